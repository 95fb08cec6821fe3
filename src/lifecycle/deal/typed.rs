//! The moves of a deal as methods, and one `apply` for all of them.

use chrono::NaiveDate;

use super::check::{opening, unknown_stage};
use super::{
    AbandonReason, Amendment, AnyDeal, Deal, DealCommand, DealDemand, DealMachine, DealPermits,
    DealRefused, DealState, DealUnmet, DealVerb, Given, NewDeal, Open, Refund, StageMap, StageRef,
    verb,
};
use crate::lifecycle::machine::{StateData, begin};
use crate::lifecycle::{
    Act, Available, Interaction, Landing, Machine, Note, Reason, Refusal, Refused,
};
use crate::process::{ClosingEvent, Pipeline, StageKey};
use crate::value::{CriterionId, Money, StageId};

/// A stage named by its id, or by its key, which saves looking it up.
pub trait NamesStage: crate::lifecycle::machine::sealed::Sealed {
    /// The stage, or why it is none.
    #[doc(hidden)]
    fn stage_ref(self, pipeline: &Pipeline) -> Result<StageRef, DealUnmet>;
}

impl crate::lifecycle::machine::sealed::Sealed for StageKey {}
impl crate::lifecycle::machine::sealed::Sealed for &str {}
impl crate::lifecycle::machine::sealed::Sealed for &StageId {}

impl NamesStage for StageKey {
    #[inline]
    fn stage_ref(self, pipeline: &Pipeline) -> Result<StageRef, DealUnmet> {
        StageRef::at(pipeline, self).ok_or_else(|| DealUnmet::ForeignKey(pipeline.id().clone()))
    }
}

impl NamesStage for &str {
    fn stage_ref(self, pipeline: &Pipeline) -> Result<StageRef, DealUnmet> {
        match pipeline.key(self) {
            Some(key) => key.stage_ref(pipeline),
            None => StageRef::try_from(self).map_err(|_| unknown_stage(pipeline, self)),
        }
    }
}

impl NamesStage for &StageId {
    fn stage_ref(self, pipeline: &Pipeline) -> Result<StageRef, DealUnmet> {
        self.as_str().stage_ref(pipeline)
    }
}

impl Deal<Open> {
    /// Opens a deal at a stage of a pipeline.
    ///
    /// # Errors
    ///
    /// Refused, with the new deal back, where the pipeline has no such stage
    /// or does not serve the kind of deal, where the amount is below zero, or
    /// where opening there leaves out stages that every won path passes and
    /// neither evidence nor an override speaks for it.
    #[allow(clippy::result_large_err, reason = "what was to be opened comes back")]
    pub fn open(
        new: NewDeal,
        pipeline: &Pipeline,
        stage: impl NamesStage,
        act: &Act,
    ) -> Result<Self, DealRefused<NewDeal>> {
        let mut unmet = Vec::new();
        let stage = match stage.stage_ref(pipeline) {
            Ok(stage) => stage,
            Err(unknown) => {
                let refusal = Refusal::boxed(DealState::Open, None, vec![unknown]);
                return Err(Refused::new(new, refusal));
            }
        };
        opening(&new, pipeline, &stage, &mut unmet);
        let command = DealCommand::Open {
            new: Box::new(new.clone()),
            pipeline: pipeline.id().clone(),
            revision: pipeline.revision(),
            stage,
        };
        begin::<DealMachine, Self>(command, DealState::Open, unmet, act)
            .map_err(|refusal| Refused::new(new, refusal))
    }
}

/// The moves. Each is there in the states that have it; the compiler refuses
/// the others. Each gives the deal back where it is refused.
impl<S: StateData<DealMachine>> Deal<S> {
    /// Goes to another stage along a move of the pipeline. From Open and Won.
    ///
    /// # Errors
    ///
    /// Refused where an exit criterion of the stage left is not met, the
    /// pipeline has no such move, or a rework move has no pass left; an
    /// override does without these. Refused for good where there is no such
    /// stage, or the place is an outcome that the deal is not won for.
    pub fn advance<L>(
        self,
        pipeline: &Pipeline,
        to: impl NamesStage,
        act: &Act,
    ) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Advance, Next = L>,
        L: Landing<DealMachine>,
    {
        match to.stage_ref(pipeline) {
            Ok(to) => self.step(DealCommand::Advance { to }, act, Some(pipeline)),
            Err(unknown) => {
                let state = self.state.view().state();
                Err(Refused::new(
                    self,
                    Refusal::boxed(state, Some(DealVerb::Advance), vec![unknown]),
                ))
            }
        }
    }

    /// Counts as won on a day, by the evidence that the closing event
    /// happened: the reference of the purchase, agreement or contract. From
    /// Open. `amount` where it is not known yet, or has changed.
    ///
    /// # Errors
    ///
    /// Refused where the amount is not known, the evidence is blank (for the
    /// closing event payment received: where something is due), or the deal
    /// has not come to the place where the closing event happens.
    pub fn win<L>(
        self,
        pipeline: &Pipeline,
        amount: Option<Money>,
        evidence: impl Into<Note>,
        on: NaiveDate,
        act: &Act,
    ) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Win, Next = L>,
        L: Landing<DealMachine>,
    {
        let command = DealCommand::Win { amount, evidence: evidence.into(), on };
        self.step(command, act, Some(pipeline))
    }

    /// Puts off until a day. From Open.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    pub fn hold<L>(
        self,
        reason: impl Into<Note>,
        until: NaiveDate,
        act: &Act,
    ) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Hold, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Hold { reason: reason.into(), until }, act, None)
    }

    /// Takes up again what was put off. From `OnHold`.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    pub fn resume<L>(self, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Resume, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Resume {}, act, None)
    }

    /// Counts as lost, at the stage it stands in. From Open and `OnHold`.
    ///
    /// # Errors
    ///
    /// Refused where the reason is not in the process's list, or is `other`
    /// without a note.
    pub fn lose<L>(
        self,
        pipeline: &Pipeline,
        reason: impl Into<Reason>,
        act: &Act,
    ) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Lose, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Lose { reason: reason.into() }, act, Some(pipeline))
    }

    /// Ends without an outcome; it stays out of the win rate. From Open and
    /// `OnHold`.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    pub fn abandon<L>(self, reason: AbandonReason, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Abandon, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Abandon { reason }, act, None)
    }

    /// Closes what is won, done and paid. From Won.
    ///
    /// # Errors
    ///
    /// Refused where the outcome Won is more than one move away, an exit
    /// criterion of the last stage is not met, or something is still due.
    pub fn complete<L>(self, pipeline: &Pipeline, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Complete, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Complete {}, act, Some(pipeline))
    }

    /// Gives money back, or has it due again; the deal is Won, not Completed,
    /// any more. From Completed.
    ///
    /// # Errors
    ///
    /// Refused where nothing was received, or the amount is not above zero,
    /// more than was received, or in another currency.
    pub fn refund<L>(self, amount: Money, refund: Refund, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Refund, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Refund { amount, refund }, act, None)
    }

    /// Takes up again what had ended, at the stage it last stood in. From
    /// Won (the order was cancelled), Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    pub fn reopen<L>(
        self,
        reason: impl Into<Note>,
        expected_close: NaiveDate,
        act: &Act,
    ) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Reopen, Next = L>,
        L: Landing<DealMachine>,
    {
        let reason = reason.into();
        self.step(DealCommand::Reopen { reason, expected_close }, act, None)
    }

    /// Changes a figure. From every state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where an amount is below zero or in another currency than the
    /// payments, or a next step is blank.
    pub fn amend<L>(self, change: Amendment, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Amend, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Amend(change), act, None)
    }

    /// Records a payment received. From every state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the amount is not above zero, or in another currency
    /// than the deal's.
    pub fn pay<L>(self, amount: Money, on: NaiveDate, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Pay, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Pay { amount, on }, act, None)
    }

    /// Records an interaction. From every state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where it does not say what it was about.
    pub fn interact<L>(self, interaction: Interaction, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Interact, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Interact(interaction), act, None)
    }

    /// Records that an exit criterion of the stage the deal stands in is met.
    /// A criterion that is met stays met. From every state but Lost and
    /// Abandoned. [`DealCommand::Satisfy`] can name another stage.
    ///
    /// # Errors
    ///
    /// Refused where the stage has no such criterion, or the evidence is
    /// blank.
    pub fn satisfy<L>(
        self,
        pipeline: &Pipeline,
        criterion: CriterionId,
        evidence: impl Into<Note>,
        act: &Act,
    ) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Satisfy, Next = L>,
        L: Landing<DealMachine>,
    {
        let given = Given { stage: None, criterion, evidence: evidence.into() };
        self.step(DealCommand::Satisfy(given), act, Some(pipeline))
    }

    /// Goes over to another revision of the pipeline. From every state but
    /// Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the map leads from another revision than the deal's.
    pub fn migrate<L>(self, map: &StageMap, act: &Act) -> Result<L, DealRefused<Self>>
    where
        S: DealPermits<verb::Migrate, Next = L>,
        L: Landing<DealMachine>,
    {
        self.step(DealCommand::Migrate(map.clone()), act, None)
    }
}

impl AnyDeal {
    /// Makes a move, whatever the state.
    ///
    /// # Errors
    ///
    /// Refused, with the deal back, where the table has no such move from its
    /// state, or a demand is not met: all of those at once.
    pub fn apply(
        self,
        pipeline: &Pipeline,
        command: DealCommand,
        act: &Act,
    ) -> Result<Self, DealRefused<Self>> {
        self.step(command, act, Some(pipeline))
    }

    /// The stages that the pipeline's moves lead to from here, in the order
    /// of the pipeline; empty where the state does not have the move advance.
    pub fn permitted_stages<'p>(&self, pipeline: &'p Pipeline) -> Vec<&'p StageId> {
        self.targets(pipeline).into_iter().filter_map(|key| pipeline.id_of(key)).collect()
    }

    /// Every move from here, with what it needs to be supplied with and what
    /// stands in its way at the moment: one for each stage that a move of the
    /// pipeline leads to, and none to satisfy a criterion where the pipeline
    /// has none.
    pub fn available(&self, pipeline: &Pipeline, act: &Act) -> Vec<Available<DealMachine>> {
        let mut found = Vec::new();
        for row in DealMachine::TABLE.iter().filter(|row| row.from == self.state()) {
            let mut probe = |stage: Option<StageId>, command| {
                let (core, view) = (self.core(), self.view());
                let mut found_move =
                    Available::probe(core, view, row, stage, command, act, Some(pipeline));
                found_move.needs.retain(|need| self.has_to_supply(pipeline, row.verb, *need));
                found.push(found_move);
            };
            if row.verb == DealVerb::Advance {
                for key in self.targets(pipeline) {
                    if let Some(to) = StageRef::at(pipeline, key) {
                        probe(Some(to.id().clone()), DealCommand::Advance { to });
                    }
                }
            } else if let Some(command) = self.empty_handed(pipeline, row.verb, act) {
                probe(None, command);
            }
        }
        found
    }

    fn targets(&self, pipeline: &Pipeline) -> Vec<StageKey> {
        let won = self.state() == DealState::Won;
        let record = self.record();
        let own = *pipeline.id() == record.pipeline && pipeline.revision() == record.revision;
        let here = record.stage.key_in(pipeline).filter(|_| own && record.outcome.is_none());
        let (Some(here), true) = (here, won || self.state() == DealState::Open) else {
            return Vec::new();
        };
        let goes = |key: &StageKey| {
            pipeline.working_stage(*key).is_some() || (won && pipeline.is_won(*key))
        };
        let mut targets: Vec<StageKey> = Vec::new();
        for (to, _) in pipeline.exits(here) {
            if goes(&to) && !targets.contains(&to) {
                targets.push(to);
            }
        }
        targets
    }

    /// Whether a move cannot do without something being supplied.
    fn has_to_supply(&self, pipeline: &Pipeline, verb: DealVerb, need: DealDemand) -> bool {
        match (verb, need) {
            (DealVerb::Win, DealDemand::Amount) => self.record().amount.is_none(),
            (DealVerb::Win, DealDemand::ClosingEvidence) => {
                pipeline.closing_event() != ClosingEvent::PaymentReceived
            }
            // It is one of the things to change.
            (DealVerb::Amend, DealDemand::Amount) => false,
            _ => true,
        }
    }

    /// A move asked for with nothing supplied, to see which of its other
    /// demands are met; `None` where it cannot be made whatever is supplied.
    fn empty_handed(&self, pipeline: &Pipeline, verb: DealVerb, act: &Act) -> Option<DealCommand> {
        let day = act.at().date_naive();
        let reason = || Note::new("");
        let record = self.record();
        Some(match verb {
            DealVerb::Win => DealCommand::Win { amount: None, evidence: reason(), on: day },
            DealVerb::Hold => DealCommand::Hold { reason: reason(), until: day },
            DealVerb::Resume => DealCommand::Resume {},
            DealVerb::Lose => DealCommand::Lose { reason: Reason::new("") },
            DealVerb::Abandon => DealCommand::Abandon { reason: AbandonReason::NoDecision },
            DealVerb::Complete => DealCommand::Complete {},
            DealVerb::Reopen => DealCommand::Reopen { reason: reason(), expected_close: day },
            DealVerb::Interact => DealCommand::Interact(Interaction::outbound(
                crate::lifecycle::InteractionKind::Call,
                "",
            )),
            DealVerb::Refund => {
                let known = record.amount.or(record.payments.received)?;
                let amount = Money::zero(known.currency());
                DealCommand::Refund { amount, refund: Refund::DueAgain }
            }
            DealVerb::Satisfy => {
                let here =
                    record.stage.key_in(pipeline).and_then(|key| pipeline.working_stage(key));
                let mut stages = here.into_iter().chain(pipeline.stages());
                let (stage, criterion) =
                    stages.find_map(|stage| Some((stage, stage.exit_criteria.first()?)))?;
                DealCommand::Satisfy(Given {
                    stage: StageId::new(&stage.id).ok(),
                    criterion: CriterionId::new(&criterion.id).ok()?,
                    evidence: reason(),
                })
            }
            // All that these demand besides the order of time is supplied with
            // them, and a blank change is the one that asks for nothing else.
            // (An advance is asked for stage by stage.)
            DealVerb::Advance | DealVerb::Amend | DealVerb::Pay | DealVerb::Migrate => {
                DealCommand::Amend(Amendment::NextStep(None))
            }
        })
    }
}
