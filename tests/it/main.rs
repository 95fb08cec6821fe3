//! The crate through its public interface.

mod customer;

mod laws;
