//! A stage on one card: what for, who, what to do and how, when it is done,
//! where it goes next.

use super::page::{ListStyle, Text};
use super::writing::{Writing, has_words, is_after_winning, stage_anchor, stage_name, visible};
use crate::designer::{StageReason, StageReasonKind};
use crate::process::{
    Days, DealKind, Material, Move, Participant, Pipeline, Purpose, Stage, StageKey,
};
use crate::value::Probability;

impl<'a> Writing<'a> {
    pub(super) fn stage(
        &mut self,
        number: usize,
        pipeline: &Pipeline,
        key: StageKey,
        stage: &Stage,
    ) {
        let labels = &self.words.labels;
        let title =
            Text::fixed(format!("{}. ", key.index() + 1)).then(Text::user(stage_name(stage)));
        self.card(stage_anchor(number, key), title);
        if let Some(about) = stage.description.as_deref().filter(|text| has_words(text)) {
            self.paragraph(Text::user(about));
        }
        let reasons = self.process.why(pipeline, stage);
        let reasons: Vec<Text> =
            reasons.iter().map(|reason| self.stage_reason(pipeline, reason)).collect();
        if !reasons.is_empty() {
            self.paragraph(Text::joined(reasons, " "));
        }
        let facts = self.stage_facts(number, pipeline, key, stage);
        self.brief_facts(facts);
        let texts = |texts: &[String]| -> Vec<Text> {
            texts.iter().filter(|text| has_words(text)).map(Text::user).collect()
        };
        let enter: Vec<Text> = stage.entry_criteria.iter().map(|it| self.criterion(it)).collect();
        self.labelled(labels.enter, ListStyle::Check, enter);
        self.labelled(labels.actions, ListStyle::Numbered, texts(&stage.actions));
        self.labelled(labels.tactics, ListStyle::Plain, texts(&stage.tactics));
        let exit: Vec<Text> = stage.exit_criteria.iter().map(|it| self.criterion(it)).collect();
        self.labelled(labels.exit, ListStyle::Check, exit);
        let next = self.next(number, pipeline, key);
        self.labelled(labels.next, ListStyle::Plain, next);
        self.labelled(labels.materials, ListStyle::Plain, stage.materials.iter().map(material));
        self.labelled(labels.remarks, ListStyle::Plain, texts(&stage.notes));
    }

    fn stage_reason(&self, pipeline: &Pipeline, reason: &StageReason) -> Text {
        let (words, phrases) = (self.words, &self.words.phrases);
        let pays_after = pipeline.is_for(DealKind::NewBusiness)
            && self.process.profile().payment_depends_on_onboarding;
        let sense = words.reasons.sense(&reason.purpose, pays_after);
        // What a dimension says of a sale is no reason for these, and where deals
        // begin in several ways, none of them is required.
        let is_one_of_several = pipeline.starts().nth(1).is_some();
        let (phrase, why) = match (reason.kind, sense) {
            (StageReasonKind::Demanded(_), Some(why)) if reason.purpose == Purpose::Proposal => {
                (phrases.demanded, why)
            }
            (StageReasonKind::Demanded(_), Some(why))
                if reason.purpose == Purpose::InboundRequest && is_one_of_several =>
            {
                (phrases.sensible, why)
            }
            (StageReasonKind::Usual(_), Some(why)) if reason.purpose == Purpose::Delivery => {
                (phrases.sensible, why)
            }
            (StageReasonKind::Demanded(because), _) => {
                (phrases.demanded, words.reasons.because(because))
            }
            (StageReasonKind::Usual(because), _) => (phrases.usual, words.reasons.because(because)),
            (StageReasonKind::Sensible(_), Some(why)) => (phrases.sensible, why),
            (StageReasonKind::Sensible(_) | StageReasonKind::Own, _) => (phrases.own, ""),
        };
        Text::phrase(
            phrase,
            &[("purpose", self.purpose(&reason.purpose)), ("why", Text::fixed(why))],
        )
    }

    fn stage_facts(
        &self,
        number: usize,
        pipeline: &Pipeline,
        key: StageKey,
        stage: &Stage,
    ) -> [(&'a str, Option<Text>); 8] {
        let labels = &self.words.labels;
        let participants = stage.participants.iter().map(|it| self.participant(it));
        let analysis = self.analysis(number);
        // What counts as won already has no chance to be won any more.
        let is_open = !is_after_winning(pipeline, key);
        let chance = analysis.and_then(|it| it.win_probability_at(key)?.stated());
        let chance = chance.filter(|_| is_open);
        let days =
            |days: Option<Days>| days.filter(|it| it.count() > 0.0).map(|it| self.days(it.count()));
        let work = stage.work_hours.filter(|hours| hours.count() > 0.0);
        [
            (labels.comes_from, Some(self.comes_from(number, pipeline, key, stage))),
            (labels.responsible, stage.role.as_deref().map(|role| self.role(role))),
            (labels.participants, Some(Text::joined(participants, ", "))),
            (labels.typical, days(stage.typical_days)),
            (labels.stale, days(stage.stale_after_days)),
            (labels.work, work.map(|hours| self.count(&self.words.hours, hours.count()))),
            (
                labels.stated_chance,
                stage.win_probability.map(|chance| self.percent(chance.value())),
            ),
            (
                labels.chance,
                chance.filter(|_| stage.win_probability.is_none()).map(|it| self.percent(it)),
            ),
        ]
    }

    /// Somebody from outside sales, with what kind of party it is.
    fn participant(&self, participant: &Participant) -> Text {
        let name = Text::user(visible(&participant.name, &participant.party));
        let names = &self.words.names;
        let party = match participant.party.as_str() {
            "department" => Text::fixed(names.department),
            "partner" => Text::fixed(names.partner_firm),
            "contractor" => Text::fixed(names.contractor),
            "competitor" => Text::fixed(names.competitor),
            other => Text::user(other),
        };
        // A name such as `Legal department` says it already.
        if name.plain().to_lowercase().contains(&party.plain().to_lowercase()) {
            return name;
        }
        name.and(" (").then(party).and(")")
    }

    /// Where deals come from: in one line.
    fn comes_from(&self, number: usize, pipeline: &Pipeline, key: StageKey, stage: &Stage) -> Text {
        let phrases = &self.words.phrases;
        let mut from = Vec::new();
        if stage.start {
            from.push(Text::fixed(phrases.starts_here));
        }
        for (before, step) in pipeline.entries(key) {
            let place = self.place(number, pipeline, before);
            from.push(match step.rework {
                Some(_) => Text::phrase(phrases.back_from, &[("stage", place)]),
                None => place,
            });
        }
        if from.is_empty() {
            from.push(Text::fixed(phrases.never_entered));
        }
        Text::joined(from, ", ")
    }

    /// Where deals go, each with its share where one is stated.
    fn next(&self, number: usize, pipeline: &Pipeline, key: StageKey) -> Vec<Text> {
        let phrases = &self.words.phrases;
        let exit = |(to, step): (StageKey, &Move)| {
            let place = self.place(number, pipeline, to);
            let place = match step.rework.map(|rework| rework.max_passes) {
                None => place,
                Some(None) => Text::phrase(phrases.back_to, &[("stage", place)]),
                Some(Some(most)) => {
                    let times = self.count(&self.words.times, f64::from(most));
                    let puts = [("stage", place), ("times", times)];
                    Text::phrase(phrases.back_to_limited, &puts)
                }
            };
            match step.probability.map(Probability::value) {
                None => place,
                Some(share) => {
                    let puts = [("place", place), ("share", self.percent(share))];
                    Text::phrase(phrases.with_share, &puts)
                }
            }
        };
        let mut exits: Vec<Text> = pipeline.exits(key).map(exit).collect();
        if exits.is_empty() {
            exits.push(Text::fixed(phrases.never_left));
        }
        exits
    }
}

fn material(material: &Material) -> Text {
    let label = match &material.link {
        Some(link) => Text::address(&material.label, link),
        None => Text::user(&material.label),
    };
    match material.text.as_deref().filter(|text| has_words(text)) {
        Some(text) => label.and(": ").then(Text::user(text)),
        None => label,
    }
}
