//! Deals: the work of selling to one customer along a pipeline.
//!
//! Where a deal stands (pipeline, revision, stage) is data; its outcome is a
//! typed state. [`Deal<S>`](Deal) has the moves of its state as methods,
//! [`AnyDeal`] is a deal in any state with one `apply` for all moves, and
//! both are thin over the table of [`DealMachine`].
//!
//! ```
//! use sales_process::lifecycle::{Act, deal::{Deal, NewDeal, Open}};
//! use sales_process::process::{PipelineDraft, Purpose, Stage};
//!
//! let pipeline = PipelineDraft::new("web")
//!     .stage(Stage::new("talk", "Talk").purpose(Purpose::Negotiation).start())
//!     .stage(Stage::new("sign", "Sign").purpose(Purpose::Contract))
//!     .won("won").lost("lost")
//!     .go("talk", "sign").go("sign", "won").go("talk", "lost")
//!     .build()?;
//! let act = Act::new("2026-03-02T09:00:00Z".parse()?, "anna".parse()?);
//!
//! let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?)
//!     .amount("900.00 GBP".parse()?);
//! let deal: Deal<Open> = Deal::open(new, &pipeline, "talk", &act)?;
//! let deal = deal.advance(&pipeline, "sign", &act)?;
//! let refused = deal.win(&pipeline, None, "", "2026-03-02".parse()?, &act).unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "the deal cannot win: there is no evidence that the contract is signed; give a reference"
//! );
//! let won = refused.entity.win(&pipeline, None, "contract 7/26", "2026-03-02".parse()?, &act)?;
//! assert_eq!(won.state().on.to_string(), "2026-03-02");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A move that the state does not have does not compile:
//!
//! ```compile_fail,E0277
//! use sales_process::lifecycle::{Act, deal::{Deal, Lost}};
//!
//! fn go_on(lost: Deal<Lost>, pipeline: &sales_process::process::Pipeline, act: &Act) {
//!     let _ = lost.advance(pipeline, "sign", act);
//! }
//! ```
//!
//! Invariants: nothing happens to a deal but by an entry of its journal;
//! going back, skipping and doing without a criterion are moves of the
//! pipeline or recorded overrides; acts come in the order of time.
//!
//! Its states and moves, drawn from the table; moves that only record something, and
//! moves taken back, are left out:
//!
#![doc = include_str!("machine.svg")]

mod check;
mod command;
mod criteria;
mod fault;
mod last_move;
mod machine;
mod migrate;
mod new;
mod opening;
mod past;
mod payments;
mod record;
mod rules;
mod typed;
mod unmet;

pub use command::{AbandonReason, Amendment, DealCommand, Given, OwnerChange, Refund};
pub use fault::DealFault;
pub use migrate::{Migrated, Migration, MigrationPlan, PlannedMove, Unconcerned};
pub use new::{AdoptedDeal, AdoptedPlace, NewDeal};
pub use past::Stay;
pub(crate) use payments::worth_after_refund;
pub use payments::{Instalment, Payments};
pub use record::{DealRecord, StageRef, Stale};
pub use rules::DealRules;
pub use typed::NamesStage;
pub use unmet::DealUnmet;

pub use crate::process::{StageMap, StageMapError};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::note::given;
use super::written::machine;
use super::{Note, Reason};
use crate::value::StageId;

/// Being worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {}

/// Put off until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnHold {
    /// Why.
    pub reason: Note,
    /// Until which day.
    pub until: NaiveDate,
}

/// Won, with what follows the closing still to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Won {
    /// The day it counts as closed-won.
    pub on: NaiveDate,
    /// The reference of the purchase, agreement or contract; may be absent
    /// where the closing event is that the money is received.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Note>,
}

/// Won, and everything that follows the closing is done and paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// How it was won.
    pub won: Won,
}

/// Lost; the record says at which stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Why.
    pub reason: Reason,
    /// The outcome of the pipeline, where one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<StageId>,
}

/// Ended without an outcome; it stays out of the win rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Abandoned {
    /// Why.
    pub reason: AbandonReason,
    /// The outcome of the pipeline, where one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<StageId>,
}

machine! {
    machine DealMachine "deal", id DealId, command DealCommand;
    typed Deal DealPermits, any AnyDeal DealStatus DealView, refused DealRefused;
    message "a deal that is `{Self}` has no move `{V}`",
        "this deal is `{Self}`",
        "the moves of a deal, by state:
Open: advance, win, hold, lose, abandon
OnHold: resume, lose, abandon
Won: advance, complete, reopen
Completed: refund
Lost, Abandoned: reopen
all but Lost and Abandoned: pay, satisfy, retract, migrate, transfer
all: amend, interact, return_payment, take_back, erase";
    DealState {
        /// Being worked on.
        Open = "open",
        /// Put off until a day.
        OnHold = "on_hold",
        /// Won, with what follows the closing still to be done.
        Won = "won",
        /// Won, done and paid.
        Completed = "completed",
        /// Lost to a competitor, a price, a lack of need.
        Lost = "lost",
        /// Ended without an outcome.
        Abandoned = "abandoned",
    }
    DealVerb {
        /// Go to another stage.
        Advance = "advance",
        /// Count as won.
        Win = "win",
        /// Put off.
        Hold = "hold",
        /// Take up again what was put off.
        Resume = "resume",
        /// Count as lost.
        Lose = "lose",
        /// End without an outcome.
        Abandon = "abandon",
        /// Close what is won, done and paid.
        Complete = "complete",
        /// Give money back, or have it due again.
        Refund = "refund",
        /// Take up again what had ended.
        Reopen = "reopen",
        /// Change whose it is, a figure, a date, the next step.
        Amend = "amend",
        /// Record a payment.
        Pay = "pay",
        /// Record that a payment went back.
        ReturnPayment = "return_payment",
        /// Record a call, a meeting, a message, a visit.
        Interact = "interact",
        /// Record that a criterion is met.
        Satisfy = "satisfy",
        /// Record that a criterion is not met after all.
        Retract = "retract",
        /// Go over to another revision of the pipeline.
        Migrate = "migrate",
        /// Go over to another pipeline.
        Transfer = "transfer",
        /// Take back the last move of stage or outcome.
        TakeBack = "take_back",
        /// Remove personal data.
        Erase = "erase",
    }
    DealDemand {
        TimeOrder = "time_order", required, "acts come in the order of time", "действия идут по порядку времени", "acțiunile vin în ordinea timpului";
        Pipeline = "pipeline", required, "the pipeline and revision that the deal runs by, or goes over to", "воронка и её версия, по которой идёт сделка или к которой она переходит", "pâlnia și versiunea după care merge tranzacția sau la care trece";
        Stage = "stage", required, "a stage of the pipeline", "этап воронки", "o etapă a pâlniei";
        PipelineMove = "pipeline_move", overridable, "a move of the pipeline to the stage", "переход воронки к этому этапу", "o trecere a pâlniei spre etapă";
        ExitCriteria = "exit_criteria", overridable, "the exit criteria of the stage left", "критерии выхода из этапа", "criteriile de ieșire din etapă";
        EntryCriteria = "entry_criteria", overridable, "the entry criteria of the stage entered", "критерии входа в этап", "criteriile de intrare în etapă";
        Passes = "passes", overridable, "a pass left on the rework move", "неизрасходованный возврат", "o revenire nefolosită";
        Amount = "amount", supplied, "an amount that is not below zero", "сумма не меньше нуля", "o sumă care nu este sub zero";
        Received = "received", required, "a payment received, to go back", "полученная оплата, которую можно вернуть", "o plată primită, de returnat";
        ClosingEvidence = "closing_evidence", supplied, "the reference of the purchase, agreement or contract", "номер покупки, соглашения или договора", "referința cumpărării, înțelegerii sau contractului";
        ClosingPlace = "closing_place", required, "the last stage where the closing event happens, reached", "достигнутый этап, на котором происходит закрытие", "etapa atinsă în care are loc încheierea";
        ClosingDate = "closing_date", supplied, "the date of closing", "день закрытия", "ziua încheierii";
        NothingDue = "nothing_due", required, "nothing due any more", "отсутствие задолженности", "nicio sumă de plată";
        OutcomeNear = "outcome_near", required, "the outcome Won one move away or reached", "исход «Выиграна» в одном переходе или достигнут", "rezultatul Câștigat la o trecere distanță sau atins";
        Outcome = "outcome", required, "an outcome of the pipeline of that kind", "исход воронки этого вида", "un rezultat al pâlniei de acest fel";
        Reason = "reason", supplied, "a reason", "причина", "un motiv";
        LostReason = "lost_reason", supplied, "a reason from the list, with a note where it is other", "причина из списка, с пояснением, если «другое»", "un motiv din listă, cu o notă dacă este altul";
        Until = "until", supplied, "until when", "до какого дня", "până când";
        ExpectedClose = "expected_close", supplied, "a new expected close", "новый ожидаемый день закрытия", "o nouă zi estimată a încheierii";
        PaymentDate = "payment_date", supplied, "the day the money came or went", "день, когда деньги пришли или ушли", "ziua în care banii au venit sau au plecat";
        Dates = "dates", overridable, "dates within their bounds", "даты в допустимых границах", "date în limitele lor";
        Change = "change", supplied, "what to change", "что изменить", "ce se schimbă";
        InWork = "in_work", required, "a deal that is neither lost nor abandoned", "сделка не проиграна и не снята", "o tranzacție care nu este pierdută sau abandonată";
        Currency = "currency", required, "one currency for the amount and all payments", "одна валюта суммы и всех оплат", "o singură monedă pentru sumă și toate plățile";
        Interaction = "interaction", supplied, "what it was about", "о чём был контакт", "despre ce a fost";
        Criterion = "criterion", supplied, "a criterion of the stage", "критерий этапа", "un criteriu al etapei";
        Evidence = "evidence", supplied, "the evidence", "подтверждение", "dovada";
        Approval = "approval", required, "somebody whose role may approve", "лицо, чья роль вправе согласовать", "o persoană al cărei rol poate aproba";
        Met = "met", required, "a criterion that is met", "отмеченный критерий", "un criteriu îndeplinit";
        Kind = "kind", required, "a kind of deal that the pipeline serves", "вид сделки, который обслуживает воронка", "un fel de tranzacție deservit de pâlnie";
        Segment = "segment", overridable, "a deal of the pipeline's segment", "сделка сегмента этой воронки", "o tranzacție din segmentul pâlniei";
        Field = "field", required, "a declared field with a value of its kind", "объявленное поле со значением его вида", "un câmp declarat cu o valoare de felul său";
        OpeningStage = "opening_stage", overridable, "evidence for the stages left out by opening further on", "подтверждение для пропущенных этапов", "dovadă pentru etapele sărite";
        StageMap = "stage_map", supplied, "a stage map from where the deal is that covers its stages", "карта этапов от текущего положения, покрывающая этапы сделки", "o hartă a etapelor de unde este tranzacția, care îi acoperă etapele";
        LastMove = "last_move", required, "a move of stage or outcome that can be taken back", "переход, который можно отменить", "o mutare care poate fi revocată";
        Possible = "possible", required, "what can be true of a deal", "непротиворечивые сведения о сделке", "date posibile despre tranzacție";
    }
    starts [Open];
    table {
        Advance: [Open Won] => itself, [TimeOrder Pipeline Stage PipelineMove ExitCriteria EntryCriteria Passes];
        Win: [Open] => Won, [TimeOrder Pipeline Stage Amount Currency ClosingEvidence ClosingDate ClosingPlace NothingDue Dates];
        Hold: [Open] => OnHold, [TimeOrder Reason Until Dates];
        Resume: [OnHold] => Open, [TimeOrder];
        Lose: [Open OnHold] => Lost, [TimeOrder Pipeline LostReason Outcome];
        Abandon: [Open OnHold] => Abandoned, [TimeOrder Pipeline Reason Outcome];
        Complete: [Won] => Completed, [TimeOrder Pipeline Stage OutcomeNear ExitCriteria NothingDue];
        Refund: [Completed] => Won, [TimeOrder Amount Received Currency];
        Reopen: [Won Lost Abandoned] => Open, [TimeOrder Reason ExpectedClose Dates];
        Amend: [Open OnHold Won Completed Lost Abandoned] => itself, [TimeOrder Change InWork Amount Currency NothingDue Field Dates];
        Pay: [Open OnHold Won Completed] => itself, [TimeOrder Amount Currency PaymentDate Dates];
        ReturnPayment: [Open OnHold Won Completed Lost Abandoned] => itself, [TimeOrder Amount Received Currency NothingDue Reason PaymentDate Dates];
        Interact: [Open OnHold Won Completed Lost Abandoned] => itself, [TimeOrder Interaction Dates];
        Satisfy: [Open OnHold Won Completed] => itself, [TimeOrder Pipeline Stage Criterion Evidence Approval];
        Retract: [Open OnHold Won Completed] => itself, [TimeOrder Criterion Met Reason];
        Migrate: [Open OnHold Won Completed] => itself, [TimeOrder Pipeline StageMap];
        Transfer: [Open OnHold Won Completed] => itself, [TimeOrder Pipeline StageMap];
        TakeBack: [Open OnHold Won Completed Lost Abandoned] => [Open OnHold Won Completed Lost Abandoned], [TimeOrder LastMove Reason NothingDue Currency];
        Erase: [Open OnHold Won Completed Lost Abandoned] => itself, [TimeOrder];
    }
}
