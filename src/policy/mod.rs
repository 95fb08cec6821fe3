//! Policies: decisions that come with their reasons.
//!
//! A policy is data that a company writes down, and a pure function over it:
//! the same facts give the same answer, and the answer says why.
//!
//! - [`rule`]: when is a customer regular, when is one due for handoff?

pub mod rule;

pub use rule::{Progress, Reason, Rule, RuleError, RuleForm, Standing, Verdict, Watch};
