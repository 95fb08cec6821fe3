//! What stands behind a machine's table: how its moves are checked, and what
//! they change.

use std::fmt::{Debug, Display};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::act::Act;
use super::entry::Entry;
use super::machine::{HasDemand, Machine, MoveCommand, Transition, sealed};
use crate::value::Coded;

/// A [`Machine`] with the rules of its moves: what they are checked against,
/// what they change. Sealed, as the machines are.
pub trait Conduct: Machine {
    /// A demand that is not met, with what is missing.
    type Unmet: Coded
        + Clone
        + Debug
        + PartialEq
        + Display
        + HasDemand<Self::Demand>
        + From<Self::Fault>;
    /// Why a stored entity, or what is said of an adopted one, cannot be.
    type Fault: Coded + Clone + Debug + PartialEq + Display;
    /// What all states share.
    type Record: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// The state with what only that state has.
    type Status: StateData<Self> + Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// The entity in any of its states.
    type Any: Landing<Self, State = Self::Status>;
    /// A borrowed state with what only that state has.
    type View<'a>: ViewData<Self> + Copy + Debug + Serialize;
    /// What the demands are checked against besides the entity itself.
    type Rules<'a>: Copy + Default;

    /// The demands that replay checks again: those that rest on the entity
    /// and the entry alone, and that no override does without.
    #[doc(hidden)]
    const REPLAYED: &'static [Self::Demand];

    /// The id of the entity.
    #[doc(hidden)]
    fn id(record: &Self::Record) -> &Self::Id;
    /// Checks every demand of a move and says where it leads. Changes nothing
    /// but the command, which becomes what is to be recorded.
    #[doc(hidden)]
    fn check(
        core: &Core<Self>,
        view: Self::View<'_>,
        command: &mut Self::Command,
        act: &Act,
        rules: Self::Rules<'_>,
        unmet: &mut Vec<Self::Unmet>,
    ) -> Self::State;
    /// The state that an entry leads to; `None` for one that leads nowhere
    /// from here. Not asked of moves that stay, see [`Transition::stays`].
    #[doc(hidden)]
    fn next(
        record: &Self::Record,
        view: Self::View<'_>,
        entry: &Entry<Self>,
    ) -> Option<Self::Status>;
    /// What an entry changes in the record, from the state before it.
    #[doc(hidden)]
    fn absorb(record: &mut Self::Record, view: Self::View<'_>, entry: &Entry<Self>);
    /// The entity that a first entry creates; `None` where it creates none.
    #[doc(hidden)]
    fn create(entry: &Entry<Self>) -> Option<(Self::Record, Self::Status)>;
    /// Removes free text from a record.
    #[doc(hidden)]
    fn redact_record(record: &mut Self::Record);
    /// Removes free text from a state.
    #[doc(hidden)]
    fn redact_status(status: &mut Self::Status);
    /// Says why an entity cannot be as it is, if it cannot.
    #[doc(hidden)]
    fn validate(core: &Core<Self>, view: Self::View<'_>) -> Result<(), Self::Fault>;
}

/// A borrowed state.
#[allow(unreachable_pub, reason = "a bound of `Conduct`, which Rust 1.85 does not count")]
pub trait ViewData<M: Conduct>: sealed::Sealed {
    /// The name of the state.
    #[doc(hidden)]
    fn state(self) -> M::State;
    /// The state, for itself.
    #[doc(hidden)]
    fn to_status(self) -> M::Status;
}

/// What an entity is apart from its state. Opaque: it is what the typed
/// handle and the any-state enum hand to one another without a copy.
///
/// Two are equal whatever entries still wait to be taken.
#[derive(Debug, Clone)]
pub struct Core<M: Conduct> {
    pub(crate) record: M::Record,
    /// How many entries the entity is made of.
    pub(crate) version: u32,
    /// When the last of them was made.
    pub(crate) last_at: DateTime<Utc>,
    /// The entries not yet taken.
    pub(crate) pending: Vec<Entry<M>>,
}

impl<M: Conduct> PartialEq for Core<M> {
    fn eq(&self, other: &Self) -> bool {
        (self.version, self.last_at) == (other.version, other.last_at)
            && self.record == other.record
    }
}

/// A state with what only it has, known to the compiler or not.
#[allow(unreachable_pub, reason = "a bound of `Conduct`, which Rust 1.85 does not count")]
pub trait StateData<M: Conduct>: sealed::Sealed {
    /// The state, borrowed.
    #[doc(hidden)]
    fn view(&self) -> M::View<'_>;
}

/// Where a move lands: a typed handle, or the any-state enum.
pub trait Landing<M: Conduct>: Sized + sealed::Sealed {
    /// The state part of it.
    #[doc(hidden)]
    type State;
    #[doc(hidden)]
    fn state_of(status: M::Status) -> Option<Self::State>;
    /// The state part of where it is, for a move that stays.
    #[doc(hidden)]
    fn stay(view: M::View<'_>) -> Option<Self::State>;
    #[doc(hidden)]
    fn land(core: Box<Core<M>>, state: Self::State) -> Self;
}

/// Where an entry leads: it stays in its state, or goes to another one.
pub(crate) enum Next<M: Conduct> {
    Stays,
    To(M::Status),
}

/// Where an entry leads by the row of its move; `None` for one that leads
/// elsewhere.
pub(crate) fn next<M: Conduct>(
    row: &Transition<M>,
    record: &M::Record,
    view: M::View<'_>,
    entry: &Entry<M>,
) -> Option<Next<M>> {
    if row.stays() {
        if entry.to != row.from {
            return None;
        }
        if !entry.command.erases() {
            return Some(Next::Stays);
        }
        let mut status = view.to_status();
        M::redact_status(&mut status);
        return Some(Next::To(status));
    }
    let status = M::next(record, view, entry).filter(|_| row.to.contains(&entry.to))?;
    (status.view().state() == entry.to).then_some(Next::To(status))
}

/// What an entry changes: all of it, but for the state.
pub(crate) fn absorb<M: Conduct>(record: &mut M::Record, view: M::View<'_>, entry: &Entry<M>) {
    if entry.command.erases() {
        M::redact_record(record);
    } else {
        M::absorb(record, view, entry);
    }
}
