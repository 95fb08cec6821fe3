//! Orders of a company that does not exist.

#[path = "dice.rs"]
mod dice;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use sales_process::{Line, Money, ProductId};

use self::dice::Dice;

/// Orders of three years, sorted by time: 3 in 100 are returns, the others are
/// of 1 to 120 pounds; customers come in no order. Each row is a customer, an
/// instant and a line.
pub(crate) fn orders(count: u32, customers: u32) -> Vec<(usize, DateTime<Utc>, Line)> {
    let mut dice = Dice(0x5EED_0F5A_1E50);
    let products: Vec<ProductId> = (0..100).map(|n| format!("P-{n}").parse().unwrap()).collect();
    let start: DateTime<Utc> = "2023-01-01T00:00:00Z".parse().unwrap();
    let seconds = 3 * 365 * 86_400;
    let order = |i: u32| {
        let customer = usize::try_from(dice.below(customers)).unwrap();
        let at = start + TimeDelta::seconds(i64::from(i) * seconds / i64::from(count));
        let sign = if dice.below(100) < 3 { -1 } else { 1 };
        let pence = sign * i64::from(100 + dice.below(11_900));
        let amount = Money::new(Decimal::new(pence, 2), "GBP".parse().unwrap()).unwrap();
        let product = products.get(usize::try_from(dice.below(100)).unwrap()).unwrap();
        (customer, at, Line::new(product.clone(), amount))
    };
    (0..count).map(order).collect()
}
