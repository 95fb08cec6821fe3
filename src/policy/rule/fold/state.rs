//! What is kept of one customer: a few dozen bytes, whatever the number of orders.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::policy::rule::verdict::or_last;
use crate::value::Month;
use crate::value::units::Units;

/// What a [`RuleFold`](super::RuleFold) keeps of the orders of one customer
/// recorded so far.
///
/// It holds no ids: the application keys it. Its size does not depend on
/// the number of orders: 96 bytes, and for a rule with two or more parts that
/// remember something of their own (`bought`, `smallest_order`,
/// `monthly_volume`), 40 bytes on the heap for each of them. Through serde it
/// is stored, and goes on in another process; an unknown version is refused.
// Aligned, so that one state is on two cache lines and never on three, and
// in this order, so that `prefetch` reads one field of each.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(into = "super::stored::StateForm", try_from = "super::stored::StateForm")]
#[repr(C, align(32))]
pub struct RuleState {
    pub(super) memory: Memory,
    /// Which rule it belongs to; see `RuleFold::fingerprint`.
    pub(super) fingerprint: u32,
    /// Orders so far; returns are none.
    pub(super) orders: u32,
    /// The last purchase. It is judged only when a later one comes or when
    /// asked, because more may come at the same instant.
    pub(in crate::policy::rule) last: Option<DateTime<Utc>>,
    /// INVARIANT: before `last`.
    pub(super) due: Option<DateTime<Utc>>,
    pub(super) first_order: Option<DateTime<Utc>>,
    /// The net total so far, where the rule asks for it.
    pub(super) volume: Units,
}

impl RuleState {
    /// Reads each of its cache lines, so that both are cached when it is folded.
    pub(super) fn prefetch(&self) -> u32 {
        let first = u32::from(matches!(self.memory, Memory::Nothing));
        first ^ self.volume.touch()
    }
}

impl fmt::Debug for RuleState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleState")
            .field("last_recorded", &self.last)
            .field("orders", &self.orders)
            .finish_non_exhaustive()
    }
}

/// What the parts of a rule remember of one customer beside what all share.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Memory {
    /// No part remembers anything.
    Nothing,
    /// `bought`: when first, and the product's place in the list.
    Bought(Option<(DateTime<Utc>, u32)>),
    /// `smallest_order`: when the last order leaves its window, and the last
    /// one below the threshold. Adding months is not monotonic (31 January and
    /// 30 January both give 28 February), so these are maxima, and not what the
    /// last order gives. No queue of live orders is needed: whether one is live
    /// is a question about the last to leave.
    /// The third is the first order + months, before which it does not hold.
    SmallestOrder { live: Until, small: Until, full: Option<DateTime<Utc>> },
    /// `monthly_volume`: the month of the last purchase, its net total, and
    /// how many months in a row before it were good (no more than are needed).
    MonthlyVolume { month: Option<Month>, net: Units, run: u32 },
    /// Two or more parts, as they stand in the rule; none of them is `Several`.
    Several(Box<[Memory]>),
}

impl Memory {
    /// What several parts remember, or one, or none.
    pub(super) fn joined(mut memories: Vec<Memory>) -> Self {
        match (memories.pop(), memories.is_empty()) {
            (None, _) => Self::Nothing,
            (Some(one), true) => one,
            (Some(last), false) => {
                memories.push(last);
                Self::Several(memories.into())
            }
        }
    }

    pub(super) fn slot(&self, slot: usize) -> Option<&Memory> {
        match self {
            Self::Several(memories) => memories.get(slot),
            one => Some(one),
        }
    }

    pub(super) fn slot_mut(&mut self, slot: usize) -> Option<&mut Memory> {
        match self {
            Self::Several(memories) => memories.get_mut(slot),
            one => Some(one),
        }
    }
}

/// The end of a window: an instant, or `None` for one past the end of the
/// calendar, which never comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Until(pub(super) Option<DateTime<Utc>>);

impl Until {
    /// No window at all: no instant is before the first one.
    pub(super) const NOTHING: Self = Self(Some(DateTime::<Utc>::MIN_UTC));

    /// Whether the window is open at an instant.
    pub(super) fn covers(self, t: DateTime<Utc>) -> bool {
        self.0.is_none_or(|end| t < end)
    }

    pub(super) fn extend(&mut self, other: Until) {
        self.0 = self.0.zip(other.0).map(|(mine, theirs)| mine.max(theirs));
    }

    /// For people, while it covers an instant.
    pub(super) fn shown(self, t: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.covers(t).then(|| or_last(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The promise of the docs, and two cache lines.
    #[test]
    fn a_state_is_small() {
        assert_eq!(size_of::<RuleState>(), 96);
        assert_eq!(size_of::<Memory>(), 40);
    }

    #[test]
    fn a_window_that_never_ends_is_the_longest() {
        let (early, late) = (DateTime::<Utc>::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC);
        let mut until = Until::NOTHING;
        assert!(!until.covers(DateTime::<Utc>::MIN_UTC));
        until.extend(Until(Some(early)));
        until.extend(Until::NOTHING);
        assert_eq!(until.0, Some(early));
        until.extend(Until(None));
        until.extend(Until(Some(late)));
        assert!(until.covers(late));
    }
}
