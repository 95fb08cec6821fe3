use super::missing_required_stage::{added, place};
use crate::designer::label::{because, spoken};
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fit::Fitness;
use crate::process::{DealKind, UsualPurpose};

lint! {
    MISSING_USUAL_STAGE = "Q15" "missing-usual-stage", Quality, Notice;
    what: "Looks for purposes that are usual for the profile of the company and no stage carries: \
           partner management where partners sell, proactive contact where the company is active \
           (beside the inbound request), delivery where it sells a service. Each is told once, with \
           the dimension that makes it usual. Only a pipeline for new business that has stages is \
           asked; what the profile demands is told by `missing-required-stage`.",
    why: "Nobody must have such a stage. But most who sell like this do, and where it is missing \
          the work is often done all the same, by nobody in particular.",
    example: r#"process {"profile": {"offering": "service"}}
start -> request -> offer -> payment -> won
request [inbound_request]
offer [proposal]"#,
    instead: r#"process {"profile": {"offering": "service"}}
start -> request -> offer -> payment -> delivery -> won
request [inbound_request]
offer [proposal]
delivery [delivery]"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.lacks_purposes() {
        return Vec::new();
    }
    let stages = facts.pipeline.stages();
    if stages.is_empty() || !facts.serves(DealKind::NewBusiness) {
        return Vec::new();
    }
    let mut missing = facts.process.profile().usual();
    missing.retain(|usual| !stages.iter().any(|stage| stage.is_for(&usual.purpose)));
    missing.iter().map(|usual| flaw(facts, usual)).collect()
}

fn flaw(facts: &Facts<'_>, usual: &UsualPurpose) -> Flaw {
    let (purpose, name) = (&usual.purpose, spoken(usual.purpose.name()));
    let add = if purpose.starts_a_cycle() {
        format!("add a start for {name} beside those that are there")
    } else {
        format!("add a stage for {name}{}", place(facts, purpose))
    };
    Flaw::new(format!("no stage is for {name}, which is usual; {}", because(usual)))
        .on(purpose)
        .help(format!("{add}, or give the purpose to the stage where it is done"))
        .fixes(added(facts, purpose, Fitness::Kin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    #[test]
    fn each_names_its_dimension_and_its_place() {
        check(
            &MISSING_USUAL_STAGE,
            "process {\"profile\": {\"channel\": \"indirect\", \"activity\": \"active\", \
             \"demand\": \"formed\", \"offering\": \"service\"}}\n\
             start -> a -> b -> won\na {\"purpose\": \"inbound_request\"}\nb {\"purpose\": \"payment_tracking\"}",
            &[
                "no stage is for partner management, which is usual; channel is indirect: \
                 partners sell, and we choose, connect and control them\n\
                 help: add a stage for partner management before `a`, or give the purpose to the stage where it is done",
                "no stage is for proactive contact, which is usual; activity is active: we do \
                 not wait until customers ask\n\
                 help: add a start for proactive contact beside those that are there, or give the \
                 purpose to the stage where it is done",
                "no stage is for delivery, which is usual; offering is service: the \
                 salesperson often takes part in delivery\n\
                 help: add a stage for delivery after `b`, or give the purpose to the stage where it is done",
            ],
        );
    }

    #[test]
    fn what_is_demanded_is_told_as_that() {
        let profile =
            "process {\"profile\": {\"activity\": \"active\", \"demand\": \"unformed\"}}\n";
        let payment = "start -> a -> won\na {\"purpose\": [\"payment_tracking\", \"prospecting\"]}";
        assert_eq!(codes("Q01 Q15", &format!("{profile}{payment}")), "Q01");
    }

    #[test]
    fn where_new_business_is_not_worked_it_is_silent() {
        let service = "process {\"profile\": {\"offering\": \"service\"}}\n";
        check(&MISSING_USUAL_STAGE, &format!("{service}won"), &[]);
        let repeat = format!("{service}pipeline {{\"for\": [\"repeat\"]}}\nstart -> a -> won");
        check(&MISSING_USUAL_STAGE, &repeat, &[]);
        check(&MISSING_USUAL_STAGE, "start -> a -> won", &[]);
    }
}
