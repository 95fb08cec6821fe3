//! [`Index`]: numbers found by texts; and [`Keyed`]: records found by ids.

use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::ops::Deref;

/// How many are looked up at once: enough for the waits for memory to overlap,
/// few enough for all of it to stay near.
const AT_ONCE: usize = 128;

/// Things, some at a time, up to an error.
pub(super) fn in_blocks<T, E>(
    things: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&[T]) -> Result<(), E>,
) -> Result<(), E> {
    let mut things = things.into_iter();
    let mut block = Vec::with_capacity(AT_ONCE);
    loop {
        block.clear();
        block.extend(things.by_ref().take(AT_ONCE));
        if block.is_empty() {
            return Ok(());
        }
        each(&block)?;
    }
}

/// A place of the table where there is no number. Not zero: memory of zeros that
/// is read before it is written costs a page fault for each.
const FREE: (u32, u32) = (u32::MAX, u32::MAX);

/// Looks at some texts, for all of them to be read soon after.
pub(super) fn touch_texts<'t>(texts: impl Iterator<Item = &'t str>) {
    let letters = texts.filter_map(|text| text.as_bytes().first());
    black_box(letters.fold(0, |seen, letter| seen ^ letter));
}

/// Numbers in a table that holds nothing but them: the texts they are found by
/// are kept, and compared, by whoever asks.
///
/// Growing the table and passing over the numbers of other texts read no text. A
/// place takes eight bytes, and a quarter to five eighths of them are free: a
/// million numbers take 16 MiB, where a map of ids to places takes 50.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// A number, and the hash of its text, which tells nearly all others apart.
    /// A power of two long.
    table: Vec<(u32, u32)>,
    len: usize,
    hasher: RandomState,
}

impl Index {
    /// Room for so many numbers in all.
    pub(super) fn with_capacity(numbers: usize) -> Self {
        let size = (numbers / 3 * 4 + 4).next_power_of_two();
        Self { table: vec![FREE; size], ..Self::default() }
    }

    /// The hash of a text, by which it is added and found.
    pub(super) fn hash(&self, text: &str) -> u32 {
        // The upper half is as good as the lower one.
        (self.hasher.hash_one(text) >> 32) as u32
    }

    /// The number of a text, where `is` says which number is that of the text
    /// itself and not of another with the same hash.
    #[inline]
    pub(super) fn find(&self, hash: u32, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        // One place in four is free, or there are none.
        while let Some((number, other)) = self.table.get(place).filter(|slot| slot.0 != FREE.0) {
            if *other == hash && is(*number as usize) {
                return Some(*number as usize);
            }
            place = place.wrapping_add(1) & mask;
        }
        None
    }

    /// The number in one of the two places where that of a text is looked for
    /// first, 0 for none. It is mostly that of the text, if the text has one.
    ///
    /// Among millions each look waits for memory. Guesses do not depend on one
    /// another, so that the waits of many, one right after the other, overlap.
    #[inline]
    pub(super) fn guess(&self, hash: u32) -> usize {
        let mask = self.table.len().wrapping_sub(1);
        let place = hash as usize & mask;
        let slot = |place: usize| self.table.get(place).copied().unwrap_or(FREE);
        let (first, next) = (slot(place), slot(place.wrapping_add(1) & mask));
        // Choosing is no branch, which would wait.
        let number = if first.1 == hash { first.0 } else { next.0 };
        if number == FREE.0 { 0 } else { number as usize }
    }

    /// Looks at where some numbers are, for all of them to be found soon after.
    pub(super) fn look(&self, hashes: &[u32]) {
        black_box(hashes.iter().fold(0, |seen, hash| seen ^ self.guess(*hash)));
    }

    /// Adds the number of a text that has none.
    pub(super) fn add(&mut self, hash: u32, number: usize) {
        if self.len * 4 >= self.table.len() * 3 {
            self.grow();
        }
        self.len += 1;
        // Four thousand million texts do not fit in memory.
        self.put(u32::try_from(number).unwrap_or(FREE.0), hash);
    }

    fn put(&mut self, number: u32, hash: u32) {
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        while self.table.get(place).is_some_and(|(number, _)| *number != FREE.0) {
            place = (place + 1) & mask;
        }
        if let Some(free) = self.table.get_mut(place) {
            *free = (number, hash);
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(16);
        let old = std::mem::replace(&mut self.table, vec![FREE; size]);
        for (number, hash) in old.into_iter().filter(|(number, _)| *number != FREE.0) {
            self.put(number, hash);
        }
    }
}

/// Something with an id.
pub(super) trait Record {
    type Id: AsRef<str> + PartialEq;

    fn id(&self) -> &Self::Id;
}

/// Records in the order in which they came, each found by its id.
#[derive(Debug, Clone)]
pub(super) struct Keyed<T> {
    records: Vec<T>,
    index: Index,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { records: Vec::new(), index: Index::default() }
    }
}

impl<T> Deref for Keyed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.records
    }
}

impl<'k, T> IntoIterator for &'k Keyed<T> {
    type Item = &'k T;
    type IntoIter = std::slice::Iter<'k, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

impl<T> IntoIterator for Keyed<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<T: Record> FromIterator<T> for Keyed<T> {
    /// The records must have an id each.
    fn from_iter<I: IntoIterator<Item = T>>(records: I) -> Self {
        let records: Vec<T> = records.into_iter().collect();
        let mut index = Index::with_capacity(records.len());
        for (place, record) in records.iter().enumerate() {
            index.add(index.hash(record.id().as_ref()), place);
        }
        Self { records, index }
    }
}

impl<T: Record> Keyed<T> {
    /// The place of the record with an id.
    pub(super) fn place(&self, id: &T::Id) -> Option<usize> {
        self.place_hashed(id, self.hash(id))
    }

    /// The hash of an id, by which its record is found.
    pub(super) fn hash(&self, id: &T::Id) -> u32 {
        self.index.hash(id.as_ref())
    }

    /// As [`Keyed::place`], by the hash of the id.
    pub(super) fn place_hashed(&self, id: &T::Id, hash: u32) -> Option<usize> {
        let is = |place: usize| self.records.get(place).is_some_and(|record| record.id() == id);
        self.index.find(hash, is)
    }

    /// The places of the records with some ids, in the order of the ids; many
    /// are looked up at once.
    pub(super) fn places<'i>(
        &self,
        ids: impl IntoIterator<Item = Option<&'i T::Id>>,
    ) -> Vec<Option<usize>>
    where
        T::Id: 'i,
    {
        let ids = ids.into_iter();
        let mut places = Vec::with_capacity(ids.size_hint().0);
        let mut hashes = Vec::new();
        let Ok(()) = in_blocks(ids, |block: &[Option<&T::Id>]| {
            self.look(block.iter().copied().flatten(), &mut hashes);
            let mut hashes = hashes.iter();
            let mut place = |id| self.place_hashed(id, *hashes.next()?);
            places.extend(block.iter().map(|id| id.and_then(&mut place)));
            Ok::<_, Infallible>(())
        });
        places
    }

    /// The hashes of some ids; and looks at what finding their records reads, a
    /// step of all of them at a time.
    pub(super) fn look<'i>(
        &self,
        ids: impl Iterator<Item = &'i T::Id> + Clone,
        hashes: &mut Vec<u32>,
    ) where
        T::Id: 'i,
    {
        touch_texts(ids.clone().map(T::Id::as_ref));
        hashes.clear();
        hashes.extend(ids.map(|id| self.hash(id)));
        self.index.look(hashes);
        let record = |hash: &u32| self.records.get(self.guess(*hash));
        let ids = hashes.iter().filter_map(|hash| Some(record(hash)?.id().as_ref().len()));
        black_box(ids.fold(0, |seen, id| seen ^ id));
    }

    /// The place that a record mostly has, as [`Index::guess`] has it.
    #[inline]
    pub(super) fn guess(&self, hash: u32) -> usize {
        self.index.guess(hash)
    }

    /// Adds a record whose id is not there.
    pub(super) fn push(&mut self, record: T) {
        self.index.add(self.hash(record.id()), self.records.len());
        self.records.push(record);
    }

    /// A record, to change all of it but its id.
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        self.records.get_mut(place)
    }

    /// Makes something else with the same id of each record, or leaves it out.
    pub(super) fn filter_map<U: Record<Id = T::Id>>(
        self,
        change: impl FnMut(T) -> Option<U>,
    ) -> Keyed<U> {
        let before = self.records.len();
        let records: Vec<U> = self.records.into_iter().filter_map(change).collect();
        if records.len() == before {
            Keyed { records, index: self.index }
        } else {
            records.into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::value::DealId;

    #[derive(Debug, Clone, PartialEq)]
    struct Note(DealId, usize);

    impl Record for Note {
        type Id = DealId;

        fn id(&self) -> &DealId {
            &self.0
        }
    }

    proptest! {
        /// Against a map, also after some were left out.
        #[test]
        fn each_id_has_its_record(ids in prop::collection::vec("[ab]{1,5}", 0..200), drop in 2_usize..5) {
            let mut keyed: Keyed<Note> = Keyed::default();
            let mut map: HashMap<DealId, usize> = HashMap::new();
            for (at, id) in ids.iter().enumerate() {
                let id = DealId::new(id).unwrap();
                prop_assert_eq!(keyed.place(&id).map(|place| keyed[place].1), map.get(&id).copied());
                if map.insert(id.clone(), at).is_some() {
                    let place = keyed.place(&id).unwrap();
                    keyed.get_mut(place).unwrap().1 = at;
                } else {
                    keyed.push(Note(id, at));
                }
            }
            prop_assert_eq!(keyed.len(), map.len());
            let asked = ids.iter().map(String::as_str).chain(["c", ""]);
            let asked: Vec<Option<DealId>> = asked.map(|id| DealId::new(id).ok()).collect();
            let expected: Vec<Option<usize>> =
                asked.iter().map(|id| keyed.place(id.as_ref()?)).collect();
            prop_assert_eq!(keyed.places(asked.iter().map(Option::as_ref)), expected);
            let some = keyed.clone().filter_map(|note| (note.1 % drop > 0).then_some(note));
            for (id, at) in &map {
                prop_assert_eq!(keyed.place(id).map(|place| keyed[place].1), Some(*at));
                let left = (at % drop > 0).then_some(*at);
                prop_assert_eq!(some.place(id).map(|place| some[place].1), left);
            }
        }
    }
}
