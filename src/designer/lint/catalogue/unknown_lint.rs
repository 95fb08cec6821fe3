use crate::designer::label::shown;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::{all, explain};
use crate::process::SalesProcess;
use crate::value::text::nearest;

lint! {
    UNKNOWN_LINT = "M02" "unknown-lint", Settings, Error;
    what: "Looks for names that are not the name or the code of a lint, in the severities that the \
           process sets and in what stages allow.",
    why: "What was meant to be silenced or made an error is not, and nobody notices.",
    example: r#"process {"lint": {"severity": {"no-lost-outcomes": "off"}}}
start -> request -> offer -> won"#,
    instead: r#"process {"lint": {"severity": {"no-lost-outcome": "off"}}}
start -> request -> offer -> won"#,
    checks: [Process(check_settings), Pipeline(check)],
}

fn check_settings(process: &SalesProcess) -> Vec<Flaw> {
    let named = process.lint_settings().severity.keys();
    let flaw = |name: &String| Some(Flaw::new(message(name)?).help(help(name)));
    let mut flaws: Vec<Flaw> = named.filter_map(flaw).collect();
    flaws.extend(process.allowed().iter().filter_map(|allow| flaw(&allow.lint)));
    flaws
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (key, stage) in facts.pipeline.stage_keys().zip(facts.pipeline.stages()) {
        for allow in &stage.allow {
            if let Some(message) = message(&allow.lint) {
                let message = format!("{message}, so {} allows nothing by it", facts.name(key));
                flaws.push(Flaw::new(message).about([key]).help(help(&allow.lint)));
            }
        }
    }
    flaws
}

/// That a name is not one of a lint, where it is not.
fn message(name: &str) -> Option<String> {
    let unknown = explain(name).is_none();
    unknown.then(|| format!("there is no lint `{}`", shown(name)))
}

fn help(name: &str) -> String {
    let names = all().iter().flat_map(|lint| [lint.name, lint.code]);
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "write the name or the code of a lint, such as `dead-end-stage` or `S05`".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[test]
    fn the_nearest_name_or_code_is_told() {
        check(
            &UNKNOWN_LINT,
            r#"process {"lint": {"severity": {"S1": "off", "dead_end_stage": "off", "zzz": "off"}}}
            start -> a -> won"#,
            &[
                "there is no lint `S1`\nhelp: did you mean `S01`?",
                "there is no lint `dead_end_stage`\nhelp: did you mean `dead-end-stage`?",
                "there is no lint `zzz`\n\
                 help: write the name or the code of a lint, such as `dead-end-stage` or `S05`",
            ],
        );
    }

    #[test]
    fn a_stage_allows_nothing_by_it() {
        check(
            &UNKNOWN_LINT,
            r#"start -> a -> won
            a {"allow": [{"lint": "dead-end", "reason": "x"}, {"lint": "S05", "reason": "x"}]}"#,
            &["a: there is no lint `dead-end`, so `a` allows nothing by it\n\
               help: write the name or the code of a lint, such as `dead-end-stage` or `S05`"],
        );
    }

    #[test]
    fn names_and_codes_are_known() {
        check(
            &UNKNOWN_LINT,
            r#"process {"lint": {"severity": {"S01": "off", "dead-end-stage": "off", "M02": "error"}}}
            start -> a -> won"#,
            &[],
        );
    }
}
