//! A pipeline: what it serves, its picture, its figures, its stages.

use super::page::{Block, Text};
use super::writing::{Writing, has_words, pipeline_anchor};
use crate::draw::{Flow, Picture};
use crate::process::{Days, Drawing, Outcome, Pipeline, RoleKind, Stage};

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
        let is_named = draft.name.as_deref().is_some_and(has_words);
        // The only one needs no id to be told from others.
        let title = if self.process.pipelines().len() == 1 && !is_named {
            Text::fixed(words.titles.pipeline)
        } else {
            let name = self.pipeline_name(pipeline);
            Text::fixed(format!("{}: ", words.titles.pipeline)).then(name)
        };
        self.chapter(pipeline_anchor(number), title);
        let kinds = pipeline.serves().iter().map(|it| words.names.deal_kind(*it));
        let serves = match pipeline.serves() {
            [] if self.process.pipelines().len() > 1 => Some(words.phrases.serves_rest.to_owned()),
            [] => None,
            _ => Some(kinds.collect::<Vec<_>>().join(", ")),
        };
        // What it serves is its name where it has no other.
        let named = is_named || pipeline.serves().is_empty();
        let segment = pipeline.segment().map(|segment| {
            let label = Text::user(&segment.label);
            label.and(" (").then(self.condition(&segment.when)).and(")")
        });
        let most = draft.max_cycle_days.map(Days::count);
        let facts = [
            (words.labels.serves, serves.filter(|_| named).map(Text::fixed)),
            (words.labels.segment, segment),
            (words.labels.payment, draft.prepaid.then(|| Text::from(words.phrases.prepaid))),
            (words.labels.longest_cycle, most.map(|days| self.days(days))),
        ];
        self.facts(facts);
        let is_farmed = |stage: &Stage| {
            let role = stage.role.as_deref().and_then(|role| self.process.role(role));
            role.is_some_and(|role| role.kind == RoleKind::Farmer)
        };
        if self.process.handoff_rule().is_some() && pipeline.stages().iter().any(is_farmed) {
            self.paragraph(words.phrases.until_handoff);
        }
    }

    fn picture(&mut self, number: usize, pipeline: &Pipeline) {
        let words = self.words;
        let picture = self.drawn(number, pipeline);
        let flows: &[Flow] = match self.flow {
            None => Flow::ALL,
            Some(Flow::Across) => &[Flow::Across],
            Some(Flow::Down) => &[Flow::Down],
        };
        let pictures = flows.iter().map(|flow| picture.clone().flow(*flow)).collect();
        if self.flow == Some(Flow::Down) {
            self.section(format!("picture-{}", number + 1), words.titles.picture);
        } else {
            self.wide(format!("picture-{}", number + 1), words.titles.picture);
        }
        self.add(Block::Picture {
            pictures,
            file: self.picture_files.get(number).cloned(),
            about: words.titles.picture.to_owned(),
        });
    }

    /// A pipeline with its figures.
    pub(super) fn drawn(&self, number: usize, pipeline: &Pipeline) -> Picture {
        let words = self.words;
        let mut drawing =
            Drawing::of(pipeline).in_process(self.process).words(words.picture_words());
        if let Some(analysis) = self.analysis(number) {
            drawing = drawing.figures(analysis);
        }
        drawing.picture()
    }

    /// The stages in a table, for those who look something up.
    fn overview(&mut self, number: usize, pipeline: &Pipeline) {
        let (words, labels) = (self.words, &self.words.labels);
        let mut rows = Vec::new();
        for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
            let part = stage.subprocess.map(|it| words.names.subprocess(it));
            let days = |days: Option<Days>| {
                let days = days.map(Days::count).filter(|days| *days > 0.0);
                days.map(|days| self.days(days)).unwrap_or_default()
            };
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
        self.section(format!("overview-{}", number + 1), words.titles.overview);
        let head =
            [labels.stage, labels.subprocess, labels.responsible, labels.typical, labels.stale];
        self.table(head, rows);
    }

    /// How outcomes count, where their names do not say so.
    fn ends(&mut self, number: usize, pipeline: &Pipeline) {
        let (words, labels) = (self.words, &self.words.labels);
        let plain = |outcome: &Outcome| outcome.name.is_none() && outcome.id == outcome.kind.name();
        if pipeline.outcomes().iter().all(plain) {
            return;
        }
        let mut rows = Vec::new();
        for outcome in pipeline.outcomes() {
            let Some(key) = pipeline.key(&outcome.id) else { continue };
            let from = pipeline.entries(key).map(|(from, _)| from).collect::<Vec<_>>();
            rows.push(vec![
                self.place(number, pipeline, key),
                Text::fixed(words.names.outcome_kind(outcome.kind)),
                self.places(number, pipeline, &from),
            ]);
        }
        self.section(format!("ends-{}", number + 1), words.titles.ends);
        self.table([labels.outcome, labels.counts_as, labels.from], rows);
    }
}
