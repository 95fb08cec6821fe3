//! Learning from history: how deals really moved, and what follows.
//!
//! A CRM remembers which deal entered which stage when. That is a
//! [`StageLog`], made of [`StageRow`]s or of the journals of deals. Read beside
//! a pipeline, or by itself, it is a [`StageHistory`], which answers:
//!
//! - [`StageHistory::real_pipeline`]: every move that happened, how long deals
//!   stay, where they go, which paths they take: a [`RealPipeline`] of
//!   [`RealMove`], [`RealStage`], [`RealExit`], [`Variant`];
//! - its [`Conformance`] with the design: [`AsDesigned`], [`UnknownMove`],
//!   [`StageDeals`], [`ReworkDeals`];
//! - [`StageHistory::calibration`]: the design with the shares and days that
//!   happened, each [`CalibratedChange`] of a [`CalibratedFigure`] beside the old
//!   one: a [`Calibration`] to accept;
//! - [`StageHistory::forecast`] by [`ForecastOptions`]: what the open deals will
//!   bring, a [`DealForecast`] with a [`CountRange`] and a [`MoneyRange`], its
//!   [`ForecastBasis`] (a [`ForecastSource`]), or a [`ForecastFault`];
//! - [`StageHistory::back_test`]: how good such forecasts were, a [`BackTest`] of
//!   [`PastForecast`]s with its [`BackTestFigures`];
//! - [`StageHistory::picture`]: the real pipeline as a picture.
//!
//! ```
//! use sales_process::history::{StageHistory, StageLog, StageRow};
//! use sales_process::process::{PipelineDraft, Stage};
//!
//! let design = PipelineDraft::new("main")
//!     .stage(Stage::new("talk", "Talk").start())
//!     .stage(Stage::new("offer", "Offer"))
//!     .won("won")
//!     .lost("lost")
//!     .go("talk", "offer")
//!     .go("talk", "lost")
//!     .go("offer", "won")
//!     .build()?;
//! let mut rows = Vec::new();
//! for (deal, stage, day) in [
//!     ("D-1", "talk", 1), ("D-1", "offer", 3), ("D-1", "won", 9),
//!     ("D-2", "talk", 1), ("D-2", "won", 2), // offer passed by
//!     ("D-3", "talk", 4), // still open
//! ] {
//!     let at = format!("2026-03-{day:02}T00:00:00Z").parse()?;
//!     rows.push(StageRow::new(deal.parse()?, stage.parse()?, at));
//! }
//! let log: StageLog = rows.into_iter().collect();
//!
//! let real = StageHistory::beside(&log, &design).real_pipeline();
//! assert_eq!((real.deals, real.won, real.open), (3, 2, 1));
//! assert_eq!(real.stages[0].median_days, Some(2.0)); // stays of 2, 1, and 5 so far
//! let conformance = real.conformance.ok_or("there is a design")?;
//! assert_eq!(conformance.as_designed.deals, 2);
//! assert_eq!(conformance.moves_not_in_design[0].witnesses[0].as_str(), "D-2");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is counted
//!
//! Deals open at the end are censored: they count as long as they have been
//! watched. Adopted deals count from when they are watched on. A deal whose
//! first row is no start of the design was begun before the history: its stays
//! count, and its path is not asked for what came before. A row after an outcome
//! is a reopening. Rows of one instant keep their order, and every row is a
//! visit of its own.
//!
//! The time in a stage is Kaplan & Meier's estimate (*Nonparametric Estimation
//! from Incomplete Observations*, 1958), where deals go from it Aalen &
//! Johansen's (*An Empirical Transition Matrix for Non-homogeneous Markov Chains
//! Based on Censored Observations*, 1978), brought to sum 1.

mod calibrate;
mod conformance;
#[cfg(feature = "csv")]
pub mod csv;
mod drawing;
mod forecast;
mod journal;
mod log;
pub(crate) mod random;
mod real;
mod stage_history;
pub(crate) mod stated;
pub(crate) mod stays;
mod text;

pub use calibrate::{CalibratedChange, CalibratedFigure, Calibration};
pub use conformance::{AsDesigned, Conformance, ReworkDeals, StageDeals, UnknownMove};
pub use forecast::{
    BackTest, BackTestFigures, CountRange, DealForecast, ForecastBasis, ForecastFault,
    ForecastOptions, ForecastSource, MoneyRange, PastForecast,
};
pub use log::{StageLog, StageRow};
pub use real::{RealExit, RealMove, RealPipeline, RealStage, Variant};
pub use stage_history::StageHistory;
pub(crate) use stage_history::micros as micros_between;
#[cfg(feature = "playbook")]
pub(crate) use text::estimated;
