//! Making one stage of several: nothing of what they say is lost.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::flow::{self, Part};
use crate::process::{Criterion, Days, Stage};

/// What stands between two names.
const AND: &str = " + ";

/// One stage of several; the first gives it its id.
pub(super) fn joined(stages: &[&Stage], part: &Part) -> Option<Stage> {
    let first = stages.first()?;
    let strings = |list: fn(&Stage) -> &Vec<String>| {
        each_once(stages.iter().flat_map(|stage| list(stage)), String::as_str)
    };
    Some(Stage {
        id: first.id.clone(),
        name: name(stages),
        purposes: each_once(stages.iter().flat_map(|stage| &stage.purposes), |purpose| purpose),
        subprocess: stages.iter().find_map(|stage| stage.subprocess),
        start: stages.iter().any(|stage| stage.start),
        role: stages.iter().find_map(|stage| stage.role.clone()),
        participants: each_once(stages.iter().flat_map(|stage| &stage.participants), |who| {
            (who.party.as_str(), who.name.as_str())
        }),
        exit_criteria: criteria(stages),
        actions: strings(|stage| &stage.actions),
        tactics: strings(|stage| &stage.tactics),
        typical_days: part.days(stages).and_then(flow::days),
        stale_after_days: stale_after(stages),
        win_probability: part.chance(stages),
        allow: each_once(stages.iter().flat_map(|stage| &stage.allow), |allow| {
            (allow.lint.as_str(), allow.reason.as_str())
        }),
    })
}

/// All things in order, those alike once.
fn each_once<'a, T: Clone + 'a, K: Eq + Hash>(
    all: impl Iterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Vec<T> {
    let mut seen = HashSet::new();
    all.filter(|one| seen.insert(key(one))).cloned().collect()
}

/// All names in order, those alike once; blank ones say nothing.
fn name(stages: &[&Stage]) -> Option<String> {
    let mut seen = HashSet::new();
    let names: Vec<&str> = stages
        .iter()
        .map(|stage| stage.name())
        .filter(|name| !name.trim().is_empty() && seen.insert(name.trim()))
        .collect();
    match names.as_slice() {
        [] => stages.first()?.name.clone(),
        // Where it is nothing but the id, it need not be written.
        [only] if stages.iter().all(|stage| stage.name.is_none()) => {
            (*only != stages.first()?.id).then(|| (*only).to_owned())
        }
        names => Some(names.join(AND)),
    }
}

/// All criteria in order. Those that say the same under one id are one; those
/// that differ under one id are kept, the later under the first free of
/// `id_2`, `id_3` …
fn criteria(stages: &[&Stage]) -> Vec<Criterion> {
    let all = || stages.iter().flat_map(|stage| &stage.exit_criteria);
    let mut taken: HashSet<String> = all().map(|criterion| criterion.id.clone()).collect();
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut used: HashMap<&str, u32> = HashMap::new();
    let mut kept = Vec::new();
    for criterion in all() {
        if !seen.insert((&criterion.id, &criterion.text)) {
            continue;
        }
        let number = used.entry(&criterion.id).or_default();
        *number += 1;
        let mut id = criterion.id.clone();
        if *number > 1 {
            id = format!("{}_{number}", criterion.id);
            while taken.contains(&id) {
                *number += 1;
                id = format!("{}_{number}", criterion.id);
            }
            taken.insert(id.clone());
        }
        kept.push(Criterion { id, text: criterion.text.clone() });
    }
    kept
}

/// The limits one after the other. A stage without one that is merged with
/// one that has adds the days it usually takes, so that no deal counts as
/// stale for what it did there.
fn stale_after(stages: &[&Stage]) -> Option<Days> {
    stages.iter().find_map(|stage| stage.stale_after_days)?;
    let days = |stage: &&Stage| stage.stale_after_days.or(stage.typical_days);
    let all = stages.iter().filter_map(days).map(Days::count);
    flow::days(all.sum())
}
