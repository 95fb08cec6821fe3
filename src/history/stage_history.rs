//! [`StageHistory`]: a log read beside a design.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::log::{DealPath, StageLog, Visit};
use super::stays::{Stay, StayTimes};
use crate::process::{Pipeline, Place, StageKey};
use crate::value::StageId;

/// A stage history read beside the pipeline as it is designed, or by itself.
///
/// Beside a design, stages come in its order and those it does not have after
/// them; outcomes are those of the design. By itself, stages come in the order
/// of the rows. What is called `won`, `lost` or `abandoned` (in any case) and is
/// no stage of the design is an outcome.
#[derive(Debug, Clone)]
pub struct StageHistory<'a> {
    pub(crate) log: &'a StageLog,
    pub(crate) design: Option<&'a Pipeline>,
    pub(crate) places: Vec<StagePlace>,
    /// The place of each stage of the log.
    place_of: Vec<usize>,
}

/// How a deal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Won,
    Lost,
    Abandoned,
}

/// A stage or outcome of a history.
#[derive(Debug, Clone)]
pub(crate) struct StagePlace {
    pub(crate) id: StageId,
    /// How a deal ends there; `None` for a working stage.
    pub(crate) end: Option<End>,
}

impl<'a> StageHistory<'a> {
    /// The log by itself.
    pub fn of(log: &'a StageLog) -> Self {
        Self::read(log, None)
    }

    /// The log beside a pipeline that its deals were to run by.
    pub fn beside(log: &'a StageLog, design: &'a Pipeline) -> Self {
        Self::read(log, Some(design))
    }

    fn read(log: &'a StageLog, design: Option<&'a Pipeline>) -> Self {
        let mut places: Vec<StagePlace> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        if let Some(pipeline) = design {
            let keys = (0..pipeline.stages().len() + pipeline.outcomes().len()).map(StageKey::of);
            for key in keys {
                let (Some(id), Some(place)) = (pipeline.id_of(key), pipeline.place(key)) else {
                    continue;
                };
                let end = match place {
                    Place::Stage(_) => None,
                    Place::Outcome(outcome) => {
                        Some(named_end(outcome.kind.name()).unwrap_or(End::Abandoned))
                    }
                };
                known.insert(id.as_str(), places.len());
                places.push(StagePlace { id: id.clone(), end });
            }
        }
        let place_of = log.stages().iter().map(|id| {
            *known.entry(id.as_str()).or_insert_with(|| {
                places.push(StagePlace { id: id.clone(), end: named_end(id.as_str()) });
                places.len() - 1
            })
        });
        let place_of = place_of.collect();
        Self { log, design, places, place_of }
    }

    /// Up to when the deals were watched; the beginning of 1970 without rows.
    pub fn as_of(&self) -> DateTime<Utc> {
        self.log.as_of().unwrap_or(DateTime::UNIX_EPOCH)
    }

    pub(crate) fn place(&self, visit: &Visit) -> usize {
        self.place_of.get(visit.stage).copied().unwrap_or_default()
    }

    pub(crate) fn path(&self, deal: &DealPath) -> Vec<usize> {
        deal.visits.iter().map(|visit| self.place(visit)).collect()
    }

    pub(crate) fn end(&self, place: usize) -> Option<End> {
        self.places.get(place).and_then(|place| place.end)
    }

    /// What a place is called: the name in the design, or the id.
    pub(crate) fn name(&self, place: usize) -> &str {
        let key = StageKey::of(place);
        match self.design.and_then(|design| design.place(key)) {
            Some(Place::Stage(stage)) if !stage.name().trim().is_empty() => stage.name(),
            _ => self.places.get(place).map_or("", |place| place.id.as_str()),
        }
    }

    pub(crate) fn id(&self, place: usize) -> Option<&StageId> {
        self.places.get(place).map(|place| &place.id)
    }

    /// Whether a path does not begin where the design lets deals begin.
    pub(crate) fn is_begun_before(&self, path: &[usize]) -> bool {
        let is_start = |place: &usize| {
            self.design.is_none_or(|design| {
                design.working_stage(StageKey::of(*place)).is_some_and(|stage| stage.start)
            })
        };
        !path.first().is_some_and(is_start)
    }

    /// Each visit of a deal with when it ended, or up to when it was watched,
    /// and the place it was left for.
    pub(crate) fn visits<'d>(
        &'d self,
        deal: &'d DealPath,
    ) -> impl Iterator<Item = (&'d Visit, DateTime<Utc>, Option<usize>)> {
        deal.visits.iter().enumerate().map(|(i, visit)| {
            match (visit.transferred_at, deal.visits.get(i + 1)) {
                (Some(at), _) => (visit, at, None),
                (None, Some(next)) => (visit, next.entered_at, Some(self.place(next))),
                (None, None) => (visit, self.as_of(), None),
            }
        })
    }

    /// The stays in each working stage, by place. Where only the way to a win is
    /// asked for, what comes after it is left out.
    fn stays(&self, up_to_wins: bool) -> Vec<Vec<Stay>> {
        let mut stays: Vec<Vec<Stay>> = vec![Vec::new(); self.places.len()];
        let won = self.places.iter().position(|place| place.end == Some(End::Won));
        for deal in self.log.paths() {
            let won_at = deal.won_at.filter(|_| up_to_wins).zip(won);
            let mut is_won = false;
            for (visit, mut until, mut to) in self.visits(deal) {
                let place = self.place(visit);
                if self.end(place).is_some() {
                    continue;
                }
                if is_won {
                    break;
                }
                if let Some((at, won)) = won_at.filter(|(at, _)| *at <= until || to.is_none()) {
                    is_won = true;
                    if at < visit.entered_at {
                        break;
                    }
                    (until, to) = (at, Some(won));
                }
                let watched_from = micros(visit.entered_at, visit.watched_from);
                let length = micros(visit.entered_at, until);
                if let Some(stays) = stays.get_mut(place) {
                    stays.push(Stay { length, watched_from, to });
                }
            }
        }
        stays
    }

    /// What the stays in each stage are like, by place.
    pub(crate) fn stay_times(&self) -> Vec<StayTimes> {
        self.stays(false).into_iter().map(StayTimes::estimate).collect()
    }

    /// The same as far as deals are won.
    pub(crate) fn stay_times_up_to_wins(&self) -> Vec<StayTimes> {
        self.stays(true).into_iter().map(StayTimes::estimate).collect()
    }
}

/// How a deal ends in what is called so.
fn named_end(name: &str) -> Option<End> {
    let is = |end: &str| name.eq_ignore_ascii_case(end);
    match () {
        () if is("won") => Some(End::Won),
        () if is("lost") => Some(End::Lost),
        () if is("abandoned") => Some(End::Abandoned),
        () => None,
    }
}

/// The microseconds from one instant to another; at most what fits.
pub(crate) fn micros(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let time = to - from;
    let most = if time < chrono::TimeDelta::zero() { i64::MIN } else { i64::MAX };
    time.num_microseconds().unwrap_or(most)
}
