//! What commands read: files, or standard input as `-`, and options that
//! several of them have.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDateTime, Utc};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sales_process::value::{Limit, Limits, NameError};
use sales_process::{SalesProcess, Zone};

/// The language of texts for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    #[default]
    En,
    /// Russian
    Ru,
    /// Romanian
    Ro,
}

impl From<Language> for sales_process::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::English,
            Language::Ru => Self::Russian,
            Language::Ro => Self::Romanian,
        }
    }
}

/// A file opened for reading; `-` is standard input.
pub(crate) fn open(file: &Path) -> Result<Box<dyn Read>, String> {
    if file.as_os_str() == OsStr::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let told = |error: std::io::Error| format!("{}: cannot be read: {error}", file.display());
    let opened = File::open(file).map_err(told)?;
    if !std::io::stderr().is_terminal() {
        return Ok(Box::new(opened));
    }
    // A pipe has no length: then only what was read is shown.
    let length = opened.metadata().map_or(0, |it| if it.is_file() { it.len() } else { 0 });
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    let form = "{wide_bar} {bytes} of {total_bytes}, {eta} left";
    let form = ProgressStyle::with_template(if length > 0 { form } else { "{spinner} {bytes}" });
    let bar = form.map_or(bar.clone(), |form| bar.with_style(form));
    Ok(Box::new(Watched { reader: opened, bar, begun: Instant::now() }))
}

/// A file whose reading is shown on the terminal once it has taken a second.
struct Watched {
    reader: File,
    bar: ProgressBar,
    begun: Instant,
}

impl Read for Watched {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(bytes)?;
        self.bar.inc(count as u64);
        if self.bar.is_hidden() && self.begun.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Ok(count)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The table of a name in a folder: as CSV or as a workbook, its letters in any
/// case; `None` where there is none.
pub(crate) fn table_in(folder: &Path, name: &str) -> Result<Option<PathBuf>, String> {
    let told = |error| format!("{}: cannot be read: {error}", folder.display());
    let is_it = |file: &PathBuf| {
        let file = file.file_name().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
        let ending = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        ending.is_some_and(|ending| ["csv", "xlsx", "ods"].contains(&ending))
    };
    let entries = std::fs::read_dir(folder).map_err(told)?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = files.filter(is_it).collect();
    found.sort();
    if let [first, second, ..] = found.as_slice() {
        let (first, second) = (first.display(), second.display());
        return Err(format!("{first}: `{second}` is there too; expected one of them"));
    }
    Ok(found.pop())
}

/// What is said of a table that is not in a folder, where a file is nearly named
/// like it: `orders (1).csv`.
pub(crate) fn nearly(folder: &Path, name: &str) -> Option<String> {
    let entries = std::fs::read_dir(folder).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let stem = name.trim_end_matches('s');
    let found = names.filter(|found| found.to_lowercase().starts_with(stem)).min()?;
    Some(format!("`{found}` is not read: rename it to `{name}.csv` if it is that table"))
}

/// Reads a file whole, once.
pub(crate) fn read_bytes(file: &Path) -> Result<Vec<u8>, String> {
    read_within(file, Limit::FileBytes)
}

/// Reads no more than it takes to know that there is too much.
fn read_within(file: &Path, limit: Limit) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = limits().of(limit).saturating_add(1);
    let read = open(file)?.take(most).read_to_end(&mut bytes);
    read.map_err(|error| format!("{}: cannot be read: {error}", file.display()))?;
    let checked = limits().check(limit, bytes.len());
    checked.map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(bytes)
}

/// The limits of this run.
static LIMITS: OnceLock<Limits> = OnceLock::new();

/// How large what is read may be.
pub(crate) fn limits() -> Limits {
    LIMITS.get().copied().unwrap_or_default()
}

/// Takes over the limits that were said, before anything is read.
pub(crate) fn set_limits(said: &[(Limit, u64)]) {
    let limits = said.iter().fold(Limits::new(), |all, (limit, most)| all.with(*limit, *most));
    // They are set once, at the start.
    let _ = LIMITS.set(limits);
}

/// One of `--limit`, such as `stages=20000`.
pub(crate) fn limit(text: &str) -> Result<(Limit, u64), String> {
    let (name, most) = text.split_once('=').ok_or("expected NAME=NUMBER")?;
    let limit: Limit = name.parse().map_err(|error: NameError| error.to_string())?;
    let most = most.parse().map_err(|_| format!("`{most}` is not a number"))?;
    Ok((limit, most))
}

/// Reads a file of text; `expected` says in the message what it should be.
pub(crate) fn read_text(file: &Path, expected: &str) -> Result<String, String> {
    let bytes = read_within(file, Limit::DocumentBytes)?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        format!("{}: line {line}: this is not UTF-8 text; expected {expected}", file.display())
    })
}

/// Reads a sales process, or a pipeline as text from a file ending in `.sketch`, and gives the text it was read from with it.
pub(crate) fn read_process(file: &Path) -> Result<(String, SalesProcess), String> {
    let text = read_text(file, "a sales process as JSON")?;
    let is_sketch = file.extension().is_some_and(|ending| ending == "sketch");
    let read =
        if is_sketch { SalesProcess::from_text_within } else { SalesProcess::from_json_within };
    match read(&text, &limits()) {
        Ok(process) => Ok((text, process)),
        Err(error) => Err(told_of(file, &error)),
    }
}

/// The pipeline of a process with an id, or the first one.
pub(crate) fn pipeline_of<'a>(
    process: &'a SalesProcess,
    file: &Path,
    id: Option<&str>,
) -> Result<&'a sales_process::process::Pipeline, String> {
    let found = match id {
        Some(id) => process.pipeline(id),
        None => process.pipelines().first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = process.pipelines().iter().map(|it| it.id().as_str()).collect();
        let known = known.join("`, `");
        match id {
            Some(id) => told_of(file, &format!("there is no pipeline `{id}`; expected `{known}`")),
            None => told_of(file, &"the process has no pipeline"),
        }
    })
}

/// Each line of a message with the file before it.
pub(crate) fn told_of(file: &Path, message: &impl ToString) -> String {
    let name = file.display();
    let message = message.to_string();
    message.lines().map(|line| format!("{name}: {line}")).collect::<Vec<_>>().join("\n")
}

/// An instant, or the beginning of a day.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    At(DateTime<Utc>),
    Day(NaiveDateTime),
}

impl Moment {
    /// The instant, days being those of a zone.
    pub(crate) fn in_zone(self, zone: Zone) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            // A day at the ends of the calendar begins as in UTC.
            Self::Day(day) => zone.instant_of(day).unwrap_or(day.and_utc()),
        }
    }
}

/// An instant, or a date: four digits for the year and two for month and day.
/// Takes the value of an option.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    let midnight = || DateTime::parse_from_rfc3339(&format!("{text}T00:00:00Z"));
    let at = DateTime::parse_from_rfc3339(text).map(|at| Moment::At(at.to_utc()));
    at.or_else(|_| midnight().map(|day| Moment::Day(day.naive_utc()))).map_err(|_| {
        format!(
            "`{text}` is not an instant; expected one such as `2026-03-01T10:00:00Z`, or a date"
        )
    })
}
