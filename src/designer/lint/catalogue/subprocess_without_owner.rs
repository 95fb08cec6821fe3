use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::whole::{is_said, subprocesses_used};
use crate::process::{SalesProcess, Subprocess};

lint! {
    SUBPROCESS_WITHOUT_OWNER = "Q18" "subprocess-without-owner", Quality, Notice;
    what: "Looks for a subprocess (attract, qualify, close, retain) that some stage belongs to, and \
           that has no owner or no goal. A subprocess that no stage names is not asked about.",
    why: "A process that nobody heads and that is to reach nothing in particular is left to \
          talented salespeople, and ends with them.",
    example: r#"process {"subprocesses": {"attract": {"result": "lead"}}}
start -> search -> offer -> won
search {"subprocess": "attract"}"#,
    instead: r#"process {"subprocesses": {"attract": {"result": "lead", "owner": "head of marketing", "goal": "40 leads a month"}}}
start -> search -> offer -> won
search {"subprocess": "attract"}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    subprocesses_used(process).filter_map(|used| flaw(process, used)).collect()
}

fn flaw(process: &SalesProcess, subprocess: Subprocess) -> Option<Flaw> {
    let plan = process.subprocess(subprocess);
    let has_owner = is_said(plan.and_then(|plan| plan.owner.as_ref()));
    let has_goal = is_said(plan.and_then(|plan| plan.goal.as_ref()));
    let (missing, help) = match (has_owner, has_goal) {
        (true, true) => return None,
        (false, true) => ("nobody heads it", "name who heads it: a role or a person"),
        (true, false) => {
            ("it has no goal", "say what it is to reach, such as a number of its results a month")
        }
        (false, false) => (
            "nobody heads it and it has no goal",
            "name who heads it, and what it is to reach, such as a number of its results a month",
        ),
    };
    Some(Flaw::new(format!("stages belong to `{subprocess}`, and {missing}")).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[test]
    fn each_subprocess_that_is_used_is_told_with_what_it_lacks() {
        check(
            &SUBPROCESS_WITHOUT_OWNER,
            "process {\"subprocesses\": {\"qualify\": {\"owner\": \"Ann\", \"goal\": \"\"}, \
             \"close\": {\"goal\": \"ten a month\"}, \"retain\": {\"owner\": \"Bob\", \"goal\": \"80 %\"}}}\n\
             start -> a -> b -> c -> d -> won\na {\"subprocess\": \"retain\"}\n\
             b {\"subprocess\": \"close\"}\nc {\"subprocess\": \"qualify\"}\nd {\"subprocess\": \"attract\"}",
            &[
                "stages belong to `attract`, and nobody heads it and it has no goal\n\
                 help: name who heads it, and what it is to reach, such as a number of its results a month",
                "stages belong to `qualify`, and it has no goal\n\
                 help: say what it is to reach, such as a number of its results a month",
                "stages belong to `close`, and nobody heads it\n\
                 help: name who heads it: a role or a person",
            ],
        );
    }

    #[test]
    fn what_is_not_used_needs_no_owner() {
        check(&SUBPROCESS_WITHOUT_OWNER, "start -> a -> won", &[]);
        let planned =
            "process {\"subprocesses\": {\"close\": {\"plan\": \"none\"}}}\nstart -> a -> won";
        check(&SUBPROCESS_WITHOUT_OWNER, planned, &[]);
    }
}
