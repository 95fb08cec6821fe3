use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;

lint! {
    DISCONNECTED_ISLAND = "S10" "disconnected-island", Structure, Error;
    what: "Looks for stages that stand apart from the rest of the pipeline: moves may join them to \
           one another and to outcomes, but none joins them to another stage, and no deal begins \
           there. Each such part is told once, in place of what follows from it: that its stages \
           cannot be reached or left. Where no stage is marked as a start, the largest part of the \
           pipeline is taken for the rest.",
    why: "Two processes stand in one pipeline, or a piece of one was left behind. No deal comes to \
          it, and every count of stages is wrong.",
    example: "start -> request -> offer -> won\n\
              remind -> call_again -> remind",
    instead: "start -> request -> offer -> won\n\
              request -> remind -> call_again -> remind\n\
              call_again -> offer",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let islands = facts.islands().iter();
    islands
        .map(|island| {
            let message = format!(
                "no move joins {} to the rest of `{}`, and no deal begins there",
                facts.names(island),
                facts.pipeline.id()
            );
            Flaw::new(message)
                .about(island.iter().copied())
                .set(island.clone())
                .help("add the moves that lead there and on, make it a pipeline of its own, or take it out")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    #[test]
    fn a_part_without_a_way_in() {
        check(
            &DISCONNECTED_ISLAND,
            "start -> a -> won\nb -> c -> b\nd -> won",
            &[
                "b, c: no move joins `b` and `c` to the rest of `main`, and no deal begins there\n\
                 witness: `b`, `c`\n\
                 help: add the moves that lead there and on, make it a pipeline of its own, or take it out",
                "d: no move joins `d` to the rest of `main`, and no deal begins there\n\
                 witness: `d`\n\
                 help: add the moves that lead there and on, make it a pipeline of its own, or take it out",
            ],
        );
    }

    #[test]
    fn it_is_told_in_place_of_what_follows_from_it() {
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> c -> b"), "S10");
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb -> c -> lost"), "S10");
        // That it cannot be left either is a flaw of its own.
        assert_eq!(codes("S", "start -> a -> won\na -> lost\nb"), "S05 S10");
    }

    #[test]
    fn two_ways_of_selling_may_share_nothing_but_their_outcomes() {
        check(&DISCONNECTED_ISLAND, "start -> a -> won\nstart -> b -> c -> won\nb -> lost", &[]);
    }

    #[test]
    fn without_a_start_the_largest_part_is_the_rest() {
        assert_eq!(
            codes("S", "a -> b -> won\na -> lost\nc -> d -> e -> won\nc -> lost"),
            "S01 S10"
        );
        check(
            &DISCONNECTED_ISLAND,
            "a -> b -> won\nc -> d -> won",
            &["c, d: no move joins `c` and `d` to the rest of `main`, and no deal begins there\n\
               witness: `c`, `d`\n\
               help: add the moves that lead there and on, make it a pipeline of its own, or take it out"],
        );
        check(&DISCONNECTED_ISLAND, "a -> b -> won", &[]);
        check(&DISCONNECTED_ISLAND, "won", &[]);
    }
}
