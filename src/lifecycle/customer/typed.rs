//! The moves of a customer as methods, and one `apply` for all of them.

use chrono::NaiveDate;

use super::{
    AdoptedCustomer, AnyCustomer, Customer, CustomerAmendment, CustomerCommand, CustomerContext,
    CustomerMachine, CustomerPermits, CustomerRecord, CustomerRefused, CustomerRules,
    CustomerState, CustomerUnmet, CustomerVerb, NewCustomer, Prospect, Recovery, RegularVerdict,
    RiskReason, verb,
};
use crate::lifecycle::conduct::{Core, StateData};
use crate::lifecycle::date::{happened, possible};
use crate::lifecycle::written::moves;
use crate::lifecycle::{
    Act, Available, DateOf, Entry, Interaction, InteractionKind, Landing, Machine, Note, Refused,
    Transition,
};
use crate::value::{CustomerId, LeadId, Order, PersonId};

impl Customer<Prospect> {
    /// Registers somebody to be sold to. Whoever has ordered before is
    /// registered and moved on by acts of that time: time is an argument.
    pub fn register(new: NewCustomer, act: &Act) -> Self {
        let record = CustomerRecord::new(&new, act.at());
        let entry = Entry {
            id: new.id.clone(),
            version: 1,
            at: act.at(),
            by: act.by().clone(),
            from: None,
            to: CustomerState::Prospect,
            command: CustomerCommand::Register(new),
            waived: None,
        };
        let core = Core { record, version: 1, last_at: act.at(), pending: [entry].into() };
        Self { core: Box::new(core), state: Box::new(Prospect {}) }
    }
}

moves! {
    /// The moves. Each is there in the states that have it; the compiler refuses
    /// the others. Each gives the customer back where it is refused, and each is
    /// refused where the act lies before the last entry. `L` is the customer
    /// after the move.
    Customer CustomerPermits CustomerMachine CustomerRefused

    /// Counts as a customer from the first order on. From Prospect.
    ///
    /// # Errors
    ///
    /// Refused where the order is another customer's, is placed after the
    /// act, is not later than the last one recorded, or is a return.
    FirstOrder: first_order(order: &Order),
        CustomerCommand::FirstOrder { order: order.into() }, CustomerContext::default();

    /// Counts as regular, since the policy's due at. From New.
    ///
    /// # Errors
    ///
    /// Refused where the policy has no due at, or one after the act; where
    /// regular status is re-examined also while the rule does not hold.
    BecomeRegular: become_regular(rules: CustomerRules, verdict: impl Into<RegularVerdict>),
        CustomerCommand::BecomeRegular { verdict: RegularVerdict::default() },
        rules.regular(verdict).into();

    /// Counts as regular no more. From Regular.
    ///
    /// # Errors
    ///
    /// Refused where regular status is not re-examined, or its rule holds.
    Demote: demote(rules: CustomerRules, verdict: impl Into<RegularVerdict>),
        CustomerCommand::Demote { verdict: RegularVerdict::default() },
        rules.regular(verdict).into();

    /// Counts as before the risk, New or Regular, by an `&Order` or an
    /// [`Interaction`] that resolved it, or by [`Recovery::Recorded`]: what was
    /// recorded since. From `AtRisk`. Merely recorded
    /// ([`Customer::record_order`], [`Customer::interact`]), they leave the
    /// customer at risk; a [review](super::status) sees what they answer.
    ///
    /// A contact that resolved the risk of an order that did not come puts the
    /// order off: it has as long again from the contact on
    /// ([`CustomerRecord::put_off_at`]).
    ///
    /// # Errors
    ///
    /// Refused where the order is another customer's, is placed after the
    /// act, is not later than the last one recorded, or is a return; where the interaction
    /// does not say what it was about; where nothing was recorded since that
    /// answers the risk.
    Recover: recover(by: impl Into<Recovery>),
        CustomerCommand::Recover(by.into()), CustomerContext::default();

    /// Counts as lost, for now. From `AtRisk`.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Lapse: lapse(reason: impl Into<Note>),
        CustomerCommand::Lapse { reason: reason.into() }, CustomerContext::default();

    /// Counts as a customer again, by an order: Regular where the policy says
    /// so (as [`Customer::become_regular`] demands), otherwise New. From
    /// Lapsed.
    ///
    /// # Errors
    ///
    /// Refused where the order is another customer's, is placed after the
    /// act, is not later than the last one recorded, or is a return.
    WinBack: win_back(rules: CustomerRules, order: &Order, verdict: impl Into<RegularVerdict>),
        CustomerCommand::WinBack { order: order.into(), verdict: RegularVerdict::default() },
        rules.regular(verdict).into();

    /// Records an order, or a return, which counts as none. From every state;
    /// a prospect's order comes by [`Customer::first_order`], and one placed
    /// after the customer lapsed by [`Customer::win_back`].
    ///
    /// # Errors
    ///
    /// Refused where the order is another customer's, is placed after the
    /// act, or belongs to one of those two moves; and where it is not later
    /// than the last one recorded, by instant and id, so that none is recorded
    /// twice. An override records it as late.
    RecordOrder: record_order(order: &Order),
        CustomerCommand::RecordOrder { order: order.into() }, CustomerContext::default();

    /// Records an interaction. From every state.
    ///
    /// # Errors
    ///
    /// Refused where it does not say what it was about.
    Interact: interact(interaction: Interaction),
        CustomerCommand::Interact(interaction), CustomerContext::default();

    /// Gives the customer to another owner from a day on, past or to come,
    /// until the next change there is. A change for the same day takes the
    /// place of the one before. From every state.
    ///
    /// # Errors
    ///
    /// Refused where the owner has the customer on that day already.
    ChangeOwner: change_owner(owner: PersonId, from: NaiveDate),
        CustomerCommand::ChangeOwner { owner, from }, CustomerContext::default();

    /// Sets the day of renewal; none where there is nothing to renew any
    /// more. From every state.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    SetRenewal: set_renewal(on: Option<NaiveDate>),
        CustomerCommand::SetRenewal { on }, CustomerContext::default();

    /// Records a lead that the customer recommended us to. From every state.
    ///
    /// # Errors
    ///
    /// Refused where the lead is recorded already.
    Refer: refer(lead: LeadId),
        CustomerCommand::Refer { lead }, CustomerContext::default();

    /// Changes what is known of it. From every state.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Amend: amend(change: CustomerAmendment),
        CustomerCommand::Amend(change), CustomerContext::default();

    /// Takes up again what was ended: it is what it was before. From Closed.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Reopen: reopen(reason: impl Into<Note>),
        CustomerCommand::Reopen { reason: reason.into() }, CustomerContext::default();

    /// Goes on as another customer, for good: its orders, deals and referrals
    /// count there. From every state but Merged.
    ///
    /// # Errors
    ///
    /// Refused where it is the same customer.
    Merge: merge(into: CustomerId),
        CustomerCommand::Merge { into }, CustomerContext::default();

    /// Removes personal data: all free text of the customer and of the entries
    /// that wait. Those stored before are to be redacted too, see
    /// [`Entry::redact`](crate::lifecycle::Entry::redact). The version rises,
    /// so that whoever loaded the customer before cannot store it. From every
    /// state.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Erase: erase(),
        CustomerCommand::Erase {}, CustomerContext::default();

    /// Ends it. From Prospect to Lapsed.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Close: close(reason: impl Into<Note>),
        CustomerCommand::Close { reason: reason.into() }, CustomerContext::default();
}

impl<S: StateData<CustomerMachine>> Customer<S> {
    /// Counts as one that may be lost. From New and Regular.
    ///
    /// # Errors
    ///
    /// Refused where the record does not bear the reason out: for no second
    /// order (of a New customer), where there is one, where it has time yet,
    /// or where the process sets no time; for an overdue order, before the
    /// end of the day it was due by, or where one came after that day; for no
    /// contact (of a Regular one), counted from the last contact or else from
    /// when it became regular, or from when it was won back, where there is
    /// time yet or the service level says nothing.
    pub fn at_risk<N>(
        self,
        rules: CustomerRules,
        reason: RiskReason,
        act: &Act,
    ) -> Result<N, CustomerRefused<Self>>
    where
        S: CustomerPermits<verb::AtRisk, Next = N>,
        N: Landing<CustomerMachine>,
    {
        let rules = match reason {
            RiskReason::OrderOverdue { due_by } => rules.order_due_by(Some(due_by)),
            _ => rules,
        };
        self.step(CustomerCommand::AtRisk { reason }, act, rules.into())
    }
}

impl AnyCustomer {
    /// Makes a move, whatever the state.
    ///
    /// # Errors
    ///
    /// Refused, with the customer back, where the table has no such move from
    /// its state, or a demand is not met: all of those at once.
    pub fn apply<'f>(
        self,
        rules: impl Into<CustomerContext<'f>>,
        command: CustomerCommand,
        act: &Act,
    ) -> Result<Self, CustomerRefused<Self>> {
        self.step(command, act, rules.into())
    }

    /// Every move from here, with what it needs to be supplied with and what
    /// stands in its way at the moment, given what the regular policy says
    /// and the day the next order is due by, where the order history tells.
    ///
    /// The move `at_risk` is ready where any reason for it is borne out;
    /// otherwise it says what speaks against each.
    pub fn available(
        &self,
        rules: CustomerRules,
        verdict: impl Into<RegularVerdict>,
        order_due_by: Option<NaiveDate>,
        act: &Act,
    ) -> Vec<Available<CustomerMachine>> {
        let rules = rules.regular(verdict).order_due_by(order_due_by);
        let probe = |row: &Transition<CustomerMachine>, command| {
            Available::probe(self.core(), self.view(), row, None, command, act, rules.into())
        };
        CustomerMachine::TABLE
            .iter()
            .filter(|row| row.from == self.state())
            .map(|row| {
                if row.verb == CustomerVerb::AtRisk {
                    let reasons = reasons(row.from, order_due_by);
                    let mut probes: Vec<_> = reasons
                        .map(|reason| probe(row, CustomerCommand::AtRisk { reason }))
                        .collect();
                    return match probes.iter().position(Available::is_ready) {
                        Some(ready) => probes.swap_remove(ready),
                        None => merged(row, probes),
                    };
                }
                probe(row, unsupplied(row.verb))
            })
            .collect()
    }
}

/// The reasons for which a customer in a state can be at risk.
fn reasons(
    state: CustomerState,
    order_due_by: Option<NaiveDate>,
) -> impl Iterator<Item = RiskReason> {
    let own = match state {
        CustomerState::Regular => RiskReason::NoContact,
        _ => RiskReason::NoSecondOrder,
    };
    let overdue = order_due_by.map(|due_by| RiskReason::OrderOverdue { due_by });
    std::iter::once(own).chain(overdue)
}

/// What speaks against each reason, each thing once.
fn merged(
    row: &Transition<CustomerMachine>,
    probes: Vec<Available<CustomerMachine>>,
) -> Available<CustomerMachine> {
    let mut unmet = Vec::new();
    for doubt in probes.into_iter().flat_map(|probe| probe.unmet) {
        if !unmet.contains(&doubt) {
            unmet.push(doubt);
        }
    }
    Available { verb: row.verb, stage: None, needs: Vec::new(), choices: Vec::new(), unmet }
}

/// A move asked for with nothing supplied, to see which of its other demands
/// are met.
fn unsupplied(verb: CustomerVerb) -> CustomerCommand {
    let verdict = RegularVerdict::default();
    let nothing = || Note::new("");
    match verb {
        CustomerVerb::BecomeRegular => CustomerCommand::BecomeRegular { verdict },
        CustomerVerb::Demote => CustomerCommand::Demote { verdict },
        CustomerVerb::Interact => {
            CustomerCommand::Interact(Interaction::outbound(InteractionKind::Call, ""))
        }
        CustomerVerb::Lapse => CustomerCommand::Lapse { reason: nothing() },
        CustomerVerb::Close => CustomerCommand::Close { reason: nothing() },
        CustomerVerb::Reopen => CustomerCommand::Reopen { reason: nothing() },
        CustomerVerb::Erase => CustomerCommand::Erase {},
        // Everything these demand but the order of time is supplied with
        // them; to set no day of renewal asks for nothing else.
        CustomerVerb::FirstOrder
        | CustomerVerb::AtRisk
        | CustomerVerb::Recover
        | CustomerVerb::WinBack
        | CustomerVerb::RecordOrder
        | CustomerVerb::ChangeOwner
        | CustomerVerb::SetRenewal
        | CustomerVerb::Refer
        | CustomerVerb::Amend
        | CustomerVerb::Merge => CustomerCommand::SetRenewal { on: None },
    }
}

impl AnyCustomer {
    /// Adopts a customer that has lived elsewhere, in whatever state. Its
    /// first entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where a date lies ahead of the act
    /// (override possible), or where what is stated is impossible: a customer that
    /// has not ordered, orders that contradict one another.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(
        adopted: AdoptedCustomer,
        act: &Act,
    ) -> Result<Self, CustomerRefused<AdoptedCustomer>> {
        let mut unmet = Vec::new();
        let dates = [
            (Some(adopted.registered_at), DateOf::Opening),
            (Some(adopted.since), DateOf::Entering),
            (adopted.first_order_at, DateOf::Order),
            (adopted.last_order_at, DateOf::Order),
            (adopted.regular_since, DateOf::Entering),
            (adopted.last_contact, DateOf::Interaction),
        ];
        for (at, which) in dates {
            let fault = at.and_then(|at| happened(which, act.day_of(at), None, act));
            unmet.extend(fault.map(CustomerUnmet::from));
        }
        let owners = adopted.earlier_owners.iter().map(|earlier| earlier.from);
        let owners = owners.chain(adopted.owner_since).map(|from| (DateOf::Owner, from));
        let days = owners.chain(adopted.renewal.map(|day| (DateOf::Renewal, day)));
        let faults = days.filter_map(|(which, day)| possible(which, day));
        unmet.extend(faults.map(CustomerUnmet::from));
        let (id, to) = (adopted.new.id.clone(), adopted.state.state());
        Self::adopted(id, CustomerCommand::Adopt(Box::new(adopted.clone())), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}
