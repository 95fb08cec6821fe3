//! What is kept of one customer, and how an order is folded into it.

use chrono::{DateTime, Utc};

use super::bought::{Amount, Bought};
use super::effects::{Attribution, Effects};
use super::error::{BaseError, BaseMergeError};
use super::facts::PurchaseFacts;
use super::gaps::Gaps;
use super::rhythm::{Rhythm, gap};
use crate::value::units::Units;
use crate::value::{Currency, Line, Purchase, Zone};

/// One customer: 192 bytes on three cache lines, of which an order mostly needs
/// the first two.
// In this order, so that what changes with each order is on the first line, and
// gaps and the first five products are on the second.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(super) struct Buyer {
    /// The last purchase, returns included.
    pub(super) last: Option<DateTime<Utc>>,
    pub(super) last_order: Option<DateTime<Utc>>,
    /// The net total of orders and returns.
    pub(super) volume: Units,
    /// The total of the orders.
    pub(super) ordered: Units,
    /// At least what the sizes of all lines add up to, in steps of 2^26 units
    /// (two thirds of a pound).
    // INVARIANT: at most MOST, so that no sum of some of the lines is too large.
    pub(super) size: u64,
    pub(super) orders: u32,
    /// Where the products that came at the last instant begin.
    pub(super) new_from: u32,
    pub(super) gaps: Gaps,
    pub(super) bought: Bought,
    /// The first purchase, returns included.
    pub(super) first: Option<DateTime<Utc>>,
    pub(super) first_order: Option<DateTime<Utc>>,
}

/// A line of a purchase, as it is folded.
#[derive(Clone, Copy)]
pub(super) struct Sold<L> {
    /// The number of the product.
    pub(super) number: u32,
    pub(super) amount: Amount,
    /// What the caller knows the line by.
    pub(super) line: L,
}

impl<'a> Sold<&'a Line> {
    /// The lines of a purchase, whose products have these numbers.
    #[inline]
    pub(super) fn lines(
        purchase: &Purchase<'a>,
        numbers: &[u32],
    ) -> impl Iterator<Item = Self> + Clone {
        let sold = |(line, number): (&'a Line, &u32)| Sold {
            number: *number,
            amount: line.amount.into(),
            line,
        };
        purchase.lines().iter().zip(numbers).map(sold)
    }
}

const STEP: u32 = 26;
#[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)] // About 1.5 * 10^18.
pub(super) const MOST: u64 = (Units::LIMIT >> STEP) as u64 - 1;

impl Default for Buyer {
    fn default() -> Self {
        Self {
            bought: Bought::default(),
            gaps: Gaps::default(),
            size: 0,
            volume: Units::ZERO,
            ordered: Units::ZERO,
            first: None,
            last: None,
            first_order: None,
            last_order: None,
            orders: 0,
            new_from: 0,
        }
    }
}

/// The size of an amount in steps, rounded up.
#[inline]
fn steps(amount: i128) -> u64 {
    // Below 10^26 by the invariant of money.
    #[allow(clippy::cast_possible_truncation)]
    let steps = (amount.unsigned_abs() >> STEP) as u64;
    steps + 1
}

impl Buyer {
    /// Reads each cache line.
    #[inline]
    pub(super) fn prefetch(&self) -> u32 {
        self.new_from ^ self.bought.prefetch() ^ u32::from(self.first_order.is_some())
    }

    /// Folds the lines of a purchase; says of each what it is, and whether it is
    /// the first sale of the product with this mark. Gives their total in units.
    /// Nothing changes where they are refused.
    #[inline]
    pub(super) fn fold<L: Copy>(
        &mut self,
        zone: Zone,
        at: DateTime<Utc>,
        lines: impl Iterator<Item = Sold<L>> + Clone,
        mark: u32,
        mut each: impl FnMut(L, Attribution, bool),
    ) -> Result<i128, BaseError> {
        if let Some(last) = self.last.filter(|last| at < *last) {
            return Err(BaseError::Late { placed_at: at, last });
        }
        // Whoever made the purchase saw that its lines add up to money.
        let (mut total, mut size) = (0, self.size);
        for line in lines.clone() {
            let amount = line.amount.units();
            total += amount;
            size = size.saturating_add(steps(amount));
        }
        if size > MOST {
            return Err(BaseError::Overflow);
        }
        let is_order = total > 0;
        let orders = self.orders.checked_add(u32::from(is_order)).ok_or(BaseError::Overflow)?;

        if self.last != Some(at) {
            // The first purchase is on the third line, and is let alone later.
            if self.last.is_none() {
                self.first = Some(at);
            }
            self.last = Some(at);
            // Entries are less than two for each product number.
            self.new_from = u32::try_from(self.bought.len()).unwrap_or(u32::MAX);
        }
        self.size = size;
        self.orders = orders;
        self.volume = self.volume.plus_within(total);
        if is_order {
            self.ordered = self.ordered.plus_within(total);
            match self.last_order {
                None => self.first_order = Some(at),
                Some(last) => {
                    if let Some(gap) = gap(zone.date_of(last), zone.date_of(at)) {
                        self.gaps.push(gap);
                    }
                }
            }
            self.last_order = Some(at);
        }
        let new_from = usize::try_from(self.new_from).unwrap_or(usize::MAX);
        let mut below = false;
        for Sold { number, amount, line } in lines.clone() {
            if amount.is_positive() {
                let (attribution, fresh) = self.bought.sell(number, amount, new_from, mark);
                each(line, attribution, fresh);
            } else {
                below = true;
            }
        }
        if below {
            for Sold { number, amount, line } in lines.filter(|line| !line.amount.is_positive()) {
                each(line, self.bought.give_back(number, amount), false);
            }
        }
        Ok(total)
    }

    /// Whether a later period can be put behind this one.
    pub(super) fn check_append(
        &self,
        customer: usize,
        later: &Buyer,
    ) -> Result<(), BaseMergeError> {
        if let (Some(last), Some(first)) = (self.last, later.first) {
            if first <= last {
                return Err(BaseMergeError::Overlap { customer, first, last });
            }
        }
        let fits = self.size.checked_add(later.size).is_some_and(|size| size <= MOST)
            && self.orders.checked_add(later.orders).is_some();
        if fits { Ok(()) } else { Err(BaseMergeError::Overflow { customer }) }
    }

    /// Puts a later period behind this one; it was checked before.
    pub(super) fn append(&mut self, later: &Buyer, zone: Zone, renumber: impl Fn(u32) -> u32) {
        if later.first.is_none() {
            return;
        }
        let later_new = usize::try_from(later.new_from).unwrap_or(usize::MAX);
        let new_from = self.bought.append(&later.bought, later_new, renumber);
        self.new_from = u32::try_from(new_from).unwrap_or(u32::MAX);
        if let (Some(last), Some(first)) = (self.last_order, later.first_order) {
            if let Some(gap) = gap(zone.date_of(last), zone.date_of(first)) {
                self.gaps.push(gap);
            }
        }
        later.gaps.iter().for_each(|gap| self.gaps.push(gap));
        self.size = self.size.saturating_add(later.size);
        self.volume = self.volume.plus_within(later.volume.get());
        self.ordered = self.ordered.plus_within(later.ordered.get());
        self.first = self.first.or(later.first);
        self.last = later.last.or(self.last);
        self.first_order = self.first_order.or(later.first_order);
        self.last_order = later.last_order.or(self.last_order);
        self.orders = self.orders.saturating_add(later.orders);
    }

    pub(super) fn facts(&self, currency: Currency) -> PurchaseFacts {
        PurchaseFacts {
            first_order: self.first_order,
            last_order: self.last_order,
            last_purchase: self.last,
            orders: self.orders,
            volume: self.volume.money(currency),
            ordered: self.ordered.money(currency),
            products: self.bought.products(),
        }
    }

    pub(super) fn rhythm(&self, zone: Zone) -> Rhythm {
        let ends = self.first_order.zip(self.last_order);
        let ends = ends.map(|(first, last)| (zone.date_of(first), zone.date_of(last)));
        Rhythm::from_parts(ends, self.gaps.clone())
    }

    /// First, repeat and cross-sell, in units.
    pub(super) fn effects(&self) -> [i128; 3] {
        let (first, cross) = self.bought.first_and_cross();
        [first, self.volume.get() - first - cross, cross]
    }

    pub(super) fn volume(&self) -> i128 {
        self.volume.get()
    }
}

/// Effects of three sums; `None` where one is more than money holds.
pub(super) fn effects(sums: [i128; 3], currency: Currency) -> Option<Effects> {
    let [first, repeat, cross_sell] =
        sums.map(|sum| Units::ZERO.plus(sum).map(|sum| sum.money(currency)));
    Some(Effects { first: first?, repeat: repeat?, cross_sell: cross_sell? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The promise of the docs: three cache lines.
    #[test]
    fn a_buyer_is_small() {
        assert_eq!(size_of::<Buyer>(), 192);
        assert_eq!(size_of::<Rhythm>(), 24);
    }
}
