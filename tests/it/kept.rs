//! What a version has written, every later one reads. A folder of `data/kept`
//! holds what one version wrote and is never changed: a version that writes
//! another form adds a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sales_process::history::csv as stages;
use sales_process::kpi::csv::{self as kpi, Tables};
use sales_process::kpi::{Forecast, KpiFacts, Question};
use sales_process::lifecycle::customer::AnyCustomer;
use sales_process::lifecycle::deal::AnyDeal;
use sales_process::lifecycle::handoff::AnyHandoff;
use sales_process::lifecycle::lead::AnyLead;
use sales_process::lifecycle::{Entity, Entry, Machine};
use sales_process::loyalty::Base;
use sales_process::order::csv as orders;
use sales_process::policy::Rule;
use sales_process::process::{PipelineDraft, ReadError};
use sales_process::value::table::TableOptions;
use sales_process::{Order, SalesProcess, UtcOffset};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::commands::root;

fn folders() -> Vec<PathBuf> {
    let kept = std::fs::read_dir(root().join("tests/it/data/kept")).unwrap();
    let folders: Vec<PathBuf> = kept.map(|entry| entry.unwrap().path()).collect();
    assert!(!folders.is_empty());
    folders
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Reads each sample of a form, and what is written of it again. Whether the
/// bytes are the same is not asked: a later version can say more.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(samples: &[Value]) {
    assert!(!samples.is_empty());
    for sample in samples {
        let read: T = serde_json::from_value(sample.clone())
            .unwrap_or_else(|error| panic!("{error}: {sample}"));
        let again: T = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
        assert_eq!(again, read);
    }
}

/// The stored entities of a folder: in each state, and with all they can have.
fn entities(folder: &Path, machine: &str) -> Vec<Value> {
    let kept = [format!("{machine}.json"), "whole.json".to_owned()].map(|file| {
        let mut forms: BTreeMap<String, Vec<Value>> =
            serde_json::from_str(&text(folder, &file)).unwrap();
        forms.remove(machine).unwrap()
    });
    kept.concat()
}

#[track_caller]
fn check_machine<E: Entity>(folder: &Path) {
    let name = E::Machine::NAME;
    let forms: BTreeMap<String, Vec<Value>> =
        serde_json::from_str(&text(folder, &format!("{name}.json"))).unwrap();
    check::<E>(&entities(folder, name));
    check::<<E::Machine as Machine>::Command>(&forms[&format!("{name}_command")]);
    check::<Entry<E::Machine>>(&forms[&format!("{name}_entry")]);
}

#[test]
fn entities_entries_and_commands() {
    for folder in folders() {
        check_machine::<AnyLead>(&folder);
        check_machine::<AnyDeal>(&folder);
        check_machine::<AnyCustomer>(&folder);
        check_machine::<AnyHandoff>(&folder);
    }
}

/// There is a sample of every member of a record.
#[test]
fn every_member_of_a_record() {
    let folders = folders();
    for name in ["lead", "deal", "customer", "handoff"] {
        let schema = sales_process::schema::of(name).unwrap();
        let defs = schema["$defs"].as_object().unwrap();
        let record = defs.iter().find(|(key, _)| key.ends_with("Record")).unwrap().1;
        let members = record["properties"].as_object().unwrap();
        assert!(members.len() > 5, "{schema}");
        let kept: Vec<Value> = folders.iter().flat_map(|folder| entities(folder, name)).collect();
        for member in members.keys() {
            let is_there = kept.iter().any(|sample| sample["record"].get(member).is_some());
            assert!(is_there, "no sample of `{member}` of a {name}");
        }
    }
}

#[test]
fn processes_pipelines_and_rules() -> Result<(), ReadError> {
    for folder in folders() {
        let process = SalesProcess::from_json(&text(&folder, "process.json"))?;
        assert_eq!(SalesProcess::from_json(&process.to_json())?, process);
        let sketch = SalesProcess::from_text(&text(&folder, "pipeline.sketch"))?;
        let draft: &PipelineDraft = sketch.pipelines()[0].draft();
        assert_eq!(draft.to_string().parse::<PipelineDraft>().as_ref(), Ok(draft));
        check::<Rule>(&serde_json::from_str::<Vec<Value>>(&text(&folder, "rules.json")).unwrap());
    }
    Ok(())
}

/// What one version folded, a later one goes on with: a state belongs to its rule,
/// and the answers are those of then.
#[test]
fn parts_of_folds() {
    #[derive(serde::Deserialize)]
    struct Kept {
        rules: Vec<KeptRule>,
        loyalty_base: Value,
        kpi_facts: Value,
        kpi_report: Value,
        orders: Vec<Value>,
        forecasts: Vec<Value>,
    }
    #[derive(serde::Deserialize)]
    struct KeptRule {
        rule: Rule,
        rule_state: Value,
        rule_segment: Value,
        due_at: Value,
    }
    let as_of = "2026-06-01T12:00:00Z".parse().unwrap();
    for folder in folders() {
        let kept: Kept = serde_json::from_str(&text(&folder, "folds.json")).unwrap();
        assert!(!kept.rules.is_empty());
        for KeptRule { rule, rule_state, rule_segment, due_at } in kept.rules {
            let fold = rule.fold(UtcOffset::UTC);
            let mut state = serde_json::from_value(rule_state.clone()).unwrap();
            assert_eq!(serde_json::to_value(&state).unwrap(), rule_state);
            let segment = serde_json::from_value(rule_segment.clone()).unwrap();
            assert_eq!(serde_json::to_value(&segment).unwrap(), rule_segment);
            fold.merge(&mut state, &segment).unwrap();
            let due = fold.due_at(&state, as_of).unwrap();
            assert_eq!(serde_json::to_value(due).unwrap(), due_at);
        }
        let base: Base = serde_json::from_value(kept.loyalty_base.clone()).unwrap();
        assert_eq!(base.customers(), 2);
        assert_eq!(serde_json::to_value(&base).unwrap(), kept.loyalty_base);
        let facts: KpiFacts = serde_json::from_value(kept.kpi_facts.clone()).unwrap();
        assert_eq!(serde_json::to_value(&facts).unwrap(), kept.kpi_facts);
        let (sell, retain) = {
            let report = facts.report(&Question::as_of(as_of));
            (report.sell, report.retain)
        };
        let told = serde_json::json!({
            "customers": retain.customers,
            "deals_won": sell.deals_won,
            "customers_won": sell.customers_won,
            "repeat": retain.repeat_purchase_rate.to_string(),
        });
        assert_eq!(told, kept.kpi_report);
        check::<Order>(&kept.orders);
        check::<Forecast>(&kept.forecasts);
    }
}

#[test]
fn tables() {
    for folder in folders() {
        let bytes = |name: &str| text(&folder, name).into_bytes();
        let read = orders::read(bytes("orders.csv").as_slice()).unwrap();
        assert_eq!(read.len(), 2, "an order and a return; the guest's is nobody's");
        let mut tables = Tables::new();
        tables.merges(bytes("merges.csv").as_slice(), Err).unwrap();
        tables.leads(bytes("leads.csv").as_slice(), Err).unwrap();
        tables.deals(bytes("deals.csv").as_slice(), Err).unwrap();
        tables.orders(bytes("orders.csv").as_slice(), Err).unwrap();
        tables.costs(bytes("costs.csv").as_slice(), Err).unwrap();
        assert!(tables.finish(Err).unwrap().last_instant().is_some());
        let options = TableOptions::new();
        let log = stages::read(bytes("stages.csv").as_slice(), &options, Err, |_| {}).unwrap();
        assert_eq!((log.deals(), log.rows()), (1, 3));
        kpi::rates(bytes("rates.csv").as_slice(), &options).unwrap();
    }
}
