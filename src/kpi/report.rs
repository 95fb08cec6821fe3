//! [`KpiReport`]: the KPIs of one group, by the three parts of the process.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::value::{Kpi, Total};

/// The KPIs of finding and attracting leads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attract {
    /// Leads created in the period.
    pub leads: u64,
    /// Costs of attracting whose `from` lies in the period.
    pub spend: Total,
    /// Spend ÷ leads, in money; undefined without leads. 300.00 GBP for 40
    /// leads are 7.50 GBP.
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

/// The time from opening to winning, of deals won in the period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Cycle {
    /// The mean, in days; undefined without won deals. 10, 20 and 60 days are 30.
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
    /// Won ÷ (won + lost), a share; undefined where none was won or lost. 4
    /// and 12 are 0.25, however many were abandoned or are open.
    pub win_rate: Kpi,
    /// The same over amounts: 30.00 GBP won and 90.00 GBP lost are 0.25. Lost
    /// deals without an amount are left out.
    pub win_rate_by_value: Kpi,
    /// Customers whose first won deal was closed in the period. It is the
    /// first of all, also where groups are told apart: a customer is won once.
    pub customers_won: u64,
    /// Spend ÷ customers won, in money; undefined where none was won.
    /// 5000.00 GBP for 4 are 1250.00 GBP.
    pub cost_per_customer: Kpi,
    /// Of the customers won, the share with at least two orders by the instant
    /// asked about; undefined without orders. 3 of 4 are 0.75.
    pub customer_quality: Kpi,
    /// Amounts ÷ number of deals won; undefined where none was won.
    pub average_deal: Kpi,
    /// The median amount of deals won; of an even number, the mean of the two
    /// in the middle.
    pub median_deal: Kpi,
    /// From opening to winning.
    pub cycle_days: Cycle,
    /// From lead to customer.
    pub conversion: Conversion,
}

/// The KPIs of keeping and growing customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Retain {
    /// Costs of retaining whose `from` lies in the period.
    pub spend: Total,
    /// Customers with an order in the period.
    pub customers: u64,
    /// Orders with a total above zero placed in the period.
    pub orders: u64,
    /// All order lines of the period; returns are taken off.
    pub revenue: Total,
    /// Revenue ÷ orders; undefined without orders. 90.00 GBP in 4 orders are
    /// 22.50 GBP.
    pub average_order: Kpi,
    /// Orders ÷ customers; undefined without. 6 of 4 customers are 1.5.
    pub orders_per_customer: Kpi,
    /// Of the customers with an order before the end of the period, the share
    /// with at least two; undefined where nobody has ordered. 1 of 4 is 0.25.
    pub repeat_purchase_rate: Kpi,
    /// Revenue ÷ customers; undefined without customers.
    pub revenue_per_customer: Kpi,
    /// (Revenue − costs of the lines) ÷ customers; undefined without customers,
    /// and where the cost of any line of the period is not known. 90.00 GBP
    /// that cost 50.00 GBP, of 4 customers, are 10.00 GBP.
    pub profit_per_customer: Kpi,
    /// Spend ÷ customers; undefined without customers.
    pub retention_cost_per_customer: Kpi,
    /// Revenue of the first orders of customers.
    pub first_revenue: Total,
    /// Revenue of products that the customer had bought before.
    pub repeat_revenue: Total,
    /// Revenue of products new to the customer, in later orders. The three
    /// add up to the revenue.
    pub cross_sell_revenue: Total,
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
    /// undefined where it has; without any part it is undefined. 80.00 GBP and
    /// 20.00 GBP for 4 customers won, 30.00 GBP for 10 served, are 28.00 GBP.
    pub total_cost_per_customer: Kpi,
}

/// One figure of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Figure {
    /// A count.
    Count(u64),
    /// A sum of money.
    Sum(Total),
    /// A KPI.
    Kpi(Kpi),
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => f.pad(&count.to_string()),
            Self::Sum(total) => f.pad(&total.to_string()),
            Self::Kpi(kpi) => kpi.fmt(f),
        }
    }
}

impl Serialize for Figure {
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
    pub fn figures(&self) -> Vec<(&'static str, Figure)> {
        use Figure::{Count, Sum};
        let (attract, sell, retain) = (&self.attract, &self.sell, &self.retain);
        let kpi = |kpi: &Kpi| Figure::Kpi(*kpi);
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
            ("total_cost_per_customer", kpi(&self.total_cost_per_customer)),
        ]
    }
}

/// A table of two columns; `-` where a KPI is undefined, `+` behind one that
/// is immature.
impl fmt::Display for KpiReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table(f, &[("", self)])
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
}

/// A table with a column for each group and one for everything.
impl fmt::Display for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut columns: Vec<(&str, &KpiReport)> =
            self.groups.iter().map(|(name, report)| (name.as_str(), report)).collect();
        columns.push(("total", &self.total));
        table(f, &columns)
    }
}

fn table(f: &mut fmt::Formatter<'_>, columns: &[(&str, &KpiReport)]) -> fmt::Result {
    let names = columns.first().map(|(_, report)| report.figures()).unwrap_or_default();
    let width = names.iter().map(|(path, _)| path.len()).max().unwrap_or_default();
    let columns: Vec<(usize, &str, Vec<String>)> = columns
        .iter()
        .map(|(name, report)| {
            let cells: Vec<String> =
                report.figures().iter().map(|(_, figure)| figure.to_string()).collect();
            let widest = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or_default();
            (widest.max(name.chars().count()), *name, cells)
        })
        .collect();
    if columns.len() > 1 {
        write!(f, "{:width$}", "")?;
        for (wide, name, _) in &columns {
            write!(f, "  {name:>wide$}")?;
        }
        writeln!(f)?;
    }
    for (row, (path, _)) in names.iter().enumerate() {
        write!(f, "{path:width$}")?;
        for (wide, _, cells) in &columns {
            write!(f, "  {:>wide$}", cells.get(row).map_or("", String::as_str))?;
        }
        writeln!(f)?;
    }
    Ok(())
}
