use crate::designer::label::in_days;
use crate::designer::lint::cycle::Cycle;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::process::Days;

/// How many stages the help names.
const SHOWN: usize = 3;

/// What adding up floats may differ by, in days.
const ROUNDING: f64 = 1e-6;

lint! {
    CYCLE_TOO_LONG = "P04" "cycle-too-long", Forecast, Warning;
    what: "Looks for a pipeline whose won deals take longer on average, from the start until they \
           are won, than it allows (`max_cycle_days`). Deals that are lost on the way, mostly \
           sooner, do not shorten it. The average follows from the mean or else typical days of the \
           stages and the shares of the moves, loops included; all starts weigh the same. Where it \
           depends on ways on whose shares nobody stated they are taken as equally likely, and the \
           message says so. It is silent where the average is not known: no stage says how long \
           deals stay, no stage is a start, no deal is won, or the shares do not add up \
           (`probabilities-do-not-sum`).",
    why: "The plan cannot be kept as the process stands: either it promises too much, or a stage \
          takes too long.",
    example: r#"pipeline {"max_cycle_days": 30}
start -> request -> discovery -> offer -> won
discovery 20d
offer 15d"#,
    instead: r#"pipeline {"max_cycle_days": 30}
start -> request -> discovery -> offer -> won
discovery 12d
offer 15d"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let too_long = facts.pipeline.draft().max_cycle_days.and_then(|most| {
        let cycle = facts.cycle()?;
        (cycle.days > most.count() + ROUNDING).then(|| flaw(facts, cycle, most))
    });
    too_long.into_iter().collect()
}

fn flaw(facts: &Facts<'_>, cycle: &Cycle, most: Days) -> Flaw {
    let mut longest = cycle.stages.clone();
    // The order of the stages decides between equals.
    longest.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    longest.truncate(SHOWN);
    let longest =
        longest.iter().map(|(stage, days)| format!("{} ({})", facts.name(*stage), in_days(*days)));
    let message = format!(
        "a deal takes {} on average until it is won{}, and `{}` allows {most}",
        in_days(cycle.days),
        if cycle.is_guessed { ", if all ways on are equally likely" } else { "" },
        facts.pipeline.id()
    );
    let help = format!(
        "most of it goes to {}: shorten that, go round less often, or allow more days",
        listed(longest, SHOWN)
    );
    Flaw::new(message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;
    use crate::process::{PipelineDraft, SalesProcess, Stage};

    const STAGES: &str = "start -> a -> b -> c -> d -> won\na {\"typical_days\": 1}\n\
                          b {\"typical_days\": 4}\nc {\"typical_days\": 4}\nd {\"typical_days\": 6.5}\n";

    #[track_caller]
    fn check_cycle(sketch: &str, most: f64, expected: &[&str]) {
        let pipeline = format!("pipeline {{\"max_cycle_days\": {most}}}");
        check(&CYCLE_TOO_LONG, &format!("{sketch}\n{pipeline}"), expected);
    }

    #[test]
    fn longer_than_allowed() {
        check_cycle(
            STAGES,
            15.0,
            &["a deal takes 15.5 days on average until it is won, and `main` allows 15 days\n\
               help: most of it goes to `d` (6.5 days), `b` (4 days) and `c` (4 days): shorten that, \
               go round less often, or allow more days"],
        );
        check_cycle(STAGES, 15.5, &[]);
        check(&CYCLE_TOO_LONG, STAGES, &[]);
    }

    #[test]
    fn loops_and_ways_out_count() {
        // Half of the deals leave after `a`, and half of those in `b` come back.
        let round = "start -> a -> b -> won\na -> lost\nb ~> a\na {\"typical_days\": 3}";
        check_cycle(
            round,
            1.0,
            &[
                "a deal takes 4 days on average until it is won, if all ways on are equally likely, \
               and `main` allows 1 day\n\
               help: most of it goes to `a` (4 days): shorten that, go round less often, or allow \
               more days",
            ],
        );
        check_cycle(round, 4.0, &[]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let mut draft = PipelineDraft::new("main").won("won");
        for i in 0..10_000_u32 {
            let stage = Stage::new(i.to_string(), "S").typical_days(1);
            draft = draft.stage(if i == 0 { stage.start() } else { stage });
            let next = if i == 9_999 { "won".to_owned() } else { (i + 1).to_string() };
            draft = draft.go(i.to_string(), next);
        }
        let process = SalesProcess::draft("p", "P").pipeline(draft).build().unwrap();
        let facts = Facts::of(&process, &process.pipelines()[0]);
        assert_eq!(facts.cycle().map(|cycle| in_days(cycle.days)).unwrap(), "10000 days");
    }

    #[test]
    fn silent_where_the_average_is_not_known() {
        check_cycle("start -> a -> won", 0.0, &[]);
        check_cycle("a -> won\na {\"typical_days\": 9}", 1.0, &[]);
        // Deals that are won are not among those that never end.
        check_cycle("start -> a -> b -> b\na {\"typical_days\": 9}", 1.0, &[]);
    }

    #[test]
    fn deals_that_are_lost_early_shorten_nothing() {
        let sketch = "process {\"pipelines\": [{\"id\": \"main\", \"max_cycle_days\": 90, \
            \"stages\": [{\"id\": \"a\", \"start\": true, \"typical_days\": 10}, \
            {\"id\": \"b\", \"name\": \"Bid\", \"typical_days\": 200}], \
            \"outcomes\": [{\"id\": \"won\", \"kind\": \"won\"}, {\"id\": \"lost\", \"kind\": \"lost\"}], \
            \"moves\": [{\"from\": \"a\", \"to\": \"b\", \"probability\": 0.1}, \
            {\"from\": \"a\", \"to\": \"lost\", \"probability\": 0.9}, {\"from\": \"b\", \"to\": \"won\"}]}]}";
        check(
            &CYCLE_TOO_LONG,
            sketch,
            &["a deal takes 210 days on average until it is won, and `main` allows 90 days\n\
               help: most of it goes to `Bid` (200 days) and `a` (10 days): shorten that, go round \
               less often, or allow more days"],
        );
    }
}
