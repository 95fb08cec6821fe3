//! From facts to reports: what is common to all groups is worked out once
//! (which deal came of which lead, when each customer was won, the kind of
//! each line), then each group is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::dimension::{Dimension, Question};
use super::facts::{Deal, FactError, Facts, Lead, Names, Outcome};
use super::report::{Groups, Report};
use super::tally::Tally;
use super::{exact, nature};
use crate::{CustomerId, Month, UtcOffset};

/// What has no such thing as the dimension.
const NONE: &str = "(none)";

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
        let total = report(total.tallies.into_values().next().unwrap_or_default());

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
struct Common<'f> {
    facts: &'f Facts,
    as_of: DateTime<Utc>,
    /// The lead of each deal.
    leads_of: Vec<Option<usize>>,
    /// Whether each lead has a won deal, and a closed one.
    lead_won: Vec<bool>,
    lead_closed: Vec<bool>,
    /// The first won deal of each customer.
    first_wins: HashMap<&'f CustomerId, (DateTime<Utc>, usize)>,
    /// The orders seen, customer by customer, in time.
    orders: Vec<u32>,
    lines: Vec<u32>,
    begins: Vec<u32>,
    /// How many orders above zero each customer has placed.
    order_counts: Vec<u64>,
}

/// The lead that counts for each: itself, or the one that goes on where it was
/// merged; none where that one is not there, or leads were merged round in a
/// ring.
pub(super) fn survivors(facts: &Facts, as_of: DateTime<Utc>) -> Vec<Option<usize>> {
    let seen = |lead: &Lead| lead.created_at <= as_of;
    let into = |lead: &Lead| facts.lead_places.get(lead.merged.at(as_of)?).copied();
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
    let counts = |lead: &Lead| seen(lead) && lead.merged.at(as_of).is_none();
    next.into_iter().map(|end| facts.leads.get(end).filter(|l| counts(l)).map(|_| end)).collect()
}

impl<'f> Common<'f> {
    fn new(facts: &'f Facts, as_of: DateTime<Utc>) -> Self {
        let survivors = survivors(facts, as_of);
        let survivor = |lead: usize| survivors.get(lead).copied().flatten();
        let mut leads_of: Vec<Option<usize>> = facts
            .deals
            .iter()
            .map(|deal| survivor(*facts.lead_places.get(deal.lead.as_ref()?)?))
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
            let at = lead.deal.at(as_of).and_then(|deal| facts.deal_places.get(deal).copied());
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
        let (lines, begins) = facts.orders.lines_by_order();
        let mut order_counts = vec![0; facts.orders.customers.len()];
        for order in &orders {
            let Some(head) = facts.orders.heads.get(*order as usize) else { continue };
            if let (true, Some(count)) =
                (head.total > 0, order_counts.get_mut(head.customer as usize))
            {
                *count += 1;
            }
        }
        Self {
            facts,
            as_of,
            leads_of,
            lead_won,
            lead_closed,
            first_wins,
            orders,
            lines,
            begins,
            order_counts,
        }
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

    fn source_of(&self, deal: usize) -> Option<&'f str> {
        let lead = self.leads_of.get(deal).copied().flatten()?;
        self.facts.leads.get(lead)?.source.at(self.as_of).map(String::as_str)
    }

    fn lines_of(&self, order: u32) -> &[u32] {
        let at = |order: usize| self.begins.get(order).map_or(0, |begin| *begin as usize);
        self.lines.get(at(order as usize)..at(order as usize + 1)).unwrap_or_default()
    }
}

/// A group: a number for each dimension that was asked for, 0 for none.
type Key = Vec<u32>;

/// What a row is told apart by.
#[derive(Default, Clone, Copy)]
struct Marks<'a> {
    source: Option<&'a str>,
    owner: Option<&'a str>,
    product: Option<&'a str>,
}

/// The groups as far as they are counted.
struct Count<'c, 'f> {
    common: &'c Common<'f>,
    dimensions: &'c [Dimension],
    month: Option<Month>,
    names: Names,
    tallies: HashMap<Key, Tally>,
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
    fn new(common: &'c Common<'f>, dimensions: &'c [Dimension], month: Option<Month>) -> Self {
        let (names, tallies) = (Names::default(), HashMap::new());
        Self { common, dimensions, month, names, tallies }
    }

    fn key(&mut self, marks: Marks<'_>) -> Key {
        let names = &mut self.names;
        let number = |dimension: &Dimension| match dimension {
            Dimension::Source => marks.source,
            Dimension::Owner => marks.owner,
            Dimension::Product => marks.product,
            Dimension::Month => None,
        };
        let parts = self.dimensions.iter().map(number);
        // A text that is itself the name of none is none.
        let parts = parts.map(|mark| mark.filter(|mark| *mark != NONE));
        parts.map(|mark| mark.map_or(0, |mark| names.number(mark).saturating_add(1))).collect()
    }

    fn group(&mut self, marks: Marks<'_>) -> &mut Tally {
        let key = self.key(marks);
        self.tallies.entry(key).or_default()
    }

    /// The tallies with the names of their groups.
    fn named(self) -> Vec<(String, Tally)> {
        let (names, dimensions, month) = (self.names, self.dimensions, self.month);
        let name = |key: &Key| {
            let alone = dimensions.len() < 2;
            let parts = dimensions.iter().zip(key).map(|(dimension, number)| match dimension {
                Dimension::Month => month.map_or(NONE.to_owned(), |month| {
                    format!("{:04}-{:02}", month.year(), month.number())
                }),
                _ => {
                    let name = number.checked_sub(1).map_or(NONE, |number| names.name(number));
                    if alone { name.to_owned() } else { escaped(name) }
                }
            });
            parts.collect::<Vec<_>>().join(" / ")
        };
        self.tallies.into_iter().map(|(key, tally)| (name(&key), tally)).collect()
    }

    fn count(&mut self, question: &Question) {
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
                self.group(marks).spend(cost.part, exact::units(cost.amount));
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
        let owner = lead.owners.seen(lead.created_at, as_of).map(crate::PersonId::as_str);
        let source = lead.source.at(as_of).map(String::as_str);
        let (fits, passed) = (lead.fits_target.at(as_of), lead.passed_filter.at(as_of));
        let tally = self.group(Marks { source, owner, product: None });
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
            owner: deal.owners.seen(at, question.as_of).map(crate::PersonId::as_str),
            product: None,
        };
        if question.sees(deal.opened_at) {
            self.group(marks(deal.opened_at)).opened += 1;
        }
        let Some((closed_at, close)) = deal.close.known(question.as_of) else {
            if question.before_end(deal.opened_at) {
                self.group(marks(question.as_of)).open += 1;
            }
            return;
        };
        if !question.covers(closed_at) {
            return;
        }
        let nanos = exact::nanos(closed_at - deal.opened_at);
        let tally = self.group(marks(closed_at));
        let amount = deal.amount.at(question.as_of).copied();
        tally.close(close.outcome, amount.map(exact::units), nanos);
        if let Some(customer) = &deal.customer {
            if common.first_wins.get(customer).is_some_and(|(_, first)| *first == place) {
                let book = &common.facts.orders;
                let known = book.customers.find(customer.as_str());
                let orders = known.and_then(|at| common.order_counts.get(at as usize));
                tally.customers_won += 1;
                tally.won_again += u64::from(orders.is_some_and(|orders| *orders >= 2));
            }
        }
    }

    fn orders(&mut self, question: &Question) {
        let common = self.common;
        let customer_of =
            |order: &u32| common.facts.orders.heads.get(*order as usize).map(|h| h.customer);
        let mut natures = nature::Natures::default();
        for orders in common.orders.chunk_by(|a, b| customer_of(a) == customer_of(b)) {
            self.customer(orders, question, &mut natures);
        }
    }

    /// All orders of one customer, in time.
    fn customer(&mut self, orders: &[u32], question: &Question, natures: &mut nature::Natures) {
        let common = self.common;
        let book = &common.facts.orders;
        let heads = |order: &u32| book.heads.get(*order as usize);
        let by_product = self.dimensions.contains(&Dimension::Product);
        let first = orders.iter().position(|order| heads(order).is_some_and(|h| h.total > 0));
        natures.begin(first);
        let mut bought: Vec<Key> = Vec::new();
        for (place, order) in orders.iter().enumerate() {
            let Some(head) = heads(order) else { continue };
            if !question.before_end(head.placed_at) {
                break;
            }
            let counts = question.covers(head.placed_at);
            let label = |label: Option<u32>| label.map(|label| book.labels.name(label));
            let mut marks =
                Marks { source: label(head.source), owner: label(head.owner), product: None };
            let mut parts: Vec<(Key, i128)> = Vec::new();
            if !by_product {
                parts.push((self.key(marks), head.total));
            }
            for line in common.lines_of(*order).iter().filter_map(|at| book.lines.get(*at as usize))
            {
                let units = line.units();
                let nature = natures.of(place, line.product, units);
                if by_product {
                    marks.product = Some(book.products.name(line.product));
                    parts.push((self.key(marks), units));
                }
                if counts {
                    let tally = match parts.last() {
                        Some((key, _)) => match self.tallies.get_mut(key) {
                            Some(tally) => tally,
                            None => self.tallies.entry(key.clone()).or_default(),
                        },
                        None => continue,
                    };
                    tally.revenue += units;
                    *nature.of(tally) += units;
                    match line.cost_units() {
                        Some(cost) => tally.line_costs += cost,
                        None => tally.lines_without_cost += 1,
                    }
                }
            }
            if head.total <= 0 {
                continue;
            }
            parts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            for part in parts.chunk_by(|a, b| a.0 == b.0) {
                let sum: i128 = part.iter().map(|(_, units)| units).sum();
                let Some((key, _)) = part.first().filter(|_| sum > 0) else { continue };
                bought.push(key.clone());
                if counts {
                    let tally = self.tallies.entry(key.clone()).or_default();
                    tally.orders += 1;
                    if tally.last_customer != Some(head.customer) {
                        tally.last_customer = Some(head.customer);
                        tally.customers += 1;
                    }
                }
            }
        }
        bought.sort_unstable();
        for orders in bought.chunk_by(|a, b| a == b) {
            if let Some(key) = orders.first() {
                let tally = self.tallies.entry(key.clone()).or_default();
                tally.buyers += 1;
                tally.repeat_buyers += u64::from(orders.len() >= 2);
            }
        }
    }
}
