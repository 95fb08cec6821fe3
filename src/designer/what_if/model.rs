//! [`Model`]: a pipeline with all its shares, to be changed.

use std::collections::HashSet;

use super::answer::{RoleWork, WhatIfError};
use super::change::{Change, LostDeals};
use crate::designer::analysis::{Chain, ChancesError, Exit, Shares, days_of};
use crate::designer::label::{Labels, in_days, percent};
use crate::designer::outlook::PipelineFigures;
use crate::process::{
    Hours, Move, OutcomeKind, Pipeline, PipelineDraft, Place, SalesProcess, Stage, StageKey,
};
use crate::value::Probability;
use crate::value::text::did_you_mean;

/// Where a move leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// A stage, by its number; numbers stay when stages go.
    Stage(usize),
    /// An outcome, by its place, and whether it counts as won.
    Outcome(usize, bool),
    /// Lost without a move that foresees it.
    Nowhere,
}

/// A move that some of the deals in a stage take.
#[derive(Debug, Clone, Copy)]
struct Step {
    to: Target,
    share: f64,
    /// The part of those that take it which is lost in the end: deals that a
    /// dropped stage would have lost, and that travel on until then.
    doomed: f64,
    /// How many days longer than the mean of the stage those stay who take it.
    later: f64,
}

impl Step {
    fn new(to: Target, share: f64) -> Self {
        Self { to, share, doomed: 0.0, later: 0.0 }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    number: usize,
    pub(super) id: String,
    pub(super) days: f64,
    role: Option<String>,
    hours: f64,
    /// Whether nobody said where its deals go.
    is_guessed: bool,
    steps: Vec<Step>,
}

impl Node {
    fn of(number: usize, stage: &Stage) -> Self {
        Self {
            number,
            id: stage.id.clone(),
            days: days_of(stage).unwrap_or_default(),
            role: stage.role.clone(),
            hours: stage.work_hours.map_or(0.0, Hours::count),
            is_guessed: false,
            steps: Vec::new(),
        }
    }

    /// Makes the mean of the days that of the steps, by their shares.
    fn settle_days(&mut self) {
        let later: f64 = self.steps.iter().map(|step| step.share * step.later).sum();
        self.days += later;
        self.steps.iter_mut().for_each(|step| step.later -= later);
    }
}

#[derive(Debug, Clone)]
struct Worker {
    role: String,
    people: u32,
    hours_per_week: Option<f64>,
}

/// A pipeline with all its shares, those that are known and those assumed.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) stages: Vec<Node>,
    /// Where deals begin: the stage, the part of the deals, and how many of
    /// them are lost in the end whatever comes.
    starts: Vec<(usize, f64, f64)>,
    outcomes: Vec<String>,
    workers: Vec<Worker>,
    pub(super) leads: Option<f64>,
    /// The next number of a stage.
    next: usize,
    /// What stages and outcomes are called.
    names: Vec<(String, String)>,
}

impl Model {
    pub(super) fn of(
        pipeline: &Pipeline,
        process: Option<&SalesProcess>,
        leads: Option<f64>,
    ) -> Result<Self, ChancesError> {
        let shares = Shares::of(pipeline)?;
        let count = pipeline.stages().len();
        let target = |to: StageKey| match pipeline.place(to) {
            Some(Place::Outcome(end)) => {
                Target::Outcome(to.index() - count, end.kind == OutcomeKind::Won)
            }
            _ => Target::Stage(to.index()),
        };
        let stages = pipeline.stage_keys().zip(pipeline.stages()).map(|(key, stage)| {
            let exits = pipeline.graph().exits(key);
            let exits = exits.map(|(to, step)| (target(to), shares.share(step)));
            let lost = Some((Target::Nowhere, shares.lost(key))).filter(|(_, lost)| *lost > 0.0);
            let steps = exits.chain(lost).map(|(to, share)| Step::new(to, share));
            Node {
                is_guessed: shares.is_guessed(pipeline, key),
                steps: steps.collect(),
                ..Node::of(key.index(), stage)
            }
        });
        let starts: Vec<usize> = pipeline.starts().map(StageKey::index).collect();
        #[allow(clippy::cast_precision_loss, reason = "far fewer starts than a float can count")]
        let weight = 1.0 / starts.len() as f64;
        let labels = Labels::of(pipeline);
        let keys = pipeline.stage_keys().chain(pipeline.outcome_keys());
        let workers = process.into_iter().flat_map(SalesProcess::roles);
        Ok(Self {
            stages: stages.collect(),
            starts: starts.into_iter().map(|start| (start, weight, 0.0)).collect(),
            outcomes: pipeline.outcomes().iter().map(|outcome| outcome.id.clone()).collect(),
            workers: workers
                .filter_map(|role| {
                    Some(Worker {
                        role: role.id.clone(),
                        people: role.people?,
                        hours_per_week: role.hours_per_week.map(Hours::count),
                    })
                })
                .collect(),
            leads,
            next: count,
            names: keys
                .filter_map(|key| Some((pipeline.id_of(key)?.to_string(), labels.quoted(key))))
                .collect(),
        })
    }

    /// What is asked, in words.
    pub(super) fn words(&self, change: &Change) -> String {
        let name = |id: &str| {
            let known = self.names.iter().find(|(known, _)| known == id);
            known.map_or_else(|| format!("`{id}`"), |(_, name)| name.clone())
        };
        match change {
            Change::Drop { stage } => format!("without {}", name(stage)),
            Change::Merge { first, second } => {
                format!("with {} and {} as one", name(first), name(second))
            }
            Change::Add { stage, after, .. } => {
                format!("with `{}` after {}", stage.name(), name(after))
            }
            Change::Share { from, to, share } => {
                let share = percent(share.value());
                format!("with {share} of the deals going from {} to {}", name(from), name(to))
            }
            Change::Days { stage, days } => {
                format!("with {} in {}", in_days(days.count()), name(stage))
            }
            Change::People { role, people } => format!("with {people} people as `{role}`"),
            Change::Leads { a_month } => format!("with {a_month} leads a month"),
        }
    }

    pub(super) fn apply(&mut self, change: &Change, lost: LostDeals) -> Result<(), WhatIfError> {
        match change {
            Change::Drop { stage } => self.drop_stage(stage, lost),
            Change::Merge { first, second } => self.merge(first, second),
            Change::Add { stage, after, lost } => self.add(stage, after, lost.value()),
            Change::Share { from, to, share } => self.set_share(from, to, share.value()),
            Change::Days { stage, days } => {
                let place = self.place(stage)?;
                self.stages[place].days = days.count();
                self.stages[place].steps.iter_mut().for_each(|step| step.later = 0.0);
                Ok(())
            }
            Change::People { role, people } => self.set_people(role, *people),
            Change::Leads { a_month } => {
                self.leads = Some(*a_month);
                Ok(())
            }
        }
    }

    fn place(&self, id: &str) -> Result<usize, WhatIfError> {
        let found = self.stages.iter().position(|stage| stage.id == id);
        found.ok_or_else(|| WhatIfError::NoStage {
            id: id.to_owned(),
            near: did_you_mean(id, self.stages.iter().map(|stage| stage.id.as_str())),
        })
    }

    /// The target that an id names.
    fn target(&self, id: &str) -> Result<Target, WhatIfError> {
        if let Some(end) = self.outcomes.iter().position(|outcome| outcome == id) {
            return Ok(Target::Outcome(end, false));
        }
        Ok(Target::Stage(self.stages[self.place(id)?].number))
    }

    fn drop_stage(&mut self, id: &str, lost: LostDeals) -> Result<(), WhatIfError> {
        let place = self.place(id)?;
        let gone = self.stages.remove(place);
        let itself = Target::Stage(gone.number);
        let leads_on = |step: &&Step| match step.to {
            Target::Stage(_) => step.to != itself,
            Target::Outcome(_, won) => won,
            Target::Nowhere => false,
        };
        let on: f64 = gone.steps.iter().filter(leads_on).map(|step| step.share).sum();
        if on <= 0.0 {
            return Err(WhatIfError::NothingBehind(id.to_owned()));
        }
        let lost_here: f64 = gone
            .steps
            .iter()
            .filter(|step| step.to != itself && !leads_on(step))
            .map(|step| step.share)
            .sum();
        let doomed_here = match lost {
            LostDeals::LostLater => lost_here / (on + lost_here),
            LostDeals::LostGoOn => 0.0,
        };
        let behind: Vec<Step> = gone.steps.iter().filter(leads_on).copied().collect();
        let led_on = |led: Step| {
            behind.iter().map(move |step| Step {
                to: step.to,
                share: led.share * step.share / on,
                doomed: 1.0 - (1.0 - led.doomed) * (1.0 - doomed_here) * (1.0 - step.doomed),
                later: led.later,
            })
        };
        for stage in &mut self.stages {
            let mut led = Vec::new();
            for step in stage.steps.iter().filter(|step| step.to == itself) {
                led.extend(led_on(*step));
            }
            stage.is_guessed |= !led.is_empty() && gone.is_guessed && behind.len() > 1;
            stage.steps.retain(|step| step.to != itself);
            stage.steps.extend(led);
        }
        let mut starts = Vec::new();
        for (start, weight, doomed) in std::mem::take(&mut self.starts) {
            if start != gone.number {
                starts.push((start, weight, doomed));
                continue;
            }
            for step in led_on(Step { doomed, ..Step::new(itself, weight) }) {
                match step.to {
                    Target::Stage(to) => starts.push((to, step.share, step.doomed)),
                    _ => return Err(WhatIfError::WonAtOnce(id.to_owned())),
                }
            }
        }
        self.starts = starts;
        Ok(())
    }

    fn merge(&mut self, first: &str, second: &str) -> Result<(), WhatIfError> {
        let (a, b) = (self.place(first)?, self.place(second)?);
        let (one, other) = (self.stages[a].number, self.stages[b].number);
        let no_move = || WhatIfError::NoMove { from: first.to_owned(), to: second.to_owned() };
        if a == b || !self.stages[a].steps.iter().any(|step| step.to == Target::Stage(other)) {
            return Err(no_move());
        }
        if self.starts.iter().any(|(start, ..)| *start == other) {
            return Err(WhatIfError::Start(second.to_owned()));
        }
        let (_, visits) = self.solved()?;
        let passing = |place: usize, id: &str| {
            visits[place].ok_or_else(|| WhatIfError::Endless(id.to_owned()))
        };
        let mut passing = [passing(a, first)?, passing(b, second)?];
        if passing.iter().sum::<f64>() <= 0.0 {
            // No deal comes: as if each came once.
            passing = [1.0, 1.0];
        }
        let inside = [Target::Stage(one), Target::Stage(other)];
        let before = self.days_before([a, b], passing);
        let mut steps = Vec::new();
        let mut leaving = 0.0;
        for ((place, visits), before) in [a, b].into_iter().zip(passing).zip(before) {
            let stage = &self.stages[place];
            for step in stage.steps.iter().filter(|step| !inside.contains(&step.to)) {
                leaving += visits * step.share;
                let later = before + stage.days + step.later;
                steps.push(Step { share: visits * step.share, later, ..*step });
            }
        }
        if leaving <= 0.0 {
            return Err(WhatIfError::Endless(first.to_owned()));
        }
        steps.iter_mut().for_each(|step| step.share /= leaving);
        let mean = |of: fn(&Node) -> f64, stages: &[Node]| {
            (passing[0] * of(&stages[a]) + passing[1] * of(&stages[b])) / leaving
        };
        let hours = mean(|stage| stage.hours, &self.stages);
        let is_guessed = self.stages[a].is_guessed || self.stages[b].is_guessed;
        let role = self.stages[a].role.clone().or_else(|| self.stages[b].role.clone());
        let whole = Node { days: 0.0, role, hours, is_guessed, steps, ..self.stages[a].clone() };
        self.stages[a] = whole;
        self.stages[a].settle_days();
        self.stages.remove(b);
        for step in self.stages.iter_mut().flat_map(|stage| &mut stage.steps) {
            if step.to == Target::Stage(other) {
                step.to = Target::Stage(one);
            }
        }
        Ok(())
    }

    /// Of two stages: how many days those who leave each of them for elsewhere
    /// had been in both before this visit, by how often each is visited.
    fn days_before(&self, places: [usize; 2], visits: [f64; 2]) -> [f64; 2] {
        // Of a stage to each of them: shares, and with them the days before.
        let [mut shares, mut days] = [[[0.0; 2]; 2]; 2];
        for (from, place) in places.into_iter().enumerate() {
            let stage = &self.stages[place];
            for (to, place) in places.into_iter().enumerate() {
                let itself = Target::Stage(self.stages[place].number);
                for step in stage.steps.iter().filter(|step| step.to == itself) {
                    shares[from][to] += step.share;
                    days[from][to] += step.share * (stage.days + step.later);
                }
            }
        }
        let [[stay, there], [back, stay_there]] = shares;
        let left = (1.0 - stay) * (1.0 - stay_there) - there * back;
        // By the part that leaves: how often who is in one of them comes to each.
        let passes = [[1.0 - stay_there, there], [back, 1.0 - stay]];
        [0, 1].map(|at| {
            let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter();
            let sum: f64 =
                pairs.map(|(from, to)| visits[from] * days[from][to] * passes[to][at]).sum();
            let before = sum / left / visits[at];
            if before.is_finite() { before } else { 0.0 }
        })
    }

    fn add(&mut self, stage: &Stage, after: &str, lost: f64) -> Result<(), WhatIfError> {
        let place = self.place(after)?;
        let mut added = Node::of(self.next, stage);
        self.next += 1;
        let before = &mut self.stages[place];
        let leads_on = |step: &Step| matches!(step.to, Target::Stage(_) | Target::Outcome(_, true));
        let on: f64 =
            before.steps.iter().filter(|step| leads_on(step)).map(|step| step.share).sum();
        if on <= 0.0 {
            return Err(WhatIfError::NothingBehind(after.to_owned()));
        }
        let (moved, stay): (Vec<Step>, Vec<Step>) =
            before.steps.iter().partition(|step| leads_on(step));
        added.is_guessed = before.is_guessed && moved.len() > 1;
        before.is_guessed &= !stay.is_empty();
        let later = moved.iter().map(|step| step.later * step.share).sum::<f64>() / on;
        before.steps = stay;
        before.steps.push(Step { later, ..Step::new(Target::Stage(added.number), on) });
        added.steps = moved
            .into_iter()
            .map(|step| Step { share: step.share / on * (1.0 - lost), later: 0.0, ..step })
            .collect();
        added.steps.push(Step::new(Target::Nowhere, lost));
        self.stages.insert(place + 1, added);
        Ok(())
    }

    fn set_share(&mut self, from: &str, to: &str, share: f64) -> Result<(), WhatIfError> {
        let (place, to_id) = (self.place(from)?, to);
        let target = self.target(to)?;
        let leads = |step: &Step| match (step.to, target) {
            (Target::Outcome(a, _), Target::Outcome(b, _)) => a == b,
            (a, b) => a == b,
        };
        let stage = &mut self.stages[place];
        let count = stage.steps.iter().filter(|step| leads(step)).count();
        if count == 0 {
            return Err(WhatIfError::NoMove { from: from.to_owned(), to: to_id.to_owned() });
        }
        let is: f64 = stage.steps.iter().filter(|step| leads(step)).map(|step| step.share).sum();
        let others = 1.0 - is;
        if others <= 1e-12 && share < 1.0 {
            return Err(WhatIfError::NoOther(from.to_owned()));
        }
        #[allow(clippy::cast_precision_loss, reason = "far fewer moves than a float can count")]
        let each = share / count as f64;
        for step in &mut stage.steps {
            if leads(step) {
                step.share = if is > 0.0 { step.share / is * share } else { each };
            } else {
                step.share = if others > 0.0 { step.share / others * (1.0 - share) } else { 0.0 };
            }
        }
        stage.settle_days();
        // What is set and what is left over are known where nothing else is.
        stage.is_guessed &= stage.steps.iter().filter(|step| !leads(step)).nth(1).is_some();
        Ok(())
    }

    fn set_people(&mut self, role: &str, people: u32) -> Result<(), WhatIfError> {
        if let Some(worker) = self.workers.iter_mut().find(|worker| worker.role == role) {
            worker.people = people;
        } else if self.stages.iter().any(|stage| stage.role.as_deref() == Some(role)) {
            self.workers.push(Worker { role: role.to_owned(), people, hours_per_week: None });
        } else {
            return Err(WhatIfError::NoRole(role.to_owned()));
        }
        Ok(())
    }

    /// Writes into a draft what a change of one stage made of it: that it is gone,
    /// with the moves of those that led to it, or else the shares of its own moves.
    pub(super) fn write(&self, draft: &mut PipelineDraft, stage: &str) {
        let is_left = self.stages.iter().any(|node| node.id == stage);
        let (gone, set) = if is_left { (None, Some(stage)) } else { (Some(stage), None) };
        let named = |to: Target| match to {
            Target::Stage(number) => {
                self.stages.iter().find(|node| node.number == number).map(|node| node.id.as_str())
            }
            Target::Outcome(end, _) => self.outcomes.get(end).map(String::as_str),
            Target::Nowhere => None,
        };
        draft.stages.retain(|stage| Some(stage.id.as_str()) != gone);
        let starts: Vec<_> =
            self.starts.iter().map(|start| named(Target::Stage(start.0))).collect();
        let starting = draft.stages.iter_mut().filter(|it| starts.contains(&Some(it.id.as_str())));
        starting.for_each(|it| it.start = true);
        let old = std::mem::take(&mut draft.moves);
        let led = old.iter().filter(|it| Some(it.to.as_str()) == gone);
        let changed: HashSet<&str> = led.map(|it| it.from.as_str()).chain(set).collect();
        for step in old.iter().filter(|it| Some(it.from.as_str()) != gone) {
            let node = self.stages.iter().find(|it| it.id == step.from);
            let Some(node) = node.filter(|it| changed.contains(it.id.as_str())) else {
                draft.moves.push(step.clone());
                continue;
            };
            let of_it = || old.iter().filter(|it| it.from == step.from);
            let stated = set == Some(&step.from) || of_it().any(|it| it.probability.is_some());
            // Whoever came back by the stage that is gone has never left.
            let mut exits: Vec<(&str, f64)> = Vec::new();
            for exit in &node.steps {
                let Some(to) = named(exit.to).filter(|to| *to != node.id) else { continue };
                match exits.iter_mut().find(|it| it.0 == to) {
                    Some(there) => there.1 += exit.share,
                    None => exits.push((to, exit.share)),
                }
            }
            let whole: f64 = exits.iter().map(|exit| exit.1).sum();
            for (to, share) in exits {
                let known = of_it().find(|it| it.to == to).cloned();
                let is_led = known.is_none() && Some(step.to.as_str()) == gone;
                let is_there = |it: &Move| it.from == node.id && it.to == to;
                if !(is_led || step.to == to) || draft.moves.iter().any(is_there) {
                    continue;
                }
                let mut step = known.unwrap_or_else(|| Move::new(&node.id, to));
                let share = Probability::new((share / whole).min(1.0)).ok();
                step.probability = share.filter(|_| stated);
                draft.moves.push(step);
            }
        }
    }

    /// What it promises, and how often a deal enters each stage.
    ///
    /// Deals that are lost in the end travel through a second copy of the
    /// stages, in which nothing is won.
    pub(super) fn solved(&self) -> Result<(PipelineFigures, Vec<Option<f64>>), WhatIfError> {
        let count = self.stages.len();
        let mut place_of = vec![count; self.next];
        for (place, stage) in self.stages.iter().enumerate() {
            place_of[stage.number] = place;
        }
        let steps = || self.stages.iter().flat_map(|stage| &stage.steps);
        let has_doomed = steps().any(|step| step.doomed > 0.0)
            || self.starts.iter().any(|(_, _, doomed)| *doomed > 0.0);
        let states = if has_doomed { 2 * count } else { count };
        // Two ends: won, and everything else.
        let (won, lost) = (states, states + 1);
        let end = |step: &Step, copy: usize| match step.to {
            Target::Stage(number) => copy * count + place_of[number],
            Target::Outcome(_, true) if copy == 0 => won,
            _ => lost,
        };
        let mut exits = Vec::with_capacity(states);
        for copy in 0..states / count.max(1) {
            for stage in &self.stages {
                let mut of_stage = Vec::with_capacity(stage.steps.len());
                for step in &stage.steps {
                    let doomed = if copy == 0 { step.doomed } else { 1.0 };
                    for (into, part) in [(0, 1.0 - doomed), (1, doomed)] {
                        if part > 0.0 {
                            let exit = Exit::new(end(step, into), step.share * part);
                            of_stage.push(Exit { later: step.later, ..exit });
                        }
                    }
                }
                exits.push(of_stage);
            }
        }
        let mut starts = Vec::new();
        for (number, weight, doomed) in &self.starts {
            let place = place_of[*number];
            starts.push((place, weight * (1.0 - doomed)));
            if *doomed > 0.0 {
                starts.push((count + place, weight * doomed));
            }
        }
        let all = || self.stages.iter().cycle().take(states);
        let chain =
            Chain::new(exits, all().map(|stage| stage.days).collect(), starts, vec![true, false])
                .map_err(ChancesError::too_dense)?;
        let guesses: Vec<bool> = all().map(|stage| stage.is_guessed).collect();
        let outlook = PipelineFigures::of_chain(&chain, count, &guesses);
        let visits = chain.visits();
        let of = |place: usize| {
            let doomed = if has_doomed { visits[count + place]? } else { 0.0 };
            Some(visits[place]? + doomed)
        };
        Ok((outlook, (0..count).map(of).collect()))
    }

    /// The work of each role that says how many people it has, where so many
    /// deals begin a day.
    pub(super) fn work(&self, visits: &[Option<f64>], a_day: f64) -> Vec<RoleWork> {
        let of = |worker: &Worker| {
            let stages = self.stages.iter().zip(visits);
            let theirs = stages.filter(|(stage, _)| stage.role.as_ref() == Some(&worker.role));
            let hours: Option<f64> =
                theirs.map(|(stage, visits)| Some((*visits)? * stage.hours)).sum();
            let hours_per_week = hours? * a_day * 7.0 / f64::from(worker.people);
            Some(RoleWork {
                role: worker.role.clone(),
                people: worker.people,
                hours_per_week,
                utilisation: worker.hours_per_week.map(|most| hours_per_week / most),
            })
            .filter(|work| work.hours_per_week.is_finite())
        };
        self.workers.iter().filter_map(of).collect()
    }
}
