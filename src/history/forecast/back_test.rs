//! [`BackTest`]: how good forecasts at past instants would have been.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{DealForecast, ForecastFault, ForecastOptions, float_units};
use crate::history::log::{DealPath, StageLog};
use crate::history::stage_history::{End, StageHistory};
use crate::history::stays::{ENOUGH, float};
use crate::value::{Money, units};

/// How many past instants are tried at most.
const MOST: usize = 12;

/// A forecast at a past instant, and what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PastForecast {
    /// What was forecast, from what was known then.
    pub forecast: DealForecast,
    /// How many of the deals open then were won by then.
    pub won: u64,
    /// What these were worth; `None` where no amount was known.
    pub revenue: Option<Money>,
}

/// How far forecasts were from what came. Undefined (`None`) where nothing came.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct BackTestFigures {
    /// ∑ |forecast − actual| ÷ ∑ actual, of the means.
    pub wape: Option<f64>,
    /// ∑ (forecast − actual) ÷ ∑ actual: above 0 where too much was promised.
    pub bias: Option<f64>,
    /// How often the truth lay from p10 to p90, from 0 to 1; `None` without
    /// forecasts.
    pub within: Option<f64>,
}

/// Forecasts at past instants held against what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BackTest {
    /// Of wins.
    pub wins: BackTestFigures,
    /// Of revenue.
    pub revenue: BackTestFigures,
    /// The forecasts, the latest first.
    pub forecasts: Vec<PastForecast>,
    /// How many past instants were left out, since fewer than 30 stays had been
    /// completed by then.
    pub too_early: u64,
}

/// A deal that was won, with its amount then.
struct WonDeal {
    amount: Option<Money>,
}

impl StageHistory<'_> {
    /// Makes the forecast at past instants, each with what was known then, and
    /// holds it against what came. The instants lie as far apart as the forecast
    /// reaches, back from the end of the history, at most twelve.
    ///
    /// # Errors
    ///
    /// As [`StageHistory::forecast`].
    pub fn back_test(&self, options: &ForecastOptions) -> Result<BackTest, ForecastFault> {
        let as_of = self.log.as_of().ok_or(ForecastFault::Empty)?;
        if options.by <= as_of {
            return Err(ForecastFault::Over { as_of, by: options.by });
        }
        let reach = options.by - as_of;
        let first = self.log.paths().iter().filter_map(|deal| deal.visits.first());
        let begin = first.map(|visit| visit.entered_at).min().unwrap_or(as_of);
        let mut forecasts = Vec::new();
        let mut too_early = 0;
        let mut by = as_of;
        for _ in 0..MOST {
            let Some(at) = by.checked_sub_signed(reach).filter(|at| *at > begin) else { break };
            let known = self.log.until(at);
            let past = match self.design {
                Some(design) => StageHistory::beside(&known, design),
                None => StageHistory::of(&known),
            };
            let (forecast, model, _) = past.drawn(&ForecastOptions { by, ..*options })?;
            if model.stays < ENOUGH {
                too_early += 1;
            } else {
                let (won, revenue) = self.came(&known, at, by)?;
                forecasts.push(PastForecast { forecast, won, revenue });
            }
            by = at;
        }
        let wins = forecasts.iter().map(|it| {
            let range = &it.forecast.wins;
            (range.mean, float(it.won), (range.p10..=range.p90).contains(&it.won))
        });
        let revenue = forecasts.iter().filter_map(|it| {
            let (range, came) = (it.forecast.revenue?, it.revenue?);
            let is_within =
                range.p10.amount() <= came.amount() && came.amount() <= range.p90.amount();
            let float = |money| float_units(units::units(money));
            Some((float(range.mean), float(came), is_within))
        });
        Ok(BackTest { wins: figures(wins), revenue: figures(revenue), forecasts, too_early })
    }

    /// How many of the deals open at an instant were won after it and before
    /// another, and what they were worth.
    fn came(
        &self,
        known: &StageLog,
        at: DateTime<Utc>,
        by: DateTime<Utc>,
    ) -> Result<(u64, Option<Money>), ForecastFault> {
        let mut known = known.paths().iter();
        let (mut won, mut sum, mut currency) = (0, 0, None);
        let mut next = known.next();
        // Both are in the same order.
        for deal in self.log.paths() {
            if next.is_none_or(|known| known.id != deal.id) {
                continue;
            }
            next = known.next();
            let Some(worth) = self.won_between(deal, at, by) else { continue };
            won += 1;
            if let Some(worth) = worth.amount {
                let second = worth.currency();
                let first = *currency.get_or_insert(second);
                if first != second {
                    return Err(ForecastFault::Currencies { first, second });
                }
                sum += units::units(worth);
            }
        }
        let amount = currency.or_else(|| self.currency());
        Ok((won, amount.map(|currency| super::money(sum, currency))))
    }

    /// Whether a deal that was open at an instant was won after it and before
    /// another, and its amount then.
    fn won_between(
        &self,
        deal: &DealPath,
        at: DateTime<Utc>,
        by: DateTime<Utc>,
    ) -> Option<WonDeal> {
        let after = deal.visits.partition_point(|visit| visit.watched_from <= at);
        let (before, later) = deal.visits.split_at_checked(after)?;
        let last = before.last()?;
        let gone = last.transferred_at.or(deal.won_at).is_some_and(|gone| gone <= at);
        if gone || self.end(self.place(last)).is_some() {
            return None;
        }
        if deal.won_at.is_some_and(|won| won < by) {
            return Some(WonDeal { amount: deal.amount() });
        }
        let ended = later.iter().position(|visit| self.end(self.place(visit)).is_some())?;
        let end = later.get(ended).filter(|visit| visit.entered_at < by)?;
        let told = deal.visits.get(..=after + ended)?;
        let amount = told.iter().rev().find_map(|visit| visit.amount);
        (self.end(self.place(end)) == Some(End::Won)).then_some(WonDeal { amount })
    }

    fn currency(&self) -> Option<crate::value::Currency> {
        let amounts = self.log.paths().iter().filter_map(DealPath::amount);
        amounts.map(Money::currency).next()
    }
}

fn figures(pairs: impl Iterator<Item = (f64, f64, bool)>) -> BackTestFigures {
    let (mut count, mut within, mut absolute, mut signed, mut actual) = (0, 0, 0.0, 0.0, 0.0);
    for (forecast, came, is_within) in pairs {
        count += 1;
        within += u64::from(is_within);
        absolute += f64::abs(forecast - came);
        signed += forecast - came;
        actual += came;
    }
    let share = |error: f64| (actual > 0.0).then(|| error / actual);
    let within = (count > 0).then(|| float(within) / float(count));
    BackTestFigures { wape: share(absolute), bias: share(signed), within }
}

impl fmt::Display for BackTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.forecasts.is_empty() {
            let why = if self.too_early > 0 { ": fewer than 30 stays by then" } else { "" };
            return writeln!(f, "no back-test: the history has no past day to forecast from{why}");
        }
        writeln!(f, "back-test of {} past forecasts", self.forecasts.len())?;
        let share = |share: Option<f64>| {
            share.map_or("–".to_owned(), |it| format!("{:.1} %", it * 100.0))
        };
        for (what, of) in [("wins", self.wins), ("revenue", self.revenue)] {
            let (wape, bias, within) = (share(of.wape), share(of.bias), share(of.within));
            writeln!(
                f,
                "  {what:<8} off by {wape}, bias {bias}, truth from p10 to p90 in {within}"
            )?;
        }
        if self.too_early > 0 {
            writeln!(
                f,
                "  {} past days are left out: fewer than 30 stays by then",
                self.too_early
            )?;
        }
        Ok(())
    }
}
