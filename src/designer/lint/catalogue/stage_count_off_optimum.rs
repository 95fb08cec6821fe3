use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::merges::advised;
use crate::process::DealKind;

lint! {
    STAGE_COUNT_OFF_OPTIMUM = "C02" "stage-count-off-optimum", Size, Notice;
    what: "Looks for a pipeline for new business whose number of working stages is outside five \
           to seven (option `optimal_stages`; outcomes do not count). It is silent where \
           `too-many-stages` finds more than ten or `too-few-stages` fewer than three.",
    why: "Five to seven stages are as many as a salesperson holds in the head, and as few as show \
          where deals stall. Stages that can be merged should be.",
    example: "start -> request -> offer -> payment -> won",
    instead: "start -> request -> qualified -> discovery -> offer -> payment -> won",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let (count, (fewest, most)) = (facts.stage_count(), facts.optimal_stages());
    let is_optimal = fewest <= count && count <= most;
    let is_told_as_that = count > facts.max_stages() || facts.has_too_few_stages();
    if is_optimal || is_told_as_that || !facts.serves(DealKind::NewBusiness) {
        return Vec::new();
    }
    let message = format!(
        "`{}` has {count} working stages; {fewest} to {most} serve best",
        facts.pipeline.id()
    );
    let flaw = Flaw::new(message);
    vec![if count < fewest {
        flaw.help("make a stage of what deals wait for, so that it shows where they stall")
    } else {
        advised(flaw, facts, most)
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[test]
    fn fewer_than_five() {
        let help = "help: make a stage of what deals wait for, so that it shows where they stall";
        check(
            &STAGE_COUNT_OFF_OPTIMUM,
            "start -> a -> b -> c -> d -> won",
            &[&format!("`main` has 4 working stages; 5 to 7 serve best\n{help}")],
        );
        check(
            &STAGE_COUNT_OFF_OPTIMUM,
            "start -> a -> b -> c -> won",
            &[&format!("`main` has 3 working stages; 5 to 7 serve best\n{help}")],
        );
    }

    #[test]
    fn more_than_seven() {
        check(
            &STAGE_COUNT_OFF_OPTIMUM,
            "start -> a -> b -> c -> d -> e -> f -> g -> h -> won",
            &["`main` has 8 working stages; 5 to 7 serve best\n\
               help: merge, best first: `a` with `b`; that leaves 7 stages"],
        );
    }

    #[test]
    fn five_to_seven() {
        check(&STAGE_COUNT_OFF_OPTIMUM, "start -> a -> b -> c -> d -> e -> won", &[]);
        check(&STAGE_COUNT_OFF_OPTIMUM, "start -> a -> b -> c -> d -> e -> f -> g -> won", &[]);
    }

    #[test]
    fn the_optimum_is_an_option() {
        let option = "process {\"lint\": {\"options\": {\"optimal_stages\": [2, 3]}}}\n";
        check(&STAGE_COUNT_OFF_OPTIMUM, &format!("{option}start -> a -> b -> won"), &[]);
        check(
            &STAGE_COUNT_OFF_OPTIMUM,
            &format!("{option}start -> a -> b -> c -> d -> e -> won"),
            &["`main` has 5 working stages; 2 to 3 serve best\n\
               help: merge, best first: `a` with `b` and `c` with `d`; that leaves 3 stages"],
        );
    }

    #[test]
    fn a_pipeline_for_other_deals_may_be_short() {
        let repeat = "start -> a -> b -> c -> won\npipeline {\"for\": [\"repeat\"]}";
        check(&STAGE_COUNT_OFF_OPTIMUM, repeat, &[]);
        // Another pipeline names new business, so that it is not left to this.
        let long = "start -> a -> b -> c -> d -> e -> won\npipeline {\"for\": [\"new_business\"]}";
        check(
            &STAGE_COUNT_OFF_OPTIMUM,
            &format!("{long}\npipeline rest\nstart -> a -> b -> c -> won"),
            &[],
        );
    }

    #[test]
    fn too_many_and_too_few_are_told_as_that() {
        check(&STAGE_COUNT_OFF_OPTIMUM, "start -> a -> b -> won", &[]);
        check(&STAGE_COUNT_OFF_OPTIMUM, "won", &[]);
        let chain = "start -> a -> b -> c -> d -> e -> f -> g -> h -> i -> j -> k -> won";
        check(&STAGE_COUNT_OFF_OPTIMUM, chain, &[]);
    }
}
