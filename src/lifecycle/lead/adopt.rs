//! Leads that have lived elsewhere: [`AdoptedLead`].

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::command::redact_interest;
use super::{
    AnyLead, Interest, LeadCommand, LeadRecord, LeadRefused, LeadStatus, LeadUnmet, NewLead,
    Prospect,
};
use crate::lifecycle::date::happened;
use crate::lifecycle::{Act, DateOf, Refused};
use crate::value::PersonId;

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

    /// Sets its id elsewhere.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets the evidence of its interest.
    #[must_use]
    pub fn interest(mut self, interest: Interest) -> Self {
        self.interest = Some(interest);
        self
    }

    /// Sets who works on it.
    #[must_use]
    pub fn owner(mut self, owner: PersonId) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Sets since when it is in its state.
    #[must_use]
    pub fn since(mut self, at: DateTime<Utc>) -> Self {
        self.since = at;
        self
    }

    /// Sets the state it is in.
    #[must_use]
    pub fn state(mut self, state: impl Into<LeadStatus>) -> Self {
        self.state = state.into();
        self
    }

    pub(super) fn record(&self, at: DateTime<Utc>) -> LeadRecord {
        let Self { new, interest, owner, fits_target, captured_at, since, .. } = self.clone();
        LeadRecord {
            id: new.id,
            direction: new.direction,
            source: new.source,
            interest,
            contact: new.contact,
            owner,
            fits_target,
            screened: BTreeMap::new(),
            answers: BTreeMap::new(),
            next_step: None,
            captured_at,
            since,
            last_move: None,
            adopted_at: Some(at),
            external_id: self.external_id.clone(),
        }
    }

    pub(super) fn redact(&mut self) {
        self.new.redact();
        redact_interest(&mut self.interest);
        self.state.redact();
    }
}

impl AnyLead {
    /// Adopts a lead that has lived elsewhere, in whatever state. Its first
    /// entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where a date lies ahead of the act
    /// (override possible), or where what is told cannot be: a lead that is
    /// worked on without an owner, a source or interest.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(adopted: AdoptedLead, act: &Act) -> Result<Self, LeadRefused<AdoptedLead>> {
        let mut unmet = Vec::new();
        let dates = [(adopted.captured_at, DateOf::Opening), (adopted.since, DateOf::Entering)];
        for (at, which) in dates {
            unmet.extend(happened(which, at.date_naive(), None, act).map(LeadUnmet::from));
        }
        let mut known = adopted.clone();
        if let LeadStatus::Disqualified(disqualified) = &mut known.state {
            disqualified.reason.free = true;
        }
        let (id, to) = (known.new.id.clone(), known.state.state());
        Self::adopted(id, LeadCommand::Adopt(Box::new(known)), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}
