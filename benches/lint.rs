//! How long does it take to lint a pipeline, or to lint and analyse it, and
//! does the time grow with its stages alone?

#![allow(missing_docs, reason = "criterion writes the functions")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sales_process::process::{
    Demand, Move, Nature, Novelty, Offering, PipelineDraft, Profile, Purpose, Stage, Subprocess,
};
use sales_process::{Probability, SalesProcess};

/// In canonical order, as stages carry them along a pipeline.
const PURPOSES: [Purpose; 9] = [
    Purpose::InboundRequest,
    Purpose::Qualification,
    Purpose::NeedsDiscovery,
    Purpose::Trial,
    Purpose::Proposal,
    Purpose::Negotiation,
    Purpose::Contract,
    Purpose::Onboarding,
    Purpose::PaymentTracking,
];

/// A pipeline as a large company might have let it grow: deals go forward,
/// some past a few stages, some back on purpose, and are lost from most stages.
/// In every hundred stages there are a dead end, a loop that cannot be left, a
/// stage without a way in, a branch that can only be lost, and two stages of
/// one name.
fn process(count: usize) -> SalesProcess {
    let id = |i: usize| format!("stage_{i}");
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    let mut way = Vec::new();
    for i in 0..count {
        let name = if i % 100 == 60 { "Call back".to_owned() } else { format!("Stage {i}") };
        let part = Subprocess::ALL[(i * 3 / count.max(1)).min(2)];
        let mut stage = Stage::new(id(i), name)
            .subprocess(part)
            .role(if i * 3 < count { "hunter" } else { "presales" })
            .typical_days(3)
            .exit_when("done", "what this stage is for is done");
        // Purposes in canonical order along the whole pipeline.
        stage.purposes.extend(PURPOSES.get(i * PURPOSES.len() / count).cloned());
        stage.start = i == 0;
        draft = draft.stage(stage);
        match (count >= 100).then_some(i % 100) {
            // A dead end, and a trap of two stages.
            Some(50) => draft = draft.go(id(i - 1), id(i)),
            Some(51) => draft = draft.go(id(i - 2), id(i)).go(id(i), id(i + 1)),
            Some(52) => draft = draft.go(id(i), id(i - 1)),
            // No way in.
            Some(70) => draft = draft.go(id(i), id(i + 1)),
            // Only Lost ahead.
            Some(80) => draft = draft.go(id(i - 1), id(i)).go(id(i), "lost"),
            _ => way.push(i),
        }
    }
    for (k, pair) in way.windows(2).enumerate() {
        draft = draft.go(id(pair[0]), id(pair[1]));
        if k % 5 != 0 {
            draft = draft.go(id(pair[0]), "lost");
        }
        if k % 9 == 8 {
            draft = draft.step(Move::new(id(pair[1]), id(way[k - 4])).rework(Some(2)));
        }
        if k % 13 == 12 {
            draft = draft.go(id(way[k - 2]), id(pair[1]));
        }
    }
    built(draft.go(id(*way.last().unwrap()), "won"))
}

/// A process of one pipeline, with a profile that demands much.
fn built(draft: PipelineDraft) -> SalesProcess {
    let profile = Profile::new()
        .nature(Nature::Consultative)
        .novelty(Novelty::Innovative)
        .demand(Demand::Formed)
        .offering(Offering::Product);
    SalesProcess::draft("bench", "Bench").profile(profile).pipeline(draft).build().unwrap()
}

fn lint(c: &mut Criterion) {
    let mut group = c.benchmark_group("lint");
    for count in [10, 100, 1_000, 10_000] {
        let process = process(count);
        println!("{count} stages: {} findings", process.lint().len());
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| black_box(&process).lint());
        });
    }
    group.finish();
}

/// A pipeline that nothing is wrong with but its length: every move has its
/// probability, a deal can be lost from most stages, and goes back within
/// stretches of forty stages.
fn sound(count: usize) -> SalesProcess {
    const STRETCH: usize = 40;
    let id = |i: usize| format!("stage_{i}");
    let share = |from: usize, to: String, share: f64| {
        Move::new(id(from), to).probability(Probability::new(share).unwrap())
    };
    let mut draft = PipelineDraft::new("main").won("won").lost("lost").max_cycle_days(100);
    for i in 0..count {
        let mut stage = Stage::new(id(i), format!("Stage {i}"))
            .subprocess(Subprocess::ALL[(i * 3 / count).min(2)])
            .role("hunter")
            .typical_days(u16::try_from(1 + i % 7).unwrap())
            .stale_after_days(30)
            .exit_when("done", "what this stage is for is done");
        stage.purposes.extend(PURPOSES.get(i * PURPOSES.len() / count).cloned());
        stage.start = i == 0;
        draft = draft.stage(stage);
        let next = if i + 1 == count { "won".to_owned() } else { id(i + 1) };
        // Every third stage of a stretch leads back to one before it.
        let place = i % STRETCH;
        let back = if place % 3 == 2 { 0.1 } else { 0.0 };
        draft = draft.step(share(i, next, 0.99 - back)).step(share(i, "lost".to_owned(), 0.01));
        if back > 0.0 {
            draft = draft.step(share(i, id(i - place + place / 2), back).rework(Some(2)));
        }
    }
    built(draft)
}

fn lint_and_analyse(c: &mut Criterion) {
    let mut group = c.benchmark_group("lint and analyse");
    for count in [100, 1_000, 10_000] {
        for (name, process) in [("sound", sound(count)), ("grown", process(count))] {
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(BenchmarkId::new(name, count), |b| {
                b.iter(|| {
                    let process = black_box(&process);
                    (process.lint(), process.pipelines()[0].analysis())
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, lint, lint_and_analyse);
criterion_main!(benches);
