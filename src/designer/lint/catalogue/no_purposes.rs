use crate::designer::label::spoken;
use crate::designer::lint::definition::lint;
use crate::designer::lint::edit::Edit;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::process::{Purpose, guess_purposes};

/// How many guesses a message lists at most.
const SHOWN: usize = 24;

lint! {
    NO_PURPOSES = "Q21" "no-purposes", Quality, Warning;
    what: "Looks for pipelines of two stages or more of which fewer than half say what they are for \
           (`purpose`). It guesses the purposes from the names, in English, Russian and Romanian, \
           and is told in place of all that is asked of purposes (`missing-required-stage`, \
           `required-stage-bypassed`, `stages-out-of-order`, `wrong-start`, `no-early-exit`, \
           `missing-usual-stage`). The fix sets what was guessed: look at each first.",
    why: "Whether a deal is advised before it gets an offer, or is paid for, can only be checked \
          where it is known which stage does what.",
    example: r#"start -> talk -> quote -> sign -> won
talk {"name": "Needs analysis"}
quote {"name": "Price quote"}"#,
    instead: r#"start -> talk -> quote -> sign -> won
talk {"name": "Needs analysis", "purpose": ["inbound_request", "needs_discovery"]}
quote {"name": "Price quote", "purpose": "proposal"}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if !facts.lacks_purposes() {
        return Vec::new();
    }
    let pipeline = facts.pipeline;
    let stages = pipeline.stage_keys().zip(pipeline.stages());
    let unknown: Vec<_> = stages.filter(|(_, stage)| stage.purposes.is_empty()).collect();
    let guesses: Vec<_> =
        unknown.iter().map(|(key, stage)| (*key, guessed_for(stage.name()))).collect();
    let guessed: Vec<_> = guesses.iter().filter(|(_, purposes)| !purposes.is_empty()).collect();
    let words = guessed.iter().map(|(key, purposes)| {
        let purposes = purposes.iter().map(|purpose| spoken(purpose.name()));
        format!("{}: {}", facts.name(*key), purposes.collect::<Vec<_>>().join(", "))
    });
    let said = if unknown.len() == facts.stage_count() { "no stage" } else { "only some stages" };
    let message = format!(
        "{said} of `{}` {} for, so what is asked of purposes cannot be checked",
        pipeline.id(),
        if unknown.len() == facts.stage_count() { "says what it is" } else { "say what they are" }
    );
    let flaw = Flaw::new(message).about(unknown.iter().map(|(key, _)| *key));
    if guessed.is_empty() {
        let help = "say what each stage is for, such as needs discovery, proposal, contract, payment tracking";
        return vec![flaw.help(help)];
    }
    let edits = guessed.iter().flat_map(|(key, purposes)| {
        let id = pipeline.id_of(*key).cloned();
        purposes.iter().filter_map(move |purpose| {
            let (pipeline, stage) = (pipeline.id().clone(), id.clone()?);
            Some(Edit::AddPurpose { pipeline, stage, purpose: purpose.clone() })
        })
    });
    let fix = Fix::new(
        Safety::Suggested,
        format!("say what {} of the stages are for, by their names", guessed.len()),
        edits.collect(),
    );
    let help = format!("say what each stage is for; by the names: {}", listed(words, SHOWN));
    vec![flaw.help(help).fix(fix)]
}

fn guessed_for(name: &str) -> Vec<Purpose> {
    let mut purposes: Vec<Purpose> =
        guess_purposes(name).into_iter().map(|it| it.purpose).collect();
    purposes.sort_unstable();
    purposes.dedup();
    purposes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    const CLOUD: &str = "start -> prospecting -> needs -> quote -> won\nprospecting -> lost\n\
                         prospecting {\"name\": \"Prospecting\"}\nneeds {\"name\": \"Needs Analysis\"}\n\
                         quote {\"name\": \"Proposal/Price Quote\"}\n";

    #[test]
    fn purposes_are_guessed_from_the_names() {
        check(
            &NO_PURPOSES,
            CLOUD,
            &[
                "prospecting, needs, quote: no stage of `main` says what it is for, so what is asked of \
               purposes cannot be checked\n\
               help: say what each stage is for; by the names: `Prospecting`: prospecting, `Needs \
               Analysis`: needs discovery and `Proposal/Price Quote`: proposal",
            ],
        );
        assert_eq!(codes("Q01 Q02 Q03 Q04 Q05 Q15 Q21", CLOUD), "Q21");
    }

    #[test]
    fn the_fix_sets_what_is_guessed() {
        let title = Some("suggested: say what 3 of the stages are for, by their names");
        let fixed = check_fix(&NO_PURPOSES, CLOUD, title);
        assert!(fixed.contains(r#""purpose":"needs_discovery""#), "{fixed}");
    }

    #[test]
    fn half_of_the_stages_are_enough() {
        let two = "a {\"purpose\": \"own\"}\nb {\"purpose\": \"own\"}\n";
        check(&NO_PURPOSES, &format!("{two}start -> a -> b -> c -> d -> won"), &[]);
        check(
            &NO_PURPOSES,
            &format!("{two}start -> a -> b -> c -> d -> e -> won"),
            &[
                "c, d, e: only some stages of `main` say what they are for, so what is asked of purposes \
               cannot be checked\n\
               help: say what each stage is for, such as needs discovery, proposal, contract, payment \
               tracking",
            ],
        );
        check(&NO_PURPOSES, "start -> a -> won", &[]);
    }
}
