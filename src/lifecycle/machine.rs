//! A machine as a table: its names, and every move from every state.
//!
//! A machine is written down once, through the `machine!` macro of
//! `written.rs`. The macro makes of it the constant table, the names of states
//! and moves, the any-state enum and the bounds of the typed methods, so that
//! they cannot drift apart. What a move demands and changes is plain code
//! beside each table, called through [`Conduct`](super::Conduct).

use std::fmt::{self, Debug, Display};
use std::hash::Hash;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::value::{Language, Named};

/// One of the four machines: lead, deal, customer, handoff. Sealed; the
/// lifecycles are known ones.
pub trait Machine: Sized + Copy + Debug + PartialEq + sealed::Sealed + 'static {
    /// What it is called, such as `deal`.
    const NAME: &'static str;
    /// The format tag of the stored entity.
    const FORMAT: &'static str;
    /// The format tag of a stored entry.
    const ENTRY_FORMAT: &'static str;
    /// Every move from every state.
    const TABLE: &'static [Transition<Self>];
    /// The states an entity can begin in. One that is adopted can begin in any.
    const STARTS: &'static [Self::State];

    /// The id of an entity.
    type Id: Clone + Debug + Display + Ord + Hash + AsRef<str> + Serialize + DeserializeOwned;
    /// The names of its states.
    type State: Named + Serialize + DeserializeOwned;
    /// The names of its moves.
    type Verb: Named + Serialize + DeserializeOwned;
    /// The names of what its moves demand.
    type Demand: DemandName + Serialize + DeserializeOwned;
    /// A move with what is supplied for it.
    type Command: MoveCommand<Self> + Clone + Debug + PartialEq + Serialize + DeserializeOwned;

    /// The row of the table for a move from a state.
    #[doc(hidden)]
    fn row(from: Self::State, verb: Self::Verb) -> Option<&'static Transition<Self>>;
}

/// What every command can say of itself.
pub trait MoveCommand<M: Machine> {
    /// The name of the move; `None` for a creation.
    fn verb(&self) -> Option<M::Verb>;
    /// Removes free text.
    #[doc(hidden)]
    fn redact(&mut self);
    /// Whether it removes the free text of the entity.
    fn erases(&self) -> bool;
    /// The number of the entry that it takes back, if it takes one back.
    fn takes_back(&self) -> Option<u32> {
        None
    }
}

pub(crate) mod sealed {
    /// Keeps the machines and states to those of this crate.
    pub trait Sealed {}
}

/// The name of something a move demands.
pub trait DemandName: Named {
    /// What is demanded, in words of a language.
    fn text_in(self, language: Language) -> &'static str;
    /// Whether it is supplied with the move (a reason, a date), rather than
    /// true before it.
    fn is_supplied(self) -> bool;
    /// Whether an override can do without it.
    fn can_be_overridden(self) -> bool;
}

/// Says which demand something is about.
pub trait HasDemand<D> {
    /// The demand that is not met.
    fn demand(&self) -> D;
}

/// One row of a machine's table: from a state, by a move, to a state, if the
/// demands are met.
pub struct Transition<M: Machine> {
    /// Where the move starts.
    pub from: M::State,
    /// The move.
    pub verb: M::Verb,
    /// Where it leads; several where its circumstances decide.
    pub to: &'static [M::State],
    /// What it demands.
    pub demands: &'static [M::Demand],
}

// A derive would ask that the machine itself can be cloned.
#[allow(clippy::expl_impl_clone_on_copy)]
impl<M: Machine> Clone for Transition<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Machine> Copy for Transition<M> {}

impl<M: Machine> Debug for Transition<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} --{}--> {:?} {:?}", self.from, self.verb, self.to, self.demands)
    }
}

impl<M: Machine> Transition<M> {
    /// Whether the move stays in the state that it starts from, which keeps
    /// all that it has.
    pub(crate) fn stays(&self) -> bool {
        matches!(self.to, [to] if *to == self.from)
    }
}

/// The row of a machine's table for a move from a state, if there is one.
pub fn transition<M: Machine>(from: M::State, verb: M::Verb) -> Option<&'static Transition<M>> {
    M::row(from, verb)
}

/// The moves that the table has from a state, in its order.
pub(crate) fn permitted<M: Machine>(state: M::State) -> impl Iterator<Item = M::Verb> {
    M::TABLE.iter().filter(move |row| row.from == state).map(|row| row.verb)
}
