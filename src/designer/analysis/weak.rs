//! Where a process is weak: the stage that takes most of the cycle, and the
//! stage whose improvement raises wins most.

use super::chain::{Chain, finite};
use crate::process::StageKey;

/// The stage that takes the largest share of the expected cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Bottleneck {
    /// The stage.
    pub stage: StageKey,
    /// Its share of the expected days from the start, above 0 and up to 1.
    pub share: f64,
}

/// The stage where fewer losses raise the chance to win most.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Lever {
    /// The stage.
    pub stage: StageKey,
    /// How much the win probability from the start rises, for each unit of
    /// share that is led on instead of being lost; above 0. With 0.5, losing 2
    /// deals in 100 fewer at the stage wins 1 in 100 more.
    pub gain: f64,
}

/// The share of the expected days spent in each stage.
pub(super) fn cycle_shares(
    chain: &Chain,
    visits: &[Option<f64>],
    expected_days: Option<f64>,
) -> Vec<Option<f64>> {
    let cycle = expected_days.filter(|days| *days > 0.0);
    let share = |(visits, days): (&Option<f64>, &f64)| finite((*visits)? * days / cycle?);
    visits.iter().zip(chain.days()).map(share).collect()
}

/// How much the win probability from the start rises for each unit of share
/// led on at a stage instead of being lost.
///
/// No stage is solved for anew: of the deals that enter a stage (visits), the
/// part that is led on is won as often as those that take its other moves.
pub(super) fn gains(chain: &Chain, visits: &[Option<f64>], win: &[f64]) -> Vec<Option<f64>> {
    let gain = |(stage, visits): (usize, &Option<f64>)| {
        let (mut lost, mut others, mut won) = (0.0, 0.0, 0.0);
        for way in chain.ways_of(stage) {
            if chain.is_lost(way.to) {
                lost += way.share;
            } else {
                others += way.share;
                // Beyond the stages it can only be an outcome that is won.
                won += way.share * win.get(way.to).copied().unwrap_or(1.0);
            }
        }
        let is_asked = lost > 0.0 && others > 0.0 && !chain.starts().is_empty();
        if is_asked { finite((*visits)? * (won / others)) } else { None }
    };
    visits.iter().enumerate().map(gain).collect()
}
