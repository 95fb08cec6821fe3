//! Prints the sales process proposed for a company that says how it sells.
//!
//! ```text
//! cargo run --release --example propose -- PROFILE.json
//! ```
//!
//! The profile is an object such as `{"nature": "project", "market": "b2b"}`.
//! What it leaves out is consultative, established, formed, B2B, product,
//! direct, passive. Exits with 3, and prints nothing, where it cannot be read.

#[path = "shared/files.rs"]
mod files;

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
    let text = files::read_text(file, "a profile as JSON")?;
    let profile: Profile = json::read(&text).map_err(|error| files::told_of(file, &error))?;
    let proposed = SalesProcess::propose(profile).build();
    let process = proposed.map_err(|problems| files::told_of(file, &problems))?;
    files::print(&(process.to_json() + "\n"), "the process")
}
