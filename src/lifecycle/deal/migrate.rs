//! Going over to another revision of the pipeline.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::Report;
use crate::process::{Pipeline, Place, ProblemKind, Problems, StageKey};
use crate::{PipelineId, StageId};

/// Where the deals in each stage of one revision of a pipeline go in another:
/// old stage → new stage, for every old stage.
///
/// Checked to be complete when made, so that no deal is left without a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredMap")]
pub struct StageMap {
    pub(super) pipeline: PipelineId,
    pub(super) from_revision: u32,
    pub(super) to_revision: u32,
    stages: BTreeMap<StageId, StageId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredMap {
    pipeline: PipelineId,
    from_revision: u32,
    to_revision: u32,
    stages: BTreeMap<StageId, StageId>,
}

impl TryFrom<StoredMap> for StageMap {
    type Error = StageMapError;
    fn try_from(stored: StoredMap) -> Result<Self, StageMapError> {
        let StoredMap { pipeline, from_revision, to_revision, stages } = stored;
        if from_revision == to_revision {
            return Err(StageMapError::SameRevision(to_revision));
        }
        Ok(Self { pipeline, from_revision, to_revision, stages })
    }
}

/// Why a stage map is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StageMapError {
    /// The two are not revisions of one pipeline.
    #[error("`{from}` and `{to}` are two pipelines; a stage map leads between revisions of one")]
    TwoPipelines {
        /// The pipeline the deals run by.
        from: PipelineId,
        /// The other one.
        to: PipelineId,
    },
    /// The two are one revision.
    #[error("both are revision {0}; give the changed pipeline a revision of its own")]
    SameRevision(u32),
    /// Old stages without a new one, with two, or stages that are not there.
    #[error("the stage map is not complete: {}", list(.0))]
    Incomplete(Problems),
}

fn list(problems: &Problems) -> String {
    problems.to_string().replace('\n', "; ")
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
        if from.revision() == to.revision() {
            return Err(StageMapError::SameRevision(to.revision()));
        }
        let mut report = Report::default();
        let mut named: BTreeMap<&str, &str> = BTreeMap::new();
        for (old, new) in pairs {
            if from.key(old).is_none() {
                report.unknown(old, "old stage or outcome", old, places(from));
            }
            if let Some(other) = named.insert(old, new).filter(|other| *other != new) {
                let twice = format!("its deals cannot go to both `{other}` and `{new}`");
                report.add(old, ProblemKind::Unfit(twice));
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
                let unfit = format!("it is {is}, but `{new}` is {becomes}");
                report.add(old, ProblemKind::Unfit(unfit));
            }
            stages.extend(from.id_of(key).cloned().zip(to.id_of(target).cloned()));
        }
        let stages = report.finish(Some(stages)).map_err(StageMapError::Incomplete)?;
        Ok(Self {
            pipeline: from.id().clone(),
            from_revision: from.revision(),
            to_revision: to.revision(),
            stages,
        })
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

/// The ids of the stages, then of the outcomes.
fn places(pipeline: &Pipeline) -> impl Iterator<Item = &str> {
    let stages = pipeline.stages().iter().map(|stage| stage.id.as_str());
    stages.chain(pipeline.outcomes().iter().map(|outcome| outcome.id.as_str()))
}

/// What deals do at a place: a map does not change it.
fn role(pipeline: &Pipeline, key: StageKey) -> &'static str {
    match pipeline.place(key) {
        Some(Place::Outcome(_)) if pipeline.is_won(key) => "an outcome that counts as won",
        Some(Place::Outcome(_)) => "an outcome that counts as lost",
        _ => "a stage",
    }
}
