//! Assignment: who takes it, who is passed over and why, in a table and
//! against a second way of choosing.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use sales_process::policy::assignment::{
    Decision, Leave, LeaveError, Method, Needs, PassReason, PassedOver, Person, Turn,
};
use sales_process::process::RoleKind;

use crate::samples::{day, id};

/// A person of a text: `fay 3/10 @north #P-7 %small !2026-03-01..2026-03-09`.
/// Without a limit where there is no capacity; a hunter where the name begins
/// with `h`, a farmer otherwise; away for good where the leave has no end.
fn person(text: &str) -> Person {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap();
    let kind = if name.starts_with('h') { RoleKind::Hunter } else { RoleKind::Farmer };
    let mut person = Person::new(id(name), kind);
    for word in words {
        let (mark, rest) = word.split_at(1);
        person = match mark {
            "@" => person.territory(rest),
            "#" => person.product(id(rest)),
            "%" => person.segment(rest),
            "!" => match rest.split_once("..").unwrap() {
                (from, "") => person.away(Leave::for_good(day(from))),
                (from, until) => person.away(Leave::new(day(from), day(until)).unwrap()),
            },
            _ => {
                let (load, capacity) = word.split_once('/').unwrap_or((word, ""));
                let person = person.load(load.parse().unwrap());
                Person { capacity: capacity.parse().ok(), ..person }
            }
        };
    }
    person
}

fn people(texts: &[&str]) -> Vec<Person> {
    texts.iter().map(|text| person(text)).collect()
}

fn farmer() -> Needs {
    Needs::new(RoleKind::Farmer)
}

fn today() -> NaiveDate {
    day("2026-03-09")
}

fn after(last: &str) -> Turn {
    let mut turn = Turn::new();
    turn.last = (!last.is_empty()).then(|| id(last));
    turn
}

#[track_caller]
fn check(method: Method, texts: &[&str], needs: Needs, said: &[&str]) {
    let decision = method.choose(&people(texts), &needs, today(), &Turn::new());
    assert_eq!(decision.to_string(), said.join("\n  "));
}

#[test]
fn the_least_loaded_relative_to_capacity() {
    use Method::LeastLoaded as By;
    check(
        By,
        &["fay 3/10", "fred 1/2"],
        farmer(),
        &[
            "`fay`, the least loaded of 2 with 3 of at most 10",
            "not `fred`: is more loaded with 1 of at most 2",
        ],
    );
    // 1/10 is less than 1/9, by whatever little.
    check(
        By,
        &["fay 1/9", "fred 1/10"],
        farmer(),
        &[
            "`fred`, the least loaded of 2 with 1 of at most 10",
            "not `fay`: is more loaded with 1 of at most 9",
        ],
    );
    // As loaded: more room first, then the id.
    check(
        By,
        &["fay 0/1", "fred 0/10", "flo 0/10"],
        farmer(),
        &[
            "`flo`, the least loaded of 3 with 0 of at most 10",
            "not `fay`: is as loaded, and comes later",
            "not `fred`: is as loaded, and comes later",
        ],
    );
    // Without a limit any load is nothing.
    check(
        By,
        &["fay 1/1000", "fred 900", "flo 800"],
        farmer(),
        &[
            "`flo`, the least loaded of 3 with 800",
            "not `fay`: is more loaded with 1 of at most 1000",
            "not `fred`: is as loaded, and comes later",
        ],
    );
    let most = u32::MAX;
    check(
        By,
        &[&format!("fay {}/{most}", most - 1), &format!("fred {}/{}", most - 2, most - 1)],
        farmer(),
        &[
            "`fred`, the least loaded of 2 with 4294967293 of at most 4294967294",
            "not `fay`: is more loaded with 4294967294 of at most 4294967295",
        ],
    );
}

#[test]
fn the_best_match_before_those_who_serve_everything() {
    let needs = || farmer().territory("north").product(id("P-7"));
    check(
        Method::BestMatch,
        &["fay 0/10", "fred 9/10 @north", "flo 9/10 @north @south #P-1 #P-7", "finn 0/9 @south"],
        needs(),
        &[
            "`flo`, the best match of 3, named for 2 of what is needed",
            "not `fay`: is named for 0 of what is needed, not for 2",
            "not `fred`: is named for 1 of what is needed, not for 2",
            "not `finn`: does not serve `north`",
        ],
    );
    check(
        Method::BestMatch,
        &["fay 5/10 %small", "fred 4/10 %small"],
        farmer().segment("small"),
        &[
            "`fred`, the best match of 2, named for 1 of what is needed",
            "not `fay`: is more loaded with 5 of at most 10",
        ],
    );
}

#[test]
fn everything_that_speaks_against_somebody_is_said() {
    check(
        Method::LeastLoaded,
        &[
            "hugo 10/10 @south #P-1 #P-2 %large !2026-03-01..2026-03-10",
            "fay 0/0",
            "fred !2026-03-09..",
            "fred 0/9",
            "flo 0/10",
        ],
        farmer()
            .territory("north")
            .product(id("P-7"))
            .product(id("P-2"))
            .product(id("P-9"))
            .segment("small")
            .except(id("flo"))
            .except(id("hugo")),
        &["nobody, because `hugo` is not to take it, is a hunter, and a farmer is needed, \
           is on leave until 2026-03-10, does not serve `north`, does not sell `P-7`, `P-9`, \
           does not serve the segment `small`, holds 10 of at most 10; \
           `fay` holds 0 of at most 0; `fred` has left; `fred` is listed before; \
           `flo` is not to take it"],
    );
    check(Method::InTurn, &[], farmer(), &["nobody, because there is nobody to choose from"]);
}

#[test]
fn who_could_have_taken_it_has_only_others_before_them() {
    use PassReason::{AsLoaded, Excepted, NotInTurn};
    for (reasons, could) in [
        (vec![], true),
        (vec![AsLoaded, NotInTurn], true),
        (vec![AsLoaded, Excepted], false),
        (vec![Excepted], false),
    ] {
        assert_eq!(PassedOver { person: id("fay"), reasons }.could_have(), could);
    }
}

#[test]
fn a_leave_ends_on_the_day_the_person_is_back() {
    let leave = Leave::new(day("2026-03-01"), day("2026-03-03")).unwrap();
    for (on, away) in
        [("2026-02-28", false), ("2026-03-01", true), ("2026-03-02", true), ("2026-03-03", false)]
    {
        assert_eq!(leave.covers(day(on)), away, "{on}");
    }
    assert!(Leave::for_good(day("2026-03-01")).covers(NaiveDate::MAX));
    let empty = Leave::new(day("2026-03-01"), day("2026-03-01"));
    assert!(matches!(empty, Err(LeaveError::Empty { .. })));
    assert_eq!(
        Leave::new(day("2026-03-02"), day("2026-03-01")).unwrap_err().to_string(),
        "the leave begins on 2026-03-02 and the person is back on 2026-03-01; expected a later day"
    );
    // Of two leaves the later end is told, and for good is the latest.
    let twice = person("fay !2026-03-01..2026-03-20 !2026-03-05..2026-03-12");
    assert_eq!(twice.leave_on(today()).unwrap().until(), Some(day("2026-03-20")));
    let left = person("fay !2026-03-01.. !2026-03-05..2026-03-12");
    assert_eq!(left.leave_on(today()).unwrap().until(), None);
}

#[test]
fn in_turn_by_id_and_around() {
    let team = people(&["flo 0/9", "fay 0/9", "fred 0/9"]);
    let next = |last: &str, team: &[Person]| {
        let decision = Method::InTurn.choose(team, &farmer(), today(), &after(last));
        assert_eq!(decision.turn.last.as_ref(), decision.person());
        decision.to_string().lines().next().unwrap().to_owned()
    };
    assert_eq!(next("", &team), "`fay`, the first of 3");
    assert_eq!(next("fay", &team), "`flo`, next of 3 after `fay`");
    assert_eq!(next("flo", &team), "`fred`, next of 3 after `flo`");
    assert_eq!(next("fred", &team), "`fay`, next of 3 after `fred`");
    // Somebody who is there no more still says where the turn is.
    assert_eq!(next("finn", &team), "`flo`, next of 3 after `finn`");
    // Whoever cannot take it loses the turn, and nobody takes none.
    let full = people(&["flo 9/9", "fay 0/9"]);
    assert_eq!(next("fay", &full), "`fay`, next of 1 after `fay`");
    let nobody = Method::InTurn.choose(&people(&["flo 9/9"]), &farmer(), today(), &after("fay"));
    assert_eq!(nobody.turn, after("fay"));
    // The turn is stored by its last person.
    let stored = serde_json::to_string(&after("fay")).unwrap();
    assert_eq!(stored, r#"{"last":"fay"}"#);
    assert_eq!(serde_json::from_str::<Turn>(&stored).unwrap(), after("fay"));
    assert_eq!(serde_json::from_str::<Turn>("{}").unwrap(), Turn::new());
}

const METHODS: &[Method] = Method::ALL;

pub(crate) fn any_person(name: impl Strategy<Value = String>) -> impl Strategy<Value = Person> {
    let some = |of: &'static [&'static str]| proptest::sample::subsequence(of, 0..=of.len().min(2));
    (
        name,
        0u32..5,
        proptest::option::of(0u32..5),
        some(&["north", "south"]),
        some(&["P-1", "P-2", "P-3"]),
        some(&["small", "large"]),
        proptest::option::weighted(0.3, (-5i64..5, 1i64..6)),
    )
        .prop_map(|(name, load, capacity, territories, products, segments, away)| {
            let kind = if name.starts_with('h') { RoleKind::Hunter } else { RoleKind::Farmer };
            let mut person = Person::new(id(&name), kind).load(load);
            person.capacity = capacity;
            person.territories = territories.into_iter().map(str::to_owned).collect();
            person.products = products.into_iter().map(id).collect();
            person.segments = segments.into_iter().map(str::to_owned).collect();
            if let Some((from, days)) = away {
                let from = today() + TimeDelta::days(from);
                person = person.away(Leave::new(from, from + TimeDelta::days(days)).unwrap());
            }
            person
        })
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![3 => "f[a-f]", 1 => "h[a-b]"]
}

fn any_needs() -> impl Strategy<Value = Needs> {
    (
        proptest::option::of(proptest::sample::select(vec!["north", "south", "west"])),
        proptest::sample::subsequence(vec!["P-1", "P-2"], 0..=2),
        proptest::option::of(proptest::sample::select(vec!["small", "large"])),
        proptest::option::weighted(0.3, "f[a-f]"),
    )
        .prop_map(|(territory, products, segment, except)| {
            let mut needs = farmer();
            needs.territory = territory.map(str::to_owned);
            needs.products = products.into_iter().map(id).collect();
            needs.segment = segment.map(str::to_owned);
            needs.except = except.iter().map(|name| id(name)).collect();
            needs
        })
}

/// Whether a person can take it, thing by thing.
fn able(person: &Person, needs: &Needs) -> bool {
    let here = person
        .away
        .iter()
        .all(|leave| today() < leave.from() || leave.until().is_some_and(|until| until <= today()));
    let room = person.capacity.is_none_or(|capacity| capacity > person.load);
    let serves = |served: &[String], needed: &Option<String>| {
        served.is_empty() || needed.as_ref().is_none_or(|needed| served.contains(needed))
    };
    let sells = person.products.is_empty()
        || needs.products.iter().all(|needed| person.products.iter().any(|sold| sold == needed));
    here && room
        && sells
        && person.kind == needs.kind
        && !needs.except.contains(&person.id)
        && serves(&person.territories, &needs.territory)
        && serves(&person.segments, &needs.segment)
}

/// Chooses by putting everybody in a row and taking the first; the loads in
/// fractions of 60, which every capacity here divides.
pub(crate) fn naive(
    method: Method,
    people: &[Person],
    needs: &Needs,
    turn: &Turn,
) -> Option<sales_process::PersonId> {
    let mut row: Vec<&Person> = people.iter().filter(|person| able(person, needs)).collect();
    let sixtieths = |p: &Person| p.capacity.map_or(0, |capacity| p.load * 60 / capacity);
    let room = |p: &Person| p.capacity.map_or(u32::MAX, |capacity| capacity - p.load);
    row.sort_by_key(|p| (sixtieths(p), std::cmp::Reverse(room(p)), p.load, p.id.clone()));
    match method {
        Method::LeastLoaded => {}
        Method::BestMatch => row.sort_by_key(|p| {
            let named = [
                needs.territory.is_some() && !p.territories.is_empty(),
                !needs.products.is_empty() && !p.products.is_empty(),
                needs.segment.is_some() && !p.segments.is_empty(),
            ];
            std::cmp::Reverse(named.iter().filter(|it| **it).count())
        }),
        Method::InTurn => {
            row.sort_by_key(|p| p.id.clone());
            let next = row.iter().position(|p| turn.last.as_ref().is_none_or(|last| p.id > *last));
            row.rotate_left(next.unwrap_or(0));
        }
    }
    row.first().map(|person| person.id.clone())
}

fn distinct(mut people: Vec<Person>) -> Vec<Person> {
    let mut seen = std::collections::BTreeSet::new();
    people.retain(|person| seen.insert(person.id.clone()));
    people
}

fn check_told(people: &[Person], decision: &Decision) {
    let chosen = decision.person().into_iter();
    let mut told: Vec<_> = chosen.chain(decision.passed_over.iter().map(|p| &p.person)).collect();
    let mut all: Vec<_> = people.iter().map(|person| &person.id).collect();
    told.sort();
    all.sort();
    assert_eq!(told, all);
    assert!(decision.passed_over.iter().all(|passed| !passed.reasons.is_empty()));
}

proptest! {
    #[test]
    fn the_choice_is_that_of_a_second_way(
        people in proptest::collection::vec(any_person(names()), 0..8),
        needs in any_needs(),
        last in proptest::option::of("f[a-f]"),
    ) {
        let people = distinct(people);
        let turn = after(last.as_deref().unwrap_or_default());
        for method in METHODS {
            let decision = method.choose(&people, &needs, today(), &turn);
            prop_assert_eq!(decision.person().cloned(), naive(*method, &people, &needs, &turn));
            check_told(&people, &decision);
            for passed in &decision.passed_over {
                let person = people.iter().find(|person| person.id == passed.person).unwrap();
                prop_assert_eq!(passed.could_have(), able(person, &needs));
            }
            // The order in which people are given decides nothing.
            let mut turned = people.clone();
            turned.reverse();
            let again = method.choose(&turned, &needs, today(), &turn);
            prop_assert_eq!(again.chosen, decision.chosen);
            prop_assert_eq!(again.turn, decision.turn);
        }
    }

    #[test]
    fn somebody_listed_twice_counts_once(
        people in proptest::collection::vec(any_person(names()), 0..8),
        needs in any_needs(),
    ) {
        let once = distinct(people.clone());
        for method in METHODS {
            let decision = method.choose(&people, &needs, today(), &Turn::new());
            let expected = method.choose(&once, &needs, today(), &Turn::new());
            prop_assert_eq!(&decision.chosen, &expected.chosen);
            check_told(&people, &decision);
            let twice = decision.passed_over.iter().filter(|p| p.reasons == [PassReason::Twice]);
            prop_assert_eq!(twice.count(), people.len() - once.len());
        }
    }

    #[test]
    fn nobody_is_given_more_than_capacity_and_nobody_on_leave(
        people in proptest::collection::vec(any_person(names()), 0..8),
        needs in any_needs(),
        method in proptest::sample::select(METHODS),
    ) {
        let mut people = distinct(people);
        let mut turn = Turn::new();
        for _ in 0..40 {
            let decision = method.choose(&people, &needs, today(), &turn);
            let Some(taker) = decision.person() else {
                prop_assert!(people.iter().all(|person| !able(person, &needs)));
                break;
            };
            let taker = people.iter_mut().find(|person| person.id == *taker).unwrap();
            prop_assert!(taker.leave_on(today()).is_none());
            taker.load += 1;
            prop_assert!(taker.capacity.is_none_or(|capacity| taker.load <= capacity));
            turn = decision.turn;
        }
    }

    #[test]
    fn turns_are_fair_within_one(count in 1usize..9, times in 0usize..60, last in "f[a-z]") {
        let names: Vec<String> = (0..count).map(|i| format!("f{}", 2 * i)).collect();
        let people: Vec<Person> = names.iter().map(|name| person(name)).collect();
        let mut turn = after(&last);
        let mut given = vec![0usize; count];
        for _ in 0..times {
            let decision = Method::InTurn.choose(&people, &farmer(), today(), &turn);
            let taker = decision.person().unwrap();
            given[names.iter().position(|name| *taker == *name.as_str()).unwrap()] += 1;
            turn = decision.turn;
        }
        prop_assert!(given.iter().max().unwrap() - given.iter().min().unwrap() <= 1);
    }

    #[test]
    fn the_least_loaded_even_out(loads in proptest::collection::vec(0u32..9, 1..6)) {
        // With one capacity for all, giving brings loads together and keeps
        // them there.
        let mut people: Vec<Person> = loads
            .iter()
            .enumerate()
            .map(|(i, load)| person(&format!("f{i} {load}/1000")))
            .collect();
        for _ in 0..60 {
            let decision = Method::LeastLoaded.choose(&people, &farmer(), today(), &Turn::new());
            let taker = decision.person().cloned().unwrap();
            people.iter_mut().find(|person| person.id == taker).unwrap().load += 1;
        }
        let loads = || people.iter().map(|person| person.load);
        prop_assert!(loads().max().unwrap() - loads().min().unwrap() <= 1);
    }
}
