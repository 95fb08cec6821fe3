//! What the services answer, as another program gets it: JSON.

use chrono::NaiveDate;
use sales_process::lifecycle::Act;
use sales_process::lifecycle::customer::status::{CustomerCase, StatusReview};
use sales_process::lifecycle::customer::{AnyCustomer, Customer, CustomerRules, NewCustomer};
use sales_process::lifecycle::handoff::credited;
use sales_process::lifecycle::handoff::desk::{Desk, HandoffCase};
use sales_process::lifecycle::succession::{Holdings, Succession};
use sales_process::loyalty::{Cadence, CadenceOptions, Candidate, Rhythm, worklist};
use sales_process::policy::Rule;
use sales_process::policy::assignment::{Needs, Person};
use sales_process::process::{HandoffPolicy, RoleKind};
use sales_process::{Line, Months, Order, UtcOffset};
use serde::Serialize;

use crate::samples::{day, id};

#[track_caller]
fn check(answer: &impl Serialize, expected: &str) {
    assert_eq!(serde_json::to_string(answer).unwrap(), expected);
}

/// Of a first day and the gaps after it.
fn cadence(first: &str, gaps: &[u64]) -> Cadence {
    let first: NaiveDate = day(first);
    let days = gaps.iter().scan(first, |day, gap| {
        *day = *day + chrono::Days::new(*gap);
        Some(*day)
    });
    Rhythm::of([first].into_iter().chain(days)).cadence(&CadenceOptions::default())
}

fn on(day: &str) -> Act {
    Act::new(format!("{day}T12:00:00Z").parse().unwrap(), id("hanna"))
}

fn orders() -> [Order; 2] {
    ["2026-01-05", "2026-02-20"].map(|day| {
        let lines = vec![Line::new(id("P-7"), "80.00 GBP".parse().unwrap())];
        Order::new(id(&format!("O-{day}")), id("acme"), on(day).at(), lines).unwrap()
    })
}

fn acme() -> AnyCustomer {
    let new = NewCustomer::new(id("acme"), id("hanna"));
    let customer = Customer::register(new, &on("2026-01-02"));
    let [first, second] = orders();
    let customer = customer.first_order(&first, &on("2026-01-05")).unwrap();
    customer.record_order(&second, &on("2026-02-20")).unwrap().into()
}

#[test]
fn cadences_and_the_worklist() {
    let weekly = cadence("2026-02-09", &[7; 6]);
    let (acme, fred) = (id("acme"), id("fred"));
    let candidate = Candidate::new(&acme, &weekly, "80.00 GBP".parse().unwrap()).owned_by(&fred);
    check(
        &worklist([candidate], day("2026-04-02")).unwrap(),
        r#"[{"customer":"acme","product":null,"owner":"fred","demand":{"typical":7.0,"spread":0.0,"gaps":6,"p_value":5.6141934590435464e-6,"due":{"earliest":"2026-03-29","typical":"2026-03-30","latest":"2026-03-31","coverage":0.99}},"timing":"overdue","overdue_days":3,"outlook":null,"worth":"80.00 GBP","text":"`fred`: contact `acme`, who orders every 7 days and was due on 2026-03-30, 3 days ago; worth 80.00 GBP"}]"#,
    );
    check(&cadence("2026-03-02", &[]), r#"{"not_enough_history":{"order_days":1,"needed":7}}"#);
    let irregular = cadence("2026-03-02", &[1, 20, 61, 3, 40, 9]);
    let irregular = serde_json::to_string(&irregular).unwrap();
    assert!(irregular.starts_with(r#"{"irregular":{"typical":14.5,"p_value":0."#), "{irregular}");
}

#[test]
fn verdicts() {
    let rule = Rule::any([
        Rule::orders(3).unwrap(),
        Rule::bought([id("P-7")]).unwrap(),
        Rule::tenure(Months::new(6).unwrap()),
    ]);
    let verdict = rule.unwrap().evaluate(&orders(), on("2026-03-01").at(), UtcOffset::UTC);
    check(
        &verdict.unwrap(),
        r#"{"due_at":"2026-01-05T12:00:00Z","holds":true,"reasons":[{"depth":0,"holds":true,"progress":{"code":"any","params":{"hold":1,"of":3},"text":"1 of 3 hold; one needed"}},{"depth":1,"holds":false,"progress":{"code":"orders","params":{"have":2,"need":3},"text":"2 of 3 orders; 1 more needed"}},{"depth":1,"holds":true,"progress":{"code":"bought","params":{"any_of":["P-7"],"first":["2026-01-05T12:00:00Z","P-7"]},"text":"bought `P-7` at 2026-01-05T12:00:00Z"}},{"depth":1,"holds":false,"progress":{"code":"tenure","params":{"months":6,"since":"2026-01-05T12:00:00Z","until":"2026-07-05T12:00:00Z"},"text":"first order at 2026-01-05T12:00:00Z; 6 months since then at 2026-07-05T12:00:00Z"}}],"text":"due since 2026-01-05T12:00:00Z\n+ 1 of 3 hold; one needed\n  - 2 of 3 orders; 1 more needed\n  + bought `P-7` at 2026-01-05T12:00:00Z\n  - first order at 2026-01-05T12:00:00Z; 6 months since then at 2026-07-05T12:00:00Z"}"#,
    );
}

#[test]
fn readiness_and_the_agenda() {
    let policy = HandoffPolicy::new();
    let desk = Desk::new(&policy);
    let (customer, at) = (acme(), on("2026-03-01").at());
    let verdict = Rule::orders(2).unwrap().evaluate(&orders(), at, UtcOffset::UTC).unwrap();
    let case = HandoffCase { customer: &customer, verdict: &verdict };
    check(
        &desk.look(case, at),
        r#"{"code":"due","params":{"hunter":"hanna","due_at":"2026-02-20T12:00:00Z","why":"2 orders; 2 needed"},"text":"due since 2026-02-20 from `hanna` by 2 orders; 2 needed"}"#,
    );
    check(
        &desk.agenda(&[case], [], at),
        r#"[{"customer":"acme","handoff":null,"due_at":"2026-02-20T12:00:00Z","whose":{"person":"hanna"},"duty":{"code":"open","params":{"why":"2 orders; 2 needed"}},"text":"`hanna`: begin the handoff of `acme`; due since 2026-02-20 by 2 orders; 2 needed"}]"#,
    );
}

#[test]
fn changes_and_alerts() {
    let at = on("2026-05-01").at();
    let verdict = Rule::orders(2).unwrap().evaluate(&orders(), at, UtcOffset::UTC).unwrap();
    let case = CustomerCase::new(acme()).regular(&verdict).order_due_by(Some(day("2026-04-10")));
    let reviewed = StatusReview::new(CustomerRules::default()).run([case], &on("2026-05-01"));
    check(
        &reviewed.changed[0].changes,
        r#"[{"code":"regular","params":{"due_at":"2026-02-20T12:00:00Z"},"text":"regular by the policy since 2026-02-20"},{"code":"order_overdue","params":{"due_by":"2026-04-10"},"text":"the next order was due by 2026-04-10"}]"#,
    );
    check(
        &reviewed.alerts,
        r#"[{"customer":"acme","owner":"hanna","reasons":[{"code":"at_risk","params":{"reason":{"order_overdue":{"due_by":"2026-04-10"}},"since":"2026-05-01T12:00:00Z"},"text":"at risk since 2026-05-01, as the next order was due by 2026-04-10"},{"code":"with_hunter","params":{"regular_since":"2026-02-20T12:00:00Z"},"text":"regular since 2026-02-20, and still with a hunter"}],"text":"`acme` of `hanna`: at risk since 2026-05-01, as the next order was due by 2026-04-10; regular since 2026-02-20, and still with a hunter"}]"#,
    );
    let customers: Vec<AnyCustomer> = reviewed.into_customers().collect();
    assert_eq!(customers[0].state().to_string(), "at_risk");
}

#[test]
fn plans_tenures_and_shares() {
    let holdings = Holdings { customers: vec![acme()], ..Holdings::default() };
    let people =
        [Person::new(id("hanna"), RoleKind::Hunter), Person::new(id("fred"), RoleKind::Farmer)];
    let succession = Succession::new(id("hanna"), day("2026-04-01"), &people);
    let plan = succession.plan(&holdings, |_| Needs::new(RoleKind::Farmer));
    check(
        &plan,
        r#"{"leaver":"hanna","from":"2026-04-01","steps":[{"item":{"code":"customer","params":{"customer":"acme","itself":true,"deals":[]}},"to":{"chosen":["fred",{"code":"least_loaded","params":{"load":0,"capacity":null,"of":1},"text":"the least loaded of 1 with 0"}],"passed_over":[{"person":"hanna","reasons":[{"code":"excepted","text":"is not to take it"},{"code":"role","params":{"has":"hunter","needed":"farmer"},"text":"is a hunter, and a farmer is needed"}]}],"turn":{},"text":"`fred`, the least loaded of 1 with 0\n  not `hanna`: is not to take it, is a hunter, and a farmer is needed"},"text":"the customer `acme`: `fred`, the least loaded of 1 with 0"}],"turn":{}}"#,
    );
    let applied = plan.apply(holdings, |_| id("H-1"), &on("2026-03-02")).unwrap();
    let record = applied.holdings.customers[0].record();
    check(
        &record.tenures().collect::<Vec<_>>(),
        r#"[{"owner":"hanna","from":"2026-01-02","until":"2026-04-01"},{"owner":"fred","from":"2026-04-01","until":null}]"#,
    );
    check(
        &credited(record, &[], "5.00 GBP".parse().unwrap(), day("2026-04-01")),
        r#"[{"person":"fred","amount":"5.00 GBP"}]"#,
    );
}
