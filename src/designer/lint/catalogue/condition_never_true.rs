use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::samples::{Samples, constants};
use crate::process::{Condition, DealKind, Pipeline, SalesProcess};

lint! {
    CONDITION_NEVER_TRUE = "S12" "condition-never-true", Structure, Warning;
    what: "Looks for conditions of criteria and segments that can never hold, whatever a deal is \
           like; for two pipelines for one kind of deal whose segments a deal can both fit; and for \
           deals that fit none of the segments of their kind, though their amount and all the fields \
           asked about are filled. It shows such a deal. It tries what the conditions compare with, \
           and what is just above and below it; conditions that ask about too much at once to try \
           all of it are passed over.",
    why: "A criterion that never applies is not demanded, and a segment that never fits gets no \
          deals. Where segments overlap or leave a gap, which pipeline a deal runs by is chance.",
    example: r#"start -> offer -> won
offer {"exit_criteria": [{"id": "board", "text": "the board agrees", "when": {"all": [{"amount_at_least": "900.00 EUR"}, {"not": {"amount_at_least": "500.00 EUR"}}]}}]}"#,
    instead: r#"start -> offer -> won
offer {"exit_criteria": [{"id": "board", "text": "the board agrees", "when": {"amount_at_least": "900.00 EUR"}}]}"#,
    checks: [Pipeline(check), Process(check_segments)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let (process, pipeline) = (facts.process, facts.pipeline);
    let mut flaws = Vec::new();
    let never = |condition: &Condition| {
        let samples = Samples::of(process, &[condition], &kinds(process, pipeline), true)?;
        Some(samples.find(|case| condition.holds(case).unwrap_or(false)).is_none())
    };
    for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
        for criterion in stage.entry_criteria.iter().chain(&stage.exit_criteria) {
            let Some(condition) = &criterion.when else { continue };
            if never(condition) == Some(true) {
                let message = format!(
                    "`{}` of {} is never asked for: no deal is such that {condition}",
                    criterion.words(process.fields()),
                    facts.name(key)
                );
                let help = "correct the condition, or take the criterion away";
                flaws.push(Flaw::new(message).about([key]).help(help));
            }
        }
    }
    if let Some(segment) = pipeline.segment() {
        if never(&segment.when) == Some(true) {
            let message = format!(
                "no deal fits `{}`, for which `{}` is: none is such that {}",
                segment.label,
                pipeline.id(),
                segment.when
            );
            flaws.push(Flaw::new(message).help("correct the condition of the segment"));
        }
    }
    flaws
}

fn kinds(process: &SalesProcess, pipeline: &Pipeline) -> Vec<DealKind> {
    let named =
        |kind: &&DealKind| process.pipelines().iter().any(|other| other.serves().contains(kind));
    let serves = |kind: &&DealKind| {
        pipeline.serves().contains(kind) || pipeline.serves().is_empty() && !named(kind)
    };
    DealKind::ALL.iter().filter(serves).copied().collect()
}

/// Segments of one kind of deal that overlap or leave a gap.
fn check_segments(process: &SalesProcess) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut told: Vec<Vec<&str>> = Vec::new();
    for kind in DealKind::ALL {
        let all: Vec<&Pipeline> =
            process.pipelines().iter().filter(|it| kinds(process, it).contains(kind)).collect();
        let segments: Option<Vec<_>> = all
            .iter()
            .map(|pipeline| Some((pipeline.id().as_str(), pipeline.segment()?)))
            .collect();
        let Some(segments) = segments.filter(|segments| segments.len() > 1) else { continue };
        let ids: Vec<&str> = segments.iter().map(|(id, _)| *id).collect();
        if told.contains(&ids) {
            continue;
        }
        let conditions: Vec<&Condition> =
            segments.iter().map(|(_, segment)| &segment.when).collect();
        if constants(&conditions) == 0 {
            continue;
        }
        let Some(samples) = Samples::of(process, &conditions, &[*kind], false) else { continue };
        let fitting = |case: &crate::process::Case<'_>| {
            conditions.iter().filter(|condition| condition.holds(case).unwrap_or(false)).count()
        };
        let (several, none) =
            (samples.find(|case| fitting(case) > 1), samples.find(|case| fitting(case) == 0));
        let names = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" and ");
        if let Some(deal) = several {
            let message = format!("one deal fits more than one of the segments of {names}: {deal}");
            flaws.push(Flaw::new(message).help("let the segments end where the next begins"));
        }
        if let Some(deal) = none {
            let message = format!("a deal can fit none of the segments of {names}: {deal}");
            flaws.push(Flaw::new(message).help("widen a segment, or add a pipeline for the rest"));
        }
        told.push(ids);
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    fn criterion(when: &str) -> String {
        format!(
            "process {{\"fields\": [{{\"id\": \"seats\", \"of\": \"deal\", \"kind\": \"number\"}}]}}\nstart -> a -> won\n\
             a {{\"exit_criteria\": [{{\"id\": \"x\", \"text\": \"the board agrees\", \"when\": {when}}}]}}"
        )
    }

    #[test]
    fn it_can_never_hold() {
        #[track_caller]
        fn never(when: &str) {
            let found =
                crate::designer::lint::sketch::found_by(&CONDITION_NEVER_TRUE, &criterion(when));
            assert_eq!(found.len(), 1, "{when}");
            assert!(
                found[0].starts_with("a: `the board agrees` of `a` is never asked for"),
                "{found:?}"
            );
        }
        never(
            r#"{"all": [{"field": "seats", "at_least": 200}, {"field": "seats", "at_most": 100}]}"#,
        );
        never(r#"{"kinds": ["repeat"], "not": {"kinds": ["repeat", "renewal"]}}"#);
        never(r#"{"field": "seats", "filled": false, "not": {"field": "seats", "filled": false}}"#);
        for when in [
            r#"{"field": "seats", "at_least": 200, "at_most": 200}"#,
            r#"{"not": {"amount_at_least": "5.00 EUR"}}"#,
            r#"{"field": "seats", "filled": false}"#,
        ] {
            check(&CONDITION_NEVER_TRUE, &criterion(when), &[]);
        }
    }

    #[test]
    fn segments_overlap_or_leave_a_gap() {
        let two = |first: &str, second: &str| {
            format!(
                "process {{\"fields\": [{{\"id\": \"seats\", \"of\": \"deal\", \"kind\": \"number\"}}]}}\n\
                 pipeline {{\"for\": [\"new_business\"], \"segment\": {{\"label\": \"small\", \"when\": {first}}}}}\n\
                 start -> a -> won\npipeline big\n\
                 pipeline {{\"for\": [\"new_business\"], \"segment\": {{\"label\": \"big\", \"when\": {second}}}}}\n\
                 start -> a -> won"
            )
        };
        let (small, big) =
            (r#"{"field": "seats", "at_most": 200}"#, r#"{"field": "seats", "at_least": 200}"#);
        check(
            &CONDITION_NEVER_TRUE,
            &two(small, big),
            &[
                "one deal fits more than one of the segments of `main` and `big`: new business, seats 200\n\
               help: let the segments end where the next begins",
            ],
        );
        let bigger = r#"{"field": "seats", "at_least": 300}"#;
        check(
            &CONDITION_NEVER_TRUE,
            &two(small, bigger),
            &["a deal can fit none of the segments of `main` and `big`: new business, seats 201\n\
               help: widen a segment, or add a pipeline for the rest"],
        );
        let rest = r#"{"not": {"field": "seats", "at_most": 200}}"#;
        check(&CONDITION_NEVER_TRUE, &two(small, rest), &[]);
    }
}
