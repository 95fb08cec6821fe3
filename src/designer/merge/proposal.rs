//! [`MergeProposal`]: two stages that could be one, why, and what would come
//! of it.

use std::fmt;

use super::flow::Flow;
use super::join::joined;
use super::rank::{Ranked, merges};
use crate::designer::analysis::Figure;
use crate::designer::outlook::PipelineFigures;
use crate::process::{Days, Pipeline, Stage};
use crate::value::StageId;

/// Two stages that could be one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MergeProposal {
    /// The stage that comes first; a move leads from it to the other.
    pub first: StageId,
    /// The stage that comes second.
    pub second: StageId,
    /// What speaks for it, the strongest first; at least one reason.
    pub reasons: Vec<MergeReason>,
    /// How many working stages the pipeline would have.
    pub stages_after: usize,
    /// How many days a deal takes on average from the start until any outcome,
    /// as the pipeline is; `None` where it may never end, or nobody stated the shares it rests on.
    pub days_before: Option<f64>,
    /// The same after the merge; `None` where it is before. It differs only where the days that a loop
    /// adds up to are more than [`Days`] can hold.
    pub days_after: Option<f64>,
    /// The stage that the two would become. Its typical days are those that a
    /// deal would stay each time it enters: more than those of the first, less
    /// than those of both together where deals leave before the second.
    pub stage: Stage,
}

/// What speaks for merging two stages. Its text says it in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeReason {
    /// They share a purpose.
    SamePurpose,
    /// Their purposes are mostly done in one go.
    NextPurpose,
    /// Their purposes lie apart, but close together.
    ClosePurposes,
    /// One of them has no purpose that is known here, so that none speaks
    /// against it.
    FreePurpose,
    /// Nothing must be true to go from the first to the second.
    NothingBetween,
    /// No other way leads on from the first.
    OnlyWayOn,
    /// No other way leads to the second.
    OnlyWayIn,
    /// Both name the same role.
    SameRole,
    /// Both name the same subprocess.
    SameSubprocess,
}

impl fmt::Display for MergeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SamePurpose => "both are for the same",
            Self::NextPurpose => "what they are for is mostly done in one go",
            Self::ClosePurposes => "what they are for lies close together",
            Self::FreePurpose => "no purpose keeps them apart",
            Self::NothingBetween => "nothing must be true to go from the first to the second",
            Self::OnlyWayOn => "the first leads on to nothing else",
            Self::OnlyWayIn => "nothing else leads to the second",
            Self::SameRole => "one role works both",
            Self::SameSubprocess => "both belong to one part of selling",
        })
    }
}

impl Pipeline {
    /// The merges that would be good, the best first; see the
    /// [module](crate::designer::merge) for which are. None where no two stages go together.
    ///
    /// Each is about the pipeline as it is: once one is made, others look
    /// different.
    pub fn merge_proposals(&self) -> Vec<MergeProposal> {
        let flow = Flow::of(self);
        let outlook = PipelineFigures::of(self);
        let found = merges(self).into_iter();
        found.filter_map(|pair| self.propose(pair, &flow, &outlook)).collect()
    }

    fn propose(
        &self,
        pair: Ranked,
        flow: &Flow<'_>,
        outlook: &PipelineFigures,
    ) -> Option<MergeProposal> {
        let keys = [pair.merge().first, pair.merge().second];
        let stages = [self.working_stage(keys[0])?, self.working_stage(keys[1])?];
        let part = flow.part(&keys, |key| keys.iter().position(|inside| *inside == key));
        let stage = joined(&stages, &part)?;
        // What the two took in all visits, and what the one takes.
        let days = |stage: &Stage| stage.typical_days.map_or(0.0, Days::count);
        let took: f64 = stages.iter().zip(&part.weights).map(|(s, weight)| days(s) * weight).sum();
        let change = part.visits * days(&stage) - took;
        let days_before = outlook.expected_days.and_then(Figure::stated);
        let is_rounding = change.abs() <= 1e-9 * took.max(1.0) || !part.is_known;
        Some(MergeProposal {
            first: self.id_of(keys[0])?.clone(),
            second: self.id_of(keys[1])?.clone(),
            reasons: reasons(pair, stages),
            stages_after: self.stages().len().saturating_sub(1),
            days_before,
            days_after: days_before.map(|days| if is_rounding { days } else { days + change }),
            stage,
        })
    }
}

fn reasons(pair: Ranked, [first, second]: [&Stage; 2]) -> Vec<MergeReason> {
    let mut reasons = vec![match pair.apart {
        Some(0) => MergeReason::SamePurpose,
        Some(1) => MergeReason::NextPurpose,
        Some(_) => MergeReason::ClosePurposes,
        None => MergeReason::FreePurpose,
    }];
    let mut add = |holds: bool, reason| {
        if holds {
            reasons.push(reason);
        }
    };
    let both =
        |name: fn(&Stage) -> Option<&str>| name(first).is_some() && name(first) == name(second);
    add(first.exit_criteria.is_empty(), MergeReason::NothingBetween);
    add(pair.only_way_on, MergeReason::OnlyWayOn);
    add(pair.only_way_in, MergeReason::OnlyWayIn);
    add(both(|stage| stage.role.as_deref()), MergeReason::SameRole);
    add(
        both(|stage| stage.subprocess.map(crate::process::Subprocess::name)),
        MergeReason::SameSubprocess,
    );
    reasons
}
