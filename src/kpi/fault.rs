//! What cannot be counted and why: [`JournalError`] for an entry, [`SetAside`]
//! for what figures are made without.

use chrono::{DateTime, Utc};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::records::FactError;
use crate::value::text::choices;
use crate::value::{DealId, LeadId};

choices! {
    /// Whose journal it is.
    pub enum Lifecycle {
        /// A lead's.
        Lead = "lead",
        /// A deal's.
        Deal = "deal",
        /// A customer's.
        Customer = "customer",
        /// A handoff's.
        Handoff = "handoff",
    }
}

/// An entry that cannot be where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {entry} of the {kind} `{id}` {fault}")]
#[non_exhaustive]
pub struct JournalError {
    /// Whose journal it is.
    pub kind: Lifecycle,
    /// Its id.
    pub id: String,
    /// The number of the entry.
    pub entry: u32,
    /// What is wrong.
    pub fault: JournalFault,
}

impl JournalError {
    pub(super) fn new(kind: Lifecycle, id: &str, entry: u32, fault: JournalFault) -> Self {
        Self { kind, id: id.to_owned(), entry, fault }
    }
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JournalFault {
    /// The entries are not numbered 1, 2, 3 …, or those before were not given.
    #[error("stands where entry {expected} belongs; one is missing, twice or out of order")]
    Sequence {
        /// The number that belongs there.
        expected: u32,
    },
    /// A first entry creates nothing, or a later one creates.
    #[error("is wrong: the first entry creates, and only the first")]
    Creation,
    /// The entry creates something else.
    #[error("creates `{found}`")]
    OtherId {
        /// The id in the entry.
        found: String,
    },
    /// The entry starts from another state than the one before led to.
    #[error("starts from {found}, where the one before led to {expected}")]
    State {
        /// The state that was led to.
        expected: &'static str,
        /// The state that the entry starts from.
        found: &'static str,
    },
    /// The table has no such move.
    #[error("goes from {from} to {to} by a move that does not lead there")]
    NoSuchMove {
        /// The state before.
        from: &'static str,
        /// The state after.
        to: &'static str,
    },
    /// The entry is older than the one before.
    #[error("was made before the one before it, which is of {last}")]
    TimeOrder {
        /// When the one before was made.
        last: DateTime<Utc>,
    },
    /// What the entries say cannot be true.
    #[error("tells what cannot be: {0}")]
    Fact(FactError),
}

/// Something that contradicts itself or something else. Figures are made
/// without it, and say how many there are.
///
/// Stored as an object of `code`, `kind`, `id` and `reason`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetAside {
    /// A journal whose entries contradict themselves; the whole object is left
    /// out.
    #[error("the {} `{}` is left out: {}", .0.kind, .0.id, .0)]
    Journal(JournalError),
    /// An object that cannot be true; it is left out.
    #[error("the {kind} `{id}` is left out: {error}")]
    Object {
        /// What it is.
        kind: Lifecycle,
        /// Its id.
        id: String,
        /// Why.
        error: FactError,
    },
    /// A lead became a deal of which nothing is known. The lead stays,
    /// undecided.
    #[error("lead `{lead}` is converted to deal `{deal}`, which is not there")]
    NoSuchDeal {
        /// The lead.
        lead: LeadId,
        /// The deal it names.
        deal: DealId,
    },
    /// A lead and a deal name each other differently. Both stay, and the deal
    /// has no lead.
    #[error(
        "lead `{lead}` is converted to deal `{deal}`, which names lead `{other}`; \
         the deal is counted without a lead"
    )]
    LinksDiffer {
        /// The lead.
        lead: LeadId,
        /// The deal it names.
        deal: DealId,
        /// The lead that the deal names.
        other: LeadId,
    },
    /// Two leads became one deal. All stay, and the deal has no lead.
    #[error(
        "leads `{lead}` and `{other}` are both converted to deal `{deal}`; \
         the deal is counted without a lead"
    )]
    TwoLeads {
        /// The deal.
        deal: DealId,
        /// One lead.
        lead: LeadId,
        /// The other.
        other: LeadId,
    },
    /// Set aside where other facts were gathered, before they were put together
    /// with these.
    #[error("{reason}")]
    Elsewhere {
        /// Whether it is a journal, or an object that cannot be true.
        is_journal: bool,
        /// What it is.
        kind: Lifecycle,
        /// Its id.
        id: String,
        /// Why, in the words given there.
        reason: String,
    },
}

impl SetAside {
    pub(super) fn object_of(kind: Lifecycle, id: &str, error: FactError) -> Self {
        Self::Object { kind, id: id.to_owned(), error }
    }

    /// A name that does not change: `journal`, `object`, `no_such_deal`,
    /// `links_differ`, `two_leads`.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Journal(_) | Self::Elsewhere { is_journal: true, .. } => "journal",
            Self::Object { .. } | Self::Elsewhere { .. } => "object",
            Self::NoSuchDeal { .. } => "no_such_deal",
            Self::LinksDiffer { .. } => "links_differ",
            Self::TwoLeads { .. } => "two_leads",
        }
    }

    /// What it is about, and its id: of a link, the lead's.
    pub(crate) fn object(&self) -> (Lifecycle, &str) {
        match self {
            Self::Journal(error) => (error.kind, &error.id),
            Self::Object { kind, id, .. } | Self::Elsewhere { kind, id, .. } => (*kind, id),
            Self::NoSuchDeal { lead, .. }
            | Self::LinksDiffer { lead, .. }
            | Self::TwoLeads { lead, .. } => (Lifecycle::Lead, lead.as_str()),
        }
    }
}

impl Serialize for SetAside {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, id) = self.object();
        let mut aside = serializer.serialize_struct("SetAside", 4)?;
        aside.serialize_field("code", self.code())?;
        aside.serialize_field("kind", &kind.to_string())?;
        aside.serialize_field("id", id)?;
        aside.serialize_field("reason", &self.to_string())?;
        aside.end()
    }
}
