use std::path::PathBuf;

use crate::input::read_process;
use crate::output::Answer;

/// Say what changed from one version of a process to another, and where deals in flight could go
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process diff before.json after.json")]
pub(crate) struct Args {
    /// The process as it was, as JSON
    old: PathBuf,
    /// The process as it is now, as JSON
    new: PathBuf,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    Json,
    #[default]
    Text,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, old) = read_process(&self.old)?;
        let (_, new) = read_process(&self.new)?;
        let change = old.changes_to(&new);
        Ok(Answer::of(match self.format {
            Format::Text => change.for_people() + "\n",
            Format::Json => {
                let text = serde_json::to_string_pretty(&change);
                text.map_err(|error| format!("the difference has no form: {error}"))? + "\n"
            }
        }))
    }
}
