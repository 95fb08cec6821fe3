use crate::designer::lint::definition::{Check, lint};
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::{Edit, Lint, explain};
use crate::process::{Allow, SalesProcess, StageKey};

lint! {
    UNUSED_ALLOW = "M01" "unused-allow", Settings, Warning;
    what: "Looks for stages, and processes, that allow a lint which finds nothing there, and for a lint that one \
           stage allows twice. What is about a pipeline as a whole no stage can allow. A lint that \
           is off is judged as if it were on, so that allows outlive a setting that is tried out; \
           one that nobody knows is `unknown-lint`.",
    why: "It says that something is wrong here and known, which is no longer so, and it will hide \
          the next flaw of that kind.",
    example: r#"start -> request -> offer -> won
request -> lost
offer {"allow": [{"lint": "dead-end-stage", "reason": "the shop takes over"}]}"#,
    instead: "start -> request -> offer -> won\n\
              request -> lost",
    checks: [Pipeline(check), Rest(check_process)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let mut finds = Finds { facts: facts.ignoring_allows(), known: Vec::new() };
    let mut flaws = Vec::new();
    for (key, stage) in facts.pipeline.stage_keys().zip(facts.pipeline.stages()) {
        let mut used: Vec<&Lint> = Vec::new();
        for allow in &stage.allow {
            // To allow this lint is to allow an allow: it is used by being there.
            let Some(lint) = explain(&allow.lint).filter(|lint| **lint != UNUSED_ALLOW) else {
                continue;
            };
            let again = used.contains(&lint);
            if finds.anything(lint, key) && !again {
                used.push(lint);
            } else {
                flaws.push(flaw(facts, key, lint, allow, again));
            }
        }
    }
    flaws
}

/// What the process as a whole allows and the linter does not find.
fn check_process(process: &SalesProcess) -> Vec<Flaw> {
    let mut used: Vec<&Lint> = Vec::new();
    let mut flaws = Vec::new();
    for allow in process.allowed() {
        let Some(lint) = explain(&allow.lint).filter(|lint| **lint != UNUSED_ALLOW) else {
            continue;
        };
        let finds = |check: &Check| match check {
            Check::Process(look) | Check::Rest(look) => !look(process).is_empty(),
            Check::Pipeline(look) => {
                let mut pipelines = process.pipelines().iter();
                pipelines.any(|it| !look(&Facts::of(process, it)).is_empty())
            }
        };
        let again = used.contains(&lint);
        if !again && lint.checks.iter().any(finds) {
            used.push(lint);
            continue;
        }
        let message = if again {
            format!("the process allows `{}` twice", lint.name)
        } else {
            format!("the process allows `{}`, which finds nothing", lint.name)
        };
        let title = format!("take the allow of `{}` away", lint.name);
        let edit = Edit::RemoveProcessAllow { allow: allow.clone() };
        let fix = Fix::new(Safety::Safe, title, vec![edit]);
        flaws.push(Flaw::new(message).help("take the allow away").fix(fix));
    }
    flaws
}

/// What lints find, allowed or not.
struct Finds<'a> {
    facts: Facts<'a>,
    /// The stages at which a lint finds something, in order.
    known: Vec<(&'static Lint, Vec<StageKey>)>,
}

impl Finds<'_> {
    fn anything(&mut self, lint: &'static Lint, at: StageKey) -> bool {
        let place = self.known.iter().position(|(known, _)| *known == lint);
        let place = place.unwrap_or_else(|| {
            self.known.push((lint, self.of(lint)));
            self.known.len() - 1
        });
        self.known.get(place).is_some_and(|(_, found)| found.binary_search(&at).is_ok())
    }

    fn of(&self, lint: &Lint) -> Vec<StageKey> {
        let mut found = Vec::new();
        for check in lint.checks {
            if let Check::Pipeline(look) = check {
                found.extend(look(&self.facts).into_iter().flat_map(|flaw| flaw.stages));
            }
        }
        found.sort_unstable();
        found
    }
}

fn flaw(facts: &Facts<'_>, key: StageKey, lint: &Lint, allow: &Allow, again: bool) -> Flaw {
    let name = facts.name(key);
    let message = if again {
        format!("{name} allows `{}` twice", lint.name)
    } else {
        format!("{name} allows `{}`, which finds nothing there", lint.name)
    };
    let stage = facts.pipeline.id_of(key).cloned();
    let fix = stage.map(|stage| {
        let (pipeline, allow) = (facts.pipeline.id().clone(), allow.clone());
        let title = format!("take the allow of `{}` away from {name}", lint.name);
        Fix::new(Safety::Safe, title, vec![Edit::RemoveAllow { pipeline, stage, allow }])
    });
    Flaw::new(message).about([key]).help("take the allow away").fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};

    const CHAIN: &str = "start -> a -> b -> won\na -> lost\n";

    #[test]
    fn nothing_is_found_there() {
        check(
            &UNUSED_ALLOW,
            &format!(
                "{CHAIN}a {{\"allow\": [{{\"lint\": \"S05\", \"reason\": \"x\"}}, \
                 {{\"lint\": \"too-many-stages\", \"reason\": \"x\"}}]}}"
            ),
            &[
                "a: `a` allows `dead-end-stage`, which finds nothing there\nhelp: take the allow away",
                "a: `a` allows `too-many-stages`, which finds nothing there\nhelp: take the allow away",
            ],
        );
    }

    #[test]
    fn what_silences_something_is_used_though_the_lint_is_off() {
        let dead_end = format!(
            "{CHAIN}b -> c\nc {{\"allow\": [{{\"lint\": \"dead-end-stage\", \"reason\": \"x\"}}]}}"
        );
        check(&UNUSED_ALLOW, &dead_end, &[]);
        let off = "process {\"lint\": {\"severity\": {\"S05\": \"off\"}}}";
        check(&UNUSED_ALLOW, &format!("{dead_end}\n{off}"), &[]);
    }

    #[test]
    fn the_second_of_two_silences_nothing() {
        let twice = format!(
            "{CHAIN}b -> c\nc {{\"allow\": [{{\"lint\": \"S05\", \"reason\": \"x\"}}, \
             {{\"lint\": \"dead-end-stage\", \"reason\": \"x\"}}]}}"
        );
        check(
            &UNUSED_ALLOW,
            &twice,
            &["c: `c` allows `dead-end-stage` twice\nhelp: take the allow away"],
        );
        let fixed = check_fix(
            &UNUSED_ALLOW,
            &twice,
            Some("safe: take the allow of `dead-end-stage` away from `c`"),
        );
        assert!(fixed.contains(r#""allow":[{"lint":"S05","reason":"x"}]"#), "{fixed}");
    }

    #[test]
    fn the_process_allows_with_a_reason() {
        let allow = |lint: &str| {
            format!(
                "process {{\"allow\": [{{\"lint\": \"{lint}\", \"reason\": \"the ERP does\"}}]}}\n{CHAIN}"
            )
        };
        let own = "a {\"purpose\": \"own\"}\nb {\"purpose\": \"own\"}\n";
        check(&UNUSED_ALLOW, &(allow("Q01") + own), &[]);
        check(&super::super::MISSING_REQUIRED_STAGE, &(allow("Q01") + own), &[]);
        check(
            &UNUSED_ALLOW,
            &allow("S05"),
            &[
                "the process allows `dead-end-stage`, which finds nothing\nhelp: take the allow away",
            ],
        );
        let title = Some("safe: take the allow of `dead-end-stage` away");
        let fixed = check_fix(&UNUSED_ALLOW, &allow("S05"), title);
        assert!(!fixed.contains("ERP"), "{fixed}");
    }

    #[test]
    fn all_stages_of_a_set_may_allow_it() {
        let allow = "{\"allow\": [{\"lint\": \"S06\", \"reason\": \"x\"}]}";
        let trap = format!("{CHAIN}b -> c -> d -> c\nc {allow}\nd {allow}");
        check(&UNUSED_ALLOW, &trap, &[]);
    }

    #[test]
    fn an_allow_of_this_lint_is_used_and_an_unknown_one_is_told_as_that() {
        let sketch = format!(
            "{CHAIN}a {{\"allow\": [{{\"lint\": \"M01\", \"reason\": \"x\"}}, \
             {{\"lint\": \"S05\", \"reason\": \"x\"}}]}}\n\
             b {{\"allow\": [{{\"lint\": \"S99\", \"reason\": \"x\"}}]}}"
        );
        check(&UNUSED_ALLOW, &sketch, &[]);
    }
}
