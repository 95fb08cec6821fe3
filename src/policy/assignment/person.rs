//! [`Person`]: who can be given something, and [`Leave`]: when not.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::value::role_kind::RoleKind;
use crate::value::text::sets;
use crate::value::words::messages;
use crate::value::{PersonId, ProductId};

/// Somebody who can be given a lead, a deal, a customer.
///
/// The load and the leave are those of the moment: the application fills them
/// in from what it stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// What the person is there for.
    pub kind: RoleKind,
    /// How many customers or open leads the person can hold, such as the
    /// [`capacity`](crate::process::Role::capacity) of the role; without a
    /// limit where absent, and none at all where 0.
    pub capacity: Option<u32>,
    /// How many the person holds.
    pub load: u32,
    /// The territories the person serves; every one where empty.
    pub territories: Vec<String>,
    /// The products the person sells; every one where empty.
    pub products: Vec<ProductId>,
    /// The segments the person serves; every one where empty.
    pub segments: Vec<String>,
    /// When the person is not there.
    pub away: Vec<Leave>,
}

impl Person {
    /// Somebody in a role, with no limit and nothing to do yet, who serves
    /// everything and is always there.
    pub fn new(id: PersonId, kind: RoleKind) -> Self {
        Self {
            id,
            kind,
            capacity: None,
            load: 0,
            territories: Vec::new(),
            products: Vec::new(),
            segments: Vec::new(),
            away: Vec::new(),
        }
    }

    sets! {
        /// Sets how many customers or open leads the person can hold; without it
        /// there is no limit.
        capacity(count: u32) capacity = Some(count);

        /// Sets how many customers or open leads the person holds.
        load(count: u32) load = count;
    }

    /// Adds a territory that the person serves.
    #[must_use]
    pub fn territory(mut self, territory: impl Into<String>) -> Self {
        self.territories.push(territory.into());
        self
    }

    /// Adds a product that the person sells.
    #[must_use]
    pub fn product(mut self, product: ProductId) -> Self {
        self.products.push(product);
        self
    }

    /// Adds a segment that the person serves.
    #[must_use]
    pub fn segment(mut self, segment: impl Into<String>) -> Self {
        self.segments.push(segment.into());
        self
    }

    /// Adds a time at which the person is not there.
    #[must_use]
    pub fn away(mut self, leave: Leave) -> Self {
        self.away.push(leave);
        self
    }

    /// The leave that the person is on, on a day: of several, the one that
    /// ends last. `None` where the person is there.
    pub fn leave_on(&self, day: NaiveDate) -> Option<Leave> {
        // For good is later than any day.
        let end = |leave: &Leave| (leave.until.is_none(), leave.until);
        self.away.iter().filter(|leave| leave.covers(day)).max_by_key(|leave| end(leave)).copied()
    }

    /// How loaded the person is, in comparison: the load in parts of the
    /// capacity, then the room left, then the load itself. Of two who are loaded
    /// alike and have room, the one of the larger capacity has more of it.
    pub(super) fn compare_load(&self, other: &Self) -> Ordering {
        let most = |person: &Self| person.capacity.map_or(u64::MAX, u64::from);
        self.compare_parts(other)
            .then_with(|| most(other).cmp(&most(self)))
            .then_with(|| self.load.cmp(&other.load))
    }

    /// The load in parts of the capacity, without rounding, in comparison. Of a
    /// capacity without limit, any load is nothing.
    pub(super) fn compare_parts(&self, other: &Self) -> Ordering {
        let parts = |person: &Self| match person.capacity {
            Some(capacity) => (u64::from(person.load), u64::from(capacity)),
            None => (0, 1),
        };
        let (mine, theirs) = (parts(self), parts(other));
        (mine.0 * theirs.1).cmp(&(theirs.0 * mine.1))
    }
}

/// A time at which a person is not there: from its first day up to the day
/// the person is back, or for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Leave {
    // INVARIANT: `until` is later than `from`.
    from: NaiveDate,
    until: Option<NaiveDate>,
}

messages! {
    /// Why days are not a leave.
    #[derive(Eq)]
    pub enum LeaveError {
        /// The person is back before being away for a day.
        Empty {
            /// The first day of the leave.
            from: NaiveDate,
            /// The day the person is back.
            until: NaiveDate,
        } = "leave_empty",
            "the leave begins on {from} and the person is back on {until}; expected a later day",
            "отпуск начинается {from}, а возвращение {until}; ожидается более поздний день",
            "concediul începe la {from}, iar întoarcerea este la {until}; se așteaptă o zi mai târzie";
    }
}

impl Leave {
    /// A leave from a day up to the day the person is back, which is none of
    /// it.
    ///
    /// # Errors
    ///
    /// [`LeaveError::Empty`] where the person is back on the first day, or
    /// before.
    pub fn new(from: NaiveDate, until: NaiveDate) -> Result<Self, LeaveError> {
        if from < until {
            Ok(Self { from, until: Some(until) })
        } else {
            Err(LeaveError::Empty { from, until })
        }
    }

    /// Leaves on a day, and does not come back.
    pub fn for_good(from: NaiveDate) -> Self {
        Self { from, until: None }
    }

    /// The first day.
    pub fn from(&self) -> NaiveDate {
        self.from
    }

    /// The day the person is back; `None` where that is never.
    pub fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Whether a day is one of it.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
