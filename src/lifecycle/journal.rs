//! The journal: who acts and when ([`Act`]), free text that can be erased
//! ([`Note`]), what was done ([`Entry`]) and the whole past ([`History`]).

use std::collections::VecDeque;
use std::fmt::{self, Debug, Display};

use chrono::{DateTime, Utc};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::machine::{Core, Landing, Machine, Next, Waiver, next, transition};
use crate::value::PersonId;

/// Free text that people write: a reason, evidence, what a call was about.
/// It may hold personal data, so it can be redacted.
///
/// Stored as the text itself, or as `{"redacted": true}`: not as `null`, which
/// could not be told from a note that never was.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note(Option<String>);

impl Note {
    /// A note of a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Some(text.into()))
    }

    /// The text; `None` once redacted.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Whether it says nothing: no text, or one of white space. So is a
    /// redacted note; a move that demands a text cannot do with it. (Entries
    /// that were redacted replay all the same: what happened, happened.)
    pub fn is_blank(&self) -> bool {
        self.0.as_deref().is_none_or(|text| text.trim().is_empty())
    }

    /// Removes the text for good.
    pub fn redact(&mut self) {
        self.0 = None;
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Redacted {
    redacted: bool,
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(text) => serializer.serialize_str(text),
            None => Redacted { redacted: true }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrRedacted;

        impl<'de> Visitor<'de> for TextOrRedacted {
            type Value = Note;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or {\"redacted\": true}")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Note, E> {
                Ok(Note::new(text))
            }

            fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Note, E> {
                Ok(Note::new(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Note, A::Error> {
                let form = Redacted::deserialize(MapAccessDeserializer::new(map))?;
                if form.redacted {
                    Ok(Note(None))
                } else {
                    Err(serde::de::Error::invalid_value(Unexpected::Bool(false), &self))
                }
            }
        }

        deserializer.deserialize_any(TextOrRedacted)
    }
}

impl From<&str> for Note {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.as_deref().unwrap_or("[redacted]"))
    }
}

/// Reads a note that is there: a `null` is a redacted note, not an absent one.
pub(crate) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Note>, D::Error> {
    Note::deserialize(deserializer).map(Some)
}

/// A reason out of a company's list, with a note where the list does not say
/// enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason's name in the list, such as `price`.
    pub code: String,
    /// More about it; demanded where the code is `other`.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Reason {
    /// The name of the reason that says nothing by itself.
    pub const OTHER: &'static str = "other";

    /// A reason by its name.
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), note: None }
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<Note>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Whether it is in a list; any that is not blank where the list is empty.
    pub(crate) fn is_listed(&self, list: &[String]) -> bool {
        if list.is_empty() { !self.code.trim().is_empty() } else { list.contains(&self.code) }
    }

    /// Whether it is `other` and does not say what.
    pub(crate) fn lacks_note(&self) -> bool {
        self.code.eq_ignore_ascii_case(Self::OTHER) && self.note.as_ref().is_none_or(Note::is_blank)
    }

    pub(crate) fn redact(&mut self) {
        if let Some(note) = &mut self.note {
            note.redact();
        }
    }
}

/// The reasons to choose from, or nothing where any will do.
pub(crate) fn one_of(list: &[String]) -> String {
    if list.is_empty() {
        return String::new();
    }
    format!("; expected one of `{}`", list.join("`, `"))
}

impl From<&str> for Reason {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.note {
            Some(note) => write!(f, "{}: {note}", self.code),
            None => f.pad(&self.code),
        }
    }
}

/// Leave to do without a demand: who gives it and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Who takes the responsibility, usually the head of sales.
    pub by: PersonId,
    /// Why.
    pub reason: Note,
}

/// Who does something, and when: the two things every move is told.
///
/// ```
/// use sales_process::lifecycle::Act;
///
/// let act = Act::new("2026-03-02T09:30:00Z".parse()?, "anna".parse()?);
/// let granted = act.overriding("boss".parse()?, "the customer is in a hurry");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: PersonId,
    pub(crate) granted: Option<Override>,
}

impl Act {
    /// Somebody acts at an instant.
    pub fn new(at: DateTime<Utc>, by: PersonId) -> Self {
        Self { at, by, granted: None }
    }

    /// The same act with leave to do without the demands that can be
    /// overridden. It is recorded if it is made use of.
    #[must_use]
    pub fn overriding(mut self, by: PersonId, reason: impl Into<Note>) -> Self {
        self.granted = Some(Override { by, reason: reason.into() });
        self
    }

    /// When.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who.
    pub fn by(&self) -> &PersonId {
        &self.by
    }
}

/// A call, a meeting, a message, a visit: it changes no state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interaction {
    /// In what way.
    pub kind: InteractionKind,
    /// Who began it.
    pub direction: Direction,
    /// With whom and about what.
    pub about: Note,
}

impl Interaction {
    /// An interaction that they began.
    pub fn inbound(kind: InteractionKind, about: impl Into<Note>) -> Self {
        Self { kind, direction: Direction::Inbound, about: about.into() }
    }

    /// An interaction that we began.
    pub fn outbound(kind: InteractionKind, about: impl Into<Note>) -> Self {
        Self { kind, direction: Direction::Outbound, about: about.into() }
    }
}

/// In what way people interact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    /// By telephone or video.
    Call,
    /// Face to face, by appointment.
    Meeting,
    /// In writing.
    Message,
    /// At the customer's or at ours.
    Visit,
}

/// Who began: they ([`Direction::Inbound`]) or we ([`Direction::Outbound`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// They came to us.
    Inbound,
    /// We went to them.
    Outbound,
}

/// What is to be done next, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// What.
    pub text: Note,
    /// By which day.
    pub due: chrono::NaiveDate,
}

impl NextStep {
    /// Something to do by a day.
    pub fn new(text: impl Into<Note>, due: chrono::NaiveDate) -> Self {
        Self { text: text.into(), due }
    }
}

/// One thing that happened to an entity: what, when, by whom, from which
/// state to which, with everything that was supplied.
///
/// Entries are facts for good: they are stored once and never changed, except
/// that free text can be redacted.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<M: Machine> {
    /// How many entries the entity was made of after this one; from 1.
    pub version: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonId,
    /// The state before; `None` for the creation.
    pub from: Option<M::State>,
    /// The state after.
    pub to: M::State,
    /// The move, with what was supplied.
    pub command: M::Command,
    /// The override, where one was made use of. Boxed: it is rare, and most
    /// of an entry would be room kept for it.
    pub waived: Option<Box<Waiver<M>>>,
}

impl<M: Machine> Entry<M> {
    /// Removes all free text. Replaying redacted entries works, and gives the
    /// redacted entity.
    pub fn redact(&mut self) {
        M::redact_command(&mut self.command);
        if let Some(waiver) = &mut self.waived {
            waiver.granted.reason.redact();
        }
    }
}

#[derive(Serialize)]
#[serde(bound = "")]
struct EntryOut<'a, M: Machine> {
    format: &'static str,
    version: u32,
    at: DateTime<Utc>,
    by: &'a PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<M::State>,
    to: M::State,
    command: &'a M::Command,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a Waiver<M>>,
}

#[derive(Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
struct EntryIn<M: Machine> {
    format: String,
    version: u32,
    at: DateTime<Utc>,
    by: PersonId,
    from: Option<M::State>,
    to: M::State,
    command: M::Command,
    waived: Option<Box<Waiver<M>>>,
}

impl<M: Machine> Serialize for Entry<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EntryOut::<M> {
            format: M::ENTRY_FORMAT,
            version: self.version,
            at: self.at,
            by: &self.by,
            from: self.from,
            to: self.to,
            command: &self.command,
            waived: self.waived.as_deref(),
        }
        .serialize(serializer)
    }
}

impl<'de, M: Machine> Deserialize<'de> for Entry<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = EntryIn::<M>::deserialize(deserializer)?;
        check_format(&stored.format, M::ENTRY_FORMAT)?;
        Ok(Self {
            version: stored.version,
            at: stored.at,
            by: stored.by,
            from: stored.from,
            to: stored.to,
            command: stored.command,
            waived: stored.waived,
        })
    }
}

/// Refuses a stored form that this version of the crate does not know.
pub(crate) fn check_format<E: serde::de::Error>(found: &str, expected: &str) -> Result<(), E> {
    if found == expected {
        return Ok(());
    }
    let found: String = found.chars().take(60).collect();
    Err(E::custom(format_args!("the format `{found}` is not known; expected `{expected}`")))
}

/// Everything that happened to one entity, oldest first.
///
/// Replaying it gives exactly the entity it was written by. What only the
/// past can tell (how long, how often, by whom) is asked of it, so that the
/// entity itself stays small.
#[derive(Debug, Clone, PartialEq)]
pub struct History<M: Machine> {
    entries: Vec<Entry<M>>,
}

/// Why entries do not replay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError<M: Machine>
where
    M::State: Eq,
{
    /// There is no entry.
    #[error("the history of the {} is empty; its first entry creates it", M::NAME)]
    Empty,
    /// The first entry does not create, or a later one does.
    #[error("entry {0}: a {name} is created by its first entry and only by it", name = M::NAME)]
    Creation(u32),
    /// The entries are not numbered 1, 2, 3 …
    #[error("entry {found} stands where entry {expected} belongs; one is missing or out of order")]
    Sequence {
        /// The number that belongs there.
        expected: u32,
        /// The number found.
        found: u32,
    },
    /// An entry starts from another state than the one before led to.
    #[error("entry {version} starts from {found}, but the {name} is in {expected}", name = M::NAME)]
    State {
        /// The number of the entry.
        version: u32,
        /// The state that was led to.
        expected: M::State,
        /// The state that the entry starts from.
        found: M::State,
    },
    /// The table has no such move.
    #[error("entry {version}: a {name} has no such move from {from} to {to}", name = M::NAME)]
    NoSuchMove {
        /// The number of the entry.
        version: u32,
        /// The state before.
        from: M::State,
        /// The state after.
        to: M::State,
    },
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

impl<M: Machine> History<M> {
    /// A history without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry<M>] {
        &self.entries
    }

    /// Removes all free text of all entries.
    pub fn redact(&mut self) {
        self.entries.iter_mut().for_each(Entry::redact);
    }

    /// Rebuilds the entity from its entries. Demands are not checked again:
    /// what happened, happened. No entry waits to be taken afterwards.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] where an entry is missing, out of order, starts from
    /// another state, or is a move that the table does not have.
    pub fn replay(&self) -> Result<M::Any, ReplayError<M>> {
        let (first, rest) = self.entries.split_first().ok_or(ReplayError::Empty)?;
        if first.version != 1 {
            return Err(ReplayError::Sequence { expected: 1, found: first.version });
        }
        let begins = |status: &M::Status| first.from.is_none() && M::state(status) == first.to;
        let created = M::create(first).filter(|(_, status)| begins(status));
        let (record, mut status) = created.ok_or(ReplayError::Creation(1))?;
        let mut core = Core { record, version: 1, last_at: first.at, pending: VecDeque::new() };
        for entry in rest {
            status = core.replay(status, entry)?;
        }
        Ok(M::Any::land(Box::new(core), status))
    }
}

impl<M: Machine> Core<M> {
    fn replay(&mut self, status: M::Status, entry: &Entry<M>) -> Result<M::Status, ReplayError<M>> {
        let version = entry.version;
        let expected = self.version.saturating_add(1);
        if version != expected {
            return Err(ReplayError::Sequence { expected, found: version });
        }
        let expected = M::state(&status);
        let (Some(found), Some(verb)) = (entry.from, M::verb(&entry.command)) else {
            return Err(ReplayError::Creation(version));
        };
        if found != expected {
            return Err(ReplayError::State { version, expected, found });
        }
        let unknown = || ReplayError::NoSuchMove { version, from: found, to: entry.to };
        let row = transition::<M>(found, verb).ok_or_else(unknown)?;
        let leads = next(row, &self.record, M::view(&status), entry).ok_or_else(unknown)?;
        M::absorb(&mut self.record, entry);
        self.version = version;
        self.last_at = entry.at;
        Ok(match leads {
            Next::Stays => status,
            Next::To(status) => status,
        })
    }
}

#[derive(Serialize)]
#[serde(bound = "")]
struct EntityOut<'a, M: Machine> {
    format: &'static str,
    version: u32,
    last_at: DateTime<Utc>,
    state: M::View<'a>,
    record: &'a M::Record,
}

#[derive(Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
struct EntityIn<M: Machine> {
    format: String,
    version: u32,
    last_at: DateTime<Utc>,
    state: M::Status,
    record: M::Record,
}

/// Stores an entity. Entries not yet taken are not part of it.
pub(crate) fn store<'a, M: Machine, S: Serializer>(
    core: &'a Core<M>,
    state: M::View<'a>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Core { record, version, last_at, .. } = core;
    EntityOut::<M> { format: M::FORMAT, version: *version, last_at: *last_at, state, record }
        .serialize(serializer)
}

/// Restores an entity, refusing an unknown format and what cannot be.
pub(crate) fn restore<'de, M: Machine, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<M::Any, D::Error> {
    let stored = EntityIn::<M>::deserialize(deserializer)?;
    check_format(&stored.format, M::FORMAT)?;
    if stored.version == 0 || stored.version == u32::MAX {
        let version = stored.version;
        return Err(D::Error::custom(format_args!(
            "the version {version} is out of range; expected the number of entries, from 1"
        )));
    }
    M::validate(&stored.record, &stored.state).map_err(D::Error::custom)?;
    let EntityIn { version, last_at, state, record, .. } = stored;
    Ok(M::Any::land(Box::new(Core { record, version, last_at, pending: VecDeque::new() }), state))
}
