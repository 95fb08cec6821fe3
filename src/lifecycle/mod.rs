//! Run time: what happens to leads, deals, customers and handoffs.
//!
//! The four are machines of one make. Each is written down as one table of
//! moves ([`Machine::TABLE`]): from which state, by which move, to which state,
//! and what is demanded. Of the table come
//!
//! - the typed handle, such as [`deal::Deal<Open>`](deal::Deal): a move that
//!   its state does not have does not compile;
//! - the any-state enum, such as [`deal::AnyDeal`], with one `apply` for all
//!   moves, for what comes out of a database; the two convert into one another;
//! - the buttons of a page: `permitted()`, what the table allows, and
//!   `available()`, the same with every demand looked at;
//! - the drawing of the machine ([`picture`], and [`mermaid`] of it).
//!
//! A move takes the entity and an [`Act`] (who, when) and returns the entity
//! changed, or [`Refused`]: the entity as it was, with every unmet demand. A
//! move that was made leaves an [`Entry`] waiting in the entity; take it
//! (`take_entries`) and store it with the row, in one transaction. The number
//! of entries is the entity's version: compare it to notice that somebody else
//! was faster. A [`History`] of entries replays to exactly the same entity.
//!
//! ```
//! use sales_process::lifecycle::lead::{AnyLead, Lead, LeadCommand, LeadRules, LeadVerb, NewLead};
//! use sales_process::lifecycle::{Act, History};
//!
//! let act = Act::new("2026-03-02T09:00:00Z".parse()?, "anna".parse()?);
//! let mut lead: AnyLead = Lead::capture(NewLead::outbound("L-1".parse()?), &act)?.into();
//! let mut history = History::new();
//! history.extend(lead.take_entries());
//!
//! // As it comes out of a database: which move is asked for is data.
//! let refused = lead.apply(LeadRules::default(), LeadCommand::Qualify {}, &act).unwrap_err();
//! assert!(refused.refusal().no_such_move());
//! assert_eq!(refused.refusal().permitted().next(), Some(LeadVerb::ShowInterest));
//! assert_eq!(history.replay()?, refused.entity);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What concerns many of them at once is a service over their moves:
//! [`handoff::desk`] carries handoffs out, [`customer::status`] says what every
//! customer is, [`succession`] passes on everything of a person who leaves.
//!
//! Invariants: nothing changes but by an entry; all demands are checked before
//! anything changes; what an override did without is recorded; entries are in
//! the order of time; stored forms carry a format tag and an unknown one is
//! refused by name.

mod act;
mod conduct;
mod date;
#[cfg(feature = "draw")]
mod drawing;
mod entry;
mod fields;
mod history;
mod labels;
mod machine;
mod note;
mod owners;
mod refusal;
mod step;
mod stored;
mod words;
mod written;

pub mod customer;
pub mod deal;
pub mod handoff;
pub mod lead;
pub mod succession;
#[doc = include_str!("wire.md")]
pub mod wire {}

pub use crate::value::Language;
pub use crate::value::{Coded, Hint, Message};
pub use act::{Act, Direction, Interaction, InteractionKind, NextStep, Override};
pub use conduct::Conduct;
pub(crate) use conduct::Landing;
pub use date::{DateFault, DateOf};
#[cfg(feature = "draw")]
pub use drawing::{mermaid, picture};
pub use entry::{Entry, Waiver};
pub use fields::FilledFields;
pub use history::{History, ReplayError};
pub use labels::{state_label, verb_label};
pub use machine::{DemandName, HasDemand, Machine, MoveCommand, Transition, transition};
pub use note::{Note, Reason};
pub use owners::{Ownership, Tenure};
pub use refusal::{Available, Refusal, Refused, WrongState};
pub use stored::{Entity, Taken};
pub use words::Choices;
