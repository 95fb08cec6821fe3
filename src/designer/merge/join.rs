//! Making one stage of several: nothing of what they say is lost.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::flow::{self, Part};
use crate::process::{Criterion, Days, Hours, Stage};

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
        description: joined_texts(stages, |stage| stage.description.as_ref()),
        purposes: each_once(stages.iter().flat_map(|stage| &stage.purposes), |purpose| purpose),
        subprocess: stages.iter().find_map(|stage| stage.subprocess),
        start: stages.iter().any(|stage| stage.start),
        role: stages.iter().find_map(|stage| stage.role.clone()),
        participants: each_once(stages.iter().flat_map(|stage| &stage.participants), |who| {
            (who.party.as_str(), who.name.as_str())
        }),
        entry_criteria: criteria(stages, |stage| &stage.entry_criteria),
        exit_criteria: criteria(stages, |stage| &stage.exit_criteria),
        actions: strings(|stage| &stage.actions),
        tactics: strings(|stage| &stage.tactics),
        materials: each_once(stages.iter().flat_map(|stage| &stage.materials), |material| {
            (&material.label, &material.link, &material.text)
        }),
        notes: strings(|stage| &stage.notes),
        typical_days: part.days(stages).and_then(flow::days),
        mean_days: mean_days(stages, part),
        work_hours: work_hours(stages),
        spread: stages.iter().map(|stage| stage.spread).max().unwrap_or_default(),
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
fn criteria(stages: &[&Stage], of: fn(&Stage) -> &Vec<Criterion>) -> Vec<Criterion> {
    let all = || stages.iter().flat_map(|stage| of(stage));
    let mut taken: HashSet<String> = all().map(|criterion| criterion.id.clone()).collect();
    let mut seen: HashSet<&Criterion> = HashSet::new();
    let mut used: HashMap<&str, u32> = HashMap::new();
    let mut kept = Vec::new();
    for criterion in all() {
        if !seen.insert(criterion) {
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
        kept.push(Criterion { id, ..criterion.clone() });
    }
    kept
}

/// All texts in order, those alike once.
fn joined_texts(stages: &[&Stage], of: fn(&Stage) -> Option<&String>) -> Option<String> {
    let texts = each_once(stages.iter().filter_map(|stage| of(stage)), String::as_str);
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// The mean stay, where each stage states one.
fn mean_days(stages: &[&Stage], part: &Part) -> Option<Days> {
    let means =
        |stage: &&Stage| Some(Stage { typical_days: Some(stage.mean_days?), ..(*stage).clone() });
    let with_means: Vec<Stage> = stages.iter().map(means).collect::<Option<_>>()?;
    part.days(&with_means.iter().collect::<Vec<_>>()).and_then(flow::days)
}

/// The work of all stages one after the other, where any states its own.
fn work_hours(stages: &[&Stage]) -> Option<Hours> {
    let hours: Vec<f64> = stages.iter().filter_map(|s| Some(s.work_hours?.count())).collect();
    (!hours.is_empty()).then(|| Hours::new(hours.iter().sum()).ok()).flatten()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Purpose, Subprocess};
    use crate::value::Probability;

    /// The stage made of some that as many deals enter as given, each passing
    /// once.
    fn made_of(stages: &[(Stage, f64)]) -> Stage {
        let entries: Vec<f64> = stages.iter().map(|(_, entries)| *entries).collect();
        let visits = entries.iter().sum();
        let part = Part { weights: entries.clone(), entries, visits, is_known: true };
        joined(&stages.iter().map(|(stage, _)| stage).collect::<Vec<_>>(), &part).unwrap()
    }

    /// The stage made of two that all deals pass, entering by the first.
    fn joined_stage(first: &Stage, second: &Stage) -> Stage {
        let part =
            Part { weights: vec![1.0, 1.0], entries: vec![1.0, 0.0], visits: 1.0, is_known: true };
        joined(&[first, second], &part).unwrap()
    }

    fn a() -> Stage {
        Stage::new("a", "Understand")
    }

    fn b() -> Stage {
        Stage::new("b", "Offer")
    }

    #[test]
    fn everything_is_kept_and_nothing_twice() {
        let first = a()
            .purpose(Purpose::Proposal)
            .purpose(Purpose::NeedsDiscovery)
            .start()
            .role("ae")
            .participant("department", "Presales")
            .exit_when("budget", "the budget is known")
            .action("ask")
            .action("listen")
            .tactic("let them talk")
            .typical_days(3)
            .stale_after_days(10)
            .win_probability(Probability::new(0.25).unwrap())
            .allow("Q06", "tried out");
        let second = b()
            .purpose(Purpose::Proposal)
            .purpose(Purpose::Negotiation)
            .subprocess(Subprocess::Close)
            .role("ae")
            .participant("partner", "Presales")
            .participant("department", "Presales")
            .exit_when("budget", "the budget is known")
            .exit_when("sent", "the offer is sent")
            .action("listen")
            .action("write")
            .tactic("let them talk")
            .typical_days(2)
            .stale_after_days(5)
            .win_probability(Probability::new(0.5).unwrap())
            .allow("Q06", "tried out")
            .allow("Q06", "known");
        let expected = Stage::new("a", "Understand + Offer")
            .purpose(Purpose::Proposal)
            .purpose(Purpose::NeedsDiscovery)
            .purpose(Purpose::Negotiation)
            .subprocess(Subprocess::Close)
            .start()
            .role("ae")
            .participant("department", "Presales")
            .participant("partner", "Presales")
            .exit_when("budget", "the budget is known")
            .exit_when("sent", "the offer is sent")
            .action("ask")
            .action("listen")
            .action("write")
            .tactic("let them talk")
            .typical_days(5)
            .stale_after_days(15)
            .win_probability(Probability::new(0.25).unwrap())
            .allow("Q06", "tried out")
            .allow("Q06", "known");
        assert_eq!(joined_stage(&first, &second), expected);
    }

    #[test]
    fn a_stage_without_anything_adds_nothing() {
        assert_eq!(joined_stage(&a(), &b()), Stage::new("a", "Understand + Offer"));
    }

    #[test]
    fn names_alike_and_blank_ones() {
        #[track_caller]
        fn check(names: &[Option<&str>], expected: Option<&str>) {
            let stage = |(i, name): (usize, Option<&str>)| {
                let mut stage = Stage::new(format!("s{i}"), "");
                stage.name = name.map(str::to_owned);
                (stage, 1.0)
            };
            let stages: Vec<_> = names.iter().copied().enumerate().map(stage).collect();
            assert_eq!(made_of(&stages).name.as_deref(), expected);
        }
        check(&[Some("Звонок"), Some("Встреча")], Some("Звонок + Встреча"));
        check(&[Some("Call"), Some("Call"), Some("Visit")], Some("Call + Visit"));
        check(&[Some(" "), Some("Visit")], Some("Visit"));
        check(&[Some(""), Some(" ")], Some(""));
        // Without a name a stage is called by its id.
        check(&[None, Some("Visit")], Some("s0 + Visit"));
        check(&[None, None], Some("s0 + s1"));
        check(&[None, Some("")], Some("s0"));
    }

    #[test]
    fn different_criteria_under_one_id_are_kept() {
        #[track_caller]
        fn check(lists: &[&[(&str, &str)]], expected: &str) {
            let stage = |list: &&[(&str, &str)]| {
                (list.iter().fold(a(), |stage, (id, text)| stage.exit_when(*id, *text)), 1.0)
            };
            let stages: Vec<_> = lists.iter().map(stage).collect();
            let kept = made_of(&stages).exit_criteria;
            let kept: Vec<_> = kept.iter().map(|c| format!("{}: {}", c.id, c.text)).collect();
            assert_eq!(kept.join(", "), expected);
        }
        check(&[&[("x", "one")], &[("x", "one")]], "x: one");
        check(&[&[("x", "one")], &[("x", "two")]], "x: one, x_2: two");
        // The ids of others are not taken away, wherever they stand.
        check(
            &[&[("x", "one")], &[("x", "two"), ("x_2", "three")]],
            "x: one, x_3: two, x_2: three",
        );
        check(
            &[
                &[("x", "one")],
                &[("x", "two")],
                &[("x", "three"), ("x_2", "four")],
                &[("x", "two")],
            ],
            "x: one, x_3: two, x_4: three, x_2: four",
        );
    }

    #[test]
    fn limits_add_up() {
        #[track_caller]
        fn check(first: &Stage, second: &Stage, expected: Option<f64>) {
            let limit = joined_stage(first, second).stale_after_days;
            assert_eq!(limit.map(Days::count), expected);
        }
        check(&a().stale_after_days(10), &b().stale_after_days(5), Some(15.0));
        check(&a().stale_after_days(10), &b().typical_days(4), Some(14.0));
        check(&a(), &b().stale_after_days(5), Some(5.0));
        check(&a().typical_days(3), &b(), None);
        check(&a().stale_after_days(36_525), &b().stale_after_days(1), Some(36_525.0));
    }

    #[test]
    fn the_chance_is_that_of_where_deals_enter() {
        #[track_caller]
        fn check(stages: [(Option<f64>, f64); 2], expected: Option<f64>) {
            let stage = |(chance, entries): (Option<f64>, f64)| {
                let mut stage = a();
                stage.win_probability = chance.map(|chance| Probability::new(chance).unwrap());
                (stage, entries)
            };
            let chance = made_of(&stages.map(stage)).win_probability;
            assert_eq!(chance.map(Probability::value), expected);
        }
        check([(Some(0.2), 1.0), (Some(0.6), 0.0)], Some(0.2));
        check([(Some(0.2), 3.0), (Some(0.6), 1.0)], Some(0.3));
        check([(Some(0.2), 3.0), (None, 1.0)], None);
        // What is stated further on does not hold where deals enter.
        check([(None, 1.0), (Some(0.6), 0.0)], None);
    }
}
