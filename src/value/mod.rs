//! Values: parsed once, then trusted.
//!
//! Money, probabilities, periods, orders and ids are checked where they come
//! in, from code, text or a file, and hold what their type says from then on.
//! They know nothing of how a company sells. All of them stand at the root of
//! the crate too: `sales_process::Money`.
//!
//! - [`Money`] in a [`Currency`]; [`Percent`] and [`Probability`];
//! - [`Month`], [`Months`], [`Period`] and the [`Zone`] they are of;
//! - [`Order`] of [`Line`]s, and the [`Purchase`] that a rule sees of it;
//! - [`CustomerMerges`]: which customers are one; [`Rates`] of exchange that the
//!   caller gives;
//! - [`Limits`]: how large what comes from elsewhere may be;
//! - [`Problems`]: everything that is wrong with a draft, each with its place;
//! - an id type for everything that has one, such as [`DealId`].
//!
//! ```
//! use sales_process::{CustomerId, Money};
//!
//! let price: Money = "1000.00 GBP".parse()?;
//! let discount: Money = "-50.00 GBP".parse()?;
//! assert_eq!(price.plus(discount)?.to_string(), "950.00 GBP");
//! assert!("1000.00".parse::<Money>().is_err(), "an amount has a currency");
//! assert!(" acme".parse::<CustomerId>().is_err(), "white space at an end");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! `Display`, `FromStr` and serde of a value are one text. Sums of money are
//! checked: two currencies, or a sum out of range, are an error.

pub(crate) mod address_cache;
pub(crate) mod field;
pub(crate) mod id;
pub(crate) mod language;
pub(crate) mod limits;
pub(crate) mod merges;
pub(crate) mod money;
#[cfg(any(feature = "csv", feature = "kpi"))]
pub(crate) mod names;
pub mod order;
pub(crate) mod period;
pub(crate) mod prefetch;
pub(crate) mod problem;
pub(crate) mod rates;
pub(crate) mod ratio;
pub(crate) mod role_kind;
#[cfg(feature = "csv")]
pub mod table;
pub(crate) mod text;
pub(crate) mod units;
pub(crate) mod words;
pub(crate) mod zone;

pub use field::{FieldDef, FieldError, FieldKind, FieldOwner, FieldValue, Fields};
pub use id::*;
pub use language::Language;
pub use limits::{Limit, LimitError, Limits};
pub use merges::{CustomerMergeError, CustomerMerges};
pub use money::{Currency, Money, MoneyError};
pub use order::{Line, Order, OrderError, Purchase};
pub use period::{Month, Months, Period, PeriodError, UtcOffset};
pub use problem::{Problem, ProblemKind, Problems};
pub use rates::{Rate, RateError, Rates};
pub use ratio::{Percent, Probability, RatioError};
pub use text::Named;
pub use words::{Coded, Hint, Message, NameError, Words};
pub use zone::{Zone, ZoneError};
