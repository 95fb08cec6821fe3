//! Says what follows from a pipeline: what every won deal passes, how likely
//! a deal is won, how long it takes, and where the process is weak.
//!
//! ```text
//! cargo run --release --example analyze -- PROCESS.json [--pipeline ID] [--format json|text]
//! ```
//!
//! Prints one JSON object about the first pipeline, or the one named; as text,
//! a table with the rest of what is known. Exits with 0, and with 3 where the
//! process cannot be read or its probabilities make no whole: then nothing is
//! printed, and stderr says where and why.

#[path = "shared/files.rs"]
mod files;
#[path = "shared/analysis_table.rs"]
mod table;

use std::ffi::OsString;
use std::process::ExitCode;

use sales_process::designer::{Analysis, ChancesError};
use sales_process::process::{Pipeline, StageKey, json};
use sales_process::{SalesProcess, StageId};
use serde::ser::{Serialize, SerializeMap, Serializer};

const USAGE: &str = "expected: PROCESS.json [--pipeline ID] [--format json|text]";

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(args: impl Iterator<Item = OsString>) -> Result<(), String> {
    let asked = Asked::of(args)?;
    let (text, process) = files::read_process(&asked.file)?;
    let (number, pipeline) =
        asked.pipeline_of(&process).map_err(|error| files::told_of(&asked.file, &error))?;
    let analysis = pipeline
        .analysis()
        .map_err(|error| files::told_of(&asked.file, &located(&text, number, pipeline, &error)))?;
    let output = match asked.format {
        Format::Json => Answer::of(pipeline, &analysis).to_json()?,
        Format::Text => table::write(pipeline, &analysis),
    };
    files::print(&output, "the analysis")
}

/// What the command is asked for.
struct Asked {
    file: OsString,
    pipeline: Option<String>,
    format: Format,
}

#[derive(Clone, Copy)]
enum Format {
    Json,
    Text,
}

impl Asked {
    fn of(mut args: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let (mut file, mut pipeline, mut format) = (None, None, None);
        while let Some(arg) = args.next() {
            let option = arg.to_string_lossy().into_owned();
            let mut named = || match args.next() {
                Some(name) => Ok(name.to_string_lossy().into_owned()),
                None => Err(format!("`{option}` names none; {USAGE}")),
            };
            let is_given_twice = match option.as_str() {
                "--pipeline" => pipeline.replace(named()?).is_some(),
                "--format" => format.replace(Format::of(&named()?)?).is_some(),
                _ if option.starts_with("--") => {
                    return Err(format!("there is no option `{option}`; {USAGE}"));
                }
                _ if file.replace(arg).is_some() => {
                    return Err(format!("more than one file is given; {USAGE}"));
                }
                _ => false,
            };
            if is_given_twice {
                return Err(format!("`{option}` is given twice; {USAGE}"));
            }
        }
        let file = file.ok_or_else(|| format!("no file is given; {USAGE}"))?;
        Ok(Self { file, pipeline, format: format.unwrap_or(Format::Json) })
    }

    /// The pipeline asked for and its number.
    fn pipeline_of<'a>(&self, process: &'a SalesProcess) -> Result<(usize, &'a Pipeline), String> {
        let pipelines = process.pipelines();
        let is_asked = |pipeline: &Pipeline| {
            self.pipeline.as_ref().is_none_or(|id| pipeline.id().as_str() == id)
        };
        let mut asked = pipelines.iter().enumerate().filter(|(_, pipeline)| is_asked(pipeline));
        asked.next().ok_or_else(|| {
            let known: Vec<_> = pipelines.iter().map(|one| format!("`{}`", one.id())).collect();
            match &self.pipeline {
                _ if known.is_empty() => {
                    "line 1: the process has no pipelines; expected one at least".to_owned()
                }
                Some(id) => format!("there is no pipeline `{id}`; expected {}", known.join(" or ")),
                None => "there is no pipeline".to_owned(),
            }
        })
    }
}

impl Format {
    fn of(name: &str) -> Result<Self, String> {
        match name {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            other => Err(format!("there is no format `{other}`; {USAGE}")),
        }
    }
}

/// Each stage whose probabilities make no whole, with its line and place.
fn located(text: &str, number: usize, pipeline: &Pipeline, error: &ChancesError) -> String {
    let place_of = |stage: StageKey| {
        let index = pipeline.stage_keys().position(|key| key == stage).unwrap_or_default();
        format!("pipelines[{number}].stages[{index}]")
    };
    let places: Vec<String> = error.all().iter().map(|found| place_of(found.stage)).collect();
    let lines = json::lines_of(text, &places);
    let told = error.all().iter().zip(&places).zip(lines);
    let told = told.map(|((found, place), line)| format!("line {line}: {place}: {found}"));
    told.collect::<Vec<_>>().join("\n")
}

/// The answer as JSON.
#[derive(serde::Serialize)]
struct Answer<'a> {
    mandatory_stages: Vec<&'a str>,
    win_probability: Numbers<'a>,
    expected_days: Numbers<'a>,
    expected_visits: ByStage<'a>,
    shortest_won_path: Option<Vec<&'a str>>,
    longest_won_path: Option<Vec<&'a str>>,
    assumed_uniform: Vec<&'a str>,
}

#[derive(serde::Serialize)]
struct Numbers<'a> {
    start: Option<f64>,
    stages: ByStage<'a>,
}

/// An object of numbers by the ids of stages, in the order of the draft.
struct ByStage<'a>(Vec<(&'a str, Option<f64>)>);

impl Serialize for ByStage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, number) in &self.0 {
            map.serialize_entry(id, number)?;
        }
        map.end()
    }
}

impl<'a> Answer<'a> {
    fn of(pipeline: &'a Pipeline, analysis: &Analysis) -> Self {
        let ids = |keys: &[StageKey]| -> Vec<&'a str> {
            keys.iter().filter_map(|key| pipeline.id_of(*key)).map(StageId::as_str).collect()
        };
        let by_stage = |number: &dyn Fn(StageKey) -> Option<f64>| {
            let stages = pipeline.stages().iter().zip(pipeline.stage_keys());
            ByStage(stages.map(|(stage, key)| (stage.id.as_str(), number(key))).collect())
        };
        Self {
            mandatory_stages: ids(analysis.mandatory_stages()),
            win_probability: Numbers {
                start: analysis.win_probability(),
                stages: by_stage(&|key| analysis.win_probability_at(key)),
            },
            expected_days: Numbers {
                start: analysis.expected_days(),
                stages: by_stage(&|key| analysis.expected_days_at(key)),
            },
            expected_visits: by_stage(&|key| analysis.expected_visits(key)),
            shortest_won_path: analysis.shortest_won_path().map(ids),
            longest_won_path: analysis.longest_won_path().map(ids),
            assumed_uniform: ids(analysis.assumed_uniform()),
        }
    }

    fn to_json(&self) -> Result<String, String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|error| format!("the analysis has no form: {error}"))
    }
}
