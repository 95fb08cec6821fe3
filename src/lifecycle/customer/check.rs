//! What each move of a customer demands, and what it changes.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    AnyCustomer, AtRisk, Closed, CustomerCommand, CustomerDemand, CustomerMachine, CustomerRecord,
    CustomerRules, CustomerState, CustomerStatus, CustomerVerb, CustomerView, Lapsed, New,
    PlacedOrder, Prospect, Recovery, Regular, RegularVerdict, RiskReason,
};
use crate::lifecycle::machine::{Core, HasDemand, Transition};
use crate::lifecycle::{Act, Entry, Interaction, Machine, Note};
use crate::value::{CustomerId, Money, OrderId, PersonId};

/// A demand of a customer's move that is not met.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CustomerUnmet {
    /// The act lies before the last entry.
    #[error(
        "the customer was last changed at {last}, after this act; act at that instant or later"
    )]
    TimeOrder {
        /// When the last entry was made.
        last: DateTime<Utc>,
    },
    /// The order is another customer's.
    #[error("the order `{order}` is of the customer `{found}`, not of `{expected}`")]
    OtherCustomer {
        /// The order.
        order: OrderId,
        /// Whose it is.
        found: CustomerId,
        /// This customer.
        expected: CustomerId,
    },
    /// The order is placed after the act.
    #[error("the order `{order}` is only placed at {placed_at}; record it then or later")]
    NotPlacedYet {
        /// The order.
        order: OrderId,
        /// When it is placed.
        placed_at: DateTime<Utc>,
    },
    /// The order is the one recorded last.
    #[error("the order `{0}` is recorded already")]
    Recorded(OrderId),
    /// The order is a return.
    #[error("the total of the order `{order}` is {total}, which makes it a return")]
    Return {
        /// The order.
        order: OrderId,
        /// Its total.
        total: Money,
    },
    /// An order of a prospect is its first order.
    #[error(
        "the order `{0}` makes the prospect a new customer; record it by the move `first_order`"
    )]
    FirstOrder(OrderId),
    /// The order was placed after the customer lapsed.
    #[error(
        "the order `{order}` came after the customer lapsed at {lapsed}; record it by the move `win_back`"
    )]
    WinBack {
        /// The order.
        order: OrderId,
        /// When the customer lapsed.
        lapsed: DateTime<Utc>,
    },
    /// The policy does not make the customer regular, or only later.
    #[error("by the policy the customer is not regular yet{}", only_from(*.0))]
    NotRegularYet(Option<DateTime<Utc>>),
    /// Where regular status is re-examined, it is not gained while the rule
    /// does not hold.
    #[error("the rule for regular customers was met once, but does not hold now")]
    RuleDoesNotHold,
    /// The company keeps regular status.
    #[error("regular status is kept once gained; this process does not re-examine it")]
    NotReexamined,
    /// The rule holds.
    #[error("the rule for regular customers still holds")]
    RuleHolds,
    /// The process gives a second order all the time.
    #[error("the process does not say within how many days a second order should come")]
    NoRepeatLimit,
    /// There was a second order.
    #[error("the customer has ordered {0} times, not once")]
    OrderedAgain(u32),
    /// The second order has time yet.
    #[error("the second order has time until {0}")]
    SecondOrderInTime(DateTime<Utc>),
    /// The reason is one for new customers.
    #[error("no second order is a risk of new customers; this one is regular")]
    NotNew,
    /// The service level says nothing of contact.
    #[error("the service level does not say how often to be in contact")]
    NoContactPromised,
    /// The next contact has time yet.
    #[error("the next contact has time until {0}")]
    ContactInTime(DateTime<Utc>),
    /// The reason is one for regular customers.
    #[error("no contact is a risk of regular customers; this one is new")]
    NotRegular,
    /// The next order has time yet.
    #[error("the next order has time until the end of {0}")]
    OrderInTime(NaiveDate),
    /// An order came after the day it was due by.
    #[error("an order came on {on}, after the {due_by} it was due by; work out the next one")]
    OrderedSince {
        /// The day the order was due by.
        due_by: NaiveDate,
        /// The day the last order came.
        on: NaiveDate,
    },
    /// Nothing that answers the risk was recorded since.
    #[error("{} was recorded since the customer is at risk", awaited(*.0))]
    NothingSince(RiskReason),
    /// What should have resolved the risk does not.
    #[error("{0}")]
    Resolution(Box<CustomerUnmet>),
    /// No reason is given.
    #[error("the reason is missing")]
    Reason,
    /// The interaction does not say what it was about.
    #[error("the interaction does not say what it was about")]
    Interaction,
    /// The owner is the one of that day already.
    #[error("`{owner}` looks after the customer on {from} already")]
    SameOwner {
        /// The owner.
        owner: PersonId,
        /// The day.
        from: NaiveDate,
    },
}

fn only_from(due: Option<DateTime<Utc>>) -> String {
    due.map_or_else(String::new, |due| format!(", only from {due} on"))
}

/// What a risk waits for, and has not got.
fn awaited(reason: RiskReason) -> &'static str {
    match reason {
        RiskReason::NoSecondOrder | RiskReason::OrderOverdue { .. } => "no order",
        RiskReason::NoContact => "no contact",
    }
}

impl HasDemand<CustomerDemand> for CustomerUnmet {
    fn demand(&self) -> CustomerDemand {
        match self {
            Self::TimeOrder { .. } => CustomerDemand::TimeOrder,
            Self::OtherCustomer { .. } | Self::NotPlacedYet { .. } | Self::Recorded(_) => {
                CustomerDemand::Order
            }
            Self::Return { .. } => CustomerDemand::OrderTotal,
            Self::FirstOrder(_) => CustomerDemand::FirstOrder,
            Self::WinBack { .. } => CustomerDemand::WinBack,
            Self::NotRegularYet(_) | Self::RuleDoesNotHold => CustomerDemand::RegularDue,
            Self::NotReexamined => CustomerDemand::Reexamined,
            Self::RuleHolds => CustomerDemand::RuleLapsed,
            Self::NoRepeatLimit
            | Self::OrderedAgain(_)
            | Self::SecondOrderInTime(_)
            | Self::NotNew
            | Self::NoContactPromised
            | Self::ContactInTime(_)
            | Self::NotRegular
            | Self::OrderInTime(_)
            | Self::OrderedSince { .. } => CustomerDemand::RiskReason,
            Self::NothingSince(_) | Self::Resolution(_) => CustomerDemand::Resolution,
            Self::Reason => CustomerDemand::Reason,
            Self::Interaction => CustomerDemand::Interaction,
            Self::SameOwner { .. } => CustomerDemand::Owner,
        }
    }
}

/// A move being checked: the customer, the act, what is not met so far.
struct Checking<'a> {
    record: &'a CustomerRecord,
    act: &'a Act,
    rules: CustomerRules,
    unmet: &'a mut Vec<CustomerUnmet>,
}

impl Checking<'_> {
    fn order(&mut self, order: &PlacedOrder) {
        if order.customer != self.record.id {
            self.unmet.push(CustomerUnmet::OtherCustomer {
                order: order.id.clone(),
                found: order.customer.clone(),
                expected: self.record.id.clone(),
            });
        }
        if order.placed_at > self.act.at() {
            let placed_at = order.placed_at;
            self.unmet.push(CustomerUnmet::NotPlacedYet { order: order.id.clone(), placed_at });
        }
        if self.record.last_recorded.as_ref() == Some(&order.id) {
            self.unmet.push(CustomerUnmet::Recorded(order.id.clone()));
        }
    }

    fn above_zero(&mut self, order: &PlacedOrder) {
        if !order.total.is_positive() {
            let (order, total) = (order.id.clone(), order.total);
            self.unmet.push(CustomerUnmet::Return { order, total });
        }
    }

    /// An order is not merely recorded where it changes what the customer is.
    fn only_recorded(&mut self, order: &PlacedOrder, state: CustomerState) {
        if !order.total.is_positive() {
            return;
        }
        let id = || order.id.clone();
        let lapsed = self.record.since;
        match state {
            CustomerState::Prospect => self.unmet.push(CustomerUnmet::FirstOrder(id())),
            CustomerState::Lapsed if order.placed_at > lapsed => {
                self.unmet.push(CustomerUnmet::WinBack { order: id(), lapsed });
            }
            _ => {}
        }
    }

    fn regular_due(&mut self, verdict: RegularVerdict) {
        let due = verdict.due_at.filter(|due| *due <= self.act.at());
        if due.is_none() {
            self.unmet.push(CustomerUnmet::NotRegularYet(verdict.due_at));
        } else if !verdict.is_due(self.act.at(), self.rules) {
            self.unmet.push(CustomerUnmet::RuleDoesNotHold);
        }
    }

    fn demote(&mut self, verdict: RegularVerdict) {
        if !self.rules.reexamined {
            self.unmet.push(CustomerUnmet::NotReexamined);
        }
        if verdict.holds {
            self.unmet.push(CustomerUnmet::RuleHolds);
        }
    }

    fn risk(&mut self, reason: RiskReason, state: CustomerState) {
        let refused = match reason {
            RiskReason::NoSecondOrder if state == CustomerState::Regular => {
                Some(CustomerUnmet::NotNew)
            }
            RiskReason::NoSecondOrder => self.second_order(),
            RiskReason::NoContact if state == CustomerState::New => Some(CustomerUnmet::NotRegular),
            RiskReason::NoContact => self.contact(),
            RiskReason::OrderOverdue { due_by } => self.overdue(due_by),
        };
        self.unmet.extend(refused);
    }

    fn second_order(&self) -> Option<CustomerUnmet> {
        if self.record.orders > 1 {
            return Some(CustomerUnmet::OrderedAgain(self.record.orders));
        }
        if self.rules.first_repeat_within.is_none() {
            return Some(CustomerUnmet::NoRepeatLimit);
        }
        let until = self.rules.second_order_until(self.record);
        self.in_time(until).map(CustomerUnmet::SecondOrderInTime)
    }

    fn contact(&self) -> Option<CustomerUnmet> {
        if self.rules.contact_every.is_none() {
            return Some(CustomerUnmet::NoContactPromised);
        }
        let until = self.rules.contact_until(self.record);
        self.in_time(until).map(CustomerUnmet::ContactInTime)
    }

    /// Until when something has time; `None` where that is over.
    fn in_time(&self, until: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        until.filter(|until| self.act.at() <= *until)
    }

    fn overdue(&self, due_by: NaiveDate) -> Option<CustomerUnmet> {
        let last = self.record.last_order_at.map(|at| at.date_naive());
        if let Some(on) = last.filter(|on| *on > due_by) {
            return Some(CustomerUnmet::OrderedSince { due_by, on });
        }
        let until = self.record.order_until(due_by);
        (self.act.at().date_naive() <= until).then_some(CustomerUnmet::OrderInTime(until))
    }

    fn interaction(&mut self, interaction: &Interaction) {
        if interaction.about.is_blank() {
            self.unmet.push(CustomerUnmet::Interaction);
        }
    }

    fn reason(&mut self, reason: &Note) {
        if reason.is_blank() {
            self.unmet.push(CustomerUnmet::Reason);
        }
    }

    fn resolution(&mut self, recovery: &Recovery, view: CustomerView<'_>) {
        let mut doubts = Vec::new();
        let mut inner = Checking { unmet: &mut doubts, ..*self };
        match recovery {
            Recovery::Order(order) => {
                inner.order(order);
                inner.above_zero(order);
            }
            Recovery::Contact(interaction) => inner.interaction(interaction),
            Recovery::Recorded => {
                let risk = match view {
                    CustomerView::AtRisk(risk) => Some(risk.reason),
                    _ => None,
                };
                let unanswered = risk.filter(|reason| !self.record.has_answered(*reason));
                self.unmet.extend(unanswered.map(CustomerUnmet::NothingSince));
                return;
            }
        }
        let doubts = doubts.into_iter().map(|doubt| CustomerUnmet::Resolution(Box::new(doubt)));
        self.unmet.extend(doubts);
    }

    fn owner(&mut self, owner: &PersonId, from: NaiveDate) {
        if self.record.owner_on(from) == Some(owner) {
            self.unmet.push(CustomerUnmet::SameOwner { owner: owner.clone(), from });
        }
    }
}

/// What the customer is again once the risk is over.
fn as_before(record: &CustomerRecord) -> CustomerState {
    if record.regular_since.is_some() { CustomerState::Regular } else { CustomerState::New }
}

impl Machine for CustomerMachine {
    const NAME: &'static str = "customer";
    const FORMAT: &'static str = "sales-process.customer/1";
    const ENTRY_FORMAT: &'static str = "sales-process.customer-entry/1";
    const TABLE: &'static [Transition<Self>] = Self::ROWS;
    const STARTS: &'static [CustomerState] = Self::STARTING;

    type State = CustomerState;
    type Verb = CustomerVerb;
    type Demand = CustomerDemand;
    type Command = CustomerCommand;
    type Unmet = CustomerUnmet;
    type Record = CustomerRecord;
    type Status = CustomerStatus;
    type Any = AnyCustomer;
    type View<'a> = CustomerView<'a>;
    type Rules<'a> = CustomerRules;

    fn row(from: CustomerState, verb: CustomerVerb) -> Option<&'static Transition<Self>> {
        Self::find_row(from, verb)
    }

    fn state(status: &CustomerStatus) -> CustomerState {
        status.state()
    }

    fn state_of(view: CustomerView<'_>) -> CustomerState {
        view.state()
    }

    fn view(status: &CustomerStatus) -> CustomerView<'_> {
        status.view()
    }

    fn verb(command: &CustomerCommand) -> Option<CustomerVerb> {
        command.verb()
    }

    fn check(
        core: &Core<Self>,
        view: CustomerView<'_>,
        command: &mut CustomerCommand,
        act: &Act,
        rules: CustomerRules,
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
                checking.above_zero(order);
                CustomerState::New
            }
            CustomerCommand::BecomeRegular { verdict } => {
                checking.regular_due(*verdict);
                CustomerState::Regular
            }
            CustomerCommand::AtRisk { reason } => {
                checking.risk(*reason, stays);
                CustomerState::AtRisk
            }
            CustomerCommand::Demote { verdict } => {
                checking.demote(*verdict);
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
                checking.above_zero(order);
                let due = verdict.is_due(act.at(), rules);
                if due { CustomerState::Regular } else { CustomerState::New }
            }
            CustomerCommand::RecordOrder { order } => {
                checking.order(order);
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
            CustomerCommand::Register(_)
            | CustomerCommand::SetRenewal { .. }
            | CustomerCommand::Refer { .. } => stays,
            CustomerCommand::Close { reason } => {
                checking.reason(reason);
                CustomerState::Closed
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
                CustomerStatus::Closed(Closed { reason: reason.clone() })
            }
            _ => return None,
        })
    }

    fn absorb(record: &mut CustomerRecord, entry: &Entry<Self>) {
        let at = entry.at;
        match &entry.command {
            CustomerCommand::FirstOrder { order }
            | CustomerCommand::RecordOrder { order }
            | CustomerCommand::Recover(Recovery::Order(order)) => record.book(order),
            CustomerCommand::Recover(Recovery::Contact(_)) => record.be_in_contact(at, true),
            CustomerCommand::Interact(_) => record.be_in_contact(at, false),
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
            CustomerCommand::ChangeOwner { owner, from } => record.own(owner, *from),
            CustomerCommand::SetRenewal { on } => record.renewal = *on,
            CustomerCommand::Refer { .. } => record.referred = record.referred.saturating_add(1),
            CustomerCommand::Register(_)
            | CustomerCommand::Recover(Recovery::Recorded)
            | CustomerCommand::Lapse { .. }
            | CustomerCommand::Close { .. } => {}
        }
        if entry.from != Some(entry.to) {
            record.since = at;
        }
    }

    fn create(entry: &Entry<Self>) -> Option<(CustomerRecord, CustomerStatus)> {
        let CustomerCommand::Register(new) = &entry.command else { return None };
        Some((CustomerRecord::new(new, entry.at), CustomerStatus::Prospect(Prospect {})))
    }

    fn redact(_: &mut CustomerRecord, status: &mut CustomerStatus) {
        match status {
            CustomerStatus::Lapsed(Lapsed { reason })
            | CustomerStatus::Closed(Closed { reason }) => reason.redact(),
            CustomerStatus::Prospect(_)
            | CustomerStatus::New(_)
            | CustomerStatus::Regular(_)
            | CustomerStatus::AtRisk(_) => {}
        }
    }

    fn redact_command(command: &mut CustomerCommand) {
        command.redact();
    }

    fn validate(record: &CustomerRecord, status: &CustomerStatus) -> Result<(), String> {
        let no = |why: &str| Err(why.to_owned());
        let state = status.state();
        if record.owners.is_empty() {
            return no("the customer has no owner");
        }
        if !record.owners.is_sorted_by(|one, next| one.from < next.from) {
            return no("the owners are not in the order of their first days");
        }
        match (record.orders, record.first_order_at, record.last_order_at) {
            (0, None, None) => {}
            (1.., Some(first), Some(last)) if first <= last => {}
            _ => return no("the number of orders and the first and last of them do not fit"),
        }
        let ordered = record.orders > 0;
        if ordered && state == CustomerState::Prospect {
            return no("the customer is a prospect, but has ordered");
        }
        if !ordered && !matches!(state, CustomerState::Prospect | CustomerState::Closed) {
            return Err(format!("the customer is {state}, but has not ordered"));
        }
        match (state, record.regular_since) {
            (CustomerState::Regular, None) => no("the customer is regular, but not since when"),
            (CustomerState::Prospect | CustomerState::New, Some(_)) => {
                Err(format!("the customer is {state}, but regular as well"))
            }
            _ => Ok(()),
        }
    }
}
