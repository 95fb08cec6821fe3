//! What all systems export, in one shape: pipelines of stages, deals, moves,
//! leads; before it is decided what they mean.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::report::{ImportReport, Said};
use crate::value::table::{self, Cells, Grid, TableOptions};
use crate::value::text::excerpt;

/// How something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Won,
    Lost,
}

impl End {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A stage as a system defines it.
#[derive(Debug, Clone, Default)]
pub(super) struct RawStage {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) order: f64,
    /// By a flag, by semantics or a status, by an id that the system keeps for
    /// it: in this order.
    pub(super) ends: [Option<End>; 3],
    /// Whether a chance of 100 % or 0 % says that it is closed where nothing else
    /// does.
    pub(super) ends_by_chance: bool,
    /// From 0 to 1.
    pub(super) chance: Option<f64>,
    pub(super) archived: bool,
    /// A new deal stands in it by default.
    pub(super) start: bool,
    pub(super) stale_days: Option<f64>,
    pub(super) description: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct RawPipeline {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) order: f64,
    pub(super) archived: bool,
    pub(super) file: String,
    pub(super) stages: Vec<RawStage>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct RawDeal {
    pub(super) id: String,
    pub(super) pipeline: Option<String>,
    /// By id or by label.
    pub(super) stage: Option<String>,
    pub(super) opened: Option<DateTime<Utc>>,
    pub(super) closed: Option<DateTime<Utc>>,
    /// Only where the deal itself says so.
    pub(super) end: Option<End>,
    pub(super) reason: Option<String>,
    /// Where a list that is read says the reason.
    pub(super) reason_id: Option<String>,
    pub(super) amount: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) customer: Option<String>,
    pub(super) lead: Option<String>,
    pub(super) place: String,
    pub(super) file: String,
}

/// A deal comes into a stage.
#[derive(Debug, Clone, Default)]
pub(super) struct RawMove {
    pub(super) deal: String,
    pub(super) pipeline: Option<String>,
    pub(super) from: Option<String>,
    /// A stage by id or label.
    pub(super) to: String,
    /// Where it is no stage but an end.
    pub(super) end: Option<End>,
    pub(super) at: DateTime<Utc>,
    pub(super) by: Option<String>,
    pub(super) amount: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct RawLead {
    pub(super) id: String,
    pub(super) source: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) created: Option<DateTime<Utc>>,
    pub(super) closed: Option<DateTime<Utc>>,
    pub(super) end: Option<End>,
    /// The name of a status.
    pub(super) status: Option<String>,
    pub(super) deal: Option<String>,
    pub(super) place: String,
    pub(super) file: String,
}

#[derive(Debug, Clone)]
pub(super) struct LeadStatus {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) end: Option<End>,
    pub(super) file: String,
}

/// Everything that some files say.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) pipelines: Vec<RawPipeline>,
    pub(super) deals: Vec<RawDeal>,
    /// Those of one file follow one another, oldest first.
    pub(super) moves: Vec<RawMove>,
    pub(super) leads: Vec<RawLead>,
    /// Ids, where the system has them, and names.
    pub(super) lost_reasons: Vec<(Option<String>, String)>,
    pub(super) lead_statuses: Vec<LeadStatus>,
    /// How tables are read.
    pub(super) options: TableOptions,
    /// The files that are answers of an API, whose numbers have a point.
    pub(super) answers: HashSet<String>,
    /// The mapped columns that were found.
    pub(super) mapped: HashSet<String>,
    /// The tables of which it was said that they are read in UTC.
    pub(super) in_utc: HashSet<String>,
    pub(super) report: ImportReport,
}

impl Raw {
    pub(super) fn read(&mut self, file: &str, what: &str, count: usize) {
        self.report.say(Said::Read, file, "", &format!("{count} {what}"));
    }

    pub(super) fn problem(&mut self, file: &str, place: impl AsRef<str>, words: impl AsRef<str>) {
        self.report.say(Said::Problem, file, place.as_ref(), words.as_ref());
    }

    pub(super) fn not_carried(
        &mut self,
        file: &str,
        place: impl AsRef<str>,
        words: impl AsRef<str>,
    ) {
        self.report.say(Said::NotCarried, file, place.as_ref(), words.as_ref());
    }

    pub(super) fn guess(&mut self, file: &str, place: impl AsRef<str>, words: impl AsRef<str>) {
        self.report.say(Said::Guessed, file, place.as_ref(), words.as_ref());
    }

    /// The id of a record; one without is told of, by its title.
    pub(super) fn id(
        &mut self,
        file: &str,
        item: &Value,
        keys: &[&str],
        what: &str,
    ) -> Option<String> {
        let id = text(item, keys);
        if id.is_none() {
            let titles = ["title", "TITLE", "name", "NAME", "label", "properties/dealname"];
            let title = text(item, &titles).unwrap_or_default();
            self.problem(file, title, format!("a {what} has no id; left out"));
        }
        id
    }

    /// The instant at the first of some keys that holds one that can be read;
    /// those before it are told of. An API says instants without a zone in UTC.
    pub(super) fn at(
        &mut self,
        file: &str,
        place: &str,
        item: &Value,
        keys: &[&'static str],
    ) -> Option<DateTime<Utc>> {
        keys.iter().find_map(|key| {
            let column = key.rsplit('/').next().unwrap_or(key);
            let found = text(item, &[key])?;
            let at = instant(column, &found, &Cells::default())
                .or_else(|_| instant(column, &found, &self.options.cells));
            at.map_err(|words| self.problem(file, place, words)).ok()
        })
    }

    /// The same of a row.
    pub(super) fn row_at(
        &mut self,
        export: &Export<'_>,
        row: &ExportRow<'_>,
        names: &[&'static str],
    ) -> Option<DateTime<Utc>> {
        /// What an open deal has instead.
        const NEVER: [&str; 4] = ["не закрыта", "not closed", "-", "—"];
        names.iter().find_map(|name| {
            let found = row.get(&[name])?;
            if NEVER.contains(&found.to_lowercase().as_str()) {
                return None;
            }
            let column = name.trim_start_matches('=');
            let cells = &self.options.cells;
            let lacks_zone = cells.when(column, &found).is_ok_and(|when| when.zone_is_missing);
            let at = instant(column, &found, cells);
            if lacks_zone && self.in_utc.insert(export.file.to_owned()) {
                let words = "the zone is missing; instants without one are read in UTC";
                self.guess(export.file, row.place(), words);
            }
            at.map_err(|words| self.problem(export.file, row.place(), words)).ok()
        })
    }

    /// A field that a row is nothing without; one that lacks it is told of.
    pub(super) fn needed(
        &mut self,
        export: &Export<'_>,
        row: &ExportRow<'_>,
        names: &[&str],
    ) -> Option<String> {
        let found = row.get(names);
        if found.is_none() {
            let name = names.iter().find(|name| export.has(&[&[**name]]));
            let name = name.map_or("", |name| name.trim_start_matches('='));
            self.problem(export.file, row.place(), format!("`{name}` is empty; left out"));
        }
        found
    }

    /// How two flags say that something ends.
    pub(super) fn flags(
        &mut self,
        file: &str,
        place: &str,
        closed: Option<bool>,
        won: Option<bool>,
    ) -> Option<End> {
        if (closed, won) == (Some(false), Some(true)) {
            let words = "a flag says that it is won, another that it is not closed; taken as won";
            self.problem(file, place, words);
        }
        match (won, closed) {
            (Some(true), _) => Some(End::Won),
            (_, Some(true)) => Some(End::Lost),
            (_, Some(false)) => Some(End::Open),
            _ => None,
        }
    }

    /// Tells of columns that nothing is made of.
    pub(super) fn left(&mut self, export: &Export<'_>, known: &[&[&str]]) {
        let others = export.others(known);
        if !others.is_empty() {
            self.not_carried(export.file, "", format!("the columns `{}`", others.join("`, `")));
        }
    }

    /// The pipeline with an id, made where it is not there.
    pub(super) fn pipeline(&mut self, id: &str, file: &str) -> &mut RawPipeline {
        let at = self.pipelines.iter().position(|it| it.id == id).unwrap_or_else(|| {
            let (id, file) = (id.to_owned(), file.to_owned());
            self.pipelines.push(RawPipeline { id, file, ..RawPipeline::default() });
            self.pipelines.len() - 1
        });
        // It is there or was just put there.
        let place = at.min(self.pipelines.len().saturating_sub(1));
        &mut self.pipelines[place]
    }

    /// Adds the moves of one file: histories listed newest first are turned, and
    /// those of one instant with them. `newest_first` says how the system lists
    /// where the instants do not.
    pub(super) fn add_moves(&mut self, mut moves: Vec<RawMove>, newest_first: bool) {
        let steps = |down: bool| {
            let pairs = moves.windows(2);
            pairs.filter(|pair| matches!(pair, [a, b] if a.deal == b.deal && if down { a.at > b.at } else { a.at < b.at })).count()
        };
        let (down, up) = (steps(true), steps(false));
        if down > up || down == up && newest_first {
            moves.reverse();
        }
        self.moves.extend(moves);
    }
}

/// The names that the columns of an export of deals have, in each language. One
/// that is mapped has the name of our files behind a `=`.
pub(super) struct DealColumns {
    pub(super) id: &'static [&'static str],
    pub(super) pipeline: &'static [&'static str],
    pub(super) stage: &'static [&'static str],
    pub(super) opened: &'static [&'static str],
    pub(super) closed: &'static [&'static str],
    pub(super) reason: &'static [&'static str],
    pub(super) amount: &'static [&'static str],
    pub(super) currency: &'static [&'static str],
    pub(super) owner: &'static [&'static str],
    pub(super) customer: &'static [&'static str],
    /// Known, and left alone.
    pub(super) others: &'static [&'static str],
}

/// How the deal of a row ends where the row says it, and the columns that say
/// when; `None` leaves the row out.
pub(super) type Ending = Option<(Option<End>, &'static [&'static str])>;

impl Raw {
    /// Reads an export of deals; `false` where it is another table.
    pub(super) fn deals_of(
        &mut self,
        export: &Export<'_>,
        columns: &DealColumns,
        what: &str,
        ending: impl Fn(&mut Self, &ExportRow<'_>) -> Ending,
    ) -> bool {
        let own = |name: &'static str, names: &[&'static str]| [&[name][..], names].concat();
        let id = &*own("=deal_id", columns.id);
        let pipeline = &*own("=pipeline", columns.pipeline);
        let stage = &*own("=stage", columns.stage);
        let opened = &*own("=opened_at", columns.opened);
        let closed = &*own("=closed_at", columns.closed);
        let reason = &*own("=lost_reason", columns.reason);
        let amount = &*own("=amount", columns.amount);
        let currency = &*own("=currency", columns.currency);
        let owner = &*own("=owner", columns.owner);
        let customer = &*own("=customer_id", columns.customer);
        if !export.has(&[id, stage]) {
            return false;
        }
        let before = self.deals.len();
        for row in export.rows() {
            let Some(id) = self.needed(export, &row, id) else { continue };
            let Some((end, closed)) = ending(self, &row) else { continue };
            let opened = self.row_at(export, &row, opened);
            let closed = self.row_at(export, &row, &own("=closed_at", closed));
            let closed = closed.map(|at| not_before(at, opened));
            self.deals.push(RawDeal {
                id,
                pipeline: row.get(pipeline),
                stage: row.get(stage),
                opened,
                closed,
                end,
                reason: row.get(reason),
                amount: row.get(amount),
                currency: row.get(currency),
                owner: row.get(owner),
                customer: row.get(customer),
                lead: row.get(&["=lead_id"]),
                place: row.place(),
                file: export.file.to_owned(),
                ..RawDeal::default()
            });
        }
        self.read(export.file, what, self.deals.len() - before);
        let known = [id, pipeline, stage, opened, closed, reason, amount, currency, owner];
        self.left(export, &[&known[..], &[customer, columns.others, &["=lead_id"]]].concat());
        true
    }
}

/// What lies at some keys of a value; `null`, an empty text and what is not
/// there are nothing. Numbers are text too.
pub(super) fn text(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| plain(value.pointer(&format!("/{key}"))?))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        // An object with an id or a value is that.
        Value::Object(_) => text(value, &["id", "value"]),
        _ => None,
    }
}

pub(super) fn number(value: &Value, keys: &[&str]) -> Option<f64> {
    text(value, keys)?.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

pub(super) fn flag(value: &Value, keys: &[&str]) -> Option<bool> {
    text(value, keys).and_then(|text| yes(&text))
}

/// Yes and no as systems write them.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "да" | "t" | "ja" | "da" => Some(true),
        "false" | "0" | "no" | "n" | "нет" | "f" | "nein" | "nu" => Some(false),
        _ => None,
    }
}

/// The list at the first of some places that is there; one object is a list of
/// one.
pub(super) fn list<'v>(value: &'v Value, places: &[&str]) -> Option<&'v [Value]> {
    places.iter().find_map(|place| match value.pointer(place)? {
        Value::Array(list) => Some(list.as_slice()),
        one @ Value::Object(_) => Some(std::slice::from_ref(one)),
        _ => None,
    })
}

/// An instant as systems write it: text in the forms of tables, or seconds or
/// milliseconds since 1970.
fn instant(column: &'static str, text: &str, cells: &Cells) -> Result<DateTime<Utc>, String> {
    let counted = || {
        let count = text.parse::<i64>().ok()?;
        let is_seconds = count.abs() <= 100_000_000_000;
        let at = DateTime::from_timestamp_millis(if is_seconds { count * 1_000 } else { count })?;
        (1900..=2200).contains(&chrono::Datelike::year(&at)).then_some(at)
    };
    match cells.when(column, text) {
        Ok(when) => Ok(when.at),
        Err(error) => counted().ok_or_else(|| error.to_string()),
    }
}

/// The end of the day of a date that was closed on, if the deal was opened
/// within that day: what is known only by its day happened at its start at the
/// earliest.
pub(super) fn not_before(closed: DateTime<Utc>, opened: Option<DateTime<Utc>>) -> DateTime<Utc> {
    match opened {
        Some(opened) if closed < opened && opened - closed < TimeDelta::days(1) => opened,
        _ => closed,
    }
}

/// A table of an export, whose columns have several names.
pub(super) struct Export<'f> {
    pub(super) file: &'f str,
    grid: Grid,
    names: Vec<String>,
}

/// One row of it.
pub(super) struct ExportRow<'e> {
    pub(super) line: u64,
    names: &'e [String],
    fields: &'e [String],
}

/// What can be mapped: the columns of deals, of histories and of leads.
pub(super) const MAPPED: [&str; 16] = [
    "deal_id",
    "pipeline",
    "stage",
    "opened_at",
    "closed_at",
    "lost_reason",
    "amount",
    "currency",
    "owner",
    "customer_id",
    "lead_id",
    "entered_at",
    "by",
    "source",
    "created_at",
    "converted_at",
];

impl<'f> Export<'f> {
    pub(super) fn read(
        file: &'f str,
        bytes: &[u8],
        options: &TableOptions,
        known: &[&str],
    ) -> Result<Self, String> {
        let grid = table::grid(bytes, options, known).map_err(|error| error.to_string())?;
        let mut names: Vec<_> = grid.names.iter().map(|name| table::column_name(name)).collect();
        for (own, header) in options.mapped() {
            let header = table::column_name(header);
            names
                .iter_mut()
                .filter(|it| **it == header)
                .for_each(|it| *it = table::column_name(&format!("={own}")));
        }
        Ok(Self { file, grid, names })
    }

    /// Rows with other fields than the header.
    pub(super) fn uneven(&self) -> impl Iterator<Item = &table::TableError> {
        self.grid.uneven.iter().map(|(error, _)| error)
    }

    /// What is said of one that gives nothing.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        super::tables::nothing(&self.grid)
    }

    /// Whether it has hardly anything in it.
    pub(super) fn is_cover(&self) -> bool {
        super::tables::is_cover(&self.grid)
    }

    /// Whether a sheet was named where there are none.
    pub(super) fn lacks_sheets(&self) -> bool {
        self.grid.lacks_sheets
    }

    /// Whether a header is in the file.
    pub(super) fn has_header(&self, header: &str) -> bool {
        let header = table::column_name(header);
        self.grid.names.iter().any(|name| table::column_name(name) == header)
    }

    /// Whether there is a column of each of these; every one has several names.
    pub(super) fn has(&self, columns: &[&[&str]]) -> bool {
        columns
            .iter()
            .all(|names| names.iter().any(|name| self.names.contains(&table::column_name(name))))
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = ExportRow<'_>> + '_ {
        self.grid.rows.iter().map(|(line, fields)| ExportRow {
            line: *line,
            names: &self.names,
            fields,
        })
    }

    /// The columns that none of these names is.
    pub(super) fn others(&self, known: &[&[&str]]) -> Vec<String> {
        let known: Vec<String> = known
            .iter()
            .flat_map(|names| names.iter())
            .map(|name| table::column_name(name))
            .collect();
        let names = self.grid.names.iter().zip(&self.names);
        names.filter(|(_, name)| !known.contains(name)).map(|(name, _)| excerpt(name)).collect()
    }
}

impl ExportRow<'_> {
    /// The field of a column by one of its names; an empty one is nothing.
    pub(super) fn get(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let name = table::column_name(name);
            let at = self.names.iter().position(|it| *it == name)?;
            self.fields.get(at).filter(|field| !field.is_empty()).cloned()
        })
    }

    pub(super) fn place(&self) -> String {
        format!("line {}", self.line)
    }
}
