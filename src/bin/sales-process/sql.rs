use std::path::PathBuf;

use sales_process::sql::{Column, Engine, Sql};

use crate::input::{Moment, moment, read_process};
use crate::output::Answer;

/// Write the statement that answers where the orders are
///
/// Prints one SELECT for an engine: `handoff` (since when each customer is regular, and when the
/// handoff was due), `explain` (each condition of the handoff rule, or else of the regular one),
/// `customers` (first, n-th and last order, orders, returns, volume), `cadence` (order days and
/// the median gap), `cohorts` (customers by the month of their first order, and who ordered again),
/// `check` (orders that the others would misread). It reads a table of order lines, named
/// `order_lines` unless stated otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process sql process.json --engine postgresql | psql shop")]
pub(crate) struct Args {
    /// The process with the rules, as JSON
    process: PathBuf,
    /// The engine: postgresql, duckdb, datafusion, spark or sqlite
    #[arg(long)]
    engine: Engine,
    /// What the statement answers
    #[arg(long, default_value = "handoff", value_parser = ["handoff", "explain", "customers", "cadence", "cohorts", "check"])]
    report: String,
    /// The instant asked about; that of the last line where none is given
    #[arg(long, value_name = "INSTANT", value_parser = moment, allow_hyphen_values = true)]
    as_of: Option<Moment>,
    /// The table of order lines; a schema may stand before it
    #[arg(long, default_value = "order_lines")]
    table: String,
    /// A column by another name, such as `amount="Net total"`; may be given several times
    #[arg(long, value_name = "COLUMN=NAME")]
    column: Vec<String>,
    /// A table `merged, survivor` of customers that were merged
    #[arg(long, value_name = "TABLE")]
    merges: Option<String>,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.process)?;
        let text = |error: sales_process::sql::SqlError| error.to_string();
        let mut sql = Sql::new(self.engine).table(&self.table).map_err(text)?.zone(process.zone());
        for column in &self.column {
            let named = column.split_once('=').and_then(|(column, name)| {
                let found = Column::ALL.into_iter().find(|other| other.name() == column)?;
                Some((found, name))
            });
            let (column, name) = named.ok_or_else(|| {
                format!(
                    "`{column}` is not a column and its name; expected such as `amount=net_total`"
                )
            })?;
            sql = sql.column(column, name).map_err(text)?;
        }
        if let Some(merges) = &self.merges {
            sql = sql.merges(merges).map_err(text)?;
        }
        if let Some(as_of) = self.as_of {
            sql = sql.as_of(as_of.in_zone(process.zone()));
        }
        let rule = process.handoff_rule().or(process.regular_rule());
        let currency = rule.and_then(sales_process::policy::Rule::currency);
        let statement = match self.report.as_str() {
            "explain" => {
                let none = || {
                    format!(
                        "{}: neither `handoff` nor `regular_when` has a rule",
                        self.process.display()
                    )
                };
                sql.explain(rule.ok_or_else(none)?).map_err(text)?
            }
            "customers" => sql.customers(process.as_draft().hunter_result_orders, currency),
            "cadence" => sql.cadence(currency),
            "cohorts" => sql.cohorts(currency),
            "check" => sql.check(currency),
            _ => sql.process(&process).map_err(text)?,
        };
        Ok(Answer::of(statement.text + ";\n"))
    }
}
