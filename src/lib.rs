//! Sales processes as a library.

mod id;
pub mod lifecycle;
mod money;
pub mod order;
mod period;
pub mod policy;
mod problem;
pub mod process;
mod ratio;
#[cfg(feature = "csv")]
mod table;
mod text;

pub use id::*;
pub use money::{Currency, Money, MoneyError};
pub use order::{Line, Order, OrderError, Purchase};
pub use period::{Month, Months, Period, PeriodError, UtcOffset};
pub use process::SalesProcess;
pub use ratio::{Percent, Probability, RatioError};
