use crate::designer::lint::cycle::{Cycle, in_days};
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
    what: "Looks for a pipeline whose deals take longer on average, won or lost, than its \
           `max_cycle_days` allows. The average follows from the typical days of the stages and the \
           probabilities of the moves (equally likely where none are stated), loops included; all \
           starts weigh the same. It is silent where the average is not known: no stage states its \
           typical days, no stage is a start, a deal may never end, or the probabilities do not add \
           up (`probabilities-do-not-sum`).",
    why: "The plan cannot be kept as the process stands: either it promises too much, or a stage \
          takes too long.",
    example: r#"pipeline {"max_cycle_days": 30}
start -> request -> discovery -> offer -> won
discovery {"typical_days": 20}
offer {"typical_days": 15}"#,
    instead: r#"pipeline {"max_cycle_days": 30}
start -> request -> discovery -> offer -> won
discovery {"typical_days": 12}
offer {"typical_days": 15}"#,
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
        longest.iter().map(|(stage, days)| format!("`{}` ({})", facts.id(*stage), in_days(*days)));
    let message = format!(
        "a deal takes {} on average, and `{}` allows {most}",
        in_days(cycle.days),
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
            &["a deal takes 15.5 days on average, and `main` allows 15 days\n\
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
            &["a deal takes 4 days on average, and `main` allows 1 day\n\
               help: most of it goes to `a` (4 days): shorten that, go round less often, or allow \
               more days"],
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
        check_cycle("start -> a -> won\na -> b -> b\na {\"typical_days\": 9}", 1.0, &[]);
        check_cycle("start -> a -> won\na -> b\na {\"typical_days\": 9}", 1.0, &[]);
    }
}
