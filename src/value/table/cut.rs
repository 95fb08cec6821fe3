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
pub(crate) fn likely_encoding(row: &[u8]) -> String {
    if row.contains(&0) {
        return String::new();
    }
    let longest = |letter: fn(&u8) -> bool| {
        let words = row.chunk_by(|a, b| letter(a) == letter(b));
        let words = words.filter(|word| word.first().is_some_and(letter));
        words.map(<[u8]>::len).max().unwrap_or_default()
    };
    let accents = [0x9A, 0x9C, 0x9E, 0x9F, 0xB9, 0xBA, 0xE3, 0xFE];
    let is_of_dos = longest(|byte| matches!(byte, 0x80..=0xAF | 0xE0..=0xEF)) >= 4;
    let (name, or) = if longest(|byte| *byte >= 0xC0) >= 3 || is_of_dos {
        likely_cyrillic(row)
    } else if row.iter().any(|byte| accents.contains(byte)) {
        ("windows-1250", "")
    } else {
        ("windows-1252", ", or in windows-1250 as in Central Europe")
    };
    format!(
        ", but perhaps in {name}{or}; name it with `--encoding {name}`, or save the file in UTF-8"
    )
}

/// The encoding in which most bytes are the letters that Russian has most of,
/// small ones before capitals.
fn likely_cyrillic(row: &[u8]) -> (&'static str, &'static str) {
    // Of each the letters `оеаинт`, then the capitals.
    let known = [
        (
            ("windows-1251", ", or in koi8-r or ibm866 as in older systems"),
            b"\xEE\xE5\xE0\xE8\xED\xF2",
            b"\xCE\xC5\xC0\xC8\xCD\xD2",
        ),
        (
            ("koi8-r", ", or in windows-1251"),
            b"\xCF\xC5\xC1\xC9\xCE\xD4",
            b"\xEF\xE5\xE1\xE9\xEE\xF4",
        ),
        (
            ("ibm866", ", or in windows-1251"),
            b"\xAE\xA5\xA0\xA8\xAD\xE2",
            b"\x8E\x85\x80\x88\x8D\x92",
        ),
    ];
    let count = |letters: &[u8]| row.iter().filter(|byte| letters.contains(byte)).count();
    let score = |(_, small, capital): &(_, &[u8; 6], &[u8; 6])| {
        2 * count(small.as_slice()) + count(capital.as_slice())
    };
    // The first of equals.
    let best = known.iter().rev().max_by_key(|it| score(it));
    best.map_or(known[0].0, |(names, ..)| *names)
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
    /// The first field asked for, of a row that has too many fields or too few.
    pub(crate) first: &'b str,
}

impl<'b> Rows<'b> {
    pub(crate) fn new(block: &'b Block) -> Self {
        let Block { text, delimiter, end, line, encoding, bad } = block;
        let (delimiter, end, line) = (*delimiter, *end, *line);
        let marks = memchr2_iter(delimiter, end, text.as_bytes());
        Self { text, delimiter, end, marks, at: 0, line, encoding, bad, first: "" }
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
                    self.first = "";
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
                self.first = fields.first().copied().unwrap_or_default();
                let is_cut = has_break(row.trim_end());
                let hint = if is_cut { QUOTE } else { other_mark(row, self.delimiter, expected) };
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
            if header.is_turned(row, self.delimiter) {
                return Some(Err(TableError::TurnedHeader { line }));
            }
            return Some(Ok(Row { line, fields }));
        }
    }
}

/// What parts a row that the mark of the header does not part.
fn other_mark(row: &str, delimiter: u8, expected: usize) -> &'static str {
    let hints = [
        (',', "; this row is separated by `,`, the header is not"),
        (';', "; this row is separated by `;`, the header is not"),
        ('\t', "; this row is separated by tabs, the header is not"),
        ('|', "; this row is separated by `|`, the header is not"),
    ];
    let is_it =
        |mark: &char| *mark != char::from(delimiter) && row.matches(*mark).count() + 1 >= expected;
    hints.iter().find(|(mark, _)| is_it(mark)).map_or("", |(_, hint)| hint)
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
