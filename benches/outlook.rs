//! How long does the model take that says who will order, for a million
//! customers: to be fitted, and to be asked of each?
//!
//! Not a criterion bench: each is done once, on one core, and the time is
//! printed, with the limit that it should stay under.
#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up has to stop")]

#[path = "shared/dice.rs"]
mod dice;

use std::time::{Duration, Instant};

use chrono::{DateTime, Days, Utc};
use rust_decimal::Decimal;
use sales_process::loyalty::{Base, ModelOptions, OrderModel, OrderPattern};
use sales_process::{Line, Money, Purchase, UtcOffset};

use dice::Dice;

const CUSTOMERS: usize = 1_000_000;
const WEEKS: f64 = 104.0;

/// A number from 0 to 1, neither of them.
fn part(dice: &mut Dice) -> f64 {
    (f64::from(dice.below(1 << 30)) + 0.5) / f64::from(1_u32 << 30)
}

/// Of each customer the days of orders, from the first: gaps that come by chance
/// at a rate of their own, until the customer stays away, after each order with
/// a chance of their own.
fn order_days(dice: &mut Dice) -> Vec<u64> {
    let begin = part(dice) * WEEKS / 2.0;
    // Most order seldom: the product of two parts.
    let (rate, leaves) = (0.4 * part(dice) * part(dice), 0.5 * part(dice) * part(dice));
    let (mut week, mut days) = (begin, Vec::new());
    while week < WEEKS {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most two years"
        )]
        days.push((week * 7.0) as u64);
        if part(dice) < leaves {
            break;
        }
        week += (-part(dice).ln() / rate).max(1.0 / 7.0);
    }
    days.dedup();
    days
}

fn timed<T>(what: &str, limit: Duration, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    let took = begin.elapsed();
    println!("{what}: {:.3} s (limit {:.1} s)", took.as_secs_f64(), limit.as_secs_f64());
    assert!(took < limit * 4, "{what} took far longer than it should");
    done
}

fn main() {
    let mut dice = Dice(0x5EED_0F5A_1E50);
    let start: DateTime<Utc> = "2024-01-01T12:00:00Z".parse().unwrap();
    let gbp = "GBP".parse().unwrap();
    let mut base = Base::new(gbp, UtcOffset::UTC, CUSTOMERS);
    let product: sales_process::ProductId = "P-1".parse().unwrap();
    let mut orders = 0;
    for customer in 0..CUSTOMERS {
        for day in order_days(&mut dice) {
            let pence = 500 + i64::from(dice.below(20_000));
            let amount = Money::new(Decimal::new(pence, 2), gbp).unwrap();
            let line = [Line::new(product.clone(), amount)];
            let at = start + Days::new(day);
            base.record(customer, Purchase::new(at, &line).unwrap()).unwrap();
            orders += 1;
        }
    }
    let patterns: Vec<OrderPattern> = (0..CUSTOMERS)
        .filter_map(|customer| {
            OrderPattern::of(&base.rhythm(customer)?, base.facts(customer)?.ordered)
        })
        .collect();
    println!("{} customers, {orders} orders", patterns.len());
    let today = (start + Days::new(728)).date_naive();
    let options = ModelOptions::default();
    let model = timed("fit", Duration::from_secs(2), || {
        OrderModel::fit(patterns.iter().copied(), today, &options).unwrap()
    });
    println!("{model}");
    let expected: f64 = timed("outlook of each for 30 days", Duration::from_secs(2), || {
        patterns.iter().filter_map(|it| model.outlook(it, 30)).map(|it| it.orders).sum()
    });
    println!("{expected:.0} orders expected");
}
