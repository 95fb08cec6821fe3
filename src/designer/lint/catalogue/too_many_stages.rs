use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::merges::advised;

lint! {
    TOO_MANY_STAGES = "C01" "too-many-stages", Size, Warning;
    what: "Looks for a pipeline of more than ten working stages (option `max_stages`; outcomes do \
           not count). It lists the merges that would bring it down to the optimum (option \
           `optimal_stages`), best first: of neighbours with the same role and subprocess and \
           purposes that go together.",
    why: "A salesperson must hold the scheme in the head. More than ten stages nobody holds: they \
         are skipped, filled in afterwards, or used each in one's own way, and what the figures \
         say of them is worth nothing.",
    example: "start -> found -> called -> called_again -> met -> met_again -> asked -> shown -> tried\n\
              tried -> offered -> agreed -> signed -> paid -> won",
    instead: "start -> contacted -> met -> asked -> tried -> offered -> signed -> paid -> won",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let count = facts.stage_count();
    if count <= facts.max_stages() {
        return Vec::new();
    }
    let message = format!(
        "`{}` has {count} working stages; more than {} nobody holds in the head",
        facts.pipeline.id(),
        facts.max_stages()
    );
    let (_, most) = facts.optimal_stages();
    vec![advised(Flaw::new(message), facts, most)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::catalogue::STAGE_COUNT_OFF_OPTIMUM;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    /// A chain of so many stages, named `s1`, `s2` …
    fn chain(count: usize) -> String {
        let stages: Vec<String> = (1..=count).map(|i| format!("s{i}")).collect();
        format!("start -> {} -> won\ns1 -> lost\n", stages.join(" -> "))
    }

    #[test]
    fn eleven_are_too_many() {
        check(
            &TOO_MANY_STAGES,
            &chain(11),
            &["`main` has 11 working stages; more than 10 nobody holds in the head\n\
               help: merge, best first: `s1` with `s2`, `s3` with `s4`, `s5` with `s6` and \
               `s7` with `s8`; that leaves 7 stages"],
        );
    }

    #[test]
    fn ten_are_not() {
        check(&TOO_MANY_STAGES, &chain(10), &[]);
    }

    #[test]
    fn the_most_and_the_optimum_are_options() {
        let options =
            "process {\"lint\": {\"options\": {\"max_stages\": 3, \"optimal_stages\": [2, 3]}}}";
        check(
            &TOO_MANY_STAGES,
            &format!("{}{options}", chain(4)),
            &["`main` has 4 working stages; more than 3 nobody holds in the head\n\
               help: merge, best first: `s1` with `s2`; that leaves 3 stages"],
        );
    }

    #[test]
    fn where_roles_alternate_it_is_said_whose_work_it_becomes() {
        let mut sketch =
            "process {\"roles\": [{\"id\": \"a\", \"kind\": \"hunter\", \"title\": \"Closer\"}, \
                          {\"id\": \"b\", \"kind\": \"presales\"}]}\n"
                .to_owned()
                + &chain(8);
        for i in 1..=8 {
            let role = if i % 2 == 0 { "b" } else { "a" };
            sketch += &format!("s{i} {{\"role\": \"{role}\"}}\n");
        }
        sketch += "s3 {\"purpose\": \"proposal\"}\ns4 {\"purpose\": \"negotiation\"}\n";
        check(
            &STAGE_COUNT_OFF_OPTIMUM,
            &sketch,
            &["`main` has 8 working stages; 5 to 7 serve best\n\
               help: merge, best first: `s3` with `s4` (proposal and negotiation are done in one go; \
               then it is the work of Closer); that leaves 7 stages"],
        );
    }

    #[test]
    fn what_cannot_be_merged_is_said() {
        let mut sketch = chain(11);
        for i in 1..=11 {
            let part = if i % 2 == 0 { "attract" } else { "close" };
            sketch += &format!("s{i} {{\"subprocess\": \"{part}\"}}\n");
        }
        check(
            &TOO_MANY_STAGES,
            &sketch,
            &["`main` has 11 working stages; more than 10 nobody holds in the head\n\
               help: no two neighbours have purposes that go together and lead only to one another; \
               say first which stages belong to one hand"],
        );
    }

    #[test]
    fn the_fix_merges() {
        let title = Some("suggested: merge 11 stages into 7");
        let fixed = check_fix(&TOO_MANY_STAGES, &chain(11), title);
        assert!(fixed.contains(r#""name":"s7 + s8""#), "{fixed}");
        assert_eq!(codes("C S", &fixed), "");
    }

    #[test]
    fn it_is_told_in_place_of_the_optimum() {
        assert_eq!(codes("C", &chain(11)), "C01");
        check(&STAGE_COUNT_OFF_OPTIMUM, &chain(11), &[]);
    }
}
