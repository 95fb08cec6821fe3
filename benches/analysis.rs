//! How long does it take to analyse a pipeline, and does the time grow with
//! its stages alone while its loops stay small?

#![allow(missing_docs, reason = "criterion writes the functions")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sales_process::process::{Move, Pipeline, PipelineDraft, Purpose, Stage};

/// How many stages are in one loop.
const LOOP: usize = 50;

/// Deals go forward, some past a stage, and are lost from most stages. In
/// every fifty stages that follow one another, the last leads back to the
/// first and every fourth to one some stages before, so that each fifty are
/// one knot of loops. The moves of every third stage carry no probabilities.
/// Every tenth stage has a purpose that another one, somewhere, has too.
fn pipeline(count: usize) -> Pipeline {
    let id = |i: usize| if i < count { format!("stage_{i}") } else { "won".to_owned() };
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for i in 0..count {
        let mut stage = Stage::new(id(i), id(i)).typical_days(3);
        stage.start = i == 0;
        if i % 10 == 0 {
            stage.purposes.push(Purpose::BUILT_IN[i / 10 % 7].clone());
            stage
                .purposes
                .push(format!("shared_{}", i / 10 % (count / 20).max(1)).parse().unwrap());
        }
        draft = draft.stage(stage);
        let place = i % LOOP;
        let mut exits = vec![(id(i + 1), false)];
        if i % 13 == 12 {
            exits.push((id(i + 2), false));
        }
        if i % 5 != 0 {
            exits.push(("lost".to_owned(), false));
        }
        if place + 1 == LOOP {
            exits.push((id(i + 1 - LOOP), true));
        } else if place % 4 == 3 {
            exits.push((id(i - (place * 7 % 20).min(place)), true));
        }
        #[allow(clippy::cast_precision_loss, reason = "four at most")]
        let share = 1.0 / exits.len() as f64;
        for (to, is_rework) in exits {
            let mut step = Move::new(id(i), to);
            if i % 3 != 0 {
                step = step.probability(share.to_string().parse().unwrap());
            }
            draft = draft.step(if is_rework { step.rework(Some(2)) } else { step });
        }
    }
    draft.build().unwrap()
}

fn analysis(c: &mut Criterion) {
    let mut group = c.benchmark_group("analysis");
    for count in [10, 100, 1_000, 10_000] {
        let pipeline = pipeline(count);
        assert!(pipeline.analysis().unwrap().expected_days().is_some());
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| black_box(&pipeline).analysis());
        });
    }
    group.finish();
}

criterion_group!(benches, analysis);
criterion_main!(benches);
