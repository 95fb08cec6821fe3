//! Going over to another revision of the pipeline.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::process::{Pipeline, Problem, ProblemKind, Problems, StageKey};
use crate::{PipelineId, StageId};

/// Where the deals in each stage of one revision of a pipeline go in another:
/// old stage → new stage, for every old stage.
///
/// Checked to be complete when made, so that no deal is left without a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageMap {
    pub(super) pipeline: PipelineId,
    pub(super) from_revision: u32,
    pub(super) to_revision: u32,
    pub(super) stages: BTreeMap<StageId, StageId>,
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
    /// Old stages without a new one, or stages that are not there.
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
        let mut problems = Vec::new();
        let mut named: BTreeMap<&str, &str> = BTreeMap::new();
        for (old, new) in pairs {
            if from.key(old).is_none() {
                problems.push(unknown(from, "old stage or outcome", old, old));
            }
            named.insert(old, new);
        }
        let places = from.stages().len() + from.outcomes().len();
        let mut stages = BTreeMap::new();
        for key in (0..places).map(StageKey::of) {
            let Some(old) = from.id_of(key) else { continue };
            let new = named.get(old.as_str()).copied().unwrap_or(old.as_str());
            let fits = |target: StageKey| {
                from.working_stage(key).is_some() == to.working_stage(target).is_some()
                    && from.is_won(key) == to.is_won(target)
            };
            match to.key(new).filter(|target| fits(*target)).and_then(|target| to.id_of(target)) {
                Some(target) => {
                    stages.insert(old.clone(), target.clone());
                }
                None => problems.push(unknown(to, "new stage or outcome", old.as_str(), new)),
            }
        }
        if !problems.is_empty() {
            return Err(StageMapError::Incomplete(Problems::of(problems)));
        }
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

fn unknown(pipeline: &Pipeline, what: &'static str, place: &str, name: &str) -> Problem {
    let known = pipeline
        .stages()
        .iter()
        .map(|s| s.id.as_str())
        .chain(pipeline.outcomes().iter().map(|o| o.id.as_str()));
    Problem { place: place.to_owned(), kind: ProblemKind::unknown(what, name, known) }
}
