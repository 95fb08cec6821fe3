//! Orders from a CSV file, one row for each order line:
//!
//! ```text
//! order_id,customer_id,placed_at,product_id,amount,currency
//! O-1,acme,2026-03-01T10:00:00Z,P-7,80.00,GBP
//! O-1,acme,2026-03-01T10:00:00Z,P-9,20.00,GBP
//! ```
//!
//! Rows with one order id are one order of one customer, placed at its
//! earliest row that is not negative; a negative row at another instant is a
//! return of its own. Rows come in any order, and so do the columns, which the
//! header names. A row without customer is of a guest; a row without product
//! is of the order as a whole. What files may look like is said in
//! [`table`](crate::value::table).
//!
//! ```
//! use sales_process::order::csv;
//!
//! let text = "order_id,customer_id,placed_at,product_id,amount,currency\n\
//!             O-1,acme,2026-03-01T10:00:00Z,P-7,80.00,GBP\n\
//!             O-1,acme,1.3.2026,P-9,20.00,GBP\n";
//! let error = csv::read(text.as_bytes()).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 3: `1.3.2026` is not an instant in `placed_at`; expected one such as \
//!      `2026-03-01T10:00:00Z`, or a date; name the form with `--date-format`, such as `%d.%m.%Y`"
//! );
//! ```

use std::io::Read;

use super::rows::{BadKind, BadRow};
use super::{Order, OrderBook};
use crate::value::table::{CellError, Notice, TableOptions};
use crate::value::{Currency, CustomerMerges, IdError, OrderId, RateError};

pub use crate::value::table::TableError;

/// Why a file is not a file of orders; the line, counted from 1, and what was
/// expected there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderTableError {
    /// It is not a table with the right columns.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A field is not what its column holds.
    #[error("line {line}: {error}")]
    Cell {
        /// The line on which the row begins.
        line: u64,
        /// What is wrong.
        error: CellError,
    },
    /// One order id is used by two customers.
    #[error(
        "line {line}: order `{order}` is of {customer} here and of {first_customer} on line {first_line}; expected one customer for an order"
    )]
    TwoCustomers {
        /// The line of the second customer.
        line: u64,
        /// The order.
        order: OrderId,
        /// The second customer, in words.
        customer: String,
        /// The line on which the order is first.
        first_line: u64,
        /// The customer there, in words.
        first_customer: String,
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
    /// An amount cannot be converted.
    #[error("line {line}: order `{order}`: {error}")]
    Rate {
        /// The line on which the order is first.
        line: u64,
        /// The order.
        order: OrderId,
        /// What is missing.
        error: RateError,
    },
    /// The lines of an order are too large to sum up.
    #[error("line {line}: the total of order `{order}` has more than 18 digits before the point")]
    Total {
        /// The line on which the order is first.
        line: u64,
        /// The order.
        order: OrderId,
    },
}

impl OrderTableError {
    pub(super) fn cell(line: u64, column: &'static str, error: IdError) -> Self {
        Self::Cell { line, error: CellError::Id { column, error } }
    }

    /// Whether the rows after it can be read.
    pub fn is_of_one_row(&self) -> bool {
        !matches!(self, Self::Table(error) if !error.is_of_one_row())
    }
}

impl BadRow {
    pub(super) fn error(self) -> OrderTableError {
        match self.error {
            BadKind::Table(error) => OrderTableError::Table(error),
            BadKind::Cell(error) => OrderTableError::Cell { line: self.line, error },
        }
    }
}

/// Reads all orders of customers in a file, sorted by instant, then id. A
/// header without rows gives no orders. Lines of an order stand as in the file.
///
/// # Errors
///
/// [`OrderTableError`] at the first line that is wrong: an empty file, a header
/// without a column, a date that is not a date, an order id under two
/// customers …
pub fn read(reader: impl Read) -> Result<Vec<Order>, OrderTableError> {
    Ok(read_book(reader, &TableOptions::new(), CustomerMerges::new(), Err, |_| {})?.to_orders())
}

/// Reads all orders of a file, held small; what customers that are merged
/// ordered is the survivor's. `tell` is given what is worth
/// telling of a file that can be read; `bad` each row that is wrong: returned
/// (as `Err` by itself does) it ends the reading; otherwise the order of the row
/// is set aside whole, its returns too.
///
/// # Errors
///
/// [`OrderTableError`]: what `bad` gave back, and a file that is no table or cannot be
/// read on.
pub fn read_book(
    reader: impl Read,
    options: &TableOptions,
    merges: CustomerMerges,
    mut bad: impl FnMut(OrderTableError) -> Result<(), OrderTableError>,
    mut tell: impl FnMut(Notice),
) -> Result<OrderBook, OrderTableError> {
    OrderBook::read(reader, options, merges, &mut bad, &mut tell)
}

#[cfg(test)]
mod tests;
