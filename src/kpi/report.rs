//! [`KpiReport`]: the KPIs of one group, by the three parts of the process; and
//! the [`Groups`] of facts.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::fault::SetAside;
use super::value::{Kpi, Total, Undefined};
use crate::value::Rate;

/// The KPIs of finding and attracting leads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attract {
    /// Leads created in the period.
    pub leads: u64,
    /// Costs of attracting whose `from` lies in the period.
    pub spend: Total,
    /// Spend ÷ leads, in money; undefined without leads, and where no costs of
    /// attracting are given for the period and group. 300.00 GBP for 40 leads are 7.50 GBP.
    pub cost_per_lead: Kpi,
    /// Of the leads, those that fit the target audience.
    pub fits_target: u64,
    /// Those that do not.
    pub misses_target: u64,
    /// Those of which nobody has said.
    pub unscored: u64,
    /// Fits ÷ (fits + misses), a share; undefined where nobody has said of any.
    /// 6 that fit, 2 that miss and 5 unscored are 0.75.
    pub lead_quality: Kpi,
}

/// The time from opening to closing, of deals closed in the period. A deal of
/// which nobody knows when it was opened is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Cycle {
    /// The mean, in days; undefined without deals. 10, 20 and 60 days are 30.
    pub mean: Kpi,
    /// The median: 20 of these.
    pub median: Kpi,
    /// Nine in ten are not longer, by linear interpolation between the two
    /// nearest: 20 + 0.8 × 40 = 52 of these.
    pub p90: Kpi,
}

/// From lead to customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Conversion {
    /// Leads created in the period.
    pub leads: u64,
    /// Of them, those with a won deal by the instant asked about.
    pub won: u64,
    /// Of them, the undecided: neither disqualified nor with a closed deal.
    pub open: u64,
    /// Won ÷ leads, a share; undefined without leads. 5 of 50 are 0.1.
    pub rate: Kpi,
    /// Whether any are undecided: the rate will still rise.
    pub immature: bool,
}

/// The KPIs of qualifying and closing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sell {
    /// Costs of selling whose `from` lies in the period.
    pub spend: Total,
    /// Of the leads created in the period, those that passed the filter.
    pub passed_filter: u64,
    /// Those that did not.
    pub failed_filter: u64,
    /// Passed ÷ (passed + failed), a share; undefined where none was filtered.
    /// 30 and 10 are 0.75.
    pub filter_pass_rate: Kpi,
    /// Deals opened in the period.
    pub deals_opened: u64,
    /// Deals won in the period.
    pub deals_won: u64,
    /// Deals lost in the period.
    pub deals_lost: u64,
    /// Deals closed in the period without a decision.
    pub deals_abandoned: u64,
    /// Deals opened before the end of the period and not closed at the instant
    /// asked about.
    pub deals_open: u64,
    /// Deals won or lost in the period without an amount: figures over amounts
    /// are over the others.
    pub closed_without_amount: u64,
    /// Deals won or lost in the period of which nobody knows when they were
    /// opened: cycles are those of the others.
    #[serde(skip_serializing_if = "is_zero")]
    pub closed_without_opening: u64,
    /// Won ÷ (won + lost), a share; undefined where none was won or lost. 4
    /// and 12 are 0.25, however many were abandoned or are open.
    pub win_rate: Kpi,
    /// The same over amounts: 30.00 GBP won and 90.00 GBP lost are 0.25. Deals
    /// without an amount are left out.
    pub win_rate_by_value: Kpi,
    /// Customers whose first won deal was closed in the period. It is the
    /// first of all, also where groups are told apart: a customer is won once. One
    /// that had [ordered elsewhere](super::EarlierOrders) before the deal was opened
    /// was won there.
    pub customers_won: u64,
    /// Spend ÷ customers won, in money; undefined where none was won, and where
    /// no costs of selling are given. 5000.00 GBP for 4 are 1250.00 GBP.
    pub cost_per_customer: Kpi,
    /// Of the customers won, the share with at least two orders by the instant
    /// asked about, [earlier ones](super::EarlierOrders) included; undefined
    /// without orders. 3 of 4 are 0.75.
    pub customer_quality: Kpi,
    /// Amounts ÷ number of deals won with an amount; undefined without.
    pub average_deal: Kpi,
    /// The median amount of deals won; of an even number, the mean of the two
    /// in the middle.
    pub median_deal: Kpi,
    /// From opening to winning.
    pub cycle_days: Cycle,
    /// From opening to winning or losing: beside the one before in the text of a
    /// report, and not stored.
    #[serde(skip)]
    pub closed_cycle_days: Cycle,
    /// Of the exit criteria of stages of needs discovery, the share met when the
    /// deal left: 9 of 12 are 0.75. It needs stage histories:
    /// [`KpiReport::with_stages`]; undefined and not stored without.
    #[serde(skip_serializing_if = "is_without_stages")]
    pub discovery_quality: Kpi,
    /// Of the deals that came to a trial, the share that is won: 2 of 5 are 0.4.
    /// It needs stage histories, as the one before.
    #[serde(skip_serializing_if = "is_without_stages")]
    pub trial_to_paid: Kpi,
    /// From lead to customer.
    pub conversion: Conversion,
}

/// The KPIs of keeping and growing customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Retain {
    /// Costs of retaining whose `from` lies in the period.
    pub spend: Total,
    /// Customers with an order in the period; guests are none.
    pub customers: u64,
    /// Orders with a total above zero placed in the period, guests' included.
    pub orders: u64,
    /// All order lines of the period; returns are taken off.
    pub revenue: Total,
    /// Revenue ÷ orders; undefined without orders. 90.00 GBP in 4 orders are
    /// 22.50 GBP.
    pub average_order: Kpi,
    /// Orders of customers ÷ customers; undefined without. 6 of 4 customers are
    /// 1.5.
    pub orders_per_customer: Kpi,
    /// Of the customers with an order before the end of the period, the share
    /// with at least two, [earlier ones](super::EarlierOrders) included; undefined
    /// where nobody has ordered. 1 of 4 is 0.25.
    pub repeat_purchase_rate: Kpi,
    /// Revenue of customers ÷ customers; undefined without customers.
    pub revenue_per_customer: Kpi,
    /// (Revenue − costs of the lines) ÷ customers, guests left out; undefined without customers,
    /// and where the cost of any line of the period is not known. 90.00 GBP
    /// that cost 50.00 GBP, of 4 customers, are 10.00 GBP.
    pub profit_per_customer: Kpi,
    /// Spend ÷ customers; undefined without customers, and where no costs of
    /// retaining are given.
    pub retention_cost_per_customer: Kpi,
    /// Revenue of the first orders of customers.
    pub first_revenue: Total,
    /// Revenue of products that the customer had bought before.
    pub repeat_revenue: Total,
    /// Revenue of products new to the customer, in later orders.
    pub cross_sell_revenue: Total,
    /// Revenue of orders without a customer. The four add up to the revenue.
    pub guest_revenue: Total,
}

/// All KPIs of one group. Stored as an object of these names; what is
/// undefined is `null`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct KpiReport {
    /// Finding and attracting leads.
    pub attract: Attract,
    /// Qualifying and closing.
    pub sell: Sell,
    /// Keeping and growing customers.
    pub retain: Retain,
    /// Spend on attracting ÷ customers won, and spend on selling ÷ customers
    /// won, and spend on retaining ÷ customers with an order. A part without
    /// customers counts as nothing where it has no spend and makes the total
    /// undefined where it has; without any part, and where no costs are given at
    /// all, it is undefined. 80.00 GBP and
    /// 20.00 GBP for 4 customers won, 30.00 GBP for 10 served, are 28.00 GBP.
    pub total_cost_per_customer: Kpi,
    /// How many contradictions the figures are made without
    /// ([`KpiFacts::set_aside`](super::KpiFacts::set_aside) names them); told of
    /// everything together, not of groups, and stored where there are any.
    #[serde(skip_serializing_if = "is_zero")]
    pub set_aside: u64,
}

fn is_without_stages(kpi: &Kpi) -> bool {
    kpi.value() == Err(Undefined::NoStages)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// One figure of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ReportFigure {
    /// A count.
    Count(u64),
    /// A sum of money.
    Sum(Total),
    /// A KPI.
    Kpi(Kpi),
}

impl fmt::Display for ReportFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => f.pad(&count.to_string()),
            Self::Sum(total) => f.pad(&total.to_string()),
            Self::Kpi(kpi) => kpi.fmt(f),
        }
    }
}

impl Serialize for ReportFigure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => count.serialize(serializer),
            Self::Sum(total) => total.serialize(serializer),
            Self::Kpi(kpi) => kpi.serialize(serializer),
        }
    }
}

impl KpiReport {
    /// Every figure with its path in the stored form, such as
    /// `sell.conversion.rate`; the names that targets are set for.
    pub fn figures(&self) -> Vec<(&'static str, ReportFigure)> {
        use ReportFigure::{Count, Sum};
        let (attract, sell, retain) = (&self.attract, &self.sell, &self.retain);
        let kpi = |kpi: &Kpi| ReportFigure::Kpi(*kpi);
        vec![
            ("attract.leads", Count(attract.leads)),
            ("attract.spend", Sum(attract.spend)),
            ("attract.cost_per_lead", kpi(&attract.cost_per_lead)),
            ("attract.fits_target", Count(attract.fits_target)),
            ("attract.misses_target", Count(attract.misses_target)),
            ("attract.unscored", Count(attract.unscored)),
            ("attract.lead_quality", kpi(&attract.lead_quality)),
            ("sell.spend", Sum(sell.spend)),
            ("sell.passed_filter", Count(sell.passed_filter)),
            ("sell.failed_filter", Count(sell.failed_filter)),
            ("sell.filter_pass_rate", kpi(&sell.filter_pass_rate)),
            ("sell.deals_opened", Count(sell.deals_opened)),
            ("sell.deals_won", Count(sell.deals_won)),
            ("sell.deals_lost", Count(sell.deals_lost)),
            ("sell.deals_abandoned", Count(sell.deals_abandoned)),
            ("sell.deals_open", Count(sell.deals_open)),
            ("sell.closed_without_amount", Count(sell.closed_without_amount)),
            ("sell.closed_without_opening", Count(sell.closed_without_opening)),
            ("sell.win_rate", kpi(&sell.win_rate)),
            ("sell.win_rate_by_value", kpi(&sell.win_rate_by_value)),
            ("sell.customers_won", Count(sell.customers_won)),
            ("sell.cost_per_customer", kpi(&sell.cost_per_customer)),
            ("sell.customer_quality", kpi(&sell.customer_quality)),
            ("sell.average_deal", kpi(&sell.average_deal)),
            ("sell.median_deal", kpi(&sell.median_deal)),
            ("sell.cycle_days.mean", kpi(&sell.cycle_days.mean)),
            ("sell.cycle_days.median", kpi(&sell.cycle_days.median)),
            ("sell.cycle_days.p90", kpi(&sell.cycle_days.p90)),
            ("sell.closed_cycle_days.mean", kpi(&sell.closed_cycle_days.mean)),
            ("sell.closed_cycle_days.median", kpi(&sell.closed_cycle_days.median)),
            ("sell.closed_cycle_days.p90", kpi(&sell.closed_cycle_days.p90)),
            ("sell.discovery_quality", kpi(&sell.discovery_quality)),
            ("sell.trial_to_paid", kpi(&sell.trial_to_paid)),
            ("sell.conversion.leads", Count(sell.conversion.leads)),
            ("sell.conversion.won", Count(sell.conversion.won)),
            ("sell.conversion.open", Count(sell.conversion.open)),
            ("sell.conversion.rate", kpi(&sell.conversion.rate)),
            ("retain.spend", Sum(retain.spend)),
            ("retain.customers", Count(retain.customers)),
            ("retain.orders", Count(retain.orders)),
            ("retain.revenue", Sum(retain.revenue)),
            ("retain.average_order", kpi(&retain.average_order)),
            ("retain.orders_per_customer", kpi(&retain.orders_per_customer)),
            ("retain.repeat_purchase_rate", kpi(&retain.repeat_purchase_rate)),
            ("retain.revenue_per_customer", kpi(&retain.revenue_per_customer)),
            ("retain.profit_per_customer", kpi(&retain.profit_per_customer)),
            ("retain.retention_cost_per_customer", kpi(&retain.retention_cost_per_customer)),
            ("retain.first_revenue", Sum(retain.first_revenue)),
            ("retain.repeat_revenue", Sum(retain.repeat_revenue)),
            ("retain.cross_sell_revenue", Sum(retain.cross_sell_revenue)),
            ("retain.guest_revenue", Sum(retain.guest_revenue)),
            ("total_cost_per_customer", kpi(&self.total_cost_per_customer)),
        ]
    }
}

/// The reports of all groups, and that of everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Groups {
    /// By the name of the group; `(none)` for what has no such thing. The name of a group
    /// of a pair is both with a slash between them.
    pub groups: BTreeMap<String, KpiReport>,
    /// Everything together, counted anew rather than added up: a customer of
    /// two groups is one.
    pub total: KpiReport,
    /// The rates by which amounts were converted, stored where there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
    /// What the figures are made without, and why; stored where there is any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
}
