//! [`Names`]: texts held once, as numbers.

use std::hash::{BuildHasher, RandomState};

/// Texts, each known by a number from 0 up in the order in which it first came.
///
/// All texts stand in one, and the table that finds them holds numbers alone:
/// ten million ids are ten million allocations less, and growing the table
/// does not read them again.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in the text.
    ends: Vec<usize>,
    /// A number and 1, or 0 where the place is free; and a part of the hash,
    /// which tells nearly all others apart. A power of two long.
    table: Vec<(u32, u32)>,
    hasher: RandomState,
}

impl Names {
    /// The number of a text, which is a new one for a new text.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if self.ends.len() * 4 >= self.table.len() * 3 {
            self.grow();
        }
        let hash = self.hash(name);
        let (place, found) = self.place(name, hash);
        if let Some(number) = found {
            return number;
        }
        // Four thousand million names do not fit in memory.
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX - 1);
        if let Some(free) = self.table.get_mut(place) {
            *free = (number.saturating_add(1), hash);
        }
        self.text.push_str(name);
        self.ends.push(self.text.len());
        number
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        if self.table.is_empty() { None } else { self.place(name, self.hash(name)).1 }
    }

    /// Reads what finding some names reads, a step of all of them at a time:
    /// among millions of names each step waits for memory, and so the waits
    /// overlap.
    pub(super) fn look<'n>(&self, names: impl Iterator<Item = &'n str>) {
        let mask = self.table.len().wrapping_sub(1);
        let slot = |name: &str| self.table.get(self.hash(name) as usize & mask);
        let numbers: Vec<u32> = names.filter_map(|name| slot(name)?.0.checked_sub(1)).collect();
        let end = |number: &u32| self.ends.get(*number as usize).copied();
        let ends: Vec<usize> = numbers.iter().filter_map(end).collect();
        let letters = ends.iter().filter_map(|end| self.text.as_bytes().get(end.checked_sub(1)?));
        std::hint::black_box(letters.fold(0, |seen, letter| seen ^ letter));
    }

    pub(super) fn name(&self, number: u32) -> &str {
        let place = number as usize;
        let begin = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = begin.zip(self.ends.get(place)).map(|(begin, end)| begin..*end);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The upper half is as good as the lower one.
    fn hash(&self, name: &str) -> u32 {
        (self.hasher.hash_one(name) >> 32) as u32
    }

    /// The place of a name, or the free one where it belongs.
    fn place(&self, name: &str, hash: u32) -> (usize, Option<u32>) {
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        // One place in four is free.
        while let Some((number, other)) = self.table.get(place) {
            match number.checked_sub(1) {
                None => break,
                Some(number) if *other == hash && self.name(number) == name => {
                    return (place, Some(number));
                }
                Some(_) => place = place.wrapping_add(1) & mask,
            }
        }
        (place, None)
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(16);
        let old = std::mem::replace(&mut self.table, vec![(0, 0); size]);
        for entry in old.into_iter().filter(|(number, _)| *number > 0) {
            let mut place = entry.1 as usize & (size - 1);
            while self.table.get(place).is_some_and(|(number, _)| *number > 0) {
                place = (place + 1) & (size - 1);
            }
            if let Some(free) = self.table.get_mut(place) {
                *free = entry;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against a list that is searched from its beginning.
        #[test]
        fn each_text_has_one_number(texts in prop::collection::vec("[ab]{0,5}", 0..200)) {
            let mut names = Names::default();
            let mut list: Vec<String> = Vec::new();
            for text in &texts {
                let known = list.iter().position(|other| other == text);
                prop_assert_eq!(names.find(text), known.map(|at| u32::try_from(at).unwrap()));
                if known.is_none() {
                    list.push(text.clone());
                }
                let expected = list.iter().position(|other| other == text).unwrap();
                prop_assert_eq!(names.number(text) as usize, expected);
            }
            prop_assert_eq!(names.len(), list.len());
            for (number, text) in (0..).zip(&list) {
                prop_assert_eq!(names.name(number), text.as_str());
            }
            prop_assert_eq!(names.name(4_000), "");
        }
    }
}
