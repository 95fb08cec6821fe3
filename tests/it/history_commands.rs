//! `history`, `forecast` and `simulate` as people run them: the keys are promised.

use serde_json::Value;

use crate::audit::company;
use crate::commands::{Ran, file, run};

#[track_caller]
fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[track_caller]
fn check_keys(value: &Value, keys: &[&str]) {
    let found = value.as_object().unwrap();
    for key in keys {
        assert!(found.contains_key(*key), "no `{key}` in {:?}", found.keys());
    }
}

#[test]
fn history_tells_moves_stages_exits_variants_and_conformance() {
    let dir = company("history-command");
    let (stages, process) = (dir.join("stages.csv"), dir.join("process.json"));
    let alone = json(&run("history", [stages.as_os_str()]));
    assert!(alone.get("conformance").is_none_or(Value::is_null));
    let args = [stages.as_os_str(), "--process".as_ref(), process.as_os_str()];
    let told = json(&run("history", args));
    let all = [
        "deals",
        "won",
        "lost",
        "open",
        "begun_before",
        "reopened",
        "moves",
        "stages",
        "exits",
        "variants",
        "variants_total",
        "conformance",
    ];
    check_keys(&told, &all);
    check_keys(&told["moves"][0], &["from", "to", "count", "share", "median_days", "in_design"]);
    let times = ["stage", "visits", "completed", "median_days", "mean_days", "p90_days", "enough"];
    check_keys(&told["stages"][0], &times);
    check_keys(&told["exits"][0], &["stage", "to", "share", "standard_error"]);
    check_keys(&told["variants"][0], &["path", "deals", "share"]);
    let departures = [
        "as_designed",
        "moves_not_in_design",
        "mandatory_passed_by",
        "rework_over_limit",
        "over_stale_limit",
    ];
    check_keys(&told["conformance"], &departures);
    // Forty deals: ten stay in the third stage, ten of the others at the end.
    assert_eq!((&told["deals"], &told["won"], &told["open"]), (&40.into(), &20.into(), &20.into()));
    let counts = |told: &Value| -> Vec<Value> {
        told["moves"].as_array().unwrap().iter().map(|it| it["count"].clone()).collect()
    };
    assert_eq!(counts(&told), counts(&alone));
}

#[test]
fn history_is_a_text_and_a_page_too() {
    let dir = company("history-page");
    let (stages, process) = (dir.join("stages.csv"), dir.join("process.json"));
    let with = |format: &str| {
        let args = [stages.as_os_str(), "--process".as_ref(), process.as_os_str()];
        let ran = run("history", args.into_iter().chain(["--format".as_ref(), format.as_ref()]));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.stdout
    };
    let text = with("text");
    assert!(text.starts_with("40 deals: 20 won, 0 lost, 20 open\n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let page = with("html");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let parsed = roxmltree::Document::parse_with_options(&page, options).unwrap();
    let count = |name: &str| parsed.descendants().filter(|it| it.has_tag_name(name)).count();
    let svg = parsed.descendants().filter(|it| it.tag_name().name() == "svg").count();
    // For wide pages, and for narrow ones.
    assert_eq!((svg, count("script")), (2, 0));
    assert!(page.contains("As designed: "));
    // Without a design the stages go by what the file calls them.
    let ran = run("history", [stages.as_os_str(), "--format".as_ref(), "html".as_ref()]);
    assert!(ran.code == 0 && ran.stdout.contains("40 deals: 20 won"));
}

#[test]
fn what_is_calibrated_is_a_process_again() {
    let dir = company("history-calibrate");
    let (stages, process) = (dir.join("stages.csv"), dir.join("process.json"));
    let out = dir.join("learned.json");
    let args = || {
        let args = [stages.as_os_str(), "--process".as_ref(), process.as_os_str()];
        args.into_iter().chain(["--calibrate".as_ref(), out.as_os_str()])
    };
    let ran = run("history", args());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let learned: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let moves = learned["pipelines"][0]["moves"].as_array().unwrap();
    assert!(moves.iter().any(|it| it["probability"].as_f64().is_some()));
    assert!(learned["pipelines"][0]["stages"][0]["mean_days"].as_f64().is_some());
    assert!(run("lint", [out.as_os_str()]).code < 3);
    // Something else is not overwritten.
    std::fs::write(&out, "mine").unwrap();
    let ran = run("history", args());
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("learned.json") && ran.stdout.is_empty(), "{}", ran.stderr);
}

#[test]
fn a_history_that_cannot_be_read_says_where() {
    let ran = run("history", ["no-such.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.starts_with("no-such.csv: "), "{}", ran.stderr);
    let empty = file("no-stages.csv", "deal_id,stage,entered_at\n");
    let ran = run("history", [empty.as_os_str()]);
    assert!(ran.code == 3 && ran.stderr.contains("there are no rows"), "{}", ran.stderr);
    let odd = file("odd-stages.csv", "deal_id,stage,entered_at\nD-1,talk,yesterday\n");
    let ran = run("history", [odd.as_os_str()]);
    assert!(ran.code == 3 && ran.stderr.contains("yesterday"), "{}", ran.stderr);
}

#[test]
fn stages_that_the_process_does_not_have_are_told() {
    let process = file(
        "unknown-process.json",
        r#"{"format":"sales-process/1","id":"x","name":"X","pipelines":[{"id":"main",
            "stages":[{"id":"talk","name":"Talk","start":true}],
            "outcomes":[{"id":"signed","kind":"won"},{"id":"lost","kind":"lost"}],
            "moves":[{"from":"talk","to":"signed"},{"from":"talk","to":"lost"}]}]}"#,
    );
    let stages = file(
        "unknown-stages.csv",
        "deal_id,stage,entered_at\nD-1,talk,2026-01-01\nD-1,Signed,2026-01-02\nD-2,demo,2026-01-01\n\
         D-2,lost,2026-01-02\nD-3,demo,2026-01-01\n",
    );
    let ran = run("history", [stages.as_os_str(), "--process".as_ref(), process.as_os_str()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for told in [
        "unknown-stages.csv: `Signed` is no stage or outcome of pipeline `main` (1 row), did you mean `signed`?\n",
        "unknown-stages.csv: `demo` is no stage or outcome of pipeline `main` (2 rows)\n",
    ] {
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}

#[test]
fn a_forecast_is_the_same_for_the_same_seed() {
    let dir = company("forecast-command");
    let ask = |more: &[&str]| {
        let args = [dir.to_str().unwrap(), "--by", "2026-06-30"];
        run("forecast", args.iter().chain(more))
    };
    let told = json(&ask(&["--back-test"]));
    check_keys(&told, &["deals", "wins", "revenue", "basis", "back_test"]);
    for of in ["wins", "revenue"] {
        check_keys(&told[of], &["mean", "p10", "p50", "p90"]);
    }
    check_keys(&told["basis"], &["source", "stays"]);
    assert_eq!((&told["deals"], &told["basis"]["source"]), (&20.into(), &"history".into()));
    assert!(told["revenue"]["mean"].as_str().unwrap().ends_with(" GBP"));
    assert_eq!(ask(&["--seed", "7"]).stdout, ask(&["--seed", "7"]).stdout);
    let text = ask(&["--format", "text"]).stdout;
    assert!(text.starts_with("20 open deals, before 2026-07-01 00:00 UTC, from "), "{text}");
    let early = run("forecast", [dir.to_str().unwrap(), "--by", "2020-01-01"]);
    assert!(early.code == 3 && !early.stderr.is_empty() && early.stdout.is_empty());
}

#[test]
fn a_simulation_says_how_many_people_it_takes() {
    let dir = company("simulate-command");
    let process = dir.join("process.json");
    let ask = |more: &[&str]| {
        let args = [process.to_str().unwrap(), "--leads-per-month", "60"];
        run("simulate", args.iter().chain(more))
    };
    let told = json(&ask(&["--target-wait", "0.5"]));
    check_keys(&told, &["roles", "stages", "deals_in_process", "wins_per_month", "people_needed"]);
    let role =
        ["role", "people", "utilisation", "arrivals_per_day", "mean_wait_days", "mean_queue"];
    check_keys(&told["roles"][0], &role);
    check_keys(&told["stages"][0], &["stage", "mean_days"]);
    let needed = told["people_needed"].as_array().unwrap();
    assert!(!needed.is_empty() && needed.iter().all(|it| it["people"].as_u64() >= Some(1)));
    assert_eq!(ask(&["--seed", "3"]).stdout, ask(&["--seed", "3"]).stdout);
    assert_ne!(ask(&["--seed", "3"]).stdout, ask(&["--seed", "4"]).stdout);
    let wrong = run("simulate", [process.to_str().unwrap(), "--leads-per-month=-1"]);
    assert!(wrong.code == 3 && !wrong.stderr.is_empty(), "{wrong:?}");
}

/// Where no pipeline is named, the one that deals ran by is told of.
#[test]
fn the_pipeline_that_has_deals_is_told_of() {
    let dir = company("history-second-pipeline");
    let process = std::fs::read_to_string(dir.join("process.json")).unwrap();
    let mut process: Value = serde_json::from_str(&process).unwrap();
    let mut other = process["pipelines"][0].clone();
    other["id"] = "empty".into();
    other.as_object_mut().unwrap().remove("for");
    process["pipelines"].as_array_mut().unwrap().insert(0, other);
    let id = process["pipelines"][1]["id"].as_str().unwrap().to_owned();
    std::fs::write(dir.join("process.json"), process.to_string()).unwrap();
    let stages = std::fs::read_to_string(dir.join("stages.csv")).unwrap();
    let named = stages.lines().enumerate().map(|(line, row)| match line {
        0 => format!("{row},pipeline\n"),
        _ => format!("{row},{id}\n"),
    });
    std::fs::write(dir.join("stages.csv"), named.collect::<String>()).unwrap();
    let args = [dir.join("stages.csv"), "--process".into(), dir.join("process.json")];
    assert_eq!(json(&run("history", &args))["deals"], 40);
    let args = [dir.as_os_str(), "--by".as_ref(), "2026-06-01".as_ref()];
    assert_eq!(json(&run("forecast", args))["deals"], 20);
}
