//! How the company sells and why, and the four parts of selling.

use super::page::{ListStyle, Text};
use super::writing::{Writing, pipeline_anchor, stage_anchor, stage_name, visible};
use crate::process::{Because, DealKind, Pipeline, Subprocess};
use crate::value::UtcOffset;

impl Writing<'_> {
    pub(super) fn company(&mut self) {
        let (words, profile) = (self.words, *self.process.profile());
        let chosen: Vec<Because> = [
            profile.nature.map(Because::Nature),
            profile.novelty.map(Because::Novelty),
            profile.demand.map(Because::Demand),
            profile.market.map(Because::Market),
            profile.offering.map(Because::Offering),
            profile.channel.map(Because::Channel),
            profile.activity.map(Because::Activity),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.chapter("profile", &words.titles.profile);
        let labels = &words.labels;
        let row = |because: &Because| {
            let (question, answer) = words.names.dimension(*because)?;
            let meaning = Text::fixed(words.reasons.because(*because));
            Some(vec![Text::fixed(question), Text::strong(answer), meaning])
        };
        let rows = chosen.iter().filter_map(row).collect();
        self.table([&labels.dimension, &labels.answer, &labels.meaning], rows);
        if profile.payment_depends_on_onboarding {
            self.paragraph(&words.phrases.onboarding_pays);
        }
        let offset = self.process.utc_offset();
        let zone = (offset != UtcOffset::UTC)
            .then(|| Text::phrase(&words.phrases.zone, &[("offset", offset.to_string().into())]));
        if let Some(zone) = zone {
            self.paragraph(zone);
        }
        self.why();
        let audience = self.process.target_audience();
        if !audience.is_empty() {
            self.section("audience", &words.titles.audience);
            let item = |it: &crate::process::Criterion| Text::user(visible(&it.text, &it.id));
            self.list(ListStyle::Plain, audience.iter().map(item));
        }
    }

    /// What the profile demands, why, and where it is found in the first
    /// pipeline for new business.
    fn why(&mut self) {
        let (words, process) = (self.words, self.process);
        let is_new = |pipeline: &Pipeline| pipeline.is_for(DealKind::NewBusiness);
        let Some(number) = process.pipelines().iter().position(is_new) else { return };
        let Some(pipeline) = process.pipelines().get(number) else { return };
        let carried = |purpose: &_| pipeline.stages().iter().any(|stage| stage.is_for(purpose));
        let demanded = process.profile().demands(carried);
        let usual = process.profile().usual();
        let phrases = &words.phrases;
        let demanded = demanded.iter().map(|it| (&it.purpose, it.because, &phrases.why_required));
        let usual = usual.iter().map(|it| (&it.purpose, it.because, &phrases.why_usual));
        let mut rows = Vec::new();
        for (purpose, because, how) in demanded.chain(usual) {
            let stages: Vec<Text> = pipeline
                .stage_keys()
                .zip(pipeline.stages())
                .filter(|(_, stage)| stage.is_for(purpose))
                .map(|(key, stage)| Text::link(stage_name(stage), stage_anchor(number, key)))
                .collect();
            let stages = if stages.is_empty() {
                Text::fixed(&words.phrases.no_stage)
            } else {
                Text::joined(stages, ", ")
            };
            let reason = Text::phrase(how, &[("why", words.reasons.because(because).into())]);
            rows.push(vec![self.purpose(purpose), reason, stages]);
        }
        self.section("why", &words.titles.why);
        let labels = &words.labels;
        self.table([&labels.purpose, &labels.reason, &labels.where_served], rows);
    }

    pub(super) fn subprocesses(&mut self) {
        let words = self.words;
        self.chapter("parts", &words.titles.subprocesses);
        for (i, subprocess) in Subprocess::ALL.iter().enumerate() {
            let name = words.names.subprocess(*subprocess);
            let plan = self.process.subprocess(*subprocess);
            let text =
                |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).map(Text::user);
            let result = text(plan.and_then(|plan| plan.result.as_ref()))
                .unwrap_or_else(|| Text::fixed(words.names.default_result(*subprocess)));
            let owner = plan.and_then(|plan| plan.owner.as_deref());
            let owner = owner.filter(|it| !it.trim().is_empty()).map(|it| self.role(it));
            let mut stages = Vec::new();
            for (number, pipeline) in self.process.pipelines().iter().enumerate() {
                for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
                    if stage.subprocess == Some(*subprocess) {
                        stages.push(Text::link(stage_name(stage), stage_anchor(number, key)));
                    }
                }
            }
            self.card(format!("part-{}", i + 1), format!("{}. {name}", i + 1));
            let labels = &words.labels;
            self.facts([
                (&labels.result, Some(result)),
                (&labels.owner, owner),
                (&labels.goal, text(plan.and_then(|plan| plan.goal.as_ref()))),
                (&labels.plan, text(plan.and_then(|plan| plan.plan.as_ref()))),
                (&labels.stages, Some(Text::joined(stages, ", "))),
            ]);
        }
    }

    /// What counts as won, and the reasons a deal is lost for.
    pub(super) fn closing(&mut self) {
        let words = self.words;
        self.chapter("closing", &words.titles.closing);
        let event = words.names.closing_event(self.process.closing_event());
        self.facts([(&words.labels.closing_event, Some(Text::fixed(event)))]);
        let reasons = self.process.lost_reasons();
        self.section("lost-reasons", &words.titles.lost_reasons);
        self.paragraph(if reasons.is_empty() {
            &words.phrases.lost_any
        } else {
            &words.phrases.lost_listed
        });
        let reasons: Vec<Text> = reasons.iter().map(|it| self.known_reason(it)).collect();
        self.list(ListStyle::Plain, reasons);
    }

    /// A reason in the words of the language, where it is a known one.
    pub(super) fn known_reason(&self, reason: &str) -> Text {
        match self.words.known_reasons.get(reason) {
            Some(words) => super::writing::with_id(Text::fixed(words), reason),
            None => Text::user(reason),
        }
    }

    /// A pipeline as a link to its chapter.
    pub(super) fn pipeline_link(number: usize, pipeline: &Pipeline) -> Text {
        Text::link(pipeline.id().as_str(), pipeline_anchor(number))
    }
}
