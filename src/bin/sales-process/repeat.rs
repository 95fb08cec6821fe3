use std::cmp::Reverse;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sales_process::loyalty::{
    Cadence, CadenceOptions, Interval, ModelOptions, OrderModel, OrderPattern, Outlook, Rhythm,
    Timing,
};
use sales_process::{Money, Purchase, Zone};

use crate::input::instant;
use crate::output::{Answer, CsvArgs};
use crate::tables::{TableArgs, write_row};

/// Say when each customer orders again, and who is late
///
/// Prints CSV, one row for each customer of the file, from what was ordered up to the instant; days
/// are those of UTC. `orders`: how many; returns (a total of zero or below) are none.
/// `median_interval_days`: the median of the days between one order day and the next; empty where
/// there is not enough history, and for seasonal buyers. `next_due`: the last order day and that
/// interval, a half day rounded up; empty unless the customer orders regularly. `overdue_days`: the
/// days since `next_due`, 0 before. `status`: `overdue`, `due`, `regular` (a date, and it is not
/// near yet), `seasonal`, `irregular`, `not_enough_history`. The most overdue come first, then who
/// is due soonest, then those without a date; among equals by their ids.
///
/// The columns after these are of a model of the whole base, and empty where the base is too small
/// for one: `still_customer`: the chance that the customer still is one; `expected_orders` (days with
/// an order) and `expected_value` within `--days`; `value_at_risk`: what would come on top if the
/// customer were certainly still one; `next_expected`: the day by which half of the orders that
/// come within the days have come; `rank`: the place by expected value, from 1 on. A summary and the
/// model go to stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process repeat orders.csv --as-of 2026-03-01")]
pub(crate) struct Args {
    /// Orders, as CSV
    orders: PathBuf,
    /// The instant asked about
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    as_of: DateTime<Utc>,
    /// How many days ahead orders are expected
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Which customers are one, `merged,survivor`
    #[arg(long, value_name = "FILE")]
    merges: Option<PathBuf>,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    csv: CsvArgs,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let as_of = self.as_of;
        let (book, told) = self.tables.orders(&self.orders, None, self.merges.as_deref())?;
        let zone = self.tables.zone().unwrap_or_default();
        let customers = book.totals(Some(as_of), |customer| {
            let mut bought = Bought::default();
            for (place, purchase) in customer.purchases.iter().enumerate() {
                if !purchase.is_return() {
                    bought.record(purchase, zone).map_err(|error| {
                        let (file, order) = (self.orders.display(), customer.order(place));
                        format!("{file}: order `{order}`: {error}")
                    })?;
                }
            }
            Ok((customer.id.to_owned(), bought))
        });
        drop(book);
        let customers = customers.into_iter().collect::<Result<Vec<_>, String>>()?;
        let options = CadenceOptions::default();
        let today = zone.date_of(as_of);
        let patterns = customers.iter().filter_map(|(_, bought)| bought.pattern());
        let model = OrderModel::fit(patterns, today, &ModelOptions::default());
        let mut rows: Vec<Row<'_>> = customers
            .iter()
            .map(|(id, bought)| {
                let cadence = bought.rhythm.cadence(&options);
                let outlook = model
                    .as_ref()
                    .ok()
                    .and_then(|model| model.outlook(&bought.pattern()?, self.days));
                Row { outlook, ..Row::new(id, bought.orders, &cadence, today) }
            })
            .collect();
        rank(&mut rows);
        // The customers are in the order of their ids, and sorting keeps it.
        rows.sort_by_key(|row| {
            (row.date.is_none(), row.date.map(|(due, days)| (Reverse(days), due)))
        });

        let report = table(&rows);
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
        let model = match model {
            Ok(model) => model.to_string(),
            Err(error) => format!("nothing is expected of anybody: {error}"),
        };
        Ok(Answer {
            stdout: self.csv.table(report),
            stderr: format!("{}{summary}\n{model}", told.lines),
            code: told.code,
        })
    }
}

/// What one customer ordered; returns are left out.
#[derive(Default)]
struct Bought {
    orders: u64,
    rhythm: Rhythm,
    ordered: Option<Money>,
}

impl Bought {
    fn record(&mut self, order: &Purchase<'_>, zone: Zone) -> Result<(), String> {
        self.orders += 1;
        let sum = self.ordered.map_or(Ok(order.total()), |sum| sum.plus(order.total()));
        self.ordered = Some(sum.map_err(|error| error.to_string())?);
        self.rhythm.record(zone.date_of(order.placed_at())).map_err(|error| error.to_string())
    }

    fn pattern(&self) -> Option<OrderPattern> {
        OrderPattern::of(&self.rhythm, self.ordered?)
    }
}

/// Gives each row its place by expected value.
fn rank(rows: &mut [Row<'_>]) {
    let value = |row: &Row<'_>| row.outlook.and_then(|outlook| outlook.value);
    let mut places: Vec<usize> = (0..rows.len()).collect();
    let key = |place: usize| rows.get(place).and_then(value).map(Money::amount);
    places.sort_by_key(|place| Reverse(key(*place)));
    for (rank, place) in (1..).zip(places) {
        if let Some(row) = rows.get_mut(place).filter(|row| value(row).is_some()) {
            row.rank = Some(rank);
        }
    }
}

struct Row<'a> {
    customer: &'a str,
    orders: u64,
    median: Option<f64>,
    /// When the next order is due, and by how many days it is late.
    date: Option<(NaiveDate, u32)>,
    status: &'static str,
    outlook: Option<Outlook>,
    rank: Option<u64>,
}

impl<'a> Row<'a> {
    fn new(customer: &'a str, orders: u64, cadence: &Cadence, today: NaiveDate) -> Self {
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
        Self { customer, orders, median, date, status, outlook: None, rank: None }
    }
}

fn table(rows: &[Row<'_>]) -> String {
    fn cell<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let mut out =
        "customer_id,orders,median_interval_days,next_due,overdue_days,status,still_customer,\
                   expected_orders,expected_value,value_at_risk,next_expected,rank\n"
            .to_owned();
    for row in rows {
        write_row(
            &mut out,
            &[
                row.customer,
                &row.orders.to_string(),
                &cell(row.median),
                &cell(row.date.map(|(due, _)| due)),
                &cell(row.date.map(|(_, days)| days)),
                row.status,
                &cell(row.outlook.map(|outlook| format!("{:.4}", outlook.still_customer))),
                &cell(row.outlook.map(|outlook| format!("{:.4}", outlook.orders))),
                &cell(row.outlook.and_then(|outlook| outlook.value).map(Money::amount)),
                &cell(row.outlook.and_then(|outlook| outlook.at_risk).map(Money::amount)),
                &cell(row.outlook.and_then(|outlook| outlook.next_order).map(|next| next.expected)),
                &cell(row.rank),
            ],
        );
    }
    out
}
