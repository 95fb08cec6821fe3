//! The README shows what the crate draws.

use sales_process::SalesProcess;
use sales_process::history::{StageHistory, csv};
use sales_process::process::Drawing;
use sales_process::process::{PipelineDraft, Purpose, Stage};
use sales_process::value::table::TableOptions;

const README: &str = include_str!("../../README.md");

/// The pipeline of the first example.
fn pipeline() -> PipelineDraft {
    PipelineDraft::new("main")
        .stage(
            Stage::new("discovery", "Understand the need")
                .purpose(Purpose::NeedsDiscovery)
                .exit_when("budget", "the budget is known")
                .start(),
        )
        .stage(Stage::new("contract", "Sign").purpose(Purpose::Contract))
        .stage(Stage::new("payment", "Get paid").purpose(Purpose::PaymentTracking))
        .won("won")
        .lost("lost")
        .go("discovery", "contract")
        .go("discovery", "lost")
        .go("contract", "payment")
        .go("payment", "won")
}

#[test]
fn the_picture_is_the_one_that_is_drawn() {
    let pipeline = pipeline().build().unwrap();
    let drawn = Drawing::of(&pipeline).picture().to_mermaid();
    let (_, rest) = README.split_once("```mermaid\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    assert_eq!(shown, drawn);
}

/// Where the README says that a picture lies; `BLESS=1` draws it anew.
#[track_caller]
fn check_drawn(name: &str, drawn: &str) {
    let path = crate::commands::root().join("examples/pictures").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, drawn).unwrap();
    }
    assert!(README.contains(&format!("examples/pictures/{name}")), "the README shows {name}");
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == drawn, "{name} is another picture now: BLESS=1 draws it anew, look at it");
}

/// How the deals of the seller of machines for bakeries really moved, and the
/// first lines of its audit.
#[test]
fn the_audit_is_the_one_that_is_made() {
    let company = crate::commands::root().join("examples/data/bakeries");
    let process = std::fs::read_to_string(company.join("process.json")).unwrap();
    let process = SalesProcess::from_text(&process).unwrap();
    let table = std::fs::read(company.join("stages.csv")).unwrap();
    let log = csv::read(&table[..], &TableOptions::default(), Err, drop).unwrap();
    let history = StageHistory::beside(&log, &process.pipelines()[0]);
    let picture = history.picture(&history.real_pipeline(), Some(&process), 0.01);
    check_drawn("bakeries.svg", &picture.to_svg());

    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("bakeries");
    let args = [company.as_os_str(), "--out".as_ref(), out.as_os_str(), "--force".as_ref()];
    let ran = crate::commands::run("audit", args);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(README.contains(&ran.stdout), "the README shows:\n{}", ran.stdout);
    let html = std::fs::read_to_string(out.join("audit.html")).unwrap();
    assert!(html.contains(&picture.to_svg()), "the picture is that of the audit");
}

/// The same pipeline as SVG.
#[test]
fn the_file_is_what_is_drawn() {
    let pipeline = pipeline().build().unwrap();
    check_drawn("pipeline.svg", &Drawing::of(&pipeline).picture().to_svg());
}
