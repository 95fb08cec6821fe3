//! Nothing but a place for the bench of this package.
