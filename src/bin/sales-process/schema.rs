use sales_process::schema;

use crate::output::Answer;

/// Print the JSON Schema of a stored form
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process schema process > process.schema.json")]
pub(crate) struct Args {
    /// The form, such as `process`; all are listed without one
    form: Option<String>,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let Some(name) = &self.form else {
            return Ok(Answer::of(schema::NAMES.join("\n") + "\n"));
        };
        match schema::of(name) {
            Some(schema) => Ok(Answer::of(format!("{schema:#}\n"))),
            None => Err(format!("there is no form `{name}`; `sales-process schema` lists all")),
        }
    }
}
