use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::merge::MergePair;
use crate::process::{Stage, StageKey};

lint! {
    PASS_THROUGH_STAGE = "S11" "pass-through-stage", Structure, Notice;
    what: "Looks for a stage with one move in and one move out, no exit criteria and no typical \
           duration, of the same role as the stage before it or, if not, the stage after it: that \
           is the one to merge it with. Starts have another way in; a stage that only leads back \
           to where the deal came from is not passed through; and of a stage that no deal can get \
           to, or without a role, nothing is said (`unreachable-stage`, `disconnected-island`, \
           `no-responsible-role`).",
    why: "Nobody takes over there, nothing must be true to go on, and it takes no time that \
          anybody has stated. It is a click more, and a stage more to hold in the head.",
    example: r"start -> request -> noted -> offer -> won
request @hunter
noted @hunter",
    instead: r"start -> request -> offer -> won
request @hunter",
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let entered = facts.entered();
    let stages = facts.pipeline.stage_keys().filter(|stage| entered.contains(*stage));
    stages.filter_map(|stage| flaw(facts, stage)).collect()
}

fn flaw(facts: &Facts<'_>, key: StageKey) -> Option<Flaw> {
    let (pipeline, graph) = (facts.pipeline, facts.pipeline.graph());
    let stage = pipeline.working_stage(key)?;
    if stage.start || !stage.exit_criteria.is_empty() || stage.typical_days.is_some() {
        return None;
    }
    let before = only(graph.entries(key).map(|(from, _)| from))?;
    let after = only(graph.exits(key).map(|(to, _)| to))?;
    if before == after || before == key {
        return None;
    }
    let role = stage.role.as_deref()?;
    let same = |key: &StageKey| {
        let other: Option<&Stage> = pipeline.working_stage(*key);
        other.and_then(|stage| stage.role.as_deref()) == Some(role)
    };
    let with = [before, after].into_iter().find(same)?;
    let fix = merged(facts, if with == before { [with, key] } else { [key, with] });
    let (name, with) = (facts.name(key), facts.name(with));
    let message = format!(
        "deals only pass through {name}: one way in, one way out, the role of {with}, nothing \
         that must be true to leave it and no typical duration"
    );
    let help =
        format!("merge it with {with}, or say what must be true before a deal leaves {name}");
    Some(Flaw::new(message).about([key]).help(help).fix(fix))
}

/// Makes one stage of two neighbours; `None` where deals begin at the second,
/// or come to it only on a way back.
fn merged(facts: &Facts<'_>, [first, second]: [StageKey; 2]) -> Option<Fix> {
    let pipeline = facts.pipeline;
    let leads_on = pipeline.exits(first).any(|(to, step)| to == second && step.rework.is_none());
    if !leads_on || pipeline.working_stage(second)?.start {
        return None;
    }
    let title = format!("merge {} with {}", facts.name(first), facts.name(second));
    let id = |key| pipeline.id_of(key).cloned();
    let pairs = vec![MergePair { first: id(first)?, second: id(second)? }];
    let edit = Edit::MergeStages { pipeline: pipeline.id().clone(), pairs };
    Some(Fix::new(Safety::Suggested, title, vec![edit]))
}

/// The only one, if there is one and no other.
fn only(mut keys: impl Iterator<Item = StageKey>) -> Option<StageKey> {
    keys.next().filter(|_| keys.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};

    /// A chain of stages, all of one role.
    const CHAIN: &str = "a {\"role\": \"hunter\"}\nb {\"role\": \"hunter\"}\nc {\"role\": \"hunter\"}\n\
                         start -> a -> b -> c -> won\na -> c\na -> lost\nc -> lost\n";

    fn told(stage: &str, with: &str) -> String {
        format!(
            "{stage}: deals only pass through `{stage}`: one way in, one way out, the role of \
             `{with}`, nothing that must be true to leave it and no typical duration\n\
             help: merge it with `{with}`, or say what must be true before a deal leaves `{stage}`"
        )
    }

    #[test]
    fn nothing_happens_there() {
        check(&PASS_THROUGH_STAGE, CHAIN, &[&told("b", "a")]);
    }

    #[test]
    fn the_role_of_the_stage_before_or_else_after() {
        let sketch = format!("{CHAIN}a {{\"role\": \"presales\"}}");
        check(&PASS_THROUGH_STAGE, &sketch, &[&told("b", "c")]);
        check(&PASS_THROUGH_STAGE, &format!("{sketch}\nc {{\"role\": \"farmer\"}}"), &[]);
        // That nobody owns them is reported for each.
        check(&PASS_THROUGH_STAGE, "start -> a -> b -> won", &[]);
    }

    #[test]
    fn the_last_stage_can_be_one() {
        check(
            &PASS_THROUGH_STAGE,
            "start -> a -> b -> won\na {\"role\": \"hunter\"}\nb {\"role\": \"hunter\"}",
            &[&told("b", "a")],
        );
    }

    #[test]
    fn what_a_stage_is_there_for_is_enough() {
        let with = |entries: &str| format!("{CHAIN}b {{{entries}}}");
        check(&PASS_THROUGH_STAGE, &with("\"typical_days\": 2"), &[]);
        let criteria = "\"exit_criteria\": [{\"id\": \"asked\", \"text\": \"the customer asked\"}]";
        check(&PASS_THROUGH_STAGE, &with(criteria), &[]);
        check(&PASS_THROUGH_STAGE, &with("\"start\": true"), &[]);
        check(
            &PASS_THROUGH_STAGE,
            &with("\"allow\": [{\"lint\": \"S11\", \"reason\": \"x\"}]"),
            &[],
        );
    }

    #[test]
    fn another_way_in_or_out_is_enough() {
        check(&PASS_THROUGH_STAGE, &format!("{CHAIN}b -> lost"), &[]);
        check(&PASS_THROUGH_STAGE, &format!("{CHAIN}c ~> b"), &[]);
    }

    #[test]
    fn a_stage_beside_the_way_is_none() {
        let roles = "a {\"role\": \"hunter\"}\nw {\"role\": \"hunter\"}\n";
        check(&PASS_THROUGH_STAGE, &format!("{roles}start -> a -> won\na -> w -> a"), &[]);
        // No deal gets there, or away.
        check(&PASS_THROUGH_STAGE, &format!("{roles}start -> a -> won\nw -> w"), &[]);
        check(&PASS_THROUGH_STAGE, &format!("{roles}start -> a -> won\na -> w"), &[]);
    }

    #[test]
    fn it_is_merged_with_its_neighbour() {
        let fixed = check_fix(&PASS_THROUGH_STAGE, CHAIN, Some("suggested: merge `a` with `b`"));
        assert!(fixed.contains(r#""id":"a","name":"a + b""#), "{fixed}");
        let other = format!("{CHAIN}a {{\"role\": \"presales\"}}");
        check_fix(&PASS_THROUGH_STAGE, &other, Some("suggested: merge `b` with `c`"));
        check_fix(&PASS_THROUGH_STAGE, &format!("{other}\nstart -> c"), None);
    }
}
