use crate::process::lint::definition::lint;
use crate::process::lint::facts::Facts;
use crate::process::lint::finding::Flaw;
use crate::process::{DemandedPurpose, StageKey};

lint! {
    REQUIRED_STAGE_BYPASSED = "Q02" "required-stage-bypassed", Quality, Error;
    what: "Looks for purposes that the profile demands and some stage carries, but a deal can be \
           won without meeting any stage that does; it shows a shortest such way. Purposes that \
           start a cycle (inbound request, prospecting, proactive contact) are alternatives to one \
           another and not looked at here. A pipeline that does not serve new business is only asked \
           for payment tracking.",
    why: "The stage is there, and those who need it most go past it: the offer goes out before \
          anybody knows what is needed.",
    example: r#"process {"profile": {"nature": "consultative"}}
start -> request -> discovery -> offer -> won
request -> offer
discovery {"purpose": "needs_discovery"}
offer {"purpose": ["proposal", "payment_tracking"]}"#,
    instead: r#"process {"profile": {"nature": "consultative"}}
start -> request -> discovery -> offer -> won
request -> lost
discovery {"purpose": "needs_discovery"}
offer {"purpose": ["proposal", "payment_tracking"]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let demands = facts.demands().iter().filter(|demand| !demand.purpose.starts_a_cycle());
    demands.filter_map(|demand| flaw(facts, demand)).collect()
}

fn flaw(facts: &Facts<'_>, demand: &DemandedPurpose) -> Option<Flaw> {
    let (pipeline, purpose) = (facts.pipeline, &demand.purpose);
    let carries =
        |key: &StageKey| pipeline.working_stage(*key).is_some_and(|stage| stage.is_for(purpose));
    let stages: Vec<StageKey> = pipeline.stage_keys().filter(carries).collect();
    if stages.is_empty() {
        return None;
    }
    let way = pipeline.graph().shortest_path(
        pipeline.starts(),
        |key| !carries(&key),
        |key| pipeline.is_won(key),
    )?;
    let help = format!(
        "lead the way through {}, or give `{purpose}` to a stage on it",
        facts.names(&stages)
    );
    let flaw = Flaw::new(format!("a deal can be won without `{purpose}`; {demand}"));
    Some(flaw.about(stages).path(way).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::lint::sketch::check;

    const CONSULTATIVE: &str = "process {\"profile\": {\"nature\": \"consultative\"}}\n\
                                offer {\"purpose\": [\"proposal\", \"payment_tracking\"]}\n";

    #[test]
    fn a_way_leads_past_the_stage() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> b -> discovery -> offer -> won\na -> c -> d -> offer\n\
                 c -> offer\ndiscovery {{\"purpose\": \"needs_discovery\"}}"
            ),
            &[
                "discovery: a deal can be won without `needs_discovery`; `nature` is `consultative`: \
               the customer must first be advised\n\
               witness: `a` -> `c` -> `offer` -> `won`\n\
               help: lead the way through `discovery`, or give `needs_discovery` to a stage on it",
            ],
        );
    }

    #[test]
    fn several_stages_can_carry_the_purpose() {
        let carried =
            "visit {\"purpose\": \"needs_discovery\"}\ncall {\"purpose\": \"needs_discovery\"}";
        let both = format!(
            "{CONSULTATIVE}start -> a -> visit -> offer -> won\na -> call -> offer\n{carried}"
        );
        check(&REQUIRED_STAGE_BYPASSED, &both, &[]);
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!("{both}\na -> offer"),
            &["visit, call: a deal can be won without `needs_discovery`; `nature` is \
               `consultative`: the customer must first be advised\n\
               witness: `a` -> `offer` -> `won`\n\
               help: lead the way through `visit` and `call`, or give `needs_discovery` to a stage on it"],
        );
    }

    #[test]
    fn a_start_behind_the_stage_leads_past_it() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> offer -> won\nstart -> offer\n\
                 a {{\"purpose\": \"needs_discovery\"}}"
            ),
            &["a: a deal can be won without `needs_discovery`; `nature` is `consultative`: the \
               customer must first be advised\n\
               witness: `offer` -> `won`\n\
               help: lead the way through `a`, or give `needs_discovery` to a stage on it"],
        );
    }

    #[test]
    fn a_lost_deal_need_not_meet_it() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> b -> offer -> won\na -> lost\n\
                 b {{\"purpose\": \"needs_discovery\"}}"
            ),
            &[],
        );
    }

    #[test]
    fn what_starts_a_cycle_is_not_looked_at() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            "process {\"profile\": {\"demand\": \"unformed\"}}\n\
             start -> search -> call -> pay -> won\nstart -> call\n\
             search {\"purpose\": \"prospecting\"}\ncall {\"purpose\": \"proactive_contact\"}\n\
             pay {\"purpose\": \"payment_tracking\"}",
            &[],
        );
    }

    #[test]
    fn what_no_stage_carries_is_told_as_that() {
        check(&REQUIRED_STAGE_BYPASSED, &format!("{CONSULTATIVE}start -> a -> offer -> won"), &[]);
    }

    #[test]
    fn a_pipeline_for_other_deals_is_only_asked_for_payment_tracking() {
        let repeat = format!(
            "{CONSULTATIVE}pipeline {{\"for\": [\"repeat\"]}}\nstart -> a -> b -> offer -> won\n\
             a -> offer\nb {{\"purpose\": \"needs_discovery\"}}"
        );
        check(&REQUIRED_STAGE_BYPASSED, &repeat, &[]);
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!("{repeat}\na -> won"),
            &[
                "offer: a deal can be won without `payment_tracking`; payment is tracked in every case\n\
               witness: `a` -> `won`\n\
               help: lead the way through `offer`, or give `payment_tracking` to a stage on it",
            ],
        );
    }

    #[test]
    fn a_stage_that_carries_it_can_allow_it() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> b -> offer -> won\na -> offer\n\
                 b {{\"purpose\": \"needs_discovery\", \
                 \"allow\": [{{\"lint\": \"Q02\", \"reason\": \"known customers\"}}]}}"
            ),
            &[],
        );
    }
}
