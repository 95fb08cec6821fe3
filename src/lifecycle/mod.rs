//! Run time.

mod journal;
mod machine;

pub mod customer;
pub mod deal;
pub mod handoff;
pub mod lead;

pub use journal::{
    Act, Direction, Entry, History, Interaction, InteractionKind, NextStep, Note, Override, Reason,
    ReplayError,
};
pub use machine::{
    Available, Core, DemandName, HasDemand, Landing, Machine, Named, Refusal, Refused, StateData,
    Transition, Waiver, WrongState, mermaid, transition,
};
