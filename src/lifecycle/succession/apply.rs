//! [`Plan::apply`]: the plan carried out, all of it or nothing.

use std::collections::BTreeMap;

use super::plan::{items, stretches};
use super::{Holdings, Item, Plan};
use crate::lifecycle::customer::{AnyCustomer, CustomerCommand, CustomerMachine, CustomerRules};
use crate::lifecycle::deal::{Amendment, AnyDeal, DealMachine};
use crate::lifecycle::handoff::{AnyHandoff, Cancelled, Due, Handoff, HandoffMachine, NewHandoff};
use crate::lifecycle::lead::{AnyLead, LeadCommand, LeadMachine, LeadRules};
use crate::lifecycle::words::messages;
use crate::lifecycle::{Act, Note, Refusal};
use crate::value::{CustomerId, HandoffId, PersonId};

/// A plan carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// Everything given, each thing at its place; the entries of what was
    /// moved wait to be taken.
    pub holdings: Holdings,
    /// The handoffs begun for those that were called off, in the order of the
    /// plan.
    pub begun: Vec<Handoff<Due>>,
}

/// A plan that was not carried out: nothing is moved, and everything comes
/// back.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{why}")]
pub struct NotApplied {
    /// Everything given.
    pub holdings: Holdings,
    /// The plan.
    pub plan: Plan,
    /// Why.
    pub why: ApplyError,
}

messages! {
    /// Why a plan is not carried out.
    pub enum ApplyError {
        /// Something is there that was not, is not there any more, or has moved.
        Changed {
            /// What.
            item: Item,
        } = "changed",
            "{item} is not as it was when the plan was made; plan again",
            "{item} — уже не то, что было при составлении плана; составьте план заново",
            "{item} nu mai este ca la întocmirea planului; planificați din nou";
        /// A lead cannot be reassigned.
        Lead {
            /// What.
            item: Item,
            /// Why.
            refusal: Box<Refusal<LeadMachine>>,
        } = "lead_refused", "{item}: {refusal}", "{item}: {refusal}", "{item}: {refusal}";
        /// A deal cannot be amended.
        Deal {
            /// What.
            item: Item,
            /// Why.
            refusal: Box<Refusal<DealMachine>>,
        } = "deal_refused", "{item}: {refusal}", "{item}: {refusal}", "{item}: {refusal}";
        /// A customer cannot change its owner.
        Customer {
            /// What.
            item: Item,
            /// Why.
            refusal: Box<Refusal<CustomerMachine>>,
        } = "customer_refused", "{item}: {refusal}", "{item}: {refusal}", "{item}: {refusal}";
        /// A handoff cannot be called off, or not begun again.
        Handoff {
            /// What.
            item: Item,
            /// Why.
            refusal: Box<Refusal<HandoffMachine>>,
        } = "handoff_refused", "{item}: {refusal}", "{item}: {refusal}", "{item}: {refusal}";
    }
}

/// What has been moved so far, to be put in place once all is: by where each
/// thing stands in the holdings.
#[derive(Default)]
struct Moved {
    leads: BTreeMap<usize, AnyLead>,
    deals: BTreeMap<usize, AnyDeal>,
    customers: BTreeMap<usize, AnyCustomer>,
    handoffs: BTreeMap<usize, AnyHandoff>,
    begun: Vec<Handoff<Due>>,
}

impl Plan {
    /// Carries the plan out, all of it or nothing. Leads and deals change
    /// hands with the act, customers on the day of the plan. What nobody can
    /// take stays as it is. The handoffs that are called off are begun again
    /// with ids that the caller gives, from the same hunter and since the same
    /// instant.
    ///
    /// # Errors
    ///
    /// [`NotApplied`], with everything as it was, where something of the
    /// leaver's has changed, come or gone since the plan was made, or the act
    /// lies before the last entry of something.
    pub fn apply(
        self,
        mut holdings: Holdings,
        new_id: impl FnMut(&CustomerId) -> HandoffId,
        act: &Act,
    ) -> Result<Applied, Box<NotApplied>> {
        let moved = match self.moves(&holdings, new_id, act) {
            Ok(moved) => moved,
            Err(why) => return Err(Box::new(NotApplied { holdings, plan: self, why })),
        };
        put(&mut holdings.leads, moved.leads);
        put(&mut holdings.deals, moved.deals);
        put(&mut holdings.customers, moved.customers);
        put(&mut holdings.handoffs, moved.handoffs);
        Ok(Applied { holdings, begun: moved.begun })
    }

    fn moves(
        &self,
        holdings: &Holdings,
        mut new_id: impl FnMut(&CustomerId) -> HandoffId,
        act: &Act,
    ) -> Result<Moved, ApplyError> {
        self.is_of(holdings)?;
        let places = |ids: &mut dyn Iterator<Item = &str>| -> BTreeMap<String, usize> {
            ids.enumerate().map(|(place, id)| (id.to_owned(), place)).collect()
        };
        let leads = places(&mut holdings.leads.iter().map(|it| it.record().id().as_str()));
        let deals = places(&mut holdings.deals.iter().map(|it| it.record().id().as_str()));
        let customers = places(&mut holdings.customers.iter().map(|it| it.record().id().as_str()));
        let handoffs = places(&mut holdings.handoffs.iter().map(|it| it.record().id().as_str()));
        let mut moved = Moved::default();
        for step in &self.steps {
            let item = &step.item;
            let gone = || ApplyError::Changed { item: item.clone() };
            match (item, step.to.as_ref().and_then(|decision| decision.person())) {
                (Item::Handoff { handoff, customer }, _) => {
                    let place = *handoffs.get(handoff.as_str()).ok_or_else(gone)?;
                    let handoff = holdings.handoffs.get(place).ok_or_else(gone)?;
                    let id = new_id(customer);
                    let reason = format!("`{}` leaves; begun again as `{id}`", self.leaver);
                    let new = self.anew(handoff, id);
                    let refused = |refusal| ApplyError::Handoff { item: item.clone(), refusal };
                    let cancelled = called_off(handoff.clone(), reason.into(), act)
                        .ok_or_else(gone)?
                        .map_err(refused)?;
                    let begun = Handoff::due(new, act)
                        .map_err(|no| refused(Box::new(no.into_parts().1)))?;
                    moved.handoffs.insert(place, cancelled.into());
                    moved.begun.push(begun);
                }
                (_, None) => {}
                (Item::Lead(lead), Some(taker)) => {
                    let place = *leads.get(lead.as_str()).ok_or_else(gone)?;
                    let lead = holdings.leads.get(place).cloned().ok_or_else(gone)?;
                    let command = LeadCommand::Reassign { owner: taker.clone() };
                    let lead = lead.apply(LeadRules::default(), command, act).map_err(|no| {
                        let refusal = Box::new(no.into_parts().1);
                        ApplyError::Lead { item: item.clone(), refusal }
                    })?;
                    moved.leads.insert(place, lead);
                }
                (Item::Customer { customer, itself, deals: with }, Some(taker)) => {
                    if *itself {
                        let place = *customers.get(customer.as_str()).ok_or_else(gone)?;
                        let customer = holdings.customers.get(place).cloned().ok_or_else(gone)?;
                        let customer = self.given(customer, taker, act).map_err(|refusal| {
                            ApplyError::Customer { item: item.clone(), refusal }
                        })?;
                        moved.customers.insert(place, customer);
                    }
                    for deal in with {
                        let place = *deals.get(deal.as_str()).ok_or_else(gone)?;
                        let deal = holdings.deals.get(place).cloned().ok_or_else(gone)?;
                        let deal = amended(deal, taker, act)
                            .ok_or_else(gone)?
                            .map_err(|refusal| ApplyError::Deal { item: item.clone(), refusal })?;
                        moved.deals.insert(place, deal);
                    }
                }
            }
        }
        Ok(moved)
    }

    /// Whether what is the leaver's is what it was when the plan was made.
    fn is_of(&self, holdings: &Holdings) -> Result<(), ApplyError> {
        let now = items(&self.leaver, self.from, holdings);
        let planned = self.steps.iter().map(|step| (&step.item, &step.versions));
        let mut both = planned.zip(now.iter().map(|(item, versions)| (item, versions)));
        let differing = both.find(|(planned, now)| planned != now).map(|(planned, _)| planned.0);
        // One may have more than the other at its end.
        let (steps, items) = (self.steps.len(), now.len());
        let more = || {
            let gone = self.steps.get(items).map(|step| &step.item);
            gone.or_else(|| now.get(steps).map(|(item, _)| item))
        };
        match differing.or_else(more) {
            Some(item) => Err(ApplyError::Changed { item: item.clone() }),
            None => Ok(()),
        }
    }

    /// The customer given to another, for every stretch that is the leaver's.
    fn given(
        &self,
        customer: AnyCustomer,
        taker: &PersonId,
        act: &Act,
    ) -> Made<AnyCustomer, CustomerMachine> {
        stretches(&self.leaver, self.from, &customer).into_iter().try_fold(
            customer,
            |customer, from| {
                let change = CustomerCommand::ChangeOwner { owner: taker.clone(), from };
                let changed = customer.apply(CustomerRules::default(), change, act);
                changed.map_err(|refused| Box::new(refused.into_parts().1))
            },
        )
    }

    /// What is begun instead of a handoff that is called off.
    fn anew(&self, handoff: &AnyHandoff, id: HandoffId) -> NewHandoff {
        let record = handoff.record();
        // A reason that was redacted is none.
        let why = if record.why().is_blank() {
            Note::new(format!("begun again, as `{}` leaves", self.leaver))
        } else {
            record.why().clone()
        };
        let (customer, hunter) = (record.customer().clone(), record.hunter().clone());
        NewHandoff::new(id, customer, hunter, record.due_at(), why)
    }
}

/// A move made, or why not.
type Made<T, M> = Result<T, Box<Refusal<M>>>;

/// A handoff called off; `None` in a state in which it is not the leaver's.
fn called_off(
    handoff: AnyHandoff,
    reason: Note,
    act: &Act,
) -> Option<Made<Handoff<Cancelled>, HandoffMachine>> {
    Some(match handoff {
        AnyHandoff::Offered(it) => it.cancel(reason, act).map_err(|no| Box::new(no.into_parts().1)),
        AnyHandoff::Accepted(it) => {
            it.cancel(reason, act).map_err(|no| Box::new(no.into_parts().1))
        }
        _ => return None,
    })
}

/// A deal given to another; `None` in a state in which it is not the leaver's.
fn amended(deal: AnyDeal, taker: &PersonId, act: &Act) -> Option<Made<AnyDeal, DealMachine>> {
    let change = Amendment::owner(taker.clone());
    Some(match deal {
        AnyDeal::Open(deal) => {
            deal.amend(change, act).map(AnyDeal::Open).map_err(|no| Box::new(no.into_parts().1))
        }
        AnyDeal::OnHold(deal) => {
            deal.amend(change, act).map(AnyDeal::OnHold).map_err(|no| Box::new(no.into_parts().1))
        }
        AnyDeal::Won(deal) => {
            deal.amend(change, act).map(AnyDeal::Won).map_err(|no| Box::new(no.into_parts().1))
        }
        AnyDeal::Completed(_) | AnyDeal::Lost(_) | AnyDeal::Abandoned(_) => return None,
    })
}

fn put<T>(things: &mut [T], moved: BTreeMap<usize, T>) {
    for (place, thing) in moved {
        if let Some(there) = things.get_mut(place) {
            *there = thing;
        }
    }
}
