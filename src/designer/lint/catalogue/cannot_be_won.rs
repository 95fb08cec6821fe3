use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::OutcomeKind::{Lost, Won};
use crate::process::{Pipeline, StageKey};

lint! {
    CANNOT_BE_WON = "S07" "cannot-be-won", Structure, Warning;
    what: "Looks for stages that a deal can get to and from which every way ends in Lost, in a \
           pipeline that has an outcome Won. Those that hang together are told once, with the way \
           from the first of them to Lost or to a stage that is meant to be like that. A stage is \
           meant so, and not told, where it states a `win_probability` of 0 or allows \
           this lint with a reason. Stages from which a deal can also get stuck are not told \
           either: the dead end or the trap is what to look at (`dead-end-stage`, \
           `trapped-stages`), and its missing way out may be the one to Won.",
    why: "Work is put into deals that nobody can win. Mostly the way back into the process was \
          forgotten, for instance after a pause or an objection.",
    example: "start -> request -> offer -> won\n\
              request -> lost\n\
              offer -> second_offer -> lost",
    instead: "start -> request -> offer -> won\n\
              request -> lost\n\
              offer -> second_offer -> lost\n\
              second_offer -> won",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let pipeline = facts.pipeline;
    if pipeline.ends(Won).next().is_none() {
        return Vec::new();
    }
    let (entered, to_won, to_lost) = (facts.entered(), facts.reaching(Won), facts.reaching(Lost));
    let hopeless = |stage: &StageKey| {
        entered.contains(*stage) && to_lost.contains(*stage) && !to_won.contains(*stage)
    };
    if !pipeline.stage_keys().any(|stage| hopeless(&stage)) {
        return Vec::new();
    }
    let stuck = pipeline.stage_keys().filter(|stage| facts.is_dead_end(*stage));
    let stuck = stuck.chain(facts.traps().iter().flatten().copied());
    let to_stuck = pipeline.graph().reaching(stuck, &|_| true);
    let found = pipeline
        .stage_keys()
        .filter(|stage| hopeless(stage) && !to_stuck.contains(*stage) && !is_meant(facts, *stage));
    let found = facts.set(found);
    let regions = pipeline.graph().regions(&found);
    let next = next_to_lost(pipeline);
    // A stage that is meant so ends the way: many regions can share what comes
    // after it.
    let step = |key: &StageKey| {
        found.contains(*key).then(|| next.get(key.index()).copied().flatten()).flatten()
    };
    regions.into_iter().map(|region| flaw(facts, region, step)).collect()
}

/// Whether the process says that nothing is won from a stage.
fn is_meant(facts: &Facts<'_>, stage: StageKey) -> bool {
    let stated = facts.pipeline.working_stage(stage).and_then(|stage| stage.win_probability);
    stated.is_some_and(|chance| chance.value() == 0.0) || CANNOT_BE_WON.is_allowed(facts, stage)
}

fn flaw(
    facts: &Facts<'_>,
    region: Vec<StageKey>,
    step: impl Fn(&StageKey) -> Option<StageKey>,
) -> Flaw {
    let way = std::iter::successors(region.first().copied(), step).collect();
    Flaw::new(format!("from {} a deal can only be lost", facts.names(&region)))
        .about(region)
        .path(way)
        .help(
            "add the move that leads on to Won; where losing is meant, state a win probability \
             of 0 or allow `cannot-be-won` with the reason",
        )
}

/// The next step of a shortest way to Lost from each stage.
fn next_to_lost(pipeline: &Pipeline) -> Vec<Option<StageKey>> {
    let mut next = vec![None; pipeline.graph().len()];
    let mut open: std::collections::VecDeque<StageKey> = pipeline.ends(Lost).collect();
    while let Some(key) = open.pop_front() {
        for (from, _) in pipeline.graph().entries(key) {
            if let Some(slot @ None) = next.get_mut(from.index()) {
                *slot = Some(key);
                open.push_back(from);
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    const HELP: &str = "help: add the move that leads on to Won; where losing is meant, state a \
                        win probability of 0 or allow `cannot-be-won` with the reason";

    #[test]
    fn every_way_ends_in_lost() {
        check(
            &CANNOT_BE_WON,
            "start -> a -> won\na -> b -> c -> lost\nb -> lost\nc -> b\na -> d -> lost",
            &[
                &format!(
                    "b, c: from `b` and `c` a deal can only be lost\nwitness: `b` -> `lost`\n{HELP}"
                ),
                &format!("d: from `d` a deal can only be lost\nwitness: `d` -> `lost`\n{HELP}"),
            ],
        );
    }

    #[test]
    fn the_witness_is_a_shortest_way_to_lost() {
        check(
            &CANNOT_BE_WON,
            "start -> a -> won\na -> b -> c -> d -> e -> lost\nc -> e\nd -> lost_price",
            &[&format!(
                "b, c, d, e: from `b`, `c`, `d` and `e` a deal can only be lost\n\
                 witness: `b` -> `c` -> `e` -> `lost`\n{HELP}"
            )],
        );
    }

    #[test]
    fn a_way_to_won_is_enough_however_long() {
        check(&CANNOT_BE_WON, "start -> a -> b -> lost\nb ~> a\na -> c -> won", &[]);
    }

    #[test]
    fn a_stage_can_be_meant_so() {
        let sketch = "start -> a -> won\na -> b -> c -> lost\n";
        let chance = format!("{sketch}b {{\"win_probability\": 0}}\nc {{\"win_probability\": 0}}");
        check(&CANNOT_BE_WON, &chance, &[]);
        let allow = "c {\"allow\": [{\"lint\": \"cannot-be-won\", \"reason\": \"a farewell\"}]}";
        check(
            &CANNOT_BE_WON,
            &format!("{sketch}{allow}"),
            &[&format!("b: from `b` a deal can only be lost\nwitness: `b` -> `c`\n{HELP}")],
        );
    }

    #[test]
    fn causes_are_told_instead() {
        // `c` is where the way to Won may be missing.
        assert_eq!(codes("S", "start -> a -> won\na -> b -> lost\nb -> c"), "S05");
        assert_eq!(codes("S", "start -> a -> won\na -> b -> lost\nb -> c -> c"), "S06");
        // No deal gets to `b`.
        assert_eq!(codes("S", "start -> a -> won\nb -> c -> lost\nb -> a\na -> lost"), "S04");
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> lost"), "S10");
        // There is no Won.
        assert_eq!(codes("S", "start -> a -> lost"), "S02");
    }

    #[test]
    fn without_a_start_it_is_told() {
        assert_eq!(codes("S", "a -> won\na -> b -> lost"), "S01 S07");
    }
}
