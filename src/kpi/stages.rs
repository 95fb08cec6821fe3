//! How deals flow through the stages of a pipeline, from their journals:
//! [`StageFlow`], and a [`StageFigures`] for each stage.
//!
//! ```
//! use sales_process::kpi::StageFlow;
//! use sales_process::lifecycle::{Act, History, deal::{Deal, NewDeal}};
//! use sales_process::process::{PipelineDraft, Stage};
//!
//! let pipeline = PipelineDraft::new("web")
//!     .stage(Stage::new("talk", "Talk").start())
//!     .stage(Stage::new("offer", "Offer"))
//!     .won("won").lost("lost")
//!     .go("talk", "offer").go("offer", "won").go("offer", "lost")
//!     .build()?;
//! let anna = |day: &str| Ok::<_, Box<dyn std::error::Error>>(Act::new(day.parse()?, "anna".parse()?));
//! let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?);
//! let deal = Deal::open(new, &pipeline, "talk", &anna("2026-03-02T09:00:00Z")?)?;
//! let mut deal = deal.advance(&pipeline, "offer", &anna("2026-03-06T09:00:00Z")?)?;
//! let history: History<_> = deal.take_entries().into_iter().collect();
//!
//! let mut flow = StageFlow::new(&pipeline, "2026-03-31T00:00:00Z".parse()?);
//! flow.add(&history)?;
//! let talk = flow.stage("talk").ok_or("?")?;
//! assert_eq!(talk.conversion().to_string(), "100.0 %");
//! assert_eq!(talk.first_time.median_days(), Some(4.0));
//! // The deal has not passed the offer, but it may yet.
//! assert_eq!(flow.stage("offer").ok_or("?")?.conversion().to_string(), "0.0 % +");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each stage is counted in two ways, which differ where deals go back:
//!
//! - **By deal, from the first entry**: of the deals that *reached* the stage,
//!   how many have *passed* it. A deal has reached a stage that it entered, and
//!   one that it *skipped*: it went, or opened, from before it to beyond it and
//!   never entered it. What is skipped counts as passed. A deal has passed a
//!   stage once it went on from it, and when it is won it has passed all that it
//!   reached.
//! - **By entry**: each time a deal came to the stage is an entry, and it went
//!   on from there, went back, ended, or still stands there. Skips are none.
//!
//! A stage lies between two places if moves that are not rework lead from the
//! one to it and from it to the other, and not back; an opening comes from the
//! starts, and one at a start skips nothing. So a move that the pipeline has
//! past a stage skips it as an override does.
//!
//! A move goes back if it is a rework move or leads to a stage that lies before
//! the one left; where neither of the two lies before the other, if the deal
//! first came to that stage before the one it left. A deal that ends in a stage
//! and is taken up again is on the same entry; the time between does not count as
//! time in the stage. Stages of older revisions count as what they have become.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::cycle::Lengths;
use super::path::{Known, Left, Maps, Path, StageFlowError, StageOrder};
use super::report::KpiReport;
use super::value::{Kpi, Undefined};
use crate::lifecycle::History;
use crate::lifecycle::deal::{DealMachine, DealState, StageMap};
use crate::process::{Pipeline, Purpose, StageKey};
use crate::value::StageId;

/// What is counted of one stage. See the [module](self) for what the words mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct StageFigures {
    /// Deals that came to the stage, each once.
    pub entered: u64,
    /// Deals that reached it without ever entering it.
    pub skipped: u64,
    /// Of those that reached it, deals that have passed it.
    pub passed: u64,
    /// Deals that were lost before they passed it.
    pub lost: u64,
    /// Deals that ended without an outcome before they passed it.
    pub abandoned: u64,
    /// Deals that are open and have not passed it yet.
    pub undecided: u64,
    /// How often deals came to the stage in all.
    pub entries: u64,
    /// Entries after which the deal went on; also where it is won and stands
    /// there still.
    pub went_on: u64,
    /// Entries after which the deal went back.
    pub went_back: u64,
    /// Entries that ended with the deal, lost or abandoned.
    pub ended: u64,
    /// Entries of open deals that stand there still.
    pub standing: u64,
    /// How long deals stood there on their first entry, where that is over: a
    /// deal that is won and stands there still has stood there until it was won.
    pub first_time: Lengths,
    /// How long deals stood there on every entry that is over.
    pub every_time: Lengths,
}

impl StageFigures {
    /// Deals that reached the stage: entered + skipped; also passed + lost +
    /// abandoned + undecided.
    pub fn reached(&self) -> u64 {
        self.entered + self.skipped
    }

    /// Conversion by deal: passed ÷ reached; immature while deals are
    /// undecided, undefined where none reached it.
    pub fn conversion(&self) -> Kpi {
        share(self.passed, self.reached()).with_open(self.undecided)
    }

    fn merge(&mut self, other: StageFigures) {
        self.entered += other.entered;
        self.skipped += other.skipped;
        self.passed += other.passed;
        self.lost += other.lost;
        self.abandoned += other.abandoned;
        self.undecided += other.undecided;
        self.entries += other.entries;
        self.went_on += other.went_on;
        self.went_back += other.went_back;
        self.ended += other.ended;
        self.standing += other.standing;
        self.first_time.merge(other.first_time);
        self.every_time.merge(other.every_time);
    }
}

/// A share whose part is counted with its whole.
fn share(part: u64, whole: u64) -> Kpi {
    Kpi::rate(part, whole).unwrap_or(Kpi::undefined(Undefined::ZeroDenominator))
}

impl KpiReport {
    /// The report with what stage histories tell: discovery quality and trial to
    /// paid, of all deals that were counted up to the instant of the flow.
    #[must_use]
    pub fn with_stages(mut self, flow: &StageFlow<'_>) -> Self {
        self.sell.discovery_quality = flow.discovery_quality();
        self.sell.trial_to_paid = flow.trial_to_paid();
        self
    }
}

/// Counts how deals flow through the stages of a pipeline.
///
/// A fold over journals: deals are added one by one, and folds of different
/// deals are merged. What happened after `as_of` is not seen.
#[derive(Debug, Clone)]
pub struct StageFlow<'a> {
    order: StageOrder<'a>,
    as_of: DateTime<Utc>,
    maps: Maps,
    stages: Vec<StageFigures>,
    deals: u64,
    criteria_met: u64,
    criteria_asked: u64,
    trials: u64,
    trials_won: u64,
    trials_open: u64,
}

impl<'a> StageFlow<'a> {
    /// No deals yet; up to an instant, that instant included.
    pub fn new(pipeline: &'a Pipeline, as_of: DateTime<Utc>) -> Self {
        Self {
            order: StageOrder::new(pipeline),
            as_of,
            maps: Maps::new(),
            stages: vec![StageFigures::default(); pipeline.stages().len()],
            deals: 0,
            criteria_met: 0,
            criteria_asked: 0,
            trials: 0,
            trials_won: 0,
            trials_open: 0,
        }
    }

    /// Says what the stages of an older revision have become, for deals that
    /// ended by it and never went over. Several maps lead on one after the
    /// other.
    #[must_use]
    pub fn with_map(mut self, map: StageMap) -> Self {
        self.maps.insert(map.from_revision(), map);
        self
    }

    /// Adds a deal; nothing where it was opened after the instant.
    ///
    /// # Errors
    ///
    /// [`StageFlowError`]: the deal runs by another pipeline, or its journal
    /// names a stage that this revision does not have. Nothing is counted then.
    pub fn add(&mut self, history: &History<DealMachine>) -> Result<(), StageFlowError> {
        let read = Path::read(history, &mut self.order, &self.maps, self.as_of)?;
        if let Some(path) = read {
            self.deals += 1;
            self.count_stages(&path);
            self.count_discovery(&path);
            self.count_trial(&path);
        }
        Ok(())
    }

    /// Adds the deals of another fold.
    ///
    /// # Errors
    ///
    /// [`StageFlowError::TwoCounts`] where it is of another pipeline, revision
    /// or instant.
    pub fn merge(&mut self, other: StageFlow<'_>) -> Result<(), StageFlowError> {
        let is_same = self.order.pipeline.id() == other.order.pipeline.id()
            && self.order.pipeline.revision() == other.order.pipeline.revision()
            && self.stages.len() == other.stages.len()
            && self.as_of == other.as_of;
        if !is_same {
            return Err(StageFlowError::TwoCounts);
        }
        for (mine, others) in self.stages.iter_mut().zip(other.stages) {
            mine.merge(others);
        }
        self.deals += other.deals;
        self.criteria_met += other.criteria_met;
        self.criteria_asked += other.criteria_asked;
        self.trials += other.trials;
        self.trials_won += other.trials_won;
        self.trials_open += other.trials_open;
        Ok(())
    }

    /// How many deals were counted.
    pub fn deals(&self) -> u64 {
        self.deals
    }

    /// What is counted of a stage; `None` for an id that is no working stage.
    pub fn stage(&self, id: &str) -> Option<&StageFigures> {
        self.stages.get(self.order.pipeline.key(id)?.index())
    }

    /// What is counted of each working stage, in the order of the pipeline.
    pub fn stages(&self) -> impl Iterator<Item = (&StageId, &StageFigures)> + '_ {
        let ids = self.order.pipeline.stage_keys().filter_map(|key| self.order.pipeline.id_of(key));
        ids.zip(&self.stages)
    }

    /// Discovery quality: of the exit criteria of the stages with the purpose
    /// needs discovery, the share that was met when the deal left the stage,
    /// onwards or back; where it left more often, when it last did. A stage
    /// passed over by a later move counts as left then, one passed over by
    /// opening further on does not count, nor does one in which the deal ended.
    /// Undefined where no such stage with criteria has been left.
    pub fn discovery_quality(&self) -> Kpi {
        share(self.criteria_met, self.criteria_asked)
    }

    /// Trial-to-paid conversion: of the deals that entered a stage with the
    /// purpose trial, the share that is won, by the closing event of the
    /// process. Immature while some are open, undefined where none entered.
    pub fn trial_to_paid(&self) -> Kpi {
        share(self.trials_won, self.trials).with_open(self.trials_open)
    }

    fn count_stages(&mut self, path: &Path) {
        let skipped: Vec<StageKey> = path
            .hops
            .iter()
            .flat_map(|hop| self.order.between(hop.from, hop.to).to_vec())
            .collect();
        let mut firsts: BTreeMap<StageKey, bool> = BTreeMap::new();
        for visit in &path.visits {
            let left = match visit.left {
                Left::Not if path.is_won() => Left::On,
                left => left,
            };
            let is_first = !firsts.contains_key(&visit.stage);
            *firsts.entry(visit.stage).or_default() |= left == Left::On;
            let Some(figures) = self.stages.get_mut(visit.stage.index()) else { continue };
            figures.entries += 1;
            match left {
                Left::On => figures.went_on += 1,
                Left::Back => figures.went_back += 1,
                Left::Lost | Left::Abandoned => figures.ended += 1,
                Left::Not => figures.standing += 1,
            }
            let over = match visit.left {
                Left::Not => visit.until_won,
                _ => Some(visit.time),
            };
            if let Some(time) = over {
                figures.every_time.add(time);
                if is_first {
                    figures.first_time.add(time);
                }
            }
        }
        let mut reached: BTreeMap<StageKey, (bool, bool)> =
            firsts.into_iter().map(|(stage, passed)| (stage, (true, passed))).collect();
        for stage in skipped {
            reached.entry(stage).or_insert((false, true)).1 = true;
        }
        for (stage, (entered, passed)) in reached {
            let Some(figures) = self.stages.get_mut(stage.index()) else { continue };
            if entered {
                figures.entered += 1;
            } else {
                figures.skipped += 1;
            }
            match path.state {
                _ if passed || path.is_won() => figures.passed += 1,
                DealState::Lost => figures.lost += 1,
                DealState::Abandoned => figures.abandoned += 1,
                _ => figures.undecided += 1,
            }
        }
    }

    fn count_discovery(&mut self, path: &Path) {
        let mut when_left: BTreeMap<StageKey, &Known> = BTreeMap::new();
        for hop in &path.hops {
            let Some(from) = hop.from else { continue };
            let Some(known) = path.when_left.get(hop.known) else { continue };
            let entered = |stage: &StageKey| path.visits.iter().any(|v| v.stage == *stage);
            let over: Vec<StageKey> = self
                .order
                .between(hop.from, hop.to)
                .iter()
                .copied()
                .filter(|stage| !entered(stage))
                .collect();
            when_left.insert(from, known);
            when_left.extend(over.into_iter().map(|stage| (stage, known)));
        }
        if let (DealState::Completed, Some(last)) = (path.state, path.visits.last()) {
            when_left.insert(last.stage, &path.known);
        }
        for (key, known) in when_left {
            let Some(stage) = self.order.pipeline.working_stage(key) else { continue };
            if !stage.is_for(&Purpose::NeedsDiscovery) {
                continue;
            }
            let fields = self.order.pipeline.fields();
            for met in stage.exit_criteria.iter().filter_map(|it| known.is_met(key, it, fields)) {
                self.criteria_asked += 1;
                self.criteria_met += u64::from(met);
            }
        }
    }

    fn count_trial(&mut self, path: &Path) {
        let is_trial = |key: StageKey| {
            self.order
                .pipeline
                .working_stage(key)
                .is_some_and(|stage| stage.is_for(&Purpose::Trial))
        };
        if path.visits.iter().any(|visit| is_trial(visit.stage)) {
            self.trials += 1;
            self.trials_won += u64::from(path.is_won());
            let is_open = matches!(path.state, DealState::Open | DealState::OnHold);
            self.trials_open += u64::from(is_open);
        }
    }
}
