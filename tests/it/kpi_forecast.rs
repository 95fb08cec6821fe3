//! KPIs: how good forecasts were.

#![allow(clippy::cast_precision_loss, reason = "numbers of tests are small")]

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use sales_process::kpi::{Forecast, ForecastErrors, Undefined, Value};
use sales_process::{Money, Period};

fn at(day: u32) -> DateTime<Utc> {
    format!("2026-03-{day:02}T00:00:00Z").parse().unwrap()
}

fn pounds(amount: i64) -> Money {
    format!("{amount} GBP").parse().unwrap()
}

fn forecast(made: u32, from: u32, to: u32, amount: i64) -> Forecast {
    let period = Period::new(at(from), at(to)).unwrap();
    Forecast::new(at(made), period, pounds(amount)).unwrap()
}

#[test]
fn against_what_was_won_in_the_period() {
    let won = [(at(10), pounds(50)), (at(3), pounds(20)), (at(5), pounds(10))];
    // 3 to 5 holds the 20 and not the 10; 5 to 11 holds 60.
    let forecasts = [forecast(1, 3, 5, 30), forecast(4, 5, 11, 40), forecast(4, 20, 25, 7)];
    let errors = ForecastErrors::of(forecasts, won, at(15)).unwrap();
    assert_eq!((errors.count(), errors.waiting()), (2, 1));
    // (10 + 20) ÷ 80 and (10 − 20) ÷ 80.
    assert_eq!(errors.wape().value(), Ok(Value::Number(0.375)));
    assert_eq!(errors.bias().value(), Ok(Value::Number(-0.125)));
    assert_eq!(errors.wape().open(), 1);
}

#[test]
fn nothing_sold_is_no_error_of_nothing() {
    let none = Err(Undefined::ZeroDenominator);
    assert_eq!(ForecastErrors::new().wape().value(), none);
    let errors = ForecastErrors::of([forecast(1, 3, 5, 30)], [], at(15)).unwrap();
    assert_eq!((errors.wape().value(), errors.bias().value()), (none, none));
    assert_eq!(errors.count(), 1);
}

#[test]
fn what_is_said_afterwards_is_no_forecast() {
    let period = Period::new(at(3), at(5)).unwrap();
    assert!(Forecast::new(at(4), period, pounds(1)).is_ok());
    assert_eq!(
        Forecast::new(at(5), period, pounds(1)).unwrap_err().to_string(),
        "this was said at 2026-03-05 00:00:00 UTC, when the period had ended at \
         2026-03-05 00:00:00 UTC; that is no forecast"
    );
    let stored = serde_json::to_string(&forecast(1, 3, 5, 30)).unwrap();
    assert_eq!(serde_json::from_str::<Forecast>(&stored).unwrap(), forecast(1, 3, 5, 30));
    let late = stored.replace("2026-03-01", "2026-03-09");
    assert!(serde_json::from_str::<Forecast>(&late).is_err());
}

#[test]
fn currencies_are_not_mixed() {
    let mut errors = ForecastErrors::new();
    errors.add(pounds(1), pounds(1)).unwrap();
    let before = errors;
    assert!(errors.add(pounds(1), "1 EUR".parse().unwrap()).is_err());
    assert!(errors.add("1 EUR".parse().unwrap(), "1 EUR".parse().unwrap()).is_err());
    assert_eq!(errors, before);
}

proptest! {
    #[test]
    fn sums_are_those_of_the_list(
        pairs in prop::collection::vec((-500_i64..500, 0_i64..500), 0..20),
        cut in 0_usize..20,
    ) {
        let fold = |pairs: &[(i64, i64)]| {
            let mut errors = ForecastErrors::new();
            pairs.iter().for_each(|(f, a)| errors.add(pounds(*f), pounds(*a)).unwrap());
            errors
        };
        let (first, second) = pairs.split_at(cut.min(pairs.len()));
        let mut errors = fold(second);
        errors.merge(fold(first)).unwrap();
        prop_assert_eq!(errors, fold(&pairs));

        let actual: i64 = pairs.iter().map(|(_, a)| a).sum();
        let absolute: i64 = pairs.iter().map(|(f, a)| (f - a).abs()).sum();
        let signed: i64 = pairs.iter().map(|(f, a)| f - a).sum();
        if actual == 0 {
            prop_assert!(errors.wape().value().is_err());
        } else {
            let share = |sum: i64| Ok(Value::Number(sum as f64 / actual as f64));
            prop_assert_eq!(errors.wape().value(), share(absolute));
            prop_assert_eq!(errors.bias().value(), share(signed));
        }
    }
}
