//! The moves of a lead with what is supplied for them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::new::{redact_interest, redact_source};
use super::{AdoptedLead, Interest, LeadMachine, LeadVerb, NewLead, Source};
use crate::lifecycle::words::command;
use crate::lifecycle::{Interaction, NextStep, Note, Reason};
use crate::policy::Answer;
use crate::value::text::is_false;
use crate::value::{CriterionId, CustomerId, DealId, FieldValue, LeadId, PersonId};

/// The customer of the deal that a lead becomes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerRef {
    /// One that is created for it.
    New(CustomerId),
    /// One that is there already.
    Existing(CustomerId),
}

impl CustomerRef {
    /// The customer's id.
    pub fn id(&self) -> &CustomerId {
        match self {
            Self::New(id) | Self::Existing(id) => id,
        }
    }
}

/// The answer to a criterion, and what it rests on. Who gave it and when is
/// known from the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The criterion.
    pub criterion: CriterionId,
    /// The answer.
    pub answer: Answer,
    /// What it rests on.
    pub evidence: Note,
}

/// A change of what is known of a lead, possible in every state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LeadAmendment {
    /// Where it came from.
    Source(Source),
    /// Who works on it; where somebody does.
    Owner(PersonId),
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
    /// What is to be done next; none once it is done.
    NextStep(Option<NextStep>),
    /// Who they are and how to reach them; none once that is redacted, too.
    Contact(Option<Note>),
    /// Whether it fits the target audience.
    FitsTarget(Option<bool>),
}

/// A move of a lead with what is supplied for it; also what its entry holds.
///
/// All of them may come from a client but `capture` and `adopt`: what only the
/// server knows is filled in when the move is made. A move that needs nothing
/// may be its name alone, as in `"qualify"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum LeadCommand {
    /// Captured: the entry every lead begins with; with its evidence where it
    /// has shown interest already.
    Capture {
        /// The lead.
        new: NewLead,
        /// The evidence of its interest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interest: Option<Interest>,
    },
    /// Adopted from elsewhere: the entry that such a lead begins with.
    Adopt(Box<AdoptedLead>),
    /// They showed readiness to consider buying.
    ShowInterest {
        /// The evidence.
        interest: Interest,
        /// Where they came from, where that is not known yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// Give up a prospect.
    Drop {
        /// Why.
        reason: Reason,
        /// The criteria of the filter that it failed; filled in from the
        /// answers when the move is made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        failed: Vec<CriterionId>,
    },
    /// Give to an owner.
    Assign {
        /// The owner.
        owner: PersonId,
    },
    /// The owner's first contact.
    FirstContact {
        /// The contact.
        interaction: Interaction,
    },
    /// Count as worth a deal.
    Qualify {},
    /// Make a deal of it.
    Convert {
        /// The deal.
        deal: DealId,
        /// Its customer.
        customer: CustomerRef,
    },
    /// Come back to it later.
    Nurture {
        /// Why not now.
        reason: Note,
        /// The day to come back to it.
        revisit: NaiveDate,
    },
    /// Take up again what was put off.
    Reactivate {
        /// The owner.
        owner: PersonId,
    },
    /// Give to another owner.
    Reassign {
        /// The owner.
        owner: PersonId,
    },
    /// Take from an owner who did not act.
    Reclaim {
        /// Why.
        reason: Note,
    },
    /// Count as not worth the cost of selling.
    Disqualify {
        /// Why.
        reason: Reason,
        /// The criteria of the filter that it failed; filled in from the
        /// answers when the move is made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        failed: Vec<CriterionId>,
    },
    /// Go on as another lead.
    Merge {
        /// The lead that goes on.
        into: LeadId,
    },
    /// Take up again what was disqualified.
    Reopen {
        /// Why.
        reason: Note,
        /// The evidence of its interest, where there is none yet (a prospect
        /// that was dropped), or where it is new.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interest: Option<Interest>,
        /// Where they came from, where that is not known yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// Record an interaction.
    Interact(Interaction),
    /// Record the answer to a criterion of the filter.
    Screen(Asked),
    /// Record the answer to a criterion of the framework.
    Answer(Asked),
    /// Change what is known.
    Amend(LeadAmendment),
    /// Take back the last change of state.
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

command!(LeadCommand of LeadMachine);

impl LeadCommand {
    pub(crate) fn verb(&self) -> Option<LeadVerb> {
        Some(match self {
            Self::Capture { .. } | Self::Adopt(_) => return None,
            Self::ShowInterest { .. } => LeadVerb::ShowInterest,
            Self::Drop { .. } => LeadVerb::Drop,
            Self::Assign { .. } => LeadVerb::Assign,
            Self::FirstContact { .. } => LeadVerb::FirstContact,
            Self::Qualify {} => LeadVerb::Qualify,
            Self::Convert { .. } => LeadVerb::Convert,
            Self::Nurture { .. } => LeadVerb::Nurture,
            Self::Reactivate { .. } => LeadVerb::Reactivate,
            Self::Reassign { .. } => LeadVerb::Reassign,
            Self::Reclaim { .. } => LeadVerb::Reclaim,
            Self::Disqualify { .. } => LeadVerb::Disqualify,
            Self::Merge { .. } => LeadVerb::Merge,
            Self::Reopen { .. } => LeadVerb::Reopen,
            Self::Interact(_) => LeadVerb::Interact,
            Self::Screen(_) => LeadVerb::Screen,
            Self::Answer(_) => LeadVerb::Answer,
            Self::Amend(_) => LeadVerb::Amend,
            Self::TakeBack { .. } => LeadVerb::TakeBack,
            Self::Erase {} => LeadVerb::Erase,
        })
    }

    fn taken_back(&self) -> Option<u32> {
        match self {
            Self::TakeBack { entry, .. } => *entry,
            _ => None,
        }
    }

    fn redact(&mut self) {
        match self {
            Self::Capture { new, interest } => {
                new.redact();
                redact_interest(interest);
            }
            Self::Adopt(adopted) => adopted.redact(),
            Self::ShowInterest { interest, source } => {
                interest.evidence.redact();
                redact_source(source);
            }
            Self::Drop { reason, .. } | Self::Disqualify { reason, .. } => reason.redact(),
            Self::FirstContact { interaction } | Self::Interact(interaction) => {
                interaction.about.redact();
            }
            Self::Nurture { reason, .. }
            | Self::Reclaim { reason }
            | Self::TakeBack { reason, .. } => reason.redact(),
            Self::Reopen { reason, interest, source } => {
                reason.redact();
                redact_interest(interest);
                redact_source(source);
            }
            Self::Screen(asked) | Self::Answer(asked) => asked.evidence.redact(),
            Self::Amend(LeadAmendment::NextStep(Some(step))) => step.text.redact(),
            Self::Amend(LeadAmendment::Contact(contact)) => *contact = None,
            Self::Amend(LeadAmendment::Source(source)) => source.redact(),
            Self::Amend(LeadAmendment::Field { value, personal: true, .. }) => *value = None,
            Self::Assign { .. }
            | Self::Qualify {}
            | Self::Convert { .. }
            | Self::Reactivate { .. }
            | Self::Reassign { .. }
            | Self::Merge { .. }
            | Self::Amend(_)
            | Self::Erase {} => {}
        }
    }
}
