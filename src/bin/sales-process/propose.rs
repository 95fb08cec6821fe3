use std::path::PathBuf;

use sales_process::SalesProcess;
use sales_process::process::{Profile, json};

use crate::input::{Language, read_text, told_of};
use crate::output::Answer;

/// Propose a sales process for a company that says how it sells
///
/// The profile is an object such as `{"nature": "project", "market": "b2b"}`. What it leaves out
/// is consultative, established, formed, B2B, product, direct, passive. Prints the process as JSON.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process propose profile.json > process.json")]
pub(crate) struct Args {
    /// The profile, as JSON
    profile: PathBuf,
    /// The language of its texts
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let text = read_text(&self.profile, "a profile as JSON")?;
        let told = |error: &dyn std::fmt::Display| told_of(&self.profile, &error);
        let profile: Profile = json::read(&text).map_err(|error| told(&error))?;
        let process = SalesProcess::propose_in(self.language.into(), profile)
            .build()
            .map_err(|error| told(&error))?;
        Ok(Answer::of(process.to_json() + "\n"))
    }
}
