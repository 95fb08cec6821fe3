//! Decisions with reasons.

mod answer;
mod filter;
mod points;
mod qualification;

pub use answer::{Answer, Answered};
pub use filter::{FilterCriterion, FilterVerdict, LeadFilter, LeadFilterDraft};
pub use points::{Points, PointsError};
pub use qualification::{
    Coverage, Framework, Qualification, QualificationCriterion, QualificationDraft,
    QualificationRule, QualificationVerdict,
};

use std::fmt;

use crate::CriterionId;

/// Writes `; what: id, id`, or nothing for no ids.
fn list(f: &mut fmt::Formatter<'_>, what: &str, ids: &[CriterionId]) -> fmt::Result {
    for (i, id) in ids.iter().enumerate() {
        if i == 0 {
            write!(f, "; {what}: {id}")?;
        } else {
            write!(f, ", {id}")?;
        }
    }
    Ok(())
}
