//! What the moves of a deal are checked against besides its record.

use crate::process::Pipeline;

/// The pipeline that a deal runs by. A move that needs it is refused without.
#[derive(Debug, Clone, Copy, Default)]
pub struct DealRules<'a> {
    pub(super) pipeline: Option<&'a Pipeline>,
}

impl<'a> From<&'a Pipeline> for DealRules<'a> {
    fn from(pipeline: &'a Pipeline) -> Self {
        Self { pipeline: Some(pipeline) }
    }
}

impl<'a> DealRules<'a> {
    /// The pipeline.
    pub fn pipeline(self) -> Option<&'a Pipeline> {
        self.pipeline
    }
}
