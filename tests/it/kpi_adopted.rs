//! Figures of what has lived elsewhere, went over to another pipeline, or was
//! merged: what nobody saw is unknown, not zero.

use chrono::{DateTime, TimeDelta, Utc};
use sales_process::kpi::{DealAges, Fate, Journals, Length, Question, StageFlow, StageFlowError};
use sales_process::lifecycle::customer::{AdoptedCustomer, AnyCustomer, Merged, NewCustomer};
use sales_process::lifecycle::deal::{
    AdoptedDeal, AnyDeal, Deal, DealCommand, DealMachine, DealStatus, NewDeal, StageMap, Won,
};
use sales_process::lifecycle::{Act, Entity, Entry, History};
use sales_process::process::Pipeline;

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
