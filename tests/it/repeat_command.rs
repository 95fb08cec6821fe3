//! The `repeat` command on real orders, against a second version that
//! works on the text of the file.
//!
//! The bundled parts of the data sets are always there. Where
//! `SALES_PROCESS_DATA` names a folder with the whole of them, those are read
//! too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use sales_process::loyalty::{CadenceOptions, Rhythm};

use crate::commands::{Ran, file, run};

const HEAD: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n";

const COLUMNS: &str = "customer_id,orders,median_interval_days,next_due,overdue_days,status,\
    still_customer,expected_orders,expected_value,value_at_risk,next_expected,rank";

fn report(args: &[&str]) -> Ran {
    run("repeat", args)
}

pub(crate) fn data_files() -> Vec<PathBuf> {
    let bundled = crate::commands::root().join("examples/data");
    let mut files = vec![bundled.join("cdnow.csv"), bundled.join("grocery.csv")];
    if let Some(folder) = std::env::var_os("SALES_PROCESS_DATA") {
        for name in ["cdnow", "grocery"] {
            files.push(Path::new(&folder).join(name).join("orders.csv"));
        }
    }
    files
}

/// Amounts are in the currency's minor unit, as people write them.
#[test]
fn amounts_have_the_decimals_of_their_currency() {
    for (currency, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3)] {
        let mut text = HEAD.to_owned();
        for number in 0..120 {
            let (customer, month) = (number % 40, 1 + number / 40 + number % 7);
            text += &format!("O{number},c{customer},2025-{month:02}-11,P,12.5,{currency}\n");
        }
        let ran = report(&[
            file("repeat-decimals.csv", &text).to_str().unwrap(),
            "--as-of",
            "2026-01-01",
        ]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let amounts: Vec<&str> = ran
            .stdout
            .lines()
            .skip(1)
            .flat_map(|line| line.split(',').skip(8).take(2))
            .filter(|amount| !amount.is_empty())
            .collect();
        assert_eq!(amounts.len(), 80, "{}", ran.stderr);
        let shown = |amount: &&str| amount.split_once('.').map_or(0, |(_, part)| part.len());
        assert!(amounts.iter().all(|amount| shown(amount) == decimals), "{amounts:?}");
    }
}

/// A row as the report should have it, from the days of a customer's orders.
#[allow(clippy::cast_sign_loss, reason = "a number of days is not below zero")]
fn naive_row(
    id: &str,
    orders: usize,
    days: &[NaiveDate],
    limit: f64,
    today: NaiveDate,
) -> (i64, String) {
    let plain =
        |median: &str, status: &str| (i64::MIN, format!("{id},{orders},{median},,,{status}"));
    let gap = |a: NaiveDate, b: NaiveDate| (b - a).num_days();
    let middle = |numbers: Vec<f64>| {
        let mut sorted = numbers;
        sorted.sort_by(f64::total_cmp);
        f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
    };
    // Whether there is a rhythm, and its window, are checked beside the library.
    let cadence = Rhythm::of(days.iter().copied()).cadence(&CadenceOptions::default());
    let gaps: Vec<f64> = days.windows(2).map(|w| f64::from(gap(w[0], w[1]) as i32)).collect();
    let mut seasons: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match seasons.last_mut() {
            Some((_, to)) if gap(*to, *day) < 120 => *to = *day,
            _ => seasons.push((*day, *day)),
        }
    }
    let a_year = |a, b| (335..=395).contains(&gap(a, b));
    let yearly = seasons.windows(2).all(|w| a_year(w[0].0, w[1].0) || a_year(w[0].1, w[1].1));
    let short = seasons.iter().all(|(from, to)| gap(*from, *to) <= 183);
    if (3..days.len()).contains(&seasons.len()) && yearly && short {
        return plain("", "seasonal");
    }
    if days.len() < 7 {
        return plain("", "not_enough_history");
    }
    let median = middle(gaps);
    let Some(window) = cadence.due().filter(|_| cadence.p_value().unwrap() <= limit) else {
        return plain(&median.to_string(), "irregular");
    };
    let due = days[days.len() - 1] + Days::new(median.ceil() as u64);
    let late = gap(due, today);
    let status = if today > window.latest {
        "overdue"
    } else if today >= window.earliest {
        "due"
    } else {
        "regular"
    };
    (late, format!("{id},{orders},{median},{due},{},{status}", late.max(0)))
}

fn naive_report(text: &str, as_of: &str) -> String {
    // Of each order: customer, instant, total in hundredths.
    let mut orders: BTreeMap<&str, (&str, String, i64)> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let cents = (fields[4].parse::<f64>().unwrap() * 100.0).round() as i64;
        let at = fields[2].to_owned();
        let order = orders.entry(fields[0]).or_insert((fields[1], at.clone(), 0));
        order.1 = order.1.clone().min(at);
        order.2 += cents;
    }
    let mut customers: BTreeMap<&str, (usize, BTreeSet<NaiveDate>)> = BTreeMap::new();
    for (customer, at, total) in orders.values() {
        let (count, days) = customers.entry(customer).or_default();
        if at.as_str() <= as_of && *total > 0 {
            *count += 1;
            days.insert(at[..10].parse().unwrap());
        }
    }
    let today = as_of[..10].parse().unwrap();
    let cadence = |days: &BTreeSet<NaiveDate>| {
        Rhythm::of(days.iter().copied()).cadence(&CadenceOptions::default())
    };
    let chances: Vec<f64> =
        customers.values().filter_map(|(_, days)| cadence(days).p_value()).collect();
    // Up to a limit so many would have a rhythm by chance, which is to be one in twenty.
    let of_chance = |limit: f64| limit * chances.len() as f64;
    let found = |limit: f64| chances.iter().filter(|chance| **chance <= limit).count() as f64;
    let limits = chances.iter().copied().filter(|limit| of_chance(*limit) <= 0.05 * found(*limit));
    let limit = limits.fold(0.0, f64::max);
    let mut rows: Vec<(i64, String)> = customers
        .iter()
        .map(|(id, (count, days))| {
            let days: Vec<NaiveDate> = days.iter().copied().collect();
            naive_row(id, *count, &days, limit, today)
        })
        .collect();
    rows.sort_by_key(|(late, _)| -late.max(&(i64::MIN + 1)));
    let rows: String = rows.into_iter().map(|(_, row)| row + "\n").collect();
    format!("customer_id,orders,median_interval_days,next_due,overdue_days,status\n{rows}")
}

#[test]
fn the_report_is_what_a_second_version_gives() {
    let mut seen = BTreeSet::new();
    for file in data_files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut instants: Vec<&str> =
            text.lines().skip(1).map(|row| row.split(',').nth(2).unwrap()).collect();
        instants.sort_unstable();
        for as_of in [instants[instants.len() - 1], instants[instants.len() * 2 / 3], instants[0]] {
            let ran = report(&[file.to_str().unwrap(), "--as-of", as_of]);
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let expected = naive_report(&text, as_of);
            assert_eq!(ran.stdout.lines().count(), expected.lines().count());
            let mut ranked = Vec::new();
            for (found, expected) in ran.stdout.lines().zip(expected.lines()) {
                let fields: Vec<&str> = found.split(',').collect();
                assert_eq!(fields[..6].join(","), expected, "{} as of {as_of}", file.display());
                if let (Ok(value), Ok(rank)) = (fields[8].parse::<f64>(), fields[11].parse()) {
                    ranked.push((rank, value));
                }
            }
            // Ranks are 1, 2, 3 …, by falling value.
            ranked.sort_by_key(|(rank, _): &(usize, f64)| *rank);
            assert!(ranked.iter().map(|(rank, _)| *rank).eq(1..=ranked.len()));
            assert!(ranked.windows(2).all(|two| two[0].1 >= two[1].1));
            assert_eq!(ranked.is_empty(), ran.stderr.contains("nothing is expected of anybody"));
            seen.extend(
                expected.lines().filter_map(|row| Some(row.rsplit_once(',')?.1.to_owned())),
            );
        }
    }
    // Of the bundled parts nobody has a rhythm.
    let whole = std::env::var_os("SALES_PROCESS_DATA").is_some();
    let all = ["irregular", "not_enough_history", "status", "due"];
    let all = if whole { &all[..] } else { &all[..3] };
    assert!(all.iter().all(|status| seen.contains(*status)), "{seen:?}");
}

/// Orders of each customer, from a first day and the gaps after it.
fn orders(customers: &[(&str, &str, &[u64])]) -> String {
    let mut text = HEAD.to_owned();
    for (customer, first, gaps) in customers {
        let mut day: NaiveDate = first.parse().unwrap();
        for (n, gap) in [0].iter().chain(*gaps).enumerate() {
            day = day + Days::new(*gap);
            text += &format!("{customer}-{n},{customer},{day}T10:00:00Z,P,5.00,GBP\n");
        }
    }
    text
}

#[test]
fn each_kind_of_buyer_has_a_status() {
    let text = orders(&[
        ("due", "2025-10-03", &[30; 6]),
        ("few", "2026-01-01", &[30, 30, 0]),
        ("late", "2025-12-11", &[7; 6]),
        ("later", "2026-03-25", &[14, 14, 14]),
        ("steady", "2025-10-01", &[31, 30, 31, 31, 28, 31, 30]),
        ("wild", "2025-01-01", &[4, 90, 2, 145, 10, 31]),
        ("winter", "2023-12-01", &[7, 360, 5, 355, 7]),
    ]) + "back,steady,2026-05-02T10:00:00Z,P,-5.00,GBP\n\
          new-1,new,2026-07-01T10:00:00Z,P,5.00,GBP\n";
    let path = file("repeat-kinds.csv", text);
    let ran = report(&[path.to_str().unwrap(), "--as-of", "2026-05-03T09:00:00Z"]);
    assert_eq!(
        ran.stdout,
        format!(
            "{COLUMNS}\n\
             late,7,7,2026-01-29,94,overdue,,,,,,\n\
             due,7,30,2026-05-01,2,overdue,,,,,,\n\
             steady,8,31,2026-06-01,0,regular,,,,,,\n\
             few,4,,,,not_enough_history,,,,,,\n\
             later,3,,,,not_enough_history,,,,,,\n\
             new,0,,,,not_enough_history,,,,,,\n\
             wild,7,20.5,,,irregular,,,,,,\n\
             winter,6,,,,seasonal,,,,,,\n"
        )
    );
    assert_eq!(
        ran.stderr,
        "8 customers as of 2026-05-03T09:00:00Z: 2 overdue, 0 due, 1 regular, 1 seasonal, \
         1 irregular, 3 with not enough history\n\
         nothing is expected of anybody: 7 customers with orders are too few for a model of the \
         base; 20 needed\n"
    );
}

#[track_caller]
fn check_refused(orders: &str, args: &[&str], message: &str) {
    let path = file("repeat-bad.csv", orders);
    let path = path.to_str().unwrap();
    let mut all = vec![path];
    all.extend(args);
    let ran = report(&all);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert_eq!(ran.stderr.replace(path, "ORDERS").trim_end(), message);
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_printed() {
    const AS_OF: [&str; 2] = ["--as-of", "2026-01-01"];
    let good = "O1,a,2026-01-01T00:00:00Z,P,1.00,GBP\n";
    check_refused(
        &format!("{HEAD}{good}O2,a,yesterday,P,1.00,GBP\n"),
        &AS_OF,
        "ORDERS: line 3: `yesterday` is not an instant in `placed_at`; expected one such as `2026-03-01T10:00:00Z`, or a date",
    );
    check_refused(
        &format!("{HEAD}{good}O1,b,2026-01-01T00:00:00Z,P,1.00,GBP\n"),
        &AS_OF,
        "ORDERS: line 3: order `O1` is of customer `b` here and of customer `a` on line 2; expected one customer for an order",
    );
    let ran = report(&["no-such-file.csv", "--as-of", "2026-01-01"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with("no-such-file.csv: "), "{}", ran.stderr);
}

#[test]
fn a_file_without_orders_is_said() {
    let path = file("repeat-none.csv", HEAD);
    let ran = report(&[path.to_str().unwrap(), "--as-of", "2026-01-01"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.ends_with("there are no orders in the file\n"), "{}", ran.stderr);
}

/// One who ordered every day for years and then no more says nothing of the
/// others: they are still expected to order.
#[test]
fn who_left_for_certain_does_not_spoil_the_base() {
    let mut text = HEAD.to_owned();
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let mut order = |customer: &str, day: u64| {
        let on = first + Days::new(day);
        text.push_str(&format!("{customer}-{day},{customer},{on}T09:00:00Z,p,10.00,EUR\n"));
    };
    (0..900).for_each(|day| order("gone", day));
    for n in 0..40 {
        (0..=n % 7).for_each(|time| order(&format!("c{n:02}"), 2_000 + n + time * (20 + n)));
    }
    let orders = file("repeat_gone.csv", text);
    let ran = report(&[orders.to_str().unwrap(), "--as-of", "2026-04-01"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let still = ran.stdout.lines().skip(1).map(|row| {
        let chance: f64 = row.split(',').nth(6).unwrap().parse().unwrap();
        assert!((0.0..=1.0).contains(&chance) && chance.is_sign_positive(), "{row}");
        (row.split(',').next().unwrap().to_owned(), chance)
    });
    let still: BTreeMap<String, f64> = still.collect();
    assert!(still["gone"] < 0.001 && still["c34"] > 0.5, "{still:?}");
}
