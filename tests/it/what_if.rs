//! What-if: changes of a pipeline against the same pipeline written by hand.

use proptest::prelude::*;
use sales_process::designer::analysis::Figure;
use sales_process::designer::what_if::{Change, LostDeals, Promise, WhatIf, WhatIfAnswer};
use sales_process::process::{Move, Pipeline, PipelineDraft, Role, RoleKind, Spread, Stage};
use sales_process::{Probability, SalesProcess};

use crate::analysis::random::{Moves, pipeline as random_pipeline};
use crate::commands::{file, run};

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A pipeline of lines such as `talk 2: offer 0.5, lost 0.5`; deals begin at
/// the first.
fn pipeline(lines: &str) -> Pipeline {
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for (i, line) in lines.lines().map(str::trim).enumerate() {
        let (head, moves) = line.split_once(':').unwrap();
        let (id, days) = head.split_once(' ').unwrap();
        let mut stage = Stage::new(id, id).typical_days(days.parse::<u16>().unwrap());
        stage.start = i == 0;
        draft = draft.stage(stage);
        for step in moves.split(',').map(str::trim) {
            let (to, given) = step.split_once(' ').unwrap();
            draft = draft.step(Move::new(id, to).probability(share(given.parse().unwrap())));
        }
    }
    draft.build().unwrap()
}

const FOUR: &str = "talk 2: demo 0.5, lost 0.5
                    demo 10: offer 0.8, lost 0.2
                    offer 4: sign 0.5, lost 0.4, demo 0.1
                    sign 6: won 0.9, lost 0.1";

fn ask(lines: &str, lost: LostDeals, changes: &[&str]) -> WhatIfAnswer {
    let pipeline = pipeline(lines);
    let changes: Vec<Change> = changes.iter().map(|change| change.parse().unwrap()).collect();
    WhatIf::of(&pipeline).assuming(lost).leads_a_month(30.0).ask(&changes).unwrap()
}

fn numbers(promise: &Promise) -> (usize, Vec<Option<f64>>) {
    let figures = [promise.win_probability, promise.expected_days, promise.expected_days_to_win];
    (promise.stages, figures.map(|figure| figure.and_then(Figure::stated)).to_vec())
}

#[track_caller]
fn near(found: &Promise, expected: &Promise) {
    let ((stages, found), (expected_stages, expected)) = (numbers(found), numbers(expected));
    assert_eq!(stages, expected_stages);
    for (found, expected) in found.iter().zip(&expected) {
        match (found, expected) {
            (Some(found), Some(expected)) => {
                assert!(
                    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                    "{found} {expected}"
                );
            }
            (found, expected) => assert_eq!(found, expected),
        }
    }
}

/// That a change does what the same pipeline written by hand promises.
#[track_caller]
fn check(lost: LostDeals, changes: &[&str], by_hand: &str) {
    near(&ask(FOUR, lost, changes).after, &ask(by_hand, lost, &[]).before);
}

#[test]
fn a_dropped_stage_is_gone_and_those_it_lost_go_on() {
    // What came to the demo goes to the offer, and what came back from it goes
    // round there.
    check(
        LostDeals::LostGoOn,
        &["drop:demo"],
        "talk 2: offer 0.5, lost 0.5
         offer 4: sign 0.5, lost 0.4, offer 0.1
         sign 6: won 0.9, lost 0.1",
    );
    check(
        LostDeals::LostGoOn,
        &["drop:talk"],
        "demo 10: offer 0.8, lost 0.2
         offer 4: sign 0.5, lost 0.4, demo 0.1
         sign 6: won 0.9, lost 0.1",
    );
}

#[test]
fn those_it_lost_are_lost_later() {
    let answer = ask(FOUR, LostDeals::LostLater, &["drop:demo"]);
    assert_eq!(answer.assumption, Some(LostDeals::LostLater));
    let chance = |promise: &Promise| promise.win_probability.unwrap().if_equal();
    assert!((chance(&answer.before) - chance(&answer.after)).abs() < 1e-12);
    // Of those that come to the offer a fifth is lost in the end, each time.
    let days = answer.after.expected_days_to_win.unwrap().if_equal();
    assert!(days < answer.before.expected_days_to_win.unwrap().if_equal());
    let text = answer.to_string();
    assert!(
        text.starts_with(
            "without `demo`, if the deals it lost are lost later, the chance to win stays "
        ),
        "{text}"
    );
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["assumption"], "lost_later");
    assert_eq!(json["after"]["stages"], 3);
    assert!(json["after"]["wins_per_year"].as_f64().unwrap() > 0.0);
}

#[test]
fn shares_days_and_merges() {
    check(
        LostDeals::LostLater,
        &["share:offer->sign=0.75"],
        "talk 2: demo 0.5, lost 0.5
         demo 10: offer 0.8, lost 0.2
         offer 4: sign 0.75, lost 0.2, demo 0.05
         sign 6: won 0.9, lost 0.1",
    );
    check(
        LostDeals::LostLater,
        &["days:demo=3", "days:sign=0"],
        "talk 2: demo 0.5, lost 0.5
         demo 3: offer 0.8, lost 0.2
         offer 4: sign 0.5, lost 0.4, demo 0.1
         sign 0: won 0.9, lost 0.1",
    );
    let merged = ask(FOUR, LostDeals::LostLater, &["merge:demo+offer"]);
    let by_merging = pipeline(FOUR).merge("demo", "offer").unwrap();
    let mut after = WhatIf::of(&by_merging.pipeline).ask(&[]).unwrap().before;
    after.expected_days_to_win = merged.before.expected_days_to_win;
    near(&merged.after, &after);
    assert_eq!(merged.assumption, None);
}

/// Whatever is counted as one and is entered in one place, deals take the same ways
/// and the same time, and those that are won are not those that leave first.
#[test]
fn merging_makes_nothing_faster() {
    for changes in [
        &["merge:demo+offer"][..],
        &["merge:offer+sign"],
        &["merge:offer+sign", "merge:demo+offer"],
        &["merge:demo+offer", "merge:demo+sign", "merge:talk+demo"],
    ] {
        let mut answer = ask(FOUR, LostDeals::LostLater, changes);
        answer.before.stages = answer.after.stages;
        near(&answer.after, &answer.before);
    }
    // What is changed then keeps who leaves when, but for the days that are set.
    let drop = ["merge:demo+offer", "drop:sign"];
    let answer = ask(FOUR, LostDeals::LostGoOn, &drop);
    let mut apart = ask(FOUR, LostDeals::LostGoOn, &drop[1..]).after;
    apart.stages = answer.after.stages;
    near(&answer.after, &apart);
    let set = ["merge:demo+offer", "days:demo=3", "share:demo->sign=0.5"];
    let after = ask(FOUR, LostDeals::LostLater, &set).after;
    let days = after.expected_days_to_win.and_then(Figure::stated).unwrap();
    assert!((days - (2.0 + 3.0 + 6.0)).abs() < 1e-9, "{days}");
}

#[test]
fn a_stage_added_takes_time_and_loses_some() {
    let added = Change::Add {
        stage: Box::new(Stage::new("trial", "Trial").typical_days(14)),
        after: "demo".to_owned(),
        lost: share(0.25),
    };
    let before = pipeline(FOUR);
    let answer = WhatIf::of(&before).ask(&[added]).unwrap();
    let by_hand = pipeline(
        "talk 2: demo 0.5, lost 0.5
         demo 10: trial 0.8, lost 0.2
         trial 14: offer 0.75, lost 0.25
         offer 4: sign 0.5, lost 0.4, demo 0.1
         sign 6: won 0.9, lost 0.1",
    );
    near(&answer.after, &WhatIf::of(&by_hand).ask(&[]).unwrap().before);
}

#[test]
fn open_deals_follow_littles_law_and_work_is_shared() {
    let mut draft = pipeline("talk 10: won 0.5, lost 0.5").draft().clone();
    draft.stages[0].role = Some("ae".to_owned());
    draft.stages[0] = draft.stages[0].clone().work_hours(2, Spread::Fixed);
    let process = SalesProcess::draft("p", "P")
        .role(Role::new("ae", RoleKind::Hunter).people(2).hours_per_week(35))
        .pipeline(draft)
        .build()
        .unwrap();
    let asked = WhatIf::of(&process.pipelines()[0]).in_process(&process);
    let asked = asked.leads_a_month(365.25 / 12.0).amount("100 EUR".parse().unwrap());
    let answer = asked.ask(&["people:ae=7".parse().unwrap()]).unwrap();
    // One lead a day that stays ten days: ten deals; two hours for each.
    let (before, after) = (&answer.before, &answer.after);
    assert_eq!(before.open_deals.as_ref().unwrap()[0].1, 10.0);
    assert_eq!((before.work[0].hours_per_week, before.work[0].utilisation), (7.0, Some(0.2)));
    assert_eq!((after.work[0].people, after.work[0].hours_per_week), (7, 2.0));
    let wins = before.wins_per_year.unwrap().stated().unwrap();
    assert!((wins - 365.25 / 2.0).abs() < 1e-9);
    assert_eq!(before.revenue_per_year.unwrap().to_string(), "18262.50 EUR");
}

#[test]
fn what_nobody_stated_is_not_told_as_a_number() {
    let draft = PipelineDraft::new("main")
        .stage(Stage::new("talk", "Talk").start().typical_days(2))
        .stage(Stage::new("offer", "Offer").typical_days(3))
        .won("won")
        .lost("lost")
        .go("talk", "offer")
        .go("talk", "lost")
        .go("offer", "won");
    let pipeline = draft.build().unwrap();
    let answer = WhatIf::of(&pipeline).ask(&["days:talk=1".parse().unwrap()]).unwrap();
    let text = answer.to_string();
    assert!(
        text.starts_with(
            "with 1 day in `Talk`, the chance to win is not stated, a deal is won in 4 days instead of 5 days"
        ),
        "{text}"
    );
    assert_eq!(serde_json::to_value(&answer).unwrap()["before"]["stated"], false);
}

#[test]
fn what_cannot_be_asked_is_said() {
    #[track_caller]
    fn check(change: &str, expected: &str) {
        let pipeline = pipeline(FOUR);
        let error = WhatIf::of(&pipeline).ask(&[change.parse().unwrap()]).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    check("drop:dmo", "there is no stage `dmo`, did you mean `demo`?");
    check("merge:talk+sign", "no move leads from `talk` to `sign`");
    check("share:talk->won=0.5", "no move leads from `talk` to `won`");
    check("people:ae=3", "there is no role `ae` that works in the pipeline");
    let all = pipeline("talk 1: won 1");
    let asked =
        |change: &str| WhatIf::of(&all).ask(&[change.parse().unwrap()]).unwrap_err().to_string();
    assert_eq!(
        asked("share:talk->won=0.5"),
        "`talk` has no other move to take the rest; expected a share of 1"
    );
    assert_eq!(asked("drop:talk"), "`talk` cannot be dropped: deals begin there and are won next");
}

/// A drop, then a share, in the document: whoever came back to the stage that is
/// gone has never left, and the other moves share what is left.
#[test]
fn what_is_adopted_stands_in_the_document() {
    let changes = ["drop:demo", "share:talk->lost=0.2", "days:sign=1"];
    let changes: Vec<Change> = changes.iter().map(|change| change.parse().unwrap()).collect();
    let adopted = WhatIf::of(&pipeline(FOUR)).adopted(&changes).unwrap();
    let of =
        |step: &Move| format!("{} {} {:.3}", step.from, step.to, step.probability.unwrap().value());
    let moves: Vec<String> = adopted.moves().iter().map(of).collect();
    let expected = [
        "talk offer 0.800",
        "talk lost 0.200",
        "offer sign 0.556",
        "offer lost 0.444",
        "sign won 0.900",
        "sign lost 0.100",
    ];
    assert_eq!(moves, expected);
    assert_eq!(adopted.stages()[2].typical_days, Some(1.into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn dropping_with_losses_later_keeps_the_chance(pipeline in random_pipeline(Moves::Any), at in 0..8_usize) {
        let Some(stage) = pipeline.stages().get(at) else { return Ok(()) };
        let change = Change::Drop { stage: stage.id.clone() };
        if let Ok(answer) = WhatIf::of(&pipeline).ask(&[change]) {
            let chance = |promise: &Promise| promise.win_probability.map(Figure::if_equal);
            match (chance(&answer.before), chance(&answer.after)) {
                (Some(before), Some(after)) => prop_assert!((before - after).abs() < 1e-9, "{before} {after}"),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    /// The pipeline with the change in it promises what the answer does, where deals
    /// begin at one stage and all shares are stated.
    #[test]
    fn what_is_adopted_keeps_the_promise(
        pipeline in random_pipeline(Moves::Any), at in 0..12_usize, to in 0.0..1.0_f64, drops: bool,
    ) {
        let Some(step) = pipeline.moves().get(at) else { return Ok(()) };
        let (from, to_stage) = (step.from.clone(), step.to.clone());
        let change = if drops {
            Change::Drop { stage: from }
        } else {
            Change::Share { from, to: to_stage, share: share(to) }
        };
        let question = WhatIf::of(&pipeline).assuming(LostDeals::LostGoOn);
        let (Ok(answer), Ok(adopted)) = (question.ask(std::slice::from_ref(&change)), question.adopted(&[change])) else {
            return Ok(());
        };
        let is_said = |step: &Move| step.probability.is_some();
        if adopted.starts().count() > 1 || !pipeline.moves().iter().all(is_said) {
            return Ok(());
        }
        let chance = |promise: &Promise| promise.win_probability.map(Figure::if_equal);
        let found = WhatIf::of(&adopted).ask(&[]).unwrap().after;
        match (chance(&answer.after), chance(&found)) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9, "{a} {b}"),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn nothing_changed_is_as_it_was(pipeline in random_pipeline(Moves::Any)) {
        let answer = WhatIf::of(&pipeline).ask(&[]).unwrap();
        prop_assert_eq!(&answer.before, &answer.after);
        let analysis = pipeline.analysis().unwrap();
        let close = |a: Option<Figure>, b: Option<Figure>| match (a, b) {
            (Some(a), Some(b)) => (a.if_equal() - b.if_equal()).abs() <= 1e-9 * b.if_equal().abs().max(1.0),
            (a, b) => a == b,
        };
        prop_assert!(close(answer.before.win_probability, analysis.win_probability()));
        prop_assert!(close(answer.before.expected_days, analysis.expected_days()));
        prop_assert!(close(answer.before.expected_days_to_win, analysis.expected_days_to_win()));
    }
}

/// The command answers from the history where one is given, and says so.
#[test]
fn history_goes_before_what_is_stated() {
    let process = file(
        "what_if_history.sketch",
        "start -> talk \"Talk\" 5d -> offer 50% \"Offer\" 5d -> won 50%\ntalk -> lost 50%\noffer -> lost 50%\n",
    );
    // Of four deals three get an offer after two days, and two of these are won.
    let mut rows = "deal_id,stage,entered_at\n".to_owned();
    for (deal, end) in [("a", "won"), ("b", "won"), ("c", "lost")] {
        rows += &format!("{deal},talk,2026-03-01T00:00:00Z\n{deal},offer,2026-03-03T00:00:00Z\n");
        rows += &format!("{deal},{end},2026-03-07T00:00:00Z\n");
    }
    rows += "d,talk,2026-03-01T00:00:00Z\nd,lost,2026-03-02T00:00:00Z\n";
    let stages = file("what_if_history.csv", rows);
    let asked = |more: &[&str]| {
        let args = [process.to_str().unwrap(), "share:offer->won=1"];
        let ran = run("what-if", [&args, more].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.stdout
    };
    let history = ["--history", stages.to_str().unwrap()];
    let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let stated = json(asked(&["--format", "json"]));
    let learned = json(asked(&[&history[..], &["--format", "json"]].concat()));
    let near = |value: &serde_json::Value, expected: f64| {
        assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value} {expected}");
    };
    near(&stated["before"]["win_probability"], 0.25);
    near(&stated["after"]["win_probability"], 0.5);
    assert_eq!(stated["basis"], serde_json::Value::Null);
    near(&learned["before"]["win_probability"], 0.5);
    near(&learned["after"]["win_probability"], 0.75);
    assert_eq!(learned["basis"], serde_json::json!({"source": "history", "deals": 4}));
    let text = asked(&history);
    assert!(text.contains("the chance to win is 75 % instead of 50 %"), "{text}");
    assert!(text.ends_with("\nShares and days are those of 4 deals.\n"), "{text}");
}
