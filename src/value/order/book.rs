//! [`OrderBook`]: the orders of a company, held small.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::csv::OrderTableError;
use super::parties::{AT_ONCE, Parties, WRONG, held};
use super::rows::{self, OrderRow, Piece, instant};
use super::{Line, Order, Purchase};
use crate::value::names::{Hasher, Names, hash};
use crate::value::prefetch::{firsts, prefetch};
use crate::value::table::{Notice, TableOptions};
use crate::value::units::units;
use crate::value::{
    Currency, CustomerId, CustomerMerges, Money, MoneyError, OrderId, ProductId, Rate, RateError,
    Rates, Zone, text,
};

/// Orders as a file gives them, held small: of ten million lines some 500 MiB.
///
/// An order is placed at its earliest line that is not negative, and all its
/// lines that are not negative belong to it. So do its negative lines at that
/// instant; at another instant they are a return of their own. Orders without
/// a customer are nobody's.
///
/// ```
/// use sales_process::{CustomerMerges, order::csv, value::table::TableOptions};
///
/// let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
///             O-1,acme,2026-03-01T10:00:00Z,P-7,80.00,GBP\n\
///             O-1,acme,2026-04-01T10:00:00Z,P-7,-80.00,GBP\n\
///             O-2,,2026-03-05T10:00:00Z,P-9,20.00,GBP\n";
/// let book = csv::read_book(text.as_bytes(), &TableOptions::new(), CustomerMerges::new(), Err, |_| {})?;
/// let totals = book.customers(None, |customer| {
///     let totals = customer.purchases.iter().map(|purchase| purchase.total().to_string());
///     (customer.id.to_owned(), totals.collect::<Vec<_>>())
/// });
/// assert_eq!(totals, [("acme".to_owned(), vec!["80.00 GBP".to_owned(), "-80.00 GBP".to_owned()])]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct OrderBook {
    hasher: Hasher,
    order_names: Names,
    parties: Parties,
    orders: Vec<Head>,
    /// The currency of the first order, and whether others have another one.
    currency: Option<Currency>,
    has_several_currencies: bool,
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

/// The lines of how many customers are read ahead.
const TOGETHER: usize = 16;

impl OrderBook {
    /// Reads a file of orders, with customers that were merged as one.
    pub(super) fn read(
        reader: impl Read,
        options: &TableOptions,
        merges: CustomerMerges,
        bad: &mut dyn FnMut(OrderTableError) -> Result<(), OrderTableError>,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<Self, OrderTableError> {
        let mut book = Self::default();
        let hasher = book.hasher.clone();
        // Locked for one piece at a time by what names it, and where an order has
        // two customers.
        let parties = Mutex::new(Parties { merges, ..Parties::default() });
        let name = |piece: &mut Piece| held(&parties).name(piece, &hasher);
        let take = |piece| book.take(piece, &parties, bad);
        rows::read(reader, options, &hasher, tell, name, take)?;
        book.finish(parties.into_inner().unwrap_or_else(PoisonError::into_inner), bad)
    }

    /// Adds the rows of a piece, its parties named, up to an error that `bad`
    /// gives back.
    fn take(
        &mut self,
        mut piece: Piece,
        parties: &Mutex<Parties>,
        bad: &mut dyn FnMut(OrderTableError) -> Result<(), OrderTableError>,
    ) -> Result<(), OrderTableError> {
        let mut wrong = std::mem::take(&mut piece.bad).into_iter().peekable();
        // The order of the row before in this piece.
        let mut last = None;
        let mut next_wrong = wrong.peek().map_or(u64::MAX, |it| it.line);
        for rows in piece.rows.chunks(AT_ONCE) {
            let hashes = firsts(rows, |a, b| a.keys[0] == b.keys[0]).map(|row| row.keys[0]);
            self.order_names.prefetch(hashes);
            for row in rows {
                while next_wrong <= row.line {
                    if let Some(row) = wrong.next() {
                        self.set_aside(row.order.as_deref());
                        bad(row.error())?;
                    }
                    next_wrong = wrong.peek().map_or(u64::MAX, |it| it.line);
                }
                match self.add(&piece, row, last.filter(|_| row.repeats), parties) {
                    Ok(order) => last = Some(order),
                    Err(error) => {
                        last = None;
                        let [order, ..] = piece.ids(row);
                        self.set_aside(Some(order));
                        bad(error)?;
                    }
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

    /// Adds a row, and gives its order, which may be known already.
    #[inline]
    fn add(
        &mut self,
        piece: &Piece,
        row: &OrderRow,
        known: Option<u32>,
        parties: &Mutex<Parties>,
    ) -> Result<u32, OrderTableError> {
        let [.., product] = row.keys;
        if product == WRONG {
            let [.., id] = piece.ids(row);
            ProductId::new(id)
                .map_err(|error| OrderTableError::cell(row.line, "product_id", error))?;
        }
        let number = match known {
            Some(number) => number,
            None => self.order(piece, row, parties)?,
        };
        let amount = i64::try_from(row.amount).ok().filter(|amount| *amount != LARGE);
        if amount.is_none() {
            self.large.insert(self.lines.len(), row.amount);
        }
        // Sizes are at most 10^26 each, so that 10^12 lines are no overflow.
        self.sizes = self.sizes.saturating_add(row.amount.saturating_abs());
        let amount = amount.unwrap_or(LARGE);
        self.lines.push(HeldLine { order: number, product, at: row.at, amount });
        Ok(number)
    }

    /// The number of the order of a row, which is a new one for a new order.
    fn order(
        &mut self,
        piece: &Piece,
        row: &OrderRow,
        parties: &Mutex<Parties>,
    ) -> Result<u32, OrderTableError> {
        let line = row.line;
        let [order, customer, _] = piece.ids(row);
        let [order_hash, number, _] = row.keys;
        if let Some(known) = self.order_names.find(order, order_hash) {
            self.check_same(known, piece, row, parties)?;
            return Ok(known);
        }
        let bad_id = |column| move |error| OrderTableError::cell(line, column, error);
        OrderId::new(order).map_err(bad_id("order_id"))?;
        if number == WRONG {
            CustomerId::new(held(parties).merges.survivor(customer))
                .map_err(bad_id("customer_id"))?;
        }
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let first = *self.currency.get_or_insert(row.currency);
        self.has_several_currencies |= first != row.currency;
        self.orders.push(Head { customer: number, line, currency: row.currency });
        Ok(self.order_names.add(order, order_hash))
    }

    /// That a line is of the customer and in the currency of its order.
    #[inline]
    fn check_same(
        &self,
        number: u32,
        piece: &Piece,
        row: &OrderRow,
        parties: &Mutex<Parties>,
    ) -> Result<(), OrderTableError> {
        let Some(head) = self.orders.get(number as usize) else { return Ok(()) };
        let [order, customer, _] = piece.ids(row);
        let [_, found, _] = row.keys;
        if found == head.customer && head.currency == row.currency {
            return Ok(());
        }
        let (line, first_line) = (row.line, u64::from(head.line));
        let order =
            OrderId::new(order).map_err(|error| OrderTableError::cell(line, "order_id", error))?;
        if found != head.customer {
            let named = |customer: &str| match customer {
                "" => "nobody".to_owned(),
                customer => format!("customer `{customer}`"),
            };
            let parties = held(parties);
            let customer = named(&text::excerpt(parties.merges.survivor(customer)));
            let first_customer = named(parties.customers.name(head.customer));
            return Err(OrderTableError::TwoCustomers {
                line,
                order,
                customer,
                first_line,
                first_customer,
            });
        }
        let (found, first) = (row.currency, head.currency);
        Err(OrderTableError::TwoCurrencies { line, order, found, first_line, first })
    }

    /// Puts aside what is to be, and checks what can only be seen at the end.
    fn finish(
        mut self,
        parties: Parties,
        bad: &mut dyn FnMut(OrderTableError) -> Result<(), OrderTableError>,
    ) -> Result<Self, OrderTableError> {
        self.parties = parties;
        self.close(bad)
    }

    fn close(
        mut self,
        bad: &mut dyn FnMut(OrderTableError) -> Result<(), OrderTableError>,
    ) -> Result<Self, OrderTableError> {
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
                    bad(OrderTableError::Total { line, order })?;
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

    /// The same book with all amounts in one currency, each line's by the last
    /// rate known on its day, and the rates that were used, by day. `bad` is as
    /// for [reading](super::csv::read_book): an order that cannot be converted is
    /// set aside whole.
    ///
    /// # Errors
    ///
    /// What `bad` gave back: [`OrderTableError::Rate`] where no rate is known on the day
    /// or before, [`OrderTableError::Total`].
    pub fn converted(
        mut self,
        rates: &Rates,
        to: Currency,
        zone: impl Into<Zone>,
        mut bad: impl FnMut(OrderTableError) -> Result<(), OrderTableError>,
    ) -> Result<(Self, BTreeSet<Rate>), OrderTableError> {
        let (zone, mut used) = (zone.into(), BTreeSet::new());
        let mut lines = std::mem::take(&mut self.lines);
        for (place, line) in lines.iter_mut().enumerate() {
            let Some(head) = self.orders.get(line.order as usize) else { continue };
            let money = Money::of_units(self.units(place, line.amount), head.currency);
            let money = money.ok_or(RateError::Money(MoneyError::Overflow));
            let on = zone.date_of(instant(line.at));
            match money.and_then(|money| rates.convert(money, to, on)) {
                Ok((money, rate)) => {
                    let amount = units(money);
                    self.sizes = self.sizes.saturating_add(amount.saturating_abs());
                    let small = i64::try_from(amount).ok().filter(|amount| *amount != LARGE);
                    if small.is_none() {
                        self.large.insert(place, amount);
                    }
                    line.amount = small.unwrap_or(LARGE);
                    used.extend(rate);
                }
                Err(error) => {
                    let (first, name) = (head.line, self.order_names.name(line.order).to_owned());
                    let is_new = !self.aside.contains(name.as_str());
                    if let (true, Ok(order)) = (is_new, OrderId::new(&name)) {
                        self.set_aside(Some(&name));
                        bad(OrderTableError::Rate { line: first.into(), order, error })?;
                    }
                }
            }
        }
        self.lines = lines;
        self.orders.iter_mut().for_each(|head| head.currency = to);
        self.currency = Some(to);
        self.has_several_currencies = false;
        Ok((self.close(&mut bad)?, used))
    }

    fn amount(&self, place: usize, line: &HeldLine) -> i128 {
        self.units(place, line.amount)
    }

    /// The amount of the line at a place, as it is held there.
    #[inline]
    fn units(&self, place: usize, held: i64) -> i128 {
        if held == LARGE {
            self.large.get(&place).copied().unwrap_or_default()
        } else {
            i128::from(held)
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

    /// The orders that were set aside whole.
    pub fn orders_set_aside(&self) -> usize {
        self.aside.len()
    }

    /// The line of the file on which an order is first; `None` for one that is
    /// not there.
    pub fn line_of(&self, order: &str) -> Option<u64> {
        let number = self.order_names.find(order, hash(&self.hasher, order))?;
        self.orders.get(number as usize).map(|head| u64::from(head.line))
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
        self.ask_each(as_of, true, ask)
    }

    /// As [`OrderBook::customers`], for questions about instants and totals
    /// alone, in half the time: the purchases have no lines.
    pub fn totals<T: Send>(
        &self,
        as_of: Option<DateTime<Utc>>,
        ask: impl Fn(CustomerOrders<'_>) -> T + Sync,
    ) -> Vec<T> {
        self.ask_each(as_of, false, ask)
    }

    fn ask_each<T: Send>(
        &self,
        as_of: Option<DateTime<Utc>>,
        with_lines: bool,
        ask: impl Fn(CustomerOrders<'_>) -> T + Sync,
    ) -> Vec<T> {
        let customers = self.parties.customers.len();
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
            for block in numbers.chunks(TOGETHER) {
                let own = block.iter().map(|number| {
                    let (begin, end) = begins
                        .get(*number as usize)
                        .zip(begins.get(*number as usize + 1))
                        .unwrap_or((&0, &0));
                    (*number, places.get(*begin as usize..*end as usize).unwrap_or_default())
                });
                let own: Vec<(u32, &[u32])> =
                    own.filter(|(_, places)| !places.is_empty()).collect();
                prefetch(own.iter().filter_map(|(_, own)| Some(*own.first()? as usize)));
                let lines = own.iter().flat_map(|(_, own)| own.iter());
                let lines = lines.filter_map(|place| self.lines.get(*place as usize));
                prefetch(lines.map(|line| line.order as usize));
                for (number, places) in own {
                    self.sell(places, as_of, &mut room.sold);
                    let Room { sold, lines, products } = &mut room;
                    lines.clear();
                    if with_lines {
                        products.resize(self.parties.products.len(), None);
                        lines.extend(sold.iter_mut().filter_map(|it| self.line(it, products)));
                    }
                    answers.push(self.ask(number, &room, &ask));
                }
            }
            answers
        };
        let numbers = self.parties.customers.sorted();
        #[cfg(feature = "rayon")]
        {
            use rayon::prelude::*;
            let parts: Vec<Vec<T>> = numbers.par_chunks(1 << 12).map(some).collect();
            parts.into_iter().flatten().collect()
        }
        #[cfg(not(feature = "rayon"))]
        some(&numbers)
    }

    /// Gives one customer's purchases.
    fn ask<T>(&self, number: u32, room: &Room, ask: impl Fn(CustomerOrders<'_>) -> T) -> T {
        let Room { sold, lines, .. } = room;
        let mut lines = lines.as_slice();
        let mut orders = Vec::with_capacity(sold.len());
        let mut purchases: Vec<Purchase<'_>> = Vec::with_capacity(sold.len());
        for part in sold.chunk_by(|a, b| (a.at, a.order) == (b.at, b.order)) {
            let count = part.iter().filter(|it| it.has_line).count();
            let (own, rest) = lines.split_at_checked(count).unwrap_or_default();
            lines = rest;
            let amounts = part.iter().map(|it| self.units(it.place as usize, it.amount));
            let total = part
                .first()
                .zip(part.first().and_then(|first| self.money(amounts.sum(), first.order)));
            if let Some((first, total)) = total {
                orders.push(first.order);
                purchases.push(Purchase::in_short(instant(first.at), total, own));
            }
        }
        let id = self.parties.customers.name(number);
        ask(CustomerOrders { id, purchases: &purchases, book: self, orders: &orders })
    }

    /// A line of a product; `None` of the order as a whole.
    fn line(&self, sold: &mut Sold, products: &mut [Option<ProductId>]) -> Option<Line> {
        let product = self.lines.get(sold.place as usize)?.product;
        let known = products.get_mut(product as usize)?;
        if known.is_none() {
            *known = ProductId::new(self.parties.products.name(product)).ok();
        }
        let amount = self.money(self.units(sold.place as usize, sold.amount), sold.order)?;
        let line = Line::new(known.clone()?, amount);
        sold.has_line = true;
        Some(line)
    }

    fn money(&self, units: i128, order: u32) -> Option<Money> {
        // Orders lie anywhere among millions: mostly none has to be asked.
        let currency = if self.has_several_currencies {
            self.orders.get(order as usize)?.currency
        } else {
            self.currency?
        };
        Money::of_units(units, currency)
    }

    /// The lines of a customer as they belong to orders and returns, by instant,
    /// then by order.
    fn sell(&self, places: &[u32], as_of: i64, sold: &mut Vec<Sold>) {
        sold.clear();
        sold.extend(places.iter().filter_map(|place| {
            let line = self.lines.get(*place as usize)?;
            let (at, amount, order) = (line.at, line.amount, line.order);
            Some(Sold { at, amount, order, place: *place, has_line: false })
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
            let is_sold = |it: &Sold| self.units(it.place as usize, it.amount) >= 0;
            let placed = part.iter().filter(|it| is_sold(it)).map(|it| it.at).min();
            if let Some(placed) = placed {
                part.iter_mut().filter(|it| is_sold(it)).for_each(|it| it.at = placed);
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
    /// As it is held.
    amount: i64,
    order: u32,
    place: u32,
    /// Whether it is among the lines, which those of whole orders are not.
    has_line: bool,
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
