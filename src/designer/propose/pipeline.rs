//! The pipelines of a proposal and their moves.

use super::people::role_of;
use super::stage::{compose, stage_in};
use super::{choice, role_for, text};
use crate::process::{
    ClosingEvent, Days, DealKind, Market, Move, Nature, Offering, PipelineDraft, Profile, Purpose,
    Role, RoleKind, Stage,
};
use crate::value::Language;

/// How often a deal may go back for a better offer, and for a better
/// understanding of the need.
const PASSES: u32 = 2;

/// The pipeline for new business, or for everything where consumers buy.
pub(super) fn main_pipeline(profile: Profile, roles: &[Role], language: Language) -> PipelineDraft {
    let groups = choice::stages(profile);
    let nature = profile.nature.unwrap_or_default();
    let mut pipeline = PipelineDraft::new("main");
    if profile.market == Some(Market::B2b) {
        pipeline = pipeline.serves(DealKind::NewBusiness);
    }
    pipeline.stages = groups
        .iter()
        .map(|purposes| Stage {
            role: role_for(purposes, profile, roles),
            ..stage_in(purposes, profile, language)
        })
        .collect();
    let begins = mark_starts(&mut pipeline.stages);
    let ids: Vec<String> = pipeline.stages.iter().map(|stage| stage.id.clone()).collect();
    let mut moves = Vec::new();
    for (i, (from, stage)) in ids.iter().zip(&pipeline.stages).enumerate() {
        // Of several starts, each leads to where the deals come together.
        let next = if i < begins { ids.get(begins) } else { ids.get(i + 1) };
        moves.push(Move::new(from, next.map_or("won", String::as_str)));
        // Whatever stage it is in, a customer may still say no, or not pay.
        moves.push(Move::new(from, "lost"));
        if let Some(back) = path_back(stage, &pipeline.stages) {
            moves.push(Move::new(from, back).rework(Some(PASSES)));
        }
    }
    pipeline.moves = moves;
    // What is booked and used at once is paid with the booking.
    pipeline.prepaid = nature == Nature::Transactional
        && profile.market == Some(Market::B2c)
        && profile.offering == Some(Offering::Service)
        && !profile.payment_depends_on_onboarding;
    finish(pipeline, profile, language)
}

/// When a deal counts as won: when the money is there where it depends on what
/// comes before, when the contract is signed where there is one to sign, and
/// otherwise with the purchase.
pub(super) fn closing_event(profile: Profile, main: &PipelineDraft) -> ClosingEvent {
    if profile.payment_depends_on_onboarding {
        ClosingEvent::PaymentReceived
    } else if main.stages.iter().any(|stage| stage.is_for(&Purpose::Contract)) {
        ClosingEvent::ContractSigned
    } else {
        ClosingEvent::PurchaseMade
    }
}

/// Lets deals begin at the first stage, and at the one after it where both
/// begin a cycle on their own: we approach a customer, or one asks. The number
/// of stages before the one they all come to.
fn mark_starts(stages: &mut [Stage]) -> usize {
    let is_request = |stage: &Stage| stage.is_for(&Purpose::InboundRequest);
    let count = if stages.get(1).is_some_and(is_request) { 2 } else { 1 };
    for stage in stages.iter_mut().take(count) {
        stage.start = true;
    }
    if count == 1 { 0 } else { count }
}

/// Where a deal goes back to on purpose: from the terms to the proposal, from
/// the proposal to the need.
fn path_back<'a>(stage: &Stage, stages: &'a [Stage]) -> Option<&'a str> {
    let terms = if stages.iter().any(|stage| stage.is_for(&Purpose::Negotiation)) {
        Purpose::Negotiation
    } else {
        Purpose::Contract
    };
    let to = if stage.is_for(&terms) {
        Purpose::Proposal
    } else if stage.is_for(&Purpose::Proposal) {
        Purpose::NeedsDiscovery
    } else {
        return None;
    };
    stages.iter().find(|other| other.is_for(&to) && other.id != stage.id).map(|s| s.id.as_str())
}

/// The shorter pipeline for sales to companies that have bought before: no
/// search, no first contact, no filter. Deals begin when the order history says
/// that the next order is due, or when the customer asks. Whoever looks after
/// regular customers is responsible, if the process has such a role.
pub(crate) fn repeat_pipeline(profile: Profile, roles: &[Role]) -> PipelineDraft {
    repeat_in(profile, roles, Language::English)
}

/// The same in a language.
pub(super) fn repeat_in(profile: Profile, roles: &[Role], language: Language) -> PipelineDraft {
    let profile = profile.or_defaults();
    let mut pipeline = PipelineDraft::new("repeat");
    pipeline.serves =
        vec![DealKind::Repeat, DealKind::CrossSell, DealKind::UpSell, DealKind::Renewal];
    for (purposes, part) in text::repeat(profile) {
        let mut stage = compose(&purposes, &[part], profile, language);
        stage.role = role_of(RoleKind::Farmer, roles);
        pipeline.stages.push(stage);
    }
    for stage in pipeline.stages.iter_mut().take(2) {
        stage.start = true;
    }
    let pipeline = pipeline
        .go("reminder", "offer")
        .go("reminder", "lost")
        .go("request", "offer")
        .go("request", "lost")
        .go("offer", "order")
        .go("offer", "lost")
        .go("order", "fulfilment")
        .go("order", "lost")
        .go("fulfilment", "retention")
        .go("fulfilment", "lost")
        .step(Move::new("order", "offer").rework(Some(PASSES)))
        .go("retention", "won");
    finish(pipeline, profile, language)
}

/// Adds the outcomes, and how long a deal should take at most: one and a half
/// times the usual path through all stages, in tens of days. Where a deal counts
/// as won before its last stage, its end says that there is nothing left to do.
fn finish(mut pipeline: PipelineDraft, profile: Profile, language: Language) -> PipelineDraft {
    let days = usual_days(&pipeline);
    pipeline.max_cycle_days = Days::new((days * 1.5 / 10.0).ceil() * 10.0).ok();
    let is_won_before = days_until_won(profile, &pipeline) < days;
    let mut pipeline = pipeline.won("won").lost("lost");
    if let Some(won) = pipeline.outcomes.first_mut().filter(|_| is_won_before) {
        won.name = Some(text::spoken(text::policy::NAMES, "won", profile, language));
    }
    pipeline
}

/// How long a deal takes that passes every stage once; of several starts it
/// passes the slowest.
fn usual_days(pipeline: &PipelineDraft) -> f64 {
    days_of(&pipeline.stages)
}

/// How long a deal takes until it counts as won.
pub(super) fn days_until_won(profile: Profile, pipeline: &PipelineDraft) -> f64 {
    let stages = &pipeline.stages;
    let closing = match closing_event(profile, pipeline) {
        ClosingEvent::PaymentReceived => Purpose::PaymentTracking,
        ClosingEvent::ContractSigned => Purpose::Contract,
        _ => Purpose::Proposal,
    };
    let won = stages.iter().rposition(|stage| stage.is_for(&closing));
    days_of(stages.get(..=won.unwrap_or(0)).unwrap_or(stages))
}

fn days_of(stages: &[Stage]) -> f64 {
    let days = |stage: &Stage| stage.typical_days.map_or(0.0, Days::count);
    let (starts, others): (Vec<&Stage>, Vec<&Stage>) = stages.iter().partition(|stage| stage.start);
    let slowest = starts.into_iter().map(days).fold(0.0, f64::max);
    slowest + others.into_iter().map(days).sum::<f64>()
}
