//! A rule evaluated from scratch, point by point: its meaning, written down.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::verdict::or_last;
use super::{Leaf, Part, Progress, Rule, Verdict};
use crate::value::words::messages;
use crate::value::{Currency, Money, MoneyError, Month, Months, Purchase, UtcOffset};

messages! {
    /// Why a rule cannot be evaluated on a customer's orders.
    #[derive(Eq)]
    pub enum EvaluateError {
        /// An order is in another currency than the amounts of the rule.
        Currency {
            /// The currency of the rule.
            expected: Currency,
            /// The currency of the order.
            found: Currency,
        } = "evaluate_currency",
            "an order is in {found} and the rule in {expected}; convert it first",
            "заказ в {found}, а правило в {expected}; сначала пересчитайте",
            "o comandă este în {found}, iar regula în {expected}; convertiți mai întâi";
        /// The customer's volume is too large for [`Money`].
        Overflow = "evaluate_overflow",
            "the volume of the customer has more than 18 digits before the point",
            "в объёме покупок клиента больше 18 знаков до запятой",
            "volumul clientului are mai mult de 18 cifre înaintea virgulei";
    }
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
        let history = History::of(&known, self, offset)?;
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
    /// The net total of each month with purchases, where the rule asks for it.
    months: BTreeMap<Month, Money>,
}

impl<'h, 'a> History<'h, 'a> {
    /// Sums are checked once, so that each sum of a part of them is right.
    fn of(
        purchases: &'h [Purchase<'a>],
        rule: &Rule,
        offset: UtcOffset,
    ) -> Result<Self, EvaluateError> {
        if let Some(expected) = rule.currency {
            let other = purchases.iter().find(|p| p.total().currency() != expected);
            if let Some(found) = other.map(|p| p.total().currency()) {
                return Err(EvaluateError::Currency { expected, found });
            }
        }
        let kinds = || rule.nodes.iter().map(|node| node.part.name());
        if kinds().any(|kind| kind == "volume") {
            sum(purchases.iter())?;
        }
        let mut months = BTreeMap::new();
        if kinds().any(|kind| kind == "monthly_volume") {
            let of = |p: &Purchase<'_>| Month::of(p.placed_at(), offset);
            for month in purchases.chunk_by(|a, b| of(a) == of(b)) {
                months.extend(month.first().map(of).zip(sum(month.iter())?));
            }
        }
        Ok(Self { purchases, offset, months })
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
                    // The month enters the window when it ends, the one after
                    // it, which may be empty, a month later, and it has left
                    // the window one month after the last of that.
                    Leaf::MonthlyVolume { months, .. } => {
                        let month = Month::of(at, self.offset);
                        let later = [1, 2, whole(*months) + 1].into_iter();
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
                let this_month =
                    self.until(t).filter(|p| Month::of(p.placed_at(), self.offset) == now);
                let reached = self.months_reached(now, *at_least, *months);
                let progress = Progress::MonthlyVolume {
                    at_least: *at_least,
                    months: *months,
                    reached,
                    this_month: net(this_month, at_least.currency()),
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

    /// How many months right before one have an amount, up to a number of them.
    /// A month without purchases has nothing: enough where that is the amount.
    fn months_reached(&self, now: Month, at_least: Money, months: Months) -> u32 {
        let first = now.shifted(-whole(months));
        let nothing_fails = at_least.is_positive();
        let mut before = now.shifted(-1);
        let mut failing = None;
        for (month, net) in self.months.range(first..now).rev() {
            if nothing_fails && *month != before {
                break;
            }
            if net.amount() < at_least.amount() {
                failing = Some(*month);
                break;
            }
            before = month.shifted(-1);
        }
        let failing = failing.or((nothing_fails && before >= first).then_some(before));
        let since = failing.map(|failing| now.since(failing).saturating_sub(1));
        since.map_or(months.count(), |since| u32::try_from(since).unwrap_or(0))
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

    /// A window of a hundred years costs what the months with purchases cost.
    #[test]
    fn long_windows_are_as_quick_as_short_ones() {
        let leaf = |n: u32| {
            let (amount, months) = (["-1 GBP", "1 GBP"][n as usize % 2], Months::new(1200 - n));
            Rule::monthly_volume(amount.parse().unwrap(), months.unwrap())
        };
        let rule = Rule::all((0..200).map(leaf)).unwrap();
        let lines = [Line::new("P".parse().unwrap(), "5 GBP".parse().unwrap())];
        let day =
            |n: i32| -> DateTime<Utc> { format!("{}-01-05T00:00:00Z", 2000 + n).parse().unwrap() };
        let purchases: Vec<_> = (0..15).map(|n| Purchase::new(day(n), &lines).unwrap()).collect();
        let verdict = rule.evaluate(purchases.clone(), day(200), UtcOffset::UTC).unwrap();
        assert!(!verdict.holds && verdict.due_at.is_none());
        let only = leaf(0).evaluate(purchases, day(14), UtcOffset::UTC).unwrap();
        assert!(only.holds, "nothing is more than -1 GBP");
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
