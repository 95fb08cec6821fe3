//! The KPIs of the sales process, from the files of a folder:
//! `cargo run --release --example kpi_report -- DIR [--from DATE] [--to DATE]
//! [--as-of INSTANT] [--by source|owner|product|month] [--process FILE]
//! [--statistics] [--format json|text] [--skip-bad]`.
//!
//! DIR holds any of `leads.csv`, `deals.csv`, `orders.csv` and `costs.csv`; one
//! that is not there is an empty one. Without `--from` and `--to` everything is
//! reported on; `--to` itself is not in the period. What happened after
//! `--as-of` (the last instant in the files) is not seen. `--by` given twice
//! tells pairs apart.
//!
//! Prints JSON, `null` where a KPI is undefined, or a table. Two options add to
//! the JSON, both about everything together:
//!
//! - `--process FILE` holds the figures against the `targets` of the process in
//!   the file: one key more, `weakness`, with `places` (the weakest first, each
//!   with its sentence), the paths `met`, and what is `unjudged` and why.
//! - `--statistics`: one key more, `statistics`: how far leads came, how long
//!   won deals took, what has become of deals by their age, cohorts by month.
//!
//! The text always has the statistics below the table, and ends with the weak
//! places where a process is given.
//!
//! A row that is wrong is told on stderr with its file and line, nothing is
//! printed and the exit code is 3; with `--skip-bad` every such row is told,
//! and the report is made without them.

use std::ffi::OsString;
use std::process::ExitCode;

use sales_process::kpi::{Dimension, Groups, Statistics, Weakness};
use serde::Serialize;

#[path = "shared/files.rs"]
mod files;
#[path = "shared/kpi_data.rs"]
mod kpi_data;

const USAGE: &str = "usage: kpi_report DIR [--from DATE] [--to DATE] [--as-of INSTANT] \
                     [--by source|owner|product|month] [--process FILE] [--statistics] \
                     [--format json|text] [--skip-bad]";

fn main() -> ExitCode {
    let printed = Asked::of(std::env::args_os().skip(1))
        .and_then(|asked| report(&asked))
        .and_then(|report| files::print(&report, "the report"));
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

#[derive(Default)]
struct Asked {
    folder: OsString,
    when: kpi_data::When,
    by: Vec<Dimension>,
    process: Option<OsString>,
    statistics: bool,
    text: bool,
    skip_bad: bool,
}

impl Asked {
    fn of(mut args: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut asked = Self::default();
        let mut folders = Vec::new();
        while let Some(arg) = args.next() {
            let name = arg.to_string_lossy().into_owned();
            let mut next = || args.next().ok_or_else(|| format!("{name} needs a value; {USAGE}"));
            let mut value = || next().map(|value| value.to_string_lossy().into_owned());
            if asked.when.take(&name, &mut value)? {
                continue;
            }
            match name.as_str() {
                "--by" => asked.by.push(value()?.parse().map_err(|e| format!("{e}; {USAGE}"))?),
                "--process" => asked.process = Some(next()?),
                "--statistics" => asked.statistics = true,
                "--skip-bad" => asked.skip_bad = true,
                "--format" => {
                    asked.text = match value()?.as_str() {
                        "json" => false,
                        "text" => true,
                        other => {
                            return Err(format!(
                                "`{other}` is not a format; expected `json` or `text`; {USAGE}"
                            ));
                        }
                    }
                }
                option if option.starts_with("--") => {
                    return Err(format!("`{option}` is not an option; {USAGE}"));
                }
                _ => folders.push(arg),
            }
        }
        let [folder] = folders.as_slice() else { return Err(USAGE.to_owned()) };
        if asked.when.is_backwards() {
            return Err(format!("--to is before --from; expected it after; {USAGE}"));
        }
        folder.clone_into(&mut asked.folder);
        Ok(asked)
    }
}

/// The report with what is added to it.
#[derive(Serialize)]
struct More<R> {
    #[serde(flatten)]
    report: R,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Statistics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weakness: Option<Weakness>,
}

fn report(asked: &Asked) -> Result<String, String> {
    let process = match &asked.process {
        Some(file) => Some(files::read_process(file)?.1),
        None => None,
    };
    let facts = kpi_data::read(&asked.folder, asked.skip_bad, USAGE)?;
    let question = asked.when.question(&facts);
    let groups = facts.report_by(&question, &asked.by).map_err(|error| error.to_string())?;
    let mut statistics = None;
    if asked.statistics || asked.text {
        statistics = Some(facts.statistics(&question).map_err(|error| error.to_string())?);
    }
    let weakness = process.map(|process| groups.total.weakness(&process));
    if asked.text {
        return Ok(text(&groups, asked.by.is_empty(), statistics, weakness));
    }
    let json = if asked.by.is_empty() {
        serde_json::to_string_pretty(&More { report: &groups.total, statistics, weakness })
    } else {
        serde_json::to_string_pretty(&More { report: &groups, statistics, weakness })
    };
    json.map(|json| json + "\n").map_err(|error| error.to_string())
}

fn text(
    groups: &Groups,
    alone: bool,
    statistics: Option<Statistics>,
    weakness: Option<Weakness>,
) -> String {
    let table = if alone { groups.total.to_string() } else { groups.to_string() };
    let more = [statistics.map(|it| it.to_string()), weakness.map(|it| it.to_string())];
    more.into_iter().flatten().fold(table, |text, more| format!("{text}\n{more}"))
}
