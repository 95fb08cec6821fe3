//! What is certain of a rule before any customer is looked at.
//!
//! Only what the shape of the rule proves is certain; a rule can be pointless
//! in ways that are not seen here.

use std::collections::HashSet;
use std::fmt;

use super::{Leaf, Members, Node, Part, Rule};

/// Whether something holds, whoever the customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Always,
    Never,
    /// It depends on the customer.
    Open,
}

/// A part of a rule, for a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartOfRule<'a>(&'a [Node]);

impl fmt::Display for PartOfRule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::words::say(self.0, f)
    }
}

impl Rule {
    /// For every `all`, at whatever depth, that has a rule and its own `not`
    /// side by side, and so can never hold: the first such rule in it. Each
    /// once, in the order in which the rule is read.
    pub(crate) fn contradictions(&self) -> Vec<PartOfRule<'_>> {
        let mut found = Vec::new();
        let mut told = HashSet::new();
        for (place, node) in self.nodes.iter().enumerate() {
            if node.part == Part::All {
                // A node's span begins at itself.
                let below = self.nodes.get(place + 1..place + node.span).unwrap_or_default();
                let part = beside_its_not(below).filter(|part| told.insert(*part));
                found.extend(part.map(PartOfRule));
            }
        }
        found
    }

    /// Whether it can never hold, because of its contradictions.
    pub(crate) fn never_holds(&self) -> bool {
        certainty(&self.nodes, &|_| Certainty::Open) == Certainty::Never
    }

    /// Whether it holds at the instant of the first order, whatever that is:
    /// one order is there, no month has passed since the first, and no month
    /// before it had orders that add up to something. (Several orders placed
    /// at that instant count together, and returns may lie before it.)
    pub(crate) fn holds_from_the_first_order(&self) -> bool {
        let at_the_first = |leaf: &Leaf| match leaf {
            Leaf::Orders(1) => Certainty::Always,
            Leaf::SmallestOrder { .. } | Leaf::Tenure(_) => Certainty::Never,
            Leaf::MonthlyVolume { at_least, .. } if at_least.is_positive() => Certainty::Never,
            _ => Certainty::Open,
        };
        certainty(&self.nodes, &at_the_first) == Certainty::Always
    }
}

/// The first of some members that stands beside its own `not`.
fn beside_its_not(below: &[Node]) -> Option<&[Node]> {
    let denied: HashSet<&[Node]> = Members(below)
        .filter_map(|member| match member {
            [Node { part: Part::Not, .. }, denied @ ..] => Some(denied),
            _ => None,
        })
        .collect();
    Members(below).find(|member| denied.contains(member))
}

// Rules are at most `Rule::MOST_NESTED` deep.
fn certainty(nodes: &[Node], leaf: &impl Fn(&Leaf) -> Certainty) -> Certainty {
    let Some((node, below)) = nodes.split_first() else { return Certainty::Open };
    let of_members = |needed: usize| {
        let (mut members, mut always, mut never) = (0, 0, 0);
        for member in Members(below) {
            members += 1;
            match certainty(member, leaf) {
                Certainty::Always => always += 1,
                Certainty::Never => never += 1,
                Certainty::Open => {}
            }
        }
        if always >= needed.min(members) {
            Certainty::Always
        } else if never > members - needed.min(members) {
            Certainty::Never
        } else {
            Certainty::Open
        }
    };
    match &node.part {
        Part::Leaf(one) => leaf(one),
        Part::Not => match certainty(below, leaf) {
            Certainty::Always => Certainty::Never,
            Certainty::Never => Certainty::Always,
            Certainty::Open => Certainty::Open,
        },
        // Of a rule and its own `not`, one holds and one does not.
        Part::All if beside_its_not(below).is_some() => Certainty::Never,
        Part::Any if beside_its_not(below).is_some() => Certainty::Always,
        Part::All => of_members(usize::MAX),
        Part::Any => of_members(1),
        Part::AtLeast(needed) => of_members(usize::try_from(*needed).unwrap_or(usize::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    #[track_caller]
    fn check_contradictions(json: &str, parts: &[&str], never_holds: bool) {
        let rule = rule(json);
        let found: Vec<String> = rule.contradictions().iter().map(ToString::to_string).collect();
        assert_eq!(found, parts);
        assert_eq!(rule.never_holds(), never_holds);
    }

    const TWICE: &str = r#"{"orders":{"at_least":2}}"#;
    const NOT_TWICE: &str = r#"{"not":{"orders":{"at_least":2}}}"#;

    #[test]
    fn a_rule_and_its_not_side_by_side_contradict_each_other() {
        let both = format!(r#"{{"all":[{TWICE},{{"tenure":{{"months":1}}}},{NOT_TWICE}]}}"#);
        check_contradictions(&both, &["2 orders or more"], true);
        let denied = format!(r#"{{"all":[{{"not":{NOT_TWICE}}},{NOT_TWICE}]}}"#);
        check_contradictions(&denied, &["not (2 orders or more)"], true);
        let wide = format!(
            r#"{{"all":[{{"any":[{TWICE},{TWICE}]}},{{"not":{{"any":[{TWICE},{TWICE}]}}}}]}}"#
        );
        check_contradictions(&wide, &["any of (2 orders or more; 2 orders or more)"], true);
    }

    #[test]
    fn a_part_that_never_holds_may_leave_the_rule_another_way() {
        let both = format!(r#"{{"all":[{TWICE},{NOT_TWICE}]}}"#);
        let part = ["2 orders or more"];
        check_contradictions(&format!(r#"{{"any":[{both},{TWICE}]}}"#), &part, false);
        check_contradictions(&format!(r#"{{"not":{both}}}"#), &part, false);
        check_contradictions(&format!(r#"{{"any":[{both}]}}"#), &part, true);
        check_contradictions(&format!(r#"{{"all":[{both},{TWICE}]}}"#), &part, true);
        let of = |count: u32| {
            format!(r#"{{"at_least":{{"count":{count},"of":[{both},{TWICE},{TWICE}]}}}}"#)
        };
        check_contradictions(&of(2), &part, false);
        check_contradictions(&of(3), &part, true);
    }

    #[test]
    fn each_contradiction_is_told_once() {
        let both = format!(r#"{{"all":[{TWICE},{NOT_TWICE}]}}"#);
        let other = r#"{"all":[{"not":{"tenure":{"months":2}}},{"tenure":{"months":2}}]}"#;
        check_contradictions(
            &format!(r#"{{"any":[{both},{other},{both}]}}"#),
            &["2 orders or more", "2 months since the first order"],
            true,
        );
    }

    #[test]
    fn what_does_not_stand_side_by_side_is_not_looked_at() {
        check_contradictions(&format!(r#"{{"any":[{TWICE},{NOT_TWICE}]}}"#), &[], false);
        check_contradictions(&format!(r#"{{"all":[{TWICE},{TWICE}]}}"#), &[], false);
        check_contradictions(
            &format!(r#"{{"all":[{TWICE},{{"all":[{NOT_TWICE}]}}]}}"#),
            &[],
            false,
        );
        let more = r#"{"not":{"orders":{"at_least":3}}}"#;
        check_contradictions(&format!(r#"{{"all":[{TWICE},{more}]}}"#), &[], false);
    }

    #[track_caller]
    fn check_first_order(json: &str, holds: bool) {
        assert_eq!(rule(json).holds_from_the_first_order(), holds, "{json}");
    }

    #[test]
    fn what_holds_from_the_first_order() {
        let once = r#"{"orders":{"at_least":1}}"#;
        let tenure = r#"{"tenure":{"months":1}}"#;
        let bought = r#"{"bought":{"any_of":["a"]}}"#;
        let smallest = r#"{"smallest_order":{"at_least":"-1 GBP","months":1}}"#;
        let monthly = |amount: &str| {
            format!(r#"{{"monthly_volume":{{"at_least":"{amount} GBP","months":1}}}}"#)
        };
        let not = |rule: &str| format!(r#"{{"not":{rule}}}"#);
        check_first_order(once, true);
        check_first_order(TWICE, false);
        // Two orders can be placed at one instant.
        check_first_order(NOT_TWICE, false);
        check_first_order(bought, false);
        check_first_order(r#"{"volume":{"at_least":"-1 GBP"}}"#, false);
        for never in [tenure, smallest, &monthly("0.01"), &not(once)] {
            check_first_order(never, false);
            check_first_order(&not(never), true);
        }
        check_first_order(&not(&monthly("0")), false);
        check_first_order(&format!(r#"{{"any":[{bought},{once}]}}"#), true);
        check_first_order(&format!(r#"{{"all":[{bought},{once}]}}"#), false);
        check_first_order(&format!(r#"{{"all":[{},{once}]}}"#, not(tenure)), true);
        check_first_order(&format!(r#"{{"any":[{bought},{}]}}"#, not(bought)), true);
        check_first_order(&not(&format!(r#"{{"all":[{bought},{}]}}"#, not(bought))), true);
        let of = |count: u32| {
            format!(r#"{{"at_least":{{"count":{count},"of":[{once},{bought},{}]}}}}"#, not(tenure))
        };
        check_first_order(&of(2), true);
        check_first_order(&of(3), false);
    }

    #[test]
    fn the_deepest_rule_is_read_once() {
        let mut deep = Rule::orders(1).unwrap();
        while deep.depth() < Rule::MOST_NESTED {
            deep = Rule::at_least(1, [deep, Rule::orders(2).unwrap()]).unwrap();
        }
        assert!(deep.holds_from_the_first_order());
        assert!(!deep.never_holds());
    }
}
