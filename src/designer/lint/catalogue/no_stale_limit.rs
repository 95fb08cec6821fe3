use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::propose::stale_after;
use crate::process::{Days, Stage, StageKey};

/// How many days the fix sets where it is not known how long a deal stays.
const USUAL_LIMIT: u16 = 14;

lint! {
    NO_STALE_LIMIT = "P03" "no-stale-limit", Forecast, Notice;
    what: "Looks for working stages with no limit after which a deal in them counts as stale \
           (`stale_after_days`). All of a pipeline are told together. The fix sets twice the typical \
           days of the stage, at least three days, and 14 days where none are stated.",
    why: "A deal that nobody moves is rarely won. Without a limit it looks like any other until \
          somebody remembers it.",
    example: "start -> request -> offer -> won",
    instead: r"start -> request -> offer -> won
request stale 3d
offer stale 14d",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let stages = facts.pipeline.stage_keys().zip(facts.pipeline.stages());
    let without = stages.filter(|(key, stage)| {
        stage.stale_after_days.is_none() && !NO_STALE_LIMIT.is_allowed(facts, *key)
    });
    let (keys, stages): (Vec<StageKey>, Vec<&Stage>) = without.unzip();
    if keys.is_empty() {
        return Vec::new();
    }
    let (there, have) = if keys.len() == 1 { ("there", "has") } else { ("in them", "have") };
    let message =
        format!("{} {have} no limit after which a deal {there} is stale", facts.names(&keys));
    let edits = keys.iter().zip(stages).filter_map(|(key, stage)| {
        let (pipeline, stage_id) = (facts.pipeline.id(), facts.pipeline.id_of(*key)?);
        let (pipeline, stage_id) = (pipeline.clone(), stage_id.clone());
        let days = stage.typical_days.map_or(Days::from(USUAL_LIMIT), stale_after);
        Some(Edit::SetStaleAfter { pipeline, stage: stage_id, days })
    });
    let fix = Fix::new(
        Safety::Suggested,
        format!("let deals be stale after twice the typical days, or {USUAL_LIMIT} days"),
        edits.collect(),
    );
    let help = "say after how many days somebody must ask what a deal waits for, such as twice as \
                long as it usually stays";
    vec![Flaw::new(message).about(keys).help(help).fix(fix)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, read};

    const HELP: &str = "help: say after how many days somebody must ask what a deal waits for, such \
                        as twice as long as it usually stays";

    #[test]
    fn stages_without_a_limit_are_told_together() {
        check(
            &NO_STALE_LIMIT,
            "start -> a -> b -> c -> won\nb {\"stale_after_days\": 0}",
            &[&format!(
                "a, c: `a` and `c` have no limit after which a deal in them is stale\n{HELP}"
            )],
        );
        check(
            &NO_STALE_LIMIT,
            "start -> a -> won",
            &[&format!("a: `a` has no limit after which a deal there is stale\n{HELP}")],
        );
    }

    #[test]
    fn a_stage_that_allows_it_is_left_out() {
        let allow = "b {\"allow\": [{\"lint\": \"no-stale-limit\", \"reason\": \"tenders\"}]}";
        check(
            &NO_STALE_LIMIT,
            &format!("start -> a -> b -> won\n{allow}"),
            &[&format!("a: `a` has no limit after which a deal there is stale\n{HELP}")],
        );
    }

    #[test]
    fn limits_and_no_stages_are_fine() {
        check(&NO_STALE_LIMIT, "start -> a -> won\na {\"stale_after_days\": 30}", &[]);
        check(&NO_STALE_LIMIT, "won", &[]);
    }

    #[test]
    fn the_fix_sets_twice_the_typical_days() {
        let fixed = check_fix(
            &NO_STALE_LIMIT,
            "start -> a -> b -> c -> d -> e -> won\na {\"typical_days\": 2.2}\nb {\"typical_days\": 0}\n\
             c {\"typical_days\": 36000}\ne {\"stale_after_days\": 1}",
            Some("suggested: let deals be stale after twice the typical days, or 14 days"),
        );
        let process = read(&fixed);
        let limits = process.pipelines()[0].stages().iter();
        let limits: Vec<f64> = limits.map(|s| s.stale_after_days.unwrap().count()).collect();
        assert_eq!(limits, [5.0, 3.0, 36_000.0, 14.0, 1.0]);
    }
}
