//! Reading the stored form of a rule.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Rule, RuleError, RuleForm};
use crate::value::text::{did_you_mean, excerpt};
use crate::value::{Money, Months, ProductId};

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Rule::try_from(RuleForm::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for RuleForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        One(1).deserialize(deserializer)
    }
}

const KINDS: [&str; 10] = [
    "orders",
    "volume",
    "bought",
    "smallest_order",
    "monthly_volume",
    "tenure",
    "all",
    "any",
    "at_least",
    "not",
];

/// Reads a rule at a level of nesting. Written by hand and not derived, because
/// a derived reader cannot count levels, is an order of magnitude more stack
/// per level, and has no words for a rule of two kinds.
struct One(usize);

/// Reads a list of rules at a level.
struct Several(usize);

/// Reads a count and a list of rules at a level.
struct Counted(usize);

impl<'de> DeserializeSeed<'de> for One {
    type Value = RuleForm;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RuleForm, D::Error> {
        if self.0 > Rule::MOST_NESTED {
            return Err(D::Error::custom(RuleError::TooDeep));
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One {
    type Value = RuleForm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rule, such as {\"orders\": {\"at_least\": 3}}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RuleForm, A::Error> {
        let Some(kind) = map.next_key::<String>()? else {
            return Err(A::Error::custom(format_args!(
                "a rule is empty; expected one of `{}`",
                KINDS.join("`, `")
            )));
        };
        let level = self.0 + 1;
        let form = match kind.as_str() {
            "orders" => {
                map.next_value::<Orders>().map(|f| RuleForm::Orders { at_least: f.at_least })
            }
            "volume" => {
                map.next_value::<Volume>().map(|f| RuleForm::Volume { at_least: f.at_least })
            }
            "bought" => map.next_value::<Bought>().map(|f| RuleForm::Bought { any_of: f.any_of }),
            "smallest_order" => map
                .next_value::<Monthly>()
                .map(|f| RuleForm::SmallestOrder { at_least: f.at_least, months: f.months }),
            "monthly_volume" => map
                .next_value::<Monthly>()
                .map(|f| RuleForm::MonthlyVolume { at_least: f.at_least, months: f.months }),
            "tenure" => map.next_value::<Tenure>().map(|f| RuleForm::Tenure { months: f.months }),
            "all" => map.next_value_seed(Several(level)).map(RuleForm::All),
            "any" => map.next_value_seed(Several(level)).map(RuleForm::Any),
            "at_least" => map
                .next_value_seed(Counted(level))
                .map(|AtLeast { count, of }| RuleForm::AtLeast { count, of }),
            "not" => map.next_value_seed(One(level)).map(|of| RuleForm::Not(Box::new(of))),
            unknown => {
                let mut hint = did_you_mean(unknown, KINDS);
                if hint.is_empty() {
                    hint = format!("; expected one of `{}`", KINDS.join("`, `"));
                }
                let shown = excerpt(unknown);
                return Err(A::Error::custom(format_args!(
                    "`{shown}` is not a kind of rule{hint}"
                )));
            }
        }?;
        if map.next_key::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom(format_args!(
                "a rule has more than one kind; put them into `all` or `any`, beside `{kind}`"
            )));
        }
        Ok(form)
    }
}

impl<'de> DeserializeSeed<'de> for Several {
    type Value = Vec<RuleForm>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Several {
    type Value = Vec<RuleForm>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rules")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut of = Vec::new();
        while let Some(member) = seq.next_element_seed(One(self.0))? {
            of.push(member);
        }
        Ok(of)
    }
}

struct AtLeast {
    count: u32,
    of: Vec<RuleForm>,
}

impl<'de> DeserializeSeed<'de> for Counted {
    type Value = AtLeast;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AtLeast, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Counted {
    type Value = AtLeast;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`count` and `of`, such as {\"count\": 2, \"of\": [...]}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AtLeast, A::Error> {
        let (mut count, mut of) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "count" if count.is_none() => count = Some(map.next_value()?),
                "of" if of.is_none() => {
                    of = Some(map.next_value_seed(Several(self.0))?);
                }
                "count" => return Err(A::Error::duplicate_field("count")),
                "of" => return Err(A::Error::duplicate_field("of")),
                unknown => return Err(A::Error::unknown_field(unknown, &["count", "of"])),
            }
        }
        Ok(AtLeast {
            count: count.ok_or_else(|| A::Error::missing_field("count"))?,
            of: of.ok_or_else(|| A::Error::missing_field("of"))?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Orders {
    at_least: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Volume {
    at_least: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bought {
    any_of: Vec<ProductId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Monthly {
    at_least: Money,
    months: Months,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tenure {
    months: Months,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(json: &str, message: &str) {
        let error = serde_json::from_str::<Rule>(json).unwrap_err().to_string();
        assert_eq!(error.split(" at line").next().unwrap(), message);
    }

    #[test]
    fn what_is_not_a_rule_is_told() {
        check_refused(
            r#"{"orders":{"at_least":0}}"#,
            "`orders` asks for 0 orders; expected at least 1",
        );
        check_refused(
            r#"{"not":{"tenure":{"months":0}}}"#,
            "`0` is not a number of months; expected 1 to 1200",
        );
        let kinds = "expected one of `orders`, `volume`, `bought`, `smallest_order`, \
                     `monthly_volume`, `tenure`, `all`, `any`, `at_least`, `not`";
        check_refused(r#"{"order":{}}"#, "`order` is not a kind of rule, did you mean `orders`?");
        check_refused(r#"{"revenue":{}}"#, &format!("`revenue` is not a kind of rule; {kinds}"));
        check_refused("{}", &format!("a rule is empty; {kinds}"));
        check_refused(
            r#"{"orders":{"at_least":1},"volume":{"at_least":"1 GBP"}}"#,
            "a rule has more than one kind; put them into `all` or `any`, beside `orders`",
        );
        check_refused(
            r#""orders""#,
            "invalid type: string \"orders\", expected a rule, such as {\"orders\": {\"at_least\": 3}}",
        );
        check_refused(
            r#"{"orders":{"atleast":1}}"#,
            "unknown field `atleast`, expected `at_least`",
        );
        check_refused(
            r#"{"at_least":{"count":1,"from":[]}}"#,
            "unknown field `from`, expected `count` or `of`",
        );
        check_refused(r#"{"at_least":{"count":1}}"#, "missing field `of`");
        check_refused(r#"{"at_least":{"count":1,"count":2}}"#, "duplicate field `count`");
        let once = r#"[{"orders":{"at_least":1}}]"#;
        let twice = format!(r#"{{"at_least":{{"of":{once},"of":{once},"count":1}}}}"#);
        check_refused(&twice, "duplicate field `of`");
        check_refused(r#"{"all":{}}"#, "invalid type: map, expected a list of rules");
    }

    #[track_caller]
    fn check_depth(open: &str, close: &str) {
        let nested = |levels: usize| {
            let leaf = r#"{"orders":{"at_least":1}}"#;
            format!("{}{leaf}{}", open.repeat(levels), close.repeat(levels))
        };
        // Each of these on the 2 MiB stack of a test thread, in a debug build,
        // and through the wrapper that tells the path of an error.
        let deepest: Rule = serde_json::from_str(&nested(Rule::MOST_NESTED - 1)).unwrap();
        assert_eq!(deepest.depth(), Rule::MOST_NESTED);
        assert_eq!(serde_json::to_string(&deepest).unwrap(), nested(Rule::MOST_NESTED - 1));
        for levels in [Rule::MOST_NESTED, 127, 10_000, 1_000_000] {
            let json = nested(levels);
            check_refused(&json, "the rule is nested more than 32 levels deep; say it with fewer");
            let mut reader = serde_json::Deserializer::from_str(&json);
            assert!(serde_path_to_error::deserialize::<_, Rule>(&mut reader).is_err());
        }
    }

    #[test]
    fn nested_as_deep_as_a_rule_can_be_and_deeper() {
        check_depth(r#"{"not":"#, "}");
        check_depth(r#"{"all":["#, "]}");
        check_depth(r#"{"at_least":{"count":1,"of":["#, "]}}");
    }
}
