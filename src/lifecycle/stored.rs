//! How entities are stored and read: [`Entity`], what all four have in common.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::conduct::{Conduct, Core, Landing, StateData};
use super::entry::Entry;
use super::machine::{Machine, sealed};
use super::step::MOST_ENTRIES;
use super::words::{check_format, with_nearest_name};

/// An entity in any of its states, whichever machine's: what an application
/// writes one `save` and one `load` for.
///
/// ```
/// use sales_process::lifecycle::{Act, Entity, Entry, Machine};
/// use sales_process::lifecycle::lead::{AnyLead, Lead, NewLead};
///
/// /// What goes into the database in one transaction: the row, and the entries
/// /// made since it was loaded. It is there already at version `before`.
/// fn save<E: Entity>(entity: &mut E) -> Result<(String, u32, String, Vec<String>), serde_json::Error> {
///     let entries: Vec<Entry<E::Machine>> = entity.take_entries().collect();
///     let before = entity.version() - entries.len() as u32;
///     let entries = entries.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
///     Ok((entity.id().to_string(), before, entity.to_json()?, entries))
/// }
///
/// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "anna".parse()?);
/// let mut lead: AnyLead = Lead::capture(NewLead::outbound("L-1".parse()?), &act)?.into();
/// let (id, before, row, entries) = save(&mut lead)?;
/// assert_eq!((id.as_str(), before, entries.len()), ("L-1", 0, 1));
/// assert_eq!(AnyLead::from_json(&row)?, lead);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Entity:
    Sized + Clone + Debug + PartialEq + Serialize + DeserializeOwned + sealed::Sealed
{
    /// The machine it moves by.
    type Machine: Conduct<Any = Self>;

    /// Its id.
    fn id(&self) -> &<Self::Machine as Machine>::Id;

    /// The name of its state.
    fn state(&self) -> <Self::Machine as Machine>::State;

    /// How many entries it is made of. Compare it when storing.
    fn version(&self) -> u32;

    /// When the last entry was made.
    fn last_at(&self) -> DateTime<Utc>;

    /// Takes the entries made since they were last taken, oldest first.
    fn take_entries(&mut self) -> Taken<'_, Self::Machine>;

    /// The stored form. Entries not yet taken are no part of it.
    ///
    /// # Errors
    ///
    /// Whatever the JSON writer says; none is known.
    fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// Where it has another shape or format, or tells what cannot be.
    fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// Entries on their way out of an entity, oldest first. Those that are not
/// asked for are dropped.
pub type Taken<'a, M> = std::vec::Drain<'a, Entry<M>>;

#[derive(Serialize)]
#[serde(bound = "")]
struct EntityOut<'a, M: Conduct> {
    format: &'static str,
    version: u32,
    last_at: DateTime<Utc>,
    state: M::View<'a>,
    record: &'a M::Record,
}

#[derive(Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
struct EntityIn<M: Conduct> {
    format: String,
    version: u32,
    last_at: DateTime<Utc>,
    state: M::Status,
    record: M::Record,
}

/// Stores an entity. Entries not yet taken are not part of it.
pub(crate) fn store<'a, M: Conduct, S: Serializer>(
    core: &'a Core<M>,
    state: M::View<'a>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Core { record, version, last_at, .. } = core;
    EntityOut::<M> { format: M::FORMAT, version: *version, last_at: *last_at, state, record }
        .serialize(serializer)
}

/// Restores an entity, refusing an unknown format and what cannot be.
pub(crate) fn restore<'de, M: Conduct, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<M::Any, D::Error> {
    let stored = EntityIn::<M>::deserialize(deserializer).map_err(with_nearest_name)?;
    check_format(&stored.format, M::FORMAT)?;
    let EntityIn { version, last_at, state, record, .. } = stored;
    if version == 0 || version > MOST_ENTRIES {
        return Err(D::Error::custom(format_args!(
            "the version {version} is out of range; expected the number of entries, from 1"
        )));
    }
    let core = Core { record, version, last_at, pending: Vec::new() };
    M::validate(&core, state.view()).map_err(D::Error::custom)?;
    Ok(M::Any::land(Box::new(core), state))
}
