//! The command `analyze`: what it prints, and how it ends.

use crate::commands::{file, run};

const PROCESS: &str = "tests/it/data/analysis.json";

/// What the command prints of a process of the tests.
#[track_caller]
fn analyze(args: &[&str]) -> String {
    let ran = run("analyze", [&[PROCESS], args].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

#[test]
fn the_first_pipeline_is_told_as_json() {
    let found = analyze(&[]);
    assert_eq!(analyze(&["--format", "json", "--pipeline", "main"]), found);
    insta::assert_snapshot!(found, @r#"
    {
      "mandatory_stages": [
        "search",
        "payment"
      ],
      "win_probability": {
        "start": 0.25,
        "stages": {
          "search": 0.25,
          "payment": 0.625
        }
      },
      "expected_days": {
        "start": 6.25,
        "stages": {
          "search": 6.25,
          "payment": 8.125
        }
      },
      "expected_days_to_win": {
        "start": 10.0,
        "stages": {
          "search": 10.0,
          "payment": 7.0
        }
      },
      "expected_visits": {
        "search": 1.25,
        "payment": 0.5
      },
      "shortest_won_path": [
        "search",
        "payment",
        "won"
      ],
      "longest_won_path": [
        "search",
        "payment",
        "won"
      ],
      "assumed_uniform": [
        "payment"
      ],
      "shares_from": {
        "search": "stated",
        "payment": "assumed"
      }
    }
    "#);
}

#[test]
fn what_is_not_known_is_null() {
    insta::assert_snapshot!(analyze(&["--pipeline", "again"]), @r#"
    {
      "mandatory_stages": [
        "offer",
        "payment"
      ],
      "win_probability": {
        "start": 0.5,
        "stages": {
          "offer": 0.5,
          "wait": 0.0,
          "payment": 1.0
        }
      },
      "expected_days": {
        "start": null,
        "stages": {
          "offer": null,
          "wait": null,
          "payment": 14.0
        }
      },
      "expected_days_to_win": {
        "start": 18.0,
        "stages": {
          "offer": 18.0,
          "wait": null,
          "payment": 14.0
        }
      },
      "expected_visits": {
        "offer": 2.0,
        "wait": 0.5,
        "payment": 0.5
      },
      "shortest_won_path": [
        "offer",
        "payment",
        "won"
      ],
      "longest_won_path": null,
      "assumed_uniform": [],
      "shares_from": {
        "offer": "stated",
        "wait": "stated",
        "payment": "stated"
      }
    }
    "#);
}

#[test]
fn as_text_all_that_is_known_is_told() {
    insta::assert_snapshot!(analyze(&["--format", "text"]), @r"
    pipeline                 `main`
    chance to win            not stated
    days until won           not stated
    days to any end          not stated
    without days             none
    bottleneck               not stated
    most to gain             not stated
    every won deal passes    `search`, `payment`
    every ended deal passes  `search`
    every won deal serves    prospecting, contract, payment tracking
    shortest path to Won     `search` -> `payment` -> `won`
    longest path to Won      `search` -> `payment` -> `won`
    cannot be reached        none
    cannot end from          none
    shares not stated at     `payment`

    stage    chance to win   until won  to any end      visits  of the days        gain  shares from
    search      not stated  not stated  not stated  not stated   not stated  not stated  the moves
    payment     not stated  not stated  not stated  not stated   not stated           -  nobody
    ");
    insta::assert_snapshot!(analyze(&["--pipeline", "again", "--format", "text"]), @r"
    pipeline                 `again`
    chance to win            50 %
    days until won           18 days, if won deals are in a stage as long as others
    days to any end          -, since a deal may never end, or none begins
    without days             `wait`
    bottleneck               `payment`, with 77.8 % of the days
    most to gain             none
    every won deal passes    `offer`, `payment`
    every ended deal passes  `offer`, `payment`
    every won deal serves    proposal, payment tracking
    shortest path to Won     `offer` -> `payment` -> `won`
    longest path to Won      as long as one likes: there is a loop on it
    cannot be reached        none
    cannot end from          `wait`
    shares not stated at     none

    stage    chance to win  until won  to any end  visits  of the days  gain  shares from
    offer             50 %    18 days           -    2.00       22.2 %     -  the moves
    wait               0 %          -           -    0.50          0 %     -  the moves
    payment          100 %    14 days     14 days    0.50       77.8 %     -  the moves
    ");
}

#[test]
fn what_cannot_be_analysed_is_said_in_one_message_and_nothing_is_printed() {
    #[track_caller]
    fn check(args: &[&str], expected: &str) {
        let ran = run("analyze", args);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
        assert_eq!(ran.stderr, format!("{expected}\n"));
    }
    #[track_caller]
    fn check_file(name: &str, content: impl AsRef<[u8]>, expected: &str) {
        let file = file(name, content);
        let file = file.to_str().unwrap();
        check(&[file], &expected.replace("FILE", file));
        check(&["--format", "text", file], &expected.replace("FILE", file));
    }
    let changed = |from: &str, to: &str| {
        let text = std::fs::read_to_string(crate::commands::root().join(PROCESS)).unwrap();
        assert!(text.contains(from));
        text.replace(from, to)
    };
    check(
        &["tests/it/data/none.json"],
        "tests/it/data/none.json: cannot be read: No such file or directory (os error 2)",
    );
    check(
        &[PROCESS, "--pipeline", "agan"],
        &format!("{PROCESS}: there is no pipeline `agan`; expected `main` or `again`"),
    );
    check_file(
        "analyze_bytes.json",
        b"{\n\"id\": \"\xff\"}",
        "FILE: line 2: this is not UTF-8 text; expected a sales process as JSON",
    );
    check_file(
        "analyze_bare.json",
        "{\"format\": \"sales-process/1\", \"id\": \"p\", \"name\": \"P\"}",
        "FILE: line 1: the process has no pipelines; expected one at least",
    );
    check_file(
        "analyze_nowhere.json",
        changed("\"to\": \"payment\", \"probability\": 0.4", "\"to\": \"paymnt\""),
        "FILE: line 15: pipelines[0].moves[0].to: there is no stage or outcome `paymnt`, did you mean `payment`?",
    );
    check_file(
        "analyze_shares.json",
        changed("0.6}", "0.5}").replace(
            "\"to\": \"won\"}",
            "\"to\": \"won\", \"probability\": 0.8}, {\"from\": \"payment\", \"to\": \"lost\", \"probability\": 0.5}",
        ),
        "FILE: line 10: pipelines[0].stages[0]: the probabilities of the moves out of `search` sum to 0.9; expected a sum of 1\n\
         FILE: line 11: pipelines[0].stages[1]: the probabilities of the moves out of `payment` sum to 1.3; expected a sum of 1",
    );
}
