//! What holds at the very instant, on the very day, at the very count at which
//! something changes; and what only a stored entity shows.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sales_process::kpi::{Kpi, KpiError};
use sales_process::lifecycle::customer::status::{CustomerCase, StatusReview};
use sales_process::lifecycle::customer::{
    AnyCustomer, AtRisk, Customer, CustomerCommand, CustomerRules, CustomerState, New, NewCustomer,
    Recovery, Regular, RegularVerdict, RiskReason,
};
use sales_process::lifecycle::deal::{AnyDeal, Deal, DealCommand, DealRules, Open, StageRef};
use sales_process::lifecycle::handoff::{HandoffCommand, HandoffRules, HandoffState};
use sales_process::lifecycle::lead::{AnyLead, Lead, LeadMachine, NewLead};
use sales_process::lifecycle::{Act, Entity, Entry, Interaction, InteractionKind};
use sales_process::loyalty::{Cadence, CadenceOptions, Rhythm};
use sales_process::policy::Rule;
use sales_process::process::{HandoffPolicy, Move, Pipeline, PipelineDraft, Stage};
use sales_process::{Line, Money, Order, Percent, Purchase, UtcOffset};
use serde_json::Value;

use crate::samples::{act, day, id, instant, main_pipeline, money, opened_at};

/// Noon of a day.
fn at(day: &str) -> DateTime<Utc> {
    instant(&format!("{day}T12:00:00Z"))
}

fn on(at: DateTime<Utc>) -> Act {
    Act::new(at, id("anna"))
}

fn second() -> TimeDelta {
    TimeDelta::seconds(1)
}

fn order(name: &str, placed_at: DateTime<Utc>) -> Order {
    let line = Line::new(id("P-7"), money("80 GBP"));
    Order::new(id(name), id("acme"), placed_at, vec![line]).unwrap()
}

fn call() -> Interaction {
    Interaction::outbound(InteractionKind::Call, "how things are")
}

fn rules() -> CustomerRules {
    CustomerRules::default().contact_every_days(30).first_repeat_within_days(60)
}

fn fresh() -> Customer<New> {
    let new = NewCustomer::new(id("acme"), id("anna"));
    let first = at("2026-01-10");
    Customer::register(new, &on(first)).first_order(&order("O-1", first), &on(first)).unwrap()
}

fn verdict(due_at: DateTime<Utc>) -> RegularVerdict {
    RegularVerdict { due_at: Some(due_at), holds: true }
}

/// Regular, and called, both at noon of 20 January.
fn regular() -> Customer<Regular> {
    let act = on(at("2026-01-20"));
    let regular: Customer<Regular> =
        fresh().become_regular(rules(), verdict(act.at()), &act).unwrap();
    regular.interact(call(), &act).unwrap()
}

/// Stored and read.
fn again<E: Entity>(entity: &E) -> E {
    E::from_json(&entity.to_json().unwrap()).unwrap()
}

#[test]
fn criteria_stay_met_in_a_stored_deal() {
    let p = main_pipeline();
    let deal = opened_at(&p, "needs").satisfy(&p, id("problem"), "their mail", &act()).unwrap();
    let deal = again(&AnyDeal::from(deal));
    let to = StageRef::at(&p, p.key("offer").unwrap()).unwrap();
    let advance = DealCommand::Advance { to };
    let refused = deal.apply(&p, advance.clone(), &act()).unwrap_err();
    assert!(
        refused
            .to_string()
            .ends_with("not met in `needs`: their budget is known (criterion `budget`)")
    );
    let deal = Deal::<Open>::try_from(refused.entity).unwrap();
    let deal = deal.satisfy(&p, id("budget"), "their mail", &act()).unwrap();
    let advanced = again(&AnyDeal::from(deal)).apply(&p, advance, &act()).unwrap();
    assert_eq!(advanced.record().stage().as_str(), "offer");
    assert!(advanced.record().is_met("needs", "budget"));
}

/// a → b → c → won; back from b to a once, from c to a twice.
fn two_ways_back() -> Pipeline {
    PipelineDraft::new("main")
        .stage(Stage::new("a", "A").start())
        .stage(Stage::new("b", "B"))
        .stage(Stage::new("c", "C"))
        .won("won")
        .go("a", "b")
        .go("b", "c")
        .go("c", "won")
        .step(Move::new("b", "a").rework(Some(1)))
        .step(Move::new("c", "a").rework(Some(2)))
        .build()
        .unwrap()
}

#[test]
fn each_move_back_counts_its_own_passes() {
    let p = two_ways_back();
    let new = sales_process::lifecycle::deal::NewDeal::new(id("D-1"), id("acme"), id("anna"));
    let mut deal = AnyDeal::from(Deal::open(new, &p, "a", &act()).unwrap());
    let mut go = |to: &str, back: bool| {
        let to = StageRef::at(&p, p.key(to).unwrap()).unwrap();
        let command = if back { DealCommand::Rework { to } } else { DealCommand::Advance { to } };
        match again(&deal).apply(&p, command, &act()) {
            Ok(moved) => {
                deal = moved;
                None
            }
            Err(refused) => Some(refused.to_string()),
        }
    };
    // The pass from b leaves both from c, and those from c do not count for b.
    for to in ["b", "c"] {
        assert_eq!(go(to, false), None);
    }
    for _ in 0..2 {
        assert_eq!(go("a", true), None, "back from c");
        assert_eq!(go("b", false), None);
        assert_eq!(go("c", false), None);
    }
    assert!(go("a", true).unwrap().contains('2'), "two passes from c, and no third");
    let mut deal = AnyDeal::from(
        Deal::open(
            sales_process::lifecycle::deal::NewDeal::new(id("D-2"), id("acme"), id("anna")),
            &p,
            "a",
            &act(),
        )
        .unwrap(),
    );
    let to = |name: &str| StageRef::at(&p, p.key(name).unwrap()).unwrap();
    deal = deal.apply(&p, DealCommand::Advance { to: to("b") }, &act()).unwrap();
    deal = deal.apply(&p, DealCommand::Rework { to: to("a") }, &act()).unwrap();
    deal = deal.apply(&p, DealCommand::Advance { to: to("b") }, &act()).unwrap();
    assert_eq!((deal.record().passes("b", "a"), deal.record().passes("c", "a")), (1, 0));
    let refused = again(&deal).apply(&p, DealCommand::Rework { to: to("a") }, &act()).unwrap_err();
    let deal = refused.entity.apply(&p, DealCommand::Advance { to: to("c") }, &act()).unwrap();
    let deal =
        deal.apply(DealRules::from(&p), DealCommand::Rework { to: to("a") }, &act()).unwrap();
    assert_eq!((deal.record().passes("b", "a"), deal.record().passes("c", "a")), (1, 1));
}

#[test]
fn deals_that_differ_in_their_stage_alone_differ() {
    let p = main_pipeline();
    let stored = AnyDeal::from(opened_at(&p, "offer")).to_json().unwrap();
    let here = AnyDeal::from_json(&stored).unwrap();
    assert_eq!(here, again(&here));
    // The visits of both are the same.
    let visits = r#""visits":[{"stage":"offer","times":1},{"stage":"sign","times":1}]"#;
    let both = stored.replace(r#""visits":[{"stage":"offer","times":1}]"#, visits);
    let there = both.replace(r#""stage":"offer","opened_at""#, r#""stage":"sign","opened_at""#);
    let (here, there) = (AnyDeal::from_json(&both).unwrap(), AnyDeal::from_json(&there).unwrap());
    assert_eq!(
        (here.record().stage().as_str(), there.record().stage().as_str()),
        ("offer", "sign")
    );
    assert_ne!(here, there);
}

/// The last hour of the year 9999 west of Greenwich is one of the year 10000 in
/// UTC. It is stored and read.
#[test]
fn an_instant_of_the_year_10000_is_stored_and_read() {
    let late = instant("9999-12-31T23:30:00-01:00");
    let mut lead = AnyLead::from(Lead::capture(NewLead::outbound(id("L-1")), &on(late)).unwrap());
    assert!(lead.last_at() > instant("9999-12-31T23:59:59Z"));
    let entries: Vec<Entry<LeadMachine>> = lead.take_entries().collect();
    let read: Vec<Entry<LeadMachine>> =
        serde_json::from_str(&serde_json::to_string(&entries).unwrap()).unwrap();
    assert_eq!(read, entries);
    assert_eq!(again(&lead), lead);
}

/// One entry before the last there is room for one more, which reads back; then
/// there is none, of whatever kind.
#[test]
fn near_the_last_version_all_that_is_written_is_read() {
    fn check<E: Entity + std::fmt::Debug>(entity: E, erase: impl Fn(E) -> Result<E, (E, String)>) {
        let mut stored: Value = serde_json::from_str(&entity.to_json().unwrap()).unwrap();
        stored["version"] = (u32::MAX - 2).into();
        let almost = E::from_json(&stored.to_string()).unwrap();
        let full = erase(almost).map_err(|it| it.1).unwrap();
        assert_eq!(full.version(), u32::MAX - 1);
        let read = again(&full);
        assert_eq!(read.version(), full.version());
        let (back, told) = erase(read).unwrap_err();
        assert_eq!(told, "no more can be recorded: it has as many entries as it can have");
        assert_eq!(again(&back).version(), full.version());
        stored["version"] = u32::MAX.into();
        assert!(E::from_json(&stored.to_string()).is_err());
    }
    macro_rules! erase {
        ($rules:expr, $command:expr) => {
            |entity| {
                let act = on(entity.last_at());
                entity.apply($rules, $command, &act).map_err(|refused| {
                    let told = refused.to_string();
                    (refused.entity, told)
                })
            }
        };
    }
    use sales_process::lifecycle::deal::DealState;
    use sales_process::lifecycle::lead::{LeadCommand, LeadRules, LeadState};
    let (p, policy) = (main_pipeline(), HandoffPolicy::new());
    let lead = |state| crate::samples::lead_in(state);
    for &state in LeadState::ALL {
        check(lead(state), erase!(LeadRules::default(), LeadCommand::Erase {}));
    }
    for &state in DealState::ALL {
        check(crate::samples::deal_in(state), erase!(&p, DealCommand::Erase {}));
    }
    for &state in CustomerState::ALL {
        check(crate::customer::in_state(state), erase!(rules(), CustomerCommand::Erase {}));
    }
    for &state in HandoffState::ALL {
        let rules = || HandoffRules::from(&policy);
        check(crate::handoff::in_state(state), erase!(rules(), HandoffCommand::Erase {}));
    }
}

/// A stored deal can say anything of its last move; it is not taken back to
/// where the deal never was.
#[test]
fn a_last_move_that_cannot_be_is_not_taken_back() {
    let p = main_pipeline();
    let deal = AnyDeal::from(opened_at(&p, "offer").advance(&p, "sign", &act()).unwrap());
    let stored = deal.to_json().unwrap();
    let take_back = || DealCommand::TakeBack { reason: "a misclick".into(), entry: None };
    let back = again(&deal).apply(&p, take_back(), &act()).unwrap();
    assert_eq!(again(&back).record().stage().as_str(), "offer");
    let elsewhere =
        stored.replace(r#""stage":"offer","entered_at""#, r#""stage":"pay","entered_at""#);
    assert_ne!(elsewhere, stored);
    let refused = AnyDeal::from_json(&elsewhere).unwrap().apply(&p, take_back(), &act());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the deal cannot make the move `take_back`: taking the last move back would leave what cannot be: the deal \
         stands in `pay` but never came there"
    );
}

#[test]
fn a_contact_is_in_time_to_the_instant() {
    let due = at("2026-02-19");
    let customer = regular();
    assert_eq!(rules().contact_until(customer.record()), Some(due));
    let risk = |act: &Act| -> Result<Customer<AtRisk>, _> {
        customer.clone().at_risk(rules(), RiskReason::NoContact, act)
    };
    assert!(risk(&on(due)).is_err(), "at the instant it is in time");
    assert!(risk(&on(due + second())).is_ok());
    let review = StatusReview::new(rules());
    let moved = |at| {
        let case = CustomerCase::new(customer.clone().into()).regular(verdict(due));
        review.run([case], &on(at)).changed.len()
    };
    assert_eq!((moved(due), moved(due + second())), (0, 1), "the review says the same");
    let alerts =
        |at| review.alert(&customer.clone().into(), None, at).map_or(0, |it| it.reasons.len());
    assert_eq!(alerts(due + second()), alerts(due) + 1, "and so do the alerts");
}

/// A contact at the instant at which the risk began answers it.
#[test]
fn a_contact_at_the_instant_of_the_risk_answers_it() {
    let begun = at("2026-02-19") + second();
    let risky: Customer<AtRisk> =
        regular().at_risk(rules(), RiskReason::NoContact, &on(begun)).unwrap();
    let nothing: Result<AnyCustomer, _> =
        AnyCustomer::from(risky.clone()).apply(rules(), recorded(), &on(begun));
    assert!(nothing.is_err(), "nothing was recorded since");
    let called: Customer<AtRisk> = risky.interact(call(), &on(begun)).unwrap();
    let answered = AnyCustomer::from(called).apply(rules(), recorded(), &on(begun)).unwrap();
    assert_eq!(answered.state(), CustomerState::Regular);
}

fn recorded() -> CustomerCommand {
    CustomerCommand::Recover(Recovery::Recorded)
}

/// An order placed at the instant at which it was put off has not come since.
#[test]
fn a_contact_of_a_day_before_counts_from_the_start_of_that_day() {
    let call = call().on("2026-03-18".parse().unwrap());
    let customer = fresh().interact(call, &on(at("2026-03-20"))).unwrap();
    let expected = "2026-03-18T00:00:00Z".parse().unwrap();
    assert_eq!(customer.record().last_contact(), Some(expected));
}

#[test]
fn an_order_at_the_instant_of_a_put_off_leaves_it() {
    let put_off = at("2026-03-20");
    let risky: Customer<AtRisk> =
        fresh().at_risk(rules(), RiskReason::NoSecondOrder, &on(put_off)).unwrap();
    let customer = AnyCustomer::from(risky);
    let customer =
        customer.apply(rules(), CustomerCommand::Recover(Recovery::Contact(call())), &on(put_off));
    let customer = customer.unwrap();
    assert_eq!(customer.record().put_off_at(), Some(put_off));
    let day = put_off.date_naive();
    assert_eq!(customer.record().order_until(day), day, "it was put off on that day, not after");
    let ordered = |placed: DateTime<Utc>| {
        let new = Customer::<New>::try_from(again(&customer)).unwrap();
        let new: Customer<New> =
            new.record_order(&order("O-2", placed), &on(placed.max(put_off))).unwrap();
        new.record().put_off_at()
    };
    assert_eq!(ordered(put_off - second()), Some(put_off));
    assert_eq!(ordered(put_off), Some(put_off));
    assert_eq!(ordered(put_off + second()), None);
}

/// A due at from before status was taken away does not count again; nor does
/// one of the very instant.
#[test]
fn status_gained_again_begins_after_it_was_taken_away() {
    let lost = at("2026-03-01");
    let regained = |due: DateTime<Utc>| {
        let again = on(at("2026-04-01"));
        let no = RegularVerdict { holds: false, ..verdict(lost) };
        let new: Customer<New> = regular().demote(rules().reexamined(), no, &on(lost)).unwrap();
        let regular: Customer<Regular> = new.become_regular(rules(), verdict(due), &again).unwrap();
        regular.record().regular_since()
    };
    assert_eq!(regained(lost - second()), Some(at("2026-04-01")));
    assert_eq!(regained(lost), Some(at("2026-04-01")));
    assert_eq!(regained(lost + second()), Some(lost + second()));
}

/// Of two orders at one instant the product that stands first in the rule was
/// bought first, whichever came first.
#[test]
fn of_orders_at_one_instant_the_first_listed_product_counts() {
    let rule = Rule::bought([id("P-7"), id("P-1")]).unwrap();
    let noon = at("2026-01-10");
    let line = |product: &str| [Line::new(id(product), money("5 GBP"))];
    let (seven, one) = (line("P-7"), line("P-1"));
    for lines in [[&seven, &one], [&one, &seven]] {
        let purchases = lines.map(|lines| Purchase::new(noon, lines).unwrap());
        let naive = rule.evaluate(purchases, noon, UtcOffset::UTC).unwrap();
        let fold = rule.fold(UtcOffset::UTC);
        let mut state = fold.begin();
        purchases.iter().for_each(|it| fold.record(&mut state, *it).unwrap());
        assert_eq!(fold.verdict(&state, noon).unwrap(), naive);
        assert!(naive.reasons[0].to_string().contains("`P-7`"), "{}", naive.reasons[0]);
    }
}

/// A test that gives exactly the level passes.
#[test]
fn a_rhythm_at_the_level_is_one() {
    // Gaps that nothing is to be told of: the chance of such is 1.
    let days = (0..9).map(|n| day("2026-01-05") + chrono::Days::new(n));
    let rhythm = Rhythm::of(days);
    let cadence = |percent: f64| {
        let mut options = CadenceOptions::default();
        options.level = Percent::new(percent).unwrap();
        rhythm.cadence(&options)
    };
    assert!(matches!(cadence(99.99), Cadence::Irregular { p_value, .. } if p_value >= 1.0));
    assert!(matches!(cadence(100.0), Cadence::Regular(found) if found.p_value >= 1.0));
}

/// A share is at most the whole, of counts, of money and of time.
#[test]
fn a_share_is_at_most_the_whole() {
    let gbp = |text: &str| text.parse::<Money>().unwrap();
    let days = TimeDelta::days;
    let shares = [
        (Kpi::rate(3_u64, 4_u64), Kpi::rate(4_u64, 4_u64), Kpi::rate(5_u64, 4_u64)),
        (
            Kpi::rate(gbp("3 GBP"), gbp("4 GBP")),
            Kpi::rate(gbp("4 GBP"), gbp("4 GBP")),
            Kpi::rate(gbp("4.01 GBP"), gbp("4 GBP")),
        ),
        (Kpi::rate(days(3), days(4)), Kpi::rate(days(4), days(4)), Kpi::rate(days(5), days(4))),
    ];
    for (some, all, more) in shares {
        assert_eq!(some.unwrap().to_string(), "75.0 %");
        assert_eq!(all.unwrap().to_string(), "100.0 %");
        assert!(matches!(more, Err(KpiError::NoShare { .. })));
    }
    assert!(matches!(Kpi::rate(gbp("-1 GBP"), gbp("4 GBP")), Err(KpiError::NoShare { .. })));
    assert!(matches!(Kpi::rate(1_u64, days(4)), Err(KpiError::Kinds { .. })));
    assert!(matches!(Kpi::rate(gbp("1 EUR"), gbp("4 GBP")), Err(KpiError::Money(_))));
}

/// An id that is none is told by its column, whichever of a row it is.
#[test]
fn an_id_is_told_by_its_column() {
    let columns = ["order_id", "customer_id", "product_id"];
    for (place, column) in columns.into_iter().enumerate() {
        for (id, told) in [("x".repeat(201), "too long"), ("\"a\nb\"".to_owned(), "line break")] {
            let mut fields = ["O-1", "C-1", "P-1"];
            fields[place] = &id;
            let [order, customer, product] = fields;
            let text = format!(
                "order_id,customer_id,placed_at,product_id,amount,currency\n\
                 {order},{customer},2026-01-05T10:00:00Z,{product},5.00,GBP\n"
            );
            let read = sales_process::kpi::csv::Tables::new().orders(text.as_bytes(), Err);
            let error = read.unwrap_err().to_string();
            assert!(error.contains(&format!("`{column}`")) && error.contains(told), "{error}");
        }
    }
}

/// Every text of a stored value, keys apart.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|it| texts(it, found)),
        Value::Object(all) => all.values().for_each(|it| texts(it, found)),
        _ => {}
    }
}

/// An erased entity and the entries that wait in it hold no free text: what is
/// left are names, ids, days, instants and amounts, none of which has a space
/// but an amount.
#[track_caller]
fn check_erased<E: Entity>(mut erased: E) {
    let stored = again(&erased);
    assert_eq!(stored.state(), erased.state());
    let mut found = BTreeSet::new();
    texts(&serde_json::to_value(&erased).unwrap(), &mut found);
    for entry in erased.take_entries() {
        texts(&serde_json::to_value(entry).unwrap(), &mut found);
    }
    let free = |text: &&String| text.contains(' ') && !text.ends_with(" GBP");
    assert_eq!(found.iter().find(free), None, "{found:?}");
}

#[test]
fn in_every_state_nothing_is_left_of_what_was_erased() {
    let p = main_pipeline();
    for &state in HandoffState::ALL {
        let handoff = crate::handoff::in_state(state);
        let (policy, act) = (HandoffPolicy::new(), on(handoff.last_at()));
        let erased = handoff.apply(HandoffRules::from(&policy), HandoffCommand::Erase {}, &act);
        check_erased(erased.unwrap());
    }
    for &state in CustomerState::ALL {
        let customer = crate::customer::in_state(state);
        let act = on(customer.last_at());
        check_erased(customer.apply(rules(), CustomerCommand::Erase {}, &act).unwrap());
    }
    for &state in sales_process::lifecycle::deal::DealState::ALL {
        let deal = crate::samples::deal_in(state);
        check_erased(deal.apply(&p, DealCommand::Erase {}, &act()).unwrap());
    }
    for &state in sales_process::lifecycle::lead::LeadState::ALL {
        let erase = sales_process::lifecycle::lead::LeadCommand::Erase {};
        let lead = crate::samples::lead_in(state);
        let none = sales_process::lifecycle::lead::LeadRules::default();
        check_erased(lead.apply(none, erase, &act()).unwrap());
    }
}
