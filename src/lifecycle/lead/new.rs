//! Leads about to begin here: [`NewLead`], and [`AdoptedLead`] of those that
//! have lived elsewhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::record::{Interest, Source};
use super::{LeadStatus, Prospect};
use crate::lifecycle::{Direction, Note};
use crate::value::text::sets;
use crate::value::{LeadId, PersonId};

/// A lead about to be captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewLead {
    /// Its id.
    pub id: LeadId,
    /// Whether they came to us, or we formed the interest.
    pub direction: Direction,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Who they are and how to reach them, if that is to be kept here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Note>,
}

impl NewLead {
    /// Somebody who came to us.
    pub fn inbound(id: LeadId) -> Self {
        Self { id, direction: Direction::Inbound, source: None, contact: None }
    }

    /// Somebody whose interest we form.
    pub fn outbound(id: LeadId) -> Self {
        Self { id, direction: Direction::Outbound, source: None, contact: None }
    }

    sets! {
        /// Sets where it came from.
        source(source: Source) source = Some(source);

        /// Keeps who they are and how to reach them.
        contact(contact: impl Into<Note>) contact = Some(contact.into());
    }
}

impl NewLead {
    pub(super) fn redact(&mut self) {
        self.contact = None;
        redact_source(&mut self.source);
    }
}

pub(super) fn redact_interest(interest: &mut Option<Interest>) {
    if let Some(interest) = interest {
        interest.evidence.redact();
    }
}

pub(super) fn redact_source(source: &mut Option<Source>) {
    if let Some(source) = source {
        source.redact();
    }
}

/// A lead that has lived elsewhere, with what is known of it.
///
/// ```
/// use sales_process::lifecycle::Act;
/// use sales_process::lifecycle::lead::{
///     AdoptedLead, AnyLead, Interest, LeadState, NewLead, Source, Working,
/// };
///
/// let new = NewLead::inbound("L-1".parse()?).source(Source::Channel("web".into()));
/// let known = AdoptedLead::new(new, "2026-01-12T08:00:00Z".parse()?)
///     .interest(Interest::filled_form("asks for 20 seats"))
///     .owner("anna".parse()?)
///     .state(Working {});
/// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "import".parse()?);
/// let lead = AnyLead::adopt(known, &act)?;
/// assert_eq!((lead.state(), lead.version()), (LeadState::Working, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdoptedLead {
    /// The lead.
    pub new: NewLead,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The evidence of its interest, where it has shown any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Interest>,
    /// Who works on it, where somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// Whether it fits the target audience, where somebody has judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fits_target: Option<bool>,
    /// When it was captured.
    pub captured_at: DateTime<Utc>,
    /// Since when it is in its state.
    pub since: DateTime<Utc>,
    /// The state it is in.
    pub state: LeadStatus,
}

impl AdoptedLead {
    /// A prospect, since it was captured.
    pub fn new(new: NewLead, captured_at: DateTime<Utc>) -> Self {
        Self {
            new,
            external_id: None,
            interest: None,
            owner: None,
            fits_target: None,
            captured_at,
            since: captured_at,
            state: LeadStatus::Prospect(Prospect {}),
        }
    }

    sets! {
        /// Sets its id elsewhere.
        external_id(id: impl Into<String>) external_id = Some(id.into());

        /// Sets the evidence of its interest.
        interest(interest: Interest) interest = Some(interest);

        /// Sets who works on it.
        owner(owner: PersonId) owner = Some(owner);

        /// Sets since when it is in its state.
        since(at: DateTime<Utc>) since = at;

        /// Sets the state it is in.
        state(state: impl Into<LeadStatus>) state = state.into();
    }

    pub(super) fn redact(&mut self) {
        self.new.redact();
        redact_interest(&mut self.interest);
        self.state.redact();
    }
}
