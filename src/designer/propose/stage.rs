//! Putting a stage together of what its purposes say.

use std::collections::BTreeSet;

use super::people::owner;
use super::text::{self, Kind, Line, Part};
use crate::process::{Days, Nature, Profile, Purpose, RoleKind, Stage, Subprocess};
use crate::value::Language;

/// A whole stage for some purposes under a profile, in English: id, name,
/// purposes, subprocess, exit criteria, actions, tactics, durations, and
/// participants where the sale is a project. Who is responsible is left open.
///
/// A purpose of the company's own gives a stage of its name and nothing else.
pub(crate) fn stage_for(purposes: &[Purpose], profile: Profile) -> Stage {
    stage_in(purposes, profile, Language::English)
}

/// The same in a language.
pub(crate) fn stage_in(purposes: &[Purpose], profile: Profile, language: Language) -> Stage {
    let parts: Vec<&'static Part> = purposes.iter().filter_map(text::of).collect();
    compose(purposes, &parts, profile.or_defaults(), language)
}

/// The stage for some purposes that these parts make.
pub(super) fn compose(
    purposes: &[Purpose],
    parts: &[&'static Part],
    profile: Profile,
    language: Language,
) -> Stage {
    let ids: Vec<&str> = match parts {
        [] => purposes.iter().map(Purpose::name).collect(),
        parts => parts.iter().map(|part| part.id).collect(),
    };
    let mut stage = Stage::new(ids.join("_"), name(purposes, parts, profile, language));
    stage.purposes = purposes.to_vec();
    stage.subprocess = parts.last().map(|part| part.subprocess);
    for line in parts.iter().flat_map(|part| text::lines_of(part.lines, profile)) {
        if let Kind::Exit(id) = line.kind {
            stage = stage.exit_when(id, line.text(language));
        }
    }
    // A stage for several purposes says of each what matters most, and whoever
    // looks after known customers needs less telling.
    let (actions, tactics) = match (parts.len(), stage.subprocess) {
        (0 | 1, Some(Subprocess::Retain)) | (2, _) => (3, 2),
        (0 | 1, _) => (4, 3),
        _ => (2, 1),
    };
    // A request is answered and noted before it goes to a partner.
    let mut in_order = parts.to_vec();
    if parts.len() > 1 && purposes.first() == Some(&Purpose::PartnerManagement) {
        in_order.rotate_left(1);
    }
    stage.actions = firsts(&in_order, actions, Kind::Do, profile, language);
    stage.tactics = firsts(&in_order, tactics, Kind::How, profile, language);
    for (party, line) in participants(purposes, parts, profile) {
        stage = stage.participant(party, line.text(language));
    }
    // What is done in one stage is done side by side.
    if let Some(days) = parts.iter().map(|part| part.days(profile)).max() {
        stage = stage.typical_days(days).stale_after_days(stale_after(Days::from(days)));
    }
    stage
}

/// `Negotiation and contract`.
fn name(
    purposes: &[Purpose],
    parts: &[&'static Part],
    profile: Profile,
    language: Language,
) -> String {
    let name = |part: &&'static Part| text::first(part.lines, Kind::Name, profile, language);
    let names: Vec<String> = match parts {
        [] => purposes.iter().take(1).map(|purpose| purpose.name().replace('_', " ")).collect(),
        parts => parts
            .iter()
            .map(|part| first_letter(name(part), |c| c.to_lowercase().collect()))
            .collect(),
    };
    let joined = match names.as_slice() {
        [firsts @ .., last] if !firsts.is_empty() => {
            let and = language.of([" and ", " и ", " și "]);
            format!("{}{and}{last}", firsts.join(", ").replace(and, ", "))
        }
        names => names.concat(),
    };
    first_letter(&joined, |c| c.to_uppercase().collect())
}

/// A text with its first letter changed.
fn first_letter(text: &str, change: impl Fn(char) -> String) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(change).unwrap_or_default();
    first + letters.as_str()
}

/// The first lines of a kind of each part, none of them twice.
fn firsts(
    parts: &[&'static Part],
    count: usize,
    kind: Kind,
    profile: Profile,
    language: Language,
) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let of = |part: &&'static Part| {
        text::lines_of(part.lines, profile).filter(|line| line.kind == kind).take(count)
    };
    let texts = parts.iter().flat_map(of).map(|line| line.text(language));
    texts.filter(|text| seen.insert(*text)).map(str::to_owned).collect()
}

/// Who takes part from outside sales: all where the sale is a project,
/// otherwise those who do the work of a stage that sales is responsible for, and
/// whose judgement the advice rests on.
fn participants(
    purposes: &[Purpose],
    parts: &[&'static Part],
    profile: Profile,
) -> Vec<(&'static str, &'static Line)> {
    let project = profile.nature == Some(Nature::Project);
    let owned_by_sales = owner(purposes, profile) != RoleKind::Delivery;
    let mut taking_part: Vec<(&'static str, &'static Line)> = Vec::new();
    for (purpose, part) in purposes.iter().zip(parts) {
        let is_fulfilled = matches!(purpose, Purpose::Onboarding | Purpose::Delivery);
        let is_judged = matches!(purpose, Purpose::NeedsDiscovery | Purpose::Proposal);
        let takes_part = is_judged || (is_fulfilled && owned_by_sales);
        let most = if project { usize::MAX } else { usize::from(takes_part) };
        let with = text::lines_of(part.lines, profile).filter_map(|line| match line.kind {
            Kind::With(party) => Some((party, line)),
            _ => None,
        });
        for (party, line) in with.take(most) {
            if !taking_part.iter().any(|(_, other)| other.words == line.words) {
                taking_part.push((party, line));
            }
        }
    }
    taking_part
}

/// A deal is stale after twice the usual time, in whole days, and not before
/// three of them.
pub(crate) fn stale_after(typical: Days) -> Days {
    let twice = (typical.count() * 2.0).ceil().max(3.0);
    // Twice a length near the longest there is would be too long.
    Days::new(twice).unwrap_or(typical)
}
