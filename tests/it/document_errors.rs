//! What the reader of a sales process says of one that is wrong.

use proptest::prelude::*;
use sales_process::process::json::ReadError;
use sales_process::value::{Limit, Limits};
use sales_process::{Coded as _, SalesProcess};

fn said(text: &str) -> String {
    SalesProcess::from_json(text).unwrap_err().to_string()
}

/// A process with these entries, which begin on line 2.
fn with(entries: &str) -> String {
    format!("{{\"format\": \"sales-process/1\", \"id\": \"p\", \"name\": \"P\",\n{entries}}}")
}

#[track_caller]
fn check(entries: &str, message: &str) {
    assert_eq!(said(&with(entries)), message);
}

#[track_caller]
fn check_text(text: &str, message: &str) {
    assert_eq!(said(text), message);
}

#[test]
fn what_is_not_json() {
    check_text("", "line 1, column 1: the text is empty; expected a JSON object");
    check_text(" \n\t", "line 1, column 1: the text is empty; expected a JSON object");
    check_text("\u{feff}", "line 1, column 1: the text is empty; expected a JSON object");
    check_text("{", "line 1, column 1: this is not JSON: the text ends too early; is it whole?");
    check_text(
        "{\"id\": \"ü\", 3}",
        "line 1, column 13: this is not JSON: expected a name in double quotes",
    );
    check_text("{\n\"zzz\" 1}", "line 2, column 7: this is not JSON: expected `:` after the name");
    check_text(
        "{\"id\": 'p'}",
        "line 1, column 8: this is not JSON: expected a value: a text in double quotes, a number, `true`, `false`, a list or an object",
    );
    check_text(
        "{\"version\": NaN}",
        "line 1, column 13: this is not JSON: expected a value: a text in double quotes, a number, `true`, `false`, a list or an object",
    );
    check_text(
        "{\"id\": \"p\"\n \"name\": \"P\"}",
        "line 2, column 2: this is not JSON: expected `,` or `}`; is a comma missing?",
    );
    check_text(
        "{\"id\": \"p\",}",
        "line 1, column 12: this is not JSON: expected a name in double quotes",
    );
    check_text(
        &format!("{}\n{{}}", with("\"version\": 1")),
        "line 3, column 1: this is not JSON: the text goes on after its end",
    );
    check_text(
        "{\"id\": \"a\tb\"}",
        "line 1, column 9: this is not JSON: a text in double quotes has a line break or control character in it; write it as `\\n` or `\\u0000`",
    );
}

#[test]
fn the_format_comes_first() {
    check_text(
        "{\"phases\": [],\n \"format\": \"sales-process/2\"}",
        "line 2: the format `sales-process/2` is not known here; expected `sales-process/1`",
    );
    check_text(
        "{\"nature\": \"project\"}",
        "line 1, column 1: `format` is missing; expected \"format\": \"sales-process/1\"",
    );
    check_text(
        "{}",
        "line 1, column 1: `format` is missing; expected \"format\": \"sales-process/1\"",
    );
    check_text("{\"format\": 1}", "line 1, column 12: format: expected a text, found `1`");
    check_text("[]", "line 1, column 1: expected an object, found a list");
    check_text("3", "line 1, column 1: expected an object, found `3`");
    check_text("null", "line 1, column 4: expected an object, found `null`");
    check_text("{\"format\": \"sales-process/1\"}", "line 1, column 29: `id` is missing");
}

#[test]
fn names_that_are_not_known() {
    check(
        "\"pipeline\": []",
        "line 2, column 10: pipeline: there is no field `pipeline` here, did you mean `pipelines`?",
    );
    check(
        "\"profile\": {\"natur\": 1}",
        "line 2, column 19: profile.natur: there is no field `natur` here, did you mean `nature`?",
    );
    check(
        "\"profile\": {\"nature\": \"consultive\"}",
        "line 2, column 34: profile.nature: `consultive` is not known here, did you mean `consultative`?",
    );
    check(
        "\"pipelines\": [{\"id\": \"m\",\n\"for\": [\"repeats\"]}]",
        "line 3, column 17: pipelines[0].for[0]: `repeats` is not known here, did you mean `repeat`?",
    );
    check(
        "\"subprocesses\": {\"close\": {}, \"sell\": {}}",
        "line 2, column 36: subprocesses.sell: `sell` is not known here; expected one of `attract`, `qualify`, `close`, `retain`",
    );
    check(
        "\"closing_event\": \"contract signed\"",
        "line 2, column 34: closing_event: `contract signed` is not known here, did you mean `contract_signed`?",
    );
    check(
        "\"roles\": [{\"id\": \"a\", \"kind\": \"famer\"}]",
        "line 2: roles[0].kind: there is no kind of role `famer`, did you mean `farmer`?",
    );
    check(
        "\"lint\": {\"severity\": {\"Q06\": \"none\"}}",
        "line 2, column 35: lint.severity.Q06: `none` is not known here; expected one of `error`, `warning`, `notice`, `off`",
    );
    check(
        "\"lint\": {\"options\": {\"max_stage\": 9}}",
        "line 2, column 32: lint.options.max_stage: there is no field `max_stage` here, did you mean `max_stages`?",
    );
    check(
        "\"qualification\": {\"framework\": \"bant\", \"rule\": \"any\"}",
        "line 2, column 52: qualification.rule: `any` is not known here; expected one of `all`, `at_least`, `score`",
    );
    check(
        "\"targets\": {\"attract.leads\": {\"atleast\": 3}}",
        "line 2, column 39: targets.attract.leads.atleast: there is no field `atleast` here, did you mean `at_least`?",
    );
}

#[test]
fn values_of_the_wrong_kind() {
    check("\"profile\": []", "line 2, column 11: profile: expected an object, found a list");
    check(
        "\"profile\": {\"nature\": 7}",
        "line 2, column 23: profile.nature: expected one of `consultative`, `transactional`, `project`, found `7`",
    );
    check(
        "\"version\": -1",
        "line 2, column 13: version: expected a whole number from 0 to 4294967295, found `-1`",
    );
    check(
        "\"version\": 1.5",
        "line 2, column 14: version: expected a whole number from 0 to 4294967295, found `1.5`",
    );
    check("\"version\": 1e999", "line 2, column 16: version: the number is too large");
    check("\"roles\": {}", "line 2, column 9: roles: expected a list, found an object");
    check("\"roles\": null", "line 2, column 13: roles: expected a list, found `null`");
    check("\"roles\": [{\"kind\": \"hunter\"}]", "line 2, column 28: roles[0]: `id` is missing");
    check(
        "\"roles\": [[\"a\", \"hunter\"]]",
        "line 2, column 10: roles[0]: expected an object, found a list",
    );
    check(
        "\"utc_offset\": \"+2\"",
        "line 2, column 19: utc_offset: `+2` is not an offset from UTC; expected hours and minutes, such as `+02:00`",
    );
    check(
        "\"service_level\": {\"respond_within_hours\": 9999}",
        "line 2, column 47: service_level.respond_within_hours: `9999` is not a number of hours; expected 0 to 8784",
    );
    check(
        "\"handoff\": {\"credit_split\": {\"hunter_percent\": 101, \"until_months\": 3}}",
        "line 2, column 50: handoff.credit_split.hunter_percent: `101` is not a percentage; expected a number from 0 to 100 with at most two decimals",
    );
    check(
        "\"lead_filter\": {\"pass_score\": 0.001}",
        "line 2, column 36: lead_filter.pass_score: `0.001` is not a number of points; expected 0 to 1000000 with at most two decimals",
    );
    check(
        "\"lint\": {\"options\": {\"optimal_stages\": [5]}}",
        "line 2, column 42: lint.options.optimal_stages: expected a list of 2, found 1 in it",
    );
    check(
        "\"lint\": {\"options\": {\"optimal_stages\": [5, 6, 7]}}",
        "line 2, column 47: lint.options.optimal_stages: the list has too many entries",
    );
    check(
        "\"targets\": {\"a.b\": 7}",
        "line 2, column 20: targets.a.b: expected an object, found `7`",
    );
    check(
        "\"targets\": {\"a.b\": {\"at_most\": \"7\"}}",
        "line 2, column 34: targets.a.b.at_most: `7` is not money; expected an amount, a space and a currency, such as `1000.00 GBP`",
    );
    check(
        "\"targets\": {\"a.b\": {\"at_most\": 7, \"at_least\": 2}}",
        "line 2, column 49: targets.a.b: expected either `at_most` or `at_least`",
    );
    check(
        "\"qualification\": {\"rule\": {\"score\": [5]}}",
        "line 2, column 36: qualification.rule.score: expected an object, found a list",
    );
    check(
        "\"qualification\": {\"rule\": {\"all\": 3}}",
        "line 2, column 35: qualification.rule.all: expected the name alone, without a value, found `3`",
    );
    check(
        "\"regular_when\": []",
        "line 2, column 16: regular_when: expected a rule, such as {\"orders\": {\"at_least\": 3}}, found a list",
    );
    check(
        "\"regular_when\": {\"volume\": {\"at_least\": \"5 gbp\"}}",
        "line 2, column 48: regular_when.volume.at_least: `gbp` is not a currency; expected an ISO 4217 code in capitals, such as `GBP`",
    );
    check(
        "\"pipelines\": [{\"id\": \"m\", \"stages\": [{\"id\": \"s\",\n\"purpose\": [\"trial\", \"Ours\"]}]}]",
        "line 3, column 28: pipelines[0].stages[0].purpose[1]: `Ours` is not a purpose; expected a snake-case word, such as `needs_discovery`",
    );
}

#[test]
fn names_that_stand_twice_in_one_object() {
    check("\"id\": \"q\"", "line 2, column 4: `id` stands here twice");
    check(
        "\"subprocesses\": {\"close\": {}, \"close\": {}}",
        "line 2, column 37: subprocesses: `close` stands here twice",
    );
    check(
        "\"targets\": {\"a\": {\"at_most\": 1}, \"a\": {\"at_most\": 1}}",
        "line 2, column 36: targets: `a` stands here twice",
    );
    check(
        "\"lint\": {\"severity\": {\"Q06\": \"off\", \"Q06\": \"off\"}}",
        "line 2, column 41: lint.severity: `Q06` stands here twice",
    );
}

#[test]
fn all_that_does_not_fit_together_is_told_at_once() {
    let text = r#"{
  "format": "sales-process/1", "id": " ", "name": "P", "version": 0, "hunter_result_orders": 0,
  "target_audience": [{"id": "size", "text": "a"}, {"id": "size", "text": "b"}],
  "roles": [
    {"id": "account_exec", "kind": "hunter"},
    {"id": "account_exec", "kind": "farmer"}
  ],
  "pipelines": [
    {"id": "main", "revision": 0, "for": ["new_business", "repeat"],
     "stages": [
       {"id": "search", "role": "acount_exec"},
       {"id": "search", "role": "delivery", "exit_criteria": [{"id": "", "text": "x"}]}],
     "outcomes": [{"id": "won", "kind": "won"}],
     "moves": [{"from": "serch", "to": "won"},
               {"from": "won", "to": "search", "rework": {"max_passes": 0}}]},
    {"id": "main", "for": ["repeat"]}
  ],
  "lead_filter": {"pass_score": 5, "criteria": [{"id": "a", "text": "a"}]},
  "qualification": {"framework": "champs"},
  "lost_reasons": ["price", "price"],
  "disqualify_reasons": [""],
  "regular_when": {"orders": {"at_least": 0}},
  "first_repeat_within_days": 0,
  "service_level": {"respond_within_hours": 0, "contact_every_days": 0},
  "handoff": {"when": {"any": [{"volume": {"at_least": "1 GBP"}}, {"volume": {"at_least": "1 EUR"}}]},
    "checklist": [{"id": "x", "text": ""}, {"id": "x", "text": ""}], "accept_within_days": 0},
  "lint": {"options": {"max_stages": 0, "optimal_stages": [7, 5]}},
  "targets": {" ": {"at_most": 1}}
}"#;
    insta::assert_snapshot!(said(text), @r"
    line 2: id: an id is blank; give it at least one visible character
    line 2: version: 0 is out of range; expected 1 or more
    line 2: hunter_result_orders: 0 is out of range; expected 1 or more
    line 3: target_audience[1].id: the id `size` is taken by target_audience[0].id; ids of one kind must differ
    line 6: roles[1].id: the id `account_exec` is taken by roles[0].id; ids of one kind must differ
    line 9: pipelines[0].revision: 0 is out of range; expected 1 or more
    line 11: pipelines[0].stages[0].role: there is no role `acount_exec`, did you mean `account_exec`?
    line 12: pipelines[0].stages[1].id: the id `search` is taken by pipelines[0].stages[0].id; ids of one kind must differ
    line 12: pipelines[0].stages[1].role: there is no role `delivery`; expected `account_exec`
    line 12: pipelines[0].stages[1].exit_criteria[0].id: an id is blank; give it at least one visible character
    line 14: pipelines[0].moves[0].from: there is no stage or outcome `serch`, did you mean `search`?
    line 15: pipelines[0].moves[1].from: `won` is an outcome, and a deal does not leave an outcome; start the move at a stage
    line 15: pipelines[0].moves[1].rework.max_passes: 0 is out of range; expected 1 pass or more
    line 16: pipelines[1].id: the id `main` is taken by pipelines[0].id; ids of one kind must differ
    line 16: pipelines[1].for[0]: `repeat` deals are served by pipelines[0].for[1] already; name each kind of deal once
    line 18: lead_filter.pass_score: 5 can never be reached; all criteria together make 1
    line 19: qualification.framework: there is no built-in framework `champs`, did you mean `champ`?
    line 20: lost_reasons[1]: the id `price` is taken by lost_reasons[0]; ids of one kind must differ
    line 21: disqualify_reasons[0]: an id is blank; give it at least one visible character
    line 22: regular_when: `orders` asks for 0 orders; expected at least 1
    line 23: first_repeat_within_days: 0 is out of range; expected more than 0
    line 24: service_level.respond_within_hours: 0 is out of range; expected more than 0
    line 24: service_level.contact_every_days: 0 is out of range; expected more than 0
    line 25: handoff.when: the rule speaks of GBP and of EUR; state all its amounts in one currency
    line 26: handoff.checklist[1].id: the id `x` is taken by handoff.checklist[0].id; ids of one kind must differ
    line 26: handoff.accept_within_days: 0 is out of range; expected more than 0
    line 27: lint.options.max_stages: 0 is out of range; expected 1 or more
    line 27: lint.options.optimal_stages: [7, 5] is out of range; expected the fewest and then the most stages, both 1 or more
    line 28: targets. : an id is blank; give it at least one visible character
    ");
}

#[test]
fn a_role_is_a_kind_where_none_are_listed() {
    check(
        "\"pipelines\": [{\"id\": \"m\", \"stages\": [{\"id\": \"a\", \"role\": \"hunter\"}, {\"id\": \"b\", \"role\": \"huntr\"}]}]",
        "line 2: pipelines[0].stages[1].role: there is no kind of role `huntr`, did you mean `hunter`?",
    );
}

#[test]
fn a_problem_knows_its_place_and_line() {
    let error = SalesProcess::from_json(&with("\"version\":\n0")).unwrap_err();
    let ReadError::Content(problems) = error else { panic!("{error}") };
    let places: Vec<_> = problems
        .iter()
        .map(|found| (found.line, found.problem.place.as_str(), found.code()))
        .collect();
    assert_eq!(places, [(3, "version", "range")]);
}

#[test]
fn numbers_that_no_file_can_hold_are_refused_when_building() {
    use sales_process::process::Target;
    let draft = SalesProcess::draft("p", "P").target("a", Target::at_most(f64::NAN));
    assert_eq!(
        draft.build().unwrap_err().to_string(),
        "targets.a: NaN is out of range; expected a number"
    );
}

#[test]
fn deep_and_large_texts_are_refused_in_a_few_words() {
    let deep = |open: &str, close: &str, levels: usize| {
        let rule = format!(
            "{}{{\"orders\": {{\"at_least\": 1}}}}{}",
            open.repeat(levels),
            close.repeat(levels)
        );
        format!("\"regular_when\": {rule}")
    };
    for (open, close) in
        [("{\"not\":", "}"), ("{\"all\":[", "]}"), ("{\"at_least\":{\"count\":1,\"of\":[", "]}}")]
    {
        assert!(SalesProcess::from_json(&with(&deep(open, close, 31))).is_ok());
        for levels in [32, 50, 128, 100_000] {
            let message = said(&with(&deep(open, close, levels)));
            assert!(message.ends_with("more than 32 levels deep; say it with fewer"), "{message}");
        }
    }
    check_text(
        &"[".repeat(1_000_000),
        "line 1, column 1000000: this is not JSON: the text ends too early; is it whole?",
    );
    let lists = format!("\"roles\": {}{}", "[".repeat(100_000), "]".repeat(100_000));
    check(&lists, "line 2, column 10: roles[0]: expected an object, found a list");
    let name = "x".repeat(1_000_000);
    let message = said(&with(&format!("\"{name}\": 1")));
    assert!(message.len() < 1_000, "{}", message.len());
}

/// As much as a ceiling says is read, and one more is refused by its name: in all
/// pipelines together, outcomes with the stages.
#[test]
fn a_process_is_as_large_as_the_limits_say() {
    let text = with(
        r#""allow": [{"lint": "no-start", "reason": "later"}],
           "pipelines": [
             {"id": "m", "for": ["new_business"],
              "stages": [{"id": "a", "allow": [{"lint": "no-role", "reason": "later"}]}, {"id": "b"}],
              "outcomes": [{"id": "won", "kind": "won"}],
              "moves": [{"from": "a", "to": "b"}, {"from": "b", "to": "won"}]},
             {"id": "n", "for": ["repeat"], "stages": [{"id": "a"}],
              "outcomes": [{"id": "won", "kind": "won"}],
              "moves": [{"from": "a", "to": "won"}]}]"#,
    );
    for (limit, found) in [
        (Limit::DocumentBytes, text.len() as u64),
        (Limit::Pipelines, 2),
        (Limit::Stages, 5),
        (Limit::Moves, 3),
        (Limit::Allows, 2),
    ] {
        let within = |most| SalesProcess::from_json_within(&text, &Limits::new().with(limit, most));
        within(found).unwrap();
        let most = found - 1;
        assert_eq!(
            within(most).unwrap_err().to_string(),
            format!(
                "there is too much to read: {limit} {found}, at most {most}; raise the limit `{limit}` if that is meant"
            )
        );
    }
}

#[test]
fn a_stage_and_an_outcome_have_ids_of_their_own() {
    check(
        r#""pipelines": [{"id": "m", "stages": [{"id": "won"}], "outcomes": [{"id": "won", "kind": "won"}], "moves": []}]"#,
        "line 2: pipelines[0].outcomes[0].id: the id `won` is taken by pipelines[0].stages[0].id; ids of one kind must differ",
    );
}

/// A stage without an id takes no other stage's moves.
#[test]
fn a_stage_without_an_id_is_told_beside_moves_of_others() {
    check(
        r#""pipelines": [{"id": "m", "stages": [{"id": ""}, {"id": "b"}], "outcomes": [{"id": "won", "kind": "won"}], "moves": [{"from": "b", "to": "won"}]}]"#,
        "line 2: pipelines[0].stages[0].id: an id is blank; give it at least one visible character",
    );
}

#[test]
fn many_problems_take_no_long_time() {
    let stages: Vec<String> = (0..3_000).map(|i| format!("{{\"id\": \"stage_{i}\"}}")).collect();
    let moves: Vec<String> =
        (0..3_000).map(|i| format!("{{\"from\": \"stage_{i}\", \"to\": \"stag_{i}\"}}")).collect();
    let text = with(&format!(
        "\"pipelines\": [{{\"id\": \"m\", \"stages\": [{}],\n\"moves\": [{}]}}]",
        stages.join(",\n"),
        moves.join(",\n"),
    ));
    let message = said(&text);
    let mut lines = message.lines();
    assert_eq!(
        lines.next(),
        Some(
            "line 3002: pipelines[0].moves[0].to: there is no stage or outcome `stag_0`, did you mean `stage_0`?"
        )
    );
    assert_eq!(lines.count(), 2_999);
}

proptest! {
    /// The sample with a piece of it replaced: read, or refused in some words.
    #[test]
    fn no_text_is_too_odd(
        from in 0..4_000_usize,
        length in 0..40_usize,
        put in "[\\[\\]{}\":,0-9a-z.é \n-]{0,3}|\\u0000|1e999|null|\\[\\[|\\{\\}|\"\\\\ud800\"",
    ) {
        let sample = include_str!("data/acme.json");
        let text: String = sample
            .chars()
            .take(from)
            .chain(put.chars())
            .chain(sample.chars().skip(from + length))
            .collect();
        match SalesProcess::from_json(&text) {
            Ok(process) => {
                prop_assert_eq!(SalesProcess::from_json(&process.to_json()).unwrap(), process);
            }
            Err(error) => prop_assert!(error.to_string().starts_with("line "), "{error}"),
        }
    }
}
