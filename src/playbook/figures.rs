//! What follows from a pipeline, in figures.

use super::page::Text;
use super::writing::{Writing, uniform};
use crate::designer::Analysis;
use crate::designer::analysis::Figure;
use crate::process::{Pipeline, StageKey};

impl Writing<'_> {
    pub(super) fn figures(&mut self, number: usize, pipeline: &Pipeline) {
        let words = self.words;
        let (labels, phrases) = (&words.labels, &words.phrases);
        let analysis = match self.analyses.get(number) {
            Some(Ok(analysis)) => analysis.clone(),
            Some(Err(error)) => {
                let stages: Vec<StageKey> = error.all().iter().map(|it| it.stage).collect();
                let stages = self.places(number, pipeline, &stages);
                self.section(format!("figures-{}", number + 1), &words.titles.figures);
                self.paragraph(Text::phrase(&phrases.no_figures, &[("stages", stages)]));
                return;
            }
            None => return,
        };
        let bottleneck = analysis.bottleneck().and_then(|it| {
            let stage = self.place(number, pipeline, it.stage);
            let puts = [("stage", stage), ("share", self.percent(it.share.stated()?))];
            Some(Text::phrase(&phrases.of_time, &puts))
        });
        let lever = analysis.lever().and_then(|it| {
            let stage = self.place(number, pipeline, it.stage);
            // A hundredth of the deals: the gain is a share of a share.
            let puts = [("stage", stage), ("gain", self.percent(it.gain.stated()? / 100.0))];
            Some(Text::phrase(&phrases.of_gain, &puts))
        });
        let reachable = analysis.reachable();
        let unreachable: Vec<StageKey> =
            pipeline.stage_keys().filter(|key| reachable.binary_search(key).is_err()).collect();
        let stages = |keys: &[StageKey]| Some(self.places(number, pipeline, keys));
        let facts = [
            (
                &labels.win_probability,
                analysis.win_probability().and_then(|it| Some(self.percent(it.stated()?))),
            ),
            (&labels.expected_days, self.expected_days(&analysis)),
            (&labels.mandatory, stages(analysis.mandatory_stages())),
            (&labels.bottleneck, bottleneck),
            (&labels.lever, lever),
            (&labels.unreachable, stages(&unreachable)),
            (&labels.trapped, stages(analysis.trapped())),
        ];
        let uniform = uniform(pipeline, &analysis);
        let uniform = (!uniform.is_empty()).then(|| {
            let stages = self.places(number, pipeline, &uniform);
            Text::phrase(&phrases.uniform, &[("stages", stages)])
        });
        self.section(format!("figures-{}", number + 1), &words.titles.figures);
        self.paragraph(&phrases.figures_intro);
        if let Some(uniform) = uniform {
            self.paragraph(uniform);
        }
        self.facts(facts);
    }

    fn expected_days(&self, analysis: &Analysis) -> Option<Text> {
        let phrases = &self.words.phrases;
        let Some(days) = analysis.expected_days() else {
            return Some(Text::fixed(&phrases.never_ends));
        };
        let days = days.stated()?;
        Some(
            match analysis
                .standard_deviation_days()
                .map(Figure::if_equal)
                .filter(|spread| *spread >= 0.05)
            {
                None => self.about_days(days),
                Some(spread) => {
                    let puts =
                        [("days", self.about_days(days)), ("spread", self.about_days(spread))];
                    Text::phrase(&phrases.spread, &puts)
                }
            },
        )
    }
}
