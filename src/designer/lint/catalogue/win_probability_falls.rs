use std::collections::HashSet;

use crate::designer::label::percent;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::StageKey;
use crate::value::Probability;

lint! {
    WIN_PROBABILITY_FALLS = "P02" "win-probability-falls", Forecast, Warning;
    what: "Looks for moves that lead forward, from a stage with a stated chance to win \
           (`win_probability`) to one with a lower stated chance. A rework move may fall, and so may \
           a move to an outcome. Only stages that both state a chance are compared.",
    why: "A deal that moves on has come closer to being won. Where the figure falls, a forecast \
          drops because of good news: one of the two was guessed, or the move goes back.",
    example: r"start -> request -> offer -> won
request win 50%
offer win 30%",
    instead: r"start -> request -> offer -> won
request win 30%
offer win 50%",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let pipeline = facts.pipeline;
    let stated = |key: StageKey| {
        let stage = pipeline.working_stage(key)?;
        stage.win_probability.map(Probability::value)
    };
    let mut told = HashSet::new();
    let mut flaws = Vec::new();
    for ((from, to), step) in pipeline.move_ends().iter().zip(pipeline.moves()) {
        if let (Some(before), Some(after), None) = (stated(*from), stated(*to), step.rework) {
            if after < before && told.insert((*from, *to)) {
                flaws.push(flaw(facts, (*from, before), (*to, after)));
            }
        }
    }
    flaws
}

fn flaw(facts: &Facts<'_>, from: (StageKey, f64), to: (StageKey, f64)) -> Flaw {
    let ((from, before), (to, after)) = (from, to);
    let message = format!(
        "the stated chance to win falls from {} in {} to {} in {}",
        percent(before),
        facts.name(from),
        percent(after),
        facts.name(to)
    );
    Flaw::new(message).about([from.min(to), from.max(to)]).path(vec![from, to]).help(
        "correct the figure that was guessed, or mark the move as rework if it goes back on purpose",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: correct the figure that was guessed, or mark the move as rework if it \
                        goes back on purpose";
    const STATED: &str = "a {\"win_probability\": 0.2}\nb {\"win_probability\": 0.5}\nc {\"win_probability\": 0.4}\n";

    #[test]
    fn it_falls_along_a_move() {
        check(
            &WIN_PROBABILITY_FALLS,
            &format!("{STATED}start -> a -> b -> c -> won\nb -> c\nc -> a"),
            &[
                &format!(
                    "a, c: the stated chance to win falls from 40 % in `c` to 20 % in `a`\n\
                     witness: `c` -> `a`\n{HELP}"
                ),
                &format!(
                    "b, c: the stated chance to win falls from 50 % in `b` to 40 % in `c`\n\
                     witness: `b` -> `c`\n{HELP}"
                ),
            ],
        );
    }

    #[test]
    fn rework_and_outcomes_may_fall() {
        check(
            &WIN_PROBABILITY_FALLS,
            &format!("{STATED}start -> a -> b -> won\nb -> lost\nb ~> a\nb ~> c -> b"),
            &[],
        );
    }

    #[test]
    fn only_what_is_stated_is_compared() {
        check(&WIN_PROBABILITY_FALLS, &format!("{STATED}start -> b -> d -> a -> won"), &[]);
        check(&WIN_PROBABILITY_FALLS, &format!("{STATED}start -> b -> b -> won"), &[]);
    }

    #[test]
    fn either_stage_can_allow_it() {
        for stage in ["b", "c"] {
            let sketch = format!(
                "{STATED}start -> a -> b -> c -> won\n\
                 {stage} {{\"allow\": [{{\"lint\": \"P02\", \"reason\": \"measured\"}}]}}"
            );
            check(&WIN_PROBABILITY_FALLS, &sketch, &[]);
        }
    }
}
