//! A deal as a good engineer would write it by hand for one application: an
//! enum of states, a `match` on state and command, and the demands of a move
//! to another stage checked in between.
//!
//! What it does as the crate does: it checks that the act does not lie before
//! the last one, that the pipeline and its revision are the deal's own, that
//! both stages exist and the target is no outcome (or, for a won deal, the
//! outcome Won), that the pipeline has the move, that the exit criteria of
//! the stage left are met, and that the way back has a pass left. It collects
//! everything that is not met, keeps visits and passes, counts the version,
//! and pushes an entry of version, time, person, states and command; the
//! command in the entry has the stage by its id, since an index means nothing
//! in a journal that outlives a revision.
//!
//! What it does better than the crate, because one application can: stages
//! are indices everywhere in memory, so that no id is compared or cloned but
//! into the entry; visits are a plain array; the deal is changed in place and
//! the entry pushed straight into the caller's journal.
//!
//! What it does not do: overrides and their record, entries that wait in the
//! deal until they are taken, a table that can be drawn, asked and tested,
//! the deal handed back with a refusal, redaction, migration, stored forms.
//! Commands that no bench gives are there, with their data, so that command
//! and entry have an honest size; only the `match` arms that an application
//! of this size would certainly have are written out.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "commands and entries have the size of all there would be"
)]

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sales_process::Money;
use sales_process::process::{OutcomeKind, Pipeline};

/// A pipeline, its stages and then its outcomes known by index.
pub struct Flow {
    pub id: Arc<str>,
    pub revision: u32,
    pub places: Vec<Place>,
}

pub struct Place {
    pub id: Arc<str>,
    /// `None`: a working stage.
    pub outcome: Option<OutcomeKind>,
    pub criteria: Vec<Criterion>,
    pub exits: Vec<Exit>,
}

pub struct Criterion {
    pub id: Arc<str>,
    pub text: String,
}

#[derive(Clone, Copy)]
pub struct Exit {
    pub to: usize,
    /// The moves back have a limit of passes.
    pub max_passes: Option<u32>,
}

impl Flow {
    /// The same pipeline as one of the crate's.
    pub fn of(pipeline: &Pipeline) -> Self {
        let ids = pipeline.stages().iter().map(|stage| &stage.id);
        let ids: Vec<_> = ids.chain(pipeline.outcomes().iter().map(|o| &o.id)).collect();
        let index = |id: &String| ids.iter().position(|known| *known == id).unwrap();
        let stages = pipeline.stages().iter().map(|stage| Place {
            id: stage.id.as_str().into(),
            outcome: None,
            criteria: stage
                .exit_criteria
                .iter()
                .map(|c| Criterion { id: c.id.as_str().into(), text: c.text.clone() })
                .collect(),
            exits: pipeline
                .moves()
                .iter()
                .filter(|m| m.from == stage.id)
                .map(|m| Exit { to: index(&m.to), max_passes: m.rework.and_then(|r| r.max_passes) })
                .collect(),
        });
        let outcomes = pipeline.outcomes().iter().map(|outcome| Place {
            id: outcome.id.as_str().into(),
            outcome: Some(outcome.kind),
            criteria: Vec::new(),
            exits: Vec::new(),
        });
        Self {
            id: pipeline.id().as_str().into(),
            revision: pipeline.revision(),
            places: stages.chain(outcomes).collect(),
        }
    }

    pub fn index(&self, id: &str) -> usize {
        self.places.iter().position(|place| *place.id == *id).unwrap()
    }
}

/// Who acts, and when.
pub struct Act {
    pub at: DateTime<Utc>,
    pub by: Arc<str>,
}

/// The state of a deal with what only that state has.
#[derive(Debug)]
pub enum State {
    Open,
    OnHold { reason: String, until: NaiveDate },
    Won { on: NaiveDate, evidence: String },
    Completed { on: NaiveDate, evidence: String },
    Lost { reason: String },
    Abandoned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateName {
    Open,
    OnHold,
    Won,
    Completed,
    Lost,
    Abandoned,
}

/// What is asked for.
#[derive(Debug)]
pub enum Command {
    Advance { to: usize },
    Win { amount: Money, evidence: String, on: NaiveDate },
    Hold { reason: String, until: NaiveDate },
    Resume,
    Lose { reason: String },
    Abandon,
    Complete,
    Pay { amount: Money, on: NaiveDate },
}

/// What is recorded of it.
#[derive(Debug)]
pub enum Done {
    Opened { customer: Arc<str>, amount: Option<Money>, stage: Arc<str> },
    Advanced { to: Arc<str> },
    Reworked { to: Arc<str> },
    Reached { to: Arc<str> },
    Won { amount: Money, evidence: String, on: NaiveDate },
    Held { reason: String, until: NaiveDate },
    Resumed,
    Lost { reason: String },
    Abandoned,
    Completed,
    Paid { amount: Money, on: NaiveDate },
}

#[derive(Debug)]
pub struct Entry {
    pub version: u64,
    pub at: DateTime<Utc>,
    pub by: Arc<str>,
    pub from: Option<StateName>,
    pub to: StateName,
    pub done: Done,
}

/// A demand that is not met.
#[derive(Debug)]
pub enum Unmet {
    NoSuchMove(StateName),
    TimeOrder(DateTime<Utc>),
    Pipeline(Arc<str>, u32),
    UnknownStage(usize),
    Outcome(Arc<str>),
    PipelineMove(Arc<str>, Arc<str>),
    ExitCriterion(Arc<str>, String),
    Passes(u32),
    Amount(Money),
    Reason,
}

pub struct Deal {
    pub state: State,
    pub id: Arc<str>,
    pub customer: Arc<str>,
    pub owner: Arc<str>,
    pub pipeline: Arc<str>,
    pub revision: u32,
    pub stage: usize,
    pub outcome: Option<usize>,
    pub entered_at: DateTime<Utc>,
    pub amount: Option<Money>,
    pub paid: Option<Money>,
    /// How often it came to each place.
    pub visits: Vec<u32>,
    /// From, to, how often.
    pub passes: Vec<(usize, usize, u32)>,
    /// Stage and criterion of it.
    pub met: Vec<(usize, usize)>,
    pub version: u64,
    pub last_at: DateTime<Utc>,
}

/// A checked move to another place.
#[derive(Clone, Copy)]
pub enum Step {
    Forward,
    Back,
    Outcome,
}

impl Deal {
    /// The same deal as [`super::deal`].
    pub fn new(flow: &Flow, act: &Act) -> Self {
        let mut visits = vec![0; flow.places.len()];
        visits[0] = 1;
        visits[1] = 1;
        Self {
            state: State::Open,
            id: "D-17".into(),
            customer: "acme".into(),
            owner: act.by.clone(),
            pipeline: flow.id.clone(),
            revision: flow.revision,
            stage: flow.index("discovery"),
            outcome: None,
            entered_at: act.at,
            amount: Some("12000.00 EUR".parse().unwrap()),
            paid: None,
            visits,
            passes: Vec::new(),
            met: (0..7).map(|stage| (stage, 0)).collect(),
            version: 9,
            last_at: act.at,
        }
    }

    pub fn name(&self) -> StateName {
        match self.state {
            State::Open => StateName::Open,
            State::OnHold { .. } => StateName::OnHold,
            State::Won { .. } => StateName::Won,
            State::Completed { .. } => StateName::Completed,
            State::Lost { .. } => StateName::Lost,
            State::Abandoned => StateName::Abandoned,
        }
    }

    /// Makes a move, or says everything that is in its way.
    pub fn apply(
        &mut self,
        flow: &Flow,
        command: Command,
        act: &Act,
        journal: &mut Vec<Entry>,
    ) -> Result<(), Vec<Unmet>> {
        let from = self.name();
        let mut unmet = Vec::new();
        if act.at < self.last_at {
            unmet.push(Unmet::TimeOrder(self.last_at));
        }
        let done = match (&self.state, command) {
            (State::Open | State::Won { .. }, Command::Advance { to }) => {
                let step = self.check_advance(flow, to, from == StateName::Won, &mut unmet);
                let Some(step) = step.filter(|_| unmet.is_empty()) else { return Err(unmet) };
                self.advance(flow, to, step, act)
            }
            (State::Open, Command::Win { amount, evidence, on }) => {
                if !amount.is_positive() {
                    unmet.push(Unmet::Amount(amount));
                }
                if evidence.trim().is_empty() {
                    unmet.push(Unmet::Reason);
                }
                if !unmet.is_empty() {
                    return Err(unmet);
                }
                self.amount = Some(amount);
                self.state = State::Won { on, evidence: evidence.clone() };
                Done::Won { amount, evidence, on }
            }
            (State::Open, Command::Hold { reason, until }) => {
                if reason.trim().is_empty() {
                    unmet.push(Unmet::Reason);
                }
                if !unmet.is_empty() {
                    return Err(unmet);
                }
                self.state = State::OnHold { reason: reason.clone(), until };
                Done::Held { reason, until }
            }
            (State::OnHold { .. }, Command::Resume) if unmet.is_empty() => {
                self.state = State::Open;
                Done::Resumed
            }
            (State::Open | State::OnHold { .. }, Command::Lose { reason }) => {
                if reason.trim().is_empty() {
                    unmet.push(Unmet::Reason);
                }
                if !unmet.is_empty() {
                    return Err(unmet);
                }
                self.state = State::Lost { reason: reason.clone() };
                Done::Lost { reason }
            }
            (State::Open | State::OnHold { .. }, Command::Abandon) if unmet.is_empty() => {
                self.state = State::Abandoned;
                Done::Abandoned
            }
            _ => {
                unmet.push(Unmet::NoSuchMove(from));
                return Err(unmet);
            }
        };
        self.version += 1;
        self.last_at = act.at;
        journal.push(Entry {
            version: self.version,
            at: act.at,
            by: act.by.clone(),
            from: Some(from),
            to: self.name(),
            done,
        });
        Ok(())
    }

    /// Checks every demand of a move to another place but the order of time.
    pub fn check_advance(
        &self,
        flow: &Flow,
        to: usize,
        won: bool,
        unmet: &mut Vec<Unmet>,
    ) -> Option<Step> {
        if flow.id != self.pipeline || flow.revision != self.revision {
            unmet.push(Unmet::Pipeline(self.pipeline.clone(), self.revision));
            return None;
        }
        let Some(here) = flow.places.get(self.stage).filter(|place| place.outcome.is_none()) else {
            unmet.push(Unmet::UnknownStage(self.stage));
            return None;
        };
        let Some(target) = flow.places.get(to) else {
            unmet.push(Unmet::UnknownStage(to));
            return None;
        };
        if target.outcome.is_some_and(|kind| !won || kind != OutcomeKind::Won) {
            unmet.push(Unmet::Outcome(target.id.clone()));
            return None;
        }
        let exit = here.exits.iter().find(|exit| exit.to == to);
        if exit.is_none() || self.outcome.is_some() {
            unmet.push(Unmet::PipelineMove(here.id.clone(), target.id.clone()));
        }
        for (i, criterion) in here.criteria.iter().enumerate() {
            if !self.met.contains(&(self.stage, i)) {
                unmet.push(Unmet::ExitCriterion(criterion.id.clone(), criterion.text.clone()));
            }
        }
        let Some(max) = exit.and_then(|exit| exit.max_passes) else {
            return Some(if target.outcome.is_some() { Step::Outcome } else { Step::Forward });
        };
        let taken = self.passes.iter().find(|(from, back, _)| (*from, *back) == (self.stage, to));
        if taken.is_some_and(|(_, _, times)| *times >= max) {
            unmet.push(Unmet::Passes(max));
        }
        Some(Step::Back)
    }

    /// Makes a checked move to another place.
    pub fn advance(&mut self, flow: &Flow, to: usize, step: Step, act: &Act) -> Done {
        let from = self.stage;
        let id = flow.places[to].id.clone();
        self.entered_at = act.at;
        if matches!(step, Step::Outcome) {
            self.outcome = Some(to);
            return Done::Reached { to: id };
        }
        self.stage = to;
        self.visits[to] += 1;
        if matches!(step, Step::Forward) {
            return Done::Advanced { to: id };
        }
        match self.passes.iter_mut().find(|(f, t, _)| (*f, *t) == (from, to)) {
            Some((_, _, times)) => *times += 1,
            None => self.passes.push((from, to, 1)),
        }
        Done::Reworked { to: id }
    }
}
