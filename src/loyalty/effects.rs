//! What loyalty is worth: first, repeat and cross-sell revenue.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::value::{Currency, Money, MoneyError};

/// What a line of an order is to the customer. Exhaustive: the three are a
/// partition, and every line is one of them.
///
/// *Bought* is a product from the first line with a positive amount on, as in
/// the rule `bought`; *before* means at an earlier instant, so that orders
/// placed at one instant count together.
///
/// A line of zero or below (something given back, a discount) is what the
/// latest sale of its product is, at or before its instant. Within an order the
/// sales come first; of orders at one instant, those recorded first. Where
/// no sale of the product is recorded, it was before the history that is
/// recorded begins, and the line is [`Attribution::First`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// Nothing was bought before.
    First,
    /// The same product was bought before.
    Repeat,
    /// Other products were bought before, and this one was not.
    CrossSell,
}

/// Revenue by what its lines are. The three add up to the revenue exactly,
/// returns included; each can be below zero where more was given back.
///
/// Also of a single order: then they are what its lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Effects {
    /// Of lines that are [`Attribution::First`].
    pub first: Money,
    /// Of lines that are [`Attribution::Repeat`].
    pub repeat: Money,
    /// Of lines that are [`Attribution::CrossSell`].
    pub cross_sell: Money,
}

impl Effects {
    /// No revenue.
    pub fn nothing(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { first: zero, repeat: zero, cross_sell: zero }
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] where the sum is out of range, which it is not
    /// for the effects of a customer or a [`Base`](super::Base).
    pub fn revenue(&self) -> Result<Money, MoneyError> {
        self.first.plus(self.repeat)?.plus(self.cross_sell)
    }

    /// The effects of both together.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] for two currencies, or sums out of range.
    pub fn plus(&self, other: &Effects) -> Result<Effects, MoneyError> {
        Ok(Self {
            first: self.first.plus(other.first)?,
            repeat: self.repeat.plus(other.repeat)?,
            cross_sell: self.cross_sell.plus(other.cross_sell)?,
        })
    }

    /// The part of the revenue that was sold by cross-selling; `None` where
    /// there is no revenue above zero.
    pub(super) fn cross_sell_share(&self) -> Option<f64> {
        super::facts::share(self.cross_sell, self.revenue().ok()?)
    }
}

/// Who recommended whom, by the places of customers in a
/// [`Base`](super::Base).
///
/// Only the direct recommendation counts. If Ann recommended Ben, and Ben
/// recommended Cid, then Cid's revenue is of Ben's referral and not of Ann's;
/// otherwise the base would have one revenue twice, and what Ben does would
/// be Ann's merit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Referrals {
    /// The referring customer of each that was referred.
    by: BTreeMap<usize, usize>,
}

/// Why a recommendation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferralError {
    /// A customer cannot be their own recommendation.
    #[error("customer {0} is said to have referred themselves")]
    Themselves(usize),
    /// A customer was recommended by somebody else before.
    #[error(
        "customer {referred} was referred by {first}, and is said to be by {second} too; the first referral counts"
    )]
    Twice {
        /// Who was referred.
        referred: usize,
        /// By whom first.
        first: usize,
        /// By whom then.
        second: usize,
    },
}

impl Referrals {
    /// No recommendations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that one customer was recommended by another.
    ///
    /// # Errors
    ///
    /// [`ReferralError`] for oneself, and for somebody whom another has
    /// recommended already. Saying the same again is no error.
    pub fn record(&mut self, referred: usize, by: usize) -> Result<(), ReferralError> {
        if referred == by {
            return Err(ReferralError::Themselves(by));
        }
        let first = *self.by.entry(referred).or_insert(by);
        if first == by { Ok(()) } else { Err(ReferralError::Twice { referred, first, second: by }) }
    }

    /// Everybody who was recommended, and by whom, in the order of places.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.by.iter().map(|(referred, by)| (*referred, *by))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_has_one_referrer_and_not_oneself() {
        let mut referrals = Referrals::new();
        referrals.record(1, 0).unwrap();
        referrals.record(1, 0).unwrap();
        assert_eq!(
            referrals.record(1, 2).unwrap_err().to_string(),
            "customer 1 was referred by 0, and is said to be by 2 too; the first referral counts"
        );
        assert_eq!(
            referrals.record(2, 2).unwrap_err().to_string(),
            "customer 2 is said to have referred themselves"
        );
        assert_eq!(referrals.iter().collect::<Vec<_>>(), [(1, 0)]);
    }
}
