//! Files as spreadsheets and people make them, read by every command that reads
//! tables.

use std::sync::OnceLock;

use serde_json::Value;

use crate::commands::{self, Ran, root, run, run_with_input};

fn case(name: &str) -> String {
    root().join("tests/it/data/cases").join(name).to_str().unwrap().to_owned()
}

fn file(name: &str, content: &[u8]) -> String {
    commands::file(name, content).to_str().unwrap().to_owned()
}

fn process() -> String {
    let json = r#"{"format":"sales-process/1","id":"x","name":"X","regular_when":{"orders":{"at_least":2}}}"#;
    static FILE: OnceLock<String> = OnceLock::new();
    FILE.get_or_init(|| file("tables-process.json", json.as_bytes())).clone()
}

fn handoff(args: &[&str]) -> Ran {
    let (first, rest) = args.split_first().unwrap();
    let process = process();
    run("handoff", [*first, process.as_str()].iter().chain(rest))
}

#[track_caller]
fn check_regular(file: &str, args: &[&str], since: &str) {
    let ran = handoff(&[&[file], args].concat());
    let expected = format!("customer_id,regular_since,handoff_due_at\nkora,{since},\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, expected.as_str()), "{}", ran.stderr);
    let repeat = run("repeat", [&[file, "--as-of", "2026-03-01"], args].concat());
    assert!(repeat.stdout.contains("\nkora,"), "{}{}", repeat.stdout, repeat.stderr);
}

#[track_caller]
fn check_refused(ran: &Ran, words: &str) {
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
}

#[test]
fn delimiters_marks_and_empty_places() {
    check_regular(&case("delimiters/semicolon.csv"), &[], "2026-02-05T10:00:00Z");
    for name in ["delimiters/emptyrow.csv", "delimiters/trailcomma.csv", "delimiters/sepline.csv"] {
        check_regular(&case(name), &[], "");
    }
    check_regular(&case("byte-order-marks/bom-concat.csv"), &[], "2026-02-05T10:00:00Z");
    check_regular(&case("byte-order-marks/bom-concat-order.csv"), &[], "");
    check_regular(&case("invisible-ids/nbsp.csv"), &[], "2026-02-05T10:00:00Z");
    check_regular(&case("invisible-ids/space-end.csv"), &[], "2026-02-05T10:00:00Z");
    let ran = handoff(&[&case("invisible-ids/zwsp.csv")]);
    check_refused(&ran, "line 3: `customer_id`:");
    assert!(ran.stderr.contains("200B"), "{}", ran.stderr);
}

#[test]
fn columns_dates_decimals_zones_and_encodings_by_option() {
    let text = "Счёт;Клиент;Дата;Товар;Сумма;Валюта\n1;kora;05.01.2026;P1;1.234,50;EUR\n2;kora;05.02.2026;P1;2,00;EUR\n";
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'ё' => 0xB8,
            'А'..='я' => (c as u32 - 'А' as u32 + 0xC0) as u8,
            c => c as u8,
        })
        .collect();
    let path = file("tables-1251.csv", &bytes);
    let args = [
        "--encoding",
        "windows-1251",
        "--map",
        "order_id=Счёт",
        "--map",
        "customer_id=Клиент",
        "--map",
        "placed_at=Дата",
        "--map",
        "product_id=Товар",
        "--map",
        "amount=Сумма",
        "--map",
        "currency=Валюта",
        "--date-format",
        "%d.%m.%Y",
        "--decimal",
        "comma",
        "--zone",
        "Europe/Berlin",
    ];
    check_regular(&path, &args, "2026-02-04T23:00:00Z");
    let without: Vec<&str> = args[2..].to_vec();
    check_refused(&handoff(&[&[path.as_str()], &without[..]].concat()), "--encoding windows-1251");
    let ran = handoff(&[&[path.as_str()], &["--map", "order=x"][..]].concat());
    check_refused(&ran, "`order` is not a column");
}

#[test]
fn the_standard_input_is_read_once() {
    let text = std::fs::read(case("delimiters/semicolon.csv")).unwrap();
    let ran = run_with_input("handoff", ["-", &process()], &text);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.ends_with("kora,2026-02-05T10:00:00Z,\n"));
}

#[test]
fn orders_that_are_broken_are_set_aside_whole() {
    let orders = case("half-an-order/c3/orders.csv");
    check_refused(&handoff(&[&orders]), "line 2: `1,234.50` is not clear in `amount`");
    let ran = handoff(&[&orders, "--skip-bad"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 order set aside whole"), "{}", ran.stderr);
    check_regular(&orders, &["--decimal", "point"], "");
    let typo = case("placeholder-date/cohorts-typo");
    let statistics = [typo.as_str(), "--statistics"];
    check_refused(
        &run("kpi", statistics),
        "line 26: `9999-12-31T23:59:59Z` in `placed_at` is a placeholder",
    );
    let ran = run("kpi", [&statistics[..], &["--skip-bad"]].concat());
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.len() < 100_000 && ran.stderr.contains("set aside"));
}

#[track_caller]
fn kpi(args: &[&str]) -> Value {
    let ran = run("kpi", args);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn texts_with_line_breaks_and_dates_of_one_day() {
    let report = kpi(&[&case("quoted-line-break/a")]);
    let rate = report["sell"]["win_rate"].as_f64().unwrap();
    assert!((rate - 1.0 / 3.0).abs() < 1e-9);
    let report = kpi(&[&case("same-day/closed-sameday")]);
    assert_eq!(report["sell"]["customers_won"], 1);
}

#[test]
fn a_folder_of_nothing_is_said() {
    let empty = root().join("target/tmp/tables-nothing");
    std::fs::create_dir_all(&empty).unwrap();
    let ran = run("kpi", [empty.to_str().unwrap()]);
    check_refused(&ran, "none of `leads.csv`, `deals.csv`, `orders.csv`, `costs.csv`");
    let report = kpi(&[&case("nothing-read/c5")]);
    assert_eq!(report["retain"]["revenue"], "10.00 EUR");
}

#[test]
fn many_rows_of_one_kind_are_one_line() {
    let mut text = "order_id,customer_id,placed_at,product_id,amount,currency\n".to_owned();
    for n in 0..1_500 {
        text += &format!(
            "O{n},kora,{},P1,5,EUR\n",
            if n % 2 == 0 { "0000-00-00" } else { "2026-01-01" }
        );
    }
    let path = file("tables-many.csv", text.as_bytes());
    let ran = handoff(&[&path, "--skip-bad"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.lines().count() < 6, "{}", ran.stderr);
    assert!(ran.stderr.contains("with 749 more of this kind"), "{}", ran.stderr);
}
