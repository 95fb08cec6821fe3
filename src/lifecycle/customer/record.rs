//! What a customer is in every state.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{NewCustomer, PlacedOrder, RegularVerdict, RiskReason};
use crate::lifecycle::owners::Owners;
use crate::lifecycle::{FilledFields, Ownership, Tenure};
use crate::value::{CustomerId, LeadId, OrderId, PersonId, ProcessId};

/// An order or return by when it was placed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Placed {
    pub(super) at: DateTime<Utc>,
    pub(super) id: OrderId,
}

/// What a customer is in every state: whose it is and was, how often it has
/// ordered, when we were last in contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomerRecord {
    pub(super) id: CustomerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) process: Option<ProcessId>,
    /// INVARIANT: not empty; each from a later day than the one before.
    pub(super) owners: Owners,
    pub(super) registered_at: DateTime<Utc>,
    /// When it came into its state.
    pub(super) since: DateTime<Utc>,
    pub(super) orders: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first_order_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_order_at: Option<DateTime<Utc>>,
    /// The latest order or return recorded, by when it was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_recorded: Option<Placed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) regular_since: Option<DateTime<Utc>>,
    /// When regular status was last taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) regular_until: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_contact: Option<DateTime<Utc>>,
    /// When it was last won back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) won_back_at: Option<DateTime<Utc>>,
    /// At risk for an order that did not come, and none recorded since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) order_missed: bool,
    /// When a contact last resolved such a risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) put_off_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) renewal: Option<NaiveDate>,
    /// The leads it recommended us to, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) referred: Vec<LeadId>,
    #[serde(default, skip_serializing_if = "FilledFields::is_empty")]
    pub(super) fields: FilledFields,
    /// Since when it lives here, where it has lived elsewhere before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) adopted_at: Option<DateTime<Utc>>,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
}

impl CustomerRecord {
    pub(super) fn new(new: &NewCustomer, at: DateTime<Utc>) -> Self {
        Self {
            id: new.id.clone(),
            process: new.process.clone(),
            owners: Owners::new(new.owner.clone(), at.date_naive()),
            registered_at: at,
            since: at,
            orders: 0,
            first_order_at: None,
            last_order_at: None,
            last_recorded: None,
            regular_since: None,
            regular_until: None,
            last_contact: None,
            won_back_at: None,
            order_missed: false,
            put_off_at: None,
            renewal: None,
            referred: Vec::new(),
            fields: FilledFields::default(),
            adopted_at: None,
            external_id: None,
        }
    }

    /// The customer's id.
    pub fn id(&self) -> &CustomerId {
        &self.id
    }

    /// The sales process it is sold to by, if it names one.
    pub fn process(&self) -> Option<&ProcessId> {
        self.process.as_ref()
    }

    /// Who looked after it from which day on, in the order of time: changes
    /// of days to come are in it too. Never empty.
    pub fn owners(&self) -> impl Iterator<Item = &Ownership> {
        self.owners.iter()
    }

    /// Who looks after it on a day (of UTC); `None` before the first owner's
    /// first day, which is that of its registration unless somebody was named
    /// for an earlier one.
    pub fn owner_on(&self, day: NaiveDate) -> Option<&PersonId> {
        self.owners.on(day)
    }

    /// Who looks after it from which day until which, in the order of time:
    /// every day from the first is in one of them. Never empty; two in a row
    /// can be one person's.
    pub fn tenures(&self) -> impl Iterator<Item = Tenure<'_>> {
        self.owners.tenures()
    }

    /// When it was registered.
    pub fn registered_at(&self) -> DateTime<Utc> {
        self.registered_at
    }

    /// When it came into its state.
    pub fn since(&self) -> DateTime<Utc> {
        self.since
    }

    /// How many orders were recorded; returns are none.
    pub fn orders(&self) -> u32 {
        self.orders
    }

    /// When the first order was placed: the earliest recorded, in whatever
    /// order they were.
    pub fn first_order_at(&self) -> Option<DateTime<Utc>> {
        self.first_order_at
    }

    /// When the last order was placed: the latest recorded.
    pub fn last_order_at(&self) -> Option<DateTime<Utc>> {
        self.last_order_at
    }

    /// The latest order or return recorded, by when it was placed: what is
    /// recorded next is later, unless an override records it as late.
    pub fn last_recorded(&self) -> Option<&OrderId> {
        self.last_recorded.as_ref().map(|last| &last.id)
    }

    /// Since when it is regular, or was before it was at risk, lapsed or
    /// closed. It is the policy's due at; for status gained again after it
    /// was taken away, the instant of the move.
    pub fn regular_since(&self) -> Option<DateTime<Utc>> {
        self.regular_since
    }

    /// When the last interaction was recorded. An order is none.
    pub fn last_contact(&self) -> Option<DateTime<Utc>> {
        self.last_contact
    }

    /// When it was last won back, after it had lapsed.
    pub fn won_back_at(&self) -> Option<DateTime<Utc>> {
        self.won_back_at
    }

    /// When a contact last resolved the risk of an order that did not come:
    /// from then on the order has as long again. `None` once it has come.
    pub fn put_off_at(&self) -> Option<DateTime<Utc>> {
        self.put_off_at.filter(|put_off| self.last_order_at <= Some(*put_off))
    }

    /// Until the end of which day an order has time that was due by a day:
    /// that day; or where a contact put it off after that day, as many days after
    /// the contact as lay between the last order and that day.
    pub fn order_until(&self, due_by: NaiveDate) -> NaiveDate {
        let again = || {
            let put_off = self.put_off_at()?.date_naive();
            let last = self.last_order_at.filter(|_| due_by < put_off)?;
            put_off.checked_add_signed(due_by.signed_duration_since(last.date_naive()))
        };
        again().map_or(due_by, |again| again.max(due_by))
    }

    /// The day of renewal.
    pub fn renewal(&self) -> Option<NaiveDate> {
        self.renewal
    }

    /// What stands in the fields of the company.
    pub fn fields(&self) -> &FilledFields {
        &self.fields
    }

    /// How many leads it recommended us to.
    pub fn referred(&self) -> u32 {
        u32::try_from(self.referred.len()).unwrap_or(u32::MAX)
    }

    /// Since when it lives here, where it was adopted; `None` where it was
    /// registered here.
    pub fn adopted_at(&self) -> Option<DateTime<Utc>> {
        self.adopted_at
    }

    /// Its id in the system it came from, if known.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    pub(super) fn refer(&mut self, lead: &LeadId) {
        if let Err(place) = self.referred.binary_search(lead) {
            self.referred.insert(place, lead.clone());
        }
    }

    pub(super) fn book(&mut self, order: &PlacedOrder) {
        let placed = Placed { at: order.placed_at, id: order.id.clone() };
        self.last_recorded = self.last_recorded.take().max(Some(placed));
        if !order.total.is_positive() {
            return;
        }
        self.order_missed = false;
        let at = order.placed_at;
        self.orders = self.orders.saturating_add(1);
        self.first_order_at = Some(self.first_order_at.map_or(at, |first| first.min(at)));
        self.last_order_at = self.last_order_at.max(Some(at));
    }

    /// Whether what a risk waited for was recorded since the customer is at
    /// risk.
    pub(super) fn has_answered(&self, reason: RiskReason) -> bool {
        match reason {
            RiskReason::NoSecondOrder | RiskReason::OrderOverdue { .. } => !self.order_missed,
            // The last contact before the risk was days before it.
            RiskReason::NoContact => self.last_contact.is_some_and(|last| last >= self.since),
        }
    }

    /// A contact that resolved the risk of an order puts the order off. One of
    /// a day before counts from the start of that day.
    pub(super) fn be_in_contact(
        &mut self,
        on: Option<NaiveDate>,
        at: DateTime<Utc>,
        resolved: bool,
    ) {
        let began = on.map(|on| on.and_time(chrono::NaiveTime::MIN).and_utc());
        let contact = began.map_or(at, |began| began.min(at));
        self.last_contact = self.last_contact.max(Some(contact));
        if resolved && self.order_missed {
            self.put_off_at = Some(at);
            self.order_missed = false;
        }
    }

    /// A due at from before status was taken away does not count again.
    pub(super) fn gain_regular(&mut self, verdict: RegularVerdict, at: DateTime<Utc>) {
        if self.regular_since.is_none() {
            let due = verdict.due_at.unwrap_or(at);
            let again = self.regular_until.is_some_and(|until| due <= until);
            self.regular_since = Some(if again { at } else { due });
        }
    }

    pub(super) fn lose_regular(&mut self, at: DateTime<Utc>) {
        if self.regular_since.take().is_some() {
            self.regular_until = Some(at);
        }
    }
}
