//! What a state implies at an instant.

use chrono::{DateTime, Utc};

use super::RuleFold;
use super::compiled::{Node, Test, run_before};
use super::state::{Memory, RuleState};
use crate::policy::rule::verdict::or_last;
use crate::policy::rule::{Leaf, Progress, Verdict};
use crate::value::units::{Units, units};
use crate::value::words::messages;
use crate::value::{Money, Month, Months};

messages! {
    /// Why a state has no answer for an instant.
    #[derive(Eq)]
    pub enum RuleAskError {
        /// The instant is before the last purchase, of which it should know nothing.
        BeforeLast {
            /// The instant asked about.
            as_of: DateTime<Utc>,
            /// The last purchase recorded.
            last: DateTime<Utc>,
        } = "asked_before_last",
            "asked about {as_of}, and an order of {last} is recorded; ask about that instant or a later one",
            "спрошено о {as_of}, а записан заказ от {last}; спросите об этом моменте или более позднем",
            "s-a întrebat despre {as_of}, dar este înregistrată o comandă din {last}; întrebați despre acel moment sau unul mai târziu";
        /// The state belongs to another rule or zone.
        OtherRule = "asked_other_rule",
            "the state was begun for another rule; begin it with this one and record its orders again",
            "состояние начато по другому правилу; начните его с этим и запишите заказы заново",
            "starea a fost începută pentru altă regulă; începeți-o cu aceasta și înregistrați din nou comenzile";
    }
}

impl RuleFold {
    /// The first instant at which the rule held, up to and including the one
    /// asked about; the `due_at` of the [`Verdict`], and cheaper.
    ///
    /// # Errors
    ///
    /// [`RuleAskError`] for an instant before the last purchase recorded, or a
    /// state of another rule.
    pub fn due_at(
        &self,
        state: &RuleState,
        as_of: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, RuleAskError> {
        if state.fingerprint != self.fingerprint {
            return Err(RuleAskError::OtherRule);
        }
        match state.last {
            None => Ok(None),
            Some(last) if as_of < last => Err(RuleAskError::BeforeLast { as_of, last }),
            Some(last) => Ok(state.due.or_else(|| self.first_hold(state, last, |t| t <= as_of))),
        }
    }

    /// The whole verdict at an instant.
    ///
    /// # Errors
    ///
    /// As [`RuleFold::due_at`].
    pub fn verdict(
        &self,
        state: &RuleState,
        as_of: DateTime<Utc>,
    ) -> Result<Verdict, RuleAskError> {
        let due_at = self.due_at(state, as_of)?;
        Ok(Verdict::of(&self.rule, due_at, |place, leaf| self.explain(state, place, leaf, as_of)))
    }

    /// The first instant from the last purchase on at which the rule holds,
    /// as long as `within` lets it.
    pub(super) fn first_hold(
        &self,
        state: &RuleState,
        last: DateTime<Utc>,
        within: impl Fn(DateTime<Utc>) -> bool,
    ) -> Option<DateTime<Utc>> {
        if self.holds(state, last) {
            return Some(last);
        }
        let mut found: Option<DateTime<Utc>> = None;
        let mut consider = |t: Option<DateTime<Utc>>| {
            if let Some(t) = t.filter(|t| last < *t && within(*t)) {
                if found.is_none_or(|found| t < found) && self.holds(state, t) {
                    found = Some(t);
                }
            }
        };
        for node in &self.tests {
            match &node.test {
                Test::Tenure(months) => consider(full_at(state, *months)),
                Test::SmallestOrder(slot) => {
                    if let Some(Memory::SmallestOrder { live, small, full }) =
                        state.memory.slot(*slot)
                    {
                        consider(live.0);
                        consider(small.0);
                        consider(*full);
                    }
                }
                Test::MonthlyVolume { slot, at_least, months } => {
                    if let Some(Memory::MonthlyVolume { month: Some(month), net, run }) =
                        state.memory.slot(*slot)
                    {
                        // The month ends; an empty one ends; enough empty ones
                        // have passed, where these are good.
                        let next = month.shifted(1);
                        let run = run_before(next, Some(*month), *net, *run, *at_least, *months);
                        let missing = i32::try_from(months.count() - run).unwrap_or(i32::MAX);
                        for later in [0, 1, missing] {
                            consider(next.shifted(later).begins(self.zone));
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Whether the rule holds at an instant not before the last purchase.
    pub(super) fn holds(&self, state: &RuleState, t: DateTime<Utc>) -> bool {
        self.node_holds(&self.tests, state, t)
    }

    fn node_holds(&self, nodes: &[Node], state: &RuleState, t: DateTime<Utc>) -> bool {
        let Some((node, below)) = nodes.split_first() else { return false };
        match &node.test {
            Test::Members(needed) => {
                let (mut hold, mut rest) = (0, below);
                while let Some(member) = rest.first() {
                    let Some((nodes, after)) = rest.split_at_checked(member.span) else { break };
                    // Most members are leaves: these without a call of this.
                    hold += usize::from(match nodes {
                        [leaf] => self.leaf_holds(&leaf.test, state, t),
                        nodes => self.node_holds(nodes, state, t),
                    });
                    if hold >= *needed {
                        return true;
                    }
                    rest = after;
                }
                false
            }
            Test::Not => !self.node_holds(below, state, t),
            leaf => self.leaf_holds(leaf, state, t),
        }
    }

    // Three calls of it for a purchase are a tenth of the time.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(super) fn leaf_holds(&self, test: &Test, state: &RuleState, t: DateTime<Utc>) -> bool {
        let slot = |slot: usize| state.memory.slot(slot);
        match test {
            Test::Orders(need) => state.orders >= *need,
            Test::Volume(need) => state.volume.get() >= *need,
            Test::Tenure(months) => full_at(state, *months).is_some_and(|full| full <= t),
            Test::Bought(at) => matches!(slot(*at), Some(Memory::Bought(Some(_)))),
            Test::SmallestOrder(at) => match slot(*at) {
                Some(Memory::SmallestOrder { live, small, full }) => {
                    full.is_some_and(|full| full <= t) && live.covers(t) && !small.covers(t)
                }
                _ => false,
            },
            Test::MonthlyVolume { slot: at, at_least, months } => match slot(*at) {
                Some(Memory::MonthlyVolume { month, net, run }) => {
                    let now = Month::of(t, self.zone);
                    run_before(now, *month, *net, *run, *at_least, *months) == months.count()
                }
                _ => false,
            },
            Test::Members(_) | Test::Not => false,
        }
    }

    fn explain(
        &self,
        state: &RuleState,
        place: usize,
        leaf: &Leaf,
        t: DateTime<Utc>,
    ) -> (bool, Progress) {
        // Each leaf has a test at its place.
        let test = self.tests.get(place).map_or(Test::Not, |node| node.test);
        let slot = match test {
            Test::Bought(slot) | Test::SmallestOrder(slot) | Test::MonthlyVolume { slot, .. } => {
                state.memory.slot(slot)
            }
            _ => None,
        };
        let progress = match leaf {
            Leaf::Orders(need) => Progress::Orders { have: state.orders, need: *need },
            Leaf::Volume(need) => {
                Progress::Volume { have: state.volume.money(need.currency()), need: *need }
            }
            Leaf::Bought(any_of) => {
                let first = match slot {
                    Some(Memory::Bought(first)) => *first,
                    _ => None,
                };
                let named = first.and_then(|(at, place)| {
                    Some((at, any_of.get(usize::try_from(place).ok()?)?.clone()))
                });
                Progress::Bought { any_of: any_of.clone(), first: named }
            }
            Leaf::SmallestOrder { at_least, months } => {
                let (live_until, small_until) = match slot {
                    Some(Memory::SmallestOrder { live, small, .. }) => {
                        (live.shown(t), small.shown(t))
                    }
                    _ => (None, None),
                };
                Progress::SmallestOrder {
                    at_least: *at_least,
                    months: *months,
                    full_at: state.first_order.map(|first| or_last(months.after(first))),
                    live_until,
                    small_until,
                }
            }
            Leaf::MonthlyVolume { at_least, months } => {
                let now = Month::of(t, self.zone);
                let (month, net, run) = match slot {
                    Some(Memory::MonthlyVolume { month, net, run }) => (*month, *net, *run),
                    _ => (None, Units::ZERO, 0),
                };
                let needed = units(*at_least);
                let this_month = if month == Some(now) {
                    net.money(at_least.currency())
                } else {
                    Money::zero(at_least.currency())
                };
                Progress::MonthlyVolume {
                    at_least: *at_least,
                    months: *months,
                    reached: run_before(now, month, net, run, needed, *months),
                    this_month,
                }
            }
            Leaf::Tenure(months) => Progress::Tenure {
                months: *months,
                since: state.first_order,
                until: state.first_order.map(|first| or_last(months.after(first))),
            },
        };
        (self.leaf_holds(&test, state, t), progress)
    }
}

/// The first order + months; `None` without orders and past the calendar's end.
pub(super) fn full_at(state: &RuleState, months: Months) -> Option<DateTime<Utc>> {
    state.first_order.and_then(|first| months.after(first))
}
