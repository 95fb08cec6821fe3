//! What is stored of a handoff, and what is refused when it is read.

use insta::assert_snapshot;
use sales_process::lifecycle::handoff::{
    HandoffCommand as Do, HandoffState as S, HandoffVerb as V, Package,
};
use serde_json::json;

use super::{full, in_state, load, now, offered, offered_with, package, person, policy};
use crate::laws::{check_stored, refusal_of};

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
    assert_eq!(in_state(S::Due).record().offers(), 0);
    assert_eq!(in_state(S::Offered).record().offers(), 1);
    assert_snapshot!(serde_json::to_string(&in_state(S::Completed)).unwrap(), @r#"{"format":"sales-process.handoff/1","version":4,"last_at":"2026-03-05T12:00:00Z","state":{"completed":{"farmer":"fred","package":{"people":"Ms Li decides","promises":"none","open_issues":"an invoice","goals":"a second site","provided":["contacts","terms"]},"introduction":"lunch with Ms Li","from":"2026-04-01","credit":{"hunter_percent":30,"until":"2026-07-01"}}},"record":{"id":"H-1","customer":"acme","hunter":"hanna","due_at":"2026-02-28T12:00:00Z","why":"3 of 3 orders","offers":1,"since":"2026-03-05T12:00:00Z"}}"#);
    let bare = Package { provided: Vec::new(), ..package() };
    let boss = now().overriding(person("boss"), "the customer cannot wait");
    let mut done = offered_with(bare).accept(&policy(), load(7, 5), &boss).unwrap();
    let entry = done.take_entries().next_back().unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&entry).unwrap(), @r#"
    {
      "format": "sales-process.handoff-entry/1",
      "id": "H-1",
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
    assert_snapshot!(refusal("/record/colour", json!("red")), @"unknown field `colour`, expected one of `id`, `customer`, `hunter`, `due_at`, `why`, `offers`, `since`, `adopted_at`, `external_id`");
    assert_snapshot!(refusal("/state", json!({"due": {}})), @"the handoff is due, but was offered");
    assert_snapshot!(refusal("/state/accepted/farmer", json!(" ")), @"an id is blank; give it at least one visible character");
    let entry = in_state(S::Due).take_entries().next_back().unwrap();
    assert_snapshot!(refusal_of(&entry, "/format", json!("sales-process.handoff/1")), @"the format `sales-process.handoff/1` is not known; expected `sales-process.handoff-entry/1`");
    assert_snapshot!(refusal_of(&entry, "/command", json!({"cancel": {}})), @"missing field `reason`");
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
