//! Whose a customer was on which day, from the entries of customers and of
//! handoffs; and where the customer came from: [`Customers`].

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::shared::Shared;
use super::track::Story;
use crate::kpi::elsewhere::EarlierOrders;
use crate::kpi::fault::{JournalFault, Lifecycle};
use crate::kpi::records::OrderLine;
use crate::lifecycle::Entry;
use crate::lifecycle::customer::{
    AdoptedCustomer, CustomerCommand, CustomerMachine, CustomerStatus,
};
use crate::lifecycle::handoff::{
    Accepted, AdoptedHandoff, Completed, HandoffCommand, HandoffMachine, HandoffStatus,
};
use crate::value::{CustomerId, CustomerMerges, HandoffId, PersonId, Zone};

/// Told at an instant: whose the customer is from a day on.
pub(super) type Change = (DateTime<Utc>, NaiveDate, PersonId);

/// A customer as far as it is known.
#[derive(Debug, Clone)]
pub(super) struct CustomerStory {
    pub(super) id: CustomerId,
    pub(super) changes: Vec<Change>,
    /// The customer that goes on in its place.
    pub(super) merged: Option<CustomerId>,
    /// What it had ordered before it was adopted.
    pub(super) earlier: Option<EarlierOrders>,
}

#[derive(Debug, Clone)]
pub(super) enum CustomerStep {
    Owner(NaiveDate, PersonId),
    Merged(CustomerId),
}

impl Story for CustomerStory {
    type Of = CustomerMachine;
    type Id = CustomerId;
    type Step = CustomerStep;

    const KIND: Lifecycle = Lifecycle::Customer;

    fn begin(entry: &Entry<CustomerMachine>) -> Option<Self> {
        let new = match &entry.command {
            CustomerCommand::Register(new) => new,
            CustomerCommand::Adopt(adopted) => return Some(Self::adopt(adopted, entry.at)),
            _ => return None,
        };
        let first = (entry.at, entry.at.date_naive(), new.owner.clone());
        Some(Self { id: new.id.clone(), changes: vec![first], merged: None, earlier: None })
    }

    fn adopts(entry: &Entry<CustomerMachine>) -> bool {
        matches!(entry.command, CustomerCommand::Adopt(_))
    }

    fn id(&self) -> &CustomerId {
        &self.id
    }

    fn step(entry: &Entry<CustomerMachine>) -> Option<CustomerStep> {
        match &entry.command {
            CustomerCommand::ChangeOwner { owner, from } => {
                Some(CustomerStep::Owner(*from, owner.clone()))
            }
            CustomerCommand::Merge { into } => Some(CustomerStep::Merged(into.clone())),
            _ => None,
        }
    }

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: CustomerStep,
        _: &Shared,
    ) -> Result<(), JournalFault> {
        match step {
            CustomerStep::Owner(from, owner) => self.changes.push((at, from, owner)),
            CustomerStep::Merged(into) => self.merged = Some(into),
        }
        Ok(())
    }
}

impl CustomerStory {
    /// A customer that has lived elsewhere, and whose it was there.
    fn adopt(adopted: &AdoptedCustomer, adopted_at: DateTime<Utc>) -> Self {
        let at = adopted.registered_at;
        let earlier = adopted.earlier_owners.iter();
        let mut changes: Vec<Change> =
            earlier.map(|earlier| (at, earlier.from, earlier.owner.clone())).collect();
        let since = adopted.owner_since.unwrap_or(at.date_naive());
        changes.push((at, since, adopted.new.owner.clone()));
        let merged = match &adopted.state {
            CustomerStatus::Merged(merged) => Some(merged.into.clone()),
            _ => None,
        };
        let id = adopted.new.id.clone();
        let placed = adopted.first_order_at.zip(adopted.last_order_at);
        let earlier = placed.map(|(first, last)| {
            EarlierOrders::new(id.clone(), adopted.orders, [first, last], adopted_at)
        });
        Self { id, changes, merged, earlier }
    }
}

/// A handoff as far as it is known.
#[derive(Debug, Clone)]
pub(super) struct HandoffStory {
    pub(super) id: HandoffId,
    pub(super) customer: CustomerId,
    pub(super) hunter: PersonId,
    pub(super) begun_at: DateTime<Utc>,
    farmer: Option<PersonId>,
    /// Whose the customer is once it is completed.
    pub(super) change: Option<Change>,
}

#[derive(Debug, Clone)]
pub(super) enum HandoffStep {
    Farmer(PersonId),
    Completed(NaiveDate),
}

impl Story for HandoffStory {
    type Of = HandoffMachine;
    type Id = HandoffId;
    type Step = HandoffStep;

    const KIND: Lifecycle = Lifecycle::Handoff;

    fn begin(entry: &Entry<HandoffMachine>) -> Option<Self> {
        let new = match &entry.command {
            HandoffCommand::Due(new) => new,
            HandoffCommand::Adopt(adopted) => return Some(Self::adopt(adopted)),
            _ => return None,
        };
        Some(Self {
            id: new.id.clone(),
            customer: new.customer.clone(),
            hunter: new.hunter.clone(),
            begun_at: entry.at,
            farmer: None,
            change: None,
        })
    }

    fn adopts(entry: &Entry<HandoffMachine>) -> bool {
        matches!(entry.command, HandoffCommand::Adopt(_))
    }

    fn id(&self) -> &HandoffId {
        &self.id
    }

    fn step(entry: &Entry<HandoffMachine>) -> Option<HandoffStep> {
        match &entry.command {
            // Whoever accepts is the farmer.
            HandoffCommand::Accept { .. } => Some(HandoffStep::Farmer(entry.by.clone())),
            HandoffCommand::Assign { farmer, .. } => Some(HandoffStep::Farmer(farmer.clone())),
            HandoffCommand::Complete { from, .. } => Some(HandoffStep::Completed(*from)),
            _ => None,
        }
    }

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: HandoffStep,
        _: &Shared,
    ) -> Result<(), JournalFault> {
        match step {
            HandoffStep::Farmer(farmer) => self.farmer = Some(farmer),
            HandoffStep::Completed(from) => {
                self.change = self.farmer.clone().map(|farmer| (at, from, farmer));
            }
        }
        Ok(())
    }
}

impl HandoffStory {
    /// A handoff that has lived elsewhere, and what had come of it there.
    fn adopt(adopted: &AdoptedHandoff) -> Self {
        let new = &adopted.new;
        let (farmer, from) = match &adopted.state {
            HandoffStatus::Accepted(Accepted { farmer, .. }) => (Some(farmer.clone()), None),
            HandoffStatus::Completed(Completed { farmer, from, .. }) => {
                (Some(farmer.clone()), Some(*from))
            }
            _ => (None, None),
        };
        Self {
            id: new.id.clone(),
            customer: new.customer.clone(),
            hunter: new.hunter.clone(),
            begun_at: new.due_at,
            change: from.zip(farmer.clone()).map(|(from, farmer)| (adopted.since, from, farmer)),
            farmer,
        }
    }
}

/// Where customers came from, and whose they were on which day: what the lines
/// of their orders are told apart by. One that was merged is the one that goes
/// on, where anything is known of that.
#[derive(Debug, Clone, Default)]
pub struct Customers {
    known: HashMap<CustomerId, Customer>,
    zone: Zone,
    merges: CustomerMerges,
}

#[derive(Debug, Clone, Default)]
struct Customer {
    source: Option<String>,
    /// Each from a later day than the one before.
    owners: Vec<(NaiveDate, PersonId)>,
}

impl Customers {
    pub(super) fn new(zone: Zone, merges: CustomerMerges) -> Self {
        Self { known: HashMap::new(), zone, merges }
    }

    /// What is known of the customer that goes on, then of the customer itself.
    fn of(&self, customer: &str) -> impl Iterator<Item = &Customer> {
        let survivor = self.merges.survivor(customer);
        self.known.get(survivor).into_iter().chain(self.known.get(customer))
    }

    pub(super) fn came_from(&mut self, customer: CustomerId, source: &str) {
        self.known.entry(customer).or_default().source = Some(source.to_owned());
    }

    /// Tells the changes of one customer, in the order in which they were recorded.
    pub(super) fn owned(&mut self, customer: &CustomerId, changes: &[Change]) {
        let owners = &mut self.known.entry(customer.clone()).or_default().owners;
        for (_, from, owner) in changes {
            let place = owners.partition_point(|(since, _)| since < from);
            match owners.get_mut(place) {
                // A change for a day that has one already takes its place.
                Some(known) if known.0 == *from => known.1 = owner.clone(),
                _ => owners.insert(place, (*from, owner.clone())),
            }
        }
    }

    /// The source of the lead whose deal won the customer; `None` where no
    /// deal of it was won, or it came of no lead, or its source is unknown.
    pub(crate) fn source(&self, customer: &str) -> Option<&str> {
        self.of(customer).find_map(|known| known.source.as_deref())
    }

    /// Whose the customer is at an instant, on its day in the zone. Before the
    /// first owner it is the first one; `None` where nobody is known.
    pub(crate) fn owner(&self, customer: &str, at: DateTime<Utc>) -> Option<&PersonId> {
        let owners = self.of(customer).map(|known| &known.owners).find(|all| !all.is_empty())?;
        let after = owners.partition_point(|(since, _)| *since <= self.zone.date_of(at));
        owners.get(after.saturating_sub(1)).map(|(_, owner)| owner)
    }

    /// The line with the source of its customer and the customer's owner when
    /// it was placed.
    #[must_use]
    pub fn label<'a>(&'a self, line: OrderLine<'a>) -> OrderLine<'a> {
        let Some(customer) = line.customer else { return line };
        let owner = self.owner(customer, line.placed_at).map(PersonId::as_str);
        OrderLine { source: self.source(customer), owner, ..line }
    }
}
