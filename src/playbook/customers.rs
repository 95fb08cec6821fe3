//! Regular customers, how they are looked after, and how they pass from hunter
//! to farmer.

use super::page::{ListStyle, Text};
use super::writing::{Writing, visible};
use crate::process::{ChecklistItem, Days, HandoffPolicy, Hours};

impl Writing<'_> {
    pub(super) fn customers(&mut self) {
        let (words, process) = (self.words, self.process);
        let is_kept = process.regular_rule().is_some() || process.service_level().is_some();
        if !is_kept && process.handoff().is_none() && process.first_repeat_within_days().is_none() {
            return;
        }
        self.chapter("customers", words.titles.customers);
        self.regular();
        self.service();
        self.handoff();
    }

    fn regular(&mut self) {
        let (words, process) = (self.words, self.process);
        let phrases = &words.phrases;
        self.section("regular", words.titles.regular);
        match process.regular_rule() {
            None => self.paragraph(phrases.no_regular),
            Some(rule) => {
                self.paragraph(phrases.regular_intro);
                let items = self.rule(rule);
                self.items(ListStyle::Plain, items);
                self.paragraph(if process.regular_reexamined() {
                    phrases.reexamined
                } else {
                    phrases.kept
                });
            }
        }
        if let Some(days) = process.first_repeat_within_days() {
            // Nobody reckons in hundreds of days.
            let years = days.count() / 365.0;
            let span = if years >= 1.0 && years.fract() == 0.0 {
                self.count(&words.months, years * 12.0)
            } else {
                self.days(days.count())
            };
            self.paragraph(Text::phrase(phrases.first_repeat, &[("days", span)]));
        }
    }

    fn service(&mut self) {
        let words = self.words;
        let (labels, phrases) = (&words.labels, &words.phrases);
        let Some(level) = self.process.service_level() else { return };
        let respond = level.respond_within_hours.map(Hours::count).map(|hours| {
            let puts = [("hours", self.count(&words.hours, hours))];
            Text::phrase(phrases.respond_within, &puts)
        });
        let contact = level
            .contact_every_days
            .map(Days::count)
            .map(|days| Text::phrase(phrases.contact_every, &[("days", self.days(days))]));
        let priority = level.priority.as_deref().filter(|text| !text.trim().is_empty());
        self.section("service", words.titles.service);
        self.facts([
            (labels.respond, respond),
            (labels.contact, contact),
            (labels.priority, priority.map(Text::user)),
        ]);
    }

    fn handoff(&mut self) {
        let (words, process) = (self.words, self.process);
        let phrases = &words.phrases;
        self.section("handoff", words.titles.handoff);
        let orders = self.count(&words.orders, f64::from(process.hunter_result_orders()));
        self.paragraph(Text::phrase(phrases.hunter_result, &[("orders", orders)]));
        let Some(policy) = process.handoff() else {
            self.paragraph(phrases.no_handoff);
            return;
        };
        match process.handoff_rule() {
            None => self.paragraph(phrases.no_handoff),
            Some(_) if policy.when.is_none() => self.paragraph(phrases.handoff_regular),
            Some(rule) => {
                self.paragraph(phrases.handoff_intro);
                let items = self.rule(rule);
                self.items(ListStyle::Plain, items);
            }
        }
        if process.handoff_rule().is_some() {
            self.paragraph(phrases.until_handoff);
        }
        self.accepting(policy);
        let checklist = &policy.checklist;
        if !checklist.is_empty() {
            self.section("checklist", words.titles.checklist);
            if checklist.iter().any(|item| item.required) {
                self.paragraph(phrases.checklist_intro);
            }
            let item = |item: &ChecklistItem| {
                let need = if item.required { phrases.required } else { phrases.optional };
                Text::user(visible(&item.text, &item.id)).and(&format!(" ({need})"))
            };
            self.list(ListStyle::Check, checklist.iter().map(item));
        }
    }

    fn accepting(&mut self, policy: &HandoffPolicy) {
        let (words, phrases) = (self.words, &self.words.phrases);
        if let Some(days) = policy.accept_within_days {
            let puts = [("days", self.days(days.count()))];
            self.paragraph(Text::phrase(phrases.accept_within, &puts));
        }
        if let Some(split) = policy.credit_split {
            let (hunter, farmer) = (split.hunter_percent, split.hunter_percent.rest());
            let percent = |number: crate::value::Percent| {
                let number = words.numbers.digits(&number.to_string()).into();
                Text::phrase(phrases.percent, &[("number", number)])
            };
            let months = self.count(&words.months, f64::from(split.until_months.count()));
            let puts =
                [("months", months), ("hunter", percent(hunter)), ("farmer", percent(farmer))];
            self.paragraph(Text::phrase(phrases.split, &puts));
        }
    }
}
