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
/// days into two or more seasons; none of them is longer than
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
    if seasons < 2 || !several || !fits(before, now) {
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
        let said = rhythm.cadence(&CadenceOptions::default()).to_string();
        assert!(said.starts_with(text), "{said}");
    }

    #[test]
    fn the_same_season_of_each_year_is_told() {
        check(
            &["2022-12-03", "2022-12-10", "2022-12-17", "2023-12-01", "2023-12-08", "2023-12-15"],
            "seasonal: 2 seasons a year apart, the last from 2023-12-01 to 2023-12-15",
        );
        // History begins late in the first season, and the last one goes on.
        check(
            &["2021-07-20", "2022-05-02", "2022-07-10", "2023-05-05"],
            "seasonal: 3 seasons a year apart, the last from 2023-05-05 to 2023-05-05",
        );
        // Two orders each year: half of the gaps are long, half are short.
        check(
            &["2021-03-01", "2021-03-15", "2022-03-02", "2022-03-20", "2023-03-05"],
            "seasonal: 3 seasons",
        );
    }

    #[test]
    fn a_pause_or_a_yearly_order_is_no_season() {
        // One order each year.
        check(&["2020-05-01", "2021-05-03", "2022-04-28", "2023-05-02"], "every 367 days");
        // A pause of 200 days in weekly orders.
        check(
            &["2023-01-02", "2023-01-09", "2023-01-16", "2023-08-04", "2023-08-11", "2023-08-18"],
            "every 7 days",
        );
        // Bursts half a year apart.
        check(
            &["2022-01-05", "2022-01-15", "2022-07-10", "2022-07-20", "2023-01-12", "2023-01-22"],
            "irregular: 2 of 5 gaps are much longer than 10 days",
        );
        // Ten months of orders each year with a long holiday are no season.
        let months = |year: i32| (1..=8).map(move |m| format!("{year}-{m:02}-01"));
        let days: Vec<String> = months(2022).chain(months(2023)).collect();
        check(&days.iter().map(String::as_str).collect::<Vec<_>>(), "every 31 days");
    }
}
