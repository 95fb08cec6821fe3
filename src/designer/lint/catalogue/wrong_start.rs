use std::collections::VecDeque;

use crate::designer::label::{because, spoken};
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::graph::StageSet;
use crate::process::{DealKind, DemandedPurpose, Purpose, StageKey};

lint! {
    WRONG_START = "Q04" "wrong-start", Quality, Warning;
    what: "Looks, in a pipeline for new business, for starts from which a deal can come to its \
           first other purpose without meeting a stage for what begins a sales cycle: an inbound \
           request, prospecting or proactive contact. Other purposes are the built-in ones but \
           partner management, which comes before the cycle; purposes of the company's own have no \
           place in the order and are passed over. Starts from which it is the same stage are told \
           together. It looks also for what the profile demands of the beginning (formed demand an \
           inbound request, unformed demand prospecting and proactive contact) and what a deal only \
           comes to after another purpose, from whatever start. It is silent where a beginning is \
           demanded and no stage carries any (`missing-required-stage`), where no stage is marked as \
           a start (`no-start`), and of stages that no start leads to (`unreachable-stage`).",
    why: "A sale begins with somebody who asks or somebody we approach. Where the process does not \
          say which, nobody knows where its deals come from, and what brings them is nobody's work.",
    example: r"start -> qualify -> request -> offer -> won
qualify [qualification]
request [inbound_request]",
    instead: r"start -> request -> qualify -> offer -> won
qualify [qualification]
request [inbound_request]",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.lacks_purposes() {
        return Vec::new();
    }
    if !facts.serves(DealKind::NewBusiness) || !facts.has_start() {
        return Vec::new();
    }
    let demanded = facts.demands().iter().filter(|demand| demand.purpose.starts_a_cycle());
    let stages = Stages::of(facts);
    let begins_nowhere = stages.beginning.iter().next().is_none();
    if begins_nowhere && demanded.clone().next().is_some() {
        return Vec::new();
    }
    let mut flaws = without_a_beginning(facts, &stages);
    let early = stages.met_at_the_beginning(facts);
    flaws.extend(demanded.filter_map(|demand| too_late(facts, demand, &early)));
    flaws
}

/// The stages by what their purposes say of the beginning.
struct Stages {
    /// For what begins a cycle, be it among other purposes.
    beginning: StageSet,
    /// For something else, and for nothing that begins a cycle.
    later: StageSet,
}

impl Stages {
    fn of(facts: &Facts<'_>) -> Self {
        let mut stages = Self { beginning: facts.set([]), later: facts.set([]) };
        for (key, stage) in facts.pipeline.stage_keys().zip(facts.pipeline.stages()) {
            if stage.purposes.iter().any(Purpose::starts_a_cycle) {
                stages.beginning.insert(key);
            } else if stage.purposes.iter().any(is_other) {
                stages.later.insert(key);
            }
        }
        stages
    }

    /// What deals come to before they leave the first stage for another
    /// purpose, that one included.
    fn met_at_the_beginning(&self, facts: &Facts<'_>) -> StageSet {
        let mut met = facts.set([]);
        let mut open: Vec<StageKey> =
            facts.pipeline.starts().filter(|start| met.insert(*start)).collect();
        while let Some(key) = open.pop() {
            if !self.later.contains(key) {
                let next = facts.pipeline.graph().exits(key).map(|(to, _)| to);
                open.extend(next.filter(|to| met.insert(*to)));
            }
        }
        met
    }
}

/// Whether a purpose belongs to what comes once a cycle has begun.
fn is_other(purpose: &Purpose) -> bool {
    !matches!(purpose, Purpose::PartnerManagement | Purpose::Custom(_)) && !purpose.starts_a_cycle()
}

/// The starts from which a deal comes to another purpose first.
fn without_a_beginning(facts: &Facts<'_>, stages: &Stages) -> Vec<Flaw> {
    let pipeline = facts.pipeline;
    // The next stage on a shortest way to another purpose, and where it ends.
    let mut next: Vec<Option<(StageKey, StageKey)>> = vec![None; pipeline.graph().len()];
    let mut open = VecDeque::new();
    for key in stages.later.iter() {
        if let Some(slot) = next.get_mut(key.index()) {
            *slot = Some((key, key));
            open.push_back((key, key));
        }
    }
    while let Some((key, last)) = open.pop_front() {
        for (from, _) in pipeline.graph().entries(key) {
            if let Some(slot @ None) = next.get_mut(from.index()) {
                if !stages.beginning.contains(from) {
                    *slot = Some((key, last));
                    open.push_back((from, last));
                }
            }
        }
    }
    let on = |key: StageKey| next.get(key.index()).copied().flatten();
    let mut starts: Vec<Vec<StageKey>> = vec![Vec::new(); pipeline.graph().len()];
    for start in pipeline.starts().filter(|start| !WRONG_START.is_allowed(facts, *start)) {
        if let Some(group) = on(start).and_then(|(_, last)| starts.get_mut(last.index())) {
            group.push(start);
        }
    }
    let step = |key: &StageKey| on(*key).map(|(next, _)| next).filter(|next| next != key);
    starts.into_iter().filter_map(|starts| begins_late(facts, starts, step)).collect()
}

fn begins_late(
    facts: &Facts<'_>,
    starts: Vec<StageKey>,
    step: impl Fn(&StageKey) -> Option<StageKey>,
) -> Option<Flaw> {
    let way: Vec<StageKey> = std::iter::successors(starts.first().copied(), step).collect();
    let last = *way.last()?;
    let purposes = &facts.pipeline.working_stage(last)?.purposes;
    let purpose = purposes.iter().filter(|purpose| is_other(purpose)).min()?;
    let names = facts.names(&starts);
    let message = format!(
        "a deal that begins at {names} comes to {} for {} without inbound request, \
         prospecting or proactive contact",
        facts.name(last),
        spoken(purpose.name())
    );
    let help = format!(
        "let deals begin where the customer asks or is approached, or give that purpose to {names}"
    );
    Some(Flaw::new(message).about(starts).on(purpose).path(way).help(help))
}

/// A demanded beginning that comes after another purpose, from whatever start.
fn too_late(facts: &Facts<'_>, demand: &DemandedPurpose, early: &StageSet) -> Option<Flaw> {
    let (pipeline, purpose) = (facts.pipeline, &demand.purpose);
    let stages: Vec<StageKey> =
        facts.carrying(purpose).iter().filter(|key| facts.entered().contains(*key)).collect();
    if stages.iter().any(|key| early.contains(*key)) {
        return None;
    }
    let is_one = |key: StageKey| stages.binary_search(&key).is_ok();
    let way = pipeline.graph().shortest_path(pipeline.starts(), |_| true, is_one)?;
    let name = spoken(purpose.name());
    let message = format!("a deal comes to {name} only after another purpose; {}", because(demand));
    let help = format!("let deals begin at {}, or lead there first", facts.names(&stages));
    Some(Flaw::new(message).about(stages).on(purpose).path(way).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    const PURPOSES: &str = "r {\"purpose\": \"inbound_request\"}\ns {\"purpose\": \"prospecting\"}\n\
                            c {\"purpose\": \"proactive_contact\"}\nq {\"purpose\": \"qualification\"}\n\
                            o {\"purpose\": \"proposal\"}\nm {\"purpose\": \"partner_management\"}\n\
                            own {\"purpose\": \"tender_watch\"}\n";

    fn without(starts: &str, names: &str, first: &str, way: &str) -> String {
        format!(
            "{starts}: a deal that begins at {names} comes to {first} without inbound request, \
             prospecting or proactive contact\nwitness: {way}\n\
             help: let deals begin where the customer asks or is approached, or give that purpose \
             to {names}"
        )
    }

    #[track_caller]
    fn check_start(sketch: &str, expected: &[&str]) {
        check(&WRONG_START, &format!("{PURPOSES}{sketch}"), expected);
    }

    #[test]
    fn a_start_without_a_beginning() {
        check_start(
            "start -> a -> b -> q -> o -> won\nr -> q\nstart -> r",
            &[&without("a", "`a`", "`q` for qualification", "`a` -> `b` -> `q`")],
        );
        check_start(
            "start -> q -> o -> won",
            &[&without("q", "`q`", "`q` for qualification", "`q`")],
        );
        // One way around the beginning is enough.
        check_start(
            "start -> a -> r -> q -> won\na -> o -> won",
            &[&without("a", "`a`", "`o` for proposal", "`a` -> `o`")],
        );
    }

    #[test]
    fn starts_of_one_first_purpose_are_told_together() {
        check_start(
            "start -> a -> b -> q -> o -> won\nstart -> b\nstart -> o",
            &[
                &without("o", "`o`", "`o` for proposal", "`o`"),
                &without("a, b", "`a` and `b`", "`q` for qualification", "`a` -> `b` -> `q`"),
            ],
        );
    }

    #[test]
    fn each_of_the_three_is_a_beginning() {
        for beginning in ["r", "s", "c", "a -> own -> r", "m -> s", "m -> a -> c"] {
            check_start(&format!("start -> {beginning} -> q -> o -> won"), &[]);
        }
        check_start(
            "start -> m -> q -> won",
            &[&without("m", "`m`", "`q` for qualification", "`m` -> `q`")],
        );
        // In the same stage as the first other purpose.
        check_start(
            "start -> x -> o -> won\nx {\"purpose\": [\"needs_discovery\", \"inbound_request\"]}",
            &[],
        );
        // No other purpose is met.
        check_start("start -> a -> own -> m -> won", &[]);
    }

    const FORMED: &str = "process {\"profile\": {\"demand\": \"formed\"}}\n";
    const UNFORMED: &str = "process {\"profile\": {\"demand\": \"unformed\"}}\n";

    fn too_late(about: &str, purpose: &str, why: &str, way: &str) -> String {
        let demand = if purpose == "inbound_request" { "formed" } else { "unformed" };
        let purpose = purpose.replace('_', " ");
        format!(
            "{about}: a deal comes to {purpose} only after another purpose; demand is \
             {demand}: {why}\nwitness: {way}\n\
             help: let deals begin at `{about}`, or lead there first"
        )
    }

    #[test]
    fn what_is_demanded_lies_at_the_beginning() {
        let asked = "the cycle starts with the customer's request";
        check_start(
            &format!("{FORMED}start -> c -> q -> r -> o -> won"),
            &[&too_late("r", "inbound_request", asked, "`c` -> `q` -> `r`")],
        );
        let nobody = "nobody asks, so customers must be found and approached";
        check_start(
            &format!("{UNFORMED}start -> s -> q -> c -> o -> won"),
            &[&too_late("c", "proactive_contact", nobody, "`s` -> `q` -> `c`")],
        );
        // Beside another start it is enough that one leads there.
        check_start(&format!("{FORMED}start -> c -> q -> o -> won\nstart -> a -> r -> q"), &[]);
        check_start(&format!("{UNFORMED}start -> m -> s -> c -> q -> o -> won"), &[]);
        // What begins a cycle may do more.
        check_start(
            &format!(
                "{UNFORMED}start -> s -> c -> o -> won\n\
                 s {{\"purpose\": [\"prospecting\", \"qualification\"]}}"
            ),
            &[],
        );
    }

    #[test]
    fn causes_are_told_instead() {
        let codes_of = |sketch: &str| codes("Q01 Q04 S01 S04 S10", &format!("{PURPOSES}{sketch}"));
        let pay = "pay {\"purpose\": \"payment_tracking\"}\n";
        let only = "process {\"profile\": {\"demand\": \"formed\"}}\n\
                    start -> q -> pay -> won\nq {\"purpose\": \"qualification\"}\n";
        assert_eq!(codes("Q01 Q04", &format!("{pay}{only}")), "Q01");
        let all = "start -> m -> own -> r -> s -> c -> q -> o -> pay -> won\n";
        assert_eq!(codes_of(&format!("{pay}{FORMED}{all}")), "");
        let apart = "start -> m -> own -> s -> c -> q -> o -> pay -> won\nr -> q\n";
        assert_eq!(codes_of(&format!("{pay}{FORMED}{apart}")), "S04");
        assert_eq!(
            codes_of(&format!("{pay}{FORMED}m -> own -> q -> r -> s -> c -> o -> pay -> won")),
            "S01"
        );
    }

    #[test]
    fn a_pipeline_for_other_deals_is_spared() {
        let repeat = "pipeline {\"for\": [\"repeat\"]}\n";
        check_start(&format!("{FORMED}{repeat}start -> q -> r -> o -> won"), &[]);
    }

    #[test]
    fn a_start_that_allows_it_is_left_out() {
        let allow = "{\"allow\": [{\"lint\": \"wrong-start\", \"reason\": \"tenders\"}]}";
        check_start(
            &format!("start -> a -> q -> o -> won\nstart -> b -> q\na {allow}"),
            &[&without("b", "`b`", "`q` for qualification", "`b` -> `q`")],
        );
    }
}
