//! The job of every night: who is due for handoff, opened as handoffs.
//!
//! The database reads the orders and says who is due, by the statement that
//! the crate writes of the rule; for those few the crate says why.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use sales_process::lifecycle::Act;
use sales_process::lifecycle::customer::AnyCustomer;
use sales_process::lifecycle::handoff::AnyHandoff;
use sales_process::lifecycle::handoff::desk::{Desk, HandoffCase};
use sales_process::policy::assignment::Person;
use sales_process::sql::{Engine, Sql};
use sales_process::{CustomerId, HandoffId, Line, Money, Order, SalesProcess};

use crate::store::{Store, StoreError, Unit};

/// Opens the handoffs that are due, in one transaction, and says of whom. Run
/// again, also at the same time, it opens no more.
pub(crate) fn handoffs(
    store: &mut Store,
    process: &SalesProcess,
    people: &[Person],
    act: &Act,
) -> Result<Vec<CustomerId>, StoreError> {
    let (Some(desk), Some(rule)) = (Desk::of(process), process.handoff_rule()) else {
        return Ok(Vec::new());
    };
    let (desk, fold) = (desk.people(people), rule.fold(process.zone()));
    store.again(|unit| {
        // A second run waits here, and then sees what the first has opened.
        unit.0.execute("SELECT pg_advisory_xact_lock(hashtext('nightly handoffs'))", &[])?;
        let (mut customers, mut verdicts, mut ids) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (id, due_at) in due(unit, process, act.at())? {
            let mut state = fold.begin();
            for order in orders(unit, &id)? {
                fold.record(&mut state, &order).map_err(odd)?;
            }
            let verdict = fold.verdict(&state, act.at()).map_err(odd)?;
            if verdict.due_at != Some(due_at) {
                let why = format!("by the database alone, `{id}` is due since {due_at}");
                return Err(StoreError::Odd(why));
            }
            let customer: AnyCustomer = unit.load(&id)?;
            ids.insert(customer.record().id().clone(), id.parse::<HandoffId>().map_err(odd)?);
            customers.push(customer);
            verdicts.push(verdict);
        }
        let cases: Vec<HandoffCase<'_>> = (customers.iter().zip(&verdicts))
            .map(|(customer, verdict)| HandoffCase { customer, verdict })
            .collect();
        // Who has a handoff was left out by the database already.
        let opened = desk.open(&cases, [], |customer| ids[customer].clone(), act);
        for handoff in &opened {
            unit.save(&mut AnyHandoff::from(handoff.clone()))?;
        }
        Ok(opened.iter().map(|handoff| handoff.record().customer().clone()).collect())
    })
}

/// The customers that are due by the orders, and have no handoff yet.
fn due(
    unit: &mut Unit<'_>,
    process: &SalesProcess,
    now: DateTime<Utc>,
) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
    let statement = Sql::new(Engine::PostgreSql).as_of(now).process(process).map_err(odd)?;
    let text = format!(
        "SELECT customer_id, handoff_due_at FROM ({}) AS due
         WHERE handoff_due_at IS NOT NULL AND NOT EXISTS (SELECT FROM entity
             WHERE kind = 'handoff' AND row->'record'->>'customer' = customer_id)",
        statement.text
    );
    let rows = unit.0.query(&text, &[])?;
    Ok(rows.iter().map(|row| (row.get(0), row.get::<_, NaiveDateTime>(1).and_utc())).collect())
}

/// The orders of a customer, oldest first. What an order gave back later is a
/// return of its own.
fn orders(unit: &mut Unit<'_>, customer: &str) -> Result<Vec<Order>, StoreError> {
    let lines = "SELECT order_id, placed_at, product_id, amount::text || ' ' || currency
                 FROM order_lines WHERE customer_id = $1 ORDER BY placed_at, order_id";
    let rows = unit.0.query(lines, &[&customer])?;
    let same = |a: &postgres::Row, b: &postgres::Row| {
        let key = |row: &postgres::Row| (row.get::<_, NaiveDateTime>(1), row.get::<_, String>(0));
        key(a) == key(b)
    };
    let parts = rows.chunk_by(same).map(|rows| {
        let first = &rows[0];
        let (id, at) = (first.get::<_, String>(0), first.get::<_, NaiveDateTime>(1).and_utc());
        let lines = rows.iter().map(|row| {
            let product = row.get::<_, String>(2).parse().map_err(odd)?;
            Ok(Line::new(product, row.get::<_, String>(3).parse::<Money>().map_err(odd)?))
        });
        let lines = lines.collect::<Result<Vec<_>, StoreError>>()?;
        let (id, customer) = (id.parse().map_err(odd)?, customer.parse().map_err(odd)?);
        Order::new(id, customer, at, lines).map_err(odd)
    });
    parts.collect()
}

pub(crate) fn odd(what: impl std::fmt::Display) -> StoreError {
    StoreError::Odd(what.to_string())
}
