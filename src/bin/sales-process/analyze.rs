use std::path::PathBuf;

use clap::ValueEnum;
use sales_process::designer::{Analysis, ChancesError};
use sales_process::process::{Pipeline, StageKey, json};
use sales_process::{SalesProcess, StageId};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::analyze_table;
use crate::input::{read_process, told_of};
use crate::output::Answer;

/// Say what follows from a pipeline: what every won deal passes, the chance to win, the days
///
/// Prints one JSON object about the first pipeline, or the one named; as text, a table with the
/// rest of what is known and where the process is weak.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process analyze process.json --format text")]
pub(crate) struct Args {
    /// The process, as JSON
    process: PathBuf,
    /// The pipeline asked about; the first one where none is named
    #[arg(long, value_name = "ID")]
    pipeline: Option<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// One object
    #[default]
    Json,
    /// A table for people
    Text,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (text, process) = read_process(&self.process)?;
        let (number, pipeline) =
            self.pipeline_of(&process).map_err(|error| told_of(&self.process, &error))?;
        let analysis = pipeline
            .analysis()
            .map_err(|error| told_of(&self.process, &located(&text, number, pipeline, &error)))?;
        Ok(Answer::of(match self.format {
            Format::Json => Figures::of(pipeline, &analysis).to_json()?,
            Format::Text => analyze_table::write(pipeline, &analysis),
        }))
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
struct Figures<'a> {
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

impl<'a> Figures<'a> {
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
