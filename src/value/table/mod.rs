//! Tables that people and programs export: CSV in all the forms that
//! spreadsheets give it, with a header that says which column is where.
//!
//! [`TableOptions`] say how to read them. Without any: commas, semicolons, tabs
//! or bars (found from the header, or named in a first line `sep=;`); UTF-8 or
//! UTF-16; byte order marks wherever a joined part begins; headers in any case,
//! with spaces, `_` or `-`; further columns, which are left alone and named
//! once as a [`Notice`]; empty rows and empty columns at the end; line breaks in
//! quotes; white space around fields. With the feature `xlsx` a workbook (XLSX or
//! ODS) is read like a CSV file: its first sheet, or one that is named, with dates
//! and numbers as its cells have them.
//!
//! ```
//! use sales_process::{CustomerMerges, order::csv, value::table::TableOptions};
//!
//! let text = "Invoice No;Customer ID;Placed At;Product ID;Amount;Currency;Clerk\n\
//!             O-1;acme;01.03.2026;P-7;1.080,50;EUR;ann\n";
//! let options = TableOptions::new()
//!     .map("order_id", "Invoice No")
//!     .date_format("%d.%m.%Y")
//!     .decimal_comma();
//! let orders = csv::read_book(text.as_bytes(), &options, CustomerMerges::new(), Err, |_| {})?.to_orders();
//! assert_eq!(orders[0].total().to_string(), "1080.50 EUR");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cell;
mod cut;
mod error;
mod options;
#[cfg(feature = "xlsx")]
mod sheet;
mod source;
#[cfg(feature = "xlsx")]
mod unpacked;

pub use cell::CellError;
pub(crate) use cell::{Cells, When, currency, has_break, id};
pub(crate) use cut::{Block, RawBlock, Rows};
pub use error::{Notice, TableError};
pub use options::{Encoding, EncodingError, TableOptions};
pub(crate) use source::Source;
#[cfg(feature = "import")]
pub(crate) use {cut::likely_encoding, source::decoded};

use std::io::Read;

/// A column of a table, and whether a header can do without it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    needed: bool,
}

impl Column {
    pub(crate) const fn needed(name: &'static str) -> Self {
        Self { name, needed: true }
    }

    pub(crate) const fn optional(name: &'static str) -> Self {
        Self { name, needed: false }
    }
}

/// Where the columns stand in a row.
#[derive(Debug, Clone)]
pub(crate) struct Header<const N: usize> {
    /// The column at each place of a row; [`FREE`] for one that is left alone.
    column_at: Vec<u8>,
    /// The names as they stand, for finding the header again further down.
    names: Vec<String>,
    /// The name of the first column asked for, as it is compared.
    first: String,
    /// How long the names are together, for finding them in another order.
    length: usize,
}

const FREE: u8 = u8::MAX;

/// The name of a column as headers are compared: `Order ID` is `order_id`.
fn folded(name: &str) -> String {
    let kept = |c: &char| !matches!(c, ' ' | '_' | '-' | '\u{a0}' | '\u{feff}');
    name.trim().chars().filter(kept).flat_map(char::to_lowercase).collect()
}

/// The columns that must be there, as a header.
fn expected(columns: &[Column]) -> String {
    let needed = columns.iter().filter(|column| column.needed).map(|column| column.name);
    needed.collect::<Vec<_>>().join(",")
}

impl<const N: usize> Header<N> {
    fn read(
        row: Vec<&str>,
        line: u64,
        columns: [Column; N],
        options: &TableOptions,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<Self, TableError> {
        let expected = || expected(&columns);
        let width = row.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        let names: Vec<String> = row.into_iter().take(width).map(str::to_owned).collect();
        let plain: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let mut column_at = vec![FREE; width];
        let mut missing = Vec::new();
        for (number, column) in (0..).zip(&columns) {
            let mapped = options.header_of(column.name);
            let name = folded(mapped.unwrap_or(column.name));
            let mut places = plain.iter().enumerate().filter(|(_, it)| **it == name);
            match (places.next(), places.next()) {
                (Some((place, _)), None) => {
                    if let Some(slot) = column_at.get_mut(place) {
                        if let Some(first) = columns.get(usize::from(*slot)) {
                            let (first, second) = (first.name, column.name);
                            let header = names.get(place).cloned().unwrap_or_default();
                            return Err(TableError::SharedHeader { line, header, first, second });
                        }
                        *slot = number;
                    }
                }
                (Some(_), Some(_)) => {
                    let column = mapped.unwrap_or(column.name).to_owned();
                    return Err(TableError::DuplicateColumn { line, column, expected: expected() });
                }
                (None, _) => match mapped {
                    Some(header) => {
                        let near = names.iter().map(String::as_str);
                        return Err(TableError::NoSuchHeader {
                            line,
                            column: column.name.to_owned(),
                            header: header.to_owned(),
                            hint: crate::value::text::did_you_mean(header, near),
                        });
                    }
                    None if column.needed => missing.push(column.name),
                    None => {}
                },
            }
        }
        let free = || {
            let free =
                column_at.iter().zip(&names).filter(|(at, name)| **at == FREE && !name.is_empty());
            free.map(|(_, name)| name.as_str())
        };
        if let Some(first) = missing.first() {
            let is_near = |name: &&str| crate::value::text::nearest(name, [*first]).is_some();
            let hint = match free().find(is_near) {
                _ if names.iter().any(|name| has_break(name)) => error::QUOTE.to_owned(),
                Some(near) => format!("; `{}` is there: is it `{first}`?", near.trim()),
                None if names.len() == 1 => {
                    "; columns are separated by a comma, a semicolon, a tab or a bar".to_owned()
                }
                None => String::new(),
            };
            let missing = missing.join("`, `");
            return Err(TableError::MissingColumns { line, missing, expected: expected(), hint });
        }
        let extra: Vec<String> = free().map(str::to_owned).collect();
        if !extra.is_empty() {
            tell(Notice::ExtraColumns(extra));
        }
        let first = column_at.iter().zip(plain).find(|(at, _)| **at == 0);
        let first = first.map_or_else(String::new, |(_, name)| name);
        let length = names.iter().map(|name| name.len() + 1).sum();
        Ok(Self { column_at, names, first, length })
    }

    /// Whether the first field asked for is the name of its column.
    #[inline]
    fn begins(&self, first: &str) -> bool {
        let letters = first.bytes().filter(|it| !matches!(it, b' ' | b'_' | b'-'));
        // Mostly the first letters tell them apart.
        let alike =
            letters.zip(self.first.bytes()).take(3).all(|(a, b)| a.to_ascii_lowercase() == b);
        alike && folded(first) == self.first
    }

    /// Whether a row is the header again.
    fn is_repeated(&self, row: &str, delimiter: u8) -> bool {
        let mut fields = row.split(char::from(delimiter));
        let same = |name: &String| fields.next().is_some_and(|it| folded(it) == folded(name));
        self.names.iter().all(same)
    }

    /// Whether a row is the header with its columns in another order: they are
    /// as long together then.
    #[inline]
    fn is_turned(&self, row: &str, delimiter: u8) -> bool {
        let begins = |name: &String| {
            let mut letters = row.bytes().zip(name.bytes()).take(3);
            letters.all(|(a, b)| a.eq_ignore_ascii_case(&b))
        };
        row.len().abs_diff(self.length) <= 2
            && self.names.iter().any(begins)
            && are_alike(&self.names, row.split(char::from(delimiter)))
    }
}

/// Whether fields are names, in any order.
fn are_alike<'t>(names: &[String], fields: impl Iterator<Item = &'t str>) -> bool {
    let sorted = |mut all: Vec<String>| {
        all.sort_unstable();
        all
    };
    let names = sorted(names.iter().map(|name| folded(name)).collect());
    names == sorted(fields.map(folded).collect())
}

/// The fields of one row, in the order in which the columns were asked for; an
/// optional column that is not there is empty.
pub(crate) struct Row<'t, const N: usize> {
    pub(crate) line: u64,
    pub(crate) fields: [&'t str; N],
}

/// Opens a table: reads up to the header.
pub(crate) fn open<R: Read, const N: usize>(
    reader: R,
    columns: [Column; N],
    options: &TableOptions,
    tell: &mut dyn FnMut(Notice),
) -> Result<(Source<R>, Header<N>), TableError> {
    let known: Vec<String> = columns
        .iter()
        .map(|column| folded(options.header_of(column.name).unwrap_or(column.name)))
        .collect();
    let mut source = Source::open(reader, options, &known)?;
    if source.lacks_sheets {
        tell(Notice::NoSheets);
    }
    let Some((row, line)) = source.header()? else {
        let hint = source.other_sheets.clone();
        return Err(TableError::Empty { expected: expected(&columns), hint });
    };
    options.check_width(line, row.len())?;
    let row = row.iter().map(String::as_str).collect();
    let header = Header::read(row, line, columns, options, tell).map_err(|error| match error {
        TableError::MissingColumns { line, missing, expected, .. }
            if !source.other_sheets.is_empty() =>
        {
            let hint = source.other_sheets.clone();
            TableError::MissingColumns { line, missing, expected, hint }
        }
        error => error,
    })?;
    Ok((source, header))
}

/// Reads the rows of a table one after another. `each` is given every row, and
/// every error of a row after which reading goes on, with the first field that
/// was asked for.
pub(crate) fn rows<R: Read, E: From<TableError>, const N: usize>(
    reader: R,
    columns: [Column; N],
    options: &TableOptions,
    tell: &mut dyn FnMut(Notice),
    mut each: impl FnMut(Result<Row<'_, N>, (TableError, &str)>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut source, header) = open(reader, columns, options, tell)?;
    while let Some(block) = source.next_block()? {
        let block = block.check();
        let mut rows = Rows::new(&block);
        while let Some(row) = rows.next(&header, tell) {
            match row {
                Err(error) if !error.is_of_one_row() => return Err(error.into()),
                row => each(row.map_err(|error| (error, rows.first)))?,
            }
        }
    }
    Ok(())
}

/// A table of which the columns are not known before: names and rows as they
/// stand.
#[cfg(feature = "import")]
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) names: Vec<String>,
    /// Each with the line on which it begins.
    pub(crate) rows: Vec<(u64, Vec<String>)>,
    /// Rows with other fields than the header; they are not among the rows.
    pub(crate) uneven: Vec<(TableError, Vec<String>)>,
    /// A sheet was named, and this is no workbook.
    pub(crate) lacks_sheets: bool,
}

/// Reads all of a table. The delimiter is the one that gives most of the names
/// that are looked for.
#[cfg(feature = "import")]
pub(crate) fn grid(
    reader: impl Read,
    options: &TableOptions,
    known: &[&str],
) -> Result<Grid, TableError> {
    let known: Vec<String> = known.iter().map(|name| folded(name)).collect();
    let mut source = Source::open(reader, options, &known)?;
    let Some((names, line)) = source.header()? else { return Ok(Grid::default()) };
    options.check_width(line, names.len())?;
    let expected = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    let lacks_sheets = source.lacks_sheets;
    let mut grid = Grid { names, rows: Vec::new(), uneven: Vec::new(), lacks_sheets };
    while let Some(block) = source.next_block()? {
        block.check().all(options, |line, fields| {
            let beyond = fields.iter().skip(expected).any(|field| !field.is_empty());
            if beyond || fields.len() < expected {
                let (found, hint) = (fields.len(), "");
                grid.uneven.push((TableError::Fields { line, found, expected, hint }, fields));
            } else {
                grid.rows.push((line, fields));
            }
        })?;
    }
    // The header again, where parts were joined.
    let plain: Vec<String> = grid.names.iter().map(|name| folded(name)).collect();
    let is_name = |field: &String| !field.is_empty() && plain.contains(&folded(field));
    let is_header = |fields: &[String]| {
        fields.first().is_some_and(is_name)
            && are_alike(&grid.names, fields.iter().map(String::as_str))
    };
    let is_turned = |fields: &[String]| fields.iter().zip(&plain).any(|(a, b)| folded(a) != *b);
    for (line, fields) in grid.rows.iter().filter(|(_, fields)| is_header(fields)) {
        if is_turned(fields) {
            return Err(TableError::TurnedHeader { line: *line });
        }
    }
    grid.rows.retain(|(_, fields)| !is_header(fields));
    Ok(grid)
}

/// The names of the sheets of a workbook; none of another file.
#[cfg(feature = "import")]
pub(crate) fn sheets(
    bytes: &[u8],
    limits: &crate::value::Limits,
) -> Result<Vec<String>, TableError> {
    #[cfg(feature = "xlsx")]
    if source::is_workbook(bytes)? {
        return sheet::names(bytes, limits);
    }
    let _ = (bytes, limits);
    Ok(Vec::new())
}

/// The name of a column as headers are compared.
#[cfg(feature = "import")]
pub(crate) fn column_name(name: &str) -> String {
    folded(name)
}

#[cfg(test)]
mod tests;
