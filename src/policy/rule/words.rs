//! Rules in the words of a salesperson.

use std::fmt;

use super::{Leaf, Members, Node, Part, Rule};
use crate::value::ProductId;

pub(super) use crate::value::text::{Instant, counted};

/// A list of products, cut short where it is long.
pub(super) struct Products<'a>(pub(super) &'a [ProductId]);

impl fmt::Display for Products<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        for (i, product) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}`{product}`", if i == 0 { "" } else { ", " })?;
        }
        match self.0.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, " and {more} more"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        say(&self.nodes, f)
    }
}

pub(super) fn say(nodes: &[Node], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some((node, below)) = nodes.split_first() else { return Ok(()) };
    match &node.part {
        Part::Leaf(leaf) => return write!(f, "{leaf}"),
        Part::All => f.write_str("all of (")?,
        Part::Any => f.write_str("any of (")?,
        Part::AtLeast(count) => write!(f, "at least {count} of (")?,
        Part::Not => f.write_str("not (")?,
    }
    for (i, member) in Members(below).enumerate() {
        if i > 0 {
            f.write_str("; ")?;
        }
        say(member, f)?;
    }
    f.write_str(")")
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Orders(at_least) => write!(f, "{} or more", counted(*at_least, "order")),
            Self::Volume(at_least) => write!(f, "a volume of {at_least} or more"),
            Self::Bought(any_of) => write!(
                f,
                "bought {}{}",
                if any_of.len() > 1 { "any of " } else { "" },
                Products(any_of)
            ),
            Self::SmallestOrder { at_least, months } => {
                write!(f, "no order below {at_least} over {months}")
            }
            Self::MonthlyVolume { at_least, months } => {
                write!(f, "a monthly volume of {at_least} or more for {months} in a row")
            }
            Self::Tenure(months) => write!(f, "{months} since the first order"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_words(json: &str, words: &str) {
        assert_eq!(serde_json::from_str::<Rule>(json).unwrap().to_string(), words);
    }

    #[test]
    fn rules_are_said_in_words() {
        check_words(
            r#"{"any":[{"orders":{"at_least":3}},{"volume":{"at_least":"1000 GBP"}},
                {"smallest_order":{"at_least":"50 GBP","months":3}}]}"#,
            "any of (3 orders or more; a volume of 1000.00 GBP or more; \
             no order below 50.00 GBP over 3 months)",
        );
        check_words(
            r#"{"all":[{"not":{"bought":{"any_of":["a"]}}},{"tenure":{"months":1}}]}"#,
            "all of (not (bought `a`); 1 month since the first order)",
        );
        check_words(
            r#"{"at_least":{"count":1,"of":[{"bought":{"any_of":["a","b","c","d","e","f","g"]}},
                {"monthly_volume":{"at_least":"5 GBP","months":2}}]}}"#,
            "at least 1 of (bought any of `a`, `b`, `c`, `d`, `e` and 2 more; \
             a monthly volume of 5.00 GBP or more for 2 months in a row)",
        );
    }
}
