//! KPIs from journals: the same as from the tables that somebody would write
//! of the company at an instant.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use sales_process::kpi::csv::{KpiTableError, Tables};
use sales_process::kpi::{
    Cost, Dimension, Groups, JournalError, Journals, KpiFacts, KpiReport, Logged, OrderLine, Part,
    Question,
};
use sales_process::{CustomerId, Month, Months, OrderId, Period, ProductId, UtcOffset};
use serde_json::Value;

use crate::samples::{Policies, id, money};

#[path = "kpi_journal/company.rs"]
mod company;
#[path = "kpi_journal/tricky.rs"]
mod tricky;

use company::{Company, Dice, OwnerOf, hours};

const HEADS: [&str; 4] = [
    "lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id\n",
    "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n",
    "order_id,customer_id,placed_at,product_id,amount,currency,cost\n",
    "from,to,process,source,amount,currency\n",
];

const DIMENSIONS: [Dimension; 4] =
    [Dimension::Source, Dimension::Owner, Dimension::Product, Dimension::Month];

fn by_tables(company: &Company, as_of: DateTime<Utc>, owner: OwnerOf) -> KpiFacts {
    let stop: fn(KpiTableError) -> Result<(), KpiTableError> = Err;
    let tables = company.tables(as_of, owner);
    let file = |n: usize| format!("{}{}", HEADS[n], tables[n]);
    let mut tables = Tables::new();
    tables.leads(file(0).as_bytes(), stop).unwrap();
    tables.deals(file(1).as_bytes(), stop).unwrap();
    tables.orders(file(2).as_bytes(), stop).unwrap();
    tables.costs(file(3).as_bytes(), stop).unwrap();
    tables.finish(stop).unwrap()
}

fn journals() -> Journals {
    Journals::filtering_by(Policies::new().filter)
}

/// All entries as an event log has them: in time, of all objects mixed, each
/// with the number of its object.
fn log(company: &Company) -> Vec<(usize, Logged<'_>)> {
    let mut log = Vec::new();
    for (n, (id, entries)) in company.leads.iter().enumerate() {
        log.extend(entries.iter().map(|entry| (entry.at, (n, Logged::Lead(id, entry)))));
    }
    for (n, (id, entries)) in company.deals.iter().enumerate() {
        log.extend(entries.iter().map(|entry| (entry.at, (n / 2, Logged::Deal(id, entry)))));
    }
    log.sort_by_key(|(at, _)| *at);
    log.into_iter().map(|(_, logged)| logged).collect()
}

fn put(journals: &mut Journals, logged: &Logged<'_>) -> Result<(), JournalError> {
    match logged {
        Logged::Lead(id, entry) => journals.lead(id, entry),
        Logged::Deal(id, entry) => journals.deal(id, entry),
        Logged::Customer(id, entry) => journals.customer(id, entry),
        Logged::Handoff(id, entry) => journals.handoff(id, entry),
    }
}

/// The facts of journals, with the orders and costs that no journal has.
fn completed(company: &Company, journals: &Journals) -> KpiFacts {
    let mut facts = journals.facts();
    facts.orders_are_given();
    for (order, customer, at, product, amount, cost) in &company.lines {
        let (order, customer, product) = (id(order), id(customer), id(product));
        let (order, customer, product): (OrderId, CustomerId, ProductId) =
            (order, customer, product);
        let mut line = OrderLine::new(&order, &customer, hours(*at), &product, *amount);
        line.cost = *cost;
        facts.add_line(&line).unwrap();
    }
    for (from, to, process, source, pence) in &company.costs {
        let part = match *process {
            "attract" => Part::Attract,
            "sell" => Part::Sell,
            _ => Part::Retain,
        };
        let amount = money(&format!("{}.{:02} GBP", pence / 100, pence % 100));
        let mut cost = Cost::new(hours(*from * 24), hours(*to * 24), part, amount);
        cost.source = (!source.is_empty()).then(|| (*source).to_owned());
        facts.add_cost(cost).unwrap();
    }
    facts
}

fn by_journals(company: &Company) -> KpiFacts {
    let mut journals = journals();
    journals.add_all(log(company).into_iter().map(|(_, logged)| logged));
    completed(company, &journals)
}

/// What a group is if nothing is counted in it.
fn nothing(facts: &KpiFacts) -> Value {
    let never = Question::as_of(hours(-9)).to(hours(-9)).from(hours(-9));
    serde_json::to_value(facts.report(&never)).unwrap()
}

fn json_of(groups: &Groups) -> BTreeMap<String, Value> {
    let json = |report: &KpiReport| serde_json::to_value(report).unwrap();
    groups.groups.iter().map(|(name, report)| (name.clone(), json(report))).collect()
}

/// A table has one owner for each deal, where a journal knows the one at each
/// date: what is counted at opening is taken from tables with the owner at
/// opening, all else from tables with the one at the close.
fn pieced(closing: &Groups, opening: &Groups, nothing: &Value) -> BTreeMap<String, Value> {
    let (mut groups, opening) = (json_of(closing), json_of(opening));
    for name in opening.keys() {
        groups.entry(name.clone()).or_insert_with(|| nothing.clone());
    }
    for (name, group) in &mut groups {
        let opened = opening.get(name).unwrap_or(nothing)["sell"]["deals_opened"].clone();
        group["sell"]["deals_opened"] = opened;
    }
    groups.retain(|_, group| group != nothing);
    groups
}

/// Where two are different, by the path of each figure.
fn differences(found: &Value, expected: &Value, path: &str, into: &mut Vec<String>) {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<std::collections::BTreeSet<_>>() {
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::String("absent".into()))
                };
                differences(&of(a), &of(b), &format!("{path}.{key}"), into);
            }
        }
        _ if found == expected => {}
        _ => into.push(format!("{path}: {found} is not {expected}")),
    }
}

#[track_caller]
fn check_same(found: &Groups, expected: &Groups, told: impl Fn() -> String) {
    if found != expected {
        let json = |groups: &Groups| serde_json::to_value(groups).unwrap();
        let mut all = Vec::new();
        differences(&json(found), &json(expected), "", &mut all);
        panic!("{}\n{}", told(), all.join("\n"));
    }
}

#[track_caller]
fn check_agree(company: &Company, facts: &KpiFacts, tables: &[KpiFacts; 2], question: &Question) {
    let [closing, opening] = tables;
    let nothing = nothing(facts);
    let mut all: Vec<Vec<Dimension>> = DIMENSIONS.map(|one| vec![one]).to_vec();
    for (n, one) in DIMENSIONS.into_iter().enumerate() {
        all.extend(DIMENSIONS[n + 1..].iter().map(|other| vec![one, *other]));
    }
    for by in all {
        let found = facts.report_by(question, &by);
        let expected = closing.report_by(question, &by);
        let told = || format!("{by:?} {question:?} {:#?}", company.deals);
        if by.contains(&Dimension::Owner) {
            let opened = opening.report_by(question, &by);
            let mut found = json_of(&found);
            found.retain(|_, group| *group != nothing);
            let mut all = Vec::new();
            let found = serde_json::to_value(found).unwrap();
            let expected = serde_json::to_value(pieced(&expected, &opened, &nothing)).unwrap();
            differences(&found, &expected, "", &mut all);
            assert!(all.is_empty(), "{}\n{}", told(), all.join("\n"));
        } else {
            check_same(&found, &expected, told);
        }
    }
}

/// Several instants, and periods of each.
#[track_caller]
fn check_all(company: &Company) {
    let facts = by_journals(company);
    for as_of in [-1, 300, 744, 1000, 2000, 9000] {
        let as_of = hours(as_of);
        let question = Question::as_of(as_of);
        let tables =
            [OwnerOf::Close, OwnerOf::Opening].map(|owner| by_tables(company, as_of, owner));
        for question in
            [question, question.from(hours(200)).to(hours(900)), question.from(hours(744))]
        {
            check_agree(company, &facts, &tables, &question);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn journals_and_tables_say_the_same(
        seed in any::<u64>(), leads in 0_usize..9, deals in 0_usize..7
    ) {
        check_all(&Company::random(seed, leads, deals));
    }

    /// The figures of a month are those of the period cut to it; also owner by
    /// owner.
    #[test]
    fn a_month_is_the_period_cut_to_it(
        seed in any::<u64>(), leads in 0_usize..12, deals in 0_usize..12,
        as_of in 0_i64..4_000, from in prop::option::of(0_i64..3_000), to in prop::option::of(0_i64..4_000)
    ) {
        let facts = by_journals(&Company::random(seed, leads, deals));
        let cut = |from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>| {
            let question = Question::as_of(hours(as_of));
            let question = from.map_or(question, |from| question.from(from));
            to.map_or(question, |to| question.to(to))
        };
        let (from, to) = (from.map(hours), to.map(hours));
        let question = cut(from, to);
        let months = facts.report_by(&question, &[Dimension::Month]);
        let mut owners = BTreeMap::new();
        for (name, report) in &months.groups {
            let month: Month = name.parse().unwrap();
            let period = Period::of_months(month, Months::new(1).unwrap(), UtcOffset::UTC).unwrap();
            let end = to.map_or(period.to(), |to| to.min(period.to()));
            let cut = cut(from.max(Some(period.from())), Some(end));
            prop_assert_eq!(report, &facts.report(&cut), "{}", name);
            let by_owner = facts.report_by(&cut, &[Dimension::Owner]).groups;
            owners.extend(by_owner.into_iter().map(|(owner, it)| (format!("{owner} / {name}"), it)));
        }
        let both = facts.report_by(&question, &[Dimension::Owner, Dimension::Month]);
        prop_assert_eq!(both.groups, owners);
    }

    /// Also with an entry that is told twice: its object alone is set aside.
    #[test]
    fn many_at_once_are_one_after_another(
        seed in any::<u64>(), leads in 0_usize..60, deals in 1_usize..50, again in any::<prop::sample::Index>()
    ) {
        let company = Company::random(seed, leads, deals);
        let mut log: Vec<_> = log(&company).into_iter().map(|(_, logged)| logged).collect();
        let twice = again.index(log.len());
        log.push(log[twice]);
        let mut dice = Dice::new(seed);
        let last = log.len() - 1;
        log.swap(last, twice + dice.below(last - twice + 1));

        let mut one_by_one = journals();
        let told: Vec<JournalError> =
            log.iter().filter_map(|logged| put(&mut one_by_one, logged).err()).collect();
        let mut at_once = journals();
        at_once.add_all(log);
        let by_object = |mut all: Vec<JournalError>| {
            all.sort_by_key(|error| (error.kind, error.id.clone()));
            all
        };
        prop_assert_eq!(by_object(at_once.set_aside()), by_object(told));
        let facts = at_once.clone().into_facts();
        prop_assert_eq!(facts.set_aside(hours(9000)).len() as u64, facts.report(&Question::as_of(hours(9000))).set_aside);
        let question = Question::as_of(hours(9000));
        let expected = one_by_one.facts().report_by(&question, &[Dimension::Owner]);
        prop_assert_eq!(at_once.facts().report_by(&question, &[Dimension::Owner]), expected.clone());
        prop_assert_eq!(facts.report_by(&question, &[Dimension::Owner]), expected);
    }

    /// Entries of other objects, and of other periods of one object, gathered
    /// apart and put together in any order.
    #[test]
    fn gathered_apart_it_is_the_same(
        seed in any::<u64>(), leads in 0_usize..9, deals in 0_usize..7, by_time in any::<bool>()
    ) {
        let company = Company::random(seed, leads, deals);
        let whole = by_journals(&company);
        let mut dice = Dice::new(seed ^ 0x55);
        let mut parts: Vec<Journals> = (0..5).map(|_| journals()).collect();
        let log = log(&company);
        for (place, (n, logged)) in log.iter().enumerate() {
            let part = if by_time { place * 5 / log.len() } else { n % 5 };
            put(&mut parts[part], logged).unwrap();
        }
        let mut merged = parts.swap_remove(dice.below(parts.len()));
        while !parts.is_empty() {
            let part = parts.swap_remove(dice.below(parts.len()));
            if dice.one_in(2) {
                merged.merge(part);
            } else {
                let mut other = part;
                std::mem::swap(&mut merged, &mut other);
                merged.merge(other);
            }
        }
        let merged = completed(&company, &merged);
        for as_of in [300, 1000, 9000] {
            let question = Question::as_of(hours(as_of)).from(hours(100));
            for by in [&[][..], &[Dimension::Owner], &[Dimension::Source, Dimension::Month]] {
                prop_assert_eq!(
                    merged.report_by(&question, by),
                    whole.report_by(&question, by)
                );
            }
        }
    }
}
