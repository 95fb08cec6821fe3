use crate::designer::label::percent;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::StageKey;
use crate::value::Probability;

/// What adding up floats may differ by.
const ROUNDING: f64 = 1e-9;

lint! {
    STATED_CHANCE_CONTRADICTS_MOVES = "P06" "stated-chance-contradicts-moves", Forecast, Warning;
    what: "Looks for stages whose stated chance to win (`win_probability`) differs by more than 5 \
           points (option `chance_gap`, a number from 0 to 1; default 0.05) from what the shares of \
           the moves give. Only where the moves on every path from the stage carry shares, or are \
           the only ones out of their stage, is there something to compare. It is silent where the \
           shares do not add up (`probabilities-do-not-sum`).",
    why: "One of the two is wrong, and a forecast comes out differently by which of them it uses.",
    example: r#"process {"pipelines": [{"id": "main", "stages": [{"id": "offer", "start": true, "win_probability": 0.9}], "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}], "moves": [{"from": "offer", "to": "won", "probability": 0.1}, {"from": "offer", "to": "lost", "probability": 0.9}]}]}"#,
    instead: r#"process {"pipelines": [{"id": "main", "stages": [{"id": "offer", "start": true, "win_probability": 0.1}], "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}], "moves": [{"from": "offer", "to": "won", "probability": 0.1}, {"from": "offer", "to": "lost", "probability": 0.9}]}]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let pipeline = facts.pipeline;
    let states =
        |key: &StageKey| pipeline.working_stage(*key).is_some_and(|s| s.win_probability.is_some());
    if !pipeline.stage_keys().any(|key| states(&key))
        || pipeline.moves().iter().all(|step| step.probability.is_none())
    {
        return Vec::new();
    }
    let Some(given) = facts.chances_by_moves() else { return Vec::new() };
    let most = facts.process.lint_settings().options.chance_gap();
    let flaw = |key: StageKey| {
        let stated = pipeline.working_stage(key)?.win_probability.map(Probability::value)?;
        let by_moves = given.get(key.index()).copied().flatten()?;
        ((stated - by_moves).abs() > most + ROUNDING).then(|| flaw(facts, key, stated, by_moves))
    };
    pipeline.stage_keys().filter_map(flaw).collect()
}

fn flaw(facts: &Facts<'_>, key: StageKey, stated: f64, by_moves: f64) -> Flaw {
    let message = format!(
        "{} is said to be won with a chance of {}, but the shares of the moves give {}",
        facts.name(key),
        percent(stated),
        percent(by_moves)
    );
    Flaw::new(message)
        .about([key])
        .help("correct the one that was guessed, or leave it out: it follows from the other")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str =
        "help: correct the one that was guessed, or leave it out: it follows from the other";

    /// Two stages, of which the first states a chance and a tenth goes on.
    fn sketch(chance: f64, options: &str, rest: &str) -> String {
        format!(
            r#"process {{{options}"pipelines": [{{"id": "main", "stages": [{{"id": "a", "name": "Ask", "start": true, "win_probability": {chance}}}, {{"id": "b"}}], "outcomes": [{{"id": "won", "kind": "won"}}, {{"id": "lost", "kind": "lost"}}], "moves": [{{"from": "a", "to": "b", "probability": 0.1}}, {{"from": "a", "to": "lost", "probability": 0.9}}, {{"from": "b", "to": "won"}}{rest}]}}]}}"#
        )
    }

    #[test]
    fn the_moves_give_another_chance() {
        let told = format!(
            "a: `Ask` is said to be won with a chance of 90 %, but the shares of the moves give 10 %\n{HELP}"
        );
        check(&STATED_CHANCE_CONTRADICTS_MOVES, &sketch(0.9, "", ""), &[&told]);
        // Five points are near enough.
        check(&STATED_CHANCE_CONTRADICTS_MOVES, &sketch(0.15, "", ""), &[]);
        let strict = r#""lint": {"options": {"chance_gap": 0.01}}, "#;
        let told = told.replace("90 %", "15 %");
        check(&STATED_CHANCE_CONTRADICTS_MOVES, &sketch(0.15, strict, ""), &[&told]);
    }

    #[test]
    fn what_the_moves_do_not_say_contradicts_nothing() {
        // From `b` on nobody said where deals go.
        let lost = r#", {"from": "b", "to": "lost"}"#;
        check(&STATED_CHANCE_CONTRADICTS_MOVES, &sketch(0.9, "", lost), &[]);
        check(
            &STATED_CHANCE_CONTRADICTS_MOVES,
            "start -> a -> won\na -> lost\na {\"win_probability\": 0.9}",
            &[],
        );
    }
}
