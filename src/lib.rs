#![doc = include_str!("../README.md")]
//!
//! # The model
//!
//! - **Values** stand at the root: [`Money`], [`Percent`], [`Probability`],
//!   [`Months`], [`Period`], [`Order`], and an id type for everything that has
//!   one. They are parsed once and trusted after.
//! - [`policy`] decides, with reasons: is a lead worth the cost of selling, is
//!   it qualified, is a customer regular or due for handoff.
//! - [`loyalty`] reads order histories: when customers order next, what their
//!   loyalty is worth, how the base grows.
//! - [`process`] is design time: [`SalesProcess`], the one document that says
//!   how a company sells, its pipelines, and the linter that says what is wrong
//!   with them.
//! - [`lifecycle`] is run time: leads, deals, customers and handoffs as typed
//!   state machines with a journal.
//!
//! The crate reads no clock, opens no file and keeps no global: instants, ids
//! and storage are the caller's. The same input gives the same bytes.
//!
//! There are three kinds of no. An `Err` says that something cannot be done,
//! by a small enum beside the function. A *finding* of the linter is worth a
//! look. A *verdict* says that a policy is not met yet, and what is missing.
//!
//! The `guide` module is the crate as a book: a tour in ten steps, a guide for each
//! job, and a glossary.
//!
//! # Features
//!
//! The values, the policies, the process document and the machines are always
//! there. The rest is a feature each; a feature adds and never alters:
//!
//! | feature | brings |
//! |---|---|
//! | `designer` (default) | `designer`: pipelines proposed, checked, mended, merged, compared |
//! | `draw` | `draw`: pictures of pipelines and machines |
//! | `loyalty` | `loyalty`: what orders say of customers; `lifecycle::customer::status` |
//! | `kpi` | `kpi`: figures from journals or tables |
//! | `playbook` | `playbook`: the regulation as a document for people |
//! | `history` | `history`: what really happened to deals |
//! | `simulate` | `simulate`: deals and the people who work on them |
//! | `sql` | `sql`: rules and purchase facts as one SELECT of an engine |
//! | `csv` | tables from CSV files, in `order::csv` and `kpi::csv` |
//! | `rayon` | folds on all cores, with the same answers |
//! | `schema` | JSON Schema of the stored forms: [`schema`] |
//! | `encoding` | tables in other encodings than UTF-8 and UTF-16, such as windows-1251 |
//! | `xlsx` | sheets of workbooks (XLSX, ODS) wherever a CSV file is read; needs Rust 1.88 |
//! | `import` | [`import`]: what CRMs export, as processes, deals, histories and leads |
//! | `zone` | time zones by name, such as `Europe/Berlin`; else a zone is a fixed offset |
//! | `cli` | the command `sales-process` |
//! | `full` | all of the library |

#![cfg_attr(docsrs, feature(doc_cfg))]
// With all of it on, nothing may be unused; see `full` in Cargo.toml.
#![cfg_attr(
    not(feature = "full"),
    allow(dead_code, unused_imports, reason = "a feature may use what others leave alone")
)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

#[cfg(feature = "designer")]
pub mod designer;
#[cfg(feature = "draw")]
pub mod draw;
#[cfg(all(feature = "full", any(doc, doctest)))]
pub mod guide;
#[cfg(feature = "history")]
pub mod history;
#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "kpi")]
pub mod kpi;
pub mod lifecycle;
#[cfg(feature = "loyalty")]
pub mod loyalty;
#[cfg(feature = "playbook")]
pub mod playbook;
pub mod policy;
pub mod process;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "simulate")]
pub mod simulate;
#[cfg(feature = "sql")]
pub mod sql;
pub mod value;

pub use process::SalesProcess;
pub use value::id::*;
pub use value::order;
pub use value::{Coded, Hint, Language, Message, NameError, Named, Words};
pub use value::{Currency, Money, MoneyError, Percent, Probability, RatioError};
pub use value::{CustomerMergeError, CustomerMerges, Rate, RateError, Rates};
pub use value::{Line, Order, OrderError, Purchase};
pub use value::{Month, Months, Period, PeriodError, UtcOffset, Zone, ZoneError};
