//! Customers: every (state, move) pair, every demand, what is stored.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use insta::assert_snapshot;
use proptest::prelude::*;
use sales_process::lifecycle::customer::{
    AnyCustomer, AtRisk, Closed, Customer, CustomerCommand as Do, CustomerDemand as D,
    CustomerMachine, CustomerRules, CustomerState as S, CustomerVerb as V, Lapsed, New,
    NewCustomer, PlacedOrder, Prospect, Recovery, Regular, RegularVerdict, RiskReason,
};
use sales_process::lifecycle::{
    Act, DemandName, Entry, HasDemand, History, Interaction, InteractionKind, Machine, Note,
    ReplayError, Transition, mermaid, transition,
};
use sales_process::{Line, Order, SalesProcess};
use serde_json::json;

use crate::laws::{check_laws, check_stored, refusal_of};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act(day: &str) -> Act {
    Act::new(at(day), "anna".parse().unwrap())
}

/// The day all the moves under test are made on; every entity was last
/// changed on 1 May.
fn now() -> Act {
    act("2026-06-01")
}

fn order(id: &str, placed: &str, total: &str) -> Order {
    order_of("acme", id, placed, total)
}

fn order_of(customer: &str, id: &str, placed: &str, total: &str) -> Order {
    let line = Line::new("P-7".parse().unwrap(), total.parse().unwrap());
    Order::new(id.parse().unwrap(), customer.parse().unwrap(), at(placed), vec![line]).unwrap()
}

fn placed(id: &str, day: &str, total: &str) -> PlacedOrder {
    PlacedOrder::from(&order(id, day, total))
}

fn call(about: &str) -> Interaction {
    Interaction::outbound(InteractionKind::Call, about)
}

fn holds() -> RegularVerdict {
    RegularVerdict { due_at: Some(at("2026-01-10")), holds: true }
}

fn fails() -> RegularVerdict {
    RegularVerdict { holds: false, ..holds() }
}

fn overdue(by: &str) -> RiskReason {
    RiskReason::OrderOverdue { due_by: day(by) }
}

fn rules() -> CustomerRules {
    CustomerRules::default()
}

fn prospect() -> Customer<Prospect> {
    let new = NewCustomer::new("acme".parse().unwrap(), "anna".parse().unwrap());
    Customer::register(new, &act("2026-01-01"))
}

fn fresh() -> Customer<New> {
    prospect().first_order(&order("O-1", "2026-01-10", "90 GBP"), &act("2026-01-10")).unwrap()
}

fn regular() -> Customer<Regular> {
    fresh().become_regular(rules(), holds(), &act("2026-01-20")).unwrap()
}

fn at_risk() -> Customer<AtRisk> {
    regular().at_risk(rules(), overdue("2026-02-10"), &act("2026-03-01")).unwrap()
}

fn lapsed() -> Customer<Lapsed> {
    at_risk().lapse("moved away", &act("2026-04-01")).unwrap()
}

/// A customer in a state.
fn in_state(state: S) -> AnyCustomer {
    let (done, call) = (act("2026-05-01"), call("how are things"));
    match state {
        S::Prospect => prospect().interact(call, &done).unwrap().into(),
        S::New => fresh().interact(call, &done).unwrap().into(),
        S::Regular => regular().interact(call, &done).unwrap().into(),
        S::AtRisk => at_risk().interact(call, &done).unwrap().into(),
        S::Lapsed => lapsed().interact(call, &done).unwrap().into(),
        S::Closed => lapsed().close("bankrupt", &done).unwrap().into(),
    }
}

/// A move with everything supplied that it demands, from whatever state.
fn full(verb: V) -> Do {
    let order = || placed("O-2", "2025-12-01", "80 GBP");
    let reason = Note::new("so it is");
    match verb {
        V::FirstOrder => Do::FirstOrder { order: order() },
        V::BecomeRegular => Do::BecomeRegular { verdict: holds() },
        V::AtRisk => Do::AtRisk { reason: overdue("2026-02-10") },
        V::Demote => Do::Demote { verdict: fails() },
        V::Recover => Do::Recover(Recovery::Order(order())),
        V::Lapse => Do::Lapse { reason },
        V::WinBack => Do::WinBack { order: order(), verdict: holds() },
        V::RecordOrder => Do::RecordOrder { order: placed("R-1", "2025-12-01", "-1 GBP") },
        V::Interact => Do::Interact(call("what they need")),
        V::ChangeOwner => {
            Do::ChangeOwner { owner: "fred".parse().unwrap(), from: day("2026-07-01") }
        }
        V::SetRenewal => Do::SetRenewal { on: Some(day("2027-01-10")) },
        V::Refer => Do::Refer { lead: "L-9".parse().unwrap() },
        V::Close => Do::Close { reason },
    }
}

fn reexamined() -> CustomerRules {
    rules().reexamined()
}

#[test]
fn every_pair_of_state_and_move_is_a_row_or_a_named_refusal() {
    for (state, verb) in S::ALL.iter().flat_map(|s| V::ALL.iter().map(|v| (*s, *v))) {
        let result = in_state(state).apply(reexamined(), full(verb), &now());
        if let Some(row) = transition::<CustomerMachine>(state, verb) {
            let mut landed = result.unwrap_or_else(|refused| panic!("{row:?}: {refused}"));
            assert!(row.to.contains(&landed.state()), "{row:?}: {}", landed.state());
            let entry = landed.take_entries().next_back().unwrap();
            assert_eq!((entry.from, entry.to), (Some(state), landed.state()));
            assert_eq!((CustomerMachine::verb(&entry.command), entry.waived), (Some(verb), None));
            assert_eq!(landed.version(), in_state(state).version() + 1);
            assert_eq!(landed.last_at(), now().at());
        } else {
            let refused = result.unwrap_err();
            let refusal = refused.refusal();
            assert!(refusal.no_such_move() && !refusal.can_be_overridden(), "{refused}");
            assert_eq!((refusal.state(), refusal.verb()), (state, Some(verb)));
            let permitted: Vec<_> = refusal.permitted().collect();
            assert_eq!(permitted, in_state(state).permitted());
            assert_eq!(refused.entity, in_state(state));
        }
    }
}

#[test]
fn a_refused_move_says_what_is_permitted() {
    let refused = in_state(S::Lapsed).apply(rules(), full(V::Recover), &now()).unwrap_err();
    assert_snapshot!(refused, @"a customer that is lapsed has no move `recover`; from here: win_back, record_order, interact, change_owner, set_renewal, refer, close");
    let refused = in_state(S::Closed).apply(rules(), full(V::Close), &now()).unwrap_err();
    assert_snapshot!(refused, @"a customer that is closed has no move `close`; from here: none");
    let new = NewCustomer::new("acme".parse().unwrap(), "anna".parse().unwrap());
    let refused = in_state(S::New).apply(rules(), Do::Register(new), &now()).unwrap_err();
    assert_snapshot!(refused, @"a customer that exists cannot be created again");
}

/// Makes the moves by the typed methods. The types written here are those
/// the table has: otherwise it does not compile.
macro_rules! typed {
    ($($From:ident: $($method:ident($($arg:expr),*) => $Next:ty),+;)+) => {{
        let mut landed: Vec<AnyCustomer> = Vec::new();
        $($({
            let from = Customer::<$From>::try_from(in_state(S::$From)).unwrap();
            let next: $Next = from.$method($($arg,)* &now()).unwrap();
            landed.push(next.into());
        })+)+
        landed
    }};
}

#[test]
fn typed_methods_make_the_same_moves() {
    let order = || order("O-2", "2025-12-01", "80 GBP");
    let returned = || self::order("R-1", "2025-12-01", "-1 GBP");
    let fred = || "fred".parse().unwrap();
    let (from, on) = (day("2026-07-01"), day("2027-01-10"));
    let lead = || "L-9".parse().unwrap();
    let landed = typed! {
        Prospect:
            first_order(&order()) => Customer<New>,
            record_order(&returned()) => Customer<Prospect>,
            interact(call("what they need")) => Customer<Prospect>,
            change_owner(fred(), from) => Customer<Prospect>,
            set_renewal(on) => Customer<Prospect>,
            refer(lead()) => Customer<Prospect>,
            close("so it is") => Customer<Closed>;
        New:
            become_regular(rules(), holds()) => Customer<Regular>,
            at_risk(rules(), overdue("2026-02-10")) => Customer<AtRisk>,
            record_order(&returned()) => Customer<New>,
            interact(call("what they need")) => Customer<New>,
            change_owner(fred(), from) => Customer<New>,
            set_renewal(on) => Customer<New>,
            refer(lead()) => Customer<New>,
            close("so it is") => Customer<Closed>;
        Regular:
            at_risk(rules(), overdue("2026-02-10")) => Customer<AtRisk>,
            demote(reexamined(), fails()) => Customer<New>,
            record_order(&returned()) => Customer<Regular>,
            interact(call("what they need")) => Customer<Regular>,
            change_owner(fred(), from) => Customer<Regular>,
            set_renewal(on) => Customer<Regular>,
            refer(lead()) => Customer<Regular>,
            close("so it is") => Customer<Closed>;
        AtRisk:
            recover(&order()) => AnyCustomer,
            lapse("so it is") => Customer<Lapsed>,
            record_order(&returned()) => Customer<AtRisk>,
            interact(call("what they need")) => Customer<AtRisk>,
            change_owner(fred(), from) => Customer<AtRisk>,
            set_renewal(on) => Customer<AtRisk>,
            refer(lead()) => Customer<AtRisk>,
            close("so it is") => Customer<Closed>;
        Lapsed:
            win_back(rules(), &order(), holds()) => AnyCustomer,
            record_order(&returned()) => Customer<Lapsed>,
            interact(call("what they need")) => Customer<Lapsed>,
            change_owner(fred(), from) => Customer<Lapsed>,
            set_renewal(on) => Customer<Lapsed>,
            refer(lead()) => Customer<Lapsed>,
            close("so it is") => Customer<Closed>;
    };
    let mut rows: Vec<(S, V)> = Vec::new();
    for mut typed in landed {
        let entry = typed.clone().take_entries().next_back().unwrap();
        let (from, verb) = (entry.from.unwrap(), CustomerMachine::verb(&entry.command).unwrap());
        let mut applied = in_state(from).apply(reexamined(), full(verb), &now()).unwrap();
        assert_eq!(typed, applied, "{from} {verb}");
        assert!(typed.take_entries().eq(applied.take_entries()));
        rows.push((from, verb));
    }
    let mut table: Vec<(S, V)> = CustomerMachine::TABLE.iter().map(|r| (r.from, r.verb)).collect();
    rows.sort_unstable();
    table.sort_unstable();
    assert_eq!(rows, table);
}

#[track_caller]
fn check_lands(
    from: impl Into<AnyCustomer>,
    rules: CustomerRules,
    command: Do,
    to: S,
) -> AnyCustomer {
    let landed = from.into().apply(rules, command, &now()).unwrap();
    assert_eq!(landed.state(), to);
    landed
}

#[test]
fn circumstances_decide_where_it_lands() {
    let risk = overdue("2026-02-10");
    let was_new = fresh().at_risk(rules(), risk, &act("2026-03-01")).unwrap();
    let contact = || Do::Recover(call("all is well").into());
    check_lands(was_new.clone(), rules(), full(V::Recover), S::New);
    check_lands(was_new, rules(), contact(), S::New);
    check_lands(at_risk(), rules(), full(V::Recover), S::Regular);
    check_lands(at_risk(), rules(), contact(), S::Regular);

    let back = |verdict| Do::WinBack { order: placed("O-3", "2026-05-20", "9 GBP"), verdict };
    let later = RegularVerdict { due_at: Some(at("2026-06-02")), holds: false };
    check_lands(lapsed(), rules(), back(holds()), S::Regular);
    check_lands(lapsed(), rules(), back(fails()), S::Regular);
    check_lands(lapsed(), reexamined(), back(fails()), S::New);
    check_lands(lapsed(), rules(), back(RegularVerdict::default()), S::New);
    check_lands(lapsed(), rules(), back(later), S::New);
}

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

#[track_caller]
fn check_risk(customer: &AnyCustomer, rules: CustomerRules, reason: RiskReason, from: &str) {
    let from: DateTime<Utc> = from.parse().unwrap();
    let risk = |at| {
        let act = Act::new(at, "anna".parse().unwrap());
        customer.clone().apply(rules, Do::AtRisk { reason }, &act)
    };
    assert!(risk(from - TimeDelta::seconds(1)).is_err());
    assert_eq!(risk(from).unwrap().state(), S::AtRisk);
}

#[test]
fn a_risk_begins_when_the_time_is_over() {
    let (second, contact) = (RiskReason::NoSecondOrder, RiskReason::NoContact);
    let repeat = rules().first_repeat_within_days(30);
    check_risk(&fresh().into(), repeat, second, "2026-02-09T12:00:01Z");
    check_risk(&fresh().into(), rules(), overdue("2026-02-10"), "2026-02-11T00:00:00Z");
    // Not contacted at all: counted from when it became regular, 10 January.
    let every = rules().contact_every_days(30);
    check_risk(&regular().into(), every, contact, "2026-02-09T12:00:01Z");
    check_risk(&in_state(S::Regular), every, contact, "2026-05-31T12:00:01Z");
    // An order on the day it was due by is not one after it.
    check_risk(&fresh().into(), rules(), overdue("2026-01-10"), "2026-01-11T00:00:00Z");
    let end = rules().contact_every_days(36_525);
    let late = Act::new(DateTime::<Utc>::MAX_UTC, "anna".parse().unwrap());
    let called = regular().interact(call("x"), &late).unwrap();
    assert!(called.at_risk(end, contact, &late).is_err());
}

#[test]
fn orders_are_counted_and_returns_are_not() {
    let record =
        |customer: Customer<New>, order: Order| customer.record_order(&order, &now()).unwrap();
    let customer = record(fresh(), order("R-1", "2026-05-01", "-90 GBP"));
    assert_eq!(customer.record().orders(), 1);
    let customer = record(customer, order("O-2", "2026-04-01", "5 GBP"));
    let customer = record(customer, order("O-0", "2026-01-02", "5 GBP"));
    let record = customer.record();
    assert_eq!(record.orders(), 3);
    assert_eq!(record.first_order_at(), Some(at("2026-01-02")));
    assert_eq!(record.last_order_at(), Some(at("2026-04-01")));
    assert_eq!(record.last_contact(), None);
    // Recorded once more, with another in between, it cannot be known.
    let twice = customer.record_order(&order("O-2", "2026-04-01", "5 GBP"), &now()).unwrap();
    assert_eq!(twice.record().orders(), 4);
}

#[test]
fn a_late_order_of_a_lapsed_customer_is_recorded() {
    let late = Do::RecordOrder { order: placed("O-2", "2026-04-01", "5 GBP") };
    let landed = check_lands(in_state(S::Lapsed), rules(), late, S::Lapsed);
    assert_eq!(landed.record().orders(), 2);
}

#[test]
fn a_contact_that_resolved_it_puts_an_order_off() {
    // Ordered on 10 January, due by 10 February: 31 days more from 5 March on.
    let back: AnyCustomer = at_risk().recover(call("orders soon"), &act("2026-03-05")).unwrap();
    assert_eq!(back.record().put_off_at(), Some(at("2026-03-05")));
    assert_eq!(back.record().order_until(day("2026-02-10")), day("2026-04-05"));
    assert_eq!(back.record().order_until(day("2026-05-01")), day("2026-05-01"));
    check_risk(&back, rules(), overdue("2026-02-10"), "2026-04-06T00:00:00Z");
    let ordered = Do::RecordOrder { order: placed("O-2", "2026-03-20", "9 GBP") };
    let ordered = back.apply(rules(), ordered, &act("2026-03-20")).unwrap();
    assert_eq!(ordered.record().put_off_at(), None);
    check_risk(&ordered, rules(), overdue("2026-03-25"), "2026-03-26T00:00:00Z");

    // The second order has its time again; a contact that was no answer to
    // a missing order puts nothing off.
    let repeat = rules().first_repeat_within_days(60);
    let alone: Customer<AtRisk> =
        fresh().at_risk(repeat, RiskReason::NoSecondOrder, &act("2026-04-01")).unwrap();
    let back: AnyCustomer = alone.recover(call("in May"), &act("2026-04-10")).unwrap();
    assert_eq!(repeat.second_order_until(back.record()), Some(at("2026-06-09")));
    let contact = rules().contact_every_days(30);
    let quiet: Customer<AtRisk> =
        regular().at_risk(contact, RiskReason::NoContact, &act("2026-04-01")).unwrap();
    let back: AnyCustomer = quiet.recover(call("sorry"), &act("2026-04-10")).unwrap();
    assert_eq!(back.record().put_off_at(), None);
    check_risk(&back, contact, overdue("2026-04-11"), "2026-04-12T00:00:00Z");
}

#[test]
fn owners_follow_one_another_by_day() {
    let owner = |customer: &Customer<New>, on: &str| {
        customer.record().owner_on(day(on)).map(ToString::to_string)
    };
    let give = |customer: Customer<New>, who: &str, from: &str| {
        customer.change_owner(who.parse().unwrap(), day(from), &now())
    };
    let customer = give(fresh(), "fred", "2026-07-01").unwrap();
    assert_eq!(owner(&customer, "2025-12-31"), None);
    assert_eq!(owner(&customer, "2026-01-01").as_deref(), Some("anna"));
    assert_eq!(owner(&customer, "2026-06-30").as_deref(), Some("anna"));
    assert_eq!(owner(&customer, "2026-07-01").as_deref(), Some("fred"));
    // An earlier change leaves the later one as it is; one of the same day
    // takes its place.
    let customer = give(customer, "gina", "2026-06-15").unwrap();
    assert_eq!(owner(&customer, "2026-06-30").as_deref(), Some("gina"));
    assert_eq!(owner(&customer, "2026-07-01").as_deref(), Some("fred"));
    let customer = give(customer, "hugo", "2026-07-01").unwrap();
    assert_eq!(owner(&customer, "2026-07-01").as_deref(), Some("hugo"));
    let customer = give(customer, "zoe", "2025-06-01").unwrap();
    assert_eq!(owner(&customer, "2025-12-31").as_deref(), Some("zoe"));
    let days: Vec<_> = customer.record().owners().iter().map(|o| o.from.to_string()).collect();
    assert_eq!(days, ["2025-06-01", "2026-01-01", "2026-06-15", "2026-07-01"]);
    assert!(give(customer, "hugo", "2026-12-01").is_err());
}

#[test]
fn regular_since_is_the_due_at_until_it_is_gained_again() {
    let due = holds().due_at;
    assert_eq!(regular().record().regular_since(), due);
    assert_eq!(lapsed().record().regular_since(), due);
    let back = check_lands(in_state(S::Lapsed), rules(), full(V::WinBack), S::Regular);
    assert_eq!(back.record().regular_since(), due);

    let demoted = regular().demote(reexamined(), fails(), &act("2026-02-01")).unwrap();
    assert_eq!(demoted.record().regular_since(), None);
    let again = demoted.become_regular(reexamined(), holds(), &act("2026-03-01")).unwrap();
    assert_eq!(again.record().regular_since(), Some(at("2026-03-01")));

    let back = Do::WinBack { order: placed("O-3", "2026-05-20", "9 GBP"), verdict: fails() };
    let back = check_lands(in_state(S::Lapsed), reexamined(), back, S::New);
    assert_eq!(back.record().regular_since(), None);
    let again = back.apply(rules(), full(V::BecomeRegular), &act("2026-06-02")).unwrap();
    assert_eq!(again.record().regular_since(), Some(at("2026-06-02")));
}

#[test]
fn the_rules_come_from_the_process() {
    let process: SalesProcess = serde_json::from_value(json!({
        "format": "sales-process/1", "id": "acme", "name": "Acme",
        "first_repeat_within_days": 30, "regular_reexamined": true,
        "service_level": {"contact_every_days": 14}
    }))
    .unwrap();
    let expected = reexamined().first_repeat_within_days(30).contact_every_days(14);
    assert_eq!(CustomerRules::from(&process), expected);
}

#[test]
fn replay_refuses_what_did_not_happen() {
    let mut customer = at_risk();
    let entries: Vec<_> = customer.take_entries().collect();
    let replay = |change: &dyn Fn(&mut Vec<Entry<CustomerMachine>>)| {
        let mut entries = entries.clone();
        change(&mut entries);
        History::from_iter(entries).replay().map_err(|error: ReplayError<_>| error.to_string())
    };
    assert_eq!(replay(&|_| {}).unwrap(), customer.clone().into());
    assert_snapshot!(replay(&|e| e.clear()).unwrap_err(), @"the history of the customer is empty; its first entry creates it");
    assert_snapshot!(replay(&|e| drop(e.remove(0))).unwrap_err(), @"entry 2 stands where entry 1 belongs; one is missing or out of order");
    assert_snapshot!(replay(&|e| drop(e.remove(2))).unwrap_err(), @"entry 4 stands where entry 3 belongs; one is missing or out of order");
    assert_snapshot!(replay(&|e| e[3].from = Some(S::New)).unwrap_err(), @"entry 4 starts from new, but the customer is in regular");
    assert_snapshot!(replay(&|e| e[3].to = S::Lapsed).unwrap_err(), @"entry 4: a customer has no such move from regular to lapsed");
    assert_snapshot!(replay(&|e| e[1].command = e[0].command.clone()).unwrap_err(), @"entry 2: a customer is created by its first entry and only by it");
}

#[test]
fn the_stored_customer() {
    let customer = lapsed()
        .change_owner("fred".parse().unwrap(), day("2026-07-01"), &now())
        .and_then(|c| c.set_renewal(day("2027-01-10"), &now()))
        .and_then(|c| c.refer("L-9".parse().unwrap(), &now()))
        .and_then(|c| c.interact(call("are they coming back"), &now()))
        .unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&AnyCustomer::from(customer)).unwrap(), @r#"
    {
      "format": "sales-process.customer/1",
      "version": 9,
      "last_at": "2026-06-01T12:00:00Z",
      "state": {
        "lapsed": {
          "reason": "moved away"
        }
      },
      "record": {
        "id": "acme",
        "owners": [
          {
            "from": "2026-01-01",
            "owner": "anna"
          },
          {
            "from": "2026-07-01",
            "owner": "fred"
          }
        ],
        "registered_at": "2026-01-01T12:00:00Z",
        "since": "2026-04-01T12:00:00Z",
        "orders": 1,
        "first_order_at": "2026-01-10T12:00:00Z",
        "last_order_at": "2026-01-10T12:00:00Z",
        "last_recorded": "O-1",
        "regular_since": "2026-01-10T12:00:00Z",
        "last_contact": "2026-06-01T12:00:00Z",
        "order_missed": true,
        "renewal": "2027-01-10",
        "referred": 1
      }
    }
    "#);
    let mut back = in_state(S::Lapsed).apply(rules(), full(V::WinBack), &now()).unwrap();
    let entry = back.take_entries().next_back().unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&entry).unwrap(), @r#"
    {
      "format": "sales-process.customer-entry/1",
      "version": 7,
      "at": "2026-06-01T12:00:00Z",
      "by": "anna",
      "from": "lapsed",
      "to": "regular",
      "command": {
        "win_back": {
          "order": {
            "id": "O-2",
            "customer": "acme",
            "placed_at": "2025-12-01T12:00:00Z",
            "total": "80.00 GBP"
          },
          "verdict": {
            "due_at": "2026-01-10T12:00:00Z",
            "holds": true
          }
        }
      }
    }
    "#);
    for verb in V::ALL {
        check_stored(&full(*verb));
    }
    check_stored(&Do::AtRisk { reason: RiskReason::NoContact });
    check_stored(&Do::Recover(call("x").into()));
}

#[test]
fn what_cannot_be_is_refused_when_read() {
    let refusal = |pointer: &str, new| refusal_of(&in_state(S::Regular), pointer, new);
    assert_snapshot!(refusal("/format", json!("sales-process.customer/2")), @"the format `sales-process.customer/2` is not known; expected `sales-process.customer/1`");
    assert_snapshot!(refusal("/version", json!(0)), @"the version 0 is out of range; expected the number of entries, from 1");
    assert_snapshot!(refusal("/colour", json!("red")), @"unknown field `colour`, expected one of `format`, `version`, `last_at`, `state`, `record`");
    assert_snapshot!(refusal("/state", json!({"asleep": {}})), @"unknown variant `asleep`, expected one of `prospect`, `new`, `regular`, `at_risk`, `lapsed`, `closed`");
    assert_snapshot!(refusal("/state", json!({"prospect": {}})), @"the customer is a prospect, but has ordered");
    assert_snapshot!(refusal("/state", json!({"new": {}})), @"the customer is new, but regular as well");
    assert_snapshot!(refusal("/record/regular_since", json!(null)), @"the customer is regular, but not since when");
    assert_snapshot!(refusal("/record/orders", json!(0)), @"the number of orders and the first and last of them do not fit");
    assert_snapshot!(refusal("/record/first_order_at", json!("2027-01-01T00:00:00Z")), @"the number of orders and the first and last of them do not fit");
    assert_snapshot!(refusal("/record/owners", json!([])), @"the customer has no owner");
    let twice = json!([{"from": "2026-01-01", "owner": "a"}, {"from": "2026-01-01", "owner": "b"}]);
    assert_snapshot!(refusal("/record/owners", twice), @"the owners are not in the order of their first days");
    let never = json!({"lapsed": {"reason": "x"}});
    assert_snapshot!(refusal_of(&in_state(S::Prospect), "/state", never), @"the customer is lapsed, but has not ordered");

    let entry = in_state(S::New).take_entries().next_back().unwrap();
    assert_snapshot!(refusal_of(&entry, "/format", json!("sales-process.deal-entry/1")), @"the format `sales-process.deal-entry/1` is not known; expected `sales-process.customer-entry/1`");
    assert_snapshot!(refusal_of(&entry, "/to", json!("asleep")), @"unknown variant `asleep`, expected one of `prospect`, `new`, `regular`, `at_risk`, `lapsed`, `closed`");
    assert_snapshot!(refusal_of(&entry, "/command", json!({"lapse": {"why": "x"}})), @"unknown field `why`, expected `reason`");
}

#[test]
fn a_stored_version_cannot_overflow() {
    let mut json = serde_json::to_value(in_state(S::New)).unwrap();
    json["version"] = json!(u32::MAX - 1);
    let last: AnyCustomer = serde_json::from_value(json).unwrap();
    let over = last.apply(rules(), full(V::Refer), &now()).unwrap();
    assert_eq!(over.apply(rules(), full(V::Refer), &now()).unwrap().version(), u32::MAX);
}

#[test]
fn the_machine_drawn() {
    assert_snapshot!(mermaid::<CustomerMachine>(), @r#"
    stateDiagram-v2
        accTitle: customer
        state "prospect" as s0
        state "new" as s1
        state "regular" as s2
        state "at_risk" as s3
        state "lapsed" as s4
        state "closed" as s5
        [*] --> s0
        s0 --> s1 : first_order
        s0 --> s5 : close
        s1 --> s2 : become_regular
        s1 --> s3 : at_risk
        s1 --> s5 : close
        s2 --> s1 : demote
        s2 --> s3 : at_risk
        s2 --> s5 : close
        s3 --> s1 : recover
        s3 --> s2 : recover
        s3 --> s4 : lapse
        s3 --> s5 : close
        s4 --> s1 : win_back
        s4 --> s2 : win_back
        s4 --> s5 : close
        s5 --> [*]
    "#);
}

/// What may be tried on a customer, and how long after what came before.
fn attempt() -> impl Strategy<Value = (Do, i64)> {
    let note = || prop_oneof![9 => Just(Note::new("because")), 1 => Just(Note::new(" "))];
    let date = || (0..400_u64).prop_map(|n| day("2026-01-01") + chrono::Days::new(n));
    let order = || {
        (0..6_u8, 0..300_i64, -2..6_i64, 0..20_u8).prop_map(|(id, days, total, other)| {
            let mut order = placed(&format!("O-{id}"), "2026-01-01", &format!("{total} GBP"));
            order.placed_at += TimeDelta::days(days);
            if other == 0 {
                order.customer = "other".parse().unwrap();
            }
            order
        })
    };
    let verdict = || {
        (prop::option::of(0..300_i64), any::<bool>()).prop_map(|(days, holds)| RegularVerdict {
            due_at: days.map(|days| at("2026-01-01") + TimeDelta::days(days)),
            holds,
        })
    };
    let reason = prop_oneof![
        Just(RiskReason::NoSecondOrder),
        Just(RiskReason::NoContact),
        date().prop_map(|due_by| RiskReason::OrderOverdue { due_by }),
    ];
    let contact = || note().prop_map(|about| Interaction::inbound(InteractionKind::Meeting, about));
    let person = prop_oneof!["anna", "fred", "gina"];
    let command = prop_oneof![
        3 => order().prop_map(|order| Do::FirstOrder { order }),
        3 => verdict().prop_map(|verdict| Do::BecomeRegular { verdict }),
        3 => reason.prop_map(|reason| Do::AtRisk { reason }),
        2 => verdict().prop_map(|verdict| Do::Demote { verdict }),
        2 => order().prop_map(|order| Do::Recover(Recovery::Order(order))),
        1 => contact().prop_map(|contact| Do::Recover(Recovery::Contact(contact))),
        1 => Just(Do::Recover(Recovery::Recorded)),
        2 => note().prop_map(|reason| Do::Lapse { reason }),
        3 => (order(), verdict()).prop_map(|(order, verdict)| Do::WinBack { order, verdict }),
        4 => order().prop_map(|order| Do::RecordOrder { order }),
        2 => contact().prop_map(Do::Interact),
        2 => (person, date()).prop_map(|(owner, from)| Do::ChangeOwner { owner: owner.parse().unwrap(), from }),
        1 => prop::option::of(date()).prop_map(|on| Do::SetRenewal { on }),
        1 => (0..3_u8).prop_map(|n| Do::Refer { lead: format!("L-{n}").parse().unwrap() }),
        1 => note().prop_map(|reason| Do::Close { reason }),
    ];
    (command, -2..60_i64)
}

fn some_rules() -> impl Strategy<Value = CustomerRules> {
    (prop::option::of(0..90_u16), prop::option::of(0..90_u16), any::<bool>()).prop_map(
        |(repeat, contact, reexamined)| {
            let mut rules = rules();
            if let Some(days) = repeat {
                rules = rules.first_repeat_within_days(days);
            }
            if let Some(days) = contact {
                rules = rules.contact_every_days(days);
            }
            if reexamined { rules.reexamined() } else { rules }
        },
    )
}

/// What is available is what can be done, given everything that is supplied
/// with it; what is not, is refused for the reasons told.
fn check_available(
    customer: &AnyCustomer,
    rules: CustomerRules,
    verdict: RegularVerdict,
    act: &Act,
) {
    let due_by = day("2026-03-01");
    let available = customer.available(rules, verdict, Some(due_by), act);
    let verbs: Vec<V> = available.iter().map(|available| available.verb).collect();
    assert_eq!(verbs, customer.permitted());
    for available in available {
        let now = act.at().format("%Y-%m-%d").to_string();
        let mut sale = placed("O-new", &now, "5 GBP");
        sale.placed_at = act.at();
        let tries = match available.verb {
            V::FirstOrder => vec![Do::FirstOrder { order: sale }],
            V::BecomeRegular => vec![Do::BecomeRegular { verdict }],
            V::Demote => vec![Do::Demote { verdict }],
            V::WinBack => vec![Do::WinBack { order: sale, verdict }],
            V::Recover => vec![Do::Recover(Recovery::Order(sale))],
            V::AtRisk => [
                RiskReason::NoSecondOrder,
                RiskReason::NoContact,
                RiskReason::OrderOverdue { due_by },
            ]
            .map(|reason| Do::AtRisk { reason })
            .to_vec(),
            V::RecordOrder => {
                sale.total = "-1 GBP".parse().unwrap();
                vec![Do::RecordOrder { order: sale }]
            }
            V::ChangeOwner => vec![Do::ChangeOwner { owner: "zoe".parse().unwrap(), from: due_by }],
            verb => vec![full(verb)],
        };
        let results: Vec<_> =
            tries.into_iter().map(|c| customer.clone().apply(rules, c, act)).collect();
        assert_eq!(results.iter().any(Result::is_ok), available.is_ready(), "{available:?}");
        for told in &available.unmet {
            assert!(!HasDemand::demand(told).is_supplied());
            let mut refused = results.iter().filter_map(|result| result.as_ref().err());
            assert!(refused.any(|r| r.refusal().unmet().contains(told)), "{told}");
        }
        let row: &Transition<_> =
            transition::<CustomerMachine>(customer.state(), available.verb).unwrap();
        assert!(
            available.needs.iter().all(|need| need.is_supplied() && row.demands.contains(need))
        );
    }
}

proptest! {
    #[test]
    fn whatever_happens_replays(
        attempts in prop::collection::vec(attempt(), 0..40),
        rules in some_rules(),
        holds in any::<bool>(),
    ) {
        let mut customer = AnyCustomer::from(prospect());
        let mut entries: Vec<_> = customer.take_entries().collect();
        let mut clock = at("2026-01-01");
        for (command, days) in attempts {
            let act = Act::new(clock + TimeDelta::days(days), "anna".parse().unwrap());
            let verdict = RegularVerdict { due_at: holds.then(|| at("2026-02-01")), holds };
            check_available(&customer, rules, verdict, &act);
            let before = customer.clone();
            customer = match customer.apply(rules, command, &act) {
                Ok(moved) => {
                    clock = act.at();
                    moved
                }
                Err(refused) => {
                    prop_assert_eq!(&refused.entity, &before);
                    let row = refused.refusal().verb().and_then(|v| transition::<CustomerMachine>(before.state(), v));
                    let told = refused.refusal().unmet().iter().map(HasDemand::demand);
                    let known = row.map_or(&[][..], |row| row.demands);
                    prop_assert!(told.into_iter().all(|demand| known.contains(&demand)));
                    refused.entity
                }
            };
            entries.extend(customer.take_entries());
        }
        prop_assert_eq!(customer.version(), u32::try_from(entries.len()).unwrap());
        check_laws(&customer, &entries, AnyCustomer::redacted);
    }
}
