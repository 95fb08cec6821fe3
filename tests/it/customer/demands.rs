//! Every demand of every move of a customer, and that it is enforced.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use sales_process::Order;
use sales_process::lifecycle::customer::{
    AnyCustomer, AtRisk, Customer, CustomerCommand as Do, CustomerDemand as D, CustomerMachine,
    CustomerRules, CustomerState as S, CustomerVerb as V, PlacedOrder, Recovery, RegularVerdict,
    RiskReason,
};
use sales_process::lifecycle::{DemandName, HasDemand, Machine, Note};

use super::{
    act, at, call, day, fails, fresh, full, holds, in_state, now, order, order_of, overdue, placed,
    prospect, reexamined, regular, rules,
};

/// A demand that is not met: the move, and which demand.
struct Case {
    entity: AnyCustomer,
    rules: CustomerRules,
    command: Do,
    demand: D,
}

fn case(entity: impl Into<AnyCustomer>, command: Do, demand: D) -> Case {
    Case { entity: entity.into(), rules: rules(), command, demand }
}

fn by(rules: CustomerRules, case: Case) -> Case {
    Case { rules, ..case }
}

/// The ways in which an order does not do, in every move that takes one.
fn order_cases(state: S, with: impl Fn(PlacedOrder) -> Do) -> Vec<Case> {
    let bad = |order: Order, demand| case(in_state(state), with((&order).into()), demand);
    vec![
        bad(order_of("other", "R-2", "2026-01-10", "-1 GBP"), D::Order),
        bad(order("R-2", "2026-06-02", "-1 GBP"), D::Order),
    ]
}

fn cases() -> Vec<Case> {
    let sale = || placed("O-2", "2026-05-20", "80 GBP");
    let nothing = || Note::new(" \n");
    let recover = |by: Recovery| case(in_state(S::AtRisk), Do::Recover(by), D::Resolution);
    let risk = |state, reason| case(in_state(state), Do::AtRisk { reason }, D::RiskReason);
    let (second, contact) = (RiskReason::NoSecondOrder, RiskReason::NoContact);
    let become_regular =
        |verdict| case(in_state(S::New), Do::BecomeRegular { verdict }, D::RegularDue);
    let only_from = RegularVerdict { due_at: Some(at("2026-06-02")), holds: false };
    let unseen = regular().at_risk(rules().contact_every_days(30), contact, &act("2026-05-01"));
    let unseen: Customer<AtRisk> = unseen.unwrap();
    let twice = fresh().record_order(&order("O-2", "2026-01-12", "9 GBP"), &act("2026-02-01"));

    let mut cases = vec![
        case(
            in_state(S::Prospect),
            Do::FirstOrder { order: placed("R", "2026-05-20", "0 GBP") },
            D::OrderTotal,
        ),
        case(in_state(S::Prospect), Do::RecordOrder { order: sale() }, D::FirstOrder),
        case(in_state(S::Lapsed), Do::RecordOrder { order: sale() }, D::WinBack),
        case(
            in_state(S::Lapsed),
            Do::WinBack { order: placed("R", "2026-05-20", "0 GBP"), verdict: holds() },
            D::OrderTotal,
        ),
        become_regular(RegularVerdict::default()),
        become_regular(only_from),
        by(reexamined(), become_regular(fails())),
        case(in_state(S::Regular), Do::Demote { verdict: fails() }, D::Reexamined),
        by(
            reexamined(),
            case(in_state(S::Regular), Do::Demote { verdict: holds() }, D::RuleLapsed),
        ),
        risk(S::New, second),
        by(rules().first_repeat_within_days(142), risk(S::New, second)),
        case(twice.unwrap(), Do::AtRisk { reason: second }, D::RiskReason),
        risk(S::Regular, second),
        risk(S::Regular, contact),
        by(rules().contact_every_days(31), risk(S::Regular, contact)),
        risk(S::New, contact),
        risk(S::New, overdue("2026-06-01")),
        risk(S::Regular, overdue("2026-01-09")),
        recover(call("").into()),
        recover(Recovery::Recorded),
        case(unseen, Do::Recover(Recovery::Recorded), D::Resolution),
        recover((&order("R", "2026-05-20", "-5 GBP")).into()),
        recover((&order_of("other", "O-2", "2026-05-20", "5 GBP")).into()),
        recover((&order("O-2", "2026-06-02", "5 GBP")).into()),
        recover((&order("O-1", "2026-05-20", "5 GBP")).into()),
        case(in_state(S::AtRisk), Do::Lapse { reason: nothing() }, D::Reason),
    ];
    for state in [S::Prospect, S::New, S::Regular, S::AtRisk, S::Lapsed] {
        let mine = Do::ChangeOwner { owner: "anna".parse().unwrap(), from: day("2026-06-01") };
        cases.push(case(in_state(state), Do::Interact(call(" ")), D::Interaction));
        cases.push(case(in_state(state), mine, D::Owner));
        cases.push(case(in_state(state), Do::Close { reason: nothing() }, D::Reason));
        cases.extend(order_cases(state, |order| Do::RecordOrder { order }));
    }
    let sold = |mut order: PlacedOrder| {
        order.total = "5 GBP".parse().unwrap();
        order
    };
    cases.extend(order_cases(S::Prospect, |order| Do::FirstOrder { order: sold(order) }));
    cases.extend(order_cases(S::Lapsed, |order| Do::WinBack {
        order: sold(order),
        verdict: holds(),
    }));
    let again = Do::RecordOrder { order: placed("O-1", "2026-01-10", "90 GBP") };
    cases.push(case(in_state(S::New), again, D::Order));
    cases
}

/// Demands that no command can leave out.
const BY_FORM: [D; 4] = [D::EffectiveDate, D::Renewal, D::Lead, D::Policy];

#[test]
fn every_demand_of_every_row_is_enforced() {
    let mut told = BTreeSet::new();
    let mut enforced: BTreeSet<(S, V, D)> = BTreeSet::new();
    for Case { entity, rules, command, demand } in cases() {
        let (state, verb) = (entity.state(), CustomerMachine::verb(&command).unwrap());
        let refused = entity.clone().apply(rules, command, &now()).unwrap_err();
        let unmet = refused.refusal().unmet();
        let demands: Vec<D> = unmet.iter().map(HasDemand::demand).collect();
        assert_eq!(demands, [demand], "{refused}");
        assert_eq!(refused.entity, entity);
        told.extend(unmet.iter().map(|unmet| format!("{demand}: {unmet}")));
        enforced.insert((state, verb, demand));
    }
    for row in CustomerMachine::TABLE {
        let early = in_state(row.from).apply(reexamined(), full(row.verb), &act("2026-04-30"));
        let refused = early.unwrap_err();
        assert_eq!(refused.refusal().unmet().len(), 1, "{row:?}: {refused}");
        told.extend(refused.refusal().unmet().iter().map(|unmet| format!("time_order: {unmet}")));
        enforced.insert((row.from, row.verb, D::TimeOrder));
    }
    let table: BTreeSet<(S, V, D)> = CustomerMachine::TABLE
        .iter()
        .flat_map(|row| row.demands.iter().map(|demand| (row.from, row.verb, *demand)))
        .filter(|(_, _, demand)| !BY_FORM.contains(demand))
        .collect();
    assert_eq!(enforced, table);
    assert_snapshot!(Vec::from_iter(told).join("\n"), @r"
    first_order: the order `O-2` makes the prospect a new customer; record it by the move `first_order`
    interaction: the interaction does not say what it was about
    order: the order `O-1` is recorded already
    order: the order `R-2` is of the customer `other`, not of `acme`
    order: the order `R-2` is only placed at 2026-06-02 12:00:00 UTC; record it then or later
    order_total: the total of the order `R` is 0.00 GBP, which makes it a return
    owner: `anna` looks after the customer on 2026-06-01 already
    reason: the reason is missing
    reexamined: regular status is kept once gained; this process does not re-examine it
    regular_due: by the policy the customer is not regular yet
    regular_due: by the policy the customer is not regular yet, only from 2026-06-02 12:00:00 UTC on
    regular_due: the rule for regular customers was met once, but does not hold now
    resolution: no contact was recorded since the customer is at risk
    resolution: no order was recorded since the customer is at risk
    resolution: the interaction does not say what it was about
    resolution: the order `O-1` is recorded already
    resolution: the order `O-2` is of the customer `other`, not of `acme`
    resolution: the order `O-2` is only placed at 2026-06-02 12:00:00 UTC; record it then or later
    resolution: the total of the order `R` is -5.00 GBP, which makes it a return
    risk_reason: an order came on 2026-01-10, after the 2026-01-09 it was due by; work out the next one
    risk_reason: no contact is a risk of regular customers; this one is new
    risk_reason: no second order is a risk of new customers; this one is regular
    risk_reason: the customer has ordered 2 times, not once
    risk_reason: the next contact has time until 2026-06-01 12:00:00 UTC
    risk_reason: the next order has time until the end of 2026-06-01
    risk_reason: the process does not say within how many days a second order should come
    risk_reason: the second order has time until 2026-06-01 12:00:00 UTC
    risk_reason: the service level does not say how often to be in contact
    rule_lapsed: the rule for regular customers still holds
    time_order: the customer was last changed at 2026-05-01 12:00:00 UTC, after this act; act at that instant or later
    win_back: the order `O-2` came after the customer lapsed at 2026-04-01 12:00:00 UTC; record it by the move `win_back`
    ");
}

#[track_caller]
fn check_form(verb: V, member: &str) {
    let mut json = serde_json::to_value(full(verb)).unwrap();
    let body = json.as_object_mut().unwrap().values_mut().next().unwrap().as_object_mut().unwrap();
    assert!(body.remove(member).is_some(), "{member}");
    let error = serde_json::from_value::<Do>(json).unwrap_err().to_string();
    assert_eq!(error, format!("missing field `{member}`"));
}

#[test]
fn what_a_command_cannot_leave_out() {
    check_form(V::ChangeOwner, "from");
    check_form(V::ChangeOwner, "owner");
    check_form(V::SetRenewal, "on");
    check_form(V::Refer, "lead");
    check_form(V::WinBack, "verdict");
    check_form(V::AtRisk, "reason");
}

#[test]
fn a_redacted_text_is_no_text() {
    for json in [r#"{"lapse":{"reason":{"redacted":true}}}"#, r#"{"lapse":{"reason":""}}"#] {
        let command = serde_json::from_str(json).unwrap();
        let refused = in_state(S::AtRisk).apply(rules(), command, &now()).unwrap_err();
        assert_eq!(refused.to_string(), "the customer cannot lapse: the reason is missing");
    }
    let refusal = |json: &str| serde_json::from_str::<Do>(json).unwrap_err().to_string();
    assert_snapshot!(refusal(r#"{"lapse":{}}"#), @"missing field `reason` at line 1 column 11");
    assert_snapshot!(refusal(r#"{"lapse":{"reason":null}}"#), @r#"invalid type: null, expected a text, or {"redacted": true} at line 1 column 23"#);
    assert_snapshot!(refusal(r#"{"lapse":{"reason":{"redacted":false}}}"#), @r#"invalid value: boolean `false`, expected a text, or {"redacted": true} at line 1 column 37"#);
    assert_snapshot!(refusal(r#"{"lapse":{"reason":{"why":"x"}}}"#), @"unknown field `why`, expected `redacted` at line 1 column 25");
}

#[test]
fn all_that_is_not_met_is_told_at_once() {
    let bad = order_of("other", "R-2", "2026-06-02", "-1 GBP");
    let first = fresh();
    let refused = prospect().first_order(&bad, &act("2025-12-31")).unwrap_err();
    assert_snapshot!(refused.to_string().replace("; ", ";\n"), @r"
    the customer cannot make the move `first_order`: the customer was last changed at 2026-01-01 12:00:00 UTC, after this act;
    act at that instant or later;
    the order `R-2` is of the customer `other`, not of `acme`;
    the order `R-2` is only placed at 2026-06-02 12:00:00 UTC;
    record it then or later;
    the total of the order `R-2` is -1.00 GBP, which makes it a return
    ");
    let again = order("O-1", "2026-06-02", "-1 GBP");
    let refused = first.record_order(&again, &act("2026-01-01")).unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 3);
    let refused = regular().demote(rules(), holds(), &act("2026-01-01")).unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 3);
}

#[test]
fn no_demand_of_a_customer_can_be_overridden() {
    assert!(D::ALL.iter().all(|demand| !demand.can_be_overridden()));
    let boss = now().overriding("boss".parse().unwrap(), "I say so");
    let refused =
        in_state(S::New).apply(rules(), Do::AtRisk { reason: RiskReason::NoSecondOrder }, &boss);
    assert!(!refused.unwrap_err().refusal().can_be_overridden());
    let mut done = in_state(S::New).apply(rules(), full(V::AtRisk), &boss).unwrap();
    assert_eq!(done.take_entries().next_back().unwrap().waived, None);
}
