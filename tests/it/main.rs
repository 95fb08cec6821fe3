//! The crate as an application sees it, in one binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::too_many_lines, reason = "a snapshot is as long as what it shows")]

mod closing;
mod compile_fail;
mod deal;
mod deal_payments;
mod demands;
mod journal;
mod lead;
mod migrate;
mod opening;
mod random_moves;
mod samples;
mod stored;
mod texts;
mod walk;
