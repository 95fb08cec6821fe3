//! Tables in our own columns under any headers, written as the readers of KPIs
//! and histories have them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;

use super::closings::{Closings, TableRow};
use super::report::{ImportReport, Said};
use super::shape::yes;
use super::written::{plain, row};
use super::{ImportFile, ImportOptions};
use crate::value::table::{self, Grid, TableOptions, column_name};
use crate::value::text::{Instant, excerpt, nearest};
use crate::value::{Currency, CustomerId};

/// A table in our form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedTable {
    /// Which: `orders`, `leads`, `deals`, `stages`, `costs`, `merges` or `rates`.
    pub name: &'static str,
    /// How many rows it has.
    pub rows: usize,
    /// Its text, with the header.
    pub csv: String,
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Holds {
    Id,
    Text,
    When,
    Amount,
    Currency,
    Answer,
    Number,
    /// One of some words; the first where the field is empty.
    Word(&'static [&'static str]),
}

/// Which rows are one thing, by their first column.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    /// Each row by itself.
    Row,
    /// Rows of one id are one thing.
    Whole,
    /// An id comes once.
    Once,
}

/// A column: its name, what it holds, whether a table is nothing without it.
type TableColumn = (&'static str, Holds, bool);

struct Form {
    name: &'static str,
    unit: Unit,
    columns: &'static [TableColumn],
}

const PARTS: Holds = Holds::Word(&["", "attract", "sell", "retain"]);
const OUTCOMES: Holds = Holds::Word(&["open", "won", "lost", "abandoned"]);

const FORMS: [Form; 7] = [
    Form {
        name: "orders",
        unit: Unit::Whole,
        columns: &[
            ("order_id", Holds::Id, true),
            ("customer_id", Holds::Id, true),
            ("placed_at", Holds::When, true),
            ("product_id", Holds::Id, false),
            ("amount", Holds::Amount, true),
            ("currency", Holds::Currency, false),
            ("cost", Holds::Amount, false),
        ],
    },
    Form {
        name: "leads",
        unit: Unit::Once,
        columns: &[
            ("lead_id", Holds::Id, true),
            ("source", Holds::Text, false),
            ("owner", Holds::Id, false),
            ("created_at", Holds::When, true),
            ("fits_target", Holds::Answer, false),
            ("passed_filter", Holds::Answer, false),
            ("qualified_at", Holds::When, false),
            ("disqualified_at", Holds::When, false),
            ("disqualified_reason", Holds::Text, false),
            ("converted_at", Holds::When, false),
            ("deal_id", Holds::Id, false),
        ],
    },
    Form {
        name: "deals",
        unit: Unit::Once,
        columns: &[
            ("deal_id", Holds::Id, true),
            ("lead_id", Holds::Id, false),
            ("customer_id", Holds::Id, false),
            ("owner", Holds::Id, false),
            ("opened_at", Holds::When, false),
            ("closed_at", Holds::When, false),
            ("outcome", OUTCOMES, true),
            ("lost_reason", Holds::Text, false),
            ("amount", Holds::Amount, false),
            ("currency", Holds::Currency, false),
            ("pipeline", Holds::Id, false),
        ],
    },
    Form {
        name: "stages",
        unit: Unit::Whole,
        columns: &[
            ("deal_id", Holds::Id, true),
            ("stage", Holds::Id, true),
            ("entered_at", Holds::When, true),
            ("by", Holds::Id, false),
            ("amount", Holds::Amount, false),
            ("currency", Holds::Currency, false),
            ("pipeline", Holds::Id, false),
        ],
    },
    Form {
        name: "costs",
        unit: Unit::Row,
        columns: &[
            ("from", Holds::When, true),
            ("to", Holds::When, true),
            ("process", PARTS, true),
            ("source", Holds::Text, false),
            ("amount", Holds::Amount, true),
            ("currency", Holds::Currency, false),
        ],
    },
    Form {
        name: "merges",
        unit: Unit::Row,
        columns: &[("merged", Holds::Id, true), ("survivor", Holds::Id, true)],
    },
    Form {
        name: "rates",
        unit: Unit::Row,
        columns: &[
            ("date", Holds::When, true),
            ("from", Holds::Currency, true),
            ("to", Holds::Currency, true),
            ("rate", Holds::Number, true),
        ],
    },
];

/// Fields that may be empty though the table has to have their column: guests,
/// what is open.
const EMPTY: [&str; 2] = ["customer_id", "outcome"];

/// Reads tables in our columns under any headers (CSV, workbooks with all their
/// sheets), each known by its columns, and gives those of one kind as one table
/// in our form, with what there is to say. Columns that only say more may be
/// missing. A row that cannot be read is set aside: with it the other rows of its
/// order or deal. What several files say is taken once. Where deals and stages
/// come together, the history of a closed deal ends as the deal does.
///
/// ```
/// use sales_process::import::{ImportFile, ImportOptions, read_tables};
/// use sales_process::value::table::TableOptions;
///
/// let file = ImportFile::new("sales.csv", "Invoice;Client;Day;Total\nO-1;acme;01.03.2026;80,50\n");
/// let tables = TableOptions::new().map("order_id", "Invoice").map("customer_id", "Client");
/// let tables = tables.map("placed_at", "Day").map("amount", "Total");
/// let tables = tables.date_format("%d.%m.%Y").decimal_comma();
/// let options = ImportOptions::new().tables(tables).currency("EUR".parse()?);
/// let (made, report) = read_tables(&[file], &options);
/// assert_eq!((made[0].name, made[0].rows), ("orders", 1));
/// assert!(made[0].csv.ends_with("\nO-1,acme,2026-03-01,,80.50,EUR,\n"));
/// assert!(report.problems.is_empty());
/// # Ok::<(), sales_process::MoneyError>(())
/// ```
pub fn read_tables(
    files: &[ImportFile<'_>],
    options: &ImportOptions,
) -> (Vec<ImportedTable>, ImportReport) {
    let mut reader = Reader { options, report: ImportReport::default(), mapped: HashSet::new() };
    let mut all: BTreeMap<usize, Rows> = BTreeMap::new();
    for file in files {
        let sheets = match (
            &options.tables.sheet_named(),
            table::sheets(file.bytes, options.tables.limits_given()),
        ) {
            (None, Ok(sheets)) if sheets.len() > 1 => sheets,
            _ => Vec::new(),
        };
        if sheets.is_empty() {
            reader.table(file.name, file.bytes, &options.tables, &mut all, Said::Problem);
        }
        let before = all.values().map(|rows| rows.read).sum::<usize>();
        for sheet in &sheets {
            let name = format!("{}, sheet `{sheet}`", file.name);
            let tables = options.tables.clone().sheet(sheet);
            reader.table(&name, file.bytes, &tables, &mut all, Said::NotCarried);
        }
        if !sheets.is_empty() && before == all.values().map(|rows| rows.read).sum::<usize>() {
            reader.say(Said::Problem, file.name, "", "no sheet is a table that is known here");
        }
    }
    for (column, header) in options.tables.mapped() {
        let names = [column, header].map(|it| column_name(it));
        if !reader.mapped.contains(&names) {
            let words = format!("no table has this column, to which `{column}` is mapped");
            reader.say(Said::Problem, header, "", &words);
        }
    }
    for (form, rows) in &mut all {
        let Some(form) = FORMS.get(*form) else { continue };
        reader.once(form, rows);
        let name = form.name;
        let aside = std::mem::take(&mut rows.aside);
        let is_aside = |fields: &[String]| fields.first().is_some_and(|id| aside.contains(id));
        let before = rows.fields.len();
        rows.fields.retain(|(_, fields)| !is_aside(fields));
        let with = before - rows.fields.len();
        if with > 0 {
            let words = format!("{with} good rows are set aside with the bad ones of their {name}");
            reader.say(Said::Problem, &format!("{name}.csv"), "", &words);
        }
    }
    let of = |name: &str| FORMS.iter().position(|form| form.name == name).unwrap_or_default();
    let (cells, process) = (&options.tables.cells, options.process.as_ref());
    let mut closings = Closings { cells, process, report: &mut reader.report };
    let mut stages = all.remove(&of("stages"));
    if let (Some(deals), Some(stages)) = (all.get(&of("deals")), &mut stages) {
        closings.close(&deals.fields, &mut stages.fields);
    }
    all.extend(stages.map(|stages| (of("stages"), stages)));
    let mut tables = Vec::new();
    for (form, rows) in all {
        let Some(Form { name, columns, .. }) = FORMS.get(form) else { continue };
        if rows.fields.is_empty() {
            continue;
        }
        let mut csv = String::new();
        row(&mut csv, &columns.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
        for (_, fields) in &rows.fields {
            row(&mut csv, &fields.iter().map(String::as_str).collect::<Vec<_>>());
        }
        tables.push(ImportedTable { name, rows: rows.fields.len(), csv });
    }
    (tables, ImportReport { kinds: HashMap::new(), ..reader.report })
}

/// The rows of one form, of all files.
#[derive(Default)]
struct Rows {
    fields: Vec<TableRow>,
    files: Vec<String>,
    /// How many there were, also those that were set aside.
    read: usize,
    seen: HashSet<String>,
    aside: HashSet<String>,
}

struct Reader<'o> {
    options: &'o ImportOptions,
    report: ImportReport,
    /// The columns that are mapped, with the headers that were found.
    mapped: HashSet<[String; 2]>,
}

/// The line in which the header seems to be, where lines stand above it.
fn header_line(grid: &Grid, known: &[&str]) -> Option<u64> {
    const LOOKED_AT: usize = 20;
    let known: HashSet<String> = known.iter().map(|name| column_name(name)).collect();
    let uneven = grid.uneven.iter().take(LOOKED_AT);
    let rows = uneven.map(|(error, fields)| (error.line(), fields));
    let rows = rows.chain(grid.rows.iter().take(LOOKED_AT).map(|(line, fields)| (*line, fields)));
    let count = |fields: &[String]| {
        fields.iter().map(|field| column_name(field)).filter(|name| known.contains(name)).count()
    };
    let found = rows.filter(|(_, fields)| count(fields) > 1);
    found.map(|(line, _)| line).min()
}

/// Whether a sheet has hardly anything in it, as a cover has.
pub(super) fn is_cover(grid: &Grid) -> bool {
    const CELLS: usize = 6;
    let rows = grid.uneven.iter().map(|(_, fields)| fields);
    let rows = rows.chain(grid.rows.iter().map(|(_, fields)| fields));
    let filled = rows.map(|fields| fields.iter().filter(|field| !field.is_empty()).count());
    filled.filter(|filled| *filled > 1).sum::<usize>() < CELLS
}

impl Reader<'_> {
    fn say(&mut self, said: Said, file: &str, place: &str, words: &str) {
        self.report.say(said, file, place, words);
    }

    /// Takes what comes again in another file once: the lines of an order (in other
    /// tables a row) where one of the two has all of the other's, and a stage that
    /// a deal comes into at the same time.
    fn once(&mut self, form: &Form, rows: &mut Rows) {
        let is_stage = form.name == "stages";
        if rows.files.len() < 2 && !is_stage || form.unit == Unit::Once {
            return;
        }
        let thing = |fields: &[String]| -> Vec<String> {
            let width = match form.unit {
                _ if is_stage => 3,
                Unit::Whole => 1,
                _ => fields.len(),
            };
            fields.get(..width).unwrap_or(fields).to_vec()
        };
        let mut things: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (at, (_, fields)) in rows.fields.iter().enumerate() {
            things.entry(thing(fields)).or_default().push(at);
        }
        let mut left = HashSet::new();
        let mut in_part: HashSet<usize> = HashSet::new();
        for all in things.into_values().filter(|all| all.len() > 1) {
            if is_stage {
                left.extend(all.into_iter().skip(1));
                continue;
            }
            let mut kept: HashMap<&[String], usize> = HashMap::new();
            let mut count = 0;
            let get = |at: &usize| rows.fields.get(*at);
            for own in all.chunk_by(|a, b| get(a).map(|it| it.0) == get(b).map(|it| it.0)) {
                let mut free = kept.clone();
                let mut again = BTreeSet::new();
                for at in own {
                    let Some(free) = get(at).and_then(|row| free.get_mut(&*row.1)) else {
                        continue;
                    };
                    if *free > 0 {
                        *free -= 1;
                        again.insert(*at);
                    }
                }
                let is_whole = again.len() == count.min(own.len());
                if !is_whole {
                    in_part.extend(std::mem::take(&mut again).first());
                }
                for at in own.iter().filter(|at| !again.contains(at)) {
                    get(at).into_iter().for_each(|row| *kept.entry(&row.1).or_default() += 1);
                    count += 1;
                }
                left.extend(again);
            }
        }
        let mut told = HashSet::new();
        for (at, (file, fields)) in rows.fields.iter().enumerate() {
            let (id, name) = (fields.first().map_or("", String::as_str), form.name);
            let file_name = rows.files.get(*file).map_or("", String::as_str);
            let words = if left.contains(&at) {
                format!("rows of `{id}` in {name} are there twice; they are taken once")
            } else if in_part.contains(&at) {
                format!("some lines of `{id}` are in a file before too; all are taken")
            } else {
                continue;
            };
            if told.insert((*file, id)) {
                self.report.say(Said::Problem, file_name, "", &words);
            }
        }
        let mut at = 0..;
        rows.fields.retain(|_| at.next().is_none_or(|at| !left.contains(&at)));
    }

    /// Reads one table; `unknown` is what one is that is none of ours and has
    /// hardly anything in it.
    fn table(
        &mut self,
        file: &str,
        bytes: &[u8],
        options: &TableOptions,
        all: &mut BTreeMap<usize, Rows>,
        unknown: Said,
    ) {
        let headers = options.mapped().iter().map(|(_, header)| header.as_str());
        let columns = FORMS.iter().flat_map(|form| form.columns).map(|(name, ..)| *name);
        let known: Vec<&str> = columns.chain(headers).collect();
        let grid = match table::grid(bytes, options, &known) {
            Ok(grid) => grid,
            Err(error) => return self.say(Said::Problem, file, "", &error.to_string()),
        };
        if grid.lacks_sheets {
            self.say(Said::Read, file, "", &table::Notice::NoSheets.to_string());
        }
        if let Some(nothing) = nothing(&grid) {
            return self.say(unknown, file, "", nothing);
        }
        let names: Vec<String> = grid.names.iter().map(|name| column_name(name)).collect();
        let place = |column: &str| {
            let column = column_name(column);
            let mut map = options.mapped().iter().filter(|(of, _)| column_name(of) == column);
            let find = |name: &String| names.iter().position(|it| it == name);
            map.find_map(|(_, header)| find(&column_name(header))).or_else(|| find(&column))
        };
        let missing = |form: &Form| -> Vec<&str> {
            let needed =
                form.columns.iter().filter(|(name, _, needed)| *needed && place(name).is_none());
            needed.map(|(name, ..)| *name).collect()
        };
        let found =
            |form: &Form| form.columns.iter().filter(|(name, ..)| place(name).is_some()).count();
        let is_named = |form: &Form| is_named(file, form.name);
        let whole = FORMS.iter().enumerate().filter(|(_, form)| missing(form).is_empty());
        let Some((at, form)) = whole.max_by_key(|(_, form)| (is_named(form), found(form))) else {
            // `opened` is like `opened_at`.
            let like = |form: &Form| {
                let begins = |column: &str| {
                    let mut names = names.iter().filter(|name| name.len() > 3);
                    names.any(|name| column_name(column).starts_with(name.as_str()))
                };
                form.columns.iter().filter(|(name, ..)| begins(name)).count()
            };
            let near = FORMS.iter().max_by_key(|form| (is_named(form), found(form), like(form)));
            let near = near.filter(|form| is_named(form) || found(form) > 1);
            let header = header_line(&grid, &known);
            let words = if let Some(line) = header {
                format!("the header seems to be in line {line}: delete the lines above it")
            } else if let Some(form) = near {
                let lacks = missing(form);
                let first = lacks.first().copied().unwrap_or_default();
                let free = grid.names.iter().map(String::as_str);
                let header = options.header_of(first);
                let hint = nearest(header.unwrap_or(first), free);
                let hint = hint.map_or(String::new(), |it| format!("; is `{it}` it?"));
                let (name, lacks) = (form.name, lacks.join("`, `"));
                let todo = if let Some(header) = header {
                    format!("there is no `{header}`, to which `{first}` is mapped")
                } else {
                    format!("name its header with `--map {first}=HEADER`")
                };
                format!("as `{name}` it lacks the column `{lacks}`: {todo}{hint}")
            } else {
                let names = grid.names.iter().take(20).map(|it| excerpt(it));
                let names = names.collect::<Vec<_>>().join("`, `");
                let forms = FORMS.each_ref().map(|form| form.name).join("`, `");
                format!(
                    "it is none of the tables `{forms}`; its columns are `{names}`: name ours with \
                     `--map`"
                )
            };
            let is_table = header.is_some() || near.is_some() || !is_cover(&grid);
            let said = if is_table { Said::Problem } else { unknown };
            return self.say(said, file, "", &words);
        };
        let mut taken: Vec<Option<usize>> = Vec::new();
        for (name, ..) in form.columns {
            let at = place(name);
            let other = at.and_then(|at| taken.iter().position(|it| *it == Some(at)));
            if let Some((other, _, _)) = other.and_then(|other| form.columns.get(other)) {
                let words =
                    format!("one column would be `{other}` and `{name}`; taken as `{other}`");
                self.say(Said::Problem, file, "", &words);
            }
            taken.push(at.filter(|_| other.is_none()));
        }
        for (column, header) in options.mapped() {
            if names.contains(&column_name(header)) {
                self.mapped.insert([column, header].map(|it| column_name(it)));
            }
        }
        let left = grid
            .names
            .iter()
            .enumerate()
            .filter(|(at, name)| !name.is_empty() && !taken.contains(&Some(*at)));
        let left: Vec<String> = left.map(|(_, name)| excerpt(name)).collect();
        if !left.is_empty() {
            self.say(Said::NotCarried, file, "", &format!("the columns `{}`", left.join("`, `")));
        }
        self.say(Said::Read, file, "", &format!("{} rows of `{}`", grid.rows.len(), form.name));
        self.rows(file, form, &grid, &taken, all.entry(at).or_default());
    }

    fn rows(
        &mut self,
        file: &str,
        form: &Form,
        grid: &Grid,
        taken: &[Option<usize>],
        rows: &mut Rows,
    ) {
        let from = rows.files.len();
        rows.files.push(file.to_owned());
        for (error, fields) in &grid.uneven {
            let id = taken.first().copied().flatten().and_then(|at| fields.get(at));
            if let (Unit::Whole, Some(id)) = (form.unit, id) {
                rows.aside.insert(id.clone());
            }
            self.say(Said::Problem, file, "", &format!("{error}; the row is set aside"));
        }
        let mut zone_is_told = false;
        for (line, fields) in &grid.rows {
            let line = format!("line {line}");
            rows.read += 1;
            let field =
                |at: &Option<usize>| at.and_then(|at| fields.get(at)).map_or("", String::as_str);
            let own: Vec<&str> = taken.iter().map(field).collect();
            let mut zone_is_missing = false;
            let made: Result<Vec<String>, String> = form
                .columns
                .iter()
                .zip(&own)
                .map(|(column, field)| self.cell(column, field, form, &own, &mut zone_is_missing))
                .collect();
            if zone_is_missing && !zone_is_told {
                zone_is_told = true;
                let words = "the zone is missing; instants without one are read in UTC";
                self.say(Said::Guessed, file, &line, words);
            }
            let id = own.first().copied().unwrap_or_default();
            match made {
                Ok(made) if form.unit == Unit::Once && !rows.seen.insert(id.to_owned()) => {
                    let words = format!(
                        "`{}` is there twice; the first is kept",
                        made.first().map_or("", String::as_str)
                    );
                    self.say(Said::Problem, file, &line, &words);
                }
                Ok(made) => rows.fields.push((from, made)),
                Err(words) => {
                    if form.unit == Unit::Whole {
                        rows.aside.insert(id.to_owned());
                    }
                    self.say(Said::Problem, file, &line, &format!("{words}; the row is set aside"));
                }
            }
        }
    }

    /// A field as our readers have it.
    fn cell(
        &self,
        (name, holds, needed): &TableColumn,
        field: &str,
        form: &Form,
        row: &[&str],
        zone_is_missing: &mut bool,
    ) -> Result<String, String> {
        let cells = &self.options.tables.cells;
        let words = |error: table::CellError| error.to_string();
        let upper = |code: &str| table::currency("currency", &code.to_uppercase()).map_err(words);
        if field.is_empty() {
            let has_amount = || {
                let amounts = form.columns.iter().zip(row);
                let mut amounts =
                    amounts.filter(|((_, holds, _), _)| matches!(holds, Holds::Amount));
                amounts.any(|(_, amount)| !amount.is_empty())
            };
            return match holds {
                Holds::Word(known) if EMPTY.contains(name) => {
                    Ok(known.first().copied().unwrap_or_default().to_owned())
                }
                Holds::Currency if !needed && has_amount() => {
                    let none =
                        || "the amount has no currency: name it with `--currency`".to_owned();
                    Ok(self.options.currency.ok_or_else(none)?.code().to_owned())
                }
                _ if *needed && !EMPTY.contains(name) => Err(format!("`{name}` is empty")),
                _ => Ok(String::new()),
            };
        }
        Ok(match holds {
            Holds::Id => {
                table::id::<CustomerId>(name, field).map_err(words)?;
                field.to_owned()
            }
            Holds::Text => field.to_owned(),
            Holds::When => {
                let when = cells.when(name, field).map_err(words)?;
                *zone_is_missing |= when.zone_is_missing;
                // A day stays one: it is that of whoever reads it next.
                if when.is_day {
                    cells.day(when.at).to_string()
                } else {
                    Instant(when.at).to_string()
                }
            }
            Holds::Currency => upper(field)?.code().to_owned(),
            Holds::Amount => {
                let at =
                    form.columns.iter().position(|(_, holds, _)| matches!(holds, Holds::Currency));
                let code = at.and_then(|at| row.get(at)).copied().unwrap_or_default();
                let none = || "the amount has no currency: name it with `--currency`".to_owned();
                let currency: Currency = if code.is_empty() {
                    self.options.currency.ok_or_else(none)?
                } else {
                    upper(code)?
                };
                plain(cells.money_in(name, field, currency).map_err(words)?)
            }
            Holds::Answer => {
                let said = yes(field).ok_or_else(|| {
                    format!("`{}` in `{name}` is neither `yes` nor `no`", excerpt(field))
                })?;
                if said { "yes" } else { "no" }.to_owned()
            }
            Holds::Number => {
                let is_comma = self.options.tables.is_decimal_comma() && !field.contains('.');
                let number = if is_comma { field.replace(',', ".") } else { field.to_owned() };
                let number = number.parse::<Decimal>();
                number
                    .map_err(|_| format!("`{}` in `{name}` is not a number", excerpt(field)))?
                    .to_string()
            }
            Holds::Word(known) => {
                let lower = field.to_lowercase();
                let is_known = !lower.is_empty() && known.contains(&lower.as_str());
                let known = || {
                    known
                        .iter()
                        .filter(|it| !it.is_empty())
                        .copied()
                        .collect::<Vec<_>>()
                        .join("`, `")
                };
                if !is_known {
                    return Err(format!(
                        "`{}` is not known in `{name}`; expected `{}`",
                        excerpt(field),
                        known()
                    ));
                }
                lower
            }
        })
    }
}

/// What is said of a table that gives nothing.
pub(super) fn nothing(grid: &Grid) -> Option<&'static str> {
    match (grid.names.is_empty(), grid.rows.is_empty() && grid.uneven.is_empty()) {
        (true, _) => Some("the file is empty"),
        (_, true) => Some("there are no rows below the header"),
        _ => None,
    }
}

/// Whether a file or a sheet is named like a table: `Orders (1).csv`.
fn is_named(file: &str, form: &str) -> bool {
    let name = file
        .split_once(", sheet `")
        .map_or_else(|| file.rsplit(['/', '\\']).next(), |(_, it)| Some(it));
    name.is_some_and(|name| name.to_lowercase().starts_with(form.trim_end_matches('s')))
}
