//! What the four machines share: a table of moves, one way to apply a move,
//! one way to replay entries, one way to be stored.
//!
//! A machine is written down once, as a table, through the `machine!` macro
//! at the end of this file. The macro makes of it the constant table, the
//! names of states and moves, the any-state enum and the bounds of the typed
//! methods, so that they cannot drift apart. What a move demands, and what it
//! changes, is plain code beside each table.

use std::fmt::{self, Debug, Display};
use std::hash::Hash;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::{Act, Entry, Override};

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
    /// from here.
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
    pub(crate) pending: Vec<Entry<M>>,
}

/// Why a move was refused: what was asked, from where, and every demand that
/// is not met.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal<M: Machine> {
    state: M::State,
    verb: Option<M::Verb>,
    unmet: Vec<M::Unmet>,
}

impl<M: Machine> Refusal<M> {
    pub(crate) fn new(state: M::State, verb: Option<M::Verb>, unmet: Vec<M::Unmet>) -> Box<Self> {
        Box::new(Self { state, verb, unmet })
    }

    /// The state the entity was, and still is, in.
    pub fn state(&self) -> M::State {
        self.state
    }

    /// The move that was asked for; `None` where it was a creation.
    pub fn verb(&self) -> Option<M::Verb> {
        self.verb
    }

    /// Every demand that is not met; empty where there is no such move.
    pub fn unmet(&self) -> &[M::Unmet] {
        &self.unmet
    }

    /// Whether the table has no such move from this state: it is not a matter
    /// of demands.
    pub fn no_such_move(&self) -> bool {
        self.unmet.is_empty()
    }

    /// The moves that the table has from this state.
    pub fn permitted(&self) -> impl Iterator<Item = M::Verb> + use<M> {
        let state = self.state;
        M::TABLE.iter().filter(move |row| row.from == state).map(|row| row.verb)
    }

    /// Whether an override with a reason would let the move through.
    pub fn can_be_overridden(&self) -> bool {
        !self.unmet.is_empty() && self.unmet.iter().all(|u| u.demand().can_be_overridden())
    }
}

impl<M: Machine> Display for Refusal<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, state) = (M::NAME, self.state);
        match (self.verb, self.unmet.as_slice()) {
            (None, []) => write!(f, "a {name} that exists cannot be created again"),
            (Some(verb), []) => {
                write!(f, "a {name} that is {state} has no move `{verb}`; from here: ")?;
                let mut any = false;
                for verb in self.permitted() {
                    write!(f, "{}{verb}", if any { ", " } else { "" })?;
                    any = true;
                }
                f.write_str(if any { "" } else { "none" })
            }
            (verb, unmet) => {
                match verb {
                    Some(verb) => write!(f, "the {name} cannot {verb}: ")?,
                    None => write!(f, "the {name} cannot begin: ")?,
                }
                for (i, demand) in unmet.iter().enumerate() {
                    write!(f, "{}{demand}", if i > 0 { "; " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// A refused move: the entity as it was, and why.
///
/// Nothing has happened to the entity. Use `refused.entity` to go on with it,
/// or [`Refused::refusal`] to tell the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused<T, M: Machine> {
    /// The entity, unchanged.
    pub entity: T,
    refusal: Box<Refusal<M>>,
}

impl<T, M: Machine> Refused<T, M> {
    pub(crate) fn new(entity: T, refusal: Box<Refusal<M>>) -> Self {
        Self { entity, refusal }
    }

    /// Why the move was refused.
    pub fn refusal(&self) -> &Refusal<M> {
        &self.refusal
    }

    /// Splits into the entity and the reason.
    pub fn into_parts(self) -> (T, Refusal<M>) {
        (self.entity, *self.refusal)
    }
}

impl<T, M: Machine> Display for Refused<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.refusal, f)
    }
}

impl<T: Debug, M: Machine> std::error::Error for Refused<T, M> {}

/// An entity found in another state than the one asked for; it comes back.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("expected a {name} in {expected}, found {found}", name = M::NAME)]
pub struct WrongState<T: Debug, M: Machine> {
    /// The state asked for.
    pub expected: M::State,
    /// The state it is in.
    pub found: M::State,
    /// The entity, unchanged.
    pub entity: Box<T>,
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
    let refused = |unmet| Refusal::new(from, verb, unmet);
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
    core.pending.push(entry);
    Ok(landed)
}

/// Creates an entity by its first entry, once its demands are checked.
pub(crate) fn begin<M: Machine, L: Landing<M>>(
    command: M::Command,
    to: M::State,
    unmet: Vec<M::Unmet>,
    act: &Act,
) -> Result<L, Box<Refusal<M>>> {
    let refused = |unmet| Refusal::new(to, None, unmet);
    let waived = waive::<M>(unmet, act).map_err(refused)?;
    let entry =
        Entry { version: 1, at: act.at, by: act.by.clone(), from: None, to, command, waived };
    let (record, status) = M::create(&entry).ok_or_else(|| refused(Vec::new()))?;
    let state = L::state_of(status).ok_or_else(|| refused(Vec::new()))?;
    let core = Core { record, version: 1, last_at: entry.at, pending: vec![entry] };
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

/// The state diagram of a machine in Mermaid, drawn from its table. Moves
/// that stay in a state and are only recorded there are left out.
pub fn mermaid<M: Machine>() -> String {
    use std::fmt::Write;
    let mut out = String::from("stateDiagram-v2\n");
    for start in M::STARTS {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "    [*] --> {start}");
    }
    let mut edges: Vec<((M::State, M::State), Vec<M::Verb>)> = Vec::new();
    for row in M::TABLE {
        for to in row.to {
            if row.from == *to && is_record::<M>(row.verb) {
                continue;
            }
            match edges.iter_mut().find(|(ends, _)| *ends == (row.from, *to)) {
                Some((_, verbs)) => verbs.push(row.verb),
                None => edges.push(((row.from, *to), vec![row.verb])),
            }
        }
    }
    edges.sort_by_key(|(ends, _)| *ends);
    for ((from, to), verbs) in &edges {
        let names: Vec<_> = verbs.iter().map(|verb| verb.name()).collect();
        let _ = writeln!(out, "    {from} --> {to}: {}", names.join(", "));
    }
    let mut states: Vec<M::State> =
        M::TABLE.iter().flat_map(|row| row.to.iter().copied()).collect();
    states.sort_unstable();
    states.dedup();
    for state in states {
        if !edges.iter().any(|((from, to), _)| *from == state && *to != state) {
            let _ = writeln!(out, "    {state} --> [*]");
        }
    }
    out
}

/// Whether a move only records something: it never leads to another state,
/// from several states.
fn is_record<M: Machine>(verb: M::Verb) -> bool {
    let mut rows = M::TABLE.iter().filter(|row| row.verb == verb);
    rows.clone().count() > 2 && rows.all(|row| row.to == [row.from])
}

/// A move that could be made now, and what stands in its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Available<M: Machine> {
    /// The move.
    pub verb: M::Verb,
    /// The stage it would go to, where it goes to a stage.
    pub stage: Option<crate::StageId>,
    /// What has to be supplied with it.
    pub needs: Vec<M::Demand>,
    /// The demands that are not met now.
    pub unmet: Vec<M::Unmet>,
}

impl<M: Machine> Available<M> {
    /// Whether nothing but what is supplied with the move is missing.
    pub fn is_ready(&self) -> bool {
        self.unmet.is_empty()
    }

    /// What became of probing a move with empty hands.
    pub(crate) fn probe(
        core: &Core<M>,
        view: M::View<'_>,
        row: &Transition<M>,
        stage: Option<crate::StageId>,
        mut command: M::Command,
        act: &Act,
        rules: M::Rules<'_>,
    ) -> Self {
        let mut unmet = Vec::new();
        M::check(core, view, &mut command, act, rules, &mut unmet);
        unmet.retain(|u| !u.demand().is_supplied());
        let needs = row.demands.iter().copied().filter(|d| d.is_supplied()).collect();
        Self { verb: row.verb, stage, needs, unmet }
    }
}

/// A list of names as an enum, with its text and stored form.
macro_rules! names {
    ($(#[$doc:meta])* $Name:ident { $($(#[$item_doc:meta])* $Item:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $Name {
            $($(#[$item_doc])* #[serde(rename = $text)] $Item,)+
        }

        impl $Name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$Item,)+];
        }

        impl $crate::lifecycle::Named for $Name {
            fn name(self) -> &'static str {
                match self { $(Self::$Item => $text,)+ }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::lifecycle::Named::name(*self))
            }
        }
    };
}
pub(super) use names;

/// Writes a machine down: its states, its moves, what they demand, its table.
///
/// A row of the table reads: move, the states it starts from, where it leads
/// (`itself`: it stays; several in brackets: the circumstances decide), what it demands.
/// A demand is `supplied` with the move, `required` to hold before it, or
/// `overridable`.
macro_rules! machine {
    (
        machine $Machine:ident $name:literal;
        typed $Handle:ident $Permits:ident, any $Any:ident $Status:ident $View:ident, refused $Refused:ident;
        message $message:literal, $label:literal, $note:literal;
        $State:ident { $($(#[$state_doc:meta])* $S:ident = $sname:literal,)+ }
        $Verb:ident { $($(#[$verb_doc:meta])* $V:ident = $vname:literal,)+ }
        $Demand:ident { $($D:ident = $dname:literal, $kind:ident, $dtext:literal;)+ }
        starts [$($Start:ident)+];
        table { $($Row:ident: [$($From:ident)+] => $To:tt, $needs:tt;)+ }
    ) => {
        #[doc = concat!("The machine of a ", $name, ": its table, and everything read off it.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $Machine {}

        impl $crate::lifecycle::machine::sealed::Sealed for $Machine {}

        impl $Machine {
            /// Every move from every state.
            const ROWS: &'static [$crate::lifecycle::Transition<Self>] = &[$($(
                $crate::lifecycle::Transition {
                    from: $State::$From,
                    verb: $Verb::$Row,
                    to: $crate::lifecycle::machine::landing!($State, $From, $To),
                    demands: $crate::lifecycle::machine::demands!($Demand, $needs),
                },
            )+)+];
            const STARTING: &'static [$State] = &[$($State::$Start),+];
            /// Where the row of a move from a state stands in the table, so
            /// that no move has to search it; beyond its end where there is none.
            const PLACES: [[u8; $Verb::ALL.len()]; $State::ALL.len()] = {
                let mut places = [[u8::MAX; $Verb::ALL.len()]; $State::ALL.len()];
                assert!(Self::ROWS.len() < u8::MAX as usize);
                let mut i = 0;
                while i < Self::ROWS.len() {
                    let row = &Self::ROWS[i];
                    // The cast is exact by the assertion above.
                    #[allow(clippy::cast_possible_truncation)]
                    {
                        places[row.from as usize][row.verb as usize] = i as u8;
                    }
                    i += 1;
                }
                places
            };

            fn find_row(
                from: $State,
                verb: $Verb,
            ) -> Option<&'static $crate::lifecycle::Transition<Self>> {
                Self::ROWS.get(usize::from(Self::PLACES[from as usize][verb as usize]))
            }
        }

        $crate::lifecycle::machine::names! {
            #[doc = concat!("The states of a ", $name, ".")]
            $State { $($(#[$state_doc])* $S = $sname,)+ }
        }
        $crate::lifecycle::machine::names! {
            #[doc = concat!("The moves of a ", $name, ".")]
            $Verb { $($(#[$verb_doc])* $V = $vname,)+ }
        }
        $crate::lifecycle::machine::names! {
            #[doc = concat!("What the moves of a ", $name, " demand.")]
            $Demand { $(#[doc = $dtext] $D = $dname,)+ }
        }

        impl $crate::lifecycle::DemandName for $Demand {
            fn text(self) -> &'static str {
                match self { $(Self::$D => $dtext,)+ }
            }
            fn is_supplied(self) -> bool {
                match self { $(Self::$D => stringify!($kind) == "supplied",)+ }
            }
            fn can_be_overridden(self) -> bool {
                match self { $(Self::$D => stringify!($kind) == "overridable",)+ }
            }
        }

        #[doc = concat!("A refused move of a ", $name, ": the ", $name, " as it was, and why.")]
        pub type $Refused<T> = $crate::lifecycle::Refused<T, $Machine>;

        /// The moves as types: they stand in the bounds of the typed methods.
        pub mod verb {
            $($(#[$verb_doc])* #[derive(Debug, Clone, Copy, PartialEq, Eq)] pub enum $V {})+
        }

        #[doc = concat!("Says that a ", $name, " in this state has the move `V`, and where it lands.")]
        #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
        pub trait $Permits<V>: $crate::lifecycle::machine::sealed::Sealed {
            #[doc = concat!("The ", $name, " after the move.")]
            type Next: $crate::lifecycle::Landing<$Machine>;
        }

        $($(
            #[diagnostic::do_not_recommend]
            impl $Permits<verb::$Row> for $From {
                type Next = $crate::lifecycle::machine::landing_type!($Handle, $Any, $From, $To);
            }
        )+)+

        #[doc = concat!("A ", $name, " in a state known to the compiler.")]
        ///
        #[doc = concat!("Its moves are methods; a move that the state does not have does not compile. [`", stringify!($Any), "`] is the same ", $name, " in any state.")]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Handle<S> {
            core: Box<$crate::lifecycle::machine::Core<$Machine>>,
            state: Box<S>,
        }

        impl<S> $crate::lifecycle::machine::sealed::Sealed for $Handle<S> {}

        #[doc = concat!("A ", $name, " in any of its states.")]
        #[derive(Debug, Clone, PartialEq)]
        pub enum $Any {
            $($(#[$state_doc])* $S($Handle<$S>),)+
        }

        impl $crate::lifecycle::machine::sealed::Sealed for $Any {}

        /// A state with what only that state has.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub enum $Status {
            $($(#[$state_doc])* #[serde(rename = $sname)] $S($S),)+
        }

        /// A look at a state and what only that state has.
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
        pub enum $View<'a> {
            $($(#[$state_doc])* #[serde(rename = $sname)] $S(&'a $S),)+
        }

        impl $View<'_> {
            /// The name of the state.
            pub fn state(self) -> $State {
                match self { $(Self::$S(_) => $State::$S,)+ }
            }
        }

        impl $Status {
            /// A look at the state.
            pub fn view(&self) -> $View<'_> {
                match self { $(Self::$S(state) => $View::$S(state),)+ }
            }

            /// The name of the state.
            pub fn state(&self) -> $State {
                self.view().state()
            }
        }

        $(
            impl $crate::lifecycle::machine::sealed::Sealed for $S {}

            impl $crate::lifecycle::Landing<$Machine> for $Handle<$S> {
                type State = $S;
                fn state_of(status: $Status) -> Option<$S> {
                    match status {
                        $Status::$S(state) => Some(state),
                        _ => None,
                    }
                }
                fn stay(view: $View<'_>) -> Option<$S> {
                    match view {
                        $View::$S(state) => Some(state.clone()),
                        _ => None,
                    }
                }
                fn land(core: Box<$crate::lifecycle::machine::Core<$Machine>>, state: $S) -> Self {
                    Self { core, state: Box::new(state) }
                }
            }

            impl $crate::lifecycle::machine::StateData<$Machine> for $S {
                fn view(&self) -> $View<'_> {
                    $View::$S(self)
                }
            }

            impl From<$Handle<$S>> for $Any {
                fn from(handle: $Handle<$S>) -> Self {
                    Self::$S(handle)
                }
            }

            impl TryFrom<$Any> for $Handle<$S> {
                type Error = $crate::lifecycle::WrongState<$Any, $Machine>;
                fn try_from(any: $Any) -> Result<Self, Self::Error> {
                    match any {
                        $Any::$S(handle) => Ok(handle),
                        other => Err($crate::lifecycle::WrongState {
                            expected: $State::$S,
                            found: other.state(),
                            entity: Box::new(other),
                        }),
                    }
                }
            }
        )+

        impl $crate::lifecycle::Landing<$Machine> for $Any {
            type State = $Status;
            fn state_of(status: $Status) -> Option<$Status> {
                Some(status)
            }
            fn stay(view: $View<'_>) -> Option<$Status> {
                Some(match view { $($View::$S(state) => $Status::$S(state.clone()),)+ })
            }
            fn land(core: Box<$crate::lifecycle::machine::Core<$Machine>>, status: $Status) -> Self {
                match status { $($Status::$S(state) => Self::$S($Handle { core, state: Box::new(state) }),)+ }
            }
        }

        impl $Any {
            /// The name of the state.
            pub fn state(&self) -> $State {
                match self { $(Self::$S(_) => $State::$S,)+ }
            }

            fn core(&self) -> &$crate::lifecycle::machine::Core<$Machine> {
                match self { $(Self::$S(handle) => &handle.core,)+ }
            }

            fn core_mut(&mut self) -> &mut $crate::lifecycle::machine::Core<$Machine> {
                match self { $(Self::$S(handle) => &mut handle.core,)+ }
            }

            /// A look at the state and what only that state has.
            pub fn view(&self) -> $View<'_> {
                match self { $(Self::$S(handle) => $View::$S(&handle.state),)+ }
            }

            /// Makes a move by the machine's one way of deciding.
            fn step(
                mut self,
                command: <$Machine as $crate::lifecycle::Machine>::Command,
                act: &$crate::lifecycle::Act,
                rules: <$Machine as $crate::lifecycle::Machine>::Rules<'_>,
            ) -> Result<$Any, $Refused<$Any>> {
                let (core, view) = match &mut self {
                    $(Self::$S(handle) => (&mut *handle.core, $View::$S(&handle.state)),)+
                };
                match $crate::lifecycle::machine::step(core, view, command, act, rules, Some) {
                    Ok($crate::lifecycle::machine::Next::Stays) => Ok(self),
                    Ok($crate::lifecycle::machine::Next::To(status)) => {
                        let core = match self { $(Self::$S(handle) => handle.core,)+ };
                        Ok(<$Any as $crate::lifecycle::Landing<$Machine>>::land(core, status))
                    }
                    Err(refusal) => Err($crate::lifecycle::Refused::new(self, refusal)),
                }
            }

            /// The moves that the table has from this state, in its order.
            pub fn permitted(&self) -> Vec<$Verb> {
                use $crate::lifecycle::Machine;
                let state = self.state();
                $Machine::TABLE.iter().filter(|row| row.from == state).map(|row| row.verb).collect()
            }
        }

        impl serde::Serialize for $Any {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                $crate::lifecycle::journal::store(self.core(), self.view(), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Any {
            fn deserialize<Z: serde::Deserializer<'de>>(deserializer: Z) -> Result<Self, Z::Error> {
                $crate::lifecycle::journal::restore::<$Machine, Z>(deserializer)
            }
        }

        impl $Any {
            /// Removes all free text from what is kept. The entries are
            /// redacted on their own; see
            /// [`History::redact`]($crate::lifecycle::History::redact).
            #[must_use]
            pub fn redacted(self) -> Self {
                let (mut core, mut status) = match self {
                    $(Self::$S(handle) => (handle.core, $Status::$S(*handle.state)),)+
                };
                <$Machine as $crate::lifecycle::Machine>::redact(&mut core.record, &mut status);
                core.pending.iter_mut().for_each($crate::lifecycle::Entry::redact);
                <$Any as $crate::lifecycle::Landing<$Machine>>::land(core, status)
            }
        }

        $crate::lifecycle::machine::entity_methods! { [] [$Any] $Machine }
        $crate::lifecycle::machine::entity_methods! { [S] [$Handle<S>] $Machine }

        impl<S> $Handle<S> {
            fn core(&self) -> &$crate::lifecycle::machine::Core<$Machine> {
                &self.core
            }

            fn core_mut(&mut self) -> &mut $crate::lifecycle::machine::Core<$Machine> {
                &mut self.core
            }

            /// What only this state has.
            pub fn state(&self) -> &S {
                &self.state
            }
        }

        impl<S: $crate::lifecycle::machine::StateData<$Machine>> $Handle<S> {
            /// Makes a move by the machine's one way of deciding.
            fn step<L: $crate::lifecycle::Landing<$Machine>>(
                mut self,
                command: <$Machine as $crate::lifecycle::Machine>::Command,
                act: &$crate::lifecycle::Act,
                rules: <$Machine as $crate::lifecycle::Machine>::Rules<'_>,
            ) -> Result<L, $Refused<Self>> {
                use $crate::lifecycle::machine::Next;
                let (core, view) = (&mut *self.core, self.state.view());
                match $crate::lifecycle::machine::step(core, view, command, act, rules, |next| {
                    match next {
                        Next::Stays => L::stay(self.state.view()),
                        Next::To(status) => L::state_of(status),
                    }
                }) {
                    Ok(state) => Ok(L::land(self.core, state)),
                    Err(refusal) => Err($crate::lifecycle::Refused::new(self, refusal)),
                }
            }
        }
    };
}
pub(super) use machine;

/// The states a row leads to: `itself` is the one it starts from.
macro_rules! landing {
    ($State:ident, $From:ident, itself) => { &[$State::$From] };
    ($State:ident, $From:ident, [$($To:ident)+]) => { &[$($State::$To),+] };
    ($State:ident, $From:ident, $To:ident) => { &[$State::$To] };
}
pub(super) use landing;

/// The demands of a row.
macro_rules! demands {
    ($Demand:ident, [$($Need:ident)*]) => { &[$($Demand::$Need),*] };
}
pub(super) use demands;

/// The type a row lands on: one state, or any where circumstances decide.
macro_rules! landing_type {
    ($Handle:ident, $Any:ident, $From:ident, itself) => { $Handle<$From> };
    ($Handle:ident, $Any:ident, $From:ident, [$($To:ident)+]) => { $Any };
    ($Handle:ident, $Any:ident, $From:ident, $To:ident) => { $Handle<$To> };
}
pub(super) use landing_type;

/// What an entity offers whether its state is known to the compiler or not.
macro_rules! entity_methods {
    ([$($S:ident)?] [$Entity:ty] $Machine:ident) => {
        impl $(<$S>)? $Entity {
            /// What all states share.
            pub fn record(&self) -> &<$Machine as $crate::lifecycle::Machine>::Record {
                &self.core().record
            }

            /// How many entries it is made of: 1 once created, and one more
            /// with each move. Compare it when storing (optimistic locking).
            pub fn version(&self) -> u32 {
                self.core().version
            }

            /// When the last entry was made.
            pub fn last_at(&self) -> chrono::DateTime<chrono::Utc> {
                self.core().last_at
            }

            /// Takes the entries made since they were last taken, oldest
            /// first, to be stored together with the entity.
            pub fn take_entries(&mut self) -> std::vec::Drain<'_, $crate::lifecycle::Entry<$Machine>> {
                self.core_mut().pending.drain(..)
            }
        }
    };
}
pub(super) use entity_methods;
