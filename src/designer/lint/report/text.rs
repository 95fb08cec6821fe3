//! Findings as a good compiler shows them.

use std::fmt::Write;

use super::{Place, Report, Spot};
use crate::designer::lint::facts::listed;
use crate::designer::lint::{Severity, Witness};

/// How many stages are named at most where a finding is.
const STAGES_SHOWN: usize = 8;
/// How many stages of a witness are shown at most.
const WITNESS_SHOWN: usize = 24;

pub(super) fn write(report: Report<'_>) -> String {
    let mut text = String::new();
    for spot in report.spots() {
        // Writing to a string does not fail.
        let _ = write_finding(&mut text, report, &spot);
    }
    text.push_str(&summary(report));
    text
}

fn write_finding(text: &mut String, report: Report<'_>, spot: &Spot<'_>) -> std::fmt::Result {
    let finding = spot.finding;
    writeln!(text, "{finding}")?;
    text.push_str("  --> ");
    if let Some(file) = report.file {
        text.push_str(file);
        if let Some(line) = spot.line {
            write!(text, ":{line}")?;
        }
        text.push_str(": ");
    }
    match &finding.pipeline {
        None => write!(text, "process `{}`", report.process.id())?,
        Some(pipeline) => write!(text, "pipeline `{pipeline}`")?,
    }
    if !finding.stages.is_empty() {
        let what = match spot.place {
            Place::Outcome(..) => "outcome",
            _ => "stage",
        };
        let several = if finding.stages.len() > 1 { "s" } else { "" };
        let ids = finding.stages.iter().map(|id| format!("`{id}`"));
        write!(text, ", {what}{several} {}", listed(ids, STAGES_SHOWN))?;
    }
    text.push('\n');
    if let Some(witness) = &finding.witness {
        writeln!(text, "   = {}", shown(witness))?;
    }
    if let Some(help) = &finding.help {
        writeln!(text, "   = help: {help}")?;
    }
    if let Some(fix) = &finding.fix {
        writeln!(text, "   = {fix}")?;
    }
    for fix in &finding.other_fixes {
        writeln!(text, "   = or {fix}")?;
    }
    text.push('\n');
    Ok(())
}

/// A witness with what it is, a long one cut in the middle: how it begins and
/// how it ends is what it proves.
fn shown(witness: &Witness) -> String {
    let (what, between) = match witness {
        Witness::Path(_) => ("path", " -> "),
        Witness::Set(_) => ("set", ", "),
    };
    let ids = witness.ids();
    if ids.len() <= WITNESS_SHOWN {
        return format!("{what}: {witness}");
    }
    let half = WITNESS_SHOWN / 2;
    let join = |ids: &[crate::value::StageId]| {
        ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(between)
    };
    let (begin, end) = (ids.get(..half), ids.get(ids.len() - half..));
    let (begin, end) = (join(begin.unwrap_or_default()), join(end.unwrap_or_default()));
    format!("{what}: {begin}{between}({} more){between}{end}", ids.len() - 2 * half)
}

fn summary(report: Report<'_>) -> String {
    let mut counts = Vec::new();
    for severity in Severity::ALL.iter().rev() {
        let count = report.findings.iter().filter(|f| f.severity == *severity).count();
        if count > 0 {
            counts.push(format!("{count} {severity}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if counts.is_empty() { "nothing found\n".to_owned() } else { counts.join(", ") + "\n" }
}
