//! Fuzz targets, compiled once for all programs in `fuzz_targets`.

pub mod preview;
pub mod sql;
pub mod targets;
