//! The `kpi_report` command as people run it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::commands::{Ran, run};

const DEALS: &str =
    "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n";

fn report(args: &[&str]) -> Ran {
    run("kpi_report", args)
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

#[test]
fn an_empty_folder_has_a_report() {
    let folder = folder("kpi-empty", &[]);
    let found = json(&report(&[&folder]));
    assert_eq!(found["attract"]["leads"], 0);
    assert_eq!(found["attract"]["spend"], "0.00");
    assert_eq!(found["sell"]["win_rate"], Value::Null);
    assert_eq!(found["total_cost_per_customer"], Value::Null);
    let found = json(&report(&[&folder, "--by", "source"]));
    assert_eq!(found["groups"], serde_json::json!({}));
}

#[test]
fn the_bundled_orders_have_the_figures_counted_by_hand_tools() {
    let cdnow = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/cdnow.csv");
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
    assert!(lines.contains(&vec!["sell.win_rate", "100.0", "%", "100.0", "%"]));
    assert!(lines.contains(&vec!["sell.cycle_days.mean", "10.0", "days", "10.0", "days"]));
    assert!(lines.contains(&vec!["attract.lead_quality", "-", "-"]));
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
    assert_eq!(
        (ran.code, ran.stderr.trim_end()),
        (0, format!("{told}; the row is left out").as_str())
    );
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(found["sell"]["deals_opened"], 1);
    for (args, message) in [
        (
            vec!["--by", "colour"],
            "`colour` is not a dimension; expected `source`, `owner`, `product` or `month`",
        ),
        (
            vec!["--as-of", "now"],
            "`now` is not an instant; expected one such as `2026-03-01T10:00:00Z`, or a date",
        ),
        (
            vec!["--from", "2026-02-01", "--to", "2026-01-01"],
            "--to is before --from; expected it after",
        ),
    ] {
        let ran = report(&[&[folder.as_str()], args.as_slice()].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
        assert_eq!(ran.stderr.split("; usage").next().unwrap().trim_end(), message);
    }
}
