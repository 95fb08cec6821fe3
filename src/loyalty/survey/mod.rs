//! All customers at once, where all their orders are at hand.

use chrono::{DateTime, Utc};
use serde::Serialize;

mod parts;
#[cfg(test)]
mod tests;

use self::parts::{Found, Parts, Rows};
use super::base::RecordError;
use super::buyer::{self, Buyer};
use super::{Cadence, CadenceOptions, Effects, Facts};
use crate::policy::rule::{self, LaterDays, Seen};
use crate::policy::{Standing, Watch};
use crate::value::{Currency, Purchase, UtcOffset};

/// What all orders of a customer say of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Surveyed {
    /// What the customer bought, in figures.
    pub facts: Facts,
    /// First, repeat and cross-sell revenue.
    pub effects: Effects,
    /// When the customer orders next.
    pub cadence: Cadence,
    /// When the rule held first; `None` where it did not, or none was asked.
    pub due_at: Option<DateTime<Utc>>,
}

/// Asks all that can be known of each customer from their orders, in one pass:
/// purchase facts, loyalty effects, cadence, and when a rule held first.
///
/// It says what a [`Base`](super::Base) and the standings of a [`Watch`] say,
/// for a company that has all its orders at hand and asks once a night: the
/// orders are sorted by customer, and nothing is kept of a customer once the
/// next one is looked at. That takes less time (`benches/README.md`). While it
/// runs it needs 32 bytes for each line of an order. A base and standings can be kept instead,
/// and go on with the orders of the next day.
///
/// ```
/// use sales_process::loyalty::Survey;
/// use sales_process::policy::Rule;
/// use sales_process::{Line, Purchase, UtcOffset};
///
/// let lines = [Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
/// let rows = [
///     (0, Purchase::new("2026-01-05T10:00:00Z".parse()?, &lines)?),
///     (1, Purchase::new("2026-01-09T10:00:00Z".parse()?, &lines)?),
///     (0, Purchase::new("2026-02-05T10:00:00Z".parse()?, &lines)?),
/// ];
/// let watch = Rule::orders(2)?.watch(UtcOffset::UTC);
/// let survey = Survey::new("GBP".parse()?, UtcOffset::UTC, "2026-03-01T00:00:00Z".parse()?)
///     .due_by(&watch);
/// let mut due = Vec::new();
/// survey.for_each(2, &rows, |customer, surveyed| due.push((customer, surveyed.due_at)))?;
/// assert_eq!(due, [(0, Some("2026-02-05T10:00:00Z".parse()?)), (1, None)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Survey<'w> {
    currency: Currency,
    offset: UtcOffset,
    as_of: DateTime<Utc>,
    options: CadenceOptions,
    watch: Option<&'w Watch>,
}

/// Which row of many cannot be understood, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}, counted from 0: {error}")]
#[non_exhaustive]
pub struct SurveyError {
    /// The row, counted from 0.
    pub row: usize,
    /// What is wrong with it.
    pub error: Unsurveyed,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsurveyed {
    /// It cannot be recorded of the customer.
    #[error(transparent)]
    Order(#[from] RecordError),
    /// It cannot be judged by the rule.
    #[error(transparent)]
    Rule(#[from] rule::RecordError),
    /// There are more than four billion rows.
    #[error("there are more than 4294967295 rows; survey some customers at a time")]
    TooManyRows,
}

impl<'w> Survey<'w> {
    /// Asks as of an instant: what was placed after it is not seen. The offset
    /// says where a day begins, for the order days.
    pub fn new(currency: Currency, offset: UtcOffset, as_of: DateTime<Utc>) -> Self {
        Self { currency, offset, as_of, options: CadenceOptions::default(), watch: None }
    }

    /// With other thresholds of the cadence.
    #[must_use]
    pub fn cadence(mut self, options: CadenceOptions) -> Self {
        self.options = options;
        self
    }

    /// Asks too when a rule held first.
    #[must_use]
    pub fn due_by(mut self, watch: &'w Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Calls `each` with every customer from 0 to `customers` - 1, in this
    /// order, those without orders included. Each row is a customer and a
    /// purchase; the rows of one customer are in time order.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] for a row of a customer who is not there, one that is
    /// before the customer's row before it, in another currency, or too large to
    /// sum up: the first of them. What `each` was told before is of no use then.
    pub fn for_each(
        &self,
        customers: usize,
        rows: &[(usize, Purchase<'_>)],
        mut each: impl FnMut(usize, Surveyed),
    ) -> Result<(), SurveyError> {
        let parts = Parts::new(self, 0..customers, customers, rows);
        self.judge(parts, rows, &mut each).map_or(Ok(()), Err)
    }

    /// As [`Survey::for_each`], on all cores: what `make` says of each customer,
    /// in their order. The result does not depend on how many cores there are.
    ///
    /// # Errors
    ///
    /// As [`Survey::for_each`], the same one.
    #[cfg(feature = "rayon")]
    pub fn map_in_parallel<T: Send>(
        &self,
        customers: usize,
        rows: &[(usize, Purchase<'_>)],
        make: impl Fn(usize, Surveyed) -> T + Sync,
    ) -> Result<Vec<T>, SurveyError> {
        use rayon::prelude::*;

        let share = customers.div_ceil(rayon::current_num_threads()).max(1);
        // Without customers too, so that a row of one is seen.
        let shares: Vec<_> = (0..customers.max(1)).step_by(share).collect();
        let shares = shares.into_par_iter().map(|begin| {
            let range = begin.min(customers)..begin.saturating_add(share).min(customers);
            let mut made = Vec::with_capacity(range.len());
            let parts = Parts::new(self, range, customers, rows);
            let error = self.judge(parts, rows, |customer, surveyed| {
                made.push(make(customer, surveyed));
            });
            (made, error)
        });
        let (mut all, mut first) = (Vec::new(), None::<SurveyError>);
        for (mut made, error) in shares.collect::<Vec<_>>() {
            all.append(&mut made);
            first = first.into_iter().chain(error).min_by_key(|error| error.row);
        }
        first.map_or(Ok(all), Err)
    }

    /// Tells of each customer; where a row is bad, gives the first, and tells of
    /// those before it only.
    fn judge(
        &self,
        mut parts: Parts,
        rows: Rows<'_, '_>,
        mut each: impl FnMut(usize, Surveyed),
    ) -> Option<SurveyError> {
        let mut error = parts.error.take();
        let mut days = LaterDays::new();
        let begun = self.watch.map(Watch::begin);
        parts.each(rows, |customer, mut orders| {
            let mut buyer = Buyer::default();
            let mut standing = begun.clone();
            while let Some(order) = orders.next() {
                if let Err(why) = self.fold((&mut buyer, &mut standing), rows, &order, &mut days) {
                    let row = order.row as usize;
                    if error.as_ref().is_none_or(|error| row < error.row) {
                        error = Some(SurveyError { row, error: why });
                    }
                    return;
                }
            }
            if error.is_none() {
                each(customer, self.answer(&buyer, standing.as_ref()));
            }
        });
        error
    }

    fn fold(
        &self,
        (buyer, standing): (&mut Buyer, &mut Option<Standing>),
        rows: Rows<'_, '_>,
        order: &Found<'_>,
        days: &mut LaterDays,
    ) -> Result<(), Unsurveyed> {
        let lines = order.lines.iter().copied();
        let units = buyer.fold(self.offset, order.at, lines, 0, |(), _, _| {})?;
        if let (Some(watch), Some(standing)) = (self.watch, standing) {
            if standing.was_due() {
                // No later order changes it, nor could it be refused: it was
                // refused above.
                return Ok(());
            }
            let row = if watch.reads_lines() { rows.get(order.row as usize) } else { None };
            let lines = row.map(|(_, purchase)| purchase.lines()).unwrap_or_default();
            let seen = Seen { at: order.at, currency: self.currency, units, lines };
            watch.record_seen(standing, &seen, days)?;
        }
        Ok(())
    }

    fn answer(&self, buyer: &Buyer, standing: Option<&Standing>) -> Surveyed {
        let due =
            self.watch.zip(standing).map(|(watch, standing)| watch.due_at(standing, self.as_of));
        Surveyed {
            facts: buyer.facts(self.currency),
            effects: buyer::effects(buyer.effects(), self.currency)
                .unwrap_or(Effects::nothing(self.currency)),
            cadence: buyer.rhythm(self.offset).cadence(&self.options),
            due_at: due.and_then(Result::ok).flatten(),
        }
    }
}
