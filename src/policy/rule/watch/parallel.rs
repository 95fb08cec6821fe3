//! Orders of many customers on all cores.

use rayon::prelude::*;

use super::{BLOCK, LaterDays, RecordError, RowError, Standing, Watch};
use crate::value::Purchase;

impl Watch {
    /// As [`Watch::record_all`], on all cores: each looks at all rows and folds
    /// those of its own customers. The standings are the same as by
    /// `record_all`, and so is the error; where there is one, they are gone.
    ///
    /// # Errors
    ///
    /// [`RowError`] names the first row that cannot be recorded.
    pub fn record_all_in_parallel(
        &self,
        mut standings: Vec<Standing>,
        rows: &[(usize, Purchase<'_>)],
    ) -> Result<Vec<Standing>, RowError> {
        let count = standings.len();
        // No core folds a row without a standing: it ends the rows for all.
        let nobody = rows.iter().enumerate().find(|(_, (index, _))| *index >= count);
        let nobody = nobody.map(|(row, (index, _))| RowError {
            row,
            error: RecordError::NoStanding { index: *index, standings: count },
        });
        let good = nobody.as_ref().map_or(rows.len(), |error| error.row);
        let rows = rows.get(..good).unwrap_or(rows);
        let part = count.div_ceil(rayon::current_num_threads()).max(1);
        let errors = standings
            .par_chunks_mut(part)
            .enumerate()
            .map(|(index, mine)| self.fold_part(mine, index * part, rows));
        let first = errors.filter_map(Result::err).min_by_key(|error: &RowError| error.row);
        first.or(nobody).map_or(Ok(standings), Err)
    }

    /// Folds those of the rows that are of the standings from `first` on.
    fn fold_part(
        &self,
        standings: &mut [Standing],
        first: usize,
        rows: &[(usize, Purchase<'_>)],
    ) -> Result<(), RowError> {
        let count = standings.len();
        let mut mine = rows.iter().enumerate().filter_map(|(row, (index, purchase))| {
            let index = index.checked_sub(first).filter(|index| *index < count)?;
            Some((row, (index, *purchase)))
        });
        let (mut places, mut block) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        let mut days = LaterDays::new();
        loop {
            places.clear();
            block.clear();
            for (row, of_mine) in mine.by_ref().take(BLOCK) {
                places.push(row);
                block.push(of_mine);
            }
            if block.is_empty() {
                return Ok(());
            }
            self.fold_block(standings, &block, &mut days).map_err(|(at, error)| {
                let row = places.get(at).copied().unwrap_or(at);
                RowError { row, error }
            })?;
        }
    }
}
