//! Pipelines as they are known in public, written in our own words: what the
//! linter says of each, and why that is right; and what the fixes make of them.

use std::collections::{BTreeMap, BTreeSet};

use sales_process::designer::lint::{Finding, Safety};
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::{Pipeline, Purpose};
use sales_process::{Language, SalesProcess};

use crate::fixing::assert_nothing_new;

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

const LIMITS: (&str, &str) = ("P03", "a deal that nobody has touched for long is asked about");
const REASONS: (&str, &str) = ("Q11", "the usual reasons, to be counted instead of retold");
const FILTER: (&str, &str) = ("Q12", "criteria of the trade to begin with, none of them binding");
const REGULAR: (&str, &str) = ("H02", "the usual rule, and how regular customers are looked after");

/// What the fixes do to each, in their order, with the reason for which its owner
/// would accept it.
const FIXED: &[(&str, &[(&str, &str)])] = &[
    (
        "salesforce",
        &[
            ("C02", "finding and qualifying come before any talk of needs, in one go"),
            LIMITS,
            REASONS,
            FILTER,
            REGULAR,
        ],
    ),
    ("hubspot", &[LIMITS, REASONS, FILTER, REGULAR]),
    ("odoo", &[LIMITS, REASONS, FILTER, REGULAR]),
    (
        "bitrix24",
        &[
            ("Q21", "four columns say by their names what they are for"),
            LIMITS,
            REASONS,
            FILTER,
            REGULAR,
        ],
    ),
    (
        "gitlab",
        &[
            ("Q01", "payment follows where the signature is awaited; no stage more"),
            FILTER,
            REGULAR,
        ],
    ),
    (
        "posthog",
        &[("Q15", "what was sold is delivered, and five stages leave room"), FILTER, REGULAR],
    ),
    ("clinic", &[]),
    ("contractor", &[("Q23", "after the visit either side may step back; no share is made up")]),
    (
        "wholesaler",
        &[
            ("Q14", "shops order again, by a pipeline of their own"),
            FILTER,
            ("H01", "inside sales hands a shop over once it orders again and again"),
            REGULAR,
        ],
    ),
    (
        "leasing",
        &[("C02", "one representative finds a fleet and reaches its manager"), FILTER, REGULAR],
    ),
    (
        "partners",
        &[
            ("Q15", "the reseller's customer gets what was sold, and it is followed"),
            FILTER,
            REGULAR,
        ],
    ),
];

#[test]
fn fixes_add_no_finding_and_make_up_no_share() {
    for (name, _) in FOUND {
        let process = read(name);
        let before = process.lint();
        let fixed = process.fix(Safety::Suggested);
        assert_nothing_new(&process, &fixed);
        let applied: Vec<&str> = fixed.applied.iter().map(|it| it.lint.code).collect();
        let (_, expected) = FIXED.iter().find(|(known, _)| known == name).unwrap();
        assert_eq!(applied, expected.iter().map(|(code, _)| *code).collect::<Vec<_>>(), "{name}");
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

/// The playbook of each, as it is and fixed, speaks of its stages by their names
/// and prints nothing that is not stated.
#[test]
fn each_has_a_playbook_for_people() {
    for (name, _) in FOUND {
        let process = read(name);
        let fixed = process.fix(Safety::Suggested).process;
        for (process, language) in [&process, &fixed]
            .iter()
            .flat_map(|process| Language::ALL.iter().map(move |language| (*process, *language)))
        {
            let playbook = Playbook::of(process).headings(Headings::of(language));
            let text = playbook.to_markdown();
            for stage in process.pipelines().iter().flat_map(Pipeline::stages) {
                let plain = stage.name().replace(['\\', '-', '.'], "");
                assert!(text.replace(['\\', '-', '.'], "").contains(&plain), "{name}: {plain}");
            }
            for purpose in Purpose::BUILT_IN.iter().filter(|it| it.name().contains('_')) {
                assert!(!text.contains(purpose.name()), "{name}: {purpose}");
            }
            for nothing in ["| 0 ", "| 0% ", " 0 days", " 0 дней", " 0 zile", "NaN", "null"] {
                assert!(!text.contains(nothing), "{name}: {nothing}");
            }
        }
    }
}
