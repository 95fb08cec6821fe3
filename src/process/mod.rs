//! Design time: how a company sells.

mod graph;
mod pipeline;
mod problem;
mod stage;

pub use pipeline::{ClosingEvent, DealKind, Pipeline, PipelineDraft, Place, StageKey};
pub use problem::{Problem, ProblemKind, Problems};
pub use stage::{
    Allow, Criterion, CustomPurpose, Days, DaysError, Move, Outcome, OutcomeKind, Participant,
    Purpose, PurposeError, Rework, Stage,
};

use serde::{Deserialize, Serialize};

/// One of the four parts of selling, in the order they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subprocess {
    /// Find and attract potential customers; its result is a lead.
    Attract,
    /// Filter and qualify each request; its result is a qualified deal.
    Qualify,
    /// Accompany the deal, agree, sign, get paid; its result is a paid contract.
    Close,
    /// Keep and grow the customer; its result is loyalty.
    Retain,
}
