//! What stands in the fields that a company adds: [`FilledFields`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::{Hint, Say, messages};
use crate::value::text::is_false;
use crate::value::{FieldError, FieldKind, FieldOwner, FieldValue, Fields, Language};

/// The values of fields of a deal, a lead or a customer, by the id of the field.
///
/// Stored as an object of values; a personal one, which an erasure removes, is
/// `{"value": …, "personal": true}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilledFields(BTreeMap<String, Filled>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredFilled", into = "StoredFilled")]
struct Filled {
    value: FieldValue,
    personal: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredFilled {
    Plain(FieldValue),
    Marked(Marked),
}

#[derive(Serialize, Deserialize)]
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
    pub(crate) fn check(&mut self, of: FieldOwner, known: &Fields) -> Vec<FieldFault> {
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
) -> Result<bool, FieldFault> {
    let def = known.find(of, field)?;
    if let Some(value) = value {
        *value = def.check(value)?;
    }
    Ok(def.personal)
}

impl Say for FieldOwner {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(language.of(match self {
            Self::Deal => ["a deal", "сделки", "tranzacției"],
            Self::Lead => ["a lead", "лида", "leadului"],
            Self::Customer => ["a customer", "клиента", "clientului"],
        }));
    }
}

/// As what a field holds.
impl Say for FieldKind {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(language.of(match self {
            Self::Text => ["a text", "текст", "un text"],
            Self::Number => ["a number", "число", "un număr"],
            Self::Money => [
                "money, such as `1000.00 GBP`",
                "деньги, например `1000.00 GBP`",
                "bani, de exemplu `1000.00 GBP`",
            ],
            Self::Date => [
                "a date, such as `2026-03-31`",
                "дата, например `2026-03-31`",
                "o dată, de exemplu `2026-03-31`",
            ],
            Self::YesNo => ["yes or no", "да или нет", "da sau nu"],
            Self::Choice => ["one of its options", "один из вариантов", "una din opțiuni"],
        }));
    }
}

messages! {
    /// Why a value cannot stand in a field.
    pub enum FieldFault {
        /// The process has no such field.
        Unknown {
            /// The id that was looked for.
            field: String,
            /// The nearest known one.
            hint: Hint,
        } = "field_unknown",
            "there is no field `{field}`{hint}",
            "поля `{field}` нет{hint}",
            "nu există câmpul `{field}`{hint}";
        /// It is a field of something else.
        Owner {
            /// The field.
            field: String,
            /// Whose field it is.
            of: FieldOwner,
            /// Whose field it was taken for.
            here: FieldOwner,
        } = "field_of_another",
            "`{field}` is a field of {of}, not of {here}",
            "`{field}` — поле {of}, а не {here}",
            "`{field}` este un câmp al {of}, nu al {here}";
        /// The value is of another kind.
        Kind {
            /// The field.
            field: String,
            /// What it holds.
            kind: FieldKind,
            /// What was found, in words.
            found: String,
        } = "field_kind",
            "`{field}` is {kind}; found {found}",
            "`{field}` — {kind}; найдено: {found}",
            "`{field}` este {kind}; s-a găsit: {found}";
        /// The value is none of the options.
        Option {
            /// The field.
            field: String,
            /// What was found.
            found: String,
            /// The options.
            options: Vec<String>,
        } = "field_option",
            "`{found}` is not an option of `{field}`; expected one of {options}",
            "`{found}` — не вариант поля `{field}`; ожидается одно из: {options}",
            "`{found}` nu este o opțiune a câmpului `{field}`; se așteaptă una din: {options}";
        /// The text is blank.
        Blank {
            /// The field.
            field: String,
        } = "field_blank",
            "`{field}` is blank; write something, or leave the field out",
            "поле `{field}` пусто; напишите что-нибудь или не указывайте его",
            "câmpul `{field}` este gol; scrieți ceva sau nu îl indicați";
        /// The text or number has too many characters.
        TooLong {
            /// The field.
            field: String,
        } = "field_too_long",
            "what stands in `{field}` is too long",
            "значение поля `{field}` слишком длинное",
            "valoarea câmpului `{field}` este prea lungă";
    }
}

impl From<FieldError> for FieldFault {
    fn from(error: FieldError) -> Self {
        match error {
            FieldError::Unknown { field, hint } => {
                let hint = Hint::of(&field, hint.nearest.as_deref());
                Self::Unknown { field, hint }
            }
            FieldError::Owner { field, of, here } => Self::Owner { field, of, here },
            FieldError::Kind { field, kind, found, .. } => {
                let mut words = String::new();
                crate::value::words::Say::say(&found, Language::English, &mut words);
                Self::Kind { field, kind, found: words }
            }
            FieldError::Option { field, found, hint } => {
                let options = hint.nearest.into_iter().chain(hint.known).collect();
                Self::Option { field, found, options }
            }
            FieldError::Blank { field } => Self::Blank { field },
            FieldError::TooLong { field, .. } => Self::TooLong { field },
        }
    }
}
