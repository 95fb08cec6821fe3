//! [`DealForecast`]: what the open deals will bring by an instant.

mod back_test;
mod model;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use back_test::{BackTest, BackTestFigures, PastForecast};

use super::random::Philox;
use super::stage_history::{StageHistory, micros};
use super::stays::float;
use crate::value::text::sets;
use crate::value::{Currency, Money, StageId, units};
use model::{Chances, Model, Standing};

/// How often the future is drawn, unless set.
const DRAWS: u32 = 1_000;

/// By when, and with which random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForecastOptions {
    by: DateTime<Utc>,
    seed: u64,
    draws: u32,
}

impl ForecastOptions {
    /// What is won before an instant: the end of the last day, which is the
    /// beginning of the day after it. A thousand draws, seed 0.
    pub fn before(by: DateTime<Utc>) -> Self {
        Self { by, seed: 0, draws: DRAWS }
    }

    sets! {
        /// Sets the seed.
        seed(seed: u64) seed = seed;

        /// Sets how often the future is drawn; at least once.
        draws(draws: u32) draws = draws.max(1);
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastFault {
    /// The log has no rows.
    #[error("the history is empty; a forecast starts from its last instant")]
    Empty,
    /// The time is over.
    #[error(
        "the history goes up to {as_of}, and what comes before {by} is over by then; a forecast is for later"
    )]
    Over {
        /// Up to when the log goes.
        as_of: DateTime<Utc>,
        /// By when was asked.
        by: DateTime<Utc>,
    },
    /// Amounts in two currencies.
    #[error(
        "the open deals have amounts in {first} and in {second}; forecast one currency at a time"
    )]
    Currencies {
        /// One of them.
        first: Currency,
        /// Another.
        second: Currency,
    },
}

/// Where the chances come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecastSource {
    /// From stays that were completed.
    History,
    /// From what the design states, since no stay was completed.
    Stated,
}

/// What a forecast rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ForecastBasis {
    /// Where the chances come from.
    pub source: ForecastSource,
    /// How many completed stays.
    pub stays: u64,
    /// The stages of open deals that fewer than 30 completed stays tell of.
    pub few_stays: Vec<StageId>,
}

/// How many, as drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CountRange {
    /// The mean.
    pub mean: f64,
    /// One draw in ten was this many or fewer.
    pub p10: u64,
    /// Half of the draws were this many or fewer.
    pub p50: u64,
    /// Nine draws in ten were this many or fewer.
    pub p90: u64,
    /// The mean as it is worked out without drawing, on a grid of a thousand
    /// parts of the time.
    pub analytic_mean: f64,
}

/// How much money, as drawn; each rounded half-even to the currency's minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MoneyRange {
    /// The mean.
    pub mean: Money,
    /// One draw in ten was this much or less.
    pub p10: Money,
    /// Half of the draws were this much or less.
    pub p50: Money,
    /// Nine draws in ten were this much or less.
    pub p90: Money,
    /// The mean as it is worked out without drawing.
    pub analytic_mean: Money,
}

/// What the open deals will bring by an instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DealForecast {
    /// How many deals are open.
    pub deals: u64,
    /// How many of them are won by then.
    pub wins: CountRange,
    /// What these are worth; `None` where no open deal has an amount.
    pub revenue: Option<MoneyRange>,
    /// How many open deals have no amount, and bring nothing.
    pub without_amount: u64,
    /// What it rests on.
    pub basis: ForecastBasis,
    /// From when on.
    pub as_of: DateTime<Utc>,
    /// Before which instant.
    pub by: DateTime<Utc>,
    /// The seed.
    pub seed: u64,
    /// How often the future was drawn.
    pub draws: u32,
    /// The generator of the random numbers.
    pub generator: &'static str,
}

/// The open deals of a history, with what each is worth in hundred-millionths.
struct OpenDeals {
    deals: Vec<(Standing, Option<i128>)>,
    currency: Option<Currency>,
}

impl OpenDeals {
    fn of(history: &StageHistory<'_>) -> Result<Self, ForecastFault> {
        let mut open = Self { deals: Vec::new(), currency: None };
        for deal in history.log.paths() {
            let Some(last) = deal.visits.last() else { continue };
            let place = history.place(last);
            let gone = last.transferred_at.is_some() || deal.won_at.is_some();
            if gone || history.end(place).is_some() {
                continue;
            }
            let age = micros(last.entered_at, history.as_of());
            let amount = deal.amount();
            if let Some(second) = amount.map(Money::currency) {
                let first = *open.currency.get_or_insert(second);
                if first != second {
                    return Err(ForecastFault::Currencies { first, second });
                }
            }
            open.deals.push((Standing { place, age }, amount.map(units::units)));
        }
        Ok(open)
    }
}

/// The wins and the revenue of each draw.
#[derive(Clone)]
struct Draws {
    wins: Vec<u64>,
    revenue: Vec<i128>,
}

impl Draws {
    fn none(draws: u32) -> Self {
        Self { wins: vec![0; draws as usize], revenue: vec![0; draws as usize] }
    }

    fn of(
        model: &Model,
        deals: &[(Standing, Option<i128>)],
        first: u64,
        within: i64,
        random: &Philox,
        draws: u32,
    ) -> Self {
        let mut all = Self::none(draws);
        for ((deal, amount), number) in deals.iter().zip(first..) {
            #[allow(clippy::cast_possible_truncation, reason = "the two halves of a number")]
            let (low, high) = (number as u32, (number >> 32) as u32);
            for (draw, (wins, revenue)) in (0..).zip(all.wins.iter_mut().zip(&mut all.revenue)) {
                if model.is_won(*deal, within, random, [draw, low, high]) {
                    *wins += 1;
                    *revenue += amount.unwrap_or_default();
                }
            }
        }
        all
    }

    #[cfg(feature = "rayon")]
    fn plus(mut self, other: &Self) -> Self {
        self.wins.iter_mut().zip(&other.wins).for_each(|(sum, more)| *sum += more);
        self.revenue.iter_mut().zip(&other.revenue).for_each(|(sum, more)| *sum += more);
        self
    }
}

/// All draws, on all cores with the feature `rayon`. Sums of whole numbers do
/// not depend on who adds them.
fn draw(
    model: &Model,
    deals: &[(Standing, Option<i128>)],
    within: i64,
    random: &Philox,
    draws: u32,
) -> Draws {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        const AT_ONCE: usize = 64;
        let parts = deals.par_chunks(AT_ONCE).enumerate();
        parts
            .map(|(n, part)| Draws::of(model, part, (n * AT_ONCE) as u64, within, random, draws))
            .reduce(|| Draws::none(draws), |sum, part| sum.plus(&part))
    }
    #[cfg(not(feature = "rayon"))]
    Draws::of(model, deals, 0, within, random, draws)
}

impl StageHistory<'_> {
    /// What the open deals will bring by an instant, as drawn from the
    /// calibrated process: each deal goes on from its stage and its age in it,
    /// with the times and exits of all stays; for a stage that nobody has left
    /// yet, by what the design states. Stays longer than any that was seen to end
    /// end the more seldom the longer they have gone on without an end: deals
    /// that nobody closes bring nothing.
    ///
    /// Each deal has its own random numbers, by Philox4x32-10 with the seed as
    /// key and draw, deal and visit as counter: the same on any number of cores.
    ///
    /// # Errors
    ///
    /// [`ForecastFault`]: an empty history, a time that is over, amounts in two
    /// currencies.
    pub fn forecast(&self, options: &ForecastOptions) -> Result<DealForecast, ForecastFault> {
        let (forecast, model, open) = self.drawn(options)?;
        let within = micros(forecast.as_of, forecast.by);
        let chances = Chances::of(&model, within);
        let (mut wins, mut worth) = (0.0, 0.0);
        for (deal, amount) in &open.deals {
            let chance = chances.at(*deal);
            wins += chance;
            worth += chance * float_units(amount.unwrap_or_default());
        }
        let revenue = forecast.revenue.map(|range| MoneyRange {
            analytic_mean: money(worth_units(worth), range.mean.currency()),
            ..range
        });
        Ok(DealForecast {
            wins: CountRange { analytic_mean: wins, ..forecast.wins },
            revenue,
            ..forecast
        })
    }

    /// The forecast without its analytic means.
    fn drawn(
        &self,
        options: &ForecastOptions,
    ) -> Result<(DealForecast, Model, OpenDeals), ForecastFault> {
        let as_of = self.log.as_of().ok_or(ForecastFault::Empty)?;
        let ForecastOptions { by, seed, draws } = *options;
        if by <= as_of {
            return Err(ForecastFault::Over { as_of, by });
        }
        let model = Model::of(self);
        let open = OpenDeals::of(self)?;
        let drawn = draw(&model, &open.deals, micros(as_of, by), &Philox::new(seed), draws);
        let Draws { mut wins, mut revenue } = drawn;
        wins.sort_unstable();
        revenue.sort_unstable();
        let count = |tenths| wins.get(rank(wins.len(), tenths)).copied().unwrap_or_default();
        let sum: u64 = wins.iter().sum();
        let revenue = open.currency.map(|currency| {
            let at = |tenths| revenue.get(rank(revenue.len(), tenths)).copied().unwrap_or_default();
            let mean = revenue.iter().sum::<i128>() / i128::from(draws);
            let money = |units| money(units, currency);
            let analytic_mean = money(0);
            MoneyRange {
                mean: money(mean),
                p10: money(at(1)),
                p50: money(at(5)),
                p90: money(at(9)),
                analytic_mean,
            }
        });
        let mut few_stays: Vec<usize> = open.deals.iter().map(|(deal, _)| deal.place).collect();
        few_stays.sort_unstable();
        few_stays.dedup();
        few_stays.retain(|place| model.has_few_stays(*place));
        let few_stays = few_stays.into_iter().filter_map(|place| self.id(place).cloned()).collect();
        let source = if model.stays > 0 { ForecastSource::History } else { ForecastSource::Stated };
        let forecast = DealForecast {
            deals: open.deals.len() as u64,
            wins: CountRange {
                mean: float(sum) / f64::from(draws),
                p10: count(1),
                p50: count(5),
                p90: count(9),
                analytic_mean: 0.0,
            },
            revenue,
            without_amount: open.deals.iter().filter(|(_, amount)| amount.is_none()).count() as u64,
            basis: ForecastBasis { source, stays: model.stays, few_stays },
            as_of,
            by,
            seed,
            draws,
            generator: "philox4x32-10",
        };
        Ok((forecast, model, open))
    }
}

/// Where the quantile at so many tenths stands: the smallest number that so
/// many of them are not above.
fn rank(count: usize, tenths: usize) -> usize {
    (count * tenths).div_ceil(10).saturating_sub(1)
}

fn money(units: i128, currency: Currency) -> Money {
    Money::of_units(units, currency).unwrap_or(Money::zero(currency)).rounded()
}

// The nearest number is as near as a float can be.
#[allow(clippy::cast_precision_loss)]
fn float_units(units: i128) -> f64 {
    units as f64
}

#[allow(clippy::cast_possible_truncation, reason = "saturates")]
fn worth_units(worth: f64) -> i128 {
    worth.round() as i128
}

impl fmt::Display for DealForecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { deals, wins, basis, .. } = self;
        let from = match basis.source {
            ForecastSource::History => format!("{} completed stays", basis.stays),
            ForecastSource::Stated => "what the design states".to_owned(),
        };
        let by = self.by.format("%Y-%m-%d %H:%M UTC");
        let open = if *deals == 1 { "open deal" } else { "open deals" };
        writeln!(f, "{deals} {open}, before {by}, from {from}")?;
        let CountRange { mean, p10, p50, p90, .. } = wins;
        writeln!(
            f,
            "  wins     {mean:.1} on average; {p10} to {p90} in four cases of five, median {p50}"
        )?;
        if let Some(MoneyRange { mean, p10, p50, p90, .. }) = self.revenue {
            writeln!(
                f,
                "  revenue  {mean} on average; {p10} to {p90} in four cases of five, median {p50}"
            )?;
        }
        if !basis.few_stays.is_empty() {
            let stages: Vec<&str> = basis.few_stays.iter().map(StageId::as_str).collect();
            writeln!(f, "  rests on fewer than 30 stays in {}", stages.join(", "))?;
        }
        if self.without_amount > 0 {
            writeln!(f, "  without an amount, bringing nothing: {}", self.without_amount)?;
        }
        Ok(())
    }
}
