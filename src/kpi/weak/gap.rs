//! How far a figure is from its target, both as numbers of one unit.

use rust_decimal::Decimal;

use serde::{Serialize, Serializer};

use crate::kpi::report::ReportFigure;
use crate::kpi::value::{Undefined, Value};
use crate::process::{Bound, Target};
use crate::value::{Currency, Money};

/// Why no figure could be held against a target. Stored as its one clause.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WhyUnjudged {
    /// No figure of a report has this path.
    #[error("the report has no such figure")]
    NoSuchFigure,
    /// The figure has no value.
    #[error(transparent)]
    Undefined(#[from] Undefined),
    /// A target in money for a share, or in another currency.
    #[error("`{bound}` is not in the unit of {figure}")]
    OtherUnit {
        /// What the target says.
        bound: Bound,
        /// What the figure is.
        figure: ReportFigure,
    },
}

impl Serialize for WhyUnjudged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What closing a gap would bring in the period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Gain {
    /// More customers (more who buy again, for the two KPIs of that); `None`
    /// where the gap is not about customers.
    pub customers: Option<f64>,
    /// More money, or less spend, rounded half-even to the currency's minor
    /// unit; `None` where it cannot be known.
    pub money: Option<Money>,
    /// Whether the money is spend that is saved.
    pub is_saving: bool,
}

/// A figure and its target as numbers of one unit.
pub(super) struct Gap {
    is: Decimal,
    wanted: Decimal,
    /// How much more, or less, is wanted; above 0.
    pub(super) difference: Decimal,
    /// Whether less is wanted.
    less: bool,
}

impl Gap {
    /// 1 − smaller ÷ larger.
    pub(super) fn shortfall(&self) -> f64 {
        let (small, large) =
            if self.less { (self.wanted, self.is) } else { (self.is, self.wanted) };
        let ratio = small.checked_div(large).and_then(|ratio| f64::try_from(ratio).ok());
        (1.0 - ratio.unwrap_or_default()).clamp(0.0, 1.0)
    }

    /// By how much of itself what follows from the figure grows: t/x − 1, or
    /// x/t − 1 where less is wanted.
    pub(super) fn growth(&self) -> Option<Decimal> {
        self.difference.checked_div(if self.less { self.wanted } else { self.is })
    }

    pub(super) fn more(&self) -> Option<f64> {
        f64::try_from(self.growth()?).ok()
    }

    /// The difference so many times, as money; less spend where less is wanted.
    pub(super) fn times(&self, count: Decimal, figure: ReportFigure) -> Option<Gain> {
        let amount = self.difference.checked_mul(count)?;
        let money = Some(rounded(amount, currency_of(figure)?)?);
        Some(Gain { customers: None, money, is_saving: self.less })
    }
}

/// The gap between a figure and its target; `None` where the target is met.
pub(super) fn gap(figure: ReportFigure, target: Target) -> Result<Option<Gap>, WhyUnjudged> {
    let (is, currency) = match figure {
        ReportFigure::Count(count) => (Some(Decimal::from(count)), None),
        ReportFigure::Sum(total) if total.is_undefined() => {
            return Err(Undefined::SeveralCurrencies.into());
        }
        ReportFigure::Sum(total) if total.is_zero() => (Some(Decimal::ZERO), total.currency()),
        ReportFigure::Sum(total) => (total.money().map(Money::amount), total.currency()),
        ReportFigure::Kpi(kpi) => match kpi.value()? {
            Value::Share(share) => (Decimal::try_from(share.value()).ok(), None),
            Value::Number(number) | Value::Days(number) => (Decimal::try_from(number).ok(), None),
            Value::Money(money) => (Some(money.amount()), Some(money.currency())),
        },
    };
    let is_money = currency.is_some() || matches!(figure, ReportFigure::Sum(_));
    let wanted = match target.bound() {
        Bound::Money(money) if currency == Some(money.currency()) => Some(money.amount()),
        Bound::Money(money) if is_money && currency.is_none() => Some(money.amount()),
        Bound::Number(number) if !is_money => Decimal::try_from(number).ok(),
        bound => return Err(WhyUnjudged::OtherUnit { bound, figure }),
    };
    let (Some(is), Some(wanted)) = (is, wanted) else {
        return Err(Undefined::TooLarge.into());
    };
    let less = matches!(target, Target::AtMost(_));
    let difference = if less { is.checked_sub(wanted) } else { wanted.checked_sub(is) };
    let difference = difference.ok_or(Undefined::TooLarge)?;
    Ok((difference > Decimal::ZERO).then_some(Gap { is, wanted, difference, less }))
}

fn currency_of(figure: ReportFigure) -> Option<Currency> {
    match figure {
        ReportFigure::Count(_) => None,
        ReportFigure::Sum(total) => total.currency(),
        ReportFigure::Kpi(kpi) => match kpi.value() {
            Ok(Value::Money(money)) => Some(money.currency()),
            _ => None,
        },
    }
}

pub(super) fn rounded(amount: Decimal, currency: Currency) -> Option<Money> {
    let amount = Money::new(amount.round_dp(Money::MAX_DECIMALS), currency).ok()?;
    Some(amount.rounded())
}
