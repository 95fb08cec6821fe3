//! A rule as changes: of each condition a list of instants at which a counter of
//! a customer goes up or down. Running sums of the counters, and the rule as a
//! condition over them, give the instants at which it holds.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::error::SqlError;
use super::writer::Writer;
use crate::policy::RuleForm;
use crate::value::{Month, Months, Zone};

/// Months beyond which nothing is: orders are placed from 1900 to 2200.
const LAST_MONTH: u32 = 3_612;

/// What is counted, each with its number, from 1 on.
#[derive(Debug, Default)]
pub(super) struct Changes {
    leaves: Vec<RuleForm>,
}

impl Changes {
    /// The number of a condition; equal ones share theirs.
    fn number(&mut self, leaf: &RuleForm) -> usize {
        let place = self.leaves.iter().position(|other| other == leaf).unwrap_or_else(|| {
            self.leaves.push(leaf.clone());
            self.leaves.len() - 1
        });
        place + 1
    }

    /// The rule over the running sums of `r`.
    pub(super) fn condition(&mut self, form: &RuleForm) -> String {
        match form {
            RuleForm::All(of) => format!("({})", self.conditions(of).join(" AND ")),
            RuleForm::Any(of) => format!("({})", self.conditions(of).join(" OR ")),
            RuleForm::AtLeast { count, of } => {
                let counted: Vec<String> = self
                    .conditions(of)
                    .iter()
                    .map(|holds| format!("CASE WHEN {holds} THEN 1 ELSE 0 END"))
                    .collect();
                format!("({} >= {count})", counted.join(" + "))
            }
            RuleForm::Not(of) => format!("(NOT {})", self.condition(of)),
            leaf => {
                let number = self.number(leaf);
                holds(leaf, number)
            }
        }
    }

    fn conditions(&mut self, of: &[RuleForm]) -> Vec<String> {
        of.iter().map(|member| self.condition(member)).collect()
    }

    /// The changes of all conditions, as `changes(c, t, k, d)`: customer, instant,
    /// counter, by how much. A change by nothing at a customer's first line is
    /// there for rules that hold from it on.
    pub(super) fn write(&self, writer: &mut Writer<'_>) -> Result<(), SqlError> {
        writer.with("first_orders", "SELECT c, MIN(t) AS t FROM orders GROUP BY c");
        writer.with(
            "sums",
            "SELECT c, t, SUM(a) OVER (PARTITION BY c ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS v \
             FROM (SELECT c, t, SUM(a) AS a FROM purchases GROUP BY c, t) s",
        );
        let monthly = self.leaves.iter().any(|leaf| matches!(leaf, RuleForm::MonthlyVolume { .. }));
        if monthly {
            write_months(writer);
        }
        let mut changes =
            vec!["SELECT c, MIN(t) AS t, 0 AS k, 0 AS d FROM purchases GROUP BY c".to_owned()];
        for (leaf, number) in self.leaves.iter().zip(1..) {
            write_leaf(writer, leaf, number, &mut changes)?;
        }
        writer.with("changes", &changes.join(" UNION ALL "));
        Ok(())
    }

    /// The counters of each: smallest orders have three.
    fn counters(&self) -> Vec<usize> {
        let of = |(leaf, number): (&RuleForm, usize)| match leaf {
            RuleForm::SmallestOrder { .. } => vec![3 * number, 3 * number + 1, 3 * number + 2],
            _ => vec![3 * number],
        };
        self.leaves.iter().zip(1..).flat_map(of).collect()
    }

    /// `running(c, t, v…)`: the counters of each customer at each instant at
    /// which one changes.
    pub(super) fn write_running(&self, writer: &mut Writer<'_>) {
        let counters = self.counters();
        let step = |k: &usize| format!(", SUM(CASE WHEN k = {k} THEN d ELSE 0 END) AS d{k}");
        let steps: String = counters.iter().map(step).collect();
        writer.with("steps", &format!("SELECT c, t{steps} FROM changes GROUP BY c, t"));
        let sum = |k: &usize| {
            format!(
                ", SUM(d{k}) OVER (PARTITION BY c ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS v{k}"
            )
        };
        let sums: String = counters.iter().map(sum).collect();
        writer.with("running", &format!("SELECT c, t{sums} FROM steps"));
    }

    /// Each condition at the instant asked about.
    pub(super) fn explain(&self, writer: &mut Writer<'_>) -> Result<String, SqlError> {
        let value = |k: &usize| format!(", SUM(CASE WHEN k = {k} THEN d ELSE 0 END) AS v{k}");
        let values: String = self.counters().iter().map(value).collect();
        writer.with(
            "now",
            &format!("SELECT h.c{values} FROM changes h CROSS JOIN bounds b WHERE h.t <= b.as_of GROUP BY h.c"),
        );
        let decimals = writer.decimals;
        let mut parts = Vec::new();
        for (leaf, number) in self.leaves.iter().zip(1..) {
            let (have, need) = match leaf {
                RuleForm::Orders { at_least } => (
                    "(SELECT COUNT(*) FROM orders x WHERE x.c = r.c)".to_owned(),
                    at_least.to_string(),
                ),
                RuleForm::Volume { at_least } => {
                    let sum = "(SELECT SUM(x.a) FROM purchases x WHERE x.c = r.c)";
                    let need = writer.amount(*at_least)?;
                    let shown = |amount: &str| writer.engine().shown_amount(amount, decimals);
                    (shown(sum), shown(&need))
                }
                RuleForm::SmallestOrder { .. } => {
                    (format!("r.v{}", 3 * number + 1), "0".to_owned())
                }
                RuleForm::MonthlyVolume { months, at_least } => {
                    let good =
                        if at_least.is_positive() { "" } else { &format!("{} - ", months.count()) };
                    (format!("{good}r.v{}", 3 * number), months.count().to_string())
                }
                _ => (format!("CASE WHEN r.v{} > 0 THEN 1 ELSE 0 END", 3 * number), "1".to_owned()),
            };
            parts.push(format!(
                "SELECT i.c AS customer_id, {number} AS part, CASE WHEN r.c IS NULL THEN 0 WHEN {} THEN 1 ELSE 0 END AS holds, \
                 {have} AS have, {need} AS need FROM ids i LEFT JOIN now r ON r.c = i.c",
                holds(leaf, number)
            ));
        }
        let order = writer.engine().plain_order("q.customer_id");
        Ok(format!(
            "SELECT q.customer_id, q.part, q.holds, q.have, q.need FROM ({}) q ORDER BY {order}, q.part",
            parts.join(" UNION ALL ")
        ))
    }
}

/// When a condition holds, by its counters.
fn holds(leaf: &RuleForm, number: usize) -> String {
    let v = 3 * number;
    match leaf {
        // Live orders, small ones among them, and the months since the first.
        RuleForm::SmallestOrder { .. } => {
            format!("(r.v{v} > 0 AND r.v{} = 0 AND r.v{} > 0)", v + 1, v + 2)
        }
        RuleForm::MonthlyVolume { at_least, months } if at_least.is_positive() => {
            format!("(r.v{v} = {})", months.count())
        }
        // An empty month is good: what is counted are the bad ones.
        RuleForm::MonthlyVolume { .. } => format!("(r.v{v} = 0)"),
        _ => format!("(r.v{v} > 0)"),
    }
}

fn write_leaf(
    writer: &mut Writer<'_>,
    leaf: &RuleForm,
    number: usize,
    changes: &mut Vec<String>,
) -> Result<(), SqlError> {
    let engine = writer.engine();
    let k = 3 * number;
    let later = |months: &Months| {
        let count = months.count();
        (count <= LAST_MONTH).then(|| engine.months_later("t", count))
    };
    match leaf {
        RuleForm::Orders { at_least } => changes.push(format!(
            "SELECT c, t, {k} AS k, 1 AS d FROM (SELECT c, t, ROW_NUMBER() OVER (PARTITION BY c ORDER BY t, o) AS n FROM orders) n{number} \
             WHERE n = {at_least}"
        )),
        RuleForm::Volume { at_least } => {
            let limit = writer.amount(*at_least)?;
            changes.push(format!(
                "SELECT c, t, {k} AS k, h - LAG(h, 1, 0) OVER (PARTITION BY c ORDER BY t) AS d \
                 FROM (SELECT c, t, CASE WHEN v >= {limit} THEN 1 ELSE 0 END AS h FROM sums) s{number}"
            ));
        }
        RuleForm::Bought { any_of } => {
            let products: Vec<String> =
                any_of.iter().map(|product| writer.constant(product.as_str())).collect();
            changes.push(format!(
                "SELECT c, MIN(t) AS t, {k} AS k, 1 AS d FROM visible WHERE a > 0 AND p IN ({}) GROUP BY c",
                products.join(", ")
            ));
        }
        RuleForm::Tenure { months } => {
            if let Some(then) = later(months) {
                changes.push(format!("SELECT c, {then} AS t, {k} AS k, 1 AS d FROM first_orders"));
            }
        }
        RuleForm::SmallestOrder { at_least, months } => {
            let limit = writer.amount(*at_least)?;
            let then = later(months);
            let small = format!("WHERE a < {limit}");
            for (counter, of) in [(k, ""), (k + 1, small.as_str())] {
                changes.push(format!("SELECT c, t, {counter} AS k, 1 AS d FROM orders {of}"));
                if let Some(then) = &then {
                    changes.push(format!("SELECT c, {then} AS t, {counter} AS k, -1 AS d FROM orders {of}"));
                }
            }
            if let Some(then) = &then {
                changes.push(format!("SELECT c, {then} AS t, {} AS k, 1 AS d FROM first_orders", k + 2));
            }
        }
        RuleForm::MonthlyVolume { at_least, months } => {
            let limit = writer.amount(*at_least)?;
            let counted = if at_least.is_positive() { ">=" } else { "<" };
            let count = months.count();
            // Counted from the next month on, for as many months as are needed.
            for (later, by) in [(1, 1), (count.saturating_add(1), -1)] {
                if later <= LAST_MONTH {
                    let (at, join) = month_later(writer, later);
                    changes.push(format!(
                        "SELECT q.c, {at} AS t, {k} AS k, {by} AS d FROM months q{join} WHERE q.v {counted} {limit}"
                    ));
                }
            }
        }
        RuleForm::All(_) | RuleForm::Any(_) | RuleForm::AtLeast { .. } | RuleForm::Not(_) => {}
    }
    Ok(())
}

/// `months(c, m, v)`: the net total of each customer in each month with a
/// purchase; `m` is when the month begins, or its number in a named zone.
pub(super) fn write_months(writer: &mut Writer<'_>) {
    let (month, join) = month_of(writer, "p.t");
    writer.with(
        "months",
        &format!(
            "SELECT s.c, s.m, SUM(s.a) AS v FROM (SELECT p.c, {month} AS m, p.a FROM purchases p{join}) s GROUP BY s.c, s.m"
        ),
    );
}

/// The month of an instant, and what has to be joined for it.
pub(super) fn month_of(writer: &mut Writer<'_>, instant: &str) -> (String, String) {
    if let Some(seconds) = seconds_ahead(writer.sql.zone) {
        return (writer.engine().month_begin(instant, seconds, 0), String::new());
    }
    write_calendar(writer);
    ("z.n".to_owned(), format!(" JOIN calendar z ON z.b <= {instant} AND {instant} < z.e"))
}

/// When a month begins so many months after that of `q.m`, and what has to be
/// joined for it.
fn month_later(writer: &Writer<'_>, later: u32) -> (String, String) {
    match seconds_ahead(writer.sql.zone) {
        Some(seconds) => (writer.engine().month_begin("q.m", seconds, later), String::new()),
        None => ("y.b".to_owned(), format!(" JOIN calendar y ON y.n = q.m + {later}")),
    }
}

/// The number of the day of an instant, and what has to be joined for it.
pub(super) fn day_of(writer: &mut Writer<'_>, instant: &str) -> (String, String) {
    let engine = writer.engine();
    if let Some(seconds) = seconds_ahead(writer.sql.zone) {
        return (engine.day(instant, seconds), String::new());
    }
    let shifts = shifts(writer.sql.zone);
    let rows = shifts.iter().map(|(at, s)| format!("({s}, '{}')", engine.instant_value(*at)));
    let rows = rows.collect::<Vec<_>>().join(", ");
    writer.with("changes(s, b)", &format!("VALUES {rows}"));
    let begin = engine.as_instant("b");
    writer.with(
        "shifts",
        &format!("SELECT s, {begin} AS b, LEAD({begin}) OVER (ORDER BY {begin}) AS e FROM changes"),
    );
    let ahead: BTreeSet<i64> = shifts.into_iter().map(|(_, seconds)| seconds).collect();
    let days = ahead.iter().map(|s| format!(" WHEN {s} THEN {}", engine.day(instant, *s)));
    let day = format!("CASE z.s{} END", days.collect::<String>());
    (day, format!(" JOIN shifts z ON z.b <= {instant} AND {instant} < z.e"))
}

/// How far local time is ahead of UTC; `None` where that changes with the season.
fn seconds_ahead(zone: Zone) -> Option<i64> {
    zone.fixed().map(|offset| ahead(offset.into(), DateTime::UNIX_EPOCH))
}

fn ahead(zone: Zone, at: DateTime<Utc>) -> i64 {
    zone.local(at).and_utc().signed_duration_since(at).num_seconds()
}

/// From when on a named zone is how many seconds ahead of UTC; the last instant
/// is the end of what is told.
fn shifts(zone: Zone) -> Vec<(DateTime<Utc>, i64)> {
    let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default();
    let first = first.and_time(NaiveTime::MIN).and_utc();
    let mut shifts = vec![(first, ahead(zone, first))];
    let (mut day, mut last) = (first, ahead(zone, first));
    for _ in 0..LAST_MONTH * 31 / 7 {
        let next = day + TimeDelta::days(7);
        let then = ahead(zone, next);
        if then != last {
            // No zone changes twice a week.
            let (mut before, mut after) = (0, 7 * 86_400);
            while before + 1 < after {
                let middle = (before + after) / 2;
                let is_new = ahead(zone, day + TimeDelta::seconds(middle)) == then;
                if is_new { after = middle } else { before = middle }
            }
            shifts.push((day + TimeDelta::seconds(after), then));
        }
        (day, last) = (next, then);
    }
    shifts.push((day, last));
    shifts
}

/// `calendar(n, b, e)`: the months of a named zone, with the instants at which
/// each begins and ends. Engines know named zones from databases of their own
/// date, and SQLite knows none; so the instants are written out.
fn write_calendar(writer: &mut Writer<'_>) {
    let engine = writer.engine();
    let zone = writer.sql.zone;
    let first = Month::of_date(NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default());
    let months = (0..=LAST_MONTH).zip(0..);
    let rows = months.filter_map(|(number, shift)| {
        let begins = first.shifted(shift).begins(zone)?;
        Some(format!("({number}, '{}')", engine.instant_value(begins)))
    });
    let rows = rows.collect::<Vec<_>>().join(", ");
    writer.with("begins(n, b)", &format!("VALUES {rows}"));
    let begin = engine.as_instant("b");
    writer.with(
        "calendar",
        &format!("SELECT n, {begin} AS b, LEAD({begin}) OVER (ORDER BY n) AS e FROM begins"),
    );
}
