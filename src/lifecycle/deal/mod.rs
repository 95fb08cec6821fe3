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

mod check;
mod command;
mod machine;
mod migrate;
mod past;
mod payments;
mod record;
mod typed;
mod unmet;

pub use command::{AbandonReason, Amendment, DealCommand, Given, NewDeal, Refund};
pub use migrate::{Migrated, Migration, MigrationPlan, PlannedMove, Unconcerned};
pub use past::Stay;
pub(crate) use payments::worth_after_refund;
pub use payments::{Instalment, Payments};
pub use record::{DealRecord, StageRef, Stale};
pub use typed::NamesStage;
pub use unmet::DealUnmet;

pub use crate::process::{StageMap, StageMapError};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::written::machine;
use super::{Note, Reason};

/// Being worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {}

/// Put off until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnHold {
    /// Why.
    pub reason: Note,
    /// Until which day.
    pub until: NaiveDate,
}

/// Won, with what follows the closing still to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Won {
    /// The day it counts as closed-won.
    pub on: NaiveDate,
    /// The reference of the purchase, agreement or contract.
    pub evidence: Note,
}

/// Won, and everything that follows the closing is done and paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// How it was won.
    pub won: Won,
}

/// Lost; the record says at which stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Why.
    pub reason: Reason,
}

/// Ended without an outcome; it stays out of the win rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abandoned {
    /// Why.
    pub reason: AbandonReason,
}

machine! {
    machine DealMachine "deal";
    typed Deal DealPermits, any AnyDeal DealStatus DealView, refused DealRefused;
    message "a deal that is `{Self}` has no move `{V}`",
        "this deal is `{Self}`",
        "the moves of a deal, by state:
Open: advance, win, hold, lose, abandon
OnHold: resume, lose, abandon
Won: advance, complete, reopen
Completed: refund
Lost, Abandoned: reopen
all but Lost and Abandoned: amend, pay, interact, satisfy, migrate";
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
        /// Change the amount, a date, the owner, the next step.
        Amend = "amend",
        /// Record a payment.
        Pay = "pay",
        /// Record a call, a meeting, a message, a visit.
        Interact = "interact",
        /// Record that an exit criterion is met.
        Satisfy = "satisfy",
        /// Go over to another revision of the pipeline.
        Migrate = "migrate",
    }
    DealDemand {
        TimeOrder = "time_order", required, "acts come in the order of time";
        Pipeline = "pipeline", required, "the pipeline and revision that the deal runs by";
        Stage = "stage", required, "a stage of the pipeline";
        PipelineMove = "pipeline_move", overridable, "a move of the pipeline to the stage";
        ExitCriteria = "exit_criteria", overridable, "the exit criteria of the stage left";
        Passes = "passes", overridable, "a pass left on the rework move";
        Amount = "amount", supplied, "an amount that is not below zero";
        Received = "received", required, "a payment received, to go back";
        ClosingEvidence = "closing_evidence", supplied, "the reference of the purchase, agreement or contract";
        ClosingPlace = "closing_place", required, "the last stage where the closing event happens, reached";
        ClosingDate = "closing_date", supplied, "the date of closing";
        NothingDue = "nothing_due", required, "nothing due any more";
        OutcomeNear = "outcome_near", required, "the outcome Won one move away or reached";
        Reason = "reason", supplied, "a reason";
        LostReason = "lost_reason", supplied, "a reason from the list, with a note where it is other";
        Until = "until", supplied, "until when";
        ExpectedClose = "expected_close", supplied, "a new expected close";
        Change = "change", supplied, "what to change";
        Currency = "currency", required, "one currency for the amount and all payments";
        Interaction = "interaction", supplied, "what it was about";
        Criterion = "criterion", required, "an exit criterion of the stage";
        Evidence = "evidence", supplied, "the evidence";
        Kind = "kind", required, "a kind of deal that the pipeline serves";
        OpeningStage = "opening_stage", overridable, "evidence for the stages left out by opening further on";
        StageMap = "stage_map", supplied, "a stage map from the deal's revision that covers its stages";
    }
    starts [Open];
    table {
        Advance: [Open Won] => itself, [TimeOrder Pipeline Stage PipelineMove ExitCriteria Passes];
        Win: [Open] => Won, [TimeOrder Pipeline Stage Amount Currency ClosingEvidence ClosingDate ClosingPlace NothingDue];
        Hold: [Open] => OnHold, [TimeOrder Reason Until];
        Resume: [OnHold] => Open, [TimeOrder];
        Lose: [Open OnHold] => Lost, [TimeOrder Pipeline LostReason];
        Abandon: [Open OnHold] => Abandoned, [TimeOrder Reason];
        Complete: [Won] => Completed, [TimeOrder Pipeline Stage OutcomeNear ExitCriteria NothingDue];
        Refund: [Completed] => Won, [TimeOrder Amount Received Currency];
        Reopen: [Won Lost Abandoned] => Open, [TimeOrder Reason ExpectedClose];
        Amend: [Open OnHold Won Completed] => itself, [TimeOrder Change Amount Currency];
        Pay: [Open OnHold Won Completed] => itself, [TimeOrder Amount Currency];
        Interact: [Open OnHold Won Completed] => itself, [TimeOrder Interaction];
        Satisfy: [Open OnHold Won Completed] => itself, [TimeOrder Pipeline Stage Criterion Evidence];
        Migrate: [Open OnHold Won Completed] => itself, [TimeOrder StageMap];
    }
}
