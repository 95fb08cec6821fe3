use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::seller_words::sellers_word;
use crate::process::StageKey;

lint! {
    STAGE_NAMED_BY_SELLER_ACTIVITY = "Q22" "stage-named-by-seller-activity", Quality, Notice;
    what: "Looks for working stages that are named after what the seller has done or sent (sent, \
           scheduled, presented and the like, in English, Russian and Romanian; more words by the \
           option `seller_words`) and not after what the buyer has agreed to. All of a pipeline are \
           told together; a stage that allows it is left out.",
    why: "That something was sent says nothing of the buyer. Deals pile up behind such stages, and \
          the forecast counts what we did instead of what was agreed.",
    example: r#"start -> meet -> quote -> won
quote {"name": "Offer sent"}"#,
    instead: r#"start -> meet -> quote -> won
quote {"name": "Price agreed"}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let more = &facts.process.lint_settings().options.seller_words;
    let stages = facts.pipeline.stage_keys().zip(facts.pipeline.stages());
    let found: Vec<StageKey> = stages
        .filter(|(_, stage)| sellers_word(stage.name(), more).is_some())
        .filter(|(key, _)| !STAGE_NAMED_BY_SELLER_ACTIVITY.is_allowed(facts, *key))
        .map(|(key, _)| key)
        .collect();
    if found.is_empty() {
        return Vec::new();
    }
    let message = if found.len() == 1 {
        format!(
            "{} is named after what we did, not after what the buyer agreed to",
            facts.names(&found)
        )
    } else {
        format!(
            "{} are named after what we did, not after what the buyer agreed to",
            facts.names(&found)
        )
    };
    let help = "name each by what is true once a deal leaves it: the need is understood, the price is \
                agreed, the order is signed";
    vec![Flaw::new(message).about(found).help(help)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: name each by what is true once a deal leaves it: the need is understood, \
                        the price is agreed, the order is signed";

    #[test]
    fn named_after_what_was_sent() {
        let names = "a {\"name\": \"Presentation scheduled\"}\nb {\"name\": \"Договор отправлен\"}\n\
                     c {\"name\": \"Ofertă acceptată\"}\nstart -> a -> b -> c -> won\n";
        check(
            &STAGE_NAMED_BY_SELLER_ACTIVITY,
            names,
            &[&format!(
                "a, b: `Presentation scheduled` and `Договор отправлен` are named after what we did, \
                 not after what the buyer agreed to\n{HELP}"
            )],
        );
        let allowed = "a {\"allow\": [{\"lint\": \"Q22\", \"reason\": \"the board is old\"}]}";
        check(
            &STAGE_NAMED_BY_SELLER_ACTIVITY,
            &format!("{names}{allowed}"),
            &[&format!(
                "b: `Договор отправлен` is named after what we did, not after what the buyer agreed to\n{HELP}"
            )],
        );
    }

    #[test]
    fn a_company_has_words_of_its_own() {
        let option = "process {\"lint\": {\"options\": {\"seller_words\": [\"nudged\"]}}}\n";
        let sketch = "start -> a -> won\na {\"name\": \"Nudged\"}";
        check(&STAGE_NAMED_BY_SELLER_ACTIVITY, sketch, &[]);
        check(
            &STAGE_NAMED_BY_SELLER_ACTIVITY,
            &format!("{option}{sketch}"),
            &[&format!(
                "a: `Nudged` is named after what we did, not after what the buyer agreed to\n{HELP}"
            )],
        );
    }
}
