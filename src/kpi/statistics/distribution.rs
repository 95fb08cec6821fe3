//! [`CycleDistribution`]: how the lengths of cycles are spread.

use chrono::TimeDelta;
use serde::Serialize;

use crate::kpi::cycle::{Length, Lengths, round_days};
use crate::kpi::report::Cycle;

/// How long deals took, counted in bins of equal width.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CycleDistribution {
    /// How many deals there are.
    pub deals: u64,
    /// Their mean, median and 90 % quantile; undefined without deals.
    #[serde(flatten)]
    pub days: Cycle,
    /// How wide each bin is. A bin holds the lengths from its lower end on and
    /// below its upper end.
    pub bin_days: Length,
    /// How many deals there are in each bin, the first from 0 on; up to the
    /// last that holds any, and none without deals.
    pub bins: Vec<u64>,
    /// Whether the last bin holds everything longer, too.
    pub last_is_open: bool,
}

/// How many bins there are at most.
const MOST: usize = 15;

impl CycleDistribution {
    /// Counts lengths. The width of a bin is a round number of whole days, such
    /// that nine in ten deals are within ten bins; there are at most 15.
    pub(crate) fn of(lengths: &Lengths) -> Self {
        let width = round_days(lengths.p90_days().unwrap_or_default() / 10.0);
        let bin_days = TimeDelta::try_days(width)
            .and_then(|width| Length::new(width).ok())
            .unwrap_or(Length::ZERO);
        let all = lengths.bins(bin_days, MOST + 1);
        Self {
            deals: lengths.count() as u64,
            days: Cycle { mean: lengths.mean(), median: lengths.median(), p90: lengths.p90() },
            bin_days,
            last_is_open: all.len() > MOST,
            bins: lengths.bins(bin_days, MOST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(days: &[i64], expected: &str) {
        let lengths =
            days.iter().map(|days| Length::new(TimeDelta::days(*days)).unwrap()).collect();
        let found = CycleDistribution::of(&lengths);
        let more = if found.last_is_open { "+" } else { "" };
        assert_eq!(found.bins.iter().sum::<u64>(), days.len() as u64);
        assert_eq!(format!("{} of {}{more}", found.bins.len(), found.bin_days), expected);
    }

    #[test]
    fn bins_are_round_and_few() {
        check(&[], "0 of 1 day");
        check(&[0, 0], "1 of 1 day");
        check(&[3, 9], "10 of 1 day");
        check(&[0, 20, 44], "9 of 5 days");
        check(&[30, 60, 61], "9 of 7 days");
        // Nine are short; the tenth is not let spread them out of sight.
        check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 3_000], "15 of 1 day+");
        check(&[7_000, 7_300], "11 of 730 days");
        check(&[9_000, 9_999], "10 of 1095 days");
    }
}
