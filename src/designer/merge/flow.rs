//! [`Flow`]: how many deals pass each stage and take each move, by which what
//! is merged is weighed.

use crate::designer::analysis::{Chain, Shares};
use crate::process::{Days, Pipeline, Stage, StageKey};
use crate::value::Probability;

/// How deals flow through a pipeline.
pub(super) struct Flow<'a> {
    pipeline: &'a Pipeline,
    /// The share of the deals leaving its stage that takes each move.
    shares: Shares,
    /// How often a deal enters each stage; `None` where nobody can tell.
    visits: Option<Vec<Option<f64>>>,
}

/// Some stages taken as one.
pub(super) struct Part {
    /// How many deals pass each of them, in proportion.
    pub(super) weights: Vec<f64>,
    /// How many deals enter the part by each of them.
    pub(super) entries: Vec<f64>,
    /// How many deals leave the part, or get stuck in it: each time it is
    /// entered, a deal does.
    pub(super) visits: f64,
    /// Whether the numbers are those of a deal from the start.
    pub(super) is_known: bool,
}

impl<'a> Flow<'a> {
    pub(super) fn of(pipeline: &'a Pipeline) -> Self {
        let has_start = pipeline.starts().next().is_some();
        let chain = Chain::of(pipeline).ok().filter(|_| has_start);
        let visits = chain.map(|chain| chain.visits());
        Self { pipeline, shares: Shares::lenient(pipeline), visits }
    }

    /// Whether somebody said where the deals of all of some stages go; of a
    /// stage that no deal gets to nobody has to.
    pub(super) fn is_stated(&self, stages: &[StageKey]) -> bool {
        let is_met = |stage: &StageKey| {
            let visits = self.visits.as_ref().and_then(|visits| visits.get(stage.index()));
            !matches!(visits, Some(Some(visits)) if *visits <= 0.0)
        };
        let mut met = stages.iter().filter(|stage| is_met(stage));
        let all_unmet = stages.iter().all(|stage| !is_met(stage));
        let guessed = |stage: &StageKey| self.shares.is_guessed(self.pipeline, *stage);
        if all_unmet { !stages.iter().any(guessed) } else { !met.any(guessed) }
    }

    /// The share of the deals leaving its stage that takes a move.
    pub(super) fn share(&self, step: usize) -> f64 {
        self.shares.share(step)
    }

    /// Some stages taken as one; `inside` says the place of a stage among
    /// them.
    pub(super) fn part(
        &self,
        stages: &[StageKey],
        inside: impl Fn(StageKey) -> Option<usize>,
    ) -> Part {
        if !self.is_stated(stages) {
            // Nobody said how many leave on the way: what is known is what a
            // deal takes that passes all of them.
            let mut entries = vec![0.0; stages.len()];
            entries.iter_mut().take(1).for_each(|first| *first = 1.0);
            let weights = vec![1.0; stages.len()];
            return Part { weights, entries, visits: 1.0, is_known: false };
        }
        let known = self.known(stages);
        let is_known = known.is_some();
        let weights = known.unwrap_or_else(|| self.as_if_entered(stages, &inside));
        let (mut entries, mut visits) = (weights.clone(), 0.0);
        for (stage, weight) in stages.iter().zip(&weights) {
            let mut ways = 0_u32;
            for (to, step) in self.pipeline.graph().exits(*stage) {
                ways += 1;
                let taken = weight * self.share(step);
                match inside(to) {
                    None => visits += taken,
                    Some(place) => {
                        if let Some(entries) = entries.get_mut(place) {
                            *entries -= taken;
                        }
                    }
                }
            }
            if ways == 0 {
                visits += weight;
            }
        }
        // What is left of subtracting what came from inside is rounding.
        let nothing = weights.iter().sum::<f64>() * 1e-12;
        entries
            .iter_mut()
            .filter(|entries| **entries <= nothing)
            .for_each(|entries| *entries = 0.0);
        Part { weights, entries, visits, is_known }
    }

    /// How often a deal enters each of some stages, where that is known and
    /// some are entered.
    fn known(&self, stages: &[StageKey]) -> Option<Vec<f64>> {
        let visits = self.visits.as_ref()?;
        let of = |stage: &StageKey| visits.get(stage.index()).copied().flatten();
        let weights: Vec<f64> = stages.iter().map(of).collect::<Option<_>>()?;
        (weights.iter().sum::<f64>() > 0.0).then_some(weights)
    }

    /// How many deals pass each of some stages if all come in by the first
    /// and none goes back; as many in each where so none gets out.
    fn as_if_entered(
        &self,
        stages: &[StageKey],
        inside: impl Fn(StageKey) -> Option<usize>,
    ) -> Vec<f64> {
        let mut weights = vec![0.0; stages.len()];
        if let Some(first) = weights.first_mut() {
            *first = 1.0;
        }
        let mut leave = 0.0;
        for (place, stage) in stages.iter().enumerate() {
            let weight = weights.get(place).copied().unwrap_or_default();
            for (to, step) in self.pipeline.graph().exits(*stage) {
                let taken = weight * self.share(step);
                match inside(to) {
                    Some(later) if later > place => {
                        if let Some(slot) = weights.get_mut(later) {
                            *slot += taken;
                        }
                    }
                    Some(_) => {}
                    None => leave += taken,
                }
            }
        }
        if leave > 0.0 { weights } else { vec![1.0; stages.len()] }
    }
}

impl Part {
    /// How many days a deal stays, each time it enters; `None` where no stage
    /// states any.
    pub(super) fn days(&self, stages: &[&Stage]) -> Option<f64> {
        if stages.iter().all(|stage| stage.typical_days.is_none()) {
            return None;
        }
        let days = |stage: &&Stage| stage.typical_days.map_or(0.0, Days::count);
        let all: f64 = stages.iter().zip(&self.weights).map(|(s, weight)| days(s) * weight).sum();
        Some(if self.visits > 0.0 { all / self.visits } else { stages.iter().map(days).sum() })
    }

    /// The chance to win that is stated where deals enter, weighed by how many
    /// enter there; `None` where it is not stated at all of these.
    pub(super) fn chance(&self, stages: &[&Stage]) -> Option<Probability> {
        let (mut chances, mut entries) = (0.0, 0.0);
        for (stage, weight) in stages.iter().zip(&self.entries).filter(|(_, weight)| **weight > 0.0)
        {
            chances += stage.win_probability?.value() * weight;
            entries += weight;
        }
        if entries > 0.0 { probability(chances / entries) } else { None }
    }
}

/// A chance, without what computing has added to it.
pub(super) fn probability(value: f64) -> Option<Probability> {
    Probability::new(plain(value.min(1.0))).ok()
}

/// A number of days, without what computing has added to it; at most what
/// [`Days`] can hold.
pub(super) fn days(value: f64) -> Option<Days> {
    Days::new(plain(value.min(36_525.0))).ok()
}

/// The number of twelve decimals at most that differs from a number only by
/// rounding, or else the number: 0.3 for 0.1 + 0.2.
fn plain(number: f64) -> f64 {
    let round = (number * 1e12).round() / 1e12;
    if (round - number).abs() <= number.abs() * 4.0 * f64::EPSILON { round } else { number }
}
