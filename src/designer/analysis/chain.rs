//! [`Chain`]: a pipeline as an absorbing Markov chain, solved one strongly
//! connected component at a time.

use super::error::ChancesError;
use super::shares::Shares;
use super::solve::{Elimination, TooDense};
use crate::process::graph::FlowGraph;
use crate::process::{Days, OutcomeKind, Pipeline, Stage, StageKey};

/// Stages whose moves have shares: where deals go from each, and with which
/// chance.
///
/// Vectors are by stage, in the order of the draft.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// Where the exits of each stage end in `exits`.
    ends: Vec<usize>,
    exits: Vec<Exit>,
    days: Vec<f64>,
    /// Where deals begin, and the share that begins there.
    starts: Vec<(usize, f64)>,
    /// The outcomes after the stages: whether each counts as won.
    won: Vec<bool>,
    /// The strongly connected components in reverse topological order.
    components: Vec<Component>,
}

/// A move out of a stage that some deals take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exit {
    /// A stage, or an outcome after the stages.
    pub(crate) to: usize,
    /// Above 0, and 1 for all exits of a stage together.
    pub(crate) share: f64,
    /// How many days longer than the mean those stay who leave by it.
    pub(crate) later: f64,
}

impl Exit {
    /// An exit by which deals leave after as many days as by any other.
    pub(crate) fn new(to: usize, share: f64) -> Self {
        Self { to, share, later: 0.0 }
    }
}

/// Stages that can be reached from one another.
#[derive(Debug, Clone)]
struct Component {
    stages: Vec<usize>,
    /// Whether some exit leads out of it.
    is_left: bool,
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// One stage, and the share of deals that leave it each time.
    Single(f64),
    Loop(Elimination),
}

/// The days that a deal stays in a stage: the mean where it is known, or else
/// the typical ones; none where neither is stated.
pub(crate) fn days_of(stage: &Stage) -> Option<f64> {
    stage.mean_days.or(stage.typical_days).map(Days::count)
}

impl Chain {
    /// The chain of a pipeline with the shares that are known or else assumed.
    ///
    /// # Errors
    ///
    /// [`ChancesError`]: all stages whose probabilities make no whole, or a
    /// pipeline too dense to be solved.
    pub(crate) fn of(pipeline: &Pipeline) -> Result<Self, ChancesError> {
        Self::with(pipeline, &Shares::of(pipeline)?).map_err(ChancesError::too_dense)
    }

    /// The chain of a pipeline with given shares.
    pub(crate) fn with(pipeline: &Pipeline, shares: &Shares) -> Result<Self, TooDense> {
        // What is lost without a move to Lost ends in an outcome of its own.
        let nowhere = pipeline.graph().len();
        let exits = pipeline.stage_keys().map(|key| {
            let lost = Exit::new(nowhere, shares.lost(key));
            let exits = pipeline.graph().exits(key);
            let exits = exits.map(|(to, step)| Exit::new(to.index(), shares.share(step)));
            exits.chain([lost]).collect()
        });
        let won = pipeline.outcomes().iter().map(|outcome| outcome.kind == OutcomeKind::Won);
        let days = pipeline.stages().iter().map(|stage| days_of(stage).unwrap_or_default());
        let starts: Vec<usize> = pipeline.starts().map(StageKey::index).collect();
        #[allow(clippy::cast_precision_loss, reason = "far fewer starts than a float can count")]
        let weight = 1.0 / starts.len() as f64;
        Self::new(
            exits.collect(),
            days.collect(),
            starts.into_iter().map(|start| (start, weight)).collect(),
            won.chain([false]).collect(),
        )
    }

    /// A chain of the exits of each stage; those that nobody takes are left
    /// out.
    pub(crate) fn new(
        exits_of: Vec<Vec<Exit>>,
        days: Vec<f64>,
        starts: Vec<(usize, f64)>,
        won: Vec<bool>,
    ) -> Result<Self, TooDense> {
        let stages = exits_of.len();
        let (mut exits, mut ends) = (Vec::new(), Vec::with_capacity(stages));
        let mut moves = Vec::new();
        for (stage, of_it) in exits_of.into_iter().enumerate() {
            for exit in of_it.into_iter().filter(|exit| exit.share > 0.0) {
                exits.push(exit);
                moves.push((StageKey::of(stage), StageKey::of(exit.to)));
            }
            ends.push(exits.len());
        }
        let graph = FlowGraph::new(stages + won.len(), moves);
        let mut chain = Self { ends, exits, days, starts, won, components: Vec::new() };
        chain.find_components(graph.components_last_first(&|_| true))?;
        Ok(chain)
    }

    fn find_components(&mut self, components: Vec<Vec<StageKey>>) -> Result<(), TooDense> {
        let mut place = vec![None; self.ends.len()];
        for component in components {
            let stages: Vec<usize> = component.into_iter().map(StageKey::index).collect();
            if stages.iter().any(|stage| *stage >= self.ends.len()) {
                // An outcome: every path ends there.
                continue;
            }
            let found = if let [only] = stages[..] {
                let exits = self.exits_of(only);
                let others = || exits.iter().filter(|exit| exit.to != only);
                // Where none comes back all leave, and not a rounded sum.
                let leaving = if others().count() == exits.len() {
                    1.0
                } else {
                    others().map(|exit| exit.share).sum()
                };
                let is_left = others().next().is_some();
                Component { stages, is_left, form: Form::Single(leaving) }
            } else {
                for (at, stage) in stages.iter().enumerate() {
                    place[*stage] = Some(at);
                }
                let at = |node: usize| place.get(node).copied().flatten();
                let leaving: Vec<f64> = stages
                    .iter()
                    .map(|stage| {
                        let out = self.exits_of(*stage).iter().filter(|exit| at(exit.to).is_none());
                        out.map(|exit| exit.share).sum()
                    })
                    .collect();
                let is_left = leaving.iter().any(|share| *share > 0.0);
                let within = stages.iter().enumerate().flat_map(|(from, stage)| {
                    let exits = self.exits_of(*stage).iter();
                    exits.filter_map(move |exit| Some((from, at(exit.to)?, exit.share)))
                });
                let form = Form::Loop(Elimination::of(within, leaving)?);
                for stage in &stages {
                    place[*stage] = None;
                }
                Component { stages, is_left, form }
            };
            self.components.push(found);
        }
        Ok(())
    }

    /// By stage: whether it is marked, or a deal can get from it to a stage
    /// that is.
    pub(crate) fn leads_to(&self, marked: &[bool]) -> Vec<bool> {
        let mut leads = marked.to_vec();
        for component in &self.components {
            let ahead = |stage: &usize| {
                leads[*stage]
                    || self.exits_of(*stage).iter().any(|exit| leads.get(exit.to) == Some(&true))
            };
            if component.stages.iter().any(ahead) {
                component.stages.iter().for_each(|stage| leads[*stage] = true);
            }
        }
        leads
    }

    /// Of some stages, those with several moves by which a deal can be won.
    pub(crate) fn forks_to_win(&self, chances: &[f64], stages: &[bool]) -> Vec<bool> {
        let wins = |exit: &&Exit| match chances.get(exit.to) {
            Some(chance) => *chance > 0.0,
            None => !self.is_lost(exit.to),
        };
        let is_fork = |stage: usize| self.exits_of(stage).iter().filter(wins).nth(1).is_some();
        stages.iter().enumerate().map(|(stage, marked)| *marked && is_fork(stage)).collect()
    }

    /// By stage: whether a deal can get to it from a stage that is marked, by
    /// one move at least.
    pub(super) fn lies_beyond(&self, marked: &[bool]) -> Vec<bool> {
        let mut beyond = vec![false; marked.len()];
        for component in self.components.iter().rev() {
            let stages = &component.stages;
            let comes = stages.iter().any(|stage| beyond[*stage]);
            let loops = matches!(component.form, Form::Loop(_))
                || stages.iter().any(|stage| self.exits_of(*stage).iter().any(|e| e.to == *stage));
            let is_marked = stages.iter().any(|stage| marked[*stage]);
            if comes || (loops && is_marked) {
                stages.iter().for_each(|stage| beyond[*stage] = true);
            }
            if comes || is_marked {
                for exit in stages.iter().flat_map(|stage| self.exits_of(*stage)) {
                    if exit.to < beyond.len() && stages.binary_search(&exit.to).is_err() {
                        beyond[exit.to] = true;
                    }
                }
            }
        }
        beyond
    }

    /// Where deals go from a stage.
    pub(super) fn exits_of(&self, stage: usize) -> &[Exit] {
        let begin = stage.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.exits[begin..self.ends[stage]]
    }

    /// The stages at which deals begin, each with the share that begins there.
    pub(crate) fn starts(&self) -> &[(usize, f64)] {
        &self.starts
    }

    /// The days that deals stay in each stage.
    pub(super) fn days(&self) -> &[f64] {
        &self.days
    }

    /// Whether a place is an outcome that counts as lost.
    pub(super) fn is_lost(&self, place: usize) -> bool {
        place.checked_sub(self.ends.len()).is_some_and(|outcome| !self.won[outcome])
    }

    /// The mean over the starts of a number that stages have; `None` where
    /// there is no start, or one without the number.
    pub(crate) fn mean_at_start(&self, number: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        if self.starts.is_empty() {
            return None;
        }
        let sum: Option<f64> =
            self.starts.iter().map(|(start, weight)| Some(number(*start)? * weight)).sum();
        finite(sum?)
    }

    /// The chance of a deal in each stage to be won in the end. Deals that
    /// never end are not won.
    pub(crate) fn win_probability(&self) -> Vec<f64> {
        let at_end = |outcome: usize| if self.won[outcome] { 1.0 } else { 0.0 };
        let mut chances = self.gathered(at_end, |_| 0.0, 0.0);
        chances.iter_mut().for_each(|chance| *chance = chance.min(1.0));
        chances
    }

    /// The days that a deal in each stage takes on average from entering it to
    /// its end; `None` where it may never end.
    pub(crate) fn expected_days(&self) -> Vec<Option<f64>> {
        let days = self.gathered(|_| 0.0, |stage| self.days[stage], f64::INFINITY);
        days.into_iter().map(finite).collect()
    }

    /// The days that a deal in each stage takes on average until it is won, of
    /// those that are won; `None` where none is. `chances` are those of
    /// [`Chain::win_probability`].
    ///
    /// Every visit of a stage counts by the chance that it ends in Won, so that
    /// deals that are lost on the way shorten nothing.
    pub(crate) fn days_to_win(&self, chances: &[f64]) -> Vec<Option<f64>> {
        let chance = |place: usize| match chances.get(place) {
            Some(chance) => *chance,
            None if self.is_lost(place) => 0.0,
            None => 1.0,
        };
        let later = |exit: &Exit| exit.later * exit.share * chance(exit.to);
        let stay = |stage: usize| {
            self.days[stage] * chances[stage] + self.exits_of(stage).iter().map(later).sum::<f64>()
        };
        let days = self.gathered(|_| 0.0, stay, 0.0);
        let of_won = |(days, chance): (f64, &f64)| finite(days / chance).filter(|_| *chance > 0.0);
        days.into_iter().zip(chances).map(of_won).collect()
    }

    /// The same from the start: the mean over the deals that are won, from
    /// whichever start.
    pub(crate) fn days_to_win_from_start(
        &self,
        chances: &[f64],
        days: &[Option<f64>],
    ) -> Option<f64> {
        let won = self.mean_at_start(|stage| Some(chances[stage])).filter(|won| *won > 0.0)?;
        let days =
            self.mean_at_start(|stage| Some(chances[stage] * days[stage].unwrap_or_default()))?;
        finite(days / won)
    }

    /// How often a deal that begins at a start enters each stage on average;
    /// `None` where it may go round for ever. Nothing is entered where there is
    /// no start.
    pub(crate) fn visits(&self) -> Vec<Option<f64>> {
        let mut visits = vec![0.0; self.ends.len()];
        // Apart from the numbers, which can become too small for a float.
        let mut is_entered = vec![false; self.ends.len()];
        for (start, weight) in &self.starts {
            visits[*start] += weight;
            is_entered[*start] = true;
        }
        for component in self.components.iter().rev() {
            if !component.stages.iter().any(|stage| is_entered[*stage]) {
                continue;
            }
            match &component.form {
                // A dead end is entered once; any other trap goes round.
                _ if !component.is_left => {
                    for stage in &component.stages {
                        if !self.exits_of(*stage).is_empty() {
                            visits[*stage] = f64::INFINITY;
                        }
                    }
                    continue;
                }
                Form::Single(leaving) => visits[component.stages[0]] /= leaving,
                Form::Loop(elimination) => {
                    let mut within: Vec<f64> =
                        component.stages.iter().map(|s| visits[*s]).collect();
                    elimination.passed(&mut within);
                    for (stage, passed) in component.stages.iter().zip(within) {
                        visits[*stage] = passed;
                    }
                }
            }
            // What goes round within the component is counted already.
            let stays = |place: usize| component.stages.binary_search(&place).is_ok();
            for stage in &component.stages {
                for exit in self.exits_of(*stage) {
                    if exit.to < visits.len() && !stays(exit.to) {
                        visits[exit.to] += visits[*stage] * exit.share;
                        is_entered[exit.to] = true;
                    }
                }
            }
        }
        visits.into_iter().map(finite).collect()
    }

    /// The variance of the days that a deal takes from its start to its end;
    /// `None` where it may never end, or there is no start.
    ///
    /// At each stage, it is the mean of the variances ahead plus the variance
    /// of the means ahead. All of that is positive, so that nothing cancels out
    /// as it would in the mean of the squares less the square of the mean.
    pub(super) fn variance_from_start(&self, days: &[Option<f64>]) -> Option<f64> {
        let mean = self.mean_at_start(|stage| days[stage])?;
        // Outcomes have no days ahead of them.
        let ahead = |exit: &Exit| days.get(exit.to).map_or(Some(0.0), |days| *days);
        let of_means = |stage: usize| {
            let exits = || self.exits_of(stage).iter();
            let mean: Option<f64> = exits().map(|exit| Some(exit.share * ahead(exit)?)).sum();
            let mean = mean?;
            exits()
                .map(|exit| Some(exit.share * (ahead(exit)? - mean).powi(2)))
                .sum::<Option<f64>>()
        };
        let ahead_of = |stage| of_means(stage).unwrap_or(f64::INFINITY);
        let within = self.gathered(|_| 0.0, ahead_of, f64::INFINITY);
        let between = self.mean_at_start(|stage| Some((days[stage]? - mean).powi(2)))?;
        finite(self.mean_at_start(|stage| Some(within[stage]))? + between)
    }

    /// What a deal gathers from each stage on: `gain` at each stage it enters,
    /// and `at_end` of the outcome it ends in. In a trap it comes to `trapped`.
    pub(super) fn gathered(
        &self,
        at_end: impl Fn(usize) -> f64,
        gain: impl Fn(usize) -> f64,
        trapped: f64,
    ) -> Vec<f64> {
        let stages = self.ends.len();
        let mut gathered = vec![0.0; stages];
        let mut within = Vec::new();
        for component in &self.components {
            if !component.is_left {
                for stage in &component.stages {
                    gathered[*stage] = trapped;
                }
                continue;
            }
            let stays = |place: usize| component.stages.binary_search(&place).is_ok();
            // Until the component is solved, no stage of it counts.
            within.clear();
            within.extend(component.stages.iter().map(|stage| {
                let beyond = self.exits_of(*stage).iter().filter(|exit| !stays(exit.to));
                let ahead = beyond.map(|exit| {
                    exit.share
                        * match exit.to.checked_sub(stages) {
                            Some(outcome) => at_end(outcome),
                            None => gathered[exit.to],
                        }
                });
                gain(*stage) + ahead.sum::<f64>()
            }));
            if within.contains(&f64::INFINITY) {
                within.fill(f64::INFINITY);
            } else {
                match &component.form {
                    Form::Single(leaving) => within[0] /= leaving,
                    Form::Loop(elimination) => elimination.gathered(&mut within),
                }
            }
            for (stage, found) in component.stages.iter().zip(&within) {
                gathered[*stage] = *found;
            }
        }
        gathered
    }
}

/// A number that is one; sums that grow past all floats are none.
pub(super) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Move, PipelineDraft, Rework, Stage};

    /// A pipeline of moves such as `a won 0.4`; stages are in the order of
    /// their first move, deals begin at the first, `b*` begins one, too. Each
    /// takes 2 days.
    fn chain(moves: &[&str]) -> Result<Chain, ChancesError> {
        let mut draft = PipelineDraft::new("main").won("won").lost("lost");
        for line in moves {
            let words: Vec<&str> = line.split(' ').collect();
            let from = words[0].trim_end_matches('*');
            if !draft.stages.iter().any(|stage| stage.id == from) {
                let mut stage = Stage::new(from, from).typical_days(2);
                stage.start = draft.stages.is_empty() || words[0].ends_with('*');
                draft = draft.stage(stage);
            }
            if words.len() > 1 {
                let mut step = Move::new(from, words[1]);
                step.rework = (words[1] == from).then(Rework::default);
                step.probability = words.get(2).map(|share| share.parse().unwrap());
                draft = draft.step(step);
            }
        }
        Chain::of(&draft.build().unwrap())
    }

    #[track_caller]
    fn check(moves: &[&str], won: &[f64], days: &[Option<f64>], visits: &[Option<f64>]) {
        let chain = chain(moves).unwrap();
        assert_eq!(chain.win_probability(), won, "won");
        assert_eq!(chain.expected_days(), days, "days");
        assert_eq!(chain.visits(), visits, "visits");
    }

    #[test]
    fn shares_lead_to_the_ends() {
        check(
            &["a b 0.5", "a lost 0.5", "b won"],
            &[0.5, 1.0],
            &[Some(3.0), Some(2.0)],
            &[Some(1.0), Some(0.5)],
        );
        // Without probabilities each move is as likely; two of a kind add up.
        check(&["a won", "a won", "a lost", "a lost"], &[0.5], &[Some(2.0)], &[Some(1.0)]);
        // Two starts, each for half of the deals.
        check(
            &["a b", "b* won 0.25", "b lost 0.75"],
            &[0.25, 0.25],
            &[Some(4.0), Some(2.0)],
            &[Some(0.5), Some(1.0)],
        );
    }

    #[test]
    fn loops_are_gone_round_as_often_as_it_takes() {
        check(&["a a 0.5", "a won 0.25", "a lost 0.25"], &[0.5], &[Some(4.0)], &[Some(2.0)]);
        // Half of the deals in `b` go back: two rounds on average.
        check(
            &["a b", "b a 0.5", "b won 0.5"],
            &[1.0, 1.0],
            &[Some(8.0), Some(6.0)],
            &[Some(2.0), Some(2.0)],
        );
    }

    #[test]
    fn what_never_ends_has_no_days() {
        let half = Some(0.5);
        // A dead end, which is entered once, and a trap.
        check(&["a b", "a won", "b"], &[0.5, 0.0], &[None, None], &[Some(1.0), half]);
        check(&["a b", "a won", "b b"], &[0.5, 0.0], &[None, None], &[Some(1.0), None]);
        check(
            &["a won", "a lost", "b c", "c b"],
            &[0.5, 0.0, 0.0],
            &[Some(2.0), None, None],
            &[Some(1.0), Some(0.0), Some(0.0)],
        );
        // A move that nobody takes leads nowhere.
        check(&["a b 0", "a won 1", "b"], &[1.0, 0.0], &[Some(2.0), None], &[Some(1.0), Some(0.0)]);
        check(&[], &[], &[], &[]);
    }

    #[test]
    fn a_chance_too_small_to_subtract_is_not_lost() {
        // Of 2^59 deals one leaves at a time; half of them are won.
        let tiny = 2.0_f64.powi(-60);
        let moves = ["a a 1".to_owned(), format!("a won {tiny}"), format!("a lost {tiny}")];
        let moves: Vec<&str> = moves.iter().map(String::as_str).collect();
        let most = 2.0_f64.powi(59);
        check(&moves, &[0.5], &[Some(2.0 * most)], &[Some(most)]);
    }

    #[test]
    fn shares_that_make_no_whole_are_told_stage_by_stage() {
        let error =
            chain(&["a b 0.1", "a won 0.2", "b won", "b lost 0.7", "b a 0.6", "b c", "c won 1"])
                .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the probabilities of the moves out of `a` sum to 0.3; expected a sum of 1\n\
             the probabilities of the moves out of `b` sum to 1.3; expected a sum of 1"
        );
    }
}
