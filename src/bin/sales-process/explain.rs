use sales_process::designer::lint;

use crate::output::Answer;

/// Explain a lint: what it does, why it matters, an example, what to do instead
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process explain too-many-stages")]
pub(crate) struct Args {
    /// The name or code of a lint, such as `too-many-stages` or `C01`; all are listed without one
    lint: Option<String>,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let Some(name) = &self.lint else {
            let line =
                |lint: &lint::Lint| format!("{} {} ({})\n", lint.code, lint.name, lint.severity);
            return Ok(Answer::of(lint::all().iter().map(|lint| line(lint)).collect::<String>()));
        };
        let named =
            |name: &str| lint::explain(name).or_else(|| lint::explain(&name.to_uppercase()));
        match named(name).or_else(|| named(&name.to_lowercase())) {
            Some(lint) => Ok(Answer::of(format!("{lint}\n"))),
            None => Err(format!("there is no lint `{name}`; `sales-process explain` lists all")),
        }
    }
}
