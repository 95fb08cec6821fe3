//! [`Parts`]: stages as they are joined, and which parts may still be.

use super::partition::root;
use super::span::{Span, WIDEST, forward};
use crate::process::graph::StageSet;
use crate::process::{OutcomeKind, Pipeline, Place, Purpose, Stage, StageKey, Subprocess};

/// The stages as they are joined, each part known by one of its stages.
pub(super) struct Parts<'a> {
    /// The part that a stage or part has been joined to; itself for a part.
    of: Vec<usize>,
    joined: Vec<Part<'a>>,
    /// Whether stages of different roles may be joined.
    pub(super) across_roles: bool,
}

#[derive(Default)]
struct Part<'a> {
    stages: usize,
    start: bool,
    role: Option<&'a str>,
    subprocess: Option<Subprocess>,
    span: Option<Span>,
    /// The purposes that have to come in order.
    ordered: Ordered,
    end: End,
    /// Whether a deal can get there.
    entered: bool,
    /// Its ways but those to Lost.
    all: Ways,
    /// Of those, the ways that do not go back on purpose.
    forward: Ways,
}

/// The parts, and outcomes, that ways lead to and come from.
#[derive(Default)]
struct Ways {
    out: Near,
    into: Near,
}

impl Ways {
    fn len(&self) -> usize {
        self.out.0.len() + self.into.0.len()
    }
}

/// Some parts, in order. Mostly they are one or two, for which a list is the
/// fastest set.
#[derive(Default)]
struct Near(Vec<usize>);

impl Near {
    /// Whether there is another than one that is there.
    fn has_others(&self) -> bool {
        self.0.len() > 1
    }

    fn contains(&self, part: usize) -> bool {
        self.0.binary_search(&part).is_ok()
    }

    fn insert(&mut self, part: usize) {
        if let Err(place) = self.0.binary_search(&part) {
            self.0.insert(place, part);
        }
    }

    fn remove(&mut self, part: usize) {
        if let Ok(place) = self.0.binary_search(&part) {
            self.0.remove(place);
        }
    }
}

/// The purposes of a part that must come in order with others: proposal after
/// needs discovery, onboarding and payment tracking after the contract.
#[derive(Debug, Clone, Copy, Default)]
struct Ordered(u8);

impl Ordered {
    const ALL: [Purpose; 5] = [
        Purpose::NeedsDiscovery,
        Purpose::Proposal,
        Purpose::Contract,
        Purpose::Onboarding,
        Purpose::PaymentTracking,
    ];

    fn of(stage: &Stage) -> Self {
        let bit = |(i, purpose)| if stage.is_for(purpose) { 1_u8 << i } else { 0 };
        Self(Self::ALL.iter().enumerate().map(bit).sum())
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn are_all_in(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// How the ways from a stage end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum End {
    /// Some share of the deals gets to an outcome.
    #[default]
    Outcome,
    /// None does; they get stuck further on, and do not go round here.
    Stuck,
    /// They go round for ever, or only the moves that no deal takes lead out.
    Round,
}

/// Whether two parts can be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Good,
    /// They go together, but would make too large a part so far, or open a
    /// way that was none.
    NotYet,
    /// They do not go together, or are one part already.
    Never,
}

impl<'a> Parts<'a> {
    pub(super) fn of(pipeline: &'a Pipeline) -> Self {
        let (ends, entered) = (ends(pipeline), entered(pipeline));
        let part = |(key, (stage, end)): (StageKey, (&'a Stage, End))| Part {
            stages: 1,
            start: stage.start,
            role: stage.role.as_deref(),
            subprocess: stage.subprocess,
            span: Span::of(stage),
            ordered: Ordered::of(stage),
            end,
            entered: entered.contains(key),
            ..Part::default()
        };
        let stages = pipeline.stages().iter().zip(ends);
        let mut parts = Self {
            of: (0..pipeline.stages().len()).collect(),
            joined: pipeline.stage_keys().zip(stages).map(part).collect(),
            across_roles: false,
        };
        for (from, to) in pipeline.move_ends() {
            // A deal can be lost from any stage: more ways to Lost open none.
            let is_lost = matches!(pipeline.place(*to), Some(Place::Outcome(o)) if o.kind != OutcomeKind::Won);
            if from != to && !is_lost {
                parts.add(from.index(), to.index(), |part| &mut part.all);
            }
        }
        for (from, to) in forward(pipeline) {
            parts.add(from, to, |part| &mut part.forward);
        }
        for (from, to) in pipeline.move_ends() {
            if pipeline.is_won(*to) {
                parts.add(from.index(), to.index(), |part| &mut part.forward);
            }
        }
        parts
    }

    fn add(
        &mut self,
        from: usize,
        to: usize,
        ways: impl for<'p> Fn(&'p mut Part<'a>) -> &'p mut Ways,
    ) {
        if let Some(part) = self.joined.get_mut(from) {
            ways(part).out.insert(to);
        }
        // An outcome is no part.
        if let Some(part) = self.joined.get_mut(to) {
            ways(part).into.insert(from);
        }
    }

    fn part_of(&mut self, stage: usize) -> usize {
        root(&mut self.of, stage)
    }

    /// Whether the parts of two stages, which a move leads from the one to
    /// the other, go together and make a part of at most `largest` stages.
    pub(super) fn fit(&mut self, first: usize, second: usize, largest: usize) -> Fit {
        let (first, second) = (self.part_of(first), self.part_of(second));
        let (Some(a), Some(b)) = (self.joined.get(first), self.joined.get(second)) else {
            return Fit::Never;
        };
        // What parts are for and who works them only grows as they do.
        let goes_together = first != second
            && !b.start
            && (self.across_roles || same(a.role, b.role))
            && same(a.subprocess, b.subprocess)
            && span(a, b).is_none_or(|span| span.width() <= WIDEST)
            && a.end == b.end
            && a.end != End::Round
            && a.entered == b.entered;
        if !goes_together {
            return Fit::Never;
        }
        let fits_now = a.stages + b.stages <= largest
            && !opens_a_way(a, b)
            && !b.forward.out.contains(first)
            && keeps_order(a, b)
            && self.keeps_direction(first, second);
        if fits_now { Fit::Good } else { Fit::NotYet }
    }

    /// Whether no move would go back to an earlier part of selling once both
    /// belong to that of the one that names its own.
    fn keeps_direction(&self, first: usize, second: usize) -> bool {
        let (Some(a), Some(b)) = (self.joined.get(first), self.joined.get(second)) else {
            return false;
        };
        let (named, other) = match (a.subprocess, b.subprocess) {
            (Some(named), None) => (named, b),
            (None, Some(named)) => (named, a),
            _ => return true,
        };
        let of = |part: &usize| self.joined.get(*part).and_then(|part| part.subprocess);
        other.forward.into.0.iter().filter_map(of).all(|before| before <= named)
            && other.forward.out.0.iter().filter_map(of).all(|after| named <= after)
    }

    /// Joins the parts of two stages, if they fit.
    pub(super) fn join(&mut self, first: usize, second: usize, largest: usize) -> Fit {
        let fit = self.fit(first, second, largest);
        if fit == Fit::Good {
            let (first, second) = (self.part_of(first), self.part_of(second));
            self.unite(first, second);
        }
        fit
    }

    fn unite(&mut self, first: usize, second: usize) {
        let (Some(a), Some(b)) = (self.joined.get(first), self.joined.get(second)) else { return };
        let (start, stages) = (a.start, a.stages + b.stages);
        let (role, subprocess) = (a.role.or(b.role), a.subprocess.or(b.subprocess));
        let (span, ordered) = (span(a, b), a.ordered.with(b.ordered));
        // The part with fewer moves is taken into the other, so that however
        // many are joined, each move is handled a few times only.
        let (kept, gone) =
            if a.all.len() < b.all.len() { (second, first) } else { (first, second) };
        self.redirect(gone, kept, |part| &mut part.all);
        self.redirect(gone, kept, |part| &mut part.forward);
        if let Some(part) = self.joined.get_mut(kept) {
            part.start = start;
            part.stages = stages;
            part.role = role;
            part.subprocess = subprocess;
            part.span = span;
            part.ordered = ordered;
        }
        if let Some(slot) = self.of.get_mut(gone) {
            *slot = kept;
        }
    }

    /// Lets the ways of a part be those of another.
    fn redirect(
        &mut self,
        gone: usize,
        kept: usize,
        ways: impl for<'p> Fn(&'p mut Part<'a>) -> &'p mut Ways,
    ) {
        let Some(part) = self.joined.get_mut(gone) else { return };
        let Ways { out, into } = std::mem::take(ways(part));
        for &to in &out.0 {
            if let Some(part) = self.joined.get_mut(to) {
                ways(part).into.remove(gone);
                ways(part).into.insert(kept);
            }
        }
        for &from in &into.0 {
            if let Some(part) = self.joined.get_mut(from) {
                ways(part).out.remove(gone);
                ways(part).out.insert(kept);
            }
        }
        if let Some(part) = self.joined.get_mut(kept) {
            let kept_ways = ways(part);
            out.0.into_iter().for_each(|to| kept_ways.out.insert(to));
            into.0.into_iter().for_each(|from| kept_ways.into.insert(from));
            // What joined the two lies within.
            kept_ways.out.remove(kept);
            kept_ways.into.remove(kept);
        }
    }
}

/// Whether joining lets deals go where none could: in by the second and out
/// by the first. Only such ways are new, so that without them a deal passes,
/// of what is not joined, the same stages in the same order as before; nothing
/// that was on every way can be gone past, and no loop comes about.
fn opens_a_way(a: &Part<'_>, b: &Part<'_>) -> bool {
    a.all.out.has_others() && b.all.into.has_others()
}

/// Whether what has to come in order does so on the ways that went past the
/// one part and meet both now: nothing of the kind is new on them.
fn keeps_order(a: &Part<'_>, b: &Part<'_>) -> bool {
    (!b.forward.into.has_others() || a.ordered.are_all_in(b.ordered))
        && (!a.forward.out.has_others() || b.ordered.are_all_in(a.ordered))
}

/// The purposes of two parts together.
fn span(a: &Part<'_>, b: &Part<'_>) -> Option<Span> {
    match (a.span, b.span) {
        (Some(a), Some(b)) => Some(a.with(b)),
        (one, None) | (None, one) => one,
    }
}

/// Whether two stages say the same of something, or one says nothing.
fn same<T: PartialEq + Copy>(a: Option<T>, b: Option<T>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// How the ways from each stage end.
fn ends(pipeline: &Pipeline) -> Vec<End> {
    let graph = pipeline.graph();
    let outcomes = || pipeline.outcome_keys();
    let is_taken = |step: usize| {
        let chance = pipeline.moves().get(step).and_then(|step| step.probability);
        chance.is_none_or(|chance| chance.value() > 0.0)
    };
    let (may_end, can_end) =
        (graph.reaching(outcomes(), &is_taken), graph.reaching(outcomes(), &|_| true));
    let mut ends: Vec<End> = pipeline
        .stage_keys()
        .map(|key| match (may_end.contains(key), can_end.contains(key)) {
            (true, _) => End::Outcome,
            (false, true) => End::Round,
            (false, false) => End::Stuck,
        })
        .collect();
    if ends.contains(&End::Stuck) {
        let mut stuck = graph.none();
        for (key, end) in pipeline.stage_keys().zip(&ends) {
            if *end == End::Stuck {
                stuck.insert(key);
            }
        }
        for component in graph.components(&stuck) {
            let [stage] = component.as_slice() else {
                mark(&mut ends, &component);
                continue;
            };
            if graph.move_between(*stage, *stage).is_some() {
                mark(&mut ends, &component);
            }
        }
    }
    ends
}

fn mark(ends: &mut [End], component: &[StageKey]) {
    for stage in component {
        if let Some(end) = ends.get_mut(stage.index()) {
            *end = End::Round;
        }
    }
}

/// The stages that a deal can get to; all where none is marked as a start.
fn entered(pipeline: &Pipeline) -> StageSet {
    let graph = pipeline.graph();
    if pipeline.starts().next().is_some() {
        graph.reachable(pipeline.starts(), &|_| true)
    } else {
        graph.reachable(pipeline.stage_keys(), &|_| true)
    }
}
