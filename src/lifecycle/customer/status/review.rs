//! [`StatusReview::run`]: the moves that follow, for the whole base.

use std::mem;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Alert, Changed, CustomerCase, StatusChange, StatusReview};
use crate::lifecycle::customer::{
    AnyCustomer, AtRisk, CustomerCommand, CustomerRecord, CustomerRefused, CustomerRules,
    CustomerView, PlacedOrder, Recovery, RiskReason,
};
use crate::lifecycle::{Act, Note, Refused};

/// What a review came to. Each list is in the order in which the customers
/// were given, the alerts are in their own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reviewed {
    /// Those with moves made; their entries wait to be taken.
    pub changed: Vec<Changed>,
    /// Those without.
    pub unchanged: Vec<AnyCustomer>,
    /// Those of whom a move was refused, as they were: an order is another
    /// customer's, is placed after the act or is the one recorded last, as
    /// where the orders of a review are given again; or the act lies before the
    /// last entry.
    pub refused: Vec<CustomerRefused<AnyCustomer>>,
    /// The regular customers to look after now, whether or not anything
    /// changed: the longest waiting first, then by id.
    pub alerts: Vec<Alert>,
}

impl Reviewed {
    /// All customers given, to go on with: those changed, then those unchanged,
    /// then those refused, with the entries of the moves still to be taken.
    pub fn into_customers(self) -> impl Iterator<Item = AnyCustomer> {
        let changed = self.changed.into_iter().map(|changed| changed.customer);
        let refused = self.refused.into_iter().map(|refused| refused.entity);
        changed.chain(self.unchanged).chain(refused)
    }
}

impl StatusReview {
    /// Reviews customers at the instant of an act, and makes the moves that
    /// follow.
    pub fn run(&self, cases: impl IntoIterator<Item = CustomerCase>, act: &Act) -> Reviewed {
        let mut reviewed = Reviewed::default();
        for case in cases {
            let (from, due_by) = (case.customer.state(), case.order_due_by);
            let mut alert = |customer: &AnyCustomer| {
                reviewed.alerts.extend(self.alert(customer, due_by, act.at()));
            };
            match self.review(case, act) {
                Ok((customer, changes)) => {
                    alert(&customer);
                    if changes.is_empty() {
                        reviewed.unchanged.push(customer);
                    } else {
                        let to = customer.state();
                        reviewed.changed.push(Changed { customer, from, to, changes });
                    }
                }
                Err(refused) => {
                    alert(&refused.entity);
                    reviewed.refused.push(refused);
                }
            }
        }
        Alert::sort(&mut reviewed.alerts);
        reviewed
    }

    /// Makes the moves of one customer, all of them or none.
    fn review(
        &self,
        mut case: CustomerCase,
        act: &Act,
    ) -> Result<(AnyCustomer, Vec<StatusChange>), CustomerRefused<AnyCustomer>> {
        let mut orders = mem::take(&mut case.orders);
        // Whoever gives again what a review of before has recorded gives the
        // order recorded last, too: the first of them that is refused.
        let last = case.customer.record().last_recorded();
        if let Some(again) = orders.iter().position(|order| last == Some(&order.id)) {
            orders = vec![orders.swap_remove(again)];
        }
        orders.sort_by(|a, b| (a.placed_at, &a.id).cmp(&(b.placed_at, &b.id)));
        // Without orders the first move that is refused is the first at all.
        let before = (!orders.is_empty()).then(|| case.customer.clone());
        let undone = |refused: CustomerRefused<AnyCustomer>| {
            let (entity, refusal) = refused.into_parts();
            Refused::new(before.clone().unwrap_or(entity), Box::new(refusal))
        };
        let mut changes = Vec::new();
        let rules = self.rules.regular(case.regular).order_due_by(case.order_due_by);
        for order in orders {
            let (command, change) = self.of_order(&case, order, act.at());
            case.customer = case.customer.apply(rules, command, act).map_err(undone)?;
            changes.push(change);
        }
        while let Some((command, change)) = self.that_follows(&case, act.at()) {
            case.customer = case.customer.apply(rules, command, act).map_err(undone)?;
            changes.push(change);
        }
        Ok((case.customer, changes))
    }

    /// The move that an order makes.
    fn of_order(
        &self,
        case: &CustomerCase,
        order: PlacedOrder,
        at: DateTime<Utc>,
    ) -> (CustomerCommand, StatusChange) {
        let id = order.id.clone();
        if order.total.is_positive() {
            match case.customer.view() {
                CustomerView::Prospect(_) => {
                    return (CustomerCommand::FirstOrder { order }, StatusChange::FirstOrder(id));
                }
                CustomerView::AtRisk(risk)
                    if !self.persists(risk.reason, case, Some(&order), at) =>
                {
                    let recovery = Recovery::Order(order);
                    return (CustomerCommand::Recover(recovery), StatusChange::Recovered(id));
                }
                CustomerView::Lapsed(_) if order.placed_at > case.customer.record().since() => {
                    let command = CustomerCommand::WinBack { order, verdict: case.regular };
                    return (command, StatusChange::WonBack(id));
                }
                _ => {}
            }
        }
        (CustomerCommand::RecordOrder { order }, StatusChange::Recorded(id))
    }

    /// Whether a risk is there all the same once an order has come, or what
    /// was recorded before.
    fn persists(
        &self,
        risk: RiskReason,
        case: &CustomerCase,
        order: Option<&PlacedOrder>,
        at: DateTime<Utc>,
    ) -> bool {
        let record = case.customer.record();
        match risk {
            RiskReason::NoSecondOrder => false,
            RiskReason::OrderOverdue { .. } => {
                let overdue = overdue_order(record, case.order_due_by, at);
                let on = order.map(|order| order.placed_at.date_naive());
                overdue.is_some_and(|due_by| on.is_none_or(|on| on <= due_by))
            }
            RiskReason::NoContact => overdue_contact(self.rules, record, at).is_some(),
        }
    }

    /// The end of a risk by what was merely recorded.
    fn answered(
        &self,
        case: &CustomerCase,
        at: DateTime<Utc>,
    ) -> Option<(CustomerCommand, StatusChange)> {
        let CustomerView::AtRisk(AtRisk { reason }) = case.customer.view() else { return None };
        let answered = case.customer.record().has_answered(*reason);
        (answered && !self.persists(*reason, case, None, at)).then_some((
            CustomerCommand::Recover(Recovery::Recorded),
            StatusChange::Answered(*reason),
        ))
    }

    /// The loss of a customer that has been at risk for long. It is none while
    /// what the risk waits for comes, though too late to end the risk.
    fn lost(
        &self,
        record: &CustomerRecord,
        risk: RiskReason,
        at: DateTime<Utc>,
    ) -> Option<StatusChange> {
        let (since, after) = (record.since(), self.lapse_after?);
        let contact = record.last_contact().filter(|_| risk == RiskReason::NoContact);
        let from = record.last_order_at().max(contact).map_or(since, |last| last.max(since));
        (at - from >= after.duration()).then_some(StatusChange::Lapsed { since, after })
    }

    /// The next move that follows from what is known. It ends: what makes a
    /// customer regular and what ends that exclude one another, and so do what
    /// ends a risk and what brings the same one.
    fn that_follows(
        &self,
        case: &CustomerCase,
        at: DateTime<Utc>,
    ) -> Option<(CustomerCommand, StatusChange)> {
        let (record, verdict) = (case.customer.record(), case.regular);
        let at_risk = |reason| CustomerCommand::AtRisk { reason };
        let overdue = || {
            let due_by = overdue_order(record, case.order_due_by, at)?;
            Some((
                at_risk(RiskReason::OrderOverdue { due_by }),
                StatusChange::OrderOverdue { due_by },
            ))
        };
        match case.customer.view() {
            CustomerView::New(_) if verdict.is_due(at, self.rules) => {
                let due_at = verdict.due_at;
                Some((CustomerCommand::BecomeRegular { verdict }, StatusChange::Regular { due_at }))
            }
            CustomerView::New(_) => {
                let until = self.rules.second_order_until(record);
                let alone = until.filter(|until| record.orders() == 1 && *until < at);
                match alone {
                    Some(until) => {
                        let reason = RiskReason::NoSecondOrder;
                        Some((at_risk(reason), StatusChange::NoSecondOrder { until }))
                    }
                    None => overdue(),
                }
            }
            CustomerView::Regular(_) if self.rules.reexamined && !verdict.holds => {
                Some((CustomerCommand::Demote { verdict }, StatusChange::Demoted))
            }
            CustomerView::Regular(_) => overdue().or_else(|| {
                let until = overdue_contact(self.rules, record, at)?;
                Some((at_risk(RiskReason::NoContact), StatusChange::NoContact { until }))
            }),
            CustomerView::AtRisk(risk) => self.answered(case, at).or_else(|| {
                let change = self.lost(record, risk.reason, at)?;
                let reason = Note::new(change.to_string());
                Some((CustomerCommand::Lapse { reason }, change))
            }),
            CustomerView::Prospect(_)
            | CustomerView::Lapsed(_)
            | CustomerView::Closed(_)
            | CustomerView::Merged(_) => None,
        }
    }
}

/// The last day on which an order was due that did not come.
pub(super) fn overdue_order(
    record: &CustomerRecord,
    due_by: Option<NaiveDate>,
    at: DateTime<Utc>,
) -> Option<NaiveDate> {
    let last = record.last_order_at().map(|last| last.date_naive());
    due_by.filter(|due_by| at.date_naive() > record.order_until(*due_by) && last <= Some(*due_by))
}

/// Until when there was time for a contact that did not come.
pub(super) fn overdue_contact(
    rules: CustomerRules,
    record: &CustomerRecord,
    at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    rules.contact_until(record).filter(|until| *until < at)
}
