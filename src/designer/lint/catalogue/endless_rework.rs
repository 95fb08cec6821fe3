use std::collections::HashSet;

use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::loops::{loops, moves_back, shortest_loops};
use crate::process::{Move, Rework, StageKey};

/// How often a deal may go back once the fix is applied.
const PASSES: u32 = 3;

/// How many moves are named in one line.
const MOVES_SHOWN: usize = 4;

lint! {
    ENDLESS_REWORK = "S08" "endless-rework", Structure, Warning;
    what: "Looks for loops in which nothing limits how often a deal goes round: no move of the \
           loop is a rework move with `max_passes`. Loops that share stages are told together, \
           with a shortest of them. It is silent of stages that no deal can get to \
           (`unreachable-stage`, `disconnected-island`) and of sets that no deal can leave \
           (`trapped-stages`). The fix sets a limit of three passes on the rework moves of the \
           loops, and on other moves that lead back to where a deal has been.",
    why: "A deal that may go back as often as it likes never has to be decided. One more offer, \
          one more meeting: it looks busy, and the time goes to a customer who does not buy.",
    example: "start -> request -> offer -> won\n\
              request -> lost\n\
              offer ~> request",
    instead: "start -> request -> offer -> won\n\
              request -> lost\n\
              offer ~2> request",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let (pipeline, graph) = (facts.pipeline, facts.pipeline.graph());
    let is_unlimited = |step: &Move| step.rework.is_none_or(|rework| rework.max_passes.is_none());
    let unlimited = |step: usize| pipeline.moves().get(step).is_some_and(is_unlimited);
    let trapped = facts.set(facts.traps().iter().flatten().copied());
    let entered = facts.entered();
    let asked = |stage: &StageKey| entered.contains(*stage) && !trapped.contains(*stage);
    let asked = facts.set(pipeline.stage_keys().filter(asked));
    let components = loops(graph, &asked, &unlimited);
    if components.is_empty() {
        return Vec::new();
    }
    // Where no start is known, deals are taken to come in the order of the
    // pipeline.
    let from = pipeline.starts().chain(pipeline.stage_keys());
    let mut goes_back = vec![false; pipeline.moves().len()];
    for step in moves_back(graph, from, &|step| unlimited(step) && facts.leads_on(step)) {
        if let Some(slot) = goes_back.get_mut(step) {
            *slot = true;
        }
    }
    // Without rework moves and those that go back nothing leads round.
    let to_limit = |step: usize| {
        unlimited(step) && (!facts.leads_on(step) || goes_back.get(step) == Some(&true))
    };
    let ways = shortest_loops(graph, &components, &unlimited);
    components
        .iter()
        .zip(ways)
        .map(|(component, way)| flaw(facts, component, way, &to_limit))
        .collect()
}

fn flaw(
    facts: &Facts<'_>,
    component: &[StageKey],
    way: Vec<StageKey>,
    to_limit: &dyn Fn(usize) -> bool,
) -> Flaw {
    let exits = component.iter().flat_map(|stage| facts.pipeline.graph().exits(*stage));
    let within = exits.filter(|(to, step)| to_limit(*step) && component.binary_search(to).is_ok());
    let mut limited: Vec<usize> = within.map(|(_, step)| step).collect();
    limited.sort_unstable();
    let limited: Vec<&Move> =
        limited.iter().filter_map(|step| facts.pipeline.moves().get(*step)).collect();
    let named_by = |id: &str| facts.pipeline.key(id).map(|key| facts.name(key)).unwrap_or_default();
    let mut named = HashSet::new();
    let names: Vec<String> = limited
        .iter()
        .filter(|step| named.insert((&step.from, &step.to)))
        .map(|step| format!("from {} to {}", named_by(&step.from), named_by(&step.to)))
        .collect();
    let names = listed(names.into_iter(), MOVES_SHOWN);
    let edits = limited.iter().map(|step| {
        let rework = Some(Rework { max_passes: Some(PASSES) });
        let by = Move { rework, ..(*step).clone() };
        Edit::ReplaceMove { pipeline: facts.pipeline.id().clone(), step: (*step).clone(), by }
    });
    let title = format!("let a deal go back {names} at most {PASSES} times");
    let fix = Fix::new(Safety::Suggested, title, edits.collect());
    let help = format!(
        "say how often a deal may go back {names}; after that it is won, lost or decided by the \
         head of sales"
    );
    Flaw::new(format!("nothing limits how often a deal goes round {}", facts.names(component)))
        .about(component.iter().copied())
        .path(way)
        .help(help)
        .fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    fn help(moves: &str) -> String {
        format!(
            "help: say how often a deal may go back {moves}; after that it is won, lost or \
             decided by the head of sales"
        )
    }

    #[test]
    fn rework_without_a_limit() {
        check(
            &ENDLESS_REWORK,
            "start -> a -> b -> c -> won\nc ~> b",
            &[&format!(
                "b, c: nothing limits how often a deal goes round `b` and `c`\n\
                 witness: `b` -> `c` -> `b`\n{}",
                help("from `c` to `b`")
            )],
        );
        check(
            &ENDLESS_REWORK,
            "start -> a -> won\na ~> a",
            &[&format!(
                "a: nothing limits how often a deal goes round `a`\nwitness: `a` -> `a`\n{}",
                help("from `a` to `a`")
            )],
        );
    }

    #[test]
    fn a_loop_need_not_be_marked() {
        check(
            &ENDLESS_REWORK,
            "start -> c -> b -> a -> won\na -> c",
            &[&format!(
                "c, b, a: nothing limits how often a deal goes round `c`, `b` and `a`\n\
                 witness: `c` -> `b` -> `a` -> `c`\n{}",
                help("from `a` to `c`")
            )],
        );
    }

    #[test]
    fn each_component_is_told_once_with_a_shortest_loop() {
        check(
            &ENDLESS_REWORK,
            "start -> a -> b -> c -> d -> e -> f -> won\nd ~> a\nc ~> b\nf ~> e",
            &[
                &format!(
                    "a, b, c, d: nothing limits how often a deal goes round `a`, `b`, `c` and `d`\n\
                     witness: `b` -> `c` -> `b`\n{}",
                    help("from `d` to `a` and from `c` to `b`")
                ),
                &format!(
                    "e, f: nothing limits how often a deal goes round `e` and `f`\n\
                     witness: `e` -> `f` -> `e`\n{}",
                    help("from `f` to `e`")
                ),
            ],
        );
    }

    #[test]
    fn a_limited_move_limits_its_loops() {
        check(&ENDLESS_REWORK, "start -> a -> b -> c -> won\nc ~2> a\nb ~1> b", &[]);
        check(
            &ENDLESS_REWORK,
            "start -> a -> b -> c -> won\nc ~2> b\nc -> a",
            &[&format!(
                "a, b, c: nothing limits how often a deal goes round `a`, `b` and `c`\n\
                 witness: `a` -> `b` -> `c` -> `a`\n{}",
                help("from `c` to `a`")
            )],
        );
    }

    #[test]
    fn ways_that_meet_again_are_no_loop() {
        check(&ENDLESS_REWORK, "start -> a -> b -> d -> won\na -> c -> d\na -> d", &[]);
    }

    #[test]
    fn what_no_deal_can_enter_or_leave_is_told_as_that() {
        assert_eq!(codes("S", "start -> a -> won\na -> lost\na -> b -> c -> b"), "S06");
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> c -> b\nc -> a"), "S04");
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> c -> b"), "S10");
        // A way out and no way on: the dead end and the loop are two flaws.
        assert_eq!(codes("S", "start -> a -> won\na -> lost\na -> b -> c -> b\nc -> d"), "S05 S08");
    }

    #[test]
    fn without_a_start_it_is_told() {
        assert_eq!(codes("S", "a -> b -> won\nb -> lost\nb ~> a"), "S01 S08");
    }

    #[test]
    fn one_stage_can_allow_it_for_the_component() {
        let allow = "{\"allow\": [{\"lint\": \"endless-rework\", \"reason\": \"tenders\"}]}";
        check(&ENDLESS_REWORK, &format!("start -> a -> b -> won\nb ~> a\nb {allow}"), &[]);
    }

    #[test]
    fn the_fix_limits_every_loop_of_the_component() {
        let fixed = check_fix(
            &ENDLESS_REWORK,
            "start -> a -> b -> c -> won\nb ~> a\nc -> a\nb -> lost\nc ~2> c",
            Some(
                "suggested: let a deal go back from `b` to `a` and from `c` to `a` at most 3 times",
            ),
        );
        assert!(fixed.contains(r#"{"from":"b","to":"a","rework":{"max_passes":3}}"#), "{fixed}");
        assert!(fixed.contains(r#"{"from":"c","to":"a","rework":{"max_passes":3}}"#), "{fixed}");
        assert!(fixed.contains(r#"{"from":"c","to":"c","rework":{"max_passes":2}}"#), "{fixed}");
        assert_eq!(codes("S", &fixed), "");
        // Twice the same move is twice a way back.
        check_fix(
            &ENDLESS_REWORK,
            "start -> a -> b -> won\nb ~> a\nb ~> a",
            Some("suggested: let a deal go back from `b` to `a` at most 3 times"),
        );
        // Rework that does not go back the way the deal came.
        check_fix(
            &ENDLESS_REWORK,
            "start -> a ~> b -> c -> won\nc -> a\nb -> a",
            Some("suggested: let a deal go back from `a` to `b` at most 3 times"),
        );
    }
}
