//! What a linter has found, in a chapter of its own.

use super::page::{ListStyle, Text};
use super::writing::Writing;
use crate::designer::lint::{Finding, Severity};
use crate::process::Allow;

impl Writing<'_> {
    pub(super) fn findings(&mut self) {
        let words = self.words;
        let Some(found) = self.found else { return };
        self.chapter("findings", words.titles.findings);
        self.paragraph(if found.is_empty() {
            words.phrases.nothing_found
        } else {
            words.phrases.findings_intro
        });
        for severity in Severity::ALL.iter().rev() {
            let found: Vec<Text> = found
                .iter()
                .filter(|finding| finding.severity == *severity)
                .map(|finding| self.finding(finding))
                .collect();
            self.labelled(words.names.severity(*severity), ListStyle::Plain, found);
        }
        self.labelled(words.labels.exceptions, ListStyle::Plain, self.exceptions());
    }

    /// What was found and accepted on purpose, with the reasons.
    fn exceptions(&self) -> Vec<Text> {
        let process = self.process;
        let whole = process.allowed().iter().map(|allow| Text::user(&allow.reason));
        let mut reasons: Vec<Text> = whole.collect();
        for (number, pipeline) in process.pipelines().iter().enumerate() {
            for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
                let place = self.place(number, pipeline, key);
                let reason =
                    |allow: &Allow| place.clone().and(": ").then(Text::user(&allow.reason));
                reasons.extend(stage.allow.iter().map(reason));
            }
        }
        reasons
    }

    fn finding(&self, finding: &Finding) -> Text {
        let words = self.words;
        let place = self.finding_place(finding);
        let told = Text::strong(words.labels.help).and(": ");
        if let Some([found, help]) = words.lints.get(finding.lint.name) {
            // The sentence is the same for every purpose.
            let purposes = Text::joined(finding.purposes.iter().map(|it| self.purpose(it)), ", ");
            let purposes = if purposes.is_empty() { purposes } else { purposes.and(": ") };
            return purposes.and(found).and(" ").then(place).and(". ").then(told).and(help);
        }
        let text = Text::user(&finding.message).and(". ").then(place).and(".");
        match &finding.help {
            None => text,
            Some(help) => text.and(" ").then(told).then(Text::user(help)).and("."),
        }
    }

    /// The pipeline and the stages a finding is about.
    fn finding_place(&self, finding: &Finding) -> Text {
        let phrases = &self.words.phrases;
        let Some(id) = &finding.pipeline else { return Text::from(phrases.in_process) };
        let pipelines = self.process.pipelines();
        let number = pipelines.iter().position(|pipeline| pipeline.id() == id);
        let Some((number, pipeline)) = number.and_then(|n| Some((n, pipelines.get(n)?))) else {
            // Found in another process: the id is all there is.
            return Text::phrase(phrases.in_pipeline, &[("name", Text::id(id.as_str()))]);
        };
        let name = self.pipeline_link(number, pipeline);
        let text = Text::phrase(phrases.in_pipeline, &[("name", name)]);
        let keys: Vec<_> =
            finding.stages.iter().filter_map(|id| pipeline.key(id.as_str())).collect();
        if keys.is_empty() {
            return text;
        }
        text.and(": ").then(self.places(number, pipeline, &keys))
    }
}
