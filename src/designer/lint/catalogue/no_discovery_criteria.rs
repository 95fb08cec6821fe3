use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::{Purpose, StageKey};

lint! {
    NO_DISCOVERY_CRITERIA = "Q13" "no-discovery-criteria", Quality, Notice;
    what: "Looks for a pipeline in which needs discovery is done, and none of the stages that do it \
           has exit criteria: nothing states what must be known when it ends. Where several stages \
           share it, the criteria of one are enough. That a stage can be left for no reason is told \
           by `no-exit-criteria`; this lint says what the criteria of discovery are about.",
    why: "How good discovery is can be measured as the share of what it must find out that was \
          found out. Where that is not written down, the offer is built on what happened to come \
          up.",
    example: r"start -> request -> discovery -> offer -> won
discovery [needs_discovery]",
    instead: r#"start -> request -> discovery -> offer -> won
discovery {"purpose": "needs_discovery", "exit_criteria": [{"id": "problem", "text": "what it costs them today is known"}]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let stages = facts.pipeline.stage_keys().zip(facts.pipeline.stages());
    let discovery = stages.filter(|(_, stage)| stage.is_for(&Purpose::NeedsDiscovery));
    let (keys, stages): (Vec<StageKey>, Vec<_>) = discovery.unzip();
    if keys.is_empty() || stages.iter().any(|stage| !stage.exit_criteria.is_empty()) {
        return Vec::new();
    }
    let (find, end) = if keys.len() == 1 { ("finds", "it ends") } else { ("find", "they end") };
    let message = format!(
        "{} {find} out what the customer needs, and nothing states what must be known when {end}",
        facts.names(&keys)
    );
    vec![Flaw::new(message).about(keys).help(
        "state as exit criteria what the offer is built on: the problem and what it costs, who \
         decides, the budget, by when",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: state as exit criteria what the offer is built on: the problem and \
                        what it costs, who decides, the budget, by when";

    #[test]
    fn nothing_states_what_must_be_known() {
        check(
            &NO_DISCOVERY_CRITERIA,
            "start -> a -> b -> won\na {\"purpose\": [\"qualification\", \"needs_discovery\"]}\n\
             b {\"exit_criteria\": [{\"id\": \"x\", \"text\": \"X\"}]}",
            &[&format!(
                "a: `a` finds out what the customer needs, and nothing states what must be known \
                 when it ends\n{HELP}"
            )],
        );
    }

    #[test]
    fn stages_that_share_it_are_told_once() {
        let shared = "start -> a -> b -> won\na {\"purpose\": \"needs_discovery\"}\n\
                      b {\"purpose\": \"needs_discovery\"}";
        check(
            &NO_DISCOVERY_CRITERIA,
            shared,
            &[&format!(
                "a, b: `a` and `b` find out what the customer needs, and nothing states what must \
                 be known when they end\n{HELP}"
            )],
        );
        let last =
            format!("{shared}\nb {{\"exit_criteria\": [{{\"id\": \"x\", \"text\": \"X\"}}]}}");
        check(&NO_DISCOVERY_CRITERIA, &last, &[]);
        let allowed =
            format!("{shared}\nb {{\"allow\": [{{\"lint\": \"Q13\", \"reason\": \"survey\"}}]}}");
        check(&NO_DISCOVERY_CRITERIA, &allowed, &[]);
    }

    #[test]
    fn where_nothing_is_to_be_found_out_nothing_is_missing() {
        check(&NO_DISCOVERY_CRITERIA, "start -> a -> won\na {\"purpose\": \"proposal\"}", &[]);
    }
}
