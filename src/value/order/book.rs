//! [`OrderBook`]: the orders of a company, held small.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::csv::CsvError;
use super::rows::{OrderRow, Piece, instant};
use super::{Line, Order, Purchase};
use crate::value::names::{Hasher, NONE, Names};
use crate::value::{Currency, CustomerId, Money, OrderId, ProductId};

/// Orders as a file gives them, held small: of ten million lines some 500 MiB.
///
/// An order is placed at its earliest line that is not negative, and all its
/// lines that are not negative belong to it. So do its negative lines at that
/// instant; at another instant they are a return of their own. Orders without
/// a customer are nobody's: [`OrderBook::guest_lines`] counts their lines.
///
/// ```
/// use sales_process::order::csv;
/// use sales_process::value::table::TableOptions;
///
/// let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
///             O-1,acme,2026-03-01T10:00:00Z,P-7,80.00,GBP\n\
///             O-1,acme,2026-04-01T10:00:00Z,P-7,-80.00,GBP\n\
///             O-2,,2026-03-05T10:00:00Z,P-9,20.00,GBP\n";
/// let book = csv::read_book(text.as_bytes(), &TableOptions::new(), Err, |_| {})?;
/// let totals = book.customers(None, |customer| {
///     let totals = customer.purchases.iter().map(|purchase| purchase.total().to_string());
///     (customer.id.to_owned(), totals.collect::<Vec<_>>())
/// });
/// assert_eq!(totals, [("acme".to_owned(), vec!["80.00 GBP".to_owned(), "-80.00 GBP".to_owned()])]);
/// assert_eq!(book.guest_lines(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct OrderBook {
    hasher: Hasher,
    order_names: Names,
    customers: Names,
    products: Names,
    orders: Vec<Head>,
    lines: Vec<HeldLine>,
    /// Amounts that are too large for their lines, by the place of the line.
    large: HashMap<usize, i128>,
    /// The sum of all amounts by size: below the limit of money no total can be
    /// above it.
    sizes: i128,
    /// Orders that are set aside whole.
    aside: HashSet<Box<str>>,
    last: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone)]
struct Head {
    /// `NONE` for a guest.
    customer: u32,
    /// The line of the file on which it is first.
    line: u32,
    currency: Currency,
}

/// A line in 24 bytes.
#[derive(Debug, Clone)]
struct HeldLine {
    order: u32,
    /// `NONE` for a line of the order as a whole.
    product: u32,
    at: i64,
    /// Units of the eighth decimal.
    amount: i64,
}

/// What stands for an amount of more than 92 thousand million.
const LARGE: i64 = i64::MIN;

/// One customer of a book.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomerOrders<'b> {
    /// The id.
    pub id: &'b str,
    /// What it ordered and gave back, by instant, then by the id of the order.
    pub purchases: &'b [Purchase<'b>],
    book: &'b OrderBook,
    orders: &'b [u32],
}

impl<'b> CustomerOrders<'b> {
    /// The id of the order that a purchase is of, counted from 0; empty where
    /// there is no such purchase.
    pub fn order(&self, purchase: usize) -> &'b str {
        self.orders.get(purchase).map_or("", |order| self.book.order_names.name(*order))
    }
}

/// How many rows are looked up at once.
const AT_ONCE: usize = 64;

impl OrderBook {
    pub(super) fn hasher(&self) -> Hasher {
        self.hasher.clone()
    }

    /// Adds the rows of a piece, up to an error that `bad` gives back.
    pub(super) fn take(
        &mut self,
        mut piece: Piece,
        bad: &mut dyn FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<(), CsvError> {
        let mut wrong = std::mem::take(&mut piece.bad).into_iter().peekable();
        for rows in piece.rows.chunks(AT_ONCE) {
            self.order_names.prefetch(rows.iter().map(|row| row.hashes[0]));
            self.customers.prefetch(rows.iter().map(|row| row.hashes[1]));
            for row in rows {
                while let Some(row) = wrong.next_if(|it| it.line <= row.line) {
                    self.set_aside(row.order.as_deref());
                    bad(row.error())?;
                }
                if let Err(error) = self.add(&piece, row) {
                    let [order, ..] = piece.ids(row);
                    self.set_aside(Some(order));
                    bad(error)?;
                }
            }
        }
        wrong.try_for_each(|row| {
            self.set_aside(row.order.as_deref());
            bad(row.error())
        })
    }

    fn set_aside(&mut self, order: Option<&str>) {
        if let Some(order) = order.filter(|order| !self.aside.contains(*order)) {
            self.aside.insert(order.into());
        }
    }

    #[inline]
    fn add(&mut self, piece: &Piece, row: &OrderRow) -> Result<(), CsvError> {
        let line = row.line;
        let [order, customer, product] = piece.ids(row);
        let [order_hash, customer_hash, product_hash] = row.hashes;
        let bad_id = |column| move |error| CsvError::cell(line, column, error);
        let product = match self.products.find(product, product_hash) {
            _ if product.is_empty() => NONE,
            Some(known) => known,
            None => {
                ProductId::new(product).map_err(bad_id("product_id"))?;
                self.products.add(product, product_hash)
            }
        };
        let before = self.lines.last().map(|line| line.order);
        let same = before.filter(|before| self.order_names.name(*before) == order);
        let known = same.or_else(|| self.order_names.find(order, order_hash));
        let number = if let Some(number) = known {
            self.check_same(number, piece, row)?;
            number
        } else {
            OrderId::new(order).map_err(bad_id("order_id"))?;
            let customer = match self.customers.find(customer, customer_hash) {
                _ if customer.is_empty() => NONE,
                Some(known) => known,
                None => {
                    CustomerId::new(customer).map_err(bad_id("customer_id"))?;
                    self.customers.add(customer, customer_hash)
                }
            };
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            self.orders.push(Head { customer, line, currency: row.currency });
            self.order_names.add(order, order_hash)
        };
        let amount = i64::try_from(row.amount).ok().filter(|amount| *amount != LARGE);
        if amount.is_none() {
            self.large.insert(self.lines.len(), row.amount);
        }
        // Sizes are at most 10^26 each, so that 10^12 lines are no overflow.
        self.sizes = self.sizes.saturating_add(row.amount.saturating_abs());
        let amount = amount.unwrap_or(LARGE);
        self.lines.push(HeldLine { order: number, product, at: row.at, amount });
        Ok(())
    }

    /// That a line is of the customer and in the currency of its order.
    #[inline]
    fn check_same(&self, number: u32, piece: &Piece, row: &OrderRow) -> Result<(), CsvError> {
        let Some(head) = self.orders.get(number as usize) else { return Ok(()) };
        let [order, customer, _] = piece.ids(row);
        let first = if head.customer == NONE { "" } else { self.customers.name(head.customer) };
        if first == customer && head.currency == row.currency {
            return Ok(());
        }
        let (line, first_line) = (row.line, u64::from(head.line));
        let order = OrderId::new(order).map_err(|error| CsvError::cell(line, "order_id", error))?;
        if first != customer {
            let named = |customer: &str| {
                if customer.is_empty() {
                    "nobody".to_owned()
                } else {
                    format!("customer `{customer}`")
                }
            };
            let (customer, first_customer) =
                (named(&crate::value::text::excerpt(customer)), named(first));
            return Err(CsvError::TwoCustomers {
                line,
                order,
                customer,
                first_line,
                first_customer,
            });
        }
        let (found, first) = (row.currency, head.currency);
        Err(CsvError::TwoCurrencies { line, order, found, first_line, first })
    }

    /// Puts aside what is to be, and checks what can only be seen at the end.
    pub(super) fn finish(
        mut self,
        bad: &mut dyn FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<Self, CsvError> {
        if self.sizes >= crate::value::units::Units::LIMIT {
            let mut totals: HashMap<u32, i128> = HashMap::new();
            for (place, line) in self.lines.iter().enumerate() {
                *totals.entry(line.order).or_default() += self.amount(place, line).abs();
            }
            let mut large: Vec<u32> = totals
                .into_iter()
                .filter(|(_, total)| *total >= crate::value::units::Units::LIMIT)
                .map(|(order, _)| order)
                .collect();
            large.sort_unstable();
            for order in large {
                let line = self.orders.get(order as usize).map_or(0, |head| u64::from(head.line));
                let name = self.order_names.name(order).to_owned();
                if let Ok(order) = OrderId::new(&name) {
                    bad(CsvError::Total { line, order })?;
                }
                self.set_aside(Some(&name));
            }
        }
        if !self.aside.is_empty() {
            let aside = std::mem::take(&mut self.aside);
            let is_aside: Vec<bool> = (0..)
                .zip(&self.orders)
                .map(|(number, _)| aside.contains(self.order_names.name(number)))
                .collect();
            let is_aside = |line: &HeldLine| is_aside.get(line.order as usize) == Some(&true);
            // Amounts that are kept apart move with their lines.
            let mut large = HashMap::new();
            let kept = self.lines.iter().enumerate().filter(|(_, line)| !is_aside(line));
            for (kept, (place, line)) in kept.enumerate() {
                if line.amount == LARGE {
                    large.insert(kept, self.amount(place, line));
                }
            }
            self.lines.retain(|line| !is_aside(line));
            self.large = large;
            self.aside = aside;
        }
        self.last = self.lines.iter().map(|line| line.at).max().map(instant);
        Ok(self)
    }

    fn amount(&self, place: usize, line: &HeldLine) -> i128 {
        if line.amount == LARGE {
            self.large.get(&place).copied().unwrap_or_default()
        } else {
            i128::from(line.amount)
        }
    }

    /// The instant of the last line, a guest's too; `None` without lines.
    pub fn last_instant(&self) -> Option<DateTime<Utc>> {
        self.last
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// How many lines are of orders without a customer.
    pub fn guest_lines(&self) -> usize {
        let is_guest = |line: &&HeldLine| {
            self.orders.get(line.order as usize).is_some_and(|head| head.customer == NONE)
        };
        self.lines.iter().filter(is_guest).count()
    }

    /// The orders that were set aside whole.
    pub fn orders_set_aside(&self) -> usize {
        self.aside.len()
    }

    /// The line of the file on which an order is first; `None` for one that is
    /// not there.
    pub fn line_of(&self, order: &str) -> Option<u64> {
        let number =
            self.order_names.find(order, crate::value::names::hash(&self.hasher, order))?;
        self.orders.get(number as usize).map(|head| u64::from(head.line))
    }

    /// Puts customers together: each is counted as the one that `survivor`
    /// names, which gets the same id where nobody was merged.
    pub fn merge_customers(&mut self, survivor: impl Fn(&str) -> String) {
        let hasher = self.hasher.clone();
        let count = u32::try_from(self.customers.len()).unwrap_or(NONE);
        let mut numbers: Vec<u32> = Vec::with_capacity(self.customers.len());
        for number in 0..count {
            let name = survivor(self.customers.name(number));
            let hash = crate::value::names::hash(&hasher, &name);
            let known = self.customers.find(&name, hash);
            numbers.push(known.unwrap_or_else(|| self.customers.add(&name, hash)));
        }
        for head in &mut self.orders {
            if let Some(number) = numbers.get(head.customer as usize) {
                head.customer = *number;
            }
        }
    }

    /// Asks something of each customer that has lines, in the order of their
    /// ids as text; on all cores with the feature `rayon`. With an instant,
    /// what happened after it is not seen, and a customer not yet seen then has
    /// no purchases.
    pub fn customers<T: Send>(
        &self,
        as_of: Option<DateTime<Utc>>,
        ask: impl Fn(CustomerOrders<'_>) -> T + Sync,
    ) -> Vec<T> {
        let customers = self.customers.len();
        let customer_of = |line: &HeldLine| {
            self.orders.get(line.order as usize).map_or(customers, |head| head.customer as usize)
        };
        let mut begins = vec![0_u32; customers + 1];
        for line in &self.lines {
            if let Some(count) = begins.get_mut(customer_of(line) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let mut next = begins.clone();
        let mut places = vec![0_u32; sum as usize];
        for (place, line) in (0..).zip(&self.lines) {
            if let Some(at) = next.get_mut(customer_of(line)) {
                if let Some(slot) = places.get_mut(*at as usize) {
                    *slot = place;
                }
                *at += 1;
            }
        }
        drop(next);
        let as_of = as_of.map_or(i64::MAX, |at| at.timestamp_nanos_opt().unwrap_or(i64::MAX));
        let some = |numbers: &[u32]| {
            let mut room = Room::default();
            let mut answers = Vec::with_capacity(numbers.len());
            for number in numbers {
                let range = begins.get(*number as usize).zip(begins.get(*number as usize + 1));
                let range = range.map(|(begin, end)| *begin as usize..*end as usize);
                let places = range.and_then(|range| places.get(range)).unwrap_or_default();
                if !places.is_empty() {
                    answers.push(self.ask(*number, places, as_of, &mut room, &ask));
                }
            }
            answers
        };
        let numbers = self.customers.sorted();
        #[cfg(feature = "rayon")]
        {
            use rayon::prelude::*;
            let parts: Vec<Vec<T>> = numbers.par_chunks(1 << 12).map(some).collect();
            parts.into_iter().flatten().collect()
        }
        #[cfg(not(feature = "rayon"))]
        some(&numbers)
    }

    /// Gives one customer's purchases, whose lines lie at these places.
    fn ask<T>(
        &self,
        number: u32,
        places: &[u32],
        as_of: i64,
        room: &mut Room,
        ask: impl Fn(CustomerOrders<'_>) -> T,
    ) -> T {
        let Room { sold, lines, products } = room;
        self.sell(places, as_of, sold);
        products.resize(self.products.len(), None);
        lines.clear();
        // The lines of all purchases first: purchases borrow them.
        let mut parts: Vec<(usize, usize, &Sold)> = Vec::new();
        for part in sold.chunk_by(|a, b| (a.at, a.order) == (b.at, b.order)) {
            let begin = lines.len();
            for it in part {
                let Some(line) = self.lines.get(it.place as usize) else { continue };
                let product = products.get_mut(line.product as usize).and_then(|known| {
                    if known.is_none() {
                        *known = ProductId::new(self.products.name(line.product)).ok();
                    }
                    known.clone()
                });
                let amount = self.amount(it.place as usize, line);
                let amount = self.money(amount, line.order);
                lines.extend(
                    product.zip(amount).map(|(product, amount)| Line::new(product, amount)),
                );
            }
            parts.extend(part.first().map(|first| (begin, lines.len(), first)));
        }
        let mut ends = sold.chunk_by(|a, b| (a.at, a.order) == (b.at, b.order));
        let mut orders = Vec::with_capacity(parts.len());
        let purchases: Vec<Purchase<'_>> = parts
            .iter()
            .filter_map(|(begin, end, first)| {
                let part = ends.next().unwrap_or_default();
                let amounts = part.iter().map(|it| {
                    let place = it.place as usize;
                    self.lines.get(place).map_or(0, |line| self.amount(place, line))
                });
                let total = self.money(amounts.sum(), first.order)?;
                orders.push(first.order);
                let lines = lines.get(*begin..*end).unwrap_or_default();
                Some(Purchase::in_short(instant(first.at), total, lines))
            })
            .collect();
        let id = self.customers.name(number);
        ask(CustomerOrders { id, purchases: &purchases, book: self, orders: &orders })
    }

    fn money(&self, units: i128, order: u32) -> Option<Money> {
        Money::of_units(units, self.orders.get(order as usize)?.currency)
    }

    /// The lines of a customer as they belong to orders and returns, by instant,
    /// then by order.
    fn sell(&self, places: &[u32], as_of: i64, sold: &mut Vec<Sold>) {
        sold.clear();
        sold.extend(places.iter().filter_map(|place| {
            let line = self.lines.get(*place as usize)?;
            let negative = self.amount(*place as usize, line) < 0;
            Some(Sold { at: line.at, order: line.order, place: *place, negative })
        }));
        // Mostly the lines of an order stand together and at one instant.
        let is_whole =
            |part: &[Sold]| part.windows(2).all(|pair| matches!(pair, [a, b] if a.at == b.at));
        if !sold.is_sorted_by_key(|it| it.order) {
            sold.sort_by_key(|it| it.order);
        }
        for part in sold.chunk_by_mut(|a, b| a.order == b.order) {
            if is_whole(part) {
                continue;
            }
            let placed = part.iter().filter(|it| !it.negative).map(|it| it.at).min();
            if let Some(placed) = placed {
                part.iter_mut().filter(|it| !it.negative).for_each(|it| it.at = placed);
            }
        }
        sold.retain(|it| it.at <= as_of);
        let name = |order: u32| self.order_names.name(order);
        sold.sort_by(|a, b| {
            let by_order = || {
                if a.order == b.order {
                    a.order.cmp(&b.order)
                } else {
                    name(a.order).cmp(name(b.order))
                }
            };
            a.at.cmp(&b.at).then_with(by_order)
        });
    }

    /// All orders of customers as they are, sorted by instant, then id: many
    /// times as large as the book. Guests' orders are not among them.
    pub fn to_orders(&self) -> Vec<Order> {
        let orders = self.customers(None, |customer| {
            let Ok(id) = CustomerId::new(customer.id) else { return Vec::new() };
            let made = customer.purchases.iter().enumerate().filter_map(|(place, purchase)| {
                let order = OrderId::new(customer.order(place)).ok()?;
                Some(Order::of_purchase(order, id.clone(), purchase))
            });
            made.collect()
        });
        let mut orders: Vec<Order> = orders.into_iter().flatten().collect();
        orders.sort_by(|a, b| (a.placed_at, &a.id).cmp(&(b.placed_at, &b.id)));
        orders
    }
}

/// A line of a customer, and what it belongs to.
#[derive(Debug)]
struct Sold {
    at: i64,
    order: u32,
    place: u32,
    negative: bool,
}

/// Room for the purchases of one customer after another. Ids of products are
/// made for each core of its own: counting the holders of one text on two cores
/// waits.
#[derive(Debug, Default)]
struct Room {
    sold: Vec<Sold>,
    lines: Vec<Line>,
    products: Vec<Option<ProductId>>,
}
