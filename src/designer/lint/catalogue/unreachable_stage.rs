use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::StageKey;

lint! {
    UNREACHABLE_STAGE = "S04" "unreachable-stage", Structure, Error;
    what: "Looks for stages that no start leads to. Those that hang together are told once. It is \
           silent where no stage is marked as a start (`no-start`), and of stages that no move \
           joins to the rest at all (`disconnected-island`).",
    why: "No deal is ever worked there: what the stage is for does not happen, though the process \
          says that it does. Mostly a move was forgotten, or left behind when a stage was taken out.",
    example: "start -> request -> offer -> won\n\
              discovery -> offer",
    instead: "start -> request -> discovery -> offer -> won",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if !facts.has_start() {
        return Vec::new();
    }
    let entered = facts.entered();
    let on_islands = facts.set(facts.islands().iter().flatten().copied());
    let cut_off = facts.pipeline.stage_keys().filter(|stage| {
        !entered.contains(*stage)
            && !on_islands.contains(*stage)
            && !UNREACHABLE_STAGE.is_allowed(facts, *stage)
    });
    let cut_off = facts.set(cut_off);
    let mut led_into = facts.set([]);
    for (from, to) in facts.pipeline.move_ends() {
        if from != to && cut_off.contains(*from) {
            led_into.insert(*to);
        }
    }
    let regions = facts.pipeline.graph().regions(&cut_off);
    regions
        .into_iter()
        .map(|region| flaw(facts, region, |stage| led_into.contains(stage)))
        .collect()
}

fn flaw(facts: &Facts<'_>, region: Vec<StageKey>, is_led_into: impl Fn(StageKey) -> bool) -> Flaw {
    // Where the way into the others begins; any of them in a loop.
    let mut first: Vec<StageKey> =
        region.iter().copied().filter(|stage| !is_led_into(*stage)).collect();
    if first.is_empty() {
        first.extend(region.first());
    }
    let help = format!(
        "add a move to {} from where the deal comes, mark it as a start, or take it out",
        facts.names(&first)
    );
    Flaw::new(format!("no start leads to {}", facts.names(&region))).about(region).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    #[test]
    fn no_way_in() {
        check(
            &UNREACHABLE_STAGE,
            "start -> a -> c -> won\nb -> c",
            &["b: no start leads to `b`\n\
               help: add a move to `b` from where the deal comes, mark it as a start, or take it out"],
        );
    }

    #[test]
    fn stages_that_hang_together_are_told_once() {
        check(
            &UNREACHABLE_STAGE,
            "start -> a -> z -> won\nb -> c -> d -> z\ne -> f -> e\nf -> z",
            &[
                "b, c, d: no start leads to `b`, `c` and `d`\n\
                 help: add a move to `b` from where the deal comes, mark it as a start, or take it out",
                "e, f: no start leads to `e` and `f`\n\
                 help: add a move to `e` from where the deal comes, mark it as a start, or take it out",
            ],
        );
    }

    #[test]
    fn every_start_counts() {
        check(&UNREACHABLE_STAGE, "start -> a -> c -> won\nstart -> b -> c", &[]);
        check(&UNREACHABLE_STAGE, "start -> a -> b -> c -> b\nc -> won", &[]);
    }

    #[test]
    fn without_a_start_and_apart_from_the_rest_it_is_not_told() {
        assert_eq!(codes("S", "a -> b -> won\na -> lost"), "S01");
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> c -> won"), "S10");
    }

    #[test]
    fn a_stage_that_allows_it_is_left_out() {
        let allow = "{\"allow\": [{\"lint\": \"S04\", \"reason\": \"opened by hand\"}]}";
        let sketch = |stage| format!("start -> a -> z -> won\nb -> c -> z\n{stage} {allow}");
        check(
            &UNREACHABLE_STAGE,
            &sketch("b"),
            &["c: no start leads to `c`\n\
               help: add a move to `c` from where the deal comes, mark it as a start, or take it out"],
        );
        check(
            &UNREACHABLE_STAGE,
            &sketch("c"),
            &["b: no start leads to `b`\n\
               help: add a move to `b` from where the deal comes, mark it as a start, or take it out"],
        );
    }
}
