//! What the benches of transitions have in common: the pipeline, the way
//! round it, and the deal written by hand that everything is measured against.

#![allow(dead_code, unreachable_pub, reason = "each bench uses a part of it")]

pub mod by_hand;

use sales_process::lifecycle::Act;
use sales_process::lifecycle::deal::{AnyDeal, Deal, DealCommand, Given, NewDeal, Open, StageRef};
use sales_process::process::{Move, Pipeline, PipelineDraft, Purpose, Stage, StageKey};

/// Seven stages with one exit criterion each, in a row; every one of them can
/// lose the deal; from the contract one way leads back to the discovery.
pub(crate) fn pipeline() -> Pipeline {
    let stages = [
        ("request", Purpose::InboundRequest, "answered", "the customer was called back"),
        ("discovery", Purpose::NeedsDiscovery, "budget", "the budget is known"),
        ("trial", Purpose::Trial, "tried", "two people of the customer tried it for a week"),
        ("proposal", Purpose::Proposal, "offered", "the offer was read to the decision maker"),
        ("negotiation", Purpose::Negotiation, "agreed", "price and terms are agreed"),
        ("contract", Purpose::Contract, "signed", "both signed"),
        ("payment", Purpose::PaymentTracking, "paid", "nothing is due"),
    ];
    let mut draft = PipelineDraft::new("direct").won("won").lost("lost");
    for (id, purpose, criterion, text) in &stages {
        let purpose = purpose.clone();
        draft = draft.stage(Stage::new(*id, *id).purpose(purpose).exit_when(*criterion, *text));
    }
    draft.stages[0].start = true;
    for pair in stages.windows(2) {
        draft = draft.go(pair[0].0, pair[1].0);
    }
    for (id, ..) in &stages {
        draft = draft.go(*id, "lost");
    }
    draft
        .go("payment", "won")
        // A limit, so that it is checked, and one that no run comes to.
        .step(Move::new("contract", "discovery").rework(Some(u32::MAX)))
        .build()
        .unwrap()
}

/// The way round: four moves forward and the one back, which counts a pass.
/// It ends where it begins, so that a deal can go round for ever.
pub(crate) const ROUND: [&str; 5] = ["trial", "proposal", "negotiation", "contract", "discovery"];

/// The keys of the way round, looked up once.
pub(crate) fn round(pipeline: &Pipeline) -> [StageKey; ROUND.len()] {
    ROUND.map(|id| pipeline.key(id).unwrap())
}

/// Who acts, and when. All moves of a bench are made at one instant: the
/// order of time is checked, and nothing is spent on making up instants.
pub(crate) fn act() -> Act {
    Act::new("2026-03-02T09:30:00Z".parse().unwrap(), "anna".parse().unwrap())
}

/// The deal of [`with_past`], no entry waiting.
pub(crate) fn deal(pipeline: &Pipeline) -> Deal<Open> {
    let mut deal = with_past(pipeline);
    deal.take_entries();
    deal
}

/// A deal of this crate that stands in the discovery, first of the way round,
/// every criterion met, its nine entries waiting.
pub(crate) fn with_past(pipeline: &Pipeline) -> Deal<Open> {
    let new =
        NewDeal::new("D-17".parse().unwrap(), "acme".parse().unwrap(), "anna".parse().unwrap())
            .amount("12000.00 EUR".parse().unwrap());
    let opened: Deal<Open> = Deal::open(new, pipeline, "request", &act()).unwrap();
    let mut deal = AnyDeal::from(opened);
    for stage in pipeline.stages() {
        let criterion = stage.exit_criteria[0].id.parse().unwrap();
        let given = Given::new(criterion, "seen").of(stage.id.parse().unwrap());
        deal = deal.apply(pipeline, DealCommand::Satisfy(given), &act()).unwrap();
    }
    let to = StageRef::at(pipeline, pipeline.key("discovery").unwrap()).unwrap();
    deal = deal.apply(pipeline, DealCommand::Advance { to }, &act()).unwrap();
    deal.try_into().unwrap()
}
