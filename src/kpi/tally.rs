//! What is counted for one group, and how KPIs are made of it. Tallies are
//! sums; nothing is divided before the end.

use super::exact;
use super::kinds::RevenueKind;
use super::records::{ClosedAs, Part};
use super::report::{Attract, Conversion, Cycle, KpiReport, Retain, Sell};
use super::value::{Kpi, KpiError, Total, Undefined, Value};
use crate::value::Currency;

/// A struct of sums, and how two of it are added up.
macro_rules! added_up {
    ($(#[$doc:meta])* struct $name:ident { $($field:ident: $kind:ty,)* } and { $($list:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub(super) struct $name {
            $(pub(super) $field: $kind,)*
            $($list: Vec<i128>,)*
            /// The last customer counted; customers come one after another.
            last_customer: Option<u32>,
        }

        impl $name {
            /// Adds what was counted of other facts, no customer of which is
            /// counted here.
            #[cfg(feature = "rayon")]
            pub(super) fn merge(&mut self, other: $name) {
                $(self.$field += other.$field;)*
                $(self.$list.extend(other.$list);)*
                self.last_customer = other.last_customer.or(self.last_customer);
            }
        }
    };
}

added_up! {
    /// Money in hundred-millionths, time in nanoseconds.
    struct Tally {
        leads: u64,
        fits: u64,
        misses: u64,
        passed: u64,
        failed: u64,
        lead_won: u64,
        lead_open: u64,
        attract_spend: i128,
        sell_spend: i128,
        retain_spend: i128,
        attract_costs: u64,
        sell_costs: u64,
        retain_costs: u64,
        opened: u64,
        open: u64,
        won: u64,
        lost: u64,
        abandoned: u64,
        lost_value: i128,
        lost_valued: u64,
        without_amount: u64,
        without_opening: u64,
        customers_won: u64,
        won_again: u64,
        orders: u64,
        guest_orders: u64,
        customers: u64,
        buyers: u64,
        repeat_buyers: u64,
        first: i128,
        repeat: i128,
        cross_sell: i128,
        guest: i128,
        line_costs: i128,
        lines_without_cost: u64,
    } and {
        won_amounts,
        won_cycles,
        lost_cycles,
    }
}

/// What is known of all facts: which figures can be known at all.
pub(super) struct Given {
    /// The currencies of the amounts.
    pub(super) currencies: Vec<Currency>,
    pub(super) orders: bool,
}

impl Tally {
    pub(super) fn spend(&mut self, part: Part, units: i128) {
        let (spend, costs) = match part {
            Part::Attract => (&mut self.attract_spend, &mut self.attract_costs),
            Part::Sell => (&mut self.sell_spend, &mut self.sell_costs),
            Part::Retain => (&mut self.retain_spend, &mut self.retain_costs),
        };
        *spend += units;
        *costs += 1;
    }

    /// A deal that was closed after so many nanoseconds.
    pub(super) fn close(&mut self, outcome: ClosedAs, amount: Option<i128>, nanos: Option<i128>) {
        match outcome {
            ClosedAs::Won => {
                self.won += 1;
                self.won_amounts.extend(amount);
                self.won_cycles.extend(nanos);
            }
            ClosedAs::Lost => {
                self.lost += 1;
                self.lost_value += amount.unwrap_or_default();
                self.lost_valued += u64::from(amount.is_some());
                self.lost_cycles.extend(nanos);
            }
            ClosedAs::Abandoned => {
                self.abandoned += 1;
                return;
            }
        }
        self.without_amount += u64::from(amount.is_none());
        self.without_opening += u64::from(nanos.is_none());
    }

    /// An order above zero of a customer, or of a guest.
    pub(super) fn order(&mut self, customer: Option<u32>) {
        self.orders += 1;
        match customer {
            None => self.guest_orders += 1,
            Some(_) if customer == self.last_customer => {}
            Some(_) => {
                self.last_customer = customer;
                self.customers += 1;
            }
        }
    }

    /// A line of an order; without a kind it is a guest's.
    pub(super) fn line(&mut self, kind: Option<RevenueKind>, units: i128, cost: Option<i128>) {
        match kind {
            Some(RevenueKind::First) => self.first += units,
            Some(RevenueKind::Repeat) => self.repeat += units,
            Some(RevenueKind::CrossSell) => self.cross_sell += units,
            None => {
                self.guest += units;
                return;
            }
        }
        match cost {
            Some(cost) => self.line_costs += cost,
            None => self.lines_without_cost += 1,
        }
    }

    pub(super) fn report(mut self, given: &Given) -> KpiReport {
        let money = Amounts::of(given);
        let rate = |part: u64, whole: u64| kpi(Kpi::rate(part, whole));
        let number = |of: u64, count: u64| kpi(Kpi::average(of, count));
        let of_costs = |costs: u64, spend: i128, count: u64| {
            if costs > 0 { money.per(spend, count) } else { Kpi::undefined(Undefined::NoCosts) }
        };
        let of_customers = self.first + self.repeat + self.cross_sell;
        let profit = if self.lines_without_cost > 0 {
            Kpi::undefined(Undefined::CostsUnknown { lines: self.lines_without_cost })
        } else {
            money.per(of_customers - self.line_costs, self.customers)
        };
        let customer_quality = if given.orders {
            rate(self.won_again, self.customers_won)
        } else {
            Kpi::undefined(Undefined::NoOrders)
        };
        let won_value: i128 = self.won_amounts.iter().sum();
        let won_valued = self.won_amounts.len() as u64;
        let by_value = money.share(won_value, won_value + self.lost_value);
        let mut closed_cycles = self.won_cycles.clone();
        closed_cycles.extend(&self.lost_cycles);
        KpiReport {
            attract: Attract {
                leads: self.leads,
                spend: money.total(self.attract_spend),
                cost_per_lead: of_costs(self.attract_costs, self.attract_spend, self.leads),
                fits_target: self.fits,
                misses_target: self.misses,
                unscored: self.leads - self.fits - self.misses,
                lead_quality: rate(self.fits, self.fits + self.misses),
            },
            sell: Sell {
                spend: money.total(self.sell_spend),
                passed_filter: self.passed,
                failed_filter: self.failed,
                filter_pass_rate: rate(self.passed, self.passed + self.failed),
                deals_opened: self.opened,
                deals_won: self.won,
                deals_lost: self.lost,
                deals_abandoned: self.abandoned,
                deals_open: self.open,
                closed_without_amount: self.without_amount,
                closed_without_opening: self.without_opening,
                win_rate: rate(self.won, self.won + self.lost).with_open(self.open),
                win_rate_by_value: by_value
                    .with_basis(won_valued + self.lost_valued)
                    .with_open(self.open),
                customers_won: self.customers_won,
                cost_per_customer: of_costs(self.sell_costs, self.sell_spend, self.customers_won),
                customer_quality,
                average_deal: money.per(won_value, won_valued),
                median_deal: money.median(&mut self.won_amounts),
                cycle_days: cycle(&mut self.won_cycles),
                closed_cycle_days: cycle(&mut closed_cycles),
                discovery_quality: Kpi::undefined(Undefined::NoStages),
                trial_to_paid: Kpi::undefined(Undefined::NoStages),
                conversion: Conversion {
                    leads: self.leads,
                    won: self.lead_won,
                    open: self.lead_open,
                    rate: rate(self.lead_won, self.leads).with_open(self.lead_open),
                    immature: self.lead_open > 0,
                },
            },
            total_cost_per_customer: self.total_cost(&money),
            retain: Retain {
                spend: money.total(self.retain_spend),
                customers: self.customers,
                orders: self.orders,
                revenue: money.total(of_customers + self.guest),
                average_order: money.per(of_customers + self.guest, self.orders),
                orders_per_customer: number(self.orders - self.guest_orders, self.customers),
                repeat_purchase_rate: rate(self.repeat_buyers, self.buyers),
                revenue_per_customer: money.per(of_customers, self.customers),
                profit_per_customer: profit,
                retention_cost_per_customer: of_costs(
                    self.retain_costs,
                    self.retain_spend,
                    self.customers,
                ),
                first_revenue: money.total(self.first),
                repeat_revenue: money.total(self.repeat),
                cross_sell_revenue: money.total(self.cross_sell),
                guest_revenue: money.total(self.guest),
            },
            set_aside: 0,
        }
    }

    fn total_cost(&self, money: &Amounts) -> Kpi {
        if self.attract_costs + self.sell_costs + self.retain_costs == 0 {
            return Kpi::undefined(Undefined::NoCosts);
        }
        let winning = self.attract_spend + self.sell_spend;
        let won = (self.attract_spend != 0 || self.sell_spend != 0, self.customers_won);
        let served = (self.retain_spend != 0, self.customers);
        if [won, served].contains(&(true, 0)) {
            return Kpi::undefined(Undefined::SpendWithoutCustomers);
        }
        let parts: Vec<(i128, i128)> =
            [(winning, self.customers_won), (self.retain_spend, self.customers)]
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(spend, count)| (spend, i128::from(count)))
                .collect();
        if parts.is_empty() {
            return Kpi::undefined(Undefined::ZeroDenominator);
        }
        let basis = self.customers_won.saturating_add(self.customers);
        money.point(basis, |currency| exact::sum_divided(&parts, currency))
    }
}

/// Sums of money: in one currency, in none where there are none, or undefined
/// where several meet.
struct Amounts {
    currency: Option<Currency>,
    several: bool,
}

impl Amounts {
    fn of(given: &Given) -> Self {
        let currency = given.currencies.first().copied();
        Self { currency, several: given.currencies.len() > 1 }
    }

    fn total(&self, units: i128) -> Total {
        match self.currency {
            _ if self.several => Total::several(),
            currency => Total { units, currency, several: false },
        }
    }

    fn per(&self, units: i128, count: u64) -> Kpi {
        self.unless_several(|| kpi(Kpi::average(self.total(units), count)))
    }

    fn share(&self, part: i128, whole: i128) -> Kpi {
        self.unless_several(|| kpi(Kpi::rate(self.total(part), self.total(whole))))
    }

    fn median(&self, amounts: &mut [i128]) -> Kpi {
        match exact::quantile(amounts, 5_000) {
            None => Kpi::undefined(Undefined::NothingToMeasure),
            Some(median) => self.point(amounts.len() as u64, |currency| {
                exact::divided(median, exact::PARTS, currency)
            }),
        }
    }

    fn point(
        &self,
        basis: u64,
        worth: impl FnOnce(Currency) -> Option<crate::value::Money>,
    ) -> Kpi {
        self.unless_several(|| match self.currency.and_then(worth) {
            Some(money) => Kpi::point(Value::Money(money), basis),
            None => Kpi::undefined(Undefined::TooLarge),
        })
    }

    fn unless_several(&self, made: impl FnOnce() -> Kpi) -> Kpi {
        if self.several { Kpi::undefined(Undefined::SeveralCurrencies) } else { made() }
    }
}

/// A share whose part is counted with its whole, and time that was checked
/// when the fact was added: what is refused elsewhere cannot be here.
fn kpi(made: Result<Kpi, KpiError>) -> Kpi {
    made.unwrap_or(Kpi::undefined(Undefined::ZeroDenominator))
}

fn cycle(cycles: &mut [i128]) -> Cycle {
    Cycle { mean: mean_days(cycles), median: days(cycles, 5_000), p90: days(cycles, 9_000) }
}

fn days(cycles: &mut [i128], at: u16) -> Kpi {
    match exact::quantile(cycles, at) {
        Some(nanos) => {
            let days = exact::mean_days(nanos, exact::PARTS);
            Kpi::point(Value::Days(days), cycles.len() as u64)
        }
        None => Kpi::undefined(Undefined::NothingToMeasure),
    }
}

fn mean_days(cycles: &[i128]) -> Kpi {
    let sum: i128 = cycles.iter().sum();
    // Every instant lies within 262,143 years of another: the sum of the days
    // of a million deals would fit many times over.
    let seconds = i64::try_from(sum.div_euclid(1_000_000_000)).unwrap_or(i64::MAX);
    let nanos = u32::try_from(sum.rem_euclid(1_000_000_000)).unwrap_or_default();
    match chrono::TimeDelta::new(seconds, nanos) {
        Some(time) => kpi(Kpi::average(time, cycles.len() as u64)),
        None => Kpi::undefined(Undefined::TooLarge),
    }
}
