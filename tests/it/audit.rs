//! The audit: each chapter says what it is from, or what was missing.

use chrono::TimeDelta;
use sales_process::SalesProcess;
use sales_process::history::{StageLog, StageRow};
use sales_process::order::Order;
use sales_process::playbook::Audit;
use sales_process::process::{Profile, Spread};

use crate::samples::instant;

/// Sixty deals along the proposed pipeline: every third is lost at its second
/// stage, every tenth is still at its first.
fn moved(process: &SalesProcess) -> StageLog {
    let pipeline = &process.pipelines()[0];
    let mut rows = Vec::new();
    for deal in 0..60_i64 {
        let begin = instant("2026-01-01T09:00:00Z") + TimeDelta::days(deal * 2);
        let mut row = |stage: &str, day: i64| {
            let id = format!("D-{deal}").parse().unwrap();
            let at = begin + TimeDelta::days(day);
            let row = StageRow::new(id, stage.parse().unwrap(), at);
            rows.push(row.amount("100.00 GBP".parse().unwrap()));
        };
        for (number, stage) in pipeline.stages().iter().enumerate() {
            if deal % 10 == 9 && number == 1 {
                break;
            }
            row(&stage.id, number as i64 * (3 + deal % 4));
            if deal % 3 == 0 && number == 1 {
                row("lost", 9 + deal % 5);
                break;
            }
            if number + 1 == pipeline.stages().len() {
                row("won", number as i64 * 7);
            }
        }
    }
    rows.into_iter().collect()
}

fn process() -> SalesProcess {
    let mut draft = SalesProcess::propose(Profile::new());
    for role in &mut draft.roles {
        role.people = Some(2);
    }
    for stage in &mut draft.pipelines[0].stages {
        *stage = stage.clone().work_hours(2, Spread::Fixed);
    }
    draft.build().unwrap()
}

#[test]
fn what_is_there_is_told_and_what_is_missing_too() {
    let process = process();
    let log = moved(&process);
    let findings = process.lint();
    let orders: Vec<Order> = Vec::new();
    let audit = Audit::of(&process).findings(&findings).stages(&log).orders(&orders);
    let report = audit.report();
    let chapters: Vec<&str> = report.chapters.iter().map(|it| it.chapter).collect();
    assert_eq!(
        chapters,
        ["design", "reality", "conformance", "calibration", "forecast", "staffing"]
    );
    let missing: Vec<&str> = report.missing.iter().map(|it| it.chapter).collect();
    assert_eq!(missing, ["kpis", "handoffs", "contacts"]);
    let found = &report.pipelines[0];
    assert_eq!((found.real.deals, found.real.won), (60, 36));
    assert!(found.forecast.as_ref().is_some_and(|it| it.deals == found.real.open));
    assert!(found.staffing.as_ref().is_some_and(|it| !it.people_needed.is_empty()));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["pipelines"][0]["real"]["deals"], 60);

    let html = audit.to_html(&report);
    roxmltree::Document::parse_with_options(
        &html,
        roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
    )
    .unwrap();
    assert!(html.contains("stroke-width:7px") && html.contains("What was missing"));
    assert_eq!(html, audit.to_html(&audit.report()), "the same bytes");
}

#[test]
fn an_audit_of_a_process_alone_says_what_to_bring() {
    let process = process();
    let report = Audit::of(&process).report();
    assert_eq!(report.chapters.len(), 1);
    assert!(report.missing.iter().any(|it| it.why.contains("stages.csv")));
}

/// A folder of a company: a process, the stages of forty deals with amounts,
/// some still open, and orders.
pub(crate) fn company(name: &str) -> std::path::PathBuf {
    let root = crate::commands::root();
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    let process = process();
    std::fs::write(dir.join("process.json"), process.to_json()).unwrap();
    std::fs::copy(root.join("examples/data/cdnow.csv"), dir.join("orders.csv")).unwrap();
    let mut stages = "deal_id,stage,entered_at,by,amount,currency\n".to_owned();
    let end = ",ann,100.00,GBP\n";
    for deal in 0..40 {
        for (number, stage) in process.pipelines()[0].stages().iter().enumerate() {
            let at = instant("2026-01-01T09:00:00Z") + TimeDelta::days(deal + number as i64 * 3);
            stages += &format!("D-{deal},{},{}{end}", stage.id, at.to_rfc3339());
            if deal % 4 == 0 && number == 2 {
                break;
            }
        }
        if deal % 4 != 0 && deal % 3 != 0 {
            let at = instant("2026-04-01T09:00:00Z").to_rfc3339();
            stages += &format!("D-{deal},won,{at}{end}");
        }
    }
    std::fs::write(dir.join("stages.csv"), stages).unwrap();
    dir
}

#[test]
fn a_folder_with_a_process_and_no_table_is_said() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit-alone");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("process.json"), process().to_json()).unwrap();
    std::fs::write(dir.join("Orders (1).csv"), "").unwrap();
    let out = dir.join("out");
    let ran = crate::commands::run("audit", [dir.as_os_str(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("there is no table in the folder; the audit is of the process alone"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("`Orders (1).csv` is not read"), "{}", ran.stderr);
    assert!(out.join("audit.html").is_file());
}

#[test]
fn the_command_writes_what_is_in_a_folder() {
    let dir = company("audit-data");
    let out = dir.join("out");
    let args = [dir.as_os_str(), "--out".as_ref(), out.as_os_str()];
    let ran = crate::commands::run("audit", args);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout, @r"
    Audit of Consultative B2B sales of a product, from 13 stages, 40 deals, 20 open deals, 163 orders and 60 customers
      as designed: nothing is wrong
      as it really runs: 20 of 20 ended deals won, 100 % went as designed, 34 chances and days differ
      of 20 open deals 9.4 are won by 2026-05-01, worth 942.50 GBP
      people needed as Account executive: 2
      people needed as Onboarding specialist: 2
      no figure misses its target
      due for handoff: 60, C0006 the longest, since 1997-01-11
      to contact: 60, first: contact `C0006`; 0.7 orders expected in 30 days, worth 50.97 USD; still a customer with 97 %
    ");
    let json = std::fs::read_to_string(out.join("audit.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["pipelines"][0]["real"]["deals"], 40);
    assert!(!json["contacts"].as_array().unwrap().is_empty());
    assert!(json["kpis"].is_object());
    let html = std::fs::read_to_string(out.join("audit.html")).unwrap();
    // Names and not keys.
    assert!(html.contains("average order") && !html.contains("retain.average_order"));
    assert!(html.contains("stale after, days") && !html.contains("stale_after_days"));
    assert!(html.contains("What was missing") || json["missing"].as_array().unwrap().is_empty());
    // The same once more overwrites nothing and says nothing.
    assert_eq!(crate::commands::run("audit", args).code, 0);
}

/// People are asked for by the deals that really came and went on, not by what
/// the design says of them.
#[test]
fn people_are_for_what_really_happens() {
    let mut draft = process().as_draft().clone();
    for stage in &mut draft.pipelines[0].stages {
        stage.win_probability = None;
    }
    for step in &mut draft.pipelines[0].moves {
        step.probability = None;
    }
    let process = draft.build().unwrap();
    let log = moved(&process);
    let report = Audit::of(&process).stages(&log).report();
    let staffing = report.pipelines[0].staffing.as_ref().unwrap();
    // Sixty deals in 142 days, of 54 that went on 36 won.
    let months = (log.as_of().unwrap() - instant("2026-01-01T09:00:00Z")).num_days() as f64 / 30.44;
    let won = 60.0 / months * 0.65;
    assert!((staffing.wins_per_month / won - 1.0).abs() < 0.1, "{staffing:?}, {won}");
    // A week of the same is as many leads a month.
    let begin = instant("2026-01-01T09:00:00Z");
    let short = log.until(begin + TimeDelta::days(7));
    let report = Audit::of(&process).stages(&short).report();
    let leads = report.pipelines[0].staffing.as_ref().unwrap().leads as f64 / 24.0;
    assert!((leads / (4.0 / 7.0 * 30.44) - 1.0).abs() < 0.2, "{leads} leads a month");
}

#[test]
fn a_history_of_other_pipelines_is_told_in_each_chapter_that_it_leaves_out() {
    let process = process();
    let row = StageRow::new(
        "D".parse().unwrap(),
        "talk".parse().unwrap(),
        instant("2026-01-01T09:00:00Z"),
    );
    let log: StageLog = [row.pipeline("Sales".parse().unwrap())].into_iter().collect();
    let report = Audit::of(&process).stages(&log).report();
    assert!(report.pipelines.is_empty());
    let told: Vec<&str> = report
        .missing
        .iter()
        .filter(|it| it.why.contains("`Sales`"))
        .map(|it| it.chapter)
        .collect();
    assert_eq!(told, ["reality", "conformance", "calibration", "forecast", "staffing"]);
}

/// One order that a rule cannot count leaves out its customer alone.
#[test]
fn one_odd_order_leaves_out_one_customer() {
    let mut draft = process().as_draft().clone();
    draft.handoff.as_mut().unwrap().when =
        serde_json::from_str(r#"{"volume": {"at_least": "10.00 GBP"}}"#).unwrap();
    let process = draft.build().unwrap();
    let rows = "order_id,customer_id,placed_at,product_id,amount,currency\n\
                1,ann,2026-01-01T09:00:00Z,p,20.00,GBP\n2,bob,2026-01-02T09:00:00Z,p,20.00,EUR\n\
                3,cid,2026-01-03T09:00:00Z,p,30.00,GBP\n";
    let orders = sales_process::order::csv::read(rows.as_bytes()).unwrap();
    let report = Audit::of(&process).orders(&orders).report();
    let due: Vec<&str> = report.handoffs.iter().map(|it| it.customer.as_str()).collect();
    assert_eq!(due, ["ann", "cid"]);
    let gap = report.missing.iter().find(|it| it.chapter == "handoffs").unwrap();
    assert_eq!(
        gap.why,
        "customer bob is left out: an order is in EUR and the rule in GBP; convert it first"
    );
}

/// A customer who orders in another currency is told, and the others are there
/// to contact all the same.
#[test]
fn an_order_in_another_currency_leaves_the_other_customers_to_contact() {
    let dir = company("audit-currencies");
    let file = dir.join("orders.csv");
    let mut orders = std::fs::read_to_string(&file).unwrap();
    orders.push_str("X-1,elsewhere,1998-06-01T09:00:00Z,p,10.00,EUR\n");
    std::fs::write(&file, orders).unwrap();
    let out = dir.join("out");
    let args = [dir.as_os_str(), "--out".as_ref(), out.as_os_str(), "--skip-bad".as_ref()];
    let ran = crate::commands::run("audit", args);
    assert!(ran.stderr.contains("1 customer with orders in another currency"), "{}", ran.stderr);
    assert!(ran.stdout.contains("to contact: 60, first: contact `C0006`"), "{}", ran.stdout);
}
