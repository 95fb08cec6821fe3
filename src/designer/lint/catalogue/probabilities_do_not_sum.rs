use crate::designer::analysis::StageChances;
use crate::designer::lint::definition::lint;
use crate::designer::lint::edit::Edit;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::process::Move;
use crate::value::Probability;

/// How many moves a message names at most.
const SHOWN: usize = 8;

lint! {
    PROBABILITIES_DO_NOT_SUM = "P01" "probabilities-do-not-sum", Forecast, Error;
    what: "Looks for stages whose moves carry probabilities that do not sum to 1 (within a \
           millionth), or that sum to more where some moves carry none. Moves that carry none share \
           what the others leave: one alone takes it, and of several nobody knows how. The fix \
           scales what is given.",
    why: "Every deal that leaves a stage takes one of its moves. Where the shares do not add up, no \
          chance to win and no length of the cycle can be computed, and nothing is said of either \
          (`cycle-too-long`, `bottleneck-stage`).",
    example: r#"process {"pipelines": [{"id": "main", "stages": [{"id": "offer", "start": true}], "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}], "moves": [{"from": "offer", "to": "won", "probability": 0.3}, {"from": "offer", "to": "lost", "probability": 0.6}]}]}"#,
    instead: r#"process {"pipelines": [{"id": "main", "stages": [{"id": "offer", "start": true}], "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}], "moves": [{"from": "offer", "to": "won", "probability": 0.3}, {"from": "offer", "to": "lost", "probability": 0.7}]}]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.pipeline.moves().iter().all(|step| step.probability.is_none()) {
        return Vec::new();
    }
    match facts.chain() {
        Ok(_) => Vec::new(),
        Err(chances) => chances.all().iter().map(|stage| flaw(facts, stage)).collect(),
    }
}

fn flaw(facts: &Facts<'_>, chances: &StageChances) -> Flaw {
    let id = facts.name(chances.stage);
    let name = |id: &str| facts.pipeline.key(id).map(|key| facts.name(key)).unwrap_or_default();
    let moves: Vec<&Move> = facts.pipeline.exits(chances.stage).map(|(_, step)| step).collect();
    let given = moves.iter().filter_map(|step| {
        let share = step.probability?.value();
        Some(format!("{} {}", name(&step.to), exact(share)))
    });
    let given: Vec<String> = given.collect();
    let message = format!(
        "the shares of the moves out of {id} sum to {}, not to 100 %: {}",
        exact(chances.sum),
        listed(given.into_iter(), SHOWN)
    );
    let help = "let them be the shares of the deals that take each move, lost ones included";
    Flaw::new(message).about([chances.stage]).help(help).fix(scaled(facts, &moves))
}

/// A number to nine decimals: they tell each sum that is refused from 1, and
/// leave out what arithmetic has rounded.
fn shown(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// A share that is not 1, in per cent, to as many digits as tell it from 1.
fn exact(share: f64) -> String {
    format!("{} %", shown(share * 100.0))
}

fn scaled(facts: &Facts<'_>, moves: &[&Move]) -> Option<Fix> {
    let given: Vec<Option<f64>> =
        moves.iter().map(|step| step.probability.map(Probability::value)).collect();
    let (title, exact) = normalised(&given);
    let shares = |number: fn(f64) -> f64| -> Option<Vec<Probability>> {
        exact.iter().map(|share| Probability::new(number(*share).min(1.0)).ok()).collect()
    };
    // Thousands of rounded shares may miss 1, and then they stay as they are.
    let readable = shares(shown)?;
    let is_whole = Probability::are_whole(readable.iter().copied());
    let shares = if is_whole { readable } else { shares(|share| share)? };
    let mut edits = Vec::new();
    for (step, share) in moves.iter().zip(shares) {
        let by = (*step).clone().probability(share);
        if by != **step {
            let (pipeline, step) = (facts.pipeline.id().clone(), (*step).clone());
            edits.push(Edit::ReplaceMove { pipeline, step, by });
        }
    }
    Some(Fix::new(Safety::Suggested, title, edits))
}

/// The shares of the moves, which sum to 1, and what was done to get them.
fn normalised(given: &[Option<f64>]) -> (&'static str, Vec<f64>) {
    let sum: f64 = given.iter().flatten().sum();
    if sum <= 0.0 {
        // There are far fewer moves than a float can count.
        #[allow(clippy::cast_precision_loss)]
        let equal = 1.0 / given.len() as f64;
        return ("take all moves as equally likely", vec![equal; given.len()]);
    }
    let title = if given.iter().any(Option::is_none) {
        "scale the given probabilities to a sum of 1, and let the other moves have none of it"
    } else {
        "scale the probabilities to a sum of 1"
    };
    (title, given.iter().map(|share| share.unwrap_or(0.0) / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes, read};

    /// A sketch of a stage `a` with moves of some probabilities, to `won`,
    /// `lost_1`, `lost_2` …
    fn moves(given: &[Option<f64>]) -> String {
        let end = |i: usize| if i == 0 { "won".to_owned() } else { format!("lost_{i}") };
        let outcomes = (0..given.len()).map(|i| {
            let kind = if i == 0 { "won" } else { "lost" };
            format!(r#"{{"id": "{}", "kind": "{kind}"}}"#, end(i))
        });
        let outcomes: Vec<String> = outcomes.collect();
        let moves = given.iter().enumerate().map(|(i, share)| {
            let share = share.map_or(String::new(), |share| format!(r#", "probability": {share}"#));
            format!(r#"{{"from": "a", "to": "{}"{share}}}"#, end(i))
        });
        let moves: Vec<String> = moves.collect();
        format!(
            r#"process {{"pipelines": [{{"id": "main", "stages": [{{"id": "a", "start": true, "typical_days": 9}}], "max_cycle_days": 1, "outcomes": [{}], "moves": [{}]}}]}}"#,
            outcomes.join(", "),
            moves.join(", ")
        )
    }

    const SHARES: &str =
        "help: let them be the shares of the deals that take each move, lost ones included";

    #[test]
    fn the_sum_is_not_one() {
        check(
            &PROBABILITIES_DO_NOT_SUM,
            &moves(&[Some(0.1), Some(0.2), Some(0.3)]),
            &[&format!(
                "a: the shares of the moves out of `a` sum to 60 %, not to 100 %: `won` 10 %, \
                 `lost_1` 20 % and `lost_2` 30 %\n{SHARES}"
            )],
        );
        check(
            &PROBABILITIES_DO_NOT_SUM,
            &moves(&[Some(0.5), Some(0.500_001_1)]),
            &[&format!(
                "a: the shares of the moves out of `a` sum to 100.00011 %, not to 100 %: `won` 50 % \
                 and `lost_1` 50.00011 %\n{SHARES}"
            )],
        );
    }

    #[test]
    fn more_than_all_beside_some_that_carry_none() {
        check(
            &PROBABILITIES_DO_NOT_SUM,
            &moves(&[Some(0.7), Some(0.5), None]),
            &[&format!(
                "a: the shares of the moves out of `a` sum to 120 %, not to 100 %: `won` 70 % and \
                 `lost_1` 50 %\n{SHARES}"
            )],
        );
    }

    #[test]
    fn what_adds_up_or_is_left_out_is_fine() {
        check(&PROBABILITIES_DO_NOT_SUM, &moves(&[Some(0.333_333_3), Some(0.666_666_6)]), &[]);
        check(&PROBABILITIES_DO_NOT_SUM, &moves(&[None, None]), &[]);
        check(&PROBABILITIES_DO_NOT_SUM, &moves(&[Some(0.4), None]), &[]);
        check(&PROBABILITIES_DO_NOT_SUM, &moves(&[Some(0.4), None, Some(0.6)]), &[]);
        check(&PROBABILITIES_DO_NOT_SUM, &moves(&[Some(0.4), None, None]), &[]);
        check(&PROBABILITIES_DO_NOT_SUM, &moves(&[None, Some(1.0), None]), &[]);
        check(&PROBABILITIES_DO_NOT_SUM, "start -> a -> b", &[]);
    }

    #[test]
    fn nothing_is_said_of_the_cycle_before() {
        assert_eq!(codes("P01 P04 P05", &moves(&[Some(0.3), Some(0.5)])), "P01");
        assert_eq!(codes("P01 P04 P05", &moves(&[Some(0.5), Some(0.5)])), "P04");
    }

    #[track_caller]
    fn check_mended(given: &[Option<f64>], title: &str, shares: &[f64]) {
        let title = format!("suggested: {title}");
        let fixed = check_fix(&PROBABILITIES_DO_NOT_SUM, &moves(given), Some(&title));
        let process = read(&fixed);
        let found: Vec<f64> = process.pipelines()[0]
            .moves()
            .iter()
            .map(|step| step.probability.unwrap().value())
            .collect();
        assert_eq!(found, shares);
    }

    #[test]
    fn the_fix_makes_a_whole() {
        let scaled = "scale the probabilities to a sum of 1";
        check_mended(&[Some(0.6), Some(0.2)], scaled, &[0.75, 0.25]);
        check_mended(&[Some(1.0), Some(1.0), Some(0.0)], scaled, &[0.5, 0.5, 0.0]);
        check_mended(&[Some(0.5); 3], scaled, &[0.333_333_333; 3]);
        check_mended(&[Some(0.0), Some(0.0)], "take all moves as equally likely", &[0.5, 0.5]);
        let none =
            "scale the given probabilities to a sum of 1, and let the other moves have none of it";
        check_mended(&[Some(1.0), Some(1.0), None], none, &[0.5, 0.5, 0.0]);
    }

    #[test]
    fn so_many_moves_that_rounding_would_miss_the_sum() {
        let process = read(&moves(&vec![Some(0.0); 6_000]));
        let pipeline = &process.pipelines()[0];
        let steps: Vec<&Move> = pipeline.moves().iter().collect();
        let fix = scaled(&Facts::of(&process, pipeline), &steps).unwrap();
        let shares = fix.edits.iter().map(|edit| match edit {
            Edit::ReplaceMove { by, .. } => by.probability.unwrap(),
            other => panic!("{other:?}"),
        });
        assert_eq!(shares.len(), 6_000);
        assert!(Probability::are_whole(shares));
    }
}
