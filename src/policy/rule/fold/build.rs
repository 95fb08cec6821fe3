//! A rule made ready to fold orders.

use std::collections::HashMap;

use super::RuleFold;
use super::compiled::{Keeper, Node, Test};
use crate::policy::rule::{Leaf, Part, Rule};
use crate::value::Zone;
use crate::value::units::units;

impl Rule {
    /// Makes the rule ready to fold orders in time order, with months that
    /// begin in this zone (for `monthly_volume`).
    pub fn fold(&self, zone: impl Into<Zone>) -> RuleFold {
        let zone = zone.into();
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
            fingerprint: fingerprint(self, zone),
            rule: self.clone(),
            zone,
            tests,
            keepers,
        }
    }
}

/// FNV-1a of rule and zone: stored states outlive a release of the standard
/// library, whose own hash may change with it.
fn fingerprint(rule: &Rule, zone: Zone) -> u32 {
    // Writing a rule as JSON fails for none.
    let text = serde_json::to_string(rule).unwrap_or_default() + &zone.to_string();
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
