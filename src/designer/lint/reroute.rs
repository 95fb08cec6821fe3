//! Leading the moves that go past a stage to it instead.

use super::edit::Edit;
use super::facts::{Facts, listed};
use super::fix::{Fix, Safety};
use super::ways::{Leg, shortest_way};
use crate::designer::outlook::Effect;
use crate::process::OutcomeKind::Won;
use crate::process::graph::{FlowGraph, StageSet};
use crate::process::{Move, Purpose, StageKey};
use crate::value::Probability;

/// How many moves are led elsewhere at most. Where more go past a stage, the
/// pipeline was not meant to lead through it.
const MOST: usize = 6;

/// Leads every way to Won through a stage that carries a purpose, where the
/// moves that go past all such stages can lead to one instead.
pub(super) fn through(facts: &Facts<'_>, purpose: &Purpose) -> Option<Fix> {
    let carriers = facts.carrying(purpose);
    let past = past(facts, &carriers)?;
    let mut rerouted = Rerouted::of(facts);
    let (mut from, mut via) = (facts.set([]), facts.set([]));
    for step in past {
        let (source, target) = *facts.pipeline.move_ends().get(step)?;
        let stage = nearest(facts, &carriers, source, target)?;
        rerouted.lead(facts, step, stage)?;
        from.insert(source);
        via.insert(stage);
    }
    if !rerouted.keeps_what_holds(facts, purpose) {
        return None;
    }
    let names = |set: &StageSet| {
        let keys: Vec<StageKey> = set.iter().collect();
        listed(keys.iter().map(|key| facts.name(*key)), MOST)
    };
    let title = format!("lead deals in {} through {}", names(&from), names(&via));
    let fix = Fix::new(Safety::Suggested, title, rerouted.edits);
    // Whoever is led there takes its exits too, and where chances are stated
    // that costs one.
    let costs = facts.pipeline.states_chances() && changes_chance(facts, &fix);
    Some(if costs { Fix { safety: Safety::Costly, ..fix } } else { fix })
}

/// Whether a fix changes a chance to win that was stated.
fn changes_chance(facts: &Facts<'_>, fix: &Fix) -> bool {
    let Ok(fixed) = fix.apply(facts.process) else { return false };
    let after = fixed.pipeline(facts.pipeline.id().as_str());
    after.is_some_and(|after| Effect::of(facts.pipeline, after).changes_stated_chance())
}

/// The moves at which deals go past some stages: on a way to Won that meets
/// none of them, from what does not lie beyond any of them to what does.
fn past(facts: &Facts<'_>, carriers: &StageSet) -> Option<Vec<usize>> {
    let (pipeline, graph) = (facts.pipeline, facts.pipeline.graph());
    let ends = pipeline.move_ends();
    let beyond = graph.reachable(carriers.iter(), &|step| facts.leads_on(step));
    let starts = pipeline.starts().filter(|start| !carriers.contains(*start));
    let enters = |step: usize| ends.get(step).is_some_and(|(_, to)| carriers.contains(*to));
    let leaves = |step: usize| ends.get(step).is_some_and(|(from, _)| carriers.contains(*from));
    let begun = graph.reachable(starts, &|step| !enters(step));
    let to_won = graph.reaching(pipeline.ends(Won), &|step| !leaves(step));
    let on_the_way = |key: StageKey| begun.contains(key) && to_won.contains(key);
    if pipeline.starts().any(|start| on_the_way(start) && beyond.contains(start)) {
        return None;
    }
    let goes_past = |(from, to): &(StageKey, StageKey)| {
        on_the_way(*from) && on_the_way(*to) && !beyond.contains(*from) && beyond.contains(*to)
    };
    let past: Vec<usize> =
        ends.iter().enumerate().filter(|(_, ends)| goes_past(ends)).map(|(step, _)| step).collect();
    let can_be_led = past.iter().all(|step| facts.leads_on(*step)) && past.len() <= MOST;
    (can_be_led && !past.is_empty()).then_some(past)
}

/// The stage to lead a move to: one that leads on to where the move led, by as
/// few stages as possible; of those that have a move from its source, if any.
fn nearest(
    facts: &Facts<'_>,
    carriers: &StageSet,
    source: StageKey,
    target: StageKey,
) -> Option<StageKey> {
    let graph = facts.pipeline.graph();
    let leads_on = |step| facts.leads_on(step);
    let is_target = |key| key == target;
    let legs = [Leg { follow: &leads_on, passable: &|_| true, goal: &is_target }];
    let first = |from: Vec<StageKey>| shortest_way(graph, from, &legs)?.first().copied();
    let next = graph.exits(source).filter(|(to, step)| carriers.contains(*to) && leads_on(*step));
    first(next.map(|(to, _)| to).collect()).or_else(|| first(carriers.iter().collect()))
}

/// A pipeline whose moves are led elsewhere one by one.
struct Rerouted {
    /// The moves by their place in the pipeline; `None` where one is taken out.
    moves: Vec<Option<Move>>,
    ends: Vec<(StageKey, StageKey)>,
    edits: Vec<Edit>,
}

impl Rerouted {
    fn of(facts: &Facts<'_>) -> Self {
        Self {
            moves: facts.pipeline.moves().iter().cloned().map(Some).collect(),
            ends: facts.pipeline.move_ends().to_vec(),
            edits: Vec::new(),
        }
    }

    /// Leads a move to a stage. Where a move from the same stage leads there
    /// already, that one takes its share.
    fn lead(&mut self, facts: &Facts<'_>, step: usize, to: StageKey) -> Option<()> {
        let pipeline = facts.pipeline.id();
        let old = self.moves.get_mut(step)?.take()?;
        let (from, _) = *self.ends.get(step)?;
        let mut others = self.ends.iter().zip(&mut self.moves);
        let there = others.find_map(|(ends, other)| {
            let other = other.as_mut()?;
            (*ends == (from, to) && other.rework.is_none()).then_some(other)
        });
        if let Some(there) = there {
            let pipeline = pipeline.clone();
            self.edits.push(Edit::RemoveMove { pipeline: pipeline.clone(), step: old.clone() });
            if let Some(share) = there.probability {
                // With one of which nothing is said, nothing is said of both.
                let sum =
                    old.probability.map(|more| Probability::new(share.value() + more.value()));
                let sum = sum.map(|sum| sum.unwrap_or(Probability::ALWAYS));
                let by = Move { probability: sum, ..there.clone() };
                self.edits.push(Edit::ReplaceMove {
                    pipeline,
                    step: there.clone(),
                    by: by.clone(),
                });
                *there = by;
            }
            return Some(());
        }
        let by = Move { to: facts.id(to).to_owned(), ..old.clone() };
        let edit = Edit::ReplaceMove { pipeline: pipeline.clone(), step: old, by: by.clone() };
        self.edits.push(edit);
        *self.moves.get_mut(step)? = Some(by);
        *self.ends.get_mut(step)? = (from, to);
        Some(())
    }

    /// Whether the purpose is now on every way to Won, and what held before
    /// still holds: deals come to the same stages, no other demand can be gone
    /// past, and nothing comes before what it needs.
    fn keeps_what_holds(&self, facts: &Facts<'_>, purpose: &Purpose) -> bool {
        let pipeline = facts.pipeline;
        let kept = self.ends.iter().zip(&self.moves).filter(|(_, step)| step.is_some());
        let graph = FlowGraph::new(pipeline.graph().len(), kept.map(|(ends, _)| *ends));
        let still_entered = graph.reachable(pipeline.starts(), &|_| true);
        if facts.entered().iter().any(|stage| !still_entered.contains(stage)) {
            return false;
        }
        let is_bypassed = |graph: &FlowGraph, purpose: &Purpose| {
            let carriers = facts.carrying(purpose);
            let passable = |key| !carriers.contains(key);
            graph.shortest_path(pipeline.starts(), passable, |key| pipeline.is_won(key)).is_some()
        };
        let holds = |other: &Purpose| {
            !is_bypassed(&graph, other)
                || (other != purpose && is_bypassed(pipeline.graph(), other))
        };
        if !facts.demands().iter().all(|d| d.purpose.starts_a_cycle() || holds(&d.purpose)) {
            return false;
        }
        // What needs the purpose must not come before the moves led to it.
        let carriers = facts.carrying(purpose);
        let mut needing = facts.orders().into_iter().filter(|order| order.needs == *purpose);
        !needing.any(|order| {
            let early = facts.carrying(&order.purpose);
            let early = early.iter().filter(|key| !carriers.contains(*key));
            let ahead = graph.reachable(early, &|_| true);
            let led = self.ends.iter().zip(pipeline.move_ends());
            led.filter(|(now, before)| now != before).any(|((from, _), _)| ahead.contains(*from))
        })
    }
}
