//! Free text that can be erased ([`Note`]), and reasons out of a list.

use std::fmt::{self, Display};

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::text::is_false;

/// Free text that people write: a reason, evidence, what a call was about.
/// It may hold personal data, so it can be redacted.
///
/// Stored as the text itself, or as `{"redacted": true}`: not as `null`, which
/// could not be distinguished from a note that never was.
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

/// Removes the text of a note where there is one.
pub(crate) fn redact_in(note: &mut Option<Note>) {
    if let Some(note) = note {
        note.redact();
    }
}

/// Reads a note that is there: a `null` is a redacted note, not an absent one.
pub(crate) fn given<'de, D: Deserializer<'de>, T: From<Note>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Note::deserialize(deserializer).map(|note| Some(note.into()))
}

/// A reason out of a company's list, with a note where the list does not say
/// enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason's name in the list, such as `price`.
    pub code: String,
    /// More about it; demanded where the code is `other`. Boxed: it is rare,
    /// and every entry would keep room for it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<Note>>,
    /// Whether the code is the user's own text, because there is no list;
    /// filled in when the move is made. Such a code is erased like a note.
    #[serde(default, skip_serializing_if = "is_false")]
    pub free: bool,
}

impl Reason {
    /// The name of the reason that says nothing by itself.
    pub(crate) const OTHER: &'static str = "other";

    /// A reason by its name.
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), note: None, free: false }
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<Note>) -> Self {
        self.note = Some(Box::new(note.into()));
        self
    }

    /// Whether it is in a list; any that is not blank where the list is empty.
    pub(crate) fn is_listed(&self, list: &[String]) -> bool {
        if list.is_empty() { !self.code.trim().is_empty() } else { list.contains(&self.code) }
    }

    /// Whether it is `other` and does not say what.
    pub(crate) fn lacks_note(&self) -> bool {
        self.code.eq_ignore_ascii_case(Self::OTHER)
            && self.note.as_ref().is_none_or(|note| note.is_blank())
    }

    /// Says whether the code is the user's own text, which it is where there
    /// is no list.
    pub(crate) fn place_in(&mut self, list: &[String]) {
        self.free = list.is_empty();
    }

    pub(crate) fn redact(&mut self) {
        if let Some(note) = &mut self.note {
            note.redact();
        }
        if self.free {
            REDACTED.clone_into(&mut self.code);
        }
    }
}

/// What stands in place of an erased name, which cannot be left out.
pub(crate) const REDACTED: &str = "redacted";

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
