use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::loyalty::Base;
use crate::loyalty::agreement::{CUSTOMERS, gbp, history, offset, rows};
use crate::policy::Rule;
use crate::value::{Line, Months};

/// A rule of each kind.
fn rule() -> impl Strategy<Value = Rule> {
    let months = |n| Months::new(n).unwrap();
    let money = |text: &str| text.parse().unwrap();
    let rules = vec![
        Rule::orders(3).unwrap(),
        Rule::volume(money("60 GBP")),
        Rule::bought(["P1".parse().unwrap(), "P4".parse().unwrap()]).unwrap(),
        Rule::smallest_order(money("10 GBP"), months(1)),
        Rule::tenure(months(1)),
        Rule::any([Rule::monthly_volume(money("20.5 GBP"), months(2)), Rule::orders(9).unwrap()])
            .unwrap(),
    ];
    select(rules)
}

fn told(survey: &Survey<'_>, rows: Rows<'_, '_>) -> Result<Vec<(usize, Surveyed)>, SurveyError> {
    let mut all = Vec::new();
    survey.for_each(CUSTOMERS, rows, |customer, surveyed| all.push((customer, surveyed)))?;
    Ok(all)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is asked at once is what a base and standings say that see the
    /// orders up to the instant.
    #[test]
    fn a_survey_says_what_the_folds_say(
        history in history(),
        offset in offset(),
        rule in rule(),
        until in 0..2_000usize,
    ) {
        let all = rows(&history);
        let as_of = all.get(until % all.len().max(1)).map_or(DateTime::UNIX_EPOCH, |(_, p)| p.placed_at());
        let seen: Vec<_> = all.iter().filter(|(_, p)| p.placed_at() <= as_of).copied().collect();
        let watch = rule.watch(offset);
        let mut base = Base::new(gbp(), offset, CUSTOMERS);
        base.record_all(seen.iter().copied()).unwrap();
        let mut standings = vec![watch.begin(); CUSTOMERS];
        watch.record_all(&mut standings, seen.iter().copied()).unwrap();
        let expected: Vec<(usize, Surveyed)> = standings.iter().enumerate().map(|(customer, standing)| {
            let surveyed = Surveyed {
                facts: base.facts(customer).unwrap(),
                effects: base.effects(customer).unwrap(),
                cadence: base.rhythm(customer).unwrap().cadence(&CadenceOptions::default()),
                due_at: watch.due_at(standing, as_of).unwrap(),
            };
            (customer, surveyed)
        }).collect();
        let survey = Survey::new(gbp(), offset, as_of).due_by(&watch);
        prop_assert_eq!(told(&survey, &all).unwrap(), &*expected);
        #[cfg(feature = "rayon")]
        prop_assert_eq!(
            survey.map_in_parallel(CUSTOMERS, &all, |customer, surveyed| (customer, surveyed)).unwrap(),
            expected
        );
    }

    /// The row refused is the one that a base refuses, on one core and on all.
    #[test]
    fn the_first_bad_row_is_named(
        history in history(),
        bad in prop::collection::vec((0..80usize, 0..5u8), 1..4),
    ) {
        let mut history = history;
        for (place, how) in bad {
            let Some(place) = place.checked_rem(history.len()) else { continue };
            let (customer, at, lines) = &mut history[place];
            match how {
                0 => *customer = CUSTOMERS,
                1 => *lines = vec![Line::new("P1".parse().unwrap(), "1 EUR".parse().unwrap())],
                2 => *lines = vec![Line::new("P1".parse().unwrap(), "-999999999999999999 GBP".parse().unwrap())],
                _ => *at = DateTime::UNIX_EPOCH,
            }
        }
        let all = rows(&history);
        let mut base = Base::new(gbp(), UtcOffset::UTC, CUSTOMERS);
        let expected = base.record_all(all.iter().copied()).err();
        let survey = Survey::new(gbp(), UtcOffset::UTC, DateTime::<Utc>::MAX_UTC);
        let error = told(&survey, &all).err();
        let shown = |row: usize, error: String| format!("{row}: {error}");
        prop_assert_eq!(
            error.as_ref().map(|e| shown(e.row, e.error.to_string())),
            expected.as_ref().map(|e| shown(e.row, e.error.to_string()))
        );
        #[cfg(feature = "rayon")]
        prop_assert_eq!(survey.map_in_parallel(CUSTOMERS, &all, |_, _| ()).err(), error);
    }
}

/// More customers than one part has, most without orders.
#[test]
fn every_customer_is_told_once_and_in_order() {
    let lines = [Line::new("P".parse().unwrap(), "1 GBP".parse().unwrap())];
    let buyers = [0, 2_047, 2_048, 2_049, 6_000];
    let rows: Vec<_> = buyers
        .iter()
        .rev()
        .map(|c| (*c, Purchase::new(DateTime::UNIX_EPOCH, &lines).unwrap()))
        .collect();
    let survey = Survey::new(gbp(), UtcOffset::UTC, DateTime::UNIX_EPOCH);
    let mut told = Vec::new();
    survey
        .for_each(6_001, &rows, |customer, surveyed| told.push((customer, surveyed.facts.orders)))
        .unwrap();
    let expected: Vec<_> = (0..6_001).map(|c| (c, u32::from(buyers.contains(&c)))).collect();
    assert_eq!(told, expected);
    #[cfg(feature = "rayon")]
    assert_eq!(survey.map_in_parallel(6_001, &rows, |c, s| (c, s.facts.orders)).unwrap(), expected);
}

#[test]
fn a_rule_in_another_currency_is_refused() {
    let lines = [Line::new("P".parse().unwrap(), "1 GBP".parse().unwrap())];
    let row = (0, Purchase::new(DateTime::UNIX_EPOCH, &lines).unwrap());
    let watch = Rule::volume("1 EUR".parse().unwrap()).watch(UtcOffset::UTC);
    let survey = Survey::new(gbp(), UtcOffset::UTC, DateTime::UNIX_EPOCH).due_by(&watch);
    assert_eq!(
        told(&survey, &[row]).unwrap_err().to_string(),
        "row 0, counted from 0: an order is in GBP and the rule in EUR; convert it first"
    );
}
