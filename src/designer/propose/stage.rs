//! Putting a stage together of the templates of its purposes.

use std::collections::BTreeSet;

use super::people::owner;
use super::template::{self, Template};
use crate::process::{Days, Market, Nature, Profile, Purpose, RoleKind, Stage};

/// A whole stage for some purposes under a profile: id, name, purposes,
/// subprocess, exit criteria, actions, tactics, durations, and participants
/// where the sale is a project. Who is responsible is left open.
///
/// A purpose of the company's own gives a stage of its name and nothing else.
pub(crate) fn stage_for(purposes: &[Purpose], profile: Profile) -> Stage {
    let profile = profile.or_defaults();
    let parts: Vec<&'static Template> =
        purposes.iter().filter_map(|purpose| template::of(purpose, profile)).collect();
    compose(purposes, &parts, profile)
}

/// The stage for some purposes that these templates make.
pub(super) fn compose(
    purposes: &[Purpose],
    parts: &[&'static Template],
    profile: Profile,
) -> Stage {
    let ids: Vec<&str> = match parts {
        [] => purposes.iter().map(Purpose::name).collect(),
        parts => parts.iter().map(|part| part.id).collect(),
    };
    let mut stage = Stage::new(ids.join("_"), name(purposes, parts));
    stage.purposes = purposes.to_vec();
    stage.subprocess = parts.last().map(|part| part.subprocess);
    for (id, text) in parts.iter().flat_map(|part| part.criteria) {
        stage = stage.exit_when(*id, *text);
    }
    // A stage for several purposes says of each what matters most.
    let (actions, tactics) = match parts.len() {
        0 | 1 => (5, 4),
        2 => (3, 2),
        _ => (2, 1),
    };
    stage.actions = firsts(parts, actions, |part| part.actions);
    stage.tactics = firsts(parts, tactics, |part| part.tactics);
    for (party, name) in participants(purposes, parts, profile) {
        stage = stage.participant(party, name);
    }
    // What is done in one stage is done side by side.
    if let Some(days) = parts.iter().map(|part| scaled(part.days, profile)).max() {
        stage = stage.typical_days(days).stale_after_days(stale_after(Days::from(days)));
    }
    stage
}

fn name(purposes: &[Purpose], parts: &[&Template]) -> String {
    let text = match parts {
        [] => purposes.first().map_or_else(String::new, |purpose| purpose.name().replace('_', " ")),
        [only] => only.name.to_owned(),
        [firsts @ .., last] => {
            let firsts: Vec<&str> = firsts.iter().map(|part| part.short).collect();
            // Not "find prospects and approach prospects".
            format!("{} and {}", firsts.join(", "), last.short).replacen(
                "find prospects and approach",
                "find and approach",
                1,
            )
        }
    };
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The first entries of a list of each part, none of them twice.
fn firsts(
    parts: &[&Template],
    count: usize,
    list: impl Fn(&Template) -> &'static [&'static str],
) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let texts = parts.iter().flat_map(|part| list(part).iter().take(count));
    texts.filter(|text| seen.insert(**text)).map(|text| (*text).to_owned()).collect()
}

/// Who takes part from outside sales: all where the sale is a project,
/// otherwise those who do the work of a stage that sales is responsible for.
fn participants(
    purposes: &[Purpose],
    parts: &[&'static Template],
    profile: Profile,
) -> Vec<(&'static str, &'static str)> {
    let project = profile.nature == Some(Nature::Project);
    let owned_by_sales = owner(purposes, profile) != RoleKind::Delivery;
    let mut taking_part = Vec::new();
    for (purpose, part) in purposes.iter().zip(parts) {
        let is_fulfilled = matches!(purpose, Purpose::Onboarding | Purpose::Delivery);
        let count = if project {
            part.participants.len()
        } else {
            usize::from(is_fulfilled && owned_by_sales)
        };
        for participant in part.participants.iter().take(count) {
            if !taking_part.contains(participant) {
                taking_part.push(*participant);
            }
        }
    }
    taking_part
}

/// How long something takes under a profile, from what it takes in a
/// consultative sale to a company: projects are slow, consumers and those who
/// know what they want are quick. At least a day.
fn scaled(days: u16, profile: Profile) -> u16 {
    let (times, parts) = match profile.nature.unwrap_or_default() {
        Nature::Consultative => (2, 2),
        Nature::Transactional => (1, 3),
        Nature::Project => (4, 2),
    };
    let parts = if profile.market == Some(Market::B2c) { parts * 2 } else { parts };
    (days * times).div_ceil(parts)
}

/// A deal is stale after twice the usual time, in whole days, and not before
/// three of them.
pub(crate) fn stale_after(typical: Days) -> Days {
    let twice = (typical.count() * 2.0).ceil().max(3.0);
    // Twice a length near the longest there is would be too long.
    Days::new(twice).unwrap_or(typical)
}
