//! Simulating deals and the people who work on them: waiting, utilisation,
//! wins, and how many people it takes.
//!
//! - [`Simulation`] runs a pipeline with the people of its process: a
//!   [`Simulated`] with [`SimulatedRole`] and [`SimulatedStage`];
//! - [`Simulation::with_people_for`] also searches the smallest staffing whose
//!   waits stay within a target: [`PeopleNeeded`];
//! - [`erlang_c_wait`] is the closed form of one queue.
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::process::{PipelineDraft, Role, RoleKind, Spread, Stage};
//! use sales_process::simulate::Simulation;
//!
//! let mut draft = SalesProcess::draft("shop", "Shop");
//! draft.roles.push(Role::new("hunter", RoleKind::Hunter).people(2).hours_per_week(40));
//! draft.pipelines.push(
//!     PipelineDraft::new("main")
//!         .stage(Stage::new("talk", "Talk").role("hunter").work_hours(3, Spread::Fixed).typical_days(5).start())
//!         .won("won")
//!         .go("talk", "won"),
//! );
//! let process = draft.build()?;
//! let simulated = Simulation::new(80.0, 120.0)?.run(&process, &process.pipelines()[0])?;
//! // 80 leads a month of 3 hours each are 240 of the 348 hours of two people.
//! let hunters = &simulated.roles[0];
//! assert!((hunters.utilisation.unwrap_or_default() - 0.69).abs() < 0.02);
//! // Everybody who asks is won; work, waiting and five days besides.
//! assert!((simulated.wins_per_month - 80.0).abs() < 4.0);
//! assert!(simulated.stages[0].mean_days.is_some_and(|days| days > 5.5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is simulated
//!
//! Leads come as a Poisson stream and begin at each start equally often. In a
//! stage, the work (`work_hours`, fixed or exponential) is done by one person of
//! its role; the people of a role share one queue in order of arrival, one piece
//! of work each. A person's hours a week (40 unless stated) are spread evenly
//! over seven days. After the work, the days of the stage (`mean_days`, or else
//! `typical_days`) pass, and the deal takes a move by its share; moves without
//! shares are equally likely. Nobody waits for a role without `people`, and a
//! stage without work or role takes its days alone. A stage without moves is
//! left without a win. A month is 365.25/12 days.
//!
//! # Random numbers
//!
//! Each deal has its own, by Philox4x32-10 with the seed as key and the deal and
//! its visit as counter. So the same seed gives the same bits on any machine and
//! any number of cores, and two staffings are compared with the same deals
//! (common random numbers).
//!
//! # Agreement
//!
//! Waits of one queue with exponential work agree with [`erlang_c_wait`], and
//! deals in process with Little's law: arrivals × mean days.

mod engine;
mod erlang;
mod network;
mod people;
mod text;

use serde::Serialize;

pub use erlang::erlang_c_wait;
pub use people::PeopleNeeded;

use crate::history::stays::float;
use crate::process::{Pipeline, SalesProcess};
use engine::{Engine, Seen, Setting};
use network::Network;

/// The days of a month.
pub const MONTH_DAYS: f64 = 365.25 / 12.0;

/// The most leads that are simulated at once.
const MOST_LEADS: f64 = 1e9;

/// How many leads come and for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    leads_per_month: f64,
    months: f64,
    warm_up: f64,
    seed: u64,
}

/// Why nothing can be simulated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// Not a number of leads a month.
    #[error("`{0}` is not a number of leads a month; expected more than 0")]
    Leads(f64),
    /// Not a number of months.
    #[error("`{0}` is not a number of months; expected more than 0")]
    Months(f64),
    /// Too much at once.
    #[error("these are {0} leads; expected at most 1000000000, so take fewer months")]
    TooManyLeads(f64),
    /// Not a time to wait.
    #[error("`{0}` is not a number of days to wait; expected more than 0")]
    Target(f64),
    /// The pipeline has no start.
    #[error("the pipeline has no stage at which a deal can begin")]
    NoStart,
    /// The pipeline has more stages than can be simulated.
    #[error("the pipeline has {0} stages; at most 65535 can be simulated")]
    TooManyStages(usize),
    /// A role works no hours.
    #[error("the people of `{0}` work 0 hours a week; expected more")]
    NoHours(String),
}

impl Simulation {
    /// So many leads a month, for so many months. Before that, a quarter of the
    /// time is simulated and not counted, so that the process is as full as it
    /// usually is. Seed 0.
    ///
    /// # Errors
    ///
    /// [`SimulationError`] where either is not above 0, and for more than a
    /// billion leads.
    pub fn new(leads_per_month: f64, months: f64) -> Result<Self, SimulationError> {
        if !(leads_per_month > 0.0 && leads_per_month.is_finite()) {
            return Err(SimulationError::Leads(leads_per_month));
        }
        if !(months > 0.0 && months.is_finite()) {
            return Err(SimulationError::Months(months));
        }
        Self { leads_per_month, months, warm_up: 0.0, seed: 0 }.warm_up(months / 4.0)
    }

    /// Sets how many months pass before anything is counted; from 0.
    ///
    /// # Errors
    ///
    /// [`SimulationError`] for a negative number, and more than a billion leads.
    pub fn warm_up(mut self, months: f64) -> Result<Self, SimulationError> {
        if !(months >= 0.0 && months.is_finite()) {
            return Err(SimulationError::Months(months));
        }
        let leads = self.leads_per_month * (self.months + months);
        if leads > MOST_LEADS {
            return Err(SimulationError::TooManyLeads(leads));
        }
        self.warm_up = months;
        Ok(self)
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    fn setting(&self) -> Setting {
        Setting {
            leads_a_day: self.leads_per_month / MONTH_DAYS,
            from: self.warm_up * MONTH_DAYS,
            until: (self.warm_up + self.months) * MONTH_DAYS,
            seed: self.seed,
        }
    }

    /// Simulates a pipeline of a process with its people.
    ///
    /// # Errors
    ///
    /// [`SimulationError`] for a pipeline without a start, and a role that works
    /// no hours.
    pub fn run(
        &self,
        process: &SalesProcess,
        pipeline: &Pipeline,
    ) -> Result<Simulated, SimulationError> {
        let network = Network::of(process, pipeline)?;
        let people: Vec<Option<u32>> = network.roles.iter().map(|crew| crew.people).collect();
        let seen = Engine::run(&network, &people, self.setting());
        Ok(self.figures(&network, &people, &seen))
    }

    fn figures(&self, network: &Network, people: &[Option<u32>], seen: &Seen) -> Simulated {
        let days = self.months * MONTH_DAYS;
        let stages_seen = &seen.stages;
        let roles = network.roles.iter().zip(people).zip(&seen.roles).enumerate();
        let roles = roles.map(|(number, ((crew, people), seen))| {
            let own = network.stages.iter().zip(stages_seen);
            let held: f64 = own
                .filter(|(stage, _)| stage.role == Some(number))
                .map(|(_, seen)| seen.occupied)
                .sum();
            SimulatedRole {
                role: crew.id.clone(),
                people: *people,
                utilisation: people.map(|people| seen.busy / (f64::from(people) * days)),
                arrivals_per_day: float(seen.arrivals) / days,
                mean_wait_days: mean(seen.waits, seen.arrivals),
                mean_queue: seen.queued / days,
                deals_per_person: people.map(|people| held / (f64::from(people) * days)),
                capacity: crew.capacity,
            }
        });
        let stages = network.stages.iter().zip(&seen.stages);
        Simulated {
            roles: roles.collect(),
            stages: stages
                .map(|(stage, seen)| SimulatedStage {
                    stage: stage.id.clone(),
                    mean_days: mean(seen.stays, seen.arrivals),
                })
                .collect(),
            deals_in_process: seen.stages.iter().map(|stage| stage.occupied).sum::<f64>() / days,
            wins_per_month: float(seen.wins) / self.months,
            people_needed: Vec::new(),
            leads: seen.leads,
            months: self.months,
            seed: self.seed,
        }
    }
}

fn mean(sum: f64, count: u64) -> Option<f64> {
    (count > 0).then(|| sum / float(count))
}

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
    /// How long these wait on average until somebody begins; `None` where none
    /// came.
    pub mean_wait_days: Option<f64>,
    /// How many wait at once, on average.
    pub mean_queue: f64,
    /// How many deals are in the role's stages for each of its people, on
    /// average, waiting ones included.
    pub deals_per_person: Option<f64>,
    /// How many of them a person has room for, where the process says.
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
