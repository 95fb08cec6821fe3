//! [`ChancesError`]: why deals cannot be followed through a pipeline.

use std::fmt;

use super::solve::{LARGEST_TABLE, TooDense};
use crate::process::StageKey;
use crate::value::StageId;

/// Why a pipeline cannot be analysed: the probabilities of its moves make no
/// whole, or too many of its stages lead to too many others.
#[derive(Debug, Clone, PartialEq)]
pub struct ChancesError(Why);

#[derive(Debug, Clone, PartialEq)]
enum Why {
    Shares(Vec<StageChances>),
    TooDense(TooDense),
}

impl ChancesError {
    pub(super) fn new(stages: Vec<StageChances>) -> Self {
        Self(Why::Shares(stages))
    }

    pub(crate) fn too_dense(dense: TooDense) -> Self {
        Self(Why::TooDense(dense))
    }

    /// The stages whose probabilities make no whole and what is wrong at each,
    /// in the order of the draft; its text has a line for each. Empty where the
    /// pipeline is too dense.
    pub fn all(&self) -> &[StageChances] {
        match &self.0 {
            Why::Shares(stages) => stages,
            Why::TooDense(_) => &[],
        }
    }
}

impl fmt::Display for ChancesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Why::TooDense(TooDense { stages }) = self.0 {
            return write!(
                f,
                "{stages} stages lead round to most of each other; at most {LARGEST_TABLE} such \
                 stages can be analysed"
            );
        }
        for (i, stage) in self.all().iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{stage}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ChancesError {}

/// A stage whose moves carry probabilities that make no whole: all of them do
/// and they sum to less than 1, or some do and sum to more, by more than
/// [`Probability::SUM_TOLERANCE`](crate::value::Probability::SUM_TOLERANCE).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct StageChances {
    /// The stage.
    pub stage: StageKey,
    /// Its id.
    pub id: StageId,
    /// What they sum to.
    pub sum: f64,
}

impl fmt::Display for StageChances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nine decimals tell every sum from 1 that is refused, and leave out
        // what adding up has rounded.
        let sum = format!("{:.9}", self.sum);
        let sum = sum.trim_end_matches('0').trim_end_matches('.');
        let id = &self.id;
        write!(f, "the probabilities of the moves out of `{id}` sum to {sum}; expected a sum of 1")
    }
}
