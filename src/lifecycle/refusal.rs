//! When a move is not made: what was asked, from where, and everything that
//! stands in its way.

use std::fmt::{self, Debug, Display};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::act::Act;
use super::conduct::{Conduct, Core};
use super::labels::label;
use super::machine::{DemandName, HasDemand, Transition, permitted};
use super::words::{Say, put, shown};
use crate::value::{Language, Message, Named, StageId};

/// Why a move was refused: what was asked, from where, and every demand that
/// is not met.
///
/// For programs it is an object: `entity`, `state`, `verb` (`null` for a
/// creation), `code` (`unmet`, `no_such_move`, `exists`, `full`), `permitted`,
/// `overridable`, `unmet` (each with `code`, `demand`, `overridable`, `params`,
/// `text`) and the English `text`.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal<M: Conduct> {
    state: M::State,
    verb: Option<M::Verb>,
    unmet: Vec<M::Unmet>,
    full: bool,
}

impl<M: Conduct> Refusal<M> {
    #[allow(clippy::unnecessary_box_returns, reason = "the error of a step is a box of it")]
    pub(crate) fn boxed(state: M::State, verb: Option<M::Verb>, unmet: Vec<M::Unmet>) -> Box<Self> {
        Box::new(Self { state, verb, unmet, full: false })
    }

    #[allow(clippy::unnecessary_box_returns, reason = "the error of a step is a box of it")]
    pub(crate) fn full(state: M::State, verb: Option<M::Verb>) -> Box<Self> {
        Box::new(Self { state, verb, unmet: Vec::new(), full: true })
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
        self.unmet.is_empty() && !self.full
    }

    /// Whether the entity has as many entries as it can have, so that no move
    /// is possible any more.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The moves that the table has from this state.
    pub fn permitted(&self) -> impl Iterator<Item = M::Verb> + use<M> {
        permitted::<M>(self.state)
    }

    /// Whether an override with a reason would let the move through.
    pub fn can_be_overridden(&self) -> bool {
        !self.unmet.is_empty() && self.unmet.iter().all(|u| u.demand().can_be_overridden())
    }

    /// Why, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let named = |name: &str| label::<M>(name, language);
        let state = named(self.state.name());
        let verb = self.verb.map(|verb| (verb.name(), named(verb.name())));
        match (verb, self.unmet.as_slice()) {
            _ if self.full => language
                .of([
                    "no more can be recorded: it has as many entries as it can have",
                    "больше ничего нельзя записать: достигнут предел числа записей",
                    "nu se mai poate înregistra nimic: s-a atins limita de înregistrări",
                ])
                .to_owned(),
            (None, []) => match language {
                Language::English => format!("a {} that exists cannot be created again", M::NAME),
                Language::Russian => {
                    format!("{}: уже существует, создать ещё раз нельзя", named(M::NAME))
                }
                Language::Romanian => {
                    format!("{}: există deja și nu poate fi creat din nou", named(M::NAME))
                }
            },
            (Some((name, shown)), []) => {
                let mut moves: Vec<_> = match language {
                    Language::English => self.permitted().map(Named::name).collect(),
                    _ => self.permitted().map(|verb| named(verb.name())).collect(),
                };
                if moves.is_empty() {
                    moves.push(language.of(["none", "нет", "niciuna"]));
                }
                let moves = moves.join(", ");
                match language {
                    Language::English => {
                        let (what, state) = (M::NAME, self.state);
                        format!("a {what} that is {state} has no move `{name}`; from here: {moves}")
                    }
                    Language::Russian => {
                        format!(
                            "{} ({state}): действия «{shown}» нет; возможны: {moves}",
                            named(M::NAME)
                        )
                    }
                    Language::Romanian => {
                        format!(
                            "{} ({state}): acțiunea „{shown}” nu există; posibile: {moves}",
                            named(M::NAME)
                        )
                    }
                }
            }
            (verb, unmet) => {
                let what = M::NAME;
                let head = match (language, verb) {
                    // A name of several words is no verb to be read in a sentence.
                    (Language::English, Some((verb, _))) if verb.contains('_') => {
                        format!("the {what} cannot make the move `{verb}`")
                    }
                    (Language::English, Some((verb, _))) => format!("the {what} cannot {verb}"),
                    (Language::English, None) => format!("the {what} cannot begin"),
                    (_, Some((_, verb))) => format!("{}: {verb}", named(M::NAME)),
                    (_, None) => named(M::NAME).to_owned(),
                };
                let unmet: Vec<_> = unmet.iter().map(|unmet| unmet.text_in(language)).collect();
                let cannot = language.of([": ", " — нельзя: ", " — nu se poate: "]);
                format!("{head}{cannot}{}", unmet.join("; "))
            }
        }
    }

    fn code(&self) -> &'static str {
        match (&self.verb, self.unmet.is_empty()) {
            _ if self.full => "full",
            (_, false) => "unmet",
            (None, true) => "exists",
            (Some(_), true) => "no_such_move",
        }
    }
}

impl<M: Conduct> Serialize for Refusal<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(8))?;
        map.serialize_entry("entity", M::NAME)?;
        map.serialize_entry("state", &self.state)?;
        map.serialize_entry("verb", &self.verb)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("permitted", &self.permitted().collect::<Vec<_>>())?;
        map.serialize_entry("overridable", &self.can_be_overridden())?;
        map.serialize_entry("unmet", &self.unmet)?;
        map.serialize_entry("text", &self.text_in(Language::English))?;
        map.end()
    }
}

impl<M: Conduct> Say for Refusal<M> {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(&self.text_in(language));
    }
}

shown! { Refusal<M>, M: Conduct }

/// A refused move: the entity as it was, and why.
///
/// Nothing has happened to the entity. Use `refused.entity` to go on with it,
/// or [`Refused::refusal`] to tell the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused<T, M: Conduct> {
    /// The entity, unchanged.
    pub entity: T,
    refusal: Box<Refusal<M>>,
}

impl<T, M: Conduct> Refused<T, M> {
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

impl<T, M: Conduct> Display for Refused<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.refusal, f)
    }
}

impl<T: Debug, M: Conduct> std::error::Error for Refused<T, M> {}

/// An entity found in another state than the one asked for; it comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongState<T: Debug, M: Conduct> {
    /// The state asked for.
    pub expected: M::State,
    /// The state it is in.
    pub found: M::State,
    /// The entity, unchanged.
    pub entity: Box<T>,
}

impl<T: Debug, M: Conduct> WrongState<T, M> {
    /// What was expected and found, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let name = match language {
            Language::English => M::NAME,
            _ => label::<M>(M::NAME, language),
        };
        let state = |state: M::State| match language {
            Language::English => state.name(),
            _ => label::<M>(state.name(), language),
        };
        put(
            [
                "expected a {name} in {expected}, found {found}",
                "{name}: ожидалось состояние «{expected}», найдено «{found}»",
                "{name}: se aștepta starea „{expected}”, s-a găsit „{found}”",
            ],
            language,
            &[("name", &name), ("expected", &state(self.expected)), ("found", &state(self.found))],
        )
    }
}

shown! { WrongState<T, M>, T: Debug, M: Conduct }

impl<T: Debug, M: Conduct> std::error::Error for WrongState<T, M> {}

/// A move that could be made now, and what stands in its way.
///
/// For programs it is an object: `verb`, `stage`, `ready`, `needs` (each with
/// `demand` and the English `text`), `choices` and `unmet` (as in a [`Refusal`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Available<M: Conduct> {
    /// The move.
    pub verb: M::Verb,
    /// The stage it would go to, where it goes to a stage.
    pub stage: Option<StageId>,
    /// What has to be supplied with it.
    pub needs: Vec<M::Demand>,
    /// What to choose from where it takes a name out of a list: the reasons for
    /// losing, the criteria to be met. Empty where there is no list.
    pub choices: Vec<String>,
    /// The demands that are not met now.
    pub unmet: Vec<M::Unmet>,
}

impl<M: Conduct> Available<M> {
    /// Whether nothing but what is supplied with the move is missing.
    pub fn is_ready(&self) -> bool {
        self.unmet.is_empty()
    }

    /// The name of the move in a language, as a button has it.
    pub fn label_in(&self, language: Language) -> &'static str {
        label::<M>(self.verb.name(), language)
    }

    /// What becomes of probing a move with nothing supplied.
    pub(crate) fn probe(
        core: &Core<M>,
        view: M::View<'_>,
        row: &Transition<M>,
        stage: Option<StageId>,
        mut command: M::Command,
        act: &Act,
        rules: M::Rules<'_>,
    ) -> Self {
        let mut unmet = Vec::new();
        M::check(core, view, &mut command, act, rules, &mut unmet);
        unmet.retain(|u| !u.demand().is_supplied());
        let needs = row.demands.iter().copied().filter(|d| d.is_supplied()).collect();
        Self { verb: row.verb, stage, needs, choices: Vec::new(), unmet }
    }
}

impl<M: Conduct> Serialize for Available<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Need {
            demand: &'static str,
            text: &'static str,
        }
        let need =
            |need: &M::Demand| Need { demand: need.name(), text: need.text_in(Language::English) };
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("verb", &self.verb)?;
        map.serialize_entry("stage", &self.stage)?;
        map.serialize_entry("ready", &self.is_ready())?;
        map.serialize_entry("needs", &self.needs.iter().map(need).collect::<Vec<_>>())?;
        map.serialize_entry("choices", &self.choices)?;
        map.serialize_entry("unmet", &self.unmet)?;
        map.end()
    }
}
