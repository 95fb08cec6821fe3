//! KPIs: where the sales process is weak.
//!
//! A KPI is a value with its reasons: what was divided by what, how many
//! observations it rests on, how many of them are still open; or it is
//! undefined, and says why. It is never 0 where there is nothing to divide by.
//!
//! - [`Kpi`]: the value; [`Reading`], [`Value`], [`Undefined`] what it says,
//!   [`Amount`] and [`Total`] what it is made of.
//! - [`KpiFacts`]: what happened, as [`LeadFacts`], [`DealFacts`], [`OrderLine`],
//!   [`EarlierOrders`] and [`Cost`]; gathered in any order, put together by [`KpiFacts::merge`]; read
//!   from files by `csv` (feature `csv`), or made of the entries of the
//!   machines by [`journal`], with the same answers. [`Timeline`] is what was known
//!   when; [`SetAside`] what figures are made without, and why.
//! - [`Question`]: the period `[from, to)` and the instant asked about;
//!   [`Dimension`]: by what groups are told apart.
//! - [`KpiReport`]: the KPIs of [`Attract`], [`Sell`] and [`Retain`], each with
//!   its formula; [`Groups`]: one for each group, and one of everything;
//! - time: [`Lengths`] and their quantiles; [`DealAges`] and the [`ClosingChances`] of
//!   deals that are still open;
//! - from histories: a [`StageFlow`] along a pipeline (conversion, time in
//!   stage, discovery quality, trial to paid), the [`WeightedPipeline`];
//! - from facts: [`KpiFacts::deal_ages`], [`KpiFacts::velocity`] (a [`SalesVelocity`]),
//!   [`KpiFacts::forecast_errors`];
//! - over time: [`Cohorts`] by month, [`ForecastErrors`];
//! - against the targets: the [`Weakness`] of a report;
//! - all of what files can give in one call: the [`Overview`] of
//!   [`KpiFacts::overview`], with [`Statistics`].
//!
//! ```
//! use sales_process::kpi::{Kpi, Reading, Undefined};
//!
//! let win_rate = Kpi::rate(3, 12)?.with_open(5);
//! assert_eq!(win_rate.to_string(), "25.0 % +"); // five deals are still open
//! assert_eq!(Kpi::rate(0, 0)?.reading(), Reading::Undefined(Undefined::ZeroDenominator));
//! # Ok::<(), sales_process::kpi::KpiError>(())
//! ```
//!
//! What holds: rates lie from 0 to 1, durations are not negative, money is
//! exact and in one currency until it is shown, and groups roll up by adding
//! numerators and denominators. What contradicts itself is set aside and counted
//! ([`SetAside`]); it never silences the rest.

pub mod cohort;
mod common;
mod count;
#[cfg(feature = "csv")]
pub mod csv;
pub mod cycle;
mod derived;
mod dimension;
mod elsewhere;
mod exact;
mod facts;
mod fault;
mod fold;
pub mod forecast;
mod index;
pub mod journal;
mod kinds;
mod orders;
mod path;
pub mod pipeline_value;
mod records;
mod report;
pub(crate) mod risks;
pub mod stages;
pub mod statistics;
mod stored;
pub mod survival;
mod table;
mod tallies;
mod tally;
mod timeline;
mod value;
pub mod weak;

pub use cohort::{CohortCell, CohortError, CohortRow, Cohorts};
pub use cycle::{Length, Lengths, NegativeLength};
pub use dimension::{Dimension, Question};
pub use elsewhere::EarlierOrders;
pub use facts::{KpiFacts, LineError};
pub use fault::{JournalError, JournalFault, Lifecycle, SetAside};
pub use forecast::{Forecast, ForecastError, ForecastErrors};
pub use journal::{Customers, Journals, Logged};
pub use path::StageFlowError;
pub use pipeline_value::{
    ChanceBasis, SalesVelocity, WeightedError, WeightedPipeline, WeightedStage,
};
pub use records::{
    Close, ClosedAs, Cost, DealFacts, Disqualification, FactError, LeadFacts, OrderLine, Part,
};
pub use report::{Attract, Conversion, Cycle, Groups, KpiReport, ReportFigure, Retain, Sell};
pub use stages::{StageFigures, StageFlow};
pub use statistics::{
    AgeRow, AgeTable, CycleDistribution, Funnel, FunnelStage, FunnelStep, Overview, Statistics,
};
pub use survival::{Chances, ClosingAge, ClosingChances, DealAges, Fate};
pub use timeline::Timeline;
pub use value::{Amount, Kpi, KpiError, Reading, Total, Undefined, Value};
pub use weak::{Gain, Unjudged, WeakPlace, Weakness, WhyUnjudged};
