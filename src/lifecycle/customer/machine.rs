//! The machine of customers: where each move leads, and what it changes.

use chrono::{DateTime, Utc};

use super::check::Checking;
use super::new::AdoptedCustomer;
use super::record::Placed;
use super::{
    AnyCustomer, AtRisk, Closed, CustomerAmendment, CustomerCommand, CustomerContext,
    CustomerDemand, CustomerFault, CustomerMachine, CustomerRecord, CustomerState, CustomerStatus,
    CustomerUnmet, CustomerView, Lapsed, Merged, New, Prospect, Recovery, Regular, RiskReason,
};
use crate::lifecycle::conduct::{Core, ViewData};
use crate::lifecycle::owners::Owners;
use crate::lifecycle::{Act, Conduct, Entry, fields};
use crate::value::{CustomerId, FieldOwner, Fields};

/// What the customer is again once the risk is over.
fn as_before(record: &CustomerRecord) -> CustomerState {
    if record.regular_since.is_some() { CustomerState::Regular } else { CustomerState::New }
}

/// What a closed customer is again: what it was, and a prospect whose order was
/// recorded meanwhile is new.
fn reopened(record: &CustomerRecord, closed: &Closed) -> CustomerStatus {
    match closed.before.as_ref() {
        CustomerStatus::Prospect(_) if record.orders > 0 => CustomerStatus::New(New {}),
        before => before.clone(),
    }
}

impl Conduct for CustomerMachine {
    type Unmet = CustomerUnmet;
    type Fault = CustomerFault;
    type Record = CustomerRecord;
    type Status = CustomerStatus;
    type Any = AnyCustomer;
    type View<'a> = CustomerView<'a>;
    type Rules<'a> = CustomerContext<'a>;

    const REPLAYED: &'static [CustomerDemand] = &[
        CustomerDemand::Order,
        CustomerDemand::OrderTotal,
        CustomerDemand::FirstOrder,
        CustomerDemand::WinBack,
        CustomerDemand::Owner,
        CustomerDemand::Referral,
        CustomerDemand::Survivor,
    ];

    fn id(record: &CustomerRecord) -> &CustomerId {
        &record.id
    }

    fn check(
        core: &Core<Self>,
        view: CustomerView<'_>,
        command: &mut CustomerCommand,
        act: &Act,
        CustomerContext { rules, fields: known }: CustomerContext<'_>,
        unmet: &mut Vec<CustomerUnmet>,
    ) -> CustomerState {
        if act.at() < core.last_at {
            unmet.push(CustomerUnmet::TimeOrder { last: core.last_at });
        }
        let stays = view.state();
        let mut checking = Checking { record: &core.record, act, rules, unmet };
        match command {
            CustomerCommand::FirstOrder { order } => {
                checking.order(order);
                checking.sequence(order);
                checking.above_zero(order);
                CustomerState::New
            }
            CustomerCommand::BecomeRegular { verdict } => {
                checking.regular_due(verdict);
                CustomerState::Regular
            }
            CustomerCommand::AtRisk { reason } => {
                checking.risk(reason, stays);
                CustomerState::AtRisk
            }
            CustomerCommand::Demote { verdict } => {
                checking.demote(verdict);
                CustomerState::New
            }
            CustomerCommand::Recover(recovery) => {
                checking.resolution(recovery, view);
                as_before(&core.record)
            }
            CustomerCommand::Lapse { reason } => {
                checking.reason(reason);
                CustomerState::Lapsed
            }
            CustomerCommand::WinBack { order, verdict } => {
                checking.order(order);
                checking.sequence(order);
                checking.above_zero(order);
                *verdict = rules.regular.unwrap_or_default();
                let due = verdict.is_due(act.at(), rules);
                if due { CustomerState::Regular } else { CustomerState::New }
            }
            CustomerCommand::RecordOrder { order } => {
                checking.order(order);
                checking.sequence(order);
                checking.only_recorded(order, stays);
                stays
            }
            CustomerCommand::Interact(interaction) => {
                checking.interaction(interaction);
                stays
            }
            CustomerCommand::ChangeOwner { owner, from } => {
                checking.owner(owner, *from);
                stays
            }
            CustomerCommand::SetRenewal { on } => {
                if let Some(on) = on {
                    checking.renewal(*on);
                }
                stays
            }
            CustomerCommand::Refer { lead } => {
                checking.referral(lead);
                stays
            }
            CustomerCommand::Amend(CustomerAmendment::Field { field, value, personal }) => {
                let none = Fields::default();
                let known = known.unwrap_or(&none);
                match fields::check(FieldOwner::Customer, field, value, known) {
                    Ok(found) => *personal = found,
                    Err(fault) => checking.unmet.push(fault.into()),
                }
                stays
            }
            CustomerCommand::Register(_)
            | CustomerCommand::Adopt(_)
            | CustomerCommand::Amend(CustomerAmendment::Process(_))
            | CustomerCommand::Erase {} => stays,
            CustomerCommand::Close { reason } => {
                checking.reason(reason);
                CustomerState::Closed
            }
            CustomerCommand::Reopen { reason } => {
                checking.reason(reason);
                match view {
                    CustomerView::Closed(closed) => reopened(&core.record, closed).state(),
                    _ => stays,
                }
            }
            CustomerCommand::Merge { into } => {
                checking.survivor(into);
                CustomerState::Merged
            }
        }
    }

    fn next(
        record: &CustomerRecord,
        view: CustomerView<'_>,
        entry: &Entry<Self>,
    ) -> Option<CustomerStatus> {
        let landed = |state| match state {
            CustomerState::Regular => CustomerStatus::Regular(Regular {}),
            _ => CustomerStatus::New(New {}),
        };
        Some(match (&entry.command, view) {
            (CustomerCommand::FirstOrder { .. } | CustomerCommand::Demote { .. }, _) => {
                CustomerStatus::New(New {})
            }
            (CustomerCommand::BecomeRegular { .. }, _) => CustomerStatus::Regular(Regular {}),
            (CustomerCommand::AtRisk { reason }, _) => {
                CustomerStatus::AtRisk(AtRisk { reason: *reason })
            }
            (CustomerCommand::Recover(_), _) => landed(as_before(record)),
            // The policy was asked when the move was made; the entry says
            // what came of it.
            (CustomerCommand::WinBack { .. }, _) => landed(entry.to),
            (CustomerCommand::Lapse { reason }, _) => {
                CustomerStatus::Lapsed(Lapsed { reason: reason.clone() })
            }
            (CustomerCommand::Close { reason }, _) => {
                let (before, since) = (Box::new(view.to_status()), record.since);
                CustomerStatus::Closed(Closed { reason: reason.clone(), before, since })
            }
            (CustomerCommand::Reopen { .. }, CustomerView::Closed(closed)) => {
                reopened(record, closed)
            }
            (CustomerCommand::Merge { into }, _) => {
                CustomerStatus::Merged(Merged { into: into.clone() })
            }
            _ => return None,
        })
    }

    fn absorb(record: &mut CustomerRecord, view: CustomerView<'_>, entry: &Entry<Self>) {
        let at = entry.at;
        match &entry.command {
            CustomerCommand::FirstOrder { order }
            | CustomerCommand::RecordOrder { order }
            | CustomerCommand::Recover(Recovery::Order(order)) => record.book(order),
            CustomerCommand::Recover(Recovery::Contact(contact)) => {
                record.be_in_contact(contact.on, at, true);
            }
            CustomerCommand::Interact(contact) => record.be_in_contact(contact.on, at, false),
            CustomerCommand::AtRisk { reason } => {
                record.order_missed = *reason != RiskReason::NoContact;
            }
            CustomerCommand::BecomeRegular { verdict } => record.gain_regular(*verdict, at),
            CustomerCommand::Demote { .. } => record.lose_regular(at),
            CustomerCommand::WinBack { order, verdict } => {
                record.book(order);
                record.won_back_at = Some(at);
                if entry.to == CustomerState::Regular {
                    record.gain_regular(*verdict, at);
                } else {
                    record.lose_regular(at);
                }
            }
            CustomerCommand::ChangeOwner { owner, from } => record.owners.change(owner, *from),
            CustomerCommand::SetRenewal { on } => record.renewal = *on,
            CustomerCommand::Refer { lead } => record.refer(lead),
            CustomerCommand::Amend(CustomerAmendment::Process(process)) => {
                record.process.clone_from(process);
            }
            CustomerCommand::Amend(CustomerAmendment::Field { field, value, personal }) => {
                record.fields.set(field, value.as_ref(), *personal);
            }
            CustomerCommand::Register(_)
            | CustomerCommand::Recover(Recovery::Recorded)
            | CustomerCommand::Lapse { .. }
            | CustomerCommand::Close { .. }
            | CustomerCommand::Adopt(_)
            | CustomerCommand::Reopen { .. }
            | CustomerCommand::Merge { .. }
            | CustomerCommand::Erase {} => {}
        }
        match (view, &entry.command) {
            (CustomerView::Closed(closed), CustomerCommand::Reopen { .. }) => {
                record.since = closed.since;
            }
            _ if entry.from != Some(entry.to) => record.since = at,
            _ => {}
        }
    }

    fn create(entry: &Entry<Self>) -> Option<(CustomerRecord, CustomerStatus)> {
        if let CustomerCommand::Adopt(known) = &entry.command {
            return Some((adopted(known, entry.at), known.state.clone()));
        }
        let CustomerCommand::Register(new) = &entry.command else { return None };
        Some((CustomerRecord::new(new, entry.at), CustomerStatus::Prospect(Prospect {})))
    }

    fn redact_record(record: &mut CustomerRecord) {
        record.fields.redact();
    }

    fn redact_status(status: &mut CustomerStatus) {
        status.redact();
    }

    fn validate(core: &Core<Self>, view: CustomerView<'_>) -> Result<(), CustomerFault> {
        let (record, state) = (&core.record, view.state());
        let named = || state.to_string();
        if !record.owners.are_in_order() {
            return Err(CustomerFault::Owners);
        }
        if record.since > core.last_at || record.since < record.registered_at {
            return Err(CustomerFault::Since { state: named() });
        }
        match (record.orders, record.first_order_at, record.last_order_at) {
            (0, None, None) => {}
            (1.., Some(first), Some(last)) if first <= last => {}
            _ => return Err(CustomerFault::Orders),
        }
        let last_recorded = record.last_recorded.as_ref().map(|placed| placed.at);
        let known = [
            record.last_order_at,
            last_recorded,
            record.regular_since,
            record.regular_until,
            record.last_contact,
            record.won_back_at,
            record.put_off_at,
        ];
        if known.into_iter().flatten().any(|at| at > core.last_at) {
            return Err(CustomerFault::Ahead);
        }
        if !record.referred.is_sorted_by(|one, next| one < next) {
            return Err(CustomerFault::Referrals);
        }
        let before = match view {
            CustomerView::Closed(closed) => match closed.before.state() {
                CustomerState::Closed | CustomerState::Merged => {
                    return Err(CustomerFault::ClosedTwice);
                }
                before if closed.since > record.since || closed.since < record.registered_at => {
                    return Err(CustomerFault::Since { state: before.to_string() });
                }
                before => before,
            },
            CustomerView::Merged(merged) if merged.into == record.id => {
                return Err(CustomerFault::MergedIntoItself);
            }
            _ => state,
        };
        let ordered = record.orders > 0;
        // Orders of one that has ended are recorded and change nothing.
        if ordered && state == CustomerState::Prospect {
            return Err(CustomerFault::ProspectOrdered);
        }
        let without = matches!(before, CustomerState::Prospect | CustomerState::Merged);
        if !ordered && !without {
            return Err(CustomerFault::NotOrdered { state: before.to_string() });
        }
        match (before, record.regular_since) {
            (CustomerState::Regular, None) => Err(CustomerFault::RegularSince),
            (CustomerState::Prospect | CustomerState::New, Some(_)) => {
                Err(CustomerFault::RegularAsWell { state: before.to_string() })
            }
            _ => Ok(()),
        }
    }
}

/// The record of a customer that has lived elsewhere.
fn adopted(known: &AdoptedCustomer, at: DateTime<Utc>) -> CustomerRecord {
    let since = known.owner_since.unwrap_or_else(|| known.registered_at.date_naive());
    let mut referred = known.referred.clone();
    referred.sort();
    referred.dedup();
    CustomerRecord {
        owners: Owners::after(&known.earlier_owners, known.new.owner.clone(), since),
        registered_at: known.registered_at,
        since: known.since,
        orders: known.orders,
        first_order_at: known.first_order_at,
        last_order_at: known.last_order_at,
        last_recorded: known
            .last_order
            .clone()
            .zip(known.last_order_at)
            .map(|(id, at)| Placed { at, id }),
        regular_since: known.regular_since,
        last_contact: known.last_contact,
        renewal: known.renewal,
        referred,
        adopted_at: Some(at),
        external_id: known.external_id.clone(),
        ..CustomerRecord::new(&known.new, at)
    }
}

impl CustomerStatus {
    pub(super) fn redact(&mut self) {
        match self {
            Self::Lapsed(Lapsed { reason }) => reason.redact(),
            Self::Closed(Closed { reason, before, .. }) => {
                reason.redact();
                before.redact();
            }
            Self::Prospect(_)
            | Self::New(_)
            | Self::Regular(_)
            | Self::AtRisk(_)
            | Self::Merged(_) => {}
        }
    }
}
