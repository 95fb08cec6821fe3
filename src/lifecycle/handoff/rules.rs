//! What the moves of a handoff are checked against besides its record.

use chrono::NaiveDate;

use super::Load;
use crate::process::HandoffPolicy;
use crate::value::text::sets;

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
    sets! {
        /// Says how many customers the farmer who accepts holds, and can hold.
        load(load: impl Into<Load>) load = Some(load.into());

        /// Says from which day on the customer has its present owner: the farmer's
        /// first day is not before it.
        owner_since(day: Option<NaiveDate>) owner_since = day;
    }
}

impl<'a> From<&'a HandoffPolicy> for HandoffRules<'a> {
    fn from(policy: &'a HandoffPolicy) -> Self {
        Self { policy: Some(policy), load: None, owner_since: None }
    }
}
