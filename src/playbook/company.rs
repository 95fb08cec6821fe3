//! How the company sells and why, and the four parts of selling.

use super::page::{ListStyle, Text};
use super::writing::{Writing, has_words, lost_after_winning, pipeline_anchor, won_before_the_end};
use crate::process::{Because, FieldDef, FieldKind, FieldOwner, Pipeline, Stage, Subprocess};
use crate::value::Zone;

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
        let (zone, audience) = (self.process.zone(), self.process.target_audience());
        let says_more = profile.payment_depends_on_onboarding || zone != Zone::default();
        if chosen.is_empty() && audience.is_empty() && !says_more {
            return;
        }
        self.chapter("profile", words.titles.profile);
        let labels = &words.labels;
        let row = |because: &Because| {
            let (question, answer) = words.names.dimension(*because)?;
            let meaning = Text::fixed(words.reasons.because(*because));
            Some(vec![Text::fixed(question), Text::strong(answer), meaning])
        };
        let rows = chosen.iter().filter_map(row).collect();
        self.table([labels.dimension, labels.answer, labels.meaning], rows);
        if profile.payment_depends_on_onboarding {
            self.paragraph(words.phrases.onboarding_pays);
        }
        if zone != Zone::default() {
            let puts = [("zone", zone.to_string().into())];
            self.paragraph(Text::phrase(words.phrases.zone, &puts));
        }
        if !audience.is_empty() {
            self.section("audience", words.titles.audience);
            let items: Vec<Text> = audience.iter().map(|it| self.criterion(it)).collect();
            self.list(ListStyle::Plain, items);
        }
    }

    pub(super) fn subprocesses(&mut self) {
        let (words, labels) = (self.words, &self.words.labels);
        let has_part = |stage: &Stage| stage.subprocess.is_some();
        let mut stages = self.process.pipelines().iter().flat_map(Pipeline::stages);
        let is_planned = |part: &Subprocess| self.process.subprocess(*part).is_some();
        if !Subprocess::ALL.iter().any(is_planned) && !stages.any(has_part) {
            return;
        }
        let mut rows = Vec::new();
        for subprocess in Subprocess::ALL {
            let plan = self.process.subprocess(*subprocess);
            let text = |text: Option<&String>| {
                text.filter(|text| has_words(text)).map(Text::user).unwrap_or_default()
            };
            let mut result = text(plan.and_then(|plan| plan.result.as_ref()));
            if result.is_empty() {
                result = Text::fixed(words.names.default_result(*subprocess));
            }
            let owner = plan.and_then(|plan| plan.owner.as_deref());
            let owner = owner.filter(|it| has_words(it)).map(|it| self.role(it));
            rows.push(vec![
                Text::strong(words.names.subprocess(*subprocess)),
                result,
                owner.unwrap_or_default(),
                text(plan.and_then(|plan| plan.goal.as_ref())),
                text(plan.and_then(|plan| plan.plan.as_ref())),
            ]);
        }
        self.chapter("parts", words.titles.subprocesses);
        let head = [labels.subprocess, labels.result, labels.owner, labels.goal, labels.plan];
        self.table(head, rows);
    }

    /// What counts as won, and the reasons a deal is lost for.
    pub(super) fn closing(&mut self) {
        let words = self.words;
        self.chapter("closing", words.titles.closing);
        let event = words.names.closing_event(self.process.closing_event());
        self.facts([(words.labels.closing_event, Some(Text::fixed(event)))]);
        if self.process.pipelines().iter().any(won_before_the_end) {
            self.paragraph(words.phrases.after_closing);
        }
        if self.process.pipelines().iter().any(lost_after_winning) {
            self.paragraph(words.phrases.lost_after_closing);
        }
        let reasons = self.process.lost_reasons();
        self.section("lost-reasons", words.titles.lost_reasons);
        self.paragraph(if reasons.is_empty() {
            words.phrases.lost_any
        } else {
            words.phrases.lost_listed
        });
        let reasons: Vec<Text> = reasons.iter().map(|it| self.known_reason(it)).collect();
        self.list(ListStyle::Plain, reasons);
    }

    /// A reason in the words of the language, where it is a known one.
    pub(super) fn known_reason(&self, reason: &str) -> Text {
        match self.words.known_reasons.get(reason) {
            Some(words) => Text::fixed(*words),
            None => Text::user(reason),
        }
    }

    /// A pipeline as a link to its chapter.
    pub(super) fn pipeline_link(&self, number: usize, pipeline: &Pipeline) -> Text {
        Text::link(self.pipeline_name(pipeline).plain(), pipeline_anchor(number))
    }

    /// What is written down of deals, leads and customers.
    pub(super) fn fields(&mut self) {
        let (words, labels) = (self.words, &self.words.labels);
        let row = |field: &FieldDef| {
            vec![
                Text::user(field.label_or_id()),
                Text::fixed(match field.of {
                    FieldOwner::Deal => words.names.deal,
                    FieldOwner::Lead => words.names.lead,
                    FieldOwner::Customer => words.names.customer,
                }),
                match field.kind {
                    FieldKind::Text => Text::fixed(words.names.text),
                    FieldKind::Number => Text::fixed(words.names.number),
                    FieldKind::Money => Text::fixed(words.names.money),
                    FieldKind::Date => Text::fixed(words.names.date),
                    FieldKind::YesNo => Text::fixed(words.names.yes_no),
                    FieldKind::Choice => {
                        let options = Text::joined(field.options.iter().map(Text::user), ", ");
                        Text::phrase(words.phrases.one_of, &[("options", options)])
                    }
                },
            ]
        };
        let rows: Vec<_> = self.process.fields().all().iter().map(row).collect();
        if rows.is_empty() {
            return;
        }
        self.chapter("fields", words.titles.fields);
        self.table([labels.field, labels.field_of, labels.holds], rows);
    }
}
