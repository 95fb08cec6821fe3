use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::process::{RoleKind, StageKey};

/// How many roles are offered at most.
const ROLES_SHOWN: usize = 6;

lint! {
    NO_RESPONSIBLE_ROLE = "Q07" "no-responsible-role", Quality, Warning;
    what: "Looks for working stages without a responsible role. They are told together; a stage \
           that allows it is left out. It is silent of stages that no deal can get to \
           (`unreachable-stage`, `disconnected-island`).",
    why: "What everybody may do nobody does: a deal waits there until somebody asks, and when it \
          is lost nobody was responsible.",
    example: "start -> request -> won",
    instead: r"start -> request -> won
request @hunter",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let (pipeline, entered) = (facts.pipeline, facts.entered());
    let is_nobodys =
        |stage: &StageKey| pipeline.working_stage(*stage).is_some_and(|stage| stage.role.is_none());
    let asked = |stage: &StageKey| {
        entered.contains(*stage) && !NO_RESPONSIBLE_ROLE.is_allowed(facts, *stage)
    };
    let found = pipeline.stage_keys().filter(|stage| is_nobodys(stage) && asked(stage));
    let found: Vec<StageKey> = found.collect();
    if found.is_empty() {
        return Vec::new();
    }
    let roles: Vec<&str> = match facts.process.roles() {
        [] => RoleKind::ALL.iter().map(RoleKind::name).collect(),
        roles => roles.iter().map(|role| role.id.as_str()).collect(),
    };
    let roles = listed(roles.iter().map(|role| format!("`{role}`")), ROLES_SHOWN);
    let help = format!("name the role that answers for the deal there; there are {roles}");
    let message = format!("nobody is responsible for a deal in {}", facts.names(&found));
    vec![Flaw::new(message).about(found).help(help)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const KINDS: &str = "`hunter`, `farmer`, `head_of_sales`, `partner`, `presales` and `delivery`";

    fn told(stages: &str, names: &str, roles: &str) -> String {
        format!(
            "{stages}: nobody is responsible for a deal in {names}\n\
             help: name the role that answers for the deal there; there are {roles}"
        )
    }

    #[test]
    fn nobody_owns_the_stage() {
        check(
            &NO_RESPONSIBLE_ROLE,
            "start -> a -> b -> c -> won\nb {\"role\": \"hunter\"}",
            &[&told("a, c", "`a` and `c`", KINDS)],
        );
    }

    #[test]
    fn the_roles_of_the_process_are_offered() {
        let roles = "process {\"roles\": [{\"id\": \"ae\", \"kind\": \"hunter\"}, \
                     {\"id\": \"se\", \"kind\": \"presales\"}]}\n";
        check(
            &NO_RESPONSIBLE_ROLE,
            &format!("{roles}start -> a -> won"),
            &[&told("a", "`a`", "`ae` and `se`")],
        );
        let owned = "start -> a -> won\na {\"role\": \"se\"}";
        check(&NO_RESPONSIBLE_ROLE, &format!("{roles}{owned}"), &[]);
    }

    #[test]
    fn a_dead_end_is_somebodys_too() {
        check(&NO_RESPONSIBLE_ROLE, "start -> a", &[&told("a", "`a`", KINDS)]);
    }

    #[test]
    fn what_no_deal_can_enter_is_told_as_that() {
        let a = "start -> a -> won\na {\"role\": \"hunter\"}\n";
        check(&NO_RESPONSIBLE_ROLE, &format!("{a}b -> a"), &[]);
        check(&NO_RESPONSIBLE_ROLE, &format!("{a}b -> won"), &[]);
    }

    #[test]
    fn a_stage_that_allows_it_is_left_out() {
        let allow = "{\"allow\": [{\"lint\": \"Q07\", \"reason\": \"the customer waits\"}]}";
        check(&NO_RESPONSIBLE_ROLE, &format!("start -> a -> won\na {allow}"), &[]);
        check(
            &NO_RESPONSIBLE_ROLE,
            &format!("start -> a -> b -> won\na {allow}"),
            &[&told("b", "`b`", KINDS)],
        );
    }
}
