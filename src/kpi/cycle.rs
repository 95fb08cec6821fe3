//! How long things take: [`Length`], a time that is not negative, and
//! [`Lengths`], many of them with their mean, median and other quantiles.
//!
//! ```
//! use chrono::TimeDelta;
//! use sales_process::kpi::{Length, Lengths};
//!
//! let mut cycles = Lengths::new();
//! for days in [10, 20, 30, 80] {
//!     cycles.add(Length::new(TimeDelta::days(days))?);
//! }
//! assert_eq!(cycles.mean_days(), Some(35.0));
//! assert_eq!(cycles.median_days(), Some(25.0));
//! // 0.9 × 3 = 2.7: seven tenths of the way from the third to the fourth.
//! assert_eq!(cycles.p90_days(), Some(65.0));
//! # Ok::<(), sales_process::kpi::NegativeLength>(())
//! ```

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};

use super::exact;
use super::value::{Kpi, Undefined, Value};
use crate::value::Percent;

/// A length of time that is not negative, such as the age of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(TimeDelta);

/// A length of time that is negative: something ended before it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this took {} days; it cannot have ended before it began", exact::days(*.0))]
pub struct NegativeLength(pub TimeDelta);

impl Length {
    /// No time at all.
    pub const ZERO: Self = Self(TimeDelta::zero());

    /// Makes a length of a duration.
    ///
    /// # Errors
    ///
    /// [`NegativeLength`] for a duration below zero.
    pub fn new(duration: TimeDelta) -> Result<Self, NegativeLength> {
        if duration < TimeDelta::zero() {
            Err(NegativeLength(duration))
        } else {
            Ok(Self(duration))
        }
    }

    /// The time from one instant to another.
    ///
    /// # Errors
    ///
    /// [`NegativeLength`] where the second is before the first: a deal closed
    /// on the day before it was opened.
    pub fn between(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Self, NegativeLength> {
        Self::new(to - from)
    }

    /// The length as a duration.
    pub fn duration(self) -> TimeDelta {
        self.0
    }

    /// The length in days of 24 hours, with their parts.
    pub fn days(self) -> f64 {
        exact::days(self.0)
    }

    /// The two lengths one after the other; the longest there is where that
    /// is too long to be held.
    #[must_use]
    pub fn plus(self, other: Length) -> Length {
        Self(self.0.checked_add(&other.0).unwrap_or(TimeDelta::MAX))
    }

    fn nanos(self) -> i128 {
        exact::nanos(self.0)
    }
}

/// Stored as its number of days.
impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.days())
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.days();
        write!(f, "{days} day{}", if self.0 == TimeDelta::days(1) { "" } else { "s" })
    }
}

/// How long many things took, such as the cycles of the deals won.
///
/// A fold: lengths are added in any order, and two folds merged are the fold
/// of both. Figures are in days and are `None` where there is no length.
#[derive(Debug, Clone, Default)]
pub struct Lengths {
    lengths: Vec<Length>,
}

impl PartialEq for Lengths {
    /// Equal where the same lengths were added, in whatever order.
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Eq for Lengths {}

impl FromIterator<Length> for Lengths {
    fn from_iter<I: IntoIterator<Item = Length>>(lengths: I) -> Self {
        Self { lengths: lengths.into_iter().collect() }
    }
}

impl Extend<Length> for Lengths {
    fn extend<I: IntoIterator<Item = Length>>(&mut self, lengths: I) {
        self.lengths.extend(lengths);
    }
}

impl Lengths {
    /// No lengths yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a length.
    pub fn add(&mut self, length: Length) {
        self.lengths.push(length);
    }

    /// Adds all lengths of another fold.
    pub fn merge(&mut self, other: Lengths) {
        self.lengths.extend(other.lengths);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lengths.len()
    }

    /// The mean: their sum, which is exact, divided by their number.
    pub fn mean_days(&self) -> Option<f64> {
        let count = i128::try_from(self.lengths.len()).ok().filter(|count| *count > 0)?;
        Some(exact::mean_days(self.sum_nanos(), count))
    }

    /// All lengths together, in nanoseconds.
    pub(super) fn sum_nanos(&self) -> i128 {
        self.lengths.iter().map(|length| length.nanos()).sum()
    }

    /// The median: the quantile at 50 %.
    pub fn median_days(&self) -> Option<f64> {
        self.quantile_at(5_000)
    }

    /// The quantile at 90 %: nine of ten took no longer.
    pub fn p90_days(&self) -> Option<f64> {
        self.quantile_at(9_000)
    }

    /// The [mean](Self::mean_days) as a KPI. Like the others it is a point: to
    /// roll up, merge the lengths.
    pub(crate) fn mean(&self) -> Kpi {
        self.point(self.mean_days())
    }

    /// The [median](Self::median_days) as a KPI.
    pub(crate) fn median(&self) -> Kpi {
        self.point(self.median_days())
    }

    /// The [quantile at 90 %](Self::p90_days) as a KPI.
    pub(crate) fn p90(&self) -> Kpi {
        self.point(self.p90_days())
    }

    fn point(&self, days: Option<f64>) -> Kpi {
        match days {
            Some(days) => Kpi::point(Value::Days(days), self.count() as u64),
            None => Kpi::undefined(Undefined::NothingToMeasure),
        }
    }

    /// A quantile, by linear interpolation between order statistics: with the
    /// n lengths sorted from place 0, the one at place `p × (n − 1)`, and
    /// between two places that much of the way from one to the other.
    ///
    /// This is definition 7 of Hyndman & Fan, *Sample Quantiles in Statistical
    /// Packages* (1996), the default of numpy, R and spreadsheets. At 0 % it is
    /// the shortest, at 100 % the longest.
    pub fn quantile_days(&self, share: Percent) -> Option<f64> {
        // A percentage is exact to two decimals and at most 100.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        self.quantile_at((share.value() * 100.0).round() as u16)
    }

    fn quantile_at(&self, at: u16) -> Option<f64> {
        let mut nanos: Vec<i128> = self.lengths.iter().map(|length| length.nanos()).collect();
        exact::quantile(&mut nanos, at).map(|quantile| exact::mean_days(quantile, exact::PARTS))
    }

    /// How many lengths lie in each bin of a width, for a plot: the k-th bin
    /// holds those from k widths on and below k + 1. Bins from the first to the
    /// last that holds any, empty ones between them included, but at most
    /// `most` of them: the last one holds all that are longer. Empty where
    /// there are no lengths, for a width of zero and for no bins.
    pub fn bins(&self, width: Length, most: usize) -> Vec<u64> {
        let width = width.nanos();
        let mut bins = Vec::new();
        if width == 0 || most == 0 {
            return bins;
        }
        for length in &self.lengths {
            let bin = usize::try_from(length.nanos() / width).unwrap_or(usize::MAX).min(most - 1);
            if bins.len() <= bin {
                bins.resize(bin + 1, 0_u64);
            }
            if let Some(count) = bins.get_mut(bin) {
                *count += 1;
            }
        }
        bins
    }

    fn sorted(&self) -> Vec<Length> {
        let mut lengths = self.lengths.clone();
        lengths.sort_unstable();
        lengths
    }
}

/// The smallest number of days that people count by and that is not below a
/// number of days: a day, a week, a month, a quarter and the like.
pub(super) fn round_days(days: f64) -> i64 {
    const ROUND: [i64; 13] = [1, 2, 5, 7, 10, 14, 20, 30, 60, 90, 180, 365, 730];
    // As many years as it takes; below 2^53 for every length there is.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let found = ROUND.into_iter().find(|round| *round as f64 >= days);
    #[allow(clippy::cast_possible_truncation)]
    found.unwrap_or_else(|| (days / 365.0).ceil() as i64 * 365)
}
