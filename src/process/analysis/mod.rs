//! [`Analysis`]: what follows from a pipeline, such as the chance to win and the
//! days until a deal ends.

mod chain;
mod error;
mod solve;

pub(crate) use chain::Chain;
pub use error::{ChancesError, ChancesFault, StageChances};

use super::{Pipeline, StageKey};

/// What follows from the stages and moves of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    win_probability: Vec<f64>,
    expected_days: Vec<Option<f64>>,
    visits: Vec<Option<f64>>,
}

impl Pipeline {
    /// Follows deals through the pipeline.
    ///
    /// # Errors
    ///
    /// [`ChancesError`]: the probabilities of the moves out of a stage sum to
    /// 0.9, or one of two moves carries one and the other does not. All such
    /// stages are told.
    pub fn analysis(&self) -> Result<Analysis, ChancesError> {
        let chain = Chain::of(self)?;
        Ok(Analysis {
            win_probability: chain.win_probability(),
            expected_days: chain.expected_days(),
            visits: chain.visits(),
        })
    }
}

impl Analysis {
    /// The chance that a deal in a stage is won in the end.
    pub fn win_probability_at(&self, stage: StageKey) -> Option<f64> {
        self.win_probability.get(stage.index()).copied()
    }

    /// The days until any outcome from entering a stage.
    pub fn expected_days_at(&self, stage: StageKey) -> Option<f64> {
        self.expected_days.get(stage.index()).copied().flatten()
    }

    /// How often a deal from the start enters a stage.
    pub fn expected_visits(&self, stage: StageKey) -> Option<f64> {
        self.visits.get(stage.index()).copied().flatten()
    }
}
