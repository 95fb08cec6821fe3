//! Who is due for handoff, over all orders of a company: how does the time
//! grow from ten thousand orders to ten million?
//!
//! `cargo bench -p sales-process-benches --bench rules`; figures in `benches/README.md`.

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

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use sales_process::policy::{Rule, RuleFold, RuleState};
use sales_process::{Money, Months, Purchase, UtcOffset};

use orders::orders;

fn rule() -> Rule {
    let money = |text: &str| text.parse::<Money>().unwrap();
    Rule::any([
        Rule::orders(3).unwrap(),
        Rule::volume(money("250.00 GBP")),
        Rule::smallest_order(money("20.00 GBP"), Months::new(3).unwrap()),
    ])
    .unwrap()
}

fn run(fold: &RuleFold, rows: &[(usize, Purchase<'_>)], customers: usize) -> usize {
    let mut states: Vec<RuleState> = vec![fold.begin(); customers];
    fold.record_all(&mut states, rows.iter().copied()).unwrap();
    let as_of = rows.last().unwrap().1.placed_at();
    states.iter().filter(|s| fold.due_at(s, as_of).unwrap().is_some()).count()
}

fn handoff(c: &mut Criterion) {
    let fold = rule().fold(UtcOffset::UTC);
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
        let due = run(&fold, &rows, customers);
        println!(
            "{count} orders, {customers} customers, {due} due, {} bytes per customer",
            size_of::<RuleState>()
        );
        group.throughput(Throughput::Elements(count.into()));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| black_box(run(&fold, &rows, customers)));
        });
    }
    group.finish();
}

criterion_group!(benches, handoff);
criterion_main!(benches);
