//! Why there is no statement.

use crate::value::{Currency, Money};

/// Why there is no statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// The engine is none that statements are written for.
    #[error(
        "`{0}` is not an engine; expected one of postgresql, duckdb, datafusion, spark, sqlite"
    )]
    UnknownEngine(String),
    /// A text cannot be the name of a table or column.
    #[error(
        "`{0}` is not the name of a table or column; expected a letter or `_`, then letters, digits, `_`, `$`, `-` or spaces, at most 63 bytes; a table may have its schema before it"
    )]
    NotAName(String),
    /// Two rules, or a rule and the table, are in two currencies.
    #[error("one rule is in {first} and the other in {second}; state both in one currency")]
    TwoCurrencies {
        /// The currency of the first rule.
        first: Currency,
        /// The other one.
        second: Currency,
    },
    /// An amount of the rule has more digits than SQLite's integers hold.
    #[error("{0} in minor units is beyond the integers of sqlite; use another engine")]
    TooLarge(Money),
}
