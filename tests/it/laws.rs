//! What holds of every machine, whatever its moves.

use std::fmt::Debug;

use sales_process::lifecycle::{Conduct, Entity, Entry, History};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An entity and all its entries: replay rebuilds it, what is stored reads
/// back, and redacted entries rebuild the erased entity.
#[track_caller]
pub(crate) fn check_laws<E: Entity>(
    live: &E,
    entries: &[Entry<E::Machine>],
    erased: impl Fn(E) -> E,
) where
    E::Machine: Conduct<Any = E>,
{
    let mut history: History<E::Machine> = entries.iter().cloned().collect();
    assert_eq!(&history.replay().unwrap(), live, "replay");
    check_stored(live);
    check_stored(&history);
    entries.iter().for_each(check_stored);

    history.redact();
    let mut bare = erased(live.clone());
    history.extend(bare.take_entries());
    assert_eq!(history.replay().unwrap(), bare, "replay of redacted entries");
    assert_eq!(bare.version(), live.version() + 1, "the version rises");
    check_stored(&bare);
    history.iter().for_each(check_stored);
}

/// Written and read back it is the same, and written again the same text.
#[track_caller]
pub(crate) fn check_stored<T: Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    let back: T = serde_json::from_str(&json).unwrap();
    assert_eq!(&back, value, "{json}");
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
}

/// A stored form with one member changed is refused with a message.
pub(crate) fn refusal_of<T: Debug + Serialize + DeserializeOwned>(
    value: &T,
    pointer: &str,
    new: serde_json::Value,
) -> String {
    let mut json = serde_json::to_value(value).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = json.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.insert(key.to_owned(), new);
    serde_json::from_value::<T>(json).unwrap_err().to_string()
}
