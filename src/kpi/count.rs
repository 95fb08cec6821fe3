//! Counting one piece of the facts after another, made ready by [`Common`].

use chrono::{DateTime, Utc};

use super::common::Common;
use super::dimension::{Dimension, Question};
use super::exact;
use super::kinds::{CustomerPast, Unknown};
use super::orders::{CountedLine, NONE, OrderHead};
use super::records::{Cost, DealFacts, LeadFacts};
use super::tallies::{Marks, Months, Tallies};
use crate::value::PersonId;

/// Counts facts into tallies.
pub(super) struct Count<'c, 'f> {
    common: &'c Common<'f>,
    question: &'c Question,
    by_product: bool,
    tallies: Tallies<'c>,
}

/// A part of the facts, which is counted by itself.
enum Piece<'c> {
    /// From a place on.
    Leads(usize, &'c [LeadFacts]),
    /// From a place on.
    Deals(usize, &'c [DealFacts]),
    Costs(&'c [Cost]),
    /// No customer is in two pieces.
    Orders(&'c [u32]),
    /// Customers of whose orders no line tells.
    Elsewhere(&'c [u32]),
}

/// Few enough to be counted at once; more are worth the work of adding up.
const SMALL: usize = 100;

impl<'c> Piece<'c> {
    /// All facts, in some pieces for each core, so that none waits for long.
    fn all(common: &'c Common<'_>, cores: usize) -> Vec<Self> {
        let size = |all: usize| all.div_ceil(4 * cores).max(SMALL);
        let (leads, deals) = (common.facts.leads.as_ref(), common.facts.deals.as_ref());
        let mut all = vec![Piece::Costs(&common.facts.costs)];
        if !common.unread.is_empty() {
            all.push(Piece::Elsewhere(&common.unread));
        }
        all.extend(placed(leads, size(leads.len())).map(|(at, some)| Piece::Leads(at, some)));
        all.extend(placed(deals, size(deals.len())).map(|(at, some)| Piece::Deals(at, some)));
        all.extend(common.parts(&common.orders, size(common.orders.len())).map(Piece::Orders));
        all
    }
}

/// Some at a time, with the place of the first.
fn placed<T>(all: &[T], size: usize) -> impl Iterator<Item = (usize, &[T])> {
    all.chunks(size).enumerate().map(move |(number, some)| (number * size, some))
}

impl<'c, 'f> Count<'c, 'f> {
    /// Counts all facts, on all cores; the months are those told apart.
    pub(super) fn of(
        common: &'c Common<'f>,
        question: &'c Question,
        dimensions: &'c [Dimension],
        months: &'c Months,
    ) -> Tallies<'c> {
        let by_product = dimensions.contains(&Dimension::Product);
        let count = |pieces: &[Piece<'_>]| {
            let tallies = Tallies::new(dimensions, months);
            let mut count = Count { common, question, by_product, tallies };
            pieces.iter().for_each(|piece| count.piece(piece));
            count.tallies
        };
        #[cfg(feature = "rayon")]
        {
            use rayon::prelude::*;

            let pieces = Piece::all(common, rayon::current_num_threads().max(1));
            // Of each kind there is one at most where all are small.
            if pieces.len() <= 5 {
                return count(&pieces);
            }
            let counted: Vec<Tallies<'_>> = pieces.par_chunks(1).map(count).collect();
            let mut all = Tallies::new(dimensions, months);
            counted.into_iter().for_each(|some| all.merge(some));
            all
        }
        #[cfg(not(feature = "rayon"))]
        count(&Piece::all(common, 1))
    }

    fn piece(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Leads(first, leads) => {
                (*first..).zip(*leads).for_each(|(place, lead)| self.lead(place, lead));
            }
            Piece::Deals(first, deals) => {
                (*first..).zip(*deals).for_each(|(place, deal)| self.deal(place, deal));
            }
            Piece::Costs(costs) => costs.iter().for_each(|cost| self.cost(cost)),
            Piece::Orders(orders) => self.orders(orders),
            Piece::Elsewhere(customers) => self.elsewhere(customers),
        }
    }

    fn cost(&mut self, cost: &Cost) {
        let currency = Some(cost.amount.currency().code());
        let marks = Marks { source: cost.source.as_deref(), currency, ..Marks::default() };
        if self.question.covers(cost.from) {
            if let Some(tally) = self.tallies.tally(marks, cost.from) {
                tally.spend(cost.part, exact::units(cost.amount));
            }
        }
    }

    fn lead(&mut self, place: usize, lead: &LeadFacts) {
        let common = self.common;
        let is = |flags: &[bool]| flags.get(place).copied().unwrap_or_default();
        let as_of = common.as_of;
        if lead.merged.at(as_of).is_some() || !self.question.sees(lead.created_at) {
            return;
        }
        let disqualified = lead.disqualified.at(as_of).is_some();
        let owner = lead.owners.seen(lead.created_at, as_of).map(PersonId::as_str);
        let source = lead.source.at(as_of).map(String::as_str);
        let (fits, passed) = (lead.fits_target.at(as_of), lead.passed_filter.at(as_of));
        let marks = Marks { source, owner, ..Marks::default() };
        let Some(tally) = self.tallies.tally(marks, lead.created_at) else { return };
        tally.leads += 1;
        tally.fits += u64::from(fits == Some(&true));
        tally.misses += u64::from(fits == Some(&false));
        tally.passed += u64::from(passed == Some(&true));
        tally.failed += u64::from(passed == Some(&false));
        tally.lead_won += u64::from(is(&common.leads.lead_won));
        tally.lead_open += u64::from(!disqualified && !is(&common.leads.lead_closed));
    }

    fn deal(&mut self, place: usize, deal: &DealFacts) {
        let (common, question) = (self.common, self.question);
        if deal.opened_after(question.as_of) {
            return;
        }
        let amount = deal.amount.at(question.as_of).copied();
        let source = common.source_of(place);
        let currency = amount.map(|amount| amount.currency().code());
        let marks = |at| Marks {
            source,
            owner: deal.owners.seen(at, question.as_of).map(PersonId::as_str),
            currency,
            ..Marks::default()
        };
        if let Some(opened) = deal.opened_at.filter(|opened| question.sees(*opened)) {
            if let Some(tally) = self.tallies.tally(marks(opened), opened) {
                tally.opened += 1;
            }
        }
        let Some((closed_at, close)) = deal.close.known(question.as_of) else {
            let since = deal.opened_at.unwrap_or(DateTime::<Utc>::MIN_UTC);
            if question.before_end(since) {
                if let Some(tally) = self.tallies.since(marks(question.as_of), since) {
                    tally.open += 1;
                }
            }
            return;
        };
        if !question.covers(closed_at) {
            return;
        }
        let nanos = deal.opened_at.map(|opened| exact::nanos(closed_at - opened));
        let Some(tally) = self.tallies.tally(marks(closed_at), closed_at) else { return };
        tally.close(close.outcome, amount.map(exact::units), nanos);
        if let Some(again) = common.wins_customer(place) {
            tally.customers_won += 1;
            tally.won_again += u64::from(again);
        }
    }

    fn orders(&mut self, orders: &[u32]) {
        let common = self.common;
        let mut past = CustomerPast::default();
        let mut seen = Seen::default();
        for orders in common.parts(orders, ORDERS) {
            common.facts.orders.prefetch_lines(orders);
            let same = |a: &u32, b: &u32| common.customer_of(*a) == common.customer_of(*b);
            for orders in orders.chunk_by(same) {
                let customer = orders.first().and_then(|order| common.customer_of(*order));
                self.customer(customer, orders, &mut past, &mut seen);
            }
        }
    }

    /// All orders of one customer, in time; or some of guests.
    fn customer(
        &mut self,
        customer: Option<u32>,
        numbers: &[u32],
        past: &mut CustomerPast,
        seen: &mut Seen,
    ) {
        let (book, question) = (&self.common.facts.orders, self.question);
        let orders = || numbers.chunk_by(|a, b| book.is_one_order(*a, *b));
        let elsewhere = self.common.elsewhere.of(customer);
        let first = orders().position(|order| book.total(order) > 0);
        let unknown = elsewhere.map_or(Unknown::Nothing, |known| {
            let order = first.and_then(|place| orders().nth(place)?.first().copied());
            match order.and_then(|number| book.head(number)) {
                Some(head) if known.first().is_none_or(|at| head.placed_at() <= *at) => {
                    Unknown::Some
                }
                _ => Unknown::First,
            }
        });
        past.begin(first, unknown);
        seen.bought.clear();
        if let Some(head) = numbers.first().and_then(|number| book.head(*number)) {
            let marks = self.marks(head);
            self.bought_elsewhere(marks, elsewhere, seen);
        }
        for (place, order) in orders().enumerate() {
            let Some(head) = order.first().and_then(|number| book.head(*number)) else { continue };
            let at = head.placed_at();
            if !question.before_end(at) {
                break;
            }
            let slot = self.tallies.slot(at).filter(|_| question.covers(at));
            let total = book.total(order);
            book.lines_of(order, &mut seen.lines);
            self.lines(customer, (place, head, total), slot, past, seen);
            if total <= 0 {
                continue;
            }
            seen.parts.sort_unstable_by_key(|(group, _)| *group);
            for part in seen.parts.chunk_by(|a, b| a.0 == b.0) {
                let sum: i128 = part.iter().map(|(_, units)| units).sum();
                let Some((group, _)) = part.first().filter(|_| sum > 0) else { continue };
                if customer.is_some() {
                    let since = self.tallies.slot_since(at);
                    seen.bought.extend(since.map(|slot| (*group, slot)));
                }
                let tally = slot.and_then(|slot| self.tallies.at(*group, slot));
                tally.into_iter().for_each(|tally| tally.order(customer));
            }
        }
        self.buyer(seen);
    }

    /// Customers of whose orders no line tells.
    fn elsewhere(&mut self, customers: &[u32]) {
        let (common, mut seen) = (self.common, Seen::default());
        for customer in customers {
            seen.bought.clear();
            let known = common.elsewhere.of(Some(*customer));
            self.bought_elsewhere(Marks::default(), known, &mut seen);
            self.buyer(&mut seen);
        }
    }

    /// What was ordered elsewhere, of products nobody knows.
    fn bought_elsewhere(
        &mut self,
        marks: Marks<'_>,
        known: Option<&[DateTime<Utc>]>,
        seen: &mut Seen,
    ) {
        let (question, known) = (self.question, known.unwrap_or_default());
        for at in known.iter().filter(|at| **at <= question.as_of && question.before_end(**at)) {
            if let Some(slot) = self.tallies.slot_since(*at).filter(|_| !self.by_product) {
                seen.bought.push((self.tallies.group(marks), slot));
            }
        }
    }

    /// Who has ordered, and who again.
    fn buyer(&mut self, seen: &mut Seen) {
        seen.bought.sort_unstable();
        for orders in seen.bought.chunk_by(|a, b| a.0 == b.0) {
            if let Some((group, slot)) = orders.first() {
                self.tallies.at(*group, *slot).into_iter().for_each(|tally| tally.buyers += 1);
            }
            if let Some((group, slot)) = orders.get(1) {
                let tally = self.tallies.at(*group, *slot);
                tally.into_iter().for_each(|tally| tally.repeat_buyers += 1);
            }
        }
    }

    /// What an order is told apart by, but for its products.
    fn marks(&self, head: &OrderHead) -> Marks<'f> {
        let facts = self.common.facts;
        let [source, owner] = facts.orders.labels_of(head);
        let currency = facts.currencies().get(usize::from(head.currency)).map(|it| it.code());
        Marks { source, owner, product: None, currency }
    }

    /// The lines of one order, and the groups it has parts in.
    fn lines(
        &mut self,
        customer: Option<u32>,
        (place, head, total): (usize, &OrderHead, i128),
        slot: Option<usize>,
        past: &mut CustomerPast,
        seen: &mut Seen,
    ) {
        let facts = self.common.facts;
        let mut marks = self.marks(head);
        seen.parts.clear();
        let mut group = 0;
        if !self.by_product {
            group = self.tallies.group(marks);
            seen.parts.push((group, total));
        }
        for (_, product, units, cost) in seen.lines.iter().copied() {
            let kind = customer.map(|_| past.of(place, product, units));
            if self.by_product {
                marks.product = (product != NONE).then(|| facts.orders.products.name(product));
                group = self.tallies.group(marks);
                seen.parts.push((group, units));
            }
            if let Some(tally) = slot.and_then(|slot| self.tallies.at(group, slot)) {
                tally.line(kind, units, cost);
            }
        }
    }
}

/// Orders that are read ahead together before they are counted.
const ORDERS: usize = 256;

/// Room for one customer after another.
#[derive(Debug, Default)]
struct Seen {
    /// The groups of an order, with what it is worth in each.
    parts: Vec<(usize, i128)>,
    /// The groups of each order, a group once for each, and since when.
    bought: Vec<(usize, usize)>,
    lines: Vec<CountedLine>,
}
