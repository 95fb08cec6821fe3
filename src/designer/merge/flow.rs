//! [`Flow`]: how many deals pass each stage and take each move, by which what
//! is merged is weighed.

use crate::designer::analysis::Chain;
use crate::process::{Days, Pipeline, Stage, StageKey};
use crate::value::Probability;

/// What a pipeline promises of a deal that begins in it; its starts weigh
/// equally.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Forecast {
    /// The chance that it is won in the end.
    pub win_probability: f64,
    /// How many days it takes on average until any outcome; `None` where it
    /// may never end.
    pub expected_days: Option<f64>,
}

impl Forecast {
    /// What a pipeline promises; `None` where nobody can tell: no stage is
    /// marked as a start, or the probabilities of the moves out of some stage
    /// make no whole.
    fn of(pipeline: &Pipeline, chain: &Chain) -> Option<Self> {
        let (chances, days) = (chain.win_probability(), chain.expected_days());
        let (mut starts, mut won, mut taken) = (0_u32, 0.0, Some(0.0));
        for start in pipeline.starts() {
            starts += 1;
            won += chances.get(start.index()).copied().unwrap_or_default();
            let of_start = days.get(start.index()).copied().flatten();
            taken = taken.zip(of_start).map(|(sum, days)| sum + days);
        }
        let mean = |sum: f64| sum / f64::from(starts);
        (starts > 0).then(|| Self { win_probability: mean(won), expected_days: taken.map(mean) })
    }

    /// Whether two promise the same but for rounding.
    pub(super) fn agrees(self, other: Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        let days = match (self.expected_days, other.expected_days) {
            (Some(a), Some(b)) => near(a, b),
            (None, None) => true,
            _ => false,
        };
        days && near(self.win_probability, other.win_probability)
    }
}

/// What the pipeline promises.
pub(super) fn forecast(pipeline: &Pipeline) -> Option<Forecast> {
    Forecast::of(pipeline, &Chain::of(pipeline).ok()?)
}

/// How deals flow through a pipeline.
pub(super) struct Flow<'a> {
    pipeline: &'a Pipeline,
    /// The share of the deals leaving its stage that takes each move.
    shares: Vec<f64>,
    /// How often a deal enters each stage; `None` where nobody can tell.
    visits: Option<Vec<Option<f64>>>,
    /// What the pipeline promises.
    pub(super) forecast: Option<Forecast>,
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
        let mut shares = vec![0.0; pipeline.moves().len()];
        for key in pipeline.stage_keys() {
            let steps: Vec<usize> = pipeline.graph().exits(key).map(|(_, step)| step).collect();
            for (step, share) in steps.iter().zip(shares_of(pipeline, &steps)) {
                if let Some(slot) = shares.get_mut(*step) {
                    *slot = share;
                }
            }
        }
        let chain = Chain::of(pipeline).ok();
        let forecast = chain.as_ref().and_then(|chain| Forecast::of(pipeline, chain));
        let visits = chain.filter(|_| forecast.is_some()).map(|chain| chain.visits());
        Self { pipeline, shares, visits, forecast }
    }

    /// The share of the deals leaving its stage that takes a move.
    pub(super) fn share(&self, step: usize) -> f64 {
        self.shares.get(step).copied().unwrap_or_default()
    }

    /// Some stages taken as one; `inside` says the place of a stage among
    /// them.
    pub(super) fn part(
        &self,
        stages: &[StageKey],
        inside: impl Fn(StageKey) -> Option<usize>,
    ) -> Part {
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
    /// enter there.
    pub(super) fn chance(&self, stages: &[&Stage]) -> Option<Probability> {
        let (mut chances, mut entries) = (0.0, 0.0);
        for (stage, weight) in stages.iter().zip(&self.entries) {
            if let Some(chance) = stage.win_probability {
                chances += chance.value() * weight;
                entries += weight;
            }
        }
        if entries > 0.0 { probability(chances / entries) } else { None }
    }
}

/// The shares of the moves out of one stage.
///
/// Where none carries a probability they are equal. Where the probabilities
/// make no whole they are read as what was probably meant: moves without one
/// share what the others leave, and all are taken in proportion.
fn shares_of(pipeline: &Pipeline, steps: &[usize]) -> Vec<f64> {
    let given: Vec<Option<f64>> = steps
        .iter()
        .map(|step| pipeline.moves().get(*step)?.probability.map(Probability::value))
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "far fewer moves than a float can count")]
    let count = |n: usize| n as f64;
    let sum: f64 = given.iter().flatten().sum();
    let without = given.iter().filter(|share| share.is_none()).count();
    let rest = if without == 0 { 0.0 } else { (1.0 - sum).max(0.0) / count(without) };
    let whole = sum + rest * count(without);
    let share = |share: Option<f64>| {
        if whole > 0.0 { share.unwrap_or(rest) / whole } else { 1.0 / count(given.len()) }
    };
    given.iter().map(|given| share(*given)).collect()
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
