//! [`FieldDef`]: a field that a company adds to its deals, leads or customers,
//! and [`FieldValue`], what stands in one.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::problem::{ProblemKind, Report};
use super::text::{choices, excerpt, is_false};
use super::words::messages;
use super::{Hint, Money, Words};

choices! {
    /// Whose field it is.
    pub enum FieldOwner {
        /// Every deal can have it.
        Deal = "deal" ["a deal", "сделки", "tranzacției"],
        /// Every lead can have it.
        Lead = "lead" ["a lead", "лида", "leadului"],
        /// Every customer can have it.
        Customer = "customer" ["a customer", "клиента", "clientului"],
    }
}

choices! {
    /// What a field holds.
    pub enum FieldKind {
        /// Words.
        Text = "text" ["a text", "текст", "un text"],
        /// An exact number.
        Number = "number" ["a number", "число", "un număr"],
        /// An amount with its currency, such as `1000.00 GBP`.
        Money = "money" ["money, such as `1000.00 GBP`", "деньги, например `1000.00 GBP`", "bani, de exemplu `1000.00 GBP`"],
        /// A day of the calendar, such as `2026-03-31`.
        Date = "date" ["a date, such as `2026-03-31`", "дата, например `2026-03-31`", "o dată, de exemplu `2026-03-31`"],
        /// Yes or no, stored as `true` and `false`.
        YesNo = "yes_no" ["yes or no", "да или нет", "da sau nu"],
        /// One of the options of the field.
        Choice = "choice" ["one of its options", "один из вариантов", "una din opțiuni"],
    }
}

/// A field that a company adds to its deals, leads or customers: plain data,
/// also its stored form.
///
/// ```
/// use sales_process::process::{FieldDef, FieldKind, FieldOwner, FieldValue};
///
/// let budget = FieldDef::new("budget", FieldOwner::Deal, FieldKind::Money).label("Budget");
/// assert_eq!(budget.check(&"9000 GBP".into())?, FieldValue::from("9000.00 GBP"));
/// assert_eq!(
///     budget.check(&"a lot".into()).unwrap_err().to_string(),
///     "`budget` is money, such as `1000.00 GBP`; found the text `a lot`"
/// );
/// # Ok::<(), sales_process::process::FieldError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldDef {
    /// The id, one of its own among all fields of the process.
    pub id: String,
    /// What people call it; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whose field it is.
    pub of: FieldOwner,
    /// What it holds.
    pub kind: FieldKind,
    /// What can be chosen, for a choice; none otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Whether it says something about a person, and is erased with them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub personal: bool,
}

/// What stands in a field, as it is stored: a text, a number, `true` or
/// `false`. Money, dates and choices are texts; the [`FieldDef`] says which.
///
/// Numbers are exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FieldValue {
    /// A text, an amount of money, a date, an option.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    YesNo(bool),
}

messages! {
    /// Why a value cannot stand in a field.
    #[derive(Eq)]
    pub enum FieldError {
        /// The process has no such field.
        Unknown {
            /// The id that was looked for.
            field: String,
            /// What may have been meant.
            hint: Hint,
        } = "field_unknown",
            "there is no field `{field}`{hint}",
            "поля `{field}` нет{hint}",
            "câmpul `{field}` nu există{hint}";
        /// It is a field of something else.
        Owner {
            /// The field.
            field: String,
            /// Whose field it is.
            of: FieldOwner,
            /// Whose field it was taken for.
            here: FieldOwner,
        } = "field_owner",
            "`{field}` is a field of {of}, not of {here}",
            "`{field}` — поле {of}, а не {here}",
            "`{field}` este un câmp al {of}, nu al {here}";
        /// The value is of another kind.
        Kind {
            /// The field.
            field: String,
            /// What it holds.
            kind: FieldKind,
            /// What it holds, in words.
            expected: Words,
            /// What was found, in words.
            found: Words,
        } = "field_kind",
            "`{field}` is {expected}; found {found}",
            "`{field}` — {expected}; найдено: {found}",
            "`{field}` este {expected}; s-a găsit {found}";
        /// The value is none of the options.
        Option {
            /// The field.
            field: String,
            /// What was found.
            found: String,
            /// What may have been meant.
            hint: Hint,
        } = "field_option",
            "`{found}` is not an option of `{field}`{hint}",
            "`{found}` — не вариант поля `{field}`{hint}",
            "`{found}` nu este o variantă a câmpului `{field}`{hint}";
        /// The text is blank.
        Blank {
            /// The field.
            field: String,
        } = "field_blank",
            "`{field}` is blank; write something, or leave the field out",
            "`{field}` пусто; напишите что-нибудь или не указывайте поле",
            "`{field}` este gol; scrieți ceva sau omiteți câmpul";
        /// The text or number has too many characters.
        TooLong {
            /// The field.
            field: String,
            /// How many it may have.
            most: usize,
        } = "field_too_long",
            "`{field}` is too long; expected at most {most} characters",
            "`{field}` слишком длинное; допустимо не больше {most} знаков",
            "`{field}` este prea lung; se admit cel mult {most} caractere";
    }
}

fn wanted(kind: FieldKind) -> Words {
    Words::of(match kind {
        FieldKind::Text => ["a text", "текст", "un text"],
        FieldKind::Number => ["a number", "число", "un număr"],
        FieldKind::Money => [
            "money, such as `1000.00 GBP`",
            "деньги, например `1000.00 GBP`",
            "bani, de pildă `1000.00 GBP`",
        ],
        FieldKind::Date => [
            "a date, such as `2026-03-31`",
            "дата, например `2026-03-31`",
            "o dată, de pildă `2026-03-31`",
        ],
        FieldKind::YesNo => [
            "yes or no: `true` or `false`",
            "да или нет: `true` или `false`",
            "da sau nu: `true` sau `false`",
        ],
        FieldKind::Choice => ["one of its options", "один из вариантов", "una din variante"],
    })
}

impl FieldDef {
    /// The longest text that a field can hold, in characters.
    pub const LONGEST_TEXT: usize = 10_000;

    /// A field with an id, an owner and a kind, and nothing else yet.
    pub fn new(id: impl Into<String>, of: FieldOwner, kind: FieldKind) -> Self {
        Self { id: id.into(), label: None, of, kind, options: Vec::new(), personal: false }
    }

    /// Sets what people call it.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds options of a choice.
    #[must_use]
    pub fn options<O: Into<String>>(mut self, options: impl IntoIterator<Item = O>) -> Self {
        self.options.extend(options.into_iter().map(Into::into));
        self
    }

    /// Marks it as saying something about a person.
    #[must_use]
    pub fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// What people call it: the label, or the id.
    pub(crate) fn label_or_id(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.id)
    }

    /// Checks that a value can stand in the field, and gives it in its one
    /// written form: `9000 GBP` is `9000.00 GBP`.
    ///
    /// # Errors
    ///
    /// [`FieldError`]: a text where a number belongs, an option that is not
    /// there, a blank text, a text of more than [`FieldDef::LONGEST_TEXT`]
    /// characters, a number of more digits than JSON carries (15, or 19 in a
    /// whole number).
    pub fn check(&self, value: &FieldValue) -> Result<FieldValue, FieldError> {
        let field = || excerpt(&self.id);
        if let FieldValue::Text(text) = value {
            if text.trim().is_empty() {
                return Err(FieldError::Blank { field: field() });
            }
            if text.chars().nth(Self::LONGEST_TEXT).is_some() {
                return Err(FieldError::TooLong { field: field(), most: Self::LONGEST_TEXT });
            }
        }
        let checked = match (self.kind, value) {
            (FieldKind::Text, FieldValue::Text(_)) | (FieldKind::YesNo, FieldValue::YesNo(_)) => {
                Some(value.clone())
            }
            (FieldKind::Number, FieldValue::Number(number)) => {
                if FieldValue::read(number) != Some(*number) {
                    return Err(FieldError::TooLong { field: field(), most: 15 });
                }
                Some(value.clone())
            }
            (FieldKind::Money, FieldValue::Text(_)) => value.money().map(FieldValue::from),
            (FieldKind::Date, FieldValue::Text(_)) => value.date().map(FieldValue::from),
            (FieldKind::Choice, FieldValue::Text(text)) => {
                if !self.options.contains(text) {
                    let hint = Hint::of(text, self.options.iter().map(String::as_str));
                    return Err(FieldError::Option { field: field(), found: excerpt(text), hint });
                }
                Some(value.clone())
            }
            _ => None,
        };
        checked.ok_or_else(|| {
            let found = match value {
                FieldValue::Text(text) => {
                    Words::of(["the text `{}`", "текст `{}`", "textul `{}`"]).with(&excerpt(text))
                }
                other => Words::of(["`{}`"; 3]).with(&other.to_string()),
            };
            FieldError::Kind { field: field(), kind: self.kind, expected: wanted(self.kind), found }
        })
    }

    /// Reads a value from a text, such as a cell of a table: a number as `12.5`,
    /// yes or no as `true`, `yes`, `1` or `false`, `no`, `0`.
    ///
    /// # Errors
    ///
    /// [`FieldError`], as for [`FieldDef::check`].
    pub fn parse(&self, text: &str) -> Result<FieldValue, FieldError> {
        let text = text.trim();
        let number = || Some(FieldValue::Number(text.parse::<Decimal>().ok()?.normalize()));
        let value = match self.kind {
            FieldKind::Number => number(),
            FieldKind::YesNo => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => Some(FieldValue::YesNo(true)),
                "false" | "no" | "0" => Some(FieldValue::YesNo(false)),
                _ => None,
            },
            FieldKind::Text | FieldKind::Money | FieldKind::Date | FieldKind::Choice => None,
        };
        self.check(&value.unwrap_or_else(|| text.into()))
    }
}

impl FieldValue {
    /// The amount, where the value is a text that is one.
    pub(crate) fn money(&self) -> Option<Money> {
        if let Self::Text(text) = self { text.parse().ok() } else { None }
    }

    /// The date, where the value is a text that is one, written `2026-03-31`.
    pub(crate) fn date(&self) -> Option<NaiveDate> {
        let Self::Text(text) = self else { return None };
        text.parse::<NaiveDate>().ok().filter(|date| date.to_string() == *text)
    }

    /// The number as it comes back from JSON, which carries whole numbers of 64
    /// bits and floats.
    fn read(number: &Decimal) -> Option<Decimal> {
        match number.normalize().to_i64() {
            Some(whole) if number.is_integer() => Some(Decimal::from(whole)),
            _ => Self::from_float(number.to_string().parse().ok()?),
        }
    }

    /// The shortest decimal that stands for a float.
    fn from_float(number: f64) -> Option<Decimal> {
        number.to_string().parse::<Decimal>().ok().map(|exact| exact.normalize())
    }

    /// Which of two values of one field is larger; `None` where they have no
    /// order: other texts, yes and no, values of two kinds.
    pub(crate) fn compare(&self, other: &Self) -> Option<Result<Ordering, [Money; 2]>> {
        if let (Self::Number(a), Self::Number(b)) = (self, other) {
            return Some(Ok(a.cmp(b)));
        }
        if let (Some(a), Some(b)) = (self.money(), other.money()) {
            let same = a.currency() == b.currency();
            return Some(if same { Ok(a.amount().cmp(&b.amount())) } else { Err([a, b]) });
        }
        Some(Ok(self.date()?.cmp(&other.date()?)))
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.pad(text),
            Self::Number(number) => number.fmt(f),
            Self::YesNo(yes) => yes.fmt(f),
        }
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for FieldValue {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<Decimal> for FieldValue {
    fn from(number: Decimal) -> Self {
        Self::Number(number.normalize())
    }
}

impl From<bool> for FieldValue {
    fn from(yes: bool) -> Self {
        Self::YesNo(yes)
    }
}

impl From<Money> for FieldValue {
    fn from(money: Money) -> Self {
        Self::Text(money.to_string())
    }
}

impl From<NaiveDate> for FieldValue {
    fn from(date: NaiveDate) -> Self {
        Self::Text(date.to_string())
    }
}

impl Serialize for FieldValue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Number(number) => match number.normalize().to_i64() {
                Some(whole) if number.is_integer() => serializer.serialize_i64(whole),
                _ => serializer.serialize_f64(number.to_string().parse().unwrap_or_default()),
            },
        }
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Plain;

        impl serde::de::Visitor<'_> for Plain {
            type Value = FieldValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, `true` or `false`")
            }

            fn visit_bool<E>(self, yes: bool) -> Result<FieldValue, E> {
                Ok(yes.into())
            }

            fn visit_i64<E>(self, number: i64) -> Result<FieldValue, E> {
                Ok(number.into())
            }

            fn visit_u64<E>(self, number: u64) -> Result<FieldValue, E> {
                Ok(Decimal::from(number).into())
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<FieldValue, E> {
                let exact = FieldValue::from_float(number);
                exact.map(FieldValue::Number).ok_or_else(|| E::custom("the number is too large"))
            }

            fn visit_str<E>(self, text: &str) -> Result<FieldValue, E> {
                Ok(text.into())
            }

            fn visit_string<E>(self, text: String) -> Result<FieldValue, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_any(Plain)
    }
}

/// The fields that a company adds to its deals, leads and customers. Cloning
/// copies a pointer.
///
/// Invariant: ids are not blank and differ; a choice has options, which are
/// not blank and differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields(Option<Arc<[FieldDef]>>);

impl Fields {
    /// Checks definitions, noting what is wrong with them.
    pub(crate) fn check_defs(defs: &[FieldDef], report: &mut Report) -> Self {
        report.distinct_ids(defs.iter().map(|def| def.id.as_str()), |i| format!("fields[{i}].id"));
        for (i, def) in defs.iter().enumerate() {
            report.distinct_ids(def.options.iter().map(String::as_str), |k| {
                format!("fields[{i}].options[{k}]")
            });
            let place = || format!("fields[{i}].options");
            if def.kind == FieldKind::Choice && def.options.is_empty() {
                report.add(
                    place(),
                    ProblemKind::missing([
                        "a choice has no options; name what can be chosen",
                        "у поля choice нет вариантов; назовите, из чего выбирать",
                        "câmpul choice nu are variante; numiți din ce se alege",
                    ]),
                );
            } else if def.kind != FieldKind::Choice && !def.options.is_empty() {
                let (field, kind) = (def.id.clone(), def.kind);
                report.add(place(), ProblemKind::OptionsOfNoChoice { field, kind });
            }
        }
        Self((!defs.is_empty()).then(|| defs.into()))
    }

    /// The definitions, in the order of the document; none where the process
    /// adds no fields.
    pub fn all(&self) -> &[FieldDef] {
        self.0.as_deref().unwrap_or_default()
    }

    /// The ids, in the order of the document.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.all().iter().map(|def| def.id.as_str())
    }

    /// The definition with an id.
    pub(crate) fn get(&self, id: &str) -> Option<&FieldDef> {
        self.all().iter().find(|def| def.id == id)
    }

    /// The definition of a field of a deal, lead or customer.
    ///
    /// # Errors
    ///
    /// [`FieldError::Unknown`] and [`FieldError::Owner`].
    pub fn find(&self, of: FieldOwner, id: &str) -> Result<&FieldDef, FieldError> {
        let def = self.get(id).ok_or_else(|| {
            let own = self.all().iter().filter(|def| def.of == of).map(|def| def.id.as_str());
            FieldError::Unknown { field: id.to_owned(), hint: Hint::near(id, own) }
        })?;
        if def.of == of {
            Ok(def)
        } else {
            Err(FieldError::Owner { field: excerpt(id), of: def.of, here: of })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(def: &str, value: &str, said: &str) {
        let def: FieldDef = serde_json::from_str(def).unwrap();
        let checked = def.check(&serde_json::from_str(value).unwrap());
        let told = checked.map(|value| serde_json::to_string(&value).unwrap());
        assert_eq!(told.unwrap_or_else(|error| error.to_string()), said);
    }

    const TEXT: &str = r#"{"id":"x","of":"deal","kind":"text"}"#;
    const NUMBER: &str = r#"{"id":"x","of":"deal","kind":"number"}"#;
    const MONEY: &str = r#"{"id":"x","of":"deal","kind":"money"}"#;
    const DATE: &str = r#"{"id":"x","of":"deal","kind":"date"}"#;
    const YES_NO: &str = r#"{"id":"x","of":"lead","kind":"yes_no"}"#;
    const CHOICE: &str = r#"{"id":"x","of":"deal","kind":"choice","options":["fast","cheap"]}"#;

    #[test]
    fn values_are_checked_and_have_one_form() {
        check(TEXT, r#""so""#, r#""so""#);
        check(TEXT, "3", "`x` is a text; found `3`");
        check(TEXT, r#"" ""#, "`x` is blank; write something, or leave the field out");
        check(NUMBER, "3.0", "3");
        check(NUMBER, "0.1", "0.1");
        check(NUMBER, "-9007199254740993", "-9007199254740993");
        check(NUMBER, r#""3""#, "`x` is a number; found the text `3`");
        check(MONEY, r#""3 JPY""#, r#""3 JPY""#);
        check(MONEY, r#""3 GBP""#, r#""3.00 GBP""#);
        check(MONEY, "3", "`x` is money, such as `1000.00 GBP`; found `3`");
        check(DATE, r#""2026-02-28""#, r#""2026-02-28""#);
        let no_date = "`x` is a date, such as `2026-03-31`; found the text `2026-2-8`";
        check(DATE, r#""2026-2-8""#, no_date);
        check(YES_NO, "true", "true");
        check(YES_NO, r#""yes""#, "`x` is yes or no: `true` or `false`; found the text `yes`");
        check(CHOICE, r#""fast""#, r#""fast""#);
        check(CHOICE, r#""chaep""#, "`chaep` is not an option of `x`, did you mean `cheap`?");
        let none = "`good` is not an option of `x`; expected one of `fast`, `cheap`";
        check(CHOICE, r#""good""#, none);
    }

    #[test]
    fn a_number_that_json_does_not_carry_is_refused() {
        let def: FieldDef = serde_json::from_str(NUMBER).unwrap();
        let long: Decimal = "0.1234567890123456789".parse().unwrap();
        let refused = def.check(&long.into()).unwrap_err().to_string();
        assert_eq!(refused, "`x` is too long; expected at most 15 characters");
        assert!(serde_json::from_str::<FieldValue>("1e300").is_err());
        assert!(serde_json::from_str::<FieldValue>("null").is_err());
    }

    #[track_caller]
    fn check_cell(def: &str, cell: &str, value: &str) {
        let def: FieldDef = serde_json::from_str(def).unwrap();
        assert_eq!(def.parse(cell).unwrap(), serde_json::from_str(value).unwrap());
    }

    #[test]
    fn cells_of_tables_are_read_by_kind() {
        check_cell(NUMBER, " 12.50", "12.5");
        check_cell(YES_NO, "No", "false");
        check_cell(YES_NO, "1", "true");
        check_cell(TEXT, "12", r#""12""#);
        let def: FieldDef = serde_json::from_str(YES_NO).unwrap();
        assert!(def.parse("perhaps").is_err());
    }

    #[test]
    fn fields_are_found_by_owner_and_id() {
        let defs = [
            FieldDef::new("budget", FieldOwner::Deal, FieldKind::Money),
            FieldDef::new("size", FieldOwner::Customer, FieldKind::Number).personal(),
        ];
        let mut report = Report::default();
        let fields = Fields::check_defs(&defs, &mut report);
        let told = |of, id: &str| {
            fields
                .find(of, id)
                .and_then(|it| it.check(&3.into()))
                .map_err(|error| error.to_string())
        };
        assert_eq!(told(FieldOwner::Customer, "size"), Ok(3.into()));
        let owner = "`size` is a field of a customer, not of a deal";
        assert_eq!(told(FieldOwner::Deal, "size"), Err(owner.to_owned()));
        let near = "there is no field `buget`, did you mean `budget`?";
        assert_eq!(told(FieldOwner::Deal, "buget"), Err(near.to_owned()));
        assert_eq!(told(FieldOwner::Lead, "buget"), Err("there is no field `buget`".to_owned()));
    }
}
