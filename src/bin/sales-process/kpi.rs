use std::path::PathBuf;

use clap::ValueEnum;
use sales_process::Rate;
use sales_process::kpi::{Dimension, Groups, Statistics, Weakness};
use serde::Serialize;

use crate::input::read_process;
use crate::kpi_data::{self, When};
use crate::output::Answer;
use crate::tables::{RateArgs, TableArgs, stated};

/// Report the KPIs of the sales process from the files of a folder
///
/// DIR holds any of `leads.csv`, `deals.csv`, `orders.csv` and `costs.csv`; one that is not there is
/// an empty one. Prints JSON, `null` where a KPI is undefined, or a table. A row that is wrong is
/// reported on stderr with its file and line, and nothing is printed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: sales-process kpi figures --from 2026-01-01 --by source --format text"
)]
pub(crate) struct Args {
    /// The folder of the files
    dir: PathBuf,
    #[command(flatten)]
    when: When,
    /// Report for each source, owner, product, month or currency; twice for pairs
    #[arg(long, value_name = "DIMENSION")]
    by: Vec<Dimension>,
    /// Which customers are one, `merged,survivor`, beside a `merges.csv` in the folder
    #[arg(long, value_name = "FILE")]
    merges: Option<PathBuf>,
    /// A process with targets: the weak places are written too
    #[arg(long, value_name = "FILE")]
    process: Option<PathBuf>,
    /// Add how far leads came, how long won deals took, deals by their age, cohorts by month
    #[arg(long)]
    statistics: bool,
    /// How the report is written; the text always has the statistics
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    currencies: RateArgs,
    #[command(flatten)]
    tables: TableArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, ValueEnum)]
enum Format {
    /// One object
    #[default]
    Json,
    /// Tables for people
    Text,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let process = self.process.as_ref().map(|file| read_process(file)).transpose()?;
        let of_process = match &process {
            Some((_, process)) => stated(process.zone()),
            // The company's own days, where its process lies beside the tables.
            None => read_process(&self.dir.join("process.json"))
                .ok()
                .and_then(|(_, process)| stated(process.zone())),
        };
        let zone = self.tables.zone().or(of_process).unwrap_or_default();
        self.when.check(zone)?;
        let rates = self.currencies.read(Some(&self.dir), &self.tables, of_process)?;
        let facts = kpi_data::empty(&self.by, rates.as_ref(), &self.tables, of_process);
        let merges = self.merges.as_deref();
        let (facts, told) = kpi_data::read(&self.dir, &self.tables, of_process, facts, merges)?;
        let question = self.when.question(&facts, zone)?;
        let groups = facts.report_by(&question, &self.by);
        let is_text = self.format == Format::Text;
        let mut statistics = None;
        if self.statistics || is_text {
            statistics = Some(facts.statistics(&question));
        }
        let weakness = process.map(|(_, process)| groups.total.weakness(&process));
        let stdout = if is_text {
            text(&groups, self.by.is_empty(), statistics, weakness)
        } else if self.by.is_empty() {
            let rates = groups.rates.as_slice();
            json(&More { report: &groups.total, statistics, weakness, rates })?
        } else {
            json(&More { report: &groups, statistics, weakness, rates: &[] })?
        };
        Ok(Answer { stdout, stderr: told.lines, code: told.code })
    }
}

fn json(value: &impl Serialize) -> Result<String, String> {
    let json = serde_json::to_string_pretty(value);
    json.map(|json| json + "\n").map_err(|error| error.to_string())
}

/// The report with what is added to it.
#[derive(Serialize)]
struct More<'r, R> {
    #[serde(flatten)]
    report: &'r R,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Statistics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weakness: Option<Weakness>,
    /// Groups name the rates themselves.
    #[serde(skip_serializing_if = "<[Rate]>::is_empty")]
    rates: &'r [Rate],
}

fn text(
    groups: &Groups,
    alone: bool,
    statistics: Option<Statistics>,
    weakness: Option<Weakness>,
) -> String {
    let rates = groups.rates.iter().map(|rate| format!("{rate}\n"));
    let table = if alone {
        groups.total.to_string() + &rates.collect::<String>()
    } else {
        groups.to_string()
    };
    let more = [statistics.map(|it| it.to_string()), weakness.map(|it| it.to_string())];
    more.into_iter().flatten().fold(table, |text, more| format!("{text}\n{more}"))
}
