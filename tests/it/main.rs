//! The crate through its public interface.

mod customer;
mod handoff;

mod laws;
