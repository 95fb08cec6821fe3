//! Seven pipelines, each broken in one place: every flaw is told once, with
//! its witness, and nothing that follows from it.
//!
//! The seventh, a split into a join that never fires, needs branches that run
//! at the same time. In a pipeline a deal is in one stage, so that there is no
//! join to wait at, and none that could wait for ever. What is left of the flaw
//! is a branch that a deal can take and that never comes to where the others
//! meet: a dead end.

use sales_process::SalesProcess;
use sales_process::designer::lint::{Severity, Witness};
use sales_process::process::{
    Demand, Nature, Offering, PipelineDraft, ProcessDraft, Profile, Purpose, Stage, Subprocess,
};

fn stage(id: &str, purpose: Option<Purpose>, part: Subprocess) -> Stage {
    let mut stage = Stage::new(id, id)
        .subprocess(part)
        .role("hunter")
        .exit_when("done", "what the stage is for is done")
        .typical_days(3)
        .stale_after_days(14);
    stage.purposes.extend(purpose);
    stage
}

/// A sound pipeline of six stages.
fn sound() -> PipelineDraft {
    let ways = ["request", "qualify", "discovery", "offer", "sign", "payment"];
    let purposes = [
        Purpose::InboundRequest,
        Purpose::Qualification,
        Purpose::NeedsDiscovery,
        Purpose::Proposal,
        Purpose::Contract,
        Purpose::PaymentTracking,
    ];
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for (i, (id, purpose)) in ways.iter().zip(purposes).enumerate() {
        let part = if i < 2 { Subprocess::Qualify } else { Subprocess::Close };
        let mut stage = stage(id, Some(purpose), part);
        stage.start = i == 0;
        draft = draft.stage(stage).go(*id, *ways.get(i + 1).unwrap_or(&"won")).go(*id, "lost");
    }
    draft
}

fn plain(draft: PipelineDraft, id: &str) -> PipelineDraft {
    draft.stage(stage(id, None, Subprocess::Close))
}

fn process(pipeline: PipelineDraft) -> ProcessDraft {
    let profile = Profile::new()
        .nature(Nature::Consultative)
        .demand(Demand::Formed)
        .offering(Offering::Service);
    SalesProcess::draft("broken", "Broken").profile(profile).pipeline(pipeline)
}

/// Checks what is told of stages: by the lints of structure, of names, of size,
/// and whatever is an error. What the process as a whole could say more of is
/// left out, and so is the number of stages that serves best.
#[track_caller]
fn check(pipeline: PipelineDraft, expected: &[(&str, &str, Option<&str>)]) {
    let findings = process(pipeline).build().unwrap().lint();
    let told: Vec<_> = findings
        .iter()
        .filter(|finding| {
            let code = finding.lint.code;
            finding.severity == Severity::Error
                || (finding.severity == Severity::Warning && finding.pipeline.is_some())
                || code.starts_with('S')
        })
        .map(|finding| {
            let stages: Vec<&str> = finding.stages.iter().map(AsRef::as_ref).collect();
            let witness = finding.witness.as_ref().map(ToString::to_string);
            (finding.lint.name, stages.join(" "), witness.map(|text| text.replace('`', "")))
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(lint, stages, witness)| (*lint, (*stages).to_owned(), witness.map(str::to_owned)))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn the_pipeline_they_are_made_of_is_sound() {
    check(sound(), &[]);
}

#[test]
fn a_stage_without_a_way_in() {
    let pipeline = plain(sound(), "visit").go("visit", "offer").go("visit", "lost");
    check(pipeline, &[("unreachable-stage", "visit", None)]);
}

#[test]
fn an_island_loop() {
    let pipeline =
        plain(plain(sound(), "remind"), "wait").go("remind", "wait").go("wait", "remind");
    check(pipeline, &[("disconnected-island", "remind wait", Some("remind, wait"))]);
}

#[test]
fn a_reachable_trap_loop() {
    let pipeline = plain(plain(sound(), "nurture"), "remind")
        .go("offer", "nurture")
        .go("nurture", "remind")
        .go("remind", "nurture");
    check(pipeline, &[("trapped-stages", "nurture remind", Some("nurture, remind"))]);
}

#[test]
fn only_lost_can_be_reached() {
    let pipeline = plain(plain(sound(), "second_offer"), "farewell")
        .go("offer", "second_offer")
        .go("second_offer", "farewell")
        .go("farewell", "lost");
    check(
        pipeline,
        &[("cannot-be-won", "second_offer farewell", Some("second_offer -> farewell -> lost"))],
    );
}

#[test]
fn fourteen_stages_with_duplicate_names() {
    let mut pipeline = sound();
    // Eight more after the payment, each named like the one before it.
    pipeline.moves.retain(|step| step.to != "won");
    let mut last = "payment".to_owned();
    for i in 0..8 {
        let mut more = stage(&format!("after_{i}"), None, Subprocess::Close);
        more.name = Some(if i < 2 { " call  BACK".to_owned() } else { format!("After {i}") });
        if i == 7 {
            more.name = Some("Call back".to_owned());
        }
        pipeline = pipeline.stage(more).go(last, format!("after_{i}"));
        last = format!("after_{i}");
    }
    let pipeline = pipeline.go(last, "won");
    check(
        pipeline,
        &[
            ("too-many-stages", "", None),
            ("duplicate-name", "after_0 after_1 after_7", None),
            // Of the fourteen only six say what they are for.
            (
                "no-purposes",
                "after_0 after_1 after_2 after_3 after_4 after_5 after_6 after_7",
                None,
            ),
        ],
    );
}

#[test]
fn discovery_can_be_bypassed() {
    let pipeline = sound().go("qualify", "offer");
    let way = "request -> qualify -> offer -> sign -> payment -> won";
    check(pipeline, &[("required-stage-bypassed", "discovery", Some(way))]);
}

#[test]
fn a_branch_that_never_comes_to_where_the_others_meet() {
    let pipeline = plain(plain(sound(), "legal"), "security")
        .go("offer", "legal")
        .go("offer", "security")
        .go("legal", "sign");
    check(pipeline, &[("dead-end-stage", "security", None)]);
}

#[test]
fn a_witness_can_be_followed() {
    let pipeline = sound().go("qualify", "offer");
    let findings = process(pipeline).build().unwrap().lint();
    let bypass = findings.iter().find(|finding| finding.lint.code == "Q02").unwrap();
    let Some(Witness::Path(way)) = &bypass.witness else { panic!("no way: {bypass:?}") };
    let way: Vec<String> = way.iter().map(ToString::to_string).collect();
    let pipeline = sound().go("qualify", "offer").build().unwrap();
    let key = |id: &String| pipeline.key(id).unwrap();
    assert!(way.windows(2).all(|on| pipeline.move_between(key(&on[0]), key(&on[1])).is_some()));
    assert!(pipeline.is_won(key(way.last().unwrap())));
}
