use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety, lost_from};
use crate::process::StageKey;

lint! {
    DEAD_END_STAGE = "S05" "dead-end-stage", Structure, Error;
    what: "Looks for a working stage that no move leads out of, not even back to itself. Stages \
           that lead to nothing but a dead end are not told: the dead end is the cause.",
    why: "A deal that comes there can neither go on nor end. It stays open for ever, or is \
          closed past the process.",
    example: "start -> request -> offer -> won\n\
              request -> callback\n\
              request -> lost",
    instead: "start -> request -> offer -> won\n\
              request -> callback -> offer\n\
              request -> lost",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let dead_ends = facts.pipeline.stage_keys().filter(|stage| facts.is_dead_end(*stage));
    dead_ends.map(|stage| flaw(facts, stage)).collect()
}

fn flaw(facts: &Facts<'_>, stage: StageKey) -> Flaw {
    let name = facts.name(stage);
    let title = format!("let a deal in {name} be lost");
    Flaw::new(format!("no move leads out of {name}, so a deal there can neither go on nor end"))
        .about([stage])
        .help("add a move to the stage that comes next, or to an outcome")
        .fix(Fix::new(Safety::Suggested, title, lost_from(facts, &[stage], &[stage])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    #[test]
    fn no_way_out() {
        check(
            &DEAD_END_STAGE,
            "start -> a -> b -> won\na -> c\nb -> d",
            &[
                "c: no move leads out of `c`, so a deal there can neither go on nor end\n\
                 help: add a move to the stage that comes next, or to an outcome",
                "d: no move leads out of `d`, so a deal there can neither go on nor end\n\
                 help: add a move to the stage that comes next, or to an outcome",
            ],
        );
    }

    #[test]
    fn an_outcome_or_a_way_back_is_a_way_out() {
        check(&DEAD_END_STAGE, "start -> a -> b -> won\nb -> c -> a\na -> d -> d", &[]);
    }

    #[test]
    fn what_leads_to_nothing_but_a_dead_end_is_not_told() {
        assert_eq!(codes("S", "start -> a -> won\na -> lost\na -> b -> c ~1> b\nc -> d"), "S05");
    }

    #[test]
    fn a_stage_can_allow_it() {
        let sketch = "start -> a -> won\na -> b\n\
                      b {\"allow\": [{\"lint\": \"dead-end-stage\", \"reason\": \"archive\"}]}";
        check(&DEAD_END_STAGE, sketch, &[]);
    }

    #[test]
    fn the_fix_lets_deals_be_lost() {
        let title = Some("suggested: let a deal in `b` be lost");
        check_fix(&DEAD_END_STAGE, "start -> a -> b\na -> won\na -> lost", title);
        check_fix(&DEAD_END_STAGE, "start -> a -> b\na -> won", title);
    }
}
