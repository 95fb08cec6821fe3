//! The log of journals.

use sales_process::history::{StageHistory, StageLog};
use sales_process::lifecycle::History;
use sales_process::lifecycle::deal::{Deal, DealMachine, Lost, Open};

use crate::samples::{instant, later, main_pipeline, opened_at};

#[test]
fn a_journal_gives_the_rows_that_a_table_would() {
    let pipeline = main_pipeline();
    let first = pipeline.stages()[0].id.clone();
    let deal = opened_at(&pipeline, &first);
    let mut deal = deal.lose::<Deal<Lost>>(&pipeline, "price", &later(3)).unwrap();
    let mut history: History<DealMachine> = deal.take_entries().collect();
    let log = StageLog::from_journals([&history], &pipeline);
    let real = StageHistory::beside(&log, &pipeline).real_pipeline();
    assert_eq!((real.deals, real.lost, real.open, log.rows()), (1, 1, 0, 2));
    assert_eq!(real.moves[0].from.as_str(), first);
    assert_eq!(real.begun_before, 0);
    // A reopening is a visit of its own.
    let close = instant("2026-09-01T00:00:00Z").date_naive();
    let mut deal = deal.reopen::<Deal<Open>>("they called", close, &later(5)).unwrap();
    let entries = history.entries().iter().cloned().chain(deal.take_entries());
    history = entries.collect();
    let log = StageLog::from_journals([&history], &pipeline);
    let real = StageHistory::beside(&log, &pipeline).real_pipeline();
    assert_eq!((real.lost, real.open, real.reopened, log.rows()), (0, 1, 1, 3));
    assert_eq!(StageLog::from_journals([], &pipeline).rows(), 0);
}
