//! Against lists of all ways.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_process::process::{OutcomeKind, Pipeline, Purpose, StageKey};

use super::random::{Lists, Moves, Step, pipeline};
use super::{analysis, ids, near};

/// All ways from the starts that end in an outcome or where no move leads on,
/// in the order of the starts and moves, with the chance of each. None meets a
/// place twice.
fn ways(lists: &Lists, follow: impl Fn(&Step) -> bool) -> Vec<(Vec<usize>, f64)> {
    let weight = 1.0 / lists.starts.len() as f64;
    let mut ways = Vec::new();
    let mut open: Vec<(Vec<usize>, f64)> =
        lists.starts.iter().rev().map(|start| (vec![*start], weight)).collect();
    while let Some((way, chance)) = open.pop() {
        let here = *way.last().unwrap();
        let exits: Vec<&Step> = lists.exits(here).filter(|step| follow(step)).collect();
        for step in exits.iter().rev().filter(|step| !way.contains(&step.to)) {
            open.push(([&way[..], &[step.to]].concat(), chance * step.share));
        }
        if exits.is_empty() {
            ways.push((way, chance));
        }
    }
    ways
}

fn all(_: &Step) -> bool {
    true
}

fn is_won(lists: &Lists, way: &[usize]) -> bool {
    lists.end[*way.last().unwrap()] == Some(OutcomeKind::Won)
}

/// The stages on every one of some ways.
fn on_all<'a>(lists: &Lists, mut ways: impl Iterator<Item = &'a Vec<usize>>) -> BTreeSet<usize> {
    let Some(first) = ways.next() else { return BTreeSet::new() };
    let mut common: BTreeSet<usize> = first.iter().copied().collect();
    ways.for_each(|way| common.retain(|place| way.contains(place)));
    common.retain(|place| lists.end[*place].is_none());
    common
}

/// Checks what is mandatory, and the shortest and longest ways.
fn check_ways(pipeline: &Pipeline) {
    let (analysis, lists) = (analysis(pipeline), Lists::of(pipeline));
    let every = ways(&lists, all);
    let every: Vec<Vec<usize>> = every.into_iter().map(|(way, _)| way).collect();
    let won = || every.iter().filter(|way| is_won(&lists, way));
    let ended = every.iter().filter(|way| lists.end[*way.last().unwrap()].is_some());
    let numbers = |keys: &[StageKey]| -> Vec<usize> {
        let places: Vec<_> = pipeline.stages().iter().map(|s| s.id.clone()).collect();
        let places = [places, pipeline.outcomes().iter().map(|o| o.id.clone()).collect()].concat();
        let ids = ids(pipeline, keys.iter().copied());
        ids.iter().map(|id| places.iter().position(|place| place == id).unwrap()).collect()
    };
    let set = |keys: &[StageKey]| numbers(keys).into_iter().collect::<BTreeSet<usize>>();

    assert_eq!(set(analysis.mandatory_stages()), on_all(&lists, won()));
    assert_eq!(analysis.mandatory_stages(), pipeline.mandatory_stages());
    assert_eq!(set(analysis.mandatory_until_any_end()), on_all(&lists, ended));
    if let Some(way) = won().next() {
        let mandatory = numbers(analysis.mandatory_stages());
        assert!(mandatory.is_sorted_by_key(|stage| way.iter().position(|on| on == stage)));
    }
    let purposes: BTreeSet<&Purpose> =
        pipeline.stages().iter().flat_map(|stage| &stage.purposes).collect();
    let serves = |way: &[usize], purpose: &Purpose| {
        way.iter().any(|place| pipeline.stages().get(*place).is_some_and(|s| s.is_for(purpose)))
    };
    let demanded = purposes
        .into_iter()
        .filter(|purpose| won().next().is_some() && won().all(|way| serves(way, purpose)));
    let found: Vec<&Purpose> = analysis.mandatory_purposes().iter().collect();
    assert_eq!(found, demanded.collect::<Vec<_>>());

    let forward = |step: &Step| !step.is_rework;
    let forward_won: Vec<Vec<usize>> = ways(&lists, forward)
        .into_iter()
        .map(|(way, _)| way)
        .filter(|way| is_won(&lists, way))
        .collect();
    let shortest = forward_won.iter().min_by_key(|way| way.len());
    assert_eq!(analysis.shortest_won_path().map(numbers).as_ref(), shortest);
    let goes_round = forward_won.iter().flatten().any(|place| lists.ahead(*place, forward)[*place]);
    // A loop beside the ways that meet no place twice, yet on one that does.
    let on_longer = (0..lists.stages).any(|stage| {
        let ahead = lists.ahead(stage, forward);
        let entered = lists.starts.contains(&stage)
            || lists.starts.iter().any(|start| lists.ahead(*start, forward)[stage]);
        entered
            && ahead[stage]
            && (0..lists.end.len())
                .any(|end| ahead[end] && lists.end[end] == Some(OutcomeKind::Won))
    });
    assert!(on_longer || !goes_round);
    let longest = forward_won.iter().rev().max_by_key(|way| way.len()).filter(|_| !on_longer);
    assert_eq!(analysis.longest_won_path().map(numbers).as_ref(), longest);

    let entered = |stage: usize| {
        lists.starts.contains(&stage)
            || lists.starts.iter().any(|start| lists.ahead(*start, all)[stage])
    };
    let ends = |stage: usize| {
        let ahead = lists.ahead(stage, all);
        (lists.stages..lists.end.len()).any(|end| ahead[end])
    };
    let stages = 0..lists.stages;
    let reachable: Vec<usize> = stages.filter(|stage| entered(*stage)).collect();
    assert_eq!(numbers(analysis.reachable()), reachable);
    let trapped: Vec<usize> = reachable.into_iter().filter(|stage| !ends(*stage)).collect();
    assert_eq!(numbers(analysis.trapped()), trapped);
}

/// Checks chances, days and visits of a pipeline without loops.
fn check_chances(pipeline: &Pipeline) {
    let (analysis, mut lists) = (analysis(pipeline), Lists::of(pipeline));
    let taken = |step: &Step| step.share > 0.0;
    let days = |lists: &Lists, way: &[usize]| -> f64 {
        way.iter().filter_map(|place| lists.days.get(*place)).sum()
    };
    let mean = |ways: &[(Vec<usize>, f64)], of: &dyn Fn(&[usize]) -> f64| {
        (!ways.is_empty()).then(|| ways.iter().map(|(way, chance)| chance * of(way)).sum::<f64>())
    };
    let won = |lists: &Lists, way: &[usize]| if is_won(lists, way) { 1.0 } else { 0.0 };
    let all_end = |lists: &Lists, ways: &[(Vec<usize>, f64)]| {
        ways.iter().all(|(way, _)| lists.end[*way.last().unwrap()].is_some())
    };

    let from_start = ways(&lists, taken);
    near(analysis.win_probability(), mean(&from_start, &|way| won(&lists, way)), "won");
    let expected =
        mean(&from_start, &|way| days(&lists, way)).filter(|_| all_end(&lists, &from_start));
    near(analysis.expected_days(), expected, "days");
    let deviation = expected.map(|expected| {
        let square = |way: &[usize]| (days(&lists, way) - expected).powi(2);
        mean(&from_start, &square).unwrap().sqrt()
    });
    near(analysis.standard_deviation_days(), deviation, "deviation");
    let to_win = |lists: &Lists, ways: &[(Vec<usize>, f64)]| {
        let chance = mean(ways, &|way| won(lists, way)).filter(|chance| *chance > 0.0);
        chance.map(|chance| mean(ways, &|way| won(lists, way) * days(lists, way)).unwrap() / chance)
    };
    near(analysis.expected_days_to_win(), to_win(&lists, &from_start), "until won");
    let won_days = mean(&from_start, &|way| won(&lists, way) * days(&lists, way));
    let starts = lists.starts.clone();
    for (number, key) in pipeline.stage_keys().enumerate() {
        let meets = |way: &[usize]| if way.contains(&number) { 1.0 } else { 0.0 };
        let visits = mean(&from_start, &meets).unwrap_or(0.0);
        near(analysis.expected_visits(key), Some(visits), "visits");
        let here = |way: &[usize]| won(&lists, way) * meets(way) * lists.days[number];
        let share = won_days.filter(|days| *days > 0.0);
        let share = share.map(|days| mean(&from_start, &here).unwrap() / days);
        near(analysis.cycle_share_at(key), share, "share of the cycle");
        lists.starts = vec![number];
        let from_here = ways(&lists, taken);
        near(analysis.win_probability_at(key), mean(&from_here, &|way| won(&lists, way)), "won");
        let expected =
            mean(&from_here, &|way| days(&lists, way)).filter(|_| all_end(&lists, &from_here));
        near(analysis.expected_days_at(key), expected, "days");
        near(analysis.expected_days_to_win_at(key), to_win(&lists, &from_here), "until won");
        lists.starts.clone_from(&starts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn ways_are_those_of_a_list_of_all(pipeline in pipeline(Moves::Any)) {
        check_ways(&pipeline);
    }

    #[test]
    fn ways_without_loops_are_those_of_a_list_of_all(pipeline in pipeline(Moves::Forward)) {
        check_ways(&pipeline);
    }

    #[test]
    fn chances_are_those_of_a_list_of_all_ways(pipeline in pipeline(Moves::Forward)) {
        check_chances(&pipeline);
    }
}
