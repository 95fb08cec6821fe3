//! Rows and fields of a piece of text. Nothing is copied: fields lie in the
//! piece.

use memchr::{Memchr2, memchr_iter, memchr2_iter};

#[cfg(feature = "import")]
use super::TableOptions;
use super::error::QUOTE;
use super::{FREE, Header, Notice, Row, TableError, has_break};

/// Stand between the fields and the rows of a piece whose quotes are taken out.
pub(super) const FIELD_END: u8 = 0x1F;
pub(super) const ROW_END: u8 = 0x1E;

/// A piece of a file that begins and ends with a row, as bytes.
#[derive(Debug)]
pub(crate) struct RawBlock {
    pub(super) bytes: Vec<u8>,
    pub(super) delimiter: u8,
    pub(super) end: u8,
    /// The line on which it begins.
    pub(super) line: u64,
    pub(super) encoding: &'static str,
}

/// The same as text. Rows that are none are blank in it.
#[derive(Debug)]
pub(crate) struct Block {
    text: String,
    delimiter: u8,
    end: u8,
    line: u64,
    encoding: &'static str,
    /// The lines of rows that are not text, and what they probably are.
    bad: Vec<(u64, String)>,
}

impl RawBlock {
    /// Checks that it is text.
    pub(crate) fn check(self) -> Block {
        let Self { bytes, delimiter, end, line, encoding } = self;
        let mut bad = Vec::new();
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let mut at = line;
            let mut text = String::new();
            for row in error.as_bytes().split_inclusive(|byte| *byte == end) {
                if let Ok(row) = std::str::from_utf8(row) {
                    text.push_str(row);
                } else {
                    bad.push((at, likely_encoding(row)));
                    text.extend(row.iter().filter(|byte| **byte == b'\n').map(|_| '\n'));
                    if end != b'\n' {
                        text.push(char::from(end));
                    }
                }
                at += lines_of_row(&String::from_utf8_lossy(row), end);
            }
            text
        });
        Block { text, delimiter, end, line, encoding, bad }
    }
}

impl Block {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// All rows that are not blank, each with its line.
    #[cfg(feature = "import")]
    pub(super) fn all(
        &self,
        options: &TableOptions,
        mut each: impl FnMut(u64, Vec<String>),
    ) -> Result<(), TableError> {
        if let Some((line, hint)) = self.bad.first() {
            let (line, encoding, hint) = (*line, self.encoding, hint.clone());
            return Err(TableError::Encoding { line, encoding, hint });
        }
        let mut line = self.line;
        for row in self.text.split_terminator(char::from(self.end)) {
            if !is_blank(row, self.delimiter) {
                let fields = row.split(char::from(self.delimiter));
                options.check_width(line, fields.clone().count())?;
                each(line, fields.map(|field| trimmed(field).to_owned()).collect());
            }
            line += lines_of_row(row, self.end);
        }
        Ok(())
    }
}

/// Which encoding bytes that are not UTF-8 are probably in: Cyrillic letters
/// stand side by side, accents alone. Nothing is likely of what is no text.
pub(super) fn likely_encoding(row: &[u8]) -> String {
    if row.contains(&0) {
        return String::new();
    }
    let letter = |byte: &u8| *byte >= 0xC0;
    let words =
        row.chunk_by(|a, b| letter(a) == letter(b)).filter(|word| word.first().is_some_and(letter));
    let longest = words.map(<[u8]>::len).max().unwrap_or_default();
    let mut or = "";
    let name = if longest >= 3 {
        "windows-1251"
    } else if row
        .iter()
        .any(|byte| matches!(byte, 0x9A | 0x9C | 0x9E | 0x9F | 0xB9 | 0xBA | 0xE3 | 0xFE))
    {
        "windows-1250"
    } else {
        or = ", or in windows-1250 as in Central Europe";
        "windows-1252"
    };
    format!(
        ", but perhaps in {name}{or}; name it with `--encoding {name}`, or save the file in UTF-8"
    )
}

/// How many lines a row takes.
fn lines_of_row(row: &str, end: u8) -> u64 {
    if end == b'\n' { 1 } else { 1 + breaks(row) }
}

/// Line breaks within a field: `\r\n` is one.
fn breaks(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let returns = memchr_iter(b'\r', bytes).filter(alone).count();
    (memchr_iter(b'\n', bytes).count() + returns) as u64
}

/// The rows of a piece.
pub(crate) struct Rows<'b> {
    text: &'b str,
    delimiter: u8,
    end: u8,
    marks: Memchr2<'b>,
    /// Where the next row begins, and on which line.
    at: usize,
    line: u64,
    encoding: &'static str,
    bad: &'b [(u64, String)],
}

impl<'b> Rows<'b> {
    pub(crate) fn new(block: &'b Block) -> Self {
        let Block { text, delimiter, end, line, encoding, bad } = block;
        let (delimiter, end, line) = (*delimiter, *end, *line);
        let marks = memchr2_iter(delimiter, end, text.as_bytes());
        Self { text, delimiter, end, marks, at: 0, line, encoding, bad }
    }

    /// The next row that is not blank; `None` at the end.
    #[inline]
    pub(crate) fn next<const N: usize>(
        &mut self,
        header: &Header<N>,
        tell: &mut dyn FnMut(Notice),
    ) -> Option<Result<Row<'b, N>, TableError>> {
        loop {
            if let Some(((line, hint), rest)) = self.bad.split_first() {
                if *line <= self.line {
                    self.bad = rest;
                    let (line, encoding, hint) = (*line, self.encoding, hint.clone());
                    return Some(Err(TableError::Encoding { line, encoding, hint }));
                }
            }
            let begin = self.at;
            if begin >= self.text.len() {
                return None;
            }
            let mut fields = [""; N];
            let (mut count, mut from) = (0, begin);
            // Beyond the header only empty fields are read over.
            let mut beyond = false;
            let bytes = self.text.as_bytes();
            let end = loop {
                let (to, last) = match self.marks.next() {
                    Some(to) => (to, bytes.get(to) == Some(&self.end)),
                    None => (self.text.len(), true),
                };
                let field = self.text.get(from..to).unwrap_or_default();
                match header.column_at.get(count) {
                    Some(column) if *column != FREE => {
                        if let Some(slot) = fields.get_mut(usize::from(*column)) {
                            *slot = trimmed(field);
                        }
                    }
                    Some(_) => {}
                    None => beyond |= !field.trim().is_empty(),
                }
                count += 1;
                from = to + 1;
                if last {
                    break to;
                }
            };
            self.at = from;
            let line = self.line;
            let row = self.text.get(begin..end).unwrap_or_default();
            self.line += if self.end == b'\n' { 1 } else { lines_of_row(row, self.end) };
            let expected = header.column_at.len();
            if count < expected || beyond {
                if is_blank(row, self.delimiter) {
                    continue;
                }
                let hint = if has_break(row.trim_end()) { QUOTE } else { "" };
                return Some(Err(TableError::Fields { line, found: count, expected, hint }));
            }
            let first = fields.first().copied().unwrap_or_default();
            if first.is_empty() && is_blank(row, self.delimiter) {
                continue;
            }
            if header.begins(first) && header.is_repeated(row, self.delimiter) {
                tell(Notice::RepeatedHeader { line });
                continue;
            }
            return Some(Ok(Row { line, fields }));
        }
    }
}

fn is_blank(row: &str, delimiter: u8) -> bool {
    row.chars().all(|c| c == char::from(delimiter) || c.is_whitespace() || c == '\u{feff}')
}

/// A field without white space around it, and without the byte order mark of a
/// part of a file that begins with it.
#[inline]
pub(super) fn trimmed(field: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_none_or(|byte| (0x21..0x7F).contains(byte));
    if plain(field.as_bytes().first()) && plain(field.as_bytes().last()) {
        return field;
    }
    field.trim_start_matches('\u{feff}').trim()
}
