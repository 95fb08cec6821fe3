//! Who buys in one season of the year.

use chrono::Days;

use super::{Cadence, CadenceOptions};
use crate::loyalty::Rhythm;

const YEAR: u32 = 365;

/// Order days with no long gap between them, counted from the first of all.
#[derive(Clone, Copy)]
struct Season {
    from: u32,
    to: u32,
}

/// A customer is seasonal where long gaps (`season_break_days`) cut the order
/// days into `min_seasons` or more seasons; none of them is longer than
/// `longest_season_days`; each begins or ends a year after the one before, give
/// or take `season_tolerance_days`; and one of them at least has several order
/// days. Beginning *or* ending, because history may begin, and be looked at, in
/// the middle of a season. With one order day in each of them, the customer is
/// an ordinary one with an interval of a year.
pub(super) fn find(rhythm: &Rhythm, options: &CadenceOptions) -> Option<Cadence> {
    let (longest, tolerance) = (options.longest_season_days, options.season_tolerance_days);
    let a_year = |from: u32, to: u32| (to - from).abs_diff(YEAR) <= tolerance;
    let fits = |before: Option<Season>, now: Season| {
        now.to - now.from <= longest
            && before.is_none_or(|b| a_year(b.from, now.from) || a_year(b.to, now.to))
    };

    let (mut before, mut now) = (None, Season { from: 0, to: 0 });
    let (mut seasons, mut several) = (1, false);
    for gap in rhythm.gaps() {
        // The days of the calendar, 1.9 * 10^8, are all they add up to.
        let day = now.to + gap;
        if gap < options.season_break_days.max(1) {
            now.to = day;
            several = true;
        } else {
            if !fits(before, now) {
                return None;
            }
            seasons += 1;
            before = Some(now);
            now = Season { from: day, to: day };
        }
    }
    let needed = usize::try_from(options.min_seasons.max(2)).unwrap_or(usize::MAX);
    if seasons < needed || !several || !fits(before, now) {
        return None;
    }
    let to = rhythm.last_day()?;
    let from = to.checked_sub_days(Days::new(u64::from(now.to - now.from)))?;
    Some(Cadence::Seasonal { seasons, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[track_caller]
    fn check(days: &[&str], text: &str) {
        let rhythm = Rhythm::of(days.iter().map(|day| day.parse::<NaiveDate>().unwrap()));
        let cadence = rhythm.cadence(&CadenceOptions::default()).to_string();
        assert!(cadence.starts_with(text), "{cadence}");
    }

    #[test]
    fn the_same_season_of_three_years_is_one() {
        check(
            &[
                "2021-12-03",
                "2021-12-10",
                "2022-12-03",
                "2022-12-10",
                "2022-12-17",
                "2023-12-01",
                "2023-12-08",
            ],
            "seasonal: 3 seasons a year apart, the last from 2023-12-01 to 2023-12-08",
        );
        // History begins late in the first season, and the last one goes on.
        check(
            &["2021-07-20", "2022-05-02", "2022-07-10", "2023-05-05"],
            "seasonal: 3 seasons a year apart, the last from 2023-05-05 to 2023-05-05",
        );
        // Two seasons may be chance.
        check(&["2022-12-03", "2022-12-10", "2023-12-01", "2023-12-08"], "not enough history");
    }

    #[test]
    fn a_pause_or_a_yearly_order_is_no_season() {
        // One order each year.
        let years: Vec<String> =
            (2016..=2023).map(|year| format!("{year}-05-0{}", year % 5 + 1)).collect();
        check(&years.iter().map(String::as_str).collect::<Vec<_>>(), "every 366 days");
        // A pause of 200 days in weekly orders: the gaps are not alike.
        check(
            &[
                "2023-01-02",
                "2023-01-09",
                "2023-01-16",
                "2023-08-04",
                "2023-08-11",
                "2023-08-18",
                "2023-08-25",
            ],
            "no rhythm: 7 days in the middle",
        );
        // Ten months of orders each year with a long holiday are no season.
        let months = |year: i32| (1..=8).map(move |m| format!("{year}-{m:02}-01"));
        let days: Vec<String> = months(2021).chain(months(2022)).chain(months(2023)).collect();
        check(&days.iter().map(String::as_str).collect::<Vec<_>>(), "no rhythm: 31 days");
    }
}
