//! Pipelines as they are known in public, written in our own words: what the
//! linter says of each, and why that is right; and what the fixes make of them.

use std::collections::{BTreeMap, BTreeSet};

use sales_process::SalesProcess;
use sales_process::designer::lint::{Finding, Safety};
use sales_process::process::Purpose;

fn read(name: &str) -> SalesProcess {
    let path = format!("{}/it/data/well_known/{name}.json", env!("CARGO_MANIFEST_DIR"));
    SalesProcess::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What is found in each, with the reason for which its owner would agree.
const FOUND: &[(&str, &[(&str, &str)])] = &[
    (
        "salesforce",
        &[
            ("Q11", "the board has no list of reasons for losing"),
            ("P03", "no column says when a deal is stale"),
            ("Q06", "deals are dragged on without any criterion"),
            ("Q07", "a column of a new CRM has no owner"),
            ("Q21", "the columns have names and no purposes, so they are guessed"),
            ("C02", "eight stages, where five to seven are held in the head"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "hubspot",
        &[
            ("Q11", "the board has no list of reasons for losing"),
            ("P03", "no column says when a deal is stale"),
            ("Q06", "deals are dragged on without any criterion"),
            ("Q07", "a column of a new CRM has no owner"),
            ("Q21", "the columns have names and no purposes, so they are guessed"),
            ("Q22", "scheduled and sent say what the seller did, not the buyer"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "odoo",
        &[
            ("Q11", "the board has no list of reasons for losing"),
            ("P03", "no column says when a deal is stale"),
            ("Q06", "deals are dragged on without any criterion"),
            ("Q07", "a column of a new CRM has no owner"),
            ("Q21", "the columns have names and no purposes, so they are guessed"),
            ("C02", "three columns do not show where deals stall"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "bitrix24",
        &[
            ("Q11", "the board has no list of reasons for losing"),
            ("P03", "no column says when a deal is stale"),
            ("Q06", "deals are dragged on without any criterion"),
            ("Q07", "a column of a new CRM has no owner"),
            ("Q21", "the columns have names and no purposes, so they are guessed"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "gitlab",
        &[
            ("Q14", "companies buy again, and no shorter pipeline serves them"),
            ("Q01", "nothing follows the payment after the signature"),
            ("Q15", "outgoing contacts and delivery are usual for this profile"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "posthog",
        &[
            ("Q14", "companies buy again, and no shorter pipeline serves them"),
            ("Q15", "a service is usually delivered by somebody who sold it"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "clinic",
        &[
            ("P05", "three of five weeks go to the treatment itself"),
            ("Q08", "the patient goes from the desk to the dentist and back"),
        ],
    ),
    (
        "contractor",
        &[
            ("P05", "building the roof takes nearly half of the time"),
            ("Q08", "the deal goes from the sales side to the crew and back"),
            ("Q17", "a project names nobody from outside sales"),
            ("Q22", "an estimate that is sent says nothing of the owner"),
            ("Q23", "after the site visit a deal can only go on"),
        ],
    ),
    (
        "wholesaler",
        &[
            ("H01", "inside sales and account managers, and no rule between them"),
            ("Q14", "companies buy again, and no shorter pipeline serves them"),
            ("P05", "most of the cycle is waiting for the money"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "leasing",
        &[
            ("Q14", "companies buy again, and no shorter pipeline serves them"),
            ("C02", "eight stages, where five to seven are held in the head"),
            ("P05", "the handover waits for the vehicle for two months"),
            ("Q08", "sales, credit desk, sales and credit desk again"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
    (
        "partners",
        &[
            ("Q14", "companies buy again, and no shorter pipeline serves them"),
            ("Q08", "the channel manager hands over and gets the deal back"),
            ("Q15", "a service is usually delivered by somebody who sold it"),
            ("H02", "nothing says when a customer becomes a regular one"),
            ("Q12", "no filter says which leads are worth the cost"),
            ("Q20", "nobody wrote down who is served best"),
            ("T01", "no KPI has a target yet"),
        ],
    ),
];

#[test]
fn every_finding_is_justified() {
    for (name, expected) in FOUND {
        let findings = read(name).lint();
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.lint.code).collect();
        let expected: BTreeMap<&str, &str> = expected.iter().copied().collect();
        let codes: BTreeSet<&str> = expected.keys().copied().collect();
        assert_eq!(found, codes, "{name}: {}", texts(&findings));
        assert!(expected.values().all(|why| why.len() > 20), "{name}: each with a reason");
    }
}

fn texts(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |all, finding| all + "\n" + &finding.to_string())
}

/// A finding at each stage, and of each pipeline or the whole process.
fn places(findings: &[Finding]) -> BTreeSet<(&'static str, Option<String>, Option<String>)> {
    let of = |finding: &Finding| {
        let pipeline = finding.pipeline.as_ref().map(ToString::to_string);
        let mut stages: Vec<Option<String>> =
            finding.stages.iter().map(|id| Some(id.to_string())).collect();
        if stages.is_empty() {
            stages.push(None);
        }
        let code = finding.lint.code;
        stages.into_iter().map(move |stage| (code, pipeline.clone(), stage)).collect::<Vec<_>>()
    };
    findings.iter().flat_map(of).collect()
}

#[test]
fn fixes_add_no_finding_and_make_up_no_share() {
    for (name, _) in FOUND {
        let process = read(name);
        let before = process.lint();
        let fixed = process.fix(Safety::Suggested);
        let merged: BTreeSet<String> = fixed.process.pipelines()[0]
            .stages()
            .iter()
            .filter(|stage| stage.name().contains(" + "))
            .map(|stage| stage.id.clone())
            .collect();
        let (old, new) = (places(&before), places(&fixed.left));
        for place in new.difference(&old) {
            let is_merged = place.2.as_ref().is_some_and(|stage| merged.contains(stage));
            assert!(is_merged, "{name}: {place:?} is new\n{}", texts(&fixed.left));
        }
        let shares = |process: &SalesProcess| {
            let moves = process.pipelines()[0].moves().to_vec();
            moves.iter().filter(|step| step.probability.is_some()).count()
        };
        assert!(shares(&fixed.process) <= shares(&process), "{name}");
        assert!(fixed.left.len() <= before.len(), "{name}: nothing is worse");
        assert!(!fixed.is_cut_short);
    }
}

#[test]
fn stages_of_the_author_are_not_merged_for_those_of_a_fix() {
    let process = read("gitlab");
    let fixed = process.fix(Safety::Suggested).process;
    let names = |process: &SalesProcess| {
        let stages = process.pipelines()[0].stages().to_vec();
        stages.iter().map(|stage| stage.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&fixed), names(&process));
    let last = fixed.pipelines()[0].stages().last().unwrap();
    assert!(last.is_for(&Purpose::PaymentTracking), "it is done where the contract is");
}
