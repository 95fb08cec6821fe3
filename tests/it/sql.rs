//! Statements on a real engine, SQLite, against the streaming evaluation.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months as CalendarMonths, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};
use sales_process::loyalty::{CadenceOptions, Rhythm};
use sales_process::policy::{Rule, RuleForm};
use sales_process::sql::{Column, Engine, Sql, SqlError, Statement};
use sales_process::{Line, Money, Months, Purchase, Zone};

fn is_leaf(rule: &Rule) -> bool {
    use RuleForm::{All, Any, AtLeast, Not};
    !matches!(rule.form(), All(_) | Any(_) | AtLeast { .. } | Not(_))
}

/// A row of the table of order lines; amounts in pence.
#[derive(Debug, Clone)]
struct Row {
    order: String,
    customer: Option<String>,
    at: DateTime<Utc>,
    product: Option<String>,
    pence: i64,
}

fn instant_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

fn money(pence: i64) -> Money {
    let sign = if pence < 0 { "-" } else { "" };
    let size = pence.unsigned_abs();
    format!("{sign}{}.{:02} GBP", size / 100, size % 100).parse().unwrap()
}

fn database(rows: &[Row]) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database
        .execute_batch(
            "CREATE TABLE order_lines (order_id TEXT, customer_id TEXT, placed_at TEXT, \
             product_id TEXT, amount NUMERIC, currency TEXT)",
        )
        .unwrap();
    let mut insert =
        database.prepare("INSERT INTO order_lines VALUES (?1, ?2, ?3, ?4, ?5, 'GBP')").unwrap();
    for row in rows {
        let amount = money(row.pence).amount().to_string();
        let at = instant_text(row.at);
        insert.execute(params![row.order, row.customer, at, row.product, amount]).unwrap();
    }
    drop(insert);
    database
}

/// The rows of an answer, as text; NULL is empty.
fn answer(database: &Connection, statement: &Statement) -> Vec<Vec<String>> {
    let mut prepared =
        database.prepare(&statement.text).unwrap_or_else(|e| panic!("{e}\n{}", statement.text));
    let columns = prepared.column_count();
    let text = |value: Value| match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(_) => panic!("a blob"),
    };
    let values = params_from_iter(statement.parameters.iter());
    let rows = prepared.query_map(values, |row| {
        (0..columns).map(|column| Ok(text(row.get(column)?))).collect::<Result<Vec<String>, _>>()
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

/// Purchases of each customer by the definition: an order at its earliest line
/// that is not negative, negative lines elsewhere as returns of their own.
type Purchases = BTreeMap<String, BTreeMap<(DateTime<Utc>, String), Vec<Line>>>;

fn purchases(rows: &[Row]) -> Purchases {
    let mut heads: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.pence >= 0) {
        let head = heads.entry(&row.order).or_insert(row.at);
        *head = (*head).min(row.at);
    }
    let mut all = Purchases::new();
    for row in rows {
        let Some(customer) = &row.customer else { continue };
        let head = heads.get(row.order.as_str());
        let at = if row.pence < 0 { row.at } else { *head.unwrap() };
        let line =
            Line::new(row.product.as_deref().unwrap_or("none").parse().unwrap(), money(row.pence));
        let mine = all.entry(customer.clone()).or_default();
        mine.entry((at, row.order.clone())).or_default().push(line);
    }
    all
}

fn last(rows: &[Row]) -> DateTime<Utc> {
    rows.iter().map(|row| row.at).max().unwrap_or(DateTime::UNIX_EPOCH)
}

/// `customer, due` as the streaming evaluation has them.
fn streamed(rows: &[Row], rule: &Rule, zone: Zone, as_of: DateTime<Utc>) -> Vec<Vec<String>> {
    let fold = rule.fold(zone);
    let due = |mine: &BTreeMap<(DateTime<Utc>, String), Vec<Line>>| {
        let mut state = fold.begin();
        for ((at, _), lines) in mine.range(..).filter(|((at, _), _)| *at <= as_of) {
            fold.record(&mut state, Purchase::new(*at, lines).unwrap()).unwrap();
        }
        fold.due_at(&state, as_of).unwrap()
    };
    let all = purchases(rows);
    all.iter()
        .map(|(id, mine)| vec![id.clone(), due(mine).map_or(String::new(), instant_text)])
        .collect()
}

#[track_caller]
fn check_same(rows: &[Row], rule: &Rule, zone: Zone, as_of: Option<DateTime<Utc>>) {
    let mut sql = Sql::new(Engine::Sqlite).zone(zone);
    if let Some(as_of) = as_of {
        sql = sql.as_of(as_of);
    }
    let database = database(rows);
    let statement = sql.rule(rule).unwrap();
    let expected = streamed(rows, rule, zone, as_of.unwrap_or(last(rows)));
    assert_eq!(answer(&database, &statement), expected, "{rule}\n{}", statement.text);
    let numbered = sql.with_parameters().rule(rule).unwrap();
    assert_eq!(answer(&database, &numbered), expected, "{}", numbered.text);
}

fn months() -> impl Strategy<Value = Months> {
    (1..=4u32).prop_map(|count| Months::new(count).unwrap())
}

pub(crate) fn rules() -> impl Strategy<Value = Rule> {
    let threshold = || select(vec![-3_000, -1, 0, 1_000, 2_000, 5_000, 10_000]).prop_map(money);
    let product = select(vec!["a", "b", "it's; \\ \"c\"", "d"]).prop_map(|id| id.parse().unwrap());
    let leaf = prop_oneof![
        (1..=4u32).prop_map(|count| Rule::orders(count).unwrap()),
        threshold().prop_map(Rule::volume),
        prop::collection::vec(product, 1..3).prop_map(|ids| Rule::bought(ids).unwrap()),
        (threshold(), months()).prop_map(|(least, months)| Rule::smallest_order(least, months)),
        (threshold(), months()).prop_map(|(least, months)| Rule::monthly_volume(least, months)),
        months().prop_map(Rule::tenure),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let members = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            members.clone().prop_map(|of| Rule::all(of).unwrap()),
            members.clone().prop_map(|of| Rule::any(of).unwrap()),
            (members, any::<prop::sample::Index>()).prop_map(|(of, count)| {
                let count = u32::try_from(count.index(of.len())).unwrap() + 1;
                Rule::at_least(count, of).unwrap()
            }),
            inner.prop_map(|of| of.not().unwrap()),
        ]
    })
}

/// Many at one instant, at the ends of months, around leap days and summer time.
pub(crate) fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    let days = vec![
        "2023-12-31",
        "2024-01-01",
        "2024-01-29",
        "2024-01-30",
        "2024-01-31",
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "2024-03-30",
        "2024-03-31",
        "2024-04-01",
        "2024-05-31",
    ];
    let seconds = select(vec![0, 1, 3_600, 43_200, 79_200, 82_800, 86_399]);
    (select(days), seconds, select(vec![0, 0, 250_000]), 0..3u32).prop_map(
        |(day, seconds, micros, months)| {
            let day: NaiveDate = day.parse().unwrap();
            let at = (day + CalendarMonths::new(months)).and_time(chrono::NaiveTime::MIN).and_utc();
            at + TimeDelta::seconds(seconds) + TimeDelta::microseconds(micros)
        },
    )
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let customer = prop_oneof![9 => select(vec!["ann", "Bob"]).prop_map(Some), 1 => Just(None)];
    let product = select(vec![None, Some("a"), Some("b"), Some("it's; \\ \"c\""), Some("e")]);
    let pence = select(vec![-6_000, -2_000, 0, 999, 1_000, 2_000, 5_000, 7_000]);
    let line = (0..6u8, instants(), product, pence);
    (prop::collection::vec(line, 0..24), prop::collection::vec(customer, 6)).prop_map(
        |(lines, customers)| {
            let row = |(order, at, product, pence): (u8, DateTime<Utc>, Option<&str>, i64)| Row {
                order: format!("O-{order}"),
                customer: customers[usize::from(order)].map(str::to_owned),
                at,
                product: product.map(str::to_owned),
                pence,
            };
            lines.into_iter().map(row).collect()
        },
    )
}

fn zones() -> impl Strategy<Value = Zone> {
    select(vec!["+00:00", "+14:00", "-12:00", "+05:30"]).prop_map(|zone| zone.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn statements_answer_as_the_streaming_evaluation(
        rule in rules(),
        rows in rows(),
        zone in prop_oneof![4 => zones(), 1 => Just("Europe/Berlin".parse().unwrap())],
        as_of in prop::option::of(instants()),
    ) {
        check_same(&rows, &rule, zone, as_of);
    }

    /// What a condition has, counted by hand, and whether each holds.
    #[test]
    fn explanations_are_those_of_the_verdict(
        leaf in rules().prop_filter("one condition", is_leaf),
        rows in rows(),
        as_of in instants(),
    ) {
        let statement = Sql::new(Engine::Sqlite).as_of(as_of).explain(&leaf).unwrap();
        let found = answer(&database(&rows), &statement);
        let all = purchases(&rows);
        prop_assert_eq!(found.len(), all.len());
        for (row, (id, mine)) in found.iter().zip(&all) {
            let seen = || mine.iter().filter(|((at, _), _)| *at <= as_of);
            let seen: Vec<Purchase<'_>> =
                seen().map(|((at, _), lines)| Purchase::new(*at, lines).unwrap()).collect();
            prop_assert_eq!((&row[0], row[1].as_str()), (id, "1"));
            if seen.is_empty() {
                prop_assert_eq!(&row[2], "0");
                continue;
            }
            let orders = seen.iter().filter(|purchase| !purchase.is_return()).count();
            let fold = leaf.fold(Zone::UTC);
            let mut state = fold.begin();
            for purchase in seen {
                fold.record(&mut state, purchase).unwrap();
            }
            let verdict = fold.verdict(&state, as_of).unwrap();
            prop_assert_eq!(row[2] == "1", verdict.holds, "{} {:?}", leaf, row);
            if leaf.to_string().contains("order") && leaf.currency().is_none() {
                prop_assert!(row[4] == "1" || row[3] == orders.to_string());
            }
        }
    }

    #[test]
    fn facts_are_those_of_the_crate(
        rows in rows(),
        zone in prop_oneof![zones(), select(vec!["Europe/Berlin", "America/New_York"]).prop_map(|it| it.parse().unwrap())],
        as_of in instants(),
    ) {
        let database = database(&rows);
        let sql = Sql::new(Engine::Sqlite).zone(zone).as_of(as_of);
        let gbp = Some("GBP".parse().unwrap());
        let customers = answer(&database, &sql.customers(2, gbp));
        let cadences = answer(&database, &sql.cadence(gbp));
        for ((id, mine), (facts, cadence)) in
            purchases(&rows).iter().zip(customers.iter().zip(&cadences))
        {
            let seen = mine.iter().filter(|((at, _), _)| *at <= as_of);
            let seen: Vec<Purchase<'_>> =
                seen.map(|((at, _), lines)| Purchase::new(*at, lines).unwrap()).collect();
            let orders: Vec<_> = seen.iter().filter(|purchase| !purchase.is_return()).collect();
            let at = |purchase: Option<&&Purchase<'_>>| {
                purchase.map_or(String::new(), |purchase| instant_text(purchase.placed_at()))
            };
            let volume = Money::sum(seen.iter().map(Purchase::total)).unwrap();
            let volume: f64 = volume.map_or(0.0, |sum| sum.amount().to_string().parse().unwrap());
            let expected = [
                id.clone(),
                at(orders.first()),
                at(orders.get(1)),
                at(orders.last()),
                orders.len().to_string(),
                (seen.len() - orders.len()).to_string(),
            ];
            prop_assert_eq!(&facts[..6], &expected[..]);
            prop_assert!((facts[6].parse::<f64>().unwrap() - volume).abs() < 1e-9);
            let days = orders.iter().map(|order| zone.date_of(order.placed_at()));
            let rhythm = Rhythm::of(days);
            let mut options = CadenceOptions::default();
            options.min_gaps = 2;
            prop_assert_eq!(&cadence[1], &rhythm.order_days().to_string());
            if let Some(typical) = rhythm.cadence(&options).typical() {
                prop_assert_eq!(cadence[2].parse::<f64>().unwrap(), typical.days());
            }
        }
        let months = answer(&database, &sql.cohorts(gbp));
        let count = |column: usize| -> usize {
            months.iter().map(|row| row[column].parse::<usize>().unwrap()).sum()
        };
        let ordered: Vec<usize> = customers.iter().map(|row| row[4].parse().unwrap()).collect();
        prop_assert_eq!(count(1), ordered.iter().filter(|orders| **orders > 0).count());
        prop_assert_eq!(count(2), ordered.iter().filter(|orders| **orders > 1).count());
    }

    /// Names of tables and columns are names, or they are refused.
    #[test]
    fn nothing_gets_out_of_a_name(name in ".{1,12}", product in "[ -~]{1,12}") {
        let Ok(sql) = Sql::new(Engine::Sqlite).table(&name) else { return Ok(()) };
        let Ok(sql) = sql.column(Column::Amount, &name) else { return Ok(()) };
        let Ok(id) = product.parse() else { return Ok(()) };
        let database = Connection::open_in_memory().unwrap();
        let quoted = name.split('.').next_back().unwrap();
        database
            .execute_batch(&format!(
                "CREATE TABLE kept (x); CREATE TABLE \"{quoted}\" (order_id, customer_id, \
                 placed_at, product_id, \"{quoted}\", currency)"
            ))
            .unwrap();
        prop_assume!(!name.contains('.'));
        let insert = format!(
            "INSERT INTO \"{quoted}\" VALUES ('O', 'c', '2026-01-01T00:00:00Z', ?1, 5, 'GBP')"
        );
        database.execute(&insert, [&product]).unwrap();
        let statement = sql.rule(&Rule::bought([id]).unwrap()).unwrap();
        prop_assert_eq!(
            answer(&database, &statement),
            [["c".to_owned(), "2026-01-01T00:00:00Z".to_owned()]]
        );
        prop_assert!(database.prepare("SELECT x FROM kept").is_ok());
    }
}

/// The bundled orders, and rules of each kind.
#[test]
fn real_orders_give_the_same_dates() {
    let rules = [
        r#"{"orders":{"at_least":3}}"#,
        r#"{"volume":{"at_least":"250 USD"}}"#,
        r#"{"any":[{"orders":{"at_least":6}},{"volume":{"at_least":"150 USD"}},
                   {"smallest_order":{"at_least":"20 USD","months":3}}]}"#,
        r#"{"all":[{"tenure":{"months":4}},{"not":{"monthly_volume":{"at_least":"15 USD","months":2}}}]}"#,
        r#"{"at_least":{"count":2,"of":[{"bought":{"any_of":["CD"]}},{"tenure":{"months":2}},
                   {"monthly_volume":{"at_least":"10 USD","months":1}}]}}"#,
    ];
    let mut due = 0;
    for file in crate::repeat_command::data_files() {
        let orders = sales_process::order::csv::read(std::fs::read(&file).unwrap().as_slice());
        let orders = orders.unwrap();
        let database = Connection::open_in_memory().unwrap();
        database
            .execute_batch(
                "CREATE TABLE order_lines (order_id TEXT, customer_id TEXT, placed_at TEXT, \
                 product_id TEXT, amount NUMERIC, currency TEXT)",
            )
            .unwrap();
        let ids: BTreeSet<&str> = orders.iter().map(|order| order.customer().as_str()).collect();
        for order in &orders {
            for line in order.lines() {
                let values = params![
                    order.id().as_str(),
                    order.customer().as_str(),
                    instant_text(order.placed_at()),
                    line.product.as_str(),
                    line.amount.amount().to_string(),
                ];
                let insert = "INSERT INTO order_lines VALUES (?1, ?2, ?3, ?4, ?5, 'USD')";
                database.execute(insert, values).unwrap();
            }
        }
        let as_of = orders.iter().map(sales_process::Order::placed_at).max().unwrap();
        for json in rules {
            let rule: Rule = serde_json::from_str(json).unwrap();
            for zone in ["+00:00", "-05:00", "America/New_York"] {
                let zone: Zone = zone.parse().unwrap();
                let fold = rule.fold(zone);
                let mut states: BTreeMap<&str, _> =
                    ids.iter().map(|id| (*id, fold.begin())).collect();
                for order in &orders {
                    fold.record(states.get_mut(order.customer().as_str()).unwrap(), order).unwrap();
                }
                let expected: Vec<Vec<String>> = states
                    .iter()
                    .map(|(id, state)| {
                        let due = fold.due_at(state, as_of).unwrap();
                        vec![(*id).to_owned(), due.map_or(String::new(), instant_text)]
                    })
                    .collect();
                let statement = Sql::new(Engine::Sqlite).zone(zone).rule(&rule).unwrap();
                assert_eq!(answer(&database, &statement), expected, "{json}");
                due += expected.iter().filter(|row| !row[1].is_empty()).count();
            }
        }
        let check = Sql::new(Engine::Sqlite).check(Some("USD".parse().unwrap()));
        assert_eq!(answer(&database, &check), Vec::<Vec<String>>::new());
    }
    assert!(due > 0);
}

#[test]
fn merged_customers_are_one_and_misreadings_are_listed() {
    let row = |order: &str, customer: &str, day: &str, pence| Row {
        order: order.to_owned(),
        customer: Some(customer.to_owned()),
        at: format!("{day}T10:00:00Z").parse().unwrap(),
        product: None,
        pence,
    };
    let rows = [
        row("O-1", "a", "2026-01-01", 500),
        row("O-2", "b", "2026-02-01", 500),
        row("O-3", "c", "2026-03-01", 500),
    ];
    let database = database(&rows);
    database
        .execute_batch(
            "CREATE TABLE merges (merged, survivor); INSERT INTO merges VALUES ('b', 'a');
             INSERT INTO order_lines VALUES ('O-3', 'd', '2026-03-01T10:00:00Z', NULL, 1, 'EUR')",
        )
        .unwrap();
    let sql = Sql::new(Engine::Sqlite).merges("merges").unwrap();
    let found = answer(&database, &sql.rule(&Rule::orders(2).unwrap()).unwrap());
    assert_eq!(found[0], ["a", "2026-02-01T10:00:00Z"]);
    assert_eq!(found.len(), 3);
    assert_eq!(
        answer(&database, &sql.check(Some("GBP".parse().unwrap()))),
        [["currency", "O-3", "EUR"], ["customers", "O-3", "d"]]
    );
}

#[test]
fn what_cannot_be_written_is_refused_in_words() {
    #[track_caller]
    fn check<T: std::fmt::Debug>(found: Result<T, SqlError>, message: &str) {
        assert_eq!(found.unwrap_err().to_string(), message);
    }
    check(
        "oracle".parse::<Engine>(),
        "`oracle` is not an engine; expected one of postgresql, duckdb, datafusion, spark, sqlite",
    );
    let not_a_name = |name: &str| {
        format!(
            "`{name}` is not the name of a table or column; expected a letter or `_`, then letters, \
             digits, `_`, `$`, `-` or spaces, at most 63 bytes; a table may have its schema before it"
        )
    };
    let sql = || Sql::new(Engine::Sqlite);
    check(sql().table("lines; DROP TABLE x"), &not_a_name("lines; DROP TABLE x"));
    check(sql().table("a..b"), &not_a_name(""));
    check(sql().column(Column::Amount, "a\"b"), &not_a_name("a\"b"));
    let volume = |text: &str| Rule::volume(text.parse().unwrap());
    check(
        sql().handoff(Some(&volume("5 GBP")), Some(&volume("5 EUR"))),
        "one rule is in GBP and the other in EUR; state both in one currency",
    );
    check(
        sql().rule(&volume("999999999999999999 GBP")),
        "999999999999999999.00 GBP in minor units is beyond the integers of sqlite; use another engine",
    );
    for engine in Engine::ALL {
        assert_eq!(engine.name().parse(), Ok(engine));
        if engine != Engine::Sqlite {
            assert!(Sql::new(engine).rule(&volume("999999999999999999 GBP")).is_ok());
        }
    }
}
