//! What if: a change of a pipeline, answered by before and after.
//!
//! - a [`Change`]: a stage dropped, merged or added, another share of a move,
//!   other days, other people, more leads;
//! - [`WhatIf`] asks, [`WhatIfAnswer`] is the answer: of each a [`Promise`] of
//!   chance, days, wins and revenue a year, deals open at a time and work;
//! - [`LostDeals`] says what is assumed of the deals that a dropped stage lost.
//!
//! ```
//! use sales_process::designer::what_if::{Change, WhatIf};
//! use sales_process::process::{Move, PipelineDraft, Stage};
//!
//! let share = |from, to, share: &str| Ok::<_, sales_process::RatioError>(Move::new(from, to).probability(share.parse()?));
//! let pipeline = PipelineDraft::new("main")
//!     .stage(Stage::new("talk", "Understand").typical_days(2).start())
//!     .stage(Stage::new("demo", "Demonstrate").typical_days(10))
//!     .won("won")
//!     .lost("lost")
//!     .step(share("talk", "demo", "0.5")?)
//!     .step(share("talk", "lost", "0.5")?)
//!     .step(share("demo", "won", "0.5")?)
//!     .step(share("demo", "lost", "0.5")?)
//!     .build()?;
//! let answer = WhatIf::of(&pipeline).leads_a_month(40.0).ask(&["drop:demo".parse::<Change>()?])?;
//! assert_eq!(
//!     answer.to_string().lines().next(),
//!     Some(
//!         "without `Demonstrate`, if the deals it lost are lost later, the chance to win stays \
//!          25 %, a deal is won in 2 days instead of 12 days, and that is 120 wins a year, as before"
//!     )
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is computed
//!
//! Changes apply in the order given, to the pipeline with the shares that are
//! known or else assumed ([`Analysis`](super::Analysis)); the document itself
//! stays as it is.
//!
//! - A stage that is *dropped* passes what came in on by its exits other than
//!   those on which deals are given up, in proportion; [`LostDeals`] says what
//!   becomes of those it lost.
//! - Stages *merged* are one whose exits and days are those of all visits
//!   together, by the flows of the pipeline (as in [`merge`](super::merge)).
//! - A *share* set takes from the stage's other exits in proportion.
//! - A stage *added* stands behind another on all its ways on.
//!
//! Wins a year are 12 · leads a month · chance. Deals open at a time in a stage
//! are, by Little's law, the leads that come a day times visits times days; a
//! month is 365.25 ÷ 12 days.

mod change;
mod model;

pub use change::{Change, ChangeError};

use std::fmt;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use self::model::Model;
use super::analysis::{ChancesError, Figure};
use super::label::{in_days, percent};
use crate::process::{Pipeline, SalesProcess};
use crate::value::text::choices;
use crate::value::{Money, StageId};

/// What is told of a figure that rests on shares nobody stated.
const NOT_STATED: &str = "not stated";

/// Days of a month: a twelfth of a year.
const MONTH: f64 = 365.25 / 12.0;

choices! {
    /// What is assumed of the deals that a dropped stage lost.
    pub enum LostDeals {
        /// They travel like the others and are lost where those would be won,
        /// so that the chance to win stays.
        LostLater = "lost_later",
        /// They go on and fare like the others.
        LostGoOn = "lost_go_on",
    }
}

/// A question what a change of a pipeline would do.
#[derive(Debug, Clone)]
pub struct WhatIf<'a> {
    pipeline: &'a Pipeline,
    process: Option<&'a SalesProcess>,
    lost: LostDeals,
    leads: Option<f64>,
    amount: Option<Money>,
}

impl<'a> WhatIf<'a> {
    /// A question about a pipeline. Of a dropped stage, the deals it lost are
    /// lost later.
    pub fn of(pipeline: &'a Pipeline) -> Self {
        Self {
            pipeline,
            process: None,
            lost: LostDeals::LostLater,
            leads: None,
            amount: None,
        }
    }

    /// Takes people and their hours from the roles of a process.
    #[must_use]
    pub fn in_process(mut self, process: &'a SalesProcess) -> Self {
        self.process = Some(process);
        self
    }

    /// Says what becomes of the deals that a dropped stage lost.
    #[must_use]
    pub fn assuming(mut self, lost: LostDeals) -> Self {
        self.lost = lost;
        self
    }

    /// Says how many leads a month come, before and after; negative and
    /// infinite numbers count as none.
    #[must_use]
    pub fn leads_a_month(mut self, leads: f64) -> Self {
        self.leads = Some(leads).filter(|leads| leads.is_finite() && *leads >= 0.0);
        self
    }

    /// Says what a won deal is worth on average.
    #[must_use]
    pub fn amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }

    /// Answers by before and after.
    ///
    /// # Errors
    ///
    /// [`WhatIfError`]: a stage is not there, nothing leads on from it, the
    /// probabilities of the moves make no whole.
    pub fn ask(&self, changes: &[Change]) -> Result<WhatIfAnswer, WhatIfError> {
        let before = Model::of(self.pipeline, self.process, self.leads)?;
        let mut after = before.clone();
        for change in changes {
            after.apply(change, self.lost)?;
        }
        let drops = changes.iter().any(|change| matches!(change, Change::Drop { .. }));
        Ok(WhatIfAnswer {
            what: changes.iter().map(|change| before.words(change)).collect(),
            before: self.promise(&before)?,
            after: self.promise(&after)?,
            assumption: drops.then_some(self.lost),
        })
    }

    fn promise(&self, model: &Model) -> Result<Promise, WhatIfError> {
        let (outlook, visits) = model.solved()?;
        let leads = model.leads;
        let wins = leads.zip(outlook.win_probability);
        let wins_per_year = wins.map(|(leads, chance)| chance.map(|chance| 12.0 * leads * chance));
        let revenue_per_year = self
            .amount
            .zip(wins_per_year)
            .and_then(|(amount, wins)| revenue(amount, wins.if_equal()));
        let open_deals = leads.map(|leads| {
            let open = |(stage, visits): (&model::Node, &Option<f64>)| {
                let deals = (*visits)? * stage.days * leads / MONTH;
                Some((StageId::try_from(stage.id.as_str()).ok()?, deals))
            };
            model.stages.iter().zip(&visits).filter_map(open).collect()
        });
        let work = leads.map(|leads| model.work(&visits, leads / MONTH)).unwrap_or_default();
        Ok(Promise {
            stages: outlook.stages,
            win_probability: outlook.win_probability,
            expected_days: outlook.expected_days,
            expected_days_to_win: outlook.expected_days_to_win,
            wins_per_year,
            revenue_per_year,
            open_deals,
            work,
        })
    }
}

/// What a pipeline promises.
///
/// Stored as an object of `stages`, `win_probability`, `expected_days`,
/// `expected_days_to_win`, `wins_per_year`, and where they are known
/// `revenue_per_year`, `open_deals` (by stage) and `work`; `stated` says whether
/// the numbers rest on nothing that nobody stated.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Promise {
    /// How many working stages there are.
    pub stages: usize,
    /// The chance that a deal is won, from 0 to 1; `None` without a start.
    pub win_probability: Option<Figure>,
    /// The days of a deal until any outcome; `None` where it may never end.
    pub expected_days: Option<Figure>,
    /// The days of a won deal until it is won; `None` where none is.
    pub expected_days_to_win: Option<Figure>,
    /// Deals won in a year; `None` where nobody said how many leads come.
    pub wins_per_year: Option<Figure>,
    /// What they bring, in the currency of the amount given; `None` where no
    /// amount was, or the sum is more than money can be.
    pub revenue_per_year: Option<Money>,
    /// How many deals are open in each stage at a time, on average, in the
    /// order of the pipeline; `None` without leads.
    pub open_deals: Option<Vec<(StageId, f64)>>,
    /// The work of each role that says how many people it has.
    pub work: Vec<RoleWork>,
}

/// The work of the people in a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RoleWork {
    /// The id of the role.
    pub role: String,
    /// How many people it has.
    pub people: u32,
    /// The hours a week that each of them works on deals.
    pub hours_per_week: f64,
    /// The same as a part of the hours they have; `None` where the role does
    /// not say how many. Above 1 it is more than they have.
    pub utilisation: Option<f64>,
}

impl Serialize for Promise {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Open<'a>(&'a [(StageId, f64)]);
        impl Serialize for Open<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(id, deals)| (id.as_str(), deals)))
            }
        }
        let number = |figure: Option<Figure>| figure.map(Figure::if_equal);
        let figures = [self.win_probability, self.expected_days, self.expected_days_to_win];
        let stated = figures.iter().flatten().all(|figure| figure.is_stated());
        let mut object = serializer.serialize_struct("Promise", 9)?;
        object.serialize_field("stages", &self.stages)?;
        object.serialize_field("win_probability", &number(self.win_probability))?;
        object.serialize_field("expected_days", &number(self.expected_days))?;
        object.serialize_field("expected_days_to_win", &number(self.expected_days_to_win))?;
        object.serialize_field("wins_per_year", &number(self.wins_per_year))?;
        object.serialize_field("stated", &stated)?;
        if let Some(revenue) = &self.revenue_per_year {
            object.serialize_field("revenue_per_year", revenue)?;
        }
        if let Some(open) = &self.open_deals {
            object.serialize_field("open_deals", &Open(open))?;
        }
        if !self.work.is_empty() {
            object.serialize_field("work", &self.work)?;
        }
        object.end()
    }
}

/// Before and after of a change.
///
/// Its text begins with a sentence for a head of sales; a table follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WhatIfAnswer {
    /// What was asked, in words: "without `Demo`".
    pub what: Vec<String>,
    /// What the pipeline promises as it is.
    pub before: Promise,
    /// What it would promise.
    pub after: Promise,
    /// What is assumed of deals that a dropped stage lost; `None` where none is
    /// dropped.
    pub assumption: Option<LostDeals>,
}

impl fmt::Display for WhatIfAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.what.is_empty() { "as it is".to_owned() } else { self.what.join(", ") };
        write!(f, "{what}")?;
        match self.assumption {
            Some(LostDeals::LostLater) => f.write_str(", if the deals it lost are lost later")?,
            Some(LostDeals::LostGoOn) => {
                f.write_str(", if the deals it lost go on like the others")?
            }
            None => {}
        }
        let told = |figure: Option<Figure>, form: fn(f64) -> String| {
            let stated = figure.and_then(Figure::stated);
            stated.map_or_else(|| NOT_STATED.to_owned(), form)
        };
        let chance = |promise: &Promise| told(promise.win_probability, percent);
        let (before, after) = (chance(&self.before), chance(&self.after));
        if before == after {
            let stays = if after == NOT_STATED { "is" } else { "stays" };
            write!(f, ", the chance to win {stays} {after}")?;
        } else {
            write!(f, ", the chance to win is {after} instead of {before}")?;
        }
        let days = |promise: &Promise| told(promise.expected_days_to_win, in_days);
        let (before, after) = (days(&self.before), days(&self.after));
        match before == after {
            true if after == NOT_STATED => write!(f, ", the days until won are {after}")?,
            true => write!(f, ", a deal is won in {after} as before")?,
            false => write!(f, ", a deal is won in {after} instead of {before}")?,
        }
        let wins = |promise: &Promise| {
            promise.wins_per_year.map(|wins| told(Some(wins), |wins| format!("{}", tenth(wins))))
        };
        if let (Some(before), Some(after)) = (wins(&self.before), wins(&self.after)) {
            match before == after {
                true => write!(f, ", and that is {after} wins a year, as before")?,
                false => write!(f, ", and that is {after} wins a year instead of {before}")?,
            }
        }
        let rows = [
            ("stages", self.before.stages.to_string(), self.after.stages.to_string()),
            ("chance to win", chance(&self.before), chance(&self.after)),
            ("days until won", days(&self.before), days(&self.after)),
            (
                "days to any end",
                told(self.before.expected_days, in_days),
                told(self.after.expected_days, in_days),
            ),
        ];
        write!(f, "\n\n{:16}  {:>12}  {:>12}", "", "before", "after")?;
        for (name, before, after) in rows {
            write!(f, "\n{name:16}  {before:>12}  {after:>12}")?;
        }
        if let (Some(before), Some(after)) = (wins(&self.before), wins(&self.after)) {
            write!(f, "\n{:16}  {before:>12}  {after:>12}", "wins a year")?;
        }
        let money = |promise: &Promise| promise.revenue_per_year.map(|it| it.to_string());
        if let (Some(before), Some(after)) = (money(&self.before), money(&self.after)) {
            write!(f, "\n{:16}  {before:>12}  {after:>12}", "revenue a year")?;
        }
        let open = |promise: &Promise| {
            let all = promise.open_deals.as_ref()?;
            Some(tenth(all.iter().map(|(_, deals)| deals).sum::<f64>()).to_string())
        };
        if let (Some(before), Some(after)) = (open(&self.before), open(&self.after)) {
            write!(f, "\n{:16}  {before:>12}  {after:>12}", "deals open")?;
        }
        for work in &self.after.work {
            let before = self.before.work.iter().find(|before| before.role == work.role);
            let hours = |work: &RoleWork| format!("{} h", tenth(work.hours_per_week));
            let before = before.map_or("-".to_owned(), hours);
            write!(
                f,
                "\n{:16}  {before:>12}  {:>12}",
                format!("{} a week", work.role),
                hours(work)
            )?;
        }
        Ok(())
    }
}

/// What so many deals of an amount bring; `None` where it is more than money can
/// be.
fn revenue(amount: Money, wins: f64) -> Option<Money> {
    // To the millionth of a deal: finer than any forecast.
    let millionths = (wins * 1e6).round();
    #[allow(clippy::cast_possible_truncation, reason = "within the range just checked")]
    let wins = (0.0..1e15).contains(&millionths).then(|| Decimal::new(millionths as i64, 6))?;
    let sum = amount.amount().checked_mul(wins)?;
    Some(Money::new(sum, amount.currency()).ok()?.rounded())
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// Why a question cannot be answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// The pipeline has no such stage.
    #[error("there is no stage `{id}`{near}")]
    NoStage {
        /// The id asked for.
        id: String,
        /// The nearest, in words; empty where none is near.
        near: String,
    },
    /// No role has the id.
    #[error("there is no role `{0}` that works in the pipeline")]
    NoRole(String),
    /// No move leads from the one to the other.
    #[error("no move leads from `{from}` to `{to}`")]
    NoMove {
        /// Where it should begin.
        from: String,
        /// Where it should lead.
        to: String,
    },
    /// The stage has no other move that could take the rest.
    #[error("`{0}` has no other move to take the rest; expected a share of 1")]
    NoOther(String),
    /// Dropped, nothing would lead on.
    #[error("`{0}` cannot be dropped: nothing leads on from it")]
    NothingBehind(String),
    /// Dropped, deals would be won before any stage.
    #[error("`{0}` cannot be dropped: deals begin there and are won next")]
    WonAtOnce(String),
    /// Merged, deals would begin in the middle.
    #[error("`{0}` cannot be merged into another: deals begin there")]
    Start(String),
    /// A deal may go round for ever, so that nobody knows how many pass.
    #[error("it is not known how many deals pass `{0}`: they may go round for ever")]
    Endless(String),
    /// The shares of the pipeline make no whole.
    #[error(transparent)]
    Chances(#[from] ChancesError),
}
