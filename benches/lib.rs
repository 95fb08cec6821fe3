//! The benchmarks stand beside this file; there is no code of their own here.
