//! What one customer has bought, as far as it decides what a line is.

use std::collections::HashMap;

use super::effects::Attribution;
use crate::value::Money;
use crate::value::units::{Units, units};

/// The products of one customer, in the order in which they came.
///
/// Of each product only what is attributed to its first sale is kept: what is
/// attributed to a sale of it later on is a repeat purchase whatever happened
/// before, so that it is what remains of the volume.
#[derive(Debug, Clone)]
pub(super) enum Bought {
    /// Few products, each with an amount of whole hundredths below 2^31.
    Few {
        // INVARIANT: at most FEW.
        count: u8,
        entries: [Entry<i32>; FEW],
    },
    Many(Box<Many>),
}

/// Products that are kept without a place on the heap.
const FEW: usize = 10;

#[derive(Debug, Clone, Default)]
pub(super) struct Many {
    entries: Vec<Entry<Units>>,
    /// The place of each entry by number and kind, where there are more than
    /// [`INDEXED`]: a line does not take longer for whoever bought much.
    places: HashMap<u32, usize>,
}

const INDEXED: usize = 32;

/// A product, in 8 bytes or in 16.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<A> {
    /// The number of the product above the marks.
    key: u32,
    /// What is attributed to its first sale.
    amount: A,
}

/// Bits of a key that are marks.
const MARKS: u32 = 5;
/// Bits of a key that are the product's number.
pub(super) const NUMBER_BITS: u32 = u32::BITS - MARKS;

/// The product was not sold; its amount was given back all the same.
const UNSOLD: u32 = 1;
/// It was sold again later on.
const AGAIN: u32 = 2;
/// It was sold when nothing had been sold before.
const FIRST: u32 = 4;
/// It was sold in the first or in the second of two periods to be compared.
pub(super) const PERIODS: [u32; 2] = [8, 16];

/// An amount of a line, as it is put into entries.
#[derive(Debug, Clone, Copy)]
pub(super) enum Amount {
    Hundredths(i32),
    Units(i128),
}

impl From<Money> for Amount {
    #[inline]
    fn from(money: Money) -> Self {
        let amount = money.amount();
        let factor = match amount.scale() {
            0 => 100,
            1 => 10,
            2 => 1,
            _ => return Self::Units(units(money)),
        };
        let small = i32::try_from(amount.mantissa()).ok();
        match small.and_then(|small| small.checked_mul(factor)) {
            Some(hundredths) => Self::Hundredths(hundredths),
            None => Self::Units(units(money)),
        }
    }
}

impl Amount {
    #[inline]
    pub(super) fn is_positive(self) -> bool {
        match self {
            Self::Hundredths(hundredths) => hundredths > 0,
            Self::Units(units) => units > 0,
        }
    }

    #[inline]
    pub(super) fn units(self) -> i128 {
        match self {
            Self::Hundredths(hundredths) => i128::from(hundredths) * HUNDREDTH,
            Self::Units(units) => units,
        }
    }
}

/// Units of the eighth decimal in a hundredth.
const HUNDREDTH: i128 = 1_000_000;

impl Default for Bought {
    fn default() -> Self {
        Self::Few { count: 0, entries: [Entry { key: 0, amount: 0 }; FEW] }
    }
}

#[inline]
fn is(key: u32, number: u32, unsold: u32) -> bool {
    key >> MARKS == number && key & UNSOLD == unsold
}

/// What a line is that belongs to the first sale of a product.
fn attribution(key: u32) -> Attribution {
    if key & (UNSOLD | FIRST) == 0 { Attribution::CrossSell } else { Attribution::First }
}

impl Many {
    fn place(&self, number: u32, unsold: u32) -> Option<usize> {
        if self.places.is_empty() {
            self.entries.iter().position(|entry| is(entry.key, number, unsold))
        } else {
            self.places.get(&(number << 1 | unsold)).copied()
        }
    }

    fn push(&mut self, entry: Entry<Units>) {
        let name = |key: u32| (key >> MARKS) << 1 | (key & UNSOLD);
        self.entries.push(entry);
        if !self.places.is_empty() {
            self.places.insert(name(entry.key), self.entries.len() - 1);
        } else if self.entries.len() > INDEXED {
            let keys = self.entries.iter().enumerate();
            self.places = keys.map(|(place, entry)| (name(entry.key), place)).collect();
        }
    }
}

impl Bought {
    /// How many entries there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few { count, .. } => usize::from(*count),
            Self::Many(many) => many.entries.len(),
        }
    }

    #[inline]
    fn key(&self, place: usize) -> u32 {
        match self {
            Self::Few { entries, .. } => entries.get(place).map_or(0, |entry| entry.key),
            Self::Many(many) => many.entries.get(place).map_or(0, |entry| entry.key),
        }
    }

    fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|place| self.key(place))
    }

    /// How many different products were sold.
    pub(super) fn products(&self) -> usize {
        self.keys().filter(|key| key & UNSOLD == 0).count()
    }

    /// Reads what is on the heap, for it to be near when it is needed.
    #[inline]
    pub(super) fn prefetch(&self) -> u32 {
        match self {
            Self::Few { entries, .. } => entries.first().map_or(0, |entry| entry.key),
            Self::Many(many) => many.entries.last().map_or(0, |entry| entry.key),
        }
    }

    #[inline]
    fn place(&self, number: u32, unsold: u32) -> Option<usize> {
        match self {
            Self::Few { count, entries } => entries
                .iter()
                .take(usize::from(*count))
                .position(|entry| is(entry.key, number, unsold)),
            Self::Many(many) => many.place(number, unsold),
        }
    }

    #[inline]
    fn mark(&mut self, place: usize, marks: u32) {
        let key = match self {
            Self::Few { entries, .. } => entries.get_mut(place).map(|entry| &mut entry.key),
            Self::Many(many) => many.entries.get_mut(place).map(|entry| &mut entry.key),
        };
        key.into_iter().for_each(|key| *key |= marks);
    }

    fn units(&self, place: usize) -> i128 {
        match self {
            Self::Few { entries, .. } => {
                entries.get(place).map_or(0, |entry| i128::from(entry.amount) * HUNDREDTH)
            }
            Self::Many(many) => many.entries.get(place).map_or(0, |entry| entry.amount.get()),
        }
    }

    fn add(&mut self, place: usize, amount: Amount) {
        if let (Self::Few { entries, .. }, Amount::Hundredths(more)) = (&mut *self, amount) {
            let Some(entry) = entries.get_mut(place) else { return };
            if let Some(sum) = entry.amount.checked_add(more) {
                entry.amount = sum;
                return;
            }
        }
        self.change_many(|many| {
            if let Some(entry) = many.entries.get_mut(place) {
                entry.amount = entry.amount.plus_within(amount.units());
            }
        });
    }

    #[inline]
    fn push(&mut self, key: u32, amount: Amount) {
        if let (Self::Few { count, entries }, Amount::Hundredths(amount)) = (&mut *self, amount) {
            if let Some(free) = entries.get_mut(usize::from(*count)) {
                *free = Entry { key, amount };
                *count += 1;
                return;
            }
        }
        let amount = Units::ZERO.plus_within(amount.units());
        self.change_many(|many| many.push(Entry { key, amount }));
    }

    /// Changes the form for many; few are moved to it first.
    fn change_many(&mut self, change: impl FnOnce(&mut Many)) {
        if let Self::Many(many) = self {
            return change(many);
        }
        let mut many = Many::default();
        for place in 0..self.len() {
            let amount = Units::ZERO.plus_within(self.units(place));
            many.push(Entry { key: self.key(place), amount });
        }
        change(&mut many);
        *self = Self::Many(Box::new(many));
    }

    /// Whether anything was sold before the entry at a place came.
    fn sold_before(&self, place: usize) -> bool {
        // The first entry mostly answers it.
        self.keys().take(place).any(|key| key & UNSOLD == 0)
    }

    /// A line above zero. `new_from` is the place of the first entry that came
    /// at the same instant. Says too whether this is the first sale of the
    /// product with this mark (or, without one, nothing of use).
    ///
    /// Amounts cannot be too large: whoever calls has summed up their sizes.
    #[inline]
    pub(super) fn sell(
        &mut self,
        number: u32,
        amount: Amount,
        new_from: usize,
        mark: u32,
    ) -> (Attribution, bool) {
        let Some(place) = self.place(number, 0) else {
            let first = if self.sold_before(new_from) { 0 } else { FIRST };
            let key = number << MARKS | first | mark;
            self.push(key, amount);
            return (attribution(key), true);
        };
        let key = self.key(place);
        let unmarked = key & mark == 0;
        if place >= new_from {
            self.mark(place, mark);
            self.add(place, amount);
            (attribution(key), unmarked)
        } else {
            self.mark(place, AGAIN | mark);
            (Attribution::Repeat, unmarked)
        }
    }

    /// A line of zero or below: it belongs to the latest sale of the product.
    pub(super) fn give_back(&mut self, number: u32, amount: Amount) -> Attribution {
        let sold = self.place(number, 0);
        let Some(place) = sold.or_else(|| self.place(number, UNSOLD)) else {
            // A line of zero leaves no trace.
            if amount.units() != 0 {
                self.push(number << MARKS | UNSOLD, amount);
            }
            return Attribution::First;
        };
        let key = self.key(place);
        if key & AGAIN != 0 {
            return Attribution::Repeat;
        }
        self.add(place, amount);
        attribution(key)
    }

    /// Puts what was bought in a later period behind it, whose products have
    /// other numbers. Gives the place of the first entry that came at the last
    /// instant of the later period.
    pub(super) fn append(
        &mut self,
        later: &Bought,
        later_new_from: usize,
        renumber: impl Fn(u32) -> u32,
    ) -> usize {
        let known = self.sold_before(self.len());
        let mut new_from = None;
        for (at, key) in later.keys().enumerate() {
            if at == later_new_from {
                new_from = Some(self.len());
            }
            let number = renumber(key >> MARKS);
            let amount = later.amount(at);
            if key & UNSOLD != 0 {
                self.give_back(number, amount);
            } else if let Some(place) = self.place(number, 0) {
                self.mark(place, AGAIN);
            } else {
                let first = if known { 0 } else { key & FIRST };
                self.push(number << MARKS | key & AGAIN | first, amount);
            }
        }
        new_from.unwrap_or(self.len())
    }

    fn amount(&self, place: usize) -> Amount {
        match self {
            Self::Few { entries, .. } => {
                Amount::Hundredths(entries.get(place).map_or(0, |entry| entry.amount))
            }
            Self::Many(_) => Amount::Units(self.units(place)),
        }
    }

    /// Of each product its number, its marks and its amount, in their order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, u32, Units)> + '_ {
        let of = |(place, key): (usize, u32)| {
            let amount = Units::ZERO.plus_within(self.units(place));
            (key >> MARKS, key & ((1 << MARKS) - 1), amount)
        };
        self.keys().enumerate().map(of)
    }

    /// The same put together again; `None` where numbers or marks cannot be.
    pub(super) fn of(entries: &[(u32, u32, Units)], products: usize) -> Option<Self> {
        let mut bought = Self::default();
        for (number, marks, amount) in entries {
            let is_known = usize::try_from(*number).is_ok_and(|number| number < products);
            let key = number << MARKS | marks;
            if !is_known || *marks >= 1 << MARKS || bought.place(*number, key & UNSOLD).is_some() {
                return None;
            }
            let hundredths = i32::try_from(amount.get() / HUNDREDTH).ok();
            let whole = hundredths.filter(|_| amount.get() % HUNDREDTH == 0);
            bought.push(key, whole.map_or(Amount::Units(amount.get()), Amount::Hundredths));
        }
        Some(bought)
    }

    /// What is attributed to first sales and to cross-sales, in units.
    pub(super) fn first_and_cross(&self) -> (i128, i128) {
        match self {
            Self::Few { count, entries } => {
                let of = |&Entry { key, amount }: &Entry<i32>| (key, i64::from(amount));
                let (first, cross) = split(entries.iter().take(usize::from(*count)).map(of));
                (i128::from(first) * HUNDREDTH, i128::from(cross) * HUNDREDTH)
            }
            Self::Many(many) => split(many.entries.iter().map(|e| (e.key, e.amount.get()))),
        }
    }
}

fn split<N: Default + std::ops::AddAssign>(entries: impl Iterator<Item = (u32, N)>) -> (N, N) {
    let (mut first, mut cross) = (N::default(), N::default());
    for (key, amount) in entries {
        match attribution(key) {
            Attribution::First => first += amount,
            _ => cross += amount,
        }
    }
    (first, cross)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_small() {
        assert_eq!((size_of::<Entry<i32>>(), size_of::<Entry<Units>>()), (8, 16));
        assert_eq!(size_of::<Bought>(), 88);
    }

    /// Few and many, small and large amounts: as a plain sum.
    #[test]
    fn amounts_are_exact_in_either_form() {
        for amounts in [
            vec!["1.5 GBP", "-0.25 GBP", "3 GBP"],
            vec!["21474836.47 GBP", "0.01 GBP", "-0.01 GBP"],
            vec!["0.001 GBP", "1 GBP"],
            vec!["1 GBP", "-0.00000001 GBP", "999999999999 GBP"],
        ] {
            let mut bought = Bought::default();
            let mut expected = 0;
            for text in amounts {
                let amount = Amount::from(text.parse::<Money>().unwrap());
                expected += amount.units();
                if amount.units() > 0 {
                    bought.sell(7, amount, 0, 0);
                } else {
                    bought.give_back(7, amount);
                }
            }
            assert_eq!((bought.len(), bought.first_and_cross()), (1, (expected, 0)));
        }
    }
}
