//! What policies and order histories say of a customer: [`RegularVerdict`],
//! [`RiskReason`].

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::policy::Verdict;

/// What the regular policy says of the customer: since when it is regular,
/// and whether the rule holds now. It is recorded with the move it was asked
/// for.
///
/// It comes from a [`Verdict`] about the customer's orders at the instant of
/// the move, those of the move included. The default is that of a customer
/// the rule has never held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegularVerdict {
    /// The first instant at which the rule held, if it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// Whether it holds now.
    pub holds: bool,
}

impl From<&Verdict> for RegularVerdict {
    fn from(verdict: &Verdict) -> Self {
        Self { due_at: verdict.due_at, holds: verdict.holds }
    }
}

/// Why a customer may be lost. Each is checked against the record when the
/// customer is put at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RiskReason {
    /// New, and no second order came in the time the process gives it.
    NoSecondOrder,
    /// The next order is overdue by the customer's own cadence.
    OrderOverdue {
        /// The last day on which it was due: the end of the window that the
        /// order history gives. Filled in from the rules.
        #[serde(default)]
        due_by: NaiveDate,
    },
    /// Regular, and not contacted as often as the service level says.
    NoContact,
}
