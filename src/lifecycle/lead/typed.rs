//! The moves of a lead as methods, and one `apply` for all of them.

use chrono::NaiveDate;

use super::check;
use super::{
    AdoptedLead, AnyLead, Asked, CustomerRef, Interest, Lead, LeadAmendment, LeadCommand,
    LeadDemand, LeadMachine, LeadPermits, LeadRefused, LeadRules, LeadState, LeadStatus, LeadUnmet,
    LeadVerb, New, NewLead, Prospect, Source, verb,
};
use crate::lifecycle::date::{happened, possible};
use crate::lifecycle::step::begin;
use crate::lifecycle::written::moves;
use crate::lifecycle::{
    Act, Available, DateOf, Interaction, InteractionKind, Machine, Note, Reason, Refused,
};
use crate::policy::Answer;
use crate::value::{CriterionId, DealId, LeadId, PersonId};

impl Lead<Prospect> {
    /// Captures somebody we may sell to, who has shown no interest yet.
    ///
    /// # Errors
    ///
    /// Refused, with the new lead back, where a source is named but blank.
    pub fn capture(new: NewLead, act: &Act) -> Result<Self, LeadRefused<NewLead>> {
        let mut unmet = Vec::new();
        if new.source.as_ref().is_some_and(Source::is_blank) {
            unmet.push(LeadUnmet::Source);
        }
        let command = LeadCommand::Capture { new: new.clone(), interest: None };
        begin::<LeadMachine, Self>(new.id.clone(), command, LeadState::Prospect, unmet, act)
            .map_err(|refusal| Refused::new(new, refusal))
    }
}

impl Lead<New> {
    /// Captures somebody who has shown interest already.
    ///
    /// # Errors
    ///
    /// Refused, with the new lead back, where the evidence is blank, the
    /// interest does not count (see [`InterestKind`](super::InterestKind)),
    /// or the source is not known.
    pub fn capture_interested(
        new: NewLead,
        interest: Interest,
        act: &Act,
    ) -> Result<Self, LeadRefused<NewLead>> {
        let mut unmet = Vec::new();
        check::interest(&interest, new.source.as_ref(), &mut unmet);
        let command = LeadCommand::Capture { new: new.clone(), interest: Some(interest) };
        begin::<LeadMachine, Self>(new.id.clone(), command, LeadState::New, unmet, act)
            .map_err(|refusal| Refused::new(new, refusal))
    }
}

moves! {
    /// The moves. Each is there in the states that have it; the compiler refuses
    /// the others. Each gives the lead back where it is refused.
    Lead LeadPermits LeadMachine LeadRefused

    /// They showed readiness to consider buying. From Prospect. `source`
    /// where it is not known yet.
    ///
    /// # Errors
    ///
    /// Refused where the evidence is blank, the interest does not count, or
    /// the source is not known.
    ShowInterest: show_interest(interest: Interest, source: Option<Source>),
        LeadCommand::ShowInterest { interest, source }, LeadRules::default();

    /// Gives up a prospect; the criteria of the filter that it failed are
    /// recorded. From Prospect.
    ///
    /// # Errors
    ///
    /// Refused where the reason is not in the list, or is `other` without a
    /// note.
    Drop: drop(rules: LeadRules<'_>, reason: impl Into<Reason>),
        LeadCommand::Drop { reason: reason.into(), failed: Vec::new() }, rules;

    /// Gives the lead to an owner. From New.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Assign: assign(owner: PersonId),
        LeadCommand::Assign { owner }, LeadRules::default();

    /// The owner's first contact. From Assigned.
    ///
    /// # Errors
    ///
    /// Refused where it does not say what it was about.
    FirstContact: first_contact(interaction: Interaction),
        LeadCommand::FirstContact { interaction }, LeadRules::default();

    /// Counts as worth a deal. From Working.
    ///
    /// # Errors
    ///
    /// Refused where the filter is not passed or the framework's rule is not
    /// met by the answers so far; an override does without.
    Qualify: qualify(rules: LeadRules<'_>),
        LeadCommand::Qualify {}, rules;

    /// Makes a deal of it, for a new customer or one that is there. From
    /// Qualified.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Convert: convert(deal: DealId, customer: CustomerRef),
        LeadCommand::Convert { deal, customer }, LeadRules::default();

    /// Puts off until a day. From Working and Qualified.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Nurture: nurture(reason: impl Into<Note>, revisit: NaiveDate),
        LeadCommand::Nurture { reason: reason.into(), revisit }, LeadRules::default();

    /// Takes up again what was put off. From Nurturing.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Reactivate: reactivate(owner: PersonId),
        LeadCommand::Reactivate { owner }, LeadRules::default();

    /// Gives the lead to another owner, who has the first contact still to
    /// make. From Assigned, Working and Qualified.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Reassign: reassign(owner: PersonId),
        LeadCommand::Reassign { owner }, LeadRules::default();

    /// Takes the lead from an owner who did not act. From Assigned and
    /// Working.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Reclaim: reclaim(reason: impl Into<Note>),
        LeadCommand::Reclaim { reason: reason.into() }, LeadRules::default();

    /// Counts as not worth the cost of selling; the criteria of the filter
    /// that it failed are recorded. From New to Nurturing.
    ///
    /// # Errors
    ///
    /// Refused where the reason is not in the list, or is `other` without a
    /// note.
    Disqualify: disqualify(rules: LeadRules<'_>, reason: impl Into<Reason>),
        LeadCommand::Disqualify { reason: reason.into(), failed: Vec::new() }, rules;

    /// Goes on as another lead. From Prospect to Nurturing.
    ///
    /// # Errors
    ///
    /// Refused where it would be merged into itself.
    Merge: merge(into: LeadId),
        LeadCommand::Merge { into }, LeadRules::default();

    /// Takes up again what was disqualified. From Disqualified.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank, or where it has never shown interest
    /// (a prospect that was dropped; see [`Lead::reopen_interested`]).
    Reopen: reopen(reason: impl Into<Note>),
        LeadCommand::Reopen { reason: reason.into(), interest: None, source: None },
        LeadRules::default();

    /// Takes up again what was disqualified, because they show interest now.
    /// From Disqualified. `source` where it is not known yet.
    ///
    /// # Errors
    ///
    /// Refused where the reason or the evidence is blank, the interest does
    /// not count, or the source is not known.
    Reopen: reopen_interested(reason: impl Into<Note>, interest: Interest, source: Option<Source>),
        LeadCommand::Reopen { reason: reason.into(), interest: Some(interest), source },
        LeadRules::default();

    /// Takes back the last change of state: state, owner, source and interest
    /// are as before it. Both entries stay, and figures leave both out. From
    /// every state but Prospect.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank, or the last change of state was
    /// taken back already.
    TakeBack: take_back(reason: impl Into<Note>),
        LeadCommand::TakeBack { reason: reason.into(), entry: None }, LeadRules::default();

    /// Removes personal data: all free text of the lead and of the entries
    /// that wait. Those stored before are to be redacted too, see
    /// [`Entry::redact`](crate::lifecycle::Entry::redact). The version rises,
    /// so that whoever loaded the lead before cannot store it. From every
    /// state.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Erase: erase(),
        LeadCommand::Erase {}, LeadRules::default();

    /// Records an interaction. From every state.
    ///
    /// # Errors
    ///
    /// Refused where it does not say what it was about.
    Interact: interact(interaction: Interaction),
        LeadCommand::Interact(interaction), LeadRules::default();

    /// Records the answer to a criterion of the filter. From Prospect to
    /// Nurturing.
    ///
    /// # Errors
    ///
    /// Refused where the filter has no such criterion.
    Screen: screen(
        rules: LeadRules<'_>, criterion: CriterionId, answer: Answer, evidence: impl Into<Note>
    ),
        LeadCommand::Screen(Asked { criterion, answer, evidence: evidence.into() }), rules;

    /// Records the answer to a criterion of the framework. From Prospect to
    /// Nurturing.
    ///
    /// # Errors
    ///
    /// Refused where the framework has no such criterion.
    Answer: answer(
        rules: LeadRules<'_>, criterion: CriterionId, answer: Answer, evidence: impl Into<Note>
    ),
        LeadCommand::Answer(Asked { criterion, answer, evidence: evidence.into() }), rules;

    /// Changes what is known of it. From every state.
    ///
    /// # Errors
    ///
    /// Refused where a next step or a source is blank, where the owner is the
    /// same or there is none, and where the source is the customer that the
    /// lead has become.
    Amend: amend(change: LeadAmendment),
        LeadCommand::Amend(change), LeadRules::default();
}

impl AnyLead {
    /// Makes a move, whatever the state.
    ///
    /// # Errors
    ///
    /// Refused, with the lead back, where the table has no such move from its
    /// state, or a demand is not met: all of those at once.
    pub fn apply(
        self,
        rules: LeadRules<'_>,
        command: LeadCommand,
        act: &Act,
    ) -> Result<Self, LeadRefused<Self>> {
        self.step(command, act, rules)
    }

    /// Every move from here, with what it needs to be supplied with and what
    /// stands in its way at the moment; none to answer criteria where the
    /// filter, or the framework, asks nothing.
    pub fn available<'r>(
        &self,
        rules: impl Into<LeadRules<'r>>,
        act: &Act,
    ) -> Vec<Available<LeadMachine>> {
        let rules = rules.into();
        let (core, view) = (self.core(), self.view());
        let interested = self.record().interest().is_some();
        let movable = self.record().last_move.is_some();
        LeadMachine::TABLE
            .iter()
            .filter(|row| row.from == self.state() && rules.ask_for(row.verb))
            .filter(|row| movable || row.verb != LeadVerb::TakeBack)
            .map(|row| {
                let command = unsupplied(row.verb, act);
                let mut found = Available::probe(core, view, row, None, command, act, rules);
                found.choices = rules.choices(row.verb);
                if row.verb == LeadVerb::Amend {
                    found.needs.retain(|need| *need == LeadDemand::Change);
                }
                if row.verb == LeadVerb::Reopen && interested {
                    found.needs.retain(|need| *need == LeadDemand::Reason);
                }
                found
            })
            .collect()
    }
}

/// A move asked for with nothing supplied, to see which of its other demands
/// are met. Who would own, survive or be asked does not matter for those.
fn unsupplied(verb: LeadVerb, act: &Act) -> LeadCommand {
    let (owner, day) = (act.by().clone(), act.day());
    let nothing = || Note::new("");
    let call = || Interaction::outbound(InteractionKind::Call, "");
    match verb {
        LeadVerb::ShowInterest => {
            LeadCommand::ShowInterest { interest: Interest::called(nothing()), source: None }
        }
        LeadVerb::Drop => LeadCommand::Drop { reason: Reason::new(""), failed: Vec::new() },
        LeadVerb::Assign => LeadCommand::Assign { owner },
        LeadVerb::FirstContact => LeadCommand::FirstContact { interaction: call() },
        LeadVerb::Qualify => LeadCommand::Qualify {},
        LeadVerb::Nurture => LeadCommand::Nurture { reason: nothing(), revisit: day },
        LeadVerb::Reactivate => LeadCommand::Reactivate { owner },
        LeadVerb::Reassign => LeadCommand::Reassign { owner },
        LeadVerb::Reclaim => LeadCommand::Reclaim { reason: nothing() },
        LeadVerb::Disqualify => {
            LeadCommand::Disqualify { reason: Reason::new(""), failed: Vec::new() }
        }
        LeadVerb::Reopen => LeadCommand::Reopen { reason: nothing(), interest: None, source: None },
        LeadVerb::Interact => LeadCommand::Interact(call()),
        LeadVerb::TakeBack => LeadCommand::TakeBack { reason: nothing(), entry: None },
        LeadVerb::Erase => LeadCommand::Erase {},
        // Everything these demand but the order of time is supplied with
        // them, and a blank change is the one that asks for nothing else.
        LeadVerb::Convert
        | LeadVerb::Merge
        | LeadVerb::Screen
        | LeadVerb::Answer
        | LeadVerb::Amend => LeadCommand::Amend(LeadAmendment::NextStep(None)),
    }
}

impl AnyLead {
    /// Adopts a lead that has lived elsewhere, in whatever state. Its first
    /// entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where a date lies ahead of the act
    /// (override possible), or where what is stated is impossible: a lead that is
    /// worked on without an owner, a source or interest.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(adopted: AdoptedLead, act: &Act) -> Result<Self, LeadRefused<AdoptedLead>> {
        let mut unmet = Vec::new();
        let dates = [(adopted.captured_at, DateOf::Opening), (adopted.since, DateOf::Entering)];
        for (at, which) in dates {
            unmet.extend(happened(which, act.day_of(at), None, act).map(LeadUnmet::from));
        }
        let mut known = adopted.clone();
        match &mut known.state {
            LeadStatus::Disqualified(disqualified) => disqualified.reason.free = true,
            LeadStatus::Nurturing(nurturing) => {
                let fault = possible(DateOf::Revisit, nurturing.revisit);
                unmet.extend(fault.map(LeadUnmet::from));
            }
            _ => {}
        }
        let (id, to) = (known.new.id.clone(), known.state.state());
        Self::adopted(id, LeadCommand::Adopt(Box::new(known)), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}
