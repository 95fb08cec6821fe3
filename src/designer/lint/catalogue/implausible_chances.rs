use crate::designer::label::percent;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::{OutcomeKind, Place, StageKey};
use crate::value::Probability;

lint! {
    IMPLAUSIBLE_CHANCES = "P07" "implausible-chances", Forecast, Warning;
    what: "Looks for chances that cannot be meant: all working stages, two at least, state the same \
           chance to win, or 0 %, or 100 %; the only way on from a stage has a share of 0; and the \
           only way on leads from a higher stated chance to a lower one, so that no share of deals \
           makes both true (`win-probability-falls` tells of the figures, this of the share that \
           cannot follow from them).",
    why: "Such figures were left as they came from a template or a slip. Every forecast that uses \
          them is wrong, and where the share of a move should follow from them none does.",
    example: r"start -> request -> offer -> won
request win 100%
offer win 100%",
    instead: r"start -> request -> offer -> won
request win 30%
offer win 60%",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let pipeline = facts.pipeline;
    let mut flaws: Vec<Flaw> = all_alike(facts).into_iter().collect();
    for key in pipeline.stage_keys() {
        let Some((next, moves)) = only_way_on(facts, key) else { continue };
        let shares = || moves.iter().filter_map(|step| pipeline.moves().get(*step)?.probability);
        if shares().count() == moves.len() && shares().all(|share| share == Probability::NEVER) {
            let message = format!(
                "the only way on from {} has a share of 0 %, so that no deal is ever won from there",
                facts.name(key)
            );
            let help = "say how many of the deals there go on, or take the move away";
            flaws.push(Flaw::new(message).about([key]).path(vec![key, next]).help(help));
        }
        let stated = |key| pipeline.working_stage(key)?.win_probability.map(Probability::value);
        let unstated = pipeline.exits(key).all(|(_, step)| step.probability.is_none());
        if let (true, Some(here), Some(there)) = (unstated, stated(key), stated(next)) {
            if here > there {
                let message = format!(
                    "no share of the deals in {} can go on to {}: {} would be won of which only {} are",
                    facts.name(key),
                    facts.name(next),
                    percent(here),
                    percent(there)
                );
                let help =
                    "a deal that goes on has come closer: correct the chance that was guessed";
                let about = [key.min(next), key.max(next)];
                flaws.push(Flaw::new(message).about(about).path(vec![key, next]).help(help));
            }
        }
    }
    flaws
}

/// That all working stages state one chance.
fn all_alike(facts: &Facts<'_>) -> Option<Flaw> {
    let stages = facts.pipeline.stages();
    let first = stages.first()?.win_probability?;
    if stages.len() < 2 || stages.iter().any(|stage| stage.win_probability != Some(first)) {
        return None;
    }
    let message = format!(
        "all {} stages of `{}` state the same chance to win: {}",
        stages.len(),
        facts.pipeline.id(),
        percent(first.value())
    );
    Some(Flaw::new(message).help(
        "say for each how many of the deals that come there are won in the end, or leave the \
         chances out",
    ))
}

/// The one place to which deals in a stage can go on, and the moves there;
/// rework and ways on which deals are given up do not count.
fn only_way_on(facts: &Facts<'_>, key: StageKey) -> Option<(StageKey, Vec<usize>)> {
    let pipeline = facts.pipeline;
    let mut found: Option<(StageKey, Vec<usize>)> = None;
    for (to, step) in pipeline.graph().exits(key) {
        let leads_on = match pipeline.place(to)? {
            Place::Stage(_) => to != key,
            Place::Outcome(end) => end.kind == OutcomeKind::Won,
        };
        if !leads_on || !facts.leads_on(step) {
            continue;
        }
        match &mut found {
            None => found = Some((to, vec![step])),
            Some((there, steps)) if *there == to => steps.push(step),
            Some(_) => return None,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    fn stating(chances: [&str; 3]) -> String {
        let mut sketch =
            "start -> a -> b -> c -> won\na -> lost\nb -> lost\nc -> lost\n".to_owned();
        for (id, chance) in ["a", "b", "c"].iter().zip(chances) {
            sketch += &format!("{id} {{\"win_probability\": {chance}}}\n");
        }
        sketch
    }

    #[test]
    fn all_stages_state_one_chance() {
        for (chance, told) in [("0", "0 %"), ("1", "100 %"), ("0.25", "25 %")] {
            check(
                &IMPLAUSIBLE_CHANCES,
                &stating([chance; 3]),
                &[&format!(
                    "all 3 stages of `main` state the same chance to win: {told}\nhelp: say for each \
                     how many of the deals that come there are won in the end, or leave the chances out"
                )],
            );
        }
        check(&IMPLAUSIBLE_CHANCES, &stating(["0.25", "0.25", "0.5"]), &[]);
        check(&IMPLAUSIBLE_CHANCES, "start -> a -> won\na {\"win_probability\": 0.5}", &[]);
    }

    #[test]
    fn no_deal_goes_the_only_way_on() {
        let sketch = r#"process {"pipelines": [{"id": "main", "stages": [{"id": "a", "start": true}, {"id": "b"}], "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}], "moves": [{"from": "a", "to": "b", "probability": 0}, {"from": "a", "to": "lost", "probability": 1}, {"from": "b", "to": "won"}]}]}"#;
        check(
            &IMPLAUSIBLE_CHANCES,
            sketch,
            &[
                "a: the only way on from `a` has a share of 0 %, so that no deal is ever won from there\n\
               witness: `a` -> `b`\n\
               help: say how many of the deals there go on, or take the move away",
            ],
        );
    }

    #[test]
    fn no_share_makes_both_true() {
        check(
            &IMPLAUSIBLE_CHANCES,
            &stating(["0.5", "0.25", "0.75"]),
            &[
                "a, b: no share of the deals in `a` can go on to `b`: 50 % would be won of which only 25 % are\n\
               witness: `a` -> `b`\n\
               help: a deal that goes on has come closer: correct the chance that was guessed",
            ],
        );
        // Where there is another way on, it can be the better one.
        let fork = format!("{}a -> c", stating(["0.5", "0.25", "0.75"]));
        assert_eq!(codes("P07", &fork), "");
    }
}
