//! [`ServiceLevel`]: how regular customers are looked after.

use serde::{Deserialize, Serialize};

use super::{Days, Hours};
use crate::value::text::sets;

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

    sets! {
        /// Sets how soon a request is answered.
        respond_within_hours(hours: impl Into<Hours>) respond_within_hours = Some(hours.into());

        /// Sets how long at most between two contacts.
        contact_every_days(days: impl Into<Days>) contact_every_days = Some(days.into());

        /// Sets how important they are.
        priority(priority: impl Into<String>) priority = Some(priority.into());
    }
}
