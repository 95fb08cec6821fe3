//! The `handoff` command on real orders, against the naive evaluation
//! of every rule for every customer.
//!
//! The bundled parts of the data sets are always there. Where
//! `SALES_PROCESS_DATA` names a folder with the whole of them
//! (`cdnow/orders.csv`, `grocery/orders.csv`), those are read too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use sales_process::order::csv;
use sales_process::policy::Rule;
use sales_process::{Order, SalesProcess, UtcOffset};

use crate::commands::{Ran, file, run};

fn report(args: &[&str]) -> Ran {
    run("handoff", args)
}

fn scratch(name: &str, text: &str) -> String {
    file(name, text).to_str().unwrap().to_owned()
}

/// Every kind of rule, alone and put together, for regular status and handoff.
const PROCESSES: [(&str, &str, &str, &str); 8] = [
    ("orders", "+00:00", r#"{"orders":{"at_least":3}}"#, r#"{"orders":{"at_least":2}}"#),
    (
        "volume",
        "+00:00",
        r#"{"volume":{"at_least":"100.00 USD"}}"#,
        r#"{"bought":{"any_of":["CD","1029743","995242","1082185"]}}"#,
    ),
    (
        "smallest",
        "+00:00",
        r#"{"smallest_order":{"at_least":"10.00 USD","months":3}}"#,
        r#"{"smallest_order":{"at_least":"25.50 USD","months":1}}"#,
    ),
    (
        "monthly",
        "+00:00",
        r#"{"monthly_volume":{"at_least":"10.00 USD","months":2}}"#,
        r#"{"monthly_volume":{"at_least":"0.00 USD","months":3}}"#,
    ),
    (
        "offset",
        "-05:30",
        r#"{"monthly_volume":{"at_least":"40.00 USD","months":1}}"#,
        r#"{"not":{"monthly_volume":{"at_least":"5.00 USD","months":1}}}"#,
    ),
    ("tenure", "+02:00", r#"{"tenure":{"months":6}}"#, r#"{"not":{"tenure":{"months":1}}}"#),
    (
        "any",
        "+00:00",
        r#"{"any":[{"orders":{"at_least":5}},{"volume":{"at_least":"150.00 USD"}},{"smallest_order":{"at_least":"30.00 USD","months":3}}]}"#,
        r#"{"all":[{"orders":{"at_least":2}},{"tenure":{"months":3}},{"not":{"volume":{"at_least":"500.00 USD"}}}]}"#,
    ),
    (
        "at_least",
        "+14:00",
        r#"{"at_least":{"count":2,"of":[{"orders":{"at_least":2}},{"monthly_volume":{"at_least":"20.00 USD","months":2}},{"tenure":{"months":12}},{"smallest_order":{"at_least":"12.00 USD","months":2}}]}}"#,
        r#"{"all":[{"tenure":{"months":2}},{"not":{"smallest_order":{"at_least":"15.00 USD","months":2}}}]}"#,
    ),
];

fn data_files() -> Vec<PathBuf> {
    let bundled = crate::commands::root().join("examples/data");
    let mut files = vec![bundled.join("cdnow.csv"), bundled.join("grocery.csv")];
    if let Some(folder) = std::env::var_os("SALES_PROCESS_DATA") {
        for name in ["cdnow", "grocery"] {
            files.push(Path::new(&folder).join(name).join("orders.csv"));
        }
    }
    files
}

/// The report as it should be, one customer and one rule at a time.
fn naive_report(orders: &[Order], process: &SalesProcess, as_of: DateTime<Utc>) -> String {
    let mut customers: BTreeMap<&str, Vec<&Order>> = BTreeMap::new();
    for order in orders {
        customers.entry(order.customer().as_str()).or_default().push(order);
    }
    let mut report = String::from("customer_id,regular_since,handoff_due_at\n");
    for (id, orders) in customers {
        let due = |rule: Option<&Rule>, offset: UtcOffset| {
            let verdict = rule.unwrap().evaluate(orders.iter().copied(), as_of, offset).unwrap();
            let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            verdict.due_at.map_or_else(String::new, text)
        };
        let offset = process.as_draft().utc_offset;
        let regular = due(process.regular_rule(), offset);
        let handoff = due(process.handoff_rule(), offset);
        report.push_str(&format!("{id},{regular},{handoff}\n"));
    }
    report
}

#[test]
fn the_report_is_what_a_naive_evaluation_gives() {
    let mut due = 0;
    for file in data_files() {
        let orders = csv::read(std::fs::read(&file).unwrap().as_slice()).unwrap();
        let (first, last) = (orders[0].placed_at(), orders[orders.len() - 1].placed_at());
        for (name, offset, regular, handoff) in PROCESSES {
            let json = format!(
                r#"{{"format":"sales-process/1","id":"p","name":"P","utc_offset":"{offset}","regular_when":{regular},"handoff":{{"when":{handoff}}}}}"#
            );
            let process = SalesProcess::from_json(&json).unwrap();
            let path = scratch(&format!("handoff-{name}.json"), &json);
            for as_of in [last, first + (last - first) / 2] {
                let instant = as_of.to_rfc3339_opts(SecondsFormat::AutoSi, true);
                let ran = report(&[file.to_str().unwrap(), &path, "--as-of", &instant]);
                assert_eq!(ran.code, 0, "{}", ran.stderr);
                let expected = naive_report(&orders, &process, as_of);
                assert!(ran.stdout == expected, "{name} on {} at {instant}", file.display());
                due += expected.lines().filter(|line| !line.ends_with(',')).count();
            }
        }
    }
    assert!(due > 100, "the rules hardly ever hold: {due}");
}

#[test]
fn the_last_instant_of_the_file_is_asked_about_unless_another_is_given() {
    let orders = scratch(
        "handoff-orders.csv",
        "order_id,customer_id,placed_at,product_id,amount,currency\n\
         O1,b,2026-01-31T10:00:00Z,P,10.00,GBP\n\
         O2,b,2026-03-01T00:00:00Z,P,10.00,GBP\n\
         O3,a,2026-02-01T00:00:00Z,P,10.00,GBP\n",
    );
    let process = scratch(
        "handoff-tenure.json",
        r#"{"format":"sales-process/1","id":"p","name":"P","regular_when":{"tenure":{"months":1}},"handoff":{"checklist":[]}}"#,
    );
    let ran = report(&[&orders, &process]);
    assert_eq!(
        ran.stdout,
        "customer_id,regular_since,handoff_due_at\n\
         a,2026-03-01T00:00:00Z,2026-03-01T00:00:00Z\n\
         b,2026-02-28T10:00:00Z,2026-02-28T10:00:00Z\n"
    );
    assert_eq!(
        ran.stderr,
        "2 customers, 3 orders as of 2026-03-01T00:00:00Z: 2 regular, 2 due for handoff\n"
    );
    let ran = report(&[&orders, &process, "--as-of", "2026-02-10"]);
    assert_eq!(ran.stdout, "customer_id,regular_since,handoff_due_at\na,,\nb,,\n");

    // The order is placed at its first row; the file goes on to its second.
    let orders = scratch(
        "handoff-late-row.csv",
        "order_id,customer_id,placed_at,product_id,amount,currency\n\
         O1,a,2026-03-05T00:00:00Z,P,10.00,GBP\n\
         O1,a,2026-01-31T10:00:00Z,P,10.00,GBP\n",
    );
    let ran = report(&[&orders, &process]);
    assert_eq!(
        ran.stdout,
        "customer_id,regular_since,handoff_due_at\na,2026-02-28T10:00:00Z,2026-02-28T10:00:00Z\n"
    );
    assert_eq!(
        ran.stderr,
        "1 customers, 1 orders as of 2026-03-05T00:00:00Z: 1 regular, 1 due for handoff\n"
    );
}

#[track_caller]
fn check_refused(orders: &str, process: &str, args: &[&str], message: &str) {
    let orders = scratch("handoff-bad-orders.csv", orders);
    let process = scratch("handoff-bad-process.json", process);
    let mut all = vec![orders.as_str(), process.as_str()];
    all.extend(args);
    let ran = report(&all);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let said = ran.stderr.replace(&orders, "ORDERS").replace(&process, "PROCESS");
    assert_eq!(said.trim_end(), message);
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_printed() {
    const HEAD: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n";
    const GOOD: &str = r#"{"format":"sales-process/1","id":"p","name":"P","regular_when":{"volume":{"at_least":"1.00 GBP"}}}"#;
    check_refused(
        &format!("{HEAD}O1,a,yesterday,P,1.00,GBP\n"),
        GOOD,
        &[],
        "ORDERS: line 2: `yesterday` is not an instant in `placed_at`; expected one such as `2026-03-01T10:00:00Z`, or a date",
    );
    check_refused(
        &format!(
            "{HEAD}O0,a,2026-01-01T00:00:00Z,P,1.00,GBP\nO1,a,2026-01-02T00:00:00Z,P,1.00,USD\n"
        ),
        GOOD,
        &[],
        "ORDERS: line 3: order `O1` does not fit `regular_when` of PROCESS: an order is in USD and the rule in GBP; convert it first",
    );
    check_refused(
        "order_id,customer_id,placed_at,product_id,amount,currency\r\n\r\nO1,a,2026-01-02T00:00:00Z,P,1.00,USD\r\n",
        GOOD,
        &[],
        "ORDERS: line 3: order `O1` does not fit `regular_when` of PROCESS: an order is in USD and the rule in GBP; convert it first",
    );
    check_refused(
        HEAD,
        r#"{"format":"sales-process/2","id":"p","name":"P"}"#,
        &[],
        "PROCESS: line 1: the format `sales-process/2` is not known here; expected `sales-process/1`",
    );
    let ran = report(&["no-such-file.csv", "no-such-file.json"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with("no-such-file.json: "), "{}", ran.stderr);
}

#[test]
fn a_file_without_orders_is_said() {
    let orders =
        scratch("handoff-none.csv", "order_id,customer_id,placed_at,product_id,amount,currency\n");
    let process =
        scratch("handoff-none.json", r#"{"format":"sales-process/1","id":"p","name":"P"}"#);
    let ran = report(&[&orders, &process]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.ends_with("there are no orders in the file\n"), "{}", ran.stderr);
}
