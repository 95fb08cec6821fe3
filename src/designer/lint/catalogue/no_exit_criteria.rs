use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::{OutcomeKind, Place, StageKey};

lint! {
    NO_EXIT_CRITERIA = "Q06" "no-exit-criteria", Quality, Warning;
    what: "Looks for working stages without exit criteria: nothing must be true for a deal to go \
           on. They are told together; a stage that allows it is left out. It is silent of stages \
           that a deal can leave for nothing but Lost, which always asks for a reason, or cannot \
           leave (`dead-end-stage`) or get to (`unreachable-stage`, `disconnected-island`).",
    why: "A deal that can be moved on for no reason is moved on by hope. Then the stage says where \
          the salesperson would like the deal to be, and the forecast is built on it.",
    example: "start -> request -> won",
    instead: r#"start -> request -> won
request {"exit_criteria": [{"id": "paid", "text": "the customer has paid"}]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let (pipeline, entered) = (facts.pipeline, facts.entered());
    let is_free = |stage: &StageKey| {
        pipeline.working_stage(*stage).is_some_and(|stage| stage.exit_criteria.is_empty())
    };
    let goes_on = |to| match pipeline.place(to) {
        Some(Place::Outcome(end)) => end.kind == OutcomeKind::Won,
        _ => true,
    };
    let asked = |stage: &StageKey| {
        entered.contains(*stage)
            && pipeline.graph().exits(*stage).any(|(to, _)| goes_on(to))
            && !NO_EXIT_CRITERIA.is_allowed(facts, *stage)
    };
    let found = pipeline.stage_keys().filter(|stage| is_free(stage) && asked(stage));
    let found: Vec<StageKey> = found.collect();
    if found.is_empty() {
        return Vec::new();
    }
    let message = format!("a deal can leave {} for no reason at all", facts.names(&found));
    let help = "say what must be true before a deal goes on: what the customer has said, done or \
                signed";
    vec![Flaw::new(message).about(found).help(help)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const CRITERIA: &str =
        "{\"exit_criteria\": [{\"id\": \"agreed\", \"text\": \"the price is agreed\"}]}";

    fn told(stages: &str, names: &str) -> String {
        format!(
            "{stages}: a deal can leave {names} for no reason at all\n\
             help: say what must be true before a deal goes on: what the customer has said, done or signed"
        )
    }

    #[test]
    fn nothing_must_be_true() {
        check(
            &NO_EXIT_CRITERIA,
            &format!("start -> a -> b -> c -> won\nb {CRITERIA}"),
            &[&told("a, c", "`a` and `c`")],
        );
    }

    #[test]
    fn one_criterion_is_enough() {
        check(&NO_EXIT_CRITERIA, &format!("start -> a -> won\na {CRITERIA}"), &[]);
    }

    #[test]
    fn what_cannot_be_left_or_entered_is_told_as_that() {
        let a = format!("start -> a -> won\na {CRITERIA}\n");
        check(&NO_EXIT_CRITERIA, &format!("{a}a -> b"), &[]);
        check(&NO_EXIT_CRITERIA, &format!("{a}b -> a"), &[]);
        check(&NO_EXIT_CRITERIA, &format!("{a}b -> c -> b"), &[]);
        // What is lost is lost for a reason.
        check(&NO_EXIT_CRITERIA, &format!("{a}a -> b -> lost"), &[]);
    }

    #[test]
    fn without_a_start_it_is_told() {
        check(&NO_EXIT_CRITERIA, "a -> won", &[&told("a", "`a`")]);
    }

    #[test]
    fn a_stage_that_allows_it_is_left_out() {
        let allow = "{\"allow\": [{\"lint\": \"no-exit-criteria\", \"reason\": \"a queue\"}]}";
        check(&NO_EXIT_CRITERIA, &format!("start -> a -> won\na {allow}"), &[]);
        check(
            &NO_EXIT_CRITERIA,
            &format!("start -> a -> b -> won\na {allow}"),
            &[&told("b", "`b`")],
        );
    }
}
