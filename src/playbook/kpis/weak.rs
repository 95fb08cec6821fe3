//! The weak place in one sentence.

use super::capital;
use crate::kpi::{Gain, WeakPlace, Weakness, WhyUnjudged};
use crate::playbook::page::{ListStyle, Text};
use crate::playbook::writing::Writing;

/// Of these KPIs, more customers are customers who buy again.
const AGAIN: [&str; 2] = ["sell.customer_quality", "retain.repeat_purchase_rate"];

impl Writing<'_> {
    /// The weakest place, then the others, then what could not be judged.
    pub(super) fn weak_places(&mut self, weakness: &Weakness) {
        let words = &self.words.measures;
        if let Some((weakest, others)) = weakness.places.split_first() {
            let sentence = self.weak_place(words.weak, weakest, self.part(weakest.path));
            self.paragraph(Text::strong(sentence.plain()));
            let other = |place: &WeakPlace| {
                self.weak_place(words.weak_too, place, &capital(self.part(place.path)))
            };
            let others: Vec<Text> = others.iter().map(other).collect();
            self.list(ListStyle::Plain, others);
        } else {
            self.paragraph(if !weakness.met.is_empty() {
                words.none_missed
            } else if weakness.unjudged.is_empty() {
                words.no_targets
            } else {
                words.none_judged
            });
        }
        let unjudged = weakness.unjudged.iter().map(|it| {
            let why = match it.why {
                WhyUnjudged::NoSuchFigure => Text::from(words.no_such_figure),
                WhyUnjudged::OtherUnit { .. } => Text::from(words.other_unit),
                WhyUnjudged::Undefined(why) => self.undefined(why),
            };
            self.kpi_name(&it.path).and(": ").then(why)
        });
        let unjudged: Vec<Text> = unjudged.collect();
        self.labelled(&capital(words.not_judged), ListStyle::Plain, unjudged);
    }

    fn weak_place(&self, phrase: &str, place: &WeakPlace, part: &str) -> Text {
        let puts = [
            ("part", Text::fixed(part)),
            ("name", self.kpi_name(place.path)),
            ("value", self.figure(place.figure)),
            ("bound", self.target(place.path, place.target)),
        ];
        let sentence = Text::phrase(phrase, &puts);
        let gain = place.gain.map(|gain| self.gain(place.path, gain)).filter(|it| !it.is_empty());
        match gain {
            Some(gain) => sentence.then(Text::phrase(self.words.measures.gain, &[("gain", gain)])),
            None => sentence,
        }
    }

    fn gain(&self, path: &str, gain: Gain) -> Text {
        let words = &self.words.measures;
        let customers = gain.customers.map(|customers| {
            // Tenths of customers are written where there are few.
            let parts = if customers < 9.5 { 10.0 } else { 1.0 };
            let more = if AGAIN.contains(&path) {
                &self.words.more_again
            } else {
                &self.words.more_customers
            };
            self.count(more, (customers * parts).round() / parts)
        });
        let money = gain.money.map(|money| {
            let phrase = if gain.is_saving { words.less_spent } else { words.more_money };
            Text::phrase(phrase, &[("money", self.words.numbers.money(money).into())])
        });
        Text::joined(customers.into_iter().chain(money), words.and)
    }
}
