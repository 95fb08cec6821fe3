//! What has lived elsewhere is adopted in any state, and lives on here.

use sales_process::lifecycle::customer::{
    AdoptedCustomer, AnyCustomer, CustomerState, CustomerStatus, NewCustomer,
};
use sales_process::lifecycle::deal::{
    AdoptedDeal, AnyDeal, DealCommand, DealMachine, DealState, DealStatus, NewDeal, Stay,
};
use sales_process::lifecycle::handoff::{AdoptedHandoff, AnyHandoff, HandoffState, HandoffStatus};
use sales_process::lifecycle::lead::{AdoptedLead, AnyLead, LeadState, LeadStatus};
use sales_process::lifecycle::{Entity, Entry, History, Machine};
use sales_process::process::Pipeline;

use crate::laws::{check_stored, refusal_of};
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

/// The state of an entity, with what only that state has.
fn status<S: serde::de::DeserializeOwned>(entity: &impl Entity) -> S {
    let stored = serde_json::to_value(entity).unwrap();
    serde_json::from_value(stored["state"].clone()).unwrap()
}

/// A deal in a state, adopted at a stage of a pipeline.
pub(crate) fn adopted_deal(state: DealState, p: &Pipeline, stage: &str) -> AnyDeal {
    let known = deal_in(state);
    let new = NewDeal::new(id("D-9"), id("acme"), id("anna")).amount(money("900 GBP"));
    let mut adopted = AdoptedDeal::new(new, instant("2025-11-01T09:00:00Z"))
        .in_stage_since(instant("2026-01-15T09:00:00Z"))
        .external_id("crm-4711")
        .state(status::<DealStatus>(&known));
    adopted.received = known.record().payments().received;
    AnyDeal::adopt(adopted, p, stage, &act()).unwrap()
}

/// A lead adopted in a state.
pub(crate) fn adopted_lead(state: LeadState) -> AnyLead {
    let adopted = AdoptedLead::new(new_lead(), instant("2025-11-01T09:00:00Z"))
        .interest(crate::samples::interest())
        .owner(id("anna"))
        .external_id("crm-12")
        .state(status::<LeadStatus>(&lead_in(state)));
    AnyLead::adopt(adopted, &act()).unwrap()
}

/// A customer adopted in a state.
pub(crate) fn adopted_customer(state: CustomerState) -> AnyCustomer {
    let new = NewCustomer::new(id("acme"), id("anna"));
    let mut status: CustomerStatus = status(&crate::customer::in_state(state));
    if let CustomerStatus::Closed(closed) = &mut status {
        closed.since = instant("2026-01-12T09:00:00Z");
    }
    let mut adopted = AdoptedCustomer::new(new, instant("2025-01-01T09:00:00Z"))
        .since(instant("2026-01-15T09:00:00Z"))
        .external_id("crm-3")
        .state(status);
    if state != CustomerState::Prospect {
        let (first, last) = ("2025-02-01T09:00:00Z", "2026-01-10T09:00:00Z");
        adopted = adopted.orders(7, instant(first), instant(last));
    }
    if !matches!(state, CustomerState::Prospect | CustomerState::New) {
        adopted = adopted.regular_since(instant("2025-06-01T09:00:00Z"));
    }
    AnyCustomer::adopt(adopted, &act()).unwrap()
}

/// A handoff adopted in a state.
pub(crate) fn adopted_handoff(state: HandoffState) -> AnyHandoff {
    let new = crate::handoff::new_handoff();
    let adopted = AdoptedHandoff::new(new, instant("2026-02-28T12:00:00Z"))
        .external_id("crm-88")
        .state(status::<HandoffStatus>(&crate::handoff::in_state(state)));
    AnyHandoff::adopt(adopted, &crate::handoff::act("anna", "2026-03-05")).unwrap()
}

#[test]
fn every_state_of_every_machine() {
    for &state in DealState::ALL {
        let deal = adopted_deal(state, &main_pipeline(), "pay");
        assert_eq!(deal.record().entered_at(), instant("2026-01-15T09:00:00Z"));
        assert_eq!(deal.record().external_id(), Some("crm-4711"));
        assert_eq!(deal.record().adopted_at(), Some(act().at()));
        check_adopted(deal, state);
    }
    for &state in LeadState::ALL {
        let lead = adopted_lead(state);
        assert_eq!(lead.record().external_id(), Some("crm-12"));
        assert_eq!(lead.record().adopted_at(), Some(act().at()));
        check_adopted(lead, state);
    }
    for &state in CustomerState::ALL {
        let customer = adopted_customer(state);
        assert_eq!(customer.record().external_id(), Some("crm-3"));
        assert_eq!(customer.record().adopted_at(), Some(act().at()));
        check_adopted(customer, state);
    }
    for &state in HandoffState::ALL {
        let handoff = adopted_handoff(state);
        assert_eq!(handoff.record().external_id(), Some("crm-88"));
        assert!(handoff.record().adopted_at().is_some());
        check_adopted(handoff, state);
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
    for outcome in ["lost", "nowhere"] {
        let mut elsewhere = AdoptedDeal::new(new(), opened);
        elsewhere.outcome = Some(id(outcome));
        let refused = adopt(elsewhere).to_string();
        assert!(
            refused.contains(&format!("`{outcome}` is no outcome of the pipeline")),
            "{refused}"
        );
    }
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

/// The stage it was adopted in is the first it came to.
#[test]
fn an_adopted_deal_that_comes_back_goes_back() {
    let p = crate::samples::flow("a* > b > won, b > a");
    let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
    let deal = adopted_deal(DealState::Open, &p, "a").apply(&p, to("b"), &act()).unwrap();
    let history: History<DealMachine> =
        deal.apply(&p, to("a"), &act()).unwrap().take_entries().collect();
    assert_eq!(history.regressions(), 1);
}

/// One that has ended, or reached the outcome, stands in no stage.
#[test]
fn an_adopted_deal_that_has_ended_stands_nowhere() {
    use DealState::{Abandoned, Completed, Lost};
    let p = main_pipeline();
    let last = |mut deal: AnyDeal| {
        let history: History<DealMachine> = deal.take_entries().collect();
        history.stays()[0].until
    };
    for &state in DealState::ALL {
        let ended = matches!(state, Abandoned | Completed | Lost);
        assert_eq!(last(adopted_deal(state, &p, "pay")).is_some(), ended, "{state}");
    }
    let new = NewDeal::new(id("D-9"), id("acme"), id("anna")).amount(money("900 GBP"));
    let mut reached =
        AdoptedDeal::new(new, instant("2025-11-01T09:00:00Z"))
            .state(status::<DealStatus>(&deal_in(DealState::Won)));
    reached.outcome = Some(id("won"));
    assert!(last(AnyDeal::adopt(reached, &p, "pay", &act()).unwrap()).is_some());
}

/// A reason of the company's list is a name, any other is somebody's words.
#[test]
fn a_reason_that_no_list_has_is_erased() {
    let p = main_pipeline();
    for (reason, stays) in [("price", true), ("went to a friend", false)] {
        let mut lost = serde_json::to_value(status::<DealStatus>(&deal_in(DealState::Lost)));
        lost.as_mut().unwrap()["lost"]["reason"]["code"] = reason.into();
        let lost: DealStatus = serde_json::from_value(lost.unwrap()).unwrap();
        let new = NewDeal::new(id("D-9"), id("acme"), id("anna"));
        let adopted = AdoptedDeal::new(new, instant("2025-11-01T09:00:00Z")).state(lost);
        let mut deal = AnyDeal::adopt(adopted, &p, "pay", &act()).unwrap();
        let mut entry = deal.take_entries().next().unwrap();
        entry.redact();
        assert_eq!(serde_json::to_string(&entry).unwrap().contains(reason), stays, "{reason}");
    }
    let mut entry = adopted_lead(LeadState::Disqualified).take_entries().next().unwrap();
    entry.redact();
    assert!(!serde_json::to_string(&entry).unwrap().contains("no_fit"), "the list is not known");
}

/// What a closed customer was before, it is again once it is opened: so that it
/// can be so is checked while it is closed.
#[test]
fn a_closed_customer_was_something_before() {
    let closed = adopted_customer(CustomerState::Closed);
    for wrong in ["2026-01-16T09:00:00Z", "2024-12-31T09:00:00Z"] {
        let refused = refusal_of(&closed, "/state/closed/since", wrong.into());
        assert!(refused.contains("lapsed"), "{refused}");
    }
}
