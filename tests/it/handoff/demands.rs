//! Every demand of every move of a handoff, and that it is enforced.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use insta::assert_snapshot;
use sales_process::RoleId;
use sales_process::lifecycle::handoff::{
    AnyHandoff, Handoff, HandoffCommand as Do, HandoffDemand as D, HandoffMachine,
    HandoffState as S, HandoffVerb as V, Missing, NewHandoff, Package,
};
use sales_process::lifecycle::{Act, DemandName, HasDemand, Machine, MoveCommand, Note};
use sales_process::process::HandoffPolicy;

use super::{
    Told, accepted, act, at, day, declined, due, escalated, full, in_state, item, load,
    new_handoff, now, offer, offered, offered_with, package, person, policy, to_role,
};

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

    let effective =
        |from| Do::Complete { introduction: "lunch".into(), from: day(from), credit: None };

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
        case(offered(), Do::Accept { load: Some(load(40, 40)) }, D::Capacity),
        case(offered(), Do::Accept { load: Some(load(0, 0)) }, D::Capacity),
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
        case(accepted(), effective("2028-01-01"), D::Dates),
        case(accepted(), effective("1899-12-31"), D::Dates),
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
            bad(offer("fred", all(), Some("2026-03-09")), D::Dates),
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
        let (state, verb) = (entity.state(), command.verb().unwrap());
        let refused = entity.clone().tell(&policy, command, &act).unwrap_err();
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
        let refused = in_state(row.from).tell(&policy(), command, &early).unwrap_err();
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
    dates: the deadline, 2026-03-09, lies before today, 2026-03-10; give a day to come
    dates: the first day of the farmer, 1899-12-31, lies before 1900-01-01, the first day that it can be
    dates: the first day of the farmer, 2028-01-01, lies after 2027-03-10, the last day that it can be
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
    time_order: the handoff was last changed at 2026-03-05T12:00:00Z, after this act; act at that instant or later
    ");
}

#[test]
fn what_a_handoff_needs_to_begin() {
    let early = NewHandoff { due_at: at("2026-03-06"), why: Note::new(""), ..new_handoff() };
    let refused = Handoff::due(early.clone(), &act("hanna", "2026-03-05")).unwrap_err();
    assert_snapshot!(refused, @"the handoff cannot begin: the customer is due for handoff only from 2026-03-06T12:00:00Z on; the reason is missing");
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
    check_form(V::Assign, "farmer");
}

#[test]
fn all_that_is_not_met_is_told_at_once() {
    let bare = Package { provided: Vec::new(), ..package() };
    let (early, full) = (act("gina", "2026-03-04"), load(7, 5));
    let refused = offered_with(bare).accept(&policy(), full, &early).unwrap_err();
    assert_snapshot!(refused.to_string().replace("; ", ";\n"), @r"
    the handoff cannot accept: the handoff was last changed at 2026-03-05T12:00:00Z, after this act;
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
        .offer(
            &policy(),
            person("hanna"),
            nothing,
            Some(day("2026-02-01")),
            &act("x", "2026-03-01"),
        )
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
    let mut done = AnyHandoff::from(due()).tell(&policy(), late, &boss).unwrap();
    assert_eq!(done.take_entries().next_back().unwrap().waived.unwrap().demands, [D::AcceptTime]);
    // What is not needed is not recorded.
    let mut done = offered().accept(&policy(), load(0, 5), &boss).unwrap();
    assert_eq!(done.take_entries().next_back().unwrap().waived, None);
}
