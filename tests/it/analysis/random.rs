//! Small random pipelines, and what can be read off their drafts.

use proptest::collection::vec;
use proptest::prelude::*;
use sales_process::Probability;
use sales_process::process::{Days, Move, OutcomeKind, Pipeline, PipelineDraft, Purpose, Stage};

/// Whether moves may lead back.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Moves {
    Forward,
    Any,
}

/// A pipeline of up to seven stages `0`, `1` … and three outcomes, moves as
/// they fall: some twice, some with probability 0, some marked as rework, some
/// without a share beside others with one.
pub(crate) fn pipeline(moves: Moves) -> impl Strategy<Value = Pipeline> {
    let says = prop::bool::weighted(0.7);
    let exit = (any::<prop::sample::Index>(), 0..4_u8, prop::bool::weighted(0.2), says);
    let stage = (
        prop::bool::weighted(0.3),
        0..4_u16,
        vec(0..4_usize, 0..3),
        prop::bool::weighted(0.8),
        vec(exit, 0..5),
    );
    vec(stage, 0..8).prop_map(move |stages| {
        let mut draft = PipelineDraft::new("main").won("won").won("signed").lost("lost");
        let mut ids: Vec<String> = (0..stages.len()).map(|i| i.to_string()).collect();
        ids.extend(draft.outcomes.iter().map(|outcome| outcome.id.clone()));
        for (i, (start, days, purposes, are_given, exits)) in stages.into_iter().enumerate() {
            let mut stage = Stage::new(i.to_string(), i.to_string()).typical_days(days);
            stage.start = start;
            stage.purposes.extend(purposes.into_iter().map(|purpose| {
                let known = [Purpose::Trial, Purpose::Proposal, Purpose::Contract];
                known.get(purpose).cloned().unwrap_or_else(|| "demo".parse().unwrap())
            }));
            draft = draft.stage(stage);
            let sum: u8 = exits.iter().map(|(_, weight, ..)| weight).sum();
            let are_all = exits.iter().all(|(.., says)| !says) || exits.len() % 2 == 1;
            for (to, weight, is_rework, says) in exits {
                let to = match moves {
                    Moves::Forward => to.get(&ids[i + 1..]),
                    Moves::Any => to.get(&ids),
                };
                let mut step = Move::new(i.to_string(), to);
                if are_given && sum > 0 && (are_all || says) {
                    let share = f64::from(weight) / f64::from(sum);
                    step = step.probability(Probability::new(share).unwrap());
                }
                draft = draft.step(if is_rework { step.rework(None) } else { step });
            }
        }
        draft.build().unwrap()
    })
}

/// A move of a draft, its places by number and its share known.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) share: f64,
    pub(super) is_rework: bool,
}

/// A pipeline as lists of numbers, read off its draft alone.
pub(super) struct Lists {
    pub(super) stages: usize,
    pub(super) starts: Vec<usize>,
    pub(super) days: Vec<f64>,
    /// For each place, whether it is an outcome that counts as won or as lost.
    pub(super) end: Vec<Option<OutcomeKind>>,
    pub(super) steps: Vec<Step>,
}

impl Lists {
    pub(super) fn of(pipeline: &Pipeline) -> Self {
        let draft = pipeline.draft();
        let ids: Vec<&str> = draft.stages.iter().map(|stage| stage.id.as_str()).collect();
        let ids = [ids, draft.outcomes.iter().map(|o| o.id.as_str()).collect()].concat();
        let number = |id: &str| ids.iter().position(|other| *other == id).unwrap();
        let step = |step: &Move| {
            let exits = || draft.moves.iter().filter(|other| other.from == step.from);
            let stated: f64 = exits().filter_map(|it| it.probability).map(Probability::value).sum();
            let without = exits().filter(|it| it.probability.is_none()).count();
            // So little is what adding up has rounded.
            let left = Some(1.0 - stated).filter(|left| *left > 1e-9).unwrap_or(0.0);
            let rest = left / without as f64;
            let share = step.probability.map_or(rest, Probability::value);
            let (from, to) = (number(&step.from), number(&step.to));
            Step { from, to, share, is_rework: step.rework.is_some() }
        };
        let stages = draft.stages.iter();
        Self {
            stages: draft.stages.len(),
            starts: (0..draft.stages.len()).filter(|i| draft.stages[*i].start).collect(),
            days: stages.map(|s| s.typical_days.map_or(0.0, Days::count)).collect(),
            end: vec![None; draft.stages.len()]
                .into_iter()
                .chain(draft.outcomes.iter().map(|outcome| Some(outcome.kind)))
                .collect(),
            steps: draft.moves.iter().map(step).collect(),
        }
    }

    pub(super) fn exits(&self, from: usize) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.from == from)
    }

    /// What can be reached from a place by one move or more.
    pub(super) fn ahead(&self, place: usize, follow: impl Fn(&Step) -> bool) -> Vec<bool> {
        let mut ahead = vec![false; self.end.len()];
        for _ in 0..=self.end.len() {
            for step in self.steps.iter().filter(|step| follow(step)) {
                if step.from == place || ahead[step.from] {
                    ahead[step.to] = true;
                }
            }
        }
        ahead
    }
}
