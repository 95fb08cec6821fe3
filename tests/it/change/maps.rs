//! The stage map that is proposed, and completing it.

use sales_process::designer::change::{StageChange, Sureness};
use sales_process::lifecycle::deal::{StageMap, StageMapError};

use super::{OLD, check_map, revised};
use crate::samples::{flow, id};

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
    assert_eq!(error, StageMapError::SameRevision { revision: 1 });
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
