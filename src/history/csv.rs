//! A stage history from a CSV file, one row for each stage that a deal came
//! into:
//!
//! ```text
//! deal_id,stage,entered_at,by,amount,currency,pipeline
//! D-1,talk,2026-03-01T09:00:00Z,ann,900.00,GBP,main
//! D-1,won,2026-03-08T09:00:00Z,,,,
//! ```
//!
//! The columns after the third may be absent. What files may look like is said in
//! [tables](crate::value::table).
//!
//! ```
//! use sales_process::history::csv;
//! use sales_process::value::table::TableOptions;
//!
//! let text = "deal_id;stage;entered_at\nD-1;talk;2026-03-01\nD-1;won;2026-03-08\n";
//! let log = csv::read(text.as_bytes(), &TableOptions::new(), Err, |_| {})?;
//! assert_eq!((log.deals(), log.rows()), (1, 2));
//! # Ok::<(), csv::StagesError>(())
//! ```

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Read;

use super::{StageLog, StageRow};
use crate::value::table::{self, CellError, Column, Notice, Row, TableError, TableOptions, id};

/// Why a file is not a stage history; the line, counted from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StagesError {
    /// It is not a table with the right columns, or a row of it is not one.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A field is not what its column holds.
    #[error("line {line}: {error}")]
    Cell {
        /// The line on which the row begins.
        line: u64,
        /// What is wrong.
        error: CellError,
    },
}

const COLUMNS: [Column; 7] = [
    Column::needed("deal_id"),
    Column::needed("stage"),
    Column::needed("entered_at"),
    Column::optional("by"),
    Column::optional("amount"),
    Column::optional("currency"),
    Column::optional("pipeline"),
];

/// Reads a stage history. `tell` is given what is worth telling of a file that
/// can be read; `bad` each row that is wrong: returned (as `Err` by itself does)
/// it ends the reading, otherwise the deal of the row is left out whole.
///
/// # Errors
///
/// [`StagesError`]: what `bad` gave back, and a file that is no table or cannot
/// be read on.
pub fn read(
    reader: impl Read,
    options: &TableOptions,
    mut bad: impl FnMut(StagesError) -> Result<(), StagesError>,
    mut tell: impl FnMut(Notice),
) -> Result<StageLog, StagesError> {
    let mut read: Vec<StageRow> = Vec::new();
    let mut aside: HashSet<String> = HashSet::new();
    let no_zone = Cell::new(None);
    table::rows(reader, COLUMNS, options, &mut tell, |row| {
        let row = match row {
            Ok(row) => row,
            Err((error, deal)) => {
                aside.insert(deal.to_owned());
                return bad(error.into());
            }
        };
        match stage_row(&row, options, &no_zone) {
            Ok(row) => {
                read.push(row);
                Ok(())
            }
            Err(error) => {
                let [deal, ..] = row.fields;
                aside.insert(deal.to_owned());
                bad(StagesError::Cell { line: row.line, error })
            }
        }
    })?;
    if let Some(line) = no_zone.get() {
        tell(Notice::NoZone { line });
    }
    read.retain(|row| !aside.contains(row.deal.as_str()));
    if read.is_empty() {
        tell(Notice::NoRows);
    }
    Ok(read.into_iter().collect())
}

fn stage_row(
    row: &Row<'_, 7>,
    options: &TableOptions,
    no_zone: &Cell<Option<u64>>,
) -> Result<StageRow, CellError> {
    let [deal, stage, entered, by, amount, currency, pipeline] = row.fields;
    let when = options.cells.when("entered_at", entered)?;
    if when.zone_is_missing && no_zone.get().is_none() {
        no_zone.set(Some(row.line));
    }
    let mut read = StageRow::new(id("deal_id", deal)?, id("stage", stage)?, when.at);
    if !by.is_empty() {
        read.by = Some(id("by", by)?);
    }
    if !amount.is_empty() {
        read.amount = Some(options.cells.money("amount", amount, currency)?);
    }
    if !pipeline.is_empty() {
        read.pipeline = Some(id("pipeline", pipeline)?);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_wrong_are_told_with_their_line() {
        let text = "\u{feff}Deal ID,Stage,Entered at,Amount,Currency,Owner\n\
                    D-1,talk,2026-03-01 09:00,5,GBP,x\nD-2,talk,soon,,,\nD-1,won,2026-03-02,,,\n\
                    D-2,won,2026-03-03,,,\n";
        let mut told = Vec::new();
        let mut notices = Vec::new();
        let bad = |error: StagesError| {
            told.push(error.to_string());
            Ok(())
        };
        let tell = |notice: Notice| notices.push(notice.to_string());
        let log = read(text.as_bytes(), &TableOptions::new(), bad, tell).unwrap();
        assert_eq!((log.deals(), log.rows()), (1, 2));
        assert_eq!(
            told,
            ["line 3: `soon` is not an instant in `entered_at`; expected one such as \
              `2026-03-01T10:00:00Z`, or a date"]
        );
        assert_eq!(
            notices,
            [
                "not read: the columns `Owner`",
                "line 2: the zone is missing; instants without one are read in UTC"
            ]
        );
        let error = read("deal_id,stage\n".as_bytes(), &TableOptions::new(), Err, |_| {});
        assert_eq!(
            error.unwrap_err().to_string(),
            "line 1: the header lacks `entered_at`; expected \
             `deal_id,stage,entered_at`"
        );
    }
}
