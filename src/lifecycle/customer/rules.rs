//! What the moves of a customer are checked against besides its record.

use chrono::{DateTime, NaiveDate, Utc};

use super::{CustomerRecord, RegularVerdict};
use crate::process::SalesProcess;
use crate::process::{Days, ServiceLevel};
use crate::value::Fields;
use crate::value::text::sets;

/// What a company says about keeping customers. What is absent cannot be
/// failed: without a service level no customer is at risk for want of contact.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CustomerRules {
    pub(super) first_repeat_within: Option<Days>,
    pub(super) contact_every: Option<Days>,
    pub(super) reexamined: bool,
    pub(super) regular: Option<RegularVerdict>,
    pub(super) order_due_by: Option<NaiveDate>,
}

impl CustomerRules {
    sets! {
        /// Sets how long after the first order the second one has time.
        first_repeat_within_days(days: impl Into<Days>) first_repeat_within = Some(days.into());

        /// Sets how long at most between two contacts with a regular customer.
        contact_every_days(days: impl Into<Days>) contact_every = Some(days.into());
    }

    /// Has regular status end when its rule no longer holds; otherwise it is
    /// kept once gained.
    #[must_use]
    pub fn reexamined(mut self) -> Self {
        self.reexamined = true;
        self
    }

    sets! {
        /// Says what the regular policy says of the customer at the instant of the
        /// move, an order of the move included. No command can say it.
        regular(verdict: impl Into<RegularVerdict>) regular = Some(verdict.into());

        /// Says the last day on which the customer's next order is due, by its
        /// order history; none where that gives no date. No command can say it.
        order_due_by(day: Option<NaiveDate>) order_due_by = day;
    }
}

impl CustomerRules {
    /// Until when a second order has time, counted from the first, or from a
    /// contact that put it off; `None` without a first order, and where the
    /// process gives it all the time.
    pub fn second_order_until(self, customer: &CustomerRecord) -> Option<DateTime<Utc>> {
        let first = customer.first_order_at()?;
        let from = customer.put_off_at().map_or(first, |put_off| put_off.max(first));
        Some(after(from, self.first_repeat_within?))
    }

    /// Until when the next contact with a regular customer has time, counted
    /// from the last contact, or else from when it became regular; for one that
    /// was won back since, from then. `None` for one that is not regular and
    /// has not been contacted, and where the service level says nothing of
    /// contact.
    pub fn contact_until(self, customer: &CustomerRecord) -> Option<DateTime<Utc>> {
        let last = customer.last_contact().or(customer.regular_since())?;
        Some(after(customer.won_back_at().map_or(last, |back| back.max(last)), self.contact_every?))
    }
}

fn after(at: DateTime<Utc>, time: Days) -> DateTime<Utc> {
    at.checked_add_signed(time.duration()).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl From<&SalesProcess> for CustomerRules {
    fn from(process: &SalesProcess) -> Self {
        let level: Option<&ServiceLevel> = process.service_level();
        Self {
            first_repeat_within: process.first_repeat_within_days(),
            contact_every: level.and_then(|level| level.contact_every_days),
            reexamined: process.regular_reexamined(),
            regular: None,
            order_due_by: None,
        }
    }
}

impl RegularVerdict {
    /// Whether it makes a customer regular at an instant: the due at has
    /// come, and where status is re-examined the rule also holds.
    pub(super) fn is_due(self, at: DateTime<Utc>, rules: CustomerRules) -> bool {
        self.due_at.is_some_and(|due| due <= at) && (self.holds || !rules.reexamined)
    }
}

/// The rules, and the fields that the company adds to its customers: what a
/// move of a customer is checked against. Made of [`CustomerRules`] alone where
/// no field is amended.
#[derive(Debug, Clone, Copy, Default)]
pub struct CustomerContext<'a> {
    pub(super) rules: CustomerRules,
    pub(super) fields: Option<&'a Fields>,
}

impl CustomerRules {
    /// Adds the fields of the company.
    pub fn with_fields(self, fields: &Fields) -> CustomerContext<'_> {
        CustomerContext { rules: self, fields: Some(fields) }
    }
}

impl From<CustomerRules> for CustomerContext<'_> {
    fn from(rules: CustomerRules) -> Self {
        Self { rules, fields: None }
    }
}

impl<'a> From<&'a SalesProcess> for CustomerContext<'a> {
    fn from(process: &'a SalesProcess) -> Self {
        CustomerRules::from(process).with_fields(process.fields())
    }
}
