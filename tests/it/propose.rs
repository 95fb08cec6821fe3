//! Proposing a process, for every profile there is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sales_process::lifecycle::deal::{AnyDeal, Deal, DealCommand, DealState, Given, Open};
use sales_process::process::lint::Severity;
use sales_process::process::{
    Activity, Channel, Days, DealKind, Demand, HandoffPolicy, Market, Move, Nature, Novelty,
    Offering, OutcomeKind, Pipeline, Profile, Purpose, RoleKind, SalesProcess, Stage, StageKey,
    StageReasonKind, Subprocess,
};

use crate::samples::{act, day, id, money, new_deal};

/// All 384: every choice of the seven dimensions, with and without payment
/// depending on onboarding.
fn profiles() -> Vec<Profile> {
    fn each<T: Copy>(
        all: Vec<Profile>,
        choices: &[T],
        set: impl Fn(Profile, T) -> Profile,
    ) -> Vec<Profile> {
        all.into_iter()
            .flat_map(|p| choices.iter().map(|c| set(p, *c)).collect::<Vec<_>>())
            .collect()
    }
    let all = each(vec![Profile::new()], Nature::ALL, Profile::nature);
    let all = each(all, Novelty::ALL, Profile::novelty);
    let all = each(all, Demand::ALL, Profile::demand);
    let all = each(all, Market::ALL, Profile::market);
    let all = each(all, Offering::ALL, Profile::offering);
    let all = each(all, Channel::ALL, Profile::channel);
    let all = each(all, Activity::ALL, Profile::activity);
    let all = each(all, &[false, true], |p, payment_depends_on_onboarding| Profile {
        payment_depends_on_onboarding,
        ..p
    });
    assert_eq!(all.len(), 384);
    all
}

/// The proposal for every profile, built once for all tests.
static PROPOSALS: LazyLock<Vec<(Profile, SalesProcess)>> = LazyLock::new(|| {
    let built = |profile| (profile, SalesProcess::propose(profile).build().unwrap());
    profiles().into_iter().map(built).collect()
});

/// Looks at the proposal for every profile; a failure names the profile.
#[track_caller]
fn check_all(look: impl Fn(&Profile, &SalesProcess)) {
    for (profile, process) in PROPOSALS.iter() {
        let looked =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(profile, process)));
        assert!(looked.is_ok(), "{}", serde_json::to_string(profile).unwrap());
    }
}

/// The pipeline for new business.
fn main_of(process: &SalesProcess) -> &Pipeline {
    process.pipeline_for(DealKind::NewBusiness).unwrap()
}

fn carries(pipeline: &Pipeline, purpose: &Purpose) -> bool {
    pipeline.stages().iter().any(|stage| stage.is_for(purpose))
}

/// `*` for a start, the name, the role, the days: one line for each pipeline.
fn lines(process: &SalesProcess) -> String {
    let stage = |s: &Stage| {
        let start = if s.start { "*" } else { "" };
        let (role, days) = (s.role.as_deref().unwrap(), s.typical_days.unwrap().count());
        format!("{start}{} ({role} {days})", s.name())
    };
    let line = |p: &Pipeline| {
        let stages: Vec<_> = p.stages().iter().map(stage).collect();
        format!("{}: {}", p.id(), stages.join(" > "))
    };
    process.pipelines().iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_proposal_is_read_back_as_it_was() {
    check_all(|profile, process| {
        assert_eq!(SalesProcess::from_json(&process.to_json()).unwrap(), *process);
        assert_eq!(process.profile(), profile);
        assert_eq!(SalesProcess::propose(*profile).build().unwrap(), *process);
    });
}

#[test]
fn every_proposal_passes_the_linter() {
    check_all(|_, process| {
        let mut found = process.lint();
        found.retain(|finding| finding.lint.code != "Q16");
        assert_eq!(found, []);
    });
}

#[test]
fn contradictions_of_the_profile_are_all_that_is_noticed() {
    check_all(|_, process| {
        assert!(process.lint().iter().all(|finding| finding.severity == Severity::Notice));
    });
}

#[test]
fn five_to_seven_stages_and_three_to_five_for_repeat_sales() {
    check_all(|profile, process| {
        assert!((5..=7).contains(&main_of(process).stages().len()));
        let company = profile.market == Some(Market::B2b);
        assert_eq!(process.pipelines().len(), if company { 2 } else { 1 });
        if company {
            let repeat = process.pipeline_for(DealKind::Repeat).unwrap();
            assert!((3..=5).contains(&repeat.stages().len()));
            assert!(
                repeat.stages().len() < main_of(process).stages().len()
                    || main_of(process).stages().len() == 5
            );
        }
        for kind in DealKind::ALL {
            let serving = process.pipelines().iter().filter(|p| p.is_for(*kind)).count();
            assert_eq!(serving, 1, "{kind}");
        }
    });
}

#[test]
fn what_is_demanded_and_what_is_usual_is_there() {
    check_all(|profile, process| {
        let main = main_of(process);
        let demands = profile.demands(|purpose| carries(main, purpose));
        for purpose in demands
            .into_iter()
            .map(|d| d.purpose)
            .chain(profile.usual().into_iter().map(|u| u.purpose))
        {
            assert!(carries(main, &purpose), "{purpose}");
        }
        assert!(carries(main, &Purpose::Qualification) && carries(main, &Purpose::Proposal));
        // No more purposes than there are reasons for.
        for stage in main.stages() {
            for purpose in &stage.purposes {
                assert_eq!(main.stages().iter().filter(|s| s.is_for(purpose)).count(), 1);
            }
        }
    });
}

/// The place of a purpose in the order of domain and profile.
fn rank(purpose: &Purpose, profile: Profile) -> usize {
    use Purpose::{
        Contract, Delivery, InboundRequest, NeedsDiscovery, Negotiation, Onboarding,
        PartnerManagement, PaymentTracking, ProactiveContact, Proposal, Prospecting, Qualification,
        Retention, Trial,
    };
    let paid = if profile.payment_depends_on_onboarding {
        [vec![Onboarding], vec![PaymentTracking]]
    } else {
        [vec![PaymentTracking], vec![Onboarding]]
    };
    let [paid_first, paid_second] = paid;
    let order = [
        vec!["reminder".parse().unwrap()],
        vec![PartnerManagement],
        vec![Prospecting],
        vec![ProactiveContact, InboundRequest],
        vec![Qualification],
        vec![NeedsDiscovery],
        vec![Trial],
        vec![Proposal],
        vec![Negotiation],
        vec![Contract],
        paid_first,
        paid_second,
        vec![Delivery],
        vec![Retention],
    ];
    order.iter().position(|purposes| purposes.contains(purpose)).unwrap()
}

#[test]
fn every_move_that_is_not_rework_goes_on_in_canonical_order() {
    check_all(|profile, process| {
        for pipeline in process.pipelines() {
            for key in pipeline.stage_keys() {
                let from = pipeline.working_stage(key).unwrap();
                let ranks = |stage: &Stage| -> Vec<usize> {
                    stage.purposes.iter().map(|purpose| rank(purpose, *profile)).collect()
                };
                for (to, step) in pipeline.exits(key) {
                    let Some(to) = pipeline.working_stage(to) else { continue };
                    let (last, first) =
                        (ranks(from).into_iter().max(), ranks(to).into_iter().min());
                    assert_eq!(step.rework.is_some(), last >= first, "{} -> {}", from.id, to.id);
                    assert!(from.subprocess <= to.subprocess || step.rework.is_some());
                }
            }
        }
    });
}

#[test]
fn every_stage_is_complete() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            for stage in pipeline.stages() {
                let role = process.role(stage.role.as_deref().unwrap()).unwrap();
                assert!(role.title.is_some());
                assert!(stage.name.is_some() && stage.subprocess.is_some(), "{}", stage.id);
                assert!((3..=7).contains(&stage.actions.len()), "{}", stage.id);
                assert!((2..=5).contains(&stage.tactics.len()), "{}", stage.id);
                assert!((1..=4).contains(&stage.exit_criteria.len()), "{}", stage.id);
                let texts: BTreeSet<_> = stage.actions.iter().chain(&stage.tactics).collect();
                assert_eq!(texts.len(), stage.actions.len() + stage.tactics.len());
                assert!(stage.typical_days.unwrap() >= Days::from(1));
                assert!(stage.stale_after_days > stage.typical_days);
                assert!(stage.win_probability.is_none() && stage.allow.is_empty());
                let reasons = process.why(pipeline, stage);
                let named: Vec<_> = reasons.iter().map(|reason| &reason.purpose).collect();
                assert!(!named.is_empty() && named.into_iter().eq(&stage.purposes));
            }
            let names: BTreeSet<_> =
                pipeline.stages().iter().map(|s| s.name().to_lowercase()).collect();
            assert_eq!(names.len(), pipeline.stages().len());
            assert!(pipeline.moves().iter().all(|step| step.probability.is_none()));
        }
    });
}

#[test]
fn the_process_around_the_pipelines_is_complete() {
    check_all(|profile, process| {
        for part in Subprocess::ALL {
            let plan = process.subprocess(*part).unwrap();
            assert!(plan.result.is_some() && plan.goal.is_some() && plan.plan.is_some());
            assert!(process.role(plan.owner.as_deref().unwrap()).is_some());
        }
        assert!(process.target_audience().len() >= 3);
        assert!(!process.lead_filter().criteria().is_empty());
        assert!(process.qualification().is_some());
        assert!(process.lost_reasons().contains(&"other".to_owned()));
        assert!(process.disqualify_reasons().contains(&"other".to_owned()));
        assert!(process.regular_rule().is_some() && process.service_level().is_some());
        let required = |handoff: &HandoffPolicy| -> Vec<String> {
            handoff.checklist.iter().filter(|i| i.required).map(|i| i.id.clone()).collect()
        };
        let handoff = process.handoff().unwrap();
        assert_eq!(required(handoff), ["people", "promises", "open_issues", "goals"]);
        assert!(handoff.when.is_some() && handoff.credit_split.is_some());
        for kind in [RoleKind::Hunter, RoleKind::Farmer, RoleKind::HeadOfSales] {
            assert!(process.roles().iter().any(|role| role.kind == kind), "{kind}");
        }
        for group in ["attract.", "sell.", "retain."] {
            assert!(process.targets().any(|(path, _)| path.starts_with(group)), "{group}");
        }
        // Required where selling takes talks between companies.
        let hard =
            profile.market == Some(Market::B2b) && profile.nature != Some(Nature::Transactional);
        let is_hard = process.lead_filter().criteria().iter().any(|c| c.required);
        assert!(is_hard || !hard);
        // Money is left to the company.
        assert!(!process.to_json().contains("GBP") && !process.to_json().contains("USD"));
    });
}

/// Responsibility never comes back to somebody who has given it away.
#[test]
fn nobody_plays_ping_pong() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            let begins: Vec<_> = pipeline.starts().collect();
            for start in begins {
                let mut roles: Vec<&str> = Vec::new();
                for stage in way(pipeline, start) {
                    let role = pipeline.working_stage(stage).unwrap().role.as_deref().unwrap();
                    if roles.last() != Some(&role) {
                        assert!(!roles.contains(&role), "{role}");
                        roles.push(role);
                    }
                }
            }
        }
    });
}

/// The stages that a deal passes that is never lost and never goes back.
fn way(pipeline: &Pipeline, start: StageKey) -> Vec<StageKey> {
    let mut way = vec![start];
    let on = |step: &Move| step.rework.is_none() && step.to != "lost";
    while let Some((to, _)) = pipeline.exits(way[way.len() - 1]).find(|(_, step)| on(step)) {
        if pipeline.is_won(to) {
            return way;
        }
        way.push(to);
    }
    panic!("no way to won");
}

/// The share of the expected cycle that each stage takes where the moves out
/// of a stage are taken equally often, and the cycle's length.
fn cycle(pipeline: &Pipeline) -> (f64, BTreeMap<String, f64>) {
    let starts: Vec<_> = pipeline.starts().collect();
    let mut now: BTreeMap<StageKey, f64> =
        starts.iter().map(|start| (*start, 1.0 / f64::from(starts.len() as u32))).collect();
    let mut days: BTreeMap<String, f64> = BTreeMap::new();
    while now.values().sum::<f64>() > 1e-9 {
        let mut next = BTreeMap::new();
        for (key, flow) in now {
            let Some(stage) = pipeline.working_stage(key) else { continue };
            *days.entry(stage.id.clone()).or_default() +=
                flow * stage.typical_days.unwrap().count();
            let exits = f64::from(pipeline.exits(key).count() as u32);
            for (to, _) in pipeline.exits(key) {
                *next.entry(to).or_default() += flow / exits;
            }
        }
        now = next;
    }
    let whole: f64 = days.values().sum();
    (whole, days.into_iter().map(|(id, d)| (id, d / whole)).collect())
}

#[test]
fn no_stage_takes_most_of_the_cycle_and_the_cycle_is_short_enough() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            let (expected, shares) = cycle(pipeline);
            for (stage, share) in shares {
                assert!(share <= 0.4, "{stage} {share}");
            }
            let most = pipeline.draft().max_cycle_days.unwrap().count();
            let ways = pipeline.starts().map(|start| {
                let days = |key: &StageKey| {
                    pipeline.working_stage(*key).unwrap().typical_days.unwrap().count()
                };
                way(pipeline, start).iter().map(days).sum::<f64>()
            });
            let longest = ways.fold(0.0, f64::max);
            assert!(expected < most && longest * 1.5 <= most, "{expected} {longest} {most}");
        }
    });
}

/// A deal goes the whole way, each stage left with its criteria met.
#[track_caller]
fn sell(pipeline: &Pipeline, start: StageKey) -> AnyDeal {
    let name = |key: StageKey| pipeline.id_of(key).unwrap();
    let act = &act();
    let kind = DealKind::ALL.iter().find(|kind| pipeline.is_for(**kind)).unwrap();
    let opened: Deal<Open> =
        Deal::open(new_deal().kind(*kind), pipeline, name(start).as_str(), act).unwrap();
    let mut deal = AnyDeal::from(opened);
    for (i, key) in way(pipeline, start).into_iter().enumerate() {
        if i > 0 {
            deal = deal
                .apply(pipeline, DealCommand::Advance { to: name(key).clone().into() }, act)
                .unwrap();
        }
        for criterion in &pipeline.working_stage(key).unwrap().exit_criteria {
            let given =
                Given { stage: None, criterion: id(&criterion.id), evidence: "seen".into() };
            deal = deal.apply(pipeline, DealCommand::Satisfy(given), act).unwrap();
        }
        if deal.state() == DealState::Open && pipeline.reaches_closing(key) {
            let win = DealCommand::Win {
                amount: None,
                evidence: "ref 7/26".into(),
                on: day("2026-03-02"),
            };
            deal = deal.apply(pipeline, win, act).unwrap();
        }
    }
    let pay = DealCommand::Pay { amount: money("900.00 GBP"), on: day("2026-03-02") };
    let deal = deal.apply(pipeline, pay, act).unwrap();
    deal.apply(pipeline, DealCommand::Complete {}, act).unwrap()
}

#[test]
fn a_deal_can_be_sold_from_every_start() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            for start in pipeline.starts() {
                assert_eq!(sell(pipeline, start).state(), DealState::Completed);
            }
        }
    });
}

#[test]
fn deals_can_be_lost_before_anything_is_offered() {
    check_all(|_, process| {
        let main = main_of(process);
        for start in main.starts() {
            let way = way(main, start);
            let offer = way
                .iter()
                .position(|key| main.working_stage(*key).unwrap().is_for(&Purpose::Proposal));
            let lost = main.ends(OutcomeKind::Lost).next().unwrap();
            assert!(
                way[..offer.unwrap()].iter().any(|key| main.move_between(*key, lost).is_some())
            );
        }
    });
}

/// The purposes stage by stage, for a difference in one dimension.
fn purposes(process: &SalesProcess) -> String {
    let stage = |s: &Stage| {
        let purposes: Vec<_> = s.purposes.iter().map(Purpose::name).collect();
        format!("{}{}", if s.start { "*" } else { "" }, purposes.join("+"))
    };
    main_of(process).stages().iter().map(stage).collect::<Vec<_>>().join(" ")
}

fn proposed(json: &str) -> SalesProcess {
    SalesProcess::propose(serde_json::from_str(json).unwrap()).build().unwrap()
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
    let all = ["competitor", "contractor", "department", "partner"].map(str::to_owned);
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
        "*inbound_request qualification needs_discovery trial proposal negotiation+contract \
         onboarding+payment_tracking",
    );
    check_purposes(
        r#"{"novelty":"innovative","nature":"transactional","market":"b2c"}"#,
        "*inbound_request qualification trial proposal payment_tracking onboarding",
    );
    let reasons = |json: &str| proposed(json).lost_reasons().to_vec();
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
    let event = |json: &str| proposed(json).closing_event().name();
    assert_eq!(event("{}"), "contract_signed");
    assert_eq!(event(r#"{"nature":"transactional"}"#), "contract_signed");
    assert_eq!(event(r#"{"market":"b2c"}"#), "contract_signed");
    assert_eq!(event(r#"{"nature":"transactional","market":"b2c"}"#), "purchase_made");
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
    check_purposes(service, &format!("{before} delivery"));
    assert_eq!(responsible(product, &Purpose::Onboarding), RoleKind::Delivery);
    assert_eq!(responsible(service, &Purpose::Delivery), RoleKind::Delivery);
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
    assert!(proposed("{}").roles().iter().all(|role| role.kind != RoleKind::Partner));
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
    assert_eq!(required(r#"{"nature":"transactional"}"#), 0);
    assert_eq!(required(r#"{"nature":"transactional","market":"b2c"}"#), 0);
    let rule = |json: &str| {
        let process = proposed(json);
        serde_json::to_string(&process.as_draft().qualification).unwrap()
    };
    assert_eq!(rule("{}"), r#"{"framework":"bant","rule":{"at_least":3}}"#);
    assert_eq!(
        rule(r#"{"nature":"transactional","market":"b2c"}"#),
        r#"{"framework":"bant","rule":{"at_least":2}}"#
    );
}

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
    qualification_discovery: `qualification` makes sense: not every request is worth the cost of selling
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
    order: `payment_tracking` is demanded; payment is tracked in every case
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

#[test]
fn a_table_of_profiles() {
    let table = [
        "{}",
        r#"{"nature":"transactional","market":"b2c"}"#,
        r#"{"nature":"transactional","market":"b2c","novelty":"innovative"}"#,
        r#"{"demand":"unformed","activity":"active"}"#,
        r#"{"nature":"project","offering":"service","activity":"active"}"#,
        r#"{"nature":"project","market":"b2c","offering":"service"}"#,
        r#"{"novelty":"innovative","payment_depends_on_onboarding":true}"#,
        r#"{"channel":"indirect","demand":"unformed","novelty":"innovative"}"#,
        r#"{"nature":"project","novelty":"innovative","demand":"unformed","offering":"service","channel":"indirect","activity":"active","payment_depends_on_onboarding":true}"#,
    ];
    let told: Vec<String> =
        table.iter().map(|json| format!("{json}\n{}", lines(&proposed(json)))).collect();
    insta::assert_snapshot!(told.join("\n\n"), @r#"
    {}
    main: *Take the request (hunter 1) > Qualify the lead (hunter 3) > Understand the need (hunter 5) > Make the proposal (hunter 5) > Negotiate and sign (hunter 7) > Get paid (hunter 10) > Onboard the customer (delivery 10)
    repeat: *Remind when an order is due (farmer 3) > *Take the customer's request (farmer 1) > Review the need and offer (farmer 4) > Confirm the order and get paid (farmer 8) > Keep the customer (farmer 7)

    {"nature":"transactional","market":"b2c"}
    main: *Take the request (hunter 1) > Check the fit (hunter 1) > Offer and take the order (hunter 1) > Get paid (hunter 2) > Hand over and set up (delivery 2)

    {"nature":"transactional","market":"b2c","novelty":"innovative"}
    main: *Take the request (hunter 1) > Check the fit (hunter 1) > Let the customer try (hunter 2) > Offer and take the order (hunter 1) > Get paid (hunter 2) > Hand over and set up (delivery 2)

    {"demand":"unformed","activity":"active"}
    main: *Find and approach prospects (hunter 3) > Qualify the lead (hunter 3) > Understand the need (hunter 5) > Make the proposal (hunter 5) > Negotiate and sign (hunter 7) > Get paid (hunter 10) > Onboard the customer (delivery 10)
    repeat: *Remind when an order is due (farmer 3) > *Take the customer's request (farmer 1) > Review the need and offer (farmer 4) > Confirm the order and get paid (farmer 8) > Keep the customer (farmer 7)

    {"nature":"project","offering":"service","activity":"active"}
    main: *Approach prospects (hunter 6) > *Take the request (hunter 2) > Qualify and understand the need (hunter 10) > Make the proposal (hunter 12) > Negotiate and sign (hunter 16) > Get paid (hunter 20) > Deliver the project (delivery 28)
    repeat: *Remind when an order is due (farmer 6) > *Take the customer's request (farmer 2) > Review the need and offer (farmer 8) > Confirm the order and get paid (farmer 16) > Keep the customer (farmer 14)

    {"nature":"project","market":"b2c","offering":"service"}
    main: *Take the request (hunter 1) > Qualify the lead (hunter 3) > Understand the need (hunter 5) > Make the proposal (hunter 6) > Negotiate and sign (hunter 8) > Get paid (hunter 10) > Deliver the project (delivery 14)

    {"novelty":"innovative","payment_depends_on_onboarding":true}
    main: *Take the request (hunter 1) > Qualify the lead (hunter 3) > Understand the need (hunter 5) > Let the customer try (hunter 10) > Make the proposal (hunter 5) > Negotiate and sign (hunter 7) > Onboard and get paid (hunter 10)
    repeat: *Remind when an order is due (farmer 3) > *Take the customer's request (farmer 1) > Review the need and offer (farmer 4) > Confirm the order and get paid (farmer 8) > Keep the customer (farmer 7)

    {"channel":"indirect","demand":"unformed","novelty":"innovative"}
    main: *Steer partners and find prospects (channel_manager 3) > Approach prospects (partner 3) > Qualify and understand the need (partner 5) > Let the customer try (partner 10) > Make the proposal (partner 5) > Negotiate and sign (partner 7) > Onboard and get paid (partner 10)
    repeat: *Remind when an order is due (farmer 3) > *Take the customer's request (farmer 1) > Review the need and offer (farmer 4) > Confirm the order and get paid (farmer 8) > Keep the customer (farmer 7)

    {"nature":"project","novelty":"innovative","demand":"unformed","offering":"service","channel":"indirect","activity":"active","payment_depends_on_onboarding":true}
    main: *Steer partners, find and approach prospects (channel_manager 6) > Qualify and understand the need (partner 10) > Let the customer try (partner 20) > Make the proposal (partner 12) > Negotiate and sign (partner 16) > Get the customer started and get paid (partner 20) > Deliver the project (delivery 28)
    repeat: *Remind when an order is due (farmer 6) > *Take the customer's request (farmer 2) > Review the need and offer (farmer 8) > Confirm the order and get paid (farmer 16) > Keep the customer (farmer 14)
    "#);
}

#[test]
fn one_whole_proposal() {
    let profile = r#"{"novelty":"innovative","demand":"unformed","activity":"active"}"#;
    insta::assert_snapshot!("proposal", proposed(profile).to_json());
}
