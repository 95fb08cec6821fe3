//! A stage history from a CSV file, one row for each stage that a deal came
//! into:
//!
//! ```text
//! deal_id,stage,entered_at,by,amount,currency,pipeline
//! D-1,talk,2026-03-01T09:00:00Z,ann,900.00,GBP,main
//! D-1,won,2026-03-08T09:00:00Z,,,,
//! ```
//!
//! The columns after the third may be absent. A date and an instant of one day are
//! one day, in which rows keep the order of the file; a row that is there twice in
//! a row is taken once. What files may look like is said in
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
use std::collections::{HashMap, HashSet};
use std::io::Read;

use chrono::{DateTime, NaiveDate, Utc};

use super::{StageLog, StageRow};
use crate::value::DealId;
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
    let mut read: Vec<ReadRow> = Vec::new();
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
    read.retain(|it| !aside.contains(it.row.deal.as_str()));
    if read.is_empty() {
        tell(Notice::NoRows);
    }
    let twice = settle(&mut read, options);
    if let Some(line) = twice.first().copied() {
        tell(Notice::RowsTwice { line, rows: twice.len() });
    }
    Ok(read.into_iter().map(|it| it.row).collect())
}

/// A row as it was read.
struct ReadRow {
    row: StageRow,
    line: u64,
    /// Only the day is known.
    is_day: bool,
}

/// A plain date and an instant of one day are one day: a deal's row of a date
/// comes where the file has it among the instants of that day. A row that says
/// once more what the row before it says, in time, is taken out; their lines.
fn settle(read: &mut Vec<ReadRow>, options: &TableOptions) -> Vec<u64> {
    let mut of_deals: HashMap<DealId, Vec<usize>> = HashMap::new();
    for (at, it) in read.iter().enumerate() {
        of_deals.entry(it.row.deal.clone()).or_default().push(at);
    }
    let mut twice: Vec<usize> = Vec::new();
    for places in of_deals.values_mut() {
        let mut latest: Vec<(NaiveDate, DateTime<Utc>)> = Vec::new();
        for at in places.iter() {
            let Some(it) = read.get_mut(*at) else { continue };
            let day = options.cells.day_of(it.row.entered_at);
            match latest.iter_mut().find(|(known, _)| *known == day) {
                Some((_, last)) if it.is_day => it.row.entered_at = *last,
                Some((_, last)) => *last = it.row.entered_at.max(*last),
                None => latest.push((day, it.row.entered_at)),
            }
        }
        places.sort_by_key(|at| read.get(*at).map(|it| it.row.entered_at));
        let same = |pair: &[usize]| {
            let [one, two] = *pair else { return None };
            (read.get(one)?.row == read.get(two)?.row).then_some(two)
        };
        twice.extend(places.windows(2).filter_map(same));
    }
    twice.sort_unstable();
    let lines = twice.iter().filter_map(|at| read.get(*at)).map(|it| it.line).collect();
    let mut at = 0;
    read.retain(|_| {
        at += 1;
        twice.binary_search(&(at - 1)).is_err()
    });
    lines
}

fn stage_row(
    row: &Row<'_, 7>,
    options: &TableOptions,
    no_zone: &Cell<Option<u64>>,
) -> Result<ReadRow, CellError> {
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
    Ok(ReadRow { row: read, line: row.line, is_day: when.is_day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_an_instant_of_one_day_keep_the_order_of_the_file() {
        let text = "deal_id,stage,entered_at\n1,talk,2026-02-05T10:00:00Z\n1,won,2026-02-05\n\
                    2,talk,2026-02-05\n2,offer,2026-02-05T08:00:00Z\n2,won,2026-02-06\n\
                    1,won,2026-02-05\n2,won,2026-02-06\n";
        let mut notices = Vec::new();
        let tell = |notice: Notice| notices.push(notice.to_string());
        let log = read(text.as_bytes(), &TableOptions::new(), Err, tell).unwrap();
        let path = |deal: usize| -> Vec<&str> {
            let visits = log.paths()[deal].visits.iter();
            visits.map(|visit| log.stages()[visit.stage].as_str()).collect()
        };
        assert_eq!((path(0), path(1)), (vec!["talk", "won"], vec!["talk", "offer", "won"]));
        assert_eq!(
            notices,
            ["line 7: the row is there twice, as 1 others are; each is taken once"]
        );
    }

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
