//! Where shares come from, for any number of moves with and without one.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use sales_process::designer::lint::{Edit, Safety};
use sales_process::designer::what_if::{Change, WhatIf};
use sales_process::process::{Move, Pipeline, PipelineDraft, Stage};
use sales_process::{Probability, SalesProcess};

use super::random::{Lists, Moves, pipeline};
use super::{analysis, near};
use crate::fixing::assert_nothing_new;

/// The shares that the moves out of a stage state.
fn stated(pipeline: &Pipeline, stage: &str) -> Vec<Option<f64>> {
    let exits = pipeline.moves().iter().filter(|step| step.from == stage);
    exits.map(|step| step.probability.map(Probability::value)).collect()
}

/// What some shares leave over, and whether nobody knows who takes it.
fn left_over(given: &[Option<f64>]) -> (f64, bool) {
    let rest = 1.0 - given.iter().flatten().sum::<f64>();
    let without = given.iter().filter(|share| share.is_none()).count();
    (rest, without == given.len() || (without > 1 && rest > 1e-6))
}

/// Whether a share is a sum of some of those that were stated.
fn is_made_of(share: f64, given: &[f64]) -> bool {
    let sums = given.iter().fold(vec![0.0], |sums, one| {
        let with = sums.iter().map(|sum| sum + one).collect::<Vec<_>>();
        [sums, with].concat()
    });
    sums.iter().any(|sum| (sum - share).abs() < 1e-9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn each_stage_says_who_stated_its_shares(pipeline in pipeline(Moves::Any)) {
        let analysis = analysis(&pipeline);
        let report = analysis.report(&pipeline);
        let json = serde_json::to_value(report).unwrap();
        let text = report.to_string();
        for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
            let given = stated(&pipeline, &stage.id);
            let (_, is_assumed) = left_over(&given);
            let is_assumed = is_assumed && !given.is_empty();
            let source = if is_assumed { "assumed" } else { "stated" };
            prop_assert_eq!(&json["shares_from"][&stage.id], source, "{:?}", given);
            prop_assert_eq!(analysis.assumed_uniform().contains(&key), is_assumed);
            let line = text.lines().find(|line| line.starts_with(&format!("{} ", stage.id)));
            prop_assert_eq!(line.unwrap().ends_with("nobody"), is_assumed, "{}", text);
        }
    }

    #[test]
    fn shares_of_more_than_all_are_refused(given in vec(option::of(0..8_u8), 1..6)) {
        let mut draft = PipelineDraft::new("main").stage(Stage::new("a", "A").start()).won("won");
        for (nth, share) in given.iter().enumerate() {
            let mut step = Move::new("a", format!("lost_{nth}"));
            step.probability = share.map(|share| Probability::new(f64::from(share) / 10.0).unwrap());
            draft = draft.lost(format!("lost_{nth}")).step(step);
        }
        let pipeline = draft.build().unwrap();
        let tenths: u8 = given.iter().flatten().sum();
        let all_say = given.iter().all(Option::is_some);
        let is_refused = tenths > 10 || (all_say && tenths < 10);
        prop_assert_eq!(pipeline.analysis().is_err(), is_refused);
        prop_assert_eq!(WhatIf::of(&pipeline).ask(&[]).is_err(), is_refused);
        let process = SalesProcess::draft("p", "P").pipeline(pipeline.draft().clone()).build().unwrap();
        prop_assert_eq!(process.lint().iter().any(|it| it.lint.code == "P01"), is_refused);
        if is_refused {
            let fixed = process.fix(Safety::Suggested);
            prop_assert!(fixed.process.pipelines()[0].analysis().is_ok());
        }
    }

    /// A share that is asked about scales the others, those assumed among them.
    #[test]
    fn another_share_is_asked_about(pipeline in pipeline(Moves::Any), at in 0..8_usize, percent in 0..=100_u8) {
        let Some(stage) = pipeline.stages().get(at) else { return Ok(()) };
        let Some(to) = pipeline.moves().iter().find(|step| step.from == stage.id) else { return Ok(()) };
        let share = f64::from(percent) / 100.0;
        let asked = Probability::new(share).unwrap();
        let change = Change::Share { from: stage.id.clone(), to: to.to.clone(), share: asked };
        let Ok(answer) = WhatIf::of(&pipeline).ask(&[change]) else { return Ok(()) };
        let lists = Lists::of(&pipeline);
        let mut draft = pipeline.draft().clone();
        let shares = || draft.moves.iter().zip(&lists.steps).filter(|(step, _)| step.from == stage.id);
        let is: f64 = shares().filter(|(step, _)| step.to == to.to).map(|(_, it)| it.share).sum();
        let count = shares().filter(|(step, _)| step.to == to.to).count();
        for (step, was) in draft.moves.iter_mut().zip(&lists.steps) {
            if step.from != stage.id {
                continue;
            }
            let share = match (step.to == to.to, is) {
                (true, is) if is > 0.0 => was.share / is * share,
                (true, _) => share / f64::from(u32::try_from(count).unwrap()),
                (false, is) if is < 1.0 - 1e-12 => was.share / (1.0 - is) * (1.0 - share),
                (false, _) => 0.0,
            };
            step.probability = Some(Probability::new(share.min(1.0)).unwrap());
        }
        let expected = draft.build().unwrap().analysis().unwrap();
        let number = |figure: Option<sales_process::designer::analysis::Figure>| figure.map(sales_process::designer::analysis::Figure::if_equal);
        near(answer.after.win_probability, number(expected.win_probability()), "won");
        near(answer.after.expected_days, number(expected.expected_days()), "days");
    }

    /// Whatever is mended, no share is written that nobody stated.
    #[test]
    fn fixes_state_no_share(pipeline in pipeline(Moves::Any)) {
        let process = SalesProcess::draft("p", "P").pipeline(pipeline.draft().clone()).build().unwrap();
        let fixed = process.fix(Safety::Suggested);
        assert_nothing_new(&process, &fixed);
        let edits = fixed.applied.iter().flat_map(|it| &it.fix).flat_map(|fix| &fix.edits);
        let merges = edits.filter_map(|edit| match edit {
            Edit::MergeStages { pairs, .. } => Some(pairs.iter().map(|pair| pair.first.to_string())),
            _ => None,
        });
        let merged: Vec<String> = merges.flatten().collect();
        let mended = &fixed.process.pipelines()[0];
        for stage in pipeline.stages().iter().filter(|stage| !merged.contains(&stage.id)) {
            let given: Vec<f64> = stated(&pipeline, &stage.id).into_iter().flatten().collect();
            for share in stated(mended, &stage.id).into_iter().flatten() {
                prop_assert!(is_made_of(share, &given), "{share} of {given:?} in {}", stage.id);
            }
        }
    }
}
