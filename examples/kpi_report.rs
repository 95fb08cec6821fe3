//! The KPIs of the sales process, from the files of a folder:
//! `cargo run --release --example kpi_report -- DIR [--from DATE] [--to DATE]
//! [--as-of INSTANT] [--by source|owner|product|month] [--format json|text]
//! [--skip-bad]`.
//!
//! DIR holds any of `leads.csv`, `deals.csv`, `orders.csv` and `costs.csv`; one
//! that is not there is an empty one. Without `--from` and `--to` everything is
//! reported on; `--to` itself is not in the period. What happened after
//! `--as-of` (the last instant in the files) is not seen. `--by` given twice
//! tells pairs apart. Prints JSON, `null` where a KPI is undefined, or a table.
//! A row that is wrong is told on stderr with its file and line, nothing is
//! printed and the exit code is 3; with `--skip-bad` every such row is told,
//! and the report is made without them.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sales_process::kpi::csv::{CsvError, Reading};
use sales_process::kpi::{Dimension, Facts, Question};

#[path = "shared/files.rs"]
mod files;

const USAGE: &str = "usage: kpi_report DIR [--from DATE] [--to DATE] [--as-of INSTANT] \
                     [--by source|owner|product|month] [--format json|text] [--skip-bad]";

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
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    as_of: Option<DateTime<Utc>>,
    by: Vec<Dimension>,
    text: bool,
    skip_bad: bool,
}

impl Asked {
    fn of(mut args: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut asked = Self::default();
        let mut folders = Vec::new();
        while let Some(arg) = args.next() {
            let name = arg.to_string_lossy().into_owned();
            let mut value = || {
                let value = args.next().map(|value| value.to_string_lossy().into_owned());
                value.ok_or_else(|| format!("{name} needs a value; {USAGE}"))
            };
            match name.as_str() {
                "--from" => asked.from = Some(instant(&value()?)?),
                "--to" => asked.to = Some(instant(&value()?)?),
                "--as-of" => asked.as_of = Some(instant(&value()?)?),
                "--by" => asked.by.push(value()?.parse().map_err(|e| format!("{e}; {USAGE}"))?),
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
        if let (Some(from), Some(to)) = (asked.from, asked.to) {
            if to < from {
                return Err(format!("--to is before --from; expected it after; {USAGE}"));
            }
        }
        folder.clone_into(&mut asked.folder);
        Ok(asked)
    }
}

fn report(asked: &Asked) -> Result<String, String> {
    let facts = read(&asked.folder, asked.skip_bad)?;
    // Where nothing has happened, no instant sees more than another.
    let as_of = asked.as_of.or(facts.last_instant()).unwrap_or(DateTime::UNIX_EPOCH);
    let mut question = Question::as_of(as_of);
    if let Some(from) = asked.from {
        question = question.from(from);
    }
    if let Some(to) = asked.to {
        question = question.to(to);
    }
    let groups = facts.report_by(&question, &asked.by).map_err(|error| error.to_string())?;
    let json = match (asked.text, asked.by.is_empty()) {
        (true, true) => return Ok(groups.total.to_string()),
        (true, false) => return Ok(groups.to_string()),
        (false, true) => serde_json::to_string_pretty(&groups.total),
        (false, false) => serde_json::to_string_pretty(&groups),
    };
    json.map(|json| json + "\n").map_err(|error| error.to_string())
}

fn read(folder: &OsStr, skip_bad: bool) -> Result<Facts, String> {
    let shown = folder.to_string_lossy();
    if !Path::new(folder).is_dir() {
        return Err(format!("{shown}: this is not a folder; {USAGE}"));
    }
    let told = |error: &CsvError| {
        let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
        format!(
            "{}{}",
            Path::new(folder).join(error.to_string()).display(),
            cause.unwrap_or_default()
        )
    };
    let bad = |error: CsvError| {
        if !skip_bad {
            return Err(error);
        }
        eprintln!("{}; the row is left out", told(&error));
        Ok(())
    };
    let open = |name: &str| {
        let path = Path::new(folder).join(name);
        match File::open(&path) {
            Ok(file) => Ok(Some(BufReader::with_capacity(1 << 16, file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: cannot be read: {error}", path.display())),
        }
    };
    let mut reading = Reading::new();
    let read = |result: Result<(), CsvError>| result.map_err(|error| told(&error));
    if let Some(file) = open("leads.csv")? {
        read(reading.leads(file, bad))?;
    }
    if let Some(file) = open("deals.csv")? {
        read(reading.deals(file, bad))?;
    }
    if let Some(file) = open("orders.csv")? {
        read(reading.orders(file, bad))?;
    }
    if let Some(file) = open("costs.csv")? {
        read(reading.costs(file, bad))?;
    }
    reading.finish(bad).map_err(|error| told(&error))
}

/// An instant, or a date, which is its midnight in UTC.
fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let date = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).ok().or_else(date).ok_or_else(|| {
        format!(
            "`{text}` is not an instant; expected one such as `2026-03-01T10:00:00Z`, or a date"
        )
    })
}
