//! A pipeline: what it serves, its picture, its figures, its stages.

use super::page::{Block, Text};
use super::writing::{Writing, pipeline_anchor};
use crate::designer::lint::Severity;
use crate::draw::Level;
use crate::draw::Picture;
use crate::process::Drawing;
use crate::process::{Days, Pipeline};

impl Writing<'_> {
    pub(super) fn pipelines(&mut self) {
        let process = self.process;
        for (number, pipeline) in process.pipelines().iter().enumerate() {
            self.pipeline(number, pipeline);
            self.picture(number, pipeline);
            self.figures(number, pipeline);
            self.overview(number, pipeline);
            for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
                self.stage(number, pipeline, key, stage);
            }
            self.ends(number, pipeline);
        }
    }

    fn pipeline(&mut self, number: usize, pipeline: &Pipeline) {
        let (words, draft) = (self.words, pipeline.draft());
        let title =
            Text::fixed(format!("{}: ", words.titles.pipeline)).then(self.pipeline_name(pipeline));
        self.chapter(pipeline_anchor(number), title);
        let serves = if pipeline.serves().is_empty() {
            words.phrases.serves_rest.clone()
        } else {
            let names = pipeline.serves().iter().map(|it| words.names.deal_kind(*it));
            names.collect::<Vec<_>>().join(", ")
        };
        let most = draft.max_cycle_days.map(Days::count);
        let facts = [
            (&words.labels.serves, Some(Text::fixed(serves))),
            (&words.labels.payment, draft.prepaid.then(|| Text::from(&words.phrases.prepaid))),
            (&words.labels.longest_cycle, most.map(|days| self.days(days))),
            (&words.labels.revision, Some(Text::fixed(pipeline.revision().to_string()))),
        ];
        self.facts(facts);
    }

    fn picture(&mut self, number: usize, pipeline: &Pipeline) {
        let words = self.words;
        let picture = self.drawn(number, pipeline);
        self.wide(format!("picture-{}", number + 1), &words.titles.picture);
        self.add(Block::Picture {
            picture: Box::new(picture),
            file: self.picture_files.get(number).cloned(),
            about: words.titles.picture.clone(),
        });
    }

    /// A pipeline with its figures and with what the linter has found.
    pub(super) fn drawn(&self, number: usize, pipeline: &Pipeline) -> Picture {
        let words = self.words;
        let mut drawing =
            Drawing::of(pipeline).in_process(self.process).words(words.picture_words());
        if let Some(analysis) = self.stated(number, pipeline) {
            drawing = drawing.figures(analysis);
        }
        for finding in self.found.iter().filter(|it| it.pipeline.as_ref() == Some(pipeline.id())) {
            let level = match finding.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Notice => Level::Notice,
            };
            let told = words.lints.get(finding.lint.name).unwrap_or(&finding.message);
            for stage in &finding.stages {
                drawing = drawing.mark(stage.as_str(), level, told);
            }
        }
        drawing.picture()
    }

    /// The stages in a table, for those who look something up.
    fn overview(&mut self, number: usize, pipeline: &Pipeline) {
        let (words, labels) = (self.words, &self.words.labels);
        let mut rows = Vec::new();
        for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
            let part = stage.subprocess.map(|it| words.names.subprocess(it));
            let days =
                |days: Option<Days>| days.map(|it| self.days(it.count())).unwrap_or_default();
            rows.push(vec![
                Text::fixed(format!("{}. ", key.index() + 1))
                    .then(self.place(number, pipeline, key)),
                part.map(Text::fixed).unwrap_or_default(),
                stage.role.as_deref().map(|role| self.role(role)).unwrap_or_default(),
                days(stage.typical_days),
                days(stage.stale_after_days),
            ]);
        }
        if rows.is_empty() {
            return;
        }
        self.section(format!("overview-{}", number + 1), &words.titles.overview);
        self.table(
            [
                &labels.stage,
                &labels.subprocess,
                &labels.responsible,
                &labels.typical,
                &labels.stale,
            ],
            rows,
        );
    }

    fn ends(&mut self, number: usize, pipeline: &Pipeline) {
        let (words, labels) = (self.words, &self.words.labels);
        let mut rows = Vec::new();
        let keys = pipeline.outcomes().iter().map(|outcome| pipeline.key(&outcome.id));
        for (outcome, key) in pipeline.outcomes().iter().zip(keys) {
            let Some(key) = key else { continue };
            let from = pipeline.entries(key).map(|(from, _)| from).collect::<Vec<_>>();
            let mut name = self.place(number, pipeline, key);
            if outcome.id != outcome.kind.name() {
                name = super::writing::with_id(name, &outcome.id);
            }
            rows.push(vec![
                name,
                Text::fixed(words.names.outcome_kind(outcome.kind)),
                self.places(number, pipeline, &from),
            ]);
        }
        if rows.is_empty() {
            return;
        }
        self.section(format!("ends-{}", number + 1), &words.titles.ends);
        self.table([&labels.outcome, &labels.counts_as, &labels.from], rows);
    }
}
