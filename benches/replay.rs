//! Is a deal sooner rebuilt from its entries, or read from its stored form?
//!
//! The deal has twenty entries: opened, seven criteria met, and twelve moves
//! along its pipeline. Three ways to have it again:
//!
//! - `entries`: replaying the history that is in memory;
//! - `entries_from_json`: reading the twenty entries from JSON, then replaying;
//! - `json_round_trip`: writing the deal's stored form and reading it.
#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up has to stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sales_process::lifecycle::deal::{AnyDeal, DealCommand, DealMachine, StageRef};
use sales_process::lifecycle::{Entry, History};

mod shared;

const ENTRIES: usize = 20;

fn replay(criterion: &mut Criterion) {
    let pipeline = shared::pipeline();
    let mut deal = AnyDeal::from(shared::with_past(&pipeline));
    for key in shared::round(&pipeline).into_iter().cycle() {
        if deal.version() as usize == ENTRIES {
            break;
        }
        let to = StageRef::at(&pipeline, key).unwrap();
        deal = deal.apply(&pipeline, DealCommand::Advance { to }, &shared::act()).unwrap();
    }
    let history: History<DealMachine> = deal.take_entries().collect();
    assert_eq!(history.entries().len(), ENTRIES);
    assert_eq!(history.replay().unwrap(), deal);
    let stored: Vec<String> =
        history.entries().iter().map(|entry| serde_json::to_string(entry).unwrap()).collect();

    let mut group = criterion.benchmark_group("replay");
    group.bench_function("entries", |bencher| {
        bencher.iter(|| black_box(&history).replay().unwrap());
    });
    group.bench_function("entries_from_json", |bencher| {
        bencher.iter(|| {
            let entries = black_box(&stored).iter();
            let entries: History<DealMachine> =
                entries.map(|text| serde_json::from_str::<Entry<_>>(text).unwrap()).collect();
            entries.replay().unwrap()
        });
    });
    group.bench_function("json_round_trip", |bencher| {
        bencher.iter(|| {
            let text = serde_json::to_string(black_box(&deal)).unwrap();
            serde_json::from_str::<AnyDeal>(&text).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, replay);
criterion_main!(benches);
