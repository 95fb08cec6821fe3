//! The command `playbook`: a process in, a document and its pictures out.

use std::path::{Path, PathBuf};

use sales_process::SalesProcess;
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::Profile;

use crate::commands::{file, run};

const FILES: [&str; 6] =
    ["playbook.html", "playbook.md", "process.bpmn", "process.dot", "process.mmd", "process.svg"];

/// A folder for a test of this name that is not there.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(std::fs::remove_dir_all(&folder));
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn proposed(market: &str) -> SalesProcess {
    let profile = format!(r#"{{"market": "{market}"}}"#);
    let profile: Profile = serde_json::from_str(&profile).unwrap();
    SalesProcess::propose(profile).build().unwrap()
}

#[test]
fn six_files_are_written_and_two_pipelines_have_more() {
    for (market, more) in [("b2c", &[][..]), ("b2b", &["bpmn", "dot", "mmd", "svg"])] {
        let process = proposed(market);
        let path = file(&format!("playbook-{market}.json"), process.to_json());
        let out = folder(&format!("playbook-{market}/inner"));
        for _ in 0..2 {
            let ran = run("playbook", [&path, &out]);
            assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
        }
        let mut expected: Vec<String> = FILES.map(str::to_owned).to_vec();
        expected.extend(more.iter().map(|kind| format!("process-2.{kind}")));
        expected.sort();
        assert_eq!(names(&out), expected);
        let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
        let playbook = Playbook::of(&process).picture_files(["process.svg", "process-2.svg"]);
        assert_eq!(read("playbook.md"), playbook.to_markdown());
        assert_eq!(read("playbook.html"), playbook.to_html());
        let picture = &playbook.pictures()[0];
        assert_eq!(read("process.svg"), picture.to_svg());
        assert_eq!(read("process.mmd"), picture.to_mermaid());
        assert_eq!(read("process.dot"), picture.to_dot());
        assert_eq!(read("process.bpmn"), picture.to_bpmn());
    }
}

#[test]
fn the_language_is_an_option() {
    let path = file("playbook-language.json", proposed("b2c").to_json());
    for (language, word) in [("en", "Contents"), ("ru", "Содержание"), ("ro", "Cuprins")]
    {
        let out = folder("playbook-language");
        let args = [path.to_str().unwrap(), out.to_str().unwrap(), "--language", language];
        assert_eq!(run("playbook", args).code, 0);
        let text = std::fs::read_to_string(out.join("playbook.md")).unwrap();
        assert!(text.contains(word), "{language}");
    }
}

#[test]
fn findings_and_the_layout_are_asked_for() {
    let empty = r#"{"format":"sales-process/1","id":"a","name":"A","pipelines":[{"id":"p"}]}"#;
    let path = file("playbook-findings.json", empty);
    let out = folder("playbook-findings");
    let [path, out_name] = [path.to_str().unwrap(), out.to_str().unwrap()];
    let written = |more: &[&str]| {
        let ran = run("playbook", [&[path, out_name, "--force"], more].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        std::fs::read_to_string(out.join("playbook.html")).unwrap()
    };
    let plain = written(&[]);
    assert!(!plain.contains("id=\"findings\""));
    assert!(
        plain.contains("<figure class=\"across\">") && plain.contains("<figure class=\"down\">")
    );
    let full = written(&["--findings", "--layout", "down", "--language", "ru"]);
    assert!(full.contains("id=\"findings\"") && full.contains("Сделке негде начаться."));
    assert!(full.contains("<figure class=\"only\">"));
}

#[test]
fn figures_come_from_a_folder() {
    let process = proposed("b2b");
    let path = file("playbook-data.json", process.to_json());
    let (path, out) = (path.to_str().unwrap(), folder("playbook-data"));
    let out_name = out.to_str().unwrap();
    let data = "examples/data/crm";
    let period = ["--from", "2024-01-10", "--to", "2024-03-01", "--as-of", "2024-04-01"];
    let ran = run("playbook", [&[path, out_name, "--data", data][..], &period].concat());
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let html = std::fs::read_to_string(out.join("playbook.html")).unwrap();
    let markdown = std::fs::read_to_string(out.join("playbook.md")).unwrap();
    // The figures are those of the report.
    let report = run("kpi", [&[data][..], &period].concat());
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    let cost = report["attract"]["cost_per_lead"].as_str().unwrap();
    let cost = Headings::default().numbers.money(cost.parse().unwrap());
    let escaped = cost.replace('$', "\\$");
    assert!(markdown.contains(&format!("| Cost per lead | {escaped} |")), "{cost}");
    let cell = format!("<td>Cost per lead</td><td data-name=\"Value\">{cost}</td>");
    assert!(html.contains(&cell), "{cost}");
    assert!(markdown.contains("From 2024-01-10 to 2024-03-01, that day not included"));
    // The funnel, the lengths and the leads by month; nobody has ordered.
    assert_eq!(html.matches("<figure class=\"plot\">").count(), 3);
    assert!(html.contains("There is not enough data for this yet."));
}

#[test]
fn what_cannot_be_done_is_said_in_one_message_and_nothing_is_written() {
    #[track_caller]
    fn check(args: &[&str], expected: &str) {
        let ran = run("playbook", args);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
        assert_eq!(ran.stderr, format!("{expected}\n"));
    }
    let good = file("playbook-good.json", proposed("b2c").to_json());
    let good = good.to_str().unwrap();
    let out = folder("playbook-bad");
    let out_name = out.to_str().unwrap();
    check(&[good, out_name, "--to", "2026-01-01"], "a period needs `--data`");
    check(
        &[good, out_name, "--data", "a", "--from", "2026-02-01", "--to", "2026-01-01"],
        "`--to` is before `--from`; expected it after",
    );
    check(&[good, out_name, "--data", "none"], "none: this is not a folder");
    let missing = "tests/it/data/none.json";
    check(
        &[missing, out_name],
        &format!("{missing}: cannot be read: No such file or directory (os error 2)"),
    );
    let empty = file("playbook-empty.json", r#"{"format":"sales-process/1","id":"a","name":"A"}"#);
    let empty = empty.to_str().unwrap();
    check(
        &[empty, out_name],
        &format!("{empty}: there is nothing to draw: expected at least one pipeline"),
    );
    assert!(!out.exists(), "nothing is written where nothing can be");
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_others_as_they_were() {
    let path = file("playbook-blocked.json", proposed("b2c").to_json());
    let out = folder("playbook-blocked");
    std::fs::create_dir_all(out.join("process.dot")).unwrap();
    std::fs::write(out.join("playbook.md"), "of before").unwrap();
    let ran = run("playbook", [&path, &out]);
    assert_eq!(ran.code, 3);
    let before = out.join("playbook.md");
    let told = "it is there already; `--force` overwrites it";
    assert_eq!(ran.stderr, format!("{}: cannot be written: {told}\n", before.display()));
    let ran = run("playbook", [path.as_os_str(), out.as_os_str(), "--force".as_ref()]);
    assert_eq!(ran.code, 3);
    let blocked = out.join("process.dot");
    assert_eq!(ran.stderr, format!("{}: cannot be written: it is a folder\n", blocked.display()));
    assert_eq!(names(&out), ["playbook.md", "process.dot"]);
    assert_eq!(std::fs::read_to_string(out.join("playbook.md")).unwrap(), "of before");
}
