use std::collections::HashSet;

use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::{StageKey, Subprocess};

lint! {
    SUBPROCESS_BACKWARDS = "Q10" "subprocess-backwards", Quality, Warning;
    what: "Looks for moves from a stage of a later subprocess to a stage of an earlier one (attract, \
           qualify, close, retain) that are not marked as rework. Moves from or to a stage that \
           names no subprocess are not looked at, nor those that no deal can take, because it \
           cannot get there (`unreachable-stage`, `disconnected-island`).",
    why: "Each subprocess has one result, and the next begins with it. A deal that goes back undoes \
          a result that was counted already: as a rule nothing goes back, and where it does, it \
          should be on purpose and counted.",
    example: r#"start -> request -> offer -> won
request -> lost
offer -> request
request {"subprocess": "qualify"}
offer {"subprocess": "close"}"#,
    instead: r#"start -> request -> offer -> won
request -> lost
offer ~1> request
request {"subprocess": "qualify"}
offer {"subprocess": "close"}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let (pipeline, entered) = (facts.pipeline, facts.entered());
    let part = |key| pipeline.working_stage(key).and_then(|stage| stage.subprocess);
    let mut told = HashSet::new();
    let mut flaws = Vec::new();
    for (step, (from, to)) in pipeline.move_ends().iter().enumerate() {
        let (Some(later), Some(earlier)) = (part(*from), part(*to)) else { continue };
        let goes_back = earlier < later && facts.leads_on(step) && entered.contains(*from);
        if goes_back && told.insert((*from, *to)) {
            flaws.push(flaw(facts, (*from, later), (*to, earlier)));
        }
    }
    flaws
}

fn flaw(
    facts: &Facts<'_>,
    (from, later): (StageKey, Subprocess),
    (to, earlier): (StageKey, Subprocess),
) -> Flaw {
    let message = format!(
        "a deal goes back from {} in {later} to {} in {earlier}",
        facts.name(from),
        facts.name(to)
    );
    Flaw::new(message).about([from.min(to), from.max(to)]).path(vec![from, to]).help(
        "mark the move as rework, with a limit on its passes, where deals go back on purpose; \
         otherwise lead it on, or correct the subprocess of one of the stages",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: mark the move as rework, with a limit on its passes, where deals go \
                        back on purpose; otherwise lead it on, or correct the subprocess of one of \
                        the stages";
    const PARTS: &str = "a {\"subprocess\": \"attract\"}\nb {\"subprocess\": \"qualify\"}\n\
                         c {\"subprocess\": \"close\"}\nd {\"subprocess\": \"retain\"}\n";

    #[test]
    fn from_a_later_one_to_an_earlier_one() {
        check(
            &SUBPROCESS_BACKWARDS,
            &format!("{PARTS}start -> a -> b -> c -> d -> won\nd -> c\nc -> a\nc -> a"),
            &[
                &format!(
                    "a, c: a deal goes back from `c` in close to `a` in attract\n\
                     witness: `c` -> `a`\n{HELP}"
                ),
                &format!(
                    "c, d: a deal goes back from `d` in retain to `c` in close\n\
                     witness: `d` -> `c`\n{HELP}"
                ),
            ],
        );
    }

    #[test]
    fn rework_goes_back_on_purpose() {
        check(&SUBPROCESS_BACKWARDS, &format!("{PARTS}start -> a -> b -> won\nb ~> a"), &[]);
    }

    #[test]
    fn within_one_and_without_one_nothing_goes_back() {
        let both = "a {\"subprocess\": \"close\"}\nb {\"subprocess\": \"close\"}\n";
        check(&SUBPROCESS_BACKWARDS, &format!("{both}start -> a -> b -> won\nb -> a"), &[]);
        check(&SUBPROCESS_BACKWARDS, &format!("{PARTS}start -> b -> x -> a -> won"), &[]);
    }

    #[test]
    fn what_no_deal_can_take_is_not_told() {
        check(&SUBPROCESS_BACKWARDS, &format!("{PARTS}start -> a -> won\nc -> a"), &[]);
    }

    #[test]
    fn a_stage_at_either_end_can_allow_it() {
        let allow = "{\"allow\": [{\"lint\": \"Q10\", \"reason\": \"tenders\"}]}";
        let sketch = |stage| format!("{PARTS}start -> a -> c -> won\nc -> a\n{stage} {allow}");
        check(&SUBPROCESS_BACKWARDS, &sketch("a"), &[]);
        check(&SUBPROCESS_BACKWARDS, &sketch("c"), &[]);
    }
}
