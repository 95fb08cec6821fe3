//! [`Gain`]: what closing a gap would bring.

use super::gap::{Gain, Gap, rounded};
use crate::kpi::{Amount, Kpi, KpiReport, ReportFigure, Total};
use crate::value::Money;
use rust_decimal::Decimal;

impl KpiReport {
    pub(super) fn gain(&self, path: &str, figure: ReportFigure, gap: &Gap) -> Option<Gain> {
        let (attract, sell, retain) = (&self.attract, &self.sell, &self.retain);
        let won = sum_of(&sell.average_deal);
        let each = |count: u64| gap.times(Decimal::from(count), figure);
        match path {
            "attract.leads"
            | "attract.lead_quality"
            | "sell.passed_filter"
            | "sell.filter_pass_rate"
            | "sell.deals_opened"
            | "sell.deals_won"
            | "sell.win_rate"
            | "sell.customers_won"
            | "sell.conversion.won"
            | "sell.conversion.rate"
            | "sell.cycle_days.mean" => {
                // More by a part of what there is; nothing follows from nothing.
                let more = gap.more()?;
                let customers = Some(more * count(sell.customers_won));
                Some(Gain { customers, money: part_of(won, gap), is_saving: false })
            }
            "sell.win_rate_by_value" => {
                Some(Gain { customers: None, money: Some(part_of(won, gap)?), is_saving: false })
            }
            "attract.cost_per_lead" => each(attract.leads),
            "sell.cost_per_customer" | "total_cost_per_customer" => each(sell.customers_won),
            "sell.average_deal" => each(sell.deals_won),
            "retain.average_order" => each(retain.orders),
            "retain.revenue_per_customer"
            | "retain.profit_per_customer"
            | "retain.retention_cost_per_customer" => each(retain.customers),
            "retain.orders_per_customer" => {
                let orders = gap.difference.checked_mul(Decimal::from(retain.customers))?;
                let money = Some(average_orders(&retain.average_order, orders)?);
                Some(Gain { customers: None, money, is_saving: false })
            }
            "sell.customer_quality" | "retain.repeat_purchase_rate" => {
                let ReportFigure::Kpi(kpi) = figure else { return None };
                let Some(Amount::Count(base)) = kpi.denominator() else { return None };
                let again = gap.difference.checked_mul(Decimal::from(base))?;
                Some(Gain {
                    customers: f64::try_from(again).ok(),
                    money: average_orders(&retain.average_order, again),
                    is_saving: false,
                })
            }
            _ => match figure {
                ReportFigure::Sum(_) => each(1),
                _ => None,
            },
        }
    }
}

/// The sum of which a KPI is the average.
fn sum_of(kpi: &Kpi) -> Option<Total> {
    match kpi.numerator() {
        Some(Amount::Money(total)) => Some(total),
        _ => None,
    }
}

fn part_of(total: Option<Total>, gap: &Gap) -> Option<Money> {
    let total = total?.money()?;
    rounded(total.amount().checked_mul(gap.growth()?)?, total.currency())
}

fn average_orders(average: &Kpi, orders: Decimal) -> Option<Money> {
    let (Some(Amount::Money(total)), Some(Amount::Count(count @ 1..))) =
        (average.numerator(), average.denominator())
    else {
        return None;
    };
    let total = total.money()?;
    let all = total.amount().checked_mul(orders)?;
    rounded(all.checked_div(Decimal::from(count))?, total.currency())
}

// Customers in a report are far fewer than 2^53.
#[allow(clippy::cast_precision_loss)]
fn count(number: u64) -> f64 {
    number as f64
}
