//! Figures of an analysis in the picture of a pipeline.

use std::collections::BTreeSet;

use super::Analysis;
use super::analysis::Figure;
use crate::draw::Badge;
use crate::process::{Drawing, Figures, StageKey};

impl Drawing<'_> {
    /// Shows what an analysis of the pipeline found: the chance to win and the
    /// days to go at each stage it reaches, the stages that every path to Won
    /// passes, and the bottleneck.
    #[must_use]
    pub fn figures(mut self, analysis: &Analysis) -> Self {
        let mandatory: BTreeSet<StageKey> = analysis.mandatory_stages().iter().copied().collect();
        let bottleneck =
            analysis.bottleneck().filter(|found| found.share.is_stated()).map(|found| found.stage);
        for stage in analysis.reachable() {
            let mut badges = Vec::new();
            badges.extend(mandatory.contains(stage).then_some(Badge::Mandatory));
            badges.extend((bottleneck == Some(*stage)).then_some(Badge::Bottleneck));
            let figures = Figures {
                badges,
                chance: analysis.win_probability_at(*stage).and_then(Figure::stated),
                days: analysis.expected_days_at(*stage).and_then(Figure::stated),
            };
            self.figures_of(*stage, figures);
        }
        self
    }
}
