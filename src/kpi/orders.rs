//! Order lines, held small: ten million of them fit in memory.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};

use super::exact;
use super::facts::{FactError, OrderLine};
use super::index::touch_texts;
use super::names::Names;
use crate::value::lately::Lately;
use crate::value::{CustomerId, OrderId};

/// One order. Its lines are a chain, so that those of an order that is told in
/// pieces are found as well.
#[derive(Debug, Clone)]
pub(super) struct OrderHead {
    pub(super) customer: u32,
    pub(super) placed_at: DateTime<Utc>,
    pub(super) total: i128,
    source: Option<Label>,
    owner: Option<Label>,
    first: u32,
    last: u32,
}

/// The number of a source or an owner, and 1.
type Label = NonZeroU32;

/// A line in 24 bytes.
#[derive(Debug, Clone)]
struct HeldLine {
    /// The next line of the order.
    next: u32,
    product: u32,
    /// In hundred-millionths.
    amount: i64,
    cost: i64,
}

/// What stands for the next line where there is none.
const NONE: u32 = u32::MAX;
/// What stands for a cost that is not known.
const UNKNOWN: i64 = i64::MIN;
/// What stands for an amount of more than 92 thousand million, which is kept
/// beside the lines.
const LARGE: i64 = i64::MIN + 1;

/// Room for looking at some lines before they are added.
#[derive(Default)]
pub(super) struct Ahead<'a> {
    texts: Vec<(&'a str, &'a str)>,
    orders: Vec<u32>,
    customers: Vec<u32>,
    seen: Vec<usize>,
    products: Lately<'a>,
}

/// All orders. Ids are numbers into the names.
#[derive(Debug, Clone, Default)]
pub(super) struct OrderBook {
    pub(super) heads: Vec<OrderHead>,
    /// As they came.
    lines: Vec<HeldLine>,
    /// The order of the last line.
    last: Option<u32>,
    /// Amounts and costs that are too large for their lines, by the place of
    /// the line.
    large: HashMap<(usize, Figure), i128>,
    order_names: Names,
    pub(super) customers: Names,
    pub(super) products: Names,
    /// Sources and owners.
    labels: Names,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Figure {
    Amount,
    Cost,
}

/// The lines of one order.
pub(super) struct LinesOf<'b> {
    book: &'b OrderBook,
    next: u32,
}

impl Iterator for LinesOf<'_> {
    type Item = (u32, i128, Option<i128>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let place = self.next;
        let line = self.book.lines.get(place as usize)?;
        self.next = line.next;
        let amount = self.book.units(line.amount, place, Figure::Amount);
        let known = line.cost != UNKNOWN;
        let cost = known.then(|| self.book.units(line.cost, place, Figure::Cost));
        Some((line.product, amount, cost))
    }
}

impl OrderBook {
    /// The lines of an order, as they came: product, amount and cost.
    #[inline]
    pub(super) fn lines_of(&self, head: &OrderHead) -> LinesOf<'_> {
        LinesOf { book: self, next: head.first }
    }

    #[inline]
    fn units(&self, held: i64, place: u32, figure: Figure) -> i128 {
        if held == LARGE { self.large_units(place, figure) } else { i128::from(held) }
    }

    #[cold]
    fn large_units(&self, place: u32, figure: Figure) -> i128 {
        self.large.get(&(place as usize, figure)).copied().unwrap_or_default()
    }

    /// Looks at some orders and their lines, which lie anywhere among
    /// millions: all at once, so that the waits for memory overlap.
    pub(super) fn look_at(&self, orders: &[u32], firsts: &mut Vec<u32>) {
        firsts.clear();
        let head = |order: &u32| self.heads.get(*order as usize);
        firsts.extend(orders.iter().map(|order| head(order).map_or(0, |head| head.first)));
        // Mostly the next lines lie beside the first.
        let near = |first: &u32| [*first as usize, *first as usize + 2];
        let lines = firsts.iter().flat_map(near).filter_map(|place| self.lines.get(place));
        std::hint::black_box(lines.fold(0, |seen, line| seen ^ line.product));
    }

    /// The source and the owner of an order.
    pub(super) fn labels_of(&self, head: &OrderHead) -> [Option<&str>; 2] {
        [head.source, head.owner].map(|label| Some(self.labels.name(label?.get() - 1)))
    }

    fn hold(&mut self, units: i128, figure: Figure) -> i64 {
        match i64::try_from(units) {
            Ok(held) if held > LARGE => held,
            _ => {
                self.large.insert((self.lines.len(), figure), units);
                LARGE
            }
        }
    }

    pub(super) fn add(&mut self, line: &OrderLine<'_>) -> Result<(), FactError> {
        let (order, product) = (line.order.as_str(), line.product.as_str());
        // Mostly a line is of the order of the line before.
        let last = self.last.filter(|last| self.order_names.name(*last) == order);
        let number = last.unwrap_or_else(|| self.order_names.number(order));
        let product = self.products.number(product);
        self.put_line(number, product, line)
    }

    /// Adds a line whose order and product have a number.
    fn put_line(
        &mut self,
        number: u32,
        product: u32,
        line: &OrderLine<'_>,
    ) -> Result<(), FactError> {
        let sold = (product, exact::units(line.amount), line.cost.map(exact::units));
        let texts = [line.order.as_str(), line.customer.as_str()];
        self.put(number, texts, line.placed_at, sold, [line.source, line.owner])
    }

    /// Adds the lines of a block one after another; the error is with the place
    /// of the line.
    pub(super) fn add_all<'a>(
        &mut self,
        lines: &[OrderLine<'a>],
        ahead: &mut Ahead<'a>,
    ) -> Result<(), (usize, FactError)> {
        self.look(lines, ahead);
        let mut hashes = ahead.orders.iter();
        let mut before: Option<(&OrderId, u32)> = None;
        for (place, line) in lines.iter().enumerate() {
            let number = match before {
                Some((order, number)) if order == line.order => number,
                _ => {
                    let hash = hashes.next().copied().unwrap_or_default();
                    self.order_names.number_hashed(line.order.as_str(), hash)
                }
            };
            let Self { products, .. } = self;
            let find = || Ok::<_, std::convert::Infallible>(products.number(line.product.as_str()));
            let Ok(product) = ahead.products.number(line.product.as_str(), find);
            self.put_line(number, product, line).map_err(|error| (place, error))?;
            before = Some((line.order, number));
        }
        Ok(())
    }

    /// Looks at what adding these lines will look for.
    fn look<'a>(&self, lines: &[OrderLine<'a>], ahead: &mut Ahead<'a>) {
        let Ahead { texts, orders, customers, seen, .. } = ahead;
        texts.clear();
        let firsts = lines.chunk_by(|a, b| a.order == b.order).filter_map(|lines| lines.first());
        texts.extend(firsts.map(|line| (line.order.as_str(), line.customer.as_str())));
        touch_texts(texts.iter().map(|(_, customer)| *customer));
        orders.clear();
        orders.extend(texts.iter().map(|(order, _)| self.order_names.hash(order)));
        customers.clear();
        customers.extend(texts.iter().map(|(_, customer)| self.customers.hash(customer)));
        self.order_names.look_for_new(orders);
        self.customers.look(customers, seen);
    }

    fn put(
        &mut self,
        number: u32,
        [order, customer]: [&str; 2],
        placed_at: DateTime<Utc>,
        (product, amount, cost): (u32, i128, Option<i128>),
        labels: [Option<&str>; 2],
    ) -> Result<(), FactError> {
        // Four thousand million lines do not fit in memory.
        let place = u32::try_from(self.lines.len()).unwrap_or(NONE);
        if let Some(head) = self.heads.get_mut(number as usize) {
            if self.customers.name(head.customer) != customer {
                let first = CustomerId::new(self.customers.name(head.customer));
                // All texts were ids before.
                if let (Ok(order), Ok(customer), Ok(first)) =
                    (OrderId::new(order), CustomerId::new(customer), first)
                {
                    return Err(FactError::TwoCustomers { order, customer, first });
                }
                return Ok(());
            }
            head.placed_at = head.placed_at.min(placed_at);
            head.total += amount;
            if let Some(last) = self.lines.get_mut(head.last as usize) {
                last.next = place;
            }
            head.last = place;
        } else {
            // A new order has the next number.
            let [source, owner] =
                labels.map(|label| Label::MIN.checked_add(self.labels.number(label?)));
            let customer = self.customers.number(customer);
            let (first, last) = (place, place);
            self.heads.push(OrderHead {
                customer,
                placed_at,
                total: amount,
                source,
                owner,
                first,
                last,
            });
        }
        self.last = Some(number);
        let amount = self.hold(amount, Figure::Amount);
        let cost = cost.map_or(UNKNOWN, |cost| self.hold(cost, Figure::Cost));
        self.lines.push(HeldLine { next: NONE, product, amount, cost });
        Ok(())
    }

    pub(super) fn merge(&mut self, other: OrderBook) -> Result<(), FactError> {
        if self.lines.is_empty() {
            *self = other;
            return Ok(());
        }
        for (order, head) in (0..).zip(&other.heads) {
            let texts = [other.order_names.name(order), other.customers.name(head.customer)];
            let labels = other.labels_of(head);
            let number = self.order_names.number(texts[0]);
            for (product, amount, cost) in other.lines_of(head) {
                let product = self.products.number(other.products.name(product));
                self.put(number, texts, head.placed_at, (product, amount, cost), labels)?;
            }
        }
        Ok(())
    }

    pub(super) fn last_instant(&self) -> Option<DateTime<Utc>> {
        self.heads.iter().map(|head| head.placed_at).max()
    }

    /// The orders seen at an instant, by customer, then in time, then by id.
    pub(super) fn by_customer(&self, as_of: DateTime<Utc>) -> Vec<u32> {
        let numbers = || 0..u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
        let is_seen = |head: &OrderHead| head.placed_at <= as_of;
        let seen = || numbers().zip(&self.heads).filter(|(_, head)| is_seen(head));
        let (mut orders, begins) =
            sorted(self.customers.len(), || seen().map(|(number, head)| (head.customer, number)));
        // Orders mostly came in time, and then so do those of each customer.
        if numbers().is_sorted_by(|a, b| self.in_time(*a, *b).is_le()) {
            return orders;
        }
        for pair in begins.windows(2) {
            let [begin, end] = pair else { continue };
            if let Some(orders) = orders.get_mut(*begin as usize..*end as usize) {
                orders.sort_unstable_by(|a, b| self.in_time(*a, *b));
            }
        }
        orders
    }

    /// Ids are read only where two orders were placed at one instant.
    fn in_time(&self, a: u32, b: u32) -> Ordering {
        let at = |order: u32| self.heads.get(order as usize).map(|head| head.placed_at);
        at(a).cmp(&at(b)).then_with(|| self.order_names.name(a).cmp(self.order_names.name(b)))
    }
}

/// Numbers by their keys, each from 0 up to how many there are, as they came
/// within one; and where each key begins, and the last one ends.
fn sorted<I>(keys: usize, numbers: impl Fn() -> I) -> (Vec<u32>, Vec<u32>)
where
    I: Iterator<Item = (u32, u32)>,
{
    let mut begins = vec![0_u32; keys + 1];
    for (key, _) in numbers() {
        if let Some(count) = begins.get_mut(key as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for begin in &mut begins {
        sum += *begin;
        *begin = sum;
    }
    let mut next = begins.clone();
    let mut sorted = vec![0_u32; sum as usize];
    for (key, number) in numbers() {
        if let Some(at) = next.get_mut(key as usize) {
            if let Some(slot) = sorted.get_mut(*at as usize) {
                *slot = number;
            }
            *at += 1;
        }
    }
    (sorted, begins)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::kpi::{FactError, KpiFacts, OrderLine, Question};
    use crate::value::{CustomerId, Money, OrderId, ProductId};

    /// An order, a customer, a product, pounds or euros.
    type Row = (u8, u8, u8, i32, bool);

    /// Orders of several lines each, at times of a customer that is not theirs or in
    /// euros.
    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let order = (0..200_u8, prop::option::weighted(0.003, 0..9_u8));
        let line = (0..9_u8, -20..100_i32, prop::bool::weighted(0.003));
        let orders =
            (order, prop::collection::vec(line, 1..4)).prop_map(|((order, other), lines)| {
                let customer = other.unwrap_or(order % 40);
                lines.into_iter().map(|(p, amount, e)| (order, customer, p, amount, e)).collect()
            });
        prop::collection::vec(orders, 0..150).prop_map(|orders: Vec<Vec<Row>>| orders.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Many lines at once are one line after another, up to the first that
        /// does not fit.
        #[test]
        fn many_lines_are_one_after_another(rows in rows()) {
            let ids: Vec<(OrderId, CustomerId, ProductId, Money)> = rows
                .iter()
                .map(|(order, customer, product, amount, euros)| {
                    let currency = if *euros { "EUR" } else { "GBP" };
                    let money = format!("{amount} {currency}").parse().unwrap();
                    let order = format!("O{order}").parse().unwrap();
                    let customer = format!("C{customer}").parse().unwrap();
                    (order, customer, format!("P{product}").parse().unwrap(), money)
                })
                .collect();
            let at = chrono::DateTime::UNIX_EPOCH;
            let line = |(order, customer, product, money)| {
                OrderLine::new(order, customer, at, product, money)
            };
            let lines = || ids.iter().map(|(o, c, p, m)| line((o, c, p, *m)));

            let mut one_by_one = KpiFacts::new();
            let mut refused: Option<(usize, FactError)> = None;
            for (place, line) in lines().enumerate() {
                if let Err(error) = one_by_one.add_line(&line) {
                    refused = Some((place, error));
                    break;
                }
            }
            let mut at_once = KpiFacts::new();
            let error = at_once.add_lines(lines()).err().map(|error| (error.line, error.error));
            prop_assert_eq!(error, refused);
            let question = Question::as_of(at);
            prop_assert_eq!(at_once.report(&question), one_by_one.report(&question));
        }
    }
}
