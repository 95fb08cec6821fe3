//! Opening a deal: where it may begin, and what for.

use sales_process::lifecycle::deal::{AnyDeal, Deal, DealDemand, Open};
use sales_process::lifecycle::{Override, Waiver};
use sales_process::process::{DealKind, PipelineDraft, SalesProcess};

use crate::samples::{act, flow, id, main_draft, main_pipeline, money, new_deal, overridden};

/// What opening at each stage leaves out.
#[track_caller]
fn check_left_out(pipeline: &str, expected: &str) {
    let pipeline = flow(pipeline);
    let mut found = Vec::new();
    for stage in pipeline.stages() {
        let left_out = match Deal::open(new_deal(), &pipeline, stage.id.as_str(), &act()) {
            Ok(_) => String::new(),
            Err(refused) => {
                let text = refused.to_string();
                let (_, rest) = text.split_once("leaves out ").unwrap();
                let (left_out, _) = rest.split_once(';').unwrap();
                left_out.replace('`', "").replace(", ", "+")
            }
        };
        found.push(format!("{}:{left_out}", stage.id));
    }
    assert_eq!(found.join(" "), expected);
}

#[test]
fn opening_further_on_leaves_out_what_every_won_path_passes() {
    check_left_out("a* > b > c > won", "a: b:a c:a+b");
    // b and c are alternatives; only a and d must be passed.
    check_left_out("a* > b > d > won, a > c > d, a > lost", "a: b:a d:a c:a");
    // Two starts: neither must be passed.
    check_left_out("a* > c > d > won, b* > c", "a: c: d:c b:");
    // A start further on.
    check_left_out("a* > b* > c > won", "a: b: c:b");
    // The way back makes what it leads to still lie ahead only where no way
    // to Won is without it.
    check_left_out("a* > b > c > won, c ~> b", "a: b:a c:a+b");
    check_left_out("a* > b > c > won, c > lost", "a: b:a c:a+b");
    // From where nothing can be won, all is left out.
    check_left_out("a* > b > won, a > dead", "a: b:a dead:a+b");
    // Nothing can be won, so nothing must be passed.
    check_left_out("a* > b", "a: b:");
    check_left_out("a > b > won", "a: b:");
}

#[test]
fn evidence_or_an_override_speaks_for_what_is_left_out() {
    let pipeline = main_pipeline();
    let refused = Deal::open(new_deal(), &pipeline, "offer", &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot begin: opening at `offer` leaves out `find`, `needs`; give evidence that it was done"
    );
    assert_eq!(refused.entity, new_deal());
    assert_eq!(refused.refusal().verb(), None);
    assert!(refused.refusal().can_be_overridden());
    assert!(!refused.refusal().no_such_move());

    let blank = Deal::open(new_deal().evidence(" "), &pipeline, "offer", &act());
    assert!(blank.is_err());
    let mut deal: Deal<Open> =
        Deal::open(new_deal().evidence("worked as a lead"), &pipeline, "offer", &act()).unwrap();
    assert_eq!(deal.record().stage(), &"offer");
    assert_eq!(deal.take_entries().next().unwrap().waived, None);

    let mut deal = Deal::open(new_deal(), &pipeline, "offer", &overridden()).unwrap();
    let granted = Override { by: id("boss"), reason: "the customer is in a hurry".into() };
    assert_eq!(
        deal.take_entries().next().unwrap().waived,
        Some(Box::new(Waiver { granted, demands: vec![DealDemand::OpeningStage] }))
    );
}

#[track_caller]
fn check_refused(refused: impl std::fmt::Display, expected: &str) {
    assert_eq!(refused.to_string(), format!("the deal cannot begin: {expected}"));
}

#[test]
fn what_a_deal_cannot_begin_with() {
    let pipeline = main_pipeline();
    let open = |stage: &str| Deal::open(new_deal(), &pipeline, stage, &overridden()).unwrap_err();
    check_refused(open("ofer"), "the pipeline has no stage `ofer`, did you mean `offer`?");
    check_refused(
        open(""),
        "the pipeline has no stage ``; expected one of `find`, `needs`, `offer`, `sign`, `pay`",
    );
    check_refused(
        open("won"),
        "`won` is an outcome, not a stage to stand in; win or lose the deal instead",
    );
    let other = flow("a* > b > c > d > e > f > g > h > won");
    let key = other.key("h").unwrap();
    check_refused(
        Deal::open(new_deal(), &pipeline, key, &act()).unwrap_err(),
        "the stage was looked up in another pipeline; look it up in `main`",
    );
    let new = new_deal().amount(money("-1 GBP"));
    check_refused(
        Deal::open(new, &pipeline, "find", &overridden()).unwrap_err(),
        "the amount -1.00 GBP does not fit; expected zero or more",
    );
}

#[test]
fn a_pipeline_serves_the_kinds_it_names() {
    let draft = main_draft().serves(DealKind::Repeat).serves(DealKind::Renewal);
    let pipeline = draft.build().unwrap();
    let new = |kind| new_deal().kind(kind);
    check_refused(
        Deal::open(new(DealKind::CrossSell), &pipeline, "find", &overridden()).unwrap_err(),
        "the pipeline `main` does not serve cross-sell deals",
    );
    for kind in [DealKind::Repeat, DealKind::Renewal] {
        assert_eq!(Deal::open(new(kind), &pipeline, "find", &act()).unwrap().record().kind(), kind);
    }
    // One that names none serves all, but what others of its process name.
    for &kind in DealKind::ALL {
        Deal::open(new(kind), &main_pipeline(), "find", &act()).unwrap();
    }
    let process = SalesProcess::draft("acme", "Acme")
        .pipeline(main_draft())
        .pipeline(PipelineDraft { id: "again".into(), ..main_draft() }.serves(DealKind::Repeat));
    let process = process.build().unwrap();
    let main = process.pipeline("main").unwrap();
    check_refused(
        Deal::open(new(DealKind::Repeat), main, "find", &act()).unwrap_err(),
        "the pipeline `main` does not serve repeat deals",
    );
    for &kind in DealKind::ALL {
        let pipeline = process.pipeline_for(kind).unwrap();
        assert_eq!(pipeline.id() == "again", kind == DealKind::Repeat);
        Deal::open(new(kind), pipeline, "find", &act()).unwrap();
    }
}

#[test]
fn all_that_is_wrong_with_an_opening_is_told_at_once() {
    let pipeline = main_draft().serves(DealKind::Repeat).build().unwrap();
    let new = new_deal().amount(money("-1 GBP"));
    let refused = Deal::open(new, &pipeline, "offer", &act()).unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 3, "{refused}");
}

#[test]
fn what_an_opened_deal_is() {
    let pipeline = main_pipeline();
    let new = new_deal().lead(id("L-1")).expected_close("2026-05-01".parse().unwrap());
    let key = pipeline.key("find").unwrap();
    let deal = Deal::open(new, &pipeline, key, &act()).unwrap();
    let record = deal.record();
    assert_eq!((record.pipeline().as_str(), record.revision()), ("main", 1));
    assert_eq!((record.visits("find"), record.visits("needs")), (1, 0));
    assert_eq!((record.opened_at(), record.entered_at()), (act().at(), act().at()));
    assert_eq!(record.lead(), Some(&id("L-1")));
    assert_eq!(record.due(), Some(money("900.00 GBP")));
    assert_eq!(AnyDeal::from(deal).version(), 1);
}
