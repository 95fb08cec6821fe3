//! The machine of deals: where each move leads, and what it changes.

use super::check::Checking;
use super::record::{DealRecord, Visit};
use super::{
    Abandoned, Amendment, AnyDeal, Completed, DealCommand, DealDemand, DealMachine, DealState,
    DealStatus, DealUnmet, DealVerb, DealView, Lost, OnHold, Open, Payments, Refund, Won,
};
use crate::lifecycle::machine::{Core, Transition};
use crate::lifecycle::{Act, Entry, Machine};
use crate::process::Pipeline;
use crate::value::{Money, MoneyError};

impl Machine for DealMachine {
    const NAME: &'static str = "deal";
    const FORMAT: &'static str = "sales-process.deal/1";
    const ENTRY_FORMAT: &'static str = "sales-process.deal-entry/1";
    const TABLE: &'static [Transition<Self>] = Self::ROWS;
    const STARTS: &'static [DealState] = Self::STARTING;

    type State = DealState;
    type Verb = DealVerb;
    type Demand = DealDemand;
    type Command = DealCommand;
    type Unmet = DealUnmet;
    type Record = DealRecord;
    type Status = DealStatus;
    type Any = AnyDeal;
    type View<'a> = DealView<'a>;
    type Rules<'a> = Option<&'a Pipeline>;

    fn row(from: DealState, verb: DealVerb) -> Option<&'static Transition<Self>> {
        Self::find_row(from, verb)
    }

    fn state(status: &DealStatus) -> DealState {
        status.state()
    }

    fn state_of(view: DealView<'_>) -> DealState {
        view.state()
    }

    fn view(status: &DealStatus) -> DealView<'_> {
        status.view()
    }

    fn verb(command: &DealCommand) -> Option<DealVerb> {
        command.verb()
    }

    fn check(
        core: &Core<Self>,
        view: DealView<'_>,
        command: &mut DealCommand,
        act: &Act,
        pipeline: Option<&Pipeline>,
        unmet: &mut Vec<DealUnmet>,
    ) -> DealState {
        if act.at() < core.last_at {
            unmet.push(DealUnmet::TimeOrder { last: core.last_at });
        }
        let stays = view.state();
        let mut checking = Checking { record: &core.record, pipeline, unmet };
        match command {
            DealCommand::Open { .. } | DealCommand::Resume {} => DealState::Open,
            DealCommand::Advance { to }
            | DealCommand::Rework { to }
            | DealCommand::Reach { to } => {
                let advance = checking.advance(to, stays == DealState::Won);
                command.record_as(advance);
                stays
            }
            DealCommand::Win { amount, evidence, .. } => {
                checking.win(*amount, evidence.is_blank());
                DealState::Won
            }
            DealCommand::Hold { reason, .. } => {
                if reason.is_blank() {
                    checking.unmet.push(DealUnmet::Reason);
                }
                DealState::OnHold
            }
            DealCommand::Lose { reason } => {
                checking.lose(reason);
                DealState::Lost
            }
            DealCommand::Abandon { .. } => DealState::Abandoned,
            DealCommand::Complete {} => {
                checking.complete();
                DealState::Completed
            }
            DealCommand::Refund { amount, .. } => {
                checking.refund(*amount);
                DealState::Won
            }
            DealCommand::Reopen { reason, .. } => {
                if reason.is_blank() {
                    checking.unmet.push(DealUnmet::Reason);
                }
                DealState::Open
            }
            DealCommand::Amend(change) => {
                checking.amend(change);
                stays
            }
            DealCommand::Pay { amount, .. } => {
                checking.pay(*amount);
                stays
            }
            DealCommand::Interact(interaction) => {
                if interaction.about.is_blank() {
                    checking.unmet.push(DealUnmet::Interaction);
                }
                stays
            }
            DealCommand::Satisfy(given) => {
                checking.satisfy(given);
                stays
            }
            DealCommand::Migrate(map) => {
                checking.migrate(map);
                stays
            }
        }
    }

    fn next(_: &DealRecord, view: DealView<'_>, entry: &Entry<Self>) -> Option<DealStatus> {
        Some(match (&entry.command, view) {
            (DealCommand::Resume {} | DealCommand::Reopen { .. }, _) => DealStatus::Open(Open {}),
            (DealCommand::Win { evidence, on, .. }, _) => {
                DealStatus::Won(Won { on: *on, evidence: evidence.clone() })
            }
            (DealCommand::Hold { reason, until }, _) => {
                DealStatus::OnHold(OnHold { reason: reason.clone(), until: *until })
            }
            (DealCommand::Lose { reason }, _) => DealStatus::Lost(Lost { reason: reason.clone() }),
            (DealCommand::Abandon { reason }, _) => {
                DealStatus::Abandoned(Abandoned { reason: *reason })
            }
            (DealCommand::Complete {}, DealView::Won(won)) => {
                DealStatus::Completed(Completed { won: won.clone() })
            }
            (DealCommand::Refund { .. }, DealView::Completed(done)) => {
                DealStatus::Won(done.won.clone())
            }
            _ => return None,
        })
    }

    fn absorb(record: &mut DealRecord, entry: &Entry<Self>) {
        match &entry.command {
            DealCommand::Advance { to } => record.enter(to, entry.at),
            DealCommand::Rework { to } => {
                record.count_pass(to.id());
                record.enter(to, entry.at);
            }
            DealCommand::Reach { to } => {
                record.outcome = Some(to.id().clone());
                record.entered_at = entry.at;
            }
            DealCommand::Win { amount: Some(amount), .. }
            | DealCommand::Amend(Amendment::Amount(amount)) => record.amount = Some(*amount),
            DealCommand::Reopen { expected_close, .. } => {
                record.expected_close = Some(*expected_close);
                record.outcome = None;
            }
            DealCommand::Refund { amount, refund: Refund::GivenBack } => record.give_back(*amount),
            DealCommand::Refund { amount, refund: Refund::DueAgain } => {
                record.payments.book(amount.negated());
            }
            DealCommand::Pay { amount, .. } => record.payments.book(*amount),
            DealCommand::Amend(Amendment::ExpectedClose(day)) => record.expected_close = *day,
            DealCommand::Amend(Amendment::Owner(owner)) => record.owner = owner.clone(),
            DealCommand::Amend(Amendment::NextStep(step)) => record.next_step.clone_from(step),
            DealCommand::Amend(Amendment::Schedule(parts)) => {
                record.payments.schedule.clone_from(parts);
            }
            DealCommand::Satisfy(given) => {
                let stage = given.stage.as_ref().unwrap_or(record.stage.id()).clone();
                record.meet(&stage, &given.criterion);
            }
            DealCommand::Migrate(map) => record.migrate(map),
            DealCommand::Open { .. }
            | DealCommand::Win { .. }
            | DealCommand::Hold { .. }
            | DealCommand::Resume {}
            | DealCommand::Lose { .. }
            | DealCommand::Abandon { .. }
            | DealCommand::Complete {}
            | DealCommand::Interact(_) => {}
        }
    }

    fn create(entry: &Entry<Self>) -> Option<(DealRecord, DealStatus)> {
        let DealCommand::Open { new, pipeline, revision, stage } = &entry.command else {
            return None;
        };
        let record = DealRecord {
            id: new.id.clone(),
            customer: new.customer.clone(),
            lead: new.lead.clone(),
            kind: new.kind,
            owner: new.owner.clone(),
            pipeline: pipeline.clone(),
            revision: *revision,
            stage: stage.clone(),
            outcome: None,
            opened_at: entry.at,
            entered_at: entry.at,
            visits: vec![Visit { stage: stage.id().clone(), times: 1 }],
            passes: Vec::new(),
            met: Vec::new(),
            amount: new.amount,
            expected_close: new.expected_close,
            next_step: None,
            payments: Payments::default(),
        };
        Some((record, DealStatus::Open(Open {})))
    }

    fn redact(record: &mut DealRecord, status: &mut DealStatus) {
        if let Some(step) = &mut record.next_step {
            step.text.redact();
        }
        match status {
            DealStatus::OnHold(hold) => hold.reason.redact(),
            DealStatus::Won(won) | DealStatus::Completed(Completed { won }) => {
                won.evidence.redact();
            }
            DealStatus::Lost(lost) => lost.reason.redact(),
            DealStatus::Open(_) | DealStatus::Abandoned(_) => {}
        }
    }

    fn redact_command(command: &mut DealCommand) {
        command.redact();
    }

    fn validate(record: &DealRecord, status: &DealStatus) -> Result<(), String> {
        if record.visits(record.stage.id().as_str()) == 0 {
            return Err(format!("the deal stands in `{}` but never came there", record.stage));
        }
        let won = matches!(status, DealStatus::Won(_) | DealStatus::Completed(_));
        if won && record.amount.is_none() {
            return Err("the deal is won, but its amount is not known".into());
        }
        if record.outcome.is_some() && !won {
            return Err("the deal has reached an outcome, but is not won".into());
        }
        if record.entered_at < record.opened_at {
            return Err(format!("the deal came to `{}` before it was opened", record.stage));
        }
        let below_zero = |money: &Money| !money.is_positive() && !money.amount().is_zero();
        if let Some(amount) = record.amount.filter(below_zero) {
            return Err(format!("the amount {amount} is below zero"));
        }
        if let Some(received) = record.payments.received.filter(below_zero) {
            return Err(format!("the {received} received are below zero"));
        }
        let payments = record.payments.schedule.iter().map(|part| part.amount);
        let mut all = record.amount.into_iter().chain(record.payments.received).chain(payments);
        let Some(first) = all.next() else { return Ok(()) };
        match all.find(|money| money.currency() != first.currency()) {
            Some(other) => Err(DealUnmet::Currency(MoneyError::CurrencyMismatch {
                expected: first.currency(),
                found: other.currency(),
            })
            .to_string()),
            None => Ok(()),
        }
    }
}
