//! A sheet of a workbook (XLSX, ODS) as the text of a table: row by row, so
//! that its lines are the rows of the sheet.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Ods, Reader, Xlsx, XlsxError};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use memchr::{memchr, memchr3};

use super::error::{TableError, broken};
use super::options::TableOptions;
use super::unpacked;
use crate::value::text::did_you_mean;
use crate::value::{Limit, Limits};

/// The text of the sheet that the options name, or of the first one, fields
/// parted by commas; and a hint at the other sheets, where there are some.
pub(super) fn text(bytes: &[u8], options: &TableOptions) -> Result<(String, String), TableError> {
    unpacked::check(bytes, options.limits_given())?;
    caught(|| read(bytes, options))
}

/// The names of the sheets of a workbook.
#[cfg(feature = "import")]
pub(super) fn names(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, TableError> {
    unpacked::check(bytes, limits)?;
    caught(|| match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => Ok(book.sheet_names()),
        Err(not_xlsx) => {
            let book = Ods::new(Cursor::new(bytes)).map_err(|_| broken(&not_xlsx))?;
            Ok(book.sheet_names())
        }
    })
}

/// The reader of workbooks is another's and has `expect`s in it.
fn caught<T>(read: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(broken(&"its parts contradict each other")))
}

fn read(bytes: &[u8], options: &TableOptions) -> Result<(String, String), TableError> {
    let others = |name: &str, names: Vec<String>| match names.len() {
        1 => String::new(),
        _ => format!(
            "; this is the sheet `{name}` of `{}`: name another with `--sheet`",
            names.join("`, `")
        ),
    };
    let hint;
    let mut text = Text { options, out: String::new(), row: 0, column: 0, width: 0 };
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(mut book) => {
            let name = sheet_name(book.sheet_names(), options)?;
            hint = others(&name, book.sheet_names());
            let told = |error: XlsxError| broken(&error);
            // Cell by cell: a sheet with a cell in its last row and column is
            // not a table of all the places before.
            let mut cells = book.worksheet_cells_reader(&name).map_err(told)?;
            while let Some(cell) = cells.next_cell().map_err(told)? {
                text.put(cell.get_position(), cell.get_value().clone().into())?;
            }
        }
        Err(not_xlsx) => {
            let mut book = Ods::new(Cursor::new(bytes)).map_err(|_| broken(&not_xlsx))?;
            let name = sheet_name(book.sheet_names(), options)?;
            hint = others(&name, book.sheet_names());
            let range = book.worksheet_range(&name).map_err(|error| broken(&error))?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            for (row, cells) in (first_row..).zip(range.rows()) {
                for (column, value) in (first_column..).zip(cells) {
                    text.put((row, column), value.clone())?;
                }
            }
        }
    }
    text.end_row();
    Ok((text.out, hint))
}

fn sheet_name(names: Vec<String>, options: &TableOptions) -> Result<String, TableError> {
    let Some(asked) = &options.sheet else {
        return names.into_iter().next().ok_or_else(|| broken(&"it has no sheet"));
    };
    if names.contains(asked) {
        return Ok(asked.clone());
    }
    let hint = did_you_mean(asked, names.iter().map(String::as_str));
    Err(TableError::Workbook(format!(
        "there is no sheet `{asked}` in the workbook; its sheets are `{}`{hint}",
        names.join("`, `")
    )))
}

/// The text as far as it is written, and the place at which it stands.
struct Text<'o> {
    options: &'o TableOptions,
    out: String,
    row: u32,
    column: u32,
    /// How many fields the first row has: shorter rows get empty ones.
    width: u32,
}

impl Text<'_> {
    fn put(&mut self, (row, column): (u32, u32), value: Data) -> Result<(), TableError> {
        let Some(field) = self.field(value) else { return Ok(()) };
        if (row, column) < (self.row, self.column) {
            return Err(broken(&format!("row {}: its cells are in no order", row + 1)));
        }
        // One text of a workbook can stand in any number of its cells, and any
        // row can have a cell in the last column.
        let length =
            self.out.len().saturating_add((row - self.row).saturating_add(column) as usize);
        let checked = self.options.limits_given().check(Limit::FileBytes, length);
        checked.map_err(|error| broken(&error))?;
        while self.row < row {
            self.end_row();
            self.out.push('\n');
            (self.row, self.column) = (self.row + 1, 0);
        }
        while self.column < column {
            self.out.push(',');
            self.column += 1;
        }
        let bytes = field.as_bytes();
        if memchr3(b',', b'"', b'\n', bytes).or_else(|| memchr(b'\r', bytes)).is_some() {
            // A break within a cell would make two lines of one row.
            let field = field.replace("\r\n", " ").replace(['\n', '\r'], " ").replace('"', "\"\"");
            self.out += &format!("\"{field}\"");
        } else {
            self.out += &field;
        }
        Ok(())
    }

    fn end_row(&mut self) {
        let is_blank = self.out.is_empty() || self.out.ends_with('\n');
        if is_blank {
            return;
        }
        if self.width == 0 {
            self.width = self.column;
        }
        for _ in self.column..self.width {
            self.out.push(',');
        }
    }

    fn field(&self, value: Data) -> Option<String> {
        Some(match value {
            Data::Empty => return None,
            Data::String(text) | Data::DurationIso(text) => text,
            Data::Int(number) => number.to_string(),
            Data::Float(number) => self.number(number),
            Data::Bool(is) => (if is { "yes" } else { "no" }).to_owned(),
            // Days after the year 9999 are none.
            Data::DateTime(at) if at.is_datetime() && (0.0..2_958_466.0).contains(&at.as_f64()) => {
                let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
                let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
                // Just below midnight the hour is 24.
                let time = TimeDelta::hours(hour.into())
                    + TimeDelta::minutes(minute.into())
                    + TimeDelta::seconds(second.into())
                    + TimeDelta::milliseconds(milli.into());
                self.moment(day.and_time(NaiveTime::MIN).checked_add_signed(time)?)
            }
            Data::DateTime(at) => self.number(at.as_f64()),
            Data::DateTimeIso(text) => {
                let at = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f").ok();
                let day = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN));
                match at.or_else(day) {
                    Some(at) => self.moment(at),
                    None => text,
                }
            }
            Data::Error(error) => error.to_string(),
        })
    }

    /// A number with the fifteen digits that spreadsheets show, and in no doubt:
    /// its decimals are never three, as those of thousands are.
    fn number(&self, number: f64) -> String {
        let shown = format!("{number:.14e}").parse().unwrap_or(number);
        let mut text = shown.to_string();
        if text.len() > 4 && text.find('.') == Some(text.len() - 4) {
            text.push('0');
        }
        if self.options.is_decimal_comma() { text.replace('.', ",") } else { text }
    }

    /// A date, or an instant, in the form in which texts are read.
    fn moment(&self, at: NaiveDateTime) -> String {
        use std::fmt::Write;

        let is_day = at.time() == NaiveTime::MIN;
        if let Some(format) = &self.options.cells.date_format {
            let mut text = String::new();
            // A form that lacks the time would lose it.
            let keeps = |text: &str| {
                let day = || NaiveDate::parse_from_str(text, format).is_ok_and(|_| is_day);
                NaiveDateTime::parse_from_str(text, format).map_or_else(|_| day(), |it| it == at)
            };
            if write!(text, "{}", at.format(format)).is_ok() && keeps(&text) {
                return text;
            }
        }
        at.format(if is_day { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S%.f" }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[test]
    fn instants_near_midnight_are_read() {
        let options = TableOptions::new();
        let text = Text { options: &options, out: String::new(), row: 0, column: 0, width: 0 };
        for (days, expected) in [
            (46_026.0, "2026-01-04"),
            (46_026.25, "2026-01-04T06:00:00"),
            (46_026.999_999_999, "2026-01-05"),
            (46_026.458_333_33, "2026-01-04T11:00:00"),
            (46_026.999_99, "2026-01-04T23:59:59.136"),
        ] {
            let at = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
            assert_eq!(text.field(Data::DateTime(at)).as_deref(), Some(expected), "{days}");
        }
    }
}
