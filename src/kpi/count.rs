//! Counting one group after another over facts that are made ready by
//! [`Common`].

use std::collections::HashMap;

use super::dimension::{Dimension, Question};
use super::exact;
use super::facts::{Deal, Lead};
use super::fold::Common;
use super::names::Names;
use super::nature::Natures;
use super::tally::Tally;
use crate::{Month, PersonId};

/// What has no such thing as the dimension.
const NONE: &str = "(none)";

/// What a row is told apart by.
#[derive(Default, Clone, Copy)]
struct Marks<'a> {
    source: Option<&'a str>,
    owner: Option<&'a str>,
    product: Option<&'a str>,
}

/// The groups as far as they are counted. A group has a number for each
/// dimension that was asked for, 0 for none.
pub(super) struct Count<'c, 'f> {
    common: &'c Common<'f>,
    dimensions: &'c [Dimension],
    month: Option<Month>,
    names: Names,
    groups: HashMap<Vec<u32>, usize>,
    /// None where nothing is counted in a group yet.
    tallies: Vec<Option<Tally>>,
    /// The group found last, which is often the next one.
    last: (Vec<u32>, Option<usize>),
    key: Vec<u32>,
}

/// A name as part of several: no two lists of names give the same text.
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    let mut before = ' ';
    while let Some(char) = rest.next() {
        // A slash between spaces, or between a space and an end of the name,
        // could be read as the one between two names.
        let ends = rest.peek().is_none_or(|next| *next == ' ');
        if char == '\\' || (char == '/' && before == ' ' && ends) {
            text.push('\\');
        }
        text.push(char);
        before = char;
    }
    text
}

impl<'c, 'f> Count<'c, 'f> {
    pub(super) fn new(
        common: &'c Common<'f>,
        dimensions: &'c [Dimension],
        month: Option<Month>,
    ) -> Self {
        Self {
            common,
            dimensions,
            month,
            names: Names::default(),
            groups: HashMap::new(),
            tallies: Vec::new(),
            last: (Vec::new(), None),
            key: Vec::new(),
        }
    }

    /// The place of a group among the tallies.
    fn group(&mut self, marks: Marks<'_>) -> usize {
        self.key.clear();
        for dimension in self.dimensions {
            let mark = match dimension {
                Dimension::Source => marks.source,
                Dimension::Owner => marks.owner,
                Dimension::Product => marks.product,
                Dimension::Month => None,
            };
            // A text that is itself the name of none is none.
            let mark = mark.filter(|mark| *mark != NONE);
            self.key.push(mark.map_or(0, |mark| self.names.number(mark).saturating_add(1)));
        }
        self.keyed()
    }

    /// The place of the group whose key was made last.
    fn keyed(&mut self) -> usize {
        match &self.last {
            (key, Some(place)) if *key == self.key => return *place,
            _ => {}
        }
        let known = self.groups.get(&self.key).copied();
        let place = known.unwrap_or_else(|| {
            self.groups.insert(self.key.clone(), self.tallies.len());
            self.tallies.push(None);
            self.tallies.len() - 1
        });
        self.last.0.clone_from(&self.key);
        self.last.1 = Some(place);
        place
    }

    fn tally(&mut self, marks: Marks<'_>) -> Option<&mut Tally> {
        let place = self.group(marks);
        self.at(place)
    }

    /// The tally of a group, for something to be counted in it; there is one
    /// for every group found.
    fn at(&mut self, place: usize) -> Option<&mut Tally> {
        Some(self.tallies.get_mut(place)?.get_or_insert_with(Tally::default))
    }

    /// The one tally where no dimension was asked for.
    pub(super) fn total(self) -> Tally {
        self.tallies.into_iter().next().flatten().unwrap_or_default()
    }

    /// The tallies with the names of their groups.
    pub(super) fn named(mut self) -> Vec<(String, Tally)> {
        let alone = self.dimensions.len() < 2;
        let mut named = Vec::new();
        for (key, place) in std::mem::take(&mut self.groups) {
            let parts = self.dimensions.iter().zip(key).map(|(dimension, number)| {
                if *dimension == Dimension::Month {
                    return self.month.map_or(NONE.to_owned(), |month| {
                        format!("{:04}-{:02}", month.year(), month.number())
                    });
                }
                let number = number.checked_sub(1);
                let name = number.map_or(NONE, |number| self.names.name(number));
                if alone { name.to_owned() } else { escaped(name) }
            });
            let name = parts.collect::<Vec<_>>().join(" / ");
            named.extend(self.tallies.get_mut(place).and_then(Option::take).map(|it| (name, it)));
        }
        named
    }

    /// Adds what was counted of other customers.
    #[cfg(feature = "rayon")]
    fn merge(&mut self, mut other: Count<'_, '_>) {
        for (key, place) in std::mem::take(&mut other.groups) {
            self.key.clear();
            for number in key {
                let name = number.checked_sub(1).map(|number| other.names.name(number));
                let number = name.map_or(0, |name| self.names.number(name).saturating_add(1));
                self.key.push(number);
            }
            let mine = self.keyed();
            let counted = other.tallies.get_mut(place).and_then(Option::take);
            if let (Some(counted), Some(tally)) = (counted, self.at(mine)) {
                tally.merge(counted);
            }
        }
    }

    pub(super) fn count(&mut self, question: &Question) {
        let common = self.common;
        for (place, lead) in common.facts.leads.iter().enumerate() {
            if question.sees(lead.created_at) {
                self.lead(place, lead);
            }
        }
        for (place, deal) in common.facts.deals.iter().enumerate() {
            self.deal(place, deal, question);
        }
        for cost in &common.facts.costs {
            if question.covers(cost.from) {
                let marks = Marks { source: cost.source.as_deref(), ..Marks::default() };
                if let Some(tally) = self.tally(marks) {
                    tally.spend(cost.part, exact::units(cost.amount));
                }
            }
        }
        self.orders(question);
    }

    fn lead(&mut self, place: usize, lead: &'f Lead) {
        let common = self.common;
        let is = |flags: &[bool]| flags.get(place).copied().unwrap_or_default();
        let as_of = common.as_of;
        if lead.merged.at(as_of).is_some() {
            return;
        }
        let disqualified = lead.disqualified.at(as_of).is_some();
        let owner = lead.owners.seen(lead.created_at, as_of).map(PersonId::as_str);
        let source = lead.source.at(as_of).map(String::as_str);
        let (fits, passed) = (lead.fits_target.at(as_of), lead.passed_filter.at(as_of));
        let marks = Marks { source, owner, product: None };
        let Some(tally) = self.tally(marks) else { return };
        tally.leads += 1;
        tally.fits += u64::from(fits == Some(&true));
        tally.misses += u64::from(fits == Some(&false));
        tally.passed += u64::from(passed == Some(&true));
        tally.failed += u64::from(passed == Some(&false));
        tally.lead_won += u64::from(is(&common.lead_won));
        tally.lead_open += u64::from(!disqualified && !is(&common.lead_closed));
    }

    fn deal(&mut self, place: usize, deal: &'f Deal, question: &Question) {
        let common = self.common;
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
            if let Some(tally) = self.tally(marks(deal.opened_at)) {
                tally.opened += 1;
            }
        }
        let Some((closed_at, close)) = deal.close.known(question.as_of) else {
            if question.before_end(deal.opened_at) {
                if let Some(tally) = self.tally(marks(question.as_of)) {
                    tally.open += 1;
                }
            }
            return;
        };
        if !question.covers(closed_at) {
            return;
        }
        let nanos = exact::nanos(closed_at - deal.opened_at);
        let Some(tally) = self.tally(marks(closed_at)) else { return };
        let amount = deal.amount.at(question.as_of).copied();
        tally.close(close.outcome, amount.map(exact::units), nanos);
        if let Some(again) = common.wins_customer(place) {
            tally.customers_won += 1;
            tally.won_again += u64::from(again);
        }
    }

    #[cfg(not(feature = "rayon"))]
    fn orders(&mut self, question: &Question) {
        self.orders_of(&self.common.orders, question);
    }

    /// On all cores, each with customers of its own; the sums are the same.
    #[cfg(feature = "rayon")]
    fn orders(&mut self, question: &Question) {
        use rayon::prelude::*;

        let common = self.common;
        let mut parts = Vec::new();
        let size = (common.orders.len() / rayon::current_num_threads().max(1)).max(10_000);
        parts.extend(common.parts(&common.orders, size));
        if parts.len() < 2 {
            return self.orders_of(&common.orders, question);
        }
        let (dimensions, month) = (self.dimensions, self.month);
        let counted = parts.into_par_iter().map(|part| {
            let mut count = Count::new(common, dimensions, month);
            count.orders_of(part, question);
            count
        });
        for count in counted.collect::<Vec<_>>() {
            self.merge(count);
        }
    }

    fn orders_of(&mut self, orders: &[u32], question: &Question) {
        let common = self.common;
        let customer_of = |order: &u32| common.customer_of(*order);
        let mut natures = Natures::default();
        let mut seen = Seen::default();
        for orders in common.parts(orders, ORDERS) {
            common.facts.orders.look_at(orders, &mut seen.lines);
            for orders in orders.chunk_by(|a, b| customer_of(a) == customer_of(b)) {
                self.customer(orders, question, &mut natures, &mut seen);
            }
        }
    }

    /// All orders of one customer, in time.
    fn customer(
        &mut self,
        orders: &[u32],
        question: &Question,
        natures: &mut Natures,
        seen: &mut Seen,
    ) {
        let common = self.common;
        let book = &common.facts.orders;
        let heads = |order: &u32| book.heads.get(*order as usize);
        let by_product = self.dimensions.contains(&Dimension::Product);
        let first = orders.iter().position(|order| heads(order).is_some_and(|h| h.total > 0));
        natures.begin(first);
        seen.bought.clear();
        for (place, order) in orders.iter().enumerate() {
            let Some(head) = heads(order) else { continue };
            if !question.before_end(head.placed_at) {
                break;
            }
            let counts = question.covers(head.placed_at);
            let [source, owner] = book.labels_of(head);
            let mut marks = Marks { source, owner, product: None };
            seen.parts.clear();
            let mut group = 0;
            if !by_product {
                group = self.group(marks);
                seen.parts.push((group, head.total));
            }
            for (product, units, cost) in book.lines_of(head) {
                let nature = natures.of(place, product, units);
                if by_product {
                    marks.product = Some(book.products.name(product));
                    group = self.group(marks);
                    seen.parts.push((group, units));
                }
                if counts {
                    let Some(tally) = self.at(group) else { continue };
                    tally.revenue += units;
                    *nature.of(tally) += units;
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
                seen.bought.push(*group);
                if counts {
                    let Some(tally) = self.at(*group) else { continue };
                    tally.orders += 1;
                    if tally.last_customer != Some(head.customer) {
                        tally.last_customer = Some(head.customer);
                        tally.customers += 1;
                    }
                }
            }
        }
        seen.bought.sort_unstable();
        for orders in seen.bought.chunk_by(|a, b| a == b) {
            if let Some(tally) = orders.first().and_then(|group| self.at(*group)) {
                tally.buyers += 1;
                tally.repeat_buyers += u64::from(orders.len() >= 2);
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
    /// The groups of each order, a group once for each.
    bought: Vec<usize>,
    lines: Vec<u32>,
}
