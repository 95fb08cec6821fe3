//! Why a file is not a table, and what is worth telling of one that is.

use std::fmt;
use std::io;

use crate::value::LimitError;

/// A quote that is not closed takes the rows after it into its field.
pub(super) const QUOTE: &str = "; is a quote not closed?";

/// Why a file is not a table. Lines are counted from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The reader failed.
    #[error("line {line}: the file cannot be read")]
    Read {
        /// The line it was at.
        line: u64,
        /// What the reader said.
        source: io::Error,
    },
    /// There is nothing in the file, not even a header.
    #[error("line 1: the file is empty; expected a header `{expected}`{hint}")]
    Empty {
        /// The columns, as a header.
        expected: String,
        /// The other sheets of a workbook, or nothing.
        hint: String,
    },
    /// It is a workbook that cannot be read, or lacks the sheet.
    #[error("{0}")]
    Workbook(String),
    /// Not text in the encoding it is read in.
    #[error("line {line}: this is not text in {encoding}{hint}")]
    Encoding {
        /// The line on which the row begins.
        line: u64,
        /// The encoding it was read in.
        encoding: &'static str,
        /// Which encoding it probably is, and what to do.
        hint: String,
    },
    /// A row is longer than any real one.
    #[error("line {line}: the row is longer than a mebibyte{hint}")]
    TooLong {
        /// The line on which the row begins.
        line: u64,
        /// What may be the cause, as a question, or nothing.
        hint: &'static str,
    },
    /// A row has more columns than are read.
    #[error("line {line}: {error}")]
    TooWide {
        /// The line on which the row begins.
        line: u64,
        /// How many it has.
        error: LimitError,
    },
    /// The file ends within quotes.
    #[error("line {line}: the quote that opens in this row is never closed")]
    OpenQuote {
        /// The line on which the row begins.
        line: u64,
    },
    /// A row has too many fields or too few.
    #[error("line {line}: the row has {found} field{}; expected {expected}, as in the header{hint}", if *found == 1 { "" } else { "s" })]
    Fields {
        /// The line on which the row begins.
        line: u64,
        /// How many fields it has.
        found: usize,
        /// How many the header has.
        expected: usize,
        /// What may be the cause, as a question, or nothing.
        hint: &'static str,
    },
    /// The header has a column twice.
    #[error("line {line}: the column `{column}` is there twice; expected `{expected}`")]
    DuplicateColumn {
        /// The line of the header.
        line: u64,
        /// The name.
        column: String,
        /// The columns, as a header.
        expected: String,
    },
    /// The header lacks columns.
    #[error("line {line}: the header lacks `{missing}`; expected `{expected}`{hint}")]
    MissingColumns {
        /// The line of the header.
        line: u64,
        /// The names that are missing.
        missing: String,
        /// The columns, as a header.
        expected: String,
        /// What may be meant or be the cause, as a question, or nothing.
        hint: String,
    },
    /// One header would be two columns.
    #[error(
        "line {line}: `{header}` would be `{first}` and `{second}`; expected a header for each"
    )]
    SharedHeader {
        /// The line of the header.
        line: u64,
        /// The header.
        header: String,
        /// The one column.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Parts were joined whose columns stand in another order.
    #[error(
        "line {line}: the header again, with its columns in another order; read the parts as \
         files of their own"
    )]
    TurnedHeader {
        /// The line of the second header.
        line: u64,
    },
    /// A column is mapped to a header that is not there.
    #[error("line {line}: the header has no `{header}`, which `{column}` is mapped to{hint}")]
    NoSuchHeader {
        /// The line of the header.
        line: u64,
        /// The column.
        column: String,
        /// The header it is mapped to.
        header: String,
        /// What may be meant, as a question, or nothing.
        hint: String,
    },
}

/// A workbook that is none, or is too large.
#[cfg(feature = "xlsx")]
pub(super) fn broken(words: &dyn std::fmt::Display) -> TableError {
    TableError::Workbook(format!("the workbook cannot be read: {words}"))
}

impl TableError {
    /// The line; of the header where the whole file is wrong.
    pub fn line(&self) -> u64 {
        match self {
            Self::Empty { .. } | Self::Workbook(_) => 1,
            Self::Read { line, .. }
            | Self::Encoding { line, .. }
            | Self::TooLong { line, .. }
            | Self::TooWide { line, .. }
            | Self::OpenQuote { line }
            | Self::Fields { line, .. }
            | Self::DuplicateColumn { line, .. }
            | Self::MissingColumns { line, .. }
            | Self::SharedHeader { line, .. }
            | Self::TurnedHeader { line }
            | Self::NoSuchHeader { line, .. } => *line,
        }
    }

    /// Whether the rows after it can be read.
    pub(crate) fn is_of_one_row(&self) -> bool {
        matches!(self, Self::Fields { .. } | Self::Encoding { .. })
    }
}

/// What is worth telling of a table that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Columns that are left alone.
    ExtraColumns(Vec<String>),
    /// The header again, where parts were joined; it is skipped.
    RepeatedHeader {
        /// Its line.
        line: u64,
    },
    /// There is nothing below the header.
    NoRows,
    /// A sheet was named, and the file is no workbook.
    NoSheets,
    /// Rows that say once more what another row says; each is taken once.
    RowsTwice {
        /// The line of the first of them.
        line: u64,
        /// How many there are.
        rows: usize,
    },
    /// The first instant without a zone, where none was given: it and those
    /// after it are read in UTC.
    NoZone {
        /// Its line.
        line: u64,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExtraColumns(names) => {
                let names: Vec<String> =
                    names.iter().take(20).map(|name| crate::value::text::excerpt(name)).collect();
                write!(f, "not read: the columns `{}`", names.join("`, `"))
            }
            Self::NoSheets => f.write_str("`--sheet` has no effect: this is no workbook"),
            Self::NoRows => f.write_str("there are no rows below the header"),
            Self::RepeatedHeader { line } => write!(f, "line {line}: the header again, skipped"),
            Self::RowsTwice { line, rows: 1 } => {
                write!(f, "line {line}: the row is there twice, and taken once")
            }
            Self::RowsTwice { line, rows } => {
                write!(
                    f,
                    "line {line}: the row is there twice, as {} others are; each is taken once",
                    rows - 1
                )
            }
            Self::NoZone { line } => {
                write!(f, "line {line}: the zone is missing; instants without one are read in UTC")
            }
        }
    }
}
