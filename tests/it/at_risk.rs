//! What brings a customer back from being at risk, and what does not: every
//! reason with everything that can happen.

use chrono::{DateTime, Utc};
use sales_process::lifecycle::customer::status::{CustomerCase, StatusReview};
use sales_process::lifecycle::customer::{
    AnyCustomer, Customer, CustomerCommand, CustomerRules, CustomerState, NewCustomer, PlacedOrder,
    Recovery, RegularVerdict, RiskReason,
};
use sales_process::lifecycle::{Act, Interaction, InteractionKind};
use sales_process::{Line, Order};

use crate::customer::Told;
use crate::samples::{day, id, money};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn on(day: &str) -> Act {
    Act::new(at(day), id("anna"))
}

fn order(name: &str, placed: &str, total: &str) -> PlacedOrder {
    let line = Line::new(id("P-7"), money(total));
    (&Order::new(id(name), id("acme"), at(placed), vec![line]).unwrap()).into()
}

fn rules() -> CustomerRules {
    CustomerRules::default().first_repeat_within_days(60).contact_every_days(30)
}

fn review() -> StatusReview {
    StatusReview::new(rules()).lapse_after_days(90)
}

fn call() -> Interaction {
    Interaction::outbound(InteractionKind::Call, "how are things")
}

#[track_caller]
fn moved(customer: AnyCustomer, command: CustomerCommand, day: &str) -> AnyCustomer {
    customer.tell(rules(), command, &on(day)).unwrap()
}

/// At risk since 1 June for a reason; ordered once on 15 January, and was last
/// spoken to on 1 May where it is regular.
fn at_risk(regular: bool, reason: RiskReason) -> AnyCustomer {
    let new = NewCustomer::new(id("acme"), id("fred"));
    let new = AnyCustomer::from(Customer::register(new, &on("2026-01-01")));
    let first = CustomerCommand::FirstOrder { order: order("O-1", "2026-01-15", "90 GBP") };
    let mut customer = moved(new, first, "2026-01-15");
    if regular {
        let verdict = RegularVerdict { due_at: Some(at("2026-01-15")), holds: true };
        customer = moved(customer, CustomerCommand::BecomeRegular { verdict }, "2026-01-15");
        customer = moved(customer, CustomerCommand::Interact(call()), "2026-05-01");
    }
    moved(customer, CustomerCommand::AtRisk { reason }, "2026-06-01")
}

/// By what a customer at risk is touched on 2 June.
const EVENTS: [&str; 7] = [
    "nothing",
    "order",
    "order recorded",
    "return",
    "call noted",
    "call that resolved it",
    "order recorded and call noted",
];

/// What a review of 3 June and one of 15 September make of it.
fn outcome(regular: bool, reason: RiskReason, event: &str) -> String {
    let mut customer = at_risk(regular, reason);
    let ordered = || order("O-2", "2026-06-02", "90 GBP");
    let recorded = || CustomerCommand::RecordOrder { order: ordered() };
    let mut waiting = None;
    // By its cadence it orders about every 50 days, and was due in March.
    let mut due_by = Some(day("2026-03-31")).filter(|_| reason != RiskReason::NoContact);
    match event {
        "order" => waiting = Some(ordered()),
        "order recorded" => customer = moved(customer, recorded(), "2026-06-02"),
        "return" => waiting = Some(order("R-2", "2026-06-02", "-9 GBP")),
        "call noted" => {
            customer = moved(customer, CustomerCommand::Interact(call()), "2026-06-02");
        }
        "call that resolved it" => {
            let contact = CustomerCommand::Recover(Recovery::Contact(call()));
            customer = moved(customer, contact, "2026-06-02");
        }
        "order recorded and call noted" => {
            customer = moved(customer, recorded(), "2026-06-02");
            customer = moved(customer, CustomerCommand::Interact(call()), "2026-06-02");
        }
        _ => {}
    }
    if event.starts_with("order") {
        due_by = due_by.map(|_| day("2026-08-20"));
    }
    let verdict =
        RegularVerdict { due_at: Some(at("2026-01-15")).filter(|_| regular), holds: regular };
    let mut said = Vec::new();
    for day in ["2026-06-03", "2026-09-15"] {
        let mut case = CustomerCase::new(customer).regular(verdict).order_due_by(due_by);
        case.orders.extend(waiting.take());
        let reviewed = review().run([case], &on(day));
        assert!(reviewed.refused.is_empty());
        let changed = reviewed.changed.into_iter().next();
        let words: Vec<String> = changed
            .iter()
            .flat_map(|changed| changed.changes.iter().map(ToString::to_string))
            .collect();
        customer = changed
            .map(|changed| changed.customer)
            .or_else(|| reviewed.unchanged.into_iter().next())
            .unwrap();
        // A regular customer who is lost or may be is never off both lists.
        let seen = !reviewed.alerts.is_empty() || !words.is_empty();
        assert!(seen || !regular || customer.state() != CustomerState::AtRisk);
        let words =
            if words.is_empty() { String::new() } else { format!(" ({})", words.join("; ")) };
        said.push(format!("{}{words}", customer.state()));
    }
    said.join("\n      then ")
}

fn table(regular: bool, reason: RiskReason) -> String {
    let rows = EVENTS.map(|event| format!("{event}: {}", outcome(regular, reason, event)));
    rows.join("\n")
}

#[test]
fn a_new_customer_without_a_second_order() {
    insta::assert_snapshot!(table(false, RiskReason::NoSecondOrder), @r"
    nothing: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    order: new (ordered `O-2`, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    order recorded: new (an order was recorded, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    return: at_risk (`R-2` is recorded)
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call noted: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call that resolved it: new
          then at_risk (the second order had time until 2026-08-01)
    order recorded and call noted: new (an order was recorded, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    ");
}

#[test]
fn a_new_customer_whose_order_is_overdue() {
    let overdue = RiskReason::OrderOverdue { due_by: day("2026-03-31") };
    insta::assert_snapshot!(table(false, overdue), @r"
    nothing: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    order: new (ordered `O-2`, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    order recorded: new (an order was recorded, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    return: at_risk (`R-2` is recorded)
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call noted: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call that resolved it: new
          then at_risk (the second order had time until 2026-08-01)
    order recorded and call noted: new (an order was recorded, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    ");
}

#[test]
fn a_regular_customer_whose_order_is_overdue() {
    let overdue = RiskReason::OrderOverdue { due_by: day("2026-03-31") };
    insta::assert_snapshot!(table(true, overdue), @r"
    nothing: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    order: at_risk (ordered `O-2`, which ends the risk; the next contact had time until 2026-05-31)
          then lapsed (at risk since 2026-06-03, for 90 days or more)
    order recorded: at_risk (an order was recorded, which ends the risk; the next contact had time until 2026-05-31)
          then lapsed (at risk since 2026-06-03, for 90 days or more)
    return: at_risk (`R-2` is recorded)
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call noted: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call that resolved it: regular
          then at_risk (the next order was due by 2026-03-31)
    order recorded and call noted: regular (an order was recorded, which ends the risk)
          then at_risk (the next order was due by 2026-08-20)
    ");
}

#[test]
fn a_regular_customer_whom_nobody_contacted() {
    insta::assert_snapshot!(table(true, RiskReason::NoContact), @r"
    nothing: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    order: at_risk (`O-2` is recorded)
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    order recorded: at_risk
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    return: at_risk (`R-2` is recorded)
          then lapsed (at risk since 2026-06-01, for 90 days or more)
    call noted: regular (somebody was in contact, which ends the risk)
          then at_risk (the next contact had time until 2026-07-02)
    call that resolved it: regular
          then at_risk (the next contact had time until 2026-07-02)
    order recorded and call noted: regular (somebody was in contact, which ends the risk)
          then at_risk (the next contact had time until 2026-07-02)
    ");
}
