//! Leads, from their entries.

use chrono::{DateTime, Utc};

use super::shared::Shared;
use super::track::Story;
use crate::kpi::fault::{JournalFault, Lifecycle};
use crate::kpi::records::{Disqualification, LeadFacts};
use crate::kpi::timeline::Timeline;
use crate::lifecycle::Entry;
use crate::lifecycle::lead::{Asked, LeadAmendment, LeadCommand, LeadMachine, LeadState, Source};
use crate::policy::{Answer, LeadFilter};
use crate::value::{CriterionId, DealId, LeadId, PersonId};

/// A lead as far as it is told.
#[derive(Debug, Clone)]
pub(super) struct LeadStory {
    lead: LeadFacts,
    /// Whether it has ever shown interest; before that it is a prospect.
    interested: bool,
    /// The answers to the filter, where there is one to judge them by.
    answers: Vec<(CriterionId, Answer)>,
}

#[derive(Debug, Clone)]
pub(super) enum LeadStep {
    /// It has shown interest, now or again; from a source, where one is named.
    Interested(Option<String>),
    /// Taken up again: it has no owner then.
    Reopened(Option<String>),
    Owner(Option<PersonId>),
    Fits(Option<bool>),
    Screened(CriterionId, Answer),
    Qualified,
    Disqualified(String),
    Converted(DealId),
    Merged(LeadId),
}

/// The text of a source: the name of the channel or campaign, or the id of the
/// customer who recommended us.
fn text(source: &Source) -> String {
    match source {
        Source::Channel(name) | Source::Campaign(name) => name.clone(),
        Source::Referral(customer) => customer.as_str().to_owned(),
    }
}

impl LeadStory {
    /// The lead; `None` for a prospect who has shown no interest yet.
    pub(super) fn into_lead(self) -> Option<LeadFacts> {
        self.interested.then_some(self.lead)
    }

    fn becomes_interested(&mut self, at: DateTime<Utc>, source: Option<String>) {
        if !self.interested {
            self.interested = true;
            self.lead.created_at = at;
            // A prospect that was dropped was no lead.
            self.lead.disqualified = Timeline::never();
        }
        if source.is_some() {
            self.lead.source.tell(at, source);
        }
    }

    /// What a filter says of the answers: passed, or not whatever may still
    /// be answered, or nothing yet.
    fn judged(&self, filter: &LeadFilter) -> Option<bool> {
        let known = |id: &CriterionId| self.answers.iter().find(|(asked, _)| asked == id);
        let passes = |otherwise: Answer| {
            let answer = |id: &CriterionId| known(id).map_or(Answer::Unknown, |(_, given)| *given);
            let assumed = |id: &CriterionId| match answer(id) {
                Answer::Unknown => otherwise,
                given => given,
            };
            filter.judge(assumed).passed
        };
        match (passes(Answer::Unknown), passes(Answer::Yes)) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        }
    }
}

impl Story for LeadStory {
    type Of = LeadMachine;
    type Id = LeadId;
    type Step = LeadStep;

    const KIND: Lifecycle = Lifecycle::Lead;

    fn begin(entry: &Entry<LeadMachine>) -> Option<Self> {
        let LeadCommand::Capture { new, interest } = &entry.command else { return None };
        // The state says the same as the interest, or the entry is wrong.
        if interest.is_some() != (entry.to == LeadState::New) {
            return None;
        }
        let mut lead = LeadFacts::new(new.id.clone(), entry.at);
        lead.source.tell(entry.at, new.source.as_ref().map(text));
        Some(Self { lead, interested: interest.is_some(), answers: Vec::new() })
    }

    fn id(&self) -> &LeadId {
        &self.lead.id
    }

    fn step(entry: &Entry<LeadMachine>) -> Option<LeadStep> {
        Some(match &entry.command {
            LeadCommand::ShowInterest { source, .. } => {
                LeadStep::Interested(source.as_ref().map(text))
            }
            LeadCommand::Reopen { source, .. } => LeadStep::Reopened(source.as_ref().map(text)),
            LeadCommand::Assign { owner }
            | LeadCommand::Reassign { owner }
            | LeadCommand::Reactivate { owner } => LeadStep::Owner(Some(owner.clone())),
            LeadCommand::Reclaim { .. } => LeadStep::Owner(None),
            LeadCommand::Amend(LeadAmendment::FitsTarget(fits)) => LeadStep::Fits(*fits),
            LeadCommand::Screen(Asked { criterion, answer, .. }) => {
                LeadStep::Screened(criterion.clone(), *answer)
            }
            LeadCommand::Qualify {} => LeadStep::Qualified,
            LeadCommand::Drop { reason, .. } | LeadCommand::Disqualify { reason, .. } => {
                LeadStep::Disqualified(reason.code.clone())
            }
            LeadCommand::Convert { deal, .. } => LeadStep::Converted(deal.clone()),
            LeadCommand::Merge { into } => LeadStep::Merged(into.clone()),
            LeadCommand::Capture { .. }
            | LeadCommand::FirstContact { .. }
            | LeadCommand::Nurture { .. }
            | LeadCommand::Interact(_)
            | LeadCommand::Answer(_)
            | LeadCommand::Amend(_)
            | LeadCommand::Adopt(_)
            | LeadCommand::TakeBack { .. }
            | LeadCommand::Erase {} => return None,
        })
    }

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: LeadStep,
        shared: &Shared,
    ) -> Result<(), JournalFault> {
        match step {
            LeadStep::Interested(source) => self.becomes_interested(at, source),
            LeadStep::Reopened(source) => {
                self.becomes_interested(at, source);
                self.lead.disqualified.tell(at, None);
                self.lead.owners.tell(at, None);
            }
            LeadStep::Owner(owner) => self.lead.owners.tell(at, owner),
            LeadStep::Fits(fits) => self.lead.fits_target.tell(at, fits),
            LeadStep::Screened(criterion, answer) => {
                if let Some(filter) = &shared.filter {
                    self.answers.retain(|(asked, _)| *asked != criterion);
                    self.answers.push((criterion, answer));
                    let passed = self.judged(filter);
                    if passed.as_ref() != self.lead.passed_filter.at(at) {
                        self.lead.passed_filter.tell(at, passed);
                    }
                }
            }
            LeadStep::Qualified => self.lead.qualified_at = Some(at),
            LeadStep::Disqualified(reason) => {
                let reason = Some(reason);
                self.lead.disqualified.tell(at, Some(Disqualification { reason }));
            }
            LeadStep::Converted(deal) => {
                self.lead.converted_at = Some(at);
                self.lead.deal.tell(at, Some(deal));
            }
            LeadStep::Merged(into) => self.lead.merged.tell(at, Some(into)),
        }
        Ok(())
    }
}
