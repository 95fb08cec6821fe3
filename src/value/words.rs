//! What messages say, in three languages.
//!
//! Each message is written once, in a [`messages!`] table: its code, its
//! parameters, and its words in every language, with the parameters in braces.
//! From that come `Display` (English), the words in another language, and the
//! form for programs: code, parameters and text.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::Language;
use super::text::{Instant, excerpt, nearest, visible};

/// Something that is said to people in their language. English is that of
/// `Display`.
///
/// What a salesperson can be shown is one: refusals, faults, verdicts, plans,
/// errands, what is wrong with a document, and what is wrong with an id, a name, an
/// amount or a field that somebody typed. Errors of tables, figures, histories,
/// simulations and statements are in English alone, for who runs the program.
pub trait Message {
    /// What is said, in words of a language.
    fn text_in(&self, language: Language) -> String;
}

/// A [`Message`] that programs know by a stable code.
///
/// Its stored form is an object with `code`, typed `params` and the English `text`.
pub trait Coded: Message + Serialize {
    /// The stable name of what is said, such as `not_due_yet`. Each variant has
    /// its own.
    fn code(&self) -> &'static str;
}

/// A parameter of a message: how it is written in a language.
pub(crate) trait Say {
    fn say(&self, language: Language, out: &mut String);
}

macro_rules! say_by_display {
    ($($Type:ty),+ $(,)?) => {$(
        impl $crate::value::words::Say for $Type {
            fn say(&self, _: $crate::value::Language, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }
    )+};
}
pub(crate) use say_by_display;

say_by_display!(u8, u32, u64, usize, f64, NaiveDate, &'static str);

/// A text from outside is cut short and has its invisible characters written
/// out.
impl Say for String {
    fn say(&self, _: Language, out: &mut String) {
        out.push_str(&excerpt(self));
    }
}

/// A text that the company wrote itself, such as a criterion, stands whole.
impl Say for Box<str> {
    fn say(&self, _: Language, out: &mut String) {
        out.push_str(&visible(self));
    }
}

impl Say for DateTime<Utc> {
    fn say(&self, _: Language, out: &mut String) {
        out.push_str(&Instant(*self).to_string());
    }
}

impl<T: Say> Say for Box<T> {
    fn say(&self, language: Language, out: &mut String) {
        T::say(self, language, out);
    }
}

/// A list is written with each thing in backticks.
impl<T: Say> Say for Vec<T> {
    fn say(&self, language: Language, out: &mut String) {
        for (i, item) in self.iter().enumerate() {
            out.push_str(if i > 0 { ", `" } else { "`" });
            item.say(language, out);
            out.push('`');
        }
    }
}

/// Something that may be absent: nothing is said then.
impl<T: Say> Say for Option<T> {
    fn say(&self, language: Language, out: &mut String) {
        if let Some(value) = self {
            value.say(language, out);
        }
    }
}

/// A part of a message that has words of its own in each language; stored as
/// the English ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words([Cow<'static, str>; 3]);

impl Words {
    pub(crate) const fn of([english, russian, romanian]: [&'static str; 3]) -> Self {
        Self([Cow::Borrowed(english), Cow::Borrowed(russian), Cow::Borrowed(romanian)])
    }

    /// What a message says.
    pub(crate) fn from_message(message: &impl Message) -> Self {
        let all = [Language::English, Language::Russian, Language::Romanian];
        Self(all.map(|language| Cow::Owned(message.text_in(language))))
    }

    /// The words with a text put in for `{}`.
    pub(crate) fn with(self, text: &str) -> Self {
        Self(self.0.map(|words| Cow::Owned(words.replace("{}", text))))
    }

    /// Words with parameters in place of their names in braces.
    pub(crate) fn put(words: [&'static str; 3], parameters: &[(&str, &dyn fmt::Display)]) -> Self {
        let all = [Language::English, Language::Russian, Language::Romanian];
        Self(all.map(|language| Cow::Owned(put(words, language, parameters))))
    }

    /// The words of a language.
    pub fn text_in(&self, language: Language) -> &str {
        let [english, russian, romanian] = &self.0;
        language.of([english, russian, romanian])
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text_in(Language::English))
    }
}

impl Say for Words {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(self.text_in(language));
    }
}

/// What may have been meant by a name that is not known: the nearest known
/// name or, where none is near and they are few, all of them.
///
/// In a message it is `, did you mean …?` or `; expected one of …`, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hint {
    /// The known name nearest to it, where one is near.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nearest: Option<String>,
    /// The known names, where none is near and they are few.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub known: Vec<String>,
}

impl Hint {
    /// How many known names are worth listing.
    const FEW: usize = 8;

    /// The nearest of some known names, or all of them.
    pub(crate) fn of<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let all: Vec<&str> = known.into_iter().collect();
        let nearest = nearest(name, all.iter().copied()).map(excerpt);
        let mut known: Vec<String> = Vec::new();
        if nearest.is_none() && all.len() <= Self::FEW {
            for name in all.into_iter().map(excerpt) {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        Self { nearest, known }
    }
}

impl Hint {
    /// The nearest of some known names, or nothing.
    pub(crate) fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self { nearest: nearest(name, known).map(excerpt), known: Vec::new() }
    }
}

impl Say for Hint {
    fn say(&self, language: Language, out: &mut String) {
        if let Some(name) = &self.nearest {
            let before = [", did you mean `", "; возможно, имелось в виду `", "; poate ați vrut `"];
            let after = ["`?", "`", "`"];
            *out += &format!("{}{name}{}", language.of(before), language.of(after));
        } else if let [only] = self.known.as_slice() {
            *out +=
                &format!("; {} `{only}`", language.of(["expected", "ожидается", "se așteaptă"]));
        } else if !self.known.is_empty() {
            out.push_str(language.of([
                "; expected one of ",
                "; ожидается одно из: ",
                "; se așteaptă una din: ",
            ]));
            self.known.say(language, out);
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.say(Language::English, &mut out);
        f.write_str(&out)
    }
}

/// Makes an enum of messages: each variant with its fields, and its code and
/// words in English, Russian and Romanian.
///
/// An enum `of` demands has for each variant, in brackets, the demand that it
/// is about; the macro then makes its method `demand`, and the traits by which
/// a demand has a `name` and says whether it `can_be_overridden` must be in
/// scope.
macro_rules! messages {
    (
        $(#[$doc:meta])*
        pub enum $Name:ident $(of $Demand:ident)? {
            $(
                $(#[$variant_doc:meta])*
                $Variant:ident $([$D:ident])? $({ $($(#[$field_doc:meta])* $field:ident: $Type:ty,)+ })?
                    = $code:literal, $en:literal, $ru:literal, $ro:literal;
            )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $Name {
            $($(#[$variant_doc])* $Variant $({ $($(#[$field_doc])* $field: $Type,)+ })?,)+
        }

        impl $Name {
            /// Every code, with its words in English, Russian and Romanian;
            /// parameters stand in braces.
            #[allow(unreachable_pub, reason = "as public as the type")]
            pub const WORDS: &'static [(&'static str, [&'static str; 3])] =
                &[$(($code, [$en, $ru, $ro]),)+];

            #[allow(unused_variables, reason = "most variants have few parameters")]
            fn parameter(&self, name: &str) -> Option<&dyn $crate::value::words::Say> {
                match self {
                    $(Self::$Variant $({ $($field,)+ })? => {
                        $($(if name == stringify!($field) { return Some($field); })+)?
                        None
                    })+
                }
            }
        }

        impl $crate::value::Coded for $Name {
            fn code(&self) -> &'static str {
                match self { $(Self::$Variant { .. } => $code,)+ }
            }
        }

        impl $crate::value::Message for $Name {
            fn text_in(&self, language: $crate::value::Language) -> String {
                let words = match self { $(Self::$Variant { .. } => [$en, $ru, $ro],)+ };
                $crate::value::words::fill(language.of(words), language, |name| self.parameter(name))
            }
        }

        impl $crate::value::words::Say for $Name {
            fn say(&self, language: $crate::value::Language, out: &mut String) {
                out.push_str(&$crate::value::Message::text_in(self, language));
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::value::Message::text_in(self, $crate::value::Language::English))
            }
        }

        impl std::error::Error for $Name {}

        impl serde::Serialize for $Name {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                struct Params<'a>(&'a $Name);
                impl serde::Serialize for Params<'_> {
                    fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                        use serde::ser::SerializeMap;
                        #[allow(unused_mut, reason = "some tables have no parameters")]
                        let mut map = serializer.serialize_map(None)?;
                        match self.0 {
                            $($Name::$Variant $({ $($field,)+ })? => {
                                $($(map.serialize_entry(stringify!($field), $field)?;)+)?
                            })+
                        }
                        map.end()
                    }
                }
                #[allow(unused_mut, unused_assignments, reason = "of demands only")]
                let mut demand: Option<(&'static str, bool)> = None;
                $(
                    let of: $Demand = self.demand();
                    demand = Some((of.name(), of.can_be_overridden()));
                )?
                $crate::value::words::serialize_message(self, demand, &Params(self), serializer)
            }
        }

        $crate::value::words::demand_of! { $Name $($Demand)? { $($Variant $($D)?;)+ } }
    };
}
pub(crate) use messages;

/// Which demand each message is about, in a table of unmet demands.
macro_rules! demand_of {
    ($Name:ident { $($Variant:ident;)+ }) => {};
    ($Name:ident $Demand:ident { $($Variant:ident $D:ident;)+ }) => {
        impl $Name {
            pub(crate) fn demand(&self) -> $Demand {
                match self { $(Self::$Variant { .. } => $Demand::$D,)+ }
            }
        }
    };
}
pub(crate) use demand_of;

messages! {
    /// A text that should be one of some names and is none of them.
    #[derive(Eq)]
    pub enum NameError {
        /// None of the names is this.
        Unknown {
            /// The text.
            name: String,
            /// What may have been meant.
            hint: Hint,
        } = "name_unknown",
            "`{name}` is not known here{hint}",
            "`{name}` здесь неизвестно{hint}",
            "`{name}` nu este cunoscut aici{hint}";
    }
}

impl NameError {
    pub(crate) fn new(name: &str, known: &[&str]) -> Self {
        Self::Unknown { name: name.to_owned(), hint: Hint::of(name, known.iter().copied()) }
    }
}

/// Puts parameters in place of their names in braces.
pub(crate) fn fill<'a>(
    template: &str,
    language: Language,
    parameter: impl Fn(&str) -> Option<&'a dyn Say>,
) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        if let Some(value) = parameter(name) {
            value.say(language, &mut out);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Words of a language, with parameters in place of their names in braces.
pub(crate) fn put(
    words: [&'static str; 3],
    language: Language,
    parameters: &[(&str, &dyn fmt::Display)],
) -> String {
    let texts: Vec<(&str, Box<str>)> =
        parameters.iter().map(|(name, value)| (*name, value.to_string().into())).collect();
    fill(language.of(words), language, |name| {
        texts.iter().find(|(known, _)| *known == name).map(|(_, text)| text as &dyn Say)
    })
}

/// Makes a [`Message`] of what has words of its own.
macro_rules! message {
    ($Type:ty $(, $($parameters:tt)+)?) => {
        impl$(<$($parameters)+>)? $crate::value::Message for $Type {
            fn text_in(&self, language: $crate::value::Language) -> String {
                Self::text_in(self, language)
            }
        }
    };
}
pub(crate) use message;

/// Makes a [`Message`] with its `Display`.
macro_rules! shown {
    ($Type:ty $(, $($parameters:tt)+)?) => {
        $crate::value::words::message! { $Type $(, $($parameters)+)? }

        impl$(<$($parameters)+>)? std::fmt::Display for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.text_in($crate::value::Language::English))
            }
        }
    };
}
pub(crate) use shown;

/// Stores what is told to people as its members with the English `text` beside
/// them; of an enum, whose derived form is its own function, the members are
/// `code` and `params`. `Display` is that text.
macro_rules! told {
    ($Type:ident { $($member:ident),+ }) => {
        $crate::value::words::shown! { $Type }
        $crate::value::words::with_text! { $Type { $($member),+ } }
    };
    ($($Type:ty)+) => {
        $($crate::value::words::shown! { $Type })+
        $crate::value::words::with_text! { $($Type)+ }
    };
}
pub(crate) use told;

/// The same for what has a `Display` of its own.
macro_rules! with_text {
    ($Type:ident { $($member:ident),+ }) => {
        impl serde::Serialize for $Type {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry(stringify!($member), &self.$member)?;)+
                map.serialize_entry("text", &self.text_in($crate::value::Language::English))?;
                map.end()
            }
        }
    };
    ($($Type:ty)+) => {$(
        impl serde::Serialize for $Type {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                struct Members<'a>(&'a $Type);
                impl serde::Serialize for Members<'_> {
                    fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                        <$Type>::serialize(self.0, serializer)
                    }
                }
                #[derive(serde::Serialize)]
                struct Told<'a> {
                    #[serde(flatten)]
                    members: Members<'a>,
                    text: String,
                }
                let text = self.text_in($crate::value::Language::English);
                Told { members: Members(self), text }.serialize(serializer)
            }
        }
    )+};
}
pub(crate) use with_text;

/// The form of a message for programs; `demand` is which demand is not met, and
/// whether an override does without it.
pub(crate) fn serialize_message<S: Serializer>(
    message: &impl Coded,
    demand: Option<(&'static str, bool)>,
    params: &impl Serialize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("code", message.code())?;
    if let Some((demand, overridable)) = demand {
        map.serialize_entry("demand", demand)?;
        map.serialize_entry("overridable", &overridable)?;
    }
    map.serialize_entry("params", params)?;
    map.serialize_entry("text", &message.text_in(Language::English))?;
    map.end()
}

/// Checks a table of messages: codes differ and are snake-case words, no
/// language is left out, and each has the parameters of the English text.
#[cfg(test)]
#[track_caller]
pub(crate) fn check_table(words: &[(&str, [&str; 3])]) {
    let mut codes = std::collections::HashSet::new();
    let parameters = |text: &str| {
        let mut names: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    };
    for (code, texts) in words {
        assert!(super::text::is_snake_case(code), "{code}");
        assert!(codes.insert(code), "two messages have the code {code}");
        for text in texts {
            assert_eq!(parameters(text), parameters(texts[0]), "{code}: {text}");
            assert_eq!(text.trim(), *text, "{code}");
            let wordless =
                parameters(text).len() == 1 && text.ends_with('}') && text.starts_with('{');
            assert!(wordless || text.len() > 4, "{code} says nothing in one language");
        }
        let [english, russian, romanian] = texts;
        let only_parameters = english.starts_with('{') && english.ends_with('}');
        assert!(only_parameters || (english != russian && english != romanian), "{code}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    messages! {
        /// Messages of a test.
        #[allow(unreachable_pub)]
        pub enum Told {
            /// Nothing is put in.
            Plain = "plain", "it is so", "это так", "așa este";
            /// Several things are put in.
            Full {
                /// A name.
                name: String,
                /// What may have been meant.
                hint: Hint,
                /// How many.
                count: u32,
            } = "full",
                "there is no `{name}` of {count}{hint}",
                "нет `{name}` из {count}{hint}",
                "nu există `{name}` din {count}{hint}";
        }
    }

    fn full(known: &[&str]) -> Told {
        let name = "waht\u{1}".to_owned();
        Told::Full { hint: Hint::of(&name, known.iter().copied()), name, count: 3 }
    }

    #[test]
    fn a_message_has_a_code_parameters_and_words() {
        check_table(Told::WORDS);
        check_table(NameError::WORDS);
        assert_eq!(Told::Plain.text_in(Language::Russian), "это так");
        assert_eq!(
            serde_json::to_string(&Told::Plain).unwrap(),
            r#"{"code":"plain","params":{},"text":"it is so"}"#
        );
        let near = full(&["waht", "other"]);
        assert_eq!(near.to_string(), "there is no `waht\\u{1}` of 3, did you mean `waht`?");
        let romanian = near.text_in(Language::Romanian);
        assert_eq!(romanian, "nu există `waht\\u{1}` din 3; poate ați vrut `waht`");
        assert_eq!(near.code(), "full");
        let few = full(&["a", "b"]).text_in(Language::Russian);
        assert_eq!(few, "нет `waht\\u{1}` из 3; ожидается одно из: `a`, `b`");
        assert_eq!(full(&["a"]).to_string(), "there is no `waht\\u{1}` of 3; expected `a`");
        assert_eq!(
            serde_json::to_string(&full(&["a"])).unwrap(),
            r#"{"code":"full","params":{"name":"waht\u0001","hint":{"known":["a"]},"count":3},"text":"there is no `waht\\u{1}` of 3; expected `a`"}"#
        );
    }
}
