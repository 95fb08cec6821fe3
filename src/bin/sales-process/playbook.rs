use std::path::PathBuf;

use sales_process::SalesProcess;
use sales_process::draw::Flow;
use sales_process::kpi::Overview;
use sales_process::playbook::{Headings, Playbook};

use crate::input::{Language, read_process};
use crate::kpi_data::{self, When};
use crate::output::{Answer, write_all};
use crate::tables::{RateArgs, TableArgs, stated};

/// Write the playbook of a sales process, and its pictures
///
/// The folder, made where it is not there, gets `playbook.md` and `playbook.html`, and of the first
/// pipeline `process.svg`, `process.mmd`, `process.dot` and `process.bpmn`; of the second
/// `process-2.svg` and so on. All of them are made before one is written.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: sales-process playbook process.json out --language ro --data figures"
)]
pub(crate) struct Args {
    /// The process, as JSON
    process: PathBuf,
    /// The folder to write to
    out: PathBuf,
    /// The language of the fixed words
    #[arg(long, value_enum, default_value_t)]
    language: Language,
    /// Add a chapter with what `lint` finds, for those who work on the process
    #[arg(long)]
    findings: bool,
    /// Where the pictures run; both ways, as the page is wide or narrow, unless given
    #[arg(long, value_enum)]
    layout: Option<Layout>,
    /// A folder of figures as for `kpi`: the playbook then says where the company stands
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Overwrite files that are there already and differ
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    currencies: RateArgs,
    #[command(flatten)]
    tables: TableArgs,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.process)?;
        let zone = self.tables.zone().unwrap_or(process.zone());
        self.when.check(zone)?;
        if process.pipelines().is_empty() {
            let name = self.process.display();
            return Err(format!(
                "{name}: there is nothing to draw: expected at least one pipeline"
            ));
        }
        if self.data.is_none() && !self.when.is_empty() {
            return Err("a period needs `--data`".to_owned());
        }
        let overview = self.data.as_ref().map(|data| -> Result<_, String> {
            let stated = stated(process.zone());
            let rates = self.currencies.read(Some(data), &self.tables, stated)?;
            let facts = kpi_data::empty(&[], rates.as_ref(), &self.tables, stated);
            let (facts, mut told) = kpi_data::read(data, &self.tables, stated, facts, None)?;
            told.rates(facts.rates_used());
            Ok((facts.overview(&self.when.question(&facts, zone)?), told))
        });
        let (overview, told) = overview.transpose()?.unzip();
        let told = told.unwrap_or_default();
        let documents = self.documents(&process, overview.as_ref());
        write_all(&self.out, &documents, self.force)?;
        Ok(Answer { stderr: told.lines, code: told.code, ..Answer::default() })
    }
}

/// Where pictures run.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Layout {
    /// From left to right
    Across,
    /// From top to bottom, for phones and paper
    Down,
}

impl Args {
    /// Every file with its content.
    fn documents(
        &self,
        process: &SalesProcess,
        overview: Option<&Overview>,
    ) -> Vec<(String, String)> {
        let findings = self.findings.then(|| process.lint());
        let count = process.pipelines().len();
        let named = |number: usize, kind: &str| match number {
            0 => format!("process.{kind}"),
            more => format!("process-{}.{kind}", more + 1),
        };
        let mut playbook = Playbook::of(process)
            .headings(Headings::of(self.language.into()))
            .picture_files((0..count).map(|number| named(number, "svg")));
        if let Some(overview) = overview {
            playbook = playbook.kpis(overview);
        }
        if let Some(findings) = &findings {
            playbook = playbook.findings(findings);
        }
        playbook = match self.layout {
            None => playbook,
            Some(Layout::Across) => playbook.layout(Flow::Across),
            Some(Layout::Down) => playbook.layout(Flow::Down),
        };
        let mut files = vec![
            ("playbook.md".to_owned(), playbook.to_markdown()),
            ("playbook.html".to_owned(), playbook.to_html()),
        ];
        for (number, picture) in playbook.pictures().iter().enumerate() {
            files.push((named(number, "svg"), picture.to_svg()));
            files.push((named(number, "mmd"), picture.to_mermaid()));
            files.push((named(number, "dot"), picture.to_dot()));
            files.push((named(number, "bpmn"), picture.to_bpmn()));
        }
        files
    }
}
