//! Purchase facts, cadence, cohorts, and what would be misread.

use super::names::Column;
use super::rule::{day_of, month_of};
use super::writer::{Statement, Writer};
use crate::value::Currency;

pub(super) fn customers(writer: &Writer<'_>, nth: u32) -> String {
    let engine = writer.engine();
    let at = |name: &str| engine.shown_instant(&format!("f.{name}"));
    format!(
        "SELECT i.c AS customer_id, {} AS first_order, {} AS nth_order, {} AS last_order, \
         COALESCE(f.orders, 0) AS orders, COALESCE(f.returns, 0) AS returns, {} AS volume \
         FROM ids i LEFT JOIN (SELECT c, MIN(CASE WHEN a > 0 THEN t END) AS first_order, \
         MIN(CASE WHEN n = {nth} THEN t END) AS nth_order, MAX(CASE WHEN a > 0 THEN t END) AS last_order, \
         SUM(CASE WHEN a > 0 THEN 1 ELSE 0 END) AS orders, SUM(CASE WHEN a > 0 THEN 0 ELSE 1 END) AS returns, \
         SUM(a) AS volume FROM (SELECT c, t, a, CASE WHEN a > 0 THEN SUM(CASE WHEN a > 0 THEN 1 ELSE 0 END) OVER \
         (PARTITION BY c ORDER BY t, o ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) END AS n FROM purchases) s \
         GROUP BY c) f ON f.c = i.c ORDER BY {}",
        at("first_order"),
        at("nth_order"),
        at("last_order"),
        engine.shown_amount("COALESCE(f.volume, 0)", writer.decimals),
        engine.plain_order("i.c")
    )
}

/// In days of the zone.
pub(super) fn cadence(writer: &mut Writer<'_>) -> String {
    let (day, join) = day_of(writer, "q.t");
    let engine = writer.engine();
    writer.with("days", &format!("SELECT DISTINCT q.c, {day} AS d FROM orders q{join}"));
    writer.with(
        "gaps",
        "SELECT c, g, ROW_NUMBER() OVER (PARTITION BY c ORDER BY g) AS n, COUNT(*) OVER (PARTITION BY c) AS m \
         FROM (SELECT c, d - LAG(d) OVER (PARTITION BY c ORDER BY d) AS g FROM days) s WHERE g IS NOT NULL",
    );
    writer.with(
        "medians",
        "SELECT c, AVG(g * 1.0) AS median FROM gaps WHERE n * 2 IN (m, m + 1, m + 2) GROUP BY c",
    );
    format!(
        "SELECT i.c AS customer_id, COALESCE(d.n, 0) AS order_days, m.median AS median_interval_days, d.last AS last_day \
         FROM ids i LEFT JOIN (SELECT c, COUNT(*) AS n, MAX(d) AS last FROM days GROUP BY c) d ON d.c = i.c \
         LEFT JOIN medians m ON m.c = i.c ORDER BY {}",
        engine.plain_order("i.c")
    )
}

pub(super) fn cohorts(writer: &mut Writer<'_>) -> String {
    writer.with("firsts", "SELECT c, MIN(t) AS t, COUNT(*) AS n FROM orders GROUP BY c");
    let (month, join) = month_of(writer, "f.t");
    let begin = if join.is_empty() { month } else { "z.b".to_owned() };
    let shown = writer.engine().shown_instant("q.b");
    format!(
        "SELECT {shown} AS month, COUNT(*) AS customers, SUM(CASE WHEN q.n > 1 THEN 1 ELSE 0 END) AS repeaters, \
         SUM(CASE WHEN q.n > 1 THEN 1.0 ELSE 0.0 END) / COUNT(*) AS repeat_rate \
         FROM (SELECT {begin} AS b, f.n FROM firsts f{join}) q GROUP BY q.b ORDER BY q.b"
    )
}

pub(super) fn check(writer: Writer<'_>, currency: Option<Currency>) -> Statement {
    let name = |column| writer.column(column);
    let (order, customer, table) =
        (name(Column::OrderId), name(Column::CustomerId), writer.table(&writer.sql.table));
    let currency = currency.map(|currency| {
        let (column, code) = (name(Column::Currency), writer.constant(currency.code()));
        format!(
            "SELECT 'currency' AS problem, {order} AS order_id, MIN({column}) AS detail FROM {table} \
             WHERE {column} <> {code} OR {column} IS NULL GROUP BY {order} UNION ALL "
        )
    });
    let customers = format!(
        "SELECT 'customers' AS problem, {order} AS order_id, MAX({customer}) AS detail FROM {table} \
         GROUP BY {order} HAVING COUNT(DISTINCT {customer}) > 1 \
         OR (COUNT({customer}) > 0 AND COUNT({customer}) < COUNT(*))"
    );
    let all = format!("{}{customers}", currency.unwrap_or_default());
    let select = format!(
        "SELECT q.problem, q.order_id, q.detail FROM ({all}) q ORDER BY q.problem, q.order_id"
    );
    Statement { text: select, parameters: writer.parameters.into_inner() }
}
