//! Deals, from their entries.

use chrono::{DateTime, Utc};

use super::Shared;
use super::fault::{JournalFault, Lifecycle};
use super::track::Story;
use crate::kpi::exact;
use crate::kpi::facts::{Close, ClosedAs, DealFacts, FactError};
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
    Won(Option<Money>),
    Closed(Close),
    Reopened,
    Paid(Money),
    GivenBack(Money),
}

impl DealStory {
    fn worth(
        &mut self,
        at: DateTime<Utc>,
        amount: Money,
        shared: &mut Shared,
    ) -> Result<(), JournalFault> {
        self.can_be(amount, shared)?;
        self.deal.amount.tell(at, Some(amount));
        Ok(())
    }

    fn can_be(&self, amount: Money, shared: &mut Shared) -> Result<(), JournalFault> {
        if exact::units(amount) < 0 {
            return Err(JournalFault::Fact(FactError::NegativeAmount(self.deal.id.clone())));
        }
        shared.in_currency(amount)
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

    fn check(&self, shared: &mut Shared) -> Result<(), JournalFault> {
        let amount = self.deal.amount.at(self.deal.opened_at);
        amount.map_or(Ok(()), |amount| self.can_be(*amount, shared))
    }

    fn id(&self) -> &DealId {
        &self.deal.id
    }

    fn step(entry: &Entry<DealMachine>) -> Option<DealStep> {
        let closed = |outcome, reason| DealStep::Closed(Close { outcome, reason });
        Some(match &entry.command {
            DealCommand::Amend(Amendment::Owner(owner)) => DealStep::Owner(owner.to.clone()),
            DealCommand::Amend(Amendment::Amount(amount)) => DealStep::Amount(*amount),
            DealCommand::Win { amount, .. } => DealStep::Won(*amount),
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
        shared: &mut Shared,
    ) -> Result<(), JournalFault> {
        match step {
            DealStep::Owner(owner) => self.deal.owners.tell(at, Some(owner)),
            DealStep::Amount(amount) => self.worth(at, amount, shared)?,
            DealStep::Won(amount) => {
                if let Some(amount) = amount {
                    self.worth(at, amount, shared)?;
                } else if self.deal.amount.at(at).is_none() {
                    let id = self.deal.id.clone();
                    return Err(JournalFault::Fact(FactError::WonWithoutAmount(id)));
                }
                self.deal.close.tell(at, Some(Close::new(ClosedAs::Won)));
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
