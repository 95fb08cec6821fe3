//! Rows of a CSV file, each with the line it begins on, and a header that says
//! which column is where.
//!
//! Own and small, because a message needs the line: the `csv` crate counts a
//! line break of two characters to the row after it, and reads a quote that is
//! never closed as one field to the end of the file.

use std::io::{self, BufRead, BufReader, Chain, Cursor, ErrorKind, Read};

use crate::text::did_you_mean;

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
    /// A quote is opened and never closed.
    #[error("line {line}: a quote is opened here and not closed; expected another `\"`")]
    Unclosed {
        /// The line on which the quote is.
        line: u64,
    },
    /// Text follows a closing quote.
    #[error(
        "line {line}: text follows a closing quote; expected a comma, or `\"\"` for a quote in the text"
    )]
    AfterQuote {
        /// The line on which the quote is.
        line: u64,
    },
    /// A row is longer than any real one.
    #[error("line {line}: the row is longer than a mebibyte; expected {expected} short fields")]
    TooLong {
        /// The line on which the row begins.
        line: u64,
        /// How many fields the header has; 0 where it is the header itself.
        expected: usize,
    },
    /// A row has too many fields or too few.
    #[error("line {line}: the row has {found} field{}; expected {expected}, as in the header", if *found == 1 { "" } else { "s" })]
    Fields {
        /// The line on which the row begins.
        line: u64,
        /// How many fields it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// The header has a column that is not known.
    #[error("line {line}: `{column}` is not a column; expected `{expected}`{hint}")]
    UnknownColumn {
        /// The line of the header.
        line: u64,
        /// The name in the header.
        column: String,
        /// The nearest known name, as a question, or nothing.
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
    rows: Rows<R>,
    /// Where in a row each column is.
    places: [usize; N],
}

/// The fields of one row, in the order in which the columns were asked for.
pub(crate) struct Row<'t, const N: usize> {
    pub(crate) line: u64,
    pub(crate) fields: [&'t str; N],
}

impl<R: Read, const N: usize> Table<R, N> {
    /// Reads the header.
    pub(crate) fn open(reader: R, columns: [&'static str; N]) -> Result<Self, TableError> {
        let mut rows = Rows::new(reader)?;
        let expected = || columns.join(",");
        if !rows.read(0)? {
            return Err(TableError::Empty { expected: expected() });
        }
        let line = rows.row_line;
        let mut places = [None; N];
        for place in 0..rows.ends.len() {
            let name = rows.field(place)?;
            let known = columns.iter().zip(&mut places).find(|(column, _)| **column == name);
            let column = || name.chars().take(60).collect();
            match known {
                None => {
                    return Err(TableError::UnknownColumn {
                        line,
                        column: column(),
                        hint: did_you_mean(name, columns),
                        expected: expected(),
                    });
                }
                Some((_, Some(_))) => {
                    return Err(TableError::DuplicateColumn {
                        line,
                        column: column(),
                        expected: expected(),
                    });
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
        Ok(Self { rows, places: places.map(Option::unwrap_or_default) })
    }

    /// The next row; `None` at the end. Blank lines are no rows.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_, N>>, TableError> {
        if !self.rows.read(N)? {
            return Ok(None);
        }
        let (line, found) = (self.rows.row_line, self.rows.ends.len());
        if found != N {
            return Err(TableError::Fields { line, found, expected: N });
        }
        let mut fields = [""; N];
        for (field, place) in fields.iter_mut().zip(self.places) {
            *field = self.rows.field(place)?;
        }
        Ok(Some(Row { line, fields }))
    }
}

/// Cuts bytes into rows of fields.
struct Rows<R> {
    source: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    /// The line of the next byte.
    line: u64,
    after_return: bool,
    /// The fields of the row, one after another, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    row_line: u64,
    quote_line: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    RowStart,
    FieldStart,
    Plain,
    Quoted,
    /// After a quote in a quoted field: the end of it, or the first of two.
    Quote,
}

/// Orders are a few dozen bytes a row; a file without line breaks is no table.
const LONGEST_ROW: usize = 1 << 20;

impl<R: Read> Rows<R> {
    fn new(mut reader: R) -> Result<Self, TableError> {
        // Spreadsheets put a mark before the first row.
        const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
        let mut head = Vec::new();
        let read = reader.by_ref().take(3).read_to_end(&mut head);
        read.map_err(|source| TableError::Read { line: 1, source })?;
        if head == MARK {
            head.clear();
        }
        Ok(Self {
            source: BufReader::with_capacity(1 << 16, Cursor::new(head).chain(reader)),
            line: 1,
            after_return: false,
            text: Vec::new(),
            ends: Vec::new(),
            row_line: 1,
            quote_line: 1,
        })
    }

    /// Reads the next row; `false` at the end of the file.
    fn read(&mut self, expected: usize) -> Result<bool, TableError> {
        self.text.clear();
        self.ends.clear();
        let mut at = At::RowStart;
        loop {
            let chunk = match self.source.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(source) => return Err(TableError::Read { line: self.line, source }),
            };
            if chunk.is_empty() {
                return match at {
                    At::RowStart => Ok(false),
                    At::Quoted => Err(TableError::Unclosed { line: self.quote_line }),
                    At::FieldStart | At::Plain | At::Quote => {
                        self.ends.push(self.text.len());
                        Ok(true)
                    }
                };
            }
            let mut used = 0;
            let mut done = false;
            for &byte in chunk {
                used += 1;
                let line = self.line;
                let breaks = match byte {
                    b'\n' => {
                        self.line += u64::from(!self.after_return);
                        true
                    }
                    b'\r' => {
                        self.line += 1;
                        true
                    }
                    _ => false,
                };
                self.after_return = byte == b'\r';
                if at == At::RowStart {
                    if breaks {
                        continue;
                    }
                    self.row_line = line;
                    at = At::FieldStart;
                }
                at = match (at, byte) {
                    (At::Quoted, b'"') => At::Quote,
                    (At::FieldStart, b'"') => {
                        self.quote_line = line;
                        At::Quoted
                    }
                    (At::Quoted, _) | (At::Quote, b'"') => {
                        self.text.push(byte);
                        At::Quoted
                    }
                    (_, b',') => {
                        self.ends.push(self.text.len());
                        At::FieldStart
                    }
                    _ if breaks => {
                        self.ends.push(self.text.len());
                        done = true;
                        break;
                    }
                    (At::Quote, _) => return Err(TableError::AfterQuote { line }),
                    _ => {
                        self.text.push(byte);
                        At::Plain
                    }
                };
            }
            self.source.consume(used);
            if self.text.len() + self.ends.len() > LONGEST_ROW {
                return Err(match at {
                    At::Quoted => TableError::Unclosed { line: self.quote_line },
                    _ => TableError::TooLong { line: self.row_line, expected },
                });
            }
            if done {
                return Ok(true);
            }
        }
    }

    fn field(&self, place: usize) -> Result<&str, TableError> {
        let not_utf8 = || TableError::NotUtf8 { line: self.row_line };
        let start = match place.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
        };
        let bytes = self.ends.get(place).and_then(|end| self.text.get(start..*end));
        std::str::from_utf8(bytes.unwrap_or_default()).map_err(|_| not_utf8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// Hands out one byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
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
        check(
            "a,b\n1,2\n\"3,4\n5,6\n",
            "line 3: a quote is opened here and not closed; expected another `\"`",
        );
        check(
            "a,b\n\"1\n\"x,2\n",
            "line 3: text follows a closing quote; expected a comma, or `\"\"` for a quote in the text",
        );
        let long = format!("a,b\n1,2\n{}", "x".repeat(LONGEST_ROW + 1));
        check(&long, "line 3: the row is longer than a mebibyte; expected 2 short fields");
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
