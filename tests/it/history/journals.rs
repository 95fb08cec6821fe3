//! The log of journals.

use chrono::TimeDelta;
use sales_process::history::{ForecastOptions, StageHistory, StageLog};
use sales_process::lifecycle::History;
use sales_process::lifecycle::deal::{AnyDeal, Deal, DealMachine, Lost, Open};

use crate::samples::{day, id, instant, later, main_pipeline, money, opened_at};

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

/// A deal that is won and still in a stage counts as won then: it is in no
/// forecast, and what comes after it tells nothing of how deals are won.
#[test]
fn a_deal_that_was_won_is_not_open_any_more() {
    let pipeline = main_pipeline();
    let open = opened_at(&pipeline, "sign");
    let open = open.satisfy(&pipeline, id("signed"), "contract 7/26", &later(1)).unwrap();
    let won = open.win(&pipeline, None, "contract 7/26", day("2026-03-05"), &later(3)).unwrap();
    let won = won.advance(&pipeline, "pay", &later(3)).unwrap();
    let log_of = |deal: &mut AnyDeal| {
        let history: History<DealMachine> = deal.take_entries().collect();
        StageLog::from_journals([&history], &pipeline)
    };
    let mut deal: AnyDeal = won.clone().into();
    let log = log_of(&mut deal);
    assert_eq!(StageHistory::beside(&log, &pipeline).real_pipeline().open, 1);
    let options = ForecastOptions::before(log.as_of().unwrap() + TimeDelta::days(30));
    let forecast = StageHistory::beside(&log, &pipeline).forecast(&options).unwrap();
    assert_eq!((forecast.deals, forecast.basis.stays), (0, 1));
    // A week later it is completed: what it took to win is the same.
    let won = won.satisfy(&pipeline, id("received"), "our bank", &later(10)).unwrap();
    let won = won.pay(money("900.00 GBP"), day("2026-03-12"), &later(10)).unwrap();
    let mut deal: AnyDeal = won.complete(&pipeline, &later(10)).unwrap().into();
    let log = log_of(&mut deal);
    let history = StageHistory::beside(&log, &pipeline);
    assert_eq!(history.real_pipeline().won, 1);
    let options = ForecastOptions::before(log.as_of().unwrap() + TimeDelta::days(30));
    assert_eq!(history.forecast(&options).unwrap().basis.stays, 1);
}
