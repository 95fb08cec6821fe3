//! A rule with its amounts in units and its parts knowing their memory.

use std::collections::HashMap;

use super::state::{Memory, Until};
use crate::value::units::Units;
use crate::value::{Month, Months, ProductId};

/// A node of the rule, in preorder as there.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) test: Test,
    pub(super) span: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Test {
    Orders(u32),
    Volume(i128),
    Tenure(Months),
    /// Of the memory in this slot.
    Bought(usize),
    SmallestOrder(usize),
    MonthlyVolume {
        slot: usize,
        at_least: i128,
        months: Months,
    },
    /// All, any and at least: so many members hold.
    Members(usize),
    Not,
}

/// How one memory of a state is kept.
#[derive(Debug, Clone)]
pub(super) enum Keeper {
    /// The first place of each product in the list.
    Bought(HashMap<ProductId, u32>),
    SmallestOrder {
        at_least: i128,
        months: Months,
    },
    MonthlyVolume {
        at_least: i128,
        months: Months,
    },
}

impl Keeper {
    pub(super) fn begin(&self) -> Memory {
        match self {
            Self::Bought(_) => Memory::Bought(None),
            Self::SmallestOrder { .. } => {
                Memory::SmallestOrder { live: Until::NOTHING, small: Until::NOTHING, full: None }
            }
            Self::MonthlyVolume { .. } => {
                Memory::MonthlyVolume { month: None, net: Units::ZERO, run: 0 }
            }
        }
    }
}

/// How many months in a row before `now` are good, up to as many as needed:
/// from the month of the last purchase, its net total, and the run before it.
/// A month without purchases has a total of zero, which is good where no more
/// is asked for; so are then all months before the first purchase.
pub(super) fn run_before(
    now: Month,
    month: Option<Month>,
    net: Units,
    run: u32,
    at_least: i128,
    months: Months,
) -> u32 {
    let empty_is_good = at_least <= 0;
    let Some(month) = month else { return if empty_is_good { months.count() } else { 0 } };
    // Not negative: purchases and questions come in time order.
    let passed = u32::try_from(now.since(month)).unwrap_or(0);
    let Some(empty) = passed.checked_sub(1) else { return run };
    let with_last = if net.get() >= at_least { run + 1 } else { 0 };
    let run = match (empty, empty_is_good) {
        (_, true) => with_last.saturating_add(empty),
        (0, false) => with_last,
        (_, false) => 0,
    };
    run.min(months.count())
}
