//! All customers of a company, folded in one pass over their orders.

use super::assortment::{Assortment, Full};
use super::block::{self, Block, Row};
use super::buyer::{self, Buyer, Sold};
use super::effects::{Attribution, Effects, Referrals};
use super::error::{BaseError, BaseMergeError, BaseRowError, TotalOverflow};
use super::facts::PurchaseFacts;
use super::rhythm::Rhythm;
use crate::value::units::Units;
use crate::value::{Currency, Line, Money, Purchase, Zone};

/// The customers of a company, by their orders so far: purchase facts, order
/// days and loyalty effects of each, from one pass.
///
/// It holds no ids of customers or orders. The application numbers its
/// customers from 0 on, and numbers whatever it wants an answer about: keyed by
/// customer and product, and fed with the part of each order that is of the
/// product, a base answers for the product.
///
/// **Memory**: 192 bytes for each customer, whatever the number of orders; on
/// the heap 4 bytes for each gap between order days of who has more than six,
/// and 16 for each product of who bought more than ten different ones (from 33
/// on, an index of them), or for amounts finer than hundredths or above 21
/// million. The ids of the products are kept once.
///
/// **Put together**: bases of disjoint customers, or of consecutive periods,
/// give by [`Base::merge`] what one pass over all orders gives. Through serde a
/// base travels from the process that folded a part to the one that puts them
/// together; what is read is checked, and an unknown version refused by name.
///
/// ```
/// use sales_process::loyalty::Base;
/// use sales_process::{Line, Purchase, UtcOffset};
///
/// let line = |product: &str, amount: &str| {
///     Ok::<_, Box<dyn std::error::Error>>([Line::new(product.parse()?, amount.parse()?)])
/// };
/// let mut base = Base::new("GBP".parse()?, UtcOffset::UTC, 1);
/// for (at, lines) in [
///     ("2026-01-05T10:00:00Z", line("P-7", "80.00 GBP")?),
///     ("2026-02-05T10:00:00Z", line("P-7", "80.00 GBP")?),
///     ("2026-03-05T10:00:00Z", line("P-9", "20.00 GBP")?),
///     ("2026-03-06T10:00:00Z", line("P-9", "-5.00 GBP")?),
/// ] {
///     base.record(0, Purchase::new(at.parse()?, &lines)?)?;
/// }
/// let effects = base.effects(0).ok_or("no customer 0")?;
/// assert_eq!(effects.first.to_string(), "80.00 GBP");
/// assert_eq!(effects.repeat.to_string(), "80.00 GBP");
/// assert_eq!(effects.cross_sell.to_string(), "15.00 GBP");
/// let facts = base.facts(0).ok_or("no customer 0")?;
/// assert_eq!((facts.orders, facts.volume.to_string()), (3, "175.00 GBP".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Base {
    pub(super) currency: Currency,
    pub(super) zone: Zone,
    pub(super) assortment: Assortment,
    pub(super) buyers: Vec<Buyer>,
}

impl Base {
    /// Customers 0 to `customers` - 1 without orders. The zone, or an offset from
    /// UTC, says where a day begins, for the order days.
    pub fn new(currency: Currency, zone: impl Into<Zone>, customers: usize) -> Self {
        let buyers = vec![Buyer::default(); customers];
        Self { currency, zone: zone.into(), assortment: Assortment::default(), buyers }
    }

    /// Adds a customer without orders, and says where.
    pub fn add_customer(&mut self) -> usize {
        self.buyers.push(Buyer::default());
        self.buyers.len() - 1
    }

    /// How many customers there are.
    pub fn customers(&self) -> usize {
        self.buyers.len()
    }

    /// Records an order or a return of a customer: the next in time, or one at
    /// the instant of the last. Gives what the lines of it are.
    ///
    /// # Errors
    ///
    /// [`BaseError`]: it is before the last one recorded, in another
    /// currency, too large to sum up; or there is no such customer.
    pub fn record<'a>(
        &mut self,
        customer: usize,
        purchase: impl Into<Purchase<'a>>,
    ) -> Result<Effects, BaseError> {
        let mut effects = Effects::nothing(self.currency);
        let mut fits = Ok(());
        self.record_lines(customer, purchase, |line, attribution| {
            let sum = match attribution {
                Attribution::First => &mut effects.first,
                Attribution::Repeat => &mut effects.repeat,
                Attribution::CrossSell => &mut effects.cross_sell,
            };
            match sum.plus(line.amount) {
                Ok(more) => *sum = more,
                Err(_) => fits = Err(BaseError::Overflow),
            }
        })?;
        // Never an error: the sizes of all lines together fit.
        fits.map(|()| effects)
    }

    /// As [`Base::record`], and calls `each` with every line of the purchase
    /// and what it is: those above zero first, then the others.
    ///
    /// # Errors
    ///
    /// As [`Base::record`]; then `each` is not called.
    pub fn record_lines<'a>(
        &mut self,
        customer: usize,
        purchase: impl Into<Purchase<'a>>,
        mut each: impl FnMut(&'a Line, Attribution),
    ) -> Result<(), BaseError> {
        let purchase = purchase.into();
        let customers = self.buyers.len();
        let buyer = self
            .buyers
            .get_mut(customer)
            .ok_or(BaseError::NoCustomer { index: customer, customers })?;
        check_currency(self.currency, &purchase)?;
        let number = |line: &Line| self.assortment.number(&line.product);
        let numbers = purchase.lines().iter().map(number).collect::<Result<Vec<u32>, Full>>()?;
        let lines = Sold::lines(&purchase, &numbers);
        buyer.fold(self.zone, purchase.placed_at(), lines, 0, |line, attribution, _| {
            each(line, attribution);
        })?;
        Ok(())
    }

    /// Records orders of many customers: each row is a customer and a purchase.
    /// The rows of one customer are in time order; sorting all of them by time
    /// is good for speed.
    ///
    /// # Errors
    ///
    /// [`BaseRowError`] names the first row that cannot be recorded; those before
    /// it are recorded, it and those after it are not.
    pub fn record_all<'a, P: Into<Purchase<'a>>>(
        &mut self,
        rows: impl IntoIterator<Item = (usize, P)>,
    ) -> Result<(), BaseRowError> {
        let mut rows = rows.into_iter();
        let mut block = Block::new();
        while self.next_block(&mut block, &mut rows)? {
            for row in &block.rows {
                self.fold(row, &block.numbers, 0, |_, _, _| {})?;
            }
        }
        Ok(())
    }

    /// Takes the next rows, and looks at their customers.
    pub(super) fn next_block<'a, P: Into<Purchase<'a>>>(
        &mut self,
        block: &mut Block<'a>,
        rows: &mut impl Iterator<Item = (usize, P)>,
    ) -> Result<bool, BaseRowError> {
        let any = block.next(rows, &mut self.assortment)?;
        block::prefetch(&self.buyers, 0, &block.rows);
        Ok(any)
    }

    /// Folds one row of a block, as [`Buyer::fold`].
    pub(super) fn fold<'a>(
        &mut self,
        row: &Row<'a>,
        numbers: &[u32],
        mark: u32,
        each: impl FnMut(&'a Line, Attribution, bool),
    ) -> Result<(), BaseRowError> {
        let all = (0, self.buyers.len());
        fold(&mut self.buyers, all, (self.currency, self.zone), row, numbers, mark, each)
    }

    /// As [`Base::record_all`], on all cores: each looks at all rows and folds
    /// those of its own customers. The base is the same as by `record_all`, and
    /// so is the error; where there is one, the base is gone.
    ///
    /// # Errors
    ///
    /// [`BaseRowError`] names the first row that cannot be recorded.
    #[cfg(feature = "rayon")]
    pub fn record_all_in_parallel(
        mut self,
        rows: &[(usize, Purchase<'_>)],
    ) -> Result<Self, BaseRowError> {
        use rayon::prelude::*;

        // Products are numbered first, so that their numbers do not depend on
        // which core comes first.
        let mut numbers = Vec::with_capacity(rows.len());
        let mut cache = crate::value::address_cache::AddressCache::default();
        let mut full = Ok(());
        'rows: for (row, (_, purchase)) in rows.iter().enumerate() {
            for line in purchase.lines() {
                let number = self.assortment.number_lately(&line.product, &mut cache);
                let Ok(number) = number else {
                    full = Err(BaseRowError { row, error: Full.into() });
                    break 'rows;
                };
                numbers.push(number);
            }
        }
        let customers = self.buyers.len();
        if let (0, Some((index, _))) = (customers, rows.first()) {
            return Err(BaseRowError {
                row: 0,
                error: BaseError::NoCustomer { index: *index, customers },
            });
        }
        let good = full.as_ref().err().map_or(rows.len(), |error| error.row);
        let rows = rows.get(..good).unwrap_or(rows);
        let config = (self.currency, self.zone);
        let part = customers.div_ceil(rayon::current_num_threads()).max(1);
        let fold_part = |(index, buyers): (usize, &mut [Buyer])| {
            let first = index * part;
            // The last part takes the rows of customers that do not exist.
            let last = index == (customers - 1) / part;
            let end = if last { usize::MAX } else { first + buyers.len() - 1 };
            let mine = first..=end;
            let mut begin = 0;
            let mut all = rows.iter().enumerate().filter_map(|(row, (customer, purchase))| {
                let numbered = Row { place: row, customer: *customer, purchase: *purchase, begin };
                begin += purchase.lines().len();
                mine.contains(customer).then_some(numbered)
            });
            let mut all_mine: Vec<Row<'_>> = Vec::new();
            loop {
                all_mine.clear();
                all_mine.extend(all.by_ref().take(block::ROWS));
                if all_mine.is_empty() {
                    return Ok(());
                }
                block::prefetch(buyers, first, &all_mine);
                for row in &all_mine {
                    fold(buyers, (first, customers), config, row, &numbers, 0, |_, _, _| {})?;
                }
            }
        };
        let errors = self.buyers.par_chunks_mut(part).enumerate().map(fold_part);
        let first = errors.filter_map(Result::err).min_by_key(|error: &BaseRowError| error.row);
        match (first, full) {
            (Some(error), _) | (None, Err(error)) => Err(error),
            (None, Ok(())) => Ok(self),
        }
    }

    /// Puts another part of the orders behind this one: of other customers, of
    /// a later period, or both. Customers have the same places in both; either
    /// may have more of them than the other.
    ///
    /// The result is what one pass over the orders of both gives.
    ///
    /// # Errors
    ///
    /// [`BaseMergeError`] for two currencies or zones, a customer who bought in
    /// the later part when or before the earlier one ends, or sums too large.
    pub fn merge(&mut self, later: &Base) -> Result<(), BaseMergeError> {
        if self.currency != later.currency {
            return Err(BaseMergeError::Currency {
                expected: self.currency,
                found: later.currency,
            });
        }
        if self.zone != later.zone {
            return Err(BaseMergeError::Offset { expected: self.zone, found: later.zone });
        }
        for (customer, (mine, later)) in self.buyers.iter().zip(&later.buyers).enumerate() {
            mine.check_append(customer, later)?;
        }
        let numbers = later
            .assortment
            .products()
            .iter()
            .map(|product| self.assortment.number(product))
            .collect::<Result<Vec<u32>, Full>>()
            .map_err(|Full| BaseMergeError::TooManyProducts)?;
        // Each number is below the length.
        let renumber = |number: u32| {
            usize::try_from(number).ok().and_then(|n| numbers.get(n)).copied().unwrap_or(number)
        };
        if self.buyers.len() < later.buyers.len() {
            self.buyers.resize_with(later.buyers.len(), Buyer::default);
        }
        for (mine, later) in self.buyers.iter_mut().zip(&later.buyers) {
            mine.append(later, self.zone, renumber);
        }
        Ok(())
    }

    /// What a customer bought, in figures; `None` where there is no such
    /// customer.
    pub fn facts(&self, customer: usize) -> Option<PurchaseFacts> {
        self.buyers.get(customer).map(|buyer| buyer.facts(self.currency))
    }

    /// On which days a customer ordered; `None` where there is no such customer.
    pub fn rhythm(&self, customer: usize) -> Option<Rhythm> {
        self.buyers.get(customer).map(|buyer| buyer.rhythm(self.zone))
    }

    /// First, repeat and cross-sell revenue of a customer; `None` where there
    /// is no such customer.
    pub fn effects(&self, customer: usize) -> Option<Effects> {
        self.buyers.get(customer).and_then(|buyer| buyer::effects(buyer.effects(), self.currency))
    }

    /// First, repeat and cross-sell revenue of all customers.
    ///
    /// # Errors
    ///
    /// [`TotalOverflow`] where a sum has more than 18 digits before the point.
    pub fn total_effects(&self) -> Result<Effects, TotalOverflow> {
        // Each is below 10^26, and memory ends long before 10^12 customers.
        let sums = self
            .buyers
            .iter()
            .map(Buyer::effects)
            .fold([0; 3], |[a, b, c], [d, e, f]| [a + d, b + e, c + f]);
        buyer::effects(sums, self.currency).ok_or(TotalOverflow)
    }

    /// Revenue of all customers, returns included.
    ///
    /// # Errors
    ///
    /// [`TotalOverflow`] where it has more than 18 digits before the point.
    pub fn revenue(&self) -> Result<Money, TotalOverflow> {
        self.money(self.buyers.iter().map(Buyer::volume).sum())
    }

    /// The revenue of the customers that each customer recommended, for those
    /// who recommended any, in the order of their places. Together it is the
    /// revenue of all customers who were recommended: nothing is counted twice.
    ///
    /// # Errors
    ///
    /// [`TotalOverflow`] where a sum has more than 18 digits before the point.
    pub fn referral_revenue(
        &self,
        referrals: &Referrals,
    ) -> Result<Vec<(usize, Money)>, TotalOverflow> {
        let mut sums = std::collections::BTreeMap::new();
        for (referred, by) in referrals.iter() {
            *sums.entry(by).or_insert(0) += self.buyers.get(referred).map_or(0, Buyer::volume);
        }
        sums.into_iter().map(|(by, sum)| Ok((by, self.money(sum)?))).collect()
    }

    fn money(&self, sum: i128) -> Result<Money, TotalOverflow> {
        Units::ZERO.plus(sum).map(|sum| sum.money(self.currency)).ok_or(TotalOverflow)
    }
}

pub(super) fn check_currency(expected: Currency, purchase: &Purchase<'_>) -> Result<(), BaseError> {
    let found = purchase.total().currency();
    if found == expected { Ok(()) } else { Err(BaseError::Currency { expected, found }) }
}

/// Folds one row into the buyers from customer `first` on, of `customers` all
/// together.
fn fold<'a>(
    buyers: &mut [Buyer],
    (first, customers): (usize, usize),
    (currency, zone): (Currency, Zone),
    row: &Row<'a>,
    numbers: &[u32],
    mark: u32,
    each: impl FnMut(&'a Line, Attribution, bool),
) -> Result<(), BaseRowError> {
    let numbers = numbers.get(row.begin..).unwrap_or_default();
    buyers
        .get_mut(row.customer.wrapping_sub(first))
        .ok_or(BaseError::NoCustomer { index: row.customer, customers })
        .and_then(|buyer| {
            check_currency(currency, &row.purchase)?;
            let lines = Sold::lines(&row.purchase, numbers);
            buyer.fold(zone, row.purchase.placed_at(), lines, mark, each)?;
            Ok(())
        })
        .map_err(|error| BaseRowError { row: row.place, error })
}
