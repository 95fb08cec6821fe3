//! What is stored and sent: a sample of each form, kept as a file, and the page
//! that documents them all.
//!
//! The files are what the crate writes; where a form is changed on purpose,
//! `BLESS=1` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sales_process::kpi::KpiFacts;
use sales_process::lifecycle::customer::{
    AdoptedCustomer, AnyCustomer, CustomerAmendment, CustomerCommand, CustomerMachine,
    CustomerState, NewCustomer, Recovery, Regular,
};
use sales_process::lifecycle::deal::{
    AdoptedDeal, Amendment, AnyDeal, DealCommand, DealMachine, DealState, Given, Instalment,
    NewDeal, OwnerChange, Won,
};
use sales_process::lifecycle::handoff::{
    AdoptedHandoff, AnyHandoff, HandoffCommand, HandoffMachine, HandoffState,
};
use sales_process::lifecycle::lead::{
    AdoptedLead, AnyLead, LeadAmendment, LeadCommand, LeadMachine, LeadState, Source,
};
use sales_process::lifecycle::{Entity, Entry, Machine};
use sales_process::loyalty::Base;
use sales_process::policy::{RuleSegment, RuleState};
use sales_process::process::DealKind;
use sales_process::schema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::customer::Told as _;
use crate::handoff::Told as _;
use crate::samples::{
    Policies, act, call, day, deal_command, deal_in, deal_ready, id, instant, interest,
    lead_command, lead_in, lead_ready, main_pipeline, money, new_lead, opened_at, overridden,
    pipeline_for,
};

/// The samples of each form, by what tells them apart: the state of an entity,
/// the move of a command.
type Samples = BTreeMap<String, BTreeMap<String, Value>>;

/// The name of a move; of one that amends or recovers, of what.
fn tag(command: &Value) -> String {
    let member = |value: &Value| value.as_object().and_then(|map| map.keys().next().cloned());
    let name = member(command).unwrap();
    let inner = &command[&name];
    match name.as_str() {
        "amend" | "recover" => {
            format!("{name} {}", member(inner).unwrap_or_else(|| inner.to_string()))
        }
        _ => name,
    }
}

fn add(samples: &mut Samples, form: String, tag: String, value: Value) {
    samples.entry(form).or_default().entry(tag).or_insert(value);
}

/// An entity, the entries that wait in it, and their commands.
fn add_entity<E: Entity>(samples: &mut Samples, mut entity: E) {
    let name = E::Machine::NAME;
    for entry in entity.take_entries() {
        let value = serde_json::to_value(&entry).unwrap();
        add(samples, format!("{name}_command"), tag(&value["command"]), value["command"].clone());
        let waived = if entry.waived.is_some() { " by override" } else { "" };
        let tag = format!("{}{waived}", tag(&value["command"]));
        add(samples, format!("{name}_entry"), tag, value);
    }
    let state = entity.state().to_string();
    add(samples, name.to_owned(), state, serde_json::to_value(&entity).unwrap());
}

fn add_command<M: Machine>(samples: &mut Samples, command: M::Command) {
    let value = serde_json::to_value(&command).unwrap();
    add(samples, format!("{}_command", M::NAME), tag(&value), value);
}

fn deals(samples: &mut Samples) {
    let p = &main_pipeline();
    for &state in DealState::ALL {
        for verb in deal_in(state).permitted() {
            let moved = deal_ready(state, verb).apply(
                &pipeline_for(verb),
                deal_command(state, verb),
                &act(),
            );
            add_entity(samples, moved.unwrap());
        }
        add_entity(samples, deal_in(state));
    }
    let back: AnyDeal = opened_at(p, "offer").advance(p, "needs", &act()).unwrap().into();
    add_entity(samples, back);
    let waived = opened_at(p, "needs").advance(p, "offer", &overridden()).unwrap();
    add_entity(samples, AnyDeal::from(waived));
    let new = NewDeal::new(id("D-9"), id("acme"), id("anna")).amount(money("900.00 GBP"));
    let known = AdoptedDeal::new(new, instant("2025-11-03T09:00:00Z"))
        .in_stage_since(instant("2026-01-15T12:00:00Z"))
        .owner_since(day("2026-01-01"))
        .received(money("450.00 GBP"))
        .external_id("crm-4711")
        .state(Won { on: day("2026-01-15"), evidence: Some("contract 1/26".into()) });
    add_entity(samples, AnyDeal::adopt(known, p, "pay", &act()).unwrap());
    let part = Instalment { due: day("2026-05-01"), amount: money("450.00 GBP") };
    for change in [
        Amendment::Owner(OwnerChange { to: id("bob"), from: Some(day("2026-03-01")) }),
        Amendment::Customer(id("globex")),
        Amendment::Kind(DealKind::Renewal),
        Amendment::Lead(Some(id("L-1"))),
        Amendment::field("budget", money("5000.00 GBP")),
        Amendment::Amount(money("950.00 GBP")),
        Amendment::ExpectedClose(Some(day("2026-06-30"))),
        Amendment::Schedule(vec![part]),
    ] {
        add_command::<DealMachine>(samples, DealCommand::Amend(change));
    }
    let evidence = Given::new(id("budget"), "the CFO's mail of 2 March").of(id("needs"));
    add_command::<DealMachine>(samples, DealCommand::Satisfy(evidence));
}

fn leads(samples: &mut Samples) {
    let policies = Policies::new();
    for &state in LeadState::ALL {
        for verb in lead_in(state).permitted() {
            let moved = lead_ready(state, verb).apply(policies.rules(), lead_command(verb), &act());
            add_entity(samples, moved.unwrap());
        }
        add_entity(samples, lead_in(state));
    }
    let captured = sales_process::lifecycle::lead::Lead::capture(new_lead(), &act()).unwrap();
    add_entity(samples, AnyLead::from(captured));
    let known = AdoptedLead::new(new_lead(), instant("2025-11-01T09:00:00Z"))
        .interest(interest())
        .owner(id("anna"))
        .external_id("crm-17")
        .state(sales_process::lifecycle::lead::Working {});
    add_entity(samples, AnyLead::adopt(known, &act()).unwrap());
    for change in [
        LeadAmendment::Source(Source::Campaign("spring fair".into())),
        LeadAmendment::Owner(id("bob")),
        LeadAmendment::Field { field: "seats".into(), value: Some(40.into()), personal: false },
        LeadAmendment::Contact(Some("Ms Li, 0123".into())),
        LeadAmendment::FitsTarget(Some(true)),
    ] {
        add_command::<LeadMachine>(samples, LeadCommand::Amend(change));
    }
}

fn customers(samples: &mut Samples) {
    use crate::customer::{full, in_state, now, rules};
    for &state in CustomerState::ALL {
        for verb in in_state(state).permitted() {
            let moved = in_state(state).tell(rules().reexamined(), full(verb), &now());
            add_entity(samples, moved.unwrap());
        }
    }
    let known = AdoptedCustomer::new(
        NewCustomer::new(id("acme"), id("carl")),
        instant("2024-01-01T09:00:00Z"),
    )
    .owner_since(day("2025-03-01"))
    .earlier_owner(id("anna"), day("2024-01-01"))
    .orders(7, instant("2024-02-01T09:00:00Z"), instant("2026-01-10T09:00:00Z"))
    .regular_since(instant("2025-06-01T09:00:00Z"))
    .since(instant("2025-06-01T09:00:00Z"))
    .state(Regular {});
    add_entity(samples, AnyCustomer::adopt(known, &act()).unwrap());
    let field = CustomerAmendment::Field {
        field: "size".into(),
        value: Some("large".into()),
        personal: false,
    };
    add_command::<CustomerMachine>(samples, CustomerCommand::Amend(field));
    for by in [Recovery::Contact(call("sorted out")), Recovery::Recorded] {
        add_command::<CustomerMachine>(samples, CustomerCommand::Recover(by));
    }
}

fn handoffs(samples: &mut Samples) {
    use crate::handoff::{full, in_state, new_handoff, now, policy};
    for &state in HandoffState::ALL {
        for verb in in_state(state).permitted() {
            add_entity(samples, in_state(state).tell(&policy(), full(verb), &now()).unwrap());
        }
        add_entity(samples, in_state(state));
    }
    let known = AdoptedHandoff::new(new_handoff(), instant("2026-02-28T12:00:00Z"));
    add_entity(samples, AnyHandoff::adopt(known, &now()).unwrap());
}

/// Reads a value as a form, and gives what is written of it.
#[track_caller]
fn read_back(form: &str, value: &Value) -> Value {
    read(form, value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn is_read(form: &str, value: &Value) -> bool {
    read(form, value).is_ok()
}

fn read(form: &str, value: &Value) -> Result<Value, serde_json::Error> {
    fn of<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, serde_json::Error> {
        serde_json::to_value(serde_json::from_value::<T>(value.clone())?)
    }
    match form {
        "lead" => of::<AnyLead>(value),
        "lead_entry" => of::<Entry<LeadMachine>>(value),
        "lead_command" => of::<LeadCommand>(value),
        "deal" => of::<AnyDeal>(value),
        "deal_entry" => of::<Entry<DealMachine>>(value),
        "deal_command" => of::<DealCommand>(value),
        "customer" => of::<AnyCustomer>(value),
        "customer_entry" => of::<Entry<CustomerMachine>>(value),
        "customer_command" => of::<CustomerCommand>(value),
        "handoff" => of::<AnyHandoff>(value),
        "handoff_entry" => of::<Entry<HandoffMachine>>(value),
        "handoff_command" => of::<HandoffCommand>(value),
        "rule_state" => of::<RuleState>(value),
        "rule_segment" => of::<RuleSegment>(value),
        "loyalty_base" => of::<Base>(value),
        "kpi_facts" => of::<KpiFacts>(value),
        other => panic!("`{other}` is no form"),
    }
}

/// One sample a line, so that a change is read as a line.
fn written(samples: &Samples) -> String {
    let forms = samples.iter().map(|(form, values)| {
        let lines: Vec<String> = values.values().map(|value| format!("    {value}")).collect();
        format!("  \"{form}\": [\n{}\n  ]", lines.join(",\n"))
    });
    format!("{{\n{}\n}}\n", forms.collect::<Vec<_>>().join(",\n"))
}

/// The moves that a form of commands has by its schema.
fn moves(form: &str) -> BTreeSet<String> {
    let schema = schema::of(form).unwrap();
    let name = |choice: &Value| choice["required"][0].as_str().unwrap().to_owned();
    schema["oneOf"].as_array().unwrap().iter().map(name).collect()
}

#[track_caller]
fn check_samples(file: &str, make: impl FnOnce(&mut Samples)) {
    let mut samples = Samples::new();
    make(&mut samples);
    for (form, values) in &samples {
        values.values().for_each(|value| assert_eq!(read_back(form, value), *value));
        let shown: BTreeSet<String> =
            values.keys().filter_map(|tag| tag.split(' ').next()).map(str::to_owned).collect();
        if form.ends_with("_entry") || form.ends_with("_command") {
            assert_eq!(shown, moves(&format!("{file}_command")), "{form}");
        }
    }
    let path = format!("{}/it/data/forms/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let found = written(&samples);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    let differ = kept.lines().zip(found.lines()).find(|(kept, found)| kept != found);
    assert_eq!(differ, None, "a stored form has changed");
    assert_eq!(kept.lines().count(), found.lines().count());
}

#[test]
fn what_is_stored_of_a_lead() {
    check_samples("lead", leads);
}

#[test]
fn what_is_stored_of_a_deal() {
    check_samples("deal", deals);
}

#[test]
fn what_is_stored_of_a_customer() {
    check_samples("customer", customers);
}

#[test]
fn what_is_stored_of_a_handoff() {
    check_samples("handoff", handoffs);
}

/// Where ids stand in a value, by the members that hold one.
fn ids(value: &Value, here: &str, found: &mut Vec<String>) {
    const MEMBERS: &str = "id customer by owner pipeline stage criterion lead deal into hunter farmer referral person";
    let mut inner = |name: &str, value: &Value| match value {
        Value::String(_) if MEMBERS.split(' ').any(|it| it == name) => {
            found.push(format!("{here}/{name}"));
        }
        _ => ids(value, &format!("{here}/{name}"), found),
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| inner(name, value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, it)| inner(&i.to_string(), it));
        }
        _ => {}
    }
}

/// Wherever an id stands in a stored form or a command, one that cannot be seen
/// whole is refused, and the character is named.
#[test]
fn no_form_takes_an_id_that_cannot_be_seen() {
    let mut refused = 0;
    for file in ["lead", "deal", "customer", "handoff"] {
        let path = format!("{}/it/data/forms/{file}.json", env!("CARGO_MANIFEST_DIR"));
        let kept = fs::read_to_string(path).unwrap();
        let samples: BTreeMap<String, Vec<Value>> = serde_json::from_str(&kept).unwrap();
        for (form, sample) in
            samples.iter().flat_map(|(form, all)| all.iter().map(move |it| (form, it)))
        {
            let mut places = Vec::new();
            ids(sample, "", &mut places);
            for place in places {
                let mut unseen = sample.clone();
                let id = unseen.pointer_mut(&place).unwrap();
                *id = format!("{}\u{200b}x", id.as_str().unwrap()).into();
                let why = read(form, &unseen).unwrap_err().to_string();
                assert!(why.contains("has the character U+200B"), "{form} {place}: {why}");
                refused += 1;
            }
        }
    }
    assert!(refused > 200, "{refused}");
    for owner in ["\"b\u{200b}b\"", "{\"to\": \"b\u{200b}b\"}"] {
        let command = format!("{{\"amend\": {{\"owner\": {owner}}}}}");
        let why = serde_json::from_str::<DealCommand>(&command).unwrap_err().to_string();
        assert!(why.contains("U+200B"), "{command}: {why}");
    }
    for (wrong, why) in [
        (r#"{"tow": "bob"}"#, "unknown field `tow` (did you mean `to`?)"),
        ("7", "invalid type: integer `7`, expected a string"),
        ("null", "invalid type: null, expected a person, or an object with `to` and `from`"),
    ] {
        let command = format!(r#"{{"amend": {{"owner": {wrong}}}}}"#);
        let found = serde_json::from_str::<DealCommand>(&command).unwrap_err().to_string();
        assert!(found.starts_with(why), "{found}");
    }
}

/// The samples of the page, by the form that their heading names.
fn page() -> Vec<(String, Vec<Value>)> {
    let text = include_str!("../../src/lifecycle/wire.md");
    let mut found: Vec<(String, Vec<Value>)> = Vec::new();
    for part in text.split("\n### `").skip(1) {
        let (form, rest) = part.split_once('`').unwrap();
        let blocks =
            rest.split("```json\n").skip(1).map(|block| block.split("```").next().unwrap());
        let values = blocks.flat_map(|block| {
            serde_json::Deserializer::from_str(block).into_iter::<Value>().map(Result::unwrap)
        });
        found.push((form.to_owned(), values.collect()));
    }
    found
}

#[test]
fn the_page_shows_every_form_and_every_move() {
    let page = page();
    let machines = ["lead", "deal", "customer", "handoff"];
    let forms =
        machines.map(|name| [name.to_owned(), format!("{name}_entry"), format!("{name}_command")]);
    let parts = ["rule_state", "rule_segment", "loyalty_base", "kpi_facts"].map(str::to_owned);
    let forms = [forms.concat(), parts.to_vec()].concat();
    assert_eq!(page.iter().map(|(form, _)| form.clone()).collect::<Vec<_>>(), forms);
    for (form, values) in &page {
        assert!(!values.is_empty(), "{form}");
        values.iter().for_each(|value| assert_eq!(read_back(form, value), *value));
        values.iter().for_each(|value| crate::forms::check_refuses_more(form, value, is_read));
        if form.ends_with("_command") {
            let shown: BTreeSet<String> = values
                .iter()
                .map(|value| tag(value).split(' ').next().unwrap().to_owned())
                .collect();
            assert_eq!(shown, moves(form), "{form}");
        }
    }
}
