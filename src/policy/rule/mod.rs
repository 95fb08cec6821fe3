//! Rules about a customer's orders: when is a customer regular, when is one
//! due for handoff?
//!
//! A [`Rule`] is a predicate over time: for the orders of one customer and an
//! instant *t* it holds or it does not.
//!
//! | rule | holds at *t* |
//! |---|---|
//! | [`orders`](Rule::orders) ≥ n | from the instant of the n-th order on |
//! | [`volume`](Rule::volume) ≥ m | while the net total of all orders and returns is ≥ m |
//! | [`bought`](Rule::bought) any of P | from the first line with such a product and an amount above zero on |
//! | [`smallest_order`](Rule::smallest_order) ≥ m over N months | N months after the first order at the earliest, while some order is live and every live one is ≥ m; an order placed at *p* is live for p ≤ t < p + N months |
//! | [`monthly_volume`](Rule::monthly_volume) ≥ m for N months | while each of the N full calendar months before that of *t* has a net total ≥ m |
//! | [`tenure`](Rule::tenure) ≥ N months | from N months after the first order on |
//! | [`all`](Rule::all), [`any`](Rule::any), [`at_least`](Rule::at_least) k of, [`not`](Rule::not) | as their members do at *t* |
//!
//! An order whose total is zero or below is a *return*: no `orders`,
//! `smallest_order`, `tenure` or "first order" sees it, but it moves volume,
//! and its lines above zero count for `bought`. All orders placed at one
//! instant count together. Months are added by the calendar in UTC, clamped to
//! the end of the month; only where a month begins for `monthly_volume` depends
//! on the [`UtcOffset`](crate::value::UtcOffset).
//!
//! The [`Verdict`] on a customer names the instant at which the rule was due,
//! says whether it holds now, and gives a [`RuleReason`] for every part of the rule.
//! There are two ways to one:
//!
//! - [`Rule::evaluate`] reads all orders of one customer at once, in any order.
//! - [`Rule::fold`] folds orders as they come, in time order, into one small
//!   [`RuleState`] per customer: for millions of orders, and for live systems.
//!   Consecutive periods of a customer can be folded apart, each later one as a
//!   [`RuleSegment`], and merged.
//!
//! ```
//! use sales_process::policy::Rule;
//! use sales_process::{Line, Months, Order, UtcOffset};
//!
//! let handoff = Rule::any([
//!     Rule::orders(3)?,
//!     Rule::volume("1000.00 GBP".parse()?),
//!     Rule::smallest_order("50.00 GBP".parse()?, Months::new(3)?),
//! ])?;
//! let order = |id: &str, at: &str| -> Result<Order, Box<dyn std::error::Error>> {
//!     let lines = vec![Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
//!     Ok(Order::new(id.parse()?, "acme".parse()?, at.parse()?, lines)?)
//! };
//! let orders = [order("O-1", "2026-01-05T10:00:00Z")?, order("O-2", "2026-02-20T10:00:00Z")?];
//!
//! let verdict = handoff.evaluate(&orders, "2026-03-01T00:00:00Z".parse()?, UtcOffset::UTC)?;
//! assert!(!verdict.holds);
//! assert_eq!(verdict.reasons[1].to_string(), "2 of 3 orders; 1 more needed");
//!
//! // Three months after the first order no small order is live: due, without a new order.
//! let verdict = handoff.evaluate(&orders, "2026-05-01T00:00:00Z".parse()?, UtcOffset::UTC)?;
//! assert_eq!(verdict.due_at, Some("2026-04-05T10:00:00Z".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! Counts are at least 1 and lists are not empty; a rule speaks of one
//! currency; it is at most [`Rule::MOST_NESTED`] deep and has at most
//! [`Rule::MOST_LEAVES`] conditions. What breaks one of these is refused when it
//! is built or read, so evaluating never meets it.

mod certain;
mod evaluate;
mod fold;
mod form;
mod reading;
mod verdict;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::value::words::messages;
use crate::value::{Currency, Money, Months, ProductId};

pub use evaluate::EvaluateError;
pub use fold::{
    RuleAskError, RuleFold, RuleFoldError, RuleRowError, RuleSegment, RuleState, SegmentError,
};
pub use form::RuleForm;
pub use verdict::{Progress, RuleReason, Verdict};

/// When a customer has reached something; see the [module](self).
///
/// `Display` says it in words; it is stored as a [`RuleForm`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    // INVARIANT: preorder, never empty; each node's span counts itself and all
    // nodes below it. Flat, so that a wide rule is one block of memory and
    // joining rules moves nothing but whole blocks.
    nodes: Vec<Node>,
    // INVARIANT: 1 to MOST_NESTED; functions that descend may recurse.
    depth: usize,
    currency: Option<Currency>,
}

/// One part of a rule, followed by the parts it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    part: Part,
    span: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Leaf(Leaf),
    All,
    Any,
    AtLeast(u32),
    Not,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Leaf {
    Orders(u32),
    Volume(Money),
    Bought(Arc<[ProductId]>),
    SmallestOrder { at_least: Money, months: Months },
    MonthlyVolume { at_least: Money, months: Months },
    Tenure(Months),
}

messages! {
    /// Why something is not a rule.
    #[derive(Eq)]
    pub enum RuleError {
        /// `orders` with a count of 0, which every customer has.
        NoOrders = "rule_no_orders",
            "`orders` asks for 0 orders; expected at least 1",
            "`orders` требует 0 заказов; нужен хотя бы 1",
            "`orders` cere 0 comenzi; trebuie cel puțin una";
        /// `bought` with an empty list, which nobody can buy from.
        NoProducts = "rule_no_products",
            "`bought` names no product; expected at least one",
            "`bought` не называет ни одного товара; нужен хотя бы один",
            "`bought` nu numește niciun produs; trebuie cel puțin unul";
        /// `all`, `any` or `at_least` with an empty list.
        NoMembers {
            /// Which of them.
            list: &'static str,
        } = "rule_no_members",
            "`{list}` has no rules in it; expected at least one",
            "в `{list}` нет правил; нужно хотя бы одно",
            "`{list}` nu are reguli; trebuie cel puțin una";
        /// `at_least` with a count of 0, or above the number of rules in it.
        Count {
            /// How many are asked for.
            count: u32,
            /// How many there are.
            members: usize,
        } = "rule_count",
            "`at_least` asks for {count} of {members} rules; expected a count from 1 to {members}",
            "`at_least` требует {count} из {members} правил; ожидается число от 1 до {members}",
            "`at_least` cere {count} din {members} reguli; se așteaptă un număr de la 1 la {members}";
        /// More levels than [`Rule::MOST_NESTED`].
        TooDeep = "rule_too_deep",
            "the rule is nested more than 32 levels deep; say it with fewer",
            "правило вложено глубже 32 уровней; упростите его",
            "regula este imbricată pe peste 32 de niveluri; simplificați-o";
        /// More conditions than [`Rule::MOST_LEAVES`].
        TooMany = "rule_too_many",
            "the rule has more than 1000 conditions; say it with fewer",
            "в правиле больше 1000 условий; упростите его",
            "regula are peste 1000 de condiții; simplificați-o";
        /// Two currencies in one rule.
        TwoCurrencies {
            /// The currency met first.
            first: Currency,
            /// The other one.
            second: Currency,
        } = "rule_two_currencies",
            "the rule speaks of {first} and of {second}; state all its amounts in one currency",
            "в правиле и {first}, и {second}; укажите все суммы в одной валюте",
            "regula vorbește și de {first}, și de {second}; indicați toate sumele într-o singură monedă";
    }
}

impl Rule {
    /// How many levels a rule can have; a single condition is one level.
    //
    // Each level is up to three brackets of JSON, and serde_json reads at most
    // 127 of them: any rule that can be written can be read again, with room
    // for the document around it.
    pub const MOST_NESTED: usize = 32;
    /// How many single conditions a rule can have in all.
    pub const MOST_LEAVES: usize = 1_000;

    /// At least so many orders.
    ///
    /// # Errors
    ///
    /// [`RuleError::NoOrders`] for 0.
    pub fn orders(at_least: u32) -> Result<Self, RuleError> {
        if at_least == 0 {
            return Err(RuleError::NoOrders);
        }
        Ok(Self::leaf(Leaf::Orders(at_least), None))
    }

    /// A net total of all orders and returns of at least so much.
    ///
    /// Zero or below is allowed, and can cease to hold by returns.
    pub fn volume(at_least: Money) -> Self {
        Self::leaf(Leaf::Volume(at_least), Some(at_least.currency()))
    }

    /// Any of these products was bought.
    ///
    /// # Errors
    ///
    /// [`RuleError::NoProducts`] for an empty list.
    pub fn bought(any_of: impl IntoIterator<Item = ProductId>) -> Result<Self, RuleError> {
        let any_of: Arc<[ProductId]> = any_of.into_iter().collect();
        if any_of.is_empty() {
            return Err(RuleError::NoProducts);
        }
        Ok(Self::leaf(Leaf::Bought(any_of), None))
    }

    /// The smallest order of the last months was not below so much; at the
    /// earliest these months after the first order.
    pub fn smallest_order(at_least: Money, months: Months) -> Self {
        Self::leaf(Leaf::SmallestOrder { at_least, months }, Some(at_least.currency()))
    }

    /// Each of the last full calendar months had a net total of at least so much.
    pub fn monthly_volume(at_least: Money, months: Months) -> Self {
        Self::leaf(Leaf::MonthlyVolume { at_least, months }, Some(at_least.currency()))
    }

    /// So many months have passed since the first order.
    pub fn tenure(months: Months) -> Self {
        Self::leaf(Leaf::Tenure(months), None)
    }

    /// Every one of these rules.
    ///
    /// # Errors
    ///
    /// [`RuleError`] for an empty list, two currencies, too many levels or
    /// conditions.
    pub fn all(of: impl IntoIterator<Item = Rule>) -> Result<Self, RuleError> {
        Self::join(Part::All, of.into_iter().collect())
    }

    /// At least one of these rules.
    ///
    /// # Errors
    ///
    /// As [`Rule::all`].
    pub fn any(of: impl IntoIterator<Item = Rule>) -> Result<Self, RuleError> {
        Self::join(Part::Any, of.into_iter().collect())
    }

    /// At least so many of these rules.
    ///
    /// # Errors
    ///
    /// As [`Rule::all`], and [`RuleError::Count`] where the count is 0 or above
    /// the number of rules.
    pub fn at_least(count: u32, of: impl IntoIterator<Item = Rule>) -> Result<Self, RuleError> {
        Self::join(Part::AtLeast(count), of.into_iter().collect())
    }

    /// The opposite of this rule.
    ///
    /// # Errors
    ///
    /// [`RuleError::TooDeep`].
    // `!rule` cannot fail, and this can: no `std::ops::Not`.
    #[allow(clippy::should_implement_trait)]
    pub fn not(self) -> Result<Self, RuleError> {
        Self::join(Part::Not, vec![self])
    }

    /// The currency in which the rule states its amounts; `None` where it
    /// states none, and then orders may be in any.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// How many levels the rule has, from 1 to [`Rule::MOST_NESTED`].
    #[cfg(test)]
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Whether the rule asks for the lines of an order, and not for its instant
    /// and its total alone.
    pub fn asks_for_lines(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node.part, Part::Leaf(Leaf::Bought(_))))
    }

    fn leaf(leaf: Leaf, currency: Option<Currency>) -> Self {
        Self { nodes: vec![Node { part: Part::Leaf(leaf), span: 1 }], depth: 1, currency }
    }

    fn join(part: Part, members: Vec<Rule>) -> Result<Self, RuleError> {
        if members.is_empty() {
            return Err(RuleError::NoMembers { list: part.name() });
        }
        if let Part::AtLeast(count) = part {
            let fits = usize::try_from(count).is_ok_and(|n| (1..=members.len()).contains(&n));
            if !fits {
                return Err(RuleError::Count { count, members: members.len() });
            }
        }
        let depth = 1 + members.iter().map(|m| m.depth).max().unwrap_or(0);
        if depth > Self::MOST_NESTED {
            return Err(RuleError::TooDeep);
        }
        let leaf = |node: &&Node| matches!(node.part, Part::Leaf(_));
        if members.iter().flat_map(|m| &m.nodes).filter(leaf).count() > Self::MOST_LEAVES {
            return Err(RuleError::TooMany);
        }
        let mut currencies = members.iter().filter_map(|m| m.currency);
        let currency = currencies.next();
        if let (Some(first), Some(second)) = (currency, currencies.find(|c| Some(*c) != currency)) {
            return Err(RuleError::TwoCurrencies { first, second });
        }
        let span = 1 + members.iter().map(|m| m.nodes.len()).sum::<usize>();
        let mut nodes = Vec::with_capacity(span);
        nodes.push(Node { part, span });
        nodes.extend(members.into_iter().flat_map(|m| m.nodes));
        Ok(Self { nodes, depth, currency })
    }
}

impl Part {
    /// The name in the stored form.
    fn name(&self) -> &'static str {
        match self {
            Self::Leaf(leaf) => match leaf {
                Leaf::Orders(_) => "orders",
                Leaf::Volume(_) => "volume",
                Leaf::Bought(_) => "bought",
                Leaf::SmallestOrder { .. } => "smallest_order",
                Leaf::MonthlyVolume { .. } => "monthly_volume",
                Leaf::Tenure(_) => "tenure",
            },
            Self::All => "all",
            Self::Any => "any",
            Self::AtLeast(_) => "at_least",
            Self::Not => "not",
        }
    }
}

/// The members of a composite: each is a node and all that is below it.
struct Members<'a>(&'a [Node]);

impl<'a> Iterator for Members<'a> {
    type Item = &'a [Node];

    fn next(&mut self) -> Option<&'a [Node]> {
        let (member, rest) = self.0.split_at_checked(self.0.first()?.span)?;
        self.0 = rest;
        Some(member)
    }
}
