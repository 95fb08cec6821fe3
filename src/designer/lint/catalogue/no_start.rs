use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::process::StageKey;

lint! {
    NO_START = "S01" "no-start", Structure, Error;
    what: "Looks for a pipeline in which no stage is marked as a start.",
    why: "A deal opens at a start. Without one nobody knows where the work begins, and nothing \
          that asks how a deal comes to a stage has an answer: that stages cannot be reached, or \
          can be bypassed, is told once there is a start.",
    example: "request -> offer -> won\n\
              request -> lost",
    instead: "start -> request -> offer -> won\n\
              request -> lost",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.has_start() {
        return Vec::new();
    }
    let sources = sources(facts);
    let help = match sources.as_slice() {
        [] => "mark the stages where deals begin as starts".to_owned(),
        [only] => {
            format!("mark {} as a start: it is the only one without a way in", facts.name(*only))
        }
        several => {
            format!("mark where deals begin as a start; {} have no way in", facts.names(several))
        }
    };
    let fix = match sources.as_slice() {
        [only] => mark(facts, *only),
        _ => None,
    };
    let message =
        format!("no stage of `{}` is marked as a start, so no deal can begin", facts.pipeline.id());
    vec![Flaw::new(message).help(help).fix(fix)]
}

/// The stages that no move leads into, but back from itself or on purpose.
fn sources(facts: &Facts<'_>) -> Vec<StageKey> {
    let mut entered = facts.set([]);
    for ((from, to), step) in facts.pipeline.move_ends().iter().zip(facts.pipeline.moves()) {
        if from != to && step.rework.is_none() {
            entered.insert(*to);
        }
    }
    facts.pipeline.stage_keys().filter(|key| !entered.contains(*key)).collect()
}

fn mark(facts: &Facts<'_>, only: StageKey) -> Option<Fix> {
    // On an island it would make the rest of the pipeline one that cannot be
    // reached.
    if facts.islands().iter().flatten().any(|stage| *stage == only) {
        return None;
    }
    let stage = facts.pipeline.id_of(only)?.clone();
    let title = format!("mark {} as a start", facts.name(only));
    let pipeline = facts.pipeline.id().clone();
    Some(Fix::new(Safety::Safe, title, vec![Edit::MarkStart { pipeline, stage }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    #[test]
    fn no_stage_is_a_start() {
        check(
            &NO_START,
            "a -> b -> won",
            &["no stage of `main` is marked as a start, so no deal can begin\n\
               help: mark `a` as a start: it is the only one without a way in"],
        );
        check(
            &NO_START,
            "a -> c -> won\nb -> c",
            &["no stage of `main` is marked as a start, so no deal can begin\n\
               help: mark where deals begin as a start; `a` and `b` have no way in"],
        );
        check(
            &NO_START,
            "a -> b -> a\nb -> won",
            &["no stage of `main` is marked as a start, so no deal can begin\n\
               help: mark the stages where deals begin as starts"],
        );
    }

    #[test]
    fn one_start_is_enough() {
        check(&NO_START, "a -> b -> won\nstart -> b", &[]);
    }

    #[test]
    fn the_only_source_can_be_marked_safely() {
        check_fix(&NO_START, "a -> b -> won\nb ~> a\na -> a", Some("safe: mark `a` as a start"));
        check_fix(&NO_START, "a -> c -> won\nb -> c", None);
        // `c` is the only one without a way in, but it leads nowhere.
        check_fix(&NO_START, "a -> b -> a\nb -> won\nc", None);
    }

    #[test]
    fn what_a_start_would_settle_is_not_told_before() {
        let profile = "process {\"profile\": {\"nature\": \"consultative\"}}\n";
        let carried = "b {\"purpose\": [\"needs_discovery\", \"proposal\", \"payment_tracking\"]}";
        let whole = format!("{profile}a -> b -> won\na -> won\na -> lost\n{carried}");
        assert_eq!(codes("S Q02", &whole), "S01");
        assert_eq!(codes("S Q02", &format!("start -> a\n{whole}")), "Q02 Q02 Q02");
    }
}
