//! [`Simulation`]: how many leads come, and one run of it.

use super::engine::{Engine, Seen, Setting};
use super::error::SimulationError;
use super::figures::{Simulated, SimulatedRole, SimulatedStage};
use super::network::Network;
use crate::history::stays::float;
use crate::process::{Pipeline, SalesProcess};

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

    pub(super) fn setting(&self) -> Setting {
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

    pub(super) fn figures(
        &self,
        network: &Network,
        people: &[Option<u32>],
        seen: &Seen,
    ) -> Simulated {
        let days = self.months * MONTH_DAYS;
        let all_seen = seen;
        let roles = network.roles.iter().zip(people).zip(&seen.roles).enumerate();
        let roles = roles.map(|(number, ((crew, people), seen))| {
            let held = all_seen.held(network, number);
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

pub(super) fn mean(sum: f64, count: u64) -> Option<f64> {
    (count > 0).then(|| sum / float(count))
}
