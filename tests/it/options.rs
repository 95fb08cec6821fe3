//! Options of the command: what is wrong is one line, with what was expected.

use crate::commands::run;

/// Checks that a command is refused: nothing on stdout, one line on stderr.
#[track_caller]
fn check(command: &str, args: &[&str], expected: &str) {
    let ran = run(command, args);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert_eq!(ran.stderr, format!("{expected}\n"));
}

#[test]
fn a_wrong_option_is_one_line() {
    check(
        "lint",
        &[],
        "the following required arguments were not provided: <PROCESS>; usage: sales-process lint <PROCESS>",
    );
    check(
        "lint",
        &["a", "b"],
        "unexpected argument 'b' found; usage: sales-process lint [OPTIONS] <PROCESS>",
    );
    check(
        "lint",
        &["a", "--frmat", "json"],
        "unexpected argument '--frmat' found tip: a similar argument exists: '--format'; usage: sales-process lint --format <FORMAT> <PROCESS>",
    );
    check(
        "lint",
        &["a", "--format", "xml"],
        "invalid value 'xml' for '--format <FORMAT>' [possible values: text, json, sarif]",
    );
    check(
        "playbook",
        &["a", "b", "--language", "xx"],
        "invalid value 'xx' for '--language <LANGUAGE>' [possible values: en, ru, ro]",
    );
    for (command, files) in [("handoff", &["a", "b"][..]), ("repeat", &["a"]), ("kpi", &["a"])] {
        for wrong in ["tomorrow", "-2026-01-01", "2026-1-5"] {
            check(
                command,
                &[files, &["--as-of", wrong]].concat(),
                &format!(
                    "invalid value '{wrong}' for '--as-of <INSTANT>': `{wrong}` is not an instant; expected one such as `2026-03-01T10:00:00Z`, or a date"
                ),
            );
        }
    }
    check(
        "kpi",
        &["a", "--by", "colour"],
        "invalid value 'colour' for '--by <DIMENSION>': `colour` is not known here; expected one of `source`, `owner`, `product`, `month`, `currency`",
    );
    check(
        "lnt",
        &[],
        "unrecognized subcommand 'lnt' tip: a similar subcommand exists: 'lint'; usage: sales-process [OPTIONS] <COMMAND>",
    );
}

#[test]
fn each_command_has_help_with_an_example() {
    let help = run("--help", [""; 0]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    let (_, commands) = help.stdout.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let names = commands.lines().filter_map(|line| line.split_whitespace().next());
    let names: Vec<&str> = names.filter(|name| *name != "help").collect();
    assert!(names.contains(&"lint") && names.contains(&"kpi"), "{names:?}");
    for name in names {
        let help = run(name, ["--help"]);
        assert_eq!((help.code, help.stderr.as_str()), (0, ""));
        let example = format!("Example: sales-process {name}");
        assert!(help.stdout.contains(&example), "{name}: {}", help.stdout);
    }
}

#[test]
fn completions_name_every_command() {
    let ran = run("completions", ["bash"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(["lint", "playbook", "handoff"].iter().all(|name| ran.stdout.contains(name)));
}

#[test]
fn lints_are_listed_and_explained_in_any_case() {
    let listed = run("explain", [""; 0]);
    assert_eq!(listed.stdout.lines().count(), sales_process::designer::lint::all().len());
    let explained = run("explain", ["c01"]);
    assert_eq!(explained.code, 0);
    assert_eq!(explained.stdout, run("explain", ["Too-Many-Stages"]).stdout);
    check("explain", &["c99"], "there is no lint `c99`; `sales-process explain` lists all");
}

#[test]
fn standard_input_is_read_where_a_file_is_a_dash() {
    let process = crate::commands::root().join("tests/it/data/broken/bypass.json");
    let of_file = run("lint", [process.as_os_str()]);
    let piped = crate::commands::run_with_input("lint", ["-"], &std::fs::read(process).unwrap());
    assert_eq!(piped.code, of_file.code);
    assert_eq!(piped.stdout.lines().next(), of_file.stdout.lines().next());
}

#[test]
fn what_changed_is_told() {
    let before = crate::commands::root().join("tests/it/data/broken/bypass.json");
    let same = run("diff", [&before, &before]);
    assert_eq!((same.code, same.stdout.as_str()), (0, "nothing changed\n"));
    let fixed = run("fix", [before.as_os_str(), "--suggested".as_ref()]);
    let after = crate::commands::file("diff-after.json", fixed.stdout);
    let changed = run("diff", [&before, &after]);
    assert_eq!((changed.code, changed.stderr.as_str()), (0, ""));
    assert!(changed.stdout.contains("purpose: needs_discovery is added"), "{}", changed.stdout);
}
