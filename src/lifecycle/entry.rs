//! What was done: [`Entry`], and the override it was done by.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::act::Override;
use super::machine::{Machine, MoveCommand};
use super::words::{check_format, with_nearest_name};
use crate::value::PersonId;

/// One thing that happened to an entity: what, when, by whom, from which
/// state to which, with everything that was supplied.
///
/// Entries are facts for good: they are stored once and never changed, except
/// that free text can be redacted.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<M: Machine> {
    /// The entity that it belongs to.
    pub id: M::Id,
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
        self.command.redact();
        if let Some(waiver) = &mut self.waived {
            waiver.granted.reason.redact();
        }
    }
}

/// An override that was used: who granted it, why, and what it did without.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Waiver<M: Machine> {
    /// Who granted the override and why.
    #[serde(rename = "override")]
    pub granted: Override,
    /// The demands it did without.
    pub demands: Vec<M::Demand>,
}

#[derive(Serialize)]
#[serde(bound = "")]
struct EntryOut<'a, M: Machine> {
    format: &'static str,
    id: &'a M::Id,
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
    id: M::Id,
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
            id: &self.id,
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
        let stored = EntryIn::<M>::deserialize(deserializer).map_err(with_nearest_name)?;
        check_format(&stored.format, M::ENTRY_FORMAT)?;
        let EntryIn { id, version, at, by, from, to, command, waived, .. } = stored;
        Ok(Self { id, version, at, by, from, to, command, waived })
    }
}
