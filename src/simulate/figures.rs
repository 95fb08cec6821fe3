//! [`Simulated`]: what a simulation has seen.

use std::fmt;

use serde::Serialize;

/// What a simulation has seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Simulated {
    /// The roles that work in the pipeline, in the order of its stages.
    pub roles: Vec<SimulatedRole>,
    /// The stages, in the order of the pipeline.
    pub stages: Vec<SimulatedStage>,
    /// How many deals are in the process, on average.
    pub deals_in_process: f64,
    /// How many deals are won a month, on average.
    pub wins_per_month: f64,
    /// The people needed, where that was asked.
    pub people_needed: Vec<PeopleNeeded>,
    /// How many leads came.
    pub leads: u64,
    /// In how many months.
    pub months: f64,
    /// The seed.
    pub seed: u64,
}

/// How busy the people of a role are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SimulatedRole {
    /// The role.
    pub role: String,
    /// How many people it has; `None` where the process does not say, and nobody
    /// waits for it.
    pub people: Option<u32>,
    /// The share of their hours in which they work, from 0 to 1; near 1 where
    /// there is more work than they can do.
    pub utilisation: Option<f64>,
    /// How many pieces of work come a day.
    pub arrivals_per_day: f64,
    /// How long these wait on average, for room and until somebody begins; `None`
    /// where none came.
    pub mean_wait_days: Option<f64>,
    /// How many wait at once, on average.
    pub mean_queue: f64,
    /// How many deals each of its people has, on average: those in the stages
    /// that they work in, without those they have no room for.
    pub deals_per_person: Option<f64>,
    /// How many of them a person has room for, where the process says; further
    /// ones wait until one of them leaves the role's stages.
    pub capacity: Option<u32>,
}

/// How long deals are in a stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SimulatedStage {
    /// The stage.
    pub stage: String,
    /// How long a deal is in it on average: waiting for a person, work, and the
    /// days of the stage. `None` where none came.
    pub mean_days: Option<f64>,
}

/// The people that a role needs so that waits stay within a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PeopleNeeded {
    /// The role.
    pub role: String,
    /// How many people.
    pub people: u32,
}

impl fmt::Display for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} leads in {} months: {:.1} wins a month, {:.1} deals in process on average",
            self.leads, self.months, self.wins_per_month, self.deals_in_process
        )?;
        let days = |days: Option<f64>| days.map_or("–".to_owned(), |days| format!("{days:.2} d"));
        if !self.roles.is_empty() {
            writeln!(
                f,
                "\n{:<26} {:>6} {:>8} {:>9} {:>9} {:>8}",
                "role", "people", "busy", "work/day", "wait", "queue"
            )?;
        }
        for role in &self.roles {
            let people = role.people.map_or("–".to_owned(), |people| people.to_string());
            let busy =
                role.utilisation.map_or("–".to_owned(), |it| format!("{:.1} %", it * 100.0));
            let wait = days(role.mean_wait_days);
            let room = role.deals_per_person.zip(role.capacity);
            let room = room.map_or(String::new(), |(deals, most)| {
                format!("  {deals:.1} of {most} deals each")
            });
            writeln!(
                f,
                "{:<26} {people:>6} {busy:>8} {:>9.2} {wait:>9} {:>8.2}{room}",
                role.role, role.arrivals_per_day, role.mean_queue
            )?;
        }
        writeln!(f, "\n{:<26} {:>9}", "stage", "days")?;
        for stage in &self.stages {
            writeln!(f, "{:<26} {:>9}", stage.stage, days(stage.mean_days))?;
        }
        if !self.people_needed.is_empty() {
            writeln!(f, "\npeople needed")?;
        }
        for needed in &self.people_needed {
            writeln!(f, "  {:<24} {:>6}", needed.role, needed.people)?;
        }
        Ok(())
    }
}
