//! The command `analyze`: what it prints, and how it ends.
