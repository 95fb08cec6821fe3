//! The facts as seen by a question, put together by lead and by customer.

use chrono::{DateTime, Utc};

use crate::kpi::cohort::Cohorts;
use crate::kpi::common::{LeadOutcomes, Survivors};
use crate::kpi::cycle::{Length, Lengths};
use crate::kpi::dimension::Question;
use crate::kpi::elsewhere::Elsewhere;
use crate::kpi::facts::KpiFacts;
use crate::kpi::records::{ClosedAs, DealFacts, LeadFacts};
use crate::kpi::survival::DealAges;
use crate::value::CustomerId;

/// The facts as seen by a question, put together by lead and by customer.
pub(super) struct Seen<'f> {
    pub(super) facts: &'f KpiFacts,
    pub(super) question: &'f Question,
    /// The deals of each lead.
    deals_of: Vec<Vec<&'f DealFacts>>,
    /// When each customer placed its orders above zero, by its number in the
    /// book, in time.
    orders_of: Vec<Vec<DateTime<Utc>>>,
    elsewhere: Elsewhere,
    customers: Survivors,
}

impl<'f> Seen<'f> {
    pub(super) fn new(facts: &'f KpiFacts, question: &'f Question) -> Self {
        let leads = LeadOutcomes::new(facts, question.as_of);
        let mut deals_of: Vec<Vec<&DealFacts>> = vec![Vec::new(); facts.leads.len()];
        for (deal, lead) in facts.deals.iter().zip(&leads.leads_of) {
            if let Some(deals) = lead.and_then(|lead| deals_of.get_mut(lead)) {
                deals.push(deal);
            }
        }
        let (book, customers) = (&facts.orders, Survivors::new(facts));
        let of = |order| book.customer_of(order).map(|customer| customers.of(customer));
        let mut orders_of = vec![Vec::new(); book.customers.len()];
        let numbers = book.by_customer(question.as_of, of);
        for order in numbers.chunk_by(|a, b| book.is_one_order(*a, *b)) {
            let Some(number) = order.first().filter(|_| book.total(order) > 0) else { continue };
            let orders = of(*number).and_then(|customer| orders_of.get_mut(customer as usize));
            if let Some((orders, head)) = orders.zip(book.head(*number)) {
                orders.push(head.placed_at());
            }
        }
        let elsewhere = Elsewhere::new(facts, &customers);
        Self { facts, question, deals_of, orders_of, elsewhere, customers }
    }

    /// The orders of each customer whose first order is among them, in the period.
    pub(super) fn new_customers(&self) -> impl Iterator<Item = &Vec<DateTime<Utc>>> {
        let orders = (0..).zip(&self.orders_of).filter(|(customer, orders)| {
            let first = orders.first().is_some_and(|first| self.question.covers(*first));
            first && self.elsewhere.of(Some(*customer)).is_none()
        });
        orders.map(|(_, orders)| orders)
    }

    /// When a deal was won, as far as that is seen.
    pub(super) fn won_at(&self, deal: &DealFacts) -> Option<DateTime<Utc>> {
        let (at, close) = deal.close.known(self.question.as_of)?;
        (close.outcome == ClosedAs::Won).then_some(at)
    }

    /// The leads of the period with their deals; of merged ones, the one that
    /// goes on.
    pub(super) fn leads(&self) -> impl Iterator<Item = (&'f LeadFacts, &[&'f DealFacts])> {
        let leads = self.facts.leads.iter().zip(self.deals_of.iter().map(Vec::as_slice));
        leads.filter(|(lead, _)| {
            self.question.sees(lead.created_at) && lead.merged.at(self.question.as_of).is_none()
        })
    }

    pub(super) fn has_ordered_again(&self, customer: &CustomerId) -> bool {
        let names = &self.facts.orders.customers;
        let survivor = self.facts.merges.survivor(customer.as_str());
        let number = names.find(survivor).or_else(|| names.find(customer.as_str()));
        let number = number.map(|number| self.customers.of(number));
        let orders = number.and_then(|number| self.orders_of.get(number as usize));
        let elsewhere = self.elsewhere.of(number).unwrap_or_default();
        let elsewhere = elsewhere.iter().filter(|at| **at <= self.question.as_of);
        orders.map_or(0, Vec::len) + elsewhere.count() >= 2
    }

    pub(super) fn cycles(&self) -> Lengths {
        let won = self.facts.deals.iter().filter_map(|deal| {
            let won = self.won_at(deal).filter(|won| self.question.covers(*won))?;
            Length::between(deal.opened_at?, won).ok()
        });
        won.collect()
    }

    pub(super) fn ages(&self) -> DealAges {
        let opened = |deal: &&DealFacts| deal.opened_at.is_some_and(|at| self.question.sees(at));
        KpiFacts::ages_of(self.facts.deals.iter().filter(opened), self.question.as_of)
    }

    pub(super) fn leads_won(&self) -> Cohorts {
        let mut cohorts = Cohorts::new(self.question.zone, self.question.as_of);
        for (lead, deals) in self.leads() {
            let won = deals.iter().filter_map(|deal| self.won_at(deal));
            // Nothing lies before the beginning then.
            let _ = cohorts.add(lead.created_at, won.map(|won| won.max(lead.created_at)));
        }
        cohorts
    }

    pub(super) fn ordered_again(&self) -> Cohorts {
        let mut cohorts = Cohorts::new(self.question.zone, self.question.as_of);
        for orders in self.new_customers() {
            if let Some((first, more)) = orders.split_first() {
                // Orders come in time.
                let _ = cohorts.add(*first, more.iter().copied());
            }
        }
        cohorts
    }
}
