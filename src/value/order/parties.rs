//! [`Parties`]: customers and products as numbers, given to the rows of a file
//! while other rows are read and orders put together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::rows::Piece;
use crate::value::names::{Hasher, NONE, Names, hash};
use crate::value::prefetch::firsts;
use crate::value::{CustomerId, CustomerMerges, ProductId};

/// How many rows are looked up at once.
pub(super) const AT_ONCE: usize = 64;

/// Who ordered and what, by numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Parties {
    pub(super) merges: CustomerMerges,
    pub(super) customers: Names,
    pub(super) products: Names,
}

/// In place of the number of an id that is none.
pub(super) const WRONG: u32 = NONE - 1;

impl Parties {
    /// Puts the numbers of customers and products into the rows, `NONE` where
    /// there is none of them.
    pub(super) fn name(&mut self, piece: &mut Piece, hasher: &Hasher) {
        let Self { merges, customers, products } = self;
        let mut rows = std::mem::take(&mut piece.rows);
        let mut last = NONE;
        for rows in rows.chunks_mut(AT_ONCE) {
            // Rows of one order mostly stand together.
            let hashes = firsts(rows, |a, b| a.keys[1] == b.keys[1]).map(|row| row.keys[1]);
            customers.prefetch(hashes);
            for row in rows {
                let [_, customer, product] = piece.ids(row);
                let [_, customer_hash, product_hash] = row.keys;
                if !row.repeats {
                    let survivor = merges.survivor(customer);
                    let hash =
                        if merges.is_empty() { customer_hash } else { hash(hasher, survivor) };
                    last = number(customers, survivor, hash, |id| CustomerId::new(id).is_ok());
                }
                let product =
                    number(products, product, product_hash, |id| ProductId::new(id).is_ok());
                (row.keys[1], row.keys[2]) = (last, product);
            }
        }
        piece.rows = rows;
    }
}

/// The number of an id, which may be new.
#[inline]
fn number(names: &mut Names, id: &str, hash: u32, is_id: impl FnOnce(&str) -> bool) -> u32 {
    match names.find(id, hash) {
        _ if id.is_empty() => NONE,
        Some(known) => known,
        None if is_id(id) => names.add(id, hash),
        None => WRONG,
    }
}

/// The parties while they are named.
pub(super) fn held(parties: &Mutex<Parties>) -> MutexGuard<'_, Parties> {
    parties.lock().unwrap_or_else(PoisonError::into_inner)
}
