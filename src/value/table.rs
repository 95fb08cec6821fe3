//! Rows of a CSV file, each with the line it begins on, and a header that says
//! which column is where.
//!
//! The `csv` crate cuts the rows and says at which byte each begins; [`Lines`]
//! stands between it and the file, and knows the line of that byte.

use std::collections::VecDeque;
use std::io::{self, Chain, Cursor, ErrorKind, Read};

use csv::StringRecord;

use crate::value::text::{did_you_mean, excerpt};

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
    #[error("line 1: the file is empty; expected a header `{expected}`")]
    Empty {
        /// The columns, as a header.
        expected: String,
    },
    /// Not text in UTF-8.
    #[error("line {line}: this is not text in UTF-8; save the file as CSV in UTF-8")]
    NotUtf8 {
        /// The line on which the row begins.
        line: u64,
    },
    /// A row is longer than any real one.
    #[error(
        "line {line}: the row is longer than a mebibyte; expected {expected} short fields{hint}"
    )]
    TooLong {
        /// The line on which the row begins.
        line: u64,
        /// How many columns there are.
        expected: usize,
        /// What may be the cause, as a question, or nothing.
        hint: &'static str,
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
    /// The header has a column that is not known.
    #[error("line {line}: `{column}` is not a column; expected `{expected}`{hint}")]
    UnknownColumn {
        /// The line of the header.
        line: u64,
        /// The name in the header.
        column: String,
        /// What may be meant or be the cause, as a question, or nothing.
        hint: String,
        /// The columns, as a header.
        expected: String,
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
    #[error("line {line}: the header lacks `{missing}`; expected `{expected}`")]
    MissingColumns {
        /// The line of the header.
        line: u64,
        /// The names that are missing.
        missing: String,
        /// The columns, as a header.
        expected: String,
    },
}

/// A table with these columns, in any order.
pub(crate) struct Table<R, const N: usize> {
    reader: csv::Reader<Lines<R>>,
    row: StringRecord,
    /// The line on which the row begins.
    line: u64,
    /// Where in a row each column is.
    places: [usize; N],
}

/// The fields of one row, in the order in which the columns were asked for.
pub(crate) struct Row<'t, const N: usize> {
    pub(crate) line: u64,
    pub(crate) fields: [&'t str; N],
}

/// Orders are a few dozen bytes a row; a file without line breaks is no table.
const LONGEST_ROW: u64 = 1 << 20;

/// A quote that is not closed takes the rows after it into its field, and a
/// field with a line break is rare otherwise.
const QUOTE: &str = "; is a quote not closed?";

impl<R: Read, const N: usize> Table<R, N> {
    /// Reads the header.
    pub(crate) fn open(reader: R, columns: [&'static str; N]) -> Result<Self, TableError> {
        let lines = Lines::new(reader).map_err(|source| TableError::Read { line: 1, source })?;
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(lines);
        let mut table = Self { reader, row: StringRecord::new(), line: 1, places: [0; N] };
        let expected = || columns.join(",");
        if !table.read()? {
            return Err(TableError::Empty { expected: expected() });
        }
        let line = table.line;
        let mut places = [None; N];
        for (place, name) in table.row.iter().enumerate() {
            match columns.iter().zip(&mut places).find(|(column, _)| **column == name) {
                None => {
                    let hint = if has_break(name) {
                        QUOTE.to_owned()
                    } else {
                        did_you_mean(name, columns)
                    };
                    let column = excerpt(name);
                    let expected = expected();
                    return Err(TableError::UnknownColumn { line, column, hint, expected });
                }
                Some((_, Some(_))) => {
                    let column = name.to_owned();
                    return Err(TableError::DuplicateColumn { line, column, expected: expected() });
                }
                Some((_, free)) => *free = Some(place),
            }
        }
        let lacking: Vec<&str> =
            columns.iter().zip(&places).filter(|(_, p)| p.is_none()).map(|(c, _)| *c).collect();
        if !lacking.is_empty() {
            let missing = lacking.join("`, `");
            return Err(TableError::MissingColumns { line, missing, expected: expected() });
        }
        table.places = places.map(Option::unwrap_or_default);
        Ok(table)
    }

    /// The next row; `None` at the end. Blank lines are no rows.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_, N>>, TableError> {
        if !self.read()? {
            return Ok(None);
        }
        let (line, found) = (self.line, self.row.len());
        if found != N {
            let hint = self.hint();
            return Err(TableError::Fields { line, found, expected: N, hint });
        }
        let mut fields = [""; N];
        for (field, place) in fields.iter_mut().zip(self.places) {
            *field = self.row.get(place).unwrap_or_default();
        }
        Ok(Some(Row { line, fields }))
    }

    /// Reads the next row; `false` at the end of the file.
    fn read(&mut self) -> Result<bool, TableError> {
        let begin = self.reader.position().byte();
        self.reader.get_mut().pass(begin);
        let read = self.reader.read_record(&mut self.row);
        let end = self.reader.position().byte();
        let lines = self.reader.get_mut();
        // Blank lines may have come with the row.
        lines.pass(begin);
        let line = lines.line;
        self.line = line;
        let too_long = |hint| TableError::TooLong { line, expected: N, hint };
        match read.map_err(csv::Error::into_kind) {
            Ok(_) if lines.is_too_long(end) => Err(too_long(self.hint())),
            Ok(more) => Ok(more),
            Err(csv::ErrorKind::Utf8 { .. }) => Err(TableError::NotUtf8 { line }),
            Err(csv::ErrorKind::Io(_)) if lines.is_too_long(lines.given) => {
                // All that was given is of the one row, so its breaks are too.
                Err(too_long(if lines.breaks.is_empty() { "" } else { QUOTE }))
            }
            Err(csv::ErrorKind::Io(source)) => {
                Err(TableError::Read { line: lines.last_line(), source })
            }
            Err(other) => {
                Err(TableError::Read { line, source: io::Error::other(format!("{other:?}")) })
            }
        }
    }

    fn hint(&self) -> &'static str {
        if self.row.iter().any(has_break) { QUOTE } else { "" }
    }
}

/// Whether a field goes over the end of a line.
pub(crate) fn has_break(field: &str) -> bool {
    field.contains(['\r', '\n'])
}

/// A file on its way to be cut into rows: without its byte order mark, and
/// with the line of the byte at which a row begins. Fails once a row is too
/// long, so that a quote which is not closed does not take a whole file into
/// memory.
struct Lines<R> {
    inner: Chain<Cursor<Vec<u8>>, R>,
    /// How many bytes were handed on.
    given: u64,
    /// Where the row begins, and on which line.
    at: u64,
    line: u64,
    /// The line breaks of what was handed on, from `at` on.
    breaks: VecDeque<Break>,
    /// The byte after the last `\r`.
    after_return: Option<u64>,
}

struct Break {
    at: u64,
    /// Not so for the second half of `\r\n`.
    ends_line: bool,
}

impl<R: Read> Lines<R> {
    fn new(mut reader: R) -> io::Result<Self> {
        // Spreadsheets put a mark before the first row.
        const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
        let mut head = Vec::new();
        reader.by_ref().take(3).read_to_end(&mut head)?;
        if head == MARK {
            head.clear();
        }
        Ok(Self {
            inner: Cursor::new(head).chain(reader),
            given: 0,
            at: 0,
            line: 1,
            breaks: VecDeque::new(),
            after_return: None,
        })
    }
}

impl<R> Lines<R> {
    /// Goes on to a byte at which a row begins, or to the first one behind it
    /// that is not on a blank line.
    fn pass(&mut self, byte: u64) {
        self.at = self.at.max(byte);
        while let Some(next) = self.breaks.front().filter(|next| next.at <= self.at) {
            self.at = self.at.max(next.at + 1);
            self.line += u64::from(next.ends_line);
            self.breaks.pop_front();
        }
    }

    /// Whether the row is too long if it goes up to this byte.
    fn is_too_long(&self, end: u64) -> bool {
        end.saturating_sub(self.at) > LONGEST_ROW
    }

    /// The line of the last byte handed on.
    fn last_line(&self) -> u64 {
        self.line + self.breaks.iter().map(|b| u64::from(b.ends_line)).sum::<u64>()
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // All that was handed on is cut by now: what is left of it is blank lines and
        // the beginning of a row.
        self.pass(self.at);
        if self.is_too_long(self.given) {
            return Err(io::Error::other("the row is too long"));
        }
        // The `csv` crate takes an interruption for the end of the file.
        let count = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        for (byte, at) in buffer.iter().take(count).zip(self.given..) {
            if matches!(byte, b'\n' | b'\r') {
                let returns = *byte == b'\r';
                let ends_line = returns || self.after_return != Some(at);
                self.breaks.push_back(Break { at, ends_line });
                if returns {
                    self.after_return = Some(at + 1);
                }
            }
        }
        self.given += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// Hands out one byte at a time.
    struct Drops<R>(R);

    impl<R: Read> Read for Drops<R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let one = buffer.len().min(1);
            self.0.read(&mut buffer[..one])
        }
    }

    fn rows<R: Read>(reader: R) -> Result<String, TableError> {
        let mut table = Table::open(reader, ["a", "b"])?;
        let mut out = String::new();
        while let Some(Row { line, fields: [a, b] }) = table.next_row()? {
            writeln!(out, "{line}: {a:?} {b:?}").unwrap();
        }
        Ok(out)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let read = |text: &str| rows(text.as_bytes()).unwrap_or_else(|error| error.to_string());
        assert_eq!(read(text).trim_end(), expected);
        let dropped = rows(Drops(text.as_bytes())).unwrap_or_else(|error| error.to_string());
        assert_eq!(dropped.trim_end(), expected);
    }

    #[test]
    fn each_row_has_its_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "b,a\n1,2\n\n\n\"x\ny\",\"\"\n7,\"say \"\"hi\"\"\"\n8,9";
            let shown = end.replace('\r', "\\r").replace('\n', "\\n");
            check(
                &text.replace('\n', end),
                &format!(
                    "2: \"2\" \"1\"\n5: \"\" \"x{shown}y\"\n7: \"say \\\"hi\\\"\" \"7\"\n8: \"9\" \"8\""
                ),
            );
        }
        check("\u{feff}\"a\",b\n1,5\" pipe\n", "2: \"1\" \"5\\\" pipe\"");
        check("\n\na,b", "");
    }

    #[test]
    fn what_is_not_a_table_is_told_with_its_line() {
        check("", "line 1: the file is empty; expected a header `a,b`");
        check("\u{feff}\r\n\r\n", "line 1: the file is empty; expected a header `a,b`");
        check("a\n", "line 1: the header lacks `b`; expected `a,b`");
        check("a,b,a\n", "line 1: the column `a` is there twice; expected `a,b`");
        check("\na,b,cost\n", "line 2: `cost` is not a column; expected `a,b`");
        check("a,b\r\n1,2\r\n1\r\n", "line 3: the row has 1 field; expected 2, as in the header");
        check("a,b\n1,2,3\n", "line 2: the row has 3 fields; expected 2, as in the header");
    }

    #[test]
    fn a_quote_left_open_is_asked_about_where_the_row_begins() {
        check(
            "a,b\n1,2\n\"3,4\n5,6\n",
            "line 3: the row has 1 field; expected 2, as in the header; is a quote not closed?",
        );
        check("a,b\n\"1\n\"x,2\n", "2: \"1\\nx\" \"2\"");
        check(
            "\n\"a,b\r\n1,2\r\n",
            "line 2: `a,b\\r\\n1,2\\r\\n` is not a column; expected `a,b`; is a quote not closed?",
        );
        let long = format!("a,b\n\n1,\"{}", "2\n3,4".repeat(1 << 20));
        check(
            &long,
            "line 3: the row is longer than a mebibyte; expected 2 short fields; is a quote not closed?",
        );
    }

    #[test]
    fn a_row_is_at_most_a_mebibyte() {
        let row = |length: u64| {
            let text = usize::try_from(length - 2).unwrap();
            format!("a,b\n\r\n1,{}", "x".repeat(text))
        };
        let refused = "line 3: the row is longer than a mebibyte; expected 2 short fields";
        check(&row(LONGEST_ROW + 1), refused);
        check(&(row(LONGEST_ROW) + "\n"), refused);
        for text in [row(LONGEST_ROW), row(LONGEST_ROW - 1) + "\n"] {
            assert!(rows(text.as_bytes()).unwrap().starts_with("3: \"1\" \"xx"));
        }
        // Blank lines are of no row.
        let far = "\n".repeat((1 << 20) + 1) + "a,b\n1,2";
        check(&far, "1048579: \"1\" \"2\"");
        // An endless file is told as well.
        for (start, hint) in [("a,b\n1,", ""), ("a,b\n1,\"\n", QUOTE)] {
            let endless = start.as_bytes().chain(io::repeat(b'x'));
            let said = rows(endless).unwrap_err().to_string();
            assert_eq!(said, format!("{}{hint}", refused.replace('3', "2")));
        }
    }

    /// Hands out one byte at a time, is interrupted before each, and fails at
    /// the end.
    struct Fails<'a>(&'a [u8], bool);

    impl Read for Fails<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            match (self.1, self.0) {
                (true, _) => Err(ErrorKind::Interrupted.into()),
                (false, []) => Err(ErrorKind::ConnectionReset.into()),
                (false, _) => Drops(&mut self.0).read(buffer),
            }
        }
    }

    #[test]
    fn a_reader_that_fails_is_told_with_the_line_it_was_at() {
        for (text, line) in [("", 1), ("a,b", 1), ("a,b\r\n1,2\r\n\r\n3,\"4\r\n5", 5)] {
            let error = rows(Fails(text.as_bytes(), false)).unwrap_err();
            assert_eq!(error.to_string(), format!("line {line}: the file cannot be read"));
            let source = std::error::Error::source(&error).unwrap();
            assert_eq!(source.to_string(), io::Error::from(ErrorKind::ConnectionReset).to_string());
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_told() {
        for bytes in [&b"a,b\n1,\xFF\n"[..], b"a,b\n1\xC3,\xA9\n"] {
            assert_eq!(
                rows(bytes).unwrap_err().to_string(),
                "line 2: this is not text in UTF-8; save the file as CSV in UTF-8"
            );
        }
    }
}
