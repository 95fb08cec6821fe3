//! [`Partition`]: which stages become one.

use super::MergeError;
use crate::process::{Pipeline, Place, StageKey};

/// The stages of a pipeline in parts that become one stage each.
pub(super) struct Partition {
    /// The first stage of the part, or one on the way to it; itself for a
    /// first stage.
    of: Vec<usize>,
    /// The stage after each in its part, and the last one of a part by its
    /// first.
    next: Vec<Option<usize>>,
    last: Vec<usize>,
}

/// The first of the part that a stage is in, where each has that or one on the
/// way to it.
pub(super) fn root(of: &mut [usize], stage: usize) -> usize {
    let mut part = stage;
    while let Some(&next) = of.get(part).filter(|next| **next != part) {
        // Halves the way for the next who asks.
        let after = of.get(next).copied().unwrap_or(next);
        if let Some(slot) = of.get_mut(part) {
            *slot = after;
        }
        part = next;
    }
    part
}

impl Partition {
    /// Each stage a part of its own.
    pub(super) fn of(pipeline: &Pipeline) -> Self {
        let count = pipeline.stages().len();
        Self { of: (0..count).collect(), next: vec![None; count], last: (0..count).collect() }
    }

    /// The first stage of the part that a stage is in.
    pub(super) fn first_of(&mut self, stage: usize) -> usize {
        root(&mut self.of, stage)
    }

    /// Joins the parts of two stages; those of the first come first.
    pub(super) fn unite(&mut self, first: usize, second: usize) {
        let (first, second) = (self.first_of(first), self.first_of(second));
        let ends = (self.last.get(first).copied(), self.last.get(second).copied());
        let (Some(end_of_first), Some(end_of_second)) = ends else { return };
        if first == second {
            return;
        }
        if let Some(next) = self.next.get_mut(end_of_first) {
            *next = Some(second);
        }
        if let Some(last) = self.last.get_mut(first) {
            *last = end_of_second;
        }
        if let Some(of) = self.of.get_mut(second) {
            *of = first;
        }
    }

    /// The stages of the part that begins with a stage, in the order they
    /// were joined.
    pub(super) fn members(&self, first: usize) -> Vec<StageKey> {
        let next = |stage: &usize| self.next.get(*stage).copied().flatten();
        std::iter::successors(Some(first), next).map(StageKey::of).collect()
    }

    /// Joins two stages that somebody has chosen.
    pub(super) fn merge(
        &mut self,
        pipeline: &Pipeline,
        first: &str,
        second: &str,
    ) -> Result<(StageKey, StageKey), MergeError> {
        let stage = |id: &str| {
            let unknown = || MergeError::NoStage(id.to_owned());
            let key = pipeline.key(id).ok_or_else(unknown)?;
            match pipeline.place(key) {
                Some(Place::Stage(_)) => Ok(key),
                Some(Place::Outcome(_)) => Err(MergeError::Outcome(id.to_owned())),
                None => Err(unknown()),
            }
        };
        let (a, b) = (stage(first)?, stage(second)?);
        let (part, other) = (self.first_of(a.index()), self.first_of(b.index()));
        if part == other {
            return Err(MergeError::OneAlready { first: first.into(), second: second.into() });
        }
        let forward =
            |(to, step): (StageKey, &crate::process::Move)| to == b && step.rework.is_none();
        if !pipeline.exits(a).any(forward) {
            return Err(MergeError::NoMove { first: first.into(), second: second.into() });
        }
        // Only the first stage of a part can be a start.
        let begins = pipeline.working_stage(StageKey::of(other)).filter(|stage| stage.start);
        if let Some(stage) = begins {
            return Err(MergeError::Start { first: first.into(), start: stage.id.clone() });
        }
        self.unite(a.index(), b.index());
        Ok((a, b))
    }
}
