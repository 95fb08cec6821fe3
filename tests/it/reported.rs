//! Kinds of flaws that people reported of pipelines, each in the smallest form.

use sales_process::SalesProcess;
use sales_process::designer::analysis::Figure;
use sales_process::designer::lint::Safety;

use crate::commands::{file, run};

/// A process of one pipeline, of stages, moves and more as they are stored.
fn process(more: &str, stages: &str, moves: &[(&str, &str, Option<f64>)]) -> SalesProcess {
    let moves: Vec<String> = moves
        .iter()
        .map(|(from, to, share)| {
            let share = share.map_or(String::new(), |share| format!(r#", "probability": {share}"#));
            format!(r#"{{"from": "{from}", "to": "{to}"{share}}}"#)
        })
        .collect();
    let json = format!(
        r#"{{"format": "sales-process/1", "id": "x", "name": "X"{more}, "pipelines": [{{"id": "main", "stages": [{stages}],
            "outcomes": [{{"id": "won", "kind": "won"}}, {{"id": "lost", "kind": "lost"}}], "moves": [{}]}}]}}"#,
        moves.join(", ")
    );
    SalesProcess::from_json(&json).unwrap()
}

fn codes(process: &SalesProcess) -> String {
    process.lint().iter().map(|finding| finding.lint.code).collect::<Vec<_>>().join(" ")
}

fn chance(process: &SalesProcess) -> Option<Figure> {
    process.pipelines()[0].analysis().unwrap().win_probability()
}

#[test]
fn chances_of_stages_give_the_shares() {
    let stages = r#"{"id": "a", "start": true, "win_probability": 0.1}, {"id": "b", "win_probability": 0.5}, {"id": "c", "win_probability": 0.8}"#;
    let moves = [
        ("a", "b", None),
        ("b", "c", None),
        ("c", "won", None),
        ("a", "lost", None),
        ("b", "lost", None),
    ];
    let process = process("", stages, &moves);
    let Some(Figure::Stated(chance)) = chance(&process) else { panic!("it is stated") };
    assert!((chance - 0.1).abs() < 1e-12);
    let analysis = process.pipelines()[0].analysis().unwrap();
    let json = serde_json::to_value(analysis.report(&process.pipelines()[0])).unwrap();
    assert_eq!(json["shares_from"]["a"], "stage_chances");
    assert!((json["win_probability"]["stages"]["b"].as_f64().unwrap() - 0.5).abs() < 1e-12);
}

#[test]
fn an_exit_without_a_share_is_offered_where_it_costs_a_stated_chance() {
    let stages = r#"{"id": "inq", "name": "Inquiry", "purpose": "inbound_request", "start": true},
        {"id": "prop", "name": "Proposal", "purpose": "proposal"}, {"id": "pay", "name": "Pay", "purpose": "payment_tracking"}"#;
    let moves = [
        ("inq", "prop", None),
        ("prop", "pay", Some(0.4)),
        ("prop", "lost", Some(0.6)),
        ("pay", "won", None),
    ];
    let process = process("", stages, &moves);
    let fixed = process.fix(Safety::Suggested);
    assert_eq!(chance(&fixed.process), Some(Figure::Stated(0.4)));
    let offered = fixed.offered().find(|finding| finding.lint.code == "Q05").unwrap();
    assert_eq!(offered.fix.as_ref().unwrap().safety, Safety::Costly);
    let all = process.fix(Safety::Costly);
    assert!(chance(&all.process).unwrap().stated().is_none());
}

#[test]
fn what_unformed_demand_needs_comes_in_one_row() {
    let stages = r#"{"id": "q", "name": "Qualify", "purpose": ["inbound_request", "qualification"], "start": true},
        {"id": "pay", "name": "Pay", "purpose": "payment_tracking"}"#;
    let moves = [("q", "pay", None), ("q", "lost", None), ("pay", "won", None)];
    let process = process(r#", "profile": {"demand": "unformed"}"#, stages, &moves);
    let fixed = process.fix(Safety::Suggested).process;
    let pipeline = &fixed.pipelines()[0];
    let found: Vec<String> =
        pipeline.moves().iter().map(|step| format!("{} -> {}", step.from, step.to)).collect();
    assert!(found.contains(&"prospecting -> contact".to_owned()), "{found:?}");
    assert!(found.contains(&"contact -> q".to_owned()), "{found:?}");
    let contact = pipeline.stages().iter().find(|stage| stage.id == "contact").unwrap();
    assert!(!contact.start);
}

#[test]
fn merging_makes_up_no_share() {
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let mut moves: Vec<(&str, &str, Option<f64>)> =
        ids.windows(2).map(|pair| (pair[0], pair[1], None)).collect();
    moves.push(("k", "won", None));
    moves.extend(ids[..10].iter().map(|id| (*id, "lost", None)));
    let merged = |criteria: &str| {
        let stage = |id: &&str| {
            let purpose = match *id {
                "a" => "inbound_request".to_owned(),
                "k" => "payment_tracking".to_owned(),
                own => format!("own_{own}"),
            };
            let (name, start) = (id.to_uppercase(), *id == "a");
            format!(
                r#"{{"id": "{id}", "name": "{name}", "role": "hunter", "purpose": "{purpose}", "start": {start}{criteria}}}"#
            )
        };
        let stages: Vec<String> = ids.iter().map(stage).collect();
        let process = process("", &stages.join(", "), &moves);
        let fixed = process.fix(Safety::Suggested).process;
        let pipeline = &fixed.pipelines()[0];
        assert!(pipeline.moves().iter().all(|step| step.probability.is_none()));
        pipeline.stages().iter().map(|stage| stage.name().to_owned()).collect::<Vec<_>>()
    };
    let criteria = r#", "exit_criteria": [{"id": "x", "text": "x"}]"#;
    assert_eq!(merged(criteria), ["A + B", "C + D", "E + F", "G + H", "I", "J", "K"]);
    // Nothing must be true to leave the last stage, which is one more to merge.
    assert_eq!(merged(""), ["A + B", "C + D", "E + F", "G + H", "I", "J + K"]);
}

#[test]
fn one_stage_with_days_is_no_bottleneck_and_names_are_guesses() {
    let stages = r#"{"id": "a", "name": "Prospecting", "start": true}, {"id": "b", "name": "Needs Analysis"},
        {"id": "c", "name": "Proposal/Price Quote", "typical_days": 10}"#;
    let moves = [("a", "b", None), ("b", "c", None), ("a", "lost", None), ("c", "won", None)];
    let found = codes(&process("", stages, &moves));
    for code in ["P05", "Q01", "Q02", "Q03", "Q04", "Q05"] {
        assert!(!found.contains(code), "{code} in {found}");
    }
    assert!(found.contains("Q21"), "{found}");
}

fn case(name: &str) -> String {
    format!("tests/it/data/cases/{name}.json")
}

/// What the command `lint` says of a case under a code; empty where nothing.
#[track_caller]
fn linted(path: &str, code: &str) -> String {
    let ran = run("lint", [path, "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.stdout).unwrap();
    let of_code = findings.iter().filter(|finding| finding["code"] == code);
    of_code.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn chances_that_cannot_be_are_told_by_the_command() {
    for (name, code, words) in [
        ("stage-chances/all0", "P07", "state the same chance to win: 0 %"),
        ("stage-chances/all100", "P07", "state the same chance to win: 100 %"),
        ("stage-chances/never", "P07", "the only way on from `A stage` has a share of 0 %"),
        ("stage-chances/contradict", "P06", "90 %, but the shares of the moves give 2.5 %"),
        ("designer/mini_stated", "P06", "90 %, but the shares of the moves give 10 %"),
        ("designer/mini_p04", "P04", "210 days on average until it is won"),
    ] {
        let said = linted(&case(name), code);
        assert!(said.contains(words), "{name}: {said}");
        assert_eq!(run("analyze", [case(name)]).code, 0, "{name}");
    }
    assert_eq!(linted(&case("designer/mini_p05"), "P05"), "");
}

/// Where the command `fix --suggested` leads on a case: its moves with their
/// shares, the chance to win, and what it says.
#[track_caller]
fn suggested(name: &str) -> (Vec<String>, SalesProcess, String) {
    let ran = run("fix", [case(name).as_str(), "--suggested"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let process = SalesProcess::from_json(&ran.stdout).unwrap();
    let moves = process.pipelines()[0].moves().iter().map(|step| {
        let share = step.probability.map_or(String::new(), |share| format!(" {}", share.value()));
        format!("{} -> {}{share}", step.from, step.to)
    });
    (moves.collect(), process, ran.stderr)
}

#[test]
fn suggested_fixes_of_the_cases_make_nothing_up() {
    let (moves, merged, _) = suggested("designer/mini_merge");
    assert_eq!((moves[0].as_str(), merged.pipelines()[0].stages().len()), ("a -> c", 7));
    assert!(moves.iter().all(|step| step.split(' ').count() == 3), "{moves:?}");

    let (moves, process, said) = suggested("designer/mini_q05");
    assert!(!moves.contains(&"inq -> lost".to_owned()), "{moves:?}");
    assert_eq!(chance(&process), Some(Figure::Stated(0.4)));
    assert!(said.contains("not applied, look first: Q05 fix (costly)"), "{said}");

    let (moves, ..) = suggested("designer/mini_start2");
    for step in ["prospecting -> contact", "contact -> q"] {
        assert!(moves.contains(&step.to_owned()), "{moves:?}");
    }

    let (_, process, said) = suggested("designer/mini_wrongstart");
    assert!(said.contains("not applied, look first: Q21"), "{said}");
    let fixed = file("reported_wrongstart.json", process.to_json());
    let fixed = fixed.to_str().unwrap();
    assert_eq!(linted(fixed, "Q04"), "");
    assert!(linted(fixed, "Q21").contains("says what it is for"));
}
