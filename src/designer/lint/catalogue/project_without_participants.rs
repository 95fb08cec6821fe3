use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::{DealKind, Nature};

lint! {
    PROJECT_WITHOUT_PARTICIPANTS = "Q17" "project-without-participants", Quality, Warning;
    what: "Looks for project sales (nature is project) in which no stage of a pipeline for new \
           business names a participant from outside sales: a department, a partner, a contractor, \
           even a competitor. Who is responsible for a stage is not a participant.",
    why: "Many hands build what is sold. Those who are named nowhere are asked too late, and the \
          offer promises what they cannot keep.",
    example: r#"process {"profile": {"nature": "project"}}
start -> request -> discovery -> offer -> won"#,
    instead: r#"process {"profile": {"nature": "project"}}
start -> request -> discovery -> offer -> won
offer {"participants": [{"party": "department", "name": "Engineering"}]}"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let is_project = facts.process.profile().nature == Some(Nature::Project);
    let stages = facts.pipeline.stages();
    let names_nobody = stages.iter().all(|stage| stage.participants.is_empty());
    if !is_project || stages.is_empty() || !names_nobody || !facts.serves(DealKind::NewBusiness) {
        return Vec::new();
    }
    let message = format!(
        "nature is project, and no stage of `{}` names anybody from outside sales",
        facts.pipeline.id()
    );
    vec![Flaw::new(message).help(
        "name the departments, partners and contractors who take part as `participants` of the \
         stages they work in",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const PROJECT: &str = "process {\"profile\": {\"nature\": \"project\"}}\n";
    const HELP: &str = "help: name the departments, partners and contractors who take part as \
                        `participants` of the stages they work in";

    #[test]
    fn no_stage_names_a_participant() {
        check(
            &PROJECT_WITHOUT_PARTICIPANTS,
            &format!("{PROJECT}start -> a -> b -> won\na {{\"role\": \"presales\"}}"),
            &[&format!(
                "nature is project, and no stage of `main` names anybody from outside sales\n{HELP}"
            )],
        );
    }

    #[test]
    fn one_participant_is_enough() {
        let named = "b {\"participants\": [{\"party\": \"competitor\", \"name\": \"Them\"}]}";
        let sketch = format!("{PROJECT}start -> a -> b -> won\n{named}");
        check(&PROJECT_WITHOUT_PARTICIPANTS, &sketch, &[]);
    }

    #[test]
    fn other_sales_and_other_deals_need_none() {
        check(&PROJECT_WITHOUT_PARTICIPANTS, "start -> a -> won", &[]);
        check(&PROJECT_WITHOUT_PARTICIPANTS, &format!("{PROJECT}won"), &[]);
        let repeat = format!("{PROJECT}pipeline {{\"for\": [\"repeat\"]}}\nstart -> a -> won");
        check(&PROJECT_WITHOUT_PARTICIPANTS, &repeat, &[]);
    }
}
