//! The `kpi` command as people run it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::commands::{Ran, run};

const DEALS: &str =
    "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n";

fn report(args: &[&str]) -> Ran {
    run("kpi", args)
}

/// A folder of its own with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    for (file, text) in files {
        std::fs::write(path.join(file), text).unwrap();
    }
    path.to_str().unwrap().to_owned()
}

fn json(ran: &Ran) -> Value {
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    serde_json::from_str(&ran.stdout).unwrap()
}

/// A lead that came after the instant asked about: nothing of it is seen.
fn folder_of_nothing_yet(name: &str) -> String {
    let leads = "lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id\n\
                 L1,web,,2026-01-01,,,,,,,\n";
    folder(name, &[("leads.csv", leads)])
}

#[test]
fn where_nothing_has_happened_there_is_a_report() {
    let folder = folder_of_nothing_yet("kpi-empty");
    let found = json(&report(&[&folder, "--as-of", "2025-01-01"]));
    assert_eq!(found["attract"]["leads"], 0);
    assert_eq!(found["attract"]["spend"], "0.00");
    assert_eq!(found["sell"]["win_rate"], Value::Null);
    assert_eq!(found["total_cost_per_customer"], Value::Null);
    let found = json(&report(&[&folder, "--as-of", "2025-01-01", "--by", "source"]));
    assert_eq!(found["groups"], serde_json::json!({}));
}

#[test]
fn the_bundled_orders_have_the_figures_counted_by_hand_tools() {
    let cdnow = crate::commands::root().join("examples/data/cdnow.csv");
    let folder = folder("kpi-cdnow", &[("orders.csv", &std::fs::read_to_string(cdnow).unwrap())]);
    let found = json(&report(&[&folder]));
    let retain = &found["retain"];
    assert_eq!(retain["customers"], 60);
    let revenue = |name: &str| -> f64 {
        retain[name].as_str().unwrap().strip_suffix(" USD").unwrap().parse().unwrap()
    };
    let parts = revenue("first_revenue") + revenue("repeat_revenue");
    assert_eq!(retain["cross_sell_revenue"], "0.00 USD");
    assert!((parts - revenue("revenue")).abs() < 0.001);
    let months = json(&report(&[&folder, "--by", "month"]));
    let january = json(&report(&[&folder, "--from", "1997-01-01", "--to", "1997-02-01"]));
    assert_eq!(months["groups"]["1997-01"], january);
    assert_eq!(months["total"], found);
}

/// Where `SALES_PROCESS_DATA` names the folder of the whole data sets, figures
/// that were counted apart from this crate.
#[test]
fn the_data_sets_have_their_figures() {
    let Some(data) = std::env::var_os("SALES_PROCESS_DATA").map(PathBuf::from) else { return };
    let crm = json(&report(&[data.join("crm").to_str().unwrap()]));
    assert_eq!(crm["attract"]["cost_per_lead"], "36.90 USD");
    assert_eq!(crm["sell"]["cost_per_customer"], "359.46 USD");
    assert_eq!(crm["sell"]["deals_open"], 1505);
    assert_eq!(crm["sell"]["average_deal"], "62620.02 USD");
    assert_eq!(crm["sell"]["median_deal"], "52738.00 USD");
    let cdnow = json(&report(&[data.join("cdnow").to_str().unwrap()]));
    // Of the 2,357 customers of the sample, 8 have only orders of nothing.
    assert_eq!(cdnow["retain"]["customers"], 2349);
}

#[test]
fn a_table_has_a_column_for_each_group() {
    let rows = format!("{DEALS}D1,,a,ann,2026-01-01,2026-01-11,won,,10.00,GBP\n");
    let folder = folder("kpi-text", &[("deals.csv", &rows)]);
    let ran = report(&[&folder, "--by", "owner", "--format", "text"]);
    let lines: Vec<Vec<&str>> =
        ran.stdout.lines().map(|l| l.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["ann", "total"]);
    assert!(lines.contains(&vec!["win", "rate", "100.0", "%", "100.0", "%"]));
    let cycle = |which| vec!["mean", "cycle", "of", which, "deals", "10.0", "days", "10.0", "days"];
    assert!(lines.contains(&cycle("won")) && lines.contains(&cycle("closed")));
    // A figure that is zero or without value everywhere has no line.
    assert!(!ran.stdout.contains("lead quality") && !ran.stdout.contains("deals lost"));
}

/// With so many groups that they take several tables, each table has lines that
/// say something in it, and stays within a page.
#[test]
fn no_table_has_a_line_of_zeros() {
    for by in ["month", "source", "owner"] {
        let ran = report(&[CRM, "--by", by, "--format", "text"]);
        let tables = ran.stdout.split("\n\n").count();
        assert!(tables > 2 || by != "month", "{tables} tables");
        for line in ran.stdout.lines() {
            assert!(line.chars().count() <= 100, "{line}");
            let cells = line.split("  ").filter(|cell| !cell.trim().is_empty()).skip(1);
            let cells: Vec<&str> = cells.map(str::trim).collect();
            let says = |cell: &&str| !["0", "-", "0.00 USD"].contains(cell);
            assert!(cells.is_empty() || cells.iter().any(says), "{by}: {line}");
        }
    }
}

/// Days are the company's where its process lies beside the tables.
#[test]
fn the_process_of_the_folder_says_whose_days_they_are() {
    let rows = format!("{DEALS}D1,,a,ann,2026-01-01,2026-01-31T23:30:00Z,won,,10.00,GBP\n");
    let months = |process: &str| {
        let files = [("deals.csv", rows.as_str()), ("process.json", process)];
        let folder = folder("kpi-own-zone", &files);
        let found = json(&report(&[&folder, "--by", "month"]));
        let won = |month: &str| found["groups"][month]["sell"]["deals_won"].as_u64();
        (won("2026-01"), won("2026-02"))
    };
    let process = |zone: &str| {
        format!(r#"{{"format": "sales-process/1", "id": "a", "name": "A", "time_zone": "{zone}"}}"#)
    };
    assert_eq!(months(&process("Europe/Berlin")), (Some(0), Some(1)));
    assert_eq!(months(&process("America/New_York")).0, Some(1));
    assert_eq!(months("no process").0, Some(1));
}

const CRM: &str = "examples/data/crm";

#[test]
fn weak_places_are_added_where_a_process_is_given() {
    let process = crate::commands::file(
        "kpi-targets.json",
        r#"{"format": "sales-process/1", "id": "acme", "name": "Acme", "targets": {
            "attract.cost_per_lead": {"at_most": "100.00 USD"},
            "retain.repeat_purchase_rate": {"at_least": 0.4},
            "sell.conversion.rate": {"at_least": 0.2},
            "sell.cycle_days.median": {"at_most": 60},
            "sell.win_rates": {"at_least": 0.5}}}"#,
    );
    let process = process.to_str().unwrap();
    let plain = report(&[CRM]);
    let mut found = json(&report(&[CRM, "--process", process]));
    let weakness = found.as_object_mut().unwrap().remove("weakness").unwrap();
    assert_eq!(found, json(&plain), "nothing else is changed");
    let paths = |name: &str| -> Vec<&str> {
        let places = weakness[name].as_array().unwrap().iter();
        places.map(|it| it["path"].as_str().or(it.as_str()).unwrap()).collect()
    };
    assert_eq!(paths("places"), ["attract.cost_per_lead", "sell.conversion.rate"]);
    assert_eq!(paths("met"), ["sell.cycle_days.median"]);
    assert_eq!(paths("unjudged"), ["retain.repeat_purchase_rate", "sell.win_rates"]);
    assert_eq!(weakness["unjudged"][1]["why"], "the report has no such figure");
    let place = &weakness["places"][0];
    assert_eq!(place["is"], found["attract"]["cost_per_lead"]);
    assert_eq!(place["target"], serde_json::json!({"at_most": "100.00 USD"}));
    assert_eq!(place["gain"]["is_saving"], true);
    let sentence = place["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("the weak place is attracting: cost per lead is"), "{sentence}");
    // The text ends with the sentences.
    let text = report(&[CRM, "--format", "text", "--process", process]).stdout;
    let last: Vec<&str> = text.lines().rev().take(4).collect();
    assert_eq!(last[3], sentence);
    assert_eq!(last[0], "not judged: sell.win_rates: the report has no such figure");
    let ran = report(&[CRM, "--process", "none.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.starts_with("none.json: cannot be read"), "{}", ran.stderr);
}

#[test]
fn statistics_are_added_where_they_are_asked_for() {
    let plain = report(&[CRM]);
    let mut found = json(&report(&[CRM, "--statistics"]));
    let statistics = found.as_object_mut().unwrap().remove("statistics").unwrap();
    assert_eq!(found, json(&plain), "nothing else is changed");
    let names: Vec<&String> = statistics.as_object().unwrap().keys().collect();
    assert_eq!(names, ["ages", "cycles", "funnel", "leads_won", "ordered_again"]);
    assert_eq!(statistics["cycles"]["median"], found["sell"]["cycle_days"]["median"]);
    let groups = json(&report(&[CRM, "--statistics", "--by", "source"]));
    assert_eq!(groups["statistics"], statistics);
    let text = report(&[CRM, "--format", "text"]).stdout;
    assert!(text.contains("\nwhat has become of a deal by its age"), "{text}");
    assert!(text.contains("  2024-01        700  "), "{text}");
    assert!(text.contains("active in each month\n  not enough data\n"), "{text}");
}

/// The default is what other programs read: its names and their order are fixed.
#[test]
fn the_names_of_the_report_are_fixed() {
    let ran = report(&[&folder_of_nothing_yet("kpi-names"), "--as-of", "2025-01-01"]);
    insta::assert_snapshot!(ran.stdout, @r#"
    {
      "attract": {
        "leads": 0,
        "spend": "0.00",
        "cost_per_lead": null,
        "fits_target": 0,
        "misses_target": 0,
        "unscored": 0,
        "lead_quality": null
      },
      "sell": {
        "spend": "0.00",
        "passed_filter": 0,
        "failed_filter": 0,
        "filter_pass_rate": null,
        "deals_opened": 0,
        "deals_won": 0,
        "deals_lost": 0,
        "deals_abandoned": 0,
        "deals_open": 0,
        "closed_without_amount": 0,
        "win_rate": null,
        "win_rate_by_value": null,
        "customers_won": 0,
        "cost_per_customer": null,
        "customer_quality": null,
        "average_deal": null,
        "median_deal": null,
        "cycle_days": {
          "mean": null,
          "median": null,
          "p90": null
        },
        "conversion": {
          "leads": 0,
          "won": 0,
          "open": 0,
          "rate": null,
          "immature": false
        }
      },
      "retain": {
        "spend": "0.00",
        "customers": 0,
        "orders": 0,
        "revenue": "0.00",
        "average_order": null,
        "orders_per_customer": null,
        "repeat_purchase_rate": null,
        "revenue_per_customer": null,
        "profit_per_customer": null,
        "retention_cost_per_customer": null,
        "first_revenue": "0.00",
        "repeat_revenue": "0.00",
        "cross_sell_revenue": "0.00",
        "guest_revenue": "0.00"
      },
      "total_cost_per_customer": null
    }
    "#);
}

#[test]
fn what_is_wrong_is_told_and_can_be_left_out() {
    let rows = format!(
        "{DEALS}D1,,a,ann,2026-01-01,2026-01-11,won,,10.00,GBP\nD2,,a,ann,2026-01-05,2026-01-02,lost,,,\n"
    );
    let folder = folder("kpi-bad", &[("deals.csv", &rows)]);
    let told = format!(
        "{folder}/deals.csv: line 3: deal `D2` is closed before it is opened; expected it at that instant or after"
    );
    let ran = report(&[&folder]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.trim_end()), (3, "", told.as_str()));
    let ran = report(&[&folder, "--skip-bad"]);
    assert_eq!((ran.code, ran.stderr.trim_end()), (1, format!("{told}; set aside").as_str()));
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(found["sell"]["deals_opened"], 1);
    let ran = report(&[&folder, "--from", "2026-02-01", "--to", "2026-01-01"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert_eq!(ran.stderr, "`--to` is before `--from`; expected it after\n");
}

#[test]
fn why_a_file_cannot_be_read_is_told() {
    let folder = folder("kpi-no-file", &[]);
    std::fs::create_dir_all(format!("{folder}/costs.csv")).unwrap();
    let ran = report(&[&folder]);
    let said = ran.stderr.trim_end();
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{said}");
    let place = format!("{folder}/costs.csv: ");
    let cause = said.strip_prefix(&place).and_then(|told| told.split_once("cannot be read: "));
    assert!(cause.is_some_and(|(_, cause)| !cause.is_empty()), "{said}");
}

#[test]
fn several_currencies_are_told_apart_or_converted() {
    let orders = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                  O1,a,2026-01-05T10:00:00Z,P,10.00,EUR\n\
                  O2,b,2026-01-06T10:00:00Z,P,30.00,USD\n";
    let folder = folder("kpi-currencies", &[("orders.csv", orders)]);
    let refused = report(&[&folder]);
    assert_eq!((refused.code, refused.stdout.as_str()), (3, ""));
    assert!(refused.stderr.contains("USD") && refused.stderr.contains("EUR"), "{}", refused.stderr);
    let apart = json(&report(&[&folder, "--by", "currency"]));
    assert_eq!(apart["groups"]["EUR"]["retain"]["revenue"], "10.00 EUR");
    assert_eq!(apart["groups"]["USD"]["retain"]["revenue"], "30.00 USD");
    let rates = |text: &str| crate::commands::file("kpi-rates.csv", text);
    let path = rates("date,from,to,rate\n2026-01-01,USD,EUR,0.5\n");
    let path = path.to_str().unwrap();
    let converted = json(&report(&[&folder, "--rates", path, "--currency", "EUR"]));
    assert_eq!(converted["retain"]["revenue"], "25.00 EUR");
    // No rate is known before its day, and one that is none is told with its line.
    rates("date,from,to,rate\n2026-02-01,USD,EUR,0.5\n");
    let late = report(&[&folder, "--rates", path, "--currency", "EUR"]);
    assert_eq!((late.code, late.stdout.as_str()), (3, ""));
    let told = "no rate from USD to EUR is given for 2026-01-06 or a day before";
    assert!(late.stderr.contains(told), "{}", late.stderr);
    rates("date,from,to,rate\n2026-01-01,USD,EUR,half\n");
    let wrong = report(&[&folder, "--rates", path, "--currency", "EUR"]);
    assert_eq!(wrong.code, 3);
    assert!(wrong.stderr.starts_with(&format!("{path}: line 2: ")), "{}", wrong.stderr);
}

#[test]
fn customers_that_were_merged_are_one() {
    let orders = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                  O1,a,2026-01-05T10:00:00Z,P,10.00,EUR\n\
                  O2,b,2026-01-06T10:00:00Z,P,30.00,EUR\n";
    let merges = "merged,survivor\nb,a\n";
    let apart = json(&report(&[&folder("kpi-apart", &[("orders.csv", orders)])]));
    assert_eq!(apart["retain"]["customers"], 2);
    let both = [("orders.csv", orders), ("merges.csv", merges)];
    let merged = json(&report(&[&folder("kpi-merged", &both)]));
    assert_eq!(merged["retain"]["customers"], 1);
    let ring = [("orders.csv", orders), ("merges.csv", "merged,survivor\nb,a\na,b\n")];
    let refused = report(&[&folder("kpi-ring", &ring)]);
    assert_eq!((refused.code, refused.stdout.as_str()), (3, ""));
    assert!(refused.stderr.contains("merges.csv: line 3: "), "{}", refused.stderr);
}
