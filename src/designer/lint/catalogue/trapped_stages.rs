use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety, exits_to};
use crate::process::OutcomeKind::Lost;
use crate::process::StageKey;

lint! {
    TRAPPED_STAGES = "S06" "trapped-stages", Structure, Error;
    what: "Looks for stages that a deal can enter and never leave: moves lead from one of them to \
           another, or from one to itself, and none leads out of the set. Each set is told once, \
           and stages that merely lead into it are not. It is silent of sets that no deal can get \
           to (`unreachable-stage`, `disconnected-island`).",
    why: "Deals go round there and look busy, but can be neither won nor lost.",
    example: "start -> request -> offer -> won\n\
              request -> nurture -> remind -> nurture",
    instead: "start -> request -> offer -> won\n\
              request -> nurture -> remind -> nurture\n\
              remind -> lost",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let entered = facts.entered();
    let traps = facts.traps().iter();
    // All stages of a trap can be reached from each.
    let entered = traps.filter(|trap| trap.first().is_some_and(|stage| entered.contains(*stage)));
    entered.map(|trap| flaw(facts, trap)).collect()
}

fn flaw(facts: &Facts<'_>, trap: &[StageKey]) -> Flaw {
    let names = facts.names(trap);
    let message = match trap {
        [_] => format!("a deal in {names} can only go round there: its moves lead back to itself"),
        _ => format!("a deal in {names} can only go round there: no move leads out of them"),
    };
    let first = trap.first().copied();
    let fix = first.map(|stage| {
        let title = format!("let a deal in {} be lost", facts.name(stage));
        Fix::new(Safety::Suggested, title, exits_to(facts, Lost, &[stage]))
    });
    Flaw::new(message)
        .about(trap.iter().copied())
        .set(trap.to_vec())
        .help("add a move that leads out, to a stage further on or to an outcome")
        .fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    #[test]
    fn a_loop_without_a_way_out() {
        check(
            &TRAPPED_STAGES,
            "start -> a -> won\na -> b -> c -> d -> b",
            &[
                "b, c, d: a deal in `b`, `c` and `d` can only go round there: no move leads out of them\n\
               witness: `b`, `c`, `d`\n\
               help: add a move that leads out, to a stage further on or to an outcome",
            ],
        );
        check(
            &TRAPPED_STAGES,
            "start -> a -> won\na -> b ~> b",
            &["b: a deal in `b` can only go round there: its moves lead back to itself\n\
               witness: `b`\n\
               help: add a move that leads out, to a stage further on or to an outcome"],
        );
    }

    #[test]
    fn each_set_is_told_once_and_what_leads_into_it_is_not() {
        let sketch = "start -> a -> won\na -> lost\na -> b -> c -> d -> c\nb -> e -> f -> e";
        assert_eq!(codes("S", sketch), "S06 S06");
    }

    #[test]
    fn a_loop_with_a_way_out_is_none() {
        check(&TRAPPED_STAGES, "start -> a -> b -> c -> a\nb -> won", &[]);
        // It can be left, and what is wrong is reported at `d`.
        assert_eq!(codes("S", "start -> a -> won\na -> lost\na -> b -> c ~1> b\nc -> d"), "S05");
    }

    #[test]
    fn what_no_deal_can_enter_is_told_as_that() {
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> c -> b"), "S10");
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nz -> a\nz -> b -> c -> b"), "S04");
    }

    #[test]
    fn without_a_start_it_is_told() {
        assert_eq!(codes("S", "a -> won\na -> lost\na -> b -> c -> b"), "S01 S06");
    }

    #[test]
    fn one_stage_can_allow_it_for_the_set() {
        let sketch = "start -> a -> won\na -> b -> c -> b\n\
                      c {\"allow\": [{\"lint\": \"S06\", \"reason\": \"subscribers\"}]}";
        check(&TRAPPED_STAGES, sketch, &[]);
    }

    #[test]
    fn the_fix_leads_out() {
        let fixed = check_fix(
            &TRAPPED_STAGES,
            "start -> a -> won\na -> b -> c -> b",
            Some("suggested: let a deal in `b` be lost"),
        );
        // Whether it should lead on to Won, and how often deals may go round, is
        // asked only now.
        assert_eq!(codes("S", &fixed), "S07 S08");
    }
}
