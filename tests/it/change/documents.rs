//! The difference of two documents, as a person reads it.

use sales_process::designer::change::{FieldChange, PipelineDelta};
use sales_process::policy::{FilterCriterion, Framework, LeadFilter, Qualification, Rule};
use sales_process::process::{
    ClosingEvent, DealKind, HandoffPolicy, LintLevel, LintSettings, Move, Nature, PipelineDraft,
    Profile, Purpose, Role, RoleKind, ServiceLevel, Stage, Subprocess, SubprocessPlan, Target,
};
use sales_process::{Percent, SalesProcess};

use crate::samples::{lost_reasons, main_draft, money};

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
