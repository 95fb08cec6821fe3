//! The moves of a handoff as methods, and one `apply` for all of them.

use chrono::NaiveDate;

use super::check::beginning;
use super::{
    AnyHandoff, Due, Handoff, HandoffCommand, HandoffMachine, HandoffPermits, HandoffRefused,
    HandoffState, HandoffVerb, Load, Missing, NewHandoff, Package, Recipient, verb,
};
use crate::lifecycle::machine::{StateData, begin};
use crate::lifecycle::{Act, Available, Landing, Machine, Note, Refused};
use crate::process::HandoffPolicy;
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
        begin::<HandoffMachine, Self>(command, HandoffState::Due, unmet, act)
            .map_err(|refusal| Refused::new(new, refusal))
    }
}

// The state that follows is a parameter (`Next = N`): were it named in the
// return type (`S::Next`), the compiler would give up on the method before it
// came to the message of `HandoffPermits`.
/// The moves. Each is there in the states that have it; the compiler refuses
/// the others. Each gives the handoff back where it is refused, and each is
/// refused where the act lies before the last entry. `N` is the handoff
/// after the move.
impl<S: StateData<HandoffMachine>> Handoff<S> {
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
    pub fn offer<N>(
        self,
        policy: &HandoffPolicy,
        to: impl Into<Recipient>,
        package: Package,
        deadline: impl Into<Option<NaiveDate>>,
        act: &Act,
    ) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Offer, Next = N>,
        N: Landing<HandoffMachine>,
    {
        let command = HandoffCommand::Offer { to: to.into(), package, deadline: deadline.into() };
        self.step(command, act, Some(policy))
    }

    /// Takes the customer. The person who acts is the farmer. From Offered,
    /// also once the deadline has passed, as long as it is not escalated.
    ///
    /// # Errors
    ///
    /// Refused where it is offered to another person, or the hunter answers
    /// for a role; and, unless overridden, where the farmer has no room or a
    /// required item of the checklist is not in the package.
    pub fn accept<N>(
        self,
        policy: &HandoffPolicy,
        load: Load,
        act: &Act,
    ) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Accept, Next = N>,
        N: Landing<HandoffMachine>,
    {
        self.step(HandoffCommand::Accept { load }, act, Some(policy))
    }

    /// Declines, and says what is missing. The person who acts is the one who
    /// declines. From Offered.
    ///
    /// # Errors
    ///
    /// Refused where it is offered to another person, or the hunter answers
    /// for a role; where nothing is said to be missing; where an item is not
    /// of the checklist.
    pub fn decline<N>(
        self,
        policy: &HandoffPolicy,
        missing: Missing,
        act: &Act,
    ) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Decline, Next = N>,
        N: Landing<HandoffMachine>,
    {
        self.step(HandoffCommand::Decline(missing), act, Some(policy))
    }

    /// Brings it before the head of sales. From Offered and Declined.
    ///
    /// # Errors
    ///
    /// Refused where it is offered and the day of the deadline is not over.
    pub fn escalate<N>(self, act: &Act) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Escalate, Next = N>,
        N: Landing<HandoffMachine>,
    {
        self.step(HandoffCommand::Escalate {}, act, None)
    }

    /// Decides who takes the customer. The person who acts is the head of
    /// sales; that is for the application to see to. Neither room nor
    /// checklist is asked for: the reason stands for them. From Escalated.
    ///
    /// # Errors
    ///
    /// Refused where the farmer is the hunter, or the reason is blank.
    pub fn assign<N>(
        self,
        farmer: PersonId,
        reason: impl Into<Note>,
        act: &Act,
    ) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Assign, Next = N>,
        N: Landing<HandoffMachine>,
    {
        self.step(HandoffCommand::Assign { farmer, reason: reason.into() }, act, None)
    }

    /// Closes it: the farmer is introduced to the customer, who is the
    /// farmer's from a day on, past or to come. Where the policy shares the
    /// credit, it is shared from that day. From Accepted.
    ///
    /// # Errors
    ///
    /// Refused where the introduction is not evidenced.
    pub fn complete<N>(
        self,
        policy: &HandoffPolicy,
        introduction: impl Into<Note>,
        from: NaiveDate,
        act: &Act,
    ) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Complete, Next = N>,
        N: Landing<HandoffMachine>,
    {
        let introduction = introduction.into();
        let command = HandoffCommand::Complete { introduction, from, credit: None };
        self.step(command, act, Some(policy))
    }

    /// Calls it off. From every state but Completed and Cancelled.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    pub fn cancel<N>(self, reason: impl Into<Note>, act: &Act) -> Result<N, HandoffRefused<Self>>
    where
        S: HandoffPermits<verb::Cancel, Next = N>,
        N: Landing<HandoffMachine>,
    {
        self.step(HandoffCommand::Cancel { reason: reason.into() }, act, None)
    }
}

impl AnyHandoff {
    /// Makes a move, whatever the state.
    ///
    /// # Errors
    ///
    /// Refused, with the handoff back, where the table has no such move from
    /// its state, or a demand is not met: all of those at once.
    pub fn apply(
        self,
        policy: &HandoffPolicy,
        command: HandoffCommand,
        act: &Act,
    ) -> Result<Self, HandoffRefused<Self>> {
        self.step(command, act, Some(policy))
    }

    /// Every move from here, with what it needs to be supplied with and what
    /// stands in its way at the moment, for the person who acts and that
    /// person's load.
    pub fn available(
        &self,
        policy: &HandoffPolicy,
        load: Load,
        act: &Act,
    ) -> Vec<Available<HandoffMachine>> {
        let (core, view) = (self.core(), self.view());
        HandoffMachine::TABLE
            .iter()
            .filter(|row| row.from == self.state())
            .map(|row| {
                let command = empty_handed(row.verb, load, act);
                Available::probe(core, view, row, None, command, act, Some(policy))
            })
            .collect()
    }
}

/// A move asked for with nothing supplied, to see which of its other demands
/// are met.
fn empty_handed(verb: HandoffVerb, load: Load, act: &Act) -> HandoffCommand {
    let nothing = || Note::new("");
    let (who, day) = (act.by().clone(), act.at().date_naive());
    match verb {
        // A deadline of today is within what any process gives.
        HandoffVerb::Offer => HandoffCommand::Offer {
            to: Recipient::Person(who),
            package: Package::new(),
            deadline: Some(day),
        },
        HandoffVerb::Accept => HandoffCommand::Accept { load },
        HandoffVerb::Decline => HandoffCommand::Decline(Missing::items([])),
        HandoffVerb::Escalate => HandoffCommand::Escalate {},
        HandoffVerb::Assign => HandoffCommand::Assign { farmer: who, reason: nothing() },
        HandoffVerb::Complete => {
            HandoffCommand::Complete { introduction: nothing(), from: day, credit: None }
        }
        HandoffVerb::Cancel => HandoffCommand::Cancel { reason: nothing() },
    }
}
