//! What is different between two versions of a process, and what becomes of
//! the deals in flight.

use proptest::option;
use proptest::prelude::*;
use sales_process::SalesProcess;
use sales_process::lifecycle::deal::{
    AnyDeal, DealMachine, DealState, Migrated, Migration, StageMap, StageMapError, Unconcerned,
};
use sales_process::lifecycle::{Act, History};
use sales_process::policy::{FilterCriterion, Framework, LeadFilter, Qualification, Rule};
use sales_process::process::change::{FieldChange, PipelineDelta, StageChange, Sureness};
use sales_process::process::{
    ClosingEvent, DealKind, HandoffPolicy, LintLevel, LintSettings, Move, Nature, Outcome,
    OutcomeKind, Pipeline, PipelineDraft, ProcessDraft, Profile, Purpose, Role, RoleKind,
    ServiceLevel, Stage, Subprocess, SubprocessPlan, Target,
};
use sales_process::{Percent, Probability};

use crate::random_process;
use crate::samples::{
    act, deal_in, flow, id, later, lost_reasons, main_draft, money, opened_at, second_map,
};

/// A flow as revision 2.
fn revised(text: &str) -> Pipeline {
    PipelineDraft::from(flow(text)).revision(2).build().unwrap()
}

/// What is told of two flows, less the first line.
fn told(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (flow(old), revised(new));
    let text = old.changes_to(&new).to_string();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("pipeline `flow`, revision 1 → 2"));
    lines.map(|line| line.trim_start().to_owned()).collect()
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    assert_eq!(told(old, new), expected);
}

/// The proposed map of two flows, outcomes left out.
#[track_caller]
fn check_map(old: &str, new: &str, expected: &[&str]) {
    let (old, new) = (flow(old), revised(new));
    let proposed = old.changes_to(&new).stage_map().to_string();
    let stages: Vec<_> = proposed.lines().take(old.stages().len()).collect();
    assert_eq!(stages, expected);
}

const OLD: &str = "call*:proactive_contact > meet:needs_discovery > offer:proposal > sign:contract > won, offer > lost, offer ~1> meet";

#[test]
fn stages_are_added_and_removed() {
    check(
        OLD,
        "call*:proactive_contact > meet:needs_discovery > offer:proposal > try:trial > sign:contract > won, offer > lost, offer ~1> meet",
        &[
            "stage `try` is added",
            "from `offer` one no longer goes to `sign`",
            "from `offer` one now also goes to `try`",
            "from `try` one now also goes to `sign`",
        ],
    );
    check(
        OLD,
        "call*:proactive_contact > offer:proposal > sign:contract > won, offer > lost",
        &["stage `meet` is removed", "from `call` one now also goes to `offer`"],
    );
}

#[test]
fn stages_are_renamed() {
    // By purpose, criteria, name and place; another name is told apart.
    check(
        OLD,
        "call*:proactive_contact > meet:needs_discovery > quote:proposal > sign:contract > won, quote > lost, quote ~1> meet",
        &["stage `offer` is renamed to `quote`", "stage `quote`, name: `offer` → `quote`"],
    );
    check(
        "find* > look!seen > won",
        "find* > inspect!seen > won",
        &["stage `look` is renamed to `inspect`", "stage `inspect`, name: `look` → `inspect`"],
    );
    check(
        "find* > a_b > won",
        "find* > A-B > won",
        &["stage `a_b` is renamed to `A-B`", "stage `A-B`, name: `a_b` → `A-B`"],
    );
    check(
        "a* > x > won",
        "a* > y > won",
        &["stage `x` is renamed to `y`", "stage `y`, name: `x` → `y`"],
    );
    // What says that it is for something else is something else.
    check(
        "a*:proposal > x:trial > won",
        "a*:proposal > y:contract > won",
        &[
            "stage `x` is removed",
            "stage `y` is added",
            "from `a` one now also goes to `y`",
            "from `y` one now also goes to `won`",
        ],
    );
}

#[test]
fn stages_are_merged_and_split() {
    let merged = "talk*:proactive_contact+needs_discovery > offer:proposal > sign:contract > won, offer > lost, offer ~1> talk";
    check(
        OLD,
        merged,
        &["stages `call` and `meet` became `talk`", "stage `talk`, name: `call` → `talk`"],
    );
    check(
        merged,
        OLD,
        &[
            "stage `talk` became `call` and `meet`",
            "stage `call`, name: `talk` → `call`",
            "from `call` one no longer goes to `offer`",
            "from `offer` one no longer goes back to `call`",
            "from `call` one now also goes to `meet`",
            "from `meet` one now also goes to `offer`",
            "from `offer` one can now also go back to `meet`, 1 time at most",
        ],
    );
    // One of them keeps its id.
    check(
        OLD,
        "meet*:proactive_contact+needs_discovery > offer:proposal > sign:contract > won, offer > lost, offer ~1> meet",
        &["stage `call` is merged into `meet`"],
    );
    check(
        "find*!x > call!y > offer:proposal > won",
        "find*!x+y > offer:proposal > won",
        &["stage `call` is merged into `find`"],
    );
    check(
        "find*!x+y > offer:proposal > won",
        "find*!x > call!y > offer:proposal > won",
        &[
            "stage `call` is split off `find`",
            "from `find` one no longer goes to `offer`",
            "from `find` one now also goes to `call`",
            "from `call` one now also goes to `offer`",
        ],
    );
    // Three into one, and a purpose lost on the way.
    check(
        "a*:prospecting > b:proactive_contact > c:qualification+trial > won",
        "start*:prospecting+proactive_contact+qualification > won",
        &[
            "stages `a`, `b` and `c` became `start`",
            "stage `start`, name: `a` → `start`",
            "stage `start`, purpose: trial is removed",
        ],
    );
}

#[test]
fn moves_are_told() {
    let (mut old, mut new) = (PipelineDraft::from(flow(OLD)), PipelineDraft::from(flow(OLD)));
    let chance = |n: f64| Probability::new(n).unwrap();
    old.moves[0] = old.moves[0].clone().probability(chance(0.4));
    new.moves[0] = new.moves[0].clone().probability(chance(0.5));
    new.moves[5] = new.moves[5].clone().rework(Some(3));
    new.moves[1] = new.moves[1].clone().rework(None).probability(chance(1.0));
    new = new.step(Move::new("call", "lost").probability(chance(0.5))).revision(2);
    let (old, new) = (old.build().unwrap(), new.build().unwrap());
    let change = old.changes_to(&new);
    assert_eq!(
        change.to_string(),
        "pipeline `flow`, revision 1 → 2\n\
         \x20 from `call` to `meet`: probability 0.4 → 0.5\n\
         \x20 from `meet` to `offer`: probability none → 1, a plain move → back without limit\n\
         \x20 from `offer` to `meet`: back once at most → back 3 times at most\n\
         \x20 from `call` one now also goes to `lost`, with probability 0.5"
    );
    assert_eq!(change.rerouted(), ["call", "meet", "offer"]);
    // Back again, and what stays in another order.
    let mut shuffled = PipelineDraft::from(old.clone()).revision(2);
    shuffled.moves.reverse();
    shuffled.stages.swap(1, 2);
    shuffled.outcomes.swap(0, 1);
    let shuffled = shuffled.build().unwrap();
    assert_eq!(
        old.changes_to(&shuffled).stages,
        [StageChange::Reordered, StageChange::OutcomesReordered, StageChange::MovesReordered]
    );
    // One of two moves between the same two stages.
    check("a* > b > won, a > b", "a* > b > won", &["from `a` one no longer goes to `b`"]);
}

#[test]
fn outcomes_are_told() {
    check(
        "a* > won, a > lost",
        "a* > won_well, a > lost",
        &["outcome `won` is renamed to `won_well`"],
    );
    check(
        "a* > won, a > lost",
        "a* > won1, a > won2",
        &[
            "outcome `won` is removed",
            "outcome `lost` is removed",
            "outcome `won1` is added",
            "outcome `won2` is added",
            "from `a` one now also goes to `won1`",
            "from `a` one now also goes to `won2`",
        ],
    );
    let old = flow("a* > won, a > lost");
    let mut new = PipelineDraft::from(old.clone()).revision(2);
    new.outcomes[1] =
        Outcome { id: "lost".into(), kind: OutcomeKind::Won, name: Some("Yes".into()) };
    let new = new.build().unwrap();
    let change = old.changes_to(&new);
    assert_eq!(
        change.to_string(),
        "pipeline `flow`, revision 1 → 2\n\
         \x20 outcome `lost`, kind: lost → won\n\
         \x20 outcome `lost`, name: none → `Yes`"
    );
    // Deals do not become won by it.
    let map = change.stage_map();
    assert_eq!(map.open().collect::<Vec<_>>(), ["lost"]);
    assert_eq!(
        map.build().unwrap_err().to_string(),
        "the stage map is not complete: \
         lost: it is an outcome that counts as lost, but `lost` is an outcome that counts as won"
    );
}

#[test]
fn a_map_is_proposed_with_how_sure_it_is() {
    check_map(
        OLD,
        "talk*:proactive_contact+needs_discovery > quote:proposal > sign:contract > won, quote > lost",
        &[
            "`call` → `talk`: likely, merged into it",
            "`meet` → `talk`: likely, merged into it",
            "`offer` → `quote`: likely, renamed",
            "`sign` → `sign`: certain, the same id",
        ],
    );
    // A stage that is gone, by its purposes in canonical order.
    check_map(
        "a*:prospecting > b:negotiation > c:contract > won",
        "a*:prospecting > p:proposal+trial > c:contract > won",
        &[
            "`a` → `a`: certain, the same id",
            "`b` → `p`: a guess, it is gone, and this is the nearest before it",
            "`c` → `c`: certain, the same id",
        ],
    );
    check_map(
        "a*:qualification > b:delivery > won",
        "b:delivery > won, c*:needs_discovery > b",
        &[
            "`a` → `c`: a guess, it is gone, and this is the nearest after it",
            "`b` → `b`: certain, the same id",
        ],
    );
    check_map(
        "a*:proposal > b:proposal > won",
        "a*:proposal > won",
        &["`a` → `a`: certain, the same id", "`b` → `a`: likely, merged into it"],
    );
    check_map(
        "a*:proposal > x:trial > b:proposal > won",
        "a*:proposal > x:trial > won",
        &[
            "`a` → `a`: certain, the same id",
            "`x` → `x`: certain, the same id",
            "`b` → `a`: a guess, it is gone, and this has one of its purposes",
        ],
    );
    // And along the moves where it has none there.
    check_map(
        "a* > b:own > c > won, a ~> b",
        "a* > c > won",
        &[
            "`a` → `a`: certain, the same id",
            "`b` → `a`: a guess, it is gone, and this is the nearest before it",
            "`c` → `c`: certain, the same id",
        ],
    );
    check_map(
        "a*:own > b > won, c > d > won",
        "b* > won",
        &[
            "`a` → `b`: a guess, it is gone, and this is the nearest after it",
            "`b` → `b`: certain, the same id",
            "`c` → ?: nothing is near it; say where its deals go",
            "`d` → ?: nothing is near it; say where its deals go",
        ],
    );
    check_map(
        "talk*:proactive_contact+needs_discovery > won",
        "call*:proactive_contact > meet:needs_discovery > won",
        &["`talk` → `call`: a guess, the first part of what it was split into"],
    );
}

#[test]
fn a_person_completes_the_map() {
    let (old, new) = (flow("a*:own > b > won, legal > audit > won"), revised("b* > won"));
    let change = old.changes_to(&new);
    let proposed = change.stage_map();
    let error = proposed.build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the stage map is not complete: \
         legal: there is no new stage or outcome `legal`; expected one of `b`, `won`; \
         audit: there is no new stage or outcome `audit`; expected one of `b`, `won`"
    );
    let map = proposed.finish([("legal", "b"), ("audit", "b")]).unwrap();
    assert_eq!(
        map,
        StageMap::new(&old, &new, [("a", "b"), ("legal", "b"), ("audit", "b")]).unwrap()
    );
    // What a person says goes before what is proposed.
    let (old, new) = (flow("a* > b > won"), revised("a* > b > won"));
    let map = old.changes_to(&new).stage_map().finish([("b", "a")]).unwrap();
    assert_eq!(map.target("b").unwrap(), &"a");
    let same = flow("b* > won");
    let error = old.changes_to(&same).stage_map().finish([("a", "b")]).unwrap_err();
    assert_eq!(error, StageMapError::SameRevision(1));
}

#[test]
fn what_is_known_goes_before_what_is_recognised() {
    let (old, new) = (flow("a*:trial > b:proposal > won"), revised("x*:trial > y:proposal > won"));
    let known = old.changes_to_knowing(&new, [("a", "y"), ("b", "y"), ("b", "nowhere")]);
    assert_eq!(known.stages[0], StageChange::Merged { old: vec![id("a"), id("b")], new: id("y") },);
    let map = known.stage_map();
    assert!(map.steps()[..2].iter().all(|step| step.why.sureness() == Sureness::Certain));
    assert_eq!(map.build().unwrap().target("a").unwrap(), &"y");
    // Also against an id that stays.
    let (old, new) = (flow("a* > b > won"), revised("a* > b > won"));
    let known = old.changes_to_knowing(&new, [("a", "b"), ("b", "a")]);
    assert_eq!(
        known.stages[..2],
        [
            StageChange::Renamed { old: id("a"), new: id("b") },
            StageChange::Changed {
                stage: id("b"),
                fields: match &known.stages[1] {
                    StageChange::Changed { fields, .. } => fields.clone(),
                    other => panic!("{other:?}"),
                },
            },
        ]
    );
    let (old, new) = (flow("talk*:trial > won"), revised("a*:contract > b:delivery > won"));
    let known = old.changes_to_knowing(&new, [("talk", "a"), ("talk", "b")]);
    assert_eq!(
        known.stages[0],
        StageChange::Split { old: id("talk"), new: vec![id("a"), id("b")] }
    );
}

#[test]
fn a_change_under_the_same_revision_is_noted() {
    let (old, new) = (flow("a* > won"), flow("a* > b > won"));
    let change = old.changes_to(&new);
    assert!(change.keeps_revision());
    assert!(
        change.to_string().ends_with(
            "\n  note: `flow` is changed but is still revision 1; deals in flight could not tell; \
             give it a revision of its own"
        ),
        "{change}"
    );
    let same = old.changes_to(&old);
    assert!(same.is_empty() && !same.keeps_revision());
    assert_eq!(same.to_string(), "pipeline `flow`, revision 1: nothing is different");
    assert!(!old.changes_to(&revised("a* > won")).keeps_revision());
}

/// A company before and after it looked at how it sells.
fn company() -> (SalesProcess, SalesProcess) {
    let old = SalesProcess::draft("acme", "Acme B2B")
        .profile(Profile::new().nature(Nature::Transactional))
        .subprocess(Subprocess::Attract, SubprocessPlan::new().goal("40 leads a month"))
        .target_audience("size", "50 to 500 seats")
        .pipeline(main_draft().serves(DealKind::NewBusiness))
        .pipeline(
            PipelineDraft::new("old_customers")
                .stage(Stage::new("ask", "Ask").start())
                .won("won")
                .go("ask", "won"),
        )
        .lead_filter(
            LeadFilter::draft()
                .pass_score(1)
                .criterion(FilterCriterion::new("size", "over 50 seats")),
        )
        .lost_reasons(lost_reasons())
        .disqualify_reasons(["no_fit", "other"])
        .role(Role::new("ae", RoleKind::Hunter).title("Account executive").capacity(40))
        .regular_when(Rule::orders(3).unwrap())
        .service_level(ServiceLevel::new().contact_every_days(30).priority("high"))
        .handoff(HandoffPolicy::new().require("contacts", "who the people are"))
        .target("attract.cost_per_lead", Target::at_most(money("20 GBP")));

    let mut new = old.clone();
    new.version = 2;
    new.profile = Profile::new().nature(Nature::Consultative);
    new.subprocesses.insert(Subprocess::Close, SubprocessPlan::new().owner("Anna"));
    new.target_audience[0].text = "20 to 500 seats".into();
    new.closing_event = ClosingEvent::PaymentReceived;
    let filter = new.lead_filter.as_mut().unwrap();
    *filter = filter.clone().criterion(FilterCriterion::new("region", "we deliver").required());
    filter.criteria[0] = filter.criteria[0].clone().weight(3);
    new.qualification = Some(Qualification::by(Framework::Bant));
    new.lost_reasons = vec!["competitor".into(), "price".into(), "other".into(), "no need".into()];
    new.roles[0].capacity = None;
    new = new.role(Role::new("am", RoleKind::Farmer));
    let many = Rule::any([Rule::orders(3).unwrap(), Rule::volume(money("1000 GBP"))]).unwrap();
    new.regular_when = Some(many.into());
    new.regular_reexamined = true;
    new.hunter_result_orders = 2;
    new.first_repeat_within_days = Some(90.into());
    new.service_level =
        Some(ServiceLevel::new().respond_within_hours(4).priority("highest\nof all"));
    let policy = new.handoff.take().unwrap().when(Rule::orders(2).unwrap()).accept_within_days(5);
    new.handoff = Some(
        policy.credit_split(Percent::new(50.0).unwrap(), sales_process::Months::new(3).unwrap()),
    );
    new.lint = LintSettings::new().max_stages(9).severity("no-stale-limit", LintLevel::Off);
    new.targets.clear();
    new = new.target("sell.conversion.rate", Target::at_least(0.1));

    let main = &mut new.pipelines[0];
    main.revision = 2;
    main.max_cycle_days = Some(60.into());
    // Finding and asking are one now, the offer has a name of its own, and
    // there is something to try.
    let needs = main.stages.remove(1);
    let find = &mut main.stages[0];
    find.id = "talk".into();
    find.name = Some("Find and understand".into());
    find.purposes.extend(needs.purposes);
    find.exit_criteria.extend(needs.exit_criteria);
    main.stages[1].id = "proposal".into();
    main.stages[1].typical_days = Some(5.into());
    main.stages.insert(2, Stage::new("trial", "Try").purpose(Purpose::Trial).role("ae"));
    main.moves.clear();
    let main = main.clone();
    new.pipelines[0] = main
        .go("talk", "proposal")
        .step(Move::new("proposal", "talk").rework(Some(2)))
        .go("proposal", "trial")
        .go("trial", "sign")
        .go("proposal", "lost")
        .go("sign", "pay")
        .go("pay", "won");
    new.pipelines.remove(1);
    new = new.pipeline(
        PipelineDraft::new("repeat")
            .serves(DealKind::Repeat)
            .stage(Stage::new("ask", "Ask").start())
            .won("won")
            .go("ask", "won"),
    );
    (old.build().unwrap(), new.build().unwrap())
}

#[test]
fn a_person_can_read_it() {
    let (old, new) = company();
    insta::assert_snapshot!(old.changes_to(&new), @r"
    version: 1 → 2
    profile, nature: transactional → consultative
    subprocess `close`, owner: none → `Anna`
    trait of the target audience `size`, text: `50 to 500 seats` → `20 to 500 seats`
    closing event: contract_signed → payment_received
    lead filter, criterion `size`, weight: none → 3
    lead filter, criteria: `region` is added
    qualification, framework: none → `bant`
    lost reasons: `timing` is removed
    lost reasons: `no need` is added
    lost reasons: in another order
    role `ae`, capacity: 40 → none
    roles: `am` is added
    hunter result orders: 1 → 2
    regular when: 3 orders or more → any of (3 orders or more; a volume of 1000.00 GBP or more)
    regular reexamined: no → yes
    first repeat within days: none → 90
    service level, respond within hours: none → 4
    service level, contact every days: 30 → none
    service level, priority: `high` → `highest\nof all`
    handoff, when: none → 2 orders or more
    handoff, accept within days: none → 5
    handoff, credit split: none → 50 % to the hunter for 3 months
    lint, max stages: none → 9
    lint, severity of `no-stale-limit`: none → off
    target `attract.cost_per_lead`: at most 20.00 GBP → none
    target `sell.conversion.rate`: none → at least 0.1

    pipeline `main`, revision 1 → 2
      max cycle days: none → 60
      stages `find` and `needs` became `talk`
      stage `talk`, name: `Find` → `Find and understand`
      stage `offer` is renamed to `proposal`
      stage `proposal`, typical days: none → 5
      stage `trial` is added
      from `proposal` to `talk`: back once at most → back 2 times at most
      from `proposal` one no longer goes to `sign`
      from `proposal` one now also goes to `trial`
      from `trial` one now also goes to `sign`

    pipeline `old_customers` is removed; its deals have no revision to go over to

    pipeline `repeat` is added, with the stage `ask`
    ");
    insta::assert_snapshot!(old.changes_to(&new).pipeline("main").unwrap().stage_map(), @r"
    `find` → `talk`: likely, merged into it
    `needs` → `talk`: likely, merged into it
    `offer` → `proposal`: likely, renamed
    `sign` → `sign`: certain, the same id
    `pay` → `pay`: certain, the same id
    `won` → `won`: certain, the same id
    `lost` → `lost`: certain, the same id
    ");
    assert_eq!(old.changes_to(&old).to_string(), "nothing is different");
}

#[test]
fn values_have_a_place_in_the_document() {
    let (old, new) = company();
    let change = old.changes_to(&new);
    let places: Vec<_> = change.fields.iter().map(FieldChange::place).collect();
    for place in [
        "profile.nature",
        "subprocesses.close.owner",
        "target_audience.size.text",
        "lead_filter.criteria.size.weight",
        "roles.ae.capacity",
        "handoff.when",
        "targets.attract.cost_per_lead",
    ] {
        assert!(places.iter().any(|found| found == place), "{place} in {places:?}");
    }
}

#[test]
fn rules_that_read_alike_are_told_apart() {
    let rule = |last: &str| {
        let products = ["a", "b", "c", "d", "e", last].map(|product| product.parse().unwrap());
        SalesProcess::draft("acme", "Acme").regular_when(Rule::bought(products).unwrap())
    };
    let (old, new) = (rule("f").build().unwrap(), rule("g").build().unwrap());
    assert_eq!(
        old.changes_to(&new).to_string(),
        "regular when: `{\"bought\":{\"any_of\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}}` \
         → `{\"bought\":{\"any_of\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"g\"]}}`"
    );
}

#[test]
fn pipelines_are_known_by_their_ids() {
    let process = |ids: &[&str]| {
        let mut draft = SalesProcess::draft("acme", "Acme");
        for id in ids {
            draft = draft.pipeline(PipelineDraft::new(*id));
        }
        draft.build().unwrap()
    };
    let (old, new) = (process(&["a", "b", "c"]), process(&["c", "d", "a"]));
    let change = old.changes_to(&new);
    assert_eq!(
        change.to_string(),
        "pipelines: in another order\n\n\
         pipeline `b` is removed; its deals have no revision to go over to\n\n\
         pipeline `d` is added, with no stages"
    );
    assert!(matches!(change.pipelines[..], [PipelineDelta::Removed(_), PipelineDelta::Added(_)]));
}

/// A stage is no outcome, whatever the ids.
#[test]
fn a_stage_that_becomes_an_outcome_is_another_thing() {
    let old = flow("a* > done > won");
    let new = PipelineDraft::new("flow").revision(2).stage(Stage::new("a", "a").start());
    let new = new.won("won").lost("done").go("a", "won").go("a", "done").build().unwrap();
    assert_eq!(
        old.changes_to(&new).to_string(),
        "pipeline `flow`, revision 1 → 2\n\
         \x20 stage `done` is removed\n\
         \x20 outcome `done` is added\n\
         \x20 from `a` one now also goes to `won`\n\
         \x20 from `a` one now also goes to `done`"
    );
    let map = old.changes_to(&new).stage_map().build().unwrap();
    assert_eq!(map.target("done").unwrap(), &"a");
}

fn migrated(what: &Migrated) -> String {
    match what {
        Migrated::Moved { from, to, deal } => {
            format!("{}: {from} → {to}", deal.state())
        }
        Migrated::Unconcerned { deal, why } => format!("{}: {why}", deal.state()),
        Migrated::Refused(refused) => format!("{}: {refused}", refused.entity.state()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn deals_are_taken_over() {
    let old = main_draft().build().unwrap();
    let mut draft = main_draft().revision(2);
    draft.stages[3].id = "contract".into();
    for step in &mut draft.moves {
        for end in [&mut step.from, &mut step.to] {
            if *end == "sign" {
                *end = "contract".into();
            }
        }
    }
    let new = draft.build().unwrap();
    let map = old.changes_to(&new).stage_map().build().unwrap();
    let migration = Migration::new(&map, &old, &new).unwrap();

    let mut deals: Vec<AnyDeal> = DealState::ALL.iter().map(|state| deal_in(*state)).collect();
    deals.push(opened_at(&flow("a* > won"), "a").into());
    deals.push(opened_at(&new, "find").into());
    deals.push(opened_at(&main_draft().revision(3).build().unwrap(), "find").into());
    // Somebody has worked on it since.
    let record = opened_at(&old, "find");
    deals.push(record.satisfy(&old, id("decision_maker"), "seen", &later(9)).unwrap().into());
    deals.iter_mut().for_each(|deal| drop(deal.take_entries()));

    let plan = migration.plan(&deals, &act());
    assert_eq!(
        plan.to_string(),
        "`sign` → `contract`: 2 deals\n\
         `pay` → `pay`: 2 deals\n\
         refused: 1 deal\n\
         not concerned, it runs by another pipeline: 1 deal\n\
         not concerned, it runs by the new revision already: 1 deal\n\
         not concerned, it runs by another revision: 1 deal\n\
         not concerned, it is lost: 1 deal\n\
         not concerned, it is abandoned: 1 deal"
    );
    let before = deals.clone();
    let done = migration.take_all(deals, &act());
    assert_eq!(
        done.iter().map(migrated).collect::<Vec<_>>(),
        [
            "open: sign → contract",
            "on_hold: sign → contract",
            "won: pay → pay",
            "completed: pay → pay",
            "lost: it is lost",
            "abandoned: it is abandoned",
            "open: it runs by another pipeline",
            "open: it runs by the new revision already",
            "open: it runs by another revision",
            "open: the deal cannot migrate: the deal was last changed at 2026-03-11 12:00:00 UTC, \
             after this act; act at that instant or later",
        ]
    );
    for (what, before) in done.into_iter().zip(before) {
        let moved = matches!(what, Migrated::Moved { .. });
        let mut deal = what.into_deal();
        assert_eq!(deal.take_entries().count(), usize::from(moved), "an entry waits");
        assert!(moved || deal == before, "a deal that is left is as it was");
    }
    // No deals, nothing to do.
    assert_eq!(migration.plan([], &act()).to_string(), "no deals");
    assert_eq!(migration.take_all([], &act()), []);
    let again = migration.take(opened_at(&new, "find").into(), &act());
    assert!(matches!(again, Migrated::Unconcerned { why: Unconcerned::AlreadyThere, .. }));
}

#[test]
fn a_stored_map_is_checked_before_deals_are_taken_over() {
    let (old, new) = (main_draft().build().unwrap(), main_draft().revision(2).build().unwrap());
    Migration::new(&second_map(), &old, &new).unwrap();
    let third = main_draft().revision(3).build().unwrap();
    assert_eq!(
        Migration::new(&second_map(), &old, &third).unwrap_err().to_string(),
        "the stage map leads from revision 1 to 2 of `main`, and is asked to lead from revision 1 \
         to 3 of `main`"
    );
    Migration::new(&second_map(), &old, &flow("a* > won")).unwrap_err();
    let stored = serde_json::json!({
        "pipeline": "main", "from_revision": 1, "to_revision": 2,
        "stages": {"find": "find", "needs": "neds", "offer": "offer", "sign": "sign", "won": "won", "lost": "lost"},
    });
    let map: StageMap = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(
        Migration::new(&map, &old, &new).unwrap_err().to_string(),
        "the stage map is not complete: \
         needs: there is no new stage or outcome `neds`, did you mean `needs`?"
    );
    let mended = stored.to_string().replace("neds", "needs");
    let map: StageMap = serde_json::from_str(&mended).unwrap();
    assert_eq!(
        Migration::new(&map, &old, &new).unwrap_err().to_string(),
        "the stage map is not complete: pay: the map does not name it; name `pay`"
    );
}

/// What a stage is made of: a purpose, or none, and what it shares with others.
fn pipelines() -> impl Strategy<Value = PipelineDraft> {
    let stage = (option::of(0..Purpose::BUILT_IN.len()), 0..3usize);
    let moves = prop::collection::vec((any::<usize>(), any::<usize>(), any::<bool>()), 0..6);
    (prop::collection::vec(stage, 2..8), moves).prop_map(|(stages, moves)| {
        let count = stages.len();
        let mut draft = PipelineDraft::new("flow").won("won").lost("lost");
        for (n, (purpose, actions)) in stages.into_iter().enumerate() {
            let mut stage = Stage::new(format!("s{n}"), format!("Stage number {n}"));
            stage.start = n == 0;
            stage.purposes = purpose.map(|p| Purpose::BUILT_IN[p].clone()).into_iter().collect();
            stage = stage.exit_when(format!("c{n}"), format!("what ends stage {n} is so"));
            stage.actions = (0..actions).map(|a| format!("do it {a}")).collect();
            draft = draft.stage(stage);
            let next = if n + 1 == count { "won".to_owned() } else { format!("s{}", n + 1) };
            draft = draft.go(format!("s{n}"), next);
        }
        for (from, to, back) in moves {
            let (from, to) = (from % count, to % count);
            let step = Move::new(format!("s{from}"), format!("s{to}"));
            draft = draft.step(if back { step.rework(Some(1)) } else { step });
        }
        draft.go("s0", "lost")
    })
}

#[derive(Debug, Clone, Copy)]
enum Edit {
    Rename,
    Add,
    Remove,
    Merge,
    Reroute,
}

fn edit() -> impl Strategy<Value = (Edit, usize)> {
    let kinds = [Edit::Rename, Edit::Add, Edit::Remove, Edit::Merge, Edit::Reroute];
    (prop::sample::select(kinds.to_vec()), any::<usize>())
}

/// Lets every move that leads to or from a stage lead to or from another.
fn redirect(draft: &mut PipelineDraft, gone: &str, kept: &str) {
    for step in &mut draft.moves {
        for end in [&mut step.from, &mut step.to] {
            if *end == gone {
                kept.clone_into(end);
            }
        }
    }
    draft.moves.retain(|step| step.from != step.to);
}

/// Edits a pipeline; says what should be told of it where it is the only edit.
fn apply(draft: &mut PipelineDraft, edit: Edit, n: usize, fresh: usize) -> Option<StageChange> {
    let at = n % draft.stages.len();
    let here = draft.stages[at].id.clone();
    let next = draft.stages.get(at + 1).map(|stage| stage.id.clone());
    match edit {
        Edit::Rename => {
            let name = format!("renamed{fresh}");
            draft.stages[at].id.clone_from(&name);
            for step in &mut draft.moves {
                for end in [&mut step.from, &mut step.to] {
                    if *end == here {
                        end.clone_from(&name);
                    }
                }
            }
            Some(StageChange::Renamed { old: id(&here), new: id(&name) })
        }
        Edit::Add => {
            let name = format!("added{fresh}");
            let stage = Stage::new(&name, &name).exit_when(&name, &name);
            draft.stages.insert(at, stage);
            *draft = draft.clone().go(here, &name).go(&name, "won");
            Some(StageChange::Added(id(&name)))
        }
        Edit::Remove => {
            let next = next?;
            draft.stages.remove(at);
            redirect(draft, &here, &next);
            Some(StageChange::Removed(id(&here)))
        }
        Edit::Merge => {
            next.as_ref()?;
            let second = draft.stages.remove(at + 1);
            let name = format!("merged{fresh}");
            let first = &mut draft.stages[at];
            first.id.clone_from(&name);
            first.purposes.extend(second.purposes);
            first.exit_criteria.extend(second.exit_criteria);
            first.actions.extend(second.actions);
            redirect(draft, &here, &name);
            redirect(draft, &second.id, &name);
            Some(StageChange::Merged { old: vec![id(&here), id(&second.id)], new: id(&name) })
        }
        Edit::Reroute => {
            *draft = draft.clone().go(here, "lost");
            None
        }
    }
}

/// Whether a stage is named in a change by which it came or went.
fn names(change: &StageChange, stage: &str) -> bool {
    match change {
        StageChange::Added(id) | StageChange::Removed(id) => *id == *stage,
        StageChange::Renamed { old, new } => *old == *stage || *new == *stage,
        StageChange::Merged { old, new } => *new == *stage || old.iter().any(|id| *id == *stage),
        StageChange::Split { old, new } => *old == *stage || new.iter().any(|id| *id == *stage),
        _ => false,
    }
}

/// The keys of two objects.
fn keys(a: &serde_json::Value, b: &serde_json::Value) -> Vec<String> {
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect()
    };
    let mut all = keys(a);
    all.extend(keys(b));
    all.sort();
    all.dedup();
    all
}

/// One object with the value of another at a key.
fn swapped(a: &serde_json::Value, b: &serde_json::Value, key: &str) -> serde_json::Value {
    let mut mixed = a.clone();
    let object = mixed.as_object_mut().unwrap();
    match b.get(key) {
        Some(value) => drop(object.insert(key.to_owned(), value.clone())),
        None => drop(object.remove(key)),
    }
    mixed
}

/// The difference is empty where the two are equal, and only there.
fn check_empty_if_equal(old: &SalesProcess, new: serde_json::Value) -> Result<(), TestCaseError> {
    let draft: ProcessDraft = serde_json::from_value(new).unwrap();
    // A value may not fit to the rest of the other process.
    if let Ok(new) = draft.build() {
        for (old, new) in [(old, &new), (&new, old)] {
            let change = old.changes_to(new);
            prop_assert_eq!(change.is_empty(), old == new, "{}", change);
            prop_assert_eq!(change.to_string() == "nothing is different", old == new);
            let lines = change.to_string().lines().filter(|line| line.is_empty()).count();
            prop_assert!(lines <= change.pipelines.len(), "one line for each change: {}", change);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_difference_is_empty_where_two_are_equal(
        a in random_process::process(),
        b in random_process::process(),
    ) {
        let old = a.clone().build().unwrap();
        prop_assert!(old.changes_to(&old.clone()).is_empty());
        let (a, b) = (serde_json::to_value(&a).unwrap(), serde_json::to_value(&b).unwrap());
        for key in keys(&a, &b) {
            check_empty_if_equal(&old, swapped(&a, &b, &key))?;
        }
        // The same one floor down, for each value of a pipeline, a stage and a move.
        let mut draft = a.clone();
        let other = &b["pipelines"][0];
        let Some(pipeline) = draft.pointer("/pipelines/0").cloned() else { return Ok(()) };
        if !other.is_object() {
            return Ok(());
        }
        for key in keys(&pipeline, other) {
            draft["pipelines"][0] = swapped(&pipeline, other, &key);
            check_empty_if_equal(&old, draft.clone())?;
        }
        for list in ["stages", "moves"] {
            draft["pipelines"][0] = pipeline.clone();
            let (item, other) = (&pipeline[list][0], &other[list][0]);
            if item.is_object() && other.is_object() {
                for key in keys(item, other) {
                    draft["pipelines"][0][list][0] = swapped(item, other, &key);
                    check_empty_if_equal(&old, draft.clone())?;
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn one_edit_is_told_as_what_it_is(draft in pipelines(), (edit, n) in edit()) {
        let old = draft.clone().build().unwrap();
        let mut draft = draft.revision(2);
        let expected = apply(&mut draft, edit, n, 0);
        let new = draft.build().unwrap();
        let change = old.changes_to(&new);
        if let Some(expected) = expected {
            prop_assert!(change.stages.contains(&expected), "{:?} in {}", expected, change);
        } else {
            let only = change.stages.iter().all(|stage| *stage == StageChange::MovesReordered);
            prop_assert!(only, "{}", change);
            prop_assert_eq!(change.moves.is_empty(), old.moves() == new.moves(), "{}", change);
        }
    }

    #[test]
    fn every_stage_has_its_place_and_every_deal(
        draft in pipelines(),
        edits in prop::collection::vec(edit(), 0..6),
    ) {
        let old = draft.clone().build().unwrap();
        let mut draft = draft.revision(2);
        for (fresh, (edit, n)) in edits.into_iter().enumerate() {
            apply(&mut draft, edit, n, fresh);
        }
        let new = draft.build().unwrap();
        let change = old.changes_to(&new);
        prop_assert!(!change.is_empty() && !change.keeps_revision());
        // Whatever came or went is named.
        let ids = |p: &Pipeline| p.stages().iter().map(|s| s.id.clone()).collect::<Vec<_>>();
        for (these, those) in [(&old, &new), (&new, &old)] {
            for stage in ids(these) {
                let told = change.stages.iter().any(|change| names(change, &stage));
                prop_assert!(told || those.key(&stage).is_some(), "{} in {}", stage, change);
            }
        }
        // Every old place is in the map, in order, or named as open.
        let proposed = change.stage_map();
        let places: Vec<_> = proposed.steps().iter().map(|step| step.old.to_string()).collect();
        let mut expected = ids(&old);
        expected.extend(["won".to_owned(), "lost".to_owned()]);
        prop_assert_eq!(places, expected);
        let open: Vec<String> = proposed.open().map(ToString::to_string).collect();
        prop_assert_eq!(proposed.build().is_ok(), open.is_empty(), "{}", proposed);
        if let Err(StageMapError::Incomplete(problems)) = proposed.build() {
            let named: Vec<_> = problems.all().iter().map(|problem| problem.place.clone()).collect();
            prop_assert_eq!(&named, &open);
        }
        // Completed, it takes every deal to its place.
        let first = new.stages()[0].id.clone();
        let said = open.iter().map(|stage| (stage.as_str(), first.as_str()));
        let map = proposed.finish(said).unwrap();
        let migration = Migration::new(&map, &old, &new).unwrap();
        let mut histories: Vec<History<DealMachine>> = Vec::new();
        let mut deals = Vec::new();
        for stage in ids(&old) {
            let mut deal = AnyDeal::from(opened_at(&old, &stage));
            histories.push(deal.take_entries().collect());
            deals.push(deal);
        }
        let plan = migration.plan(&deals, &later(1));
        let act: Act = later(1);
        for ((what, stage), mut history) in
            migration.take_all(deals, &act).into_iter().zip(ids(&old)).zip(histories)
        {
            let Migrated::Moved { mut deal, from, to } = what else { panic!("{what:?}") };
            prop_assert_eq!(&from, &stage.as_str());
            prop_assert_eq!(Some(&to), map.target(&stage));
            prop_assert_eq!((deal.record().stage(), deal.record().revision()), (&to, 2));
            prop_assert!(new.key(to.as_str()).is_some());
            let planned = plan.moves.iter().any(|step| step.from == from && step.to == to);
            prop_assert!(planned, "{}", plan);
            history.extend(deal.take_entries());
            prop_assert_eq!(history.replay().unwrap(), deal);
        }
        prop_assert_eq!(plan.moves.iter().map(|step| step.deals).sum::<usize>(), old.stages().len());
    }
}
