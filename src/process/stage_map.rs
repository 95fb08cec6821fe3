//! [`StageMap`]: where the deals in each stage go when a pipeline changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::process::{OutcomeKind, Pipeline, Place, ProblemKind, Problems, StageKey};
use crate::value::problem::Report;
use crate::value::words::messages;
use crate::value::{PipelineId, StageId, Words};

/// Where the deals in each stage of one revision of a pipeline go in another
/// revision, or in another pipeline: old stage → new stage, for every old stage.
///
/// Checked to be complete when made, so that no deal is left without a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "StoredMap")]
pub struct StageMap {
    pipeline: PipelineId,
    from_revision: u32,
    /// Absent where it leads within one pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_pipeline: Option<PipelineId>,
    to_revision: u32,
    // Shared: every deal that goes over keeps the map in its journal.
    #[serde(serialize_with = "stored_stages")]
    stages: Arc<BTreeMap<StageId, StageId>>,
}

fn stored_stages<S: Serializer>(
    stages: &Arc<BTreeMap<StageId, StageId>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    stages.as_ref().serialize(serializer)
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StoredMap {
    pipeline: PipelineId,
    from_revision: u32,
    to_pipeline: Option<PipelineId>,
    to_revision: u32,
    stages: BTreeMap<StageId, StageId>,
}

impl TryFrom<StoredMap> for StageMap {
    type Error = StageMapError;
    fn try_from(stored: StoredMap) -> Result<Self, StageMapError> {
        let StoredMap { pipeline, from_revision, to_pipeline, to_revision, stages } = stored;
        let to_pipeline = to_pipeline.filter(|to| *to != pipeline);
        if to_pipeline.is_none() && from_revision == to_revision {
            return Err(StageMapError::SameRevision { revision: to_revision });
        }
        let stages = Arc::new(stages);
        Ok(Self { pipeline, from_revision, to_pipeline, to_revision, stages })
    }
}

messages! {
    /// Why a stage map is refused.
    #[derive(Eq)]
    pub enum StageMapError {
        /// The two are not revisions of one pipeline.
        TwoPipelines {
            /// The pipeline the deals run by.
            from: PipelineId,
            /// The other one.
            to: PipelineId,
        } = "stage_map_two_pipelines",
            "`{from}` and `{to}` are two pipelines; a stage map leads between revisions of one",
            "`{from}` и `{to}` — две разные воронки; карта этапов ведёт между версиями одной",
            "`{from}` și `{to}` sunt două pâlnii; o hartă a etapelor leagă versiunile uneia singure";
        /// The map leads between other revisions than it is used for.
        OtherRevisions {
            /// Where it leads.
            leads: Words,
            /// Where it should lead.
            asked: Words,
        } = "stage_map_other_revisions",
            "the stage map leads {leads}, and is asked to lead {asked}",
            "карта этапов ведёт {leads}, а нужна {asked}",
            "harta etapelor duce {leads}, dar trebuie {asked}";
        /// The two are one revision.
        SameRevision {
            /// The revision.
            revision: u32,
        } = "stage_map_same_revision",
            "both are revision {revision}; give the changed pipeline a revision of its own",
            "обе — версия {revision}; дайте изменённой воронке свою версию",
            "ambele sunt versiunea {revision}; dați pâlniei schimbate o versiune a ei";
        /// Old stages without a new one, with two, or stages that are not there.
        Incomplete {
            /// What is missing.
            problems: Problems,
        } = "stage_map_incomplete",
            "the stage map is not complete: {problems}",
            "карта этапов неполная: {problems}",
            "harta etapelor nu este completă: {problems}";
    }
}

impl StageMap {
    /// Makes a map of the pairs that are named; a stage that keeps its id
    /// need not be. Outcomes keep theirs or are named too.
    ///
    /// # Errors
    ///
    /// [`StageMapError`]: all old stages without a place in the new revision
    /// at once.
    pub fn new<'a>(
        from: &Pipeline,
        to: &Pipeline,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, StageMapError> {
        if from.id() != to.id() {
            return Err(StageMapError::TwoPipelines {
                from: from.id().clone(),
                to: to.id().clone(),
            });
        }
        Self::between(from, to, pairs)
    }

    /// As [`StageMap::new`], and also to another pipeline.
    ///
    /// # Errors
    ///
    /// [`StageMapError`]: all old stages without a place in the other pipeline
    /// at once.
    pub fn between<'a>(
        from: &Pipeline,
        to: &Pipeline,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, StageMapError> {
        let to_pipeline = (from.id() != to.id()).then(|| to.id().clone());
        if to_pipeline.is_none() && from.revision() == to.revision() {
            return Err(StageMapError::SameRevision { revision: to.revision() });
        }
        let mut report = Report::default();
        let mut named: BTreeMap<&str, &str> = BTreeMap::new();
        for (old, new) in pairs {
            if from.key(old).is_none() {
                report.unknown(old, "old stage or outcome", old, places(from));
            }
            if let Some(other) = named.insert(old, new).filter(|other| *other != new) {
                let (first, second) = (other.to_owned(), new.to_owned());
                report.add(old, ProblemKind::TwoTargets { first, second });
            }
        }
        let mut stages = BTreeMap::new();
        for old in places(from) {
            let new = named.get(old).copied().unwrap_or(old);
            let (Some(key), Some(target)) = (from.key(old), to.key(new)) else {
                report.unknown(old, "new stage or outcome", new, places(to));
                continue;
            };
            let (is, becomes) = (role(from, key), role(to, target));
            if is != becomes {
                let (is, becomes) = (Words::of(is), Words::of(becomes));
                let target = new.to_owned();
                report.add(old, ProblemKind::OtherNature { is, target, becomes });
            }
            stages.extend(from.id_of(key).cloned().zip(to.id_of(target).cloned()));
        }
        let stages = report
            .finish(Some(stages))
            .map_err(|problems| StageMapError::Incomplete { problems })?;
        Ok(Self {
            pipeline: from.id().clone(),
            from_revision: from.revision(),
            to_pipeline,
            to_revision: to.revision(),
            stages: Arc::new(stages),
        })
    }

    /// Checks a map that was stored, or written by hand, against the two
    /// revisions.
    ///
    /// # Errors
    ///
    /// [`StageMapError`]: it leads between other revisions, or what
    /// [`StageMap::new`] would refuse, such as an old stage that it does not
    /// name and that is not in the new revision.
    pub fn check(&self, from: &Pipeline, to: &Pipeline) -> Result<(), StageMapError> {
        let Self { pipeline, from_revision, to_revision, .. } = self;
        let pipelines = (pipeline, self.to_pipeline()) == (from.id(), to.id());
        let revisions = (*from_revision, *to_revision) == (from.revision(), to.revision());
        if !pipelines && pipeline == self.to_pipeline() && from.id() != to.id() {
            let (from, to) = (from.id().clone(), to.id().clone());
            return Err(StageMapError::TwoPipelines { from, to });
        }
        if !(pipelines && revisions) {
            return Err(StageMapError::OtherRevisions {
                leads: leads(pipeline, *from_revision, self.to_pipeline(), *to_revision),
                asked: leads(from.id(), from.revision(), to.id(), to.revision()),
            });
        }
        let pairs = self.pairs().map(|(old, new)| (old.as_str(), new.as_str()));
        let made = Self::between(from, to, pairs)?;
        // What it leaves out, though it keeps its id, no deal finds in it.
        let mut report = Report::default();
        for (old, new) in made.pairs().filter(|(old, _)| self.target(old.as_str()).is_none()) {
            let left_out = Words::of([
                "the map does not name it; name `{}`",
                "карта его не называет; назовите `{}`",
                "harta nu o numește; numiți `{}`",
            ]);
            report.add(old, ProblemKind::Unfit { why: left_out.with(new.as_str()) });
        }
        report.finish(Some(())).map_err(|problems| StageMapError::Incomplete { problems })
    }

    /// The pipeline the deals come from.
    pub(crate) fn pipeline(&self) -> &PipelineId {
        &self.pipeline
    }

    /// The pipeline the deals go over to; the same one for a map between two
    /// of its revisions.
    pub(crate) fn to_pipeline(&self) -> &PipelineId {
        self.to_pipeline.as_ref().unwrap_or(&self.pipeline)
    }

    /// Every old stage and outcome with its new one, sorted by the old id.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&StageId, &StageId)> {
        self.stages.iter()
    }

    /// Where the deals in an old stage go.
    pub fn target(&self, old: &str) -> Option<&StageId> {
        self.stages.get(old)
    }

    /// The revision the deals come from.
    pub fn from_revision(&self) -> u32 {
        self.from_revision
    }

    /// The revision the deals go over to.
    pub fn to_revision(&self) -> u32 {
        self.to_revision
    }
}

fn leads(pipeline: &PipelineId, from: u32, other: &PipelineId, to: u32) -> Words {
    let words = if pipeline == other {
        [
            "from revision {from} to {to} of `{pipeline}`",
            "от версии {from} к {to} воронки `{pipeline}`",
            "de la versiunea {from} la {to} a pâlniei `{pipeline}`",
        ]
    } else {
        [
            "from revision {from} of `{pipeline}` to revision {to} of `{other}`",
            "от версии {from} воронки `{pipeline}` к версии {to} воронки `{other}`",
            "de la versiunea {from} a pâlniei `{pipeline}` la versiunea {to} a pâlniei `{other}`",
        ]
    };
    Words::put(words, &[("from", &from), ("to", &to), ("pipeline", pipeline), ("other", other)])
}

/// The ids of the stages, then of the outcomes.
fn places(pipeline: &Pipeline) -> impl Iterator<Item = &str> {
    let stages = pipeline.stages().iter().map(|stage| stage.id.as_str());
    stages.chain(pipeline.outcomes().iter().map(|outcome| outcome.id.as_str()))
}

/// What deals do at a place: a map does not change it.
fn role(pipeline: &Pipeline, key: StageKey) -> [&'static str; 3] {
    let kind = match pipeline.place(key) {
        Some(Place::Outcome(outcome)) => outcome.kind,
        _ => return ["a stage", "этап", "o etapă"],
    };
    match kind {
        OutcomeKind::Won => {
            ["an outcome that counts as won", "исход «выиграно»", "un rezultat câștigat"]
        }
        OutcomeKind::Lost => {
            ["an outcome that counts as lost", "исход «проиграно»", "un rezultat pierdut"]
        }
        OutcomeKind::Abandoned => {
            ["an outcome that counts as abandoned", "исход «прекращено»", "un rezultat abandonat"]
        }
    }
}
