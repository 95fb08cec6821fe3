use super::no_service_level::usual_service;
use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::{has_people, stages};
use crate::designer::propose::default_handoff;
use crate::policy::Rule;
use crate::process::{Purpose, RoleKind, SalesProcess, Subprocess};

lint! {
    NO_HANDOFF_RULE = "H01" "no-handoff-rule", Handoff, Error;
    what: "Looks for a process without a handoff policy that has both hunters and farmers, or that \
           keeps customers: it plans the subprocess retain, or a stage belongs to it or is for \
           retention. Hunters and farmers are roles of that kind, or, where no roles are listed, \
           kinds that stages name. A process of farmers only, in which nothing says that customers \
           are kept, hands nothing over. The fix sets the policy that is proposed for the profile, and \
           the service level where there is none.",
    why: "Sooner or later a customer passes from the hunter who won them to the farmer who keeps \
          them. Without a written rule it happens by quarrel or not at all: the hunter keeps whom \
          they like, and the others belong to nobody.",
    example: r#"process {"roles": [{"id": "ae", "kind": "hunter"}, {"id": "am", "kind": "farmer"}]}
start -> request -> offer -> won"#,
    instead: r#"process {"roles": [{"id": "ae", "kind": "hunter"}, {"id": "am", "kind": "farmer"}]}
process {"handoff": {"when": {"orders": {"at_least": 2}}, "accept_within_days": 5}}
start -> request -> offer -> won"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if process.handoff().is_some() {
        return Vec::new();
    }
    let has = |kind| has_people(process, kind);
    let message = match (has(RoleKind::Hunter), has(RoleKind::Farmer)) {
        (true, true) => {
            "there are hunters and farmers, and no policy says when a customer passes from one to \
             the other"
        }
        _ if keeps_customers(process) => {
            "customers are kept (`retain`), and no policy says when one passes to those who keep \
             them"
        }
        _ => return Vec::new(),
    };
    let help = "write a handoff policy: by which rule a customer is due, what is handed over, and \
                within how many days it is accepted";
    vec![Flaw::new(message).help(help).fix(usual_policy(process))]
}

fn usual_policy(process: &SalesProcess) -> Option<Fix> {
    let policy = Box::new(default_handoff(*process.profile()));
    let rule = Rule::try_from(policy.when.clone()?).ok()?;
    let title = format!("hand customers over by the usual policy, after {rule}");
    let edits = [Edit::SetHandoff { policy }].into_iter().chain(usual_service(process));
    Some(Fix::new(Safety::Suggested, title, edits.collect()))
}

fn keeps_customers(process: &SalesProcess) -> bool {
    process.subprocess(Subprocess::Retain).is_some()
        || stages(process).any(|stage| {
            stage.subprocess == Some(Subprocess::Retain) || stage.is_for(&Purpose::Retention)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    const HELP: &str = "help: write a handoff policy: by which rule a customer is due, what is \
                        handed over, and within how many days it is accepted";

    #[test]
    fn hunters_and_farmers() {
        let expected = format!(
            "there are hunters and farmers, and no policy says when a customer passes from one to \
             the other\n{HELP}"
        );
        let roles = "process {\"roles\": [{\"id\": \"a\", \"kind\": \"farmer\"}, {\"id\": \"b\", \"kind\": \"hunter\"}]}";
        check(&NO_HANDOFF_RULE, roles, &[&expected]);
        let kinds = "start -> a -> b -> won\na {\"role\": \"hunter\"}\nb {\"role\": \"farmer\"}";
        check(&NO_HANDOFF_RULE, kinds, &[&expected]);
    }

    #[test]
    fn customers_are_kept() {
        let expected = format!(
            "customers are kept (`retain`), and no policy says when one passes to those who keep \
             them\n{HELP}"
        );
        for kept in [
            "process {\"subprocesses\": {\"retain\": {}}}",
            "start -> a -> won\na {\"subprocess\": \"retain\", \"role\": \"hunter\"}",
            "start -> a -> won\na {\"subprocess\": \"retain\", \"role\": \"farmer\"}",
            "start -> a -> won\na {\"purpose\": \"retention\"}",
        ] {
            check(&NO_HANDOFF_RULE, kept, &[&expected]);
        }
    }

    #[test]
    fn the_fix_sets_a_policy_for_the_profile() {
        let kinds = "start -> a -> b -> won\na {\"role\": \"hunter\"}\nb {\"role\": \"farmer\"}";
        let title = "suggested: hand customers over by the usual policy, after any of (2 orders or \
                     more; 6 months since the first order)";
        let fixed = check_fix(&NO_HANDOFF_RULE, kinds, Some(title));
        assert_eq!(codes("H", &fixed), "H02");
    }

    #[test]
    fn where_nobody_hands_over_no_rule_is_needed() {
        check(&NO_HANDOFF_RULE, "start -> a -> won\na {\"role\": \"hunter\"}", &[]);
        check(&NO_HANDOFF_RULE, "start -> a -> won\na {\"role\": \"farmer\"}", &[]);
        check(&NO_HANDOFF_RULE, "process {\"pipelines\": []}", &[]);
    }

    #[test]
    fn a_policy_without_a_rule_is_told_by_another() {
        let policy = "process {\"handoff\": {}}\nstart -> a -> b -> won\na {\"role\": \"hunter\"}\nb {\"role\": \"farmer\"}";
        assert_eq!(codes("H0", policy), "H06 H02");
    }
}
