use crate::designer::label::{because, spoken};
use crate::designer::lint::definition::lint;
use crate::designer::lint::edit::Edit;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fit::{Fitness, given};
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::insert::insert;
use crate::designer::propose::stage_for;
use crate::process::{DemandedPurpose, Move, OutcomeKind, Purpose, Stage, StageKey};

lint! {
    MISSING_REQUIRED_STAGE = "Q01" "missing-required-stage", Quality, Error;
    what: "Looks for purposes that the profile of the company demands and no stage carries. \
           Consultative and project sales demand needs discovery and a proposal; an innovation \
           demands a trial; formed demand an inbound request; unformed demand prospecting and \
           proactive contact; a product, where there is a contract stage, onboarding; and every \
           sale demands that payment is tracked. Each is told once, with the dimension that demands \
           it. A pipeline that does not serve new business is only asked for payment tracking.",
    why: "What no stage is for is done by those who think of it, when they think of it, and \
          nobody can see whether it was.",
    example: r#"process {"profile": {"novelty": "innovative"}}
start -> request -> offer -> payment -> won
request [inbound_request]
offer [proposal]
payment [payment_tracking]"#,
    instead: r#"process {"profile": {"novelty": "innovative"}}
start -> request -> trial -> offer -> payment -> won
request [inbound_request]
trial [trial]
offer [proposal]
payment [payment_tracking]"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.lacks_purposes() {
        return Vec::new();
    }
    let stages = facts.pipeline.stages();
    let missing = facts
        .demands()
        .iter()
        .filter(|demand| !stages.iter().any(|stage| stage.is_for(&demand.purpose)));
    missing.map(|demand| flaw(facts, demand)).collect()
}

fn flaw(facts: &Facts<'_>, demand: &DemandedPurpose) -> Flaw {
    let purpose = &demand.purpose;
    let (place, name) = (place(facts, purpose), spoken(purpose.name()));
    let help =
        format!("add a stage for {name}{place}, or give the purpose to the stage where it is done");
    let message = format!("no stage is for {name}; {}", because(demand));
    Flaw::new(message).on(purpose).help(help).fixes(added(facts, purpose, Fitness::Close))
}

/// The purpose given to a stage where it is probably done already, or a stage
/// for it at its canonical place, or the purpose given to a stage that fits it at
/// least so well; what is likelier first.
pub(super) fn added(facts: &Facts<'_>, purpose: &Purpose, at_least: Fitness) -> Vec<Fix> {
    let inserted = || {
        let stage = stage_for(std::slice::from_ref(purpose), *facts.process.profile());
        let mut edits = insert(facts, purpose, stage)?;
        edits.extend(early_exit(facts, purpose, &edits));
        let name = spoken(purpose.name());
        let title = match edits.first() {
            Some(Edit::AddPurpose { stage, .. }) => {
                let key = facts.pipeline.key(stage.as_str())?;
                format!("give {name} to {}", facts.name(key))
            }
            _ => format!("add a stage for {name}"),
        };
        Some(Fix::new(Safety::Suggested, title, edits))
    };
    let likely = given(facts, purpose, Fitness::Kin);
    let possible = if likely.is_none() { given(facts, purpose, at_least) } else { None };
    likely.into_iter().chain(inserted()).chain(possible).collect()
}

/// Lets deals be lost from a stage that is added before the proposal: there it
/// shows which are hopeless. Where shares are stated nobody has said how many.
fn early_exit(facts: &Facts<'_>, purpose: &Purpose, edits: &[Edit]) -> Option<Edit> {
    let is_early = *purpose < Purpose::Proposal && *purpose != Purpose::PartnerManagement;
    let states = facts.pipeline.moves().iter().any(|step| step.probability.is_some());
    let Some(Edit::AddStage { stage, .. }) = edits.first() else { return None };
    if !is_early || states || !facts.ends_in(OutcomeKind::Lost) {
        return None;
    }
    let step = Move::new(stage.id.as_str(), facts.exit_to(OutcomeKind::Lost).outcome.id.as_str());
    Some(Edit::AddMove { pipeline: facts.pipeline.id().clone(), step })
}

/// Where a stage for a purpose belongs, by the canonical order of purposes.
pub(super) fn place(facts: &Facts<'_>, purpose: &Purpose) -> String {
    let stages: Vec<_> = facts.pipeline.stage_keys().zip(facts.pipeline.stages()).collect();
    let has = |stage: &Stage, fits: &dyn Fn(&Purpose) -> bool| {
        stage.purposes.iter().any(|found| !matches!(found, Purpose::Custom(_)) && fits(found))
    };
    let before = stages.iter().rev().find(|(_, stage)| has(stage, &|found| found < purpose));
    let after = stages.iter().find(|(_, stage)| has(stage, &|found| found > purpose));
    let name = |found: &(StageKey, &Stage)| facts.name(found.0);
    match (before, after) {
        // One stage carries purposes of both sides.
        (Some(before), Some(after)) if before.0 == after.0 => format!(" next to {}", name(before)),
        (Some(before), Some(after)) => format!(" between {} and {}", name(before), name(after)),
        (Some(before), None) => format!(" after {}", name(before)),
        (None, Some(after)) => format!(" before {}", name(after)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    fn sketch(profile: &str, purposes: &[&str]) -> String {
        let mut sketch = format!("process {{\"profile\": {{{profile}}}}}\n");
        for (i, purpose) in purposes.iter().enumerate() {
            let start = if i == 0 { "start -> " } else { "" };
            let next =
                if i + 1 == purposes.len() { "won".to_owned() } else { format!("s{}", i + 1) };
            sketch += &format!("{start}s{i} -> {next}\ns{i} {{\"purpose\": {purpose}}}\n");
        }
        sketch
    }

    #[test]
    fn every_sale_demands_that_payment_is_tracked() {
        check(
            &MISSING_REQUIRED_STAGE,
            "start -> a -> won",
            &["no stage is for payment tracking; payment is tracked in every case\n\
               help: add a stage for payment tracking, or give the purpose to the stage where it is done"],
        );
    }

    #[test]
    fn each_demand_names_its_dimension_and_its_place() {
        check(
            &MISSING_REQUIRED_STAGE,
            &sketch(
                "\"nature\": \"project\", \"novelty\": \"innovative\", \"demand\": \"formed\"",
                &[
                    "[\"custom\"]",
                    "[\"qualification\"]",
                    "[\"proposal\", \"contract\"]",
                    "[\"payment_tracking\"]",
                ],
            ),
            &[
                "no stage is for inbound request; demand is formed: the cycle starts with the customer's request\n\
                 help: add a stage for inbound request before `s1`, or give the purpose to the stage where it is done",
                "no stage is for needs discovery; nature is project: what many hands build must first be understood\n\
                 help: add a stage for needs discovery between `s1` and `s2`, or give the purpose to the stage where it is done",
                "no stage is for trial; novelty is innovative: new things are distrusted until they are tried\n\
                 help: add a stage for trial between `s1` and `s2`, or give the purpose to the stage where it is done",
            ],
        );
    }

    #[test]
    fn a_product_demands_onboarding_only_with_a_contract() {
        let product = "\"offering\": \"product\"";
        check(
            &MISSING_REQUIRED_STAGE,
            &sketch(product, &["[\"contract\", \"payment_tracking\"]"]),
            &[
                "no stage is for onboarding; offering is product: a product sold must come into use\n\
               help: add a stage for onboarding next to `s0`, or give the purpose to the stage where it is done",
            ],
        );
        check(&MISSING_REQUIRED_STAGE, &sketch(product, &["[\"payment_tracking\"]"]), &[]);
    }

    #[test]
    fn one_stage_can_carry_what_is_demanded() {
        let all = "[\"prospecting\", \"proactive_contact\", \"needs_discovery\", \"proposal\", \"payment_tracking\"]";
        let profile = "\"nature\": \"consultative\", \"demand\": \"unformed\"";
        check(&MISSING_REQUIRED_STAGE, &sketch(profile, &[all]), &[]);
    }

    #[test]
    fn a_pipeline_for_other_deals_is_only_asked_for_payment_tracking() {
        let profile =
            "\"nature\": \"consultative\", \"demand\": \"unformed\", \"novelty\": \"innovative\"";
        let repeat =
            |purpose| format!("{}pipeline {{\"for\": [\"repeat\"]}}", sketch(profile, &[purpose]));
        check(&MISSING_REQUIRED_STAGE, &repeat("[\"payment_tracking\"]"), &[]);
        check(
            &MISSING_REQUIRED_STAGE,
            &repeat("[\"inbound_request\"]"),
            &["no stage is for payment tracking; payment is tracked in every case\n\
               help: add a stage for payment tracking after `s0`, or give the purpose to the stage where it is done"],
        );
    }
}
