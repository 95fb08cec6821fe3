//! The demands of a deal's moves that can be unmet, in words.

use chrono::{DateTime, Utc};

use super::DealDemand;
use crate::lifecycle::journal::one_of;
use crate::lifecycle::machine::HasDemand;
use crate::process::{ClosingEvent, DealKind};
use crate::value::{CriterionId, Money, MoneyError, PipelineId, StageId};

/// A demand of a deal's move that is not met.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DealUnmet {
    /// The act lies before the last entry.
    #[error("the deal was last changed at {last}, after this act; act at that instant or later")]
    TimeOrder {
        /// When the last entry was made.
        last: DateTime<Utc>,
    },
    /// The pipeline given is not the one the deal runs by.
    #[error("the deal runs by revision {revision} of pipeline `{id}`{}", given(.found.as_ref()))]
    Pipeline {
        /// The pipeline it runs by.
        id: PipelineId,
        /// The revision it runs by.
        revision: u32,
        /// The pipeline and revision given.
        found: Option<(PipelineId, u32)>,
    },
    /// The pipeline has no such stage.
    #[error("the pipeline has no stage `{name}`{hint}")]
    UnknownStage {
        /// The name.
        name: String,
        /// The nearest known name, as a question.
        hint: String,
    },
    /// The key was looked up in another pipeline.
    #[error("the stage was looked up in another pipeline; look it up in `{0}`")]
    ForeignKey(PipelineId),
    /// The place named is an outcome, to which a deal is not advanced.
    #[error("`{0}` is an outcome, not a stage to stand in; win or lose the deal instead")]
    Outcome(StageId),
    /// The pipeline has no move there from the deal's stage.
    #[error("the pipeline has no move from `{from}` to `{to}`")]
    PipelineMove {
        /// The stage the deal stands in.
        from: StageId,
        /// The stage asked for.
        to: StageId,
    },
    /// An exit criterion of the stage left is not met.
    #[error("not met in `{stage}`: {text} (criterion `{criterion}`)")]
    ExitCriterion {
        /// The stage.
        stage: StageId,
        /// The criterion.
        criterion: String,
        /// What must be true.
        text: String,
    },
    /// The rework move was taken as often as it may be.
    #[error("the way back from `{from}` to `{to}` is used up (limit {max})")]
    Passes {
        /// Where it leaves.
        from: StageId,
        /// Where it goes back to.
        to: StageId,
        /// The limit.
        max: u32,
    },
    /// No amount is known.
    #[error("the amount is not known; give what the deal is worth")]
    NoAmount,
    /// The amount is not one that fits.
    #[error("the amount {found} does not fit; expected {expected}")]
    Amount {
        /// The amount given.
        found: Money,
        /// What fits.
        expected: String,
    },
    /// The sum of payments would be out of range.
    #[error("the payments are too much: {0}")]
    Sum(MoneyError),
    /// No payment was received that could go back.
    #[error("no payment was received, so nothing can go back")]
    NothingReceived,
    /// The amount and the payments would be in two currencies.
    #[error("the amount and all payments must be in one currency: {0}")]
    Currency(MoneyError),
    /// The closing event is not evidenced.
    #[error("there is no evidence that {}; give a reference", happened(*.0))]
    ClosingEvidence(ClosingEvent),
    /// The closing event's place is not reached.
    #[error("`{stage}` lies before the stage where {}", happened(*.event))]
    ClosingPlace {
        /// The stage the deal stands in.
        stage: StageId,
        /// The closing event.
        event: ClosingEvent,
    },
    /// Something is still due.
    #[error("{0} is still due")]
    StillDue(Money),
    /// The outcome Won is further away than one move.
    #[error("from `{0}` the outcome Won is more than one move away")]
    OutcomeFar(StageId),
    /// No reason is given.
    #[error("the reason is missing")]
    Reason,
    /// No reason for losing the deal is given.
    #[error("the reason is missing{}", one_of(.list))]
    NoLostReason {
        /// The reasons of the process.
        list: Vec<String>,
    },
    /// The reason is not in the list.
    #[error("`{found}` is not a reason of the list{hint}{}", one_of(.list))]
    LostReason {
        /// The reason given.
        found: String,
        /// The reasons of the process.
        list: Vec<String>,
        /// The nearest one, as a question.
        hint: String,
    },
    /// The reason is `other` and does not say what.
    #[error("the reason `other` needs a note that says what")]
    ReasonNote,
    /// Nothing to change is given.
    #[error("the next step is blank; say what is to be done")]
    Change,
    /// The interaction does not say what it was about.
    #[error("the interaction does not say what it was about")]
    Interaction,
    /// The stage has no such criterion.
    #[error("the stage `{stage}` has no exit criterion `{criterion}`{hint}")]
    Criterion {
        /// The stage.
        stage: StageId,
        /// The criterion.
        criterion: CriterionId,
        /// The nearest known one, as a question.
        hint: String,
    },
    /// No evidence is given.
    #[error("the evidence is missing")]
    Evidence,
    /// The pipeline does not serve the kind of deal.
    #[error("the pipeline `{pipeline}` does not serve {} deals", kind_name(*.kind))]
    Kind {
        /// The pipeline.
        pipeline: PipelineId,
        /// The kind of the deal.
        kind: DealKind,
    },
    /// Opening here leaves out stages that every won path passes.
    #[error("opening at `{stage}` leaves out {}; give evidence that it was done", ids(.left_out))]
    OpeningStage {
        /// The stage to open at.
        stage: StageId,
        /// The stages left out.
        left_out: Vec<StageId>,
    },
    /// The stage map is for another pipeline or revision.
    #[error(
        "the stage map leads from revision {from} of `{pipeline}`, but the deal runs by revision {revision} of `{id}`"
    )]
    StageMap {
        /// The pipeline of the map.
        pipeline: PipelineId,
        /// The revision it leads from.
        from: u32,
        /// The pipeline the deal runs by.
        id: PipelineId,
        /// The revision the deal runs by.
        revision: u32,
    },
    /// The stage map says nothing of stages that the deal has been in.
    #[error("the stage map does not say where {} goes", ids(.0))]
    StageMapGap(Vec<StageId>),
    /// The stage map leads to what is no stage of the new revision.
    #[error("the stage map leads to {}; the new revision has no such stage", ids(.0))]
    StageMapTarget(Vec<StageId>),
}

fn kind_name(kind: DealKind) -> &'static str {
    match kind {
        DealKind::NewBusiness => "new business",
        DealKind::Repeat => "repeat",
        DealKind::CrossSell => "cross-sell",
        DealKind::UpSell => "up-sell",
        DealKind::Renewal => "renewal",
    }
}

fn given(found: Option<&(PipelineId, u32)>) -> String {
    found.map_or_else(String::new, |(id, revision)| {
        format!(", not by revision {revision} of `{id}`")
    })
}

fn happened(event: ClosingEvent) -> &'static str {
    match event {
        ClosingEvent::ContractSigned => "the contract is signed",
        ClosingEvent::PurchaseMade => "the purchase is made",
        ClosingEvent::DealAgreed => "the deal is agreed",
        ClosingEvent::PaymentReceived => "the money is received",
    }
}

fn ids(stages: &[StageId]) -> String {
    stages.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

impl HasDemand<DealDemand> for DealUnmet {
    fn demand(&self) -> DealDemand {
        match self {
            Self::TimeOrder { .. } => DealDemand::TimeOrder,
            Self::Pipeline { .. } => DealDemand::Pipeline,
            Self::UnknownStage { .. } | Self::ForeignKey(_) | Self::Outcome(_) => DealDemand::Stage,
            Self::PipelineMove { .. } => DealDemand::PipelineMove,
            Self::ExitCriterion { .. } => DealDemand::ExitCriteria,
            Self::Passes { .. } => DealDemand::Passes,
            Self::NoAmount | Self::Amount { .. } | Self::Sum(_) => DealDemand::Amount,
            Self::NothingReceived => DealDemand::Received,
            Self::Currency(_) => DealDemand::Currency,
            Self::ClosingEvidence(_) => DealDemand::ClosingEvidence,
            Self::ClosingPlace { .. } => DealDemand::ClosingPlace,
            Self::StillDue(_) => DealDemand::NothingDue,
            Self::OutcomeFar(_) => DealDemand::OutcomeNear,
            Self::Reason => DealDemand::Reason,
            Self::NoLostReason { .. } | Self::LostReason { .. } | Self::ReasonNote => {
                DealDemand::LostReason
            }
            Self::Change => DealDemand::Change,
            Self::Interaction => DealDemand::Interaction,
            Self::Criterion { .. } => DealDemand::Criterion,
            Self::Evidence => DealDemand::Evidence,
            Self::Kind { .. } => DealDemand::Kind,
            Self::OpeningStage { .. } => DealDemand::OpeningStage,
            Self::StageMap { .. } | Self::StageMapGap(_) | Self::StageMapTarget(_) => {
                DealDemand::StageMap
            }
        }
    }
}
