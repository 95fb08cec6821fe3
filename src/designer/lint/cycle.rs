//! [`Cycle`]: how long a deal takes on average, and where.

use crate::designer::analysis::Chain;
use crate::process::{Days, Pipeline, StageKey};

/// The expected cycle of a pipeline: the days that a deal takes on average
/// from a start, all starts weighing the same, to any outcome.
#[derive(Debug)]
pub(super) struct Cycle {
    /// All of them; above 0.
    pub(super) days: f64,
    /// Those it spends in each stage, all its visits together; in the order of
    /// the stages, without stages that take no time.
    pub(super) stages: Vec<(StageKey, f64)>,
}

impl Cycle {
    pub(super) fn of(pipeline: &Pipeline, chain: &Chain) -> Option<Self> {
        let ahead = chain.expected_days();
        let mut starts = pipeline.starts();
        // Where a deal may never end there is no expected cycle, even if it
        // goes round in stages that take no time.
        if !starts.all(|start| ahead.get(start.index()).is_some_and(Option::is_some)) {
            return None;
        }
        let mut stages = Vec::new();
        let lengths = pipeline.stages().iter().map(|s| s.typical_days.map_or(0.0, Days::count));
        for ((stage, length), visits) in pipeline.stage_keys().zip(lengths).zip(chain.visits()) {
            let days = visits? * length;
            if days > 0.0 {
                stages.push((stage, days));
            }
        }
        let days: f64 = stages.iter().map(|(_, days)| days).sum();
        (days > 0.0 && days.is_finite()).then_some(Self { days, stages })
    }
}

/// A number of days for a message, to a tenth: "1 day", "12.5 days".
pub(super) fn in_days(days: f64) -> String {
    let days = (days * 10.0).round() / 10.0;
    format!("{days} day{}", if (days - 1.0).abs() < f64::EPSILON { "" } else { "s" })
}
