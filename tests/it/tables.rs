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
    let empty = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tables-nothing");
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

/// Cases that people have reported, as the command answers them.
#[test]
fn orders_as_they_are() {
    let refund = case("refund-same-order/refund-same-order-later.csv");
    let folder = |name: &str, file: &str| {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(file, folder.join("orders.csv")).unwrap();
        folder.to_str().unwrap().to_owned()
    };
    let revenue = |report: &Value| report["retain"]["revenue"].as_str().unwrap().to_owned();
    let dir = folder("case-refund", &refund);
    let report = kpi(&[&dir, "--by", "month"]);
    assert_eq!(revenue(&report["groups"]["2026-01"]), "100.00 EUR");
    assert_eq!(revenue(&report["groups"]["2026-03"]), "-40.00 EUR");
    let report = kpi(&[&dir, "--as-of", "2026-01-31T00:00:00Z"]);
    assert_eq!(revenue(&report), "100.00 EUR");

    let report = kpi(&[&folder("case-discount", &case("order-lines/discount-line.csv"))]);
    assert_eq!(revenue(&report), "190.00 EUR");
    // A named product is one like any other: given back before it was bought.
    assert_eq!(report["retain"]["first_revenue"], "105.00 EUR");
    assert_eq!(report["retain"]["repeat_revenue"], "85.00 EUR");
    let guest = case("order-lines/guest.csv");
    let report = kpi(&[&folder("case-guest", &guest)]);
    let retain = &report["retain"];
    assert_eq!((&retain["orders"], &retain["customers"]), (&2.into(), &0.into()));
    assert_eq!(retain["guest_revenue"], "30.00 EUR");
    let ran = handoff(&[&guest]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1), "{}", ran.stderr);
    let ran = run("repeat", [&guest, "--as-of", "2026-03-01"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1), "{}", ran.stderr);
    // A line of the whole order moves its total, for every command.
    let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                A1,kora,2026-01-05T10:00:00Z,P1,100.00,EUR\nA1,kora,2026-01-05T10:00:00Z,,-100.00,EUR\n\
                A2,kora,2026-02-05T10:00:00Z,P1,1,EUR\n";
    let lines = file("tables-whole-order.csv", text.as_bytes());
    check_regular(&lines, &[], "");
    let ran = run("repeat", [&lines, "--as-of", "2026-03-01"]);
    assert!(ran.stdout.contains("\nkora,1,"), "{}", ran.stdout);
    let report = kpi(&[&folder("case-whole-order", &lines)]);
    assert_eq!((revenue(&report).as_str(), &report["retain"]["orders"]), ("1.00 EUR", &1.into()));

    let ny = case("company-months/ny");
    let report = kpi(&[&ny, "--by", "month", "--zone", "America/New_York"]);
    let months = report["groups"].as_object().unwrap().keys().collect::<Vec<_>>();
    assert_eq!(months, ["2026-01", "2026-03", "2026-11"]);
}

#[test]
fn merged_customers_are_one_in_every_command() {
    let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                A1,kora-old,2026-01-05T10:00:00Z,P1,10,EUR\nA1,kora,2026-01-05T10:00:00Z,P2,10,EUR\n\
                A2,kora,2026-02-05T10:00:00Z,P1,10,EUR\n";
    let orders = file("tables-merged.csv", text.as_bytes());
    check_refused(
        &handoff(&[&orders]),
        "line 3: order `A1` is of customer `kora` here and of customer `kora-old`",
    );
    let merges =
        file("tables-merges.csv", b"merged;survivor\nkora-older;kora-old\nkora-old;kora\n");
    check_regular(&orders, &["--merges", &merges], "2026-02-05T10:00:00Z");
    let ring = file("tables-ring.csv", b"merged,survivor\na,b\nb,a\n");
    check_refused(
        &handoff(&[&orders, "--merges", &ring]),
        "tables-ring.csv: line 3: customers are merged in a ring: `b`, `a`, `b`",
    );
}

#[test]
fn several_currencies_are_told_apart() {
    let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                A1,kora,2026-01-05T10:00:00Z,P1,10,EUR\nA2,kora,2026-02-05T10:00:00Z,P1,20,USD\n";
    let orders = file("tables-currencies.csv", text.as_bytes());
    // A rule that states no amount asks nothing of money.
    let ran = handoff(&[&orders]);
    assert!(ran.stdout.ends_with("kora,2026-02-05T10:00:00Z,\n"), "{}", ran.stderr);
    let ran = run("repeat", [&orders, "--as-of", "2026-03-01"]);
    check_refused(&ran, "order `A2`: USD cannot be put together with EUR");
}

/// Half of an order, or of a history, would be another one.
#[test]
fn a_row_with_other_fields_sets_its_order_or_deal_aside_whole() {
    let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                1,kora,2026-01-05,P1,10,EUR\n1,kora,2026-01-05,P2,1,234,EUR\n1,kora,2026-01-05\n\
                2,kora,2026-01-06,P1,5,EUR\n";
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tables-uneven");
    std::fs::create_dir_all(&folder).unwrap();
    let orders = folder.join("orders.csv");
    std::fs::write(&orders, text).unwrap();
    let ran = handoff(&[orders.to_str().unwrap(), "--skip-bad"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("1 customers, 1 orders") && ran.stderr.contains("line 3"),
        "{}",
        ran.stderr
    );
    let ran = run("kpi", [folder.to_str().unwrap(), "--skip-bad"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["retain"]["revenue"], "5.00 EUR");
    let stages = "deal_id,stage,entered_at,by\nD1,talk,2026-01-01,ann\nD1,offer,2026-01-02\n\
                  D1,won,2026-01-03,ann\nD2,talk,2026-01-01,\n";
    let stages = file("tables-uneven-stages.csv", stages.as_bytes());
    let ran = run("history", [&stages, "--skip-bad"]);
    let history: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, &history["deals"], &history["won"]), (1, &1.into(), &0.into()));
}

/// What every command says that converts, of two currencies and a file of rates.
#[test]
fn several_currencies_are_converted_by_every_command() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tables-converted");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let write = |name: &str, text: &str| std::fs::write(at(name), text).unwrap();
    write(
        "orders.csv",
        "order_id,customer_id,placed_at,product_id,amount,currency\n\
         A1,kora,2026-01-05T10:00:00Z,P1,10,EUR\nA2,kora,2026-02-05T10:00:00Z,P1,20,USD\n",
    );
    write(
        "stages.csv",
        "deal_id,stage,entered_at,amount,currency\nD1,talk,2026-01-05,10,EUR\nD2,talk,2026-01-06,20,USD\n",
    );
    write(
        "process.json",
        r#"{"format":"sales-process/1","id":"x","name":"X","handoff":{"when":{"volume":{"at_least":"20.00 EUR"}}},
            "targets":{"retain.average_order":{"at_least":"15.00 EUR"}},
            "pipelines":[{"id":"main","stages":[{"id":"talk","name":"Talk","start":true}],
            "outcomes":[{"id":"won","kind":"won"},{"id":"lost","kind":"lost"}],
            "moves":[{"from":"talk","to":"won","probability":1.0}]}]}"#,
    );
    let (orders, process, dir) = (at("orders.csv"), at("process.json"), at(""));
    let (audit, playbook) = (at("audit"), at("playbook"));
    let rates = at("rates.csv");
    let commands: [(&str, Vec<&str>); 6] = [
        ("handoff", vec![&orders, &process, "--rates", &rates]),
        ("repeat", vec![&orders, "--as-of", "2026-03-01", "--rates", &rates]),
        ("kpi", vec![&dir]),
        ("forecast", vec![&dir, "--by", "2026-12-31"]),
        ("audit", vec![&dir, "--out", &audit]),
        ("playbook", vec![&process, &playbook, "--data", &dir]),
    ];
    let run_all = |args: &[&str]| {
        commands.each_ref().map(|(command, of)| run(command, of.iter().chain(args)))
    };
    // Without a currency the two are told; none before its day, none in the folder.
    for (ran, (command, _)) in run_all(&[]).iter().zip(&commands) {
        let told = if command.starts_with(['h', 'r']) { "--currency" } else { "EUR" };
        check_refused(ran, told);
    }
    for ran in &run_all(&["--currency", "EUR"])[2..] {
        check_refused(ran, "there is no `rates.csv` in the folder");
    }
    write("rates.csv", "date,from,to,rate\n2026-02-01,USD,EUR,0.5\n");
    check_refused(&run("kpi", [&dir]), "`--currency CODE` converts by `rates.csv`");
    let ran = &run_all(&["--currency", "EUR"])[3];
    check_refused(ran, "deal `D2`: no rate from USD to EUR is given for 2026-01-06");
    write("rates.csv", "date,from,to,rate\n2026-01-01,USD,EUR,0.5\n");
    let [handoff, repeat, kpi, forecast, audit_ran, playbook_ran] = run_all(&["--currency", "EUR"]);
    for ran in [&handoff, &repeat, &kpi, &forecast, &audit_ran, &playbook_ran] {
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let told = "converted at 0.5 EUR for one USD from 2026-01-01 on\n";
        // `kpi` names them in its answer.
        assert_eq!(ran.stderr.contains(told), !ran.stderr.is_empty(), "{}", ran.stderr);
    }
    assert!(handoff.stdout.ends_with("kora,,2026-02-05T10:00:00Z\n"), "{}", handoff.stdout);
    assert!(repeat.stdout.contains("\nkora,2,"), "{}", repeat.stdout);
    let kpi: Value = serde_json::from_str(&kpi.stdout).unwrap();
    assert_eq!(
        (&kpi["retain"]["revenue"], &kpi["rates"][0]["rate"]),
        (&"20.00 EUR".into(), &"0.5".into())
    );
    let forecast: Value = serde_json::from_str(&forecast.stdout).unwrap();
    assert!(forecast["revenue"]["mean"].as_str().unwrap().ends_with(" EUR"), "{forecast}");
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    assert!(read("audit/audit.json").contains("20.00 EUR"));
    assert!(read("playbook/playbook.md").contains("€10.00"));
    let text = run("kpi", [&dir, "--currency", "EUR", "--format", "text"]).stdout;
    assert!(text.contains("converted at 0.5 EUR for one USD"), "{text}");
    // An order without a rate is set aside whole.
    write("rates.csv", "date,from,to,rate\n2026-03-01,USD,EUR,0.5\n");
    let args = ["--currency", "EUR", "--rates", &rates];
    let ran = run("handoff", [orders.as_str(), &process].iter().chain(&args));
    check_refused(&ran, "line 3: order `A2`: no rate from USD to EUR is given for 2026-02-05");
    let ran = run("handoff", [orders.as_str(), &process, "--skip-bad"].iter().chain(&args));
    assert_eq!((ran.code, ran.stdout.ends_with("kora,,\n")), (1, true), "{}", ran.stderr);
}

/// One order under two customers, far apart in a file of many pieces.
#[test]
fn an_order_of_two_customers_in_two_pieces_is_told() {
    let mut text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                    X,ann,2026-01-01T10:00:00Z,P1,10.00,EUR\n"
        .to_owned();
    for number in 0..40_000 {
        text += &format!(
            "O{number},c{},2026-01-05T10:00:00Z,P{},10.00,EUR\n",
            number % 999,
            number % 77
        );
    }
    text += "X,bob,2026-01-01T10:00:00Z,P1,10.00,EUR\n";
    let orders = file("tables-pieces.csv", text.as_bytes());
    let told = "line 40003: order `X` is of customer `bob` here and of customer `ann` on line 2";
    check_refused(&handoff(&[&orders]), told);
    check_refused(&run("repeat", [&orders, "--as-of", "2026-03-01"]), told);
    let ran = handoff(&[&orders, "--skip-bad"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1_000), "{}", ran.stderr);
    assert!(
        ran.stderr.contains(told) && ran.stderr.contains("1 order set aside whole"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_header_for_two_columns_and_parts_in_another_order_are_refused() {
    let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                1,kora,2026-01-05,P1,10,EUR\n";
    let orders = file("tables-shared.csv", text.as_bytes());
    check_refused(
        &handoff(&[&orders, "--map", "order_id=customer_id"]),
        "line 1: `customer_id` would be `order_id` and `customer_id`; expected a header for each",
    );
    let ran = handoff(&[&orders, "--sheet", "Orders"]);
    assert!(ran.stderr.contains("`--sheet` has no effect: this is no workbook"), "{}", ran.stderr);
    let turned = "customer_id,order_id,placed_at,product_id,amount,currency\r\nmira,2,2026-01-06,P1,10,EUR\n";
    let joined = file("tables-turned.csv", format!("{text}{turned}").as_bytes());
    // Setting aside the header alone would take customers for orders.
    for args in [&[][..], &["--skip-bad"]] {
        let told = "line 3: the header again, with its columns in another order";
        check_refused(&handoff(&[&[joined.as_str()], args].concat()), told);
    }
    let merges =
        file("tables-turned-merges.csv", b"merged,survivor\na,kora\nsurvivor,merged\nkora,b\n");
    check_refused(&handoff(&[&orders, "--merges", &merges]), "line 3: the header again");
}

#[test]
fn a_group_without_costs_has_no_cost_per_lead() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tables-costs");
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write(
        "leads.csv",
        "lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id\n\
         L1,web,ann,2026-01-01,,,,,,,\nL2,fair,ann,2026-01-01,,,,,,,\n",
    );
    write(
        "costs.csv",
        "from,to,process,source,amount,currency\n2026-01-01,2026-02-01,attract,web,10,EUR\n",
    );
    let report = kpi(&[folder.to_str().unwrap(), "--by", "source"]);
    assert_eq!(report["groups"]["web"]["attract"]["cost_per_lead"], "10.00 EUR");
    assert_eq!(report["groups"]["fair"]["attract"]["cost_per_lead"], Value::Null);
    assert_eq!(report["total"]["attract"]["cost_per_lead"], "5.00 EUR");
    // None are given for the year after.
    let later = kpi(&[folder.to_str().unwrap(), "--from", "2027-01-01", "--as-of", "2027-06-01"]);
    assert_eq!(later["attract"]["cost_per_lead"], Value::Null);
}

#[test]
fn deals_and_leads_that_lack_or_contradict_something() {
    let report = kpi(&[&case("amounts-missing/lost-noamount")]);
    assert_eq!(report["sell"]["closed_without_amount"], 1);
    let links = case("contradictory-links/lead-deal-mismatch");
    let ran = run("kpi", [&links, "--by", "source"]);
    check_refused(&ran, "L1");
    assert!(ran.stderr.contains("D1") && ran.stderr.contains("L2"), "{}", ran.stderr);
    let ran = run("kpi", [&links, "--by", "source", "--skip-bad"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, &report["total"]["sell"]["conversion"]["won"]), (1, &0.into()));
    assert!(ran.stderr.contains("set aside"), "{}", ran.stderr);
}

/// A rate has its decimals as the other numbers of a file have.
#[test]
fn rates_have_the_decimals_of_their_file() {
    use sales_process::value::table::TableOptions;

    let comma = TableOptions::new().decimal_comma();
    let worth = |rate: &str, options: &TableOptions| {
        let text = format!("date;from;to;rate\n2026-02-01;USD;EUR;{rate}\n");
        let rates = sales_process::kpi::csv::rates(text.as_bytes(), options);
        let rates = rates.map_err(|error| error.to_string())?;
        let on = "2026-02-01".parse().unwrap();
        let (money, _) = rates
            .convert("10.00 USD".parse().unwrap(), "EUR".parse().unwrap(), on)
            .map_err(|error| error.to_string())?;
        Ok::<_, String>(money.to_string())
    };
    assert_eq!(worth("0.85", &TableOptions::new()), Ok("8.50 EUR".to_owned()));
    assert_eq!(worth("0,85", &comma), Ok("8.50 EUR".to_owned()));
    assert_eq!(worth("0.85", &comma), Ok("8.50 EUR".to_owned()));
    for (rate, options) in [("0,85", &TableOptions::new()), ("1.000,85", &comma), ("", &comma)] {
        let error = worth(rate, options).unwrap_err();
        assert!(error.contains("line 2") && error.contains("`rate`"), "{error}");
    }
}
