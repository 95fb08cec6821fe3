//! [`Shares`]: which part of the deals that leave a stage takes each move, and
//! who says so.

use super::error::{ChancesError, StageChances};
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
        /// Nobody stated them, or not those of two moves or more: what is not
        /// stated is taken as equally likely.
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

/// The shares of the moves out of a stage of which at least one is given, and
/// whether those say all.
type Whole<'s> = &'s mut dyn FnMut(StageKey, &[Option<f64>]) -> (Vec<f64>, ShareSource);

impl Shares {
    /// The shares of a pipeline, by the best source there is for each stage.
    ///
    /// # Errors
    ///
    /// [`ChancesError`]: all stages whose probabilities make no whole.
    pub(crate) fn of(pipeline: &Pipeline) -> Result<Self, ChancesError> {
        let mut faults = Vec::new();
        let shares = Self::read(pipeline, &mut |key, given| {
            whole(given).unwrap_or_else(|sum| {
                let id = pipeline.id_of(key).cloned();
                faults.extend(id.map(|id| StageChances { stage: key, id, sum }));
                (Vec::new(), ShareSource::Assumed)
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

    /// The same where probabilities make no whole: they are taken in proportion.
    pub(crate) fn lenient(pipeline: &Pipeline) -> Self {
        Self::read(pipeline, &mut |_, given| {
            whole(given).unwrap_or_else(|sum| {
                let part = |share: &Option<f64>| {
                    if sum > 0.0 { share.unwrap_or(0.0) / sum } else { 1.0 / count(given.len()) }
                };
                (given.iter().map(part).collect(), ShareSource::Stated)
            })
        })
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
                let (known, source) = whole(key, &given);
                steps.iter().zip(known).for_each(|(step, share)| set(*step, share));
                source
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

/// The shares of the moves out of one stage, of which at least one is given,
/// and whether those say all: what one move alone does not say follows from the
/// others; of more than one it is assumed that they share the rest evenly.
///
/// # Errors
///
/// The sum of those given, where it makes no whole.
fn whole(given: &[Option<f64>]) -> Result<(Vec<f64>, ShareSource), f64> {
    let without = given.iter().filter(|share| share.is_none()).count();
    let sum: f64 = given.iter().flatten().sum();
    let left = 1.0 - sum;
    // So little left for several is rounding: nothing rests on how they share it.
    let nothing = if without == 1 { ROUNDING } else { Probability::SUM_TOLERANCE };
    if without > 0 && left > nothing {
        let rest = left / count(without);
        let source = if without == 1 { ShareSource::Stated } else { ShareSource::Assumed };
        return Ok((given.iter().map(|share| share.unwrap_or(rest)).collect(), source));
    }
    let scale = match left.abs() {
        off if off > Probability::SUM_TOLERANCE => return Err(sum),
        // Within the tolerance, but not of rounding: a third written as 0.333333.
        off if off > ROUNDING => 1.0 / sum,
        _ => 1.0,
    };
    Ok((given.iter().map(|share| share.unwrap_or(0.0) * scale).collect(), ShareSource::Stated))
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
