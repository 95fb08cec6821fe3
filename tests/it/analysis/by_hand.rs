//! Cases worked by hand.

use sales_process::Probability;
use sales_process::designer::analysis::{Figure, ShareSource};
use sales_process::designer::what_if::WhatIf;
use sales_process::process::{Move, Pipeline, PipelineDraft, Stage, StageKey};

use super::{analysis, ids};

/// A pipeline of lines such as `*talk 2 trial: offer 0.5, lost 0.5`: a stage,
/// marked where deals begin, its days, its purposes, and its moves. `~back` is
/// a rework move.
pub(super) fn sketch(lines: &str) -> Pipeline {
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for line in lines.lines().map(str::trim) {
        let (head, moves) = line.split_once(':').unwrap();
        let mut words = head.split(' ');
        let name = words.next().unwrap();
        let mut stage = Stage::new(name.trim_start_matches('*'), name);
        stage.start = name.starts_with('*');
        if let Some(days) = words.next() {
            stage = stage.typical_days(days.parse::<u16>().unwrap());
        }
        stage.purposes = words.map(|purpose| purpose.parse().unwrap()).collect();
        for step in moves.split(',').map(str::trim).filter(|step| !step.is_empty()) {
            let (to, share) = step.split_once(' ').unwrap_or((step, ""));
            let mut step = Move::new(&stage.id, to.trim_start_matches('~'));
            if to.starts_with('~') {
                step = step.rework(None);
            }
            if let Ok(share) = share.parse::<Probability>() {
                step = step.probability(share);
            }
            draft = draft.step(step);
        }
        draft = draft.stage(stage);
    }
    draft.build().unwrap()
}

fn number(number: Option<Figure>) -> String {
    let Some(number) = number.map(Figure::if_equal) else { return "-".to_owned() };
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// All numbers of a pipeline: from the start, then stage by stage.
fn numbers(pipeline: &Pipeline) -> String {
    let analysis = analysis(pipeline);
    let mut text = format!(
        "won {}, days {}, deviation {}\n",
        number(analysis.win_probability()),
        number(analysis.expected_days()),
        number(analysis.standard_deviation_days())
    );
    for key in pipeline.stage_keys() {
        text += &format!(
            "{}: won {}, days {}, visits {}, share {}, gain {}\n",
            ids(pipeline, [key])[0],
            number(analysis.win_probability_at(key)),
            number(analysis.expected_days_at(key)),
            number(analysis.expected_visits(key)),
            number(analysis.cycle_share_at(key)),
            number(analysis.gain_at(key)),
        );
    }
    text
}

/// All lists and ways of a pipeline.
fn lists(pipeline: &Pipeline) -> String {
    let analysis = analysis(pipeline);
    let names = |keys: &[StageKey]| ids(pipeline, keys.iter().copied()).join(" ");
    let way = |way: Option<&[StageKey]>| way.map_or("none".to_owned(), names);
    let purposes = analysis.mandatory_purposes().iter().map(ToString::to_string);
    let lines = [
        ("mandatory", names(analysis.mandatory_stages())),
        ("until any end", names(analysis.mandatory_until_any_end())),
        ("purposes", purposes.collect::<Vec<_>>().join(" ")),
        ("reachable", names(analysis.reachable())),
        ("trapped", names(analysis.trapped())),
        ("shortest", way(analysis.shortest_won_path())),
        ("longest", way(analysis.longest_won_path())),
        ("uniform", names(analysis.assumed_uniform())),
        ("bottleneck", analysis.bottleneck().map_or(String::new(), |it| names(&[it.stage]))),
        ("lever", analysis.lever().map_or(String::new(), |it| names(&[it.stage]))),
    ];
    let full = lines.iter().filter(|(_, text)| !text.is_empty());
    full.fold(String::new(), |all, (name, text)| all + &format!("{name}: {text}\n"))
}

#[track_caller]
fn check_numbers(lines: &str, expected: &[&str]) {
    assert_eq!(numbers(&sketch(lines)).lines().collect::<Vec<_>>(), expected);
}

#[track_caller]
fn check_lists(lines: &str, expected: &[&str]) {
    assert_eq!(lists(&sketch(lines)).lines().collect::<Vec<_>>(), expected);
}

#[test]
fn deals_are_led_on_or_lost() {
    // Half of the deals take 2 days, half 8: 5 ± 3.
    check_numbers(
        "*talk 2: offer 0.5, lost 0.5
         offer 6: won 0.25, lost 0.75",
        &[
            "won 0.125, days 5, deviation 3",
            "talk: won 0.125, days 5, visits 1, share 0.25, gain 0.25",
            "offer: won 0.25, days 6, visits 0.5, share 0.75, gain 0.5",
        ],
    );
}

#[test]
fn a_loop_is_entered_as_often_as_deals_come_back() {
    // A round takes 3 days, and after each half of the deals go round again:
    // rounds have the mean 2 and the variance 2, so days 6 ± 3 √2. Of the
    // deals in `offer` a quarter is won each time, so half of all.
    check_numbers(
        "*talk 1: offer
         offer 2: ~talk 0.5, won 0.25, lost 0.25",
        &[
            "won 0.5, days 6, deviation 4.2426",
            "talk: won 0.5, days 6, visits 2, share 0.3333, gain -",
            "offer: won 0.5, days 5, visits 2, share 0.6667, gain 1.3333",
        ],
    );
    // The same with a stage that leads back to itself.
    check_numbers(
        "*talk 3: ~talk 0.5, won 0.25, lost 0.25",
        &[
            "won 0.5, days 6, deviation 4.2426",
            "talk: won 0.5, days 6, visits 2, share 1, gain 1.3333",
        ],
    );
}

#[test]
fn moves_without_probabilities_are_equally_likely() {
    // Two moves of a kind add up: two thirds go to `b`.
    let lines = "*a 3: b, b, lost
                 b 3: won";
    check_numbers(
        lines,
        &[
            "won 0.6667, days 5, deviation 1.4142",
            "a: won 0.6667, days 5, visits 1, share 0.5, gain 1",
            "b: won 1, days 3, visits 0.6667, share 0.5, gain -",
        ],
    );
    check_lists(
        lines,
        &[
            "mandatory: a b",
            "until any end: a",
            "reachable: a b",
            "shortest: a b won",
            "longest: a b won",
            "uniform: a b",
            "bottleneck: a",
            "lever: a",
        ],
    );
}

#[test]
fn a_move_with_probability_0_is_there_but_not_taken() {
    let lines = "*a 1: b 0, won 1
                 b 9: b 1";
    check_numbers(
        lines,
        &[
            "won 1, days 1, deviation 0",
            "a: won 1, days 1, visits 1, share 1, gain -",
            "b: won 0, days -, visits 0, share 0, gain -",
        ],
    );
    check_lists(
        lines,
        &[
            "mandatory: a",
            "until any end: a",
            "reachable: a b",
            "trapped: b",
            "shortest: a won",
            "longest: a won",
            "bottleneck: a",
        ],
    );
}

#[test]
fn what_may_never_end_has_no_days() {
    // Half of the deals wait for ever, an eighth goes round for ever.
    let lines = "*a 1: wait 0.5, b 0.5
                 wait 1:
                 b 1: round 0.25, won 0.75
                 round 1: back
                 back 1: round";
    check_numbers(
        lines,
        &[
            "won 0.375, days -, deviation -",
            "a: won 0.375, days -, visits 1, share 0.5, gain -",
            "wait: won 0, days -, visits 0.5, share 0, gain -",
            "b: won 0.75, days -, visits 0.5, share 0.5, gain -",
            "round: won 0, days -, visits -, share 0, gain -",
            "back: won 0, days -, visits -, share 0, gain -",
        ],
    );
    check_lists(
        lines,
        &[
            "mandatory: a b",
            "until any end: a b",
            "reachable: a wait b round back",
            "trapped: wait round back",
            "shortest: a b won",
            "longest: a b won",
            "uniform: round back",
            "bottleneck: a",
        ],
    );
}

#[test]
fn several_starts_weigh_equally() {
    // The visits and shares are of all deals: half begin at each start.
    check_numbers(
        "*a 4: b
         *b 2: won 0.5, lost 0.5",
        &[
            "won 0.5, days 4, deviation 2",
            "a: won 0.5, days 6, visits 0.5, share 0.5, gain -",
            "b: won 0.5, days 2, visits 1, share 0.5, gain 1",
        ],
    );
    // One of them never ends.
    check_numbers(
        "*a 4: a
         *b 2: won",
        &[
            "won 0.5, days -, deviation -",
            "a: won 0, days -, visits -, share 0, gain -",
            "b: won 1, days 2, visits 0.5, share 1, gain -",
        ],
    );
}

#[test]
fn a_pipeline_that_is_not_finished_has_an_analysis() {
    // No stage; none where deals begin; no days; nothing that is won.
    assert_eq!(
        numbers(&PipelineDraft::new("main").build().unwrap()),
        "won -, days -, deviation -\n"
    );
    assert_eq!(
        lists(&PipelineDraft::new("main").build().unwrap()),
        "shortest: none\nlongest: none\n"
    );
    let lines = "a 3: won 0.5, lost 0.5";
    check_numbers(
        lines,
        &["won -, days -, deviation -", "a: won 0.5, days 3, visits 0, share -, gain -"],
    );
    check_lists(lines, &["shortest: none", "longest: none"]);
    check_numbers(
        "*a: won",
        &["won 1, days 0, deviation 0", "a: won 1, days 0, visits 1, share -, gain -"],
    );
    check_lists(
        "*a 1 trial: lost",
        &["until any end: a", "reachable: a", "shortest: none", "longest: none", "uniform: a"],
    );
}

#[test]
fn stages_carry_a_purpose_together() {
    // `trial` is on both ways, `contract` on one. What a company made up
    // itself comes last, by name.
    check_lists(
        "*a 1: b, c
         b 1 trial contract demo: d
         c 1 trial demo: d
         d 1 proposal call: won",
        &[
            "mandatory: a d",
            "until any end: a d",
            "purposes: trial proposal call demo",
            "reachable: a b c d",
            "shortest: a b d won",
            "longest: a b d won",
            "uniform: a b c d",
            "bottleneck: a",
        ],
    );
}

/// The short way round does without one purpose and the long way round without
/// the other: neither has to be there, though what both lead to was passed
/// before the long one arrived.
#[test]
fn what_one_of_two_ways_does_without_is_not_demanded() {
    let pipeline = sketch(
        "*a 1: t, c
         t 1 trial: u
         u 1 trial: x
         c 1 demo: d
         d 1 demo: e
         e 1: f
         f 1: x
         x 1: y
         y 1: won",
    );
    assert_eq!(analysis(&pipeline).mandatory_purposes(), []);
}

#[test]
fn ways_follow_the_order_of_moves_and_leave_rework_out() {
    #[track_caller]
    fn check(lines: &str, shortest: &str, longest: &str) {
        let pipeline = sketch(lines);
        let found = lists(&pipeline);
        let line = |name: &str| {
            let line = found.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap().trim_start_matches(": ").to_owned()
        };
        assert_eq!((line("shortest").as_str(), line("longest").as_str()), (shortest, longest));
    }
    check("*a: c, b\n b: won\n c: won", "a c won", "a c won");
    check("*a: b, c\n b: c\n c: won", "a c won", "a b c won");
    // The first start of equals.
    check("b: won\n *c: b\n *a: b", "c b won", "c b won");
    // A way back on purpose is no loop; one that is not marked is.
    check("*a: b\n b: won, ~a", "a b won", "a b won");
    check("*a: b\n b: won, a", "a b won", "none");
    check("*a: a, won", "a won", "none");
    // A loop that no won path meets does no harm.
    check("*a: won, b\n b: c\n c: b, lost", "a won", "a won");
    // Only rework leads to Won.
    check("*a: ~won", "none", "none");
}

#[test]
fn shares_within_the_tolerance_make_a_whole() {
    check_numbers(
        "*a 3: a 0.3333333, won 0.3333333, lost 0.3333333",
        &[
            "won 0.5, days 4.5, deviation 2.5981",
            "a: won 0.5, days 4.5, visits 1.5, share 1, gain 1.125",
        ],
    );
}

#[test]
fn probabilities_that_make_no_whole_are_told_stage_by_stage() {
    let pipeline = sketch(
        "*a: b 0.1, lost 0.2
         b: c 0.7, won, lost 0.6, d
         c: d 0.5, won 0.500002
         d: won 0.5, lost 0.5
         e: a 0, b 0
         f: a 1, b, c",
    );
    let error = pipeline.analysis().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the probabilities of the moves out of `a` sum to 0.3; expected a sum of 1\n\
         the probabilities of the moves out of `b` sum to 1.3; expected a sum of 1\n\
         the probabilities of the moves out of `c` sum to 1.000002; expected a sum of 1\n\
         the probabilities of the moves out of `e` sum to 0; expected a sum of 1"
    );
    let keys: Vec<StageKey> = error.all().iter().map(|found| found.stage).collect();
    assert_eq!(ids(&pipeline, keys), ["a", "b", "c", "e"]);
    assert!((error.all()[1].sum - 1.3).abs() < 1e-12);
}

/// What one move leaves unsaid follows from the others, and is stated.
#[test]
fn the_one_move_without_a_share_takes_the_rest() {
    let loops = sketch("*a: b, lost 0.4\n b: won 0.5, ~a, lost 0.25");
    assert!(
        (analysis(&loops).win_probability().unwrap().stated().unwrap() - 6.0 / 17.0).abs() < 1e-9
    );
    let pipeline = sketch("*a: won, lost 0.4");
    let analysis = analysis(&pipeline);
    let start = pipeline.key("a").unwrap();
    assert_eq!(analysis.shares_from(start), Some(ShareSource::Stated));
    assert_eq!(analysis.win_probability(), Some(Figure::Stated(0.6)));
    // Where the others make a whole, nothing is left for it.
    let full = sketch("*a: won 0.6, lost 0.4, ~a");
    assert_eq!(full.analysis().unwrap().win_probability(), Some(Figure::Stated(0.6)));
    let over = sketch("*a: won 0.8, lost 0.4, ~a").analysis().unwrap_err();
    assert_eq!(
        over.to_string(),
        "the probabilities of the moves out of `a` sum to 1.2; expected a sum of 1"
    );
}

/// Several moves without a share are taken to share the rest evenly, and that
/// is told as assumed; where nothing is left for them, nothing is assumed.
#[test]
fn several_moves_without_a_share_are_assumed_to_share_the_rest() {
    let pipeline = sketch("*a: b, lost 0.4, won\n b: won, lost 0.5, ~a");
    let analysis = analysis(&pipeline);
    let keys: Vec<StageKey> = pipeline.stage_keys().collect();
    assert_eq!(analysis.assumed_uniform(), keys);
    assert_eq!(analysis.shares_from(keys[0]), Some(ShareSource::Assumed));
    // a = 0.3 + 0.3 b, b = 0.25 + 0.25 a
    let Some(Figure::IfEqual(chance)) = analysis.win_probability() else { panic!("assumed") };
    assert!((chance - 0.375 / 0.925).abs() < 1e-9);
    let full = sketch("*a: won 0.6, lost 0.4, ~a, b\n b: won").analysis().unwrap();
    assert_eq!(full.win_probability(), Some(Figure::Stated(0.6)));
    assert_eq!(full.shares_from(keys[0]), Some(ShareSource::Stated));
}

#[test]
fn a_sketch_that_states_only_what_is_lost_is_analysed_and_asked_what_if() {
    let text = r#"# B2B, enterprise
        start -> talk "Understand the need" [needs_discovery] 5d -> offer [proposal] 10d -> sign [contract] -> paid [payment_tracking] -> won
        talk -> lost 40%
        offer ~2> talk"#;
    let pipeline = text.parse::<PipelineDraft>().unwrap().build().unwrap();
    let analysis = analysis(&pipeline);
    let source = |id| analysis.shares_from(pipeline.key(id).unwrap());
    assert_eq!(source("talk"), Some(ShareSource::Stated));
    assert_eq!(source("offer"), Some(ShareSource::Assumed));
    assert!(WhatIf::of(&pipeline).ask(&["days:talk=3".parse().unwrap()]).is_ok());
}

#[test]
fn a_key_of_no_stage_has_no_numbers() {
    let pipeline = sketch("*a 1: won");
    let analysis = analysis(&pipeline);
    let won = pipeline.key("won").unwrap();
    assert_eq!(analysis.win_probability_at(won), None);
    assert_eq!(analysis.expected_days_at(won), None);
    assert_eq!(analysis.expected_visits(won), None);
}
