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
    if let Some(place) = option_env!("AUDIT_OUT") {
        std::fs::write(place, html).unwrap();
    }
}

#[test]
fn an_audit_of_a_process_alone_says_what_to_bring() {
    let process = process();
    let report = Audit::of(&process).report();
    assert_eq!(report.chapters.len(), 1);
    assert!(report.missing.iter().any(|it| it.why.contains("stages.csv")));
}
