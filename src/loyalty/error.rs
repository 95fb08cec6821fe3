//! Why orders cannot be recorded, or parts of a base put together.

use chrono::{DateTime, Utc};

use crate::value::text::Instant;
use crate::value::{Currency, Zone};

/// Why a purchase cannot be recorded. The base is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseError {
    /// The purchase is before one of the customer already recorded.
    #[error(
        "an order of {} comes after one of {}; record orders in time order",
        Instant(*placed_at),
        Instant(*last)
    )]
    Late {
        /// When it was placed.
        placed_at: DateTime<Utc>,
        /// The customer's last one recorded.
        last: DateTime<Utc>,
    },
    /// The purchase is in another currency than the base.
    #[error("an order is in {found} and the customers in {expected}; convert it first")]
    Currency {
        /// The currency of the base.
        expected: Currency,
        /// The currency of the order.
        found: Currency,
    },
    /// The lines of the customer, those below zero counted by their size, add
    /// up to more than [`Money`](crate::Money) holds, or there are more than four billion
    /// orders.
    #[error("the lines of the customer add up to more than 18 digits before the point")]
    Overflow,
    /// There is no customer for a row.
    #[error(
        "there is no customer {index}; expected one of the {customers} there are, counted from 0"
    )]
    NoCustomer {
        /// The customer in the row.
        index: usize,
        /// How many customers there are.
        customers: usize,
    },
    /// There are more than 134 million different products.
    #[error("there are more than 134217728 different products")]
    TooManyProducts,
}

/// Which row of many cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}, counted from 0: {error}")]
#[non_exhaustive]
pub struct BaseRowError {
    /// The row, counted from 0.
    pub row: usize,
    /// What is wrong with it.
    pub error: BaseError,
}

/// Why two bases cannot be put together. Both are as they were before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseMergeError {
    /// They are in two currencies.
    #[error("one part is in {found} and the other in {expected}; convert it first")]
    Currency {
        /// The currency of the earlier one.
        expected: Currency,
        /// The currency of the later one.
        found: Currency,
    },
    /// Their days are of different zones.
    #[error(
        "the days of one part are at {found} and those of the other at {expected}; fold both in one zone"
    )]
    Offset {
        /// The zone of the earlier one.
        expected: Zone,
        /// The zone of the later one.
        found: Zone,
    },
    /// A customer bought in the later part before, or when, the earlier ends.
    #[error(
        "customer {customer} has an order of {} in the later part, and one of {} in the earlier; \
         put together consecutive periods",
        Instant(*first),
        Instant(*last)
    )]
    Overlap {
        /// The customer.
        customer: usize,
        /// The first purchase of the later part.
        first: DateTime<Utc>,
        /// The last purchase of the earlier part.
        last: DateTime<Utc>,
    },
    /// As [`BaseError::Overflow`].
    #[error("the lines of customer {customer} add up to more than 18 digits before the point")]
    Overflow {
        /// The customer.
        customer: usize,
    },
    /// As [`BaseError::TooManyProducts`].
    #[error("there are more than 134217728 different products")]
    TooManyProducts,
}

/// A sum over all customers is more than [`Money`](crate::Money) holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sum over all customers has more than 18 digits before the point")]
pub struct TotalOverflow;
