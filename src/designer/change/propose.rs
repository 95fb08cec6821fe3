//! [`ProposedMap`]: the stage map proposed from what is different.

use std::collections::{HashSet, VecDeque};
use std::fmt;

use super::PipelineChange;
use super::recognise::{Known, Links};
use crate::process::{Pipeline, Place, Purpose, Stage, StageKey};
use crate::process::{StageMap, StageMapError};
use crate::value::StageId;

/// Where the deals in each old stage and outcome could go: a stage map to be
/// looked at, completed and finished.
///
/// Its text has one line for each stage, in the order of the old pipeline:
///
/// ```text
/// `call` → `talk`: likely, merged into it
/// `legal` → ?: nothing is near it; say where its deals go
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedMap<'a> {
    old: &'a Pipeline,
    new: &'a Pipeline,
    steps: Vec<ProposedStep>,
}

/// Where the deals in one old stage or outcome could go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProposedStep {
    /// The old stage or outcome.
    pub old: StageId,
    /// The new one; `None` where there is nothing to propose.
    pub new: Option<StageId>,
    /// Why this one.
    pub why: MapReason,
}

/// Why a new stage is proposed for an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapReason {
    /// It is stated that the one comes of the other.
    Told,
    /// It has the same id.
    SameId,
    /// It is recognised under another id.
    Renamed,
    /// What was done in the old stage is done there now.
    MergedInto,
    /// The old stage was split; this is the part that is most like it, or
    /// the first.
    FirstPart,
    /// It is the only outcome of its kind.
    OnlyOutcome,
    /// The old stage is gone; this one has one of its purposes.
    SamePurpose,
    /// The old stage is gone; this one comes before it: by purposes in
    /// canonical order, or along the moves where it has none.
    Preceding,
    /// The old stage is gone; this one comes after it.
    Following,
    /// There is nothing to propose.
    Nothing,
}

/// How sure a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// There is nothing to propose; somebody has to say.
    Open,
    /// To be checked before it is used.
    Guess,
    /// Recognised by what stands in the stages.
    Likely,
    /// The same by its id, or as stated.
    Certain,
}

impl fmt::Display for Sureness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Open => "open",
            Self::Guess => "a guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        })
    }
}

impl MapReason {
    /// How sure that makes the proposal.
    pub fn sureness(self) -> Sureness {
        match self {
            Self::Told | Self::SameId => Sureness::Certain,
            Self::Renamed | Self::MergedInto | Self::OnlyOutcome => Sureness::Likely,
            Self::FirstPart | Self::SamePurpose | Self::Preceding | Self::Following => {
                Sureness::Guess
            }
            Self::Nothing => Sureness::Open,
        }
    }
}

impl fmt::Display for MapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Told => "as told",
            Self::SameId => "the same id",
            Self::Renamed => "renamed",
            Self::MergedInto => "merged into it",
            Self::FirstPart => "the first part of what it was split into",
            Self::OnlyOutcome => "the only outcome of its kind",
            Self::SamePurpose => "it is gone, and this has one of its purposes",
            Self::Preceding => "it is gone, and this is the nearest before it",
            Self::Following => "it is gone, and this is the nearest after it",
            Self::Nothing => "nothing is near it; say where its deals go",
        })
    }
}

impl<'a> ProposedMap<'a> {
    pub(super) fn of(change: &PipelineChange<'a>) -> Self {
        let (old, new, links) = (change.old, change.new, &change.links);
        let near = Near::of(old, new, links);
        let split: HashSet<usize> = links.split.iter().flatten().copied().collect();
        let joined: HashSet<usize> = links.merged.iter().flatten().map(|(to, _)| *to).collect();
        let stages = old.stages().len();
        let mut steps = Vec::with_capacity(links.became.len());
        for place in 0..links.became.len() {
            let (key, is_split) = (StageKey::of(place), split.contains(&place));
            let found = match old.place(key) {
                Some(Place::Stage(stage)) if place < stages => {
                    linked(links, place, is_split, &joined).or_else(|| near.to(place, stage))
                }
                Some(Place::Outcome(outcome)) => {
                    let mut of_kind = new.ends(outcome.kind);
                    let only = of_kind.next().filter(|_| of_kind.next().is_none());
                    let fits = |(to, _): &(usize, MapReason)| {
                        let there = new.place(StageKey::of(*to));
                        matches!(there, Some(Place::Outcome(o)) if o.kind == outcome.kind)
                    };
                    linked(links, place, is_split, &joined)
                        .filter(fits)
                        .or_else(|| only.map(|key| (key.index(), MapReason::OnlyOutcome)))
                }
                _ => None,
            };
            let target = found.and_then(|(to, why)| Some((new.id_of(StageKey::of(to))?, why)));
            let (to, why) = target.map_or((None, MapReason::Nothing), |(to, why)| (Some(to), why));
            steps.extend(old.id_of(key).map(|old| ProposedStep {
                old: old.clone(),
                new: to.cloned(),
                why,
            }));
        }
        Self { old, new, steps }
    }

    /// One step for each old stage and then outcome, in the order of the old
    /// pipeline.
    pub fn steps(&self) -> &[ProposedStep] {
        &self.steps
    }

    /// The old stages and outcomes for which there is nothing to propose.
    pub fn open(&self) -> impl Iterator<Item = &StageId> {
        self.steps.iter().filter(|step| step.new.is_none()).map(|step| &step.old)
    }

    /// The map as it is proposed.
    ///
    /// # Errors
    ///
    /// [`StageMapError`]: something is [open](Self::open), or the two are not
    /// two revisions.
    pub fn build(&self) -> Result<StageMap, StageMapError> {
        self.finish([])
    }

    /// The map with what a person says: pairs of an old stage and a new one,
    /// which go before what is proposed.
    ///
    /// # Errors
    ///
    /// [`StageMapError`]: something is [open](Self::open) and not in the
    /// pairs, a pair names a stage that is not there, or the two are not two
    /// revisions.
    pub fn finish<'p>(
        &self,
        pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<StageMap, StageMapError> {
        let mut all: Vec<(&str, &str)> = pairs.into_iter().collect();
        let said: HashSet<&str> = all.iter().map(|(old, _)| *old).collect();
        for ProposedStep { old, new, .. } in &self.steps {
            if let (Some(new), false) = (new, said.contains(old.as_str())) {
                all.push((old.as_str(), new.as_str()));
            }
        }
        StageMap::new(self.old, self.new, all)
    }
}

impl fmt::Display for ProposedMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, ProposedStep { old, new, why }) in self.steps.iter().enumerate() {
            f.write_str(if i > 0 { "\n" } else { "" })?;
            match new {
                Some(new) => write!(f, "`{old}` → `{new}`: {}, {why}", why.sureness())?,
                None => write!(f, "`{old}` → ?: {why}")?,
            }
        }
        Ok(())
    }
}

/// What an old stage is known to have become.
fn linked(
    links: &Links,
    old: usize,
    is_split: bool,
    joined: &HashSet<usize>,
) -> Option<(usize, MapReason)> {
    let image = links.became.get(old).copied().flatten();
    let merged = links.merged.get(old).copied().flatten();
    let why = |new, known| match known {
        Known::Told => MapReason::Told,
        Known::SameId => MapReason::SameId,
        Known::Recognised if is_split => MapReason::FirstPart,
        Known::Recognised if joined.contains(&new) => MapReason::MergedInto,
        Known::Recognised => MapReason::Renamed,
    };
    match (image, merged) {
        (Some((new, known)), _) => Some((new, why(new, known))),
        (None, Some((new, Known::Told))) => Some((new, MapReason::Told)),
        (None, Some((new, _))) => Some((new, MapReason::MergedInto)),
        (None, None) => None,
    }
}

/// The new stages nearest to old ones that are gone.
struct Near {
    /// The first stage of each built-in purpose, in canonical order.
    by_purpose: Vec<Option<usize>>,
    /// The nearest before and after each old stage, along its moves.
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
}

impl Near {
    fn of(old: &Pipeline, new: &Pipeline, links: &Links) -> Self {
        let mut by_purpose = vec![None; Purpose::BUILT_IN.len()];
        for (i, stage) in new.stages().iter().enumerate() {
            for purpose in places(stage) {
                if let Some(slot @ None) = by_purpose.get_mut(purpose) {
                    *slot = Some(i);
                }
            }
        }
        let along = |back: bool| {
            let mut near: Vec<Option<usize>> =
                old.stage_keys().map(|key| links.place_of(key.index())).collect();
            let known = old.stage_keys().filter(|key| links.place_of(key.index()).is_some());
            let mut queue: VecDeque<StageKey> = known.collect();
            while let Some(key) = queue.pop_front() {
                let found = near.get(key.index()).copied().flatten();
                let steps: Vec<_> =
                    if back { old.entries(key).collect() } else { old.exits(key).collect() };
                for (next, _) in steps.into_iter().filter(|(_, step)| step.rework.is_none()) {
                    if let Some(slot @ None) = near.get_mut(next.index()) {
                        *slot = found;
                        queue.push_back(next);
                    }
                }
            }
            near
        };
        Self { by_purpose, before: along(false), after: along(true) }
    }

    /// The nearest to an old stage. Where one before it and one after it are
    /// as near, it is the one before: nobody should come nearer to closing by
    /// going over to another revision.
    fn to(&self, old: usize, stage: &Stage) -> Option<(usize, MapReason)> {
        let mut best: Option<(usize, bool, usize)> = None;
        for purpose in places(stage) {
            for (other, first) in self.by_purpose.iter().enumerate() {
                if let Some(first) = first {
                    let found = (purpose.abs_diff(other), other > purpose, *first);
                    best = Some(best.map_or(found, |best| best.min(found)));
                }
            }
        }
        let by_purpose = best.map(|(distance, is_after, first)| match (distance, is_after) {
            (0, _) => (first, MapReason::SamePurpose),
            (_, false) => (first, MapReason::Preceding),
            (_, true) => (first, MapReason::Following),
        });
        let along = |near: &[Option<usize>], why| {
            near.get(old).copied().flatten().map(|stage| (stage, why))
        };
        by_purpose
            .or_else(|| along(&self.before, MapReason::Preceding))
            .or_else(|| along(&self.after, MapReason::Following))
    }
}

/// The places of a stage's built-in purposes in canonical order.
fn places(stage: &Stage) -> impl Iterator<Item = usize> + '_ {
    stage.purposes.iter().filter_map(|p| Purpose::BUILT_IN.iter().position(|known| known == p))
}
