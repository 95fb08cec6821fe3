//! A rule over millions of orders: each order is folded into the state of its
//! customer as it arrives, and is not kept.
//!
//! Between two purchases of a customer each part of a rule changes at two or
//! three instants at most, and these follow from what a [`RuleState`] holds. So
//! a purchase costs a fixed amount of work for each part of the rule, and the
//! rule is evaluated once more for each instant at which a part changes without
//! a purchase; after the rule was due, not even that.

mod asking;
mod build;
mod compiled;
#[cfg(feature = "rayon")]
mod parallel;
mod segment;
mod state;
mod stored;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use self::compiled::Keeper;
use self::state::{Memory, Until};
use super::Rule;
use crate::value::prefetch::prefetch;
use crate::value::units::{Units, units};
use crate::value::words::{messages, put, told};
use crate::value::{Currency, Language, Line, Message, Month, Months, Purchase, Zone};

pub use asking::RuleAskError;
pub use segment::{RuleSegment, SegmentError};
pub use state::RuleState;

/// A rule made ready to fold orders in time order.
///
/// ```
/// use sales_process::policy::Rule;
/// use sales_process::{Line, Purchase, UtcOffset};
///
/// let rule = Rule::orders(2)?;
/// let fold = rule.fold(UtcOffset::UTC);
/// let mut state = fold.begin();
///
/// let lines = [Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
/// fold.record(&mut state, Purchase::new("2026-01-05T10:00:00Z".parse()?, &lines)?)?;
/// fold.record(&mut state, Purchase::new("2026-02-20T10:00:00Z".parse()?, &lines)?)?;
///
/// let due = fold.due_at(&state, "2026-03-01T00:00:00Z".parse()?)?;
/// assert_eq!(due, Some("2026-02-20T10:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RuleFold {
    rule: Rule,
    zone: Zone,
    tests: Vec<compiled::Node>,
    /// One for each memory of a state, in its order.
    keepers: Vec<Keeper>,
    sums_volume: bool,
    sums_months: bool,
    needs_first_order: bool,
    /// A hash of rule and zone: a state begun for another rule is refused
    /// (but for one in four billion) instead of being misread.
    fingerprint: u32,
}

messages! {
    /// Why a purchase cannot be recorded. The state is as it was before.
    #[derive(Eq)]
    pub enum RuleFoldError {
        /// The purchase is before one already recorded.
        Late {
            /// When it was placed.
            placed_at: DateTime<Utc>,
            /// The last one recorded.
            last: DateTime<Utc>,
        } = "order_late",
            "an order of {placed_at} comes after one of {last}; record orders in time order",
            "заказ от {placed_at} идёт после заказа от {last}; записывайте заказы по порядку времени",
            "o comandă din {placed_at} vine după una din {last}; înregistrați comenzile în ordinea timpului";
        /// The purchase is in another currency than the amounts of the rule.
        Currency {
            /// The currency of the rule.
            expected: Currency,
            /// The currency of the order.
            found: Currency,
        } = "order_currency",
            "an order is in {found} and the rule in {expected}; convert it first",
            "заказ в {found}, а правило в {expected}; сначала пересчитайте",
            "o comandă este în {found}, iar regula în {expected}; convertiți mai întâi";
        /// The customer's volume is too large for [`Money`](crate::value::Money), or
        /// there are more than four billion orders.
        Overflow = "order_overflow",
            "the volume of the customer has more than 18 digits before the point",
            "в объёме покупок клиента больше 18 знаков до запятой",
            "volumul clientului are mai mult de 18 cifre înaintea virgulei";
        /// The state belongs to another rule or zone.
        OtherRule = "order_other_rule",
            "the state was begun for another rule; begin it with this one and record its orders again",
            "состояние начато по другому правилу; начните его с этим и запишите заказы заново",
            "starea a fost începută pentru altă regulă; începeți-o cu aceasta și înregistrați din nou comenzile";
        /// There is no state for a row.
        NoState {
            /// The index in the row.
            index: usize,
            /// How many states there are.
            states: usize,
        } = "order_no_state",
            "there is no state {index}; expected one of the {states} given, counted from 0",
            "состояния {index} нет; ожидается одно из данных, всего {states}, счёт от 0",
            "nu există starea {index}; se așteaptă una din cele {states} date, numărate de la 0";
    }
}

/// Which row of many cannot be recorded. Those before it are recorded, it and
/// those after it are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRowError {
    /// The row, counted from 0.
    pub row: usize,
    /// What is wrong with it.
    pub error: RuleFoldError,
}

impl RuleRowError {
    /// The row and what is wrong, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let words = [
            "row {row}, counted from 0: {error}",
            "строка {row}, счёт от 0: {error}",
            "rândul {row}, numărat de la 0: {error}",
        ];
        put(words, language, &[("row", &self.row), ("error", &self.error.text_in(language))])
    }
}

told! { RuleRowError { row, error } }

impl std::error::Error for RuleRowError {}

impl RuleFold {
    /// The state of a customer without orders.
    pub fn begin(&self) -> RuleState {
        let memory = Memory::joined(self.keepers.iter().map(Keeper::begin).collect());
        RuleState {
            fingerprint: self.fingerprint,
            orders: 0,
            memory,
            last: None,
            due: None,
            first_order: None,
            volume: Units::ZERO,
        }
    }

    /// Records an order or a return of a customer: the next in time, or one at
    /// the instant of the last.
    ///
    /// # Errors
    ///
    /// [`RuleFoldError`]: it is before the last one recorded, in another currency
    /// than the rule's, or too large to sum up; or the state is another rule's.
    pub fn record<'a>(
        &self,
        state: &mut RuleState,
        purchase: impl Into<Purchase<'a>>,
    ) -> Result<(), RuleFoldError> {
        self.apply(state, &PurchaseView::from(&purchase.into()), &mut LaterDays::none())
    }

    /// Records orders of many customers: each row is the index of a state
    /// and a purchase. The rows of one customer are in time order; sorting all
    /// of them by time is good for speed.
    ///
    /// # Errors
    ///
    /// [`RuleRowError`] names the first row that cannot be recorded; those before
    /// it are.
    pub fn record_all<'a, P: Into<Purchase<'a>>>(
        &self,
        states: &mut [RuleState],
        rows: impl IntoIterator<Item = (usize, P)>,
    ) -> Result<(), RuleRowError> {
        let mut rows = rows.into_iter().map(|(index, purchase)| (index, purchase.into()));
        let mut block = Vec::with_capacity(BLOCK);
        let mut days = LaterDays::new();
        let mut done = 0;
        loop {
            block.clear();
            block.extend(rows.by_ref().take(BLOCK));
            if block.is_empty() {
                return Ok(());
            }
            self.apply_block(states, &block, &mut days)
                .map_err(|(at, error)| RuleRowError { row: done + at, error })?;
            done += block.len();
        }
    }

    /// Customers arrive in no order, so each row would wait for memory.
    /// Prefetching the states of a block lets these waits overlap: for millions
    /// of customers that takes a third of the time.
    fn apply_block(
        &self,
        states: &mut [RuleState],
        block: &[(usize, Purchase<'_>)],
        days: &mut LaterDays,
    ) -> Result<(), (usize, RuleFoldError)> {
        let met = block.iter().filter_map(|(index, _)| states.get(*index));
        prefetch(met.map(|state| state.prefetch() as usize));
        let count = states.len();
        for (row, (index, purchase)) in block.iter().enumerate() {
            states
                .get_mut(*index)
                .ok_or(RuleFoldError::NoState { index: *index, states: count })
                .and_then(|state| self.apply(state, &PurchaseView::from(purchase), days))
                .map_err(|error| (row, error))?;
        }
        Ok(())
    }

    fn apply(
        &self,
        state: &mut RuleState,
        view: &PurchaseView<'_>,
        days: &mut LaterDays,
    ) -> Result<(), RuleFoldError> {
        let at = view.at;
        if state.fingerprint != self.fingerprint {
            return Err(RuleFoldError::OtherRule);
        }
        // All that can fail stands before all that changes.
        let mut due = state.due;
        if let Some(last) = state.last {
            if at < last {
                return Err(RuleFoldError::Late { placed_at: at, last });
            }
            if due.is_none() && last < at {
                due = self.first_hold(state, last, |t| t < at);
            }
        }
        let amount = match self.rule.currency {
            None => 0,
            Some(expected) if view.currency == expected => view.units,
            Some(expected) => {
                return Err(RuleFoldError::Currency { expected, found: view.currency });
            }
        };
        let volume = if self.sums_volume {
            state.volume.plus(amount).ok_or(RuleFoldError::Overflow)?
        } else {
            Units::ZERO
        };
        let is_order = view.units > 0;
        let orders =
            state.orders.checked_add(u32::from(is_order)).ok_or(RuleFoldError::Overflow)?;
        if self.sums_months {
            self.check_months(&state.memory, at, amount)?;
        }

        for (slot, keeper) in self.keepers.iter().enumerate() {
            if let Some(memory) = state.memory.slot_mut(slot) {
                self.remember(keeper, memory, view, amount, days);
            }
        }
        if is_order && self.needs_first_order && state.first_order.is_none() {
            state.first_order = Some(at);
        }
        state.orders = orders;
        state.volume = volume;
        state.due = due;
        state.last = Some(at);
        Ok(())
    }

    /// Whether the net total of the month stays within what money holds.
    fn check_months(
        &self,
        memory: &Memory,
        at: DateTime<Utc>,
        amount: i128,
    ) -> Result<(), RuleFoldError> {
        let now = Some(Month::of(at, self.zone));
        for memory in (0..self.keepers.len()).filter_map(|slot| memory.slot(slot)) {
            match memory {
                Memory::MonthlyVolume { month, net, .. } if *month == now => {
                    net.plus(amount).ok_or(RuleFoldError::Overflow)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn remember(
        &self,
        keeper: &Keeper,
        memory: &mut Memory,
        view: &PurchaseView<'_>,
        amount: i128,
        days: &mut LaterDays,
    ) {
        let at = view.at;
        match (keeper, memory) {
            // Of what is bought at one instant, the first in the list.
            (Keeper::Bought(products), Memory::Bought(first))
                if first.is_none_or(|(since, _)| since == at) =>
            {
                let lines = view.lines.iter().filter(|line| line.amount.is_positive());
                let place = lines.filter_map(|line| products.get(&line.product).copied()).min();
                *first = first.iter().copied().chain(place.map(|place| (at, place))).min();
            }
            (
                Keeper::SmallestOrder { at_least, months },
                Memory::SmallestOrder { live, small, full },
            ) if view.units > 0 => {
                let leaves = Until(days.add(*months, at));
                if *live == Until::NOTHING {
                    *full = leaves.0;
                }
                live.extend(leaves);
                if amount < *at_least {
                    small.extend(leaves);
                }
            }
            (
                Keeper::MonthlyVolume { at_least, months },
                Memory::MonthlyVolume { month, net, run },
            ) => {
                let now = Month::of(at, self.zone);
                if *month != Some(now) {
                    *run = compiled::run_before(now, *month, *net, *run, *at_least, *months);
                    *month = Some(now);
                    *net = Units::ZERO;
                }
                *net = net.plus(amount).unwrap_or(*net);
            }
            _ => {}
        }
    }
}

/// Rows whose states are prefetched together: enough for the waits on memory
/// to overlap, few enough to stay in the nearest cache.
const BLOCK: usize = 128;

/// A purchase as far as a rule asks about it.
struct PurchaseView<'a> {
    at: DateTime<Utc>,
    currency: Currency,
    /// The total, in units.
    units: i128,
    lines: &'a [Line],
}

impl<'a> From<&Purchase<'a>> for PurchaseView<'a> {
    #[inline]
    fn from(purchase: &Purchase<'a>) -> Self {
        let total = purchase.total();
        Self {
            at: purchase.placed_at(),
            currency: total.currency(),
            units: units(total),
            lines: purchase.lines(),
        }
    }
}

/// A cache of calendar additions. Adding months is the most expensive step of a
/// fold, and the orders of some years fall on few distinct days.
struct LaterDays {
    slots: Vec<LaterDay>,
}

/// A day, and the one some months later; `None` past the end of the calendar.
#[derive(Clone, Copy)]
struct LaterDay {
    of: Option<(NaiveDate, Months)>,
    later: Option<NaiveDate>,
}

/// Slots of [`LaterDays`], a power of two: neighbouring days have different ones.
const DAYS: usize = 1_024;

impl LaterDays {
    /// No cache: for a single purchase.
    fn none() -> Self {
        Self { slots: Vec::new() }
    }

    /// An empty cache.
    fn new() -> Self {
        Self { slots: vec![LaterDay { of: None, later: None }; DAYS] }
    }

    /// As [`Months::after`].
    fn add(&mut self, months: Months, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = at.naive_utc();
        let date = local.date();
        // The sign is lost, and the remainder is the same for the same day.
        #[allow(clippy::cast_sign_loss)]
        let day = (date.year() as u32).wrapping_mul(366).wrapping_add(date.ordinal());
        // Parts with other months have other slots.
        let day = day.wrapping_add(months.count().wrapping_mul(341));
        let Some(slot) = self.slots.get_mut(day as usize & (DAYS - 1)) else {
            return months.after(at);
        };
        let of = Some((date, months));
        if slot.of != of {
            let later = months.after(at).map(|later| later.naive_utc().date());
            *slot = LaterDay { of, later };
        }
        slot.later.map(|later| later.and_time(local.time()).and_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Money, UtcOffset};

    fn lines(amount: &str) -> [Line; 1] {
        [Line::new("P".parse().unwrap(), amount.parse::<Money>().unwrap())]
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    /// Records amounts at days, the last of which is refused and leaves the
    /// state as it was.
    #[track_caller]
    fn check_refused(json: &str, orders: &[(&str, &str)], message: &str) {
        let fold = rule(json).fold(UtcOffset::UTC);
        let mut state = fold.begin();
        let mut refused = None;
        for (day, amount) in orders {
            assert_eq!(refused, None);
            let before = state.clone();
            let lines = lines(amount);
            let purchase = Purchase::new(at(&format!("{day}T00:00:00Z")), &lines).unwrap();
            refused = fold.record(&mut state, purchase).err().map(|error| error.to_string());
            assert_eq!(refused.is_some(), state == before);
        }
        assert_eq!(refused.as_deref(), Some(message));
    }

    #[test]
    fn what_cannot_be_recorded_changes_nothing() {
        check_refused(
            r#"{"tenure":{"months":1}}"#,
            &[("2024-01-01", "5 GBP"), ("2024-03-01", "5 EUR"), ("2024-02-29", "5 GBP")],
            "an order of 2024-02-29T00:00:00Z comes after one of 2024-03-01T00:00:00Z; \
             record orders in time order",
        );
        check_refused(
            r#"{"any":[{"orders":{"at_least":1}},{"volume":{"at_least":"1 GBP"}}]}"#,
            &[("2024-01-01", "5 GBP"), ("2024-01-02", "5 EUR")],
            "an order is in EUR and the rule in GBP; convert it first",
        );
        let most = "999999999999999999 GBP";
        let overflow = "the volume of the customer has more than 18 digits before the point";
        check_refused(
            r#"{"any":[{"bought":{"any_of":["P"]}},{"volume":{"at_least":"1 GBP"}}]}"#,
            &[("2024-01-01", most), ("2024-02-01", most)],
            overflow,
        );
        check_refused(
            r#"{"all":[{"smallest_order":{"at_least":"1 GBP","months":1}},
                       {"monthly_volume":{"at_least":"1 GBP","months":1}}]}"#,
            &[("2024-01-01", most), ("2024-02-01", most), ("2024-02-01", most)],
            overflow,
        );
    }

    #[test]
    fn a_state_belongs_to_one_rule() {
        let three = rule(r#"{"orders":{"at_least":3}}"#);
        let fold = three.fold(UtcOffset::UTC);
        let lines = lines("1 GBP");
        let purchase = Purchase::new(at("2024-01-01T00:00:00Z"), &lines).unwrap();
        for other in [
            rule(r#"{"orders":{"at_least":2}}"#).fold(UtcOffset::UTC),
            three.fold("+01:00".parse::<Zone>().unwrap()),
        ] {
            let mut state = other.begin();
            let error = fold.record(&mut state, purchase).unwrap_err();
            assert_eq!(error, RuleFoldError::OtherRule);
            let error = fold.due_at(&state, purchase.placed_at()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the state was begun for another rule; begin it with this one and record its \
                 orders again"
            );
        }
        let mut state = three.clone().fold(UtcOffset::UTC).begin();
        fold.record(&mut state, purchase).unwrap();
        assert_eq!(
            fold.verdict(&state, at("2023-12-31T00:00:00Z")).unwrap_err().to_string(),
            "asked about 2023-12-31T00:00:00Z, and an order of 2024-01-01T00:00:00Z is recorded; \
             ask about that instant or a later one"
        );
    }

    #[test]
    fn a_bad_row_is_named_and_those_before_it_are_recorded() {
        let fold = rule(r#"{"orders":{"at_least":100}}"#).fold(UtcOffset::UTC);
        let lines = lines("1 GBP");
        let purchase = Purchase::new(at("2024-01-01T00:00:00Z"), &lines).unwrap();
        let mut states = vec![fold.begin(); 2];
        let rows = (0..99).map(|row| (if row == 70 { 2 } else { row % 2 }, purchase));
        let error = fold.record_all(&mut states, rows).unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 70, counted from 0: there is no state 2; expected one of the 2 given, counted \
             from 0"
        );
        let have: Vec<u32> = states.iter().map(|s| s.orders).collect();
        assert_eq!(have, [35, 35]);
    }
}
