use crate::designer::label::spoken;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, exit_safety, exits_to};
use crate::process::OutcomeKind::Lost;
use crate::process::{DealKind, OutcomeKind, Place, Purpose, StageKey};

lint! {
    NO_EXIT_FROM_DISCOVERY = "Q23" "no-exit-from-discovery", Quality, Notice;
    what: "Looks, in a pipeline for new business, for stages for qualification or needs discovery \
           from which no deal can be given up: no move leads to an outcome other than Won. It is \
           silent where nothing at all ends in Lost (`no-lost-outcome`), of stages that no deal can \
           get to or leave, and where no deal can be lost before the proposal (`no-early-exit`). The \
           fix adds the move without a share; where shares are stated it costs a figure that was \
           known, and is only offered.",
    why: "These stages are there to find out whether a deal is worth going on with. Where the answer \
          can only be yes, nobody asks.",
    example: r"start -> request -> discovery -> offer -> won
request -> lost
offer -> lost
discovery [needs_discovery]
offer [proposal]",
    instead: r"start -> request -> discovery -> offer -> won
request -> lost
discovery -> lost
offer -> lost
discovery [needs_discovery]
offer [proposal]",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let pipeline = facts.pipeline;
    if !facts.serves(DealKind::NewBusiness) || !facts.has_start() || !facts.ends_in(Lost) {
        return Vec::new();
    }
    if super::no_early_exit::is_told(facts) {
        return Vec::new();
    }
    let entered = facts.entered();
    let is_given_up = |key: StageKey| {
        let ends =
            |place| matches!(place, Some(Place::Outcome(end)) if end.kind != OutcomeKind::Won);
        pipeline.graph().exits(key).any(|(to, _)| ends(pipeline.place(to)))
    };
    let asked = pipeline
        .stage_keys()
        .filter(|key| entered.contains(*key) && !facts.is_dead_end(*key) && !is_given_up(*key));
    asked.filter_map(|key| flaw(facts, key)).collect()
}

fn flaw(facts: &Facts<'_>, key: StageKey) -> Option<Flaw> {
    let stage = facts.pipeline.working_stage(key)?;
    let purpose = [Purpose::Qualification, Purpose::NeedsDiscovery]
        .into_iter()
        .find(|purpose| stage.is_for(purpose))?;
    let name = facts.name(key);
    let message =
        format!("no deal can be lost from {name}, where {} is done", spoken(purpose.name()));
    let help = format!(
        "let deals be lost from {name}, with the reason, when it shows that they do not fit"
    );
    let fix = Fix::new(
        exit_safety(facts, &[key]),
        format!("let a deal in {name} be lost"),
        exits_to(facts, Lost, &[key]),
    );
    Some(Flaw::new(message).about([key]).on(&purpose).help(help).fix(fix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    const SKETCH: &str = "start -> r -> d -> o -> won\nr -> lost\no -> lost\n\
                          d {\"purpose\": [\"needs_discovery\", \"qualification\"]}\n\
                          o {\"purpose\": \"proposal\"}\nr {\"purpose\": \"inbound_request\"}\n";

    #[test]
    fn no_way_to_lost() {
        check(
            &NO_EXIT_FROM_DISCOVERY,
            SKETCH,
            &["d: no deal can be lost from `d`, where qualification is done\n\
               help: let deals be lost from `d`, with the reason, when it shows that they do not fit"],
        );
        check(&NO_EXIT_FROM_DISCOVERY, &format!("{SKETCH}d -> lost"), &[]);
        // No deal can be lost early at all: that is reported as such.
        let late = SKETCH.replace("r -> lost\n", "");
        assert_eq!(codes("Q05 Q23", &late), "Q05");
    }

    #[test]
    fn the_fix_adds_a_move_without_a_share() {
        let fixed = check_fix(
            &NO_EXIT_FROM_DISCOVERY,
            SKETCH,
            Some("suggested: let a deal in `d` be lost"),
        );
        assert!(fixed.contains(r#"{"from":"d","to":"lost"}"#), "{fixed}");
    }
}
