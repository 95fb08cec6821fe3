//! What a lead is in every state.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{LeadStatus, LeadView};
use crate::lifecycle::conduct::ViewData;
use crate::lifecycle::note::REDACTED;
use crate::lifecycle::{Direction, FilledFields, NextStep, Note};
use crate::policy::{
    Answer, Answered, FilterVerdict, LeadFilter, Qualification, QualificationVerdict,
};
use crate::value::{CriterionId, CustomerId, LeadId, PersonId};

/// Where a lead came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// A channel, such as the web site.
    Channel(String),
    /// A campaign, such as a trade fair.
    Campaign(String),
    /// A customer who recommended us.
    Referral(CustomerId),
}

impl Source {
    /// Names of channels and campaigns are the user's own text.
    pub(super) fn redact(&mut self) {
        match self {
            Self::Channel(name) | Self::Campaign(name) => REDACTED.clone_into(name),
            Self::Referral(_) => {}
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Channel(name) | Self::Campaign(name) => name.trim().is_empty(),
            Self::Referral(_) => false,
        }
    }
}

/// How somebody showed readiness to consider buying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum InterestKind {
    /// Called and made a request.
    Called,
    /// Filled in the form on the site.
    FilledForm,
    /// Walked in and asked for a product.
    WalkedIn,
    /// Answered an offer of ours. It counts only where the decision maker
    /// showed unambiguous interest.
    AnsweredOffer {
        /// Whether that is so.
        decision_maker: bool,
    },
    /// Met us at an event. It counts only where they asked to be contacted.
    MetAtEvent {
        /// Whether that is so.
        asked_for_contact: bool,
    },
}

/// The evidence that somebody is a lead: how they showed interest, and what
/// they said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// How.
    pub kind: InterestKind,
    /// What they said or did.
    pub evidence: Note,
}

impl Interest {
    /// Called and made a request.
    pub fn called(evidence: impl Into<Note>) -> Self {
        Self { kind: InterestKind::Called, evidence: evidence.into() }
    }

    /// Filled in the form on the site.
    pub fn filled_form(evidence: impl Into<Note>) -> Self {
        Self { kind: InterestKind::FilledForm, evidence: evidence.into() }
    }

    /// Walked in and asked for a product.
    pub fn walked_in(evidence: impl Into<Note>) -> Self {
        Self { kind: InterestKind::WalkedIn, evidence: evidence.into() }
    }

    /// Answered an offer: the decision maker, or somebody else.
    pub fn answered_offer(decision_maker: bool, evidence: impl Into<Note>) -> Self {
        Self { kind: InterestKind::AnsweredOffer { decision_maker }, evidence: evidence.into() }
    }

    /// Met us at an event, asking to be contacted or not.
    pub fn met_at_event(asked_for_contact: bool, evidence: impl Into<Note>) -> Self {
        Self { kind: InterestKind::MetAtEvent { asked_for_contact }, evidence: evidence.into() }
    }
}

/// What a lead is in every state: where it came from, who works on it, what
/// is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeadRecord {
    pub(super) id: LeadId,
    pub(super) direction: Direction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) interest: Option<Interest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) contact: Option<Note>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fits_target: Option<bool>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) screened: BTreeMap<CriterionId, Answered>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) answers: BTreeMap<CriterionId, Answered>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) next_step: Option<NextStep>,
    pub(super) captured_at: DateTime<Utc>,
    /// When it came into its state.
    pub(super) since: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "FilledFields::is_empty")]
    pub(super) fields: FilledFields,
    /// What was so before the last change of state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_move: Option<Box<LastMove>>,
    /// Since when it lives here, where it has lived elsewhere before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) adopted_at: Option<DateTime<Utc>>,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
}

/// What was so before the last change of state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LastMove {
    /// The number of its entry.
    pub(super) entry: u32,
    pub(super) state: LeadStatus,
    pub(super) since: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) interest: Option<Interest>,
}

/// Why a lead is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StaleLead {
    /// There is no next step.
    NoNextStep,
    /// The next step should have been done by this day.
    NextStepOverdue(NaiveDate),
}

impl LeadRecord {
    /// The lead's id.
    pub fn id(&self) -> &LeadId {
        &self.id
    }

    /// Whether they came to us, or we formed the interest.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Where it came from; always known once it has shown interest.
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// The evidence of its interest; none for a prospect.
    pub fn interest(&self) -> Option<&Interest> {
        self.interest.as_ref()
    }

    /// Who they are and how to reach them, if that is kept here; none once
    /// redacted.
    pub fn contact(&self) -> Option<&Note> {
        self.contact.as_ref()
    }

    /// Who works on it.
    pub fn owner(&self) -> Option<&PersonId> {
        self.owner.as_ref()
    }

    /// Whether it fits the target audience; `None` while nobody has judged.
    pub fn fits_target(&self) -> Option<bool> {
        self.fits_target
    }

    /// The answer to a criterion of the filter.
    pub fn screened(&self, criterion: &str) -> Option<&Answered> {
        self.screened.get(criterion)
    }

    /// The answer to a criterion of the qualification framework.
    pub fn answer(&self, criterion: &str) -> Option<&Answered> {
        self.answers.get(criterion)
    }

    /// What a filter says of the answers so far.
    pub fn filter_verdict(&self, filter: &LeadFilter) -> FilterVerdict {
        filter.judge(|id| known(&self.screened, id))
    }

    /// What a framework says of the answers so far.
    pub fn qualification_verdict(&self, framework: &Qualification) -> QualificationVerdict {
        framework.judge(|id| known(&self.answers, id))
    }

    /// What stands in the fields of the company.
    pub fn fields(&self) -> &FilledFields {
        &self.fields
    }

    /// What is to be done next.
    pub fn next_step(&self) -> Option<&NextStep> {
        self.next_step.as_ref()
    }

    /// When it was captured.
    pub fn captured_at(&self) -> DateTime<Utc> {
        self.captured_at
    }

    /// When it came into its state.
    pub fn since(&self) -> DateTime<Utc> {
        self.since
    }

    /// Since when it lives here, where it was adopted; `None` where it was
    /// captured here.
    pub fn adopted_at(&self) -> Option<DateTime<Utc>> {
        self.adopted_at
    }

    /// Its id in the system it came from, if known.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    /// The number of the entry of the last change of state, which can be taken
    /// back; `None` where none can.
    pub fn last_move(&self) -> Option<u32> {
        self.last_move.as_ref().map(|last| last.entry)
    }

    /// Keeps what a change of state is about to change.
    pub(super) fn keep_before(&mut self, view: LeadView<'_>, entry: u32) {
        self.last_move = Some(Box::new(LastMove {
            entry,
            state: view.to_status(),
            since: self.since,
            owner: self.owner.clone(),
            source: self.source.clone(),
            interest: self.interest.clone(),
        }));
    }

    /// Takes the last change of state back.
    pub(super) fn take_back(&mut self) {
        let Some(last) = self.last_move.take() else { return };
        self.since = last.since;
        self.owner = last.owner;
        self.source = last.source;
        self.interest = last.interest;
    }

    /// Why the lead is stale on a day; `None` where it is not. Meant for
    /// leads that are worked on.
    pub fn stale(&self, day: NaiveDate) -> Option<StaleLead> {
        match &self.next_step {
            None => Some(StaleLead::NoNextStep),
            Some(step) if step.due < day => Some(StaleLead::NextStepOverdue(step.due)),
            Some(_) => None,
        }
    }
}

fn known(answers: &BTreeMap<CriterionId, Answered>, id: &CriterionId) -> Answer {
    answers.get(id).map_or(Answer::Unknown, |answered| answered.answer)
}
