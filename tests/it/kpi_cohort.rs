//! KPIs: tables of cohorts.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "numbers of tests are small"
)]

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use sales_process::kpi::{Cohorts, Kpi};
use sales_process::{Month, UtcOffset};

fn at(day: i64) -> DateTime<Utc> {
    let begin: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    begin + chrono::TimeDelta::days(day)
}

#[track_caller]
fn check(offset: &str, as_of: &str, members: &[(&str, &[&str])], expected: &[&str]) {
    let instant = |text: &str| -> DateTime<Utc> { format!("2026-{text}:00Z").parse().unwrap() };
    let mut cohorts = Cohorts::new(offset.parse::<UtcOffset>().unwrap(), instant(as_of));
    for (began, did) in members {
        cohorts.add(instant(began), did.iter().map(|text| instant(text))).unwrap();
    }
    let shown: Vec<String> = cohorts
        .rows()
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| {
                let [active, reached] = [cell.active, cell.reached]
                    .map(|kpi| format!("{:?}", kpi.numerator().unwrap()).replace("Count", ""));
                let more = if cell.active.open() > 0 { "+" } else { "" };
                format!("{active}{reached}{more}")
            });
            format!("{} {}: {}", row.month, row.size, cells.collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn months_of_the_calendar() {
    check("+00:00", "03-15T00:00", &[], &[]);
    check(
        "+00:00",
        "03-15T00:00",
        &[
            ("01-31T23:00", &["01-31T23:30", "02-01T00:00", "02-02T00:00", "03-15T00:00"]),
            ("01-01T00:00", &["03-01T00:00", "03-15T00:01"]),
            ("03-02T00:00", &[]),
            ("03-16T00:00", &["03-17T00:00"]),
        ],
        &["2026-01 2: (1)(1) (1)(1) (2)(2)+", "2026-03 1: (0)(0)+"],
    );
    // Two hours further east, the first one began in February.
    check(
        "+02:00",
        "02-28T22:00",
        &[("01-31T23:00", &["02-02T00:00"])],
        &["2026-02 1: (1)(1) (0)(1)+"],
    );
}

#[test]
fn nothing_is_done_before_the_beginning() {
    let mut cohorts = Cohorts::new(UtcOffset::UTC, at(90));
    let before = cohorts.clone();
    assert_eq!(
        cohorts.add(at(3), [at(5), at(2)]).unwrap_err().to_string(),
        "this happened at 2026-01-03 00:00:00 UTC, before it began at 2026-01-04 00:00:00 UTC"
    );
    assert_eq!(cohorts, before);
    assert!(cohorts.merge(&Cohorts::new(UtcOffset::UTC, at(91))).is_err());
}

proptest! {
    #[test]
    fn every_cell_is_counted_anew(
        members in prop::collection::vec((0_i64..150, prop::collection::vec(0_i64..90, 0..4)), 0..20),
        as_of in 0_i64..200,
        cut in 0_usize..20,
    ) {
        let fold = |members: &[(i64, Vec<i64>)]| {
            let mut cohorts = Cohorts::new(UtcOffset::UTC, at(as_of));
            for (began, after) in members {
                cohorts.add(at(*began), after.iter().map(|days| at(began + days))).unwrap();
            }
            cohorts
        };
        let (first, second) = members.split_at(cut.min(members.len()));
        let mut cohorts = fold(second);
        cohorts.merge(&fold(first)).unwrap();
        prop_assert_eq!(&cohorts, &fold(&members));

        let month = |day: i64| Month::of(at(day), UtcOffset::UTC);
        let mut seen = 0;
        for row in cohorts.rows() {
            let of: Vec<_> = members
                .iter()
                .filter(|(began, _)| month(*began) == row.month && *began <= as_of)
                .collect();
            prop_assert_eq!(of.len() as u64, row.size);
            seen += row.size;
            prop_assert_eq!(row.cells.len() as i32 - 1, month(as_of).since(row.month));
            for (after, cell) in row.cells.iter().enumerate() {
                let this = row.month.shifted(after as i32);
                let count = |fits: &dyn Fn(Month) -> bool| {
                    let did = |(began, after): &&&(i64, Vec<i64>)| {
                        let days = after.iter().map(|days| began + days);
                        days.filter(|day| *day <= as_of).any(|day| fits(month(day)))
                    };
                    of.iter().filter(did).count() as u64
                };
                let expected = |count| Kpi::rate(count, row.size).unwrap();
                let open = |members| if month(as_of) > this { 0 } else { members };
                let (active, reached) = (count(&|m| m == this), count(&|m| m <= this));
                prop_assert_eq!(cell.active, expected(active).with_open(open(row.size)));
                prop_assert_eq!(cell.reached, expected(reached).with_open(open(row.size - reached)));
            }
        }
        prop_assert_eq!(seen, members.iter().filter(|(began, _)| *began <= as_of).count() as u64);
    }
}
