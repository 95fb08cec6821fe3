//! Files as companies have them on a working day: days of their own zone, rows
//! that are wrong, several pipelines, names that are nearly right.

use std::path::PathBuf;

use serde_json::Value;

use crate::commands::{file, run};

const PROCESS: &str = r#"{"format": "sales-process/1", "id": "acme", "name": "Acme",
    "time_zone": "America/New_York", "pipelines": [{"id": "main",
        "stages": [{"id": "talk", "name": "Talk", "start": true}, {"id": "offer", "name": "Offer"}],
        "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
        "moves": [{"from": "talk", "to": "offer"}, {"from": "offer", "to": "won"},
            {"from": "talk", "to": "lost"}, {"from": "offer", "to": "lost"}]}],
    "regular_when": {"volume": {"at_least": "20.00 EUR"}}}"#;

const ORDERS: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n";

/// A folder of files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

/// What a command prints, and its code.
fn told(command: &str, args: &[&str]) -> (i32, String, String) {
    let ran = run(command, args);
    (ran.code, ran.stdout, ran.stderr)
}

/// Midnight in New York is five o'clock in UTC: a day given as a date begins
/// then, in every option of every command.
#[test]
fn a_date_is_a_day_of_the_zone_in_every_option() {
    let orders = format!(
        "{ORDERS}R-1,a,2026-01-31T23:30:00Z,P,10.00,EUR\nR-2,a,2026-02-01T04:30:00Z,P,20.00,EUR\n\
         R-3,a,2026-02-01T05:30:00Z,P,40.00,EUR\n"
    );
    let dir = folder("a-day-of-the-zone", &[("orders.csv", &orders)]);
    let dir = dir.to_str().unwrap();
    let process = file("a-day-of-the-zone.json", PROCESS);
    let process = process.to_str().unwrap();
    for zone in [["--process", process], ["--zone", "America/New_York"]] {
        for (period, expected) in
            [("--from", "40.00 EUR"), ("--to", "30.00 EUR"), ("--as-of", "30.00 EUR")]
        {
            let (code, stdout, stderr) =
                told("kpi", &[dir, zone[0], zone[1], period, "2026-02-01"]);
            assert_eq!((code, stderr.as_str()), (0, ""));
            let report: Value = serde_json::from_str(&stdout).unwrap();
            assert_eq!(report["retain"]["revenue"], expected, "{zone:?} {period}");
        }
    }
    let file = format!("{dir}/orders.csv");
    let (_, stdout, _) = told("handoff", &[&file, process, "--as-of", "2026-02-01"]);
    assert_eq!(stdout, "customer_id,regular_since,handoff_due_at\na,2026-02-01T04:30:00Z,\n");
    let (_, stdout, _) = told("handoff", &[&file, process, "--as-of", "2026-01-31"]);
    assert_eq!(stdout, "customer_id,regular_since,handoff_due_at\na,,\n");
    for (args, orders) in [(&["--zone", "America/New_York"][..], "2"), (&[], "1")] {
        let args = [&[&file, "--as-of", "2026-02-01"], args].concat();
        let (_, stdout, _) = told("repeat", &args);
        let row: Vec<&str> = stdout.lines().nth(1).unwrap().split(',').collect();
        assert_eq!(row[1], orders, "{args:?}");
    }
    let args = [process, "--engine", "sqlite", "--as-of", "2026-02-01"];
    assert!(told("sql", &args).1.contains("2026-02-01T05:00:00"));
}

/// An order that a rule cannot count is set aside like a row that cannot be read;
/// so is a ring of merged customers.
#[test]
fn what_does_not_fit_is_set_aside_in_every_command_of_orders() {
    let orders = file(
        "does-not-fit.csv",
        format!(
            "{ORDERS}O-1,a,2026-01-05T10:00:00Z,P,25.00,EUR\nO-2,a,2026-01-06T10:00:00Z,P,9.00,USD\n\
             O-3,b,2026-01-07T10:00:00Z,P,30.00,EUR\n"
        ),
    );
    let process = file("does-not-fit.json", PROCESS);
    let merges = file("does-not-fit-merges.csv", "merged,survivor\nx,y\ny,x\n");
    let [orders, process, merges] = [&orders, &process, &merges].map(|path| path.to_str().unwrap());
    let merges = ["--merges", merges];
    for (command, args, rows) in [
        (
            "handoff",
            vec![orders, process],
            vec!["a,2026-01-05T10:00:00Z,", "b,2026-01-07T10:00:00Z,"],
        ),
        ("repeat", vec![orders, "--as-of", "2026-02-01"], vec!["a,1,", "b,1,"]),
    ] {
        let (code, stdout, stderr) = told(command, &args);
        assert_eq!((code, stdout.as_str()), (3, ""), "{command}");
        assert!(stderr.contains("line 3: order `O-2`") && stderr.contains("USD"), "{stderr}");
        assert_eq!(told(command, &[&args[..], &merges].concat()).0, 3, "{command}");
        let (code, stdout, stderr) = told(command, &[&args[..], &merges, &["--skip-bad"]].concat());
        assert_eq!(code, 1, "{stderr}");
        assert_eq!(stderr.matches("; set aside").count(), 2, "{stderr}");
        for (row, expected) in stdout.lines().skip(1).zip(&rows) {
            assert!(row.starts_with(expected), "{command}: {row}");
        }
        assert_eq!(stdout.lines().count(), 3, "{command}");
    }
}

/// A deal with a row that is wrong is set aside whole, and not one that skipped
/// a stage; what is of another pipeline is told.
#[test]
fn a_history_is_of_whole_deals_of_one_pipeline() {
    let process = file("whole-deals.json", PROCESS);
    let process = process.to_str().unwrap();
    let of = |name: &str, rows: &str| {
        let text = format!("deal_id,stage,entered_at,pipeline\n{rows}");
        file(name, text).to_str().unwrap().to_owned()
    };
    let bad = of(
        "whole-deals.csv",
        "D-1,talk,2026-01-01,\nD-1,offer,2026-01-02,\nD-1,won,2026-01-03,\n\
         D-2,talk,2026-01-01,\nD-2,offer,soon,\nD-2,won,2026-01-05,\n",
    );
    let (code, stdout, _) = told("history", &[&bad, "--process", process, "--skip-bad"]);
    let found: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &found["deals"], &found["won"]), (1, &1.into(), &1.into()));
    assert_eq!(found["conformance"]["as_designed"]["deals"], 1);

    let nothing = of("no-deal-left.csv", "D-2,talk,soon,\n");
    let (code, stdout, stderr) = told("history", &[&nothing, "--skip-bad"]);
    assert!((code, stdout.as_str()) == (3, "") && stderr.contains("line 2: `soon`"), "{stderr}");

    let mixed = of("mixed-pipelines.csv", "D-1,talk,2026-01-01,main\nD-2,new,2026-01-01,other\n");
    let (code, _, stderr) = told("history", &[&mixed, "--process", process]);
    let words = "1 of 2 rows are of pipeline `main`; those of `other` are not in the answer";
    assert!(code == 0 && stderr.contains(words), "{code} {stderr}");
    let other = of("other-pipeline.csv", "D-2,new,2026-01-01,other\n");
    let dir = std::fs::read_to_string(&other).unwrap();
    let dir = folder("other-pipeline", &[("stages.csv", &dir), ("process.json", PROCESS)]);
    let dir = dir.to_str().unwrap();
    for (command, args) in [
        ("history", vec![&*other, "--process", process]),
        ("forecast", vec![dir, "--by", "2026-03-01"]),
        ("what-if", vec![process, "days:talk=3", "--history", &other]),
    ] {
        let (code, stdout, stderr) = told(command, &args);
        assert_eq!((code, stdout.as_str()), (3, ""), "{command}");
        assert!(stderr.contains("0 of 1 rows are of pipeline `main`"), "{command}: {stderr}");
    }
}

/// A file that is nearly named like a table is not passed over in silence, whether
/// or not other tables are there.
#[test]
fn a_file_of_nearly_the_right_name_is_told() {
    let orders = format!("{ORDERS}O-1,a,2026-01-05T10:00:00Z,P,25.00,EUR\n");
    let deals = "deal_id,opened_at\n";
    let dir = folder("nearly-named", &[("orders.csv", &orders), ("Deals (1).csv", deals)]);
    let (code, _, stderr) = told("kpi", &[dir.to_str().unwrap()]);
    let words = "`Deals (1).csv` is not read: rename it to `deals.csv` if it is that table";
    assert!(code == 0 && stderr.contains(words), "{code} {stderr}");
    let dir = folder("nearly-stages", &[("stage.csv", ""), ("process.json", PROCESS)]);
    let (code, _, stderr) = told("forecast", &[dir.to_str().unwrap(), "--by", "2026-03-01"]);
    assert!(code == 3 && stderr.contains("rename it to `stages.csv`"), "{code} {stderr}");
}

/// A form that cannot say a day is refused before a file is read.
#[test]
fn a_form_of_dates_says_year_month_and_day() {
    let orders = file("forms-of-dates.csv", format!("{ORDERS}O,a,05.01.2026 10:00,P,25.00,EUR\n"));
    let orders = orders.to_str().unwrap();
    let asked = |form| told("repeat", &[orders, "--as-of", "2026-02-01", "--date-format", form]);
    for form in ["%q", "%d.%m", "", "%H:%M"] {
        let (code, _, stderr) = asked(form);
        assert!(code == 3 && stderr.contains("year, month and day"), "{form}: {code} {stderr}");
    }
    for form in ["%d.%m.%Y %H:%M", "%d.%m.%Y"] {
        let (code, _, stderr) = asked(form);
        assert!(!stderr.contains("year, month and day"), "{form}: {code} {stderr}");
    }
    assert_eq!(asked("%d.%m.%Y %H:%M").0, 0);
}
