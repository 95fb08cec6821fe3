//! Prints the sales process proposed for a company that says how it sells.
//!
//! ```text
//! cargo run --release --example propose -- PROFILE.json
//! ```
//!
//! The profile is an object such as `{"nature": "project", "market": "b2b"}`.
//! What it leaves out is consultative, established, formed, B2B, product,
//! direct, passive. Exits with 3, and prints nothing, where it cannot be read.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use sales_process::SalesProcess;
use sales_process::process::{Profile, json};

const USAGE: &str = "expected: PROFILE.json";

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(args: &[std::ffi::OsString]) -> Result<(), String> {
    if let Some(option) = args.iter().find(|arg| arg.to_string_lossy().starts_with("--")) {
        return Err(format!("there is no option `{}`; {USAGE}", option.to_string_lossy()));
    }
    let file = match args {
        [] => return Err(format!("no file is given; {USAGE}")),
        [file] => file,
        _ => return Err(format!("more than one file is given; {USAGE}")),
    };
    let name = file.to_string_lossy();
    let text = std::fs::read(file).map_err(|error| format!("{name}: cannot be read: {error}"))?;
    let text = String::from_utf8(text).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        format!("{name}: line {line}: this is not UTF-8 text; expected a profile as JSON")
    })?;
    let profile: Profile = json::read(&text).map_err(|error| format!("{name}: {error}"))?;
    let proposed = SalesProcess::propose(profile).build();
    let process = proposed.map_err(|problems| format!("{name}: {problems}"))?;
    match std::io::stdout().lock().write_all((process.to_json() + "\n").as_bytes()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("the process cannot be written: {error}"))
        }
        _ => Ok(()),
    }
}
