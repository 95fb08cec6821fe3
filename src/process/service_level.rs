//! [`ServiceLevel`]: how regular customers are looked after.

use serde::{Deserialize, Serialize};

use super::Days;

/// A length of time in hours, from 0 to 8,784 (a leap year); parts of an hour
/// are allowed.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
#[serde(try_from = "f64")]
pub struct Hours(f64);

/// A number that is not a length in hours.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("`{0}` is not a number of hours; expected 0 to 8784")]
pub struct HoursError(f64);

impl Hours {
    /// Makes a length of a number of hours.
    ///
    /// # Errors
    ///
    /// [`HoursError`] outside 0..=8784.
    pub fn new(hours: f64) -> Result<Self, HoursError> {
        if (0.0..=8_784.0).contains(&hours) {
            Ok(Self(hours + 0.0))
        } else {
            Err(HoursError(hours))
        }
    }

    /// The number of hours.
    pub fn count(self) -> f64 {
        self.0
    }

    /// The same length as a chrono duration, to the second.
    pub fn duration(self) -> chrono::TimeDelta {
        // At most a year: far within the range of both types.
        #[allow(clippy::cast_possible_truncation)]
        chrono::TimeDelta::seconds((self.0 * 3_600.0).round() as i64)
    }
}

impl TryFrom<f64> for Hours {
    type Error = HoursError;
    fn try_from(hours: f64) -> Result<Self, HoursError> {
        Self::new(hours)
    }
}

impl From<u8> for Hours {
    fn from(hours: u8) -> Self {
        Self(f64::from(hours))
    }
}

impl Serialize for Hours {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::value::text::plain_number(self.0, serializer)
    }
}

/// How regular customers are looked after; nobody may silently lose one.
/// What is absent is not promised.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// How soon a request is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_within_hours: Option<Hours>,
    /// How long at most between two contacts; above 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_every_days: Option<Days>,
    /// How important they are, in the company's words, such as `high`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
}

impl ServiceLevel {
    /// A service level that promises nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how soon a request is answered.
    #[must_use]
    pub fn respond_within_hours(mut self, hours: impl Into<Hours>) -> Self {
        self.respond_within_hours = Some(hours.into());
        self
    }

    /// Sets how long at most between two contacts.
    #[must_use]
    pub fn contact_every_days(mut self, days: impl Into<Days>) -> Self {
        self.contact_every_days = Some(days.into());
        self
    }

    /// Sets how important they are.
    #[must_use]
    pub fn priority(mut self, priority: impl Into<String>) -> Self {
        self.priority = Some(priority.into());
        self
    }
}
