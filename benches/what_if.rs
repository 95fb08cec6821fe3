//! How long does an answer take to what a change of a pipeline would do?

#![allow(missing_docs, reason = "criterion writes the functions")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sales_process::designer::what_if::{Change, WhatIf};
use sales_process::process::{Move, Pipeline, PipelineDraft, Stage};

/// Deals go from stage to stage, are lost from each, and every third stage
/// leads back to the one before; all shares and days are stated.
fn pipeline(count: usize) -> Pipeline {
    let id = |i: usize| if i < count { format!("stage_{i}") } else { "won".to_owned() };
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for i in 0..count {
        let mut stage = Stage::new(id(i), format!("Stage {i}")).typical_days(3);
        stage.start = i == 0;
        draft = draft.stage(stage);
        let share =
            |to: String, share: &str| Move::new(id(i), to).probability(share.parse().unwrap());
        let back = i % 3 == 2;
        draft = draft.step(share(id(i + 1), if back { "0.8" } else { "0.9" }));
        draft = draft.step(share("lost".to_owned(), "0.1"));
        if back {
            draft = draft.step(share(id(i - 1), "0.1").rework(Some(2)));
        }
    }
    draft.build().unwrap()
}

fn what_if(c: &mut Criterion) {
    let mut group = c.benchmark_group("what if");
    for count in [10, 100, 1_000] {
        let pipeline = pipeline(count);
        for (name, change) in [
            ("share", "share:stage_1->stage_2=0.7"),
            ("drop", "drop:stage_4"),
            ("merge", "merge:stage_3+stage_4"),
        ] {
            let changes = [change.parse::<Change>().unwrap()];
            group.bench_function(BenchmarkId::new(name, count), |b| {
                b.iter(|| {
                    let asked = WhatIf::of(black_box(&pipeline)).leads_a_month(40.0);
                    asked.ask(black_box(&changes)).unwrap()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, what_if);
criterion_main!(benches);
