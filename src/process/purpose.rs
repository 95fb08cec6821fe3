//! [`Purpose`]: why a stage is there.

use std::fmt;
use std::str::FromStr;

use crate::value::text::{is_snake_case, serde_as_text};

/// Why a stage is there: the part of selling that it does.
///
/// The variants are in canonical order, the order in which a sale usually
/// meets them. Its text is the snake-case name, such as `needs_discovery`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Choose, connect and control the partners that sell for us.
    PartnerManagement,
    /// Search for potential customers.
    Prospecting,
    /// Approach a potential customer who has not asked.
    ProactiveContact,
    /// Take the request of a customer who asked.
    InboundRequest,
    /// Filter and qualify the request.
    Qualification,
    /// Find out what the customer needs.
    NeedsDiscovery,
    /// Let the customer try: a test period or a free version.
    Trial,
    /// Offer what fits the needs found.
    Proposal,
    /// Agree on the terms.
    Negotiation,
    /// Sign.
    Contract,
    /// Make the customer able to use what was bought.
    Onboarding,
    /// Follow the payment until nothing is due.
    PaymentTracking,
    /// Deliver the service.
    Delivery,
    /// Keep and grow the customer.
    Retention,
    /// A purpose of the company's own: a snake-case word.
    Custom(CustomPurpose),
}

/// The name of a purpose of the company's own: a snake-case word that is not
/// one of the built-in purposes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomPurpose(String);

/// A text that is not a snake-case word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a purpose; expected a snake-case word, such as `needs_discovery`")]
pub struct PurposeError(String);

impl Purpose {
    /// The built-in purposes in canonical order.
    pub const BUILT_IN: [Purpose; 14] = [
        Self::PartnerManagement,
        Self::Prospecting,
        Self::ProactiveContact,
        Self::InboundRequest,
        Self::Qualification,
        Self::NeedsDiscovery,
        Self::Trial,
        Self::Proposal,
        Self::Negotiation,
        Self::Contract,
        Self::Onboarding,
        Self::PaymentTracking,
        Self::Delivery,
        Self::Retention,
    ];

    /// The snake-case name.
    pub fn name(&self) -> &str {
        match self {
            Self::PartnerManagement => "partner_management",
            Self::Prospecting => "prospecting",
            Self::ProactiveContact => "proactive_contact",
            Self::InboundRequest => "inbound_request",
            Self::Qualification => "qualification",
            Self::NeedsDiscovery => "needs_discovery",
            Self::Trial => "trial",
            Self::Proposal => "proposal",
            Self::Negotiation => "negotiation",
            Self::Contract => "contract",
            Self::Onboarding => "onboarding",
            Self::PaymentTracking => "payment_tracking",
            Self::Delivery => "delivery",
            Self::Retention => "retention",
            Self::Custom(name) => &name.0,
        }
    }

    /// Whether a sales cycle begins with it: inbound request, prospecting,
    /// proactive contact. They are alternatives to one another.
    pub fn starts_a_cycle(&self) -> bool {
        matches!(self, Self::InboundRequest | Self::Prospecting | Self::ProactiveContact)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Purpose {
    type Err = PurposeError;

    fn from_str(text: &str) -> Result<Self, PurposeError> {
        if let Some(known) = Self::BUILT_IN.into_iter().find(|p| p.name() == text) {
            return Ok(known);
        }
        if is_snake_case(text) {
            Ok(Self::Custom(CustomPurpose(text.to_owned())))
        } else {
            Err(PurposeError(text.chars().take(60).collect()))
        }
    }
}

serde_as_text!(Purpose);
