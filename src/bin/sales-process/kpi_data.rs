//! The facts of a folder and the question asked of them, as the commands about
//! KPIs take them.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use chrono::{DateTime, Utc};
use sales_process::kpi::csv::{CsvError, Tables};
use sales_process::kpi::{KpiFacts, Question};

use crate::input::instant;

/// For when.
#[derive(Debug, clap::Args)]
pub(crate) struct When {
    /// Report on what happened from this day on
    #[arg(long, value_name = "DATE", value_parser = instant, allow_hyphen_values = true)]
    from: Option<DateTime<Utc>>,
    /// Report on what happened before this day
    #[arg(long, value_name = "DATE", value_parser = instant, allow_hyphen_values = true)]
    to: Option<DateTime<Utc>>,
    /// See nothing that happened later; the last instant of the files where none is given
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    as_of: Option<DateTime<Utc>>,
}

impl When {
    /// Whether nothing was said.
    pub(crate) fn is_empty(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.as_of.is_none()
    }

    /// Refuses a period that ends before it begins.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.from.zip(self.to).is_some_and(|(from, to)| to < from) {
            return Err("`--to` is before `--from`; expected it after".to_owned());
        }
        Ok(())
    }

    /// The question, as of the last instant of the facts where none was said.
    pub(crate) fn question(&self, facts: &KpiFacts) -> Question {
        // Where nothing has happened, no instant sees more than another.
        let as_of = self.as_of.or(facts.last_instant()).unwrap_or(DateTime::UNIX_EPOCH);
        let question = Question::as_of(as_of);
        let question = self.from.into_iter().fold(question, Question::from);
        self.to.into_iter().fold(question, Question::to)
    }
}

/// Reads the files of a folder. What is wrong is told with its file and line,
/// and ends the reading, or is left out and told in the lines given back.
pub(crate) fn read(folder: &Path, skip_bad: bool) -> Result<(KpiFacts, String), String> {
    if !folder.is_dir() {
        return Err(format!("{}: this is not a folder", folder.display()));
    }
    let told = |error: &CsvError| {
        let cause = match error {
            CsvError::Table { error, .. } => error.source().map(|cause| format!(": {cause}")),
            _ => None,
        };
        let place = folder.join(error.to_string());
        format!("{}{}", place.display(), cause.unwrap_or_default())
    };
    let mut left_out = String::new();
    let mut bad = |error: CsvError| {
        if !skip_bad {
            return Err(error);
        }
        left_out += &format!("{}; the row is left out\n", told(&error));
        Ok(())
    };
    let mut tables = Tables::new();
    let read = |result: Result<(), CsvError>| result.map_err(|error| told(&error));
    if let Some(file) = open(folder, "leads.csv")? {
        read(tables.leads(file, &mut bad))?;
    }
    if let Some(file) = open(folder, "deals.csv")? {
        read(tables.deals(file, &mut bad))?;
    }
    if let Some(file) = open(folder, "orders.csv")? {
        read(tables.orders(file, &mut bad))?;
    }
    if let Some(file) = open(folder, "costs.csv")? {
        read(tables.costs(file, &mut bad))?;
    }
    let facts = tables.finish(&mut bad).map_err(|error| told(&error))?;
    Ok((facts, left_out))
}

/// A file of the folder; one that is not there is an empty one.
fn open(folder: &Path, name: &str) -> Result<Option<BufReader<File>>, String> {
    let path = folder.join(name);
    match File::open(&path) {
        Ok(file) => Ok(Some(BufReader::with_capacity(1 << 16, file))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: cannot be read: {error}", path.display())),
    }
}
