//! One move of a deal along its pipeline, its entry taken, beside two
//! state-machine libraries.
//!
//! The round of moves, the pipeline and the demands are those of the crate's
//! own bench `deal`. statig and rust-fsm know states and events, but nothing
//! of pipelines and demands; those are checked by the code that
//! `shared::by_hand` has for it, and the same entry is pushed. So what differs
//! is how a state and a move are dispatched, and what the crate does on top
//! (see `by_hand`).
#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up has to stop")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sales_process::lifecycle::deal::{AnyDeal, DealCommand, StageRef};

#[path = "shared/mod.rs"]
mod shared;
use shared::by_hand::{self, Act, Command, Deal, Entry, Flow, StateName, Unmet};

/// What a handler works on: the pipeline, the act, the journal.
#[allow(missing_debug_implementations, reason = "nobody prints it")]
pub struct Context {
    flow: Flow,
    act: Act,
    journal: Vec<Entry>,
    refused: Vec<Unmet>,
}

/// Checks a move to another stage and makes it, with its entry; the state
/// machines around it decide whether the state has the move.
fn advance(deal: &mut Deal, to: usize, context: &mut Context) -> bool {
    let Context { flow, act, journal, refused } = context;
    if act.at < deal.last_at {
        refused.push(Unmet::TimeOrder(deal.last_at));
    }
    let step = deal.check_advance(flow, to, false, refused);
    let Some(step) = step.filter(|_| refused.is_empty()) else { return false };
    let done = deal.advance(flow, to, step, act);
    deal.version += 1;
    deal.last_at = act.at;
    journal.push(Entry {
        version: deal.version,
        at: act.at,
        by: act.by.clone(),
        from: Some(StateName::Open),
        to: StateName::Open,
        done,
    });
    true
}

mod with_statig {
    use super::{Command, Context, Deal, advance};
    use statig::prelude::*;

    pub(crate) struct Machine(pub(crate) Deal);

    #[state_machine(initial = "State::open()")]
    impl Machine {
        #[state]
        fn open(&mut self, context: &mut Context, event: &Command) -> Outcome<State> {
            match event {
                Command::Advance { to } if advance(&mut self.0, *to, context) => {
                    Transition(State::open())
                }
                Command::Hold { .. } => Transition(State::on_hold()),
                _ => Handled,
            }
        }

        #[state]
        fn on_hold(event: &Command) -> Outcome<State> {
            match event {
                Command::Resume => Transition(State::open()),
                _ => Handled,
            }
        }
    }
}

#[allow(dead_code, reason = "states and moves that no run of the bench comes to")]
mod with_rust_fsm {
    rust_fsm::state_machine! {
        pub deal(Open)

        Open => {
            Advance => Open,
            Hold => OnHold,
            Lose => Lost,
        },
        OnHold => {
            Resume => Open,
            Lose => Lost,
        },
        Lost(Reopen) => Open
    }
}

fn moves(criterion: &mut Criterion) {
    let pipeline = shared::pipeline();
    let keys = shared::round(&pipeline);
    let context = || Context {
        flow: Flow::of(&pipeline),
        act: Act { at: shared::act().at(), by: "anna".into() },
        journal: Vec::new(),
        refused: Vec::new(),
    };
    let mut group = criterion.benchmark_group("transition");
    group.throughput(Throughput::Elements(keys.len() as u64));

    group.bench_function("by_hand", |bencher| {
        let Context { flow, act, mut journal, .. } = context();
        let round = shared::ROUND.map(|id| flow.index(id));
        let mut deal = by_hand::Deal::new(&flow, &act);
        bencher.iter(|| {
            for to in round {
                let command = Command::Advance { to: black_box(to) };
                deal.apply(&flow, command, black_box(&act), &mut journal).unwrap();
            }
            black_box(&mut journal).clear();
        });
    });

    group.bench_function("statig", |bencher| {
        use statig::prelude::*;
        let mut context = context();
        let round = shared::ROUND.map(|id| context.flow.index(id));
        let deal = Deal::new(&context.flow, &context.act);
        let mut machine = with_statig::Machine(deal)
            .uninitialized_state_machine()
            .init_with_context(&mut context);
        bencher.iter(|| {
            for to in round {
                let command = Command::Advance { to: black_box(to) };
                machine.handle_with_context(&command, &mut context);
                assert!(context.refused.is_empty());
            }
            assert_eq!(context.journal.len(), round.len());
            black_box(&mut context.journal).clear();
        });
    });

    group.bench_function("rust_fsm", |bencher| {
        use with_rust_fsm::deal::{Input, StateMachine};
        let mut context = context();
        let round = shared::ROUND.map(|id| context.flow.index(id));
        let mut deal = Deal::new(&context.flow, &context.act);
        let mut machine = StateMachine::new();
        bencher.iter(|| {
            for to in round {
                machine.consume(black_box(&Input::Advance)).unwrap();
                assert!(advance(&mut deal, black_box(to), &mut context));
            }
            black_box(&mut context.journal).clear();
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
            for key in keys {
                deal = deal.advance(&pipeline, black_box(key), black_box(&act)).unwrap();
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
