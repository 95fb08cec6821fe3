//! How the base grows from one period to another.

use std::collections::HashSet;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};

use super::base::Base;
use super::block::{Block, Row};
use super::bought::PERIODS;
use super::buyer;
use super::effects::{Attribution, Effects};
use super::error::{BaseError, BaseRowError};
use super::facts::{average, share};
use crate::value::text::Instant;
use crate::value::units::{Units, units};
use crate::value::{Currency, Money, Period, Purchase, UtcOffset};

/// What is compared: two periods, of how many customers and owners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrowthQuestion {
    currency: Currency,
    before: Period,
    after: Period,
    customers: usize,
    owners: usize,
}

/// Why two periods cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The later one begins before the earlier one ends.
    #[error(
        "the later period begins at {}, before the earlier one ends at {}",
        Instant(*after),
        Instant(*before)
    )]
    Overlap {
        /// The end of the earlier period.
        before: DateTime<Utc>,
        /// The beginning of the later one.
        after: DateTime<Utc>,
    },
}

impl GrowthQuestion {
    /// Compares two periods, each without its last instant, that may touch and
    /// may have time between them; customers and owners are counted from 0.
    ///
    /// # Errors
    ///
    /// [`QuestionError`] for periods that overlap.
    pub fn new(
        currency: Currency,
        (before, after): (Period, Period),
        customers: usize,
        owners: usize,
    ) -> Result<Self, QuestionError> {
        if after.from() < before.to() {
            return Err(QuestionError::Overlap { before: before.to(), after: after.from() });
        }
        Ok(Self { currency, before, after, customers, owners })
    }

    fn place(&self, at: DateTime<Utc>) -> Option<usize> {
        if self.before.contains(at) { Some(0) } else { self.after.contains(at).then_some(1) }
    }
}

/// Why growth cannot be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrowthError {
    /// An order cannot be recorded.
    #[error(transparent)]
    Row(#[from] BaseRowError),
    /// Somebody owns a customer who is not one of the owners.
    #[error(
        "customer {customer} is owned by {owner}; expected one of {owners} owners, counted from 0"
    )]
    NoOwner {
        /// The customer.
        customer: usize,
        /// The owner that was named.
        owner: usize,
        /// How many owners there are.
        owners: usize,
    },
    /// A sum has more than 18 digits before the point.
    #[error("a sum over several customers has more than 18 digits before the point")]
    Overflow,
}

/// What customers did in a period.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Figures {
    /// Customers with an order in the period; for owners, with one of theirs.
    pub customers: usize,
    /// Their orders; returns are none.
    pub orders: u64,
    /// Revenue: orders and returns.
    pub volume: Money,
    /// The total of the orders alone.
    pub ordered: Money,
    /// The revenue by what its lines are. What was bought before the period
    /// counts: the first line of a product in the period can be a repeat.
    pub effects: Effects,
    /// Different products each customer bought, added up over the customers.
    /// For owners a product counts where the customer first bought it in the
    /// period, so that they add up to those of the base.
    pub products: usize,
    /// Orders in 30 days of each customer with an order in the period; `None`
    /// where there is none.
    pub frequency: Option<f64>,
    /// `ordered` by `orders`, rounded half-even to the currency's minor unit;
    /// `None` without orders.
    pub average_order: Option<Money>,
    /// Products by customers: the range that a customer buys; `None` without
    /// customers.
    pub range: Option<f64>,
    /// Cross-sell revenue by revenue; `None` where that is not above zero.
    pub cross_sell_share: Option<f64>,
}

/// Two periods beside each other.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The earlier period.
    pub before: Figures,
    /// The later period.
    pub after: Figures,
    /// Net revenue retention: of the customers with revenue above zero in the
    /// earlier period, the revenue of the later by that of the earlier. More than
    /// 1 where they buy more; `None` where there are none.
    pub net_retention: Option<f64>,
    /// Gross revenue retention: the same, where of each customer no more is
    /// counted in the later period than there was in the earlier, and no less
    /// than nothing. From 0 to 1.
    pub gross_retention: Option<f64>,
}

impl Comparison {
    /// Revenue of the later period by that of the earlier: 1 is no change, 1.25
    /// a quarter more, as in the other ratios. `None` where the earlier is not
    /// above zero.
    pub fn volume_ratio(&self) -> Option<f64> {
        share(self.after.volume, self.before.volume)
    }

    /// Frequency of the later period by that of the earlier; `None` where one
    /// of them is.
    pub fn frequency_ratio(&self) -> Option<f64> {
        ratio(self.after.frequency, self.before.frequency)
    }

    /// Average order of the later period by that of the earlier: up-selling.
    /// `None` where one of them is, or that of the earlier rounds to zero.
    pub fn average_order_ratio(&self) -> Option<f64> {
        share(self.after.average_order?, self.before.average_order?)
    }

    /// Range of the later period by that of the earlier: cross-selling. `None`
    /// where one of them is, or that of the earlier is zero.
    pub fn range_ratio(&self) -> Option<f64> {
        ratio(self.after.range, self.before.range)
    }
}

fn ratio(after: Option<f64>, before: Option<f64>) -> Option<f64> {
    let before = before.filter(|before| *before > 0.0)?;
    Some(after? / before)
}

/// Growth from one period to another: of each customer, of each owner's
/// customers, and of all.
///
/// What is sold counts for the owner **at the instant of the order**: volume,
/// orders, frequency, average order, range. Retention counts for the owner **at
/// the beginning of the later period**, with all that the customer bought in
/// both: it says how much of what somebody was given to keep was kept, and a
/// handoff between the periods makes no loss for one and no gain for the other.
///
/// ```
/// use sales_process::loyalty::{Growth, GrowthQuestion};
/// use sales_process::{Line, Period, Purchase};
///
/// let line = [Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
/// let more = [Line::new("P-7".parse()?, "80.00 GBP".parse()?), Line::new("P-9".parse()?, "20.00 GBP".parse()?)];
/// let january = Period::new("2026-01-01T00:00:00Z".parse()?, "2026-02-01T00:00:00Z".parse()?)?;
/// let february = Period::new("2026-02-01T00:00:00Z".parse()?, "2026-03-01T00:00:00Z".parse()?)?;
/// let question = GrowthQuestion::new("GBP".parse()?, (january, february), 1, 1)?;
/// let orders = [
///     (0, Purchase::new("2026-01-10T10:00:00Z".parse()?, &line)?),
///     (0, Purchase::new("2026-02-10T10:00:00Z".parse()?, &more)?),
/// ];
/// let growth = Growth::measure(&question, orders, |_, _| Some(0))?;
/// assert_eq!(growth.base().net_retention, Some(1.25));
/// assert_eq!(growth.base().gross_retention, Some(1.0));
/// assert_eq!(growth.base().after.cross_sell_share, Some(0.2));
/// assert_eq!(growth.of_owner(0).and_then(|farmer| farmer.range_ratio()), Some(2.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Growth {
    currency: Currency,
    lengths: [f64; 2],
    customers: Vec<[Tally; 2]>,
    owners: Vec<Group>,
    base: Group,
}

/// What is summed up of one customer in one period.
#[derive(Debug, Clone, Copy)]
struct Tally {
    /// First, repeat, cross-sell.
    effects: [Units; 3],
    ordered: Units,
    orders: u32,
    products: u32,
    /// The owner at the last order in the period, counted from 1.
    owner: Option<NonZeroU32>,
}

/// What is summed up of several customers.
#[derive(Debug, Clone, Default)]
struct Group {
    periods: [Sums; 2],
    /// Of those with revenue in the earlier period: it, that of the later, and
    /// what of that is kept.
    had: i128,
    net: i128,
    kept: i128,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    effects: [i128; 3],
    ordered: i128,
    orders: u64,
    customers: usize,
    products: usize,
}

impl Tally {
    const NOTHING: Self = Self {
        effects: [Units::ZERO; 3],
        ordered: Units::ZERO,
        orders: 0,
        products: 0,
        owner: None,
    };

    fn volume(&self) -> i128 {
        self.effects.iter().map(|sum| sum.get()).sum()
    }

    fn sums(&self) -> Sums {
        Sums {
            effects: self.effects.map(Units::get),
            ordered: self.ordered.get(),
            orders: self.orders.into(),
            customers: usize::from(self.orders > 0),
            products: usize::try_from(self.products).unwrap_or(usize::MAX),
        }
    }
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        for (sum, more) in self.effects.iter_mut().zip(other.effects) {
            *sum += more;
        }
        self.ordered += other.ordered;
        self.orders += other.orders;
        self.customers += other.customers;
        self.products += other.products;
    }

    fn fits(&self) -> bool {
        let volume = self.effects.iter().sum();
        let all = self.effects.iter().chain([&self.ordered, &volume]);
        all.copied().all(|sum| Units::ZERO.plus(sum).is_some())
    }
}

impl Group {
    fn retain(&mut self, [before, after]: &[Tally; 2]) {
        let (before, after) = (before.volume(), after.volume());
        if before > 0 {
            self.had += before;
            self.net += after;
            self.kept += after.clamp(0, before);
        }
    }

    fn fits(&self) -> bool {
        let retention = [self.had, self.net, self.kept];
        self.periods.iter().all(Sums::fits)
            && retention.iter().all(|sum| Units::ZERO.plus(*sum).is_some())
    }
}

impl Growth {
    /// Measures growth over orders and returns: each row is a customer and a
    /// purchase. The rows of a customer are in time order, and begin with the
    /// customer's first: what was bought before the periods decides what is a
    /// repeat. Rows after the periods may be there.
    ///
    /// `owner_at` says who owned a customer at an instant, or that nobody did;
    /// without owners, `|_, _| None`.
    ///
    /// # Errors
    ///
    /// [`GrowthError`] for a row that cannot be recorded, an owner who is none
    /// of those asked about, or sums that are too large.
    pub fn measure<'a, P: Into<Purchase<'a>>>(
        question: &GrowthQuestion,
        rows: impl IntoIterator<Item = (usize, P)>,
        owner_at: impl Fn(usize, DateTime<Utc>) -> Option<usize>,
    ) -> Result<Self, GrowthError> {
        let mut rows = rows.into_iter();
        let mut measuring = Measuring::new(question);
        let mut block = Block::new();
        while measuring.base.next_block(&mut block, &mut rows)? {
            measuring.prefetch(&block.rows);
            for row in &block.rows {
                measuring.add(row, &block.numbers, &owner_at)?;
            }
        }
        measuring.finish(owner_at)
    }

    /// One customer; `None` where there is no such customer.
    pub fn of_customer(&self, customer: usize) -> Option<Comparison> {
        let tallies = self.customers.get(customer)?;
        let mut group =
            Group { periods: [tallies[0].sums(), tallies[1].sums()], ..Group::default() };
        group.retain(tallies);
        Some(self.comparison(&group))
    }

    /// The customers of one owner; `None` where there is no such owner.
    pub fn of_owner(&self, owner: usize) -> Option<Comparison> {
        self.owners.get(owner).map(|group| self.comparison(group))
    }

    /// All customers.
    pub fn base(&self) -> Comparison {
        self.comparison(&self.base)
    }

    fn comparison(&self, group: &Group) -> Comparison {
        let [before, after] =
            [0, 1].map(|at: usize| self.figures(&group.periods[at], self.lengths[at]));
        let retention = |kept: i128| share(self.money(kept), self.money(group.had));
        Comparison {
            before,
            after,
            net_retention: retention(group.net),
            gross_retention: retention(group.kept),
        }
    }

    fn figures(&self, sums: &Sums, days: f64) -> Figures {
        let effects = buyer::effects(sums.effects, self.currency);
        let effects = effects.unwrap_or(Effects::nothing(self.currency));
        let ordered = self.money(sums.ordered);
        let customers = (sums.customers > 0).then(|| as_f64(sums.customers));
        let thirties = (days > 0.0).then_some(days / 30.0);
        let per = |count: f64| customers.map(|customers| count / customers);
        #[allow(clippy::cast_precision_loss)] // A ratio; 2^53 orders are more than there are.
        let orders = sums.orders as f64;
        Figures {
            customers: sums.customers,
            orders: sums.orders,
            volume: self.money(sums.effects.iter().sum()),
            ordered,
            effects,
            products: sums.products,
            frequency: per(orders).zip(thirties).map(|(orders, thirties)| orders / thirties),
            average_order: average(ordered, sums.orders),
            range: per(as_f64(sums.products)),
            cross_sell_share: effects.cross_sell_share(),
        }
    }

    /// All sums were found to fit before.
    fn money(&self, sum: i128) -> Money {
        Units::ZERO.plus(sum).unwrap_or(Units::ZERO).money(self.currency)
    }
}

#[allow(clippy::cast_precision_loss)] // A ratio; 2^53 customers are more than there are.
fn as_f64(count: usize) -> f64 {
    count as f64
}

struct Measuring<'q> {
    question: &'q GrowthQuestion,
    /// The whole history, for what each line is.
    base: Base,
    customers: Vec<[Tally; 2]>,
    owners: Vec<Group>,
    /// In each period, customers who ordered of several owners, and of whom.
    moved: [HashSet<(usize, usize)>; 2],
}

impl<'q> Measuring<'q> {
    fn new(question: &'q GrowthQuestion) -> Self {
        Self {
            question,
            // Order days are not asked for.
            base: Base::new(question.currency, UtcOffset::UTC, question.customers),
            customers: vec![[Tally::NOTHING; 2]; question.customers],
            owners: vec![Group::default(); question.owners],
            moved: Default::default(),
        }
    }

    /// Looks at the customers of some rows, as the base does.
    fn prefetch(&self, rows: &[Row<'_>]) {
        let met = rows.iter().filter_map(|row| self.customers.get(row.customer));
        let orders = |[before, after]: &[Tally; 2]| (before.orders ^ after.orders) as usize;
        crate::value::prefetch::prefetch(met.map(orders));
    }

    fn owner(&self, customer: usize, owner: usize) -> Result<usize, GrowthError> {
        let owners = self.owners.len();
        if owner < owners {
            Ok(owner)
        } else {
            Err(GrowthError::NoOwner { customer, owner, owners })
        }
    }

    fn add(
        &mut self,
        row: &Row<'_>,
        numbers: &[u32],
        owner_at: &impl Fn(usize, DateTime<Utc>) -> Option<usize>,
    ) -> Result<(), GrowthError> {
        let at = row.purchase.placed_at();
        let period = self.question.place(at);
        let mark = period.map_or(0, |period| PERIODS[period]);
        let (mut effects, mut products) = ([0; 3], 0);
        self.base.fold(row, numbers, mark, |line, attribution, fresh| {
            effects[match attribution {
                Attribution::First => 0,
                Attribution::Repeat => 1,
                Attribution::CrossSell => 2,
            }] += units(line.amount);
            products += usize::from(fresh);
        })?;
        let Some(period) = period else { return Ok(()) };

        let total = units(row.purchase.total());
        let is_order = total > 0;
        let ordered = if is_order { total } else { 0 };
        let overflow = || BaseRowError { row: row.place, error: BaseError::Overflow };
        let mut served = None;
        if let Some(tallies) = self.customers.get_mut(row.customer) {
            let tally = &mut tallies[period];
            for (sum, more) in tally.effects.iter_mut().zip(effects) {
                *sum = sum.plus(more).ok_or_else(overflow)?;
            }
            tally.ordered = tally.ordered.plus(ordered).ok_or_else(overflow)?;
            tally.orders += u32::from(is_order);
            tally.products += u32::try_from(products).unwrap_or(u32::MAX);
            served = Some(tally.owner);
        }
        let Some(owner) = owner_at(row.customer, at) else { return Ok(()) };
        let owner = self.owner(row.customer, owner)?;
        let customers =
            usize::from(is_order && self.is_new(row.customer, period, owner, served.flatten()));
        let orders = is_order.into();
        self.owners[owner].periods[period].add(&Sums {
            effects,
            ordered,
            orders,
            customers,
            products,
        });
        Ok(())
    }

    /// Whether an order is the customer's first of this owner in the period.
    fn is_new(
        &mut self,
        customer: usize,
        period: usize,
        owner: usize,
        last: Option<NonZeroU32>,
    ) -> bool {
        // Owners from 1 on, so that nobody takes no place.
        let named = u32::try_from(owner + 1).ok().and_then(NonZeroU32::new);
        if last == named && named.is_some() {
            return false;
        }
        if let Some(tallies) = self.customers.get_mut(customer) {
            tallies[period].owner = named;
        }
        // Without a last owner this is the first order in the period.
        let Some(last) = last else { return true };
        let moved = &mut self.moved[period];
        moved.insert((customer, usize::try_from(last.get() - 1).unwrap_or(usize::MAX)));
        moved.insert((customer, owner))
    }

    fn finish(
        mut self,
        owner_at: impl Fn(usize, DateTime<Utc>) -> Option<usize>,
    ) -> Result<Growth, GrowthError> {
        let mut base = Group::default();
        for (customer, tallies) in self.customers.iter().enumerate() {
            for (sums, tally) in base.periods.iter_mut().zip(tallies) {
                sums.add(&tally.sums());
            }
            base.retain(tallies);
            if let Some(owner) = owner_at(customer, self.question.after.from()) {
                let owner = self.owner(customer, owner)?;
                self.owners[owner].retain(tallies);
            }
        }
        if !base.fits() || !self.owners.iter().all(Group::fits) {
            return Err(GrowthError::Overflow);
        }
        let question = self.question;
        let lengths = [question.before, question.after].map(|period| {
            let length = period.to().signed_duration_since(period.from());
            // To a second, of lengths that are days: exact enough for a ratio.
            #[allow(clippy::cast_precision_loss)]
            let seconds = length.num_seconds() as f64;
            seconds / 86_400.0
        });
        Ok(Growth {
            currency: question.currency,
            lengths,
            customers: self.customers,
            owners: self.owners,
            base,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ratio;

    #[test]
    fn a_ratio_is_of_two_figures() {
        assert_eq!(ratio(Some(6.0), Some(1.5)), Some(4.0));
        assert_eq!(ratio(Some(0.0), Some(2.0)), Some(0.0));
        for without in [(None, Some(2.0)), (Some(2.0), None), (Some(2.0), Some(0.0))] {
            assert_eq!(ratio(without.0, without.1), None);
        }
    }
}
