use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use sales_process::order::CustomerOrders;
use sales_process::policy::Rule;

use crate::input::{Moment, moment, read_process};
use crate::output::{Answer, CsvArgs};
use crate::tables::{RateArgs, SetAside, TableArgs, stated, write_row};

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
    #[arg(long, value_name = "INSTANT", value_parser = moment, allow_hyphen_values = true)]
    as_of: Option<Moment>,
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
        let (_, process) = read_process(&self.process)?;
        let of_process = stated(process.zone());
        let rates = self.currencies.read(None, &self.tables, of_process)?;
        let (merges, rates) = (self.merges.as_deref(), rates.as_ref());
        let (book, mut told) = self.tables.orders(&self.orders, of_process, merges, rates)?;
        let zone = self.tables.zone().unwrap_or(process.zone());
        let as_of = self.as_of.map(|it| it.in_zone(zone)).or(book.last_instant());
        let rules = [("regular_when", process.regular_rule()), ("handoff", process.handoff_rule())];
        let folds = rules.map(|(name, rule)| rule.map(|rule| (name, rule.fold(zone))));
        let with_lines = rules.iter().any(|(_, rule)| rule.is_some_and(Rule::asks_for_lines));
        let ask = |customer: CustomerOrders<'_>| {
            let (mut due, mut misfits) = ([None, None], Vec::new());
            for (due, fold) in due.iter_mut().zip(&folds) {
                let Some(((name, fold), as_of)) = fold.as_ref().zip(as_of) else { continue };
                let mut state = fold.begin();
                for (place, purchase) in customer.purchases.iter().enumerate() {
                    if let Err(error) = fold.record(&mut state, *purchase) {
                        misfits.push((customer.order(place).to_owned(), *name, error.to_string()));
                    }
                }
                // Nothing after `as_of` was recorded, so the question is not about the past.
                *due = fold.due_at(&state, as_of).ok().flatten();
            }
            let orders = customer.purchases.iter().filter(|it| !it.is_return()).count();
            (customer.id.to_owned(), orders, due, misfits)
        };
        let rows = if with_lines { book.customers(as_of, ask) } else { book.totals(as_of, ask) };
        let mut aside = SetAside::default();
        for (order, name, error) in rows.iter().flat_map(|(.., misfits)| misfits) {
            let line = book.line_of(order).map_or(String::new(), |n| format!("line {n}: "));
            let (file, process) = (self.orders.display(), self.process.display());
            let misfit = format!(
                "{file}: {line}order `{order}` does not fit `{name}` of {process}: {error}"
            );
            if !self.tables.skip_bad {
                return Err(misfit);
            }
            aside.add(&misfit);
        }
        told.set_aside(&aside);
        let mut stdout = "customer_id,regular_since,handoff_due_at\n".to_owned();
        let mut counts = [0, 0];
        let mut orders = 0;
        for (id, seen, due, _) in &rows {
            let [regular, handoff] = due.map(|due| due.map_or_else(String::new, text_of));
            write_row(&mut stdout, &[id, &regular, &handoff]);
            counts
                .iter_mut()
                .zip(due)
                .for_each(|(count, due)| *count += usize::from(due.is_some()));
            orders += seen;
        }
        let summary = format!(
            "{}{} customers, {orders} orders as of {}: {} regular, {} due for handoff",
            told.lines,
            rows.len(),
            as_of.map_or_else(|| "never".to_owned(), text_of),
            counts[0],
            counts[1],
        );
        Ok(Answer { stdout: self.csv.table(stdout), stderr: summary, code: told.code })
    }
}

fn text_of(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
