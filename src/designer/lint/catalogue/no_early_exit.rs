use crate::designer::label::spoken;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, exit_safety, exits_to};
use crate::process::OutcomeKind::Lost;
use crate::process::graph::StageSet;
use crate::process::{DealKind, Purpose, StageKey};

lint! {
    NO_EARLY_EXIT = "Q05" "no-early-exit", Quality, Warning;
    what: "Looks, in a pipeline for new business, for the stages that a deal can meet before any \
           stage for a proposal, and tells of them where none has a move to Lost. Where no deal \
           comes to a proposal, it asks the same of the negotiation, or else of the contract, or \
           else of payment tracking. It is silent where nothing comes before (all starts are for \
           the proposal), where nothing at all ends in Lost (`no-lost-outcome`), and where no stage \
           is marked as a start (`no-start`). The fix lets deals be lost where they are qualified, \
           or else where needs are found out, or else where they begin.",
    why: "A deal that cannot be won is cheapest to lose early. Without a way out before the offer, \
          hopeless deals are carried on, and the best people write offers for them.",
    example: r"start -> request -> qualify -> offer -> won
offer -> lost
qualify [qualification]
offer [proposal]",
    instead: r"start -> request -> qualify -> offer -> won
qualify -> lost
offer -> lost
qualify [qualification]
offer [proposal]",
    checks: [Pipeline(check)],
}

/// What a hopeless deal should not be carried on to, the first first.
const LATE: [Purpose; 4] =
    [Purpose::Proposal, Purpose::Negotiation, Purpose::Contract, Purpose::PaymentTracking];

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.lacks_purposes() {
        return Vec::new();
    }
    flaw(facts).into_iter().collect()
}

/// Whether it finds something.
pub(super) fn is_told(facts: &Facts<'_>) -> bool {
    !check(facts).is_empty()
}

fn flaw(facts: &Facts<'_>) -> Option<Flaw> {
    if !facts.serves(DealKind::NewBusiness) || !facts.has_start() || !facts.ends_in(Lost) {
        return None;
    }
    let entered = facts.entered();
    let (purpose, late) = LATE
        .iter()
        .map(|purpose| (purpose, facts.carrying(purpose)))
        .find(|(_, late)| late.iter().any(|stage| entered.contains(stage)))?;
    let before = met_before(facts, &late);
    let lost = facts.set(facts.pipeline.ends(Lost));
    let is_lost =
        |stage: &StageKey| facts.pipeline.graph().exits(*stage).any(|(to, _)| lost.contains(to));
    if before.is_empty() || before.iter().any(is_lost) {
        return None;
    }
    let at = where_to_lose(facts, &before)?;
    let from = if before.len() == 1 { "" } else { "any of " };
    let name = spoken(purpose.name());
    let message = format!(
        "before {name} no deal can be lost: no move leads from {from}{} to Lost",
        facts.names(&before)
    );
    let help = format!(
        "let hopeless deals be lost early, at the latest at {}, with the reason",
        facts.name(at)
    );
    let title = format!("let a deal in {} be lost", facts.name(at));
    let fix = Fix::new(exit_safety(facts, &[at]), title, exits_to(facts, Lost, &[at]));
    let flaw = Flaw::new(message).about(before.iter().copied()).on(purpose).set(before);
    Some(flaw.help(help).fix(fix))
}

/// The stages that a deal can meet before it comes to some others.
fn met_before(facts: &Facts<'_>, late: &StageSet) -> Vec<StageKey> {
    let (pipeline, mut met) = (facts.pipeline, facts.set([]));
    let mut open: Vec<StageKey> =
        pipeline.starts().filter(|start| !late.contains(*start)).collect();
    while let Some(key) = open.pop() {
        if met.insert(key) {
            let next = pipeline.graph().exits(key).map(|(to, _)| to);
            open.extend(next.filter(|to| !late.contains(*to)));
        }
    }
    pipeline.stage_keys().filter(|key| met.contains(*key)).collect()
}

/// Where a hopeless deal shows first, of some stages.
fn where_to_lose(facts: &Facts<'_>, before: &[StageKey]) -> Option<StageKey> {
    let is_for = |key: &StageKey, purpose: &Purpose| {
        facts.pipeline.working_stage(*key).is_some_and(|stage| stage.is_for(purpose))
    };
    let for_one = |purpose: Purpose| before.iter().find(|key| is_for(key, &purpose)).copied();
    for_one(Purpose::Qualification)
        .or_else(|| for_one(Purpose::NeedsDiscovery))
        .or_else(|| facts.pipeline.starts().find(|start| before.binary_search(start).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    const PURPOSES: &str = "q {\"purpose\": \"qualification\"}\nd {\"purpose\": \"needs_discovery\"}\n\
                            o {\"purpose\": \"proposal\"}\nc {\"purpose\": \"contract\"}\n\
                            p {\"purpose\": \"payment_tracking\"}\n";

    fn told(about: &str, purpose: &str, from: &str, at: &str) -> String {
        let purpose = purpose.replace('_', " ");
        let set: Vec<String> = about.split(", ").map(|id| format!("`{id}`")).collect();
        format!(
            "{about}: before {purpose} no deal can be lost: no move leads from {from} to Lost\n\
             witness: {}\n\
             help: let hopeless deals be lost early, at the latest at `{at}`, with the reason",
            set.join(", ")
        )
    }

    #[track_caller]
    fn check_exit(sketch: &str, expected: &[&str]) {
        check(&NO_EARLY_EXIT, &format!("{PURPOSES}{sketch}"), expected);
    }

    #[test]
    fn no_way_to_lost_before_the_proposal() {
        check_exit(
            "start -> a -> q -> o -> c -> won\no -> lost\nc -> lost\na -> d -> o",
            &[&told("q, d, a", "proposal", "any of `q`, `d` and `a`", "q")],
        );
        check_exit(
            "start -> a -> o -> x -> won\no -> lost\nx -> lost",
            &[&told("a", "proposal", "`a`", "a")],
        );
    }

    #[test]
    fn one_way_to_lose_is_enough() {
        check_exit("start -> a -> q -> o -> won\na -> lost", &[]);
        check_exit("start -> a -> q -> o -> won\na -> x -> lost_price", &[]);
    }

    #[test]
    fn without_a_proposal_it_is_asked_of_what_comes_next() {
        check_exit(
            "start -> a -> d -> c -> p -> won\nc -> lost\no -> c",
            &[&told("d, a", "contract", "any of `d` and `a`", "d")],
        );
        check_exit(
            "start -> a -> p -> won\np -> lost",
            &[&told("a", "payment_tracking", "`a`", "a")],
        );
        check_exit("start -> a -> b -> won\nx -> lost", &[]);
    }

    #[test]
    fn where_nothing_comes_before_it_is_silent() {
        check_exit("start -> o -> a -> won\na -> lost", &[]);
        // One start of two does.
        check_exit(
            "start -> o -> b -> won\nstart -> a -> o\nb -> lost",
            &[&told("a", "proposal", "`a`", "a")],
        );
    }

    #[test]
    fn causes_are_told_instead() {
        let codes = |sketch: &str| codes("S Q05", &format!("q {{\"role\": \"hunter\"}}\n{sketch}"));
        assert_eq!(codes("o {\"purpose\": \"proposal\"}\nstart -> q -> o -> won"), "S03");
        assert_eq!(codes("o {\"purpose\": \"proposal\"}\nq -> o -> won\no -> lost"), "S01");
    }

    #[test]
    fn a_pipeline_for_other_deals_is_spared() {
        check_exit("pipeline {\"for\": [\"repeat\"]}\nstart -> a -> o -> won\no -> lost", &[]);
    }

    #[test]
    fn a_stage_before_it_can_allow_it() {
        let allow = "{\"allow\": [{\"lint\": \"Q05\", \"reason\": \"public tenders\"}]}";
        check_exit(&format!("start -> a -> q -> o -> won\no -> lost\na {allow}"), &[]);
    }

    #[test]
    fn the_fix_lets_deals_be_lost_where_it_shows_first() {
        let fix = |sketch: &str, stage: &str| {
            let title = format!("suggested: let a deal in `{stage}` be lost");
            check_fix(&NO_EARLY_EXIT, &format!("{PURPOSES}{sketch}\no -> lost"), Some(&title));
        };
        fix("start -> a -> d -> q -> o -> won", "q");
        fix("start -> a -> d -> o -> won", "d");
        fix("start -> a -> b -> o -> won", "a");
    }
}
