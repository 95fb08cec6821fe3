use crate::designer::label::spoken;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::order::Order;
use crate::designer::lint::ways::{Leg, shortest_way};

lint! {
    STAGES_OUT_OF_ORDER = "Q03" "stages-out-of-order", Quality, Warning;
    what: "Looks for ways on which a deal meets a stage for a purpose first and a stage for what \
           that purpose needs only later: a proposal before needs discovery; onboarding before the \
           contract; payment tracking before the contract, unless the pipeline is `prepaid`; and \
           payment tracking before onboarding, where the profile says that payment depends on it. \
           Each such pair is told once, with a way from a start up to what should have come first. \
           A stage that carries both is in order. From the stage that comes too early on, rework \
           moves are not followed: that a deal may go back does not put the stages out of order. \
           Where what is needed does not come at all, `missing-required-stage` or \
           `required-stage-bypassed` tells of it.",
    why: "What comes too early is done without what it is built on: an offer that fits nobody's \
          needs, goods delivered without a signature. Then it is done again, or not paid.",
    example: r"start -> request -> offer -> discovery -> won
discovery [needs_discovery]
offer [proposal]",
    instead: r"start -> request -> discovery -> offer -> won
discovery [needs_discovery]
offer [proposal]",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.lacks_purposes() {
        return Vec::new();
    }
    facts.orders().iter().filter_map(|order| flaw(facts, order)).collect()
}

fn flaw(facts: &Facts<'_>, order: &Order) -> Option<Flaw> {
    let Order { purpose, needs, because } = order;
    let (pipeline, graph) = (facts.pipeline, facts.pipeline.graph());
    let (early, needed) = (facts.carrying(purpose), facts.carrying(needs));
    if early.iter().next().is_none() || needed.iter().next().is_none() {
        return None;
    }
    let leads_on = |step| facts.leads_on(step);
    let still_ahead = graph.reaching(needed.iter(), &leads_on);
    let too_early = |key| early.contains(key) && still_ahead.contains(key);
    let legs = [
        Leg { follow: &|_| true, passable: &|key| !needed.contains(key), goal: &too_early },
        Leg { follow: &leads_on, passable: &|_| true, goal: &|key| needed.contains(key) },
    ];
    let way = shortest_way(graph, pipeline.starts(), &legs)?;
    let first = way.iter().copied().find(|key| too_early(*key))?;
    let last = *way.last()?;
    let (purpose, needs) = (spoken(order.purpose.name()), spoken(order.needs.name()));
    let message = format!(
        "a deal can come to {} for {purpose} before it comes to {} for {needs}; {because}",
        facts.name(first),
        facts.name(last)
    );
    let help = format!(
        "lead deals through {} first, or give {needs} to a stage before {}; a move that \
         goes back on purpose is marked as rework",
        facts.name(last),
        facts.name(first)
    );
    let flaw = Flaw::new(message).about([first.min(last), first.max(last)]);
    Some(flaw.on(&order.purpose).on(&order.needs).path(way).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    const PURPOSES: &str = "d {\"purpose\": \"needs_discovery\"}\no {\"purpose\": \"proposal\"}\n\
                            c {\"purpose\": \"contract\"}\nb {\"purpose\": \"onboarding\"}\n\
                            p {\"purpose\": \"payment_tracking\"}\n";

    fn told(
        about: &str,
        early: (&str, &str),
        needed: (&str, &str),
        why: &str,
        way: &str,
    ) -> String {
        let ((a, purpose), (b, needs)) = (early, needed);
        let (purpose, needs) = (purpose.replace('_', " "), needs.replace('_', " "));
        format!(
            "{about}: a deal can come to `{a}` for {purpose} before it comes to `{b}` for \
             {needs}; {why}\nwitness: {way}\n\
             help: lead deals through `{b}` first, or give {needs} to a stage before `{a}`; a \
             move that goes back on purpose is marked as rework"
        )
    }

    const OFFER: &str = "an offer is built on what the customer needs";

    #[track_caller]
    fn check_order(moves: &str, expected: &[String]) {
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&STAGES_OUT_OF_ORDER, &format!("{PURPOSES}{moves}"), &expected);
    }

    #[test]
    fn a_proposal_before_discovery() {
        check_order(
            "start -> a -> d -> x -> o -> d -> won\na -> o",
            &[told(
                "d, o",
                ("o", "proposal"),
                ("d", "needs_discovery"),
                OFFER,
                "`a` -> `o` -> `d`",
            )],
        );
        check_order("start -> a -> d -> o -> won\nd -> won", &[]);
    }

    #[test]
    fn contract_before_onboarding_and_payment() {
        check_order(
            "start -> p -> b -> c -> won",
            &[
                told(
                    "c, b",
                    ("b", "onboarding"),
                    ("c", "contract"),
                    "nothing is set up before it is signed",
                    "`p` -> `b` -> `c`",
                ),
                told(
                    "c, p",
                    ("p", "payment_tracking"),
                    ("c", "contract"),
                    "nothing is due before it is signed, unless deals are paid in advance",
                    "`p` -> `b` -> `c`",
                ),
            ],
        );
        check_order("start -> c -> p -> b -> won", &[]);
        check_order("pipeline {\"prepaid\": true}\nstart -> p -> c -> b -> won", &[]);
    }

    #[test]
    fn payment_after_onboarding_where_it_depends_on_it() {
        let depends = "process {\"profile\": {\"payment_depends_on_onboarding\": true}}\n";
        check_order(
            &format!("{depends}start -> c -> p -> b -> won"),
            &[told(
                "b, p",
                ("p", "payment_tracking"),
                ("b", "onboarding"),
                "the customer pays once it works",
                "`c` -> `p` -> `b`",
            )],
        );
        check_order(&format!("{depends}start -> c -> b -> p -> won"), &[]);
    }

    #[test]
    fn one_stage_can_carry_both() {
        let both = "o {\"purpose\": [\"proposal\", \"needs_discovery\"]}\n";
        check_order(&format!("{both}start -> o -> d -> won"), &[]);
        // Where the first does not, it is out of order all the same.
        check_order(
            &format!("{both}x {{\"purpose\": \"proposal\"}}\nstart -> x -> o -> d -> won"),
            &[told("o, x", ("x", "proposal"), ("o", "needs_discovery"), OFFER, "`x` -> `o`")],
        );
    }

    #[test]
    fn going_back_on_purpose_puts_nothing_out_of_order() {
        check_order("start -> a -> d -> o -> won\na -> o\no ~> d", &[]);
        check_order("start -> a -> d -> o -> won\na -> o\no -> x ~> a", &[]);
        // Back by a move that is not marked, it is.
        check_order(
            "start -> a -> d -> o -> won\na -> o\no -> x -> a",
            &[told(
                "d, o",
                ("o", "proposal"),
                ("d", "needs_discovery"),
                OFFER,
                "`a` -> `o` -> `x` -> `a` -> `d`",
            )],
        );
        // What comes first may be come to by going back.
        check_order(
            "start -> a -> x ~> y -> o -> d -> won",
            &[told(
                "d, o",
                ("o", "proposal"),
                ("d", "needs_discovery"),
                OFFER,
                "`a` -> `x` -> `y` -> `o` -> `d`",
            )],
        );
    }

    #[test]
    fn what_does_not_come_at_all_is_told_as_that() {
        let profile = "process {\"profile\": {\"nature\": \"consultative\"}}\n";
        let bypass = format!("{profile}{PURPOSES}start -> a -> d -> o -> p -> won\na -> o");
        assert_eq!(codes("Q01 Q02 Q03", &bypass), "Q02");
        let missing = "start -> o -> p -> won\no {\"purpose\": \"proposal\"}\n\
                       p {\"purpose\": \"payment_tracking\"}";
        assert_eq!(codes("Q01 Q02 Q03", &format!("{profile}{missing}")), "Q01");
    }

    #[test]
    fn without_a_start_it_is_silent() {
        check_order("o -> d -> won", &[]);
    }

    #[test]
    fn a_stage_of_the_pair_can_allow_it() {
        let allow = "{\"allow\": [{\"lint\": \"Q03\", \"reason\": \"list prices\"}]}";
        check_order(&format!("start -> o -> d -> won\no {allow}"), &[]);
    }
}
