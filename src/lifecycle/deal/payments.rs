//! What a deal costs the customer, what of it is paid, what is due.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::value::{Money, MoneyError};

/// A part of the amount and the day it is to be paid by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// By which day.
    pub due: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// The payments of one deal: a schedule, or a plain balance where there is
/// none, and what has been received, before winning and after.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Payments {
    /// By when which part is to be paid; empty for a plain balance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Instalment>,
    /// What has been received, less what was given back; none if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Money>,
}

impl Payments {
    /// What is still due of an amount in all, by whatever day; below zero
    /// where too much was paid.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] where the payments are in another currency.
    pub(crate) fn due(&self, amount: Money) -> Result<Money, MoneyError> {
        self.received.map_or(Ok(amount), |received| amount.minus(received))
    }

    /// What of an amount in all should have been paid before a day and is
    /// not; never more than what is due. Nothing without a schedule, since a
    /// plain balance has no day.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] where the amount, the schedule and the payments are not
    /// in one currency.
    pub(crate) fn overdue(
        &self,
        amount: Option<Money>,
        day: NaiveDate,
    ) -> Result<Option<Money>, MoneyError> {
        let late = self.schedule.iter().filter(|part| part.due < day).map(|part| part.amount);
        let Some(mut late) = Money::sum(late)? else { return Ok(None) };
        if let Some(amount) = amount {
            // The schedule stands while the amount is lessened.
            if late.at_least(amount)? {
                late = amount;
            }
        }
        let open = self.due(late)?;
        Ok(open.is_positive().then_some(open))
    }

    /// Books money that came in, or went back where it is below zero.
    pub(crate) fn book(&mut self, money: Money) {
        self.received = match self.received {
            None => Some(money),
            // Checked before the entry was made.
            Some(received) => Some(received.plus(money).unwrap_or(received)),
        };
    }
}

/// What is left of an amount once money is given back: less by what was not
/// paid beyond it, which goes back first.
pub(crate) fn worth_after_refund(
    worth: Option<Money>,
    received: Option<Money>,
    money: Money,
) -> Option<Money> {
    let due = worth.and_then(|worth| received.map_or(Ok(worth), |got| worth.minus(got)).ok());
    let beyond = due.filter(|due| !due.is_positive()).map(Money::negated);
    let lessens = beyond.map_or(Ok(money), |beyond| money.minus(beyond));
    match (worth, lessens) {
        (Some(worth), Ok(lessens)) if lessens.is_positive() => {
            Some(worth.minus(lessens).unwrap_or(worth))
        }
        _ => worth,
    }
}
