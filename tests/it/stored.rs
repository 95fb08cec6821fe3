//! The stored forms of leads and deals: what is written, what is read back,
//! what is refused.

use proptest::prelude::*;
use sales_process::Named;
use sales_process::lifecycle::deal::{AnyDeal, DealCommand, DealMachine, DealState, DealVerb};
use sales_process::lifecycle::lead::{AnyLead, LeadMachine, LeadState, LeadVerb};
use sales_process::lifecycle::{Entity, Entry, History, Machine};
use serde_json::{Value, json};

use crate::samples::{
    Policies, act, day, deal_command, deal_in, lead_command, lead_in, main_pipeline, money,
    overridden, pipeline_for,
};

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

#[test]
fn a_stored_deal() {
    let p = main_pipeline();
    let command = DealCommand::Amend(sales_process::lifecycle::deal::Amendment::Schedule(vec![
        sales_process::lifecycle::deal::Instalment {
            due: day("2026-04-01"),
            amount: money("900 GBP"),
        },
    ]));
    let deal = deal_in(DealState::Won).apply(&p, command, &act()).unwrap();
    let deal = deal.apply(&p, deal_command(DealState::Won, DealVerb::Amend), &act()).unwrap();
    insta::assert_snapshot!(pretty(&deal), @r#"
    {
      "format": "sales-process.deal/1",
      "version": 8,
      "last_at": "2026-03-02T12:00:00Z",
      "state": {
        "won": {
          "on": "2026-03-02",
          "evidence": "contract 7/26"
        }
      },
      "record": {
        "id": "D-1",
        "customer": "acme",
        "kind": "new_business",
        "owners": [
          {
            "from": "2026-03-02",
            "owner": "anna"
          }
        ],
        "pipeline": "main",
        "revision": 1,
        "stage": "pay",
        "opened_at": "2026-03-02T12:00:00Z",
        "entered_at": "2026-03-02T12:00:00Z",
        "visits": [
          {
            "stage": "sign",
            "times": 1
          },
          {
            "stage": "pay",
            "times": 1
          }
        ],
        "met": [
          {
            "stage": "sign",
            "criterion": "signed"
          },
          {
            "stage": "pay",
            "criterion": "received"
          }
        ],
        "amount": "900.00 GBP",
        "next_step": {
          "text": "call them",
          "due": "2026-03-09"
        },
        "payments": {
          "schedule": [
            {
              "due": "2026-04-01",
              "amount": "900.00 GBP"
            }
          ],
          "received": "900.00 GBP"
        },
        "last_move": {
          "entry": 4,
          "stage": "sign",
          "entered_at": "2026-03-02T12:00:00Z",
          "came": true
        }
      }
    }
    "#);
}

#[test]
fn a_stored_entry_of_a_deal() {
    let to = DealCommand::Advance { to: "needs".try_into().unwrap() };
    let mut deal = deal_in(DealState::Open).apply(&main_pipeline(), to, &overridden()).unwrap();
    insta::assert_snapshot!(pretty(&deal.take_entries().next().unwrap()), @r#"
    {
      "format": "sales-process.deal-entry/1",
      "id": "D-1",
      "version": 3,
      "at": "2026-03-02T12:00:00Z",
      "by": "anna",
      "from": "open",
      "to": "open",
      "command": {
        "advance": {
          "to": "needs"
        }
      },
      "waived": {
        "override": {
          "by": "boss",
          "reason": "the customer is in a hurry"
        },
        "demands": [
          "pipeline_move"
        ]
      }
    }
    "#);
}

#[test]
fn a_stored_lead() {
    let lead = lead_in(LeadState::Nurturing);
    insta::assert_snapshot!(pretty(&lead), @r#"
    {
      "format": "sales-process.lead/1",
      "version": 11,
      "last_at": "2026-03-02T12:00:00Z",
      "state": {
        "nurturing": {
          "reason": "next year",
          "revisit": "2027-01-04"
        }
      },
      "record": {
        "id": "L-1",
        "direction": "inbound",
        "source": {
          "channel": "web"
        },
        "interest": {
          "kind": "filled_form",
          "evidence": "asks for 20 seats"
        },
        "contact": "Ann, 0123",
        "owner": "anna",
        "screened": {
          "region": {
            "answer": "yes",
            "evidence": "their site",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          },
          "segment": {
            "answer": "yes",
            "evidence": "their site",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          },
          "size": {
            "answer": "yes",
            "evidence": "their site",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          }
        },
        "answers": {
          "authority": {
            "answer": "yes",
            "evidence": "said so",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          },
          "budget": {
            "answer": "yes",
            "evidence": "said so",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          },
          "need": {
            "answer": "yes",
            "evidence": "said so",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          },
          "timeline": {
            "answer": "yes",
            "evidence": "said so",
            "by": "anna",
            "at": "2026-03-02T12:00:00Z"
          }
        },
        "captured_at": "2026-03-02T12:00:00Z",
        "since": "2026-03-02T12:00:00Z",
        "last_move": {
          "entry": 11,
          "state": {
            "working": {}
          },
          "since": "2026-03-02T12:00:00Z",
          "owner": "anna",
          "source": {
            "channel": "web"
          },
          "interest": {
            "kind": "filled_form",
            "evidence": "asks for 20 seats"
          }
        }
      }
    }
    "#);
}

#[test]
fn a_stored_entry_of_a_lead() {
    let (policies, command) = (Policies::new(), lead_command(LeadVerb::Qualify));
    let lead = serde_json::to_string(&lead_in(LeadState::Working)).unwrap();
    let lead = lead.replacen("\"answer\":\"yes\"", "\"answer\":\"no\"", 2);
    let lead: AnyLead = serde_json::from_str(&lead).unwrap();
    let mut lead = lead.apply(policies.rules(), command, &overridden()).unwrap();
    insta::assert_snapshot!(pretty(&lead.take_entries().next().unwrap()), @r#"
    {
      "format": "sales-process.lead-entry/1",
      "id": "L-1",
      "version": 11,
      "at": "2026-03-02T12:00:00Z",
      "by": "anna",
      "from": "working",
      "to": "qualified",
      "command": {
        "qualify": {}
      },
      "waived": {
        "override": {
          "by": "boss",
          "reason": "the customer is in a hurry"
        },
        "demands": [
          "filter"
        ]
      }
    }
    "#);
}

#[test]
fn every_state_and_move_is_read_back() {
    let policies = Policies::new();
    for &state in DealState::ALL {
        let deal = deal_in(state);
        let read: AnyDeal = serde_json::from_str(&pretty(&deal)).unwrap();
        assert_eq!(read, deal);
        for verb in deal.permitted() {
            let command = deal_command(state, verb);
            assert_eq!(serde_json::from_str::<DealCommand>(&pretty(&command)).unwrap(), command);
            let ready = crate::samples::deal_ready(state, verb);
            let mut moved = ready.apply(&pipeline_for(verb), command, &act()).unwrap();
            let entry = moved.take_entries().next().unwrap();
            assert_eq!(serde_json::from_str::<Entry<_>>(&pretty(&entry)).unwrap(), entry);
            assert_eq!(serde_json::from_str::<AnyDeal>(&pretty(&moved)).unwrap(), moved);
        }
    }
    for &state in LeadState::ALL {
        let lead = lead_in(state);
        let read: AnyLead = serde_json::from_str(&pretty(&lead)).unwrap();
        assert_eq!(read, lead);
        for verb in lead.permitted() {
            let command = lead_command(verb);
            let ready = crate::samples::lead_ready(state, verb);
            let mut moved = ready.apply(policies.rules(), command, &act()).unwrap();
            let entry = moved.take_entries().next().unwrap();
            assert_eq!(serde_json::from_str::<Entry<_>>(&pretty(&entry)).unwrap(), entry);
            assert_eq!(serde_json::from_str::<AnyLead>(&pretty(&moved)).unwrap(), moved);
        }
    }
}

/// Reads a stored deal after a change, and tells why not.
#[track_caller]
fn check_deal(state: DealState, change: impl FnOnce(&mut Value), expected: &str) {
    let mut stored = serde_json::to_value(deal_in(state)).unwrap();
    change(&mut stored);
    let error = serde_json::from_value::<AnyDeal>(stored).unwrap_err().to_string();
    assert_eq!(error, expected);
}

#[track_caller]
fn check_lead(state: LeadState, change: impl FnOnce(&mut Value), expected: &str) {
    let mut stored = serde_json::to_value(lead_in(state)).unwrap();
    change(&mut stored);
    let error = serde_json::from_value::<AnyLead>(stored).unwrap_err().to_string();
    assert_eq!(error, expected);
}

fn remove(value: &mut Value, field: &str) {
    value.as_object_mut().unwrap().remove(field).unwrap();
}

#[test]
fn formats_that_are_not_known_are_refused_by_name() {
    check_deal(
        DealState::Open,
        |deal| deal["format"] = "sales-process.deal/2".into(),
        "the format `sales-process.deal/2` is not known; expected `sales-process.deal/1`",
    );
    check_lead(
        LeadState::New,
        |lead| lead["format"] = "x".repeat(70).into(),
        &format!("the format `{}` is not known; expected `sales-process.lead/1`", "x".repeat(60)),
    );
    check_deal(DealState::Open, |deal| remove(deal, "format"), "missing field `format`");
    let p = main_pipeline();
    let mut deal = deal_in(DealState::Open).apply(
        &p,
        DealCommand::Interact(crate::samples::call("x")),
        &act(),
    );
    let entry = deal.as_mut().unwrap().take_entries().next().unwrap();
    let entry = pretty(&entry).replace("deal-entry/1", "lead-entry/1");
    assert_eq!(
        serde_json::from_str::<Entry<DealMachine>>(&entry).unwrap_err().to_string(),
        "the format `sales-process.lead-entry/1` is not known; expected `sales-process.deal-entry/1`"
    );
    // A deal is no lead.
    let deal = pretty(&deal_in(DealState::Open));
    assert!(serde_json::from_str::<AnyLead>(&deal).is_err());
}

#[test]
fn deals_that_cannot_be() {
    check_deal(
        DealState::Won,
        |deal| remove(&mut deal["record"], "amount"),
        "the deal is won, but its amount is not known",
    );
    check_deal(
        DealState::Completed,
        |deal| remove(&mut deal["record"], "amount"),
        "the deal is won, but its amount is not known",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["outcome"] = "won".into(),
        "the deal has reached an outcome, but is not won",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["stage"] = "offer".into(),
        "the deal stands in `offer` but never came there",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["visits"][0]["times"] = 0.into(),
        "the deal stands in `sign` but never came there",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["entered_at"] = "2026-03-01T00:00:00Z".into(),
        "the deal came to `sign` before it was opened",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["amount"] = "-1.00 GBP".into(),
        "the amount -1.00 GBP is below zero",
    );
    check_deal(
        DealState::Won,
        |deal| deal["record"]["payments"]["received"] = "-1.00 GBP".into(),
        "the -1.00 GBP received are below zero",
    );
    let mixed = "the amount and all payments must be in one currency: EUR cannot be put together with GBP; convert one of them first";
    check_deal(
        DealState::Won,
        |deal| deal["record"]["payments"]["received"] = "1.00 EUR".into(),
        mixed,
    );
    check_deal(
        DealState::Open,
        |deal| {
            let part = json!({"due": "2026-04-01", "amount": "1.00 EUR"});
            deal["record"]["payments"]["schedule"] = json!([part]);
        },
        mixed,
    );
    check_deal(
        DealState::Open,
        |deal| {
            let again = deal["record"]["visits"][0].clone();
            deal["record"]["visits"].as_array_mut().unwrap().push(again);
        },
        "the visits of `sign` are counted in two places",
    );
    check_deal(
        DealState::Open,
        |deal| {
            let pass = json!({"from": "sign", "to": "offer", "times": 1});
            deal["record"]["passes"] = json!([pass, pass]);
        },
        "the passes from `sign` back to `offer` are counted in two places",
    );
    check_deal(
        DealState::Open,
        |deal| {
            let part = json!({"due": "2026-04-01", "amount": "-1.00 GBP"});
            deal["record"]["payments"]["schedule"] = json!([part]);
        },
        "the instalment -1.00 GBP is not above zero",
    );
    for state in [DealState::Won, DealState::Completed] {
        check_deal(
            state,
            |deal| {
                let state = deal["state"].as_object_mut().unwrap().values_mut().next().unwrap();
                let won = if state.get("won").is_some() { &mut state["won"] } else { state };
                won["evidence"] = " ".into();
            },
            "the deal is won, but the evidence is blank",
        );
    }
    check_deal(
        DealState::Open,
        |deal| deal["record"]["revision"] = 0.into(),
        "the revision of the pipeline is 0; expected 1 or more",
    );
    check_deal(
        DealState::Completed,
        |deal| deal["record"]["amount"] = "901.00 GBP".into(),
        "the deal is completed, but 1.00 GBP is due",
    );
    check_deal(
        DealState::Open,
        |deal| {
            let from = |owner: &str| json!({"from": "2026-03-02", "owner": owner});
            deal["record"]["owners"] = json!([from("anna"), from("bob")]);
        },
        "the owners are missing or not in the order of their first days",
    );
    check_deal(
        DealState::Won,
        |deal| deal["record"]["last_move"]["entry"] = 99.into(),
        "the last move lies after what came of it",
    );
    check_deal(
        DealState::Open,
        |deal| deal["version"] = 0.into(),
        "the version 0 is out of range; expected the number of entries, from 1",
    );
}

#[test]
fn leads_that_cannot_be() {
    for state in [
        LeadState::Assigned,
        LeadState::Working,
        LeadState::Qualified,
        LeadState::Nurturing,
        LeadState::Converted,
    ] {
        check_lead(
            state,
            |lead| remove(&mut lead["record"], "owner"),
            &format!("the lead is {state}, but has no owner"),
        );
    }
    check_lead(
        LeadState::New,
        |lead| remove(&mut lead["record"], "source"),
        "the lead is new, but its source is not known",
    );
    check_lead(
        LeadState::New,
        |lead| remove(&mut lead["record"], "interest"),
        "the lead is new, but there is no evidence of its interest",
    );
    check_lead(
        LeadState::Merged,
        |lead| lead["state"]["merged"]["into"] = "L-1".into(),
        "the lead is merged into itself",
    );
    check_lead(
        LeadState::Working,
        |lead| lead["record"]["since"] = "2026-03-01T00:00:00Z".into(),
        "the lead became working before it was captured",
    );
}

/// No entity tells of an instant after its last change, whatever its state. (Its
/// present owner is told by days, which may be to come.)
#[track_caller]
fn check_nothing_ahead<E: Entity>(entity: &E) {
    fn instants(value: &Value, here: String, found: &mut Vec<String>) {
        match value {
            Value::String(text) if text.parse::<chrono::DateTime<chrono::Utc>>().is_ok() => {
                found.push(here);
            }
            Value::Object(all) => {
                all.iter().for_each(|(name, it)| instants(it, format!("{here}/{name}"), found));
            }
            _ => {}
        }
    }
    let stored = serde_json::to_value(entity).unwrap();
    let mut places = Vec::new();
    instants(&stored, String::new(), &mut places);
    for place in places {
        let mut wrong = stored.clone();
        if place == "/last_at" {
            *wrong.pointer_mut(&place).unwrap() = "1999-01-01T00:00:00Z".into();
        } else {
            *wrong.pointer_mut(&place).unwrap() = "2099-01-01T00:00:00Z".into();
        }
        let read = serde_json::from_value::<E>(wrong);
        assert!(read.is_err(), "`{place}` of {stored}");
    }
}

#[test]
fn nothing_lies_after_the_last_change() {
    DealState::ALL.iter().for_each(|state| check_nothing_ahead(&deal_in(*state)));
    // Of an answer only what it is counts, not when it was given.
    for state in LeadState::ALL {
        let mut stored = serde_json::to_value(lead_in(*state)).unwrap();
        for answers in ["screened", "answers"] {
            stored["record"].as_object_mut().unwrap().remove(answers);
        }
        check_nothing_ahead(&serde_json::from_value::<AnyLead>(stored).unwrap());
    }
    use sales_process::lifecycle::customer::CustomerState;
    use sales_process::lifecycle::handoff::HandoffState;
    for state in CustomerState::ALL {
        check_nothing_ahead(&crate::customer::in_state(*state));
    }
    HandoffState::ALL.iter().for_each(|it| check_nothing_ahead(&crate::handoff::in_state(*it)));
}

/// Shapes that are wrong, told by serde.
#[test]
fn shapes_that_are_wrong() {
    check_deal(
        DealState::Open,
        |deal| deal["colour"] = "red".into(),
        "unknown field `colour`, expected one of `format`, `version`, `last_at`, `state`, `record`",
    );
    check_deal(
        DealState::Open,
        |deal| deal["state"] = json!({"opened": {}}),
        "unknown variant `opened`, expected one of `open`, `on_hold`, `won`, `completed`, `lost`, `abandoned`",
    );
    check_deal(
        DealState::Lost,
        |deal| deal["state"]["lost"]["why"] = "x".into(),
        "unknown field `why`, expected `reason` or `outcome`",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["amount"] = 900.into(),
        "invalid type: integer `900`, expected a string",
    );
    check_deal(
        DealState::Open,
        |deal| deal["record"]["id"] = " ".into(),
        "an id is blank; give it at least one visible character",
    );
    check_lead(
        LeadState::New,
        |lead| lead["version"] = (-1).into(),
        "invalid value: integer `-1`, expected u32",
    );
    let hold = r#"{"hold": {"reason": "x", "until": "2026-02-30"}}"#;
    assert!(serde_json::from_str::<DealCommand>(hold).is_err());
}

/// The largest version there is does not overflow.
#[test]
fn the_largest_version() {
    let mut stored = serde_json::to_value(deal_in(DealState::Open)).unwrap();
    stored["version"] = (u32::MAX - 1).into();
    let mut deal: AnyDeal = serde_json::from_value(stored).unwrap();
    let command = || deal_command(DealState::Open, DealVerb::Interact);
    let refused = deal.apply(&main_pipeline(), command(), &act()).unwrap_err();
    assert!(refused.refusal().is_full() && !refused.refusal().no_such_move());
    assert_eq!(serde_json::to_value(refused.refusal()).unwrap()["code"], "full");
    let last = |day_of: &str| {
        let until = day(day_of);
        let hold = DealCommand::Hold { reason: "x".into(), until };
        deal_in(DealState::Open).apply(&main_pipeline(), hold, &act()).is_ok()
    };
    assert!(last("2200-12-31") && !last("2201-01-01"), "the last day that can be planned");
    let none = deal_in(DealState::Lost)
        .apply(&main_pipeline(), deal_command(DealState::Open, DealVerb::Advance), &act())
        .unwrap_err();
    assert!(!none.refusal().is_full() && none.refusal().no_such_move());
    assert_eq!(
        refused.to_string(),
        "no more can be recorded: it has as many entries as it can have"
    );
    // One less, and there is room for one more; then it still reads back.
    let mut stored = serde_json::to_value(&refused.entity).unwrap();
    stored["version"] = (u32::MAX - 2).into();
    deal = serde_json::from_value(stored).unwrap();
    deal = deal.apply(&main_pipeline(), command(), &act()).unwrap();
    let stored = serde_json::to_string(&deal).unwrap();
    assert_eq!(serde_json::from_str::<AnyDeal>(&stored).unwrap(), deal);
}

/// Puts a value anywhere into a stored form.
fn put(stored: &mut Value, at: prop::sample::Index, value: Value) {
    fn paths(value: &Value, here: String, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    paths(inner, format!("{here}/{name}"), found);
                }
            }
            Value::Array(items) => {
                for (n, inner) in items.iter().enumerate() {
                    paths(inner, format!("{here}/{n}"), found);
                }
            }
            _ => {}
        }
        found.push(here);
    }
    let mut found = Vec::new();
    paths(stored, String::new(), &mut found);
    if let Some(place) = stored.pointer_mut(at.get(&found).as_str()) {
        *place = value;
    }
}

fn hostile() -> impl Strategy<Value = Value> {
    let deep = (0..100).fold(json!(null), |inner, _| json!([inner]));
    prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(-1)),
        Just(json!(0)),
        Just(json!(u32::MAX)),
        Just(json!(1e308)),
        Just(json!("")),
        Just(json!("\u{0}\n")),
        Just(json!("won")),
        Just(json!("lost")),
        Just(json!("x".repeat(10_000))),
        Just(json!("999999999999999999.99 GBP")),
        Just(json!("-999999999999999999.99 EUR")),
        Just(json!("-262143-01-01T00:00:00Z")),
        Just(json!("+262142-12-31T23:59:59Z")),
        Just(json!("+262142-12-31")),
        Just(json!("-262143-01-01")),
        Just(json!([])),
        Just(json!({})),
        Just(deep),
        "\\PC{0,8}".prop_map(Value::from),
    ]
}

/// Uses everything that an entity offers.
fn use_deal(deal: &AnyDeal) {
    let p = main_pipeline();
    let late = sales_process::lifecycle::Act::new(
        chrono::DateTime::<chrono::Utc>::MAX_UTC,
        act().by().clone(),
    );
    let late = late.overriding(act().by().clone(), "x");
    for &verb in DealVerb::ALL {
        for state in [DealState::Open, DealState::Won] {
            let command = deal_command(state, verb);
            match deal.clone().apply(&pipeline_for(verb), command, &late) {
                Ok(moved) => drop(serde_json::to_string(&moved).unwrap()),
                Err(refused) => drop(refused.to_string()),
            }
        }
    }
    deal.available(&p, &late);
    let record = deal.record();
    record.stale(&p, late.at());
    record.stale(&p, chrono::DateTime::<chrono::Utc>::MIN_UTC);
    record.overdue(chrono::NaiveDate::MAX);
    record.due();
}

proptest! {
    /// Whatever stands in a stored deal, it is read or refused, and what is
    /// read can be used.
    #[test]
    fn a_hostile_deal_does_no_harm(
        state in 0..DealState::ALL.len(),
        at in any::<prop::sample::Index>(),
        value in hostile(),
    ) {
        let mut stored = serde_json::to_value(deal_in(DealState::ALL[state])).unwrap();
        put(&mut stored, at, value);
        if let Ok(deal) = serde_json::from_value::<AnyDeal>(stored) {
            use_deal(&deal);
        }
    }

    /// So it is with a stored lead.
    #[test]
    fn a_hostile_lead_does_no_harm(
        state in 0..LeadState::ALL.len(),
        at in any::<prop::sample::Index>(),
        value in hostile(),
    ) {
        let policies = Policies::new();
        let mut stored = serde_json::to_value(lead_in(LeadState::ALL[state])).unwrap();
        put(&mut stored, at, value);
        if let Ok(lead) = serde_json::from_value::<AnyLead>(stored) {
            for &verb in LeadVerb::ALL {
                match lead.clone().apply(policies.rules(), lead_command(verb), &overridden()) {
                    Ok(moved) => drop(serde_json::to_string(&moved).unwrap()),
                    Err(refused) => drop(refused.to_string()),
                }
            }
            lead.available(policies.rules(), &act());
        }
    }

    /// Whatever stands in stored entries, they replay or are refused.
    #[test]
    fn a_hostile_history_does_no_harm(
        changes in prop::collection::vec((any::<prop::sample::Index>(), hostile()), 1..3),
    ) {
        let p = main_pipeline();
        let mut deal = AnyDeal::from(crate::samples::opened_at(&p, "sign"));
        for verb in [DealVerb::Satisfy, DealVerb::Win, DealVerb::Pay, DealVerb::Migrate] {
            deal = deal
                .apply(&pipeline_for(verb), deal_command(DealState::Open, verb), &act())
                .unwrap();
        }
        let entries: Vec<_> = deal.take_entries().collect();
        let mut stored = serde_json::to_value(&entries).unwrap();
        for (at, value) in changes {
            put(&mut stored, at, value);
        }
        if let Ok(entries) = serde_json::from_value::<Vec<Entry<DealMachine>>>(stored) {
            let history: History<DealMachine> = entries.into_iter().collect();
            history.time_in("sign", act().at());
            history.regressions();
            match history.replay() {
                Ok(deal) => use_deal(&deal),
                Err(error) => drop(error.to_string()),
            }
        }
    }
}

/// The names that are stored are the names of the table.
#[test]
fn names_are_stored_as_they_read() {
    fn check<N: Named + serde::Serialize>(all: &[N]) {
        for name in all {
            assert_eq!(serde_json::to_value(name).unwrap(), name.name());
            assert_eq!(name.to_string(), name.name());
        }
    }
    check(DealState::ALL);
    check(DealVerb::ALL);
    check(LeadState::ALL);
    check(LeadVerb::ALL);
    check(sales_process::lifecycle::deal::DealDemand::ALL);
    check(sales_process::lifecycle::lead::LeadDemand::ALL);
    // A command is stored under the name of its move.
    for &verb in DealVerb::ALL {
        let command = serde_json::to_value(deal_command(DealState::Open, verb)).unwrap();
        assert_eq!(command.as_object().unwrap().keys().next().unwrap(), verb.name());
    }
    for &verb in LeadVerb::ALL {
        let command = serde_json::to_value(lead_command(verb)).unwrap();
        assert_eq!(command.as_object().unwrap().keys().next().unwrap(), verb.name());
    }
    assert_eq!((DealMachine::NAME, LeadMachine::NAME), ("deal", "lead"));
}
