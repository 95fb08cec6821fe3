//! [`Tallies`]: what is counted, told apart by groups and months.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::dimension::Dimension;
use super::index::Names;
use super::tally::Tally;
use crate::value::{Currency, Month, Zone};

/// What has no such thing as the dimension.
const NONE: &str = "(none)";

/// What a row is told apart by, but for its month.
#[derive(Default, Clone, Copy)]
pub(super) struct Marks<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) owner: Option<&'a str>,
    pub(super) product: Option<&'a str>,
    pub(super) currency: Option<&'a str>,
}

/// The months that are told apart, in time.
#[derive(Debug, Default)]
pub(super) struct Months(Vec<MonthSlot>);

#[derive(Debug)]
struct MonthSlot {
    month: Month,
    begin: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Months {
    /// Months in time, as they begin and end in a zone.
    pub(super) fn new(months: &[Month], zone: Zone) -> Self {
        let begin = |month: Month, otherwise| month.begins(zone).unwrap_or(otherwise);
        let slot = |month: &Month| MonthSlot {
            month: *month,
            begin: begin(*month, DateTime::<Utc>::MIN_UTC),
            end: begin(month.shifted(1), DateTime::<Utc>::MAX_UTC),
        };
        Self(months.iter().map(slot).collect())
    }
}

/// The tallies as far as they are counted.
///
/// A group has a number for each dimension that was asked for, 0 for none. Where
/// months are told apart, it has a slot for each month; else it has one slot for
/// all the time.
pub(super) struct Tallies<'d> {
    dimensions: &'d [Dimension],
    /// In time; `None` where months are not told apart.
    months: Option<&'d Months>,
    names: Names,
    groups: HashMap<Vec<u32>, usize>,
    /// Slots of one group after those of another; none where nothing is counted
    /// in a slot yet.
    slots: Vec<Option<Box<Tally>>>,
    /// The group found last, which is often the next one.
    last: (Vec<u32>, Option<usize>),
    key: Vec<u32>,
}

impl<'d> Tallies<'d> {
    pub(super) fn new(dimensions: &'d [Dimension], months: &'d Months) -> Self {
        Self {
            dimensions,
            months: dimensions.contains(&Dimension::Month).then_some(months),
            names: Names::default(),
            groups: HashMap::new(),
            slots: Vec::new(),
            last: (Vec::new(), None),
            key: Vec::new(),
        }
    }

    fn slots_each(&self) -> usize {
        self.months.map_or(1, |months| months.0.len())
    }

    /// The slot of what happened at an instant.
    pub(super) fn slot(&self, at: DateTime<Utc>) -> Option<usize> {
        let Some(months) = self.months else { return Some(0) };
        let slot = months.0.partition_point(|month| month.end <= at);
        months.0.get(slot).is_some_and(|month| month.begin <= at).then_some(slot)
    }

    /// The first slot of what is so from an instant on.
    pub(super) fn slot_since(&self, at: DateTime<Utc>) -> Option<usize> {
        let Some(months) = self.months else { return Some(0) };
        let slot = months.0.partition_point(|month| month.end <= at);
        (slot < months.0.len()).then_some(slot)
    }

    /// The number of a group.
    pub(super) fn group(&mut self, marks: Marks<'_>) -> usize {
        self.key.clear();
        for dimension in self.dimensions {
            let mark = match dimension {
                Dimension::Source => marks.source,
                Dimension::Owner => marks.owner,
                Dimension::Product => marks.product,
                Dimension::Currency => marks.currency,
                Dimension::Month => None,
            };
            // A text that is itself the name of none is none.
            let mark = mark.filter(|mark| *mark != NONE);
            self.key.push(mark.map_or(0, |mark| self.names.number(mark).saturating_add(1)));
        }
        self.keyed()
    }

    /// The number of the group whose key was made last.
    fn keyed(&mut self) -> usize {
        match &self.last {
            (key, Some(group)) if *key == self.key => return *group,
            _ => {}
        }
        let known = self.groups.get(&self.key).copied();
        let group = known.unwrap_or_else(|| {
            let group = self.groups.len();
            self.groups.insert(self.key.clone(), group);
            self.slots.resize_with((group + 1) * self.slots_each(), || None);
            group
        });
        self.last.0.clone_from(&self.key);
        self.last.1 = Some(group);
        group
    }

    /// The tally of a slot of a group, for something to be counted in it; there
    /// is one for every group and slot found.
    pub(super) fn at(&mut self, group: usize, slot: usize) -> Option<&mut Tally> {
        let place = group * self.slots_each() + slot;
        Some(self.slots.get_mut(place)?.get_or_insert_default())
    }

    /// The tally of a group at an instant.
    pub(super) fn tally(&mut self, marks: Marks<'_>, at: DateTime<Utc>) -> Option<&mut Tally> {
        let group = self.group(marks);
        self.at(group, self.slot(at)?)
    }

    /// The tally of a group in which what is so from an instant on is counted.
    pub(super) fn since(&mut self, marks: Marks<'_>, at: DateTime<Utc>) -> Option<&mut Tally> {
        let group = self.group(marks);
        self.at(group, self.slot_since(at)?)
    }

    /// The one tally where no dimension was asked for.
    pub(super) fn total(self) -> Tally {
        self.slots.into_iter().next().flatten().map(|tally| *tally).unwrap_or_default()
    }

    /// The tallies with the names of their groups, and the currency of a group
    /// that is told apart by it.
    pub(super) fn named(mut self) -> Vec<(String, Option<Currency>, Tally)> {
        let slots = self.slots_each();
        let mut named = Vec::new();
        for (key, group) in std::mem::take(&mut self.groups) {
            let Some(tallies) = self.slots.get_mut(group * slots..(group + 1) * slots) else {
                continue;
            };
            carry(tallies);
            for (slot, tally) in tallies.iter_mut().enumerate() {
                let Some(tally) = tally.take() else { continue };
                let month = self.months.and_then(|months| Some(&months.0.get(slot)?.month));
                let place = self.dimensions.iter().position(|it| *it == Dimension::Currency);
                let number = place.and_then(|place| key.get(place)?.checked_sub(1));
                let currency = number.and_then(|number| self.names.name(number).parse().ok());
                named.push((name(&self.names, self.dimensions, &key, month), currency, *tally));
            }
        }
        named
    }

    /// Adds what was counted elsewhere; no customer is counted here and there.
    #[cfg(feature = "rayon")]
    pub(super) fn merge(&mut self, mut other: Tallies<'_>) {
        let slots = self.slots_each();
        for (key, group) in std::mem::take(&mut other.groups) {
            self.key.clear();
            for number in key {
                let name = number.checked_sub(1).map(|number| other.names.name(number));
                let number = name.map_or(0, |name| self.names.number(name).saturating_add(1));
                self.key.push(number);
            }
            let mine = self.keyed();
            for slot in 0..slots {
                let place = group * slots + slot;
                let Some(counted) = other.slots.get_mut(place).and_then(Option::take) else {
                    continue;
                };
                if let Some(tally) = self.at(mine, slot) {
                    tally.merge(*counted);
                }
            }
        }
    }
}

/// What is so from a slot on is so in all later ones.
fn carry(slots: &mut [Option<Box<Tally>>]) {
    let mut since = [0; 3];
    for slot in slots {
        if since != [0; 3] {
            slot.get_or_insert_default();
        }
        let Some(tally) = slot else { continue };
        let here = [&mut tally.open, &mut tally.buyers, &mut tally.repeat_buyers];
        for (sum, here) in since.iter_mut().zip(here) {
            *sum += *here;
            *here = *sum;
        }
    }
}

fn name(names: &Names, dimensions: &[Dimension], key: &[u32], month: Option<&Month>) -> String {
    let parts = dimensions.iter().zip(key).map(|(dimension, number)| {
        if *dimension == Dimension::Month {
            return month.map_or(NONE.to_owned(), |month| {
                format!("{:04}-{:02}", month.year(), month.number())
            });
        }
        let name = number.checked_sub(1).map_or(NONE, |number| names.name(number));
        if dimensions.len() < 2 { name.to_owned() } else { escaped(name) }
    });
    parts.collect::<Vec<_>>().join(" / ")
}

/// A name as part of several: no two lists of names give the same text.
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    let mut before = ' ';
    while let Some(char) = rest.next() {
        // A slash between spaces, or between a space and an end of the name,
        // could be read as the one between two names.
        let ends = rest.peek().is_none_or(|next| *next == ' ');
        if char == '\\' || (char == '/' && before == ' ' && ends) {
            text.push('\\');
        }
        text.push(char);
        before = char;
    }
    text
}

#[cfg(all(test, feature = "rayon"))]
mod tests {
    use super::*;

    /// Leads, and deals open from a month on; told apart or not, and added up.
    #[test]
    fn a_group_is_there_where_anything_is_counted() {
        let months = ["2026-01", "2026-02", "2026-04"].map(|month| month.parse().unwrap());
        let months = Months::new(&months, Zone::UTC);
        let at = |day: &str| -> DateTime<Utc> { format!("{day}T09:00:00Z").parse().unwrap() };
        let from = |source| Marks { source: Some(source), ..Marks::default() };
        let dimensions = [Dimension::Source, Dimension::Month];
        let new = || Tallies::new(&dimensions, &months);

        let (mut one, mut two) = (new(), new());
        one.tally(from("web"), at("2026-01-31")).unwrap().leads += 1;
        two.tally(from("mail"), at("2026-04-01")).unwrap().leads += 1;
        two.since(from("web"), at("2026-02-01")).unwrap().open += 1;
        // Before the first month and in one that is not told apart.
        two.since(from("web"), at("2025-07-01")).unwrap().open += 2;
        two.since(from("mail"), at("2026-03-09")).unwrap().open += 1;
        // Nothing is counted in a group that is only looked for.
        two.group(from("fair"));
        assert!(two.tally(from("fair"), at("2026-03-09")).is_none());
        assert!(two.since(from("fair"), at("2026-05-01")).is_none());

        let mut all = new();
        all.merge(one);
        all.merge(two);
        let mut named = all.named();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let counted: Vec<(&str, u64, u64)> =
            named.iter().map(|(name, _, tally)| (name.as_str(), tally.leads, tally.open)).collect();
        let expected = [
            ("mail / 2026-04", 1, 1),
            ("web / 2026-01", 1, 2),
            ("web / 2026-02", 0, 3),
            ("web / 2026-04", 0, 3),
        ];
        assert_eq!(counted, expected);
    }
}
