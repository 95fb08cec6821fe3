//! [`Network`]: a pipeline as stages that work is done in and people who do it.

use super::error::SimulationError;
use crate::history::stated::stated_exits;
use crate::process::{Days, Hours, Pipeline, SalesProcess, Spread, StageKey};

/// Hours a week where a role does not say.
const FULL_WEEK: f64 = 40.0;

/// The most stages whose numbers fit an event, with as many roles.
const MOST_STAGES: usize = u16::MAX as usize / 2;

#[derive(Debug, Clone)]
pub(super) struct Network {
    pub(super) stages: Vec<Workplace>,
    pub(super) roles: Vec<Crew>,
    /// Deals begin at each equally often.
    pub(super) starts: Vec<usize>,
}

/// A stage: work by a role, then waiting, then on.
#[derive(Debug, Clone)]
pub(super) struct Workplace {
    pub(super) id: String,
    /// The role whose people do the work; nobody to wait for where `None`.
    pub(super) role: Option<usize>,
    /// How long one person takes, on average.
    pub(super) work_days: f64,
    pub(super) is_exponential: bool,
    /// What passes after the work before the deal goes on.
    pub(super) wait_days: f64,
    pub(super) exits: Vec<Exit>,
    /// Whether some exit can be taken so many times only.
    pub(super) has_limit: bool,
}

/// A move that deals take from a stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exit {
    pub(super) share: f64,
    /// The sum of the shares up to this; that of the last exit is 1.
    pub(super) sum: f64,
    pub(super) next: Next,
    /// How many times one deal takes it at most.
    pub(super) most: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Stage(usize),
    Won,
    /// Lost, abandoned, or nowhere.
    Out,
}

/// The people of a role.
#[derive(Debug, Clone)]
pub(super) struct Crew {
    pub(super) id: String,
    /// As many as it takes where `None`.
    pub(super) people: Option<u32>,
    /// How many deals each has room for.
    pub(super) capacity: Option<u32>,
}

impl Network {
    pub(super) fn of(process: &SalesProcess, pipeline: &Pipeline) -> Result<Self, SimulationError> {
        let stages = pipeline.stages().len();
        if stages > MOST_STAGES {
            return Err(SimulationError::TooManyStages(stages));
        }
        let starts: Vec<usize> = pipeline.starts().map(StageKey::index).collect();
        if starts.is_empty() {
            return Err(SimulationError::NoStart);
        }
        let mut network = Self { stages: Vec::new(), roles: Vec::new(), starts };
        for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
            let hours = stage.work_hours.map_or(0.0, Hours::count);
            let role = stage.role.as_deref().filter(|_| hours > 0.0);
            let known = role.and_then(|role| process.role(role));
            let week = known.and_then(|role| role.hours_per_week).map_or(FULL_WEEK, Hours::count);
            if week <= 0.0 {
                return Err(SimulationError::NoHours(role.unwrap_or_default().to_owned()));
            }
            let role = role.map(|id| {
                network.roles.iter().position(|crew| crew.id == id).unwrap_or_else(|| {
                    let people = known.and_then(|role| role.people);
                    let capacity = known.and_then(|role| role.capacity);
                    network.roles.push(Crew { id: id.to_owned(), people, capacity });
                    network.roles.len() - 1
                })
            });
            let mut sum = 0.0;
            let exits = stated_exits(pipeline, key).into_iter().filter(|(_, share)| *share > 0.0);
            let exits = exits.map(|(to, share)| {
                sum += share;
                let step = pipeline.move_between(key, StageKey::of(to));
                let most = step.and_then(|step| step.rework).and_then(|rework| rework.max_passes);
                let next = match StageKey::of(to) {
                    to if pipeline.is_won(to) => Next::Won,
                    to if to.index() < stages => Next::Stage(to.index()),
                    _ => Next::Out,
                };
                Exit { share, sum, next, most }
            });
            let exits: Vec<Exit> = exits.collect();
            network.stages.push(Workplace {
                id: stage.id.clone(),
                role,
                work_days: hours * 7.0 / week,
                is_exponential: stage.spread == Spread::Exponential,
                wait_days: stage.mean_days.or(stage.typical_days).map_or(0.0, Days::count),
                has_limit: exits.iter().any(|exit| exit.most.is_some()),
                exits,
            });
        }
        Ok(network)
    }
}
