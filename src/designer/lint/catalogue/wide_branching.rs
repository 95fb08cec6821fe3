use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::StageKey;

lint! {
    WIDE_BRANCHING = "C04" "wide-branching", Size, Notice;
    what: "Looks for a stage from which a deal can go on to more than four other stages (option \
           `max_exits`). Outcomes and moves back to itself do not count, and several moves to one \
           stage count once.",
    why: "With so many ways on, salespeople choose by habit or not at all. Mostly one stage does \
          the work of several, or a kind of customer deserves a pipeline of its own.",
    example: "start -> request -> visit -> offer -> won\n\
              request -> call -> offer\n\
              request -> demo -> offer\n\
              request -> trial -> offer\n\
              request -> offer",
    instead: "start -> request -> discovery -> offer -> won\n\
              discovery -> trial -> offer",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    facts.pipeline.stage_keys().filter_map(|stage| flaw(facts, stage)).collect()
}

fn flaw(facts: &Facts<'_>, stage: StageKey) -> Option<Flaw> {
    let (pipeline, most) = (facts.pipeline, facts.max_exits());
    let exits = pipeline.graph().exits(stage).map(|(to, _)| to);
    let mut next: Vec<StageKey> =
        exits.filter(|to| *to != stage && pipeline.working_stage(*to).is_some()).collect();
    next.sort_unstable();
    next.dedup();
    if next.len() <= most {
        return None;
    }
    let message = format!(
        "from {} a deal can go on to {} stages: {}; at most {most} are easy to choose from",
        facts.name(stage),
        next.len(),
        facts.names(&next)
    );
    let help = "make a stage of what decides which way to go, or a pipeline of its own for deals \
                that go another way";
    Some(Flaw::new(message).about([stage]).set(next).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: make a stage of what decides which way to go, or a pipeline of its \
                        own for deals that go another way";

    #[test]
    fn more_than_four_ways_on() {
        check(
            &WIDE_BRANCHING,
            "start -> a -> c -> won\na -> b\na -> d\na -> e\na -> f",
            &[&format!(
                "a: from `a` a deal can go on to 5 stages: `c`, `b`, `d`, `e` and `f`; at most 4 \
                 are easy to choose from\nwitness: `c`, `b`, `d`, `e`, `f`\n{HELP}"
            )],
        );
    }

    #[test]
    fn four_are_not_and_outcomes_do_not_count() {
        let four = "start -> a -> b -> won\na -> c\na -> d\na -> e\n";
        check(&WIDE_BRANCHING, four, &[]);
        check(&WIDE_BRANCHING, &format!("{four}a -> won\na -> lost\na -> lost_price"), &[]);
        // The same way twice, and waiting.
        check(&WIDE_BRANCHING, &format!("{four}a -> b\na ~> a"), &[]);
    }

    #[test]
    fn the_most_is_an_option() {
        let sketch = |most: u32| {
            format!(
                "process {{\"lint\": {{\"options\": {{\"max_exits\": {most}}}}}}}\n\
                 start -> a -> b -> won\na -> c"
            )
        };
        check(
            &WIDE_BRANCHING,
            &sketch(1),
            &[&format!(
                "a: from `a` a deal can go on to 2 stages: `b` and `c`; at most 1 are easy to \
                 choose from\nwitness: `b`, `c`\n{HELP}"
            )],
        );
        check(&WIDE_BRANCHING, &sketch(2), &[]);
    }
}
