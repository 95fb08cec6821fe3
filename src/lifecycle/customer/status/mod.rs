//! Status: what every customer of the base is, after one call.
//!
//! New, Regular, at risk, Lapsed and won back follow from what the company
//! says and from what customers do. A [`StatusReview`] is told of each
//! customer ([`CustomerCase`]) the orders since the last review, what the
//! regular policy says, and by when the next order is due by its cadence; it
//! makes the moves of the customer machine that follow, and says why.
//!
//! | the customer is | it comes to | where |
//! |---|---|---|
//! | Prospect | New | it ordered |
//! | New | Regular | the policy says so |
//! | New | at risk | it ordered once, and [`first_repeat_within_days`] are over; or its order is overdue |
//! | Regular | New | status is re-examined, and the rule does not hold |
//! | Regular | at risk | its order is overdue, or the service level's contact is |
//! | at risk | New or Regular, as before | what the risk waited for came: an order, or a contact |
//! | at risk | Lapsed | it has been at risk for [`lapse_after_days`](StatusReview::lapse_after_days), and neither came in these days |
//! | Lapsed | New or Regular, by the policy: won back | it ordered after it lapsed |
//!
//! Orders come first, in the order of time; then what follows from the rest,
//! until nothing more follows.
//!
//! What ends a risk is what it waited for, and only that:
//!
//! | at risk because | an order came | somebody was in contact |
//! |---|---|---|
//! | no second order came | over | stays |
//! | the next order is overdue | over, unless by the cadence it is overdue all the same | stays |
//! | nobody was in contact | stays | over, unless that is again longer ago than the service level says |
//!
//! It does not matter by which move it was recorded: a call that was merely
//! noted ([`interact`](super::Customer::interact)) ends the risk of a customer
//! whom nobody had called, with the next review. A call to one who does not
//! order is no order. Who comes to know on the phone that the order *will*
//! come says so by the move [`recover`](super::Customer::recover): the customer
//! is as before, and the order has as long again as it had, counted from that
//! day; then it is overdue again. No customer who orders is counted as lost.
//!
//! [`first_repeat_within_days`]: crate::process::ProcessDraft::first_repeat_within_days
//!
//! ```
//! use sales_process::lifecycle::Act;
//! use sales_process::lifecycle::customer::status::{CustomerCase, StatusReview};
//! use sales_process::lifecycle::customer::{
//!     AnyCustomer, Customer, CustomerRules, NewCustomer, RegularVerdict,
//! };
//! use sales_process::{Line, Order};
//!
//! let on = |day: &str| -> Result<Act, Box<dyn std::error::Error>> {
//!     Ok(Act::new(format!("{day}T12:00:00Z").parse()?, "anna".parse()?))
//! };
//! let new = NewCustomer::new("acme".parse()?, "anna".parse()?);
//! let customer: AnyCustomer = Customer::register(new, &on("2026-03-01")?).into();
//! let line = Line::new("P-7".parse()?, "900.00 GBP".parse()?);
//! let placed_at = "2026-03-02T09:00:00Z".parse()?;
//! let order = Order::new("O-1".parse()?, "acme".parse()?, placed_at, vec![line])?;
//!
//! let rules = CustomerRules::default().first_repeat_within_days(60);
//! let review = StatusReview::new(rules).lapse_after_days(90);
//!
//! let case = CustomerCase::new(customer).order(&order);
//! let reviewed = review.run([case], &on("2026-03-03")?);
//! let changed = reviewed.changed.into_iter().next().expect("acme ordered");
//! assert_eq!(changed.to_string(), "`acme` is new, was prospect: ordered `O-1` for the first time");
//!
//! // No second order comes.
//! let reviewed = review.run([CustomerCase::new(changed.customer)], &on("2026-05-02")?);
//! let changed = reviewed.changed.into_iter().next().expect("60 days are over");
//! assert_eq!(
//!     changed.to_string(),
//!     "`acme` is at_risk, was new: the second order had time until 2026-05-01"
//! );
//!
//! let reviewed = review.run([CustomerCase::new(changed.customer)], &on("2026-08-01")?);
//! assert_eq!(
//!     reviewed.changed[0].to_string(),
//!     "`acme` is lapsed, was at_risk: at risk since 2026-05-02, for 90 days or more"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Invariants: every change is an entry of the customer machine; of one
//! customer everything is done or nothing; a second review at the same instant
//! changes nothing; customers do not depend on one another, and come back in
//! the order given.

mod alert;
mod change;
mod review;

pub use alert::{Alert, AlertReason};
pub use change::{Changed, StatusChange};
pub use review::Reviewed;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{AnyCustomer, CustomerRules, PlacedOrder, RegularVerdict};
use crate::loyalty::Cadence;
use crate::policy::assignment::Person;
use crate::process::SalesProcess;
use crate::process::{Days, RoleKind};
use crate::value::{Order, PersonId};

/// A customer to be reviewed, with what is known at the instant.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerCase {
    /// The customer as it is stored.
    pub customer: AnyCustomer,
    /// Its orders and returns that are not recorded with it yet.
    pub orders: Vec<PlacedOrder>,
    /// What the regular policy says, these orders included.
    pub regular: RegularVerdict,
    /// The last day on which its next order is due, these orders included;
    /// `None` where the order history gives no date.
    pub order_due_by: Option<NaiveDate>,
}

impl CustomerCase {
    /// A customer of whom nothing is known but what is stored: it has not
    /// ordered since, the regular policy has never held, and no order is due.
    pub fn new(customer: AnyCustomer) -> Self {
        Self {
            customer,
            orders: Vec::new(),
            regular: RegularVerdict::default(),
            order_due_by: None,
        }
    }

    /// Adds an order or a return that is not recorded with the customer yet.
    #[must_use]
    pub fn order(mut self, order: impl Into<PlacedOrder>) -> Self {
        self.orders.push(order.into());
        self
    }

    /// Sets what the regular policy says at the instant of the review, the
    /// orders added included.
    #[must_use]
    pub fn regular(mut self, verdict: impl Into<RegularVerdict>) -> Self {
        self.regular = verdict.into();
        self
    }

    /// Sets by when the next order is due to the end of the window that the
    /// customer's cadence gives; none where it gives no date.
    #[must_use]
    pub fn cadence(self, cadence: &Cadence) -> Self {
        self.order_due_by(cadence.due().map(|window| window.latest))
    }

    /// Sets the last day on which the next order is due.
    #[must_use]
    pub fn order_due_by(mut self, day: Option<NaiveDate>) -> Self {
        self.order_due_by = day;
        self
    }
}

/// How customers are reviewed: by which rules, and who the people are.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusReview {
    rules: CustomerRules,
    lapse_after: Option<Days>,
    kinds: BTreeMap<PersonId, RoleKind>,
}

impl StatusReview {
    /// A review by rules. No customer lapses by it, however long at risk.
    pub fn new(rules: CustomerRules) -> Self {
        Self { rules, lapse_after: None, kinds: BTreeMap::new() }
    }

    /// A review by what a process says.
    pub fn of(process: &SalesProcess) -> Self {
        Self::new(process.into())
    }

    /// Counts customers as lost once they have been at risk for so many days.
    /// A process does not say how many; without it people decide.
    #[must_use]
    pub fn lapse_after_days(mut self, days: impl Into<Days>) -> Self {
        self.lapse_after = Some(days.into());
        self
    }

    /// Says who the people are, so that regular customers still with a hunter
    /// are found. Somebody who is not among them counts as a hunter.
    #[must_use]
    pub fn people<'a>(mut self, people: impl IntoIterator<Item = &'a Person>) -> Self {
        self.kinds = people.into_iter().map(|person| (person.id.clone(), person.kind)).collect();
        self
    }
}

impl From<Order> for PlacedOrder {
    fn from(order: Order) -> Self {
        Self::from(&order)
    }
}
