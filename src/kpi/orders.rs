//! Order lines, held small: ten million of them fit in memory.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::exact;
use super::facts::{FactError, Names, OrderLine};
use crate::{CustomerId, Money, OrderId};

/// One order, without its lines.
#[derive(Debug, Clone)]
pub(super) struct OrderHead {
    pub(super) customer: u32,
    pub(super) placed_at: DateTime<Utc>,
    pub(super) total: i128,
    pub(super) source: Option<u32>,
    pub(super) owner: Option<u32>,
}

#[derive(Debug, Clone)]
pub(super) struct HeldLine {
    pub(super) order: u32,
    pub(super) product: u32,
    amount: Decimal,
    cost: Option<Decimal>,
}

impl HeldLine {
    pub(super) fn units(&self) -> i128 {
        exact::decimal_units(self.amount)
    }

    pub(super) fn cost_units(&self) -> Option<i128> {
        self.cost.map(exact::decimal_units)
    }
}

/// All orders. Ids are numbers into the names.
#[derive(Debug, Clone, Default)]
pub(super) struct OrderBook {
    pub(super) heads: Vec<OrderHead>,
    /// As they came.
    pub(super) lines: Vec<HeldLine>,
    pub(super) order_names: Names,
    pub(super) customers: Names,
    pub(super) products: Names,
    /// Sources and owners.
    pub(super) labels: Names,
}

impl OrderBook {
    pub(super) fn add(&mut self, line: &OrderLine<'_>) -> Result<(), FactError> {
        let amount = line.amount.amount();
        let cost = line.cost.map(Money::amount);
        let texts = [line.order.as_str(), line.customer.as_str(), line.product.as_str()];
        self.put(texts, line.placed_at, amount, cost, [line.source, line.owner])
    }

    fn put(
        &mut self,
        [order, customer, product]: [&str; 3],
        placed_at: DateTime<Utc>,
        amount: Decimal,
        cost: Option<Decimal>,
        labels: [Option<&str>; 2],
    ) -> Result<(), FactError> {
        let units = exact::decimal_units(amount);
        let customer = self.customers.number(customer);
        let known = self.order_names.find(order);
        let number = match known.and_then(|at| Some((at, self.heads.get_mut(at as usize)?))) {
            Some((_, head)) if head.customer != customer => {
                let name = |number| CustomerId::new(self.customers.name(number));
                // Both texts were ids before.
                if let (Ok(order), Ok(customer), Ok(first)) =
                    (OrderId::new(order), name(customer), name(head.customer))
                {
                    return Err(FactError::TwoCustomers { order, customer, first });
                }
                return Ok(());
            }
            Some((number, head)) => {
                head.placed_at = head.placed_at.min(placed_at);
                head.total += units;
                number
            }
            None => {
                let [source, owner] = labels.map(|label| label.map(|it| self.labels.number(it)));
                self.heads.push(OrderHead { customer, placed_at, total: units, source, owner });
                self.order_names.number(order)
            }
        };
        let product = self.products.number(product);
        self.lines.push(HeldLine { order: number, product, amount, cost });
        Ok(())
    }

    pub(super) fn merge(&mut self, other: &OrderBook) -> Result<(), FactError> {
        for line in &other.lines {
            let Some(head) = other.heads.get(line.order as usize) else { continue };
            let texts = [
                other.order_names.name(line.order),
                other.customers.name(head.customer),
                other.products.name(line.product),
            ];
            let label = |label: Option<u32>| label.map(|label| other.labels.name(label));
            let labels = [label(head.source), label(head.owner)];
            self.put(texts, head.placed_at, line.amount, line.cost, labels)?;
        }
        Ok(())
    }

    pub(super) fn last_instant(&self) -> Option<DateTime<Utc>> {
        self.heads.iter().map(|head| head.placed_at).max()
    }

    /// The orders seen at an instant, by customer, then in time, then by id.
    pub(super) fn by_customer(&self, as_of: DateTime<Utc>) -> Vec<u32> {
        let mut orders: Vec<u32> = (0_u32..)
            .zip(&self.heads)
            .filter(|(_, head)| head.placed_at <= as_of)
            .map(|(number, _)| number)
            .collect();
        orders.sort_unstable_by(|a, b| self.place(*a).cmp(&self.place(*b)));
        orders
    }

    fn place(&self, order: u32) -> (u32, DateTime<Utc>, &str) {
        let head = self.heads.get(order as usize);
        let (customer, at) =
            head.map_or((0, DateTime::<Utc>::MIN_UTC), |h| (h.customer, h.placed_at));
        (customer, at, self.order_names.name(order))
    }

    /// Where the lines of each order are: the numbers of all lines by order,
    /// as they came within one, and where each order begins among them.
    pub(super) fn lines_by_order(&self) -> (Vec<u32>, Vec<u32>) {
        let mut begins = vec![0_u32; self.heads.len() + 1];
        for line in &self.lines {
            if let Some(count) = begins.get_mut(line.order as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let mut next = begins.clone();
        let mut sorted = vec![0_u32; self.lines.len()];
        for (number, line) in (0_u32..).zip(&self.lines) {
            if let Some(at) = next.get_mut(line.order as usize) {
                if let Some(slot) = sorted.get_mut(*at as usize) {
                    *slot = number;
                }
                *at += 1;
            }
        }
        (sorted, begins)
    }
}
