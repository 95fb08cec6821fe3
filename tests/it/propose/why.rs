//! Each stage says why it is there.

use sales_process::designer::StageReasonKind;
use sales_process::process::{Offering, Profile, Purpose, SalesProcess, Stage};

use super::proposed;

fn why(process: &SalesProcess, pipeline: &str) -> String {
    let pipeline = process.pipeline(pipeline).unwrap();
    let reasons = pipeline.stages().iter().flat_map(|stage| {
        process.why(pipeline, stage).into_iter().map(|reason| format!("{}: {reason}\n", stage.id))
    });
    reasons.collect()
}

#[test]
fn each_stage_says_why_it_is_there() {
    let process = proposed(
        r#"{"nature":"project","novelty":"innovative","channel":"indirect","offering":"service",
            "activity":"active","payment_depends_on_onboarding":true}"#,
    );
    insta::assert_snapshot!(why(&process, "main"), @r"
    partners_contact_request: `partner_management` is usual; `channel` is `indirect`: partners sell, and we choose, connect and control them
    partners_contact_request: `proactive_contact` is usual; `activity` is `active`: we do not wait until customers ask
    partners_contact_request: `inbound_request` is demanded; `demand` is `formed`: the cycle starts with the customer's request
    qualification_discovery: `qualification` makes sense: not every lead is worth the cost of selling
    qualification_discovery: `needs_discovery` is demanded; `nature` is `project`: what many hands build must first be understood
    trial: `trial` is demanded; `novelty` is `innovative`: new things are distrusted until they are tried
    proposal: `proposal` is demanded; `nature` is `project`: what many hands build must first be understood
    negotiation_contract: `negotiation` makes sense: terms are agreed before anybody signs them
    negotiation_contract: `contract` makes sense: what was agreed is written down, so that both sides can rely on it
    onboarding_payment: `onboarding` makes sense: the customer pays only once it has succeeded
    onboarding_payment: `payment_tracking` is demanded; payment is tracked in every case
    delivery: `delivery` is usual; `offering` is `service`: the salesperson often takes part in delivery
    ");
    insta::assert_snapshot!(why(&process, "repeat"), @r"
    reminder: `reminder` is usual; `market` is `b2b`: companies buy again, from somebody they know
    request: `inbound_request` makes sense: a request is the surest sign of interest
    offer: `needs_discovery` makes sense: what is offered must fit what is needed
    offer: `proposal` makes sense: the customer decides on something definite: what, for how much, by when
    order: `contract` makes sense: what was agreed is written down, so that both sides can rely on it
    fulfilment: `delivery` makes sense: what was sold must be done as promised
    fulfilment: `payment_tracking` is demanded; payment is tracked in every case
    retention: `retention` is usual; `market` is `b2b`: companies buy again, from somebody they know
    ");
}

/// What nothing demands makes sense all the same, and what is the company's
/// own is told as that; also in a process that nobody proposed.
#[test]
fn a_stage_of_any_process_says_why_it_is_there() {
    #[track_caller]
    fn check(profile: Profile, stage: &Stage, contract: bool, expected: &[&str]) {
        let carried = |purpose: &Purpose| contract && *purpose == Purpose::Contract;
        let reasons = profile.why(stage, carried);
        let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
        assert_eq!(reasons, expected);
    }
    let stage = |purposes: &[&str]| {
        let mut stage = Stage::new("s", "S");
        stage.purposes = purposes.iter().map(|purpose| purpose.parse().unwrap()).collect();
        stage
    };
    check(Profile::new(), &stage(&[]), true, &[]);
    check(
        Profile::new(),
        &stage(&["site_survey", "payment_tracking", "site_survey"]),
        true,
        &[
            "`site_survey` is a purpose of the company's own",
            "`payment_tracking` is demanded; payment is tracked in every case",
        ],
    );
    let product = Profile::new().offering(Offering::Product);
    check(
        product,
        &stage(&["onboarding"]),
        true,
        &["`onboarding` is demanded; `offering` is `product`: a product sold must come into use"],
    );
    let sense = "`onboarding` makes sense: what was bought must come into use";
    check(product, &stage(&["onboarding"]), false, &[sense]);
    check(
        product.payment_depends_on_onboarding(),
        &stage(&["onboarding"]),
        false,
        &["`onboarding` makes sense: the customer pays only once it has succeeded"],
    );
    // With nothing known of the company, all but payment is a matter of sense.
    let names = Purpose::BUILT_IN.map(|purpose| purpose.name().to_owned());
    let all = stage(&names.each_ref().map(String::as_str));
    let sensible = Profile::new().why(&all, |_| true);
    let told = sensible.iter().filter(|r| matches!(r.kind, StageReasonKind::Sensible(_)));
    assert_eq!((sensible.len(), told.count()), (14, 13));
}
