//! Customers: every (state, move) pair, where moves lead, what follows from them.

mod demands;
mod random;
mod stored;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use insta::assert_snapshot;
use sales_process::lifecycle::customer::{
    AnyCustomer, AtRisk, Closed, Customer, CustomerAmendment, CustomerCommand as Do,
    CustomerDemand, CustomerMachine, CustomerRefused, CustomerRules, CustomerState as S,
    CustomerVerb as V, Lapsed, Merged, New, NewCustomer, PlacedOrder, Prospect, Recovery, Regular,
    RegularVerdict, RiskReason,
};
use sales_process::lifecycle::{
    Act, HasDemand, Interaction, InteractionKind, Machine, MoveCommand, Note, mermaid, transition,
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
pub(crate) fn now() -> Act {
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

pub(crate) fn rules() -> CustomerRules {
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
pub(crate) fn in_state(state: S) -> AnyCustomer {
    let (done, call) = (act("2026-05-01"), call("how are things"));
    match state {
        S::Prospect => prospect().interact(call, &done).unwrap().into(),
        S::New => fresh().interact(call, &done).unwrap().into(),
        S::Regular => regular().interact(call, &done).unwrap().into(),
        S::AtRisk => at_risk().interact(call, &done).unwrap().into(),
        S::Lapsed => lapsed().interact(call, &done).unwrap().into(),
        S::Closed => lapsed().close("bankrupt", &done).unwrap().into(),
        S::Merged => lapsed().merge("globex".parse().unwrap(), &done).unwrap().into(),
    }
}

/// Makes a move as a server does: what the policy and the order history say
/// comes by the rules, whatever stands in the command.
pub(crate) trait Told: Sized {
    fn tell(
        self,
        rules: CustomerRules,
        command: Do,
        act: &Act,
    ) -> Result<Self, CustomerRefused<Self>>;
}

impl Told for AnyCustomer {
    fn tell(
        self,
        rules: CustomerRules,
        command: Do,
        act: &Act,
    ) -> Result<Self, CustomerRefused<Self>> {
        let rules = match &command {
            Do::BecomeRegular { verdict }
            | Do::Demote { verdict }
            | Do::WinBack { verdict, .. } => rules.regular(*verdict),
            Do::AtRisk { reason: RiskReason::OrderOverdue { due_by } } => {
                rules.order_due_by(Some(*due_by))
            }
            _ => rules,
        };
        self.apply(rules, command, act)
    }
}

/// A move with everything supplied that it demands, from whatever state.
pub(crate) fn full(verb: V) -> Do {
    let order = || placed("O-2", "2026-04-15", "80 GBP");
    let reason = Note::new("so it is");
    match verb {
        V::FirstOrder => Do::FirstOrder { order: order() },
        V::BecomeRegular => Do::BecomeRegular { verdict: holds() },
        V::AtRisk => Do::AtRisk { reason: overdue("2026-02-10") },
        V::Demote => Do::Demote { verdict: fails() },
        V::Recover => Do::Recover(Recovery::Order(order())),
        V::Lapse => Do::Lapse { reason },
        V::WinBack => Do::WinBack { order: order(), verdict: holds() },
        V::RecordOrder => Do::RecordOrder { order: placed("R-1", "2026-04-15", "-1 GBP") },
        V::Interact => Do::Interact(call("what they need")),
        V::ChangeOwner => {
            Do::ChangeOwner { owner: "fred".parse().unwrap(), from: day("2026-07-01") }
        }
        V::SetRenewal => Do::SetRenewal { on: Some(day("2027-01-10")) },
        V::Refer => Do::Refer { lead: "L-9".parse().unwrap() },
        V::Amend => Do::Amend(CustomerAmendment::Process(Some("b2b".parse().unwrap()))),
        V::Close => Do::Close { reason },
        V::Reopen => Do::Reopen { reason },
        V::Merge => Do::Merge { into: "globex".parse().unwrap() },
        V::Erase => Do::Erase {},
    }
}

fn reexamined() -> CustomerRules {
    rules().reexamined()
}

#[test]
fn every_pair_of_state_and_move_is_a_row_or_a_named_refusal() {
    for (state, verb) in S::ALL.iter().flat_map(|s| V::ALL.iter().map(|v| (*s, *v))) {
        let result = in_state(state).tell(reexamined(), full(verb), &now());
        if let Some(row) = transition::<CustomerMachine>(state, verb) {
            let mut landed = result.unwrap_or_else(|refused| panic!("{row:?}: {refused}"));
            assert!(row.to.contains(&landed.state()), "{row:?}: {}", landed.state());
            let entry = landed.take_entries().next_back().unwrap();
            assert_eq!((entry.from, entry.to), (Some(state), landed.state()));
            assert_eq!((entry.command.verb(), entry.waived), (Some(verb), None));
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
    let refused = in_state(S::Lapsed).tell(rules(), full(V::Recover), &now()).unwrap_err();
    assert_snapshot!(refused, @"a customer that is lapsed has no move `recover`; from here: win_back, record_order, interact, change_owner, set_renewal, refer, amend, close, merge, erase");
    let refused = in_state(S::Closed).tell(rules(), full(V::Close), &now()).unwrap_err();
    assert_snapshot!(refused, @"a customer that is closed has no move `close`; from here: record_order, interact, change_owner, set_renewal, refer, amend, reopen, merge, erase");
    let new = NewCustomer::new("acme".parse().unwrap(), "anna".parse().unwrap());
    let refused = in_state(S::New).tell(rules(), Do::Register(new), &now()).unwrap_err();
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
    let order = || order("O-2", "2026-04-15", "80 GBP");
    let returned = || self::order("R-1", "2026-04-15", "-1 GBP");
    let fred = || "fred".parse().unwrap();
    let (from, on) = (day("2026-07-01"), Some(day("2027-01-10")));
    let lead = || "L-9".parse().unwrap();
    let globex = || "globex".parse().unwrap();
    let other = || CustomerAmendment::Process(Some("b2b".parse().unwrap()));
    let landed = typed! {
        Prospect:
            first_order(&order()) => Customer<New>,
            record_order(&returned()) => Customer<Prospect>,
            interact(call("what they need")) => Customer<Prospect>,
            change_owner(fred(), from) => Customer<Prospect>,
            set_renewal(on) => Customer<Prospect>,
            refer(lead()) => Customer<Prospect>,
            amend(other()) => Customer<Prospect>,
            merge(globex()) => Customer<Merged>,
            erase() => Customer<Prospect>,
            close("so it is") => Customer<Closed>;
        New:
            become_regular(rules(), holds()) => Customer<Regular>,
            at_risk(rules(), overdue("2026-02-10")) => Customer<AtRisk>,
            record_order(&returned()) => Customer<New>,
            interact(call("what they need")) => Customer<New>,
            change_owner(fred(), from) => Customer<New>,
            set_renewal(on) => Customer<New>,
            refer(lead()) => Customer<New>,
            amend(other()) => Customer<New>,
            merge(globex()) => Customer<Merged>,
            erase() => Customer<New>,
            close("so it is") => Customer<Closed>;
        Regular:
            at_risk(rules(), overdue("2026-02-10")) => Customer<AtRisk>,
            demote(reexamined(), fails()) => Customer<New>,
            record_order(&returned()) => Customer<Regular>,
            interact(call("what they need")) => Customer<Regular>,
            change_owner(fred(), from) => Customer<Regular>,
            set_renewal(on) => Customer<Regular>,
            refer(lead()) => Customer<Regular>,
            amend(other()) => Customer<Regular>,
            merge(globex()) => Customer<Merged>,
            erase() => Customer<Regular>,
            close("so it is") => Customer<Closed>;
        AtRisk:
            recover(&order()) => AnyCustomer,
            lapse("so it is") => Customer<Lapsed>,
            record_order(&returned()) => Customer<AtRisk>,
            interact(call("what they need")) => Customer<AtRisk>,
            change_owner(fred(), from) => Customer<AtRisk>,
            set_renewal(on) => Customer<AtRisk>,
            refer(lead()) => Customer<AtRisk>,
            amend(other()) => Customer<AtRisk>,
            merge(globex()) => Customer<Merged>,
            erase() => Customer<AtRisk>,
            close("so it is") => Customer<Closed>;
        Lapsed:
            win_back(rules(), &order(), holds()) => AnyCustomer,
            record_order(&returned()) => Customer<Lapsed>,
            interact(call("what they need")) => Customer<Lapsed>,
            change_owner(fred(), from) => Customer<Lapsed>,
            set_renewal(on) => Customer<Lapsed>,
            refer(lead()) => Customer<Lapsed>,
            amend(other()) => Customer<Lapsed>,
            merge(globex()) => Customer<Merged>,
            erase() => Customer<Lapsed>,
            close("so it is") => Customer<Closed>;
        Closed:
            record_order(&returned()) => Customer<Closed>,
            interact(call("what they need")) => Customer<Closed>,
            change_owner(fred(), from) => Customer<Closed>,
            set_renewal(on) => Customer<Closed>,
            refer(lead()) => Customer<Closed>,
            amend(other()) => Customer<Closed>,
            reopen("so it is") => AnyCustomer,
            merge(globex()) => Customer<Merged>,
            erase() => Customer<Closed>;
        Merged:
            record_order(&returned()) => Customer<Merged>,
            interact(call("what they need")) => Customer<Merged>,
            change_owner(fred(), from) => Customer<Merged>,
            set_renewal(on) => Customer<Merged>,
            refer(lead()) => Customer<Merged>,
            amend(other()) => Customer<Merged>,
            erase() => Customer<Merged>;
    };
    let mut rows: Vec<(S, V)> = Vec::new();
    for mut typed in landed {
        let entry = typed.clone().take_entries().next_back().unwrap();
        let (from, verb) = (entry.from.unwrap(), entry.command.verb().unwrap());
        let mut applied = in_state(from).tell(reexamined(), full(verb), &now()).unwrap();
        assert_eq!(typed, applied, "{from} {verb}");
        assert!(typed.take_entries().eq(applied.take_entries()));
        if verb == V::Amend {
            assert_eq!(typed.record().process(), Some(&"b2b".parse().unwrap()));
        }
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
    let landed = from.into().tell(rules, command, &now()).unwrap();
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
        customer.clone().tell(rules, Do::AtRisk { reason }, &act)
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
    let customer = record(fresh(), order("O-2", "2026-04-01", "5 GBP"));
    let customer = record(customer, order("R-1", "2026-05-01", "-90 GBP"));
    assert_eq!(customer.record().orders(), 2);
    assert_eq!(customer.record().last_recorded().unwrap(), "R-1");
    assert_eq!(customer.record().last_contact(), None);
}

/// An order is recorded once, whatever came between; one that comes late is
/// recorded by an override, and found by when it was placed.
#[test]
fn no_order_is_recorded_twice() {
    let (o1, o2) = (order("O-1", "2026-01-10", "90 GBP"), order("O-2", "2026-04-01", "5 GBP"));
    let customer = fresh().record_order(&o2, &now()).unwrap();
    for again in [&o1, &o2] {
        let refused = customer.clone().record_order(again, &now()).unwrap_err();
        assert_eq!(refused.refusal().unmet()[0].demand(), CustomerDemand::OrderSequence);
    }
    let late = order("O-0", "2026-01-02", "5 GBP");
    let refused = customer.record_order(&late, &now()).unwrap_err();
    assert!(refused.refusal().can_be_overridden());
    let boss = now().overriding("boss".parse().unwrap(), "the shop was offline");
    let customer = refused.entity.record_order(&late, &boss).unwrap();
    let record = customer.record();
    assert_eq!(record.orders(), 3);
    assert_eq!(record.first_order_at(), Some(at("2026-01-02")));
    assert_eq!(record.last_order_at(), Some(at("2026-04-01")));
    assert_eq!(record.last_recorded().unwrap(), "O-2", "what comes next is later than that");
}

/// A lead is referred once.
#[test]
fn a_referral_counts_once() {
    let lead = || "L-9".parse().unwrap();
    let customer = fresh().refer(lead(), &now()).unwrap();
    let refused = customer.refer(lead(), &now()).unwrap_err();
    assert_snapshot!(refused, @"the customer cannot refer: the lead `L-9` is recorded as referred already");
    assert_eq!(refused.entity.record().referred(), 1);
}

/// Opened again a customer is what it was, since when it was that.
#[test]
fn a_closed_customer_comes_back_as_it_was() {
    for state in [S::Prospect, S::New, S::Regular, S::AtRisk, S::Lapsed] {
        let before = in_state(state);
        let closed = before.clone().tell(rules(), full(V::Close), &now()).unwrap();
        let back = closed.tell(rules(), full(V::Reopen), &now()).unwrap();
        assert_eq!(back.state(), state);
        assert_eq!(back.view(), before.view());
        assert_eq!(back.record(), before.record());
    }
}

/// What only the server knows is not taken from a command.
#[test]
fn a_command_does_not_say_what_the_policy_says() {
    let refused = AnyCustomer::from(fresh()).apply(rules(), full(V::BecomeRegular), &now());
    assert_snapshot!(refused.unwrap_err(), @"the customer cannot make the move `become_regular`: by the policy the customer is not regular yet");
    let refused = AnyCustomer::from(fresh()).apply(rules(), full(V::AtRisk), &now());
    assert_snapshot!(refused.unwrap_err(), @"the customer cannot make the move `at_risk`: it is not known by when the next order is due");
    let known = rules().regular(holds());
    let asked: Do = serde_json::from_str(
        r#"{"become_regular": {"verdict": {"due_at": "1950-01-01T00:00:00Z", "holds": true}}}"#,
    )
    .unwrap();
    let regular = AnyCustomer::from(fresh()).apply(known, asked, &now()).unwrap();
    assert_eq!(regular.record().regular_since(), holds().due_at);
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
    let ordered = back.tell(rules(), ordered, &act("2026-03-20")).unwrap();
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
    // Before the first owner there was none.
    let refused = give(customer, "zoe", "2025-06-01").unwrap_err();
    assert!(refused.refusal().can_be_overridden(), "{refused}");
    let customer = refused.entity;
    let days: Vec<_> = customer.record().owners().map(|o| o.from.to_string()).collect();
    assert_eq!(days, ["2026-01-01", "2026-06-15", "2026-07-01"]);
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
    let again = back.tell(rules(), full(V::BecomeRegular), &act("2026-06-02")).unwrap();
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
        state "merged" as s6
        [*] --> s0
        s0 --> s1 : first_order
        s0 --> s5 : close
        s0 --> s6 : merge
        s1 --> s2 : become_regular
        s1 --> s3 : at_risk
        s1 --> s5 : close
        s1 --> s6 : merge
        s2 --> s1 : demote
        s2 --> s3 : at_risk
        s2 --> s5 : close
        s2 --> s6 : merge
        s3 --> s1 : recover
        s3 --> s2 : recover
        s3 --> s4 : lapse
        s3 --> s5 : close
        s3 --> s6 : merge
        s4 --> s1 : win_back
        s4 --> s2 : win_back
        s4 --> s5 : close
        s4 --> s6 : merge
        s5 --> s0 : reopen
        s5 --> s1 : reopen
        s5 --> s2 : reopen
        s5 --> s3 : reopen
        s5 --> s4 : reopen
        s5 --> s6 : merge
        s6 --> [*]
    "#);
}
