//! What the parts of a proposal promise to the rest of the crate; whole
//! proposals are looked at from outside, as an application sees them.

use std::collections::BTreeSet;

use super::stage::stage_in;
use super::text::{self, Kind, Line, Part};
use super::{repeat_pipeline, role_for, stage_for};
use crate::process::{
    Channel, Market, Nature, Offering, PipelineDraft, Profile, Purpose, Role, RoleKind, Stage,
};
use crate::value::Language;

/// The profiles that make a difference to a part.
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

fn parts(profile: Profile) -> Vec<&'static Part> {
    let built_in = Purpose::BUILT_IN.iter().map(|purpose| text::of(purpose).unwrap());
    built_in.chain(text::repeat(profile).into_iter().map(|(_, part)| part)).collect()
}

fn of_kind(part: &Part, profile: Profile, kind: Kind) -> Vec<&'static Line> {
    text::lines_of(part.lines, profile).filter(|line| line.kind == kind).collect()
}

/// A text that a salesperson can read: a sentence of several whole words,
/// without a full stop, that begins as it should.
#[track_caller]
fn check_text(text: &str, is_sentence: bool) {
    let first = text.chars().next().unwrap();
    assert_eq!(first.is_uppercase(), is_sentence, "{text}");
    assert!(!text.ends_with(['.', ' ', ',', ':']) && !text.contains("  "), "{text}");
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!((3..=24).contains(&words.len()), "{text}");
    let lower = text.to_lowercase();
    for unfinished in ["todo", "tbd", "xxx", "lorem", "foo ", "…", "...", "<", "{", " etc"] {
        assert!(!lower.contains(unfinished), "{text}");
    }
    for pair in words.windows(2) {
        assert_ne!(pair[0].to_lowercase(), pair[1].to_lowercase(), "{text}");
    }
}

#[test]
fn every_text_can_be_read() {
    for profile in profiles() {
        for part in parts(profile) {
            let actions = of_kind(part, profile, Kind::Do);
            let tactics = of_kind(part, profile, Kind::How);
            let exits = text::lines_of(part.lines, profile)
                .filter(|line| matches!(line.kind, Kind::Exit(_)))
                .collect::<Vec<_>>();
            assert!(actions.len() >= 3 && tactics.len() >= 2, "{} {profile:?}", part.id);
            assert!((1..=3).contains(&exits.len()), "{} {profile:?}", part.id);
            assert!(!of_kind(part, profile, Kind::Name).is_empty(), "{} {profile:?}", part.id);
            assert!(part.days(profile) > 0);
            for language in Language::ALL {
                let texts = actions.iter().chain(&tactics).map(|line| line.text(*language));
                assert_eq!(
                    texts.clone().collect::<BTreeSet<_>>().len(),
                    actions.len() + tactics.len()
                );
                texts.for_each(|text| check_text(text, true));
                exits.iter().for_each(|line| check_text(line.text(*language), false));
            }
        }
    }
}

/// Each language has its own letters; B2B and the initials of frameworks are
/// the same in all.
#[test]
fn no_text_is_left_in_another_language() {
    let parts = Purpose::BUILT_IN.iter().map(|purpose| text::of(purpose).unwrap().lines);
    let tables = [
        text::people::TITLES,
        text::people::PLANS,
        text::policy::NAMES,
        text::policy::AUDIENCE,
        text::policy::FILTER,
        text::policy::QUESTIONS,
        text::policy::PROBLEM,
        text::policy::CHECKLIST,
        text::policy::PRIORITY,
    ];
    let repeat = text::repeat(Profile::new()).map(|(_, part)| part.lines);
    for line in parts.chain(tables).chain(repeat).flatten() {
        let russian = line.text(Language::Russian);
        let mut inside = false;
        for c in russian.chars() {
            inside = (inside || c == '{') && c != '}';
            assert!(inside || !c.is_ascii_alphabetic(), "{russian}");
        }
        let romanian = line.text(Language::Romanian);
        assert!(!romanian.contains(['ş', 'ţ', 'Ş', 'Ţ']), "a comma, not a cedilla: {romanian}");
        assert!(!romanian.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я')), "{romanian}");
    }
}

/// What a text is for has one text under every profile, and no id twice.
#[test]
fn every_id_has_one_text() {
    for profile in profiles() {
        for table in [
            text::policy::AUDIENCE,
            text::policy::QUESTIONS,
            text::policy::PROBLEM,
            text::policy::CHECKLIST,
        ] {
            let mut ids = BTreeSet::new();
            for line in text::lines_of(table, profile) {
                let Kind::For(id) = line.kind else { panic!("{line:?}") };
                assert!(ids.insert(id), "{id} {profile:?}");
            }
            assert!((2..=6).contains(&ids.len()), "{ids:?} {profile:?}");
        }
        for part in parts(profile) {
            let mut ids = BTreeSet::new();
            for line in text::lines_of(part.lines, profile) {
                if let Kind::Exit(id) = line.kind {
                    assert!(ids.insert(id), "{} {id} {profile:?}", part.id);
                }
            }
        }
    }
}

#[test]
fn different_purposes_say_different_things() {
    for profile in profiles() {
        let mut said = BTreeSet::new();
        for purpose in &Purpose::BUILT_IN[..13] {
            let part = text::of(purpose).unwrap();
            for line in text::lines_of(part.lines, profile) {
                if matches!(line.kind, Kind::Do | Kind::How | Kind::Exit(_)) {
                    assert!(said.insert(line.text(Language::English)), "{line:?}");
                }
            }
        }
    }
}

#[test]
fn a_stage_speaks_one_language() {
    let proposal = [Purpose::Proposal, Purpose::Negotiation];
    let names = Language::ALL.iter().map(|it| stage_in(&proposal, Profile::new(), *it).name);
    let names: Vec<String> = names.flatten().collect();
    assert_eq!(
        names,
        [
            "Proposal and negotiation",
            "Коммерческое предложение и переговоры",
            "Ofertă și negociere"
        ]
    );
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
    check(&[Negotiation, Contract], "negotiation_contract", "Negotiation and contract", 7);
    check(
        &[Onboarding, PaymentTracking],
        "onboarding_payment",
        "Delivery, onboarding and payment tracking",
        14,
    );
    check(
        &[Prospecting, ProactiveContact],
        "prospecting_contact",
        "Prospecting and proactive contact",
        7,
    );
    check(
        &[Qualification, NeedsDiscovery],
        "qualification_discovery",
        "Qualification and needs discovery",
        5,
    );
    check(
        &[PartnerManagement, Prospecting, ProactiveContact],
        "partners_prospecting_contact",
        "Partner management, prospecting and proactive contact",
        7,
    );
    check(
        &[PartnerManagement, ProactiveContact, InboundRequest],
        "partners_contact_request",
        "Partner management, proactive contact and inbound request",
        7,
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
