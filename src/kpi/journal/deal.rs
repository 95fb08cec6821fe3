//! Deals, from their entries.

use chrono::{DateTime, NaiveDate, Utc};

use super::shared::Shared;
use super::track::Story;
use crate::kpi::exact;
use crate::kpi::fault::{JournalFault, Lifecycle};
use crate::kpi::records::{Close, ClosedAs, DealFacts, FactError};
use crate::lifecycle::Entry;
use crate::lifecycle::deal::{
    AbandonReason, AdoptedDeal, Amendment, DealCommand, DealMachine, DealStatus, Payments, Refund,
    worth_after_refund,
};
use crate::value::{CustomerId, DealId, LeadId, Money, PersonId};

/// A deal as far as it is last.
#[derive(Debug, Clone)]
pub(super) struct DealStory {
    pub(super) deal: DealFacts,
    /// What was paid, less what went back: a refund lessens the amount only by
    /// what was not paid beyond it.
    received: Option<Money>,
    /// What the last move of stage or outcome changed; none for a move of stage.
    last_move: Option<Box<LastMove>>,
    /// What is told of an adopted deal by the day.
    adopted: Option<Box<Adopted>>,
}

/// What a move changed, so that it can be taken back.
#[derive(Debug, Clone, Copy, Default)]
struct LastMove {
    /// The instant for which the close was last.
    close: Option<DateTime<Utc>>,
    /// The instant for which the amount was last.
    amount: Option<DateTime<Utc>>,
    /// What it took from the payments received.
    taken: Option<Money>,
}

/// What is told by the day of a deal that was adopted, until the zone is known.
#[derive(Debug, Clone)]
struct Adopted {
    /// How it had ended, and on which day where it was won; of other ends only is
    /// known since when the deal stood in its last stage.
    close: Option<(Close, Option<NaiveDate>)>,
    since: DateTime<Utc>,
    owners: Vec<(NaiveDate, PersonId)>,
}

#[derive(Debug, Clone)]
pub(super) enum DealStep {
    /// From a day on; from the act on where none is named.
    Owner(PersonId, Option<NaiveDate>),
    Customer(CustomerId),
    Lead(Option<LeadId>),
    /// A move that changes nothing that is counted.
    Moved,
    TakenBack,
    Amount(Money),
    /// For how much, and on which day.
    Won(Option<Money>, NaiveDate),
    Closed(Close),
    Reopened,
    Paid(Money),
    DueAgain(Money),
    GivenBack(Money),
}

impl DealStory {
    fn worth(&mut self, at: DateTime<Utc>, amount: Money) -> Result<(), JournalFault> {
        self.can_be(amount)?;
        self.deal.amount.tell(at, Some(amount));
        Ok(())
    }

    fn can_be(&self, amount: Money) -> Result<(), JournalFault> {
        if exact::units(amount) < 0 {
            return Err(JournalFault::Fact(FactError::NegativeAmount(self.deal.id.clone())));
        }
        Ok(())
    }

    /// The instant of a win by its day: that of its entry where it was made on
    /// the day, else the beginning of the day; not before the deal was opened,
    /// and not before it was closed or reopened the last time.
    fn won_at(&self, on: NaiveDate, at: DateTime<Utc>, shared: &Shared) -> DateTime<Utc> {
        if shared.zone.date_of(at) <= on {
            return at;
        }
        let begin = shared.zone.begin_of(on).unwrap_or(at);
        let last = self.deal.close.all().map(|(since, _)| since).last();
        last.into_iter().chain(self.deal.opened_at).fold(begin, DateTime::max)
    }

    fn close(&mut self, at: DateTime<Utc>, close: Option<Close>) {
        self.deal.close.tell(at, close);
        self.last_move = Some(Box::new(LastMove { close: Some(at), ..LastMove::default() }));
    }

    fn take_back(&mut self) {
        let Some(last) = self.last_move.take() else { return };
        if let Some(at) = last.close {
            self.deal.close.untell(at);
        }
        if let Some(at) = last.amount {
            self.deal.amount.untell(at);
        }
        if let Some(money) = last.taken {
            self.book(money);
        }
    }

    /// A deal that has lived elsewhere, as far as that is known: opened, owned
    /// and closed when that happened.
    fn adopt(adopted: &AdoptedDeal, at: DateTime<Utc>) -> Self {
        let (new, opened) = (&adopted.new, adopted.opened_at);
        let mut deal = DealFacts::new(new.id.clone(), Some(opened));
        deal.adopted_at = Some(at);
        deal.lead.clone_from(&new.lead);
        deal.customer = Some(new.customer.clone());
        let earlier = adopted.earlier_owners.iter();
        let mut owners: Vec<_> = earlier.map(|it| (it.from, it.owner.clone())).collect();
        match adopted.owner_since {
            Some(day) => owners.push((day, new.owner.clone())),
            None => deal.owners.tell(opened, Some(new.owner.clone())),
        }
        deal.amount.tell(opened, new.amount);
        let (outcome, reason, on) = match &adopted.state {
            DealStatus::Open(_) | DealStatus::OnHold(_) => (None, None, None),
            DealStatus::Won(won) => (Some(ClosedAs::Won), None, Some(won.on)),
            DealStatus::Completed(completed) => (Some(ClosedAs::Won), None, Some(completed.won.on)),
            DealStatus::Lost(lost) => (Some(ClosedAs::Lost), Some(lost.reason.code.clone()), None),
            DealStatus::Abandoned(ended) => {
                (Some(ClosedAs::Abandoned), Some(name_of(ended.reason).to_owned()), None)
            }
        };
        let close = outcome.map(|outcome| (Close { outcome, reason }, on));
        let told = Adopted { close, since: adopted.in_stage_since, owners };
        Self { deal, received: adopted.received, last_move: None, adopted: Some(Box::new(told)) }
    }

    fn book(&mut self, money: Money) {
        let mut payments = Payments { schedule: Vec::new(), received: self.received };
        payments.book(money);
        self.received = payments.received;
    }
}

impl Story for DealStory {
    type Of = DealMachine;
    type Id = DealId;
    type Step = DealStep;

    const KIND: Lifecycle = Lifecycle::Deal;

    fn begin(entry: &Entry<DealMachine>) -> Option<Self> {
        let new = match &entry.command {
            DealCommand::Open { new, .. } => new,
            DealCommand::Adopt(adopted) => return Some(Self::adopt(adopted, entry.at)),
            _ => return None,
        };
        let mut deal = DealFacts::new(new.id.clone(), Some(entry.at));
        deal.lead.clone_from(&new.lead);
        deal.customer = Some(new.customer.clone());
        deal.owners.tell(entry.at, Some(new.owner.clone()));
        deal.amount.tell(entry.at, new.amount);
        Some(Self { deal, received: None, last_move: None, adopted: None })
    }

    fn adopts(entry: &Entry<DealMachine>) -> bool {
        matches!(entry.command, DealCommand::Adopt(_))
    }

    fn begun(&mut self, at: DateTime<Utc>, shared: &Shared) -> Result<(), JournalFault> {
        if let Some(adopted) = self.adopted.take() {
            let opened = self.deal.opened_at.unwrap_or(adopted.since);
            for (day, owner) in adopted.owners {
                let begin = shared.zone.begin_of(day).unwrap_or(opened).max(opened);
                self.deal.owners.tell(begin, Some(owner));
            }
            if let Some((close, on)) = adopted.close {
                let closed = match on {
                    Some(on) => self.won_at(on, at, shared),
                    None => adopted.since.max(opened),
                };
                self.deal.close.tell(closed, Some(close));
            }
        }
        let amounts = self.deal.amount.all().filter_map(|(_, amount)| amount.copied());
        amounts.into_iter().try_for_each(|amount| self.can_be(amount))
    }

    fn id(&self) -> &DealId {
        &self.deal.id
    }

    fn step(entry: &Entry<DealMachine>) -> Option<DealStep> {
        let closed = |outcome, reason| DealStep::Closed(Close { outcome, reason });
        Some(match &entry.command {
            DealCommand::Amend(Amendment::Owner(owner)) => {
                DealStep::Owner(owner.to.clone(), owner.from)
            }
            DealCommand::Amend(Amendment::Customer(customer)) => {
                DealStep::Customer(customer.clone())
            }
            DealCommand::Amend(Amendment::Lead(lead)) => DealStep::Lead(lead.clone()),
            DealCommand::Amend(Amendment::Amount(amount)) => DealStep::Amount(*amount),
            DealCommand::Win { amount, on, .. } => DealStep::Won(*amount, *on),
            DealCommand::Lose { reason, .. } => closed(ClosedAs::Lost, Some(reason.code.clone())),
            DealCommand::Abandon { reason, .. } => {
                closed(ClosedAs::Abandoned, Some(name_of(*reason).to_owned()))
            }
            DealCommand::Reopen { .. } => DealStep::Reopened,
            DealCommand::Pay { amount, .. } => DealStep::Paid(*amount),
            DealCommand::Refund { amount, refund: Refund::DueAgain } => DealStep::DueAgain(*amount),
            DealCommand::Refund { amount, refund: Refund::GivenBack } => {
                DealStep::GivenBack(*amount)
            }
            DealCommand::ReturnPayment { amount, .. } => DealStep::Paid(amount.negated()),
            DealCommand::Advance { .. }
            | DealCommand::Rework { .. }
            | DealCommand::Reach { .. }
            | DealCommand::Hold { .. }
            | DealCommand::Resume {}
            | DealCommand::Complete {} => DealStep::Moved,
            DealCommand::TakeBack { .. } => DealStep::TakenBack,
            DealCommand::Open { .. }
            | DealCommand::Adopt(_)
            | DealCommand::Retract { .. }
            | DealCommand::Transfer(_)
            | DealCommand::Erase {}
            | DealCommand::Amend(_)
            | DealCommand::Interact(_)
            | DealCommand::Satisfy(_)
            | DealCommand::Migrate(_) => return None,
        })
    }

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: DealStep,
        shared: &Shared,
    ) -> Result<(), JournalFault> {
        match step {
            DealStep::Owner(owner, from) => {
                let from = from.filter(|from| *from != shared.zone.date_of(at));
                let begin = from.and_then(|from| shared.zone.begin_of(from));
                self.deal.owners.tell(begin.unwrap_or(at), Some(owner));
            }
            DealStep::Customer(customer) => self.deal.customer = Some(customer),
            DealStep::Lead(lead) => self.deal.lead = lead,
            DealStep::Moved => self.last_move = None,
            DealStep::TakenBack => self.take_back(),
            DealStep::Amount(amount) => {
                self.worth(at, amount)?;
                // Taking the last move back leaves it alone then.
                if let Some(last) = &mut self.last_move {
                    last.amount = None;
                }
            }
            DealStep::Won(amount, on) => {
                if let Some(amount) = amount {
                    self.worth(at, amount)?;
                }
                let won_at = self.won_at(on, at, shared);
                self.close(won_at, Some(Close::new(ClosedAs::Won)));
                if let Some(last) = &mut self.last_move {
                    last.amount = amount.map(|_| at);
                }
            }
            DealStep::Closed(close) => self.close(at, Some(close)),
            DealStep::Reopened => self.close(at, None),
            DealStep::Paid(money) => self.book(money),
            DealStep::DueAgain(money) => {
                self.book(money.negated());
                self.last_move =
                    Some(Box::new(LastMove { taken: Some(money), ..LastMove::default() }));
            }
            DealStep::GivenBack(money) => {
                let worth = self.deal.amount.at(at).copied();
                let after = worth_after_refund(worth, self.received, money);
                let mut last = LastMove { taken: Some(money), ..LastMove::default() };
                if after != worth {
                    self.deal.amount.tell(at, after);
                    last.amount = Some(at);
                }
                self.book(money.negated());
                self.last_move = Some(Box::new(last));
            }
        }
        Ok(())
    }
}

fn name_of(reason: AbandonReason) -> &'static str {
    match reason {
        AbandonReason::NoDecision => "no_decision",
        AbandonReason::Duplicate => "duplicate",
        AbandonReason::Error => "error",
    }
}
