//! The parts a pipeline is drafted from: [`Stage`], [`Outcome`], [`Move`].
//!
//! They are plain data, written by hand or read from a file. Building a
//! [`Pipeline`](super::Pipeline) checks how they fit together.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::process::Subprocess;
use crate::value::Probability;
use crate::value::text::{choices, is_false, serde_as_text};

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
        let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if text.bytes().next().is_some_and(|b| b.is_ascii_lowercase()) && text.bytes().all(word) {
            Ok(Self::Custom(CustomPurpose(text.to_owned())))
        } else {
            Err(PurposeError(text.chars().take(60).collect()))
        }
    }
}

serde_as_text!(Purpose);

/// A length of time in days, from 0 to 36,525 (a hundred years); parts of a
/// day are allowed.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
#[serde(try_from = "f64")]
pub struct Days(f64);

/// A number that is not a length in days.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("`{0}` is not a number of days; expected 0 to 36525")]
pub struct DaysError(f64);

impl Days {
    /// Makes a length of a number of days.
    ///
    /// # Errors
    ///
    /// [`DaysError`] outside 0..=36525.
    pub fn new(days: f64) -> Result<Self, DaysError> {
        if (0.0..=36_525.0).contains(&days) { Ok(Self(days + 0.0)) } else { Err(DaysError(days)) }
    }

    /// The number of days.
    pub fn count(self) -> f64 {
        self.0
    }

    /// The same length as a chrono duration, to the second.
    pub fn duration(self) -> chrono::TimeDelta {
        // At most 36,525 days: far within the range of both types.
        #[allow(clippy::cast_possible_truncation)]
        chrono::TimeDelta::seconds((self.0 * 86_400.0).round() as i64)
    }
}

impl TryFrom<f64> for Days {
    type Error = DaysError;
    fn try_from(days: f64) -> Result<Self, DaysError> {
        Self::new(days)
    }
}

impl From<u16> for Days {
    fn from(days: u16) -> Self {
        Self(f64::from(days).min(36_525.0))
    }
}

impl Serialize for Days {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::value::text::plain_number(self.0, serializer)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} day{}", self.0, if (self.0 - 1.0).abs() < f64::EPSILON { "" } else { "s" })
    }
}

/// Something that must be true, known by an id, in words: an exit criterion,
/// a trait of the target audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The id it is answered and satisfied by.
    pub id: String,
    /// What must be true, in words.
    pub text: String,
}

impl Criterion {
    /// Makes a criterion.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into() }
    }
}

/// Somebody from outside sales who takes part in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// What they are to us, such as `department`, `partner`, `contractor`,
    /// `competitor`.
    pub party: String,
    /// Who they are.
    pub name: String,
}

/// Silences one lint for one stage, with the reason why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The name or code of the lint.
    pub lint: String,
    /// Why the finding is fine here.
    pub reason: String,
}

/// A working stage of a pipeline: what is done in it, by whom, until what is
/// true, for how long.
///
/// ```
/// use sales_process::process::{Purpose, Stage, Subprocess};
///
/// let stage = Stage::new("discovery", "Understand the need")
///     .purpose(Purpose::NeedsDiscovery)
///     .subprocess(Subprocess::Qualify)
///     .role("hunter")
///     .exit_when("budget", "the budget is known")
///     .typical_days(5)
///     .stale_after_days(14);
/// assert_eq!(stage.name(), "Understand the need");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The id, one of its own among the stages and outcomes of the pipeline.
    pub id: String,
    /// The name people read; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it is there; stored as one purpose or a list of them.
    #[serde(
        default,
        rename = "purpose",
        with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub purposes: Vec<Purpose>,
    /// The part of the whole process it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subprocess: Option<Subprocess>,
    /// Whether a deal can begin here.
    #[serde(default, skip_serializing_if = "is_false")]
    pub start: bool,
    /// Who is responsible: a role's id, or a kind of role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Who else takes part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// What must be true to leave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exit_criteria: Vec<Criterion>,
    /// What the salesperson does here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// How the salesperson does it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tactics: Vec<String>,
    /// How long a deal usually stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typical_days: Option<Days>,
    /// After how long in the stage a deal is stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_after_days: Option<Days>,
    /// The stated chance that a deal here is won in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub win_probability: Option<Probability>,
    /// The lints that do not apply here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allow>,
}

impl Stage {
    /// A stage with an id and a name, and nothing else yet.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: Some(name.into()),
            purposes: Vec::new(),
            subprocess: None,
            start: false,
            role: None,
            participants: Vec::new(),
            exit_criteria: Vec::new(),
            actions: Vec::new(),
            tactics: Vec::new(),
            typical_days: None,
            stale_after_days: None,
            win_probability: None,
            allow: Vec::new(),
        }
    }

    /// The name people read: the given one, or the id.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Whether the stage carries a purpose.
    pub fn is_for(&self, purpose: &Purpose) -> bool {
        self.purposes.contains(purpose)
    }

    /// Adds a purpose.
    #[must_use]
    pub fn purpose(mut self, purpose: Purpose) -> Self {
        self.purposes.push(purpose);
        self
    }

    /// Sets the subprocess it belongs to.
    #[must_use]
    pub fn subprocess(mut self, subprocess: Subprocess) -> Self {
        self.subprocess = Some(subprocess);
        self
    }

    /// Lets deals begin here.
    #[must_use]
    pub fn start(mut self) -> Self {
        self.start = true;
        self
    }

    /// Sets the responsible role, by its id or kind.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Adds somebody from outside sales.
    #[must_use]
    pub fn participant(mut self, party: impl Into<String>, name: impl Into<String>) -> Self {
        self.participants.push(Participant { party: party.into(), name: name.into() });
        self
    }

    /// Adds something that must be true to leave the stage.
    #[must_use]
    pub fn exit_when(mut self, id: impl Into<String>, text: impl Into<String>) -> Self {
        self.exit_criteria.push(Criterion::new(id, text));
        self
    }

    /// Adds something the salesperson does here.
    #[must_use]
    pub fn action(mut self, text: impl Into<String>) -> Self {
        self.actions.push(text.into());
        self
    }

    /// Adds how the salesperson does it.
    #[must_use]
    pub fn tactic(mut self, text: impl Into<String>) -> Self {
        self.tactics.push(text.into());
        self
    }

    /// Sets how long a deal usually stays.
    #[must_use]
    pub fn typical_days(mut self, days: impl Into<Days>) -> Self {
        self.typical_days = Some(days.into());
        self
    }

    /// Sets after how long in the stage a deal is stale.
    #[must_use]
    pub fn stale_after_days(mut self, days: impl Into<Days>) -> Self {
        self.stale_after_days = Some(days.into());
        self
    }

    /// Sets the stated chance that a deal here is won in the end.
    #[must_use]
    pub fn win_probability(mut self, chance: Probability) -> Self {
        self.win_probability = Some(chance);
        self
    }

    /// Silences a lint for this stage.
    #[must_use]
    pub fn allow(mut self, lint: impl Into<String>, reason: impl Into<String>) -> Self {
        self.allow.push(Allow { lint: lint.into(), reason: reason.into() });
        self
    }
}

choices! {
    /// How a deal ends.
    pub enum OutcomeKind {
        /// The customer bought.
        Won = "won",
        /// The customer did not.
        Lost = "lost",
    }
}

/// An end of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The id, one of its own among the stages and outcomes of the pipeline.
    pub id: String,
    /// Won or lost.
    pub kind: OutcomeKind,
    /// The name people read; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Outcome {
    /// The name people read: the given one, or the id.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// Marks a move that goes back on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rework {
    /// How often one deal may take the move; without a limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_passes: Option<u32>,
}

/// A move of a pipeline from one stage to another, or to an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The id of the stage it leaves.
    pub from: String,
    /// The id of the stage or outcome it enters.
    pub to: String,
    /// The share of the deals leaving the stage that take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<Probability>,
    /// Present where the move goes back on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework: Option<Rework>,
}

impl Move {
    /// A plain move.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), probability: None, rework: None }
    }

    /// Sets the share of deals that take it.
    #[must_use]
    pub fn probability(mut self, share: Probability) -> Self {
        self.probability = Some(share);
        self
    }

    /// Marks it as going back on purpose, at most so many times for one deal
    /// (`None`: as often as it takes).
    #[must_use]
    pub fn rework(mut self, max_passes: Option<u32>) -> Self {
        self.rework = Some(Rework { max_passes });
        self
    }
}

/// A list that is stored as its only member where it has one.
mod one_or_many {
    use super::Purpose;
    use serde::de::{Deserializer, SeqAccess, Visitor, value::StrDeserializer};
    use serde::{Deserialize, Serialize, Serializer};
    use std::fmt;

    pub(super) fn serialize<S: Serializer>(many: &[Purpose], s: S) -> Result<S::Ok, S::Error> {
        match many {
            [one] => one.serialize(s),
            many => many.serialize(s),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Purpose>, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Vec<Purpose>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a purpose or a list of purposes")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Purpose::deserialize(StrDeserializer::new(text)).map(|one| vec![one])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut many = Vec::new();
                while let Some(one) = seq.next_element()? {
                    many.push(one);
                }
                Ok(many)
            }
        }

        d.deserialize_any(OneOrMany)
    }
}
