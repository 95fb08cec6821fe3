//! How long deals take and how they end, open deals included: [`DealAges`] and
//! the [`ClosingChances`] that follows.
//!
//! Deals that are still open have not ended *yet*: to leave them out makes the
//! cycle look shorter than it is, and to count them as not won makes the chance
//! to win look smaller. Two estimates use what is known of them, that they were
//! open up to their present age.
//!
//! - **Time to any close**, by Kaplan & Meier, *Nonparametric Estimation from
//!   Incomplete Observations* (1958): the share still open after age t is
//!   S(t) = ∏ (1 − d/n) over the ages up to t at which deals closed, d of the n
//!   that had come to this age open.
//! - **The chance to be won by an age**, by Aalen & Johansen, *An Empirical
//!   Transition Matrix for Non-homogeneous Markov Chains Based on Censored
//!   Observations* (1978): W(t) = ∑ S(before) × w/n, w of the n won at this age;
//!   likewise for lost and abandoned. A deal that is lost can no longer be won:
//!   the outcomes compete. (Kaplan–Meier over wins, with lost deals taken as if
//!   they could still be won later, is wrong, and mostly far too high.)
//!
//! At each age the four chances (won, lost, abandoned, still open) make 1. Where
//! deals closed at the age up to which others have been watched, the closes come
//! first: those others were still at risk.
//!
//! ```
//! use chrono::TimeDelta;
//! use sales_process::kpi::{DealAges, Fate, Length};
//!
//! let day = |days| Length::new(TimeDelta::days(days));
//! // Of 36 deals, 26 are lost on day 10, 9 won on day 20, 1 lost on day 30.
//! let mut ages = DealAges::new();
//! (0..26).try_for_each(|_| Ok(ages.add(day(10)?, Fate::Lost)))?;
//! (0..9).try_for_each(|_| Ok(ages.add(day(20)?, Fate::Won)))?;
//! ages.add(day(30)?, Fate::Lost);
//!
//! let outlook = ages.outlook();
//! // Nine of 36 are won. (Kaplan–Meier with lost as censored says
//! // 1 − 1/10 = 0.90: as if the lost ones had only been watched for less time.)
//! assert_eq!(outlook.at(day(20)?).map(|chances| chances.won), Some(0.25));
//! // Of a deal that is open on day 15, nine of ten are won by day 30.
//! let later = outlook.won_by(day(15)?, day(30)?);
//! assert_eq!(later.map(|chance| format!("{chance:.2}")), Some("0.90".into()));
//! assert_eq!(outlook.won_later(day(15)?), later); // day 30 is the last seen
//! assert_eq!(outlook.half_closed_by(), Some(day(10)?));
//! # Ok::<(), sales_process::kpi::NegativeLength>(())
//! ```

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::cycle::{Length, NegativeLength};
use super::path::taken_back;
use super::risks::Risks;
use crate::lifecycle::deal::{DealCommand, DealMachine, DealState};
use crate::lifecycle::{Entry, History};

/// What has become of a deal up to the instant that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It was won.
    Won,
    /// It was lost.
    Lost,
    /// It ended without an outcome.
    Abandoned,
    /// It is still open, or on hold.
    Open,
}

/// The deals of one age: how many ended at it and how, how many are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tally {
    won: u64,
    lost: u64,
    abandoned: u64,
    open: u64,
    /// Watched from this age on.
    joined: u64,
}

impl Tally {
    fn closed(self) -> u64 {
        self.won + self.lost + self.abandoned
    }

    fn plus(self, other: Tally) -> Tally {
        Tally {
            won: self.won + other.won,
            lost: self.lost + other.lost,
            abandoned: self.abandoned + other.abandoned,
            open: self.open + other.open,
            joined: self.joined + other.joined,
        }
    }
}

/// The ages of deals with what became of them.
///
/// A fold: deals are added in any order, and two folds merged are the fold of
/// both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DealAges {
    by_age: BTreeMap<Length, Tally>,
}

impl DealAges {
    /// No deals yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a deal: its age when it was closed, or its present age where it is
    /// open.
    pub fn add(&mut self, age: Length, fate: Fate) {
        let tally = self.by_age.entry(age).or_default();
        match fate {
            Fate::Won => tally.won += 1,
            Fate::Lost => tally.lost += 1,
            Fate::Abandoned => tally.abandoned += 1,
            Fate::Open => tally.open += 1,
        }
    }

    /// Adds a deal that was watched from an age on, as one that was adopted is:
    /// of the ages before it tells nothing (it is left-truncated). Nothing is
    /// added where it had ended by then: deals that ended earlier were not
    /// looked for, and to count it alone would make deals look slow.
    pub fn add_watched_from(&mut self, from: Length, age: Length, fate: Fate) {
        if from < age {
            self.by_age.entry(from).or_default().joined += 1;
            self.add(age, fate);
        }
    }

    /// Adds a deal from its journal, as it was at an instant, that instant
    /// included; nothing where it was opened after it. A deal is closed when the
    /// entry of it was made, and open again when it was reopened; what follows a
    /// win does not lengthen it. One that was adopted is watched from then on.
    ///
    /// # Errors
    ///
    /// [`NegativeLength`] where the journal has it closed before it was opened.
    /// Nothing is added then.
    pub fn add_history(
        &mut self,
        history: &History<DealMachine>,
        as_of: DateTime<Utc>,
    ) -> Result<(), NegativeLength> {
        let (mut opened, mut adopted) = (None, None);
        let mut closed = None;
        let taken = taken_back(history);
        let counts =
            |entry: &&Entry<DealMachine>| entry.at <= as_of && !taken.contains(&entry.version);
        for entry in history.entries().iter().filter(counts) {
            match &entry.command {
                DealCommand::Open { .. } => opened = Some(entry.at),
                DealCommand::Adopt(known) => {
                    opened = Some(known.opened_at);
                    adopted = Some(entry.at);
                    // It had ended by then, and is not counted unless reopened.
                    let ended = !matches!(entry.to, DealState::Open | DealState::OnHold);
                    closed = ended.then_some((entry.at, Fate::Open));
                }
                DealCommand::Win { .. } => closed = Some((entry.at, Fate::Won)),
                DealCommand::Lose { .. } => closed = Some((entry.at, Fate::Lost)),
                DealCommand::Abandon { .. } => closed = Some((entry.at, Fate::Abandoned)),
                DealCommand::Reopen { .. } => closed = None,
                _ => {}
            }
        }
        if let Some(opened) = opened {
            let (until, fate) = closed.unwrap_or((as_of, Fate::Open));
            let age = Length::between(opened, until)?;
            match adopted {
                None => self.add(age, fate),
                Some(at) => self.add_watched_from(Length::between(opened, at)?, age, fate),
            }
        }
        Ok(())
    }

    /// Adds all deals of another fold.
    pub fn merge(&mut self, other: &DealAges) {
        for (age, tally) in &other.by_age {
            let sum = self.by_age.entry(*age).or_default();
            *sum = sum.plus(*tally);
        }
    }

    /// How many deals there are.
    pub fn count(&self) -> u64 {
        let sum = self.by_age.values().copied().fold(Tally::default(), Tally::plus);
        sum.closed() + sum.open
    }

    /// What follows from them. Without deals everything in it is unknown.
    pub fn outlook(&self) -> ClosingChances {
        let deals = self.count();
        let mut steps = Vec::new();
        let joined = self.by_age.values().map(|tally| tally.joined).sum();
        let mut risks = Risks::new(3, deals.saturating_sub(joined));
        for (age, tally) in &self.by_age {
            let Tally { won, lost, abandoned, open, joined } = *tally;
            let at_risk = risks.at_risk();
            for (cause, count) in [won, lost, abandoned].into_iter().enumerate() {
                risks.end(cause, count);
            }
            if tally.closed() > 0 {
                let chances = Chances {
                    won: risks.ended(0),
                    lost: risks.ended(1),
                    abandoned: risks.ended(2),
                    still_open: risks.open(),
                };
                steps.push(ClosingAge { age: *age, at_risk, won, lost, abandoned, chances });
            }
            risks.change(open, joined);
        }
        ClosingChances { steps, deals, watched_until: self.by_age.keys().next_back().copied() }
    }
}

/// What has become of a deal by an age; each from 0 to 1, together 1 but for
/// rounding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Chances {
    /// It is won.
    pub won: f64,
    /// It is lost.
    pub lost: f64,
    /// It has ended without an outcome.
    pub abandoned: f64,
    /// It is still open.
    pub still_open: f64,
}

impl Chances {
    /// Before anything has happened.
    pub const OPEN: Self = Self { won: 0.0, lost: 0.0, abandoned: 0.0, still_open: 1.0 };
}

/// An age at which deals closed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct ClosingAge {
    /// The age.
    pub age: Length,
    /// How many deals had come to this age open.
    pub at_risk: u64,
    /// How many of them were won at it.
    pub won: u64,
    /// How many of them were lost at it.
    pub lost: u64,
    /// How many of them were abandoned at it.
    pub abandoned: u64,
    /// What has become of a deal by this age.
    pub chances: Chances,
}

/// How deals end and when: what [`DealAges`] tell of a deal like them.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosingChances {
    steps: Vec<ClosingAge>,
    deals: u64,
    watched_until: Option<Length>,
}

impl ClosingChances {
    /// The ages at which deals closed, youngest first; none where none did.
    pub fn steps(&self) -> &[ClosingAge] {
        &self.steps
    }

    /// On how many deals it rests.
    pub fn deals(&self) -> u64 {
        self.deals
    }

    /// The age of the oldest deal, when it was closed or at present.
    pub fn watched_until(&self) -> Option<Length> {
        self.watched_until
    }

    /// What has become of a deal by an age, closes at this very age included.
    ///
    /// `None` without deals, and for an age that no deal has come to while some
    /// may still be open then: nobody knows.
    pub fn at(&self, age: Length) -> Option<Chances> {
        let after = self.steps.partition_point(|step| step.age <= age);
        let last = after.checked_sub(1).and_then(|i| self.steps.get(i));
        let chances = last.map_or(Chances::OPEN, |step| step.chances);
        let is_known = self.watched_until? >= age || chances.still_open <= 0.0;
        is_known.then_some(chances)
    }

    /// The chance that a deal which is open at an age is won by a later one:
    /// `(W(by) − W(open_at)) / S(open_at)`, from 0 to 1.
    ///
    /// `None` where [`ClosingChances::at`] is for either age, where no deal is open at
    /// the first, and where the second is before it.
    pub fn won_by(&self, open_at: Length, by: Length) -> Option<f64> {
        let (now, then) = (self.at(open_at)?, self.at(by)?);
        let is_asked = now.still_open > 0.0 && open_at <= by;
        is_asked.then(|| ((then.won - now.won) / now.still_open).clamp(0.0, 1.0))
    }

    /// The chance that a deal which is open at an age is won later, as far as
    /// deals have been watched: by the age of the oldest. Where deals are still
    /// open at that age, more of them may be won after it.
    ///
    /// `None` as for [`ClosingChances::won_by`], and for the age of the oldest deal
    /// itself and beyond: nothing has been seen of what comes after.
    pub fn won_later(&self, open_at: Length) -> Option<f64> {
        let oldest = self.watched_until.filter(|oldest| open_at < *oldest)?;
        self.won_by(open_at, oldest)
    }

    /// The first age by which half of the deals are closed, or more. `None`
    /// without deals and where fewer have been seen to close.
    pub fn half_closed_by(&self) -> Option<Length> {
        self.steps.iter().find(|step| step.chances.still_open <= 0.5).map(|step| step.age)
    }
}
