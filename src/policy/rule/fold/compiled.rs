//! A rule with its amounts in units and its parts knowing their memory.

use std::collections::HashMap;

use super::RuleFold;
use super::state::{Memory, Until};
use crate::policy::rule::{Leaf, Part, Rule};
use crate::value::units::{Units, units};
use crate::value::{Month, Months, ProductId, Zone};

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

impl Rule {
    /// Makes the rule ready to fold orders in time order, with months that
    /// begin in this time zone (for `monthly_volume`).
    pub fn fold(&self, zone: impl Into<Zone>) -> RuleFold {
        let offset = zone.into();
        let mut keepers = Vec::new();
        let mut keep = |keeper| {
            keepers.push(keeper);
            keepers.len() - 1
        };
        let mut tests = Vec::with_capacity(self.nodes.len());
        for (place, node) in self.nodes.iter().enumerate() {
            let test = match &node.part {
                Part::Leaf(leaf) => match leaf {
                    Leaf::Orders(at_least) => Test::Orders(*at_least),
                    Leaf::Volume(at_least) => Test::Volume(units(*at_least)),
                    Leaf::Tenure(months) => Test::Tenure(*months),
                    Leaf::Bought(any_of) => {
                        let mut places = HashMap::with_capacity(any_of.len());
                        for (product, place) in any_of.iter().zip(0..) {
                            places.entry(product.clone()).or_insert(place);
                        }
                        Test::Bought(keep(Keeper::Bought(places)))
                    }
                    Leaf::SmallestOrder { at_least, months } => {
                        let (at_least, months) = (units(*at_least), *months);
                        let slot = keep(Keeper::SmallestOrder { at_least, months });
                        Test::SmallestOrder(slot)
                    }
                    Leaf::MonthlyVolume { at_least, months } => {
                        let (at_least, months) = (units(*at_least), *months);
                        let slot = keep(Keeper::MonthlyVolume { at_least, months });
                        Test::MonthlyVolume { slot, at_least, months }
                    }
                },
                Part::All => {
                    let below = self.nodes.get(place + 1..place + node.span).unwrap_or_default();
                    Test::Members(crate::policy::rule::Members(below).count())
                }
                Part::Any => Test::Members(1),
                Part::AtLeast(count) => {
                    Test::Members(usize::try_from(*count).unwrap_or(usize::MAX))
                }
                Part::Not => Test::Not,
            };
            tests.push(Node { test, span: node.span });
        }
        let has = |wanted: fn(&Test) -> bool| tests.iter().any(|node| wanted(&node.test));
        RuleFold {
            sums_volume: has(|test| matches!(test, Test::Volume(_))),
            sums_months: has(|test| matches!(test, Test::MonthlyVolume { .. })),
            needs_first_order: has(|t| matches!(t, Test::Tenure(_) | Test::SmallestOrder(_))),
            fingerprint: fingerprint(self, offset),
            rule: self.clone(),
            offset,
            tests,
            keepers,
        }
    }
}

/// FNV-1a of rule and offset: stored states outlive a release of the standard
/// library, whose own hash may change with it.
fn fingerprint(rule: &Rule, offset: Zone) -> u32 {
    // Writing a rule as JSON fails for none.
    let text = serde_json::to_string(rule).unwrap_or_default() + &offset.to_string();
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
