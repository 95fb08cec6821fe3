//! [`Change`]: one thing that is asked about.

use std::fmt;
use std::str::FromStr;

use crate::process::{Days, Stage};
use crate::value::Probability;
use crate::value::text::choices;

/// One thing that could be different. Stages and outcomes are named by their
/// ids.
///
/// As text: `drop:STAGE`, `merge:A+B`, `share:A->B=0.6`, `days:A=3`,
/// `people:ROLE=4`, `leads:50`. A stage added has no text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// A stage is left out.
    Drop {
        /// The stage.
        stage: String,
    },
    /// Two stages become one; a move leads from the first to the second.
    Merge {
        /// The stage that stays.
        first: String,
        /// The stage that becomes part of it.
        second: String,
    },
    /// A stage stands behind another, on all its ways on.
    Add {
        /// The stage added: its days, role and hours of work count.
        stage: Box<Stage>,
        /// The stage it stands behind.
        after: String,
        /// The part of the deals that it loses.
        lost: Probability,
    },
    /// Another share of the deals in a stage takes a move.
    Share {
        /// The stage.
        from: String,
        /// Where the move leads.
        to: String,
        /// The share.
        share: Probability,
    },
    /// Deals stay in a stage for so many days.
    Days {
        /// The stage.
        stage: String,
        /// The days.
        days: Days,
    },
    /// A role has so many people.
    People {
        /// The role.
        role: String,
        /// How many.
        people: u32,
    },
    /// So many leads come a month.
    Leads {
        /// How many; at least 0.
        a_month: f64,
    },
}

/// A text that is no change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no change; expected `drop:STAGE`, `merge:A+B`, `share:A->B=0.6`, `days:A=3`, \
     `people:ROLE=4` or `leads:50`"
)]
pub struct ChangeError(String);

impl FromStr for Change {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Self, ChangeError> {
        parsed(text).ok_or_else(|| ChangeError(crate::value::text::excerpt(text)))
    }
}

fn parsed(text: &str) -> Option<Change> {
    let (kind, rest) = text.split_once(':')?;
    let named = |id: &str| Some(id.trim().to_owned()).filter(|id| !id.is_empty());
    // Ids may hold signs; the last one is ours.
    let value = || rest.rsplit_once('=');
    Some(match kind.trim() {
        "drop" => Change::Drop { stage: named(rest)? },
        "merge" => {
            let (first, second) = rest.split_once('+')?;
            Change::Merge { first: named(first)?, second: named(second)? }
        }
        "share" => {
            let (ends, share) = value()?;
            let (from, to) = ends.split_once("->")?;
            Change::Share { from: named(from)?, to: named(to)?, share: share.trim().parse().ok()? }
        }
        "days" => {
            let (stage, days) = value()?;
            let days = Days::new(days.trim().parse().ok()?).ok()?;
            Change::Days { stage: named(stage)?, days }
        }
        "people" => {
            let (role, people) = value()?;
            let people: std::num::NonZeroU32 = people.trim().parse().ok()?;
            Change::People { role: named(role)?, people: people.get() }
        }
        "leads" => {
            let a_month: f64 = rest.trim().parse().ok()?;
            Some(Change::Leads { a_month }).filter(|_| a_month.is_finite() && a_month >= 0.0)?
        }
        _ => return None,
    })
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drop { stage } => write!(f, "drop:{stage}"),
            Self::Merge { first, second } => write!(f, "merge:{first}+{second}"),
            Self::Add { stage, after, .. } => write!(f, "add:{} after {after}", stage.id),
            Self::Share { from, to, share } => write!(f, "share:{from}->{to}={share}"),
            Self::Days { stage, days } => write!(f, "days:{stage}={}", days.count()),
            Self::People { role, people } => write!(f, "people:{role}={people}"),
            Self::Leads { a_month } => write!(f, "leads:{a_month}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_they_are_written() {
        for text in
            ["drop:a", "merge:a+b", "share:a->b=0.6", "days:a=3.5", "people:hunter=4", "leads:50"]
        {
            assert_eq!(text.parse::<Change>().unwrap().to_string(), text);
        }
        for text in
            ["", "drop:", "merge:a", "share:a->b", "share:a->b=1.5", "days:a=-1", "leads:-1", "x:a"]
        {
            assert!(text.parse::<Change>().is_err(), "{text}");
        }
        let message = "swap:a".parse::<Change>().unwrap_err().to_string();
        assert!(message.starts_with("`swap:a` is no change; expected `drop:STAGE`"), "{message}");
    }
}

choices! {
    /// What is assumed of the deals that a dropped stage lost.
    pub enum LostDeals {
        /// They travel like the others and are lost where those would be won,
        /// so that the chance to win stays.
        LostLater = "lost_later",
        /// They go on and fare like the others.
        LostGoOn = "lost_go_on",
    }
}
