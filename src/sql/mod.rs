//! Rules and purchase facts as one SELECT for the engine where the orders are.
//!
//! Orders beyond one machine live in an engine that exists. The same rule gives
//! the same answers there: a statement is plain text, written without any
//! connection, and reads one table of order lines.
//!
//! - [`Sql`]: for which [`Engine`], from which table, as of when; its methods
//!   write the statements: [`process`](Sql::process), [`rule`](Sql::rule),
//!   [`explain`](Sql::explain), [`customers`](Sql::customers),
//!   [`cadence`](Sql::cadence), [`cohorts`](Sql::cohorts), [`check`](Sql::check).
//! - [`Statement`]: the text, and the values of its parameters.
//!
//! ```
//! use sales_process::policy::Rule;
//! use sales_process::sql::{Engine, Sql};
//!
//! let regular = Rule::orders(3)?;
//! let statement = Sql::new(Engine::PostgreSql).table("shop.order_lines")?.rule(&regular)?;
//! assert!(statement.text.starts_with("WITH lines AS (SELECT \"order_id\" AS o"));
//! assert!(statement.text.contains("FROM \"shop\".\"order_lines\""));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What holds everywhere:
//!
//! - The meaning of a rule is that of [`policy::rule`](crate::policy::rule), to
//!   the precision of the engine's timestamps. NULL is a guest, or no product.
//! - Every customer of the table has one row, NULL where there is no answer; as
//!   of the last line, guests' included, unless an instant is given.
//! - Names are checked and quoted, constants are escaped literals or parameters:
//!   no name and no id can be anything else to the engine.
//! - The table is in one currency, and an order is of one customer:
//!   [`Sql::check`] lists the rows where that is not so.

mod engine;
mod error;
mod facts;
mod names;
mod rule;
mod writer;

use chrono::{DateTime, Utc};

use self::rule::Changes;
use self::writer::{Source, Writer};
use crate::policy::Rule;
use crate::process::SalesProcess;
use crate::value::{Currency, Zone};

pub use engine::Engine;
pub use error::SqlError;
pub use names::Column;
pub use writer::Statement;

/// Writes statements for an engine.
#[derive(Debug, Clone)]
pub struct Sql(Source);

impl Sql {
    /// For an engine: from `order_lines(order_id, customer_id, placed_at,
    /// product_id, amount, currency)`, as of its last line, in UTC.
    pub fn new(engine: Engine) -> Self {
        Self(Source {
            engine,
            table: vec!["order_lines".to_owned()],
            columns: Column::ALL.map(|column| column.name().to_owned()),
            merges: None,
            as_of: None,
            zone: Zone::UTC,
            parameters: false,
        })
    }

    /// Reads another table; a schema may stand before it, such as `shop.lines`.
    ///
    /// # Errors
    ///
    /// [`SqlError::NotAName`].
    pub fn table(self, name: &str) -> Result<Self, SqlError> {
        Ok(Self(Source { table: names::table(name)?, ..self.0 }))
    }

    /// Reads a column by another name.
    ///
    /// # Errors
    ///
    /// [`SqlError::NotAName`].
    pub fn column(mut self, column: Column, name: &str) -> Result<Self, SqlError> {
        let name = names::checked(name)?.to_owned();
        if let Some(place) = Column::ALL.iter().position(|other| *other == column) {
            self.0.columns[place] = name;
        }
        Ok(self)
    }

    /// Customers that were merged are one: a table `merged, survivor` names the
    /// survivor of each, the last one where that was merged again.
    ///
    /// # Errors
    ///
    /// [`SqlError::NotAName`].
    pub fn merges(self, table: &str) -> Result<Self, SqlError> {
        Ok(Self(Source { merges: Some(names::table(table)?), ..self.0 }))
    }

    /// Asks about an instant; nothing after it is seen.
    #[must_use]
    pub fn as_of(self, at: DateTime<Utc>) -> Self {
        Self(Source { as_of: Some(at), ..self.0 })
    }

    /// Where a month begins for `monthly_volume`, and a day for the cadence.
    #[must_use]
    pub fn zone(self, zone: impl Into<Zone>) -> Self {
        Self(Source { zone: zone.into(), ..self.0 })
    }

    /// Writes instants, products and amounts as numbered parameters.
    #[must_use]
    pub fn with_parameters(self) -> Self {
        Self(Source { parameters: true, ..self.0 })
    }

    /// `customer_id, regular_since, handoff_due_at`, as the command `handoff`
    /// writes it: both rules of a process, in its time zone.
    ///
    /// # Errors
    ///
    /// [`SqlError`] for rules in two currencies, or amounts beyond the engine.
    pub fn process(&self, process: &SalesProcess) -> Result<Statement, SqlError> {
        self.clone().zone(process.zone()).handoff(process.regular_rule(), process.handoff_rule())
    }

    /// As [`Sql::process`], of two rules; NULL where one is not given.
    ///
    /// # Errors
    ///
    /// As [`Sql::process`].
    pub fn handoff(
        &self,
        regular: Option<&Rule>,
        handoff: Option<&Rule>,
    ) -> Result<Statement, SqlError> {
        self.due(&[("regular_since", regular), ("handoff_due_at", handoff)])
    }

    /// `customer_id, due_at`: the first instant at which a rule held.
    ///
    /// # Errors
    ///
    /// As [`Sql::process`].
    pub fn rule(&self, rule: &Rule) -> Result<Statement, SqlError> {
        self.due(&[("due_at", Some(rule))])
    }

    fn due(&self, rules: &[(&str, Option<&Rule>)]) -> Result<Statement, SqlError> {
        let mut currencies = rules.iter().filter_map(|(_, rule)| rule.and_then(Rule::currency));
        let first = currencies.next();
        if let (Some(first), Some(second)) = (first, currencies.find(|other| Some(*other) != first))
        {
            return Err(SqlError::TwoCurrencies { first, second });
        }
        let mut writer = Writer::new(&self.0, first);
        let mut changes = Changes::default();
        let columns: Vec<(&str, Option<String>)> = rules
            .iter()
            .map(|(name, rule)| (*name, rule.map(|rule| changes.condition(&rule.form()))))
            .collect();
        writer.purchases();
        changes.write(&mut writer)?;
        changes.write_running(&mut writer);
        let instant = self.0.engine.as_instant("NULL");
        let due = columns.iter().map(|(name, holds)| match holds {
            Some(holds) => format!("MIN(CASE WHEN {holds} THEN r.t END) AS {name}"),
            None => format!("MIN({instant}) AS {name}"),
        });
        let due = due.collect::<Vec<_>>().join(", ");
        writer.with(
            "due",
            &format!("SELECT r.c, {due} FROM running r CROSS JOIN bounds b WHERE r.t <= b.as_of GROUP BY r.c"),
        );
        let shown = columns.iter().map(|(name, _)| {
            format!("{} AS {name}", self.0.engine.shown_instant(&format!("d.{name}")))
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        Ok(writer.end(&format!(
            "SELECT i.c AS customer_id, {shown} FROM ids i LEFT JOIN due d ON d.c = i.c ORDER BY {}",
            self.0.engine.plain_order("i.c")
        )))
    }

    /// `customer_id, part, holds, have, need` for each customer and each
    /// condition of a rule, counted from 1 as they stand in it: whether it holds
    /// at the instant, and how far the customer is. `have` and `need` are orders,
    /// amounts and months; for `bought` and `tenure` 1 is yes; for
    /// `smallest_order` `have` counts the small orders that are still live, and
    /// for `monthly_volume` the good months of those needed. For a customer
    /// without orders all is NULL but `holds`, which is 0 and 1.
    ///
    /// # Errors
    ///
    /// As [`Sql::process`].
    pub fn explain(&self, rule: &Rule) -> Result<Statement, SqlError> {
        let mut writer = Writer::new(&self.0, rule.currency());
        let mut changes = Changes::default();
        changes.condition(&rule.form());
        writer.purchases();
        changes.write(&mut writer)?;
        let select = changes.explain(&mut writer)?;
        Ok(writer.end(&select))
    }

    /// `customer_id, first_order, nth_order, last_order, orders, returns,
    /// volume`: the purchase facts of each customer, the n-th order being the
    /// hunter's result.
    pub fn customers(&self, nth: u32, currency: Option<Currency>) -> Statement {
        let mut writer = Writer::new(&self.0, currency);
        writer.purchases();
        let select = facts::customers(&writer, nth.max(1));
        writer.end(&select)
    }

    /// `customer_id, order_days, median_interval_days, last_day`: the median gap
    /// between distinct order days, as [`Cadence`](crate::loyalty::Cadence) has
    /// it; NULL with fewer than two.
    pub fn cadence(&self, currency: Option<Currency>) -> Statement {
        let mut writer = Writer::new(&self.0, currency);
        writer.purchases();
        let select = facts::cadence(&mut writer);
        writer.end(&select)
    }

    /// `month, customers, repeaters, repeat_rate`: the customers of each month of
    /// the first order, and how many of them ordered again by the instant.
    pub fn cohorts(&self, currency: Option<Currency>) -> Statement {
        let mut writer = Writer::new(&self.0, currency);
        writer.purchases();
        let select = facts::cohorts(&mut writer);
        writer.end(&select)
    }

    /// `problem, order_id, detail`: the orders that the other statements would
    /// misread, in another currency than this one, or of two customers.
    pub fn check(&self, currency: Option<Currency>) -> Statement {
        facts::check(Writer::new(&self.0, currency), currency)
    }
}
