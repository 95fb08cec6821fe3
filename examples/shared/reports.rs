//! What the reports over a file of orders have in common: files and an instant
//! on the command line, a table on stdout, a summary on stderr.

use std::process::ExitCode;

use chrono::{DateTime, Utc};

use crate::files;

/// A table, and a line about it.
pub(crate) type Report = (String, String);

/// Runs a report with the arguments of the command line: prints the table and
/// the summary; or what is wrong, and nothing else.
pub(crate) fn main(
    usage: &str,
    run: impl FnOnce(&[String], Option<DateTime<Utc>>) -> Result<Report, String>,
) -> ExitCode {
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    let ran = arguments(args, usage).and_then(|(files, as_of)| run(&files, as_of));
    match ran.and_then(|(table, summary)| files::print(&table, "the table").map(|()| summary)) {
        Ok(summary) => {
            eprintln!("{summary}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

/// The files, and the instant asked about where one is named.
fn arguments(
    mut args: impl Iterator<Item = String>,
    usage: &str,
) -> Result<(Vec<String>, Option<DateTime<Utc>>), String> {
    let (mut files, mut as_of) = (Vec::new(), None);
    while let Some(arg) = args.next() {
        if arg == "--as-of" {
            let text = args.next().ok_or_else(|| format!("--as-of needs an instant; {usage}"))?;
            as_of = Some(instant(&text)?);
        } else if arg.starts_with("--") {
            return Err(format!("`{arg}` is not an option; {usage}"));
        } else {
            files.push(arg);
        }
    }
    Ok((files, as_of))
}

/// An instant, or a date, which is its midnight in UTC.
fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    files::instant(text).ok_or_else(|| {
        format!("`{text}` is not an instant; expected one such as `2026-03-01T10:00:00Z`")
    })
}
