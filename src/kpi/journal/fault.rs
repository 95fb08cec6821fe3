//! What is wrong with an entry: [`JournalError`].

use std::fmt;

use chrono::{DateTime, Utc};

use crate::kpi::FactError;
use crate::value::Currency;

/// Whose journal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifecycle {
    /// A lead's.
    Lead,
    /// A deal's.
    Deal,
    /// A customer's.
    Customer,
    /// A handoff's.
    Handoff,
}

impl fmt::Display for Lifecycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Lead => "lead",
            Self::Deal => "deal",
            Self::Customer => "customer",
            Self::Handoff => "handoff",
        })
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
    /// An amount in a second currency; money is never converted in silence.
    #[error("has an amount in {found}, and those before are in {first}; expected one currency")]
    TwoCurrencies {
        /// The currency of this entry.
        found: Currency,
        /// The currency of the entries before.
        first: Currency,
    },
    /// What the entries say cannot be true.
    #[error("tells what cannot be: {0}")]
    Fact(FactError),
}
