//! What a company's CRM exports, brought over: pipelines become a process,
//! deals and their histories become the files that KPIs and histories are read
//! from.
//!
//! - [`System`]: the six systems, and what of each is read;
//! - [`ImportFile`]: one exported file, by name and bytes; files are known by
//!   what is in them, in any order and number;
//! - [`Import`]: the process as a draft, deals, stays in stages, leads;
//! - [`Import::adopt`]: deals, leads and customers as entities that live on here;
//! - [`read_tables`]: tables in our own columns under any headers, as our files;
//! - [`ImportReport`]: what was read, what could not be carried over, what was
//!   guessed, what contradicts itself.
//!
//! ```
//! use sales_process::import::{Import, ImportFile, ImportOptions, System};
//!
//! let stages = br#"{"results": [{"id": "default", "label": "Sales", "displayOrder": 0, "stages": [
//!     {"id": "1", "label": "Qualified", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.2"}},
//!     {"id": "2", "label": "Won", "displayOrder": 1, "metadata": {"isClosed": "true", "probability": "1.0"}},
//!     {"id": "3", "label": "Lost", "displayOrder": 2, "metadata": {"isClosed": "true", "probability": "0.0"}}]}]}"#;
//! let files = [ImportFile::new("pipelines.json", stages)];
//! let import = Import::read(System::Hubspot, &files, &ImportOptions::new());
//! let process = import.process.ok_or("no process")?.build()?;
//! assert_eq!(process.pipelines()[0].stages()[0].name(), "Qualified");
//! assert!(import.report.guessed[0].to_string().contains("`qualification`"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! No meaning is taken from an id that people can choose, nothing is guessed in
//! silence, and no file, however broken, ends the reading of the others.

mod adopt;
mod amocrm;
mod bitrix24;
mod closings;
mod definition;
mod hubspot;
mod odoo;
mod pipedrive;
mod records;
mod report;
mod salesforce;
mod shape;
mod tables;
mod written;

pub use adopt::{Adoption, AdoptionNote};
pub use records::{DealEnd, ImportedDeal, ImportedLead, ImportedStay};
pub use report::{ImportNote, ImportReport};
pub use tables::{ImportedTable, read_tables};

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::Utf8Error;

use crate::process::{ProcessDraft, SalesProcess};
use crate::value::table::{Notice, TableOptions, decoded, likely_encoding};
use crate::value::text::{choices, excerpt};
use crate::value::{self, Currency, Limit, Zone};
use report::Said;
use shape::{Export, MAPPED, Raw};

choices! {
    /// A system whose exports are read.
    pub enum System {
        /// `HubSpot`: `GET /crm/v3/pipelines/deals`, `GET /crm/v3/objects/deals`
        /// (with `propertiesWithHistory=dealstage` for the history), and
        /// Deals → Export as CSV.
        Hubspot = "hubspot",
        /// Pipedrive: `GET /v1/pipelines`, `/v1/stages`, `/v1/deals` and
        /// `/v1/deals/ID/flow`, the same of `/api/v2`, and Deals → Export as CSV.
        Pipedrive = "pipedrive",
        /// Salesforce: `OpportunityStage.standardValueSet-meta.xml` and business
        /// processes (in `Opportunity.object` or a file each); Data Loader exports
        /// of Opportunity, `OpportunityHistory`, `OpportunityFieldHistory`, Lead.
        Salesforce = "salesforce",
        /// Bitrix24: the answers of `crm.category.list`, `crm.status.list`,
        /// `crm.deal.list`, `crm.item.list` (deals and smart processes),
        /// `crm.lead.list` and `crm.stagehistory.list`; Deals → Export to CSV.
        Bitrix24 = "bitrix24",
        /// amoCRM and Kommo: `GET /api/v4/leads/pipelines`,
        /// `/api/v4/leads/loss_reasons`, `/api/v4/leads` and
        /// `/api/v4/events?filter[type]=lead_status_changed`; Leads → Export (CSV
        /// or XLSX).
        Amocrm = "amocrm",
        /// Odoo: data files of `crm.stage` (XML), or Stages → Export as CSV;
        /// exports of opportunities, of lost reasons and of the tracking values
        /// of their stage as CSV.
        Odoo = "odoo",
    }
}

impl System {
    /// The name that people know.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hubspot => "HubSpot",
            Self::Pipedrive => "Pipedrive",
            Self::Salesforce => "Salesforce",
            Self::Bitrix24 => "Bitrix24",
            Self::Amocrm => "amoCRM",
            Self::Odoo => "Odoo",
        }
    }
}

/// One file that was exported.
#[derive(Debug, Clone, Copy)]
pub struct ImportFile<'f> {
    name: &'f str,
    bytes: &'f [u8],
}

impl<'f> ImportFile<'f> {
    /// A file by its name, which is named where something is wrong, and its bytes.
    pub fn new(name: &'f str, bytes: &'f (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { name, bytes: bytes.as_ref() }
    }
}

/// How files are imported.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ImportOptions {
    tables: TableOptions,
    currency: Option<Currency>,
    process: Option<SalesProcess>,
}

impl ImportOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// How tables, dates and amounts are read.
    pub fn tables(mut self, options: TableOptions) -> Self {
        self.tables = options;
        self
    }

    /// The currency of amounts that name none.
    pub fn currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// The process that the stages of [`read_tables`] are of: its outcomes are
    /// known by their ids.
    pub fn process(mut self, process: SalesProcess) -> Self {
        self.process = Some(process);
        self
    }
}

/// What some files of a system say.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Import {
    /// The pipelines as a process to build, check and edit; `None` where the
    /// files define none.
    pub process: Option<ProcessDraft>,
    /// The deals, in the order of the files.
    pub deals: Vec<ImportedDeal>,
    /// The stages that deals came into, deal by deal in time order.
    pub stays: Vec<ImportedStay>,
    /// The leads.
    pub leads: Vec<ImportedLead>,
    /// What there is to say.
    pub report: ImportReport,
}

impl Import {
    /// Reads files of one system. What is wrong with one of them stands in the
    /// report, and the others are read.
    pub fn read(system: System, files: &[ImportFile<'_>], options: &ImportOptions) -> Self {
        let mut raw = Raw { options: options.tables.clone(), ..Raw::default() };
        for file in files {
            let text = of_utf_16(file.bytes);
            let bytes = text.as_deref().map_or(file.bytes, str::as_bytes);
            let first = bytes.iter().find(|byte| byte.is_ascii_graphic());
            let known = if let Some(b'{' | b'[' | b'<') = first {
                raw.answers.insert(file.name.to_owned());
                text_of(bytes, &options.tables).and_then(|text| {
                    let text = text.trim_start_matches('\u{feff}');
                    let read = if first == Some(&b'<') { xml } else { json };
                    read(&mut raw, system, file.name, text)
                })
            } else {
                sheets(&mut raw, system, file)
            };
            match known {
                Ok(true) => {}
                Ok(false) => {
                    let words =
                        format!("this is no export of {} that is known here", system.title());
                    raw.problem(file.name, "", words);
                }
                Err(error) => raw.problem(file.name, "", error),
            }
        }
        for (column, header) in options.tables.mapped() {
            if !MAPPED.contains(&column.as_str()) {
                let words = format!(
                    "`{column}` is not mapped in an import of a CRM; these are: `{}`",
                    MAPPED.join("`, `")
                );
                raw.problem(header, "", words);
            } else if !raw.mapped.contains(column) {
                raw.problem(
                    header,
                    "",
                    format!("no table has this column, to which `{column}` is mapped"),
                );
            }
        }
        match system {
            System::Salesforce => salesforce::finish(&mut raw),
            System::Amocrm => amocrm::finish(&mut raw),
            _ => {}
        }
        let (process, places) = definition::process(&mut raw, system.name(), system.title());
        if let (None, Some(deal)) = (&process, raw.deals.first()) {
            let file = deal.file.clone();
            let words = "no file with pipelines was read: which stages end a deal is not known";
            raw.problem(&file, "", words);
        }
        let (currency, has_moves) = (options.currency, !raw.moves.is_empty());
        let mut maker = records::Maker { raw: &mut raw, places: &places, currency, has_moves };
        let records::Records { deals, stays, leads } = maker.records();
        let process = process.map(|mut process| {
            let zone = options.tables.cells.zone();
            process.time_zone = zone.filter(|zone| *zone != Zone::UTC);
            process
        });
        let report = ImportReport { kinds: HashMap::new(), ..raw.report };
        Self { process, deals, stays, leads, report }
    }

    /// `deals.csv`, as KPIs read it, with the pipeline of each deal.
    pub fn deals_csv(&self) -> String {
        written::deals_csv(&self.deals)
    }

    /// `stages.csv`, as histories read it.
    pub fn stages_csv(&self) -> String {
        written::stages_csv(&self.stays)
    }

    /// `leads.csv`, as KPIs read it.
    pub fn leads_csv(&self) -> String {
        written::leads_csv(&self.leads)
    }
}

/// One JSON value, or several one after another, as pages of an answer are
/// kept.
fn json(raw: &mut Raw, system: System, name: &str, text: &str) -> Result<bool, String> {
    // A value costs dozens of bytes however short its text is. Each but the
    // first of a list comes after a comma, and each list begins with a bracket.
    let values = text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    raw.options.limits_given().check(Limit::Values, values).map_err(|it| it.to_string())?;
    let (mut known, mut refused) = (true, None);
    for value in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
        let value =
            value.map_err(|error| format!("line {}: this is not JSON: {error}", error.line()))?;
        let is_known = match system {
            System::Hubspot => hubspot::json(raw, name, &value),
            System::Pipedrive => pipedrive::json(raw, name, &value),
            System::Bitrix24 => bitrix24::json(raw, name, &value),
            System::Amocrm => amocrm::json(raw, name, &value),
            System::Salesforce | System::Odoo => false,
        };
        // An API that answers no says why.
        let says = ["message", "error_description", "detail", "error"];
        refused = refused.or(shape::text(&value, &says).filter(|_| !is_known));
        known &= is_known;
    }
    match refused {
        Some(words) => {
            Err(format!("this is the answer of an error, which says `{}`", excerpt(&words)))
        }
        None => Ok(known),
    }
}

/// A text in UTF-16, by its mark or by the zeros of its first letter.
fn of_utf_16(bytes: &[u8]) -> Option<String> {
    let is_little = match bytes {
        [0xFF, 0xFE, ..] | [b'<' | b'{' | b'[', 0, ..] => true,
        [0xFE, 0xFF, ..] | [0, b'<' | b'{' | b'[', ..] => false,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).filter_map(|pair| {
        let pair = <[u8; 2]>::try_from(pair).ok()?;
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// The text of a file that is no table, in UTF-8 or the encoding that was named.
fn text_of<'b>(bytes: &'b [u8], options: &TableOptions) -> Result<Cow<'b, str>, String> {
    let bytes = match options.encoding_named() {
        Some(encoding) if std::str::from_utf8(bytes).is_err() => {
            Cow::Owned(decoded(bytes, encoding))
        }
        _ => Cow::Borrowed(bytes),
    };
    let told = |error: Utf8Error, bytes: &[u8]| {
        let (before, after) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let row = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
        format!("line {line}: this is not text in UTF-8{}", likely_encoding(row))
    };
    match bytes {
        Cow::Borrowed(bytes) => {
            std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| told(error, bytes))
        }
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|error| told(error.utf8_error(), error.as_bytes())),
    }
}

fn xml(raw: &mut Raw, system: System, name: &str, text: &str) -> Result<bool, String> {
    let nodes = text.bytes().filter(|byte| matches!(byte, b'<' | b'=')).count();
    raw.options.limits_given().check(Limit::Values, nodes).map_err(|it| it.to_string())?;
    let document = roxmltree::Document::parse(text)
        .map_err(|error| format!("line {}: this is not XML: {error}", error.pos().row))?;
    Ok(match system {
        System::Salesforce => salesforce::xml(raw, name, &document),
        System::Odoo => odoo::xml(raw, name, &document),
        _ => false,
    })
}

/// All sheets of a workbook where none is named; a cover is no table.
fn sheets(raw: &mut Raw, system: System, file: &ImportFile<'_>) -> Result<bool, String> {
    let sheets = value::table::sheets(file.bytes, raw.options.limits_given())
        .map_err(|error| error.to_string())?;
    if raw.options.sheet_named().is_some() || sheets.len() < 2 {
        let options = raw.options.clone();
        return Ok(table(raw, system, file, &options)? != Known::No);
    }
    let mut is_known = false;
    for sheet in sheets {
        let name = format!("{}, sheet `{sheet}`", file.name);
        let options = raw.options.clone().sheet(sheet);
        let known = table(raw, system, &ImportFile { name: &name, ..*file }, &options)?;
        is_known |= known == Known::Yes;
        let words = format!("this is no export of {} that is known here", system.title());
        match known {
            Known::Yes => {}
            Known::Nothing => raw.not_carried(&name, "", words),
            Known::No => raw.problem(&name, "", words),
        }
    }
    Ok(is_known)
}

/// What a table is.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Yes,
    /// A sheet with hardly anything in it.
    Nothing,
    No,
}

fn table(
    raw: &mut Raw,
    system: System,
    file: &ImportFile<'_>,
    options: &TableOptions,
) -> Result<Known, String> {
    /// Names by which the delimiter is known.
    const KNOWN: [&str; 11] = [
        "ID",
        "Record ID",
        "Deal - ID",
        "Amount",
        "Stage",
        "Pipeline",
        "name",
        "sequence",
        "Воронка",
        "Ответственный",
        "Responsible",
    ];
    let headers = raw.options.mapped().iter().map(|(_, header)| header.as_str());
    let known: Vec<&str> = KNOWN.into_iter().chain(headers).collect();
    let export = Export::read(file.name, file.bytes, options, &known)?;
    let is_sheet = options.sheet_named() != raw.options.sheet_named();
    match export.nothing() {
        Some(_) if is_sheet => return Ok(Known::Nothing),
        Some(nothing) => {
            raw.problem(file.name, "", nothing);
            return Ok(Known::Yes);
        }
        None => {}
    }
    let uneven: Vec<String> = export.uneven().map(|error| format!("{error}; left out")).collect();
    if export.lacks_sheets() {
        raw.report.say(Said::Read, file.name, "", &Notice::NoSheets.to_string());
    }
    // What is mapped and nowhere there is told at the end.
    for (column, header) in raw.options.mapped() {
        if MAPPED.contains(&column.as_str()) && export.has_header(header) {
            raw.mapped.insert(column.clone());
        }
    }
    let is_known = match system {
        System::Hubspot => hubspot::table(raw, &export),
        System::Pipedrive => pipedrive::table(raw, &export),
        System::Salesforce => salesforce::table(raw, &export),
        System::Odoo => odoo::table(raw, &export),
        System::Bitrix24 => bitrix24::table(raw, &export),
        System::Amocrm => amocrm::table(raw, &export),
    };
    let is_nothing = is_sheet && !is_known && export.is_cover();
    for words in uneven.into_iter().filter(|_| !is_nothing) {
        raw.problem(file.name, "", words);
    }
    Ok(match (is_known, is_nothing) {
        (true, _) => Known::Yes,
        (_, true) => Known::Nothing,
        _ => Known::No,
    })
}
