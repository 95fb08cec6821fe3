//! [`Needs`]: what it takes to be given something.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{PassReason, Person};
use crate::value::role_kind::RoleKind;
use crate::value::{PersonId, ProductId};

/// What a lead, a deal or a customer needs of the person who takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// The role it takes: a hunter for a lead, a farmer for a customer who is
    /// handed over.
    pub kind: RoleKind,
    /// Where it is; anywhere where absent.
    pub territory: Option<String>,
    /// What they buy, or ask for: all of it must be what the person sells.
    pub products: Vec<ProductId>,
    /// The segment they belong to; any where absent.
    pub segment: Option<String>,
    /// Who is not to take it, such as the hunter who hands over.
    pub except: BTreeSet<PersonId>,
}

impl Needs {
    /// Needs somebody in a role, and no more.
    pub fn new(kind: RoleKind) -> Self {
        Self { kind, territory: None, products: Vec::new(), segment: None, except: BTreeSet::new() }
    }

    /// Sets where it is.
    #[must_use]
    pub fn territory(mut self, territory: impl Into<String>) -> Self {
        self.territory = Some(territory.into());
        self
    }

    /// Adds a product they buy, or ask for.
    #[must_use]
    pub fn product(mut self, product: ProductId) -> Self {
        self.products.push(product);
        self
    }

    /// Sets the segment they belong to.
    #[must_use]
    pub fn segment(mut self, segment: impl Into<String>) -> Self {
        self.segment = Some(segment.into());
        self
    }

    /// Says who is not to take it.
    #[must_use]
    pub fn except(mut self, person: PersonId) -> Self {
        self.except.insert(person);
        self
    }

    /// Everything that speaks against a person, on a day.
    pub(super) fn against(&self, person: &Person, on: NaiveDate) -> Vec<PassReason> {
        let mut reasons = Vec::new();
        if self.except.contains(&person.id) {
            reasons.push(PassReason::Excepted);
        }
        if person.kind != self.kind {
            reasons.push(PassReason::Role { has: person.kind, needed: self.kind });
        }
        if let Some(leave) = person.leave_on(on) {
            reasons.push(PassReason::OnLeave { until: leave.until() });
        }
        if let Some(territory) = not_served(self.territory.as_ref(), &person.territories) {
            reasons.push(PassReason::Territory(territory));
        }
        if !person.products.is_empty() {
            let sold = |product: &&ProductId| person.products.contains(product);
            let missing: Vec<_> =
                self.products.iter().filter(|product| !sold(product)).cloned().collect();
            if !missing.is_empty() {
                reasons.push(PassReason::Products(missing));
            }
        }
        if let Some(segment) = not_served(self.segment.as_ref(), &person.segments) {
            reasons.push(PassReason::Segment(segment));
        }
        if let Some(capacity) = person.capacity.filter(|capacity| person.load >= *capacity) {
            reasons.push(PassReason::Full { load: person.load, capacity });
        }
        reasons
    }

    /// How many of the things needed a person is named for, 0 to 3, rather
    /// than serving them because of serving everything.
    pub(super) fn named_by(&self, person: &Person) -> u32 {
        let territory = self.territory.is_some() && !person.territories.is_empty();
        let products = !self.products.is_empty() && !person.products.is_empty();
        let segment = self.segment.is_some() && !person.segments.is_empty();
        u32::from(territory) + u32::from(products) + u32::from(segment)
    }
}

fn not_served(needed: Option<&String>, served: &[String]) -> Option<String> {
    needed.filter(|needed| !served.is_empty() && !served.contains(needed)).cloned()
}
