//! What a field can be: an id, an instant, an amount.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::value::text::excerpt;
use crate::value::units::units;
use crate::value::{Currency, IdError, Money, MoneyError, Zone};

/// Why a field is not what its column holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CellError {
    /// It goes over the end of its line.
    #[error("`{column}` has a line break in it; is a quote not closed?")]
    LineBreak {
        /// The column.
        column: &'static str,
    },
    /// It is not an id.
    #[error("`{column}`: {error}")]
    Id {
        /// The column.
        column: &'static str,
        /// What is wrong.
        error: IdError,
    },
    /// It is not an instant, nor a date.
    #[error("`{found}` is not an instant in `{column}`; expected {expected}")]
    Instant {
        /// The column.
        column: &'static str,
        /// The beginning of the field.
        found: String,
        /// What would be one.
        expected: String,
    },
    /// It is a date that nothing happened on.
    #[error("`{found}` in `{column}` is a placeholder; expected a date from 1900 to 2200")]
    Placeholder {
        /// The column.
        column: &'static str,
        /// The field.
        found: String,
    },
    /// It is none of the words it can be.
    #[error("`{found}` is not known in `{column}`; expected {expected}")]
    Word {
        /// The column.
        column: &'static str,
        /// The beginning of the field.
        found: String,
        /// The words.
        expected: &'static str,
    },
    /// It is an amount only by a guess.
    #[error("`{found}` is not clear in `{column}`; {help}")]
    Amount {
        /// The column.
        column: &'static str,
        /// The beginning of the field.
        found: String,
        /// What can be meant, and how to say so.
        help: &'static str,
    },
    /// Amount and currency are not money.
    #[error("`{column}`: {error}")]
    Money {
        /// The column.
        column: &'static str,
        /// What is wrong.
        error: MoneyError,
    },
    /// It is no amount with a comma before its decimals.
    #[error(
        "`{column}`: `{found}` is not an amount; expected digits with a comma before the \
         decimals, such as `1000,00`"
    )]
    DecimalComma {
        /// The column.
        column: &'static str,
        /// The beginning of the field.
        found: String,
    },
}

/// A currency of a field.
pub(crate) fn currency(column: &'static str, text: &str) -> Result<Currency, CellError> {
    text.parse().map_err(|error| CellError::Money { column, error })
}

/// Whether a field goes over the end of a line.
pub(crate) fn has_break(field: &str) -> bool {
    field.contains(['\r', '\n'])
}

/// An id of a field.
pub(crate) fn id<T>(column: &'static str, text: &str) -> Result<T, CellError>
where
    T: for<'t> TryFrom<&'t str, Error = IdError>,
{
    if has_break(text) {
        return Err(CellError::LineBreak { column });
    }
    T::try_from(text).map_err(|error| CellError::Id { column, error })
}

/// An instant of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) at: DateTime<Utc>,
    /// Only the day is known: the instant is its start.
    pub(crate) is_day: bool,
    /// It is read in UTC because no zone is given.
    pub(crate) zone_is_missing: bool,
}

/// How fields are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    pub(super) zone: Option<Zone>,
    pub(super) date_format: Option<String>,
    /// The mark before the decimals, where it is said.
    pub(super) decimal: Option<char>,
}

impl Cells {
    /// The zone that was said.
    #[cfg(feature = "import")]
    pub(crate) fn zone(&self) -> Option<Zone> {
        self.zone
    }

    /// The day on which an instant lies.
    pub(crate) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone.unwrap_or_default().date_of(at)
    }

    /// An instant, or a date, which is its start.
    pub(crate) fn when(&self, column: &'static str, field: &str) -> Result<When, CellError> {
        let read = match &self.date_format {
            None => plain(field).or_else(|| slow(field)),
            Some(format) => by_format(field, format),
        };
        let local = |time: NaiveDateTime| self.zone.unwrap_or_default().instant_of(time);
        let when = read.and_then(|read| {
            let (at, is_day) = match read {
                Read::Instant(at) => (Some(at), false),
                Read::Local(time) => (local(time), false),
                Read::Day(day) => (local(day.and_time(NaiveTime::MIN)), true),
            };
            let zone_is_missing = self.zone.is_none() && matches!(read, Read::Local(_));
            Some(When { at: at?, is_day, zone_is_missing })
        });
        match when {
            Some(when) if (1900..=2200).contains(&when.at.year()) => Ok(when),
            Some(_) => Err(CellError::Placeholder { column, found: excerpt(field) }),
            None if has_break(field) => Err(CellError::LineBreak { column }),
            None => {
                let expected = self.expected(field);
                Err(CellError::Instant { column, found: excerpt(field), expected })
            }
        }
    }

    /// The day of an instant.
    #[cfg(feature = "history")]
    pub(crate) fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone.unwrap_or_default().date_of(at)
    }

    fn expected(&self, field: &str) -> String {
        if let Some(format) = &self.date_format {
            return format!(
                "the form `{format}`; files in several forms are brought into ours one by one by `import csv`"
            );
        }
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let day = field.split([' ', 'T']).next().unwrap_or_default();
        let form = |mark: char| day.split(mark).count() == 3 && day.split(mark).all(digits);
        let hint = if form('.') {
            "; name the form with `--date-format`, such as `%d.%m.%Y`"
        } else if form('/') {
            "; name the form with `--date-format`: `%d/%m/%Y` or `%m/%d/%Y`"
        } else {
            ""
        };
        format!("one such as `2026-03-01T10:00:00Z`, or a date{hint}")
    }

    /// Money of an amount and a currency.
    pub(crate) fn money(
        &self,
        column: &'static str,
        amount: &str,
        currency: &str,
    ) -> Result<Money, CellError> {
        self.any_amount(column, amount, self::currency("currency", currency)?)
    }

    /// Units of the eighth decimal of an amount in a currency.
    #[inline]
    pub(crate) fn units_in(
        &self,
        column: &'static str,
        amount: &str,
        currency: Currency,
    ) -> Result<i128, CellError> {
        match short(amount).filter(|_| self.decimal.is_none() && !in_doubt(amount, currency)) {
            Some(units) => Ok(units),
            None => self.any_amount(column, amount, currency).map(units),
        }
    }

    /// Money of an amount in a currency.
    #[cfg(feature = "import")]
    pub(crate) fn money_in(
        &self,
        column: &'static str,
        amount: &str,
        currency: Currency,
    ) -> Result<Money, CellError> {
        self.any_amount(column, amount, currency)
    }

    #[cold]
    fn any_amount(
        &self,
        column: &'static str,
        field: &str,
        currency: Currency,
    ) -> Result<Money, CellError> {
        let unclear = |help| CellError::Amount { column, found: excerpt(field), help };
        let wrong = |error| match (error, self.decimal) {
            (MoneyError::Amount { .. }, Some(',')) => {
                CellError::DecimalComma { column, found: excerpt(field) }
            }
            (MoneyError::Amount { .. }, _) => {
                CellError::Money { column, error: MoneyError::Amount { text: excerpt(field) } }
            }
            (error, _) => CellError::Money { column, error },
        };
        if has_break(field) {
            return Err(CellError::LineBreak { column });
        }
        // A minus as text is typeset.
        let text = field.replace('\u{2212}', "-");
        if has_sign(&text) {
            return Err(unclear(
                "it has a sign of a currency: leave the number alone, the currency stands in a column of its own",
            ));
        }
        let Some(decimal) = self.decimal else {
            if in_doubt(&text, currency) {
                return Err(unclear(
                    "it can have decimals or be thousands: say which with `--decimal point` or `--decimal comma`",
                ));
            }
            if text.contains(',') && text.bytes().any(|b| b.is_ascii_digit()) {
                return Err(unclear(
                    "say with `--decimal comma` that the comma stands before the decimals, or with \
                     `--decimal point` that it stands between thousands",
                ));
            }
            return Money::from_texts(&text, currency.code()).map_err(wrong);
        };
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
        let (whole, decimals) = digits.split_once(decimal).unwrap_or((digits, "0"));
        let other = if decimal == ',' { '.' } else { ',' };
        let is_between = |c: char| c == other || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'');
        let mut groups = whole.split(is_between);
        let head = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        if !rest.is_empty()
            && (head.is_empty() || head.len() > 3 || rest.iter().any(|g| g.len() != 3))
        {
            return Err(unclear("between thousands there are three digits each"));
        }
        let plain = format!("{sign}{head}{}.{decimals}", rest.concat());
        Money::from_texts(&plain, currency.code()).map_err(wrong)
    }
}

/// Whether a number stands beside the sign or the code of a currency.
fn has_sign(amount: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | ',');
    let number = amount.trim_matches(|c| !is_of_number(c));
    let sign = if amount.starts_with(number) {
        amount.strip_prefix(number)
    } else {
        amount.strip_suffix(number)
    };
    let sign = sign.unwrap_or_default().trim();
    let is_sign = |sign: &str| "€$£¥₽₴₸₺₹₪₩".contains(sign) || sign.parse::<Currency>().is_ok();
    !number.is_empty() && !sign.is_empty() && is_sign(sign)
}

/// Whether an amount can be read in two ways: `1.234` is a bit more than one, or
/// a thousand. Not so in a currency of three decimals.
#[inline]
fn in_doubt(amount: &str, currency: Currency) -> bool {
    let digits = amount.strip_prefix('-').unwrap_or(amount).as_bytes();
    let Some(at) = digits.len().checked_sub(4) else { return false };
    digits.get(at) == Some(&b'.')
        && (1..=3).contains(&at)
        && digits.first() != Some(&b'0')
        && currency.minor_units() != 3
}

/// Units of the eighth decimal in a unit of the last of so many decimals.
const SCALES: [i64; 9] = [100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// Units of the eighth decimal of an amount of few digits.
#[inline]
fn short(amount: &str) -> Option<i128> {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, amount),
    };
    if digits.len() > 17 {
        return None;
    }
    let (mut value, mut decimals, mut point, mut any) = (0_i64, 0_u32, false, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                decimals += u32::from(point);
                any = true;
            }
            b'.' if any && !point => (point, any) = (true, false),
            _ => return None,
        }
    }
    let scale = SCALES.get(decimals as usize)?;
    // Digits stand on both sides of a point.
    any.then(|| i128::from(value * sign) * i128::from(*scale))
}

#[derive(Clone, Copy)]
enum Read {
    Instant(DateTime<Utc>),
    Local(NaiveDateTime),
    Day(NaiveDate),
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// `2026-03-01`, `2026-03-01T10:00:00Z` and what is much like it.
#[inline]
fn plain(field: &str) -> Option<Read> {
    let bytes = field.as_bytes();
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, time @ ..] = bytes else { return None };
    let year = i32::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    let [b'T' | b't' | b' ', h1, h2, b':', n1, n2, rest @ ..] = time else {
        return time.is_empty().then_some(Read::Day(day));
    };
    let (seconds, zone) = match rest {
        [b':', s1, s2, rest @ ..] => (number(&[*s1, *s2])?, rest),
        rest => (0, rest),
    };
    let time = NaiveTime::from_hms_opt(number(&[*h1, *h2])?, number(&[*n1, *n2])?, seconds)?;
    match zone {
        b"Z" | b"z" => Some(Read::Instant(day.and_time(time).and_utc())),
        b"" => Some(Read::Local(day.and_time(time))),
        _ => None,
    }
}

/// The other forms of RFC 3339 and what programs write beside it.
#[cold]
fn slow(field: &str) -> Option<Read> {
    if let Ok(at) = DateTime::parse_from_rfc3339(field) {
        return Some(Read::Instant(at.to_utc()));
    }
    let day = field.get(..10)?;
    let Read::Day(day) = plain(day)? else { return None };
    let (time, zone) = match field.get(11..)?.trim_end().find(['Z', 'z', '+', '-', ' ', 'U', 'G']) {
        Some(at) => field.get(11..)?.trim_end().split_at_checked(at)?,
        None => (field.get(11..)?.trim_end(), ""),
    };
    if !matches!(field.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
        return None;
    }
    let time =
        ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|f| NaiveTime::parse_from_str(time, f).ok())?;
    let local = day.and_time(time);
    match zone.trim() {
        "" => Some(Read::Local(local)),
        "Z" | "z" | "UTC" | "GMT" => Some(Read::Instant(local.and_utc())),
        offset => {
            let sign = match offset.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let digits = offset.get(1..)?.replace(':', "");
            let (hours, minutes) = match digits.len() {
                2 => (number(digits.as_bytes())?, 0),
                4 => (number(digits.as_bytes().get(..2)?)?, number(digits.as_bytes().get(2..)?)?),
                _ => return None,
            };
            let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()? * sign;
            let offset = chrono::FixedOffset::east_opt(seconds)?;
            local.checked_sub_offset(offset).map(|utc| Read::Instant(utc.and_utc()))
        }
    }
}

/// By a form of chrono's `strftime`.
fn by_format(field: &str, format: &str) -> Option<Read> {
    if let Ok(at) = DateTime::parse_from_str(field, format) {
        return Some(Read::Instant(at.to_utc()));
    }
    if let Ok(time) = NaiveDateTime::parse_from_str(field, format) {
        return Some(Read::Local(time));
    }
    if let Ok(day) = NaiveDate::parse_from_str(field, format) {
        return Some(Read::Day(day));
    }
    // Days and instants stand in one table: the form says how both begin.
    let times = [" %H:%M:%S", " %H:%M"];
    match times.iter().find_map(|time| format.strip_suffix(time)) {
        Some(day) => NaiveDate::parse_from_str(field, day).ok().map(Read::Day),
        None => times.iter().find_map(|time| {
            let time = NaiveDateTime::parse_from_str(field, &format!("{format}{time}")).ok()?;
            Some(Read::Local(time))
        }),
    }
}
