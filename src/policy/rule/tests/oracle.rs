//! A rule evaluated from scratch, point by point: its meaning, written down.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::policy::rule::verdict::or_last;
use crate::policy::rule::{EvaluateError, Leaf, Part, Progress, Rule, Verdict};
use crate::value::{Currency, Money, MoneyError, Month, Months, Purchase, UtcOffset};

impl Rule {
    /// As [`Rule::evaluate`], by looking at every order for every instant at which
    /// the rule might change.
    pub(super) fn evaluated_anew<'a, P: Into<Purchase<'a>>>(
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
