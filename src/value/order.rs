//! Orders: what a customer bought, when, for how much.
//!
//! Only completed orders are passed in; a cancellation is a return, that is
//! an order whose total is not above zero.
//!
//! ```
//! use sales_process::{Line, Order};
//!
//! let order = Order::new(
//!     "O-1".parse()?,
//!     "acme".parse()?,
//!     "2026-03-01T10:00:00Z".parse()?,
//!     vec![
//!         Line::new("P-7".parse()?, "80.00 GBP".parse()?),
//!         Line::new("P-9".parse()?, "20.00 GBP".parse()?),
//!     ],
//! )?;
//! assert_eq!(order.total().to_string(), "100.00 GBP");
//! assert!(!order.is_return());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::value::{CustomerId, Money, MoneyError, OrderId, ProductId};

#[cfg(feature = "csv")]
mod book;
#[cfg(feature = "csv")]
pub mod csv;
#[cfg(feature = "csv")]
mod parties;
#[cfg(feature = "csv")]
pub(crate) mod rows;

#[cfg(feature = "csv")]
pub use book::{CustomerOrders, OrderBook};

/// One line of an order: a product and what was paid for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What was bought.
    pub product: ProductId,
    /// For how much; below zero for what was given back.
    pub amount: Money,
}

impl Line {
    /// Makes a line.
    pub fn new(product: ProductId, amount: Money) -> Self {
        Self { product, amount }
    }
}

/// Why lines do not make an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// There is no line.
    #[error("the order has no lines; an order has at least one")]
    NoLines,
    /// The lines do not add up: two currencies, or too large a sum.
    #[error("the lines of the order do not add up: {0}")]
    Total(MoneyError),
}

/// A completed order of one customer, placed at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "OrderForm")]
pub struct Order {
    id: OrderId,
    customer: CustomerId,
    placed_at: DateTime<Utc>,
    lines: Vec<Line>,
    #[serde(skip)]
    total: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderForm {
    id: OrderId,
    customer: CustomerId,
    placed_at: DateTime<Utc>,
    lines: Vec<Line>,
}

impl TryFrom<OrderForm> for Order {
    type Error = OrderError;
    fn try_from(form: OrderForm) -> Result<Self, OrderError> {
        Self::new(form.id, form.customer, form.placed_at, form.lines)
    }
}

impl Order {
    /// Makes an order of its lines.
    ///
    /// # Errors
    ///
    /// [`OrderError`] for no lines, two currencies, or a total out of range.
    pub fn new(
        id: OrderId,
        customer: CustomerId,
        placed_at: DateTime<Utc>,
        lines: Vec<Line>,
    ) -> Result<Self, OrderError> {
        let total = Purchase::new(placed_at, &lines)?.total;
        Ok(Self { id, customer, placed_at, lines, total })
    }

    /// The order of a purchase that was an order's.
    #[cfg(feature = "csv")]
    fn of_purchase(id: OrderId, customer: CustomerId, purchase: &Purchase<'_>) -> Self {
        let Purchase { placed_at, total, lines } = *purchase;
        Self { id, customer, placed_at, lines: lines.to_vec(), total }
    }

    /// The order's id.
    pub fn id(&self) -> &OrderId {
        &self.id
    }

    /// Whose order it is.
    pub fn customer(&self) -> &CustomerId {
        &self.customer
    }

    /// When it was placed.
    pub fn placed_at(&self) -> DateTime<Utc> {
        self.placed_at
    }

    /// What was bought; never empty.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The sum of the lines.
    pub fn total(&self) -> Money {
        self.total
    }

    /// Whether the total is zero or below. A return moves volume, and is
    /// never counted as an order.
    pub fn is_return(&self) -> bool {
        !self.total.is_positive()
    }
}

/// What a rule looks at in an order: when, what, how much. It holds no ids of
/// orders or customers and borrows the lines, so that millions of orders can
/// be folded without a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase<'a> {
    placed_at: DateTime<Utc>,
    total: Money,
    lines: &'a [Line],
}

impl<'a> Purchase<'a> {
    /// Makes a purchase of the lines of one order.
    ///
    /// # Errors
    ///
    /// As [`Order::new`].
    pub fn new(placed_at: DateTime<Utc>, lines: &'a [Line]) -> Result<Self, OrderError> {
        let (first, rest) = lines.split_first().ok_or(OrderError::NoLines)?;
        let total = rest
            .iter()
            .try_fold(first.amount, |sum, line| sum.plus(line.amount))
            .map_err(OrderError::Total)?;
        Ok(Self { placed_at, total, lines })
    }

    /// A purchase of which only some lines are still known.
    pub(crate) fn in_short(placed_at: DateTime<Utc>, total: Money, lines: &'a [Line]) -> Self {
        Self { placed_at, total, lines }
    }

    /// When the order was placed.
    pub fn placed_at(&self) -> DateTime<Utc> {
        self.placed_at
    }

    /// The sum of the lines.
    pub fn total(&self) -> Money {
        self.total
    }

    /// The lines; never empty.
    pub fn lines(&self) -> &'a [Line] {
        self.lines
    }

    /// Whether the total is zero or below.
    pub fn is_return(&self) -> bool {
        !self.total.is_positive()
    }
}

impl<'a> From<&'a Order> for Purchase<'a> {
    fn from(order: &'a Order) -> Self {
        Self { placed_at: order.placed_at, total: order.total, lines: &order.lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(amounts: &[&str]) -> Vec<Line> {
        amounts.iter().map(|a| Line::new("P".parse().unwrap(), a.parse().unwrap())).collect()
    }

    fn order(amounts: &[&str]) -> Result<Order, OrderError> {
        Order::new(
            "O".parse().unwrap(),
            "C".parse().unwrap(),
            "2024-01-01T00:00:00Z".parse().unwrap(),
            lines(amounts),
        )
    }

    #[test]
    fn the_total_is_the_sum_of_the_lines() {
        assert_eq!(order(&["1.10 GBP", "-0.30 GBP"]).unwrap().total().to_string(), "0.80 GBP");
        assert!(order(&["1 GBP", "-1 GBP"]).unwrap().is_return());
        assert!(!order(&["0.01 GBP"]).unwrap().is_return());
    }

    #[test]
    fn lines_that_do_not_add_up_are_refused() {
        assert_eq!(order(&[]).unwrap_err(), OrderError::NoLines);
        assert_eq!(
            order(&["1 GBP", "1 EUR"]).unwrap_err().to_string(),
            "the lines of the order do not add up: EUR cannot be put together with GBP; \
             convert one of them first"
        );
        assert!(order(&["999999999999999999 GBP", "1 GBP"]).is_err());
    }

    #[test]
    fn stored_without_its_total_and_checked_when_read() {
        let order = order(&["1 GBP"]).unwrap();
        let json = serde_json::to_string(&order).unwrap();
        assert_eq!(
            json,
            r#"{"id":"O","customer":"C","placed_at":"2024-01-01T00:00:00Z","lines":[{"product":"P","amount":"1.00 GBP"}]}"#
        );
        assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
        assert!(
            serde_json::from_str::<Order>(
                &json
                    .replace("1.00 GBP\"}", "1.00 GBP\"},{\"product\":\"P\",\"amount\":\"1 EUR\"}")
            )
            .is_err()
        );
    }
}
