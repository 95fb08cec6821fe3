//! Orders from a CSV file, one row for each order line:
//!
//! ```text
//! order_id,customer_id,placed_at,product_id,amount,currency
//! O-1,acme,2026-03-01T10:00:00Z,P-7,80.00,GBP
//! O-1,acme,2026-03-01T10:00:00Z,P-9,20.00,GBP
//! ```
//!
//! Rows with one order id are one order of one customer, placed at its
//! earliest row's instant. Rows come in any order, and so do the columns, which
//! the header names. Instants are RFC 3339 (another offset than `Z` is
//! converted to UTC). Fields may be quoted; the byte order mark and line breaks
//! of spreadsheets are understood; blank lines are skipped. A field with a
//! line break in it and a row longer than a mebibyte are refused: mostly a
//! quote was not closed, and the error asks about it at the line where the row
//! begins.
//!
//! ```
//! use sales_process::order::csv;
//!
//! let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
//!             O-1,acme,2026-03-01T10:00:00Z,P-7,80.00,GBP\n\
//!             O-1,acme,2026-03-01,P-9,20.00,GBP\n";
//! let error = csv::read(text.as_bytes()).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 3: `2026-03-01` is not an instant in `placed_at`; expected one such as `2026-03-01T10:00:00Z`"
//! );
//! ```

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::io::Read;

use chrono::{DateTime, Utc};

use super::{Line, Order};
use crate::value::table::{Row, Table, has_break};
use crate::value::{Currency, CustomerId, IdError, Money, MoneyError, OrderId, ProductId};

pub use crate::value::table::TableError;

/// Why a file is not a file of orders; the line, counted from 1, and what was
/// expected there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// It is not a table with the right columns.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A field goes over the end of its line.
    #[error("line {line}: `{column}` has a line break in it; is a quote not closed?")]
    LineBreak {
        /// The line on which the row begins.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A field is not an id.
    #[error("line {line}: `{column}`: {error}")]
    Id {
        /// The line on which the row begins.
        line: u64,
        /// The column.
        column: &'static str,
        /// What is wrong.
        error: IdError,
    },
    /// A field is not an instant.
    #[error(
        "line {line}: `{found}` is not an instant in `placed_at`; expected one such as `2026-03-01T10:00:00Z`"
    )]
    Instant {
        /// The line on which the row begins.
        line: u64,
        /// The beginning of the field.
        found: String,
    },
    /// Amount and currency are not money.
    #[error("line {line}: {error}")]
    Money {
        /// The line on which the row begins.
        line: u64,
        /// What is wrong.
        error: MoneyError,
    },
    /// One order id is used by two customers.
    #[error(
        "line {line}: order `{order}` is of customer `{customer}` here and of `{first_customer}` on line {first_line}; expected one customer for an order"
    )]
    TwoCustomers {
        /// The line of the second customer.
        line: u64,
        /// The order.
        order: OrderId,
        /// The second customer.
        customer: CustomerId,
        /// The line on which the order is first.
        first_line: u64,
        /// The customer there.
        first_customer: CustomerId,
    },
    /// One order has lines in two currencies.
    #[error(
        "line {line}: order `{order}` is in {found} here and in {first} on line {first_line}; expected one currency for an order"
    )]
    TwoCurrencies {
        /// The line of the second currency.
        line: u64,
        /// The order.
        order: OrderId,
        /// The second currency.
        found: Currency,
        /// The line on which the order is first.
        first_line: u64,
        /// The currency there.
        first: Currency,
    },
    /// The lines of an order are too large to sum up.
    #[error("line {line}: the total of order `{order}` has more than 18 digits before the point")]
    Total {
        /// The line that is too much.
        line: u64,
        /// The order.
        order: OrderId,
    },
}

const COLUMNS: [&str; 6] =
    ["order_id", "customer_id", "placed_at", "product_id", "amount", "currency"];

/// Reads all orders of a file, sorted by instant, then id. A header without
/// rows gives no orders. Lines of an order stand as in the file.
///
/// # Errors
///
/// [`CsvError`] at the first line that is wrong: an empty file, a header with
/// an unknown column or without a known one, a row with a field too many, a
/// date that is not a date, an order id under two customers …
pub fn read(reader: impl Read) -> Result<Vec<Order>, CsvError> {
    let mut table = Table::open(reader, COLUMNS)?;
    let mut reading = Reading::default();
    while let Some(row) = table.next_row()? {
        reading.add(&row).map_err(|error| line_break(&row).unwrap_or(error))?;
    }
    let mut orders = reading.orders;
    for order in &mut orders {
        order.lines.shrink_to_fit();
    }
    orders.sort_unstable_by(|a, b| (a.placed_at, &a.id).cmp(&(b.placed_at, &b.id)));
    Ok(orders)
}

/// What is wrong with a row before anything else. Nothing in an order can hold
/// a line break, so only rows that are refused need to be asked.
fn line_break(row: &Row<'_, 6>) -> Option<CsvError> {
    let mut fields = COLUMNS.into_iter().zip(row.fields);
    let (column, _) = fields.find(|(_, field)| has_break(field))?;
    Some(CsvError::LineBreak { line: row.line, column })
}

/// Orders as far as they are read. Ids are shared: a customer with a thousand
/// orders is one text in memory.
#[derive(Default)]
struct Reading {
    orders: Vec<Order>,
    /// The line on which each order is first.
    first_lines: Vec<u64>,
    places: HashMap<OrderId, usize>,
    /// The order of the row before, and mostly of the next one.
    last: usize,
    customers: HashSet<CustomerId>,
    products: HashSet<ProductId>,
}

impl Reading {
    fn add(&mut self, row: &Row<'_, 6>) -> Result<(), CsvError> {
        let line = row.line;
        let [id, customer, placed_at, product, amount, currency] = row.fields;
        let bad_id = |column| move |error| CsvError::Id { line, column, error };
        let placed_at = DateTime::parse_from_rfc3339(placed_at)
            .map_err(|_| CsvError::Instant { line, found: placed_at.chars().take(60).collect() })?
            .with_timezone(&Utc);
        let product = shared(&mut self.products, product).map_err(bad_id("product_id"))?;
        let amount =
            Money::from_texts(amount, currency).map_err(|error| CsvError::Money { line, error })?;
        let order_line = Line { product, amount };

        let known = self.place(id).and_then(|place| {
            self.last = place;
            Some((self.orders.get_mut(place)?, self.first_lines.get(place).copied()?))
        });
        let Some((order, first_line)) = known else {
            let id: OrderId = id.parse().map_err(bad_id("order_id"))?;
            let customer = shared(&mut self.customers, customer).map_err(bad_id("customer_id"))?;
            self.last = self.orders.len();
            self.places.insert(id.clone(), self.last);
            // Room for one line, which most orders have.
            let lines = Vec::from([order_line]);
            self.orders.push(Order { id, customer, placed_at, lines, total: amount });
            self.first_lines.push(line);
            return Ok(());
        };
        if order.customer != *customer {
            return Err(CsvError::TwoCustomers {
                line,
                order: order.id.clone(),
                customer: customer.parse().map_err(bad_id("customer_id"))?,
                first_line,
                first_customer: order.customer.clone(),
            });
        }
        order.total = order.total.plus(amount).map_err(|error| match error {
            MoneyError::CurrencyMismatch { expected: first, found } => {
                CsvError::TwoCurrencies { line, order: order.id.clone(), found, first_line, first }
            }
            _ => CsvError::Total { line, order: order.id.clone() },
        })?;
        order.lines.push(order_line);
        order.placed_at = order.placed_at.min(placed_at);
        Ok(())
    }

    fn place(&self, id: &str) -> Option<usize> {
        match self.orders.get(self.last) {
            Some(last) if last.id == *id => Some(self.last),
            _ => self.places.get(id).copied(),
        }
    }
}

/// The id of a text, made once.
fn shared<T>(known: &mut HashSet<T>, text: &str) -> Result<T, IdError>
where
    T: Clone + Eq + Hash + std::borrow::Borrow<str> + for<'a> TryFrom<&'a str, Error = IdError>,
{
    if let Some(id) = known.get(text) {
        return Ok(id.clone());
    }
    let id = T::try_from(text)?;
    known.insert(id.clone());
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n";

    fn said(text: &str) -> String {
        match read(text.as_bytes()) {
            Err(error) => error.to_string(),
            Ok(orders) => orders
                .iter()
                .map(|o| {
                    let lines: Vec<_> =
                        o.lines.iter().map(|l| format!("{} {}", l.product, l.amount)).collect();
                    let at = o.placed_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
                    format!("{} {} {at} {} = {}", o.id, o.customer, lines.join(" + "), o.total)
                })
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    #[test]
    fn rows_of_one_id_are_one_order() {
        insta::assert_snapshot!(said(&format!(
            "{HEADER}O-2,b,2026-03-02T10:00:00Z,P-1,5,GBP\n\
             O-1,a,2026-03-05T10:00:00Z,P-7,80.00,GBP\n\
             O-3,a,2026-03-02T12:00:00+02:00,P-7,-5.5,EUR\n\
             O-1,a,2026-03-01T10:00:00.5Z,P-9,20.00,GBP\n"
        )), @r"
        O-1 a 2026-03-01T10:00:00.500Z P-7 80.00 GBP + P-9 20.00 GBP = 100.00 GBP
        O-2 b 2026-03-02T10:00:00Z P-1 5.00 GBP = 5.00 GBP
        O-3 a 2026-03-02T10:00:00Z P-7 -5.50 EUR = -5.50 EUR
        ");
        assert_eq!(said(HEADER), "");
        let shuffled = "\u{feff}currency,amount,product_id,placed_at,customer_id,order_id\r\n\
                        GBP,5,\"P,1\",2026-03-02T10:00:00Z,b,O-2\r\n";
        assert_eq!(said(shuffled), "O-2 b 2026-03-02T10:00:00Z P,1 5.00 GBP = 5.00 GBP");
    }

    #[test]
    fn what_is_read_is_what_is_built() {
        let text = format!(
            "{HEADER}O-1,a,2026-03-05T10:00:00Z,P-7,80.00,GBP\nO-1,a,2026-03-05T10:00:00Z,P-8,-80.00,GBP\n"
        );
        for order in read(text.as_bytes()).unwrap() {
            let built = Order::new(
                order.id.clone(),
                order.customer.clone(),
                order.placed_at,
                order.lines.clone(),
            );
            assert_eq!(built.unwrap(), order);
        }
    }

    #[test]
    fn no_field_goes_over_the_end_of_its_line() {
        let row = ["O-1", "a", "2026-03-01T10:00:00Z", "P-1", "5", "GBP"];
        for (place, column) in COLUMNS.iter().enumerate() {
            for end in ["\n", "\r\n", "\r"] {
                let mut broken = row.map(str::to_owned);
                broken[place] = format!("\"{}{end}\"", row[place]);
                let text = format!("{HEADER}{}\n{}\n", row.join(","), broken.join(","));
                let message =
                    format!("line 3: `{column}` has a line break in it; is a quote not closed?");
                assert_eq!(said(&text), message);
            }
        }
    }

    #[track_caller]
    fn check_refused(rows: &str, message: &str) {
        assert_eq!(said(&format!("{HEADER}O-1,a,2026-03-01T10:00:00Z,P-1,5,GBP\n{rows}")), message);
    }

    #[test]
    fn what_is_not_an_order_is_told_with_its_line() {
        check_refused(
            "O-2,a,2026-02-30T10:00:00Z,P-1,5,GBP",
            "line 3: `2026-02-30T10:00:00Z` is not an instant in `placed_at`; expected one such \
             as `2026-03-01T10:00:00Z`",
        );
        check_refused(
            "O-2,a,2026-03-01T10:00:00Z,P-1,\"1,000\",GBP",
            "line 3: `1,000` is not an amount; expected digits with a point before the decimals, \
             such as `1000.00`",
        );
        check_refused(
            "\nO-2,a,2026-03-01T10:00:00Z,P-1,5,Pound",
            "line 4: `Pound` is not a currency; expected an ISO 4217 code in capitals, such as \
             `GBP`",
        );
        check_refused(
            "O-2, ,2026-03-01T10:00:00Z,P-1,5,GBP",
            "line 3: `customer_id`: an id is blank; give it at least one visible character",
        );
        check_refused(
            "O-2,a,2026-03-01T10:00:00Z,P\t1,5,GBP",
            "line 3: `product_id`: the id \"P\\t1\" has a control character; use visible \
             characters only",
        );
        check_refused(
            "O-2,a,2026-03-01T10:00:00Z,P-1,5,\"GBP\nO-3,a,2026-03-01T10:00:00Z,P-1,5,GBP\n",
            "line 3: `currency` has a line break in it; is a quote not closed?",
        );
        check_refused(
            "O-2,\"a,2026-03-01T10:00:00Z,P-1,5,GBP\nO-3,\"a,2026-03-01T10:00:00Z,P-1,5,GBP\n",
            "line 3: `customer_id` has a line break in it; is a quote not closed?",
        );
        check_refused(
            "O-2,\"a,2026-03-01T10:00:00Z,P-1,5,GBP\nO-3,a,2026-03-01T10:00:00Z,P-1,5,GBP\n",
            "line 3: the row has 2 fields; expected 6, as in the header; is a quote not closed?",
        );
        check_refused(
            "O-2,b,2026-03-01T10:00:00Z,P-1,5,GBP\nO-1,b,2026-03-01T10:00:00Z,P-1,5,GBP",
            "line 4: order `O-1` is of customer `b` here and of `a` on line 2; expected one \
             customer for an order",
        );
        check_refused(
            "O-1,a,2026-03-01T10:00:00Z,P-2,5,EUR",
            "line 3: order `O-1` is in EUR here and in GBP on line 2; expected one currency for \
             an order",
        );
        check_refused(
            "O-1,a,2026-03-01T10:00:00Z,P-2,999999999999999999,GBP",
            "line 3: the total of order `O-1` has more than 18 digits before the point",
        );
        let expected = "expected `order_id,customer_id,placed_at,product_id,amount,currency`";
        assert_eq!(
            said("order_id,customer,placed_at,product_id,amount,currency\n"),
            format!("line 1: `customer` is not a column; {expected}, did you mean `customer_id`?")
        );
        assert_eq!(
            said("orderid,customer_id,placed_at,product_id,amount,currency\n"),
            format!("line 1: `orderid` is not a column; {expected}, did you mean `order_id`?")
        );
    }
}
