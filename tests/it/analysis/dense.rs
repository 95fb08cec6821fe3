//! Against equations for all stages at once, and small changes of the shares.

use proptest::prelude::*;
use sales_process::Probability;
use sales_process::designer::analysis::Figure;
use sales_process::process::{OutcomeKind, Pipeline};

use super::random::{Lists, Moves, Step, pipeline};
use super::{analysis, near};

/// Solves equations by elimination, each row with its right side at the end.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let count = rows.len();
    for at in 0..count {
        let largest = (at..count).max_by(|a, b| rows[*a][at].abs().total_cmp(&rows[*b][at].abs()));
        rows.swap(at, largest.unwrap());
        let lead = rows[at].clone();
        assert!(lead[at].abs() > 1e-12, "the equations have one solution");
        for (_, row) in rows.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let times = row[at] / lead[at];
            row.iter_mut().zip(&lead).for_each(|(cell, of_lead)| *cell -= times * of_lead);
        }
    }
    rows.iter().enumerate().map(|(at, row)| row[count] / row[at]).collect()
}

fn taken(step: &Step) -> bool {
    step.share > 0.0
}

/// The share of deals that go from one place to another.
fn share(lists: &Lists, from: usize, to: usize) -> f64 {
    lists.exits(from).filter(|step| step.to == to).map(|step| step.share).sum()
}

/// The solution of `x = constant + P x` for some stages (`P` the shares, other
/// stages left out), or of `x = constant + x P` where `is_turned`.
fn fixed_point(
    lists: &Lists,
    stages: &[usize],
    is_turned: bool,
    constant: impl Fn(usize) -> f64,
) -> Vec<Option<f64>> {
    let row = |stage: &usize| -> Vec<f64> {
        let cells = stages.iter().map(|other| {
            let share =
                if is_turned { share(lists, *other, *stage) } else { share(lists, *stage, *other) };
            f64::from(u8::from(stage == other)) - share
        });
        cells.chain([constant(*stage)]).collect()
    };
    let solution = solve(stages.iter().map(row).collect());
    let place = |stage: usize| stages.iter().position(|other| *other == stage);
    (0..lists.stages).map(|stage| place(stage).map(|place| solution[place])).collect()
}

fn check(pipeline: &Pipeline) {
    let (analysis, lists) = (analysis(pipeline), Lists::of(pipeline));
    let ahead: Vec<Vec<bool>> = (0..lists.stages).map(|stage| lists.ahead(stage, taken)).collect();
    let stages = |fits: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..lists.stages).filter(|stage| fits(*stage)).collect()
    };
    let can_end = |stage: usize| (lists.stages..lists.end.len()).any(|end| ahead[stage][end]);
    let surely_ends = |stage: usize| {
        can_end(stage) && (0..lists.stages).all(|other| !ahead[stage][other] || can_end(other))
    };
    let mean = |of: &[Option<f64>]| -> Option<f64> {
        let sum: Option<f64> = lists.starts.iter().map(|start| of[*start]).sum();
        sum.filter(|_| !lists.starts.is_empty()).map(|sum| sum / lists.starts.len() as f64)
    };

    let won = |stage: usize| {
        let won = (0..lists.end.len()).filter(|end| lists.end[*end] == Some(OutcomeKind::Won));
        won.map(|end| share(&lists, stage, end)).sum()
    };
    let win = fixed_point(&lists, &stages(&can_end), false, won);
    let win: Vec<_> = win.into_iter().map(|chance| Some(chance.unwrap_or(0.0))).collect();
    let ending = stages(&surely_ends);
    let days = fixed_point(&lists, &ending, false, |stage| lists.days[stage]);
    // The mean of the squares: of each stage's days and those ahead together.
    let squares = fixed_point(&lists, &ending, false, |stage| {
        let own = lists.days[stage];
        own * own + 2.0 * own * (days[stage].unwrap() - own)
    });
    near(analysis.win_probability(), mean(&win), "won");
    near(analysis.expected_days(), mean(&days), "days");
    let variance = mean(&squares).zip(mean(&days)).map(|(square, mean)| square - mean * mean);
    // Of the difference of two large numbers, fewer digits are left.
    near(
        analysis
            .standard_deviation_days()
            .map(|days| Figure::IfEqual(days.if_equal().powi(2) / 1e3)),
        variance.map(|variance| variance / 1e3),
        "variance",
    );

    let goes_round = |stage: usize| {
        ahead[stage][stage]
            && (0..lists.end.len()).all(|other| {
                !ahead[stage][other] || ahead.get(other).is_some_and(|back| back[stage])
            })
    };
    let begins = |stage: usize| {
        let begins = lists.starts.contains(&stage);
        if begins { 1.0 / lists.starts.len() as f64 } else { 0.0 }
    };
    let visits = fixed_point(&lists, &stages(&|stage| !goes_round(stage)), true, begins);
    for (stage, key) in pipeline.stage_keys().enumerate() {
        near(analysis.win_probability_at(key), win[stage], "won");
        near(analysis.expected_days_at(key), days[stage], "days");
        let is_entered =
            lists.starts.contains(&stage) || lists.starts.iter().any(|start| ahead[*start][stage]);
        let expected = visits[stage].or((!is_entered).then_some(0.0));
        near(analysis.expected_visits(key), expected, "visits");
    }
}

/// The win probability after a share of a stage is led on instead of lost, or
/// the other way where it is negative; the moves out of it have probabilities.
fn won_after(pipeline: &Pipeline, lists: &Lists, stage: usize, moved: f64) -> f64 {
    let is_lost = |place: usize| lists.end[place] == Some(OutcomeKind::Lost);
    let lost: f64 = lists.exits(stage).filter(|s| is_lost(s.to)).map(|s| s.share).sum();
    let mut draft = pipeline.draft().clone();
    for (step, known) in draft.moves.iter_mut().zip(&lists.steps) {
        if known.from == stage {
            let part =
                if is_lost(known.to) { -known.share / lost } else { known.share / (1.0 - lost) };
            step.probability = Some(Probability::new(known.share + moved * part).unwrap());
        }
    }
    analysis(&draft.build().unwrap()).win_probability().unwrap().if_equal()
}

fn check_gains(pipeline: &Pipeline) {
    let (analysis, lists) = (analysis(pipeline), Lists::of(pipeline));
    let mut most = None;
    for (stage, key) in pipeline.stage_keys().enumerate() {
        let is_lost = |step: &&Step| lists.end[step.to] == Some(OutcomeKind::Lost);
        let lost: f64 = lists.exits(stage).filter(is_lost).map(|step| step.share).sum();
        let is_asked = lost > 0.0 && lost < 1.0 - 1e-9 && !lists.starts.is_empty();
        let found = analysis.gain_at(key);
        assert_eq!(found.is_some(), is_asked);
        if let Some(found) = found.map(Figure::if_equal) {
            let small = 1e-5;
            let difference = won_after(pipeline, &lists, stage, small)
                - won_after(pipeline, &lists, stage, -small);
            let expected = difference / (2.0 * small);
            assert!((found - expected).abs() < 1e-5 * found.max(1.0), "{found} {expected}");
            if found > most.map_or(0.0, |(_, most)| most) {
                most = Some((key, found));
            }
        }
    }
    assert_eq!(analysis.lever().map(|lever| (lever.stage, lever.gain.if_equal())), most);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn loops_are_solved_as_equations_for_all_stages_are(pipeline in pipeline(Moves::Any)) {
        check(&pipeline);
    }

    #[test]
    fn gains_are_what_small_changes_bring(pipeline in pipeline(Moves::Any)) {
        check_gains(&pipeline);
    }
}
