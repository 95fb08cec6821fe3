//! [`HandoffPolicy`]: when a customer passes from hunter to farmer, and what
//! comes along.

use serde::{Deserialize, Serialize};

use super::Days;
use crate::policy::RuleForm;
use crate::value::text::{is_false, sets};
use crate::value::{Months, Percent};

/// When a customer passes from hunter to farmer, and what comes along.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HandoffPolicy {
    /// When the customer is due; when the customer is regular where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RuleForm>,
    /// What the farmer must know, item by item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<ChecklistItem>,
    /// How long the farmer has to accept or decline; above 0. Where absent,
    /// each offer names a deadline of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept_within_days: Option<Days>,
    /// How the credit for what the customer buys is shared after the handoff;
    /// the farmer has all of it where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_split: Option<CreditSplit>,
}

/// Something to hand over with the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// The id it is ticked off by.
    pub id: String,
    /// What is handed over, in words.
    pub text: String,
    /// Whether the handoff cannot be accepted without it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
}

/// How the credit for what a customer buys is shared after the handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreditSplit {
    /// The hunter's part; the farmer has the rest of the whole.
    pub hunter_percent: Percent,
    /// For how long from the effective date; then the farmer has all.
    pub until_months: Months,
}

impl HandoffPolicy {
    /// A policy that says nothing yet: it follows the rule for regular
    /// customers and hands over nothing but the customer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets when the customer is due.
    #[must_use]
    pub fn when(mut self, rule: impl Into<RuleForm>) -> Self {
        self.when = Some(rule.into());
        self
    }

    /// Adds something that may be handed over.
    #[must_use]
    pub fn hand_over(mut self, id: impl Into<String>, text: impl Into<String>) -> Self {
        self.checklist.push(ChecklistItem { id: id.into(), text: text.into(), required: false });
        self
    }

    /// Adds something without which the handoff cannot be accepted.
    #[must_use]
    pub fn require(mut self, id: impl Into<String>, text: impl Into<String>) -> Self {
        self.checklist.push(ChecklistItem { id: id.into(), text: text.into(), required: true });
        self
    }

    sets! {
        /// Sets how long the farmer has to accept or decline.
        accept_within_days(days: impl Into<Days>) accept_within_days = Some(days.into());

        /// Shares the credit: the hunter's part, and for how long.
        credit_split(hunter_percent: Percent, until_months: Months)
            credit_split = Some(CreditSplit { hunter_percent, until_months });
    }
}
