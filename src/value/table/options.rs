//! [`TableOptions`]: how to read a table that is not quite in our form.

use std::str::FromStr;

use super::cell::Cells;
use super::error::TableError;
use crate::value::{Limit, Limits, Zone};

/// How a file's bytes are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(pub(super) Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Utf8,
    Utf16 {
        little: bool,
    },
    #[cfg(feature = "encoding")]
    Other(&'static encoding_rs::Encoding),
}

/// A text that names no encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingError {
    /// It is not known.
    #[error(
        "`{0}` is not an encoding; expected one such as `utf-8`, `windows-1251` or `windows-1252`"
    )]
    Unknown(String),
    /// It may be known to a program that was built with the feature `encoding`.
    #[error(
        "the encoding `{0}` cannot be looked up: this program was built without the feature \
         `encoding`; expected `utf-8`, `utf-16le` or `utf-16be`"
    )]
    Off(String),
}

impl Encoding {
    /// UTF-8.
    pub(crate) const UTF_8: Self = Self(Kind::Utf8);

    pub(super) fn name(self) -> &'static str {
        match self.0 {
            Kind::Utf8 => "UTF-8",
            Kind::Utf16 { .. } => "UTF-16",
            #[cfg(feature = "encoding")]
            Kind::Other(other) => other.name(),
        }
    }
}

impl FromStr for Encoding {
    type Err = EncodingError;

    fn from_str(name: &str) -> Result<Self, EncodingError> {
        Ok(Self(match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Kind::Utf8,
            "utf-16" | "utf-16le" | "utf16" => Kind::Utf16 { little: true },
            "utf-16be" => Kind::Utf16 { little: false },
            other => return other_encoding(other),
        }))
    }
}

#[cfg(feature = "encoding")]
fn other_encoding(name: &str) -> Result<Encoding, EncodingError> {
    encoding_rs::Encoding::for_label(name.as_bytes())
        .map(|known| Encoding(Kind::Other(known)))
        .ok_or_else(|| EncodingError::Unknown(crate::value::text::excerpt(name)))
}

#[cfg(not(feature = "encoding"))]
fn other_encoding(name: &str) -> Result<Encoding, EncodingError> {
    Err(EncodingError::Off(crate::value::text::excerpt(name)))
}

/// How to read tables; the default reads what the module page names.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct TableOptions {
    map: Vec<(String, String)>,
    pub(super) encoding: Option<Encoding>,
    limits: Limits,
    pub(super) sheet: Option<String>,
    pub(crate) cells: Cells,
}

impl TableOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says by which header a column stands in the file: `order_id` by
    /// `Invoice No`. A file that has such a column and no such header is
    /// refused.
    pub fn map(mut self, column: impl Into<String>, header: impl Into<String>) -> Self {
        self.map.push((column.into(), header.into()));
        self
    }

    /// The zone in which instants without one, and plain dates, are read; UTC
    /// without it, which is reported.
    pub fn zone(mut self, zone: impl Into<Zone>) -> Self {
        self.cells.zone = Some(zone.into());
        self
    }

    /// The form of dates and instants, in the letters of chrono's `strftime`:
    /// `%d.%m.%Y`, `%m/%d/%Y %H:%M`. Other forms are refused then.
    pub fn date_format(mut self, format: impl Into<String>) -> Self {
        self.cells.date_format = Some(format.into());
        self
    }

    /// Amounts have a comma before their decimals, and may have points or
    /// spaces between groups of three digits: `1.234,50`.
    pub fn decimal_comma(mut self) -> Self {
        self.cells.decimal = Some(',');
        self
    }

    /// Whether amounts have a comma before their decimals.
    pub(crate) fn is_decimal_comma(&self) -> bool {
        self.cells.decimal == Some(',')
    }

    /// Amounts have a point before their decimals, and may have commas or
    /// spaces between groups of three digits: `1,234.50`.
    pub fn decimal_point(mut self) -> Self {
        self.cells.decimal = Some('.');
        self
    }

    /// The encoding; without it, UTF-8, or UTF-16 where the file is that.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Other limits than the usual ones.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How large what is read may be.
    pub(crate) fn limits_given(&self) -> &Limits {
        &self.limits
    }

    /// Whether a row may have so many columns.
    pub(super) fn check_width(&self, line: u64, found: usize) -> Result<(), TableError> {
        let checked = self.limits.check(Limit::Columns, found);
        checked.map_err(|error| TableError::TooWide { line, error })
    }

    /// The sheet of a workbook to read; the first one without it. Files that are
    /// no workbooks have none to choose from.
    pub fn sheet(mut self, name: impl Into<String>) -> Self {
        self.sheet = Some(name.into());
        self
    }

    /// The columns that are mapped, each with its header.
    #[cfg(feature = "import")]
    pub(crate) fn mapped(&self) -> &[(String, String)] {
        &self.map
    }

    /// The encoding that was named.
    #[cfg(feature = "import")]
    pub(crate) fn encoding_named(&self) -> Option<Encoding> {
        self.encoding
    }

    /// The sheet that was named.
    #[cfg(feature = "import")]
    pub(crate) fn sheet_named(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The header that a column is mapped to, where it is.
    pub(crate) fn header_of(&self, column: &str) -> Option<&str> {
        let name = super::folded(column);
        let mut map = self.map.iter().rev();
        map.find(|(of, _)| super::folded(of) == name).map(|(_, header)| header.as_str())
    }
}
