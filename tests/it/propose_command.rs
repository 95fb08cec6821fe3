//! The command `propose`: a profile in, a process out.

use sales_process::SalesProcess;
use sales_process::process::Profile;

use crate::commands::{file, run};

#[test]
fn the_proposal_is_printed_as_json() {
    let profile =
        r#"{"nature": "transactional", "market": "b2c", "payment_depends_on_onboarding": true}"#;
    let ran = run("propose", [file("transactional.json", profile)]);
    let profile: Profile = serde_json::from_str(profile).unwrap();
    let process = SalesProcess::propose(profile).build().unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, process.to_json() + "\n");
    assert_eq!(SalesProcess::from_json(&ran.stdout).unwrap(), process);
}

#[test]
fn the_language_of_a_proposal_is_an_option() {
    let path = file("propose-language.json", r#"{"market": "b2c", "offering": "service"}"#);
    let ran = run("propose", [path.to_str().unwrap(), "--language", "ru"]);
    let process = SalesProcess::from_json(&ran.stdout).unwrap();
    assert_eq!(process.name(), "Консультативные продажи услуг частным клиентам");
    assert_eq!(process.pipelines()[0].stages()[0].name(), "Входящая заявка");
}

#[test]
fn what_is_proposed_is_clean_for_lint() {
    for (name, profile) in [("default.json", "{}"), ("project.json", r#"{"nature": "project"}"#)] {
        let ran = run("propose", [file(name, profile)]);
        let proposed = file(&format!("proposed-{name}"), ran.stdout);
        let linted = run("lint", [proposed]);
        assert_eq!((linted.code, linted.stdout.as_str()), (0, "nothing found\n"));
    }
}

#[test]
fn what_cannot_be_read_is_said_in_one_message_and_nothing_is_printed() {
    #[track_caller]
    fn check(args: &[&str], expected: &str) {
        let ran = run("propose", args);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
        assert_eq!(ran.stderr, format!("{expected}\n"));
    }
    #[track_caller]
    fn check_file(name: &str, content: impl AsRef<[u8]>, expected: &str) {
        let file = file(name, content);
        let file = file.to_str().unwrap();
        check(&[file], &format!("{file}: {expected}"));
    }
    check(
        &["tests/it/data/none.json"],
        "tests/it/data/none.json: cannot be read: No such file or directory (os error 2)",
    );
    check_file(
        "profile-empty.json",
        "",
        "line 1, column 1: the text is empty; expected a JSON object",
    );
    check_file(
        "profile-bytes.json",
        b"{\n\"nature\": \"\xff\"}",
        "line 2: this is not UTF-8 text; expected a profile as JSON",
    );
    check_file(
        "profile-dimension.json",
        "{\"nature\": \"project\",\n \"novlty\": \"innovative\"}",
        "line 2, column 9: novlty: there is no field `novlty` here, did you mean `novelty`?",
    );
    check_file(
        "profile-value.json",
        "{\n  \"market\": \"b2bb\"}",
        "line 2, column 18: market: `b2bb` is not known here, did you mean `b2b`?",
    );
    check_file(
        "profile-kind.json",
        "{\"payment_depends_on_onboarding\": \"yes\"}",
        "line 1, column 39: payment_depends_on_onboarding: expected `true` or `false`, found the text \"yes\"",
    );
    check_file("profile-list.json", "[]", "line 1, column 1: expected an object, found a list");
    check_file(
        "profile-twice.json",
        "{\"market\": \"b2b\",\n\"market\": \"b2c\"}",
        "line 2, column 8: `market` stands here twice",
    );
    check_file(
        "profile-cut.json",
        "{\"market\":",
        "line 1, column 10: this is not JSON: the text ends too early; is it whole?",
    );
}
