//! Where a process is weak: the stage that takes most of the cycle, and the
//! stage whose improvement raises wins most.

use super::chain::{Chain, finite};
use super::figure::Figure;
use crate::process::StageKey;

/// The stage that takes the largest share of the days until a deal is won.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Bottleneck {
    /// The stage.
    pub stage: StageKey,
    /// Its share of the days that a won deal takes on average, above 0 and up
    /// to 1.
    pub share: Figure,
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
    pub gain: Figure,
}

/// The part of the days until a deal is won that is spent in each stage:
/// visits × chance to win from there × days, of those of all stages.
pub(super) fn cycle_shares(chain: &Chain, visits: &[Option<f64>], win: &[f64]) -> Vec<Option<f64>> {
    // A stage that nobody wins from takes no days of a won deal.
    let days: Vec<Option<f64>> = visits
        .iter()
        .zip(chain.days().iter().zip(win))
        .map(
            |(visits, (days, win))| {
                if *win > 0.0 { Some((*visits)? * days * win) } else { Some(0.0) }
            },
        )
        .collect();
    let all: f64 = days.iter().flatten().sum();
    days.into_iter().map(|days| finite(days? / all).filter(|_| all > 0.0)).collect()
}

/// How much the win probability from the start rises for each unit of share
/// led on at a stage instead of being lost.
///
/// No stage is solved for anew: of the deals that enter a stage (visits), the
/// part that is led on is won as often as those that take its other moves.
pub(super) fn gains(chain: &Chain, visits: &[Option<f64>], win: &[f64]) -> Vec<Option<f64>> {
    let gain = |(stage, visits): (usize, &Option<f64>)| {
        let (mut lost, mut others, mut won) = (0.0, 0.0, 0.0);
        for exit in chain.exits_of(stage) {
            if chain.is_lost(exit.to) {
                lost += exit.share;
            } else {
                others += exit.share;
                // Beyond the stages it can only be an outcome that is won.
                won += exit.share * win.get(exit.to).copied().unwrap_or(1.0);
            }
        }
        let is_asked = lost > 0.0 && others > 0.0 && !chain.starts().is_empty();
        if is_asked { finite((*visits)? * (won / others)) } else { None }
    };
    visits.iter().enumerate().map(gain).collect()
}
