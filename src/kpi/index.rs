//! Ids found in memory of millions: [`Index`], [`Names`] held once as numbers,
//! and [`Keyed`] records.

use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;

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

/// A place of the table where there is no number. Not zero: memory of zeros that
/// is read before it is written costs a page fault for each.
const FREE: (u32, u32) = (u32::MAX, u32::MAX);

/// Numbers in a table that holds nothing but them: the texts they are found by
/// are kept, and compared, by whoever asks.
///
/// Growing the table and passing over the numbers of other texts read no text. A
/// place takes eight bytes, and a quarter to five eighths of them are free: a
/// million numbers take 16 MiB, where a map of ids to places takes 50.
#[derive(Debug, Clone, Default)]
struct Index {
    /// A number, and the hash of its text, which tells nearly all others apart.
    /// A power of two long.
    table: Vec<(u32, u32)>,
    len: usize,
    hasher: RandomState,
}

impl Index {
    fn with_capacity(numbers: usize) -> Self {
        let size = (numbers / 3 * 4 + 4).next_power_of_two();
        Self { table: vec![FREE; size], ..Self::default() }
    }

    /// The hash of a text, by which it is added and found.
    fn hash(&self, text: &str) -> u32 {
        // The upper half is as good as the lower one.
        (self.hasher.hash_one(text) >> 32) as u32
    }

    /// The number of a text, where `is` says which number is that of the text
    /// itself and not of another with the same hash.
    #[inline]
    fn find(&self, hash: u32, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
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
    #[inline]
    fn guess(&self, hash: u32) -> usize {
        let mask = self.table.len().wrapping_sub(1);
        let place = hash as usize & mask;
        let slot = |place: usize| self.table.get(place).copied().unwrap_or(FREE);
        let (first, next) = (slot(place), slot(place.wrapping_add(1) & mask));
        // Choosing is no branch, which would wait.
        let number = if first.1 == hash { first.0 } else { next.0 };
        if number == FREE.0 { 0 } else { number as usize }
    }

    /// Adds the number of a text that has none.
    fn add(&mut self, hash: u32, number: usize) {
        if self.len * 4 >= self.table.len() * 3 {
            let size = (self.table.len() * 2).max(16);
            let old = std::mem::replace(&mut self.table, vec![FREE; size]);
            for (number, hash) in old.into_iter().filter(|(number, _)| *number != FREE.0) {
                self.put(number, hash);
            }
        }
        self.len += 1;
        // So many texts cannot reach `u32::MAX`.
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
}

/// Texts, each known by a number from 0 up in the order in which it first came.
///
/// All texts stand in one: ten million ids are ten million allocations less.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in the text.
    ends: Vec<usize>,
    index: Index,
}

impl Names {
    /// The number of a text, which is a new one for a new text.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let hash = self.hash(name);
        self.find_hashed(name, hash).unwrap_or_else(|| self.add(name, hash))
    }

    /// The hash of a text, by which it is found.
    pub(super) fn hash(&self, name: &str) -> u32 {
        self.index.hash(name)
    }

    /// Adds a text that is not there.
    pub(super) fn add(&mut self, name: &str, hash: u32) -> u32 {
        let number = self.ends.len();
        self.index.add(hash, number);
        self.text.push_str(name);
        self.ends.push(self.text.len());
        // So many names cannot reach `u32::MAX`.
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.find_hashed(name, self.hash(name))
    }

    pub(super) fn find_hashed(&self, name: &str, hash: u32) -> Option<u32> {
        let found = self.index.find(hash, |number| self.at(number) == name)?;
        u32::try_from(found).ok()
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
        let guesses = || hashes.iter().map(|hash| self.index.guess(*hash));
        prefetch(guesses());
        let last = |number: usize| Some(self.ends.get(number)?.saturating_sub(1));
        prefetch(guesses().filter_map(last));
        let letter = |last: usize| self.text.as_bytes().get(last).map(|byte| usize::from(*byte));
        prefetch(guesses().filter_map(last).filter_map(letter));
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.at(number as usize)
    }

    fn at(&self, place: usize) -> &str {
        let begin = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = begin.zip(self.ends.get(place)).map(|(begin, end)| begin..*end);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
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
            index.add(index.hash(record.id()), place);
        }
        Self { records, index }
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
        self.index.hash(id)
    }

    /// As [`Keyed::place`], by the hash of the id.
    pub(super) fn place_hashed(&self, id: &str, hash: u32) -> Option<usize> {
        let is = |place: usize| self.records.get(place).is_some_and(|record| record.id() == id);
        self.index.find(hash, is)
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
        self.index.add(self.hash(record.id()), self.records.len());
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
            Keyed { records, index: self.index }
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
