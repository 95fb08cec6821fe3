//! What a change would do, and why that cannot be said.

use std::fmt;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::change::LostDeals;
use crate::designer::analysis::{ChancesError, Figure};
use crate::designer::label::{in_days, percent};
use crate::designer::merge::MergeError;
use crate::process::Problems;
use crate::value::{Money, StageId};

/// What is written beside a figure that rests on shares nobody stated.
const NOT_STATED: &str = "not stated";

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
                f.write_str(", if the deals it lost go on like the others")?;
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
            if before == after && after == NOT_STATED {
                write!(f, ", and the wins a year are {after}")?;
            } else if before == after {
                write!(f, ", and that is {after} wins a year, as before")?;
            } else {
                write!(f, ", and that is {after} wins a year instead of {before}")?;
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
pub(super) fn revenue(amount: Money, wins: f64) -> Option<Money> {
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
    /// The two stages cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// With the changes made in it, it is no pipeline any more.
    #[error(transparent)]
    Problems(#[from] Problems),
}
