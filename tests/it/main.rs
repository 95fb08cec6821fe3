//! The crate as an application sees it, in one binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::too_many_lines, reason = "a snapshot is as long as what it shows")]

mod commands;
mod customer;
mod document;
mod document_errors;
mod handoff;
mod handoff_report;
mod laws;
mod random_process;
