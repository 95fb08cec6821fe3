//! Who sells: roles, who is responsible for a stage, who heads a part of
//! selling.

use std::collections::BTreeMap;

use crate::process::{
    Channel, Market, Nature, Offering, Profile, Purpose, Role, RoleKind, Subprocess, SubprocessPlan,
};

/// The roles of a proposed process, with the titles that are usual and how
/// many customers one person can hold.
pub(super) fn roles(profile: Profile) -> Vec<Role> {
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
    let mut roles = Vec::new();
    if profile.channel == Some(Channel::Indirect) {
        let manager = Role::new("channel_manager", RoleKind::Hunter).title("Channel manager");
        roles.push(manager.capacity(25));
        let partner = Role::new("partner", RoleKind::Partner).title("Sales partner");
        roles.push(partner.capacity(capacity(20)));
    } else {
        let title = match (nature, company) {
            (Nature::Consultative, true) => "Account executive",
            (Nature::Transactional, true) => "Tele-sales representative",
            (Nature::Project, true) => "Field sales representative",
            (Nature::Consultative, false) => "Sales consultant",
            (Nature::Transactional, false) => "Sales assistant",
            (Nature::Project, false) => "Project sales consultant",
        };
        roles.push(Role::new("hunter", RoleKind::Hunter).title(title).capacity(capacity(40)));
    }
    let farmer = match (nature, company) {
        (Nature::Project, true) => "Key account manager",
        (_, true) => "Account manager",
        (_, false) => "Customer success manager",
    };
    roles.push(Role::new("farmer", RoleKind::Farmer).title(farmer).capacity(capacity(60)));
    roles.push(Role::new("head_of_sales", RoleKind::HeadOfSales).title("Head of sales"));
    if nature == Nature::Project {
        let presales = Role::new("presales", RoleKind::Presales).title("Solution consultant");
        roles.push(presales.capacity(15));
    }
    let delivery = match profile.offering.unwrap_or_default() {
        Offering::Product => "Onboarding specialist",
        Offering::Service => "Service delivery lead",
    };
    roles.push(Role::new("delivery", RoleKind::Delivery).title(delivery).capacity(capacity(20)));
    roles
}

/// What kind of role is responsible for a stage. Selling is the salesperson's,
/// or the partner's where partners sell; steering partners is ours. Onboarding
/// is the salesperson's as well where payment depends on it, and so is a stage
/// in which anything else is still to be sold or paid.
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
    } else if !purposes.is_empty() && purposes.iter().all(is_fulfilling) {
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
pub(super) fn plans(profile: Profile, roles: &[Role]) -> BTreeMap<Subprocess, SubprocessPlan> {
    let selling = role_for(&[Purpose::Proposal], profile, roles);
    let ours = role_of(RoleKind::Hunter, roles);
    let farmer = role_of(RoleKind::Farmer, roles);
    let finding = if profile.demands(|_| true).iter().any(|d| d.purpose == Purpose::Prospecting) {
        "a list of prospects every Monday, first contacts every morning, a review of sources every month"
    } else if profile.usual().iter().any(|usual| usual.purpose == Purpose::ProactiveContact) {
        "requests answered first, then calls to prospects; a review of sources every month"
    } else {
        "offers where customers look, requests answered at once; a review of sources every month"
    };
    let purchase =
        profile.market == Some(Market::B2c) && profile.nature == Some(Nature::Transactional);
    let plan = |part: Subprocess| match part {
        Subprocess::Attract => (
            part.default_result(),
            &ours,
            "enough leads for the sales planned, at least half of them in the target audience",
            finding,
        ),
        Subprocess::Qualify => (
            part.default_result(),
            &selling,
            "every lead is answered on the day it comes, and qualified or declined within a week",
            "the lead filter first, then the questions of the framework; declined leads looked through once a month",
        ),
        Subprocess::Close => (
            if purchase { "paid purchase" } else { part.default_result() },
            &selling,
            match profile.nature.unwrap_or_default() {
                Nature::Consultative => "every fourth qualified deal is won, and paid in time",
                Nature::Transactional => "two of five qualified deals are won, and paid in time",
                Nature::Project => "every fifth qualified deal is won, and paid in time",
            },
            "open deals reviewed with the head of sales every week, lost deals every month",
        ),
        Subprocess::Retain => (
            part.default_result(),
            &farmer,
            if profile.nature == Some(Nature::Project) {
                "every fourth new customer orders again, and no regular customer is lost unnoticed"
            } else {
                "every third new customer orders again, and no regular customer is lost unnoticed"
            },
            "contacts by the service level, reminders by the rhythm of orders, a talk about the year ahead with each regular customer",
        ),
    };
    let all = Subprocess::ALL.iter().map(|part| {
        let (result, owner, goal, how) = plan(*part);
        let mut plan = SubprocessPlan::new().result(result).goal(goal).plan(how);
        plan.owner.clone_from(owner);
        (*part, plan)
    });
    all.collect()
}
