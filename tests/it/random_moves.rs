//! Random commands, sensible or not, on random small pipelines and policies:
//! what holds after every one of them, and of the history they leave.

use chrono::TimeDelta;
use proptest::prelude::*;
use sales_process::kpi::{Dimension, Journals, KpiFacts, Question};
use sales_process::lifecycle::deal::{
    AbandonReason, Amendment, AnyDeal, Deal, DealCommand, DealMachine, DealState, DealVerb, Given,
    Instalment, OwnerChange, Refund, StageMap, StageRef,
};
use sales_process::lifecycle::lead::{
    AnyLead, Asked, CustomerRef, Interest, Lead, LeadAmendment, LeadCommand, LeadMachine,
    LeadRules, LeadState, LeadVerb, NewLead, Source,
};
use sales_process::lifecycle::{
    Act, Available, Entry, HasDemand, History, MoveCommand, Note, Reason, transition,
};
use sales_process::policy::Answer;
use sales_process::process::{ClosingEvent, Move, Pipeline, PipelineDraft, Purpose, Stage};
use sales_process::{CriterionId, Money};

use crate::adopting::{adopted_deal, adopted_lead};
use crate::samples::{Policies, call, day, id, money, new_deal, noon, step};

/// Numbers that a command is made of, each taken modulo what there is.
#[derive(Debug, Clone, Copy)]
struct Seed {
    verb: u8,
    a: u8,
    b: u8,
    minutes: i8,
    granted: u8,
}

fn seeds(longest: usize) -> impl Strategy<Value = Vec<Seed>> {
    let seed = (any::<u8>(), any::<u8>(), any::<u8>(), -1i8..20, 0u8..4)
        .prop_map(|(verb, a, b, minutes, granted)| Seed { verb, a, b, minutes, granted });
    prop::collection::vec(seed, 1..longest)
}

impl Seed {
    /// Mostly later than the last entry; now and then earlier, or with leave.
    fn act(self, last: chrono::DateTime<chrono::Utc>) -> Act {
        let act = Act::new(last + TimeDelta::minutes(self.minutes.into()), id("anna"));
        match self.granted {
            0 => act.overriding(id("boss"), "in a hurry"),
            1 => act.overriding(id("boss"), " "),
            _ => act,
        }
    }

    fn note(self) -> Note {
        if self.b % 4 == 0 { " ".into() } else { "because".into() }
    }
}

/// What stands in the way is shown whether somebody would override it or not.
fn without_leave(act: &Act) -> Act {
    Act::new(act.at(), act.by().clone())
}

/// A pipeline of a few stages, the purposes and criteria of each, and moves
/// between them: plain, back without limit, or back once.
fn pipelines() -> impl Strategy<Value = Pipeline> {
    let stage = (0..4usize, 0..3usize);
    let moves = prop::collection::vec((any::<u8>(), any::<u8>(), 0..4u8), 0..8);
    (prop::collection::vec(stage, 2..6), moves, 0..4usize).prop_map(|(stages, moves, event)| {
        let count = stages.len();
        let mut draft = PipelineDraft::new("flow").won("won").lost("lost");
        for (n, (purpose, criteria)) in stages.into_iter().enumerate() {
            let mut stage = Stage::new(format!("s{n}"), "a stage");
            stage.start = n == 0;
            stage.purposes = [Purpose::Proposal, Purpose::Contract, Purpose::PaymentTracking]
                .into_iter()
                .skip(purpose)
                .take(1)
                .collect();
            for c in 0..criteria {
                stage = stage.exit_when(format!("c{c}"), "something is so");
            }
            draft = draft.stage(stage);
            draft = match n + 1 {
                next if next == count => draft.go(format!("s{n}"), "won"),
                next => draft.go(format!("s{n}"), format!("s{next}")),
            };
        }
        for (from, to, kind) in moves {
            let from = format!("s{}", usize::from(from) % count);
            let step = match usize::from(to) % (count + 2) {
                to if to == count => Move::new(from, "won"),
                to if to > count => Move::new(from, "lost"),
                to => match kind {
                    0 => Move::new(from, format!("s{to}")).rework(Some(1)),
                    1 => Move::new(from, format!("s{to}")).rework(None),
                    _ => Move::new(from, format!("s{to}")),
                },
            };
            draft = draft.step(step);
        }
        let event = [
            ClosingEvent::ContractSigned,
            ClosingEvent::PurchaseMade,
            ClosingEvent::DealAgreed,
            ClosingEvent::PaymentReceived,
        ][event];
        draft.build().unwrap().closing_on(event).losing_for(["price", "other"])
    })
}

/// A pipeline with the revision after it, in which the first two stages are
/// one, and the map between them.
struct Revisions {
    first: Pipeline,
    second: Pipeline,
    map: StageMap,
    /// A pipeline of its own, with the stages of the second revision.
    other: Pipeline,
    from_first: StageMap,
    from_second: StageMap,
}

impl Revisions {
    fn of(first: Pipeline) -> Self {
        let mut draft = first.draft().clone();
        draft.revision = 2;
        let gone = draft.stages.remove(1);
        for step in &mut draft.moves {
            for end in [&mut step.from, &mut step.to] {
                if *end == gone.id {
                    "s0".clone_into(end);
                }
            }
        }
        let second = draft.build().unwrap();
        let second = second.closing_on(first.closing_event()).losing_for(["price"]);
        let map = StageMap::new(&first, &second, [("s1", "s0")]).unwrap();
        let mut draft = second.draft().clone();
        draft.id = "other".into();
        draft.revision = 7;
        let other = draft.build().unwrap().closing_on(first.closing_event());
        let other = other.losing_for(["price"]);
        let from_first = StageMap::between(&first, &other, [("s1", "s0")]).unwrap();
        let from_second = StageMap::between(&second, &other, []).unwrap();
        Self { first, second, map, other, from_first, from_second }
    }

    fn of_deal(&self, deal: &AnyDeal) -> &Pipeline {
        match deal.record().revision() {
            1 => &self.first,
            2 => &self.second,
            _ => &self.other,
        }
    }

    /// The pipeline that a move is made by: the new one where it goes over.
    fn by(&self, deal: &AnyDeal, command: &DealCommand) -> &Pipeline {
        match command {
            DealCommand::Migrate(_) => &self.second,
            DealCommand::Transfer(_) => &self.other,
            _ => self.of_deal(deal),
        }
    }

    fn away(&self, deal: &AnyDeal) -> &StageMap {
        if deal.record().revision() == 1 { &self.from_first } else { &self.from_second }
    }
}

fn amount(n: u8) -> Money {
    money(["0 GBP", "-1 GBP", "5 GBP", "10 GBP", "10 GBP", "10 GBP", "7 EUR"][usize::from(n) % 7])
}

fn deal_command(seed: Seed, revisions: &Revisions, deal: &AnyDeal) -> DealCommand {
    let Seed { verb, a, b, .. } = seed;
    let pipeline = revisions.of_deal(deal);
    let stages = pipeline.stages().len();
    let stage = |n: u8| match usize::from(n) % (stages + 3) {
        n if n < stages => pipeline.stages()[n].id.clone(),
        n if n == stages => "won".to_owned(),
        n if n == stages + 1 => "lost".to_owned(),
        _ => "nowhere".to_owned(),
    };
    // Every other advance goes where the pipeline leads.
    let ahead = deal.permitted_stages(pipeline);
    let to = match ahead.get(usize::from(a) % ahead.len().max(1)) {
        Some(there) if b % 2 == 0 => (*there).clone().into(),
        _ => StageRef::try_from(stage(a).as_str()).unwrap(),
    };
    match verb % 32 {
        0..=4 => DealCommand::Advance { to },
        5 => DealCommand::Rework { to },
        6 => DealCommand::Reach { to },
        7 | 8 => DealCommand::Win {
            amount: (a % 2 == 0).then(|| amount(b)),
            evidence: Some(seed.note()),
            on: day(["2026-03-02", "2026-03-01", "9999-01-01"][usize::from(b) % 7 % 3]),
        },
        9 => DealCommand::Hold { reason: seed.note(), until: day("2026-06-01") },
        10 | 11 => DealCommand::Resume {},
        12 => DealCommand::Lose {
            reason: Reason::new(["price", "prize", "other", ""][usize::from(a) % 4]),
            outcome: (b % 5 == 0).then(|| id(["lost", "won"][usize::from(b / 5) % 2])),
        },
        13 => DealCommand::Abandon { reason: AbandonReason::NoDecision, outcome: None },
        14 => DealCommand::Complete {},
        15 => DealCommand::Refund {
            amount: amount(a),
            refund: if b % 2 == 0 { Refund::DueAgain } else { Refund::GivenBack },
        },
        16 => DealCommand::Reopen { reason: seed.note(), expected_close: day("2026-05-01") },
        17 | 31 => DealCommand::Amend(match a % 9 {
            0 => Amendment::Amount(amount(b)),
            5 => Amendment::Customer(id("globex")),
            6 => Amendment::Kind(sales_process::process::DealKind::ALL[usize::from(b) % 5]),
            7 => Amendment::Lead((b % 2 == 0).then(|| id("L-9"))),
            8 => Amendment::Owner(OwnerChange {
                to: id("carl"),
                from: Some(day(["2026-04-01", "1999-01-01"][usize::from(b) % 2])),
            }),
            1 => Amendment::ExpectedClose((b % 2 == 0).then(|| day("2026-05-01"))),
            2 => Amendment::owner(id("bob")),
            3 => Amendment::NextStep((b % 3 == 0).then(|| step(["call", " "][usize::from(b) % 2]))),
            _ => {
                Amendment::Schedule(vec![Instalment { due: day("2026-04-01"), amount: amount(b) }])
            }
        }),
        18 => DealCommand::Pay { amount: amount(a), on: day("2026-03-02") },
        19 => DealCommand::Interact(call(["hello", ""][usize::from(a) % 2])),
        20..=22 => DealCommand::Satisfy(Given {
            stage: (a % 4 == 0).then(|| id(&stage(b))),
            criterion: id(["c0", "c1", "c2"][usize::from(b) % 3]),
            evidence: Some(Box::new(if a % 5 == 1 { "".into() } else { "seen".into() })),
            role: None,
        }),
        23 => DealCommand::Migrate(revisions.map.clone()),
        24 => DealCommand::Transfer(revisions.away(deal).clone()),
        25 | 26 => DealCommand::ReturnPayment {
            amount: amount(a),
            on: day(["2026-03-02", "2027-01-01"][usize::from(b) % 5 % 2]),
            reason: seed.note(),
        },
        27 => DealCommand::Retract {
            stage: None,
            criterion: id(["c0", "c1", "c2"][usize::from(b) % 3]),
            reason: seed.note(),
        },
        28 | 29 => {
            DealCommand::TakeBack { reason: seed.note(), entry: (a % 4 == 0).then(|| u32::from(b)) }
        }
        _ => DealCommand::Erase {},
    }
}

/// A move that is there to be made, with all that it needs.
fn supplied_deal(
    found: &Available<DealMachine>,
    revisions: &Revisions,
    deal: &AnyDeal,
) -> DealCommand {
    let record = deal.record();
    let pipeline = revisions.of_deal(deal);
    let payments = record.payments();
    let known = record
        .amount()
        .or(payments.received)
        .or_else(|| payments.schedule.first().map(|part| part.amount));
    let currency = known.map_or_else(|| "GBP".parse().unwrap(), Money::currency);
    match found.verb {
        DealVerb::Advance => DealCommand::Advance { to: found.stage.clone().unwrap().into() },
        DealVerb::Win => DealCommand::Win {
            amount: record.amount().is_none().then(|| Money::zero(currency)),
            evidence: Some("7/26".into()),
            on: day("2026-03-02"),
        },
        DealVerb::Hold => DealCommand::Hold { reason: "x".into(), until: day("2026-06-01") },
        DealVerb::Resume => DealCommand::Resume {},
        DealVerb::Lose => DealCommand::Lose { reason: "price".into(), outcome: None },
        DealVerb::Abandon => DealCommand::Abandon { reason: AbandonReason::Error, outcome: None },
        DealVerb::Complete => DealCommand::Complete {},
        DealVerb::Refund => DealCommand::Refund {
            amount: payments
                .received
                .filter(|received| received.is_positive())
                .unwrap_or_else(|| money(&format!("1 {currency}"))),
            refund: Refund::DueAgain,
        },
        DealVerb::Reopen => {
            DealCommand::Reopen { reason: "x".into(), expected_close: day("2026-05-01") }
        }
        DealVerb::Amend => {
            let bob = record.owner_on(noon().date_naive()).is_some_and(|owner| *owner == "bob");
            DealCommand::Amend(Amendment::Owner(OwnerChange {
                to: if bob { id("carl") } else { id("bob") },
                from: Some(noon().date_naive()),
            }))
        }
        DealVerb::Pay => {
            let due = record.due().filter(|due| due.is_positive());
            let amount = due.unwrap_or_else(|| money(&format!("1 {currency}")));
            DealCommand::Pay { amount, on: day("2026-03-02") }
        }
        DealVerb::Interact => DealCommand::Interact(call("hello")),
        DealVerb::Satisfy => {
            let stage = pipeline.stages().iter().find(|s| !s.exit_criteria.is_empty()).unwrap();
            let criterion: CriterionId = id(&stage.exit_criteria[0].id);
            DealCommand::Satisfy(Given::new(criterion, "x").of(id(&stage.id)))
        }
        DealVerb::ReturnPayment => {
            let over = record.due().map(Money::negated).filter(|over| over.is_positive());
            let all = payments.received.unwrap();
            let completed = deal.state() == DealState::Completed;
            let amount = over.filter(|_| completed).unwrap_or(all);
            DealCommand::ReturnPayment { amount, on: day("2026-03-02"), reason: "x".into() }
        }
        DealVerb::Retract => {
            let stages = pipeline.stages().iter();
            let criteria = stages.flat_map(|s| s.exit_criteria.iter().map(move |c| (s, c)));
            let met = criteria.clone().find(|(s, c)| record.is_met(&s.id, &c.id));
            // Of a stage that is one with another now, the criterion is gone.
            let Some((stage, criterion)) = met else { return DealCommand::Erase {} };
            DealCommand::Retract {
                stage: Some(id(&stage.id)),
                criterion: id(&criterion.id),
                reason: "x".into(),
            }
        }
        DealVerb::TakeBack => DealCommand::TakeBack { reason: "x".into(), entry: None },
        DealVerb::Erase => DealCommand::Erase {},
        DealVerb::Transfer => DealCommand::Transfer(revisions.away(deal).clone()),
        DealVerb::Migrate => DealCommand::Migrate(revisions.map.clone()),
    }
}

/// What a refused or made move must be.
macro_rules! check_step {
    ($Machine:ident, $before:ident, $command:ident, $made:expr, $entries:ident) => {{
        let (state, verb) = ($before.state(), $command.verb().unwrap());
        let row = transition::<$Machine>(state, verb);
        match $made {
            Ok(mut moved) => {
                let row = row.expect("a row of the table");
                prop_assert!(row.to.contains(&moved.state()));
                let new: Vec<Entry<$Machine>> = moved.take_entries().collect();
                prop_assert_eq!(new.len(), 1);
                prop_assert_eq!(moved.version(), $before.version() + 1);
                prop_assert_eq!(moved.version(), new[0].version);
                prop_assert_eq!((new[0].from, new[0].to), (Some(state), moved.state()));
                if MoveCommand::<$Machine>::erases(&new[0].command) {
                    $entries.iter_mut().for_each(Entry::redact);
                }
                if let Some(waiver) = &new[0].waived {
                    prop_assert!(!waiver.granted.reason.is_blank() && !waiver.demands.is_empty());
                    prop_assert!(waiver.demands.iter().all(|demand| row.demands.contains(demand)));
                }
                $entries.extend(new);
                prop_assert_eq!(moved.version(), u32::try_from($entries.len()).unwrap());
                moved
            }
            Err(refused) => {
                let refusal = refused.refusal();
                prop_assert_eq!(refusal.no_such_move(), row.is_none());
                for unmet in refusal.unmet() {
                    prop_assert!(row.unwrap().demands.contains(&unmet.demand()), "{}", unmet);
                    let text = unmet.to_string();
                    prop_assert!(!text.contains('\n'), "{}", text);
                }
                prop_assert_eq!(&refused.entity, &$before);
                refused.entity
            }
        }
    }};
}

/// What the entries of a life must be, at its end.
macro_rules! check_life {
    ($Machine:ident, $Any:ident, $entity:ident, $entries:ident, $rules:expr, $erase:expr) => {{
        let mut history: History<$Machine> = $entries.into_iter().collect();
        prop_assert_eq!(&history.replay().unwrap(), &$entity);

        let stored = serde_json::to_string(&$entity).unwrap();
        let read: $Any = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&read, &$entity);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), stored);

        let stored = serde_json::to_string(history.entries()).unwrap();
        let read: Vec<Entry<$Machine>> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(read.as_slice(), history.entries());

        history.redact();
        let last = Act::new($entity.last_at(), id("anna"));
        let mut redacted = $entity.apply($rules, $erase, &last).unwrap();
        history.extend(redacted.take_entries());
        prop_assert_eq!(&history.replay().unwrap(), &redacted);
        let stored = serde_json::to_string(history.entries()).unwrap();
        let read: History<$Machine> =
            serde_json::from_str::<Vec<Entry<$Machine>>>(&stored).unwrap().into_iter().collect();
        prop_assert_eq!(&read.replay().unwrap(), &redacted);
        let stored = serde_json::to_string(&redacted).unwrap();
        prop_assert_eq!(serde_json::from_str::<$Any>(&stored).unwrap(), redacted);
    }};
}

/// The figures of the entries are those of the deal as it came to be.
fn check_figures_of_deal(
    deal: &AnyDeal,
    entries: &[Entry<DealMachine>],
) -> Result<(), TestCaseError> {
    let mut journals = Journals::new();
    entries.iter().for_each(|entry| journals.deal(&entry.id, entry).unwrap());
    let mut facts = KpiFacts::in_each_currency();
    journals.add_to(&mut facts);
    let question = Question::as_of(deal.last_at());
    let sell = facts.report(&question).sell;
    let state = deal.state();
    let counted = |states: &[DealState]| u64::from(states.contains(&state));
    prop_assert_eq!(
        (sell.deals_open, sell.deals_won, sell.deals_lost),
        (
            counted(&[DealState::Open, DealState::OnHold]),
            counted(&[DealState::Won, DealState::Completed]),
            counted(&[DealState::Lost]),
        )
    );
    let record = deal.record();
    if sell.deals_won == 1 {
        // It may have been worth an amount in another currency before.
        let amount = record.amount().unwrap();
        let by_currency = facts.report_by(&question, &[Dimension::Currency]);
        let group = &by_currency.groups[&amount.currency().to_string()];
        prop_assert_eq!(group.sell.average_deal.to_string(), amount.to_string());
    }
    if sell.deals_open == 1 {
        let owner = record.owner_on(deal.last_at().date_naive()).unwrap().to_string();
        let by_owner = facts.report_by(&question, &[Dimension::Owner]);
        prop_assert_eq!(by_owner.groups[&owner].sell.deals_open, 1);
    }
    Ok(())
}

/// So are those of a lead: whether it counts, and by which source.
fn check_figures_of_lead(
    lead: &AnyLead,
    entries: &[Entry<LeadMachine>],
) -> Result<(), TestCaseError> {
    let mut journals = Journals::new();
    entries.iter().for_each(|entry| journals.lead(&entry.id, entry).unwrap());
    let question = Question::as_of(lead.last_at());
    let groups = journals.facts().report_by(&question, &[Dimension::Source]);
    let record = lead.record();
    let counts = record.interest().is_some() && lead.state() != LeadState::Merged;
    let source = record.source().map(|source| match source {
        Source::Channel(name) | Source::Campaign(name) => name.clone(),
        Source::Referral(customer) => customer.to_string(),
    });
    let found: Vec<_> = groups.groups.iter().map(|(name, it)| (name, it.attract.leads)).collect();
    let expected: Vec<_> = source.iter().filter(|_| counts).map(|name| (name, 1)).collect();
    prop_assert_eq!(found, expected);
    Ok(())
}

/// What is shown as available is what can be made.
fn check_available_deal(
    deal: &AnyDeal,
    revisions: &Revisions,
    act: &Act,
) -> Result<(), TestCaseError> {
    let pipeline = revisions.of_deal(deal);
    let shown = deal.available(pipeline, act);
    for found in &shown {
        prop_assert!(deal.permitted().contains(&found.verb));
        let revision = deal.record().revision();
        let mapped = match found.verb {
            DealVerb::Migrate => revision == 1,
            DealVerb::Transfer => revision < 3,
            _ => true,
        };
        if !mapped {
            continue;
        }
        let command = supplied_deal(found, revisions, deal);
        match deal.clone().apply(revisions.by(deal, &command), command, act) {
            Ok(_) => prop_assert!(found.is_ready(), "{found:?}"),
            Err(refused) => prop_assert_eq!(refused.refusal().unmet(), &found.unmet, "{:?}", found),
        }
    }
    let stages: Vec<_> = shown.iter().filter_map(|found| found.stage.as_ref()).collect();
    prop_assert_eq!(&stages, &deal.permitted_stages(pipeline));
    for verb in deal.permitted() {
        let absent = !shown.iter().any(|found| found.verb == verb);
        let none_to_satisfy = pipeline.stages().iter().all(|s| s.exit_criteria.is_empty());
        let explained = match verb {
            DealVerb::Advance => stages.is_empty(),
            DealVerb::Satisfy => none_to_satisfy,
            DealVerb::Retract | DealVerb::ReturnPayment | DealVerb::TakeBack => true,
            DealVerb::Refund => deal.record().amount().is_none(),
            _ => false,
        };
        prop_assert!(!absent || explained, "{verb}");
    }
    Ok(())
}

fn lead_command(seed: Seed) -> LeadCommand {
    let Seed { verb, a, b, .. } = seed;
    let reason = || Reason::new(["no_fit", "nofit", "other", ""][usize::from(a) % 4]);
    let shown = || match a % 5 {
        0 => Interest::called(seed.note()),
        1 => Interest::answered_offer(b % 2 == 0, "yes"),
        2 => Interest::met_at_event(b % 2 == 0, "yes"),
        _ => Interest::filled_form("20 seats"),
    };
    let source = || match b % 4 {
        0 => None,
        1 => Some(Source::Channel(" ".into())),
        _ => Some(Source::Campaign("fair".into())),
    };
    let asked = |criteria: &[&str]| Asked {
        criterion: id(criteria[usize::from(a) % criteria.len()]),
        answer: Answer::ALL[usize::from(b / 4) % 4],
        evidence: seed.note(),
    };
    let (owner, failed) = (id("bob"), Vec::new());
    match verb % 36 {
        0..=2 => LeadCommand::ShowInterest { interest: shown(), source: source() },
        3 => LeadCommand::Drop { reason: reason(), failed },
        4..=6 => LeadCommand::Assign { owner },
        7..=10 => {
            LeadCommand::FirstContact { interaction: call(["needs", ""][usize::from(a) % 2]) }
        }
        11..=13 => LeadCommand::Qualify {},
        14 => LeadCommand::Convert { deal: id("D-1"), customer: CustomerRef::New(id("acme")) },
        15 => LeadCommand::Nurture { reason: seed.note(), revisit: day("2027-01-04") },
        16 => LeadCommand::Reactivate { owner },
        17 => LeadCommand::Reassign { owner },
        18 => LeadCommand::Reclaim { reason: seed.note() },
        19 => LeadCommand::Disqualify { reason: reason(), failed: vec![id("x")] },
        20 => LeadCommand::Merge { into: id(["L-1", "L-2"][usize::from(a) % 2]) },
        21 | 22 => {
            let interest = (b % 3 > 0).then(shown);
            LeadCommand::Reopen { reason: seed.note(), interest, source: source() }
        }
        23 => LeadCommand::Interact(call(["hello", " "][usize::from(a) % 2])),
        24..=26 => LeadCommand::Screen(asked(&["segment", "size", "region", "colour"])),
        30 | 31 => LeadCommand::TakeBack { reason: seed.note(), entry: None },
        32 => LeadCommand::Erase {},
        33 => LeadCommand::Amend(LeadAmendment::Source(Source::Referral(id("acme")))),
        34 => LeadCommand::Amend(LeadAmendment::Owner(id(["bob", "carl"][usize::from(a) % 2]))),
        27 | 28 => LeadCommand::Answer(asked(&["budget", "authority", "need", "timeline", "x"])),
        _ => LeadCommand::Amend(match a % 3 {
            0 => LeadAmendment::NextStep(
                (b % 2 == 0).then(|| step(["call", " "][usize::from(b / 2) % 2])),
            ),
            1 => LeadAmendment::Contact((b % 2 == 0).then(|| "Bea, 0456".into())),
            _ => LeadAmendment::FitsTarget(Some(b % 2 == 0)),
        }),
    }
}

fn check_available_lead(
    lead: &AnyLead,
    rules: LeadRules<'_>,
    act: &Act,
) -> Result<(), TestCaseError> {
    let shown = lead.available(rules, act);
    let verbs: Vec<_> = shown.iter().map(|found| found.verb).collect();
    let movable = lead.record().last_move().is_some();
    let permitted = lead.permitted().into_iter();
    let permitted = permitted.filter(|verb| movable || *verb != LeadVerb::TakeBack);
    prop_assert_eq!(verbs, permitted.collect::<Vec<_>>());
    for found in shown {
        let mut command = crate::samples::lead_command(found.verb);
        match &mut command {
            LeadCommand::Reassign { owner } => *owner = id("dora"),
            LeadCommand::Convert { customer, .. } => *customer = CustomerRef::New(id("umbrella")),
            _ => {}
        }
        // Only what is said to be needed is supplied.
        if let LeadCommand::Reopen { interest, source, .. } = &mut command {
            if found.needs == [sales_process::lifecycle::lead::LeadDemand::Reason] {
                (*interest, *source) = (None, None);
            }
        }
        match lead.clone().apply(rules, command, act) {
            Ok(_) => prop_assert!(found.is_ready(), "{found:?}"),
            Err(refused) => prop_assert_eq!(refused.refusal().unmet(), &found.unmet, "{:?}", found),
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn deals(
        pipeline in pipelines(),
        known in any::<bool>(),
        adopted in prop::option::weighted(0.4, prop::sample::select(DealState::ALL)),
        seeds in seeds(90),
    ) {
        let revisions = Revisions::of(pipeline);
        let mut new = new_deal();
        new.amount = known.then(|| money("10 GBP"));
        let act = Act::new(noon(), id("anna"));
        let mut deal = match adopted {
            Some(state) => adopted_deal(state, &revisions.first, "s0"),
            None => Deal::open(new, &revisions.first, "s0", &act).unwrap().into(),
        };
        let mut entries: Vec<Entry<DealMachine>> = deal.take_entries().collect();
        for seed in seeds {
            let (before, act) = (deal.clone(), seed.act(deal.last_at()));
            let ready: Vec<_> = deal
                .available(revisions.of_deal(&deal), &without_leave(&act))
                .into_iter()
                .filter(|found| found.is_ready() && found.needs.len() < 2)
                .collect();
            // One in three is something that can be made.
            let command = match ready.get(usize::from(seed.a) % ready.len().max(1)) {
                Some(found) if seed.b % 3 == 0 => supplied_deal(found, &revisions, &deal),
                _ => deal_command(seed, &revisions, &deal),
            };
            check_available_deal(&before, &revisions, &without_leave(&act))?;
            let pipeline = revisions.by(&before, &command);
            let made = deal.apply(pipeline, command.clone(), &act);
            deal = check_step!(DealMachine, before, command, made, entries);

            let record = deal.record();
            prop_assert!(record.visits(record.stage().as_str()) > 0);
            let pipeline = revisions.of_deal(&deal);
            prop_assert!(pipeline.key(record.stage().as_str()).is_some());
            if matches!(deal.state(), DealState::Won | DealState::Completed) {
                prop_assert!(record.amount().is_some());
            }
            let overdue = record.overdue(day("2030-01-01"));
            if let (Some(overdue), Some(due)) = (overdue, record.due()) {
                prop_assert!(due.at_least(overdue).unwrap());
            }
        }
        let pipeline = revisions.of_deal(&deal);
        check_figures_of_deal(&deal, &entries)?;
        check_life!(DealMachine, AnyDeal, deal, entries, pipeline, DealCommand::Erase {});
    }

    #[test]
    fn leads(
        prospect in any::<bool>(),
        adopted in prop::option::weighted(0.4, prop::sample::select(LeadState::ALL)),
        seeds in seeds(50),
    ) {
        let policies = Policies::new();
        let rules = policies.rules();
        let act = Act::new(noon(), id("anna"));
        let new = NewLead::inbound(id("L-1")).contact("Ann, 0123");
        let mut lead: AnyLead = if let Some(state) = adopted {
            adopted_lead(state)
        } else if prospect {
            Lead::capture(new, &act).unwrap().into()
        } else {
            let new = new.source(Source::Channel("web".into()));
            Lead::capture_interested(new, Interest::called("a quote"), &act).unwrap().into()
        };
        let mut entries: Vec<Entry<LeadMachine>> = lead.take_entries().collect();
        for seed in seeds {
            let (before, act) = (lead.clone(), seed.act(lead.last_at()));
            let command = lead_command(seed);
            check_available_lead(&before, rules, &without_leave(&act))?;
            let made = lead.apply(rules, command.clone(), &act);
            lead = check_step!(LeadMachine, before, command, made, entries);

            let record = lead.record();
            if !matches!(
                lead.state(),
                LeadState::Prospect | LeadState::Disqualified | LeadState::Merged
            ) {
                prop_assert!(record.interest().is_some() && record.source().is_some());
            }
            if let Some(Source::Referral(by)) = record.source() {
                prop_assert!(lead.state() != LeadState::Converted || *by != "acme");
            }
        }
        check_figures_of_lead(&lead, &entries)?;
        check_life!(LeadMachine, AnyLead, lead, entries, rules, LeadCommand::Erase {});
    }
}
