//! Calendar time: [`Months`] as a length, [`Month`] as a place in the
//! calendar, [`Period`] as a half-open span, [`UtcOffset`] for where a day
//! begins.
//!
//! Instants are `DateTime<Utc>` and come from the caller; nothing here reads
//! a clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Zone;

/// Why a value of calendar time is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// Not within [`Months::MOST`].
    #[error("`{0}` is not a number of months; expected 1 to 1200")]
    Months(u32),
    /// The period ends before it begins.
    #[error("the period ends at {to}, before it begins at {from}")]
    Backwards {
        /// The first instant of the period.
        from: DateTime<Utc>,
        /// The instant it should end before.
        to: DateTime<Utc>,
    },
    /// Not a month of the calendar.
    #[error("`{0}` is not a month; expected year and month, such as `2026-03`")]
    Month(String),
    /// Not an offset from UTC.
    #[error("`{0}` is not an offset from UTC; expected hours and minutes, such as `+02:00`")]
    Offset(String),
}

/// A length of time in calendar months, from 1 to 1200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Months(u32);

impl Months {
    /// The longest: a hundred years.
    pub const MOST: u32 = 1200;

    /// Makes a length of a number of months.
    ///
    /// # Errors
    ///
    /// [`PeriodError::Months`] for 0 and for more than [`Months::MOST`].
    pub fn new(count: u32) -> Result<Self, PeriodError> {
        if (1..=Self::MOST).contains(&count) {
            Ok(Self(count))
        } else {
            Err(PeriodError::Months(count))
        }
    }

    /// How many months.
    pub fn count(self) -> u32 {
        self.0
    }

    /// The instant this many months later: the same time of the same day of
    /// the month in UTC, or of the last day where that month is shorter
    /// (31 January + 1 month = 28 February). `None` past the end of the calendar
    /// (the year 262142), which no instant reaches.
    pub fn after(self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let later = instant.naive_utc().checked_add_months(chrono::Months::new(self.0));
        later.map(|naive| naive.and_utc())
    }
}

impl TryFrom<u32> for Months {
    type Error = PeriodError;
    fn try_from(count: u32) -> Result<Self, PeriodError> {
        Self::new(count)
    }
}

impl From<Months> for u32 {
    fn from(months: Months) -> u32 {
        months.0
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} month{}", self.0, if self.0 == 1 { "" } else { "s" })
    }
}

/// The distance of local time from UTC, written `+02:00`; it says where a
/// calendar month begins. The default is UTC itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UtcOffset {
    // INVARIANT: less than a day in size.
    seconds_east: i32,
}

impl UtcOffset {
    /// UTC itself: `+00:00`.
    pub const UTC: Self = Self { seconds_east: 0 };

    /// Local time, or UTC within a day of the ends of the calendar, where
    /// local time may not exist.
    #[inline]
    pub(super) fn local(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        if self == Self::UTC {
            return utc;
        }
        self.fixed().and_then(|fixed| utc.checked_add_offset(fixed)).unwrap_or(utc)
    }

    /// The instant of a local time; `None` past the ends of the calendar.
    pub(super) fn instant_of(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        local.checked_sub_offset(self.fixed()?).map(|utc| utc.and_utc())
    }

    fn fixed(self) -> Option<FixedOffset> {
        FixedOffset::east_opt(self.seconds_east)
    }
}

impl Default for UtcOffset {
    fn default() -> Self {
        Self::UTC
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.seconds_east < 0 { '-' } else { '+' };
        let minutes = self.seconds_east.abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for UtcOffset {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let refused = || PeriodError::Offset(text.chars().take(40).collect());
        let bytes = text.as_bytes();
        let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = bytes else { return Err(refused()) };
        let digit = |b: u8| b.is_ascii_digit().then(|| i32::from(b - b'0')).ok_or_else(refused);
        let hours = digit(*h1)? * 10 + digit(*h2)?;
        let minutes = digit(*m1)? * 10 + digit(*m2)?;
        if hours > 23 || minutes > 59 {
            return Err(refused());
        }
        let seconds = (hours * 60 + minutes) * 60;
        Ok(Self { seconds_east: if *sign == b'-' { -seconds } else { seconds } })
    }
}

/// A month of the calendar, ordered in time; written and stored `2026-02`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month in which an instant lies, in a time zone.
    pub fn of(instant: DateTime<Utc>, zone: impl Into<Zone>) -> Self {
        Self::of_date(zone.into().date_of(instant))
    }

    /// The month in which a date lies.
    pub(crate) fn of_date(date: NaiveDate) -> Self {
        // The year is within ±262143 and the month below 12: no overflow.
        #[allow(clippy::cast_possible_wrap)]
        Self(date.year() * 12 + date.month0() as i32)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    /// The month a number of months later (earlier where negative).
    #[must_use]
    pub fn shifted(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// How many months after another one this one is; negative if before it.
    pub fn since(self, earlier: Month) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The first day; `None` past the ends of the calendar.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1)
    }

    /// The instant at which it begins in a time zone; `None` past the ends of
    /// the calendar.
    pub fn begins(self, zone: impl Into<Zone>) -> Option<DateTime<Utc>> {
        zone.into().begin_of(self.first_day()?)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let month = || {
            let (year, number) = text.rsplit_once('-')?;
            let first = NaiveDate::from_ymd_opt(year.parse().ok()?, number.parse().ok()?, 1)?;
            // One text for each: no `2026-3`, no `+2026-03`.
            Some(Self::of_date(first)).filter(|month| month.to_string() == text)
        };
        month().ok_or_else(|| PeriodError::Month(text.chars().take(40).collect()))
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Month({self})")
    }
}

/// A span of time that holds its first instant and not its last: `[from, to)`.
/// A period may be empty (`from == to`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "PeriodForm")]
pub struct Period {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodForm {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl TryFrom<PeriodForm> for Period {
    type Error = PeriodError;
    fn try_from(form: PeriodForm) -> Result<Self, PeriodError> {
        Self::new(form.from, form.to)
    }
}

impl Period {
    /// Makes a period from its first instant and the one it ends before.
    ///
    /// # Errors
    ///
    /// [`PeriodError::Backwards`] where `to` is before `from`.
    pub fn new(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Self, PeriodError> {
        if to < from {
            return Err(PeriodError::Backwards { from, to });
        }
        Ok(Self { from, to })
    }

    /// Whole months of the calendar in a time zone: a month, a quarter, a
    /// year. `None` past the ends of the calendar.
    ///
    /// ```
    /// use sales_process::{Months, Period, UtcOffset};
    ///
    /// let quarter = Period::of_months("2026-01".parse()?, Months::new(3)?, UtcOffset::UTC)
    ///     .ok_or("past the calendar")?;
    /// assert_eq!(quarter.from().to_string(), "2026-01-01 00:00:00 UTC");
    /// assert_eq!(quarter.to().to_string(), "2026-04-01 00:00:00 UTC");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_months(first: Month, count: Months, zone: impl Into<Zone>) -> Option<Self> {
        let (next, zone) = (first.shifted(i32::try_from(count.count()).ok()?), zone.into());
        Self::new(first.begins(zone)?, next.begins(zone)?).ok()
    }

    /// The first instant in it.
    pub fn from(&self) -> DateTime<Utc> {
        self.from
    }

    /// The instant it ends before.
    pub fn to(&self) -> DateTime<Utc> {
        self.to
    }

    /// Whether an instant lies in it.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.from <= instant && instant < self.to
    }
}

crate::value::text::serde_as_text!(UtcOffset, Month);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_added_by_the_calendar() {
        let after = |n: u32, t: &str| Months::new(n).unwrap().after(at(t)).unwrap().to_rfc3339();
        assert_eq!(after(1, "2023-01-31T10:00:00Z"), "2023-02-28T10:00:00+00:00");
        assert_eq!(after(1, "2024-01-31T10:00:00Z"), "2024-02-29T10:00:00+00:00");
        assert_eq!(after(12, "2024-02-29T00:00:00Z"), "2025-02-28T00:00:00+00:00");
        // Clamping makes the addition non-monotonic within a day.
        assert!(after(1, "2023-01-30T12:00:00Z") > after(1, "2023-01-31T10:00:00Z"));
        assert_eq!(Months::new(1).unwrap().after(DateTime::<Utc>::MAX_UTC), None);
        assert_eq!(Months::new(0), Err(PeriodError::Months(0)));
        assert_eq!(
            serde_json::from_str::<Months>("1201").unwrap_err().to_string(),
            "`1201` is not a number of months; expected 1 to 1200"
        );
    }

    #[test]
    fn the_offset_says_where_a_month_begins() {
        let offset: UtcOffset = "+02:00".parse().unwrap();
        let late = at("2024-01-31T22:30:00Z");
        assert_eq!(Month::of(late, UtcOffset::UTC).to_string(), "2024-01");
        assert_eq!(Month::of(late, offset).to_string(), "2024-02");
        assert_eq!(Month::of(late, offset).begins(offset), Some(at("2024-01-31T22:00:00Z")));
        assert_eq!(Month::of(late, offset).shifted(-2).to_string(), "2023-12");
        assert_eq!(Month::of(late, offset).since(Month::of(late, UtcOffset::UTC)), 1);
        let last = Month::of(DateTime::<Utc>::MAX_UTC, offset);
        assert_eq!(last.shifted(1).begins(UtcOffset::UTC), None);
    }

    #[test]
    fn offsets_have_one_text() {
        for text in ["+00:00", "+02:00", "-03:30", "+14:00"] {
            assert_eq!(text.parse::<UtcOffset>().unwrap().to_string(), text);
        }
        for bad in ["", "Z", "2", "+2:00", "+24:00", "+02:60", "+0２:0", "+02:00 "] {
            assert!(bad.parse::<UtcOffset>().is_err(), "{bad}");
        }
    }

    #[test]
    fn months_have_one_text() {
        for text in ["2026-03", "0000-12", "-001-01", "12026-10"] {
            assert_eq!(text.parse::<Month>().unwrap().to_string(), text);
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&text.parse::<Month>().unwrap()).unwrap(), json);
            assert_eq!(serde_json::from_str::<Month>(&json).unwrap().to_string(), text);
        }
        for bad in ["", "-", "2026", "2026-3", "2026-00", "2026-13", "+2026-03", "2026-03-01"] {
            let refused = bad.parse::<Month>().unwrap_err().to_string();
            assert!(refused.starts_with(&format!("`{bad}` is not a month")), "{refused}");
        }
    }

    #[test]
    fn whole_months_are_a_period() {
        let months = |first: &str, count, offset: &str| {
            let (first, offset) = (first.parse().unwrap(), offset.parse::<UtcOffset>().unwrap());
            let period = Period::of_months(first, Months::new(count).unwrap(), offset)?;
            Some(format!("{} to {}", period.from(), period.to()))
        };
        assert_eq!(
            months("2025-12", 3, "+02:00").as_deref(),
            Some("2025-11-30 22:00:00 UTC to 2026-02-28 22:00:00 UTC")
        );
        assert_eq!(months("262142-12", 1, "+00:00"), None);
    }

    #[test]
    fn periods_are_half_open() {
        let period = Period::new(at("2024-01-01T00:00:00Z"), at("2024-02-01T00:00:00Z")).unwrap();
        assert!(period.contains(period.from()));
        assert!(!period.contains(period.to()));
        assert!(Period::new(period.to(), period.from()).is_err());
        let empty = Period::new(period.from(), period.from()).unwrap();
        assert!(!empty.contains(empty.from()));
        let json = serde_json::to_string(&period).unwrap();
        assert_eq!(json, r#"{"from":"2024-01-01T00:00:00Z","to":"2024-02-01T00:00:00Z"}"#);
        assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
    }
}
