//! The names that people read in a pipeline.

use crate::process::{Pipeline, Place, StageKey};
use crate::value::text::excerpt;

/// The stages and then the outcomes, in the order of the pipeline, each with
/// the name that people read.
pub(super) fn names(pipeline: &Pipeline) -> impl Iterator<Item = (StageKey, &str)> {
    (0..pipeline.graph().len()).map(StageKey::of).map(|key| (key, name_of(pipeline, key)))
}

/// The name of a stage or outcome.
pub(super) fn name_of(pipeline: &Pipeline, key: StageKey) -> &str {
    match pipeline.place(key) {
        Some(Place::Stage(stage)) => stage.name(),
        Some(Place::Outcome(outcome)) => outcome.name(),
        None => "",
    }
}

/// A name for a message of one line.
pub(super) fn shown(name: &str) -> String {
    excerpt(&name.replace(char::is_control, " "))
}
