use std::path::PathBuf;

use sales_process::simulate::Simulation;

use crate::input::{pipeline_of, read_process};
use crate::output::{Answer, Format, json};

/// Simulate deals and the people who work on them: waiting, utilisation, wins a month
///
/// Leads come at random. The work hours of a stage are done by one person of its role, in the order
/// of arrival; then the days of the stage pass. With a target, it also says how many people each
/// role needs so that its mean wait stays within it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: sales-process simulate process.json --leads-per-month 200 --target-wait 1 --format text"
)]
pub(crate) struct Args {
    /// The process, as JSON
    process: PathBuf,
    /// The pipeline that the leads come to; the first one where none is named
    #[arg(long, value_name = "ID")]
    pipeline: Option<String>,
    /// How many leads come in a month
    #[arg(long, value_name = "N")]
    leads_per_month: f64,
    /// How many months are counted; a quarter more goes before them
    #[arg(long, value_name = "M", default_value_t = 12.0)]
    months: f64,
    /// The same seed gives the same answer
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Say how many people it takes that the mean wait of each role is within so many days
    #[arg(long, value_name = "DAYS")]
    target_wait: Option<f64>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.process)?;
        let pipeline = pipeline_of(&process, &self.process, self.pipeline.as_deref())?;
        let told = |error: sales_process::simulate::SimulationError| error.to_string();
        let simulation =
            Simulation::new(self.leads_per_month, self.months).map_err(told)?.seed(self.seed);
        let simulated = match self.target_wait {
            Some(days) => simulation.with_people_for(days, &process, pipeline),
            None => simulation.run(&process, pipeline),
        };
        let simulated = simulated.map_err(told)?;
        let mut answer = Answer::of(match self.format {
            Format::Json => json(&simulated)?,
            Format::Text => simulated.to_string(),
        });
        if simulated.roles.is_empty() {
            let words = "no stage has a role and says how many hours of work it takes \
                             (`work_hours`): nobody waits, and no people are needed\n";
            words.clone_into(&mut answer.stderr);
        }
        Ok(answer)
    }
}
