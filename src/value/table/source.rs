//! Bytes of a file on their way to be cut into rows: decoded, in pieces that
//! begin and end with a row, each with the line on which it begins.

use std::io::{self, ErrorKind, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::cut::{FIELD_END, ROW_END, RawBlock, trimmed};
use super::error::{QUOTE, TableError};
use super::options::{Encoding, Kind, TableOptions};
use crate::value::Limit;

/// How much is read at a time.
const PIECE: usize = 1 << 19;

/// Rows are a few dozen bytes; a file without line breaks is no table, and a
/// quote that is not closed must not take a whole file into memory.
const LONGEST_ROW: usize = 1 << 20;

const MARK: &[u8] = "\u{feff}".as_bytes();

/// Delimiters that are looked for in a header.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// A file that is read piece by piece.
pub(crate) struct Source<R> {
    reader: R,
    decoder: Decoder,
    encoding: &'static str,
    /// Decoded and not given out yet.
    buffer: Vec<u8>,
    ended: bool,
    delimiter: u8,
    /// The line on which the buffer begins.
    line: u64,
    /// Line ends of old computers stand alone.
    lone_returns: bool,
    /// A sheet was named, and this is no workbook.
    pub(super) lacks_sheets: bool,
    /// Which other sheets a workbook has, as a hint, or nothing.
    pub(super) other_sheets: String,
}

enum Decoder {
    Utf8,
    Utf16 {
        little: bool,
        /// The first half of a character.
        left: Vec<u8>,
    },
    #[cfg(feature = "encoding")]
    Other(encoding_rs::Decoder),
}

impl Decoder {
    fn of(encoding: Encoding) -> Self {
        match encoding.0 {
            Kind::Utf8 => Self::Utf8,
            Kind::Utf16 { little } => Self::Utf16 { little, left: Vec::new() },
            #[cfg(feature = "encoding")]
            Kind::Other(other) => Self::Other(other.new_decoder_without_bom_handling()),
        }
    }

    /// Puts what some bytes say behind the text; `last` where no more come.
    fn decode(&mut self, bytes: &[u8], last: bool, text: &mut Vec<u8>) {
        match self {
            Self::Utf8 => text.extend(bytes),
            Self::Utf16 { little, left } => {
                left.extend(bytes);
                let pair = |pair: &[u8]| match pair {
                    [a, b] if *little => u16::from_le_bytes([*a, *b]),
                    [a, b] => u16::from_be_bytes([*a, *b]),
                    _ => 0xFFFD,
                };
                // An odd byte and the first half of a pair wait for the next piece.
                let mut whole = if last { left.len() } else { left.len() & !1 };
                let before = whole.checked_sub(2).and_then(|at| left.get(at..whole)).map(pair);
                if !last && before.is_some_and(|unit| (0xD800..0xDC00).contains(&unit)) {
                    whole -= 2;
                }
                let units = left.get(..whole).unwrap_or_default().chunks(2).map(pair);
                let mut letter = [0; 4];
                for c in char::decode_utf16(units) {
                    let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                    text.extend(c.encode_utf8(&mut letter).as_bytes());
                }
                left.drain(..whole);
            }
            #[cfg(feature = "encoding")]
            Self::Other(decoder) => {
                let mut out = String::new();
                let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3);
                out.reserve(room);
                let _ = decoder.decode_to_string(bytes, &mut out, last);
                text.extend(out.as_bytes());
            }
        }
    }
}

/// All of a text in an encoding, as UTF-8.
#[cfg(feature = "import")]
pub(crate) fn decoded(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    let mut text = Vec::new();
    Decoder::of(encoding).decode(bytes, true, &mut text);
    text
}

impl<R: Read> Source<R> {
    /// Reads a first piece, from which encoding and delimiter are seen. `known`
    /// are names of columns, as headers are compared.
    pub(super) fn open(
        mut reader: R,
        options: &TableOptions,
        known: &[String],
    ) -> Result<Self, TableError> {
        let mut head = Vec::new();
        let read = fill(&mut reader, &mut head, PIECE);
        let mut ended = !read.map_err(|source| TableError::Read { line: 1, source })?;
        let is_workbook = is_workbook(&head)?;
        let mut other_sheets = String::new();
        if is_workbook {
            let most = options.limits_given().of(Limit::FileBytes).saturating_add(1);
            let rest = reader.by_ref().take(most).read_to_end(&mut head);
            rest.map_err(|source| TableError::Read { line: 1, source })?;
            let checked = options.limits_given().check(Limit::FileBytes, head.len());
            checked.map_err(|error| TableError::Workbook(error.to_string()))?;
            let text;
            (text, other_sheets) = workbook(&head, options)?;
            (head, ended) = (text.into_bytes(), true);
        }
        // A mark says more than an option that is for all files.
        let has_mark =
            matches!(head.as_slice(), [0xEF, 0xBB, 0xBF, ..] | [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
        let stated = options.encoding.filter(|_| !is_workbook && !has_mark);
        let encoding = stated.unwrap_or(match head.as_slice() {
            [0xFF, 0xFE, ..] => Encoding(Kind::Utf16 { little: true }),
            [0xFE, 0xFF, ..] => Encoding(Kind::Utf16 { little: false }),
            // Without a mark: a header is of plain letters.
            [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Encoding(Kind::Utf16 { little: true }),
            [0, a, 0, b, ..] if *a > 0 && *b > 0 => Encoding(Kind::Utf16 { little: false }),
            _ => Encoding::UTF_8,
        });
        let mut decoder = Decoder::of(encoding);
        let mut buffer = Vec::new();
        decoder.decode(&head, ended, &mut buffer);
        let mut source = Self {
            reader,
            decoder,
            encoding: encoding.name(),
            buffer,
            ended,
            delimiter: b',',
            line: 1,
            lone_returns: false,
            lacks_sheets: options.sheet.is_some() && !is_workbook,
            other_sheets,
        };
        source.skip_blank();
        if is_workbook {
            return Ok(source);
        }
        let is_first = |byte: &&u8| !matches!(byte, b'\n' | b'\r');
        let first = source.buffer.iter().take_while(is_first).count();
        let named = match source.buffer.get(..first) {
            Some([b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter]) => Some(*delimiter),
            Some([b'"', b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, b'"']) => {
                Some(*delimiter)
            }
            _ => None,
        };
        if let Some(delimiter) = named {
            source.buffer.drain(..first);
            source.skip_blank();
            source.delimiter = delimiter;
        } else {
            source.delimiter = delimiter_of(&source.buffer, known);
        }
        Ok(source)
    }

    /// Skips byte order marks and blank lines.
    fn skip_blank(&mut self) {
        let mut at = 0;
        loop {
            // A file can begin with more blank lines than are read at once.
            if at >= self.buffer.len() && !self.ended && self.more().is_err() {
                break;
            }
            match self.buffer.get(at..) {
                Some(rest) if rest.starts_with(MARK) => at += MARK.len(),
                Some([b'\r', b'\n', ..]) => (at, self.line) = (at + 2, self.line + 1),
                Some([b'\r' | b'\n', ..]) => (at, self.line) = (at + 1, self.line + 1),
                _ => break,
            }
        }
        self.buffer.drain(..at);
    }

    /// Reads on; `false` at the end of the file.
    fn more(&mut self) -> Result<bool, TableError> {
        if self.ended {
            return Ok(false);
        }
        let whole = matches!(self.decoder, Decoder::Utf8);
        let read = if whole {
            let most = self.buffer.len() + PIECE;
            fill(&mut self.reader, &mut self.buffer, most)
        } else {
            let mut bytes = Vec::new();
            let read = fill(&mut self.reader, &mut bytes, PIECE);
            self.decoder.decode(&bytes, matches!(read, Ok(false)), &mut self.buffer);
            read
        };
        let line = self.line;
        self.ended = !read.map_err(|source| TableError::Read { line, source })?;
        Ok(!self.ended)
    }

    /// The fields of the first row, and its line; `None` where there is none.
    pub(super) fn header(&mut self) -> Result<Option<(Vec<String>, u64)>, TableError> {
        loop {
            let mut out = Vec::new();
            let line = self.line;
            let Some((next, lines)) = self.row(0, &mut out)? else {
                if self.buffer.is_empty() && self.ended {
                    return Ok(None);
                }
                self.too_long("")?;
                self.more()?;
                continue;
            };
            self.buffer.drain(..next);
            self.line += lines;
            let row = String::from_utf8(out).map_err(|error| {
                let hint = super::cut::likely_encoding(error.as_bytes());
                TableError::Encoding { line, encoding: self.encoding, hint }
            })?;
            let row = row.strip_suffix(char::from(ROW_END)).unwrap_or(&row);
            let fields = row.split(char::from(FIELD_END));
            return Ok(Some((fields.map(|field| trimmed(field).to_owned()).collect(), line)));
        }
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next_block(&mut self) -> Result<Option<RawBlock>, TableError> {
        let (delimiter, line, encoding) = (self.delimiter, self.line, self.encoding);
        let mut fresh = true;
        loop {
            if fresh {
                self.more()?;
            }
            if self.buffer.is_empty() && self.ended {
                return Ok(None);
            }
            if self.is_plain() {
                let cut = if self.ended {
                    Some(self.buffer.len())
                } else {
                    memrchr(b'\n', &self.buffer).map(|at| at + 1)
                };
                if let Some(cut) = cut {
                    let mut rest = Vec::with_capacity(self.buffer.len() - cut + PIECE + 1024);
                    rest.extend(self.buffer.get(cut..).unwrap_or_default());
                    let mut bytes = std::mem::replace(&mut self.buffer, rest);
                    bytes.truncate(cut);
                    self.line += memchr_iter(b'\n', &bytes).count() as u64;
                    return Ok(Some(RawBlock { bytes, delimiter, end: b'\n', line, encoding }));
                }
                self.too_long("")?;
                fresh = true;
                continue;
            }
            let mut bytes = Vec::with_capacity(self.buffer.len() + 1);
            let mut begin = 0;
            loop {
                let kept = bytes.len();
                match self.row(begin, &mut bytes) {
                    Ok(Some((next, lines))) => (begin, self.line) = (next, self.line + lines),
                    Ok(None) => break,
                    Err(error) if begin == 0 => return Err(error),
                    // The rows before it come first.
                    Err(_) => {
                        bytes.truncate(kept);
                        break;
                    }
                }
            }
            if begin > 0 {
                self.buffer.drain(..begin);
                let (delimiter, end) = (FIELD_END, ROW_END);
                return Ok(Some(RawBlock { bytes, delimiter, end, line, encoding }));
            }
            if self.ended {
                return Err(TableError::OpenQuote { line });
            }
            self.too_long(if memchr(b'"', &self.buffer).is_some() { QUOTE } else { "" })?;
            fresh = true;
        }
    }

    /// Whether rows end where lines end.
    fn is_plain(&mut self) -> bool {
        if memchr(b'"', &self.buffer).is_some() {
            return false;
        }
        let buffer = &self.buffer;
        let lone = |at: usize| !matches!(buffer.get(at + 1), Some(b'\n') | None);
        let ends_alone = self.ended && buffer.last() == Some(&b'\r');
        self.lone_returns |= ends_alone || memchr_iter(b'\r', buffer).any(lone);
        !self.lone_returns
    }

    fn too_long(&self, hint: &'static str) -> Result<(), TableError> {
        if self.buffer.len() <= LONGEST_ROW {
            return Ok(());
        }
        Err(TableError::TooLong { line: self.line, hint })
    }

    /// Copies the row that begins at a place of the buffer, without its quotes
    /// and with other marks at the ends of fields and row. Gives the place of
    /// the next row and how many lines this one takes; `None`, and nothing
    /// copied, where the row is not all there.
    fn row(&self, begin: usize, out: &mut Vec<u8>) -> Result<Option<(usize, u64)>, TableError> {
        let before = out.len();
        let mut at = begin;
        let mut lines = 0;
        let byte = |at: usize| self.buffer.get(at).copied();
        let incomplete = |out: &mut Vec<u8>, at: usize, hint| {
            out.truncate(before);
            if at - begin > LONGEST_ROW {
                return Err(TableError::TooLong { line: self.line, hint });
            }
            Ok(None)
        };
        if byte(at).is_none() {
            return Ok(None);
        }
        while self.buffer.get(at..).is_some_and(|rest| rest.starts_with(MARK)) {
            at += MARK.len();
        }
        loop {
            // A field.
            let mut first = at;
            while byte(first) == Some(b' ') {
                first += 1;
            }
            if byte(first) == Some(b'"') {
                at = first + 1;
                loop {
                    match (byte(at), byte(at + 1)) {
                        (Some(b'"'), Some(b'"')) => (at, ()) = (at + 2, out.push(b'"')),
                        (Some(b'"'), None) if !self.ended => return incomplete(out, at, QUOTE),
                        (Some(b'"'), _) => break,
                        (Some(b'\r'), None) if !self.ended => return incomplete(out, at, QUOTE),
                        (Some(letter), next) => {
                            lines += u64::from(
                                letter == b'\n' || letter == b'\r' && next != Some(b'\n'),
                            );
                            // The marks between fields cannot be part of one.
                            let is_mark = matches!(letter, FIELD_END | ROW_END);
                            out.push(if is_mark { b' ' } else { letter });
                            at += 1;
                        }
                        (None, _) if self.ended => {
                            return Err(TableError::OpenQuote { line: self.line });
                        }
                        (None, _) => return incomplete(out, at, QUOTE),
                    }
                }
                at += 1;
            }
            loop {
                match byte(at) {
                    Some(letter) if letter == self.delimiter => {
                        out.push(FIELD_END);
                        at += 1;
                        break;
                    }
                    Some(b'\r') if byte(at + 1).is_none() && !self.ended => {
                        return incomplete(out, at, "");
                    }
                    Some(b'\n' | b'\r') | None => {
                        if byte(at).is_none() && !self.ended {
                            return incomplete(out, at, "");
                        }
                        let pair = byte(at) == Some(b'\r') && byte(at + 1) == Some(b'\n');
                        out.push(ROW_END);
                        let next = (at + if pair { 2 } else { 1 }).min(self.buffer.len());
                        if next - begin > LONGEST_ROW {
                            let hint = if lines > 0 { QUOTE } else { "" };
                            return Err(TableError::TooLong { line: self.line, hint });
                        }
                        return Ok(Some((next, lines + 1)));
                    }
                    Some(letter) => {
                        let is_mark = matches!(letter, FIELD_END | ROW_END);
                        out.push(if is_mark { b' ' } else { letter });
                        at += 1;
                    }
                }
            }
        }
    }
}

/// Whether a file is a workbook of the forms that are read; one of the old form
/// is told.
pub(super) fn is_workbook(head: &[u8]) -> Result<bool, TableError> {
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        let words = "this is a workbook of the old form; save it as `.xlsx` or as CSV";
        return Err(TableError::Workbook(words.to_owned()));
    }
    Ok(head.starts_with(b"PK\x03\x04"))
}

#[cfg(feature = "xlsx")]
use super::sheet::text as workbook;

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &[u8], _: &TableOptions) -> Result<(String, String), TableError> {
    let words = "this is a workbook, and this program was built without the feature `xlsx`; save the \
                 sheet as CSV";
    Err(TableError::Workbook(words.to_owned()))
}

/// Reads until there are so many bytes; `false` at the end.
fn fill(reader: &mut impl Read, bytes: &mut Vec<u8>, most: usize) -> io::Result<bool> {
    let mut begin = bytes.len();
    bytes.resize(most.max(begin), 0);
    let read = loop {
        let Some(room) = bytes.get_mut(begin..).filter(|room| !room.is_empty()) else {
            break Ok(true);
        };
        match reader.read(room) {
            Ok(0) => break Ok(false),
            Ok(count) => begin += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    bytes.truncate(begin);
    read
}

/// The delimiter of a header: the one that gives most names that are known, or
/// else most fields.
fn delimiter_of(text: &[u8], known: &[String]) -> u8 {
    let mut quoted = false;
    let ends = |byte: &u8| {
        quoted ^= *byte == b'"';
        !quoted && matches!(byte, b'\n' | b'\r')
    };
    let end = text.iter().take(1 << 16).position(ends).unwrap_or(text.len().min(1 << 16));
    let header = String::from_utf8_lossy(text.get(..end).unwrap_or_default());
    let score = |delimiter: &u8| {
        let fields = header.split(char::from(*delimiter));
        let names = fields.map(|field| super::folded(field.trim().trim_matches('"')));
        let (count, hits) = names.fold((0, 0), |(count, hits), name| {
            (count + 1, hits + usize::from(known.contains(&name)))
        });
        (hits, count)
    };
    // The first of equals.
    DELIMITERS.into_iter().rev().max_by_key(score).unwrap_or(b',')
}
