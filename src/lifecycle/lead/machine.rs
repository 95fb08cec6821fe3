//! The machine of leads: where each move leads, and what it changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::check::{asked, given, interaction, interest, listed, referrer, source_known};
use super::new::{AdoptedLead, redact_interest, redact_source};
use super::record::LastMove;
use super::{
    AnyLead, Asked, Assigned, Converted, Disqualified, LeadAmendment, LeadCommand, LeadDemand,
    LeadFault, LeadMachine, LeadRecord, LeadRules, LeadState, LeadStatus, LeadUnmet, LeadView,
    Merged, New, Nurturing, Prospect, Qualified, Source, Working,
};
use crate::lifecycle::conduct::Core;
use crate::lifecycle::date::{planned, possible};
use crate::lifecycle::{Act, Conduct, DateOf, Entry, FilledFields, fields};
use crate::policy::{Answered, LeadFilter, Qualification};
use crate::value::{CriterionId, FieldOwner, Fields, LeadId, PersonId};

impl Conduct for LeadMachine {
    type Unmet = LeadUnmet;
    type Fault = LeadFault;
    type Record = LeadRecord;
    type Status = LeadStatus;
    type Any = AnyLead;
    type View<'a> = LeadView<'a>;
    type Rules<'a> = LeadRules<'a>;

    const REPLAYED: &'static [LeadDemand] = &[
        LeadDemand::DecisionMaker,
        LeadDemand::Owner,
        LeadDemand::Referrer,
        LeadDemand::Survivor,
        LeadDemand::LastMove,
    ];

    fn id(record: &LeadRecord) -> &LeadId {
        &record.id
    }

    #[allow(clippy::too_many_lines, reason = "a table: an arm for each move")]
    fn check(
        core: &Core<Self>,
        view: LeadView<'_>,
        command: &mut LeadCommand,
        act: &Act,
        rules: LeadRules<'_>,
        unmet: &mut Vec<LeadUnmet>,
    ) -> LeadState {
        let record = &core.record;
        if act.at() < core.last_at {
            unmet.push(LeadUnmet::TimeOrder { last: core.last_at });
        }
        match command {
            LeadCommand::Capture { .. } | LeadCommand::Adopt(_) | LeadCommand::Erase {} => {
                view.state()
            }
            LeadCommand::ShowInterest { interest: shown, source } => {
                interest(shown, source.as_ref().or(record.source.as_ref()), unmet);
                LeadState::New
            }
            LeadCommand::Drop { reason, failed } | LeadCommand::Disqualify { reason, failed } => {
                listed(reason, rules.disqualify_reasons, unmet);
                let verdict = rules.filter.map(|filter| record.filter_verdict(filter));
                *failed = verdict.map(|verdict| verdict.failed).unwrap_or_default();
                LeadState::Disqualified
            }
            LeadCommand::Assign { .. } | LeadCommand::Reactivate { .. } => LeadState::Assigned,
            LeadCommand::Reassign { owner } => {
                another_owner(record, owner, unmet);
                LeadState::Assigned
            }
            LeadCommand::FirstContact { interaction: contact } => {
                interaction(contact, act, unmet);
                LeadState::Working
            }
            LeadCommand::Qualify {} => {
                let filter = rules.filter.map(|filter| record.filter_verdict(filter));
                if let Some(verdict) = filter.filter(|verdict| !verdict.passed) {
                    unmet.push(LeadUnmet::filter(verdict));
                }
                let framework = rules.qualification.map(|f| record.qualification_verdict(f));
                if let Some(verdict) = framework.filter(|verdict| !verdict.qualified) {
                    unmet.push(LeadUnmet::framework(&verdict));
                }
                LeadState::Qualified
            }
            LeadCommand::Convert { customer, .. } => {
                referrer(record.source.as_ref(), customer, unmet);
                LeadState::Converted
            }
            LeadCommand::Nurture { reason, revisit } => {
                given(reason, unmet);
                unmet.extend(planned(DateOf::Revisit, *revisit, act).map(LeadUnmet::from));
                LeadState::Nurturing
            }
            LeadCommand::Reclaim { reason } => {
                given(reason, unmet);
                LeadState::New
            }
            LeadCommand::Reopen { reason, interest: shown, source } => {
                given(reason, unmet);
                let source = source.as_ref().or(record.source.as_ref());
                if let Some(shown) = shown {
                    interest(shown, source, unmet);
                } else {
                    // A prospect that was dropped has shown none yet.
                    if record.interest.is_none() {
                        unmet.push(LeadUnmet::Interest);
                    }
                    source_known(source, unmet);
                }
                LeadState::New
            }
            LeadCommand::Merge { into } => {
                if *into == record.id {
                    unmet.push(LeadUnmet::Survivor { lead: into.clone() });
                }
                LeadState::Merged
            }
            LeadCommand::Interact(contact) => {
                interaction(contact, act, unmet);
                view.state()
            }
            LeadCommand::Screen(answer) => {
                let criteria = rules.filter.map_or(&[][..], LeadFilter::criteria);
                asked(answer, criteria.iter().map(|c| c.id.as_str()), unmet);
                view.state()
            }
            LeadCommand::Answer(answer) => {
                let criteria = rules.qualification.map_or(&[][..], Qualification::criteria);
                asked(answer, criteria.iter().map(|c| c.id.as_str()), unmet);
                view.state()
            }
            LeadCommand::Amend(change) => {
                amendment(record, view, change, rules, unmet);
                view.state()
            }
            LeadCommand::TakeBack { reason, entry } => {
                given(reason, unmet);
                let Some(last) = &record.last_move else {
                    unmet.push(LeadUnmet::NoLastMove);
                    return view.state();
                };
                if let Some(found) = entry.filter(|named| *named != last.entry) {
                    unmet.push(LeadUnmet::NotTheLast { found, last: last.entry });
                }
                *entry = Some(last.entry);
                last.state.state()
            }
        }
    }

    fn next(record: &LeadRecord, view: LeadView<'_>, entry: &Entry<Self>) -> Option<LeadStatus> {
        Some(match (&entry.command, view) {
            (
                LeadCommand::ShowInterest { .. }
                | LeadCommand::Reclaim { .. }
                | LeadCommand::Reopen { .. },
                _,
            ) => LeadStatus::New(New {}),
            (
                LeadCommand::Drop { reason, failed } | LeadCommand::Disqualify { reason, failed },
                _,
            ) => LeadStatus::Disqualified(Disqualified {
                reason: reason.clone(),
                failed: failed.clone(),
            }),
            (
                LeadCommand::Assign { .. }
                | LeadCommand::Reactivate { .. }
                | LeadCommand::Reassign { .. },
                _,
            ) => LeadStatus::Assigned(Assigned {}),
            (LeadCommand::FirstContact { .. }, _) => LeadStatus::Working(Working {}),
            (LeadCommand::Qualify {}, _) => LeadStatus::Qualified(Qualified {}),
            (LeadCommand::Convert { deal, customer }, _) => {
                LeadStatus::Converted(Converted { deal: deal.clone(), customer: customer.clone() })
            }
            (LeadCommand::Nurture { reason, revisit }, _) => {
                LeadStatus::Nurturing(Nurturing { reason: reason.clone(), revisit: *revisit })
            }
            (LeadCommand::Merge { into }, _) => LeadStatus::Merged(Merged { into: into.clone() }),
            (LeadCommand::TakeBack { entry, .. }, _) => {
                let last = record.last_move.as_ref().filter(|last| *entry == Some(last.entry))?;
                last.state.clone()
            }
            _ => return None,
        })
    }

    fn absorb(record: &mut LeadRecord, view: LeadView<'_>, entry: &Entry<Self>) {
        // A lead reassigned in the state Assigned has moved too.
        let moves =
            entry.from != Some(entry.to) || matches!(entry.command, LeadCommand::Reassign { .. });
        if matches!(entry.command, LeadCommand::TakeBack { .. }) {
            return record.take_back();
        }
        if moves {
            record.keep_before(view, entry.version);
        }
        if entry.from != Some(entry.to) {
            record.since = entry.at;
        }
        match &entry.command {
            LeadCommand::ShowInterest { interest, source } => {
                record.interest = Some(interest.clone());
                if source.is_some() {
                    record.source.clone_from(source);
                }
            }
            LeadCommand::Assign { owner }
            | LeadCommand::Reactivate { owner }
            | LeadCommand::Reassign { owner } => record.owner = Some(owner.clone()),
            LeadCommand::Reclaim { .. } => record.owner = None,
            LeadCommand::Reopen { interest, source, .. } => {
                record.owner = None;
                if interest.is_some() {
                    record.interest.clone_from(interest);
                }
                if source.is_some() {
                    record.source.clone_from(source);
                }
            }
            LeadCommand::Screen(asked) => note(&mut record.screened, asked, entry),
            LeadCommand::Answer(asked) => note(&mut record.answers, asked, entry),
            LeadCommand::Amend(LeadAmendment::NextStep(step)) => record.next_step.clone_from(step),
            LeadCommand::Amend(LeadAmendment::Contact(contact)) => {
                record.contact.clone_from(contact);
            }
            LeadCommand::Amend(LeadAmendment::FitsTarget(fits)) => record.fits_target = *fits,
            LeadCommand::Amend(LeadAmendment::Source(source)) => {
                record.source = Some(source.clone());
                // Taking the last move back leaves it alone then.
                if let Some(last) = &mut record.last_move {
                    last.source = Some(source.clone());
                }
            }
            LeadCommand::Amend(LeadAmendment::Field { field, value, personal }) => {
                record.fields.set(field, value.as_ref(), *personal);
            }
            LeadCommand::Amend(LeadAmendment::Owner(owner)) => {
                record.owner = Some(owner.clone());
                if let Some(before) = record.last_move.as_mut().and_then(|l| l.owner.as_mut()) {
                    before.clone_from(owner);
                }
            }
            LeadCommand::Capture { .. }
            | LeadCommand::Drop { .. }
            | LeadCommand::FirstContact { .. }
            | LeadCommand::Qualify {}
            | LeadCommand::Convert { .. }
            | LeadCommand::Nurture { .. }
            | LeadCommand::Disqualify { .. }
            | LeadCommand::Merge { .. }
            | LeadCommand::Interact(_)
            | LeadCommand::Adopt(_)
            | LeadCommand::TakeBack { .. }
            | LeadCommand::Erase {} => {}
        }
    }

    fn create(entry: &Entry<Self>) -> Option<(LeadRecord, LeadStatus)> {
        if let LeadCommand::Adopt(known) = &entry.command {
            return Some((adopted(known, entry.at), known.state.clone()));
        }
        let LeadCommand::Capture { new, interest } = &entry.command else { return None };
        let status = match interest {
            None => LeadStatus::Prospect(Prospect {}),
            Some(_) => LeadStatus::New(New {}),
        };
        let record = LeadRecord {
            id: new.id.clone(),
            direction: new.direction,
            source: new.source.clone(),
            interest: interest.clone(),
            contact: new.contact.clone(),
            owner: None,
            fits_target: None,
            screened: BTreeMap::new(),
            answers: BTreeMap::new(),
            next_step: None,
            captured_at: entry.at,
            since: entry.at,
            fields: FilledFields::default(),
            last_move: None,
            adopted_at: None,
            external_id: None,
        };
        Some((record, status))
    }

    fn redact_record(record: &mut LeadRecord) {
        redact_interest(&mut record.interest);
        redact_source(&mut record.source);
        record.contact = None;
        record.fields.redact();
        if let Some(step) = &mut record.next_step {
            step.text.redact();
        }
        for answered in record.screened.values_mut().chain(record.answers.values_mut()) {
            answered.evidence = None;
        }
        if let Some(last) = &mut record.last_move {
            last.state.redact();
            redact_interest(&mut last.interest);
            redact_source(&mut last.source);
        }
    }

    fn redact_status(status: &mut LeadStatus) {
        status.redact();
    }

    fn validate(core: &Core<Self>, view: LeadView<'_>) -> Result<(), LeadFault> {
        use LeadState as S;
        let (record, state) = (&core.record, view.state());
        let is = |states: &[LeadState]| states.contains(&state);
        let worked_on = is(&[S::Assigned, S::Working, S::Qualified, S::Nurturing, S::Converted]);
        let named = || state.to_string();
        if worked_on && record.owner.is_none() {
            return Err(LeadFault::NoOwner { state: named() });
        }
        let interested = worked_on || is(&[S::New]);
        if interested && record.source.is_none() {
            return Err(LeadFault::NoSource { state: named() });
        }
        if interested && record.interest.is_none() {
            return Err(LeadFault::NoInterest { state: named() });
        }
        if record.since < record.captured_at {
            return Err(LeadFault::BeforeCaptured { state: named() });
        }
        if record.since > core.last_at {
            return Err(LeadFault::AfterLast { state: named() });
        }
        if let (LeadView::Converted(done), Some(Source::Referral(by))) = (view, &record.source) {
            if done.customer.id() == by {
                return Err(LeadFault::ReferredItself { customer: by.clone() });
            }
        }
        if let LeadView::Merged(Merged { into }) = view {
            if *into == record.id {
                return Err(LeadFault::MergedIntoItself);
            }
        }
        let too_late = |last: &LastMove| last.entry > core.version || last.since > core.last_at;
        if record.last_move.as_deref().is_some_and(too_late) {
            return Err(LeadFault::LastMove);
        }
        Ok(())
    }
}

/// The record of a lead that has lived elsewhere.
fn adopted(known: &AdoptedLead, at: DateTime<Utc>) -> LeadRecord {
    let AdoptedLead { new, interest, owner, fits_target, captured_at, since, .. } = known.clone();
    LeadRecord {
        id: new.id,
        direction: new.direction,
        source: new.source,
        interest,
        contact: new.contact,
        owner,
        fits_target,
        screened: BTreeMap::new(),
        answers: BTreeMap::new(),
        next_step: None,
        captured_at,
        since,
        fields: FilledFields::default(),
        last_move: None,
        adopted_at: Some(at),
        external_id: known.external_id.clone(),
    }
}

impl LeadStatus {
    pub(super) fn redact(&mut self) {
        match self {
            Self::Nurturing(state) => state.reason.redact(),
            Self::Disqualified(state) => state.reason.redact(),
            _ => {}
        }
    }
}

fn another_owner(record: &LeadRecord, owner: &PersonId, unmet: &mut Vec<LeadUnmet>) {
    if record.owner.as_ref() == Some(owner) {
        unmet.push(LeadUnmet::SameOwner { owner: owner.clone() });
    }
}

fn amendment(
    record: &LeadRecord,
    view: LeadView<'_>,
    change: &mut LeadAmendment,
    rules: LeadRules<'_>,
    unmet: &mut Vec<LeadUnmet>,
) {
    match change {
        LeadAmendment::NextStep(Some(step)) => {
            if step.text.is_blank() {
                unmet.push(LeadUnmet::Change);
            }
            unmet.extend(possible(DateOf::NextStep, step.due).map(LeadUnmet::from));
        }
        LeadAmendment::Source(source) => {
            source_known(Some(source), unmet);
            if let LeadView::Converted(Converted { customer, .. }) = view {
                referrer(Some(source), customer, unmet);
            }
        }
        LeadAmendment::Field { field, value, personal } => {
            let none = Fields::default();
            match fields::check(FieldOwner::Lead, field, value, rules.fields.unwrap_or(&none)) {
                Ok(found) => *personal = found,
                Err(fault) => unmet.push(fault.into()),
            }
        }
        LeadAmendment::Owner(_) if record.owner.is_none() => unmet.push(LeadUnmet::NoOwner),
        LeadAmendment::Owner(owner) => another_owner(record, owner, unmet),
        LeadAmendment::NextStep(None)
        | LeadAmendment::Contact(_)
        | LeadAmendment::FitsTarget(_) => {}
    }
}

fn note(answers: &mut BTreeMap<CriterionId, Answered>, asked: &Asked, entry: &Entry<LeadMachine>) {
    let mut answered = Answered::new(asked.answer, entry.by.clone(), entry.at);
    answered.evidence = asked.evidence.text().filter(|t| !t.is_empty()).map(str::to_owned);
    answers.insert(asked.criterion.clone(), answered);
}
