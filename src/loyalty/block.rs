//! Orders of many customers, some at a time.
//!
//! Customers come in no order, so that each row would wait for memory. Looking
//! at the customers of a whole block before it is folded lets these waits
//! overlap; numbering its products at once keeps their table near.

use super::assortment::{Assortment, Full};
use super::buyer::Buyer;
use super::error::BaseRowError;
use crate::value::Purchase;
use crate::value::address_cache::AddressCache;

/// Rows of a block: enough for the waits on memory to overlap, few enough to
/// stay in the nearest cache.
pub(super) const ROWS: usize = 128;

/// A purchase whose products are numbered, from `begin` on.
pub(super) struct Row<'a> {
    /// Its place among all rows, counted from 0.
    pub(super) place: usize,
    pub(super) customer: usize,
    pub(super) purchase: Purchase<'a>,
    pub(super) begin: usize,
}

/// The rows that are folded next.
pub(super) struct Block<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) numbers: Vec<u32>,
    cache: AddressCache<'a>,
    done: usize,
    /// What ends the rows early; those before it are to be folded.
    full: Option<BaseRowError>,
}

impl<'a> Block<'a> {
    pub(super) fn new() -> Self {
        Self {
            rows: Vec::with_capacity(ROWS),
            numbers: Vec::with_capacity(ROWS),
            cache: AddressCache::default(),
            done: 0,
            full: None,
        }
    }

    /// Takes the next rows; `false` where there are none.
    pub(super) fn next<P: Into<Purchase<'a>>>(
        &mut self,
        rows: &mut impl Iterator<Item = (usize, P)>,
        assortment: &mut Assortment,
    ) -> Result<bool, BaseRowError> {
        self.rows.clear();
        self.numbers.clear();
        if let Some(error) = self.full.take() {
            return Err(error);
        }
        for (customer, purchase) in rows.take(ROWS) {
            let (place, begin) = (self.done, self.numbers.len());
            let purchase = purchase.into();
            for line in purchase.lines() {
                match assortment.number_lately(&line.product, &mut self.cache) {
                    Ok(number) => self.numbers.push(number),
                    Err(Full) => self.full = Some(BaseRowError { row: place, error: Full.into() }),
                }
            }
            if self.full.is_some() {
                return Ok(true);
            }
            self.rows.push(Row { place, customer, purchase, begin });
            self.done += 1;
        }
        Ok(!self.rows.is_empty())
    }
}

/// Looks at the buyers of some rows, the first of whom is customer `first`.
pub(super) fn prefetch(buyers: &[Buyer], first: usize, rows: &[Row<'_>]) {
    let met = rows.iter().filter_map(|row| buyers.get(row.customer.wrapping_sub(first)));
    crate::value::prefetch::prefetch(met.map(|buyer| buyer.prefetch() as usize));
}
