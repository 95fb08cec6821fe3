//! Prints what is wrong with a sales process.
//!
//! ```text
//! cargo run --release --example lint -- PROCESS.json [--format text|json|sarif]
//! ```
//!
//! Exits with 0 where nothing or only notices are found, 1 for warnings, 2 for
//! errors, and 3 where the process cannot be read.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use sales_process::SalesProcess;
use sales_process::process::lint::{Report, Severity};

const USAGE: &str = "expected: PROCESS.json [--format text|json|sarif]";

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1).collect()) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(args: Vec<std::ffi::OsString>) -> Result<ExitCode, String> {
    let (mut file, mut format) = (None, None);
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        if arg == "--format" {
            let name = args.next().ok_or_else(|| format!("`--format` names none; {USAGE}"))?;
            if format.replace(Format::of(&name.to_string_lossy())?).is_some() {
                return Err(format!("`--format` is given twice; {USAGE}"));
            }
        } else if arg.to_string_lossy().starts_with("--") {
            return Err(format!("there is no option `{}`; {USAGE}", arg.to_string_lossy()));
        } else if file.replace(arg).is_some() {
            return Err(format!("more than one file is given; {USAGE}"));
        }
    }
    let file = file.ok_or_else(|| format!("no file is given; {USAGE}"))?;
    let name = file.to_string_lossy();
    let text = std::fs::read(&file).map_err(|error| format!("{name}: cannot be read: {error}"))?;
    let text = String::from_utf8(text).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        format!("{name}: line {line}: this is not UTF-8 text; expected a sales process as JSON")
    })?;
    let process =
        SalesProcess::from_json(&text).map_err(|error| lines_of(&error.to_string(), &name))?;

    let findings = process.lint();
    let report = Report::new(&process, &findings).read_from(&name, &text);
    let output = match format.unwrap_or(Format::Text) {
        Format::Text => report.to_text(),
        Format::Json => report.to_json() + "\n",
        Format::Sarif => report.to_sarif() + "\n",
    };
    match std::io::stdout().lock().write_all(output.as_bytes()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            return Err(format!("the findings cannot be written: {error}"));
        }
        _ => {}
    }
    Ok(match findings.iter().map(|finding| finding.severity).max() {
        None | Some(Severity::Notice) => ExitCode::SUCCESS,
        Some(Severity::Warning) => ExitCode::from(1),
        Some(Severity::Error) => ExitCode::from(2),
    })
}

/// Each line of a message with the file before it.
fn lines_of(message: &str, file: &str) -> String {
    message.lines().map(|line| format!("{file}: {line}")).collect::<Vec<_>>().join("\n")
}

enum Format {
    Text,
    Json,
    Sarif,
}

impl Format {
    fn of(name: &str) -> Result<Self, String> {
        match name {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "sarif" => Ok(Self::Sarif),
            other => Err(format!("there is no format `{other}`; {USAGE}")),
        }
    }
}
