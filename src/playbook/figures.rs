//! What follows from a pipeline, in figures.

use super::page::Text;
use super::writing::{Writing, uniform, won_before_the_end};
use crate::designer::Analysis;
use crate::designer::analysis::{Figure, days_of};
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
                self.section(format!("figures-{}", number + 1), words.titles.figures);
                self.paragraph(Text::phrase(phrases.no_figures, &[("stages", stages)]));
                return;
            }
            None => return,
        };
        let bottleneck = analysis.bottleneck().and_then(|it| {
            let stage = self.place(number, pipeline, it.stage);
            let puts = [("stage", stage), ("share", self.percent(it.share.stated()?))];
            Some(Text::phrase(phrases.of_time, &puts))
        });
        let lever = analysis.lever().and_then(|it| {
            let stage = self.place(number, pipeline, it.stage);
            // A hundredth of the deals: the gain is a share of a share.
            let puts = [("stage", stage), ("gain", self.percent(it.gain.stated()? / 100.0))];
            Some(Text::phrase(phrases.of_gain, &puts))
        });
        let reachable = analysis.reachable();
        let unreachable: Vec<StageKey> =
            pipeline.stage_keys().filter(|key| reachable.binary_search(key).is_err()).collect();
        let stages = |keys: &[StageKey]| Some(self.places(number, pipeline, keys));
        let chance = analysis.win_probability().map(|it| match it.stated() {
            Some(chance) => self.percent(chance),
            None => Text::fixed(phrases.not_stated),
        });
        let to_win =
            if won_before_the_end(pipeline) { labels.days_to_end } else { labels.days_to_win };
        let facts = [
            (labels.win_probability, chance),
            (to_win, self.days_of(analysis.expected_days_to_win())),
            (labels.expected_days, self.expected_days(&analysis)),
            (labels.planned_days, self.planned_days(pipeline, &analysis)),
            (labels.mandatory, stages(analysis.mandatory_stages())),
            (labels.bottleneck, bottleneck),
            (labels.lever, lever),
            (labels.unreachable, stages(&unreachable)),
            (labels.trapped, stages(analysis.trapped())),
        ];
        // What rests on shares that nobody stated is left out.
        let missing = uniform(pipeline, &analysis);
        let forks = pipeline.stage_keys().filter(|key| pipeline.exits(*key).nth(1).is_some());
        let no_share = missing.len() == forks.count();
        let missing = (!missing.is_empty()).then(|| {
            if no_share {
                return Text::fixed(phrases.shares_all_missing);
            }
            let stages = self.places(number, pipeline, &missing);
            Text::phrase(phrases.shares_missing, &[("stages", stages)])
        });
        self.section(format!("figures-{}", number + 1), words.titles.figures);
        self.facts(facts);
        if let Some(missing) = missing {
            self.paragraph(missing);
        }
    }

    /// The days of the stages on the longest path to Won, where they do not follow
    /// from shares and each stage on it states some.
    fn planned_days(&self, pipeline: &Pipeline, analysis: &Analysis) -> Option<Text> {
        analysis.expected_days_to_win().filter(|days| !days.is_stated())?;
        let stages = analysis.longest_won_path()?.iter();
        let days = stages.filter_map(|key| pipeline.working_stage(*key)).map(days_of);
        Some(self.about_days(days.sum::<Option<f64>>()?))
    }

    /// A time that is more than nothing, or that it is not stated.
    fn days_of(&self, days: Option<Figure>) -> Option<Text> {
        let days = days.filter(|days| days.if_equal() >= 0.05)?;
        Some(match days.stated() {
            Some(days) => self.about_days(days),
            None => Text::fixed(self.words.phrases.not_stated),
        })
    }

    fn expected_days(&self, analysis: &Analysis) -> Option<Text> {
        let phrases = &self.words.phrases;
        if analysis.expected_days().is_none() {
            return Some(Text::fixed(phrases.never_ends));
        }
        let days = self.days_of(analysis.expected_days())?;
        let spread = analysis.standard_deviation_days().and_then(Figure::stated);
        Some(match spread.filter(|spread| *spread >= 0.05) {
            None => days,
            Some(spread) => {
                let puts = [("days", days), ("spread", self.about_days(spread))];
                Text::phrase(phrases.spread, &puts)
            }
        })
    }
}
