//! A rule evaluated from scratch, point by point: its meaning, written down.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::verdict::or_last;
use super::{Leaf, Part, Progress, Rule, Verdict};
use crate::value::{Currency, Money, MoneyError, Month, Months, Purchase, UtcOffset};

/// Why a rule cannot be evaluated on a customer's orders.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// An order is in another currency than the amounts of the rule.
    #[error("an order is in {found} and the rule in {expected}; convert it first")]
    Currency {
        /// The currency of the rule.
        expected: Currency,
        /// The currency of the order.
        found: Currency,
    },
    /// The customer's volume is too large for [`Money`].
    #[error("the volume of the customer has more than 18 digits before the point")]
    Overflow,
}

impl Rule {
    /// Evaluates the rule on all orders of one customer, at an instant.
    ///
    /// Orders come in any sequence; those after `as_of` are not looked at. The
    /// offset says where a month begins, for `monthly_volume`. Looks at every
    /// order for every instant at which the rule might change, so it is
    /// quadratic: for long histories and many customers take [`Rule::fold`],
    /// which gives the same verdict.
    ///
    /// # Errors
    ///
    /// [`EvaluateError`] for an order in another currency than the rule's, or
    /// a volume beyond what [`Money`] holds.
    pub fn evaluate<'a, P: Into<Purchase<'a>>>(
        &self,
        purchases: impl IntoIterator<Item = P>,
        as_of: DateTime<Utc>,
        offset: UtcOffset,
    ) -> Result<Verdict, EvaluateError> {
        let mut known: Vec<Purchase<'a>> =
            purchases.into_iter().map(Into::into).filter(|p| p.placed_at() <= as_of).collect();
        known.sort_by_key(Purchase::placed_at);
        let history = History { purchases: &known, offset };
        history.check(self)?;
        let due_at = history
            .instants(self, as_of)
            .into_iter()
            .find(|t| history.verdict(self, *t, None).holds);
        Ok(history.verdict(self, as_of, due_at))
    }
}

/// The orders of one customer, in time order.
struct History<'h, 'a> {
    purchases: &'h [Purchase<'a>],
    offset: UtcOffset,
}

impl<'h, 'a> History<'h, 'a> {
    /// Sums are checked once, so that each sum of a part of them is right.
    fn check(&self, rule: &Rule) -> Result<(), EvaluateError> {
        if let Some(expected) = rule.currency {
            let other = self.purchases.iter().find(|p| p.total().currency() != expected);
            if let Some(found) = other.map(|p| p.total().currency()) {
                return Err(EvaluateError::Currency { expected, found });
            }
        }
        let kinds = || rule.nodes.iter().map(|node| node.part.name());
        if kinds().any(|kind| kind == "volume") {
            sum(self.purchases.iter())?;
        }
        if kinds().any(|kind| kind == "monthly_volume") {
            let same = |a: &Purchase<'_>, b: &Purchase<'_>| {
                Month::of(a.placed_at(), self.offset) == Month::of(b.placed_at(), self.offset)
            };
            for month in self.purchases.chunk_by(same) {
                sum(month.iter())?;
            }
        }
        Ok(())
    }

    /// Every instant at which some part of the rule might change, in order,
    /// from the first order line on.
    fn instants(&self, rule: &Rule, as_of: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
        let mut instants: BTreeSet<_> = self.purchases.iter().map(Purchase::placed_at).collect();
        for node in &rule.nodes {
            let Part::Leaf(leaf) = &node.part else { continue };
            for purchase in self.purchases {
                let at = purchase.placed_at();
                match leaf {
                    Leaf::Orders(_) | Leaf::Volume(_) | Leaf::Bought(_) => {}
                    Leaf::Tenure(months) | Leaf::SmallestOrder { months, .. } => {
                        instants.extend(months.after(at));
                    }
                    // The month enters the window when it ends, and has left
                    // it one month after the last of the window.
                    Leaf::MonthlyVolume { months, .. } => {
                        let month = Month::of(at, self.offset);
                        let later = 1..=whole(*months) + 1;
                        instants.extend(later.filter_map(|n| month.shifted(n).begins(self.offset)));
                    }
                }
            }
        }
        instants.retain(|t| *t <= as_of);
        instants
    }

    fn verdict(&self, rule: &Rule, t: DateTime<Utc>, due_at: Option<DateTime<Utc>>) -> Verdict {
        Verdict::of(rule, due_at, |_, leaf| self.look(leaf, t))
    }

    /// The purchases up to an instant.
    fn until(&self, t: DateTime<Utc>) -> impl Iterator<Item = &'h Purchase<'a>> + Clone {
        self.purchases.iter().filter(move |p| p.placed_at() <= t)
    }

    fn look(&self, leaf: &Leaf, t: DateTime<Utc>) -> (bool, Progress) {
        let orders = self.until(t).filter(|p| !p.is_return());
        let first = orders.clone().map(Purchase::placed_at).next();
        match leaf {
            Leaf::Orders(need) => {
                let have = u32::try_from(orders.count()).unwrap_or(u32::MAX);
                (have >= *need, Progress::Orders { have, need: *need })
            }
            Leaf::Volume(need) => {
                let have = net(self.until(t), need.currency());
                (have.amount() >= need.amount(), Progress::Volume { have, need: *need })
            }
            Leaf::Bought(any_of) => {
                let first = self
                    .until(t)
                    .flat_map(|p| p.lines().iter().map(|line| (p.placed_at(), line)))
                    .filter(|(_, line)| line.amount.is_positive())
                    .filter_map(|(at, line)| {
                        Some((at, any_of.iter().position(|p| *p == line.product)?))
                    })
                    .min()
                    .and_then(|(at, place)| Some((at, any_of.get(place)?.clone())));
                (first.is_some(), Progress::Bought { any_of: any_of.clone(), first })
            }
            Leaf::SmallestOrder { at_least, months } => {
                let full = first.and_then(|first| months.after(first));
                let leaves = |p: &Purchase<'_>| months.after(p.placed_at());
                let live = orders.filter(|p| leaves(p).is_none_or(|leaves| t < leaves));
                let small = live.clone().filter(|p| p.total().amount() < at_least.amount());
                let last = |of: &mut dyn Iterator<Item = &Purchase<'_>>| {
                    of.map(|p| or_last(leaves(p))).max()
                };
                let progress = Progress::SmallestOrder {
                    at_least: *at_least,
                    months: *months,
                    full_at: first.map(|first| or_last(months.after(first))),
                    live_until: last(&mut live.clone()),
                    small_until: last(&mut small.clone()),
                };
                let holds = full.is_some_and(|full| full <= t)
                    && live.clone().next().is_some()
                    && small.clone().next().is_none();
                (holds, progress)
            }
            Leaf::MonthlyVolume { at_least, months } => {
                let now = Month::of(t, self.offset);
                let net_of = |month: Month| {
                    let of_month =
                        self.until(t).filter(|p| Month::of(p.placed_at(), self.offset) == month);
                    net(of_month, at_least.currency())
                };
                let reached = (1..=whole(*months))
                    .take_while(|ago| net_of(now.shifted(-ago)).amount() >= at_least.amount())
                    .count();
                let reached = u32::try_from(reached).unwrap_or(u32::MAX);
                let progress = Progress::MonthlyVolume {
                    at_least: *at_least,
                    months: *months,
                    reached,
                    this_month: net_of(now),
                };
                (reached == months.count(), progress)
            }
            Leaf::Tenure(months) => {
                let full = first.and_then(|first| months.after(first));
                let progress = Progress::Tenure {
                    months: *months,
                    since: first,
                    until: first.map(|first| or_last(months.after(first))),
                };
                (full.is_some_and(|full| full <= t), progress)
            }
        }
    }
}

/// Months as a signed number; there are at most 1200.
fn whole(months: Months) -> i32 {
    i32::try_from(months.count()).unwrap_or(i32::MAX)
}

fn sum<'p, 'a: 'p>(
    purchases: impl Iterator<Item = &'p Purchase<'a>>,
) -> Result<Option<Money>, EvaluateError> {
    Money::sum(purchases.map(Purchase::total)).map_err(|error| match error {
        MoneyError::CurrencyMismatch { expected, found } => {
            EvaluateError::Currency { expected, found }
        }
        _ => EvaluateError::Overflow,
    })
}

/// The net total, zero for none. The sums were checked before.
fn net<'p, 'a: 'p>(purchases: impl Iterator<Item = &'p Purchase<'a>>, currency: Currency) -> Money {
    sum(purchases).ok().flatten().unwrap_or(Money::zero(currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Line;

    #[track_caller]
    fn check_refused(rule: &str, amounts: [&str; 2], message: &str) {
        let rule: Rule = serde_json::from_str(rule).unwrap();
        let lines = amounts.map(|a| [Line::new("P".parse().unwrap(), a.parse().unwrap())]);
        let at: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
        let purchases = lines.iter().map(|lines| Purchase::new(at, lines).unwrap());
        let error = rule.evaluate(purchases.clone(), at, UtcOffset::UTC).unwrap_err();
        assert_eq!(error.to_string(), message);
        // What comes later is not looked at.
        assert!(rule.evaluate(purchases, DateTime::UNIX_EPOCH, UtcOffset::UTC).is_ok());
    }

    #[test]
    fn orders_that_do_not_fit_the_rule_are_told() {
        const VOLUME: &str = r#"{"volume":{"at_least":"1 GBP"}}"#;
        const MONTHS: &str = r#"{"monthly_volume":{"at_least":"1 GBP","months":1}}"#;
        let currency = "an order is in EUR and the rule in GBP; convert it first";
        check_refused(VOLUME, ["1 GBP", "1 EUR"], currency);
        check_refused(
            r#"{"smallest_order":{"at_least":"1 GBP","months":1}}"#,
            ["1 EUR", "1 GBP"],
            currency,
        );
        let most = ["999999999999999999 GBP", "999999999999999999 GBP"];
        let overflow = "the volume of the customer has more than 18 digits before the point";
        check_refused(VOLUME, most, overflow);
        check_refused(MONTHS, most, overflow);
    }
}
