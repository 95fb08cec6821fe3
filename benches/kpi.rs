//! KPIs of a company from its journals and order lines: what does each step
//! cost, and does it grow with the deals and lines alone?
//!
//! `cargo bench -p sales-process-benches --bench kpi`; figures in `benches/README.md`. Up to 100,000
//! deals with ten lines for each; `DEALS=1000000` in the environment asks for
//! so many.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench: its values are known, and criterion writes its functions"
)]

#[path = "shared/company.rs"]
mod company;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use sales_process::kpi::csv::{KpiTableError, Tables};
use sales_process::kpi::{Dimension, Journals, KpiFacts, Question};

use company::Company;

const OWNER_AND_MONTH: [Dimension; 2] = [Dimension::Owner, Dimension::Month];

fn gathered(company: &Company) -> Journals {
    let mut journals = Journals::new();
    journals.add_all(company.log());
    journals
}

fn with_lines(company: &Company, mut facts: KpiFacts) -> KpiFacts {
    facts.add_lines(company.lines()).unwrap();
    facts
}

fn question(company: &Company) -> Question {
    Question::as_of(company.last).from(company.half)
}

/// Journals on one core, order lines on the other, and both put together.
fn all(company: &Company) -> u64 {
    let facts = std::thread::scope(|scope| {
        let orders = scope.spawn(|| with_lines(company, KpiFacts::new()));
        let mut facts = gathered(company).into_facts();
        facts.merge(orders.join().unwrap()).unwrap();
        facts
    });
    facts.report(&question(company)).sell.deals_won
}

fn read(deals: &str, orders: &str) -> KpiFacts {
    let stop: fn(KpiTableError) -> Result<(), KpiTableError> = Err;
    let mut tables = Tables::new();
    tables.deals(deals.as_bytes(), stop).unwrap();
    tables.orders(orders.as_bytes(), stop).unwrap();
    tables.finish(stop).unwrap()
}

/// What a step takes, once.
fn told<T>(what: &str, step: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let made = step();
    println!("  {what}: {:.2} s", begin.elapsed().as_secs_f64());
    made
}

fn kpi(c: &mut Criterion) {
    let most: u32 = std::env::var("DEALS").map_or(100_000, |n| n.parse().unwrap());
    let mut group = c.benchmark_group("kpi");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_secs(10));
    for count in [10_000_u32, 100_000, 1_000_000].into_iter().filter(|n| *n <= most) {
        let company = Company::of(count);
        let question = question(&company);
        println!("{count} deals, {} entries, {} lines", company.log().len(), company.lines().len());
        // The first time the system has to find the memory.
        for _ in 0..3 {
            let journals = told("journals", || gathered(&company));
            let facts = told("facts", || journals.into_facts());
            let whole = told("lines", || with_lines(&company, facts));
            let report = told("report", || whole.report(&question));
            told("by owner and month", || {
                whole.report_by(&Question::as_of(company.last), &OWNER_AND_MONTH)
            });
            println!("  won {}, revenue {}", report.sell.deals_won, report.retain.revenue);
            drop(whole);
            told("all, on two cores", || all(&company));
        }
        let whole = with_lines(&company, gathered(&company).into_facts());
        group.throughput(Throughput::Elements(count.into()));
        group.bench_function(BenchmarkId::new("journals_to_facts", count), |b| {
            b.iter(|| black_box(gathered(&company).into_facts()));
        });
        group.bench_function(BenchmarkId::new("order_lines", count), |b| {
            b.iter(|| black_box(with_lines(&company, KpiFacts::new())));
        });
        group.bench_function(BenchmarkId::new("report", count), |b| {
            b.iter(|| black_box(whole.report(&question)));
        });
        group.bench_function(BenchmarkId::new("report_by_owner", count), |b| {
            b.iter(|| black_box(whole.report_by(&question, &[Dimension::Owner])));
        });
        drop(whole);
        group.bench_function(BenchmarkId::new("all", count), |b| {
            b.iter(|| black_box(all(&company)));
        });
        let (deals, orders) = (company.deals_csv(), company.orders_csv());
        drop(company);
        group.bench_function(BenchmarkId::new("read_csv", count), |b| {
            b.iter(|| black_box(read(&deals, &orders)));
        });
    }
    group.finish();
}

criterion_group!(benches, kpi);
criterion_main!(benches);
