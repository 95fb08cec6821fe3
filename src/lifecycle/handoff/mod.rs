//! Handoffs: a customer passes from hunter to farmer.
//!
//! A handoff is due when the policy says so. It is offered to a farmer, or to
//! a role, with a package and a deadline; accepted, declined with what is
//! missing, or escalated to the head of sales, who decides; and completed
//! with a warm introduction. What must come along is the checklist of the
//! [`HandoffPolicy`](crate::process::HandoffPolicy).
//!
//! ```
//! use sales_process::lifecycle::customer::{Customer, NewCustomer};
//! use sales_process::lifecycle::handoff::{Handoff, Load, NewHandoff, Package};
//! use sales_process::lifecycle::Act;
//! use sales_process::process::HandoffPolicy;
//!
//! let policy =
//!     HandoffPolicy::new().require("contacts", "who the people are").accept_within_days(5);
//! let act = |who: &str, at: &str| -> Result<Act, Box<dyn std::error::Error>> {
//!     Ok(Act::new(at.parse()?, who.parse()?))
//! };
//! let due_at = "2026-03-01T00:00:00Z".parse()?;
//! let new = NewHandoff::new(
//!     "H-1".parse()?, "acme".parse()?, "hanna".parse()?, due_at, "3 of 3 orders",
//! );
//! let handoff = Handoff::due(new, &act("hanna", "2026-03-02T09:00:00Z")?)?;
//!
//! let package = Package::new()
//!     .people("Ms Li decides, Mr Ray pays")
//!     .promises("price kept until June")
//!     .open_issues("none")
//!     .goals("a second site")
//!     .provide("contacts".parse()?);
//! let to: sales_process::PersonId = "fred".parse()?;
//! let act1 = act("hanna", "2026-03-02T10:00:00Z")?;
//! let handoff = handoff.offer(&policy, to, package, None, &act1)?;
//! assert_eq!(handoff.state().offer.deadline.to_string(), "2026-03-07");
//!
//! let full = Load { open: 40, capacity: Some(40) };
//! let refused = handoff.accept(&policy, full, &act("fred", "2026-03-03T09:00:00Z")?).unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "the handoff cannot accept: `fred` holds 40 customers of at most 40; there is no room"
//! );
//! let room = Load { open: 39, capacity: Some(40) };
//! let handoff = refused.entity.accept(&policy, room, &act("fred", "2026-03-04T09:00:00Z")?)?;
//!
//! let act2 = act("fred", "2026-03-10T09:00:00Z")?;
//! let handoff = handoff.complete(&policy, "lunch with Ms Li", "2026-04-01".parse()?, &act2)?;
//! let customer = Customer::register(NewCustomer::new("acme".parse()?, "hanna".parse()?), &act1);
//! let change = handoff.handover();
//! let customer = customer.change_owner(change.farmer, change.from, &act2)?;
//! assert_eq!(customer.record().owner_on("2026-03-31".parse()?).unwrap(), "hanna");
//! assert_eq!(customer.record().owner_on("2026-04-01".parse()?).unwrap(), "fred");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`desk`] does this for a whole department: who is due, which handoffs are
//! to be opened, which are late. [`credited`] shares out what a customer buys
//! on a day between its owner and the hunter.
//!
//! Invariants: nobody hands over to themselves; the person who acts is the
//! one who accepts or declines, and an offer to a person is answered by that
//! person alone. Who has which role, and who heads sales, is for the
//! application to know. Days are those of UTC.
//!
//! Its states and moves, drawn from the table; moves that only record something, and
//! moves taken back, are left out:
//!
#![doc = include_str!("machine.svg")]

mod check;
mod command;
mod credit;
pub mod desk;
mod machine;
mod new;
mod package;
mod record;
mod rules;
mod typed;
mod unmet;

pub use command::HandoffCommand;
pub use credit::{Share, credited};
pub use new::{AdoptedHandoff, NewHandoff};
pub use package::{Blanks, Load, Missing, Package, PackageText, Recipient};
pub use record::{Credit, HandoffRecord, Handover};
pub use rules::HandoffRules;
pub use unmet::{HandoffFault, HandoffUnmet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use super::written::machine;
use crate::value::PersonId;

/// What a farmer, or a role, is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Who it is offered to.
    pub to: Recipient,
    /// What comes along with the customer.
    pub package: Box<Package>,
    /// The last day to accept or decline.
    pub deadline: NaiveDate,
}

/// To be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Due {}

/// Offered, and not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offered {
    /// What is offered, to whom, until when.
    pub offer: Box<Offer>,
}

/// Declined, because something is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// What was offered.
    pub offer: Box<Offer>,
    /// Who declined it.
    pub by: PersonId,
    /// What is missing.
    pub missing: Missing,
}

/// With the head of sales, who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Escalated {
    /// What was offered last.
    pub offer: Box<Offer>,
}

/// Accepted, and not introduced yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Who takes the customer.
    pub farmer: PersonId,
    /// What came along.
    pub package: Box<Package>,
}

/// Introduced; the customer is the farmer's from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// Who took the customer.
    pub farmer: PersonId,
    /// What came along.
    pub package: Box<Package>,
    /// The evidence of the warm introduction.
    pub introduction: Note,
    /// The first day that is the farmer's.
    pub from: NaiveDate,
    /// How the credit is shared; the farmer has all of it where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
}

/// Called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancelled {
    /// Why.
    pub reason: Note,
}

machine! {
    machine HandoffMachine "handoff", id HandoffId, command HandoffCommand;
    typed Handoff HandoffPermits, any AnyHandoff HandoffStatus HandoffView, refused HandoffRefused;
    message "a handoff that is `{Self}` has no move `{V}`",
        "this handoff is `{Self}`",
        "the moves of a handoff, by state:
Due: offer
Offered: accept, decline, escalate
Declined: offer, escalate
Escalated: offer, assign
Accepted: complete
all but Completed and Cancelled: cancel
all: erase";
    HandoffState {
        /// To be offered.
        Due = "due",
        /// Offered, and not answered yet.
        Offered = "offered",
        /// Declined, because something is missing.
        Declined = "declined",
        /// With the head of sales.
        Escalated = "escalated",
        /// Accepted, and not introduced yet.
        Accepted = "accepted",
        /// Introduced.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
    }
    HandoffVerb {
        /// Offer the customer to a farmer or a role.
        Offer = "offer",
        /// Take the customer.
        Accept = "accept",
        /// Say what is missing.
        Decline = "decline",
        /// Bring before the head of sales.
        Escalate = "escalate",
        /// Decide, as the head of sales, who takes the customer.
        Assign = "assign",
        /// Introduce the farmer to the customer.
        Complete = "complete",
        /// Call it off.
        Cancel = "cancel",
        /// Remove personal data.
        Erase = "erase",
    }
    HandoffDemand {
        TimeOrder = "time_order", required, "acts come in the order of time", "действия идут по порядку времени", "acțiunile vin în ordinea timpului";
        DueAt = "due_at", required, "a due at that has come", "наступивший срок передачи", "o scadență venită";
        Farmer = "farmer", supplied, "a farmer, or a role, and not the hunter", "фермер или роль, но не охотник", "un fermier sau un rol, nu vânătorul";
        Package = "package", supplied, "the people, promises, open issues and goals", "люди, обещания, открытые вопросы и цели", "oamenii, promisiunile, problemele deschise și țintele";
        Items = "items", supplied, "items of the checklist", "пункты списка", "elemente ale listei";
        Deadline = "deadline", supplied, "a deadline", "крайний срок", "un termen limită";
        Dates = "dates", overridable, "dates within their bounds", "даты в допустимых границах", "date în limitele lor";
        AcceptTime = "accept_time", overridable, "a deadline within the days that the process gives", "крайний срок в пределах данных процессом дней", "un termen în zilele date de proces";
        Remedy = "remedy", supplied, "what was missing, or another farmer", "недостающее или другой фермер", "ce lipsea sau alt fermier";
        Recipient = "recipient", required, "the person it is offered to, or one of the role, and not the hunter", "тот, кому предложено, или лицо этой роли, но не охотник", "persoana căreia i se oferă sau una cu acest rol, nu vânătorul";
        Capacity = "capacity", overridable, "room for one more customer", "место ещё для одного клиента", "loc pentru încă un client";
        Checklist = "checklist", overridable, "every required item of the checklist in the package", "все обязательные пункты списка", "toate elementele obligatorii ale listei";
        Missing = "missing", supplied, "what is missing", "чего не хватает", "ce lipsește";
        DeadlinePassed = "deadline_passed", required, "the deadline passed", "истёкший крайний срок", "termenul depășit";
        Reason = "reason", supplied, "a reason", "причина", "un motiv";
        Introduction = "introduction", supplied, "the evidence of the warm introduction", "подтверждение личного представления", "dovada prezentării personale";
        EffectiveDate = "effective_date", supplied, "the day from which on", "с какого дня", "ziua de la care";
        Possible = "possible", required, "what can be true of a handoff", "непротиворечивые сведения о передаче", "date posibile despre predare";
    }
    starts [Due];
    table {
        Offer: [Due] => Offered, [TimeOrder Farmer Package Items Deadline Dates AcceptTime];
        Offer: [Declined] => Offered, [TimeOrder Farmer Package Items Deadline Dates AcceptTime Remedy];
        Offer: [Escalated] => Offered, [TimeOrder Farmer Package Items Deadline Dates AcceptTime];
        Accept: [Offered] => Accepted, [TimeOrder Recipient Capacity Checklist];
        Decline: [Offered] => Declined, [TimeOrder Recipient Missing Items];
        Escalate: [Offered] => Escalated, [TimeOrder DeadlinePassed];
        Escalate: [Declined] => Escalated, [TimeOrder];
        Assign: [Escalated] => Accepted, [TimeOrder Farmer Reason];
        Complete: [Accepted] => Completed, [TimeOrder Introduction EffectiveDate Dates];
        Cancel: [Due Offered Declined Escalated Accepted] => Cancelled, [TimeOrder Reason];
        Erase: [Due Offered Declined Escalated Accepted Completed Cancelled] => itself, [TimeOrder];
    }
}
