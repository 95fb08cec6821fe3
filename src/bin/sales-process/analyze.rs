use std::path::PathBuf;

use clap::ValueEnum;
use sales_process::SalesProcess;
use sales_process::designer::ChancesError;
use sales_process::process::{Pipeline, StageKey, json};

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
            Format::Json => {
                let text = serde_json::to_string_pretty(&analysis.report(pipeline));
                text.map_err(|error| format!("the analysis has no form: {error}"))? + "\n"
            }
            Format::Text => analysis.report(pipeline).to_string(),
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
