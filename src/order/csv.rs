//! Orders from CSV.
