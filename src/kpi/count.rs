//! Counting one piece of the facts after another, made ready by [`Common`].

use super::dimension::{Dimension, Question};
use super::exact;
use super::facts::{Cost, DealFacts, LeadFacts};
use super::fold::Common;
use super::kinds::KindsOfCustomer;
use super::tallies::{Marks, Tallies};
use crate::value::{Month, PersonId};

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
}

/// Few enough to be counted at once; more are worth the work of adding up.
const SMALL: usize = 100;

impl<'c> Piece<'c> {
    /// All facts, in some pieces for each core, so that none waits for long.
    fn all(common: &'c Common<'_>, cores: usize) -> Vec<Self> {
        let size = |all: usize| all.div_ceil(4 * cores).max(SMALL);
        let (leads, deals) = (common.facts.leads.as_ref(), common.facts.deals.as_ref());
        let mut all = vec![Piece::Costs(&common.facts.costs)];
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
        months: &'c [Month],
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
            if pieces.len() <= 4 {
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
        }
    }

    fn cost(&mut self, cost: &Cost) {
        let marks = Marks { source: cost.source.as_deref(), ..Marks::default() };
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
        let marks = Marks { source, owner, product: None };
        let Some(tally) = self.tallies.tally(marks, lead.created_at) else { return };
        tally.leads += 1;
        tally.fits += u64::from(fits == Some(&true));
        tally.misses += u64::from(fits == Some(&false));
        tally.passed += u64::from(passed == Some(&true));
        tally.failed += u64::from(passed == Some(&false));
        tally.lead_won += u64::from(is(&common.ways.lead_won));
        tally.lead_open += u64::from(!disqualified && !is(&common.ways.lead_closed));
    }

    fn deal(&mut self, place: usize, deal: &DealFacts) {
        let (common, question) = (self.common, self.question);
        if deal.opened_at > question.as_of {
            return;
        }
        let source = common.source_of(place);
        let marks = |at| Marks {
            source,
            owner: deal.owners.seen(at, question.as_of).map(PersonId::as_str),
            product: None,
        };
        if question.sees(deal.opened_at) {
            if let Some(tally) = self.tallies.tally(marks(deal.opened_at), deal.opened_at) {
                tally.opened += 1;
            }
        }
        let Some((closed_at, close)) = deal.close.known(question.as_of) else {
            if question.before_end(deal.opened_at) {
                if let Some(tally) = self.tallies.since(marks(question.as_of), deal.opened_at) {
                    tally.open += 1;
                }
            }
            return;
        };
        if !question.covers(closed_at) {
            return;
        }
        let nanos = exact::nanos(closed_at - deal.opened_at);
        let Some(tally) = self.tallies.tally(marks(closed_at), closed_at) else { return };
        let amount = deal.amount.at(question.as_of).copied();
        tally.close(close.outcome, amount.map(exact::units), nanos);
        if let Some(again) = common.wins_customer(place) {
            tally.customers_won += 1;
            tally.won_again += u64::from(again);
        }
    }

    fn orders(&mut self, orders: &[u32]) {
        let common = self.common;
        let customer_of = |order: &u32| common.customer_of(*order);
        let mut kinds = KindsOfCustomer::default();
        let mut seen = Seen::default();
        for orders in common.parts(orders, ORDERS) {
            common.facts.orders.look_at(orders, &mut seen.lines);
            for orders in orders.chunk_by(|a, b| customer_of(a) == customer_of(b)) {
                self.customer(orders, &mut kinds, &mut seen);
            }
        }
    }

    /// All orders of one customer, in time.
    fn customer(&mut self, orders: &[u32], kinds: &mut KindsOfCustomer, seen: &mut Seen) {
        let (common, question) = (self.common, self.question);
        let book = &common.facts.orders;
        let heads = |order: &u32| book.heads.get(*order as usize);
        let first = orders.iter().position(|order| heads(order).is_some_and(|h| h.total > 0));
        kinds.begin(first);
        seen.bought.clear();
        for (place, order) in orders.iter().enumerate() {
            let Some(head) = heads(order) else { continue };
            if !question.before_end(head.placed_at) {
                break;
            }
            let slot = self.tallies.slot(head.placed_at);
            let slot = slot.filter(|_| question.covers(head.placed_at));
            let [source, owner] = book.labels_of(head);
            let mut marks = Marks { source, owner, product: None };
            seen.parts.clear();
            let mut group = 0;
            if !self.by_product {
                group = self.tallies.group(marks);
                seen.parts.push((group, head.total));
            }
            for (product, units, cost) in book.lines_of(head) {
                let kind = kinds.of(place, product, units);
                if self.by_product {
                    marks.product = Some(book.products.name(product));
                    group = self.tallies.group(marks);
                    seen.parts.push((group, units));
                }
                if let Some(slot) = slot {
                    let Some(tally) = self.tallies.at(group, slot) else { continue };
                    tally.revenue += units;
                    *kind.of(tally) += units;
                    match cost {
                        Some(cost) => tally.line_costs += cost,
                        None => tally.lines_without_cost += 1,
                    }
                }
            }
            if head.total <= 0 {
                continue;
            }
            seen.parts.sort_unstable_by_key(|(group, _)| *group);
            for part in seen.parts.chunk_by(|a, b| a.0 == b.0) {
                let sum: i128 = part.iter().map(|(_, units)| units).sum();
                let Some((group, _)) = part.first().filter(|_| sum > 0) else { continue };
                let since = self.tallies.slot_since(head.placed_at);
                seen.bought.extend(since.map(|slot| (*group, slot)));
                if let Some(slot) = slot {
                    let Some(tally) = self.tallies.at(*group, slot) else { continue };
                    tally.orders += 1;
                    if tally.last_customer != Some(head.customer) {
                        tally.last_customer = Some(head.customer);
                        tally.customers += 1;
                    }
                }
            }
        }
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
}

/// Orders that are looked at together before they are counted.
const ORDERS: usize = 256;

/// Room for one customer after another.
#[derive(Debug, Default)]
struct Seen {
    /// The groups of an order, with what it is worth in each.
    parts: Vec<(usize, i128)>,
    /// The groups of each order, a group once for each, and since when.
    bought: Vec<(usize, usize)>,
    lines: Vec<u32>,
}
