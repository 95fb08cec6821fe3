//! [`Report`]: findings as people and machines read them, one file each.

mod sarif;
mod text;

use std::collections::HashMap;
use std::fmt;

use super::Finding;
use crate::process::json;
use crate::process::{Pipeline, SalesProcess, StageKey};
use crate::value::{Language, PipelineId};

/// Findings to be shown, with the process they were found in.
///
/// ```
/// use sales_process::SalesProcess;
/// use sales_process::designer::lint::{Report, Severity};
///
/// let text = r#"{"format": "sales-process/1", "id": "acme", "name": "Acme",
///   "pipelines": [{"id": "main",
///     "stages": [{"id": "request", "start": true, "purpose": "payment_tracking"},
///                {"id": "callback"}],
///     "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
///     "moves": [{"from": "request", "to": "won"}, {"from": "request", "to": "lost"},
///               {"from": "request", "to": "callback"}]}]}"#;
/// let process = SalesProcess::from_json(text)?;
/// let mut findings = process.lint();
/// findings.retain(|finding| finding.severity == Severity::Error);
/// assert_eq!(
///     Report::new(&process, &findings).read_from("acme.json", text).to_text(),
///     "\
/// error[S05 dead-end-stage]: no move leads out of `callback`, so a deal there can neither go on nor end
///   --> acme.json:4: pipeline `main`, stage `callback`
///    = help: add a move to the stage that comes next, or to an outcome
///    = fix (suggested): let a deal in `callback` be lost
///
/// 1 error
/// "
/// );
/// # Ok::<(), sales_process::process::ReadError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    process: &'a SalesProcess,
    findings: &'a [Finding],
    file: Option<&'a str>,
    text: Option<&'a str>,
    language: Language,
}

impl<'a> Report<'a> {
    /// Findings of a process.
    pub fn new(process: &'a SalesProcess, findings: &'a [Finding]) -> Self {
        Self { process, findings, file: None, text: None, language: Language::English }
    }

    /// Says which file the process was read from and what stands in it, so
    /// that places are shown with the file and the line.
    #[must_use]
    pub fn read_from(self, file: &'a str, text: &'a str) -> Self {
        Self { file: Some(file), text: Some(text), ..self }
    }

    /// Sets the language of the readable text; English unless set.
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The findings as readable text, and how many there are of each
    /// severity; `nothing found` where there are none.
    pub fn to_text(self) -> String {
        text::write(self)
    }

    /// The findings as a JSON array of objects, each with `lint`, `code`,
    /// `severity`, `message`, `pipeline`, `stages`, `witness` and `help`.
    pub fn to_json(self) -> String {
        // Texts and lists of texts always have a form.
        serde_json::to_string_pretty(self.findings).unwrap_or_default()
    }

    /// The findings as a log in the Static Analysis Results Interchange
    /// Format, SARIF 2.1.0, with all lints as its rules.
    pub fn to_sarif(self) -> String {
        sarif::write(self)
    }

    /// Where each finding is.
    fn spots(self) -> Vec<Spot<'a>> {
        let pipelines = self.process.pipelines().iter().enumerate();
        let pipelines: HashMap<&PipelineId, (usize, &Pipeline)> =
            pipelines.map(|(index, pipeline)| (pipeline.id(), (index, pipeline))).collect();
        let spot = |finding: &'a Finding| {
            let pipeline = finding.pipeline.as_ref().and_then(|id| pipelines.get(id).copied());
            Spot { finding, place: place(finding, pipeline), line: None }
        };
        let mut spots: Vec<Spot<'a>> = self.findings.iter().map(spot).collect();
        if let Some(text) = self.text {
            let places: Vec<String> = spots.iter().map(|spot| spot.place.dotted()).collect();
            for (spot, line) in spots.iter_mut().zip(json::lines_of(text, &places)) {
                spot.line = Some(line);
            }
        }
        spots
    }
}

fn place(finding: &Finding, pipeline: Option<(usize, &Pipeline)>) -> Place {
    let Some((index, pipeline)) = pipeline else { return Place::Process };
    match finding.stages.first().and_then(|stage| pipeline.key(stage.as_str())) {
        Some(key) => Place::of(index, key, pipeline.stages().len()),
        None => Place::Pipeline(index),
    }
}

/// The findings as readable text.
impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// A finding and where it is.
struct Spot<'a> {
    finding: &'a Finding,
    place: Place,
    /// The line of the text the process was read from, from 1.
    line: Option<usize>,
}

/// A place in the stored form of a process.
#[derive(Clone, Copy)]
enum Place {
    Process,
    Pipeline(usize),
    Stage(usize, usize),
    Outcome(usize, usize),
}

impl Place {
    fn of(pipeline: usize, key: StageKey, stages: usize) -> Self {
        match key.index().checked_sub(stages) {
            None => Self::Stage(pipeline, key.index()),
            Some(outcome) => Self::Outcome(pipeline, outcome),
        }
    }

    /// The path as problems name it: `pipelines[0].stages[2]`.
    fn dotted(self) -> String {
        match self {
            Self::Process => String::new(),
            Self::Pipeline(pipeline) => format!("pipelines[{pipeline}]"),
            Self::Stage(pipeline, stage) => format!("pipelines[{pipeline}].stages[{stage}]"),
            Self::Outcome(pipeline, outcome) => {
                format!("pipelines[{pipeline}].outcomes[{outcome}]")
            }
        }
    }

    /// The path as a JSON pointer: `/pipelines/0/stages/2`.
    fn pointer(self) -> String {
        match self {
            Self::Process => String::new(),
            Self::Pipeline(pipeline) => format!("/pipelines/{pipeline}"),
            Self::Stage(pipeline, stage) => format!("/pipelines/{pipeline}/stages/{stage}"),
            Self::Outcome(pipeline, outcome) => {
                format!("/pipelines/{pipeline}/outcomes/{outcome}")
            }
        }
    }
}
