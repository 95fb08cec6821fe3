//! What journals say that a table cannot, worked by hand; and what is wrong in
//! them.

use proptest::prelude::*;
use sales_process::kpi::{
    DealAges, Dimension, Forecast, Journals, KpiFacts, OrderLine, Question, StageFlow,
    WeightedPipeline,
};
use sales_process::lifecycle::customer::{Customer, NewCustomer};
use sales_process::lifecycle::deal::{
    Amendment, AnyDeal, Deal, DealCommand, DealMachine, DealState, NewDeal,
};
use sales_process::lifecycle::lead::{
    CustomerRef, Interest, Lead, LeadMachine, LeadRules, NewLead, Source,
};
use sales_process::lifecycle::{Act, Entry, History};
use sales_process::policy::Answer;
use sales_process::{CustomerId, Period};

use super::company::{Company, Dice, hours, pipeline};
use crate::samples::{Policies, call, day, id, instant, money};

fn on(day: &str) -> Act {
    Act::new(instant(&format!("{day}T09:00:00Z")), id("anna")).overriding(id("boss"), "a hurry")
}

fn as_of(day: &str) -> Question {
    Question::as_of(instant(&format!("{day}T23:00:00Z")))
}

fn open(name: &str, owner: &str, lead: Option<&str>, day: &str) -> AnyDeal {
    let mut new = NewDeal::new(id(name), id("acme"), id(owner)).amount(money("900.00 GBP"));
    new.lead = lead.map(id);
    Deal::open(new.evidence("x"), &pipeline(), "sign", &on(day)).unwrap().into()
}

fn then(deal: AnyDeal, day: &str, command: DealCommand) -> AnyDeal {
    deal.apply(&pipeline(), command, &on(day)).unwrap()
}

fn win(on: &str, amount: Option<&str>) -> DealCommand {
    DealCommand::Win { amount: amount.map(money), evidence: Some("7/26".into()), on: day(on) }
}

fn reopen() -> DealCommand {
    DealCommand::Reopen { reason: "back".into(), expected_close: day("2026-09-01") }
}

fn to(owner: &str) -> DealCommand {
    DealCommand::Amend(Amendment::owner(id(owner)))
}

fn gather(journals: &mut Journals, deal: &mut AnyDeal) {
    let name = deal.record().id().clone();
    deal.take_entries().for_each(|entry| journals.deal(&name, &entry).unwrap());
}

fn facts_of(deals: impl IntoIterator<Item = AnyDeal>) -> KpiFacts {
    let mut journals = Journals::new();
    deals.into_iter().for_each(|mut deal| gather(&mut journals, &mut deal));
    journals.facts()
}

/// Won, lost, open, average, days, of the groups by owner.
#[track_caller]
fn check(facts: &KpiFacts, question: &Question, expected: &[&str]) {
    let groups = facts.report_by(question, &[Dimension::Owner]);
    let found: Vec<String> = groups
        .groups
        .iter()
        .map(|(owner, report)| {
            let sell = &report.sell;
            format!(
                "{owner}: opened {} won {} lost {} open {}; {}; {}",
                sell.deals_opened,
                sell.deals_won,
                sell.deals_lost,
                sell.deals_open,
                sell.average_deal,
                sell.cycle_days.mean
            )
        })
        .collect();
    assert_eq!(found, expected, "{question:?}");
}

#[test]
fn the_close_that_counts_is_the_last_one_seen() {
    let deal = open("D-1", "ann", None, "2026-05-01");
    let deal = then(deal, "2026-05-11", win("2026-05-11", None));
    let deal = then(deal, "2026-06-02", reopen());
    let deal =
        then(deal, "2026-07-20", DealCommand::Lose { reason: "price".into(), outcome: None });
    let deal = then(deal, "2026-07-25", reopen());
    let deal = then(deal, "2026-08-09", win("2026-08-09", Some("700.00 GBP")));
    let facts = facts_of([deal]);
    let none = "-";
    let check = |day: &str, from: &str, expected: &str| {
        let question = as_of(day).from(instant(&format!("{from}T00:00:00Z")));
        let expected = expected.replace("none", none);
        let expected: Vec<&str> =
            Some(expected.as_str()).filter(|e| !e.is_empty()).into_iter().collect();
        check(&facts, &question, &expected);
    };
    check("2026-05-10", "2026-01-01", "ann: opened 1 won 0 lost 0 open 1; none; none");
    check("2026-05-31", "2026-01-01", "ann: opened 1 won 1 lost 0 open 0; 900.00 GBP; 10.0 days");
    check("2026-06-30", "2026-01-01", "ann: opened 1 won 0 lost 0 open 1; none; none");
    check("2026-07-24", "2026-01-01", "ann: opened 1 won 0 lost 1 open 0; none; none");
    check("2026-08-31", "2026-01-01", "ann: opened 1 won 1 lost 0 open 0; 700.00 GBP; 100.0 days");
    // In May alone nothing was won any more, seen from August.
    let may = as_of("2026-08-31").from(instant("2026-05-01T00:00:00Z"));
    let may = may.to(instant("2026-06-01T00:00:00Z"));
    assert_eq!(facts.report(&may).sell.deals_won, 0);
}

#[test]
fn each_date_has_its_owner() {
    let deal = open("D-1", "ann", None, "2026-05-01");
    let deal = then(deal, "2026-05-06", to("bob"));
    let deal = then(deal, "2026-05-11", win("2026-05-11", None));
    let won = then(deal, "2026-05-12", to("cy"));
    let still = then(open("D-2", "ann", None, "2026-05-02"), "2026-05-20", to("cy"));
    let facts = facts_of([won, still]);
    let none = "-; -";
    check(
        &facts,
        &as_of("2026-05-31"),
        &[
            &format!("ann: opened 2 won 0 lost 0 open 0; {none}"),
            "bob: opened 0 won 1 lost 0 open 0; 900.00 GBP; 10.0 days",
            &format!("cy: opened 0 won 0 lost 0 open 1; {none}"),
        ],
    );
    check(
        &facts,
        &as_of("2026-05-08"),
        &[
            &format!("ann: opened 2 won 0 lost 0 open 1; {none}"),
            &format!("bob: opened 0 won 0 lost 0 open 1; {none}"),
        ],
    );
}

/// A deal of a year ago, entered as it was, with its payments.
#[test]
fn a_refund_given_back_lessens_what_the_deal_is_worth() {
    let deal = open("D-1", "ann", None, "2025-01-01");
    let deal = then(deal, "2025-02-01", win("2025-02-01", None));
    let deal = then(deal, "2025-03-01", DealCommand::Advance { to: "pay".try_into().unwrap() });
    let paid = |text| DealCommand::Pay { amount: money(text), on: day("2025-03-01") };
    let deal = then(deal, "2025-03-02", paid("950.00 GBP"));
    let deal = then(deal, "2025-03-03", DealCommand::Complete {});
    let refund = sales_process::lifecycle::deal::Refund::GivenBack;
    let amount = money("80.00 GBP");
    let deal = then(deal, "2025-04-01", DealCommand::Refund { amount, refund });
    // 50 of the 80 had been paid beyond the amount.
    assert_eq!(deal.record().amount(), Some(money("870.00 GBP")));
    let facts = facts_of([deal]);
    let average = |day| facts.report(&as_of(day)).sell.average_deal.to_string();
    assert_eq!(average("2025-03-31"), "900.00 GBP");
    assert_eq!(average("2025-04-02"), "870.00 GBP");
}

fn capture(name: &str, source: &str, day: &str) -> Lead<sales_process::lifecycle::lead::New> {
    let new = NewLead::inbound(id(name)).source(Source::Channel(source.into()));
    Lead::capture_interested(new, Interest::called("a quote"), &on(day)).unwrap()
}

fn leads(
    journals: &mut Journals,
    name: &str,
    entries: impl IntoIterator<Item = Entry<LeadMachine>>,
) {
    entries.into_iter().for_each(|entry| journals.lead(&id(name), &entry).unwrap());
}

#[test]
fn leads_as_they_were_known() {
    let policies = Policies::new();
    let mut journals = Journals::filtering_by(policies.filter.clone());
    // Told to be the same as another in May; its deal is of that one.
    let mut one =
        capture("L-1", "web", "2026-04-01").merge(id::<_>("L-2"), &on("2026-05-01")).unwrap();
    let one: &mut Lead<sales_process::lifecycle::lead::Merged> = &mut one;
    leads(&mut journals, "L-1", one.take_entries());
    let two = capture("L-2", "fair", "2026-04-02");
    let two = two.disqualify(policies.rules(), "no_fit", &on("2026-04-10")).unwrap();
    let mut two: Lead<sales_process::lifecycle::lead::New> =
        two.reopen("they grew", &on("2026-04-20")).unwrap();
    leads(&mut journals, "L-2", two.take_entries());
    // A prospect in March, a lead in April.
    let tip = NewLead::outbound(id("L-3"));
    let tip = Lead::capture(tip, &on("2026-03-01")).unwrap();
    let source = Some(Source::Referral(id("acme")));
    let mut tip: Lead<sales_process::lifecycle::lead::New> =
        tip.show_interest(Interest::called("yes"), source, &on("2026-04-05")).unwrap();
    for (criterion, answer) in [("segment", Answer::Yes), ("size", Answer::Yes)] {
        tip = tip.screen(policies.rules(), id(criterion), answer, "x", &on("2026-04-06")).unwrap();
    }
    leads(&mut journals, "L-3", tip.take_entries());
    let mut deal =
        then(open("D-1", "ann", Some("L-1"), "2026-04-15"), "2026-05-05", win("2026-05-05", None));
    gather(&mut journals, &mut deal);
    let facts = journals.facts();
    let told = |day: &str| {
        let groups = facts.report_by(&as_of(day), &[Dimension::Source]);
        let told = groups.groups.iter().map(|(source, report)| {
            let (sell, conversion) = (&report.sell, &report.sell.conversion);
            let (leads, passed) = (report.attract.leads, sell.passed_filter);
            let deals = sell.deals_won + sell.deals_open;
            format!("{source} {leads} leads {passed} passed {} open {deals} deals", conversion.open)
        });
        told.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(told("2026-03-31"), "");
    assert_eq!(told("2026-04-01"), "web 1 leads 0 passed 1 open 0 deals");
    assert_eq!(
        told("2026-04-12"),
        "acme 1 leads 1 passed 1 open 0 deals, fair 1 leads 0 passed 0 open 0 deals, \
         web 1 leads 0 passed 1 open 0 deals"
    );
    assert_eq!(
        told("2026-04-30"),
        "acme 1 leads 1 passed 1 open 0 deals, fair 1 leads 0 passed 1 open 0 deals, \
         web 1 leads 0 passed 1 open 1 deals"
    );
    assert_eq!(
        told("2026-05-31"),
        "acme 1 leads 1 passed 1 open 0 deals, fair 1 leads 0 passed 0 open 1 deals"
    );
}

/// Merged round in a ring they are all gone, and nothing hangs.
#[test]
fn leads_merged_round_count_for_none() {
    let mut journals = Journals::new();
    for (name, into) in [("L-1", "L-2"), ("L-2", "L-3"), ("L-3", "L-1"), ("L-4", "L-9")] {
        let mut lead: Lead<sales_process::lifecycle::lead::Merged> =
            capture(name, "web", "2026-04-01").merge(id(into), &on("2026-04-02")).unwrap();
        leads(&mut journals, name, lead.take_entries());
    }
    for (name, lead) in [("D-1", "L-1"), ("D-2", "L-4")] {
        gather(&mut journals, &mut open(name, "ann", Some(lead), "2026-04-03"));
    }
    let facts = journals.facts();
    let groups = facts.report_by(&as_of("2026-05-01"), &[Dimension::Source]);
    let names: Vec<&str> = groups.groups.keys().map(String::as_str).collect();
    assert_eq!((names, groups.total.attract.leads), (vec!["(none)"], 0));
    assert_eq!(groups.total.sell.deals_open, 2);
}

#[test]
fn lines_have_the_owner_of_the_day_and_the_source_of_the_win() {
    let mut journals = Journals::new();
    let lead = capture("L-1", "fair", "2026-01-01").assign(id("hanna"), &on("2026-01-01")).unwrap();
    let lead = lead.first_contact(call("needs"), &on("2026-01-02")).unwrap();
    let lead = lead.qualify(LeadRules::default(), &on("2026-01-03")).unwrap();
    let customer = CustomerRef::New(id("acme"));
    let mut lead: Lead<sales_process::lifecycle::lead::Converted> =
        lead.convert(id("D-1"), customer, &on("2026-01-04")).unwrap();
    leads(&mut journals, "L-1", lead.take_entries());
    let mut won =
        then(open("D-1", "hanna", None, "2026-01-04"), "2026-01-20", win("2026-01-20", None));
    gather(&mut journals, &mut won);
    let new = NewCustomer::new(id("acme"), id("hanna"));
    let mut acme = Customer::register(new, &on("2026-01-10"));
    let acme_id: CustomerId = id("acme");
    for entry in acme.take_entries() {
        journals.customer(&acme_id, &entry).unwrap();
    }
    for (name, customer, from) in [("H-1", "acme", "2026-04-01"), ("H-2", "beta", "2026-03-01")] {
        for entry in handoff(name, customer, from) {
            journals.handoff(&id(name), &entry).unwrap();
        }
    }
    let mut facts = journals.facts();
    let label = |as_of: &str, customer: &str, placed: &str| {
        let customers = journals.customers(&facts, instant(as_of));
        let line = OrderLine::new("O-1", customer, instant(placed), "P-1", money("5.00 GBP"));
        let line = customers.label(line);
        format!("{} {}", line.owner.unwrap_or("-"), line.source.unwrap_or("-"))
    };
    let later = "2027-01-01T00:00:00Z";
    assert_eq!(label(later, "acme", "2026-03-31T23:59:59Z"), "hanna fair");
    assert_eq!(label(later, "acme", "2026-04-01T00:00:00Z"), "fred fair");
    assert_eq!(label(later, "acme", "2025-01-01T00:00:00Z"), "hanna fair");
    // The change is told on 10 February, and the win on 20 January.
    assert_eq!(label("2026-02-01T00:00:00Z", "acme", "2026-04-01T00:00:00Z"), "hanna fair");
    assert_eq!(label("2026-01-15T00:00:00Z", "acme", "2026-01-15T00:00:00Z"), "hanna -");
    // Of a customer without a journal of its own the handoff knows the hunter.
    assert_eq!(label(later, "beta", "2026-02-28T00:00:00Z"), "hanna -");
    assert_eq!(label(later, "beta", "2026-03-01T00:00:00Z"), "fred -");
    assert_eq!(label(later, "nobody", "2026-03-01T00:00:00Z"), "- -");

    let customers = journals.customers(&facts, instant(later));
    let at = instant("2026-04-02T00:00:00Z");
    let line = OrderLine::new("O-1", &acme_id, at, "P-1", money("5.00 GBP"));
    facts.add_line(&customers.label(line)).unwrap();
    let pair = [Dimension::Source, Dimension::Owner];
    let groups = facts.report_by(&as_of("2026-12-01"), &pair);
    assert_eq!(groups.groups["fair / fred"].retain.revenue.to_string(), "5.00 GBP");
}

fn handoff(
    name: &str,
    customer: &str,
    from: &str,
) -> Vec<Entry<sales_process::lifecycle::handoff::HandoffMachine>> {
    use sales_process::lifecycle::handoff::{
        Accepted, Completed, Handoff, Load, NewHandoff, Offered,
    };
    let policy = sales_process::process::HandoffPolicy::new();
    let new =
        NewHandoff::new(id(name), id(customer), id("hanna"), on("2026-02-01").at(), "3 orders");
    let package = sales_process::lifecycle::handoff::Package::new()
        .people("x")
        .promises("x")
        .open_issues("x")
        .goals("x");
    let fred = |day: &str| Act::new(on(day).at(), id("fred")).overriding(id("boss"), "a hurry");
    let handoff = Handoff::due(new, &on("2026-02-01")).unwrap();
    let to: sales_process::PersonId = id("fred");
    let handoff: Handoff<Offered> =
        handoff.offer(&policy, to, package, Some(day("2026-02-20")), &on("2026-02-02")).unwrap();
    let handoff: Handoff<Accepted> =
        handoff.accept(&policy, Load::default(), &fred("2026-02-03")).unwrap();
    let mut handoff: Handoff<Completed> =
        handoff.complete(&policy, "lunch", day(from), &fred("2026-02-10")).unwrap();
    handoff.take_entries().collect()
}

fn entries(deal: AnyDeal) -> Vec<Entry<DealMachine>> {
    let mut deal = deal;
    deal.take_entries().collect()
}

#[track_caller]
fn check_wrong(given: &[Entry<DealMachine>], expected: &str) {
    let mut journals = Journals::new();
    let told = given.iter().try_for_each(|entry| journals.deal(&id("D-1"), entry));
    if let Err(error) = told {
        assert_eq!(error.to_string(), expected);
        assert_eq!(journals.set_aside(), [error]);
    }
    // Nothing more is taken of it, and others stay.
    journals.deal(&id("D-9"), &entries(open("D-9", "bob", None, "2026-05-01"))[0]).unwrap();
    let facts = journals.facts();
    let aside: Vec<String> =
        facts.set_aside(instant("2026-06-01T00:00:00Z")).iter().map(ToString::to_string).collect();
    assert_eq!(aside, [format!("the deal `D-1` is left out: {expected}")]);
    let report = facts.report(&as_of("2026-06-01"));
    assert_eq!((report.sell.deals_opened, report.set_aside), (1, 1));
}

#[test]
fn a_wrong_entry_is_named() {
    let deal = then(open("D-1", "ann", None, "2026-05-01"), "2026-05-03", win("2026-05-03", None));
    let all = entries(then(deal, "2026-05-04", reopen()));
    let [one, two, three] = [all[0].clone(), all[1].clone(), all[2].clone()];
    check_wrong(
        &[one.clone(), three.clone()],
        "entry 3 of the deal `D-1` stands where entry 2 belongs; one is missing, twice or out of order",
    );
    check_wrong(
        &[one.clone(), one.clone()],
        "entry 1 of the deal `D-1` stands where entry 2 belongs; one is missing, twice or out of order",
    );
    // Of an object that nobody knows.
    check_wrong(
        &[two.clone(), three.clone()],
        "entry 2 of the deal `D-1` stands where entry 1 belongs; one is missing, twice or out of order",
    );
    let renumbered = Entry { version: 2, ..three.clone() };
    check_wrong(
        &[one.clone(), renumbered.clone()],
        "entry 2 of the deal `D-1` starts from won, where the one before led to open",
    );
    let elsewhere = Entry { from: Some(DealState::Open), to: DealState::Lost, ..renumbered };
    check_wrong(
        &[one.clone(), elsewhere],
        "entry 2 of the deal `D-1` goes from open to lost by a move that does not lead there",
    );
    let early = Entry { at: one.at - chrono::TimeDelta::seconds(1), ..two.clone() };
    check_wrong(
        &[one.clone(), early],
        "entry 2 of the deal `D-1` was made before the one before it, which is of 2026-05-01 09:00:00 UTC",
    );
    let again = Entry { version: 2, ..one.clone() };
    check_wrong(
        &[one.clone(), again],
        "entry 2 of the deal `D-1` is wrong: the first entry creates, and only the first",
    );
    let other = entries(open("D-2", "ann", None, "2026-05-01"));
    check_wrong(&other, "entry 1 of the deal `D-1` creates `D-2`");
    let euros = Entry { command: win("2026-05-03", Some("5.00 EUR")), ..two.clone() };
    check_wrong(
        &[one.clone(), euros],
        "the amount is in EUR and those before are in GBP; expected one currency, figures by currency, \
         or rates to convert by",
    );
    // The same by two ways.
    let mut journals = Journals::new();
    journals.deal(&id("D-1"), &one).unwrap();
    journals.merge(journals.clone());
    let error = &journals.set_aside()[0];
    assert_eq!((error.entry, error.id.as_str()), (1, "D-1"));
}

/// A mistaken move and its correction are both left out, at any instant.
#[test]
fn what_was_taken_back_has_never_been() {
    let back = || DealCommand::TakeBack { reason: "misclick".into(), entry: None };
    let deal = then(open("D-1", "ann", None, "2026-05-01"), "2026-05-11", win("2026-05-11", None));
    let deal = then(deal, "2026-05-12", back());
    let figures = |deal: &AnyDeal, day: &str| {
        let sell = facts_of([deal.clone()]).report(&as_of(day)).sell;
        (sell.deals_won, sell.deals_lost, sell.deals_open)
    };
    // Also as of the day on which it was thought to be won.
    assert_eq!(figures(&deal, "2026-05-11"), (0, 0, 1));
    let lost = DealCommand::Lose { reason: "price".into(), outcome: None };
    let deal = then(deal, "2026-05-20", lost);
    assert_eq!(figures(&deal, "2026-05-20"), (0, 1, 0));
    // What was amended since, at the very instant too, stays.
    let won = then(
        open("D-1", "ann", None, "2026-05-01"),
        "2026-05-11",
        win("2026-05-11", Some("7.00 GBP")),
    );
    let amended = DealCommand::Amend(Amendment::Amount(money("8.00 GBP")));
    let again = then(
        then(then(won, "2026-05-11", amended), "2026-05-11", back()),
        "2026-05-12",
        win("2026-05-12", None),
    );
    let again = facts_of([again]).report(&as_of("2026-05-31")).sell;
    assert_eq!(again.average_deal.to_string(), "8.00 GBP");
    let history: History<DealMachine> = entries(deal).into_iter().collect();
    let pipeline = pipeline();
    let mut flow = StageFlow::new(&pipeline, instant("2026-05-31T00:00:00Z"));
    flow.add(&history).unwrap();
    let sign = flow.stage("sign").unwrap();
    assert_eq!((sign.passed, sign.lost, sign.every_time.mean_days()), (0, 1, Some(19.0)));
    let mut ages = DealAges::new();
    ages.add_history(&history, instant("2026-05-15T00:00:00Z")).unwrap();
    assert_eq!(ages.outlook().steps(), []);
}

/// A win counts on the day it names, in the zone of the company, and not when it
/// was typed in.
#[test]
fn a_win_counts_on_its_day() {
    let won = |typed: &str, on_day: &str, zone: &str| {
        let command =
            DealCommand::Win { amount: None, evidence: Some("7/26".into()), on: day(on_day) };
        let deal = then(open("D-1", "ann", None, "2026-05-20"), typed, command);
        let zone: sales_process::UtcOffset = zone.parse().unwrap();
        let mut journals = Journals::new().in_zone(zone);
        for entry in entries(deal) {
            journals.deal(&id("D-1"), &entry).unwrap();
        }
        let facts = journals.facts();
        let months = facts.report_by(&as_of("2026-12-01").in_zone(zone), &[Dimension::Month]);
        let won = months.groups.iter().find(|(_, report)| report.sell.deals_won == 1).unwrap();
        let days = won.1.sell.cycle_days.mean.to_string();
        format!("{} after {days}", won.0)
    };
    assert_eq!(won("2026-06-03", "2026-06-03", "+00:00"), "2026-06 after 14.0 days");
    assert_eq!(won("2026-06-03", "2026-05-31", "+00:00"), "2026-05 after 10.6 days");
    // That day began two hours earlier in the east.
    assert_eq!(won("2026-06-03", "2026-05-31", "+02:00"), "2026-05 after 10.5 days");
    // Not before it was opened.
    assert_eq!(won("2026-06-03", "2026-05-20", "+00:00"), "2026-05 after 0.0 days");
}

proptest! {
    /// An entry that is changed somehow is refused exactly where the history
    /// does not replay, or time goes back.
    #[test]
    fn refused_is_what_does_not_replay(seed in any::<u64>()) {
        let company = Company::random(seed, 3, 4);
        let mut dice = Dice::new(seed ^ 7);
        for (name, entries) in &company.deals {
            let mut entries = entries.clone();
            let place = dice.below(entries.len());
            match dice.below(5) {
                0 => entries[place].version += 1,
                1 => entries[place].to = dice.of(DealState::ALL),
                2 if place > 0 => entries[place].from = Some(dice.of(DealState::ALL)),
                3 if entries.len() > 1 => drop(entries.remove(place)),
                _ => entries[place].at -= chrono::TimeDelta::days(3),
            }
            let ordered = entries.is_sorted_by_key(|entry| entry.at);
            let history: History<DealMachine> = entries.iter().cloned().collect();
            let mut journals = Journals::new();
            for entry in &entries {
                let _ = journals.deal(name, entry);
            }
            if entries.is_empty() {
                continue;
            }
            let told = journals.facts().set_aside(chrono::DateTime::<chrono::Utc>::MAX_UTC);
            prop_assert_eq!(told.is_empty(), history.replay().is_ok() && ordered, "{:?}", told);
        }
    }

    /// What is asked of facts is what the histories say.
    #[test]
    fn ages_are_those_of_the_histories(seed in any::<u64>(), hour in 0_i64..4000) {
        let company = Company::random(seed, 4, 5);
        let facts = super::by_journals(&company);
        let as_of = hours(hour);
        let mut ages = DealAges::new();
        let mut won = Vec::new();
        for (_, entries) in &company.deals {
            let history: History<DealMachine> = entries.iter().cloned().collect();
            ages.add_history(&history, as_of).unwrap();
            let seen: History<_> = entries.iter().filter(|e| e.at <= as_of).cloned().collect();
            if let Ok(deal) = seen.replay() {
                if matches!(deal.state(), DealState::Won | DealState::Completed) {
                    let at = seen.entries().iter().rfind(|e| matches!(e.command, DealCommand::Win { .. }));
                    won.push((at.unwrap().at, deal.record().amount().unwrap()));
                }
            }
        }
        prop_assert_eq!(facts.deal_ages(as_of), ages);
        let forecast = |from: i64, to: i64| {
            let period = Period::new(hours(from), hours(to)).unwrap();
            Forecast::new(hours(from), period, money("50.00 GBP")).unwrap()
        };
        let forecasts = [forecast(0, 900), forecast(900, 1800), forecast(1800, 9999)];
        let expected = sales_process::kpi::ForecastErrors::of(forecasts, won.clone(), as_of).unwrap();
        prop_assert_eq!(facts.forecast_errors(forecasts, as_of).unwrap(), expected);
    }
}

#[test]
fn velocity_and_the_weighted_pipeline_of_journals() {
    let won = then(open("D-1", "ann", None, "2026-05-01"), "2026-05-11", win("2026-05-11", None));
    let lost = DealCommand::Lose { reason: "price".into(), outcome: None };
    let lost = then(open("D-2", "ann", None, "2026-05-01"), "2026-05-20", lost);
    let open_one = open("D-3", "ann", None, "2026-05-02");
    let all: Vec<Vec<_>> = [won.clone(), lost.clone(), open_one.clone()].map(entries).to_vec();
    let facts = facts_of([won, lost, open_one]);
    // One open × 1/2 won × 900 ÷ 10 days.
    let velocity = facts.velocity(&as_of("2026-05-31")).unwrap();
    assert_eq!(velocity.value().to_string(), "45.00 GBP");
    // Before the loss: two open × 1/1 won.
    let velocity = facts.velocity(&as_of("2026-05-15")).unwrap();
    assert_eq!(velocity.value().to_string(), "180.00 GBP");

    let pipeline = pipeline();
    let weighted = |day: &str| {
        let mut weighted = WeightedPipeline::new(&pipeline);
        for entries in &all {
            let history: History<_> = entries.iter().cloned().collect();
            weighted.add_history(&history, instant(&format!("{day}T23:00:00Z"))).unwrap();
        }
        weighted.amount().unwrap().to_string()
    };
    assert_eq!(weighted("2026-05-01"), "1800.00 GBP");
    assert_eq!(weighted("2026-05-15"), "1800.00 GBP");
    assert_eq!(weighted("2026-05-31"), "900.00 GBP");
    let mut flow = StageFlow::new(&pipeline, instant("2026-05-31T00:00:00Z"));
    for entries in &all {
        flow.add(&entries.iter().cloned().collect()).unwrap();
    }
    assert_eq!((flow.deals(), flow.stage("sign").unwrap().lost), (3, 1));
}

/// Two lists of names never make one name.
#[test]
fn names_of_pairs_do_not_collide() {
    let mut journals = Journals::new();
    let sources = ["a / b", "a", "a /", "a \\/ b", "/", "a/b"];
    let owners = ["c", "b / c", "/ c", "/", "c \\", "b"];
    let mut expected = std::collections::BTreeSet::new();
    let mut number = 0;
    for source in sources {
        for owner in owners {
            number += 1;
            let name = format!("L-{number}");
            let mut lead: Lead<sales_process::lifecycle::lead::Assigned> =
                capture(&name, source, "2026-04-01").assign(id(owner), &on("2026-04-01")).unwrap();
            leads(&mut journals, &name, lead.take_entries());
            expected.insert((source, owner));
        }
    }
    let facts = journals.facts();
    let pair = [Dimension::Source, Dimension::Owner];
    let groups = facts.report_by(&as_of("2026-05-01"), &pair);
    assert_eq!(groups.groups.len(), expected.len());
    assert!(groups.groups.values().all(|report| report.attract.leads == 1));
    for name in ["a \\/ b / c", "a / b \\/ c", "a/b / b", "a / c", "\\/ / \\/", "a \\\\/ b / c"] {
        assert!(groups.groups.contains_key(name), "{name}: {:?}", groups.groups.keys());
    }
    // One dimension has the text as it is.
    let one = facts.report_by(&as_of("2026-05-01"), &[Dimension::Source]);
    assert_eq!(one.groups["a / b"].attract.leads, 6);
}
