//! Fixes applied until nothing is left that a fix mends.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sales_process::designer::lint::{Edit, Finding, Fixed, Safety, Severity};
use sales_process::process::{PipelineDraft, Profile, Purpose, Stage};
use sales_process::{Probability, SalesProcess, StageId};

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
    let errors = fixed.left.iter().filter(|finding| finding.severity == Severity::Error);
    assert_eq!(errors.map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    // The archive is where deals are lost, and said to be.
    let archive = pipeline.stages().iter().find(|stage| stage.id == "archive").unwrap();
    assert_eq!(archive.win_probability, Some(Probability::NEVER));
    assert!(pipeline.moves().iter().any(|step| step.from == "archive" && step.to == "lost"));
    assert_nothing_new(&read(NAPKIN), &fixed);
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

/// That the linter finds nothing in a fixed process that it did not find before:
/// at a stage or one of the stages it is made of, or more often of a kind about
/// a pipeline or the process as a whole. Too few stages are off the optimum.
#[track_caller]
pub(crate) fn assert_nothing_new(before: &SalesProcess, fixed: &Fixed) {
    type Place = (&'static str, Option<String>, Option<StageId>);
    let mut part_of: BTreeMap<StageId, StageId> = BTreeMap::new();
    let edits = fixed.applied.iter().flat_map(|it| &it.fix).flat_map(|fix| &fix.edits);
    for edit in edits {
        let Edit::MergeStages { pairs, .. } = edit else { continue };
        for pair in pairs {
            let of = |id: &StageId| part_of.get(id).unwrap_or(id).clone();
            let (first, second) = (of(&pair.first), of(&pair.second));
            part_of.values_mut().filter(|it| **it == second).for_each(|it| *it = first.clone());
            part_of.insert(second, first);
        }
    }
    let places = |findings: &[Finding]| {
        let mut places: BTreeMap<Place, usize> = BTreeMap::new();
        for finding in findings {
            let code = if finding.lint.code == "C03" { "C02" } else { finding.lint.code };
            let pipeline = finding.pipeline.as_ref().map(ToString::to_string);
            let stages =
                finding.stages.iter().map(|id| Some(part_of.get(id).unwrap_or(id).clone()));
            let whole = finding.stages.is_empty().then_some(None);
            for stage in stages.chain(whole) {
                *places.entry((code, pipeline.clone(), stage)).or_default() += 1;
            }
        }
        places
    };
    let known = places(&before.lint());
    for (place, count) in places(&fixed.left) {
        let was = known.get(&place).copied().unwrap_or_default();
        let is_known = if place.2.is_some() { was > 0 } else { was >= count };
        assert!(is_known, "{place:?} is new: {:#?}", fixed.left);
    }
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
        assert_nothing_new(&process, &fixed);
    }
}

/// Large processes are answered at once, whatever their shape: with all fixes
/// tried, or with the word that they were not.
#[test]
fn no_shape_makes_the_work_explode() {
    let id = |i: usize| format!("s{i}");
    let draft = |count: usize| {
        let stage = |i: usize| Stage { start: i == 0, ..Stage::new(id(i), id(i)) };
        let empty = PipelineDraft::new("main").won("won").lost("lost");
        (0..count).fold(empty, |it, i| it.stage(stage(i)))
    };
    let chain = |count: usize| {
        let moves = (1..count).fold(draft(count), |it, i| it.go(id(i - 1), id(i)));
        moves.go(id(count - 1), "won")
    };
    let star = (1..2_000).fold(draft(2_000), |it, i| it.go("s0", id(i)).go(id(i), "won"));
    let dead = (1..2_000).fold(draft(2_000).go("s1", "won"), |it, i| it.go("s0", id(i)));
    let pairs = (0..60).flat_map(|a| (0..60).map(move |b| (a, b))).filter(|(a, b)| a != b);
    let complete = pairs.fold(draft(60).go("s59", "won"), |it, (a, b)| it.go(id(a), id(b)));
    let profile = Profile::new().or_defaults();
    for (name, draft, is_tried) in [
        ("chain", chain(2_000), true),
        ("star", star, true),
        ("dead ends", dead, true),
        ("complete", complete, true),
        ("too large", chain(Fixed::LARGEST / 2 + 1), false),
    ] {
        let process = SalesProcess::draft("x", "X").profile(profile).pipeline(draft);
        let process = process.build().unwrap();
        let begun = std::time::Instant::now();
        let fixed = process.fix(Safety::Suggested);
        // Some tenths of a second when optimised.
        assert!(begun.elapsed().as_secs() < 60, "{name}: {:?}", begun.elapsed());
        assert_eq!(!fixed.applied.is_empty(), is_tried, "{name}");
        assert!(is_tried || fixed.is_cut_short, "{name}");
    }
}
