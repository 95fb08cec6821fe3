//! Deals in flight go over to the new version.

use sales_process::lifecycle::deal::{
    AnyDeal, DealState, Migrated, Migration, StageMap, Unconcerned,
};

use crate::samples::{act, deal_in, flow, id, later, main_draft, opened_at, second_map};

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
            "open: the deal cannot migrate: the deal was last changed at 2026-03-11T12:00:00Z, \
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
    // Of one pipeline, and asked to lead to another.
    assert_eq!(
        Migration::new(&second_map(), &old, &flow("a* > won")).unwrap_err().to_string(),
        "`main` and `flow` are two pipelines; a stage map leads between revisions of one"
    );
    // Of one pipeline, and asked to lead within another.
    let (first, second) = (flow("a* > won"), flow("a* > b > won"));
    assert_eq!(
        Migration::new(&second_map(), &first, &second).unwrap_err().to_string(),
        "the stage map leads from revision 1 to 2 of `main`, and is asked to lead from revision 1 \
         to 1 of `flow`"
    );
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
