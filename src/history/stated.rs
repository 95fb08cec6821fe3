//! Where deals go from a stage as its pipeline states it.

use crate::process::{Pipeline, StageKey};
use crate::value::Probability;

/// The places that the moves of a stage lead to with their shares, which make
/// 1; none where there are no moves. Moves without a probability share equally
/// what those with one leave, and moves that all have one are scaled to 1.
pub(crate) fn stated_exits(pipeline: &Pipeline, stage: StageKey) -> Vec<(usize, f64)> {
    let moves: Vec<(usize, Option<f64>)> = pipeline
        .exits(stage)
        .map(|(to, step)| (to.index(), step.probability.map(Probability::value)))
        .collect();
    let stated: f64 = moves.iter().filter_map(|(_, share)| *share).sum();
    let without = moves.iter().filter(|(_, share)| share.is_none()).count();
    let rest = (1.0 - stated).max(0.0) / super::stays::float(without.max(1) as u64);
    let shares: Vec<(usize, f64)> =
        moves.into_iter().map(|(to, share)| (to, share.unwrap_or(rest))).collect();
    let whole: f64 = shares.iter().map(|(_, share)| share).sum();
    if whole > 0.0 {
        shares.into_iter().map(|(to, share)| (to, share / whole)).collect()
    } else {
        let each = 1.0 / super::stays::float(shares.len().max(1) as u64);
        shares.into_iter().map(|(to, _)| (to, each)).collect()
    }
}
