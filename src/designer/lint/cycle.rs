//! [`Cycle`]: how long a deal that is won takes on average, and where.

use crate::designer::analysis::{Chain, Shares, days_of};
use crate::process::{Pipeline, StageKey};

/// The expected cycle of a pipeline: the days that a won deal takes on average
/// from its start, all starts weighing the same.
#[derive(Debug)]
pub(super) struct Cycle {
    /// All of them; above 0.
    pub(super) days: f64,
    /// Whether it depends on moves whose shares nobody stated.
    pub(super) is_guessed: bool,
    /// Those it spends in each stage, all its visits together; in the order of
    /// the stages, without stages that take no time.
    pub(super) stages: Vec<(StageKey, f64)>,
}

impl Cycle {
    pub(super) fn of(pipeline: &Pipeline, chain: &Chain, shares: &Shares) -> Option<Self> {
        let chances = chain.win_probability();
        let won = chain.mean_at_start(|stage| chances.get(stage).copied());
        let won = won.filter(|won| *won > 0.0)?;
        let mut stages = Vec::new();
        let lengths = pipeline.stages().iter().map(|stage| days_of(stage).unwrap_or_default());
        for (((stage, length), visits), chance) in
            pipeline.stage_keys().zip(lengths).zip(chain.visits()).zip(&chances)
        {
            if *chance > 0.0 && length > 0.0 {
                stages.push((stage, visits? * length * chance / won));
            }
        }
        stages.retain(|(_, days)| *days > 0.0);
        let guesses: Vec<bool> =
            pipeline.stage_keys().map(|key| shares.is_guessed(pipeline, key)).collect();
        let ahead = chain.leads_to(&chain.forks_to_win(&chances, &guesses));
        let is_guessed = pipeline.starts().any(|start| ahead.get(start.index()) == Some(&true));
        let days: f64 = stages.iter().map(|(_, days)| days).sum();
        (days > 0.0 && days.is_finite()).then_some(Self { days, is_guessed, stages })
    }
}
