//! The moves of a handoff as methods, and one `apply` for all of them.

use chrono::NaiveDate;

use super::check::beginning;
use super::{
    AdoptedHandoff, AnyHandoff, Due, Handoff, HandoffCommand, HandoffMachine, HandoffPermits,
    HandoffRefused, HandoffRules, HandoffState, HandoffUnmet, HandoffVerb, Load, Missing,
    NewHandoff, Package, Recipient, verb,
};
use crate::lifecycle::date::happened;
use crate::lifecycle::step::begin;
use crate::lifecycle::written::moves;
use crate::lifecycle::{Act, Available, DateOf, Machine, Note, Refused};
use crate::value::PersonId;

impl Handoff<Due> {
    /// Begins a handoff that is due.
    ///
    /// # Errors
    ///
    /// Refused, with the new handoff back, where it is due only after the
    /// act, or does not say why.
    pub fn due(new: NewHandoff, act: &Act) -> Result<Self, HandoffRefused<NewHandoff>> {
        let mut unmet = Vec::new();
        beginning(&new, act, &mut unmet);
        let command = HandoffCommand::Due(new.clone());
        begin::<HandoffMachine, Self>(new.id.clone(), command, HandoffState::Due, unmet, act)
            .map_err(|refusal| Refused::new(new, refusal))
    }
}

moves! {
    /// The moves. Each is there in the states that have it; the compiler refuses
    /// the others. Each gives the handoff back where it is refused, and each is
    /// refused where the act lies before the last entry. `L` is the handoff
    /// after the move.
    Handoff HandoffPermits HandoffMachine HandoffRefused

    /// Offers the customer to a farmer or a role, with a package, until the
    /// end of a day; where none is named, of the last day that the policy
    /// gives. From Due, Declined and Escalated.
    ///
    /// # Errors
    ///
    /// Refused where it is offered to the hunter; one of the four texts of
    /// the package is blank; an item is not of the checklist; neither the
    /// offer nor the policy sets a deadline, or it has passed already, or
    /// (unless overridden) is later than the policy gives. Once declined,
    /// also where it is offered again to whoever declined, and the package
    /// is the same or still without an item that was missing.
    Offer: offer<'p>(
        rules: impl Into<HandoffRules<'p>>, to: impl Into<Recipient>, package: Package,
        deadline: Option<NaiveDate>
    ),
        HandoffCommand::Offer { to: to.into(), package, deadline }, rules.into();

    /// Takes the customer. The person who acts is the farmer. From Offered,
    /// also once the deadline has passed, as long as it is not escalated.
    ///
    /// # Errors
    ///
    /// Refused where it is offered to another person, or the hunter answers
    /// for a role; and, unless overridden, where the farmer has no room or a
    /// required item of the checklist is not in the package.
    Accept: accept<'p>(rules: impl Into<HandoffRules<'p>>, load: impl Into<Load>),
        HandoffCommand::Accept { load: None }, rules.into().load(load);

    /// Declines, and says what is missing. The person who acts is the one who
    /// declines. From Offered.
    ///
    /// # Errors
    ///
    /// Refused where it is offered to another person, or the hunter answers
    /// for a role; where nothing is said to be missing; where an item is not
    /// of the checklist.
    Decline: decline<'p>(rules: impl Into<HandoffRules<'p>>, missing: Missing),
        HandoffCommand::Decline(missing), rules.into();

    /// Brings it before the head of sales. From Offered and Declined.
    ///
    /// # Errors
    ///
    /// Refused where it is offered and the day of the deadline is not over.
    Escalate: escalate(),
        HandoffCommand::Escalate {}, HandoffRules::default();

    /// Decides who takes the customer. The person who acts is the head of
    /// sales; that is for the application to see to. Neither room nor
    /// checklist is asked for: the reason stands for them. From Escalated.
    ///
    /// # Errors
    ///
    /// Refused where the farmer is the hunter, or the reason is blank.
    Assign: assign(farmer: PersonId, reason: impl Into<Note>),
        HandoffCommand::Assign { farmer, reason: reason.into() }, HandoffRules::default();

    /// Closes it: the farmer is introduced to the customer, who is the
    /// farmer's from a day on, past or to come. Where the policy shares the
    /// credit, it is shared from that day. From Accepted.
    ///
    /// # Errors
    ///
    /// Refused where the introduction is not evidenced.
    Complete: complete<'p>(
        rules: impl Into<HandoffRules<'p>>, introduction: impl Into<Note>, from: NaiveDate
    ),
        HandoffCommand::Complete { introduction: introduction.into(), from, credit: None },
        rules.into();

    /// Calls it off. From every state but Completed and Cancelled.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Cancel: cancel(reason: impl Into<Note>),
        HandoffCommand::Cancel { reason: reason.into() }, HandoffRules::default();

    /// Removes personal data: all free text of the handoff and of the entries
    /// that wait. Those stored before are to be redacted too, see
    /// [`Entry::redact`](crate::lifecycle::Entry::redact). The version rises,
    /// so that whoever loaded the handoff before cannot store it. From every
    /// state.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Erase: erase(),
        HandoffCommand::Erase {}, HandoffRules::default();
}

impl AnyHandoff {
    /// Makes a move, whatever the state.
    ///
    /// # Errors
    ///
    /// Refused, with the handoff back, where the table has no such move from
    /// its state, or a demand is not met: all of those at once.
    pub fn apply<'p>(
        self,
        rules: impl Into<HandoffRules<'p>>,
        command: HandoffCommand,
        act: &Act,
    ) -> Result<Self, HandoffRefused<Self>> {
        self.step(command, act, rules.into())
    }

    /// Every move from here, with what it needs to be supplied with and what
    /// stands in its way at the moment, for the person who acts and that
    /// person's load.
    pub fn available<'p>(
        &self,
        rules: impl Into<HandoffRules<'p>>,
        load: impl Into<Load>,
        act: &Act,
    ) -> Vec<Available<HandoffMachine>> {
        let rules = rules.into().load(load);
        let (core, view) = (self.core(), self.view());
        HandoffMachine::TABLE
            .iter()
            .filter(|row| row.from == self.state())
            .map(|row| {
                let command = unsupplied(row.verb, act);
                Available::probe(core, view, row, None, command, act, rules)
            })
            .collect()
    }
}

/// A move asked for with nothing supplied, to see which of its other demands
/// are met.
fn unsupplied(verb: HandoffVerb, act: &Act) -> HandoffCommand {
    let nothing = || Note::new("");
    let (who, day) = (act.by().clone(), act.day());
    match verb {
        // A deadline of today is within what any process gives.
        HandoffVerb::Offer => HandoffCommand::Offer {
            to: Recipient::Person(who),
            package: Package::new(),
            deadline: Some(day),
        },
        HandoffVerb::Accept => HandoffCommand::Accept { load: None },
        HandoffVerb::Erase => HandoffCommand::Erase {},
        HandoffVerb::Decline => HandoffCommand::Decline(Missing::items([])),
        HandoffVerb::Escalate => HandoffCommand::Escalate {},
        HandoffVerb::Assign => HandoffCommand::Assign { farmer: who, reason: nothing() },
        HandoffVerb::Complete => {
            HandoffCommand::Complete { introduction: nothing(), from: day, credit: None }
        }
        HandoffVerb::Cancel => HandoffCommand::Cancel { reason: nothing() },
    }
}

impl AnyHandoff {
    /// Adopts a handoff that has lived elsewhere, in whatever state. Its first
    /// entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where it is not due yet, where no
    /// reason is given, where a date lies ahead of the act (override possible),
    /// or where what is stated is impossible: the hunter as the farmer.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(
        adopted: AdoptedHandoff,
        act: &Act,
    ) -> Result<Self, HandoffRefused<AdoptedHandoff>> {
        let mut unmet = Vec::new();
        beginning(&adopted.new, act, &mut unmet);
        let fault = happened(DateOf::Entering, act.day_of(adopted.since), None, act);
        unmet.extend(fault.map(HandoffUnmet::from));
        let (id, to) = (adopted.new.id.clone(), adopted.state.state());
        Self::adopted(id, HandoffCommand::Adopt(Box::new(adopted.clone())), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}
