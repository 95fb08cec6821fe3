//! What the commands have in common: a file is read, or one message says
//! why not; a result is printed.

#![allow(dead_code, reason = "each command takes what it needs")]

use std::error::Error;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use sales_process::order::csv;
use sales_process::{Order, SalesProcess};

/// Reads a file of text; `expected` says in the message what it should be.
pub(crate) fn read_text(file: &OsStr, expected: &str) -> Result<String, String> {
    let name = file.to_string_lossy();
    let bytes = std::fs::read(file).map_err(|error| format!("{name}: cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        format!("{name}: line {line}: this is not UTF-8 text; expected {expected}")
    })
}

/// Reads orders, in time order.
pub(crate) fn read_orders(file: &str) -> Result<Vec<Order>, String> {
    let opened = File::open(file).map_err(|error| format!("{file}: cannot be read: {error}"))?;
    csv::read(BufReader::new(opened)).map_err(|error| {
        let cause = error.source().map(|cause| format!(": {cause}"));
        format!("{file}: {error}{}", cause.unwrap_or_default())
    })
}

/// An instant, or a date, which is its midnight in UTC: four digits for the
/// year and two for month and day.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let midnight = || DateTime::parse_from_rfc3339(&format!("{text}T00:00:00Z"));
    let at = DateTime::parse_from_rfc3339(text).or_else(|_| midnight());
    at.ok().map(|at| at.to_utc())
}

/// Reads a sales process, and gives the text it was read from with it.
pub(crate) fn read_process(file: &OsStr) -> Result<(String, SalesProcess), String> {
    let text = read_text(file, "a sales process as JSON")?;
    match SalesProcess::from_json(&text) {
        Ok(process) => Ok((text, process)),
        Err(error) => Err(told_of(file, &error)),
    }
}

/// Each line of a message with the file before it.
pub(crate) fn told_of(file: &OsStr, message: &impl ToString) -> String {
    let name = file.to_string_lossy();
    let message = message.to_string();
    message.lines().map(|line| format!("{name}: {line}")).collect::<Vec<_>>().join("\n")
}

/// Prints a result; `what` names it in the message where it cannot be written.
pub(crate) fn print(output: &str, what: &str) -> Result<(), String> {
    match std::io::stdout().lock().write_all(output.as_bytes()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("{what} cannot be written: {error}"))
        }
        _ => Ok(()),
    }
}

/// Writes files into a folder, which is made where it is not there: all of them
/// under other names first, so that a file that cannot be written leaves those
/// of before as they were.
pub(crate) fn write_all(folder: &Path, files: &[(String, String)]) -> Result<(), String> {
    let told = |path: &Path, error: std::io::Error| {
        format!("{}: cannot be written: {error}", path.display())
    };
    std::fs::create_dir_all(folder).map_err(|error| told(folder, error))?;
    let names = |name: &str| (folder.join(format!(".{name}.new")), folder.join(name));
    let written = files.iter().try_for_each(|(name, content)| {
        let (new, place) = names(name);
        if place.is_dir() {
            return Err(format!("{}: cannot be written: it is a folder", place.display()));
        }
        std::fs::write(&new, content).map_err(|error| told(&place, error))
    });
    let moved = written.and_then(|()| {
        files.iter().try_for_each(|(name, _)| {
            let (new, place) = names(name);
            std::fs::rename(&new, &place).map_err(|error| told(&place, error))
        })
    });
    if moved.is_err() {
        // What is left of the attempt; what cannot be removed is not there.
        files.iter().for_each(|(name, _)| drop(std::fs::remove_file(names(name).0)));
    }
    moved
}
