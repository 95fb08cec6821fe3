//! Running the lints over a process.

use super::catalogue;
use super::definition::Check;
use super::facts::Facts;
use super::finding::{Flaw, Proof};
use super::{Finding, Lint, Severity, Witness};
use crate::process::{LintSettings, SalesProcess};
use crate::value::StageId;

impl SalesProcess {
    /// What is wrong with the process; nothing where the list is empty.
    ///
    /// Findings about the whole process come first, then those of each
    /// pipeline in the order of the document, then what the process could say
    /// besides its pipelines. Within each they are in the order of the lints'
    /// codes, and those of one lint in the order of the stages. What the process
    /// allows with a reason is not looked for. The same process gives the same
    /// findings.
    pub fn lint(&self) -> Vec<Finding> {
        let allows = |lint: &Lint| self.allowed().iter().any(|it| lint.is_called(&it.lint));
        let active: Vec<(&'static Lint, Severity)> = catalogue::all()
            .iter()
            .filter(|lint| !allows(lint))
            .filter_map(|lint| Some((*lint, severity(lint, self.lint_settings())?)))
            .collect();
        let mut findings = Vec::new();
        for (lint, severity) in &active {
            for check in lint.checks {
                if let Check::Process(look) = check {
                    let flaws = look(self).into_iter();
                    findings.extend(flaws.map(|flaw| finding(lint, *severity, None, flaw)));
                }
            }
        }
        for pipeline in self.pipelines() {
            let facts = Facts::of(self, pipeline);
            for (lint, severity) in &active {
                for check in lint.checks {
                    if let Check::Pipeline(look) = check {
                        let mut flaws = look(&facts);
                        flaws.retain(|flaw| !is_allowed(flaw, lint, &facts));
                        flaws.sort_by_key(|flaw| flaw.stages.first().copied());
                        let flaws = flaws.into_iter();
                        findings
                            .extend(flaws.map(|flaw| finding(lint, *severity, Some(&facts), flaw)));
                    }
                }
            }
        }
        for (lint, severity) in &active {
            for check in lint.checks {
                if let Check::Rest(look) = check {
                    let flaws = look(self).into_iter();
                    findings.extend(flaws.map(|flaw| finding(lint, *severity, None, flaw)));
                }
            }
        }
        findings
    }
}

/// How serious the process says the findings of a lint are, by its name or
/// else by its code; as the lint says where it says nothing. `None`: off.
fn severity(lint: &Lint, settings: &LintSettings) -> Option<Severity> {
    let configured =
        settings.severity.get(lint.name).or_else(|| settings.severity.get(lint.code)).copied();
    configured.map_or(Some(lint.severity), Severity::of)
}

/// Whether one of the stages that a finding is about allows it.
fn is_allowed(flaw: &Flaw, lint: &Lint, facts: &Facts<'_>) -> bool {
    flaw.stages.iter().any(|stage| lint.is_allowed(facts, *stage))
}

fn finding(
    lint: &'static Lint,
    severity: Severity,
    facts: Option<&Facts<'_>>,
    flaw: Flaw,
) -> Finding {
    let ids = |keys: Vec<_>| -> Vec<StageId> {
        let pipeline = facts.map(|facts| facts.pipeline);
        keys.into_iter().filter_map(|key| pipeline?.id_of(key).cloned()).collect()
    };
    Finding {
        lint,
        severity,
        message: flaw.message,
        pipeline: facts.map(|facts| facts.pipeline.id().clone()),
        stages: ids(flaw.stages),
        purposes: flaw.purposes,
        witness: flaw.proof.map(|proof| match proof {
            Proof::Path(way) => Witness::Path(ids(way)),
            Proof::Set(stages) => Witness::Set(ids(stages)),
        }),
        help: flaw.help,
        fix: flaw.fix,
        other_fixes: flaw.other_fixes,
    }
}
