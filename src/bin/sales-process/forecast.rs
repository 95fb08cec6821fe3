use std::path::PathBuf;

use chrono::NaiveDate;
use sales_process::Zone;
use sales_process::history::{BackTest, DealForecast, ForecastOptions, StageHistory};
use serde::Serialize;

use crate::input::{nearly, read_process, table_in};
use crate::output::{Answer, Format, json};
use crate::stages::{converted, pipeline_in, read_stages, stages_of};
use crate::tables::{RateArgs, TableArgs, stated};

/// Say what the open deals will bring by a day: wins and revenue, with how sure that is
///
/// DIR holds `stages.csv` and `process.json`. Each open deal goes on from its stage and its age in it
/// as deals did so far; for a stage that nobody has left yet, as the process states.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process forecast data --by 2026-12-31 --back-test")]
pub(crate) struct Args {
    /// The folder of the files
    dir: PathBuf,
    /// Up to which day, that day included
    #[arg(long, value_name = "DATE")]
    by: NaiveDate,
    /// The same seed gives the same answer
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Say how good such forecasts would have been at past days
    #[arg(long)]
    back_test: bool,
    /// The pipeline of the process that the deals ran by; the first one where none is named
    #[arg(long, value_name = "ID")]
    pipeline: Option<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    currencies: RateArgs,
    #[command(flatten)]
    tables: TableArgs,
}

#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    forecast: DealForecast,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_test: Option<BackTest>,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let file = self.dir.join("process.json");
        let (_, process) = read_process(&file)?;
        let zone: Zone = self.tables.zone().unwrap_or(process.zone());
        let none = || {
            let near =
                nearly(&self.dir, "stages").map_or(String::new(), |near| format!("; {near}"));
            format!("{}: there is no `stages.csv` in the folder{near}", self.dir.display())
        };
        let stages = table_in(&self.dir, "stages")?.ok_or_else(none)?;
        let of_process = stated(process.zone());
        let rates = self.currencies.read(Some(&self.dir), &self.tables, of_process)?;
        let (log, mut told) = read_stages(&stages, &self.tables, of_process)?;
        let pipeline = pipeline_in(&process, &file, self.pipeline.as_deref(), &log)?;
        let log = stages_of(&process, pipeline, &log, &mut told)?;
        let log = converted(log, rates.as_ref(), zone, &mut told)?;
        let history = StageHistory::beside(&log, pipeline);
        let next = self.by.succ_opt().and_then(|day| zone.instant_of(day.into()));
        let by = next.ok_or_else(|| format!("`{}` is too far away", self.by))?;
        let options = ForecastOptions::before(by).seed(self.seed);
        let forecast = history.forecast(&options).map_err(|error| error.to_string())?;
        let back_test = if self.back_test {
            Some(history.back_test(&options).map_err(|error| error.to_string())?)
        } else {
            None
        };
        let stdout = match self.format {
            Format::Json => json(&Found { forecast, back_test })?,
            Format::Text => {
                let test = back_test.map_or(String::new(), |test| test.to_string());
                format!("{forecast}{test}")
            }
        };
        Ok(Answer { stdout, stderr: told.lines, code: told.code })
    }
}
