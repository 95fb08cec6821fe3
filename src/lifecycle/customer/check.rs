//! What each move of a customer demands.

use chrono::{DateTime, NaiveDate, Utc};

use super::unmet::Awaited;
use super::{
    CustomerRecord, CustomerRules, CustomerState, CustomerUnmet, CustomerView, PlacedOrder,
    Recovery, RegularVerdict, RiskReason,
};
use crate::lifecycle::date::{from_day, happened, planned, possible};
use crate::lifecycle::{Act, DateOf, Interaction, Note};
use crate::value::{CustomerId, LeadId, PersonId};

/// A move being checked: the customer, the act, what is not met so far.
pub(super) struct Checking<'a> {
    pub(super) record: &'a CustomerRecord,
    pub(super) act: &'a Act,
    pub(super) rules: CustomerRules,
    pub(super) unmet: &'a mut Vec<CustomerUnmet>,
}

impl Checking<'_> {
    pub(super) fn order(&mut self, order: &PlacedOrder) {
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
        let fault = possible(DateOf::Order, self.act.day_of(order.placed_at));
        self.unmet.extend(fault.map(CustomerUnmet::from));
    }

    /// An order is later than the last one, by instant and id.
    pub(super) fn sequence(&mut self, order: &PlacedOrder) {
        let Some(last) = &self.record.last_recorded else { return };
        if last.id == order.id {
            self.unmet.push(CustomerUnmet::Recorded { order: order.id.clone() });
        } else if (order.placed_at, &order.id) < (last.at, &last.id) {
            let (order, last, at) = (order.id.clone(), last.id.clone(), last.at);
            self.unmet.push(CustomerUnmet::NotLater { order, last, at });
        }
    }

    pub(super) fn above_zero(&mut self, order: &PlacedOrder) {
        if !order.total.is_positive() {
            let (order, total) = (order.id.clone(), order.total);
            self.unmet.push(CustomerUnmet::Return { order, total });
        }
    }

    /// An order is not merely recorded where it changes what the customer is.
    pub(super) fn only_recorded(&mut self, order: &PlacedOrder, state: CustomerState) {
        if !order.total.is_positive() {
            return;
        }
        let id = || order.id.clone();
        let lapsed = self.record.since;
        match state {
            CustomerState::Prospect => self.unmet.push(CustomerUnmet::FirstOrder { order: id() }),
            CustomerState::Lapsed if order.placed_at > lapsed => {
                self.unmet.push(CustomerUnmet::WinBack { order: id(), lapsed });
            }
            _ => {}
        }
    }

    pub(super) fn regular_due(&mut self, verdict: &mut RegularVerdict) {
        *verdict = self.rules.regular.unwrap_or_default();
        let verdict = *verdict;
        let due = verdict.due_at.filter(|due| *due <= self.act.at());
        if due.is_none() {
            self.unmet.push(match verdict.due_at {
                Some(from) => CustomerUnmet::RegularLater { from },
                None => CustomerUnmet::NotRegularYet,
            });
        } else if !verdict.is_due(self.act.at(), self.rules) {
            self.unmet.push(CustomerUnmet::RuleDoesNotHold);
        }
    }

    pub(super) fn demote(&mut self, verdict: &mut RegularVerdict) {
        *verdict = self.rules.regular.unwrap_or_default();
        if !self.rules.reexamined {
            self.unmet.push(CustomerUnmet::NotReexamined);
        }
        if verdict.holds {
            self.unmet.push(CustomerUnmet::RuleHolds);
        }
    }

    pub(super) fn risk(&mut self, reason: &mut RiskReason, state: CustomerState) {
        let refused = match reason {
            RiskReason::NoSecondOrder if state == CustomerState::Regular => {
                Some(CustomerUnmet::NotNew)
            }
            RiskReason::NoSecondOrder => self.second_order(),
            RiskReason::NoContact if state == CustomerState::New => Some(CustomerUnmet::NotRegular),
            RiskReason::NoContact => self.contact(),
            RiskReason::OrderOverdue { due_by } => match self.rules.order_due_by {
                Some(day) => {
                    *due_by = day;
                    self.overdue(day)
                }
                None => Some(CustomerUnmet::NoDueDate),
            },
        };
        self.unmet.extend(refused);
    }

    fn second_order(&self) -> Option<CustomerUnmet> {
        if self.record.orders > 1 {
            return Some(CustomerUnmet::OrderedAgain { orders: self.record.orders });
        }
        if self.rules.first_repeat_within.is_none() {
            return Some(CustomerUnmet::NoRepeatLimit);
        }
        let until = self.rules.second_order_until(self.record);
        self.in_time(until).map(|until| CustomerUnmet::SecondOrderInTime { until })
    }

    fn contact(&self) -> Option<CustomerUnmet> {
        if self.rules.contact_every.is_none() {
            return Some(CustomerUnmet::NoContactPromised);
        }
        let until = self.rules.contact_until(self.record);
        self.in_time(until).map(|until| CustomerUnmet::ContactInTime { until })
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
        (self.act.at().date_naive() <= until).then_some(CustomerUnmet::OrderInTime { until })
    }

    pub(super) fn interaction(&mut self, interaction: &Interaction) {
        if interaction.about.is_blank() {
            self.unmet.push(CustomerUnmet::Interaction);
        }
        let fault = interaction.on.and_then(|on| happened(DateOf::Interaction, on, None, self.act));
        self.unmet.extend(fault.map(CustomerUnmet::from));
    }

    pub(super) fn renewal(&mut self, on: NaiveDate) {
        self.unmet.extend(planned(DateOf::Renewal, on, self.act).map(CustomerUnmet::from));
    }

    pub(super) fn referral(&mut self, lead: &LeadId) {
        if self.record.referred.binary_search(lead).is_ok() {
            self.unmet.push(CustomerUnmet::Referred { lead: lead.clone() });
        }
    }

    pub(super) fn survivor(&mut self, into: &CustomerId) {
        if *into == self.record.id {
            self.unmet.push(CustomerUnmet::Survivor { customer: into.clone() });
        }
    }

    pub(super) fn reason(&mut self, reason: &Note) {
        if reason.is_blank() {
            self.unmet.push(CustomerUnmet::Reason);
        }
    }

    pub(super) fn resolution(&mut self, recovery: &Recovery, view: CustomerView<'_>) {
        match recovery {
            Recovery::Order(order) => {
                self.sequence(order);
                let mut doubts = Vec::new();
                let mut inner = Checking { unmet: &mut doubts, ..*self };
                inner.order(order);
                inner.above_zero(order);
                let wrap = |cause| CustomerUnmet::Resolution { cause: Box::new(cause) };
                self.unmet.extend(doubts.into_iter().map(wrap));
            }
            Recovery::Contact(contact) if contact.about.is_blank() => {
                let cause = Box::new(CustomerUnmet::Interaction);
                self.unmet.push(CustomerUnmet::Resolution { cause });
            }
            Recovery::Contact(contact) => self.interaction(contact),
            Recovery::Recorded => {
                let risk = match view {
                    CustomerView::AtRisk(risk) => Some(risk.reason),
                    _ => None,
                };
                let unanswered = risk.filter(|reason| !self.record.has_answered(*reason));
                let missing = |reason| CustomerUnmet::NothingSince { awaited: Awaited::of(reason) };
                self.unmet.extend(unanswered.map(missing));
            }
        }
    }

    pub(super) fn owner(&mut self, owner: &PersonId, from: NaiveDate) {
        let fault = from_day(DateOf::Owner, from, Some(self.record.owners.first_day()));
        self.unmet.extend(fault.map(CustomerUnmet::from));
        if self.record.owner_on(from) == Some(owner) {
            self.unmet.push(CustomerUnmet::SameOwner { owner: owner.clone(), from });
        }
    }
}
