//! Who will order: for every customer who ever ordered, the chance that it is
//! still one, the orders and the value to expect, and when the next one comes.
//!
//! One model is fitted to the whole base by maximum likelihood: how often
//! customers order and when they leave by MBG/CNBD-k ([`CountParameters`], with a
//! part of the base more regular than the others), what
//! an order is worth by Gamma–Gamma ([`ValueParameters`]). Of each customer it
//! reads a few numbers, the [`OrderPattern`]; an order day with several orders
//! counts once. A base that is too small, or in which nobody orders twice, has
//! no model, and [`ModelError`] says why: then the
//! [`Cadence`](super::Cadence) of each customer is all there is.

mod counts;
mod minimise;
mod values;

use std::fmt;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use self::counts::{Counts, Expected, OwnGaps, Regularity, WEEK, grouped};
use super::rhythm::{Rhythm, gap};
use super::special::ln_gamma;
use crate::value::{Currency, Money, Percent};

pub use counts::CountParameters;
pub use values::ValueParameters;

/// What a model reads of the orders of one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderPattern {
    first: NaiveDate,
    last: NaiveDate,
    order_days: u32,
    /// The sum of the logarithms of the gaps, in weeks.
    ln_gaps: f64,
    /// The same with each gap half a day shorter.
    ln_shorter: f64,
    ordered: Money,
}

impl OrderPattern {
    /// Of the order days of a customer and what the orders add up to, returns
    /// left out ([`PurchaseFacts::ordered`](super::PurchaseFacts::ordered)).
    /// `None` for a customer without orders.
    pub fn of(rhythm: &Rhythm, ordered: Money) -> Option<Self> {
        Some(Self {
            first: rhythm.first_day()?,
            last: rhythm.last_day()?,
            order_days: u32::try_from(rhythm.order_days()).ok()?,
            ln_gaps: ln_sum(rhythm.gaps().map(|gap| f64::from(gap) / WEEK)),
            ln_shorter: ln_sum(rhythm.gaps().map(|gap| (f64::from(gap) - 0.5) / WEEK)),
            ordered,
        })
    }

    fn counts(&self, as_of: NaiveDate) -> Option<Counts> {
        let days = |to: NaiveDate| {
            if to < self.first { None } else { Some(gap(self.first, to).unwrap_or(0)) }
        };
        let (last, age) = (days(self.last)?, days(as_of)?);
        (last <= age).then(|| Counts::new(self.order_days - 1, last, age))
    }

    /// The same without whole days.
    fn own_gaps(&self, counts: Counts) -> OwnGaps {
        (counts.without_whole_days(), self.ln_shorter)
    }

    /// The mean amount of an order day; `None` where it is not above zero.
    fn mean(&self) -> Option<f64> {
        let amount = self.ordered.amount();
        #[allow(clippy::cast_precision_loss)] // As any amount has as an `f64`.
        let ordered = amount.mantissa() as f64 / 10_f64.powi(i32::try_from(amount.scale()).ok()?);
        (ordered > 0.0).then(|| ordered / f64::from(self.order_days))
    }
}

/// The sum of the logarithms of gaps in weeks, of which one is taken of a
/// product of several: it stays between 1e-46 and 1e296.
fn ln_sum(gaps: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut product, mut factors) = (0.0, 1.0, 0);
    for gap in gaps {
        product *= gap;
        factors += 1;
        if factors == 40 || product > 1e288 {
            sum += f64::ln(product);
            (product, factors) = (1.0, 0);
        }
    }
    sum + product.ln()
}

/// Which counting model is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountModel {
    /// MBG/CNBD-k, with the k under which the base is most likely, whole days
    /// reckoned with: that order days are a day apart is no regularity.
    #[default]
    MbgCnbd,
    /// BG/NBD: orders come at random, and nobody leaves after the first.
    BgNbd,
}

/// How a model is fitted. Change what differs from the default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelOptions {
    /// The counting model; MBG/CNBD-k by default.
    pub counts: CountModel,
    /// Customers that are needed; default 20.
    pub min_customers: usize,
    /// Customers with a second order day that are needed; default 10.
    pub min_repeaters: usize,
    /// The largest k that is tried; default 12.
    pub max_k: u32,
    /// How often an order that comes is to come within the window of
    /// [`CustomerOutlook::next_order`]; default 80 %. Below 1 and above 99 % count as
    /// these.
    pub coverage: Percent,
}

impl Default for ModelOptions {
    fn default() -> Self {
        Self {
            counts: CountModel::MbgCnbd,
            min_customers: 20,
            min_repeaters: 10,
            max_k: 12,
            coverage: Percent::of_whole(80),
        }
    }
}

/// Why a base has no model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Fewer customers than [`ModelOptions::min_customers`].
    #[error(
        "{customers} customers with orders are too few for a model of the base; {needed} needed"
    )]
    TooFewCustomers {
        /// How many there are.
        customers: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Fewer who ordered again than [`ModelOptions::min_repeaters`].
    #[error(
        "{repeaters} customers who ordered on a second day are too few for a model of the base; {needed} needed"
    )]
    TooFewRepeaters {
        /// How many there are.
        repeaters: usize,
        /// How many are needed.
        needed: usize,
    },
    /// No parameters make the base likelier than all others.
    #[error("no model fits the orders of the base")]
    NoFit,
    /// Orders in two currencies.
    #[error(
        "the orders of one customer are in {found} and those of another in {expected}; convert them first"
    )]
    Currency {
        /// The currency met first.
        expected: Currency,
        /// The other one.
        found: Currency,
    },
    /// An order after the day the model is of.
    #[error("a customer ordered on {day}, after {as_of}; leave out what came later")]
    Later {
        /// The order day.
        day: NaiveDate,
        /// The day of the model.
        as_of: NaiveDate,
    },
}

/// A model of a whole base, as of a day.
///
/// ```
/// use sales_process::loyalty::{ModelOptions, OrderModel, OrderPattern, Rhythm};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>();
/// let (start, as_of) = (day("2026-01-01")?, day("2026-07-31")?);
/// // Thirty customers: the n-th ordered every 3 + n days, and stopped after a while.
/// let mut base = Vec::new();
/// for n in 0..30_u64 {
///     let days = (0..=n % 7).map(|order| start + chrono::Days::new(n + order * (3 + n)));
///     let pattern = OrderPattern::of(&Rhythm::of(days), "80.00 GBP".parse()?);
///     base.extend(pattern);
/// }
/// let model = OrderModel::fit(base.iter().copied(), as_of, &ModelOptions::default())?;
/// let outlook = model.outlook(&base[27], 90).ok_or("ordered later")?;
/// assert!(outlook.still_customer > 0.5 && outlook.chance < outlook.orders);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OrderModel {
    /// The day up to which orders were known.
    pub as_of: NaiveDate,
    /// The customers it is fitted to.
    pub customers: usize,
    /// Those of them with a second order day.
    pub repeaters: usize,
    /// How often customers order, and when they leave.
    pub counts: CountParameters,
    /// The log-likelihood of the order days, of time in weeks.
    pub log_likelihood: f64,
    /// What an order is worth; `None` where fewer than ten amounts are above
    /// zero, or no parameters fit.
    pub values: Option<ValueParameters>,
    /// Parameters of `counts` that the base does not determine: they are at the
    /// end of their range. The answers hold, the parameters say nothing.
    pub at_limit: Vec<&'static str>,
    #[serde(skip)]
    regularity: Regularity,
    currency: Option<Currency>,
    coverage: Percent,
}

/// Customers from which k is chosen, and from whose parameters the fit to all
/// of them begins.
const SAMPLE: usize = 10_000;

impl OrderModel {
    /// Fits a model to all customers who ordered up to a day.
    ///
    /// # Errors
    ///
    /// [`ModelError`] for a base that is too small, has two currencies or
    /// orders after the day, or that no parameters fit.
    pub fn fit(
        patterns: impl IntoIterator<Item = OrderPattern>,
        as_of: NaiveDate,
        options: &ModelOptions,
    ) -> Result<Self, ModelError> {
        let (mut counts, mut values) = (Vec::new(), Vec::new());
        let (mut ln_gaps, mut ticks, mut repeaters) = (0.0, 0.0, 0);
        let mut own_gaps = Vec::new();
        let mut currency = None;
        for pattern in patterns {
            let found = pattern.ordered.currency();
            let expected = *currency.get_or_insert(found);
            if expected != found {
                return Err(ModelError::Currency { expected, found });
            }
            let late = || ModelError::Later { day: pattern.last, as_of };
            let of = pattern.counts(as_of).ok_or_else(late)?;
            counts.push(of);
            repeaters += usize::from(of.repeats() > 0);
            ticks += f64::from(of.repeats());
            ln_gaps += pattern.ln_gaps;
            own_gaps.push(pattern.own_gaps(of));
            values.extend(pattern.mean().map(|mean| (pattern.order_days, mean)));
        }
        let (customers, needed) = (counts.len(), options.min_customers.max(1));
        if customers < needed {
            return Err(ModelError::TooFewCustomers { customers, needed });
        }
        let needed = options.min_repeaters.max(1);
        if repeaters < needed {
            return Err(ModelError::TooFewRepeaters { repeaters, needed });
        }
        let at_once = options.counts == CountModel::MbgCnbd;
        let most = if at_once { options.max_k.max(1) } else { 1 };
        let stride = customers.div_ceil(SAMPLE);
        let own_gaps: Vec<OwnGaps> = own_gaps.into_iter().step_by(stride).collect();
        let shorter = grouped(own_gaps.iter().map(|(counts, _)| *counts).collect());
        // What only k changes.
        let by_k = |k: u32, ticks: f64, ln_gaps: f64| {
            (f64::from(k) - 1.0) * ln_gaps - ticks * ln_gamma(f64::from(k))
        };
        let of_sample = own_gaps.iter().fold((0.0, 0.0), |(ticks, ln_gaps), (counts, own)| {
            (ticks + f64::from(counts.repeats()), ln_gaps + own)
        });
        let mut best = None;
        let mut start = CountParameters::start();
        for k in 1..=most {
            let Some((found, likelihood, at)) = CountParameters::fit(&shorter, k, at_once, start)
            else {
                break;
            };
            let likelihood = likelihood + by_k(k, of_sample.0, of_sample.1);
            if best.is_some_and(|(_, before, _)| likelihood <= before) {
                break;
            }
            best = Some((found, likelihood, at));
            start = at;
        }
        let (chosen, _, at) = best.ok_or(ModelError::NoFit)?;
        let mut fitted = (chosen, 0.0, at);
        // First to the sample, from whose parameters the whole base is not far.
        let sampled = (stride > 1).then(|| counts.iter().step_by(stride).copied().collect());
        for counts in [sampled, Some(counts)].into_iter().flatten() {
            fitted = CountParameters::fit(&grouped(counts), chosen.k, at_once, fitted.2)
                .ok_or(ModelError::NoFit)?;
        }
        let (fitted, likelihood, _) = fitted;
        Ok(Self {
            as_of,
            customers,
            repeaters,
            counts: fitted,
            log_likelihood: likelihood + by_k(fitted.k, ticks, ln_gaps),
            values: (values.len() >= 10)
                .then(|| ValueParameters::fit(&values))
                .flatten()
                .map(|(found, _)| found),
            at_limit: fitted.at_limit(),
            regularity: Regularity::fit(chosen, &own_gaps),
            currency,
            coverage: options.coverage,
        })
    }

    /// What to expect of a customer within so many days after the day of the
    /// model. `None` for a customer who ordered after that day.
    pub fn outlook(&self, pattern: &OrderPattern, days: u32) -> Option<CustomerOutlook> {
        let counts = pattern.counts(self.as_of)?;
        let expected = self.regularity.expected(self.counts, counts, &pattern.own_gaps(counts));
        let still = expected.still();
        let weeks = f64::from(days) / WEEK;
        let orders = expected.orders(weeks);
        let worth = self
            .values
            .zip(pattern.mean())
            .map(|(values, mean)| values.expected(f64::from(pattern.order_days), mean));
        let money = |amount: f64| money(amount, self.currency?);
        let value = worth.and_then(|worth| money(worth * orders));
        let at_risk = worth.and_then(|worth| money(worth * orders / still * (1.0 - still)));
        let chance = expected.any(weeks);
        let next_order =
            (days > 0 && chance > 0.0).then(|| self.next_order(&expected, days, chance));
        Some(CustomerOutlook {
            days,
            still_customer: still,
            chance,
            orders,
            value,
            at_risk,
            next_order,
        })
    }

    /// The window of whole days, the first of which is the one after the day of
    /// the model, from the chance of an order within the days.
    fn next_order(&self, expected: &Expected, days: u32, chance: f64) -> NextOrder {
        let wanted = (self.coverage.value() / 100.0).clamp(0.01, 0.99);
        let by = |day: u32| expected.any(f64::from(day) / WEEK);
        // The first day by which this part of the chance has come, between two
        // days with their chances, the first of which comes before it.
        let first = |part: f64, mut low: (u32, f64), mut high: (u32, f64)| {
            let wanted = chance * part;
            let mut steps = 0;
            while high.0 - low.0 > 1 {
                // Chances grow almost evenly; where they do not, halving comes to an end.
                let share = if steps < 4 { (wanted - low.1) / (high.1 - low.1) } else { 0.5 };
                steps += 1;
                let between = f64::from(high.0 - low.0) * share;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let day = (low.0 + between.ceil() as u32).clamp(low.0 + 1, high.0 - 1);
                let at = (day, by(day));
                if at.1 < wanted { low = at } else { high = at }
            }
            (low, high)
        };
        let (before, middle) = first(0.5, (0, 0.0), (days, chance));
        let (_, earliest) = first((1.0 - wanted) / 2.0, (0, 0.0), middle);
        let (_, latest) = first(f64::midpoint(1.0, wanted), before, (days, chance));
        let on = |ahead: u32| {
            self.as_of.checked_add_days(Days::new(ahead.into())).unwrap_or(NaiveDate::MAX)
        };
        NextOrder {
            earliest: on(earliest.0),
            expected: on(middle.0),
            latest: on(latest.0),
            coverage: (latest.1 - by(earliest.0 - 1)) / chance,
        }
    }
}

/// What to expect of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomerOutlook {
    /// The days ahead that it speaks of.
    pub days: u32,
    /// The chance that it is still a customer, from 0 to 1.
    pub still_customer: f64,
    /// The chance that it orders within the days, from 0 to 1.
    pub chance: f64,
    /// The order days to expect within the days.
    pub orders: f64,
    /// What these orders are worth; `None` without a model of the values, or
    /// where the customer's orders are not above zero.
    pub value: Option<Money>,
    /// What would come beside `value` if the customer were certainly still one.
    pub at_risk: Option<Money>,
    /// When the next order comes, of those that come within the days; `None`
    /// where none can come.
    pub next_order: Option<NextOrder>,
}

/// When the next order comes, if one comes within the days asked about.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NextOrder {
    /// The first day of the window.
    pub earliest: NaiveDate,
    /// The day by which half of such orders have come.
    pub expected: NaiveDate,
    /// The last day of the window.
    pub latest: NaiveDate,
    /// How often such an order comes within the window, from 0 to 1:
    /// [`ModelOptions::coverage`], or more, since the window is of whole days.
    pub coverage: f64,
}

/// An amount in the currency's minor unit; `None` beyond what money holds.
#[allow(clippy::cast_possible_truncation)]
fn money(amount: f64, currency: Currency) -> Option<Money> {
    let decimals = currency.minor_units().min(Money::MAX_DECIMALS);
    let minor = (amount * 10_f64.powi(i32::try_from(decimals).unwrap_or(2))).round();
    let fits = minor.abs() < 1e26;
    let amount = Decimal::try_from_i128_with_scale(minor as i128, decimals);
    Money::new(amount.ok().filter(|_| fits)?, currency).ok()
}

impl fmt::Display for OrderModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CountParameters { k, r, alpha, a, b, leaves_at_once } = self.counts;
        let name = if leaves_at_once { format!("MBG/CNBD-{k}") } else { "BG/NBD".to_owned() };
        write!(
            f,
            "{name} of {} customers, {} of whom ordered again: r {r:.4}, alpha {alpha:.4} weeks, \
             a {a:.4}, b {b:.4}, log-likelihood {:.1}",
            self.customers, self.repeaters, self.log_likelihood
        )?;
        for (times, share) in self.regularity.shares.iter().filter(|(times, _)| *times > 1) {
            write!(f, "; {:.0} % of them with k = {}", share * 100.0, k * times)?;
        }
        if let Some(ValueParameters { p, q, gamma }) = self.values {
            write!(f, "; Gamma-Gamma: p {p:.4}, q {q:.4}, gamma {gamma:.4}")?;
        }
        if !self.at_limit.is_empty() {
            write!(f, "; the orders do not determine {}", self.at_limit.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_of_gaps_are_added() {
        for count in [0, 1, 39, 40, 41, 200] {
            let gaps = || (1..=count).map(|n| f64::from(n) / 7.0);
            let expected: f64 = gaps().map(f64::ln).sum();
            assert!((ln_sum(gaps()) - expected).abs() < 1e-9, "{count}");
        }
        // Their product is beyond what there are numbers for.
        let long = std::iter::repeat_n(1e8, 60);
        assert!((ln_sum(long) - 480.0 * 10_f64.ln()).abs() < 1e-9);
    }
}
