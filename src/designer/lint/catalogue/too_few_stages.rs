use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::DealKind;

lint! {
    TOO_FEW_STAGES = "C03" "too-few-stages", Size, Notice;
    what: "Looks for a pipeline for new business of fewer than three working stages (outcomes do \
           not count). It is silent where the option `optimal_stages` says that as few are enough.",
    why: "Where everything between the first word and the money is one stage or two, nobody can \
          see where deals stall, and no figure says what to work on.",
    example: "start -> request -> payment -> won",
    instead: "start -> request -> qualified -> discovery -> offer -> payment -> won",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if !facts.has_too_few_stages() || !facts.serves(DealKind::NewBusiness) {
        return Vec::new();
    }
    let (fewest, most) = facts.optimal_stages();
    let (id, count) = (facts.pipeline.id(), facts.stage_count());
    let stages = if count == 1 { "stage" } else { "stages" };
    let message = format!("`{id}` has {count} working {stages}, too few to see where deals stall");
    let help =
        format!("make a stage of each thing that deals wait for; {fewest} to {most} serve best");
    vec![Flaw::new(message).help(help)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    #[test]
    fn fewer_than_three() {
        let help = "help: make a stage of each thing that deals wait for; 5 to 7 serve best";
        let message =
            |count| format!("`main` has {count}, too few to see where deals stall\n{help}");
        check(&TOO_FEW_STAGES, "start -> a -> b -> won", &[&message("2 working stages")]);
        check(&TOO_FEW_STAGES, "start -> a -> won", &[&message("1 working stage")]);
        check(&TOO_FEW_STAGES, "won", &[&message("0 working stages")]);
    }

    #[test]
    fn it_is_told_in_place_of_the_optimum() {
        assert_eq!(codes("C", "start -> a -> b -> won"), "C03");
        assert_eq!(codes("C", "start -> a -> b -> c -> won"), "C02");
    }

    #[test]
    fn as_few_can_be_meant() {
        let optimal = |fewest: u32| {
            let options = format!("{{\"optimal_stages\": [{fewest}, 7]}}");
            codes(
                "C",
                &format!(
                    "process {{\"lint\": {{\"options\": {options}}}}}\nstart -> a -> b -> won"
                ),
            )
        };
        assert_eq!(optimal(2), "");
        assert_eq!(optimal(3), "C03");
    }

    #[test]
    fn a_pipeline_for_other_deals_may_be_short() {
        let repeat = "start -> a -> won\npipeline {\"for\": [\"repeat\", \"renewal\"]}";
        check(&TOO_FEW_STAGES, repeat, &[]);
    }
}
