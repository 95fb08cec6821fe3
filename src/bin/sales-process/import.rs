use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use sales_process::history::{self, StageHistory, StageLog};
use sales_process::import::{
    Import, ImportFile, ImportNote, ImportOptions, ImportReport, ImportedTable, System, read_tables,
};
use sales_process::kpi::KpiFacts;
use sales_process::kpi::csv::{KpiTableError, Tables};
use sales_process::value::table::TableOptions;
use sales_process::{Currency, Named, SalesProcess, Zone};

use crate::input::{read_bytes, read_process};
use crate::output::{Answer, CsvArgs, write_all};
use crate::tables::TableArgs;

/// Bring over what a CRM or a spreadsheet exports: pipelines as a process, deals, histories, leads,
/// orders and costs as the files that `kpi`, `history` and `playbook` read
///
/// The folder, made where it is not there, gets `process.json`, `deals.csv`, `stages.csv` and
/// `leads.csv`, each where the files say something of it, and `import-report.json`: what was read,
/// what could not be carried over, what was guessed and what contradicts itself. Files are known by
/// what is in them, in any order and number. What is wrong with a row is always set aside and told,
/// as with `--skip-bad`; `--map` names the columns of exported deals, histories and leads.
///
/// csv, xlsx (`import xlsx sales.xlsx --map order_id=Invoice --out brought`): tables in our columns, `orders`, `leads`, `deals`, `stages`, `costs`, `merges`, `rates`,
/// under any headers: `--map` says which is which. Each is known by its columns (by its name where
/// those fit several), those of one kind are put together, and all sheets of a workbook are read unless
/// `--sheet` names one. Columns that only say more may be missing; days stay days; `--currency` is that of amounts
/// without one. The options are for all files (`--map` takes several headers for one column): what is written in
/// several forms is brought over one table after another into the same folder (with `--force`; the other tables stay). A `process.json`
/// among the files comes along; without one it is drafted from `stages`.
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
/// `crm.item.list` (deals and smart processes), `crm.lead.list`, `crm.stagehistory.list`; Deals > Export to CSV.
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
    kind: Kind,
    /// The exported files; a folder stands for the files in it
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

/// What the files are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Of(System),
    Csv,
    Xlsx,
}

/// As values of an option, in the order of the library.
const KINDS: [Kind; 8] = [
    Kind::Of(System::Hubspot),
    Kind::Of(System::Pipedrive),
    Kind::Of(System::Salesforce),
    Kind::Of(System::Bitrix24),
    Kind::Of(System::Amocrm),
    Kind::Of(System::Odoo),
    Kind::Csv,
    Kind::Xlsx,
];

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &KINDS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Of(system) => PossibleValue::new(system.name()).help(system.title()),
            Self::Csv => PossibleValue::new("csv").help("Tables in our columns under any headers"),
            Self::Xlsx => PossibleValue::new("xlsx").help("The same as sheets of workbooks"),
        })
    }
}

/// What is written beside the tables.
const REPORT: &str = "import-report.json";

/// What an import made: the files with their contents, the report, and what it
/// was in short.
type Made = (Vec<(String, String)>, ImportReport, String);

/// The files of a folder by their names, without hidden ones and the report of an
/// import before; then the folders in it, which are not read.
fn files_in(folder: &Path) -> Result<[Vec<PathBuf>; 2], String> {
    let told = |error| format!("{}: cannot be read: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(told)?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_read = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && name != REPORT
    };
    let mut all: Vec<PathBuf> = files.filter(is_read).collect();
    all.sort();
    let (folders, mut files): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.is_dir());
    files.retain(|it| it.is_file());
    if files.is_empty() {
        return Err(format!("{}: there is no file in the folder", folder.display()));
    }
    Ok([files, folders])
}

/// The rows of a table, the header too: the line on which each begins, its first
/// field and all of it.
fn rows_of(csv: &str) -> Vec<(u64, &str, &str)> {
    let mut rows = Vec::new();
    let (mut start, mut first, mut is_quoted) = (0, None, false);
    let (mut line, mut begins) = (1, 1);
    for (at, byte) in csv.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => first = first.or(Some(at)),
            b'\n' => {
                line += 1;
                if !is_quoted {
                    let id = csv.get(start..first.unwrap_or(at)).unwrap_or_default();
                    rows.push((begins, id, csv.get(start..=at).unwrap_or_default()));
                    (start, first, begins) = (at + 1, None, line);
                }
            }
            _ => {}
        }
    }
    rows
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let named = |file: &PathBuf| Ok((file.display().to_string(), read_bytes(file)?));
        let is_process = |file: &&PathBuf| {
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            !matches!(self.kind, Kind::Of(_)) && ["json", "sketch"].contains(&ending)
        };
        let (mut all, mut stderr) = (Vec::new(), String::new());
        for file in &self.files {
            let [files, folders] =
                if file.is_dir() { files_in(file)? } else { [vec![file.clone()], Vec::new()] };
            all.extend(files);
            for folder in folders {
                stderr += &format!("{}: a folder in a folder is not read\n", folder.display());
            }
        }
        let (processes, tables): (Vec<_>, Vec<_>) = all.iter().partition(is_process);
        let files = tables.into_iter().map(named).collect::<Result<Vec<_>, String>>()?;
        let files: Vec<ImportFile<'_>> =
            files.iter().map(|(name, bytes)| ImportFile::new(name, bytes)).collect();
        let (mut made, report, summary) = match self.kind {
            Kind::Of(system) => self.of_system(system, &files)?,
            Kind::Csv | Kind::Xlsx => self.of_tables(&processes, &files)?,
        };
        if made.is_empty() {
            let first = report.problems.first().map(ToString::to_string);
            return Err(first.unwrap_or_else(|| "nothing was found in the files".to_owned()));
        }
        let json = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?;
        let replaced = made.iter().filter(|(name, csv)| {
            let old = std::fs::read(self.out.join(name));
            !matches!(self.kind, Kind::Of(_)) && old.is_ok_and(|old| old != csv.as_bytes())
        });
        let replaced: Vec<PathBuf> = replaced.map(|(name, _)| self.out.join(name)).collect();
        made.push((REPORT.to_owned(), json + "\n"));
        let was_there = self.out.join(REPORT).is_file();
        write_all(&self.out, &made, self.force)?;
        for file in replaced {
            stderr += &format!("{}: what was there is replaced\n", file.display());
        }
        // What an import of before made and this one does not would be read with it;
        // tables are brought one after another.
        let former = ["process.json", "deals.csv", "stages.csv", "leads.csv"];
        for name in former.into_iter().filter(|_| was_there && matches!(self.kind, Kind::Of(_))) {
            let file = self.out.join(name);
            if !made.iter().any(|(it, _)| it == name) && file.exists() {
                std::fs::remove_file(&file)
                    .map_err(|error| format!("{}: cannot be removed: {error}", file.display()))?;
                stderr += &format!("{}: of the import before; removed\n", file.display());
            }
        }
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
            "{summary}; {} not carried over, {} guessed, {} problems: see import-report.json",
            count(&report.not_carried),
            count(&report.guessed),
            count(&report.problems),
        );
        let code = u8::from(!report.problems.is_empty());
        Ok(Answer { stdout: String::new(), stderr, code })
    }

    fn options(&self) -> ImportOptions {
        let options = ImportOptions::new().tables(self.tables.options(None));
        self.currency.into_iter().fold(options, ImportOptions::currency)
    }

    fn of_system(&self, system: System, files: &[ImportFile<'_>]) -> Result<Made, String> {
        let import = Import::read(system, files, &self.options());
        let mut made: Vec<(String, String)> = Vec::new();
        if let Some(draft) = import.process.clone() {
            let process = draft
                .build()
                .map_err(|problems| format!("the pipelines do not make a process: {problems}"))?;
            made.push(("process.json".to_owned(), process.to_json() + "\n"));
        }
        let tables = [
            ("deals.csv", import.deals.is_empty(), import.deals_csv()),
            ("stages.csv", import.stays.is_empty(), import.stages_csv()),
            ("leads.csv", import.leads.is_empty(), import.leads_csv()),
        ];
        for (name, _, csv) in tables.into_iter().filter(|(_, is_empty, _)| !is_empty) {
            made.push((name.to_owned(), self.csv.table(csv)));
        }
        let summary = format!(
            "{} deals, {} stays in stages, {} leads",
            import.deals.len(),
            import.stays.len(),
            import.leads.len(),
        );
        Ok((made, import.report, summary))
    }

    /// What the commands would refuse of tables: each row is read, and rows contradict
    /// each other.
    fn refused(&self, tables: &[ImportedTable]) -> Vec<String> {
        let mut found = Vec::new();
        let mut bad = |error: KpiTableError| {
            found.push(error.to_string());
            Ok(())
        };
        let zone = self.tables.zone().unwrap_or_default();
        let mut all = Tables::with(TableOptions::new().zone(zone));
        all = all.into_facts(KpiFacts::in_each_currency());
        let named = |name: &str| tables.iter().find(|table| table.name == name);
        for name in ["merges", "leads", "deals", "orders", "costs"] {
            let Some(table) = named(name) else { continue };
            let text = table.csv.as_bytes();
            let read = match name {
                "merges" => all.merges(text, &mut bad),
                "leads" => all.leads(text, &mut bad),
                "deals" => all.deals(text, &mut bad),
                "orders" => all.orders(text, &mut bad),
                _ => all.costs(text, &mut bad),
            };
            // Every error of a table that was made is one of a row.
            drop(read);
        }
        // Deals may come in an import of their own.
        if named("deals").is_some() {
            drop(all.finish(&mut bad));
        }
        found
    }

    /// Sets aside what the commands would refuse: an order whole, of other tables the
    /// row. What that leaves is looked at again.
    fn set_aside(&self, tables: &mut Vec<ImportedTable>, report: &mut ImportReport) {
        const ROUNDS: usize = 8;
        for round in 1.. {
            let refused = self.refused(tables);
            if refused.is_empty() {
                return;
            }
            let mut lines: HashMap<(&str, u64), &str> = HashMap::new();
            for told in &refused {
                let (file, words) = told.split_once(": ").unwrap_or_default();
                let row = words.strip_prefix("line ").and_then(|words| words.split_once(": "));
                let row = row.and_then(|(line, words)| Some((line.parse().ok()?, words)));
                if let Some((line, words)) = row.filter(|_| round < ROUNDS) {
                    lines.insert((file, line), words);
                } else {
                    report.add_problem(file, words);
                }
            }
            for table in tables.iter_mut() {
                let file = format!("{}.csv", table.name);
                let rows = rows_of(&table.csv);
                let words = |line| lines.get(&(file.as_str(), line));
                let mut orders = HashSet::new();
                for (line, id, _) in &rows {
                    let Some(words) = words(*line) else { continue };
                    report.add_problem(&file, &format!("`{id}`: {words}; set aside"));
                    orders.extend((table.name == "orders").then_some(*id));
                }
                let is_kept = |(line, id, _): &&(u64, &str, &str)| {
                    words(*line).is_none() && !orders.contains(id)
                };
                let kept: Vec<&str> = rows.iter().filter(is_kept).map(|(.., text)| *text).collect();
                (table.rows, table.csv) = (kept.len().saturating_sub(1), kept.concat());
            }
            tables.retain(|table| table.rows > 0);
            if round >= ROUNDS {
                return;
            }
        }
    }

    /// Tables in our columns. A process comes along as it is; where there is none,
    /// one is drafted from the history of stages, as `history --calibrate` does.
    fn of_tables(&self, processes: &[&PathBuf], files: &[ImportFile<'_>]) -> Result<Made, String> {
        let mut process = match processes {
            [] => None,
            [file] => Some(read_process(file)?.1),
            [_, second, ..] => {
                return Err(format!("{}: a second process; expected one", second.display()));
            }
        };
        let there = self.out.join("process.json");
        let is_there = there.exists();
        let known = || read_process(&there).ok().filter(|_| is_there).map(|(_, process)| process);
        let known = process.clone().or_else(known);
        let options = known.into_iter().fold(self.options(), ImportOptions::process);
        let (mut tables, mut report) = read_tables(files, &options);
        self.set_aside(&mut tables, &mut report);
        let has_deals = || tables.iter().any(|table| table.name == "deals");
        let leads = tables.iter().find(|table| table.name == "leads");
        let names_deals = leads.is_some_and(|leads| {
            // The last column.
            leads.csv.lines().skip(1).any(|row| !row.ends_with(','))
        });
        if names_deals && !has_deals() && !self.out.join("deals.csv").exists() {
            let words = "leads became deals, and there is no deals.csv: `kpi` reads them with it";
            report.add_problem("leads.csv", words);
        }
        let counts: Vec<String> =
            tables.iter().map(|table| format!("{} rows of {}", table.rows, table.name)).collect();
        let stages = tables.iter().find(|table| table.name == "stages");
        if let (None, false, Some(stages)) = (&process, is_there, stages) {
            let read = history::csv::read(stages.csv.as_bytes(), &TableOptions::new(), Err, |_| {});
            let log = read.map_err(|error| format!("stages.csv: {error}"))?;
            let mut draft = SalesProcess::draft("history", "History");
            draft.time_zone = self.tables.zone().filter(|zone| *zone != Zone::UTC);
            let mut add = |log: &StageLog, id: Option<&str>| {
                let mut pipeline = StageHistory::of(log).calibration().draft;
                id.into_iter().for_each(|id| id.clone_into(&mut pipeline.id));
                draft.pipelines.push(pipeline);
            };
            let pipelines = log.pipelines();
            if pipelines.is_empty() {
                add(&log, None);
            }
            for id in pipelines {
                add(&log.in_pipeline(id.as_str()), Some(id.as_str()));
            }
            match draft.build() {
                Ok(drafted) => {
                    process = Some(drafted);
                    let words = "the process is drafted from the stages that deals came into, with their shares and days";
                    report.add_guess("process.json", words);
                }
                Err(problems) => report.add_guess(
                    "process.json",
                    &format!("not drafted from the stages, which make no process: {problems}"),
                ),
            }
        } else if process.is_none() && !is_there {
            report.add_guess(
                "process.json",
                "there is none: `audit` and `forecast` need one; name it among the files, or a history of stages to draft it from",
            );
        }
        let mut made: Vec<(String, String)> = tables
            .into_iter()
            .map(|table| (format!("{}.csv", table.name), self.csv.table(table.csv)))
            .collect();
        if let Some(process) = process.filter(|_| !made.is_empty()) {
            made.push(("process.json".to_owned(), process.to_json() + "\n"));
        }
        Ok((made, report, counts.join(", ")))
    }
}
