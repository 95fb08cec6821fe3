//! Credit between hunters and farmers, and who owned a customer on a day.

use super::*;

fn handover(from: &str, until: &str, percent: f64) -> Handover {
    Handover {
        customer: id("acme"),
        hunter: id("hanna"),
        farmer: id("fred"),
        from: day(from),
        credit: (!until.is_empty())
            .then(|| Credit { hunter_percent: Percent::new(percent).unwrap(), until: day(until) }),
    }
}

/// acme is hanna's, fred's from 1 April on, fay's from 1 June on.
fn passed_on() -> AnyCustomer {
    let AnyCustomer::New(new) = customer("acme", TWICE) else { panic!() };
    let act = by("hanna", "2026-02-20");
    let new = new.change_owner(id("fred"), day("2026-04-01"), &act).unwrap();
    new.change_owner(id("fay"), day("2026-06-01"), &act).unwrap().into()
}

#[track_caller]
fn check_credit(handovers: &[Handover], on: &str, expected: &str) {
    let shares = credited(passed_on().record(), handovers, money("9.99 GBP"), day(on));
    let words: Vec<String> =
        shares.iter().map(|share| format!("{} {}", share.person, share.amount)).collect();
    assert_eq!(words.join(", "), expected);
}

#[test]
fn credit_is_shared_until_a_date_with_whoever_owns_the_customer() {
    let shared = [handover("2026-04-01", "2026-07-01", 30.0)];
    check_credit(&[], "2026-05-01", "fred 9.99 GBP");
    check_credit(&shared, "2025-01-01", "hanna 9.99 GBP");
    check_credit(&shared, "2026-03-31", "hanna 9.99 GBP");
    check_credit(&shared, "2026-04-01", "hanna 3.00 GBP, fred 6.99 GBP");
    check_credit(&shared, "2026-05-31", "hanna 3.00 GBP, fred 6.99 GBP");
    check_credit(&shared, "2026-06-01", "hanna 3.00 GBP, fay 6.99 GBP");
    check_credit(&shared, "2026-06-30", "hanna 3.00 GBP, fay 6.99 GBP");
    check_credit(&shared, "2026-07-01", "fay 9.99 GBP");
    // A later handover without a split ends the one before.
    let ended = [handover("2026-06-01", "", 0.0), handover("2026-04-01", "2026-07-01", 30.0)];
    check_credit(&ended, "2026-05-31", "hanna 3.00 GBP, fred 6.99 GBP");
    check_credit(&ended, "2026-06-01", "fay 9.99 GBP");
    // All of it, none of it, another customer's.
    check_credit(
        &[handover("2026-04-01", "2026-07-01", 100.0)],
        "2026-05-01",
        "hanna 9.99 GBP, fred 0.00 GBP",
    );
    check_credit(&[handover("2026-04-01", "2026-07-01", 0.0)], "2026-05-01", "fred 9.99 GBP");
    let other = Handover { customer: id("bolt"), ..handover("2026-04-01", "2026-07-01", 30.0) };
    check_credit(&[other], "2026-05-01", "fred 9.99 GBP");
    // The hunter has it back.
    check_credit(&[handover("2026-01-02", "2026-07-01", 30.0)], "2026-02-01", "hanna 9.99 GBP");
}

/// The smallest unit that a whole number of the hunter's part is nearest to,
/// and an even one where two are.
fn naive_part(units: i128, hundredths: i128) -> i128 {
    let parts = units * hundredths;
    let floor = parts.div_euclid(10_000);
    let distance = |n: i128| (n * 10_000 - parts).abs();
    let up = floor + 1;
    match distance(floor).cmp(&distance(up)) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => up,
        std::cmp::Ordering::Equal if floor % 2 == 0 => floor,
        std::cmp::Ordering::Equal => up,
    }
}

proptest! {
    #[test]
    fn the_parts_always_add_up(
        units in -99_999_999_999_999_999_999_999_999i128..99_999_999_999_999_999_999_999_999,
        scale in 0u32..=8,
        hundredths in 0u16..=10_000,
        days in -200i64..200,
    ) {
        let amount = Decimal::try_from_i128_with_scale(units % 10i128.pow(18 + scale), scale).unwrap();
        for currency in ["GBP", "JPY", "BHD"] {
            let whole = Money::new(amount, currency.parse().unwrap()).unwrap();
            let percent = f64::from(hundredths) / 100.0;
            let over = handover("2026-04-01", "2026-07-01", percent);
            let on: NaiveDate = day("2026-05-01") + TimeDelta::days(days);
            let shares = credited(passed_on().record(), std::slice::from_ref(&over), whole, on);
            let sum = shares.iter().try_fold(Money::zero(whole.currency()), |sum, share| {
                sum.plus(share.amount)
            });
            prop_assert_eq!(sum.unwrap(), whole);
            let (hunter, farmer) = over.share(whole, on);
            prop_assert_eq!(hunter.plus(farmer).unwrap(), whole);
            prop_assert!(hunter.amount().abs() <= whole.amount().abs() + Decimal::ONE);
        }
    }

    #[test]
    fn the_hunters_part_is_rounded_half_even(
        pennies in -10_000_000i64..10_000_000,
        // Halves of a penny come of halves, quarters and eighths.
        hundredths in prop_oneof![0u16..10_000, (0u16..8).prop_map(|eighths| eighths * 1_250)],
    ) {
        let whole = Money::new(Decimal::new(pennies, 2), "GBP".parse().unwrap()).unwrap();
        let (part, rest) = Percent::new(f64::from(hundredths) / 100.0).unwrap().split(whole);
        let expected = naive_part(pennies.into(), hundredths.into());
        prop_assert_eq!(part.amount(), Decimal::try_from_i128_with_scale(expected, 2).unwrap());
        prop_assert_eq!(rest.amount(), Decimal::try_from_i128_with_scale(i128::from(pennies) - expected, 2).unwrap());
    }

    #[test]
    fn one_owner_on_every_day(
        changes in proptest::collection::vec((0i64..300, "[a-d]"), 0..8),
        asked in 0i64..400,
    ) {
        let first = day("2026-01-01");
        let on = |days: i64| first + TimeDelta::days(days);
        let mut customer = customer("acme", &[]);
        let mut naive = vec!["hanna".to_owned(); 400];
        for (from, owner) in &changes {
            let AnyCustomer::Prospect(prospect) = customer else { unreachable!() };
            let act = by("hanna", "2026-01-01");
            customer = match prospect.change_owner(id(owner), on(*from), &act) {
                Ok(changed) => changed.into(),
                Err(refused) => refused.entity.into(),
            };
        }
        // The last word for a day that a change begins on, and until the next.
        let mut begins: std::collections::BTreeMap<i64, String> = std::collections::BTreeMap::new();
        for (from, owner) in &changes {
            let so_far = begins.range(..=*from).next_back().map_or("hanna", |(_, owner)| owner);
            if so_far != owner {
                begins.insert(*from, owner.clone());
            }
        }
        for (from, owner) in begins {
            let from = usize::try_from(from).unwrap();
            naive[from..].fill(owner);
        }
        let record = customer.record();
        let expected = naive[usize::try_from(asked).unwrap()].as_str();
        prop_assert_eq!(record.owner_on(on(asked)).unwrap().as_str(), expected);
        let tenures: Vec<_> = record
            .tenures()
            .filter(|t| t.from <= on(asked) && t.until.is_none_or(|until| on(asked) < until))
            .map(|t| t.owner.as_str().to_owned())
            .collect();
        prop_assert_eq!(tenures, vec![expected.to_owned()]);
    }
}
