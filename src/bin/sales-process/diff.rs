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
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, old) = read_process(&self.old)?;
        let (_, new) = read_process(&self.new)?;
        let change = old.changes_to(&new);
        if change.is_empty() {
            return Ok(Answer::of("nothing changed\n"));
        }
        let mut text = format!("{}\n", change.to_string().trim_end());
        for pipeline in old.pipelines() {
            if let Some(change) = change.pipeline(pipeline.id().as_str()) {
                if !change.rerouted().is_empty() || !change.is_empty() {
                    let map = change.stage_map();
                    text += &format!(
                        "\ndeals in flight in `{}`:\n{}\n",
                        pipeline.id(),
                        map.to_string().trim_end()
                    );
                }
            }
        }
        Ok(Answer::of(text))
    }
}
