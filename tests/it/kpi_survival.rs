//! KPIs: what becomes of deals by their age.

#![allow(clippy::cast_precision_loss, reason = "numbers of tests are small")]

use chrono::TimeDelta;
use proptest::prelude::*;
use sales_process::kpi::{Chances, DealAges, Fate, Length};

fn days(count: u32) -> Length {
    Length::new(TimeDelta::days(count.into())).unwrap()
}

/// Deals in short: `w3 l5 a8 o9` are won on day 3, lost on day 5,
/// abandoned on day 8, open on day 9; `4*l5` are four of them.
fn deals(text: &str) -> Vec<(u32, Fate)> {
    let mut deals = Vec::new();
    for word in text.split_whitespace() {
        let (times, deal) = word.split_once('*').unwrap_or(("1", word));
        let (fate, age) = deal.split_at(1);
        let fate = match fate {
            "w" => Fate::Won,
            "l" => Fate::Lost,
            "a" => Fate::Abandoned,
            _ => Fate::Open,
        };
        deals.extend((0..times.parse().unwrap()).map(|_| (age.parse::<u32>().unwrap(), fate)));
    }
    deals
}

fn fold(deals: &[(u32, Fate)]) -> DealAges {
    let mut ages = DealAges::new();
    deals.iter().for_each(|(age, fate)| ages.add(days(*age), *fate));
    ages
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let outlook = fold(&deals(text)).outlook();
    let shown: Vec<String> = outlook
        .steps()
        .iter()
        .map(|step| {
            let Chances { won, lost, abandoned, still_open, .. } = step.chances;
            let (day, n) = (step.age.days(), step.at_risk);
            format!("{day}: of {n}, {won:.4} won {lost:.4} lost {abandoned:.4} abandoned {still_open:.4} open")
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn worked_numbers() {
    check("", &[]);
    check("o5", &[]);
    // Of 4, one is won (1/4), one is open; of the 2 left, one is lost: half of 3/4.
    check(
        "w1 o2 l3 w4",
        &[
            "1: of 4, 0.2500 won 0.0000 lost 0.0000 abandoned 0.7500 open",
            "3: of 2, 0.2500 won 0.3750 lost 0.0000 abandoned 0.3750 open",
            "4: of 1, 0.6250 won 0.3750 lost 0.0000 abandoned 0.0000 open",
        ],
    );
    check("w0 a0 2*o7", &["0: of 4, 0.2500 won 0.0000 lost 0.2500 abandoned 0.5000 open"]);
}

#[test]
fn closes_come_before_what_is_watched_no_longer() {
    // The deal that is open at day 5 was at risk when the other closed.
    check("w5 o5", &["5: of 2, 0.5000 won 0.0000 lost 0.0000 abandoned 0.5000 open"]);
    check(
        "w5 o5 w6",
        &[
            "5: of 3, 0.3333 won 0.0000 lost 0.0000 abandoned 0.6667 open",
            "6: of 1, 1.0000 won 0.0000 lost 0.0000 abandoned 0.0000 open",
        ],
    );
}

#[test]
fn lost_deals_cannot_be_won_any_more() {
    let deals = deals("26*l10 9*w20 l30");
    let outlook = fold(&deals).outlook();
    assert_eq!(outlook.at(days(30)).unwrap().won.to_bits(), 0.25_f64.to_bits());
    // The wrong way: lost deals as if they were watched no longer.
    let wrong: Vec<_> = deals
        .iter()
        .map(|(age, fate)| (*age, if *fate == Fate::Lost { Fate::Open } else { *fate }))
        .collect();
    let wrong = 1.0 - fold(&wrong).outlook().at(days(30)).unwrap().still_open;
    assert!((wrong - 0.90).abs() < 1e-12, "{wrong}");
}

#[test]
fn what_nobody_has_seen_is_not_known() {
    let outlook = fold(&deals("w10 o20 o30")).outlook();
    assert!(outlook.at(days(30)).is_some());
    assert_eq!(outlook.at(days(31)), None);
    assert_eq!(outlook.won_by(days(0), days(31)), None);
    assert_eq!(outlook.won_by(days(20), days(10)), None);
    assert_eq!(outlook.won_later(days(0)), Some(1.0 / 3.0));
    assert_eq!(outlook.won_later(days(29)), Some(0.0));
    // The oldest is open: what becomes of it is not 0, but not known.
    assert_eq!(outlook.won_later(days(30)), None);
    assert_eq!(outlook.half_closed_by(), None);
    assert_eq!(outlook.watched_until(), Some(days(30)));
    // All have closed: that lasts.
    let outlook = fold(&deals("w10 l20")).outlook();
    assert_eq!(outlook.at(days(5)), Some(Chances::OPEN));
    assert_eq!(outlook.at(days(1_000)).map(|c| (c.won, c.lost)), Some((0.5, 0.5)));
    assert_eq!(outlook.won_by(days(20), days(30)), None);
    let outlook = DealAges::new().outlook();
    assert_eq!((outlook.at(Length::ZERO), outlook.half_closed_by()), (None, None));
}

#[test]
fn a_published_example() {
    // Times of remission in weeks under 6-MP (Freireich et al. 1963), the
    // common example of Kaplan–Meier; 21 patients, 9 relapses.
    let outlook =
        fold(&deals("3*w6 o6 w7 o9 w10 o10 o11 w13 w16 o17 o19 o20 w22 w23 o25 2*o32 o34 o35"))
            .outlook();
    let shown: Vec<String> = outlook
        .steps()
        .iter()
        .map(|step| format!("{} {:.3}", step.age.days(), step.chances.still_open))
        .collect();
    let published =
        ["6 0.857", "7 0.807", "10 0.753", "13 0.690", "16 0.627", "22 0.538", "23 0.448"];
    assert_eq!(shown, published);
    assert_eq!(outlook.half_closed_by(), Some(days(23)));
}

#[test]
fn published_figures_of_competing_ends() {
    // The example by which statsmodels (0.14, CumIncidenceRight) checks itself
    // against `cuminc` of R and `stcompet` of Stata: the three incidences
    // to eight places after each time.
    let outlook = fold(&deals("2*w1 w2 3*l4 2*a6 a7 o8 3*o9 o1 2*o2 2*o4")).outlook();
    let shown: Vec<String> = outlook
        .steps()
        .iter()
        .map(|step| {
            let Chances { won, lost, abandoned, .. } = step.chances;
            format!("{}: {won:.8} {lost:.8} {abandoned:.8}", step.age.days())
        })
        .collect();
    let published = [
        "1: 0.11111111 0.00000000 0.00000000",
        "2: 0.17037037 0.00000000 0.00000000",
        "4: 0.17037037 0.20740741 0.00000000",
        "6: 0.17037037 0.20740741 0.17777778",
        "7: 0.17037037 0.20740741 0.26666667",
    ];
    assert_eq!(shown, published);
}

/// The estimates as their definitions read: a product and a sum over the
/// ages, everything counted anew for each.
fn naive(deals: &[(u32, Fate)], age: u32) -> Chances {
    let mut chances = Chances::OPEN;
    for t in 0..=age {
        let count = |fits: &dyn Fn(u32, Fate) -> bool| {
            let count = deals.iter().filter(|(age, fate)| fits(*age, *fate)).count();
            f64::from(u32::try_from(count).unwrap())
        };
        let n = count(&|age, _| age >= t);
        if n == 0.0 {
            break;
        }
        let at = |fate: Fate| count(&|age, f| age == t && f == fate) / n;
        let before = chances.still_open;
        chances.won += before * at(Fate::Won);
        chances.lost += before * at(Fate::Lost);
        chances.abandoned += before * at(Fate::Abandoned);
        chances.still_open *= 1.0 - at(Fate::Won) - at(Fate::Lost) - at(Fate::Abandoned);
    }
    chances
}

fn near(a: Chances, b: Chances) -> bool {
    let pairs = [
        (a.won, b.won),
        (a.lost, b.lost),
        (a.abandoned, b.abandoned),
        (a.still_open, b.still_open),
    ];
    pairs.iter().all(|(a, b)| (a - b).abs() < 1e-9)
}

fn any_deals() -> impl Strategy<Value = Vec<(u32, Fate)>> {
    let fate = prop::sample::select(vec![Fate::Won, Fate::Lost, Fate::Abandoned, Fate::Open]);
    prop::collection::vec((0_u32..12, fate), 1..40)
}

proptest! {
    #[test]
    fn chances_are_what_the_definitions_say(deals in any_deals(), cut in 0_usize..40) {
        let outlook = fold(&deals).outlook();
        let (first, second) = deals.split_at(cut.min(deals.len()));
        let mut merged = fold(second);
        merged.merge(&fold(first));
        prop_assert_eq!(merged.outlook(), outlook.clone());

        let mut before = Chances::OPEN;
        for age in 0..14 {
            let Some(chances) = outlook.at(days(age)) else {
                prop_assert!(deals.iter().all(|(other, _)| *other < age));
                continue;
            };
            prop_assert!(near(chances, naive(&deals, age)), "{chances:?}");
            let Chances { won, lost, abandoned, still_open, .. } = chances;
            prop_assert!((won + lost + abandoned + still_open - 1.0).abs() < 1e-9);
            for chance in [won, lost, abandoned, still_open] {
                prop_assert!((0.0..=1.0).contains(&chance));
            }
            prop_assert!(won >= before.won && lost >= before.lost);
            prop_assert!(abandoned >= before.abandoned && still_open <= before.still_open);
            before = chances;
        }
    }

    #[test]
    fn where_no_deal_is_open_chances_are_plain_proportions(deals in any_deals()) {
        let closed: Vec<_> = deals.into_iter().filter(|(_, fate)| *fate != Fate::Open).collect();
        prop_assume!(!closed.is_empty());
        let outlook = fold(&closed).outlook();
        for age in 0..14 {
            let part = |fits: &dyn Fn(Fate) -> bool| {
                let count = closed.iter().filter(|(a, fate)| *a <= age && fits(*fate)).count();
                count as f64 / closed.len() as f64
            };
            let won = part(&|fate| fate == Fate::Won);
            let chances = outlook.at(days(age)).unwrap();
            // To the last digit: nothing has been multiplied up.
            prop_assert_eq!(chances.won.to_bits(), won.to_bits());
            prop_assert_eq!(chances.lost.to_bits(), part(&|f| f == Fate::Lost).to_bits());
            prop_assert!((chances.still_open - (1.0 - part(&|_| true))).abs() < 1e-12);
            // Of those open on day 3, the share won by then.
            let open = closed.iter().filter(|(age, _)| *age > 3).count();
            let later = closed.iter().filter(|(a, f)| *f == Fate::Won && *a > 3 && *a <= age).count();
            match outlook.won_by(days(3), days(age)) {
                None => prop_assert!(open == 0 || age < 3),
                Some(chance) => {
                    prop_assert!((chance - later as f64 / open as f64).abs() < 1e-9);
                }
            }
        }
    }
}
