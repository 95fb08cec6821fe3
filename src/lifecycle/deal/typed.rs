//! The moves of a deal as methods, and one `apply` for all of them.

use chrono::NaiveDate;

use super::check::unknown_stage;
use super::opening::{adoption, opening};
use super::{
    AbandonReason, AdoptedDeal, Amendment, AnyDeal, Deal, DealCommand, DealDemand, DealMachine,
    DealPermits, DealRefused, DealRules, DealState, DealUnmet, DealVerb, Given, NewDeal, Open,
    Refund, StageMap, StageRef, verb,
};
use crate::lifecycle::conduct::StateData;
use crate::lifecycle::step::begin;
use crate::lifecycle::written::moves;
use crate::lifecycle::{
    Act, Available, Interaction, Landing, Machine, Note, Reason, Refusal, Refused,
};
use crate::process::{ClosingEvent, Criterion, Pipeline, StageKey};
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
        StageRef::at(pipeline, self)
            .ok_or_else(|| DealUnmet::ForeignKey { pipeline: pipeline.id().clone() })
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
        let (mut unmet, mut known) = (Vec::new(), new.clone());
        let stage = match stage.stage_ref(pipeline) {
            Ok(stage) => stage,
            Err(unknown) => {
                let refusal = Refusal::boxed(DealState::Open, None, vec![unknown]);
                return Err(Refused::new(new, refusal));
            }
        };
        opening(&mut known, pipeline, &stage, act, &mut unmet);
        let command = DealCommand::Open {
            new: Box::new(known),
            pipeline: pipeline.id().clone(),
            revision: pipeline.revision(),
            stage,
        };
        begin::<DealMachine, Self>(new.id.clone(), command, DealState::Open, unmet, act)
            .map_err(|refusal| Refused::new(new, refusal))
    }
}

moves! {
    /// The moves. Each is there in the states that have it; the compiler refuses
    /// the others. Each gives the deal back where it is refused.
    Deal DealPermits DealMachine DealRefused

    /// Counts as won on a day, by the evidence that the closing event
    /// happened: the reference of the purchase, agreement or contract. From
    /// Open. `amount` where it is not known yet, or has changed.
    ///
    /// # Errors
    ///
    /// Refused where the amount is not known, the evidence is blank (for the
    /// closing event payment received: where something is due), or the deal
    /// has not come to the place where the closing event happens.
    Win: win(pipeline: &Pipeline, amount: Option<Money>, evidence: impl Into<Note>, on: NaiveDate),
        DealCommand::Win { amount, evidence: Some(evidence.into()), on }, pipeline.into();

    /// Puts off until a day. From Open.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Hold: hold(reason: impl Into<Note>, until: NaiveDate),
        DealCommand::Hold { reason: reason.into(), until }, DealRules::default();

    /// Takes up again what was put off. From `OnHold`.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Resume: resume(),
        DealCommand::Resume {}, DealRules::default();

    /// Counts as lost, at the stage it stands in. From Open and `OnHold`.
    ///
    /// # Errors
    ///
    /// Refused where the reason is not in the process's list, or is `other`
    /// without a note.
    Lose: lose(pipeline: &Pipeline, reason: impl Into<Reason>),
        DealCommand::Lose { reason: reason.into(), outcome: None }, pipeline.into();

    /// Ends without an outcome; it stays out of the win rate. From Open and
    /// `OnHold`.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Abandon: abandon(reason: AbandonReason),
        DealCommand::Abandon { reason, outcome: None }, DealRules::default();

    /// Closes what is won, done and paid. From Won.
    ///
    /// # Errors
    ///
    /// Refused where the outcome Won is more than one move away, an exit
    /// criterion of the last stage is not met, or something is still due.
    Complete: complete(pipeline: &Pipeline),
        DealCommand::Complete {}, pipeline.into();

    /// Gives money back, or has it due again; the deal is Won, not Completed,
    /// any more. From Completed.
    ///
    /// # Errors
    ///
    /// Refused where nothing was received, or the amount is not above zero,
    /// more than was received, or in another currency.
    Refund: refund(amount: Money, refund: Refund),
        DealCommand::Refund { amount, refund }, DealRules::default();

    /// Takes up again what had ended, at the stage it last stood in. From
    /// Won (the order was cancelled), Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank.
    Reopen: reopen(reason: impl Into<Note>, expected_close: NaiveDate),
        DealCommand::Reopen { reason: reason.into(), expected_close }, DealRules::default();

    /// Changes what is known of it. From every state; amount, dates, next step
    /// and schedule not from Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where an amount is below zero or in another currency than the
    /// payments, where it would leave money due on a completed deal, or where a
    /// next step is blank.
    Amend: amend(change: Amendment),
        DealCommand::Amend(change), DealRules::default();

    /// Records a payment received. From every state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the amount is not above zero, or in another currency
    /// than the deal's.
    Pay: pay(amount: Money, on: NaiveDate),
        DealCommand::Pay { amount, on }, DealRules::default();

    /// Records that a payment went back to the customer. From every state.
    ///
    /// # Errors
    ///
    /// Refused where nothing was received, or the amount is not above zero,
    /// more than was received, or in another currency; where the reason is
    /// blank; and where it would leave money due on a completed deal, which is
    /// what [`Deal::refund`] is for.
    ReturnPayment: return_payment(amount: Money, on: NaiveDate, reason: impl Into<Note>),
        DealCommand::ReturnPayment { amount, on, reason: reason.into() }, DealRules::default();

    /// Records an interaction. From every state.
    ///
    /// # Errors
    ///
    /// Refused where it does not say what it was about.
    Interact: interact(interaction: Interaction),
        DealCommand::Interact(interaction), DealRules::default();

    /// Records that an exit criterion of the stage the deal stands in is met.
    /// A criterion that is met stays met. From every state but Lost and
    /// Abandoned. [`DealCommand::Satisfy`] can name another stage.
    ///
    /// # Errors
    ///
    /// Refused where the stage has no such criterion, or the evidence is
    /// blank.
    Satisfy: satisfy(pipeline: &Pipeline, criterion: CriterionId, evidence: impl Into<Note>),
        DealCommand::Satisfy(Given::new(criterion, evidence)), pipeline.into();

    /// Records that a criterion of the stage the deal stands in is not met
    /// after all. From every state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the criterion is not met, or the reason is blank.
    Retract: retract(criterion: CriterionId, reason: impl Into<Note>),
        DealCommand::Retract { stage: None, criterion, reason: reason.into() },
        DealRules::default();

    /// Takes back the last move of stage or outcome: state, stage, time of
    /// entry and passes are as before it. Both entries stay, and figures leave
    /// both out. From every state.
    ///
    /// # Errors
    ///
    /// Refused where the reason is blank, where no move was made or the last
    /// was taken back already, and where it would leave money due on a
    /// completed deal.
    TakeBack: take_back(reason: impl Into<Note>),
        DealCommand::TakeBack { reason: reason.into(), entry: None }, DealRules::default();

    /// Removes personal data: all free text of the deal and of the entries
    /// that wait. Those stored before are to be redacted too, see
    /// [`Entry::redact`](crate::lifecycle::Entry::redact). The version rises,
    /// so that whoever loaded the deal before cannot store it. From every
    /// state.
    ///
    /// # Errors
    ///
    /// Refused where the act lies before the last entry.
    Erase: erase(),
        DealCommand::Erase {}, DealRules::default();

    /// Goes over to another pipeline, which is given, by a map from the deal's.
    /// From every state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the map leads from elsewhere, to another pipeline than the
    /// one given, or within one, and where a stage that the deal has been in has
    /// no place in the pipeline by it.
    Transfer: transfer(pipeline: &Pipeline, map: &StageMap),
        DealCommand::Transfer(map.clone()), pipeline.into();

    /// Goes over to another revision of the pipeline, which is given. From every
    /// state but Lost and Abandoned.
    ///
    /// # Errors
    ///
    /// Refused where the map leads from another revision than the deal's, or to
    /// another than the one given, and where a stage that the deal has been in has
    /// no place in the new revision by it.
    Migrate: migrate(pipeline: &Pipeline, map: &StageMap),
        DealCommand::Migrate(map.clone()), pipeline.into();
}

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
            Ok(to) => self.step(DealCommand::Advance { to }, act, pipeline.into()),
            Err(unknown) => {
                let state = self.state.view().state();
                Err(Refused::new(
                    self,
                    Refusal::boxed(state, Some(DealVerb::Advance), vec![unknown]),
                ))
            }
        }
    }
}

impl AnyDeal {
    /// Makes a move, whatever the state. The rules are the deal's pipeline; to
    /// migrate or transfer, the pipeline it goes over to.
    ///
    /// # Errors
    ///
    /// Refused, with the deal back, where the table has no such move from its
    /// state, or a demand is not met: all of those at once.
    pub fn apply<'p>(
        self,
        rules: impl Into<DealRules<'p>>,
        command: DealCommand,
        act: &Act,
    ) -> Result<Self, DealRefused<Self>> {
        self.step(command, act, rules.into())
    }

    /// The stages that the pipeline's moves lead to from here, in the order
    /// of the pipeline; empty where the state does not have the move advance.
    pub fn permitted_stages<'p>(&self, pipeline: &'p Pipeline) -> Vec<&'p StageId> {
        self.targets(pipeline).into_iter().filter_map(|key| pipeline.id_of(key)).collect()
    }

    /// Every move from here, with what it needs to be supplied with and what
    /// stands in its way at the moment: one for each stage that a move of the
    /// pipeline leads to. There is none to satisfy or retract a criterion, to
    /// return a payment or to take a move back where there is nothing to.
    pub fn available<'p>(
        &self,
        rules: impl Into<DealRules<'p>>,
        act: &Act,
    ) -> Vec<Available<DealMachine>> {
        let rules = rules.into();
        let mut found = Vec::with_capacity(16);
        for row in DealMachine::TABLE.iter().filter(|row| row.from == self.state()) {
            let mut probe = |stage: Option<StageId>, command, choices: Vec<String>| {
                let (core, view) = (self.core(), self.view());
                let mut found_move = Available::probe(core, view, row, stage, command, act, rules);
                found_move.choices = choices;
                found_move.needs.retain(|need| self.has_to_supply(rules, row.verb, *need));
                found.push(found_move);
            };
            if row.verb == DealVerb::Advance {
                let Some(pipeline) = rules.pipeline else { continue };
                for key in self.targets(pipeline) {
                    if let Some(to) = StageRef::at(pipeline, key) {
                        let (stage, command) = (to.id().clone(), DealCommand::Advance { to });
                        probe(Some(stage), command, Vec::new());
                    }
                }
            } else if let Some((command, choices)) = self.unsupplied(rules, row.verb, act) {
                probe(None, command, choices);
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
    fn has_to_supply(&self, rules: DealRules<'_>, verb: DealVerb, need: DealDemand) -> bool {
        match (verb, need) {
            (DealVerb::Win, DealDemand::Amount) => self.record().amount.is_none(),
            (DealVerb::Win, DealDemand::ClosingEvidence) => rules
                .pipeline
                .is_none_or(|pipeline| pipeline.closing_event() != ClosingEvent::PaymentReceived),
            // It is one of the things to change; or the one that was there.
            (DealVerb::Amend | DealVerb::TakeBack, DealDemand::Amount) => false,
            _ => true,
        }
    }

    /// A move asked for with nothing supplied, to see which of its other
    /// demands are met, and what there is to choose from; `None` where it
    /// cannot be made whatever is supplied.
    fn unsupplied(
        &self,
        rules: DealRules<'_>,
        verb: DealVerb,
        act: &Act,
    ) -> Option<(DealCommand, Vec<String>)> {
        let day = act.day();
        let reason = || Note::new("");
        let record = self.record();
        let zero = || {
            let known = record.amount.or(record.payments.received)?;
            Some(Money::zero(known.currency()))
        };
        let mut choices = Vec::new();
        let command = match verb {
            DealVerb::Win => DealCommand::Win { amount: None, evidence: None, on: day },
            DealVerb::Hold => DealCommand::Hold { reason: reason(), until: day },
            DealVerb::Resume => DealCommand::Resume {},
            DealVerb::Lose => {
                choices = rules.pipeline.map_or_else(Vec::new, |p| p.lost_reasons().to_vec());
                DealCommand::Lose { reason: Reason::new(""), outcome: None }
            }
            DealVerb::Abandon => {
                DealCommand::Abandon { reason: AbandonReason::NoDecision, outcome: None }
            }
            DealVerb::Complete => DealCommand::Complete {},
            DealVerb::Reopen => DealCommand::Reopen { reason: reason(), expected_close: day },
            DealVerb::Interact => DealCommand::Interact(Interaction::outbound(
                crate::lifecycle::InteractionKind::Call,
                "",
            )),
            DealVerb::Refund => DealCommand::Refund { amount: zero()?, refund: Refund::DueAgain },
            DealVerb::ReturnPayment => {
                let received = record.payments.received.filter(|got| got.is_positive())?;
                // While it is completed, only what was paid beyond its worth
                // can go back.
                let beyond = record.due().filter(|_| self.state() == DealState::Completed);
                let beyond = beyond.map(Money::negated).filter(|beyond| beyond.is_positive());
                let amount = beyond.unwrap_or(received);
                DealCommand::ReturnPayment { amount, on: day, reason: reason() }
            }
            DealVerb::TakeBack => {
                record.last_move.as_ref()?;
                DealCommand::TakeBack { reason: reason(), entry: None }
            }
            DealVerb::Erase => DealCommand::Erase {},
            DealVerb::Satisfy => {
                let pipeline = rules.pipeline?;
                let here =
                    record.stage.key_in(pipeline).and_then(|key| pipeline.working_stage(key));
                let mut stages = here.into_iter().chain(pipeline.stages());
                let stage = stages.find(|stage| stage.exit_criteria.iter().any(by_hand))?;
                let criteria = || stage.exit_criteria.iter().filter(|criterion| by_hand(criterion));
                choices = criteria().map(|criterion| criterion.id.clone()).collect();
                let criterion = criteria().next()?;
                let given = Given::new(CriterionId::new(&criterion.id).ok()?, "");
                DealCommand::Satisfy(given.of(StageId::new(&stage.id).ok()?))
            }
            DealVerb::Retract => {
                let first = record.met.first()?;
                choices = record.met.iter().map(|met| met.criterion.to_string()).collect();
                DealCommand::Retract {
                    stage: Some(first.stage.clone()),
                    criterion: first.criterion.clone(),
                    reason: reason(),
                }
            }
            // All that these demand besides the order of time is supplied with
            // them, and another lead is the change that asks for nothing else.
            // (An advance is asked for stage by stage.)
            DealVerb::Advance
            | DealVerb::Amend
            | DealVerb::Pay
            | DealVerb::Migrate
            | DealVerb::Transfer => DealCommand::Amend(Amendment::Lead(record.lead.clone())),
        };
        Some((command, choices))
    }
}

impl AnyDeal {
    /// Adopts a deal that has lived elsewhere, in whatever state, at a stage
    /// of a pipeline. Its first entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where the pipeline has no such
    /// stage or does not serve the kind, where a date lies ahead of the act
    /// (override possible), or where what is stated is impossible: won without an
    /// amount, payments in two currencies.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(
        adopted: AdoptedDeal,
        pipeline: &Pipeline,
        stage: impl NamesStage,
        act: &Act,
    ) -> Result<Self, DealRefused<AdoptedDeal>> {
        let mut unmet = Vec::new();
        let mut known = adopted.clone();
        match stage.stage_ref(pipeline) {
            Ok(stage) => adoption(&mut known, pipeline, stage, act, &mut unmet),
            Err(unknown) => unmet.push(unknown),
        }
        let (id, to) = (known.new.id.clone(), known.state.state());
        Self::adopted(id, DealCommand::Adopt(Box::new(known)), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}

/// Whether a criterion is met by evidence or approval, not by a field.
fn by_hand(criterion: &Criterion) -> bool {
    criterion.field.is_none()
}
