use std::path::PathBuf;

use sales_process::SalesProcess;
use sales_process::history::StageHistory;
use sales_process::playbook::history_html;
use sales_process::process::Pipeline;
use sales_process::value::PipelineId;

use crate::input::read_process;
use crate::output::{Answer, json, write_all};
use crate::stages::{pipeline_in, read_stages, stages_of};
use crate::tables::{TableArgs, stated};

/// Say how deals really moved: every move, the time in each stage, paths, and how far that is from the design
///
/// STAGES.csv has a row for each stage or outcome that a deal entered: `deal_id,stage,entered_at`, and
/// optionally `by,amount,currency,pipeline`. Deals still open count as far as they were seen.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: sales-process history stages.csv --process process.json --format text"
)]
pub(crate) struct Args {
    /// The stage history, as CSV
    stages: PathBuf,
    /// The process as it is designed
    #[arg(long, value_name = "FILE")]
    process: Option<PathBuf>,
    /// The pipeline of the process that the deals ran by; the first one where none is named
    #[arg(long, value_name = "ID", requires = "process")]
    pipeline: Option<String>,
    /// Write the process with the shares and days of the history
    #[arg(long, value_name = "OUT.json")]
    calibrate: Option<PathBuf>,
    /// Overwrite the file of `--calibrate` where it is there
    #[arg(long)]
    force: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    format: HistoryFormat,
    #[command(flatten)]
    tables: TableArgs,
}

/// How a history is written.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum HistoryFormat {
    /// One object
    #[default]
    Json,
    /// Tables for people
    Text,
    /// One page with a picture
    Html,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let process = match &self.process {
            Some(file) => Some((file, read_process(file)?.1)),
            None => None,
        };
        let zone = process.as_ref().and_then(|(_, process)| stated(process.zone()));
        let (log, mut told) = read_stages(&self.stages, &self.tables, zone)?;
        let Some((file, process)) = &process else {
            let named = log.pipelines();
            if named.len() > 1 {
                let ids: Vec<&str> = named.into_iter().map(PipelineId::as_str).collect();
                told.say(&format!(
                    "the rows are of pipelines `{}`, here taken as one; `--process` and `--pipeline` \
                     tell them apart",
                    ids.join("`, `")
                ));
            }
            return self.answer(&StageHistory::of(&log), None, told.lines, told.code);
        };
        let pipeline = pipeline_in(process, file, self.pipeline.as_deref(), &log)?;
        let log = stages_of(process, pipeline, &log, &mut told)?;
        let history = StageHistory::beside(&log, pipeline);
        self.answer(&history, Some((process, pipeline)), told.lines, told.code)
    }

    fn answer(
        &self,
        history: &StageHistory<'_>,
        design: Option<(&SalesProcess, &Pipeline)>,
        mut stderr: String,
        code: u8,
    ) -> Result<Answer, String> {
        let real = history.real_pipeline();
        if let Some(out) = &self.calibrate {
            let calibration = history.calibration();
            let mut draft = match design {
                Some((process, _)) => process.as_draft().clone(),
                None => SalesProcess::draft("history", "History"),
            };
            match design {
                Some((_, pipeline)) => {
                    let id = pipeline.id().as_str();
                    for slot in draft.pipelines.iter_mut().filter(|it| it.id == id) {
                        slot.clone_from(&calibration.draft);
                    }
                }
                None => draft.pipelines.push(calibration.draft.clone()),
            }
            let process = draft.build().map_err(|problems| problems.to_string())?;
            let name = out.file_name().and_then(|name| name.to_str());
            let name = name.ok_or("`--calibrate` expects the name of a file")?;
            let folder = out.parent().filter(|it| !it.as_os_str().is_empty());
            let folder = folder.unwrap_or(std::path::Path::new("."));
            write_all(folder, &[(name.to_owned(), process.to_json())], self.force)?;
            stderr.push_str(&calibration.to_string());
        }
        let stdout = match self.format {
            HistoryFormat::Json => json(&real)?,
            HistoryFormat::Text => history.to_text(&real),
            HistoryFormat::Html => history_html(history, design.map(|(process, _)| process)),
        };
        Ok(Answer { stdout, stderr, code })
    }
}
