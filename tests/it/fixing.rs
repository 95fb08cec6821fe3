//! Fixes applied until nothing is left that a fix mends.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_process::SalesProcess;
use sales_process::designer::lint::{Finding, Safety, Severity};
use sales_process::process::{PipelineDraft, Purpose};

use crate::random_process::process as random_process;

fn read(json: &str) -> SalesProcess {
    SalesProcess::from_json(json).unwrap()
}

/// A pipeline as an owner of a small firm draws it on a napkin.
const NAPKIN: &str = r#"{
  "format": "sales-process/1", "id": "napkin", "name": "Napkin",
  "profile": {"nature": "consultative", "novelty": "innovative", "demand": "formed"},
  "pipelines": [
    {"id": "main",
     "stages": [
       {"id": "call", "name": "They call", "purpose": "inbound_request"},
       {"id": "offer", "name": "We offer", "purpose": "proposal"},
       {"id": "archive", "name": "Archive",
        "allow": [{"lint": "no-start", "reason": "somebody said so"}]}],
     "outcomes": [{"id": "won", "kind": "won"}],
     "moves": [{"from": "call", "to": "offer"}, {"from": "call", "to": "archive"},
               {"from": "offer", "to": "won"}]}
  ]
}"#;

fn ways(pipeline: &PipelineDraft) -> Vec<String> {
    let starts = pipeline.stages.iter().filter(|stage| stage.start);
    let starts = starts.map(|stage| format!("start -> {}", stage.id));
    starts.chain(pipeline.moves.iter().map(|m| format!("{} -> {}", m.from, m.to))).collect()
}

#[test]
fn safe_fixes_keep_what_the_process_means() {
    let process = read(NAPKIN);
    let fixed = process.fix(Safety::Safe);
    assert!(fixed.applied.iter().all(|f| f.fix.as_ref().unwrap().safety == Safety::Safe));
    let pipeline = &fixed.process.as_draft().pipelines[0];
    assert_eq!(
        ways(pipeline),
        ["start -> call", "call -> offer", "call -> archive", "offer -> won"]
    );
    assert!(pipeline.stages.iter().all(|stage| stage.allow.is_empty()));
    assert_eq!(fixed.left, fixed.process.lint());
}

#[test]
fn suggested_fixes_add_what_is_missing_where_it_belongs() {
    let fixed = read(NAPKIN).fix(Safety::Suggested);
    let pipeline = &fixed.process.pipelines()[0];
    let won_path: Vec<&str> = pipeline
        .mandatory_stages()
        .into_iter()
        .filter_map(|key| pipeline.id_of(key).map(AsRef::as_ref))
        .collect();
    let place = |purpose: Purpose| {
        let stage = pipeline.stages().iter().find(|stage| stage.is_for(&purpose)).unwrap();
        won_path.iter().position(|id| *id == stage.id).unwrap()
    };
    assert!(place(Purpose::InboundRequest) < place(Purpose::NeedsDiscovery));
    assert!(place(Purpose::NeedsDiscovery) < place(Purpose::Trial));
    assert!(place(Purpose::Trial) < place(Purpose::Proposal));
    assert!(place(Purpose::Proposal) < place(Purpose::PaymentTracking));
    let errors: Vec<&Finding> =
        fixed.left.iter().filter(|finding| finding.severity == Severity::Error).collect();
    // What to do with the archive is offered: the fix would make a new finding.
    assert!(errors.iter().all(|it| it.lint.code == "S05" && it.fix.is_some()), "{errors:#?}");
}

/// What is missing before the only start comes in one row, and not beside one
/// another as so many starts.
#[test]
fn all_that_comes_before_the_start_comes_in_its_order() {
    let signed = r#"{"format": "sales-process/1", "id": "x", "name": "X",
        "profile": {"nature": "consultative", "novelty": "innovative", "demand": "formed"},
        "pipelines": [{"id": "main",
            "stages": [{"id": "contract", "purpose": ["contract", "payment_tracking"], "start": true}],
            "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
            "moves": [{"from": "contract", "to": "won"}, {"from": "contract", "to": "lost"}]}]}"#;
    let fixed = read(signed).fix(Safety::Suggested);
    assert_eq!(
        ways(&fixed.process.as_draft().pipelines[0]),
        [
            "start -> request",
            "contract -> won",
            "contract -> lost",
            "request -> discovery",
            "request -> lost",
            "discovery -> trial",
            "discovery -> lost",
            "trial -> proposal",
            "trial -> lost",
            "proposal -> contract",
        ]
    );
}

/// What tells a finding from others.
fn mark(finding: &Finding) -> (String, Option<String>, Vec<String>, String) {
    (
        finding.lint.name.to_owned(),
        finding.pipeline.as_ref().map(ToString::to_string),
        finding.stages.iter().map(ToString::to_string).collect(),
        finding.message.clone(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn safe_fixes_come_to_an_end(draft in random_process()) {
        let process = draft.build().unwrap();
        let fixed = process.fix(Safety::Safe);
        let safe = |f: &&Finding| f.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
        // A fix that would add a finding is offered, and not applied.
        let there: BTreeSet<_> = fixed.left.iter().map(mark).collect();
        for finding in fixed.left.iter().filter(safe) {
            let applied = finding.fix.as_ref().unwrap().apply(&fixed.process).unwrap();
            let adds = applied.lint().iter().any(|found| !there.contains(&mark(found)));
            prop_assert!(adds, "{:?}", finding);
        }
        let again = fixed.process.fix(Safety::Safe);
        prop_assert!(again.applied.is_empty());
        prop_assert_eq!(&again.process, &fixed.process);
        // The findings are gone, and nothing that can be done with a deal is.
        let left: BTreeSet<_> = fixed.left.iter().map(mark).collect();
        for finding in &fixed.applied {
            prop_assert!(!left.contains(&mark(finding)), "{:?}", finding);
        }
        for (old, new) in process.pipelines().iter().zip(fixed.process.pipelines()) {
            let ids = |p: &PipelineDraft| p.stages.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
            prop_assert_eq!(ids(old.draft()), ids(new.draft()));
            let joined = |p: &PipelineDraft| {
                p.moves.iter().map(|m| (m.from.clone(), m.to.clone())).collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(joined(old.draft()), joined(new.draft()));
        }
        prop_assert_eq!(process.pipelines().len(), fixed.process.pipelines().len());
    }

    #[test]
    fn suggested_fixes_come_to_an_end(draft in random_process()) {
        let process = draft.build().unwrap();
        let fixed = process.fix(Safety::Suggested);
        prop_assert_eq!(&fixed.process.lint(), &fixed.left);
        // What is built can be stored and read.
        prop_assert_eq!(&SalesProcess::from_json(&fixed.process.to_json()).unwrap(), &fixed.process);
        // No more errors than there were.
        let errors = |findings: &[Finding]| {
            findings.iter().filter(|finding| finding.severity == Severity::Error).count()
        };
        prop_assert!(errors(&fixed.left) <= errors(&process.lint()));
        // Nothing is found that was not found before; of what is merged, at none
        // of its parts.
        if !fixed.applied.iter().any(|it| it.fix.iter().any(|fix| fix.title.contains("merge"))) {
            let places = |findings: &[Finding]| {
                let of = |finding: &Finding| {
                    let place = (finding.lint.code, finding.pipeline.clone());
                    let stages = finding.stages.clone();
                    stages.into_iter().map(move |stage| (place.clone(), stage)).collect::<Vec<_>>()
                };
                findings.iter().flat_map(of).collect::<BTreeSet<_>>()
            };
            let (before, after) = (places(&process.lint()), places(&fixed.left));
            prop_assert!(after.is_subset(&before), "{:?}", after.difference(&before).next());
        }
    }
}
