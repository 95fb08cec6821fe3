//! Pipelines as text.

use proptest::prelude::*;
use proptest::sample::select;
use sales_process::designer::lint::Severity;
use sales_process::process::{
    Days, DealKind, Move, Outcome, OutcomeKind, PipelineDraft, Purpose, Rework, Stage,
};
use sales_process::{Coded, Language, Message, Probability, SalesProcess};

fn read(text: &str) -> PipelineDraft {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What is written of a sketch that was read.
#[track_caller]
fn check(text: &str, written: &str) {
    let draft = read(text);
    assert_eq!(draft.to_string(), written);
    assert_eq!(read(written), draft, "what is written is read as the same");
}

#[test]
fn a_sketch_is_written_as_it_was_read() {
    check(
        "# B2B, enterprise\n\
         start -> talk \"Understand the need\" [needs_discovery] 5d -> offer [proposal] 10d -> sign \
         [contract] -> paid [payment_tracking] -> won\n\
         talk -> lost 40%\n\
         offer ~2> talk          # rework, at most twice\n",
        "start -> talk \"Understand the need\" [needs_discovery] 5d -> offer [proposal] 10d -> sign \
         [contract] -> paid [payment_tracking] -> won\n\
         talk -> lost 40%\n\
         offer ~2> talk\n",
    );
    check(
        "pipeline again \"Again\" revision 3 for repeat, renewal prepaid max 30d\n\
         start -> a -> b stale 14d @`key account` win 29%",
        "pipeline again \"Again\" revision 3 for repeat, renewal prepaid max 30d\n\
         start -> a -> b stale 14d @`key account` win 29%\n",
    );
    check("a\n  -> b\n  ~> a # back\n\n  -> c", "a -> b ~> a -> c\n");
    check("a->b~3>a", "a -> b ~3> a\n");
    check("a -> too_dear (lost) \"Too dear\" 7%", "a -> too_dear (lost) \"Too dear\" 7%\n");
    check("`start` -> `a b` -> `won`", "`start` -> `a b` -> `won`\n");
    check("b -> a\na \"A\"\nstart -> b", "start -> b -> a \"A\"\n");
    check("a -> won (lost)", "a -> won (lost)\n");
    check("a -> no (lost)\na -> b -> no (lost)", "a -> no (lost)\na -> b -> no\n");
    check("", "");
    check("# nothing\n", "");
    check("start -> a\nstart -> b\na -> c\nb -> c", "start -> a\nstart -> b\na -> c\nb -> c\n");
}

#[test]
fn what_stands_out_of_order_is_written_alone_before() {
    let draft = PipelineDraft::new("main")
        .stage(Stage::new("a", "A"))
        .stage(Stage::new("b", "B").start())
        .stage(Stage::new("c", "C"))
        .lost("no")
        .won("won")
        .go("a", "won")
        .go("c", "b");
    let written = "a \"A\"\nno (lost)\na -> won\nstart -> b \"B\"\nc \"C\" -> b\n";
    assert_eq!(draft.to_string(), written);
    assert_eq!(read(written), draft);
}

/// A draft can say an id twice, which no pipeline does.
#[test]
fn of_two_with_one_id_the_last_is_described() {
    let draft = PipelineDraft::new("main")
        .stage(Stage::new("a", "First"))
        .stage(Stage::new("a", "Second"))
        .lost("no")
        .lost("no")
        .won("yes")
        .stage(Stage::new("b", "B"))
        .go("b", "yes");
    let written = "a \"Second\"\na\nb \"B\"\nno (lost)\nno\nb -> yes (won)\n";
    assert_eq!(draft.to_string(), written);
    assert_eq!(read(written).stages.len(), 2);
}

#[test]
fn only_words_are_ids_without_quotes() {
    check("`1a` -> _b -> `a-b` -> c_1 -> `win`", "`1a` -> _b -> `a-b` -> c_1 -> `win`\n");
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    assert_eq!(text.parse::<PipelineDraft>().unwrap_err().to_string(), message);
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    check_refused(
        "a -> ",
        "line 1, column 3: expected a stage or an outcome, found the end of the line",
    );
    check_refused("a\n-> -> b", "line 2, column 4: expected a stage or an outcome, found `->`");
    check_refused(
        "a b",
        "line 1, column 3: expected an arrow, the end of the line, or something about the stage, found `b`",
    );
    check_refused("start a", "line 1, column 7: expected `->` and a stage, found `a`");
    check_refused("start ~> a", "line 1, column 7: expected `->` and a stage, found `~>`");
    check_refused(
        "start -> won",
        "line 1, column 13: `won` is an outcome, which has a name only; say this of a stage",
    );
    check_refused("a [Proposal]", "line 1, column 4: `Proposal` is not known here");
    check_refused(
        "a [proposal contract]",
        "line 1, column 13: expected `,` or `]`, found `contract`",
    );
    check_refused("a []", "line 1, column 4: expected a purpose, found `]`");
    check_refused(
        "a \"A",
        "line 1, column 3: the text does not end on this line; expected a closing \"",
    );
    check_refused(
        "a 40%",
        "line 1, column 3: a share belongs to a move; write it after what the move leads to",
    );
    check_refused("a -> b 140%", "line 1, column 8: `140%` is out of range; expected 0% to 100%");
    check_refused(
        "a -> b 40",
        "line 1, column 10: expected a share, such as `40%`, found the end of the line",
    );
    for (said, column) in [
        ("5d 6d", 6),
        ("stale 5d stale 6d", 12),
        ("win 5% win 6%", 10),
        ("[proposal] [contract]", 14),
        ("@ae @sdr", 7),
        ("\"A\" \"B\"", 7),
    ] {
        let twice = format!("line 1, column {column}: this is said of `a` twice; leave one out");
        check_refused(&format!("a {said}"), &twice);
    }
    check_refused(
        "a 99999d",
        "line 1, column 3: `99999d` is out of range; expected 0 to 36525 days",
    );
    check_refused("a stale soon", "line 1, column 9: expected days, such as `5d`, found `soon`");
    check_refused(
        "a -> won -> b",
        "line 1, column 10: `won` is an outcome, and a deal does not leave an outcome; start the move at a stage",
    );
    check_refused(
        "a -> won [proposal]",
        "line 1, column 10: `won` is an outcome, which has a name only; say this of a stage",
    );
    check_refused(
        "a -> end (losst)",
        "line 1, column 11: `losst` is not known here, did you mean `lost`?",
    );
    check_refused(
        "a -> b\nb (lost)",
        "line 2, column 9: `b` was something else before; say the kind of an outcome where it first stands",
    );
    check_refused("a ~0> b", "line 1, column 3: `0` is out of range; expected 1 pass or more");
    check_refused(
        "`a\u{200b}` -> b",
        "line 1, column 1: the id `a\\u{200b}` has the character U+200B, which cannot be seen; leave it out",
    );
    check_refused(
        "pipeline",
        "line 1, column 9: expected a stage or an outcome, found the end of the line",
    );
    check_refused(
        "pipeline p for repeats",
        "line 1, column 16: `repeats` is not known here, did you mean `repeat`?",
    );
    check_refused(
        "a \"\\q\"",
        "line 1, column 3: `\\q` means nothing; expected such as `\\n` or `\\u200b` with the number in braces",
    );
}

#[test]
fn errors_have_words_in_three_languages_and_a_form_for_programs() {
    let error = "a -> ".parse::<PipelineDraft>().unwrap_err();
    assert_eq!(error.code(), "sketch_expected");
    let russian = "строка 1, знак 3: ожидается этап или исход, а стоит конец строки";
    assert_eq!(error.text_in(Language::Russian), russian);
    let romanian =
        "rândul 1, coloana 3: se așteaptă o etapă sau un rezultat, dar este sfârșitul rândului";
    assert_eq!(error.text_in(Language::Romanian), romanian);
    assert_eq!(
        serde_json::to_string(&error).unwrap(),
        r#"{"line":1,"column":3,"fault":{"code":"sketch_expected","params":{"expected":"node","found":null},"text":"expected a stage or an outcome, found the end of the line"}}"#
    );
}

#[test]
fn a_process_is_read_from_either_form() {
    let process = SalesProcess::from_text("# Web shop\nstart -> a -> won").unwrap();
    assert_eq!((process.name(), process.id().as_str()), ("Web shop", "main"));
    assert_eq!(SalesProcess::from_text(&process.to_json()).unwrap(), process);
    let named = SalesProcess::from_text("pipeline web \"Web\"\nstart -> a -> won").unwrap();
    assert_eq!((named.name(), named.id().as_str()), ("Web", "web"));
    let said = |text: &str| SalesProcess::from_text(text).unwrap_err().to_string();
    assert_eq!(said(""), "line 1, column 1: the text is empty; expected a JSON object");
    assert_eq!(
        said("a ->\n\n"),
        "line 1, column 3: expected a stage or an outcome, found the end of the line"
    );
    assert_eq!(
        said("a -> b\n-> c @huntr"),
        "line 2: pipelines[0].stages[2].role: there is no kind of role `huntr`, did you mean `hunter`?"
    );
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z_]{1,5}",
        2 => "[ -~]{1,5}",
        1 => select(vec!["start", "won", "lost", "pipeline", "win", "stale", "for", "5d", "Этап", "a.b", "->"])
            .prop_map(str::to_owned),
    ]
}

fn share() -> impl Strategy<Value = Option<Probability>> {
    let any = prop_oneof![
        (0..=100u32).prop_map(|p| f64::from(p) / 100.0),
        0.0..=1.0f64,
        select(vec![0.0, 1.0, 5e-324, 1e-7, 0.1 + 0.2]),
    ];
    proptest::option::of(any.prop_map(|p| Probability::new(p).unwrap()))
}

fn days() -> impl Strategy<Value = Option<Days>> {
    proptest::option::of((0..200u16).prop_map(|n| Days::new(f64::from(n) / 4.0).unwrap()))
}

fn stage() -> impl Strategy<Value = Stage> {
    let text = proptest::option::of("\\PC{0,6}|[\"\\\\\n\t\u{202e}a]{0,4}");
    let purposes =
        proptest::collection::vec("[a-z][a-z_]{0,8}".prop_map(|p| p.parse().unwrap()), 0..3);
    let role = proptest::option::of(word());
    (text, purposes, any::<bool>(), role, (days(), days()), share()).prop_map(
        |(name, purposes, start, role, days, win): (_, Vec<Purpose>, _, _, _, _)| {
            let mut stage = Stage::new("", "");
            (stage.name, stage.purposes, stage.start, stage.role) = (name, purposes, start, role);
            (stage.typical_days, stage.stale_after_days) = days;
            stage.win_probability = win;
            stage
        },
    )
}

/// A pipeline that a sketch can hold, and that can be built.
fn pipeline() -> impl Strategy<Value = PipelineDraft> {
    let ids = proptest::collection::hash_set(
        word().prop_filter("an id", |id| !id.trim().is_empty() && id.trim() == id),
        0..9,
    );
    let move_ = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), share(), 0..4u32);
    let parts = (
        ids.prop_map(|ids| ids.into_iter().collect::<Vec<_>>()).prop_shuffle(),
        proptest::collection::vec(stage(), 9),
        proptest::collection::vec(
            (select(OutcomeKind::ALL), proptest::option::of("[a-z ]{0,4}")),
            9,
        ),
        any::<prop::sample::Index>(),
        proptest::collection::vec(move_, 0..15),
    );
    let heading = (
        word().prop_filter("an id", |id| id.trim() == id && !id.is_empty()),
        proptest::option::of("\\PC{0,5}"),
        1..4u32,
        proptest::sample::subsequence(DealKind::ALL, 0..3),
        any::<bool>(),
        days(),
    );
    (parts, heading).prop_map(|((ids, stages, ends, cut, moves), heading)| {
        let mut draft = PipelineDraft::new("main");
        let cut = if ids.is_empty() { 0 } else { cut.index(ids.len() + 1) };
        draft.stages = ids[..cut]
            .iter()
            .zip(stages)
            .map(|(id, stage)| Stage { id: id.clone(), ..stage })
            .collect();
        draft.outcomes = ids[cut..]
            .iter()
            .zip(ends)
            .map(|(id, (kind, name))| Outcome { id: id.clone(), kind, name })
            .collect();
        if cut > 0 {
            draft.moves = moves
                .into_iter()
                .map(|(from, to, probability, passes)| Move {
                    from: ids[from.index(cut)].clone(),
                    to: ids[to.index(ids.len())].clone(),
                    probability,
                    rework: (passes > 0)
                        .then(|| Rework { max_passes: (passes > 1).then_some(passes) }),
                })
                .collect();
        }
        let (id, name, revision, serves, prepaid, max_cycle_days) = heading;
        PipelineDraft { id, name, revision, serves, prepaid, max_cycle_days, ..draft }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn what_is_written_is_read_as_the_same(draft in pipeline()) {
        prop_assert!(draft.clone().build().is_ok(), "{draft:?}");
        let text = draft.to_string();
        match text.parse::<PipelineDraft>() {
            Ok(read) => prop_assert_eq!(read, draft, "{}", text),
            Err(error) => prop_assert!(false, "{error}\n{text}"),
        }
    }

    #[test]
    fn no_text_stops_the_reader(text in "([a-c]|->|~|2|>|\"|`|\\[|\\]|\\(|\\)|@| |\n|#|%|d|start|won|win|stale|pipeline|\\\\|u\\{|é|\u{202e}){0,30}") {
        if let Ok(draft) = text.parse::<PipelineDraft>() {
            prop_assert_eq!(draft.to_string().parse::<PipelineDraft>().unwrap(), draft);
        }
    }
}

/// The sketch that the README shows in the preview has one mistake to be found.
#[test]
fn the_sketch_of_the_readme() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/idea.sketch");
    let process = SalesProcess::from_text(&std::fs::read_to_string(path).unwrap()).unwrap();
    let chance = process.pipelines()[0].analysis().unwrap().win_probability();
    assert!(chance.is_some_and(|it| (it.if_equal() - 0.216).abs() < 1e-9 && it.is_stated()));
    let errors = process.lint().into_iter().filter(|it| it.severity == Severity::Error);
    assert_eq!(errors.map(|it| it.lint.code).collect::<Vec<_>>(), ["S05"]);
}
