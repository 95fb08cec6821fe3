//! What is asked of a customer's order days before a date is given.

use serde::{Deserialize, Serialize};

use crate::value::Percent;

/// The thresholds of a [`Cadence`](super::Cadence). Change those that differ:
///
/// ```
/// use sales_process::loyalty::CadenceOptions;
/// let mut options = CadenceOptions::default();
/// options.min_gaps = 8;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CadenceOptions {
    /// Gaps between order days that are needed for any answer; default 6. With
    /// fewer no test can tell a rhythm from chance. Less than 2 counts as 2.
    pub min_gaps: u32,
    /// The level of the test for a rhythm: the largest share of customers who
    /// order at random and are called regular all the same; default 5 %. Of many
    /// customers see [`drop_chance_rhythms`](super::drop_chance_rhythms).
    pub level: Percent,
    /// How often the next order is to come within the due window; default 80 %.
    /// Below 50 and above 99 % count as these.
    pub coverage: Percent,
    /// Seasons that are needed before a customer is called seasonal; default 3.
    /// Less than 2 counts as 2.
    pub min_seasons: u32,
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
            min_gaps: 6,
            level: Percent::of_whole(5),
            coverage: Percent::of_whole(80),
            min_seasons: 3,
            season_break_days: 120,
            longest_season_days: 183,
            season_tolerance_days: 30,
        }
    }
}

impl CadenceOptions {
    /// Distinct order days that are needed for any answer.
    pub(crate) fn order_days_needed(&self) -> u32 {
        self.min_gaps.max(2).saturating_add(1)
    }
}
