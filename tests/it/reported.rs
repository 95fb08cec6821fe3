//! Kinds of flaws that people reported of pipelines, each in the smallest form.

use sales_process::SalesProcess;
use sales_process::designer::analysis::Figure;
use sales_process::designer::lint::Safety;

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
