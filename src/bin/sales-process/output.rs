//! What a command has to say, and how it is written.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// How an answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, clap::ValueEnum)]
pub(crate) enum Format {
    /// One object
    #[default]
    Json,
    /// Tables for people
    Text,
}

/// How tables are written.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct CsvArgs {
    /// Put an apostrophe before fields of the tables written that a spreadsheet would take for a formula
    #[arg(long)]
    spreadsheet_safe: bool,
}

impl CsvArgs {
    /// A table as it is to be written. A field that begins as a formula does, and is no number,
    /// gets an apostrophe, which a spreadsheet shows as text.
    pub(crate) fn table(self, csv: String) -> String {
        if !self.spreadsheet_safe {
            return csv;
        }
        let mut safe = String::with_capacity(csv.len());
        let (mut begins, mut is_quoted) = (true, false);
        for (at, c) in csv.char_indices() {
            if begins && c == '"' {
                is_quoted = true;
                safe.push(c);
                continue;
            }
            let rest = csv.get(at..).unwrap_or_default();
            let field = rest.split([',', '"', '\n']).next().unwrap_or_default();
            let is_formula = matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r');
            if begins && is_formula && field.parse::<f64>().is_err() {
                safe.push('\'');
            }
            is_quoted ^= c == '"';
            begins = !is_quoted && matches!(c, ',' | '\n');
            safe.push(c);
        }
        safe
    }
}

/// A value as JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, String> {
    let json = serde_json::to_string_pretty(value);
    json.map(|json| json + "\n").map_err(|error| error.to_string())
}

/// All that a command prints, and how it ends.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// For the next program: what was asked for.
    pub(crate) stdout: String,
    /// For the person at the terminal: a summary, what was set aside.
    pub(crate) stderr: String,
    /// 0 to 2; 3 is an `Err`.
    pub(crate) code: u8,
}

impl Answer {
    /// Nothing but a text.
    pub(crate) fn of(stdout: impl Into<String>) -> Self {
        Self { stdout: stdout.into(), ..Self::default() }
    }

    /// Prints it, and gives the code to end with.
    pub(crate) fn print(self) -> Result<u8, String> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(self.stdout.as_bytes()).and_then(|()| stdout.flush()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                return Err(format!("the answer cannot be written: {error}"));
            }
            _ => {}
        }
        say(self.stderr.trim_end_matches('\n'));
        Ok(self.code)
    }
}

/// Says something on stderr. Where that is closed or full nobody can be reached.
pub(crate) fn say(text: &str) {
    if !text.is_empty() {
        drop(writeln!(std::io::stderr().lock(), "{}", harmless(text)));
    }
}

/// A text with which a terminal can do nothing but show it: control characters
/// and those that turn the direction of writing stand as their code points.
fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' => {
                shown += &format!("U+{:04X}", u32::from(c));
            }
            c if c.is_control() => shown += &format!("U+{:04X}", u32::from(c)),
            c => shown.push(c),
        }
    }
    shown
}

/// Writes files into a folder, which is made where it is not there. All of them
/// are written under other names first, so that one that cannot be written
/// leaves those of before as they were. A file that is there already and was
/// not asked to be overwritten, or that is a link or a folder, is refused.
pub(crate) fn write_all(
    folder: &Path,
    files: &[(String, String)],
    force: bool,
) -> Result<(), String> {
    let told = |path: &Path, error: &std::io::Error| {
        format!("{}: cannot be written: {error}", path.display())
    };
    std::fs::create_dir_all(folder).map_err(|error| told(folder, &error))?;
    for (name, content) in files {
        let place = folder.join(name);
        let Ok(there) = std::fs::symlink_metadata(&place) else { continue };
        let what = match there.file_type() {
            kind if kind.is_dir() => "it is a folder",
            kind if kind.is_symlink() => "it is a link",
            _ if force || std::fs::read(&place).is_ok_and(|old| old == content.as_bytes()) => {
                continue;
            }
            _ => "it is there already; `--force` overwrites it",
        };
        return Err(format!("{}: cannot be written: {what}", place.display()));
    }
    let mut new = Vec::new();
    let written = files.iter().try_for_each(|(name, content)| {
        let place = folder.join(name);
        let (mut file, path) = fresh(folder, name).map_err(|error| told(&place, &error))?;
        new.push((path, place.clone()));
        file.write_all(content.as_bytes()).map_err(|error| told(&place, &error))
    });
    let moved = written.and_then(|()| {
        new.iter().try_for_each(|(path, place)| {
            std::fs::rename(path, place).map_err(|error| told(place, &error))
        })
    });
    if moved.is_err() {
        // What is left of the attempt; what cannot be removed is not there.
        new.iter().for_each(|(path, _)| drop(std::fs::remove_file(path)));
    }
    moved
}

/// A new file beside the place of another. It is never one that is there, nor
/// behind a link of that name.
fn fresh(folder: &Path, name: &str) -> std::io::Result<(std::fs::File, std::path::PathBuf)> {
    let mut number = 0_u32;
    loop {
        let path = folder.join(format!(".{name}.{}-{number}.new", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 100 => number += 1,
            opened => return opened.map(|file| (file, path)),
        }
    }
}
