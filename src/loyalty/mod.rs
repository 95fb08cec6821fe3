//! What existing customers do: when they order next, what their loyalty is
//! worth, and whether the base grows.
//!
//! An existing customer is sold to differently: there is history. Who knows how
//! periodic the demand is can open the next deal before being asked. Nothing
//! here needs a pipeline or a policy; it is computed from orders alone, and from
//! a rule where one is asked about.
//!
//! - [`Base`]: all customers, folded in one pass over millions of orders. Of
//!   each it gives the [`PurchaseFacts`], the [`Rhythm`] and the [`Effects`].
//! - [`Rhythm`]: the days with an order; from it the [`Cadence`]: are the gaps
//!   more regular than chance, and in which [`DueWindow`] is the next order due?
//!   Its thresholds are [`CadenceOptions`]; in a base of many customers,
//!   [`drop_chance_rhythms`] leaves the rhythms that chance does not explain.
//! - [`OrderModel`]: fitted to the whole base; of every customer the [`CustomerOutlook`]:
//!   still a customer, orders and value to expect, when the next one comes.
//! - [`worklist`]: whom to contact on a day, why, by whom, worth how much.
//! - [`Attribution`] of every order line: first, repeat or cross-sell; and
//!   [`Referrals`]: what recommended customers buy.
//! - [`Growth`] between two periods, for each customer, for each farmer, for the
//!   base.
//!
//! ```
//! use sales_process::loyalty::{Base, Cadence, CadenceOptions, Timing};
//! use sales_process::{Line, Purchase, UtcOffset};
//!
//! let mut base = Base::new("GBP".parse()?, UtcOffset::UTC, 1);
//! let lines = [Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
//! for month in 1..=7 {
//!     let at = format!("2026-{month:02}-10T10:00:00Z").parse()?;
//!     base.record(0, Purchase::new(at, &lines)?)?;
//! }
//! let cadence = base.rhythm(0).ok_or("no customer 0")?.cadence(&CadenceOptions::default());
//! let Cadence::Regular(regular) = &cadence else { return Err("a monthly buyer".into()) };
//! assert_eq!(regular.typical.days(), 30.5);
//! assert_eq!(regular.due.typical.to_string(), "2026-08-10");
//! assert_eq!(regular.due.timing("2026-08-30".parse()?), Timing::Overdue);
//! assert_eq!(
//!     cadence.to_string(),
//!     "every 30.5 days, give or take 0.5; next due 2026-08-10, from 2026-08-07 to 2026-08-11 (89 %)"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What holds everywhere:
//!
//! - An order whose total is zero or below is a return: it moves volume and is
//!   never an order, neither for a count nor for an order day.
//! - Orders of a customer are folded in time order (instant, then id). A late
//!   one is an error and not a wrong answer, and what is refused changes nothing.
//! - First, repeat and cross-sell revenue add up to the revenue exactly,
//!   returns included; sums are in one currency, and another one is an error.
//! - A due window is given to customers with a rhythm only; what cannot be
//!   answered is a named answer or `None`, never a zero.
//! - Folding all at once, in parts that are merged, or on several cores gives
//!   the same.

mod assortment;
mod base;
mod block;
mod bought;
mod buyer;
mod cadence;
mod effects;
mod error;
mod facts;
mod gaps;
mod growth;
mod outlook;
mod rhythm;
mod special;
mod stored;
mod worklist;

pub use base::Base;
pub use cadence::{
    Cadence, CadenceOptions, DueWindow, Interval, IntervalSpread, RegularDemand, Timing,
    drop_chance_rhythms,
};
pub use effects::{Attribution, Effects, ReferralError, Referrals};
pub use error::{BaseError, BaseMergeError, BaseRowError, TotalOverflow};
pub use facts::PurchaseFacts;
pub use growth::{Comparison, Figures, Growth, GrowthError, GrowthQuestion, QuestionError};
pub use outlook::{
    CountModel, CountParameters, CustomerOutlook, ModelError, ModelOptions, NextOrder, OrderModel,
    OrderPattern, ValueParameters,
};
pub use rhythm::{LateDay, Rhythm};
pub use worklist::{Candidate, Task, WorklistError, worklist, worklist_at_risk};
