//! Going over to another revision of a pipeline.

use sales_process::Named;
use sales_process::lifecycle::deal::{
    AnyDeal, DealCommand, DealMachine, DealRules, DealState, StageMap, StageMapError,
};
use sales_process::lifecycle::{Entry, History};
use sales_process::process::{Pipeline, PipelineDraft};

use crate::samples::{
    act, day, deal_in, flow, id, main_pipeline, money, opened_at, overridden, second_map,
    second_revision,
};

/// A flow as another revision.
fn revised(text: &str, revision: u32) -> Pipeline {
    PipelineDraft::from(flow(text)).revision(revision).build().unwrap()
}

const OLD: &str = "find* > call > offer > sign > won, offer > lost, offer ~1> call, sign ~> find";
/// `find` and `call` are one now, `sign` is called `contract`.
const NEW: &str = "talk* > offer > contract > won, offer > lost, offer ~2> talk";
const PAIRS: [(&str, &str); 3] = [("find", "talk"), ("call", "talk"), ("sign", "contract")];

/// A pipeline of the same name in which the stages stand in another order: they
/// are found by what they are called.
#[test]
fn a_stage_is_found_by_its_id_wherever_it_stands() {
    let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
    let (p, other) = (flow("a* > b > c > won"), flow("z* > a > b > c > won"));
    let deal = AnyDeal::from(opened_at(&p, "a")).apply(&p, to("b"), &act()).unwrap();
    let deal = deal.apply(&other, to("c"), &act()).unwrap();
    assert_eq!(deal.record().stage(), &"c");
}

#[test]
fn why_a_deal_does_not_go_over_has_a_code() {
    use sales_process::Coded as _;
    use sales_process::lifecycle::deal::Unconcerned::{
        self, AlreadyThere, Ended, OtherPipeline, OtherRevision,
    };
    let (lost, abandoned) = (Ended(DealState::Lost), Ended(DealState::Abandoned));
    let all = [OtherPipeline, AlreadyThere, OtherRevision, lost, abandoned];
    let codes: Vec<&str> = all.iter().map(Unconcerned::code).collect();
    let expected = ["other_pipeline", "already_there", "other_revision", "lost", "abandoned"];
    assert_eq!(codes, expected);
}

#[track_caller]
fn check_map(old: &Pipeline, new: &Pipeline, pairs: &[(&str, &str)], expected: &str) {
    let error = StageMap::new(old, new, pairs.iter().copied()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_map_names_all_that_changed() {
    let map = StageMap::new(&flow(OLD), &revised(NEW, 2), PAIRS).unwrap();
    assert_eq!((map.from_revision(), map.to_revision()), (1, 2));
    let target = |old: &str| map.target(old).map(sales_process::StageId::as_str);
    assert_eq!(target("find"), Some("talk"));
    assert_eq!(target("offer"), Some("offer"), "what keeps its id need not be named");
    assert_eq!(target("won"), Some("won"));
    assert_eq!(target("talk"), None);
    // Naming what stays, or twice the same, does no harm.
    let more = PAIRS.into_iter().chain([("offer", "offer"), ("find", "talk")]);
    assert_eq!(StageMap::new(&flow(OLD), &revised(NEW, 2), more).unwrap(), map);
}

#[test]
fn all_that_is_wrong_with_a_map_is_told_at_once() {
    let (old, new) = (flow(OLD), revised(NEW, 2));
    check_map(
        &old,
        &new,
        &[("call", "tolk"), ("ofer", "offer")],
        "the stage map is not complete: \
         ofer: there is no old stage or outcome `ofer`, did you mean `offer`?; \
         find: there is no new stage or outcome `find`; expected one of `talk`, `offer`, `contract`, `won`, `lost`; \
         call: there is no new stage or outcome `tolk`, did you mean `talk`?; \
         sign: there is no new stage or outcome `sign`; expected one of `talk`, `offer`, `contract`, `won`, `lost`",
    );
    check_map(
        &old,
        &new,
        &[("find", "talk"), ("call", "talk"), ("sign", "won"), ("lost", "offer"), ("won", "lost")],
        "the stage map is not complete: \
         sign: it is a stage, but `won` is an outcome that counts as won; \
         won: it is an outcome that counts as won, but `lost` is an outcome that counts as lost; \
         lost: it is an outcome that counts as lost, but `offer` is a stage",
    );
    let twice = PAIRS.into_iter().chain([("call", "offer")]).collect::<Vec<_>>();
    check_map(
        &old,
        &new,
        &twice,
        "the stage map is not complete: call: its deals cannot go to both `talk` and `offer`",
    );
}

#[test]
fn a_map_leads_between_two_revisions_of_one_pipeline() {
    let (old, new) = (flow(OLD), revised(NEW, 2));
    check_map(
        &old,
        &flow(NEW),
        &PAIRS,
        "both are revision 1; give the changed pipeline a revision of its own",
    );
    check_map(
        &main_pipeline(),
        &new,
        &[],
        "`main` and `flow` are two pipelines; a stage map leads between revisions of one",
    );
    // Also where it was stored.
    let stored = serde_json::to_string(&second_map()).unwrap();
    assert_eq!(serde_json::from_str::<StageMap>(&stored).unwrap(), second_map());
    let same = stored.replace("\"to_revision\":2", "\"to_revision\":1");
    let error = serde_json::from_str::<StageMap>(&same).unwrap_err().to_string();
    assert!(error.starts_with("both are revision 1"), "{error}");
    assert_eq!(
        StageMap::new(&old, &old, []).unwrap_err(),
        StageMapError::SameRevision { revision: 1 }
    );
    // Back to an earlier revision is a map, too.
    StageMap::new(&second_revision(), &main_pipeline(), []).unwrap();
}

#[test]
fn what_is_known_of_the_old_stages_goes_along() {
    let text = "find*!x > call!x+y > offer > sign > won, offer ~1> call, offer ~1> find";
    let (old, new) = (flow(text), revised("talk*!x+y > offer > sign > won, offer ~2> talk", 2));
    let map = StageMap::new(&old, &new, [("find", "talk"), ("call", "talk")]).unwrap();
    let ride = overridden();
    let deal = opened_at(&old, "find").satisfy(&old, id("x"), "seen", &ride).unwrap();
    let mut deal = deal.advance(&old, "call", &ride).unwrap();
    deal = deal.satisfy(&old, id("y"), "seen", &ride).unwrap();
    for stage in ["offer", "call", "offer", "find", "call"] {
        deal = deal.advance(&old, stage, &ride).unwrap();
    }
    assert_eq!((deal.record().passes("offer", "call"), deal.record().visits("call")), (1, 3));
    let mut deal = deal.migrate(&new, &map, &act()).unwrap();
    let record = deal.record();
    assert_eq!((record.stage().as_str(), record.revision()), ("talk", 2));
    // What is one stage now is counted together.
    assert_eq!((record.visits("talk"), record.visits("offer")), (5, 2));
    assert_eq!(record.passes("offer", "talk"), 2);
    assert!(record.is_met("talk", "x") && record.is_met("talk", "y"));
    // It is an entry of its own kind, and the way goes on by the new revision.
    let entry: Entry<DealMachine> = deal.take_entries().next_back().unwrap();
    assert_eq!(entry.command, DealCommand::Migrate(map));
    let deal = deal.advance(&new, "offer", &act()).unwrap();
    let refused = deal.advance(&new, "talk", &act()).unwrap_err();
    assert!(refused.to_string().contains("is used up (limit 2)"), "{refused}");
    let refused = refused.entity.advance(&old, "sign", &act()).unwrap_err();
    assert!(refused.to_string().contains("by revision 2 of pipeline `flow`, not"), "{refused}");
}

#[test]
fn a_map_from_another_revision_is_refused() {
    let third = StageMap::new(&second_revision(), &main_pipeline(), []).unwrap();
    let refused =
        opened_at(&main_pipeline(), "find").migrate(&main_pipeline(), &third, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot migrate: the stage map leads from revision 2 of `main`, but the deal runs by revision 1 of `main`"
    );
    let other = StageMap::new(&flow(OLD), &revised(NEW, 2), PAIRS).unwrap();
    let refused = refused.entity.migrate(&revised(NEW, 2), &other, &overridden()).unwrap_err();
    assert!(refused.to_string().contains("revision 1 of `flow`"), "{refused}");
    // Once is enough.
    let deal = refused.entity.migrate(&second_revision(), &second_map(), &act()).unwrap();
    deal.migrate(&second_revision(), &second_map(), &act()).unwrap_err();
}

/// A map that was written by hand may name less, or other, than there is.
#[test]
fn a_map_from_outside_is_checked_against_the_deal() {
    let stored = serde_json::json!({
        "pipeline": "main", "from_revision": 1, "to_revision": 2,
        "stages": {"find": "fnd", "offer": "won"},
    });
    let map: StageMap = serde_json::from_value(stored).unwrap();
    let deal = opened_at(&main_pipeline(), "find").advance(&main_pipeline(), "sign", &overridden());
    let deal =
        AnyDeal::from(deal.unwrap().advance(&main_pipeline(), "offer", &overridden()).unwrap());
    let command = DealCommand::Migrate(map);
    let refused = deal.apply(&second_revision(), command.clone(), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot migrate: the stage map does not say where `sign` goes; \
         the stage map leads to `fnd`, `won`; the new revision has no such stage"
    );
    // Without the new revision no deal goes over, not by an override either.
    let refused = refused.entity.apply(&main_pipeline(), command, &overridden()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot migrate: the stage map does not say where `sign` goes; \
         the deal goes over to revision 2 of pipeline `main`; make the move by that one"
    );
    // An outcome that was reached goes to an outcome that is there.
    let (old, new) = (flow("a*:contract > won"), revised("a*:contract > won", 2));
    let won = opened_at(&old, "a").win(&old, None, "7", day("2026-03-02"), &act()).unwrap();
    let won = won.advance(&old, "won", &act()).unwrap();
    let map: StageMap = serde_json::from_value(serde_json::json!({
        "pipeline": "flow", "from_revision": 1, "to_revision": 2, "stages": {"a": "a", "won": "wno"},
    }))
    .unwrap();
    assert_eq!(
        won.migrate(&new, &map, &act()).unwrap_err().to_string(),
        "the deal cannot migrate: the stage map leads to `wno`; the new revision has no such stage"
    );
    let whole = DealCommand::Migrate(second_map());
    let refused = refused.entity.apply(&main_pipeline(), whole.clone(), &act()).unwrap_err();
    assert!(!refused.refusal().can_be_overridden());
    let refused = refused.entity.apply(DealRules::default(), whole, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot migrate: the deal goes over to revision 2 of pipeline `main`; \
         make the move by that one"
    );
}

/// Whatever the state, the state stays, and so does the outcome reached.
#[test]
fn every_state_that_has_the_move() {
    for state in [DealState::Open, DealState::OnHold, DealState::Won, DealState::Completed] {
        let before = deal_in(state);
        let command = DealCommand::Migrate(second_map());
        let after = before.clone().apply(&second_revision(), command, &act()).unwrap();
        assert_eq!(after.view(), before.view(), "{}", state.name());
        assert_eq!(after.record().revision(), 2);
        assert_eq!(after.record().entered_at(), before.record().entered_at());
    }
    let old = flow("a*:contract > won");
    let new = revised("a*:contract > closed, closed > won_well", 2);
    let map = StageMap::new(&old, &new, [("won", "won_well")]).unwrap();
    let won = opened_at(&old, "a").win(&old, None, "7", day("2026-03-02"), &act()).unwrap();
    let won = won.pay(money("900 GBP"), day("2026-03-02"), &act()).unwrap();
    let won = won.advance(&old, "won", &act()).unwrap().migrate(&new, &map, &act()).unwrap();
    assert_eq!(won.record().outcome(), Some(&id("won_well")));
    let mut done = won.complete(&new, &act()).unwrap();
    let history: History<DealMachine> = done.take_entries().collect();
    assert_eq!(history.replay().unwrap(), done.into());
}
