//! [`Kpi`]: a value with its reasons.

use std::fmt;

use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::exact;
use crate::value::{Currency, Money, MoneyError, Probability};

/// Why two figures cannot be put together, or do not make a KPI.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KpiError {
    /// A share of more than the whole, or of less than nothing.
    #[error("{part} is no share of {whole}; expected a part from 0 up to the whole")]
    NoShare {
        /// The part.
        part: Amount,
        /// The whole.
        whole: Amount,
    },
    /// A duration below zero.
    #[error("a duration of {0} is below zero")]
    NegativeTime(Amount),
    /// Counts, money and time do not add up.
    #[error("{first} and {second} are of two kinds and do not add up")]
    Kinds {
        /// The first figure.
        first: Amount,
        /// The second one.
        second: Amount,
    },
    /// A median and the like cannot be had of two medians.
    #[error("two figures of this kind cannot be rolled up; work it out again over all the facts")]
    NoRollUp,
    /// Two currencies in one sum, or a sum that is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Why a KPI has no value. It is not 0 then: there is nothing to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Undefined {
    /// The denominator is zero.
    #[error("there is nothing to divide by")]
    ZeroDenominator,
    /// There is nothing to take a median or another point of.
    #[error("there is nothing to measure")]
    NothingToMeasure,
    /// A cost per customer has spend, and no customer to share it.
    #[error("there is spend, and no customer it was spent on")]
    SpendWithoutCustomers,
    /// No orders were given, so that nothing is known of buying again.
    #[error("no orders are given")]
    NoOrders,
    /// No costs of this part of the process were given.
    #[error("no costs of it are given")]
    NoCosts,
    /// No stage histories were given, so that nothing is known of stages.
    #[error("no stage histories are given")]
    NoStages,
    /// Amounts in several currencies, which are not put together.
    #[error("the amounts are in several currencies")]
    SeveralCurrencies,
    /// Lines without a cost, so that nothing is known of profit.
    #[error("the cost of {lines} order line{} is not given", if *.lines == 1 { "" } else { "s" })]
    CostsUnknown {
        /// How many lines.
        lines: u64,
    },
    /// More digits than an amount of money can have.
    #[error("the amount has more digits than money holds")]
    TooLarge,
}

/// A sum of money in one currency: exact, and zero before anything was added.
///
/// ```
/// use sales_process::{Money, kpi::Total};
///
/// assert_eq!(Total::default().to_string(), "0.00");
/// let spend: Money = "20.135 GBP".parse()?;
/// assert_eq!(Total::from(spend).to_string(), "20.14 GBP"); // half-even
/// # Ok::<(), sales_process::MoneyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// In hundred-millionths, the smallest that money holds.
    pub(super) units: i128,
    pub(super) currency: Option<Currency>,
    /// Amounts in several currencies have no sum.
    pub(super) several: bool,
}

impl Total {
    /// The sum of amounts in several currencies, which does not exist: nothing adds
    /// to it, it is shown as `-` and stored as `null`.
    pub(super) fn several() -> Self {
        Self { units: 0, currency: None, several: true }
    }

    /// Whether it is a sum over several currencies, which does not exist.
    pub(crate) fn is_undefined(self) -> bool {
        self.several
    }

    /// The currency; `None` for a sum of nothing in no currency, and over several.
    pub fn currency(self) -> Option<Currency> {
        self.currency
    }

    /// Adds an amount.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] for a second currency: money is never
    /// converted in silence.
    pub(crate) fn add(&mut self, amount: Money) -> Result<(), MoneyError> {
        *self = self.plus(amount.into())?;
        Ok(())
    }

    /// The sum of two totals; nothing in no currency adds to any.
    ///
    /// # Errors
    ///
    /// As [`Total::add`], and [`MoneyError::Overflow`] past 30 digits.
    pub(crate) fn plus(self, other: Total) -> Result<Total, MoneyError> {
        let currency = match (self.currency, other.currency) {
            (Some(expected), Some(found)) if expected != found => {
                return Err(MoneyError::CurrencyMismatch { expected, found });
            }
            (first, second) => first.or(second),
        };
        let units = self.units.checked_add(other.units).ok_or(MoneyError::Overflow)?;
        Ok(Self { units, currency, several: self.several || other.several })
    }

    /// The exact sum as money; `None` without a currency and past the 18
    /// digits that money has before the point.
    pub fn money(self) -> Option<Money> {
        let amount = Decimal::try_from_i128_with_scale(self.units, Money::MAX_DECIMALS).ok()?;
        Money::new(amount.normalize(), self.currency?).ok()
    }

    /// Whether it is exactly nothing.
    pub(crate) fn is_zero(self) -> bool {
        self.units == 0 && !self.several
    }
}

impl From<Money> for Total {
    fn from(amount: Money) -> Self {
        Self { units: exact::units(amount), currency: Some(amount.currency()), several: false }
    }
}

/// Rounded half-even to the currency's minor unit: `20.14 GBP`; `0.00` without
/// a currency.
impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(currency) = self.currency else {
            return f.pad(if self.several { "-" } else { "0.00" });
        };
        match exact::divided(self.units, 1, currency) {
            Some(money) => money.fmt(f),
            None => f.pad("more than money holds"),
        }
    }
}

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.several {
            return serializer.serialize_none();
        }
        serializer.collect_str(self)
    }
}

/// What a KPI is made of: a count, a sum of money or a sum of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// How many.
    Count(u64),
    /// How much.
    Money(Total),
    /// How long, all in all.
    Time(TimeDelta),
}

impl Amount {
    fn plus(self, other: Self) -> Result<Self, KpiError> {
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => Ok(Self::Count(a.saturating_add(b))),
            (Self::Money(a), Self::Money(b)) => Ok(Self::Money(a.plus(b)?)),
            (Self::Time(a), Self::Time(b)) => a
                .checked_add(&b)
                .map(Self::Time)
                .ok_or(KpiError::Kinds { first: self, second: other }),
            (first, second) => Err(KpiError::Kinds { first, second }),
        }
    }

    fn is_negative(self) -> bool {
        match self {
            Self::Count(_) => false,
            Self::Money(total) => total.units < 0,
            Self::Time(time) => time < TimeDelta::zero(),
        }
    }
}

impl From<u64> for Amount {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Total> for Amount {
    fn from(total: Total) -> Self {
        Self::Money(total)
    }
}

impl From<Money> for Amount {
    fn from(amount: Money) -> Self {
        Self::Money(amount.into())
    }
}

impl From<TimeDelta> for Amount {
    fn from(time: TimeDelta) -> Self {
        Self::Time(time)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Money(total) => total.fmt(f),
            Self::Time(time) => write!(f, "{} days", exact::days(*time)),
        }
    }
}

/// What a KPI says, in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A share of a whole, from 0 to 1.
    Share(Probability),
    /// How many to one: orders per customer. May be above 1.
    Number(f64),
    /// An amount, rounded half-even to the currency's minor unit.
    Money(Money),
    /// A duration in days, not below zero.
    Days(f64),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(f, "{:.1} %", share.value() * 100.0),
            Self::Number(number) => write!(f, "{number:.2}"),
            Self::Money(money) => money.fmt(f),
            Self::Days(days) => write!(f, "{days:.1} days"),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Share(share) => serializer.serialize_f64(share.value()),
            Self::Number(number) | Self::Days(number) => serializer.serialize_f64(*number),
            Self::Money(money) => money.serialize(serializer),
        }
    }
}

/// How the value follows from numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// A part of a whole.
    Rate,
    /// So much for each.
    Average,
    /// Worked out elsewhere; there is no numerator that adds up.
    Point(Value),
    /// Nothing can be said.
    Undefined(Undefined),
}

/// A KPI: its value, what it was divided from, and what it rests on; or why
/// there is no value.
///
/// Stored and shown as its value, `null` where it is undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kpi {
    // INVARIANT: for a rate, both are of one kind and 0 <= numerator <=
    // denominator; time is not below zero.
    form: Form,
    numerator: Amount,
    denominator: Amount,
    basis: u64,
    open: u64,
}

/// What is known of a KPI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// The value; nothing it rests on is still to come.
    Settled(Value),
    /// The value so far: so many of what it rests on are still open, and it
    /// will change when they close.
    Immature {
        /// The value so far.
        value: Value,
        /// How many are still open.
        open: u64,
    },
    /// There is no value.
    Undefined(Undefined),
}

impl Kpi {
    /// A share of a whole, from 0 to 1; undefined for a whole of nothing.
    ///
    /// # Errors
    ///
    /// [`KpiError::NoShare`] where the part is more than the whole (a share
    /// of 150 % is a mistake in the counting, not a success),
    /// [`KpiError::Kinds`] and [`KpiError::Money`] where they are of two kinds
    /// or currencies.
    pub fn rate(part: impl Into<Amount>, whole: impl Into<Amount>) -> Result<Self, KpiError> {
        let (numerator, denominator) = (part.into(), whole.into());
        // Adding them says whether they can be compared.
        numerator.plus(denominator)?;
        let fits = match (numerator, denominator) {
            (Amount::Count(part), Amount::Count(whole)) => part <= whole,
            (Amount::Money(part), Amount::Money(whole)) => part.units <= whole.units,
            (Amount::Time(part), Amount::Time(whole)) => part <= whole,
            _ => false,
        };
        if !fits || numerator.is_negative() {
            return Err(KpiError::NoShare { part: numerator, whole: denominator });
        }
        let basis = if let Amount::Count(whole) = denominator { whole } else { 0 };
        Ok(Self { form: Form::Rate, numerator, denominator, basis, open: 0 })
    }

    /// So much for each of so many: a cost per lead, orders per customer, a
    /// mean cycle. Undefined for none.
    ///
    /// # Errors
    ///
    /// [`KpiError::NegativeTime`] for a duration below zero.
    pub(crate) fn average(total: impl Into<Amount>, count: u64) -> Result<Self, KpiError> {
        let numerator = total.into();
        if matches!(numerator, Amount::Time(_)) && numerator.is_negative() {
            return Err(KpiError::NegativeTime(numerator));
        }
        let denominator = Amount::Count(count);
        Ok(Self { form: Form::Average, numerator, denominator, basis: count, open: 0 })
    }

    /// A value that was worked out over so many: a median, an estimate. It
    /// cannot be rolled up.
    pub(crate) fn point(value: Value, basis: u64) -> Self {
        let none = Amount::Count(0);
        Self { form: Form::Point(value), numerator: none, denominator: none, basis, open: 0 }
    }

    /// A KPI of which nothing can be said.
    pub(crate) fn undefined(why: Undefined) -> Self {
        let none = Amount::Count(0);
        Self { form: Form::Undefined(why), numerator: none, denominator: none, basis: 0, open: 0 }
    }

    /// The same, with how many of what it rests on are still open.
    #[must_use]
    pub fn with_open(mut self, open: u64) -> Self {
        self.open = open;
        self
    }

    /// The same, resting on so many observations. Rates of counts and averages
    /// know by themselves; a rate of money does not.
    #[must_use]
    pub(crate) fn with_basis(mut self, basis: u64) -> Self {
        self.basis = basis;
        self
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// [`Undefined`]: why there is none.
    pub fn value(&self) -> Result<Value, Undefined> {
        match self.form {
            Form::Point(value) => Ok(value),
            Form::Undefined(why) => Err(why),
            Form::Rate => self.share().map(Value::Share),
            Form::Average => self.for_each(),
        }
    }

    /// What is known: settled, immature or undefined.
    pub fn reading(&self) -> Reading {
        match self.value() {
            Err(why) => Reading::Undefined(why),
            Ok(value) if self.open > 0 => Reading::Immature { value, open: self.open },
            Ok(value) => Reading::Settled(value),
        }
    }

    /// What was divided; `None` for a median and the like, and where nothing
    /// can be said.
    pub fn numerator(&self) -> Option<Amount> {
        self.is_quotient().then_some(self.numerator)
    }

    /// What it was divided by; `None` as for [`Kpi::numerator`].
    pub fn denominator(&self) -> Option<Amount> {
        self.is_quotient().then_some(self.denominator)
    }

    /// How many observations it rests on.
    pub fn basis(&self) -> u64 {
        self.basis
    }

    /// How many of them are still open.
    pub fn open(&self) -> u64 {
        self.open
    }

    /// The KPI of two groups together: numerators, denominators and what they
    /// rest on are added. Averages are never averaged.
    ///
    /// # Errors
    ///
    /// [`KpiError::NoRollUp`] for medians, estimates and undefined figures and for a
    /// rate with an average; [`KpiError::Money`] for two currencies.
    ///
    /// ```
    /// use sales_process::kpi::Kpi;
    ///
    /// let (small, large) = (Kpi::rate(1, 2)?, Kpi::rate(10, 98)?);
    /// assert_eq!(small.plus(&large)?, Kpi::rate(11, 100)?); // not 30.1 %
    /// # Ok::<(), sales_process::kpi::KpiError>(())
    /// ```
    pub fn plus(&self, other: &Self) -> Result<Self, KpiError> {
        match (self.form, other.form) {
            (Form::Rate, Form::Rate) | (Form::Average, Form::Average) => Ok(Self {
                form: self.form,
                numerator: self.numerator.plus(other.numerator)?,
                denominator: self.denominator.plus(other.denominator)?,
                basis: self.basis.saturating_add(other.basis),
                open: self.open.saturating_add(other.open),
            }),
            _ => Err(KpiError::NoRollUp),
        }
    }

    fn is_quotient(&self) -> bool {
        matches!(self.form, Form::Rate | Form::Average)
    }

    fn share(&self) -> Result<Probability, Undefined> {
        let quotient = match (self.numerator, self.denominator) {
            (Amount::Count(part), Amount::Count(whole)) => {
                exact::quotient(part.into(), whole.into())
            }
            (Amount::Money(part), Amount::Money(whole)) => exact::quotient(part.units, whole.units),
            (Amount::Time(part), Amount::Time(whole)) => {
                exact::quotient(exact::nanos(part), exact::nanos(whole))
            }
            _ => None,
        };
        let share = quotient.and_then(|share| Probability::new(share).ok());
        share.ok_or(Undefined::ZeroDenominator)
    }

    fn for_each(&self) -> Result<Value, Undefined> {
        let Amount::Count(count @ 1..) = self.denominator else {
            return Err(Undefined::ZeroDenominator);
        };
        match self.numerator {
            Amount::Count(total) => exact::quotient(total.into(), count.into()).map(Value::Number),
            Amount::Time(total) => {
                Some(Value::Days(exact::mean_days(exact::nanos(total), count.into())))
            }
            Amount::Money(Total { currency: None, .. }) => {
                return Err(Undefined::NothingToMeasure);
            }
            Amount::Money(total) => total
                .currency
                .and_then(|currency| exact::divided(total.units, count.into(), currency))
                .map(Value::Money),
        }
        .ok_or(Undefined::TooLarge)
    }
}

/// The value, a `+` behind it where it is immature, or `-` where undefined.
impl fmt::Display for Kpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reading() {
            Reading::Settled(value) => f.pad(&value.to_string()),
            Reading::Immature { value, .. } => f.pad(&format!("{value} +")),
            Reading::Undefined(_) => f.pad("-"),
        }
    }
}

impl Serialize for Kpi {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().ok().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kpi: Result<Kpi, KpiError>, shown: &str) {
        let text = match kpi {
            Err(error) => error.to_string(),
            Ok(kpi) => match kpi.reading() {
                Reading::Settled(value) => value.to_string(),
                Reading::Immature { value, open } => format!("{value}, {open} still open"),
                Reading::Undefined(why) => why.to_string(),
            },
        };
        assert_eq!(text, shown);
    }

    fn money(text: &str) -> Total {
        text.parse::<Money>().unwrap().into()
    }

    #[test]
    fn a_value_or_the_reason_why_there_is_none() {
        check(Kpi::rate(2, 3), "66.7 %");
        check(Kpi::rate(0, 3), "0.0 %");
        check(Kpi::rate(0, 0), "there is nothing to divide by");
        check(Kpi::rate(1, 3).map(|kpi| kpi.with_open(4)), "33.3 %, 4 still open");
        check(Kpi::rate(3, 2), "3 is no share of 2; expected a part from 0 up to the whole");
        check(Kpi::rate(money("1 GBP"), money("4 GBP")), "25.0 %");
        check(Kpi::rate(money("0 GBP"), money("0 GBP")), "there is nothing to divide by");
        check(Kpi::rate(1, money("4 GBP")), "1 and 4.00 GBP are of two kinds and do not add up");
        check(
            Kpi::rate(money("1 GBP"), money("4 EUR")),
            "EUR cannot be put together with GBP; convert one of them first",
        );
        check(Kpi::average(money("1 GBP"), 8), "0.12 GBP");
        check(Kpi::average(money("-1 GBP"), 8), "-0.12 GBP");
        check(Kpi::average(money("3 GBP"), 8), "0.38 GBP");
        check(Kpi::average(Total::default(), 3), "there is nothing to measure");
        check(Kpi::average(money("0 GBP"), 0), "there is nothing to divide by");
        check(Kpi::average(5, 2), "2.50");
        check(Kpi::average(TimeDelta::hours(36), 2), "0.8 days");
        check(Kpi::average(TimeDelta::hours(-36), 2), "a duration of -1.5 days is below zero");
        check(
            Ok(Kpi::undefined(Undefined::CostsUnknown { lines: 1 })),
            "the cost of 1 order line is not given",
        );
    }

    #[test]
    fn medians_are_not_rolled_up() {
        let median = Kpi::point(Value::Days(3.0), 5);
        assert_eq!(median.plus(&median), Err(KpiError::NoRollUp));
        let (rate, average) = (Kpi::rate(1, 2).unwrap(), Kpi::average(1, 2).unwrap());
        assert_eq!(rate.plus(&average), Err(KpiError::NoRollUp));
    }

    #[test]
    fn stored_as_the_value_alone() {
        let stored = |kpi: Kpi| serde_json::to_string(&kpi).unwrap();
        assert_eq!(stored(Kpi::rate(1, 4).unwrap()), "0.25");
        assert_eq!(stored(Kpi::rate(0, 0).unwrap()), "null");
        assert_eq!(stored(Kpi::average(money("1 GBP"), 3).unwrap()), "\"0.33 GBP\"");
    }

    #[test]
    fn rolled_up_is_counted_together() {
        let of = |part: u64, rest: u64, open| Kpi::rate(part, part + rest).unwrap().with_open(open);
        let groups = [(3, 1, 0), (0, 0, 2), (0, 7, 1), (49, 0, 4), (12, 30, 0)];
        let mut rolled = of(0, 0, 0);
        for (part, rest, open) in groups {
            rolled = rolled.plus(&of(part, rest, open)).unwrap();
        }
        assert_eq!(rolled, of(64, 38, 7));
        assert_eq!(rolled.to_string(), "62.7 % +");
    }
}
