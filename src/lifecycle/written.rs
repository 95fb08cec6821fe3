//! The macros by which a machine is written down once: its names, its table,
//! and the types that follow from them.

/// Writes a machine down: its states, its moves, what they demand, its table.
///
/// A row of the table reads: move, the states it starts from, where it leads
/// (`itself`: it stays; several in brackets: the circumstances decide), what it demands.
/// A demand is `supplied` with the move, `required` to hold before it, or
/// `overridable`.
macro_rules! machine {
    (
        machine $Machine:ident $name:literal, id $Id:ident, command $Command:ident;
        typed $Handle:ident $Permits:ident, any $Any:ident $Status:ident $View:ident, refused $Refused:ident;
        message $message:literal, $label:literal, $note:literal;
        $State:ident { $($(#[$state_doc:meta])* $S:ident = $sname:literal,)+ }
        $Verb:ident { $($(#[$verb_doc:meta])* $V:ident = $vname:literal,)+ }
        $Demand:ident { $($D:ident = $dname:literal, $kind:ident, $dtext:literal, $dru:literal, $dro:literal;)+ }
        starts [$($Start:ident)+];
        table { $($Row:ident: [$($From:ident)+] => $To:tt, $needs:tt;)+ }
    ) => {
        #[doc = concat!("The machine of a ", $name, ": its table, and everything read off it.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $Machine {}

        impl $crate::lifecycle::machine::sealed::Sealed for $Machine {}

        impl $crate::lifecycle::Machine for $Machine {
            const NAME: &'static str = $name;
            const FORMAT: &'static str = concat!("sales-process.", $name, "/1");
            const ENTRY_FORMAT: &'static str = concat!("sales-process.", $name, "-entry/1");
            const TABLE: &'static [$crate::lifecycle::Transition<Self>] = Self::ROWS;
            const STARTS: &'static [$State] = &[$($State::$Start),+];

            type Id = $crate::value::$Id;
            type State = $State;
            type Verb = $Verb;
            type Demand = $Demand;
            type Command = $Command;

            fn row(
                from: $State,
                verb: $Verb,
            ) -> Option<&'static $crate::lifecycle::Transition<Self>> {
                Self::ROWS.get(usize::from(Self::PLACES[from as usize][verb as usize]))
            }
        }

        impl $Machine {
            /// Every move from every state.
            const ROWS: &'static [$crate::lifecycle::Transition<Self>] = &[$($(
                $crate::lifecycle::Transition {
                    from: $State::$From,
                    verb: $Verb::$Row,
                    to: $crate::lifecycle::written::landing!($State, $From, $To),
                    demands: $crate::lifecycle::written::demands!($Demand, $needs),
                },
            )+)+];
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
        }

        $crate::value::text::choices! {
            #[doc = concat!("The states of a ", $name, ".")]
            pub enum $State { $($(#[$state_doc])* $S = $sname,)+ }
        }
        $crate::value::text::choices! {
            #[doc = concat!("The moves of a ", $name, ".")]
            pub enum $Verb { $($(#[$verb_doc])* $V = $vname,)+ }
        }
        $crate::value::text::choices! {
            #[doc = concat!("What the moves of a ", $name, " demand.")]
            pub enum $Demand { $(#[doc = $dtext] $D = $dname,)+ }
        }

        impl $crate::lifecycle::DemandName for $Demand {
            fn text_in(self, language: $crate::lifecycle::Language) -> &'static str {
                match self { $(Self::$D => language.of([$dtext, $dru, $dro]),)+ }
            }
            fn is_supplied(self) -> bool {
                match self { $(Self::$D => stringify!($kind) == "supplied",)+ }
            }
            fn can_be_overridden(self) -> bool {
                match self { $(Self::$D => matches!(stringify!($kind), "overridable"),)+ }
            }
        }

        #[doc = concat!("A refused move of a ", $name, ": the ", $name, " as it was, and why.")]
        pub type $Refused<T> = $crate::lifecycle::Refused<T, $Machine>;

        /// The moves as types, and which state has which: the bounds of the typed
        /// methods.
        mod verb {
            $($(#[$verb_doc])* #[derive(Debug, Clone, Copy, PartialEq, Eq)] pub enum $V {})+

            #[doc = concat!("Says that a ", $name, " in this state has the move `V`, and where it lands.")]
            #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
            pub trait $Permits<V>: $crate::lifecycle::machine::sealed::Sealed {
                #[doc = concat!("The ", $name, " after the move.")]
                type Next: $crate::lifecycle::Landing<super::$Machine>;
            }
        }
        use verb::$Permits;

        $($(
            #[diagnostic::do_not_recommend]
            impl $Permits<verb::$Row> for $From {
                type Next = $crate::lifecycle::written::landing_type!($Handle, $Any, $From, $To);
            }
        )+)+

        #[doc = concat!("A ", $name, " in a state known to the compiler.")]
        ///
        #[doc = concat!("Its moves are methods; a move that the state does not have does not compile. [`", stringify!($Any), "`] is the same ", $name, " in any state.")]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Handle<S> {
            core: Box<$crate::lifecycle::conduct::Core<$Machine>>,
            state: Box<S>,
        }

        impl<S> $crate::lifecycle::machine::sealed::Sealed for $Handle<S> {}

        #[doc = concat!("A ", $name, " in any of its states.")]
        ///
        /// Two are equal whatever entries still wait to be taken.
        #[derive(Debug, Clone, PartialEq)]
        pub enum $Any {
            $($(#[$state_doc])* $S($Handle<$S>),)+
        }

        impl $crate::lifecycle::machine::sealed::Sealed for $Any {}

        /// A state with what only that state has.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $Status {
            $($(#[$state_doc])* #[serde(rename = $sname)] $S($S),)+
        }

        /// A borrowed state with what only that state has.
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
        pub enum $View<'a> {
            $($(#[$state_doc])* #[serde(rename = $sname)] $S(&'a $S),)+
        }

        impl $View<'_> {
            pub(crate) fn state(self) -> $State {
                match self { $(Self::$S(_) => $State::$S,)+ }
            }
        }

        impl $Status {
            /// The state, borrowed.
            pub(crate) fn view(&self) -> $View<'_> {
                match self { $(Self::$S(state) => $View::$S(state),)+ }
            }

            pub(crate) fn state(&self) -> $State {
                self.view().state()
            }
        }

        impl $crate::lifecycle::machine::sealed::Sealed for $Status {}
        impl $crate::lifecycle::machine::sealed::Sealed for $View<'_> {}

        impl $crate::lifecycle::conduct::StateData<$Machine> for $Status {
            fn view(&self) -> $View<'_> {
                Self::view(self)
            }
        }

        impl $crate::lifecycle::conduct::ViewData<$Machine> for $View<'_> {
            fn state(self) -> $State {
                Self::state(self)
            }
            fn to_status(self) -> $Status {
                match self { $(Self::$S(state) => $Status::$S(state.clone()),)+ }
            }
        }

        impl $crate::lifecycle::Entity for $Any {
            type Machine = $Machine;
            fn id(&self) -> &$crate::value::$Id {
                <$Machine as $crate::lifecycle::conduct::Conduct>::id(&self.core().record)
            }
            fn state(&self) -> $State {
                Self::state(self)
            }
            fn version(&self) -> u32 {
                self.core().version
            }
            fn last_at(&self) -> chrono::DateTime<chrono::Utc> {
                self.core().last_at
            }
            fn take_entries(&mut self) -> $crate::lifecycle::Taken<'_, $Machine> {
                self.core_mut().pending.drain(..)
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
                fn land(core: Box<$crate::lifecycle::conduct::Core<$Machine>>, state: $S) -> Self {
                    Self { core, state: Box::new(state) }
                }
            }

            impl $crate::lifecycle::conduct::StateData<$Machine> for $S {
                fn view(&self) -> $View<'_> {
                    $View::$S(self)
                }
            }

            impl From<$S> for $Status {
                fn from(state: $S) -> Self {
                    Self::$S(state)
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
                Some($crate::lifecycle::conduct::ViewData::to_status(view))
            }
            fn land(core: Box<$crate::lifecycle::conduct::Core<$Machine>>, status: $Status) -> Self {
                match status { $($Status::$S(state) => Self::$S($Handle { core, state: Box::new(state) }),)+ }
            }
        }

        impl $Any {
            /// The name of the state.
            pub fn state(&self) -> $State {
                match self { $(Self::$S(_) => $State::$S,)+ }
            }

            fn core(&self) -> &$crate::lifecycle::conduct::Core<$Machine> {
                match self { $(Self::$S(handle) => &handle.core,)+ }
            }

            fn core_mut(&mut self) -> &mut $crate::lifecycle::conduct::Core<$Machine> {
                match self { $(Self::$S(handle) => &mut handle.core,)+ }
            }

            /// The state with what only that state has, borrowed.
            pub fn view(&self) -> $View<'_> {
                match self { $(Self::$S(handle) => $View::$S(&handle.state),)+ }
            }

            /// Makes a move by the machine's one way of deciding.
            fn step(
                mut self,
                command: <$Machine as $crate::lifecycle::Machine>::Command,
                act: &$crate::lifecycle::Act,
                rules: <$Machine as $crate::lifecycle::conduct::Conduct>::Rules<'_>,
            ) -> Result<$Any, $Refused<$Any>> {
                let (core, view) = match &mut self {
                    $(Self::$S(handle) => (&mut *handle.core, $View::$S(&handle.state)),)+
                };
                match $crate::lifecycle::step::step(core, view, command, act, rules, Some) {
                    Ok($crate::lifecycle::conduct::Next::Stays) => Ok(self),
                    Ok($crate::lifecycle::conduct::Next::To(status)) => {
                        let core = match self { $(Self::$S(handle) => handle.core,)+ };
                        Ok(<$Any as $crate::lifecycle::Landing<$Machine>>::land(core, status))
                    }
                    Err(refusal) => Err($crate::lifecycle::Refused::new(self, refusal)),
                }
            }

            /// Adopts one that has lived elsewhere, in whatever state.
            fn adopted(
                id: $crate::value::$Id,
                command: $Command,
                to: $State,
                unmet: Vec<<$Machine as $crate::lifecycle::conduct::Conduct>::Unmet>,
                act: &$crate::lifecycle::Act,
            ) -> Result<$Any, Box<$crate::lifecycle::Refusal<$Machine>>> {
                $crate::lifecycle::step::begin::<$Machine, $Any>(id, command, to, unmet, act)
            }

            /// The moves that the table has from this state, in its order.
            pub fn permitted(&self) -> Vec<$Verb> {
                $crate::lifecycle::machine::permitted::<$Machine>(self.state()).collect()
            }
        }

        impl serde::Serialize for $Any {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                $crate::lifecycle::stored::store(self.core(), self.view(), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Any {
            fn deserialize<Z: serde::Deserializer<'de>>(deserializer: Z) -> Result<Self, Z::Error> {
                $crate::lifecycle::stored::restore::<$Machine, Z>(deserializer)
            }
        }

        $crate::lifecycle::written::entity_methods! { [] [$Any] $Machine }
        $crate::lifecycle::written::entity_methods! { [S] [$Handle<S>] $Machine }

        impl<S> $Handle<S> {
            fn core(&self) -> &$crate::lifecycle::conduct::Core<$Machine> {
                &self.core
            }

            fn core_mut(&mut self) -> &mut $crate::lifecycle::conduct::Core<$Machine> {
                &mut self.core
            }

            /// What only this state has.
            pub fn state(&self) -> &S {
                &self.state
            }
        }

        impl<S: $crate::lifecycle::conduct::StateData<$Machine>> $Handle<S> {
            /// Makes a move by the machine's one way of deciding.
            fn step<L: $crate::lifecycle::Landing<$Machine>>(
                mut self,
                command: <$Machine as $crate::lifecycle::Machine>::Command,
                act: &$crate::lifecycle::Act,
                rules: <$Machine as $crate::lifecycle::conduct::Conduct>::Rules<'_>,
            ) -> Result<L, $Refused<Self>> {
                use $crate::lifecycle::conduct::Next;
                let (core, view) = (&mut *self.core, self.state.view());
                match $crate::lifecycle::step::step(core, view, command, act, rules, |next| {
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
            pub fn record(&self) -> &<$Machine as $crate::lifecycle::conduct::Conduct>::Record {
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
            #[inline]
            pub fn take_entries(&mut self) -> $crate::lifecycle::Taken<'_, $Machine> {
                self.core_mut().pending.drain(..)
            }
        }
    };
}
pub(super) use entity_methods;

/// The moves of a machine as methods. Each is there in the states that have it;
/// the compiler refuses the others.
// The state that follows is a parameter (`Next = L`): were it named in the
// return type (`S::Next`), the compiler would give up on the method before it
// came to the message of the table.
macro_rules! moves {
    (
        $(#[$doc:meta])*
        $Handle:ident $Permits:ident $Machine:ident $Refused:ident
        $(
            $(#[$move_doc:meta])*
            $Verb:ident: $name:ident $(<$life:lifetime>)? ($($arg:ident: $Arg:ty),*),
                $command:expr, $rules:expr;
        )+
    ) => {
        $(#[$doc])*
        impl<S: $crate::lifecycle::conduct::StateData<$Machine>> $Handle<S> {
            $(
                $(#[$move_doc])*
                pub fn $name<$($life,)? L>(
                    self,
                    $($arg: $Arg,)*
                    act: &$crate::lifecycle::Act,
                ) -> Result<L, $Refused<Self>>
                where
                    S: $Permits<verb::$Verb, Next = L>,
                    L: $crate::lifecycle::Landing<$Machine>,
                {
                    self.step($command, act, $rules)
                }
            )+
        }
    };
}
pub(super) use moves;
