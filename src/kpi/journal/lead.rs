//! Leads, from their entries.

use chrono::{DateTime, Utc};

use super::shared::Shared;
use super::track::Story;
use crate::kpi::fault::{JournalFault, Lifecycle};
use crate::kpi::records::{Disqualification, LeadFacts};
use crate::kpi::timeline::Timeline;
use crate::lifecycle::Entry;
use crate::lifecycle::lead::{
    AdoptedLead, Asked, LeadAmendment, LeadCommand, LeadMachine, LeadState, LeadStatus, Source,
};
use crate::policy::{Answer, LeadFilter};
use crate::value::{CriterionId, CustomerId, CustomerMerges, DealId, LeadId, PersonId};

/// A lead as far as it is known.
#[derive(Debug, Clone)]
pub(super) struct LeadStory {
    lead: LeadFacts,
    /// Whether it has ever shown interest; before that it is a prospect.
    interested: bool,
    /// The answers to the filter, where there is one to judge them by.
    answers: Vec<(CriterionId, Answer)>,
    /// The customers who are its sources, or were.
    referrers: Vec<CustomerId>,
    /// As it was before the last move, so that the move can be taken back.
    before: Option<Box<(bool, LeadFacts)>>,
}

#[derive(Debug, Clone)]
pub(super) enum LeadStep {
    /// A move that changes nothing that is counted.
    Moved,
    TakenBack,
    /// Another owner, without a move.
    Amended(PersonId),
    Source(Source),
    /// It has shown interest, now or again; from a source, where one is named.
    Interested(Option<Source>),
    /// Taken up again: it has no owner then.
    Reopened(Option<Source>),
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
    /// The lead; `None` for a prospect who has shown no interest yet. What a merged
    /// customer recommended, the one that goes on did.
    pub(super) fn into_lead(self, merges: &CustomerMerges) -> Option<LeadFacts> {
        let Self { mut lead, interested, referrers, .. } = self;
        if referrers.iter().any(|by| merges.survivor(by.as_str()) != by.as_str()) {
            let told = lead.source.all();
            let told: Vec<_> = told.map(|(at, name)| (at, name.cloned())).collect();
            lead.source = Timeline::never();
            for (at, name) in told {
                let by =
                    referrers.iter().find(|by| name.as_ref().is_some_and(|name| **by == **name));
                let name = by.map(|by| merges.survivor(by.as_str()).to_owned()).or(name);
                lead.source.tell(at, name);
            }
        }
        interested.then_some(lead)
    }

    fn came_from(&mut self, at: DateTime<Utc>, source: &Source) {
        if let Source::Referral(by) = source {
            self.referrers.push(by.clone());
        }
        self.lead.source.tell(at, Some(text(source)));
    }

    /// Takes the last move back; what was said since, and of the target and the
    /// filter, stays.
    fn take_back(&mut self) {
        let Some((interested, before)) = self.before.take().map(|before| *before) else { return };
        let now = std::mem::replace(&mut self.lead, before);
        self.interested = interested;
        self.lead.fits_target = now.fits_target;
        self.lead.passed_filter = now.passed_filter;
    }

    /// A lead that has lived elsewhere, as far as that is known.
    fn adopt(adopted: &AdoptedLead) -> Self {
        let (new, at, since) = (&adopted.new, adopted.captured_at, adopted.since);
        let mut lead = LeadFacts::new(new.id.clone(), at);
        lead.owners.tell(at, adopted.owner.clone());
        lead.fits_target.tell(at, adopted.fits_target);
        match &adopted.state {
            LeadStatus::Qualified(_) => lead.qualified_at = Some(since),
            LeadStatus::Converted(converted) => {
                lead.converted_at = Some(since);
                lead.deal.tell(since, Some(converted.deal.clone()));
            }
            LeadStatus::Disqualified(out) => {
                let reason = Some(out.reason.code.clone());
                lead.disqualified.tell(since, Some(Disqualification { reason }));
            }
            LeadStatus::Merged(merged) => lead.merged.tell(since, Some(merged.into.clone())),
            LeadStatus::Prospect(_)
            | LeadStatus::New(_)
            | LeadStatus::Assigned(_)
            | LeadStatus::Working(_)
            | LeadStatus::Nurturing(_) => {}
        }
        let dropped = matches!(adopted.state, LeadStatus::Disqualified(_) | LeadStatus::Merged(_));
        let is_prospect = matches!(adopted.state, LeadStatus::Prospect(_));
        let interested = adopted.interest.is_some() || !(dropped || is_prospect);
        let mut story = Self::new(lead, interested);
        new.source.iter().for_each(|source| story.came_from(at, source));
        story
    }

    fn new(lead: LeadFacts, interested: bool) -> Self {
        Self { lead, interested, answers: Vec::new(), referrers: Vec::new(), before: None }
    }

    fn becomes_interested(&mut self, at: DateTime<Utc>, source: Option<&Source>) {
        if !self.interested {
            self.interested = true;
            self.lead.created_at = at;
            // A prospect that was dropped was no lead.
            self.lead.disqualified = Timeline::never();
        }
        if let Some(source) = source {
            self.came_from(at, source);
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
        let (new, interest) = match &entry.command {
            LeadCommand::Capture { new, interest } => (new, interest),
            LeadCommand::Adopt(adopted) => return Some(Self::adopt(adopted)),
            _ => return None,
        };
        // The state says the same as the interest, or the entry is wrong.
        if interest.is_some() != (entry.to == LeadState::New) {
            return None;
        }
        let lead = LeadFacts::new(new.id.clone(), entry.at);
        let mut story = Self::new(lead, interest.is_some());
        new.source.iter().for_each(|source| story.came_from(entry.at, source));
        Some(story)
    }

    fn adopts(entry: &Entry<LeadMachine>) -> bool {
        matches!(entry.command, LeadCommand::Adopt(_))
    }

    fn id(&self) -> &LeadId {
        &self.lead.id
    }

    fn step(entry: &Entry<LeadMachine>) -> Option<LeadStep> {
        Some(match &entry.command {
            LeadCommand::ShowInterest { source, .. } => LeadStep::Interested(source.clone()),
            LeadCommand::Reopen { source, .. } => LeadStep::Reopened(source.clone()),
            LeadCommand::Assign { owner }
            | LeadCommand::Reassign { owner }
            | LeadCommand::Reactivate { owner } => LeadStep::Owner(Some(owner.clone())),
            LeadCommand::Reclaim { .. } => LeadStep::Owner(None),
            LeadCommand::Amend(LeadAmendment::Owner(owner)) => LeadStep::Amended(owner.clone()),
            LeadCommand::Amend(LeadAmendment::Source(source)) => LeadStep::Source(source.clone()),
            LeadCommand::FirstContact { .. } | LeadCommand::Nurture { .. } => LeadStep::Moved,
            LeadCommand::TakeBack { .. } => LeadStep::TakenBack,
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
            | LeadCommand::Interact(_)
            | LeadCommand::Answer(_)
            | LeadCommand::Amend(_)
            | LeadCommand::Adopt(_)
            | LeadCommand::Erase {} => return None,
        })
    }

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: LeadStep,
        shared: &Shared,
    ) -> Result<(), JournalFault> {
        let moves = !matches!(
            step,
            LeadStep::Fits(_)
                | LeadStep::Screened(..)
                | LeadStep::Amended(_)
                | LeadStep::Source(_)
                | LeadStep::TakenBack
        );
        if moves {
            self.before = Some(Box::new((self.interested, self.lead.clone())));
        }
        match step {
            LeadStep::Moved => {}
            LeadStep::TakenBack => self.take_back(),
            // Taking the last move back leaves both alone; before it there may
            // have been no owner.
            LeadStep::Amended(owner) => {
                if let Some((_, before)) = self.before.as_deref_mut() {
                    if before.owners.seen(at, at).is_some() {
                        before.owners.tell(at, Some(owner.clone()));
                    }
                }
                self.lead.owners.tell(at, Some(owner));
            }
            LeadStep::Source(source) => {
                if let Some((_, before)) = self.before.as_deref_mut() {
                    before.source.tell(at, Some(text(&source)));
                }
                self.came_from(at, &source);
            }
            LeadStep::Interested(source) => self.becomes_interested(at, source.as_ref()),
            LeadStep::Reopened(source) => {
                self.becomes_interested(at, source.as_ref());
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
