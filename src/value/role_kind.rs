//! [`RoleKind`]: what a role is there for. A process names its roles by it, and
//! a policy picks people by it.

use std::fmt;
use std::str::FromStr;

use super::text::{excerpt, serde_as_text};

/// What a role is there for: one of the known kinds, or a kind of the
/// company's own.
///
/// Its text is a snake-case word, such as `head_of_sales` or `legal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleKind {
    /// Wins new customers: account executive, field sales, SDR, BDR.
    Hunter,
    /// Grows existing customers: account manager, customer success.
    Farmer,
    /// Leads the department; escalations and overrides go there.
    HeadOfSales,
    /// Sells for us in the indirect channel.
    Partner,
    /// Takes part before the sale: solution consultant, engineer.
    Presales,
    /// Takes part after the sale.
    Delivery,
    /// A kind of the company's own, such as `legal`, `finance`, `marketing`.
    Custom(CustomRole),
}

/// The name of a kind of role of the company's own: a snake-case word of at
/// most 47 letters that is none of the known kinds.
///
/// The word stands in the value itself, so that a kind of role is copied like
/// any other name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomRole {
    // INVARIANT: the first `len` bytes are a snake-case word, the rest are zero.
    word: [u8; CustomRole::MOST],
    len: u8,
}

/// A text that is not the name of a kind of role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a kind of role; expected a snake-case word, such as `head_of_sales` or `legal`"
)]
pub struct RoleKindError(String);

impl CustomRole {
    const MOST: usize = 47;

    /// The word.
    pub(crate) fn as_str(&self) -> &str {
        let word = self.word.get(..self.len.into()).unwrap_or_default();
        std::str::from_utf8(word).unwrap_or_default()
    }
}

impl fmt::Debug for CustomRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomRole({})", self.as_str())
    }
}

impl RoleKind {
    /// The known kinds, in order.
    pub const ALL: &'static [Self] = &[
        Self::Hunter,
        Self::Farmer,
        Self::HeadOfSales,
        Self::Partner,
        Self::Presales,
        Self::Delivery,
    ];

    /// The name, as it is stored.
    pub fn name(&self) -> &str {
        match self {
            Self::Hunter => "hunter",
            Self::Farmer => "farmer",
            Self::HeadOfSales => "head_of_sales",
            Self::Partner => "partner",
            Self::Presales => "presales",
            Self::Delivery => "delivery",
            Self::Custom(word) => word.as_str(),
        }
    }
}

impl fmt::Display for RoleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for RoleKind {
    type Err = RoleKindError;

    fn from_str(text: &str) -> Result<Self, RoleKindError> {
        if let Some(known) = Self::ALL.iter().find(|kind| kind.name() == text) {
            return Ok(*known);
        }
        let mut word = [0; CustomRole::MOST];
        let slot = word.get_mut(..text.len()).filter(|_| super::text::is_snake_case(text));
        match (slot, u8::try_from(text.len())) {
            (Some(slot), Ok(len)) => {
                slot.copy_from_slice(text.as_bytes());
                Ok(Self::Custom(CustomRole { word, len }))
            }
            _ => Err(RoleKindError(excerpt(text))),
        }
    }
}

serde_as_text!(RoleKind);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_or_snake_case_words() {
        for kind in RoleKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
        }
        let longest = "a".repeat(47);
        for word in ["legal", "tier_2", &longest] {
            let kind: RoleKind = word.parse().unwrap();
            assert!(matches!(kind, RoleKind::Custom(_)));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{word}\""));
        }
        for bad in ["", "Legal", "2nd", "key account", "юрист", &"a".repeat(48)] {
            assert!(bad.parse::<RoleKind>().is_err(), "{bad}");
        }
        assert_eq!(
            "Legal".parse::<RoleKind>().unwrap_err().to_string(),
            "`Legal` is not a kind of role; expected a snake-case word, such as `head_of_sales` or `legal`"
        );
    }
}
