use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::{is_said, subprocesses_used};
use crate::process::{SalesProcess, Subprocess};

lint! {
    SUBPROCESS_WITHOUT_RESULT = "Q09" "subprocess-without-result", Quality, Warning;
    what: "Looks for a subprocess (attract, qualify, close, retain) that some stage belongs to, and \
           whose result is not named. The fix names the usual one: a lead, a qualified deal, a paid \
           contract, loyalty. A subprocess that no stage names is not asked about.",
    why: "What counts as done differs from company to company: a contract may be signed, agreed by \
          word, or merely promised. Where it is not written down, each part hands the next what it \
          thinks is enough.",
    example: r#"start -> request -> offer -> won
request {"subprocess": "qualify"}"#,
    instead: r#"process {"subprocesses": {"qualify": {"result": "qualified deal"}}}
start -> request -> offer -> won
request {"subprocess": "qualify"}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let named = |subprocess: &Subprocess| {
        is_said(process.subprocess(*subprocess).and_then(|plan| plan.result.as_ref()))
    };
    subprocesses_used(process).filter(|used| !named(used)).map(flaw).collect()
}

fn flaw(subprocess: Subprocess) -> Flaw {
    let result = subprocess.default_result();
    let edit = Edit::NameResult { subprocess, result: result.to_owned() };
    let title = format!("name `{result}` as the result of `{subprocess}`");
    Flaw::new(format!("stages belong to `{subprocess}`, and nothing names the result it ends with"))
        .help(format!("name what has happened when it is done, such as `{result}`"))
        .fix(Fix::new(Safety::Safe, title, vec![edit]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};

    #[test]
    fn each_subprocess_that_is_used_is_told_once() {
        check(
            &SUBPROCESS_WITHOUT_RESULT,
            "start -> a -> b -> won\na {\"subprocess\": \"close\"}\nb {\"subprocess\": \"qualify\"}\n\
             pipeline other\nstart -> d -> won\nd {\"subprocess\": \"close\"}",
            &[
                "stages belong to `qualify`, and nothing names the result it ends with\n\
                 help: name what has happened when it is done, such as `qualified deal`",
                "stages belong to `close`, and nothing names the result it ends with\n\
                 help: name what has happened when it is done, such as `paid contract`",
            ],
        );
    }

    #[test]
    fn a_blank_result_is_none() {
        let sketch = "process {\"subprocesses\": {\"attract\": {\"result\": \" \", \"owner\": \"Ann\"}}}\n\
                      start -> a -> b -> won\na {\"subprocess\": \"retain\"}\nb {\"subprocess\": \"attract\"}";
        check(
            &SUBPROCESS_WITHOUT_RESULT,
            sketch,
            &[
                "stages belong to `attract`, and nothing names the result it ends with\n\
                 help: name what has happened when it is done, such as `lead`",
                "stages belong to `retain`, and nothing names the result it ends with\n\
                 help: name what has happened when it is done, such as `loyalty`",
            ],
        );
    }

    #[test]
    fn what_is_not_used_needs_no_result() {
        check(&SUBPROCESS_WITHOUT_RESULT, "start -> a -> won", &[]);
        let planned =
            "process {\"subprocesses\": {\"attract\": {\"owner\": \"Ann\"}}}\nstart -> a -> won";
        check(&SUBPROCESS_WITHOUT_RESULT, planned, &[]);
    }

    #[test]
    fn the_usual_result_can_be_named_safely() {
        let fixed = check_fix(
            &SUBPROCESS_WITHOUT_RESULT,
            "process {\"subprocesses\": {\"qualify\": {\"owner\": \"Ann\"}}}\n\
             start -> a -> won\na {\"subprocess\": \"qualify\"}",
            Some("safe: name `qualified deal` as the result of `qualify`"),
        );
        assert!(
            fixed.contains(r#"{"qualify":{"result":"qualified deal","owner":"Ann"}}"#),
            "{fixed}"
        );
    }
}
