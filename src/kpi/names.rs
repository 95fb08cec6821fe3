//! [`Names`]: texts held once, as numbers.

use std::convert::Infallible;
use std::hint::black_box;

use super::index::{Index, in_blocks, touch_texts};

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
        self.number_hashed(name, self.hash(name))
    }

    /// The hash of a text, by which it is found.
    pub(super) fn hash(&self, name: &str) -> u32 {
        self.index.hash(name)
    }

    /// As [`Names::number`], by the hash of the text.
    pub(super) fn number_hashed(&mut self, name: &str, hash: u32) -> u32 {
        let number = self.found(name, hash).unwrap_or_else(|| {
            let number = self.ends.len();
            self.index.add(hash, number);
            self.text.push_str(name);
            self.ends.push(self.text.len());
            number
        });
        // Four thousand million names do not fit in memory.
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.find_hashed(name, self.hash(name))
    }

    fn find_hashed(&self, name: &str, hash: u32) -> Option<u32> {
        u32::try_from(self.found(name, hash)?).ok()
    }

    /// The numbers of some texts, in the order of the texts; many are looked up
    /// at once.
    pub(super) fn find_all<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Option<u32>> {
        let mut found = Vec::with_capacity(names.size_hint().0);
        let (mut hashes, mut seen) = (Vec::new(), Vec::new());
        let Ok(()) = in_blocks(names, |block: &[&str]| {
            touch_texts(block.iter().copied());
            hashes.clear();
            hashes.extend(block.iter().map(|name| self.hash(name)));
            self.look(&hashes, &mut seen);
            let hashed = block.iter().zip(&hashes);
            found.extend(hashed.map(|(name, hash)| self.find_hashed(name, *hash)));
            Ok::<_, Infallible>(())
        });
        found
    }

    fn found(&self, name: &str, hash: u32) -> Option<usize> {
        self.index.find(hash, |number| self.at(number) == name)
    }

    /// Reads what finding some names reads, by their hashes.
    pub(super) fn look(&self, hashes: &[u32], seen: &mut Vec<usize>) {
        seen.clear();
        seen.extend(hashes.iter().map(|hash| self.index.guess(*hash)));
        for number in seen.iter_mut() {
            *number = self.ends.get(*number).map_or(0, |end| end.saturating_sub(1));
        }
        let letters = seen.iter().filter_map(|last| self.text.as_bytes().get(*last));
        black_box(letters.fold(0, |seen, letter| seen ^ letter));
    }

    /// As [`Names::look`] for names that are mostly new.
    pub(super) fn look_for_new(&self, hashes: &[u32]) {
        self.index.look(hashes);
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
            let asked = || texts.iter().map(String::as_str).chain(["c"]);
            let expected: Vec<Option<u32>> = asked().map(|text| names.find(text)).collect();
            prop_assert_eq!(names.find_all(asked()), expected);
            for (number, text) in (0..).zip(&list) {
                prop_assert_eq!(names.name(number), text.as_str());
            }
            prop_assert_eq!(names.name(4_000), "");
        }
    }
}
