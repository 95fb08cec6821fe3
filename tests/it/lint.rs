//! The linter as an application sees it: reports, settings, and random
//! processes.

use proptest::prelude::*;
use sales_process::SalesProcess;
use sales_process::designer::lint::{Finding, Group, Lint, Report, Severity, all, explain};
use sales_process::process::{
    LintLevel, LintSettings, Move, Nature, PipelineDraft, ProcessDraft, Profile, Purpose, Stage,
};

use crate::random_process::process as random_process;

/// A pipeline with a flaw of most kinds, as it is stored.
const BROKEN: &str = r#"{
  "format": "sales-process/1", "id": "acme", "name": " ",
  "profile": {"nature": "consultative", "novelty": "innovative"},
  "pipelines": [
    {"id": "main",
     "stages": [
       {"id": "request", "name": "Take the request", "purpose": "inbound_request", "start": true},
       {"id": "discovery", "name": "Understand the need", "purpose": "needs_discovery"},
       {"id": "offer", "name": "Make an offer", "purpose": ["proposal", "contract"]},
       {"id": "again", "name": "make  an Offer"},
       {"id": "archive"},
       {"id": "left over", "name": "Left over"},
       {"id": "payment", "purpose": "payment_tracking"}],
     "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
     "moves": [
       {"from": "request", "to": "discovery"}, {"from": "request", "to": "offer"},
       {"from": "discovery", "to": "offer"}, {"from": "offer", "to": "payment"},
       {"from": "offer", "to": "again"}, {"from": "again", "to": "lost"},
       {"from": "request", "to": "archive"}, {"from": "payment", "to": "won"},
       {"from": "left over", "to": "left over"}]},
    {"id": "repeat", "for": ["repeat"],
     "stages": [{"id": "order", "purpose": "payment_tracking"}],
     "outcomes": [{"id": "paid", "kind": "won"}],
     "moves": [{"from": "order", "to": "paid"}]}
  ]
}"#;

/// The process, and what is found of names, required stages and structure: one
/// of each kind that a report must show.
fn broken() -> (SalesProcess, Vec<Finding>) {
    let process = SalesProcess::from_json(BROKEN).unwrap();
    let mut findings = process.lint();
    let shown = ["N01", "N02", "Q01", "Q02", "S01", "S03", "S05", "S07", "S10"];
    findings.retain(|finding| shown.contains(&finding.lint.code));
    (process, findings)
}

#[test]
fn text_reads_like_a_compiler() {
    let (process, findings) = broken();
    let report = Report::new(&process, &findings);
    insta::assert_snapshot!(report.read_from("acme.json", BROKEN).to_text(), @r"
    error[N01 empty-name]: the name of the process is empty
      --> acme.json:1: process `acme`
       = help: give it the name that salespeople use

    warning[N02 duplicate-name]: `offer` and `again` are named `Make an offer`, but for case and spaces
      --> acme.json:9: pipeline `main`, stages `offer` and `again`
       = help: name each by what is different about it

    error[Q01 missing-required-stage]: no stage is for trial; novelty is innovative: new things are distrusted until they are tried
      --> acme.json:5: pipeline `main`
       = help: add a stage for trial between `Understand the need` and `Make an offer` (`offer`), or give the purpose to the stage where it is done
       = fix (suggested): add a stage for trial
       = or fix (suggested): give trial to `Make an offer` (`offer`), if it happens there

    error[Q02 required-stage-bypassed]: a deal can be won without needs discovery; nature is consultative: the customer must first be advised
      --> acme.json:8: pipeline `main`, stage `discovery`
       = path: `request` -> `offer` -> `payment` -> `won`
       = help: lead the path through `Understand the need`, or give needs discovery to a stage on it
       = fix (suggested): lead deals in `Take the request` through `Understand the need`

    error[S05 dead-end-stage]: no move leads out of `archive`, so a deal there can neither go on nor end
      --> acme.json:11: pipeline `main`, stage `archive`
       = help: add a move to the stage that comes next, or to an outcome
       = fix (suggested): let a deal in `archive` be lost

    warning[S07 cannot-be-won]: from `make  an Offer` (`again`) a deal can only be lost
      --> acme.json:10: pipeline `main`, stage `again`
       = path: `again` -> `lost`
       = help: add the move that leads on to Won; where losing is meant, state a win probability of 0 or allow `cannot-be-won` with the reason

    error[S10 disconnected-island]: no move joins `Left over` to the rest of `main`, and no deal begins there
      --> acme.json:12: pipeline `main`, stage `left over`
       = set: `left over`
       = help: add the moves that lead there and on, make it a pipeline of its own, or take it out

    error[S01 no-start]: no stage of `repeat` is marked as a start, so no deal can begin
      --> acme.json:21: pipeline `repeat`
       = help: mark `order` as a start: it is the only one without a way in
       = fix (safe): mark `order` as a start

    warning[S03 no-lost-outcome]: nothing ends in Lost: `repeat` has no outcome that counts as lost; deals that are not won stay open for ever
      --> acme.json:21: pipeline `repeat`
       = help: add moves to Lost from the stages at which deals are given up
       = fix (suggested): let a deal be lost from every stage

    6 errors, 3 warnings
    ");
    // Without the file, only what is in it is named.
    let bare = report.to_string();
    let line = bare.lines().find(|line| line.starts_with("  -->"));
    assert_eq!(line, Some("  --> process `acme`"));
}

#[test]
fn long_lists_are_cut_in_text_only() {
    let count = 40;
    let mut draft = PipelineDraft::new("main").stage(Stage::new("s", "S").start()).lost("lost");
    for i in 0..count {
        draft = draft.stage(Stage::new(format!("s{i}"), format!("Stage {i}")));
        draft = draft
            .go(format!("s{i}"), if i + 1 < count { format!("s{}", i + 1) } else { "lost".into() });
    }
    let draft = draft.won("won").go("s", "won").go("s", "s0");
    let process = SalesProcess::draft("p", "P").pipeline(draft).build().unwrap();
    let mut findings = process.lint();
    findings.retain(|finding| finding.lint.code == "S07");
    insta::assert_snapshot!(Report::new(&process, &findings).to_text(), @r"
    warning[S07 cannot-be-won]: from `Stage 0`, `Stage 1`, `Stage 2`, `Stage 3`, `Stage 4`, `Stage 5`, `Stage 6`, `Stage 7` and 32 more a deal can only be lost
      --> pipeline `main`, stages `s0`, `s1`, `s2`, `s3`, `s4`, `s5`, `s6`, `s7` and 32 more
       = path: `s0` -> `s1` -> `s2` -> `s3` -> `s4` -> `s5` -> `s6` -> `s7` -> `s8` -> `s9` -> `s10` -> `s11` -> (17 more) -> `s29` -> `s30` -> `s31` -> `s32` -> `s33` -> `s34` -> `s35` -> `s36` -> `s37` -> `s38` -> `s39` -> `lost`
       = help: add the move that leads on to Won; where losing is meant, state a win probability of 0 or allow `cannot-be-won` with the reason

    1 warning
    ");
    assert_eq!(findings[0].stages.len(), count);
    assert_eq!(findings[0].witness.as_ref().unwrap().ids().len(), count + 1);
}

#[test]
fn nothing_found_is_said() {
    let process = SalesProcess::draft("p", "P").build().unwrap();
    let report = Report::new(&process, &[]);
    assert_eq!(report.to_text(), "nothing found\n");
    assert_eq!(report.to_json(), "[]");
    let sarif: serde_json::Value = serde_json::from_str(&report.to_sarif()).unwrap();
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn json_is_a_list_of_objects() {
    let (process, findings) = broken();
    insta::assert_snapshot!(Report::new(&process, &findings[..3]).to_json(), @r#"
    [
      {
        "lint": "empty-name",
        "code": "N01",
        "severity": "error",
        "message": "the name of the process is empty",
        "pipeline": null,
        "stages": [],
        "witness": null,
        "help": "give it the name that salespeople use"
      },
      {
        "lint": "duplicate-name",
        "code": "N02",
        "severity": "warning",
        "message": "`offer` and `again` are named `Make an offer`, but for case and spaces",
        "pipeline": "main",
        "stages": [
          "offer",
          "again"
        ],
        "witness": null,
        "help": "name each by what is different about it"
      },
      {
        "lint": "missing-required-stage",
        "code": "Q01",
        "severity": "error",
        "message": "no stage is for trial; novelty is innovative: new things are distrusted until they are tried",
        "pipeline": "main",
        "stages": [],
        "witness": null,
        "help": "add a stage for trial between `Understand the need` and `Make an offer` (`offer`), or give the purpose to the stage where it is done"
      }
    ]
    "#);
    let all: serde_json::Value =
        serde_json::from_str(&Report::new(&process, &findings).to_json()).unwrap();
    assert_eq!(all.as_array().unwrap().len(), findings.len());
    assert_eq!(serde_json::to_value(&findings).unwrap(), all);
}

#[test]
fn sarif_has_the_lints_as_rules() {
    let (process, findings) = broken();
    let sarif = Report::new(&process, &findings).read_from("dir/my acme.json", BROKEN).to_sarif();
    let mut sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let driver = &mut sarif["runs"][0]["tool"]["driver"];
    assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
    driver["version"] = "[version]".into();
    let rules = driver["rules"].as_array_mut().unwrap();
    let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, all().iter().map(|lint| lint.code).collect::<Vec<_>>());
    for (rule, lint) in rules.iter().zip(all()) {
        assert_eq!(rule["name"], lint.name);
        assert_eq!(rule["help"]["text"], lint.to_string());
    }
    rules.retain(|rule| rule["id"] == "S02");
    let results = sarif["runs"][0]["results"].as_array_mut().unwrap();
    for result in results.iter() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index].as_str());
    }
    results.retain(|result| ["N01", "N02", "Q02", "S10"].iter().any(|id| result["ruleId"] == *id));
    insta::assert_snapshot!(serde_json::to_string_pretty(&sarif).unwrap(), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        {
          "results": [
            {
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "",
                      "kind": "object",
                      "name": "acme"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "dir/my%20acme.json"
                    },
                    "region": {
                      "startLine": 1
                    }
                  }
                }
              ],
              "message": {
                "text": "the name of the process is empty\nhelp: give it the name that salespeople use"
              },
              "ruleId": "N01",
              "ruleIndex": 12
            },
            {
              "level": "warning",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "/pipelines/0/stages/2",
                      "kind": "object",
                      "name": "offer"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "dir/my%20acme.json"
                    },
                    "region": {
                      "startLine": 9
                    }
                  }
                }
              ],
              "message": {
                "text": "`offer` and `again` are named `Make an offer`, but for case and spaces\nhelp: name each by what is different about it"
              },
              "relatedLocations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "/pipelines/0/stages/3",
                      "kind": "object",
                      "name": "again"
                    }
                  ]
                }
              ],
              "ruleId": "N02",
              "ruleIndex": 13
            },
            {
              "codeFlows": [
                {
                  "threadFlows": [
                    {
                      "locations": [
                        {
                          "location": {
                            "logicalLocations": [
                              {
                                "fullyQualifiedName": "/pipelines/0/stages/0",
                                "kind": "object",
                                "name": "request"
                              }
                            ]
                          }
                        },
                        {
                          "location": {
                            "logicalLocations": [
                              {
                                "fullyQualifiedName": "/pipelines/0/stages/2",
                                "kind": "object",
                                "name": "offer"
                              }
                            ]
                          }
                        },
                        {
                          "location": {
                            "logicalLocations": [
                              {
                                "fullyQualifiedName": "/pipelines/0/stages/6",
                                "kind": "object",
                                "name": "payment"
                              }
                            ]
                          }
                        },
                        {
                          "location": {
                            "logicalLocations": [
                              {
                                "fullyQualifiedName": "/pipelines/0/outcomes/0",
                                "kind": "object",
                                "name": "won"
                              }
                            ]
                          }
                        }
                      ]
                    }
                  ]
                }
              ],
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "/pipelines/0/stages/1",
                      "kind": "object",
                      "name": "discovery"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "dir/my%20acme.json"
                    },
                    "region": {
                      "startLine": 8
                    }
                  }
                }
              ],
              "message": {
                "text": "a deal can be won without needs discovery; nature is consultative: the customer must first be advised\nhelp: lead the path through `Understand the need`, or give needs discovery to a stage on it"
              },
              "ruleId": "Q02",
              "ruleIndex": 22
            },
            {
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "/pipelines/0/stages/5",
                      "kind": "object",
                      "name": "left over"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "dir/my%20acme.json"
                    },
                    "region": {
                      "startLine": 12
                    }
                  }
                }
              ],
              "message": {
                "text": "no move joins `Left over` to the rest of `main`, and no deal begins there\nhelp: add the moves that lead there and on, make it a pipeline of its own, or take it out"
              },
              "ruleId": "S10",
              "ruleIndex": 54
            }
          ],
          "tool": {
            "driver": {
              "name": "sales-process",
              "rules": [
                {
                  "defaultConfiguration": {
                    "level": "error"
                  },
                  "fullDescription": {
                    "text": "What cannot be won is not a sale. Chances to win, cycle length and the stages that every won deal passes are all asked of the ways that end in Won."
                  },
                  "help": {
                    "text": "S02 no-won-outcome (structure, error)\n\nWhat it does\n\nLooks for a pipeline in which nothing ends in Won: it has no outcome that counts as won, or no move leads to one.\n\nWhy it matters\n\nWhat cannot be won is not a sale. Chances to win, cycle length and the stages that every won deal passes are all asked of the ways that end in Won.\n\nExample\n\n    start -> request -> offer\n    offer -> lost\n\nUse instead\n\n    start -> request -> offer -> won\n    offer -> lost\n"
                  },
                  "id": "S02",
                  "name": "no-won-outcome",
                  "properties": {
                    "tags": [
                      "structure"
                    ]
                  },
                  "shortDescription": {
                    "text": "Looks for a pipeline in which nothing ends in Won: it has no outcome that counts as won, or no move leads to one."
                  }
                }
              ],
              "version": "[version]"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
}

#[test]
fn a_lint_explains_itself_by_name_and_code() {
    let lint = explain("dead-end-stage").unwrap();
    assert_eq!(explain("S05"), Some(lint));
    assert_eq!((lint.group, lint.severity), (Group::Structure, Severity::Error));
    insta::assert_snapshot!(lint, @r"
    S05 dead-end-stage (structure, error)

    What it does

    Looks for a working stage that no move leads out of, not even back to itself. Stages that lead to nothing but a dead end are not told: the dead end is the cause.

    Why it matters

    A deal that comes there can neither go on nor end. It stays open for ever, or is closed past the process.

    Example

        start -> request -> offer -> won
        request -> callback
        request -> lost

    Use instead

        start -> request -> offer -> won
        request -> callback -> offer
        request -> lost
    ");
    for unknown in ["", "S99", "dead_end_stage", "s05"] {
        assert_eq!(explain(unknown), None, "{unknown}");
    }
}

/// A process in which only `dead-end-stage` finds something, at `archive`.
fn one_dead_end(settings: LintSettings) -> ProcessDraft {
    let pipeline = PipelineDraft::new("main")
        .stage(Stage::new("request", "Request").purpose(Purpose::PaymentTracking).start())
        .stage(Stage::new("archive", "Archive"))
        .won("won")
        .lost("lost")
        .go("request", "archive")
        .go("request", "won")
        .go("request", "lost");
    let settings = settings.optimal_stages(1, 7);
    SalesProcess::draft("p", "P").pipeline(pipeline).lint(settings)
}

#[test]
fn severities_are_set_by_name_or_code() {
    #[track_caller]
    fn check(settings: LintSettings, expected: Option<Severity>) {
        let findings = one_dead_end(settings).build().unwrap().lint();
        let found = findings.iter().find(|finding| finding.lint.code == "S05");
        assert_eq!(found.map(|finding| finding.severity), expected);
    }
    let set = |lint, level| LintSettings::new().severity(lint, level);
    check(LintSettings::new(), Some(Severity::Error));
    check(set("S05", LintLevel::Notice), Some(Severity::Notice));
    check(set("dead-end-stage", LintLevel::Warning), Some(Severity::Warning));
    check(set("S05", LintLevel::Off), None);
    // The name counts.
    check(
        set("S05", LintLevel::Off).severity("dead-end-stage", LintLevel::Notice),
        Some(Severity::Notice),
    );
    check(set("dead-end-stage", LintLevel::Off).severity("S05", LintLevel::Error), None);
    // A lint that there is not switches nothing off.
    check(set("no-such-lint", LintLevel::Off), Some(Severity::Error));
}

#[test]
fn a_stage_allows_a_lint_by_name_or_code() {
    let told = |draft: ProcessDraft| {
        let findings = draft.build().unwrap().lint();
        let of_allows = findings.iter().filter(|f| ["S05", "M01"].contains(&f.lint.code));
        of_allows.map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    for lint in ["S05", "dead-end-stage"] {
        let mut draft = one_dead_end(LintSettings::new());
        let archive = &mut draft.pipelines[0].stages[1];
        *archive = archive.clone().allow(lint, "closed by hand once a year");
        assert_eq!(told(draft), [""; 0]);
    }
    let mut draft = one_dead_end(LintSettings::new());
    let other = &mut draft.pipelines[0].stages[0];
    *other = other.clone().allow("S05", "not this one").allow("S04", "nor this lint");
    assert_eq!(
        told(draft),
        [
            "`Request` allows `dead-end-stage`, which finds nothing there",
            "`Request` allows `unreachable-stage`, which finds nothing there",
            "no move leads out of `Archive`, so a deal there can neither go on nor end",
        ]
    );
}

#[test]
fn findings_are_in_the_order_of_pipelines_codes_and_stages() {
    let (_, findings) = broken();
    let order: Vec<_> = findings
        .iter()
        .map(|f| format!("{:?} {}", f.pipeline.as_ref().map(AsRef::as_ref), f.lint.code))
        .collect();
    insta::assert_snapshot!(order.join("\n"), @r#"
    None N01
    Some("main") N02
    Some("main") Q01
    Some("main") Q02
    Some("main") S05
    Some("main") S07
    Some("main") S10
    Some("repeat") S01
    Some("repeat") S03
    "#);
}

/// A chain of stages with a way to Lost and some rework, in which the linter
/// finds something of many kinds.
fn long_chain(count: usize) -> SalesProcess {
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for i in 0..count {
        let mut stage = Stage::new(format!("s{i}"), format!("Stage {}", i / 2));
        stage.start = i == 0;
        draft = draft.stage(stage).go(format!("s{i}"), "lost");
        let next = if i + 1 < count { format!("s{}", i + 1) } else { "won".to_owned() };
        draft = draft.go(format!("s{i}"), next);
        if i % 7 == 6 {
            draft = draft.step(Move::new(format!("s{i}"), format!("s{}", i - 3)).rework(None));
        }
    }
    let profile = Profile::new().nature(Nature::Consultative);
    SalesProcess::draft("p", "P").profile(profile).pipeline(draft).build().unwrap()
}

#[test]
fn ten_thousand_stages_in_a_chain_need_no_deep_stack() {
    // A thread of the size that servers give to theirs.
    let lint = || {
        let process = long_chain(10_000);
        let findings = process.lint();
        let report = Report::new(&process, &findings);
        let count = |code: &str| findings.iter().filter(|f| f.lint.code == code).count();
        let counts = [count("C01"), count("N02"), count("Q21"), count("S08")];
        (counts, report.to_text().len(), report.to_json().len(), report.to_sarif().len())
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(lint).unwrap();
    let (counts, text, ..) = thread.join().unwrap();
    // Too many, duplicates, stages that do not say what they are for, and loops
    // without a limit.
    assert_eq!(counts, [1, 5_000, 1, 10_000 / 7]);
    assert!(text > 0);
}

fn ids_of(lints: &[&Lint]) -> Vec<&'static str> {
    lints.iter().map(|lint| lint.code).collect()
}

proptest! {
    #[test]
    fn random_processes_are_linted_alike_and_shown(draft in random_process()) {
        let process = draft.build().unwrap();
        let findings = process.lint();
        prop_assert_eq!(&findings, &process.lint());
        let text = process.to_json();
        let again = SalesProcess::from_json(&text).unwrap();
        prop_assert_eq!(&findings, &again.lint());
        let report = Report::new(&process, &findings).read_from("p.json", &text);
        for finding in &findings {
            prop_assert!(ids_of(all()).contains(&finding.lint.code));
            if let Some(fix) = &finding.fix {
                let fixed = fix.apply(&process).unwrap().lint();
                prop_assert!(!fixed.contains(finding));
            }
        }
        let headings = report.to_text().lines().filter(|line| line.starts_with("  --> ")).count();
        prop_assert!(headings >= findings.len());
        let json: Vec<serde_json::Value> = serde_json::from_str(&report.to_json()).unwrap();
        prop_assert_eq!(json.len(), findings.len());
        let sarif: serde_json::Value = serde_json::from_str(&report.to_sarif()).unwrap();
        prop_assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), findings.len());
    }
}
