//! [`Answer`] and [`Answered`]: what is known about a criterion, and how.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Points;
use crate::value::PersonId;
use crate::value::text::choices;

choices! {
    /// What is known about a criterion. Unknown is not No: nobody has asked.
    #[derive(Default)]
    pub enum Answer {
        /// Nobody knows yet.
        #[default]
        Unknown = "unknown",
        /// It is not so.
        No = "no",
        /// It is so in part: worth half the points, and not a Yes.
        Partial = "partial",
        /// It is so.
        Yes = "yes",
    }
}

impl Answer {
    /// How many of a criterion's points it earns: all for Yes, half for
    /// Partial, none otherwise.
    pub(crate) fn earns(self, weight: Points) -> Points {
        match self {
            Self::Yes => weight,
            Self::Partial => weight.half(),
            Self::No | Self::Unknown => Points::ZERO,
        }
    }
}

/// An answer with what it rests on, who gave it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// What it rests on, such as a quote or a reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Who gave it.
    pub by: PersonId,
    /// When it was given.
    pub at: DateTime<Utc>,
}

impl Answered {
    /// An answer without evidence.
    pub(crate) fn new(answer: Answer, by: PersonId, at: DateTime<Utc>) -> Self {
        Self { answer, evidence: None, by, at }
    }
}
