//! What stands in the fields that a company adds: [`FilledFields`].

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::words::plain_or_object;
use crate::value::text::is_false;
use crate::value::{FieldError, FieldOwner, FieldValue, Fields};

/// The values of fields of a deal, a lead or a customer, by the id of the field.
///
/// Stored as an object of values; a personal one, which an erasure removes, is
/// `{"value": …, "personal": true}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct FilledFields(BTreeMap<String, Filled>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "StoredFilled", into = "StoredFilled")]
struct Filled {
    value: FieldValue,
    personal: bool,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum StoredFilled {
    Plain(FieldValue),
    Marked(Marked),
}

impl<'de> Deserialize<'de> for StoredFilled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a text, a number, `true`, `false`, or an object with `value`";
        plain_or_object(deserializer, expected, Self::Plain, Self::Marked)
    }
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Marked {
    value: FieldValue,
    #[serde(default, skip_serializing_if = "is_false")]
    personal: bool,
}

impl From<StoredFilled> for Filled {
    fn from(stored: StoredFilled) -> Self {
        match stored {
            StoredFilled::Plain(value) => Self { value, personal: false },
            StoredFilled::Marked(Marked { value, personal }) => Self { value, personal },
        }
    }
}

impl From<Filled> for StoredFilled {
    fn from(Filled { value, personal }: Filled) -> Self {
        if personal { Self::Marked(Marked { value, personal }) } else { Self::Plain(value) }
    }
}

impl FilledFields {
    /// Whether nothing stands in any field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands in a field.
    pub fn get(&self, field: &str) -> Option<&FieldValue> {
        self.0.get(field).map(|filled| &filled.value)
    }

    /// The fields with a value, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        self.0.iter().map(|(field, filled)| (field.as_str(), &filled.value))
    }

    /// Fills a field, or empties it.
    pub(crate) fn set(&mut self, field: &str, value: Option<&FieldValue>, personal: bool) {
        match value {
            Some(value) => {
                let filled = Filled { value: value.clone(), personal };
                self.0.insert(field.to_owned(), filled);
            }
            None => drop(self.0.remove(field)),
        }
    }

    /// Removes what is personal.
    pub(crate) fn redact(&mut self) {
        self.0.retain(|_, filled| !filled.personal);
    }

    /// Checks every value by the fields of a process, and brings it into its
    /// one written form.
    pub(crate) fn check(&mut self, of: FieldOwner, known: &Fields) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (field, filled) in &mut self.0 {
            let mut value = Some(filled.value.clone());
            match check(of, field, &mut value, known) {
                Ok(personal) => {
                    filled.personal = personal;
                    filled.value = value.unwrap_or_else(|| filled.value.clone());
                }
                Err(fault) => faults.push(fault),
            }
        }
        faults
    }
}

/// Checks a value that is to stand in a field, brings it into its one written
/// form, and says whether it is personal.
pub(crate) fn check(
    of: FieldOwner,
    field: &str,
    value: &mut Option<FieldValue>,
    known: &Fields,
) -> Result<bool, FieldError> {
    let def = known.find(of, field)?;
    if let Some(value) = value {
        *value = def.check(value)?;
    }
    Ok(def.personal)
}
