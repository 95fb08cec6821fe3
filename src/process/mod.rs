//! Design time: how a company sells.

mod document;
mod graph;
mod handoff;
mod pipeline;
mod profile;
mod role;
mod sales_process;
mod service_level;
mod settings;
mod stage;
mod subprocess;
mod target;

pub use crate::problem::{Problem, ProblemKind, Problems};
pub use document::{Format, FormatError, ProcessDraft};
pub use handoff::{ChecklistItem, CreditSplit, HandoffPolicy};
pub use pipeline::{ClosingEvent, DealKind, Pipeline, PipelineDraft, Place, StageKey};
pub use profile::{
    Activity, Channel, Demand, DemandedBy, DemandedPurpose, Market, Nature, Novelty, Offering,
    Profile,
};
pub use role::{Role, RoleKind};
pub use sales_process::SalesProcess;
pub use service_level::{Hours, HoursError, ServiceLevel};
pub use settings::{LintLevel, LintOptions, LintSettings};
pub use stage::{
    Allow, Criterion, CustomPurpose, Days, DaysError, Move, Outcome, OutcomeKind, Participant,
    Purpose, PurposeError, Rework, Stage,
};
pub use subprocess::{Subprocess, SubprocessPlan};
pub use target::{Bound, Target};
