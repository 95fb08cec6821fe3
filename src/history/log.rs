//! [`StageRow`], one line of a stage history, and [`StageLog`], all of them by
//! deal.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use crate::process::Pipeline;
use crate::value::text::{nearest, sets};
use crate::value::{
    Currency, DealId, Money, PersonId, PipelineId, Rate, RateError, Rates, StageId, Zone,
};

/// A deal entered a stage, or reached an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StageRow {
    /// The deal.
    pub deal: DealId,
    /// The stage or outcome, by its id.
    pub stage: StageId,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// Since when the deal is watched, where that is later: a deal that was
    /// adopted has stood in its stage for a while.
    pub watched_from: Option<DateTime<Utc>>,
    /// Who moved it.
    pub by: Option<PersonId>,
    /// What the deal was worth then, where it is known.
    pub amount: Option<Money>,
    /// The pipeline it ran by, where there are several.
    pub pipeline: Option<PipelineId>,
}

impl StageRow {
    /// A deal entered a stage at an instant; no more is known.
    pub fn new(deal: DealId, stage: StageId, entered_at: DateTime<Utc>) -> Self {
        let (watched_from, by, amount, pipeline) = (None, None, None, None);
        Self { deal, stage, entered_at, watched_from, by, amount, pipeline }
    }

    sets! {
        /// Sets what the deal was worth.
        amount(amount: Money) amount = Some(amount);

        /// Sets who moved it.
        by(person: PersonId) by = Some(person);

        /// Sets the pipeline it ran by.
        pipeline(pipeline: PipelineId) pipeline = Some(pipeline);

        /// Sets since when the deal is watched.
        watched_from(instant: DateTime<Utc>) watched_from = Some(instant);
    }
}

/// A visit of a stage or outcome by a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    /// Its place in [`StageLog::stages`].
    pub(crate) stage: usize,
    pub(crate) entered_at: DateTime<Utc>,
    pub(crate) watched_from: DateTime<Utc>,
    pub(crate) amount: Option<Money>,
    pub(crate) by: Option<PersonId>,
    pipeline: Option<PipelineId>,
    /// When the deal went on in another pipeline, in the log of one.
    pub(crate) transferred_at: Option<DateTime<Utc>>,
}

/// The visits of one deal, in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DealPath {
    pub(crate) id: DealId,
    pub(crate) visits: Vec<Visit>,
    /// When it was won, where it goes on after that, as journals tell.
    pub(crate) won_at: Option<DateTime<Utc>>,
}

impl DealPath {
    /// What the deal is worth as far as was ever known.
    pub(crate) fn amount(&self) -> Option<Money> {
        self.visits.iter().rev().find_map(|visit| visit.amount)
    }
}

/// A stage history: which deal entered which stage when.
///
/// Rows are added in any order. Those of a deal are put in the order of time,
/// and rows of one instant keep the order in which they were added. Every row
/// is a visit of its own, also where it is of the stage the deal stood in.
///
/// ```
/// use sales_process::history::{StageLog, StageRow};
///
/// let row = |deal: &str, stage: &str, at: &str| -> Result<StageRow, Box<dyn std::error::Error>> {
///     Ok(StageRow::new(deal.parse()?, stage.parse()?, at.parse()?))
/// };
/// let log: StageLog = [
///     row("D-1", "talk", "2026-03-01T09:00:00Z")?,
///     row("D-1", "won", "2026-03-08T09:00:00Z")?,
///     row("D-2", "talk", "2026-03-02T09:00:00Z")?,
/// ]
/// .into_iter()
/// .collect();
/// assert_eq!((log.deals(), log.rows()), (2, 3));
/// assert_eq!(log.as_of(), Some("2026-03-08T09:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageLog {
    stages: Vec<StageId>,
    paths: Vec<DealPath>,
    /// Up to when the deals were watched: those without an outcome were open then.
    as_of: Option<DateTime<Utc>>,
}

impl FromIterator<StageRow> for StageLog {
    fn from_iter<I: IntoIterator<Item = StageRow>>(rows: I) -> Self {
        let mut log = Self::default();
        let mut stages: HashMap<StageId, usize> = HashMap::new();
        let mut deals: HashMap<DealId, usize> = HashMap::new();
        for row in rows {
            let stage = *stages.entry(row.stage).or_insert_with_key(|id| {
                log.stages.push(id.clone());
                log.stages.len() - 1
            });
            let deal = *deals.entry(row.deal).or_insert_with_key(|id| {
                log.paths.push(DealPath { id: id.clone(), visits: Vec::new(), won_at: None });
                log.paths.len() - 1
            });
            let watched_from = row.watched_from.unwrap_or(row.entered_at).max(row.entered_at);
            log.as_of = log.as_of.max(Some(watched_from));
            if let Some(path) = log.paths.get_mut(deal) {
                path.visits.push(Visit {
                    stage,
                    entered_at: row.entered_at,
                    watched_from,
                    amount: row.amount,
                    by: row.by,
                    pipeline: row.pipeline,
                    transferred_at: None,
                });
            }
        }
        for path in &mut log.paths {
            path.visits.sort_by_key(|visit| visit.entered_at);
        }
        log
    }
}

impl StageLog {
    /// How many deals there are.
    pub fn deals(&self) -> usize {
        self.paths.len()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.paths.iter().map(|path| path.visits.len()).sum()
    }

    /// Up to when the deals were watched: the last instant of all rows, unless
    /// the log was cut. `None` without rows.
    pub fn as_of(&self) -> Option<DateTime<Utc>> {
        self.as_of
    }

    /// How long the last instant of all rows lies after the one before it; what is
    /// open is as old as the last one says. `None` with fewer than two.
    pub fn gap_before_last(&self) -> Option<TimeDelta> {
        let instants = || self.paths.iter().flat_map(|path| &path.visits).map(|it| it.entered_at);
        let last = instants().max()?;
        Some(last - instants().filter(|at| *at < last).max()?)
    }

    /// The stages and outcomes, in the order of the rows.
    pub(crate) fn stages(&self) -> &[StageId] {
        &self.stages
    }

    /// The pipelines that rows name, sorted.
    pub fn pipelines(&self) -> Vec<&PipelineId> {
        let visits = self.paths.iter().flat_map(|path| &path.visits);
        let mut named: Vec<&PipelineId> = visits.filter_map(|v| v.pipeline.as_ref()).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The visits of one pipeline: those that name it, and those that name
    /// none. It was watched as long as the whole. A deal that went on in another
    /// pipeline is watched here up to then, and neither open nor ended.
    #[must_use]
    pub fn in_pipeline(&self, pipeline: &str) -> Self {
        let is_of = |v: &Visit| v.pipeline.as_ref().is_none_or(|id| *id == *pipeline);
        self.keeping(self.as_of, is_of, true)
    }

    /// The log with the pipeline of each deal. Where no row names one, a deal is
    /// taken to run by the pipeline that has most of the stages it was in; of
    /// equals, by the first.
    #[must_use]
    pub fn assigned(&self, pipelines: &[Pipeline]) -> Cow<'_, Self> {
        if pipelines.len() < 2 || !self.pipelines().is_empty() {
            return Cow::Borrowed(self);
        }
        let knows: Vec<Vec<bool>> = pipelines
            .iter()
            .map(|it| self.stages.iter().map(|id| it.key(id.as_str()).is_some()).collect())
            .collect();
        let mut log = self.clone();
        for path in &mut log.paths {
            let known = |of: &Vec<bool>| {
                path.visits.iter().filter(|visit| of.get(visit.stage) == Some(&true)).count()
            };
            // Of equals, the last is the largest: so from the end.
            let most = knows.iter().enumerate().rev().max_by_key(|(_, of)| known(of));
            let pipeline = most.and_then(|(at, _)| pipelines.get(at)).map(Pipeline::id);
            path.visits.iter_mut().for_each(|visit| visit.pipeline = pipeline.cloned());
        }
        Cow::Owned(log)
    }

    /// What was known at an instant, that instant included.
    #[must_use]
    pub fn until(&self, instant: DateTime<Utc>) -> Self {
        let as_of = self.as_of.map(|_| instant);
        self.keeping(as_of, |visit| visit.watched_from <= instant, false)
    }

    /// The same with all amounts in one currency, each by the last rate known on
    /// its day, and the rates that were used, by day.
    ///
    /// # Errors
    ///
    /// The deal of the first amount that cannot be converted, and why:
    /// [`RateError::NoRate`] where no rate is known on the day and before it.
    pub fn converted(
        mut self,
        rates: &Rates,
        to: Currency,
        zone: impl Into<Zone>,
    ) -> Result<(Self, BTreeSet<Rate>), (DealId, RateError)> {
        let (zone, mut used) = (zone.into(), BTreeSet::new());
        for path in &mut self.paths {
            for visit in &mut path.visits {
                let Some(amount) = visit.amount else { continue };
                let converted = rates.convert(amount, to, zone.date_of(visit.entered_at));
                let (amount, rate) = converted.map_err(|error| (path.id.clone(), error))?;
                visit.amount = Some(amount);
                used.extend(rate);
            }
        }
        Ok((self, used))
    }

    /// The stages and outcomes that a pipeline does not have, by id: how many
    /// rows name each, and the id of the pipeline that is written much like it.
    pub fn unknown_in<'p>(
        &self,
        pipeline: &'p Pipeline,
    ) -> BTreeMap<&StageId, (usize, Option<&'p str>)> {
        let stages = pipeline.stages().iter().map(|stage| stage.id.as_str());
        let outcomes = pipeline.outcomes().iter().map(|outcome| outcome.id.as_str());
        let known: Vec<&str> = stages.chain(outcomes).collect();
        let mut unknown = BTreeMap::new();
        for visit in self.paths.iter().flat_map(|path| &path.visits) {
            let Some(id) = self.stages.get(visit.stage) else { continue };
            if pipeline.key(id.as_str()).is_none() {
                let near = || (0, nearest(id.as_str(), known.iter().copied()));
                unknown.entry(id).or_insert_with(near).0 += 1;
            }
        }
        unknown
    }

    fn keeping(
        &self,
        as_of: Option<DateTime<Utc>>,
        keep: impl Fn(&Visit) -> bool,
        others_are_elsewhere: bool,
    ) -> Self {
        let cut = |path: &DealPath| {
            let mut visits: Vec<Visit> = Vec::new();
            for visit in &path.visits {
                if keep(visit) {
                    let transferred_at = visit.transferred_at.filter(|at| Some(*at) <= as_of);
                    visits.push(Visit { transferred_at, ..visit.clone() });
                } else if let Some(last) = visits.last_mut().filter(|_| others_are_elsewhere) {
                    last.transferred_at = last.transferred_at.or(Some(visit.entered_at));
                }
            }
            let won_at = path.won_at.filter(|at| as_of.is_some_and(|as_of| *at <= as_of));
            (!visits.is_empty()).then(|| DealPath { id: path.id.clone(), visits, won_at })
        };
        let paths: Vec<DealPath> = self.paths.iter().filter_map(cut).collect();
        let as_of = as_of.filter(|_| !paths.is_empty());
        Self { stages: self.stages.clone(), paths, as_of }
    }

    /// Sets when a deal was won that goes on in stages.
    pub(super) fn set_won(&mut self, wins: &HashMap<DealId, DateTime<Utc>>) {
        for path in &mut self.paths {
            path.won_at = wins.get(&path.id).copied();
        }
    }

    pub(crate) fn paths(&self) -> &[DealPath] {
        &self.paths
    }
}
