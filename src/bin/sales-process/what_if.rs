use std::path::PathBuf;

use sales_process::Money;
use sales_process::designer::what_if::{Change, LostDeals, WhatIf, WhatIfAnswer};
use sales_process::history::StageHistory;
use serde::Serialize;

use crate::input::{pipeline_of, read_process, told_of};
use crate::output::{Answer, Format, json};
use crate::stages::{read_stages, stages_of};
use crate::tables::{TableArgs, stated};

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
    /// A stage history as for `history`: what it says of shares and days goes before what the process says
    #[arg(long, value_name = "STAGES.csv")]
    history: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    tables: TableArgs,
}

/// An answer and what it rests on.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    answer: WhatIfAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
}

/// How many deals the shares and days were learned from.
#[derive(Serialize)]
struct Basis {
    source: &'static str,
    deals: u64,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.process)?;
        let designed = pipeline_of(&process, &self.process, self.pipeline.as_deref())?;
        if let Some(leads) = self.leads.filter(|leads| !leads.is_finite() || *leads < 0.0) {
            return Err(format!("`{leads}` is no number of leads; expected 0 or more"));
        }
        let mut answer = Answer::default();
        let mut learned = None;
        if let Some(file) = &self.history {
            let (log, mut told) = read_stages(file, &self.tables, stated(process.zone()))?;
            let log = stages_of(&process, designed, &log, &mut told)?;
            let history = StageHistory::beside(&log, designed);
            let pipeline = history.calibration().draft.build();
            let pipeline = pipeline.map_err(|problems| told_of(file, &problems))?;
            learned = Some((pipeline, history.real_pipeline().deals));
            answer = Answer { stderr: told.lines, code: told.code, ..answer };
        }
        let pipeline = learned.as_ref().map_or(designed, |(pipeline, _)| pipeline);
        let lost = if self.lost_go_on { LostDeals::LostGoOn } else { LostDeals::LostLater };
        let mut asked = WhatIf::of(pipeline).in_process(&process).assuming(lost);
        if let Some(leads) = self.leads {
            asked = asked.leads_a_month(leads);
        }
        if let Some(amount) = self.amount {
            asked = asked.amount(amount);
        }
        let told = asked.ask(&self.changes).map_err(|error| told_of(&self.process, &error))?;
        let basis = learned.map(|(_, deals)| Basis { source: "history", deals });
        answer.stdout = match (self.format, &basis) {
            (Format::Json, _) => json(&Told { answer: told, basis })?,
            (Format::Text, None) => format!("{told}\n"),
            (Format::Text, Some(Basis { deals, .. })) => {
                format!("{told}\n\nShares and days are those of {deals} deals.\n")
            }
        };
        Ok(answer)
    }
}
