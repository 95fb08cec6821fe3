//! The desk: who is due and why not, what is begun and chased, what is to be
//! done by whom; and to whom what a customer buys is credited.

mod credit;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use sales_process::lifecycle::customer::{
    AnyCustomer, Customer, CustomerRules, NewCustomer, RiskReason,
};
use sales_process::lifecycle::handoff::desk::{CompletionError, Desk, HandoffCase};
use sales_process::lifecycle::handoff::{
    Accepted, AnyHandoff, Credit, Handoff, HandoffState, Handover, Load, Missing, NewHandoff,
    Package, credited,
};
use sales_process::lifecycle::{Act, History};
use sales_process::policy::assignment::{Method, Needs, Person, Turn};
use sales_process::policy::{Rule, Verdict};
use sales_process::process::{HandoffPolicy, RoleKind};
use sales_process::{
    CustomerId, HandoffId, Line, Money, Months, Order, Percent, PersonId, SalesProcess, UtcOffset,
};

use crate::samples::{day, id, money};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn by(who: &str, day: &str) -> Act {
    Act::new(at(day), id(who))
}

fn policy() -> HandoffPolicy {
    HandoffPolicy::new()
        .require("contacts", "who the people are")
        .accept_within_days(5)
        .credit_split(Percent::new(30.0).unwrap(), Months::new(3).unwrap())
}

fn order(customer: &str, name: &str, placed: &str) -> Order {
    let line = Line::new(id("P-7"), money("80.00 GBP"));
    Order::new(id(name), id(customer), at(placed), vec![line]).unwrap()
}

/// A customer of hanna's with orders on days; New from the first on.
fn customer(name: &str, orders: &[&str]) -> AnyCustomer {
    let new = NewCustomer::new(id(name), id("hanna"));
    let mut customer: AnyCustomer = Customer::register(new, &by("hanna", "2026-01-01")).into();
    for (i, placed) in orders.iter().enumerate() {
        let (order, act) = (order(name, &format!("O-{i}"), placed), by("hanna", placed));
        customer = match customer {
            AnyCustomer::Prospect(it) => it.first_order(&order, &act).unwrap().into(),
            AnyCustomer::New(it) => it.record_order(&order, &act).unwrap().into(),
            _ => unreachable!(),
        };
    }
    customer
}

/// What the rule of two orders says of orders on days.
fn verdict(orders: &[&str], on: &str) -> Verdict {
    let fold = Rule::orders(2).unwrap().fold(UtcOffset::UTC);
    let mut state = fold.begin();
    for placed in orders {
        fold.record(&mut state, &order("acme", "O-1", placed)).unwrap();
    }
    fold.verdict(&state, at(on)).unwrap()
}

const TWICE: &[&str] = &["2026-01-10", "2026-02-10"];

fn package() -> Package {
    let text = "none";
    Package::new().people(text).promises(text).open_issues(text).goals(text)
}

fn due(name: &str, customer: &str, since: &str) -> Handoff<sales_process::lifecycle::handoff::Due> {
    let new = NewHandoff::new(id(name), id(customer), id("hanna"), at(since), "2 orders");
    Handoff::due(new, &by("hanna", "2026-03-01")).unwrap()
}

/// Offered to fred on 1 March, until 6 March.
fn offered(name: &str, customer: &str) -> Handoff<sales_process::lifecycle::handoff::Offered> {
    let (fred, act): (PersonId, Act) = (id("fred"), by("hanna", "2026-03-01"));
    let package = package().provide(id("contacts"));
    due(name, customer, "2026-02-10").offer(&policy(), fred, package, None, &act).unwrap()
}

fn accepted(name: &str, customer: &str) -> Handoff<Accepted> {
    let load = Load::default();
    offered(name, customer).accept(&policy(), load, &by("fred", "2026-03-02")).unwrap()
}

fn in_state(name: &str, customer: &str, state: HandoffState) -> AnyHandoff {
    let (policy, act) = (policy(), by("fred", "2026-03-02"));
    match state {
        HandoffState::Due => due(name, customer, "2026-02-10").into(),
        HandoffState::Offered => offered(name, customer).into(),
        HandoffState::Declined => {
            let missing = Missing::items([id("contacts")]).note("no telephone");
            offered(name, customer).decline(&policy, missing, &act).unwrap().into()
        }
        HandoffState::Escalated => {
            offered(name, customer).escalate(&by("hanna", "2026-03-07")).unwrap().into()
        }
        HandoffState::Accepted => accepted(name, customer).into(),
        HandoffState::Completed => accepted(name, customer)
            .complete(&policy, "lunch", day("2026-03-03"), &act)
            .unwrap()
            .into(),
        HandoffState::Cancelled => {
            offered(name, customer).cancel("they asked for hanna", &act).unwrap().into()
        }
    }
}

fn people() -> Vec<Person> {
    vec![
        Person::new(id("hanna"), RoleKind::Hunter),
        Person::new(id("fred"), RoleKind::Farmer).capacity(2),
        Person::new(id("fay"), RoleKind::Farmer).capacity(9).load(4),
    ]
}

fn new_id(customer: &CustomerId) -> HandoffId {
    id(&format!("H-{customer}"))
}

#[track_caller]
fn check_look(customer: &AnyCustomer, verdict: &Verdict, said: &str) {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people).hunter_result_orders(2);
    let readiness = desk.look(HandoffCase { customer, verdict }, at("2026-03-01"));
    assert_eq!(readiness.to_string(), said);
}

#[test]
fn who_is_due_and_why_not() {
    let yes = verdict(TWICE, "2026-03-01");
    check_look(
        &customer("acme", TWICE),
        &yes,
        "due since 2026-02-10 from `hanna` by 2 orders; 2 needed",
    );
    check_look(
        &customer("acme", &TWICE[..1]),
        &verdict(&TWICE[..1], "2026-03-01"),
        "not due yet: 1 of 2 orders; 1 more needed",
    );
    check_look(
        &customer("acme", &TWICE[..1]),
        &yes,
        "not due yet: 1 of the 2 orders that are the hunter's result",
    );
    check_look(&customer("acme", &[]), &yes, "not to be handed over, as it is prospect");
    // A due at that is still to come, or once was.
    let later = Verdict { due_at: Some(at("2026-03-02")), holds: true, reasons: Vec::new() };
    check_look(&customer("acme", TWICE), &later, "not due yet: the rule does not hold");
    let once = Verdict { due_at: Some(at("2026-02-10")), holds: false, reasons: Vec::new() };
    check_look(
        &customer("acme", TWICE),
        &once,
        "due since 2026-02-10 from `hanna` by the rule, which holds no longer",
    );
    let AnyCustomer::New(new) = customer("acme", TWICE) else { panic!() };
    let act = by("hanna", "2026-02-20");
    let given = new.clone().change_owner(id("fay"), day("2026-02-25"), &act).unwrap();
    check_look(&given.into(), &yes, "`fay`, a farmer, looks after it already");
    // Not from that day yet; and somebody whom nobody knows is no farmer.
    let given = new.clone().change_owner(id("fay"), day("2026-03-02"), &act).unwrap();
    check_look(&given.into(), &yes, "due since 2026-02-10 from `hanna` by 2 orders; 2 needed");
    let given = new.clone().change_owner(id("zoe"), day("2026-02-25"), &act).unwrap();
    check_look(&given.into(), &yes, "due since 2026-02-10 from `zoe` by 2 orders; 2 needed");
    let risk = RiskReason::OrderOverdue { due_by: day("2026-02-15") };
    let rules = CustomerRules::default();
    let risky = new.at_risk(rules, risk, &act).unwrap();
    check_look(
        &risky.clone().into(),
        &yes,
        "due since 2026-02-10 from `hanna` by 2 orders; 2 needed",
    );
    let lost = risky.lapse("moved away", &act).unwrap();
    check_look(&lost.clone().into(), &yes, "not to be handed over, as it is lapsed");
    let closed = lost.close("bankrupt", &act).unwrap();
    check_look(&closed.into(), &yes, "not to be handed over, as it is closed");
}

#[test]
fn due_by_what_holds_of_a_rule_of_several_parts() {
    let look = |rule: Rule, orders: &[&str], said: &str| {
        let orders: Vec<_> = orders.iter().map(|placed| order("acme", "O-1", placed)).collect();
        let verdict = rule.evaluate(&orders, at("2026-03-01"), UtcOffset::UTC).unwrap();
        check_look(&customer("acme", TWICE), &verdict, said);
    };
    let orders = |count| Rule::orders(count).unwrap();
    look(
        Rule::any([orders(9), orders(2)]).unwrap(),
        TWICE,
        "due since 2026-02-10 from `hanna` by 2 orders; 2 needed",
    );
    // The first of the two still holds; together they do not.
    look(
        Rule::all([orders(2), orders(3).not().unwrap()]).unwrap(),
        &["2026-01-10", "2026-02-10", "2026-02-20"],
        "due since 2026-02-10 from `hanna` by the rule, which holds no longer",
    );
    look(
        Rule::any([orders(9), orders(3)]).unwrap(),
        TWICE,
        "not due yet: 0 of 2 hold; one needed, 2 of 9 orders; 7 more needed, 2 of 3 orders; 1 more needed",
    );
}

#[test]
fn every_state_and_what_is_to_be_done() {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people);
    let handoffs: Vec<AnyHandoff> = HandoffState::ALL
        .iter()
        .map(|s| in_state(&format!("H-{s}"), &format!("c-{s}"), *s))
        .collect();
    let mut customers: Vec<AnyCustomer> =
        HandoffState::ALL.iter().map(|s| customer(&format!("c-{s}"), TWICE)).collect();
    customers.push(customer("none", TWICE));
    let yes = verdict(TWICE, "2026-03-06");
    let cases: Vec<HandoffCase<'_>> =
        customers.iter().map(|customer| HandoffCase { customer, verdict: &yes }).collect();
    let said = |on: &str| -> Vec<String> {
        desk.agenda(&cases, &handoffs, at(on)).iter().map(ToString::to_string).collect()
    };
    let in_time = [
        "the head of sales: decide on `c-escalated` of handoff `H-escalated`; `fred` was to answer by 2026-03-06; due since 2026-02-10",
        "`hanna`: give `fred` what is missing for `c-declined` of handoff `H-declined`: `contacts`; no telephone; due since 2026-02-10",
        "`hanna`: begin the handoff of `none`; due since 2026-02-10 by 2 orders; 2 needed",
        "`hanna`: offer `c-due` to a farmer; due since 2026-02-10 by 2 orders",
        "`fred`: be introduced to `c-accepted` of handoff `H-accepted`, accepted on 2026-03-02; due since 2026-02-10",
        "`fred`: answer for `c-offered` of handoff `H-offered` by 2026-03-06; due since 2026-02-10",
        "`hanna`: has `c-completed`, which handoff `H-completed` gave to `fred` from 2026-03-03 on; due since 2026-02-10",
        "`hanna`: keeps `c-cancelled`, as handoff `H-cancelled` was called off: they asked for hanna; due since 2026-02-10",
    ];
    assert_eq!(said("2026-03-06"), in_time);
    // The day after the deadline, the offer comes first.
    let late = said("2026-03-07");
    assert_eq!(
        late[0],
        "the head of sales: chase `c-offered` of handoff `H-offered`; `fred` was to answer by 2026-03-06; due since 2026-02-10"
    );
    assert_eq!(late[1], in_time[0]);
    assert_eq!(late.len(), in_time.len());

    // The order in which they are given decides nothing.
    let (mut cases, mut handoffs) = (cases.clone(), handoffs.clone());
    cases.reverse();
    handoffs.reverse();
    let turned = desk.agenda(&cases, &handoffs, at("2026-03-07"));
    assert_eq!(turned.iter().map(ToString::to_string).collect::<Vec<_>>(), late);
}

/// Late is what the company's day says: half an hour before midnight in UTC the
/// day after the deadline has begun to the east, and not to the west.
#[test]
fn the_desk_works_by_the_day_of_the_company() {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people);
    let midnight = at("2026-03-07") - TimeDelta::hours(12);
    for (zone, minutes, late) in [
        ("+00:00", -30, false),
        ("+00:00", 0, true),
        ("+02:00", -30, true),
        ("+02:00", -150, false),
        ("-05:00", 30, false),
        ("-05:00", 300, true),
    ] {
        let zone: UtcOffset = zone.parse().unwrap();
        let act = Act::new(midnight + TimeDelta::minutes(minutes), id("boss")).in_zone(zone);
        let offered = || in_state("H-1", "acme", HandoffState::Offered);
        let chased = desk.chase([offered()], &act);
        assert_eq!(
            (chased.escalated.len(), chased.untouched.len()),
            if late { (1, 0) } else { (0, 1) }
        );
        let round = desk.round(&[], [offered()], new_id, &act);
        let said = round.agenda[0].to_string();
        assert_eq!(said.starts_with("the head of sales: decide on `acme`"), late, "{zone} {said}");
        // A customer given back to the hunter is seen from that day on.
        let customer = customer("acme", TWICE);
        let done = desk
            .complete(
                accepted("H-1", "acme"),
                customer,
                "lunch",
                day("2026-03-03"),
                &by("fred", "2026-03-02"),
            )
            .unwrap();
        let AnyCustomer::New(acme) = done.customer.clone() else { panic!() };
        let back = acme.change_owner(id("hanna"), day("2026-03-07"), &by("boss", "2026-03-02"));
        let (back, yes) = (AnyCustomer::from(back.unwrap()), verdict(TWICE, "2026-03-02"));
        let cases = [HandoffCase { customer: &back, verdict: &yes }];
        let round = desk.round(&cases, [done.handoff.clone().into()], new_id, &act);
        assert_eq!(round.agenda.len(), usize::from(late), "{zone}");
        // So is one of nobody else's, which the hunter has from that day on.
        let new = NewCustomer::new(id("acme"), id("fay"));
        let acme = Customer::register(new, &by("fay", "2026-01-01"));
        let acme = acme.first_order(&order("acme", "O-1", "2026-01-10"), &by("fay", "2026-01-10"));
        let acme =
            acme.unwrap().change_owner(id("hanna"), day("2026-03-07"), &by("boss", "2026-03-02"));
        let acme = AnyCustomer::from(acme.unwrap());
        let round = desk.round(&[HandoffCase { customer: &acme, verdict: &yes }], [], new_id, &act);
        assert_eq!(round.opened.len(), usize::from(late), "{zone}");
    }
}

#[test]
fn a_customer_who_comes_back_to_a_hunter_is_seen() {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people);
    let act = by("fred", "2026-03-02");
    let done = desk
        .complete(
            accepted("H-1", "acme"),
            customer("acme", TWICE),
            "lunch",
            day("2026-03-10"),
            &act,
        )
        .unwrap();
    let given = |owner: &str, from: &str| -> AnyCustomer {
        let AnyCustomer::New(acme) = done.customer.clone() else { panic!() };
        acme.change_owner(id(owner), day(from), &act).unwrap().into()
    };
    let yes = verdict(TWICE, "2026-03-02");
    let said = |customer: &AnyCustomer, on: &str| {
        let cases = [HandoffCase { customer, verdict: &yes }];
        let called_off = in_state("H-0", "acme", HandoffState::Cancelled);
        let handoffs = [called_off, done.handoff.clone().into()];
        let round = desk.round(&cases, handoffs, new_id, &by("boss", on));
        assert!(round.opened.is_empty());
        round.agenda.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for on in ["2026-03-09", "2026-03-10", "2026-06-01"] {
        assert_eq!(said(&done.customer, on), "", "{on}");
    }
    assert_eq!(said(&given("fay", "2026-04-01"), "2026-06-01"), "");
    assert_eq!(said(&given("hanna", "2026-04-01"), "2026-03-31"), "");
    for back in ["2026-03-10", "2026-04-01"] {
        assert_eq!(
            said(&given("hanna", back), back),
            "`hanna`: has `acme`, which handoff `H-1` gave to `fred` from 2026-03-10 on; \
             due since 2026-02-10"
        );
    }
}

#[test]
fn late_handoffs_are_chased_from_the_day_after_the_deadline() {
    let policy = policy();
    let desk = Desk::new(&policy);
    let all = || HandoffState::ALL.iter().map(|s| in_state(&format!("H-{s}"), "acme", *s));
    let names = |handoffs: &[AnyHandoff]| -> Vec<String> {
        handoffs.iter().map(|handoff| handoff.record().id().to_string()).collect()
    };
    let none = desk.chase(all(), &by("boss", "2026-03-06"));
    assert!(none.escalated.is_empty() && none.refused.is_empty());
    assert_eq!(none.untouched, all().collect::<Vec<_>>());

    let chased = desk.chase(all(), &by("boss", "2026-03-07"));
    assert_eq!(names(&chased.escalated), ["H-offered", "H-declined"]);
    assert!(chased.escalated.iter().all(|it| it.state() == HandoffState::Escalated));
    assert_eq!(chased.untouched.len(), 5);
    let again = desk.chase(chased.escalated, &by("boss", "2026-03-07"));
    assert!(again.escalated.is_empty());

    // An act from before the last entry chases nothing; it comes back.
    let touched = offered("H-1", "acme");
    let mut moved =
        touched.decline(&policy, Missing::other("x"), &by("fred", "2026-03-08")).unwrap();
    moved.take_entries();
    let refused = desk.chase([moved.clone().into()], &by("boss", "2026-03-07"));
    assert_eq!(refused.refused.len(), 1);
    assert_eq!(refused.refused[0].entity, AnyHandoff::from(moved));
}

#[test]
fn a_round_twice_moves_nothing_more() {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people);
    let customers = [customer("bolt", TWICE), customer("acme", TWICE), customer("coil", TWICE)];
    let yes = verdict(TWICE, "2026-03-07");
    let early = Verdict { due_at: Some(at("2026-02-01")), ..yes.clone() };
    let cases = [
        HandoffCase { customer: &customers[0], verdict: &yes },
        HandoffCase { customer: &customers[1], verdict: &yes },
        HandoffCase { customer: &customers[0], verdict: &early },
        HandoffCase { customer: &customers[2], verdict: &yes },
    ];
    let late = in_state("H-late", "coil", HandoffState::Offered);
    let act = by("boss", "2026-03-07");
    let round = desk.round(&cases, [late], new_id, &act);
    // Since when they are due, then by id; given twice, bolt is begun once.
    let opened: Vec<_> = round.opened.iter().map(|it| it.record().id().to_string()).collect();
    assert_eq!(opened, ["H-bolt", "H-acme"]);
    assert_eq!(round.opened[0].record().due_at(), at("2026-02-01"));
    assert_eq!(round.chased.escalated.len(), 1);
    assert_eq!(round.agenda.len(), 3);

    let mut there: Vec<AnyHandoff> = round.opened.into_iter().map(Into::into).collect();
    there.extend(round.chased.escalated);
    let again = desk.round(&cases, there.clone(), new_id, &act);
    assert!(again.opened.is_empty() && again.chased.escalated.is_empty());
    assert_eq!(again.chased.untouched, there);
    assert_eq!(again.agenda, round.agenda);
    for handoff in &mut there {
        let mut history = History::new();
        history.extend(handoff.take_entries());
        assert_eq!(&history.replay().unwrap(), handoff);
    }
}

#[test]
fn what_a_process_says() {
    let process = SalesProcess::draft("shop", "Shop").build().unwrap();
    assert!(Desk::of(&process).is_none());
    let draft = SalesProcess::draft("shop", "Shop").regular_when(Rule::orders(2).unwrap());
    let mut draft = draft.handoff(policy());
    draft.hunter_result_orders = 3;
    let process = draft.build().unwrap();
    let desk = Desk::of(&process).unwrap();
    let (customer, verdict) = (customer("acme", TWICE), verdict(TWICE, "2026-03-01"));
    let case = HandoffCase { customer: &customer, verdict: &verdict };
    assert_eq!(
        desk.look(case, at("2026-03-01")).to_string(),
        "not due yet: 2 of the 3 orders that are the hunter's result"
    );
}

#[test]
fn a_farmer_with_room_and_what_farmers_hold() {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people);
    let handoff = due("H-1", "acme", "2026-02-10");
    let choose = |kind| {
        let (needs, on) = (Needs::new(kind), day("2026-03-01"));
        desk.farmer(handoff.record(), needs, Method::LeastLoaded, on, &Turn::new())
    };
    assert_eq!(*choose(RoleKind::Farmer).person().unwrap(), "fred");
    assert_eq!(
        choose(RoleKind::Hunter).to_string(),
        "nobody, because `hanna` is not to take it; `fred` is a farmer, and a hunter is needed; \
         `fay` is a farmer, and a hunter is needed"
    );

    let given = |name: &str, from: &str| -> AnyCustomer {
        let AnyCustomer::New(new) = customer(name, TWICE) else { panic!() };
        new.change_owner(id("fred"), day(from), &by("hanna", "2026-02-20")).unwrap().into()
    };
    let AnyCustomer::New(closed) = given("gone", "2026-02-01") else { panic!() };
    let closed = closed.close("bankrupt", &by("hanna", "2026-02-21")).unwrap();
    let customers = [given("acme", "2026-02-01"), closed.into(), customer("coil", TWICE)];
    let handoffs = [
        // Counted once, though it is fred's already.
        in_state("H-1", "acme", HandoffState::Accepted),
        in_state("H-2", "coil", HandoffState::Accepted),
        in_state("H-3", "dune", HandoffState::Offered),
    ];
    let load = |who: &str, on: &str| desk.load(&id(who), &customers, &handoffs, day(on));
    assert_eq!(load("fred", "2026-03-01"), Load { open: 2, capacity: Some(2) });
    assert_eq!(load("zoe", "2026-03-10"), Load { open: 0, capacity: None });
    assert_eq!(Load::from(&people[2]), Load { open: 4, capacity: Some(9) });
    // With that load, the offer is refused.
    let refused = offered("H-3", "dune")
        .accept(&policy, load("fred", "2026-03-01"), &by("fred", "2026-03-02"))
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the handoff cannot accept: `fred` holds 2 customers of at most 2; there is no room"
    );
}

/// A farmer with room for two accepts three customers on one day.
#[test]
fn a_customer_takes_its_place_from_the_acceptance_on() {
    let (policy, people) = (policy(), people());
    let desk = Desk::new(&policy).people(&people);
    let fred = by("fred", "2026-03-02");
    let mut customers: Vec<AnyCustomer> =
        ["acme", "bolt", "coil"].map(|name| customer(name, TWICE)).into();
    let mut handoffs: Vec<AnyHandoff> = Vec::new();
    let load = |customers: &[AnyCustomer], handoffs: &[AnyHandoff], on: &str| {
        desk.load(&id("fred"), customers, handoffs, day(on)).open
    };
    // The first is completed at once for a day to come, the second is not.
    let first = offered("H-1", "acme").accept(&policy, Load::from(&people[1]), &fred).unwrap();
    handoffs.push(first.clone().into());
    assert_eq!(load(&customers, &handoffs, "2026-03-02"), 1);
    let done =
        desk.complete(first, customers[0].clone(), "lunch", day("2026-04-01"), &fred).unwrap();
    (customers[0], handoffs[0]) = (done.customer, done.handoff.into());
    for on in ["2026-03-02", "2026-03-31", "2026-04-01"] {
        assert_eq!(load(&customers, &handoffs, on), 1, "{on}");
    }
    let now = desk.load(&id("fred"), &customers, &handoffs, day("2026-03-02"));
    handoffs.push(offered("H-2", "bolt").accept(&policy, now, &fred).unwrap().into());
    let now = desk.load(&id("fred"), &customers, &handoffs, day("2026-03-02"));
    let refused = offered("H-3", "coil").accept(&policy, now, &fred).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the handoff cannot accept: `fred` holds 2 customers of at most 2; there is no room"
    );
    // Somebody else looks after the first from May on.
    let AnyCustomer::New(acme) = customers[0].clone() else { panic!() };
    customers[0] = acme.change_owner(id("fay"), day("2026-05-01"), &fred).unwrap().into();
    assert_eq!(load(&customers, &handoffs[..1], "2026-04-30"), 1);
    assert_eq!(load(&customers, &handoffs[..1], "2026-05-01"), 0);
}

#[test]
fn completed_both_or_neither() {
    let policy = policy();
    let desk = Desk::new(&policy);
    let (from, act) = (day("2026-04-01"), by("fred", "2026-03-10"));
    let acme = || customer("acme", TWICE);

    let mut done = desk.complete(accepted("H-1", "acme"), acme(), "lunch", from, &act).unwrap();
    let record = done.customer.record();
    assert_eq!(*record.owner_on(day("2026-03-31")).unwrap(), "hanna");
    assert_eq!(*record.owner_on(from).unwrap(), "fred");
    let tenures: Vec<String> = record
        .tenures()
        .map(|tenure| format!("{} {} {:?}", tenure.owner, tenure.from, tenure.until))
        .collect();
    assert_eq!(tenures, ["hanna 2026-01-01 Some(2026-04-01)", "fred 2026-04-01 None"]);
    assert_eq!(done.handoff.handover().credit.unwrap().until, day("2026-07-01"));
    let mut history = History::new();
    history.extend(done.customer.take_entries());
    assert_eq!(history.replay().unwrap(), done.customer);

    // Fred has it on that day already.
    let AnyCustomer::New(new) = acme() else { panic!() };
    let his = AnyCustomer::from(
        new.change_owner(id("fred"), day("2026-03-01"), &by("hanna", "2026-02-20")).unwrap(),
    );
    let done = desk.complete(accepted("H-1", "acme"), his.clone(), "lunch", from, &act).unwrap();
    assert_eq!(done.customer, his);

    let check = |customer: AnyCustomer, introduction: &str, act: &Act, why: &str| {
        let handoff = accepted("H-1", "acme");
        let refused =
            desk.complete(handoff.clone(), customer.clone(), introduction, from, act).unwrap_err();
        assert_eq!(refused.to_string(), why);
        assert_eq!((refused.handoff, refused.customer), (handoff, customer));
        refused.why
    };
    let other = check(
        customer("bolt", TWICE),
        "lunch",
        &act,
        "the handoff is of the customer `acme`, not of `bolt`",
    );
    assert!(matches!(other, CompletionError::OtherCustomer { .. }));
    check(
        acme(),
        " ",
        &act,
        "the handoff cannot complete: the warm introduction is not evidenced; say when and how it was done",
    );
    let touched = customer("acme", &["2026-01-10", "2026-03-20"]);
    let late = check(
        touched,
        "lunch",
        &act,
        "the customer cannot make the move `change_owner`: the customer was last changed at \
         2026-03-20T12:00:00Z, after this act; act at that instant or later",
    );
    assert!(matches!(late, CompletionError::Customer { .. }));
    // The handoff that is accepted is a customer of its farmer already.
    let handoffs = vec![accepted("H-1", "acme").into()];
    let holdings =
        sales_process::lifecycle::succession::Holdings { handoffs, ..Default::default() };
    assert_eq!((holdings.load(&id("fred"), from), holdings.load(&id("gina"), from)), (1, 0));
    // Due from the very instant on; by the rule, where no reasons are told.
    let (due, mut yes) = (acme(), verdict(TWICE, "2026-03-02"));
    yes.reasons.clear();
    let look = desk.look(HandoffCase { customer: &due, verdict: &yes }, yes.due_at.unwrap());
    assert!(look.to_string().ends_with("by the rule"), "{look}");
    // The present owner is the one of the day of the act.
    let AnyCustomer::New(new) = acme() else { panic!() };
    let theirs = new.change_owner(id("erik"), act.day(), &by("hanna", "2026-03-05")).unwrap();
    let before = day("2026-03-09");
    let early =
        desk.complete(accepted("H-1", "acme"), theirs.into(), "lunch", before, &act).unwrap_err();
    assert!(matches!(early.why, CompletionError::Handoff { .. }), "{early}");
}
