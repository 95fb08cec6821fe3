use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use sales_process::Currency;
use sales_process::import::{Import, ImportFile, ImportNote, ImportOptions, System};

use crate::input::read_bytes;
use crate::output::{Answer, CsvArgs, write_all};
use crate::tables::TableArgs;

/// Bring over what a CRM exports: its pipelines as a process, its deals, histories and leads as the
/// files that `kpi`, `history` and `playbook` read
///
/// The folder, made where it is not there, gets `process.json`, `deals.csv`, `stages.csv` and
/// `leads.csv`, each where the files say something of it, and `import-report.json`: what was read,
/// what could not be carried over, what was guessed and what contradicts itself. Files are known by
/// what is in them, in any order and number. What is wrong with a row is always set aside and told,
/// as with `--skip-bad`; `--map` names the columns of exported deals.
///
/// hubspot: `GET /crm/v3/pipelines/deals`; `GET /crm/v3/objects/deals` with
/// `propertiesWithHistory=dealstage`; Deals > Export as CSV.
///
/// pipedrive: `GET /v1/pipelines`, `/v1/stages`, `/v1/deals`, `/v1/deals/ID/flow`, the same of
/// `/api/v2`; Deals > Export as CSV.
///
/// salesforce: `OpportunityStage.standardValueSet-meta.xml`; business processes, in
/// `Opportunity.object` or a file each; Data Loader exports of Opportunity, `OpportunityHistory`,
/// `OpportunityFieldHistory` and Lead.
///
/// bitrix24: the answers of `crm.category.list`, `crm.status.list`, `crm.deal.list`,
/// `crm.lead.list`, `crm.stagehistory.list`; Deals > Export to CSV.
///
/// amocrm (Kommo too): `GET /api/v4/leads/pipelines`, `/api/v4/leads/loss_reasons`, `/api/v4/leads`,
/// `/api/v4/events?filter[type]=lead_status_changed`; Leads > Export.
///
/// odoo: data files of `crm.stage` (XML) or Stages > Export as CSV; exports of opportunities, of
/// lost reasons and of the tracking values of their stage as CSV.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: sales-process import hubspot pipelines.json deals.json --out brought"
)]
pub(crate) struct Args {
    /// The system that the files come from
    #[arg(value_name = "KIND")]
    system: Kind,
    /// The exported files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder to write to
    #[arg(long)]
    out: PathBuf,
    /// The currency of amounts that name none, such as `EUR`
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Overwrite files that are there already and differ; those of an import before that this one
    /// does not make are removed
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    csv: CsvArgs,
}

#[derive(Debug, Clone, Copy)]
struct Kind(System);

/// As values of an option, in the order of the library.
const KINDS: [Kind; 6] = [
    Kind(System::Hubspot),
    Kind(System::Pipedrive),
    Kind(System::Salesforce),
    Kind(System::Bitrix24),
    Kind(System::Amocrm),
    Kind(System::Odoo),
];

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &KINDS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.title()))
    }
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let named = |file: &PathBuf| Ok((file.display().to_string(), read_bytes(file)?));
        let files = self.files.iter().map(named).collect::<Result<Vec<_>, String>>()?;
        let files: Vec<ImportFile<'_>> =
            files.iter().map(|(name, bytes)| ImportFile::new(name, bytes)).collect();
        let mut options = ImportOptions::new().tables(self.tables.options(None));
        if let Some(currency) = self.currency {
            options = options.currency(currency);
        }
        let import = Import::read(self.system.0, &files, &options);
        let mut made: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, content: String| made.push((name.to_owned(), content));
        if let Some(draft) = import.process.clone() {
            let process = draft
                .build()
                .map_err(|problems| format!("the pipelines do not make a process: {problems}"))?;
            add("process.json", process.to_json() + "\n");
        }
        if !import.deals.is_empty() {
            add("deals.csv", self.csv.table(import.deals_csv()));
        }
        if !import.stays.is_empty() {
            add("stages.csv", self.csv.table(import.stages_csv()));
        }
        if !import.leads.is_empty() {
            add("leads.csv", self.csv.table(import.leads_csv()));
        }
        let report = &import.report;
        if import.process.is_none()
            && import.deals.is_empty()
            && import.stays.is_empty()
            && import.leads.is_empty()
        {
            let first = report.problems.first().map(ToString::to_string);
            return Err(first.unwrap_or_else(|| "nothing was found in the files".to_owned()));
        }
        let mut removed = String::new();
        let json = serde_json::to_string_pretty(report).map_err(|error| error.to_string())?;
        add("import-report.json", json + "\n");
        let was_there = self.out.join("import-report.json").is_file();
        write_all(&self.out, &made, self.force)?;
        // What an import of before made and this one does not would be read with it.
        for name in ["process.json", "deals.csv", "stages.csv", "leads.csv"] {
            let file = self.out.join(name);
            if was_there && !made.iter().any(|(it, _)| it == name) && file.exists() {
                std::fs::remove_file(&file)
                    .map_err(|error| format!("{}: cannot be removed: {error}", file.display()))?;
                removed += &format!("{}: of the import before; removed\n", file.display());
            }
        }
        let mut stderr = removed;
        for note in report.read.iter().chain(&report.problems) {
            match note.more {
                Some(0) => stderr += &format!("{note}\n"),
                Some(more) => stderr += &format!("{note} (and {more} more of this kind)\n"),
                None => {}
            }
        }
        let count = |notes: &[ImportNote]| -> usize {
            notes.iter().filter_map(|note| note.more).map(|more| more + 1).sum()
        };
        stderr += &format!(
            "{} deals, {} stays in stages, {} leads; {} not carried over, {} guessed, {} problems: \
             see import-report.json",
            import.deals.len(),
            import.stays.len(),
            import.leads.len(),
            count(&report.not_carried),
            count(&report.guessed),
            count(&report.problems),
        );
        let code = u8::from(!report.problems.is_empty());
        Ok(Answer { stdout: String::new(), stderr, code })
    }
}
