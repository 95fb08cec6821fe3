//! What a linter has found, and what it was told.

use super::page::{ListStyle, Text};
use super::writing::Writing;
use crate::designer::lint::{Finding, Severity};

impl Writing<'_> {
    pub(super) fn findings(&mut self) {
        let words = self.words;
        if self.found.is_empty() {
            return;
        }
        self.chapter("findings", &words.titles.findings);
        self.paragraph(&words.phrases.findings_intro);
        for severity in Severity::ALL.iter().rev() {
            let found: Vec<Text> = self
                .found
                .iter()
                .filter(|finding| finding.severity == *severity)
                .map(|finding| self.finding(finding))
                .collect();
            self.labelled(words.names.severity(*severity), ListStyle::Plain, found);
        }
    }

    fn finding(&self, finding: &Finding) -> Text {
        let words = self.words;
        let place = self.finding_place(finding);
        let told = if let Some(sentence) = words.lints.get(finding.lint.name) {
            Text::strong(sentence)
        } else {
            let text = Text::user(&finding.message).and(".");
            match &finding.help {
                None => text,
                Some(help) => {
                    text.and(&format!(" {}: ", words.labels.help)).then(Text::user(help)).and(".")
                }
            }
        };
        told.and(" ").then(place).and(" (").then(Text::id(finding.lint.name)).and(")")
    }

    /// The pipeline and the stages a finding is about.
    fn finding_place(&self, finding: &Finding) -> Text {
        let phrases = &self.words.phrases;
        let Some(id) = &finding.pipeline else { return Text::from(&phrases.in_process) };
        let pipelines = self.process.pipelines();
        let number = pipelines.iter().position(|pipeline| pipeline.id() == id);
        let Some((number, pipeline)) = number.and_then(|n| Some((n, pipelines.get(n)?))) else {
            // Found in another process: the id is all there is.
            return Text::phrase(&phrases.in_pipeline, &[("name", Text::id(id.as_str()))]);
        };
        let name = Self::pipeline_link(number, pipeline);
        let text = Text::phrase(&phrases.in_pipeline, &[("name", name)]);
        let keys: Vec<_> =
            finding.stages.iter().filter_map(|id| pipeline.key(id.as_str())).collect();
        if keys.is_empty() {
            return text;
        }
        text.and(": ").then(self.places(number, pipeline, &keys))
    }

    /// What the linter was told, where it was told anything.
    pub(super) fn checks(&mut self) {
        let (words, settings) = (self.words, self.process.lint_settings());
        let (labels, options) = (&words.labels, &settings.options);
        let number = |number: Option<u32>| number.map(|it| Text::fixed(it.to_string()));
        let facts = [
            (&labels.max_stages, number(options.max_stages)),
            (
                &labels.optimal_stages,
                options.optimal_stages.map(|[fewest, most]| {
                    let puts =
                        [("fewest", fewest.to_string().into()), ("most", most.to_string().into())];
                    Text::phrase(&words.phrases.range, &puts)
                }),
            ),
            (&labels.max_exits, number(options.max_exits)),
            (
                &labels.bottleneck_share,
                options.bottleneck_share.map(|share| self.percent(share.value())),
            ),
        ];
        let level = |(lint, level): (&String, &_)| {
            vec![Text::id(lint), Text::fixed(words.names.level(*level))]
        };
        let rows: Vec<_> = settings.severity.iter().map(level).collect();
        if rows.is_empty() && facts.iter().all(|(_, value)| value.is_none()) {
            return;
        }
        self.chapter("checks", &words.titles.checks);
        self.facts(facts);
        self.table([&labels.lint, &labels.level], rows);
    }
}
