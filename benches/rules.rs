//! Who is due for handoff, over all orders of a company: how does the time
//! grow from ten thousand orders to ten million?
//!
//! `cargo bench --bench rules`; figures in `benches/README.md`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench: its values are known, and criterion writes its functions"
)]

use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use rust_decimal::Decimal;
use sales_process::policy::{Rule, Standing, Watch};
use sales_process::{Line, Money, Months, ProductId, Purchase, UtcOffset};

/// A small generator (xorshift64*), so that every run folds the same orders.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let random = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        u32::try_from((random * u64::from(n)) >> 32).unwrap()
    }
}

fn rule() -> Rule {
    let money = |text: &str| text.parse::<Money>().unwrap();
    Rule::any([
        Rule::orders(3).unwrap(),
        Rule::volume(money("250.00 GBP")),
        Rule::smallest_order(money("20.00 GBP"), Months::new(3).unwrap()),
    ])
    .unwrap()
}

/// Orders of three years, sorted by time: 3 in 100 are returns, the others are
/// of 1 to 120 pounds; customers come in no order. Each row is a customer, an
/// instant and a line.
fn orders(count: u32, customers: u32) -> Vec<(usize, DateTime<Utc>, Line)> {
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

fn fold(watch: &Watch, rows: &[(usize, Purchase<'_>)], customers: usize) -> usize {
    let mut standings: Vec<Standing> = vec![watch.begin(); customers];
    watch.record_all(&mut standings, rows.iter().copied()).unwrap();
    let as_of = rows.last().unwrap().1.placed_at();
    standings.iter().filter(|s| watch.due_at(s, as_of).unwrap().is_some()).count()
}

fn handoff(c: &mut Criterion) {
    let watch = rule().watch(UtcOffset::UTC);
    let mut group = c.benchmark_group("handoff");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(10));
    for (count, customers) in [(10_000_u32, 2_300), (1_000_000, 230_000), (10_000_000, 2_300_000)] {
        let orders = orders(count, customers);
        let rows: Vec<(usize, Purchase<'_>)> = orders
            .iter()
            .map(|(customer, at, line)| {
                (*customer, Purchase::new(*at, std::slice::from_ref(line)).unwrap())
            })
            .collect();
        let customers = usize::try_from(customers).unwrap();
        let due = fold(&watch, &rows, customers);
        println!(
            "{count} orders, {customers} customers, {due} due, {} bytes per customer",
            size_of::<Standing>()
        );
        group.throughput(Throughput::Elements(count.into()));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| black_box(fold(&watch, &rows, customers)));
        });
    }
    group.finish();
}

criterion_group!(benches, handoff);
criterion_main!(benches);
