//! [`Decision`]: who takes it and why, and of everybody else why not.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::Turn;
use crate::value::role_kind::RoleKind;
use crate::value::{PersonId, ProductId};

/// Who takes something, and why nobody else does.
///
/// `Display` is a line for the person chosen and one for each who was passed
/// over; where nobody can take it, one line that begins with "nobody,
/// because".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Who takes it, and why; `None` where nobody can.
    pub chosen: Option<(PersonId, Why)>,
    /// Everybody else, in the order in which they were given.
    pub passed_over: Vec<PassedOver>,
    /// What to give to the next choice that is made in turn. It is what was
    /// given to this one unless somebody was chosen in turn.
    pub turn: Turn,
}

impl Decision {
    /// Who takes it; `None` where nobody can.
    pub fn person(&self) -> Option<&PersonId> {
        self.chosen.as_ref().map(|(person, _)| person)
    }
}

/// Why a person was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// Has the least load relative to capacity.
    LeastLoaded {
        /// How many customers or leads the person held before.
        load: u32,
        /// How many at most; without a limit where `None`.
        capacity: Option<u32>,
        /// How many could have taken it.
        of: usize,
    },
    /// Is named for the most of what is needed, and of those has the least
    /// load.
    BestMatch {
        /// For how many of territory, products and segment.
        named: u32,
        /// How many could have taken it.
        of: usize,
    },
    /// It is the person's turn.
    InTurn {
        /// Who had the turn before; `None` for the first.
        after: Option<PersonId>,
        /// How many could have taken it.
        of: usize,
    },
}

/// Somebody who was passed over, and everything that spoke against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// Who.
    pub person: PersonId,
    /// Why; never empty.
    pub reasons: Vec<PassReason>,
}

impl PassedOver {
    /// Whether the person could have taken it, and another was the better
    /// choice.
    pub fn could_have(&self) -> bool {
        self.reasons.iter().all(PassReason::is_comparison)
    }
}

/// Why a person was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PassReason {
    /// Is in the list before: the first place counts.
    Twice,
    /// Is not to take it, whatever else.
    Excepted,
    /// Is there for something else.
    Role {
        /// What the person is there for.
        has: RoleKind,
        /// What is needed.
        needed: RoleKind,
    },
    /// Is not there on the day.
    OnLeave {
        /// The day the person is back; never where `None`.
        until: Option<NaiveDate>,
    },
    /// Does not serve the territory.
    Territory(String),
    /// Does not sell these products.
    Products(Vec<ProductId>),
    /// Does not serve the segment.
    Segment(String),
    /// Has no room.
    Full {
        /// How many customers or leads the person holds.
        load: u32,
        /// How many at most.
        capacity: u32,
    },
    /// Could take it, but is more loaded relative to capacity.
    MoreLoaded {
        /// How many customers or leads the person holds.
        load: u32,
        /// How many at most; without a limit where `None`.
        capacity: Option<u32>,
    },
    /// Could take it and is as loaded, but has less room left, or comes later
    /// by id.
    AsLoaded,
    /// Could take it, but is named for less of what is needed.
    WeakerMatch {
        /// For how many of territory, products and segment.
        named: u32,
        /// For how many the one chosen is named.
        best: u32,
    },
    /// Could take it, but it is another one's turn.
    NotInTurn,
}

impl PassReason {
    fn is_comparison(&self) -> bool {
        match self {
            Self::MoreLoaded { .. }
            | Self::AsLoaded
            | Self::WeakerMatch { .. }
            | Self::NotInTurn => true,
            Self::Twice
            | Self::Excepted
            | Self::Role { .. }
            | Self::OnLeave { .. }
            | Self::Territory(_)
            | Self::Products(_)
            | Self::Segment(_)
            | Self::Full { .. } => false,
        }
    }
}

/// The load in words: `3 of at most 10`, or `3` without a limit.
struct Held(u32, Option<u32>);

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(capacity) => write!(f, "{} of at most {capacity}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeastLoaded { load, capacity, of } => {
                write!(f, "the least loaded of {of} with {}", Held(*load, *capacity))
            }
            Self::BestMatch { named, of } => {
                write!(f, "the best match of {of}, named for {named} of what is needed")
            }
            Self::InTurn { after: Some(after), of } => write!(f, "next of {of} after `{after}`"),
            Self::InTurn { after: None, of } => write!(f, "the first of {of}"),
        }
    }
}

impl fmt::Display for PassReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice => f.write_str("is listed before"),
            Self::Excepted => f.write_str("is not to take it"),
            Self::Role { has, needed } => write!(f, "is a {has}, and a {needed} is needed"),
            Self::OnLeave { until: Some(until) } => write!(f, "is on leave until {until}"),
            Self::OnLeave { until: None } => f.write_str("has left"),
            Self::Territory(territory) => write!(f, "does not serve `{territory}`"),
            Self::Products(products) => {
                f.write_str("does not sell ")?;
                for (i, product) in products.iter().enumerate() {
                    write!(f, "{}`{product}`", if i > 0 { ", " } else { "" })?;
                }
                Ok(())
            }
            Self::Segment(segment) => write!(f, "does not serve the segment `{segment}`"),
            Self::Full { load, capacity } => {
                write!(f, "holds {}", Held(*load, Some(*capacity)))
            }
            Self::MoreLoaded { load, capacity } => {
                write!(f, "is more loaded with {}", Held(*load, *capacity))
            }
            Self::AsLoaded => f.write_str("is as loaded, and comes later"),
            Self::WeakerMatch { named, best } => {
                write!(f, "is named for {named} of what is needed, not for {best}")
            }
            Self::NotInTurn => f.write_str("comes later in turn"),
        }
    }
}

fn reasons(f: &mut fmt::Formatter<'_>, reasons: &[PassReason]) -> fmt::Result {
    for (i, reason) in reasons.iter().enumerate() {
        write!(f, "{}{reason}", if i > 0 { ", " } else { "" })?;
    }
    Ok(())
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ", self.person)?;
        reasons(f, &self.reasons)
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((person, why)) = &self.chosen {
            write!(f, "`{person}`, {why}")?;
            for passed in &self.passed_over {
                write!(f, "\n  not `{}`: ", passed.person)?;
                reasons(f, &passed.reasons)?;
            }
            return Ok(());
        }
        f.write_str("nobody, because ")?;
        if self.passed_over.is_empty() {
            return f.write_str("there is nobody to choose from");
        }
        for (i, passed) in self.passed_over.iter().enumerate() {
            write!(f, "{}{passed}", if i > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}
