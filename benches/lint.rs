//! How long does it take to lint a pipeline, and does the time grow with its
//! stages alone?

#![allow(missing_docs, reason = "criterion writes the functions")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sales_process::SalesProcess;
use sales_process::process::{
    Demand, Move, Nature, Novelty, Offering, PipelineDraft, Profile, Purpose, Stage, Subprocess,
};

/// A pipeline as a large company might have let it grow: deals go forward,
/// some past a few stages, some back on purpose, and are lost from most stages.
/// In every hundred stages there are a dead end, a loop that cannot be left, a
/// stage without a way in, a branch that can only be lost, and two stages of
/// one name.
fn process(count: usize) -> SalesProcess {
    let id = |i: usize| format!("stage_{i}");
    let purposes = [
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
        stage.purposes.extend(purposes.get(i * purposes.len() / count).cloned());
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
    let draft = draft.go(id(*way.last().unwrap()), "won");
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

criterion_group!(benches, lint);
criterion_main!(benches);
