//! What each move of a deal demands, criteria and openings apart.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::record::DealRecord;
use super::{Amendment, DealRules, DealState, DealUnmet, DealView, StageMap, StageRef};
use crate::lifecycle::date::{from_day, happened, planned, possible};
use crate::lifecycle::fields;
use crate::lifecycle::words::{Choices, Hint};
use crate::lifecycle::{Act, DateFault, DateOf, Interaction, Note, Reason};
use crate::process::{ClosingEvent, OutcomeKind, Pipeline, StageKey};
use crate::value::{FieldOwner, Money, MoneyError, StageId};

/// The outcome named is none of the pipeline's of that kind.
pub(super) fn no_outcome(pipeline: &Pipeline, name: &StageId, kind: OutcomeKind) -> DealUnmet {
    let fitting = pipeline.outcomes().iter().filter(|outcome| outcome.kind == kind);
    let choices: Vec<String> = fitting.map(|outcome| outcome.id.clone()).collect();
    DealUnmet::UnknownOutcome { name: name.clone(), choices: Choices::of(&choices) }
}

pub(super) fn working_stage(
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
        Some(_) => DealUnmet::IsOutcome { outcome: stage.id().clone() },
    }
}

pub(super) fn unknown_stage(pipeline: &Pipeline, name: &str) -> DealUnmet {
    let known = pipeline.stages().iter().map(|stage| stage.id.as_str());
    DealUnmet::UnknownStage { name: name.to_owned(), hint: Hint::of(name, known) }
}

pub(super) fn not_negative(amount: Money, unmet: &mut Vec<DealUnmet>) {
    if amount.amount().is_sign_negative() && !amount.amount().is_zero() {
        unmet.push(DealUnmet::BelowZero { found: amount });
    }
}

fn positive(amount: Money, unmet: &mut Vec<DealUnmet>) {
    if !amount.is_positive() {
        unmet.push(DealUnmet::NotPositive { found: amount });
    }
}

/// A move being checked: the deal, the pipeline given, what is not met so far.
pub(super) struct Checking<'a> {
    pub(super) record: &'a DealRecord,
    pub(super) state: DealState,
    pub(super) rules: DealRules<'a>,
    pub(super) act: &'a Act,
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
    pub(super) fn pipeline(&mut self) -> Option<&'a Pipeline> {
        let record = self.record;
        let fits = |p: &&Pipeline| *p.id() == record.pipeline && p.revision() == record.revision;
        let own = self.rules.pipeline.filter(fits);
        if own.is_none() {
            self.lacks(|record, pipeline| {
                let (id, revision) = (record.pipeline.clone(), record.revision);
                match pipeline {
                    None => DealUnmet::NoPipeline { id, revision },
                    Some(found) => DealUnmet::OtherPipeline {
                        id,
                        revision,
                        found: found.id().clone(),
                        found_revision: found.revision(),
                    },
                }
            });
        }
        own
    }

    /// Notes what is not met. Out of the way of the moves that are made,
    /// which are most: a tenth of their time.
    #[cold]
    #[inline(never)]
    fn lacks(&mut self, unmet: impl FnOnce(&DealRecord, Option<&Pipeline>) -> DealUnmet) {
        let unmet = unmet(self.record, self.rules.pipeline);
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
        let Some(target) = to.resolve(pipeline) else {
            self.lacks(|_, _| unknown_stage(pipeline, to.id().as_str()));
            self.exit_criteria(pipeline, here);
            return Advance::Forward;
        };
        let advance = self.between(pipeline, here, (target, to), won);
        self.exit_criteria(pipeline, here);
        self.entry_criteria(pipeline, target, to);
        advance
    }

    /// The move from a stage to another.
    fn between(
        &mut self,
        pipeline: &Pipeline,
        here: StageKey,
        (target, to): (StageKey, &StageRef),
        won: bool,
    ) -> Advance {
        let reaches = pipeline.working_stage(target).is_none();
        if reaches && !(won && pipeline.is_won(target)) {
            self.lacks(|_, _| DealUnmet::IsOutcome { outcome: to.id().clone() });
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
                let taken = self.record.passes_to(to.id());
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

    pub(super) fn win(
        &mut self,
        amount: Option<Money>,
        evidence: &mut Option<Note>,
        on: NaiveDate,
    ) {
        // Blank evidence is none.
        *evidence = evidence.take().filter(|evidence| !evidence.is_blank());
        self.happened(DateOf::Closing, on, Some(self.act.day_of(self.record.opened_at)));
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
        } else if evidence.is_none() {
            self.unmet.push(DealUnmet::ClosingEvidence { event });
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

    fn date(&mut self, fault: Option<DateFault>) {
        self.unmet.extend(fault.map(DealUnmet::from));
    }

    fn happened(&mut self, which: DateOf, on: NaiveDate, first: Option<NaiveDate>) {
        self.date(happened(which, on, first, self.act));
    }

    pub(super) fn planned(&mut self, which: DateOf, on: NaiveDate) {
        self.date(planned(which, on, self.act));
    }

    pub(super) fn reason(&mut self, reason: &Note) {
        if reason.is_blank() {
            self.unmet.push(DealUnmet::Reason);
        }
    }

    pub(super) fn interaction(&mut self, interaction: &Interaction) {
        if interaction.about.is_blank() {
            self.unmet.push(DealUnmet::Interaction);
        }
        if let Some(on) = interaction.on {
            self.happened(DateOf::Interaction, on, None);
        }
    }

    fn settled(&mut self, worth: Option<Money>) {
        let due = worth.and_then(|worth| self.record.payments.due(worth).ok());
        self.nothing_due(due);
    }

    fn nothing_due(&mut self, due: Option<Money>) {
        if let Some(due) = due.filter(|due| due.is_positive()) {
            self.unmet.push(DealUnmet::StillDue { due });
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
            self.unmet.push(DealUnmet::Currency { expected, found });
        }
    }

    fn payment(&mut self, money: Money) {
        positive(money, self.unmet);
        self.one_currency(money, self.record.amount.or_else(|| self.paid_in()));
    }

    pub(super) fn pay(&mut self, money: Money, on: NaiveDate) {
        self.happened(DateOf::Payment, on, None);
        self.payment(money);
        let sum = self.record.payments.received.map(|received| received.plus(money));
        if let Some(Err(MoneyError::Overflow)) = sum {
            self.unmet.push(DealUnmet::Sum);
        }
    }

    pub(super) fn refund(&mut self, money: Money) {
        self.payment(money);
        match self.record.payments.received.filter(|received| received.is_positive()) {
            None => self.unmet.push(DealUnmet::NothingReceived),
            Some(received) if received.at_least(money) == Ok(false) => {
                self.unmet.push(DealUnmet::MoreThanReceived { found: money, received });
            }
            Some(_) => {}
        }
    }

    pub(super) fn return_payment(&mut self, money: Money, on: NaiveDate, reason: &Note) {
        self.reason(reason);
        self.happened(DateOf::Return, on, None);
        self.refund(money);
        // Money due on a completed deal is what a refund is for.
        if self.state == DealState::Completed {
            let due = self.record.due().map(|due| due.plus(money));
            self.nothing_due(due.and_then(Result::ok));
        }
    }

    pub(super) fn complete(&mut self) {
        self.settled(self.record.amount);
        let Some(pipeline) = self.pipeline() else { return };
        let Some(here) = self.here(pipeline) else { return };
        let near = pipeline.exits(here).any(|(to, _)| pipeline.is_won(to));
        if self.record.outcome.is_none() && !near {
            self.unmet.push(DealUnmet::OutcomeFar { stage: self.record.stage.id().clone() });
        }
        self.exit_criteria(pipeline, here);
    }

    pub(super) fn lose(&mut self, reason: &mut Reason, outcome: Option<&StageId>) {
        let Some(pipeline) = self.pipeline() else {
            if reason.code.trim().is_empty() {
                self.unmet.push(DealUnmet::NoLostReason { choices: Choices::default() });
            }
            return;
        };
        let list = pipeline.lost_reasons();
        reason.place_in(list);
        if reason.code.trim().is_empty() {
            self.unmet.push(DealUnmet::NoLostReason { choices: Choices::of(list) });
        } else if !reason.is_listed(list) {
            let hint = Hint::near(&reason.code, list.iter().map(String::as_str));
            let found = reason.code.clone();
            self.unmet.push(DealUnmet::LostReason { found, hint, choices: Choices::of(list) });
        } else if reason.lacks_note() {
            self.unmet.push(DealUnmet::ReasonNote);
        }
        self.outcome(pipeline, outcome, OutcomeKind::Lost);
    }

    pub(super) fn abandon(&mut self, outcome: Option<&StageId>) {
        if outcome.is_none() {
            return;
        }
        let Some(pipeline) = self.pipeline() else { return };
        self.outcome(pipeline, outcome, OutcomeKind::Abandoned);
    }

    fn outcome(&mut self, pipeline: &Pipeline, named: Option<&StageId>, kind: OutcomeKind) {
        let of_kind = |id: &&StageId| {
            pipeline.outcomes().iter().any(|outcome| outcome.kind == kind && **id == *outcome.id)
        };
        if let Some(named) = named.filter(|id| !of_kind(id)) {
            self.unmet.push(no_outcome(pipeline, named, kind));
        }
    }

    pub(super) fn amend(&mut self, change: &mut Amendment) {
        let ended = matches!(self.state, DealState::Lost | DealState::Abandoned);
        let in_every_state = matches!(
            change,
            Amendment::Owner(_)
                | Amendment::Customer(_)
                | Amendment::Kind(_)
                | Amendment::Lead(_)
                | Amendment::Field { .. }
        );
        if ended && !in_every_state {
            self.unmet.push(DealUnmet::Ended);
        }
        match change {
            Amendment::Owner(change) => {
                // Of a deal opened today the first day is that of UTC, maybe a later one.
                let first = self.record.owners.first_day();
                let from = *change.from.get_or_insert(self.act.day().max(first));
                self.date(from_day(DateOf::Owner, from, Some(first)));
                if self.record.owner_on(from) == Some(&change.to) {
                    let owner = change.to.clone();
                    self.unmet.push(DealUnmet::SameOwner { owner, from });
                }
            }
            Amendment::Field { field, value, personal } => {
                let Some(pipeline) = self.pipeline() else { return };
                match fields::check(FieldOwner::Deal, field, value, pipeline.fields()) {
                    Ok(found) => *personal = found,
                    Err(fault) => self.unmet.push(fault.into()),
                }
            }
            Amendment::Amount(amount) => {
                not_negative(*amount, self.unmet);
                self.one_currency(*amount, self.paid_in());
                if self.state == DealState::Completed {
                    self.settled(Some(*amount));
                }
            }
            Amendment::NextStep(Some(step)) => {
                if step.text.is_blank() {
                    self.unmet.push(DealUnmet::Change);
                }
                self.date(possible(DateOf::NextStep, step.due));
            }
            Amendment::Schedule(schedule) => {
                for part in schedule.iter() {
                    positive(part.amount, self.unmet);
                    self.date(possible(DateOf::Instalment, part.due));
                }
                match Money::sum(schedule.iter().map(|part| part.amount)) {
                    Ok(Some(sum)) => {
                        let known = self.record.amount.or(self.record.payments.received);
                        self.one_currency(sum, known);
                    }
                    Ok(None) => {}
                    Err(MoneyError::CurrencyMismatch { expected, found }) => {
                        self.unmet.push(DealUnmet::Currency { expected, found });
                    }
                    Err(_) => self.unmet.push(DealUnmet::Sum),
                }
            }
            Amendment::ExpectedClose(Some(day)) => self.planned(DateOf::ExpectedClose, *day),
            Amendment::ExpectedClose(None)
            | Amendment::NextStep(None)
            | Amendment::Customer(_)
            | Amendment::Kind(_)
            | Amendment::Lead(_) => {}
        }
    }

    /// Checks that the last move can be taken back and says where that leads.
    pub(super) fn take_back(
        &mut self,
        view: DealView<'_>,
        reason: &Note,
        entry: &mut Option<u32>,
    ) -> DealState {
        self.reason(reason);
        let Some(last) = &self.record.last_move else {
            self.unmet.push(DealUnmet::NoLastMove);
            return self.state;
        };
        if let Some(found) = entry.filter(|named| *named != last.entry) {
            self.unmet.push(DealUnmet::NotTheLast { found, last: last.entry });
        }
        *entry = Some(last.entry);
        let to = last.state_before(view).state();
        let worth = last.amount_before(self.record.amount);
        if let Some(worth) = worth {
            self.one_currency(worth, self.paid_in());
        }
        if to == DealState::Completed {
            let refunded = last.before.as_ref().and_then(|before| before.refunded);
            let due = worth.and_then(|worth| self.record.payments.due(worth).ok());
            let less = |due: Money| refunded.map_or(Ok(due), |back| due.minus(back));
            self.nothing_due(due.and_then(|due| less(due).ok()));
        }
        to
    }

    pub(super) fn transfer(&mut self, map: &StageMap) {
        if map.pipeline() == map.to_pipeline() {
            self.unmet.push(DealUnmet::StageMapEnd { to: map.to_pipeline().clone() });
        }
        self.by_map(map);
    }

    pub(super) fn migrate(&mut self, map: &StageMap) {
        if map.pipeline() != map.to_pipeline() {
            self.unmet.push(DealUnmet::StageMapEnd { to: map.to_pipeline().clone() });
        }
        self.by_map(map);
    }

    fn by_map(&mut self, map: &StageMap) {
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
            self.unmet.push(DealUnmet::StageMapGap { stages: gaps });
        }
        // A map read from outside can name anything: without the pipeline that it
        // leads to, no deal goes by it.
        let into = |p: &&Pipeline| p.id() == map.to_pipeline() && p.revision() == map.to_revision();
        let Some(new) = self.rules.pipeline.filter(into) else {
            let (id, revision) = (map.to_pipeline().clone(), map.to_revision());
            self.unmet.push(DealUnmet::NewPipeline { id, revision });
            return;
        };
        let fits = |(old, target): (&StageId, &StageId)| {
            let key = new.key(target.as_str());
            if record.outcomes().any(|outcome| outcome == old) {
                key.is_some_and(|key| new.is_won(key))
            } else {
                key.is_some_and(|key| new.working_stage(key).is_some())
            }
        };
        let targets = record.places().filter_map(|id| Some((id, map.target(id.as_str())?)));
        let astray = distinct(targets.filter(|pair| !fits(*pair)).map(|(_, target)| target));
        if !astray.is_empty() {
            self.unmet.push(DealUnmet::StageMapTarget { stages: astray });
        }
    }
}

fn distinct<'a>(ids: impl Iterator<Item = &'a StageId>) -> Vec<StageId> {
    ids.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}
