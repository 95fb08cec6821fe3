//! [`Names`]: texts held once, as numbers.

use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;

/// Texts, each known by a number from 0 up in the order in which it first came.
///
/// All texts stand in one, and the table holds nothing but numbers and hashes:
/// ten million ids are ten million allocations less.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    text: String,
    /// Where each name ends in the text.
    ends: Vec<usize>,
    /// A number, and the hash of its text, which tells nearly all others apart.
    /// A power of two long, with free places among them.
    table: Vec<(u32, u32)>,
}

/// No number, and a free place of the table.
pub(crate) const NONE: u32 = u32::MAX;

/// Hashes of names; one for all tables that exchange them.
pub(crate) type Hasher = RandomState;

#[inline]
pub(crate) fn hash(hasher: &Hasher, name: &str) -> u32 {
    (hasher.hash_one(name) >> 32) as u32
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(crate) fn name(&self, number: u32) -> &str {
        let place = number as usize;
        let begin = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = begin.zip(self.ends.get(place)).map(|(begin, end)| begin..*end);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// The number of a name, if it has one.
    #[inline]
    pub(crate) fn find(&self, name: &str, hash: u32) -> Option<u32> {
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        while let Some((number, other)) = self.table.get(place).filter(|slot| slot.0 != NONE) {
            if *other == hash && self.name(*number) == name {
                return Some(*number);
            }
            place = place.wrapping_add(1) & mask;
        }
        None
    }

    /// Gives a name that has none its number.
    pub(crate) fn add(&mut self, name: &str, hash: u32) -> u32 {
        if self.ends.len() * 4 >= self.table.len() * 3 {
            let size = (self.table.len() * 2).max(16);
            let old = std::mem::replace(&mut self.table, vec![(NONE, NONE); size]);
            for (number, hash) in old.into_iter().filter(|slot| slot.0 != NONE) {
                self.put(number, hash);
            }
        }
        // As many texts as `u32::MAX` are not reached.
        let number = u32::try_from(self.ends.len()).unwrap_or(NONE);
        self.put(number, hash);
        self.text.push_str(name);
        self.ends.push(self.text.len());
        number
    }

    fn put(&mut self, number: u32, hash: u32) {
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        while self.table.get(place).is_some_and(|slot| slot.0 != NONE) {
            place = place.wrapping_add(1) & mask;
        }
        if let Some(free) = self.table.get_mut(place) {
            *free = (number, hash);
        }
    }

    /// Reads what finding some names reads. The reads do not depend on one
    /// another, so that their waits for memory overlap.
    pub(crate) fn prefetch(&self, hashes: impl Iterator<Item = u32> + Clone) {
        let mask = self.table.len().wrapping_sub(1);
        let slot =
            |hash: u32| self.table.get(hash as usize & mask).copied().unwrap_or((NONE, NONE));
        black_box(hashes.clone().fold(0, |seen, hash| seen ^ slot(hash).1));
        let end = |hash: u32| self.ends.get(slot(hash).0 as usize).copied().unwrap_or_default();
        black_box(hashes.clone().fold(0, |seen, hash| seen ^ end(hash)));
        let letter = |hash| self.text.as_bytes().get(end(hash).wrapping_sub(1)).copied();
        black_box(hashes.fold(0, |seen, hash| seen ^ letter(hash).unwrap_or_default()));
    }

    /// The numbers in the order of the names as text.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        // The first letters mostly decide, without a look at the text.
        let first = |number: u32| {
            let mut letters = [0; 8];
            let name = self.name(number).as_bytes();
            letters.iter_mut().zip(name).for_each(|(slot, letter)| *slot = *letter);
            (u64::from_be_bytes(letters), number)
        };
        // As many texts as `u32::MAX` are not reached.
        let all = 0..u32::try_from(self.len()).unwrap_or(NONE);
        let mut numbers: Vec<(u64, u32)> = all.map(first).collect();
        let by_name = |a: &(u64, u32), b: &(u64, u32)| {
            a.0.cmp(&b.0).then_with(|| self.name(a.1).cmp(self.name(b.1)))
        };
        #[cfg(feature = "rayon")]
        rayon::slice::ParallelSliceMut::par_sort_unstable_by(&mut numbers[..], by_name);
        #[cfg(not(feature = "rayon"))]
        numbers.sort_unstable_by(by_name);
        numbers.into_iter().map(|(_, number)| number).collect()
    }
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "numbers of tests are small"
)]
mod tests {
    use super::*;

    /// Against a list that is searched from its beginning.
    #[test]
    fn each_text_has_one_number() {
        let hasher = Hasher::default();
        let mut names = Names::default();
        let mut list: Vec<String> = Vec::new();
        let mut dice = 7_u32;
        for _ in 0..3_000 {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let text = format!("n{}", (dice >> 16) % 700);
            let hash = hash(&hasher, &text);
            let known = list.iter().position(|it| *it == text).map(|at| at as u32);
            names.prefetch([hash].into_iter());
            assert_eq!(names.find(&text, hash), known);
            if known.is_none() {
                assert_eq!(names.add(&text, hash) as usize, list.len());
                list.push(text);
            }
        }
        for (number, text) in (0..).zip(&list) {
            assert_eq!(names.name(number), text);
        }
        let mut expected = list.clone();
        expected.sort();
        let sorted: Vec<&str> = names.sorted().into_iter().map(|n| names.name(n)).collect();
        assert_eq!(sorted, expected);
        assert_eq!(names.name(NONE), "");
    }
}
