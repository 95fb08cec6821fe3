//! Succession: everything of a person who leaves goes to others, in one call.
//!
//! First a [`Plan`] is made and can be looked at: what goes to whom and why,
//! and what nobody can take. Then it is applied, all of it or nothing, by the
//! moves of the machines themselves: a lead is reassigned, a deal's owner is
//! amended, a customer changes its owner from a day on.
//!
//! - [`Holdings`]: the leads, deals, customers and handoffs there are; what is
//!   not the leaver's is left alone.
//! - [`Succession`]: who leaves, when, who the people are and by which
//!   [`Method`] they are chosen. [`Succession::plan`] makes the plan.
//! - [`Plan`]: [`Step`]s, each of an [`Item`] and a [`Decision`].
//!   [`Plan::apply`] gives the holdings back, with the entries of what was
//!   moved waiting in it.
//!
//! What goes together stays together: the deals of a customer go where the
//! customer goes. A lead takes one place of a person's capacity, and so does a
//! customer with its deals, or the deals of a customer that is somebody
//! else's. Places are counted as the plan fills people up.
//!
//! ```
//! use sales_process::lifecycle::Act;
//! use sales_process::lifecycle::customer::{Customer, NewCustomer};
//! use sales_process::lifecycle::succession::{Holdings, Succession};
//! use sales_process::policy::assignment::{Needs, Person};
//! use sales_process::process::RoleKind;
//!
//! let act = Act::new("2026-03-02T09:00:00Z".parse()?, "boss".parse()?);
//! let mut holdings = Holdings::default();
//! for id in ["acme", "bolt", "coil"] {
//!     let new = NewCustomer::new(id.parse()?, "flo".parse()?);
//!     holdings.customers.push(Customer::register(new, &act).into());
//! }
//! let farmer = |id: &str, load| -> Result<Person, sales_process::IdError> {
//!     Ok(Person::new(id.parse()?, RoleKind::Farmer).capacity(10).load(load))
//! };
//! let people = [farmer("fay", 8)?, farmer("flo", 3)?, farmer("fred", 10)?];
//!
//! let succession = Succession::new("flo".parse()?, "2026-04-01".parse()?, &people);
//! let plan = succession.plan(&holdings, |_| Needs::new(RoleKind::Farmer));
//! assert_eq!(
//!     plan.to_string(),
//!     "the customer `acme`: `fay`, the least loaded of 1 with 8 of at most 10
//! the customer `bolt`: `fay`, the least loaded of 1 with 9 of at most 10
//! the customer `coil`: nobody, because `fay` holds 10 of at most 10; \
//!      `flo` is not to take it; `fred` holds 10 of at most 10"
//! );
//!
//! let applied = plan.apply(holdings, |_| "H-1".parse().expect("an id"), &act)?;
//! let acme = applied.holdings.customers[0].record();
//! assert_eq!(acme.owner_on("2026-03-31".parse()?).unwrap(), "flo");
//! assert_eq!(acme.owner_on("2026-04-01".parse()?).unwrap(), "fay");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is the leaver's:
//!
//! - leads that are Assigned, Working or Qualified. A lead put off is given an
//!   owner when it is taken up again;
//! - deals that are Open, on hold, or Won. A completed deal has nothing left
//!   to do, and stays with whoever completed it;
//! - customers that are not closed and are the leaver's on the day or later,
//!   each stretch of days of its own: what another owner has in between stays;
//! - handoffs offered to the leaver, or accepted by the leaver and not
//!   completed: no move gives them to another, so they are called off and
//!   begun again, to be offered anew. Handoffs *from* the leaver go on.
//!
//! Invariants: nothing is given to the leaver, to somebody who is on leave on
//! the day, or beyond a capacity; what is applied is what was planned, or
//! nothing is; the order of the steps, and by it who gets what, does not
//! depend on the order in which things are given: customers by id, then leads,
//! then handoffs.

mod apply;
mod plan;

pub use apply::{Applied, ApplyError, NotApplied};
pub use plan::{Item, Plan, Step, Succession};

use super::customer::AnyCustomer;
use super::deal::AnyDeal;
use super::handoff::AnyHandoff;
use super::lead::AnyLead;
#[cfg(doc)]
use crate::policy::assignment::{Decision, Method};

/// What a department works on, or the part of it that may be the leaver's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holdings {
    /// The leads.
    pub leads: Vec<AnyLead>,
    /// The deals.
    pub deals: Vec<AnyDeal>,
    /// The customers.
    pub customers: Vec<AnyCustomer>,
    /// The handoffs.
    pub handoffs: Vec<AnyHandoff>,
}
