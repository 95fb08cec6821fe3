//! Order lines, held small: ten million of them fit in memory.

use std::cmp::Ordering;
use std::collections::HashMap;
#[cfg(feature = "csv")]
use std::collections::HashSet;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};

use super::index::Names;
use super::records::{FactError, OrderLine, is_meant};
use crate::value::prefetch::{firsts, prefetch};
use crate::value::{Currency, CustomerId, CustomerMerges, IdError, OrderId, ProductId};

/// What stands for no customer, no product and no line.
pub(super) const NONE: u32 = u32::MAX;
/// What stands for a cost that is not known.
const UNKNOWN: i64 = i64::MIN;
/// What stands for an amount of more than 92 thousand million, which is kept
/// beside the lines.
const LARGE: i64 = i64::MIN + 1;
/// When an order was placed of which only returns are known.
const NEVER: i64 = i64::MAX;

/// An order, or what was returned of one at one instant. Its lines are a chain,
/// so that those of an order that is given in pieces are found as well.
#[derive(Debug, Clone)]
pub(super) struct OrderHead {
    pub(super) total: i128,
    /// In nanoseconds since 1970.
    placed_at: i64,
    /// Of a guest, [`NONE`].
    pub(super) customer: u32,
    labels: u32,
    first: u32,
    last: u32,
    pub(super) currency: u16,
}

impl OrderHead {
    pub(super) fn placed_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_nanos(self.placed_at)
    }
}

/// A line in 24 bytes.
#[derive(Debug, Clone)]
struct HeldLine {
    /// The next line of the order.
    next: u32,
    product: u32,
    /// In hundred-millionths.
    amount: i64,
    cost: i64,
}

/// A line as it is counted: its place among all, product, amount and cost.
pub(super) type CountedLine = (u32, u32, i128, Option<i128>);

/// A line to be added: amounts in hundred-millionths, the currency by its
/// number.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewLine<'a> {
    pub(super) order: &'a str,
    pub(super) customer: Option<&'a str>,
    pub(super) placed_at: DateTime<Utc>,
    pub(super) product: Option<&'a str>,
    /// Source and owner.
    pub(super) labels: [Option<&'a str>; 2],
    pub(super) amount: i128,
    pub(super) cost: Option<i128>,
    pub(super) currency: u16,
}

/// What is known of all facts when a line is added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) merges: &'k CustomerMerges,
    pub(super) currencies: &'k [Currency],
    /// The currency of the line, where it has no number yet.
    pub(super) new: Option<Currency>,
}

/// The number of a source or an owner, and 1.
type Label = Option<NonZeroU32>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Figure {
    Amount,
    Cost,
}

/// All orders. Ids are numbers into the names.
///
/// A line below zero belongs to its order where it is of the instant at which
/// the order was placed, which is not known before the last line is there. So
/// such lines have heads of their own, one for each order and instant, and are
/// put together when they are counted. The number of an order is that of its
/// name; those of returns follow after all orders.
#[derive(Debug, Clone, Default)]
pub(super) struct OrderBook {
    orders: Vec<OrderHead>,
    /// With the order each is of.
    returns: Vec<(u32, OrderHead)>,
    return_of: HashMap<(u32, i64), u32>,
    /// As they came.
    lines: Vec<HeldLine>,
    /// The order of the last line.
    last: Option<u32>,
    /// Amounts and costs that are too large for their lines, by the place of
    /// the line.
    large: HashMap<(usize, Figure), i128>,
    order_names: Names,
    pub(super) customers: Names,
    pub(super) products: Names,
    label_names: Names,
    /// Pairs of a source and an owner.
    labels: Vec<[Label; 2]>,
    label_of: HashMap<[Label; 2], u32>,
}

/// The lines of one order, read on from one to the next.
struct Chain<'b> {
    book: &'b OrderBook,
    next: u32,
}

impl Iterator for Chain<'_> {
    type Item = CountedLine;

    #[inline]
    fn next(&mut self) -> Option<CountedLine> {
        let place = self.next;
        let line = self.book.lines.get(place as usize)?;
        self.next = line.next;
        let amount = self.book.units(line.amount, place, Figure::Amount);
        let known = line.cost != UNKNOWN;
        let cost = known.then(|| self.book.units(line.cost, place, Figure::Cost));
        Some((place, line.product, amount, cost))
    }
}

/// An instant as a number of nanoseconds; every instant that a line may have is
/// held exactly.
fn nanos(at: DateTime<Utc>) -> i64 {
    let end = if at.timestamp() < 0 { i64::MIN } else { NEVER - 1 };
    at.timestamp_nanos_opt().unwrap_or(end)
}

impl OrderBook {
    #[inline]
    fn units(&self, held: i64, place: u32, figure: Figure) -> i128 {
        if held == LARGE { self.large_units(place, figure) } else { i128::from(held) }
    }

    #[cold]
    fn large_units(&self, place: u32, figure: Figure) -> i128 {
        self.large.get(&(place as usize, figure)).copied().unwrap_or_default()
    }

    fn hold(&mut self, units: i128, figure: Figure) -> i64 {
        match i64::try_from(units) {
            Ok(held) if held > LARGE => held,
            _ => {
                self.large.insert((self.lines.len(), figure), units);
                LARGE
            }
        }
    }

    /// The hashes of the orders of some lines; what adding the lines reads is
    /// read ahead.
    pub(super) fn prefetch(&self, lines: &[OrderLine<'_>], hashes: &mut Vec<u32>) {
        let firsts = firsts(lines, |a, b| a.order == b.order);
        self.customers.prefetch(firsts.filter_map(|line| line.customer), hashes);
        self.order_names.prefetch(lines.iter().map(|line| line.order), hashes);
    }

    /// The hash of the id of an order.
    pub(super) fn hash(&self, order: &str) -> u32 {
        self.order_names.hash(order)
    }

    /// Adds a line, by the hash of its order; nothing where it cannot be true.
    pub(super) fn add(
        &mut self,
        line: &NewLine<'_>,
        hash: u32,
        known: Known<'_>,
    ) -> Result<(), FactError> {
        if !is_meant(line.placed_at) {
            let what = format!("order `{}`", line.order);
            return Err(FactError::Placeholder { what, at: line.placed_at });
        }
        let product = match line.product {
            Some(id) => number_of::<ProductId>(&mut self.products, id, "product")?,
            None => NONE,
        };
        // Mostly a line is of the order of the line before.
        let last = self.last.filter(|last| self.order_names.name(*last) == line.order);
        let number = match last.or_else(|| self.order_names.find_hashed(line.order, hash)) {
            Some(number) => {
                self.check(number, line, known)?;
                number
            }
            None => self.begin(line, hash)?,
        };
        self.last = Some(number);
        self.put(number, product, line);
        Ok(())
    }

    /// That a line can be one more of an order.
    fn check(&self, number: u32, line: &NewLine<'_>, known: Known<'_>) -> Result<(), FactError> {
        let Some(head) = self.orders.get(number as usize) else { return Ok(()) };
        let first = (head.customer != NONE).then(|| self.customers.name(head.customer));
        if first != line.customer {
            let survivor =
                |customer: Option<&str>| Some(known.merges.survivor(customer?).to_owned());
            if survivor(first) != survivor(line.customer) {
                let order = id("order", line.order)?;
                let [customer, first] =
                    [line.customer, first].map(|it| it.and_then(|it| CustomerId::new(it).ok()));
                return Err(FactError::TwoCustomers { order, customer, first });
            }
        }
        if head.currency != line.currency {
            let [found, first] =
                [line.currency, head.currency].map(|it| known.currencies.get(usize::from(it)));
            if let Some((found, first)) = found.copied().or(known.new).zip(first.copied()) {
                let order = id("order", line.order)?;
                return Err(FactError::OrderInTwoCurrencies { order, found, first });
            }
        }
        Ok(())
    }

    /// A new order, of which no line is there yet.
    fn begin(&mut self, line: &NewLine<'_>, hash: u32) -> Result<u32, FactError> {
        id::<OrderId>("order", line.order)?;
        let customer = match line.customer {
            Some(id) => number_of::<CustomerId>(&mut self.customers, id, "customer")?,
            None => NONE,
        };
        let (labels, currency) = (self.label(line.labels), line.currency);
        let (placed_at, first, last) = (NEVER, NONE, NONE);
        let head = OrderHead { total: 0, placed_at, customer, labels, first, last, currency };
        self.orders.push(head);
        Ok(self.order_names.add(line.order, hash))
    }

    /// The number of a pair of a source and an owner.
    fn label(&mut self, [source, owner]: [Option<&str>; 2]) -> u32 {
        if self.labels.is_empty() {
            self.labels.push([None, None]);
        }
        if source.is_none() && owner.is_none() {
            return 0;
        }
        let label =
            [source, owner].map(|name| NonZeroU32::MIN.checked_add(self.label_names.number(name?)));
        *self.label_of.entry(label).or_insert_with(|| {
            self.labels.push(label);
            u32::try_from(self.labels.len() - 1).unwrap_or_default()
        })
    }

    fn put(&mut self, number: u32, product: u32, line: &NewLine<'_>) {
        let at = nanos(line.placed_at);
        // So many lines cannot reach `u32::MAX`.
        let place = u32::try_from(self.lines.len()).unwrap_or(NONE);
        let Some(order) = self.orders.get_mut(number as usize) else { return };
        let head = if line.amount >= 0 {
            order.placed_at = order.placed_at.min(at);
            Some(order)
        } else {
            let returns = &mut self.returns;
            let found = *self.return_of.entry((number, at)).or_insert_with(|| {
                let (total, first, last) = (0, NONE, NONE);
                returns.push((
                    number,
                    OrderHead { total, placed_at: at, first, last, ..order.clone() },
                ));
                u32::try_from(returns.len() - 1).unwrap_or(NONE)
            });
            returns.get_mut(found as usize).map(|(_, head)| head)
        };
        let Some(head) = head else { return };
        head.total += line.amount;
        match self.lines.get_mut(head.last as usize) {
            Some(last) => last.next = place,
            None => head.first = place,
        }
        head.last = place;
        let amount = self.hold(line.amount, Figure::Amount);
        let cost = line.cost.map_or(UNKNOWN, |cost| self.hold(cost, Figure::Cost));
        self.lines.push(HeldLine { next: NONE, product, amount, cost });
    }

    /// Takes orders out whole, with what was returned of them.
    #[cfg(feature = "csv")]
    pub(super) fn set_aside<'o>(&mut self, orders: impl Iterator<Item = &'o str>) {
        let find = |order: &str| self.order_names.find_hashed(order, self.order_names.hash(order));
        let numbers: HashSet<u32> = orders.filter_map(find).collect();
        for number in &numbers {
            if let Some(head) = self.orders.get_mut(*number as usize) {
                (head.total, head.placed_at) = (0, NEVER);
                (head.first, head.last) = (NONE, NONE);
            }
        }
        self.returns.retain(|(number, _)| !numbers.contains(number));
        let places = (0..).zip(&self.returns);
        self.return_of =
            places.map(|(place, (number, head))| ((*number, head.placed_at), place)).collect();
    }

    /// Adds all lines of another book, whose currencies have these numbers here.
    pub(super) fn merge(
        &mut self,
        other: OrderBook,
        currencies: &[u16],
        known: Known<'_>,
    ) -> Result<(), FactError> {
        let is_new = self.lines.is_empty() && self.customers.len() == 0;
        if is_new && currencies.iter().zip(0..).all(|(here, there)| *here == there) {
            *self = other;
            return Ok(());
        }
        for line in other.told() {
            let currency = currencies.get(usize::from(line.currency)).copied();
            let line = NewLine { currency: currency.unwrap_or_default(), ..line };
            self.add(&line, self.order_names.hash(line.order), known)?;
        }
        Ok(())
    }

    /// All lines as they came.
    pub(super) fn told(&self) -> Vec<NewLine<'_>> {
        let mut lines: Vec<(CountedLine, u32, &OrderHead)> = Vec::with_capacity(self.lines.len());
        let orders = (0..).zip(&self.orders);
        let returns = self.returns.iter().map(|(number, head)| (*number, head));
        for (number, head) in orders.chain(returns) {
            lines.extend(self.chain(head).map(|line| (line, number, head)));
        }
        lines.sort_unstable_by_key(|((place, ..), ..)| *place);
        let told =
            |((_, product, amount, cost), number, head): (CountedLine, u32, &OrderHead)| NewLine {
                order: self.order_names.name(number),
                customer: (head.customer != NONE).then(|| self.customers.name(head.customer)),
                placed_at: head.placed_at(),
                product: (product != NONE).then(|| self.products.name(product)),
                labels: self.labels_of(head),
                amount,
                cost,
                currency: head.currency,
            };
        lines.into_iter().map(told).collect()
    }

    fn chain(&self, head: &OrderHead) -> Chain<'_> {
        Chain { book: self, next: head.first }
    }

    /// The source and the owner of an order.
    pub(super) fn labels_of(&self, head: &OrderHead) -> [Option<&str>; 2] {
        let labels = self.labels.get(head.labels as usize).copied().unwrap_or_default();
        labels.map(|label| Some(self.label_names.name(label?.get() - 1)))
    }

    /// An order, or a return, by its number.
    #[inline]
    pub(super) fn head(&self, number: u32) -> Option<&OrderHead> {
        let orders = self.orders.len();
        match (number as usize).checked_sub(orders) {
            None => self.orders.get(number as usize),
            Some(place) => self.returns.get(place).map(|(_, head)| head),
        }
    }

    /// Whether two numbers are of one order as it was placed, what was taken
    /// off at once included.
    pub(super) fn is_one_order(&self, a: u32, b: u32) -> bool {
        self.order_of(a) == self.order_of(b) && self.instant(a) == self.instant(b)
    }

    /// The order that a number is of.
    fn order_of(&self, number: u32) -> u32 {
        let place = (number as usize).checked_sub(self.orders.len());
        place.and_then(|place| self.returns.get(place)).map_or(number, |(order, _)| *order)
    }

    fn instant(&self, number: u32) -> i64 {
        self.head(number).map_or(NEVER, |head| head.placed_at)
    }

    /// The customer of an order by its number; `None` of a guest.
    #[inline]
    pub(super) fn customer_of(&self, number: u32) -> Option<u32> {
        self.head(number).map(|head| head.customer).filter(|customer| *customer != NONE)
    }

    /// The lines of one order, which may have several numbers, as they came.
    pub(super) fn lines_of(&self, numbers: &[u32], lines: &mut Vec<CountedLine>) {
        lines.clear();
        lines.extend(
            numbers
                .iter()
                .filter_map(|number| self.head(*number))
                .flat_map(|head| self.chain(head)),
        );
        if numbers.len() > 1 {
            lines.sort_unstable_by_key(|(place, ..)| *place);
        }
    }

    /// Reads some orders and their lines ahead, which lie anywhere among
    /// millions.
    pub(super) fn prefetch_lines(&self, numbers: &[u32]) {
        let first = |number: &u32| Some(self.head(*number)?.first as usize);
        prefetch(numbers.iter().filter_map(first));
        // Mostly the next lines lie beside the first.
        let near = |first: usize| [first, first + 2];
        let lines = numbers.iter().filter_map(first).flat_map(near);
        prefetch(lines.filter_map(|place| Some(self.lines.get(place)?.product as usize)));
    }

    /// When each order was placed, and each return made.
    pub(super) fn instants(&self) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        let all = self.orders.iter().chain(self.returns.iter().map(|(_, head)| head));
        all.filter(|head| head.placed_at != NEVER).map(OrderHead::placed_at)
    }

    /// The orders with a total above zero, and their numbers.
    pub(super) fn above_zero(&self) -> impl Iterator<Item = (u32, &OrderHead)> {
        (0..).zip(&self.orders).filter(|(number, head)| {
            let back = if self.returns.is_empty() {
                None
            } else {
                self.return_of.get(&(*number, head.placed_at))
            };
            let back = back.and_then(|place| self.returns.get(*place as usize));
            head.total + back.map_or(0, |(_, head)| head.total) > 0
        })
    }

    /// How many orders above zero each customer has placed by an instant.
    pub(super) fn counts(&self, as_of: DateTime<Utc>, of: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
        let as_of = nanos(as_of);
        let mut counts = vec![0_u32; self.customers.len()];
        for (number, _) in self.above_zero().filter(|(_, head)| head.placed_at <= as_of) {
            let customer = of(number).and_then(|customer| counts.get_mut(customer as usize));
            customer.into_iter().for_each(|count| *count += 1);
        }
        counts
    }

    /// What one order is worth.
    #[inline]
    pub(super) fn total(&self, numbers: &[u32]) -> i128 {
        numbers.iter().filter_map(|number| self.head(*number)).map(|head| head.total).sum()
    }

    /// The numbers of what is seen at an instant, by customer, then in time,
    /// then by id; guests come last.
    pub(super) fn by_customer(
        &self,
        as_of: DateTime<Utc>,
        of: impl Fn(u32) -> Option<u32>,
    ) -> Vec<u32> {
        let as_of = nanos(as_of);
        let all = self.orders.len() + self.returns.len();
        let numbers = || 0..u32::try_from(all).unwrap_or(u32::MAX);
        let guests = self.customers.len();
        let key = |number: u32| of(number).map_or(guests, |customer| customer as usize);
        let seen = || numbers().filter(|number| self.instant(*number) <= as_of);
        let (mut sorted, begins) =
            sorted(guests + 1, || seen().map(|number| (key(number), number)));
        // Orders mostly came in time, and then so do those of each customer.
        if self.returns.is_empty() && numbers().is_sorted_by(|a, b| self.in_time(*a, *b).is_le()) {
            return sorted;
        }
        for pair in begins.windows(2) {
            let [begin, end] = pair else { continue };
            if let Some(numbers) = sorted.get_mut(*begin as usize..*end as usize) {
                numbers.sort_unstable_by(|a, b| self.in_time(*a, *b));
            }
        }
        sorted
    }

    /// Ids are read only where two orders were placed at one instant.
    fn in_time(&self, a: u32, b: u32) -> Ordering {
        let id = |number| self.order_names.name(self.order_of(number));
        self.instant(a).cmp(&self.instant(b)).then_with(|| id(a).cmp(id(b))).then(a.cmp(&b))
    }
}

/// The number of an id, which is a new one for a new id.
fn number_of<T>(names: &mut Names, text: &str, what: &'static str) -> Result<u32, FactError>
where
    T: for<'t> TryFrom<&'t str, Error = IdError>,
{
    let hash = names.hash(text);
    if let Some(known) = names.find_hashed(text, hash) {
        Ok(known)
    } else {
        id::<T>(what, text)?;
        Ok(names.add(text, hash))
    }
}

fn id<T>(what: &'static str, text: &str) -> Result<T, FactError>
where
    T: for<'t> TryFrom<&'t str, Error = IdError>,
{
    T::try_from(text).map_err(|error| FactError::Id { what, error })
}

/// Numbers by their keys, each from 0 up to how many there are, as they came
/// within one; and where each key begins, and the last one ends.
fn sorted<I>(keys: usize, numbers: impl Fn() -> I) -> (Vec<u32>, Vec<u32>)
where
    I: Iterator<Item = (usize, u32)>,
{
    let mut begins = vec![0_u32; keys + 1];
    for (key, _) in numbers() {
        if let Some(count) = begins.get_mut(key + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for begin in &mut begins {
        sum += *begin;
        *begin = sum;
    }
    let mut next = begins.clone();
    let mut sorted = vec![0_u32; sum as usize];
    for (key, number) in numbers() {
        if let Some(at) = next.get_mut(key) {
            if let Some(slot) = sorted.get_mut(*at as usize) {
                *slot = number;
            }
            *at += 1;
        }
    }
    (sorted, begins)
}
