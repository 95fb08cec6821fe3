//! Proposing a process, for every profile there is.

mod around;
mod dimensions;
mod every;
mod sold;
mod trades;
mod why;

use std::sync::LazyLock;

use sales_process::process::{
    Activity, Channel, DealKind, Demand, Market, Move, Nature, Novelty, Offering, Pipeline,
    Profile, Purpose, SalesProcess, Stage, StageKey,
};

/// All 384: every choice of the seven dimensions, with and without payment
/// depending on onboarding.
fn profiles() -> Vec<Profile> {
    fn each<T: Copy>(
        all: Vec<Profile>,
        choices: &[T],
        set: impl Fn(Profile, T) -> Profile,
    ) -> Vec<Profile> {
        all.into_iter()
            .flat_map(|p| choices.iter().map(|c| set(p, *c)).collect::<Vec<_>>())
            .collect()
    }
    let all = each(vec![Profile::new()], Nature::ALL, Profile::nature);
    let all = each(all, Novelty::ALL, Profile::novelty);
    let all = each(all, Demand::ALL, Profile::demand);
    let all = each(all, Market::ALL, Profile::market);
    let all = each(all, Offering::ALL, Profile::offering);
    let all = each(all, Channel::ALL, Profile::channel);
    let all = each(all, Activity::ALL, Profile::activity);
    let all = each(all, &[false, true], |p, payment_depends_on_onboarding| Profile {
        payment_depends_on_onboarding,
        ..p
    });
    assert_eq!(all.len(), 384);
    all
}

/// The proposal for every profile, built once for all tests.
static PROPOSALS: LazyLock<Vec<(Profile, SalesProcess)>> = LazyLock::new(|| {
    let built = |profile| (profile, SalesProcess::propose(profile).build().unwrap());
    profiles().into_iter().map(built).collect()
});

/// Looks at the proposal for every profile; a failure names the profile.
#[track_caller]
fn check_all(look: impl Fn(&Profile, &SalesProcess)) {
    for (profile, process) in PROPOSALS.iter() {
        let looked =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(profile, process)));
        assert!(looked.is_ok(), "{}", serde_json::to_string(profile).unwrap());
    }
}

/// The pipeline for new business.
fn main_of(process: &SalesProcess) -> &Pipeline {
    process.pipeline_for(DealKind::NewBusiness).unwrap()
}

fn carries(pipeline: &Pipeline, purpose: &Purpose) -> bool {
    pipeline.stages().iter().any(|stage| stage.is_for(purpose))
}

/// `*` for a start, the name, the role, the days: one line for each pipeline.
fn lines(process: &SalesProcess) -> String {
    let stage = |s: &Stage| {
        let start = if s.start { "*" } else { "" };
        let (role, days) = (s.role.as_deref().unwrap(), s.typical_days.unwrap().count());
        format!("{start}{} ({role} {days})", s.name())
    };
    let line = |p: &Pipeline| {
        let stages: Vec<_> = p.stages().iter().map(stage).collect();
        format!("{}: {}", p.id(), stages.join(" > "))
    };
    process.pipelines().iter().map(line).collect::<Vec<_>>().join("\n")
}

fn proposed(json: &str) -> SalesProcess {
    SalesProcess::propose(serde_json::from_str(json).unwrap()).build().unwrap()
}

/// The stages that a deal passes that is never lost and never goes back.
fn way(pipeline: &Pipeline, start: StageKey) -> Vec<StageKey> {
    let mut way = vec![start];
    let on = |step: &Move| step.rework.is_none() && step.to != "lost";
    while let Some((to, _)) = pipeline.exits(way[way.len() - 1]).find(|(_, step)| on(step)) {
        if pipeline.is_won(to) {
            return way;
        }
        way.push(to);
    }
    panic!("no way to won");
}

#[test]
fn a_table_of_profiles() {
    let table = [
        "{}",
        r#"{"nature":"transactional","market":"b2c"}"#,
        r#"{"nature":"transactional","market":"b2c","novelty":"innovative"}"#,
        r#"{"demand":"unformed","activity":"active"}"#,
        r#"{"nature":"project","offering":"service","activity":"active"}"#,
        r#"{"nature":"project","market":"b2c","offering":"service"}"#,
        r#"{"novelty":"innovative","payment_depends_on_onboarding":true}"#,
        r#"{"channel":"indirect","demand":"unformed","novelty":"innovative"}"#,
        r#"{"nature":"project","novelty":"innovative","demand":"unformed","offering":"service","channel":"indirect","activity":"active","payment_depends_on_onboarding":true}"#,
    ];
    let told: Vec<String> =
        table.iter().map(|json| format!("{json}\n{}", lines(&proposed(json)))).collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn one_whole_proposal() {
    let profile = r#"{"novelty":"innovative","demand":"unformed","activity":"active"}"#;
    insta::assert_snapshot!("proposal", proposed(profile).to_json());
}
