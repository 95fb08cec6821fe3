//! Writes the playbook of a sales process, and its pictures.
//!
//! ```text
//! cargo run --release --example playbook -- PROCESS.json OUT_DIR [--language en|ru|ro]
//!     [--data DIR [--from DATE] [--to DATE] [--as-of INSTANT]]
//! ```
//!
//! The folder, made where it is not there, gets `playbook.md` and `playbook.html`,
//! and of the first pipeline `process.svg`, `process.mmd`, `process.dot` and
//! `process.bpmn`; of the second `process-2.svg` and so on. All of them are
//! made before one is written. Exits with 3, and writes nothing, where the
//! process cannot be read or has no pipeline.
//!
//! With `--data` the playbook also says where the company stands: the KPIs of the
//! files in that folder beside the targets of the process, the weak place, and
//! plots. The folder, `--from`, `--to` and `--as-of` are as for `kpi_report`;
//! a row that is wrong is told, and nothing is written.

#[path = "shared/files.rs"]
mod files;
#[path = "shared/kpi_data.rs"]
mod kpi_data;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use sales_process::SalesProcess;
use sales_process::kpi::Overview;
use sales_process::playbook::{Headings, Playbook};

const USAGE: &str = "expected: PROCESS.json OUT_DIR [--language en|ru|ro] \
                     [--data DIR [--from DATE] [--to DATE] [--as-of INSTANT]]";

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
    let (mut places, mut language, mut data) = (Vec::new(), None, None);
    let mut when = kpi_data::When::default();
    while let Some(arg) = args.next() {
        let option = arg.to_string_lossy().into_owned();
        let value = || {
            let value = args.next().map(|value| value.to_string_lossy().into_owned());
            value.ok_or_else(|| format!("{option} needs a value; {USAGE}"))
        };
        if when.take(&option, value)? {
            continue;
        }
        if arg == "--data" {
            let folder = args.next().ok_or_else(|| format!("`--data` names none; {USAGE}"))?;
            if data.replace(folder).is_some() {
                return Err(format!("`--data` is given twice; {USAGE}"));
            }
        } else if arg == "--language" {
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
    if data.is_none() && !when.is_empty() {
        return Err(format!("a period needs `--data`; {USAGE}"));
    }
    if when.is_backwards() {
        return Err(format!("--to is before --from; expected it after; {USAGE}"));
    }
    let overview = data.map(|data| overview(&data, &when)).transpose()?;
    let documents = documents(&process, language.unwrap_or_default(), overview.as_ref());
    files::write_all(Path::new(folder), &documents)
}

fn overview(folder: &OsString, when: &kpi_data::When) -> Result<Overview, String> {
    let facts = kpi_data::read(folder, false, USAGE)?;
    facts.overview(&when.question(&facts)).map_err(|error| error.to_string())
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
fn documents(
    process: &SalesProcess,
    headings: Headings,
    overview: Option<&Overview>,
) -> Vec<(String, String)> {
    let findings = process.lint();
    let count = process.pipelines().len();
    let named = |number: usize, kind: &str| match number {
        0 => format!("process.{kind}"),
        more => format!("process-{}.{kind}", more + 1),
    };
    let mut playbook = Playbook::of(process)
        .findings(&findings)
        .headings(headings)
        .picture_files((0..count).map(|number| named(number, "svg")));
    if let Some(overview) = overview {
        playbook = playbook.kpis(overview);
    }
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
