//! What is different between two versions of a process, and what becomes of
//! the deals in flight.

mod documents;
mod flows;
mod maps;
mod random;
mod taken_over;

use sales_process::process::{Pipeline, PipelineDraft};

use crate::samples::flow;

/// A sale of four stages, as it was.
const OLD: &str = "call*:proactive_contact > meet:needs_discovery > offer:proposal > sign:contract > won, offer > lost, offer ~1> meet";

/// A flow as revision 2.
fn revised(text: &str) -> Pipeline {
    PipelineDraft::from(flow(text)).revision(2).build().unwrap()
}

/// What is told of two flows, less the first line.
fn told(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (flow(old), revised(new));
    let text = old.changes_to(&new).to_string();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("pipeline `flow`, revision 1 → 2"));
    lines.map(|line| line.trim_start().to_owned()).collect()
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    assert_eq!(told(old, new), expected);
}

/// The proposed map of two flows, outcomes left out.
#[track_caller]
fn check_map(old: &str, new: &str, expected: &[&str]) {
    let (old, new) = (flow(old), revised(new));
    let proposed = old.changes_to(&new).stage_map().to_string();
    let stages: Vec<_> = proposed.lines().take(old.stages().len()).collect();
    assert_eq!(stages, expected);
}
