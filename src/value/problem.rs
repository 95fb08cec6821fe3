//! What is wrong with a draft: every problem at once, each with its place.

use std::fmt;

use crate::value::IdError;
use crate::value::text::{excerpt, nearest};

/// Why a draft cannot be built: all problems found, in the order of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems; never empty.
    pub fn all(&self) -> &[Problem] {
        &self.0
    }

    /// The problems, to keep.
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// One thing that is wrong with a draft, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path of the value in the stored form, such as
    /// `pipelines[0].moves[2].to`; empty where it is the whole of it.
    pub place: String,
    /// What is wrong there.
    pub kind: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{}", self.kind)
    }
}

impl std::error::Error for Problem {}

/// What can be wrong with a draft of the right shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// An id that is not one.
    #[error("{0}")]
    Id(IdError),
    /// Something that must be there is not.
    #[error("{0}")]
    Missing(&'static str),
    /// An id that something else of the kind already has.
    #[error("the id `{}` is taken by {first}; ids of one kind must differ", excerpt(id))]
    Duplicate {
        /// The id used twice.
        id: String,
        /// The place that has it first.
        first: String,
    },
    /// A name that refers to nothing.
    #[error("there is no {what} `{}`{}", excerpt(name), hint(.nearest.as_deref(), .known))]
    Unknown {
        /// The kind of thing looked for, such as `stage or outcome`.
        what: &'static str,
        /// The name that was not found.
        name: String,
        /// The known name nearest to it, where one is near.
        nearest: Option<String>,
        /// The known names, where none is near and they are few.
        known: Vec<String>,
    },
    /// A move that starts at an outcome.
    #[error(
        "`{}` is an outcome, and a deal does not leave an outcome; start the move at a stage",
        excerpt(.0)
    )]
    ExitFromOutcome(String),
    /// A number out of its range.
    #[error("{found} is out of range; expected {expected}")]
    Range {
        /// The number found.
        found: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// A rule that is not one, and why.
    #[error("{0}")]
    Rule(String),
    /// A value that cannot stand in its field.
    #[error("{0}")]
    Field(crate::value::FieldError),
    /// A threshold that nothing can reach.
    #[error("{wanted} can never be reached; all criteria together make {most}")]
    OutOfReach {
        /// What is asked for.
        wanted: String,
        /// The most there can be.
        most: String,
    },
    /// Criteria of one's own under the name of a built-in framework.
    #[error("`{0}` is built in and has its criteria; give your own criteria another name")]
    BuiltIn(String),
    /// Something that does not fit where it stands.
    #[error("{0}")]
    Unfit(String),
    /// A kind of deal that two pipelines serve.
    #[error("`{kind}` deals are served by {first} already; name each kind of deal once")]
    ServedTwice {
        /// The kind of deal.
        kind: &'static str,
        /// The place that names it first.
        first: String,
    },
}

impl ProblemKind {
    /// A name that refers to nothing, with what may have been meant.
    pub(crate) fn unknown<'a>(
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        /// How many known names are worth listing.
        const FEW: usize = 8;

        let all: Vec<&str> = known.into_iter().collect();
        let nearest = nearest(name, all.iter().copied()).map(str::to_owned);
        let mut known: Vec<String> = Vec::new();
        if nearest.is_none() && all.len() <= FEW {
            for name in all.into_iter().map(excerpt) {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        Self::Unknown { what, name: name.to_owned(), nearest, known }
    }
}

fn hint(nearest: Option<&str>, known: &[String]) -> String {
    match (nearest, known) {
        (Some(name), _) => format!(", did you mean `{name}`?"),
        (None, []) => String::new(),
        (None, [only]) => format!("; expected `{only}`"),
        (None, several) => format!("; expected one of `{}`", several.join("`, `")),
    }
}

/// The place of something inside a place.
pub(crate) fn join(place: &str, inner: impl fmt::Display) -> String {
    if place.is_empty() { inner.to_string() } else { format!("{place}.{inner}") }
}

/// Collects problems while a draft is read.
#[derive(Debug)]
pub(crate) struct Report {
    found: Vec<Problem>,
    /// How many more names may be compared with unknown ones. A hostile file
    /// can have a hundred thousand of each.
    comparisons: usize,
}

impl Default for Report {
    fn default() -> Self {
        Self { found: Vec::new(), comparisons: 100_000 }
    }
}

impl Report {
    pub(crate) fn add(&mut self, place: impl fmt::Display, kind: ProblemKind) {
        self.found.push(Problem { place: place.to_string(), kind });
    }

    /// Takes the id of a text, or notes why it is none.
    pub(crate) fn id<I>(&mut self, place: impl fmt::Display, text: &str) -> Option<I>
    where
        I: for<'a> TryFrom<&'a str, Error = IdError>,
    {
        match I::try_from(text) {
            Ok(id) => Some(id),
            Err(error) => {
                self.add(place, ProblemKind::Id(error));
                None
            }
        }
    }

    pub(crate) fn unknown<'a>(
        &mut self,
        place: impl fmt::Display,
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.into_iter().take(self.comparisons).collect();
        self.comparisons -= known.len();
        self.add(place, ProblemKind::unknown(what, name, known));
    }

    /// Notes every id of a list that is blank or used before in it.
    /// `place` names the place of the n-th id.
    pub(crate) fn distinct_ids<'a>(
        &mut self,
        ids: impl IntoIterator<Item = &'a str>,
        place: impl Fn(usize) -> String,
    ) {
        let mut seen = std::collections::HashMap::new();
        for (i, id) in ids.into_iter().enumerate() {
            if self.id::<crate::value::CriterionId>(place(i), id).is_none() {
                continue;
            }
            if let Some(&first) = seen.get(id) {
                let first = place(first);
                self.add(place(i), ProblemKind::Duplicate { id: id.to_owned(), first });
            } else {
                seen.insert(id, i);
            }
        }
    }

    pub(crate) fn finish<T>(self, built: Option<T>) -> Result<T, Problems> {
        match built {
            Some(built) if self.found.is_empty() => Ok(built),
            _ => Err(Problems(self.found)),
        }
    }
}
