//! What all groups of a report have in common, worked out once: which deal came
//! of which lead, when each customer was won, the orders of each customer.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;

use chrono::{DateTime, Utc};

use super::dimension::Question;
use super::elsewhere::{Elsewhere, ordered_since};
use super::facts::KpiFacts;
use super::fault::SetAside;
use super::index::{Keyed, Record, in_blocks};
use super::records::{ClosedAs, LeadFacts};
use crate::value::Month;

/// What all groups have in common, as seen at one instant.
pub(super) struct Common<'f> {
    pub(super) facts: &'f KpiFacts,
    pub(super) as_of: DateTime<Utc>,
    pub(super) leads: LeadOutcomes,
    /// Of each deal: where it is the one that won its customer, whether the
    /// customer has bought again.
    wins: Vec<Option<bool>>,
    customers: Survivors,
    /// The numbers of the orders seen, customer by customer, in time.
    pub(super) orders: Vec<u32>,
    /// The orders of which no line tells.
    pub(super) elsewhere: Elsewhere,
    /// The customers who are seen to have ordered elsewhere only.
    pub(super) unread: Vec<u32>,
}

/// What became of leads.
pub(super) struct LeadOutcomes {
    /// The lead of each deal.
    pub(super) leads_of: Vec<Option<usize>>,
    /// Whether each lead has a won deal, and a closed one.
    pub(super) lead_won: Vec<bool>,
    pub(super) lead_closed: Vec<bool>,
    /// Links of leads and deals that contradict each other.
    pub(super) set_aside: Vec<SetAside>,
}

/// The lead that counts for each: itself, or the one that goes on where it was
/// merged; none where that one is not there, or leads were merged round in a
/// ring.
fn surviving_leads(facts: &KpiFacts, as_of: DateTime<Utc>) -> Vec<Option<usize>> {
    let into = |lead: &LeadFacts| facts.leads.place(lead.merged.at(as_of)?.as_str());
    let leads = facts.leads.iter().enumerate();
    let mut next: Vec<usize> = leads.map(|(at, lead)| into(lead).unwrap_or(at)).collect();
    let of = |next: &[usize], place: usize| next.get(place).copied().unwrap_or(place);
    let mut path = Vec::new();
    for lead in 0..next.len() {
        let mut here = lead;
        // What was walked before leads to its end in one step.
        while of(&next, here) != here && path.len() <= next.len() {
            path.push(here);
            here = of(&next, here);
        }
        for passed in path.drain(..) {
            if let Some(end) = next.get_mut(passed) {
                *end = here;
            }
        }
    }
    let counts = |lead: &LeadFacts| lead.merged.at(as_of).is_none();
    next.into_iter().map(|end| facts.leads.get(end).filter(|l| counts(l)).map(|_| end)).collect()
}

impl LeadOutcomes {
    pub(super) fn new(facts: &KpiFacts, as_of: DateTime<Utc>) -> Self {
        let survivors = surviving_leads(facts, as_of);
        let survivor = |lead: usize| survivors.get(lead).copied().flatten();
        let named = facts.deals.iter().map(|deal| deal.lead.as_ref().map(AsRef::as_ref));
        let mut leads_of = facts.leads.places(named);
        for lead in &mut leads_of {
            *lead = lead.and_then(survivor);
        }
        let set_aside = claim(facts, as_of, &survivors, &mut leads_of);
        let mut lead_won = vec![false; facts.leads.len()];
        let mut lead_closed = vec![false; facts.leads.len()];
        for (deal, lead) in facts.deals.iter().zip(&leads_of) {
            let Some((lead, close)) = lead.zip(deal.close.at(as_of)) else { continue };
            if let (Some(won), Some(closed)) = (lead_won.get_mut(lead), lead_closed.get_mut(lead)) {
                *closed = true;
                *won |= close.outcome == ClosedAs::Won;
            }
        }
        Self { leads_of, lead_won, lead_closed, set_aside }
    }
}

/// Gives the deals that leads name to them, where the deal names no other lead
/// and no other lead names the deal; what contradicts that has no lead.
fn claim(
    facts: &KpiFacts,
    as_of: DateTime<Utc>,
    survivors: &[Option<usize>],
    leads_of: &mut [Option<usize>],
) -> Vec<SetAside> {
    let mut set_aside = Vec::new();
    // The deals that a lead has claimed, or that are in dispute.
    let mut claims: HashMap<usize, usize> = HashMap::new();
    let mut disputed = Vec::new();
    let named = facts.leads.iter().map(|lead| lead.deal.at(as_of).map(AsRef::as_ref));
    let places = facts.deals.places(named);
    for (place, (lead, at)) in facts.leads.iter().zip(places).enumerate() {
        let Some(deal_id) = lead.deal.at(as_of) else { continue };
        let Some((at, deal)) = at.and_then(|at| Some((at, facts.deals.get(at)?))) else {
            let (lead, deal) = (lead.id.clone(), deal_id.clone());
            set_aside.push(SetAside::NoSuchDeal { lead, deal });
            continue;
        };
        let Some(mine) = survivors.get(place).copied().flatten() else { continue };
        let Some(of) = leads_of.get_mut(at) else { continue };
        match (&deal.lead, *of) {
            (Some(named), stated) => {
                if *named != lead.id && stated != Some(mine) {
                    let (lead, deal, other) = (lead.id.clone(), deal.id.clone(), named.clone());
                    set_aside.push(SetAside::LinksDiffer { lead, deal, other });
                    disputed.push(at);
                }
            }
            (None, None) => {
                *of = Some(mine);
                claims.insert(at, place);
            }
            (None, Some(first)) if first != mine => {
                let other = claims.get(&at).and_then(|place| facts.leads.get(*place));
                if let Some(other) = other.map(|lead| lead.id.clone()) {
                    let (lead, deal) = (lead.id.clone(), deal.id.clone());
                    set_aside.push(SetAside::TwoLeads { deal, lead, other });
                }
                disputed.push(at);
            }
            (None, Some(_)) => {}
        }
    }
    for deal in disputed {
        if let Some(of) = leads_of.get_mut(deal) {
            *of = None;
        }
    }
    set_aside
}

/// The number of the customer that goes on, by the number of a customer.
pub(super) struct Survivors(Vec<u32>);

impl Survivors {
    pub(super) fn new(facts: &KpiFacts) -> Self {
        if facts.merges.is_empty() {
            return Self(Vec::new());
        }
        let names = &facts.orders.customers;
        let numbers = || 0..u32::try_from(names.len()).unwrap_or(u32::MAX);
        // A survivor without orders has no number; it gets one of those merged.
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        let number = |number: u32| {
            let survivor = facts.merges.survivor(names.name(number));
            let own = names.find(survivor);
            own.unwrap_or_else(|| *known.entry(survivor).or_insert(number))
        };
        Self(numbers().map(number).collect())
    }

    pub(super) fn of(&self, customer: u32) -> u32 {
        self.0.get(customer as usize).copied().unwrap_or(customer)
    }
}

/// The first deal that a customer gave us.
#[derive(Clone)]
struct FirstWin<'f> {
    customer: &'f str,
    at: DateTime<Utc>,
    deal: usize,
}

impl Record for FirstWin<'_> {
    fn id(&self) -> &str {
        self.customer
    }
}

fn first_wins(facts: &KpiFacts, as_of: DateTime<Utc>) -> Keyed<FirstWin<'_>> {
    let since = ordered_since(facts);
    let won = facts.deals.iter().enumerate().filter_map(|(deal, known)| {
        let (at, close) = known.close.known(as_of)?;
        let customer = facts.merges.survivor(known.customer.as_ref()?.as_str());
        // Won before, elsewhere.
        let opened = known.opened_at.unwrap_or(at);
        if since.get(customer).is_some_and(|since| *since < opened) {
            return None;
        }
        (close.outcome == ClosedAs::Won).then_some(FirstWin { customer, at, deal })
    });
    let mut first_wins: Keyed<FirstWin<'_>> = Keyed::default();
    let mut hashes = Vec::new();
    let Ok(()) = in_blocks(won, |block: &[FirstWin<'_>]| {
        first_wins.prefetch(block.iter().map(|win| win.customer), &mut hashes);
        for (win, hash) in block.iter().zip(&hashes) {
            let id = |win: &FirstWin<'_>| facts.deals.get(win.deal).map(|deal| &deal.id);
            let place = first_wins.place_hashed(win.customer, *hash);
            match place.and_then(|place| first_wins.get_mut(place)) {
                None => first_wins.push(win.clone()),
                Some(first) if (win.at, id(win)) < (first.at, id(first)) => *first = win.clone(),
                Some(_) => {}
            }
        }
        Ok::<_, Infallible>(())
    });
    first_wins
}

/// Of each deal: where it is the first one that its customer gave us, whether
/// the customer has placed two orders above zero.
fn wins(
    facts: &KpiFacts,
    as_of: DateTime<Utc>,
    customers: &Survivors,
    elsewhere: &Elsewhere,
) -> Vec<Option<bool>> {
    let of = |order| facts.orders.customer_of(order).map(|customer| customers.of(customer));
    let mut orders = facts.orders.counts(as_of, of);
    for (customer, known) in elsewhere.all() {
        if let Some(count) = orders.get_mut(customer as usize) {
            *count += known.iter().map(|at| u32::from(*at <= as_of)).sum::<u32>();
        }
    }
    let first_wins = first_wins(facts, as_of);
    // The number of a survivor without orders is that of one merged into it.
    let merged: HashMap<&str, u32> = facts
        .merges
        .iter()
        .filter_map(|(merged, _)| {
            let number = facts.orders.customers.find(merged.as_str())?;
            Some((facts.merges.survivor(merged.as_str()), customers.of(number)))
        })
        .collect();
    let names = first_wins.iter().map(|win| win.customer);
    let mut wins = vec![None; facts.deals.len()];
    for (win, number) in first_wins.iter().zip(facts.orders.customers.find_all(names)) {
        let number = number.or_else(|| merged.get(win.customer).copied());
        let orders = number.and_then(|customer| orders.get(customer as usize));
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

impl<'f> Common<'f> {
    pub(super) fn new(facts: &'f KpiFacts, as_of: DateTime<Utc>) -> Self {
        let customers = Survivors::new(facts);
        let of = |order| facts.orders.customer_of(order).map(|customer| customers.of(customer));
        let elsewhere = Elsewhere::new(facts, &customers);
        let won = || wins(facts, as_of, &customers, &elsewhere);
        let sold = || both(|| facts.orders.by_customer(as_of, of), won);
        let (leads, (orders, wins)) = both(|| LeadOutcomes::new(facts, as_of), sold);
        let mut unread: Vec<u32> = elsewhere.all().map(|(customer, _)| customer).collect();
        if !unread.is_empty() {
            let read: HashSet<u32> = orders.iter().filter_map(|order| of(*order)).collect();
            unread.retain(|customer| !read.contains(customer));
        }
        Self { facts, as_of, leads, wins, customers, orders, elsewhere, unread }
    }

    /// What is left out of the figures, and why.
    pub(super) fn set_aside(&self) -> Vec<SetAside> {
        self.facts.left_out.iter().chain(&self.leads.set_aside).cloned().collect()
    }

    /// The months of the period in which anything happened, in time.
    pub(super) fn months(&self, question: &Question) -> Vec<Month> {
        let facts = self.facts;
        let counts = |lead: &&LeadFacts| lead.merged.at(self.as_of).is_none();
        let leads = facts.leads.iter().filter(counts).map(|lead| lead.created_at);
        let opened = facts.deals.iter().filter_map(|deal| deal.opened_at);
        let closed = facts.deals.iter().filter_map(|deal| Some(deal.close.known(self.as_of)?.0));
        let seen = leads.chain(opened).chain(closed).chain(facts.orders.instants());
        let seen = seen.filter(|at| question.sees(*at));
        let costs = facts.costs.iter().map(|cost| cost.from).filter(|at| question.covers(*at));
        let mut months: Vec<(DateTime<Utc>, DateTime<Utc>, Month)> = Vec::new();
        // A month is told by its zone only where no known one holds the instant.
        for at in seen.chain(costs) {
            let after = months.partition_point(|(begin, ..)| *begin <= at);
            let known = after.checked_sub(1).and_then(|last| months.get(last));
            if known.is_none_or(|(_, end, _)| at >= *end) {
                let month = Month::of(at, question.zone);
                let begin = month.begins(question.zone).unwrap_or(at);
                let end =
                    month.shifted(1).begins(question.zone).unwrap_or(DateTime::<Utc>::MAX_UTC);
                months.insert(after, (begin, end, month));
            }
        }
        months.into_iter().map(|(.., month)| month).collect()
    }

    /// The source of a deal: that of its lead.
    pub(super) fn source_of(&self, deal: usize) -> Option<&'f str> {
        let lead = self.leads.leads_of.get(deal).copied().flatten()?;
        self.facts.leads.get(lead)?.source.at(self.as_of).map(String::as_str)
    }

    /// The customer of an order, the one that goes on; `None` of a guest.
    #[inline]
    pub(super) fn customer_of(&self, order: u32) -> Option<u32> {
        self.facts.orders.customer_of(order).map(|customer| self.customers.of(customer))
    }

    /// Orders that are sorted by customer, in parts of a size or a little more:
    /// no customer is in two.
    pub(super) fn parts<'o>(
        &self,
        orders: &'o [u32],
        size: usize,
    ) -> impl Iterator<Item = &'o [u32]> {
        let book = &self.facts.orders;
        let one = move |a: u32, b: u32| match self.customer_of(a) {
            None => book.is_one_order(a, b),
            customer => customer == self.customer_of(b),
        };
        let mut rest = orders;
        std::iter::from_fn(move || {
            let last = rest.get(..size).and_then(|part| part.last());
            let after = rest.iter().skip(size);
            let more =
                after.take_while(|order| last.is_some_and(|last| one(*last, **order))).count();
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

    /// The customers won by deals of leads with a source, each with that
    /// source.
    pub(super) fn sources_of_customers(&self) -> Vec<(&'f str, &'f str)> {
        let first = first_wins(self.facts, self.as_of);
        let source = |win: &FirstWin<'f>| Some((win.customer, self.source_of(win.deal)?));
        first.iter().filter_map(source).collect()
    }
}
