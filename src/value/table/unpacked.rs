//! How large a workbook is once it is unpacked, which a small file does not say:
//! a megabyte of zeros packs into a kilobyte, and an ODS sheet has one element for
//! a cell that is repeated a million times. The reader of workbooks has all of it
//! in memory at once, so it is counted before.

use std::io::{self, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::error::{TableError, broken};
use crate::value::{Limit, Limits};

/// Whether the parts of a workbook are no larger than a file may be, and its
/// cells no more than the values of one.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), TableError> {
    // What is no archive is for the reader of workbooks to tell.
    let Ok(mut book) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut unpacked = 0;
    for place in 0..book.len() {
        // A part that is packed in another way cannot be read by anybody here.
        let Ok(part) = book.by_index(place) else { continue };
        let is_of_ods = part.name().eq_ignore_ascii_case("content.xml");
        let most = limits.of(Limit::FileBytes).saturating_add(1).saturating_sub(unpacked);
        let (mut part, mut text) = (part.take(most), Vec::new());
        let read = if is_of_ods {
            part.read_to_end(&mut text).map(|length| length as u64)
        } else {
            io::copy(&mut part, &mut io::sink())
        };
        unpacked += read.map_err(|error| broken(&error))?;
        let length = usize::try_from(unpacked).unwrap_or(usize::MAX);
        limits.check(Limit::FileBytes, length).map_err(|error| broken(&error))?;
        if is_of_ods {
            check_repeated(&text, limits)?;
        }
    }
    Ok(())
}

/// Whether an ODS sheet is within the ceilings with each repeated row and cell
/// in its place.
fn check_repeated(text: &[u8], limits: &Limits) -> Result<(), TableError> {
    let mut reader = Reader::from_reader(text);
    // Of the tables before, and of the one that is read.
    let (mut before, mut cells, mut bytes) = (0_u64, 0_u64, 0_u64);
    let (mut row, mut column, mut width) = (0_u64, 0_u64, 0_u64);
    // How many times the row is there, and what is read for one of its cells.
    let (mut rows, mut copies) = (1_u64, 0_u64);
    loop {
        let begin = reader.buffer_position();
        let event = reader.read_event().map_err(|error| broken(&error))?;
        let (tag, length) = match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => (Some(tag), reader.buffer_position() - begin),
            _ => (None, reader.buffer_position() - begin),
        };
        match tag.map(|tag| (tag, tag.name().0)) {
            Some((_, b"table:table")) => {
                before = before.saturating_add(cells);
                (row, width, cells, copies) = (0, 0, 0, 0);
            }
            Some((tag, b"table:table-row")) => {
                rows = times(tag, b"table:number-rows-repeated")?;
                (row, column, copies) = (row.saturating_add(rows), 0, 0);
            }
            Some((tag, b"table:table-cell" | b"table:covered-table-cell")) => {
                let columns = times(tag, b"table:number-columns-repeated")?;
                column = column.saturating_add(columns);
                copies = if is_filled(tag)? { columns.saturating_mul(rows) } else { 0 };
                if copies > 0 {
                    width = width.max(column);
                    cells = row.saturating_mul(width);
                }
            }
            // Blanks that are counted.
            Some((tag, b"text:s")) => {
                bytes = bytes.saturating_add(times(tag, b"text:c")?.saturating_mul(copies));
            }
            _ => {}
        }
        bytes = bytes.saturating_add(length.saturating_mul(copies));
        for (limit, found) in
            [(Limit::Values, before.saturating_add(cells)), (Limit::FileBytes, bytes)]
        {
            let found = usize::try_from(found).unwrap_or(usize::MAX);
            limits.check(limit, found).map_err(|error| broken(&error))?;
        }
    }
    Ok(())
}

/// The number that an attribute says; 1 where it is not there.
fn times(tag: &BytesStart<'_>, name: &[u8]) -> Result<u64, TableError> {
    let mut most = 1;
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| broken(&error))?;
        if attribute.key.0 == name {
            let text = std::str::from_utf8(&attribute.value).map_err(|error| broken(&error))?;
            let number: u64 = text.parse().map_err(|_| {
                let name = String::from_utf8_lossy(name);
                broken(&format!("`{name}` is `{text}`, which is no count"))
            })?;
            most = most.max(number);
        }
    }
    Ok(most)
}

/// Whether a cell has a value.
fn is_filled(tag: &BytesStart<'_>) -> Result<bool, TableError> {
    for attribute in tag.attributes().with_checks(false) {
        let key = attribute.map_err(|error| broken(&error))?.key.0;
        if key.starts_with(b"office:") || key == b"table:formula" {
            return Ok(true);
        }
    }
    Ok(false)
}
