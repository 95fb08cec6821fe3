//! The products of all orders, numbered as they come.

use std::collections::HashMap;

use super::bought::NUMBER_BITS;
use super::error::BaseError;
use crate::value::ProductId;
use crate::value::address_cache::AddressCache;

/// Numbers for products, from 0 on, in the order in which they are first seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Assortment {
    numbers: HashMap<ProductId, u32>,
    products: Vec<ProductId>,
}

/// More products than have a number.
#[derive(Debug)]
pub(super) struct Full;

impl From<Full> for BaseError {
    fn from(Full: Full) -> Self {
        Self::TooManyProducts
    }
}

impl Assortment {
    /// How many products there can be: as many as the key of an entry in
    /// [`Bought`](super::bought::Bought) has room for.
    const MOST: u32 = 1 << NUMBER_BITS;

    /// The number of a product, a new one where it was not seen before.
    pub(super) fn number(&mut self, product: &ProductId) -> Result<u32, Full> {
        if let Some(number) = self.numbers.get(product) {
            return Ok(*number);
        }
        let number =
            u32::try_from(self.products.len()).ok().filter(|n| *n < Self::MOST).ok_or(Full)?;
        self.numbers.insert(product.clone(), number);
        self.products.push(product.clone());
        Ok(number)
    }

    /// The same, for many products one after another.
    #[inline]
    pub(super) fn number_lately<'n>(
        &mut self,
        product: &'n ProductId,
        cache: &mut AddressCache<'n>,
    ) -> Result<u32, Full> {
        cache.number(product.as_str(), || self.number(product))
    }

    /// The products, each at its number.
    pub(super) fn products(&self) -> &[ProductId] {
        &self.products
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_wherever_it_lies() {
        let mut assortment = Assortment::default();
        let mut cache = AddressCache::default();
        let id = |n: u32| ProductId::new(format!("P-{n}")).unwrap();
        // More than there are slots, each text in two places.
        let ids: Vec<ProductId> = (0..5_000).chain(0..5_000).map(id).collect();
        for _ in 0..2 {
            for (i, id) in ids.iter().enumerate() {
                let number = assortment.number_lately(id, &mut cache).unwrap();
                assert_eq!(number as usize, i % 5_000);
                assert_eq!(assortment.number(id).unwrap(), number);
            }
        }
        assert_eq!(assortment.products().len(), 5_000);
        assert_eq!(assortment.products()[4_999], id(4_999));
    }
}
