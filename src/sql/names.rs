//! The table and the columns that a statement reads.

use super::error::SqlError;

/// The columns of the table of order lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The id of the order; lines with one id are one order.
    OrderId,
    /// The id of the customer; NULL for a guest.
    CustomerId,
    /// When the line was placed, in UTC.
    PlacedAt,
    /// The id of the product; NULL for a line of the order as a whole.
    ProductId,
    /// The amount, below zero for a return.
    Amount,
    /// The code of the currency, such as `GBP`.
    Currency,
}

impl Column {
    /// All of them, in the order of a file of orders.
    pub const ALL: [Self; 6] = [
        Self::OrderId,
        Self::CustomerId,
        Self::PlacedAt,
        Self::ProductId,
        Self::Amount,
        Self::Currency,
    ];

    /// What it is called unless said otherwise.
    pub fn name(self) -> &'static str {
        match self {
            Self::OrderId => "order_id",
            Self::CustomerId => "customer_id",
            Self::PlacedAt => "placed_at",
            Self::ProductId => "product_id",
            Self::Amount => "amount",
            Self::Currency => "currency",
        }
    }
}

/// The longest name that every engine takes.
const LONGEST: usize = 63;

/// A name, checked: it begins with a letter or `_`, and goes on with letters,
/// digits, `_`, `$`, `-` and spaces.
pub(super) fn checked(name: &str) -> Result<&str, SqlError> {
    let begins = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | ' ');
    let fits = name.len() <= LONGEST && !name.ends_with(' ');
    if begins && fits && name.chars().all(goes_on) {
        Ok(name)
    } else {
        Err(SqlError::NotAName(crate::value::text::excerpt(name)))
    }
}

/// A table, with its schema and catalogue before it where points part them.
pub(super) fn table(name: &str) -> Result<Vec<String>, SqlError> {
    let parts: Vec<&str> = name.split('.').collect();
    if parts.len() > 3 {
        return Err(SqlError::NotAName(crate::value::text::excerpt(name)));
    }
    parts.into_iter().map(|part| checked(part).map(str::to_owned)).collect()
}
