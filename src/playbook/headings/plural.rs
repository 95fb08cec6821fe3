//! [`Counted`]: a noun with its number, in the forms its language has.

use super::Numbers;

/// How a language forms the plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluralRule {
    /// Two forms: 1 day; 0, 2, 2.5 days. Also right for German and Spanish.
    OneOrMany,
    /// Russian: 1, 21 день; 2–4, 22, 2.5 дня; 0, 5–20, 25 дней. Also right for
    /// Ukrainian.
    Russian,
    /// Romanian: 1 zi; 0, 2–19, 101–119, 2.5 zile; 20–100 de zile.
    Romanian,
}

/// The forms of a counted noun, each with `{number}` where the number goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted<'w> {
    /// For 1: `{number} day`.
    pub one: &'w str,
    /// For a few, where the language has such a form; else as for many.
    pub few: &'w str,
    /// For many: `{number} days`.
    pub many: &'w str,
}

impl<'w> Counted<'w> {
    /// The three forms.
    pub(crate) const fn new(one: &'w str, few: &'w str, many: &'w str) -> Self {
        Self { one, few, many }
    }

    /// A number of it, such as `2 days`.
    pub(crate) fn say(&self, number: f64, rule: PluralRule, numbers: &Numbers<'_>) -> String {
        let form = match rule.form(number) {
            Form::One => self.one,
            Form::Few => self.few,
            Form::Many => self.many,
        };
        form.replace("{number}", &numbers.number(number))
    }
}

enum Form {
    One,
    Few,
    Many,
}

impl PluralRule {
    fn form(self, number: f64) -> Form {
        let is = |value: f64| (number - value).abs() < f64::EPSILON;
        let (tens, units) = (number % 100.0, number % 10.0);
        let whole = number.fract() == 0.0;
        match self {
            Self::OneOrMany if is(1.0) => Form::One,
            Self::OneOrMany => Form::Many,
            Self::Russian if !whole => Form::Few,
            Self::Russian if (11.0..=14.0).contains(&tens) => Form::Many,
            Self::Russian if (1.0..2.0).contains(&units) => Form::One,
            Self::Russian if (2.0..=4.0).contains(&units) => Form::Few,
            Self::Russian => Form::Many,
            Self::Romanian if is(1.0) => Form::One,
            Self::Romanian if !whole || is(0.0) || (1.0..20.0).contains(&tens) => Form::Few,
            Self::Romanian => Form::Many,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: PluralRule, forms: [&str; 3], expected: &str) {
        let counted = Counted::new(forms[0], forms[1], forms[2]);
        let numbers = [0.0, 1.0, 1.5, 2.0, 4.0, 5.0, 11.0, 12.0, 19.0, 20.0, 21.0, 22.0];
        let more = [25.0, 100.0, 101.0, 102.0, 111.0, 120.0];
        let said: Vec<String> = numbers
            .iter()
            .chain(&more)
            .map(|number| counted.say(*number, rule, &Numbers::IN[0]))
            .collect();
        assert_eq!(said.join(" "), expected);
    }

    #[test]
    fn each_number_has_its_form() {
        check(
            PluralRule::OneOrMany,
            ["{number}o", "{number}f", "{number}m"],
            "0m 1o 1.5m 2m 4m 5m 11m 12m 19m 20m 21m 22m 25m 100m 101m 102m 111m 120m",
        );
        check(
            PluralRule::Russian,
            ["{number}o", "{number}f", "{number}m"],
            "0m 1o 1.5f 2f 4f 5m 11m 12m 19m 20m 21o 22f 25m 100m 101o 102f 111m 120m",
        );
        check(
            PluralRule::Romanian,
            ["{number}o", "{number}f", "{number}m"],
            "0f 1o 1.5f 2f 4f 5f 11f 12f 19f 20m 21m 22m 25m 100m 101f 102f 111f 120m",
        );
    }
}
