//! The designer on small random processes.

mod oracle;
pub(crate) mod small;
mod sound;
