//! The stored form of a rule.

use serde::{Serialize, Serializer};

use super::{Leaf, Members, Node, Part, Rule, RuleError};
use crate::value::{Money, Months, ProductId};

/// A rule as it is stored: plain, and not yet checked.
///
/// ```
/// use sales_process::policy::{Rule, RuleForm};
///
/// let json = r#"{"any":[{"orders":{"at_least":3}},{"bought":{"any_of":["P-7"]}}]}"#;
/// let rule: Rule = serde_json::from_str(json)?;
/// assert_eq!(serde_json::to_string(&rule)?, json);
/// assert!(matches!(rule.form(), RuleForm::Any(_)));
/// assert!(serde_json::from_str::<Rule>(r#"{"orders":{"at_least":0}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Reading stops at [`Rule::MOST_NESTED`] levels, so that no text can make a
/// form too deep to walk; one built by hand can be, and is the builder's care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleForm {
    /// See [`Rule::orders`].
    Orders {
        /// How many.
        at_least: u32,
    },
    /// See [`Rule::volume`].
    Volume {
        /// How much.
        at_least: Money,
    },
    /// See [`Rule::bought`].
    Bought {
        /// One of these is enough.
        any_of: Vec<ProductId>,
    },
    /// See [`Rule::smallest_order`].
    SmallestOrder {
        /// How much.
        at_least: Money,
        /// Over how long.
        months: Months,
    },
    /// See [`Rule::monthly_volume`].
    MonthlyVolume {
        /// How much in each month.
        at_least: Money,
        /// For how many months in a row.
        months: Months,
    },
    /// See [`Rule::tenure`].
    Tenure {
        /// How long.
        months: Months,
    },
    /// See [`Rule::all`].
    All(Vec<RuleForm>),
    /// See [`Rule::any`].
    Any(Vec<RuleForm>),
    /// See [`Rule::at_least`].
    AtLeast {
        /// How many of them.
        count: u32,
        /// The rules to count.
        of: Vec<RuleForm>,
    },
    /// See [`Rule::not`].
    Not(Box<RuleForm>),
}

impl TryFrom<RuleForm> for Rule {
    type Error = RuleError;

    fn try_from(form: RuleForm) -> Result<Self, RuleError> {
        build(form, 1)
    }
}

fn build(form: RuleForm, level: usize) -> Result<Rule, RuleError> {
    // Before descending: this is what bounds the recursion.
    if level > Rule::MOST_NESTED {
        return Err(RuleError::TooDeep);
    }
    let built = |of: Vec<RuleForm>| {
        of.into_iter().map(|member| build(member, level + 1)).collect::<Result<Vec<_>, _>>()
    };
    match form {
        RuleForm::Orders { at_least } => Rule::orders(at_least),
        RuleForm::Volume { at_least } => Ok(Rule::volume(at_least)),
        RuleForm::Bought { any_of } => Rule::bought(any_of),
        RuleForm::SmallestOrder { at_least, months } => Ok(Rule::smallest_order(at_least, months)),
        RuleForm::MonthlyVolume { at_least, months } => Ok(Rule::monthly_volume(at_least, months)),
        RuleForm::Tenure { months } => Ok(Rule::tenure(months)),
        RuleForm::All(of) => Rule::all(built(of)?),
        RuleForm::Any(of) => Rule::any(built(of)?),
        RuleForm::AtLeast { count, of } => Rule::at_least(count, built(of)?),
        RuleForm::Not(of) => build(*of, level + 1)?.not(),
    }
}

impl Rule {
    /// The stored form; `Rule::try_from` of it is this rule again.
    pub fn form(&self) -> RuleForm {
        // The tail is unreachable: a rule has at least one node.
        form_of(&self.nodes).unwrap_or_else(|| RuleForm::All(Vec::new()))
    }
}

fn form_of(nodes: &[Node]) -> Option<RuleForm> {
    let (node, below) = nodes.split_first()?;
    let members = || Members(below).filter_map(form_of).collect();
    Some(match &node.part {
        Part::Leaf(leaf) => match leaf {
            Leaf::Orders(at_least) => RuleForm::Orders { at_least: *at_least },
            Leaf::Volume(at_least) => RuleForm::Volume { at_least: *at_least },
            Leaf::Bought(any_of) => RuleForm::Bought { any_of: any_of.to_vec() },
            Leaf::SmallestOrder { at_least, months } => {
                RuleForm::SmallestOrder { at_least: *at_least, months: *months }
            }
            Leaf::MonthlyVolume { at_least, months } => {
                RuleForm::MonthlyVolume { at_least: *at_least, months: *months }
            }
            Leaf::Tenure(months) => RuleForm::Tenure { months: *months },
        },
        Part::All => RuleForm::All(members()),
        Part::Any => RuleForm::Any(members()),
        Part::AtLeast(count) => RuleForm::AtLeast { count: *count, of: members() },
        Part::Not => RuleForm::Not(Box::new(form_of(below)?)),
    })
}

impl From<Rule> for RuleForm {
    fn from(rule: Rule) -> Self {
        rule.form()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.form().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_kept(json: &str) {
        let rule: Rule = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), json);
        assert_eq!(Rule::try_from(rule.form()).unwrap(), rule);
    }

    #[test]
    fn conditions_are_counted_through_all_levels() {
        let orders = |count| RuleForm::Any(vec![RuleForm::Orders { at_least: 1 }; count]);
        let two = |first, second| RuleForm::All(vec![orders(first), orders(second)]);
        assert!(Rule::try_from(two(Rule::MOST_LEAVES - 1, 1)).is_ok());
        assert_eq!(Rule::try_from(two(Rule::MOST_LEAVES - 1, 2)), Err(RuleError::TooMany));
    }

    #[test]
    fn every_kind_is_kept() {
        check_kept(r#"{"orders":{"at_least":3}}"#);
        check_kept(r#"{"volume":{"at_least":"1000.00 GBP"}}"#);
        check_kept(r#"{"bought":{"any_of":["P-7","P-7","P-8"]}}"#);
        check_kept(r#"{"smallest_order":{"at_least":"50.00 GBP","months":3}}"#);
        check_kept(r#"{"monthly_volume":{"at_least":"-50.00 GBP","months":1200}}"#);
        check_kept(r#"{"tenure":{"months":6}}"#);
        check_kept(r#"{"all":[{"orders":{"at_least":1}},{"tenure":{"months":6}}]}"#);
        check_kept(r#"{"any":[{"not":{"all":[{"orders":{"at_least":1}}]}}]}"#);
        check_kept(
            r#"{"at_least":{"count":2,"of":[{"orders":{"at_least":1}},{"tenure":{"months":6}}]}}"#,
        );
    }
}
