//! Customers about to begin here: [`NewCustomer`], and [`AdoptedCustomer`] of
//! those that have lived elsewhere.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{CustomerStatus, Prospect};
use crate::lifecycle::Ownership;
use crate::value::text::sets;
use crate::value::{CustomerId, LeadId, OrderId, PersonId, ProcessId};

/// A customer about to be registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Its id.
    pub id: CustomerId,
    /// Who looks after it, from the day it is registered.
    pub owner: PersonId,
    /// The sales process it is sold to by, where the company has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<ProcessId>,
}

impl NewCustomer {
    /// A customer with an owner.
    pub fn new(id: CustomerId, owner: PersonId) -> Self {
        Self { id, owner, process: None }
    }

    /// Names the sales process it is sold to by.
    #[must_use]
    pub fn process(mut self, process: ProcessId) -> Self {
        self.process = Some(process);
        self
    }
}

/// A customer that has lived elsewhere, with what is known of it.
///
/// ```
/// use sales_process::lifecycle::Act;
/// use sales_process::lifecycle::customer::{
///     AdoptedCustomer, AnyCustomer, NewCustomer, Ownership, Regular,
/// };
///
/// // Regular since last year, with two earlier owners.
/// let known = AdoptedCustomer::new(
///     NewCustomer::new("acme".parse()?, "fay".parse()?), "2023-05-02T09:00:00Z".parse()?)
///     .earlier_owner("hanna".parse()?, "2023-05-02".parse()?)
///     .earlier_owner("hugo".parse()?, "2024-01-08".parse()?)
///     .owner_since("2025-02-03".parse()?)
///     .orders(11, "2023-06-01T10:00:00Z".parse()?, "2026-02-11T16:00:00Z".parse()?)
///     .regular_since("2025-01-20T10:00:00Z".parse()?)
///     .since("2025-01-20T10:00:00Z".parse()?)
///     .state(Regular {});
/// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "import".parse()?);
/// let customer = AnyCustomer::adopt(known, &act)?;
/// assert_eq!(customer.record().owner_on("2024-06-01".parse()?).unwrap(), "hugo");
/// assert_eq!(customer.record().orders(), 11);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdoptedCustomer {
    /// The customer.
    pub new: NewCustomer,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// Since when it is in its state.
    pub since: DateTime<Utc>,
    /// Since which day the owner looks after it; the day it was registered
    /// where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_since: Option<NaiveDate>,
    /// Who looked after it before, from which day on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_owners: Vec<Ownership>,
    /// How many orders there were.
    #[serde(default)]
    pub orders: u32,
    /// When the first was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_order_at: Option<DateTime<Utc>>,
    /// When the last was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_order_at: Option<DateTime<Utc>>,
    /// Which the last was, if that is known: what is recorded next is later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_order: Option<OrderId>,
    /// Since when it is regular, or was before it was at risk or lapsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regular_since: Option<DateTime<Utc>>,
    /// When somebody was last in contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<DateTime<Utc>>,
    /// The day of renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<NaiveDate>,
    /// The leads it recommended us to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referred: Vec<LeadId>,
    /// The state it is in.
    pub state: CustomerStatus,
}

impl AdoptedCustomer {
    /// A prospect, since it was registered.
    pub fn new(new: NewCustomer, registered_at: DateTime<Utc>) -> Self {
        Self {
            new,
            external_id: None,
            registered_at,
            since: registered_at,
            owner_since: None,
            earlier_owners: Vec::new(),
            orders: 0,
            first_order_at: None,
            last_order_at: None,
            last_order: None,
            regular_since: None,
            last_contact: None,
            renewal: None,
            referred: Vec::new(),
            state: CustomerStatus::Prospect(Prospect {}),
        }
    }

    sets! {
        /// Sets its id elsewhere.
        external_id(id: impl Into<String>) external_id = Some(id.into());

        /// Sets since when it is in its state.
        since(at: DateTime<Utc>) since = at;

        /// Sets since which day the owner looks after it.
        owner_since(day: NaiveDate) owner_since = Some(day);
    }

    /// Adds somebody who looked after it before, from a day on.
    #[must_use]
    pub fn earlier_owner(mut self, owner: PersonId, from: NaiveDate) -> Self {
        self.earlier_owners.push(Ownership { from, owner });
        self
    }

    /// Sets how many orders there were, and when the first and the last of
    /// them were placed.
    #[must_use]
    pub fn orders(mut self, count: u32, first: DateTime<Utc>, last: DateTime<Utc>) -> Self {
        (self.orders, self.first_order_at, self.last_order_at) = (count, Some(first), Some(last));
        self
    }

    sets! {
        /// Sets since when it is regular, or was.
        regular_since(at: DateTime<Utc>) regular_since = Some(at);

        /// Sets the state it is in.
        state(state: impl Into<CustomerStatus>) state = state.into();
    }
}
