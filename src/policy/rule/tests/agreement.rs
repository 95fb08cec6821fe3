//! The two evaluations give the same verdict, whatever the rule and history.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;

use crate::policy::rule::{EvaluateError, Rule, RuleFold, RuleFoldError, RuleSegment};
use crate::value::{Line, Money, Months, Purchase, UtcOffset};

fn money(amount: &str) -> Money {
    format!("{amount} GBP").parse().unwrap()
}

fn threshold() -> impl Strategy<Value = Money> {
    select(vec!["-30", "-0.00000001", "0", "10", "20", "50", "100"]).prop_map(money)
}

fn months() -> impl Strategy<Value = Months> {
    (1..=4u32).prop_map(|n| Months::new(n).unwrap())
}

fn rule() -> impl Strategy<Value = Rule> {
    let product = select(vec!["a", "b", "c", "d"]).prop_map(|p| p.parse().unwrap());
    let leaf = prop_oneof![
        (1..=4u32).prop_map(|n| Rule::orders(n).unwrap()),
        threshold().prop_map(Rule::volume),
        prop::collection::vec(product, 1..3).prop_map(|p| Rule::bought(p).unwrap()),
        (threshold(), months()).prop_map(|(m, n)| Rule::smallest_order(m, n)),
        (threshold(), months()).prop_map(|(m, n)| Rule::smallest_order(m, n)),
        (threshold(), months()).prop_map(|(m, n)| Rule::monthly_volume(m, n)),
        (threshold(), months()).prop_map(|(m, n)| Rule::monthly_volume(m, n)),
        months().prop_map(Rule::tenure),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let members = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            members.clone().prop_map(|of| Rule::all(of).unwrap()),
            members.clone().prop_map(|of| Rule::any(of).unwrap()),
            (members, any::<prop::sample::Index>()).prop_map(|(of, k)| {
                let count = u32::try_from(k.index(of.len())).unwrap() + 1;
                Rule::at_least(count, of).unwrap()
            }),
            inner.prop_map(|of| of.not().unwrap()),
        ]
    })
}

/// Many at one instant, at month ends and around leap days; some at the ends
/// of the calendar.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let day = prop_oneof![
        select(vec![
            "2023-12-31",
            "2024-01-01",
            "2024-01-29",
            "2024-01-30",
            "2024-01-31",
            "2024-02-28",
            "2024-02-29",
            "2024-03-01",
            "2024-03-31",
            "2024-04-30",
            "2024-05-31",
            "2024-06-30",
        ])
        .prop_map(|day| day.parse::<NaiveDate>().unwrap()),
        (0..500u64)
            .prop_map(|days| NaiveDate::from_ymd_opt(2023, 11, 15).unwrap() + Days::new(days)),
    ];
    let time = select(vec![(0, 0), (36_000, 0), (36_000, 1), (79_200, 0), (86_399, 999_999_999)]);
    let usual = (day, time).prop_map(|(day, (seconds, nanos))| {
        let midnight = day.and_hms_opt(0, 0, 0).unwrap().and_utc();
        midnight + TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanos)
    });
    let apart = select(vec![0, 1, 86_400, 40 * 86_400, 100 * 86_400, 200 * 86_400])
        .prop_map(TimeDelta::seconds);
    prop_oneof![
        40 => usual,
        1 => apart.clone().prop_map(|d| DateTime::<Utc>::MAX_UTC - d),
        1 => apart.prop_map(|d| DateTime::<Utc>::MIN_UTC + d),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let product = select(vec!["a", "b", "c", "e"]);
    let amount = select(vec!["-60", "-20", "0", "9.99999999", "10", "20", "50", "50.00", "70"]);
    (product, amount)
        .prop_map(|(product, amount)| Line::new(product.parse().unwrap(), money(amount)))
}

type Placed = (DateTime<Utc>, Vec<Line>);

fn history() -> impl Strategy<Value = Vec<Placed>> {
    prop::collection::vec((instant(), prop::collection::vec(line(), 1..3)), 0..10)
}

/// Instants to ask at: those of the history, and months after them, and right
/// before and after these.
fn asked(history: &[Placed], picks: &[(prop::sample::Index, u32, i64)]) -> Vec<DateTime<Utc>> {
    let mut asked: Vec<_> = picks
        .iter()
        .filter(|_| !history.is_empty())
        .filter_map(|(index, months, nanos)| {
            let (at, _) = index.get(history);
            let later = Months::new(*months).map_or(Some(*at), |months| months.after(*at));
            later?.checked_add_signed(TimeDelta::nanoseconds(*nanos))
        })
        .collect();
    asked.push("2024-04-15T00:00:00Z".parse().unwrap());
    asked.push(DateTime::<Utc>::MAX_UTC);
    asked.sort();
    asked
}

fn purchases(history: &[Placed]) -> Vec<Purchase<'_>> {
    history.iter().map(|(at, lines)| Purchase::new(*at, lines).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn both_evaluations_give_the_same_verdict(
        rule in rule(),
        history in history(),
        offset in select(vec!["+00:00", "+14:00", "-12:00", "+05:30"]),
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0..5u32, -1..=1i64), 1..5),
    ) {
        let offset: UtcOffset = offset.parse().unwrap();
        let fold = rule.fold(offset);
        let mut state = fold.begin();
        let mut in_time = purchases(&history);
        in_time.sort_by_key(Purchase::placed_at);
        let mut rest = in_time.into_iter().peekable();
        for as_of in asked(&history, &picks) {
            while let Some(purchase) = rest.next_if(|p| p.placed_at() <= as_of) {
                fold.record(&mut state, purchase).unwrap();
            }
            let naive = rule.evaluated_anew(purchases(&history), as_of, offset).unwrap();
            let folded = fold.verdict(&state, as_of).unwrap();
            prop_assert_eq!(&folded, &naive, "{} as of {}", rule, as_of);
            prop_assert_eq!(fold.due_at(&state, as_of).unwrap(), naive.due_at);
            let text = naive.to_string();
            prop_assert_eq!(text.lines().count(), 1 + naive.reasons.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// What the shape of a rule proves, no history disproves.
    #[test]
    fn what_is_certain_holds_of_every_history(
        rule in rule(),
        other in rule(),
        history in history(),
    ) {
        let judge = |rule: &Rule, as_of| {
            rule.evaluated_anew(purchases(&history), as_of, UtcOffset::UTC).unwrap()
        };
        let all = purchases(&history);
        let first = all.iter().filter(|p| !p.is_return()).map(Purchase::placed_at).min();
        for asked in [rule.clone(), rule.clone().not().unwrap()] {
            if let (Some(first), true) = (first, asked.holds_from_the_first_order()) {
                prop_assert!(judge(&asked, first).holds, "{asked}");
            }
            prop_assert!(!asked.never_holds() || judge(&asked, DateTime::<Utc>::MAX_UTC).due_at.is_none());
        }
        let contradictory = Rule::all([other, rule.clone(), rule.not().unwrap()]).unwrap();
        prop_assert!(contradictory.never_holds());
        prop_assert!(!contradictory.contradictions().is_empty());
        prop_assert_eq!(judge(&contradictory, DateTime::<Utc>::MAX_UTC).due_at, None);
    }

    /// One purchase is in euros; every other is in pounds.
    #[test]
    fn both_evaluations_refuse_another_currency(
        rule in rule(),
        history in history(),
        odd in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!history.is_empty());
        let mut history = history;
        let at = odd.index(history.len());
        history[at].1 = vec![Line::new("a".parse().unwrap(), "10 EUR".parse().unwrap())];
        let naive = rule.evaluated_anew(purchases(&history), DateTime::<Utc>::MAX_UTC, UtcOffset::UTC);
        let fold = rule.fold(UtcOffset::UTC);
        let mut state = fold.begin();
        let mut in_time = purchases(&history);
        in_time.sort_by_key(Purchase::placed_at);
        let folded = in_time.into_iter().try_for_each(|p| fold.record(&mut state, p));
        match (naive, folded) {
            (Ok(naive), Ok(())) => {
                prop_assert_eq!(fold.verdict(&state, DateTime::<Utc>::MAX_UTC).unwrap(), naive);
            }
            (Err(EvaluateError::Currency { .. }), Err(RuleFoldError::Currency { .. })) => {}
            (naive, folded) => prop_assert!(false, "{naive:?} {folded:?}"),
        }
    }

    /// Many customers at once, in blocks, as one by one.
    #[test]
    fn recording_all_is_recording_each(
        rule in rule(),
        rows in prop::collection::vec((0..7usize, instant(), line()), 0..200),
    ) {
        let mut rows = rows;
        rows.sort_by_key(|(_, at, _)| *at);
        let fold = rule.fold(UtcOffset::UTC);
        let mut together = vec![fold.begin(); 7];
        let mut each = together.clone();
        let purchases: Vec<_> = rows
            .iter()
            .map(|(index, at, line)| {
                (*index, Purchase::new(*at, std::slice::from_ref(line)).unwrap())
            })
            .collect();
        for (index, purchase) in &purchases {
            fold.record(&mut each[*index], *purchase).unwrap();
        }
        fold.record_all(&mut together, purchases).unwrap();
        prop_assert_eq!(together, each);
    }
}

/// Each segment of a history that is cut at these places, which may lie
/// between purchases of one instant.
fn segments(fold: &RuleFold, in_time: &[Purchase<'_>], cuts: &[usize]) -> Vec<RuleSegment> {
    let ends = cuts.iter().copied().chain([in_time.len()]);
    let begins = [0].into_iter().chain(cuts.iter().copied());
    let fold = |(begin, end): (usize, usize)| {
        let mut segment = fold.begin_segment();
        for purchase in &in_time[begin..end] {
            fold.record_in(&mut segment, *purchase).unwrap();
        }
        segment
    };
    begins.zip(ends).map(fold).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// However a history is cut, its segments give the state of one pass,
    /// whichever of them are put together first.
    #[test]
    fn segments_put_together_are_one_pass(
        rule in rule(),
        history in history(),
        offset in select(vec!["+00:00", "+14:00", "-12:00", "+05:30"]),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 2),
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0..5u32, -1..=1i64), 1..5),
    ) {
        let fold = rule.fold(offset.parse::<crate::value::Zone>().unwrap());
        let mut in_time = purchases(&history);
        in_time.sort_by_key(Purchase::placed_at);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(in_time.len() + 1)).collect();
        cuts.sort_unstable();
        let parts = segments(&fold, &in_time, &cuts);
        let mut whole = fold.begin();
        let mut begun = fold.begin();
        for (place, purchase) in in_time.iter().enumerate() {
            fold.record(&mut whole, *purchase).unwrap();
            if place < cuts[0] {
                fold.record(&mut begun, *purchase).unwrap();
            }
        }

        // One after the other behind what is known.
        fold.merge(&mut begun, &parts[1]).unwrap();
        fold.merge(&mut begun, &parts[2]).unwrap();
        prop_assert_eq!(&begun, &whole, "{} cut at {:?}", rule, cuts);
        // The two later ones first, the two earlier ones first.
        let mut later = parts[1].clone();
        fold.join(&mut later, &parts[2]).unwrap();
        let (mut right, mut left) = (parts[0].clone(), parts[0].clone());
        fold.join(&mut right, &later).unwrap();
        fold.join(&mut left, &parts[1]).unwrap();
        fold.join(&mut left, &parts[2]).unwrap();
        let [one] = &segments(&fold, &in_time, &[])[..] else { panic!() };
        prop_assert_eq!(&right.alone, &whole);
        prop_assert!(&left == one && &right == one, "{rule} cut at {cuts:?}");
        let mut nothing = fold.begin();
        fold.merge(&mut nothing, one).unwrap();
        prop_assert_eq!(&nothing, &whole);

        for as_of in asked(&history, &picks) {
            if whole.last.is_none_or(|last| last <= as_of) {
                let naive = rule.evaluated_anew(purchases(&history), as_of, offset.parse().unwrap());
                prop_assert_eq!(fold.verdict(&begun, as_of).unwrap(), naive.unwrap());
            }
        }
    }

    /// A segment that is put behind its state goes on as that state does.
    #[test]
    fn what_is_put_together_can_be_continued(
        rule in rule(),
        history in history(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 2),
    ) {
        let fold = rule.fold(UtcOffset::UTC);
        let mut in_time = purchases(&history);
        in_time.sort_by_key(Purchase::placed_at);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(in_time.len() + 1)).collect();
        cuts.sort_unstable();
        let parts = segments(&fold, &in_time, &cuts);
        let mut known = parts[0].alone.clone();
        fold.merge(&mut known, &parts[1]).unwrap();
        let mut joined = parts[0].clone();
        fold.join(&mut joined, &parts[1]).unwrap();
        let mut whole = fold.begin();
        for purchase in &in_time[cuts[1]..] {
            fold.record(&mut known, *purchase).unwrap();
            fold.record_in(&mut joined, *purchase).unwrap();
        }
        for purchase in &in_time {
            fold.record(&mut whole, *purchase).unwrap();
        }
        prop_assert_eq!(&known, &whole);
        prop_assert!(joined == segments(&fold, &in_time, &[])[0]);
    }
}

#[cfg(feature = "rayon")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The same states on any number of cores, or the same error.
    #[test]
    fn on_all_cores_as_on_one(
        rule in rule(),
        rows in prop::collection::vec((0..9usize, instant(), line()), 0..300),
        sorted in prop::bool::weighted(0.7),
        customers in 0..9usize,
        cores in 1..6usize,
    ) {
        let mut rows = rows;
        if sorted {
            rows.sort_by_key(|(_, at, _)| *at);
        }
        let rows: Vec<_> = rows
            .iter()
            .map(|(index, at, line)| {
                (*index, Purchase::new(*at, std::slice::from_ref(line)).unwrap())
            })
            .collect();
        let fold = rule.fold(UtcOffset::UTC);
        let begun = vec![fold.begin(); customers];
        let mut one = begun.clone();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
        let on_all = pool.install(|| fold.record_all_in_parallel(begun, &rows));
        prop_assert_eq!(on_all, fold.record_all(&mut one, rows).map(|()| one));
    }
}

/// What is read back is a state that a fold can have.
#[test]
fn a_stored_state_or_segment_that_contradicts_itself_is_refused() {
    use crate::policy::rule::{Rule, RuleSegment, RuleState};
    use crate::value::{Line, Purchase, UtcOffset};

    let rule: Rule = serde_json::from_str(
        r#"{"all":[{"volume":{"at_least":"1000 GBP"}},{"bought":{"any_of":["a"]}}]}"#,
    )
    .unwrap();
    let fold = rule.fold(UtcOffset::UTC);
    let line = Line::new("a".parse().unwrap(), "5 GBP".parse().unwrap());
    let (mut state, mut segment) = (fold.begin(), fold.begin_segment());
    for day in ["2024-01-02T00:00:00Z", "2024-02-02T00:00:00Z"] {
        let order = || Purchase::new(day.parse().unwrap(), std::slice::from_ref(&line)).unwrap();
        fold.record(&mut state, order()).unwrap();
        fold.record_in(&mut segment, order()).unwrap();
    }
    let state = serde_json::to_value(&state).unwrap();
    let segment = serde_json::to_value(&segment).unwrap();
    let read = |key: &str, value: serde_json::Value| {
        let mut changed = state.clone();
        changed[key] = value;
        serde_json::from_value::<RuleState>(changed).map_err(|error| error.to_string())
    };
    let last = state["last"].clone();
    assert!(read("due", last.clone()).is_ok() && read("first_order", last).is_ok());
    for (key, value) in [
        ("due", "2024-02-02T00:00:01Z".into()),
        ("first_order", "2024-02-02T00:00:01Z".into()),
        ("last", serde_json::Value::Null),
    ] {
        let refused = read(key, value).unwrap_err();
        assert!(refused.contains("contradicts itself"), "{key}: {refused}");
    }
    let nothing = serde_json::to_value(fold.begin()).unwrap();
    for key in ["due", "first_order", "orders"] {
        let mut changed = nothing.clone();
        assert!(serde_json::from_value::<RuleState>(changed.clone()).is_ok());
        changed[key] = if key == "orders" { 1.into() } else { "2024-02-02T00:00:00Z".into() };
        assert!(serde_json::from_value::<RuleState>(changed).is_err(), "{key} without a last");
    }
    let months = Rule::monthly_volume(money("1"), Months::new(2).unwrap()).fold(UtcOffset::UTC);
    let mut begun = serde_json::to_value(months.begin()).unwrap();
    for (run, is_read) in [(Months::MOST, true), (Months::MOST + 1, false)] {
        begun["memories"][0]["monthly_volume"]["run"] = run.into();
        assert_eq!(serde_json::from_value::<RuleState>(begun.clone()).is_ok(), is_read, "{run}");
    }
    let read = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut changed = segment.clone();
        change(&mut changed);
        serde_json::from_value::<RuleSegment>(changed).map_err(|error| error.to_string())
    };
    assert!(read(&|_| {}).is_ok());
    for (what, change) in [
        (
            "not in time",
            (&|it: &mut serde_json::Value| it["steps"].as_array_mut().unwrap().reverse())
                as &dyn Fn(&mut serde_json::Value),
        ),
        ("instants not in time", &|it| {
            let later = it["steps"][1][0].take();
            it["steps"][1][0] = std::mem::replace(&mut it["steps"][0][0], later);
        }),
        ("lines not in order", &|it| it["steps"][0][2] = 2.into()),
        ("lines left over", &|it| it["lines"].as_array_mut().unwrap().clear()),
        ("no steps", &|it| {
            it["steps"].as_array_mut().unwrap().clear();
            it["lines"].as_array_mut().unwrap().clear();
        }),
    ] {
        let refused = read(change).unwrap_err();
        assert!(refused.contains("contradicts itself"), "{what}: {refused}");
    }
}
