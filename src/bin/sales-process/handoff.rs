use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use sales_process::policy::Rule;
use sales_process::{CustomerId, Order, OrderId, UtcOffset};

use crate::input::{instant, read_bytes, read_orders, read_process};
use crate::output::Answer;

/// Say who is a regular customer since when, and who is due for handoff
///
/// Prints CSV, one row for each customer of the file in the order of their ids: since when the rule
/// `regular_when` holds and when `handoff` was due, each empty where it was not by the instant asked
/// about. A summary goes to stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process handoff orders.csv process.json --as-of 2026-03-01")]
pub(crate) struct Args {
    /// Orders, as CSV
    orders: PathBuf,
    /// The process with the rules, as JSON
    process: PathBuf,
    /// The instant asked about; the last one in the file where none is given
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    as_of: Option<DateTime<Utc>>,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.process)?;
        let bytes = read_bytes(&self.orders)?;
        let orders = read_orders(&self.orders, &bytes)?;
        let as_of = self.as_of.or_else(|| last_instant(&bytes));
        let (orders_file, process_file) = (self.orders.display(), self.process.display());

        let mut customers: BTreeMap<&CustomerId, usize> = BTreeMap::new();
        let mut rows: Vec<(usize, &Order)> = Vec::with_capacity(orders.len());
        for order in &orders {
            let next = customers.len();
            let index = *customers.entry(order.customer()).or_insert(next);
            if as_of.is_some_and(|as_of| order.placed_at() <= as_of) {
                rows.push((index, order));
            }
        }
        let due = |name: &str, rule: Option<&Rule>| {
            let offset = process.utc_offset();
            due_dates(rule, offset, customers.len(), &rows, as_of).map_err(|(order, error)| {
            let line = line_of(&bytes, order).map_or(String::new(), |n| format!("line {n}: "));
            format!("{orders_file}: {line}order `{order}` does not fit `{name}` of {process_file}: {error}")
        })
        };
        let regular = due("regular_when", process.regular_rule())?;
        let handoff = due("handoff", process.handoff_rule())?;

        let report = table(&customers, &regular, &handoff).map_err(|error| error.to_string())?;
        let count = |due: &[Option<DateTime<Utc>>]| due.iter().flatten().count();
        let summary = format!(
            "{} customers, {} orders as of {}: {} regular, {} due for handoff",
            customers.len(),
            rows.len(),
            as_of.map_or_else(|| "never".to_owned(), text_of),
            count(&regular),
            count(&handoff),
        );
        Ok(Answer { stdout: report, stderr: summary, code: 0 })
    }
}

/// When each customer was due by a rule: all orders in one pass.
fn due_dates<'a>(
    rule: Option<&Rule>,
    offset: UtcOffset,
    customers: usize,
    rows: &[(usize, &'a Order)],
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<Option<DateTime<Utc>>>, (&'a OrderId, String)> {
    let (Some(rule), Some(as_of)) = (rule, as_of) else { return Ok(vec![None; customers]) };
    let fold = rule.fold(offset);
    let mut states = vec![fold.begin(); customers];
    for (index, order) in rows {
        let recorded = match states.get_mut(*index) {
            Some(state) => fold.record(state, *order).map_err(|e| e.to_string()),
            None => Ok(()),
        };
        recorded.map_err(|error| (order.id(), error))?;
    }
    // No order after `as_of` was recorded, so the question is not about the past.
    Ok(states.iter().map(|state| fold.due_at(state, as_of).ok().flatten()).collect())
}

fn table(
    customers: &BTreeMap<&CustomerId, usize>,
    regular: &[Option<DateTime<Utc>>],
    handoff: &[Option<DateTime<Utc>>],
) -> Result<String, Box<dyn std::error::Error>> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(["customer_id", "regular_since", "handoff_due_at"])?;
    for (id, index) in customers {
        let cell = |due: &[Option<DateTime<Utc>>]| {
            due.get(*index).copied().flatten().map_or_else(String::new, text_of)
        };
        out.write_record([id.as_str(), &cell(regular), &cell(handoff)])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn text_of(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The last instant in a file that was read before. It can be later than that
/// of every order, which is placed at its earliest row's.
fn last_instant(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let mut reader = ::csv::Reader::from_reader(bytes);
    let column = reader.headers().ok()?.iter().position(|name| name.ends_with("placed_at"))?;
    let instant = |row: ::csv::StringRecord| DateTime::parse_from_rfc3339(row.get(column)?).ok();
    reader.records().flatten().filter_map(instant).max().map(|at| at.to_utc())
}

/// The line on which an order begins: the line breaks before its first row.
fn line_of(text: &[u8], order: &OrderId) -> Option<usize> {
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let names = reader.byte_headers().ok()?.clone();
    let column = names.iter().position(|name| name.ends_with(b"order_id"))?;
    let is_it = |row: &::csv::ByteRecord| row.get(column) == Some(order.as_str().as_bytes());
    let row = reader.byte_records().flatten().find(is_it)?;
    let at = usize::try_from(row.position()?.byte()).ok()?;
    // The place of a row can lie before the line breaks that end the last one.
    let skipped = text.get(at..)?.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let before = text.get(..at + skipped)?;
    Some(1 + String::from_utf8_lossy(before).matches('\n').count())
}
