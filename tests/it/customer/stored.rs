//! What is stored of a customer, and what is refused when it is read.

use insta::assert_snapshot;
use sales_process::lifecycle::customer::{
    AnyCustomer, CustomerCommand as Do, CustomerMachine, CustomerState as S, CustomerVerb as V,
    RiskReason,
};
use sales_process::lifecycle::{Entry, History, ReplayError};
use serde_json::json;

use super::{at_risk, call, day, full, in_state, lapsed, now, rules};
use crate::laws::{check_stored, refusal_of};

#[test]
fn replay_refuses_what_did_not_happen() {
    let mut customer = at_risk();
    let entries: Vec<_> = customer.take_entries().collect();
    let replay = |change: &dyn Fn(&mut Vec<Entry<CustomerMachine>>)| {
        let mut entries = entries.clone();
        change(&mut entries);
        History::from_iter(entries).replay().map_err(|error: ReplayError<_>| error.to_string())
    };
    assert_eq!(replay(&|_| {}).unwrap(), customer.clone().into());
    assert_snapshot!(replay(&|e| e.clear()).unwrap_err(), @"the history of the customer is empty; its first entry creates it");
    assert_snapshot!(replay(&|e| drop(e.remove(0))).unwrap_err(), @"entry 2 stands where entry 1 belongs; one is missing or out of order");
    assert_snapshot!(replay(&|e| drop(e.remove(2))).unwrap_err(), @"entry 4 stands where entry 3 belongs; one is missing or out of order");
    assert_snapshot!(replay(&|e| e[3].from = Some(S::New)).unwrap_err(), @"entry 4 starts from new, but the customer is in regular");
    assert_snapshot!(replay(&|e| e[3].to = S::Lapsed).unwrap_err(), @"entry 4: a customer has no such move from regular to lapsed");
    assert_snapshot!(replay(&|e| e[1].command = e[0].command.clone()).unwrap_err(), @"entry 2: a customer is created by its first entry and only by it");
}

#[test]
fn the_stored_customer() {
    let customer = lapsed()
        .change_owner("fred".parse().unwrap(), day("2026-07-01"), &now())
        .and_then(|c| c.set_renewal(Some(day("2027-01-10")), &now()))
        .and_then(|c| c.refer("L-9".parse().unwrap(), &now()))
        .and_then(|c| c.interact(call("are they coming back"), &now()))
        .unwrap();
    assert_eq!(customer.record().renewal(), Some(day("2027-01-10")));
    assert_snapshot!(serde_json::to_string_pretty(&AnyCustomer::from(customer)).unwrap(), @r#"
    {
      "format": "sales-process.customer/1",
      "version": 9,
      "last_at": "2026-06-01T12:00:00Z",
      "state": {
        "lapsed": {
          "reason": "moved away"
        }
      },
      "record": {
        "id": "acme",
        "owners": [
          {
            "from": "2026-01-01",
            "owner": "anna"
          },
          {
            "from": "2026-07-01",
            "owner": "fred"
          }
        ],
        "registered_at": "2026-01-01T12:00:00Z",
        "since": "2026-04-01T12:00:00Z",
        "orders": 1,
        "first_order_at": "2026-01-10T12:00:00Z",
        "last_order_at": "2026-01-10T12:00:00Z",
        "last_recorded": {
          "at": "2026-01-10T12:00:00Z",
          "id": "O-1"
        },
        "regular_since": "2026-01-10T12:00:00Z",
        "last_contact": "2026-06-01T12:00:00Z",
        "order_missed": true,
        "renewal": "2027-01-10",
        "referred": [
          "L-9"
        ]
      }
    }
    "#);
    let mut back = in_state(S::Lapsed).apply(rules(), full(V::WinBack), &now()).unwrap();
    let entry = back.take_entries().next_back().unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&entry).unwrap(), @r#"
    {
      "format": "sales-process.customer-entry/1",
      "id": "acme",
      "version": 7,
      "at": "2026-06-01T12:00:00Z",
      "by": "anna",
      "from": "lapsed",
      "to": "new",
      "command": {
        "win_back": {
          "order": {
            "id": "O-2",
            "customer": "acme",
            "placed_at": "2026-04-15T12:00:00Z",
            "total": "80.00 GBP"
          },
          "verdict": {
            "holds": false
          }
        }
      }
    }
    "#);
    for verb in V::ALL {
        check_stored(&full(*verb));
    }
    check_stored(&Do::AtRisk { reason: RiskReason::NoContact });
    check_stored(&Do::Recover(call("x").into()));
}

#[test]
fn what_cannot_be_is_refused_when_read() {
    let refusal = |pointer: &str, new| refusal_of(&in_state(S::Regular), pointer, new);
    assert_snapshot!(refusal("/format", json!("sales-process.customer/2")), @"the format `sales-process.customer/2` is not known; expected `sales-process.customer/1`");
    assert_snapshot!(refusal("/version", json!(0)), @"the version 0 is out of range; expected the number of entries, from 1");
    assert_snapshot!(refusal("/colour", json!("red")), @"unknown field `colour`, expected one of `format`, `version`, `last_at`, `state`, `record`");
    assert_snapshot!(refusal("/state", json!({"asleep": {}})), @"unknown variant `asleep`, expected one of `prospect`, `new`, `regular`, `at_risk`, `lapsed`, `closed`, `merged`");
    assert_snapshot!(refusal("/state", json!({"prospect": {}})), @"the customer is a prospect, but has ordered");
    assert_snapshot!(refusal("/state", json!({"new": {}})), @"the customer is new, but regular as well");
    assert_snapshot!(refusal("/record/regular_since", json!(null)), @"the customer is regular, but not since when");
    assert_snapshot!(refusal("/record/orders", json!(0)), @"the number of orders and the first and last of them do not fit");
    assert_snapshot!(refusal("/record/first_order_at", json!("2027-01-01T00:00:00Z")), @"the number of orders and the first and last of them do not fit");
    assert_snapshot!(refusal("/record/owners", json!([])), @"there is no owner; expected one at least");
    assert_snapshot!(refusal("/record/referred", json!(["L-1", "L-1"])), @"the leads referred are not sorted, or one is there twice");
    let twice = json!([{"from": "2026-01-01", "owner": "a"}, {"from": "2026-01-01", "owner": "b"}]);
    assert_snapshot!(refusal("/record/owners", twice), @"the owners are not in the order of their first days");
    let itself = json!({"merged": {"into": "acme"}});
    assert_snapshot!(refusal_of(&in_state(S::Merged), "/state", itself), @"the customer is merged into itself");
    let never = json!({"lapsed": {"reason": "x"}});
    assert_snapshot!(refusal_of(&in_state(S::Prospect), "/state", never), @"the customer is lapsed, but has not ordered");

    let entry = in_state(S::New).take_entries().next_back().unwrap();
    assert_snapshot!(refusal_of(&entry, "/format", json!("sales-process.deal-entry/1")), @"the format `sales-process.deal-entry/1` is not known; expected `sales-process.customer-entry/1`");
    assert_snapshot!(refusal_of(&entry, "/to", json!("asleep")), @"unknown variant `asleep`, expected one of `prospect`, `new`, `regular`, `at_risk`, `lapsed`, `closed`, `merged`");
    assert_snapshot!(refusal_of(&entry, "/command", json!({"lapse": {"why": "x"}})), @"unknown field `why`, expected `reason`");
}

#[test]
fn a_stored_version_cannot_overflow() {
    let mut json = serde_json::to_value(in_state(S::New)).unwrap();
    json["version"] = json!(u32::MAX - 1);
    let last: AnyCustomer = serde_json::from_value(json).unwrap();
    let refused = last.apply(rules(), full(V::Refer), &now()).unwrap_err();
    assert!(refused.refusal().is_full());
}
