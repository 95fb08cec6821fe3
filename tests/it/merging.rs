//! Merging stages: nothing is lost, and the figures from the start stay.

mod random;

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sales_process::designer::analysis::Figure;
use sales_process::designer::lint::Severity;
use sales_process::designer::merge::{MergePair, MergedPipeline};
use sales_process::policy::Rule;
use sales_process::process::{
    Days, HandoffPolicy, Move, Nature, Novelty, OutcomeKind, Pipeline, PipelineDraft, Profile,
    Purpose, Role, RoleKind, Stage, Subprocess,
};
use sales_process::{Probability, SalesProcess};

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap())
}

/// The share of deals that goes from each stage to each place; `None` where
/// the probabilities of some stage make no whole.
fn shares(pipeline: &Pipeline) -> Option<Vec<Vec<f64>>> {
    let places: Vec<&str> = pipeline
        .stages()
        .iter()
        .map(|stage| stage.id.as_str())
        .chain(pipeline.outcomes().iter().map(|outcome| outcome.id.as_str()))
        .collect();
    let mut rows = Vec::new();
    for stage in pipeline.stages() {
        let moves: Vec<&Move> = pipeline.moves().iter().filter(|m| m.from == stage.id).collect();
        let given: f64 = moves.iter().filter_map(|m| m.probability).map(Probability::value).sum();
        let without = moves.iter().filter(|m| m.probability.is_none()).count();
        let rest = (1.0 - given).max(0.0) / count(without.max(1));
        let mut row = vec![0.0; places.len()];
        for step in &moves {
            let to = places.iter().position(|id| *id == step.to).unwrap();
            row[to] += step.probability.map_or(rest, Probability::value);
        }
        if !moves.is_empty() && (row.iter().sum::<f64>() - 1.0).abs() >= 1e-6 {
            return None;
        }
        rows.push(row);
    }
    Some(rows)
}

/// What solves `x = gain + within·x`, by elimination with the largest pivot.
fn solved(within: &[Vec<f64>], gain: &[f64]) -> Vec<f64> {
    let n = gain.len();
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let row = (0..n).map(|j| f64::from(u8::from(i == j)) - within[i][j]);
            row.chain([gain[i]]).collect()
        })
        .collect();
    for k in 0..n {
        let pivot = (k..n).max_by(|a, b| rows[*a][k].abs().total_cmp(&rows[*b][k].abs())).unwrap();
        rows.swap(k, pivot);
        let above = rows[k].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            let factor = row[k] / above[k];
            row.iter_mut().zip(&above).skip(k).for_each(|(slot, above)| *slot -= factor * above);
        }
    }
    (0..n).map(|i| rows[i][n] / rows[i][i]).collect()
}

/// The chance to win and the expected days from the start, by another way
/// than the crate's: one dense system for the whole pipeline. The days are
/// `None` where a deal may never end, all is where nobody can tell.
fn figures(pipeline: &Pipeline) -> Option<(f64, Option<f64>)> {
    let rows = shares(pipeline)?;
    let n = rows.len();
    let starts: Vec<usize> = (0..n).filter(|i| pipeline.stages()[*i].start).collect();
    if starts.is_empty() {
        return None;
    }
    let mut ends: BTreeSet<usize> =
        (0..n).filter(|i| rows[*i][n..].iter().any(|p| *p > 0.0)).collect();
    let mut entered: BTreeSet<usize> = starts.iter().copied().collect();
    for _ in 0..n {
        for (i, row) in rows.iter().enumerate() {
            for j in (0..n).filter(|j| row[*j] > 0.0) {
                if ends.contains(&j) {
                    ends.insert(i);
                }
                if entered.contains(&i) {
                    entered.insert(j);
                }
            }
        }
    }
    let ending: Vec<usize> = ends.iter().copied().collect();
    let within: Vec<Vec<f64>> =
        ending.iter().map(|i| ending.iter().map(|j| rows[*i][*j]).collect()).collect();
    let is_won = |k: &usize| pipeline.outcomes()[*k].kind == OutcomeKind::Won;
    let won: Vec<f64> = ending
        .iter()
        .map(|i| (0..pipeline.outcomes().len()).filter(is_won).map(|k| rows[*i][n + k]).sum())
        .collect();
    let days: Vec<f64> = ending
        .iter()
        .map(|i| pipeline.stages()[*i].typical_days.map_or(0.0, Days::count))
        .collect();
    let mean = |gain: &[f64]| {
        let found = solved(&within, gain);
        let of = |start: &usize| ending.iter().position(|i| i == start).map_or(0.0, |at| found[at]);
        starts.iter().map(of).sum::<f64>() / count(starts.len())
    };
    let all_end = entered.is_subset(&ends);
    Some((mean(&won), all_end.then(|| mean(&days))))
}

#[track_caller]
fn near(found: f64, expected: f64) {
    let far = (found - expected).abs();
    assert!(far <= 1e-9 * expected.abs().max(1.0), "{found} instead of {expected}");
}

/// Where somebody stated them, the figures are those of before, and told to
/// be.
#[track_caller]
fn check_figures(before: &Pipeline, merged: &MergedPipeline) {
    let Some((won, days)) = figures(before) else {
        assert_eq!((merged.before.win_probability, merged.keeps_figures()), (None, false));
        return;
    };
    if !are_stated(before) {
        return;
    }
    let (won_after, days_after) = figures(&merged.pipeline).unwrap();
    near(won_after, won);
    for outlook in [merged.before, merged.after] {
        near(outlook.win_probability.unwrap().stated().unwrap(), won);
        assert_eq!(outlook.expected_days.is_some(), days.is_some());
    }
    assert_eq!(days_after.is_some(), days.is_some());
    if let (Some(days), Some(days_after)) = (days, days_after) {
        near(days_after, days);
        near(merged.after.expected_days.unwrap().stated().unwrap(), days);
    }
    assert!(merged.keeps_figures());
}

/// Whether the chance to win rests on shares of moves that somebody stated.
fn are_stated(pipeline: &Pipeline) -> bool {
    let Ok(analysis) = pipeline.analysis() else { return false };
    // What stages state beside the moves can contradict them.
    analysis.win_probability().is_some_and(Figure::is_stated)
        && pipeline.stages().iter().all(|stage| stage.win_probability.is_none())
}

/// Nothing that the old stages say is lost, nothing is added, and each is
/// where the map says.
#[track_caller]
fn check_texts(before: &Pipeline, merged: &MergedPipeline) {
    let mut old: Vec<&str> = Vec::new();
    for stage in merged.pipeline.stages() {
        let parts: Vec<&Stage> = merged
            .made_of(&stage.id)
            .map(|id| before.working_stage(before.key(id.as_str()).unwrap()).unwrap())
            .collect();
        assert!(parts.iter().any(|part| part.id == stage.id), "the id is that of one of them");
        if let [only] = parts[..] {
            assert_eq!(only, stage);
        }
        for part in &parts {
            old.push(&part.id);
            assert!(stage.name().contains(part.name().trim()));
            assert!(!part.start || stage.start);
            assert!(part.stale_after_days <= stage.stale_after_days);
            assert!(part.purposes.iter().all(|purpose| stage.is_for(purpose)));
            assert!(part.participants.iter().all(|who| stage.participants.contains(who)));
            assert!(part.actions.iter().all(|action| stage.actions.contains(action)));
            assert!(part.tactics.iter().all(|tactic| stage.tactics.contains(tactic)));
            assert!(part.allow.iter().all(|allow| stage.allow.contains(allow)));
            // By its own id, or by one made of it.
            let is_kept = |criterion: &sales_process::process::Criterion| {
                stage.exit_criteria.iter().any(|kept| {
                    kept.text == criterion.text && kept.id.starts_with(criterion.id.as_str())
                })
            };
            assert!(part.exit_criteria.iter().all(is_kept));
        }
        let criteria: BTreeSet<_> = parts
            .iter()
            .flat_map(|part| &part.exit_criteria)
            .map(|criterion| (&criterion.id, &criterion.text))
            .collect();
        assert_eq!(criteria.len(), stage.exit_criteria.len());
        let purposes: BTreeSet<_> = parts.iter().flat_map(|part| &part.purposes).collect();
        let kept: BTreeSet<_> = stage.purposes.iter().collect();
        assert_eq!(purposes, kept);
    }
    old.sort_unstable();
    let mut all: Vec<&str> = before.stages().iter().map(|stage| stage.id.as_str()).collect();
    all.sort_unstable();
    assert_eq!(old, all, "each old stage is in one new one");
    let mapped: Vec<&str> = merged.stage_map.iter().map(|(old, _)| old.as_str()).collect();
    let in_order: Vec<&str> = before.stages().iter().map(|stage| stage.id.as_str()).collect();
    assert_eq!(mapped, in_order);
    assert_eq!(merged.pipeline.stages().len() + merged.made.len(), before.stages().len());
    assert_eq!(merged.pipeline.outcomes(), before.outcomes());
    assert_eq!(merged.pipeline.revision(), before.revision());
}

/// The codes of the errors that the linter finds.
fn errors(process: &SalesProcess, pipeline: &Pipeline) -> BTreeSet<&'static str> {
    let mut draft = process.as_draft().clone();
    draft.pipelines = vec![pipeline.draft().clone()];
    let findings = draft.build().unwrap().lint();
    // With fewer stages more of them say what they are for, and what is asked of
    // purposes is asked for the first time.
    let of_purposes = ["Q01", "Q02"];
    let errors = findings.iter().filter(|finding| {
        finding.severity == Severity::Error && !of_purposes.contains(&finding.lint.code)
    });
    errors.map(|finding| finding.lint.code).collect()
}

/// A company that sells an innovation to other companies, and has let its
/// pipeline grow: a board of fourteen columns, deals lost from most of them,
/// offers and contracts that come back, and some that skip a column.
fn grown() -> SalesProcess {
    let stage = |id: &str, name: &str, part, role: &str, days: u16| {
        Stage::new(id, name).subprocess(part).role(role).typical_days(days)
    };
    let (attract, qualify, close) = (Subprocess::Attract, Subprocess::Qualify, Subprocess::Close);
    let draft = PipelineDraft::new("b2b")
        .stage(
            stage("list", "Build the list", attract, "sdr", 2)
                .purpose(Purpose::Prospecting)
                .start()
                .exit_when("fit", "the company fits the target audience")
                .action("look for companies of 50 to 500 seats")
                .stale_after_days(7),
        )
        .stage(
            stage("research", "Research the company", attract, "sdr", 1)
                .purpose(Purpose::Prospecting)
                .exit_when("person", "the decision maker is known by name")
                .action("read the annual report")
                .stale_after_days(5),
        )
        .stage(
            stage("call", "First call", attract, "sdr", 4)
                .purpose(Purpose::ProactiveContact)
                .exit_when("interest", "the decision maker wants to hear more")
                .tactic("ask for advice, not for a meeting")
                .win_probability(share(0.05)),
        )
        .stage(
            stage("qualify", "Qualify", qualify, "ae", 2)
                .purpose(Purpose::Qualification)
                .exit_when("done", "budget, authority and time are known")
                .win_probability(share(0.1)),
        )
        .stage(
            stage("meeting", "First meeting", qualify, "ae", 5)
                .purpose(Purpose::NeedsDiscovery)
                .participant("department", "Presales")
                .action("let the customer talk"),
        )
        .stage(
            stage("needs", "Needs written down", qualify, "ae", 3)
                .purpose(Purpose::NeedsDiscovery)
                .exit_when("done", "the customer has confirmed the needs in writing")
                .exit_when("users", "the users have been asked")
                .action("send the protocol the same day")
                .stale_after_days(10),
        )
        .stage(
            stage("demo", "Demonstration", qualify, "ae", 4)
                .purpose(Purpose::Trial)
                .participant("department", "Presales")
                .tactic("show the customer's own data")
                .exit_when("users", "the users have been asked"),
        )
        .stage(
            stage("pilot", "Pilot", qualify, "ae", 21)
                .purpose(Purpose::Trial)
                .exit_when("pilot", "the pilot has reached its goal")
                .stale_after_days(30),
        )
        .stage(
            stage("offer", "Offer", close, "ae", 3)
                .purpose(Purpose::Proposal)
                .exit_when("sent", "the offer is with the decision maker")
                .win_probability(share(0.4)),
        )
        .stage(
            stage("objections", "Objections", close, "ae", 6)
                .purpose(Purpose::Negotiation)
                .tactic("ask what would have to be true"),
        )
        .stage(
            stage("terms", "Terms", close, "ae", 5)
                .purpose(Purpose::Negotiation)
                .exit_when("terms", "price and terms are agreed"),
        )
        .stage(
            stage("contract", "Contract", close, "ae", 8)
                .purpose(Purpose::Contract)
                .exit_when("signed", "both sides have signed"),
        )
        .stage(
            stage("onboarding", "Onboarding", close, "csm", 14)
                .purpose(Purpose::Onboarding)
                .exit_when("live", "the first user works with it"),
        )
        .stage(
            stage("payment", "Payment", close, "csm", 30)
                .purpose(Purpose::PaymentTracking)
                .exit_when("paid", "nothing is due"),
        )
        .won("won")
        .lost("lost")
        .lost("no_budget");
    let draft = [
        ("list", "research", 0.7),
        ("list", "lost", 0.3),
        ("research", "call", 0.8),
        ("research", "lost", 0.2),
        ("call", "qualify", 0.3),
        ("call", "lost", 0.7),
        ("qualify", "meeting", 0.55),
        ("qualify", "no_budget", 0.25),
        ("qualify", "lost", 0.2),
        ("meeting", "needs", 0.85),
        ("meeting", "lost", 0.15),
        ("needs", "demo", 0.9),
        ("needs", "lost", 0.1),
        ("demo", "pilot", 0.75),
        ("demo", "lost", 0.25),
        ("pilot", "offer", 0.7),
        ("pilot", "no_budget", 0.1),
        ("pilot", "lost", 0.2),
        ("offer", "objections", 0.8),
        ("offer", "lost", 0.2),
        ("objections", "terms", 0.65),
        ("objections", "lost", 0.15),
        ("terms", "contract", 0.7),
        ("terms", "lost", 0.1),
        ("contract", "onboarding", 0.85),
        ("contract", "lost", 0.05),
        ("onboarding", "payment", 1.0),
        ("payment", "won", 0.97),
        ("payment", "lost", 0.03),
    ]
    .into_iter()
    .fold(draft, |draft, (from, to, p)| draft.step(Move::new(from, to).probability(share(p))));
    let rework = |from, to, p, most| Move::new(from, to).probability(share(p)).rework(most);
    let draft = draft
        .step(rework("objections", "offer", 0.2, Some(3)))
        .step(rework("terms", "offer", 0.2, Some(2)))
        .step(rework("contract", "terms", 0.1, Some(2)));
    SalesProcess::draft("acme", "Acme")
        .profile(Profile::new().nature(Nature::Consultative).novelty(Novelty::Innovative))
        .role(Role::new("sdr", RoleKind::Hunter))
        .role(Role::new("ae", RoleKind::Hunter))
        .role(Role::new("csm", RoleKind::Farmer))
        .lost_reasons(["price", "timing", "other"])
        .regular_when(Rule::orders(3).unwrap())
        .handoff(HandoffPolicy::new())
        .pipeline(draft)
        .build()
        .unwrap()
}

/// Stages as `id: name (days)`.
fn stages(pipeline: &Pipeline) -> Vec<String> {
    let line = |stage: &Stage| {
        let days = stage.typical_days.map_or(0.0, Days::count);
        format!("{}: {} ({days:.2})", stage.id, stage.name())
    };
    pipeline.stages().iter().map(line).collect()
}

/// Moves as `from to share`, those that go back on purpose with `~` and how
/// often they may.
fn moves(pipeline: &Pipeline) -> Vec<String> {
    let line = |step: &Move| {
        let share = step.probability.map_or(String::new(), |p| format!(" {:.4}", p.value()));
        let rework = step.rework.map_or(String::new(), |rework| {
            format!(" ~{}", rework.max_passes.map_or("any".to_owned(), |most| most.to_string()))
        });
        format!("{} {}{share}{rework}", step.from, step.to)
    };
    pipeline.moves().iter().map(line).collect()
}

#[test]
fn fourteen_stages_become_seven() {
    let process = grown();
    let pipeline = &process.pipelines()[0];
    let merged = pipeline.merge_to(7);
    assert_eq!(
        stages(&merged.pipeline),
        [
            "list: Build the list + Research the company + First call (4.94)",
            "qualify: Qualify (2.00)",
            "meeting: First meeting + Needs written down (7.55)",
            "demo: Demonstration + Pilot (19.75)",
            "offer: Offer + Objections (9.29)",
            "terms: Terms + Contract (11.40)",
            "onboarding: Onboarding + Payment (44.00)",
        ]
    );
    assert_eq!(
        moves(&merged.pipeline),
        [
            // Lost from any of the three: 0.3 + 0.7·0.2 + 0.7·0.8·0.7.
            "list lost 0.8320",
            "list qualify 0.1680",
            "qualify meeting 0.5500",
            "qualify no_budget 0.2500",
            "qualify lost 0.2000",
            "meeting lost 0.2350",
            "meeting demo 0.7650",
            "demo lost 0.4000",
            "demo offer 0.5250",
            "demo no_budget 0.0750",
            "offer lost 0.3810",
            "offer terms 0.6190",
            "terms lost 0.1452",
            "terms onboarding 0.6398",
            "onboarding won 0.9700",
            "onboarding lost 0.0300",
            "terms offer 0.2151 ~2",
        ]
    );
    check_figures(pipeline, &merged);
    check_texts(pipeline, &merged);
    let demanded = process.as_draft().profile.demands(|_| true);
    for demand in &demanded {
        let carried = merged.pipeline.stages().iter().any(|stage| stage.is_for(&demand.purpose));
        assert!(carried, "{}", demand.purpose);
    }
    assert_eq!(demanded.len(), 4);
    assert_eq!(errors(&process, pipeline), BTreeSet::new());
    assert_eq!(errors(&process, &merged.pipeline), BTreeSet::new());
    // In the process as it was, with its reasons to lose.
    assert_eq!(merged.pipeline.lost_reasons(), pipeline.lost_reasons());
    assert!(merged.made_of("list").map(AsRef::<str>::as_ref).eq(["list", "research", "call"]));
    assert_eq!(merged.made_of("research").count(), 0);
}

#[test]
fn fewer_than_can_be_merged_well() {
    let process = grown();
    let pipeline = &process.pipelines()[0];
    for count in 0..=14 {
        let merged = pipeline.merge_to(count);
        assert!(merged.pipeline.stages().len() >= count.max(4), "three roles, four ends");
        check_figures(pipeline, &merged);
        check_texts(pipeline, &merged);
        assert_eq!(errors(&process, &merged.pipeline), BTreeSet::new());
    }
    let all = pipeline.merge_to(14);
    assert_eq!((all.pipeline, all.made), (pipeline.clone(), Vec::new()));
}

#[test]
fn the_linter_offers_it() {
    let process = grown();
    let findings = process.lint();
    let found = findings.iter().find(|finding| finding.lint.name == "too-many-stages").unwrap();
    let fix = found.fix.as_ref().unwrap();
    assert_eq!(fix.title, "merge 14 stages into 7");
    let fixed = fix.apply(&process).unwrap();
    let merged = process.pipelines()[0].merge_to(7).pipeline;
    assert_eq!(fixed.pipelines(), [merged]);
}

#[test]
fn a_proposal_says_why_and_what_comes_of_it() {
    let process = grown();
    let pipeline = &process.pipelines()[0];
    let proposals = pipeline.merge_proposals();
    let pairs: Vec<String> =
        proposals.iter().map(|one| format!("{} + {}", one.first, one.second)).collect();
    assert_eq!(
        pairs,
        [
            "meeting + needs",
            "list + research",
            "demo + pilot",
            "research + call",
            "qualify + meeting",
            "offer + objections",
            "terms + contract",
            "onboarding + payment",
            "needs + demo",
        ]
    );
    let why = |at: usize| {
        let reasons: Vec<String> = proposals[at].reasons.iter().map(ToString::to_string).collect();
        reasons.join("; ")
    };
    assert_eq!(
        why(0),
        "both are for the same; nothing must be true to go from the first to the second; the first \
         leads on to nothing else; nothing else leads to the second; one role works both; both \
         belong to one part of selling"
    );
    assert_eq!(
        why(7),
        "what they are for is mostly done in one go; the first leads on to nothing else; \
         nothing else leads to the second; one role works both; both belong to one part of selling"
    );
    let offer = &proposals[5];
    assert_eq!(offer.stages_after, 13);
    assert_eq!(offer.days_before, offer.days_after);
    near(offer.days_before.unwrap(), figures(pipeline).unwrap().1.unwrap());
    // 3 days with the offer, and 6 with the objections of 0.8 of the deals, of
    // which a fifth go round once more.
    near(offer.stage.typical_days.unwrap().count(), (3.0 + 0.8 * 6.0) / (1.0 - 0.8 * 0.2));
    assert_eq!(offer.stage.win_probability, Some(share(0.4)));
    assert_eq!(offer.stage.id, "offer");
}

#[test]
fn what_cannot_be_merged() {
    let process = grown();
    let mut draft = process.pipelines()[0].draft().clone();
    draft.stages[2].start = true;
    let pipeline = draft.build().unwrap();
    let check = |pairs: &[(&str, &str)], expected: &str| {
        let pair = |(first, second): &(&str, &str)| MergePair {
            first: first.parse().unwrap(),
            second: second.parse().unwrap(),
        };
        let pairs: Vec<MergePair> = pairs.iter().map(pair).collect();
        assert_eq!(pipeline.merge_all(&pairs).unwrap_err().to_string(), expected);
    };
    check(&[("offer", "sale")], "there is no stage `sale` to merge");
    check(&[("payment", "won")], "`won` is an outcome; only working stages can be merged");
    check(&[("offer", "offer")], "`offer` and `offer` are one stage already");
    check(
        &[("offer", "objections"), ("objections", "terms"), ("offer", "terms")],
        "`offer` and `terms` are one stage already",
    );
    check(
        &[("offer", "contract")],
        "no move leads on from `offer` to `contract`; merge a stage with one that it leads to",
    );
    // Only on purpose does it go back.
    check(
        &[("objections", "offer")],
        "no move leads on from `objections` to `offer`; merge a stage with one that it leads to",
    );
    check(
        &[("research", "call")],
        "deals begin at `call`; merged with `research` before it they would begin in the middle",
    );
    check(
        &[("call", "qualify"), ("research", "call")],
        "deals begin at `call`; merged with `research` before it they would begin in the middle",
    );
}

#[test]
fn what_is_not_proposed_can_be_chosen() {
    let process = grown();
    let pipeline = &process.pipelines()[0];
    // Another hand, and another part of selling.
    let merged = pipeline.merge("call", "qualify").unwrap();
    let stage = &merged.pipeline.stages()[2];
    assert_eq!((stage.role.as_deref(), stage.subprocess), (Some("sdr"), Some(Subprocess::Attract)));
    check_figures(pipeline, &merged);
    check_texts(pipeline, &merged);
    // A deal with objections to the offer can go on to the contract past them.
    let mut draft = pipeline.draft().clone();
    draft = draft.go("offer", "contract");
    draft.moves.iter_mut().for_each(|step| step.probability = None);
    let skipping = draft.build().unwrap();
    let merged = skipping.merge("offer", "objections").unwrap();
    check_figures(&skipping, &merged);
    // Nobody stated a share, and none is made up.
    assert!(merged.pipeline.moves().iter().all(|step| step.probability.is_none()));
}

#[test]
fn without_figures_it_is_said() {
    let process = grown();
    let mut draft = process.pipelines()[0].draft().clone();
    draft.stages[0].start = false;
    let merged = draft.clone().build().unwrap().merge_to(7);
    assert_eq!((merged.pipeline.stages().len(), merged.keeps_figures()), (7, false));
    draft.stages[0].start = true;
    draft.moves[0].probability = Some(share(0.9));
    let merged = draft.clone().build().unwrap().merge_to(7);
    assert_eq!((merged.pipeline.stages().len(), merged.before.win_probability), (7, None));
    assert!(!merged.keeps_figures());
    // Who goes round once in a while for a hundred years.
    let mut draft = PipelineDraft::new("main").won("won");
    for id in ["a", "b"] {
        draft = draft.stage(Stage::new(id, id).typical_days(36_525));
    }
    draft.stages[0].start = true;
    let merged = draft.go("a", "b").go("b", "won").build().unwrap().merge_to(1);
    assert_eq!(merged.before.expected_days, Some(Figure::Stated(73_050.0)));
    assert_eq!(merged.after.expected_days, Some(Figure::Stated(36_525.0)));
    assert!(!merged.keeps_figures());
}

#[test]
fn ten_thousand_stages_become_one() {
    let mut draft = PipelineDraft::new("main").won("won");
    for i in 0..10_000 {
        draft = draft.stage(Stage::new(format!("s{i}"), format!("Step {i}")).typical_days(1));
        let next = if i == 9_999 { "won".to_owned() } else { format!("s{}", i + 1) };
        draft = draft.go(format!("s{i}"), next);
    }
    draft.stages[0].start = true;
    let pipeline = draft.build().unwrap();
    let merged = pipeline.merge_to(1);
    assert_eq!(merged.pipeline.stages().len(), 1);
    assert_eq!(merged.pipeline.stages()[0].typical_days, Some(Days::from(10_000)));
    assert_eq!(merged.made.len(), 9_999);
    assert!(merged.keeps_figures());
    // One after the other, from the end.
    let backwards: Vec<MergePair> = (1..10_000_u32)
        .rev()
        .map(|i| MergePair {
            first: format!("s{}", i - 1).parse().unwrap(),
            second: format!("s{i}").parse().unwrap(),
        })
        .collect();
    assert_eq!(pipeline.merge_all(&backwards).unwrap().pipeline, merged.pipeline);
}
