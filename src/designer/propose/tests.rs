//! What the parts of a proposal promise to the rest of the crate; whole
//! proposals are looked at from outside, as an application sees them.

use std::collections::BTreeSet;

use super::template::{self, Template};
use super::{repeat_pipeline, role_for, stage_for};
use crate::process::{
    Channel, Market, Nature, Offering, PipelineDraft, Profile, Purpose, Role, RoleKind, Stage,
};

/// The profiles that make a difference to a template.
fn profiles() -> Vec<Profile> {
    let mut profiles = Vec::new();
    for nature in Nature::ALL {
        for market in Market::ALL {
            for offering in Offering::ALL {
                for payment_depends_on_onboarding in [false, true] {
                    let profile = Profile::new().nature(*nature).market(*market);
                    let profile = profile.offering(*offering).or_defaults();
                    profiles.push(Profile { payment_depends_on_onboarding, ..profile });
                }
            }
        }
    }
    profiles
}

fn templates(profile: Profile) -> Vec<&'static Template> {
    let built_in = Purpose::BUILT_IN.iter().map(|purpose| template::of(purpose, profile).unwrap());
    built_in.chain(template::repeat(profile).into_iter().map(|(_, template)| template)).collect()
}

/// A text that a salesperson can read: a sentence of several whole words,
/// without a full stop, that begins as it should.
#[track_caller]
fn check_text(text: &str, is_sentence: bool) {
    let first = text.chars().next().unwrap();
    assert_eq!(first.is_uppercase(), is_sentence, "{text}");
    assert!(!text.ends_with(['.', ' ', ',', ':']) && !text.contains("  "), "{text}");
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!((4..=22).contains(&words.len()), "{text}");
    let lower = text.to_lowercase();
    for unfinished in ["todo", "tbd", "xxx", "lorem", "foo", "…", "...", "<", "{", "etc"] {
        assert!(!lower.contains(unfinished), "{text}");
    }
    for pair in words.windows(2) {
        assert_ne!(pair[0].to_lowercase(), pair[1].to_lowercase(), "{text}");
    }
}

#[test]
fn every_text_can_be_read() {
    for profile in profiles() {
        for template in templates(profile) {
            assert!((2..=5).contains(&template.actions.len()), "{template:?}");
            assert!((2..=4).contains(&template.tactics.len()), "{template:?}");
            assert!((1..=3).contains(&template.criteria.len()), "{template:?}");
            let texts = template.actions.iter().chain(template.tactics);
            texts.clone().for_each(|text| check_text(text, true));
            assert_eq!(
                texts.collect::<BTreeSet<_>>().len(),
                template.actions.len() + template.tactics.len()
            );
            template.criteria.iter().for_each(|(_, text)| check_text(text, false));
            assert!(template.days > 0, "{template:?}");
        }
    }
}

/// One text is written once, but for the few that hold in several variants
/// of one purpose.
#[test]
fn different_purposes_say_different_things() {
    for profile in profiles() {
        let mut said = BTreeSet::new();
        for purpose in &Purpose::BUILT_IN[..13] {
            let template = template::of(purpose, profile).unwrap();
            let criteria = template.criteria.iter().flat_map(|(id, text)| [id, text]);
            for text in template.actions.iter().chain(template.tactics).chain(criteria) {
                assert!(said.insert(*text), "{text}");
            }
        }
    }
}

#[test]
fn a_stage_for_one_purpose_is_complete() {
    for profile in profiles() {
        for purpose in Purpose::BUILT_IN {
            let stage = stage_for(std::slice::from_ref(&purpose), profile);
            assert_eq!(stage.purposes, [purpose]);
            assert!(stage.subprocess.is_some() && stage.role.is_none() && !stage.start);
            assert!(stage.actions.len() >= 3 && stage.tactics.len() >= 2, "{stage:?}");
            assert!(!stage.exit_criteria.is_empty(), "{stage:?}");
            assert!(stage.typical_days < stage.stale_after_days, "{stage:?}");
            let pipeline = PipelineDraft::new("main").stage(stage).build();
            assert!(pipeline.is_ok());
        }
    }
}

/// What is not said of the profile is taken at its default.
#[test]
fn a_stage_for_a_profile_that_says_nothing() {
    let discovery = [Purpose::NeedsDiscovery];
    let said = Profile::new().or_defaults();
    assert_eq!(stage_for(&discovery, Profile::new()), stage_for(&discovery, said));
}

#[test]
fn a_stage_for_a_purpose_of_ones_own_has_its_name() {
    let stage = stage_for(&["site_survey".parse().unwrap()], Profile::new());
    let expected = Stage::new("site_survey", "Site survey").purpose("site_survey".parse().unwrap());
    assert_eq!(stage, expected);
}

#[test]
fn a_stage_for_several_purposes_is_put_together() {
    #[track_caller]
    fn check(purposes: &[Purpose], id: &str, name: &str, days: u16) {
        let stage = stage_for(purposes, Profile::new());
        assert_eq!((stage.id.as_str(), stage.name()), (id, name));
        assert_eq!(stage.typical_days, Some(days.into()));
        let parts = purposes.iter().map(|p| stage_for(std::slice::from_ref(p), Profile::new()));
        let criteria: Vec<_> = parts.flat_map(|part| part.exit_criteria).collect();
        assert_eq!(stage.exit_criteria, criteria);
        assert!((3..=7).contains(&stage.actions.len()), "{stage:?}");
        assert!((2..=5).contains(&stage.tactics.len()), "{stage:?}");
    }
    use Purpose::{
        Contract, InboundRequest, NeedsDiscovery, Negotiation, Onboarding, PartnerManagement,
        PaymentTracking, ProactiveContact, Prospecting, Qualification,
    };
    check(&[Negotiation, Contract], "negotiation_contract", "Negotiate and sign", 7);
    check(&[Onboarding, PaymentTracking], "onboarding_payment", "Onboard and get paid", 10);
    check(
        &[Prospecting, ProactiveContact],
        "prospecting_contact",
        "Find and approach prospects",
        3,
    );
    check(
        &[Qualification, NeedsDiscovery],
        "qualification_discovery",
        "Qualify and understand the need",
        5,
    );
    check(
        &[PartnerManagement, Prospecting, ProactiveContact],
        "partners_prospecting_contact",
        "Steer partners, find and approach prospects",
        3,
    );
    check(
        &[PartnerManagement, ProactiveContact, InboundRequest],
        "partners_contact_request",
        "Steer partners, approach prospects and take requests",
        3,
    );
}

#[test]
fn a_stage_is_the_responsibility_of_the_role_the_process_has() {
    #[track_caller]
    fn check(purpose: Purpose, profile: Profile, roles: &[Role], expected: Option<&str>) {
        assert_eq!(role_for(&[purpose], profile, roles).as_deref(), expected);
    }
    let direct = Profile::new();
    let indirect = direct.channel(Channel::Indirect);
    let after = direct.payment_depends_on_onboarding();
    check(Purpose::Proposal, direct, &[], Some("hunter"));
    check(Purpose::Proposal, indirect, &[], Some("partner"));
    check(Purpose::PartnerManagement, indirect, &[], Some("hunter"));
    check(Purpose::Onboarding, direct, &[], Some("delivery"));
    check(Purpose::Onboarding, after, &[], Some("hunter"));
    check(Purpose::Retention, direct, &[], Some("farmer"));
    let own = [Role::new("ae", RoleKind::Hunter), Role::new("se", RoleKind::Hunter)];
    check(Purpose::Proposal, direct, &own, Some("ae"));
    check(Purpose::Delivery, direct, &own, None);
}

#[test]
fn the_repeat_pipeline_fits_into_a_process_with_other_roles() {
    #[track_caller]
    fn check(roles: &[Role], expected: Option<&str>) {
        let pipeline = repeat_pipeline(Profile::new(), roles);
        assert!(pipeline.stages.iter().all(|stage| stage.role.as_deref() == expected));
        let mut draft = crate::process::SalesProcess::draft("p", "P").pipeline(pipeline);
        draft.roles = roles.to_vec();
        assert!(draft.build().is_ok());
    }
    check(&[], Some("farmer"));
    check(&[Role::new("ae", RoleKind::Hunter)], None);
    check(
        &[Role::new("farmer", RoleKind::Hunter), Role::new("kam", RoleKind::Farmer)],
        Some("kam"),
    );
}
