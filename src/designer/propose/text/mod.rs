//! What each part of a sale looks like where companies do it well: the texts of
//! a proposal, in three languages side by side.
//!
//! A [`Part`] is what a stage does for one purpose. Its lines say under which
//! profiles they hold, so that what is common is written once and a clinic is
//! not told what a wholesaler is. Of every kind of line the most important one
//! comes first: a stage that carries several purposes takes the first of each.

#[macro_use]
mod line;
mod attract;
mod close;
mod fulfil;
pub(super) mod people;
pub(super) mod policy;
mod qualify;
mod repeat;

use std::str::FromStr;

use crate::process::{Market, Nature, Offering, Profile, Purpose, Subprocess};

pub(super) use line::{Kind, Line, first, lines_of, spoken};

/// The purpose of getting in touch when the next order is due: one of the
/// company's own, as none of the built-in ones means it.
pub(crate) const REMINDER: &str = "reminder";

/// A part of a sale, written for the salesperson who does it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) subprocess: Subprocess,
    /// How many days it takes: consultative, transactional and project sales to
    /// companies, then the same to consumers.
    days: [u16; 6],
    pub(super) lines: &'static [Line],
}

impl Part {
    /// How many days it takes under a profile.
    pub(super) fn days(&self, profile: Profile) -> u16 {
        let nature = match profile.nature.unwrap_or_default() {
            Nature::Consultative => 0,
            Nature::Transactional => 1,
            Nature::Project => 2,
        };
        let market = if profile.market == Some(Market::B2c) { 3 } else { 0 };
        self.days.get(nature + market).copied().unwrap_or(1)
    }
}

/// The part for a purpose; `None` for a purpose of the company's own.
pub(super) fn of(purpose: &Purpose) -> Option<&'static Part> {
    Some(match purpose {
        Purpose::PartnerManagement => &attract::PARTNERS,
        Purpose::Prospecting => &attract::PROSPECTING,
        Purpose::ProactiveContact => &attract::CONTACT,
        Purpose::InboundRequest => &attract::REQUEST,
        Purpose::Qualification => &qualify::QUALIFICATION,
        Purpose::NeedsDiscovery => &qualify::DISCOVERY,
        Purpose::Trial => &qualify::TRIAL,
        Purpose::Proposal => &close::PROPOSAL,
        Purpose::Negotiation => &close::NEGOTIATION,
        Purpose::Contract => &close::CONTRACT,
        Purpose::Onboarding => &fulfil::ONBOARDING,
        Purpose::PaymentTracking => &fulfil::PAYMENT,
        Purpose::Delivery => &fulfil::DELIVERY,
        Purpose::Retention => &fulfil::RETENTION,
        Purpose::Custom(_) => return None,
    })
}

/// What the stages of the pipeline for repeat sales are there for, and their
/// parts, in the order of the stages; the first two are its starts.
pub(super) fn repeat(profile: Profile) -> [(Vec<Purpose>, &'static Part); 6] {
    let offer = if profile.nature == Some(Nature::Transactional) {
        vec![Purpose::Proposal]
    } else {
        vec![Purpose::NeedsDiscovery, Purpose::Proposal]
    };
    let provided = match profile.offering {
        Some(Offering::Service) => Purpose::Delivery,
        _ => Purpose::Onboarding,
    };
    [
        // No customer asks, and nobody is contacted for the first time: none
        // of the purposes that begin a cycle with a new customer fits.
        (Purpose::from_str(REMINDER).into_iter().collect(), &repeat::REMINDER),
        (vec![Purpose::InboundRequest], &repeat::REQUEST),
        (offer, &repeat::OFFER),
        (vec![Purpose::Contract], &repeat::ORDER),
        (vec![provided, Purpose::PaymentTracking], &repeat::FULFILMENT),
        (vec![Purpose::Retention], &fulfil::RETENTION),
    ]
}
