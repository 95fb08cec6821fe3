//! Texts found in memory of millions: [`Names`], held once as numbers, and the
//! [`Index`] that finds them.

use std::hash::{BuildHasher, RandomState};

use super::prefetch::prefetch;

/// No number, and a free place of the table.
pub(crate) const NONE: u32 = u32::MAX;

/// Hashes of names; one for all tables that exchange them. Its key is another
/// one in each, so that nobody can choose names that meet.
#[derive(Debug, Clone)]
pub(crate) struct Hasher([u64; 2]);

impl Default for Hasher {
    fn default() -> Self {
        let random = RandomState::new();
        Self([0_u8, 1].map(|part| random.hash_one(part)))
    }
}

/// The hash of a text, by which it is added and found. Eight letters at a time,
/// by the product folded: ids are short, and the library's hash takes four
/// times as long for them.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "halves of a product")]
pub(crate) fn hash(Hasher([begin, key]): &Hasher, name: &str) -> u32 {
    let mix = |state: u64, word: u64| {
        let product = u128::from(state ^ word) * u128::from(key | 1);
        product as u64 ^ (product >> 64) as u64
    };
    let words = name.as_bytes().chunks(8).map(|part| match part.try_into() {
        Ok(whole) => u64::from_le_bytes(whole),
        Err(_) => part.iter().fold(1, |word, byte| word << 8 | u64::from(*byte)),
    });
    (mix(words.fold(*begin, mix), name.len() as u64) >> 32) as u32
}

/// A free place. Not zero: memory of zeros that is read before it is written
/// costs a page fault for each.
const FREE: (u32, u32) = (NONE, NONE);

/// Numbers in a table that holds nothing but them: the texts they are found by
/// are kept, and compared, by whoever asks.
///
/// Growing the table and passing over the numbers of other texts read no text. A
/// place takes eight bytes, and half of them or more are free, so that a number
/// stands near its own place: a million numbers take 16 MiB, where a map of ids
/// to places takes 50.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    /// A number, and the hash of its text, which tells nearly all others apart.
    /// A power of two long.
    table: Vec<(u32, u32)>,
    len: usize,
}

impl Index {
    pub(crate) fn with_capacity(numbers: usize) -> Self {
        Self { table: vec![FREE; (numbers * 2 + 4).next_power_of_two()], len: 0 }
    }

    /// The number of a text, where `is` says which number is that of the text
    /// itself and not of another with the same hash.
    #[inline]
    pub(crate) fn find(&self, hash: u32, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        // One place in two is free, or there are none.
        while let Some((number, other)) = self.table.get(place).filter(|slot| slot.0 != NONE) {
            if *other == hash && is(*number) {
                return Some(*number);
            }
            place = place.wrapping_add(1) & mask;
        }
        None
    }

    /// The number in one of the two places where that of a text is looked for
    /// first, 0 for none. It is mostly that of the text, if the text has one.
    #[inline]
    pub(crate) fn guess(&self, hash: u32) -> usize {
        let mask = self.table.len().wrapping_sub(1);
        let place = hash as usize & mask;
        let slot = |place: usize| self.table.get(place).copied().unwrap_or(FREE);
        let (first, next) = (slot(place), slot(place.wrapping_add(1) & mask));
        // Choosing is no branch, which would wait.
        let number = if first.1 == hash { first.0 } else { next.0 };
        if number == NONE { 0 } else { number as usize }
    }

    /// Adds the number of a text that has none.
    pub(crate) fn add(&mut self, hash: u32, number: u32) {
        if self.len * 2 >= self.table.len() {
            let size = (self.table.len() * 2).max(16);
            let old = std::mem::replace(&mut self.table, vec![FREE; size]);
            for (number, hash) in old.into_iter().filter(|slot| slot.0 != NONE) {
                self.put(number, hash);
            }
        }
        self.len += 1;
        self.put(number, hash);
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
}

/// Texts, each known by a number from 0 up in the order in which it first came.
///
/// All texts stand in one: ten million ids are ten million allocations less.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    text: String,
    /// Where each name ends in the text.
    ends: Vec<usize>,
    index: Index,
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A name by its number; empty where there is none.
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
        self.index.find(hash, |number| self.name(number) == name)
    }

    /// Gives a name that has none its number.
    pub(crate) fn add(&mut self, name: &str, hash: u32) -> u32 {
        // As many texts as `u32::MAX` are not reached.
        let number = u32::try_from(self.ends.len()).unwrap_or(NONE);
        self.index.add(hash, number);
        self.text.push_str(name);
        self.ends.push(self.text.len());
        number
    }

    /// Reads what finding some names reads.
    pub(crate) fn prefetch(&self, hashes: impl Iterator<Item = u32> + Clone) {
        let guesses = hashes.map(|hash| self.index.guess(hash));
        prefetch(guesses.clone());
        let last = |number: usize| Some(self.ends.get(number)?.saturating_sub(1));
        prefetch(guesses.clone().filter_map(last));
        let letter = |last: usize| self.text.as_bytes().get(last).map(|byte| usize::from(*byte));
        prefetch(guesses.filter_map(last).filter_map(letter));
    }

    /// The numbers in the order of the names as text.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        // The first letters mostly decide, without reading the text.
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
