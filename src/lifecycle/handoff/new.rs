//! Handoffs about to begin here: [`NewHandoff`], and [`AdoptedHandoff`] of
//! those that have lived elsewhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Due, HandoffState, HandoffStatus};
use crate::lifecycle::Note;
use crate::value::{CustomerId, HandoffId, PersonId};

/// A handoff about to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewHandoff {
    /// Its id.
    pub id: HandoffId,
    /// Who is handed over.
    pub customer: CustomerId,
    /// Who has won the customer.
    pub hunter: PersonId,
    /// Since when it is due: the due at of the policy's
    /// [`Verdict`](crate::policy::Verdict).
    pub due_at: DateTime<Utc>,
    /// Why it is due: the reasons of the verdict, in words.
    pub why: Note,
}

impl NewHandoff {
    /// A handoff of a customer from a hunter, due since an instant for a
    /// reason.
    pub fn new(
        id: HandoffId,
        customer: CustomerId,
        hunter: PersonId,
        due_at: DateTime<Utc>,
        why: impl Into<Note>,
    ) -> Self {
        Self { id, customer, hunter, due_at, why: why.into() }
    }
}

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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

    pub(super) fn redact(&mut self) {
        self.new.why.redact();
        self.state.redact();
    }
}
