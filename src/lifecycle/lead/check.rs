//! What each move of a lead demands, and what it changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    AnyLead, Asked, Assigned, Converted, Disqualified, Interest, InterestKind, LeadAmendment,
    LeadCommand, LeadDemand, LeadMachine, LeadRecord, LeadState, LeadStatus, LeadVerb, LeadView,
    Merged, New, Nurturing, Prospect, Qualified, Source, Working,
};
use crate::lifecycle::journal::one_of;
use crate::lifecycle::machine::{Core, HasDemand, Transition};
use crate::lifecycle::{Act, Entry, Machine, Note, Reason};
use crate::policy::{Answered, LeadFilter, Qualification};
use crate::process::SalesProcess;
use crate::value::text::did_you_mean;
use crate::value::{CriterionId, LeadId};

/// What the moves of a lead are checked against: the filter, the framework,
/// the reasons for disqualifying. What is absent demands nothing; with no
/// list of reasons, any reason will do.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeadRules<'a> {
    filter: Option<&'a LeadFilter>,
    qualification: Option<&'a Qualification>,
    disqualify_reasons: &'a [String],
}

impl<'a> LeadRules<'a> {
    /// Sets the filter that a lead must pass to be qualified.
    #[must_use]
    pub fn filter(mut self, filter: &'a LeadFilter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Sets the framework whose rule a lead must meet to be qualified.
    #[must_use]
    pub fn qualification(mut self, framework: &'a Qualification) -> Self {
        self.qualification = Some(framework);
        self
    }

    /// Sets the reasons for which a lead may be disqualified.
    #[must_use]
    pub fn disqualify_reasons(mut self, reasons: &'a [String]) -> Self {
        self.disqualify_reasons = reasons;
        self
    }

    /// Whether there is anything to answer by a move that records answers.
    pub(super) fn ask_for(&self, verb: LeadVerb) -> bool {
        match verb {
            LeadVerb::Screen => self.filter.is_some_and(|filter| !filter.criteria().is_empty()),
            LeadVerb::Answer => self.qualification.is_some(),
            _ => true,
        }
    }
}

impl<'a> From<&'a SalesProcess> for LeadRules<'a> {
    /// The filter, the framework and the reasons of a process.
    fn from(process: &'a SalesProcess) -> Self {
        Self {
            filter: Some(process.lead_filter()),
            qualification: process.qualification(),
            disqualify_reasons: process.disqualify_reasons(),
        }
    }
}

/// A demand of a lead's move that is not met.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LeadUnmet {
    /// The act lies before the last entry.
    #[error("the lead was last changed at {last}, after this act; act at that instant or later")]
    TimeOrder {
        /// When the last entry was made.
        last: DateTime<Utc>,
    },
    /// The interest is not evidenced.
    #[error("the evidence of the interest is missing; say what they said or did")]
    Interest,
    /// Somebody else than the decision maker answered an offer.
    #[error("an answer to an offer counts only where the decision maker showed clear interest")]
    NotTheDecisionMaker,
    /// They did not ask to be contacted.
    #[error("a meeting at an event counts only where they asked to be contacted")]
    DidNotAsk,
    /// The source is not known.
    #[error("the source is missing; name the channel, the campaign or the referring customer")]
    Source,
    /// The interaction does not say what it was about.
    #[error("the interaction does not say what it was about")]
    Interaction,
    /// The filter is not passed.
    #[error("the lead filter: {0}")]
    Filter(String),
    /// The framework's rule is not met.
    #[error("the qualification: {0}")]
    Framework(String),
    /// No reason is given.
    #[error("the reason is missing")]
    Reason,
    /// No reason for disqualifying is given.
    #[error("the reason is missing{}", one_of(.list))]
    NoDisqualifyReason {
        /// The reasons of the process.
        list: Vec<String>,
    },
    /// The reason is not in the list.
    #[error("`{found}` is not a reason of the list{hint}{}", one_of(.list))]
    DisqualifyReason {
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
    /// A lead is merged into itself.
    #[error("`{0}` cannot be merged into itself; name the lead that goes on")]
    Survivor(LeadId),
    /// Nobody asks this.
    #[error("no criterion `{criterion}` is asked{hint}")]
    Criterion {
        /// The criterion.
        criterion: CriterionId,
        /// The nearest known one, as a question.
        hint: String,
    },
    /// Nothing to change is given.
    #[error("the next step is blank; say what is to be done")]
    Change,
}

impl HasDemand<LeadDemand> for LeadUnmet {
    fn demand(&self) -> LeadDemand {
        match self {
            Self::TimeOrder { .. } => LeadDemand::TimeOrder,
            Self::Interest => LeadDemand::Interest,
            Self::NotTheDecisionMaker | Self::DidNotAsk => LeadDemand::DecisionMaker,
            Self::Source => LeadDemand::Source,
            Self::Interaction => LeadDemand::Interaction,
            Self::Filter(_) => LeadDemand::Filter,
            Self::Framework(_) => LeadDemand::Framework,
            Self::Reason => LeadDemand::Reason,
            Self::NoDisqualifyReason { .. } | Self::DisqualifyReason { .. } | Self::ReasonNote => {
                LeadDemand::DisqualifyReason
            }
            Self::Survivor(_) => LeadDemand::Survivor,
            Self::Criterion { .. } => LeadDemand::Criterion,
            Self::Change => LeadDemand::Change,
        }
    }
}

/// Interest that counts, from a source that is known.
pub(super) fn interest(interest: &Interest, source: Option<&Source>, unmet: &mut Vec<LeadUnmet>) {
    if interest.evidence.is_blank() {
        unmet.push(LeadUnmet::Interest);
    }
    match interest.kind {
        InterestKind::AnsweredOffer { decision_maker: false } => {
            unmet.push(LeadUnmet::NotTheDecisionMaker);
        }
        InterestKind::MetAtEvent { asked_for_contact: false } => unmet.push(LeadUnmet::DidNotAsk),
        _ => {}
    }
    source_known(source, unmet);
}

fn source_known(source: Option<&Source>, unmet: &mut Vec<LeadUnmet>) {
    if source.is_none_or(Source::is_blank) {
        unmet.push(LeadUnmet::Source);
    }
}

fn listed(reason: &Reason, list: &[String], unmet: &mut Vec<LeadUnmet>) {
    if reason.code.trim().is_empty() {
        unmet.push(LeadUnmet::NoDisqualifyReason { list: list.to_vec() });
    } else if !reason.is_listed(list) {
        let hint = did_you_mean(&reason.code, list.iter().map(String::as_str));
        let (found, list) = (reason.code.clone(), list.to_vec());
        unmet.push(LeadUnmet::DisqualifyReason { found, list, hint });
    } else if reason.lacks_note() {
        unmet.push(LeadUnmet::ReasonNote);
    }
}

fn asked<'a>(
    asked: &Asked,
    criteria: impl Iterator<Item = &'a str> + Clone,
    unmet: &mut Vec<LeadUnmet>,
) {
    if !criteria.clone().any(|id| asked.criterion == id) {
        let hint = did_you_mean(asked.criterion.as_str(), criteria);
        unmet.push(LeadUnmet::Criterion { criterion: asked.criterion.clone(), hint });
    }
}

impl Machine for LeadMachine {
    const NAME: &'static str = "lead";
    const FORMAT: &'static str = "sales-process.lead/1";
    const ENTRY_FORMAT: &'static str = "sales-process.lead-entry/1";
    const TABLE: &'static [Transition<Self>] = Self::ROWS;
    const STARTS: &'static [LeadState] = Self::STARTING;

    type State = LeadState;
    type Verb = LeadVerb;
    type Demand = LeadDemand;
    type Command = LeadCommand;
    type Unmet = LeadUnmet;
    type Record = LeadRecord;
    type Status = LeadStatus;
    type Any = AnyLead;
    type View<'a> = LeadView<'a>;
    type Rules<'a> = LeadRules<'a>;

    fn row(from: LeadState, verb: LeadVerb) -> Option<&'static Transition<Self>> {
        Self::find_row(from, verb)
    }

    fn state(status: &LeadStatus) -> LeadState {
        status.state()
    }

    fn state_of(view: LeadView<'_>) -> LeadState {
        view.state()
    }

    fn view(status: &LeadStatus) -> LeadView<'_> {
        status.view()
    }

    fn verb(command: &LeadCommand) -> Option<LeadVerb> {
        command.verb()
    }

    fn check(
        core: &Core<Self>,
        view: LeadView<'_>,
        command: &mut LeadCommand,
        act: &Act,
        rules: LeadRules<'_>,
        unmet: &mut Vec<LeadUnmet>,
    ) -> LeadState {
        let record = &core.record;
        if act.at() < core.last_at {
            unmet.push(LeadUnmet::TimeOrder { last: core.last_at });
        }
        match command {
            LeadCommand::Capture { .. } => view.state(),
            LeadCommand::ShowInterest { interest: shown, source } => {
                interest(shown, source.as_ref().or(record.source.as_ref()), unmet);
                LeadState::New
            }
            LeadCommand::Drop { reason, failed } | LeadCommand::Disqualify { reason, failed } => {
                listed(reason, rules.disqualify_reasons, unmet);
                let verdict = rules.filter.map(|filter| record.filter_verdict(filter));
                *failed = verdict.map(|verdict| verdict.failed).unwrap_or_default();
                LeadState::Disqualified
            }
            LeadCommand::Assign { .. }
            | LeadCommand::Reactivate { .. }
            | LeadCommand::Reassign { .. } => LeadState::Assigned,
            LeadCommand::FirstContact { interaction } => {
                if interaction.about.is_blank() {
                    unmet.push(LeadUnmet::Interaction);
                }
                LeadState::Working
            }
            LeadCommand::Qualify {} => {
                let filter = rules.filter.map(|filter| record.filter_verdict(filter));
                if let Some(verdict) = filter.filter(|verdict| !verdict.passed) {
                    unmet.push(LeadUnmet::Filter(verdict.to_string()));
                }
                let framework = rules.qualification.map(|f| record.qualification_verdict(f));
                if let Some(verdict) = framework.filter(|verdict| !verdict.qualified) {
                    unmet.push(LeadUnmet::Framework(verdict.to_string()));
                }
                LeadState::Qualified
            }
            LeadCommand::Convert { .. } => LeadState::Converted,
            LeadCommand::Nurture { reason, .. } => {
                given(reason, unmet);
                LeadState::Nurturing
            }
            LeadCommand::Reclaim { reason } => {
                given(reason, unmet);
                LeadState::New
            }
            LeadCommand::Reopen { reason, interest: shown, source } => {
                given(reason, unmet);
                let source = source.as_ref().or(record.source.as_ref());
                if let Some(shown) = shown {
                    interest(shown, source, unmet);
                } else {
                    // A prospect that was dropped has shown none yet.
                    if record.interest.is_none() {
                        unmet.push(LeadUnmet::Interest);
                    }
                    source_known(source, unmet);
                }
                LeadState::New
            }
            LeadCommand::Merge { into } => {
                if *into == record.id {
                    unmet.push(LeadUnmet::Survivor(into.clone()));
                }
                LeadState::Merged
            }
            LeadCommand::Interact(interaction) => {
                if interaction.about.is_blank() {
                    unmet.push(LeadUnmet::Interaction);
                }
                view.state()
            }
            LeadCommand::Screen(answer) => {
                let criteria = rules.filter.map_or(&[][..], LeadFilter::criteria);
                asked(answer, criteria.iter().map(|c| c.id.as_str()), unmet);
                view.state()
            }
            LeadCommand::Answer(answer) => {
                let criteria = rules.qualification.map_or(&[][..], Qualification::criteria);
                asked(answer, criteria.iter().map(|c| c.id.as_str()), unmet);
                view.state()
            }
            LeadCommand::Amend(change) => {
                if matches!(change, LeadAmendment::NextStep(Some(s)) if s.text.is_blank()) {
                    unmet.push(LeadUnmet::Change);
                }
                view.state()
            }
        }
    }

    fn next(_: &LeadRecord, view: LeadView<'_>, entry: &Entry<Self>) -> Option<LeadStatus> {
        Some(match (&entry.command, view) {
            (
                LeadCommand::ShowInterest { .. }
                | LeadCommand::Reclaim { .. }
                | LeadCommand::Reopen { .. },
                _,
            ) => LeadStatus::New(New {}),
            (
                LeadCommand::Drop { reason, failed } | LeadCommand::Disqualify { reason, failed },
                _,
            ) => LeadStatus::Disqualified(Disqualified {
                reason: reason.clone(),
                failed: failed.clone(),
            }),
            (
                LeadCommand::Assign { .. }
                | LeadCommand::Reactivate { .. }
                | LeadCommand::Reassign { .. },
                _,
            ) => LeadStatus::Assigned(Assigned {}),
            (LeadCommand::FirstContact { .. }, _) => LeadStatus::Working(Working {}),
            (LeadCommand::Qualify {}, _) => LeadStatus::Qualified(Qualified {}),
            (LeadCommand::Convert { deal, customer }, _) => {
                LeadStatus::Converted(Converted { deal: deal.clone(), customer: customer.clone() })
            }
            (LeadCommand::Nurture { reason, revisit }, _) => {
                LeadStatus::Nurturing(Nurturing { reason: reason.clone(), revisit: *revisit })
            }
            (LeadCommand::Merge { into }, _) => LeadStatus::Merged(Merged { into: into.clone() }),
            _ => return None,
        })
    }

    fn absorb(record: &mut LeadRecord, entry: &Entry<Self>) {
        if entry.from != Some(entry.to) {
            record.since = entry.at;
        }
        match &entry.command {
            LeadCommand::ShowInterest { interest, source } => {
                record.interest = Some(interest.clone());
                if source.is_some() {
                    record.source.clone_from(source);
                }
            }
            LeadCommand::Assign { owner }
            | LeadCommand::Reactivate { owner }
            | LeadCommand::Reassign { owner } => record.owner = Some(owner.clone()),
            LeadCommand::Reclaim { .. } => record.owner = None,
            LeadCommand::Reopen { interest, source, .. } => {
                record.owner = None;
                if interest.is_some() {
                    record.interest.clone_from(interest);
                }
                if source.is_some() {
                    record.source.clone_from(source);
                }
            }
            LeadCommand::Screen(asked) => note(&mut record.screened, asked, entry),
            LeadCommand::Answer(asked) => note(&mut record.answers, asked, entry),
            LeadCommand::Amend(LeadAmendment::NextStep(step)) => record.next_step.clone_from(step),
            LeadCommand::Amend(LeadAmendment::Contact(contact)) => {
                record.contact.clone_from(contact);
            }
            LeadCommand::Amend(LeadAmendment::FitsTarget(fits)) => record.fits_target = *fits,
            LeadCommand::Capture { .. }
            | LeadCommand::Drop { .. }
            | LeadCommand::FirstContact { .. }
            | LeadCommand::Qualify {}
            | LeadCommand::Convert { .. }
            | LeadCommand::Nurture { .. }
            | LeadCommand::Disqualify { .. }
            | LeadCommand::Merge { .. }
            | LeadCommand::Interact(_) => {}
        }
    }

    fn create(entry: &Entry<Self>) -> Option<(LeadRecord, LeadStatus)> {
        let LeadCommand::Capture { new, interest } = &entry.command else { return None };
        let status = match interest {
            None => LeadStatus::Prospect(Prospect {}),
            Some(_) => LeadStatus::New(New {}),
        };
        let record = LeadRecord {
            id: new.id.clone(),
            direction: new.direction,
            source: new.source.clone(),
            interest: interest.clone(),
            contact: new.contact.clone(),
            owner: None,
            fits_target: None,
            screened: BTreeMap::new(),
            answers: BTreeMap::new(),
            next_step: None,
            captured_at: entry.at,
            since: entry.at,
        };
        Some((record, status))
    }

    fn redact(record: &mut LeadRecord, status: &mut LeadStatus) {
        if let Some(interest) = &mut record.interest {
            interest.evidence.redact();
        }
        record.contact = None;
        if let Some(step) = &mut record.next_step {
            step.text.redact();
        }
        for answered in record.screened.values_mut().chain(record.answers.values_mut()) {
            answered.evidence = None;
        }
        match status {
            LeadStatus::Nurturing(state) => state.reason.redact(),
            LeadStatus::Disqualified(state) => state.reason.redact(),
            _ => {}
        }
    }

    fn redact_command(command: &mut LeadCommand) {
        command.redact();
    }

    fn validate(record: &LeadRecord, status: &LeadStatus) -> Result<(), String> {
        use LeadState as S;
        let state = status.state();
        let is = |states: &[LeadState]| states.contains(&state);
        let worked_on = is(&[S::Assigned, S::Working, S::Qualified, S::Nurturing, S::Converted]);
        if worked_on && record.owner.is_none() {
            return Err(format!("the lead is {state}, but has no owner"));
        }
        let interested = worked_on || is(&[S::New]);
        if interested && record.source.is_none() {
            return Err(format!("the lead is {state}, but its source is not known"));
        }
        if interested && record.interest.is_none() {
            return Err(format!("the lead is {state}, but there is no evidence of its interest"));
        }
        if record.since < record.captured_at {
            return Err(format!("the lead became {state} before it was captured"));
        }
        Ok(())
    }
}

fn given(reason: &Note, unmet: &mut Vec<LeadUnmet>) {
    if reason.is_blank() {
        unmet.push(LeadUnmet::Reason);
    }
}

fn note(answers: &mut BTreeMap<CriterionId, Answered>, asked: &Asked, entry: &Entry<LeadMachine>) {
    let mut answered = Answered::new(asked.answer, entry.by.clone(), entry.at);
    answered.evidence = asked.evidence.text().filter(|t| !t.is_empty()).map(str::to_owned);
    answers.insert(asked.criterion.clone(), answered);
}
