//! The whole past of an entity: [`History`], and its replay.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::act::Act;
use super::conduct::{Conduct, Core, Landing, Next, StateData, ViewData, absorb, next};
use super::entry::Entry;
use super::labels::label;
use super::machine::{HasDemand, Machine, MoveCommand, transition};
use super::words::{put, shown};
use crate::value::{Language, Message as _, Named as _};

/// Everything that happened to one entity, oldest first.
///
/// Replaying it gives exactly the entity it was written by. What only the
/// past can tell (how long, how often, by whom) is asked of it, so that the
/// entity itself stays small. It is stored as the list of its entries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", transparent)]
pub struct History<M: Machine> {
    entries: Vec<Entry<M>>,
}

/// Why entries do not replay.
///
/// For programs it is an object with the `entry`, a stable `code` and the
/// English `text`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ReplayError<M: Conduct> {
    /// There is no entry.
    Empty,
    /// The first entry does not create, or a later one does.
    Creation(u32),
    /// The entry belongs to another entity than the first one.
    OtherEntity {
        /// The number of the entry.
        version: u32,
        /// The entity that the first entry creates.
        expected: M::Id,
        /// The entity that the entry names.
        found: M::Id,
    },
    /// The entries are not numbered 1, 2, 3 …
    Sequence {
        /// The number that belongs there.
        expected: u32,
        /// The number found.
        found: u32,
    },
    /// An entry was made before the one before it.
    TimeOrder {
        /// The number of the entry.
        version: u32,
        /// When the one before was made.
        last: DateTime<Utc>,
        /// When it says it was made.
        found: DateTime<Utc>,
    },
    /// An entry starts from another state than the one before led to.
    State {
        /// The number of the entry.
        version: u32,
        /// The state that was led to.
        expected: M::State,
        /// The state that the entry starts from.
        found: M::State,
    },
    /// The table has no such move.
    NoSuchMove {
        /// The number of the entry.
        version: u32,
        /// The state before.
        from: M::State,
        /// The state after.
        to: M::State,
    },
    /// A demand was not met that nothing does without.
    Unmet {
        /// The number of the entry.
        version: u32,
        /// The demand.
        unmet: M::Unmet,
    },
    /// The entity would be one that cannot be.
    Impossible {
        /// The number of the entry.
        version: u32,
        /// Why it cannot be.
        fault: M::Fault,
    },
}

impl<M: Conduct> ReplayError<M> {
    /// The stable name of what is wrong.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Creation(_) => "creation",
            Self::OtherEntity { .. } => "other_entity",
            Self::Sequence { .. } => "sequence",
            Self::TimeOrder { .. } => "time_order",
            Self::State { .. } => "state",
            Self::NoSuchMove { .. } => "no_such_move",
            Self::Unmet { .. } => "unmet",
            Self::Impossible { .. } => "impossible",
        }
    }

    /// The number of the entry; `None` where there is none.
    pub fn entry(&self) -> Option<u32> {
        match self {
            Self::Empty => None,
            Self::Creation(version)
            | Self::Sequence { found: version, .. }
            | Self::OtherEntity { version, .. }
            | Self::TimeOrder { version, .. }
            | Self::State { version, .. }
            | Self::NoSuchMove { version, .. }
            | Self::Unmet { version, .. }
            | Self::Impossible { version, .. } => Some(*version),
        }
    }
}

impl<M: Conduct> ReplayError<M> {
    /// What is wrong, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let text = |value: &dyn Display| value.to_string();
        let entry = self.entry().unwrap_or_default();
        let shown = |name: &'static str| match language {
            Language::English => text(&name),
            _ => text(&label::<M>(name, language)),
        };
        let what = shown(M::NAME);
        let (words, [a, b]) = match self {
            Self::Empty => (
                [
                    "the history of the {what} is empty; its first entry creates it",
                    "{what}: история пуста; первая запись создаёт объект",
                    "{what}: istoricul este gol; prima înregistrare creează obiectul",
                ],
                Default::default(),
            ),
            Self::Creation(_) => (
                [
                    "entry {entry}: a {what} is created by its first entry and only by it",
                    "запись {entry}: {what}: создание бывает первой записью и только ею",
                    "înregistrarea {entry}: {what}: crearea este prima înregistrare și numai ea",
                ],
                Default::default(),
            ),
            Self::OtherEntity { expected, found, .. } => (
                [
                    "entry {entry} belongs to the {what} `{b}`, not to `{a}`",
                    "запись {entry} относится не к `{a}`, а к `{b}` ({what})",
                    "înregistrarea {entry} nu ține de `{a}`, ci de `{b}` ({what})",
                ],
                [text(expected), text(found)],
            ),
            Self::Sequence { expected, found } => (
                [
                    "entry {b} stands where entry {a} belongs; one is missing or out of order",
                    "запись {b} стоит на месте записи {a}; одной не хватает или порядок нарушен",
                    "înregistrarea {b} stă în locul înregistrării {a}; una lipsește sau ordinea este greșită",
                ],
                [text(expected), text(found)],
            ),
            Self::TimeOrder { last, found, .. } => (
                [
                    "entry {entry} was made at {b}, before the one before it, of {a}",
                    "запись {entry} сделана {b}, раньше предыдущей, от {a}",
                    "înregistrarea {entry} este din {b}, înainte de cea precedentă, din {a}",
                ],
                [text(last), text(found)],
            ),
            Self::State { expected, found, .. } => (
                [
                    "entry {entry} starts from {b}, but the {what} is in {a}",
                    "запись {entry} начинается с состояния {b}, а сейчас {a} ({what})",
                    "înregistrarea {entry} pornește din starea {b}, dar acum este {a} ({what})",
                ],
                [shown(expected.name()), shown(found.name())],
            ),
            Self::NoSuchMove { from, to, .. } => (
                [
                    "entry {entry}: a {what} has no such move from {a} to {b}",
                    "запись {entry}: такого действия из {a} в {b} нет ({what})",
                    "înregistrarea {entry}: nu există o astfel de acțiune din {a} în {b} ({what})",
                ],
                [shown(from.name()), shown(to.name())],
            ),
            Self::Unmet { unmet, .. } => (ENTRY, [unmet.text_in(language), String::new()]),
            Self::Impossible { fault, .. } => (ENTRY, [fault.text_in(language), String::new()]),
        };
        put(words, language, &[("entry", &entry), ("what", &what), ("a", &a), ("b", &b)])
    }
}

const ENTRY: [&str; 3] =
    ["entry {entry}: {a}", "запись {entry}: {a}", "înregistrarea {entry}: {a}"];

shown! { ReplayError<M>, M: Conduct }

impl<M: Conduct> std::error::Error for ReplayError<M> {}

impl<M: Conduct> Serialize for ReplayError<M> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("entry", &self.entry())?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("text", &self.to_string())?;
        map.end()
    }
}

impl<M: Machine> Default for History<M> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<M: Machine> FromIterator<Entry<M>> for History<M> {
    fn from_iter<I: IntoIterator<Item = Entry<M>>>(entries: I) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

impl<M: Machine> Extend<Entry<M>> for History<M> {
    fn extend<I: IntoIterator<Item = Entry<M>>>(&mut self, entries: I) {
        self.entries.extend(entries);
    }
}

impl<M: Machine> IntoIterator for History<M> {
    type Item = Entry<M>;
    type IntoIter = std::vec::IntoIter<Entry<M>>;
    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, M: Machine> IntoIterator for &'a History<M> {
    type Item = &'a Entry<M>;
    type IntoIter = std::slice::Iter<'a, Entry<M>>;
    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<M: Machine> History<M> {
    /// A history without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry<M>] {
        &self.entries
    }

    /// The entries, oldest first.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry<M>> {
        self.entries.iter()
    }

    /// The entries that count: without those that were taken back, and without
    /// those that took them back. Of what lies between, the states before and
    /// after are those of the time.
    pub fn standing(&self) -> impl Iterator<Item = &Entry<M>> {
        let taken: BTreeSet<u32> =
            self.entries.iter().filter_map(|entry| entry.command.takes_back()).collect();
        self.entries.iter().filter(move |entry| {
            entry.command.takes_back().is_none() && !taken.contains(&entry.version)
        })
    }

    /// Removes all free text of all entries.
    pub fn redact(&mut self) {
        self.entries.iter_mut().for_each(Entry::redact);
    }
}

impl<M: Conduct> History<M> {
    /// Rebuilds the entity from its entries. What was demanded of the rules at
    /// the time is not checked again: what happened, happened. What rests on
    /// the entity and the entry alone is, as when a stored entity is read. No
    /// entry waits to be taken afterwards.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] where an entry is missing, out of order or of another
    /// entity, starts from another state, is a move that the table does not
    /// have, or makes of the entity what cannot be.
    pub fn replay(&self) -> Result<M::Any, ReplayError<M>> {
        let (first, rest) = self.entries.split_first().ok_or(ReplayError::Empty)?;
        if first.version != 1 {
            return Err(ReplayError::Sequence { expected: 1, found: first.version });
        }
        let begins = |status: &M::Status| first.from.is_none() && status.view().state() == first.to;
        let created = M::create(first).filter(|(_, status)| begins(status));
        let (record, mut status) = created.ok_or(ReplayError::Creation(1))?;
        let mut core = Core { record, version: 1, last_at: first.at, pending: Vec::new() };
        core.belongs(first)?;
        core.can_be(status.view())?;
        for entry in rest {
            status = core.replay(status, entry)?;
        }
        Ok(M::Any::land(Box::new(core), status))
    }
}

impl<M: Conduct> Core<M> {
    fn belongs(&self, entry: &Entry<M>) -> Result<(), ReplayError<M>> {
        let expected = M::id(&self.record);
        if entry.id == *expected {
            return Ok(());
        }
        let (version, expected, found) = (entry.version, expected.clone(), entry.id.clone());
        Err(ReplayError::OtherEntity { version, expected, found })
    }

    fn can_be(&self, view: M::View<'_>) -> Result<(), ReplayError<M>> {
        let version = self.version;
        M::validate(self, view).map_err(|fault| ReplayError::Impossible { version, fault })
    }

    fn replay(&mut self, status: M::Status, entry: &Entry<M>) -> Result<M::Status, ReplayError<M>> {
        let version = entry.version;
        let expected = self.version.saturating_add(1);
        if version != expected {
            return Err(ReplayError::Sequence { expected, found: version });
        }
        self.belongs(entry)?;
        let expected = status.view().state();
        let (Some(found), Some(verb)) = (entry.from, entry.command.verb()) else {
            return Err(ReplayError::Creation(version));
        };
        if found != expected {
            return Err(ReplayError::State { version, expected, found });
        }
        if entry.at < self.last_at {
            let (last, found) = (self.last_at, entry.at);
            return Err(ReplayError::TimeOrder { version, last, found });
        }
        let unknown = || ReplayError::NoSuchMove { version, from: found, to: entry.to };
        let row = transition::<M>(found, verb).ok_or_else(unknown)?;
        let act = Act::new(entry.at, entry.by.clone());
        let (mut unmet, mut command) = (Vec::new(), entry.command.clone());
        M::check(self, status.view(), &mut command, &act, M::Rules::default(), &mut unmet);
        if let Some(unmet) = unmet.into_iter().find(|u| M::REPLAYED.contains(&u.demand())) {
            return Err(ReplayError::Unmet { version, unmet });
        }
        let leads = next(row, &self.record, status.view(), entry).ok_or_else(unknown)?;
        absorb(&mut self.record, status.view(), entry);
        self.version = version;
        self.last_at = entry.at;
        let status = match leads {
            Next::Stays => status,
            Next::To(status) => status,
        };
        self.can_be(status.view())?;
        Ok(status)
    }
}
