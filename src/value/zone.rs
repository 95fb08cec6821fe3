//! [`Zone`]: where a company's calendar day begins, by a fixed offset or by
//! the name of a time zone with its summer time.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
#[cfg(feature = "zone")]
use chrono::{Offset, TimeDelta, TimeZone};

use super::UtcOffset;
use super::text::excerpt;

/// Where a calendar day and month begin: a fixed offset from UTC, or a named
/// time zone such as `Europe/Berlin`, which has summer time. The default is
/// UTC.
///
/// Names are known with the feature `zone` only; without it they are refused
/// in words. An [`UtcOffset`] is taken wherever a zone is.
///
/// ```
/// use sales_process::Zone;
///
/// let zone: Zone = "+02:00".parse()?;
/// let late = "2026-01-31T22:30:00Z".parse()?;
/// assert_eq!(zone.date_of(late).to_string(), "2026-02-01");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Fixed(UtcOffset),
    #[cfg(feature = "zone")]
    Named(chrono_tz::Tz),
}

/// Why a text is not a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZoneError {
    /// Neither a name that is known nor an offset.
    #[error(
        "`{name}` is not a time zone{}",
        match .nearest {
            Some(nearest) => format!(", did you mean `{nearest}`?"),
            None => "; expected a name, such as `Europe/Berlin`, or an offset, such as `+02:00`".to_owned(),
        }
    )]
    Unknown {
        /// The text, its beginning where it is long.
        name: String,
        /// The known name nearest to it, where one is near.
        nearest: Option<&'static str>,
    },
    /// A name, which this build of the library cannot look up.
    #[error(
        "the time zone `{0}` cannot be looked up: this program was built without the feature `zone`; \
         give an offset from UTC, such as `+02:00`"
    )]
    NamesAreOff(String),
}

impl Zone {
    /// UTC itself.
    pub const UTC: Self = Self(Kind::Fixed(UtcOffset::UTC));

    /// The fixed offset; `None` for a named zone.
    #[cfg(feature = "sql")]
    pub(crate) fn fixed(self) -> Option<UtcOffset> {
        match self.0 {
            Kind::Fixed(offset) => Some(offset),
            #[cfg(feature = "zone")]
            Kind::Named(_) => None,
        }
    }

    /// The local date of an instant.
    #[inline]
    pub fn date_of(self, instant: DateTime<Utc>) -> NaiveDate {
        self.local(instant).date()
    }

    /// Local time, or UTC within a day of the ends of the calendar, where
    /// local time may not exist.
    #[inline]
    pub fn local(self, instant: DateTime<Utc>) -> NaiveDateTime {
        match self.0 {
            Kind::Fixed(offset) => offset.local(instant),
            #[cfg(feature = "zone")]
            Kind::Named(zone) => {
                let utc = instant.naive_utc();
                let offset = zone.offset_from_utc_datetime(&utc).fix();
                utc.checked_add_offset(offset).unwrap_or(utc)
            }
        }
    }

    /// The instant of a local time. An hour that comes twice, when summer time
    /// ends, is the first of the two; a time that is left out, when it begins,
    /// is the instant at which the clock goes on. `None` within a day of the
    /// ends of the calendar.
    pub fn instant_of(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self.0 {
            Kind::Fixed(offset) => offset.instant_of(local),
            #[cfg(feature = "zone")]
            Kind::Named(zone) => {
                let offset = match zone.offset_from_local_datetime(&local) {
                    chrono::LocalResult::Single(offset)
                    | chrono::LocalResult::Ambiguous(offset, _) => offset.fix(),
                    chrono::LocalResult::None => return self.after_gap(local),
                };
                local.checked_sub_offset(offset).map(|utc| utc.and_utc())
            }
        }
    }

    /// The first instant whose local time is not before one that is left out.
    /// Offsets are less than a day, so it lies within a day of that time in UTC.
    #[cfg(feature = "zone")]
    fn after_gap(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let day = TimeDelta::days(1);
        let mut before = local.checked_sub_signed(day)?.and_utc();
        let mut after = local.checked_add_signed(day)?.and_utc();
        while after - before > TimeDelta::seconds(1) {
            let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
            if self.local(middle) < local { before = middle } else { after = middle }
        }
        Some(after)
    }

    /// The instant at which a day begins: midnight, or the first instant after
    /// it where the clock goes forward at midnight. `None` within a day of the
    /// ends of the calendar.
    pub fn begin_of(self, day: NaiveDate) -> Option<DateTime<Utc>> {
        self.instant_of(day.and_time(NaiveTime::MIN))
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl From<UtcOffset> for Zone {
    fn from(offset: UtcOffset) -> Self {
        Self(Kind::Fixed(offset))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Fixed(offset) => offset.fmt(f),
            #[cfg(feature = "zone")]
            Kind::Named(zone) => f.pad(zone.name()),
        }
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        if let "UTC" | "Z" = text {
            return Ok(Self::UTC);
        }
        if let Ok(offset) = text.parse::<UtcOffset>() {
            return Ok(offset.into());
        }
        named(text)
    }
}

#[cfg(feature = "zone")]
fn named(text: &str) -> Result<Zone, ZoneError> {
    text.parse().map(|zone| Zone(Kind::Named(zone))).map_err(|_| {
        let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        ZoneError::Unknown { name: excerpt(text), nearest: super::text::nearest(text, known) }
    })
}

#[cfg(not(feature = "zone"))]
fn named(text: &str) -> Result<Zone, ZoneError> {
    let name = excerpt(text);
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(letter) {
        Err(ZoneError::NamesAreOff(name))
    } else {
        Err(ZoneError::Unknown { name, nearest: None })
    }
}

crate::value::text::serde_as_text!(Zone);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(text: &str, why: &str) {
        assert_eq!(text.parse::<Zone>().unwrap_err().to_string(), why);
    }

    #[test]
    fn offsets_are_zones() {
        for text in ["+00:00", "+02:00", "-03:30"] {
            assert_eq!(text.parse::<Zone>().unwrap().to_string(), text);
        }
        assert_eq!("UTC".parse::<Zone>().unwrap(), Zone::UTC);
        let east: Zone = "+14:00".parse().unwrap();
        let day = "2026-03-01".parse().unwrap();
        assert_eq!(east.begin_of(day).unwrap().to_rfc3339(), "2026-02-28T10:00:00+00:00");
        assert_eq!(east.date_of(east.begin_of(day).unwrap()), day);
        assert_eq!(east.begin_of(NaiveDate::MIN), None);
        assert_eq!(east.local(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC.naive_utc());
        check_refused(
            "+2:00",
            "`+2:00` is not a time zone; expected a name, such as `Europe/Berlin`, or an offset, \
             such as `+02:00`",
        );
    }

    #[cfg(not(feature = "zone"))]
    #[test]
    fn names_need_their_feature() {
        check_refused(
            "Europe/Berlin",
            "the time zone `Europe/Berlin` cannot be looked up: this program was built without \
             the feature `zone`; give an offset from UTC, such as `+02:00`",
        );
    }

    #[cfg(feature = "zone")]
    mod named {
        use super::*;

        fn instant(zone: &str, local: &str) -> String {
            let zone: Zone = zone.parse().unwrap();
            zone.instant_of(local.parse().unwrap()).unwrap().to_rfc3339()
        }

        #[test]
        fn names_are_known_and_the_nearest_is_told() {
            assert_eq!("Europe/Berlin".parse::<Zone>().unwrap().to_string(), "Europe/Berlin");
            let why = "`europe/berlin` is not a time zone, did you mean `Europe/Berlin`?";
            check_refused("europe/berlin", why);
            check_refused(
                "Moon/Base",
                "`Moon/Base` is not a time zone; expected a name, such as `Europe/Berlin`, or an \
                 offset, such as `+02:00`",
            );
        }

        #[test]
        fn summer_time_moves_the_day() {
            let zone: Zone = "Europe/Berlin".parse().unwrap();
            let date = |text: &str| zone.date_of(text.parse().unwrap()).to_string();
            assert_eq!(date("2026-01-31T22:30:00Z"), "2026-01-31");
            assert_eq!(date("2026-06-30T22:30:00Z"), "2026-07-01");
        }

        #[test]
        fn a_time_that_comes_twice_is_the_first_and_one_left_out_is_after_the_gap() {
            // Summer time ends on 25 October at 3:00 and begins on 29 March at 2:00.
            let twice = instant("Europe/Berlin", "2026-10-25T02:30:00");
            assert_eq!(twice, "2026-10-25T00:30:00+00:00");
            for left_out in ["2026-03-29T02:00:00", "2026-03-29T02:30:00", "2026-03-29T02:59:59"] {
                assert_eq!(instant("Europe/Berlin", left_out), "2026-03-29T01:00:00+00:00");
            }
            // In Samoa a whole day was left out.
            let gap = instant("Pacific/Apia", "2011-12-30T12:00:00");
            assert_eq!(gap, "2011-12-30T10:00:00+00:00");
        }

        #[test]
        fn every_day_begins_where_the_date_changes() {
            // In Beirut and Havana the clock goes forward at midnight.
            for name in ["Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"] {
                let zone: Zone = name.parse().unwrap();
                for day in "2023-01-01".parse::<NaiveDate>().unwrap().iter_days().take(800) {
                    let begin = zone.begin_of(day).unwrap();
                    assert_eq!(zone.date_of(begin), day, "{name}");
                    assert!(zone.date_of(begin - TimeDelta::nanoseconds(1)) < day, "{name} {day}");
                }
            }
        }

        #[test]
        fn the_ends_of_the_calendar_are_no_panic() {
            let zone: Zone = "Asia/Tokyo".parse().unwrap();
            assert_eq!(zone.local(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC.naive_utc());
            for end in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
                let _instant_or_none = zone.instant_of(end);
            }
            assert_eq!(zone.begin_of(NaiveDate::MIN), None);
        }
    }
}
