//! Change in flight: what is different between two versions of a process, and
//! where the deals that are under way go.
//!
//! A company changes how it sells while deals are under way. Three questions
//! follow, and each has its type here:
//!
//! - What is different? [`SalesProcess::changes_to`] gives a [`ProcessChange`]:
//!   every [`FieldChange`] of the document, and for each pipeline a
//!   [`PipelineChange`] with its [`StageChange`]s (added, removed, renamed,
//!   merged, split) and [`MoveChange`]s. Its text is for people to read.
//! - Where do the deals in each old stage go? [`PipelineChange::stage_map`]
//!   gives a [`ProposedMap`]: for each old stage a new one, with how sure that
//!   is and why, or nothing, where somebody has to say.
//! - Is there a place for every deal? Finishing it gives a [`StageMap`](crate::process::StageMap), which
//!   is checked to be complete. The deals go over by
//!   [`Migration`](crate::lifecycle::deal::Migration).
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::process::{PipelineDraft, Purpose, Stage};
//!
//! let version = |pipeline: PipelineDraft| {
//!     SalesProcess::draft("acme", "Acme").pipeline(pipeline.won("won").go("offer", "won")).build()
//! };
//! let offer = Stage::new("offer", "Offer").purpose(Purpose::Proposal);
//! let old = version(
//!     PipelineDraft::new("main")
//!         .stage(Stage::new("call", "Call").purpose(Purpose::ProactiveContact).start())
//!         .stage(Stage::new("meet", "Meet").purpose(Purpose::NeedsDiscovery))
//!         .stage(offer.clone())
//!         .go("call", "meet")
//!         .go("meet", "offer"),
//! )?;
//! let talk = Stage::new("talk", "Call and meet")
//!     .purpose(Purpose::ProactiveContact)
//!     .purpose(Purpose::NeedsDiscovery)
//!     .start();
//! let new = version(PipelineDraft::new("main").revision(2).stage(talk).stage(offer).go("talk", "offer"))?;
//!
//! let change = old.changes_to(&new);
//! assert_eq!(
//!     change.to_string(),
//!     "pipeline `main`, revision 1 → 2\n\
//!      \x20 stages `call` and `meet` became `talk`\n\
//!      \x20 stage `talk`, name: `Call` → `Call and meet`"
//! );
//! let map = change.pipeline("main").ok_or("main is changed")?.stage_map().build()?;
//! assert_eq!(map.target("meet").map(|id| id.as_str()), Some("talk"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How stages are recognised
//!
//! A stage that keeps its id is itself, whatever else is changed. Of the
//! others, what speaks for two being one is the same name (but for case and
//! punctuation), shared purposes, exit criteria, actions and tactics, and
//! neighbours that are recognised already; purposes that differ speak against
//! it. Who knows better says so: [`SalesProcess::changes_to_knowing`].
//!
//! # Invariants
//!
//! The difference is empty where, and only where, the two are equal. Every
//! field of the document is compared. The order is that of the documents, and
//! the same two give the same difference.

mod document;
mod field;
mod moves;
mod people;
mod propose;
mod recognise;
mod report;
mod stages;

pub use field::{Delta, FieldChange, FieldStep, FieldText};
pub use moves::MoveChange;
pub use propose::{MapReason, ProposedMap, ProposedStep, Sureness};

use std::collections::{BTreeMap, HashMap};

use self::field::Comparing;
use self::recognise::Links;
use crate::process::{Pipeline, Place, SalesProcess, Stage, StageKey};
use crate::value::StageId;

/// What is different between two versions of a sales process.
///
/// Its text is the report: first the document, one line for each value, then
/// each pipeline with what is different in it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ProcessChange<'a> {
    /// What is different outside the pipelines, and in their order, in the
    /// order of the document.
    pub fields: Vec<FieldChange>,
    /// The pipelines that are not the same, those of the old version first.
    pub pipelines: Vec<PipelineDelta<'a>>,
}

/// A pipeline that is not the same in two versions of a process. Pipelines
/// are known by their ids, which deals name.
#[derive(Debug, Clone, PartialEq)]
pub enum PipelineDelta<'a> {
    /// It is there in the new version only.
    Added(&'a Pipeline),
    /// It is there in the old version only; deals that run by it cannot go
    /// over to anything.
    Removed(&'a Pipeline),
    /// It is there in both, and is different.
    Changed(PipelineChange<'a>),
}

/// What is different between two versions of a pipeline.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PipelineChange<'a> {
    /// What is different in what it is besides its stages and moves, such as
    /// its revision.
    pub fields: Vec<FieldChange>,
    /// What is different in its stages and outcomes, in the order of the old
    /// version, and then what is added.
    pub stages: Vec<StageChange>,
    /// What is different in its moves: those of the old version in their
    /// order, and then those that are added. Moves between stages that are one
    /// now are not reported.
    pub moves: Vec<MoveChange<'a>>,
    old: &'a Pipeline,
    new: &'a Pipeline,
    links: Links,
}

/// Something different in the stages or outcomes of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StageChange {
    /// A stage or outcome is new.
    Added(StageId),
    /// A stage or outcome is gone.
    Removed(StageId),
    /// A stage or outcome has another id.
    Renamed {
        /// Its old id.
        old: StageId,
        /// Its new id.
        new: StageId,
    },
    /// Several stages are one now.
    Merged {
        /// The old ones, at least two, in their order.
        old: Vec<StageId>,
        /// The one they are now; it can have the id of one of them.
        new: StageId,
    },
    /// One stage is several now.
    Split {
        /// The old one.
        old: StageId,
        /// The new ones, at least two; first the one that is most like it.
        new: Vec<StageId>,
    },
    /// Values of a stage or outcome that is still there. Lists of stages that
    /// were merged or split are compared as if they were one.
    Changed {
        /// The id it has now.
        stage: StageId,
        /// The values, in the order of the document.
        fields: Vec<FieldChange>,
    },
    /// The stages that stay are listed in another order.
    Reordered,
    /// The outcomes that stay are listed in another order.
    OutcomesReordered,
    /// The moves that stay are listed in another order.
    MovesReordered,
}

impl SalesProcess {
    /// What is different in a newer version of the process; empty where the
    /// two are equal.
    pub fn changes_to<'a>(&'a self, new: &'a Self) -> ProcessChange<'a> {
        self.changes_to_knowing(new, [])
    }

    /// The same, where it is known of some stages what became of them: triples
    /// of a pipeline, an old stage and a new one. Two old stages with one new
    /// one were merged; one with two was split. What names nothing says
    /// nothing.
    pub fn changes_to_knowing<'a, 'k>(
        &'a self,
        new: &'a Self,
        known: impl IntoIterator<Item = (&'k str, &'k str, &'k str)>,
    ) -> ProcessChange<'a> {
        let mut to = Comparing::default();
        document::compare(&mut to, self.as_draft(), new.as_draft());
        let mut told: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for (pipeline, old, new) in known {
            told.entry(pipeline).or_default().push((old, new));
        }
        let by_id = |process: &'a Self| -> HashMap<&'a str, &'a Pipeline> {
            process.pipelines().iter().map(|pipeline| (pipeline.id().as_str(), pipeline)).collect()
        };
        let (olds, news) = (by_id(self), by_id(new));
        let mut pipelines = Vec::new();
        for old in self.pipelines() {
            let id = old.id().as_str();
            match news.get(id) {
                None => pipelines.push(PipelineDelta::Removed(old)),
                Some(new) => {
                    let known = told.get(id).into_iter().flatten().copied();
                    let change = PipelineChange::between(old, new, known);
                    if !change.is_empty() {
                        pipelines.push(PipelineDelta::Changed(change));
                    }
                }
            }
        }
        let added = new.pipelines().iter().filter(|p| !olds.contains_key(p.id().as_str()));
        pipelines.extend(added.map(PipelineDelta::Added));
        let kept = |these: &'a Self, those: &HashMap<&str, &Pipeline>| -> Vec<&'a str> {
            let ids = these.pipelines().iter().map(|pipeline| pipeline.id().as_str());
            ids.filter(|id| those.contains_key(id)).collect()
        };
        to.order("pipelines", &kept(self, &news), &kept(new, &olds));
        ProcessChange { fields: to.finish(), pipelines }
    }
}

impl Pipeline {
    /// What is different in a newer version of the pipeline; empty where the
    /// drafts of the two are equal. What a pipeline has of its process, the
    /// closing event and the lost reasons, is reported by
    /// [`SalesProcess::changes_to`].
    pub fn changes_to<'a>(&'a self, new: &'a Self) -> PipelineChange<'a> {
        PipelineChange::between(self, new, [])
    }

    /// The same, where it is known of some stages what became of them: pairs
    /// of an old stage and a new one, as for
    /// [`SalesProcess::changes_to_knowing`].
    pub fn changes_to_knowing<'a, 'k>(
        &'a self,
        new: &'a Self,
        known: impl IntoIterator<Item = (&'k str, &'k str)>,
    ) -> PipelineChange<'a> {
        PipelineChange::between(self, new, known)
    }
}

impl<'a> ProcessChange<'a> {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.pipelines.is_empty()
    }

    /// What is different in a pipeline; `None` where that is nothing, or the
    /// pipeline is not in both versions.
    pub fn pipeline(&self, id: &str) -> Option<&PipelineChange<'a>> {
        self.pipelines.iter().find_map(|delta| match delta {
            PipelineDelta::Changed(change) if *change.old.id() == *id => Some(change),
            _ => None,
        })
    }
}

impl<'a> PipelineChange<'a> {
    fn between<'k>(
        old: &'a Pipeline,
        new: &'a Pipeline,
        known: impl IntoIterator<Item = (&'k str, &'k str)>,
    ) -> Self {
        let keys = |(from, to): (&str, &str)| old.key(from).zip(new.key(to));
        let told: Vec<_> = known.into_iter().filter_map(keys).collect();
        let links = Links::between(old, new, &told);
        let mut to = Comparing::default();
        if old.id() != new.id() {
            to.value("id", (old.id().as_str(), new.id().as_str()), FieldText::words);
        }
        stages::compare_pipeline(&mut to, old, new);
        let (moves, reordered) = moves::compare(old, new, &links);
        let mut stages = stage_changes(old, new, &links);
        if reordered {
            stages.push(StageChange::MovesReordered);
        }
        Self { fields: to.finish(), stages, moves, old, new, links }
    }

    /// The old version.
    pub(crate) fn before(&self) -> &'a Pipeline {
        self.old
    }

    /// The new version.
    pub(crate) fn after(&self) -> &'a Pipeline {
        self.new
    }

    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.stages.is_empty() && self.moves.is_empty()
    }

    /// Whether it is different under the same revision. Deals name the
    /// revision that they run by; those in flight could not tell.
    pub fn keeps_revision(&self) -> bool {
        !self.is_empty() && self.old.revision() == self.new.revision()
    }

    /// The stages, as they are called now, that a move leaves or enters which
    /// is added, removed or changed; in the order of the new version.
    pub fn rerouted(&self) -> Vec<&'a StageId> {
        let ends = self.moves.iter().flat_map(|step| [&step.from, &step.to]);
        let mut keys: Vec<StageKey> = ends.filter_map(|id| self.new.key(id.as_str())).collect();
        keys.retain(|key| self.new.working_stage(*key).is_some());
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().filter_map(|key| self.new.id_of(key)).collect()
    }

    /// Where the deals in each old stage could go.
    pub fn stage_map(&self) -> ProposedMap<'a> {
        ProposedMap::of(self)
    }
}

/// What is different in the stages and outcomes: whatever became of each old
/// one, and then what is added.
fn stage_changes(old: &Pipeline, new: &Pipeline, links: &Links) -> Vec<StageChange> {
    let mut into: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, (to, _)) in links.merged.iter().enumerate().filter_map(|(i, m)| Some((i, (*m)?))) {
        into.entry(to).or_default().push(from);
    }
    let mut out_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (to, from) in links.split.iter().enumerate().filter_map(|(i, s)| Some((i, (*s)?))) {
        out_of.entry(from).or_default().push(to);
    }
    let id_in = |pipeline: &Pipeline, place: usize| pipeline.id_of(StageKey::of(place)).cloned();
    let ids = |pipeline: &Pipeline, places: &[usize]| -> Vec<StageId> {
        places.iter().filter_map(|place| id_in(pipeline, *place)).collect()
    };
    let mut changes = Vec::new();
    for (from, became) in links.became.iter().enumerate() {
        let Some(old_id) = id_in(old, from) else { continue };
        let parts = out_of.get(&from).map_or(&[][..], Vec::as_slice);
        let Some(to) = became.map(|(to, _)| to).or_else(|| links.place_of(from)) else {
            changes.push(StageChange::Removed(old_id));
            continue;
        };
        let Some(new_id) = id_in(new, to) else { continue };
        if !parts.is_empty() {
            let parts: Vec<usize> = std::iter::once(to).chain(parts.iter().copied()).collect();
            changes.push(StageChange::Split { old: old_id.clone(), new: ids(new, &parts) });
        }
        if became.is_none() {
            continue;
        }
        let others = into.get(&to).map_or(&[][..], Vec::as_slice);
        if !others.is_empty() {
            let mut olds: Vec<usize> =
                std::iter::once(from).chain(others.iter().copied()).collect();
            olds.sort_unstable();
            changes.push(StageChange::Merged { old: ids(old, &olds), new: new_id.clone() });
        } else if parts.is_empty() && old_id != new_id {
            changes.push(StageChange::Renamed { old: old_id, new: new_id.clone() });
        }
        let fields = contents((old, from, others), (new, to, parts), &new_id);
        if !fields.is_empty() {
            changes.push(StageChange::Changed { stage: new_id, fields });
        }
    }
    let added = (0..links.was.len()).filter(|to| links.is_new(*to));
    changes.extend(added.filter_map(|to| id_in(new, to)).map(StageChange::Added));
    let images = |places: std::ops::Range<usize>| {
        places.filter_map(|from| links.image(from)).collect::<Vec<_>>()
    };
    let stages = old.stages().len();
    if !images(0..stages).is_sorted() {
        changes.push(StageChange::Reordered);
    }
    if !images(stages..links.became.len()).is_sorted() {
        changes.push(StageChange::OutcomesReordered);
    }
    changes
}

type Part<'a> = (&'a Pipeline, usize, &'a [usize]);

/// What is different in the contents of one stage or outcome, taken together
/// with the others that it was or is one with.
fn contents(old: Part<'_>, new: Part<'_>, id: &StageId) -> Vec<FieldChange> {
    let (Some(was), Some(is)) =
        (old.0.place(StageKey::of(old.1)), new.0.place(StageKey::of(new.1)))
    else {
        return Vec::new();
    };
    match (was, is) {
        (Place::Stage(was), Place::Stage(is)) => {
            // Of stages that are one, the one that keeps its id speaks for
            // all, or else the first.
            let together = |like: &Stage, keeps_id: bool, (pipeline, place, others): Part<'_>| {
                let mut all: Vec<usize> = others.to_vec();
                all.push(place);
                all.sort_unstable();
                let stage = |i: &usize| pipeline.working_stage(StageKey::of(*i));
                let first = all.iter().find_map(stage).filter(|_| !keeps_id);
                stages::joined(first.unwrap_or(like), all.iter().filter_map(stage))
            };
            let keeps_id = was.id == is.id;
            stages::inside(("stages", "stage"), id, |to| {
                if old.2.is_empty() && new.2.is_empty() {
                    stages::compare_stage(to, was, is);
                } else {
                    let (was, is) = (together(was, keeps_id, old), together(is, keeps_id, new));
                    stages::compare_stage(to, &was, &is);
                }
            })
        }
        (Place::Outcome(was), Place::Outcome(is)) => {
            stages::inside(("outcomes", "outcome"), id, |to| stages::compare_outcome(to, was, is))
        }
        _ => Vec::new(),
    }
}
