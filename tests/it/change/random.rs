//! Random edits are told as what they are, and empty is equal.

use proptest::option;
use proptest::prelude::*;
use sales_process::SalesProcess;
use sales_process::designer::change::StageChange;
use sales_process::lifecycle::deal::{AnyDeal, DealMachine, Migrated, Migration, StageMapError};
use sales_process::lifecycle::{Act, History};
use sales_process::process::{Move, Pipeline, PipelineDraft, ProcessDraft, Purpose, Stage};

use crate::random_process;
use crate::samples::{id, later, opened_at};

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
        if let Err(StageMapError::Incomplete { problems }) = proposed.build() {
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
