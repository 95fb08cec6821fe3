//! [`StageReason`]: why a stage is there.

use std::fmt;

use super::propose::REMINDER;
use crate::process::{Because, DealKind, Market, Pipeline, Profile, Purpose, SalesProcess, Stage};

/// Why a stage is there, for one of its purposes.
///
/// Its text says it: "`needs_discovery` is demanded; `nature` is
/// `consultative`: the customer must first be advised".
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StageReason {
    /// The purpose.
    pub purpose: Purpose,
    /// How strong the reason is, and what it is.
    pub kind: StageReasonKind,
}

/// How strong the reason is for which a stage is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StageReasonKind {
    /// The way the company sells demands it, or every sale does.
    Demanded(Because),
    /// It is usual where a company sells like this.
    Usual(Because),
    /// Nothing in the profile asks for it; it makes sense for what is said
    /// here.
    Sensible(&'static str),
    /// It is a purpose of the company's own.
    Own,
}

impl Profile {
    /// Why a stage of a pipeline for new business is there: a reason for each
    /// of its purposes, in their order; none for a stage without a purpose.
    ///
    /// `carried` is asked as in [`Profile::demands`]: whether some stage of the
    /// pipeline carries a contract.
    pub fn why(&self, stage: &Stage, carried: impl Fn(&Purpose) -> bool) -> Vec<StageReason> {
        let (demands, usual) = (self.demands(carried), self.usual());
        let mut reasons: Vec<StageReason> = Vec::with_capacity(stage.purposes.len());
        for purpose in &stage.purposes {
            // A purpose named twice is one reason.
            if reasons.iter().any(|reason| reason.purpose == *purpose) {
                continue;
            }
            let demanded = demands.iter().find(|demand| demand.purpose == *purpose);
            let usual = usual.iter().find(|usual| usual.purpose == *purpose);
            let kind = match (demanded, usual) {
                (Some(demand), _) => StageReasonKind::Demanded(demand.because),
                (None, Some(usual)) => StageReasonKind::Usual(usual.because),
                (None, None) => self.sense(purpose),
            };
            reasons.push(StageReason { purpose: purpose.clone(), kind });
        }
        reasons
    }

    fn sense(self, purpose: &Purpose) -> StageReasonKind {
        StageReasonKind::Sensible(match purpose {
            Purpose::Onboarding if self.payment_depends_on_onboarding => {
                "the customer pays only once it has succeeded"
            }
            other => match sense(other) {
                Some(text) => text,
                None => return StageReasonKind::Own,
            },
        })
    }
}

/// What a purpose is good for in any sale; `None` for one of the company's
/// own.
fn sense(purpose: &Purpose) -> Option<&'static str> {
    Some(match purpose {
        Purpose::PartnerManagement => "whoever sells for us must be chosen and connected",
        Purpose::Prospecting => "who could need it must be known before anybody is approached",
        Purpose::ProactiveContact => "some customers buy only because somebody spoke to them first",
        Purpose::InboundRequest => "a request is the surest sign of interest",
        Purpose::Qualification => "not every lead is worth the cost of selling",
        Purpose::NeedsDiscovery => "what is offered must fit what is needed",
        Purpose::Trial => "what has been tried is bought with less doubt",
        Purpose::Proposal => {
            "the customer decides on something definite: what, for how much, by when"
        }
        Purpose::Negotiation => "terms are agreed before anybody signs them",
        Purpose::Contract => "what was agreed is written down, so that both sides can rely on it",
        Purpose::Onboarding => "what was bought must come into use",
        Purpose::PaymentTracking => "a sale is complete only when nothing is due",
        Purpose::Delivery => "what was sold must be done as promised",
        Purpose::Retention => "customers who are kept buy again, buy more and recommend us",
        // Proposed pipelines for repeat sales begin with it.
        Purpose::Custom(_) if purpose.name() == REMINDER => {
            "past purchases show when the next one is due"
        }
        Purpose::Custom(_) => return None,
    })
}

impl SalesProcess {
    /// Why a stage of one of its pipelines is there: a reason for each of its
    /// purposes, in their order; none for a stage without a purpose.
    ///
    /// Of a pipeline that does not serve new business the profile demands
    /// nothing but payment tracking; that customers are reminded and kept in it
    /// is usual where companies buy.
    pub fn why(&self, pipeline: &Pipeline, stage: &Stage) -> Vec<StageReason> {
        if !pipeline.is_for(DealKind::NewBusiness) {
            let mut reasons = Profile::new().why(stage, |_| false);
            let keeps =
                |purpose: &Purpose| *purpose == Purpose::Retention || purpose.name() == REMINDER;
            if self.profile().market == Some(Market::B2b) {
                for reason in reasons.iter_mut().filter(|reason| keeps(&reason.purpose)) {
                    reason.kind = StageReasonKind::Usual(Because::Market(Market::B2b));
                }
            }
            return reasons;
        }
        let carried = |purpose: &Purpose| pipeline.stages().iter().any(|s| s.is_for(purpose));
        self.profile().why(stage, carried)
    }
}

impl fmt::Display for StageReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let purpose = &self.purpose;
        match self.kind {
            StageReasonKind::Demanded(because) => write!(f, "`{purpose}` is demanded; {because}"),
            StageReasonKind::Usual(because) => write!(f, "`{purpose}` is usual; {because}"),
            StageReasonKind::Sensible(text) => write!(f, "`{purpose}` makes sense: {text}"),
            StageReasonKind::Own => write!(f, "`{purpose}` is a purpose of the company's own"),
        }
    }
}
