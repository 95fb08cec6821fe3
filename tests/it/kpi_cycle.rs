//! KPIs: lengths of time and their quantiles.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of tests are small"
)]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use sales_process::Percent;
use sales_process::kpi::{Length, Lengths};

fn seconds(count: i64) -> Length {
    Length::new(TimeDelta::seconds(count)).unwrap()
}

fn of_days(days: &[i64]) -> Lengths {
    days.iter().map(|days| seconds(days * 86_400)).collect()
}

#[track_caller]
fn check(days: &[i64], expected: &str) {
    let lengths = of_days(days);
    let figures = [lengths.mean_days(), lengths.median_days(), lengths.p90_days()];
    let shown: Vec<String> =
        figures.iter().map(|days| days.map_or("none".into(), |days| days.to_string())).collect();
    assert_eq!(shown.join(" "), expected);
}

#[test]
fn worked_numbers() {
    check(&[], "none none none");
    check(&[7], "7 7 7");
    check(&[1, 2], "1.5 1.5 1.9");
    check(&[3, 1, 2], "2 2 2.8");
    check(&[0, 0, 0, 0], "0 0 0");
    // numpy.percentile(range(1, 12), 90) is 10.0: no rounding on the way.
    check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "6 6 10");
}

#[test]
fn nothing_took_less_than_no_time() {
    let (from, to) = ("2026-03-02T12:00:00Z", "2026-03-01T00:00:00Z");
    let negative = Length::between(from.parse().unwrap(), to.parse().unwrap()).unwrap_err();
    assert_eq!(negative.to_string(), "this took -1.5 days; it cannot have ended before it began");
    let all = Length::between(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).unwrap();
    assert!(all.days() > 190_000_000.0);
    assert_eq!(all.plus(seconds(1)).duration() - all.duration(), TimeDelta::seconds(1));
    assert_eq!(seconds(86_400).to_string(), "1 day");
    assert_eq!(seconds(129_600).to_string(), "1.5 days");
}

#[test]
fn bins_hold_their_lower_end() {
    let lengths = of_days(&[0, 6, 7, 8, 21, 400]);
    let week = seconds(7 * 86_400);
    assert_eq!(lengths.bins(week, 5), [2, 2, 0, 1, 1]);
    assert_eq!(lengths.bins(week, 1), [6]);
    assert!(lengths.bins(Length::ZERO, 5).is_empty());
    assert!(lengths.bins(week, 0).is_empty());
    assert!(Lengths::new().bins(week, 5).is_empty());
}

/// The quantile as its definition reads: sort, then interpolate.
fn naive(seconds: &[i64], percent: f64) -> Option<f64> {
    let mut days: Vec<f64> =
        seconds.iter().map(|s| f64::from(i32::try_from(*s).unwrap()) / 86_400.0).collect();
    days.sort_by(f64::total_cmp);
    let last = days.len().checked_sub(1)?;
    let place = percent / 100.0 * f64::from(u32::try_from(last).unwrap());
    let below = days.iter().copied().nth(place.floor() as usize)?;
    let above = days.iter().copied().nth(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

proptest! {
    #[test]
    fn quantiles_are_those_of_the_sorted_list(
        times in prop::collection::vec(0_i64..10_000_000, 0..40),
        hundredths in 0_u16..=10_000,
        cut in 0_usize..40,
    ) {
        let percent = f64::from(hundredths) / 100.0;
        let (first, second) = times.split_at(cut.min(times.len()));
        let fold = |times: &[i64]| times.iter().map(|s| seconds(*s)).collect::<Lengths>();
        let mut merged = fold(second);
        merged.merge(fold(first));
        prop_assert_eq!(&merged, &fold(&times));

        let found = merged.quantile_days(Percent::new(percent).unwrap());
        let expected = naive(&times, percent);
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some(expected)) = (found, expected) {
            prop_assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            prop_assert!(found >= 0.0);
            prop_assert!(merged.median_days() <= merged.p90_days());
            let shortest = merged.quantile_days(Percent::ZERO);
            let longest = merged.quantile_days(Percent::WHOLE);
            prop_assert!(shortest <= merged.mean_days() && merged.mean_days() <= longest);
        }
        let bins = merged.bins(seconds(86_400), 50);
        prop_assert_eq!(bins.iter().sum::<u64>(), times.len() as u64);
    }
}
