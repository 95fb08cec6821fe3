//! [`Rates`]: rates of exchange that the caller gives, and what they convert.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Currency, Money, MoneyError};

/// Rates of exchange by day. One holds from its day on until the next one.
///
/// ```
/// use sales_process::{Currency, Rates};
///
/// let [eur, usd]: [Currency; 2] = ["EUR".parse()?, "USD".parse()?];
/// let mut rates = Rates::new();
/// rates.add("2026-01-01".parse()?, usd, eur, "0.90".parse()?)?;
/// rates.add("2026-02-01".parse()?, usd, eur, "0.95".parse()?)?;
/// let day = "2026-01-31".parse()?;
/// assert_eq!(rates.convert("10.00 USD".parse()?, eur, day)?.0.to_string(), "9.00 EUR");
/// let early = rates.convert("10.00 USD".parse()?, eur, "2025-12-31".parse()?).unwrap_err();
/// assert_eq!(early.to_string(), "no rate from USD to EUR is given for 2025-12-31 or a day before");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    rates: BTreeMap<(Currency, Currency), BTreeMap<NaiveDate, Decimal>>,
}

/// A rate of exchange: what one unit of the first currency is worth in the
/// other from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rate {
    /// Its day.
    pub date: NaiveDate,
    /// The currency it converts.
    pub from: Currency,
    /// The currency it converts to.
    pub to: Currency,
    /// What one unit is worth; above zero. Stored as its digits.
    #[serde(serialize_with = "digits", deserialize_with = "of_digits")]
    pub rate: Decimal,
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { date, from, to, rate } = self;
        write!(f, "converted at {rate} {to} for one {from} from {date} on")
    }
}

fn of_digits<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

fn digits<S: serde::Serializer>(rate: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(rate)
}

/// Why nothing can be converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// A rate of nothing or less.
    #[error("a rate of {0} converts nothing; expected one above zero")]
    NotPositive(Decimal),
    /// Two rates for one day.
    #[error(
        "the rate from {from} to {to} on {date} is {first} and {found}; expected one for a day"
    )]
    TwoRates {
        /// The day.
        date: NaiveDate,
        /// The currency it converts.
        from: Currency,
        /// The currency it converts to.
        to: Currency,
        /// The rate given first.
        first: Decimal,
        /// The rate given now.
        found: Decimal,
    },
    /// No rate is known on the day, nor before it.
    #[error("no rate from {from} to {to} is given for {on} or a day before")]
    NoRate {
        /// The currency to convert.
        from: Currency,
        /// The currency asked for.
        to: Currency,
        /// The day.
        on: NaiveDate,
    },
    /// More digits than money holds.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Rates {
    /// No rates yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what one unit of a currency is worth in another, from a day on.
    ///
    /// # Errors
    ///
    /// [`RateError`] for a rate that is not above zero, and for a second one of
    /// the day. Nothing is added then.
    pub fn add(
        &mut self,
        date: NaiveDate,
        from: Currency,
        to: Currency,
        rate: Decimal,
    ) -> Result<(), RateError> {
        if rate <= Decimal::ZERO {
            return Err(RateError::NotPositive(rate));
        }
        let first = *self.rates.entry((from, to)).or_default().entry(date).or_insert(rate);
        if first == rate {
            return Ok(());
        }
        Err(RateError::TwoRates { date, from, to, first, found: rate })
    }

    /// An amount in another currency, by the last rate known on a day, and that
    /// rate; none where the amount is in that currency. It keeps eight decimals,
    /// half-even.
    ///
    /// # Errors
    ///
    /// [`RateError::NoRate`] where none is known on the day and before it,
    /// [`RateError::Money`] for an amount of too many digits.
    pub fn convert(
        &self,
        amount: Money,
        to: Currency,
        on: NaiveDate,
    ) -> Result<(Money, Option<Rate>), RateError> {
        let from = amount.currency();
        if from == to {
            return Ok((amount, None));
        }
        let known = self.rates.get(&(from, to)).and_then(|days| days.range(..=on).next_back());
        let (date, rate) = known.ok_or(RateError::NoRate { from, to, on })?;
        let worth = amount.amount().checked_mul(*rate).ok_or(MoneyError::Overflow)?;
        let money = Money::new(worth.round_dp(Money::MAX_DECIMALS).normalize(), to)?;
        Ok((money, Some(Rate { date: *date, from, to, rate: *rate })))
    }
}
