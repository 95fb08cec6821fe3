//! [`Points`]: what a criterion is worth, and what a lead scores.

use crate::value::words::messages;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a criterion is worth, or a score: an exact number of points from 0
/// to 1,000,000 with at most two decimals.
///
/// Sums are exact, so that 0.1 and 0.2 points are 0.3; half of an odd
/// hundredth keeps a third decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(try_from = "f64")]
pub struct Points {
    // INVARIANT: at most MOST when made of a number; sums may be larger.
    thousandths: u64,
}

messages! {
    /// A number that is not a number of points.
    pub enum PointsError {
        /// It is outside 0 to 1000000, or has more than two decimals.
        Number {
            /// The number.
            value: f64,
        } = "points_number",
            "`{value}` is not a number of points; expected 0 to 1000000 with at most two decimals",
            "`{value}` — не число баллов; ожидается от 0 до 1000000, не больше двух знаков после запятой",
            "`{value}` nu este un număr de puncte; se așteaptă 0 până la 1000000, cu cel mult două zecimale";
    }
}

impl Points {
    /// No points.
    pub const ZERO: Self = Self { thousandths: 0 };
    /// One point: what a criterion is worth unless it says otherwise.
    pub(crate) const ONE: Self = Self { thousandths: 1_000 };

    /// Makes points of a number.
    ///
    /// # Errors
    ///
    /// [`PointsError`] outside 0..=1000000 or with more than two decimals.
    pub fn new(value: f64) -> Result<Self, PointsError> {
        let hundredths = (value * 100.0).round();
        let exact = (value * 100.0 - hundredths).abs() < 1e-6;
        if exact && (0.0..=100_000_000.0).contains(&hundredths) {
            // The range was checked on the line before.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Ok(Self { thousandths: hundredths as u64 * 10 })
        } else {
            Err(PointsError::Number { value })
        }
    }

    /// The number of points.
    pub fn value(self) -> f64 {
        // A million criteria of a million points each are exact in a float.
        #[allow(clippy::cast_precision_loss)]
        let thousandths = self.thousandths as f64;
        thousandths / 1_000.0
    }

    /// The sum; more than can be counted is the largest number.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { thousandths: self.thousandths.saturating_add(other.thousandths) }
    }

    /// Half of them.
    #[must_use]
    pub(crate) fn half(self) -> Self {
        Self { thousandths: self.thousandths / 2 }
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Self::plus)
    }
}

impl From<u16> for Points {
    fn from(points: u16) -> Self {
        Self { thousandths: u64::from(points) * 1_000 }
    }
}

impl TryFrom<f64> for Points {
    type Error = PointsError;
    fn try_from(value: f64) -> Result<Self, PointsError> {
        Self::new(value)
    }
}

impl Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::value::text::plain_number(self.value(), serializer)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_two_decimals() {
        for (number, shown) in [(0.0, "0"), (2.0, "2"), (0.1, "0.1"), (999_999.99, "999999.99")] {
            let points = Points::new(number).unwrap();
            assert_eq!(points.to_string(), shown);
            assert_eq!(serde_json::to_string(&points).unwrap(), shown);
            assert_eq!(serde_json::from_str::<Points>(shown).unwrap(), points);
        }
        for bad in [-1.0, 0.001, 1_000_000.01, f64::NAN, f64::INFINITY] {
            assert!(Points::new(bad).is_err(), "{bad}");
        }
        assert_eq!(
            serde_json::from_str::<Points>("-1").unwrap_err().to_string(),
            "`-1` is not a number of points; expected 0 to 1000000 with at most two decimals"
        );
    }

    #[test]
    fn sums_and_halves_are_exact() {
        let points = |n: f64| Points::new(n).unwrap();
        assert_eq!(points(0.1).plus(points(0.2)), points(0.3));
        assert_eq!(points(0.01).half().to_string(), "0.005");
        assert_eq!(points(0.01).half().plus(points(0.01).half()), points(0.01));
        assert_eq!([points(1.5), points(2.5)].into_iter().sum::<Points>(), Points::from(4));
        assert_eq!([].into_iter().sum::<Points>(), Points::ZERO);
    }
}
