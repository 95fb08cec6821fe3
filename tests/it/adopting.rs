//! What has lived elsewhere is adopted in any state, and lives on here.

use sales_process::lifecycle::customer::{AdoptedCustomer, AnyCustomer, CustomerState};
use sales_process::lifecycle::deal::{
    AdoptedDeal, AnyDeal, DealCommand, DealMachine, DealState, DealStatus, NewDeal, Stay,
};
use sales_process::lifecycle::handoff::{AdoptedHandoff, AnyHandoff, HandoffState};
use sales_process::lifecycle::lead::{AdoptedLead, AnyLead, LeadState};
use sales_process::lifecycle::{Entity, Entry, History, Machine};

use crate::laws::check_stored;
use crate::samples::{
    act, call, day, deal_in, id, instant, lead_in, main_pipeline, money, new_lead,
};

/// It has one entry, which says that it was adopted, and replays to it.
#[track_caller]
fn check_adopted<E: Entity>(mut adopted: E, state: <E::Machine as Machine>::State) {
    assert_eq!((adopted.state(), adopted.version()), (state, 1));
    let entries: Vec<Entry<E::Machine>> = adopted.take_entries().collect();
    assert_eq!(entries.len(), 1);
    entries.iter().for_each(check_stored);
    check_stored(&adopted);
    let stored = serde_json::to_string(&entries[0]).unwrap();
    assert!(stored.contains(r#""command":{"adopt":"#), "{stored}");
    let history: History<E::Machine> = entries.into_iter().collect();
    assert_eq!(history.replay().unwrap(), adopted);
}

#[test]
fn every_state_of_every_machine() {
    let p = main_pipeline();
    for &state in DealState::ALL {
        let known = deal_in(state);
        let record = known.record();
        let new = NewDeal::new(id("D-9"), id("acme"), id("anna")).amount(money("900 GBP"));
        let status: DealStatus =
            serde_json::from_value(serde_json::to_value(&known).unwrap()["state"].clone()).unwrap();
        let mut adopted = AdoptedDeal::new(new, instant("2025-11-01T09:00:00Z"))
            .in_stage_since(instant("2026-01-15T09:00:00Z"))
            .external_id("crm-4711")
            .state(status);
        adopted.received = record.payments().received;
        let deal = AnyDeal::adopt(adopted, &p, "pay", &act()).unwrap();
        assert_eq!(deal.record().entered_at(), instant("2026-01-15T09:00:00Z"));
        assert_eq!(deal.record().external_id(), Some("crm-4711"));
        check_adopted(deal, state);
    }
    for &state in LeadState::ALL {
        let status = serde_json::to_value(lead_in(state)).unwrap()["state"].clone();
        let adopted = AdoptedLead::new(new_lead(), instant("2025-11-01T09:00:00Z"))
            .interest(crate::samples::interest())
            .owner(id("anna"))
            .state(
                serde_json::from_value::<sales_process::lifecycle::lead::LeadStatus>(status)
                    .unwrap(),
            );
        check_adopted(AnyLead::adopt(adopted, &act()).unwrap(), state);
    }
    for &state in CustomerState::ALL {
        let status =
            serde_json::to_value(crate::customer::in_state(state)).unwrap()["state"].clone();
        let new = sales_process::lifecycle::customer::NewCustomer::new(id("acme"), id("anna"));
        let mut adopted = AdoptedCustomer::new(new, instant("2025-01-01T09:00:00Z"))
            .since(instant("2026-01-15T09:00:00Z"))
            .state(
                serde_json::from_value::<sales_process::lifecycle::customer::CustomerStatus>(
                    status,
                )
                .unwrap(),
            );
        if state != CustomerState::Prospect {
            let (first, last) = ("2025-02-01T09:00:00Z", "2026-01-10T09:00:00Z");
            adopted = adopted.orders(7, instant(first), instant(last));
        }
        if !matches!(state, CustomerState::Prospect | CustomerState::New) {
            adopted = adopted.regular_since(instant("2025-06-01T09:00:00Z"));
        }
        check_adopted(AnyCustomer::adopt(adopted, &act()).unwrap(), state);
    }
    for &state in HandoffState::ALL {
        let status =
            serde_json::to_value(crate::handoff::in_state(state)).unwrap()["state"].clone();
        let new = crate::handoff::new_handoff();
        let adopted = AdoptedHandoff::new(new, instant("2026-02-28T12:00:00Z")).state(
            serde_json::from_value::<sales_process::lifecycle::handoff::HandoffStatus>(status)
                .unwrap(),
        );
        check_adopted(
            AnyHandoff::adopt(adopted, &crate::handoff::act("anna", "2026-03-05")).unwrap(),
            state,
        );
    }
}

/// What cannot be is not adopted, and is told apart from what an override does
/// without.
#[test]
fn what_cannot_be_is_not_adopted() {
    let p = main_pipeline();
    let new = || NewDeal::new(id("D-9"), id("acme"), id("anna"));
    let opened = instant("2025-11-01T09:00:00Z");
    let won =
        sales_process::lifecycle::deal::Won { on: day("2026-01-15"), evidence: Some("x".into()) };
    let adopt = |known: AdoptedDeal| AnyDeal::adopt(known, &p, "pay", &act()).unwrap_err();
    let refused = adopt(AdoptedDeal::new(new(), opened).state(won.clone()));
    assert_eq!(
        refused.to_string(),
        "the deal cannot begin: the deal is won, but its amount is not known"
    );
    assert!(!refused.refusal().can_be_overridden());
    let mut ahead = won.clone();
    ahead.on = day("2027-01-01");
    let refused = adopt(AdoptedDeal::new(new().amount(money("1 GBP")), opened).state(ahead));
    assert!(refused.refusal().can_be_overridden(), "{refused}");
    let completed = sales_process::lifecycle::deal::Completed { won };
    let refused = adopt(AdoptedDeal::new(new().amount(money("1 GBP")), opened).state(completed));
    assert_eq!(
        refused.to_string(),
        "the deal cannot begin: the deal is completed, but 1.00 GBP is due"
    );
    let refused = AnyDeal::adopt(AdoptedDeal::new(new(), opened), &p, "nowhere", &act());
    assert!(refused.unwrap_err().to_string().contains("no stage `nowhere`"));
}

/// It lives on here: its time in stage counts from the day that was told.
#[test]
fn an_adopted_deal_goes_on() {
    let p = main_pipeline();
    let new = NewDeal::new(id("D-9"), id("acme"), id("anna")).amount(money("900 GBP"));
    let since = instant("2026-02-16T12:00:00Z");
    let adopted = AdoptedDeal::new(new, instant("2025-11-01T09:00:00Z")).in_stage_since(since);
    let deal = AnyDeal::adopt(adopted, &p, "offer", &act()).unwrap();
    let to = DealCommand::Advance { to: "sign".try_into().unwrap() };
    let mut deal = deal.apply(&p, to, &act()).unwrap();
    let history: History<DealMachine> = deal.take_entries().collect();
    let Stay { stage, from, .. } = &history.stays()[0];
    assert_eq!((stage.as_str(), *from), ("offer", since));
    assert_eq!(history.time_in("offer", act().at()).num_days(), 14);
    deal.apply(&p, DealCommand::Interact(call("x")), &act()).unwrap();
}
