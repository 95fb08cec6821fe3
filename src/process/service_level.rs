//! [`ServiceLevel`]: how regular customers are looked after.

use serde::{Deserialize, Serialize};

use super::{Days, Hours};

/// How regular customers are looked after; nobody may silently lose one.
/// What is absent is not promised.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
