//! The designer: a sales process proposed, checked, mended, tried and compared.
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::designer::lint::Safety;
//! use sales_process::designer::what_if::{Change, WhatIf};
//!
//! let process = SalesProcess::from_text(
//!     "start -> talk \"Talk\" [inbound_request] 5d -> offer 50% \"Offer\" [proposal] 10d -> won 40%\n\
//!      talk -> lost 50%\n\
//!      offer -> lost 60%",
//! )?;
//! let missing = process.lint().into_iter().find(|it| it.lint.name == "missing-required-stage");
//! assert_eq!(
//!     missing.map(|finding| finding.message).as_deref(),
//!     Some("no stage is for payment tracking; payment is tracked in every case")
//! );
//! let mended = process.fix(Safety::Suggested).process;
//! let pipeline = &mended.pipelines()[0];
//! let answer = WhatIf::of(pipeline).leads_a_month(40.0).ask(&["share:talk->offer=0.6".parse::<Change>()?])?;
//! assert!(answer.to_string().contains("the chance to win is 24 % instead of 20 %"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Somebody who designs how a company sells asks, in this order:
//!
//! - what should it look like? [`propose`] makes a whole process of a
//!   [`Profile`](crate::process::Profile), with texts for its trade;
//! - what is wrong with it? [`lint`] finds, proves and explains;
//! - can that be mended? [`SalesProcess::fix`](crate::process::SalesProcess::fix) applies what
//!   makes nothing worse, and offers the rest with its price;
//! - are there too many stages? [`merge`] says which could be one, and joins them without
//!   changing a figure that somebody stated;
//! - what follows from it? [`analysis`]: chance, days until won, visits, bottleneck, where most
//!   is to gain, each with where it comes from ([`Figure`](analysis::Figure));
//! - what would be if? [`what_if`] answers with before and after;
//! - what has changed, and where do deals in flight go? [`change`].
//!
//! What a change does to a pipeline as a whole is an [`Effect`]: the [`PipelineFigures`] before and
//! after. Why a stage is there at all says [`StageReason`].
//!
//! # Invariants
//!
//! Design time only: nothing here knows a deal, a clock or a file. A process is never changed
//! in place; whoever asks gets another one. No share and no duration is made up: what rests on
//! what nobody stated is reported as that. The same process gives the same answers in the same order.
//!
//! # How large
//!
//! The work grows with stages and moves; only loops in which most stages lead to most others cost
//! more, and are refused from 2,000 such stages on ([`ChancesError`]). Fixes are tried up to
//! [`Fixed::LARGEST`](lint::Fixed::LARGEST) stages and moves.

pub mod analysis;
pub mod change;
#[cfg(feature = "draw")]
mod drawing;
mod kin;
pub(crate) mod label;
pub mod lint;
pub mod merge;
mod outlook;
pub mod propose;
mod reason;
pub mod what_if;

pub use analysis::{Analysis, ChancesError};
pub use outlook::{Effect, PipelineFigures};
pub use reason::{StageReason, StageReasonKind};
