//! Orders sorted by customer, so that all of one are folded at once.
//!
//! Millions of customers do not fit in the caches, and their orders come in no
//! order of customers: visiting each customer for each order waits for memory
//! every time. Writing the orders of some neighbouring customers to one place,
//! in a few bytes each, and sorting each place by itself is done in streams.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{Survey, SurveyError, Unsurveyed};
use crate::loyalty::assortment::Assortment;
use crate::loyalty::base::{RecordError, check_currency};
use crate::loyalty::bought::{Amount, NUMBER_BITS};
use crate::loyalty::buyer::Sold;
use crate::value::Purchase;
use crate::value::lately::Lately;
use crate::value::units::units;

pub(super) type Rows<'r, 'a> = &'r [(usize, Purchase<'a>)];

/// Customers of one part: few enough for their orders to stay near.
const PART: usize = 2_048;

/// A line of an order, in 32 bytes.
struct Entry {
    at: DateTime<Utc>,
    /// The customer, counted from the first of the part.
    customer: u32,
    /// Of the order.
    row: u32,
    /// The number of the product, and [`LARGE`].
    number: u32,
    /// The amount in units; of a large one, the place of the line in its order.
    amount: i64,
}

/// A mark above the numbers of products: the amount does not fit in an entry.
const LARGE: u32 = 1 << NUMBER_BITS;

impl Entry {
    #[inline]
    fn sold(&self, rows: Rows<'_, '_>) -> Sold<()> {
        let amount = if self.number & LARGE == 0 {
            Amount::of_units(self.amount)
        } else {
            let line = rows
                .get(self.row as usize)
                .and_then(|(_, purchase)| purchase.lines().get(usize::try_from(self.amount).ok()?));
            line.map_or(Amount::of_units(0), |line| line.amount.into())
        };
        Sold { number: self.number & !LARGE, amount, line: () }
    }
}

/// The orders of some customers.
pub(super) struct Parts {
    customers: Range<usize>,
    /// Those of [`PART`] customers each.
    entries: Vec<Vec<Entry>>,
    /// What ended the rows early; those before it are here.
    pub(super) error: Option<SurveyError>,
}

/// An order, as it lies in a part.
pub(super) struct Found<'p> {
    pub(super) at: DateTime<Utc>,
    pub(super) row: u32,
    pub(super) lines: &'p [Sold<()>],
}

/// The orders of one customer, in the order of the rows.
pub(super) struct Orders<'p, 'r, 'a> {
    entries: &'p [Entry],
    places: &'p [u32],
    rows: Rows<'r, 'a>,
    lines: &'p mut Vec<Sold<()>>,
}

impl Orders<'_, '_, '_> {
    #[inline]
    pub(super) fn next(&mut self) -> Option<Found<'_>> {
        let entry = |place: &u32| self.entries.get(*place as usize);
        let (at, row) = self.places.first().and_then(entry).map(|first| (first.at, first.row))?;
        self.lines.clear();
        while let Some((place, rest)) = self.places.split_first() {
            let Some(line) = self.entries.get(*place as usize).filter(|entry| entry.row == row)
            else {
                break;
            };
            self.lines.push(line.sold(self.rows));
            self.places = rest;
        }
        Some(Found { at, row, lines: self.lines })
    }
}

impl Parts {
    /// The orders of customers of a range, of so many customers all together.
    pub(super) fn new(
        survey: &Survey<'_>,
        range: Range<usize>,
        customers: usize,
        rows: Rows<'_, '_>,
    ) -> Self {
        let seen = |customer: usize, purchase: &Purchase<'_>| {
            (range.contains(&customer) && purchase.placed_at() <= survey.as_of)
                .then(|| customer - range.start)
        };
        // As if all customers ordered alike; what is reserved and not used costs
        // nothing.
        let count = range.len().div_ceil(PART);
        let fair = rows.len() / customers.div_ceil(PART).max(1);
        let mut parts: Vec<Vec<Entry>> =
            (0..count).map(|_| Vec::with_capacity(fair + fair / 8)).collect();
        let mut assortment = Assortment::default();
        let mut lately = Lately::default();
        let mut fill = || {
            for (place, (customer, purchase)) in rows.iter().enumerate() {
                let error = |why: Unsurveyed| SurveyError { row: place, error: why };
                if *customer >= customers {
                    let index = *customer;
                    return Err(error(RecordError::NoCustomer { index, customers }.into()));
                }
                let Ok(row) = u32::try_from(place) else {
                    return Err(error(Unsurveyed::TooManyRows));
                };
                let Some(mine) = seen(*customer, purchase) else { continue };
                check_currency(survey.currency, purchase).map_err(|why| error(why.into()))?;
                let Some(part) = parts.get_mut(mine / PART) else { continue };
                // Below the size of a part.
                let mine = u32::try_from(mine % PART).unwrap_or_default();
                if u32::try_from(part.len() + purchase.lines().len()).is_err() {
                    return Err(error(Unsurveyed::TooManyRows));
                }
                for (line, at) in purchase.lines().iter().zip(0..) {
                    let number = assortment
                        .number_lately(&line.product, &mut lately)
                        .map_err(|full| error(RecordError::from(full).into()))?;
                    let (number, amount) = match i64::try_from(units(line.amount)) {
                        Ok(amount) => (number, amount),
                        Err(_) => (number | LARGE, at),
                    };
                    let at = purchase.placed_at();
                    part.push(Entry { at, customer: mine, row, number, amount });
                }
            }
            Ok(())
        };
        let error = fill().err();
        Self { customers: range, entries: parts, error }
    }

    /// Calls `each` with every customer and their orders.
    pub(super) fn each<'r, 'a>(
        self,
        rows: Rows<'r, 'a>,
        mut each: impl FnMut(usize, Orders<'_, 'r, 'a>),
    ) {
        let mut customer = self.customers.start;
        let (mut places, mut ends, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for entries in self.entries {
            sort(&entries, &mut places, &mut ends);
            let mut begin = 0;
            for end in ends.iter().take(self.customers.end - customer) {
                let end = *end as usize;
                let mine = places.get(begin..end).unwrap_or_default();
                let lines = &mut lines;
                each(customer, Orders { entries: &entries, places: mine, rows, lines });
                begin = end;
                customer += 1;
            }
        }
    }
}

/// The places of the entries by customer, and where those of each customer end.
fn sort(entries: &[Entry], places: &mut Vec<u32>, ends: &mut Vec<u32>) {
    ends.clear();
    ends.resize(PART, 0);
    for entry in entries {
        ends.get_mut(entry.customer as usize).into_iter().for_each(|count| *count += 1);
    }
    let mut begin = 0;
    for end in ends.iter_mut() {
        begin += std::mem::replace(end, begin);
    }
    places.clear();
    places.resize(entries.len(), 0);
    for (place, entry) in (0..).zip(entries) {
        if let Some(end) = ends.get_mut(entry.customer as usize) {
            places.get_mut(*end as usize).into_iter().for_each(|free| *free = place);
            *end += 1;
        }
    }
}
