//! Every demand of every move of a customer, and that it is enforced.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use sales_process::Order;
use sales_process::lifecycle::customer::{
    AnyCustomer, AtRisk, Customer, CustomerCommand as Do, CustomerDemand as D, CustomerMachine,
    CustomerRules, CustomerState as S, CustomerVerb as V, PlacedOrder, Recovery, RegularVerdict,
    RiskReason,
};
use sales_process::lifecycle::{HasDemand, Machine, MoveCommand, Note};

use super::{
    Told, act, at, call, day, fails, fresh, full, holds, in_state, now, order, order_of, overdue,
    placed, prospect, reexamined, regular, rules,
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
        // Of one that was adopted nobody knows which order was last.
        case(
            crate::adopting::adopted_customer(state),
            with((&order("R-2", "1899-12-31", "-1 GBP")).into()),
            D::Dates,
        ),
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
        case(in_state(S::AtRisk), Do::Lapse { reason: nothing() }, D::Reason),
    ];
    for state in S::ALL.iter().copied() {
        let mine = Do::ChangeOwner { owner: "anna".parse().unwrap(), from: day("2026-06-01") };
        cases.push(case(in_state(state), Do::Interact(call(" ")), D::Interaction));
        cases.push(case(in_state(state), mine, D::Owner));
        if !state.has_ended() {
            cases.push(case(in_state(state), Do::Close { reason: nothing() }, D::Reason));
        }
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
    for state in S::ALL {
        let mine = Do::ChangeOwner { owner: "fred".parse().unwrap(), from: day("2025-06-01") };
        let past = Do::SetRenewal { on: Some(day("2026-05-31")) };
        let tomorrow = call("x").on(day("2026-06-02"));
        cases.extend([
            case(in_state(*state), mine, D::Dates),
            case(in_state(*state), past, D::Dates),
            case(in_state(*state), Do::Interact(tomorrow), D::Dates),
        ]);
        let referred = in_state(*state).apply(rules(), full(V::Refer), &act("2026-05-01")).unwrap();
        cases.push(case(referred, full(V::Refer), D::Referral));
        if *state != S::Merged {
            let itself = Do::Merge { into: "acme".parse().unwrap() };
            cases.push(case(in_state(*state), itself, D::Survivor));
        }
    }
    let again = || placed("O-1", "2026-01-10", "90 GBP");
    for state in [S::New, S::Regular, S::AtRisk, S::Closed, S::Merged] {
        cases.push(case(in_state(state), Do::RecordOrder { order: again() }, D::OrderSequence));
    }
    // Of a prospect and of one that lapsed, a return.
    let back = placed("R-0", "2026-01-01", "-1 GBP");
    let returned = placed("R-1", "2026-02-01", "-1 GBP");
    let record = Do::RecordOrder { order: returned.clone() };
    let prospect = in_state(S::Prospect).apply(rules(), record, &act("2026-05-01")).unwrap();
    let older = PlacedOrder { total: "5 GBP".parse().unwrap(), ..back.clone() };
    cases.extend([
        case(prospect.clone(), Do::RecordOrder { order: back.clone() }, D::OrderSequence),
        case(prospect, Do::FirstOrder { order: older.clone() }, D::OrderSequence),
        case(in_state(S::Lapsed), Do::RecordOrder { order: back }, D::OrderSequence),
        case(
            in_state(S::Lapsed),
            Do::WinBack { order: older.clone(), verdict: holds() },
            D::OrderSequence,
        ),
        case(in_state(S::AtRisk), Do::Recover(Recovery::Order(older)), D::OrderSequence),
        case(
            in_state(S::AtRisk),
            Do::Recover(Recovery::Contact(call("x").on(day("2026-06-02")))),
            D::Dates,
        ),
        case(in_state(S::Closed), Do::Reopen { reason: nothing() }, D::Reason),
    ]);
    cases
}

/// Demands that no command can leave out.
const BY_FORM: [D; 5] = [D::EffectiveDate, D::Renewal, D::Lead, D::Change, D::Field];

#[test]
fn every_demand_of_every_row_is_enforced() {
    let mut told = BTreeSet::new();
    let mut enforced: BTreeSet<(S, V, D)> = BTreeSet::new();
    for Case { entity, rules, command, demand } in cases() {
        let (state, verb) = (entity.state(), command.verb().unwrap());
        let refused = entity.clone().tell(rules, command, &now()).unwrap_err();
        let unmet = refused.refusal().unmet();
        let demands: Vec<D> = unmet.iter().map(HasDemand::demand).collect();
        assert_eq!(demands, [demand], "{refused}");
        assert_eq!(refused.entity, entity);
        told.extend(unmet.iter().map(|unmet| format!("{demand}: {unmet}")));
        enforced.insert((state, verb, demand));
    }
    for row in CustomerMachine::TABLE {
        let early = in_state(row.from).tell(reexamined(), full(row.verb), &act("2026-04-30"));
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
    dates: the day of renewal, 2026-05-31, lies before today, 2026-06-01; give a day to come
    dates: the day of the interaction, 2026-06-02, lies after today, 2026-06-01; give a day that has come
    dates: the day of the order, 1899-12-31, lies before 1900-01-01, the first day that it can be
    dates: the first day of the owner, 2025-06-01, lies before 2026-01-01, the first day that it can be
    first_order: the order `O-2` makes the prospect a new customer; record it by the move `first_order`
    interaction: the interaction does not say what it was about
    order: the order `R-2` is of the customer `other`, not of `acme`
    order: the order `R-2` is only placed at 2026-06-02T12:00:00Z; record it then or later
    order_sequence: the order `O-1` is recorded already
    order_sequence: the order `R-0` is not later than `O-1` of 2026-01-10T12:00:00Z, the last one recorded; it was recorded before, or is recorded late by an override
    order_sequence: the order `R-0` is not later than `R-1` of 2026-02-01T12:00:00Z, the last one recorded; it was recorded before, or is recorded late by an override
    order_total: the total of the order `R` is 0.00 GBP, which makes it a return
    owner: `anna` looks after the customer on 2026-06-01 already
    reason: the reason is missing
    reexamined: regular status is kept once gained; this process does not re-examine it
    referral: the lead `L-9` is recorded as referred already
    regular_due: by the policy the customer is not regular yet
    regular_due: by the policy the customer is not regular yet, only from 2026-06-02T12:00:00Z on
    regular_due: the rule for regular customers was met once, but does not hold now
    resolution: no contact was recorded since the customer is at risk
    resolution: no order was recorded since the customer is at risk
    resolution: the interaction does not say what it was about
    resolution: the order `O-2` is of the customer `other`, not of `acme`
    resolution: the order `O-2` is only placed at 2026-06-02T12:00:00Z; record it then or later
    resolution: the total of the order `R` is -5.00 GBP, which makes it a return
    risk_reason: an order came on 2026-01-10, after the 2026-01-09 it was due by; work out the next one
    risk_reason: no contact is a risk of regular customers; this one is new
    risk_reason: no second order is a risk of new customers; this one is regular
    risk_reason: the customer has ordered 2 times, not once
    risk_reason: the next contact has time until 2026-06-01T12:00:00Z
    risk_reason: the next order has time until the end of 2026-06-01
    risk_reason: the process does not say within how many days a second order should come
    risk_reason: the second order has time until 2026-06-01T12:00:00Z
    risk_reason: the service level does not say how often to be in contact
    rule_lapsed: the rule for regular customers still holds
    survivor: `acme` cannot be merged into itself; name the customer that goes on
    time_order: the customer was last changed at 2026-05-01T12:00:00Z, after this act; act at that instant or later
    win_back: the order `O-2` came after the customer lapsed at 2026-04-01T12:00:00Z; record it by the move `win_back`
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
    check_form(V::AtRisk, "reason");
}

#[test]
fn a_redacted_text_is_no_text() {
    for json in [r#"{"lapse":{"reason":{"redacted":true}}}"#, r#"{"lapse":{"reason":""}}"#] {
        let command = serde_json::from_str(json).unwrap();
        let refused = in_state(S::AtRisk).tell(rules(), command, &now()).unwrap_err();
        assert_eq!(refused.to_string(), "the customer cannot lapse: the reason is missing");
    }
    let refusal = |json: &str| serde_json::from_str::<Do>(json).unwrap_err().to_string();
    assert_snapshot!(refusal(r#"{"lapse":{}}"#), @"missing field `reason`");
    assert_snapshot!(refusal(r#"{"lapse":{"reason":null}}"#), @r#"invalid type: null, expected a text, or {"redacted": true}"#);
    assert_snapshot!(refusal(r#"{"lapse":{"reason":{"redacted":false}}}"#), @r#"invalid value: boolean `false`, expected a text, or {"redacted": true}"#);
    assert_snapshot!(refusal(r#"{"lapse":{"reason":{"why":"x"}}}"#), @"unknown field `why`, expected `redacted`");
}

#[test]
fn all_that_is_not_met_is_told_at_once() {
    let bad = order_of("other", "R-2", "2026-06-02", "-1 GBP");
    let first = fresh();
    let refused = prospect().first_order(&bad, &act("2025-12-31")).unwrap_err();
    assert_snapshot!(refused.to_string().replace("; ", ";\n"), @r"
    the customer cannot make the move `first_order`: the customer was last changed at 2026-01-01T12:00:00Z, after this act;
    act at that instant or later;
    the order `R-2` is of the customer `other`, not of `acme`;
    the order `R-2` is only placed at 2026-06-02T12:00:00Z;
    record it then or later;
    the total of the order `R-2` is -1.00 GBP, which makes it a return
    ");
    let again = order("O-1", "2026-06-02", "-1 GBP");
    let refused = first.record_order(&again, &act("2026-01-01")).unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 3);
    let refused = regular().demote(rules(), holds(), &act("2026-01-01")).unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 3);
}
