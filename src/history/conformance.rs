//! [`Conformance`]: how far deals went as designed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::stage_history::{End, StageHistory, micros};
use super::stays::float;

use crate::process::{Pipeline, StageKey};
use crate::value::{DealId, StageId};

/// How many deals are named as witnesses.
const WITNESSES: usize = 10;

/// How far deals went as designed. Witnesses are the first ten deals, in the
/// order of the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Conformance {
    /// The deals whose path is one of the design, as far as it has gone: no move
    /// that the design does not have, no mandatory stage passed by, no rework
    /// beyond its limit. Time is not judged.
    pub as_designed: AsDesigned,
    /// Moves that the design does not have. Reopenings are not among them.
    pub moves_not_in_design: Vec<UnknownMove>,
    /// Stages that every won deal must pass, and won deals did not. Deals begun
    /// before are not asked.
    pub mandatory_passed_by: Vec<StageDeals>,
    /// Rework moves that deals took more often than their limit allows.
    pub rework_over_limit: Vec<ReworkDeals>,
    /// Stages in which deals stood, or stand, longer than their stale limit.
    pub over_stale_limit: Vec<StageDeals>,
}

/// The deals that went as designed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AsDesigned {
    /// How many.
    pub deals: u64,
    /// Their share of all deals, from 0 to 1; `None` without deals.
    pub share: Option<f64>,
}

/// A move that the design does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UnknownMove {
    /// From where.
    pub from: StageId,
    /// To where.
    pub to: StageId,
    /// How often it happened.
    pub count: u64,
    /// Deals that made it.
    pub witnesses: Vec<DealId>,
}

/// Deals that differ from the design at a stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StageDeals {
    /// The stage.
    pub stage: StageId,
    /// How many deals.
    pub deals: u64,
    /// Some of them.
    pub witnesses: Vec<DealId>,
}

/// Deals that took a rework move too often.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReworkDeals {
    /// From where.
    pub from: StageId,
    /// To where.
    pub to: StageId,
    /// How many deals.
    pub deals: u64,
    /// Some of them.
    pub witnesses: Vec<DealId>,
}

/// How often, and the first deals.
#[derive(Default)]
struct Seen {
    count: u64,
    witnesses: Vec<DealId>,
}

impl Seen {
    fn add(&mut self, deal: &DealId) {
        self.count += 1;
        if self.witnesses.len() < WITNESSES && self.witnesses.last() != Some(deal) {
            self.witnesses.push(deal.clone());
        }
    }
}

impl Conformance {
    pub(super) fn of(history: &StageHistory<'_>, design: &Pipeline) -> Self {
        let mandatory: Vec<usize> =
            design.mandatory_stages().into_iter().map(StageKey::index).collect();
        let mut unknown: BTreeMap<(usize, usize), Seen> = BTreeMap::new();
        let mut passed_by: BTreeMap<usize, Seen> = BTreeMap::new();
        let mut reworked: BTreeMap<(usize, usize), Seen> = BTreeMap::new();
        let mut stale: BTreeMap<usize, Seen> = BTreeMap::new();
        let (mut deals, mut as_designed) = (0, 0);
        for deal in history.log.paths() {
            let path = history.path(deal);
            let mut departs = false;
            let mut passes: BTreeMap<(usize, usize), u32> = BTreeMap::new();
            for (visit, _, to) in history.visits(deal) {
                let from = history.place(visit);
                let Some(to) = to.filter(|_| history.end(from).is_none()) else { continue };
                let step = design.move_between(StageKey::of(from), StageKey::of(to));
                match step.map(|step| step.rework) {
                    None => {
                        departs = true;
                        unknown.entry((from, to)).or_default().add(&deal.id);
                    }
                    Some(Some(_)) => *passes.entry((from, to)).or_default() += 1,
                    Some(None) => {}
                }
            }
            for ((from, to), passes) in passes {
                let step = design.move_between(StageKey::of(from), StageKey::of(to));
                let limit = step.and_then(|step| step.rework).and_then(|rework| rework.max_passes);
                if limit.is_some_and(|limit| passes > limit) {
                    departs = true;
                    reworked.entry((from, to)).or_default().add(&deal.id);
                }
            }
            let is_won = path.last().and_then(|last| history.end(*last)) == Some(End::Won);
            if is_won && !history.is_begun_before(&path) {
                for stage in mandatory.iter().filter(|stage| !path.contains(stage)) {
                    departs = true;
                    passed_by.entry(*stage).or_default().add(&deal.id);
                }
            }
            let mut over: BTreeSet<usize> = BTreeSet::new();
            for (visit, until, _) in history.visits(deal) {
                let place = history.place(visit);
                let stage = design.working_stage(StageKey::of(place));
                let Some(limit) = stage.and_then(|stage| stage.stale_after_days) else { continue };
                if micros(visit.entered_at, until) > micros_of(limit.duration()) {
                    over.insert(place);
                }
            }
            over.into_iter().for_each(|stage| stale.entry(stage).or_default().add(&deal.id));
            deals += 1;
            as_designed += u64::from(!departs);
        }
        let id = |place: usize| history.id(place).cloned();
        let at_stages = |seen: BTreeMap<usize, Seen>| {
            let entry = |(stage, Seen { count: deals, witnesses })| {
                Some(StageDeals { stage: id(stage)?, deals, witnesses })
            };
            seen.into_iter().filter_map(entry).collect()
        };
        let share = (deals > 0).then(|| float(as_designed) / float(deals));
        Self {
            as_designed: AsDesigned { deals: as_designed, share },
            moves_not_in_design: unknown
                .into_iter()
                .filter_map(|((from, to), Seen { count, witnesses })| {
                    Some(UnknownMove { from: id(from)?, to: id(to)?, count, witnesses })
                })
                .collect(),
            mandatory_passed_by: at_stages(passed_by),
            rework_over_limit: reworked
                .into_iter()
                .filter_map(|((from, to), Seen { count: deals, witnesses })| {
                    Some(ReworkDeals { from: id(from)?, to: id(to)?, deals, witnesses })
                })
                .collect(),
            over_stale_limit: at_stages(stale),
        }
    }
}

fn micros_of(time: chrono::TimeDelta) -> i64 {
    time.num_microseconds().unwrap_or(i64::MAX)
}
