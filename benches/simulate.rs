//! How long do a million deals take that queue for people, on one core?

use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use sales_process::process::{Move, PipelineDraft, Role, RoleKind, Spread, Stage};
use sales_process::simulate::Simulation;
use sales_process::{Probability, RatioError, SalesProcess};

/// Three stages of two roles with waiting between them, and rework.
fn process() -> Result<SalesProcess, Box<dyn std::error::Error>> {
    let share = |from: &str, to: &str, share: f64| -> Result<Move, RatioError> {
        Ok(Move::new(from, to).probability(Probability::new(share)?))
    };
    let mut draft = SalesProcess::draft("bench", "Bench");
    draft.roles.push(Role::new("hunter", RoleKind::Hunter).people(60).hours_per_week(40));
    draft.roles.push(Role::new("closer", RoleKind::Hunter).people(40).hours_per_week(40));
    let exponential = Spread::Exponential;
    draft.pipelines.push(
        PipelineDraft::new("main")
            .stage(
                Stage::new("talk", "Talk")
                    .role("hunter")
                    .work_hours(1, exponential)
                    .typical_days(5)
                    .start(),
            )
            .stage(
                Stage::new("offer", "Offer")
                    .role("closer")
                    .work_hours(1, exponential)
                    .typical_days(9),
            )
            .stage(Stage::new("sign", "Sign").role("closer").work_hours(1, exponential))
            .won("won")
            .lost("lost")
            .step(share("talk", "offer", 0.5)?)
            .step(share("talk", "lost", 0.5)?)
            .step(share("offer", "sign", 0.6)?)
            .step(share("offer", "talk", 0.1)?.rework(None))
            .step(share("offer", "lost", 0.3)?)
            .step(share("sign", "won", 0.8)?)
            .step(share("sign", "lost", 0.2)?),
    );
    Ok(draft.build()?)
}

fn million(criterion: &mut Criterion) {
    let (Ok(process), Ok(simulation)) = (process(), Simulation::new(8_000.0, 100.0)) else {
        return;
    };
    let Some(pipeline) = process.pipelines().first() else { return };
    let mut group = criterion.benchmark_group("simulate");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    // 8,000 leads a month for 25 months of warm-up and 100 that are counted.
    group.bench_function("a million deals with people", |bencher| {
        bencher.iter_batched(
            || (),
            |()| simulation.run(&process, pipeline),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, million);
criterion_main!(benches);
