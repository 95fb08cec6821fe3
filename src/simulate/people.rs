//! How many people it takes.

use super::engine::{Engine, Seen, Setting};
use super::erlang::erlang_c_wait;
use super::error::SimulationError;
use super::figures::{PeopleNeeded, Simulated};
use super::network::Network;
use super::simulation::{Simulation, mean};
use crate::history::stays::float;
use crate::process::{Pipeline, SalesProcess};

impl Simulation {
    /// Simulates with the people of the process, and searches how many people
    /// each role needs so that its mean wait is within a target, in days: with
    /// one person fewer in any role, some role would be above it. All staffings
    /// are tried with the same deals.
    ///
    /// # Errors
    ///
    /// As [`Simulation::run`], and [`SimulationError::Target`] for a target that
    /// is not above 0.
    pub fn with_people_for(
        &self,
        target_wait_days: f64,
        process: &SalesProcess,
        pipeline: &Pipeline,
    ) -> Result<Simulated, SimulationError> {
        if target_wait_days.is_nan() || target_wait_days <= 0.0 {
            return Err(SimulationError::Target(target_wait_days));
        }
        let network = Network::of(process, pipeline)?;
        let now: Vec<Option<u32>> = network.roles.iter().map(|crew| crew.people).collect();
        let seen = Engine::run(&network, &now, self.setting());
        let mut simulated = self.figures(&network, &now, &seen);
        let needed =
            Search { network: &network, setting: self.setting(), target_wait_days }.people();
        simulated.people_needed = network
            .roles
            .iter()
            .zip(needed)
            .map(|(crew, people)| PeopleNeeded { role: crew.id.clone(), people })
            .collect();
        Ok(simulated)
    }
}

struct Search<'a> {
    network: &'a Network,
    setting: Setting,
    target_wait_days: f64,
}

impl Search<'_> {
    fn people(&self) -> Vec<u32> {
        // With as many as it takes, nobody waits, and what there is to do shows.
        let unlimited = vec![None; self.network.roles.len()];
        let demand = Engine::run(self.network, &unlimited, self.setting);
        let days = self.setting.until - self.setting.from;
        let mut people: Vec<u32> = demand
            .roles
            .iter()
            .enumerate()
            .map(|(number, role)| {
                let work = mean(role.work, role.arrivals).unwrap_or_default();
                let capacity = self.network.roles.get(number).and_then(|crew| crew.capacity);
                let held = demand.held(self.network, number) / days;
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "saturates"
                )]
                let room = capacity.map_or(0, |most| (held / f64::from(most.max(1))) as u32);
                self.guess(float(role.arrivals) / days, work).max(room)
            })
            .collect();
        let mut seen = self.run(&people);
        while !self.is_met(&seen) {
            for (people, role) in people.iter_mut().zip(&seen.roles) {
                *people += u32::from(!self.is_within(role.waits, role.arrivals));
            }
            seen = self.run(&people);
        }
        let mut role = 0;
        while let Some(count) = people.get_mut(role) {
            if *count > 1 {
                *count -= 1;
                if self.is_met(&self.run(&people)) {
                    // A person fewer here may let one go in a role before.
                    role = 0;
                    continue;
                }
                if let Some(count) = people.get_mut(role) {
                    *count += 1;
                }
            }
            role += 1;
        }
        people
    }

    /// The people that would do if it were one queue of exponential work.
    fn guess(&self, arrivals: f64, work: f64) -> u32 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let mut people = (arrivals * work).floor() as u32 + 1;
        while erlang_c_wait(people, arrivals, work) > self.target_wait_days {
            people += 1;
        }
        people
    }

    fn run(&self, people: &[u32]) -> Seen {
        let people: Vec<Option<u32>> = people.iter().map(|count| Some(*count)).collect();
        Engine::run(self.network, &people, self.setting)
    }

    fn is_met(&self, seen: &Seen) -> bool {
        seen.roles.iter().all(|role| self.is_within(role.waits, role.arrivals))
    }

    fn is_within(&self, waits: f64, arrivals: u64) -> bool {
        waits <= self.target_wait_days * float(arrivals)
    }
}
