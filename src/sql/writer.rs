//! A statement while it is written: its parts, constants and parameters.

use std::cell::RefCell;

use chrono::{DateTime, Utc};

use super::engine::Engine;
use super::error::SqlError;
use super::names::Column;
use crate::value::{Currency, Money, Zone};

/// A statement for an engine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Statement {
    /// The text, one SELECT.
    pub text: String,
    /// The values of the parameters, in the order of their numbers, each as
    /// text; empty unless [`Sql::with_parameters`](super::Sql::with_parameters) asked for them.
    pub parameters: Vec<String>,
}

/// Where a statement reads, and as of when.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) engine: Engine,
    pub(super) table: Vec<String>,
    pub(super) columns: [String; 6],
    pub(super) merges: Option<Vec<String>>,
    pub(super) as_of: Option<DateTime<Utc>>,
    pub(super) zone: Zone,
    pub(super) parameters: bool,
}

/// A statement that is being written.
pub(super) struct Writer<'a> {
    pub(super) sql: &'a Source,
    /// The decimals that an amount has in SQLite, where it is an integer.
    pub(super) decimals: u32,
    parts: Vec<String>,
    pub(super) parameters: RefCell<Vec<String>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(sql: &'a Source, currency: Option<Currency>) -> Self {
        let decimals =
            currency.map_or(4, |currency| currency.minor_units().min(Money::MAX_DECIMALS));
        Self { sql, decimals, parts: Vec::new(), parameters: RefCell::default() }
    }

    pub(super) fn engine(&self) -> Engine {
        self.sql.engine
    }

    pub(super) fn with(&mut self, name: &str, select: &str) {
        self.parts.push(format!("{name} AS ({select})"));
    }

    /// A constant: a literal, or the number of a parameter.
    pub(super) fn constant(&self, value: &str) -> String {
        if !self.sql.parameters {
            return self.engine().text(value);
        }
        let mut all = self.parameters.borrow_mut();
        all.push(value.to_owned());
        self.engine().parameter(all.len())
    }

    pub(super) fn instant(&self, at: DateTime<Utc>) -> String {
        let value = self.constant(&self.engine().instant_value(at));
        self.engine().as_instant(&value)
    }

    /// An amount of a rule, to be compared with sums of the table.
    pub(super) fn amount(&self, money: Money) -> Result<String, SqlError> {
        let mut amount = money.amount().normalize();
        if self.engine() == Engine::Sqlite {
            // At least so much is at least so many whole units.
            let units = amount.checked_mul(rust_decimal::Decimal::from(10_u64.pow(self.decimals)));
            amount = units.ok_or(SqlError::TooLarge(money))?.ceil().normalize();
            i64::try_from(amount.trunc().mantissa()).map_err(|_| SqlError::TooLarge(money))?;
        }
        let value = self.constant(&amount.to_string());
        Ok(self.engine().as_amount(&value, amount))
    }

    pub(super) fn column(&self, column: Column) -> String {
        let place = Column::ALL.iter().position(|other| *other == column).unwrap_or(0);
        self.engine().quoted(self.sql.columns.get(place).map_or(column.name(), String::as_str))
    }

    pub(super) fn table(&self, parts: &[String]) -> String {
        parts.iter().map(|part| self.engine().quoted(part)).collect::<Vec<_>>().join(".")
    }

    /// The lines, the instant asked about, and the purchases up to it: orders
    /// at the instant of their earliest line that is not negative, and each
    /// negative line at another instant as a return of its own.
    pub(super) fn purchases(&mut self) {
        let engine = self.engine();
        let name = |column| self.column(column);
        let at = engine.instant(&name(Column::PlacedAt));
        let amount = engine.amount(&name(Column::Amount), self.decimals);
        let lines = format!(
            "SELECT {} AS o, {} AS c, {at} AS t, {} AS p, {amount} AS a FROM {}",
            name(Column::OrderId),
            name(Column::CustomerId),
            name(Column::ProductId),
            self.table(&self.sql.table)
        );
        self.with("lines", &lines);
        let mut owned = "lines";
        if let Some(merges) = &self.sql.merges {
            let (merged, survivor) = (engine.quoted("merged"), engine.quoted("survivor"));
            let merged = format!(
                "SELECT l.o, COALESCE(m.{survivor}, l.c) AS c, l.t, l.p, l.a FROM lines l \
                 LEFT JOIN {} m ON m.{merged} = l.c",
                self.table(merges)
            );
            self.with("owned", &merged);
            owned = "owned";
        }
        let bounds = match self.sql.as_of {
            Some(at) => format!("SELECT {} AS as_of", self.instant(at)),
            None => "SELECT MAX(t) AS as_of FROM lines".to_owned(),
        };
        self.with("bounds", &bounds);
        self.with("ids", &format!("SELECT DISTINCT c FROM {owned} WHERE c IS NOT NULL"));
        self.with("heads", "SELECT o, MIN(t) AS t FROM lines WHERE a >= 0 GROUP BY o");
        self.with(
            "moved",
            &format!(
                "SELECT l.o, l.c, CASE WHEN l.a < 0 AND (h.t IS NULL OR l.t <> h.t) THEN l.t ELSE h.t END AS t, \
                 l.p, l.a FROM {owned} l LEFT JOIN heads h ON h.o = l.o WHERE l.c IS NOT NULL"
            ),
        );
        self.with(
            "visible",
            "SELECT m.o, m.c, m.t, m.p, m.a FROM moved m CROSS JOIN bounds b WHERE m.t <= b.as_of",
        );
        self.with("purchases", "SELECT c, o, t, SUM(a) AS a FROM visible GROUP BY c, o, t");
        self.with("orders", "SELECT c, o, t, a FROM purchases WHERE a > 0");
    }

    pub(super) fn end(self, select: &str) -> Statement {
        let parameters = self.parameters.into_inner();
        Statement { text: format!("WITH {}\n{select}", self.parts.join(",\n")), parameters }
    }
}
