use super::no_service_level::usual_service;
use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::{has_people, sells_once, works_deals};
use crate::designer::propose::default_regular_when;
use crate::policy::Rule;
use crate::process::{RoleKind, SalesProcess};

lint! {
    NO_REGULAR_RULE = "H02" "no-regular-rule", Handoff, Warning;
    what: "Looks for a process that does not say when a customer becomes regular. A handoff policy \
           without a rule of its own goes by the same rule, and has none then. It is silent as long \
           as there is no pipeline with a stage, no handoff policy, no service level and no farmer. \
           The fix sets the rule that is proposed for the profile, and the service level where there \
           is none.",
    why: "To turn a new customer into a regular one is what selling aims at, and regular customers \
          bring a great part of the profit. Who they are must not be a matter of opinion: service \
          level, handoff and alerts depend on it.",
    example: "start -> request -> offer -> won",
    instead: r#"process {"regular_when": {"orders": {"at_least": 3}}}
start -> request -> offer -> won"#,
    checks: [Rest(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if sells_once(process) {
        return Vec::new();
    }
    let has_customers = works_deals(process)
        || process.handoff().is_some()
        || process.service_level().is_some()
        || has_people(process, RoleKind::Farmer);
    if process.regular_rule().is_some() || !has_customers {
        return Vec::new();
    }
    let goes_by_it = process.handoff().is_some() && process.handoff_rule().is_none();
    let message = if goes_by_it {
        "nothing says when a customer becomes regular, and the handoff, which goes by that rule, is \
         never due"
    } else {
        "nothing says when a customer becomes regular"
    };
    let help = "write the rule as `regular_when`: after so many orders, from so much volume on, or \
                when the smallest order over some months is not below so much";
    vec![Flaw::new(message).help(help).fix(usual_rule(process))]
}

fn usual_rule(process: &SalesProcess) -> Option<Fix> {
    let rule = default_regular_when(*process.profile());
    let words = Rule::try_from(rule.clone()).ok()?;
    let title = format!("call a customer regular by the usual rule: {words}");
    let edits = [Edit::SetRegularWhen { rule }].into_iter().chain(usual_service(process));
    Some(Fix::new(Safety::Suggested, title, edits.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};

    const HELP: &str = "help: write the rule as `regular_when`: after so many orders, from so much \
                        volume on, or when the smallest order over some months is not below so much";

    #[test]
    fn nothing_says_it() {
        let expected = format!("nothing says when a customer becomes regular\n{HELP}");
        check(&NO_REGULAR_RULE, "start -> a -> won", &[&expected]);
        let others = [
            r#"{"service_level": {}}"#,
            r#"{"roles": [{"id": "am", "kind": "farmer"}]}"#,
            r#"{"handoff": {"when": {"orders": {"at_least": 2}}}}"#,
        ];
        for entries in others {
            check(&NO_REGULAR_RULE, &format!("process {entries}"), &[&expected]);
        }
    }

    #[test]
    fn the_handoff_goes_by_it() {
        let expected = format!(
            "nothing says when a customer becomes regular, and the handoff, which goes by that \
             rule, is never due\n{HELP}"
        );
        check(&NO_REGULAR_RULE, "process {\"handoff\": {\"accept_within_days\": 5}}", &[&expected]);
    }

    #[test]
    fn a_rule_says_it() {
        let rule = "process {\"regular_when\": {\"tenure\": {\"months\": 6}}}\nstart -> a -> won";
        check(&NO_REGULAR_RULE, rule, &[]);
    }

    #[test]
    fn the_fix_sets_the_rule_for_the_profile() {
        let title = "suggested: call a customer regular by the usual rule: 3 orders or more";
        check_fix(&NO_REGULAR_RULE, "start -> a -> won", Some(title));
        let quick = "process {\"profile\": {\"nature\": \"transactional\"}, \"handoff\": {}}";
        let title = "suggested: call a customer regular by the usual rule: 4 orders or more";
        check_fix(&NO_REGULAR_RULE, quick, Some(title));
    }

    #[test]
    fn a_document_just_begun_need_not_say_it() {
        check(&NO_REGULAR_RULE, "process {\"pipelines\": []}", &[]);
        check(
            &NO_REGULAR_RULE,
            "process {\"roles\": [{\"id\": \"ae\", \"kind\": \"hunter\"}]}",
            &[],
        );
    }
}
