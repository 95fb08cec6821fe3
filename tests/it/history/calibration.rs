//! Calibration and forecast against a truth that deals are drawn from.

use chrono::{DateTime, TimeDelta, Utc};
use sales_process::history::{
    CalibratedFigure, ForecastFault, ForecastOptions, ForecastSource, StageHistory, StageLog,
    StageRow,
};
use sales_process::process::{Days, PipelineDraft, Stage};

use super::{design, log};

/// A small generator, so that each test has numbers of its own.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn at(days: f64) -> DateTime<Utc> {
    let begin: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    begin + TimeDelta::milliseconds((days * 86_400_000.0) as i64)
}

/// Deals that begin over so many days and are watched up to their end. Of a
/// hundred in `talk`, 70 go on to `offer` after 20 to 60 days, and 30 are lost
/// within 10; of those in `offer`, 40 are won after 5 to 15 days, 10 go back to
/// `talk` after 2, and 50 are lost after 1 to 31.
fn drawn(seed: u64, deals: usize, days: f64) -> StageLog {
    drawn_with_silent(seed, deals, days, 0.0)
}

/// The same, where a share of those in `offer` stay there for ever: nobody closes
/// them.
fn drawn_with_silent(seed: u64, deals: usize, days: f64, silent: f64) -> StageLog {
    let mut dice = Dice(seed);
    let mut rows = Vec::new();
    for deal in 0..deals {
        let mut now = dice.roll() * days;
        let mut stage = "talk";
        while now <= days {
            let amount = format!("{} GBP", 100 + deal % 7 * 50);
            let id = format!("D-{deal}").parse().unwrap();
            let row = StageRow::new(id, stage.parse().unwrap(), at(now));
            rows.push(row.amount(amount.parse().unwrap()));
            let (turn, time) = (dice.roll(), dice.roll());
            if stage == "offer" && silent > 0.0 && dice.roll() < silent {
                break;
            }
            (stage, now) = match (stage, turn) {
                ("talk", turn) if turn < 0.7 => ("offer", now + 20.0 + 40.0 * time),
                ("talk", _) => ("lost", now + 10.0 * time),
                ("offer", turn) if turn < 0.4 => ("won", now + 5.0 + 10.0 * time),
                ("offer", turn) if turn < 0.5 => ("talk", now + 2.0),
                ("offer", _) => ("lost", now + 1.0 + 30.0 * time),
                _ => break,
            };
        }
    }
    // The last instant is the end of the watch.
    let last = StageRow::new("last".parse().unwrap(), "lost".parse().unwrap(), at(days));
    rows.into_iter().chain([last]).collect()
}

#[test]
fn shares_are_unbiased_where_a_third_of_the_deals_is_open() {
    let (mut naive, mut estimated, mut errors) = (0.0, 0.0, 0.0);
    let mut far = 0;
    let runs = 30_u32;
    for seed in 0..runs {
        let log = drawn(u64::from(seed) + 7, 1_000, 100.0);
        let real = StageHistory::of(&log).real_pipeline();
        let open = real.open as f64 / real.deals as f64;
        assert!((0.25..0.45).contains(&open), "{open}");
        let exit = real.exits.iter().find(|it| it.stage == *"talk" && it.to == *"offer").unwrap();
        far += u32::from((exit.share - 0.7).abs() > 3.0 * exit.standard_error);
        estimated += exit.share / f64::from(runs);
        errors += exit.standard_error / f64::from(runs);
        let step = real.moves.iter().find(|it| it.from == *"talk" && it.to == *"offer").unwrap();
        naive += step.share / f64::from(runs);
    }
    // The mean of thirty has a standard error of a thirtieth's root.
    let error = errors / f64::from(runs).sqrt();
    assert!((estimated - 0.7).abs() < 3.0 * error, "{estimated} ± {error}");
    assert!((naive - 0.7).abs() > 20.0 * error, "counting alone is biased: {naive}");
    assert!(far <= 1, "{far} of {runs} lie beyond three standard errors");
}

#[test]
fn a_calibrated_draft_has_every_changed_figure_beside_the_old_one() {
    let log = log("A talk 1, A offer 3, A sign 5, A won 9, B talk 2, B lost 4, \
         C talk 3, C sign 9, C lost 10, E talk 1, E review 3, E won 5");
    let design = design();
    let calibration = StageHistory::beside(&log, &design).calibration();
    insta::assert_snapshot!(calibration, @r#"
review: a stage that the design does not have
talk typical_days: nothing → 2.0 days (4 stays, which is few)
talk mean_days: nothing → 3.0 days (4 stays, which is few)
talk stale_after_days: 4.0 days → 6.0 days (4 stays, which is few)
talk → offer: nothing → 25.0 % (4 stays, which is few)
talk → lost: nothing → 25.0 % (4 stays, which is few)
talk → sign: nothing → 25.0 % (4 stays, which is few)
talk → review: nothing → 25.0 % (4 stays, which is few)
offer typical_days: nothing → 2.0 days (1 stay, which is few)
offer mean_days: nothing → 2.0 days (1 stay, which is few)
offer stale_after_days: nothing → 2.0 days (1 stay, which is few)
offer → sign: nothing → 100.0 % (1 stay, which is few)
offer → talk: nothing → 0.0 % (1 stay, which is few)
sign typical_days: nothing → 1.0 days (2 stays, which is few)
sign mean_days: nothing → 2.5 days (2 stays, which is few)
sign stale_after_days: nothing → 4.0 days (2 stays, which is few)
sign → won: nothing → 50.0 % (2 stays, which is few)
sign → lost: nothing → 50.0 % (2 stays, which is few)
review typical_days: nothing → 2.0 days (1 stay, which is few)
review mean_days: nothing → 2.0 days (1 stay, which is few)
review stale_after_days: nothing → 2.0 days (1 stay, which is few)
review → won: nothing → 100.0 % (1 stay, which is few)
"#);
    let built = calibration.draft.build().unwrap();
    assert_eq!(built.stages()[0].mean_days, Some(Days::new(3.0).unwrap()));
    assert_eq!(built.stages().len(), 4);
    // A second time, nothing changes any more.
    let again = StageHistory::beside(&log, &built).calibration();
    assert_eq!(again.changes, []);
    assert_eq!(&again.draft, built.draft());
}

/// What deals came to and have not left yet is in the draft all the same: it
/// builds whatever happened.
#[test]
fn a_stage_that_nobody_has_left_is_added() {
    let log: StageLog = [("talk", 0.0), ("elsewhere", 1.0)]
        .map(|(stage, days)| {
            StageRow::new("D-1".parse().unwrap(), stage.parse().unwrap(), at(days))
        })
        .into_iter()
        .collect();
    let design = design();
    let calibration = StageHistory::beside(&log, &design).calibration();
    assert_eq!(calibration.added_stages.len(), 1);
    let learned = calibration.draft.build().unwrap();
    assert!(learned.key("elsewhere").is_some());
}

#[test]
fn without_a_design_the_draft_is_what_happened() {
    let log = drawn(3, 2_000, 400.0);
    let calibration = StageHistory::of(&log).calibration();
    let share = calibration.changes.iter().find(|it| it.figure == CalibratedFigure::Share).unwrap();
    assert!(share.enough && share.old.is_none());
    let pipeline = calibration.draft.build().unwrap();
    // x = 0.7 (0.4 + 0.1 x).
    let chance = pipeline.analysis().unwrap().win_probability().unwrap().stated().unwrap();
    assert!((chance - 0.28 / 0.93).abs() < 0.03, "{chance}");
}

#[test]
fn a_forecast_agrees_with_what_is_worked_out() {
    let log = drawn(11, 3_000, 300.0);
    let history = StageHistory::of(&log);
    let by = log.as_of().unwrap() + TimeDelta::days(30);
    let forecast = history.forecast(&ForecastOptions::before(by)).unwrap();
    assert_eq!(forecast.basis.source, ForecastSource::History);
    let wins = forecast.wins;
    assert!((wins.mean - wins.analytic_mean).abs() < 0.03 * wins.mean, "{wins:?}");
    assert!(wins.p10 < wins.p50 && wins.p50 < wins.p90);
    let revenue = forecast.revenue.unwrap();
    let error = revenue.mean.minus(revenue.analytic_mean).unwrap().amount();
    assert!(error.abs() < revenue.mean.amount() / rust_decimal::Decimal::from(30), "{revenue:?}");
    assert_eq!(history.forecast(&ForecastOptions::before(by)), Ok(forecast.clone()));
    assert_ne!(history.forecast(&ForecastOptions::before(by).seed(1)), Ok(forecast));
}

#[test]
fn a_back_test_of_a_process_that_stays_the_same_is_right_nearly_always() {
    let mut within = 0.0;
    for seed in 5..11 {
        let log = drawn(seed, 3_000, 800.0);
        let history = StageHistory::of(&log);
        let by = log.as_of().unwrap() + TimeDelta::days(30);
        let test = history.back_test(&ForecastOptions::before(by).draws(200)).unwrap();
        assert_eq!((test.forecasts.len(), test.too_early), (12, 0));
        let wins = test.wins;
        assert!(wins.wape.unwrap() < 0.2 && wins.bias.unwrap().abs() < 0.1, "{wins:?}");
        assert!(test.revenue.wape.unwrap() < 0.2, "{:?}", test.revenue);
        within += wins.within.unwrap() / 6.0;
    }
    // Four cases of five are promised; of 72, three standard errors are 0.14.
    assert!((within - 0.8).abs() < 0.14, "{within}");
    // With twice the deals the errors are smaller.
    let log = drawn(5, 6_000, 800.0);
    let by = log.as_of().unwrap() + TimeDelta::days(30);
    let options = ForecastOptions::before(by).draws(300);
    let test = StageHistory::of(&log).back_test(&options).unwrap();
    assert!(test.wins.wape.unwrap() < 0.15 && test.wins.bias.unwrap().abs() < 0.1, "{test:?}");
    assert!(test.wins.within.unwrap() > 0.5, "{:?}", test.wins);
    assert!(test.revenue.wape.unwrap() < 0.15, "{:?}", test.revenue);
}

/// In most histories some deals are never closed. They are taken neither for
/// deals that have just come, nor out of what others of their stage come to.
#[test]
fn deals_that_nobody_closes_bring_nothing() {
    for (seed, silent) in [(1, 0.05), (2, 0.1), (3, 0.3), (4, 0.3)] {
        let log = drawn_with_silent(seed, 6_000, 830.0, silent);
        let history = StageHistory::of(&log);
        let by = log.as_of().unwrap() + TimeDelta::days(30);
        let options = ForecastOptions::before(by).draws(300);
        let wins = history.forecast(&options).unwrap().wins;
        assert!((wins.mean - wins.analytic_mean).abs() < 0.05 * wins.mean, "{wins:?}");
        let test = history.back_test(&options).unwrap().wins;
        assert!(test.bias.unwrap().abs() < 0.1 && test.within.unwrap() > 0.5, "{silent}: {test:?}");
    }
}

/// A history that is young ends too early for most stays: those still there go
/// on at nearly the rate at which others have left.
#[test]
fn a_young_history_promises_neither_nothing_nor_all() {
    let (mut promised, mut came) = (0.0, 0);
    for seed in 0..20 {
        let log = drawn(seed + 50, 300, 80.0);
        let by = log.as_of().unwrap() + TimeDelta::days(20);
        let options = ForecastOptions::before(by).draws(300);
        let test = StageHistory::of(&log).back_test(&options).unwrap();
        promised += test.forecasts[0].forecast.wins.mean;
        came += test.forecasts[0].won;
    }
    let ratio = promised / came as f64;
    assert!((0.7..1.3).contains(&ratio), "{promised} promised, {came} came");
}

#[test]
fn small_forecasts_by_hand() {
    // One deal was won two days after it came, one lost after four. At the end,
    // day 5, one is open since a day: an even chance, and a win within the day.
    let log = log("A talk 1, A won 3, B talk 1, B lost 5, C talk 4 70.50");
    let history = StageHistory::of(&log);
    let by =
        |day: u32| ForecastOptions::before(format!("2026-03-{day:02}T01:00:00Z").parse().unwrap());
    let forecast = history.forecast(&by(6)).unwrap();
    assert_eq!((forecast.deals, forecast.without_amount, forecast.basis.stays), (1, 0, 2));
    assert!((forecast.wins.mean - 0.5).abs() < 0.05, "{:?}", forecast.wins);
    assert!((forecast.wins.analytic_mean - 0.5).abs() < 1e-9, "{:?}", forecast.wins);
    assert_eq!((forecast.wins.p10, forecast.wins.p90), (0, 1));
    let revenue = forecast.revenue.unwrap();
    let shown = (revenue.p90.to_string(), revenue.analytic_mean.to_string());
    assert_eq!(shown, ("70.50 GBP".into(), "35.25 GBP".into()));
    let json = serde_json::to_value(&forecast).unwrap();
    let basis = serde_json::json!({"source": "history", "stays": 2, "few_stays": ["talk"]});
    assert_eq!(json["basis"], basis);
    assert!(forecast.to_string().contains("fewer than 30 stays in talk"), "{forecast}");
    assert_eq!(json["generator"], "philox4x32-10");
    assert!(matches!(history.forecast(&by(5)), Ok(soon) if soon.wins.p90 == 0));
    assert!(matches!(history.forecast(&by(4)), Err(ForecastFault::Over { .. })));
    let nothing = StageLog::default();
    assert_eq!(StageHistory::of(&nothing).forecast(&by(6)), Err(ForecastFault::Empty));
}

#[test]
fn where_nothing_was_completed_the_design_is_taken_at_its_word() {
    let design = PipelineDraft::new("p")
        .stage(Stage::new("talk", "Talk").typical_days(3).start())
        .won("won")
        .lost("lost")
        .go("talk", "won")
        .go("talk", "lost")
        .build()
        .unwrap();
    let log = log("A talk 1, B talk 2");
    let by = ForecastOptions::before("2026-03-04T12:00:00Z".parse().unwrap());
    let forecast = StageHistory::beside(&log, &design).forecast(&by).unwrap();
    assert_eq!(forecast.basis.source, ForecastSource::Stated);
    assert!((forecast.wins.analytic_mean - 0.5).abs() < 1e-9, "only A can be won by then");
    assert_eq!(forecast.revenue, None);
}
