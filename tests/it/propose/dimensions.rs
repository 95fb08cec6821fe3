//! What each dimension of a profile changes in the proposal.

use std::collections::BTreeSet;

use sales_process::Language;
use sales_process::Named;
use sales_process::process::{
    DealKind, Nature, Pipeline, Profile, Purpose, RoleKind, SalesProcess, Stage, Subprocess,
};

use super::{carries, main_of, proposed};

/// The purposes stage by stage, for a difference in one dimension.
fn purposes(process: &SalesProcess) -> String {
    let stage = |s: &Stage| {
        let purposes: Vec<_> = s.purposes.iter().map(Purpose::name).collect();
        format!("{}{}", if s.start { "*" } else { "" }, purposes.join("+"))
    };
    main_of(process).stages().iter().map(stage).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check_purposes(json: &str, expected: &str) {
    assert_eq!(purposes(&proposed(json)), expected);
}

#[test]
fn nature_demands_advice_and_names_who_takes_part() {
    check_purposes(
        r#"{"nature":"consultative"}"#,
        "*inbound_request qualification needs_discovery proposal negotiation+contract \
         payment_tracking onboarding",
    );
    check_purposes(
        r#"{"nature":"transactional"}"#,
        "*inbound_request qualification proposal contract payment_tracking onboarding",
    );
    check_purposes(
        r#"{"nature":"project"}"#,
        "*inbound_request qualification needs_discovery proposal negotiation+contract \
         payment_tracking onboarding",
    );
    let parties = |json: &str| -> BTreeSet<String> {
        let process = proposed(json);
        let stages = process.pipelines().iter().flat_map(Pipeline::stages);
        stages.flat_map(|stage| &stage.participants).map(|p| p.party.clone()).collect()
    };
    assert!(parties(r#"{"nature":"consultative"}"#).is_empty());
    let all = ["contractor", "department", "partner"].map(str::to_owned);
    assert_eq!(parties(r#"{"nature":"project"}"#), BTreeSet::from(all));
    // Projects take longest, and what is picked is picked fast.
    let days = |json: &str| proposed(json).pipelines()[0].draft().max_cycle_days.unwrap();
    assert!(days(r#"{"nature":"project"}"#) > days("{}"));
    assert!(days("{}") > days(r#"{"nature":"transactional"}"#));
    assert!(days("{}") > days(r#"{"market":"b2c"}"#));
    let every_pipeline_names_some = |process: &SalesProcess| {
        process.pipelines().iter().all(|p| p.stages().iter().any(|s| !s.participants.is_empty()))
    };
    assert!(every_pipeline_names_some(&proposed(r#"{"nature":"project"}"#)));
}

#[test]
fn what_is_new_is_tried_before_it_is_paid() {
    check_purposes(
        r#"{"novelty":"innovative"}"#,
        "*inbound_request qualification+needs_discovery trial proposal negotiation+contract \
         payment_tracking onboarding",
    );
    check_purposes(
        r#"{"novelty":"innovative","nature":"transactional","market":"b2c"}"#,
        "*inbound_request qualification trial proposal payment_tracking onboarding",
    );
    let reasons = |json: &str| proposed(json).as_draft().lost_reasons.clone();
    assert!(reasons(r#"{"novelty":"innovative"}"#).contains(&"trial_failed".to_owned()));
    assert!(!reasons("{}").contains(&"trial_failed".to_owned()));
}

#[test]
fn demand_and_activity_decide_how_a_cycle_starts() {
    let after = "qualification proposal contract payment_tracking onboarding";
    let check = |demand: &str, activity: &str, starts: &str| {
        check_purposes(
            &format!(r#"{{"nature":"transactional","demand":"{demand}","activity":"{activity}"}}"#),
            &format!("{starts} {after}"),
        );
    };
    check("formed", "passive", "*inbound_request");
    check("formed", "active", "*proactive_contact *inbound_request");
    check("unformed", "active", "*prospecting proactive_contact");
    check("unformed", "passive", "*prospecting proactive_contact");
    // Where seven stages have no room for both starts, one is for both.
    check_purposes(
        r#"{"nature":"project","novelty":"innovative","activity":"active","offering":"service"}"#,
        "*proactive_contact+inbound_request qualification+needs_discovery trial proposal \
         negotiation+contract payment_tracking delivery",
    );
}

#[test]
fn companies_have_a_pipeline_for_repeat_sales() {
    let company = proposed(r#"{"market":"b2b"}"#);
    let ids: Vec<_> = company.pipelines().iter().map(|p| p.id().as_str()).collect();
    assert_eq!(ids, ["main", "repeat"]);
    assert_eq!(company.pipelines()[0].serves(), [DealKind::NewBusiness]);
    let repeat = &company.pipelines()[1];
    let served = [DealKind::Repeat, DealKind::CrossSell, DealKind::UpSell, DealKind::Renewal];
    assert_eq!(repeat.serves(), served);
    for purpose in [Purpose::Prospecting, Purpose::ProactiveContact, Purpose::Qualification] {
        assert!(!carries(repeat, &purpose));
    }
    assert!(carries(repeat, &Purpose::PaymentTracking));
    assert!(repeat.stages().iter().all(|stage| {
        stage.role.as_deref() == Some("farmer") && stage.subprocess == Some(Subprocess::Retain)
    }));
    let starts: Vec<_> = repeat.starts().map(|s| repeat.id_of(s).unwrap().to_string()).collect();
    assert_eq!(starts, ["reminder", "request"]);
    let consumer = proposed(r#"{"market":"b2c"}"#);
    assert_eq!(consumer.pipelines().len(), 1);
    assert!(consumer.pipelines()[0].serves().is_empty());
    check_purposes(
        r#"{"market":"b2c"}"#,
        "*inbound_request qualification needs_discovery proposal contract payment_tracking \
         onboarding",
    );
}

#[test]
fn the_closing_event_fits_what_the_customer_does() {
    let event = |json: &str| proposed(json).as_draft().closing_event.name();
    assert_eq!(event("{}"), "contract_signed");
    assert_eq!(event(r#"{"nature":"transactional"}"#), "contract_signed");
    assert_eq!(event(r#"{"market":"b2c"}"#), "contract_signed");
    assert_eq!(event(r#"{"nature":"transactional","market":"b2c"}"#), "purchase_made");
    assert_eq!(event(r#"{"payment_depends_on_onboarding":true}"#), "payment_received");
}

/// Who is responsible for a purpose.
fn responsible(json: &str, purpose: &Purpose) -> RoleKind {
    let process = proposed(json);
    let stage = main_of(&process).stages().iter().find(|s| s.is_for(purpose)).unwrap();
    process.role(stage.role.as_deref().unwrap()).unwrap().kind
}

#[test]
fn a_product_is_onboarded_and_a_service_is_delivered() {
    let product = r#"{"offering":"product","market":"b2c"}"#;
    let service = r#"{"offering":"service","market":"b2c"}"#;
    let before =
        "*inbound_request qualification needs_discovery proposal contract payment_tracking";
    check_purposes(product, &format!("{before} onboarding"));
    check_purposes(
        service,
        "*inbound_request qualification needs_discovery proposal contract \
         delivery+payment_tracking",
    );
    check_purposes(
        r#"{"offering":"service","market":"b2c","nature":"transactional"}"#,
        "*inbound_request qualification proposal payment_tracking delivery",
    );
    assert_eq!(responsible(product, &Purpose::Onboarding), RoleKind::Delivery);
    // Who treats or teaches takes the money of each visit as well.
    assert_eq!(responsible(service, &Purpose::Delivery), RoleKind::Delivery);
    assert_eq!(responsible(service, &Purpose::PaymentTracking), RoleKind::Delivery);
    assert_eq!(responsible(r#"{"offering":"service"}"#, &Purpose::Delivery), RoleKind::Delivery);
}

#[test]
fn the_salesperson_onboards_where_payment_depends_on_it() {
    let depends = r#"{"market":"b2c","payment_depends_on_onboarding":true}"#;
    check_purposes(
        depends,
        "*inbound_request qualification needs_discovery proposal contract onboarding \
         payment_tracking",
    );
    assert_eq!(responsible(depends, &Purpose::Onboarding), RoleKind::Hunter);
    assert_eq!(responsible(depends, &Purpose::PaymentTracking), RoleKind::Hunter);
    check_purposes(
        r#"{"market":"b2c","offering":"service","nature":"transactional","payment_depends_on_onboarding":true}"#,
        "*inbound_request qualification proposal onboarding payment_tracking delivery",
    );
}

#[test]
fn partners_sell_and_our_manager_steers_them() {
    let indirect = r#"{"channel":"indirect"}"#;
    check_purposes(
        indirect,
        "*partner_management+inbound_request qualification needs_discovery proposal \
         negotiation+contract payment_tracking onboarding",
    );
    assert_eq!(responsible(indirect, &Purpose::PartnerManagement), RoleKind::Hunter);
    for purpose in [Purpose::NeedsDiscovery, Purpose::Proposal, Purpose::Contract] {
        assert_eq!(responsible(indirect, &purpose), RoleKind::Partner);
        assert_eq!(responsible("{}", &purpose), RoleKind::Hunter);
    }
    assert!(proposed("{}").as_draft().roles.iter().all(|role| role.kind != RoleKind::Partner));
    check_purposes(
        r#"{"channel":"indirect","demand":"unformed","nature":"transactional"}"#,
        "*partner_management+prospecting proactive_contact qualification proposal contract \
         payment_tracking onboarding",
    );
    check_purposes(
        r#"{"channel":"indirect","activity":"active","nature":"transactional"}"#,
        "*partner_management+proactive_contact *inbound_request qualification proposal contract \
         payment_tracking onboarding",
    );
}

#[test]
fn an_absent_dimension_is_proposed_at_its_default_and_written_out() {
    assert_eq!(
        proposed("{}"),
        proposed(&serde_json::to_string(&Profile::new().or_defaults()).unwrap())
    );
    let stored: serde_json::Value = serde_json::from_str(&proposed("{}").to_json()).unwrap();
    let dimensions: Vec<_> = stored["profile"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(dimensions.len(), 7, "{dimensions:?}");
}

#[test]
fn filter_and_framework_are_as_strict_as_the_sale_is_costly() {
    let required =
        |json: &str| proposed(json).lead_filter().criteria().iter().filter(|c| c.required).count();
    assert_eq!(required(r#"{"nature":"project"}"#), 2);
    assert_eq!(required(r#"{"nature":"consultative"}"#), 1);
    assert_eq!(required(r#"{"nature":"transactional"}"#), 2);
    assert_eq!(required(r#"{"nature":"transactional","market":"b2c"}"#), 2);
    let criteria = |json: &str| proposed(json).lead_filter().criteria().len();
    assert!(criteria("{}") > criteria(r#"{"nature":"transactional"}"#));
    assert!(criteria("{}") > criteria(r#"{"nature":"transactional","market":"b2c"}"#));
    let rule = |json: &str| {
        let process = proposed(json);
        serde_json::to_string(&process.as_draft().qualification).unwrap()
    };
    assert_eq!(rule("{}"), r#"{"framework":"bant","rule":{"at_least":3}}"#);
    // Who picks and pays, every consumer, and who has not thought of buying is
    // asked plain questions.
    for json in [r#"{"nature":"transactional"}"#, r#"{"market":"b2c"}"#, r#"{"demand":"unformed"}"#]
    {
        let process = proposed(json);
        let qualification = process.qualification().unwrap();
        assert_eq!(qualification.framework(), None);
        assert!((3..=4).contains(&qualification.criteria().len()));
    }
}

#[test]
fn a_proposal_says_the_same_in_every_language() {
    let shape = |language: Language| {
        let draft = SalesProcess::propose_in(language, Profile::new().nature(Nature::Project));
        let ids = |stage: &Stage| {
            let exits: Vec<_> = stage.exit_criteria.iter().map(|it| it.id.clone()).collect();
            (stage.id.clone(), exits, stage.actions.len(), stage.tactics.len())
        };
        let stages = draft.pipelines.iter().flat_map(|it| &it.stages).map(ids);
        let stages: Vec<_> = stages.collect();
        assert_eq!(draft.clone().build().unwrap().lint(), []);
        (stages, draft.lost_reasons.clone(), draft.targets.len())
    };
    assert_eq!(shape(Language::English), shape(Language::Russian));
    assert_eq!(shape(Language::English), shape(Language::Romanian));
    let name = |language| SalesProcess::propose_in(language, Profile::new()).name;
    assert_eq!(name(Language::Russian), "Консультативные продажи товаров компаниям");
    assert_eq!(name(Language::Romanian), "Vânzări consultative: produse pentru companii");
}

/// Money of a project comes by milestones, and a deal can be given up as soon
/// as it is known that nothing is needed.
#[test]
fn projects_are_paid_by_milestones() {
    let project = proposed(r#"{"nature":"project"}"#);
    let stages = main_of(&project).stages();
    let payment = stages.iter().find(|it| it.is_for(&Purpose::PaymentTracking)).unwrap();
    assert!(payment.exit_criteria.iter().any(|it| it.id == "payment_schedule"));
    let main = main_of(&project);
    let discovery = main.stage_keys().zip(stages).find(|(_, s)| s.is_for(&Purpose::NeedsDiscovery));
    let lost = main.key("lost").unwrap();
    assert!(main.exits(discovery.unwrap().0).any(|(to, _)| to == lost));
}
