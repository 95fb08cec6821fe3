use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety, lost_from};
use crate::process::OutcomeKind::{Lost, Won};
use crate::process::StageKey;

lint! {
    NO_LOST_OUTCOME = "S03" "no-lost-outcome", Structure, Warning;
    what: "Looks for a pipeline in which nothing ends in Lost: it has no outcome that counts as \
           lost, or no move leads to one.",
    why: "Most deals are not won. Where the process does not foresee losing, they are not closed \
          but rot: they stay open, spoil every figure, and nobody learns why they were lost.",
    example: "start -> request -> offer -> won",
    instead: "start -> request -> offer -> won\n\
              request -> lost\n\
              offer -> lost",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.ends_in(Lost) {
        return Vec::new();
    }
    let outcomes: Vec<StageKey> = facts.pipeline.ends(Lost).collect();
    let why = if outcomes.is_empty() {
        format!("`{}` has no outcome that counts as lost", facts.pipeline.id())
    } else {
        format!("no move leads to {}", facts.names(&outcomes))
    };
    let stages: Vec<StageKey> = facts.pipeline.stage_keys().collect();
    let fix = (!stages.is_empty()).then(|| {
        let title = "let a deal be lost from every stage";
        // What cannot be won is meant to be lost from now on.
        let to_won = facts.reaching(Won);
        let hopeless = stages.iter().copied().filter(|key| !to_won.contains(*key));
        let hopeless: Vec<StageKey> = hopeless.filter(|_| facts.ends_in(Won)).collect();
        Fix::new(Safety::Suggested, title, lost_from(facts, &stages, &hopeless))
    });
    vec![
        Flaw::new(format!(
            "nothing ends in Lost: {why}; deals that are not won stay open for ever"
        ))
        .about(outcomes)
        .help("add moves to Lost from the stages at which deals are given up")
        .fix(fix),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};

    #[test]
    fn there_is_no_lost_outcome() {
        check(
            &NO_LOST_OUTCOME,
            "start -> a -> won",
            &["nothing ends in Lost: `main` has no outcome that counts as lost; \
               deals that are not won stay open for ever\n\
               help: add moves to Lost from the stages at which deals are given up"],
        );
    }

    #[test]
    fn no_move_leads_to_it() {
        check(
            &NO_LOST_OUTCOME,
            "start -> a -> won\nlost\nlost_price",
            &["lost, lost_price: nothing ends in Lost: no move leads to `lost` and `lost_price`; \
               deals that are not won stay open for ever\n\
               help: add moves to Lost from the stages at which deals are given up"],
        );
    }

    #[test]
    fn one_way_to_lose_is_enough() {
        check(&NO_LOST_OUTCOME, "start -> a -> b -> won\na -> lost", &[]);
    }

    #[test]
    fn the_fix_lets_deals_be_lost_anywhere() {
        let title = Some("suggested: let a deal be lost from every stage");
        check_fix(&NO_LOST_OUTCOME, "start -> a -> b -> won", title);
        check_fix(&NO_LOST_OUTCOME, "start -> a -> b -> won\nlost", title);
        check_fix(&NO_LOST_OUTCOME, "won", None);
    }
}
