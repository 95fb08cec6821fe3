//! Orders of many customers on all cores.

use rayon::prelude::*;

use super::{BLOCK, LaterDays, RuleFold, RuleFoldError, RuleRowError, RuleState};
use crate::value::Purchase;

impl RuleFold {
    /// As [`RuleFold::record_all`], on all cores: each looks at all rows and folds
    /// those of its own customers. The states are the same as by
    /// `record_all`, and so is the error; where there is one, they are gone.
    ///
    /// # Errors
    ///
    /// [`RuleRowError`] names the first row that cannot be recorded.
    pub fn record_all_in_parallel(
        &self,
        mut states: Vec<RuleState>,
        rows: &[(usize, Purchase<'_>)],
    ) -> Result<Vec<RuleState>, RuleRowError> {
        let count = states.len();
        // No core folds a row without a state: it ends the rows for all.
        let nobody = rows.iter().enumerate().find(|(_, (index, _))| *index >= count);
        let nobody = nobody.map(|(row, (index, _))| RuleRowError {
            row,
            error: RuleFoldError::NoState { index: *index, states: count },
        });
        let good = nobody.as_ref().map_or(rows.len(), |error| error.row);
        let rows = rows.get(..good).unwrap_or(rows);
        let part = count.div_ceil(rayon::current_num_threads()).max(1);
        let errors = states
            .par_chunks_mut(part)
            .enumerate()
            .map(|(index, mine)| self.apply_part(mine, index * part, rows));
        let first = errors.filter_map(Result::err).min_by_key(|error: &RuleRowError| error.row);
        first.or(nobody).map_or(Ok(states), Err)
    }

    /// Folds those of the rows that are of the states from `first` on.
    fn apply_part(
        &self,
        states: &mut [RuleState],
        first: usize,
        rows: &[(usize, Purchase<'_>)],
    ) -> Result<(), RuleRowError> {
        let count = states.len();
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
            self.apply_block(states, &block, &mut days).map_err(|(at, error)| {
                let row = places.get(at).copied().unwrap_or(at);
                RuleRowError { row, error }
            })?;
        }
    }
}
