//! The status of the base: every change and its reason, and that a review
//! does all that the machine lets it, once.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use sales_process::lifecycle::customer::status::{
    CustomerCase, Reviewed, StatusChange, StatusReview,
};
use sales_process::lifecycle::customer::{
    AnyCustomer, Customer, CustomerCommand, CustomerRules, CustomerState as S, CustomerVerb as V,
    NewCustomer, Recovery, RegularVerdict,
};
use sales_process::lifecycle::{Act, Entry, History, Interaction, InteractionKind};
use sales_process::loyalty::{CadenceOptions, Rhythm};
use sales_process::policy::assignment::Person;
use sales_process::process::RoleKind;
use sales_process::{Line, Order};

use crate::samples::{day, id, money};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn on(day: &str) -> Act {
    Act::new(at(day), id("anna"))
}

fn order(name: &str, placed: &str, total: &str) -> Order {
    let line = Line::new(id("P-7"), money(total));
    Order::new(id(name), id("acme"), at(placed), vec![line]).unwrap()
}

/// What the policy of three orders would say from a day on.
fn regular(since: &str) -> RegularVerdict {
    RegularVerdict { due_at: Some(at(since)), holds: true }
}

fn rules() -> CustomerRules {
    CustomerRules::default().first_repeat_within_days(60).contact_every_days(30)
}

fn review() -> StatusReview {
    StatusReview::new(rules()).lapse_after_days(90)
}

fn prospect() -> AnyCustomer {
    Customer::register(NewCustomer::new(id("acme"), id("hanna")), &on("2026-01-01")).into()
}

/// The one customer after a review, with its entries still waiting.
#[track_caller]
fn after(reviewed: Reviewed) -> AnyCustomer {
    let mut all: Vec<AnyCustomer> = reviewed.changed.into_iter().map(|it| it.customer).collect();
    all.extend(reviewed.unchanged);
    assert!(reviewed.refused.is_empty());
    all.pop().unwrap()
}

/// New since 10 January, by O-1.
fn fresh() -> AnyCustomer {
    let case = CustomerCase::new(prospect()).order(order("O-1", "2026-01-10", "90 GBP"));
    after(review().run([case], &on("2026-01-10")))
}

/// Regular since 20 January.
fn steady() -> AnyCustomer {
    let case = CustomerCase::new(fresh()).regular(regular("2026-01-20"));
    after(review().run([case], &on("2026-01-20")))
}

/// At risk since 15 February: nothing came by the tenth.
fn risky() -> AnyCustomer {
    let case = CustomerCase::new(steady()).regular(regular("2026-01-20"));
    after(review().run([case.order_due_by(Some(day("2026-02-10")))], &on("2026-02-15")))
}

/// Lapsed since 16 May.
fn lost() -> AnyCustomer {
    let case = CustomerCase::new(risky()).regular(regular("2026-01-20"));
    after(review().run([case], &on("2026-05-16")))
}

#[track_caller]
fn check(review: &StatusReview, case: CustomerCase, on_day: &str, said: &str) -> AnyCustomer {
    let before = case.customer.version();
    let reviewed = review.run([case], &on(on_day));
    let words = reviewed.changed.first().map_or("unchanged".to_owned(), ToString::to_string);
    assert_eq!(words, said);
    let moves = reviewed.changed.first().map_or(0, |changed| changed.changes.len());
    let customer = after(reviewed);
    assert_eq!(usize::try_from(customer.version() - before).unwrap(), moves);
    customer
}

#[test]
fn orders_make_the_moves_of_their_state() {
    let by = |customer| CustomerCase::new(customer).regular(regular("2026-01-20"));
    let first = order("O-1", "2026-01-10", "90 GBP");
    let second = order("O-2", "2026-01-12", "90 GBP");
    let back = order("R-1", "2026-01-13", "-5 GBP");
    check(
        &review(),
        CustomerCase::new(prospect()).order(back.clone()).order(second.clone()).order(first),
        "2026-01-14",
        "`acme` is new, was prospect: ordered `O-1` for the first time; `O-2` is recorded; `R-1` is recorded",
    );
    check(
        &review(),
        CustomerCase::new(prospect()).order(back),
        "2026-01-14",
        "`acme` is prospect as before: `R-1` is recorded",
    );
    check(
        &review(),
        by(fresh()).order(order("O-2", "2026-01-20", "90 GBP")),
        "2026-01-20",
        "`acme` is regular, was new: `O-2` is recorded; regular by the policy since 2026-01-20",
    );
    // Won back as what the policy says; and by an order from before, not.
    let late = || order("O-9", "2026-06-01", "90 GBP");
    check(
        &review(),
        by(lost()).order(late()),
        "2026-06-02",
        "`acme` is regular, was lapsed: won back by `O-9`",
    );
    check(
        &review(),
        CustomerCase::new(lost()).order(late()),
        "2026-06-02",
        "`acme` is new, was lapsed: won back by `O-9`",
    );
    check(
        &review(),
        CustomerCase::new(lost()).order(order("O-3", "2026-05-16", "90 GBP")),
        "2026-06-02",
        "`acme` is lapsed as before: `O-3` is recorded",
    );
}

#[test]
fn a_one_time_buyer_who_does_not_return_is_seen() {
    let case = || CustomerCase::new(fresh());
    check(&review(), case(), "2026-03-11", "unchanged");
    let customer = check(
        &review(),
        case(),
        "2026-03-12",
        "`acme` is at_risk, was new: the second order had time until 2026-03-11",
    );
    check(
        &review(),
        CustomerCase::new(customer).order(order("O-2", "2026-03-20", "90 GBP")),
        "2026-03-20",
        "`acme` is new, was at_risk: ordered `O-2`, which ends the risk",
    );
    // Without a limit there is none.
    check(&StatusReview::new(CustomerRules::default()), case(), "2030-01-01", "unchanged");
}

#[test]
fn an_overdue_order_and_a_missing_contact() {
    let case = || CustomerCase::new(steady()).regular(regular("2026-01-20"));
    let due = || case().order_due_by(Some(day("2026-02-10")));
    check(&review(), due(), "2026-02-10", "unchanged");
    let customer = check(
        &review(),
        due(),
        "2026-02-11",
        "`acme` is at_risk, was regular: the next order was due by 2026-02-10",
    );
    // An order, and the next one is overdue all the same; or has time.
    let again = |due_by: &str| {
        CustomerCase::new(customer.clone())
            .regular(regular("2026-01-20"))
            .order(order("O-2", "2026-02-12", "90 GBP"))
            .order_due_by(Some(day(due_by)))
    };
    check(
        &review(),
        again("2026-02-12"),
        "2026-02-13",
        "`acme` is at_risk as before: `O-2` is recorded",
    );
    check(
        &review(),
        again("2026-02-13"),
        "2026-02-13",
        "`acme` is regular, was at_risk: ordered `O-2`, which ends the risk",
    );
    // Counted from when it became regular, as nobody was ever in contact.
    check(&review(), case(), "2026-02-19", "unchanged");
    let customer = check(
        &review(),
        case(),
        "2026-02-20",
        "`acme` is at_risk, was regular: the next contact had time until 2026-02-19",
    );
    // No order makes up for it.
    check(
        &review(),
        CustomerCase::new(customer).order(order("O-2", "2026-02-21", "90 GBP")),
        "2026-02-21",
        "`acme` is at_risk as before: `O-2` is recorded",
    );
}

#[test]
fn status_is_kept_or_re_examined() {
    let fails = RegularVerdict { holds: false, ..regular("2026-01-20") };
    let case = || CustomerCase::new(steady()).regular(fails);
    check(&review(), case(), "2026-01-25", "unchanged");
    let strict = StatusReview::new(rules().reexamined());
    check(
        &strict,
        case(),
        "2026-01-25",
        "`acme` is new, was regular: the rule for regular customers does not hold",
    );
    // It is new, and a one-time buyer at that.
    check(
        &strict,
        case(),
        "2026-03-25",
        "`acme` is at_risk, was regular: the rule for regular customers does not hold; \
         the second order had time until 2026-03-11",
    );
    let gains = CustomerCase::new(fresh()).regular(fails);
    check(&strict, gains, "2026-01-25", "unchanged");
}

#[test]
fn lost_after_a_time_at_risk() {
    let case = || CustomerCase::new(risky());
    check(&review(), case(), "2026-05-15", "unchanged");
    let never = StatusReview::new(rules());
    check(&never, case(), "2030-01-01", "unchanged");
    let AnyCustomer::Lapsed(lapsed) = check(
        &review(),
        case(),
        "2026-05-16",
        "`acme` is lapsed, was at_risk: at risk since 2026-02-15, for 90 days or more",
    ) else {
        panic!()
    };
    assert_eq!(lapsed.state().reason.to_string(), "at risk since 2026-02-15, for 90 days or more");
}

/// A contact that came too late to end the risk puts the loss off.
#[test]
fn lost_after_a_time_without_a_contact() {
    let case =
        |customer: &AnyCustomer| CustomerCase::new(customer.clone()).regular(regular("2026-01-20"));
    let risky = check(
        &review(),
        case(&steady()),
        "2026-02-20",
        "`acme` is at_risk, was regular: the next contact had time until 2026-02-19",
    );
    let called = called(risky.clone(), &on("2026-04-01"));
    check(&review(), case(&called), "2026-06-29", "unchanged");
    let lost = "`acme` is lapsed, was at_risk: at risk since 2026-02-20, for 90 days or more";
    check(&review(), case(&called), "2026-06-30", lost);
    check(&review(), case(&risky), "2026-05-20", "unchanged");
    check(&review(), case(&risky), "2026-05-21", lost);
}

#[test]
fn the_end_of_the_window_of_a_cadence() {
    let mut rhythm = Rhythm::default();
    for day in (0..7).map(|n| at("2026-01-01").date_naive() + chrono::Days::new(10 * n)) {
        rhythm.record(day).unwrap();
    }
    let cadence = rhythm.cadence(&CadenceOptions::default());
    let latest = cadence.due().unwrap().latest;
    let case = CustomerCase::new(steady()).cadence(&cadence);
    assert_eq!(case.order_due_by, Some(latest));
    let short = Rhythm::default().cadence(&CadenceOptions::default());
    assert_eq!(CustomerCase::new(steady()).cadence(&short).order_due_by, None);
}

#[test]
fn one_refused_order_and_nothing_of_the_customer_is_done() {
    let before = fresh();
    let mut stranger = order("O-3", "2026-01-12", "90 GBP");
    stranger =
        Order::new(id("O-3"), id("bolt"), stranger.placed_at(), stranger.lines().to_vec()).unwrap();
    let case = CustomerCase::new(before.clone())
        .order(order("O-2", "2026-01-11", "90 GBP"))
        .order(stranger);
    let other = CustomerCase::new(fresh()).regular(regular("2026-01-20"));
    let reviewed = review().run([case, other], &on("2026-01-20"));
    assert_eq!(reviewed.changed.len(), 1);
    assert_eq!(reviewed.refused.len(), 1);
    assert_eq!(reviewed.refused[0].entity, before);
    assert_eq!(
        reviewed.refused[0].to_string(),
        "the customer cannot make the move `record_order`: the order `O-3` is of the customer `bolt`, not of `acme`"
    );
    let early = review()
        .run([CustomerCase::new(fresh()).regular(regular("2026-01-01"))], &on("2026-01-09"));
    assert_eq!(early.refused[0].entity, before);
}

#[test]
fn orders_given_again_are_refused_and_count_once() {
    let case = |customer| {
        CustomerCase::new(customer)
            .order(order("O-2", "2026-01-11", "90 GBP"))
            .order(order("R-1", "2026-01-12", "-5 GBP"))
            .order(order("O-3", "2026-01-11", "90 GBP"))
    };
    let once = after(review().run([case(fresh())], &on("2026-01-20")));
    assert_eq!(once.record().orders(), 3);
    assert_eq!(once.record().last_recorded().unwrap(), "R-1");
    let again = review().run([case(once.clone())], &on("2026-01-20"));
    assert_eq!(again.refused[0].entity, once);
    assert_eq!(
        again.refused[0].to_string(),
        "the customer cannot make the move `record_order`: the order `R-1` is recorded already"
    );
}

/// Nobody called a lost customer for months: that is no risk of the one who is
/// won back, until the service level's time is over again.
#[test]
fn won_back_the_time_for_a_contact_begins_anew() {
    let case = |customer| CustomerCase::new(customer).regular(regular("2026-01-20"));
    let back = check(
        &review(),
        case(lost()).order(order("O-9", "2026-06-01", "90 GBP")),
        "2026-06-02",
        "`acme` is regular, was lapsed: won back by `O-9`",
    );
    assert_eq!(back.record().won_back_at(), Some(at("2026-06-02")));
    check(&review(), case(back.clone()), "2026-07-02", "unchanged");
    check(
        &review(),
        case(back),
        "2026-07-03",
        "`acme` is at_risk, was regular: the next contact had time until 2026-07-02",
    );
}

#[track_caller]
fn check_alert(customer: &AnyCustomer, due_by: Option<&str>, on_day: &str, said: &str) {
    let people =
        [Person::new(id("hanna"), RoleKind::Hunter), Person::new(id("fred"), RoleKind::Farmer)];
    let review = review().people(&people);
    let alert = review.alert(customer, due_by.map(day), at(on_day));
    assert_eq!(alert.map_or("none".to_owned(), |alert| alert.to_string()), said);
}

#[test]
fn alerts_of_regular_customers() {
    let freds = |customer: AnyCustomer| {
        let act = on("2026-02-15");
        let (owner, from) = (id("fred"), day("2026-01-01"));
        match customer {
            AnyCustomer::Regular(it) => {
                AnyCustomer::from(it.change_owner(owner, from, &act).unwrap())
            }
            AnyCustomer::AtRisk(it) => it.change_owner(owner, from, &act).unwrap().into(),
            _ => unreachable!(),
        }
    };
    check_alert(
        &steady(),
        None,
        "2026-02-19",
        "`acme` of `hanna`: regular since 2026-01-20, and still with a hunter",
    );
    check_alert(&freds(steady()), None, "2026-02-19", "none");
    check_alert(
        &freds(steady()),
        Some("2026-02-18"),
        "2026-02-20",
        "`acme` of `fred`: the next order was due by 2026-02-18; the next contact had time until 2026-02-19",
    );
    check_alert(
        &freds(risky()),
        Some("2026-02-10"),
        "2026-02-19",
        "`acme` of `fred`: at risk since 2026-02-15, as the next order was due by 2026-02-10",
    );
    check_alert(
        &risky(),
        None,
        "2026-02-20",
        "`acme` of `hanna`: at risk since 2026-02-15, as the next order was due by 2026-02-10; \
         the next contact had time until 2026-02-19; regular since 2026-01-20, and still with a hunter",
    );
    // Not regular, or lost.
    for other in [prospect(), fresh(), lost()] {
        check_alert(&other, Some("2026-01-15"), "2026-06-01", "none");
    }
}

#[test]
fn the_longest_waiting_alert_is_first() {
    let named = |name: &str, since: &str| {
        let new = NewCustomer::new(id(name), id("fred"));
        let AnyCustomer::Prospect(new) = Customer::register(new, &on("2026-01-01")).into() else {
            panic!()
        };
        let line = vec![Line::new(id("P-7"), money("9 GBP"))];
        let order = Order::new(id("O-1"), id(name), at("2026-01-02"), line).unwrap();
        let fresh = new.first_order(&order, &on("2026-01-02")).unwrap();
        AnyCustomer::from(fresh.become_regular(rules(), regular(since), &on(since)).unwrap())
    };
    let cases = [("coil", "2026-01-05"), ("bolt", "2026-01-03"), ("acme", "2026-01-05")]
        .map(|(name, since)| CustomerCase::new(named(name, since)).regular(regular(since)));
    let reviewed = review().run(cases, &on("2026-01-10"));
    let ids: Vec<&str> = reviewed.alerts.iter().map(|alert| alert.customer.as_str()).collect();
    assert_eq!(ids, ["bolt", "acme", "coil"]);
    let back: Vec<&str> = reviewed.unchanged.iter().map(|it| it.record().id().as_str()).collect();
    assert_eq!(back, ["coil", "bolt", "acme"]);
}

/// What happens to a customer between two reviews, and what is known then.
#[derive(Debug, Clone)]
struct Turn {
    days: i64,
    orders: Vec<(i64, i64)>,
    called: bool,
    due_at: Option<i64>,
    holds: bool,
    due_by: Option<i64>,
}

fn any_turn() -> impl Strategy<Value = Turn> {
    (
        0i64..50,
        proptest::collection::vec((0i64..40, -20i64..100), 0..3),
        proptest::bool::weighted(0.3),
        proptest::option::of(0i64..150),
        any::<bool>(),
        proptest::option::of(-30i64..30),
    )
        .prop_map(|(days, orders, called, due_at, holds, due_by)| Turn {
            days,
            orders,
            called,
            due_at,
            holds,
            due_by,
        })
}

fn called(customer: AnyCustomer, act: &Act) -> AnyCustomer {
    let call = Interaction::outbound(InteractionKind::Call, "news");
    match customer.apply(CustomerRules::default(), CustomerCommand::Interact(call), act) {
        Ok(customer) => customer,
        Err(refused) => refused.entity,
    }
}

proptest! {
    #[test]
    fn a_review_does_all_that_follows_and_does_it_once(
        turns in proptest::collection::vec(any_turn(), 1..8),
        repeat in proptest::option::of(1u16..60),
        contact in proptest::option::of(1u16..60),
        lapse in proptest::option::of(0u16..60),
        reexamined in any::<bool>(),
    ) {
        let mut rules = CustomerRules::default();
        if let Some(days) = repeat { rules = rules.first_repeat_within_days(days); }
        if let Some(days) = contact { rules = rules.contact_every_days(days); }
        if reexamined { rules = rules.reexamined(); }
        let mut review = StatusReview::new(rules);
        if let Some(days) = lapse { review = review.lapse_after_days(days); }

        let first = at("2026-01-01");
        let (mut now, mut count, mut last_placed) = (first, 0, first - TimeDelta::days(400));
        let mut customer = prospect();
        let mut history: History<_> = History::new();
        history.extend(customer.take_entries());
        for turn in turns {
            now += TimeDelta::days(turn.days);
            let act = Act::new(now, id("anna"));
            if turn.called {
                customer = called(customer, &act);
            }
            let due_by: Option<NaiveDate> =
                turn.due_by.map(|days| (now + TimeDelta::days(days)).date_naive());
            let verdict = RegularVerdict {
                due_at: turn.due_at.map(|days| first + TimeDelta::days(days)),
                holds: turn.holds,
            };
            let case = |customer| CustomerCase::new(customer).regular(verdict).order_due_by(due_by);
            let mut now_case = case(customer);
            for (ago, total) in &turn.orders {
                // Orders are recorded in their order.
                let placed = (now - TimeDelta::days(*ago)).max(last_placed);
                last_placed = placed;
                let line = Line::new(id("P-7"), money(&format!("{total} GBP")));
                count += 1;
                let name = format!("O-{count:03}");
                now_case = now_case
                    .order(Order::new(id(&name), id("acme"), placed, vec![line]).unwrap());
            }
            let before = now_case.customer.clone();
            let reviewed = review.run([now_case], &act);
            prop_assert!(reviewed.refused.is_empty());
            let changes: Vec<StatusChange> =
                reviewed.changed.first().map(|it| it.changes.clone()).unwrap_or_default();
            prop_assert_eq!(reviewed.changed.len() + reviewed.unchanged.len(), 1);
            customer = after(reviewed.clone());
            let moves = usize::try_from(customer.version() - before.version()).unwrap();
            prop_assert_eq!(moves, changes.len());
            if changes.is_empty() {
                prop_assert_eq!(&customer, &before);
            }

            // Nothing of what follows is left to do, as the machine sees it.
            for ready in customer.available(rules, verdict, due_by, &act) {
                let follows = matches!(ready.verb, V::BecomeRegular | V::AtRisk | V::Demote);
                prop_assert!(!(follows && ready.is_ready()), "{:?}", ready);
            }
            if customer.state() == S::AtRisk {
                let record = customer.record();
                let last = record.last_order_at().max(record.last_contact());
                let quiet = record.since().max(last.unwrap_or(first));
                let long = lapse.is_some_and(|days| now - quiet >= TimeDelta::days(days.into()));
                prop_assert!(!long);
                // Nor is a risk left that is not there: recovered by what was
                // recorded, the customer would be at risk again at once.
                let recorded = CustomerCommand::Recover(Recovery::Recorded);
                if let Ok(back) = customer.clone().apply(rules, recorded, &act) {
                    let again = review.run([case(back)], &act);
                    prop_assert_eq!(again.changed[0].to, S::AtRisk);
                }
            }

            // Once more at the same instant: nothing, and the same alerts.
            let again = review.run([case(customer.clone())], &act);
            prop_assert!(again.changed.is_empty() && again.refused.is_empty());
            prop_assert_eq!(&again.unchanged[0], &customer);
            prop_assert_eq!(again.alerts, reviewed.alerts);

            history.extend(customer.take_entries().collect::<Vec<Entry<_>>>());
            prop_assert_eq!(&history.replay().unwrap(), &customer);
        }
    }

    #[test]
    fn customers_do_not_depend_on_one_another(picks in proptest::collection::vec(0usize..5, 0..6)) {
        let known = [prospect(), fresh(), steady(), risky(), lost()];
        let case = |pick: &usize| {
            CustomerCase::new(known[*pick].clone())
                .regular(regular("2026-01-20"))
                .order_due_by(Some(day("2026-05-20")))
        };
        let act = on("2026-06-01");
        let all = review().run(picks.iter().map(case), &act);
        let mut apart = Reviewed::default();
        for pick in &picks {
            let one = review().run([case(pick)], &act);
            apart.changed.extend(one.changed);
            apart.unchanged.extend(one.unchanged);
            apart.alerts.extend(one.alerts);
        }
        apart.alerts.sort_by_key(|alert| (alert.since(), alert.customer.clone()));
        prop_assert_eq!(all.changed, apart.changed);
        prop_assert_eq!(all.unchanged, apart.unchanged);
        prop_assert_eq!(all.alerts, apart.alerts);
    }
}
