//! How soon are ids found among millions, beside `hashbrown::HashTable`?
//!
//! Ten million lines name three million orders in no order; each id gets a
//! number, the same one every time. Both keep the texts in one string.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hash::{BuildHasher, RandomState};
use std::time::Instant;

// The files of the crate itself, of which a part is measured.
#[allow(dead_code, unexpected_cfgs, unused_imports)]
#[path = "../src/value/names.rs"]
mod names;
#[allow(dead_code)]
#[path = "../src/value/prefetch.rs"]
mod prefetch;

use names::{Hasher, Names, hash};

const ORDERS: u64 = 3_000_000;
const LINES: usize = 10_000_000;

/// The names by a table of hashbrown.
#[derive(Default)]
struct Tabled {
    text: String,
    ends: Vec<usize>,
    table: hashbrown::HashTable<u32>,
    hasher: RandomState,
}

fn name<'a>(text: &'a str, ends: &[usize], number: u32) -> &'a str {
    let place = number as usize;
    let begin = place.checked_sub(1).map_or(0, |before| ends[before]);
    &text[begin..ends[place]]
}

impl Tabled {
    fn number(&mut self, id: &str) -> u32 {
        let Self { text, ends, table, hasher } = self;
        let hash = hasher.hash_one(id);
        if let Some(known) = table.find(hash, |number| name(text, ends, *number) == id) {
            return *known;
        }
        let number = u32::try_from(ends.len()).unwrap();
        text.push_str(id);
        ends.push(text.len());
        table.insert_unique(hash, number, |number| hasher.hash_one(name(text, ends, *number)));
        number
    }
}

fn number(names: &mut Names, id: &str, hash: u32) -> u64 {
    names.find(id, hash).unwrap_or_else(|| names.add(id, hash)).into()
}

fn timed(what: &str, work: impl FnOnce() -> u64) -> u64 {
    let begin = Instant::now();
    let sum = work();
    println!("{what}: {:.2} s", begin.elapsed().as_secs_f64());
    sum
}

fn main() {
    let mut dice = 88_172_645_463_325_252_u64;
    let ids: Vec<String> = (0..LINES)
        .map(|_| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            format!("ORD-{:09}", (dice >> 20) % ORDERS)
        })
        .collect();
    for _ in 0..3 {
        let ahead = timed("own table, read ahead", || {
            let (hasher, mut names) = (Hasher::default(), Names::default());
            let mut sum = 0;
            for ids in ids.chunks(64) {
                let hashes: Vec<u32> = ids.iter().map(|id| hash(&hasher, id)).collect();
                names.prefetch(hashes.iter().copied());
                let both = ids.iter().zip(&hashes);
                sum += both.map(|(id, hash)| number(&mut names, id, *hash)).sum::<u64>();
            }
            sum
        });
        let one_by_one = timed("own table, one by one", || {
            let (hasher, mut names) = (Hasher::default(), Names::default());
            ids.iter().map(|id| number(&mut names, id, hash(&hasher, id))).sum()
        });
        let tabled = timed("hashbrown::HashTable", || {
            let mut names = Tabled::default();
            ids.iter().map(|id| u64::from(names.number(id))).sum()
        });
        assert!(ahead == one_by_one && ahead == tabled, "the numbers differ");
    }
}
