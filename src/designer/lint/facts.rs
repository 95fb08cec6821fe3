//! [`Facts`]: what the lints know of a pipeline, each thing found out once
//! and only when a lint asks for it.

use std::cell::OnceCell;

use super::cycle::Cycle;
use crate::designer::analysis::{Chain, ChancesError, Shares, days_of};
use crate::designer::label::{Labels, spoken};
use crate::process::graph::StageSet;
use crate::process::{
    DealKind, DemandedPurpose, Outcome, OutcomeKind, Pipeline, Purpose, SalesProcess, StageKey,
};
use crate::value::Language;

/// How many names a list in a message shows at most.
const NAMES_SHOWN: usize = 8;

/// What the lints know of one pipeline of a process.
pub(super) struct Facts<'a> {
    pub(super) process: &'a SalesProcess,
    pub(super) pipeline: &'a Pipeline,
    /// Whether what stages allow is left out.
    pub(super) heeds_allows: bool,
    labels: OnceCell<Labels<'a>>,
    /// How many moves lead out of each stage.
    exits: OnceCell<Vec<u32>>,
    entered: OnceCell<StageSet>,
    to_won: OnceCell<StageSet>,
    to_lost: OnceCell<StageSet>,
    traps: OnceCell<Vec<Vec<StageKey>>>,
    islands: OnceCell<Vec<Vec<StageKey>>>,
    demands: OnceCell<Vec<DemandedPurpose>>,
    chain: OnceCell<Result<(Shares, Chain), ChancesError>>,
    cycle: OnceCell<Option<Cycle>>,
    exit_to_won: OnceCell<Exit>,
    exit_to_lost: OnceCell<Exit>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(process: &'a SalesProcess, pipeline: &'a Pipeline) -> Self {
        Self {
            process,
            pipeline,
            heeds_allows: true,
            labels: OnceCell::new(),
            exits: OnceCell::new(),
            entered: OnceCell::new(),
            to_won: OnceCell::new(),
            to_lost: OnceCell::new(),
            traps: OnceCell::new(),
            islands: OnceCell::new(),
            demands: OnceCell::new(),
            chain: OnceCell::new(),
            cycle: OnceCell::new(),
            exit_to_won: OnceCell::new(),
            exit_to_lost: OnceCell::new(),
        }
    }

    /// The same pipeline, as if no stage allowed anything.
    pub(super) fn ignoring_allows(&self) -> Self {
        Self { heeds_allows: false, ..Self::of(self.process, self.pipeline) }
    }

    /// How many working stages there are.
    pub(super) fn stage_count(&self) -> usize {
        self.pipeline.stages().len()
    }

    pub(super) fn has_start(&self) -> bool {
        self.pipeline.starts().next().is_some()
    }

    /// Whether some move leads to an outcome of a kind.
    pub(super) fn ends_in(&self, kind: OutcomeKind) -> bool {
        let of_kind = self.set(self.pipeline.ends(kind));
        self.pipeline.move_ends().iter().any(|(_, to)| of_kind.contains(*to))
    }

    /// Whether no move leads out of a stage, not even back to itself.
    pub(super) fn is_dead_end(&self, stage: StageKey) -> bool {
        let exits = self.exits.get_or_init(|| {
            let mut exits = vec![0; self.pipeline.graph().len()];
            for (from, _) in self.pipeline.move_ends() {
                if let Some(count) = exits.get_mut(from.index()) {
                    *count += 1;
                }
            }
            exits
        });
        exits.get(stage.index()) == Some(&0)
    }

    /// The stages and outcomes that a deal can get to: those that can be
    /// reached from a start. Where no stage is marked as a start, where deals
    /// begin is not known, and it is everything that is not on an island.
    pub(super) fn entered(&self) -> &StageSet {
        self.entered.get_or_init(|| {
            let graph = self.pipeline.graph();
            if self.has_start() {
                return graph.reachable(self.pipeline.starts(), &|_| true);
            }
            let on_islands = self.set(self.islands().iter().flatten().copied());
            let main = self.pipeline.stage_keys().filter(|key| !on_islands.contains(*key));
            graph.reachable(main, &|_| true)
        })
    }

    /// Everything from which an outcome of a kind can be reached.
    pub(super) fn reaching(&self, kind: OutcomeKind) -> &StageSet {
        let found = match kind {
            OutcomeKind::Won => &self.to_won,
            // Given up is given up, whatever it is called.
            OutcomeKind::Lost | OutcomeKind::Abandoned => &self.to_lost,
        };
        let won = kind == OutcomeKind::Won;
        let ends = self.pipeline.outcome_keys().filter(|end| self.pipeline.is_won(*end) == won);
        found.get_or_init(|| self.pipeline.graph().reaching(ends, &|_| true))
    }

    /// The sets of stages that deals go round in for ever: each stage of a set
    /// can be reached from each other, and no move leads out of the set.
    pub(super) fn traps(&self) -> &[Vec<StageKey>] {
        self.traps.get_or_init(|| {
            let (pipeline, graph) = (self.pipeline, self.pipeline.graph());
            let outcomes = pipeline.outcome_keys();
            let dead_ends = pipeline.stage_keys().filter(|stage| self.is_dead_end(*stage));
            let can_stop = graph.reaching(outcomes.chain(dead_ends), &|_| true);
            // From here deals go on for ever, and end up going round.
            let for_ever = pipeline.stage_keys().filter(|stage| !can_stop.contains(*stage));
            let for_ever = self.set(for_ever);
            let mut components = graph.components(&for_ever);
            let mut component_of = vec![None; graph.len()];
            for (number, component) in components.iter().enumerate() {
                for stage in component {
                    if let Some(slot) = component_of.get_mut(stage.index()) {
                        *slot = Some(number);
                    }
                }
            }
            let mut is_left = vec![false; components.len()];
            for (from, to) in pipeline.move_ends() {
                let (from, to) = (component_of.get(from.index()), component_of.get(to.index()));
                let left = from.copied().flatten().and_then(|component| is_left.get_mut(component));
                if let (Some(left), true) = (left, from != to) {
                    *left = true;
                }
            }
            let mut is_left = is_left.into_iter();
            components.retain(|_| is_left.next() == Some(false));
            components
        })
    }

    /// The parts of the pipeline that stand apart from the rest: no move joins
    /// them to it, and no deal begins in them. That two stages lead to one
    /// outcome does not join them. Where no stage is marked as a start, the
    /// largest part is the rest, and of equals the first.
    pub(super) fn islands(&self) -> &[Vec<StageKey>] {
        self.islands.get_or_init(|| {
            let stages = self.set(self.pipeline.stage_keys());
            let mut regions = self.pipeline.graph().regions(&stages);
            if self.has_start() {
                let starts = self.set(self.pipeline.starts());
                regions.retain(|region| !region.iter().any(|key| starts.contains(*key)));
            } else if let Some(most) = regions.iter().map(Vec::len).max() {
                if let Some(main) = regions.iter().position(|region| region.len() == most) {
                    regions.remove(main);
                }
            }
            regions
        })
    }

    /// Whether a move leads on: it is not marked as going back on purpose.
    pub(super) fn leads_on(&self, step: usize) -> bool {
        self.pipeline.moves().get(step).is_some_and(|step| step.rework.is_none())
    }

    /// The stages that carry a purpose.
    pub(super) fn carrying(&self, purpose: &Purpose) -> StageSet {
        let carries = |key: &StageKey| {
            self.pipeline.working_stage(*key).is_some_and(|stage| stage.is_for(purpose))
        };
        self.set(self.pipeline.stage_keys().filter(carries))
    }

    /// Whether the pipeline serves a kind of deal: it names it, or it names
    /// none and no other pipeline names it.
    pub(super) fn serves(&self, kind: DealKind) -> bool {
        let named = |pipeline: &Pipeline| pipeline.serves().contains(&kind);
        named(self.pipeline)
            || self.pipeline.serves().is_empty() && !self.process.pipelines().iter().any(named)
    }

    /// What the profile demands of the pipeline. One that does not serve new
    /// business is spared every demand but that payment is tracked.
    pub(super) fn demands(&self) -> &[DemandedPurpose] {
        self.demands.get_or_init(|| {
            let stages = self.pipeline.stages();
            let carried = |purpose: &_| stages.iter().any(|stage| stage.is_for(purpose));
            let mut demands = self.process.profile().demands(carried);
            if !self.serves(DealKind::NewBusiness) {
                demands.retain(|demand| demand.because.dimension().is_none());
            }
            demands
        })
    }

    /// How deals move through the pipeline, or at which stages the
    /// probabilities of the moves make no whole.
    pub(super) fn chain(&self) -> Result<&Chain, &ChancesError> {
        self.flow().map(|(_, chain)| chain)
    }

    /// The same with the shares of the moves.
    pub(super) fn flow(&self) -> Result<&(Shares, Chain), &ChancesError> {
        let flow = || {
            let shares = Shares::of(self.pipeline)?;
            let chain = Chain::with(self.pipeline, &shares).map_err(ChancesError::too_dense)?;
            Ok((shares, chain))
        };
        self.chain.get_or_init(flow).as_ref()
    }

    /// By stage, the chance to win that follows from shares the moves carry, and
    /// from moves that are the only ones out of their stage; `None` where some
    /// move ahead is neither, or nothing follows.
    pub(super) fn chances_by_moves(&self) -> Option<Vec<Option<f64>>> {
        let pipeline = self.pipeline;
        let shares = Shares::by_moves_alone(pipeline).ok()?;
        let chain = Chain::with(pipeline, &shares).ok()?;
        let guesses: Vec<bool> =
            pipeline.stage_keys().map(|key| shares.is_guessed(pipeline, key)).collect();
        let guessed = chain.leads_to(&guesses);
        let chances = chain.win_probability().into_iter().zip(guessed);
        Some(chances.map(|(chance, guessed)| (!guessed).then_some(chance)).collect())
    }

    /// Whether fewer than half of the stages say what they are for, so that
    /// what is asked of purposes cannot be checked.
    pub(super) fn lacks_purposes(&self) -> bool {
        let stages = self.pipeline.stages();
        let with = stages.iter().filter(|stage| !stage.purposes.is_empty()).count();
        stages.len() > 1 && with * 2 < stages.len()
    }

    /// How long a deal that is won takes on average, and where; `None` where
    /// that is not known: no stage says how long deals stay, no stage is a
    /// start, no deal is won, or the probabilities of the moves make no whole.
    pub(super) fn cycle(&self) -> Option<&Cycle> {
        let cycle = self.cycle.get_or_init(|| {
            if !self.pipeline.stages().iter().any(|stage| days_of(stage).is_some()) {
                return None;
            }
            let (shares, chain) = self.flow().ok()?;
            Cycle::of(self.pipeline, chain, shares)
        });
        cycle.as_ref()
    }

    /// The outcome that a fix lets stages end in.
    pub(super) fn exit_to(&self, kind: OutcomeKind) -> &Exit {
        let found = match kind {
            OutcomeKind::Won => &self.exit_to_won,
            OutcomeKind::Lost | OutcomeKind::Abandoned => &self.exit_to_lost,
        };
        let won = kind == OutcomeKind::Won;
        let kind = if won { OutcomeKind::Won } else { OutcomeKind::Lost };
        found.get_or_init(|| Exit::of(self.pipeline, kind))
    }

    /// The fewest and the most working stages of a good pipeline.
    pub(super) fn optimal_stages(&self) -> (usize, usize) {
        let optimal = self.process.lint_settings().options.optimal_stages();
        (*optimal.start() as usize, *optimal.end() as usize)
    }

    /// The most working stages a pipeline should have.
    pub(super) fn max_stages(&self) -> usize {
        self.process.lint_settings().options.max_stages() as usize
    }

    /// Whether there are fewer than three working stages, and fewer than a good
    /// pipeline has.
    pub(super) fn has_too_few_stages(&self) -> bool {
        self.stage_count() < self.optimal_stages().0.min(3)
    }

    /// The most exits one stage should have, outcomes not counted.
    pub(super) fn max_exits(&self) -> usize {
        self.process.lint_settings().options.max_exits() as usize
    }

    /// A set of stages and outcomes.
    pub(super) fn set(&self, keys: impl IntoIterator<Item = StageKey>) -> StageSet {
        let mut set = self.pipeline.graph().none();
        for key in keys {
            set.insert(key);
        }
        set
    }

    /// The id of a stage or outcome.
    pub(super) fn id(&self, key: StageKey) -> &str {
        self.pipeline.id_of(key).map_or("", |id| id.as_str())
    }

    /// What a stage or outcome is called in a message, in backticks.
    pub(super) fn name(&self, key: StageKey) -> String {
        self.labels.get_or_init(|| Labels::of(self.pipeline)).quoted(key)
    }

    /// What a role is called in a message: by its title, or the words of its kind.
    pub(super) fn role(&self, id: &str) -> String {
        match self.process.role(id) {
            Some(role) => role.title.clone().unwrap_or_else(|| id.to_owned()),
            None => spoken(id),
        }
    }

    /// What some are called, for a message: "`A`, `B` and `C`". A long list is
    /// cut short.
    pub(super) fn names(&self, keys: &[StageKey]) -> String {
        listed(keys.iter().map(|key| self.name(*key)), NAMES_SHOWN)
    }
}

/// Where a fix lets stages end: the first outcome of a kind, or one that is
/// to be added.
pub(super) struct Exit {
    pub(super) outcome: Outcome,
    pub(super) is_there: bool,
}

impl Exit {
    fn of(pipeline: &Pipeline, kind: OutcomeKind) -> Self {
        if let Some(outcome) = pipeline.outcomes().iter().find(|outcome| outcome.kind == kind) {
            return Self { outcome: outcome.clone(), is_there: true };
        }
        let id = free_id(pipeline, kind.name());
        Self { outcome: Outcome { id, kind, name: None }, is_there: false }
    }
}

/// The first of `offer`, `offer_2`, `offer_3` … that nothing else has.
pub(super) fn free_id(pipeline: &Pipeline, id: &str) -> String {
    let mut free = id.to_owned();
    let mut number = 1_u32;
    while pipeline.key(&free).is_some() {
        number += 1;
        free = format!("{id}_{number}");
    }
    free
}

/// "a, b and c"; "a, b and 7 more" where there are more than `most`.
pub(super) fn listed(items: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    listed_in(Language::English, items, most)
}

/// The same in a language.
pub(super) fn listed_in(
    language: Language,
    items: impl ExactSizeIterator<Item = String>,
    most: usize,
) -> String {
    let count = items.len();
    // One more is as short as saying that there is one more.
    let shown = if count <= most + 1 { count } else { most };
    let mut list = String::new();
    for (i, item) in items.take(shown).enumerate() {
        match i {
            0 => {}
            _ if i + 1 == count => list.push_str(language.of([" and ", " и ", " și "])),
            _ => list.push_str(", "),
        }
        list.push_str(&item);
    }
    let more = count - shown;
    list + &match more {
        0 => String::new(),
        _ => language.of([
            format!(" and {more} more"),
            format!(" и ещё {more}"),
            format!(" și încă {more}"),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_where_that_makes_them_shorter() {
        #[track_caller]
        fn check(items: &[&str], expected: &str) {
            assert_eq!(listed(items.iter().map(ToString::to_string), 2), expected);
        }
        check(&[], "");
        check(&["a"], "a");
        check(&["a", "b"], "a and b");
        check(&["a", "b", "c"], "a, b and c");
        check(&["a", "b", "c", "d"], "a, b and 2 more");
    }
}
