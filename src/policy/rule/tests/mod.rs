//! Rules against a second evaluation of them, and against their meaning.

mod agreement;
mod meaning;
mod oracle;

use super::*;

#[track_caller]
fn check_refused(rule: Result<Rule, RuleError>, message: &str) {
    assert_eq!(rule.unwrap_err().to_string(), message);
}

fn volume(text: &str) -> Rule {
    Rule::volume(text.parse().unwrap())
}

#[test]
fn what_is_not_a_rule_is_refused() {
    let one = || Rule::orders(1).unwrap();
    check_refused(Rule::orders(0), "`orders` asks for 0 orders; expected at least 1");
    check_refused(Rule::bought([]), "`bought` names no product; expected at least one");
    check_refused(Rule::all([]), "`all` has no rules in it; expected at least one");
    check_refused(Rule::any([]), "`any` has no rules in it; expected at least one");
    check_refused(Rule::at_least(1, []), "`at_least` has no rules in it; expected at least one");
    check_refused(
        Rule::at_least(0, [one(), one()]),
        "`at_least` asks for 0 of 2 rules; expected a count from 1 to 2",
    );
    check_refused(
        Rule::at_least(3, [one(), one()]),
        "`at_least` asks for 3 of 2 rules; expected a count from 1 to 2",
    );
    check_refused(
        Rule::any([one(), volume("1 GBP"), volume("2 GBP"), volume("1 EUR")]),
        "the rule speaks of GBP and of EUR; state all its amounts in one currency",
    );
}

#[test]
fn nesting_has_a_limit() {
    let mut rule = volume("1 GBP");
    for depth in 2..=Rule::MOST_NESTED {
        rule = rule.not().unwrap();
        assert_eq!(rule.depth(), depth);
    }
    assert_eq!(rule.currency().unwrap().code(), "GBP");
    check_refused(rule.not(), "the rule is nested more than 32 levels deep; say it with fewer");
}

#[test]
fn members_are_found_by_their_spans() {
    let inner = Rule::all([Rule::orders(1).unwrap(), volume("1 GBP")]).unwrap();
    let rule = Rule::any([inner.clone(), Rule::orders(2).unwrap(), inner.not().unwrap()]).unwrap();
    let spans: Vec<usize> = Members(rule.nodes.get(1..).unwrap()).map(<[Node]>::len).collect();
    assert_eq!(spans, [3, 1, 4]);
    assert_eq!(rule.depth(), 4);
}
