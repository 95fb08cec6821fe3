//! How periodic a customer's demand is, and when the next order is due.
//!
//! The **typical interval** is the median of the gaps between distinct order
//! days, and the **spread** the median distance of the gaps from it (the median
//! absolute deviation). One odd gap moves neither by much, where it would move
//! a mean and a standard deviation. Both are exact: a median of days is a whole
//! number of half days, a median of distances from it one of quarter days.
//!
//! A rhythm is claimed where Greenwood's test finds the gaps more regular than
//! chance would make them: many customers who order at random have gaps that
//! look alike, as long as there are few of them. Of many customers who order at
//! random the test lets some pass all the same, and those of a base may all be
//! such: [`drop_chance_rhythms`] keeps the rhythms that chance does not explain.

mod options;
mod regularity;
mod season;
mod window;

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::rhythm::Rhythm;
use crate::value::Percent;

pub use options::CadenceOptions;

/// What a customer's order days say about the next order.
///
/// Exhaustive: only [`Cadence::Regular`] has a date, and whoever asks for one
/// should see why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// The gaps are no more regular than chance makes them, among so many
    /// customers in a base: no date follows.
    #[non_exhaustive]
    Irregular {
        /// The typical interval, for what it is worth.
        typical: Interval,
        /// The chance that a customer who orders at random has gaps as regular.
        p_value: f64,
    },
    /// Orders come in regular intervals.
    Regular(RegularDemand),
}

/// The regular demand of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RegularDemand {
    /// The median of the gaps.
    pub typical: Interval,
    /// How far the gaps lie from it.
    pub spread: IntervalSpread,
    /// Gaps the answer rests on.
    pub gaps: usize,
    /// The chance that a customer who orders at random has gaps as regular.
    pub p_value: f64,
    /// When the next order is due.
    pub due: DueWindow,
}

/// The days between which the next order is expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DueWindow {
    /// The first day of the window, after the last order day.
    pub earliest: NaiveDate,
    /// The last order day and the typical interval, a half day rounded up.
    pub typical: NaiveDate,
    /// The last day of the window; from the day after, the order is overdue.
    pub latest: NaiveDate,
    /// How often the next order, if one comes, is within the window, from 0 to
    /// 1: [`CadenceOptions::coverage`], or more, since the window is of whole
    /// days. That the rhythm is there by chance only is reckoned with. It is said
    /// as of the last order: the longer nothing came since, the less it holds.
    pub coverage: f64,
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
    pub(crate) fn whole_days(self) -> u64 {
        self.half_days.div_ceil(2)
    }
}

impl Interval {
    /// After "every": `day`, `30.5 days`.
    pub(super) fn after_every(self) -> String {
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
pub struct IntervalSpread {
    quarter_days: u64,
    typical: Interval,
}

impl IntervalSpread {
    /// In days.
    pub fn days(self) -> f64 {
        as_f64(self.quarter_days) / 4.0
    }
}

/// Days of a calendar of 1.9 * 10^8 of them: exact.
#[allow(clippy::cast_precision_loss)]
fn as_f64(days: u64) -> f64 {
    days as f64
}

/// Stored as its number of days.
impl Serialize for IntervalSpread {
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

    /// The chance that a customer who orders at random has gaps as regular;
    /// `None` where that was not asked, for too short a history and for seasonal
    /// buyers.
    pub fn p_value(&self) -> Option<f64> {
        match self {
            Self::Regular(RegularDemand { p_value, .. }) | Self::Irregular { p_value, .. } => {
                Some(*p_value)
            }
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
    /// It is decided in this sequence: do orders come in one season of the year;
    /// is there enough history; are the gaps more regular than chance. A
    /// customer who orders once a year, at about the same time, is regular. A
    /// seasonal buyer who stayed away for a whole year is not found to be
    /// seasonal.
    pub fn cadence(&self, options: &CadenceOptions) -> Cadence {
        if let Some(seasonal) = season::find(self, options) {
            return seasonal;
        }
        let order_days = self.order_days();
        let needed = options.order_days_needed();
        let last = match self.last_day() {
            Some(last) if order_days >= usize::try_from(needed).unwrap_or(usize::MAX) => last,
            _ => return Cadence::NotEnoughHistory { order_days, needed },
        };
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
        let count = gaps.len();
        gaps.iter_mut().for_each(|gap| *gap = (*gap * 2).abs_diff(typical.half_days));
        let spread = IntervalSpread { quarter_days: twice_the_median(gaps), typical };
        let p_value = regularity::greenwood(self.gaps());
        if p_value > options.level.value() / 100.0 {
            return Cadence::Irregular { typical, p_value };
        }
        let due = window::window(self, last, typical, options);
        Cadence::Regular(RegularDemand { typical, spread, gaps: count, p_value, due })
    }
}

/// Calls irregular those customers of a base whose rhythm chance explains, given
/// how many were tested: of the rhythms that are left, at most the level is there
/// by chance on average (Benjamini and Hochberg 1995). Where nobody has a rhythm,
/// one or more is left in at most that share of the bases.
///
/// Of 200 customers who order at random, ten pass a test at 5 %, each with a date
/// that means nothing. Of one customer the level is that of the test, so nothing
/// changes for one who passed it.
///
/// ```
/// use sales_process::loyalty::{Cadence, CadenceOptions, Rhythm, drop_chance_rhythms};
///
/// let options = CadenceOptions::default();
/// let cadence = |days: [u32; 7]| {
///     let days = days.map(|day| chrono::NaiveDate::from_epoch_days(day as i32).unwrap());
///     Rhythm::of(days).cadence(&options)
/// };
/// let weekly = cadence([0, 7, 14, 21, 28, 35, 42]);
/// let alike = cadence([0, 8, 24, 40, 51, 70, 84]);
/// let mut base = [vec![weekly], vec![alike; 2], vec![cadence([0, 1, 30, 33, 80, 81, 99]); 20]].concat();
/// assert_eq!(base.iter().filter(|cadence| cadence.due().is_some()).count(), 3);
/// drop_chance_rhythms(&mut base, options.level);
/// assert_eq!(base.iter().filter(|cadence| cadence.due().is_some()).count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn drop_chance_rhythms<'a>(base: impl IntoIterator<Item = &'a mut Cadence>, level: Percent) {
    let of_one = |cadence: &'a mut Cadence| Some((cadence.p_value()?, cadence));
    let mut tested: Vec<(f64, &mut Cadence)> = base.into_iter().filter_map(of_one).collect();
    tested.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
    #[allow(clippy::cast_precision_loss)] // Customers.
    let step = level.value() / 100.0 / tested.len() as f64;
    let ranked = (1_u32..).zip(&tested);
    let passes = ranked.filter(|(rank, (p_value, _))| *p_value <= step * f64::from(*rank));
    let kept = passes.last().map_or(0, |(rank, _)| rank as usize);
    for (p_value, cadence) in tested.into_iter().skip(kept) {
        if let Cadence::Regular(RegularDemand { typical, .. }) = *cadence {
            *cadence = Cadence::Irregular { typical, p_value };
        }
    }
}

/// Twice the middle number, or the sum of the two middle ones; 0 for none.
fn twice_the_median(numbers: &mut [u64]) -> u64 {
    numbers.sort_unstable();
    let upper = numbers.get(numbers.len() / 2).copied().unwrap_or(0);
    let lower = numbers.get((numbers.len().max(1) - 1) / 2).copied().unwrap_or(0);
    upper + lower
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
            Self::Irregular { typical, p_value } => write!(
                f,
                "no rhythm: {} in the middle, but gaps no more regular than chance (p = {p_value:.2})",
                typical.counted(),
            ),
            Self::Regular(RegularDemand { typical, spread, due, .. }) => write!(
                f,
                "every {}, give or take {}; next due {}, from {} to {} ({:.0} %)",
                typical.after_every(),
                spread.days(),
                due.typical,
                due.earliest,
                due.latest,
                due.coverage * 100.0
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;

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
            &[30, 30, 30, 30, 30, 30],
            "every 30 days, give or take 0; next due 2024-07-29, from 2024-07-28 to 2024-07-30 (99 %)",
        );
        check(
            &[28, 30, 33, 31, 29, 30],
            "every 30 days, give or take 1; next due 2024-07-30, from 2024-07-27 to 2024-08-02 (88 %)",
        );
        check(
            &[365, 366, 364, 365, 365, 366],
            "every 365 days, give or take 0.5; next due 2030-12-31, from 2030-12-29 to 2031-01-02 (85 %)",
        );
    }

    #[test]
    fn who_is_not_regular_gets_no_date() {
        check(&[], "not enough history: 1 of 7 order days");
        check(&[30, 30, 30, 30, 30], "not enough history: 6 of 7 order days");
        check(
            &[10, 50, 10, 50, 10, 50],
            "no rhythm: 30 days in the middle, but gaps no more regular than chance (p = 0.33)",
        );
        // Nearly daily orders are alike at random too.
        check(
            &[1, 2, 1, 1, 2, 1, 1, 2, 1, 1],
            "no rhythm: 1 day in the middle, but gaps no more regular than chance (p = 0.24)",
        );
        // Always on two days of a week.
        check(
            &[1, 6, 1, 6, 1, 6],
            "no rhythm: 3.5 days in the middle, but gaps no more regular than chance (p = 0.58)",
        );
        assert_eq!(
            Rhythm::new().cadence(&CadenceOptions::default()),
            Cadence::NotEnoughHistory { order_days: 0, needed: 7 }
        );
    }

    /// As the definition says it, for every base: so many are kept as there are up
    /// to the largest p-value that is at most its share of the level.
    #[test]
    fn a_base_keeps_the_rhythms_that_chance_does_not_explain() {
        let options = CadenceOptions { level: Percent::of_whole(20), ..CadenceOptions::default() };
        let lengths = [&[30; 6], &[28, 33, 25, 36, 30, 31], &[12, 40, 25, 50, 20, 55]];
        let lengths =
            lengths.into_iter().chain([&[10, 50, 10, 50, 10, 50], &[1, 90, 2, 60, 9, 70]]);
        let all: Vec<Cadence> = lengths.map(|gaps| rhythm(gaps).cadence(&options)).collect();
        let short = rhythm(&[30]).cadence(&options);
        let (mut kept_of_many, mut most) = (0, 0);
        for counts in 0..3_usize.pow(5) {
            let count = |place: u32| counts / 3_usize.pow(place) % 3 * 3;
            let copies = |(place, cadence): (u32, &Cadence)| vec![cadence.clone(); count(place)];
            let mut base: Vec<Cadence> = (0..).zip(&all).flat_map(copies).collect();
            base.push(short.clone());
            let chances: Vec<f64> = base.iter().filter_map(Cadence::p_value).collect();
            let number = |count: usize| f64::from(u32::try_from(count).unwrap());
            let up_to = |p: f64| number(chances.iter().filter(|other| **other <= p).count());
            let share = |p: f64| 0.2 / number(chances.len()) * up_to(p);
            let limit = chances.iter().copied().filter(|p| *p <= share(*p)).fold(0.0, f64::max);
            let before = base.clone();
            drop_chance_rhythms(&mut base, options.level);
            for (before, after) in before.iter().zip(&base) {
                let found = before.due().is_some() && before.p_value() <= Some(limit);
                assert_eq!(after.due().is_some(), found, "{before} {chances:?}");
                assert_eq!(
                    (after.typical(), after.p_value()),
                    (before.typical(), before.p_value())
                );
            }
            kept_of_many += base.iter().filter(|cadence| cadence.due().is_some()).count();
            most += before.iter().filter(|cadence| cadence.due().is_some()).count();
        }
        assert!(0 < kept_of_many && kept_of_many < most, "{kept_of_many} of {most}");
    }

    #[test]
    fn the_thresholds_are_options() {
        let mut options: CadenceOptions =
            serde_json::from_str(r#"{"level": 50, "min_gaps": 4}"#).unwrap();
        let alternating = rhythm(&[10, 50, 10, 50]);
        assert!(matches!(alternating.cadence(&options), Cadence::Regular(_)));
        options.level = "20".parse().unwrap();
        assert!(matches!(alternating.cadence(&options), Cadence::Irregular { .. }));
        options.min_gaps = 5;
        assert_eq!(
            alternating.cadence(&options),
            Cadence::NotEnoughHistory { order_days: 5, needed: 6 }
        );
        assert!(serde_json::from_str::<CadenceOptions>(r#"{"min_gap": 4}"#).is_err());
        let monthly = rhythm(&[28, 30, 33, 31, 29, 30]);
        let reach = |percent: &str| {
            options.coverage = percent.parse().unwrap();
            options.level = "5".parse().unwrap();
            let due = *monthly.cadence(&options).due().unwrap();
            (due.latest - due.earliest).num_days()
        };
        assert_eq!(["50", "80", "95"].map(reach), [2, 6, 9]);
    }

    #[test]
    fn a_day_is_before_in_or_after_the_window() {
        let cadence = rhythm(&[28, 30, 33, 31, 29, 30]).cadence(&CadenceOptions::default());
        let due = cadence.due().unwrap();
        let at = |days: i64| {
            let day = due.typical + chrono::TimeDelta::days(days);
            (due.timing(day), due.overdue_days(day))
        };
        assert_eq!(
            [at(-9), at(0), at(1), at(9)],
            [(Timing::NotYet, 0), (Timing::Due, 0), (Timing::Due, 1), (Timing::Overdue, 9),]
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        let far = Rhythm::of([NaiveDate::MIN, NaiveDate::default(), NaiveDate::MAX]);
        let options = CadenceOptions {
            min_gaps: 0,
            level: crate::value::Percent::WHOLE,
            ..CadenceOptions::default()
        };
        let due = *far.cadence(&options).due().unwrap();
        assert_eq!((due.typical, due.latest), (NaiveDate::MAX, NaiveDate::MAX));
    }
}
