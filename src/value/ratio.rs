//! Shares: [`Probability`], a checked number from 0 to 1, and [`Percent`],
//! an exact percentage from 0 to 100.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a number is not a share.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RatioError {
    /// A probability below 0, above 1, or not a number.
    #[error("`{0}` is not a probability; expected a number from 0 to 1")]
    Probability(f64),
    /// The text is not a number.
    #[error("this is not a number; expected one from 0 to {0}")]
    NotANumber(u8),
    /// A percentage below 0, above 100, not a number, or with more than two decimals.
    #[error("`{0}` is not a percentage; expected a number from 0 to 100 with at most two decimals")]
    Percent(f64),
}

/// A chance: a finite number from 0 (never) to 1 (always).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

impl Probability {
    /// Never: 0.
    pub const NEVER: Self = Self(0.0);
    /// Always: 1.
    pub(crate) const ALWAYS: Self = Self(1.0);
    /// How far from 1 the probabilities of all exits of a stage may sum.
    pub const SUM_TOLERANCE: f64 = 1e-6;

    /// Makes a probability of a number.
    ///
    /// # Errors
    ///
    /// [`RatioError::Probability`] outside 0..=1, or for what is no number.
    pub fn new(value: f64) -> Result<Self, RatioError> {
        if (0.0..=1.0).contains(&value) {
            // `-0.0` is in the range; adding 0 makes it plain zero.
            Ok(Self(value + 0.0))
        } else {
            Err(RatioError::Probability(value))
        }
    }

    /// The number, from 0 to 1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// Whether probabilities make up a whole: their sum is 1 within
    /// [`Probability::SUM_TOLERANCE`]. Nothing at all is not a whole.
    pub(crate) fn are_whole(parts: impl IntoIterator<Item = Probability>) -> bool {
        let sum: f64 = parts.into_iter().map(Probability::value).sum();
        (sum - 1.0).abs() <= Self::SUM_TOLERANCE
    }
}

impl TryFrom<f64> for Probability {
    type Error = RatioError;
    fn try_from(value: f64) -> Result<Self, RatioError> {
        Self::new(value)
    }
}

impl From<Probability> for f64 {
    fn from(p: Probability) -> f64 {
        p.0
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Probability {
    type Err = RatioError;
    fn from_str(text: &str) -> Result<Self, RatioError> {
        Self::new(text.parse().map_err(|_| RatioError::NotANumber(1))?)
    }
}

/// A percentage from 0 to 100, exact to two decimals (12.5 is 12.5 %).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "f64")]
pub struct Percent(u16);

impl Serialize for Percent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A whole percentage is stored as people write it: 50, not 50.0.
        if self.0 % 100 == 0 {
            serializer.serialize_u16(self.0 / 100)
        } else {
            serializer.serialize_f64(self.value())
        }
    }
}

impl Percent {
    /// 0 %.
    pub const ZERO: Self = Self(0);
    /// 100 %.
    pub const WHOLE: Self = Self(10_000);

    /// A whole percentage; 100 where it is more.
    pub(crate) const fn of_whole(percent: u16) -> Self {
        Self(if percent > 100 { 10_000 } else { percent * 100 })
    }

    /// Makes a percentage of a number: `12.5` is 12.5 %.
    ///
    /// # Errors
    ///
    /// [`RatioError::Percent`] outside 0..=100 or with more than two decimals.
    pub fn new(value: f64) -> Result<Self, RatioError> {
        let hundredths = (value * 100.0).round();
        let near = (value * 100.0 - hundredths).abs() < 1e-9;
        if near && (0.0..=10_000.0).contains(&hundredths) {
            // The range was checked on the line before.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Ok(Self(hundredths as u16))
        } else {
            Err(RatioError::Percent(value))
        }
    }

    /// The number, from 0 to 100.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// What is missing to 100 %.
    #[must_use]
    pub(crate) fn rest(self) -> Self {
        Self(10_000 - self.0)
    }

    /// This percentage of an amount, rounded half-even to the currency's
    /// minor unit; the other part is what remains, so that the two always
    /// add up to the whole. Of an amount with more decimals than that, the
    /// other part keeps them; 100 % is the amount as it is.
    ///
    /// ```
    /// use sales_process::{Money, Percent};
    /// let whole: Money = "0.05 GBP".parse()?;
    /// let (half, rest) = Percent::new(50.0)?.split(whole);
    /// assert_eq!((half.to_string(), rest.to_string()), ("0.02 GBP".into(), "0.03 GBP".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn split(self, whole: crate::value::Money) -> (crate::value::Money, crate::value::Money) {
        let (amount, currency) = (whole.amount(), whole.currency());
        // What the whole has beyond the minor unit stays with it.
        if self == Self::WHOLE {
            return (whole, crate::value::Money::zero(currency));
        }
        // Integers, because a product of decimals can have more digits than a
        // decimal holds and would be rounded twice. Money is below 10^26 of its
        // last decimal, and the percentage has two decimals more than a share.
        let minor = currency.minor_units();
        let product = amount.mantissa() * i128::from(self.0);
        let unit = 10i128.pow((amount.scale() + 4).saturating_sub(minor));
        let (floor, over) = (product.div_euclid(unit), 2 * product.rem_euclid(unit));
        let up = over > unit || (over == unit && floor.rem_euclid(2) == 1);
        let share = rust_decimal::Decimal::try_from_i128_with_scale(floor + i128::from(up), minor);
        // A part of an amount in range is in range, and so is what remains.
        let part = share.ok().and_then(|share| crate::value::Money::new(share, currency).ok());
        match part.and_then(|part| Some((part, whole.minus(part).ok()?))) {
            Some(parts) => parts,
            None => (whole, crate::value::Money::zero(currency)),
        }
    }
}

impl TryFrom<f64> for Percent {
    type Error = RatioError;
    fn try_from(value: f64) -> Result<Self, RatioError> {
        Self::new(value)
    }
}

impl From<Percent> for f64 {
    fn from(p: Percent) -> f64 {
        p.value()
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)
    }
}

impl FromStr for Percent {
    type Err = RatioError;
    fn from_str(text: &str) -> Result<Self, RatioError> {
        Self::new(text.parse().map_err(|_| RatioError::NotANumber(100))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_checked() {
        for good in [0.0, -0.0, 0.4, 1.0] {
            assert_eq!(Probability::new(good).unwrap().value().to_bits(), good.abs().to_bits());
        }
        for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(Probability::new(bad).is_err(), "{bad}");
        }
        assert_eq!(
            Probability::new(1.5).unwrap_err().to_string(),
            "`1.5` is not a probability; expected a number from 0 to 1"
        );
        assert_eq!("0.4".parse::<Probability>().unwrap().to_string(), "0.4");
    }

    #[test]
    fn a_whole_is_one_within_the_tolerance() {
        let whole = |parts: &[f64]| {
            Probability::are_whole(parts.iter().map(|p| Probability::new(*p).unwrap()))
        };
        assert!(whole(&[0.1, 0.2, 0.7]));
        assert!(whole(&[0.333_333_3, 0.333_333_3, 0.333_333_3]));
        assert!(!whole(&[0.5, 0.4]));
        assert!(!whole(&[]));
    }

    #[test]
    fn percentages_are_exact_to_two_decimals() {
        for (text, shown) in [("50", "50"), ("12.5", "12.5"), ("33.33", "33.33"), ("100", "100")] {
            let percent: Percent = text.parse().unwrap();
            assert_eq!(percent.to_string(), shown);
            assert_eq!(serde_json::to_string(&percent).unwrap(), shown);
            assert_eq!(serde_json::from_str::<Percent>(shown).unwrap(), percent);
        }
        for bad in [-1.0, 100.01, 33.333, f64::NAN] {
            assert!(Percent::new(bad).is_err(), "{bad}");
        }
    }

    #[track_caller]
    fn check_split(percent: &str, whole: &str, part: &str, rest: &str) {
        let percent: Percent = percent.parse().unwrap();
        let parts = percent.split(whole.parse().unwrap());
        assert_eq!((parts.0.to_string(), parts.1.to_string()), (part.to_owned(), rest.to_owned()));
    }

    #[test]
    fn a_split_is_rounded_half_even_once() {
        check_split("50", "0.05 GBP", "0.02 GBP", "0.03 GBP");
        check_split("50", "-0.05 GBP", "-0.02 GBP", "-0.03 GBP");
        check_split("50", "0.07 GBP", "0.04 GBP", "0.03 GBP");
        check_split("50", "-0.07 GBP", "-0.04 GBP", "-0.03 GBP");
        check_split("33.33", "100.00 GBP", "33.33 GBP", "66.67 GBP");
        check_split("12.5", "7 JPY", "1 JPY", "6 JPY");
        check_split("0", "0.005 GBP", "0.00 GBP", "0.005 GBP");
        check_split("100", "0.005 GBP", "0.005 GBP", "0.00 GBP");
        check_split("50", "0.01000001 GBP", "0.01 GBP", "0.00000001 GBP");
        // 28 digits do not hold the product.
        check_split(
            "33.33",
            "999999999999999999.99999999 GBP",
            "333300000000000000.00 GBP",
            "666699999999999999.99999999 GBP",
        );
    }

    #[test]
    fn a_split_adds_up_to_the_whole() {
        for whole in ["0.05 GBP", "-0.05 GBP", "7 JPY", "999999999999999999.99999999 GBP", "0 GBP"]
        {
            let whole: crate::value::Money = whole.parse().unwrap();
            for hundredths in (0..=10_000u16).step_by(7) {
                let (part, rest) = Percent(hundredths).split(whole);
                assert_eq!(part.plus(rest).unwrap(), whole);
                assert!(part.amount().abs() <= whole.amount().abs() + rust_decimal::Decimal::ONE);
            }
        }
    }
}
