//! Handoffs: every (state, move) pair, every demand, what is stored.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use insta::assert_snapshot;
use proptest::prelude::*;
use sales_process::lifecycle::customer::{Customer, NewCustomer};
use sales_process::lifecycle::handoff::{
    Accepted, AnyHandoff, Cancelled, Completed, Declined, Due, Escalated, Handoff,
    HandoffCommand as Do, HandoffDemand as D, HandoffMachine, HandoffState as S, HandoffVerb as V,
    Load, Missing, NewHandoff, Offered, Package, Recipient,
};
use sales_process::lifecycle::{Act, DemandName, HasDemand, Machine, Note, mermaid, transition};
use sales_process::process::HandoffPolicy;
use sales_process::{CriterionId, Months, Percent, PersonId, RoleId};
use serde_json::json;

use crate::laws::{check_laws, check_stored, refusal_of};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(name: &str) -> PersonId {
    name.parse().unwrap()
}

fn item(id: &str) -> CriterionId {
    id.parse().unwrap()
}

fn act(who: &str, day: &str) -> Act {
    Act::new(at(day), person(who))
}

/// Fred, the farmer, acts on the day all moves under test are made on; every
/// handoff was last changed on 5 March.
fn now() -> Act {
    act("fred", "2026-03-10")
}

fn policy() -> HandoffPolicy {
    HandoffPolicy::new()
        .require("contacts", "who the people are")
        .hand_over("history", "what they bought")
        .require("terms", "the terms agreed")
        .accept_within_days(5)
        .credit_split(Percent::new(30.0).unwrap(), Months::new(3).unwrap())
}

fn package() -> Package {
    Package::new()
        .people("Ms Li decides")
        .promises("none")
        .open_issues("an invoice")
        .goals("a second site")
        .provide(item("contacts"))
        .provide(item("terms"))
}

fn load(open: u32, capacity: u32) -> Load {
    Load { open, capacity: Some(capacity) }
}

fn new_handoff() -> NewHandoff {
    let (id, customer) = ("H-1".parse().unwrap(), "acme".parse().unwrap());
    NewHandoff::new(id, customer, person("hanna"), at("2026-02-28"), "3 of 3 orders")
}

fn due() -> Handoff<Due> {
    Handoff::due(new_handoff(), &act("hanna", "2026-03-05")).unwrap()
}

fn offered_with(package: Package) -> Handoff<Offered> {
    let act = act("hanna", "2026-03-05");
    due().offer(&policy(), person("fred"), package, day("2026-03-08"), &act).unwrap()
}

fn offered() -> Handoff<Offered> {
    offered_with(package())
}

fn to_role() -> Handoff<Offered> {
    let (role, act) = ("farmer".parse::<RoleId>().unwrap(), act("hanna", "2026-03-05"));
    due().offer(&policy(), role, package(), None, &act).unwrap()
}

fn declined() -> Handoff<Declined> {
    let missing = Missing::items([item("history")]).note("nobody knows the buyer");
    offered().decline(&policy(), missing, &act("fred", "2026-03-05")).unwrap()
}

fn escalated() -> Handoff<Escalated> {
    declined().escalate(&act("hanna", "2026-03-05")).unwrap()
}

fn accepted() -> Handoff<Accepted> {
    offered().accept(&policy(), Load::default(), &act("fred", "2026-03-05")).unwrap()
}

fn completed() -> Handoff<Completed> {
    let act = act("fred", "2026-03-05");
    accepted().complete(&policy(), "lunch with Ms Li", day("2026-04-01"), &act).unwrap()
}

/// A handoff in a state.
fn in_state(state: S) -> AnyHandoff {
    match state {
        S::Due => due().into(),
        S::Offered => offered().into(),
        S::Declined => declined().into(),
        S::Escalated => escalated().into(),
        S::Accepted => accepted().into(),
        S::Completed => completed().into(),
        S::Cancelled => due().cancel("they left", &act("hanna", "2026-03-05")).unwrap().into(),
    }
}

fn offer(to: &str, package: Package, deadline: Option<&str>) -> Do {
    Do::Offer { to: Recipient::Person(person(to)), package, deadline: deadline.map(day) }
}

/// A move with everything supplied that it demands, from whatever state.
fn full(verb: V) -> Do {
    let reason = Note::new("so it is");
    match verb {
        V::Offer => offer("fred", package().provide(item("history")), Some("2026-03-15")),
        V::Accept => Do::Accept { load: load(39, 40) },
        V::Decline => Do::Decline(Missing::items([item("history")])),
        V::Escalate => Do::Escalate {},
        V::Assign => Do::Assign { farmer: person("gina"), reason },
        V::Complete => {
            let (introduction, from) = (Note::new("a call of three"), day("2026-04-01"));
            Do::Complete { introduction, from, credit: None }
        }
        V::Cancel => Do::Cancel { reason },
    }
}

#[test]
fn every_pair_of_state_and_move_is_a_row_or_a_named_refusal() {
    for (state, verb) in S::ALL.iter().flat_map(|s| V::ALL.iter().map(|v| (*s, *v))) {
        let result = in_state(state).apply(&policy(), full(verb), &now());
        if let Some(row) = transition::<HandoffMachine>(state, verb) {
            let mut landed = result.unwrap_or_else(|refused| panic!("{row:?}: {refused}"));
            assert_eq!(row.to, [landed.state()]);
            let entry = landed.take_entries().next_back().unwrap();
            assert_eq!((entry.from, entry.to), (Some(state), landed.state()));
            assert_eq!(HandoffMachine::verb(&entry.command), Some(verb));
            assert_eq!(entry.waived, None);
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
    let refused = in_state(S::Due).apply(&policy(), full(V::Accept), &now()).unwrap_err();
    assert_snapshot!(refused, @"a handoff that is due has no move `accept`; from here: offer, cancel");
    let refused = in_state(S::Completed).apply(&policy(), full(V::Cancel), &now()).unwrap_err();
    assert_snapshot!(refused, @"a handoff that is completed has no move `cancel`; from here: none");
    let again = Do::Due(new_handoff());
    let refused = in_state(S::Due).apply(&policy(), again, &now()).unwrap_err();
    assert_snapshot!(refused, @"a handoff that exists cannot be created again");
}

/// Makes the moves by the typed methods. The types written here are those
/// the table has: otherwise it does not compile.
macro_rules! typed {
    ($($From:ident: $($method:ident($($arg:expr),*) => $Next:ident),+;)+) => {{
        let mut landed: Vec<AnyHandoff> = Vec::new();
        $($({
            let from = Handoff::<$From>::try_from(in_state(S::$From)).unwrap();
            let next: Handoff<$Next> = from.$method($($arg,)* &now()).unwrap();
            landed.push(next.into());
        })+)+
        landed
    }};
}

#[test]
fn typed_methods_make_the_same_moves() {
    let policy = policy();
    let (fred, gina) = (|| person("fred"), || person("gina"));
    let full_package = || package().provide(item("history"));
    let (until, from) = (day("2026-03-15"), day("2026-04-01"));
    let missing = || Missing::items([item("history")]);
    let landed = typed! {
        Due:
            offer(&policy, fred(), full_package(), until) => Offered,
            cancel("so it is") => Cancelled;
        Offered:
            accept(&policy, load(39, 40)) => Accepted,
            decline(&policy, missing()) => Declined,
            escalate() => Escalated,
            cancel("so it is") => Cancelled;
        Declined:
            offer(&policy, fred(), full_package(), until) => Offered,
            escalate() => Escalated,
            cancel("so it is") => Cancelled;
        Escalated:
            offer(&policy, fred(), full_package(), until) => Offered,
            assign(gina(), "so it is") => Accepted,
            cancel("so it is") => Cancelled;
        Accepted:
            complete(&policy, "a call of three", from) => Completed,
            cancel("so it is") => Cancelled;
    };
    let mut rows: Vec<(S, V)> = Vec::new();
    for mut typed in landed {
        let entry = typed.clone().take_entries().next_back().unwrap();
        let (from, verb) = (entry.from.unwrap(), HandoffMachine::verb(&entry.command).unwrap());
        let mut applied = in_state(from).apply(&policy, full(verb), &now()).unwrap();
        assert_eq!(typed, applied, "{from} {verb}");
        assert!(typed.take_entries().eq(applied.take_entries()));
        rows.push((from, verb));
    }
    let mut table: Vec<(S, V)> = HandoffMachine::TABLE.iter().map(|r| (r.from, r.verb)).collect();
    rows.sort_unstable();
    table.sort_unstable();
    assert_eq!(rows, table);
}

/// A demand that is not met: the move, who acts, and which demand.
struct Case {
    entity: AnyHandoff,
    policy: HandoffPolicy,
    command: Do,
    act: Act,
    demand: D,
}

fn case(entity: impl Into<AnyHandoff>, command: Do, demand: D) -> Case {
    Case { entity: entity.into(), policy: policy(), command, act: now(), demand }
}

fn cases() -> Vec<Case> {
    let until = Some("2026-03-15");
    let nothing = || Note::new(" \n");
    let all = || package().provide(item("history"));
    let hunter = || act("hanna", "2026-03-10");
    let bare = Package { provided: vec![item("contacts")], ..package() };
    let unknown = package().provide(item("hystory")).provide(item("history"));
    let lost = Missing::items([item("histry")]);
    let noted = |note: &str| {
        let act = act("fred", "2026-03-05");
        offered().decline(&policy(), Missing::other(note), &act).unwrap()
    };
    let by_role = to_role().decline(&policy(), Missing::items([item("history")]), &now()).unwrap();
    let introduced =
        |introduction| Do::Complete { introduction, from: day("2026-04-01"), credit: None };

    let mut cases = vec![
        case(offered(), full(V::Accept), D::Recipient),
        case(to_role(), full(V::Accept), D::Recipient),
        case(offered(), full(V::Decline), D::Recipient),
        case(to_role(), full(V::Decline), D::Recipient),
    ];
    for case in &mut cases {
        case.act = hunter();
    }
    cases.extend([
        case(offered(), Do::Accept { load: load(40, 40) }, D::Capacity),
        case(offered(), Do::Accept { load: load(0, 0) }, D::Capacity),
        case(offered_with(bare), full(V::Accept), D::Checklist),
        case(offered(), Do::Decline(Missing::items([])), D::Missing),
        case(offered(), Do::Decline(Missing::other("")), D::Missing),
        case(offered(), Do::Decline(lost), D::Items),
        Case {
            act: act("hanna", "2026-03-08"),
            ..case(offered(), Do::Escalate {}, D::DeadlinePassed)
        },
        case(escalated(), Do::Assign { farmer: person("hanna"), reason: "x".into() }, D::Farmer),
        case(escalated(), Do::Assign { farmer: person("gina"), reason: nothing() }, D::Reason),
        case(accepted(), introduced(nothing()), D::Introduction),
        case(declined(), offer("fred", package().people("Mr Ray"), until), D::Remedy),
        case(noted("the buyer"), offer("fred", package(), until), D::Remedy),
        case(by_role.clone(), offer("fred", package(), until), D::Remedy),
        case(
            by_role,
            Do::Offer {
                to: "farmer".parse::<RoleId>().unwrap().into(),
                package: package(),
                deadline: None,
            },
            D::Remedy,
        ),
    ]);
    for state in [S::Due, S::Declined, S::Escalated] {
        let bad = |command, demand| case(in_state(state), command, demand);
        let no_days = HandoffPolicy { accept_within_days: None, ..policy() };
        cases.extend([
            bad(offer("hanna", all(), until), D::Farmer),
            bad(offer("fred", all().goals("").people(" "), until), D::Package),
            bad(offer("fred", unknown.clone(), until), D::Items),
            bad(offer("fred", all(), Some("2026-03-09")), D::Deadline),
            Case { policy: no_days, ..bad(offer("fred", all(), None), D::Deadline) },
            bad(offer("fred", all(), Some("2026-03-16")), D::AcceptTime),
        ]);
    }
    for state in [S::Due, S::Offered, S::Declined, S::Escalated, S::Accepted] {
        cases.push(case(in_state(state), Do::Cancel { reason: nothing() }, D::Reason));
    }
    cases
}

#[test]
fn every_demand_of_every_row_is_enforced() {
    let mut told = BTreeSet::new();
    let mut enforced: BTreeSet<(S, V, D)> = BTreeSet::new();
    for Case { entity, policy, command, act, demand } in cases() {
        let (state, verb) = (entity.state(), HandoffMachine::verb(&command).unwrap());
        let refused = entity.clone().apply(&policy, command, &act).unwrap_err();
        let unmet = refused.refusal().unmet();
        let demands: Vec<D> = unmet.iter().map(HasDemand::demand).collect();
        assert_eq!(demands, [demand], "{state} {verb}: {refused}");
        assert_eq!(refused.refusal().can_be_overridden(), demand.can_be_overridden());
        assert_eq!(refused.entity, entity);
        told.extend(unmet.iter().map(|unmet| format!("{demand}: {unmet}")));
        enforced.insert((state, verb, demand));
    }
    for row in HandoffMachine::TABLE {
        let mut command = full(row.verb);
        if let Do::Offer { deadline, .. } = &mut command {
            *deadline = Some(day("2026-03-05"));
        }
        let early = Act::new(at("2026-03-05") - TimeDelta::seconds(1), person("fred"));
        let refused = in_state(row.from).apply(&policy(), command, &early).unwrap_err();
        let mut unmet = refused.refusal().unmet().to_vec();
        // What was changed on the 5th cannot have been due to on the 8th.
        unmet.retain(|unmet| unmet.demand() != D::DeadlinePassed);
        assert_eq!(unmet.len(), 1, "{row:?}: {refused}");
        assert_eq!(unmet[0].demand(), D::TimeOrder);
        told.insert(format!("time_order: {}", unmet[0]));
        enforced.insert((row.from, row.verb, D::TimeOrder));
    }
    let table: BTreeSet<(S, V, D)> = HandoffMachine::TABLE
        .iter()
        .flat_map(|row| row.demands.iter().map(|demand| (row.from, row.verb, *demand)))
        // No command can leave this one out.
        .filter(|(_, _, demand)| *demand != D::EffectiveDate)
        .collect();
    assert_eq!(enforced, table);
    assert_snapshot!(Vec::from_iter(told).join("\n"), @r"
    accept_time: the deadline 2026-03-16 is later than 2026-03-15, the last day the process gives
    capacity: `fred` holds 0 customers of at most 0; there is no room
    capacity: `fred` holds 40 customers of at most 40; there is no room
    checklist: not handed over: the terms agreed (item `terms`)
    deadline: the deadline 2026-03-09 has passed already
    deadline: the deadline is missing, and the process sets none
    deadline_passed: the offer can be answered until the end of 2026-03-08
    farmer: `hanna` is the hunter; name a farmer, or cancel the handoff
    introduction: the warm introduction is not evidenced; say when and how it was done
    items: the checklist has no item `histry`, did you mean `history`?
    items: the checklist has no item `hystory`, did you mean `history`?
    missing: it is not said what is missing; name items of the checklist, or write a note
    package: the package says nothing of people, goals; where there is nothing to say, write so
    reason: the reason is missing
    recipient: `hanna` is the hunter, and cannot answer the offer
    recipient: the offer is to `fred`, not to `hanna`
    remedy: fred declined because of `history`; hand that over, or offer to another farmer
    remedy: fred declined because of the buyer; hand that over, or offer to another farmer
    time_order: the handoff was last changed at 2026-03-05 12:00:00 UTC, after this act; act at that instant or later
    ");
}

#[test]
fn what_a_handoff_needs_to_begin() {
    let early = NewHandoff { due_at: at("2026-03-06"), why: Note::new(""), ..new_handoff() };
    let refused = Handoff::due(early.clone(), &act("hanna", "2026-03-05")).unwrap_err();
    assert_snapshot!(refused, @"the handoff cannot begin: the customer is due for handoff only from 2026-03-06 12:00:00 UTC on; the reason is missing");
    assert_eq!(refused.entity, early);
    let demands: Vec<D> = refused.refusal().unmet().iter().map(HasDemand::demand).collect();
    assert_eq!(demands, [D::DueAt, D::Reason]);
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
    check_form(V::Complete, "from");
    check_form(V::Offer, "to");
    check_form(V::Offer, "package");
    check_form(V::Accept, "load");
    check_form(V::Assign, "farmer");
}

#[test]
fn all_that_is_not_met_is_told_at_once() {
    let bare = Package { provided: Vec::new(), ..package() };
    let (early, full) = (act("gina", "2026-03-04"), load(7, 5));
    let refused = offered_with(bare).accept(&policy(), full, &early).unwrap_err();
    assert_snapshot!(refused.to_string().replace("; ", ";\n"), @r"
    the handoff cannot accept: the handoff was last changed at 2026-03-05 12:00:00 UTC, after this act;
    act at that instant or later;
    the offer is to `fred`, not to `gina`;
    `gina` holds 7 customers of at most 5;
    there is no room;
    not handed over: who the people are (item `contacts`);
    not handed over: the terms agreed (item `terms`)
    ");
    assert!(!refused.refusal().can_be_overridden());
    let nothing = Package::new().provide(item("x")).provide(item("y"));
    let refused = declined()
        .offer(&policy(), person("hanna"), nothing, day("2026-02-01"), &act("x", "2026-03-01"))
        .unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 6);
}

#[test]
fn an_override_is_recorded_with_what_it_did_without() {
    let bare = Package { provided: Vec::new(), ..package() };
    let boss = now().overriding(person("boss"), "the customer cannot wait");
    let mut done = offered_with(bare.clone()).accept(&policy(), load(7, 5), &boss).unwrap();
    let entry = done.take_entries().next_back().unwrap();
    let waived = entry.waived.unwrap();
    assert_eq!(waived.demands, [D::Capacity, D::Checklist]);
    assert_eq!((waived.granted.by, entry.by), (person("boss"), person("fred")));

    // Without a reason it is none; and nobody else can accept by it.
    let silent = now().overriding(person("boss"), " ");
    let refused = offered_with(bare.clone()).accept(&policy(), load(7, 5), &silent).unwrap_err();
    assert!(refused.refusal().can_be_overridden());
    let gina = act("gina", "2026-03-10").overriding(person("boss"), "she is free");
    let refused = offered_with(bare).accept(&policy(), load(7, 5), &gina).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the handoff cannot accept: the offer is to `fred`, not to `gina`"
    );

    let late = offer("fred", package(), Some("2026-05-01"));
    let mut done = AnyHandoff::from(due()).apply(&policy(), late, &boss).unwrap();
    assert_eq!(done.take_entries().next_back().unwrap().waived.unwrap().demands, [D::AcceptTime]);
    // What is not needed is not recorded.
    let mut done = offered().accept(&policy(), load(0, 5), &boss).unwrap();
    assert_eq!(done.take_entries().next_back().unwrap().waived, None);
}

#[test]
fn the_deadline_is_that_of_the_process_unless_named() {
    assert_eq!(to_role().state().offer.deadline, day("2026-03-10"));
    assert_eq!(offered().state().offer.deadline, day("2026-03-08"));
    let entry = to_role().take_entries().next_back().unwrap();
    let Do::Offer { deadline, .. } = entry.command else { panic!("{entry:?}") };
    assert_eq!(deadline, Some(day("2026-03-10")));
    // The last day is a day to answer on; so is any after it, until the
    // handoff is escalated.
    assert!(offered().escalate(&act("hanna", "2026-03-08")).is_err());
    assert!(offered().accept(&policy(), Load::default(), &act("fred", "2026-03-08")).is_ok());
    assert!(offered().accept(&policy(), Load::default(), &act("fred", "2026-03-09")).is_ok());
    assert!(offered().escalate(&act("hanna", "2026-03-09")).is_ok());
    let end = Act::new(DateTime::<Utc>::MAX_UTC, person("hanna"));
    assert!(due().offer(&policy(), person("fred"), package(), None, &end).is_ok());
}

#[test]
fn anybody_but_the_hunter_answers_for_a_role() {
    let gina = to_role().accept(&policy(), Load::default(), &act("gina", "2026-03-06")).unwrap();
    assert_eq!(gina.state().farmer, "gina");
}

#[track_caller]
fn check_reoffer(
    declined: &Handoff<Declined>,
    to: impl Into<Recipient>,
    package: Package,
    ok: bool,
) {
    let result = declined.clone().offer(&policy(), to, package, None, &now());
    assert_eq!(result.is_ok(), ok, "{:?}", result.map(|_| ()).map_err(|r| r.to_string()));
}

#[test]
fn declined_it_is_offered_with_what_was_missing_or_to_another() {
    let history = || package().provide(item("history"));
    let role = || "farmer".parse::<RoleId>().unwrap();
    let decline =
        |missing, by| to_role().decline(&policy(), missing, &act(by, "2026-03-05")).unwrap();
    check_reoffer(&declined(), person("fred"), package(), false);
    check_reoffer(&declined(), person("fred"), history(), true);
    check_reoffer(&declined(), person("gina"), package(), true);
    check_reoffer(&declined(), role(), package(), true);

    let by_gina = decline(Missing::items([item("history")]), "gina");
    check_reoffer(&by_gina, person("gina"), package(), false);
    check_reoffer(&by_gina, role(), package(), false);
    check_reoffer(&by_gina, person("fred"), package(), true);
    check_reoffer(&by_gina, role(), history(), true);

    // Something in words, or an item that was ticked off, needs another
    // package at least.
    let in_words = decline(Missing::other("who signs"), "gina");
    check_reoffer(&in_words, person("gina"), package(), false);
    check_reoffer(&in_words, person("gina"), package().people("Ms Li signs"), true);
    let empty = decline(Missing::items([item("terms")]), "gina");
    check_reoffer(&empty, role(), package(), false);
    check_reoffer(&empty, role(), package().promises("30 days to pay"), true);
}

#[test]
fn the_customer_changes_owner_and_the_credit_is_shared() {
    let handover = completed().handover();
    let new = NewCustomer::new(handover.customer.clone(), handover.hunter.clone());
    let customer = Customer::register(new, &act("hanna", "2026-01-01"))
        .change_owner(handover.farmer.clone(), handover.from, &now())
        .unwrap();
    let owner = |on: &str| customer.record().owner_on(day(on)).unwrap().as_str().to_owned();
    assert_eq!([owner("2026-03-31"), owner("2026-04-01")], ["hanna", "fred"]);

    let share = |on: &str| {
        let (hunter, farmer) = handover.share("10.01 GBP".parse().unwrap(), day(on));
        format!("{hunter} + {farmer}")
    };
    assert_eq!(share("2026-03-31"), "10.01 GBP + 0.00 GBP");
    assert_eq!(share("2026-04-01"), "3.00 GBP + 7.01 GBP");
    assert_eq!(share("2026-06-30"), "3.00 GBP + 7.01 GBP");
    assert_eq!(share("2026-07-01"), "0.00 GBP + 10.01 GBP");
}

#[track_caller]
fn check_credit(policy: &HandoffPolicy, from: NaiveDate, until: Option<NaiveDate>) {
    let credit = Some(sales_process::lifecycle::handoff::Credit {
        hunter_percent: Percent::WHOLE,
        until: day("2099-01-01"),
    });
    let command = Do::Complete { introduction: "a call".into(), from, credit };
    let done = in_state(S::Accepted).apply(policy, command, &now()).unwrap();
    let done = Handoff::<Completed>::try_from(done).unwrap();
    assert_eq!(done.handover().credit.map(|credit| credit.until), until);
}

#[test]
fn the_credit_follows_from_the_policy_alone() {
    check_credit(&policy(), day("2026-04-01"), Some(day("2026-07-01")));
    check_credit(&policy(), day("2025-11-30"), Some(day("2026-02-28")));
    check_credit(&policy(), NaiveDate::MAX, Some(NaiveDate::MAX));
    check_credit(&HandoffPolicy::new(), day("2026-04-01"), None);
}

#[test]
fn the_head_of_sales_decides() {
    let act = act("boss", "2026-03-06");
    let done = escalated().assign(person("gina"), "she knows the trade", &act).unwrap();
    assert_eq!(done.state().farmer, "gina");
    assert_eq!(*done.state().package, package());
}

#[test]
fn the_stored_handoff() {
    assert_snapshot!(serde_json::to_string_pretty(&in_state(S::Declined)).unwrap(), @r#"
    {
      "format": "sales-process.handoff/1",
      "version": 3,
      "last_at": "2026-03-05T12:00:00Z",
      "state": {
        "declined": {
          "offer": {
            "to": {
              "person": "fred"
            },
            "package": {
              "people": "Ms Li decides",
              "promises": "none",
              "open_issues": "an invoice",
              "goals": "a second site",
              "provided": [
                "contacts",
                "terms"
              ]
            },
            "deadline": "2026-03-08"
          },
          "by": "fred",
          "missing": {
            "items": [
              "history"
            ],
            "note": "nobody knows the buyer"
          }
        }
      },
      "record": {
        "id": "H-1",
        "customer": "acme",
        "hunter": "hanna",
        "due_at": "2026-02-28T12:00:00Z",
        "why": "3 of 3 orders",
        "offers": 1,
        "since": "2026-03-05T12:00:00Z"
      }
    }
    "#);
    assert_snapshot!(serde_json::to_string(&in_state(S::Completed)).unwrap(), @r#"{"format":"sales-process.handoff/1","version":4,"last_at":"2026-03-05T12:00:00Z","state":{"completed":{"farmer":"fred","package":{"people":"Ms Li decides","promises":"none","open_issues":"an invoice","goals":"a second site","provided":["contacts","terms"]},"introduction":"lunch with Ms Li","from":"2026-04-01","credit":{"hunter_percent":30,"until":"2026-07-01"}}},"record":{"id":"H-1","customer":"acme","hunter":"hanna","due_at":"2026-02-28T12:00:00Z","why":"3 of 3 orders","offers":1,"since":"2026-03-05T12:00:00Z"}}"#);
    let bare = Package { provided: Vec::new(), ..package() };
    let boss = now().overriding(person("boss"), "the customer cannot wait");
    let mut done = offered_with(bare).accept(&policy(), load(7, 5), &boss).unwrap();
    let entry = done.take_entries().next_back().unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&entry).unwrap(), @r#"
    {
      "format": "sales-process.handoff-entry/1",
      "version": 3,
      "at": "2026-03-10T12:00:00Z",
      "by": "fred",
      "from": "offered",
      "to": "accepted",
      "command": {
        "accept": {
          "load": {
            "open": 7,
            "capacity": 5
          }
        }
      },
      "waived": {
        "override": {
          "by": "boss",
          "reason": "the customer cannot wait"
        },
        "demands": [
          "capacity",
          "checklist"
        ]
      }
    }
    "#);
    for verb in V::ALL {
        check_stored(&full(*verb));
    }
    for state in S::ALL {
        let mut handoff = in_state(*state);
        handoff.take_entries();
        check_stored(&handoff);
    }
}

#[test]
fn what_cannot_be_is_refused_when_read() {
    let refusal = |pointer: &str, new| refusal_of(&in_state(S::Accepted), pointer, new);
    assert_snapshot!(refusal("/format", json!("sales-process.handoff/2")), @"the format `sales-process.handoff/2` is not known; expected `sales-process.handoff/1`");
    assert_snapshot!(refusal("/version", json!(0)), @"the version 0 is out of range; expected the number of entries, from 1");
    assert_snapshot!(refusal("/record/hunter", json!("fred")), @"`fred` is both the hunter and the farmer");
    assert_snapshot!(refusal("/record/offers", json!(0)), @"the handoff is accepted, but was never offered");
    assert_snapshot!(refusal("/record/colour", json!("red")), @"unknown field `colour`, expected one of `id`, `customer`, `hunter`, `due_at`, `why`, `offers`, `since`");
    assert_snapshot!(refusal("/state", json!({"due": {}})), @"the handoff is due, but was offered");
    assert_snapshot!(refusal("/state/accepted/farmer", json!(" ")), @"an id is blank; give it at least one visible character");
    let entry = in_state(S::Due).take_entries().next_back().unwrap();
    assert_snapshot!(refusal_of(&entry, "/format", json!("sales-process.handoff/1")), @"the format `sales-process.handoff/1` is not known; expected `sales-process.handoff-entry/1`");
    assert_snapshot!(refusal_of(&entry, "/command", json!({"accept": {}})), @"missing field `load`");
}

#[test]
fn an_entry_without_its_deadline_does_not_replay() {
    let mut entries: Vec<_> = offered().take_entries().collect();
    let Some(Do::Offer { deadline, .. }) = entries.last_mut().map(|e| &mut e.command) else {
        panic!("the last entry is the offer");
    };
    *deadline = None;
    let history = sales_process::lifecycle::History::from_iter(entries);
    assert_snapshot!(history.replay().unwrap_err(), @"entry 2: a handoff has no such move from due to offered");
}

#[test]
fn the_machine_drawn() {
    assert_snapshot!(mermaid::<HandoffMachine>(), @r#"
    stateDiagram-v2
        accTitle: handoff
        state "due" as s0
        state "offered" as s1
        state "declined" as s2
        state "escalated" as s3
        state "accepted" as s4
        state "completed" as s5
        state "cancelled" as s6
        [*] --> s0
        s0 --> s1 : offer
        s0 --> s6 : cancel
        s1 --> s2 : decline
        s1 --> s3 : escalate
        s1 --> s4 : accept
        s1 --> s6 : cancel
        s2 --> s1 : offer
        s2 --> s3 : escalate
        s2 --> s6 : cancel
        s3 --> s1 : offer
        s3 --> s4 : assign
        s3 --> s6 : cancel
        s4 --> s5 : complete
        s4 --> s6 : cancel
        s5 --> [*]
        s6 --> [*]
    "#);
}

/// What may be tried on a handoff: the move, who acts, how many hours after
/// what came before, whether by an override.
fn attempt() -> impl Strategy<Value = (Do, &'static str, i64, bool)> {
    let note = || prop_oneof![9 => Just(Note::new("because")), 1 => Just(Note::new(" "))];
    let who = || prop::sample::select(vec!["hanna", "fred", "gina", "boss"]);
    let date = || (0..30_u64).prop_map(|n| day("2026-03-01") + chrono::Days::new(n));
    let ids = ["contacts", "history", "terms", "contcts"].map(item).to_vec();
    let items = move || prop::sample::subsequence(ids.clone(), 0..=4);
    let package = (note(), items())
        .prop_map(|(people, provided)| Package { provided, ..package().people(people) });
    let to = prop_oneof![
        3 => who().prop_map(|who| Recipient::Person(person(who))),
        1 => Just(Recipient::Role("farmer".parse().unwrap())),
    ];
    let command = prop_oneof![
        4 => (to, package, prop::option::of(date()))
            .prop_map(|(to, package, deadline)| Do::Offer { to, package, deadline }),
        3 => (0..4_u32, prop::option::of(1..4_u32))
            .prop_map(|(open, capacity)| Do::Accept { load: Load { open, capacity } }),
        3 => (items(), prop::option::of(note()))
            .prop_map(|(items, note)| Do::Decline(Missing { items, note })),
        3 => Just(Do::Escalate {}),
        2 => (who(), note())
            .prop_map(|(who, reason)| Do::Assign { farmer: person(who), reason }),
        2 => (note(), date())
            .prop_map(|(introduction, from)| Do::Complete { introduction, from, credit: None }),
        1 => note().prop_map(|reason| Do::Cancel { reason }),
    ];
    (command, who(), -12..100_i64, any::<bool>())
}

/// What is available is what can be done, given everything that is supplied
/// with it; what is not, is refused for the reasons told.
fn check_available(handoff: &AnyHandoff, load: Load, act: &Act) {
    let available = handoff.available(&policy(), load, act);
    let verbs: Vec<V> = available.iter().map(|available| available.verb).collect();
    assert_eq!(verbs, handoff.permitted());
    for available in available {
        let command = match available.verb {
            V::Offer => offer("zoe", package(), None),
            V::Accept => Do::Accept { load },
            verb => full(verb),
        };
        let result = handoff.clone().apply(&policy(), command, act);
        assert_eq!(result.is_ok(), available.is_ready(), "{available:?}");
        if let Err(refused) = result {
            assert_eq!(refused.refusal().unmet(), available.unmet);
        }
        let row = transition::<HandoffMachine>(handoff.state(), available.verb).unwrap();
        assert!(available.needs.iter().all(|n| n.is_supplied() && row.demands.contains(n)));
    }
}

proptest! {
    #[test]
    fn whatever_happens_replays(attempts in prop::collection::vec(attempt(), 0..40)) {
        let mut handoff = AnyHandoff::from(due());
        let mut entries: Vec<_> = handoff.take_entries().collect();
        let mut clock = at("2026-03-05");
        for (command, who, hours, granted) in attempts {
            let act = Act::new(clock + TimeDelta::hours(hours), person(who));
            check_available(&handoff, load(1, if granted { 1 } else { 2 }), &act);
            let act = if granted { act.overriding(person("boss"), "I say so") } else { act };
            let before = handoff.clone();
            handoff = match handoff.apply(&policy(), command, &act) {
                Ok(moved) => {
                    clock = act.at();
                    moved
                }
                Err(refused) => {
                    prop_assert_eq!(&refused.entity, &before);
                    let verb = refused.refusal().verb().unwrap();
                    let row = transition::<HandoffMachine>(before.state(), verb);
                    let known = row.map_or(&[][..], |row| row.demands);
                    let unmet = refused.refusal().unmet();
                    prop_assert!(unmet.iter().all(|unmet| known.contains(&unmet.demand())));
                    refused.entity
                }
            };
            entries.extend(handoff.take_entries());
        }
        prop_assert_eq!(handoff.version(), u32::try_from(entries.len()).unwrap());
        check_laws(&handoff, &entries, AnyHandoff::redacted);
    }
}
