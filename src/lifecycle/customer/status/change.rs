//! [`Changed`]: a customer that is something else now, and why.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::lifecycle::customer::{AnyCustomer, CustomerState, RiskReason};
use crate::process::Days;
use crate::value::OrderId;

/// A customer with moves made by a review. Their entries wait to be taken.
///
/// `Display` is one line: what it is, what it was, and every reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The customer after the moves.
    pub customer: AnyCustomer,
    /// What it was.
    pub from: CustomerState,
    /// What it is; the same where orders were recorded and nothing followed.
    pub to: CustomerState,
    /// Each move and its reason, in the order in which they were made.
    pub changes: Vec<Change>,
}

/// A move made by a review, and its reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// Became New by its first order.
    FirstOrder(OrderId),
    /// An order or return was recorded; it changed no state.
    Recorded(OrderId),
    /// Became Regular.
    Regular {
        /// The policy's due at.
        due_at: Option<DateTime<Utc>>,
    },
    /// Became New again: the rule for regular customers does not hold.
    Demoted,
    /// At risk, because no second order came.
    NoSecondOrder {
        /// Until when it had time.
        until: DateTime<Utc>,
    },
    /// At risk, because the next order did not come.
    OrderOverdue {
        /// The last day on which it was due.
        due_by: NaiveDate,
    },
    /// At risk, because nobody was in contact.
    NoContact {
        /// Until when there was time.
        until: DateTime<Utc>,
    },
    /// Not at risk any more, by an order.
    Recovered(OrderId),
    /// Not at risk any more for this reason, by what was recorded before.
    Answered(RiskReason),
    /// Lost, after having been at risk for long.
    Lapsed {
        /// Since when it was at risk.
        since: DateTime<Utc>,
        /// For how long at least.
        after: Days,
    },
    /// A customer again, by an order.
    WonBack(OrderId),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstOrder(order) => write!(f, "ordered `{order}` for the first time"),
            Self::Recorded(order) => write!(f, "`{order}` is recorded"),
            Self::Regular { due_at: Some(due) } => {
                write!(f, "regular by the policy since {}", due.date_naive())
            }
            Self::Regular { due_at: None } => f.write_str("regular by the policy"),
            Self::Demoted => f.write_str("the rule for regular customers does not hold"),
            Self::NoSecondOrder { until } => {
                write!(f, "the second order had time until {}", until.date_naive())
            }
            Self::OrderOverdue { due_by } => write!(f, "the next order was due by {due_by}"),
            Self::NoContact { until } => {
                write!(f, "the next contact had time until {}", until.date_naive())
            }
            Self::Recovered(order) => write!(f, "ordered `{order}`, which ends the risk"),
            Self::Answered(RiskReason::NoContact) => {
                f.write_str("somebody was in contact, which ends the risk")
            }
            Self::Answered(RiskReason::NoSecondOrder | RiskReason::OrderOverdue { .. }) => {
                f.write_str("an order was recorded, which ends the risk")
            }
            Self::Lapsed { since, after } => {
                let (since, days) = (since.date_naive(), after.count());
                write!(f, "at risk since {since}, for {days} days or more")
            }
            Self::WonBack(order) => write!(f, "won back by `{order}`"),
        }
    }
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is ", self.customer.record().id())?;
        if self.from == self.to {
            write!(f, "{} as before: ", self.to)?;
        } else {
            write!(f, "{}, was {}: ", self.to, self.from)?;
        }
        for (i, change) in self.changes.iter().enumerate() {
            write!(f, "{}{change}", if i > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}
