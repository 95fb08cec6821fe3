//! Who buys in one season of the year.

use chrono::NaiveDate;

use super::{Cadence, CadenceOptions};
use crate::loyalty::Rhythm;
use crate::loyalty::rhythm::gap;

const YEAR: u32 = 365;

/// Order days with no long gap between them.
#[derive(Clone, Copy)]
struct Season {
    from: NaiveDate,
    to: NaiveDate,
}

/// A customer is seasonal where long gaps (`season_break_days`) cut the order
/// days into two or more seasons; none of them is longer than
/// `longest_season_days`; each begins or ends a year after the one before, give
/// or take `season_tolerance_days`; and one of them at least has several order
/// days. Beginning *or* ending, because history may begin, and be looked at, in
/// the middle of a season. With one order day in each of them, the customer is
/// an ordinary one with an interval of a year.
pub(super) fn find(rhythm: &Rhythm, options: &CadenceOptions) -> Option<Cadence> {
    if rhythm.gaps().all(|gap| gap < options.season_break_days.max(1)) {
        return None;
    }
    let year_apart = |a: NaiveDate, b: NaiveDate| {
        gap(a, b).is_some_and(|days| days.abs_diff(YEAR) <= options.season_tolerance_days)
    };
    let length = |season: Season| gap(season.from, season.to).unwrap_or(0);

    let mut days = rhythm.days();
    let first = days.next()?;
    let (mut before, mut now) = (None, Season { from: first, to: first });
    let (mut seasons, mut several) = (1, false);
    for day in days {
        if gap(now.to, day).is_none_or(|gap| gap < options.season_break_days.max(1)) {
            now.to = day;
            several = true;
        } else {
            if !follows(before, now, year_apart) || length(now) > options.longest_season_days {
                return None;
            }
            seasons += 1;
            before = Some(now);
            now = Season { from: day, to: day };
        }
    }
    let is_seasonal = seasons > 1
        && several
        && follows(before, now, year_apart)
        && length(now) <= options.longest_season_days;
    is_seasonal.then_some(Cadence::Seasonal { seasons, from: now.from, to: now.to })
}

fn follows(
    before: Option<Season>,
    now: Season,
    year_apart: impl Fn(NaiveDate, NaiveDate) -> bool,
) -> bool {
    before.is_none_or(|before| year_apart(before.from, now.from) || year_apart(before.to, now.to))
}

#[cfg(test)]
mod tests {
    use super::*;

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
