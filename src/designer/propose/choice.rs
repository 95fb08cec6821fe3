//! Which purposes a pipeline for new business has under a profile, and which
//! of them share a stage.

use crate::process::{Channel, Market, Nature, Offering, Profile, Purpose};

/// The most stages a salesperson holds in the head.
const MOST_STAGES: usize = 7;

/// What each stage of the pipeline is there for, in the order of the stages.
pub(super) fn stages(profile: Profile) -> Vec<Vec<Purpose>> {
    let mut stages: Vec<Vec<Purpose>> = purposes(profile).into_iter().map(|p| vec![p]).collect();
    // A cycle begins where a customer is found, approached or asks; partners
    // are steered at that very place and not before it.
    share(&mut stages, &Purpose::PartnerManagement, None);
    // Within one stage there is no before and after.
    stages.iter_mut().for_each(|stage| stage.sort_unstable());
    if pays_by_visit(profile) {
        share(&mut stages, &Purpose::Delivery, Some(&Purpose::PaymentTracking));
    }
    for (first, second) in joints(profile) {
        if stages.len() > MOST_STAGES {
            share(&mut stages, &first, Some(&second));
            stages.iter_mut().filter(|it| it.contains(&first)).for_each(|it| it.sort_unstable());
        }
    }
    stages
}

/// Whether a consumer pays visit by visit for a service, or in parts: neither
/// all before it nor all after it.
pub(super) fn pays_by_visit(profile: Profile) -> bool {
    profile.market == Some(Market::B2c)
        && profile.offering == Some(Offering::Service)
        && profile.nature.unwrap_or_default() == Nature::Consultative
        && !profile.payment_depends_on_onboarding
}

/// What the profile demands, what is usual for it and what makes sense, in
/// the order in which deals meet it.
fn purposes(profile: Profile) -> Vec<Purpose> {
    let nature = profile.nature.unwrap_or_default();
    let company = profile.market == Some(Market::B2b);
    let mut purposes = vec![Purpose::Qualification, Purpose::Proposal];
    // A consumer who picks and pays signs nothing.
    if company || nature != Nature::Transactional {
        purposes.push(Purpose::Contract);
    }
    // Terms are worth a talk of their own where there is more to them than a
    // price on a list.
    if nature == Nature::Project || (company && nature == Nature::Consultative) {
        purposes.push(Purpose::Negotiation);
    }
    if profile.offering == Some(Offering::Product) || profile.payment_depends_on_onboarding {
        purposes.push(Purpose::Onboarding);
    }
    purposes.extend(profile.demands(|_| true).into_iter().map(|demand| demand.purpose));
    purposes.extend(profile.usual().into_iter().map(|usual| usual.purpose));
    purposes.sort_by_key(|purpose| place(purpose, profile));
    purposes.dedup();
    purposes
}

/// Canonical order. Onboarding comes before payment only where payment depends
/// on it: otherwise money is asked for as soon as the customer owes it.
fn place(purpose: &Purpose, profile: Profile) -> (Purpose, bool) {
    match purpose {
        Purpose::Onboarding if !profile.payment_depends_on_onboarding => {
            (Purpose::PaymentTracking, true)
        }
        Purpose::PaymentTracking if pays_by_visit(profile) => (Purpose::Delivery, true),
        other => (other.clone(), false),
    }
}

/// Which purposes go best into one stage, best first.
fn joints(profile: Profile) -> Vec<(Purpose, Purpose)> {
    use Purpose::{
        Contract, InboundRequest, NeedsDiscovery, Negotiation, Onboarding, PaymentTracking,
        ProactiveContact, Prospecting, Qualification,
    };
    let mut joints = vec![
        (Negotiation, Contract),
        (Prospecting, ProactiveContact),
        (Qualification, NeedsDiscovery),
        (PaymentTracking, Onboarding),
        (Onboarding, PaymentTracking),
        (ProactiveContact, InboundRequest),
    ];
    if profile.channel == Some(Channel::Indirect) {
        // Our manager steers partners while searching; approaching prospects
        // is the partners' own work, and stays apart as long as there is room.
        let search = joints.remove(1);
        joints.push(search);
    }
    joints
}

/// Lets the stage of a purpose and the one after it be one, if that one is for
/// the second purpose; whatever it is for where none is named.
fn share(stages: &mut Vec<Vec<Purpose>>, first: &Purpose, second: Option<&Purpose>) {
    let Some(at) = stages.iter().position(|stage| stage.contains(first)) else { return };
    let follows = stages.get(at + 1).is_some_and(|next| second.is_none_or(|p| next.contains(p)));
    if follows {
        let next = stages.remove(at + 1);
        if let Some(stage) = stages.get_mut(at) {
            stage.extend(next);
        }
    }
}
