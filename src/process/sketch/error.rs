//! Why a text is not a sketch.

use std::fmt;

use serde::Serialize;

use crate::value::text::excerpt;
use crate::value::words::messages;
use crate::value::{Coded, Hint, IdError, Language, Message};

/// Why a text is not a sketch of a pipeline: the first place that is not
/// understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SketchError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: SketchFault,
}

messages! {
    /// What is wrong at a place of a sketch.
    #[derive(Eq)]
    pub enum SketchFault {
        /// Something else was expected.
        Expected {
            /// What was expected.
            expected: Expected,
            /// What was found.
            found: Found,
        } = "sketch_expected",
            "expected {expected}, found {found}",
            "ожидается {expected}, а стоит {found}",
            "se așteaptă {expected}, dar este {found}";
        /// An id that is not one.
        Id {
            /// Why.
            error: IdError,
        } = "sketch_id", "{error}", "{error}", "{error}";
        /// A word that is not one of those that can stand there.
        Unknown {
            /// The word.
            name: String,
            /// What may have been meant.
            hint: Hint,
        } = "sketch_unknown",
            "`{name}` is not known here{hint}",
            "`{name}` здесь неизвестно{hint}",
            "`{name}` nu este cunoscut aici{hint}";
        /// A number that is out of its range.
        Range {
            /// The number.
            found: String,
            /// What is allowed.
            expected: String,
        } = "sketch_range",
            "`{found}` is out of range; expected {expected}",
            "`{found}` вне допустимого; ожидается {expected}",
            "`{found}` este în afara limitelor; se așteaptă {expected}";
        /// A stage is given the same thing twice.
        Twice {
            /// The stage or outcome.
            id: String,
        } = "sketch_twice",
            "this is said of `{id}` twice; leave one out",
            "это сказано о `{id}` дважды; уберите одно",
            "aceasta este spusă despre `{id}` de două ori; scoateți una";
        /// A move that leaves an outcome.
        LeavesOutcome {
            /// The outcome.
            id: String,
        } = "sketch_leaves_outcome",
            "`{id}` is an outcome, and a deal does not leave an outcome; start the move at a stage",
            "`{id}` — исход, а из исхода сделка не выходит; начните переход с этапа",
            "`{id}` este un rezultat, iar o tranzacție nu iese din el; începeți trecerea de la o etapă";
        /// What belongs to a stage is said of an outcome.
        OfOutcome {
            /// The outcome.
            id: String,
        } = "sketch_of_outcome",
            "`{id}` is an outcome, which has a name only; say this of a stage",
            "`{id}` — исход, у него есть только название; это относится к этапу",
            "`{id}` este un rezultat, care are doar un nume; aceasta ține de o etapă";
        /// A stage is called an outcome later on, or an outcome of another kind.
        OtherKind {
            /// The stage or outcome.
            id: String,
        } = "sketch_other_kind",
            "`{id}` was something else before; say the kind of an outcome where it first stands",
            "`{id}` раньше было другим; вид исхода пишется там, где он стоит впервые",
            "`{id}` a fost altceva mai înainte; felul rezultatului se scrie unde apare prima dată";
        /// A share that belongs to no move.
        NoMove = "sketch_no_move",
            "a share belongs to a move; write it after what the move leads to",
            "доля относится к переходу; напишите её после того, куда он ведёт",
            "o cotă ține de o trecere; scrieți-o după locul la care duce";
        /// A text in quotes that does not end.
        Open {
            /// The quote.
            quote: String,
        } = "sketch_open",
            "the text does not end on this line; expected a closing {quote}",
            "текст не кончается на этой строке; ожидается закрывающее {quote}",
            "textul nu se termină pe acest rând; se așteaptă {quote}";
        /// A backslash before a letter that means nothing.
        Escape {
            /// What stands there.
            found: String,
        } = "sketch_escape",
            "`\\{found}` means nothing; expected such as `\\n` or `\\u200b` with the number in braces",
            "`\\{found}` ничего не значит; ожидается, например, `\\n` или `\\u200b` с числом в скобках",
            "`\\{found}` nu înseamnă nimic; se așteaptă de pildă `\\n` sau `\\u200b` cu numărul în acolade";
    }
}

/// What was expected at a place of a sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Expected {
    /// A stage or an outcome.
    Node,
    /// The end of the line, an arrow, or something that belongs to a stage.
    Rest,
    /// A stage after `start`.
    Arrow,
    /// A purpose.
    Purpose,
    /// `,` or `]`.
    ListEnd,
    /// A role.
    Role,
    /// A number of days, such as `5d`.
    Days,
    /// A share, such as `40%`.
    Share,
    /// The kind of an outcome.
    OutcomeKind,
    /// `)`.
    Parenthesis,
    /// A kind of deal.
    DealKind,
    /// The number of a revision.
    Revision,
    /// Something that is said of a pipeline.
    Heading,
}

impl crate::value::words::Say for Expected {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(language.of(match self {
            Self::Node => ["a stage or an outcome", "этап или исход", "o etapă sau un rezultat"],
            Self::Rest => [
                "an arrow, the end of the line, or something about the stage",
                "стрелка, конец строки или сведения об этапе",
                "o săgeată, sfârșitul rândului sau ceva despre etapă",
            ],
            Self::Arrow => ["`->` and a stage", "`->` и этап", "`->` și o etapă"],
            Self::Purpose => ["a purpose", "назначение", "un scop"],
            Self::ListEnd => ["`,` or `]`", "`,` или `]`", "`,` sau `]`"],
            Self::Role => ["a role", "роль", "un rol"],
            Self::Days => ["days, such as `5d`", "дни, например `5d`", "zile, de pildă `5d`"],
            Self::Share => {
                ["a share, such as `40%`", "доля, например `40%`", "o cotă, de pildă `40%`"]
            }
            Self::OutcomeKind => [
                "`won`, `lost` or `abandoned`",
                "`won`, `lost` или `abandoned`",
                "`won`, `lost` sau `abandoned`",
            ],
            Self::Parenthesis => ["`)`", "`)`", "`)`"],
            Self::DealKind => ["a kind of deal", "вид сделки", "un fel de tranzacție"],
            Self::Revision => ["a number", "число", "un număr"],
            Self::Heading => [
                "a name, `revision`, `for`, `prepaid`, `max` or the end of the line",
                "название, `revision`, `for`, `prepaid`, `max` или конец строки",
                "un nume, `revision`, `for`, `prepaid`, `max` sau sfârșitul rândului",
            ],
        }));
    }
}

/// What was found at a place of a sketch: a part of the text, or `None` for the
/// end of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found(pub(super) Option<String>);

impl crate::value::words::Say for Found {
    fn say(&self, language: Language, out: &mut String) {
        match &self.0 {
            Some(text) => *out += &format!("`{}`", excerpt(text)),
            None => {
                out.push_str(language.of([
                    "the end of the line",
                    "конец строки",
                    "sfârșitul rândului",
                ]));
            }
        }
    }
}

impl Coded for SketchError {
    fn code(&self) -> &'static str {
        self.fault.code()
    }
}

impl Message for SketchError {
    fn text_in(&self, language: Language) -> String {
        let [line, column] =
            [language.of(["line", "строка", "rândul"]), language.of(["column", "знак", "coloana"])];
        format!("{line} {}, {column} {}: {}", self.line, self.column, self.fault.text_in(language))
    }
}

impl fmt::Display for SketchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(Language::English))
    }
}

impl std::error::Error for SketchError {}
