use crate::designer::label::spoken;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::process::{Criterion, RoleKind, StageKey};

/// How many roles a message lists at most.
const SHOWN: usize = 8;

lint! {
    APPROVAL_WITHOUT_APPROVER = "Q24" "approval-without-approver", Quality, Error;
    what: "Looks for criteria that are satisfied only by the approval of roles that nobody has: none \
           of them is a role of the process or, where it lists none, works in a stage (a head of \
           sales is always there); and for criteria that ask for a field which the process does not \
           declare.",
    why: "Nobody can ever satisfy it, so that every deal stops there or is let through by an override.",
    example: r#"start -> offer -> won
offer {"role": "hunter", "exit_criteria": [{"id": "discount", "text": "the discount is approved", "approval": ["delivery"]}]}"#,
    instead: r#"start -> offer -> won
offer {"role": "hunter", "exit_criteria": [{"id": "discount", "text": "the discount is approved", "approval": ["head_of_sales"]}]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let stages = facts.pipeline.stage_keys().zip(facts.pipeline.stages());
    stages
        .flat_map(|(key, stage)| {
            let criteria = stage.entry_criteria.iter().chain(&stage.exit_criteria);
            criteria.filter_map(move |criterion| flaw(facts, key, criterion))
        })
        .collect()
}

fn flaw(facts: &Facts<'_>, key: StageKey, criterion: &Criterion) -> Option<Flaw> {
    let process = facts.process;
    let (name, text) = (facts.name(key), criterion.words(process.fields()));
    if let Some(field) = &criterion.field {
        if process.fields().get(field).is_none() {
            let message = format!(
                "`{text}` of {name} asks for `{field}`, which no field of the process is called"
            );
            let help = "declare the field, or ask for one that there is";
            return Some(Flaw::new(message).about([key]).help(help));
        }
    }
    let there = |role: &String| match process.roles() {
        [] => {
            role == RoleKind::HeadOfSales.name()
                || facts.pipeline.stages().iter().any(|stage| stage.role.as_ref() == Some(role))
        }
        roles => roles.iter().any(|known| known.id == *role || known.kind.name() == role),
    };
    if criterion.approval.is_empty() || criterion.approval.iter().any(there) {
        return None;
    }
    let roles = criterion.approval.iter().map(|role| spoken(role));
    let message = format!(
        "`{text}` of {name} is approved by {}, and nobody has that role",
        listed(roles.collect::<Vec<_>>().into_iter(), SHOWN)
    );
    let help = "name a role that somebody has, or add it to the roles of the process";
    Some(Flaw::new(message).about([key]).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    fn sketch(approval: &str) -> String {
        format!(
            "start -> a -> b -> won\nb {{\"role\": \"presales\"}}\na {{\"role\": \"hunter\", \"exit_criteria\": \
             [{{\"id\": \"x\", \"text\": \"the discount is approved\", \"approval\": [{approval}]}}]}}"
        )
    }

    #[test]
    fn nobody_has_the_role() {
        check(
            &APPROVAL_WITHOUT_APPROVER,
            &sketch("\"delivery\", \"farmer\""),
            &[
                "a: `the discount is approved` of `a` is approved by delivery and farmer, and nobody has \
               that role\nhelp: name a role that somebody has, or add it to the roles of the process",
            ],
        );
        for there in ["\"presales\"", "\"head_of_sales\"", "\"delivery\", \"hunter\""] {
            check(&APPROVAL_WITHOUT_APPROVER, &sketch(there), &[]);
        }
    }
}
