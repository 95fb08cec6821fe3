//! What the four machines share: a table of moves, one way to apply a move,
//! one way to replay entries, one way to be stored.
//!
//! A machine is written down once, as a table, through the `machine!` macro of
//! `written.rs`. The macro makes of it the constant table, the
//! names of states and moves, the any-state enum and the bounds of the typed
//! methods, so that they cannot drift apart. What a move demands, and what it
//! changes, is plain code beside each table.

use std::collections::VecDeque;
use std::fmt::{self, Debug, Display};
use std::hash::Hash;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::{Act, Entry, Override};
use super::refusal::Refusal;

/// A name out of a fixed list: of a state, a move, a demand.
pub trait Named: Copy + Eq + Ord + Hash + Debug + Display + Send + Sync + 'static {
    /// The name in snake case, as it is stored.
    fn name(self) -> &'static str;
}

/// One of the four machines: lead, deal, customer, handoff. Sealed; the
/// lifecycles are known ones.
pub trait Machine: Sized + Clone + Debug + PartialEq + sealed::Sealed + 'static {
    /// What it is called, such as `deal`.
    const NAME: &'static str;
    /// The format tag of the stored entity.
    const FORMAT: &'static str;
    /// The format tag of a stored entry.
    const ENTRY_FORMAT: &'static str;
    /// Every move from every state.
    const TABLE: &'static [Transition<Self>];
    /// The states an entity can begin in.
    const STARTS: &'static [Self::State];

    /// The names of its states.
    type State: Named + Serialize + DeserializeOwned;
    /// The names of its moves.
    type Verb: Named + Serialize + DeserializeOwned;
    /// The names of what its moves demand.
    type Demand: DemandName + Serialize + DeserializeOwned;
    /// A move with what is supplied for it.
    type Command: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// A demand that is not met, with what is missing.
    type Unmet: Clone + Debug + PartialEq + Display + HasDemand<Self::Demand>;
    /// What all states share.
    type Record: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// The state with what only that state has.
    type Status: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// The entity in any of its states.
    type Any: Landing<Self, State = Self::Status>;
    /// A look at the state and what only that state has.
    type View<'a>: Copy + Debug + Serialize;
    /// What the demands are checked against besides the entity itself.
    type Rules<'a>: Copy;

    /// The row of the table for a move from a state.
    #[doc(hidden)]
    fn row(from: Self::State, verb: Self::Verb) -> Option<&'static Transition<Self>>;
    /// The name of the state.
    fn state(status: &Self::Status) -> Self::State;
    /// The name of the state.
    fn state_of(view: Self::View<'_>) -> Self::State;
    /// A look at the state.
    fn view(status: &Self::Status) -> Self::View<'_>;
    /// The name of the move; `None` for a creation.
    fn verb(command: &Self::Command) -> Option<Self::Verb>;
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
    /// What an entry changes in the record.
    #[doc(hidden)]
    fn absorb(record: &mut Self::Record, entry: &Entry<Self>);
    /// The entity that a first entry creates; `None` where it creates none.
    #[doc(hidden)]
    fn create(entry: &Entry<Self>) -> Option<(Self::Record, Self::Status)>;
    /// Removes free text from a record and state.
    #[doc(hidden)]
    fn redact(record: &mut Self::Record, status: &mut Self::Status);
    /// Removes free text from a command.
    #[doc(hidden)]
    fn redact_command(command: &mut Self::Command);
    /// Says why a stored record and state cannot be, if they cannot.
    #[doc(hidden)]
    fn validate(record: &Self::Record, status: &Self::Status) -> Result<(), String>;
}

pub(crate) mod sealed {
    /// Keeps the machines and states to those of this crate.
    pub trait Sealed {}
}

/// The name of something a move demands.
pub trait DemandName: Named {
    /// What is demanded, in words.
    fn text(self) -> &'static str;
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
    pub fn stays(&self) -> bool {
        matches!(self.to, [to] if *to == self.from)
    }
}

/// The row of a machine's table for a move from a state, if there is one.
pub fn transition<M: Machine>(from: M::State, verb: M::Verb) -> Option<&'static Transition<M>> {
    M::row(from, verb)
}

/// What an entity is apart from its state. Opaque: it is what the typed
/// handle and the any-state enum hand to one another without a copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Core<M: Machine> {
    pub(crate) record: M::Record,
    /// How many entries the entity is made of.
    pub(crate) version: u32,
    /// When the last of them was made.
    pub(crate) last_at: DateTime<Utc>,
    /// The entries not yet taken.
    pub(crate) pending: VecDeque<Entry<M>>,
}

/// A state's own data, to be looked at.
pub trait StateData<M: Machine>: sealed::Sealed {
    /// A look at it.
    #[doc(hidden)]
    fn view(&self) -> M::View<'_>;
}

/// Where a move lands: a typed handle, or the any-state enum.
pub trait Landing<M: Machine>: Sized + sealed::Sealed {
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
pub(crate) enum Next<M: Machine> {
    Stays,
    To(M::Status),
}

/// Where an entry leads by the row of its move; `None` for one that leads
/// elsewhere.
pub(crate) fn next<M: Machine>(
    row: &Transition<M>,
    record: &M::Record,
    view: M::View<'_>,
    entry: &Entry<M>,
) -> Option<Next<M>> {
    if row.stays() {
        return (entry.to == row.from).then_some(Next::Stays);
    }
    let status = M::next(record, view, entry).filter(|_| row.to.contains(&entry.to))?;
    (M::state(&status) == entry.to).then_some(Next::To(status))
}

/// Makes a move: checks every demand, and only then makes the entry, changes
/// the record and says what to make of the next state. A refusal leaves
/// nothing half done.
pub(crate) fn step<M: Machine, T>(
    core: &mut Core<M>,
    view: M::View<'_>,
    mut command: M::Command,
    act: &Act,
    rules: M::Rules<'_>,
    land: impl FnOnce(Next<M>) -> Option<T>,
) -> Result<T, Box<Refusal<M>>> {
    let from = M::state_of(view);
    let verb = M::verb(&command);
    let refused = |unmet| Refusal::boxed(from, verb, unmet);
    let Some(row) = verb.and_then(|verb| transition::<M>(from, verb)) else {
        return Err(refused(Vec::new()));
    };
    let mut unmet = Vec::new();
    let to = M::check(core, view, &mut command, act, rules, &mut unmet);
    let waived = if unmet.is_empty() { None } else { waive::<M>(unmet, act).map_err(refused)? };
    let entry = Entry {
        version: core.version.saturating_add(1),
        at: act.at,
        by: act.by.clone(),
        from: Some(from),
        to,
        command,
        waived,
    };
    // INVARIANT: the table speaks last; a check that led elsewhere is refused.
    let Some(landed) = next(row, &core.record, view, &entry).and_then(land) else {
        return Err(refused(Vec::new()));
    };
    M::absorb(&mut core.record, &entry);
    core.version = entry.version;
    core.last_at = entry.at;
    core.pending.push_back(entry);
    Ok(landed)
}

/// Entries on their way out of an entity, oldest first. Those that are not
/// asked for are dropped.
#[derive(Debug)]
pub struct Taken<'a, M: Machine>(pub(crate) &'a mut VecDeque<Entry<M>>);

impl<M: Machine> Iterator for Taken<'_, M> {
    type Item = Entry<M>;

    #[inline]
    fn next(&mut self) -> Option<Entry<M>> {
        self.0.pop_front()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl<M: Machine> DoubleEndedIterator for Taken<'_, M> {
    #[inline]
    fn next_back(&mut self) -> Option<Entry<M>> {
        self.0.pop_back()
    }
}

impl<M: Machine> ExactSizeIterator for Taken<'_, M> {}

impl<M: Machine> Drop for Taken<'_, M> {
    #[inline]
    fn drop(&mut self) {
        self.0.clear();
    }
}

/// Creates an entity by its first entry, once its demands are checked.
pub(crate) fn begin<M: Machine, L: Landing<M>>(
    command: M::Command,
    to: M::State,
    unmet: Vec<M::Unmet>,
    act: &Act,
) -> Result<L, Box<Refusal<M>>> {
    let refused = |unmet| Refusal::boxed(to, None, unmet);
    let waived = waive::<M>(unmet, act).map_err(refused)?;
    let entry =
        Entry { version: 1, at: act.at, by: act.by.clone(), from: None, to, command, waived };
    let (record, status) = M::create(&entry).ok_or_else(|| refused(Vec::new()))?;
    let state = L::state_of(status).ok_or_else(|| refused(Vec::new()))?;
    let core = Core { record, version: 1, last_at: entry.at, pending: [entry].into() };
    Ok(L::land(Box::new(core), state))
}

/// Lets an override take away the unmet demands that it can. What it took is
/// returned, to be recorded; the error is what still stands.
fn waive<M: Machine>(
    unmet: Vec<M::Unmet>,
    act: &Act,
) -> Result<Option<Box<Waiver<M>>>, Vec<M::Unmet>> {
    if unmet.is_empty() {
        return Ok(None);
    }
    let Some(granted) = act.granted.as_ref().filter(|granted| !granted.reason.is_blank()) else {
        return Err(unmet);
    };
    let (waived, standing): (Vec<_>, Vec<_>) =
        unmet.into_iter().partition(|u| u.demand().can_be_overridden());
    if !standing.is_empty() {
        return Err(standing);
    }
    let mut demands: Vec<_> = waived.iter().map(HasDemand::demand).collect();
    demands.sort_unstable();
    demands.dedup();
    Ok(Some(Box::new(Waiver { granted: granted.clone(), demands })))
}

/// An override that was used: who granted it, why, and what it did without.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Waiver<M: Machine> {
    /// Who granted the override and why.
    #[serde(rename = "override")]
    pub granted: Override,
    /// The demands it did without.
    pub demands: Vec<M::Demand>,
}
