use crate::designer::analysis::days_of;
use crate::designer::label::{in_days, percent};
use crate::designer::lint::cycle::Cycle;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::StageKey;

/// What adding up floats may differ by, as a share.
const ROUNDING: f64 = 1e-9;

lint! {
    BOTTLENECK_STAGE = "P05" "bottleneck-stage", Forecast, Notice;
    what: "Looks for stages that take more than 40 % (option `bottleneck_share`, a number from 0 to \
           1; default 0.4) of the days that a won deal takes on average, all its visits together. \
           The average is that of `cycle-too-long`, and this lint too is silent where it is not \
           known or depends on ways on whose shares nobody stated; where the pipeline has one \
           working stage only; and unless most of the stages say how long deals stay there, since \
           else the share is one of a part.",
    why: "To make anything else faster changes little. This stage decides how long the cycle is, and \
          how many deals a salesperson can carry.",
    example: r"start -> request -> discovery -> offer -> payment -> won
request 1d
discovery 20d
offer 5d",
    instead: r"start -> request -> discovery -> visit -> offer -> payment -> won
request 5d
discovery 5d
visit 5d
offer 5d",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let most = facts.process.lint_settings().options.bottleneck_share();
    // The only stage takes all of it, whatever is done.
    let timed = facts.pipeline.stages().iter().filter(|stage| days_of(stage).is_some()).count();
    let is_known = facts.stage_count() > 1 && timed * 2 > facts.stage_count();
    let Some(cycle) = facts.cycle().filter(|cycle| is_known && !cycle.is_guessed) else {
        return Vec::new();
    };
    let narrow = cycle.stages.iter().filter(|(_, days)| days / cycle.days > most + ROUNDING);
    narrow.map(|(stage, days)| flaw(facts, cycle, *stage, *days)).collect()
}

fn flaw(facts: &Facts<'_>, cycle: &Cycle, stage: StageKey, days: f64) -> Flaw {
    let message = format!(
        "{} takes {} of the days until a deal is won: {} of {}",
        facts.name(stage),
        percent(days / cycle.days),
        in_days(days),
        in_days(cycle.days)
    );
    Flaw::new(message).about([stage]).help(
        "find out what deals wait for there: begin it earlier, leave out what is not needed, or \
         split the stage so that it shows",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: find out what deals wait for there: begin it earlier, leave out what \
                        is not needed, or split the stage so that it shows";
    const STAGES: &str = "start -> a -> b -> c -> d -> won\na {\"typical_days\": 3}\n\
                          b {\"typical_days\": 4}\nc {\"typical_days\": 3}\n";

    #[test]
    fn more_than_the_share() {
        check(
            &BOTTLENECK_STAGE,
            &format!("{STAGES}b {{\"typical_days\": 5}}"),
            &[&format!(
                "b: `b` takes 45.5 % of the days until a deal is won: 5 days of 11 days\n{HELP}"
            )],
        );
        // Four of ten days are not more than 40 %.
        check(&BOTTLENECK_STAGE, STAGES, &[]);
    }

    #[test]
    fn the_share_is_an_option() {
        let option = |share: f64| {
            format!(
                "process {{\"lint\": {{\"options\": {{\"bottleneck_share\": {share}}}}}}}\n{STAGES}"
            )
        };
        check(&BOTTLENECK_STAGE, &option(0.4), &[]);
        check(
            &BOTTLENECK_STAGE,
            &option(0.35),
            &[&format!(
                "b: `b` takes 40 % of the days until a deal is won: 4 days of 10 days\n{HELP}"
            )],
        );
        assert_eq!(
            crate::designer::lint::sketch::found_by(&BOTTLENECK_STAGE, &option(0.2)).len(),
            3
        );
    }

    #[test]
    fn of_a_share_that_nobody_stated_nothing_is_said() {
        // How many deals come to `c`, and so how long the cycle is, nobody said.
        let fork = "start -> a -> won\na -> b -> won\na {\"typical_days\": 3}\n\
                    b {\"typical_days\": 80}";
        check(&BOTTLENECK_STAGE, fork, &[]);
        // Deals that are lost take no part in it.
        check(
            &BOTTLENECK_STAGE,
            "start -> a -> b -> won\na -> lost\na {\"typical_days\": 3}\nb {\"typical_days\": 1}",
            &[&format!(
                "a: `a` takes 75 % of the days until a deal is won: 3 days of 4 days\n{HELP}"
            )],
        );
    }

    #[test]
    fn unless_most_stages_say_how_long_deals_stay_it_is_silent() {
        check(&BOTTLENECK_STAGE, "start -> a -> b -> c -> won\nc {\"typical_days\": 10}", &[]);
        check(
            &BOTTLENECK_STAGE,
            "start -> a -> b -> c -> won\na {\"typical_days\": 9}\nb {\"typical_days\": 1}",
            &[&format!(
                "a: `a` takes 90 % of the days until a deal is won: 9 days of 10 days\n{HELP}"
            )],
        );
        // Nothing else is there that could take less.
        check(&BOTTLENECK_STAGE, "start -> a -> won\na {\"typical_days\": 9}", &[]);
    }

    #[test]
    fn a_stage_can_allow_it() {
        let slow = format!(
            "{STAGES}b {{\"typical_days\": 9, \"allow\": [{{\"lint\": \"P05\", \"reason\": \"tender\"}}]}}"
        );
        check(&BOTTLENECK_STAGE, &slow, &[]);
    }
}
