use std::collections::HashMap;

use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::process::{Move, StageKey};
use crate::value::Probability;

lint! {
    DUPLICATE_MOVE = "S09" "duplicate-move", Structure, Warning;
    what: "Looks for several moves from one stage to the same stage or outcome. The fix leaves the \
           first of them, with the probabilities of all added up. It is safe where all or none of \
           them carry a probability, the sum is at most 1, and they are marked alike as rework. \
           Otherwise it is only suggested: what the first is marked as then holds.",
    why: "There is one way from the one to the other, and a deal takes it or not. Told twice, it \
          can be told in two ways, and each who reads the process follows another; a way that \
          counts twice also looks twice as likely.",
    example: "start -> request -> offer -> won\n\
              request -> offer\n\
              request -> lost",
    instead: "start -> request -> offer -> won\n\
              request -> lost",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let ends = facts.pipeline.move_ends();
    // The first move of each pair, and the place of its group once there are two.
    let mut first: HashMap<(StageKey, StageKey), (usize, Option<usize>)> =
        HashMap::with_capacity(ends.len());
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (step, pair) in ends.iter().enumerate() {
        let (first, place) = first.entry(*pair).or_insert((step, None));
        if *first == step {
            continue;
        }
        if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
            group.push(step);
        } else {
            *place = Some(groups.len());
            groups.push(vec![*first, step]);
        }
    }
    groups.iter().filter_map(|group| flaw(facts, group)).collect()
}

fn flaw(facts: &Facts<'_>, group: &[usize]) -> Option<Flaw> {
    let (from, to) = *facts.pipeline.move_ends().get(*group.first()?)?;
    let moves: Vec<&Move> =
        group.iter().filter_map(|step| facts.pipeline.moves().get(*step)).collect();
    let message =
        format!("{} moves lead from {} to {}", moves.len(), facts.name(from), facts.name(to));
    let mut about = vec![from, to];
    about.sort_unstable();
    about.dedup();
    let help =
        "leave one of them; where two ways are meant, put a stage on the one that takes more";
    Some(Flaw::new(message).about(about).help(help).fix(fix(facts, (from, to), &moves)))
}

fn fix(facts: &Facts<'_>, (from, to): (StageKey, StageKey), moves: &[&Move]) -> Option<Fix> {
    let (first, others) = moves.split_first()?;
    let shares: Vec<f64> =
        moves.iter().filter_map(|step| Some(step.probability?.value())).collect();
    let sum: f64 = shares.iter().sum();
    // A sum of parts of 1 can be off by as much as a rounding.
    let is_a_share = sum <= 1.0 + 1e-6;
    // One that says nothing takes what the others leave, and so does the whole.
    let all_say = shares.len() == moves.len();
    let probability = all_say.then(|| Probability::new(sum).unwrap_or(Probability::ALWAYS));
    let alike = others.iter().all(|step| step.rework == first.rework);
    let stated = shares.is_empty() || all_say;
    let safety = if alike && stated && is_a_share { Safety::Safe } else { Safety::Suggested };
    let pipeline = facts.pipeline.id();
    let one = Move { probability, ..(*first).clone() };
    let mut edits = Vec::new();
    if one != **first {
        let step = (*first).clone();
        edits.push(Edit::ReplaceMove { pipeline: pipeline.clone(), step, by: one });
    }
    // From the last on: what is taken away is the last of several alike.
    edits.extend(others.iter().rev().map(|step| {
        let step = (*step).clone();
        Edit::RemoveMove { pipeline: pipeline.clone(), step }
    }));
    let title = format!("leave one move from {} to {}", facts.name(from), facts.name(to));
    Some(Fix::new(safety, title, edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};
    use serde_json::{Value, json};

    const HELP: &str =
        "help: leave one of them; where two ways are meant, put a stage on the one that takes more";

    #[test]
    fn the_same_way_twice() {
        check(
            &DUPLICATE_MOVE,
            "start -> a -> b -> won\nb -> won\nb ~> a\na -> b\nb ~2> a\na -> b",
            &[
                &format!("a, b: 3 moves lead from `a` to `b`\n{HELP}"),
                &format!("a, b: 2 moves lead from `b` to `a`\n{HELP}"),
                &format!("b, won: 2 moves lead from `b` to `won`\n{HELP}"),
            ],
        );
        check(
            &DUPLICATE_MOVE,
            "start -> a -> won\na ~> a\na ~> a",
            &[&format!("a: 2 moves lead from `a` to `a`\n{HELP}")],
        );
    }

    #[test]
    fn there_and_back_are_two_ways() {
        check(&DUPLICATE_MOVE, "start -> a -> b -> won\nb ~> a\na -> won\na -> lost", &[]);
    }

    #[test]
    fn a_stage_at_either_end_can_allow_it() {
        let allow = "{\"allow\": [{\"lint\": \"S09\", \"reason\": \"by phone or mail\"}]}";
        check(&DUPLICATE_MOVE, &format!("start -> a -> b -> won\na -> b\nb {allow}"), &[]);
    }

    /// Checks the fix of some moves from `a` to `b`, and what is left of them.
    #[track_caller]
    fn check_left(moves: Value, safety: &str, left: &Value) {
        let Value::Array(moves) = moves else { panic!("not a list") };
        let mut all = vec![json!({"from": "a", "to": "lost", "probability": 0.25})];
        all.extend(moves.into_iter().map(|mut step| {
            (step["from"], step["to"]) = (json!("a"), json!("b"));
            step
        }));
        all.push(json!({"from": "b", "to": "won"}));
        let pipeline = json!({
            "id": "main", "stages": [{"id": "a", "start": true}, {"id": "b"}],
            "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
            "moves": all
        });
        let process = json!({"pipelines": [pipeline]});
        let title = format!("{safety}: leave one move from `a` to `b`");
        let fixed = check_fix(&DUPLICATE_MOVE, &format!("process {process}"), Some(&title));
        let fixed: Value = serde_json::from_str(fixed.strip_prefix("process ").unwrap()).unwrap();
        let mut step = fixed["pipelines"][0]["moves"][1].clone();
        for end in ["from", "to"] {
            step.as_object_mut().unwrap().remove(end);
        }
        assert_eq!(step, *left);
        assert_eq!(fixed["pipelines"][0]["moves"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn the_fix_leaves_one_with_the_sum() {
        check_left(
            json!([{"probability": 0.5}, {"probability": 0.25}, {"probability": 0.0}]),
            "safe",
            &json!({"probability": 0.75}),
        );
        check_left(
            json!([{"probability": 0.0}, {"probability": 0.75}]),
            "safe",
            &json!({"probability": 0.75}),
        );
        check_left(json!([{}, {}]), "safe", &json!({}));
        let rework = json!({"rework": {"max_passes": 2}});
        check_left(json!([rework, rework]), "safe", &rework);
    }

    #[test]
    fn where_the_meaning_cannot_be_kept_it_is_suggested() {
        check_left(
            json!([{"probability": 0.5}, {"probability": 0.75}]),
            "suggested",
            &json!({"probability": 1.0}),
        );
        check_left(json!([{}, {"probability": 0.25}]), "suggested", &json!({}));
        check_left(
            json!([{"rework": {"max_passes": 2}}, {}]),
            "suggested",
            &json!({"rework": {"max_passes": 2}}),
        );
    }
}
