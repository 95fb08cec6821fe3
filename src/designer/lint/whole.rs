//! What lints ask of the process as a whole.
//!
//! A document is often begun with less than a whole process: a name, or
//! policies without a pipeline. What selling needs is asked for only where the
//! document says how deals are worked, by a pipeline with stages.

use crate::process::{
    DealKind, Market, Nature, Pipeline, RoleKind, SalesProcess, Stage, Subprocess,
};

/// The working stages of all pipelines.
pub(super) fn stages(process: &SalesProcess) -> impl Iterator<Item = &Stage> {
    process.pipelines().iter().flat_map(Pipeline::stages)
}

/// Whether it says how deals are worked.
pub(super) fn works_deals(process: &SalesProcess) -> bool {
    stages(process).next().is_some()
}

/// Whether it says how deals with new customers are worked.
pub(super) fn wins_new_customers(process: &SalesProcess) -> bool {
    let pipeline = process.pipeline_for(DealKind::NewBusiness);
    pipeline.is_some_and(|pipeline| !pipeline.stages().is_empty())
}

/// Whether it is for sales that are made once: no pipeline names repeat
/// business of any kind, and customers are people or projects.
pub(super) fn sells_once(process: &SalesProcess) -> bool {
    let again = [DealKind::Repeat, DealKind::CrossSell, DealKind::UpSell, DealKind::Renewal];
    let names = |pipeline: &Pipeline| pipeline.serves().iter().any(|kind| again.contains(kind));
    let profile = process.profile();
    let once = profile.market == Some(Market::B2c) || profile.nature == Some(Nature::Project);
    once && !process.pipelines().iter().any(names)
}

/// The subprocesses that some stage names, in their order.
pub(super) fn subprocesses_used(process: &SalesProcess) -> impl Iterator<Item = Subprocess> {
    let mut used = [false; Subprocess::ALL.len()];
    for named in stages(process).filter_map(|stage| stage.subprocess) {
        for (slot, subprocess) in used.iter_mut().zip(Subprocess::ALL) {
            *slot |= *subprocess == named;
        }
    }
    Subprocess::ALL.iter().copied().zip(used).filter(|(_, used)| *used).map(|(one, _)| one)
}

/// Whether an optional text says anything.
pub(super) fn is_said(text: Option<&String>) -> bool {
    text.is_some_and(|text| text.chars().any(|c| !c.is_whitespace() && !c.is_control()))
}
/// Whether it names somebody of a kind: among its roles, or, where it lists
/// none, on a stage.
pub(super) fn has_people(process: &SalesProcess, kind: RoleKind) -> bool {
    if process.roles().is_empty() {
        stages(process).any(|stage| stage.role.as_deref() == Some(kind.name()))
    } else {
        process.roles().iter().any(|role| role.kind == kind)
    }
}
