use crate::designer::label::names;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::process::SalesProcess;

lint! {
    EMPTY_NAME = "N01" "empty-name", Names, Error;
    what: "Looks for a process, a stage or an outcome with a name of no visible character. One \
           without any name is called by its id and not told.",
    why: "It is a blank on every board, report and drawing, and people cannot speak of it.",
    example: r#"start -> request -> offer -> won
offer {"name": "  "}"#,
    instead: r#"start -> request -> offer -> won
offer {"name": "Make an offer"}"#,
    checks: [Process(check_process), Pipeline(check)],
}

const HELP: &str = "give it the name that salespeople use";

fn check_process(process: &SalesProcess) -> Vec<Flaw> {
    let empty = is_empty(process.name());
    empty.then(|| Flaw::new("the name of the process is empty").help(HELP)).into_iter().collect()
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    let empty = names(facts.pipeline).filter(|(_, name)| is_empty(name));
    empty
        .map(|(key, _)| {
            Flaw::new(format!("the name of {} is empty", format_args!("`{}`", facts.id(key))))
                .about([key])
                .help(format!("{HELP}, or leave the name out to call it by its id"))
        })
        .collect()
}

fn is_empty(name: &str) -> bool {
    name.chars().all(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[test]
    fn nothing_but_spaces() {
        let help = "help: give it the name that salespeople use, or leave the name out to call it by its id";
        check(
            &EMPTY_NAME,
            "start -> a -> b -> won\nlost\na {\"name\": \"\"}\nb {\"name\": \" \\u00a0\\t\\u0000\"}\nlost {\"name\": \" \"}",
            &[
                &format!("a: the name of `a` is empty\n{help}"),
                &format!("b: the name of `b` is empty\n{help}"),
                &format!("lost: the name of `lost` is empty\n{help}"),
            ],
        );
    }

    #[test]
    fn the_process_has_a_name_too() {
        check(
            &EMPTY_NAME,
            "start -> a -> won\nprocess {\"name\": \" \"}",
            &["the name of the process is empty\nhelp: give it the name that salespeople use"],
        );
    }

    #[test]
    fn without_a_name_the_id_is_one() {
        check(&EMPTY_NAME, "start -> a -> b -> won\na {\"name\": \".\"}", &[]);
    }
}
