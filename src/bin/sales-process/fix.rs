use std::path::PathBuf;

use sales_process::designer::lint::{Finding, Fixed, Safety};

use crate::input::read_process;
use crate::output::Answer;

/// Mend what the linter can mend, and print the process as JSON
///
/// Applies the fixes that keep what the process means; with `--suggested` also those that are the
/// likely thing to do. On stderr stands a line for each fix and one for what is left. Versions and
/// revisions are not raised.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process fix process.json --suggested > mended.json")]
pub(crate) struct Args {
    /// The process, as JSON
    process: PathBuf,
    /// Apply suggested fixes too
    #[arg(long)]
    suggested: bool,
    /// Print what changed instead of the process
    #[arg(long)]
    diff: bool,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let safety = if self.suggested { Safety::Suggested } else { Safety::Safe };
        let (_, process) = read_process(&self.process)?;
        let fixed = process.fix(safety);
        let stdout = if self.diff {
            process.changes_to(&fixed.process).for_people() + "\n"
        } else {
            fixed.process.to_json() + "\n"
        };
        Ok(Answer { stdout, stderr: summary(&fixed, safety), ..Answer::default() })
    }
}

/// What was done, and what is left to do.
fn summary(fixed: &Fixed, safety: Safety) -> String {
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
    for (pipeline, effect) in &fixed.effects {
        text += &format!("effect on `{pipeline}`: {effect}\n");
    }
    for finding in fixed.offered().filter(|_| safety == Safety::Suggested) {
        if let Some(fix) = &finding.fix {
            text += &format!("not applied, look first: {} {fix}\n", finding.lint.code);
        }
    }
    if fixed.is_cut_short {
        text += "the process is too large to try all fixes\n";
    }
    let count = fixed.left.len();
    let findings = if count == 1 { "finding is" } else { "findings are" };
    text += &format!("{} fixed, {count} {findings} left", fixed.applied.len());
    let more = fixed.left.iter().filter(suggested).count();
    if safety == Safety::Safe && more > 0 {
        text += &format!("; `--suggested` has a fix for {more}");
    }
    text
}
