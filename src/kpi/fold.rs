//! From facts to reports: what is common to all groups is worked out once
//! (which deal came of which lead, when each customer was won, the kind of
//! each line), then each group is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::count::Count;
use super::dimension::{Dimension, Question};
use super::facts::{Deal, FactError, Facts, Lead, Outcome};
use super::orders::OrderHead;
use super::report::{Groups, Report};
use super::tally::Tally;
use crate::{CustomerId, Month, UtcOffset};

impl Facts {
    /// The KPIs of all facts together.
    ///
    /// # Errors
    ///
    /// [`FactError::NoSuchDeal`] where a lead was converted to a deal that was
    /// not added.
    pub fn report(&self, question: &Question) -> Result<Report, FactError> {
        Ok(self.report_by(question, &[])?.total)
    }

    /// The KPIs of each group, by any dimensions: one, a pair, or more. A
    /// group is there where anything is counted in it.
    ///
    /// A group by one dimension is named by its text; one by several by their
    /// texts with ` / ` between them. There `\` in a text is written `\\`, and a
    /// `/` that stands alone, with a space or an end of the text on both sides,
    /// `\/`: no two groups have one name.
    ///
    /// # Errors
    ///
    /// As [`Facts::report`].
    pub fn report_by(
        &self,
        question: &Question,
        dimensions: &[Dimension],
    ) -> Result<Groups, FactError> {
        if let Some(error) = self.leads_without_deal().next() {
            return Err(error);
        }
        let common = Common::new(self, question.as_of);
        let report = |tally: Tally| tally.report(self.currency, self.orders_given);
        let mut total = Count::new(&common, &[], None);
        total.count(question);
        let total = report(total.total());

        let mut groups = BTreeMap::new();
        if dimensions.contains(&Dimension::Month) {
            for month in common.months(question) {
                let mut count = Count::new(&common, dimensions, Some(month));
                count.count(&question.cut_to(month));
                groups.extend(count.named());
            }
        } else if !dimensions.is_empty() {
            let mut count = Count::new(&common, dimensions, None);
            count.count(question);
            groups.extend(count.named());
        }
        let groups = groups.into_iter().map(|(name, tally)| (name, report(tally))).collect();
        Ok(Groups { groups, total })
    }
}

impl Facts {
    /// The customers won by an instant whose first won deal came of a lead
    /// with a source, each with that source.
    pub(super) fn sources_of_customers<'f>(
        &'f self,
        as_of: DateTime<Utc>,
        mut tell: impl FnMut(&'f CustomerId, &'f str),
    ) {
        let common = Common::new(self, as_of);
        for (customer, (_, deal)) in &common.first_wins {
            if let Some(source) = common.source_of(*deal) {
                tell(customer, source);
            }
        }
    }
}

/// What all groups have in common, as seen at one instant.
pub(super) struct Common<'f> {
    pub(super) facts: &'f Facts,
    pub(super) as_of: DateTime<Utc>,
    /// The lead of each deal.
    pub(super) leads_of: Vec<Option<usize>>,
    /// Whether each lead has a won deal, and a closed one.
    pub(super) lead_won: Vec<bool>,
    pub(super) lead_closed: Vec<bool>,
    /// The first won deal of each customer.
    first_wins: HashMap<&'f CustomerId, (DateTime<Utc>, usize)>,
    /// The orders seen, customer by customer, in time.
    pub(super) orders: Vec<u32>,
    /// How many orders above zero each customer has placed.
    order_counts: Vec<u32>,
}

/// The lead that counts for each: itself, or the one that goes on where it was
/// merged; none where that one is not there, or leads were merged round in a
/// ring.
pub(super) fn survivors(facts: &Facts, as_of: DateTime<Utc>) -> Vec<Option<usize>> {
    let into = |lead: &Lead| facts.leads.place(lead.merged.at(as_of)?);
    let leads = facts.leads.iter().enumerate();
    let mut next: Vec<usize> = leads.map(|(at, lead)| into(lead).unwrap_or(at)).collect();
    let of = |next: &[usize], place: usize| next.get(place).copied().unwrap_or(place);
    let mut way = Vec::new();
    for lead in 0..next.len() {
        let mut here = lead;
        // What was walked before leads to its end in one step.
        while of(&next, here) != here && way.len() <= next.len() {
            way.push(here);
            here = of(&next, here);
        }
        for passed in way.drain(..) {
            if let Some(end) = next.get_mut(passed) {
                *end = here;
            }
        }
    }
    let counts = |lead: &Lead| lead.merged.at(as_of).is_none();
    next.into_iter().map(|end| facts.leads.get(end).filter(|l| counts(l)).map(|_| end)).collect()
}

impl<'f> Common<'f> {
    fn new(facts: &'f Facts, as_of: DateTime<Utc>) -> Self {
        let survivors = survivors(facts, as_of);
        let survivor = |lead: usize| survivors.get(lead).copied().flatten();
        let mut leads_of: Vec<Option<usize>> = facts
            .deals
            .iter()
            .map(|deal| survivor(facts.leads.place(deal.lead.as_ref()?)?))
            .collect();
        let mut lead_won = vec![false; facts.leads.len()];
        let mut lead_closed = vec![false; facts.leads.len()];
        let mut note = |lead: usize, deal: &Deal| {
            let Some(close) = deal.close.at(as_of) else { return };
            if let (Some(won), Some(closed)) = (lead_won.get_mut(lead), lead_closed.get_mut(lead)) {
                *closed = true;
                *won |= close.outcome == Outcome::Won;
            }
        };
        for (deal, lead) in facts.deals.iter().zip(&leads_of) {
            if let Some(lead) = lead {
                note(*lead, deal);
            }
        }
        for (place, lead) in facts.leads.iter().enumerate() {
            let at = lead.deal.at(as_of).and_then(|deal| facts.deals.place(deal));
            if let Some((at, deal)) = at.and_then(|at| Some((at, facts.deals.get(at)?))) {
                let Some(place) = survivor(place) else { continue };
                note(place, deal);
                // The deal's own word for its lead goes before.
                if let Some(of @ None) = leads_of.get_mut(at) {
                    *of = Some(place);
                }
            }
        }
        let mut first_wins: HashMap<&CustomerId, (DateTime<Utc>, usize)> = HashMap::new();
        for (place, deal) in facts.deals.iter().enumerate() {
            let close = deal.close.known(as_of);
            let won = close.filter(|(_, close)| close.outcome == Outcome::Won);
            if let (Some((at, _)), Some(customer)) = (won, &deal.customer) {
                let first = first_wins.entry(customer).or_insert((at, place));
                let id = |place: usize| facts.deals.get(place).map(|deal| &deal.id);
                if (at, Some(&deal.id)) < (first.0, id(first.1)) {
                    *first = (at, place);
                }
            }
        }
        let orders = facts.orders.by_customer(as_of);
        let mut order_counts = vec![0; facts.orders.customers.len()];
        let counts = |head: &&OrderHead| head.placed_at <= as_of && head.total > 0;
        for head in facts.orders.heads.iter().filter(counts) {
            if let Some(count) = order_counts.get_mut(head.customer as usize) {
                *count += 1;
            }
        }
        Self { facts, as_of, leads_of, lead_won, lead_closed, first_wins, orders, order_counts }
    }

    /// The months of the period in which anything happened.
    fn months(&self, question: &Question) -> BTreeSet<Month> {
        let facts = self.facts;
        let counts = |lead: &&Lead| lead.merged.at(self.as_of).is_none();
        let leads = facts.leads.iter().filter(counts).map(|lead| lead.created_at);
        let opened = facts.deals.iter().map(|deal| deal.opened_at);
        let close = |deal: &Deal| Some(deal.close.known(self.as_of)?.0);
        let closed = facts.deals.iter().filter_map(close);
        let orders = facts.orders.heads.iter().map(|head| head.placed_at);
        let costs = facts.costs.iter().map(|cost| cost.from).filter(|at| question.covers(*at));
        leads
            .chain(opened)
            .chain(closed)
            .chain(orders)
            .filter(|at| question.sees(*at))
            .chain(costs)
            .map(|at| Month::of(at, UtcOffset::UTC))
            .collect()
    }

    pub(super) fn source_of(&self, deal: usize) -> Option<&'f str> {
        let lead = self.leads_of.get(deal).copied().flatten()?;
        self.facts.leads.get(lead)?.source.at(self.as_of).map(String::as_str)
    }

    pub(super) fn customer_of(&self, order: u32) -> Option<u32> {
        self.facts.orders.heads.get(order as usize).map(|head| head.customer)
    }

    /// Orders that are sorted by customer, in parts of a size or a little more:
    /// no customer is in two.
    pub(super) fn parts<'o>(
        &self,
        orders: &'o [u32],
        size: usize,
    ) -> impl Iterator<Item = &'o [u32]> {
        let mut rest = orders;
        std::iter::from_fn(move || {
            let last = rest.get(..size).and_then(|part| self.customer_of(*part.last()?));
            let after = rest.iter().skip(size);
            let more = after.take_while(|order| self.customer_of(**order) == last).count();
            let (part, others) = rest.split_at((size + more).min(rest.len()));
            rest = others;
            (!part.is_empty()).then_some(part)
        })
    }

    /// Whether a won deal is the one that won its customer; and if so, whether
    /// the customer has bought again.
    pub(super) fn wins_customer(&self, place: usize, deal: &Deal) -> Option<bool> {
        let customer = deal.customer.as_ref()?;
        self.first_wins.get(customer).filter(|(_, first)| *first == place)?;
        let known = self.facts.orders.customers.find(customer.as_str());
        let orders = known.and_then(|known| self.order_counts.get(known as usize));
        Some(orders.is_some_and(|orders| *orders >= 2))
    }
}
