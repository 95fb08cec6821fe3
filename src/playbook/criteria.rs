//! What must be true, in words: statements, fields, approvals, and when they
//! are demanded.

use super::page::Text;
use super::writing::{Writing, visible};
use crate::process::{Condition, Criterion, CriterionKind, FieldKind, FieldValue};

impl Writing<'_> {
    pub(super) fn criterion(&self, criterion: &Criterion) -> Text {
        let phrases = &self.words.phrases;
        let stated = Text::user(visible(&criterion.text, &criterion.id));
        let has_text = !criterion.text.trim().is_empty();
        let text = match criterion.kind() {
            CriterionKind::Field(field) if !has_text => {
                Text::phrase(phrases.filled, &[("field", self.field(field))])
            }
            CriterionKind::Statement | CriterionKind::Field(_) => stated,
            CriterionKind::Approval(roles) => {
                let roles = Text::joined(roles.iter().map(|role| self.role(role)), ", ");
                let phrase = if has_text { phrases.approval } else { phrases.approved };
                Text::phrase(phrase, &[("text", stated), ("roles", roles)])
            }
        };
        match &criterion.when {
            None => text,
            Some(when) => {
                let puts = [("text", text), ("condition", self.condition(when))];
                Text::phrase(phrases.only_if, &puts)
            }
        }
    }

    /// A condition in words; conditions nest at most
    /// [`Condition::MOST_NESTED`] deep.
    pub(super) fn condition(&self, condition: &Condition) -> Text {
        let phrases = &self.words.phrases;
        let mut parts = Vec::new();
        if let Some(field) = &condition.field {
            let mut ask = |phrase: &str, value: Text| {
                let puts = [("field", self.field(field)), ("value", value)];
                parts.push(Text::phrase(phrase, &puts));
            };
            match condition.filled {
                Some(true) => ask(phrases.if_filled, Text::default()),
                Some(false) => ask(phrases.if_empty, Text::default()),
                None => {}
            }
            let kind = self.process.fields().get(field).map(|field| field.kind);
            if let Some(value) = &condition.equals {
                ask(phrases.if_equals, self.field_value(value, kind));
            }
            if !condition.one_of.is_empty() {
                let values = condition.one_of.iter().map(|it| self.field_value(it, kind));
                ask(phrases.if_one_of, Text::joined(values, ", "));
            }
            if let Some(value) = &condition.at_least {
                ask(phrases.if_at_least, self.field_value(value, kind));
            }
            if let Some(value) = &condition.at_most {
                ask(phrases.if_at_most, self.field_value(value, kind));
            }
        }
        if let Some(amount) = condition.amount_at_least {
            let amount = self.words.numbers.money(amount);
            parts.push(Text::phrase(phrases.if_amount, &[("amount", amount.into())]));
        }
        if !condition.kinds.is_empty() {
            let kinds = condition.kinds.iter().map(|it| self.words.names.deal_kind(*it));
            let kinds = kinds.collect::<Vec<_>>().join(", ");
            parts.push(Text::phrase(phrases.if_kinds, &[("kinds", kinds.into())]));
        }
        parts.extend(condition.all.iter().map(|part| self.bracketed(part)));
        if !condition.any.is_empty() {
            let any = condition.any.iter().map(|part| self.bracketed(part));
            parts.push(Text::joined(any, phrases.or));
        }
        if let Some(part) = &condition.not {
            let puts = [("condition", self.condition(part))];
            parts.push(Text::phrase(phrases.if_not, &puts));
        }
        Text::joined(parts, phrases.and)
    }

    /// A part of a condition, in brackets where it is made of several.
    fn bracketed(&self, part: &Condition) -> Text {
        let is_simple = part.all.is_empty() && part.any.is_empty();
        let text = self.condition(part);
        if is_simple { text } else { Text::fixed("(").then(text).and(")") }
    }

    /// What people call a field.
    pub(super) fn field(&self, id: &str) -> Text {
        Text::user(self.process.fields().get(id).map_or(id, |field| field.label_or_id()))
    }

    fn field_value(&self, value: &FieldValue, kind: Option<FieldKind>) -> Text {
        let words = self.words;
        match value {
            FieldValue::YesNo(true) => Text::fixed(words.phrases.yes),
            FieldValue::YesNo(false) => Text::fixed(words.phrases.no),
            FieldValue::Number(number) => Text::fixed(words.numbers.digits(&number.to_string())),
            FieldValue::Text(text) => match (kind, value.money(), value.date()) {
                (Some(FieldKind::Money), Some(money), _) => words.numbers.money(money).into(),
                (Some(FieldKind::Date), _, Some(day)) => {
                    Text::fixed(day.format(words.numbers.day).to_string())
                }
                _ => Text::user(text),
            },
        }
    }
}
