//! Reading and writing the stored form, with errors for people.
//!
//! - [`SalesProcess::from_json`] and [`SalesProcess::to_json`] for a whole
//!   process, [`read`] and [`read_built`] for any part of one;
//! - [`lines_of`]: where something stands that was read;
//! - [`ReadError`]: the text is not JSON, or something in it has the wrong
//!   shape (the first such place is reported), or its parts do not fit together
//!   (all such places are reported), each with its line.
//!
//! ```
//! use sales_process::SalesProcess;
//!
//! let error = SalesProcess::from_json(
//!     r#"{
//!         "format": "sales-process/1", "id": "acme", "name": "Acme",
//!         "profile": {"nature": "consultive"}
//!     }"#,
//! )
//! .unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 3, column 42: profile.nature: `consultive` is not known here, \
//!      did you mean `consultative`?"
//! );
//! ```
//!
//! Nothing is passed over in silence: a name that is not known, a name that
//! stands twice in one object, and a list in place of an object are refused.
//! Only a byte order mark before the text is.

mod locate;
mod shape;
mod strict;

use std::fmt;

use serde::de::IgnoredAny;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{FormatError, PipelineDraft, ProcessDraft, SalesProcess, SketchError};
use crate::value::problem::{Problem, Problems};
use crate::value::text::beginning;
use crate::value::{Coded, Language, Limit, LimitError, Limits, Message};
use strict::Strict;

/// Why a text cannot be read as a sales process or a part of one.
///
/// Its text names the line in every case, and each problem has a line of its
/// own in it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not JSON.
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The process is stored in a format that is not known here.
    Format {
        /// The line, from 1.
        line: usize,
        /// Which format, and which is known.
        error: FormatError,
    },
    /// Something is of the wrong kind, has an unknown name, or is missing:
    /// the first of them.
    Shape {
        /// The path of it, such as `pipelines[0].moves[2].to`; empty where it
        /// is the whole text.
        place: String,
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// There is more of it than is read.
    TooLarge(LimitError),
    /// The text is not a sketch of a pipeline.
    Sketch(SketchError),
    /// The parts do not fit together: every problem, in the order of the text.
    Content(Vec<Located>),
}

/// A problem and the line of its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located {
    /// The line, from 1.
    pub line: usize,
    /// The problem.
    #[serde(flatten)]
    pub problem: Problem,
}

impl Coded for Located {
    fn code(&self) -> &'static str {
        self.problem.code()
    }
}

impl Message for Located {
    fn text_in(&self, language: Language) -> String {
        format!("{} {}: {}", line_word(language), self.line, self.problem.text_in(language))
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(Language::English))
    }
}

fn line_word(language: Language) -> &'static str {
    language.of(["line", "строка", "rândul"])
}

/// What a JSON reader says of a wrong shape is in English in every language.
impl Coded for ReadError {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::Format { .. } => "format",
            Self::Shape { .. } => "shape",
            Self::TooLarge(_) => "over_limit",
            Self::Sketch(_) => "sketch",
            Self::Content(_) => "content",
        }
    }
}

impl Message for ReadError {
    fn text_in(&self, language: Language) -> String {
        let column_word = language.of(["column", "знак", "coloana"]);
        match self {
            Self::Malformed { line, column, message } => {
                format!("{} {line}, {column_word} {column}: {message}", line_word(language))
            }
            Self::Format { line, error } => format!("{} {line}: {error}", line_word(language)),
            Self::Shape { place, line, column, message } => {
                let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
                format!("{} {line}, {column_word} {column}: {place}{message}", line_word(language))
            }
            Self::TooLarge(error) => error.text_in(language),
            Self::Sketch(error) => error.text_in(language),
            Self::Content(problems) => {
                let lines: Vec<String> =
                    problems.iter().map(|problem| problem.text_in(language)).collect();
                lines.join("\n")
            }
        }
    }
}

/// An object with `code`, the English `text` and `problems`: of each the `line`
/// and, where they are known, `column`, `place`, `code` and `params`.
impl Serialize for ReadError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wrong<'a> {
            line: usize,
            #[serde(skip_serializing_if = "Option::is_none")]
            column: Option<usize>,
            place: &'a str,
            code: &'a str,
            text: String,
        }

        let mut map = serializer.serialize_map(None)?;
        let code = self.code();
        map.serialize_entry("code", code)?;
        map.serialize_entry("text", &self.to_string())?;
        let one = |line, column, place, text: &str| {
            [Wrong { line, column, place, code, text: text.to_owned() }]
        };
        match self {
            Self::Malformed { line, column, message } => {
                map.serialize_entry("problems", &one(*line, Some(*column), "", message))?;
            }
            Self::Format { line, error } => {
                map.serialize_entry("problems", &one(*line, None, "format", &error.to_string()))?;
            }
            Self::Shape { place, line, column, message } => {
                map.serialize_entry("problems", &one(*line, Some(*column), place, message))?;
            }
            Self::TooLarge(error) => {
                map.serialize_entry("problems", &one(1, None, "", &error.to_string()))?;
            }
            Self::Sketch(error) => map.serialize_entry("problems", &[error])?,
            Self::Content(problems) => map.serialize_entry("problems", problems)?,
        }
        map.end()
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(Language::English))
    }
}

impl std::error::Error for ReadError {}

impl SalesProcess {
    /// Reads a process from its stored form.
    ///
    /// # Errors
    ///
    /// [`ReadError`]: text that is not JSON, a format other than
    /// `sales-process/1`, an unknown field, a text where a number is expected,
    /// a move to a stage that is not there, more than the usual [`Limits`] …
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        Self::from_json_within(text, &Limits::new())
    }

    /// As [`SalesProcess::from_json`], with other limits.
    ///
    /// # Errors
    ///
    /// As [`SalesProcess::from_json`].
    pub fn from_json_within(text: &str, limits: &Limits) -> Result<Self, ReadError> {
        limits.check(Limit::DocumentBytes, text.len()).map_err(ReadError::TooLarge)?;
        let text = without_mark(text);
        let built = read(text).and_then(|draft: ProcessDraft| {
            within(&draft.pipelines, draft.allow.len(), limits)?;
            draft.build().map_err(|problems| ReadError::Content(locate::lines(text, problems)))
        });
        built.map_err(|error| match error {
            // The format decides what the fields are, so it is reported first.
            ReadError::Shape { .. } => wrong_format(text).unwrap_or(error),
            other => other,
        })
    }

    /// Writes the stored form: indented, in one order of fields, without what
    /// is at its default. Reading it gives an equal process.
    pub fn to_json(&self) -> String {
        // Texts, numbers, lists and objects keyed by texts always have a form.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Whether pipelines are within the limits, beside what else is allowed.
pub(super) fn within(
    pipelines: &[PipelineDraft],
    allowed: usize,
    limits: &Limits,
) -> Result<(), ReadError> {
    let sum = |of: fn(&PipelineDraft) -> usize| pipelines.iter().map(of).sum::<usize>();
    let allows = |it: &PipelineDraft| it.stages.iter().map(|stage| stage.allow.len()).sum();
    let found = [
        (Limit::Pipelines, pipelines.len()),
        (Limit::Stages, sum(|it| it.stages.len() + it.outcomes.len())),
        (Limit::Moves, sum(|it| it.moves.len())),
        (Limit::Allows, allowed + sum(allows)),
    ];
    let mut found = found.into_iter();
    found.try_for_each(|(limit, found)| limits.check(limit, found)).map_err(ReadError::TooLarge)
}

/// Reads a draft of any part of a process and builds it, such as a pipeline:
/// `read_built(text, PipelineDraft::build)`.
///
/// # Errors
///
/// [`ReadError`].
pub fn read_built<'a, D: Deserialize<'a>, T>(
    text: &'a str,
    build: impl FnOnce(D) -> Result<T, Problems>,
) -> Result<T, ReadError> {
    let text = without_mark(text);
    build(read(text)?).map_err(|problems| ReadError::Content(locate::lines(text, problems)))
}

/// Reads any part of a process that is plain, such as a
/// [`Profile`](super::Profile) or a [`Rule`](crate::policy::Rule).
///
/// # Errors
///
/// [`ReadError`], but never [`ReadError::Content`].
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ReadError> {
    let text = without_mark(text);
    if text.trim().is_empty() {
        let message = "the text is empty; expected a JSON object".to_owned();
        return Err(ReadError::Malformed { line: 1, column: 1, message });
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(Strict(&mut json));
    let (place, error) = match read {
        Ok(value) => match json.end() {
            Ok(()) => return Ok(value),
            Err(error) => (String::new(), error),
        },
        Err(error) => (error.path().to_string(), error.into_inner()),
    };
    // What is no JSON is reported as that, also where a wrong shape comes before.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let (line, column) = position(text, &error);
        return Err(ReadError::Malformed { line, column, message: shape::syntax(&error) });
    }
    let (line, column) = position(text, &error);
    let place = if place == "." { String::new() } else { beginning(&place, 200) };
    Err(ReadError::Shape { place, line, column, message: shape::explain(&error) })
}

/// The lines of a text at which places stand, from 1; a place is a path such as
/// `pipelines[0].stages[2]`. One that is not in the text has the line of what it
/// should be in, and the line is 1 in a text that is not JSON.
///
/// For what is found in a process after it was read, to be shown to who wrote
/// the text.
///
/// ```
/// use sales_process::process::json::lines_of;
///
/// let text = "{\"id\": \"acme\",\n \"pipelines\": [\n  {\"id\": \"main\"}]}";
/// assert_eq!(lines_of(text, &["pipelines[0].id", "roles[2]"]), [3, 1]);
/// ```
pub fn lines_of(text: &str, places: &[impl AsRef<str>]) -> Vec<usize> {
    locate::lines_of(without_mark(text), places)
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The line and the character in it, where the reader counts bytes.
fn position(text: &str, error: &serde_json::Error) -> (usize, usize) {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.char_indices().take_while(|(at, _)| *at < error.column());
    (error.line().max(1), before.count().max(1))
}

/// What is wrong with the format that a process names, if anything is.
fn wrong_format(text: &str) -> Option<ReadError> {
    #[derive(Deserialize)]
    struct Head<'a> {
        #[serde(borrow)]
        format: Option<&'a RawValue>,
    }

    let Some(format) = serde_json::from_str::<Head<'_>>(text).ok()?.format else {
        let message = "`format` is missing; expected \"format\": \"sales-process/1\"".to_owned();
        return Some(ReadError::Shape { place: String::new(), line: 1, column: 1, message });
    };
    let name: String = serde_json::from_str(format.get()).ok()?;
    let error = name.parse::<super::Format>().err()?;
    Some(ReadError::Format { line: locate::line_of(text, format.get()), error })
}
