//! What holds of the proposal for every profile.

use std::collections::{BTreeMap, BTreeSet};

use sales_process::designer::lint::Severity;
use sales_process::process::{
    Days, DealKind, HandoffPolicy, Market, Nature, OutcomeKind, Pipeline, Profile, Purpose,
    RoleKind, SalesProcess, Stage, StageKey, Subprocess,
};

use super::{carries, check_all, main_of, way};

#[test]
fn every_proposal_is_read_back_as_it_was() {
    check_all(|profile, process| {
        assert_eq!(SalesProcess::from_json(&process.to_json()).unwrap(), *process);
        assert_eq!(process.as_draft().profile, *profile);
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
fn five_to_seven_stages_and_a_shorter_way_for_repeat_sales() {
    check_all(|profile, process| {
        assert!((5..=7).contains(&main_of(process).stages().len()));
        let company = profile.market == Some(Market::B2b);
        assert_eq!(process.pipelines().len(), if company { 2 } else { 1 });
        if company {
            let repeat = process.pipeline_for(DealKind::Repeat).unwrap();
            assert!((3..=6).contains(&repeat.stages().len()));
            let longest = |pipeline: &Pipeline| {
                pipeline.starts().map(|start| way(pipeline, start).len()).max()
            };
            assert!(longest(repeat) < longest(main_of(process)));
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
            let plan = &process.as_draft().subprocesses[part];
            assert!(plan.result.is_some() && plan.goal.is_some() && plan.plan.is_some());
            assert!(process.role(plan.owner.as_deref().unwrap()).is_some());
        }
        assert!(process.as_draft().target_audience.len() >= 3);
        assert!(!process.lead_filter().criteria().is_empty());
        assert!(process.qualification().is_some());
        assert!(process.as_draft().lost_reasons.contains(&"other".to_owned()));
        assert!(process.as_draft().disqualify_reasons.contains(&"other".to_owned()));
        assert!(
            process.regular_rule().is_some() && process.as_draft().service_level.as_ref().is_some()
        );
        let required = |handoff: &HandoffPolicy| -> Vec<String> {
            handoff.checklist.iter().filter(|i| i.required).map(|i| i.id.clone()).collect()
        };
        let handoff = process.as_draft().handoff.as_ref().unwrap();
        assert_eq!(required(handoff), ["people", "promises", "open_issues", "goals"]);
        assert!(handoff.when.is_some() && handoff.credit_split.is_some());
        for kind in [RoleKind::Hunter, RoleKind::Farmer, RoleKind::HeadOfSales] {
            assert!(process.as_draft().roles.iter().any(|role| role.kind == kind), "{kind}");
        }
        for group in ["attract.", "sell.", "retain."] {
            assert!(
                process.as_draft().targets.iter().any(|(path, _)| path.starts_with(group)),
                "{group}"
            );
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

/// How long a cycle is where the moves out of a stage are taken equally often.
fn cycle(pipeline: &Pipeline) -> f64 {
    let starts: Vec<_> = pipeline.starts().collect();
    let mut now: BTreeMap<StageKey, f64> =
        starts.iter().map(|start| (*start, 1.0 / f64::from(starts.len() as u32))).collect();
    let mut days = 0.0;
    while now.values().sum::<f64>() > 1e-9 {
        let mut next = BTreeMap::new();
        for (key, flow) in now {
            let Some(stage) = pipeline.working_stage(key) else { continue };
            days += flow * stage.typical_days.unwrap().count();
            let exits = f64::from(pipeline.exits(key).count() as u32);
            for (to, _) in pipeline.exits(key) {
                *next.entry(to).or_default() += flow / exits;
            }
        }
        now = next;
    }
    days
}

#[test]
fn no_stage_takes_most_of_the_cycle_and_the_cycle_is_short_enough() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            let expected = cycle(pipeline);
            let most = pipeline.draft().max_cycle_days.unwrap().count();
            let ways = pipeline.starts().map(|start| {
                let days = |key: &StageKey| {
                    pipeline.working_stage(*key).unwrap().typical_days.unwrap().count()
                };
                let days: Vec<f64> = way(pipeline, start).iter().map(days).collect();
                let whole = days.iter().sum::<f64>();
                // Of the time until won, no stage takes more than two fifths.
                assert!(days.iter().all(|of| of / whole <= 0.4), "{days:?}");
                whole
            });
            let longest = ways.fold(0.0, f64::max);
            assert!(expected < most && longest * 1.5 <= most, "{expected} {longest} {most}");
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
