//! Prints what is wrong with a sales process.
//!
//! ```text
//! cargo run --release --example lint -- PROCESS.json [--format text|json|sarif]
//! ```
//!
//! Exits with 0 where nothing or only notices are found, 1 for warnings, 2 for
//! errors, and 3 where the process cannot be read.

#[path = "shared/files.rs"]
mod files;

use std::process::ExitCode;

use sales_process::designer::lint::{Report, Severity};

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
    let (text, process) = files::read_process(&file)?;

    let findings = process.lint();
    let report = Report::new(&process, &findings).read_from(&name, &text);
    let output = match format.unwrap_or(Format::Text) {
        Format::Text => report.to_text(),
        Format::Json => report.to_json() + "\n",
        Format::Sarif => report.to_sarif() + "\n",
    };
    files::print(&output, "the findings")?;
    Ok(match findings.iter().map(|finding| finding.severity).max() {
        None | Some(Severity::Notice) => ExitCode::SUCCESS,
        Some(Severity::Warning) => ExitCode::from(1),
        Some(Severity::Error) => ExitCode::from(2),
    })
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
