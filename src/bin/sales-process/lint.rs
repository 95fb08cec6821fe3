use std::path::PathBuf;

use clap::ValueEnum;
use sales_process::designer::lint::{Report, Severity};

use crate::input::{Language, read_process};
use crate::output::Answer;

/// Say what is wrong with a sales process
///
/// Ends with 0 where nothing or only notices are found, 1 for warnings, 2 for errors, and 3 where
/// the process cannot be read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process lint process.json --format sarif > findings.sarif")]
pub(crate) struct Args {
    /// The process, as JSON
    process: PathBuf,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The language of the text; JSON and SARIF are in English
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people, with the line of each finding
    #[default]
    Text,
    /// A list of objects
    Json,
    /// For code hosts and editors
    Sarif,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (text, process) = read_process(&self.process)?;
        let findings = process.lint();
        let name = self.process.to_string_lossy();
        let report = Report::new(&process, &findings).read_from(&name, &text);
        let report = report.language(self.language.into());
        let stdout = match self.format {
            Format::Text => report.to_text(),
            Format::Json => report.to_json() + "\n",
            Format::Sarif => report.to_sarif() + "\n",
        };
        let code = match findings.iter().map(|finding| finding.severity).max() {
            None | Some(Severity::Notice) => 0,
            Some(Severity::Warning) => 1,
            Some(Severity::Error) => 2,
        };
        Ok(Answer { stdout, code, ..Answer::default() })
    }
}
