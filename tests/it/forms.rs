//! Every stored form refuses what it does not know, and says what may have been
//! meant; commands are read as forgivingly as documents.

use sales_process::lifecycle::customer::{AnyCustomer, CustomerCommand, CustomerState};
use sales_process::lifecycle::deal::{AnyDeal, DealCommand, DealMachine, DealState, DealVerb};
use sales_process::lifecycle::handoff::{AnyHandoff, HandoffCommand, HandoffState};
use sales_process::lifecycle::lead::{AnyLead, LeadCommand, LeadState, LeadVerb};
use sales_process::lifecycle::{Entry, History, ReplayError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::samples::{
    act, deal_command, deal_in, deal_ready, lead_command, lead_in, lead_ready, main_pipeline,
};

/// Objects whose keys are ids.
const BY_ID: [&str; 5] = ["screened", "answers", "stages", "fields", "merges"];

/// The places of all objects of a form.
fn objects(value: &Value, here: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if !BY_ID.iter().any(|name| here.ends_with(name)) {
                found.push(here.to_owned());
            }
            for (name, inner) in fields {
                objects(inner, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                objects(inner, &format!("{here}/{n}"), found);
            }
        }
        _ => {}
    }
}

/// One member more, anywhere, and the form is refused.
#[track_caller]
pub(crate) fn check_refuses_more(
    form: &str,
    stored: &Value,
    is_read: impl Fn(&str, &Value) -> bool,
) {
    let mut places = Vec::new();
    objects(stored, "", &mut places);
    for place in places {
        let mut more = stored.clone();
        let object = more.pointer_mut(&place).unwrap().as_object_mut().unwrap();
        object.insert("colour".to_owned(), json!("red"));
        assert!(!is_read(form, &more), "`{place}` of {more} was read as {form}");
    }
}

#[track_caller]
fn check_closed<T: Serialize + DeserializeOwned>(form: &T) {
    let is_read = |_: &str, value: &Value| serde_json::from_value::<T>(value.clone()).is_ok();
    check_refuses_more(std::any::type_name::<T>(), &serde_json::to_value(form).unwrap(), is_read);
}

#[test]
fn no_stored_form_takes_what_it_does_not_know() {
    for &state in DealState::ALL {
        check_closed(&deal_in(state));
        for verb in deal_in(state).permitted() {
            check_closed(&deal_command(state, verb));
            let moved = deal_ready(state, verb).apply(
                &crate::samples::pipeline_for(verb),
                deal_command(state, verb),
                &act(),
            );
            let mut moved = moved.unwrap();
            check_closed(&moved.take_entries().next().unwrap());
            check_closed(&moved);
        }
    }
    for &state in LeadState::ALL {
        check_closed(&lead_in(state));
        for verb in lead_in(state).permitted() {
            check_closed(&lead_command(verb));
            let rules = crate::samples::Policies::new();
            let lead = lead_ready(state, verb).apply(rules.rules(), lead_command(verb), &act());
            let mut lead = lead.unwrap();
            check_closed(&lead.take_entries().next().unwrap());
            check_closed(&lead);
        }
    }
    for &state in CustomerState::ALL {
        let mut customer: AnyCustomer = crate::customer::in_state(state);
        check_closed(&customer);
        customer.take_entries().for_each(|entry| check_closed(&entry));
    }
    for &state in HandoffState::ALL {
        let mut handoff: AnyHandoff = crate::handoff::in_state(state);
        check_closed(&handoff);
        handoff.take_entries().for_each(|entry| check_closed(&entry));
    }
}

#[track_caller]
fn check_answer<T: DeserializeOwned + std::fmt::Debug>(json: &str, answer: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    assert!(error.starts_with(answer), "{error}");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    check_answer::<DealCommand>(
        r#"{"win": {"ammount": "1 GBP", "on": "2026-03-02"}}"#,
        "unknown field `ammount` (did you mean `amount`?), expected",
    );
    check_answer::<DealCommand>(
        r#"{"loose": {}}"#,
        "unknown variant `loose` (did you mean `lose`?)",
    );
    check_answer::<LeadCommand>(
        r#""qualifi""#,
        "unknown variant `qualifi` (did you mean `qualify`?)",
    );
    check_answer::<CustomerCommand>(
        r#"{"refer": {"led": "L-1"}}"#,
        "unknown field `led` (did you mean `lead`?)",
    );
    let stored = serde_json::to_string(&deal_in(DealState::Open)).unwrap();
    let wrong = stored.replace("\"record\"", "\"recrod\"");
    check_answer::<AnyDeal>(&wrong, "unknown field `recrod` (did you mean `record`?)");
    check_answer::<AnyLead>(
        &serde_json::to_string(&lead_in(LeadState::New))
            .unwrap()
            .replace("\"owner\"", "\"ownr\"")
            .replace("captured_at", "capturd_at"),
        "unknown field `capturd_at` (did you mean `captured_at`?)",
    );
}

#[test]
fn a_move_that_needs_nothing_is_its_name() {
    assert_eq!(serde_json::from_str::<DealCommand>(r#""resume""#).unwrap(), DealCommand::Resume {});
    assert_eq!(
        serde_json::from_str::<LeadCommand>(r#""qualify""#).unwrap(),
        LeadCommand::Qualify {}
    );
    assert_eq!(
        serde_json::from_str::<HandoffCommand>(r#""escalate""#).unwrap(),
        HandoffCommand::Escalate {}
    );
    for wrong in ["7", "null", "[]", "{}", r#"{"resume": {}, "hold": {}}"#] {
        check_answer::<DealCommand>(wrong, "expected one move of a deal");
    }
    let lacking = serde_json::from_str::<DealCommand>(r#""hold""#).unwrap_err().to_string();
    assert_eq!(lacking, "missing field `reason`");
    // A deal of new business need not say so.
    let new: sales_process::lifecycle::deal::NewDeal =
        serde_json::from_str(r#"{"id": "D-1", "customer": "acme", "owner": "anna"}"#).unwrap();
    assert_eq!(new.kind, sales_process::process::DealKind::NewBusiness);
}

/// Entries of a deal that was opened, paid and moved, with one change.
#[track_caller]
fn check_replay(change: impl FnOnce(&mut Vec<Entry<DealMachine>>), code: &str, why: &str) {
    let p = main_pipeline();
    let mut deal = AnyDeal::from(crate::samples::opened_at(&p, "sign"));
    for verb in [DealVerb::Pay, DealVerb::Satisfy, DealVerb::Advance] {
        deal = deal.apply(&p, deal_command(DealState::Open, verb), &act()).unwrap();
    }
    let mut entries: Vec<_> = deal.take_entries().collect();
    change(&mut entries);
    let error: ReplayError<DealMachine> =
        entries.into_iter().collect::<History<_>>().replay().unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), (code, why));
    let told = serde_json::to_value(&error).unwrap();
    assert_eq!((told["code"].as_str(), told["text"].as_str()), (Some(code), Some(why)));
}

#[test]
fn replay_is_as_strict_as_reading() {
    check_replay(
        |entries| entries[2].id = crate::samples::id("D-2"),
        "other_entity",
        "entry 3 belongs to the deal `D-2`, not to `D-1`",
    );
    check_replay(
        |entries| entries[3].at = crate::samples::instant("1999-01-01T00:00:00Z"),
        "time_order",
        "entry 4 was made at 1999-01-01 00:00:00 UTC, before the one before it, of 2026-03-02 12:00:00 UTC",
    );
    let paid = |amount: &str| {
        let amount = crate::samples::money(amount);
        DealCommand::Pay { amount, on: crate::samples::day("2026-03-02") }
    };
    check_replay(
        |entries| entries[1].command = paid("-999 GBP"),
        "unmet",
        "entry 2: the amount -999.00 GBP does not fit; expected more than zero",
    );
    check_replay(
        |entries| entries[1].command = paid("100 EUR"),
        "unmet",
        "entry 2: the amount and all payments must be in one currency: EUR cannot be put together with GBP; convert one of them first",
    );
    // What does not fit beside what was paid does not vanish either.
    check_replay(
        |entries| {
            entries[1].command = paid("999999999999999999 GBP");
            entries[2].command = paid("1 GBP");
        },
        "unmet",
        "entry 3: the payments are too much: the sum is out of range",
    );
    check_replay(
        |entries| {
            if let DealCommand::Open { revision, .. } = &mut entries[0].command {
                *revision = 0;
            }
        },
        "impossible",
        "entry 1: the revision of the pipeline is 0; expected 1 or more",
    );
    check_replay(
        |entries| {
            entries[3].command = DealCommand::TakeBack { reason: "x".into(), entry: Some(2) };
        },
        "unmet",
        "entry 4: there is no move to take back: none was made, or the last one was taken back",
    );
}

/// What only the server knows is taken from the rules and the act, whatever the
/// command says of it.
#[test]
fn a_command_does_not_say_what_the_server_knows() {
    use sales_process::lifecycle::deal::Given;
    use sales_process::lifecycle::handoff::{HandoffRules, Load};
    let p = main_pipeline();
    // In which role somebody acts is no matter of the command.
    let mut given = Given::new(crate::samples::id("signed"), "both signed");
    given.role = Some(crate::samples::id("head_of_sales"));
    let satisfy = DealCommand::Satisfy(given.of(crate::samples::id("sign")));
    let mut deal = deal_in(DealState::Open).apply(&p, satisfy, &act()).unwrap();
    let entry = deal.take_entries().next_back().unwrap();
    let DealCommand::Satisfy(given) = entry.command else { panic!("{:?}", entry.command) };
    assert_eq!(given.role, None);
    // How much the farmer holds is counted by the server.
    let policy = sales_process::process::HandoffPolicy::new();
    let offered = || crate::handoff::in_state(HandoffState::Offered);
    let fred = sales_process::lifecycle::Act::new(offered().last_at(), crate::samples::id("fred"));
    let mine = Load { open: 0, capacity: None };
    let accept = || HandoffCommand::Accept { load: Some(mine) };
    let rules = HandoffRules::from(&policy);
    let refused = offered().apply(rules, accept(), &fred).unwrap_err();
    assert!(refused.to_string().contains("it is not known how many"), "{refused}");
    let counted = Load { open: 39, capacity: Some(40) };
    let mut accepted = offered().apply(rules.load(counted), accept(), &fred).unwrap();
    let entry = accepted.take_entries().next_back().unwrap();
    assert_eq!(entry.command, HandoffCommand::Accept { load: Some(counted) });
    // Which criteria a lead fails, the filter says.
    let policies = crate::samples::Policies::new();
    let LeadCommand::Disqualify { reason, .. } = lead_command(LeadVerb::Disqualify) else {
        panic!("a command of its own move")
    };
    let failed = vec![crate::samples::id("none_of_them")];
    let forged = LeadCommand::Disqualify { reason, failed };
    let mut lead = lead_in(LeadState::New).apply(policies.rules(), forged, &act()).unwrap();
    let entry = lead.take_entries().next_back().unwrap();
    let LeadCommand::Disqualify { failed, .. } = entry.command else { panic!("{entry:?}") };
    assert!(failed.iter().all(|criterion| *criterion != "none_of_them"), "{failed:?}");
}

/// An erasure raises the version and leaves no free text, in any state.
#[test]
fn nothing_free_is_left_after_an_erasure() {
    let p = main_pipeline();
    for &state in DealState::ALL {
        let deal = deal_in(state).apply(&p, DealCommand::Erase {}, &act()).unwrap();
        assert_eq!(deal.version(), deal_in(state).version() + 1);
    }
    // Sources and reasons that are from no list are the user's own words.
    let rules = sales_process::lifecycle::lead::LeadRules::default();
    let lead = lead_in(LeadState::Working);
    let reason = sales_process::lifecycle::Reason::new("Ann left the company");
    let drop = LeadCommand::Disqualify { reason, failed: Vec::new() };
    let mut lead = lead.apply(rules, drop, &act()).unwrap();
    let mut entry = lead.take_entries().next().unwrap();
    lead = lead.apply(rules, LeadCommand::Erase {}, &act()).unwrap();
    entry.redact();
    for text in [serde_json::to_string(&lead).unwrap(), serde_json::to_string(&entry).unwrap()] {
        assert!(!text.contains("Ann") && !text.contains("web"), "{text}");
    }
    // One from a list is no personal data.
    let listed = lead_command(LeadVerb::Disqualify);
    let rules = crate::samples::Policies::new();
    let lead = lead_in(LeadState::Working).apply(rules.rules(), listed, &act()).unwrap();
    let lead = lead.apply(rules.rules(), LeadCommand::Erase {}, &act()).unwrap();
    assert!(serde_json::to_string(&lead).unwrap().contains("\"code\":\"other\""));
}
