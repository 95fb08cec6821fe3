//! Writes the playbook of a sales process, and its pictures.
//!
//! ```text
//! cargo run --release --example playbook -- PROCESS.json OUT_DIR [--language en|ru|ro]
//! ```
//!
//! The folder, made where it is not there, gets `playbook.md` and `playbook.html`,
//! and of the first pipeline `process.svg`, `process.mmd`, `process.dot` and
//! `process.bpmn`; of the second `process-2.svg` and so on. All of them are
//! made before one is written. Exits with 3, and writes nothing, where the
//! process cannot be read or has no pipeline.

#[path = "shared/files.rs"]
mod files;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use sales_process::SalesProcess;
use sales_process::process::playbook::{Headings, Playbook};

const USAGE: &str = "expected: PROCESS.json OUT_DIR [--language en|ru|ro]";

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(mut args: impl Iterator<Item = OsString>) -> Result<(), String> {
    let (mut places, mut language) = (Vec::new(), None);
    while let Some(arg) = args.next() {
        if arg == "--language" {
            let name = args.next().ok_or_else(|| format!("`--language` names none; {USAGE}"))?;
            if language.replace(headings(&name.to_string_lossy())?).is_some() {
                return Err(format!("`--language` is given twice; {USAGE}"));
            }
        } else if arg.to_string_lossy().starts_with("--") {
            return Err(format!("there is no option `{}`; {USAGE}", arg.to_string_lossy()));
        } else {
            places.push(arg);
        }
    }
    let [file, folder] = match places.as_slice() {
        [] => return Err(format!("no file is given; {USAGE}")),
        [_] => return Err(format!("no folder to write to is given; {USAGE}")),
        [file, folder] => [file, folder],
        _ => return Err(format!("more than a file and a folder is given; {USAGE}")),
    };
    let (_, process) = files::read_process(file)?;
    if process.pipelines().is_empty() {
        let name = file.to_string_lossy();
        return Err(format!("{name}: there is nothing to draw: expected at least one pipeline"));
    }
    let documents = documents(&process, language.unwrap_or_default());
    files::write_all(Path::new(folder), &documents)
}

fn headings(language: &str) -> Result<Headings, String> {
    match language {
        "en" => Ok(Headings::english()),
        "ru" => Ok(Headings::russian()),
        "ro" => Ok(Headings::romanian()),
        other => Err(format!("there is no language `{other}`; {USAGE}")),
    }
}

/// Every file with its content.
fn documents(process: &SalesProcess, headings: Headings) -> Vec<(String, String)> {
    let findings = process.lint();
    let count = process.pipelines().len();
    let named = |number: usize, kind: &str| match number {
        0 => format!("process.{kind}"),
        more => format!("process-{}.{kind}", more + 1),
    };
    let playbook = Playbook::of(process)
        .findings(&findings)
        .headings(headings)
        .picture_files((0..count).map(|number| named(number, "svg")));
    let mut files = vec![
        ("playbook.md".to_owned(), playbook.to_markdown()),
        ("playbook.html".to_owned(), playbook.to_html()),
    ];
    for (number, picture) in playbook.pictures().iter().enumerate() {
        files.push((named(number, "svg"), picture.to_svg()));
        files.push((named(number, "mmd"), picture.to_mermaid()));
        files.push((named(number, "dot"), picture.to_dot()));
        files.push((named(number, "bpmn"), picture.to_bpmn()));
    }
    files
}
