//! The README shows what the crate draws.

use sales_process::process::Drawing;
use sales_process::process::{PipelineDraft, Purpose, Stage};

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

/// The same pipeline as SVG.
#[test]
fn the_file_is_what_is_drawn() {
    let pipeline = pipeline().build().unwrap();
    check_drawn("pipeline.svg", &Drawing::of(&pipeline).picture().to_svg());
}
