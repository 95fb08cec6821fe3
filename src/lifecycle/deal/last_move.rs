//! The last move of stage or outcome, kept so that it can be taken back.

use super::record::{Before, DealRecord, LastMove, Was};
use super::{DealCommand, DealMachine, DealStatus, DealView};
use crate::lifecycle::Entry;
use crate::lifecycle::conduct::ViewData;
use crate::value::Money;

impl LastMove {
    /// The state that taking it back leads to.
    pub(super) fn state_before(&self, view: DealView<'_>) -> DealStatus {
        self.before.as_ref().map_or_else(|| view.to_status(), |before| before.state.clone())
    }

    /// The amount that the deal has once it is taken back.
    pub(super) fn amount_before(&self, now: Option<Money>) -> Option<Money> {
        let was = self.before.as_ref().and_then(|before| before.amount);
        was.map_or(now, |was| was.was)
    }
}

impl DealRecord {
    /// Keeps what a change of state is about to change.
    pub(super) fn keep_before(&mut self, view: DealView<'_>, entry: &Entry<DealMachine>) {
        let (amount, close) = (self.amount, self.expected_close);
        let mut before = Before {
            state: view.to_status(),
            amount: None,
            expected_close: None,
            met: Vec::new(),
            refunded: None,
        };
        match &entry.command {
            DealCommand::Win { amount: Some(_), .. } => before.amount = Some(Was { was: amount }),
            DealCommand::Reopen { .. } => {
                before.expected_close = Some(Was { was: close });
                before.met = std::mem::take(&mut self.met);
            }
            DealCommand::Refund { amount: back, .. } => {
                before.amount = Some(Was { was: amount });
                before.refunded = Some(*back);
            }
            _ => {}
        }
        self.last_move = Some(LastMove {
            entry: entry.version,
            stage: self.stage.clone(),
            outcome: self.outcome.clone(),
            entered_at: self.entered_at,
            came: false,
            rework: false,
            before: Some(Box::new(before)),
        });
    }

    /// Takes the last move back: all that it changed is as before it.
    pub(super) fn take_back(&mut self) {
        let Some(last) = self.last_move.take() else { return };
        let here = self.stage.id().clone();
        if last.came {
            if let Some(visit) = self.visits.iter_mut().find(|visit| visit.stage == here) {
                visit.times = visit.times.saturating_sub(1);
            }
            self.visits.retain(|visit| visit.times > 0);
        }
        if last.rework {
            let from = last.stage.id();
            let pass = self.passes.iter_mut().find(|pass| pass.from == *from && pass.to == here);
            if let Some(pass) = pass {
                pass.times = pass.times.saturating_sub(1);
            }
            self.passes.retain(|pass| pass.times > 0);
        }
        self.stage = last.stage;
        self.outcome = last.outcome;
        self.entered_at = last.entered_at;
        let Some(before) = last.before else { return };
        if let Some(refunded) = before.refunded {
            self.payments.book(refunded);
        }
        if let Some(amount) = before.amount {
            self.be_worth(amount.was);
        }
        if let Some(close) = before.expected_close {
            self.expected_close = close.was;
        }
        for met in before.met {
            if !self.met.iter().any(|now| now.stage == met.stage && now.criterion == met.criterion)
            {
                self.met.push(met);
            }
        }
        // An approval that is there again may be of less than the deal is worth now.
        self.be_worth(self.amount);
    }
}
