//! Prints a sales process with what the linter can mend mended.
//!
//! ```text
//! cargo run --release --example fix -- PROCESS.json [--suggested]
//! ```
//!
//! Applies the fixes that keep what the process means; with `--suggested` also
//! those that are the likely thing to do. Prints the process as JSON, and on
//! stderr a line for each fix and one for what is left. Versions and revisions
//! are not raised. Exits with 0, and with 3 where the process cannot be read:
//! then nothing is printed.

#[path = "shared/files.rs"]
mod files;

use std::ffi::OsString;
use std::process::ExitCode;

use sales_process::designer::lint::{Finding, Fixed, Safety};

const USAGE: &str = "expected: PROCESS.json [--suggested]";

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(args: impl Iterator<Item = OsString>) -> Result<(), String> {
    let (mut file, mut safety) = (None, Safety::Safe);
    for arg in args {
        let option = arg.to_string_lossy();
        if option == "--suggested" {
            safety = Safety::Suggested;
        } else if option.starts_with("--") {
            return Err(format!("there is no option `{option}`; {USAGE}"));
        } else if file.replace(arg).is_some() {
            return Err(format!("more than one file is given; {USAGE}"));
        }
    }
    let file = file.ok_or_else(|| format!("no file is given; {USAGE}"))?;
    let (_, process) = files::read_process(&file)?;
    let fixed = process.fix(safety);
    files::print(&(fixed.process.to_json() + "\n"), "the process")?;
    eprint!("{}", told(&fixed, safety));
    Ok(())
}

/// What was done, and what is left to do.
fn told(fixed: &Fixed, safety: Safety) -> String {
    let mut text = String::new();
    for finding in &fixed.applied {
        if let Some(fix) = &finding.fix {
            let pipeline = finding.pipeline.as_ref();
            let place = pipeline.map_or(String::new(), |id| format!(" in `{id}`"));
            text += &format!("{} {}{place}: {}\n", finding.lint.code, fix.safety, fix.title);
        }
    }
    let suggested = |finding: &&Finding| {
        finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Suggested)
    };
    let count = fixed.left.len();
    let findings = if count == 1 { "finding is" } else { "findings are" };
    text += &format!("{} fixed, {count} {findings} left", fixed.applied.len());
    let more = fixed.left.iter().filter(suggested).count();
    if safety == Safety::Safe && more > 0 {
        text += &format!("; `--suggested` has a fix for {more}");
    }
    text + "\n"
}
