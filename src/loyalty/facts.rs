//! What a customer bought, in figures.

use chrono::{DateTime, Utc};

use crate::value::Money;
use crate::value::units::units;

/// What a customer bought, in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct PurchaseFacts {
    /// The first order; `None` without orders, as is the last one.
    pub first_order: Option<DateTime<Utc>>,
    /// The last order.
    pub last_order: Option<DateTime<Utc>>,
    /// The last order or return.
    pub last_purchase: Option<DateTime<Utc>>,
    /// How many orders; returns are none.
    pub orders: u32,
    /// The total of orders and returns.
    pub volume: Money,
    /// The total of the orders alone.
    pub ordered: Money,
    /// How many different products.
    pub products: usize,
}

impl PurchaseFacts {
    /// The total of the orders by their number, rounded half-even to the
    /// currency's minor unit; `None` without orders. Returns are left out: it is
    /// what an order is worth, not what a customer is.
    pub fn average_order(&self) -> Option<Money> {
        average(self.ordered, self.orders.into())
    }
}

/// An average amount, rounded half-even to the currency's minor unit.
pub(super) fn average(sum: Money, count: u64) -> Option<Money> {
    let amount = sum.amount().checked_div(count.into())?;
    let amount = amount.round_dp_with_strategy(
        sum.currency().minor_units().min(Money::MAX_DECIMALS),
        rust_decimal::RoundingStrategy::MidpointNearestEven,
    );
    Money::new(amount, sum.currency()).ok()
}

/// A part of a whole, as a number; `None` where the whole is not above zero.
pub(super) fn share(part: Money, whole: Money) -> Option<f64> {
    // Of units, so that one amount is one number however it is written.
    #[allow(clippy::cast_precision_loss)]
    let number = |money: Money| units(money) as f64;
    let defined = whole.is_positive() && part.currency() == whole.currency();
    defined.then(|| number(part) / number(whole))
}
