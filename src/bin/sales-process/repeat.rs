use std::cmp::Reverse;
use std::fmt::{self, Write};
use std::path::PathBuf;

use chrono::{NaiveDate, SecondsFormat};
use rayon::prelude::*;
use sales_process::loyalty::{
    Cadence, CadenceOptions, CustomerOutlook, Interval, ModelOptions, OrderModel, OrderPattern,
    Rhythm, Timing, drop_chance_rhythms,
};
use sales_process::{Money, Purchase, Zone};

use crate::input::{Moment, moment};
use crate::output::{Answer, CsvArgs};
use crate::tables::{RateArgs, SetAside, TableArgs, write_field};

/// Say when each customer orders again, and who is late
///
/// Prints CSV, one row for each customer of the file, from what was ordered up to the instant; days
/// are those of `--zone`, or else UTC. `orders`: how many; returns (a total of zero or below) are none.
/// `median_interval_days`: the median of the days between one order day and the next; empty where
/// there is not enough history, and for seasonal buyers. `next_due`: the last order day and that
/// interval, a half day rounded up; empty unless the customer orders regularly: of those who do,
/// at most 5 % seem so by chance. `overdue_days`: the days since `next_due`, 0 before. `status`:
/// `overdue`, `due`, `regular` (a date, and it is not near yet), `seasonal`, `irregular`,
/// `not_enough_history`. The most overdue come first, then who
/// is due soonest, then those without a date; among equals by their ids.
///
/// The columns after these are of a model of the whole base, and empty where the base is too small
/// for one: `still_customer`: the chance that the customer still is one; `expected_orders` (days with
/// an order) and `expected_value` within `--days`; `value_at_risk`: what would come on top if the
/// customer were certainly still one; `next_expected`: the day by which half of the orders that
/// come within the days have come; `rank`: the place by expected value, from 1 on. Amounts are in
/// the currency's minor unit. A summary and the model go to stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process repeat orders.csv --as-of 2026-03-01")]
pub(crate) struct Args {
    /// Orders, as CSV
    orders: PathBuf,
    /// The instant asked about
    #[arg(long, value_name = "INSTANT", value_parser = moment, allow_hyphen_values = true)]
    as_of: Moment,
    /// How many days ahead orders are expected
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Which customers are one, `merged,survivor`
    #[arg(long, value_name = "FILE")]
    merges: Option<PathBuf>,
    #[command(flatten)]
    currencies: RateArgs,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    csv: CsvArgs,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let rates = self.currencies.read(None, &self.tables, None)?;
        let (merges, rates) = (self.merges.as_deref(), rates.as_ref());
        let (book, mut told) = self.tables.orders(&self.orders, None, merges, rates)?;
        let zone = self.tables.zone().unwrap_or_default();
        let as_of = self.as_of.in_zone(zone);
        let options = CadenceOptions::default();
        let today = zone.date_of(as_of);
        let customers = book.totals(Some(as_of), |customer| {
            let (mut bought, mut misfits) = (Bought::default(), Vec::new());
            for (place, purchase) in customer.purchases.iter().enumerate() {
                if purchase.is_return() {
                    continue;
                }
                if let Err(error) = bought.record(purchase, zone) {
                    misfits.push((customer.order(place).to_owned(), error));
                }
            }
            let cadence = bought.rhythm.cadence(&options);
            let (id, orders, pattern) = (customer.id.into(), bought.orders, bought.pattern());
            (Customer { id, orders, cadence, pattern }, misfits)
        });
        let mut aside = SetAside::default();
        for (order, error) in customers.iter().flat_map(|(_, misfits)| misfits) {
            let line = book.line_of(order).map_or(String::new(), |n| format!("line {n}: "));
            let misfit = format!("{}: {line}order `{order}`: {error}", self.orders.display());
            if !self.tables.skip_bad {
                return Err(misfit);
            }
            aside.add(&misfit);
        }
        told.set_aside(&aside);
        rayon::spawn(|| drop(book));
        let mut customers: Vec<Customer> =
            customers.into_iter().map(|(customer, _)| customer).collect();
        drop_chance_rhythms(customers.iter_mut().map(|it| &mut it.cadence), options.level);
        let patterns = customers.iter().filter_map(|customer| customer.pattern);
        let model = OrderModel::fit(patterns, today, &ModelOptions::default());
        let outlook = |customer: &Customer| {
            model.as_ref().ok().and_then(|model| model.outlook(&customer.pattern?, self.days))
        };
        let outlooks: Vec<Option<CustomerOutlook>> = customers.par_iter().map(outlook).collect();
        let ranks = ranks(&outlooks);

        // The customers are in the order of their ids, and sorting keeps it.
        let (mut order, undated): (Vec<usize>, Vec<usize>) = (0..customers.len())
            .partition(|place| customers.get(*place).is_some_and(|it| it.cadence.due().is_some()));
        order.sort_by_key(|place| {
            let due = customers.get(*place).and_then(|customer| customer.cadence.due());
            due.map(|due| (Reverse(due.overdue_days(today)), due.typical))
        });
        order.extend(undated);
        let rows = |places: &[usize]| {
            let mut out = String::new();
            for place in places {
                if let Some(customer) = customers.get(*place) {
                    let outlook = outlooks.get(*place).and_then(Option::as_ref);
                    customer.write(&mut out, today, outlook, ranks.get(*place).copied().flatten());
                }
            }
            out
        };
        let parts: Vec<String> = order.par_chunks(1 << 14).map(rows).collect();
        let length = parts.iter().map(String::len).sum::<usize>();
        let mut report = String::with_capacity(COLUMNS.len() + 1 + length);
        report.push_str(COLUMNS);
        report.push('\n');
        parts.into_iter().for_each(|part| report.push_str(&part));

        let count = |status: &str| customers.iter().filter(|it| it.status(today) == status).count();
        let summary = format!(
            "{} customers as of {}: {} overdue, {} due, {} regular, {} seasonal, {} irregular, {} with not enough history",
            customers.len(),
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
        let sum = self.ordered.map_or(Ok(order.total()), |sum| sum.plus(order.total()));
        let sum = sum.map_err(|error| error.to_string())?;
        self.rhythm.record(zone.date_of(order.placed_at())).map_err(|error| error.to_string())?;
        self.orders += 1;
        self.ordered = Some(sum);
        Ok(())
    }

    fn pattern(&self) -> Option<OrderPattern> {
        OrderPattern::of(&self.rhythm, self.ordered?)
    }
}

/// The place of each by expected value, from 1 on.
fn ranks(outlooks: &[Option<CustomerOutlook>]) -> Vec<Option<u64>> {
    let value = |outlook: &Option<CustomerOutlook>| {
        let mut amount = (*outlook)?.value?.amount();
        // All with as many decimals compare by their digits.
        amount.rescale(Money::MAX_DECIMALS);
        Some(amount.mantissa())
    };
    let valued = outlooks.iter().enumerate();
    let mut valued: Vec<(Reverse<i128>, usize)> =
        valued.filter_map(|(place, outlook)| Some((Reverse(value(outlook)?), place))).collect();
    valued.par_sort_unstable();
    let mut ranks = vec![None; outlooks.len()];
    for (rank, (_, place)) in (1..).zip(valued) {
        if let Some(slot) = ranks.get_mut(place) {
            *slot = Some(rank);
        }
    }
    ranks
}

const COLUMNS: &str = "customer_id,orders,median_interval_days,next_due,overdue_days,status,\
    still_customer,expected_orders,expected_value,value_at_risk,next_expected,rank";

/// What the orders of one customer say.
struct Customer {
    id: Box<str>,
    orders: u64,
    cadence: Cadence,
    pattern: Option<OrderPattern>,
}

impl Customer {
    fn status(&self, today: NaiveDate) -> &'static str {
        match &self.cadence {
            Cadence::NotEnoughHistory { .. } => "not_enough_history",
            Cadence::Seasonal { .. } => "seasonal",
            Cadence::Irregular { .. } => "irregular",
            Cadence::Regular(regular) => match regular.due.timing(today) {
                Timing::NotYet => "regular",
                Timing::Due => "due",
                Timing::Overdue => "overdue",
            },
        }
    }

    fn write(
        &self,
        out: &mut String,
        today: NaiveDate,
        outlook: Option<&CustomerOutlook>,
        rank: Option<u64>,
    ) {
        write_field(out, &self.id);
        let due = self.cadence.due();
        let amount = |of: fn(&CustomerOutlook) -> Option<Money>| {
            Cell(outlook.and_then(of).map(Money::amount))
        };
        // Writing to a text does not fail.
        let _ = writeln!(
            out,
            ",{},{},{},{},{},{},{},{},{},{},{}",
            self.orders,
            Cell(self.cadence.typical().map(Interval::days)),
            Cell(due.map(|due| due.typical)),
            Cell(due.map(|due| due.overdue_days(today))),
            self.status(today),
            Cell(outlook.map(|outlook| Fixed::of(outlook.still_customer))),
            Cell(outlook.map(|outlook| Fixed::of(outlook.orders))),
            amount(|outlook| outlook.value),
            amount(|outlook| outlook.at_risk),
            Cell(outlook.and_then(|outlook| outlook.next_order).map(|next| next.expected)),
            Cell(rank),
        );
    }
}

/// A field that may be empty.
struct Cell<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |value| value.fmt(f))
    }
}

/// A figure with four decimals, in half the time that `{:.4}` takes.
struct Fixed(u64);

impl Fixed {
    /// Figures are from 0 to some thousands.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn of(figure: f64) -> Self {
        Self((figure * 1e4).round() as u64)
    }
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}
