//! How periodic a customer's demand is, and when the next order is due.
//!
//! The **typical interval** is the median of the gaps between distinct order
//! days, and the **spread** the median distance of the gaps from it (the median
//! absolute deviation). One odd gap moves neither by much, where it would move
//! a mean and a standard deviation. Both are exact: a median of days is a whole
//! number of half days, a median of distances from it one of quarter days.

mod options;
mod season;

use std::fmt;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::Rhythm;
use crate::value::text::counted;

pub use options::CadenceOptions;

/// What a customer's order days say about the next order.
///
/// Exhaustive: only [`Cadence::Regular`] has a date, and whoever asks for one
/// should see why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Too few distinct order days for any answer.
    #[non_exhaustive]
    NotEnoughHistory {
        /// Distinct order days so far.
        order_days: usize,
        /// How many are needed.
        needed: u32,
    },
    /// Orders come in the same season of each year, and not between. A date
    /// by the gaps within a season would be wrong for most of the year, and
    /// two or three seasons are too few for one by the year.
    #[non_exhaustive]
    Seasonal {
        /// Seasons so far, two or more.
        seasons: usize,
        /// The first order day of the last season.
        from: NaiveDate,
        /// The last order day of it.
        to: NaiveDate,
    },
    /// The gaps differ too much for a date.
    #[non_exhaustive]
    Irregular {
        /// The typical interval, for what it is worth.
        typical: Interval,
        /// Why no date follows from it.
        why: Irregularity,
    },
    /// Orders come in regular intervals.
    Regular(RegularDemand),
}

/// Why a customer is irregular. Exhaustive, like [`Cadence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Irregularity {
    /// The spread is too large a part of the typical interval.
    Spread(Spread),
    /// Too many gaps are much longer than the typical interval.
    #[non_exhaustive]
    OddGaps {
        /// How many.
        odd: usize,
        /// Of how many gaps.
        of: usize,
    },
}

/// The regular demand of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RegularDemand {
    /// The median of the gaps.
    pub typical: Interval,
    /// How far the gaps lie from it.
    pub spread: Spread,
    /// Gaps the answer rests on.
    pub gaps: usize,
    /// Those that are much longer than the typical interval.
    pub odd_gaps: usize,
    /// When the next order is due.
    pub due: DueWindow,
}

/// The days between which the next order is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DueWindow {
    /// The first day of the window, after the last order day.
    pub earliest: NaiveDate,
    /// The last order day and the typical interval, a half day rounded up.
    pub typical: NaiveDate,
    /// The last day of the window; from the day after, the order is overdue.
    pub latest: NaiveDate,
}

/// Where a day lies to a [`DueWindow`]. Exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Before the window.
    NotYet,
    /// In the window, its first and last day included.
    Due,
    /// After the window.
    Overdue,
}

impl DueWindow {
    /// Where a day lies to the window.
    pub fn timing(&self, day: NaiveDate) -> Timing {
        if day < self.earliest {
            Timing::NotYet
        } else if day <= self.latest {
            Timing::Due
        } else {
            Timing::Overdue
        }
    }

    /// The days from the typical date to a day; 0 where it is not later. More
    /// than 0 is not yet [`Timing::Overdue`]: the window reaches further.
    pub fn overdue_days(&self, day: NaiveDate) -> u32 {
        super::rhythm::gap(self.typical, day).unwrap_or(0)
    }
}

/// A length of time in days, exact to half a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    half_days: u64,
}

impl Interval {
    /// In days.
    pub fn days(self) -> f64 {
        as_f64(self.half_days) / 2.0
    }

    /// In whole days, a half rounded up.
    pub fn whole_days(self) -> u64 {
        self.half_days.div_ceil(2)
    }
}

impl Interval {
    /// After "every": `day`, `30.5 days`.
    pub(super) fn told(self) -> String {
        if self.half_days == 2 { "day".to_owned() } else { self.counted() }
    }

    /// `1 day`, `30.5 days`.
    fn counted(self) -> String {
        format!("{self} {}", if self.half_days == 2 { "day" } else { "days" })
    }
}

/// Stored as its number of days.
impl Serialize for Interval {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.days())
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.days(), f)
    }
}

/// How far the gaps lie from the typical interval: the median of their
/// distances from it, exact to a quarter of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    quarter_days: u64,
    typical: Interval,
}

impl Spread {
    /// In days.
    pub fn days(self) -> f64 {
        as_f64(self.quarter_days) / 4.0
    }

    /// As a part of the typical interval: 0 for a customer who orders on the
    /// dot, about 0.7 for one who orders at random.
    pub fn ratio(self) -> f64 {
        // A typical interval is a day or more.
        self.days() / self.typical.days()
    }

    fn is_at_most(self, most: crate::value::Percent) -> bool {
        // quarters / 4 <= halves / 2 * most / 10 000
        self.quarter_days * 10_000 <= 2 * self.typical.half_days * most.hundredths()
    }
}

/// Days of a calendar of 1.9 * 10^8 of them: exact.
#[allow(clippy::cast_precision_loss)]
fn as_f64(days: u64) -> f64 {
    days as f64
}

/// Stored as its number of days.
impl Serialize for Spread {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.days())
    }
}

impl Cadence {
    /// The typical interval; `None` for too short a history and for seasonal
    /// buyers, whose gaps say when they order again only within a season.
    pub fn typical(&self) -> Option<Interval> {
        match self {
            Self::Regular(regular) => Some(regular.typical),
            Self::Irregular { typical, .. } => Some(*typical),
            Self::NotEnoughHistory { .. } | Self::Seasonal { .. } => None,
        }
    }

    /// When the next order is due; `None` unless the customer is regular.
    pub fn due(&self) -> Option<&DueWindow> {
        match self {
            Self::Regular(regular) => Some(&regular.due),
            Self::NotEnoughHistory { .. } | Self::Seasonal { .. } | Self::Irregular { .. } => None,
        }
    }
}

impl Rhythm {
    /// What the days recorded say about the next order.
    ///
    /// It is decided in this sequence: is there enough history; do orders come
    /// in one season of the year; are the gaps alike enough. A customer who
    /// orders once a year, at about the same time, is regular, and so is one
    /// who ordered steadily but for one pause. A seasonal buyer who stayed away
    /// for a whole year is not found to be seasonal.
    pub fn cadence(&self, options: &CadenceOptions) -> Cadence {
        let order_days = self.order_days();
        let needed = options.order_days_needed();
        let last = match self.last_day() {
            Some(last) if order_days >= usize::try_from(needed).unwrap_or(usize::MAX) => last,
            _ => return Cadence::NotEnoughHistory { order_days, needed },
        };
        if let Some(seasonal) = season::find(self, options) {
            return seasonal;
        }
        // Most customers have few gaps, and millions of them no need for a heap.
        let (mut few, mut many) = ([0; 12], Vec::new());
        let gaps = if let Some(few) = few.get_mut(..order_days - 1) {
            few.iter_mut().zip(self.gaps()).for_each(|(free, gap)| *free = u64::from(gap));
            few
        } else {
            many.extend(self.gaps().map(u64::from));
            many.as_mut_slice()
        };
        let typical = Interval { half_days: twice_the_median(gaps) };
        let longest = typical.half_days.saturating_mul(u64::from(options.odd_gap_times.max(1)));
        let odd_gaps = gaps.iter().filter(|gap| **gap * 2 > longest).count();
        let count = gaps.len();
        gaps.iter_mut().for_each(|gap| *gap = (*gap * 2).abs_diff(typical.half_days));
        let spread = Spread { quarter_days: twice_the_median(gaps), typical };

        let allowed = as_u64(count) * options.max_odd_gaps.hundredths() / 10_000;
        if !spread.is_at_most(options.max_spread) {
            Cadence::Irregular { typical, why: Irregularity::Spread(spread) }
        } else if as_u64(odd_gaps) > allowed.max(1) {
            Cadence::Irregular { typical, why: Irregularity::OddGaps { odd: odd_gaps, of: count } }
        } else {
            let due = window(last, typical, spread, options);
            Cadence::Regular(RegularDemand { typical, spread, gaps: count, odd_gaps, due })
        }
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Twice the middle number, or the sum of the two middle ones; 0 for none.
fn twice_the_median(numbers: &mut [u64]) -> u64 {
    numbers.sort_unstable();
    let upper = numbers.get(numbers.len() / 2).copied().unwrap_or(0);
    let lower = numbers.get((numbers.len().max(1) - 1) / 2).copied().unwrap_or(0);
    upper + lower
}

fn window(
    last: NaiveDate,
    typical: Interval,
    spread: Spread,
    options: &CadenceOptions,
) -> DueWindow {
    let by_spread =
        spread.quarter_days.saturating_mul(u64::from(options.window_spreads)).div_ceil(4);
    let by_share = (typical.half_days * options.min_window.hundredths()).div_ceil(20_000);
    let reach = by_spread.max(by_share).max(1);
    // Days past the end of the calendar (the year 262142) never come.
    let after = |days: u64| last.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let days = typical.whole_days();
    DueWindow {
        earliest: after(days.saturating_sub(reach).max(1)),
        typical: after(days),
        latest: after(days.saturating_add(reach)),
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEnoughHistory { order_days, needed } => {
                write!(f, "not enough history: {order_days} of {needed} order days")
            }
            Self::Seasonal { seasons, from, to } => {
                write!(f, "seasonal: {seasons} seasons a year apart, the last from {from} to {to}")
            }
            Self::Irregular { typical, why: Irregularity::Spread(spread) } => write!(
                f,
                "irregular: {} in the middle, but give or take {}",
                typical.counted(),
                spread.days()
            ),
            Self::Irregular { typical, why: Irregularity::OddGaps { odd, of } } => {
                let gaps = counted(u32::try_from(*of).unwrap_or(u32::MAX), "gap");
                let typical = typical.counted();
                write!(f, "irregular: {odd} of {gaps} are much longer than {typical}")
            }
            Self::Regular(RegularDemand { typical, spread, due, .. }) => write!(
                f,
                "every {}, give or take {}; next due {}, from {} to {}",
                typical.told(),
                spread.days(),
                due.typical,
                due.earliest,
                due.latest
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rhythm(gaps: &[u64]) -> Rhythm {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let days = gaps.iter().scan(first, |day, gap| {
            *day = *day + Days::new(*gap);
            Some(*day)
        });
        Rhythm::of([first].into_iter().chain(days))
    }

    #[track_caller]
    fn check(gaps: &[u64], text: &str) {
        assert_eq!(rhythm(gaps).cadence(&CadenceOptions::default()).to_string(), text);
    }

    #[test]
    fn regular_buyers_get_a_date() {
        check(
            &[30, 30, 30],
            "every 30 days, give or take 0; next due 2024-04-30, from 2024-04-27 to 2024-05-03",
        );
        check(
            &[28, 30, 33, 31],
            "every 30.5 days, give or take 1.5; next due 2024-06-02, from 2024-05-29 to 2024-06-06",
        );
        check(
            &[1, 1, 1, 1],
            "every day, give or take 0; next due 2024-01-06, from 2024-01-06 to 2024-01-07",
        );
        check(
            &[365, 366, 364],
            "every 365 days, give or take 1; next due 2027-12-31, from 2027-11-24 to 2028-02-06",
        );
    }

    #[test]
    fn one_odd_gap_changes_little() {
        check(
            &[30, 200, 30],
            "every 30 days, give or take 0; next due 2024-10-17, from 2024-10-14 to 2024-10-20",
        );
        check(
            &[30, 31, 29, 1, 30, 30],
            "every 30 days, give or take 0.5; next due 2024-06-30, from 2024-06-27 to 2024-07-03",
        );
    }

    #[test]
    fn who_is_not_regular_gets_no_date() {
        check(&[], "not enough history: 1 of 4 order days");
        check(&[30, 30], "not enough history: 3 of 4 order days");
        check(&[10, 50, 10, 50], "irregular: 30 days in the middle, but give or take 20");
        check(&[10, 10, 30, 10, 10, 40, 10], "irregular: 2 of 7 gaps are much longer than 10 days");
        // Always on two days of a week.
        check(&[1, 6, 1, 6, 1], "irregular: 2 of 5 gaps are much longer than 1 day");
        assert_eq!(
            Rhythm::new().cadence(&CadenceOptions::default()),
            Cadence::NotEnoughHistory { order_days: 0, needed: 4 }
        );
    }

    #[test]
    fn the_thresholds_are_options() {
        let mut options: CadenceOptions =
            serde_json::from_str(r#"{"max_spread": 66.66, "min_gaps": 4}"#).unwrap();
        let alternating = rhythm(&[10, 50, 10, 50]);
        assert!(matches!(alternating.cadence(&options), Cadence::Irregular { .. }));
        options.max_spread = "66.67".parse().unwrap();
        let cadence = alternating.cadence(&options);
        assert_eq!(
            cadence.to_string(),
            "every 30 days, give or take 20; next due 2024-05-30, from 2024-05-01 to 2024-07-09"
        );
        options.min_gaps = 5;
        assert_eq!(
            alternating.cadence(&options),
            Cadence::NotEnoughHistory { order_days: 5, needed: 6 }
        );
        assert!(serde_json::from_str::<CadenceOptions>(r#"{"min_gap": 4}"#).is_err());
    }

    #[test]
    fn a_day_is_before_in_or_after_the_window() {
        let cadence = rhythm(&[30, 30, 30]).cadence(&CadenceOptions::default());
        let due = cadence.due().unwrap();
        let at = |text: &str| {
            let day: NaiveDate = text.parse().unwrap();
            (due.timing(day), due.overdue_days(day))
        };
        assert_eq!(at("2024-04-26"), (Timing::NotYet, 0));
        assert_eq!(at("2024-04-27"), (Timing::Due, 0));
        assert_eq!(at("2024-05-03"), (Timing::Due, 3));
        assert_eq!(at("2024-05-04"), (Timing::Overdue, 4));
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        let far = Rhythm::of([NaiveDate::MIN, NaiveDate::default(), NaiveDate::MAX]);
        let options = CadenceOptions {
            min_gaps: 0,
            window_spreads: u32::MAX,
            odd_gap_times: u32::MAX,
            ..CadenceOptions::default()
        };
        let due = *far.cadence(&options).due().unwrap();
        assert_eq!((due.earliest, due.latest), (NaiveDate::MAX, NaiveDate::MAX));
    }
}
