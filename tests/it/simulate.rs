//! The simulation against what is known of queues.

use sales_process::SalesProcess;
use sales_process::process::{
    Hours, Move, PipelineDraft, ProcessDraft, Role, RoleKind, Spread, Stage,
};
use sales_process::simulate::{MONTH_DAYS, Simulated, Simulation, SimulationError, erlang_c_wait};

fn process(people: u32, pipeline: PipelineDraft) -> SalesProcess {
    let mut draft: ProcessDraft = SalesProcess::draft("shop", "Shop");
    draft.roles.push(Role::new("hunter", RoleKind::Hunter).people(people).hours_per_week(42));
    draft.roles.push(Role::new("closer", RoleKind::Hunter).people(3).hours_per_week(42));
    draft.pipelines.push(pipeline);
    draft.build().unwrap()
}

/// One stage, worked on in six hours, which are a day of a person's.
fn one_queue(people: u32, spread: Spread) -> SalesProcess {
    let stage = Stage::new("talk", "Talk").role("hunter").work_hours(6, spread).start();
    process(people, PipelineDraft::new("p").stage(stage).won("won").go("talk", "won"))
}

fn run(process: &SalesProcess, leads_a_day: f64, days: f64) -> Simulated {
    let simulation = Simulation::new(leads_a_day * MONTH_DAYS, days / MONTH_DAYS).unwrap();
    simulation.run(process, &process.pipelines()[0]).unwrap()
}

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within * expected, "{found}, expected {expected}");
}

#[test]
fn one_queue_agrees_with_erlang_c() {
    for (people, leads_a_day) in [(1, 0.5), (1, 0.8), (3, 2.1), (8, 6.4)] {
        let simulated = run(&one_queue(people, Spread::Exponential), leads_a_day, 200_000.0);
        let role = &simulated.roles[0];
        near(role.mean_wait_days.unwrap(), erlang_c_wait(people, leads_a_day, 1.0), 0.06);
        near(role.utilisation.unwrap(), leads_a_day / f64::from(people), 0.02);
        near(role.arrivals_per_day, leads_a_day, 0.02);
        near(role.mean_queue, role.arrivals_per_day * role.mean_wait_days.unwrap(), 0.02);
        near(simulated.stages[0].mean_days.unwrap(), role.mean_wait_days.unwrap() + 1.0, 0.02);
    }
    // Pollaczek & Khinchine: fixed work halves the wait of one person.
    let simulated = run(&one_queue(1, Spread::Fixed), 0.8, 200_000.0);
    near(simulated.roles[0].mean_wait_days.unwrap(), erlang_c_wait(1, 0.8, 1.0) / 2.0, 0.06);
}

/// Two roles in a row with waiting between, and rework.
fn network() -> SalesProcess {
    let share = |from: &str, to: &str, share: f64| {
        Move::new(from, to).probability(sales_process::Probability::new(share).unwrap())
    };
    let pipeline = PipelineDraft::new("p")
        .stage(
            Stage::new("talk", "Talk")
                .role("hunter")
                .work_hours(6, Spread::Exponential)
                .typical_days(5)
                .start(),
        )
        .stage(Stage::new("wait", "Wait").typical_days(2))
        .stage(Stage::new("sign", "Sign").role("closer").work_hours(3, Spread::Exponential))
        .won("won")
        .lost("lost")
        .step(share("talk", "wait", 0.6))
        .step(share("talk", "lost", 0.4))
        .go("wait", "sign")
        .step(share("sign", "won", 0.8))
        .step(share("sign", "talk", 0.2).rework(None));
    process(4, pipeline)
}

#[test]
fn deals_in_process_are_arrivals_times_days() {
    let simulated = run(&network(), 2.5, 60_000.0);
    // Of 2.5 leads a day: x = 2.5 + 0.2 × 0.6 x come to `talk`.
    let talk = 2.5 / (1.0 - 0.12);
    near(simulated.roles[0].arrivals_per_day, talk, 0.02);
    near(simulated.roles[1].arrivals_per_day, talk * 0.6, 0.02);
    near(simulated.wins_per_month, talk * 0.48 * MONTH_DAYS, 0.02);
    // A network of such queues: each is as if it were alone (Jackson 1957).
    near(simulated.roles[0].mean_wait_days.unwrap(), erlang_c_wait(4, talk, 1.0), 0.06);
    near(simulated.roles[1].mean_wait_days.unwrap(), erlang_c_wait(3, talk * 0.6, 0.5), 0.06);
    let visits = [talk, talk * 0.6, talk * 0.6];
    let little: f64 =
        simulated.stages.iter().zip(visits).map(|(stage, a)| a * stage.mean_days.unwrap()).sum();
    near(simulated.deals_in_process, little, 0.02);
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let process = network();
    let pipeline = &process.pipelines()[0];
    let simulation = Simulation::new(80.0, 24.0).unwrap();
    let text = |simulation: &Simulation| {
        serde_json::to_string(&simulation.run(&process, pipeline).unwrap()).unwrap()
    };
    let here = text(&simulation);
    let there = std::thread::scope(|scope| scope.spawn(|| text(&simulation)).join().unwrap());
    assert_eq!(here, there);
    assert_ne!(here, text(&simulation.seed(1)));
}

#[test]
fn people_needed_are_the_fewest_that_will_do() {
    let process = one_queue(2, Spread::Exponential);
    let pipeline = &process.pipelines()[0];
    let simulation = Simulation::new(6.4 * MONTH_DAYS, 600.0).unwrap();
    let simulated = simulation.with_people_for(0.2, &process, pipeline).unwrap();
    // Erlang C: eight people wait 0.29 days, nine 0.10.
    assert!(erlang_c_wait(8, 6.4, 1.0) > 0.28 && erlang_c_wait(9, 6.4, 1.0) < 0.11);
    assert_eq!(simulated.people_needed[0].people, 9);
    // Two people have four times as much work as they can do.
    let role = &simulated.roles[0];
    assert!(role.utilisation.unwrap() > 0.99 && role.mean_wait_days.unwrap() > 1_000.0);

    let process = network();
    let pipeline = &process.pipelines()[0];
    let simulated =
        Simulation::new(150.0, 60.0).unwrap().with_people_for(0.1, &process, pipeline).unwrap();
    let needed: Vec<u32> = simulated.people_needed.iter().map(|it| it.people).collect();
    let waits = |people: [u32; 2]| -> Vec<f64> {
        let mut draft = process.as_draft().clone();
        draft.roles[0].people = Some(people[0]);
        draft.roles[1].people = Some(people[1]);
        let process = draft.build().unwrap();
        let simulated =
            Simulation::new(150.0, 60.0).unwrap().run(&process, &process.pipelines()[0]).unwrap();
        simulated.roles.iter().map(|role| role.mean_wait_days.unwrap()).collect()
    };
    assert!(waits([needed[0], needed[1]]).iter().all(|wait| *wait <= 0.1));
    assert!(waits([needed[0] - 1, needed[1]]).iter().any(|wait| *wait > 0.1));
    assert!(waits([needed[0], needed[1] - 1]).iter().any(|wait| *wait > 0.1));
}

#[test]
fn what_cannot_be_simulated_is_refused() {
    assert_eq!(Simulation::new(0.0, 1.0), Err(SimulationError::Leads(0.0)));
    assert_eq!(
        Simulation::new(1.0, f64::NAN).unwrap_err().to_string(),
        "`NaN` is not a number of months; expected more than 0"
    );
    assert!(matches!(Simulation::new(1e9, 1e9), Err(SimulationError::TooManyLeads(_))));
    let simulation = Simulation::new(10.0, 1.0).unwrap();
    let empty = process(1, PipelineDraft::new("p"));
    let found = simulation.run(&empty, &empty.pipelines()[0]);
    assert_eq!(found, Err(SimulationError::NoStart));
    // A loop that takes no time and a stage that leads nowhere end.
    let endless = PipelineDraft::new("p")
        .stage(Stage::new("a", "A").start())
        .stage(Stage::new("b", "B").start())
        .step(Move::new("a", "a").rework(None));
    let endless = process(1, endless);
    let simulated = simulation.run(&endless, &endless.pipelines()[0]).unwrap();
    assert_eq!((simulated.wins_per_month, simulated.roles.len()), (0.0, 0));
}

/// A hunter with room for so many deals, each of which takes a moment of work
/// and two days of waiting.
fn with_room(people: u32, capacity: u32) -> SalesProcess {
    let stage = |id: &str| {
        Stage::new(id, id).role("hunter").work_hours(Hours::new(0.001).unwrap(), Spread::Fixed)
    };
    let mut process = process(
        people,
        PipelineDraft::new("p")
            .stage(stage("talk").typical_days(1).start())
            .stage(stage("offer").typical_days(1))
            .won("won")
            .go("talk", "offer")
            .go("offer", "won"),
    )
    .as_draft()
    .clone();
    process.roles[0].capacity = Some(capacity);
    process.build().unwrap()
}

/// A deal has room with its person through both stages: a queue of two days'
/// work. Of one place it is Pollaczek & Khinchine's; of several the wait of fixed
/// work is near half of Erlang's.
#[test]
fn deals_wait_for_people_with_room() {
    for (people, capacity, leads_a_day) in [(1, 1, 0.3), (1, 4, 1.6), (2, 2, 1.6)] {
        let simulated = run(&with_room(people, capacity), leads_a_day, 100_000.0);
        let role = &simulated.roles[0];
        let places = people * capacity;
        let wait = erlang_c_wait(places, leads_a_day, 2.0) / 2.0;
        let within = if places == 1 { 0.06 } else { 0.12 };
        // Of two pieces of work the first waits.
        near(role.mean_wait_days.unwrap() * 2.0, wait, within);
        near(simulated.stages[0].mean_days.unwrap() - 1.0, wait, within);
        near(simulated.stages[1].mean_days.unwrap(), 1.0, 0.01);
        near(role.deals_per_person.unwrap(), leads_a_day * 2.0 / f64::from(people), 0.02);
        near(role.mean_queue, leads_a_day * wait, within + 0.02);
    }
    // More than there is room for: everybody is full, the others wait and count.
    let simulated = run(&with_room(2, 3), 6.0, 2_000.0);
    let role = &simulated.roles[0];
    near(role.deals_per_person.unwrap(), 3.0, 0.01);
    near(simulated.wins_per_month, 3.0 * MONTH_DAYS, 0.02);
    assert!(role.mean_wait_days.unwrap() > 100.0, "{role:?}");
    assert!(simulated.to_string().contains("3.0 of 3 deals each"), "{simulated}");
    // Room for all changes nothing.
    let unlimited = run(&with_room(2, 1_000), 1.0, 2_000.0);
    assert_eq!(
        unlimited.stages[0].mean_days,
        run(&with_room(2, 999), 1.0, 2_000.0).stages[0].mean_days
    );
}

#[test]
fn people_are_counted_with_the_room_they_have() {
    let process = with_room(1, 3);
    let simulation = Simulation::new(6.0 * MONTH_DAYS, 40.0).unwrap();
    let simulated = simulation.with_people_for(0.1, &process, &process.pipelines()[0]).unwrap();
    let needed = simulated.people_needed[0].people;
    // Twelve deals at a time are room for four people, and some for the waiting.
    assert!((5..=7).contains(&needed), "{needed}");
    let wait = |people| {
        let simulated = simulation.run(&with_room(people, 3), &process.pipelines()[0]).unwrap();
        simulated.roles[0].mean_wait_days.unwrap()
    };
    assert!(wait(needed) <= 0.1 && wait(needed - 1) > 0.1);
}

/// Back from `b` to `a` in nine cases of ten, at most so often: worked out by
/// hand.
#[test]
fn rework_ends_where_it_may_be_taken_no_more() {
    for (most, visits) in [(Some(1), 1.9), (Some(2), 1.0 + 0.9 + 0.81), (None, 10.0)] {
        let share = |share: f64| sales_process::Probability::new(share).unwrap();
        let pipeline = PipelineDraft::new("p")
            .stage(Stage::new("a", "A").typical_days(1).start())
            .stage(Stage::new("b", "B").typical_days(1))
            .won("won")
            .go("a", "b")
            .step(Move::new("b", "won").probability(share(0.1)))
            .step(Move::new("b", "a").probability(share(0.9)).rework(most));
        let simulated = run(&process(1, pipeline), 3.0, 20_000.0);
        near(simulated.deals_in_process, 3.0 * 2.0 * visits, 0.03);
        near(simulated.wins_per_month, 3.0 * MONTH_DAYS, 0.03);
    }
}
