//! The facts of a folder and the question asked of them, as the commands about
//! KPIs take them.

#![allow(dead_code, reason = "each command takes what it needs")]

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use chrono::{DateTime, Utc};
use sales_process::kpi::csv::{CsvError, Tables};
use sales_process::kpi::{KpiFacts, Question};

use crate::files;

/// For when: what `--from`, `--to` and `--as-of` say.
#[derive(Debug, Default)]
pub(crate) struct When {
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    as_of: Option<DateTime<Utc>>,
}

impl When {
    /// Takes an option; `false` where it is another one.
    pub(crate) fn take(
        &mut self,
        name: &str,
        value: impl FnOnce() -> Result<String, String>,
    ) -> Result<bool, String> {
        let place = match name {
            "--from" => &mut self.from,
            "--to" => &mut self.to,
            "--as-of" => &mut self.as_of,
            _ => return Ok(false),
        };
        *place = Some(instant(&value()?)?);
        Ok(true)
    }

    /// Whether nothing was said.
    pub(crate) fn is_empty(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.as_of.is_none()
    }

    /// Whether the end lies before the beginning.
    pub(crate) fn is_backwards(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| to < from)
    }

    /// The question, as of the last instant of the facts where none was said.
    pub(crate) fn question(&self, facts: &KpiFacts) -> Question {
        // Where nothing has happened, no instant sees more than another.
        let as_of = self.as_of.or(facts.last_instant()).unwrap_or(DateTime::UNIX_EPOCH);
        let mut question = Question::as_of(as_of);
        if let Some(from) = self.from {
            question = question.from(from);
        }
        if let Some(to) = self.to {
            question = question.to(to);
        }
        question
    }
}

/// Reads the files of a folder. What is wrong is told with its file and line,
/// and ends the reading, or is left out and told on stderr.
pub(crate) fn read(folder: &OsString, skip_bad: bool, usage: &str) -> Result<KpiFacts, String> {
    let shown = folder.to_string_lossy();
    if !Path::new(folder).is_dir() {
        return Err(format!("{shown}: this is not a folder; {usage}"));
    }
    let told = |error: &CsvError| {
        let cause = match error {
            CsvError::Table { error, .. } => error.source().map(|cause| format!(": {cause}")),
            _ => None,
        };
        let place = Path::new(folder).join(error.to_string());
        format!("{}{}", place.display(), cause.unwrap_or_default())
    };
    let bad = |error: CsvError| {
        if !skip_bad {
            return Err(error);
        }
        eprintln!("{}; the row is left out", told(&error));
        Ok(())
    };
    let mut tables = Tables::new();
    let read = |result: Result<(), CsvError>| result.map_err(|error| told(&error));
    if let Some(file) = open(folder, "leads.csv")? {
        read(tables.leads(file, bad))?;
    }
    if let Some(file) = open(folder, "deals.csv")? {
        read(tables.deals(file, bad))?;
    }
    if let Some(file) = open(folder, "orders.csv")? {
        read(tables.orders(file, bad))?;
    }
    if let Some(file) = open(folder, "costs.csv")? {
        read(tables.costs(file, bad))?;
    }
    tables.finish(bad).map_err(|error| told(&error))
}

/// A file of the folder; one that is not there is an empty one.
fn open(folder: &OsStr, name: &str) -> Result<Option<BufReader<File>>, String> {
    let path = Path::new(folder).join(name);
    match File::open(&path) {
        Ok(file) => Ok(Some(BufReader::with_capacity(1 << 16, file))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: cannot be read: {error}", path.display())),
    }
}

/// An instant, or a date, which is its midnight in UTC.
fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    files::instant(text).ok_or_else(|| {
        format!(
            "`{text}` is not an instant; expected one such as `2026-03-01T10:00:00Z`, or a date"
        )
    })
}
