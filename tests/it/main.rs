//! The crate as an application sees it, in one binary.

mod document;
