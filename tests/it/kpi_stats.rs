//! Figures from journals: how deals flow through the stages, and estimates
//! against a simulated truth.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use sales_process::kpi::{
    DealAges, Fate, KpiFacts, KpiReport, Length, Lengths, Question, StageFlow, StageFlowError,
};
use sales_process::lifecycle::deal::{
    AbandonReason, DealCommand, DealMachine, DealState, Given, NewDeal, StageMap, StageRef,
};
use sales_process::lifecycle::{Entry, History};
use sales_process::process::{Move, Pipeline, PipelineDraft, Purpose, Rework, Stage};

use crate::samples::{day, id, noon};

fn at(days: i64) -> DateTime<Utc> {
    noon() + TimeDelta::days(days)
}

/// `a` → `b` → `c` → `d` → won, with rework from `d` to `b`. `b` is for
/// discovery and `c` is a trial.
fn chain() -> Pipeline {
    let mut again = Move::new("d", "b");
    again.rework = Some(Rework::default());
    PipelineDraft::new("main")
        .stage(Stage::new("a", "Ask").start())
        .stage(
            Stage::new("b", "Understand")
                .purpose(Purpose::NeedsDiscovery)
                .exit_when("need", "the need is known")
                .exit_when("budget", "the budget is known"),
        )
        .stage(Stage::new("c", "Try").purpose(Purpose::Trial))
        .stage(Stage::new("d", "Sign"))
        .won("won")
        .lost("lost")
        .go("a", "b")
        .go("b", "c")
        .go("c", "d")
        .go("d", "won")
        .step(again)
        .build()
        .unwrap()
}

/// A journal in short: `a@0` opens at `a` on day 0, a later `b@3` goes to `b`,
/// `~b@3` goes back there, `reach:won@4` reaches the outcome, `+need@1` meets a
/// criterion; `win`, `lose`, `abandon`, `hold`, `resume`, `complete`, `reopen`.
fn journal(text: &str) -> History<DealMachine> {
    let mut state = None;
    let entries = text.split_whitespace().zip(1..).map(|(word, version)| {
        let (what, when) = word.split_once('@').unwrap();
        let stage = |name: &str| StageRef::try_from(name).unwrap();
        let (to, command) = match what {
            _ if state.is_none() => {
                let new = Box::new(NewDeal::new(id("D-1"), id("acme"), id("anna")));
                let (pipeline, stage) = (id("main"), stage(what));
                (DealState::Open, DealCommand::Open { new, pipeline, revision: 1, stage })
            }
            "win" => {
                let on = day("2026-03-02");
                (
                    DealState::Won,
                    DealCommand::Win { amount: None, evidence: Some("signed".into()), on },
                )
            }
            "lose" => {
                (DealState::Lost, DealCommand::Lose { reason: "price".into(), outcome: None })
            }
            "abandon" => {
                let reason = AbandonReason::NoDecision;
                (DealState::Abandoned, DealCommand::Abandon { reason, outcome: None })
            }
            "hold" => {
                let until = day("2026-06-01");
                (DealState::OnHold, DealCommand::Hold { reason: "summer".into(), until })
            }
            "resume" => (DealState::Open, DealCommand::Resume {}),
            "complete" => (DealState::Completed, DealCommand::Complete {}),
            "reopen" => {
                let expected_close = day("2026-06-01");
                let reason = "they called".into();
                (DealState::Open, DealCommand::Reopen { reason, expected_close })
            }
            _ => {
                let same = state.unwrap();
                let command = if let Some(back) = what.strip_prefix('~') {
                    DealCommand::Rework { to: stage(back) }
                } else if let Some(end) = what.strip_prefix("reach:") {
                    DealCommand::Reach { to: stage(end) }
                } else if let Some(criterion) = what.strip_prefix('+') {
                    let (criterion, evidence) = (id(criterion), "told");
                    DealCommand::Satisfy(Given::new(criterion, evidence))
                } else {
                    DealCommand::Advance { to: stage(what) }
                };
                (same, command)
            }
        };
        let from = state.replace(to);
        let (at, by) = (at(when.parse().unwrap()), id("anna"));
        Entry { id: id("D-1"), version, at, by, from, to, command, waived: None }
    });
    entries.collect()
}

fn shown(flow: &StageFlow<'_>) -> Vec<String> {
    let days = |lengths: &Lengths| {
        lengths.mean_days().map_or("-".to_owned(), |mean| format!("{} of {mean}", lengths.count()))
    };
    flow.stages()
        .map(|(id, s)| {
            assert_eq!(s.reached(), s.passed + s.lost + s.abandoned + s.undecided);
            assert_eq!(s.entries, s.went_on + s.went_back + s.ended + s.standing);
            format!(
                "{id}: {}+{} reached, {} passed {} lost {} abandoned {} undecided; \
                 {} entries, {} on {} back {} ended {} standing; days {}, {}",
                s.entered,
                s.skipped,
                s.passed,
                s.lost,
                s.abandoned,
                s.undecided,
                s.entries,
                s.went_on,
                s.went_back,
                s.ended,
                s.standing,
                days(&s.first_time),
                days(&s.every_time)
            )
        })
        .collect()
}

fn flow<'a>(pipeline: &'a Pipeline, as_of: i64, journals: &[&str]) -> StageFlow<'a> {
    let mut flow = StageFlow::new(pipeline, at(as_of));
    journals.iter().for_each(|text| flow.add(&journal(text)).unwrap());
    flow
}

#[track_caller]
fn check(as_of: i64, journals: &[&str], expected: &[&str]) {
    assert_eq!(shown(&flow(&chain(), as_of, journals)), expected);
}

#[test]
fn first_entry_and_every_entry_are_told_apart() {
    check(
        30,
        &["a@0 b@2 c@5 d@6 ~b@7 c@9 d@10 win@12 complete@13"],
        &[
            "a: 1+0 reached, 1 passed 0 lost 0 abandoned 0 undecided; 1 entries, 1 on 0 back 0 ended 0 standing; days 1 of 2, 1 of 2",
            "b: 1+0 reached, 1 passed 0 lost 0 abandoned 0 undecided; 2 entries, 2 on 0 back 0 ended 0 standing; days 1 of 3, 2 of 2.5",
            "c: 1+0 reached, 1 passed 0 lost 0 abandoned 0 undecided; 2 entries, 2 on 0 back 0 ended 0 standing; days 1 of 1, 2 of 1",
            "d: 1+0 reached, 1 passed 0 lost 0 abandoned 0 undecided; 2 entries, 1 on 1 back 0 ended 0 standing; days 1 of 1, 2 of 2",
        ],
    );
}

#[test]
fn what_is_skipped_counts_as_passed() {
    check(
        30,
        // Past b and c; opened at c, past a and b; from c over d to the outcome.
        &["a@0 d@2 lose@5", "c@0", "a@0 b@1 c@2 win@3 reach:won@4"],
        &[
            "a: 2+1 reached, 3 passed 0 lost 0 abandoned 0 undecided; 2 entries, 2 on 0 back 0 ended 0 standing; days 2 of 1.5, 2 of 1.5",
            "b: 1+2 reached, 3 passed 0 lost 0 abandoned 0 undecided; 1 entries, 1 on 0 back 0 ended 0 standing; days 1 of 1, 1 of 1",
            "c: 2+1 reached, 2 passed 0 lost 0 abandoned 1 undecided; 2 entries, 1 on 0 back 0 ended 1 standing; days 1 of 2, 1 of 2",
            "d: 1+1 reached, 1 passed 1 lost 0 abandoned 0 undecided; 1 entries, 0 on 0 back 1 ended 0 standing; days 1 of 3, 1 of 3",
        ],
    );
}

#[test]
fn what_happens_after_the_instant_is_not_seen() {
    let never = "0+0 reached, 0 passed 0 lost 0 abandoned 0 undecided; 0 entries, 0 on 0 back 0 ended 0 standing; days -, -";
    let [c, d] = ["c", "d"].map(|stage| format!("{stage}: {never}"));
    check(
        4,
        &["a@0 b@3 c@5 lose@6", "a@5"],
        &[
            "a: 1+0 reached, 1 passed 0 lost 0 abandoned 0 undecided; 1 entries, 1 on 0 back 0 ended 0 standing; days 1 of 3, 1 of 3",
            "b: 1+0 reached, 0 passed 0 lost 0 abandoned 1 undecided; 1 entries, 0 on 0 back 0 ended 1 standing; days -, -",
            &c,
            &d,
        ],
    );
}

#[test]
fn a_deal_taken_up_again_is_on_the_same_entry() {
    let never = "0+0 reached, 0 passed 0 lost 0 abandoned 0 undecided; 0 entries, 0 on 0 back 0 ended 0 standing; days -, -";
    let [c, d] = ["c", "d"].map(|stage| format!("{stage}: {never}"));
    check(
        30,
        // Two days, and one more after ten of being lost; time on hold counts.
        &["a@0 b@1 lose@3 reopen@13 hold@13 resume@14 abandon@14"],
        &[
            "a: 1+0 reached, 1 passed 0 lost 0 abandoned 0 undecided; 1 entries, 1 on 0 back 0 ended 0 standing; days 1 of 1, 1 of 1",
            "b: 1+0 reached, 0 passed 0 lost 1 abandoned 0 undecided; 1 entries, 0 on 0 back 1 ended 0 standing; days 1 of 3, 1 of 3",
            &c,
            &d,
        ],
    );
}

#[track_caller]
fn check_quality(journals: &[&str], expected: &str) {
    let pipeline = chain();
    let quality = flow(&pipeline, 30, journals).discovery_quality();
    let shown = match (quality.numerator(), quality.denominator()) {
        (Some(met), Some(asked)) => format!("{met} of {asked}: {quality}"),
        _ => "?".into(),
    };
    assert_eq!(shown, expected);
}

#[test]
fn discovery_quality() {
    check_quality(&[], "0 of 0: -");
    check_quality(&["a@0 b@1 +need@2 c@3"], "1 of 2: 50.0 %");
    // Met after it was left; lost in it; still in it.
    check_quality(&["a@0 b@1 c@3 +need@4"], "0 of 2: 0.0 %");
    check_quality(&["a@0 b@1 +need@2 lose@3", "a@0 b@1 +need@2"], "0 of 0: -");
    // Left twice: the last time counts. What is not a criterion of it does not.
    check_quality(
        &["a@0 b@1 +need@1 c@2 d@3 ~b@4 +budget@5 +colour@5 +need@5 c@6"],
        "2 of 2: 100.0 %",
    );
    // Passed over by a move; passed over by opening further on.
    check_quality(&["a@0 c@1"], "0 of 2: 0.0 %");
    check_quality(&["c@1 d@2"], "0 of 0: -");
}

#[test]
fn trial_to_paid() {
    let pipeline = chain();
    let trial = |journals: &[&str]| flow(&pipeline, 30, journals).trial_to_paid();
    assert_eq!(trial(&["a@0 b@1", "a@0 d@1 win@2"]).to_string(), "-");
    let tried = ["a@0 c@1 d@2 win@3 complete@4", "c@1 lose@2", "c@1 hold@2", "c@1 abandon@2"];
    assert_eq!(trial(&tried).to_string(), "25.0 % +");
    assert_eq!(trial(&tried).open(), 1);
}

/// A report alone knows no stages; with a flow its figures stand in it.
#[test]
fn a_report_has_the_figures_of_the_stages() {
    let pipeline = chain();
    let flow = flow(&pipeline, 30, &["a@0 b@1 +need@2 c@3 d@4 win@5"]);
    let alone = KpiFacts::new().report(&Question::as_of(at(30)));
    let shown = |report: &KpiReport| {
        [&report.sell.discovery_quality, &report.sell.trial_to_paid].map(ToString::to_string)
    };
    assert_eq!(shown(&alone), ["-", "-"]);
    assert_eq!(shown(&alone.with_stages(&flow)), ["50.0 %", "100.0 %"]);
}

#[test]
fn stages_of_older_revisions_are_what_they_have_become() {
    let old = chain();
    let mut draft = old.draft().clone().revision(2);
    draft.stages.retain(|stage| stage.id != "b");
    draft.moves.retain(|step| step.from != "b" && step.to != "b");
    let new = draft.go("a", "c").build().unwrap();
    let map = StageMap::new(&old, &new, [("b", "a")]).unwrap();
    // It ended by the old revision; a and b are one stage now.
    let ended = journal("a@0 b@2 c@5 lose@6");
    let unknown = StageFlow::new(&new, at(30)).add(&ended).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no stage `b` in revision 2 of the pipeline `main`; give the stage map that leads there"
    );
    let mut flow = StageFlow::new(&new, at(30)).with_map(map.clone());
    flow.add(&ended).unwrap();
    // This one went over itself.
    let mut moved = journal("a@0 b@2");
    let open = Some(DealState::Open);
    let (by, command) = (id("anna"), DealCommand::Migrate(map));
    let to = DealState::Open;
    moved.extend([Entry {
        id: id("D-1"),
        version: 3,
        at: at(3),
        by,
        from: open,
        to,
        command,
        waived: None,
    }]);
    flow.add(&moved).unwrap();
    assert_eq!(
        shown(&flow)[0],
        "a: 2+0 reached, 1 passed 0 lost 0 abandoned 1 undecided; \
         2 entries, 1 on 0 back 0 ended 1 standing; days 1 of 5, 1 of 5"
    );
    assert_eq!(flow.deals(), 2);
}

#[test]
fn lengths_are_equal_in_any_order() {
    let lengths = |days: &[i64]| {
        let mut all = Lengths::new();
        days.iter().for_each(|days| all.add(Length::new(TimeDelta::days(*days)).unwrap()));
        all
    };
    assert_eq!(lengths(&[1, 5, 3]), lengths(&[3, 1, 5]));
    for other in [&[1, 5][..], &[1, 5, 4], &[1, 5, 3, 3], &[]] {
        assert_ne!(lengths(&[1, 5, 3]), lengths(other));
    }
}

#[test]
fn other_pipelines_are_not_counted() {
    let pipeline = chain();
    let other = PipelineDraft::new("web").stage(Stage::new("a", "Ask").start()).build().unwrap();
    assert_eq!(
        StageFlow::new(&other, at(3)).add(&journal("a@0")).unwrap_err().to_string(),
        "the deal `D-1` runs by the pipeline `main`, not by `web`"
    );
    let mut flow = StageFlow::new(&pipeline, at(3));
    assert!(flow.merge(StageFlow::new(&other, at(3))).is_err());
    assert!(flow.merge(StageFlow::new(&pipeline, at(4))).is_err());
    // Another id alone, another revision alone.
    let draft = pipeline.draft().clone();
    for draft in [PipelineDraft { id: "web".into(), ..draft.clone() }, draft.revision(2)] {
        let other = draft.build().unwrap();
        let error = flow.merge(StageFlow::new(&other, at(3))).unwrap_err();
        assert_eq!(error, StageFlowError::TwoCounts);
    }
    flow.merge(StageFlow::new(&pipeline, at(3))).unwrap();
    flow.add(&journal("")).unwrap();
    assert_eq!(flow.deals(), 0);
}

/// A deal as the places it came to, by number, and how it ended.
#[derive(Debug, Clone)]
struct Walk {
    places: Vec<usize>,
    end: Option<&'static str>,
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

impl Walk {
    fn text(&self) -> String {
        let stays =
            self.places.iter().zip(0..).map(|(place, day)| format!("{}@{day}", NAMES[*place]));
        let end = self.end.map(|end| format!("{end}@{}", self.places.len()));
        stays.chain(end).collect::<Vec<_>>().join(" ")
    }

    fn moves(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.places.iter().copied().zip(self.places.iter().copied().skip(1))
    }
}

fn walks() -> impl Strategy<Value = Vec<Walk>> {
    let end = prop::sample::select(vec![None, Some("win"), Some("lose"), Some("abandon")]);
    let walk = (prop::collection::vec(0_usize..4, 1..8), end).prop_map(|(mut places, end)| {
        places.dedup();
        Walk { places, end }
    });
    prop::collection::vec(walk, 0..8)
}

proptest! {
    /// In a chain, before and beyond are smaller and larger numbers.
    #[test]
    fn stages_of_a_chain_are_counted_by_number(walks in walks(), cut in 0_usize..8) {
        let pipeline = chain();
        let texts: Vec<String> = walks.iter().map(Walk::text).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let whole = flow(&pipeline, 30, &texts);
        let (first, second) = texts.split_at(cut.min(texts.len()));
        let mut merged = flow(&pipeline, 30, second);
        merged.merge(flow(&pipeline, 30, first)).unwrap();
        prop_assert_eq!(shown(&merged), shown(&whole));

        for (place, name) in NAMES.iter().enumerate() {
            let count = |fits: &dyn Fn(&Walk) -> bool| walks.iter().filter(|w| fits(w)).count() as u64;
            let entered = |w: &Walk| w.places.contains(&place);
            let over = |w: &Walk| {
                w.places[0] > place || w.moves().any(|(from, to)| from < place && place < to)
            };
            let reached = |w: &Walk| entered(w) || over(w);
            let passed = |w: &Walk| {
                let on = w.moves().any(|(from, to)| from == place && to > place);
                over(w) || on || (entered(w) && w.end == Some("win"))
            };
            let stage = whole.stage(name).unwrap();
            prop_assert_eq!(stage.entered, count(&entered));
            prop_assert_eq!(stage.skipped, count(&|w| over(w) && !entered(w)));
            prop_assert_eq!(stage.passed, count(&passed));
            let ended = |end| count(&|w: &Walk| reached(w) && !passed(w) && w.end == end);
            prop_assert_eq!(stage.lost, ended(Some("lose")));
            prop_assert_eq!(stage.abandoned, ended(Some("abandon")));
            prop_assert_eq!(stage.undecided, ended(None));
            let moves = |fits: &dyn Fn(usize) -> bool| {
                let of = |w: &Walk| w.moves().filter(|(from, to)| *from == place && fits(*to)).count();
                walks.iter().map(of).sum::<usize>() as u64
            };
            let last = |end| count(&|w: &Walk| w.places.last() == Some(&place) && w.end == end);
            prop_assert_eq!(stage.went_back, moves(&|to| to < place));
            prop_assert_eq!(stage.went_on, moves(&|to| to > place) + last(Some("win")));
            prop_assert_eq!(stage.ended, last(Some("lose")) + last(Some("abandon")));
            prop_assert_eq!(stage.standing, last(None));
            // Each stay is a day; that of a won deal ends where it was won.
            let over_now = stage.went_back + stage.went_on + stage.ended;
            prop_assert_eq!(stage.every_time.count() as u64, over_now);
            prop_assert!(stage.every_time.mean_days().is_none_or(|days| (days - 1.0).abs() < 1e-12));
            prop_assert!(stage.first_time.count() <= stage.every_time.count());
            let share = stage.conversion();
            prop_assert_eq!(share.value().is_err(), stage.reached() == 0);
        }
    }
}

#[test]
fn ages_from_journals() {
    let mut ages = DealAges::new();
    for text in [
        "a@0 win@4 complete@9",
        "a@0 lose@2 reopen@5 lose@8",
        "a@2 lose@3 reopen@5",
        "a@1 abandon@7",
        "a@11",
    ] {
        ages.add_history(&journal(text), at(10)).unwrap();
    }
    let mut expected = DealAges::new();
    for (days, fate) in [(4, Fate::Won), (8, Fate::Lost), (8, Fate::Open), (6, Fate::Abandoned)] {
        expected.add(Length::new(TimeDelta::days(days)).unwrap(), fate);
    }
    assert_eq!(ages, expected);
    assert!(ages.add_history(&journal("a@5 lose@3"), at(10)).is_err());
    assert_eq!(ages.count(), 4);
}

/// Equally spread numbers from 0 to 1 by a fixed rule (`SplitMix64`), so that the
/// simulation is the same each time.
fn spread(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Deals are won at 0.01 a day and lost at 0.03 a day, each for itself, and
/// watched for up to 100 days. By day t, 1 − exp(−0.04 t) are closed, and a
/// quarter of those are won.
#[test]
fn estimates_come_near_a_simulated_truth() {
    let mut seed = 42;
    let (mut ages, mut wrong) = (DealAges::new(), DealAges::new());
    for _ in 0..40_000 {
        let mut after = |rate: f64| -(1.0 - spread(&mut seed)).ln() / rate;
        let (won, lost) = (after(0.01), after(0.03));
        let watched = spread(&mut seed) * 100.0;
        let age = won.min(lost).min(watched);
        let fate = if watched <= age {
            Fate::Open
        } else if won < lost {
            Fate::Won
        } else {
            Fate::Lost
        };
        let age = Length::new(TimeDelta::seconds((age * 86_400.0) as i64)).unwrap();
        ages.add(age, fate);
        wrong.add(age, if fate == Fate::Lost { Fate::Open } else { fate });
    }
    let (outlook, wrong) = (ages.outlook(), wrong.outlook());
    for days in [5, 20, 50, 80] {
        let age = Length::new(TimeDelta::days(days)).unwrap();
        let closed = 1.0 - (-0.04 * days as f64).exp();
        let chances = outlook.at(age).unwrap();
        let near = |found: f64, truth: f64| {
            assert!((found - truth).abs() < 0.01, "day {days}: {found} for {truth}");
        };
        near(chances.still_open, 1.0 - closed);
        near(chances.won, closed / 4.0);
        near(chances.lost, closed * 0.75);
        // Lost deals taken as watched no longer: as if nothing were ever lost.
        near(1.0 - wrong.at(age).unwrap().still_open, 1.0 - (-0.01 * days as f64).exp());
        // Such deals do not grow older: of those open on day 10 as many are won
        // in the same time.
        let ten = Length::new(TimeDelta::days(10)).unwrap();
        if days > 10 {
            let later = (1.0 - (-0.04 * (days - 10) as f64).exp()) / 4.0;
            near(outlook.won_by(ten, age).unwrap(), later);
        }
    }
}
