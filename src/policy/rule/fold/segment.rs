//! Later orders of a customer, folded before the earlier ones are known.

use std::fmt;

use chrono::{DateTime, Utc};

use super::asking::full_at;
use super::compiled::{Keeper, Node, Test, run_before};
use super::state::{Memory, RuleState, Until};
use super::{LaterDays, PurchaseView, RuleFold, RuleFoldError};
use crate::value::units::{Units, units};
use crate::value::words::messages;
use crate::value::{Line, Money, Month, Purchase};

/// The orders of one customer in one period, folded while it is not
/// known what came before: beside it on another core, or before it was read.
///
/// [`RuleFold::merge`] puts a segment behind a [`RuleState`], [`RuleFold::join`]
/// behind an earlier segment; either gives what one pass over all orders gives.
///
/// **Memory**: at which order a rule is met first depends on what came before
/// (the first order here is the third of all, if two came before). So beside a
/// state a segment keeps its purchases, 36 bytes for each and 40 for each
/// line that first names a product of `bought`, until the rule holds *whatever*
/// came before; from then on it does not grow. That is so after the n orders
/// that `orders` asks for, after the first such line for `bought`, and once the
/// months that `tenure`, `smallest_order` or `monthly_volume` speak of lie
/// within the segment. What came before can always have been so far below zero
/// that `volume` does not hold yet, and what holds for good makes its `not`
/// fail: a rule that needs one of these keeps all purchases of a segment, since
/// each of them can be the one by which it is met.
///
/// ```
/// use sales_process::policy::Rule;
/// use sales_process::{Line, Purchase, UtcOffset};
///
/// let fold = Rule::orders(3)?.fold(UtcOffset::UTC);
/// let lines = [Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
/// let (mut last_year, mut this_year) = (fold.begin(), fold.begin_segment());
/// for day in ["2025-05-01T10:00:00Z", "2025-09-01T10:00:00Z"] {
///     fold.record(&mut last_year, Purchase::new(day.parse()?, &lines)?)?;
/// }
/// for day in ["2026-02-01T10:00:00Z", "2026-04-01T10:00:00Z"] {
///     fold.record_in(&mut this_year, Purchase::new(day.parse()?, &lines)?)?;
/// }
/// fold.merge(&mut last_year, &this_year)?;
/// let due = fold.due_at(&last_year, "2026-05-01T00:00:00Z".parse()?)?;
/// assert_eq!(due, Some("2026-02-01T10:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(into = "super::stored::SegmentForm", try_from = "super::stored::SegmentForm")]
pub struct RuleSegment {
    /// The state of the customer if nothing came before.
    pub(in crate::policy::rule) alone: RuleState,
    /// The month of the first purchase and its net total here, where the rule
    /// asks for months: the one month to which what came before can add.
    pub(super) opening: Option<(Month, Units)>,
    /// INVARIANT: the purchases up to the instant from which on `settled`
    /// holds; all of them where it does not. The first is always there.
    pub(super) steps: Vec<Step>,
    /// The lines that `bought` reads, of all steps.
    pub(super) lines: Vec<Line>,
    /// The rule has held by the last step, whatever came before.
    pub(super) settled: bool,
}

/// A purchase, as far as rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) at: DateTime<Utc>,
    pub(super) total: Money,
    /// Where its lines end.
    pub(super) lines: u32,
}

messages! {
    /// Why a segment cannot be put behind what came before. Both are as they were.
    #[derive(Eq)]
    pub enum SegmentError {
        /// The segment begins before the other one ends.
        Overlap {
            /// The first purchase of the later part.
            first: DateTime<Utc>,
            /// The last purchase of the earlier part.
            last: DateTime<Utc>,
        } = "segment_overlap",
            "the later part has an order of {first}, and the earlier one of {last}; put together consecutive periods",
            "в поздней части есть заказ от {first}, а в ранней от {last}; соединяйте периоды, идущие подряд",
            "partea târzie are o comandă din {first}, iar cea timpurie din {last}; uniți perioade consecutive";
        /// As [`RuleFoldError::Overflow`].
        Overflow = "segment_overflow",
            "the volume of the customer has more than 18 digits before the point",
            "в объёме покупок клиента больше 18 знаков до запятой",
            "volumul clientului are mai mult de 18 cifre înaintea virgulei";
        /// One of them belongs to another rule or zone.
        OtherRule = "segment_other_rule",
            "the parts are not both of this rule; begin both with it and record their orders again",
            "не обе части по этому правилу; начните обе с ним и запишите заказы заново",
            "părțile nu sunt ambele ale acestei reguli; începeți-le cu ea și înregistrați din nou comenzile";
    }
}

impl RuleSegment {
    fn first_recorded(&self) -> Option<DateTime<Utc>> {
        self.steps.first().map(|step| step.at)
    }

    fn purchases(&self) -> impl Iterator<Item = Purchase<'_>> {
        let mut begin = 0;
        self.steps.iter().map(move |step| {
            let end = usize::try_from(step.lines).unwrap_or(usize::MAX);
            let lines = self.lines.get(begin..end).unwrap_or_default();
            begin = end;
            Purchase::in_short(step.at, step.total, lines)
        })
    }
}

impl fmt::Debug for RuleSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleSegment")
            .field("alone", &self.alone)
            .field("purchases_kept", &self.steps.len())
            .finish_non_exhaustive()
    }
}

impl RuleFold {
    /// A period without orders, of a customer whose earlier orders
    /// are folded elsewhere.
    pub fn begin_segment(&self) -> RuleSegment {
        RuleSegment {
            alone: self.begin(),
            opening: None,
            steps: Vec::new(),
            lines: Vec::new(),
            settled: false,
        }
    }

    /// Records an order or a return of a segment, as [`RuleFold::record`].
    ///
    /// # Errors
    ///
    /// As [`RuleFold::record`]; sums are those of the segment alone.
    pub fn record_in<'a>(
        &self,
        segment: &mut RuleSegment,
        purchase: impl Into<Purchase<'a>>,
    ) -> Result<(), RuleFoldError> {
        let purchase = purchase.into();
        let at = purchase.placed_at();
        // Of an instant all purchases are there once a later one comes.
        let settled = segment.settled
            || segment.alone.last.is_some_and(|last| last < at && self.is_settled(segment, last));
        let kept = if settled { Vec::new() } else { self.lines_to_keep(&segment.alone, &purchase) };
        self.apply(&mut segment.alone, &PurchaseView::from(&purchase), &mut LaterDays::none())?;
        segment.settled = settled;
        if self.sums_months {
            let now = (Month::of(at, self.zone), Units::ZERO);
            let (month, net) = segment.opening.get_or_insert(now);
            if *month == now.0 {
                // As the net total of the state, which was checked.
                *net = net.plus(units(purchase.total())).unwrap_or(*net);
            }
        }
        if !settled {
            segment.lines.extend(kept);
            let lines = u32::try_from(segment.lines.len()).map_err(|_| RuleFoldError::Overflow)?;
            segment.steps.push(Step { at, total: purchase.total(), lines });
        }
        Ok(())
    }

    /// Puts a segment behind a state, which is then the
    /// one of a single pass over the orders of both. A segment may begin at the
    /// instant at which the state ends.
    ///
    /// Takes time for the purchases that the segment keeps where the state
    /// was not due before, and a fixed time otherwise.
    ///
    /// # Errors
    ///
    /// [`SegmentError`]: the segment begins before the last purchase of the
    /// state, is of another rule, or the sums are too large.
    pub fn merge(&self, earlier: &mut RuleState, later: &RuleSegment) -> Result<(), SegmentError> {
        if earlier.fingerprint != self.fingerprint || later.alone.fingerprint != self.fingerprint {
            return Err(SegmentError::OtherRule);
        }
        let Some(first) = later.first_recorded() else { return Ok(()) };
        if let Some(last) = earlier.last.filter(|last| first < *last) {
            return Err(SegmentError::Overlap { first, last });
        }
        let mut due = earlier.due;
        if due.is_none() {
            let mut along = earlier.clone();
            let mut days = LaterDays::none();
            for purchase in later.purchases() {
                self.apply(&mut along, &PurchaseView::from(&purchase), &mut days)
                    .map_err(|_| SegmentError::Overflow)?;
            }
            if !later.settled {
                *earlier = along;
                return Ok(());
            }
            // What the next purchase would have found out.
            due = along.due.or(along.last.filter(|last| self.holds(&along, *last)));
        }
        *earlier = RuleState { due, ..self.sum(earlier, later)? };
        Ok(())
    }

    /// Puts a segment behind an earlier one: the earlier one is then the
    /// segment of the orders of both.
    ///
    /// # Errors
    ///
    /// As [`RuleFold::merge`].
    pub fn join(&self, earlier: &mut RuleSegment, later: &RuleSegment) -> Result<(), SegmentError> {
        let mut alone = earlier.alone.clone();
        self.merge(&mut alone, later)?;
        let opening = match (earlier.opening, later.opening) {
            (Some((month, net)), Some((same, more))) if month == same => {
                Some((month, net.plus(more.get()).ok_or(SegmentError::Overflow)?))
            }
            (first, second) => first.or(second),
        };
        let mut along = earlier.clone();
        if !along.settled {
            for purchase in later.purchases() {
                self.record_in(&mut along, purchase).map_err(|_| SegmentError::Overflow)?;
            }
            along.settled |= later.settled;
        }
        *earlier = RuleSegment { alone, opening, ..along };
        Ok(())
    }

    /// The lines of a purchase that can be the first to name a product of some
    /// `bought`.
    fn lines_to_keep(&self, alone: &RuleState, purchase: &Purchase<'_>) -> Vec<Line> {
        let open = |slot| match alone.memory.slot(slot) {
            Some(Memory::Bought(first)) => first.is_none_or(|(at, _)| at == purchase.placed_at()),
            _ => false,
        };
        let asked = |line: &&Line| {
            line.amount.is_positive()
                && self.keepers.iter().enumerate().any(|(slot, keeper)| match keeper {
                    Keeper::Bought(products) => open(slot) && products.contains_key(&line.product),
                    _ => false,
                })
        };
        purchase.lines().iter().filter(asked).cloned().collect()
    }

    /// Whether the rule holds at the instant of the last purchase of a
    /// segment, whatever came before.
    fn is_settled(&self, segment: &RuleSegment, last: DateTime<Utc>) -> bool {
        self.known(&self.tests, segment, last) == Some(true)
    }

    /// Whether a part of the rule holds; `None` where that depends on what
    /// came before the segment.
    fn known(&self, nodes: &[Node], segment: &RuleSegment, t: DateTime<Utc>) -> Option<bool> {
        let (node, below) = nodes.split_first()?;
        match &node.test {
            Test::Members(needed) => {
                let (mut hold, mut open, mut rest) = (0, 0, below);
                while let Some(member) = rest.first() {
                    let Some((nodes, after)) = rest.split_at_checked(member.span) else { break };
                    let known = self.known(nodes, segment, t);
                    hold += usize::from(known == Some(true));
                    open += usize::from(known.is_none());
                    rest = after;
                }
                match (hold >= *needed, hold + open >= *needed) {
                    (true, _) => Some(true),
                    (false, false) => Some(false),
                    (false, true) => None,
                }
            }
            Test::Not => self.known(below, segment, t).map(|holds| !holds),
            leaf => self.leaf_known(leaf, segment, t),
        }
    }

    fn leaf_known(&self, test: &Test, segment: &RuleSegment, t: DateTime<Utc>) -> Option<bool> {
        let alone = &segment.alone;
        // An order before the segment leaves its window by the end of this
        // day: adding months keeps the order of days, though not of instants.
        let passed = |full: Option<DateTime<Utc>>| {
            full.is_some_and(|full| full.date_naive() < t.date_naive())
        };
        match test {
            Test::Orders(need) => (alone.orders >= *need).then_some(true),
            Test::Tenure(months) => passed(full_at(alone, *months)).then_some(true),
            Test::Bought(slot) => {
                matches!(alone.memory.slot(*slot), Some(Memory::Bought(Some(_)))).then_some(true)
            }
            Test::SmallestOrder(slot) => match alone.memory.slot(*slot) {
                Some(Memory::SmallestOrder { small, .. }) if small.covers(t) => Some(false),
                Some(Memory::SmallestOrder { live, full, .. }) if passed(*full) => {
                    Some(live.covers(t))
                }
                _ => None,
            },
            // All of its months are later than the one that can have begun before.
            Test::MonthlyVolume { months, .. } => {
                let (opening, _) = segment.opening?;
                let since = u32::try_from(Month::of(t, self.zone).since(opening)).unwrap_or(0);
                (since > months.count()).then(|| self.leaf_holds(test, alone, t))
            }
            Test::Volume(_) | Test::Members(_) | Test::Not => None,
        }
    }

    /// Both together, but for when the rule was due first.
    fn sum(&self, earlier: &RuleState, later: &RuleSegment) -> Result<RuleState, SegmentError> {
        let alone = &later.alone;
        let add = |one: Units, more: Units| one.plus(more.get()).ok_or(SegmentError::Overflow);
        let orders = earlier.orders.checked_add(alone.orders).ok_or(SegmentError::Overflow)?;
        let volume = add(earlier.volume, alone.volume)?;
        let mut sum = earlier.clone();
        for (slot, keeper) in self.keepers.iter().enumerate() {
            match (keeper, sum.memory.slot_mut(slot), alone.memory.slot(slot)) {
                (_, Some(Memory::Bought(first)), Some(Memory::Bought(second))) => {
                    *first = first.iter().chain(second).min().copied();
                }
                (
                    _,
                    Some(Memory::SmallestOrder { live, small, full }),
                    Some(Memory::SmallestOrder {
                        live: later_live,
                        small: later_small,
                        full: later,
                    }),
                ) => {
                    if *live == Until::NOTHING {
                        *full = *later;
                    }
                    live.extend(*later_live);
                    small.extend(*later_small);
                }
                (
                    Keeper::MonthlyVolume { at_least, months },
                    Some(Memory::MonthlyVolume { month, net, run }),
                    Some(Memory::MonthlyVolume { month: Some(last), net: last_net, run: last_run }),
                ) => {
                    let Some((first, first_net)) = later.opening else { continue };
                    // First as far as the first month of the segment …
                    *run = run_before(first, *month, *net, *run, *at_least, *months);
                    *net = if *month == Some(first) { add(*net, first_net)? } else { first_net };
                    *month = Some(first);
                    // … and then over those between it and the last: where they
                    // are more than are needed, or one of them is bad, the run
                    // of the segment is right as it is.
                    let passed = u32::try_from(last.since(first)).unwrap_or(0);
                    let Some(between) = passed.checked_sub(1) else { continue };
                    *run = if *last_run >= between {
                        let with_first = if net.get() >= *at_least { *run + 1 } else { 0 };
                        with_first.saturating_add(between).min(months.count())
                    } else {
                        *last_run
                    };
                    (*month, *net) = (Some(*last), *last_net);
                }
                _ => {}
            }
        }
        Ok(RuleState {
            orders,
            volume,
            last: alone.last,
            first_order: earlier.first_order.or(alone.first_order),
            ..sum
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Rule;
    use crate::value::UtcOffset;
    use chrono::{Months, NaiveDate};

    fn fold(json: &str) -> RuleFold {
        serde_json::from_str::<Rule>(json).unwrap().fold(UtcOffset::UTC)
    }

    fn lines(amount: &str) -> [Line; 1] {
        [Line::new("P".parse().unwrap(), amount.parse().unwrap())]
    }

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T00:00:00Z").parse().unwrap()
    }

    /// A segment of orders on these days.
    fn segment(fold: &RuleFold, orders: &[(&str, &str)]) -> RuleSegment {
        let mut segment = fold.begin_segment();
        for (day, amount) in orders {
            let lines = lines(amount);
            fold.record_in(&mut segment, Purchase::new(at(day), &lines).unwrap()).unwrap();
        }
        segment
    }

    /// How many of 24 monthly orders of 50 GBP a rule has a segment keep.
    #[track_caller]
    fn check_kept(json: &str, purchases: usize, kept_lines: usize) {
        let fold = fold(json);
        let mut segment = fold.begin_segment();
        let first = NaiveDate::from_ymd_opt(2024, 1, 10).unwrap();
        for month in 0..24 {
            let day = (first + Months::new(month)).and_time(chrono::NaiveTime::MIN).and_utc();
            let lines = lines("50 GBP");
            fold.record_in(&mut segment, Purchase::new(day, &lines).unwrap()).unwrap();
        }
        assert_eq!((segment.steps.len(), segment.lines.len()), (purchases, kept_lines), "{json}");
    }

    /// The memory promised in the docs.
    #[test]
    fn purchases_are_kept_until_the_past_does_not_matter() {
        assert_eq!((size_of::<Step>(), size_of::<Line>()), (36, 40));
        check_kept(r#"{"orders":{"at_least":3}}"#, 3, 0);
        check_kept(r#"{"bought":{"any_of":["Q","P"]}}"#, 1, 1);
        check_kept(r#"{"bought":{"any_of":["Q"]}}"#, 24, 0);
        check_kept(r#"{"tenure":{"months":3}}"#, 5, 0);
        check_kept(r#"{"smallest_order":{"at_least":"20 GBP","months":3}}"#, 5, 0);
        check_kept(r#"{"monthly_volume":{"at_least":"20 GBP","months":3}}"#, 5, 0);
        check_kept(r#"{"volume":{"at_least":"20 GBP"}}"#, 24, 0);
        let any = r#"{"any":[{"volume":{"at_least":"20 GBP"}},{"orders":{"at_least":6}}]}"#;
        check_kept(any, 6, 0);
        let both = r#"{"all":[{"bought":{"any_of":["P"]}},{"orders":{"at_least":6}}]}"#;
        check_kept(both, 6, 1);
        check_kept(r#"{"not":{"orders":{"at_least":3}}}"#, 24, 0);
        let small = r#"{"not":{"smallest_order":{"at_least":"70 GBP","months":1}}}"#;
        check_kept(small, 1, 0);
        let two = r#"{"at_least":{"count":2,"of":[{"orders":{"at_least":4}},
            {"volume":{"at_least":"1 GBP"}},{"tenure":{"months":1}}]}}"#;
        check_kept(two, 4, 0);
    }

    /// Adding months keeps the order of days and not that of instants: of these
    /// two orders of January the later one is a month old first.
    #[test]
    fn the_past_matters_to_the_end_of_the_day() {
        let orders: Vec<(DateTime<Utc>, [Line; 1])> = [
            "2023-01-30T12:00:00Z",
            "2023-01-31T10:00:00Z",
            "2023-02-28T11:00:00Z",
            "2023-03-01T00:00:00Z",
            "2023-03-02T00:00:00Z",
        ]
        .map(|at| (at.parse().unwrap(), lines("50 GBP")))
        .into();
        for rule in
            [r#"{"tenure":{"months":1}}"#, r#"{"smallest_order":{"at_least":"20 GBP","months":1}}"#]
        {
            let fold = fold(rule);
            let (mut whole, mut begun) = (fold.begin(), fold.begin());
            let mut rest = fold.begin_segment();
            for (place, (at, lines)) in orders.iter().enumerate() {
                let purchase = Purchase::new(*at, lines).unwrap();
                fold.record(&mut whole, purchase).unwrap();
                match place {
                    0 => fold.record(&mut begun, purchase).unwrap(),
                    _ => fold.record_in(&mut rest, purchase).unwrap(),
                }
            }
            fold.merge(&mut begun, &rest).unwrap();
            assert!(begun == whole, "{rule}");
            let due = fold.due_at(&begun, at("2023-04-01")).unwrap();
            assert_eq!(due.unwrap().to_rfc3339(), "2023-02-28T12:00:00+00:00");
            assert_eq!(rest.steps.len(), 3);
        }
    }

    /// The second order of an instant undoes what the first one settled.
    #[test]
    fn an_instant_is_settled_when_all_its_orders_are_there() {
        let fold = fold(r#"{"smallest_order":{"at_least":"50 GBP","months":1}}"#);
        let orders = [("2024-01-01", "50 GBP"), ("2024-02-20", "60 GBP"), ("2024-02-20", "10 GBP")];
        let segment = segment(&fold, &orders);
        let (mut merged, mut whole) = (fold.begin(), fold.begin());
        fold.merge(&mut merged, &segment).unwrap();
        for (day, amount) in orders {
            fold.record(&mut whole, Purchase::new(at(day), &lines(amount)).unwrap()).unwrap();
        }
        assert!(merged == whole && !segment.settled);
        assert_eq!(fold.due_at(&merged, at("2024-04-01")).unwrap(), None);
    }

    #[track_caller]
    fn check_refused(json: &str, earlier: &[(&str, &str)], later: &[(&str, &str)], said: &str) {
        let fold = fold(json);
        let (mut first, second) = (segment(&fold, earlier), segment(&fold, later));
        let (mut state, before) = (first.alone.clone(), first.clone());
        assert_eq!(fold.merge(&mut state, &second).unwrap_err().to_string(), said);
        assert_eq!(fold.join(&mut first, &second).unwrap_err().to_string(), said);
        assert!(first == before && state == before.alone);
    }

    #[test]
    fn what_cannot_be_put_together_is_left_as_it_was() {
        const TWO: &str = r#"{"orders":{"at_least":2}}"#;
        check_refused(
            TWO,
            &[("2024-01-01", "5 GBP"), ("2024-02-01", "5 GBP")],
            &[("2024-01-31", "5 GBP")],
            "the later part has an order of 2024-01-31T00:00:00Z, and the earlier one of \
             2024-02-01T00:00:00Z; put together consecutive periods",
        );
        let most = "999999999999999999 GBP";
        let overflow = "the volume of the customer has more than 18 digits before the point";
        let days =
            |amounts: [&'static str; 2]| [("2024-01-01", amounts[0]), ("2024-01-02", amounts[1])];
        let [one, two] = days([most, most]);
        check_refused(r#"{"volume":{"at_least":"1 GBP"}}"#, &[one], &[two], overflow);
        check_refused(
            r#"{"monthly_volume":{"at_least":"1 GBP","months":1}}"#,
            &[one],
            &[two, ("2024-03-01", "1 GBP"), ("2024-04-01", "1 GBP")],
            overflow,
        );

        let (two, three) = (fold(TWO), fold(r#"{"orders":{"at_least":3}}"#));
        let later = segment(&three, &[("2024-01-01", "5 GBP")]);
        let said = "the parts are not both of this rule; begin both with it and record their \
                    orders again";
        for (fold, mut state) in [(&two, two.begin()), (&three, two.begin())] {
            assert_eq!(fold.merge(&mut state, &later).unwrap_err().to_string(), said);
        }
        assert!(fold(TWO).merge(&mut two.begin(), &two.begin_segment()).is_ok());
    }

    #[test]
    fn a_purchase_that_cannot_be_recorded_changes_no_segment() {
        let fold = fold(r#"{"all":[{"volume":{"at_least":"1 GBP"}},{"bought":{"any_of":["P"]}}]}"#);
        let mut segment = segment(&fold, &[("2024-01-02", "5 GBP")]);
        let before = segment.clone();
        for (day, amount) in [("2024-01-01", "5 GBP"), ("2024-01-03", "5 EUR")] {
            let lines = lines(amount);
            let refused = fold.record_in(&mut segment, Purchase::new(at(day), &lines).unwrap());
            assert!(refused.is_err() && segment == before);
        }
        assert_eq!(segment.alone.last, Some(at("2024-01-02")));
    }
}
