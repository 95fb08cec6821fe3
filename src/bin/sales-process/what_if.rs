use std::path::PathBuf;

use clap::ValueEnum;
use sales_process::Money;
use sales_process::designer::what_if::{Change, LostDeals, WhatIf};

use crate::input::{read_process, told_of};
use crate::output::Answer;

/// Say what a change of a pipeline would do to chance, time, wins and work
///
/// Changes apply in the order given; the process itself stays as it is. The first line is for a
/// head of sales, a table follows.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Changes: drop:STAGE, merge:A+B, share:A->B=0.6, days:A=3, people:ROLE=4, leads:50\n\n\
                  Example: sales-process what-if process.json drop:demo share:offer->won=0.4 --leads 40"
)]
pub(crate) struct Args {
    /// The process, as JSON
    process: PathBuf,
    /// What would be different
    #[arg(required = true, value_name = "CHANGE")]
    changes: Vec<Change>,
    /// The pipeline asked about; the first one where none is named
    #[arg(long, value_name = "ID")]
    pipeline: Option<String>,
    /// How many leads come a month
    #[arg(long, value_name = "N")]
    leads: Option<f64>,
    /// What a won deal is worth on average, such as "1000 EUR"
    #[arg(long, value_name = "MONEY")]
    amount: Option<Money>,
    /// Deals that a dropped stage lost are lost where the others would be won
    #[arg(long, conflicts_with = "lost_go_on")]
    lost_later: bool,
    /// Deals that a dropped stage lost fare like the others
    #[arg(long)]
    lost_go_on: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    Json,
    #[default]
    Text,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.process)?;
        let pipeline = match &self.pipeline {
            Some(id) => process.pipeline(id),
            None => process.pipelines().first(),
        };
        let pipeline = pipeline.ok_or_else(|| {
            let known: Vec<_> =
                process.pipelines().iter().map(|one| format!("`{}`", one.id())).collect();
            let what = match &self.pipeline {
                Some(id) if !known.is_empty() => {
                    format!("there is no pipeline `{id}`; expected {}", known.join(" or "))
                }
                _ => "the process has no pipelines; expected one at least".to_owned(),
            };
            told_of(&self.process, &what)
        })?;
        if let Some(leads) = self.leads.filter(|leads| !leads.is_finite() || *leads < 0.0) {
            return Err(format!("`{leads}` is no number of leads; expected 0 or more"));
        }
        let lost = if self.lost_go_on { LostDeals::LostGoOn } else { LostDeals::LostLater };
        let mut asked = WhatIf::of(pipeline).in_process(&process).assuming(lost);
        if let Some(leads) = self.leads {
            asked = asked.leads_a_month(leads);
        }
        if let Some(amount) = self.amount {
            asked = asked.amount(amount);
        }
        let answer =
            asked.ask(&self.changes).map_err(|error| told_of(&self.process, &error.to_string()))?;
        Ok(Answer::of(match self.format {
            Format::Text => format!("{answer}\n"),
            Format::Json => {
                let text = serde_json::to_string_pretty(&answer);
                text.map_err(|error| format!("the answer has no form: {error}"))? + "\n"
            }
        }))
    }
}
