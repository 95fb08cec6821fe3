//! Ids found in memory of millions: [`Names`] held once as numbers, and
//! [`Keyed`] records.

use std::convert::Infallible;
use std::ops::Deref;

use crate::value;
use crate::value::names::{Hasher, Index, NONE, hash};
use crate::value::prefetch::prefetch;

/// How many are looked up at once: enough for the waits to overlap, few enough
/// for all of it to stay near.
const AT_ONCE: usize = 128;

/// Reads the beginning of some texts.
pub(super) fn prefetch_texts<'t>(texts: impl Iterator<Item = &'t str>) {
    prefetch(texts.filter_map(|text| text.as_bytes().first()).map(|letter| usize::from(*letter)));
}

/// Things, as many at a time as are worth looking up at once, up to an error.
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

/// Texts, each known by a number from 0 up in the order in which it first came,
/// with their own hashes.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    names: value::names::Names,
    hasher: Hasher,
}

impl Names {
    /// The number of a text, which is a new one for a new text.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let hash = self.hash(name);
        self.find_hashed(name, hash).unwrap_or_else(|| self.add(name, hash))
    }

    /// The hash of a text, by which it is found.
    pub(super) fn hash(&self, name: &str) -> u32 {
        hash(&self.hasher, name)
    }

    /// Adds a text that is not there.
    pub(super) fn add(&mut self, name: &str, hash: u32) -> u32 {
        self.names.add(name, hash)
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.find_hashed(name, self.hash(name))
    }

    pub(super) fn find_hashed(&self, name: &str, hash: u32) -> Option<u32> {
        self.names.find(name, hash)
    }

    /// The numbers of some texts, in the order of the texts; many are looked up
    /// at once.
    pub(super) fn find_all<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Option<u32>> {
        let mut found = Vec::with_capacity(names.size_hint().0);
        let mut hashes = Vec::new();
        let Ok(()) = in_blocks(names, |block: &[&str]| {
            self.prefetch(block.iter().copied(), &mut hashes);
            let hashed = block.iter().zip(&hashes);
            found.extend(hashed.map(|(name, hash)| self.find_hashed(name, *hash)));
            Ok::<_, Infallible>(())
        });
        found
    }

    /// The hashes of some texts; what finding them reads is read ahead.
    pub(super) fn prefetch<'n>(
        &self,
        names: impl Iterator<Item = &'n str> + Clone,
        hashes: &mut Vec<u32>,
    ) {
        prefetch_texts(names.clone());
        hashes.clear();
        hashes.extend(names.map(|name| self.hash(name)));
        self.names.prefetch(hashes.iter().copied());
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.names.name(number)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Something with an id.
pub(super) trait Record {
    fn id(&self) -> &str;
}

/// Records in the order in which they came, each found by its id.
#[derive(Debug, Clone)]
pub(super) struct Keyed<T> {
    records: Vec<T>,
    index: Index,
    hasher: Hasher,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { records: Vec::new(), index: Index::default(), hasher: Hasher::default() }
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
        let hasher = Hasher::default();
        let mut index = Index::with_capacity(records.len());
        for (place, record) in (0..).zip(&records) {
            index.add(hash(&hasher, record.id()), place);
        }
        Self { records, index, hasher }
    }
}

impl<T: Record> Keyed<T> {
    /// The place of the record with an id.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.place_hashed(id, self.hash(id))
    }

    /// The record with an id.
    pub(super) fn find(&self, id: &str) -> Option<&T> {
        self.records.get(self.place(id)?)
    }

    /// The hash of an id, by which its record is found.
    pub(super) fn hash(&self, id: &str) -> u32 {
        hash(&self.hasher, id)
    }

    /// As [`Keyed::place`], by the hash of the id.
    pub(super) fn place_hashed(&self, id: &str, hash: u32) -> Option<usize> {
        let record = |place: u32| self.records.get(place as usize);
        let is = |place| record(place).is_some_and(|record| record.id() == id);
        self.index.find(hash, is).map(|place| place as usize)
    }

    /// The places of the records with some ids, in the order of the ids; many
    /// are looked up at once.
    pub(super) fn places<'i>(
        &self,
        ids: impl IntoIterator<Item = Option<&'i str>>,
    ) -> Vec<Option<usize>> {
        let ids = ids.into_iter();
        let mut places = Vec::with_capacity(ids.size_hint().0);
        let mut hashes = Vec::new();
        let Ok(()) = in_blocks(ids, |block: &[Option<&str>]| {
            self.prefetch(block.iter().copied().flatten(), &mut hashes);
            let mut hashes = hashes.iter();
            let mut place = |id| self.place_hashed(id, *hashes.next()?);
            places.extend(block.iter().map(|id| id.and_then(&mut place)));
            Ok::<_, Infallible>(())
        });
        places
    }

    /// The hashes of some ids; what finding their records reads is read ahead.
    pub(super) fn prefetch<'i>(
        &self,
        ids: impl Iterator<Item = &'i str> + Clone,
        hashes: &mut Vec<u32>,
    ) {
        prefetch_texts(ids.clone());
        hashes.clear();
        hashes.extend(ids.map(|id| self.hash(id)));
        let guesses = || hashes.iter().map(|hash| self.guess(*hash));
        prefetch(guesses());
        prefetch(guesses().filter_map(|place| Some(self.records.get(place)?.id().len())));
    }

    /// The place that a record mostly has; 0 where it is not there.
    #[inline]
    pub(super) fn guess(&self, hash: u32) -> usize {
        self.index.guess(hash)
    }

    /// Adds a record whose id is not there.
    pub(super) fn push(&mut self, record: T) {
        // As many records as `u32::MAX` are not reached.
        let place = u32::try_from(self.records.len()).unwrap_or(NONE);
        self.index.add(self.hash(record.id()), place);
        self.records.push(record);
    }

    /// A record, to change all of it but its id.
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        self.records.get_mut(place)
    }

    /// Makes something else with the same id of each record, or leaves it out.
    pub(super) fn filter_map<U: Record>(self, change: impl FnMut(T) -> Option<U>) -> Keyed<U> {
        let before = self.records.len();
        let records: Vec<U> = self.records.into_iter().filter_map(change).collect();
        if records.len() == before {
            Keyed { records, index: self.index, hasher: self.hasher }
        } else {
            records.into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Note(String, usize);

    impl Record for Note {
        fn id(&self) -> &str {
            &self.0
        }
    }

    /// Texts of one to five letters, some often.
    fn texts() -> impl Iterator<Item = String> {
        let mut dice = 7_u32;
        std::iter::repeat_with(move || {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (len, bits) = ((dice >> 20) % 5 + 1, dice >> 8);
            (0..len).map(|at| if bits >> at & 1 == 0 { 'a' } else { 'b' }).collect()
        })
    }

    /// Against a map, also after some were left out.
    #[test]
    fn each_id_has_its_record() {
        let ids: Vec<String> = texts().take(400).collect();
        let mut keyed: Keyed<Note> = Keyed::default();
        let mut map: HashMap<&str, usize> = HashMap::new();
        for (at, id) in ids.iter().enumerate() {
            assert_eq!(keyed.find(id).map(|note| note.1), map.get(id.as_str()).copied());
            if map.insert(id, at).is_some() {
                let place = keyed.place(id).unwrap();
                keyed.get_mut(place).unwrap().1 = at;
            } else {
                keyed.push(Note(id.clone(), at));
            }
        }
        assert_eq!(keyed.len(), map.len());
        let asked = || ids.iter().map(|id| Some(id.as_str())).chain([None, Some("c"), Some("")]);
        let expected: Vec<Option<usize>> = asked().map(|id| keyed.place(id?)).collect();
        assert_eq!(keyed.places(asked()), expected);
        for drop in 2..5 {
            let some = keyed.clone().filter_map(|note| (note.1 % drop > 0).then_some(note));
            for (id, at) in &map {
                assert_eq!(keyed.find(id).map(|note| note.1), Some(*at));
                assert_eq!(some.find(id).map(|note| note.1), (at % drop > 0).then_some(*at));
            }
        }
    }

    /// Against a list that is searched from its beginning.
    #[test]
    fn each_text_has_one_number() {
        let mut names = Names::default();
        let mut list: Vec<String> = Vec::new();
        for text in texts().take(400) {
            let known = list.iter().position(|other| *other == text);
            assert_eq!(names.find(&text), known.map(|at| u32::try_from(at).unwrap()));
            let expected = known.unwrap_or_else(|| {
                list.push(text.clone());
                list.len() - 1
            });
            assert_eq!(names.number(&text) as usize, expected);
        }
        assert_eq!(names.len(), list.len());
        let asked = || list.iter().map(String::as_str).chain(["c"]);
        let expected: Vec<Option<u32>> = asked().map(|text| names.find(text)).collect();
        assert_eq!(names.find_all(asked()), expected);
        for (number, text) in (0..).zip(&list) {
            assert_eq!(names.name(number), text.as_str());
        }
        assert_eq!(names.name(4_000), "");
    }
}
