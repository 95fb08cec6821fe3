//! [`Statistics`]: what facts tell beyond the figures of a report, and
//! [`Overview`]: the report with them.
//!
//! - the [`Funnel`] of those who came in the period;
//! - the [`CycleDistribution`] of the deals won in it;
//! - the [`AgeTable`] of the deals opened in it: what has become of a deal by an
//!   age, open ones taken for what is known of them;
//! - [`CohortRow`]s by month: of the leads that came, how many became customers;
//!   of the customers with their first order, how many ordered again.

mod ages;
mod distribution;
mod funnel;
mod text;

pub use ages::{AgeRow, AgeTable};
pub use distribution::CycleDistribution;
pub use funnel::{Funnel, FunnelStage, FunnelStep};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::cohort::{CohortRow, Cohorts};
use super::cycle::{Length, Lengths};
use super::dimension::Question;
use super::facts::{ClosedAs, DealFacts, FactError, KpiFacts, LeadFacts};
use super::fold::survivors;
use super::report::KpiReport;
use super::survival::{DealAges, Fate};
use crate::value::{CustomerId, LeadId, UtcOffset};

/// What facts tell beyond the figures of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Statistics {
    /// How far those came who came in the period; `None` where nobody did.
    pub funnel: Option<Funnel>,
    /// How long the deals won in the period took.
    pub cycles: CycleDistribution,
    /// What has become of the deals opened in the period, by their age.
    pub ages: AgeTable,
    /// Of the leads created in each month of the period, those that became
    /// customers, by the month of the win. A win from before the lead came
    /// counts to the month of the lead.
    pub leads_won: Vec<CohortRow>,
    /// Of the customers whose first order lies in each month of the period,
    /// those that ordered again, by the month of the order.
    pub ordered_again: Vec<CohortRow>,
}

/// A report with its period and statistics: what a page about KPIs is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Overview {
    /// The beginning of the period; `None` where everything before counts.
    pub from: Option<DateTime<Utc>>,
    /// Its end, which is not in it; `None` where everything after counts.
    pub to: Option<DateTime<Utc>>,
    /// What happened after this instant is not seen.
    pub as_of: DateTime<Utc>,
    /// The KPIs.
    pub report: KpiReport,
    /// The statistics.
    pub statistics: Statistics,
}

impl KpiFacts {
    /// The KPIs of all facts together with the statistics.
    ///
    /// ```
    /// use sales_process::kpi::{DealFacts, KpiFacts, Question};
    ///
    /// let mut facts = KpiFacts::new();
    /// facts.add_deal(DealFacts::new("D-1".parse()?, "2026-03-01T00:00:00Z".parse()?))?;
    /// let overview = facts.overview(&Question::as_of("2026-04-01T00:00:00Z".parse()?))?;
    /// assert_eq!(overview.report.sell.deals_open, 1);
    /// assert_eq!(overview.statistics.ages.deals, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`KpiFacts::report`].
    pub fn overview(&self, question: &Question) -> Result<Overview, FactError> {
        let report = self.report(question)?;
        let statistics = self.statistics(question)?;
        let Question { from, to, as_of } = *question;
        Ok(Overview { from, to, as_of, report, statistics })
    }

    /// The statistics alone.
    ///
    /// # Errors
    ///
    /// As [`KpiFacts::report`].
    pub fn statistics(&self, question: &Question) -> Result<Statistics, FactError> {
        if let Some(error) = self.leads_without_deal().next() {
            return Err(error);
        }
        let seen = Seen::new(self, question);
        Ok(Statistics {
            funnel: seen.funnel(),
            cycles: CycleDistribution::of(&seen.cycles()),
            ages: AgeTable::of(&seen.ages()),
            leads_won: seen.leads_won().rows(),
            ordered_again: seen.ordered_again().rows(),
        })
    }
}

/// The facts as seen by a question, put together by lead and by customer.
struct Seen<'f> {
    facts: &'f KpiFacts,
    question: &'f Question,
    /// The deals of each lead.
    deals_of: Vec<Vec<&'f DealFacts>>,
    /// When each customer placed its orders above zero, by its number in the
    /// book, in time.
    orders_of: Vec<Vec<DateTime<Utc>>>,
}

impl<'f> Seen<'f> {
    fn new(facts: &'f KpiFacts, question: &'f Question) -> Self {
        let survivors = survivors(facts, question.as_of);
        let survivor = |lead: &LeadId| survivors.get(facts.leads.place(lead)?).copied().flatten();
        let mut deals_of: Vec<Vec<&DealFacts>> = vec![Vec::new(); facts.leads.len()];
        for deal in &facts.deals {
            let lead = deal.lead.as_ref().and_then(survivor);
            if let Some(deals) = lead.and_then(|lead| deals_of.get_mut(lead)) {
                deals.push(deal);
            }
        }
        for lead in &facts.leads {
            let known = lead.deal.at(question.as_of);
            let place = known.and_then(|deal| facts.deals.place(deal));
            let deal = place.and_then(|place| facts.deals.get(place));
            let counts = survivor(&lead.id);
            // It is there already where it says itself that it came of the lead.
            let deal = deal.filter(|deal| deal.lead.as_ref().and_then(survivor) != counts);
            if let Some(deals) = counts.and_then(|lead| deals_of.get_mut(lead)) {
                deals.extend(deal);
            }
        }
        let mut orders_of = vec![Vec::new(); facts.orders.customers.len()];
        for order in facts.orders.by_customer(question.as_of) {
            let head = facts.orders.heads.get(order as usize).filter(|head| head.total > 0);
            let orders = head.map(|head| (head, orders_of.get_mut(head.customer as usize)));
            if let Some((head, Some(orders))) = orders {
                orders.push(head.placed_at);
            }
        }
        Self { facts, question, deals_of, orders_of }
    }

    /// When a deal was won, as far as that is seen.
    fn won_at(&self, deal: &DealFacts) -> Option<DateTime<Utc>> {
        let (at, close) = deal.close.known(self.question.as_of)?;
        (close.outcome == ClosedAs::Won).then_some(at)
    }

    /// The leads of the period with their deals; of merged ones, the one that
    /// goes on.
    fn leads(&self) -> impl Iterator<Item = (&'f LeadFacts, &[&'f DealFacts])> {
        let leads = self.facts.leads.iter().zip(self.deals_of.iter().map(Vec::as_slice));
        leads.filter(|(lead, _)| {
            self.question.sees(lead.created_at) && lead.merged.at(self.question.as_of).is_none()
        })
    }

    fn has_ordered_again(&self, customer: &CustomerId) -> bool {
        let number = self.facts.orders.customers.find(customer.as_str());
        let orders = number.and_then(|number| self.orders_of.get(number as usize));
        orders.is_some_and(|orders| orders.len() >= 2)
    }

    fn cycles(&self) -> Lengths {
        let won = self.facts.deals.iter().filter_map(|deal| {
            let won = self.won_at(deal).filter(|won| self.question.covers(*won))?;
            Length::between(deal.opened_at, won).ok()
        });
        won.collect()
    }

    fn ages(&self) -> DealAges {
        let as_of = self.question.as_of;
        let mut ages = DealAges::new();
        for deal in self.facts.deals.iter().filter(|deal| self.question.sees(deal.opened_at)) {
            let (until, fate) = match deal.close.known(as_of) {
                None => (as_of, Fate::Open),
                Some((at, close)) => match close.outcome {
                    ClosedAs::Won => (at, Fate::Won),
                    ClosedAs::Lost => (at, Fate::Lost),
                    ClosedAs::Abandoned => (at, Fate::Abandoned),
                },
            };
            // No deal is closed before it is opened: that was checked.
            if let Ok(age) = Length::between(deal.opened_at, until) {
                ages.add(age, fate);
            }
        }
        ages
    }

    fn leads_won(&self) -> Cohorts {
        let mut cohorts = Cohorts::new(UtcOffset::UTC, self.question.as_of);
        for (lead, deals) in self.leads() {
            let won = deals.iter().filter_map(|deal| self.won_at(deal));
            // Nothing lies before the beginning then.
            let _ = cohorts.add(lead.created_at, won.map(|won| won.max(lead.created_at)));
        }
        cohorts
    }

    fn ordered_again(&self) -> Cohorts {
        let mut cohorts = Cohorts::new(UtcOffset::UTC, self.question.as_of);
        for orders in &self.orders_of {
            if let Some((first, more)) = orders.split_first() {
                if self.question.covers(*first) {
                    // Orders come in time.
                    let _ = cohorts.add(*first, more.iter().copied());
                }
            }
        }
        cohorts
    }
}

/// The smallest number of days that people count by and that is not below a
/// number of days: a day, a week, a month, a quarter and the like.
fn round_days(days: f64) -> i64 {
    const ROUND: [i64; 13] = [1, 2, 5, 7, 10, 14, 20, 30, 60, 90, 180, 365, 730];
    // As many years as it takes; below 2^53 for every length there is.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let found = ROUND.into_iter().find(|round| *round as f64 >= days);
    #[allow(clippy::cast_possible_truncation)]
    found.unwrap_or_else(|| (days / 365.0).ceil() as i64 * 365)
}
