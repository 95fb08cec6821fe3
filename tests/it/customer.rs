//! Customers: every (state, move) pair, where moves lead, what follows from them.

mod demands;
mod random;
mod stored;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use insta::assert_snapshot;
use sales_process::lifecycle::customer::{
    AnyCustomer, AtRisk, Closed, Customer, CustomerCommand as Do, CustomerMachine, CustomerRules,
    CustomerState as S, CustomerVerb as V, Lapsed, New, NewCustomer, PlacedOrder, Prospect,
    Recovery, Regular, RegularVerdict, RiskReason,
};
use sales_process::lifecycle::{
    Act, Interaction, InteractionKind, Machine, Note, mermaid, transition,
};
use sales_process::{Line, Order, SalesProcess};
use serde_json::json;

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
