//! Files and streams as a system hands them over: pipes, links, streams that
//! are closed or full, names that are no text.
#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use crate::commands::{file, run};

const ORDERS: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n\
    O1,kora,2026-01-05T10:00:00Z,P1,100,EUR\nO2,kora,2026-02-05T10:00:00Z,P1,100,EUR\n";
const PROCESS: &str = r#"{"format":"sales-process/1","id":"x","name":"X","regular_when":{"orders":{"at_least":2}},
    "pipelines":[{"id":"main","stages":[{"id":"talk","name":"Talk","start":true}],
    "outcomes":[{"id":"won","kind":"won"}],"moves":[{"from":"talk","to":"won"}]}]}"#;

/// Written once: tests run side by side.
fn process() -> String {
    static FILE: OnceLock<String> = OnceLock::new();
    FILE.get_or_init(|| file("files-process.json", PROCESS).to_str().unwrap().to_owned()).clone()
}

/// Runs a line of the shell in which `$0` is the program, and `$1` and the next
/// are arguments.
fn shell(line: &str, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_sales-process-under-test");
    let ran =
        Command::new("bash").args(["-o", "pipefail", "-c", line, program]).args(args).output();
    let ran = ran.unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(!stderr.contains("panicked"), "{line}: {stderr}");
    ran
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|it| it.unwrap().file_name().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn pipes_are_read_once() {
    let orders = file("files-orders.csv", ORDERS);
    let (orders, process) = (orders.to_str().unwrap(), process());
    let expected = shell("\"$0\" handoff \"$1\" \"$2\"", &[orders, &process]);
    assert!(expected.status.success() && !expected.stdout.is_empty());
    for line in [
        "cat \"$1\" | \"$0\" handoff - \"$2\"",
        "cat \"$1\" | \"$0\" handoff /dev/stdin \"$2\"",
        "\"$0\" handoff <(cat \"$1\") <(cat \"$2\")",
        "\"$0\" handoff \"$1\" /dev/stdin < \"$2\"",
    ] {
        let ran = shell(line, &[orders, &process]);
        assert_eq!(ran.stdout, expected.stdout, "{line}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    let data = folder("files-piped");
    assert!(Command::new("mkfifo").arg(data.join("orders.csv")).status().unwrap().success());
    let line = "(cat \"$1\" > \"$2/orders.csv\" &) ; \"$0\" kpi \"$2\"";
    let ran = shell(line, &[orders, data.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("\"200.00 EUR\""), "{ran:?}");
}

#[test]
fn streams_that_are_closed_or_full() {
    let mut many = ORDERS.lines().next().unwrap().to_owned() + "\n";
    for n in 0..20_000 {
        many += &format!("O{n},customer-{n},2026-01-05T10:00:00Z,P1,5,EUR\n");
    }
    let many = file("files-many.csv", many);
    let (many, process) = (many.to_str().unwrap(), process());
    // The reader goes away after a line: the rest of the answer is nobody's.
    let ran = shell("\"$0\" handoff \"$1\" \"$2\" | head -1", &[many, &process]);
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    let ran = shell("\"$0\" handoff \"$1\" \"$2\" > /dev/full", &[many, &process]);
    assert_eq!(ran.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("the answer cannot be written"));
    let ran = shell("\"$0\" handoff \"$1\" \"$2\" 2> /dev/full", &[many, &process]);
    assert_eq!((ran.status.code(), ran.stdout.is_empty()), (Some(0), false));
    let ran = shell("\"$0\" handoff no-such-file \"$1\" 2> /dev/full", &[&process]);
    assert_eq!(ran.status.code(), Some(3));
    let ran = shell("\"$0\" handoff \"$1\" \"$2\" 2>&-", &[many, &process]);
    assert_eq!(ran.status.code(), Some(0));
    shell("\"$0\" --help | head -1; \"$0\" completions bash | head -1", &[]);
}

#[test]
fn links_and_folders_are_not_written_through() {
    let (process, outside) = (process(), folder("files-outside"));
    std::fs::write(outside.join("kept"), "kept").unwrap();
    let stages = "deal_id,stage,entered_at\nD1,talk,2026-01-01\nD1,won,2026-02-01\n";
    let crm = crate::commands::root().join("tests/it/data/crm/hubspot/pipelines.json");
    for (name, target) in [("kept", true), ("dangling", false)] {
        let out = folder("files-links");
        std::fs::write(out.join("stages.csv"), stages).unwrap();
        std::fs::copy(&process, out.join("process.json")).unwrap();
        for link in ["playbook.md", "audit.json", "import-report.json", "learned.json"] {
            symlink(outside.join(name), out.join(link)).unwrap();
        }
        let before = names(&out);
        let at = |file: &str| out.join(file).to_str().unwrap().to_owned();
        let (here, stages, learned) = (at(""), at("stages.csv"), at("learned.json"));
        for (command, args) in [
            ("playbook", vec![process.as_str(), &here, "--force"]),
            ("audit", vec![&here, "--out", &here, "--force"]),
            ("import", vec!["hubspot", crm.to_str().unwrap(), "--out", &here, "--force"]),
            ("history", vec![&stages, "--calibrate", &learned, "--force"]),
        ] {
            let ran = run(command, args);
            assert_eq!(ran.code, 3, "{command}: {}", ran.stderr);
            assert!(ran.stderr.contains("it is a link"), "{command}: {}", ran.stderr);
            // Nothing is left of the attempt, not even under another name.
            assert_eq!(names(&out), before, "{command}");
        }
        assert_eq!(std::fs::read_to_string(outside.join("kept")).unwrap(), "kept");
        assert_eq!(outside.join(name).exists(), target);
    }
    let out = folder("files-folders");
    std::fs::create_dir(out.join("process.bpmn")).unwrap();
    let ran = run("playbook", [process.as_str(), out.to_str().unwrap(), "--force"]);
    assert!(ran.code == 3 && ran.stderr.contains("it is a folder"), "{}", ran.stderr);
    assert_eq!(names(&out), ["process.bpmn"]);
}

#[test]
fn names_and_texts_that_are_no_plain_text() {
    let folder = folder("files-names");
    let name = folder.join(OsStr::from_bytes(b"orders-\xff.csv"));
    std::fs::write(&name, ORDERS).unwrap();
    let ran = run("handoff", [name.as_os_str(), OsStr::new(&process())]);
    assert!(ran.stdout.ends_with("kora,2026-02-05T10:00:00Z,\n"), "{}", ran.stderr);
    // A folder holds such files, too, and the others are read.
    std::fs::write(folder.join("orders.csv"), ORDERS).unwrap();
    assert_eq!(run("kpi", [&folder]).code, 0);
    let hostile = "\u{1b}]0;title\u{7}\u{202e}\u{2066}\u{200b}x";
    let named = folder.join(format!("{hostile}.csv"));
    std::fs::write(&named, format!("a{hostile},order_id\n1,2\n")).unwrap();
    let ran = run("handoff", [named.as_os_str(), OsStr::new(&process())]);
    assert_eq!(ran.code, 3);
    let shown = |c: char| c == '\n' || !c.is_control() && !"\u{202e}\u{2066}\u{200b}".contains(c);
    assert!(ran.stderr.chars().all(shown), "{:?}", ran.stderr);
    assert!(ran.stderr.contains("U+202E"), "{}", ran.stderr);
}
