//! The command `fix`: what it prints, and how it ends.

use sales_process::SalesProcess;
use sales_process::designer::lint::Safety;

use crate::commands::{file, run};

const PROCESS: &str = r#"{
  "format": "sales-process/1", "id": "acme", "name": "Acme",
  "pipelines": [
    {"id": "main",
     "stages": [{"id": "call", "name": "Call"}, {"id": "offer", "name": "Offer"}],
     "outcomes": [{"id": "won", "kind": "won"}],
     "moves": [{"from": "call", "to": "offer"}, {"from": "offer", "to": "won"}]}]
}"#;

#[test]
fn safe_fixes_are_applied_unless_asked_for_more() {
    let path = file("fix_plain.json", PROCESS);
    let process = SalesProcess::from_json(PROCESS).unwrap();
    let safe = run("fix", [path.as_os_str()]);
    assert_eq!(safe.code, 0);
    assert_eq!(safe.stdout, process.fix(Safety::Safe).process.to_json() + "\n");
    let first = safe.stderr.lines().find(|line| line.starts_with("S01"));
    assert_eq!(first, Some("S01 safe in `main`: mark `Call` as a start"));
    assert!(safe.stderr.contains("`--suggested` has a fix for "), "{}", safe.stderr);

    let suggested = run("fix", [path.as_os_str(), "--suggested".as_ref()]);
    assert_eq!(suggested.code, 0);
    assert_eq!(suggested.stdout, process.fix(Safety::Suggested).process.to_json() + "\n");
    assert_ne!(suggested.stdout, safe.stdout);
    assert!(!suggested.stderr.contains("--suggested"), "{}", suggested.stderr);
}

#[test]
fn what_is_fixed_needs_no_fix() {
    let path = file("fix_once.json", PROCESS);
    let once = run("fix", [path]).stdout;
    let again = run("fix", [file("fix_twice.json", &once)]);
    assert_eq!(again.stdout, once);
    assert!(again.stderr.starts_with("0 fixed, "), "{}", again.stderr);
}

#[test]
fn bad_input_is_told_and_nothing_printed() {
    #[track_caller]
    fn check(args: &[&str], message: &str) {
        let ran = run("fix", args);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (3, "", message));
    }
    let path = file("fix_wrong.json", "{\n\"format\": \"sales-process/2\"}");
    let path = path.to_str().unwrap();
    check(
        &[path],
        &format!(
            "{path}: line 2: the format `sales-process/2` is not known here; expected `sales-process/1`\n"
        ),
    );
}
