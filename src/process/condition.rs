//! [`Condition`]: when a criterion is demanded, or which deals a pipeline is
//! for.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DealKind, FieldKind, FieldValue, Fields};
use crate::value::problem::{ProblemKind, Report, join};
use crate::value::text::{sets, some};
use crate::value::words::messages;
use crate::value::{Currency, Money};

/// What must be so of a deal: plain data, also its stored form. Several parts
/// mean all of them.
///
/// ```
/// use sales_process::Money;
/// use sales_process::process::{Case, Condition, DealKind, FieldValue};
///
/// let large = Condition::amount_at_least("25000 GBP".parse()?)
///     .or(Condition::at_least("seats", 200));
/// let deal = Case::new(DealKind::NewBusiness).amount(Some("9000 GBP".parse()?));
/// assert!(!large.holds(&deal)?);
/// let seats = FieldValue::from(250);
/// let fields = |field: &str| (field == "seats").then_some(&seats);
/// assert!(large.holds(&deal.fields(&fields))?);
/// assert_eq!(large.to_string(), "the amount is 25000.00 GBP or more, or `seats` is 200 or more");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field that `equals`, `one_of`, `at_least`, `at_most` and `filled` ask
    /// about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The field has this value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<FieldValue>,
    /// The field has one of these values; no test where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some")]
    pub one_of: Vec<FieldValue>,
    /// The field, a number, an amount or a date, is this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<FieldValue>,
    /// The field, a number, an amount or a date, is this or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<FieldValue>,
    /// The field has a value (`true`), or has none (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<bool>,
    /// The amount of the deal is known, and this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_at_least: Option<Money>,
    /// The deal is of one of these kinds; no test where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some")]
    pub kinds: Vec<DealKind>,
    /// All of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some")]
    pub all: Vec<Condition>,
    /// At least one of these holds; no test where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some")]
    pub any: Vec<Condition>,
    /// This does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Condition>>,
}

/// The deal that a condition is asked about: its kind, its amount, and what
/// stands in its fields and those of its customer and lead.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    kind: DealKind,
    amount: Option<Money>,
    fields: &'a dyn Fn(&str) -> Option<&'a FieldValue>,
}

messages! {
    /// Why it cannot be said whether a condition holds.
    #[derive(Copy, Eq)]
    pub enum ConditionError {
        /// The deal and the condition speak of two currencies.
        Currency {
            /// The currency of the condition.
            expected: Currency,
            /// The currency of the deal, or of its field.
            found: Currency,
        } = "condition_currency",
            "the amount is in {found} and the condition in {expected}; state it in {expected}",
            "сумма в {found}, а условие в {expected}; укажите её в {expected}",
            "suma este în {found}, iar condiția în {expected}; indicați-o în {expected}";
    }
}

impl<'a> Case<'a> {
    /// A deal of a kind, of unknown amount, without values in its fields.
    pub fn new(kind: DealKind) -> Self {
        Self { kind, amount: None, fields: &|_| None }
    }

    sets! {
        /// Sets the amount; unknown where `None`.
        amount(amount: Option<Money>) amount = amount;

        /// Sets where the values of fields are looked up, by the id of the field.
        fields(fields: &'a dyn Fn(&str) -> Option<&'a FieldValue>) fields = fields;
    }

    /// The kind of the deal.
    pub(crate) fn kind(&self) -> DealKind {
        self.kind
    }

    /// What stands in a field.
    pub(crate) fn field(&self, id: &str) -> Option<&'a FieldValue> {
        (self.fields)(id)
    }
}

impl From<DealKind> for Case<'_> {
    fn from(kind: DealKind) -> Self {
        Self::new(kind)
    }
}

impl fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Case");
        shown.field("kind", &self.kind).field("amount", &self.amount).finish_non_exhaustive()
    }
}

impl Condition {
    /// How deep conditions can be nested in one another.
    pub const MOST_NESTED: usize = 16;

    fn field(id: impl Into<String>) -> Self {
        Self { field: Some(id.into()), ..Self::default() }
    }

    /// A field has a value.
    pub fn equals(field: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        Self { equals: Some(value.into()), ..Self::field(field) }
    }

    /// A field has one of some values.
    pub fn one_of<V: Into<FieldValue>>(
        field: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self { one_of: values.into_iter().map(Into::into).collect(), ..Self::field(field) }
    }

    /// A field is a value or more.
    pub fn at_least(field: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        Self { at_least: Some(value.into()), ..Self::field(field) }
    }

    /// A field is a value or less.
    pub fn at_most(field: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        Self { at_most: Some(value.into()), ..Self::field(field) }
    }

    /// A field has any value.
    pub fn filled(field: impl Into<String>) -> Self {
        Self { filled: Some(true), ..Self::field(field) }
    }

    /// The amount of the deal is known, and this or more.
    pub fn amount_at_least(amount: Money) -> Self {
        Self { amount_at_least: Some(amount), ..Self::default() }
    }

    /// The deal is of one of some kinds.
    pub fn kinds(kinds: impl IntoIterator<Item = DealKind>) -> Self {
        Self { kinds: kinds.into_iter().collect(), ..Self::default() }
    }

    /// This and another hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { all: vec![self, other], ..Self::default() }
    }

    /// This or another holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { any: vec![self, other], ..Self::default() }
    }

    /// This does not hold.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // As `Rule::not`; `!condition` reads worse.
    pub fn not(self) -> Self {
        Self { not: Some(Box::new(self)), ..Self::default() }
    }

    /// Whether the condition holds of a deal. A test of a field without a value
    /// does not hold, and neither does one of an amount that is not known.
    ///
    /// # Errors
    ///
    /// [`ConditionError::Currency`] where an amount of the deal is in another
    /// currency than that of the condition.
    pub fn holds(&self, case: &Case<'_>) -> Result<bool, ConditionError> {
        if !self.field_holds(case)? {
            return Ok(false);
        }
        if let Some(least) = self.amount_at_least {
            let Some(amount) = case.amount else { return Ok(false) };
            if ordered(&amount.into(), &least.into())? == Some(Ordering::Less) {
                return Ok(false);
            }
        }
        if !self.kinds.is_empty() && !self.kinds.contains(&case.kind) {
            return Ok(false);
        }
        for part in &self.all {
            if !part.holds(case)? {
                return Ok(false);
            }
        }
        let mut any = self.any.is_empty();
        for part in &self.any {
            any = any || part.holds(case)?;
        }
        Ok(any && !self.not.as_ref().map_or(Ok(false), |part| part.holds(case))?)
    }

    fn field_holds(&self, case: &Case<'_>) -> Result<bool, ConditionError> {
        let Some(field) = &self.field else { return Ok(true) };
        let value = case.field(field);
        if self.filled == Some(false) {
            return Ok(value.is_none());
        }
        let Some(value) = value else { return Ok(false) };
        let same = |other: &FieldValue| {
            Ok(value == other || ordered(value, other)? == Some(Ordering::Equal))
        };
        if let Some(wanted) = &self.equals {
            if !same(wanted)? {
                return Ok(false);
            }
        }
        let mut any = self.one_of.is_empty();
        for wanted in &self.one_of {
            any = any || same(wanted)?;
        }
        let within = |bound: &Option<FieldValue>, beyond| match bound {
            Some(bound) => Ok(ordered(value, bound)?.is_some_and(|order| order != beyond)),
            None => Ok(true),
        };
        Ok(any
            && within(&self.at_least, Ordering::Less)?
            && within(&self.at_most, Ordering::Greater)?)
    }

    /// Notes what is wrong with it at places below `place`. Fields are looked up
    /// where the process is known.
    pub(super) fn check(&self, place: &str, fields: Option<&Fields>, report: &mut Report) {
        self.check_at(place, 1, fields, report);
    }

    fn check_at(&self, place: &str, depth: usize, fields: Option<&Fields>, report: &mut Report) {
        if depth > Self::MOST_NESTED {
            let deep = [
                "conditions are nested more than 16 levels deep; say it with fewer",
                "условия вложены глубже 16 уровней; упростите их",
                "condițiile sunt imbricate pe peste 16 niveluri; simplificați-le",
            ];
            report.add(place, ProblemKind::unfit(deep));
            return;
        }
        if *self == Self::default() {
            let missing = [
                "the condition asks nothing; expected such as `amount_at_least` or `field`",
                "условие ни о чём не спрашивает; ожидается, например, `amount_at_least` или `field`",
                "condiția nu întreabă nimic; se așteaptă de pildă `amount_at_least` sau `field`",
            ];
            report.add(place, ProblemKind::missing(missing));
        }
        self.check_field(place, fields, report);
        let (all, any) = (self.all.iter().enumerate(), self.any.iter().enumerate());
        let lists = all.map(|part| ("all", part)).chain(any.map(|part| ("any", part)));
        for (list, (i, part)) in lists {
            part.check_at(&join(place, format_args!("{list}[{i}]")), depth + 1, fields, report);
        }
        if let Some(part) = &self.not {
            part.check_at(&join(place, "not"), depth + 1, fields, report);
        }
    }

    fn check_field(&self, place: &str, fields: Option<&Fields>, report: &mut Report) {
        let bounds = [("at_least", &self.at_least), ("at_most", &self.at_most)];
        let mut tests: Vec<(String, &FieldValue)> = Vec::new();
        tests.extend(self.equals.iter().map(|value| ("equals".to_owned(), value)));
        let one_of = self.one_of.iter().enumerate();
        tests.extend(one_of.map(|(i, value)| (format!("one_of[{i}]"), value)));
        tests.extend(
            bounds.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?))),
        );
        let Some(field) = &self.field else {
            if !tests.is_empty() || self.filled.is_some() {
                let missing = [
                    "`field` is missing; name the field that is asked about",
                    "нет `field`; назовите поле, о котором речь",
                    "lipsește `field`; numiți câmpul despre care se întreabă",
                ];
                report.add(place, ProblemKind::missing(missing));
            }
            return;
        };
        if tests.is_empty() && self.filled.is_none() {
            let missing = [
                "nothing is asked about the field; expected `equals`, `one_of`, `at_least`, `at_most` or `filled`",
                "о поле ничего не спрашивается; ожидается `equals`, `one_of`, `at_least`, `at_most` или `filled`",
                "despre câmp nu se întreabă nimic; se așteaptă `equals`, `one_of`, `at_least`, `at_most` sau `filled`",
            ];
            report.add(place, ProblemKind::missing(missing));
        }
        if self.filled == Some(false) && !tests.is_empty() {
            let unfit = [
                "a field without a value cannot have one; leave out `filled` or the value",
                "у незаполненного поля нет значения; уберите `filled` или значение",
                "un câmp necompletat nu are valoare; scoateți `filled` sau valoarea",
            ];
            report.add(join(place, "filled"), ProblemKind::unfit(unfit));
        }
        let Some(fields) = fields else { return };
        let Some(def) = fields.get(field) else {
            report.unknown(join(place, "field"), "field", field, fields.ids());
            return;
        };
        for (name, value) in tests {
            if let Err(error) = def.check(value) {
                report.add(join(place, name), ProblemKind::Field { error });
            }
        }
        for (name, bound) in bounds {
            let has_order =
                matches!(def.kind, FieldKind::Number | FieldKind::Money | FieldKind::Date);
            if bound.is_some() && !has_order {
                let (field, kind) = (field.clone(), def.kind);
                let problem =
                    ProblemKind::BoundWithoutOrder { bound: name.to_owned(), field, kind };
                report.add(join(place, name), problem);
            }
        }
    }
}

fn ordered(value: &FieldValue, bound: &FieldValue) -> Result<Option<Ordering>, ConditionError> {
    value.compare(bound).transpose().map_err(|[found, expected]| ConditionError::Currency {
        expected: expected.currency(),
        found: found.currency(),
    })
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        if let Some(field) = &self.field {
            let mut ask = |what: String| parts.push(format!("`{field}` {what}"));
            match self.filled {
                Some(true) => ask("is filled".to_owned()),
                Some(false) => ask("is not filled".to_owned()),
                None => {}
            }
            if let Some(value) = &self.equals {
                ask(format!("is {value}"));
            }
            if !self.one_of.is_empty() {
                let values: Vec<String> = self.one_of.iter().map(ToString::to_string).collect();
                ask(format!("is one of {}", values.join(", ")));
            }
            if let Some(value) = &self.at_least {
                ask(format!("is {value} or more"));
            }
            if let Some(value) = &self.at_most {
                ask(format!("is {value} or less"));
            }
        }
        if let Some(amount) = self.amount_at_least {
            parts.push(format!("the amount is {amount} or more"));
        }
        if !self.kinds.is_empty() {
            let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.name()).collect();
            parts.push(format!("the deal is {}", kinds.join(" or ")));
        }
        let nested = |part: &Self| {
            if part.is_one_test() { part.to_string() } else { format!("({part})") }
        };
        parts.extend(self.all.iter().map(nested));
        if !self.any.is_empty() {
            let any: Vec<String> = self.any.iter().map(nested).collect();
            let any = any.join(", or ");
            parts.push(if parts.is_empty() { any } else { format!("({any})") });
        }
        parts.extend(self.not.iter().map(|part| format!("not ({part})")));
        f.write_str(&parts.join(", and "))
    }
}

impl Condition {
    fn is_one_test(&self) -> bool {
        let tests = [
            self.equals.is_some(),
            !self.one_of.is_empty(),
            self.at_least.is_some(),
            self.at_most.is_some(),
            self.filled.is_some(),
            self.amount_at_least.is_some(),
            !self.kinds.is_empty(),
        ];
        let count = tests.into_iter().filter(|there| *there).count();
        count + self.all.len() + self.any.len() + usize::from(self.not.is_some()) == 1
    }
}

/// The deals that a pipeline is for, of the kinds it serves: a market, a
/// product line, a size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// What people call it.
    pub label: String,
    /// Which deals belong to it.
    pub when: Condition,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{FieldDef, FieldOwner};

    fn fields() -> Fields {
        let def = |id, kind| FieldDef::new(id, FieldOwner::Deal, kind);
        let defs = [
            def("seats", FieldKind::Number),
            def("budget", FieldKind::Money),
            def("start", FieldKind::Date),
            def("tender", FieldKind::YesNo),
            def("plan", FieldKind::Choice).options(["basic", "pro"]),
            def("note", FieldKind::Text),
        ];
        Fields::check_defs(&defs, &mut Report::default())
    }

    /// Whether a condition holds of a deal of 100 pounds: `yes`, `no`, or why
    /// that cannot be said.
    #[track_caller]
    fn check(condition: &str, values: &str, said: &str) {
        let condition: Condition = serde_json::from_str(condition).unwrap();
        let mut report = Report::default();
        condition.check("", Some(&fields()), &mut report);
        report.finish(Some(())).unwrap();
        let values: std::collections::BTreeMap<String, FieldValue> =
            serde_json::from_str(values).unwrap();
        let lookup = |id: &str| values.get(id);
        let case = Case::new(DealKind::Repeat).amount(Some("100 GBP".parse().unwrap()));
        let told = match condition.holds(&case.fields(&lookup)) {
            Ok(true) => "yes".to_owned(),
            Ok(false) => "no".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(told, said);
    }

    #[test]
    fn fields_are_asked_by_kind() {
        let seats = r#"{"field":"seats","at_least":200}"#;
        check(seats, r#"{"seats":200}"#, "yes");
        check(seats, r#"{"seats":"many"}"#, "no");
        check(seats, r#"{"seats":199.99}"#, "no");
        check(seats, "{}", "no");
        check(r#"{"field":"seats","at_least":2,"at_most":3}"#, r#"{"seats":4}"#, "no");
        check(r#"{"field":"seats","at_least":2,"at_most":3}"#, r#"{"seats":3}"#, "yes");
        check(r#"{"field":"budget","at_most":"5 GBP"}"#, r#"{"budget":"5.00 GBP"}"#, "yes");
        check(r#"{"field":"budget","equals":"5 GBP"}"#, r#"{"budget":"5.00 GBP"}"#, "yes");
        check(
            r#"{"field":"budget","at_most":"5 GBP"}"#,
            r#"{"budget":"5.00 EUR"}"#,
            "the amount is in EUR and the condition in GBP; state it in GBP",
        );
        check(r#"{"field":"start","at_least":"2026-03-01"}"#, r#"{"start":"2026-02-28"}"#, "no");
        check(r#"{"field":"start","at_least":"2026-03-01"}"#, r#"{"start":"2026-10-01"}"#, "yes");
        check(r#"{"field":"tender","equals":true}"#, r#"{"tender":true}"#, "yes");
        check(r#"{"field":"tender","equals":true}"#, r#"{"tender":false}"#, "no");
        check(r#"{"field":"plan","one_of":["pro","basic"]}"#, r#"{"plan":"basic"}"#, "yes");
        check(r#"{"field":"plan","one_of":["pro"]}"#, r#"{"plan":"basic"}"#, "no");
        check(r#"{"field":"note","filled":true}"#, r#"{"note":"x"}"#, "yes");
        check(r#"{"field":"note","filled":true}"#, "{}", "no");
        check(r#"{"field":"note","filled":false}"#, "{}", "yes");
    }

    #[test]
    fn amounts_kinds_and_combinations() {
        check(r#"{"amount_at_least":"100 GBP"}"#, "{}", "yes");
        check(r#"{"amount_at_least":"100.01 GBP"}"#, "{}", "no");
        let other = "the amount is in GBP and the condition in EUR; state it in EUR";
        check(r#"{"amount_at_least":"1 EUR"}"#, "{}", other);
        check(r#"{"kinds":["repeat","renewal"]}"#, "{}", "yes");
        check(r#"{"kinds":["new_business"]}"#, "{}", "no");
        check(r#"{"amount_at_least":"1 GBP","kinds":["new_business"]}"#, "{}", "no");
        check(r#"{"amount_at_least":"1 GBP","field":"seats","equals":3}"#, r#"{"seats":3}"#, "yes");
        check(r#"{"not":{"kinds":["repeat"]}}"#, "{}", "no");
        check(r#"{"any":[{"kinds":["new_business"]},{"amount_at_least":"5 GBP"}]}"#, "{}", "yes");
        check(r#"{"any":[{"kinds":["new_business"]},{"kinds":["renewal"]}]}"#, "{}", "no");
        check(r#"{"all":[{"kinds":["repeat"]},{"not":{"kinds":["renewal"]}}]}"#, "{}", "yes");
    }

    #[track_caller]
    fn check_refused(condition: &str, problems: &str) {
        let told = match serde_json::from_str::<Condition>(condition) {
            Ok(condition) => {
                let mut report = Report::default();
                condition.check("when", Some(&fields()), &mut report);
                report.finish(Some(())).unwrap_err().to_string()
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(told, problems);
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        let nothing =
            "when: the condition asks nothing; expected such as `amount_at_least` or `field`";
        check_refused("{}", nothing);
        check_refused(
            r#"{"field":"seats"}"#,
            "when: nothing is asked about the field; expected `equals`, `one_of`, `at_least`, \
             `at_most` or `filled`",
        );
        let field = "when: `field` is missing; name the field that is asked about";
        check_refused(r#"{"at_least":3}"#, field);
        let near = "when.field: there is no field `saets`, did you mean `seats`?";
        check_refused(r#"{"field":"saets","at_least":3}"#, near);
        check_refused(
            r#"{"field":"plan","one_of":["pro","basci"]}"#,
            "when.one_of[1]: `basci` is not an option of `plan`, did you mean `basic`?",
        );
        check_refused(
            r#"{"not":{"field":"note","at_least":"x"}}"#,
            "when.not.at_least: `at_least` asks about a number, an amount or a date; `note` is a text",
        );
        check_refused(
            r#"{"field":"note","filled":false,"equals":"x"}"#,
            "when.filled: a field without a value cannot have one; leave out `filled` or the value",
        );
        check_refused(
            r#"{"any":[]}"#,
            "the list is empty; name at least one, or leave the list out at line 1 column 10",
        );
        let nested = |levels| {
            format!(
                "{}{}{}",
                r#"{"not":"#.repeat(levels),
                r#"{"kinds":["repeat"]}"#,
                "}".repeat(levels)
            )
        };
        let inner = ".not".repeat(16);
        check_refused(
            &nested(16),
            &format!(
                "when{inner}: conditions are nested more than 16 levels deep; say it with fewer"
            ),
        );
        for list in ["all", "any"] {
            let nested = (0..16).fold(r#"{"kinds":["repeat"]}"#.to_owned(), |inner, _| {
                format!(r#"{{"{list}":[{inner}]}}"#)
            });
            let inner = format!(".{list}[0]").repeat(16);
            let deep = "conditions are nested more than 16 levels deep; say it with fewer";
            check_refused(&nested, &format!("when{inner}: {deep}"));
        }
        assert!(serde_json::from_str::<Condition>(&nested(100_000)).is_err());
    }

    #[test]
    fn conditions_are_said_in_words() {
        let said = |json: &str| serde_json::from_str::<Condition>(json).unwrap().to_string();
        assert_eq!(
            said(r#"{"field":"plan","one_of":["pro","basic"],"kinds":["repeat","renewal"]}"#),
            "`plan` is one of pro, basic, and the deal is repeat or renewal"
        );
        assert_eq!(
            said(
                r#"{"field":"seats","at_least":2,"at_most":9,"any":[{"field":"tender","filled":false},{"not":{"field":"tender","equals":true}}]}"#
            ),
            "`seats` is 2 or more, and `seats` is 9 or less, and (`tender` is not filled, or not (`tender` is true))"
        );
        // Where one of several is itself of several, it stands in parentheses.
        let one = r#"{"kinds":["repeat"]}"#;
        let either =
            |part: &str| said(&format!(r#"{{"any":[{part},{{"amount_at_least":"5 GBP"}}]}}"#));
        for (part, words) in [
            (one.to_owned(), "the deal is repeat"),
            (format!(r#"{{"all":[{one}]}}"#), "the deal is repeat"),
            (format!(r#"{{"any":[{one}]}}"#), "the deal is repeat"),
            (
                r#"{"field":"seats","equals":3,"kinds":["repeat"]}"#.to_owned(),
                "(`seats` is 3, and the deal is repeat)",
            ),
            (format!(r#"{{"all":[{one},{one}]}}"#), "(the deal is repeat, and the deal is repeat)"),
            (format!(r#"{{"any":[{one},{one}]}}"#), "(the deal is repeat, or the deal is repeat)"),
            (
                format!(r#"{{"not":{one},"all":[{one}]}}"#),
                "(the deal is repeat, and not (the deal is repeat))",
            ),
        ] {
            assert_eq!(either(&part), format!("{words}, or the amount is 5.00 GBP or more"));
        }
    }
}
