//! The crate as a book: a tour, then a guide for each job, then the words.
//!
//! - [`tour`]: from a profile to tomorrow's calls in ten steps.
//! - [`embed`]: the machines in an application: rows, journal, buttons, errors
//!   to JSON, two languages.
//! - [`company_data`]: bring what a company has: exports of a CRM, tables.
//! - [`design`]: design a process with a client.
//! - [`learn`]: learn from what happened, and say what will.
//! - [`rules_in_sql`]: ask the rules where the orders are.
//! - [`corrections`]: take back, correct, erase.
//! - [`upgrading`]: what was stored stays readable.
//! - [`glossary`]: the terms of sales, and where each lives.
//!
//! There is no code here. Every example is run by `cargo test`.

#[doc = include_str!("company_data.md")]
pub mod company_data {}
#[doc = include_str!("corrections.md")]
pub mod corrections {}
#[doc = include_str!("design.md")]
pub mod design {}
#[doc = include_str!("embed.md")]
pub mod embed {}
#[doc = include_str!("glossary.md")]
pub mod glossary {}
#[doc = include_str!("learn.md")]
pub mod learn {}
#[doc = include_str!("rules_in_sql.md")]
pub mod rules_in_sql {}
#[doc = include_str!("tour.md")]
pub mod tour {}
#[doc = include_str!("upgrading.md")]
pub mod upgrading {}
