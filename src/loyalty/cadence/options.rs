//! What is asked of a customer's order days before a date is given.

use serde::{Deserialize, Serialize};

use crate::value::Percent;

/// The thresholds of a [`Cadence`](super::Cadence). Change those that differ:
///
/// ```
/// use sales_process::loyalty::CadenceOptions;
/// let mut options = CadenceOptions::default();
/// options.min_gaps = 5;
/// # assert_eq!(options.order_days_needed(), 6);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CadenceOptions {
    /// Gaps between order days that are needed for any answer; default 3, the
    /// fewest of which one can be odd without moving the median to it. 0
    /// counts as 1.
    pub min_gaps: u32,
    /// The largest spread of a regular customer, in percent of the typical
    /// interval; default 40. Orders at random moments have 69 (gaps that are
    /// exponentially distributed), gaps spread evenly between none and twice
    /// the typical interval 50.
    pub max_spread: Percent,
    /// A gap longer than so many typical intervals is odd; default 2. 0
    /// counts as 1.
    pub odd_gap_times: u32,
    /// The largest share of odd gaps of a regular customer; default 20 %. One
    /// odd gap is always forgiven.
    pub max_odd_gaps: Percent,
    /// How many spreads the due window reaches before and after the typical
    /// date; default 2.
    pub window_spreads: u32,
    /// How far the window reaches at least, in percent of the typical
    /// interval; default 10. It is always a day or more.
    pub min_window: Percent,
    /// A gap of so many days or more ends a season; default 120.
    pub season_break_days: u32,
    /// The longest season, in days; default 183. Who buys for more than half
    /// a year has paused, and is no seasonal buyer.
    pub longest_season_days: u32,
    /// By how many days the beginning or the end of a season may differ from a
    /// year (365 days) after the one before; default 30.
    pub season_tolerance_days: u32,
}

impl Default for CadenceOptions {
    fn default() -> Self {
        Self {
            min_gaps: 3,
            max_spread: Percent::of_whole(40),
            odd_gap_times: 2,
            max_odd_gaps: Percent::of_whole(20),
            window_spreads: 2,
            min_window: Percent::of_whole(10),
            season_break_days: 120,
            longest_season_days: 183,
            season_tolerance_days: 30,
        }
    }
}

impl CadenceOptions {
    /// Distinct order days that are needed for any answer.
    pub fn order_days_needed(&self) -> u32 {
        self.min_gaps.max(1).saturating_add(1)
    }
}
