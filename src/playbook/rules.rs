//! Rules about a customer's orders in words a salesperson understands.

use super::page::{Item, Text};
use super::writing::Writing;
use crate::policy::{Rule, RuleForm};
use crate::value::ProductId;

/// How many products a rule names; the rest are counted.
const PRODUCTS_SHOWN: usize = 12;

impl Writing<'_> {
    /// A rule as a list, its members below it.
    pub(super) fn rule(&self, rule: &Rule) -> Vec<Item> {
        let mut items = Vec::new();
        // Rules nest at most `Rule::MOST_NESTED` deep; still, no recursion.
        let mut open = vec![(0, rule.form())];
        while let Some((depth, form)) = open.pop() {
            items.push(Item { depth, text: self.rule_line(&form) });
            let members = match form {
                RuleForm::All(of) | RuleForm::Any(of) | RuleForm::AtLeast { of, .. } => of,
                RuleForm::Not(of) => vec![*of],
                _ => Vec::new(),
            };
            open.extend(members.into_iter().rev().map(|member| (depth + 1, member)));
        }
        items
    }

    fn rule_line(&self, form: &RuleForm) -> Text {
        let (words, phrases) = (self.words, &self.words.phrases);
        let months = |months: crate::value::Months| {
            ("months", self.count(&words.months, f64::from(months.count())))
        };
        let amount =
            |amount: crate::value::Money| ("amount", Text::fixed(words.numbers.money(amount)));
        match form {
            RuleForm::Orders { at_least } => {
                let orders = self.count(&words.orders, f64::from(*at_least));
                Text::phrase(phrases.rule_orders, &[("orders", orders)])
            }
            RuleForm::Volume { at_least } => {
                Text::phrase(phrases.rule_volume, &[amount(*at_least)])
            }
            RuleForm::Bought { any_of } => {
                let phrase =
                    if any_of.len() > 1 { phrases.rule_bought_any } else { phrases.rule_bought };
                Text::phrase(phrase, &[("products", self.products(any_of))])
            }
            RuleForm::SmallestOrder { at_least, months: over } => {
                Text::phrase(phrases.rule_smallest, &[amount(*at_least), months(*over)])
            }
            RuleForm::MonthlyVolume { at_least, months: over } => {
                Text::phrase(phrases.rule_monthly, &[amount(*at_least), months(*over)])
            }
            RuleForm::Tenure { months: after } => {
                Text::phrase(phrases.rule_tenure, &[months(*after)])
            }
            RuleForm::All(_) => Text::from(phrases.rule_all),
            RuleForm::Any(_) => Text::from(phrases.rule_any),
            RuleForm::AtLeast { count, .. } => {
                Text::phrase(phrases.rule_at_least, &[("count", count.to_string().into())])
            }
            RuleForm::Not(_) => Text::from(phrases.rule_not),
        }
    }

    fn products(&self, products: &[ProductId]) -> Text {
        let shown = products.iter().take(PRODUCTS_SHOWN).map(|it| Text::id(it.as_str()));
        let shown = Text::joined(shown, ", ");
        match products.len().checked_sub(PRODUCTS_SHOWN) {
            None | Some(0) => shown,
            Some(more) => {
                let more = [("count", more.to_string().into())];
                shown.and(" ").then(Text::phrase(self.words.phrases.and_more, &more))
            }
        }
    }
}
