//! How long does it take to draw a pipeline, its layout included, and does the
//! time grow with its stages alone?

#![allow(missing_docs, reason = "criterion writes the functions")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sales_process::draw::Picture;
use sales_process::process::Drawing;
use sales_process::process::{Move, PipelineDraft, Stage, Subprocess};

/// A chain of stages with branches beside it: every second stage can be lost,
/// every fifth goes back, every seventh skips two, every tenth leads to a branch
/// that comes back.
fn picture(count: usize) -> Picture {
    let id = |i: usize| format!("stage_{i}");
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for i in 0..count {
        let part = Subprocess::ALL[i * 4 / count];
        let mut stage = Stage::new(id(i), format!("Stage number {i}")).subprocess(part);
        stage.role = Some(if i % 20 < 15 { "hunter" } else { "presales" }.to_owned());
        stage.start = i == 0;
        draft = draft.stage(stage);
        let branch = i % 10 == 9 && i + 2 < count;
        let before = if i % 10 == 0 && i > 1 { i - 2 } else { i.saturating_sub(1) };
        if i > 0 {
            draft = draft.go(id(before), id(i));
        }
        if branch {
            draft = draft.go(id(i), id(i + 2));
        }
        if i % 2 == 0 {
            draft = draft.go(id(i), "lost");
        }
        if i % 5 == 4 {
            draft = draft.step(Move::new(id(i), id(i - 3)).rework(Some(2)));
        }
        if i % 7 == 3 && i + 3 < count {
            draft = draft.go(id(i), id(i + 3));
        }
    }
    let pipeline = draft.go(id(count - 1), "won").build().unwrap();
    Drawing::of(&pipeline).picture()
}

fn draw(c: &mut Criterion) {
    let mut group = c.benchmark_group("draw");
    for count in [10, 100, 1_000] {
        let picture = picture(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(BenchmarkId::new("svg", count), &picture, |b, picture| {
            b.iter(|| black_box(picture).to_svg());
        });
        group.bench_with_input(BenchmarkId::new("bpmn", count), &picture, |b, picture| {
            b.iter(|| black_box(picture).to_bpmn());
        });
    }
    group.finish();
}

criterion_group!(benches, draw);
criterion_main!(benches);
