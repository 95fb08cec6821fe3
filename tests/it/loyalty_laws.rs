//! Loyalty against an oracle: the definitions, quadratic and in plain
//! collections.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;

use sales_process::loyalty::{
    Attribution, Base, Cadence, CadenceOptions, Comparison, Effects, Figures, Growth,
    GrowthQuestion, Referrals, Rhythm,
};
use sales_process::{Currency, Line, Money, Period, Purchase, Zone};

const CUSTOMERS: usize = 4;

fn gbp() -> Currency {
    "GBP".parse().unwrap()
}

fn zero() -> Money {
    Money::zero(gbp())
}

/// A part of a whole; `None` where the whole is not above zero.
fn share(part: Money, whole: Money) -> Option<f64> {
    let number = |money: Money| {
        let mut amount = money.amount();
        amount.rescale(8);
        amount.mantissa() as f64
    };
    whole.is_positive().then(|| number(part) / number(whole))
}

/// A customer, an instant, lines.
type Placed = (usize, DateTime<Utc>, Vec<Line>);

fn instant(hours: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(hours)
}

fn line() -> impl Strategy<Value = Line> {
    let product = (0..30u32).prop_map(|n| if n < 20 { n % 5 } else { n });
    let amount = select(vec![
        "-60",
        "-20",
        "-0.5",
        "0",
        "0.01",
        "10",
        "20.5",
        "50.00",
        "0.00000001",
        "-0.001",
        "30000000",
        "100000000000000",
    ]);
    (product, amount).prop_map(|(product, amount)| {
        Line::new(format!("P{product}").parse().unwrap(), format!("{amount} GBP").parse().unwrap())
    })
}

/// Orders in time order, many of one customer at one instant or on one day.
fn history() -> impl Strategy<Value = Vec<Placed>> {
    let hours = prop_oneof![0..40i64, 0..2_000i64];
    let placed = (0..CUSTOMERS, hours.prop_map(instant), prop::collection::vec(line(), 1..4));
    prop::collection::vec(placed, 0..80).prop_map(|mut history| {
        history.sort_by_key(|(_, at, _)| *at);
        history
    })
}

fn rows(history: &[Placed]) -> Vec<(usize, Purchase<'_>)> {
    history.iter().map(|(c, at, lines)| (*c, Purchase::new(*at, lines).unwrap())).collect()
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(amounts).unwrap().unwrap_or(zero())
}

fn offset() -> impl Strategy<Value = Zone> {
    select(vec!["+00:00", "+14:00", "-05:30", "Europe/Berlin", "America/New_York"])
        .prop_map(|offset| offset.parse().unwrap())
}

/// All lines of a customer as the definition of [`Attribution`] reads: sales
/// of an order first, each asked about everything before it.
fn attributed(history: &[Placed], customer: usize) -> Vec<(DateTime<Utc>, Line, Attribution)> {
    let mut lines: Vec<(DateTime<Utc>, &Line)> = Vec::new();
    for (_, at, of) in history.iter().filter(|(c, ..)| *c == customer) {
        let (sales, rest): (Vec<_>, Vec<_>) = of.iter().partition(|l| l.amount.is_positive());
        lines.extend(sales.into_iter().chain(rest).map(|line| (*at, line)));
    }
    let sale = |at: DateTime<Utc>, product: &str| {
        let mut before = lines.iter().filter(|(t, l)| *t < at && l.amount.is_positive());
        if before.clone().next().is_none() {
            Attribution::First
        } else if before.any(|(_, l)| l.product == *product) {
            Attribution::Repeat
        } else {
            Attribution::CrossSell
        }
    };
    let of = |(place, (at, line)): (usize, &(DateTime<Utc>, &Line))| {
        let product = line.product.as_str();
        let what = if line.amount.is_positive() {
            sale(*at, product)
        } else {
            let until = lines[..place].iter().rev();
            let latest = until
                .filter(|(_, l)| l.amount.is_positive() && l.product == *product)
                .map(|(t, _)| *t)
                .next();
            latest.map_or(Attribution::First, |at| sale(at, product))
        };
        (*at, (*line).clone(), what)
    };
    lines.iter().enumerate().map(of).collect()
}

fn naive_effects(lines: &[(DateTime<Utc>, Line, Attribution)]) -> Effects {
    let of =
        |kind| sum(lines.iter().filter(|(_, _, what)| *what == kind).map(|(_, l, _)| l.amount));
    let mut effects = Effects::nothing(gbp());
    effects.first = of(Attribution::First);
    effects.repeat = of(Attribution::Repeat);
    effects.cross_sell = of(Attribution::CrossSell);
    effects
}

type NaiveFacts = ([Option<DateTime<Utc>>; 3], u32, [Money; 2], usize);

fn facts(base: &Base, customer: usize) -> NaiveFacts {
    let facts = base.facts(customer).unwrap();
    let instants = [facts.first_order, facts.last_order, facts.last_purchase];
    (instants, facts.orders, [facts.volume, facts.ordered], facts.products)
}

fn naive_facts(history: &[Placed], customer: usize) -> NaiveFacts {
    let all = rows(history);
    let mine: Vec<_> = all.iter().filter(|(c, _)| *c == customer).map(|(_, p)| p).collect();
    let orders: Vec<_> = mine.iter().filter(|p| !p.is_return()).collect();
    let sold = mine.iter().flat_map(|p| p.lines()).filter(|l| l.amount.is_positive());
    let at = |purchase: Option<&&&Purchase<'_>>| purchase.map(|p| p.placed_at());
    (
        [at(orders.first()), at(orders.last()), mine.last().map(|p| p.placed_at())],
        u32::try_from(orders.len()).unwrap(),
        [sum(mine.iter().map(|p| p.total())), sum(orders.iter().map(|p| p.total()))],
        sold.map(|l| l.product.as_str()).collect::<BTreeSet<_>>().len(),
    )
}

fn naive_days(history: &[Placed], customer: usize, offset: Zone) -> BTreeSet<NaiveDate> {
    let all = rows(history);
    let orders = all.iter().filter(|(c, p)| *c == customer && !p.is_return());
    orders.map(|(_, p)| offset.date_of(p.placed_at())).collect()
}

fn folded(history: &[Placed], offset: Zone) -> Base {
    let mut base = Base::new(gbp(), offset, CUSTOMERS);
    base.record_all(rows(history)).unwrap();
    base
}

/// Everything a base says of its customers.
fn summary(base: &Base) -> Vec<(NaiveFacts, Rhythm, Effects)> {
    let of = |c| (facts(base, c), base.rhythm(c).unwrap(), base.effects(c).unwrap());
    (0..base.customers()).map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_base_gives_what_the_definitions_give(history in history(), offset in offset()) {
        let base = folded(&history, offset);
        let mut one_by_one = Base::new(gbp(), offset, CUSTOMERS);
        let mut attributions = vec![Vec::new(); CUSTOMERS];
        for ((customer, purchase), (_, at, _)) in rows(&history).into_iter().zip(&history) {
            let mut before = one_by_one.clone();
            one_by_one
                .record_lines(customer, purchase, |line, what| {
                    attributions[customer].push((*at, line.clone(), what));
                })
                .unwrap();
            let effects = before.record(customer, purchase).unwrap();
            prop_assert_eq!(effects.revenue().unwrap(), purchase.total());
        }
        prop_assert_eq!(summary(&one_by_one), summary(&base));
        for (customer, found) in attributions.iter().enumerate() {
            prop_assert_eq!(facts(&base, customer), naive_facts(&history, customer));
            let days = naive_days(&history, customer, offset);
            prop_assert_eq!(base.rhythm(customer).unwrap(), Rhythm::of(days));
            let lines = attributed(&history, customer);
            prop_assert_eq!(found, &lines);
            prop_assert_eq!(base.effects(customer).unwrap(), naive_effects(&lines));
        }
    }

    #[test]
    fn effects_add_up_to_the_revenue(history in history()) {
        let base = folded(&history, Zone::UTC);
        let revenue = sum(rows(&history).iter().map(|(_, p)| p.total()));
        prop_assert_eq!(base.revenue().unwrap(), revenue);
        prop_assert_eq!(base.total_effects().unwrap().revenue().unwrap(), revenue);
        let each = (0..CUSTOMERS).map(|c| base.effects(c).unwrap());
        let mut together = Effects::nothing(gbp());
        for effects in each {
            together = together.plus(&effects).unwrap();
        }
        prop_assert_eq!(together, base.total_effects().unwrap());
    }

    /// Referred revenue is the revenue of who was referred, once.
    #[test]
    fn referrals_are_counted_once(
        history in history(),
        pairs in prop::collection::vec((0..CUSTOMERS, 0..CUSTOMERS + 1), 0..6),
    ) {
        let base = folded(&history, Zone::UTC);
        let mut referrals = Referrals::new();
        let mut first = BTreeMap::new();
        for (referred, by) in pairs {
            let refused = referrals.record(referred, by).is_err();
            if referred != by {
                prop_assert_eq!(refused, *first.entry(referred).or_insert(by) != by);
            }
        }
        let found = base.referral_revenue(&referrals).unwrap();
        let volume = |referred: &usize| base.facts(*referred).unwrap().volume;
        let mut expected: BTreeMap<usize, Money> = BTreeMap::new();
        for (referred, by) in &first {
            let sum = expected.entry(*by).or_insert(zero());
            *sum = sum.plus(volume(referred)).unwrap();
        }
        prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }

    /// Customers spread over parts in any way, each part cut in two periods.
    #[test]
    fn parts_put_together_are_the_whole(
        history in history(),
        offset in offset(),
        cuts in prop::collection::vec(-1..2_001i64, CUSTOMERS),
        spread in prop::collection::vec(0..2usize, CUSTOMERS),
        swap in any::<bool>(),
    ) {
        let part = |of: usize, late: bool| {
            let is_in = |(c, at, _): &&Placed| {
                spread[*c] == of && (*at >= instant(cuts[*c])) == late
            };
            folded(&history.iter().filter(is_in).cloned().collect::<Vec<_>>(), offset)
        };
        let (first, second) = if swap { (1, 0) } else { (0, 1) };
        let mut whole = part(first, false);
        whole.merge(&part(second, false)).unwrap();
        let mut later = part(second, true);
        later.merge(&part(first, true)).unwrap();
        whole.merge(&later).unwrap();
        prop_assert_eq!(summary(&whole), summary(&folded(&history, offset)));

        // What is recorded after a merge continues both.
        let line = [Line::new("P1".parse().unwrap(), "7 GBP".parse().unwrap())];
        let next = Purchase::new(instant(3_000), &line).unwrap();
        let mut straight = folded(&history, offset);
        for customer in 0..CUSTOMERS {
            let effects = whole.record(customer, next).unwrap();
            prop_assert_eq!(effects, straight.record(customer, next).unwrap());
        }
    }

    /// Three periods, in either grouping.
    #[test]
    fn merging_is_associative(history in history(), a in 0..100i64, b in 0..2_000i64) {
        let (a, b) = (instant(a.min(b)), instant(a.max(b)));
        let part = |keep: &dyn Fn(DateTime<Utc>) -> bool| {
            let kept: Vec<_> = history.iter().filter(|(_, at, _)| keep(*at)).cloned().collect();
            folded(&kept, Zone::UTC)
        };
        let [one, two, three] =
            [part(&|t| t < a), part(&|t| a <= t && t < b), part(&|t| b <= t)];
        let mut left = one.clone();
        left.merge(&two).unwrap();
        left.merge(&three).unwrap();
        let mut behind = two;
        behind.merge(&three).unwrap();
        let mut right = one;
        right.merge(&behind).unwrap();
        prop_assert_eq!(summary(&left), summary(&right));
        prop_assert_eq!(summary(&left), summary(&folded(&history, Zone::UTC)));
    }

    #[test]
    fn all_cores_give_the_same(
        history in history(),
        bad in prop::collection::vec((any::<prop::sample::Index>(), 0..3u32), 0..3),
    ) {
        prop_assume!(!history.is_empty());
        let mut history = history;
        for (index, kind) in &bad {
            let row = index.index(history.len());
            match kind {
                0 => history[row].0 = CUSTOMERS + 3,
                1 => history[row].1 = instant(-1),
                _ => history[row].2 = vec![Line::new("E".parse().unwrap(), "1 EUR".parse().unwrap())],
            }
        }
        let rows: Vec<_> =
            history.iter().map(|(c, at, lines)| (*c, Purchase::new(*at, lines).unwrap())).collect();
        for customers in [0, 1, CUSTOMERS] {
            let mut base = Base::new(gbp(), Zone::UTC, customers);
            let recorded = base.record_all(rows.iter().copied());
            let parallel = Base::new(gbp(), Zone::UTC, customers).record_all_in_parallel(&rows);
            match (recorded, parallel) {
                (Ok(()), Ok(parallel)) => prop_assert_eq!(summary(&base), summary(&parallel)),
                (Err(error), Err(parallel)) => prop_assert_eq!(error, parallel),
                (recorded, parallel) => prop_assert!(false, "{recorded:?} {parallel:?}"),
            }
        }
    }
}

/// The cadence from the days, in floating point and plain collections; whether
/// gaps are regular is asked of the library, and checked beside its test.
fn oracle(days: &BTreeSet<NaiveDate>, p_value: Option<f64>) -> String {
    let days: Vec<NaiveDate> = days.iter().copied().collect();
    let gap = |a: NaiveDate, b: NaiveDate| (b - a).num_days();
    let mut seasons: Vec<Vec<NaiveDate>> = Vec::new();
    for day in &days {
        match seasons.last_mut() {
            Some(season) if gap(season[season.len() - 1], *day) < 120 => season.push(*day),
            _ => seasons.push(vec![*day]),
        }
    }
    let ends: Vec<(NaiveDate, NaiveDate)> =
        seasons.iter().map(|s| (s[0], s[s.len() - 1])).collect();
    let a_year = |a, b| (335..=395).contains(&gap(a, b));
    if ends.len() > 2
        && days.len() > ends.len()
        && ends.iter().all(|(from, to)| gap(*from, *to) <= 183)
        && ends.windows(2).all(|w| a_year(w[0].0, w[1].0) || a_year(w[0].1, w[1].1))
    {
        return format!("seasonal: {} seasons", ends.len());
    }
    if days.len() < 7 {
        return format!("not enough history: {} of 7 order days", days.len());
    }
    let middle = |numbers: &[f64]| {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
    };
    let gaps: Vec<f64> = days.windows(2).map(|w| f64::from(gap(w[0], w[1]) as i32)).collect();
    let typical = middle(&gaps);
    if p_value.is_none_or(|p_value| p_value > 0.05) {
        return format!("no rhythm: {typical}");
    }
    let distances: Vec<f64> = gaps.iter().map(|gap| (gap - typical).abs()).collect();
    let due = days[days.len() - 1] + Days::new((typical + 0.5).floor() as u64);
    format!("every {typical}, {}: {due}", middle(&distances))
}

fn summary_of(cadence: &Cadence) -> (String, Option<f64>) {
    match cadence {
        Cadence::NotEnoughHistory { .. } => (cadence.to_string(), None),
        Cadence::Seasonal { seasons, .. } => (format!("seasonal: {seasons} seasons"), None),
        Cadence::Irregular { typical, p_value, .. } => {
            (format!("no rhythm: {typical}"), Some(*p_value))
        }
        Cadence::Regular(r) => {
            let due = r.due.typical;
            (format!("every {}, {}: {due}", r.typical, r.spread.days()), Some(r.p_value))
        }
    }
}

/// Days with gaps of a usual length, and some odd ones.
fn days() -> impl Strategy<Value = BTreeSet<NaiveDate>> {
    let gaps = |usual: u64| {
        let gap = prop_oneof![
            8 => usual..usual + usual / 3 + 1,
            1 => 1..400u64,
            1 => select(vec![7, 14, 119, 120, 183, 184, 335, 350, 365, 395]),
        ];
        prop::collection::vec(gap, 0..16)
    };
    let first = NaiveDate::from_ymd_opt(2019, 11, 20).unwrap();
    (1..100u64).prop_flat_map(gaps).prop_map(move |gaps| {
        let days = gaps.iter().scan(first, |day, gap| {
            *day = *day + Days::new(*gap);
            Some(*day)
        });
        [first].into_iter().chain(days).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_cadence_follows_its_definition(days in days()) {
        let cadence = Rhythm::of(days.iter().copied()).cadence(&CadenceOptions::default());
        let (found, p_value) = summary_of(&cadence);
        prop_assert_eq!(found, oracle(&days, p_value));
        if let Some(due) = cadence.due() {
            prop_assert!(due.earliest <= due.typical && due.typical <= due.latest);
            prop_assert!((0.8..=1.0).contains(&(due.coverage + 1e-3)), "{}", due.coverage);
        }
        prop_assert_eq!(cadence.due().is_some(), matches!(cadence, Cadence::Regular(_)));
    }
}

/// Who owns a customer: hours at which it changes hands, and to whom.
type Owners = Vec<(i64, usize)>;

fn owner_at(owners: &Owners, customer: usize, at: DateTime<Utc>) -> Option<usize> {
    let mine =
        owners.iter().filter(|(from, _)| instant(*from + i64::try_from(customer).unwrap()) <= at);
    mine.max_by_key(|(from, _)| *from).map(|(_, owner)| *owner)
}

/// Revenue, orders, order value, customers and products of some orders.
type NaiveFigures = (Money, u64, Money, usize, Effects);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn growth_follows_its_definitions(
        history in history(),
        bounds in prop::collection::vec(0..2_000i64, 4),
        owners in prop::collection::vec((0..2_000i64, 0..3usize), 0..6),
    ) {
        let mut bounds = bounds;
        bounds.sort_unstable();
        let period = |from: usize| Period::new(instant(bounds[from]), instant(bounds[from + 1])).unwrap();
        let periods = (period(0), period(2));
        let question = GrowthQuestion::new(gbp(), periods, CUSTOMERS, 3).unwrap();
        let growth = Growth::measure(&question, rows(&history), |c, t| owner_at(&owners, c, t)).unwrap();

        let all: Vec<_> = (0..CUSTOMERS).map(|c| attributed(&history, c)).collect();
        let naive = |period: Period, keep: &dyn Fn(usize, DateTime<Utc>) -> bool| -> NaiveFigures {
            let is_in = |c: usize, t: DateTime<Utc>| period.contains(t) && keep(c, t);
            let lines = all.iter().enumerate().flat_map(|(c, lines)| {
                lines.iter().filter(move |(t, ..)| is_in(c, *t)).cloned()
            });
            let purchases = rows(&history);
            let mine: Vec<_> = purchases.iter().filter(|(c, p)| is_in(*c, p.placed_at())).collect();
            let orders: Vec<_> = mine.iter().filter(|(_, p)| !p.is_return()).collect();
            let customers: BTreeSet<usize> = orders.iter().map(|(c, _)| *c).collect();
            (
                sum(mine.iter().map(|(_, p)| p.total())),
                u64::try_from(orders.len()).unwrap(),
                sum(orders.iter().map(|(_, p)| p.total())),
                customers.len(),
                naive_effects(&lines.collect::<Vec<_>>()),
            )
        };
        let figures = |f: &Figures| (f.volume, f.orders, f.ordered, f.customers, f.effects);
        let volume = |c: usize, period: Period| naive(period, &|who, _| who == c).0;
        let retention = |keep: &dyn Fn(usize) -> bool| {
            let had = (0..CUSTOMERS).filter(|c| keep(*c) && volume(*c, periods.0).is_positive());
            let pairs: Vec<_> = had.map(|c| (volume(c, periods.0), volume(c, periods.1))).collect();
            let before = sum(pairs.iter().map(|(before, _)| *before));
            let kept = pairs.iter().map(|(before, after)| {
                if after.at_least(*before).unwrap() { *before } else if after.is_positive() { *after } else { zero() }
            });
            let share = |part: Money| share(part, before);
            (share(sum(pairs.iter().map(|(_, after)| *after))), share(sum(kept)))
        };
        let check = |found: Comparison, keep: &dyn Fn(usize, DateTime<Utc>) -> bool, mine: &dyn Fn(usize) -> bool| {
            prop_assert_eq!(figures(&found.before), naive(periods.0, keep));
            prop_assert_eq!(figures(&found.after), naive(periods.1, keep));
            prop_assert_eq!((found.net_retention, found.gross_retention), retention(mine));
            Ok(())
        };
        check(growth.base(), &|_, _| true, &|_| true)?;
        let mut products = [0; 2];
        for (customer, attributed) in all.iter().enumerate() {
            let found = growth.of_customer(customer).unwrap();
            for (at, (period, figures)) in [(periods.0, &found.before), (periods.1, &found.after)].into_iter().enumerate() {
                let lines = attributed.iter().filter(|(t, l, _)| period.contains(*t) && l.amount.is_positive());
                let range = lines.map(|(_, l, _)| l.product.as_str()).collect::<BTreeSet<_>>().len();
                prop_assert_eq!(figures.products, range);
                products[at] += range;
            }
            check(found, &|c, _| c == customer, &|c| c == customer)?;
        }
        prop_assert_eq!([growth.base().before.products, growth.base().after.products], products);
        for owner in 0..3 {
            let begins = periods.1.from();
            check(
                growth.of_owner(owner).unwrap(),
                &|c, t| owner_at(&owners, c, t) == Some(owner),
                &|c| owner_at(&owners, c, begins) == Some(owner),
            )?;
        }
    }
}

proptest! {
    /// In any order, one by one, and in two periods: the same rhythm, and its
    /// days are the distinct days.
    #[test]
    fn days_are_kept_and_periods_put_together(
        days in prop::collection::vec(prop_oneof![9 => 0..200u64, 1 => 60_000..70_000u64], 0..20),
        cut in 0..200u64,
    ) {
        let day = |n: u64| NaiveDate::default() + Days::new(n);
        let whole = Rhythm::of(days.iter().map(|n| day(*n)));
        let distinct: BTreeSet<_> = days.iter().map(|n| day(*n)).collect();
        prop_assert_eq!(whole.days().collect::<BTreeSet<_>>(), distinct.clone());
        prop_assert_eq!(whole.order_days(), distinct.len());
        // The day of the cut is in both parts.
        let part = |keep: &dyn Fn(u64) -> bool| {
            Rhythm::of(days.iter().filter(|n| keep(**n)).map(|n| day(*n)))
        };
        let mut merged = part(&|n| n <= cut);
        merged.append(&part(&|n| n >= cut)).unwrap();
        prop_assert_eq!(merged, whole);
    }
}
