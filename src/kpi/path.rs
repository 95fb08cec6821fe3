//! The path one deal took along its pipeline, read from its journal.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::cycle::Length;
use crate::lifecycle::deal::{
    Amendment, DealCommand, DealMachine, DealState, NewDeal, StageMap, StageRef,
};
use crate::lifecycle::{Entry, FilledFields, History};
use crate::process::{Case, Criterion, CriterionKind, DealKind, Pipeline, StageKey};
use crate::value::{CriterionId, DealId, FieldOwner, Fields, Money, PipelineId, StageId};

/// Why journals cannot be counted together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StageFlowError {
    /// The deal runs by another pipeline.
    #[error("the deal `{deal}` runs by the pipeline `{runs_by}`, not by `{expected}`")]
    OtherPipeline {
        /// The deal.
        deal: DealId,
        /// The pipeline it runs by.
        runs_by: PipelineId,
        /// The pipeline whose stages are counted.
        expected: PipelineId,
    },
    /// The journal names a stage that the pipeline does not have.
    #[error(
        "there is no stage `{stage}` in revision {revision} of the pipeline `{pipeline}`; \
         give the stage map that leads there"
    )]
    UnknownStage {
        /// The stage.
        stage: StageId,
        /// The pipeline.
        pipeline: PipelineId,
        /// Its revision.
        revision: u32,
    },
    /// Two counts of two pipelines, revisions or instants.
    #[error("two counts can be merged only for one revision of one pipeline and one instant")]
    TwoCounts,
}

/// How a visit of a stage has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// The deal went on.
    On,
    /// It went back.
    Back,
    /// It was lost there.
    Lost,
    /// It ended there without an outcome.
    Abandoned,
    /// It has not.
    Not,
}

/// From coming to a stage until leaving it. A deal that ends there and is taken
/// up again is on the same visit.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) stage: StageKey,
    pub(super) left: Left,
    /// How long it stood there; up to its last end where it has ended.
    pub(super) time: Length,
    /// How long it had stood there when the deal was won, if it was there.
    pub(super) until_won: Option<Length>,
    /// Since when the clock runs; stopped where `None`.
    since: Option<DateTime<Utc>>,
}

/// A move from one place to another; from nowhere for the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hop {
    pub(super) from: Option<StageKey>,
    pub(super) to: StageKey,
    /// Which of [`Path::when_left`] was known then.
    pub(super) known: usize,
}

/// The numbers of the entries that were taken back, and of those that did so:
/// figures leave both out.
pub(super) fn taken_back(history: &History<DealMachine>) -> BTreeSet<u32> {
    let pair = |entry: &Entry<DealMachine>| match entry.command {
        DealCommand::TakeBack { entry: Some(taken), .. } => Some([taken, entry.version]),
        _ => None,
    };
    history.entries().iter().filter_map(pair).flatten().collect()
}

/// The path of a deal up to an instant.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) visits: Vec<Visit>,
    pub(super) hops: Vec<Hop>,
    pub(super) known: Known,
    /// What was known at each of the hops.
    pub(super) when_left: Vec<Known>,
    pub(super) state: DealState,
}

/// What is known of a deal that criteria ask for.
#[derive(Debug, Clone)]
pub(super) struct Known {
    kind: DealKind,
    amount: Option<Money>,
    fields: FilledFields,
    /// The criteria met by evidence or approval.
    met: BTreeSet<(StageKey, CriterionId)>,
}

impl Known {
    /// Whether a criterion of a stage is met; `None` where it does not apply, and
    /// where it asks for a field of the customer or lead, which no deal tells.
    pub(super) fn is_met(
        &self,
        stage: StageKey,
        criterion: &Criterion,
        fields: &Fields,
    ) -> Option<bool> {
        let find = |field: &str| self.fields.get(field);
        let case = Case::new(self.kind).amount(self.amount).fields(&find);
        if !criterion.applies(&case).unwrap_or(true) {
            return None;
        }
        if let CriterionKind::Field(field) = criterion.kind() {
            return fields.find(FieldOwner::Deal, field).ok().map(|_| find(field).is_some());
        }
        Some(self.met.iter().any(|(of, met)| *of == stage && *met == *criterion.id))
    }
}

/// Where the stages of older revisions went: by the revision left.
pub(super) type Maps = BTreeMap<u32, StageMap>;

impl Path {
    /// Reads a journal up to an instant, that instant included. `None` where
    /// the deal was not opened by then.
    pub(super) fn read(
        history: &History<DealMachine>,
        order: &mut StageOrder<'_>,
        maps: &Maps,
        as_of: DateTime<Utc>,
    ) -> Result<Option<Self>, StageFlowError> {
        let pipeline = order.pipeline;
        let names = Names::of(history, pipeline, maps);
        let mut path: Option<Self> = None;
        let taken = taken_back(history);
        let seen = history.entries().iter().enumerate().filter(|(_, entry)| entry.at <= as_of);
        for (place, entry) in seen.filter(|(_, entry)| !taken.contains(&entry.version)) {
            if let DealCommand::Adopt(adopted) = &entry.command {
                // Of a deal adopted after its end nothing was seen.
                let Some(at) = adopted
                    .place
                    .as_ref()
                    .filter(|_| matches!(entry.to, DealState::Open | DealState::OnHold))
                else {
                    return Ok(None);
                };
                names.belongs(&adopted.new.id)?;
                let mut begun = Self::new(&adopted.new, entry.to);
                begun.stand(names.key(&at.stage, place)?, adopted.in_stage_since);
                path = Some(begun);
                continue;
            }
            if let DealCommand::Open { new, stage, .. } = &entry.command {
                names.belongs(&new.id)?;
                let mut opened = Self::new(new, entry.to);
                opened.arrive(names.key(stage, place)?, entry.at);
                path = Some(opened);
            } else if let Some(path) = &mut path {
                path.follow(entry, place, &names, order)?;
            }
        }
        if let Some(last) = path.as_mut().and_then(|path| path.visits.last_mut()) {
            last.stop(as_of);
        }
        Ok(path)
    }

    fn new(new: &NewDeal, state: DealState) -> Self {
        let known = Known {
            kind: new.kind,
            amount: new.amount,
            fields: new.fields.clone(),
            met: BTreeSet::new(),
        };
        Self { visits: vec![], hops: vec![], known, when_left: vec![], state }
    }

    /// Whether the deal counts as won.
    pub(super) fn is_won(&self) -> bool {
        matches!(self.state, DealState::Won | DealState::Completed)
    }

    fn follow(
        &mut self,
        entry: &Entry<DealMachine>,
        place: usize,
        names: &Names<'_>,
        order: &mut StageOrder<'_>,
    ) -> Result<(), StageFlowError> {
        self.state = entry.to;
        match &entry.command {
            DealCommand::Advance { to } => {
                let to = names.key(to, place)?;
                if self.stands_in(to) && names.pipeline.move_between(to, to).is_none() {
                    // The two stages have become one since.
                    return Ok(());
                }
                let back = self.goes_back(to, order);
                self.leave(if back { Left::Back } else { Left::On }, entry.at);
                self.arrive(to, entry.at);
            }
            DealCommand::Rework { to } => {
                let to = names.key(to, place)?;
                if self.stands_in(to) && names.pipeline.move_between(to, to).is_none() {
                    return Ok(());
                }
                self.leave(Left::Back, entry.at);
                self.arrive(to, entry.at);
            }
            DealCommand::Reach { to } => {
                let to = names.key(to, place)?;
                self.leave(Left::On, entry.at);
                self.hop(to);
            }
            DealCommand::Win { amount, .. } => {
                self.known.amount = amount.or(self.known.amount);
                if let Some(last) = self.visits.last_mut() {
                    last.until_won = Some(last.time_at(entry.at));
                }
            }
            DealCommand::Complete {} => self.leave(Left::On, entry.at),
            DealCommand::Lose { .. } => self.leave(Left::Lost, entry.at),
            DealCommand::Abandon { .. } => self.leave(Left::Abandoned, entry.at),
            DealCommand::Reopen { .. } => {
                self.known.met.clear();
                if let Some(last) = self.visits.last_mut() {
                    last.left = Left::Not;
                    last.until_won = None;
                    last.since.get_or_insert(entry.at);
                }
            }
            DealCommand::Satisfy(given) => {
                let met = self.named(given.stage.as_ref(), &given.criterion, place, names)?;
                self.known.met.extend(met);
            }
            DealCommand::Retract { stage, criterion, .. } => {
                let met = self.named(stage.as_ref(), criterion, place, names)?;
                self.known.met.retain(|known| Some(known) != met.as_ref());
            }
            DealCommand::Amend(Amendment::Kind(kind)) => self.known.kind = *kind,
            DealCommand::Amend(Amendment::Amount(amount)) => self.known.amount = Some(*amount),
            DealCommand::Amend(Amendment::Field { field, value, personal }) => {
                self.known.fields.set(field, value.as_ref(), *personal);
            }
            _ => {}
        }
        Ok(())
    }

    /// A criterion of the stage named, or of the one the deal stands in.
    fn named(
        &self,
        stage: Option<&StageId>,
        criterion: &CriterionId,
        place: usize,
        names: &Names<'_>,
    ) -> Result<Option<(StageKey, CriterionId)>, StageFlowError> {
        let stage = match stage {
            Some(stage) => Some(names.key(&StageRef::from(stage.clone()), place)?),
            None => self.visits.last().map(|visit| visit.stage),
        };
        Ok(stage.map(|stage| (stage, criterion.clone())))
    }

    fn stands_in(&self, stage: StageKey) -> bool {
        self.visits.last().is_some_and(|visit| visit.stage == stage)
    }

    fn arrive(&mut self, stage: StageKey, at: DateTime<Utc>) {
        self.hop(stage);
        self.stand(stage, at);
    }

    fn stand(&mut self, stage: StageKey, at: DateTime<Utc>) {
        let (time, since) = (Length::ZERO, Some(at));
        self.visits.push(Visit { stage, left: Left::Not, time, until_won: None, since });
    }

    fn hop(&mut self, to: StageKey) {
        let from = self.visits.last().map(|visit| visit.stage);
        self.hops.push(Hop { from, to, known: self.when_left.len() });
        self.when_left.push(self.known.clone());
    }

    fn leave(&mut self, how: Left, at: DateTime<Utc>) {
        if let Some(last) = self.visits.last_mut() {
            last.left = how;
            last.stop(at);
        }
    }

    /// Whether a move that is not marked as rework goes back all the same.
    fn goes_back(&self, to: StageKey, order: &mut StageOrder<'_>) -> bool {
        let Some(here) = self.visits.last().map(|visit| visit.stage) else { return false };
        let first = |key: StageKey| self.visits.iter().position(|visit| visit.stage == key);
        match order.order(here, to) {
            Some(Ordering::Greater) => true,
            Some(_) => false,
            None => first(to).is_some_and(|known| Some(known) < first(here)),
        }
    }
}

impl Visit {
    fn stop(&mut self, at: DateTime<Utc>) {
        self.time = self.time_at(at);
        self.since = None;
    }

    /// How long the deal has stood there at an instant.
    fn time_at(&self, at: DateTime<Utc>) -> Length {
        // Entries from outside can be out of the order of time; what ends
        // before it begins has taken no time.
        let last = self.since.and_then(|since| Length::between(since, at).ok());
        self.time.plus(last.unwrap_or(Length::ZERO))
    }
}

/// Which stage lies before which, and what lies between; each worked out once.
#[derive(Debug, Clone)]
pub(super) struct StageOrder<'a> {
    pub(super) pipeline: &'a Pipeline,
    order: BTreeMap<(StageKey, StageKey), Option<Ordering>>,
    between: BTreeMap<(Option<StageKey>, StageKey), Vec<StageKey>>,
}

impl<'a> StageOrder<'a> {
    pub(super) fn new(pipeline: &'a Pipeline) -> Self {
        Self { pipeline, order: BTreeMap::new(), between: BTreeMap::new() }
    }

    /// Which of two stages lies before the other: plain moves lead from it
    /// there, and not the other way round. `None` where neither does.
    fn order(&mut self, first: StageKey, second: StageKey) -> Option<Ordering> {
        let pipeline = self.pipeline;
        *self.order.entry((first, second)).or_insert_with(|| {
            let plain = |step: usize| !pipeline.is_rework(step);
            let leads = |from, to| pipeline.graph().reachable([from], &plain).contains(to);
            match (leads(first, second), leads(second, first)) {
                (true, false) => Some(Ordering::Less),
                (false, true) => Some(Ordering::Greater),
                _ => None,
            }
        })
    }

    /// The stages that lie between two places.
    pub(super) fn between(&mut self, from: Option<StageKey>, to: StageKey) -> &[StageKey] {
        let pipeline = self.pipeline;
        self.between.entry((from, to)).or_insert_with(|| find_between(pipeline, from, to))
    }
}

/// The stages that lie between two places: plain moves lead from the first (any
/// start, for an opening) to them and from them to the second, and from neither
/// way back. None for an opening at a start.
fn find_between(pipeline: &Pipeline, from: Option<StageKey>, to: StageKey) -> Vec<StageKey> {
    let starts: Vec<StageKey> = pipeline.starts().collect();
    let begin = match from {
        Some(from) => vec![from],
        None if starts.contains(&to) => return Vec::new(),
        None => starts,
    };
    let graph = pipeline.graph();
    let plain = |step: usize| !pipeline.is_rework(step);
    let ahead = graph.reachable(begin, &plain);
    let leading = graph.reaching([to], &plain);
    let beyond = graph.reachable([to], &plain);
    let behind = graph.reaching(from, &plain);
    let lies = |key: &StageKey| {
        ahead.contains(*key)
            && leading.contains(*key)
            && !beyond.contains(*key)
            && !behind.contains(*key)
    };
    pipeline.stage_keys().filter(lies).collect()
}

/// Looks up the stages that entries name, which may be those of an older
/// revision, or of the pipeline that the deal was transferred from.
struct Names<'a> {
    pipeline: &'a Pipeline,
    /// The pipeline that the deal runs by in the end.
    runs_by: Option<&'a PipelineId>,
    /// The maps the deal went over by, with the place of the entry.
    taken: Vec<(usize, &'a StageMap)>,
    /// The maps from the revision it runs by to that of the pipeline.
    beyond: Vec<&'a StageMap>,
}

impl<'a> Names<'a> {
    fn of(history: &'a History<DealMachine>, pipeline: &'a Pipeline, maps: &'a Maps) -> Self {
        let (mut runs_by, mut revision) = (None, None);
        let mut taken = Vec::new();
        for (place, entry) in history.entries().iter().enumerate() {
            match &entry.command {
                DealCommand::Open { pipeline, revision: first, .. } => {
                    (runs_by, revision) = (Some(pipeline), Some(*first));
                }
                DealCommand::Adopt(adopted) => {
                    let place = adopted.place.as_ref();
                    runs_by = place.map(|place| &place.pipeline);
                    revision = place.map(|place| place.revision);
                }
                DealCommand::Migrate(map) | DealCommand::Transfer(map) => {
                    runs_by = Some(map.to_pipeline());
                    revision = Some(map.to_revision());
                    taken.push((place, map));
                }
                _ => {}
            }
        }
        let mut beyond: Vec<&StageMap> = Vec::new();
        // No more steps than maps: a circle of maps is left after one round.
        while let Some(map) = revision
            .filter(|revision| *revision != pipeline.revision() && beyond.len() < maps.len())
            .and_then(|revision| maps.get(&revision))
        {
            beyond.push(map);
            revision = Some(map.to_revision());
        }
        Self { pipeline, runs_by, taken, beyond }
    }

    fn belongs(&self, deal: &DealId) -> Result<(), StageFlowError> {
        match self.runs_by.filter(|runs_by| *runs_by != self.pipeline.id()) {
            None => Ok(()),
            Some(runs_by) => Err(StageFlowError::OtherPipeline {
                deal: deal.clone(),
                runs_by: runs_by.clone(),
                expected: self.pipeline.id().clone(),
            }),
        }
    }

    fn key(&self, stage: &StageRef, place: usize) -> Result<StageKey, StageFlowError> {
        let taken = self.taken.iter().filter(|(at, _)| *at > place).map(|(_, map)| *map);
        let mut maps = taken.chain(self.beyond.iter().copied()).peekable();
        let unknown = |id: &StageId| StageFlowError::UnknownStage {
            stage: id.clone(),
            pipeline: self.pipeline.id().clone(),
            revision: self.pipeline.revision(),
        };
        if maps.peek().is_none() {
            return stage.key_in(self.pipeline).ok_or_else(|| unknown(stage.id()));
        }
        let mut id = stage.id();
        for map in maps {
            id = map.target(id.as_str()).unwrap_or(id);
        }
        self.pipeline.key(id.as_str()).ok_or_else(|| unknown(id))
    }
}
