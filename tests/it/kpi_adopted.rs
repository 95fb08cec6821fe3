//! Figures of what has lived elsewhere, went over to another pipeline, or was
//! merged: what nobody saw is unknown, not zero.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use sales_process::kpi::{
    Close, ClosedAs, DealAges, DealFacts, Dimension, EarlierOrders, Fate, Journals, KpiFacts,
    Length, OrderLine, Question, StageFlow, StageFlowError, Timeline,
};
use sales_process::lifecycle::customer::{
    AdoptedCustomer, AnyCustomer, Customer, Merged, NewCustomer, Ownership,
};
use sales_process::lifecycle::deal::{
    AdoptedDeal, AnyDeal, Deal, DealCommand, DealMachine, DealStatus, NewDeal, Open, StageMap, Won,
};
use sales_process::lifecycle::handoff::{HandoffState, HandoffView};
use sales_process::lifecycle::lead::{
    AdoptedLead, AnyLead, Converted, CustomerRef, Interest, Lead, NewLead, Source,
};
use sales_process::lifecycle::{Act, Entity, Entry, History};
use sales_process::process::Pipeline;
use sales_process::{CustomerMerges, UtcOffset};

use crate::adopting::adopted_handoff;
use crate::samples::{day, flow, id, money, noon};

fn at(days: i64) -> DateTime<Utc> {
    noon() + TimeDelta::days(days)
}

fn act(days: i64) -> Act {
    Act::new(at(days), id("anna"))
}

fn age(days: i64) -> Length {
    Length::new(TimeDelta::days(days)).unwrap()
}

fn new(name: &str) -> NewDeal {
    NewDeal::new(id(name), id("acme"), id("anna")).amount(money("900.00 GBP"))
}

fn pipeline() -> Pipeline {
    flow("talk* > offer > sign:contract > won, talk > lost, offer > lost, sign > lost")
}

fn opened(p: &Pipeline, name: &str) -> AnyDeal {
    Deal::open(new(name), p, "talk", &act(0)).unwrap().into()
}

/// Opened on day 0 elsewhere, since some day in a stage, adopted on another.
fn adopted(p: &Pipeline, name: &str, stage: &str, since: i64, on: i64) -> AnyDeal {
    let known = AdoptedDeal::new(new(name), at(0)).in_stage_since(at(since));
    AnyDeal::adopt(known, p, stage, &act(on)).unwrap()
}

fn went(p: &Pipeline, deal: AnyDeal, command: DealCommand, on: i64) -> AnyDeal {
    deal.apply(p, command, &act(on)).unwrap()
}

fn lose() -> DealCommand {
    DealCommand::Lose { reason: "price".into(), outcome: None }
}

fn advance(stage: &str) -> DealCommand {
    DealCommand::Advance { to: stage.try_into().unwrap() }
}

fn entries<E: Entity>(entity: &mut E) -> Vec<Entry<E::Machine>> {
    entity.take_entries().collect()
}

fn history(deal: &mut AnyDeal) -> History<DealMachine> {
    deal.take_entries().collect()
}

#[test]
fn an_adopted_deal_is_at_risk_from_its_adoption_on() {
    let p = pipeline();
    let mut known: Vec<AnyDeal> = vec![
        went(&p, opened(&p, "lost here"), lose(), 10),
        opened(&p, "open here"),
        // Watched from the age of 20 days on.
        went(&p, adopted(&p, "lost later", "talk", 5, 20), lose(), 30),
        // Adopted after their end: nobody asked how many others ended by then.
        {
            let won = Won { on: day("2026-03-20"), evidence: Some("7/26".into()) };
            let known = AdoptedDeal::new(new("won elsewhere"), at(0)).state(won);
            AnyDeal::adopt(known, &p, "sign", &act(25)).unwrap()
        },
    ];
    let histories: Vec<_> = known.iter_mut().map(history).collect();
    let mut ages = DealAges::new();
    histories.iter().for_each(|history| ages.add_history(history, at(40)).unwrap());
    // By hand: on day 10 one of two is lost; on day 30 one of the two who are
    // watched then. To count the third from day 0 on gives 1/3, and 2/3.
    let outlook = ages.outlook();
    let steps: Vec<_> =
        outlook.steps().iter().map(|step| (step.age, step.at_risk, step.chances.lost)).collect();
    assert_eq!(steps, [(age(10), 2, 0.5), (age(30), 2, 0.75)]);
    assert_eq!(outlook.deals(), 3);

    // From facts the same, and in parts.
    let mut journals = Journals::new();
    for history in &histories {
        history.iter().for_each(|entry| journals.deal(&entry.id, entry).unwrap());
    }
    assert_eq!(journals.facts().deal_ages(at(40)), ages);
    let mut parts = [DealAges::new(), DealAges::new()];
    for (i, history) in histories.iter().enumerate() {
        parts[i % 2].add_history(history, at(40)).unwrap();
    }
    let [mut all, other] = parts;
    all.merge(&other);
    assert_eq!(all, ages);
    // Before its adoption a deal tells nothing.
    let mut early = DealAges::new();
    early.add_history(&histories[2], at(15)).unwrap();
    assert_eq!(early.count(), 0);
    early.add_watched_from(age(3), age(3), Fate::Lost);
    assert_eq!(early.count(), 0);
}

#[test]
fn stages_that_an_adopted_deal_was_never_seen_in_are_left_out() {
    let p = pipeline();
    let mut deal = went(&p, adopted(&p, "D-1", "offer", 6, 20), advance("sign"), 22);
    let mut flow = StageFlow::new(&p, at(40));
    flow.add(&history(&mut deal)).unwrap();
    let talk = flow.stage("talk").unwrap();
    assert_eq!((talk.entered, talk.conversion().value().is_err()), (0, true));
    let offer = flow.stage("offer").unwrap();
    // In the offer since day 6, by what was told of it, until day 22.
    assert_eq!(offer.first_time.median_days(), Some(16.0));
}

#[test]
fn a_transferred_deal_counts_in_the_pipeline_it_runs_by() {
    let p = pipeline();
    let other = {
        let mut draft = flow("ask* > price > close:contract > won, ask > lost").draft().clone();
        draft.id = "other".to_owned();
        draft.build().unwrap()
    };
    let pairs = [("talk", "ask"), ("offer", "price"), ("sign", "close")];
    let map = StageMap::between(&p, &other, pairs).unwrap();
    for (first, deal) in [
        (true, went(&p, opened(&p, "D-1"), advance("offer"), 4)),
        (false, adopted(&p, "D-1", "offer", 4, 5)),
    ] {
        let moved = deal.apply(&other, DealCommand::Transfer(map.clone()), &act(6)).unwrap();
        let mut moved = went(&other, moved, advance("close"), 9);
        let history = history(&mut moved);
        let mut flow = StageFlow::new(&other, at(40));
        flow.add(&history).unwrap();
        assert_eq!(flow.stage("price").unwrap().first_time.median_days(), Some(5.0));
        let asked = &flow.stage("ask").unwrap().first_time;
        assert_eq!(asked.median_days(), first.then_some(4.0));
        let refused = StageFlow::new(&p, at(40)).add(&history).unwrap_err();
        let StageFlowError::OtherPipeline { runs_by, expected, .. } = refused else {
            panic!("{refused}")
        };
        assert_eq!((runs_by.as_str(), expected), ("other", p.id().clone()));
    }
}

/// A handoff that was adopted in whatever state is known, and once completed the
/// customer is the farmer's from the day told.
#[test]
fn adopted_handoffs_say_whose_a_customer_is() {
    for &state in HandoffState::ALL {
        let mut handoff = adopted_handoff(state);
        let completed = match handoff.view() {
            HandoffView::Completed(done) => Some((done.farmer.to_string(), done.from)),
            _ => None,
        };
        let (customer, hunter) = {
            let record = handoff.record();
            (record.customer().clone(), record.hunter().to_string())
        };
        let mut journals = Journals::new();
        for entry in entries(&mut handoff) {
            journals.handoff(&entry.id, &entry).unwrap();
        }
        let customers = journals.customers(&journals.facts(), at(400));
        let owner = |on: NaiveDate| {
            let at = on.and_time(NaiveTime::MIN).and_utc();
            let line = OrderLine::new("O-1", &customer, at, "P-1", money("5.00 GBP"));
            customers.label(line).owner.map(str::to_owned)
        };
        let (farmer, from) = completed.unwrap_or((hunter.clone(), day("2026-03-10")));
        assert_eq!(owner(from), Some(farmer), "{state}");
        assert_eq!(owner(from.pred_opt().unwrap()), Some(hunter), "{state}");
    }
}

/// The days told of an adopted deal are the company's: who takes it on the day of
/// the win has won it, wherever that day begins.
#[test]
fn an_adopted_deal_is_its_owners_by_the_days_of_the_company() {
    let p = pipeline();
    for zone in ["+02:00", "+00:00", "-05:00"] {
        let zone: UtcOffset = zone.parse().unwrap();
        for (since, owner) in [("2026-03-10", "anna"), ("2026-03-11", "bob")] {
            let state = Won { on: day("2026-03-10"), evidence: Some("7/26".into()) };
            let mut known =
                AdoptedDeal::new(new("D-1"), at(0)).owner_since(day(since)).state(state);
            known.earlier_owners = vec![Ownership { from: day("2026-03-01"), owner: id("bob") }];
            let mut deal = AnyDeal::adopt(known, &p, "sign", &act(90)).unwrap();
            let mut journals = Journals::new().in_zone(zone);
            for entry in entries(&mut deal) {
                journals.deal(&entry.id, &entry).unwrap();
            }
            let question = Question::as_of(at(100)).in_zone(zone);
            let by_owner = journals.facts().report_by(&question, &[Dimension::Owner]);
            let won: Vec<_> = by_owner
                .groups
                .iter()
                .filter(|it| it.1.sell.deals_won == 1)
                .map(|it| it.0)
                .collect();
            assert_eq!(won, [owner], "{zone} {since}");
        }
    }
}

/// Orders, deals, leads and owners of a merged customer count for the one that
/// goes on: every figure is as if there had been one customer all along.
#[test]
fn a_merged_customer_counts_as_the_one_that_goes_on() {
    let figures = |merged: bool| {
        let p = pipeline();
        let old = if merged { "acme ltd" } else { "acme" };
        let mut journals = Journals::new();
        let new = NewLead::inbound(id("L-1")).source(Source::Campaign("fair".into()));
        let known = AdoptedLead::new(new, at(0))
            .interest(Interest::called("a quote"))
            .owner(id("anna"))
            .state(Converted { deal: id("D-1"), customer: CustomerRef::New(id(old)) });
        let mut lead = AnyLead::adopt(known, &act(1)).unwrap();
        entries(&mut lead).iter().for_each(|entry| journals.lead(&entry.id, entry).unwrap());
        // One whom the customer recommended under its old name.
        let new = NewLead::inbound(id("L-2")).source(Source::Referral(id(old)));
        let referred = Lead::capture_interested(new, Interest::called("a quote"), &act(3));
        let mut referred = AnyLead::from(referred.unwrap());
        entries(&mut referred).iter().for_each(|entry| journals.lead(&entry.id, entry).unwrap());
        for (name, customer, lead, on) in
            [("D-1", old, Some(id("L-1")), 20), ("D-2", "acme", None, 30)]
        {
            let mut new = NewDeal::new(id(name), id(customer), id("anna"));
            (new.lead, new.amount) = (lead, Some(money("900.00 GBP")));
            let deal = Deal::open(new, &p, "talk", &act(2)).unwrap();
            let granted = act(on).overriding(id("boss"), "a hurry");
            let deal: Deal<Open> = deal.advance(&p, "sign", &granted).unwrap();
            let mut won =
                AnyDeal::from(deal.win(&p, None, "7/26", at(on).date_naive(), &act(on)).unwrap());
            entries(&mut won).iter().for_each(|entry| journals.deal(&entry.id, entry).unwrap());
        }
        let register = |name: &str, owner: &str| {
            Customer::register(NewCustomer::new(id(name), id(owner)), &act(0))
        };
        let mut kept = AnyCustomer::from(register("acme", "fay"));
        entries(&mut kept).iter().for_each(|entry| journals.customer(&entry.id, entry).unwrap());
        if merged {
            let gone = register(old, "hugo").merge(id("acme"), &act(60)).unwrap();
            let mut gone = AnyCustomer::from(gone);
            entries(&mut gone)
                .iter()
                .for_each(|entry| journals.customer(&entry.id, entry).unwrap());
        }
        assert!(journals.set_aside().is_empty());
        let mut facts = journals.facts();
        let customers = journals.customers(&facts, at(90));
        let lines = [
            ("O-1", old, 21, "P-1"),
            ("O-2", "acme", 31, "P-1"),
            ("O-3", old, 41, "P-2"),
            ("O-4", "acme", 51, "P-2"),
        ];
        for (order, customer, on, product) in lines {
            let line = OrderLine::new(order, customer, at(on), product, money("5.00 GBP"));
            facts.add_line(&customers.label(line)).unwrap();
        }
        let by = [Dimension::Owner, Dimension::Source, Dimension::Product];
        let question = Question::as_of(at(90));
        let report = facts.report(&question);
        assert_eq!((report.sell.customers_won, report.retain.orders), (1, 4));
        by.iter()
            .map(|by| serde_json::to_value(facts.report_by(&question, &[*by])).unwrap())
            .collect::<Vec<_>>()
    };
    let (merged, one) = (figures(true), figures(false));
    assert_eq!(merged, one);
    let owners = one[0]["groups"].as_object().unwrap();
    assert_eq!(owners["fay"]["retain"]["orders"], 4, "{owners:?}");
}

#[test]
fn adopted_and_merged_customers_are_counted_once() {
    let p = pipeline();
    let won = |name: &str, customer: &str, on: &str| {
        let new = NewDeal::new(id(name), id(customer), id("anna")).amount(money("900.00 GBP"));
        let state = DealStatus::Won(Won { on: day(on), evidence: Some("7/26".into()) });
        let known = AdoptedDeal::new(new, at(0)).state(state);
        AnyDeal::adopt(known, &p, "sign", &act(90)).unwrap()
    };
    let mut journals = Journals::new();
    for mut deal in [
        won("D-1", "acme", "2026-03-05"),
        won("D-2", "acme ltd", "2026-04-05"),
        won("D-3", "bolt", "2026-04-06"),
    ] {
        for entry in entries(&mut deal) {
            journals.deal(&entry.id, &entry).unwrap();
        }
    }
    let new = |name: &str| NewCustomer::new(id(name), id("anna"));
    let known = AdoptedCustomer::new(new("acme ltd"), at(0)).state(Merged { into: id("acme") });
    let mut merged = AnyCustomer::adopt(known, &act(90)).unwrap();
    let mut kept = AnyCustomer::adopt(AdoptedCustomer::new(new("acme"), at(0)), &act(90)).unwrap();
    for entry in entries(&mut merged).into_iter().chain(entries(&mut kept)) {
        journals.customer(&entry.id, &entry).unwrap();
    }
    assert!(journals.set_aside().is_empty());
    let report = journals.facts().report(&Question::as_of(at(100)));
    assert_eq!((report.sell.deals_won, report.sell.customers_won), (3, 2));
    // Won when it happened elsewhere, not when it was typed in.
    let march = journals.facts().report(&Question::as_of(at(20)));
    assert_eq!(march.sell.deals_won, 1);
}

/// A customer with orders on some days, of which it had placed those by the day
/// of its adoption elsewhere; how many of them are read here as well, and the day
/// on which its deal was opened.
#[derive(Debug, Clone)]
struct Adopter {
    orders: Vec<(i64, u8)>,
    read: usize,
    opened: Option<i64>,
}

const ADOPTED: i64 = 40;

impl Adopter {
    fn earlier(&self) -> impl Iterator<Item = &(i64, u8)> {
        self.orders.iter().take_while(|order| order.0 <= ADOPTED)
    }

    /// The days of its orders, the first of which were elsewhere and are not read.
    fn is_unread(&self, place: usize) -> bool {
        place + self.read < self.earlier().count()
    }
}

fn adopters() -> impl Strategy<Value = Vec<Adopter>> {
    let orders = vec((0..80_i64, 0..3_u8), 0..6);
    let one = (orders, 0..3_usize, proptest::option::of(0..70_i64));
    vec(one, 1..5).prop_map(|all| {
        let adopter = |(mut orders, read, opened): (Vec<(i64, u8)>, _, _)| {
            orders.sort_unstable();
            Adopter { orders, read, opened }
        };
        all.into_iter().map(adopter).collect()
    })
}

/// All orders as lines; or those before the adoption, but for some, only told of.
fn facts_of(all: &[Adopter], merged: bool, told: bool) -> KpiFacts {
    let mut facts = KpiFacts::new();
    facts.orders_are_given();
    if merged && all.len() > 1 {
        let mut merges = CustomerMerges::new();
        merges.add(id("C-1"), id("C-0")).unwrap();
        facts.merge_customers(merges).unwrap();
    }
    let one = |customer: usize| if merged && customer == 1 { 0 } else { customer };
    for (customer, adopter) in all.iter().enumerate() {
        let name = format!("C-{customer}");
        for (place, (day, product)) in adopter.orders.iter().enumerate() {
            if told && adopter.is_unread(place) {
                continue;
            }
            let order = format!("O-{customer}-{place}");
            let product = format!("P-{product}");
            let amount = money("5.00 GBP");
            let line = OrderLine::new(&order, &name, at(*day), &product, amount);
            facts.add_line(&line.costing(money("1.00 GBP"))).unwrap();
        }
        let days: Vec<i64> = adopter.earlier().map(|order| order.0).collect();
        if let (true, [first, .., last] | [first @ last]) = (told, days.as_slice()) {
            let (count, known) = (u32::try_from(days.len()).unwrap(), [at(*first), at(*last)]);
            let earlier = EarlierOrders::new(id(&name), count, known, at(ADOPTED));
            facts.add_earlier_orders(earlier).unwrap();
        }
        let Some(opened) = adopter.opened else { continue };
        // A customer who had ordered elsewhere before was not won by the deal.
        let of = all.iter().enumerate().filter(|(other, _)| one(*other) == one(customer));
        let before = of.filter_map(|(_, adopter)| adopter.earlier().next()).map(|order| order.0);
        if told || before.min().is_none_or(|first| first >= opened) {
            let mut deal = DealFacts::new(id(&format!("D-{customer}")), Some(at(opened)));
            deal.customer = Some(id(&name));
            deal.close = Timeline::since(at(opened + 5), Close::new(ClosedAs::Won));
            facts.add_deal(deal).unwrap();
        }
    }
    facts
}

proptest! {
    /// What is told of orders elsewhere is as good as their lines for every figure
    /// of a later time, but that nothing is known to be cross-sold.
    #[test]
    fn orders_elsewhere_are_as_good_as_their_lines(
        all in adopters(),
        merged: bool,
        days in (ADOPTED + 1..60, 1..30_i64, -1..25_i64),
    ) {
        let (from, length, later) = days;
        let (full, told) = (facts_of(&all, merged, false), facts_of(&all, merged, true));
        let question =
            Question::as_of(at(from + length + later)).from(at(from)).to(at(from + length));
        let (a, b) = (full.report(&question), told.report(&question));
        let (left, right) = (&a.retain, &b.retain);
        prop_assert_eq!((left.customers, left.orders), (right.customers, right.orders));
        prop_assert_eq!(left.repeat_purchase_rate.value(), right.repeat_purchase_rate.value());
        prop_assert_eq!(left.orders_per_customer.value(), right.orders_per_customer.value());
        prop_assert_eq!(left.profit_per_customer.value(), right.profit_per_customer.value());
        let units = |total: &sales_process::kpi::Total| {
            serde_json::to_value(total).unwrap().as_str().map_or(0, |text| {
                text.split('.').next().unwrap().parse::<i64>().unwrap()
            })
        };
        prop_assert_eq!(units(&left.first_revenue), units(&right.first_revenue));
        let later = |retain: &sales_process::kpi::Retain| {
            units(&retain.repeat_revenue) + units(&retain.cross_sell_revenue)
        };
        prop_assert_eq!(later(left), later(right));
        prop_assert!(units(&right.cross_sell_revenue) <= units(&left.cross_sell_revenue));
        // Deals won in all the time: each one that won its customer is counted.
        let ever = Question::as_of(at(120));
        let (a, b) = (full.report(&ever), told.report(&ever));
        prop_assert_eq!(a.sell.customers_won, b.sell.customers_won);
        prop_assert_eq!(a.sell.customer_quality.value(), b.sell.customer_quality.value());
        // Who began elsewhere is in no cohort.
        let again = |facts: &KpiFacts| facts.statistics(&question).ordered_again;
        prop_assert_eq!(again(&full), again(&told));
        // In parts, and stored, it is the same.
        let stored = serde_json::to_string(&told).unwrap();
        let read: KpiFacts = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        prop_assert_eq!(read.report(&ever), b);
        let mut parts = KpiFacts::new();
        parts.merge(read).unwrap();
        prop_assert_eq!(parts.report(&question), told.report(&question));
    }
}

/// An adopted customer that ordered twice elsewhere, one that ordered once, and
/// one that began here; each in the figures of its owner.
#[test]
fn a_first_order_elsewhere_is_no_first_order_here() {
    let mut journals = Journals::new();
    for (name, orders) in [("acme", 2), ("bolt", 1), ("crux", 1), ("dado", 0)] {
        let new = NewCustomer::new(id(name), id("anna"));
        let mut known = AdoptedCustomer::new(new, at(-90));
        if orders > 0 {
            let state = sales_process::lifecycle::customer::New {};
            known = known.orders(orders, at(-80), at(-20 - 60 * i64::from(orders == 1)));
            known = known.state(state);
        }
        let mut customer = AnyCustomer::adopt(known, &act(0)).unwrap();
        for entry in entries(&mut customer) {
            journals.customer(&entry.id, &entry).unwrap();
        }
    }
    assert!(journals.set_aside().is_empty());
    let mut facts = journals.facts();
    for (order, name, day, product) in [
        ("O-1", "acme", 5, "P-1"),
        ("O-2", "acme", 6, "P-2"),
        ("O-3", "bolt", 7, "P-1"),
        ("O-4", "dado", 8, "P-1"),
        ("O-5", "dado", 9, "P-2"),
    ] {
        let line = OrderLine::new(order, name, at(day), product, money("5.00 GBP"));
        facts.add_line(&line).unwrap();
    }
    let deal = |name: &str, customer: &str, opened| {
        let mut deal = DealFacts::new(id(name), Some(at(opened)));
        deal.customer = Some(id(customer));
        deal.close = Timeline::since(at(10), Close::new(ClosedAs::Won));
        deal
    };
    // The deal that was open before the first order may have brought it.
    for deal in [deal("D-1", "acme", 1), deal("D-2", "bolt", -85), deal("D-3", "dado", 2)] {
        facts.add_deal(deal).unwrap();
    }
    let report = facts.report(&Question::as_of(at(20)));
    assert_eq!(report.retain.first_revenue.to_string(), "5.00 GBP");
    assert_eq!(report.retain.repeat_revenue.to_string(), "15.00 GBP");
    assert_eq!(report.retain.cross_sell_revenue.to_string(), "5.00 GBP");
    // Of four who have ordered, one has only once.
    assert_eq!(report.retain.repeat_purchase_rate.to_string(), "75.0 %");
    assert_eq!((report.sell.deals_won, report.sell.customers_won), (3, 2));
    assert_eq!(report.sell.customer_quality.to_string(), "100.0 %");
    // On the day before its second order elsewhere, acme had bought once.
    let before = facts.report(&Question::as_of(at(-21)));
    assert_eq!(before.retain.repeat_purchase_rate.to_string(), "0.0 %");
    let products = facts.report_by(&Question::as_of(at(20)), &[Dimension::Product]);
    assert_eq!(products.groups["P-1"].retain.repeat_purchase_rate.to_string(), "0.0 %");
    assert_eq!(products.groups.len(), 3);
    let earlier = |name, days: [i64; 2]| EarlierOrders::new(id(name), 2, days.map(at), at(0));
    let refused = facts.add_earlier_orders(earlier("acme", [-80, -20])).unwrap_err().to_string();
    assert_eq!(
        refused,
        "the earlier orders of customer `acme` are there twice; expected them once"
    );
    let refused = facts.add_earlier_orders(earlier("eos", [-10, -20])).unwrap_err().to_string();
    assert_eq!(refused, "the earlier orders of customer `eos` end before they begin");
}
