//! Everything of a person who leaves: the plan, what comes of it, and that
//! both are one.

use proptest::prelude::*;
use sales_process::lifecycle::customer::{AnyCustomer, Customer, NewCustomer};
use sales_process::lifecycle::deal::{AbandonReason, AnyDeal, Deal, DealState, NewDeal};
use sales_process::lifecycle::handoff::{
    AnyHandoff, Handoff, HandoffCommand, HandoffState, Load, Missing, NewHandoff, Package,
    Recipient,
};
use sales_process::lifecycle::lead::{AnyLead, Interest, Lead, LeadState, NewLead, Source};
use sales_process::lifecycle::succession::{Holdings, Item, Plan, Step, Succession};
use sales_process::lifecycle::{Act, History};
use sales_process::policy::assignment::{Method, Needs, Person, Turn};
use sales_process::process::{HandoffPolicy, RoleKind};
use sales_process::{CustomerId, HandoffId, PersonId};

use crate::assignment::naive;
use crate::samples::{act, call, day, deal_in, id, lead_in, main_pipeline, noon, opened_at};

fn new_id(customer: &CustomerId) -> HandoffId {
    id(&format!("again-{customer}"))
}

fn lead(name: &str, owner: &str) -> AnyLead {
    let new = NewLead::inbound(id(name)).source(Source::Channel("web".into()));
    let lead = Lead::capture_interested(new, Interest::called("asks for 20 seats"), &act());
    lead.unwrap().assign(id(owner), &act()).unwrap().into()
}

fn deal(name: &str, customer: &str, owner: &str) -> AnyDeal {
    let new = NewDeal::new(id(name), id(customer), id(owner));
    Deal::open(new, &main_pipeline(), "find", &act()).unwrap().into()
}

/// A customer of owners: `anna`, or `anna 2026-05-01 bert 2026-06-01 anna`.
fn customer(name: &str, owners: &str) -> AnyCustomer {
    let words: Vec<&str> = owners.split(' ').collect();
    let mut customer: AnyCustomer =
        Customer::register(NewCustomer::new(id(name), id(words[0])), &act()).into();
    for change in words[1..].chunks(2) {
        let AnyCustomer::Prospect(prospect) = customer else { unreachable!() };
        customer = prospect.change_owner(id(change[1]), day(change[0]), &act()).unwrap().into();
    }
    customer
}

fn owners(customer: &AnyCustomer) -> String {
    let words: Vec<String> = customer
        .record()
        .owners()
        .map(|change| format!("{} {}", change.from, change.owner))
        .collect();
    words.join(" ")
}

fn handoff(
    name: &str,
    customer: &str,
    to: impl Into<Recipient>,
    state: HandoffState,
) -> AnyHandoff {
    let new = NewHandoff::new(id(name), id(customer), id("hugo"), noon(), "3 orders");
    let policy = HandoffPolicy::new().accept_within_days(5);
    let text = "none";
    let package = Package::new().people(text).promises(text).open_issues(text).goals(text);
    let due = Handoff::due(new, &act()).unwrap();
    if state == HandoffState::Due {
        return due.into();
    }
    let offered = due.offer(&policy, to, package, None, &act()).unwrap();
    let by = |who: &str| Act::new(noon(), id(who));
    match state {
        HandoffState::Accepted => {
            offered.accept(&policy, Load::default(), &by("anna")).unwrap().into()
        }
        HandoffState::Declined => {
            offered.decline(&policy, Missing::other("x"), &by("anna")).unwrap().into()
        }
        HandoffState::Completed => {
            let accepted = offered.accept(&policy, Load::default(), &by("anna")).unwrap();
            accepted.complete(&policy, "lunch", day("2026-03-01"), &act()).unwrap().into()
        }
        _ => offered.into(),
    }
}

fn anna() -> PersonId {
    id("anna")
}

fn people(texts: &[(&str, u32, u32)]) -> Vec<Person> {
    let person = |(name, load, capacity): &(&str, u32, u32)| {
        Person::new(id(name), RoleKind::Farmer).load(*load).capacity(*capacity)
    };
    texts.iter().map(person).collect()
}

fn farmer(_: &Item) -> Needs {
    Needs::new(RoleKind::Farmer)
}

fn from() -> chrono::NaiveDate {
    day("2026-04-01")
}

fn plan(holdings: &Holdings) -> Plan {
    let people = people(&[("fay", 0, 100)]);
    Succession::new(anna(), from(), &people).plan(holdings, farmer)
}

#[track_caller]
fn check_items(holdings: &Holdings, expected: &[&str]) {
    let plan = plan(holdings);
    let items: Vec<String> = plan.steps().iter().map(|step| step.item.to_string()).collect();
    assert_eq!(items, expected);
}

#[test]
fn every_state_of_a_lead() {
    for state in LeadState::ALL {
        let lead = lead_in(*state);
        let moves =
            matches!(state, LeadState::Assigned | LeadState::Working | LeadState::Qualified);
        let owner = lead.record().owner() == Some(&anna());
        let holdings = Holdings { leads: vec![lead], ..Holdings::default() };
        assert_eq!(plan(&holdings).steps().len(), usize::from(moves && owner), "{state}");
        assert!(owner || !moves, "{state}");
    }
}

#[test]
fn every_state_of_a_deal() {
    for state in DealState::ALL {
        let deal = deal_in(*state);
        assert_eq!(*deal.record().owner(), "anna");
        let moves = matches!(state, DealState::Open | DealState::OnHold | DealState::Won);
        let holdings = Holdings { deals: vec![deal], ..Holdings::default() };
        let plan = plan(&holdings);
        assert_eq!(plan.steps().len(), usize::from(moves), "{state}");
        let applied = plan.apply(holdings, new_id, &act()).unwrap();
        let owner = applied.holdings.deals[0].record().owner();
        assert_eq!(*owner, if moves { "fay" } else { "anna" }, "{state}");
        assert_eq!(applied.holdings.deals[0].state(), *state);
    }
}

#[test]
fn every_state_of_a_handoff() {
    let role: sales_process::RoleId = id("farmer");
    for (to, state, moves) in [
        (Recipient::Person(anna()), HandoffState::Due, false),
        (Recipient::Person(anna()), HandoffState::Offered, true),
        (Recipient::Role(role), HandoffState::Offered, false),
        (Recipient::Person(id("fay")), HandoffState::Offered, false),
        (Recipient::Person(anna()), HandoffState::Declined, false),
        (Recipient::Person(anna()), HandoffState::Accepted, true),
        (Recipient::Person(anna()), HandoffState::Completed, false),
    ] {
        let handoffs = vec![handoff("H-1", "acme", to, state)];
        let holdings = Holdings { handoffs, ..Holdings::default() };
        let plan = plan(&holdings);
        if !moves {
            assert!(plan.steps().is_empty(), "{state}");
            continue;
        }
        assert_eq!(plan.to_string(), "the handoff `H-1` of `acme`: called off and begun again");
        let mut applied = plan.apply(holdings, new_id, &act()).unwrap();
        let AnyHandoff::Cancelled(cancelled) = &applied.holdings.handoffs[0] else { panic!() };
        assert_eq!(
            cancelled.state().reason.to_string(),
            "`anna` leaves; begun again as `again-acme`"
        );
        let begun = applied.begun.pop().unwrap();
        let record = begun.record();
        assert_eq!((record.id().as_str(), record.hunter().as_str()), ("again-acme", "hugo"));
        assert_eq!((record.due_at(), record.why().to_string()), (noon(), "3 orders".to_owned()));
    }
    // A reason that is erased is none to begin by.
    let redacted = handoff("H-1", "acme", anna(), HandoffState::Offered);
    let erase = HandoffCommand::Erase {};
    let redacted = redacted.apply(&HandoffPolicy::new(), erase, &act()).unwrap();
    let holdings = Holdings { handoffs: vec![redacted], ..Holdings::default() };
    let applied = plan(&holdings).apply(holdings, new_id, &act()).unwrap();
    assert_eq!(applied.begun[0].record().why().to_string(), "begun again, as `anna` leaves");
}

#[track_caller]
fn check_owners(before: &str, after: Option<&str>) {
    let holdings = Holdings { customers: vec![customer("acme", before)], ..Holdings::default() };
    let plan = plan(&holdings);
    assert_eq!(plan.steps().is_empty(), after.is_none());
    let untouched = owners(&holdings.customers[0]);
    let applied = plan.apply(holdings, new_id, &act()).unwrap();
    assert_eq!(owners(&applied.holdings.customers[0]), after.unwrap_or(&untouched));
}

#[test]
fn a_customer_for_each_stretch_of_days() {
    check_owners("anna", Some("2026-03-02 anna 2026-04-01 fay"));
    check_owners("bert", None);
    // Not the leaver's any more by then; the leaver's later on; both.
    check_owners("anna 2026-04-01 bert", None);
    check_owners("anna 2026-04-02 bert", Some("2026-03-02 anna 2026-04-01 fay 2026-04-02 bert"));
    check_owners("bert 2026-05-01 anna", Some("2026-03-02 bert 2026-05-01 fay"));
    check_owners(
        "anna 2026-05-01 bert 2026-06-01 anna",
        Some("2026-03-02 anna 2026-04-01 fay 2026-05-01 bert 2026-06-01 fay"),
    );
    check_owners("bert 2026-04-01 anna", Some("2026-03-02 bert 2026-04-01 fay"));
}

#[test]
fn what_is_one_customers_goes_together() {
    let holdings = Holdings {
        leads: vec![lead("L-2", "anna"), lead("L-1", "anna"), lead("L-3", "bert")],
        deals: vec![
            deal("D-3", "coil", "anna"),
            deal("D-2", "acme", "anna"),
            deal("D-1", "acme", "anna"),
            deal("D-4", "acme", "bert"),
        ],
        customers: vec![
            customer("bolt", "anna"),
            customer("acme", "anna"),
            customer("coil", "bert"),
        ],
        handoffs: vec![handoff("H-1", "dune", anna(), HandoffState::Offered)],
    };
    check_items(
        &holdings,
        &[
            "the customer `acme` with the deals `D-1`, `D-2`",
            "the customer `bolt`",
            "the deal `D-3` of `coil`",
            "the lead `L-1`",
            "the lead `L-2`",
            "the handoff `H-1` of `dune`",
        ],
    );
    // Acme with its deals, bolt, the deal of bert's customer, two leads; the
    // handoff takes a place when it is accepted.
    let load = |person: &str, on| holdings.load(&id(person), on);
    assert_eq!((load("anna", from()), load("bert", from()), load("fay", from())), (5, 3, 0));
    let mut accepted = holdings.clone();
    accepted.handoffs = vec![handoff("H-1", "dune", anna(), HandoffState::Accepted)];
    assert_eq!(accepted.load(&anna(), from()), 6);
    // Three places: acme takes one of them, deals included.
    let people = people(&[("fay", 8, 10), ("anna", 0, 10), ("fred", 9, 10)]);
    let succession = Succession::new(anna(), from(), &people);
    let plan = succession.plan(&holdings, farmer);
    assert_eq!(
        plan.to_string(),
        "the customer `acme` with the deals `D-1`, `D-2`: `fay`, the least loaded of 2 with 8 of at most 10
the customer `bolt`: `fay`, the least loaded of 2 with 9 of at most 10
the deal `D-3` of `coil`: `fred`, the least loaded of 1 with 9 of at most 10
the lead `L-1`: nobody, because `fay` holds 10 of at most 10; `anna` is not to take it; `fred` holds 10 of at most 10
the lead `L-2`: nobody, because `fay` holds 10 of at most 10; `anna` is not to take it; `fred` holds 10 of at most 10
the handoff `H-1` of `dune`: called off and begun again"
    );
    assert_eq!(
        plan.open().map(|step| step.item.to_string()).collect::<Vec<_>>(),
        ["the lead `L-1`", "the lead `L-2`"]
    );
    let applied = plan.apply(holdings, new_id, &act()).unwrap();
    // What nobody can take is still to be given away, and nothing else.
    let rest = succession.plan(&applied.holdings, farmer);
    assert_eq!(rest.steps().len(), 2);
}

#[test]
fn a_plan_that_is_not_of_what_is_there_changes_nothing() {
    let holdings = Holdings {
        leads: vec![lead("L-1", "anna")],
        customers: vec![customer("acme", "anna")],
        ..Holdings::default()
    };
    let made = plan(&holdings);

    let mut moved = holdings.clone();
    let AnyCustomer::Prospect(acme) = moved.customers.remove(0) else { panic!() };
    moved.customers.push(acme.interact(call("news"), &act()).unwrap().into());
    let refused = made.clone().apply(moved.clone(), new_id, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the customer `acme` is not as it was when the plan was made; plan again"
    );
    assert_eq!(refused.holdings, moved);
    assert_eq!(refused.plan, made);

    let mut more = holdings.clone();
    more.leads.push(lead("L-2", "anna"));
    let refused = made.clone().apply(more, new_id, &act()).unwrap_err();
    assert!(refused.to_string().starts_with("the lead `L-2` is not as it was"));

    let less = Holdings { leads: Vec::new(), ..holdings.clone() };
    let refused = made.clone().apply(less, new_id, &act()).unwrap_err();
    assert!(refused.to_string().starts_with("the lead `L-1` is not as it was"));

    // One refused move, and none is made.
    let mut late = holdings;
    let AnyLead::Assigned(last) = late.leads.remove(0) else { panic!() };
    let later = Act::new(noon() + chrono::TimeDelta::days(1), anna());
    late.leads.push(last.interact(call("news"), &later).unwrap().into());
    let refused = plan(&late).apply(late.clone(), new_id, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the lead `L-1`: the lead cannot reassign: the lead was last changed at \
         2026-03-03T12:00:00Z, after this act; act at that instant or later"
    );
    assert_eq!(refused.holdings, late);
}

#[test]
fn a_deal_that_has_ended_stays() {
    let abandoned = opened_at(&main_pipeline(), "find");
    let abandoned = abandoned.abandon(AbandonReason::Duplicate, &act()).unwrap();
    check_items(&Holdings { deals: vec![abandoned.into()], ..Holdings::default() }, &[]);
}

fn any_owner() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["anna", "anna", "bert"])
}

fn any_holdings() -> impl Strategy<Value = Holdings> {
    let some = || proptest::collection::vec(any_owner(), 0..5);
    let deals = proptest::collection::vec((any_owner(), 0usize..5), 0..5);
    (some(), deals, some(), some()).prop_map(|(leads, deals, customers, handoffs)| {
        let named = |kind: &str, i: usize| format!("{kind}-{i}");
        Holdings {
            leads: leads.iter().enumerate().map(|(i, owner)| lead(&named("L", i), owner)).collect(),
            deals: deals
                .iter()
                .enumerate()
                .map(|(i, (owner, of))| deal(&named("D", i), &named("C", *of), owner))
                .collect(),
            customers: customers
                .iter()
                .enumerate()
                .map(|(i, owner)| customer(&named("C", i), owner))
                .collect(),
            handoffs: handoffs
                .iter()
                .enumerate()
                .map(|(i, to)| {
                    let to: PersonId = id(to);
                    handoff(&named("H", i), &named("C", i), to, HandoffState::Offered)
                })
                .collect(),
        }
    })
}

fn any_team() -> impl Strategy<Value = Vec<Person>> {
    proptest::collection::btree_map("f[a-d]", (0u32..4, 0u32..5), 0..4).prop_map(|people| {
        let mut team: Vec<Person> = people
            .iter()
            .map(|(name, (load, capacity))| {
                Person::new(id(name), RoleKind::Farmer).load(*load).capacity(*capacity)
            })
            .collect();
        team.push(Person::new(anna(), RoleKind::Farmer));
        team
    })
}

/// Who has an item, after the plan.
fn has(holdings: &Holdings, item: &Item) -> Vec<PersonId> {
    let mut who = Vec::new();
    match item {
        Item::Lead(lead) => {
            let lead = holdings.leads.iter().find(|it| it.record().id() == lead).unwrap();
            who.extend(lead.record().owner().cloned());
        }
        Item::Customer { customer, itself, deals } => {
            if *itself {
                let of = holdings.customers.iter().find(|it| it.record().id() == customer).unwrap();
                who.extend(of.record().owner_on(from()).cloned());
            }
            for deal in deals {
                let of = holdings.deals.iter().find(|it| it.record().id() == deal).unwrap();
                assert_eq!(of.record().customer(), customer);
                who.push(of.record().owner().clone());
            }
        }
        Item::Handoff { .. } => {}
    }
    who
}

macro_rules! check_replays {
    ($before:expr, $after:expr) => {
        for (before, after) in $before.iter_mut().zip($after.iter_mut()) {
            let mut history = History::new();
            history.extend(before.take_entries());
            let made = usize::try_from(after.version() - before.version()).unwrap();
            // The creation is still waiting in what was only moved.
            history.extend(after.take_entries().skip(history.entries().len()));
            prop_assert!(made <= 1);
            prop_assert_eq!(&history.replay().unwrap(), after);
        }
    };
}

proptest! {
    #[test]
    fn what_is_applied_is_what_was_planned(
        holdings in any_holdings(),
        team in any_team(),
        method in proptest::sample::select(Method::ALL),
    ) {
        let succession = Succession::new(anna(), from(), &team).method(method);
        let plan = succession.plan(&holdings, farmer);

        // The same choices, by a second way, one after the other.
        let mut people = team.clone();
        let mut turn = Turn::new();
        for Step { item, to, .. } in plan.steps() {
            let Some(decision) = to else { continue };
            let needs = farmer(item).except(anna());
            let taker = naive(method, &people, &needs, &turn);
            prop_assert_eq!(decision.person(), taker.as_ref());
            let Some(taker) = taker else { continue };
            people.iter_mut().find(|person| person.id == taker).unwrap().load += 1;
            if method == Method::InTurn {
                turn.last = Some(taker);
            }
        }
        prop_assert_eq!(plan.turn(), &turn);
        for (before, after) in team.iter().zip(&people) {
            let room = after.capacity.is_none_or(|capacity| after.load <= capacity);
            prop_assert!(room || after.load == before.load);
        }

        // The order in which things are given decides nothing.
        let mut turned = holdings.clone();
        turned.leads.reverse();
        turned.deals.reverse();
        turned.customers.reverse();
        turned.handoffs.reverse();
        prop_assert_eq!(&succession.plan(&turned, farmer), &plan);

        let steps = plan.steps().to_vec();
        let mut applied = plan.apply(holdings.clone(), new_id, &act()).unwrap();
        for step in &steps {
            let owner = step.to.as_ref().map(|to| to.person().cloned().unwrap_or(anna()));
            for who in has(&applied.holdings, &step.item) {
                prop_assert_eq!(Some(who), owner.clone());
            }
        }
        // Places are counted as the plan counts them: here the takers had
        // nothing, so that no two steps give them one customer.
        for (before, after) in team.iter().zip(&people).filter(|(person, _)| person.id != anna()) {
            let load = applied.holdings.load(&before.id, from());
            prop_assert_eq!(load, after.load - before.load);
        }
        // Nothing is left of the leaver's but what nobody can take.
        let rest = succession.plan(&applied.holdings, farmer);
        let left: Vec<&Item> = rest.steps().iter().map(|step| &step.item).collect();
        let open: Vec<&Item> = steps.iter().filter(|s| s.is_open()).map(|s| &s.item).collect();
        prop_assert_eq!(left, open);

        let mut holdings = holdings;
        check_replays!(holdings.leads, applied.holdings.leads);
        check_replays!(holdings.deals, applied.holdings.deals);
        check_replays!(holdings.customers, applied.holdings.customers);
        check_replays!(holdings.handoffs, applied.holdings.handoffs);
    }
}
