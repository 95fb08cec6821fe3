use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::policy::Rule;
use crate::process::SalesProcess;

lint! {
    HANDOFF_NEVER_DUE = "H03" "handoff-never-due", Handoff, Error;
    what: "Looks for rules that can never hold, in when a customer is due for handoff and in when one \
           becomes regular: a rule and its own `not` side by side under one `all`, at whatever depth. \
           Each such `all` is told, and whether the whole rule can never hold because of it or only \
           a part of it. Only rules that are written alike are seen to be the same.",
    why: "No customer ever meets it, whatever they buy, and nobody is told: the handoff just does not \
          happen.",
    example: r#"process {"handoff": {"when": {"all": [{"orders": {"at_least": 2}}, {"not": {"orders": {"at_least": 2}}}]}}}"#,
    instead: r#"process {"handoff": {"when": {"all": [{"orders": {"at_least": 2}}, {"tenure": {"months": 2}}]}}}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let policy = process.handoff();
    let (regular, handoff) = (process.regular_rule(), process.handoff_rule());
    let has_own = policy.is_some_and(|policy| policy.when.is_some());
    let mut flaws = Vec::new();
    if let Some(rule) = regular {
        let whose = if policy.is_some() && !has_own {
            "regular, nor due for handoff, which goes by the same rule"
        } else {
            "regular"
        };
        flaws.extend(told(rule, whose, "for regular customers"));
    }
    if let (Some(rule), true) = (handoff, has_own) {
        flaws.extend(told(rule, "due for handoff", "for the handoff"));
    }
    flaws
}

fn told(rule: &Rule, whose: &str, which: &str) -> Vec<Flaw> {
    let never_holds = rule.never_holds();
    let contradictions = rule.contradictions().into_iter().map(|part| {
        let message = if never_holds {
            format!("no customer can ever be {whose}: the rule asks at once for `{part}` and for its `not`")
        } else {
            format!(
                "a part of the rule {which} can never hold: it asks at once for `{part}` and for \
                 its `not`"
            )
        };
        Flaw::new(message).help("keep the one of the two that is meant")
    });
    contradictions.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const BOTH: &str =
        r#"{"all": [{"orders": {"at_least": 2}}, {"not": {"orders": {"at_least": 2}}}]}"#;
    const HELP: &str = "help: keep the one of the two that is meant";

    #[track_caller]
    fn check_rules(entries: &str, expected: &[&str]) {
        let expected: Vec<String> = expected.iter().map(|text| format!("{text}\n{HELP}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&HANDOFF_NEVER_DUE, &format!("process {{{entries}}}"), &expected);
    }

    #[test]
    fn a_rule_that_contradicts_itself() {
        check_rules(
            &format!(
                r#""handoff": {{"when": {BOTH}}}, "regular_when": {{"orders": {{"at_least": 2}}}}"#
            ),
            &[
                "no customer can ever be due for handoff: the rule asks at once for `2 orders or more` \
               and for its `not`",
            ],
        );
        check_rules(
            &format!(r#""regular_when": {BOTH}"#),
            &[
                "no customer can ever be regular: the rule asks at once for `2 orders or more` and for \
               its `not`",
            ],
        );
    }

    #[test]
    fn the_handoff_may_go_by_the_same_rule() {
        check_rules(
            &format!(r#""regular_when": {BOTH}, "handoff": {{}}"#),
            &[
                "no customer can ever be regular, nor due for handoff, which goes by the same rule: \
               the rule asks at once for `2 orders or more` and for its `not`",
            ],
        );
    }

    #[test]
    fn a_part_that_contradicts_itself() {
        let part = format!(r#"{{"any": [{{"tenure": {{"months": 9}}}}, {BOTH}]}}"#);
        check_rules(
            &format!(r#""regular_when": {part}, "handoff": {{"when": {part}}}"#),
            &[
                "a part of the rule for regular customers can never hold: it asks at once for \
                 `2 orders or more` and for its `not`",
                "a part of the rule for the handoff can never hold: it asks at once for \
                 `2 orders or more` and for its `not`",
            ],
        );
    }

    #[test]
    fn rules_that_can_hold() {
        check_rules(r#""regular_when": {"orders": {"at_least": 2}}, "handoff": {}"#, &[]);
        check_rules(r#""handoff": {}"#, &[]);
        check_rules("", &[]);
    }
}
