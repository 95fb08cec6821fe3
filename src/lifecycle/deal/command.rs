//! The moves of a deal with what is supplied for them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::Advance;
use super::{DealVerb, Instalment, StageMap, StageRef};
use crate::lifecycle::journal::given;
use crate::lifecycle::lead::{Converted, Lead};
use crate::lifecycle::{Interaction, NextStep, Note, Reason};
use crate::process::DealKind;
use crate::value::{CriterionId, CustomerId, DealId, LeadId, Money, PersonId, PipelineId, StageId};

/// A deal about to be opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDeal {
    /// Its id.
    pub id: DealId,
    /// Whose deal it is.
    pub customer: CustomerId,
    /// Who works on it.
    pub owner: PersonId,
    /// What kind of sale it is; new business unless said.
    pub kind: DealKind,
    /// The lead it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<LeadId>,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When it is expected to be closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_close: Option<NaiveDate>,
    /// Evidence for the stages left out by opening further on.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Note>,
}

impl NewDeal {
    /// A deal of new business, its amount and dates not known yet.
    pub fn new(id: DealId, customer: CustomerId, owner: PersonId) -> Self {
        Self {
            id,
            customer,
            owner,
            kind: DealKind::NewBusiness,
            lead: None,
            amount: None,
            expected_close: None,
            evidence: None,
        }
    }

    /// The deal that a lead has become: its id and customer, and the lead it
    /// comes from. It is new business unless another kind is set.
    ///
    /// ```
    /// # use sales_process::lifecycle::{Act, lead::{Converted, Lead}};
    /// use sales_process::lifecycle::deal::NewDeal;
    ///
    /// # fn f(lead: &Lead<Converted>) -> Result<(), Box<dyn std::error::Error>> {
    /// let new = NewDeal::from_lead(lead, "anna".parse()?).amount("900.00 GBP".parse()?);
    /// assert_eq!(new.lead.as_ref(), Some(lead.record().id()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_lead(lead: &Lead<Converted>, owner: PersonId) -> Self {
        let Converted { deal, customer } = lead.state();
        Self::new(deal.clone(), customer.id().clone(), owner).lead(lead.record().id().clone())
    }

    /// Sets the kind of sale.
    #[must_use]
    pub fn kind(mut self, kind: DealKind) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the lead it comes from.
    #[must_use]
    pub fn lead(mut self, lead: LeadId) -> Self {
        self.lead = Some(lead);
        self
    }

    /// Sets what it is worth.
    #[must_use]
    pub fn amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }

    /// Sets the day it is expected to be closed on.
    #[must_use]
    pub fn expected_close(mut self, day: NaiveDate) -> Self {
        self.expected_close = Some(day);
        self
    }

    /// Gives evidence for the stages left out by opening further on.
    #[must_use]
    pub fn evidence(mut self, evidence: impl Into<Note>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }
}

/// Why a deal ends without an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbandonReason {
    /// The customer did not decide.
    NoDecision,
    /// The same sale is worked on as another deal.
    Duplicate,
    /// It should not have been opened.
    Error,
}

/// A change of one of the figures of a deal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amendment {
    /// What it is worth.
    Amount(Money),
    /// When it is expected to be closed; none if that is not known any more.
    ExpectedClose(Option<NaiveDate>),
    /// Who works on it.
    Owner(PersonId),
    /// What is to be done next; none once it is done.
    NextStep(Option<NextStep>),
    /// By when which part is to be paid; empty for a plain balance.
    Schedule(Vec<Instalment>),
}

/// What a refund does to what the deal is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refund {
    /// The payment went back and is due again (a bounced payment).
    DueAgain,
    /// The money was given back, and the deal is worth so much less; what was
    /// paid beyond its worth goes back first and does not lessen it.
    GivenBack,
}

/// The evidence that a criterion is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The stage whose criterion it is; the stage the deal stands in where
    /// none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    /// The criterion.
    pub criterion: CriterionId,
    /// How it is known.
    pub evidence: Note,
}

/// A move of a deal with what is supplied for it; also what its entry holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DealCommand {
    /// Opened at a stage: the entry every deal begins with.
    Open {
        /// The deal.
        new: Box<NewDeal>,
        /// The pipeline it runs by.
        pipeline: PipelineId,
        /// The pipeline's revision.
        revision: u32,
        /// The stage it begins at.
        stage: StageRef,
    },
    /// Go to a stage.
    Advance {
        /// The stage; in the state Won also the outcome Won.
        to: StageRef,
    },
    /// Go along a rework move to a stage: how an advance that goes back is
    /// recorded. Asked for, it is the same as [`DealCommand::Advance`].
    Rework {
        /// The stage.
        to: StageRef,
    },
    /// Reach an outcome after being won: how an advance to it is recorded.
    /// Asked for, it is the same as [`DealCommand::Advance`].
    Reach {
        /// The outcome.
        to: StageRef,
    },
    /// Count as won.
    Win {
        /// What it is worth, where that changed or was not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
        /// The reference of the purchase, agreement or contract.
        evidence: Note,
        /// The day of closing.
        on: NaiveDate,
    },
    /// Put off.
    Hold {
        /// Why.
        reason: Note,
        /// Until which day.
        until: NaiveDate,
    },
    /// Take up again what was put off.
    Resume {},
    /// Count as lost.
    Lose {
        /// Why.
        reason: Reason,
    },
    /// End without an outcome.
    Abandon {
        /// Why.
        reason: AbandonReason,
    },
    /// Close what is won, done and paid.
    Complete {},
    /// Give money back, or have it due again.
    Refund {
        /// How much; above zero.
        amount: Money,
        /// What becomes of it.
        refund: Refund,
    },
    /// Take up again what had ended.
    Reopen {
        /// Why.
        reason: Note,
        /// The new expected close.
        expected_close: NaiveDate,
    },
    /// Change a figure.
    Amend(Amendment),
    /// Record a payment received.
    Pay {
        /// How much; above zero.
        amount: Money,
        /// The day the money came.
        on: NaiveDate,
    },
    /// Record an interaction.
    Interact(Interaction),
    /// Record that an exit criterion is met.
    Satisfy(Given),
    /// Go over to another revision of the pipeline.
    Migrate(StageMap),
}

impl DealCommand {
    /// The name of the move; `None` for the opening.
    pub fn verb(&self) -> Option<DealVerb> {
        Some(match self {
            Self::Open { .. } => return None,
            Self::Advance { .. } | Self::Rework { .. } | Self::Reach { .. } => DealVerb::Advance,
            Self::Win { .. } => DealVerb::Win,
            Self::Hold { .. } => DealVerb::Hold,
            Self::Resume {} => DealVerb::Resume,
            Self::Lose { .. } => DealVerb::Lose,
            Self::Abandon { .. } => DealVerb::Abandon,
            Self::Complete {} => DealVerb::Complete,
            Self::Refund { .. } => DealVerb::Refund,
            Self::Reopen { .. } => DealVerb::Reopen,
            Self::Amend(_) => DealVerb::Amend,
            Self::Pay { .. } => DealVerb::Pay,
            Self::Interact(_) => DealVerb::Interact,
            Self::Satisfy(_) => DealVerb::Satisfy,
            Self::Migrate(_) => DealVerb::Migrate,
        })
    }

    /// Makes a move to another stage say where it goes.
    pub(super) fn record_as(&mut self, advance: Advance) {
        let fits = match self {
            Self::Advance { .. } => advance == Advance::Forward,
            Self::Rework { .. } => advance == Advance::Back,
            Self::Reach { .. } => advance == Advance::Outcome,
            _ => true,
        };
        if fits {
            return;
        }
        match std::mem::replace(self, Self::Resume {}) {
            Self::Advance { to } | Self::Rework { to } | Self::Reach { to } => {
                *self = match advance {
                    Advance::Forward => Self::Advance { to },
                    Advance::Back => Self::Rework { to },
                    Advance::Outcome => Self::Reach { to },
                };
            }
            other => *self = other,
        }
    }

    pub(super) fn redact(&mut self) {
        match self {
            Self::Open { new, .. } => {
                if let Some(evidence) = &mut new.evidence {
                    evidence.redact();
                }
            }
            Self::Win { evidence, .. } => evidence.redact(),
            Self::Hold { reason, .. } | Self::Reopen { reason, .. } => reason.redact(),
            Self::Lose { reason } => reason.redact(),
            Self::Amend(Amendment::NextStep(Some(step))) => step.text.redact(),
            Self::Interact(interaction) => interaction.about.redact(),
            Self::Satisfy(given) => given.evidence.redact(),
            Self::Advance { .. }
            | Self::Rework { .. }
            | Self::Reach { .. }
            | Self::Resume {}
            | Self::Abandon { .. }
            | Self::Complete {}
            | Self::Refund { .. }
            | Self::Amend(_)
            | Self::Pay { .. }
            | Self::Migrate(_) => {}
        }
    }
}
