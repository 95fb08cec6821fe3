//! Findings as a log in SARIF 2.1.0, which code hosts and editors read.
//!
//! A result is located by the file and line, where they are known, and by a
//! logical location: the stage, with the JSON pointer of where it is stored.

use serde::Serialize;

use super::{Place, Report, Spot};
use crate::designer::lint::{Lint, Severity, Witness, all};
use crate::value::StageId;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool<'a>,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    name: &'a str,
    short_description: Message<'a>,
    full_description: Message<'a>,
    help: Message<'a>,
    default_configuration: Configuration,
    properties: Tags<'a>,
}

#[derive(Serialize)]
struct Configuration {
    level: Level,
}

#[derive(Serialize)]
struct Tags<'a> {
    tags: [&'a str; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    text: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
    Note,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: Level,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<CodeFlow<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    name: &'a str,
    fully_qualified_name: String,
    kind: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow<'a> {
    thread_flows: [ThreadFlow<'a>; 1],
}

#[derive(Serialize)]
struct ThreadFlow<'a> {
    locations: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    location: Location<'a>,
}

pub(super) fn write(report: Report<'_>) -> String {
    let driver = Driver {
        name: "sales-process",
        version: env!("CARGO_PKG_VERSION"),
        rules: all().iter().map(|lint| rule(lint)).collect(),
    };
    let results = report.spots().iter().map(|spot| result(report, spot)).collect();
    let run = Run { tool: Tool { driver }, results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    // Texts, numbers and lists of them always have a form.
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn rule(lint: &'static Lint) -> Rule<'static> {
    Rule {
        id: lint.code,
        name: lint.name,
        short_description: message(lint.what),
        full_description: message(lint.why),
        help: Message { text: lint.to_string().into() },
        default_configuration: Configuration { level: level(lint.severity) },
        properties: Tags { tags: [lint.group.name()] },
    }
}

fn result<'a>(report: Report<'a>, spot: &Spot<'a>) -> SarifResult<'a> {
    let finding = spot.finding;
    let help = finding.help.as_ref().map(|help| format!("{}\nhelp: {help}", finding.message));
    let text = help.map_or_else(|| finding.message.as_str().into(), Into::into);
    let located = |ids: &'a [StageId]| ids.iter().filter_map(|id| place_of(report, spot, id));
    let code_flows = match &finding.witness {
        Some(Witness::Path(way)) => {
            let locations = located(way).map(|location| Step { location }).collect();
            vec![CodeFlow { thread_flows: [ThreadFlow { locations }] }]
        }
        // A set is made of the stages that the finding is about.
        Some(Witness::Set(_)) | None => Vec::new(),
    };
    SarifResult {
        rule_id: finding.lint.code,
        rule_index: all().iter().position(|lint| *lint == finding.lint),
        level: level(finding.severity),
        message: Message { text },
        locations: [Location {
            physical_location: report.file.map(|file| physical(file, spot.line)),
            logical_locations: [logical(report, spot)],
        }],
        related_locations: located(finding.stages.get(1..).unwrap_or_default()).collect(),
        code_flows,
    }
}

fn message(text: &str) -> Message<'_> {
    Message { text: text.into() }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Notice => Level::Note,
    }
}

fn physical(file: &str, line: Option<usize>) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: ArtifactLocation { uri: uri(file) },
        region: line.map(|start_line| Region { start_line }),
    }
}

/// The innermost thing that a finding is about.
fn logical<'a>(report: Report<'a>, spot: &Spot<'a>) -> LogicalLocation<'a> {
    let finding = spot.finding;
    let stage = finding.stages.first().map(AsRef::as_ref);
    let pipeline = finding.pipeline.as_ref().map(AsRef::as_ref);
    let name = stage.or(pipeline).unwrap_or(report.process.id().as_str());
    LogicalLocation { name, fully_qualified_name: spot.place.pointer(), kind: "object" }
}

/// Where another stage of the pipeline is.
fn place_of<'a>(report: Report<'a>, spot: &Spot<'a>, id: &'a StageId) -> Option<Location<'a>> {
    let (Place::Pipeline(index) | Place::Stage(index, _) | Place::Outcome(index, _)) = spot.place
    else {
        return None;
    };
    let pipeline = report.process.pipelines().get(index)?;
    let place = Place::of(index, pipeline.key(id.as_str())?, pipeline.stages().len());
    let fully_qualified_name = place.pointer();
    let logical = LogicalLocation { name: id.as_str(), fully_qualified_name, kind: "object" };
    Some(Location { physical_location: None, logical_locations: [logical] })
}

/// The path of a file as a reference to it: everything but letters, digits
/// and what separates is written as its bytes.
fn uri(file: &str) -> String {
    let mut uri = String::with_capacity(file.len());
    for byte in file.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.extend(['%', hex(byte >> 4), hex(byte & 0xF)]),
        }
    }
    uri
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}
