//! Order lines, held small: ten million of them fit in memory.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::exact;
use super::facts::{FactError, OrderLine};
use super::names::Names;
use crate::{CustomerId, OrderId};

/// One order, without its lines.
#[derive(Debug, Clone)]
pub(super) struct OrderHead {
    pub(super) customer: u32,
    pub(super) placed_at: DateTime<Utc>,
    pub(super) total: i128,
    pub(super) source: Option<u32>,
    pub(super) owner: Option<u32>,
}

/// A line in 24 bytes.
#[derive(Debug, Clone)]
pub(super) struct HeldLine {
    pub(super) order: u32,
    pub(super) product: u32,
    /// In hundred-millionths.
    amount: i64,
    cost: i64,
}

/// What stands for a cost that is not known.
const UNKNOWN: i64 = i64::MIN;
/// What stands for an amount of more than 92 thousand million, which is kept
/// beside the lines.
const LARGE: i64 = i64::MIN + 1;

/// All orders. Ids are numbers into the names.
#[derive(Debug, Clone, Default)]
pub(super) struct OrderBook {
    pub(super) heads: Vec<OrderHead>,
    /// As they came.
    pub(super) lines: Vec<HeldLine>,
    /// Amounts and costs that are too large for their lines, by the place of
    /// the line.
    large: HashMap<(usize, Figure), i128>,
    pub(super) order_names: Names,
    pub(super) customers: Names,
    pub(super) products: Names,
    /// Sources and owners.
    pub(super) labels: Names,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Figure {
    Amount,
    Cost,
}

impl OrderBook {
    /// The line at a place, its amount and its cost.
    pub(super) fn line(&self, place: u32) -> Option<(&HeldLine, i128, Option<i128>)> {
        let place = place as usize;
        let line = self.lines.get(place)?;
        let units = |held: i64, figure| match held {
            LARGE => self.large.get(&(place, figure)).copied().unwrap_or_default(),
            held => i128::from(held),
        };
        let cost = (line.cost != UNKNOWN).then(|| units(line.cost, Figure::Cost));
        Some((line, units(line.amount, Figure::Amount), cost))
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
        let amount = exact::units(line.amount);
        let cost = line.cost.map(exact::units);
        let texts = [line.order.as_str(), line.customer.as_str(), line.product.as_str()];
        self.put(texts, line.placed_at, amount, cost, [line.source, line.owner])
    }

    /// Looks at what adding these lines will look for.
    pub(super) fn look(&self, lines: &[OrderLine<'_>]) {
        let pairs = lines.iter().zip(lines.iter().skip(1));
        let later = pairs.filter(|(a, b)| a.order != b.order).map(|(_, b)| b);
        let firsts = || lines.first().into_iter().chain(later.clone());
        self.order_names.look(firsts().map(|line| line.order.as_str()));
        self.customers.look(firsts().map(|line| line.customer.as_str()));
    }

    fn put(
        &mut self,
        [order, customer, product]: [&str; 3],
        placed_at: DateTime<Utc>,
        amount: i128,
        cost: Option<i128>,
        labels: [Option<&str>; 2],
    ) -> Result<(), FactError> {
        // Mostly a line is of the order of the line before.
        let last = self.lines.last().map(|line| line.order);
        let last = last.filter(|last| self.order_names.name(*last) == order);
        let number = last.unwrap_or_else(|| self.order_names.number(order));
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
        } else {
            // A new order has the next number.
            let [source, owner] = labels.map(|label| label.map(|it| self.labels.number(it)));
            let customer = self.customers.number(customer);
            self.heads.push(OrderHead { customer, placed_at, total: amount, source, owner });
        }
        let product = self.products.number(product);
        let amount = self.hold(amount, Figure::Amount);
        let cost = cost.map_or(UNKNOWN, |cost| self.hold(cost, Figure::Cost));
        self.lines.push(HeldLine { order: number, product, amount, cost });
        Ok(())
    }

    pub(super) fn merge(&mut self, other: OrderBook) -> Result<(), FactError> {
        if self.lines.is_empty() {
            *self = other;
            return Ok(());
        }
        for (line, amount, cost) in (0_u32..).map_while(|place| other.line(place)) {
            let Some(head) = other.heads.get(line.order as usize) else { continue };
            let texts = [
                other.order_names.name(line.order),
                other.customers.name(head.customer),
                other.products.name(line.product),
            ];
            let label = |label: Option<u32>| label.map(|label| other.labels.name(label));
            let labels = [label(head.source), label(head.owner)];
            self.put(texts, head.placed_at, amount, cost, labels)?;
        }
        Ok(())
    }

    pub(super) fn last_instant(&self) -> Option<DateTime<Utc>> {
        self.heads.iter().map(|head| head.placed_at).max()
    }

    /// The orders seen at an instant, by customer, then in time, then by id.
    pub(super) fn by_customer(&self, as_of: DateTime<Utc>) -> Vec<u32> {
        let is_seen = |head: &OrderHead| head.placed_at <= as_of;
        let seen = || (0_u32..).zip(&self.heads).filter(|(_, head)| is_seen(head));
        let (mut orders, begins) =
            sorted(self.customers.len(), || seen().map(|(number, head)| (head.customer, number)));
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

    /// Where the lines of each order are: the numbers of all lines by order,
    /// as they came within one, and where each order begins among them.
    pub(super) fn lines_by_order(&self) -> (Vec<u32>, Vec<u32>) {
        let lines = || (0_u32..).zip(&self.lines).map(|(number, line)| (line.order, number));
        sorted(self.heads.len(), lines)
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

    use crate::kpi::{FactError, Facts, OrderLine, Question};
    use crate::{CustomerId, Money, OrderId, ProductId};

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

            let mut one_by_one = Facts::new();
            let mut refused: Option<(usize, FactError)> = None;
            for (place, line) in lines().enumerate() {
                if let Err(error) = one_by_one.add_line(&line) {
                    refused = Some((place, error));
                    break;
                }
            }
            let mut at_once = Facts::new();
            let error = at_once.add_lines(lines()).err().map(|error| (error.line, error.error));
            prop_assert_eq!(error, refused);
            let question = Question::as_of(at);
            prop_assert_eq!(at_once.report(&question), one_by_one.report(&question));
        }
    }
}
