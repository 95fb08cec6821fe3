//! [`Target`]: what the company wants a KPI to be.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Money;

/// What the company wants a KPI to be: at most, or at least, so much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "Form")]
pub enum Target {
    /// Not more: less is better.
    AtMost(Bound),
    /// Not less: more is better.
    AtLeast(Bound),
}

/// Read as an object, so that what is not one is reported in those words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    at_most: Option<Bound>,
    at_least: Option<Bound>,
}

impl TryFrom<Form> for Target {
    type Error = &'static str;
    fn try_from(form: Form) -> Result<Self, Self::Error> {
        match (form.at_most, form.at_least) {
            (Some(bound), None) => Ok(Self::AtMost(bound)),
            (None, Some(bound)) => Ok(Self::AtLeast(bound)),
            _ => Err("expected either `at_most` or `at_least`"),
        }
    }
}

impl Target {
    /// Not more than so much.
    pub fn at_most(bound: impl Into<Bound>) -> Self {
        Self::AtMost(bound.into())
    }

    /// Not less than so much.
    pub fn at_least(bound: impl Into<Bound>) -> Self {
        Self::AtLeast(bound.into())
    }

    /// How much.
    pub(crate) fn bound(self) -> Bound {
        match self {
            Self::AtMost(bound) | Self::AtLeast(bound) => bound,
        }
    }
}

/// How much: an amount of money or a plain number, in the unit of the KPI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// An amount of money.
    Money(Money),
    /// A finite number.
    Number(f64),
}

impl From<Money> for Bound {
    fn from(amount: Money) -> Self {
        Self::Money(amount)
    }
}

impl From<f64> for Bound {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(amount) => amount.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "at most {bound}"),
            Self::AtLeast(bound) => write!(f, "at least {bound}"),
        }
    }
}

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Money(amount) => amount.serialize(serializer),
            Self::Number(number) => crate::value::text::plain_number(*number, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MoneyOrNumber;

        impl serde::de::Visitor<'_> for MoneyOrNumber {
            type Value = Bound;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount such as `20.00 GBP`, or a number")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Bound, E> {
                text.parse().map(Bound::Money).map_err(E::custom)
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Bound, E> {
                Ok(Bound::Number(number))
            }

            // A target has far fewer digits than a float holds exactly.
            #[allow(clippy::cast_precision_loss)]
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Bound, E> {
                self.visit_f64(number as f64)
            }

            #[allow(clippy::cast_precision_loss)]
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Bound, E> {
                self.visit_f64(number as f64)
            }
        }

        deserializer.deserialize_any(MoneyOrNumber)
    }
}
