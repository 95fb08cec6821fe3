//! What each kind of rule means, case by case, for both evaluations.

use chrono::{DateTime, TimeDelta, Utc};

use crate::policy::rule::{Rule, Verdict};
use crate::value::{Language, Line, Money, Purchase, UtcOffset};

const FAR: &str = "2030-01-01";

/// A day, or a day and a time: `2024-01-31` or `2024-01-31T10:00`.
fn at(text: &str) -> DateTime<Utc> {
    let time = if text.contains('T') { ":00Z" } else { "T00:00:00Z" };
    format!("{text}{time}").parse().unwrap()
}

/// `2024-01-31 50` or `2024-01-31T10:00 50 a, 2024-02-01 -50 b`: instant,
/// pounds, product.
fn history(text: &str) -> Vec<(DateTime<Utc>, Line)> {
    let order = |text: &str| {
        let mut words = text.split_whitespace();
        let placed_at = at(words.next().unwrap());
        let amount: Money = format!("{} GBP", words.next().unwrap()).parse().unwrap();
        (placed_at, Line::new(words.next().unwrap_or("x").parse().unwrap(), amount))
    };
    text.split(',').filter(|text| !text.trim().is_empty()).map(order).collect()
}

fn of(placed: &(DateTime<Utc>, Line)) -> Purchase<'_> {
    Purchase::new(placed.0, std::slice::from_ref(&placed.1)).unwrap()
}

/// The verdict of both evaluations, which are one.
#[track_caller]
fn verdict(rule: &str, orders: &str, as_of: &str, offset: &str) -> Verdict {
    let rule: Rule = serde_json::from_str(rule).unwrap();
    let offset: UtcOffset = offset.parse().unwrap();
    let mut history = history(orders);
    let naive = rule.evaluated_anew(history.iter().map(of), at(as_of), offset);
    history.sort_by_key(|(at, _)| *at);
    let fold = rule.fold(offset);
    let mut state = fold.begin();
    for placed in history.iter().filter(|placed| placed.0 <= at(as_of)) {
        fold.record(&mut state, of(placed)).unwrap();
    }
    assert_eq!(fold.verdict(&state, at(as_of)).unwrap(), naive.clone().unwrap());
    naive.unwrap()
}

/// When the rule is due, and whether it holds in 2030.
#[track_caller]
fn check(rule: &str, orders: &str, due: &str, holds_far_ahead: bool) {
    let verdict = verdict(rule, orders, FAR, "+00:00");
    let expected = (!due.is_empty()).then(|| at(due));
    assert_eq!((verdict.due_at, verdict.holds), (expected, holds_far_ahead));
    // Not before, and at the very instant.
    if let Some(due) = expected {
        for (as_of, expected) in [(due, Some(due)), (due - TimeDelta::minutes(1), None)] {
            let as_of = as_of.format("%Y-%m-%dT%H:%M").to_string();
            assert_eq!(self::verdict(rule, orders, &as_of, "+00:00").due_at, expected);
        }
    }
}

#[test]
fn orders() {
    const TWO: &str = r#"{"orders":{"at_least":2}}"#;
    check(TWO, "2024-01-01 1, 2024-01-02 1, 2024-01-03 1", "2024-01-02", true);
    check(TWO, "2024-01-03 1, 2024-01-01 1", "2024-01-03", true);
    check(TWO, "2024-01-01 1, 2024-01-01 1", "2024-01-01", true);
    check(TWO, "2024-01-01 1", "", false);
    check(TWO, "2024-01-01 1, 2024-01-02 -1, 2024-01-03 0", "", false);
    check(TWO, "", "", false);
}

#[test]
fn volume() {
    const HUNDRED: &str = r#"{"volume":{"at_least":"100 GBP"}}"#;
    check(HUNDRED, "2024-01-01 60, 2024-01-02 40", "2024-01-02", true);
    check(HUNDRED, "2024-01-01 60, 2024-01-02 39.99999999", "", false);
    // Due stays when a return takes it back.
    check(HUNDRED, "2024-01-01 100, 2024-01-02 -1", "2024-01-01", false);
    // A return at the same instant counts together with the order.
    check(HUNDRED, "2024-01-01 100, 2024-01-01 -1, 2024-01-05 1", "2024-01-05", true);
    check(HUNDRED, "2024-01-01 -50, 2024-01-02 120, 2024-01-03 30", "2024-01-03", true);
    check(r#"{"volume":{"at_least":"-5 GBP"}}"#, "2024-01-01 -9, 2024-01-02 4", "2024-01-02", true);
    check(r#"{"volume":{"at_least":"0 GBP"}}"#, "", "", true);
}

#[test]
fn bought() {
    const A_OR_B: &str = r#"{"bought":{"any_of":["a","b"]}}"#;
    check(A_OR_B, "2024-01-01 1 c, 2024-01-02 1 b, 2024-01-03 1 a", "2024-01-02", true);
    check(A_OR_B, "2024-01-01 0 a, 2024-01-02 -1 b", "", false);
    check(A_OR_B, "2024-01-01 1 a, 2024-01-02 -1 a", "2024-01-01", true);
}

#[test]
fn only_bought_asks_for_lines() {
    let asks = |rule: &str| serde_json::from_str::<Rule>(rule).unwrap().asks_for_lines();
    assert!(asks(r#"{"all":[{"tenure":{"months":1}},{"not":{"bought":{"any_of":["a"]}}}]}"#));
    assert!(!asks(r#"{"all":[{"orders":{"at_least":1}},{"volume":{"at_least":"1 GBP"}}]}"#));
}

#[test]
fn smallest_order() {
    const FIFTY: &str = r#"{"smallest_order":{"at_least":"50 GBP","months":3}}"#;
    // Three months after the first order at the earliest, without a new one,
    // as long as one is live.
    check(FIFTY, "2024-01-05 50, 2024-02-10 60", "2024-04-05", false);
    // The only order leaves its window at the instant it becomes full.
    check(FIFTY, "2024-01-05 50", "", false);
    check(FIFTY, "2024-01-05 50, 2024-04-05 50", "2024-04-05", false);
    // Held back until the small order leaves the window.
    check(FIFTY, "2024-01-05 50, 2024-02-10 49.99, 2024-03-01 60", "2024-05-10", false);
    // The big order leaves before the small one: nothing is left to hold.
    check(FIFTY, "2024-01-05 50, 2024-02-10 60, 2024-02-11 10", "", false);
    // A new small order at the instant the old one leaves.
    check(FIFTY, "2024-01-05 10, 2024-04-05 10, 2024-04-06 60, 2024-07-05 60", "2024-07-05", false);
    // Returns are no orders: neither first, nor small, nor live.
    check(FIFTY, "2024-01-01 -5, 2024-01-05 50, 2024-02-10 60, 2024-02-11 0", "2024-04-05", false);
    check(r#"{"smallest_order":{"at_least":"0 GBP","months":1}}"#, "2024-01-05 -1", "", false);
}

#[test]
fn smallest_order_at_month_ends() {
    const FIFTY: &str = r#"{"smallest_order":{"at_least":"50 GBP","months":1}}"#;
    check(FIFTY, "2023-01-31 50, 2023-02-01 50", "2023-02-28", false);
    check(FIFTY, "2024-01-31 50, 2024-02-01 50", "2024-02-29", false);
    // The small order of the 30th leaves after the one of the 31st, which was
    // placed at an earlier time of day.
    check(
        FIFTY,
        "2024-01-01 50, 2024-01-30T12:00 10, 2024-01-31T10:00 20, 2024-02-03 50",
        "2024-02-29T12:00",
        false,
    );
}

#[test]
fn monthly_volume() {
    const FIFTY: &str = r#"{"monthly_volume":{"at_least":"50 GBP","months":2}}"#;
    const NOTHING: &str = r#"{"monthly_volume":{"at_least":"0 GBP","months":2}}"#;
    check(FIFTY, "2024-01-20 50, 2024-02-10 20, 2024-02-20 30", "2024-03-01", false);
    // An empty month in between begins the count anew.
    check(FIFTY, "2024-01-20 50, 2024-03-10 50, 2024-04-20 50", "2024-05-01", false);
    check(FIFTY, "2024-01-20 50, 2024-02-10 60, 2024-02-29 -20", "", false);
    // The current month does not count.
    check(FIFTY, "2024-01-20 50, 2024-02-10 50, 2024-03-01 -500", "2024-03-01", false);
    // Nothing is enough: empty months are good, before the first order too.
    check(NOTHING, "2024-01-20 50", "2024-01-20", true);
    check(NOTHING, "", "", true);
    // Until a bad month has left the window.
    check(
        r#"{"all":[{"monthly_volume":{"at_least":"0 GBP","months":2}},{"orders":{"at_least":2}}]}"#,
        "2024-01-20 -50, 2024-02-10 5, 2024-02-11 5",
        "2024-04-01",
        true,
    );
    check(
        r#"{"all":[{"monthly_volume":{"at_least":"0 GBP","months":2}},{"tenure":{"months":1}}]}"#,
        "2024-01-20 50, 2024-01-25 -60",
        "2024-04-01",
        true,
    );
    // A new month that makes the rule hold again by ending the run of another.
    check(
        r#"{"all":[{"not":{"monthly_volume":{"at_least":"50 GBP","months":1}}},{"tenure":{"months":1}}]}"#,
        "2024-01-20T10:00 50, 2024-01-21 50",
        "2024-03-01",
        true,
    );
}

#[test]
fn months_begin_at_the_offset() {
    const ONE: &str = r#"{"monthly_volume":{"at_least":"50 GBP","months":1}}"#;
    let due = |offset: &str| {
        verdict(ONE, "2024-01-31T22:30 50", FAR, offset).due_at.map(|due| due.to_rfc3339())
    };
    assert_eq!(due("+00:00").unwrap(), "2024-02-01T00:00:00+00:00");
    assert_eq!(due("+02:00").unwrap(), "2024-02-29T22:00:00+00:00");
    assert_eq!(due("-02:00").unwrap(), "2024-02-01T02:00:00+00:00");
}

#[test]
fn tenure() {
    const SIX: &str = r#"{"tenure":{"months":6}}"#;
    check(SIX, "2024-08-31T10:00 1", "2025-02-28T10:00", true);
    check(SIX, "2024-01-01 -5, 2024-02-01 1, 2024-03-01 1", "2024-08-01", true);
    check(SIX, "2024-01-01 -5", "", false);
}

#[test]
fn rules_of_rules() {
    const MANY: &str = r#"{"orders":{"at_least":3}}"#;
    const MUCH: &str = r#"{"volume":{"at_least":"100 GBP"}}"#;
    const B: &str = r#"{"bought":{"any_of":["b"]}}"#;
    let orders = "2024-01-01 60 a, 2024-01-02 50 a, 2024-01-03 1 b, 2024-01-04 -60";
    check(&format!(r#"{{"any":[{MANY},{MUCH},{B}]}}"#), orders, "2024-01-02", true);
    check(&format!(r#"{{"all":[{MANY},{MUCH},{B}]}}"#), orders, "2024-01-03", false);
    let two = format!(r#"{{"at_least":{{"count":2,"of":[{MANY},{MUCH},{B}]}}}}"#);
    check(&two, "2024-01-01 60 a, 2024-01-02 50 a, 2024-01-03 1 b", "2024-01-03", true);
    check(&format!(r#"{{"not":{MUCH}}}"#), orders, "2024-01-01", true);
    check(&format!(r#"{{"not":{MUCH}}}"#), "2024-01-01 100, 2024-01-02 -1", "2024-01-02", true);
    // From the first order line on, and that can be a return.
    check(&format!(r#"{{"not":{MANY}}}"#), "2024-01-01 -1, 2024-01-02 5", "2024-01-01", true);
    check(&format!(r#"{{"not":{MANY}}}"#), "", "", true);
}

/// Whatever is told in English has the same figures in every language.
#[test]
fn words_of_every_language_have_the_same_figures() {
    let rule = r#"{"any":[
        {"orders":{"at_least":2}}, {"volume":{"at_least":"85 GBP"}}, {"volume":{"at_least":"86 GBP"}},
        {"bought":{"any_of":["a","b","c","d","e"]}}, {"bought":{"any_of":["1","2","3","4","5","6"]}},
        {"tenure":{"months":6}}, {"smallest_order":{"at_least":"50 GBP","months":3}},
        {"monthly_volume":{"at_least":"20 GBP","months":2}}, {"not":{"orders":{"at_least":1}}},
        {"all":[{"orders":{"at_least":4}},{"orders":{"at_least":1}}]},
        {"at_least":{"count":2,"of":[{"orders":{"at_least":1}},{"orders":{"at_least":9}}]}}]}"#;
    let figures = |text: &str| {
        let parts = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let mut figures: Vec<&str> = parts.map(|part| part.trim_end_matches('.')).collect();
        figures.retain(|figure| !figure.is_empty());
        figures.sort_unstable();
        figures.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let orders = "2024-01-20T10:00 40 c, 2024-02-10 60 b, 2024-03-02 -15";
    for as_of in
        ["2024-01-01", "2024-01-31", "2024-02-10", "2024-03-02", "2024-05-01", "2024-12-01"]
    {
        let verdict = verdict(rule, orders, as_of, "+00:00");
        for reason in &verdict.reasons {
            let english = reason.progress.text_in(Language::English);
            for language in Language::ALL {
                let text = reason.progress.text_in(*language);
                assert_eq!(figures(&text), figures(&english), "{as_of}: {text} | {english}");
            }
        }
    }
}

/// What is reached is not told as something that is missing.
#[test]
fn what_is_reached_is_told_with_what_was_needed() {
    let rule = r#"{"all":[{"orders":{"at_least":3}},{"volume":{"at_least":"5 GBP"}}]}"#;
    let verdict = verdict(rule, "2024-01-01 4, 2024-01-02 4, 2024-01-03 4", FAR, "+00:00");
    let said = |language| verdict.text_in(language).lines().skip(2).collect::<String>();
    insta::assert_snapshot!(
        said(Language::English),
        @"  + 3 orders; 3 needed  + volume of 12.00 GBP; 5.00 GBP needed"
    );
    insta::assert_snapshot!(
        said(Language::Russian),
        @"  + заказов: 3; нужно 3  + объём 12.00 GBP; нужно 5.00 GBP"
    );
    insta::assert_snapshot!(
        said(Language::Romanian),
        @"  + comenzi: 3; necesare 3  + volum 12.00 GBP; necesar 5.00 GBP"
    );
}

#[test]
fn verdicts_are_said_in_words() {
    let rule = r#"{"any":[
        {"orders":{"at_least":3}},
        {"volume":{"at_least":"1000 GBP"}},
        {"all":[{"bought":{"any_of":["a","b"]}},{"not":{"tenure":{"months":6}}}]},
        {"at_least":{"count":2,"of":[
            {"smallest_order":{"at_least":"50 GBP","months":3}},
            {"monthly_volume":{"at_least":"20 GBP","months":2}}]}}]}"#;
    let orders = "2024-01-20T10:00 40 c, 2024-02-10 60 b, 2024-03-02 -15";
    let said = |orders: &str, as_of: &str| verdict(rule, orders, as_of, "+00:00").to_string();
    insta::assert_snapshot!(said("", "2024-01-01"), @r"
    not due yet
    - 0 of 4 hold; one needed
      - 0 of 3 orders; 3 more needed
      - 0.00 GBP of 1000.00 GBP; 1000.00 GBP more needed
      - 1 of 2 hold; all needed
        - `a`, `b` not bought yet
        + what follows must not hold
          - no order yet; 6 months since the first one needed
      - 0 of 2 hold; 2 needed
        - no order yet; 3 months without one below 50.00 GBP needed
        - 0 of 2 months in a row at 20.00 GBP or more; 2 more needed; 0.00 GBP so far this month
    ");
    insta::assert_snapshot!(said(orders, "2024-01-31"), @r"
    not due yet
    - 0 of 4 hold; one needed
      - 1 of 3 orders; 2 more needed
      - 40.00 GBP of 1000.00 GBP; 960.00 GBP more needed
      - 1 of 2 hold; all needed
        - `a`, `b` not bought yet
        + what follows must not hold
          - first order at 2024-01-20T10:00:00Z; 6 months since then at 2024-07-20T10:00:00Z
      - 0 of 2 hold; 2 needed
        - an order below 50.00 GBP counts until 2024-04-20T10:00:00Z; 3 months since the first at 2024-04-20T10:00:00Z
        - 0 of 2 months in a row at 20.00 GBP or more; 2 more needed; 40.00 GBP so far this month
    ");
    insta::assert_snapshot!(said(orders, "2024-03-02"), @r"
    due since 2024-02-10T00:00:00Z
    + 1 of 4 hold; one needed
      - 2 of 3 orders; 1 more needed
      - 85.00 GBP of 1000.00 GBP; 915.00 GBP more needed
      + 2 of 2 hold; all needed
        + bought `b` at 2024-02-10T00:00:00Z
        + what follows must not hold
          - first order at 2024-01-20T10:00:00Z; 6 months since then at 2024-07-20T10:00:00Z
      - 1 of 2 hold; 2 needed
        - an order below 50.00 GBP counts until 2024-04-20T10:00:00Z; 3 months since the first at 2024-04-20T10:00:00Z
        + 2 of 2 months in a row at 20.00 GBP or more; -15.00 GBP so far this month
    ");
    insta::assert_snapshot!(said(orders, "2024-05-01"), @r"
    due since 2024-02-10T00:00:00Z
    + 1 of 4 hold; one needed
      - 2 of 3 orders; 1 more needed
      - 85.00 GBP of 1000.00 GBP; 915.00 GBP more needed
      + 2 of 2 hold; all needed
        + bought `b` at 2024-02-10T00:00:00Z
        + what follows must not hold
          - first order at 2024-01-20T10:00:00Z; 6 months since then at 2024-07-20T10:00:00Z
      - 1 of 2 hold; 2 needed
        + no order in the last 3 months is below 50.00 GBP; 3 months since the first at 2024-04-20T10:00:00Z
        - 0 of 2 months in a row at 20.00 GBP or more; 2 more needed; 0.00 GBP so far this month
    ");
    insta::assert_snapshot!(said(orders, "2024-12-01"), @r"
    due since 2024-02-10T00:00:00Z, holds no longer
    - 0 of 4 hold; one needed
      - 2 of 3 orders; 1 more needed
      - 85.00 GBP of 1000.00 GBP; 915.00 GBP more needed
      - 1 of 2 hold; all needed
        + bought `b` at 2024-02-10T00:00:00Z
        - what follows must not hold
          + first order at 2024-01-20T10:00:00Z; 6 months since then at 2024-07-20T10:00:00Z
      - 0 of 2 hold; 2 needed
        - no order in the last 3 months; one is needed, and none below 50.00 GBP
        - 0 of 2 months in a row at 20.00 GBP or more; 2 more needed; 0.00 GBP so far this month
    ");
    insta::assert_snapshot!(
        verdict(r#"{"volume":{"at_least":"9 GBP"}}"#, "2024-01-01 9, 2024-01-02 -1", FAR, "+00:00"),
        @r"
    due since 2024-01-01T00:00:00Z, holds no longer
    - 8.00 GBP of 9.00 GBP; 1.00 GBP more needed
    "
    );
    insta::assert_snapshot!(verdict(r#"{"not":{"orders":{"at_least":1}}}"#, "", FAR, "+00:00"), @r"
    no orders yet, holds without them
    + what follows must not hold
      - 0 of 1 order; 1 more needed
    ");
}

/// Orders near the last instants there are neither fail nor seem to leave
/// their window at the end of the calendar.
#[test]
fn the_end_of_the_calendar() {
    let rule: Rule = serde_json::from_str(
        r#"{"any":[{"not":{"smallest_order":{"at_least":"50 GBP","months":3}}},
                   {"tenure":{"months":1}},{"monthly_volume":{"at_least":"5 GBP","months":2}}]}"#,
    )
    .unwrap();
    let line = [Line::new("x".parse().unwrap(), "50 GBP".parse().unwrap())];
    for offset in ["+00:00", "+23:59", "-23:59"] {
        let offset: UtcOffset = offset.parse().unwrap();
        for first in [DateTime::<Utc>::MAX_UTC - TimeDelta::days(1), DateTime::<Utc>::MIN_UTC] {
            let purchases = [
                Purchase::new(first, &line).unwrap(),
                Purchase::new(DateTime::<Utc>::MAX_UTC, &line).unwrap(),
            ];
            let fold = rule.fold(offset);
            let mut state = fold.begin();
            fold.record(&mut state, purchases[0]).unwrap();
            fold.record(&mut state, purchases[1]).unwrap();
            let as_of = DateTime::<Utc>::MAX_UTC;
            let verdict = fold.verdict(&state, as_of).unwrap();
            assert_eq!(verdict, rule.evaluated_anew(purchases, as_of, offset).unwrap());
            assert_eq!(verdict.due_at, Some(first));
        }
    }
}
