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
//! Instants are RFC 3339, or dates, which are their start; a date and an instant
//! of one day are at one time. What files may look like is said in
//! [tables](crate::value::table). Answers are `yes`, `no` or empty; an outcome is `open`, `won`, `lost` or
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
//! assert_eq!(facts.report(&question).sell.win_rate.to_string(), "50.0 %");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Read;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::facts::KpiFacts;
use super::fault::SetAside;
use super::records::{
    Close, ClosedAs, Cost, DealFacts, Disqualification, FactError, LeadFacts, OrderLine, Part,
};
use super::timeline::Timeline;
use crate::value::names::Hasher;
use crate::value::order::rows::{self as order_rows, BadKind, BadRow, OrderRow, instant, unnamed};
use crate::value::table::{
    self, CellError, Cells, Column, Notice, TableError, TableOptions, When, id,
};
use crate::value::text::excerpt;
use crate::value::{
    Currency, CustomerId, CustomerMerges, DealId, LeadId, Money, MoneyError, PersonId, RateError,
    Rates,
};

/// Which of the tables.
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
    /// `merges.csv`.
    Merges,
    /// `rates.csv`.
    Rates,
}

impl std::fmt::Display for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Leads => "leads.csv",
            Self::Deals => "deals.csv",
            Self::Orders => "orders.csv",
            Self::Costs => "costs.csv",
            Self::Merges => "merges.csv",
            Self::Rates => "rates.csv",
        })
    }
}

/// What is wrong in a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KpiTableError {
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
    /// A field is not what its column holds.
    #[error(transparent)]
    Cell(#[from] CellError),
    /// An outcome without a date.
    #[error("the deal is {0} and `closed_at` is empty; expected when it was closed")]
    NoCloseDate(&'static str),
    /// A reason why a deal was lost that was not.
    #[error("the deal is {0} and has a `lost_reason`; expected none, or `lost`")]
    ReasonOfOther(&'static str),
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
    /// A rate of exchange that is none, or a second one of a day.
    #[error(transparent)]
    Rate(#[from] RateError),
}

/// Each name once, and whether a header can do without it.
const LEADS: [Column; 11] = columns([
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
]);
const DEALS: [Column; 11] = {
    let mut columns = columns([
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
        "pipeline",
    ]);
    // Figures are of all pipelines.
    columns[10] = Column::optional("pipeline");
    columns
};
const COSTS: [Column; 6] = columns(["from", "to", "process", "source", "amount", "currency"]);

const MERGES: [Column; 2] = columns(["merged", "survivor"]);
const RATES: [Column; 4] = columns(["date", "from", "to", "rate"]);

const fn columns<const N: usize>(names: [&'static str; N]) -> [Column; N] {
    let mut columns = [Column::needed(""); N];
    let mut at = 0;
    while at < N {
        columns[at] = Column::needed(names[at]);
        at += 1;
    }
    columns
}

/// Facts as far as they are read. Each table is read by its method, in any
/// order; one that is not read is an empty one.
///
/// The methods are given what to do with a row that is wrong: given the error,
/// a function that returns it (as `Err` by itself does) stops there, one that
/// returns `Ok` goes on without the row. A file that is no table, and one that cannot be read on, stops
/// always.
#[derive(Debug, Default)]
pub struct Tables {
    options: TableOptions,
    notices: Vec<(File, Notice)>,
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

    /// Nothing read yet, of files that are read so.
    pub fn with(options: TableOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// Adds what is read to facts: those whose amounts stay in their currencies,
    /// or are converted.
    #[must_use]
    pub fn into_facts(mut self, facts: KpiFacts) -> Self {
        self.facts = facts;
        self
    }

    /// What is worth telling of the files that were read.
    pub fn notices(&self) -> &[(File, Notice)] {
        &self.notices
    }

    /// Reads `leads.csv`.
    ///
    /// # Errors
    ///
    /// [`KpiTableError`] with the line: a column that is not known, an instant that
    /// is not one, an id that was there before, …
    pub fn leads(
        &mut self,
        reader: impl Read,
        bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    ) -> Result<(), KpiTableError> {
        let Self { options, notices, facts, lead_lines: lines, .. } = self;
        rows((File::Leads, notices), reader, LEADS, options, bad, |line, fields, cells| {
            facts.add_lead(lead(fields, cells)?)?;
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
        bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    ) -> Result<(), KpiTableError> {
        self.deals_read = true;
        let Self { options, notices, facts, .. } = self;
        rows((File::Deals, notices), reader, DEALS, options, bad, |_, fields, cells| {
            let (deal, found) = deal(fields, cells)?;
            match facts.currency().zip(found) {
                Some((first, found)) if first != found && deal.amount == Timeline::never() => {
                    Err(FactError::TwoCurrencies { found, first }.into())
                }
                _ => Ok(facts.add_deal(deal)?),
            }
        })
    }

    /// Reads `orders.csv`, with the column `cost` or without. Where `bad` goes on
    /// after a row, its order is set aside whole, with its returns.
    ///
    /// # Errors
    ///
    /// As [`Tables::leads`]: an order of two customers, a second currency, …
    pub fn orders(
        &mut self,
        reader: impl Read,
        mut bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    ) -> Result<(), KpiTableError> {
        let file = File::Orders;
        let Self { options, notices, facts, .. } = self;
        facts.orders_are_given();
        let mut is_empty = true;
        let mut tell = |notice| notices.push((file, notice));
        let hasher = Hasher::default();
        let mut aside: HashSet<String> = HashSet::new();
        let read = order_rows::read(reader, options, &hasher, &mut tell, unnamed, |mut piece| {
            is_empty &= piece.rows.is_empty() && piece.bad.is_empty();
            let mut wrong = std::mem::take(&mut piece.bad).into_iter().peekable();
            let mut tell = |error, order: Option<String>| {
                aside.extend(order);
                bad(error).map_err(Stop::Bad)
            };
            for row in &piece.rows {
                while let Some(row) = wrong.next_if(|it| it.line < row.line) {
                    let order = row.order.clone();
                    tell(bad_row(row), order)?;
                }
                let ids = piece.ids(row);
                if let Err(error) = add_line(facts, ids, row) {
                    let error = KpiTableError::Row { file, line: row.line, error };
                    tell(error, Some(ids[0].to_owned()))?;
                }
            }
            wrong.try_for_each(|row| {
                let order = row.order.clone();
                tell(bad_row(row), order)
            })
        });
        facts.orders.set_aside(aside.iter().map(String::as_str));
        if is_empty && read.is_ok() {
            notices.push((file, Notice::NoRows));
        }
        read.map_err(|stop| stop.of(file))
    }

    /// Reads `costs.csv`.
    ///
    /// # Errors
    ///
    /// As [`Tables::leads`]: an end before the beginning, a second currency, …
    pub fn costs(
        &mut self,
        reader: impl Read,
        bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    ) -> Result<(), KpiTableError> {
        let Self { options, notices, facts, .. } = self;
        rows((File::Costs, notices), reader, COSTS, options, bad, |_, fields, cells| {
            Ok(facts.add_cost(cost(fields, cells)?)?)
        })
    }

    /// Reads `merges.csv`: which customers were merged into which. To be read
    /// before the orders.
    ///
    /// # Errors
    ///
    /// As [`Tables::leads`]: a ring, a customer merged into two, …
    pub fn merges(
        &mut self,
        reader: impl Read,
        bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    ) -> Result<(), KpiTableError> {
        let Self { options, notices, facts, .. } = self;
        read_merges(notices, reader, options, bad, |merges| Ok(facts.merge_customers(merges)?))
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
        mut bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    ) -> Result<KpiFacts, KpiTableError> {
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
            bad(KpiTableError::Row { file: File::Leads, line, error })?;
        }
        Ok(facts)
    }
}

/// Reads `rates.csv`: what one unit of a currency is worth in another, from a
/// day on.
///
/// # Errors
///
/// [`KpiTableError`] with the line: a currency that is not known, a rate that is not
/// above zero, a second rate of a day.
pub fn rates(reader: impl Read, options: &TableOptions) -> Result<Rates, KpiTableError> {
    let mut rates = Rates::new();
    let mut notices = Vec::new();
    let file = (File::Rates, &mut notices);
    rows(file, reader, RATES, options, Err, |_, [date, from, to, rate], cells| {
        let date = cells.cells.day(cells.instant("date", date)?);
        let currency = table::currency;
        let is_comma = options.is_decimal_comma() && !rate.contains('.');
        let plain = if is_comma { rate.replace(',', ".") } else { rate.to_owned() };
        let number = plain.parse::<Decimal>();
        let number = number.map_err(|_| word("rate", rate, "a number such as `0.8532`"))?;
        Ok(rates.add(date, currency("from", from)?, currency("to", to)?, number)?)
    })?;
    Ok(rates)
}

/// Reads `merges.csv`: which customers were merged into which.
///
/// # Errors
///
/// What `bad` gave back of [`KpiTableError`]s with their line: a ring, a customer
/// merged into two.
pub fn merges(
    reader: impl Read,
    options: &TableOptions,
    bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
) -> Result<CustomerMerges, KpiTableError> {
    let mut all = CustomerMerges::new();
    let add = |merges| Ok(all.extend(merges).map_err(FactError::from)?);
    read_merges(&mut Vec::new(), reader, options, bad, add)?;
    Ok(all)
}

fn read_merges(
    notices: &mut Vec<(File, Notice)>,
    reader: impl Read,
    options: &TableOptions,
    bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    mut add: impl FnMut(CustomerMerges) -> Result<(), RowError>,
) -> Result<(), KpiTableError> {
    rows((File::Merges, notices), reader, MERGES, options, bad, |_, [merged, survivor], _| {
        let mut merges = CustomerMerges::new();
        let (merged, survivor) = (id("merged", merged)?, id("survivor", survivor)?);
        merges.add(merged, survivor).map_err(FactError::from)?;
        add(merges)
    })
}

fn bad_row(BadRow { line, error, .. }: BadRow) -> KpiTableError {
    let file = File::Orders;
    match error {
        BadKind::Table(error) => KpiTableError::Table { file, error },
        BadKind::Cell(error) => KpiTableError::Row { file, line, error: error.into() },
    }
}

/// Reads the rows of a table, each by itself.
fn rows<const N: usize>(
    (file, notices): (File, &mut Vec<(File, Notice)>),
    reader: impl Read,
    columns: [Column; N],
    options: &TableOptions,
    mut bad: impl FnMut(KpiTableError) -> Result<(), KpiTableError>,
    mut take: impl FnMut(u64, [&str; N], &RowCells<'_>) -> Result<(), RowError>,
) -> Result<(), KpiTableError> {
    let cells = RowCells { cells: &options.cells, zone_is_missing: Cell::new(false) };
    let mut first_without_zone = None;
    let mut told = Vec::new();
    let mut is_empty = true;
    let read = table::rows(reader, columns, options, &mut |notice| told.push(notice), |row| {
        is_empty = false;
        let (line, taken) = match row {
            Ok(row) => (row.line, take(row.line, row.fields, &cells)),
            Err((error, _)) => return bad(KpiTableError::Table { file, error }).map_err(Stop::Bad),
        };
        if cells.zone_is_missing.get() && first_without_zone.is_none() {
            first_without_zone = Some(line);
        }
        match taken {
            Ok(()) => Ok(()),
            Err(error) => bad(KpiTableError::Row { file, line, error }).map_err(Stop::Bad),
        }
    });
    if is_empty && read.is_ok() {
        told.push(Notice::NoRows);
    }
    told.extend(first_without_zone.map(|line| Notice::NoZone { line }));
    notices.extend(told.into_iter().map(|notice| (file, notice)));
    read.map_err(|stop| stop.of(file))
}

/// Why reading ends early.
enum Stop {
    Table(TableError),
    Bad(KpiTableError),
}

impl Stop {
    fn of(self, file: File) -> KpiTableError {
        match self {
            Self::Table(error) => KpiTableError::Table { file, error },
            Self::Bad(error) => error,
        }
    }
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
}

/// How the fields of a row are read, and whether one lacked a zone.
struct RowCells<'o> {
    cells: &'o Cells,
    zone_is_missing: Cell<bool>,
}

impl RowCells<'_> {
    fn when(&self, column: &'static str, field: &str) -> Result<When, RowError> {
        let when = self.cells.when(column, field)?;
        if when.zone_is_missing {
            self.zone_is_missing.set(true);
        }
        Ok(when)
    }

    fn instant(&self, column: &'static str, field: &str) -> Result<DateTime<Utc>, RowError> {
        Ok(self.when(column, field)?.at)
    }

    /// What came after something else, if there is anything: of a day that is the
    /// same, at the same time.
    fn after(
        &self,
        column: &'static str,
        field: &str,
        first: Option<When>,
    ) -> Result<Option<DateTime<Utc>>, RowError> {
        if field.is_empty() {
            return Ok(None);
        }
        let when = self.when(column, field)?;
        let is_same = |first: DateTime<Utc>| self.cells.day(when.at) == self.cells.day(first);
        let first = first.map(|first| first.at).filter(|first| when.at < *first && is_same(*first));
        Ok(Some(first.filter(|_| when.is_day).unwrap_or(when.at)))
    }

    fn money(&self, amount: &str, currency: &str) -> Result<Money, RowError> {
        Ok(self.cells.money("amount", amount, currency)?)
    }
}

fn lead(fields: [&str; 11], cells: &RowCells<'_>) -> Result<LeadFacts, RowError> {
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
    let created = cells.when("created_at", created)?;
    let mut lead = LeadFacts::new(self::id("lead_id", id)?, created.at);
    lead.source = text(source).into();
    lead.owners = owners(owner)?;
    lead.fits_target = answer("fits_target", fits)?.into();
    lead.passed_filter = answer("passed_filter", passed)?.into();
    lead.qualified_at = cells.after("qualified_at", qualified, Some(created))?;
    if let Some(at) = cells.after("disqualified_at", disqualified, Some(created))? {
        lead.disqualified = Timeline::since(at, Disqualification { reason: text(reason) });
    }
    lead.converted_at = cells.after("converted_at", converted, Some(created))?;
    lead.deal = given("deal_id", deal, self::id)?.into();
    Ok(lead)
}

/// A deal, and the currency its row names, which it can do without an amount.
fn deal(
    fields: [&str; 11],
    cells: &RowCells<'_>,
) -> Result<(DealFacts, Option<Currency>), RowError> {
    let [id, lead, customer, owner, opened, closed, outcome, reason, amount, currency, _] = fields;
    let opened = match opened {
        "" => None,
        opened => Some(cells.when("opened_at", opened)?),
    };
    let mut deal = DealFacts::new(self::id("deal_id", id)?, opened.map(|opened| opened.at));
    deal.lead = given::<LeadId>("lead_id", lead, self::id)?;
    deal.customer = given::<CustomerId>("customer_id", customer, self::id)?;
    deal.owners = owners(owner)?;
    let closed = cells.after("closed_at", closed, opened)?;
    let outcome = match outcome {
        "open" => None,
        "won" => Some((ClosedAs::Won, "won")),
        "lost" => Some((ClosedAs::Lost, "lost")),
        "abandoned" => Some((ClosedAs::Abandoned, "abandoned")),
        _ => {
            return Err(RowError::from(word(
                "outcome",
                outcome,
                "`open`, `won`, `lost` or `abandoned`",
            )));
        }
    };
    if let (false, Some((ClosedAs::Won, name))) = (reason.is_empty(), outcome) {
        return Err(RowError::ReasonOfOther(name));
    }
    deal.close = match (outcome, closed) {
        (Some((outcome, _)), Some(at)) => {
            Timeline::since(at, Close { outcome, reason: text(reason) })
        }
        (Some((_, name)), None) => return Err(RowError::NoCloseDate(name)),
        (None, Some(_)) => return Err(RowError::OpenAndClosed),
        (None, None) => Timeline::never(),
    };
    if amount.is_empty() {
        let named = given("currency", currency, table::currency)?;
        return Ok((deal, named));
    }
    let amount = cells.money(amount, currency)?;
    deal.amount = Timeline::always(amount);
    Ok((deal, Some(amount.currency())))
}

fn cost(fields: [&str; 6], cells: &RowCells<'_>) -> Result<Cost, RowError> {
    let [from, to, process, source, amount, currency] = fields;
    let wrong = |_| word("process", process, "`attract`, `sell` or `retain`");
    let part: Part = process.parse().map_err(wrong)?;
    let amount = cells.money(amount, currency)?;
    let (from, to) = (cells.instant("from", from)?, cells.instant("to", to)?);
    let mut cost = Cost::new(from, to, part, amount);
    cost.source = text(source);
    Ok(cost)
}

fn add_line(
    facts: &mut KpiFacts,
    [order, customer, product]: [&str; 3],
    row: &OrderRow,
) -> Result<(), RowError> {
    let money = |units| {
        Money::of_units(units, row.currency)
            .ok_or(CellError::Money { column: "amount", error: MoneyError::Overflow })
    };
    let mut line = OrderLine::new(order, customer, instant(row.at), product, money(row.amount)?);
    line.cost = row.cost.map(money).transpose()?;
    facts.add_line(&line).map_err(|error| match error {
        FactError::Id { what, error } => {
            let (column, text) = match what {
                "order" => ("order_id", order),
                "customer" => ("customer_id", customer),
                _ => ("product_id", product),
            };
            let broken = CellError::LineBreak { column };
            let is_broken = text.contains(['\r', '\n']);
            if is_broken { broken.into() } else { CellError::Id { column, error }.into() }
        }
        error => error.into(),
    })
}

/// What an empty field is not.
fn given<T>(
    column: &'static str,
    field: &str,
    read: impl Fn(&'static str, &str) -> Result<T, CellError>,
) -> Result<Option<T>, RowError> {
    Ok(if field.is_empty() { None } else { Some(read(column, field)?) })
}

fn text(field: &str) -> Option<String> {
    (!field.trim().is_empty()).then(|| field.to_owned())
}

fn owners(field: &str) -> Result<Timeline<PersonId>, RowError> {
    Ok(given("owner", field, id)?.map_or_else(Timeline::never, Timeline::always))
}

fn answer(column: &'static str, field: &str) -> Result<Option<bool>, RowError> {
    match field {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(word(column, field, "`yes`, `no`, or nothing").into()),
    }
}

fn word(column: &'static str, field: &str, expected: &'static str) -> CellError {
    CellError::Word { column, found: excerpt(field), expected }
}
