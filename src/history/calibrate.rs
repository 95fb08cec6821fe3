//! [`Calibration`]: a design with the figures of its history.

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;

use super::stage_history::{End, StageHistory};
use super::stays::{ENOUGH, StayTimes};
use crate::process::{Days, Move, OutcomeKind, PipelineDraft, Stage, StageKey};
use crate::value::text::choices;
use crate::value::{Probability, StageId};

choices! {
    /// A figure that history can tell.
    pub enum CalibratedFigure {
        /// The share of a stage's deals that take a move.
        Share = "share",
        /// The median time in a stage.
        TypicalDays = "typical_days",
        /// The mean time in a stage, up to the longest stay.
        MeanDays = "mean_days",
        /// By when nine in ten have left a stage.
        StaleAfterDays = "stale_after_days",
    }
}

/// A figure that is another in the history than in the design.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalibratedChange {
    /// The stage.
    pub stage: StageId,
    /// Where the move leads; `None` for a figure of the stage itself.
    pub to: Option<StageId>,
    /// Which figure.
    pub figure: CalibratedFigure,
    /// What the design says; `None` where it says nothing, or has no such move.
    pub old: Option<f64>,
    /// What the history says.
    pub new: f64,
    /// How many completed stays of the stage that rests on.
    pub stays: u64,
    /// Whether there are 30 of them, so that it can be relied on.
    pub enough: bool,
}

/// A design with the figures of its history, for a person to accept.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Calibration {
    /// The design with every move that happened between stages or to an outcome.
    /// A stage that was left has the shares of its moves, 0 for those that never
    /// happened, the median as typical days, the mean, and the p90 as stale
    /// limit. Everything else is as it was. Without a design, a pipeline of what
    /// happened.
    pub draft: PipelineDraft,
    /// Stages that deals were in and the design does not have.
    pub added_stages: Vec<StageId>,
    /// Every figure that changed, by stage.
    pub changes: Vec<CalibratedChange>,
}

impl StageHistory<'_> {
    /// The design with the figures of this history.
    pub fn calibration(&self) -> Calibration {
        let mut calibration = Calibration {
            draft: self.design.map_or_else(|| self.drafted(), |design| design.draft().clone()),
            added_stages: Vec::new(),
            changes: Vec::new(),
        };
        for (place, times) in self.stay_times().into_iter().enumerate() {
            let Some(id) = self.id(place).filter(|_| self.end(place).is_none()) else { continue };
            if times.completed == 0 {
                continue;
            }
            if self.design.is_some() && StageKey::of(place).index() >= self.designed() {
                calibration.draft.stages.push(Stage::new(id.as_str(), id.as_str()));
                calibration.added_stages.push(id.clone());
            }
            calibration.set_days(id, &times);
            self.calibrate_moves(&mut calibration, place, id, &times);
        }
        // What deals reached, and the design does not have: stages that none has
        // left yet, and outcomes.
        let draft = &mut calibration.draft;
        let mut missing: HashSet<String> = draft.moves.iter().map(|step| step.to.clone()).collect();
        let there = draft.stages.iter().map(|stage| &stage.id);
        for id in there.chain(draft.outcomes.iter().map(|outcome| &outcome.id)) {
            missing.remove(id);
        }
        for known in self.places.iter().filter(|known| missing.contains(known.id.as_str())) {
            let id = known.id.as_str();
            let Some(end) = known.end else {
                draft.stages.push(Stage::new(id, id));
                calibration.added_stages.push(known.id.clone());
                continue;
            };
            draft.outcomes.push(crate::process::Outcome {
                id: id.to_owned(),
                kind: match end {
                    End::Won => OutcomeKind::Won,
                    End::Lost => OutcomeKind::Lost,
                    End::Abandoned => OutcomeKind::Abandoned,
                },
                name: None,
            });
        }
        calibration
    }

    /// How many stages and outcomes the design has.
    fn designed(&self) -> usize {
        self.design.map_or(0, |design| design.stages().len() + design.outcomes().len())
    }

    /// A pipeline of the stages that deals were in, in the order of the rows.
    fn drafted(&self) -> PipelineDraft {
        let mut draft = PipelineDraft::new("history");
        let mut starts = vec![false; self.places.len()];
        for deal in self.log.paths() {
            let first = deal.visits.first().map(|visit| self.place(visit));
            if let Some(start) = first.and_then(|place| starts.get_mut(place)) {
                *start = true;
            }
        }
        for (place, start) in self.places.iter().zip(starts) {
            if place.end.is_none() {
                let mut stage = Stage::new(place.id.as_str(), place.id.as_str());
                stage.start = start;
                draft.stages.push(stage);
            }
        }
        draft
    }

    fn calibrate_moves(
        &self,
        calibration: &mut Calibration,
        place: usize,
        id: &StageId,
        times: &StayTimes,
    ) {
        let mut exits: Vec<(usize, f64)> =
            times.shares.iter().map(|exit| (exit.to, exit.share)).collect();
        let mut changed = |to: &str, old: Option<f64>, new: f64| {
            if let (true, Ok(to)) = (old != Some(new), StageId::new(to)) {
                calibration.changes.push(CalibratedChange {
                    stage: id.clone(),
                    to: Some(to),
                    figure: CalibratedFigure::Share,
                    old,
                    new,
                    stays: times.completed,
                    enough: times.completed >= ENOUGH,
                });
            }
        };
        for step in calibration.draft.moves.iter_mut().filter(|step| step.from == id.as_str()) {
            let happened = exits
                .iter()
                .position(|(to, _)| self.id(*to).is_some_and(|to| to.as_str() == step.to));
            let share = happened.map_or(0.0, |at| exits.remove(at).1);
            let old = step.probability.map(Probability::value);
            step.probability = Probability::new(share.clamp(0.0, 1.0)).ok();
            changed(&step.to, old, share);
        }
        for (to, share) in exits {
            let Some(target) = self.id(to) else { continue };
            let mut step = Move::new(id.as_str(), target.as_str());
            step.probability = Probability::new(share.clamp(0.0, 1.0)).ok();
            if self.end(to).is_none() && to <= place {
                step = step.rework(None);
            }
            changed(target.as_str(), None, share);
            calibration.draft.moves.push(step);
        }
    }
}

impl Calibration {
    /// Sets the days of a stage.
    fn set_days(&mut self, id: &StageId, times: &StayTimes) {
        let Some(stage) = self.draft.stages.iter_mut().find(|stage| stage.id == id.as_str()) else {
            return;
        };
        for (figure, slot, days) in [
            (CalibratedFigure::TypicalDays, &mut stage.typical_days, times.median_days),
            (CalibratedFigure::MeanDays, &mut stage.mean_days, times.mean_days),
            (CalibratedFigure::StaleAfterDays, &mut stage.stale_after_days, times.p90_days),
        ] {
            let Some(new) = days.and_then(|days| Days::new(days).ok()) else { continue };
            let old = slot.replace(new);
            if old != Some(new) {
                self.changes.push(CalibratedChange {
                    stage: id.clone(),
                    to: None,
                    figure,
                    old: old.map(Days::count),
                    new: new.count(),
                    stays: times.completed,
                    enough: times.completed >= ENOUGH,
                });
            }
        }
    }
}

impl fmt::Display for Calibration {
    /// Every changed figure beside the old one, a line each; few stays are said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for stage in &self.added_stages {
            writeln!(f, "{stage}: a stage that the design does not have")?;
        }
        for change in &self.changes {
            let show = |number: f64| match change.figure {
                CalibratedFigure::Share => super::text::percent(number),
                _ => format!("{number:.1} days"),
            };
            let what = match &change.to {
                Some(to) => format!("{} → {to}", change.stage),
                None => format!("{} {}", change.stage, change.figure),
            };
            let old = change.old.map_or("nothing".to_owned(), show);
            let few = if change.enough { "" } else { ", which is few" };
            let (new, stays) = (show(change.new), change.stays);
            let s = if stays == 1 { "" } else { "s" };
            writeln!(f, "{what}: {old} → {new} ({stays} stay{s}{few})")?;
        }
        Ok(())
    }
}
