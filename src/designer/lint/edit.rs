//! [`Edit`]: one change of a draft.

use std::collections::HashMap;

use crate::designer::merge::{MergeError, MergePair};
use crate::policy::{LeadFilterDraft, RuleForm};
use crate::process::{
    Allow, Days, DealKind, HandoffPolicy, Move, Outcome, PipelineDraft, Problems, ProcessDraft,
    Purpose, ServiceLevel, Stage, Subprocess,
};
use crate::value::{PipelineId, Probability, StageId};

/// One edit of a process.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// Lets deals begin at a stage.
    MarkStart {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage that becomes a start.
        stage: StageId,
    },
    /// Lets no deal begin at a stage any more.
    UnmarkStart {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage that is no start any more.
        stage: StageId,
    },
    /// Adds a working stage.
    AddStage {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage it stands before in the document; the end where `None`.
        before: Option<StageId>,
        /// The stage added.
        stage: Box<Stage>,
    },
    /// Gives a purpose to a stage, after those it has.
    AddPurpose {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage that serves the purpose too.
        stage: StageId,
        /// The purpose added.
        purpose: Purpose,
    },
    /// States the chance of a deal in a stage to be won.
    SetChance {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage.
        stage: StageId,
        /// The chance.
        chance: Probability,
    },
    /// Says after how long in a stage a deal is stale.
    SetStaleAfter {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage.
        stage: StageId,
        /// The limit.
        days: Days,
    },
    /// Takes away again what the process allows as a whole.
    RemoveProcessAllow {
        /// What it no longer allows; the last of several alike.
        allow: Allow,
    },
    /// Takes what a stage allows away again.
    RemoveAllow {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stage.
        stage: StageId,
        /// What it no longer allows; the last of several alike.
        allow: Allow,
    },
    /// Adds an outcome after those that are there.
    AddOutcome {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The outcome added.
        outcome: Outcome,
    },
    /// Adds a move after those that are there.
    AddMove {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The move added.
        step: Move,
    },
    /// Puts a move in the place of another.
    ReplaceMove {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The move that goes; the first of several alike.
        step: Move,
        /// The move that comes.
        by: Move,
    },
    /// Takes a move away.
    RemoveMove {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The move that goes; the last of several alike.
        step: Move,
    },
    /// Merges stages, all at once; see
    /// [`Pipeline::merge_all`](crate::process::Pipeline::merge_all).
    MergeStages {
        /// The pipeline edited.
        pipeline: PipelineId,
        /// The stages that become one.
        pairs: Vec<MergePair>,
    },
    /// Adds a pipeline after those that are there. Kinds of deal that it names
    /// are no longer named by others, which serve something else too.
    AddPipeline {
        /// The pipeline added.
        pipeline: Box<PipelineDraft>,
    },
    /// Names the result of a subprocess.
    NameResult {
        /// The subprocess.
        subprocess: Subprocess,
        /// Its result.
        result: String,
    },
    /// Sets the reasons for which a deal may be lost.
    SetLostReasons {
        /// The reasons.
        reasons: Vec<String>,
    },
    /// Sets the criteria that leads are filtered by.
    SetLeadFilter {
        /// The filter.
        filter: LeadFilterDraft,
    },
    /// Says when a customer is a regular one.
    SetRegularWhen {
        /// The rule.
        rule: RuleForm,
    },
    /// Sets how customers pass from hunter to farmer.
    SetHandoff {
        /// The policy.
        policy: Box<HandoffPolicy>,
    },
    /// Sets how regular customers are looked after.
    SetServiceLevel {
        /// The service level.
        service_level: ServiceLevel,
    },
}

/// Why a fix cannot be applied to a process.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixError {
    /// The process is not the one that was looked at: what is to be edited is
    /// not there.
    #[error("there is no {what} `{id}` any more; lint the process again")]
    Gone {
        /// What is not there: `pipeline`, `stage`, `start`, `move`, `allow`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The process is not the one that was looked at: what is to be added is
    /// there already.
    #[error("there is a {what} `{id}` already; lint the process again")]
    Taken {
        /// What is there: `pipeline`, `stage`, `outcome`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Stages cannot be merged as they are now.
    #[error("{0}; lint the process again")]
    Merge(MergeError),
    /// The parts of the edited process do not fit together.
    #[error("the edited process cannot be built:\n{0}")]
    Problems(Problems),
}

impl Edit {
    /// Edits a draft.
    ///
    /// # Errors
    ///
    /// [`FixError::Gone`] where what is to be edited is not there,
    /// [`FixError::Taken`] where the id of what is to be added is,
    /// [`FixError::Merge`] where two stages cannot be merged; the draft is then
    /// as it was.
    pub(crate) fn apply(&self, draft: &mut ProcessDraft) -> Result<(), FixError> {
        match self {
            Self::MarkStart { pipeline, stage } => {
                stage_of(draft, pipeline, stage)?.start = true;
            }
            Self::UnmarkStart { pipeline, stage } => {
                // What was to begin there may begin elsewhere by now.
                let start = &mut stage_of(draft, pipeline, stage)?.start;
                if !std::mem::take(start) {
                    return Err(gone("start", stage.as_str()));
                }
            }
            Self::AddStage { pipeline, before, stage } => {
                let pipeline = pipeline_of(draft, pipeline)?;
                free(pipeline, "stage", &stage.id)?;
                let place = match before {
                    Some(before) => place_of(pipeline, before)?,
                    None => pipeline.stages.len(),
                };
                pipeline.stages.insert(place, stage.as_ref().clone());
            }
            Self::AddPurpose { pipeline, .. }
            | Self::SetChance { pipeline, .. }
            | Self::SetStaleAfter { pipeline, .. }
            | Self::AddMove { pipeline, .. }
            | Self::ReplaceMove { pipeline, .. }
            | Self::RemoveMove { pipeline, .. } => {
                Indexed::of(pipeline_of(draft, pipeline)?).apply(std::slice::from_ref(self))?;
            }
            Self::RemoveAllow { pipeline, stage, allow } => {
                let allowed = &mut stage_of(draft, pipeline, stage)?.allow;
                let place = allowed.iter().rposition(|there| there == allow);
                allowed.remove(place.ok_or_else(|| gone("allow", &allow.lint))?);
            }
            Self::RemoveProcessAllow { allow } => {
                let place = draft.allow.iter().rposition(|there| there == allow);
                draft.allow.remove(place.ok_or_else(|| gone("allow", &allow.lint))?);
            }
            Self::AddOutcome { pipeline, outcome } => {
                let pipeline = pipeline_of(draft, pipeline)?;
                free(pipeline, "outcome", &outcome.id)?;
                pipeline.outcomes.push(outcome.clone());
            }
            Self::MergeStages { pipeline, pairs } => {
                let draft = pipeline_of(draft, pipeline)?;
                let built = draft.clone().build().map_err(FixError::Problems)?;
                *draft = built.merge_all(pairs).map_err(FixError::Merge)?.pipeline.into();
            }
            Self::AddPipeline { pipeline } => add_pipeline(draft, pipeline)?,
            Self::NameResult { subprocess, result } => {
                let plan = draft.subprocesses.entry(*subprocess).or_default();
                plan.result = Some(result.clone());
            }
            Self::SetLostReasons { reasons } => draft.lost_reasons.clone_from(reasons),
            Self::SetLeadFilter { filter } => draft.lead_filter = Some(filter.clone()),
            Self::SetRegularWhen { rule } => draft.regular_when = Some(rule.clone()),
            Self::SetHandoff { policy } => draft.handoff = Some(policy.as_ref().clone()),
            Self::SetServiceLevel { service_level } => {
                draft.service_level = Some(service_level.clone());
            }
        }
        Ok(())
    }
}

/// Edits a draft by several edits in their order. Where many edits in a row are
/// about stages or moves of one pipeline, each is found at once.
pub(super) fn apply_all(edits: &[Edit], draft: &mut ProcessDraft) -> Result<(), FixError> {
    let mut rest = edits;
    while let Some(edit) = rest.first() {
        let Some(pipeline) = indexed(edit) else {
            edit.apply(draft)?;
            rest = &rest[1..];
            continue;
        };
        let same = |edit: &&Edit| indexed(edit) == Some(pipeline);
        let (run, after) = rest.split_at(rest.iter().take_while(same).count());
        Indexed::of(pipeline_of(draft, pipeline)?).apply(run)?;
        rest = after;
    }
    Ok(())
}

/// The pipeline of an edit that is found by an index.
fn indexed(edit: &Edit) -> Option<&PipelineId> {
    match edit {
        Edit::AddPurpose { pipeline, .. }
        | Edit::SetStaleAfter { pipeline, .. }
        | Edit::SetChance { pipeline, .. }
        | Edit::AddMove { pipeline, .. }
        | Edit::ReplaceMove { pipeline, .. }
        | Edit::RemoveMove { pipeline, .. } => Some(pipeline),
        _ => None,
    }
}

/// A pipeline whose stages and moves are found at once.
struct Indexed<'a> {
    pipeline: &'a mut PipelineDraft,
    stages: HashMap<String, usize>,
    /// The moves in their order; `None` where one was taken away.
    moves: Vec<Option<Move>>,
    /// The places of moves by their ends, in their order.
    between: HashMap<(String, String), Vec<usize>>,
}

impl<'a> Indexed<'a> {
    fn of(pipeline: &'a mut PipelineDraft) -> Self {
        let stages = pipeline.stages.iter().enumerate();
        let stages = stages.map(|(place, stage)| (stage.id.clone(), place)).collect();
        let moves = std::mem::take(&mut pipeline.moves);
        let mut indexed = Self { pipeline, stages, moves: Vec::new(), between: HashMap::new() };
        moves.into_iter().for_each(|step| indexed.push(step));
        indexed
    }

    /// Applies edits; where one cannot be, the pipeline has those before it.
    fn apply(mut self, edits: &[Edit]) -> Result<(), FixError> {
        let done = edits.iter().try_for_each(|edit| self.apply_one(edit));
        self.pipeline.moves = self.moves.into_iter().flatten().collect();
        done
    }

    fn apply_one(&mut self, edit: &Edit) -> Result<(), FixError> {
        match edit {
            Edit::AddPurpose { stage, purpose, .. } => {
                let purposes = &mut self.stage(stage)?.purposes;
                if !purposes.contains(purpose) {
                    purposes.push(purpose.clone());
                }
            }
            Edit::SetStaleAfter { stage, days, .. } => {
                self.stage(stage)?.stale_after_days = Some(*days);
            }
            Edit::SetChance { stage, chance, .. } => {
                self.stage(stage)?.win_probability = Some(*chance);
            }
            Edit::AddMove { step, .. } => self.push(step.clone()),
            Edit::ReplaceMove { step, by, .. } => {
                let place = self.places(step).next().ok_or_else(|| no_move(step))?;
                self.unlist(step, place);
                self.put(place, by.clone());
            }
            Edit::RemoveMove { step, .. } => {
                let place = self.places(step).next_back().ok_or_else(|| no_move(step))?;
                self.unlist(step, place);
            }
            _ => {}
        }
        Ok(())
    }

    fn stage(&mut self, id: &StageId) -> Result<&mut Stage, FixError> {
        let place = self.stages.get(id.as_str()).copied();
        let stage = place.and_then(|place| self.pipeline.stages.get_mut(place));
        stage.ok_or_else(|| gone("stage", id.as_str()))
    }

    /// Where moves alike stand.
    fn places(&self, step: &Move) -> impl DoubleEndedIterator<Item = usize> {
        let ends = (step.from.clone(), step.to.clone());
        let is_alike = move |place: &usize| self.moves.get(*place) == Some(&Some(step.clone()));
        self.between.get(&ends).into_iter().flatten().copied().filter(is_alike)
    }

    fn push(&mut self, step: Move) {
        self.moves.push(None);
        self.put(self.moves.len() - 1, step);
    }

    fn put(&mut self, place: usize, step: Move) {
        let places = self.between.entry((step.from.clone(), step.to.clone())).or_default();
        places.insert(places.partition_point(|it| *it < place), place);
        if let Some(slot) = self.moves.get_mut(place) {
            *slot = Some(step);
        }
    }

    fn unlist(&mut self, step: &Move, place: usize) {
        if let Some(places) = self.between.get_mut(&(step.from.clone(), step.to.clone())) {
            places.retain(|it| *it != place);
        }
        if let Some(slot) = self.moves.get_mut(place) {
            *slot = None;
        }
    }
}

fn add_pipeline(draft: &mut ProcessDraft, added: &PipelineDraft) -> Result<(), FixError> {
    if draft.pipelines.iter().any(|pipeline| pipeline.id == added.id) {
        return Err(FixError::Taken { what: "pipeline", id: added.id.clone() });
    }
    for pipeline in &mut draft.pipelines {
        let others = |kind: &DealKind| !added.serves.contains(kind);
        // One that names nothing else would serve what is left over, which it
        // did not: it stays, and building tells of the kind named twice.
        if pipeline.serves.iter().any(others) {
            pipeline.serves.retain(others);
        }
    }
    draft.pipelines.push(added.clone());
    Ok(())
}

fn gone(what: &'static str, id: impl Into<String>) -> FixError {
    FixError::Gone { what, id: id.into() }
}

fn no_move(step: &Move) -> FixError {
    gone("move", format!("{} -> {}", step.from, step.to))
}

fn pipeline_of<'a>(
    draft: &'a mut ProcessDraft,
    id: &PipelineId,
) -> Result<&'a mut PipelineDraft, FixError> {
    let found = draft.pipelines.iter_mut().find(|pipeline| *id == pipeline.id.as_str());
    found.ok_or_else(|| gone("pipeline", id.as_str()))
}

fn place_of(pipeline: &PipelineDraft, id: &StageId) -> Result<usize, FixError> {
    let found = pipeline.stages.iter().position(|stage| *id == stage.id.as_str());
    found.ok_or_else(|| gone("stage", id.as_str()))
}

fn stage_of<'a>(
    draft: &'a mut ProcessDraft,
    pipeline: &PipelineId,
    id: &StageId,
) -> Result<&'a mut Stage, FixError> {
    let pipeline = pipeline_of(draft, pipeline)?;
    let found = pipeline.stages.iter_mut().find(|stage| *id == stage.id.as_str());
    found.ok_or_else(|| gone("stage", id.as_str()))
}

/// That no stage or outcome has an id yet.
fn free(pipeline: &PipelineDraft, what: &'static str, id: &str) -> Result<(), FixError> {
    let mut ids = pipeline.stages.iter().map(|stage| stage.id.as_str());
    let mut ends = pipeline.outcomes.iter().map(|outcome| outcome.id.as_str());
    if ids.any(|there| there == id) || ends.any(|there| there == id) {
        return Err(FixError::Taken { what, id: id.to_owned() });
    }
    Ok(())
}
