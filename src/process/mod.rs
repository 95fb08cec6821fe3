//! Design time: how a company sells.
//!
//! A [`SalesProcess`] is one document: how the company sells, along which
//! pipelines, by which policies, with which people, towards which numbers. It
//! is written as a [`ProcessDraft`], which is plain data and also its stored
//! form, and built from it with all parts checked. Each part stands alone too.
//!
//! - the whole: [`ProcessDraft`], [`SalesProcess`], its [`Format`]; reading and
//!   writing it is in [`json`], what can be wrong with it in [`Problems`];
//! - how the company sells: [`Profile`] and its dimensions, and each
//!   [`DemandedPurpose`] and [`UsualPurpose`] that follows;
//! - the paths of deals: [`PipelineDraft`] and [`Pipeline`] of [`Stage`]s,
//!   [`Outcome`]s and [`Move`]s; which [`DealKind`]s it serves, what
//!   [`ClosingEvent`] counts as won;
//! - the four parts of selling: [`Subprocess`], [`SubprocessPlan`];
//! - what a stage demands: [`Criterion`], under a [`Condition`]; fields of the
//!   company's own: [`FieldDef`];
//! - people: [`Role`], [`RoleKind`];
//! - customers: [`ServiceLevel`], [`HandoffPolicy`]; the rules, the lead filter
//!   and the qualification are in [`policy`](crate::policy);
//! - numbers: [`Target`]; and the settings of the linter: [`LintSettings`];
//! - pictures of a pipeline (feature `draw`): `Drawing`, with its fixed
//!   `DrawingWords`.
//!
//! What can be done with a process stands above it, in `designer`: a process
//! proposed for a profile, what the linter says of it, what follows from a
//! pipeline, fewer stages, the difference of two versions.
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::policy::{Framework, Qualification, Rule};
//! use sales_process::process::{
//!     DealKind, Nature, PipelineDraft, Profile, Purpose, Role, RoleKind, Stage,
//! };
//!
//! let process = SalesProcess::draft("acme", "Acme B2B")
//!     .profile(Profile::new().nature(Nature::Consultative))
//!     .role(Role::new("ae", RoleKind::Hunter).title("Account executive"))
//!     .pipeline(
//!         PipelineDraft::new("main")
//!             .serves(DealKind::NewBusiness)
//!             .stage(Stage::new("talk", "Understand").purpose(Purpose::NeedsDiscovery).start().role("ae"))
//!             .stage(Stage::new("offer", "Offer").purpose(Purpose::Proposal).role("ae"))
//!             .won("won")
//!             .lost("lost")
//!             .go("talk", "offer")
//!             .go("talk", "lost")
//!             .go("offer", "won"),
//!     )
//!     .qualification(Qualification::by(Framework::Bant))
//!     .lost_reasons(["price", "timing", "other"])
//!     .regular_when(Rule::orders(3)?)
//!     .build()?;
//!
//! let stored = process.to_json();
//! assert_eq!(SalesProcess::from_json(&stored)?, process);
//!
//! let wrong = SalesProcess::draft("acme", "Acme B2B")
//!     .role(Role::new("ae", RoleKind::Hunter))
//!     .pipeline(PipelineDraft::new("main").stage(Stage::new("talk", "Understand").role("af")).go("talk", "won"))
//!     .build()
//!     .unwrap_err();
//! assert_eq!(
//!     wrong.to_string(),
//!     "pipelines[0].moves[0].to: there is no stage or outcome `won`; expected `talk`\n\
//!      pipelines[0].stages[0].role: there is no role `af`, did you mean `ae`?"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! What is built has no problems: ids are not blank and differ within their
//! list, every name that refers to something refers to something that is there,
//! numbers are in range. What is merely unwise is built and is for the linter.
//! A draft holds what its author wrote, in that order; building adds nothing to
//! it, so that writing and reading give the same draft.

mod check;
mod condition;
mod criterion;
mod document;
#[cfg(feature = "draw")]
mod drawing;
pub(crate) mod graph;
mod handoff;
pub mod json;
mod length;
mod pipeline;
mod profile;
mod purpose;
mod purpose_names;
mod role;
mod sales_process;
mod service_level;
mod settings;
pub mod sketch;
mod stage;
mod stage_map;
mod subprocess;
mod target;

pub use crate::value::problem::{Problem, ProblemKind, Problems};
pub use crate::value::{FieldDef, FieldError, FieldKind, FieldOwner, FieldValue, Fields};
pub use condition::{Case, Condition, ConditionError, Segment};
pub use criterion::{Criterion, CriterionKind};
pub use document::{Format, FormatError, ProcessDraft};
#[cfg(feature = "draw")]
pub(crate) use drawing::Figures;
#[cfg(feature = "draw")]
pub use drawing::{Drawing, DrawingWords};
pub use handoff::{ChecklistItem, CreditSplit, HandoffPolicy};
pub use json::ReadError;
pub use length::{Days, DaysError, Hours, HoursError};
pub use pipeline::{ClosingEvent, DealKind, Pipeline, PipelineDraft, Place, StageKey};
pub use profile::{
    Activity, Because, Channel, Demand, DemandedPurpose, Market, Nature, Novelty, Offering,
    Profile, UsualPurpose,
};
pub use purpose::{CustomPurpose, Purpose, PurposeError};
pub(crate) use purpose_names::guess_purposes;
pub use role::{CustomRole, Role, RoleKind, RoleKindError};
pub use sales_process::SalesProcess;
pub use service_level::ServiceLevel;
pub use settings::{LintLevel, LintOptions, LintSettings};
pub use sketch::SketchError;
pub use stage::{Allow, Material, Move, Outcome, OutcomeKind, Participant, Rework, Spread, Stage};
pub use stage_map::{StageMap, StageMapError};
pub use subprocess::{Subprocess, SubprocessPlan};
pub use target::{Bound, Target};
