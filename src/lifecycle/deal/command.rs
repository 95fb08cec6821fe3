//! The moves of a deal with what is supplied for them.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::check::Advance;
use super::{AdoptedDeal, DealMachine, DealVerb, Instalment, NewDeal, StageMap, StageRef};
use crate::lifecycle::note::{given, redact_in};
use crate::lifecycle::words::{command, plain_or_object};
use crate::lifecycle::{Interaction, NextStep, Note, Reason};
use crate::process::DealKind;
use crate::value::text::is_false;
use crate::value::{
    CriterionId, CustomerId, FieldValue, LeadId, Money, PersonId, PipelineId, RoleId, StageId,
};

/// Why a deal ends without an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AbandonReason {
    /// The customer did not decide.
    NoDecision,
    /// The same sale is worked on as another deal.
    Duplicate,
    /// It should not have been opened.
    Error,
}

/// Another owner, from a day on. Written as the person alone it is from the
/// day of the act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "StoredOwnerChange")]
pub struct OwnerChange {
    /// Who.
    pub to: PersonId,
    /// The first day; that of the act where none is named. In an entry there
    /// always is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
}

#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
enum StoredOwnerChange {
    Person(PersonId),
    From(StoredOwnerFrom),
}

impl<'de> Deserialize<'de> for StoredOwnerChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a person, or an object with `to` and `from`";
        plain_or_object(deserializer, expected, Self::Person, Self::From)
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StoredOwnerFrom {
    to: PersonId,
    from: Option<NaiveDate>,
}

impl From<StoredOwnerChange> for OwnerChange {
    fn from(stored: StoredOwnerChange) -> Self {
        match stored {
            StoredOwnerChange::Person(to) => Self { to, from: None },
            StoredOwnerChange::From(StoredOwnerFrom { to, from }) => Self { to, from },
        }
    }
}

impl From<PersonId> for OwnerChange {
    fn from(to: PersonId) -> Self {
        Self { to, from: None }
    }
}

/// A change of what is known of a deal. The first five are possible in every
/// state, the others in every state but Lost and Abandoned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Amendment {
    /// Who works on it, from a day on.
    Owner(OwnerChange),
    /// Whose deal it is.
    Customer(CustomerId),
    /// What kind of sale it is.
    Kind(DealKind),
    /// The lead it comes from; none where it comes from none.
    Lead(Option<LeadId>),
    /// What stands in a field of the company.
    Field {
        /// The field.
        field: String,
        /// What stands in it; left out, nothing does any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<FieldValue>,
        /// Whether an erasure removes it; filled in when it is made.
        #[serde(default, skip_serializing_if = "is_false")]
        personal: bool,
    },
    /// What it is worth.
    Amount(Money),
    /// When it is expected to be closed; none if that is not known any more.
    ExpectedClose(Option<NaiveDate>),
    /// What is to be done next; none once it is done.
    NextStep(Option<NextStep>),
    /// By when which part is to be paid; empty for a plain balance.
    Schedule(Vec<Instalment>),
}

impl Amendment {
    /// A value for a field of the company.
    pub fn field(field: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        Self::Field { field: field.into(), value: Some(value.into()), personal: false }
    }

    /// Another owner, from the day of the act on.
    pub fn owner(to: PersonId) -> Self {
        Self::Owner(to.into())
    }
}

/// What a refund does to what the deal is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The stage whose criterion it is; the stage the deal stands in where
    /// none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    /// The criterion.
    pub criterion: CriterionId,
    /// How it is known. An approval needs none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Box<Note>>,
    /// The role in which an approval was given; filled in when the move is
    /// made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
}

impl Given {
    /// Evidence for a criterion of the stage the deal stands in.
    pub fn new(criterion: CriterionId, evidence: impl Into<Note>) -> Self {
        Self { stage: None, criterion, evidence: Some(Box::new(evidence.into())), role: None }
    }

    /// Names the stage whose criterion it is.
    #[must_use]
    pub fn of(mut self, stage: StageId) -> Self {
        self.stage = Some(stage);
        self
    }
}

/// A move of a deal with what is supplied for it; also what its entry holds.
///
/// All of them may come from a client but `open`, `adopt`, `rework`, `reach`, and
/// `migrate` and `transfer`, whose map is the company's: what only the server
/// knows is in none of the others, or is filled in when the move is made. Whoever
/// sends a map, a deal only goes by it from where it is to stages of the pipeline
/// that the move is made by; that it has a place for all deals,
/// [`StageMap::check`] says. A move that needs nothing may be its name alone, as
/// in `"resume"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
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
    /// Adopted from elsewhere: the entry that such a deal begins with.
    Adopt(Box<AdoptedDeal>),
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
        /// The reference of the purchase, agreement or contract; needed unless
        /// the closing event is that the money is received.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        evidence: Option<Note>,
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
        /// The outcome of the pipeline, where it has several for this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<StageId>,
    },
    /// End without an outcome.
    Abandon {
        /// Why.
        reason: AbandonReason,
        /// The outcome of the pipeline, where it has one for this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<StageId>,
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
    /// Record that a payment went back to the customer.
    ReturnPayment {
        /// How much; above zero, and no more than was received.
        amount: Money,
        /// The day the money went.
        on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// Record that a criterion is met.
    Satisfy(Given),
    /// Record that a criterion is not met after all.
    Retract {
        /// The stage whose criterion it is; the stage the deal stands in where
        /// none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stage: Option<StageId>,
        /// The criterion.
        criterion: CriterionId,
        /// Why.
        reason: Note,
    },
    /// Go over to another revision of the pipeline.
    Migrate(StageMap),
    /// Go over to another pipeline.
    Transfer(StageMap),
    /// Take back the last move of stage or outcome.
    TakeBack {
        /// Why.
        reason: Note,
        /// The number of its entry; filled in when the move is made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<u32>,
    },
    /// Remove personal data: all free text. What the entries before hold of it
    /// is to be removed too, see [`Entry::redact`](crate::lifecycle::Entry::redact).
    Erase {},
}

command!(DealCommand of DealMachine);

impl DealCommand {
    pub(crate) fn verb(&self) -> Option<DealVerb> {
        Some(match self {
            Self::Open { .. } | Self::Adopt(_) => return None,
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
            Self::ReturnPayment { .. } => DealVerb::ReturnPayment,
            Self::Retract { .. } => DealVerb::Retract,
            Self::Migrate(_) => DealVerb::Migrate,
            Self::Transfer(_) => DealVerb::Transfer,
            Self::TakeBack { .. } => DealVerb::TakeBack,
            Self::Erase {} => DealVerb::Erase,
        })
    }

    fn taken_back(&self) -> Option<u32> {
        match self {
            Self::TakeBack { entry, .. } => *entry,
            _ => None,
        }
    }

    /// Makes a move to another stage say where it goes.
    pub(super) fn record_as(&mut self, advance: Advance) {
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

    fn redact(&mut self) {
        match self {
            Self::Open { new, .. } => new.redact(),
            Self::Adopt(adopted) => adopted.redact(),
            Self::Win { evidence, .. } => redact_in(evidence),
            Self::Hold { reason, .. }
            | Self::Reopen { reason, .. }
            | Self::ReturnPayment { reason, .. }
            | Self::Retract { reason, .. }
            | Self::TakeBack { reason, .. } => reason.redact(),
            Self::Lose { reason, .. } => reason.redact(),
            Self::Amend(Amendment::NextStep(Some(step))) => step.text.redact(),
            Self::Amend(Amendment::Field { value, personal: true, .. }) => *value = None,
            Self::Interact(interaction) => interaction.about.redact(),
            Self::Satisfy(Given { evidence: Some(evidence), .. }) => evidence.redact(),
            Self::Advance { .. }
            | Self::Rework { .. }
            | Self::Reach { .. }
            | Self::Satisfy(_)
            | Self::Resume {}
            | Self::Abandon { .. }
            | Self::Complete {}
            | Self::Refund { .. }
            | Self::Amend(_)
            | Self::Pay { .. }
            | Self::Migrate(_)
            | Self::Transfer(_)
            | Self::Erase {} => {}
        }
    }
}
