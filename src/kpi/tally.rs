//! What is counted for one group, and how KPIs are made of it. Tallies are
//! sums; nothing is divided before the end.

use super::exact;
use super::facts::{ClosedAs, Part};
use super::report::{Attract, Conversion, Cycle, KpiReport, Retain, Sell};
use super::value::{Kpi, Total, Undefined, Value};
use crate::value::Currency;

#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) leads: u64,
    pub(super) fits: u64,
    pub(super) misses: u64,
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) lead_won: u64,
    pub(super) lead_open: u64,
    attract_spend: i128,
    sell_spend: i128,
    retain_spend: i128,
    pub(super) opened: u64,
    pub(super) open: u64,
    won: u64,
    lost: u64,
    abandoned: u64,
    won_value: i128,
    lost_value: i128,
    valued: u64,
    amounts: Vec<i128>,
    cycles: Vec<i128>,
    pub(super) customers_won: u64,
    pub(super) won_again: u64,
    pub(super) orders: u64,
    pub(super) customers: u64,
    /// The last customer counted; customers come one after another.
    pub(super) last_customer: Option<u32>,
    pub(super) buyers: u64,
    pub(super) repeat_buyers: u64,
    pub(super) revenue: i128,
    pub(super) first: i128,
    pub(super) repeat: i128,
    pub(super) cross_sell: i128,
    pub(super) line_costs: i128,
    pub(super) lines_without_cost: u64,
}

impl Tally {
    pub(super) fn spend(&mut self, part: Part, units: i128) {
        match part {
            Part::Attract => self.attract_spend += units,
            Part::Sell => self.sell_spend += units,
            Part::Retain => self.retain_spend += units,
        }
    }

    pub(super) fn close(&mut self, outcome: ClosedAs, amount: Option<i128>, nanos: i128) {
        match outcome {
            ClosedAs::Won => {
                self.won += 1;
                self.won_value += amount.unwrap_or_default();
                self.amounts.extend(amount);
                self.cycles.push(nanos);
            }
            ClosedAs::Lost => {
                self.lost += 1;
                self.lost_value += amount.unwrap_or_default();
            }
            ClosedAs::Abandoned => self.abandoned += 1,
        }
        self.valued += u64::from(amount.is_some() && outcome != ClosedAs::Abandoned);
    }

    /// Adds what was counted of other facts, no customer of which is counted
    /// here.
    #[cfg(feature = "rayon")]
    pub(super) fn merge(&mut self, other: Tally) {
        let Self {
            leads,
            fits,
            misses,
            passed,
            failed,
            lead_won,
            lead_open,
            attract_spend,
            sell_spend,
            retain_spend,
            opened,
            open,
            won,
            lost,
            abandoned,
            won_value,
            lost_value,
            valued,
            amounts,
            cycles,
            customers_won,
            won_again,
            orders,
            customers,
            last_customer,
            buyers,
            repeat_buyers,
            revenue,
            first,
            repeat,
            cross_sell,
            line_costs,
            lines_without_cost,
        } = other;
        self.leads += leads;
        self.fits += fits;
        self.misses += misses;
        self.passed += passed;
        self.failed += failed;
        self.lead_won += lead_won;
        self.lead_open += lead_open;
        self.attract_spend += attract_spend;
        self.sell_spend += sell_spend;
        self.retain_spend += retain_spend;
        self.opened += opened;
        self.open += open;
        self.won += won;
        self.lost += lost;
        self.abandoned += abandoned;
        self.won_value += won_value;
        self.lost_value += lost_value;
        self.valued += valued;
        self.amounts.extend(amounts);
        self.cycles.extend(cycles);
        self.customers_won += customers_won;
        self.won_again += won_again;
        self.orders += orders;
        self.customers += customers;
        self.last_customer = last_customer.or(self.last_customer);
        self.buyers += buyers;
        self.repeat_buyers += repeat_buyers;
        self.revenue += revenue;
        self.first += first;
        self.repeat += repeat;
        self.cross_sell += cross_sell;
        self.line_costs += line_costs;
        self.lines_without_cost += lines_without_cost;
    }

    pub(super) fn report(mut self, currency: Option<Currency>, orders_given: bool) -> KpiReport {
        let total = |units| Total { units, currency };
        let per = |units: i128, count: u64| kpi(Kpi::average(total(units), count));
        let number = |of: u64, count: u64| kpi(Kpi::average(of, count));
        let rate = |part: u64, whole: u64| kpi(Kpi::rate(part, whole));
        let profit = if self.lines_without_cost > 0 {
            Kpi::undefined(Undefined::CostsUnknown { lines: self.lines_without_cost })
        } else {
            per(self.revenue - self.line_costs, self.customers)
        };
        let customer_quality = if orders_given {
            rate(self.won_again, self.customers_won)
        } else {
            Kpi::undefined(Undefined::NoOrders)
        };
        let by_value = Kpi::rate(total(self.won_value), total(self.won_value + self.lost_value));
        KpiReport {
            attract: Attract {
                leads: self.leads,
                spend: total(self.attract_spend),
                cost_per_lead: per(self.attract_spend, self.leads),
                fits_target: self.fits,
                misses_target: self.misses,
                unscored: self.leads - self.fits - self.misses,
                lead_quality: rate(self.fits, self.fits + self.misses),
            },
            sell: Sell {
                spend: total(self.sell_spend),
                passed_filter: self.passed,
                failed_filter: self.failed,
                filter_pass_rate: rate(self.passed, self.passed + self.failed),
                deals_opened: self.opened,
                deals_won: self.won,
                deals_lost: self.lost,
                deals_abandoned: self.abandoned,
                deals_open: self.open,
                win_rate: rate(self.won, self.won + self.lost).with_open(self.open),
                win_rate_by_value: kpi(by_value).with_basis(self.valued).with_open(self.open),
                customers_won: self.customers_won,
                cost_per_customer: per(self.sell_spend, self.customers_won),
                customer_quality,
                average_deal: per(self.won_value, self.won),
                median_deal: median_money(&mut self.amounts, currency),
                cycle_days: Cycle {
                    mean: mean_days(&self.cycles),
                    median: days(&mut self.cycles, 5_000),
                    p90: days(&mut self.cycles, 9_000),
                },
                conversion: Conversion {
                    leads: self.leads,
                    won: self.lead_won,
                    open: self.lead_open,
                    rate: rate(self.lead_won, self.leads).with_open(self.lead_open),
                    immature: self.lead_open > 0,
                },
            },
            total_cost_per_customer: self.total_cost(currency),
            retain: Retain {
                spend: total(self.retain_spend),
                customers: self.customers,
                orders: self.orders,
                revenue: total(self.revenue),
                average_order: per(self.revenue, self.orders),
                orders_per_customer: number(self.orders, self.customers),
                repeat_purchase_rate: rate(self.repeat_buyers, self.buyers),
                revenue_per_customer: per(self.revenue, self.customers),
                profit_per_customer: profit,
                retention_cost_per_customer: per(self.retain_spend, self.customers),
                first_revenue: total(self.first),
                repeat_revenue: total(self.repeat),
                cross_sell_revenue: total(self.cross_sell),
            },
        }
    }

    fn total_cost(&self, currency: Option<Currency>) -> Kpi {
        let won = (self.attract_spend != 0 || self.sell_spend != 0, self.customers_won);
        let served = (self.retain_spend != 0, self.customers);
        if [won, served].contains(&(true, 0)) {
            return Kpi::undefined(Undefined::SpendWithoutCustomers);
        }
        let parts: Vec<(i128, i128)> = [
            (self.attract_spend + self.sell_spend, self.customers_won),
            (self.retain_spend, self.customers),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(spend, count)| (spend, i128::from(count)))
        .collect();
        if parts.is_empty() {
            return Kpi::undefined(Undefined::ZeroDenominator);
        }
        // Customers came by deals or orders, which have a currency.
        currency.and_then(|currency| exact::sum_divided(&parts, currency)).map_or(
            Kpi::undefined(Undefined::TooLarge),
            |money| {
                Kpi::point(Value::Money(money), self.customers_won.saturating_add(self.customers))
            },
        )
    }
}

/// A share whose part is counted with its whole, and time that was checked
/// when the fact was added: what is refused elsewhere cannot be here.
fn kpi(made: Result<Kpi, super::KpiError>) -> Kpi {
    made.unwrap_or(Kpi::undefined(Undefined::ZeroDenominator))
}

fn median_money(amounts: &mut [i128], currency: Option<Currency>) -> Kpi {
    let (Some(median), Some(currency)) = (exact::quantile(amounts, 5_000), currency) else {
        return Kpi::undefined(Undefined::NothingToMeasure);
    };
    match exact::divided(median, exact::PARTS, currency) {
        Some(money) => Kpi::point(Value::Money(money), amounts.len() as u64),
        None => Kpi::undefined(Undefined::TooLarge),
    }
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
