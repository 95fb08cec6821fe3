//! What does one move of a deal along its pipeline cost, its entry taken?
//!
//! A deal goes round a pipeline of seven stages: four moves forward and one
//! back, all demands met; each entry is pushed into a journal that is emptied
//! after the round. One iteration is one round, five moves. Three ways:
//!
//! - `by_hand`: a `match` on an enum in [`shared::by_hand`], which also says
//!   what it does not do;
//! - `run_time`: `AnyDeal::apply` with a stage that was looked up before;
//! - `typed`: `Deal<Open>::advance` with the key of that stage.
#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up has to stop")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sales_process::lifecycle::deal::{AnyDeal, DealCommand, StageRef};

mod shared;
use shared::by_hand;

fn moves(criterion: &mut Criterion) {
    let pipeline = shared::pipeline();
    let keys = shared::round(&pipeline);
    let mut group = criterion.benchmark_group("deal");
    group.throughput(Throughput::Elements(keys.len() as u64));

    group.bench_function("by_hand", |bencher| {
        let flow = by_hand::Flow::of(&pipeline);
        let round = shared::ROUND.map(|id| flow.index(id));
        let act = by_hand::Act { at: shared::act().at(), by: "anna".into() };
        let mut deal = by_hand::Deal::new(&flow, &act);
        let mut journal = Vec::new();
        bencher.iter(|| {
            for to in round {
                let command = by_hand::Command::Advance { to: black_box(to) };
                deal.apply(&flow, command, black_box(&act), &mut journal).unwrap();
            }
            black_box(&mut journal).clear();
        });
    });

    group.bench_function("run_time", |bencher| {
        let round = keys.map(|key| StageRef::at(&pipeline, key).unwrap());
        let act = shared::act();
        let mut kept = Some(AnyDeal::from(shared::deal(&pipeline)));
        let mut journal = Vec::new();
        bencher.iter(|| {
            let mut deal = kept.take().unwrap();
            for to in &round {
                let command = DealCommand::Advance { to: black_box(to).clone() };
                deal = deal.apply(&pipeline, command, black_box(&act)).unwrap();
                journal.extend(deal.take_entries());
            }
            kept = Some(deal);
            black_box(&mut journal).clear();
        });
    });

    group.bench_function("typed", |bencher| {
        let act = shared::act();
        let mut kept = Some(shared::deal(&pipeline));
        let mut journal = Vec::new();
        bencher.iter(|| {
            let mut deal = kept.take().unwrap();
            for to in keys {
                deal = deal.advance(&pipeline, black_box(to), black_box(&act)).unwrap();
                journal.extend(deal.take_entries());
            }
            kept = Some(deal);
            black_box(&mut journal).clear();
        });
    });

    group.finish();
}

criterion_group!(benches, moves);
criterion_main!(benches);
