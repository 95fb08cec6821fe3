//! Which leads are worked: filter, qualification, reasons to decline.

use super::page::{ListStyle, Text};
use super::writing::{Writing, visible};
use crate::policy::{
    FilterCriterion, Framework, Points, QualificationCriterion, QualificationRule,
};
use crate::process::Market;

impl Writing<'_> {
    pub(super) fn leads(&mut self) {
        let words = self.words;
        let reasons = self.process.disqualify_reasons();
        let has_filter = !self.process.lead_filter().criteria().is_empty();
        if !has_filter && self.process.qualification().is_none() && reasons.is_empty() {
            return;
        }
        self.chapter("leads", words.titles.leads);
        self.filter();
        self.qualification();
        self.section("disqualify", words.titles.disqualify);
        if reasons.is_empty() {
            self.paragraph(words.phrases.declined_any);
        }
        let reasons: Vec<Text> = reasons.iter().map(|it| self.known_reason(it)).collect();
        self.list(ListStyle::Plain, reasons);
    }

    fn filter(&mut self) {
        let (words, filter) = (self.words, self.process.lead_filter());
        let (labels, phrases) = (&words.labels, &words.phrases);
        self.section("filter", words.titles.filter);
        if filter.criteria().is_empty() {
            self.paragraph(phrases.no_filter);
            return;
        }
        let asks_consumers = self.process.profile().market == Some(Market::B2c);
        self.paragraph(if asks_consumers {
            phrases.filter_intro_consumers
        } else {
            phrases.filter_intro
        });
        let mut rows = Vec::new();
        for criterion in filter.criteria() {
            let need = if criterion.required { phrases.required } else { phrases.optional };
            let weight = if criterion.points() == Points::ZERO {
                Text::fixed(need)
            } else {
                let points = self.points(criterion.points());
                Text::phrase(phrases.both, &[("first", need.into()), ("second", points)])
            };
            rows.push(vec![Text::user(visible(&criterion.text, &criterion.id)), weight]);
        }
        self.table([labels.criterion, labels.weight], rows);
        let most: Points = filter.criteria().iter().map(FilterCriterion::points).sum();
        let needed = filter.pass_score();
        let demands = filter.criteria().iter().any(|criterion| criterion.required);
        if needed > Points::ZERO {
            let puts = [
                ("points", self.points(needed)),
                ("most", self.words.numbers.number(most.value()).into()),
            ];
            let phrase = if demands { phrases.filter_points } else { phrases.filter_points_only };
            self.paragraph(Text::phrase(phrase, &puts));
        } else {
            self.paragraph(if demands { phrases.filter_required } else { phrases.filter_free });
        }
    }

    fn qualification(&mut self) {
        let words = self.words;
        let (labels, phrases) = (&words.labels, &words.phrases);
        self.section("qualification", words.titles.qualification);
        let Some(qualification) = self.process.qualification() else {
            self.paragraph(phrases.no_qualification);
            return;
        };
        let built_in = qualification
            .framework()
            .filter(|name| Framework::ALL.iter().any(|known| known.name() == *name));
        match (built_in, qualification.framework()) {
            (Some(name), _) => {
                // A built-in framework is known by its initials.
                let name = Text::user(name.to_uppercase());
                self.paragraph(Text::phrase(phrases.framework, &[("name", name)]));
            }
            (None, Some(name)) if !name.trim().is_empty() => {
                self.paragraph(Text::phrase(phrases.framework, &[("name", Text::user(name))]));
            }
            _ => self.paragraph(phrases.own_framework),
        }
        let by_points = matches!(qualification.rule(), QualificationRule::Score { .. });
        let mut rows = Vec::new();
        for criterion in qualification.criteria() {
            let known = built_in
                .and_then(|name| words.criteria.get(format!("{name}.{}", criterion.id).as_str()));
            let text = match known {
                Some(words) => Text::fixed(*words),
                None => Text::user(visible(&criterion.text, &criterion.id)),
            };
            let mut row = vec![text];
            if by_points {
                row.push(self.points(criterion.points()));
            }
            rows.push(row);
        }
        if by_points {
            self.table([labels.criterion, labels.weight], rows);
        } else {
            self.list(ListStyle::Check, rows.into_iter().flatten());
        }
        let of = qualification.criteria().len();
        self.paragraph(match qualification.rule() {
            QualificationRule::All => Text::fixed(phrases.qualified_all),
            QualificationRule::AtLeast(count) => Text::phrase(
                phrases.qualified_count,
                &[("count", count.to_string().into()), ("of", of.to_string().into())],
            ),
            QualificationRule::Score { at_least } => {
                let most: Points =
                    qualification.criteria().iter().map(QualificationCriterion::points).sum();
                let puts = [
                    ("points", self.points(at_least)),
                    ("most", self.words.numbers.number(most.value()).into()),
                ];
                Text::phrase(phrases.qualified_points, &puts)
            }
        });
    }

    fn points(&self, points: Points) -> Text {
        self.count(&self.words.points, points.value())
    }
}
