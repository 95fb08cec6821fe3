use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety, exits_to};
use crate::process::OutcomeKind::Won;
use crate::process::StageKey;

lint! {
    NO_WON_OUTCOME = "S02" "no-won-outcome", Structure, Error;
    what: "Looks for a pipeline in which nothing ends in Won: it has no outcome that counts as \
           won, or no move leads to one.",
    why: "What cannot be won is not a sale. Chances to win, cycle length and the stages that \
          every won deal passes are all asked of the ways that end in Won.",
    example: "start -> request -> offer\n\
              offer -> lost",
    instead: "start -> request -> offer -> won\n\
              offer -> lost",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.ends_in(Won) {
        return Vec::new();
    }
    let outcomes: Vec<StageKey> = facts.pipeline.ends(Won).collect();
    let why = if outcomes.is_empty() {
        format!("`{}` has no outcome that counts as won", facts.pipeline.id())
    } else {
        format!("no move leads to {}", facts.names(&outcomes))
    };
    let last = last_stages(facts);
    let help = if last.is_empty() {
        "add a stage, and a move from it to an outcome that counts as won".to_owned()
    } else {
        format!(
            "add a move to Won from the stage where the sale is done, perhaps {}",
            facts.names(&last)
        )
    };
    let fix = (!last.is_empty()).then(|| {
        let title = format!("let {} end in Won", facts.names(&last));
        Fix::new(Safety::Suggested, title, exits_to(facts, Won, &last))
    });
    vec![Flaw::new(format!("nothing ends in Won: {why}")).about(outcomes).help(help).fix(fix)]
}

/// Where the sale seems to be done: the stages that no move leads out of, or
/// else the last stage of the pipeline.
fn last_stages(facts: &Facts<'_>) -> Vec<StageKey> {
    let mut last: Vec<_> =
        facts.pipeline.stage_keys().filter(|stage| facts.is_dead_end(*stage)).collect();
    if last.is_empty() {
        last.extend(facts.pipeline.stage_keys().last());
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    #[test]
    fn there_is_no_won_outcome() {
        check(
            &NO_WON_OUTCOME,
            "start -> a -> lost",
            &["nothing ends in Won: `main` has no outcome that counts as won\n\
               help: add a move to Won from the stage where the sale is done, perhaps `a`"],
        );
        check(
            &NO_WON_OUTCOME,
            "lost",
            &["nothing ends in Won: `main` has no outcome that counts as won\n\
               help: add a stage, and a move from it to an outcome that counts as won"],
        );
    }

    #[test]
    fn no_move_leads_to_it() {
        check(
            &NO_WON_OUTCOME,
            "start -> a -> lost\nwon",
            &["won: nothing ends in Won: no move leads to `won`\n\
               help: add a move to Won from the stage where the sale is done, perhaps `a`"],
        );
    }

    #[test]
    fn one_way_to_win_is_enough() {
        check(&NO_WON_OUTCOME, "start -> a -> won", &[]);
        // That no deal gets there is reported at the stage.
        assert_eq!(codes("S", "start -> a -> lost\nb -> a\nb -> won"), "S04 S07");
    }

    #[test]
    fn without_the_outcome_it_is_not_told_that_every_stage_can_only_be_lost() {
        assert_eq!(codes("S", "start -> a -> b -> lost\na -> lost"), "S02");
        // With it, it is: the way to it may be missing at any of them.
        assert_eq!(codes("S", "start -> a -> b -> lost\na -> lost\nwon"), "S02 S07");
    }

    #[test]
    fn the_fix_lets_the_last_stages_end_in_won() {
        let fix = check_fix(
            &NO_WON_OUTCOME,
            "start -> a -> lost\na -> b\na -> c",
            Some("suggested: let `b` and `c` end in Won"),
        );
        assert_eq!(codes("S", &fix), "");
        check_fix(&NO_WON_OUTCOME, "start -> a -> lost", Some("suggested: let `a` end in Won"));
        check_fix(
            &NO_WON_OUTCOME,
            "start -> a -> lost\nwon",
            Some("suggested: let `a` end in Won"),
        );
        check_fix(&NO_WON_OUTCOME, "lost", None);
    }
}
