//! Who has something from which day on: [`Ownership`], [`Tenure`].

use std::cmp::Ordering;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize, Serializer};

use crate::value::PersonId;

/// Who looks after something from a day on, until the next in line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ownership {
    /// The first day.
    pub from: NaiveDate,
    /// Who.
    pub owner: PersonId,
}

/// Days in a row on which one person looks after something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tenure<'a> {
    /// Who.
    pub owner: &'a PersonId,
    /// The first day.
    pub from: NaiveDate,
    /// The day the next owner begins; until further notice where `None`.
    pub until: Option<NaiveDate>,
}

/// The owners of something, one at least, each from a later day than the one
/// before. Stored as their list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Vec<Ownership>")]
pub(crate) struct Owners {
    earlier: Vec<Ownership>,
    last: Ownership,
}

impl Owners {
    /// One owner from a day on.
    pub(crate) fn new(owner: PersonId, from: NaiveDate) -> Self {
        Self { earlier: Vec::new(), last: Ownership { from, owner } }
    }

    /// One owner from a day on, and those before.
    pub(crate) fn after(earlier: &[Ownership], owner: PersonId, from: NaiveDate) -> Self {
        Self { earlier: earlier.to_vec(), last: Ownership { from, owner } }
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Ownership> {
        self.earlier.iter().chain([&self.last])
    }

    /// Who comes last, be it on a day to come.
    pub(crate) fn last(&self) -> &PersonId {
        &self.last.owner
    }

    /// The first day that is known.
    pub(crate) fn first_day(&self) -> NaiveDate {
        self.earlier.first().unwrap_or(&self.last).from
    }

    /// Who has it on a day; `None` before the first owner's first day.
    pub(crate) fn on(&self, day: NaiveDate) -> Option<&PersonId> {
        self.iter().rev().find(|change| change.from <= day).map(|change| &change.owner)
    }

    pub(crate) fn tenures(&self) -> impl Iterator<Item = Tenure<'_>> {
        let ends = self.iter().skip(1).map(|next| Some(next.from)).chain([None]);
        self.iter().zip(ends).map(|(change, until)| Tenure {
            owner: &change.owner,
            from: change.from,
            until,
        })
    }

    /// A change for a day that has one already takes its place.
    pub(crate) fn change(&mut self, owner: &PersonId, from: NaiveDate) {
        let change = Ownership { from, owner: owner.clone() };
        match from.cmp(&self.last.from) {
            Ordering::Equal => self.last = change,
            Ordering::Greater => self.earlier.push(std::mem::replace(&mut self.last, change)),
            Ordering::Less => {
                let place = self.earlier.partition_point(|known| known.from < from);
                match self.earlier.get_mut(place) {
                    Some(known) if known.from == from => *known = change,
                    _ => self.earlier.insert(place, change),
                }
            }
        }
    }

    /// Whether each begins after the one before.
    pub(crate) fn are_in_order(&self) -> bool {
        let next = self.iter().skip(1);
        self.iter().zip(next).all(|(one, next)| one.from < next.from)
    }
}

impl Serialize for Owners {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl TryFrom<Vec<Ownership>> for Owners {
    type Error = &'static str;
    fn try_from(mut earlier: Vec<Ownership>) -> Result<Self, Self::Error> {
        let last = earlier.pop().ok_or("there is no owner; expected one at least")?;
        // An empty list keeps no room that the list took while it was read.
        earlier.shrink_to_fit();
        Ok(Self { earlier, last })
    }
}
