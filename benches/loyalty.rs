//! Purchase facts, handoff due dates, cadence and loyalty effects of all
//! customers in one pass over their orders: how much longer does it take than
//! the handoff due dates alone? And does growth grow with the orders alone?
//!
//! `cargo bench -p sales-process-benches --bench loyalty`; figures in `benches/README.md`. Up to a
//! million orders; `ORDERS=10000000` in the environment asks for so many.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench: its values are known, and criterion writes its functions"
)]

#[path = "shared/orders.rs"]
mod orders;

use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, Utc};
use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use sales_process::loyalty::{Base, Cadence, CadenceOptions, Growth, GrowthQuestion};
use sales_process::policy::{Rule, RuleFold, RuleState};
use sales_process::{Currency, Line, Money, Months, Period, Purchase, UtcOffset};

use orders::orders;

type Row<'a> = (usize, Purchase<'a>);

/// What all passes give together, for them to be compared and not left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    due: usize,
    orders: u64,
    regular: usize,
    /// Customers with repeat revenue.
    repeat: usize,
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

fn gbp() -> Currency {
    "GBP".parse().unwrap()
}

fn due(fold: &RuleFold, states: &[RuleState], as_of: DateTime<Utc>) -> usize {
    states.iter().filter(|s| fold.due_at(s, as_of).unwrap().is_some()).count()
}

fn handoff(fold: &RuleFold, rows: &[Row<'_>], customers: usize) -> usize {
    let mut states = vec![fold.begin(); customers];
    fold.record_all(&mut states, rows.iter().copied()).unwrap();
    due(fold, &states, rows.last().unwrap().1.placed_at())
}

/// Of each customer: the facts, the cadence, the effects.
fn answers(base: &Base) -> (u64, usize, usize) {
    let options = CadenceOptions::default();
    let (mut orders, mut regular, mut repeat) = (0, 0, 0);
    for customer in 0..base.customers() {
        orders += u64::from(base.facts(customer).unwrap().orders);
        let cadence = base.rhythm(customer).unwrap().cadence(&options);
        regular += usize::from(matches!(cadence, Cadence::Regular(_)));
        repeat += usize::from(base.effects(customer).unwrap().repeat.is_positive());
    }
    (orders, regular, repeat)
}

/// One pass: rows are read once, and both folds see them while they are near.
fn together(fold: &RuleFold, rows: &[Row<'_>], customers: usize) -> Found {
    let mut states = vec![fold.begin(); customers];
    let mut base = Base::new(gbp(), UtcOffset::UTC, customers);
    for part in rows.chunks(8_192) {
        fold.record_all(&mut states, part.iter().copied()).unwrap();
        base.record_all(part.iter().copied()).unwrap();
    }
    let due = due(fold, &states, rows.last().unwrap().1.placed_at());
    let (orders, regular, repeat) = answers(&base);
    Found { due, orders, regular, repeat }
}

fn loyalty_alone(rows: &[Row<'_>], customers: usize) -> Base {
    let mut base = Base::new(gbp(), UtcOffset::UTC, customers);
    base.record_all(rows.iter().copied()).unwrap();
    base
}

fn on_all_cores(rows: &[Row<'_>], customers: usize) -> Base {
    Base::new(gbp(), UtcOffset::UTC, customers).record_all_in_parallel(rows).unwrap()
}

fn growth(rows: &[Row<'_>], customers: usize) -> Growth {
    let year = |from: &str, to: &str| Period::new(from.parse().unwrap(), to.parse().unwrap());
    let before = year("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z").unwrap();
    let after = year("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z").unwrap();
    let question = GrowthQuestion::new(gbp(), (before, after), customers, 50).unwrap();
    Growth::measure(&question, rows.iter().copied(), |customer, _| Some(customer % 50)).unwrap()
}

fn loyalty(c: &mut Criterion) {
    let fold = rule().fold(UtcOffset::UTC);
    let most: u32 = std::env::var("ORDERS").map_or(1_000_000, |n| n.parse().unwrap());
    let mut group = c.benchmark_group("loyalty");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(10));
    for count in [100_000_u32, 1_000_000, 10_000_000].into_iter().filter(|n| *n <= most) {
        let customers = usize::try_from(count * 23 / 100).unwrap();
        let orders = orders(count, u32::try_from(customers).unwrap());
        let rows: Vec<Row<'_>> = orders
            .iter()
            .map(|(customer, at, line): &(usize, DateTime<Utc>, Line)| {
                (*customer, Purchase::new(*at, std::slice::from_ref(line)).unwrap())
            })
            .collect();
        let found = together(&fold, &rows, customers);
        assert_eq!(found.due, handoff(&fold, &rows, customers));
        println!("{count} orders, {customers} customers: {found:?}");
        group.throughput(Throughput::Elements(count.into()));
        group.bench_function(BenchmarkId::new("handoff_alone", count), |b| {
            b.iter(|| black_box(handoff(&fold, &rows, customers)));
        });
        group.bench_function(BenchmarkId::new("all_together", count), |b| {
            b.iter(|| black_box(together(&fold, &rows, customers)));
        });
        group.bench_function(BenchmarkId::new("loyalty_alone", count), |b| {
            b.iter(|| black_box(loyalty_alone(&rows, customers)));
        });
        group.bench_function(BenchmarkId::new("loyalty_on_all_cores", count), |b| {
            b.iter(|| black_box(on_all_cores(&rows, customers)));
        });
        group.bench_function(BenchmarkId::new("growth", count), |b| {
            b.iter(|| black_box(growth(&rows, customers)));
        });
    }
    group.finish();
}

criterion_group!(benches, loyalty);
criterion_main!(benches);
