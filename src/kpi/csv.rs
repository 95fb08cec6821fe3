//! Facts from CSV files, one table for each kind:
//!
//! ```text
//! lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id
//! deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency
//! order_id,customer_id,placed_at,product_id,amount,currency
//! from,to,process,source,amount,currency
//! ```
//!
//! Orders may have a column `cost` more: what the line cost the company, in
//! the same currency; an empty one is not known. Columns come in any order.
//! Instants are RFC 3339, or dates, which are their midnight in UTC. Answers
//! are `yes`, `no` or empty; an outcome is `open`, `won`, `lost` or
//! `abandoned`; a process is `attract`, `sell` or `retain`. A deal has one
//! owner all the time. A deal that is not won may lack its customer and its
//! amount.
//!
//! ```
//! use sales_process::kpi::csv::Tables;
//!
//! let mut tables = Tables::new();
//! tables.deals(
//!     "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n\
//!      D-1,,acme,ann,2026-03-01,2026-03-11,won,,900.00,GBP\n\
//!      D-2,,,ann,2026-03-02,2026-03-12,lost,price,,\n"
//!         .as_bytes(),
//!     Err, // a row that is wrong ends the reading
//! )?;
//! let facts = tables.finish(Err)?;
//! let question = sales_process::kpi::Question::as_of("2026-04-01T00:00:00Z".parse()?);
//! assert_eq!(facts.report(&question)?.sell.win_rate.to_string(), "50.0 %");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{Cursor, Read};

use chrono::{DateTime, Utc};

use super::facts::KpiFacts;
use super::fault::SetAside;
use super::records::{
    Close, ClosedAs, Cost, DealFacts, Disqualification, FactError, LeadFacts, OrderLine, Part,
};
use super::timeline::{Owners, Timeline};
use crate::value::table::{Table, TableError, has_break};
use crate::value::text::excerpt;
use crate::value::{Currency, CustomerId, DealId, IdError, LeadId, Money, MoneyError};

/// Which of the four tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// `leads.csv`.
    Leads,
    /// `deals.csv`.
    Deals,
    /// `orders.csv`.
    Orders,
    /// `costs.csv`.
    Costs,
}

impl std::fmt::Display for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Leads => "leads.csv",
            Self::Deals => "deals.csv",
            Self::Orders => "orders.csv",
            Self::Costs => "costs.csv",
        })
    }
}

/// What is wrong in a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// It is not a table with the right columns, or a row of it is not one.
    #[error("{file}: {error}")]
    Table {
        /// The file.
        file: File,
        /// What is wrong, with its line.
        error: TableError,
    },
    /// A row is wrong.
    #[error("{file}: line {line}: {error}")]
    Row {
        /// The file.
        file: File,
        /// The line on which the row begins.
        line: u64,
        /// What is wrong.
        error: RowError,
    },
}

/// What is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// A field goes over the end of its line.
    #[error("`{0}` has a line break in it; is a quote not closed?")]
    LineBreak(&'static str),
    /// A field is not an id.
    #[error("`{column}`: {error}")]
    Id {
        /// The column.
        column: &'static str,
        /// What is wrong.
        error: IdError,
    },
    /// A field is not an instant.
    #[error(
        "`{found}` is not an instant in `{column}`; expected one such as `2026-03-01T10:00:00Z`, or a date"
    )]
    Instant {
        /// The column.
        column: &'static str,
        /// The beginning of the field.
        found: String,
    },
    /// A field is none of the words it can be.
    #[error("`{found}` is not known in `{column}`; expected {expected}")]
    Word {
        /// The column.
        column: &'static str,
        /// The beginning of the field.
        found: String,
        /// The words.
        expected: &'static str,
    },
    /// Amount and currency are not money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// An outcome without a date.
    #[error("the deal is {0} and `closed_at` is empty; expected when it was closed")]
    NoCloseDate(&'static str),
    /// A date of closing without an outcome.
    #[error("the deal is open and has a `closed_at`; expected an outcome, or no date")]
    OpenAndClosed,
    /// A lead became a deal, and there is no table of deals: an absent file is
    /// an empty one.
    #[error(
        "lead `{lead}` is converted to deal `{deal}`, and there is no deals.csv; \
         expected that file beside this one, or no `deal_id`"
    )]
    NoDeals {
        /// The lead.
        lead: LeadId,
        /// The deal it names.
        deal: DealId,
    },
    /// A lead and a deal contradict each other.
    #[error(transparent)]
    Contradiction(SetAside),
    /// The record cannot be true.
    #[error(transparent)]
    Fact(#[from] FactError),
}

const LEADS: [&str; 11] = [
    "lead_id",
    "source",
    "owner",
    "created_at",
    "fits_target",
    "passed_filter",
    "qualified_at",
    "disqualified_at",
    "disqualified_reason",
    "converted_at",
    "deal_id",
];
const DEALS: [&str; 10] = [
    "deal_id",
    "lead_id",
    "customer_id",
    "owner",
    "opened_at",
    "closed_at",
    "outcome",
    "lost_reason",
    "amount",
    "currency",
];
const ORDERS: [&str; 6] =
    ["order_id", "customer_id", "placed_at", "product_id", "amount", "currency"];
const ORDERS_WITH_COST: [&str; 7] =
    ["order_id", "customer_id", "placed_at", "product_id", "amount", "currency", "cost"];
const COSTS: [&str; 6] = ["from", "to", "process", "source", "amount", "currency"];

/// Facts as far as they are read. Each table is read by its method, in any
/// order; one that is not read is an empty one.
///
/// The methods are told what to do with a row that is wrong: given the error,
/// a function that returns it (as `Err` by itself does) stops there, one that
/// returns `Ok` goes on without the row. A file that is no table, and one that cannot be read on, stops
/// always.
#[derive(Debug, Default)]
pub struct Tables {
    facts: KpiFacts,
    /// The line of each lead.
    lead_lines: Vec<u64>,
    deals_read: bool,
}

impl Tables {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `leads.csv`.
    ///
    /// # Errors
    ///
    /// [`CsvError`] with the line: a column that is not known, an instant that
    /// is not one, an id that was there before, …
    pub fn leads(
        &mut self,
        reader: impl Read,
        bad: impl FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<(), CsvError> {
        let (facts, lines) = (&mut self.facts, &mut self.lead_lines);
        rows(File::Leads, reader, LEADS, bad, |line, fields| {
            facts.add_lead(lead(fields)?)?;
            lines.push(line);
            Ok(())
        })
    }

    /// Reads `deals.csv`.
    ///
    /// # Errors
    ///
    /// As [`Tables::leads`]: a deal closed before it was opened, an outcome
    /// without a date, a second currency, …
    pub fn deals(
        &mut self,
        reader: impl Read,
        bad: impl FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<(), CsvError> {
        self.deals_read = true;
        let facts = &mut self.facts;
        rows(File::Deals, reader, DEALS, bad, |_, fields| {
            let (deal, found) = deal(fields)?;
            match facts.currency().zip(found) {
                Some((first, found)) if first != found && deal.amount == Timeline::never() => {
                    Err(FactError::TwoCurrencies { found, first }.into())
                }
                _ => Ok(facts.add_deal(deal)?),
            }
        })
    }

    /// Reads `orders.csv`, with the column `cost` or without.
    ///
    /// # Errors
    ///
    /// As [`Tables::leads`]: an order of two customers, a second currency, …
    pub fn orders(
        &mut self,
        mut reader: impl Read,
        bad: impl FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<(), CsvError> {
        self.facts.orders_are_given();
        let facts = &mut self.facts;
        let head = first_line(&mut reader).map_err(|source| CsvError::Table {
            file: File::Orders,
            error: TableError::Read { line: 1, source },
        })?;
        let has_cost = String::from_utf8_lossy(&head)
            .trim_start_matches('\u{feff}')
            .split(',')
            .any(|name| name.trim().trim_matches('"') == "cost");
        let reader = Cursor::new(head).chain(reader);
        if has_cost {
            rows(File::Orders, reader, ORDERS_WITH_COST, bad, |_, fields| {
                let [order, customer, at, product, amount, currency, cost] = fields;
                order_line(facts, [order, customer, at, product, amount, currency], cost)
            })
        } else {
            rows(File::Orders, reader, ORDERS, bad, |_, fields| order_line(facts, fields, ""))
        }
    }

    /// Reads `costs.csv`.
    ///
    /// # Errors
    ///
    /// As [`Tables::leads`]: an end before the beginning, a second currency, …
    pub fn costs(
        &mut self,
        reader: impl Read,
        bad: impl FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<(), CsvError> {
        let facts = &mut self.facts;
        rows(File::Costs, reader, COSTS, bad, |_, fields| Ok(facts.add_cost(cost(fields)?)?))
    }

    /// The facts, once `bad` was told of leads and deals that contradict each
    /// other. Where it goes on, only the links between them are set aside.
    ///
    /// # Errors
    ///
    /// [`RowError::Contradiction`] at the line of a lead whose deal is not there
    /// or names another lead; [`RowError::NoDeals`] where no table of deals was
    /// read at all.
    pub fn finish(
        self,
        mut bad: impl FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<KpiFacts, CsvError> {
        let facts = self.facts;
        for aside in facts.set_aside(DateTime::<Utc>::MAX_UTC) {
            let (_, lead) = aside.object();
            let place = facts.leads.place(lead);
            let line = place.and_then(|at| self.lead_lines.get(at)).copied().unwrap_or_default();
            let error = match aside {
                SetAside::NoSuchDeal { lead, deal } if !self.deals_read => {
                    RowError::NoDeals { lead, deal }
                }
                aside => RowError::Contradiction(aside),
            };
            bad(CsvError::Row { file: File::Leads, line, error })?;
        }
        Ok(facts)
    }
}

/// Reads the rows of a table, each by itself.
fn rows<const N: usize>(
    file: File,
    reader: impl Read,
    columns: [&'static str; N],
    mut bad: impl FnMut(CsvError) -> Result<(), CsvError>,
    mut take: impl FnMut(u64, [&str; N]) -> Result<(), RowError>,
) -> Result<(), CsvError> {
    let of = |error| CsvError::Table { file, error };
    let mut table = Table::open(reader, columns).map_err(of)?;
    loop {
        let row = match table.next_row() {
            Ok(None) => return Ok(()),
            Ok(Some(row)) => row,
            // The rows after such a one can be read.
            Err(error @ (TableError::Fields { .. } | TableError::NotUtf8 { .. })) => {
                bad(of(error))?;
                continue;
            }
            Err(error) => return Err(of(error)),
        };
        let broken = columns.into_iter().zip(row.fields).find(|(_, field)| has_break(field));
        let taken = match broken {
            Some((column, _)) => Err(RowError::LineBreak(column)),
            None => take(row.line, row.fields),
        };
        if let Err(error) = taken {
            bad(CsvError::Row { file, line: row.line, error })?;
        }
    }
}

/// The bytes up to the end of the first line that is not blank, or as many as a
/// header can have.
fn first_line(reader: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let (mut line, mut begun) = (Vec::new(), false);
    let mut byte = [0];
    while line.len() < 4096 {
        match reader.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => {
                line.extend(byte);
                match byte {
                    [b'\n' | b'\r'] if begun => break,
                    // The mark before the first row is none of it.
                    [b'\n' | b'\r' | 0xEF | 0xBB | 0xBF] => {}
                    _ => begun = true,
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(line)
}

fn lead(fields: [&str; 11]) -> Result<LeadFacts, RowError> {
    let [
        id,
        source,
        owner,
        created,
        fits,
        passed,
        qualified,
        disqualified,
        reason,
        converted,
        deal,
    ] = fields;
    let mut lead = LeadFacts::new(self::id("lead_id", id)?, instant("created_at", created)?);
    lead.source = text(source).into();
    lead.owners = owners(owner)?;
    lead.fits_target = answer("fits_target", fits)?.into();
    lead.passed_filter = answer("passed_filter", passed)?.into();
    lead.qualified_at = given("qualified_at", qualified, instant)?;
    if let Some(at) = given("disqualified_at", disqualified, instant)? {
        lead.disqualified = Timeline::since(at, Disqualification { reason: text(reason) });
    }
    lead.converted_at = given("converted_at", converted, instant)?;
    lead.deal = given("deal_id", deal, self::id)?.into();
    Ok(lead)
}

/// A deal, and the currency its row names, which it can do without an amount.
fn deal(fields: [&str; 10]) -> Result<(DealFacts, Option<Currency>), RowError> {
    let [id, lead, customer, owner, opened, closed, outcome, reason, amount, currency] = fields;
    let mut deal = DealFacts::new(self::id("deal_id", id)?, given("opened_at", opened, instant)?);
    deal.lead = given::<LeadId>("lead_id", lead, self::id)?;
    deal.customer = given::<CustomerId>("customer_id", customer, self::id)?;
    deal.owners = owners(owner)?;
    let closed = given("closed_at", closed, instant)?;
    let outcome = match outcome {
        "open" => None,
        "won" => Some((ClosedAs::Won, "won")),
        "lost" => Some((ClosedAs::Lost, "lost")),
        "abandoned" => Some((ClosedAs::Abandoned, "abandoned")),
        _ => return Err(word("outcome", outcome, "`open`, `won`, `lost` or `abandoned`")),
    };
    deal.close = match (outcome, closed) {
        (Some((outcome, _)), Some(at)) => {
            Timeline::since(at, Close { outcome, reason: text(reason) })
        }
        (Some((_, name)), None) => return Err(RowError::NoCloseDate(name)),
        (None, Some(_)) => return Err(RowError::OpenAndClosed),
        (None, None) => Timeline::never(),
    };
    if amount.is_empty() {
        let named = given("currency", currency, |_, code| Ok(Money::from_texts("0", code)?))?;
        return Ok((deal, named.map(Money::currency)));
    }
    let amount = Money::from_texts(amount, currency)?;
    deal.amount = Timeline::always(amount);
    Ok((deal, Some(amount.currency())))
}

fn cost(fields: [&str; 6]) -> Result<Cost, RowError> {
    let [from, to, process, source, amount, currency] = fields;
    let wrong = |_| word("process", process, "`attract`, `sell` or `retain`");
    let part: Part = process.parse().map_err(wrong)?;
    let amount = Money::from_texts(amount, currency)?;
    let mut cost = Cost::new(instant("from", from)?, instant("to", to)?, part, amount);
    cost.source = text(source);
    Ok(cost)
}

fn order_line(facts: &mut KpiFacts, fields: [&str; 6], cost: &str) -> Result<(), RowError> {
    let [order, customer, placed_at, product, amount, currency] = fields;
    let placed_at = instant("placed_at", placed_at)?;
    let amount = Money::from_texts(amount, currency)?;
    let mut line = OrderLine::new(order, customer, placed_at, product, amount);
    if !cost.is_empty() {
        line.cost = Some(Money::from_texts(cost, currency)?);
    }
    facts.add_line(&line).map_err(|error| match error {
        FactError::Id { what, error } => {
            let column = match what {
                "order" => "order_id",
                "customer" => "customer_id",
                _ => "product_id",
            };
            RowError::Id { column, error }
        }
        error => error.into(),
    })
}

fn id<T>(column: &'static str, text: &str) -> Result<T, RowError>
where
    T: for<'t> TryFrom<&'t str, Error = IdError>,
{
    T::try_from(text).map_err(|error| RowError::Id { column, error })
}

/// What an empty field is not.
fn given<T>(
    column: &'static str,
    field: &str,
    read: impl Fn(&'static str, &str) -> Result<T, RowError>,
) -> Result<Option<T>, RowError> {
    if field.is_empty() { Ok(None) } else { read(column, field).map(Some) }
}

fn text(field: &str) -> Option<String> {
    (!field.trim().is_empty()).then(|| field.to_owned())
}

fn owners(field: &str) -> Result<Owners, RowError> {
    Ok(given("owner", field, id)?.map_or_else(Owners::none, Owners::always))
}

fn answer(column: &'static str, field: &str) -> Result<Option<bool>, RowError> {
    match field {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(word(column, field, "`yes`, `no`, or nothing")),
    }
}

fn word(column: &'static str, field: &str, expected: &'static str) -> RowError {
    RowError::Word { column, found: excerpt(field), expected }
}

fn instant(column: &'static str, field: &str) -> Result<DateTime<Utc>, RowError> {
    // Ten characters are a date; parsed as one it could have a sign, spaces and
    // lack zeros.
    let read = match field.len() {
        10 => DateTime::parse_from_rfc3339(&format!("{field}T00:00:00Z")),
        _ => DateTime::parse_from_rfc3339(field),
    };
    read.map(|at| at.to_utc()).map_err(|_| RowError::Instant { column, found: excerpt(field) })
}
