//! [`Chain`]: a pipeline as an absorbing Markov chain, solved knot by knot.

use super::error::{ChancesError, ChancesFault, StageChances};
use super::solve::Elimination;
use crate::process::{Days, OutcomeKind, Pipeline, StageKey};
use crate::value::Probability;

/// How far from 1 the shares of a stage may sum before they are scaled; less
/// is rounding.
const ROUNDING: f64 = 1e-9;

/// A pipeline whose moves have shares: where deals go from each stage, and
/// with which chance.
///
/// Vectors are by stage, in the order of the draft.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// Where the ways out of each stage end in `ways`.
    ends: Vec<usize>,
    ways: Vec<Way>,
    days: Vec<f64>,
    starts: Vec<usize>,
    /// The outcomes after the stages: whether each counts as won.
    won: Vec<bool>,
    /// Those that lie ahead first.
    knots: Vec<Knot>,
}

/// A way out of a stage that some deals take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// A stage, or an outcome after the stages.
    pub(super) to: usize,
    /// Above 0, and 1 for all ways of a stage together.
    pub(super) share: f64,
}

/// Stages that can be reached from one another.
#[derive(Debug, Clone)]
struct Knot {
    stages: Vec<usize>,
    /// Whether some way leads out of it.
    is_left: bool,
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// One stage, and the share of deals that leave it each time.
    Single(f64),
    Loop(Elimination),
}

impl Chain {
    /// The chain of a pipeline. The moves of a stage are taken to be equally
    /// likely where none carries a probability.
    ///
    /// # Errors
    ///
    /// [`ChancesError`]: all stages whose probabilities make no whole.
    pub(crate) fn of(pipeline: &Pipeline) -> Result<Self, ChancesError> {
        let stages = pipeline.stages().len();
        let mut faults = Vec::new();
        let mut ends = Vec::with_capacity(stages);
        let mut ways = Vec::with_capacity(pipeline.moves().len());
        let mut is_taken = vec![false; pipeline.moves().len()];
        let mut exits: Vec<(usize, usize, Option<f64>)> = Vec::new();
        for key in pipeline.stage_keys() {
            exits.clear();
            exits.extend(pipeline.graph().exits(key).map(|(to, step)| {
                (to.index(), step, pipeline.moves()[step].probability.map(Probability::value))
            }));
            match scale(exits.iter().map(|(_, _, given)| *given)) {
                Ok(scale) => {
                    for (to, step, given) in &exits {
                        let share = given.unwrap_or(1.0) * scale;
                        if share > 0.0 {
                            ways.push(Way { to: *to, share });
                            is_taken[*step] = true;
                        }
                    }
                }
                Err(fault) => faults.extend(pipeline.id_of(key).map(|id| StageChances {
                    stage: key,
                    id: id.clone(),
                    fault,
                })),
            }
            ends.push(ways.len());
        }
        if !faults.is_empty() {
            return Err(ChancesError::new(faults));
        }
        let days = pipeline
            .stages()
            .iter()
            .map(|s| s.mean_days.or(s.typical_days).map_or(0.0, Days::count));
        let won = pipeline.outcomes().iter().map(|outcome| outcome.kind == OutcomeKind::Won);
        let mut chain = Self {
            ends,
            ways,
            days: days.collect(),
            starts: pipeline.starts().map(StageKey::index).collect(),
            won: won.collect(),
            knots: Vec::new(),
        };
        chain.find_knots(pipeline.graph().knots_ahead_first(&|step| is_taken[step]));
        Ok(chain)
    }

    fn find_knots(&mut self, knots: Vec<Vec<StageKey>>) {
        let mut place = vec![None; self.ends.len()];
        for knot in knots {
            let stages: Vec<usize> = knot.into_iter().map(StageKey::index).collect();
            if stages.iter().any(|stage| *stage >= self.ends.len()) {
                // An outcome: the end of all ways.
                continue;
            }
            let found = if let [only] = stages[..] {
                let ways = self.ways_of(only);
                let others = || ways.iter().filter(|way| way.to != only);
                // Who cannot come back leaves, all of them and not a rounded sum.
                let leaving = if others().count() == ways.len() {
                    1.0
                } else {
                    others().map(|way| way.share).sum()
                };
                let is_left = others().next().is_some();
                Knot { stages, is_left, form: Form::Single(leaving) }
            } else {
                for (at, stage) in stages.iter().enumerate() {
                    place[*stage] = Some(at);
                }
                let at = |node: usize| place.get(node).copied().flatten();
                let exits: Vec<f64> = stages
                    .iter()
                    .map(|stage| {
                        let out = self.ways_of(*stage).iter().filter(|way| at(way.to).is_none());
                        out.map(|way| way.share).sum()
                    })
                    .collect();
                let is_left = exits.iter().any(|share| *share > 0.0);
                let within = stages.iter().enumerate().flat_map(|(from, stage)| {
                    let ways = self.ways_of(*stage).iter();
                    ways.filter_map(move |way| Some((from, at(way.to)?, way.share)))
                });
                let form = Form::Loop(Elimination::of(within, exits));
                for stage in &stages {
                    place[*stage] = None;
                }
                Knot { stages, is_left, form }
            };
            self.knots.push(found);
        }
    }

    /// Where deals go from a stage.
    pub(super) fn ways_of(&self, stage: usize) -> &[Way] {
        let begin = stage.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.ways[begin..self.ends[stage]]
    }

    /// The stages at which deals begin, each as often as the others.
    pub(super) fn starts(&self) -> &[usize] {
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
    #[allow(clippy::cast_precision_loss, reason = "far fewer starts than a float can count")]
    pub(super) fn mean_at_start(&self, number: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        let count = Some(self.starts.len() as f64).filter(|count| *count > 0.0)?;
        let sum: Option<f64> = self.starts.iter().map(|start| number(*start)).sum();
        finite(sum? / count)
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

    /// How often a deal that begins at a start enters each stage on average;
    /// `None` where it may go round for ever. Nothing is entered where there is
    /// no start.
    pub(crate) fn visits(&self) -> Vec<Option<f64>> {
        let mut visits = vec![0.0; self.ends.len()];
        // Apart from the numbers, which can become too small for a float.
        let mut is_entered = vec![false; self.ends.len()];
        #[allow(clippy::cast_precision_loss, reason = "far fewer starts than a float can count")]
        let weight = 1.0 / self.starts.len() as f64;
        for start in &self.starts {
            visits[*start] = weight;
            is_entered[*start] = true;
        }
        for knot in self.knots.iter().rev() {
            if !knot.stages.iter().any(|stage| is_entered[*stage]) {
                continue;
            }
            match &knot.form {
                // A dead end is entered once; any other trap goes round.
                _ if !knot.is_left => {
                    for stage in &knot.stages {
                        if !self.ways_of(*stage).is_empty() {
                            visits[*stage] = f64::INFINITY;
                        }
                    }
                    continue;
                }
                Form::Single(leaving) => visits[knot.stages[0]] /= leaving,
                Form::Loop(elimination) => {
                    let mut within: Vec<f64> = knot.stages.iter().map(|s| visits[*s]).collect();
                    elimination.passed(&mut within);
                    for (stage, passed) in knot.stages.iter().zip(within) {
                        visits[*stage] = passed;
                    }
                }
            }
            // What goes round within the knot is counted already.
            let stays = |place: usize| knot.stages.binary_search(&place).is_ok();
            for stage in &knot.stages {
                for way in self.ways_of(*stage) {
                    if way.to < visits.len() && !stays(way.to) {
                        visits[way.to] += visits[*stage] * way.share;
                        is_entered[way.to] = true;
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
        let ahead = |way: &Way| days.get(way.to).map_or(Some(0.0), |days| *days);
        let of_means = |stage: usize| {
            let ways = || self.ways_of(stage).iter();
            let mean: Option<f64> = ways().map(|way| Some(way.share * ahead(way)?)).sum();
            let mean = mean?;
            ways().map(|way| Some(way.share * (ahead(way)? - mean).powi(2))).sum::<Option<f64>>()
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
        for knot in &self.knots {
            if !knot.is_left {
                for stage in &knot.stages {
                    gathered[*stage] = trapped;
                }
                continue;
            }
            let stays = |place: usize| knot.stages.binary_search(&place).is_ok();
            // Until the knot is solved, no stage of it counts.
            within.clear();
            within.extend(knot.stages.iter().map(|stage| {
                let beyond = self.ways_of(*stage).iter().filter(|way| !stays(way.to));
                let ahead = beyond.map(|way| {
                    way.share
                        * match way.to.checked_sub(stages) {
                            Some(outcome) => at_end(outcome),
                            None => gathered[way.to],
                        }
                });
                gain(*stage) + ahead.sum::<f64>()
            }));
            if within.contains(&f64::INFINITY) {
                within.fill(f64::INFINITY);
            } else {
                match &knot.form {
                    Form::Single(leaving) => within[0] /= leaving,
                    Form::Loop(elimination) => elimination.gathered(&mut within),
                }
            }
            for (stage, found) in knot.stages.iter().zip(&within) {
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

/// By what the probabilities of the moves out of one stage are to be
/// multiplied; those not given count as 1.
fn scale(given: impl Iterator<Item = Option<f64>>) -> Result<f64, ChancesFault> {
    let (mut moves, mut with, mut sum) = (0_u32, 0_u32, 0.0);
    for probability in given {
        moves += 1;
        if let Some(probability) = probability {
            with += 1;
            sum += probability;
        }
    }
    match with {
        0 => Ok(1.0 / f64::from(moves.max(1))),
        _ if with < moves => Err(ChancesFault::Missing { given: with, moves }),
        _ if (sum - 1.0).abs() > Probability::SUM_TOLERANCE => Err(ChancesFault::Sum(sum)),
        // Within the tolerance, but not of rounding: a third written as 0.333333.
        _ if (sum - 1.0).abs() > ROUNDING => Ok(1.0 / sum),
        _ => Ok(1.0),
    }
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
        let error = chain(&["a b 0.1", "a won 0.2", "b won", "b lost 0.3", "c won 1"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the probabilities of the moves out of `a` sum to 0.3; expected a sum of 1\n\
             1 of the 2 moves out of `b` carries a probability; give one to each move, or to none"
        );
    }
}
