//! Whatever is tried on a customer: what is available is what can be done,
//! and what was done replays.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;
use sales_process::lifecycle::customer::{
    AnyCustomer, CustomerCommand as Do, CustomerMachine, CustomerRules, CustomerState as S,
    CustomerVerb as V, PlacedOrder, Recovery, RegularVerdict, RiskReason,
};
use sales_process::lifecycle::{
    Act, DemandName, Entry, HasDemand, Interaction, InteractionKind, Note, Transition, transition,
};

use super::{Told, at, day, full, placed, prospect, rules};
use crate::adopting::adopted_customer;
use crate::laws::check_laws;

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
        2 => note().prop_map(|reason| Do::Reopen { reason }),
        1 => prop_oneof!["acme", "globex"].prop_map(|into| Do::Merge { into: into.parse().unwrap() }),
        1 => Just(Do::Erase {}),
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
            V::SetRenewal => vec![Do::SetRenewal { on: Some(act.day()) }],
            verb => vec![full(verb)],
        };
        let results: Vec<_> =
            tries.into_iter().map(|c| customer.clone().tell(rules, c, act)).collect();
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
        adopted in prop::option::weighted(0.4, prop::sample::select(S::ALL)),
    ) {
        let mut customer = adopted.map_or_else(|| prospect().into(), adopted_customer);
        let mut entries: Vec<_> = customer.take_entries().collect();
        let (mut clock, known) = (customer.last_at(), customer.record().orders());
        for (command, days) in attempts {
            let act = Act::new(clock + TimeDelta::days(days), "anna".parse().unwrap());
            let verdict = RegularVerdict { due_at: holds.then(|| at("2026-02-01")), holds };
            check_available(&customer, rules, verdict, &act);
            let before = customer.clone();
            customer = match customer.tell(rules, command, &act) {
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
            let new: Vec<_> = customer.take_entries().collect();
            if new.iter().any(|entry| matches!(entry.command, Do::Erase {})) {
                entries.iter_mut().for_each(Entry::redact);
            }
            entries.extend(new);
        }
        // In whatever order they come, no order counts twice, and no lead does.
        let orders: Vec<&PlacedOrder> = entries
            .iter()
            .filter_map(|entry| match &entry.command {
                Do::FirstOrder { order }
                | Do::RecordOrder { order }
                | Do::WinBack { order, .. }
                | Do::Recover(Recovery::Order(order)) => Some(order),
                _ => None,
            })
            .collect();
        let counted = orders.iter().filter(|order| order.total.is_positive()).count();
        prop_assert_eq!(customer.record().orders(), known + u32::try_from(counted).unwrap());
        let distinct: BTreeSet<_> = orders.iter().map(|order| (order.placed_at, &order.id)).collect();
        prop_assert_eq!(distinct.len(), orders.len());
        let refers = |entry: &&Entry<CustomerMachine>| matches!(entry.command, Do::Refer { .. });
        let referred = u32::try_from(entries.iter().filter(refers).count()).unwrap();
        prop_assert_eq!(customer.record().referred(), referred);
        prop_assert_eq!(customer.version(), u32::try_from(entries.len()).unwrap());
        let last = Act::new(customer.last_at(), "anna".parse().unwrap());
        check_laws(&customer, &entries, |customer: AnyCustomer| {
            customer.tell(rules, Do::Erase {}, &last).unwrap()
        });
    }
}
