//! What each move of a deal demands.

use std::collections::BTreeSet;

use super::record::DealRecord;
use super::{Amendment, DealUnmet, Given, NewDeal, StageMap, StageRef};
use crate::lifecycle::Reason;
use crate::process::{ClosingEvent, Pipeline, Place, StageKey};
use crate::value::text::did_you_mean;
use crate::value::{Money, MoneyError, StageId};

/// A deal about to be opened at a stage of a pipeline, its demands checked
/// together with those of every other move.
pub(super) fn opening(
    new: &NewDeal,
    pipeline: &Pipeline,
    stage: &StageRef,
    unmet: &mut Vec<DealUnmet>,
) {
    if !pipeline.is_for(new.kind) {
        unmet.push(DealUnmet::Kind { pipeline: pipeline.id().clone(), kind: new.kind });
    }
    if let Some(amount) = new.amount {
        not_negative(amount, unmet);
    }
    let Some(key) = working_stage(pipeline, stage, unmet) else { return };
    let evidenced = new.evidence.as_ref().is_some_and(|evidence| !evidence.is_blank());
    let is_start = pipeline.working_stage(key).is_some_and(|s| s.start);
    if is_start || evidenced {
        return;
    }
    let left_out: Vec<StageId> = pipeline
        .skipped_when_opening_at(key)
        .into_iter()
        .filter_map(|skipped| pipeline.id_of(skipped).cloned())
        .collect();
    if !left_out.is_empty() {
        unmet.push(DealUnmet::OpeningStage { stage: stage.id().clone(), left_out });
    }
}

fn working_stage(
    pipeline: &Pipeline,
    stage: &StageRef,
    unmet: &mut Vec<DealUnmet>,
) -> Option<StageKey> {
    let key = stage.key_in(pipeline).filter(|key| pipeline.working_stage(*key).is_some());
    if key.is_none() {
        unmet.push(no_working_stage(pipeline, stage));
    }
    key
}

fn no_working_stage(pipeline: &Pipeline, stage: &StageRef) -> DealUnmet {
    match stage.key_in(pipeline) {
        None => unknown_stage(pipeline, stage.id().as_str()),
        Some(_) => DealUnmet::Outcome(stage.id().clone()),
    }
}

pub(super) fn unknown_stage(pipeline: &Pipeline, name: &str) -> DealUnmet {
    let known = pipeline.stages().iter().map(|stage| stage.id.as_str());
    DealUnmet::UnknownStage { name: name.to_owned(), hint: did_you_mean(name, known) }
}

fn not_negative(amount: Money, unmet: &mut Vec<DealUnmet>) {
    if amount.amount().is_sign_negative() && !amount.amount().is_zero() {
        unmet.push(DealUnmet::Amount { found: amount, expected: "zero or more".into() });
    }
}

fn positive(amount: Money, unmet: &mut Vec<DealUnmet>) {
    if !amount.is_positive() {
        unmet.push(DealUnmet::Amount { found: amount, expected: "more than zero".into() });
    }
}

/// A move being checked: the deal, the pipeline given, what is not met so far.
pub(super) struct Checking<'a> {
    pub(super) record: &'a DealRecord,
    pub(super) pipeline: Option<&'a Pipeline>,
    pub(super) unmet: &'a mut Vec<DealUnmet>,
}

/// Where a move to another stage goes, which decides how it is recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Advance {
    Forward,
    Back,
    Outcome,
}

impl<'a> Checking<'a> {
    /// The pipeline, if it is the one the deal runs by.
    fn pipeline(&mut self) -> Option<&'a Pipeline> {
        let record = self.record;
        let fits = |p: &&Pipeline| *p.id() == record.pipeline && p.revision() == record.revision;
        let own = self.pipeline.filter(fits);
        if own.is_none() {
            self.lacks(|record, pipeline| DealUnmet::Pipeline {
                id: record.pipeline.clone(),
                revision: record.revision,
                found: pipeline.map(|p| (p.id().clone(), p.revision())),
            });
        }
        own
    }

    /// Notes what is not met. Out of the way of the moves that are made,
    /// which are most: a tenth of their time.
    #[cold]
    #[inline(never)]
    fn lacks(&mut self, unmet: impl FnOnce(&DealRecord, Option<&Pipeline>) -> DealUnmet) {
        let unmet = unmet(self.record, self.pipeline);
        self.unmet.push(unmet);
    }

    /// The stage the deal stands in.
    fn here(&mut self, pipeline: &Pipeline) -> Option<StageKey> {
        let here = self.record.stage.key_in(pipeline);
        let here = here.filter(|key| pipeline.working_stage(*key).is_some());
        if here.is_none() {
            self.lacks(|record, _| no_working_stage(pipeline, &record.stage));
        }
        here
    }

    /// Checks a move to another stage and says how it is to be recorded.
    pub(super) fn advance(&mut self, to: &mut StageRef, won: bool) -> Advance {
        let Some(pipeline) = self.pipeline() else { return Advance::Forward };
        let Some(here) = self.here(pipeline) else { return Advance::Forward };
        let way = self.way(pipeline, here, to, won);
        self.exit_criteria(pipeline, here);
        way
    }

    /// The way from a stage to another.
    fn way(
        &mut self,
        pipeline: &Pipeline,
        here: StageKey,
        to: &mut StageRef,
        won: bool,
    ) -> Advance {
        let Some(target) = to.resolve(pipeline) else {
            self.lacks(|_, _| unknown_stage(pipeline, to.id().as_str()));
            return Advance::Forward;
        };
        let reaches = matches!(pipeline.place(target), Some(Place::Outcome(_)));
        if reaches && !(won && pipeline.is_won(target)) {
            self.lacks(|_, _| DealUnmet::Outcome(to.id().clone()));
            return Advance::Forward;
        }
        let step = pipeline.move_between(here, target);
        if step.is_none() || self.record.outcome.is_some() {
            self.lacks(|record, _| DealUnmet::PipelineMove {
                from: record.outcome.as_ref().unwrap_or(record.stage.id()).clone(),
                to: to.id().clone(),
            });
        }
        match step.and_then(|step| step.rework) {
            Some(rework) => {
                let from = self.record.stage.id();
                let taken = self.record.passes(from.as_str(), to.id().as_str());
                if let Some(max) = rework.max_passes.filter(|max| taken >= *max) {
                    self.lacks(|record, _| DealUnmet::Passes {
                        from: record.stage.id().clone(),
                        to: to.id().clone(),
                        max,
                    });
                }
                Advance::Back
            }
            None if reaches => Advance::Outcome,
            None => Advance::Forward,
        }
    }

    fn exit_criteria(&mut self, pipeline: &Pipeline, here: StageKey) {
        let Some(stage) = pipeline.working_stage(here) else { return };
        for criterion in &stage.exit_criteria {
            if !self.record.is_met_here(&criterion.id) {
                self.lacks(|record, _| DealUnmet::ExitCriterion {
                    stage: record.stage.id().clone(),
                    criterion: criterion.id.clone(),
                    text: criterion.text.clone(),
                });
            }
        }
    }

    pub(super) fn win(&mut self, amount: Option<Money>, evidence_blank: bool) {
        let worth = amount.or(self.record.amount);
        match worth {
            Some(worth) => {
                not_negative(worth, self.unmet);
                self.one_currency(worth, self.paid_in());
            }
            None => self.unmet.push(DealUnmet::NoAmount),
        }
        let Some(pipeline) = self.pipeline() else { return };
        let event = pipeline.closing_event();
        if event == ClosingEvent::PaymentReceived {
            self.settled(worth);
        } else if evidence_blank {
            self.unmet.push(DealUnmet::ClosingEvidence(event));
        }
        let Some(here) = self.here(pipeline) else { return };
        let been_there = || {
            let mut keys = self.record.visited().filter_map(|id| pipeline.key(id.as_str()));
            keys.any(|key| pipeline.reaches_closing(key))
        };
        if !pipeline.reaches_closing(here) && !been_there() {
            let stage = self.record.stage.id().clone();
            self.unmet.push(DealUnmet::ClosingPlace { stage, event });
        }
    }

    fn settled(&mut self, worth: Option<Money>) {
        if let Some(due) = worth.and_then(|worth| self.record.payments.due(worth).ok()) {
            if due.is_positive() {
                self.unmet.push(DealUnmet::StillDue(due));
            }
        }
    }

    /// The currency of the payments received and scheduled.
    fn paid_in(&self) -> Option<Money> {
        let payments = &self.record.payments;
        payments.received.or_else(|| payments.schedule.first().map(|part| part.amount))
    }

    /// The amount, the schedule and what was received go together.
    fn one_currency(&mut self, money: Money, other: Option<Money>) {
        let (found, Some(expected)) = (money.currency(), other.map(Money::currency)) else {
            return;
        };
        if found != expected {
            let error = MoneyError::CurrencyMismatch { expected, found };
            self.unmet.push(DealUnmet::Currency(error));
        }
    }

    fn payment(&mut self, money: Money) {
        positive(money, self.unmet);
        self.one_currency(money, self.record.amount.or_else(|| self.paid_in()));
    }

    pub(super) fn pay(&mut self, money: Money) {
        self.payment(money);
        let sum = self.record.payments.received.map(|received| received.plus(money));
        if let Some(Err(error @ MoneyError::Overflow)) = sum {
            self.unmet.push(DealUnmet::Sum(error));
        }
    }

    pub(super) fn refund(&mut self, money: Money) {
        self.payment(money);
        match self.record.payments.received.filter(|received| received.is_positive()) {
            None => self.unmet.push(DealUnmet::NothingReceived),
            Some(received) if received.at_least(money) == Ok(false) => {
                let expected = format!("at most the {received} received");
                self.unmet.push(DealUnmet::Amount { found: money, expected });
            }
            Some(_) => {}
        }
    }

    pub(super) fn complete(&mut self) {
        self.settled(self.record.amount);
        let Some(pipeline) = self.pipeline() else { return };
        let Some(here) = self.here(pipeline) else { return };
        let near = pipeline.exits(here).any(|(to, _)| pipeline.is_won(to));
        if self.record.outcome.is_none() && !near {
            self.unmet.push(DealUnmet::OutcomeFar(self.record.stage.id().clone()));
        }
        self.exit_criteria(pipeline, here);
    }

    pub(super) fn lose(&mut self, reason: &Reason) {
        let Some(pipeline) = self.pipeline() else {
            if reason.code.trim().is_empty() {
                self.unmet.push(DealUnmet::NoLostReason { list: Vec::new() });
            }
            return;
        };
        let list = pipeline.lost_reasons();
        if reason.code.trim().is_empty() {
            self.unmet.push(DealUnmet::NoLostReason { list: list.to_vec() });
        } else if !reason.is_listed(list) {
            let hint = did_you_mean(&reason.code, list.iter().map(String::as_str));
            let (found, list) = (reason.code.clone(), list.to_vec());
            self.unmet.push(DealUnmet::LostReason { found, list, hint });
        } else if reason.lacks_note() {
            self.unmet.push(DealUnmet::ReasonNote);
        }
    }

    pub(super) fn amend(&mut self, change: &Amendment) {
        match change {
            Amendment::Amount(amount) => {
                not_negative(*amount, self.unmet);
                self.one_currency(*amount, self.paid_in());
            }
            Amendment::NextStep(Some(step)) if step.text.is_blank() => {
                self.unmet.push(DealUnmet::Change);
            }
            Amendment::Schedule(schedule) => {
                for part in schedule {
                    positive(part.amount, self.unmet);
                }
                match Money::sum(schedule.iter().map(|part| part.amount)) {
                    Ok(Some(sum)) => {
                        let known = self.record.amount.or(self.record.payments.received);
                        self.one_currency(sum, known);
                    }
                    Ok(None) => {}
                    Err(error @ MoneyError::Overflow) => self.unmet.push(DealUnmet::Sum(error)),
                    Err(error) => self.unmet.push(DealUnmet::Currency(error)),
                }
            }
            Amendment::ExpectedClose(_) | Amendment::Owner(_) | Amendment::NextStep(_) => {}
        }
    }

    pub(super) fn satisfy(&mut self, given: &mut Given) {
        if given.evidence.is_blank() {
            self.unmet.push(DealUnmet::Evidence);
        }
        let Some(pipeline) = self.pipeline() else { return };
        let stage = given.stage.get_or_insert_with(|| self.record.stage.id().clone());
        let found = StageRef::from(stage.clone());
        let Some(key) = working_stage(pipeline, &found, self.unmet) else { return };
        let Some(found) = pipeline.working_stage(key) else { return };
        // The pipeline's own text, which compares by pointer from then on.
        if let Some(own) = pipeline.id_of(key) {
            stage.clone_from(own);
        }
        let known = || found.exit_criteria.iter().map(|criterion| criterion.id.as_str());
        if !known().any(|id| given.criterion == id) {
            self.unmet.push(DealUnmet::Criterion {
                stage: stage.clone(),
                criterion: given.criterion.clone(),
                hint: did_you_mean(given.criterion.as_str(), known()),
            });
        }
    }

    pub(super) fn migrate(&mut self, map: &StageMap) {
        let record = self.record;
        if *map.pipeline() != record.pipeline || map.from_revision() != record.revision {
            self.unmet.push(DealUnmet::StageMap {
                pipeline: map.pipeline().clone(),
                from: map.from_revision(),
                id: record.pipeline.clone(),
                revision: record.revision,
            });
            return;
        }
        let gaps = distinct(record.places().filter(|id| map.target(id.as_str()).is_none()));
        if !gaps.is_empty() {
            self.unmet.push(DealUnmet::StageMapGap(gaps));
        }
        // A map read from outside can name anything.
        let into = |p: &&Pipeline| p.id() == map.pipeline() && p.revision() == map.to_revision();
        let Some(new) = self.pipeline.filter(into) else { return };
        let fits = |(old, target): (&StageId, &StageId)| {
            let key = new.key(target.as_str());
            if record.outcome.as_ref() == Some(old) {
                key.is_some_and(|key| new.is_won(key))
            } else {
                key.is_some_and(|key| new.working_stage(key).is_some())
            }
        };
        let targets = record.places().filter_map(|id| Some((id, map.target(id.as_str())?)));
        let astray = distinct(targets.filter(|pair| !fits(*pair)).map(|(_, target)| target));
        if !astray.is_empty() {
            self.unmet.push(DealUnmet::StageMapTarget(astray));
        }
    }
}

fn distinct<'a>(ids: impl Iterator<Item = &'a StageId>) -> Vec<StageId> {
    ids.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}
