//! A stage on one card: what for, who, what to do and how, when it is done,
//! where it goes next.

use super::page::{Item, ListStyle, Text};
use super::writing::{Writing, stage_anchor, stage_name, visible};
use crate::designer::{StageReason, StageReasonKind};
use crate::process::{Criterion, DealKind, Move, Outcome, Pipeline, Place, Stage, StageKey};
use crate::value::Probability;

impl<'a> Writing<'a> {
    pub(super) fn stage(
        &mut self,
        number: usize,
        pipeline: &Pipeline,
        key: StageKey,
        stage: &Stage,
    ) {
        let (words, labels) = (self.words, &self.words.labels);
        let title =
            Text::fixed(format!("{}. ", key.index() + 1)).then(Text::user(stage_name(stage)));
        self.card(stage_anchor(number, key), title);
        let reasons = self.process.why(pipeline, stage);
        let reasons: Vec<Text> =
            reasons.iter().map(|reason| self.stage_reason(pipeline, reason)).collect();
        if !reasons.is_empty() {
            self.paragraph(Text::joined(reasons, " "));
        }
        let facts = self.stage_facts(number, pipeline, key, stage);
        self.brief_facts(facts);
        self.entry(number, pipeline, key, stage);
        let texts = |texts: &[String]| -> Vec<Text> {
            texts.iter().filter(|text| !text.trim().is_empty()).map(Text::user).collect()
        };
        self.labelled(&labels.actions, ListStyle::Numbered, texts(&stage.actions));
        self.labelled(&labels.tactics, ListStyle::Plain, texts(&stage.tactics));
        self.label(&labels.exit);
        if stage.exit_criteria.is_empty() {
            self.paragraph(&words.phrases.no_exit);
        }
        self.list(ListStyle::Check, stage.exit_criteria.iter().map(criterion));
        self.next(number, pipeline, key);
        let exceptions: Vec<Text> = stage
            .allow
            .iter()
            .map(|allow| Text::id(&allow.lint).and(": ").then(Text::user(&allow.reason)))
            .collect();
        self.labelled(&labels.exceptions, ListStyle::Plain, exceptions);
    }

    fn stage_reason(&self, pipeline: &Pipeline, reason: &StageReason) -> Text {
        let (words, phrases) = (self.words, &self.words.phrases);
        let pays_after = pipeline.is_for(DealKind::NewBusiness)
            && self.process.profile().payment_depends_on_onboarding;
        let sense = words.reasons.sense(&reason.purpose, pays_after);
        let (phrase, why) = match (reason.kind, sense) {
            (StageReasonKind::Demanded(because), _) => {
                (&phrases.demanded, words.reasons.because(because))
            }
            (StageReasonKind::Usual(because), _) => {
                (&phrases.usual, words.reasons.because(because))
            }
            (StageReasonKind::Sensible(_), Some(why)) => (&phrases.sensible, why),
            (StageReasonKind::Sensible(_) | StageReasonKind::Own, _) => (&phrases.own, ""),
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
    ) -> [(&'a String, Option<Text>); 9] {
        let (words, labels) = (self.words, &self.words.labels);
        let participants = stage.participants.iter().map(|it| {
            let name = Text::user(visible(&it.name, &it.party));
            name.and(" (").then(Text::user(&it.party)).and(")")
        });
        let participants = Text::joined(participants, ", ");
        let analysis = self.stated(number, pipeline);
        let chance = analysis.and_then(|it| it.win_probability_at(key)?.stated());
        let remaining = analysis.and_then(|it| it.expected_days_at(key)?.stated());
        let days = |days: Option<crate::process::Days>| days.map(|it| self.days(it.count()));
        [
            (
                &labels.subprocess,
                stage.subprocess.map(|it| Text::fixed(words.names.subprocess(it))),
            ),
            (&labels.responsible, stage.role.as_deref().map(|role| self.role(role))),
            (&labels.participants, Some(participants)),
            (&labels.typical, days(stage.typical_days)),
            (&labels.stale, days(stage.stale_after_days)),
            (
                &labels.stated_chance,
                stage.win_probability.map(|chance| self.percent(chance.value())),
            ),
            (&labels.chance, chance.map(|chance| self.percent(chance))),
            (&labels.remaining, remaining.map(|days| self.about_days(days))),
            (&labels.id, Some(Text::id(&stage.id))),
        ]
    }

    /// Where deals come from, and what is then true.
    fn entry(&mut self, number: usize, pipeline: &Pipeline, key: StageKey, stage: &Stage) {
        let (labels, phrases) = (&self.words.labels, &self.words.phrases);
        let mut items = Vec::new();
        if stage.start {
            items.push(Item { depth: 0, text: Text::from(&phrases.starts_here) });
        }
        for (from, step) in pipeline.entries(key) {
            let back = step.rework.is_some();
            let phrase = if back { &phrases.back_from_stage } else { &phrases.from_stage };
            let name = self.place(number, pipeline, from);
            items.push(Item { depth: 0, text: Text::phrase(phrase, &[("stage", name)]) });
            let before = pipeline.working_stage(from);
            let met = before.map(|it| it.exit_criteria.as_slice()).unwrap_or_default();
            // What must be true to go back is told where it is gone back from.
            if !back {
                items.extend(met.iter().map(|it| Item { depth: 1, text: criterion(it) }));
            }
        }
        if items.is_empty() {
            items.push(Item { depth: 0, text: Text::from(&phrases.never_entered) });
        }
        self.label(&labels.entry);
        self.items(ListStyle::Plain, items);
    }

    fn next(&mut self, number: usize, pipeline: &Pipeline, key: StageKey) {
        let (labels, phrases) = (&self.words.labels, &self.words.phrases);
        self.label(&labels.next);
        let exits: Vec<(StageKey, &Move)> = pipeline.exits(key).collect();
        if exits.is_empty() {
            self.paragraph(&phrases.never_left);
            return;
        }
        let shared = exits.iter().any(|(_, step)| step.probability.is_some());
        let notes: Vec<Text> =
            exits.iter().map(|(to, step)| self.note(pipeline, *to, step)).collect();
        let noted = notes.iter().any(|note| !note.is_empty());
        let mut rows = Vec::new();
        for ((to, step), note) in exits.iter().zip(notes) {
            let mut row = vec![self.place(number, pipeline, *to)];
            if shared {
                let share = step.probability.map(Probability::value);
                row.push(share.map(|it| self.percent(it)).unwrap_or_default());
            }
            if noted {
                row.push(note);
            }
            rows.push(row);
        }
        if shared || noted {
            let share = shared.then_some(&labels.share);
            let head = [Some(&labels.to), share, noted.then_some(&labels.note)];
            self.table(head.into_iter().flatten(), rows);
        } else {
            self.list(ListStyle::Plain, rows.into_iter().flatten());
        }
    }

    fn note(&self, pipeline: &Pipeline, to: StageKey, step: &Move) -> Text {
        let (words, phrases) = (self.words, &self.words.phrases);
        let mut notes = Vec::new();
        // An outcome that is called by its kind needs no more words.
        let named = |outcome: &Outcome| outcome.name.is_some() || outcome.id != outcome.kind.name();
        if let Some(Place::Outcome(outcome)) = pipeline
            .place(to)
            .filter(|place| matches!(place, Place::Outcome(outcome) if named(outcome)))
        {
            notes.push(Text::fixed(words.names.outcome_kind(outcome.kind)));
        }
        if let Some(rework) = step.rework {
            notes.push(match rework.max_passes {
                None => Text::from(&phrases.goes_back),
                Some(most) => {
                    let times = self.count(&words.times, f64::from(most));
                    Text::phrase(&phrases.goes_back_limited, &[("times", times)])
                }
            });
        }
        Text::joined(notes, ", ")
    }
}

fn criterion(criterion: &Criterion) -> Text {
    Text::user(visible(&criterion.text, &criterion.id))
}
