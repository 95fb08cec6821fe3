//! [`RealPipeline`]: the pipeline as deals really went along it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::conformance::Conformance;
use super::stage_history::{End, StageHistory, micros};
use super::stays::{ENOUGH, days, float};
use crate::process::StageKey;
use crate::value::StageId;

/// A pipeline as deals really went along it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct RealPipeline {
    /// How many deals there are.
    pub deals: u64,
    /// How many stand at an outcome that counts as won.
    pub won: u64,
    /// How many stand at an outcome that counts as lost.
    pub lost: u64,
    /// How many ended without an outcome.
    pub abandoned: u64,
    /// How many stand in a stage.
    pub open: u64,
    /// How many went on in another pipeline.
    pub transferred: u64,
    /// How many do not begin where the design lets deals begin; 0 without one.
    pub begun_before: u64,
    /// How many went on after an outcome.
    pub reopened: u64,
    /// How many days the won deals that were seen from their beginning took, on
    /// average; `None` without any. The expected days of a calibrated pipeline
    /// are others where those who win are faster or slower in a stage than those
    /// who leave it otherwise: they take the time in a stage to be the same.
    pub mean_days_to_win: Option<f64>,
    /// Every move that happened, by where from and where to.
    pub moves: Vec<RealMove>,
    /// Every stage that was entered.
    pub stages: Vec<RealStage>,
    /// Where deals go from each stage, those still there taken into account.
    pub exits: Vec<RealExit>,
    /// The paths of finished deals that were seen from their beginning, the
    /// most frequent first.
    pub variants: Vec<Variant>,
    /// How many different paths there are.
    pub variants_total: u64,
    /// How far the deals went as designed; `None` without a design.
    pub conformance: Option<Conformance>,
}

/// A move that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RealMove {
    /// From which stage, or from which outcome for a reopening.
    pub from: StageId,
    /// To which stage or outcome.
    pub to: StageId,
    /// How often.
    pub count: u64,
    /// How many of those that left the stage went this way, from 0 to 1, as
    /// counted.
    pub share: f64,
    /// The median time in the stage of those that went this way, in days.
    pub median_days: f64,
    /// Whether the design has it; reopenings are never against it. `None`
    /// without a design.
    pub in_design: Option<bool>,
}

/// The time in a stage, by Kaplan & Meier: those still there count as long as
/// they have been watched.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RealStage {
    /// The stage.
    pub stage: StageId,
    /// How often it was entered.
    pub visits: u64,
    /// How often it was left.
    pub completed: u64,
    /// By when half have left; `None` where fewer have.
    pub median_days: Option<f64>,
    /// The mean, up to the longest stay.
    pub mean_days: Option<f64>,
    /// By when nine in ten have left; `None` where fewer have.
    pub p90_days: Option<f64>,
    /// Whether there are 30 completed stays, so that the figures can be relied on.
    pub enough: bool,
}

/// The share of a stage's deals that goes to a place in the end, by Aalen &
/// Johansen; the shares of a stage make 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RealExit {
    /// The stage.
    pub stage: StageId,
    /// Where the deals go.
    pub to: StageId,
    /// Their share, from 0 to 1.
    pub share: f64,
    /// The standard error of the share.
    pub standard_error: f64,
}

/// A path that deals took from beginning to end.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Variant {
    /// The stages one after another, and the outcome.
    pub path: Vec<StageId>,
    /// How many deals took it.
    pub deals: u64,
    /// Their share of all finished deals seen from their beginning, from 0 to 1.
    pub share: f64,
}

impl StageHistory<'_> {
    /// The pipeline as deals really went along it, and how far that is from the
    /// design where there is one.
    pub fn real_pipeline(&self) -> RealPipeline {
        let mut real = RealPipeline::default();
        let mut moves: BTreeMap<(usize, usize), Vec<i64>> = BTreeMap::new();
        let mut variants: Vec<(Vec<usize>, u64)> = Vec::new();
        let mut variant_of: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut visits = vec![0_u64; self.places.len()];
        let (mut days_to_win, mut won_whole) = (0.0, 0);
        for deal in self.log.paths() {
            let path = self.path(deal);
            real.deals += 1;
            let end = path.last().and_then(|last| self.end(*last));
            match end {
                Some(End::Won) => real.won += 1,
                Some(End::Lost) => real.lost += 1,
                Some(End::Abandoned) => real.abandoned += 1,
                None if deal.visits.last().is_some_and(|last| last.transferred_at.is_some()) => {
                    real.transferred += 1;
                }
                None => real.open += 1,
            }
            let begun_before = self.is_begun_before(&path);
            real.begun_before += u64::from(begun_before);
            let (before_last, _) = path.split_at(path.len().saturating_sub(1));
            real.reopened += u64::from(before_last.iter().any(|place| self.end(*place).is_some()));
            for (from, until, to) in self.visits(deal) {
                if let Some(to) = to {
                    let length = micros(from.entered_at, until);
                    moves.entry((self.place(from), to)).or_default().push(length);
                }
            }
            for place in &path {
                if let Some(visits) = visits.get_mut(*place) {
                    *visits += 1;
                }
            }
            if end == Some(End::Won) && !begun_before {
                let ends = deal.visits.first().zip(deal.visits.last());
                days_to_win += ends
                    .map_or(0.0, |(first, last)| days(micros(first.entered_at, last.entered_at)));
                won_whole += 1;
            }
            if end.is_some() && !begun_before {
                let number = *variant_of.entry(path).or_insert_with_key(|path| {
                    variants.push((path.clone(), 0));
                    variants.len() - 1
                });
                if let Some((_, deals)) = variants.get_mut(number) {
                    *deals += 1;
                }
            }
        }
        real.mean_days_to_win = (won_whole > 0).then(|| days_to_win / float(won_whole));
        self.add_moves(&mut real, moves);
        self.add_stages(&mut real, &visits);
        // Variants of as many deals keep the order in which they were first seen.
        variants.sort_by_key(|(_, deals)| std::cmp::Reverse(*deals));
        let finished: u64 = variants.iter().map(|(_, deals)| deals).sum();
        real.variants_total = variants.len() as u64;
        real.variants = variants
            .into_iter()
            .map(|(path, deals)| Variant {
                path: path.iter().filter_map(|place| self.id(*place).cloned()).collect(),
                deals,
                share: float(deals) / float(finished),
            })
            .collect();
        real.conformance = self.design.map(|design| Conformance::of(self, design));
        real
    }

    fn add_moves(&self, real: &mut RealPipeline, moves: BTreeMap<(usize, usize), Vec<i64>>) {
        let mut leaving: BTreeMap<usize, u64> = BTreeMap::new();
        for ((from, _), lengths) in &moves {
            *leaving.entry(*from).or_default() += lengths.len() as u64;
        }
        for ((from, to), mut lengths) in moves {
            let (Some(from_id), Some(to_id)) = (self.id(from), self.id(to)) else { continue };
            let count = lengths.len() as u64;
            let whole = leaving.get(&from).copied().unwrap_or(count);
            // Of stays that have all ended, Kaplan–Meier's median is the lower one.
            let middle = lengths.len().saturating_sub(1) / 2;
            let (_, median, _) = lengths.select_nth_unstable(middle);
            let median_days = days(*median);
            real.moves.push(RealMove {
                from: from_id.clone(),
                to: to_id.clone(),
                count,
                share: float(count) / float(whole),
                median_days,
                in_design: self.design.map(|design| {
                    self.end(from).is_some()
                        || design.move_between(StageKey::of(from), StageKey::of(to)).is_some()
                }),
            });
        }
    }

    fn add_stages(&self, real: &mut RealPipeline, visits: &[u64]) {
        for (place, times) in self.stay_times().into_iter().enumerate() {
            let visits = visits.get(place).copied().unwrap_or_default();
            let Some(stage) = self.id(place).filter(|_| self.end(place).is_none()) else {
                continue;
            };
            if visits == 0 {
                continue;
            }
            real.stages.push(RealStage {
                stage: stage.clone(),
                visits,
                completed: times.completed,
                median_days: times.median_days,
                mean_days: times.mean_days,
                p90_days: times.p90_days,
                enough: times.completed >= ENOUGH,
            });
            for exit in &times.shares {
                let Some(to) = self.id(exit.to) else { continue };
                let (share, standard_error) = (exit.share, exit.standard_error);
                real.exits.push(RealExit {
                    stage: stage.clone(),
                    to: to.clone(),
                    share,
                    standard_error,
                });
            }
        }
    }
}
