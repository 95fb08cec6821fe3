//! The command `lint`: what it prints, and how it ends.

use crate::commands::{Ran, file, run};

/// Runs the command on a file of the tests.
#[track_caller]
fn lint(name: &str, args: &[&str]) -> Ran {
    let file = format!("tests/it/data/{name}.json");
    let ran = run("lint", [&[file.as_str()], args].concat());
    assert_eq!(ran.stderr, "");
    ran
}

/// Checks that a broken pipeline is caught: how the command ends, and each
/// finding that is more than a notice with its stages and witness.
#[track_caller]
fn check_caught(name: &str, code: i32, expected: &[(&str, &[&str], Option<&[&str]>)]) {
    let ran = lint(&format!("broken/{name}"), &["--format", "json"]);
    assert_eq!(ran.code, code);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.stdout).unwrap();
    let told: Vec<_> = findings
        .iter()
        .filter(|finding| finding["severity"] != "notice")
        .map(|finding| (&finding["lint"], &finding["stages"], &finding["witness"]))
        .map(|(lint, stages, witness)| serde_json::json!([lint, stages, witness]))
        .collect();
    let expected: Vec<_> = expected.iter().map(|finding| serde_json::json!(finding)).collect();
    assert_eq!(told, expected, "{}", ran.stdout);
}

#[test]
fn each_broken_pipeline_is_caught_with_its_witness() {
    check_caught("no_way_in", 2, &[("unreachable-stage", &["visit"], None)]);
    let island: &[&str] = &["remind", "wait"];
    check_caught("island_loop", 2, &[("disconnected-island", island, Some(island))]);
    let trap: &[&str] = &["nurture", "remind"];
    check_caught("trap_loop", 2, &[("trapped-stages", trap, Some(trap))]);
    let way: &[&str] = &["second_offer", "lost"];
    check_caught("only_lost", 1, &[("cannot-be-won", &["second_offer"], Some(way))]);
    check_caught(
        "fourteen_stages",
        1,
        &[("too-many-stages", &[], None), ("duplicate-name", &["call", "call_2", "call_3"], None)],
    );
    let bypass: &[&str] = &["request", "qualify", "offer", "sign", "payment", "won"];
    check_caught("bypass", 2, &[("required-stage-bypassed", &["discovery"], Some(bypass))]);
}

#[test]
fn the_merges_of_fourteen_stages_are_listed_best_first() {
    insta::assert_snapshot!(lint("broken/fourteen_stages", &[]).stdout, @r"
    warning[C01 too-many-stages]: `main` has 14 working stages; more than 10 nobody holds in the head
      --> tests/it/data/broken/fourteen_stages.json:13: pipeline `main`
       = help: merge, best first: `Negotiate` with `Sign the contract` (negotiation and contract are done in one go), `Take the request` with `Call back` (`call`), `Qualify` with `call back` (`call_2`), `Understand the need` with `Visit`, `Calculate` with `Make an offer`, `Send the invoice` with `Get paid` and `Make an offer` with `Call  Back` (`call_3`); that leaves 7 stages
       = fix (suggested): merge 14 stages into 7

    warning[N02 duplicate-name]: `call`, `call_2` and `call_3` are named `Call back`, but for case and spaces
      --> tests/it/data/broken/fourteen_stages.json:18: pipeline `main`, stages `call`, `call_2` and `call_3`
       = help: name each by what is different about it

    2 warnings
    ");
}

#[test]
fn a_finding_names_the_line() {
    insta::assert_snapshot!(lint("broken/bypass", &["--format", "text"]).stdout, @r"
    error[Q02 required-stage-bypassed]: a deal can be won without needs discovery; nature is consultative: the customer must first be advised
      --> tests/it/data/broken/bypass.json:20: pipeline `main`, stage `discovery`
       = path: `request` -> `qualify` -> `offer` -> `sign` -> `payment` -> `won`
       = help: lead the path through `Understand the need`, or give needs discovery to a stage on it
       = fix (suggested): give needs discovery to `Qualify`, if it happens there
       = or fix (suggested): lead deals in `Qualify` through `Understand the need`

    1 error
    ");
}

#[test]
fn json_has_every_field() {
    insta::assert_snapshot!(lint("broken/trap_loop", &["--format", "json"]).stdout, @r#"
    [
      {
        "lint": "stage-count-off-optimum",
        "code": "C02",
        "severity": "notice",
        "message": "`main` has 8 working stages; 5 to 7 serve best",
        "pipeline": "main",
        "stages": [],
        "witness": null,
        "help": "merge, best first: `Take the request` with `Qualify` (inbound request and qualification are done in one go); that leaves 7 stages"
      },
      {
        "lint": "trapped-stages",
        "code": "S06",
        "severity": "error",
        "message": "a deal in `Nurture` and `Remind` can only go round there: no move leads out of them",
        "pipeline": "main",
        "stages": [
          "nurture",
          "remind"
        ],
        "witness": [
          "nurture",
          "remind"
        ],
        "help": "add a move that leads out, to a stage further on or to an outcome"
      }
    ]
    "#);
}

#[test]
fn the_worst_finding_decides_how_it_ends() {
    let process = |settings: &str| {
        let text = std::fs::read_to_string(
            crate::commands::root().join("tests/it/data/broken/bypass.json"),
        )
        .unwrap();
        text.replacen('{', &format!("{{\"lint\": {{\"severity\": {settings}}},"), 1)
    };
    let check = |name: &str, settings: &str, code: i32, begin: &str| {
        let file = file(name, process(settings));
        let ran = run("lint", [file]);
        assert!(ran.stdout.starts_with(begin), "{}", ran.stdout);
        assert_eq!((ran.code, ran.stderr.as_str()), (code, ""));
    };
    check("error.json", "{}", 2, "error[Q02 required-stage-bypassed]: ");
    check("warning.json", "{\"Q02\": \"warning\"}", 1, "warning[Q02 ");
    check("notice.json", "{\"required-stage-bypassed\": \"notice\"}", 0, "notice[Q02 ");
    check("off.json", "{\"required-stage-bypassed\": \"off\"}", 0, "nothing found\n");
}

#[test]
fn what_cannot_be_read_is_said_in_one_message_and_nothing_is_printed() {
    #[track_caller]
    fn check(args: &[&str], expected: &str) {
        let ran = run("lint", args);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
        assert_eq!(ran.stderr, format!("{expected}\n"));
    }
    #[track_caller]
    fn check_file(name: &str, content: impl AsRef<[u8]>, expected: &str) {
        let file = file(name, content);
        let file = file.to_str().unwrap();
        check(&[file], &expected.replace("FILE", file));
        check(&["--format", "json", file], &expected.replace("FILE", file));
    }
    check(
        &["tests/it/data/none.json"],
        "tests/it/data/none.json: cannot be read: No such file or directory (os error 2)",
    );
    check_file(
        "empty.json",
        "",
        "FILE: line 1, column 1: the text is empty; expected a JSON object",
    );
    check_file(
        "bytes.json",
        b"{\n\"id\": \"\xff\"}",
        "FILE: line 2: this is not UTF-8 text; expected a sales process as JSON",
    );
    check_file(
        "cut.json",
        "{\n\"id\":",
        "FILE: line 2, column 5: this is not JSON: the text ends too early; is it whole?",
    );
    let with = |entries: &str| {
        format!("{{\"format\": \"sales-process/1\", \"id\": \"p\", \"name\": \"P\",\n{entries}}}")
    };
    check_file(
        "unknown.json",
        with("\"pipelins\": []"),
        "FILE: line 2, column 10: pipelins: there is no field `pipelins` here, did you mean `pipelines`?",
    );
    check_file(
        "nowhere.json",
        with(
            "\"pipelines\": [{\"id\": \"main\",\n\"stages\": [{\"id\": \"offer\"},\n{\"id\": \"offer\"}],\n\
             \"moves\": [{\"from\": \"ofer\", \"to\": \"offer\"}]}]",
        ),
        "FILE: line 4: pipelines[0].stages[1].id: the id `offer` is taken by pipelines[0].stages[0].id; ids of one kind must differ\n\
         FILE: line 5: pipelines[0].moves[0].from: there is no stage or outcome `ofer`, did you mean `offer`?",
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let ran = run("lint", [file("deep.json", with(&format!("\"x\": {deep}")))]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
}

#[test]
fn findings_are_told_in_one_language() {
    let sketch = "start -> talk \"Разговор\" [inbound_request] -> offer \"КП\" [proposal] -> won\n\
                  talk -> wait \"Пауза\"\n";
    let path = file("lint_ru.sketch", sketch);
    let ran = run("lint", [path.to_str().unwrap(), "--language", "ru"]);
    assert_eq!(ran.code, 2);
    // Each finding names what it is about; nothing is left in English.
    let found = |code: &str, lines: [&str; 3]| {
        let at = ran.stdout.find(&format!("[{code} ")).unwrap();
        let from = ran.stdout[..at].rfind('\n').map_or(0, |at| at + 1);
        let text: Vec<&str> = ran.stdout[from..].lines().take(3).map(str::trim).collect();
        assert_eq!(text, lines.map(|it| it.replace("FILE", path.to_str().unwrap())));
    };
    found(
        "Q01",
        [
            "ошибка[Q01 missing-required-stage]: Нет этапа, которого требует профиль: отслеживание оплаты.",
            "--> FILE:1: воронка `main`",
            "= что поможет: Добавьте этап или дайте это назначение тому этапу, где это делается.",
        ],
    );
    found(
        "Q06",
        [
            "предупреждение[Q06 no-exit-criteria]: Нет условий, чтобы покинуть этап: «Разговор» и «КП».",
            "--> FILE:1: воронка `main`, этапы `talk` и `offer`",
            "= что поможет: Запишите, что должно быть верно, чтобы идти дальше.",
        ],
    );
    assert!(ran.stdout.ends_with("\nошибка: 2, предупреждение: 6, замечание: 4\n"));
    let ran = run("lint", [path.to_str().unwrap(), "--language", "ro"]);
    assert!(
        ran.stdout
            .contains("eroare[S05 dead-end-stage]: Din etapă nu există ieșire: „Пауза”.\n  --> ")
    );
    assert!(ran.stdout.ends_with("\neroare: 2, avertisment: 6, observație: 4\n"));
}
