//! Reading and writing values as the one text that `Display` and `FromStr`
//! share, and finding the known name nearest to an unknown one.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display};
use std::hash::Hash;
use std::marker::PhantomData;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{Error as _, MapAccess, Visitor};

/// Gives types serde through `Display` and `FromStr`.
macro_rules! serde_as_text {
    ($($name:ty),+) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}
pub(crate) use serde_as_text;

/// Methods of a builder that each set one field, such as
/// `role(id: impl Into<String>) role = Some(id.into());`.
macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $Arg:ty),+) $field:ident = $value:expr;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, $($arg: $Arg),+) -> Self {
            self.$field = $value;
            self
        }
    )+};
}
pub(crate) use sets;

/// A name out of a fixed list, such as a state, a move, a kind, a language: an
/// enum with `ALL` of its values in order, `FromStr` and serde by the name.
///
/// ```
/// use sales_process::{Named, process::Market};
///
/// let names: Vec<&str> = Market::ALL.iter().map(|market| market.name()).collect();
/// assert_eq!(names, ["b2b", "b2c"]);
/// assert_eq!("b2c".parse(), Ok(Market::B2c));
/// ```
pub trait Named: Copy + Eq + Ord + Hash + Debug + Display + Send + Sync + 'static {
    /// The name, as it is stored: that of `Display`.
    fn name(self) -> &'static str;
}

/// Makes an enum of named choices: its text is the name, stored as that. In
/// messages it is the name too, or words in English, Russian and Romanian.
macro_rules! choices {
    (
        $(#[$doc:meta])*
        pub enum $Name:ident {
            $($(#[$choice_doc:meta])* $Choice:ident = $text:literal $([$($words:literal),+])?,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $($(#[$choice_doc])* $Choice,)+
        }

        impl $Name {
            /// Every choice, in order.
            pub const ALL: &'static [Self] = &[$(Self::$Choice),+];

            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$Choice => $text,)+
                }
            }
        }

        impl $crate::value::Named for $Name {
            fn name(self) -> &'static str {
                Self::name(self)
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl std::str::FromStr for $Name {
            type Err = $crate::value::NameError;
            fn from_str(text: &str) -> Result<Self, $crate::value::NameError> {
                let found = Self::ALL.iter().find(|choice| choice.name() == text);
                found.copied().ok_or_else(|| $crate::value::NameError::new(text, &[$($text),+]))
            }
        }

        impl $crate::value::words::Say for $Name {
            fn say(&self, language: $crate::value::Language, out: &mut String) {
                let words: [&str; 3] = match self {
                    $(Self::$Choice => $crate::value::text::said!($text $($($words),+)?),)+
                };
                out.push_str(language.of(words));
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $Name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": [$($text),+]})
            }
        }

        // A derived reader has no words for what is not a name at all.
        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::value::text::choice(deserializer, Self::ALL, &[$($text),+])
            }
        }
    };
}
pub(crate) use choices;

/// The words of a choice in a message.
macro_rules! said {
    ($text:literal) => {
        [$text; 3]
    };
    ($text:literal $($words:literal),+) => {
        [$($words),+]
    };
}
pub(crate) use said;

/// Reads one of some choices by its name; choices and names are in one order.
pub(crate) fn choice<'de, D: serde::Deserializer<'de>, T: Copy>(
    deserializer: D,
    choices: &[T],
    names: &'static [&'static str],
) -> Result<T, D::Error> {
    struct Name<'a, T>(&'a [T], &'static [&'static str]);

    impl<T: Copy> Visitor<'_> for Name<'_, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "one of `{}`", self.1.join("`, `"))
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            let at = self.1.iter().position(|name| *name == text);
            at.and_then(|i| self.0.get(i).copied()).ok_or_else(|| E::unknown_variant(text, self.1))
        }
    }

    deserializer.deserialize_str(Name(choices, names))
}

/// Whether a value is the default one, which is not stored.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

// The signature is what serde asks for.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}

/// Whether a text is a snake-case word: a small letter, then small letters,
/// digits and underscores.
pub(crate) fn is_snake_case(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    text.bytes().next().is_some_and(|b| b.is_ascii_lowercase()) && text.bytes().all(word)
}

/// Reads a list with at least one entry.
pub(crate) fn some<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    let list = <Vec<T> as serde::Deserialize>::deserialize(deserializer)?;
    if list.is_empty() {
        return Err(D::Error::custom(
            "the list is empty; name at least one, or leave the list out",
        ));
    }
    Ok(list)
}

/// A list of texts that is stored as its only member where it has one. It is
/// read from a text or a list of texts.
pub(crate) mod one_or_many {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Deserializer, SeqAccess, Visitor, value::StrDeserializer};
    use serde::{Deserialize, Serialize, Serializer};

    /// What is read, for the schema.
    #[cfg(feature = "schema")]
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged)]
    #[allow(dead_code, reason = "it is described and never made")]
    pub(crate) enum OneOrMany<T> {
        /// One alone.
        One(T),
        /// A list of them.
        Many(Vec<T>),
    }

    pub(crate) fn serialize<T, S>(many: &[T], s: S) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        S: Serializer,
    {
        match many {
            [one] => one.serialize(s),
            many => many.serialize(s),
        }
    }

    pub(crate) fn deserialize<'de, T, D>(d: D) -> Result<Vec<T>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        struct OneOrMany<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(StrDeserializer::new(text)).map(|one| vec![one])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut many = Vec::new();
                while let Some(one) = seq.next_element()? {
                    many.push(one);
                }
                Ok(many)
            }
        }

        d.deserialize_any(OneOrMany(PhantomData))
    }
}

/// Whether a character cannot be seen, or turns the direction of what stands
/// around it: controls, format characters, fillers, variation selectors, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// That a stored form is of the one version that is read.
pub(crate) fn known_format(found: &str, expected: &str) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let found = excerpt(found);
    Err(format!("`{found}` is not a stored form that is known here; expected `{expected}`"))
}

/// The first characters of a text that came from outside, for a message of one
/// line, with those that cannot be seen written out.
pub(crate) fn excerpt(text: &str) -> String {
    visible(&beginning(text, 60))
}

/// A text with the characters that cannot be seen written as `\n`, `\u{0}` and
/// so on.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// At most so many characters of a text, and `…` where there are more.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    let mut out: String = text.chars().take(most).collect();
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// Writes a number as people do: 3, not 3.0.
pub(crate) fn plain_number<S: serde::Serializer>(n: f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Below this size a float holds every whole number, so the cast is exact.
    #[allow(clippy::cast_possible_truncation)]
    if n.fract() == 0.0 && n.abs() < 9e15 {
        serializer.serialize_i64(n as i64)
    } else {
        serializer.serialize_f64(n)
    }
}

/// Reads an object of entries by name, in which no name stands twice.
pub(crate) fn unique_map<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: serde::Deserializer<'de>,
    K: serde::Deserialize<'de> + Ord + fmt::Display,
    V: serde::Deserialize<'de>,
{
    struct Entries<K, V>(PhantomData<(K, V)>);

    impl<'de, K, V> Visitor<'de> for Entries<K, V>
    where
        K: serde::Deserialize<'de> + Ord + fmt::Display,
        V: serde::Deserialize<'de>,
    {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some(key) = map.next_key::<K>()? {
                if entries.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("`{key}` stands here twice")));
                }
                entries.insert(key, map.next_value()?);
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(Entries(PhantomData))
}

/// The known name nearest to one that is not known, if any is near enough to
/// be what was meant: at most a third of its letters differ.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A hostile name can be long and the distance is quadratic in its length.
    if name.len() > 200 {
        return None;
    }
    let fold = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let folded = fold(name);
    let length = folded.chars().count();
    let distance = |k: &str| {
        let (most, k) = (k.chars().count().max(3) / 3, fold(k));
        // No text is nearer to another than their lengths are.
        let may_be = k.chars().count().abs_diff(length) <= most;
        may_be.then(|| strsim::osa_distance(&folded, &k)).filter(|found| *found <= most)
    };
    let known = known.into_iter().filter(|k| k.len() <= 200);
    known.filter_map(|k| Some((distance(k)?, k))).min_by_key(|(found, _)| *found).map(|(_, k)| k)
}

/// `, did you mean `x`?` or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |k| format!(", did you mean `{k}`?"))
}

/// An instant as RFC 3339 in UTC with `Z`.
pub(crate) struct Instant(pub(crate) DateTime<Utc>);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// `1 order`, `2 orders`.
pub(crate) fn counted(count: u32, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["proposal", "negotiation", "contract"];
        assert_eq!(nearest("propsal", known), Some("proposal"));
        assert_eq!(nearest("Contract", known), Some("contract"));
        assert_eq!(nearest("xyz", known), None);
        assert_eq!(nearest(&"proposal".repeat(99), known), None);
        assert_eq!(did_you_mean("contrct", known), ", did you mean `contract`?");
    }
}
