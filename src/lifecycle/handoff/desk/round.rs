//! [`Desk::open`], [`Desk::chase`], and both in one [`Desk::round`].

use std::collections::BTreeSet;

use super::agenda::{late, pasts};
use super::{Desk, Errand, HandoffCase, Readiness};
use crate::lifecycle::Act;
use crate::lifecycle::handoff::{
    AnyHandoff, Due, Handoff, HandoffCommand, HandoffRefused, NewHandoff,
};
use crate::value::{CustomerId, HandoffId};

/// What became of handoffs that were looked at for late ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chased {
    /// Brought before the head of sales: their entries wait to be taken.
    pub escalated: Vec<AnyHandoff>,
    /// As they were.
    pub untouched: Vec<AnyHandoff>,
    /// Late, but the act lies before their last entry.
    pub refused: Vec<HandoffRefused<AnyHandoff>>,
}

/// What one round of the desk did, and what is left to people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Round {
    /// The handoffs begun: their entries wait to be taken.
    pub opened: Vec<Handoff<Due>>,
    /// Those brought before the head of sales, and all others.
    pub chased: Chased,
    /// What is to be done now, the most pressing first.
    pub agenda: Vec<Errand>,
}

impl Round {
    /// All handoffs there are after the round, to go on with: those begun, then
    /// those given.
    pub fn into_handoffs(self) -> impl Iterator<Item = AnyHandoff> {
        let Chased { escalated, untouched, refused, .. } = self.chased;
        let refused = refused.into_iter().map(|refused| refused.entity);
        let opened = self.opened.into_iter().map(AnyHandoff::from);
        opened.chain(escalated).chain(untouched).chain(refused)
    }
}

impl Desk<'_> {
    /// Begins a handoff for every customer that is due and has none, in the
    /// order since when they are due, then by id. Give all handoffs of the
    /// customers, ended ones too: what was completed or called off is not
    /// begun again. A customer given twice is looked at once.
    pub fn open<'a>(
        &self,
        cases: &[HandoffCase<'_>],
        handoffs: impl IntoIterator<Item = &'a AnyHandoff>,
        mut new_id: impl FnMut(&CustomerId) -> HandoffId,
        act: &Act,
    ) -> Vec<Handoff<Due>> {
        let pasts = pasts(handoffs);
        let mut due: Vec<_> = cases
            .iter()
            .filter_map(|case| {
                let customer = case.customer.record().id();
                let begun = pasts.contains_key(customer);
                match self.look_on(*case, act.at(), act.day()) {
                    Readiness::Due { hunter, due_at, why } if !begun => {
                        Some((due_at, customer, hunter, why))
                    }
                    _ => None,
                }
            })
            .collect();
        due.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut seen = BTreeSet::new();
        due.retain(|(_, customer, ..)| seen.insert(*customer));
        // None is refused: each is due at the act or before, and says why.
        due.into_iter()
            .filter_map(|(due_at, customer, hunter, why)| {
                let id = new_id(customer);
                Handoff::due(NewHandoff::new(id, customer.clone(), hunter, due_at, why), act).ok()
            })
            .collect()
    }

    /// Brings the late handoffs before the head of sales: offered or declined,
    /// with the last day to answer over. The others come back as they are.
    /// Each list is in the order given; what is escalated once is not late
    /// again.
    pub fn chase(&self, handoffs: impl IntoIterator<Item = AnyHandoff>, act: &Act) -> Chased {
        let mut chased = Chased::default();
        for handoff in handoffs {
            if late(&handoff, act.day()).is_none() {
                chased.untouched.push(handoff);
                continue;
            }
            match handoff.apply(self.policy, HandoffCommand::Escalate {}, act) {
                Ok(escalated) => chased.escalated.push(escalated),
                Err(refused) => chased.refused.push(refused),
            }
        }
        chased
    }

    /// One round: chases what is late, begins what is due, and says what is
    /// to be done then. A second round at the same instant moves nothing more.
    pub fn round(
        &self,
        cases: &[HandoffCase<'_>],
        handoffs: impl IntoIterator<Item = AnyHandoff>,
        new_id: impl FnMut(&CustomerId) -> HandoffId,
        act: &Act,
    ) -> Round {
        let chased = self.chase(handoffs, act);
        let there = || {
            let refused = chased.refused.iter().map(|refused| &refused.entity);
            chased.escalated.iter().chain(&chased.untouched).chain(refused)
        };
        let opened = self.open(cases, there(), new_id, act);
        let begun: Vec<AnyHandoff> = opened.iter().cloned().map(AnyHandoff::from).collect();
        let agenda = self.agenda_of(cases, there().chain(&begun), &(act.at(), act.day()));
        Round { opened, chased, agenda }
    }
}
