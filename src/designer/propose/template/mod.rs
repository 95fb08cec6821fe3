//! What each part of a sale looks like where companies do it well: one
//! [`Template`] for each purpose, in variants where the profile makes a
//! difference. All texts of proposed stages are in the files of this folder.
//!
//! In every list the most important entry comes first: a stage that carries
//! several purposes takes the first entries of each.

mod attract;
mod close;
mod fulfil;
mod qualify;
mod repeat;

use std::str::FromStr;

use crate::process::{Market, Nature, Offering, Profile, Purpose, Subprocess};

/// The purpose of getting in touch when the next order is due: one of the
/// company's own, as none of the built-in ones means it.
pub(crate) const REMINDER: &str = "reminder";

/// A part of a sale, written for the salesperson who does it.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) id: &'static str,
    /// What a stage is called that does only this.
    pub(super) name: &'static str,
    /// What it adds to the name of a stage that does more.
    pub(super) short: &'static str,
    pub(super) subprocess: Subprocess,
    /// How long it takes in a consultative sale to a company, in days.
    pub(super) days: u16,
    pub(super) criteria: &'static [(&'static str, &'static str)],
    pub(super) actions: &'static [&'static str],
    pub(super) tactics: &'static [&'static str],
    /// Who takes part from outside sales where a sale is a project.
    pub(super) participants: &'static [(&'static str, &'static str)],
}

/// The template for a purpose under a profile whose dimensions are all known;
/// `None` for a purpose of the company's own.
pub(super) fn of(purpose: &Purpose, profile: Profile) -> Option<&'static Template> {
    let company = profile.market == Some(Market::B2b);
    let project = profile.nature == Some(Nature::Project);
    let transactional = profile.nature == Some(Nature::Transactional);
    let pick = |yes: bool, this, other| if yes { this } else { other };
    Some(match purpose {
        Purpose::PartnerManagement => &attract::PARTNERS,
        Purpose::Prospecting => pick(company, &attract::SEARCH, &attract::SEARCH_B2C),
        Purpose::ProactiveContact => pick(company, &attract::CONTACT, &attract::CONTACT_B2C),
        Purpose::InboundRequest => pick(company, &attract::REQUEST, &attract::REQUEST_B2C),
        Purpose::Qualification if company => &qualify::QUALIFICATION,
        Purpose::Qualification => {
            pick(transactional, &qualify::QUALIFICATION_SOFT, &qualify::QUALIFICATION_B2C)
        }
        Purpose::NeedsDiscovery => pick(project, &qualify::DISCOVERY_PROJECT, &qualify::DISCOVERY),
        Purpose::Trial => pick(company, &qualify::TRIAL, &qualify::TRIAL_B2C),
        Purpose::Proposal if project => &close::PROPOSAL_PROJECT,
        Purpose::Proposal if !transactional => &close::PROPOSAL,
        Purpose::Proposal => pick(company, &close::QUOTE, &close::OFFER_B2C),
        Purpose::Negotiation => pick(project, &close::NEGOTIATION_PROJECT, &close::NEGOTIATION),
        Purpose::Contract => pick(company, &close::CONTRACT, &close::CONTRACT_B2C),
        Purpose::Onboarding if profile.offering == Some(Offering::Service) => {
            &fulfil::ONBOARDING_SERVICE
        }
        Purpose::Onboarding => pick(company, &fulfil::ONBOARDING, &fulfil::ONBOARDING_B2C),
        Purpose::PaymentTracking => pick(
            profile.payment_depends_on_onboarding,
            &fulfil::PAYMENT_ON_SUCCESS,
            &fulfil::PAYMENT,
        ),
        Purpose::Delivery => pick(project, &fulfil::DELIVERY_PROJECT, &fulfil::DELIVERY),
        Purpose::Retention => &fulfil::RETENTION,
        Purpose::Custom(_) => return None,
    })
}

/// What the stages of the pipeline for repeat sales are there for, and their
/// templates, in the order of the stages; the first two are its starts.
pub(super) fn repeat(profile: Profile) -> [(Vec<Purpose>, &'static Template); 5] {
    let offer = if profile.nature == Some(Nature::Transactional) {
        (vec![Purpose::Proposal], &repeat::QUOTE)
    } else {
        (vec![Purpose::NeedsDiscovery, Purpose::Proposal], &repeat::OFFER)
    };
    [
        // No customer asks, and nobody is contacted for the first time: none
        // of the purposes that begin a cycle with a new customer fits.
        (Purpose::from_str(REMINDER).into_iter().collect(), &repeat::REMINDER),
        (vec![Purpose::InboundRequest], &repeat::REQUEST),
        offer,
        (vec![Purpose::Contract, Purpose::PaymentTracking], &repeat::ORDER),
        (vec![Purpose::Retention], &fulfil::RETENTION),
    ]
}
