//! Orders that customers had placed elsewhere before they were adopted:
//! [`EarlierOrders`], and which of them no line tells of.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::common::Survivors;
use super::facts::KpiFacts;
use super::records::{FactError, all_meant};
use crate::value::CustomerId;

/// How often a customer had ordered elsewhere before it was adopted. Order lines
/// may tell of these orders as well, or of some of them.
///
/// Where as many orders have lines as are told of, the lines say it all. Else:
///
/// - The first order is the one told here, unless one with lines is as early.
/// - What is bought later is repeat revenue, all of it: what was bought elsewhere
///   is not known, so that nothing is new to the customer for certain.
/// - The customer is a buyer from its first order on, and has ordered again from
///   its second on that is known, the last one told at the latest. Told apart by
///   product, only lines count; by source or owner, it belongs to the group of its
///   first order with lines, to none without.
/// - It is in no cohort of customers by their first order: when it ordered again
///   is not known.
///
/// A deal that was opened after the first order told here has not won its
/// customer: that was won before, elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EarlierOrders {
    /// Whose they are.
    pub customer: CustomerId,
    /// How many; zero says nothing.
    pub orders: u32,
    /// When the first was placed.
    pub first: DateTime<Utc>,
    /// When the last was placed.
    pub last: DateTime<Utc>,
    /// When the customer was adopted: lines of orders placed until then may be of
    /// these.
    pub adopted_at: DateTime<Utc>,
}

impl EarlierOrders {
    /// Some orders of a customer, between the first and the last, as told when
    /// it was adopted.
    pub fn new(
        customer: CustomerId,
        orders: u32,
        [first, last]: [DateTime<Utc>; 2],
        adopted_at: DateTime<Utc>,
    ) -> Self {
        Self { customer, orders, first, last, adopted_at }
    }

    pub(super) fn check(&self) -> Result<(), FactError> {
        if self.first > self.last {
            return Err(FactError::EarlierOrdersBackwards(self.customer.clone()));
        }
        let instants = [self.first, self.last, self.adopted_at];
        all_meant(instants, || format!("earlier orders of customer `{}`", self.customer))
    }
}

/// The orders that are told of and have no lines.
#[derive(Default)]
pub(super) struct Elsewhere(
    /// By the number of the customer that goes on, in time; of one customer the
    /// first, and another one where no second one has lines.
    BTreeMap<u32, Vec<DateTime<Utc>>>,
);

impl Elsewhere {
    pub(super) fn new(facts: &KpiFacts, survivors: &Survivors) -> Self {
        let mut unread = BTreeMap::<u32, Vec<_>>::new();
        if facts.earlier.is_empty() {
            return Self(unread);
        }
        let number = |told: &EarlierOrders| facts.orders.customers.find(told.customer.as_str());
        // How many orders are read by the adoption, and when the first was placed.
        let told = facts.earlier.values().filter_map(|told| Some((number(told)?, (told, 0, None))));
        let mut told: HashMap<u32, (&EarlierOrders, u32, Option<DateTime<Utc>>)> = told.collect();
        for (_, head) in facts.orders.above_zero() {
            if let Some((told, read, first)) = told.get_mut(&head.customer) {
                let at = head.placed_at();
                *read += u32::from(at <= told.adopted_at);
                *first = Some(first.map_or(at, |first| at.min(first)));
            }
        }
        for (customer, (told, read, first)) in told {
            if read >= told.orders {
                continue;
            }
            let is_first = first.is_none_or(|first| told.first < first);
            let second = told.orders > 1 && read + u32::from(is_first) < 2;
            let known = [is_first.then_some(told.first), second.then_some(told.last)];
            let unread = unread.entry(survivors.of(customer)).or_default();
            unread.extend(known.into_iter().flatten());
        }
        unread.values_mut().for_each(|known| known.sort_unstable());
        Self(unread)
    }

    /// When a customer had ordered elsewhere as well, as far as that counts, in
    /// time; `None` where all of its orders have lines. Of one that goes on.
    #[inline]
    pub(super) fn of(&self, customer: Option<u32>) -> Option<&[DateTime<Utc>]> {
        let customer = customer.filter(|_| !self.0.is_empty())?;
        self.0.get(&customer).map(Vec::as_slice)
    }

    /// All of them, customer by customer.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &[DateTime<Utc>])> {
        self.0.iter().map(|(customer, known)| (*customer, known.as_slice()))
    }
}

/// Since when each customer that goes on is known to have ordered elsewhere.
pub(super) fn ordered_since(facts: &KpiFacts) -> HashMap<&str, DateTime<Utc>> {
    let mut since: HashMap<&str, DateTime<Utc>> = HashMap::new();
    for told in facts.earlier.values() {
        let first =
            since.entry(facts.merges.survivor(told.customer.as_str())).or_insert(told.first);
        *first = told.first.min(*first);
    }
    since
}
