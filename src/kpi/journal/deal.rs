//! Deals, from their entries.

use chrono::{DateTime, NaiveDate, Utc};

use super::shared::Shared;
use super::track::Story;
use crate::kpi::exact;
use crate::kpi::fault::{JournalFault, Lifecycle};
use crate::kpi::records::{Close, ClosedAs, DealFacts, FactError};
use crate::lifecycle::Entry;
use crate::lifecycle::deal::{
    AbandonReason, Amendment, DealCommand, DealMachine, Payments, Refund, worth_after_refund,
};
use crate::value::{DealId, Money, PersonId};

/// A deal as far as it is told.
#[derive(Debug, Clone)]
pub(super) struct DealStory {
    pub(super) deal: DealFacts,
    /// What was paid, less what went back: a refund lessens the amount only by
    /// what was not paid beyond it.
    received: Option<Money>,
}

#[derive(Debug, Clone)]
pub(super) enum DealStep {
    Owner(PersonId),
    Amount(Money),
    /// For how much, and on which day.
    Won(Option<Money>, NaiveDate),
    Closed(Close),
    Reopened,
    Paid(Money),
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
        let DealCommand::Open { new, .. } = &entry.command else { return None };
        let mut deal = DealFacts::new(new.id.clone(), entry.at);
        deal.lead.clone_from(&new.lead);
        deal.customer = Some(new.customer.clone());
        deal.owners.tell(entry.at, Some(new.owner.clone()));
        deal.amount.tell(entry.at, new.amount);
        Some(Self { deal, received: None })
    }

    fn check(&self) -> Result<(), JournalFault> {
        let amounts = self.deal.amount.all().filter_map(|(_, amount)| amount.copied());
        amounts.into_iter().try_for_each(|amount| self.can_be(amount))
    }

    fn id(&self) -> &DealId {
        &self.deal.id
    }

    fn step(entry: &Entry<DealMachine>) -> Option<DealStep> {
        let closed = |outcome, reason| DealStep::Closed(Close { outcome, reason });
        Some(match &entry.command {
            DealCommand::Amend(Amendment::Owner(owner)) => DealStep::Owner(owner.to.clone()),
            DealCommand::Amend(Amendment::Amount(amount)) => DealStep::Amount(*amount),
            DealCommand::Win { amount, on, .. } => DealStep::Won(*amount, *on),
            DealCommand::Lose { reason, .. } => closed(ClosedAs::Lost, Some(reason.code.clone())),
            DealCommand::Abandon { reason, .. } => {
                let reason = match reason {
                    AbandonReason::NoDecision => "no_decision",
                    AbandonReason::Duplicate => "duplicate",
                    AbandonReason::Error => "error",
                };
                closed(ClosedAs::Abandoned, Some(reason.to_owned()))
            }
            DealCommand::Reopen { .. } => DealStep::Reopened,
            DealCommand::Pay { amount, .. } => DealStep::Paid(*amount),
            DealCommand::Refund { amount, refund: Refund::DueAgain } => {
                DealStep::Paid(amount.negated())
            }
            DealCommand::Refund { amount, refund: Refund::GivenBack } => {
                DealStep::GivenBack(*amount)
            }
            DealCommand::ReturnPayment { amount, .. } => DealStep::Paid(amount.negated()),
            DealCommand::Open { .. }
            | DealCommand::Adopt(_)
            | DealCommand::Retract { .. }
            | DealCommand::Transfer(_)
            | DealCommand::TakeBack { .. }
            | DealCommand::Erase {}
            | DealCommand::Advance { .. }
            | DealCommand::Rework { .. }
            | DealCommand::Reach { .. }
            | DealCommand::Hold { .. }
            | DealCommand::Resume {}
            | DealCommand::Complete {}
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
            DealStep::Owner(owner) => self.deal.owners.tell(at, Some(owner)),
            DealStep::Amount(amount) => self.worth(at, amount)?,
            DealStep::Won(amount, on) => {
                if let Some(amount) = amount {
                    self.worth(at, amount)?;
                }
                let won_at = self.won_at(on, at, shared);
                self.deal.close.tell(won_at, Some(Close::new(ClosedAs::Won)));
            }
            DealStep::Closed(close) => self.deal.close.tell(at, Some(close)),
            DealStep::Reopened => self.deal.close.tell(at, None),
            DealStep::Paid(money) => self.book(money),
            DealStep::GivenBack(money) => {
                let worth = self.deal.amount.at(at).copied();
                let after = worth_after_refund(worth, self.received, money);
                if after != worth {
                    self.deal.amount.tell(at, after);
                }
                self.book(money.negated());
            }
        }
        Ok(())
    }
}
