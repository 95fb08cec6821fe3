//! The words of the machines: names of kinds and events, lists to choose from,
//! and how commands and stored forms are read. Messages themselves are tables
//! of [`messages!`](crate::value::words).

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::value::Language;
use crate::value::text::nearest;
pub(super) use crate::value::words::{Hint, Say, messages, put, shown, told};

/// The names to choose from; says nothing where any will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Choices(Vec<String>);

impl Choices {
    /// Of a list.
    pub(crate) fn of(list: &[String]) -> Self {
        Self(list.to_vec())
    }
}

impl Say for Choices {
    fn say(&self, language: Language, out: &mut String) {
        if !self.0.is_empty() {
            let words = ["; expected one of ", "; ожидается одно из: ", "; se așteaptă una din: "];
            out.push_str(language.of(words));
            self.0.say(language, out);
        }
    }
}

/// Lets generic code ask what is unmet for its demand.
macro_rules! has_demand {
    ($Unmet:ident of $Demand:ident) => {
        impl $crate::lifecycle::HasDemand<$Demand> for $Unmet {
            fn demand(&self) -> $Demand {
                self.demand()
            }
        }
    };
}
pub(super) use has_demand;

/// Adds the nearest known name to what serde says of an unknown one.
pub(crate) fn with_nearest_name<E: serde::de::Error>(error: E) -> E {
    let text = error.to_string();
    let Some((_, rest)) = text.split_once("unknown ") else { return error };
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let (Some(found), false) = (quoted.next(), text.contains("did you mean")) else {
        return error;
    };
    let Some(near) = nearest(found, quoted) else { return error };
    let mark = format!("`{found}`");
    E::custom(text.replacen(&mark, &format!("{mark} (did you mean `{near}`?)"), 1))
}

/// Refuses a stored form that this version of the crate does not know.
pub(crate) fn check_format<E: serde::de::Error>(found: &str, expected: &str) -> Result<(), E> {
    if found == expected {
        return Ok(());
    }
    let found: String = found.chars().take(60).collect();
    Err(E::custom(format_args!("the format `{found}` is not known; expected `{expected}`")))
}

/// Reads what is written plainly (a text, a number, yes or no) or as an object.
/// What is wrong with it is told by whichever of the two it is.
pub(crate) fn plain_or_object<'de, D, P, O, T>(
    deserializer: D,
    expected: &'static str,
    of_plain: fn(P) -> T,
    of_object: fn(O) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    P: Deserialize<'de>,
    O: Deserialize<'de>,
{
    struct Either<P, O, T>(&'static str, fn(P) -> T, fn(O) -> T);

    macro_rules! plain {
        ($($visit:ident: $Type:ty),+) => {$(
            fn $visit<E: serde::de::Error>(self, value: $Type) -> Result<T, E> {
                P::deserialize(value.into_deserializer()).map(self.1)
            }
        )+};
    }

    impl<'de, P: Deserialize<'de>, O: Deserialize<'de>, T> Visitor<'de> for Either<P, O, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        plain!(visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            O::deserialize(MapAccessDeserializer::new(map)).map(self.2)
        }
    }

    deserializer.deserialize_any(Either(expected, of_plain, of_object))
}

/// Reads a command as forgivingly as a document is read: a move without
/// anything supplied may be its name alone, and an unknown name is answered
/// with the nearest one.
pub(crate) fn read_command<'de, D, T>(
    deserializer: D,
    what: &str,
    read: impl FnOnce(serde_json::Value) -> Result<T, serde_json::Error>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    use serde::de::Error as _;
    use serde_json::Value;
    let value = match Value::deserialize(deserializer)? {
        Value::String(name) => {
            let empty = Value::Object(serde_json::Map::new());
            Value::Object(std::iter::once((name, empty)).collect())
        }
        Value::Object(map) if map.len() == 1 => Value::Object(map),
        _ => {
            let such = "such as {\"interact\": {…}}";
            return Err(D::Error::custom(format_args!(
                "expected one move of a {what} with what is supplied for it, {such}"
            )));
        }
    };
    read(value).map_err(|error| with_nearest_name(D::Error::custom(error)))
}

/// Stores and reads a command whose derived forms are its own functions, and
/// lets the machine ask it.
macro_rules! command {
    ($Command:ident of $Machine:ident) => {
        impl serde::Serialize for $Command {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                Self::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Command {
            fn deserialize<Z: serde::Deserializer<'de>>(deserializer: Z) -> Result<Self, Z::Error> {
                let what = <$Machine as $crate::lifecycle::Machine>::NAME;
                $crate::lifecycle::words::read_command(deserializer, what, Self::deserialize)
            }
        }

        impl $crate::lifecycle::MoveCommand<$Machine> for $Command {
            fn verb(&self) -> Option<<$Machine as $crate::lifecycle::Machine>::Verb> {
                Self::verb(self)
            }
            fn redact(&mut self) {
                Self::redact(self);
            }
            fn erases(&self) -> bool {
                matches!(self, Self::Erase {})
            }
            fn takes_back(&self) -> Option<u32> {
                self.taken_back()
            }
        }
    };
}
pub(super) use command;
