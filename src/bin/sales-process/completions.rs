use clap::CommandFactory;
use clap_complete::Shell;

use crate::Cli;
use crate::output::Answer;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: sales-process completions bash > ~/.local/share/bash-completion/completions/sales-process"
)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "sales-process", &mut text);
        let text = String::from_utf8(text);
        text.map(Answer::of).map_err(|error| format!("the completions are no text: {error}"))
    }
}
