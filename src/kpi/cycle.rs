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

use super::{Kpi, Undefined, Value, exact};
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
    /// is too long to be told.
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
    pub fn mean(&self) -> Kpi {
        self.point(self.mean_days())
    }

    /// The [median](Self::median_days) as a KPI.
    pub fn median(&self) -> Kpi {
        self.point(self.median_days())
    }

    /// The [quantile at 90 %](Self::p90_days) as a KPI.
    pub fn p90(&self) -> Kpi {
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

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of tests are small"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seconds(count: i64) -> Length {
        Length::new(TimeDelta::seconds(count)).unwrap()
    }

    fn of_days(days: &[i64]) -> Lengths {
        days.iter().map(|days| seconds(days * 86_400)).collect()
    }

    #[track_caller]
    fn check(days: &[i64], expected: &str) {
        let lengths = of_days(days);
        let figures = [lengths.mean_days(), lengths.median_days(), lengths.p90_days()];
        let shown: Vec<String> = figures
            .iter()
            .map(|days| days.map_or("none".into(), |days| days.to_string()))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn worked_numbers() {
        check(&[], "none none none");
        check(&[7], "7 7 7");
        check(&[1, 2], "1.5 1.5 1.9");
        check(&[3, 1, 2], "2 2 2.8");
        check(&[0, 0, 0, 0], "0 0 0");
        // numpy.percentile(range(1, 12), 90) is 10.0: no rounding on the way.
        check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "6 6 10");
    }

    #[test]
    fn nothing_took_less_than_no_time() {
        let (from, to) = ("2026-03-02T12:00:00Z", "2026-03-01T00:00:00Z");
        let negative = Length::between(from.parse().unwrap(), to.parse().unwrap()).unwrap_err();
        assert_eq!(
            negative.to_string(),
            "this took -1.5 days; it cannot have ended before it began"
        );
        let all = Length::between(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).unwrap();
        assert!(all.days() > 190_000_000.0);
        assert_eq!(all.plus(seconds(1)).duration() - all.duration(), TimeDelta::seconds(1));
        assert_eq!(seconds(86_400).to_string(), "1 day");
        assert_eq!(seconds(129_600).to_string(), "1.5 days");
    }

    #[test]
    fn bins_hold_their_lower_end() {
        let lengths = of_days(&[0, 6, 7, 8, 21, 400]);
        let week = seconds(7 * 86_400);
        assert_eq!(lengths.bins(week, 5), [2, 2, 0, 1, 1]);
        assert_eq!(lengths.bins(week, 1), [6]);
        assert!(lengths.bins(Length::ZERO, 5).is_empty());
        assert!(lengths.bins(week, 0).is_empty());
        assert!(Lengths::new().bins(week, 5).is_empty());
    }

    /// The quantile as its definition reads: sort, then interpolate.
    fn naive(seconds: &[i64], percent: f64) -> Option<f64> {
        let mut days: Vec<f64> =
            seconds.iter().map(|s| f64::from(i32::try_from(*s).unwrap()) / 86_400.0).collect();
        days.sort_by(f64::total_cmp);
        let last = days.len().checked_sub(1)?;
        let place = percent / 100.0 * f64::from(u32::try_from(last).unwrap());
        let below = days.iter().copied().nth(place.floor() as usize)?;
        let above = days.iter().copied().nth(place.ceil() as usize)?;
        Some(below + (above - below) * place.fract())
    }

    proptest! {
        #[test]
        fn quantiles_are_those_of_the_sorted_list(
            times in prop::collection::vec(0_i64..10_000_000, 0..40),
            hundredths in 0_u16..=10_000,
            cut in 0_usize..40,
        ) {
            let percent = f64::from(hundredths) / 100.0;
            let (first, second) = times.split_at(cut.min(times.len()));
            let fold = |times: &[i64]| times.iter().map(|s| seconds(*s)).collect::<Lengths>();
            let mut merged = fold(second);
            merged.merge(fold(first));
            prop_assert_eq!(&merged, &fold(&times));

            let found = merged.quantile_days(Percent::new(percent).unwrap());
            let expected = naive(&times, percent);
            prop_assert_eq!(found.is_some(), expected.is_some());
            if let (Some(found), Some(expected)) = (found, expected) {
                prop_assert!((found - expected).abs() < 1e-6, "{found} {expected}");
                prop_assert!(found >= 0.0);
                prop_assert!(merged.median_days() <= merged.p90_days());
                let shortest = merged.quantile_days(Percent::ZERO);
                let longest = merged.quantile_days(Percent::WHOLE);
                prop_assert!(shortest <= merged.mean_days() && merged.mean_days() <= longest);
            }
            let bins = merged.bins(seconds(86_400), 50);
            prop_assert_eq!(bins.iter().sum::<u64>(), times.len() as u64);
        }
    }
}
