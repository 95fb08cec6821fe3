//! Giving a missing purpose to a stage that is there: where the work is
//! probably done already.

use super::edit::Edit;
use super::facts::Facts;
use super::fix::{Fix, Safety};
use crate::designer::kin::kin;
use crate::designer::label::spoken;
use crate::process::graph::StageSet;
use crate::process::{Purpose, Stage, StageKey, guess_purposes};

/// In how many stages at most one is looked for: where there are more, nobody
/// has named and ordered them with care.
const MOST_LOOKED_AT: usize = 500;

/// How well a stage fits a purpose; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fitness {
    /// Its name speaks of it.
    ByName,
    /// It carries a purpose that is mostly done in one go with it.
    Kin,
    /// It carries no purpose that is known here.
    Free,
    /// It carries one close by in canonical order.
    Close,
}

/// A fix that gives a purpose to the stage that fits it best, of those that fit
/// at least so well and make it one that every won deal passes.
pub(super) fn given(facts: &Facts<'_>, purpose: &Purpose, at_least: Fitness) -> Option<Fix> {
    if facts.stage_count() > MOST_LOOKED_AT {
        return None;
    }
    let carriers = facts.carrying(purpose);
    // What every way past the carriers meets lies on the shortest of them.
    let way = way_past(facts, |at| carriers.contains(at))?;
    let mut found: Option<(Fitness, usize, StageKey)> = None;
    for key in way {
        let Some(stage) = facts.pipeline.working_stage(key) else { continue };
        let Some(fitness) = fitness(facts, key, stage, purpose).filter(|fit| *fit <= at_least)
        else {
            continue;
        };
        // Work at the end of a sale is done in the last stage that fits, the
        // other in the first.
        let place =
            if *purpose >= Purpose::Contract { usize::MAX - key.index() } else { key.index() };
        let better = found.is_none_or(|(best, at, _)| (fitness, place) < (best, at));
        if better && closes(facts, &carriers, key) && keeps_order(facts, purpose, key) {
            found = Some((fitness, place, key));
        }
    }
    let (_, _, key) = found?;
    let (pipeline, stage) = (facts.pipeline.id().clone(), facts.pipeline.id_of(key)?.clone());
    let title =
        format!("give {} to {}, if it happens there", spoken(purpose.name()), facts.name(key));
    let edit = Edit::AddPurpose { pipeline, stage, purpose: purpose.clone() };
    Some(Fix::new(Safety::Suggested, title, vec![edit]))
}

fn fitness(facts: &Facts<'_>, key: StageKey, stage: &Stage, purpose: &Purpose) -> Option<Fitness> {
    if guess_purposes(stage.name()).iter().any(|guess| guess.purpose == *purpose) {
        return Some(Fitness::ByName);
    }
    // What begins a cycle is its own stage, unless the name says otherwise.
    if purpose.starts_a_cycle() || *purpose == Purpose::PartnerManagement {
        return None;
    }
    if stage.purposes.iter().any(|other| kin(purpose).contains(other)) {
        return Some(Fitness::Kin);
    }
    let known: Vec<&Purpose> =
        stage.purposes.iter().filter(|other| !matches!(other, Purpose::Custom(_))).collect();
    if known.is_empty() {
        return is_between(facts, key, purpose).then_some(Fitness::Free);
    }
    let place = |purpose: &Purpose| Purpose::BUILT_IN.iter().position(|known| known == purpose);
    let at = place(purpose)?;
    let is_close = |other: &&&Purpose| place(other).is_some_and(|other| other.abs_diff(at) <= 1);
    known.iter().any(|other| is_close(&other)).then_some(Fitness::Close)
}

/// Whether a stage stands in the list between what comes before a purpose in
/// canonical order and what comes after it.
fn is_between(facts: &Facts<'_>, key: StageKey, purpose: &Purpose) -> bool {
    let known = |stage: &Stage, fits: &dyn Fn(&Purpose) -> bool| {
        stage.purposes.iter().any(|other| !matches!(other, Purpose::Custom(_)) && fits(other))
    };
    let (before, from) = facts.pipeline.stages().split_at(key.index());
    !before.iter().any(|stage| known(stage, &|other| other > purpose))
        && !from.iter().any(|stage| known(stage, &|other| other < purpose))
}

/// Whether no deal can be won without meeting one of some stages or another.
fn closes(facts: &Facts<'_>, carriers: &StageSet, key: StageKey) -> bool {
    way_past(facts, |at| at == key || carriers.contains(at)).is_none()
}

/// A shortest way to Won that meets none of some stages.
fn way_past(facts: &Facts<'_>, meets: impl Fn(StageKey) -> bool) -> Option<Vec<StageKey>> {
    let pipeline = facts.pipeline;
    let graph = pipeline.graph();
    graph.shortest_path(pipeline.starts(), |at| !meets(at), |at| pipeline.is_won(at))
}

/// Whether nothing that needs the purpose comes before the stage, and what the
/// purpose needs does not come after it.
fn keeps_order(facts: &Facts<'_>, purpose: &Purpose, key: StageKey) -> bool {
    let graph = facts.pipeline.graph();
    let leads_on = |step: usize| facts.leads_on(step);
    let ahead = graph.reachable([key], &leads_on);
    facts.orders().iter().all(|order| {
        let is_apart = |other: &StageKey| *other != key;
        if order.needs == *purpose {
            let early = facts.carrying(&order.purpose);
            let reaches = graph.reaching([key], &leads_on);
            !early.iter().filter(is_apart).any(|other| reaches.contains(other))
        } else if order.purpose == *purpose {
            let needed = facts.carrying(&order.needs);
            needed.contains(key)
                || !needed.iter().filter(is_apart).any(|other| ahead.contains(other))
        } else {
            true
        }
    })
}
