//! [`Days`] and [`Hours`]: lengths of time that people plan in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A length of time in some unit: a number that is stored as it is.
macro_rules! length {
    ($(#[$doc:meta])* $Name:ident, $NameError:ident, $unit:literal, $most:literal, $Small:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
        #[serde(try_from = "f64")]
        pub struct $Name(f64);

        #[doc = concat!("A number that is not a length in ", $unit, "s.")]
        #[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
        #[error("`{0}` is not a number of {unit}s; expected 0 to {most}", unit = $unit, most = $most)]
        pub struct $NameError(f64);

        impl $Name {
            #[doc = concat!("Makes a length of a number of ", $unit, "s.")]
            ///
            /// # Errors
            ///
            #[doc = concat!("[`", stringify!($NameError), "`] outside 0..=", $most, ".")]
            pub fn new(count: f64) -> Result<Self, $NameError> {
                if (0.0..=f64::from($most)).contains(&count) {
                    Ok(Self(count + 0.0))
                } else {
                    Err($NameError(count))
                }
            }

            #[doc = concat!("The number of ", $unit, "s.")]
            pub fn count(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $Name {
            type Error = $NameError;
            fn try_from(count: f64) -> Result<Self, $NameError> {
                Self::new(count)
            }
        }

        impl From<$Small> for $Name {
            fn from(count: $Small) -> Self {
                Self(f64::from(count).min(f64::from($most)))
            }
        }

        impl Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::value::text::plain_number(self.0, serializer)
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let s = if (self.0 - 1.0).abs() < f64::EPSILON { "" } else { "s" };
                write!(f, "{} {}{s}", self.0, $unit)
            }
        }
    };
}

length! {
    /// A length of time in days, from 0 to 36,525 (a hundred years); parts of a
    /// day are allowed.
    Days, DaysError, "day", 36_525, u16
}

length! {
    /// A length of time in hours, from 0 to 8,784 (a leap year); parts of an
    /// hour are allowed.
    Hours, HoursError, "hour", 8_784, u8
}

impl Days {
    pub(crate) fn duration(self) -> chrono::TimeDelta {
        // At most a hundred years: far within the range of both types.
        #[allow(clippy::cast_possible_truncation)]
        chrono::TimeDelta::seconds((self.0 * 86_400.0).round() as i64)
    }
}
