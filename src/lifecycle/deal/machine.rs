//! The machine of deals: where each move leads, and what it changes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::check::Checking;
use super::new::{AdoptedDeal, AdoptedPlace};
use super::record::{Approved, DealRecord, Visit};
use super::{
    Abandoned, Amendment, AnyDeal, Completed, DealCommand, DealDemand, DealFault, DealMachine,
    DealRules, DealState, DealStatus, DealUnmet, DealView, Lost, OnHold, Open, Payments, Refund,
    Won,
};
use crate::lifecycle::conduct::Core;
use crate::lifecycle::owners::Owners;
use crate::lifecycle::{Act, Conduct, DateOf, Entry, Note};
use crate::value::{DealId, Money};

impl Conduct for DealMachine {
    type Unmet = DealUnmet;
    type Fault = DealFault;
    type Record = DealRecord;
    type Status = DealStatus;
    type Any = AnyDeal;
    type View<'a> = DealView<'a>;
    type Rules<'a> = DealRules<'a>;

    const REPLAYED: &'static [DealDemand] = &[
        DealDemand::Amount,
        DealDemand::Received,
        DealDemand::Currency,
        DealDemand::NothingDue,
        DealDemand::InWork,
        DealDemand::Met,
        DealDemand::LastMove,
        DealDemand::StageMap,
    ];

    fn id(record: &DealRecord) -> &DealId {
        &record.id
    }

    fn check(
        core: &Core<Self>,
        view: DealView<'_>,
        command: &mut DealCommand,
        act: &Act,
        rules: DealRules<'_>,
        unmet: &mut Vec<DealUnmet>,
    ) -> DealState {
        if act.at() < core.last_at {
            unmet.push(DealUnmet::TimeOrder { last: core.last_at });
        }
        let stays = view.state();
        let mut checking = Checking { record: &core.record, state: stays, rules, act, unmet };
        match command {
            DealCommand::Open { .. } | DealCommand::Resume {} => DealState::Open,
            DealCommand::Adopt(_) | DealCommand::Erase {} => stays,
            DealCommand::Advance { to }
            | DealCommand::Rework { to }
            | DealCommand::Reach { to } => {
                let advance = checking.advance(to, stays == DealState::Won);
                command.record_as(advance);
                stays
            }
            DealCommand::Win { amount, evidence, on } => {
                checking.win(*amount, evidence, *on);
                DealState::Won
            }
            DealCommand::Hold { reason, until } => {
                checking.reason(reason);
                checking.planned(DateOf::Hold, *until);
                DealState::OnHold
            }
            DealCommand::Lose { reason, outcome } => {
                checking.lose(reason, outcome.as_ref());
                DealState::Lost
            }
            DealCommand::Abandon { outcome, .. } => {
                checking.abandon(outcome.as_ref());
                DealState::Abandoned
            }
            DealCommand::Complete {} => {
                checking.complete();
                DealState::Completed
            }
            DealCommand::Refund { amount, .. } => {
                checking.refund(*amount);
                DealState::Won
            }
            DealCommand::Reopen { reason, expected_close } => {
                checking.reason(reason);
                checking.planned(DateOf::ExpectedClose, *expected_close);
                DealState::Open
            }
            DealCommand::Amend(change) => {
                checking.amend(change);
                stays
            }
            DealCommand::Pay { amount, on } => {
                checking.pay(*amount, *on);
                stays
            }
            DealCommand::ReturnPayment { amount, on, reason } => {
                checking.return_payment(*amount, *on, reason);
                stays
            }
            DealCommand::Interact(interaction) => {
                checking.interaction(interaction);
                stays
            }
            DealCommand::Satisfy(given) => {
                checking.satisfy(given);
                stays
            }
            DealCommand::Retract { stage, criterion, reason } => {
                checking.retract(stage, criterion, reason);
                stays
            }
            DealCommand::Migrate(map) => {
                checking.migrate(map);
                stays
            }
            DealCommand::Transfer(map) => {
                checking.transfer(map);
                stays
            }
            DealCommand::TakeBack { reason, entry } => {
                let to = checking.take_back(view, reason, entry);
                if unmet.is_empty() {
                    unmet.extend(
                        fault_before(core, view).map(|fault| DealUnmet::NoWayBack { fault }),
                    );
                }
                to
            }
        }
    }

    fn next(record: &DealRecord, view: DealView<'_>, entry: &Entry<Self>) -> Option<DealStatus> {
        Some(match (&entry.command, view) {
            (DealCommand::Resume {} | DealCommand::Reopen { .. }, _) => DealStatus::Open(Open {}),
            (DealCommand::Win { evidence, on, .. }, _) => {
                DealStatus::Won(Won { on: *on, evidence: evidence.clone() })
            }
            (DealCommand::Hold { reason, until }, _) => {
                DealStatus::OnHold(OnHold { reason: reason.clone(), until: *until })
            }
            (DealCommand::Lose { reason, outcome }, _) => {
                DealStatus::Lost(Lost { reason: reason.clone(), outcome: outcome.clone() })
            }
            (DealCommand::Abandon { reason, outcome }, _) => {
                DealStatus::Abandoned(Abandoned { reason: *reason, outcome: outcome.clone() })
            }
            (DealCommand::TakeBack { entry, .. }, _) => {
                let last = record.last_move.as_ref().filter(|last| *entry == Some(last.entry))?;
                last.state_before(view)
            }
            (DealCommand::Complete {}, DealView::Won(won)) => {
                DealStatus::Completed(Completed { won: won.clone() })
            }
            (DealCommand::Refund { .. }, DealView::Completed(done)) => {
                DealStatus::Won(done.won.clone())
            }
            _ => return None,
        })
    }

    fn absorb(record: &mut DealRecord, view: DealView<'_>, entry: &Entry<Self>) {
        match &entry.command {
            DealCommand::Advance { to } => record.enter(to, false, entry.version, entry.at),
            DealCommand::Rework { to } => {
                record.count_pass(to.id());
                record.enter(to, true, entry.version, entry.at);
            }
            DealCommand::Reach { to } => record.reach(to.id(), entry.version, entry.at),
            DealCommand::Win { amount, .. } => {
                record.keep_before(view, entry);
                if amount.is_some() {
                    record.be_worth(*amount);
                }
            }
            DealCommand::Reopen { expected_close, .. } => {
                record.keep_before(view, entry);
                record.expected_close = Some(*expected_close);
                record.outcome = None;
            }
            DealCommand::Refund { amount, refund } => {
                record.keep_before(view, entry);
                match refund {
                    Refund::GivenBack => record.give_back(*amount),
                    Refund::DueAgain => record.payments.book(amount.negated()),
                }
            }
            DealCommand::Hold { .. }
            | DealCommand::Resume {}
            | DealCommand::Lose { .. }
            | DealCommand::Abandon { .. }
            | DealCommand::Complete {} => record.keep_before(view, entry),
            DealCommand::TakeBack { .. } => record.take_back(),
            DealCommand::Pay { amount, .. } => record.payments.book(*amount),
            DealCommand::ReturnPayment { amount, .. } => record.payments.book(amount.negated()),
            DealCommand::Amend(change) => record.amend(change, entry),
            DealCommand::Satisfy(given) => {
                let stage = given.stage.as_ref().unwrap_or(record.stage.id()).clone();
                let approved = given.role.as_ref().map(|_| Approved { amount: record.amount });
                record.meet(&stage, &given.criterion, approved);
            }
            DealCommand::Retract { stage, criterion, .. } => {
                let stage = stage.as_ref().unwrap_or(record.stage.id()).clone();
                record.retract(&stage, criterion);
            }
            DealCommand::Migrate(map) | DealCommand::Transfer(map) => record.migrate(map),
            DealCommand::Open { .. }
            | DealCommand::Adopt(_)
            | DealCommand::Interact(_)
            | DealCommand::Erase {} => {}
        }
    }

    fn create(entry: &Entry<Self>) -> Option<(DealRecord, DealStatus)> {
        if let DealCommand::Adopt(known) = &entry.command {
            return Some((adopted(known, entry.at)?, known.state.clone()));
        }
        let DealCommand::Open { new, pipeline, revision, stage } = &entry.command else {
            return None;
        };
        let record = DealRecord {
            id: new.id.clone(),
            customer: new.customer.clone(),
            lead: new.lead.clone(),
            kind: new.kind,
            owners: Owners::new(new.owner.clone(), entry.at.date_naive()),
            pipeline: pipeline.clone(),
            revision: *revision,
            stage: stage.clone(),
            outcome: None,
            opened_at: entry.at,
            entered_at: entry.at,
            visits: vec![Visit { stage: stage.id().clone(), times: 1 }],
            passes: Vec::new(),
            met: Vec::new(),
            amount: new.amount,
            expected_close: new.expected_close,
            next_step: None,
            payments: Payments::default(),
            fields: new.fields.clone(),
            last_move: None,
            adopted_at: None,
            external_id: None,
        };
        Some((record, DealStatus::Open(Open {})))
    }

    fn redact_record(record: &mut DealRecord) {
        record.fields.redact();
        if let Some(step) = &mut record.next_step {
            step.text.redact();
        }
        for before in record.last_move.iter_mut().filter_map(|last| last.before.as_mut()) {
            before.state.redact();
        }
    }

    fn redact_status(status: &mut DealStatus) {
        status.redact();
    }

    fn validate(core: &Core<Self>, view: DealView<'_>) -> Result<(), DealFault> {
        let record = &core.record;
        let stage = || record.stage.id().clone();
        if record.visits(record.stage.id().as_str()) == 0 {
            return Err(DealFault::NeverCame { stage: stage() });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = record.visited().find(|stage| !seen.insert(*stage)) {
            return Err(DealFault::VisitTwice { stage: twice.clone() });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = record.passes.iter().find(|it| !seen.insert((&it.from, &it.to))) {
            let (from, to) = (twice.from.clone(), twice.to.clone());
            return Err(DealFault::PassTwice { from, to });
        }
        if record.revision == 0 {
            return Err(DealFault::RevisionZero);
        }
        if !record.owners.are_in_order() {
            return Err(DealFault::Owners);
        }
        if record.entered_at < record.opened_at {
            return Err(DealFault::EnteredBeforeOpened { stage: stage() });
        }
        if record.entered_at > core.last_at {
            return Err(DealFault::EnteredAfterLast { stage: stage() });
        }
        let too_late = |last: &super::record::LastMove| {
            last.entry > core.version || last.entered_at > core.last_at
        };
        if record.last_move.as_ref().is_some_and(too_late) {
            return Err(DealFault::LastMove);
        }
        record.money_can_be()?;
        let won = match view {
            DealView::Won(won) | DealView::Completed(Completed { won }) => won,
            _ if record.outcome.is_some() => return Err(DealFault::OutcomeNotWon),
            _ => return Ok(()),
        };
        if record.amount.is_none() {
            return Err(DealFault::WonWithoutAmount);
        }
        let blank = |evidence: &Note| evidence.text().is_some_and(|text| text.trim().is_empty());
        if won.evidence.as_ref().is_some_and(blank) {
            return Err(DealFault::BlankEvidence);
        }
        match record.due().filter(|due| due.is_positive()) {
            Some(due) if matches!(view, DealView::Completed(_)) => {
                Err(DealFault::DueWhenCompleted { due })
            }
            _ => Ok(()),
        }
    }
}

/// What is wrong with the deal as it would be without its last move. What a
/// stored deal says of that move is its own, and can be anything.
fn fault_before(core: &Core<DealMachine>, view: DealView<'_>) -> Option<DealFault> {
    let state = core.record.last_move.as_ref()?.state_before(view);
    let (record, pending) = (core.record.clone(), Vec::new());
    let (version, last_at) = (core.version, core.last_at);
    let mut before: Core<DealMachine> = Core { record, version, last_at, pending };
    before.record.take_back();
    DealMachine::validate(&before, state.view()).err()
}

/// The record of a deal that has lived elsewhere.
fn adopted(known: &AdoptedDeal, at: DateTime<Utc>) -> Option<DealRecord> {
    let AdoptedPlace { pipeline, revision, stage } = known.place.clone()?;
    let new = &known.new;
    let since = known.owner_since.unwrap_or_else(|| known.opened_at.date_naive());
    Some(DealRecord {
        id: new.id.clone(),
        customer: new.customer.clone(),
        lead: new.lead.clone(),
        kind: new.kind,
        owners: Owners::after(&known.earlier_owners, new.owner.clone(), since),
        pipeline,
        revision,
        visits: vec![Visit { stage: stage.id().clone(), times: 1 }],
        stage,
        outcome: known.outcome.clone(),
        opened_at: known.opened_at,
        entered_at: known.in_stage_since,
        passes: Vec::new(),
        met: Vec::new(),
        amount: new.amount,
        expected_close: new.expected_close,
        next_step: None,
        payments: Payments { schedule: known.schedule.clone(), received: known.received },
        fields: new.fields.clone(),
        last_move: None,
        adopted_at: Some(at),
        external_id: known.external_id.clone(),
    })
}

impl DealRecord {
    fn amend(&mut self, change: &Amendment, entry: &Entry<DealMachine>) {
        match change {
            Amendment::Owner(change) => {
                let from = change.from.unwrap_or_else(|| entry.at.date_naive());
                self.owners.change(&change.to, from);
            }
            Amendment::Customer(customer) => self.customer = customer.clone(),
            Amendment::Kind(kind) => self.kind = *kind,
            Amendment::Lead(lead) => self.lead.clone_from(lead),
            Amendment::Field { field, value, personal } => {
                self.fields.set(field, value.as_ref(), *personal);
            }
            Amendment::Amount(amount) => self.amend_amount(*amount),
            Amendment::ExpectedClose(day) => {
                self.expected_close = *day;
                if let Some(before) = self.last_move.as_mut().and_then(|last| last.before.as_mut())
                {
                    before.expected_close = None;
                }
            }
            Amendment::NextStep(step) => self.next_step.clone_from(step),
            Amendment::Schedule(parts) => self.payments.schedule.clone_from(parts),
        }
    }

    /// Whether the amount and the payments are in their bounds and in one
    /// currency.
    fn money_can_be(&self) -> Result<(), DealFault> {
        let below_zero = |money: &Money| !money.is_positive() && !money.amount().is_zero();
        if let Some(amount) = self.amount.filter(below_zero) {
            return Err(DealFault::AmountBelowZero { amount });
        }
        if let Some(received) = self.payments.received.filter(below_zero) {
            return Err(DealFault::ReceivedBelowZero { received });
        }
        let mut parts = self.payments.schedule.iter().map(|part| part.amount);
        if let Some(amount) = parts.clone().find(|amount| !amount.is_positive()) {
            return Err(DealFault::InstalmentNotPositive { amount });
        }
        let Some(first) = self.amount.or(self.payments.received).or_else(|| parts.next()) else {
            return Ok(());
        };
        let expected = first.currency();
        let mut all = self.payments.received.into_iter().chain(parts);
        match all.find(|money| money.currency() != expected) {
            Some(other) => Err(DealFault::Currencies { expected, found: other.currency() }),
            None => Ok(()),
        }
    }
}
