//! How good forecasts of sales were: [`Forecast`], kept when it was made, and
//! [`ForecastErrors`], many of them against what came.
//!
//! - **WAPE**, the weighted absolute percentage error:
//!   ∑ |actual − forecast| ÷ ∑ |actual| (Kolassa & Schütz, *Advantages of the
//!   MAD/MEAN Ratio over the MAPE*, 2007). It is 0 for perfect forecasts and can
//!   be above 1; large periods weigh more, and a period without sales does no
//!   harm, as it would to a mean of percentages.
//! - **Bias**: ∑ (forecast − actual) ÷ ∑ |actual|. Above 0, too much was
//!   promised; below, too little. It is never larger in size than the WAPE.
//!
//! Both are undefined where nothing was sold.
//!
//! ```
//! use sales_process::kpi::ForecastErrors;
//!
//! let mut errors = ForecastErrors::new();
//! errors.add("100.00 GBP".parse()?, "80.00 GBP".parse()?)?; // forecast, actual
//! errors.add("90.00 GBP".parse()?, "120.00 GBP".parse()?)?;
//! assert_eq!(errors.wape().to_string(), "0.25"); // (20 + 30) ÷ 200
//! assert_eq!(errors.bias().to_string(), "-0.05"); // (20 − 30) ÷ 200
//! # Ok::<(), sales_process::MoneyError>(())
//! ```

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::exact;
use super::value::{Kpi, Total, Undefined, Value};
use crate::value::{Money, MoneyError, Period};

/// What somebody expected to be won in a period, kept as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ForecastForm")]
pub struct Forecast {
    made_at: DateTime<Utc>,
    period: Period,
    amount: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForecastForm {
    made_at: DateTime<Utc>,
    period: Period,
    amount: Money,
}

impl TryFrom<ForecastForm> for Forecast {
    type Error = ForecastError;
    fn try_from(form: ForecastForm) -> Result<Self, ForecastError> {
        Self::new(form.made_at, form.period, form.amount)
    }
}

/// A forecast made when the period was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this was said at {made_at}, when the period had ended at {ended}; that is no forecast")]
#[non_exhaustive]
pub struct ForecastError {
    /// When it was said.
    pub made_at: DateTime<Utc>,
    /// When the period had ended.
    pub ended: DateTime<Utc>,
}

impl Forecast {
    /// What is expected to be won in a period, and when that is said.
    ///
    /// # Errors
    ///
    /// [`ForecastError`] where the period is over by then.
    pub fn new(
        made_at: DateTime<Utc>,
        period: Period,
        amount: Money,
    ) -> Result<Self, ForecastError> {
        if made_at >= period.to() {
            return Err(ForecastError { made_at, ended: period.to() });
        }
        Ok(Self { made_at, period, amount })
    }
}

/// How far forecasts were from what came.
///
/// A fold: pairs are added in any order, and two folds merged are the fold of
/// both. Sums are exact and in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ForecastErrors {
    /// Sums of |actual − forecast|, forecast − actual and |actual|.
    absolute: Total,
    signed: Total,
    actual: Total,
    count: u64,
    waiting: u64,
}

impl ForecastErrors {
    /// No forecasts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds forecasts against the deals won: each against the sum of those
    /// that were won in its period, by instant and amount, in any order. A
    /// forecast whose period is not over at `as_of` waits, and is only counted
    /// as that.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] where there are two currencies,
    /// [`MoneyError::Overflow`] for a sum past 30 digits.
    pub fn of(
        forecasts: impl IntoIterator<Item = Forecast>,
        won: impl IntoIterator<Item = (DateTime<Utc>, Money)>,
        as_of: DateTime<Utc>,
    ) -> Result<Self, MoneyError> {
        let mut won: Vec<(DateTime<Utc>, Money)> = won.into_iter().collect();
        won.sort_by_key(|(at, _)| *at);
        // How much was won before each deal, so that any period is one
        // difference, however many forecasts there are.
        let mut before = vec![Total::default()];
        let mut sum = Total::default();
        for (_, amount) in &won {
            sum.add(*amount)?;
            before.push(sum);
        }
        let until = |instant| {
            before.get(won.partition_point(|(at, _)| *at < instant)).copied().unwrap_or_default()
        };
        let mut errors = Self::new();
        for forecast in forecasts {
            if forecast.period.to() > as_of {
                errors.waiting += 1;
                continue;
            }
            let actual = minus(until(forecast.period.to()), until(forecast.period.from()))?;
            errors.add_totals(forecast.amount.into(), actual)?;
        }
        Ok(errors)
    }

    /// Adds what was forecast and what came.
    ///
    /// # Errors
    ///
    /// As [`ForecastErrors::of`]; nothing is added then.
    pub fn add(&mut self, forecast: Money, actual: Money) -> Result<(), MoneyError> {
        self.add_totals(forecast.into(), actual.into())
    }

    fn add_totals(&mut self, forecast: Total, actual: Total) -> Result<(), MoneyError> {
        let error = minus(forecast, actual)?;
        let absolute = self.absolute.plus(size(error))?;
        let signed = self.signed.plus(error)?;
        let actual = self.actual.plus(size(actual))?;
        *self = Self { absolute, signed, actual, count: self.count + 1, ..*self };
        Ok(())
    }

    /// Adds all forecasts of another fold.
    ///
    /// # Errors
    ///
    /// As [`ForecastErrors::of`]; nothing is added then.
    pub fn merge(&mut self, other: ForecastErrors) -> Result<(), MoneyError> {
        let absolute = self.absolute.plus(other.absolute)?;
        let signed = self.signed.plus(other.signed)?;
        let actual = self.actual.plus(other.actual)?;
        let count = self.count + other.count;
        *self = Self { absolute, signed, actual, count, waiting: self.waiting + other.waiting };
        Ok(())
    }

    /// How many forecasts were held against what came.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many wait for their period to end.
    pub fn waiting(&self) -> u64 {
        self.waiting
    }

    /// ∑ |actual − forecast| ÷ ∑ |actual|, a number from 0; immature while
    /// forecasts wait, undefined where nothing was sold.
    pub fn wape(&self) -> Kpi {
        self.share_of_actual(self.absolute)
    }

    /// ∑ (forecast − actual) ÷ ∑ |actual|: above 0 where too much was promised.
    /// Immature and undefined as the [WAPE](Self::wape).
    pub fn bias(&self) -> Kpi {
        self.share_of_actual(self.signed)
    }

    fn share_of_actual(&self, error: Total) -> Kpi {
        match exact::quotient(error.units, self.actual.units) {
            Some(share) => Kpi::point(Value::Number(share), self.count),
            None => Kpi::undefined(Undefined::ZeroDenominator).with_basis(self.count),
        }
        .with_open(self.waiting)
    }
}

fn size(total: Total) -> Total {
    Total { units: total.units.saturating_abs(), ..total }
}

fn minus(first: Total, second: Total) -> Result<Total, MoneyError> {
    first.plus(Total { units: second.units.checked_neg().ok_or(MoneyError::Overflow)?, ..second })
}
