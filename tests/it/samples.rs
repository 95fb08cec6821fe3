//! A small company to test with: its pipeline, its lead filter and
//! framework, and a lead and a deal in every state they can be in.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sales_process::lifecycle::deal::{
    AbandonReason, Amendment, AnyDeal, Deal, DealCommand, DealState, DealVerb, Given, NewDeal,
    Open, Refund, StageMap,
};
use sales_process::lifecycle::lead::{
    AnyLead, Asked, CustomerRef, Interest, Lead, LeadAmendment, LeadCommand, LeadRules, LeadState,
    LeadVerb, NewLead, Source,
};
use sales_process::lifecycle::{Act, Interaction, InteractionKind, NextStep, Reason};
use sales_process::policy::{
    Answer, FilterCriterion, Framework, LeadFilter, Qualification, QualificationRule,
};
use sales_process::process::{Move, Pipeline, PipelineDraft, Purpose, Stage};
use sales_process::{CriterionId, IdError, Money};

/// What an id can be of a text: no invisible characters, and not too long.
pub(crate) fn id_text(text: &str) -> String {
    let allowed = |c: &char| format!("a{c}a").parse::<sales_process::DealId>().is_ok();
    let text: String = text.chars().filter(allowed).take(150).collect();
    text.trim().to_owned()
}

/// An id of any kind.
#[track_caller]
pub(crate) fn id<T: for<'a> TryFrom<&'a str, Error = IdError>>(text: &str) -> T {
    T::try_from(text).unwrap()
}

#[track_caller]
pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[track_caller]
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[track_caller]
pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The instant everything happens at unless a test says otherwise.
pub(crate) fn noon() -> DateTime<Utc> {
    instant("2026-03-02T12:00:00Z")
}

/// Anna acts at noon.
pub(crate) fn act() -> Act {
    Act::new(noon(), id("anna"))
}

/// Anna acts some days after noon.
pub(crate) fn later(days: i64) -> Act {
    Act::new(noon() + TimeDelta::days(days), id("anna"))
}

/// Anna acts, and the head of sales lets her do without a demand.
pub(crate) fn overridden() -> Act {
    act().overriding(id("boss"), "the customer is in a hurry")
}

pub(crate) fn call(about: &str) -> Interaction {
    Interaction::outbound(InteractionKind::Call, about)
}

pub(crate) fn step(text: &str) -> NextStep {
    NextStep::new(text, day("2026-03-09"))
}

/// find → needs → offer → sign → pay → won, with a way back from offer to
/// needs that one deal may take once. All but `offer` have exit criteria.
pub(crate) fn main_draft() -> PipelineDraft {
    PipelineDraft::new("main")
        .stage(
            Stage::new("find", "Find")
                .purpose(Purpose::Prospecting)
                .start()
                .exit_when("decision_maker", "the decision maker is known"),
        )
        .stage(
            Stage::new("needs", "Needs")
                .purpose(Purpose::NeedsDiscovery)
                .exit_when("problem", "their problem is written down")
                .exit_when("budget", "their budget is known")
                .stale_after_days(14),
        )
        .stage(Stage::new("offer", "Offer").purpose(Purpose::Proposal))
        .stage(
            Stage::new("sign", "Sign")
                .purpose(Purpose::Contract)
                .exit_when("signed", "both have signed"),
        )
        .stage(
            Stage::new("pay", "Pay")
                .purpose(Purpose::PaymentTracking)
                .exit_when("received", "the money is received"),
        )
        .won("won")
        .lost("lost")
        .go("find", "needs")
        .go("needs", "offer")
        .step(Move::new("offer", "needs").rework(Some(1)))
        .go("offer", "sign")
        .go("offer", "lost")
        .go("sign", "pay")
        .go("pay", "won")
}

pub(crate) fn lost_reasons() -> Vec<String> {
    ["price", "competitor", "timing", "other"].map(str::to_owned).to_vec()
}

pub(crate) fn main_pipeline() -> Pipeline {
    main_draft().build().unwrap().losing_for(lost_reasons())
}

/// The next revision of the pipeline: it has the same stages.
pub(crate) fn second_revision() -> Pipeline {
    main_draft().revision(2).build().unwrap().losing_for(lost_reasons())
}

pub(crate) fn second_map() -> StageMap {
    StageMap::new(&main_pipeline(), &second_revision(), []).unwrap()
}

pub(crate) fn new_deal() -> NewDeal {
    NewDeal::new(id("D-1"), id("acme"), id("anna")).amount(money("900.00 GBP"))
}

/// A deal opened at a stage, what it leaves out done elsewhere.
#[track_caller]
pub(crate) fn opened_at(pipeline: &Pipeline, stage: &str) -> Deal<Open> {
    Deal::open(new_deal().evidence("done before"), pipeline, stage, &act()).unwrap()
}

/// A deal in a state, ready for every move that the state has: an open one
/// stands in `sign` with everything there done, a won one in `pay` with
/// everything paid.
pub(crate) fn deal_in(state: DealState) -> AnyDeal {
    let (p, act) = (&main_pipeline(), &act());
    let open = opened_at(p, "sign");
    let open = open.satisfy(p, id("signed"), "contract 7/26", act).unwrap();
    let won = |open: Deal<Open>| {
        let won = open.win(p, None, "contract 7/26", day("2026-03-02"), act).unwrap();
        let won = won.advance(p, "pay", act).unwrap();
        let won = won.satisfy(p, id("received"), "our bank", act).unwrap();
        won.pay(money("900.00 GBP"), day("2026-03-02"), act).unwrap()
    };
    let mut deal: AnyDeal = match state {
        DealState::Open => open.into(),
        DealState::OnHold => open.hold("budget is frozen", day("2026-06-01"), act).unwrap().into(),
        DealState::Won => won(open).into(),
        DealState::Completed => won(open).complete(p, act).unwrap().into(),
        DealState::Lost => open.lose(p, "price", act).unwrap().into(),
        DealState::Abandoned => open.abandon(AbandonReason::NoDecision, act).unwrap().into(),
    };
    assert_eq!(deal.state(), state);
    deal.take_entries();
    deal
}

/// A move of a deal with everything it demands.
pub(crate) fn deal_command(state: DealState, verb: DealVerb) -> DealCommand {
    let to = |name: &str| name.try_into().unwrap();
    match verb {
        DealVerb::Advance if state == DealState::Won => DealCommand::Advance { to: to("won") },
        DealVerb::Advance => DealCommand::Advance { to: to("pay") },
        DealVerb::Win => DealCommand::Win {
            amount: Some(money("950.00 GBP")),
            evidence: Some("contract 7/26".into()),
            on: day("2026-03-02"),
        },
        DealVerb::Hold => {
            DealCommand::Hold { reason: "budget is frozen".into(), until: day("2026-06-01") }
        }
        DealVerb::Resume => DealCommand::Resume {},
        DealVerb::Lose => DealCommand::Lose { reason: "price".into(), outcome: None },
        DealVerb::Abandon => {
            DealCommand::Abandon { reason: AbandonReason::Duplicate, outcome: None }
        }
        DealVerb::Complete => DealCommand::Complete {},
        DealVerb::Refund => {
            DealCommand::Refund { amount: money("100.00 GBP"), refund: Refund::DueAgain }
        }
        DealVerb::Reopen => DealCommand::Reopen {
            reason: "they came back".into(),
            expected_close: day("2026-05-01"),
        },
        DealVerb::Amend if matches!(state, DealState::Lost | DealState::Abandoned) => {
            DealCommand::Amend(Amendment::owner(id("bob")))
        }
        DealVerb::Amend => DealCommand::Amend(Amendment::NextStep(Some(step("call them")))),
        DealVerb::Pay => DealCommand::Pay { amount: money("100.00 GBP"), on: day("2026-03-02") },
        DealVerb::Interact => DealCommand::Interact(call("how it goes")),
        DealVerb::ReturnPayment => DealCommand::ReturnPayment {
            amount: money("100.00 GBP"),
            on: day("2026-03-02"),
            reason: "paid twice".into(),
        },
        DealVerb::Satisfy => {
            DealCommand::Satisfy(Given::new(criterion_of(state), "their mail of Monday"))
        }
        DealVerb::Retract => DealCommand::Retract {
            stage: None,
            criterion: criterion_of(state),
            reason: "a misread mail".into(),
        },
        DealVerb::Migrate => DealCommand::Migrate(second_map()),
        DealVerb::Transfer => DealCommand::Transfer(other_map()),
        DealVerb::TakeBack => DealCommand::TakeBack { reason: "a misclick".into(), entry: None },
        DealVerb::Erase => DealCommand::Erase {},
    }
}

/// The pipeline that a move is made by: for one that goes over, the new one.
pub(crate) fn pipeline_for(verb: DealVerb) -> Pipeline {
    match verb {
        DealVerb::Migrate => second_revision(),
        DealVerb::Transfer => other_pipeline(),
        _ => main_pipeline(),
    }
}

/// The criterion that is met where a deal of [`deal_in`] stands.
pub(crate) fn criterion_of(state: DealState) -> CriterionId {
    let won = matches!(state, DealState::Won | DealState::Completed);
    if won { id("received") } else { id("signed") }
}

/// A deal in a state, ready for one move: as [`deal_in`], and for a payment to
/// be returned more is paid, for a move to be taken back one was made.
pub(crate) fn deal_ready(state: DealState, verb: DealVerb) -> AnyDeal {
    let (p, act) = (&main_pipeline(), &act());
    let mut deal = match (verb, state) {
        (DealVerb::ReturnPayment, DealState::Lost | DealState::Abandoned) => {
            let pay = deal_command(DealState::Open, DealVerb::Pay);
            let open = deal_in(DealState::Open).apply(p, pay, act).unwrap();
            let end = match state {
                DealState::Lost => DealVerb::Lose,
                _ => DealVerb::Abandon,
            };
            open.apply(p, deal_command(DealState::Open, end), act).unwrap()
        }
        (DealVerb::ReturnPayment, _) => {
            deal_in(state).apply(p, deal_command(state, DealVerb::Pay), act).unwrap()
        }
        (DealVerb::TakeBack, DealState::Open) => {
            opened_at(p, "offer").advance(p, "sign", act).unwrap().into()
        }
        _ => deal_in(state),
    };
    deal.take_entries();
    deal
}

/// Another pipeline, and the way there from the first revision of the main one.
pub(crate) fn other_pipeline() -> Pipeline {
    let mut draft = main_draft();
    draft.id = "other".into();
    draft.build().unwrap().losing_for(lost_reasons())
}

pub(crate) fn other_map() -> StageMap {
    StageMap::between(&main_pipeline(), &other_pipeline(), []).unwrap()
}

/// What the leads of the company are judged by.
pub(crate) struct Policies {
    pub(crate) filter: LeadFilter,
    pub(crate) bant: Qualification,
    pub(crate) reasons: Vec<String>,
}

impl Policies {
    pub(crate) fn new() -> Self {
        Self {
            filter: LeadFilter::draft()
                .pass_score(2)
                .criterion(FilterCriterion::new("segment", "in our segment").required())
                .criterion(FilterCriterion::new("size", "over 50 seats").weight(2))
                .criterion(FilterCriterion::new("region", "where we deliver").weight(2))
                .build()
                .unwrap(),
            bant: Qualification::by(Framework::Bant)
                .rule(QualificationRule::AtLeast(3))
                .build()
                .unwrap(),
            reasons: ["no_fit", "no_budget", "other"].map(str::to_owned).to_vec(),
        }
    }

    pub(crate) fn rules(&self) -> LeadRules<'_> {
        LeadRules::default()
            .filter(&self.filter)
            .qualification(&self.bant)
            .disqualify_reasons(&self.reasons)
    }
}

pub(crate) fn new_lead() -> NewLead {
    NewLead::inbound(id("L-1")).source(Source::Channel("web".into())).contact("Ann, 0123")
}

pub(crate) fn interest() -> Interest {
    Interest::filled_form("asks for 20 seats")
}

/// A lead in a state, ready for every move that the state has: everything it
/// is asked is answered Yes.
pub(crate) fn lead_in(state: LeadState) -> AnyLead {
    let (policies, act) = (Policies::new(), &act());
    let rules = policies.rules();
    let new = || {
        let mut lead = Lead::capture_interested(new_lead(), interest(), act).unwrap();
        for criterion in ["segment", "size", "region"] {
            lead = lead.screen(rules, id(criterion), Answer::Yes, "their site", act).unwrap();
        }
        for criterion in ["budget", "authority", "need", "timeline"] {
            lead = lead.answer(rules, id(criterion), Answer::Yes, "said so", act).unwrap();
        }
        lead
    };
    let assigned = || new().assign(id("anna"), act).unwrap();
    let working = || assigned().first_contact(call("what they need"), act).unwrap();
    let qualified = || working().qualify(rules, act).unwrap();
    let customer = CustomerRef::New(id("acme"));
    let mut lead: AnyLead = match state {
        LeadState::Prospect => Lead::capture(new_lead(), act).unwrap().into(),
        LeadState::New => new().into(),
        LeadState::Assigned => assigned().into(),
        LeadState::Working => working().into(),
        LeadState::Qualified => qualified().into(),
        LeadState::Nurturing => {
            working().nurture("next year", day("2027-01-04"), act).unwrap().into()
        }
        LeadState::Disqualified => working().disqualify(rules, "no_fit", act).unwrap().into(),
        LeadState::Converted => qualified().convert(id("D-1"), customer, act).unwrap().into(),
        LeadState::Merged => working().merge(id("L-2"), act).unwrap().into(),
    };
    assert_eq!(lead.state(), state);
    lead.take_entries();
    lead
}

/// A move of a lead with everything it demands.
pub(crate) fn lead_command(verb: LeadVerb) -> LeadCommand {
    let asked = |criterion: &str| Asked {
        criterion: id(criterion),
        answer: Answer::Partial,
        evidence: "their mail".into(),
    };
    let failed = Vec::new();
    match verb {
        LeadVerb::ShowInterest => LeadCommand::ShowInterest {
            interest: interest(),
            source: Some(Source::Referral(id("globex"))),
        },
        LeadVerb::Drop => LeadCommand::Drop { reason: "no_fit".into(), failed },
        LeadVerb::Assign => LeadCommand::Assign { owner: id("bob") },
        LeadVerb::FirstContact => LeadCommand::FirstContact { interaction: call("who decides") },
        LeadVerb::Qualify => LeadCommand::Qualify {},
        LeadVerb::Convert => {
            LeadCommand::Convert { deal: id("D-1"), customer: CustomerRef::Existing(id("acme")) }
        }
        LeadVerb::Nurture => {
            LeadCommand::Nurture { reason: "next year".into(), revisit: day("2027-01-04") }
        }
        LeadVerb::Reactivate => LeadCommand::Reactivate { owner: id("bob") },
        LeadVerb::Reassign => LeadCommand::Reassign { owner: id("carl") },
        LeadVerb::Reclaim => LeadCommand::Reclaim { reason: "no call in a week".into() },
        LeadVerb::Disqualify => {
            LeadCommand::Disqualify { reason: Reason::new("other").note("a student"), failed }
        }
        LeadVerb::Merge => LeadCommand::Merge { into: id("L-2") },
        LeadVerb::Reopen => LeadCommand::Reopen {
            reason: "they grew".into(),
            interest: Some(Interest::called("wants a quote")),
            source: Some(Source::Campaign("fair".into())),
        },
        LeadVerb::Interact => LeadCommand::Interact(call("how they are")),
        LeadVerb::Screen => LeadCommand::Screen(asked("segment")),
        LeadVerb::Answer => LeadCommand::Answer(asked("budget")),
        LeadVerb::Amend => LeadCommand::Amend(LeadAmendment::NextStep(Some(step("write")))),
        LeadVerb::TakeBack => LeadCommand::TakeBack { reason: "a misclick".into(), entry: None },
        LeadVerb::Erase => LeadCommand::Erase {},
    }
}

/// A lead in a state, ready for one move: as [`lead_in`], and for a move to be
/// taken back one was made.
pub(crate) fn lead_ready(state: LeadState, verb: LeadVerb) -> AnyLead {
    let (policies, act) = (Policies::new(), &act());
    let mut lead = match (verb, state) {
        (LeadVerb::TakeBack, LeadState::New) => {
            let command = lead_command(LeadVerb::Reclaim);
            lead_in(LeadState::Assigned).apply(policies.rules(), command, act).unwrap()
        }
        _ => lead_in(state),
    };
    lead.take_entries();
    lead
}

/// A pipeline in short: chains of stages, such as
/// `find* > offer:proposal > sign:contract+payment_tracking > won, offer > lost, sign ~2> find`.
///
/// `*` is a start, `:` lists purposes, `!` lists exit criteria, `~>` goes back
/// on purpose, `~2>` at most twice. What begins with `won` or `lost` is an
/// outcome.
#[track_caller]
pub(crate) fn flow(text: &str) -> Pipeline {
    let mut draft = PipelineDraft::new("flow");
    for chain in text.split(',') {
        let mut last: Option<String> = None;
        let mut arrow = ">";
        for word in chain.split_whitespace() {
            if word.ends_with('>') {
                arrow = word;
                continue;
            }
            let (word, criteria) = word.split_once('!').unwrap_or((word, ""));
            let (word, purposes) = word.split_once(':').unwrap_or((word, ""));
            let (name, start) = word.strip_suffix('*').map_or((word, false), |name| (name, true));
            let known = draft.stages.iter().any(|stage| stage.id == name)
                || draft.outcomes.iter().any(|outcome| outcome.id == name);
            if !known && name.starts_with("won") {
                draft = draft.won(name);
            } else if !known && name.starts_with("lost") {
                draft = draft.lost(name);
            } else if !known {
                let mut stage = Stage::new(name, name);
                stage.start = start;
                for purpose in purposes.split('+').filter(|purpose| !purpose.is_empty()) {
                    stage = stage.purpose(purpose.parse().unwrap());
                }
                for criterion in criteria.split('+').filter(|criterion| !criterion.is_empty()) {
                    stage = stage.exit_when(criterion, format!("{criterion} is so"));
                }
                draft = draft.stage(stage);
            }
            if let Some(from) = last {
                let step = Move::new(from, name);
                draft = draft.step(match arrow.strip_prefix('~') {
                    None => step,
                    Some(">") => step.rework(None),
                    Some(max) => step.rework(Some(max.trim_end_matches('>').parse().unwrap())),
                });
            }
            last = Some(name.to_owned());
        }
    }
    draft.build().unwrap()
}
