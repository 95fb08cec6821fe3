//! Statements with names and ids from anywhere, read by a parser of SQL.

use sales_process::policy::Rule;
use sales_process::sql::{Column, Engine, Sql};
use sales_process::{Currency, ProductId};
use sqlparser::dialect::{
    Dialect, DuckDbDialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect,
};
use sqlparser::parser::Parser;

/// On a line each: a table, a column, a product; then a rule. Whatever they
/// are, the text is one statement that reads.
pub fn sql(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.lines();
    let mut next = || lines.next().unwrap_or_default();
    let (table, column, product, rule) = (next(), next(), next(), next());
    let mut rules: Vec<Rule> = serde_json::from_str(rule).into_iter().collect();
    if let Ok(product) = product.parse::<ProductId>() {
        rules.extend(Rule::bought([product]));
    }
    let currency: Option<Currency> = "GBP".parse().ok();
    for engine in Engine::ALL {
        let mut sql = Sql::new(engine);
        if let Ok(named) = sql.clone().table(table) {
            sql = named;
        }
        for known in [Column::CustomerId, Column::Amount] {
            if let Ok(named) = sql.clone().column(known, column) {
                sql = named;
            }
        }
        if let Ok(merged) = sql.clone().merges(table) {
            sql = merged;
        }
        let mut statements = vec![
            sql.customers(2, currency),
            sql.cadence(currency),
            sql.cohorts(currency),
            sql.check(currency),
        ];
        for rule in &rules {
            statements.extend(sql.rule(rule));
            statements.extend(sql.explain(rule));
            statements.extend(sql.clone().with_parameters().rule(rule));
        }
        for statement in statements {
            is_one_query(engine, &statement.text);
        }
    }
}

fn is_one_query(engine: Engine, text: &str) {
    let dialect: &dyn Dialect = match engine {
        Engine::PostgreSql => &PostgreSqlDialect {},
        Engine::DuckDb => &DuckDbDialect {},
        // It has no dialect of Spark that reads backslashes as Spark does.
        Engine::Spark => &MySqlDialect {},
        Engine::Sqlite => &SQLiteDialect {},
        _ => &GenericDialect {},
    };
    match Parser::parse_sql(dialect, text) {
        Err(error) => panic!("{engine}: {error}: {text}"),
        Ok(parsed) => {
            assert_eq!(parsed.len(), 1, "{engine}: one statement: {text}");
            assert!(matches!(parsed[0], sqlparser::ast::Statement::Query(_)), "{engine}: {text}");
        }
    }
}
