//! Loyalty on real orders, through the public API, against second versions
//! written from the definitions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use sales_process::loyalty::{
    Attribution, Base, BaseError, BaseMergeError, Cadence, CadenceOptions, Candidate, Effects,
    Growth, GrowthError, GrowthQuestion, Rhythm, Timing, worklist,
};
use sales_process::order::csv;
use sales_process::policy::Rule;
use sales_process::{Currency, CustomerId, Line, Money, Order, Period, Purchase, UtcOffset};

use crate::repeat_command::data_files;

fn usd() -> Currency {
    "USD".parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn line(product: &str, amount: &str) -> Line {
    Line::new(product.parse().unwrap(), amount.parse().unwrap())
}

/// The orders of a file, numbered by customer.
struct Orders {
    ids: Vec<CustomerId>,
    orders: Vec<(usize, Order)>,
}

fn read(file: &std::path::Path) -> Orders {
    let orders = csv::read(std::fs::read(file).unwrap().as_slice()).unwrap();
    let ids: BTreeSet<CustomerId> = orders.iter().map(|o| o.customer().clone()).collect();
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    let place = |order: &Order| ids.binary_search(order.customer()).unwrap();
    let orders = orders.into_iter().map(|order| (place(&order), order)).collect();
    Orders { ids, orders }
}

impl Orders {
    fn rows(&self) -> Vec<(usize, Purchase<'_>)> {
        self.orders.iter().map(|(customer, order)| (*customer, order.into())).collect()
    }

    fn base(&self) -> Base {
        let mut base = Base::new(usd(), UtcOffset::UTC, self.ids.len());
        base.record_all(self.rows()).unwrap();
        base
    }
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(amounts).unwrap().unwrap_or(Money::zero(usd()))
}

#[track_caller]
fn check_same(found: &Base, expected: &Base) {
    assert_eq!(found.customers(), expected.customers());
    for customer in 0..expected.customers() {
        assert_eq!(found.facts(customer), expected.facts(customer));
        assert_eq!(found.rhythm(customer), expected.rhythm(customer));
        assert_eq!(found.effects(customer), expected.effects(customer));
    }
}

/// What a line of a product is, sold at an instant, by all sales of the customer.
fn naive(sales: &[(DateTime<Utc>, &str)], at: DateTime<Utc>, product: &str) -> Attribution {
    let before: Vec<&str> = sales.iter().filter(|(t, _)| *t < at).map(|(_, p)| *p).collect();
    if before.is_empty() {
        Attribution::First
    } else if before.contains(&product) {
        Attribution::Repeat
    } else {
        Attribution::CrossSell
    }
}

#[test]
fn effects_of_real_orders_are_those_of_the_definitions() {
    for file in data_files() {
        let data = read(&file);
        let base = data.base();
        let mut total = Money::zero(usd());
        for customer in 0..data.ids.len() {
            let mine = || data.orders.iter().filter(|(c, _)| *c == customer).map(|(_, o)| o);
            let lines = || mine().flat_map(|o| o.lines().iter().map(|l| (o.placed_at(), l)));
            let sales: Vec<(DateTime<Utc>, &str)> = lines()
                .filter(|(_, l)| l.amount.is_positive())
                .map(|(t, l)| (t, l.product.as_str()))
                .collect();
            let of = |kind| {
                // Neither file has lines below zero.
                let of_kind =
                    |(t, l): &(DateTime<Utc>, &Line)| naive(&sales, *t, l.product.as_str()) == kind;
                sum(lines().filter(of_kind).map(|(_, l)| l.amount))
            };
            let effects = base.effects(customer).unwrap();
            assert_eq!(effects.first, of(Attribution::First));
            assert_eq!(effects.repeat, of(Attribution::Repeat));
            assert_eq!(effects.cross_sell, of(Attribution::CrossSell));

            let orders: Vec<&Order> = mine().filter(|o| !o.is_return()).collect();
            let facts = base.facts(customer).unwrap();
            assert_eq!(facts.orders as usize, orders.len());
            assert_eq!(facts.first_order, orders.first().map(|o| o.placed_at()));
            assert_eq!(facts.volume, sum(mine().map(Order::total)));
            let products: BTreeSet<&str> = sales.iter().map(|(_, p)| *p).collect();
            assert_eq!(facts.products, products.len());
            let days = orders.iter().map(|o| o.placed_at().date_naive());
            assert_eq!(base.rhythm(customer).unwrap(), Rhythm::of(days));
            total = total.plus(facts.volume).unwrap();
        }
        assert_eq!(base.revenue().unwrap(), total);
        assert_eq!(base.total_effects().unwrap().revenue().unwrap(), total);
    }
}

#[test]
fn real_orders_in_parts_and_on_all_cores_are_the_whole() {
    for file in data_files() {
        let data = read(&file);
        let whole = data.base();
        let empty = || Base::new(usd(), UtcOffset::UTC, data.ids.len());
        let rows = data.rows();
        check_same(&empty().record_all_in_parallel(&rows).unwrap(), &whole);

        let middle = rows[rows.len() / 2].1.placed_at();
        let mut parts = Vec::new();
        for odd in [1, 0] {
            for late in [false, true] {
                let mut part = empty();
                let is_in = |(customer, purchase): &(usize, Purchase<'_>)| {
                    customer % 2 == odd && (purchase.placed_at() >= middle) == late
                };
                part.record_all(rows.iter().copied().filter(is_in)).unwrap();
                parts.push(part);
            }
        }
        let mut merged = empty();
        parts.iter().for_each(|part| merged.merge(part).unwrap());
        check_same(&merged, &whole);
    }
}

/// The rules of handoffs over four periods of the real orders, each folded by
/// itself, two and two put together.
#[test]
fn handoffs_of_real_orders_in_periods_and_on_all_cores_are_those_of_one_pass() {
    let rules = [
        r#"{"orders":{"at_least":3}}"#,
        r#"{"volume":{"at_least":"250 USD"}}"#,
        r#"{"any":[{"orders":{"at_least":6}},{"volume":{"at_least":"150 USD"}},
                   {"smallest_order":{"at_least":"20 USD","months":3}}]}"#,
        r#"{"all":[{"tenure":{"months":4}},{"not":{"monthly_volume":{"at_least":"15 USD","months":2}}}]}"#,
    ];
    for file in data_files() {
        let data = read(&file);
        let rows = data.rows();
        let last = rows.last().unwrap().1.placed_at();
        let mut due = 0;
        for rule in rules {
            let fold = serde_json::from_str::<Rule>(rule).unwrap().fold(UtcOffset::UTC);
            let begun = vec![fold.begin(); data.ids.len()];
            let mut whole = begun.clone();
            fold.record_all(&mut whole, rows.iter().copied()).unwrap();
            assert_eq!(fold.record_all_in_parallel(begun.clone(), &rows).unwrap(), whole);

            let mut quarters = rows.chunks(rows.len().div_ceil(4)).map(|rows| {
                let mut segments = vec![fold.begin_segment(); data.ids.len()];
                for (customer, purchase) in rows {
                    fold.record_in(&mut segments[*customer], *purchase).unwrap();
                }
                segments
            });
            let mut merged = begun;
            while let (Some(mut earlier), Some(later)) = (quarters.next(), quarters.next()) {
                let customers = earlier.iter_mut().zip(later).zip(&mut merged);
                for ((earlier, later), state) in customers {
                    fold.join(earlier, &later).unwrap();
                    fold.merge(state, earlier).unwrap();
                }
            }
            assert_eq!(merged, whole, "{rule}");
            due += merged.iter().filter(|it| fold.due_at(it, last).unwrap().is_some()).count();
        }
        assert!(due > 0);
    }
}

/// Keyed by customer and product, a rhythm is of the product.
#[test]
fn a_product_has_a_cadence_of_its_own() {
    let file = data_files().into_iter().next_back().unwrap();
    let data = read(&file);
    let mut rhythms: BTreeMap<(usize, &str), Rhythm> = BTreeMap::new();
    let mut days: BTreeMap<(usize, &str), BTreeSet<NaiveDate>> = BTreeMap::new();
    for (customer, order) in &data.orders {
        for line in order.lines().iter().filter(|line| line.amount.is_positive()) {
            let key = (*customer, line.product.as_str());
            let day = order.placed_at().date_naive();
            rhythms.entry(key).or_default().record(day).unwrap();
            days.entry(key).or_default().insert(day);
        }
    }
    let mut several = 0;
    for (key, rhythm) in &rhythms {
        assert_eq!(rhythm.days().collect::<BTreeSet<_>>(), days[key]);
        let cadence = rhythm.cadence(&CadenceOptions::default());
        let too_few = matches!(cadence, Cadence::NotEnoughHistory { .. });
        assert!(!too_few || days[key].len() < 7);
        several += usize::from(rhythm.order_days() > 1);
    }
    assert!(several > 0, "no product of {} is bought twice", file.display());
}

/// Every customer who is due is on the list, with what an order is worth.
#[test]
fn the_worklist_of_real_orders_is_complete() {
    for file in data_files() {
        let data = read(&file);
        let base = data.base();
        let today = data.orders[data.orders.len() - 1].1.placed_at().date_naive();
        let known: Vec<(&CustomerId, Cadence, Money)> = data
            .ids
            .iter()
            .enumerate()
            .filter_map(|(customer, id)| {
                let cadence = base.rhythm(customer)?.cadence(&CadenceOptions::default());
                Some((id, cadence, base.facts(customer)?.average_order()?))
            })
            .collect();
        let candidates =
            known.iter().map(|(id, cadence, worth)| Candidate::new(id, cadence, *worth));
        let tasks = worklist(candidates.rev(), today).unwrap();
        let listed: BTreeSet<&CustomerId> = tasks.iter().map(|task| &task.customer).collect();
        let due = known.iter().filter(|(_, cadence, _)| {
            cadence.due().is_some_and(|due| due.timing(today) != Timing::NotYet)
        });
        assert_eq!(listed, due.map(|(id, ..)| *id).collect());
        assert_eq!(listed.len(), tasks.len());
        assert!(tasks.windows(2).all(|w| w[0].worth.at_least(w[1].worth).unwrap()));
    }
}

/// A customer who orders on Mondays, the last time on 2026-03-23: due on the
/// 30th, overdue from 1 April on.
#[test]
fn at_risk_is_who_is_overdue() {
    let mondays = NaiveDate::iter_weeks(&"2026-02-09".parse().unwrap()).take(7);
    let weekly = Rhythm::of(mondays).cadence(&CadenceOptions::default());
    let acme = "acme".parse().unwrap();
    let candidate = Candidate::new(&acme, &weekly, "80.00 GBP".parse().unwrap());
    for (day, at_risk) in
        [("2026-03-30", None), ("2026-03-31", None), ("2026-04-01", Some("80.00 GBP"))]
    {
        let tasks = worklist([candidate], day.parse().unwrap()).unwrap();
        let found = tasks[0].value_at_risk().map(|worth| worth.to_string());
        assert_eq!(found.as_deref(), at_risk, "{day}");
        assert_eq!(tasks[0].expected_value().to_string(), "80.00 GBP");
    }
}

#[test]
fn returns_go_where_the_sale_was() {
    let mut base = Base::new("GBP".parse().unwrap(), UtcOffset::UTC, 1);
    let mut record = |day: u32, lines: &[Line]| {
        let purchase = Purchase::new(at(&format!("2026-01-{day:02}T10:00:00Z")), lines).unwrap();
        let Effects { first, repeat, cross_sell, .. } = base.record(0, purchase).unwrap();
        format!("{first} / {repeat} / {cross_sell}")
    };
    // Of a sale that is not recorded.
    assert_eq!(record(1, &[line("A", "-3 GBP")]), "-3.00 GBP / 0.00 GBP / 0.00 GBP");
    assert_eq!(
        record(2, &[line("A", "10 GBP"), line("A", "-1 GBP"), line("B", "5 GBP")]),
        "14.00 GBP / 0.00 GBP / 0.00 GBP"
    );
    assert_eq!(record(3, &[line("A", "-2 GBP")]), "-2.00 GBP / 0.00 GBP / 0.00 GBP");
    assert_eq!(
        record(4, &[line("C", "-1 GBP"), line("C", "7 GBP"), line("A", "10 GBP")]),
        "0.00 GBP / 10.00 GBP / 6.00 GBP"
    );
    assert_eq!(
        record(5, &[line("A", "-4 GBP"), line("B", "-5 GBP"), line("C", "-7 GBP")]),
        "-5.00 GBP / -4.00 GBP / -7.00 GBP"
    );
    let facts = base.facts(0).unwrap();
    assert_eq!((facts.orders, facts.products), (2, 3));
    assert_eq!(facts.first_order, Some(at("2026-01-02T10:00:00Z")));
    assert_eq!(facts.last_order, Some(at("2026-01-04T10:00:00Z")));
    assert_eq!(facts.last_purchase, Some(at("2026-01-05T10:00:00Z")));
    assert_eq!(facts.volume.to_string(), "9.00 GBP");
    assert_eq!(facts.average_order().unwrap().to_string(), "15.00 GBP");
    assert_eq!(base.rhythm(0).unwrap().order_days(), 2);
}

#[test]
fn what_cannot_be_recorded_changes_nothing() {
    let mut base = Base::new("GBP".parse().unwrap(), UtcOffset::UTC, 2);
    let most = "999999999999999999 GBP";
    let huge = [line("A", most)];
    let (early, late) = (at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
    base.record(0, Purchase::new(late, &huge).unwrap()).unwrap();
    let expected = base.clone();
    let small = [line("A", "1 GBP"), line("B", "1 GBP")];
    let euros = [line("A", "1 EUR")];
    let given_back = [line("A", "-999999999999999999 GBP")];
    for (customer, purchase, message) in [
        (
            0,
            Purchase::new(early, &small).unwrap(),
            "an order of 2026-01-01T00:00:00Z comes after one of 2026-01-02T00:00:00Z; record orders in time order",
        ),
        (
            1,
            Purchase::new(late, &euros).unwrap(),
            "an order is in EUR and the customers in GBP; convert it first",
        ),
        (
            0,
            Purchase::new(late, &given_back).unwrap(),
            "the lines of the customer add up to more than 18 digits before the point",
        ),
        (
            2,
            Purchase::new(late, &small).unwrap(),
            "there is no customer 2; expected one of the 2 there are, counted from 0",
        ),
    ] {
        assert_eq!(base.record(customer, purchase).unwrap_err().to_string(), message);
        let row = base.record_all([(customer, purchase)]).unwrap_err();
        assert_eq!(row.to_string(), format!("row 0, counted from 0: {message}"));
        check_same(&base, &expected);
    }
    // Both customers fit, and their sum does not.
    base.record(1, Purchase::new(late, &huge).unwrap()).unwrap();
    assert_eq!(
        base.revenue().unwrap_err().to_string(),
        "the sum over all customers has more than 18 digits before the point"
    );
    assert!(base.total_effects().is_err());

    let rows =
        [(0, Purchase::new(late, &huge).unwrap()), (5, Purchase::new(late, &small).unwrap())];
    let mut base = Base::new("GBP".parse().unwrap(), UtcOffset::UTC, 0);
    assert_eq!(base.add_customer(), 0);
    let error = base.record_all(rows).unwrap_err();
    assert_eq!((error.row, error.error), (1, BaseError::NoCustomer { index: 5, customers: 1 }));
    assert_eq!(base.facts(0).unwrap().orders, 1);
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let part = |currency: &str, offset: &str, day: u32, amount: &str| {
        let mut base =
            Base::new(currency.parse().unwrap(), offset.parse::<sales_process::Zone>().unwrap(), 2);
        let lines = [line("A", amount)];
        let purchase = Purchase::new(at(&format!("2026-01-{day:02}T00:00:00Z")), &lines).unwrap();
        base.record(1, purchase).unwrap();
        base
    };
    let mut base = part("GBP", "+00:00", 5, "900000000000000000 GBP");
    let before = base.clone();
    for (later, message) in [
        (
            part("EUR", "+00:00", 6, "1 EUR"),
            "one part is in EUR and the other in GBP; convert it first",
        ),
        (
            part("GBP", "+01:00", 6, "1 GBP"),
            "the days of one part are at +01:00 and those of the other at +00:00; fold both in one zone",
        ),
        (
            part("GBP", "+00:00", 5, "1 GBP"),
            "customer 1 has an order of 2026-01-05T00:00:00Z in the later part, and one of \
             2026-01-05T00:00:00Z in the earlier; put together consecutive periods",
        ),
        (
            part("GBP", "+00:00", 6, "900000000000000000 GBP"),
            "the lines of customer 1 add up to more than 18 digits before the point",
        ),
    ] {
        assert_eq!(base.merge(&later).unwrap_err().to_string(), message);
        check_same(&base, &before);
    }
    let overlap = part("GBP", "+00:00", 4, "1 GBP");
    assert!(matches!(base.merge(&overlap), Err(BaseMergeError::Overlap { customer: 1, .. })));
}

fn period(from: &str, to: &str) -> Period {
    let day = |day: &str| at(&format!("{day}T00:00:00Z"));
    Period::new(day(from), day(to)).unwrap()
}

#[test]
fn growth_is_by_the_owner_of_the_day() {
    let gbp: Currency = "GBP".parse().unwrap();
    let (january, march) = (period("2026-01-01", "2026-01-31"), period("2026-03-01", "2026-03-31"));
    // Customer 0 passes from hunter 0 to farmer 1 in February, customer 1 in
    // the middle of March; nobody owns customer 2.
    let owner = |customer: usize, t: DateTime<Utc>| match customer {
        0 => Some(usize::from(t >= at("2026-02-10T00:00:00Z"))),
        1 => Some(usize::from(t >= at("2026-03-15T00:00:00Z"))),
        _ => None,
    };
    let orders = [
        (0, "2026-01-10", vec![line("A", "100 GBP")]),
        (1, "2026-01-20", vec![line("A", "50 GBP")]),
        (2, "2026-01-21", vec![line("A", "10 GBP")]),
        (0, "2026-02-15", vec![line("B", "500 GBP")]),
        (0, "2026-03-05", vec![line("A", "100 GBP"), line("C", "25 GBP")]),
        (1, "2026-03-10", vec![line("A", "20 GBP")]),
        (1, "2026-03-20", vec![line("B", "20 GBP")]),
        (1, "2026-03-21", vec![line("B", "-5 GBP")]),
        (2, "2026-03-31", vec![line("A", "10 GBP")]),
    ];
    let rows = || {
        orders.iter().map(|(customer, day, lines)| {
            (*customer, Purchase::new(at(&format!("{day}T00:00:00Z")), lines).unwrap())
        })
    };
    let question = GrowthQuestion::new(gbp, (january, march), 3, 3).unwrap();
    let growth = Growth::measure(&question, rows(), owner).unwrap();

    let base = growth.base();
    assert_eq!(base.before.volume.to_string(), "160.00 GBP");
    assert_eq!(base.after.volume.to_string(), "160.00 GBP");
    assert_eq!((base.before.orders, base.after.orders), (3, 3));
    assert_eq!((base.before.customers, base.after.customers), (3, 2));
    // 30 days: as many orders as customers, then 3 of 2 customers.
    assert_eq!((base.before.frequency, base.after.frequency), (Some(1.0), Some(1.5)));
    assert_eq!(base.frequency_ratio(), Some(1.5));
    assert_eq!(base.before.average_order.unwrap().to_string(), "53.33 GBP");
    assert_eq!(base.after.average_order.unwrap().to_string(), "55.00 GBP");
    assert_eq!((base.after.products, base.after.range), (4, Some(2.0)));
    // C and B are new in March, less what was given back: 25 + 20 - 5 of 160.
    assert_eq!(base.after.cross_sell_share, Some(0.25));
    assert_eq!(base.volume_ratio(), Some(1.0));
    assert_eq!(base.net_retention, Some(1.0));
    // Customer 0 keeps 100 of 125, customer 1 keeps 35, customer 2 nothing.
    assert_eq!(base.gross_retention, Some(135.0 / 160.0));

    let [hunter, farmer, nobody] = [0, 1, 2].map(|owner| growth.of_owner(owner).unwrap());
    assert_eq!(hunter.before.volume.to_string(), "150.00 GBP");
    assert_eq!(hunter.after.volume.to_string(), "20.00 GBP");
    assert_eq!(farmer.before.volume.to_string(), "0.00 GBP");
    assert_eq!(farmer.after.volume.to_string(), "140.00 GBP");
    assert_eq!((hunter.after.customers, farmer.after.customers), (1, 2));
    // On the first of March customer 0 is the farmer's, customer 1 the hunter's.
    assert_eq!(farmer.net_retention, Some(1.25));
    assert_eq!(hunter.net_retention, Some(0.7));
    assert_eq!((farmer.volume_ratio(), farmer.before.average_order), (None, None));
    assert_eq!(
        (nobody.net_retention, nobody.after.frequency, nobody.after.range),
        (None, None, None)
    );
    assert_eq!(growth.of_customer(2).unwrap().net_retention, Some(0.0));
    assert!(growth.of_owner(3).is_none() && growth.of_customer(3).is_none());

    let error = Growth::measure(&question, rows(), |_, _| Some(7)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "customer 0 is owned by 7; expected one of 3 owners, counted from 0"
    );
    let few = GrowthQuestion::new(gbp, (january, march), 1, 0).unwrap();
    let error = Growth::measure(&few, rows(), |_, _| None).unwrap_err();
    assert!(matches!(error, GrowthError::Row(error) if error.row == 1));
    assert_eq!(
        GrowthQuestion::new(gbp, (march, january), 1, 0).unwrap_err().to_string(),
        "the later period begins at 2026-01-01T00:00:00Z, before the earlier one ends at 2026-03-31T00:00:00Z"
    );
}

/// A period without length, and a base without customers, have no figures.
#[test]
fn growth_of_nothing_is_no_number() {
    let nothing = period("2026-01-01", "2026-01-01");
    let question = GrowthQuestion::new(usd(), (nothing, nothing), 0, 0).unwrap();
    let rows: [(usize, Purchase<'_>); 0] = [];
    let base = Growth::measure(&question, rows, |_, _| None).unwrap().base();
    assert_eq!(base.after.volume, Money::zero(usd()));
    assert_eq!((base.after.average_order, base.after.cross_sell_share), (None, None));
    assert_eq!((base.net_retention, base.gross_retention), (None, None));
    assert_eq!(
        (
            base.volume_ratio(),
            base.frequency_ratio(),
            base.average_order_ratio(),
            base.range_ratio()
        ),
        (None, None, None, None)
    );
}
