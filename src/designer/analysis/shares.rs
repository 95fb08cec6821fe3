//! [`Shares`]: which part of the deals that leave a stage takes each move, and
//! who says so.

use super::error::{ChancesError, ChancesFault, StageChances};
use crate::process::{OutcomeKind, Pipeline, Place, StageKey};
use crate::value::Probability;
use crate::value::text::choices;

/// How far from 1 the shares of a stage may sum before they are scaled; less
/// is rounding.
const ROUNDING: f64 = 1e-9;

choices! {
    /// Where the shares of the moves out of a stage come from.
    pub enum ShareSource {
        /// The moves carry them; where all but one do, that one takes the rest.
        Stated = "stated",
        /// They follow from the chances to win that stages state: of the deals
        /// in a stage that states `p`, with one way on to a stage that states
        /// `q`, `p ÷ q` go on.
        StageChances = "stage_chances",
        /// They were learned from a history of stages.
        History = "history",
        /// Nobody stated them, and the moves are taken as equally likely.
        Assumed = "assumed",
    }
}

/// The shares of all moves of a pipeline.
#[derive(Debug, Clone)]
pub(crate) struct Shares {
    /// By move: the part of the deals leaving its stage that takes it.
    by_move: Vec<f64>,
    /// By stage: the part that is lost without a move to Lost foreseeing it.
    lost: Vec<f64>,
    /// By stage; `Stated` for a stage that no move leaves.
    sources: Vec<ShareSource>,
}

/// The shares of the moves out of a stage of which at least one is given.
type Whole<'s> = &'s mut dyn FnMut(StageKey, &[Option<f64>]) -> Vec<f64>;

impl Shares {
    /// The shares of a pipeline, by the best source there is for each stage.
    ///
    /// # Errors
    ///
    /// [`ChancesError`]: all stages whose probabilities make no whole.
    pub(crate) fn of(pipeline: &Pipeline) -> Result<Self, ChancesError> {
        let mut faults = Vec::new();
        let shares = Self::read(pipeline, &mut |key, given| {
            whole(given).unwrap_or_else(|fault| {
                let id = pipeline.id_of(key).cloned();
                faults.extend(id.map(|id| StageChances { stage: key, id, fault }));
                Vec::new()
            })
        });
        if faults.is_empty() { Ok(shares) } else { Err(ChancesError::new(faults)) }
    }

    /// The shares that the moves alone give: chances that stages state are left
    /// out.
    ///
    /// # Errors
    ///
    /// As for [`Shares::of`].
    pub(crate) fn by_moves_alone(pipeline: &Pipeline) -> Result<Self, ChancesError> {
        let mut shares = Self::of(pipeline)?;
        for key in pipeline.stage_keys() {
            let Some(source) = shares.sources.get_mut(key.index()) else { continue };
            if *source != ShareSource::StageChances {
                continue;
            }
            *source = ShareSource::Assumed;
            let steps: Vec<usize> = pipeline.graph().exits(key).map(|(_, step)| step).collect();
            for step in &steps {
                if let Some(slot) = shares.by_move.get_mut(*step) {
                    *slot = 1.0 / count(steps.len());
                }
            }
            if let Some(lost) = shares.lost.get_mut(key.index()) {
                *lost = 0.0;
            }
        }
        Ok(shares)
    }

    /// The same where probabilities make no whole, read as what was probably
    /// meant: moves without one share what the others leave, and all are taken
    /// in proportion.
    pub(crate) fn lenient(pipeline: &Pipeline) -> Self {
        Self::read(pipeline, &mut |_, given| whole(given).unwrap_or_else(|_| meant(given)))
    }

    fn read(pipeline: &Pipeline, whole: Whole<'_>) -> Self {
        let mut shares = Self {
            by_move: vec![0.0; pipeline.moves().len()],
            lost: vec![0.0; pipeline.stages().len()],
            sources: Vec::with_capacity(pipeline.stages().len()),
        };
        let (mut steps, mut given) = (Vec::new(), Vec::new());
        for key in pipeline.stage_keys() {
            steps.clear();
            steps.extend(pipeline.graph().exits(key).map(|(_, step)| step));
            given.clear();
            given.extend(
                steps
                    .iter()
                    .map(|step| pipeline.moves().get(*step)?.probability.map(Probability::value)),
            );
            let mut set = |step: usize, share: f64| {
                if let Some(slot) = shares.by_move.get_mut(step) {
                    *slot = share;
                }
            };
            let source = if steps.is_empty() {
                ShareSource::Stated
            } else if given.iter().any(Option::is_some) {
                for (step, share) in steps.iter().zip(whole(key, &given)) {
                    set(*step, share);
                }
                ShareSource::Stated
            } else if let Some(derived) = derived(pipeline, key) {
                steps.iter().for_each(|step| set(*step, derived.of(pipeline, *step)));
                if let Some(slot) = shares.lost.get_mut(key.index()) {
                    *slot = if derived.exits_to_lost == 0 { 1.0 - derived.on } else { 0.0 };
                }
                ShareSource::StageChances
            } else {
                let each = 1.0 / count(steps.len());
                steps.iter().for_each(|step| set(*step, each));
                ShareSource::Assumed
            };
            shares.sources.push(source);
        }
        shares
    }

    /// Says of some stages that their shares were learned from history.
    pub(super) fn learned(&mut self, pipeline: &Pipeline, stages: &[&str]) {
        for (id, source) in pipeline.stages().iter().zip(&mut self.sources) {
            if *source == ShareSource::Stated && stages.contains(&id.id.as_str()) {
                *source = ShareSource::History;
            }
        }
    }

    /// The part of the deals leaving its stage that takes a move.
    pub(crate) fn share(&self, step: usize) -> f64 {
        self.by_move.get(step).copied().unwrap_or_default()
    }

    /// The part of the deals in a stage that is lost without a move.
    pub(crate) fn lost(&self, stage: StageKey) -> f64 {
        self.lost.get(stage.index()).copied().unwrap_or_default()
    }

    /// Where the shares of a stage come from; `None` for what is no stage.
    pub(crate) fn source(&self, stage: StageKey) -> Option<ShareSource> {
        self.sources.get(stage.index()).copied()
    }

    /// Whether nobody said where the deals of a stage go, though they can go to
    /// more than one place.
    pub(crate) fn is_guessed(&self, pipeline: &Pipeline, stage: StageKey) -> bool {
        self.source(stage) == Some(ShareSource::Assumed)
            && pipeline.graph().exits(stage).nth(1).is_some()
    }
}

#[allow(clippy::cast_precision_loss, reason = "far fewer moves than a float can count")]
fn count(n: usize) -> f64 {
    n as f64
}

/// The shares of the moves out of one stage, of which at least one is given.
/// What one move alone does not say follows from the others.
fn whole(given: &[Option<f64>]) -> Result<Vec<f64>, ChancesFault> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let with = given.iter().flatten().count();
    let mut sum: f64 = given.iter().flatten().sum();
    let mut rest = 0.0;
    if with + 1 == given.len() {
        rest = (1.0 - sum).max(0.0);
        sum += rest;
    } else if with < given.len() {
        return Err(ChancesFault::Missing { given: number(with), moves: number(given.len()) });
    }
    let scale = match (sum - 1.0).abs() {
        off if off > Probability::SUM_TOLERANCE => return Err(ChancesFault::Sum(sum)),
        // Within the tolerance, but not of rounding: a third written as 0.333333.
        off if off > ROUNDING => 1.0 / sum,
        _ => 1.0,
    };
    Ok(given.iter().map(|share| share.unwrap_or(rest) * scale).collect())
}

/// The shares that were probably meant.
fn meant(given: &[Option<f64>]) -> Vec<f64> {
    let sum: f64 = given.iter().flatten().sum();
    let without = count(given.iter().filter(|share| share.is_none()).count());
    let rest = if without > 0.0 { (1.0 - sum).max(0.0) / without } else { 0.0 };
    let whole = sum + rest * without;
    let part = |share: &Option<f64>| {
        if whole > 0.0 { share.unwrap_or(rest) / whole } else { 1.0 / count(given.len()) }
    };
    given.iter().map(part).collect()
}

/// The shares of a stage that follow from stated chances to win.
struct Derived {
    /// The part that takes the one way on, all moves along it together.
    on: f64,
    next: StageKey,
    moves_on: usize,
    exits_to_lost: usize,
}

impl Derived {
    fn of(&self, pipeline: &Pipeline, step: usize) -> f64 {
        let to = pipeline.move_ends().get(step).map(|(_, to)| *to);
        if pipeline.is_rework(step) {
            // Whatever comes back goes on or is lost in the end.
            0.0
        } else if to == Some(self.next) {
            self.on / count(self.moves_on)
        } else {
            (1.0 - self.on) / count(self.exits_to_lost.max(1))
        }
    }
}

/// Reads the shares of a stage from the chances that it and the next one
/// state; `None` where one states none, where there is more than one way on, or
/// where no share makes the two true.
fn derived(pipeline: &Pipeline, stage: StageKey) -> Option<Derived> {
    let p = pipeline.working_stage(stage)?.win_probability?.value();
    let mut next = None;
    let (mut moves_on, mut exits_to_lost) = (0, 0);
    for (to, step) in pipeline.graph().exits(stage) {
        if pipeline.is_rework(step) {
            continue;
        }
        match pipeline.place(to) {
            Some(Place::Outcome(outcome)) if outcome.kind != OutcomeKind::Won => exits_to_lost += 1,
            _ if next.is_none_or(|next| next == to) && to != stage => {
                next = Some(to);
                moves_on += 1;
            }
            _ => return None,
        }
    }
    let next = next?;
    let q = match pipeline.place(next)? {
        Place::Stage(stage) => stage.win_probability?.value(),
        Place::Outcome(_) => 1.0,
    };
    let on = p / q;
    (q > 0.0 && on <= 1.0).then_some(Derived { on, next, moves_on, exits_to_lost })
}
