//! What differs between engines, and nothing else.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use rust_decimal::Decimal;

use super::error::SqlError;

/// An engine that a statement is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// `PostgreSQL` 12 or later.
    PostgreSql,
    /// `DuckDB`.
    DuckDb,
    /// `DataFusion`, and Ballista on top of it.
    DataFusion,
    /// Spark 3.4 or later, whose `placed_at` is a `TIMESTAMP_NTZ`.
    Spark,
    /// SQLite 3.46 or later: `placed_at` is text such as `2026-03-01T10:00:00Z`.
    Sqlite,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PostgreSql, Self::DuckDb, Self::DataFusion, Self::Spark, Self::Sqlite];

    /// The name that [`FromStr`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::DuckDb => "duckdb",
            Self::DataFusion => "datafusion",
            Self::Spark => "spark",
            Self::Sqlite => "sqlite",
        }
    }

    /// A name in the quotes in which it can be nothing but a name.
    pub(super) fn quoted(self, name: &str) -> String {
        // SQLite takes an unknown name in double quotes for a text.
        let quote = if matches!(self, Self::Spark | Self::Sqlite) { '`' } else { '"' };
        format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
    }

    /// A text as a literal.
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            // Right whether or not the server reads backslashes as escapes.
            Self::PostgreSql if text.contains('\\') => {
                format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
            }
            _ => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// The place of a parameter, counted from 1.
    pub(super) fn parameter(self, number: usize) -> String {
        match self {
            Self::Spark => format!(":p{number}"),
            Self::Sqlite => format!("?{number}"),
            _ => format!("${number}"),
        }
    }

    /// An instant, as the value of a parameter or between quotes.
    pub(super) fn instant_value(self, at: DateTime<Utc>) -> String {
        let at: NaiveDateTime = at.naive_utc();
        if self == Self::Sqlite {
            let text = at.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
            if text.contains('.') { text.trim_end_matches('0').to_owned() } else { text }
        } else {
            at.format("%Y-%m-%d %H:%M:%S%.6f").to_string()
        }
    }

    /// A quoted instant or a parameter, as an instant.
    pub(super) fn as_instant(self, value: &str) -> String {
        match self {
            Self::Sqlite => value.to_owned(),
            Self::Spark => format!("CAST({value} AS TIMESTAMP_NTZ)"),
            _ => format!("CAST({value} AS TIMESTAMP)"),
        }
    }

    /// A quoted amount or a parameter, as an amount like [`Engine::amount`].
    pub(super) fn as_amount(self, value: &str, amount: Decimal) -> String {
        if self == Self::Sqlite {
            return format!("CAST({value} AS INTEGER)");
        }
        let amount = amount.normalize();
        let digits = amount.mantissa().unsigned_abs().max(1).ilog10() + 1;
        let scale = amount.scale();
        format!("CAST({value} AS DECIMAL({}, {scale}))", digits.max(scale + 1))
    }

    /// The column of instants, such that they can be compared.
    pub(super) fn instant(self, column: &str) -> String {
        if self == Self::Sqlite {
            // Without the `Z`, and without zeros at the end of a fraction, one
            // instant is one text, and texts stand in the order of time.
            format!(
                "CASE WHEN instr({column}, '.') > 0 \
                 THEN rtrim(rtrim(rtrim({column}, 'Z'), '0'), '.') ELSE rtrim({column}, 'Z') END"
            )
        } else {
            column.to_owned()
        }
    }

    /// The column of amounts; in SQLite in units of so many decimals.
    pub(super) fn amount(self, column: &str, decimals: u32) -> String {
        if self == Self::Sqlite {
            format!("CAST(ROUND({column} * {}) AS INTEGER)", 10_u64.pow(decimals))
        } else {
            column.to_owned()
        }
    }

    /// An amount for people again.
    pub(super) fn shown_amount(self, amount: &str, decimals: u32) -> String {
        if self == Self::Sqlite {
            format!("{amount} / {}.0", 10_u64.pow(decimals))
        } else {
            amount.to_owned()
        }
    }

    /// An instant for people again; in SQLite with a fraction of three, six or
    /// nine digits, as RFC 3339 is mostly written.
    pub(super) fn shown_instant(self, instant: &str) -> String {
        if self != Self::Sqlite {
            return instant.to_owned();
        }
        format!(
            "{instant} || CASE WHEN instr({instant}, '.') > 0 \
             THEN substr('00', 1, (3 - (length({instant}) - 20) % 3) % 3) ELSE '' END || 'Z'"
        )
    }

    /// An instant so many months later, clamped to the end of the month.
    pub(super) fn months_later(self, instant: &str, months: u32) -> String {
        match self {
            Self::PostgreSql | Self::DataFusion => {
                format!("({instant} + INTERVAL '{months} months')")
            }
            Self::DuckDb => format!("({instant} + INTERVAL ({months}) MONTH)"),
            Self::Spark => format!("({instant} + INTERVAL '{months}' MONTH)"),
            Self::Sqlite => format!(
                "(date(substr({instant}, 1, 10), '+{months} months', 'floor') || substr({instant}, 11))"
            ),
        }
    }

    /// An instant so many seconds later.
    fn seconds_later(self, instant: &str, seconds: i64) -> String {
        match (self, seconds) {
            (_, 0) => instant.to_owned(),
            (Self::PostgreSql | Self::DataFusion, _) => {
                format!("({instant} + INTERVAL '{seconds} seconds')")
            }
            (Self::DuckDb, _) => format!("({instant} + INTERVAL ({seconds}) SECOND)"),
            (Self::Spark, _) => format!("({instant} + INTERVAL '{seconds}' SECOND)"),
            (Self::Sqlite, _) => {
                format!(
                    "strftime('%Y-%m-%dT%H:%M:%S', substr({instant}, 1, 19), '{seconds} seconds')"
                )
            }
        }
    }

    /// When the month of an instant began, in local time that is so many
    /// seconds ahead of UTC, and when so many months later one begins, in UTC.
    pub(super) fn month_begin(self, instant: &str, seconds: i64, later: u32) -> String {
        let local = self.seconds_later(instant, seconds);
        let begin = match self {
            Self::PostgreSql | Self::DataFusion => format!("date_trunc('month', {local})"),
            Self::DuckDb => format!("CAST(date_trunc('month', {local}) AS TIMESTAMP)"),
            // By way of a date, which knows of no session time zone.
            Self::Spark => format!("CAST(trunc(CAST({local} AS DATE), 'MM') AS TIMESTAMP_NTZ)"),
            Self::Sqlite => {
                format!("strftime('%Y-%m-%dT%H:%M:%S', substr({local}, 1, 19), 'start of month')")
            }
        };
        let begin = if later == 0 { begin } else { self.months_later(&begin, later) };
        self.seconds_later(&begin, -seconds)
    }

    /// The number of the day of an instant, in local time.
    pub(super) fn day(self, instant: &str, seconds: i64) -> String {
        match self {
            Self::PostgreSql => {
                format!(
                    "CAST(floor((extract(epoch FROM {instant}) + {seconds}) / 86400) AS INTEGER)"
                )
            }
            Self::DuckDb => {
                format!("CAST(floor((epoch({instant}) + {seconds}) / 86400) AS BIGINT)")
            }
            Self::DataFusion => format!(
                "CAST(floor((date_part('epoch', {instant}) + {seconds}) / 86400) AS BIGINT)"
            ),
            Self::Spark => format!(
                "datediff(CAST({} AS DATE), DATE '1970-01-01')",
                self.seconds_later(instant, seconds)
            ),
            Self::Sqlite => format!(
                "CAST(julianday(date({})) - 2440587.5 AS INTEGER)",
                self.seconds_later(instant, seconds)
            ),
        }
    }

    /// What ids are ordered by: their characters, whatever the locale.
    pub(super) fn plain_order(self, text: &str) -> String {
        if self == Self::PostgreSql { format!("{text} COLLATE \"C\"") } else { text.to_owned() }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Engine {
    type Err = SqlError;

    fn from_str(text: &str) -> Result<Self, SqlError> {
        let found = Self::ALL.into_iter().find(|engine| engine.name() == text);
        found.ok_or_else(|| SqlError::UnknownEngine(crate::value::text::excerpt(text)))
    }
}
