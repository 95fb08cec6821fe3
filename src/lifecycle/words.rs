//! What messages say, in three languages: [`Message`].
//!
//! Each message is written once, in a `messages!` table: its code, its
//! parameters, and its words in every language, with the parameters in braces.
//! From that come `Display` (English), the words in another language, and the
//! form for programs: code, parameters and text.

use std::fmt::{self, Display};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::process::{ClosingEvent, DealKind};
use crate::value::Language;
use crate::value::text::nearest;
use crate::value::{
    CriterionId, Currency, CustomerId, DealId, HandoffId, LeadId, Money, OrderId, PersonId,
    PipelineId, RoleId, StageId,
};

/// Something that is told to people in their language, and to programs by a
/// stable code with typed parameters.
pub trait Message: Serialize {
    /// The stable name of what is said, such as `not_due_yet`. Each variant has
    /// its own.
    fn code(&self) -> &'static str;

    /// What is said, in words of a language. English is that of `Display`.
    fn text_in(&self, language: Language) -> String;
}

/// A parameter of a message: how it is written in a language.
pub(crate) trait Say {
    fn say(&self, language: Language, out: &mut String);
}

macro_rules! say_by_display {
    ($($Type:ty),+) => {$(
        impl Say for $Type {
            fn say(&self, _: Language, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }
    )+};
}

say_by_display!(
    String,
    u32,
    DateTime<Utc>,
    NaiveDate,
    Money,
    Currency,
    CriterionId,
    CustomerId,
    DealId,
    HandoffId,
    LeadId,
    OrderId,
    PersonId,
    PipelineId,
    RoleId,
    StageId
);

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

impl Say for DealKind {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(language.of(match self {
            Self::NewBusiness => ["new business", "новым продажам", "vânzări noi"],
            Self::Repeat => ["repeat", "повторным продажам", "vânzări repetate"],
            Self::CrossSell => ["cross-sell", "перекрёстным продажам", "vânzări încrucișate"],
            Self::UpSell => ["up-sell", "допродажам", "vânzări superioare"],
            Self::Renewal => ["renewal", "продлениям", "reînnoiri"],
        }));
    }
}

/// As a fact: "the contract is signed".
impl Say for ClosingEvent {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(language.of(match self {
            Self::ContractSigned => {
                ["the contract is signed", "договор подписан", "contractul este semnat"]
            }
            Self::PurchaseMade => {
                ["the purchase is made", "покупка совершена", "cumpărarea este făcută"]
            }
            Self::DealAgreed => {
                ["the deal is agreed", "сделка согласована", "tranzacția este convenită"]
            }
            Self::PaymentReceived => {
                ["the money is received", "деньги получены", "banii sunt primiți"]
            }
        }));
    }
}

/// The known name nearest to one that is not known, if one is near.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Hint(Option<String>);

impl Hint {
    /// The nearest of the known names.
    pub(crate) fn of<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self(nearest(name, known).map(str::to_owned))
    }

    /// The name that may have been meant.
    pub fn name(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl Say for Hint {
    fn say(&self, language: Language, out: &mut String) {
        if let Some(name) = &self.0 {
            let words = [", did you mean `", ", возможно, `", ", poate `"];
            *out += &format!("{}{name}`?", language.of(words));
        }
    }
}

/// The names to choose from; says nothing where any will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Choices(Vec<String>);

impl Choices {
    /// Of a list.
    pub(crate) fn of(list: &[String]) -> Self {
        Self(list.to_vec())
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        &self.0
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

/// Something that may be absent: nothing is said then.
impl<T: Say> Say for Option<T> {
    fn say(&self, language: Language, out: &mut String) {
        if let Some(value) = self {
            value.say(language, out);
        }
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

/// The form of a message for programs.
pub(crate) fn serialize_message<S: Serializer>(
    message: &impl Message,
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

/// A table of messages: an enum with a code, words and parameters for each
/// variant; of unmet demands also which demand it is.
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
            pub const WORDS: &'static [(&'static str, [&'static str; 3])] =
                &[$(($code, [$en, $ru, $ro]),)+];

            #[allow(unused_variables, reason = "most variants have few parameters")]
            fn parameter(&self, name: &str) -> Option<&dyn $crate::lifecycle::words::Say> {
                match self {
                    $(Self::$Variant $({ $($field,)+ })? => {
                        $($(if name == stringify!($field) { return Some($field); })+)?
                        None
                    })+
                }
            }
        }

        impl $crate::lifecycle::Message for $Name {
            fn code(&self) -> &'static str {
                match self { $(Self::$Variant { .. } => $code,)+ }
            }

            fn text_in(&self, language: $crate::lifecycle::Language) -> String {
                let words = match self { $(Self::$Variant { .. } => [$en, $ru, $ro],)+ };
                $crate::lifecycle::words::fill(language.of(words), language, |name| self.parameter(name))
            }
        }

        impl $crate::lifecycle::words::Say for $Name {
            fn say(&self, language: $crate::lifecycle::Language, out: &mut String) {
                out.push_str(&$crate::lifecycle::Message::text_in(self, language));
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::lifecycle::Message::text_in(self, $crate::lifecycle::Language::English))
            }
        }

        impl std::error::Error for $Name {}

        impl serde::Serialize for $Name {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                struct Params<'a>(&'a $Name);
                impl serde::Serialize for Params<'_> {
                    fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                        use serde::ser::SerializeMap;
                        let mut map = serializer.serialize_map(None)?;
                        match self.0 {
                            $($Name::$Variant $({ $($field,)+ })? => {
                                $($(map.serialize_entry(stringify!($field), $field)?;)+)?
                            })+
                        }
                        map.end()
                    }
                }
                #[allow(unused_mut, unused_assignments)]
                let mut demand: Option<(&'static str, bool)> = None;
                $(
                    let of: $Demand = $crate::lifecycle::HasDemand::demand(self);
                    demand = Some((
                        $crate::lifecycle::Named::name(of),
                        $crate::lifecycle::DemandName::can_be_overridden(of),
                    ));
                )?
                $crate::lifecycle::words::serialize_message(self, demand, &Params(self), serializer)
            }
        }

        $crate::lifecycle::words::has_demand! { $Name $($Demand)? { $($Variant $($D)?;)+ } }
    };
}
pub(super) use messages;

/// Which demand a message is about, in a table of unmet demands.
macro_rules! has_demand {
    ($Name:ident { $($Variant:ident;)+ }) => {};
    ($Name:ident $Demand:ident { $($Variant:ident $D:ident;)+ }) => {
        impl $crate::lifecycle::HasDemand<$Demand> for $Name {
            fn demand(&self) -> $Demand {
                match self { $(Self::$Variant { .. } => $Demand::$D,)+ }
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

/// Reads a command as forgivingly as a document is read: a move without
/// anything supplied may be its name alone, and an unknown name is answered
/// with the nearest one.
pub(crate) fn read_command<'de, D, T>(
    deserializer: D,
    what: &str,
    read: impl FnOnce(serde_json::Value) -> Result<T, serde_json::Error>,
) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
{
    use serde::de::Error as _;
    use serde_json::Value;
    let value = match <Value as serde::Deserialize>::deserialize(deserializer)? {
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

impl Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.say(Language::English, &mut out);
        f.write_str(&out)
    }
}
