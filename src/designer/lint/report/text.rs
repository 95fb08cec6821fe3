//! Findings as a good compiler shows them.

use std::fmt::Write;

use super::{Place, Report, Spot};
use crate::designer::lint::facts::listed_in;
use crate::designer::lint::{Severity, Witness};
use crate::value::Language;

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

/// The fixed words of the report, each in English, Russian and Romanian.
const ERROR: [&str; 3] = ["error", "ошибка", "eroare"];
const WARNING: [&str; 3] = ["warning", "предупреждение", "avertisment"];
const NOTICE: [&str; 3] = ["notice", "замечание", "observație"];
const PROCESS: [&str; 3] = ["process", "процесс", "procesul"];
const PIPELINE: [&str; 3] = ["pipeline", "воронка", "pâlnia"];
const STAGE: [&str; 3] = ["stage", "этап", "etapa"];
const STAGES: [&str; 3] = ["stages", "этапы", "etapele"];
const OUTCOME: [&str; 3] = ["outcome", "исход", "finalul"];
const OUTCOMES: [&str; 3] = ["outcomes", "исходы", "finalurile"];
const PATH: [&str; 3] = ["path", "путь", "drumul"];
const SET: [&str; 3] = ["set", "вместе", "împreună"];
const HELP: [&str; 3] = ["help", "что поможет", "ce ajută"];
const NOTHING: [&str; 3] = ["nothing found", "ничего не найдено", "nu s-a găsit nimic"];

fn severity(severity: Severity) -> [&'static str; 3] {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Notice => NOTICE,
    }
}

fn write_finding(text: &mut String, report: Report<'_>, spot: &Spot<'_>) -> std::fmt::Result {
    let (finding, language) = (spot.finding, report.language);
    let message = finding.message_in(report.process, language);
    let level = language.of(severity(finding.severity));
    writeln!(text, "{level}[{} {}]: {message}", finding.lint.code, finding.lint.name)?;
    text.push_str("  --> ");
    if let Some(file) = report.file {
        text.push_str(file);
        if let Some(line) = spot.line {
            write!(text, ":{line}")?;
        }
        text.push_str(": ");
    }
    match &finding.pipeline {
        None => write!(text, "{} `{}`", language.of(PROCESS), report.process.id())?,
        Some(pipeline) => write!(text, "{} `{pipeline}`", language.of(PIPELINE))?,
    }
    if !finding.stages.is_empty() {
        let what = match (spot.place, finding.stages.len()) {
            (Place::Outcome(..), 1) => OUTCOME,
            (Place::Outcome(..), _) => OUTCOMES,
            (_, 1) => STAGE,
            _ => STAGES,
        };
        let ids = finding.stages.iter().map(|id| format!("`{id}`"));
        let ids = listed_in(language, ids, STAGES_SHOWN);
        write!(text, ", {} {ids}", language.of(what))?;
    }
    text.push('\n');
    if let Some(witness) = &finding.witness {
        writeln!(text, "   = {}", shown(witness, language))?;
    }
    if let Some(help) = &finding.help_in(language) {
        writeln!(text, "   = {}: {help}", language.of(HELP))?;
    }
    // What fixes do is written in English; in other languages the help says it.
    if language == Language::English {
        let fixes = finding.fix.iter().map(|fix| ("", fix));
        for (or, fix) in fixes.chain(finding.other_fixes.iter().map(|fix| ("or ", fix))) {
            writeln!(text, "   = {or}{fix}")?;
        }
    }
    text.push('\n');
    Ok(())
}

/// A witness with what it is, a long one cut in the middle: how it begins and
/// how it ends is what it proves.
fn shown(witness: &Witness, language: Language) -> String {
    let (what, between) = match witness {
        Witness::Path(_) => (PATH, " -> "),
        Witness::Set(_) => (SET, ", "),
    };
    let what = language.of(what);
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
    let more = language.of(["more", "ещё", "altele"]);
    format!("{what}: {begin}{between}({} {more}){between}{end}", ids.len() - 2 * half)
}

fn summary(report: Report<'_>) -> String {
    let mut counts = Vec::new();
    for level in Severity::ALL.iter().rev() {
        let count = report.findings.iter().filter(|f| f.severity == *level).count();
        let word = report.language.of(severity(*level));
        match (count, report.language) {
            (0, _) => {}
            (_, Language::English) => {
                counts.push(format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
            }
            // A word before its number needs no form for it.
            _ => counts.push(format!("{word}: {count}")),
        }
    }
    let nothing = report.language.of(NOTHING).to_owned();
    if counts.is_empty() { nothing + "\n" } else { counts.join(", ") + "\n" }
}
