//! Every demand of every row of the tables: a move that lacks just that is
//! refused for just that, and an override does without it where it may.

use std::collections::BTreeSet;

use sales_process::lifecycle::deal::{
    Amendment, AnyDeal, Deal, DealCommand, DealDemand, DealMachine, DealState, DealVerb, Given,
    StageMap,
};
use sales_process::lifecycle::lead::{
    AnyLead, Interest, LeadAmendment, LeadCommand, LeadDemand, LeadMachine, LeadState, LeadVerb,
    Source,
};
use sales_process::lifecycle::{
    Act, Conduct, DemandName, Entry, HasDemand, Machine, Override, Refusal, Transition, Waiver,
};
use sales_process::policy::Answer;
use sales_process::process::{ClosingEvent, Pipeline, PipelineDraft, Stage};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::samples::{
    Policies, act, call, day, deal_command, deal_in, id, lead_command, lead_ready, main_draft,
    main_pipeline, money, new_deal, noon, overridden, second_revision, step,
};

/// What became of a move: the entity with its entries, or why not.
type Made<A, M> = Result<(A, Vec<Entry<M>>), (A, Refusal<M>)>;

/// A move that was asked for: from where, and what became of it.
struct Outcome<M: Conduct> {
    before: M::Any,
    made: Made<M::Any, M>,
}

impl<M: Conduct> Outcome<M> {
    /// The names of the demands not met; none where it was made.
    fn unmet(&self) -> Vec<M::Demand> {
        let refusal = self.made.as_ref().err().map(|(_, refusal)| refusal);
        let unmet = refusal.iter().flat_map(|refusal| refusal.unmet()).map(HasDemand::demand);
        unmet.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// A demand that the types make: without the field there is no command.
fn is_written_down<C: Serialize + DeserializeOwned>(command: &C, field: &str) {
    let mut stored = serde_json::to_value(command).unwrap();
    let supplied = stored.as_object_mut().unwrap().values_mut().next().unwrap();
    supplied.as_object_mut().unwrap().remove(field).unwrap();
    let error = serde_json::from_value::<C>(stored).err().unwrap().to_string();
    assert_eq!(error, format!("missing field `{field}`"));
}

/// That what lacks one demand is refused for that one alone, and what an
/// override does about it.
#[track_caller]
fn check_refused<M: Conduct>(
    name: &str,
    demand: M::Demand,
    make: impl Fn(Option<Override>) -> Outcome<M>,
) where
    M::Any: PartialEq + std::fmt::Debug,
{
    let outcome = make(None);
    assert_eq!(outcome.unmet(), [demand], "{name}");
    let (entity, refusal) = outcome.made.unwrap_err();
    assert_eq!(entity, outcome.before, "{name}");
    assert_eq!(refusal.can_be_overridden(), demand.can_be_overridden(), "{name}");

    let blank = Override { by: id("boss"), reason: "  ".into() };
    assert_eq!(make(Some(blank)).unmet(), [demand], "{name}: a blank reason overrides nothing");

    let granted = Override { by: id("boss"), reason: "in a hurry".into() };
    let outcome = make(Some(granted.clone()));
    if demand.can_be_overridden() {
        let (_, entries) = outcome.made.unwrap_or_else(|(_, no)| panic!("{name}: {no}"));
        let waived = entries.last().unwrap().waived.clone();
        assert_eq!(waived, Some(Box::new(Waiver { granted, demands: vec![demand] })), "{name}");
    } else {
        assert_eq!(outcome.unmet(), [demand], "{name}: cannot be overridden");
    }
}

/// On the same day, before the last entry.
fn a_second_before() -> Act {
    Act::new(noon() - chrono::TimeDelta::seconds(1), id("anna"))
}

fn with(act: Act, granted: Option<Override>) -> Act {
    match granted {
        Some(Override { by, reason }) => act.overriding(by, reason),
        None => act,
    }
}

/// Demands that are enforced in tests of their own, see `corrections` and `dates`.
fn lead_elsewhere(verb: LeadVerb, demand: LeadDemand) -> bool {
    matches!(demand, LeadDemand::Dates | LeadDemand::LastMove | LeadDemand::Field)
        || matches!(demand, LeadDemand::Referrer)
        || verb == LeadVerb::TakeBack
        || (verb == LeadVerb::Amend && matches!(demand, LeadDemand::Source | LeadDemand::Owner))
}

/// So it is with those of deals.
fn deal_elsewhere(verb: DealVerb, demand: DealDemand) -> bool {
    use DealDemand as D;
    use DealVerb as V;
    matches!(demand, D::Dates | D::InWork | D::LastMove | D::Met | D::EntryCriteria)
        || matches!(demand, D::Approval | D::Field | D::Outcome)
        || matches!(verb, V::ReturnPayment | V::TakeBack | V::Retract | V::Transfer)
        || (verb == V::Amend && demand == D::NothingDue)
        || (verb == V::Abandon && demand == D::Pipeline)
}

/// What is amended in most states cannot be once a deal has ended.
fn amends_what_ended(row: &Transition<DealMachine>) -> bool {
    let elsewhere = matches!(row.verb, DealVerb::ReturnPayment | DealVerb::TakeBack);
    let ended = matches!(row.from, DealState::Lost | DealState::Abandoned);
    elsewhere || (row.verb == DealVerb::Amend && ended)
}

/// A move of a lead that lacks some of what it demands.
struct SpoiltLead {
    lead: AnyLead,
    command: LeadCommand,
    act: Act,
}

impl SpoiltLead {
    fn new(state: LeadState, verb: LeadVerb) -> Self {
        Self { lead: lead_ready(state, verb), command: lead_command(verb), act: act() }
    }

    /// Takes a demand away; the field it is, where there is no command
    /// without it.
    fn lack(&mut self, demand: LeadDemand) -> Option<&'static str> {
        let policies = Policies::new();
        let mut answer = |criterion: &str, filter: bool| {
            let asked = sales_process::lifecycle::lead::Asked {
                criterion: id(criterion),
                answer: Answer::No,
                evidence: "".into(),
            };
            let command =
                if filter { LeadCommand::Screen(asked) } else { LeadCommand::Answer(asked) };
            let lead = self.lead.clone().apply(policies.rules(), command, &act()).unwrap();
            self.lead = lead;
            self.lead.take_entries();
        };
        match (demand, &mut self.command) {
            (LeadDemand::TimeOrder, _) => self.act = a_second_before(),
            (LeadDemand::Owner, _) => return Some("owner"),
            (LeadDemand::Revisit, _) => return Some("revisit"),
            (LeadDemand::Deal, _) => return Some("deal"),
            (LeadDemand::Filter, _) => answer("segment", true),
            (LeadDemand::Framework, _) => {
                answer("need", false);
                answer("budget", false);
            }
            (
                LeadDemand::Interest,
                LeadCommand::ShowInterest { interest, .. }
                | LeadCommand::Reopen { interest: Some(interest), .. },
            ) => interest.evidence = " ".into(),
            (
                LeadDemand::DecisionMaker,
                LeadCommand::ShowInterest { interest, .. }
                | LeadCommand::Reopen { interest: Some(interest), .. },
            ) => {
                let evidence = interest.evidence.clone();
                *interest = Interest::answered_offer(false, evidence);
            }
            (
                LeadDemand::Source,
                LeadCommand::ShowInterest { source, .. } | LeadCommand::Reopen { source, .. },
            ) => *source = Some(Source::Channel(" ".into())),
            (
                LeadDemand::Interaction,
                LeadCommand::FirstContact { interaction } | LeadCommand::Interact(interaction),
            ) => *interaction = call(" "),
            (
                LeadDemand::Reason,
                LeadCommand::Nurture { reason, .. }
                | LeadCommand::Reclaim { reason }
                | LeadCommand::Reopen { reason, .. },
            ) => *reason = "".into(),
            (
                LeadDemand::DisqualifyReason,
                LeadCommand::Drop { reason, .. } | LeadCommand::Disqualify { reason, .. },
            ) => *reason = "too far away".into(),
            (LeadDemand::Survivor, LeadCommand::Merge { into }) => {
                *into = self.lead.record().id().clone();
            }
            (LeadDemand::Criterion, LeadCommand::Screen(asked) | LeadCommand::Answer(asked)) => {
                asked.criterion = id("colour");
            }
            (LeadDemand::Change, LeadCommand::Amend(change)) => {
                *change = LeadAmendment::NextStep(Some(step(" ")));
            }
            (demand, command) => panic!("{demand} of {command:?}"),
        }
        None
    }

    fn make(&self, granted: Option<Override>) -> Outcome<LeadMachine> {
        let before = self.lead.clone();
        let act = with(self.act.clone(), granted);
        let made = before.clone().apply(Policies::new().rules(), self.command.clone(), &act);
        let made = made
            .map(|mut lead| {
                let entries = lead.take_entries().collect();
                (lead, entries)
            })
            .map_err(sales_process::lifecycle::Refused::into_parts);
        Outcome { before, made }
    }
}

#[test]
fn every_demand_of_every_move_of_a_lead() {
    for row in LeadMachine::TABLE {
        let enforced = row.demands.iter().filter(|demand| !lead_elsewhere(row.verb, **demand));
        for &demand in enforced {
            let name = format!("{} {} lacks {demand}", row.from, row.verb);
            let mut spoilt = SpoiltLead::new(row.from, row.verb);
            match spoilt.lack(demand) {
                Some(field) => is_written_down(&spoilt.command, field),
                None => check_refused::<LeadMachine>(&name, demand, |granted| spoilt.make(granted)),
            }
        }
    }
}

#[test]
fn all_that_a_lead_lacks_is_told_at_once() {
    for row in LeadMachine::TABLE {
        let mut spoilt = SpoiltLead::new(row.from, row.verb);
        let lacking: Vec<_> = row
            .demands
            .iter()
            .copied()
            .filter(|demand| !lead_elsewhere(row.verb, *demand))
            .filter(|demand| spoilt.lack(*demand).is_none())
            .collect();
        let unmet: BTreeSet<_> = spoilt.make(None).unmet().into_iter().collect();
        assert_eq!(unmet, lacking.into_iter().collect(), "{} {}", row.from, row.verb);
    }
}

/// A move of a deal that lacks some of what it demands.
struct SpoiltDeal {
    state: DealState,
    /// Where it stands; `None` for where [`deal_in`] leaves it.
    at: Option<&'static str>,
    /// Whether the exit criteria there are met.
    satisfied: bool,
    /// Whether it is worth nothing, so that there is nothing to pay.
    for_free: bool,
    /// Whether what is due is paid.
    paid: bool,
    /// Whether the amount is known.
    known: bool,
    /// Whether the way back from `offer` was taken.
    came_back: bool,
    pipeline: Pipeline,
    command: DealCommand,
    act: Act,
}

impl SpoiltDeal {
    fn new(state: DealState, verb: DealVerb) -> Self {
        Self {
            state,
            at: None,
            satisfied: true,
            for_free: false,
            paid: true,
            known: true,
            came_back: false,
            pipeline: crate::samples::pipeline_for(verb),
            command: deal_command(state, verb),
            act: act(),
        }
    }

    fn lack(&mut self, demand: DealDemand) -> Option<&'static str> {
        match (demand, &mut self.command) {
            (DealDemand::TimeOrder, _) => self.act = a_second_before(),
            (DealDemand::Pipeline, DealCommand::Migrate(_) | DealCommand::Transfer(_)) => {
                self.pipeline = main_pipeline();
            }
            (DealDemand::Pipeline, _) => self.pipeline = second_revision(),
            (DealDemand::Stage, DealCommand::Advance { to }) => {
                *to = "nowhere".try_into().unwrap();
            }
            (DealDemand::Stage, DealCommand::Satisfy(given)) => given.stage = Some(id("nowhere")),
            (DealDemand::Stage, _) => {
                // Edited without a new revision.
                let other = PipelineDraft::new("main").stage(Stage::new("else", "Else"));
                self.pipeline = other.build().unwrap();
            }
            (DealDemand::PipelineMove, DealCommand::Advance { to }) => {
                *to = "find".try_into().unwrap();
            }
            (DealDemand::Passes, DealCommand::Advance { to }) => {
                self.came_back = true;
                *to = "needs".try_into().unwrap();
            }
            (DealDemand::ExitCriteria, _) => self.satisfied = false,
            (DealDemand::Amount, DealCommand::Win { amount, .. }) => {
                self.known = false;
                *amount = None;
            }
            (DealDemand::Amount, DealCommand::Amend(change)) => {
                *change = Amendment::Amount(money("-0.01 GBP"));
            }
            (
                DealDemand::Amount,
                DealCommand::Pay { amount, .. } | DealCommand::Refund { amount, .. },
            ) => *amount = money(&format!("0 {}", amount.currency())),
            (DealDemand::Currency, DealCommand::Win { amount, .. }) => {
                *amount = Some(money("950.00 EUR"));
            }
            (DealDemand::Currency, DealCommand::Amend(change)) => {
                let digits =
                    if *change == Amendment::Amount(money("-0.01 GBP")) { "-1" } else { "1" };
                *change = Amendment::Amount(money(&format!("{digits} EUR")));
            }
            (
                DealDemand::Currency,
                DealCommand::Pay { amount, .. } | DealCommand::Refund { amount, .. },
            ) => *amount = money(&format!("{} EUR", amount.amount())),
            (DealDemand::Received, _) => self.for_free = true,
            (DealDemand::ClosingEvidence, DealCommand::Win { evidence, .. }) => {
                *evidence = Some(" ".into());
            }
            (DealDemand::ClosingDate | DealDemand::PaymentDate, _) => return Some("on"),
            (DealDemand::ClosingPlace, _) => self.at = Some("offer"),
            (DealDemand::NothingDue, DealCommand::Win { .. }) => {
                self.at = Some("pay");
                self.paid = false;
                self.pipeline = main_pipeline().closing_on(ClosingEvent::PaymentReceived);
            }
            (DealDemand::NothingDue, _) => self.paid = false,
            (DealDemand::OutcomeNear, _) => self.at = Some("sign"),
            (DealDemand::Reason, DealCommand::Abandon { .. }) => return Some("reason"),
            (
                DealDemand::Reason,
                DealCommand::Hold { reason, .. } | DealCommand::Reopen { reason, .. },
            ) => *reason = "".into(),
            (DealDemand::LostReason, DealCommand::Lose { reason, .. }) => *reason = "prize".into(),
            (DealDemand::Until, _) => return Some("until"),
            (DealDemand::ExpectedClose, _) => return Some("expected_close"),
            (DealDemand::Change, DealCommand::Amend(change)) => {
                *change = Amendment::NextStep(Some(step(" ")));
            }
            (DealDemand::Interaction, DealCommand::Interact(interaction)) => {
                *interaction = call("");
            }
            (DealDemand::Criterion, DealCommand::Satisfy(given)) => given.criterion = id("sign"),
            (DealDemand::Evidence, DealCommand::Satisfy(given)) => given.evidence = None,
            (DealDemand::StageMap, DealCommand::Migrate(map)) => {
                let third = main_draft().revision(3).build().unwrap();
                *map = StageMap::new(&second_revision(), &third, []).unwrap();
            }
            (demand, command) => panic!("{demand} of {command:?}"),
        }
        None
    }

    fn deal(&self) -> AnyDeal {
        if matches!(self.state, DealState::Lost | DealState::Abandoned) {
            return deal_in(self.state);
        }
        let pipeline = main_pipeline();
        let mut new = new_deal().evidence("done before");
        new.amount = new.amount.filter(|_| self.known);
        if self.for_free {
            new.amount = Some(money("0 GBP"));
        }
        let open = Deal::open(new, &pipeline, self.at.unwrap_or("sign"), &act()).unwrap();
        let mut deal = AnyDeal::from(open);
        let mut make = |command| {
            deal = deal.clone().apply(&pipeline, command, &overridden()).unwrap();
        };
        let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
        let closed = matches!(self.state, DealState::Won | DealState::Completed);
        let mut stage = self.at.unwrap_or("sign");
        if closed {
            make(deal_command(DealState::Open, DealVerb::Win));
            if self.at.is_none() {
                stage = "pay";
                make(to(stage));
            }
        }
        if self.came_back {
            for stage in ["offer", "needs", "offer"] {
                make(to(stage));
            }
        } else if self.satisfied {
            let criterion = match stage {
                "sign" => Some("signed"),
                "pay" => Some("received"),
                _ => None,
            };
            if let Some(criterion) = criterion {
                let (stage, criterion) = (Some(id(stage)), id(criterion));
                make(DealCommand::Satisfy(Given { stage, ..Given::new(criterion, "seen") }));
            }
        }
        if self.for_free && closed {
            make(DealCommand::Amend(Amendment::Amount(money("0 GBP"))));
        } else if self.paid {
            make(DealCommand::Pay { amount: money("950.00 GBP"), on: day("2026-03-02") });
        }
        match self.state {
            DealState::OnHold => make(deal_command(DealState::Open, DealVerb::Hold)),
            DealState::Completed => make(DealCommand::Complete {}),
            _ => {}
        }
        assert_eq!(deal.state(), self.state);
        deal
    }

    fn make(&self, granted: Option<Override>) -> Outcome<DealMachine> {
        let mut before = self.deal();
        before.take_entries();
        let act = with(self.act.clone(), granted);
        let made = before.clone().apply(&self.pipeline, self.command.clone(), &act);
        let made = made
            .map(|mut deal| {
                let entries = deal.take_entries().collect();
                (deal, entries)
            })
            .map_err(sales_process::lifecycle::Refused::into_parts);
        Outcome { before, made }
    }
}

#[test]
fn every_demand_of_every_move_of_a_deal() {
    for row in DealMachine::TABLE.iter().filter(|row| !amends_what_ended(row)) {
        let enforced = row.demands.iter().filter(|demand| !deal_elsewhere(row.verb, **demand));
        for &demand in enforced {
            let name = format!("{} {} lacks {demand}", row.from, row.verb);
            let mut spoilt = SpoiltDeal::new(row.from, row.verb);
            match spoilt.lack(demand) {
                Some(field) => is_written_down(&spoilt.command, field),
                None => check_refused::<DealMachine>(&name, demand, |granted| spoilt.make(granted)),
            }
        }
    }
}

/// With another pipeline, or one without the stage, nothing else about the
/// pipeline can be told; and some demands exclude one another.
#[test]
fn all_that_a_deal_lacks_is_told_at_once() {
    use DealDemand::{Amount, Change, NothingDue, Passes, Stage};
    for row in DealMachine::TABLE.iter().filter(|row| !amends_what_ended(row)) {
        let mut spoilt = SpoiltDeal::new(row.from, row.verb);
        let apart: &[DealDemand] = match row.verb {
            DealVerb::Advance => &[Stage, Passes],
            DealVerb::Win => &[Stage, Amount, NothingDue],
            DealVerb::Amend => &[Change],
            _ => &[Stage],
        };
        let lacking: BTreeSet<_> = row
            .demands
            .iter()
            .copied()
            .filter(|demand| !apart.contains(demand) && *demand != DealDemand::Pipeline)
            .filter(|demand| !deal_elsewhere(row.verb, *demand))
            .filter(|demand| spoilt.lack(*demand).is_none())
            .collect();
        let unmet: BTreeSet<_> = spoilt.make(None).unmet().into_iter().collect();
        assert_eq!(unmet, lacking, "{} {}", row.from, row.verb);
    }
}

#[test]
fn one_override_does_without_several_demands() {
    let mut spoilt = SpoiltDeal::new(DealState::Open, DealVerb::Advance);
    spoilt.lack(DealDemand::ExitCriteria);
    spoilt.lack(DealDemand::PipelineMove);
    let granted = Override { by: id("boss"), reason: "in a hurry".into() };
    let (deal, entries) = spoilt.make(Some(granted.clone())).made.unwrap();
    assert_eq!(deal.record().stage(), &"find");
    let demands = vec![DealDemand::PipelineMove, DealDemand::ExitCriteria];
    assert_eq!(entries[0].waived, Some(Box::new(Waiver { granted: granted.clone(), demands })));

    // What cannot be overridden stands alone then.
    spoilt.lack(DealDemand::TimeOrder);
    assert_eq!(spoilt.make(Some(granted)).unmet(), [DealDemand::TimeOrder]);
}

#[test]
fn an_override_that_is_not_needed_is_not_recorded() {
    let spoilt = SpoiltDeal::new(DealState::Open, DealVerb::Advance);
    let granted = Override { by: id("boss"), reason: "in a hurry".into() };
    let (_, entries) = spoilt.make(Some(granted)).made.unwrap();
    assert_eq!(entries[0].waived, None);
}
