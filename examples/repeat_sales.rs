//! When each customer orders again, and who is late:
//! `cargo run --release --example repeat_sales -- ORDERS.csv --as-of INSTANT`.
//!
//! Prints CSV, one row for each customer of the file, from what was ordered up
//! to the instant; days are those of UTC:
//!
//! - `orders`: how many; returns (a total of zero or below) are none;
//! - `median_interval_days`: the median of the days between one order day and
//!   the next, such as `30.5`; empty where there is not enough history, and for
//!   seasonal buyers, whose gaps hold only within a season;
//! - `next_due`: the last order day and that interval, a half day rounded up;
//!   empty unless the customer orders regularly;
//! - `overdue_days`: the days since `next_due`, 0 before; empty without a date;
//! - `status`: `overdue` (later than the customer's usual spread allows), `due`
//!   (within it), `regular` (a date, and it is not near yet), `seasonal` (orders
//!   in one season of the year), `irregular`, `not_enough_history`.
//!
//! The most overdue come first, then who is due soonest, then those without a
//! date; among equals by their ids as text. A summary goes to stderr. What
//! cannot be read is told on stderr with its file and line, nothing is printed,
//! and the exit code is 3.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sales_process::loyalty::{Cadence, CadenceOptions, Interval, Rhythm, Timing};
use sales_process::{CustomerId, Order};

#[path = "shared/files.rs"]
mod files;
#[path = "shared/reports.rs"]
mod reports;

use reports::Report;

const USAGE: &str = "usage: repeat_sales ORDERS.csv --as-of INSTANT";

fn main() -> ExitCode {
    reports::main(USAGE, run)
}

fn run(files: &[String], as_of: Option<DateTime<Utc>>) -> Result<Report, String> {
    let ([orders_file], Some(as_of)) = (files, as_of) else {
        return Err(USAGE.to_owned());
    };
    let orders = files::read_orders(orders_file)?;

    let mut customers: BTreeMap<&CustomerId, (u64, Rhythm)> = BTreeMap::new();
    for order in &orders {
        let (count, rhythm) = customers.entry(order.customer()).or_default();
        if order.placed_at() <= as_of && !order.is_return() {
            *count += 1;
            let day = order.placed_at().date_naive();
            rhythm.record(day).map_err(|error| late(orders_file, order, &error.to_string()))?;
        }
    }
    let options = CadenceOptions::default();
    let today = as_of.date_naive();
    let mut rows: Vec<Row<'_>> = customers
        .iter()
        .map(|(id, (orders, rhythm))| Row::new(id, *orders, &rhythm.cadence(&options), today))
        .collect();
    // The customers are in the order of their ids, and sorting keeps it.
    rows.sort_by_key(|row| (row.date.is_none(), row.date.map(|(due, days)| (Reverse(days), due))));

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
    Ok((report, summary))
}

/// Orders are read in time order, so that this is never said.
fn late(file: &str, order: &Order, error: &str) -> String {
    format!("{file}: order `{}`: {error}", order.id())
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
