//! Deals that are sold along what is proposed.

use sales_process::lifecycle::deal::{AnyDeal, Deal, DealCommand, DealState, Given, Open};
use sales_process::process::{DealKind, Pipeline, StageKey};

use super::{check_all, way};
use crate::samples::{act, day, id, money, new_deal};

/// A deal goes the whole way, each stage left with its criteria met.
#[track_caller]
fn sell(pipeline: &Pipeline, start: StageKey) -> AnyDeal {
    let name = |key: StageKey| pipeline.id_of(key).unwrap();
    let act = &act();
    let kind = DealKind::ALL.iter().find(|kind| pipeline.is_for(**kind)).unwrap();
    let opened: Deal<Open> =
        Deal::open(new_deal().kind(*kind), pipeline, name(start).as_str(), act).unwrap();
    let mut deal = AnyDeal::from(opened);
    for (i, key) in way(pipeline, start).into_iter().enumerate() {
        if i > 0 {
            deal = deal
                .apply(pipeline, DealCommand::Advance { to: name(key).clone().into() }, act)
                .unwrap();
        }
        for criterion in &pipeline.working_stage(key).unwrap().exit_criteria {
            let given = Given::new(id(&criterion.id), "seen");
            deal = deal.apply(pipeline, DealCommand::Satisfy(given), act).unwrap();
        }
        if deal.state() == DealState::Open && pipeline.reaches_closing(key) {
            let pay = DealCommand::Pay { amount: money("900.00 GBP"), on: day("2026-03-02") };
            deal = deal.apply(pipeline, pay, act).unwrap();
            let win = DealCommand::Win {
                amount: None,
                evidence: Some("ref 7/26".into()),
                on: day("2026-03-02"),
            };
            deal = deal.apply(pipeline, win, act).unwrap();
        }
    }
    deal.apply(pipeline, DealCommand::Complete {}, act).unwrap()
}

#[test]
fn a_deal_can_be_sold_from_every_start() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            for start in pipeline.starts() {
                assert_eq!(sell(pipeline, start).state(), DealState::Completed);
            }
        }
    });
}
