//! What the moves of a handoff are checked against besides its record.

use chrono::NaiveDate;

use super::Load;
use crate::process::HandoffPolicy;

/// The policy, and what only the application knows: how many customers the
/// farmer who accepts holds, and since when the customer has its owner. No
/// command can say these.
#[derive(Debug, Clone, Copy, Default)]
pub struct HandoffRules<'a> {
    pub(super) policy: Option<&'a HandoffPolicy>,
    pub(super) load: Option<Load>,
    pub(super) owner_since: Option<NaiveDate>,
}

impl HandoffRules<'_> {
    /// Says how many customers the farmer who accepts holds, and can hold.
    #[must_use]
    pub fn load(mut self, load: impl Into<Load>) -> Self {
        self.load = Some(load.into());
        self
    }

    /// Says from which day on the customer has its present owner: the farmer's
    /// first day is not before it.
    #[must_use]
    pub fn owner_since(mut self, day: Option<NaiveDate>) -> Self {
        self.owner_since = day;
        self
    }
}

impl<'a> From<&'a HandoffPolicy> for HandoffRules<'a> {
    fn from(policy: &'a HandoffPolicy) -> Self {
        Self { policy: Some(policy), load: None, owner_since: None }
    }
}
