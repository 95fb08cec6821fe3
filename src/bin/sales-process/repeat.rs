use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sales_process::loyalty::{Cadence, CadenceOptions, Interval, Rhythm, Timing};
use sales_process::{CustomerId, Order};

use crate::input::{instant, read_bytes, read_orders};
use crate::output::Answer;

/// Say when each customer orders again, and who is late
///
/// Prints CSV, one row for each customer of the file, from what was ordered up to the instant; days
/// are those of UTC. `orders`: how many; returns (a total of zero or below) are none.
/// `median_interval_days`: the median of the days between one order day and the next; empty where
/// there is not enough history, and for seasonal buyers. `next_due`: the last order day and that
/// interval, a half day rounded up; empty unless the customer orders regularly. `overdue_days`: the
/// days since `next_due`, 0 before. `status`: `overdue`, `due`, `regular` (a date, and it is not
/// near yet), `seasonal`, `irregular`, `not_enough_history`. The most overdue come first, then who
/// is due soonest, then those without a date; among equals by their ids. A summary goes to stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process repeat orders.csv --as-of 2026-03-01")]
pub(crate) struct Args {
    /// Orders, as CSV
    orders: PathBuf,
    /// The instant asked about
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    as_of: DateTime<Utc>,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let as_of = self.as_of;
        let orders = read_orders(&self.orders, &read_bytes(&self.orders)?)?;

        let mut customers: BTreeMap<&CustomerId, (u64, Rhythm)> = BTreeMap::new();
        for order in &orders {
            let (count, rhythm) = customers.entry(order.customer()).or_default();
            if order.placed_at() <= as_of && !order.is_return() {
                *count += 1;
                let day = order.placed_at().date_naive();
                rhythm
                    .record(day)
                    .map_err(|error| late(&self.orders, order, &error.to_string()))?;
            }
        }
        let options = CadenceOptions::default();
        let today = as_of.date_naive();
        let mut rows: Vec<Row<'_>> = customers
            .iter()
            .map(|(id, (orders, rhythm))| Row::new(id, *orders, &rhythm.cadence(&options), today))
            .collect();
        // The customers are in the order of their ids, and sorting keeps it.
        rows.sort_by_key(|row| {
            (row.date.is_none(), row.date.map(|(due, days)| (Reverse(days), due)))
        });

        let report = table(&rows).map_err(|error| error.to_string())?;
        let count = |status: &str| rows.iter().filter(|row| row.status == status).count();
        let summary = format!(
            "{} customers as of {}: {} overdue, {} due, {} regular, {} seasonal, {} irregular, {} with not enough history",
            rows.len(),
            as_of.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            count("overdue"),
            count("due"),
            count("regular"),
            count("seasonal"),
            count("irregular"),
            count("not_enough_history"),
        );
        Ok(Answer { stdout: report, stderr: summary, code: 0 })
    }
}

/// Orders are read in time order, so that this is never said.
fn late(file: &Path, order: &Order, error: &str) -> String {
    format!("{}: order `{}`: {error}", file.display(), order.id())
}

struct Row<'a> {
    customer: &'a CustomerId,
    orders: u64,
    median: Option<f64>,
    /// When the next order is due, and by how many days it is late.
    date: Option<(NaiveDate, u32)>,
    status: &'static str,
}

impl<'a> Row<'a> {
    fn new(customer: &'a CustomerId, orders: u64, cadence: &Cadence, today: NaiveDate) -> Self {
        let status = match cadence {
            Cadence::NotEnoughHistory { .. } => "not_enough_history",
            Cadence::Seasonal { .. } => "seasonal",
            Cadence::Irregular { .. } => "irregular",
            Cadence::Regular(regular) => match regular.due.timing(today) {
                Timing::NotYet => "regular",
                Timing::Due => "due",
                Timing::Overdue => "overdue",
            },
        };
        let median = cadence.typical().map(Interval::days);
        let date = cadence.due().map(|due| (due.typical, due.overdue_days(today)));
        Self { customer, orders, median, date, status }
    }
}

fn table(rows: &[Row<'_>]) -> Result<String, Box<dyn std::error::Error>> {
    fn cell<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record([
        "customer_id",
        "orders",
        "median_interval_days",
        "next_due",
        "overdue_days",
        "status",
    ])?;
    for row in rows {
        out.write_record([
            row.customer.as_str(),
            &row.orders.to_string(),
            &cell(row.median),
            &cell(row.date.map(|(due, _)| due)),
            &cell(row.date.map(|(_, days)| days)),
            row.status,
        ])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}
