//! Handoffs that have lived elsewhere: [`AdoptedHandoff`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::check::beginning;
use super::{
    AnyHandoff, Due, HandoffCommand, HandoffRecord, HandoffRefused, HandoffState, HandoffStatus,
    HandoffUnmet, NewHandoff,
};
use crate::lifecycle::date::happened;
use crate::lifecycle::{Act, DateOf, Refused};

/// A handoff that has lived elsewhere, with what is known of it.
///
/// ```
/// use sales_process::lifecycle::Act;
/// use sales_process::lifecycle::handoff::{
///     Accepted, AdoptedHandoff, AnyHandoff, HandoffState, NewHandoff, Package,
/// };
///
/// let due_at = "2026-02-01T00:00:00Z".parse()?;
/// let new = NewHandoff::new("H-1".parse()?, "acme".parse()?, "hanna".parse()?, due_at, "3 orders");
/// let package = Box::new(Package::new().people("Ms Li decides"));
/// let known = AdoptedHandoff::new(new, "2026-02-10T09:00:00Z".parse()?)
///     .state(Accepted { farmer: "fred".parse()?, package });
/// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "import".parse()?);
/// assert_eq!(AnyHandoff::adopt(known, &act)?.state(), HandoffState::Accepted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptedHandoff {
    /// The handoff.
    pub new: NewHandoff,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// How often it was offered; once where it was and nobody knows.
    #[serde(default)]
    pub offers: u32,
    /// Since when it is in its state.
    pub since: DateTime<Utc>,
    /// The state it is in.
    pub state: HandoffStatus,
}

impl AdoptedHandoff {
    /// A handoff that is due, since an instant.
    pub fn new(new: NewHandoff, since: DateTime<Utc>) -> Self {
        Self { new, external_id: None, offers: 0, since, state: HandoffStatus::Due(Due {}) }
    }

    /// Sets its id elsewhere.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets the state it is in.
    #[must_use]
    pub fn state(mut self, state: impl Into<HandoffStatus>) -> Self {
        self.state = state.into();
        let offered = !matches!(self.state.state(), HandoffState::Due | HandoffState::Cancelled);
        self.offers = self.offers.max(u32::from(offered));
        self
    }

    pub(super) fn record(&self, at: DateTime<Utc>) -> HandoffRecord {
        HandoffRecord {
            offers: self.offers,
            since: self.since,
            adopted_at: Some(at),
            external_id: self.external_id.clone(),
            ..HandoffRecord::new(&self.new, at)
        }
    }

    pub(super) fn redact(&mut self) {
        self.new.why.redact();
        self.state.redact();
    }
}

impl AnyHandoff {
    /// Adopts a handoff that has lived elsewhere, in whatever state. Its first
    /// entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where it is not due yet, where no
    /// reason is given, where a date lies ahead of the act (override possible),
    /// or where what is told cannot be: the hunter as the farmer.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(
        adopted: AdoptedHandoff,
        act: &Act,
    ) -> Result<Self, HandoffRefused<AdoptedHandoff>> {
        let mut unmet = Vec::new();
        beginning(&adopted.new, act, &mut unmet);
        let fault = happened(DateOf::Entering, adopted.since.date_naive(), None, act);
        unmet.extend(fault.map(HandoffUnmet::from));
        let (id, to) = (adopted.new.id.clone(), adopted.state.state());
        Self::adopted(id, HandoffCommand::Adopt(Box::new(adopted.clone())), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}
