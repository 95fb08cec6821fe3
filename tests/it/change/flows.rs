//! What is told of stages, moves and outcomes.

use sales_process::Probability;
use sales_process::designer::change::StageChange;
use sales_process::process::{Move, Outcome, OutcomeKind, PipelineDraft, Stage};

use super::{OLD, check};
use crate::samples::flow;

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
