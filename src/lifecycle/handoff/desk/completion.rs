//! [`Desk::complete`]: the handoff closed and the customer given over, both
//! or neither.

use chrono::NaiveDate;

use super::Desk;
use crate::lifecycle::customer::{AnyCustomer, CustomerCommand, CustomerMachine, CustomerRules};
use crate::lifecycle::handoff::{Accepted, Completed, Handoff, HandoffMachine, HandoffRules};
use crate::lifecycle::words::messages;
use crate::lifecycle::{Act, Note, Refusal};
use crate::value::CustomerId;

/// A handoff closed, and its customer with the new owner. The entries of both
/// wait to be taken: store them in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The handoff.
    pub handoff: Handoff<Completed>,
    /// The customer, the farmer's from the effective date on.
    pub customer: AnyCustomer,
}

/// A handoff that was not completed: both come back as they were.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{why}")]
pub struct NotCompleted {
    /// The handoff.
    pub handoff: Handoff<Accepted>,
    /// The customer.
    pub customer: AnyCustomer,
    /// Why.
    pub why: CompletionError,
}

messages! {
    /// Why a handoff is not completed.
    pub enum CompletionError {
        /// The customer is not the one of the handoff.
        OtherCustomer {
            /// The one of the handoff.
            expected: CustomerId,
            /// The one given.
            found: CustomerId,
        } = "other_customer",
            "the handoff is of the customer `{expected}`, not of `{found}`",
            "передаётся клиент `{expected}`, а не `{found}`",
            "predarea este a clientului `{expected}`, nu a lui `{found}`";
        /// The handoff cannot complete.
        Handoff {
            /// Why.
            refusal: Box<Refusal<HandoffMachine>>,
        } = "handoff_refused", "{refusal}", "{refusal}", "{refusal}";
        /// The customer cannot change its owner.
        Customer {
            /// Why.
            refusal: Box<Refusal<CustomerMachine>>,
        } = "customer_refused", "{refusal}", "{refusal}", "{refusal}";
    }
}

impl Desk<'_> {
    /// Closes a handoff: the farmer is introduced, and the customer is the
    /// farmer's from a day on, past or to come. Where the farmer has the
    /// customer on that day already, the customer is left as it is.
    ///
    /// # Errors
    ///
    /// [`NotCompleted`], with both as they were, for another customer; where
    /// the introduction is not evidenced; for an act before the last entry of
    /// either; for a day before the customer's present owner began, or more
    /// than a year from the act (override possible).
    pub fn complete(
        &self,
        handoff: Handoff<Accepted>,
        customer: AnyCustomer,
        introduction: impl Into<Note>,
        from: NaiveDate,
        act: &Act,
    ) -> Result<Completion, Box<NotCompleted>> {
        let (expected, found) = (handoff.record().customer(), customer.record().id());
        if expected != found {
            let (expected, found) = (expected.clone(), found.clone());
            let why = CompletionError::OtherCustomer { expected, found };
            return Err(Box::new(NotCompleted { handoff, customer, why }));
        }
        let since = customer.record().tenures().filter(|tenure| tenure.from <= act.day()).last();
        let rules = HandoffRules::from(self.policy).owner_since(since.map(|tenure| tenure.from));
        // The handoff moves first, because only a copy of the smaller one is
        // then needed to undo it.
        let before = handoff.clone();
        let handoff: Handoff<Completed> = match handoff.complete(rules, introduction, from, act) {
            Ok(completed) => completed,
            Err(refused) => {
                let (handoff, refusal) = refused.into_parts();
                let why = CompletionError::Handoff { refusal: Box::new(refusal) };
                return Err(Box::new(NotCompleted { handoff, customer, why }));
            }
        };
        let owner = handoff.state().farmer.clone();
        if customer.record().owner_on(from) == Some(&owner) {
            return Ok(Completion { handoff, customer });
        }
        let change = CustomerCommand::ChangeOwner { owner, from };
        match customer.apply(CustomerRules::default(), change, act) {
            Ok(customer) => Ok(Completion { handoff, customer }),
            Err(refused) => {
                let (customer, refusal) = refused.into_parts();
                let why = CompletionError::Customer { refusal: Box::new(refusal) };
                Err(Box::new(NotCompleted { handoff: before, customer, why }))
            }
        }
    }
}
