//! The products of all orders, numbered as they come.

use std::collections::HashMap;

use super::bought::NUMBER_BITS;
use crate::ProductId;

/// Numbers for products, from 0 on, in the order in which they are first seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Assortment {
    numbers: HashMap<ProductId, u32>,
    products: Vec<ProductId>,
}

/// More products than have a number.
#[derive(Debug)]
pub(super) struct Full;

/// Remembers the numbers of ids seen lately by where their text lies.
///
/// Orders mostly share the text of a product's id, and its place says as much
/// as its letters as long as it is not given to another text: which it is not,
/// because the id is kept here. That takes a tenth of looking up the letters.
#[derive(Debug)]
pub(super) struct Lately {
    slots: Vec<Option<(ProductId, u32)>>,
}

/// Slots of [`Lately`], a power of two.
const SLOTS: usize = 512;

impl Default for Lately {
    fn default() -> Self {
        Self { slots: vec![None; SLOTS] }
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
    pub(super) fn number_lately(
        &mut self,
        product: &ProductId,
        lately: &mut Lately,
    ) -> Result<u32, Full> {
        let text = product.as_str();
        let place = text.as_ptr().addr();
        // Texts lie at multiples of eight; both parts vary between neighbours.
        let slot = ((place >> 4) ^ (place >> 15)) & (SLOTS - 1);
        match lately.slots.get_mut(slot) {
            Some(Some((kept, number))) if std::ptr::eq(kept.as_str(), text) => Ok(*number),
            Some(slot) => {
                let number = self.number(product)?;
                *slot = Some((product.clone(), number));
                Ok(number)
            }
            None => self.number(product),
        }
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
        let mut lately = Lately::default();
        let id = |n: u32| ProductId::new(format!("P-{n}")).unwrap();
        // More than there are slots, each text in two places.
        let ids: Vec<ProductId> = (0..5_000).chain(0..5_000).map(id).collect();
        for _ in 0..2 {
            for (i, id) in ids.iter().enumerate() {
                let number = assortment.number_lately(id, &mut lately).unwrap();
                assert_eq!(number as usize, i % 5_000);
                assert_eq!(assortment.number(id).unwrap(), number);
            }
        }
        assert_eq!(assortment.products().len(), 5_000);
        assert_eq!(assortment.products()[4_999], id(4_999));
    }
}
