//! What a stage history says, worked out by hand.

mod calibration;
mod journals;

use sales_process::history::{RealPipeline, StageHistory, StageLog, StageRow};
use sales_process::process::{Move, Pipeline, PipelineDraft, Stage};

/// A log in short: `D-1 talk 1, D-1 offer 3.5` are rows of days in March 2026.
pub(crate) fn log(rows: &str) -> StageLog {
    let row = |row: &str| {
        let words: Vec<&str> = row.split_whitespace().collect();
        let hours = (words[2].parse::<f64>().unwrap() * 24.0) as i64 - 24;
        let begin: chrono::DateTime<chrono::Utc> = "2026-03-01T00:00:00Z".parse().unwrap();
        let at = begin + chrono::TimeDelta::hours(hours);
        let row = StageRow::new(words[0].parse().unwrap(), words[1].parse().unwrap(), at);
        match words.get(3) {
            Some(amount) => row.amount(format!("{amount} GBP").parse().unwrap()),
            None => row,
        }
    };
    rows.split(',').filter(|text| !text.trim().is_empty()).map(row).collect()
}

pub(crate) fn design() -> Pipeline {
    PipelineDraft::new("main")
        .stage(Stage::new("talk", "Understand").stale_after_days(4).start())
        .stage(Stage::new("offer", "Offer"))
        .stage(Stage::new("sign", "Sign"))
        .won("won")
        .lost("lost")
        .go("talk", "offer")
        .go("talk", "lost")
        .go("offer", "sign")
        .step(Move::new("offer", "talk").rework(Some(1)))
        .go("sign", "won")
        .build()
        .unwrap()
}

fn moves(real: &RealPipeline) -> Vec<String> {
    let line = |it: &sales_process::history::RealMove| {
        let mark = match it.in_design {
            Some(false) => " !",
            _ => "",
        };
        format!("{}→{} {} {:.2} {}d{mark}", it.from, it.to, it.count, it.share, it.median_days)
    };
    real.moves.iter().map(line).collect()
}

#[track_caller]
fn check(rows: &str, counts: &str, expected: &[&str]) {
    let log = log(rows);
    let design = design();
    let real = StageHistory::beside(&log, &design).real_pipeline();
    let RealPipeline { deals, won, lost, open, begun_before, reopened, .. } = real;
    assert_eq!(
        format!(
            "{deals}: {won} won, {lost} lost, {open} open, {begun_before} before, {reopened} again"
        ),
        counts
    );
    assert_eq!(moves(&real), expected);
}

#[test]
fn moves_are_counted_in_the_order_of_time() {
    // The rows of D-1 come in any order; those of one instant keep theirs.
    check(
        "D-1 won 9, D-1 talk 1, D-1 offer 3, D-1 sign 3, D-2 talk 2, D-2 lost 2.5, D-3 talk 4",
        "3: 1 won, 1 lost, 1 open, 0 before, 0 again",
        &[
            "talk→offer 1 0.50 2d",
            "talk→lost 1 0.50 0.5d",
            "offer→sign 1 1.00 0d",
            "sign→won 1 1.00 6d",
        ],
    );
    check("", "0: 0 won, 0 lost, 0 open, 0 before, 0 again", &[]);
}

#[test]
fn what_the_design_does_not_have_is_marked() {
    // A reopening is counted and never against the design; a row of the stage the
    // deal stands in is a visit of its own; a deal that begins further on was
    // begun before.
    check(
        "D-1 talk 1, D-1 won 2, D-1 sign 4, D-1 won 5, D-2 talk 1, D-2 talk 3, D-3 sign 2, D-3 won 3",
        "3: 2 won, 0 lost, 1 open, 1 before, 1 again",
        &[
            "talk→talk 1 0.50 2d !",
            "talk→won 1 0.50 1d !",
            "sign→won 2 1.00 1d",
            "won→sign 1 1.00 2d",
        ],
    );
}

#[test]
fn conformance_names_witnesses() {
    let log = log("D-1 talk 1, D-1 won 2, \
         D-2 talk 1, D-2 offer 2, D-2 talk 3, D-2 offer 4, D-2 talk 9, D-2 lost 10, \
         D-3 sign 2, D-3 won 3, D-4 talk 3, \
         D-5 talk 1, D-5 offer 2, D-5 sign 3, D-5 won 4");
    let design = design();
    let found = StageHistory::beside(&log, &design).real_pipeline().conformance.unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&found).unwrap(), @r#"
{
  "as_designed": {
    "deals": 3,
    "share": 0.6
  },
  "moves_not_in_design": [
    {
      "from": "talk",
      "to": "won",
      "count": 1,
      "witnesses": [
        "D-1"
      ]
    }
  ],
  "mandatory_passed_by": [
    {
      "stage": "offer",
      "deals": 1,
      "witnesses": [
        "D-1"
      ]
    },
    {
      "stage": "sign",
      "deals": 1,
      "witnesses": [
        "D-1"
      ]
    }
  ],
  "rework_over_limit": [
    {
      "from": "offer",
      "to": "talk",
      "deals": 1,
      "witnesses": [
        "D-2"
      ]
    }
  ],
  "over_stale_limit": [
    {
      "stage": "talk",
      "deals": 1,
      "witnesses": [
        "D-4"
      ]
    }
  ]
}
"#);
}

#[test]
fn stays_of_open_deals_count_as_far_as_they_were_seen() {
    // Stays in `talk`: 2 to offer, 4 to lost, and two of 1 and 3 so far.
    let log = log("A talk 1, A offer 3, B talk 2, B lost 6, C talk 5, D talk 3");
    let real = StageHistory::of(&log).real_pipeline();
    let stage = &real.stages[0];
    assert_eq!((stage.visits, stage.completed, stage.enough), (4, 2, false));
    // At 2: one of three (C is not seen so long) leaves; at 4 the last.
    assert_eq!(stage.median_days, Some(4.0));
    assert_eq!(stage.mean_days, Some(2.0 + 2.0 * 2.0 / 3.0));
    let shares: Vec<String> = real
        .exits
        .iter()
        .map(|it| format!("{}→{} {:.4}±{:.4}", it.stage, it.to, it.share, it.standard_error))
        .collect();
    assert_eq!(shares, ["talk→offer 0.3333±0.2722", "talk→lost 0.6667±0.2722"]);
    // Without a design nothing is said of one.
    assert!(real.conformance.is_none() && real.moves[0].in_design.is_none());
    assert_eq!(real.begun_before, 0);
}

#[test]
fn variants_are_those_of_finished_deals() {
    let log =
        log("A talk 1, A lost 2, B talk 1, B offer 2, B won 3, C talk 1, C lost 3, D talk 1, \
         E offer 1, E won 2");
    let design = design();
    let shown = |real: RealPipeline| -> Vec<String> {
        let path = |it: &sales_process::history::Variant| {
            let path: Vec<&str> = it.path.iter().map(sales_process::StageId::as_str).collect();
            format!("{} {:.2} {}", it.deals, it.share, path.join(" "))
        };
        assert_eq!(real.variants_total, real.variants.len() as u64);
        real.variants.iter().map(path).collect()
    };
    let real = StageHistory::beside(&log, &design).real_pipeline();
    assert_eq!(shown(real), ["2 0.67 talk lost", "1 0.33 talk offer won"]);
    let alone = StageHistory::of(&log).real_pipeline();
    assert_eq!(shown(alone), ["2 0.50 talk lost", "1 0.25 talk offer won", "1 0.25 offer won"]);
}

/// A deal that goes on in another pipeline is watched up to then: neither open
/// nor ended, and no stay goes on.
#[test]
fn a_deal_in_another_pipeline_is_gone_from_the_first() {
    let row = |deal: &str, stage: &str, day: u32, pipeline: &str| {
        let at = format!("2026-03-{day:02}T00:00:00Z").parse().unwrap();
        let row = StageRow::new(deal.parse().unwrap(), stage.parse().unwrap(), at);
        row.pipeline(pipeline.parse().unwrap())
    };
    let log: StageLog = [
        row("A", "talk", 1, "main"),
        row("A", "greet", 3, "other"),
        row("A", "done", 4, "other"),
        row("B", "talk", 1, "main"),
        row("B", "won", 9, "main"),
        row("C", "talk", 1, "main"),
        row("C", "greet", 2, "other"),
        row("C", "offer", 5, "main"),
    ]
    .into_iter()
    .collect();
    let own = log.in_pipeline("main");
    let design = design();
    let history = StageHistory::beside(&own, &design);
    let real = history.real_pipeline();
    assert_eq!((real.deals, real.won, real.open, real.transferred), (3, 1, 1, 1));
    assert_eq!(moves(&real), ["talk→won 1 1.00 8d !"]);
    let talk = &real.stages[0];
    assert_eq!((talk.visits, talk.completed, talk.mean_days), (3, 1, Some(8.0)));
    let stale = &real.conformance.as_ref().unwrap().over_stale_limit;
    assert_eq!((stale[0].deals, stale[0].witnesses[0].as_str()), (1, "B"));
    assert!(history.to_text(&real).contains("1 went on in another pipeline"));
    let by = "2026-03-20T00:00:00Z".parse().unwrap();
    let options = sales_process::history::ForecastOptions::before(by);
    assert_eq!(history.forecast(&options).unwrap().deals, 1);
    // Before it went, it was open.
    let then = own.until("2026-03-02T12:00:00Z".parse().unwrap());
    assert_eq!(StageHistory::of(&then).real_pipeline().open, 2);
}

/// Where no row names a pipeline, a deal runs by the one that has its stages.
#[test]
fn deals_are_assigned_to_the_pipeline_of_their_stages() {
    let again = PipelineDraft::new("again")
        .stage(Stage::new("remind", "Remind").start())
        .stage(Stage::new("sign", "Sign"))
        .won("won")
        .go("remind", "sign")
        .go("sign", "won")
        .build()
        .unwrap();
    let pipelines = [design(), again];
    let all = log("A talk 1, A sign 2, B remind 1, B sign 2, C elsewhere 1, D sign 1, E remind 2");
    let assigned = all.assigned(&pipelines);
    let deals = |id: &str| assigned.in_pipeline(id).deals();
    assert_eq!((deals("main"), deals("again")), (3, 2));
    // What rows name is left as it is.
    assert_eq!(assigned.assigned(&pipelines[1..]).deals(), 5);
    assert_eq!(all.assigned(&pipelines[..1]).pipelines().len(), 0);
}

#[test]
fn a_log_is_cut_at_an_instant() {
    let log = log("A talk 1, A lost 4, B talk 3, C talk 9");
    let cut = log.until("2026-03-03T00:00:00Z".parse().unwrap());
    assert_eq!((cut.deals(), cut.rows()), (2, 2));
    let real = StageHistory::of(&cut).real_pipeline();
    assert_eq!((real.open, real.stages[0].mean_days), (2, Some(2.0)));
    let nothing = log.until("2020-01-01T00:00:00Z".parse().unwrap());
    assert_eq!((nothing.deals(), nothing.as_of()), (0, None));
}

#[test]
fn the_text_has_names_and_fits_a_hundred_columns() {
    let log = log(
        "D-1 talk 1, D-1 won 2, D-2 talk 1, D-2 offer 2, D-2 talk 3, D-2 offer 4, D-2 talk 9, \
         D-3 sign 2, D-3 won 3, D-4 talk 3, D-5 talk 1, D-5 offer 2, D-5 sign 3, D-5 won 4",
    );
    let design = design();
    let history = StageHistory::beside(&log, &design);
    let text = history.to_text(&history.real_pipeline());
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    insta::assert_snapshot!(text, @r#"
5 deals: 3 won, 0 lost, 2 open
won deals took 2.0 days on average
1 begun before the history does

stage                     visits    left   median     mean      p90
Understand                     6       4    1.0 d    2.0 d        –  few stays
Offer                          3       3    1.0 d    2.3 d    5.0 d  few stays
Sign                           2       2    1.0 d    1.0 d    1.0 d  few stays

from                     to                         count counted      estimated   median
Understand               Offer                          3  75.0 %  75.0 ± 21.7 %    1.0 d
Understand               won                            1  25.0 %  25.0 ± 21.7 %    1.0 d  unplanned
Offer                    Understand                     2  66.7 %  66.7 ± 27.2 %    1.0 d
Offer                    Sign                           1  33.3 %  33.3 ± 27.2 %    1.0 d
Sign                     won                            2 100.0 %        100.0 %    1.0 d

paths of finished deals, the most frequent of 2 first:
       1  50.0 %  Understand → won
       1  50.0 %  Understand → Offer → Sign → won

as designed: 3 of 5 deals (60.0 %)
  not in the design, Understand → won: 1 (D-1)
  won without Offer: 1 (D-1)
  won without Sign: 1 (D-1)
  beyond its limit, Offer → Understand: 1 (D-2)
  stale in Understand: 1 (D-4)
"#);
}
