//! Whatever is tried on a handoff: what is available is what can be done, and
//! what was done replays.

use chrono::TimeDelta;
use proptest::prelude::*;
use sales_process::lifecycle::handoff::{
    AnyHandoff, HandoffCommand as Do, HandoffMachine, HandoffState as S, HandoffVerb as V, Load,
    Missing, Package, Recipient,
};
use sales_process::lifecycle::{Act, DemandName, Entry, HasDemand, Note, transition};

use super::{Told, at, day, due, full, item, load, offer, package, person, policy};
use crate::adopting::adopted_handoff;
use crate::laws::check_laws;

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
            .prop_map(|(open, capacity)| Do::Accept { load: Some(Load { open, capacity }) }),
        3 => (items(), prop::option::of(note()))
            .prop_map(|(items, note)| Do::Decline(Missing { items, note })),
        3 => Just(Do::Escalate {}),
        2 => (who(), note())
            .prop_map(|(who, reason)| Do::Assign { farmer: person(who), reason }),
        2 => (note(), date())
            .prop_map(|(introduction, from)| Do::Complete { introduction, from, credit: None }),
        1 => note().prop_map(|reason| Do::Cancel { reason }),
        1 => Just(Do::Erase {}),
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
            V::Accept => Do::Accept { load: Some(load) },
            verb => full(verb),
        };
        let result = handoff.clone().tell(&policy(), command, act);
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
    fn whatever_happens_replays(
        attempts in prop::collection::vec(attempt(), 0..40),
        adopted in prop::option::weighted(0.4, prop::sample::select(S::ALL)),
    ) {
        let mut handoff = adopted.map_or_else(|| due().into(), adopted_handoff);
        let mut entries: Vec<_> = handoff.take_entries().collect();
        let mut clock = at("2026-03-05");
        for (command, who, hours, granted) in attempts {
            let act = Act::new(clock + TimeDelta::hours(hours), person(who));
            check_available(&handoff, load(1, if granted { 1 } else { 2 }), &act);
            let act = if granted { act.overriding(person("boss"), "I say so") } else { act };
            let before = handoff.clone();
            handoff = match handoff.tell(&policy(), command, &act) {
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
            let new: Vec<_> = handoff.take_entries().collect();
            if new.iter().any(|entry| matches!(entry.command, Do::Erase {})) {
                entries.iter_mut().for_each(Entry::redact);
            }
            entries.extend(new);
        }
        prop_assert_eq!(handoff.version(), u32::try_from(entries.len()).unwrap());
        let last = Act::new(handoff.last_at(), person("fred"));
        check_laws(&handoff, &entries, |handoff: AnyHandoff| {
            handoff.tell(&policy(), Do::Erase {}, &last).unwrap()
        });
    }
}
