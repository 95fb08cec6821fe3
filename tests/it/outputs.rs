//! What is written is inert, whatever names are in it, and the same wherever
//! it is written.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use sales_process::designer::lint::Report;
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::{Criterion, Drawing, PipelineDraft, Role, RoleKind, Stage};
use sales_process::{DealId, Language, SalesProcess};

use crate::commands::{Ran, file, root, run};

/// Names that are something to the program that reads what they stand in.
const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onload='alert(1)",
    "]]><!--",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "[a](javascript:alert(1)) ![b](http://evil.example/x.png)",
    "```\n# not a heading\n```",
    "| a | b |\n|---|---|",
    "\"]; x --> y; click x \"http://evil.example\"",
    "\\N \\L \" -> b [URL=\"http://evil.example\"]",
    "a\u{1b}[2Jb\u{7}\u{9b}31m",
    "abc\u{202e}gpj.exe\u{200f}",
    "nul\u{0}\u{1}\u{ffff}",
    "{{7*7}} ${x} %n {0}",
    "=HYPERLINK(\"http://evil.example\")",
];

/// A process in which a name stands wherever there is room for a text.
fn named(name: &str) -> SalesProcess {
    let stage = |id: &str| {
        let stage = Stage::new(id, name).exit_when("c", name).stale_after_days(3);
        stage.action(name).tactic(name)
    };
    let mut draft = SalesProcess::draft("acme", name).pipeline(
        PipelineDraft::new("main")
            .name(name)
            .stage(stage("a").start())
            .stage(stage("b"))
            .won("won")
            .lost("lost")
            .go("a", "b")
            .go("b", "won")
            .go("a", "lost"),
    );
    draft.target_audience = vec![Criterion::new("size", name)];
    // A lost reason is an id, and no id can be all that a text can.
    draft.lost_reasons = name.parse::<DealId>().iter().map(ToString::to_string).collect();
    draft.roles = vec![Role::new("hunter", RoleKind::Hunter).title(name)];
    draft.build().unwrap()
}

/// The names of elements and attributes in a document of XML or HTML, read as a
/// program reads them.
fn markup(document: &str) -> BTreeSet<String> {
    let xml = document.replace("<!DOCTYPE html>", "").replace("<meta charset=\"utf-8\">", "");
    let tree = roxmltree::Document::parse(&xml).unwrap_or_else(|error| {
        let line = xml.lines().nth(error.pos().row as usize - 1).unwrap_or_default();
        panic!("{error}: {line}")
    });
    let mut found = BTreeSet::new();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        found.insert(node.tag_name().name().to_owned());
        for attribute in node.attributes() {
            found.insert(format!("{}@{}", node.tag_name().name(), attribute.name()));
        }
    }
    found
}

/// Nothing that a name says adds an element, an attribute or a character that
/// the form forbids.
#[test]
fn no_name_is_markup() {
    let plain = named("Plain");
    for name in HOSTILE {
        let process = named(name);
        let pictures = |process: &SalesProcess| {
            let picture = Drawing::of(&process.pipelines()[0]).in_process(process).picture();
            [picture.to_svg(), picture.to_bpmn()]
        };
        for (hostile, plain) in pictures(&process).iter().zip(&pictures(&plain)) {
            assert_eq!(markup(hostile), markup(plain), "{name:?}");
            assert!(!hostile.contains(['\u{1b}', '\u{0}', '\u{202e}']), "{name:?}: {hostile}");
        }
    }
}

/// A playbook has no script, no handler and no address of elsewhere, and its
/// Markdown is no HTML.
#[test]
fn no_name_is_a_script() {
    for name in HOSTILE {
        let process = named(name);
        let findings = process.lint();
        for language in [Language::English, Language::Russian] {
            let playbook =
                Playbook::of(&process).findings(&findings).headings(Headings::of(language));
            let html = playbook.to_html();
            let tags = html.split('<').skip(1).filter_map(|it| it.split('>').next());
            for tag in tags {
                let word = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
                assert!(!["script", "img", "iframe", "object", "b"].contains(&word), "{tag}");
                // Within quotes anything may stand.
                let outside: String = tag.split('"').step_by(2).collect();
                assert!(!outside.contains(" on"), "{name:?}: {tag}");
                assert!(!tag.contains("href=\"javascript"), "{tag}");
            }
            let markdown = playbook.to_markdown();
            let markdown = markdown.replace("\\<", "").replace("\\]", "");
            assert!(!markdown.contains("<script>") && !markdown.contains("<img"), "{markdown}");
            assert!(!markdown.contains("](javascript"), "{name:?}");
            assert!(!markdown.contains("\n# not a heading"), "{name:?}");
            for text in [&html, &markdown] {
                assert!(!text.contains(['\u{1b}', '\u{0}', '\u{9b}']), "{name:?}");
            }
        }
    }
}

#[test]
fn no_name_leaves_the_quotes_of_a_drawing() {
    let lines = |text: &str| text.lines().count();
    let plain = Drawing::of(&named("Plain").pipelines()[0]).picture();
    for name in HOSTILE {
        let picture = Drawing::of(&named(name).pipelines()[0]).picture();
        for (hostile, plain) in
            [(picture.to_mermaid(), plain.to_mermaid()), (picture.to_dot(), plain.to_dot())]
        {
            assert_eq!(lines(&hostile), lines(&plain), "{name:?}: {hostile}");
            let quotes = |text: &str| text.replace("\\\"", "").matches('"').count();
            assert_eq!(quotes(&hostile), quotes(&plain), "{name:?}: {hostile}");
        }
    }
}

#[test]
fn reports_for_programs_hold_names_as_they_are() {
    for name in HOSTILE {
        let process = named(name);
        let findings = process.lint();
        let report = Report::new(&process, &findings);
        for json in [report.to_sarif(), report.to_json(), process.to_json()] {
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert!(!read.is_null());
        }
        assert_eq!(SalesProcess::from_json(&process.to_json()).unwrap(), process);
    }
}

/// What a terminal shows, and what a spreadsheet reads.
#[test]
fn commands_show_hostile_names_and_do_nothing_else() {
    let csv = "order_id,customer_id,placed_at,product_id,amount,currency\n\
               O-1,=1+1,2026-01-05T00:00:00Z,P,5,GBP\n\
               O-2,\"@SUM(A1,B1)\",2026-01-06T00:00:00Z,P,5,GBP\n\
               O-3,-5,2026-01-07T00:00:00Z,P,5,GBP\n";
    let orders = file("formulas.csv", csv);
    let orders = orders.to_str().unwrap();
    let process = root().join("tests/it/data/acme.json");
    let handoff = |more: &[&str]| {
        let mut all = more.to_vec();
        all.extend([orders, process.to_str().unwrap()]);
        run("handoff", all).stdout
    };
    let ids = |csv: &str| -> Vec<String> {
        let rows = csv.lines().skip(1).map(|row| row.trim_matches('"').to_owned());
        rows.map(|row| row.chars().take(5).collect()).collect()
    };
    assert_eq!(ids(&handoff(&[])), ["-5,,", "=1+1,", "@SUM("]);
    assert_eq!(ids(&handoff(&["--spreadsheet-safe"])), ["-5,,", "'=1+1", "'@SUM"]);
    let repeat = run("repeat", [orders, "--as-of", "2026-03-01", "--spreadsheet-safe"]);
    assert!(repeat.stdout.contains("\n'=1+1,1,"), "{}", repeat.stdout);
    assert!(repeat.stdout.contains("\n\"'@SUM(A1,B1)\",1,"), "{}", repeat.stdout);
    let escape = file("escape.json", "{\"format\": \"sales-process/1\", \"\u{9b}31m\u{202e}\": 1}");
    let Ran { code, stderr, .. } = run("lint", [escape]);
    assert_eq!(code, 3);
    assert!(!stderr.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{stderr:?}");
}

/// The same bytes in any language of the system, zone and number of threads.
#[test]
fn nothing_depends_on_where_it_runs() {
    let program = env!("CARGO_BIN_EXE_sales-process-under-test");
    let data = Path::new("examples/data");
    let (acme, orders) = ("tests/it/data/acme.json", data.join("grocery.csv"));
    let orders = orders.to_str().unwrap();
    let rules = r#"{"format": "sales-process/1", "id": "x", "name": "X", "utc_offset": "+05:30",
        "regular_when": {"any": [{"orders": {"at_least": 3}}, {"tenure": {"months": 2}}]}}"#;
    let rules = file("anywhere.json", rules);
    let rules = rules.to_str().unwrap();
    let stages = file("anywhere.csv", STAGES);
    let stages = stages.to_str().unwrap();
    let commands: [&[&str]; 7] = [
        &["lint", acme],
        &["fix", acme, "--diff"],
        &["analyze", acme, "--format", "text"],
        &["handoff", orders, rules],
        &["repeat", orders, "--as-of", "2026-03-01"],
        &["kpi", "examples/data/crm", "--statistics", "--format", "text"],
        &["history", stages, "--format", "text"],
    ];
    for command in commands {
        let ran = |locale: &str, zone: &str, threads: &str| {
            let output = Command::new(program)
                .args(command)
                .current_dir(root())
                .envs([("LC_ALL", locale), ("LANG", locale), ("LANGUAGE", locale)])
                .envs([("TZ", zone), ("RAYON_NUM_THREADS", threads)])
                .output()
                .unwrap();
            (output.status.code(), output.stdout, output.stderr)
        };
        let here = ran("C", "UTC", "1");
        assert!(!here.1.is_empty(), "{command:?}: {}", String::from_utf8_lossy(&here.2));
        for (locale, zone, threads) in
            [("tr_TR.UTF-8", "Asia/Kolkata", "3"), ("de_DE.UTF-8", "America/St_Johns", "8")]
        {
            assert!(ran(locale, zone, threads) == here, "{command:?} in {locale}, {zone}");
        }
    }
}

const STAGES: &str = "deal_id,stage,entered_at\n\
    D-1,talk,2026-01-01T09:00:00Z\nD-1,offer,2026-01-05T09:00:00Z\nD-1,won,2026-01-09T09:00:00Z\n\
    D-2,talk,2026-01-02T09:00:00Z\nD-2,lost,2026-01-03T09:00:00Z\n";
