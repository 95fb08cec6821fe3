//! Policies: decisions that come with their reasons.
//!
//! A policy is data that a company writes down, and a pure function over it:
//! the same facts give the same answer, and the answer says why.
//!
//! - [`rule`]: when is a customer regular, when is one due for handoff?
//! - [`filter`]: is a lead worth the cost of selling?
//! - [`qualification`]: is a lead ready to become a deal?
//! - [`assignment`]: who takes a lead, a deal, a customer handed over?
//!
//! Filter and qualification ask about criteria; an [`Answer`] is what is known
//! of one, [`Answered`] adds what it rests on, who gave it and when, and
//! [`Points`] are what it is worth.
//!
//! ```
//! use sales_process::policy::{Answer, FilterCriterion, LeadFilter};
//!
//! let filter = LeadFilter::draft()
//!     .criterion(FilterCriterion::new("segment", "in our segment").required())
//!     .build()?;
//! let verdict = filter.judge(|_| Answer::No);
//! assert!(!verdict.passed);
//! assert!(verdict.to_string().ends_with("failed: segment"));
//! # Ok::<(), sales_process::process::Problems>(())
//! ```

mod answer;
pub mod assignment;
pub mod filter;
mod points;
pub mod qualification;
pub mod rule;

pub use answer::{Answer, Answered};
pub use filter::{FilterCriterion, FilterVerdict, LeadFilter, LeadFilterDraft};
pub use points::{Points, PointsError};
pub use qualification::{
    Coverage, Framework, Qualification, QualificationCriterion, QualificationDraft,
    QualificationRule, QualificationVerdict,
};
pub use rule::{
    Progress, Rule, RuleError, RuleFold, RuleForm, RuleReason, RuleSegment, RuleState, Verdict,
};

use crate::value::CriterionId;

/// `; what: id, id`, or nothing for no ids.
fn list(what: &str, ids: &[CriterionId]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let ids: Vec<&str> = ids.iter().map(CriterionId::as_str).collect();
    format!("; {what}: {}", ids.join(", "))
}
