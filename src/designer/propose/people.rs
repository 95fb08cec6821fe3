//! Who sells: roles, who is responsible for a stage, who heads a part of
//! selling.

use std::collections::BTreeMap;

use super::choice::pays_by_visit;
use super::text;
use crate::process::{
    Channel, Market, Nature, Profile, Purpose, Role, RoleKind, Subprocess, SubprocessPlan,
};
use crate::value::Language;

/// The roles of a proposed process, with the titles that are usual and how
/// many customers one person can hold.
pub(super) fn roles(profile: Profile, language: Language) -> Vec<Role> {
    let nature = profile.nature.unwrap_or_default();
    let company = profile.market == Some(Market::B2b);
    let capacity = |leads: u32| {
        let leads = match nature {
            Nature::Consultative => leads,
            Nature::Transactional => leads * 3,
            Nature::Project => leads / 4,
        };
        if company { leads } else { leads * 2 }
    };
    let role = |id: &'static str, kind| {
        Role::new(id, kind).title(text::spoken(text::people::TITLES, id, profile, language))
    };
    let mut roles = Vec::new();
    if profile.channel == Some(Channel::Indirect) {
        roles.push(role("channel_manager", RoleKind::Hunter).capacity(25));
        roles.push(role("partner", RoleKind::Partner).capacity(capacity(20)));
    } else {
        roles.push(role("hunter", RoleKind::Hunter).capacity(capacity(40)));
    }
    roles.push(role("farmer", RoleKind::Farmer).capacity(capacity(60)));
    roles.push(role("head_of_sales", RoleKind::HeadOfSales));
    if nature == Nature::Project {
        roles.push(role("presales", RoleKind::Presales).capacity(15));
    }
    // Who leads a crew at a consumer's home is at two of them.
    let at_once = if nature == Nature::Project && !company { 2 } else { capacity(20) };
    roles.push(role("delivery", RoleKind::Delivery).capacity(at_once));
    roles
}

/// What kind of role is responsible for a stage. Selling is the salesperson's,
/// or the partner's where partners sell; steering partners is ours. Onboarding
/// is the salesperson's as well where payment depends on it, and so is a stage
/// in which anything else is still to be sold or paid; who treats or teaches
/// takes the money of each visit as well.
pub(super) fn owner(purposes: &[Purpose], profile: Profile) -> RoleKind {
    let has = |purpose: &Purpose| purposes.contains(purpose);
    let is_fulfilling = |purpose: &Purpose| match purpose {
        Purpose::Onboarding => !profile.payment_depends_on_onboarding,
        other => *other == Purpose::Delivery,
    };
    if has(&Purpose::PartnerManagement) {
        RoleKind::Hunter
    } else if has(&Purpose::Retention) {
        RoleKind::Farmer
    } else if !purposes.is_empty()
        && (purposes.iter().all(is_fulfilling)
            || (pays_by_visit(profile) && has(&Purpose::Delivery)))
    {
        RoleKind::Delivery
    } else if profile.channel == Some(Channel::Indirect) {
        RoleKind::Partner
    } else {
        RoleKind::Hunter
    }
}

/// What a stage with these purposes names as responsible in a process with
/// these roles: the first role of the right kind, the kind where the process
/// lists no roles, nobody where it has none of that kind.
pub(crate) fn role_for(purposes: &[Purpose], profile: Profile, roles: &[Role]) -> Option<String> {
    role_of(owner(purposes, profile), roles)
}

/// What a stage names as responsible for a kind of role.
pub(super) fn role_of(kind: RoleKind, roles: &[Role]) -> Option<String> {
    if roles.is_empty() {
        return Some(kind.name().to_owned());
    }
    roles.iter().find(|role| role.kind == kind).map(|role| role.id.clone())
}

/// Result, owner, goal and plan of each part of selling.
pub(super) fn plans(
    profile: Profile,
    roles: &[Role],
    language: Language,
) -> BTreeMap<Subprocess, SubprocessPlan> {
    let word = |of| text::spoken(text::people::PLANS, of, profile, language);
    let plan = |part: &Subprocess| {
        let (owner, [result, goal, plan]) = match part {
            Subprocess::Attract => (
                role_of(RoleKind::Hunter, roles),
                ["attract.result", "attract.goal", "attract.plan"],
            ),
            Subprocess::Qualify => (
                role_for(&[Purpose::Proposal], profile, roles),
                ["qualify.result", "qualify.goal", "qualify.plan"],
            ),
            Subprocess::Close => (
                role_for(&[Purpose::Proposal], profile, roles),
                ["close.result", "close.goal", "close.plan"],
            ),
            Subprocess::Retain => {
                (role_of(RoleKind::Farmer, roles), ["retain.result", "retain.goal", "retain.plan"])
            }
        };
        let mut planned =
            SubprocessPlan::new().result(word(result)).goal(word(goal)).plan(word(plan));
        planned.owner = owner;
        (*part, planned)
    };
    Subprocess::ALL.iter().map(plan).collect()
}
