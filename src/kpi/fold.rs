//! From facts to reports: what is common to all groups is worked out once
//! (which deal came of which lead, when each customer was won, the kind of
//! each line), then each group is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use chrono::{DateTime, Utc};

use super::count::Count;
use super::dimension::{Dimension, Question};
use super::facts::{ClosedAs, DealFacts, FactError, KpiFacts, LeadFacts};
use super::index::{Keyed, Record, in_blocks};
use super::orders::OrderHead;
use super::report::{Groups, KpiReport};
use super::tally::Tally;
use crate::value::{CustomerId, Month, UtcOffset};

impl KpiFacts {
    /// The KPIs of all facts together.
    ///
    /// # Errors
    ///
    /// [`FactError::NoSuchDeal`] where a lead was converted to a deal that was
    /// not added.
    pub fn report(&self, question: &Question) -> Result<KpiReport, FactError> {
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
    /// As [`KpiFacts::report`].
    pub fn report_by(
        &self,
        question: &Question,
        dimensions: &[Dimension],
    ) -> Result<Groups, FactError> {
        if let Some(error) = self.lead_without_deal() {
            return Err(error);
        }
        let common = Common::new(self, question.as_of);
        let report = |tally: Tally| tally.report(self.currency, self.orders_given);
        let total = report(Count::of(&common, question, &[], &[]).total());
        let mut groups = BTreeMap::new();
        if !dimensions.is_empty() {
            let told_apart = dimensions.contains(&Dimension::Month);
            let months = if told_apart { common.months(question) } else { Vec::new() };
            let tallies = Count::of(&common, question, dimensions, &months);
            groups.extend(tallies.named().into_iter().map(|(name, tally)| (name, report(tally))));
        }
        Ok(Groups { groups, total })
    }
}

impl KpiFacts {
    /// The customers won by an instant whose first won deal came of a lead
    /// with a source, each with that source.
    pub(super) fn sources_of_customers<'f>(
        &'f self,
        as_of: DateTime<Utc>,
        mut tell: impl FnMut(&'f CustomerId, &'f str),
    ) {
        let common = Common::new(self, as_of);
        for win in &first_wins(self, as_of) {
            if let Some(source) = common.source_of(win.deal) {
                tell(win.customer, source);
            }
        }
    }
}

/// What all groups have in common, as seen at one instant.
pub(super) struct Common<'f> {
    pub(super) facts: &'f KpiFacts,
    pub(super) as_of: DateTime<Utc>,
    pub(super) ways: Ways,
    /// Of each deal: where it is the one that won its customer, whether the
    /// customer has bought again.
    wins: Vec<Option<bool>>,
    /// The orders seen, customer by customer, in time.
    pub(super) orders: Vec<u32>,
}

/// The ways from leads to deals.
pub(super) struct Ways {
    /// The lead of each deal.
    leads_of: Vec<Option<usize>>,
    /// Whether each lead has a won deal, and a closed one.
    pub(super) lead_won: Vec<bool>,
    pub(super) lead_closed: Vec<bool>,
}

/// The lead that counts for each: itself, or the one that goes on where it was
/// merged; none where that one is not there, or leads were merged round in a
/// ring.
pub(super) fn survivors(facts: &KpiFacts, as_of: DateTime<Utc>) -> Vec<Option<usize>> {
    let into = |lead: &LeadFacts| facts.leads.place(lead.merged.at(as_of)?);
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
    let counts = |lead: &LeadFacts| lead.merged.at(as_of).is_none();
    next.into_iter().map(|end| facts.leads.get(end).filter(|l| counts(l)).map(|_| end)).collect()
}

/// The first deal that a customer gave us.
#[derive(Clone, Copy)]
struct FirstWin<'f> {
    customer: &'f CustomerId,
    at: DateTime<Utc>,
    deal: usize,
}

impl Record for FirstWin<'_> {
    type Id = CustomerId;

    fn id(&self) -> &CustomerId {
        self.customer
    }
}

fn first_wins(facts: &KpiFacts, as_of: DateTime<Utc>) -> Keyed<FirstWin<'_>> {
    let won = facts.deals.iter().enumerate().filter_map(|(deal, known)| {
        let (at, close) = known.close.known(as_of)?;
        let customer = known.customer.as_ref()?;
        (close.outcome == ClosedAs::Won).then_some(FirstWin { customer, at, deal })
    });
    let mut first_wins: Keyed<FirstWin<'_>> = Keyed::default();
    let mut hashes = Vec::new();
    let Ok(()) = in_blocks(won, |block: &[FirstWin<'_>]| {
        first_wins.look(block.iter().map(|win| win.customer), &mut hashes);
        for (win, hash) in block.iter().zip(&hashes) {
            let id = |win: &FirstWin<'_>| facts.deals.get(win.deal).map(|deal| &deal.id);
            let place = first_wins.place_hashed(win.customer, *hash);
            match place.and_then(|place| first_wins.get_mut(place)) {
                None => first_wins.push(*win),
                Some(first) if (win.at, id(win)) < (first.at, id(first)) => *first = *win,
                Some(_) => {}
            }
        }
        Ok::<_, Infallible>(())
    });
    first_wins
}

/// Of each deal: where it is the first one that its customer gave us, whether
/// the customer has placed two orders above zero.
fn wins(facts: &KpiFacts, as_of: DateTime<Utc>) -> Vec<Option<bool>> {
    let mut orders = vec![0_u32; facts.orders.customers.len()];
    let counts = |head: &&OrderHead| head.placed_at <= as_of && head.total > 0;
    for head in facts.orders.heads.iter().filter(counts) {
        if let Some(count) = orders.get_mut(head.customer as usize) {
            *count += 1;
        }
    }
    let first_wins = first_wins(facts, as_of);
    let customers = first_wins.iter().map(|win| win.customer.as_str());
    let mut wins = vec![None; facts.deals.len()];
    for (win, customer) in first_wins.iter().zip(facts.orders.customers.find_all(customers)) {
        let orders = customer.and_then(|customer| orders.get(customer as usize));
        if let Some(deal) = wins.get_mut(win.deal) {
            *deal = Some(orders.is_some_and(|orders| *orders >= 2));
        }
    }
    wins
}

/// Does both, on two cores where it may.
fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "rayon")]
    return rayon::join(a, b);
    #[cfg(not(feature = "rayon"))]
    (a(), b())
}

impl Ways {
    fn new(facts: &KpiFacts, as_of: DateTime<Utc>) -> Self {
        let survivors = survivors(facts, as_of);
        let survivor = |lead: usize| survivors.get(lead).copied().flatten();
        let mut leads_of = facts.leads.places(facts.deals.iter().map(|deal| deal.lead.as_ref()));
        for lead in &mut leads_of {
            *lead = lead.and_then(survivor);
        }
        let mut lead_won = vec![false; facts.leads.len()];
        let mut lead_closed = vec![false; facts.leads.len()];
        let mut note = |lead: usize, deal: &DealFacts| {
            let Some(close) = deal.close.at(as_of) else { return };
            if let (Some(won), Some(closed)) = (lead_won.get_mut(lead), lead_closed.get_mut(lead)) {
                *closed = true;
                *won |= close.outcome == ClosedAs::Won;
            }
        };
        for (deal, lead) in facts.deals.iter().zip(&leads_of) {
            if let Some(lead) = lead {
                note(*lead, deal);
            }
        }
        let deals = facts.deals.places(facts.leads.iter().map(|lead| lead.deal.at(as_of)));
        for (place, at) in deals.into_iter().enumerate() {
            if let Some((at, deal)) = at.and_then(|at| Some((at, facts.deals.get(at)?))) {
                let Some(place) = survivor(place) else { continue };
                note(place, deal);
                // The deal's own word for its lead goes before.
                if let Some(of @ None) = leads_of.get_mut(at) {
                    *of = Some(place);
                }
            }
        }
        Ways { leads_of, lead_won, lead_closed }
    }
}

impl<'f> Common<'f> {
    fn new(facts: &'f KpiFacts, as_of: DateTime<Utc>) -> Self {
        let sold = || both(|| facts.orders.by_customer(as_of), || wins(facts, as_of));
        let (ways, (orders, wins)) = both(|| Ways::new(facts, as_of), sold);
        Self { facts, as_of, ways, wins, orders }
    }

    /// The months of the period in which anything happened, in time.
    fn months(&self, question: &Question) -> Vec<Month> {
        let facts = self.facts;
        let counts = |lead: &&LeadFacts| lead.merged.at(self.as_of).is_none();
        let leads = facts.leads.iter().filter(counts).map(|lead| lead.created_at);
        let opened = facts.deals.iter().map(|deal| deal.opened_at);
        let close = |deal: &DealFacts| Some(deal.close.known(self.as_of)?.0);
        let closed = facts.deals.iter().filter_map(close);
        let orders = facts.orders.heads.iter().map(|head| head.placed_at);
        let costs = facts.costs.iter().map(|cost| cost.from).filter(|at| question.covers(*at));
        let seen = leads.chain(opened).chain(closed).chain(orders).filter(|at| question.sees(*at));
        let months = seen.chain(costs).map(|at| Month::of(at, UtcOffset::UTC));
        months.collect::<BTreeSet<Month>>().into_iter().collect()
    }

    pub(super) fn source_of(&self, deal: usize) -> Option<&'f str> {
        let lead = self.ways.leads_of.get(deal).copied().flatten()?;
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

    /// Whether a deal is the one that won its customer; and if so, whether the
    /// customer has bought again.
    pub(super) fn wins_customer(&self, deal: usize) -> Option<bool> {
        self.wins.get(deal).copied().flatten()
    }
}
